"""Journeys: exact chains, and every way of getting one wrong."""

from __future__ import annotations

import pickle

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from workshops import random_world, specification, workload

import cxlab as cx


def journey(start=None, transitions=None, **more):
    points = tuple(cx.Touchpoint(name) for name in ("book", "repair"))
    start = {"book": 1.0} if start is None else start
    transitions = {"book": {"repair": 1.0}, "repair": {"EXIT": 1.0}} if transitions is None else transitions
    return cx.Journey(points, (cx.Segment("all", start=start, transitions=transitions, **more),))


def test_visits_of_a_geometric_stay_by_hand():
    loop = journey(transitions={"book": {"book": 0.5, "repair": 0.5}, "repair": {"EXIT": 1.0}})
    assert loop.visits()["book"].value == pytest.approx(2.0, abs=1e-9)
    assert loop.reach()["repair"].value == pytest.approx(1.0, abs=1e-9)


def test_visits_equal_the_published_numbers_of_w1():
    world, known = workload("W1"), specification("W1")["analytic"]
    exact = world.visits()
    assert exact.detail["total"] == pytest.approx(known["mean_visits"], abs=1e-12)
    np.testing.assert_allclose([row.value for row in exact.rows], known["visits_per_touchpoint"], atol=1e-12)


@settings(max_examples=25, deadline=None, derandomize=True)
@given(st.integers(0, 10_000), st.integers(1, 7))
def test_visits_equal_the_fundamental_matrix(seed, n):
    world = random_world(np.random.default_rng(seed), n)
    segment = world.journey.segments[0]
    inner = world.journey.matrix(segment)[:, :-1]
    fundamental = world.journey.start(segment) @ np.linalg.inv(np.eye(n) - inner)
    uncapped = cx.Journey(world.journey.touchpoints, world.journey.segments, cap=30_000)
    np.testing.assert_allclose([row.value for row in uncapped.visits().rows], fundamental, rtol=1e-9, atol=1e-12)
    reach = [row.value for row in uncapped.reach().rows]
    alone = np.diag(np.linalg.inv(np.eye(n) - inner))
    np.testing.assert_allclose(reach, fundamental / alone, rtol=1e-9, atol=1e-12)  # visits = reach * visits of those who came


def test_shares_weigh_the_segments():
    points = (cx.Touchpoint("book"),)
    once = cx.Segment("once", share=0.25, start={"book": 1}, transitions={"book": {"EXIT": 1}})
    twice = cx.Segment("twice", share=0.75, start={"book": 1}, transitions={"book": {"book": 0.5, "EXIT": 0.5}})
    both = cx.Journey(points, (once, twice), cap=1000)
    assert both.visits().value == pytest.approx(0.25 * 1 + 0.75 * 2)
    assert both.visits("twice").value == pytest.approx(2.0)


def test_a_row_that_does_not_sum_to_1_is_named_with_its_sum():
    with pytest.raises(
        ValueError, match=r"transitions of segment 'all' row 'book' sums to 0\.9, not to 1\. Change its entries \(EXIT included\)"
    ):
        journey(transitions={"book": {"repair": 0.9}, "repair": {"EXIT": 1.0}})


def test_start_that_does_not_sum_to_1():
    with pytest.raises(ValueError, match=r"start of segment 'all' row 'start' sums to 0\.7"):
        journey(start={"book": 0.7})


def test_negative_probability():
    with pytest.raises(ValueError, match=r"row 'book' has the entry -0\.5\. Every probability must lie from 0 to 1"):
        journey(transitions={"book": {"repair": 1.5, "EXIT": -0.5}, "repair": {"EXIT": 1.0}})


def test_a_journey_that_cannot_end_names_where_customers_are_stuck():
    with pytest.raises(
        ValueError, match=r"reaches 'book' can never reach EXIT\. Give 'book', or a touchpoint it leads to, some probability of 'EXIT'"
    ):
        journey(transitions={"book": {"repair": 1.0}, "repair": {"book": 1.0}})


def test_unknown_touchpoint_is_named_with_the_nearest():
    with pytest.raises(
        ValueError, match=r"transitions='repiar' is not known\. Choose from \['book', 'repair', 'EXIT'\]\. Did you mean 'repair'\?"
    ):
        journey(transitions={"book": {"repiar": 1.0}, "repair": {"EXIT": 1.0}})


def test_a_touchpoint_named_twice():
    twice = (cx.Touchpoint("book"), cx.Touchpoint("book"))
    with pytest.raises(ValueError, match=r"The touchpoint 'book' is named twice\. Give each touchpoint its own name"):
        cx.Journey(twice, (cx.Segment("all", start={"book": 1}, transitions={"book": {"EXIT": 1}}),))


@pytest.mark.parametrize(
    ("settings_", "words"),
    [
        ({"heterogeneity": -1.0}, r"x\.heterogeneity=-1\.0 is not allowed\. Pass a number from 0"),
        ({"owner": "bran"}, r"x\.owner='bran' is not known\. Choose from \['brand', 'partner', 'customer', 'social'\]\. Did you mean 'brand'\?"),
        ({"stage": "after"}, r"x\.stage='after' is not known\. Choose from \['pre-purchase', 'purchase', 'post-purchase'\]"),
        ({"ease": "high"}, r"x\.ease='high' is not a number"),
        ({"ease": float("nan")}, r"x\.ease=nan is not allowed"),
        ({"customer_share": 0.7, "branch_share": 0.6}, r"customer_share and branch_share sum to 1\.3\. Together they may be at most 1"),
        ({"servers": 1.5}, r"x\.servers=1\.5 is not a whole number"),
        ({"opens": 600, "closes": 500}, r"opens=600 and closes=500 do not fit"),
        ({"justice": (1, 1)}, r"has 2 entries\. Pass three: distributive, procedural, interactional"),
    ],
)  # fmt: skip
def test_a_touchpoint_refuses_what_cannot_be(settings_, words):
    with pytest.raises((ValueError, TypeError), match=words):
        cx.Touchpoint("x", **settings_)


def test_a_touchpoint_cannot_be_named_exit():
    with pytest.raises(ValueError, match="cannot name a touchpoint"):
        cx.Touchpoint("EXIT")


def test_touchpoints_segments_and_journeys_survive_pickling():
    whole = cx.world("officina").journey
    assert pickle.loads(pickle.dumps(whole)) == whole
