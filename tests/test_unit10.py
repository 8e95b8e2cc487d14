"""Unit 10: the discoveries its lesson promises."""

from __future__ import annotations

import numpy as np
import pytest

import cxlab as cx
from cxlab.demos._catalogue import parts_of
from cxlab.demos.nb10_listening import LADDER

PARTS = parts_of("nb10")


def values(part, **settings):
    return PARTS[part].draw(PARTS[part].state(settings)).table["value"]


def test_the_first_customers_of_a_longer_run_are_the_same():
    from cxlab.demos.nb10_listening import _lived

    few, many = _lived(LADDER[0]), _lived(LADDER[1])
    assert np.array_equal(few.outcomes["satisfaction"], many.outcomes["satisfaction"][: few.n])


def test_more_answers_shrink_the_interval_around_the_wrong_number():
    rungs = [values("answers", asked=asked) for asked in LADDER]
    width = [rung["interval, high"] - rung["interval, low"] for rung in rungs]
    assert np.all(np.diff(width) < 0)
    assert rungs[0]["interval, low"] < rungs[0]["among all customers"] < rungs[0]["interval, high"]
    assert rungs[-1]["interval, low"] > rungs[-1]["among all customers"]


@pytest.mark.parametrize("measure", ["NPS", "mean"])
def test_who_answers_by_lot_finds_the_truth(measure):
    """The truth is that of 62,500 customers, of whom the answers are a part: four standard errors are room enough."""
    fair = values("answers", asked=LADDER[-1], extremity=0.0, measure=measure)
    half = (fair["interval, high"] - fair["interval, low"]) / 2
    assert abs(fair["error"]) < 4 * half / 1.96


def test_the_error_has_either_sign():
    assert values("answers", asked=LADDER[-1], middle=6.0)["error"] > 5
    assert values("answers", asked=LADDER[-1], middle=8.0)["error"] < -5


def test_extremity_moves_the_nps_by_many_points_and_the_mean_by_little():
    assert values("answers", asked=LADDER[-1])["error"] > 5
    assert 0 < values("answers", asked=LADDER[-1], measure="mean")["error"] < 0.3


def test_halo_raises_the_fit_and_flattens_importance_step_by_step():
    steps = [values("together", halo=halo) for halo in (0.0, 0.5, 1.0, 1.5)]
    assert np.all(np.diff([s["R squared"] for s in steps]) > 0)
    assert np.all(np.diff([s["share, eye test"] - s["share, reminder"] for s in steps]) < 0)


def test_a_noisy_question_takes_the_first_touchpoint_to_the_last_place():
    noisy = values("together", reliability=0.3)
    shares = noisy[[name for name in noisy.index if name.startswith("share")]]
    assert shares.idxmin() == "share, eye test" and shares.idxmax() == "share, frame advice"


def test_a_double_question_leaves_one_bar_for_two_touchpoints():
    assert "share, eye test and frame advice" in values("together", double=True).index


def test_shoppers_do_not_notice_what_customers_feel():
    usual, spoilt = values("shoppers", visits=80), values("shoppers", visits=80, expectation=2.0)
    assert spoilt["seen by shoppers (points)"] == usual["seen by shoppers (points)"]
    # 0.6 points lost per point of expectation: b_disconfirmation of the world
    assert usual["felt by customers (points)"] - spoilt["felt by customers (points)"] == pytest.approx(1.2, abs=0.02)


def test_reactivity_does_not_shrink_with_visits():
    for visits in (20, 80):
        seen = values("shoppers", visits=visits, reactivity=1.0)
        assert seen["interval, low"] > seen["delivered (points)"]


def test_kappa_falls_with_the_error_of_the_eyes():
    kappas = [values("shoppers", error=error, visits=80)["kappa of the two shoppers"] for error in (0.0, 0.5, 1.0, 2.0)]
    assert kappas[0] == 1 and np.all(np.diff(kappas) < 0)


def test_the_numbers_of_the_exercises():
    assert cx.kappa([[40, 10], [20, 30]]).value == pytest.approx(0.4)
    means = {"old": (40, 3), "middle": (60, 7), "new": (80, 9.5)}
    found = cx.weighted_mean(means, population={"old": 200, "middle": 600, "new": 200})
    assert (found["raw"].value, found["weighted"].value) == pytest.approx((1300 / 180, 6.7))
