"""Unit 11: the discoveries its lesson promises."""

from __future__ import annotations

from itertools import combinations_with_replacement

import numpy as np
import pytest

import cxlab as cx
from cxlab.demos import _one_wave
from cxlab.demos import nb11_indicators as unit
from cxlab.demos._catalogue import parts_of

PARTS = parts_of("nb11")


def values(part, **settings):
    return PARTS[part].draw(PARTS[part].state(settings)).table["value"]


def test_five_points_at_200_answers_are_noise():
    moves = [values("waves", roll=roll)["largest move between waves (points)"] for roll in range(1, 21)]
    assert np.mean(np.array(moves) >= 5) == 1
    assert values("waves")["interval of one wave, plus or minus (points)"] > 5
    assert values("waves", change=5)["power for this change (share of studies)"] < 0.15


def test_the_true_change_is_what_the_control_says():
    for change in (5, 10):
        gained = cx.nps(unit._ratings(change)).value - cx.nps(unit._ratings(0)).value
        assert gained == pytest.approx(change, abs=0.05)


def test_with_4000_answers_the_five_points_are_found_in_most_rolls():
    found = [values("waves", change=5, answers=4_000, roll=roll)["interval, low"] > 0 for roll in range(1, 11)]
    power = values("waves", change=5, answers=4_000)["power for this change (share of studies)"]
    assert power > 0.8 and np.mean(found) >= power - 3 * np.sqrt(power * (1 - power) / 10)


def test_choosing_the_worst_tenth_guarantees_improvement_and_a_tenth_by_lot_does_not():
    for roll in range(1, 6):
        assert values("calls", roll=roll)["rise, interval low"] > 1
        assert abs(values("calls", roll=roll, chosen="lot")["rise (points)"]) < 0.4  # four standard errors of 400 differences of sd 2


def test_the_less_luck_in_a_rating_the_less_it_drifts():
    rises = [values("calls", reliability=reliability)["rise (points)"] for reliability in (0.3, 0.5, 0.7, 0.9)]
    assert np.all(np.diff(rises) < 0)


def test_a_control_of_everybody_else_keeps_the_bias_and_a_control_by_lot_removes_it():
    others, lot = [], []
    for roll in range(1, 9):
        others.append(values("calls", control="others", roll=roll)["interval, low"])
        lot.append(values("calls", control="lot", effect=0.5, roll=roll)["difference-in-differences (points)"])
    assert min(others) > 1
    assert np.mean(lot) == pytest.approx(0.5, abs=4 * np.std(lot, ddof=1) / np.sqrt(8))


def test_all_touchpoints_stay_green_and_only_the_journey_turns_red():
    steps = [values("levels", kept=kept) for kept in (1.0, 0.5, 0.0)]
    assert len({s["lowest touchpoint (points)"] for s in steps}) == 1
    assert all(s["touchpoints that are green"] == 7 for s in steps)
    assert np.all(np.diff([s["journey as a whole (points)"] for s in steps]) < -1)
    assert len({s["journeys without a change of channel (points)"] for s in steps}) == 1
    assert steps[2]["journeys with three or more (points)"] < 4


def test_the_two_effort_questions_tell_the_same_with_opposite_poles():
    new, old = values("levels", kept=0.0), values("levels", kept=0.0, version="1.0")
    assert new["CES 2.0 (high is good)"] + old["CES 1.0 (low is good)"] == pytest.approx(8, abs=2e-3)


@pytest.mark.parametrize(("promoters", "detractors"), [(9, 6), (8, 5), (10, 7), (8, 7)])
def test_firms_keep_their_order_whatever_the_cut_offs(promoters, detractors):
    # prototype of the plan: 0.99 at the usual cut-offs; one that leaves nearly all in one class sees less
    assert np.corrcoef(*_one_wave._firms(promoters, detractors))[0, 1] > (0.98 if (promoters, detractors) == (9, 6) else 0.9)


def test_the_numbers_of_the_exercises():
    row = cx.nps({"promoters": 90, "passives": 60, "detractors": 50}).rows[0]
    assert (row.value, row.low, row.high) == pytest.approx((20, 8.544, 30.865), abs=5e-4)
    assert [cx.nps_sample_size(gap, promoters=0.45, detractors=0.25).value for gap in (5, 10)] == [4145, 1037]
    share = cx.csat({"satisfied": 132, "others": 28}).rows[0]
    assert (share.low, share.high) == pytest.approx((0.7587, 0.8761), abs=5e-5)
    assert cx.difference_in_differences({"treated": (6.8, 7.4), "control": (6.9, 7.2)}).value == pytest.approx(0.3)


def test_ten_answers_with_mean_8_have_an_nps_from_0_to_70():
    scores = {
        10 * (sum(x >= 9 for x in ten) - sum(x <= 6 for x in ten)) for ten in combinations_with_replacement(range(11), 10) if sum(ten) == 80
    }
    assert (min(scores), max(scores)) == (0, 70)
