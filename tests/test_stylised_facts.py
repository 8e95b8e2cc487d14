"""The stylised facts of the simulator: what any world of this kind must show. (Queues, truths and pairing have tests of their own.)"""

from __future__ import annotations

import numpy as np
import pytest
from workshops import line

import cxlab as cx


def mean_satisfaction(world, n=20_000, **more):
    return world.simulate(n, rng=1, **more).outcome("satisfaction")


def ols(y, *columns):
    """Slopes and standard errors, by numpy."""
    x = np.column_stack([np.ones(len(y)), *columns])
    b, *_ = np.linalg.lstsq(x, y, rcond=None)
    rest = y - x @ b
    return b[1:], np.sqrt(np.diag(np.linalg.inv(x.T @ x)) * (rest @ rest) / (len(y) - x.shape[1]))[1:]


def test_1_variance_costs_satisfaction_when_losses_weigh_more_and_only_then():
    for loss, falls in ((2.0, True), (1.0, False)):
        levels = [
            mean_satisfaction(line(3, heterogeneity=h, experience=cx.Experience(loss_aversion=loss, update_rate=0.0)))
            for h in (0.5, 1.0, 2.0)
        ]
        values = [level.value for level in levels]
        if falls:
            assert values[0] > values[1] > values[2]
            sd = 2.0 * np.sqrt(0.5**2 + 0.3**2 + 0.2**2)  # of quality; E[g(D)] = sd * (1 - loss) / sqrt(2 pi)
            exact = 5.0 + (0.4 + 0.25 + 0.1) * sd * (1 - loss) / np.sqrt(2 * np.pi)
            assert levels[2].rows[0].low - 0.01 < exact < levels[2].rows[0].high + 0.01
        else:
            assert all(abs(v - 5.0) < 4 * (level.rows[0].high - level.value) / 1.96 for v, level in zip(values, levels, strict=True))


def test_2_the_weights_of_expectation_and_disconfirmation_are_recovered():
    b_e, b_d, inside = 0.3, 0.6, 0
    felt = cx.Experience(b_expectation=b_e, b_disconfirmation=b_d, loss_aversion=1.0, update_rate=0.0)
    world = line(1, weights=[1.0], experience=felt, promise=5.0, promise_rate=0.1).change("all", expectation_sd=1.0)
    quality = world.change(b_expectation=0.0, b_performance=1.0, b_disconfirmation=0.0)
    for seed in range(20):
        run = world.simulate(5_000, rng=seed)
        e = run.customers["expectation"].to_numpy(dtype=float) - 5.0
        q = quality.simulate(5_000, rng=seed).events["felt"].to_numpy(dtype=float) - 5.0
        b, error = ols(run.customers["satisfaction"].to_numpy(dtype=float), e, q - e)
        inside += int(abs(b[0] - b_e) < 2 * error[0]) + int(abs(b[1] - b_d) < 2 * error[1])
    assert inside >= 33  # binomial(40, 0.954): 33 or fewer has probability 0.002


def test_3_the_order_of_events_changes_memory_and_not_their_mean():
    values = [6.0, 7.0, 3.0, 6.0, 8.0]
    steady = cx.Experience(loss_aversion=1.0, update_rate=0.0)
    memories = {}
    for order in ([0, 1, 2, 3, 4], [0, 4, 2, 1, 3]):
        world = line(5, heterogeneity=0.0, experience=steady, outcome=cx.Outcome(peak=0.5, end=0.5))
        for place, index in enumerate(order):
            world = world.change(f"t{place}", **dict.fromkeys(("needs", "ease", "enjoyment"), values[index]))
        run = world.simulate(2, rng=1)
        memories[tuple(order)] = (run.customers["satisfaction"].iloc[0], run.events["felt"].mean())
    (first, mean_first), (second, mean_second) = memories.values()
    assert mean_first == pytest.approx(mean_second) == pytest.approx(6.0)
    assert first == pytest.approx(8.0) and second == pytest.approx(7.0)  # by hand: (8+8)/2 and (8+6)/2


def test_4_under_pure_peak_end_the_length_of_a_journey_counts_for_nothing():
    base = line(1, outcome=cx.Outcome(peak=0.5, end=0.5, noise=1.0))
    world = base.change("all", transitions={"t0": {"t0": 0.7, "EXIT": 0.3}}).change(cap=40)
    table = world.simulate(20_000, rng=2).customers.astype(float)
    b, error = ols(table["satisfaction"].to_numpy(), table["peak"].to_numpy(), table["end"].to_numpy(), table["n_visits"].to_numpy())
    assert b[:2] == pytest.approx([0.5, 0.5], abs=4 * error[:2].max())
    assert abs(b[2]) < 3 * error[2]


def recovery(severity, justice, rate=1.0, seed=3):
    """Change of satisfaction among those to whom the failure happened, on the same draws."""
    outcomes = {
        "satisfaction": cx.Outcome(touchpoints=1.0, events=1.0),
        "repurchase": cx.Outcome(touchpoints=0.5, events=0.5, intercept=0.0, link="logistic"),
    }
    from dataclasses import replace

    calm = replace(line(2), outcomes=outcomes)
    rough = calm.change("t1", failure_rate=0.5, severity=severity, recovery_rate=rate, justice=(justice,) * 3)
    before, after = (w.simulate(8_000, rng=seed) for w in (calm, rough))
    hit = np.zeros(8_000, dtype=bool)
    hit[after.events.loc[after.events["incident"] > 0, "customer"]] = True
    gone = {n: (after.customers[n] - before.customers[n]).to_numpy()[hit] for n in outcomes}
    assert np.abs((after.customers["satisfaction"] - before.customers["satisfaction"])[~hit]).max() < 1e-5
    return gone


def test_6_recovery_beats_no_failure_only_where_mild_failures_meet_excellent_repair():
    cells = {(s, j): recovery(s, j)["satisfaction"] for s in (0.5, 2.0) for j in (0.2, 0.9)}
    paradox = {cell: (change > 0).mean() for cell, change in cells.items()}
    assert paradox[0.5, 0.9] > 0.5
    assert max(share for cell, share in paradox.items() if cell != (0.5, 0.9)) < 0.2
    everything = np.concatenate([recovery(s, j, rate=0.7)["satisfaction"] for s in (0.5, 1.0, 2.0) for j in (0.2, 0.5, 0.9)])
    assert everything.mean() < 0
    assert max(recovery(0.5, 0.9)["repurchase"]) <= 1e-7


def test_8_every_touchpoint_can_be_green_and_the_journey_red():
    from dataclasses import replace

    world = replace(
        line(4, needs=8.0, ease=8.0, enjoyment=8.0, heterogeneity=0.0), outcomes={"satisfaction": cx.Outcome(mean=1.0, events=1.0)}
    )
    for i, channel in enumerate(("web", "phone", "shop", "app")):
        world = world.change(f"t{i}", channel=channel, complexity=1.0)
    for kept in (1.0, 0.9, 0.5, 0.0):
        run = world.change(context_kept=kept, switch_cost=1.0).simulate(10, rng=1)
        assert run.felt().to_frame()["value"].tolist() == pytest.approx([8.0] * 4)
        assert run.outcome().value == pytest.approx(8.0 - 3 * (1 - kept))


def test_9_personalisation_has_an_interior_optimum_at_the_defaults():
    levels = np.linspace(0, 1, 11)
    scores = [mean_satisfaction(line(2, heterogeneity=0.0).change(personalisation=float(x))).value for x in levels]
    best = int(np.argmax(scores))
    assert 0 < best < 10
    from cxlab.mechanisms import personalisation

    x = cx.Experience()
    exact = personalisation.best_level(
        accuracy=x.accuracy, benefit=x.personalisation_gain, error_cost=x.personalisation_error, privacy_cost=x.privacy_cost, concern=0.5,
        transparency=x.transparency,
    )  # fmt: skip
    assert abs(levels[best] - exact) <= 0.05 + 1e-9


def test_9_automation_has_an_interior_optimum():
    def score(share):
        desk = cx.Touchpoint(
            "desk",
            servers=4,
            service_mean=6.0,
            service_law="exponential",
            bot_share=share,
            bot_minutes=1.0,
            complex_share=0.4,
            bot_handover=0.5,
        )
        person = cx.Segment("all", start={"desk": 1.0}, transitions={"desk": {"EXIT": 1.0}}, weights={"desk": 1.0})
        rules = cx.Experience(wait_effect=1.0, unsolved_cost=4.0, loss_aversion=1.0)
        world = cx.World("desk", cx.Journey((desk,), (person,)), rules, arrivals=cx.Arrivals(0.66))
        return mean_satisfaction(world, 30_000).value

    none, some, most = score(0.0), score(0.4), score(0.95)
    assert some > none and some > most


def test_engagement_is_a_stock_with_the_limit_of_its_equation():
    world = line(1, needs=6.0, ease=6.0, enjoyment=6.0, heterogeneity=0.0, mot=2.0, experience=cx.Experience(
        loss_aversion=1.0, update_rate=0.0, engagement_gain=1.0, engagement_persistence=0.8))  # fmt: skip
    stock = world.simulate(1, rng=1, cycles=60).customers["engagement"].to_numpy()
    assert stock[0] == pytest.approx(1.0)
    assert stock[-1] == pytest.approx(1.0 / (1 - 0.8), rel=1e-4)


def test_a_gate_makes_enjoyment_worthless_when_needs_fail():
    low = line(1, needs=3.0, enjoyment=5.0, heterogeneity=0.0).change(gate_threshold=6.0, gate_strength=50.0)
    high = low.improve("t0", enjoyment=4.0)
    assert mean_satisfaction(high, 10).value == pytest.approx(mean_satisfaction(low, 10).value, abs=1e-6)
    open_gate = line(1, needs=3.0, enjoyment=5.0, heterogeneity=0.0)
    assert mean_satisfaction(open_gate.improve("t0", enjoyment=4.0), 10).value > mean_satisfaction(open_gate, 10).value + 0.1


def test_image_is_a_common_cause():
    from dataclasses import replace

    base = replace(
        line(1, weights=[0.0], heterogeneity=0.5, image_load=1.0), outcomes={"satisfaction": cx.Outcome(touchpoints=1.0, image=1.0)}
    )
    run = base.simulate(5_000, rng=4)
    x = run.felt_by_touchpoint()["t0"].to_numpy()
    assert run.truth.effects()["t0"].value == pytest.approx(0.0, abs=1e-6)  # moving what is felt does nothing
    assert np.corrcoef(x, run.customers["satisfaction"])[0, 1] > 0.9  # and yet it correlates


def test_branches_share_what_belongs_to_the_branch():
    world = line(1, branch_share=0.5, heterogeneity=1.0).change(branches=30, branch_sd=0.0)
    run = world.simulate(30_000, rng=5)
    felt, branch = run.events["felt"].to_numpy(dtype=float), run.customers["branch"].to_numpy()
    means = np.array([felt[branch == b].mean() for b in range(30)])
    share = means.var(ddof=1) / felt.var(ddof=1)
    # chi-square with 29 degrees: the variance of 30 branch means scatters by 26 % of itself.
    assert share == pytest.approx(0.5, abs=4 * 0.5 * (2 / 29) ** 0.5)
