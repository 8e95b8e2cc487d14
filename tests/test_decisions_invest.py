"""Allocation, regret and the stopping point: closed forms, an outside optimiser, invariants, and the words of their errors."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cxlab.decisions import Economics, invest, marginal_roi, regret
from cxlab.results import Estimate, Result

QUICK = settings(derandomize=True, deadline=None, max_examples=30)
COSTS = pd.DataFrame(
    {"headroom": [2.0, 1.0, 3.0, 0.5], "scale": [80_000.0, 30_000.0, 120_000.0, 20_000.0]}, index=["repair", "quote", "booking", "pay"]
)
TRUTH = {"repair": 0.35, "quote": 0.25, "booking": 0.20, "pay": 0.12}


def result(values: dict[str, float], unit: str = "points of overall per point of the driver", error: float = 0.0, **detail) -> Result:
    rows = [Estimate(k, v, v - 1.959964 * error, v + 1.959964 * error, 100) if error else Estimate(k, v) for k, v in values.items()]
    return Result("Drivers of overall", unit, "a method", tuple(rows), detail)


def test_two_equal_places_share_and_one_takes_all():
    plan = invest(100_000, {"a": 0.3, "b": 0.3}, {"a": (2, 50_000), "b": (2, 50_000)})
    assert plan.spend == pytest.approx([50_000, 50_000])
    assert invest(100_000, {"a": 0.3, "b": 0.0}, {"a": (2, 50_000), "b": (2, 50_000)}).spend == pytest.approx([100_000, 0])


def test_closed_form_of_two_places():
    """Equal scale: the spending differs by scale * log of the ratio of weights."""
    plan = invest(100_000, {"a": 0.4, "b": 0.2}, {"a": (2, 50_000), "b": (2, 50_000)})
    assert plan["a"].value - plan["b"].value == pytest.approx(50_000 * math.log(2))
    assert plan.gain() == pytest.approx(
        2 * 0.4 * (1 - math.exp(-plan["a"].value / 50_000)) + 2 * 0.2 * (1 - math.exp(-plan["b"].value / 50_000))
    )


def test_allocation_is_that_of_an_outside_optimiser():
    """scipy 1.17 SLSQP on the same gain; it stops at about 1e-6 of it."""
    from scipy.optimize import minimize

    weights = np.array(list(TRUTH.values()))
    headroom, scale = COSTS["headroom"].to_numpy(), COSTS["scale"].to_numpy() / 1e5

    def loss(x):
        return -float(weights @ (headroom * (1 - np.exp(-x / scale))))

    bounds, whole = [(0, None)] * 4, {"type": "eq", "fun": lambda x: x.sum() - 2.5}
    known = minimize(loss, np.full(4, 0.625), bounds=bounds, constraints=whole, options={"ftol": 1e-14, "maxiter": 500})
    plan = invest(250_000, TRUTH, COSTS)
    assert plan.spend / 1e5 == pytest.approx(known.x, abs=1e-3)
    assert plan.gain() >= -known.fun - 1e-9


WEIGHTS = st.lists(st.floats(-0.2, 1.0), min_size=4, max_size=4).filter(lambda w: max(w) > 1e-3)


@QUICK
@given(WEIGHTS, st.floats(1e3, 1e6), st.permutations(range(4)), st.floats(0.1, 10))
def test_allocation_spends_all_where_it_is_worth_most(weights, budget, order, factor):
    evidence = dict(zip(COSTS.index, weights, strict=True))
    plan = invest(budget, evidence, COSTS)
    assert plan.spend.sum() == pytest.approx(budget)
    assert (plan.spend >= 0).all()
    last = np.array(weights) * COSTS["headroom"] / COSTS["scale"] * np.exp(-plan.spend / COSTS["scale"])
    paid = plan.spend > 1e-6 * budget
    assert last[paid].to_numpy() == pytest.approx(last[paid].max(), rel=1e-6)
    assert (last[~paid] <= last[paid].max() * (1 + 1e-6)).all()
    mixed = invest(budget, {k: factor * v for k, v in evidence.items()}, COSTS.iloc[order])
    assert [mixed[name].value for name in COSTS.index] == pytest.approx(plan.spend, rel=1e-6, abs=1e-3)


@QUICK
@given(WEIGHTS, WEIGHTS, st.floats(1e4, 1e6), st.booleans())
def test_regret_is_never_negative_and_zero_for_the_truth(guess, truth, budget, stopping):
    guessed, true = (dict(zip(COSTS.index, w, strict=True)) for w in (guess, truth))
    chosen = invest(budget, guessed, COSTS, while_it_pays=stopping)
    found = regret(chosen, true)
    assert found.value >= 0
    assert regret(invest(budget, true, COSTS, while_it_pays=stopping), true).value == pytest.approx(0, abs=1e-9)


def test_regret_is_the_difference_of_the_two_rois():
    chosen = invest(250_000, {"repair": 0.1, "quote": 0.1, "booking": 0.4, "pay": 0.1}, COSTS)
    found = regret(chosen, TRUTH)
    oracle = invest(250_000, TRUTH, COSTS)
    assert found.value == pytest.approx(oracle.roi(TRUTH).value - chosen.roi(TRUTH).value)
    assert found.detail["money"] == pytest.approx(250_000 * found.value)
    assert found.detail["oracle"].spend == pytest.approx(oracle.spend)
    assert "price of not knowing the truth" in found.sentence


def test_the_most_important_place_need_not_be_the_best_buy():
    plan = invest(20_000, {"a": 0.5, "b": 0.3}, {"a": (0.2, 50_000), "b": (2.0, 50_000)})
    assert plan.spend == pytest.approx([0, 20_000])
    assert any("a weighs most, yet most money goes to b" in line for line in plan.detail["advice"])


def test_harmful_places_get_nothing_and_are_named():
    plan = invest(100_000, {**TRUTH, "pay": -0.1}, COSTS)
    assert plan["pay"].value == 0
    assert any("['pay'] have a negative weight" in line for line in plan.detail["advice"])


def test_reach_counts():
    half = COSTS.assign(reach=[1.0, 1.0, 0.5, 1.0])
    assert invest(250_000, TRUTH, half)["booking"].value < invest(250_000, TRUTH, COSTS)["booking"].value
    alone = COSTS.loc[["repair"]].assign(reach=0.5)
    assert invest(250_000, TRUTH, alone).gain() == pytest.approx(0.5 * invest(250_000, TRUTH, COSTS.loc[["repair"]]).gain())


def test_effects_among_everyone_hold_reach_already():
    costs = COSTS.assign(reach=[1.0, 0.5, 0.25, 0.8])
    users = result(TRUTH, unit="points per point", truth="T2", among="users")
    everyone = result(
        {k: v * r for (k, v), r in zip(TRUTH.items(), costs["reach"], strict=True)}, unit="points per point", among="everyone"
    )
    assert invest(250_000, everyone, costs).gain() == pytest.approx(invest(250_000, users, costs).gain())


def test_shares_allocate_but_promise_nothing():
    shares = result({"repair": 0.5, "quote": 0.25, "booking": 0.16, "pay": 0.06}, unit="part of the R2 of overall", kind="lmg")
    plan = invest(250_000, shares, COSTS)
    assert plan.detail["gain"] is None
    assert any("relative" in line for line in plan.detail["advice"])
    with pytest.raises(ValueError, match="ranks touchpoints but promises no gain"):
        plan.gain()
    assert regret(plan, result(TRUTH, unit="points per point")).value > 0


def test_a_truth_of_both_directions_counts_upward():
    plus = tuple(Estimate(k, v) for k, v in TRUTH.items())
    for upward in (plus, TRUTH):
        truth = result(dict.fromkeys(TRUTH, 0.2), unit="points per point", truth="T2", plus=upward, minus=plus)
        assert invest(250_000, truth, COSTS).spend == pytest.approx(invest(250_000, TRUTH, COSTS).spend)


def test_slopes_are_turned_into_world_points():
    """Overall on 1-5 and the drivers on 0-10 of a 0-10 world: a rating point of overall is 2.5 world points."""
    ratings = {name: v / 2.5 for name, v in TRUTH.items()}
    points = {"overall": 2.5, **dict.fromkeys(TRUTH, 1.0)}
    assert invest(250_000, result(ratings, outcome="overall", points_per_rating=points), COSTS).gain() == pytest.approx(
        invest(250_000, TRUTH, COSTS).gain()
    )


def test_estimators_of_the_kit_are_evidence():
    """Ordinary slopes, shares, and penalties with rewards (one point more, as the fit predicts it)."""
    from cxlab.estimators import drivers

    rng = np.random.default_rng(6)
    x = pd.DataFrame(rng.normal(6, 1.5, (800, 4)), columns=list(COSTS.index))
    data = x.assign(overall=2 + x @ np.array(list(TRUTH.values())) + rng.normal(0, 0.5, 800))
    fits = {m: drivers(data, "overall", list(COSTS.index), method=m) for m in ("ols", "lmg", "penalty_reward")}
    plans = {m: invest(250_000, fit, COSTS) for m, fit in fits.items()}
    lost = {m: regret(plan, TRUTH).value for m, plan in plans.items()}
    assert max(lost["ols"], lost["penalty_reward"]) < 0.01 < lost["lmg"]  # shares go with squared slopes, so money follows the strongest
    squared = invest(250_000, {k: v**2 for k, v in TRUTH.items()}, COSTS)
    assert plans["lmg"].spend == pytest.approx(squared.spend, abs=0.05 * 250_000)
    assert plans["ols"].gain() == pytest.approx(plans["ols"].gain(TRUTH), rel=0.1)
    known = fits["penalty_reward"].what_if({"repair": 1.0}).value
    assert plans["penalty_reward"].gain({**dict.fromkeys(COSTS.index, 0.0), "repair": known}) > 0


def test_a_structural_model_brings_its_total_effects():
    totals = pd.DataFrame({"name": list(TRUTH), "value": list(TRUTH.values()), "low": np.nan, "high": np.nan, "n": 100})
    fit = result({"repair -> quote": 0.5}, unit="standardised path", kind="structural", totals=totals)
    plan = invest(250_000, fit, COSTS)
    assert plan.spend == pytest.approx(invest(250_000, TRUTH, COSTS).spend)
    assert plan.gain() == pytest.approx(plan.gain(TRUTH))


def test_uncertain_evidence_gives_a_distribution():
    plan = invest(250_000, result(TRUTH, error=0.05, level=0.95), COSTS)
    found = plan.roi(draws=4000, rng=1)
    bought = -COSTS["headroom"] * np.expm1(-plan.spend / COSTS["scale"])
    error = 0.05 * math.sqrt((bought**2).sum())
    ends = [(float(Economics().added_value(plan.gain() + k * 1.959964 * error)) - 250_000) / 250_000 for k in (-1, 0, 1)]
    row = found.rows[0]
    assert (row.low, row.value, row.high) == pytest.approx(ends, abs=0.1 * (ends[2] - ends[0]))
    assert plan.roi(draws=4000, rng=1).rows[0] == row
    assert math.isnan(plan.roi(TRUTH).rows[0].low)


def test_stopping_keeps_what_would_not_pay():
    plan = invest(2_000_000, TRUTH, COSTS, while_it_pays=True)
    spent = plan.spend.sum()
    assert spent < 1_000_000
    assert any("is kept" in line for line in plan.detail["advice"])
    curve = marginal_roi([0, 0.5 * spent, spent, 2 * spent, 2_000_000], TRUTH, COSTS)
    assert curve.detail["best"] == pytest.approx(spent)
    values = [row.value for row in curve.rows]
    assert values[0] > values[1] > values[2] > values[3]
    assert values[2] == pytest.approx(0, abs=1e-3)
    assert values[3] < 0
    assert "Money pays up to" in curve.sentence


def test_marginal_roi_is_the_slope_of_the_net_value():
    firm = Economics()

    def net(budget: float) -> float:
        return float(firm.added_value(invest(budget, TRUTH, COSTS).gain())) - budget

    row = marginal_roi([200_000], TRUTH, COSTS).rows[0]
    assert row.value == pytest.approx((net(200_010) - net(199_990)) / 20, abs=1e-5)
    assert row.name == "budget 200,000"


def test_inside_the_zone_the_next_euro_is_lost():
    firm = Economics(satisfaction=7.0, zone=(6.5, 7.4))
    curve = marginal_roi([0, 10_000, 300_000], TRUTH, COSTS, firm)
    assert curve.rows[0].value == pytest.approx(-1)
    assert curve.rows[2].value > -1
    assert invest(10_000, TRUTH, COSTS, Economics(satisfaction=7.0, zone=(6.5, 7.9)), while_it_pays=True).spend.sum() == 0


def test_costs_are_taken_in_every_form():
    forms = [COSTS, COSTS.reset_index(names="touchpoint"), {k: (a, x) for k, a, x in COSTS.itertuples()}]
    plans = [invest(250_000, TRUTH, costs) for costs in forms]
    assert plans[1].spend == pytest.approx(plans[0].spend)
    assert plans[2].spend == pytest.approx(plans[0].spend)
    assert plans[0].names == list(COSTS.index)


BAD = [
    (lambda: invest(0, TRUTH, COSTS), ValueError, ["budget=0", "above 0"]),
    (lambda: invest(1, "ols", COSTS), TypeError, ["evidence is a str", "points per point"]),
    (lambda: invest(1, {"repair": 0.3}, COSTS), ValueError, ["says nothing about ['quote', 'booking', 'pay']"]),
    (lambda: invest(1, {**TRUTH, "pay": math.nan}, COSTS), ValueError, ["'pay'"]),
    (lambda: invest(1, result({**TRUTH, "pay": math.nan}), COSTS), ValueError, ["no number for ['pay']"]),
    (lambda: invest(1, dict.fromkeys(TRUTH, -0.1), COSTS), ValueError, ["No touchpoint promises a gain"]),
    (lambda: invest(1, TRUTH, COSTS.drop(columns="scale")), KeyError, ["'scale'"]),
    (lambda: invest(1, TRUTH, COSTS.assign(scale=0)), ValueError, ["scale of 'repair'", "above 0"]),
    (lambda: invest(1, TRUTH, COSTS.assign(reach=2)), ValueError, ["reach of 'repair'", "0 to 1"]),
    (lambda: invest(1, TRUTH, pd.concat([COSTS, COSTS])), ValueError, ["twice"]),
    (lambda: invest(1, TRUTH, {"repair": 3}), ValueError, ["(headroom in points, scale in money)"]),
    (lambda: invest(1, TRUTH, [1, 2]), TypeError, ["columns headroom and scale"]),
    (lambda: invest(1, result(TRUTH, unit="correlation"), COSTS, while_it_pays=True), ValueError, ["promises no gain"]),
    (lambda: invest(10, TRUTH, COSTS, Economics(margin=0), while_it_pays=True).roi(), ValueError, ["Nothing was spent"]),
    (lambda: regret(result(TRUTH), TRUTH), TypeError, ["chosen is a Result", "invest(...)"]),
    (lambda: regret(invest(1, TRUTH, COSTS), result(TRUTH, unit="share")), ValueError, ["promises no gain"]),
    (lambda: marginal_roi([], TRUTH, COSTS), ValueError, ["no amount above 0"]),
    (lambda: marginal_roi([-1], TRUTH, COSTS), ValueError, ["budgets=-1"]),
    (lambda: marginal_roi([1], result(TRUTH, unit="share"), COSTS), ValueError, ["promises no gain"]),
]


@pytest.mark.parametrize("case", range(len(BAD)))
def test_errors_say_what_to_mend(case):
    call, kind, words = BAD[case]
    with pytest.raises(kind) as caught:
        call()
    for word in words:
        assert word in str(caught.value)
