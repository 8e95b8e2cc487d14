"""The worlds of the kit: each shows what its file says it teaches."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from scipy.stats import t as student

import cxlab as cx
from cxlab import worlds
from cxlab.mechanisms import channels, modules, personalisation, pyramid, queues

OWN = ("soggiorno", "desk", "omni", "panel")
Z95 = 1.959963984540054
SOGGIORNO, DESK, OMNI, PANEL = (cx.world(name) for name in OWN)


def error_of(row):
    """Standard error of a row with a normal 95 % interval."""
    return (row.high - row.low) / (2 * Z95)


def everywhere(world, **settings):
    """The world with the same settings at every touchpoint."""
    for name in world.journey.names:
        world = world.change(name, **settings)
    return world


# --- all four ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", OWN)
def test_the_file_says_what_it_teaches_and_that_its_numbers_are_assumed(name):
    text = (Path(worlds.__file__).parent / f"{name}.yaml").read_text(encoding="utf-8")
    comment = text[: text.index("name:")]
    assert "It teaches" in comment and "Every number is an assumption of the kit" in comment


@pytest.mark.parametrize("name", OWN)
def test_satisfaction_looks_like_satisfaction(name):
    run = cx.world(name).simulate(10_000, rng=1)
    values = run.customers["satisfaction"]
    assert 6.0 < values.mean() < 8.0
    assert 1.3 < values.std() < 2.0
    assert (run.ask(["overall"], rng=1)["overall"].value_counts(normalize=True) < 0.35).all()  # no pile at either end


@pytest.mark.parametrize("name", OWN)
def test_segments_walk_or_weigh_in_their_own_way(name):
    world = cx.world(name)
    one, other = world.journey.segments
    assert dict(one.weights) != dict(other.weights)
    assert set(one.weights) == set(other.weights) == set(world.touchpoints)
    if name != "panel":
        assert one.transitions != other.transitions and one.expectation != other.expectation and one.levels != other.levels


@pytest.mark.parametrize("name", OWN)
def test_reach_and_visits_agree_with_the_exact_chain_when_nothing_felt_moves_the_path(name):
    world = everywhere(cx.world(name).change(dropout=0.0), leave_rate=0.0)
    run = world.simulate(50_000, rng=3)
    for exact, simulated in ((world.reach(), run.reach()), (world.visits(), run.visits())):
        for row in simulated.rows:
            assert abs(row.value - exact[row.name].value) <= 4 * error_of(row) + 1e-12, row.name


# --- soggiorno --------------------------------------------------------------------------------------------------------------


def only_enjoyment():
    """The hotel without luck, where enjoyment is all of quality and quality all of value."""
    world = everywhere(SOGGIORNO.change(b_performance=1.0, b_disconfirmation=0.0), heterogeneity=0.0)
    for segment in world.journey.segments:
        world = world.change(segment.name, levels=(0.0, 0.0, 1.0))
    return world


def test_soggiorno_is_a_grid_of_five_modules_by_seven_providers():
    points = SOGGIORNO.journey.touchpoints
    assert len(points) == len(modules.PROVIDERS)
    assert all(tuple(point.modules) == modules.MODULES for point in points)
    grid = np.array([[point.modules[m] for point in points] for m in modules.MODULES])
    assert modules.depth(grid) == 1.0 and modules.linkage(grid) == 1.0


def test_soggiorno_makes_enjoyment_from_the_spend_on_modules():
    felt = only_enjoyment().simulate(500, rng=1).felt()
    for point in SOGGIORNO.journey.touchpoints:
        spend = list(point.modules.values())
        exact = np.mean(modules.score(spend, saturation=SOGGIORNO.experience.module_rate))
        assert felt[point.name].value == pytest.approx(exact, abs=1e-5)


def test_the_next_unit_is_worth_more_in_an_empty_module_than_in_a_rich_one():
    world, before = only_enjoyment(), only_enjoyment().simulate(500, rng=1)
    now = dict(world.touchpoint("courtyard").modules)
    assert now["think"] == 0 and now["sense"] == 5
    gain = {
        m: world.change("courtyard", modules=now | {m: now[m] + 1}).simulate(500, rng=1).felt()["courtyard"].value
        - before.felt()["courtyard"].value
        for m in ("think", "sense")
    }
    assert gain["think"] == pytest.approx(gain["sense"] * np.exp(5 * world.experience.module_rate), rel=1e-3)


def test_uneven_delivery_costs_satisfaction_only_where_losses_weigh_more():
    for loss, costs in ((SOGGIORNO.experience.loss_aversion, True), (1.0, False)):
        even = everywhere(SOGGIORNO.change(loss_aversion=loss), heterogeneity=0.8).simulate(20_000, rng=2)
        uneven = everywhere(SOGGIORNO.change(loss_aversion=loss), heterogeneity=2.0).simulate(20_000, rng=2)
        change = uneven.change_from(even).rows[0]
        assert change.value < -10 * error_of(change) if costs else abs(change.value) < 4 * error_of(change)


def test_the_gated_pyramid_makes_enjoyment_worth_what_its_gate_lets_through():
    def gain(world):
        now = dict(world.touchpoint("room").modules)
        felt = [w.simulate(200, rng=1).felt()["room"].value for w in (world, world.change("room", modules=now | {"think": 6}))]
        return felt[1] - felt[0]

    poor = everywhere(SOGGIORNO.change(b_performance=1.0, b_disconfirmation=0.0), heterogeneity=0.0).change("room", needs=5.0)
    gate = pyramid.gate(5.0, threshold=SOGGIORNO.experience.gate_threshold, kappa=2.0)
    assert gain(poor.change(gate_strength=2.0)) == pytest.approx(gate * gain(poor), rel=1e-3)
    assert gain(poor.change("room", needs=7.4).change(gate_strength=2.0)) == pytest.approx(gain(poor), rel=1e-3)


# --- desk -------------------------------------------------------------------------------------------------------------------

DAYS = 100  # of eight hours, about 480 contacts each


def daily(world, outcome="satisfaction"):
    """Mean outcome of each of many independent days."""
    run = world.simulate(480 * DAYS, rng=4, replications=DAYS)
    return np.array([part.mean() for part in np.array_split(run.customers[outcome].to_numpy(dtype=float), DAYS)])


def rises(before, after):
    """Whether the days after are better than the same days before: paired t, one in ten thousand."""
    change = after - before
    return change.mean() / (change.std(ddof=1) / np.sqrt(DAYS)) > student.ppf(0.9999, DAYS - 1)


@pytest.mark.parametrize("name", ["chat", "phone"])
def test_about_0_83_of_the_staffs_time_is_asked_for(name):
    point, visits = DESK.touchpoint(name), DESK.journey.visits()[name].value
    simple, hard = DESK.experience.bot_solves
    solved = (1 - point.complex_share) * simple + point.complex_share * hard
    kept_off = point.bot_share * (1 - (1 - solved) * point.bot_handover)
    busy = queues.utilisation(DESK.arrivals.rate * visits, 1 / point.service_mean, servers=point.servers, automated=kept_off)
    assert busy == pytest.approx(0.83, abs=0.01)


def test_ten_percent_more_arrivals_make_waits_much_longer():
    runs = [DESK.change(arrivals=cx.Arrivals(rate)).simulate(40_000, rng=5).events for rate in (1.0, 1.1)]
    for name in ("chat", "phone"):
        now, later = (e.loc[e["touchpoint"] == name, "wait"].mean() for e in runs)
        assert later > 1.3 * now


def test_automation_helps_at_first_and_strands_people_in_the_end():
    """The hump: about 6.49, 6.58, 6.66 and 6.53 at shares of 0.02, 0.1, 0.4 and 1."""
    none, some, all_ = (daily(DESK.change("chat", bot_share=share)) for share in (0.02, 0.4, 1.0))
    default = daily(DESK)
    assert rises(none, default) and rises(default, some) and rises(all_, some)
    assert some.mean() - none.mean() > 0.15 and some.mean() - all_.mean() > 0.08


def test_an_informed_wait_is_as_long_and_hurts_less():
    told = DESK.change(wait_perception=1.0).simulate(5_000, rng=6)
    untold = DESK.simulate(5_000, rng=6)
    np.testing.assert_array_equal(told.events["wait"], untold.events["wait"])
    days = [DESK.change(wait_perception=seems).simulate(5_000, rng=6, replications=20) for seems in (1.0, 1.5)]
    assert days[0].change_from(days[1]).rows[0].low > 0.05


def failures(world, name):
    """Points of the failures at one touchpoint: repaired, and left as they were."""
    e = world.simulate(20_000, rng=7).events
    here = e[e["touchpoint"] == name]
    return here.loc[here["incident"] == 1, "points"], here.loc[here["incident"] == 2, "points"]


def test_recovery_falls_short_on_average_and_at_every_touchpoint():
    for name in ("chat", "phone"):
        repaired, left = failures(DESK, name)
        assert repaired.mean() + 4 * repaired.sem() < 0 and left.mean() < repaired.mean()
    mild, severe = (failures(DESK, name)[0] for name in ("chat", "phone"))
    assert (mild > 0).mean() > 0.2 and (severe > 0).mean() < 0.01


def test_the_paradox_needs_a_mild_failure_handled_very_well():
    """Mean change and share above the start: mild and excellent +0.28, 73 %; mild and middling -0.12; severe, whatever is done, below."""
    for severity, justice in ((0.5, 0.9), (0.5, 0.5), (1.5, 0.9), (1.5, 0.5)):
        repaired, _ = failures(DESK.change("chat", severity=severity, justice=(justice,) * 3), "chat")
        paradox = (severity, justice) == (0.5, 0.9)
        assert (repaired.mean() > 4 * repaired.sem()) == paradox
        assert ((repaired > 0).mean() > 0.5) == paradox


def test_no_paradox_in_repurchase():
    excellent = DESK.change("chat", severity=0.5, justice=(0.9, 0.9, 0.9), recovery_rate=1.0)
    smooth = excellent.change("chat", failure_rate=0.0).change("phone", failure_rate=0.0)
    after, before = (w.simulate(10_000, rng=8).customers for w in (excellent, smooth))
    assert (after["satisfaction"] > before["satisfaction"] + 1e-5).mean() > 0.02  # some end above where they would have been
    assert (after["repurchase"] - before["repurchase"]).max() <= 1e-6


def test_the_desk_never_closes_unless_told_to():
    assert all(not point.opens and not point.closes for point in DESK.journey.touchpoints)
    e = DESK.change("chat", opens=480, closes=1080, leave_rate=0.0, bot_share=0.0).simulate(5_000, rng=9).events
    begins = (e["arrival"] + e["wait"])[e["touchpoint"] == "chat"] % 1440
    assert begins.between(480 - 0.01, 1080 + 0.01).all()  # waits are stored with seven digits


# --- omni -------------------------------------------------------------------------------------------------------------------


def test_every_touchpoint_is_green_and_the_journey_red():
    kept, lost = OMNI.simulate(20_000, rng=10), OMNI.change(context_kept=0.0).simulate(20_000, rng=10)
    np.testing.assert_array_equal(kept.events["felt"], lost.events["felt"])  # no touchpoint's score moved
    assert all(7.7 < row.value < 8.4 for row in lost.felt().rows)
    assert kept.outcome().value == pytest.approx(7.9, abs=0.2)
    assert lost.outcome().value == pytest.approx(5.0, abs=0.2)


def test_what_is_lost_between_touchpoints_is_the_loss_at_every_switch():
    run = OMNI.change(context_kept=0.5).simulate(2_000, rng=11)
    channel = {point.name: point.channel for point in OMNI.journey.touchpoints}
    e = run.events
    before = e["touchpoint"].astype(str).shift()
    now = e["touchpoint"].astype(str)
    switched = (e["step"] > 0) & (now.map(channel) != before.map(channel))
    loss = [
        channels.switch_loss(retained=0.5, complexity=OMNI.touchpoint(name).complexity, loss=OMNI.experience.switch_cost) for name in now
    ]
    np.testing.assert_allclose(e["points"], np.where(switched, loss, 0.0), atol=1e-6)
    assert 2.0 < switched.sum() / 2_000 < 3.5


def test_a_better_site_sells_more_because_who_feels_good_stays():
    def conversion(world):
        return world.simulate(20_000, rng=12).reach()["order"]

    now, better = conversion(OMNI), conversion(OMNI.improve("site", ease=1.0, needs=1.0))
    assert better.value - now.value > 4 * error_of(now)
    fixed = OMNI.change(dropout=0.0)
    assert conversion(fixed).value == conversion(fixed.improve("site", ease=1.0, needs=1.0)).value
    with pytest.raises(ValueError, match=r"here dropout=0\.2 does\. Set it to 0, or simulate"):
        OMNI.reach()


def test_personalisation_has_its_best_level_inside_and_lower_for_the_concerned():
    x, levels, best = OMNI.experience, np.linspace(0, 1, 11), {}
    scores = [OMNI.change(dropout=0.0, personalisation=float(v)).simulate(3_000, rng=13).customers for v in levels]
    for segment in OMNI.journey.segments:
        means = [run.loc[run["segment"] == segment.name, "satisfaction"].mean() for run in scores]
        best[segment.name] = levels[int(np.argmax(means))]
        exact = personalisation.best_level(
            accuracy=x.accuracy, benefit=x.personalisation_gain, error_cost=x.personalisation_error, privacy_cost=x.privacy_cost,
            concern=segment.privacy_concern, transparency=x.transparency,
        )  # fmt: skip
        assert 0 < exact < 1 and abs(best[segment.name] - exact) <= 0.1
    assert best["browsers"] < best["clickers"]


def test_effort_rises_with_what_has_to_be_told_again():
    easy, hard = (OMNI.change(context_kept=kept).simulate(5_000, rng=14) for kept in (0.9, 0.0))
    change = hard.change_from(easy, "effort").rows[0]
    assert change.high < -1.0


# --- panel ------------------------------------------------------------------------------------------------------------------

WEIGHTS = {"eye_test": 0.35, "frame_advice": 0.25, "fitting": 0.20, "payment": 0.12, "reminder": 0.08}


@pytest.fixture(scope="module")
def panel():
    return PANEL.simulate(40_000, rng=15)


def slopes(run, world=PANEL):
    """OLS by numpy on error-free data, and its standard errors."""
    x, y = run.felt_by_touchpoint().to_numpy(), run.customers["satisfaction"].to_numpy(dtype=float)
    design = np.column_stack([np.ones(len(x)), x])
    b, *_ = np.linalg.lstsq(design, y, rcond=None)
    rest = y - design @ b
    errors = np.sqrt(np.diag(np.linalg.inv(design.T @ design)) * rest.var(ddof=design.shape[1]))
    return dict(zip(world.touchpoints, b[1:], strict=True)), dict(zip(world.touchpoints, errors[1:], strict=True))


def test_the_weights_are_exactly_those_of_the_course(panel):
    t1 = panel.truth.weights
    assert {row.name: row.value for row in t1.rows} == pytest.approx(WEIGHTS, abs=1e-12)
    top = {segment: max(w, key=w.get) for segment, w in t1.detail["by_segment"].items()}
    assert top == {"renewals": "eye_test", "first_timers": "frame_advice"}
    assert all(sum(w.values()) == pytest.approx(1.0) for w in t1.detail["by_segment"].values())


def test_weight_effect_and_slope_are_one_number_and_the_shares_another(panel):
    effects, (slope, error) = panel.truth.effects(), slopes(panel)
    for name, weight in WEIGHTS.items():
        assert abs(effects[name].value - weight) <= 4 * error_of(effects[name]) + 1e-6
        # Weights differ by at most 0.1 between the two segments, so the rest of a slope is close to its textbook error.
        assert abs(slope[name] - weight) < 5 * error[name]
    shares = panel.truth.shares_of("satisfaction", customers=100_000)
    assert [row.value for row in shares.rows] == pytest.approx([0.34, 0.24, 0.19, 0.13, 0.10], abs=0.012)


def test_touchpoints_hang_together_by_customer_and_by_branch(panel):
    table = panel.felt_by_touchpoint()
    r = table.corr().to_numpy()[np.triu_indices(5, 1)]
    assert (r > 0.3).all() and (r < 0.5).all()
    assert panel.customers["branch"].nunique() == 40
    satisfaction = panel.customers.groupby("branch")["satisfaction"].agg(["mean", "var", "size"])
    between = satisfaction["mean"].var(ddof=1) - (satisfaction["var"] / satisfaction["size"]).mean()
    icc = between / (between + satisfaction["var"].mean())
    # 0.4 squared and what branches share of quality, over all variance; 39 branches scatter by 23 % of it.
    assert 0.02 < icc < 0.20


def test_a_hidden_common_cause_bends_every_slope_and_no_effect():
    world = everywhere(PANEL, image_load=0.8).change("satisfaction", image=0.8)
    run = world.simulate(20_000, rng=16)
    effects, (slope, error) = run.truth.effects(customers=5_000), slopes(run)
    for name, weight in WEIGHTS.items():
        assert abs(effects[name].value - weight) <= 4 * error_of(effects[name]) + 1e-6
        assert slope[name] - weight > 4 * error[name]
    assert "image" not in PANEL.simulate(10, rng=1).customers


def test_a_mean_slope_takes_a_delighter_and_a_dissatisfier_for_the_same():
    even = {"eye_test": 0.2, "frame_advice": 0.3, "fitting": 0.3, "payment": 0.1, "reminder": 0.1}
    world = PANEL.change(neutral=6.2).change("frame_advice", reward=2.0, penalty=0.3).change("fitting", reward=0.3, penalty=2.0)
    for segment in ("renewals", "first_timers"):
        world = world.change(segment, weights=even)
    answers = world.simulate(20_000, rng=17).ask(rng=17)
    slope = cx.drivers(answers, "overall", world.touchpoints)
    assert slope["frame_advice"].value == pytest.approx(slope["fitting"].value, rel=0.2)
    classes = cx.drivers(answers, "overall", world.touchpoints, "penalty_reward").detail["table"].set_index("name")["class"]
    assert classes["frame_advice"] == "excitement" and classes["fitting"] == "basic"


def test_the_panel_also_recommends_and_rates_effort():
    answers = PANEL.simulate(4_000, rng=18).ask(["overall", "recommend", "effort"], rng=18)
    nps = cx.nps(answers["recommend"])
    assert -25 < nps.value < 5
    assert 0.4 < answers["overall"].corr(answers["recommend"]) < 0.9
    assert answers["effort"].between(1, 7).all()
