"""Unit 08: the discoveries its lesson promises, and the claims of its text that stand in no output."""

from __future__ import annotations

import numpy as np
import pytest

import cxlab as cx
from cxlab.demos import nb08_channels as unit
from cxlab.demos._catalogue import parts_of
from cxlab.mechanisms import channels, personalisation

PARTS = parts_of("nb08")


def table(part, **settings):
    return PARTS[part].draw(PARTS[part].state(settings)).table


def passage(row, **settings):
    return table("switch", **settings).loc[row, "value"]


PARTS_MEAN, JOURNEY = "mean of the touchpoints (points)", "journey (points)"


def test_every_touchpoint_stays_green_while_the_journey_turns_red():
    journeys = [passage(JOURNEY, kept=kept) for kept in (0.0, 0.5, 0.9)]
    assert len({passage(PARTS_MEAN, kept=kept) for kept in (0.0, 0.5, 0.9)}) == 1
    assert np.all(np.diff(journeys) > 1.0) and journeys[0] < 5.5 < 7.5 < journeys[2]
    lived = unit._passage(0.0, 0.0, 1.1)
    assert min(lived.scores.values()) >= unit.GREEN_FROM


def test_the_gap_widens_with_every_switch():
    lived = unit._passage(0.0, 0.0, 1.1)
    gap = np.subtract(lived.mean_by_switches, lived.journey_by_switches)
    assert (np.diff(gap) > 0.3).all()


def test_polishing_every_touchpoint_does_not_mend_it():
    assert all(score > 9 for score in unit._passage(0.0, 1.0, 1.1).scores.values())
    assert passage(JOURNEY, kept=0.0, better=1.0) < 6 < passage(JOURNEY, kept=0.9)


def test_the_slowest_system_caps_what_is_kept():
    for slowest in (0.0, 0.3, 0.9, 1.0):
        assert passage("context kept at a switch (share)", slowest=slowest) == min(0.9, slowest)


def test_repeats_and_their_absence_follow_the_rule():
    kept, switches = 0.5, passage("switches per journey", kept=0.5)
    assert passage("told again, per journey (times)", kept=kept) == pytest.approx(channels.repeats(switches, retained=kept), abs=1e-3)
    run = cx.world("omni").change(context_kept=kept).simulate(unit.CUSTOMERS, rng=unit.SEED)
    times = (run.events["points"] < 0).groupby(run.events["customer"]).sum()
    assert passage("journeys with nothing told again (share)", kept=kept) == pytest.approx((kept**times).mean(), abs=1e-3)
    assert times.mean() == pytest.approx(switches, abs=1e-3)


def test_last_touch_gives_nothing_to_social_media_and_closing_it_costs_sales():
    for who in ("all", "clickers", "browsers"):
        closed = table("credit", who=who, closed=True)
        assert closed.loc["social", "last touch"] == 0
        assert closed.loc["social", "lost when closed"] > 0.05
        assert closed["removal share"].sum() == pytest.approx(1.0, abs=0.002)


def test_the_removal_effect_is_what_is_lost_when_nobody_carries_on_and_an_upper_bound_otherwise():
    nobody, half, all_ = (table("credit", closed=True, carry_on=share) for share in (0.0, 0.5, 1.0))
    np.testing.assert_allclose(nobody["lost when closed"], nobody["removal effect"], atol=1e-3)
    assert (half["lost when closed"] < half["removal effect"]).all() and (half["lost when closed"] > 0).all()
    np.testing.assert_allclose(all_["lost when closed"], 0.0, atol=1e-9)


def test_personalisation_has_its_best_level_inside_where_the_equation_says():
    found = table("personal", every=True)
    start = PARTS["personal"].start
    for name, concern in unit._concerns().items():
        exact = personalisation.best_level(
            accuracy=start.accuracy,
            benefit=start.gain,
            error_cost=start.error,
            privacy_cost=start.privacy,
            concern=concern,
            transparency=start.transparency,
        )
        assert 0 < found.loc[name, "best level"] < 1
        assert abs(found.loc[name, "best level"] - exact) <= 0.1
    assert found.loc["browsers", "best level"] < found.loc["clickers", "best level"]


def test_an_imperfect_personal_approach_beats_none_only_above_its_break_even_accuracy():
    for accuracy in (0.4, 0.5, 0.55, 0.6, 0.8):
        rows = table("personal", level=0.5, accuracy=accuracy)
        above = accuracy > rows["break-even accuracy"]
        assert ((rows["added (points)"] > 0) == above).all()


def test_openness_moves_the_best_level_up():
    closed, open_ = (table("personal", every=True, transparency=share)["best level"] for share in (0.0, 0.8))
    assert (open_ > closed).all()


def test_each_lever_takes_away_its_own_loss():
    start = table("levers")["at the start"]
    own = {
        "points lost by waiting": {"usability": 1.0},
        "points lost by no solution": {"flexibility": 1.0},
        "points lost by telling again": {"slowest": 1.0},
    }
    for row, settings in own.items():
        assert table("levers", **settings)["now"][row] < 0.3 * start[row]
    assert table("levers", people=2)["now"]["points lost by waiting"] < 0.1 * start["points lost by waiting"]


def test_the_switches_explain_what_the_touchpoints_do_not():
    run = cx.world("omni").change(context_kept=0.0).simulate(20_000, rng=8)
    again = run.events.assign(again=run.events["points"] < 0).groupby("customer").agg(parts=("felt", "mean"), switches=("again", "sum"))
    people = run.customers.join(again)
    r2 = [cx.drivers(people, "satisfaction", names).detail["r2"] for names in (["parts"], ["parts", "switches"])]
    assert r2[0] < 0.15 and r2[1] > 0.8
