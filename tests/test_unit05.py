"""Unit 05: the discoveries its lesson promises, and the claims of its text that stand in no output."""

from __future__ import annotations

import numpy as np
import pytest

import cxlab as cx
from cxlab.demos._catalogue import parts_of
from cxlab.demos.nb05_promise import PROMISES
from cxlab.mechanisms.asymmetry import expected_gap
from cxlab.mechanisms.expectation import satisfaction
from cxlab.mechanisms.promise import outcome

PARTS = parts_of("nb05")


def view(part, **settings):
    return PARTS[part].draw(PARTS[part].state(settings))


def value(part, row, **settings):
    return view(part, **settings).table.loc[row, "value"]


def best(**settings):
    """The best promise on quarter points, and what it is worth."""
    worth = [outcome(promise, **settings).lifetime_value for promise in PROMISES]
    return PROMISES[int(np.argmax(worth))], max(worth)


def test_trial_rises_with_the_promise_whatever_the_customers():
    for settings in ({}, {"b_expectation": 0.9, "b_disconfirmation": 0.1}, {"loss_aversion": 3.0, "delivered": 4.0}):
        trial = [value("value", "trial (share)", promise=p, **settings) for p in (0.0, 2.5, 5.0, 7.5, 10.0)]
        assert np.all(np.diff(trial) > 0)


@pytest.mark.parametrize(("b_e", "b_d"), [(0.3, 0.8), (0.8, 0.3), (0.5, 0.5), (0.0, 1.0), (1.0, 0.0)])
def test_satisfaction_moves_by_the_difference_of_the_weights(b_e, b_d):
    weights = {"b_expectation": b_e, "b_disconfirmation": b_d, "every": True}
    for promise in (0.0, 6.5, 9.0):
        assert value("promise", "change with one point more of promise", promise=promise, **weights) == pytest.approx(b_e - b_d, abs=5e-4)
    low, high = (value("promise", "mean satisfaction (points)", promise=p, **weights) for p in (7.0, 9.0))
    assert high - low == pytest.approx(2 * (b_e - b_d), abs=1e-3)


def test_a_promise_kept_exactly_gives_a_satisfaction_equal_to_the_quality():
    for quality in (5.0, 7.0, 9.0):
        assert value("promise", "mean satisfaction (points)", promise=quality, delivered=quality) == pytest.approx(quality)


def test_part_1_agrees_with_the_mean_of_a_truncated_normal():
    gap_sd = (1.5**2 + 0.75**2) ** 0.5
    shown = value("promise", "mean satisfaction (points)", promise=8.0, spread=1.5, losses_hurt_more=True)
    exact = 0.3 * 8 + 0.7 * 7 + 0.8 * expected_gap(-1.0, gap_sd, loss_aversion=2.0)
    # 1,000 shuffled pairs: the standard error of a mean of gaps that are counted once or twice is below 2 * sd / sqrt(1000)
    assert shown == pytest.approx(exact, abs=3 * 0.8 * 2 * gap_sd / 1000**0.5)


def test_lifetime_value_has_its_top_between_the_ends():
    top, worth = best()
    assert top == 7.5 == value("value", "best promise (points)", every=True)
    assert worth > max(outcome(0).lifetime_value, outcome(10).lifetime_value)


def test_lifetime_value_is_that_of_the_decision_room():
    kept = outcome(7, delivered=7, spread=0, cycles=6)
    same = cx.lifetime_value(100, kept.repurchase[0], 0.10, variant="first_now", horizon=6)
    assert kept.lifetime_value == pytest.approx(kept.trial * same.value)


@pytest.mark.parametrize(("b_e", "b_d"), [(0.8, 0.3), (0.6, 0.5), (0.31, 0.3)])
@pytest.mark.parametrize("delivered", [4.0, 7.0, 9.0])
@pytest.mark.parametrize("spread", [0.0, 2.0])
def test_the_best_promise_is_10_when_expectation_pulls_harder_and_losses_weigh_no_more(b_e, b_d, delivered, spread):
    weights = {"b_expectation": b_e, "b_performance": 1 - b_e, "b_disconfirmation": b_d, "loss_aversion": 1.0}
    assert best(delivered=delivered, spread=spread, **weights)[0] == 10.0


def test_with_losses_it_need_not_be_10_though_expectation_pulls_harder():
    assert best(b_expectation=0.6, b_performance=0.4, b_disconfirmation=0.5, loss_aversion=3.0)[0] < 10.0


def test_the_best_promise_is_10_when_nobody_returns():
    assert best(cycles=1)[0] == 10.0


def test_a_weak_workshop_earns_most_by_promising_everything():
    assert best(delivered=5.0)[0] == 10.0


def test_spread_moves_the_best_promise_up_at_7_and_down_at_9():
    up, down = view("spread", spread=2.0).table, view("spread", spread=2.0, delivered=9.0).table
    column = "best promise (points)"
    assert up[column].tolist() == [7.25, 8.5] and down[column].tolist() == [9.25, 8.75]
    assert up["lifetime value there (euros)"].is_monotonic_decreasing and down["lifetime value there (euros)"].is_monotonic_decreasing


def test_without_loss_aversion_it_still_moves_though_satisfaction_does_not_feel_the_spread():
    before, after = view("spread", spread=2.0, loss_aversion=1.0).table["best promise (points)"]
    assert after > before
    for promise in (5.0, 9.0):
        felt = [outcome(promise, spread=spread, loss_aversion=1.0).satisfaction for spread in (0.5, 2.0)]
        assert felt[0] == pytest.approx(felt[1])


def test_the_two_forces_of_the_text():
    """Above delivery another point of promise costs less satisfaction when delivery varies; and mean satisfaction falls."""

    def cost(spread):
        return outcome(9, spread=spread, cycles=1).satisfaction[0] - outcome(9.5, spread=spread, cycles=1).satisfaction[0]

    assert cost(2.0) < cost(0.5)
    assert outcome(7, spread=2.0).satisfaction[0] < outcome(7, spread=0.5).satisfaction[0]


def test_two_sets_of_weights_that_no_data_can_tell_apart():
    rng = np.random.default_rng(5)
    expected, got = rng.normal(7, 2, 50), rng.normal(6, 2, 50)
    one = satisfaction(expected, got, b_expectation=0.5, b_performance=0.0, b_disconfirmation=0.6)
    other = satisfaction(expected, got, b_expectation=0.2, b_performance=0.3, b_disconfirmation=0.3)
    assert np.allclose(one, other)
    assert np.linalg.matrix_rank(np.column_stack([np.ones(50), expected, got, got - expected])) == 3


def test_a_bolder_advert_lowers_satisfaction_in_the_whole_workshop_where_only_the_gap_counts():
    officina = cx.world("officina")
    assert officina.experience.b_expectation == 0 < officina.experience.b_disconfirmation
    base, bold = (world.simulate(500, rng=5) for world in (officina, officina.change("discover", promise=9.0, promise_rate=0.6)))
    assert bold.change_from(base).rows[0].high < 0
    believers = {"b_expectation": 0.8, "b_disconfirmation": 0.3, "loss_aversion": 1.0}
    changed = officina.change(**believers)
    assert (
        changed.change("discover", promise=9.0, promise_rate=0.6).simulate(500, rng=5).change_from(changed.simulate(500, rng=5)).rows[0].low
        > 0
    )


def test_the_numbers_of_the_exercises():
    weights = {"constant": 1, "b_expectation": 0.5, "b_performance": 0, "b_disconfirmation": 0.6}
    assert satisfaction([8, 6], 7, **weights) == pytest.approx([4.4, 4.6])
    assert cx.mechanisms.value.net_value(70, 40, alternatives=[25, 28]) == 2
