"""What must hold of the theory: outside witnesses, invariants over random settings, and the stylised facts that need no journey."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cxlab.mechanisms import (
    asymmetry,
    automation,
    bonds,
    channels,
    diffusion,
    expectation,
    memory,
    modules,
    personalisation,
    promise,
    pyramid,
    queues,
    recovery,
    services,
    value,
    waiting,
)

pytestmark = pytest.mark.filterwarnings("error")
few = settings(derandomize=True, deadline=None, max_examples=40)
points = st.floats(0, 10)
shares = st.floats(0, 1)
loss_factors = st.floats(1, 3)


@pytest.mark.parametrize(("servers", "load"), [(1, 0.5), (2, 1.9), (5, 4.75), (20, 18.0), (60, 40.0)])
def test_erlang_c_equals_the_sum_over_states(servers, load):
    full = load**servers / math.factorial(servers) / (1 - load / servers)
    waits = full / (sum(load**k / math.factorial(k) for k in range(servers)) + full)
    assert queues.erlang_c(servers, load) == pytest.approx(waits, rel=1e-12)


@few
@given(st.floats(0.05, 0.95), st.floats(0.5, 20))
def test_one_server_waits_by_the_closed_form(busy, service_rate):
    arrivals = busy * service_rate
    assert queues.wait(arrivals, service_rate) == pytest.approx(busy / (service_rate - arrivals), rel=1e-9)


@pytest.mark.parametrize(("arrivals", "servers"), [(10, 1), (14, 1), (20, 2)])
def test_the_day_follows_the_differential_equations_of_the_queue(arrivals, servers):
    """Another road to the same number: Kolmogorov's equations, integrated step by step."""
    from scipy.integrate import solve_ivp

    mu, hours, states = 12.0, 4.0, 150
    n = np.arange(states)
    down = np.minimum(n, servers) * mu
    up = np.where(n < states - 1, arrivals, 0.0)
    delay = np.maximum(n - servers + 1, 0) / (servers * mu)

    def flow(_, y):
        p = y[:-1]
        change = -(up + down) * p
        change[1:] += (up * p)[:-1]
        change[:-1] += (down * p)[1:]
        return np.append(change, p @ delay)

    end = solve_ivp(flow, (0, hours), np.append(n == 0, 0.0).astype(float), rtol=1e-8, atol=1e-11).y[-1, -1]
    assert queues.day_wait(arrivals, mu, servers=servers, hours=hours) == pytest.approx(end / hours, rel=1e-5)


def test_a_long_day_comes_near_the_steady_state_from_below():
    """The empty start costs about one relaxation time, 1/(sqrt(mu) - sqrt(lambda))^2, out of the day's length."""
    steady, hours = queues.wait(6, 12), 300.0
    relaxation = 1 / (math.sqrt(12) - math.sqrt(6)) ** 2
    assert steady * (1 - relaxation / hours) < queues.day_wait(6, 12, hours=hours) < steady


def test_an_overloaded_day_waits_by_its_fluid_limit():
    """Twice as many come as can be served: at time t the wait is near t, so over a long day its mean is half the day."""
    assert queues.day_wait(24, 12, hours=40) == pytest.approx(20, rel=0.05)


@pytest.mark.parametrize(("mean", "sd", "factor"), [(0, 1, 2), (0.7, 1.3, 2.25), (-1.5, 0.4, 1.5), (2, 0.5, 3)])
def test_the_mean_gap_equals_the_integral(mean, sd, factor):
    from scipy.integrate import quad

    def weighted(d):
        return asymmetry.prospect(d, loss_aversion=factor, alpha=1) * math.exp(-0.5 * ((d - mean) / sd) ** 2) / sd / math.sqrt(2 * math.pi)

    low, high = mean - 12 * sd, mean + 12 * sd
    area = quad(weighted, low, high, points=[0] if low < 0 < high else None)[0]
    assert asymmetry.expected_gap(mean, sd, loss_aversion=factor) == pytest.approx(area, abs=1e-8)


@few
@given(st.floats(0.01, 5), loss_factors)
def test_variation_costs_what_the_closed_form_says(sd, factor):
    """Stylised fact 1: at a fixed mean, variance costs satisfaction when losses weigh more, and only then."""
    assert asymmetry.expected_gap(0, sd, loss_aversion=factor) == pytest.approx(sd * (1 - factor) / math.sqrt(2 * math.pi))
    assert asymmetry.expected_gap(0, sd, loss_aversion=1) == 0


def test_mean_satisfaction_falls_with_delivery_variance_only_under_loss_aversion():
    """Stylised fact 1 on draws: the sample mean lies within four standard errors of the closed form."""
    n = 20_000
    z = np.random.default_rng(1).standard_normal(n)
    for factor in (1.0, 2.0):
        for h in (0.5, 1.0, 2.0):
            q = services.delivered(7, z, heterogeneity=h)
            s = expectation.satisfaction(7, q, constant=7, b_expectation=0, b_performance=0, b_disconfirmation=1, loss_aversion=factor)
            expected = 7 + asymmetry.expected_gap(0, services.spread(heterogeneity=h), loss_aversion=factor)
            assert s.mean() == pytest.approx(expected, abs=4 * s.std() / math.sqrt(n))


def test_weights_of_expectation_and_gap_are_recovered():
    """Stylised fact 2: b_E and b_D within two standard errors at n = 5,000, from E and P - E."""
    rng, n = np.random.default_rng(4), 5_000
    e, p = rng.normal(7, 1, n), rng.normal(7, 1, n)
    s = expectation.satisfaction(e, p, constant=1, b_expectation=0.2, b_performance=0, b_disconfirmation=0.4) + rng.normal(0, 0.5, n)
    x = np.column_stack([np.ones(n), e, p - e])
    b, rest = np.linalg.lstsq(x, s, rcond=None)[:2]
    se = np.sqrt(np.diag(np.linalg.inv(x.T @ x)) * rest[0] / (n - 3))
    assert np.all(np.abs(b[1:] - [0.2, 0.4]) < 2 * se[1:])


@few
@given(st.lists(points, min_size=2, max_size=8), st.randoms(use_true_random=False))
def test_order_changes_memory_but_neither_mean_nor_peak(values, shuffled):
    """Stylised fact 3, without updating."""
    other = list(values)
    shuffled.shuffle(other)
    before, after = memory.parts(values), memory.parts(other)
    assert after.mean == pytest.approx(before.mean) and after.peak == before.peak and after.total == pytest.approx(before.total)
    low, high = memory.order_range(values)
    assert low - 1e-12 <= memory.peak_end(other) <= high + 1e-12


def test_duration_is_neglected_given_peak_and_end():
    """Stylised fact 4: lengthening by repeating a middling value leaves the pure rule where it was."""
    lengths = [memory.peak_end([6, *[5.5] * n, 2, 6], weights=(0, 0.5, 0.5)) for n in range(6)]
    assert len(set(lengths)) == 1


@few
@given(st.lists(points, min_size=1, max_size=8))
def test_memory_stays_within_what_was_lived(values):
    score = memory.peak_end(values)
    assert min(values) - 1e-9 <= score <= max(values) + 1e-9
    assert memory.remembered(values, mean=0, peak=0, end=0, recent=1, decay=0) == pytest.approx(values[-1])


@few
@given(st.lists(st.lists(st.integers(0, 10), min_size=5, max_size=5), min_size=2, max_size=6))
def test_a_table_of_journeys_is_the_journeys_one_by_one(table):
    together = memory.parts(table, mot=[1, 2, 1, 0, 1], decay=0.7)
    for row, values in enumerate(table):
        alone = memory.parts(values, mot=[1, 2, 1, 0, 1], decay=0.7)
        assert [part[row] for part in together] == pytest.approx(list(alone))


@pytest.mark.parametrize("order", [[2, 8], [8, 2], [5, 8, 2, 5]])
def test_a_tie_of_peaks_goes_to_the_negative_side(order):
    assert memory.parts(order).peak == 2


def test_moments_of_truth_weigh_mean_and_peak():
    heavy = memory.parts([6, 9, 5, 7], mot=[3, 1, 1, 0])
    assert heavy.mean == pytest.approx((3 * 6 + 9 + 5) / 5)
    assert heavy.peak == 9  # 1*4 against 3*1
    assert memory.parts([6, 9, 5, 7], mot=[5, 1, 1, 0]).peak == 6
    assert memory.parts([2, 4, 6, 8]).trend == pytest.approx(2) and memory.parts([7]).trend == 0


@few
@given(points, points, st.integers(0, 30), st.floats(1, 8))
def test_expectation_moves_towards_quality_and_never_past_it(e, q, n, prior):
    moved = expectation.updated(e, q, gain=min(expectation.gain(n, prior=prior), 1))
    assert min(e, q) - 1e-9 <= moved <= max(e, q) + 1e-9


def test_learning_with_a_falling_gain_is_the_running_mean():
    """k = 1/(n + k0) makes the first belief worth k0 - 1 encounters."""
    q = np.array([4.0, 9, 6, 7])
    believed = expectation.path(8, q, prior=3)
    assert believed[-1] == pytest.approx((2 * 8 + q.sum()) / 6)
    assert expectation.path(8, [], gain=0.2).tolist() == [8]


@few
@given(st.floats(0.1, 10), loss_factors, st.floats(0.3, 1))
def test_a_loss_weighs_as_much_as_its_offsetting_gain(loss, factor, alpha):
    gain = asymmetry.offsetting_gain(loss, loss_aversion=factor, alpha=alpha)
    both = asymmetry.prospect(gain, loss_aversion=factor, alpha=alpha) + asymmetry.prospect(-loss, loss_aversion=factor, alpha=alpha)
    assert both == pytest.approx(0, abs=1e-9 * max(1, gain))


@few
@given(st.floats(-5, 5), st.floats(0, 3), st.floats(0, 3))
def test_the_kink_is_the_difference_of_its_two_sides(x, reward, penalty):
    assert asymmetry.kinked(x, reward=reward, penalty=penalty) == pytest.approx(reward * max(x, 0) - penalty * max(-x, 0))


@few
@given(points, points)
def test_an_encounter_is_neutral_plus_its_three_weighted_parts(e, q):
    lived = value.encounter(e, q, b_expectation=0.2, b_performance=0.3, b_disconfirmation=0.5, loss_aversion=2)
    gap = q - e if q >= e else 2 * (q - e)
    assert lived == pytest.approx(5 + 0.2 * (e - 5) + 0.3 * (q - 5) + 0.5 * gap)


def test_the_mean_change_after_failures_is_negative_and_the_paradox_sits_in_one_corner():
    """Stylised fact 6, at the defaults: the mean change is negative, and who ends above the start had a mild failure handled well."""
    rng, n = np.random.default_rng(6), 40_000
    severity, (d, p, i) = rng.uniform(0.5, 3, n), rng.uniform(0, 1, (3, n))
    change = recovery.after_failure(severity, distributive=d, procedural=p, interactional=i)
    assert change.mean() < -1
    above = change > 0
    assert above.any() and severity[above].max() < recovery.break_even_severity()
    assert (d + p + i)[above].min() > 1.2
    assert above[severity < 1].mean() > 0.1 and not above[severity > 2].any()
    assert recovery.for_repurchase(change).max() == 0
    assert recovery.after_failure(1, recovered=False) < recovery.after_failure(1)


@few
@given(st.floats(0, 3.4))
def test_talk_is_u_shaped(distance):
    """Stylised fact 7."""
    up, down = bonds.talk(6.5 + distance), bonds.talk(6.5 - distance)
    assert up == pytest.approx(down) and up >= bonds.talk(6.5)


@few
@given(shares, shares)
def test_positive_talk_moves_more_below_one_half_and_chances_stay_chances(chance, d):
    """Stylised fact 7, at equal effect sizes."""
    up = bonds.heard(chance, positive=True, d_positive=d) - chance
    down = chance - bonds.heard(chance, positive=False, d_negative=d)
    assert chance - down >= -1e-12 and chance + up <= 1 + 1e-12
    assert (up >= down) == (chance <= 0.5) or up == pytest.approx(down)


@few
@given(st.lists(points, min_size=2, max_size=6), st.integers(1, 5), st.floats(0, 0.95))
def test_a_journey_with_lost_context_scores_below_its_touchpoints(scores, switches, retained):
    """Stylised fact 8."""
    assert channels.journey_score(scores, switches=switches, retained=retained) < np.mean(scores)
    assert channels.journey_score(scores, switches=switches, retained=1) == pytest.approx(np.mean(scores))


def test_personalisation_and_automation_have_their_best_inside():
    """Stylised fact 9, at the defaults."""
    level = personalisation.best_level()
    around = personalisation.gain(np.array([level - 0.01, level, level + 0.01]))
    assert 0 < level < 1 and around.argmax() == 1
    shares = np.linspace(0, 1, 21)
    best = shares[automation.satisfaction(shares).argmax()]
    assert 0.2 < best < 0.9


@few
@given(shares, st.floats(0.1, 2), st.floats(0.1, 3), st.floats(0, 2), shares, shares)
def test_no_level_beats_the_best_one(accuracy, benefit, error_cost, privacy_cost, concern, transparency):
    given_ = {"accuracy": accuracy, "benefit": benefit, "error_cost": error_cost, "privacy_cost": privacy_cost}
    given_ |= {"concern": concern, "transparency": transparency}
    top = personalisation.gain(personalisation.best_level(**given_), **given_)
    assert personalisation.gain(np.linspace(0, 1, 101), **given_).max() <= top + 1e-12


@few
@given(st.floats(0.1, 2), st.floats(0.1, 3), shares)
def test_at_the_break_even_accuracy_a_personal_offer_gains_nothing(benefit, error_cost, privacy):
    accuracy = personalisation.break_even_accuracy(benefit=benefit, error_cost=error_cost, cost=privacy * benefit)
    gained = personalisation.gain(
        1, accuracy=min(accuracy, 1), benefit=benefit, error_cost=error_cost, privacy_cost=privacy * benefit, concern=1, transparency=0
    )
    assert gained == pytest.approx(0, abs=1e-12)


@few
@given(shares, shares, shares)
def test_a_mix_accounts_for_every_contact(share, simple, handed_over):
    m = automation.mix(share, simple=simple, handed_over=handed_over)
    assert m.bot_simple + m.bot_complex == pytest.approx(share)
    assert m.bot_simple + m.human_simple == pytest.approx(simple)
    assert sum(m[:4]) == pytest.approx(1) and min(m[:4]) >= -1e-12
    assert m.human_load == pytest.approx(1 - share + m.returned) and 0 <= m.resolved <= 1
    assert m.resolved >= automation.mix(share, simple=simple).resolved - 1e-12


@few
@given(points, points, points, st.floats(4, 7), st.floats(0, 5))
def test_a_gate_only_takes_away_and_is_open_at_kappa_0(needs, ease, enjoyment, threshold, kappa):
    full = pyramid.compensatory(needs, ease, enjoyment)
    held = pyramid.gated(needs, ease, enjoyment, threshold=threshold, kappa=kappa)
    assert 0.5 * needs - 1e-9 <= held <= full + 1e-9
    assert pyramid.gated(needs, ease, enjoyment, threshold=threshold, kappa=0) == pytest.approx(full)
    assert pyramid.gate(needs, threshold=threshold, kappa=kappa) == pytest.approx(math.exp(-kappa * max(threshold - needs, 0)))


@few
@given(points, points, points, points, st.floats(0, 3))
def test_more_of_a_yardstick_never_lowers_the_level(trigger, effort, completeness, emotion, more):
    level = pyramid.level(trigger, effort, completeness, emotion)
    raised = [min(v + more, 10) for v in (trigger, completeness, emotion)]
    assert 1 <= level <= pyramid.level(raised[0], max(effort - more, 0), raised[1], raised[2]) <= 6


def test_every_level_can_be_reached():
    rng = np.random.default_rng(3)
    assert {pyramid.level(*row) for row in rng.uniform(0, 10, (5_000, 4))} == {1, 2, 3, 4, 5, 6}


@few
@given(st.lists(st.floats(0, 10), min_size=5, max_size=5), st.floats(0, 0.1))
def test_the_hybrid_bonus_is_the_sum_over_pairs(m, hybrid):
    pairs = sum(math.sqrt(m[j] * m[k]) for j in range(5) for k in range(j + 1, 5))
    assert modules.utility(*m, hybrid=hybrid) == pytest.approx(0.2 * sum(m) + hybrid * pairs, abs=1e-9)


def test_a_spread_budget_scores_more_than_a_heap_and_links_more():
    heap, spread = np.zeros((5, 7)), np.zeros((5, 7))
    heap[0], spread[:, 6] = 30 / 7, 6
    assert modules.scores(spread).sum() > modules.scores(heap).sum()
    assert (modules.linkage(heap), modules.linkage(spread)) == (0, 1) and modules.depth(spread) == 1
    assert modules.intensity(np.zeros((5, 7))) == modules.breadth(np.zeros((5, 7))) == modules.linkage(np.zeros((5, 7))) == 0


@few
@given(st.lists(points, min_size=1, max_size=7))
def test_shares_of_wallet_sum_to_one_even_with_ties(satisfactions):
    shares_ = bonds.wallet_shares(satisfactions)
    assert shares_.sum() == pytest.approx(1) and (shares_ > 0).all()
    assert shares_[int(np.argmax(satisfactions))] == shares_.max()


@few
@given(st.floats(-3, 3), st.floats(0, 0.95), st.floats(-10, 10))
def test_engagement_goes_to_its_limit_by_the_geometric_law(added, persistence, start):
    stock = start
    for _ in range(20):
        stock = bonds.engagement(stock, added, persistence=persistence)
    limit = bonds.engagement_limit(added, persistence=persistence)
    assert stock == pytest.approx(limit + persistence**20 * (start - limit), abs=1e-9)


def test_repurchase_rises_with_satisfaction_and_falls_with_rivals():
    s = np.linspace(0, 10, 21)
    assert np.all(np.diff(bonds.repurchase(s)) > 0)
    assert bonds.repurchase(6, best_alternative=8) < bonds.repurchase(6, best_alternative=5)
    assert bonds.repurchase(2, switching_cost=4) > bonds.repurchase(2)
    assert bonds.repurchase(9, experience=0, image=5) == bonds.repurchase(5)


def test_the_bass_curve_solves_its_differential_equation():
    from scipy.integrate import solve_ivp

    when = np.linspace(0, 20, 9)
    solved = solve_ivp(lambda _, f: diffusion.adopting(np.clip(f, 0, 1)), (0, 20), [0.0], t_eval=when, rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(diffusion.adopted(when), solved.y[0], atol=1e-7)
    peak = diffusion.peak_time()
    pace = diffusion.adopting(diffusion.adopted(np.array([peak - 0.1, peak, peak + 0.1])))
    assert pace.argmax() == 1


@few
@given(st.floats(0, 60), st.floats(0, 60), st.floats(0, 0.5))
def test_nobody_grows_patient_by_waiting(first, then, hazard):
    """Exponential patience forgets: staying first + then is staying first and then staying then."""
    stay = 1 - waiting.leaves(np.array([first, then, first + then]), hazard=hazard)
    assert stay[2] == pytest.approx(stay[0] * stay[1], abs=1e-12)


def test_conditions_lengthen_the_perceived_wait_and_not_the_clock():
    everything = dict.fromkeys(waiting.CONDITIONS, 1.0)
    assert waiting.factor() == 1 and waiting.factor(**everything) == pytest.approx(1 + sum(waiting.CONDITIONS.values()))
    assert waiting.perceived(10, factor=waiting.factor(uncertain=1)) > 10
    assert waiting.tolerance_loss([3, 5, 7], tolerance=5, loss_per_minute=0.2) == pytest.approx([0, 0, 0.4])


@pytest.mark.parametrize("spread", [0.3, 1.5])
def test_the_outcome_of_a_promise_equals_a_simulation_of_it(spread):
    """The quadrature against 200,000 draws: satisfaction of the first cycle within four standard errors."""
    q = np.random.default_rng(8).normal(7, spread, 200_000)
    s = expectation.satisfaction(8, q, b_expectation=0.3, b_performance=0.7, b_disconfirmation=0.8, loss_aversion=2)
    again = 1 / (1 + np.exp(-(-4 + 0.8 * s)))
    found = promise.outcome(8, spread=spread, cycles=2, discount=0)
    assert found.satisfaction[0] == pytest.approx(s.mean(), abs=4 * s.std() / math.sqrt(len(s)))
    assert found.repurchase[0] == pytest.approx(again.mean(), abs=4 * again.std() / math.sqrt(len(s)))
    assert found.lifetime_value == pytest.approx(100 * found.trial * (1 + found.repurchase[0]))
    assert found.expectation.tolist() == [8, 7.75]


def test_every_term_of_the_longer_equations_counts_as_written():
    """Each number by hand, with no argument at 0 or 1, where two operations would agree."""
    assert services.delivered(7, -0.5, heterogeneity=2, coproduction=3, competence=0.5, customer_luck=1.2) == pytest.approx(7 - 1 + 1.8)
    assert services.signal(6, 0.25, intangibility=3) == 6.75
    assert automation.cost_per_contact(0.25, bot=2, person=6) == 5
    assert channels.handling_time(10, usability=0.5, saving=0.3) == pytest.approx(8.5)
    assert channels.saturation(3, 6, limit=0.5) == 9
    assert channels.switch_loss(retained=0.25, complexity=2, loss=3) == pytest.approx(-4.5)
    assert asymmetry.asymmetry_index(3, 2) == pytest.approx(0.2)
    assert modules.mood(2, 5, persistence=0.8) == pytest.approx(2.6)
    assert modules.emotion(3, 2, half_life=2) == pytest.approx(3 / math.sqrt(2) + 2)
    assert modules.score(3, saturation=0.4) == pytest.approx(10 * (1 - math.exp(-1.2)))
    assert waiting.ease_loss(3, mean_service=6, wait_effect=2) == pytest.approx(2 * math.log(1.5))
    assert waiting.factor(unoccupied=0.5, unfair=0.5, alone=0.2, weights=(0.2, 9, 9, 0.4, 9, 9, 0.5)) == pytest.approx(1.4)
    assert waiting.maister(4, 6.5) == -2.5
    assert expectation.promised(4, 9, pull=0.2) == 5
    assert expectation.gain(3, prior=2) == pytest.approx(0.2)
    assert expectation.satisfaction(
        6, 2, constant=3, b_expectation=0.5, b_performance=0.25, b_disconfirmation=2, loss_aversion=3, alpha=0.5
    ) == pytest.approx(3 + 3 + 0.5 - 12)
    recovered = recovery.after_failure(3, distributive=0.5, procedural=0.4, interactional=0.2, recovered=False)
    assert recovered == pytest.approx(-6 + 0.35 + 0.2 + 0.12 + 0.02 - 1.5)
    assert recovery.break_even_severity(distributive=0.5, procedural=0.4, interactional=0.2) == pytest.approx(0.69 / 2)
    odds = bonds.repurchase(8, image=4, experience=0.75, relative_value=3, best_alternative=6, switching_cost=0.5)
    assert math.log(odds / (1 - odds)) == pytest.approx(-4 + 0.8 * 7 + 1.5 - 1.8 + 0.5)
    assert bonds.talk(9.5, floor=0.04, curvature=0.02) == pytest.approx(0.22) and bonds.talk(9.5, curvature=1) == 1
    assert personalisation.gain(
        0.5, accuracy=0.6, benefit=2, error_cost=3, privacy_cost=4, concern=0.3, transparency=0.25
    ) == pytest.approx(0.6 - 0.6 - 0.225)
    assert memory.remembered([6, 9, 4], mean=0.5, peak=0.25, end=0.25, recent=0.1, total=0.2, trend=2, decay=0.5) == pytest.approx(
        5 + 0.5 * 4 / 3 + 0.25 * 4 - 0.25 + 0.1 * (0.125 + 1 - 0.5) + 0.2 * 4 - 2
    )
    assert value.chain_gaps(6, 8, 7, 5) == {"communication": 2, "delivery": -1, "capture": -2}


@pytest.mark.parametrize(
    ("reward", "penalty", "kind"), [(0, 0, "indifferent"), (1, 2, "one-dimensional"), (0.9, 2, "must-be"), (2.1, 1, "attractive")]
)
def test_kano_classes_turn_at_one_half_and_two(reward, penalty, kind):
    assert asymmetry.kano_class(reward, penalty) == kind
