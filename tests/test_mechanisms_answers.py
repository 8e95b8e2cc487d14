"""The numbers the course quotes from the theory, one by one: units 01 to 09."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest

from cxlab.mechanisms import (
    asymmetry,
    attribution,
    automation,
    bonds,
    channels,
    expectation,
    memory,
    modules,
    ownership,
    personalisation,
    promise,
    pyramid,
    queues,
    services,
    value,
)

pytestmark = pytest.mark.filterwarnings("error")
HARD = float("inf")


def test_unit_01_control_and_diversity():
    assert ownership.control_share({"brand": 18, "partner": 5, "customer": 4, "social": 13}) == pytest.approx(0.45)
    assert ownership.diversity([6, 6, 6, 6]) == pytest.approx(1.386, abs=5e-4)
    assert ownership.diversity([15, 3, 3, 3]) == pytest.approx(1.074, abs=5e-4)
    assert [ownership.arrives(2, owner) for owner in ("brand", "partner", "customer", "social")] == [2.0, 1.0, 0.4, 0.2]


def test_unit_02_capacity_and_variation():
    week = services.days(40, [25, 40, 55, 30, 50])
    assert week == {"served": 175, "idle": 25, "lost": 25, "turned_away": 25, "utilisation": 0.875}
    assert services.days(40, [25, 40], perishability=0)["lost"] == 0
    assert asymmetry.expected_gap(0, [1, 0.5], loss_aversion=2).round(3) == pytest.approx([-0.399, -0.199])


def test_unit_03_pyramids():
    profiles = np.array([[4, 9, 9], [7, 6, 5]], dtype=float)
    assert pyramid.compensatory(*profiles.T) == pytest.approx([6.5, 6.3])
    assert pyramid.gated(*profiles.T, threshold=6, kappa=HARD) == pytest.approx([2.0, 6.3])
    assert pyramid.marginal(5, 5, 8, threshold=6, kappa=0)[0] == pytest.approx(0.5)
    assert pyramid.marginal(5, 5, 8, threshold=6, kappa=HARD)[0] == pytest.approx(2.0)
    assert {six: pyramid.published_level(six) for six in range(1, 7)} == {1: 1, 2: 2, 3: 3, 4: 4, 5: 4, 6: 5}


def test_unit_04_grid():
    grid = np.array([[2, 2, 0, 0, 3, 0, 0], [0, 0, 0, 0, 2, 0, 3], [0] * 7, [0, 0, 0, 0, 0, 1, 0], [0, 0, 0, 1, 0, 2, 0]])
    found = [modules.intensity(grid), modules.breadth(grid), modules.depth(grid), modules.linkage(grid)]
    assert found == pytest.approx([2.0, 2 / 7, 0.8, 1 / 3])
    assert np.round(found, 3).tolist() == [2.0, 0.286, 0.8, 0.333]


def test_unit_05_expectation_and_value():
    weights = {"constant": 1, "b_expectation": 0.5, "b_performance": 0, "b_disconfirmation": 0.6}
    assert expectation.satisfaction([8, 6], 7, **weights) == pytest.approx([4.4, 4.6])
    at = expectation.satisfaction(np.array([6.0, 7.0]), 7, **weights)
    assert at[1] - at[0] == pytest.approx(0.5 - 0.6)
    e, p = np.array([8, 6, 7, 5, 9.0]), np.array([7, 7, 6, 8, 5.0])
    assert np.linalg.matrix_rank(np.column_stack([np.ones(5), e, p, p - e])) == 3
    assert value.net_value(70, 40, alternatives=[25, 28]) == 2
    assert value.net_value(70, 40) == 30


def test_unit_05_the_best_promise_lies_inside_and_moves_with_the_spread():
    promises = np.arange(0, 10.01, 0.1)

    def best(**settings):
        return promises[np.argmax([promise.outcome(p, **settings).lifetime_value for p in promises])]

    assert 0 < best(spread=0.3) < best(spread=2) < 10
    assert best(b_expectation=0.9, b_performance=0.1, b_disconfirmation=0.5, loss_aversion=1) == 10
    trials = [promise.outcome(p).trial for p in promises]
    assert np.all(np.diff(trials) > 0)


def test_unit_06_memory_and_kano():
    journeys = [[6, 7, 3, 6, 8], [6, 8, 3, 7, 6], [6, 7, 8, 6, 3]]
    assert memory.parts(journeys).mean.tolist() == [6, 6, 6]
    assert memory.peak_end(journeys, weights=(0, 0.5, 0.5)).tolist() == [8.0, 7.0, 5.5]
    every = [memory.peak_end(list(order), weights=(0, 0.5, 0.5)) for order in permutations(journeys[0])]
    assert memory.order_range(journeys[0], weights=(0, 0.5, 0.5)) == (min(every), max(every)) == (5.5, 8.0)
    assert asymmetry.offsetting_gain(1, loss_aversion=2.25, alpha=0.88) == pytest.approx(2.51, abs=0.005)
    assert asymmetry.berger({"A": 30, "O": 25, "M": 35, "I": 10}) == pytest.approx((0.55, -0.60))


def test_unit_06_a_milder_tail_lifts_a_bad_ending():
    pure = {"weights": (0, 0.5, 0.5)}
    assert memory.peak_end([6, 5, 1, 3], **pure) > memory.peak_end([6, 5, 1], **pure)
    assert memory.parts([6, 5, 1, 3]).mean < memory.parts([6, 5, 1]).mean


def test_unit_07_waits_and_utilisation():
    assert [60 * queues.wait(10, 12), 60 * queues.wait(11, 12)] == pytest.approx([25, 55])
    assert 60 * queues.wait(20, 12, servers=2) == pytest.approx(11.36, abs=0.005)
    assert queues.utilisation(30, 6, servers=5, automated=[0, 0.3, 0.6]) == pytest.approx([1.0, 0.7, 0.4])
    assert [round(60 * queues.day_wait(rate, 12)) for rate in (10, 11)] == [18, 25]


def test_unit_07_resolution_by_share_automated():
    by_hand = [0.6 * 0.95 + 0.4 * 0.85, 0.3 * 0.9 + 0.3 * 0.95 + 0.4 * 0.85, 0.6 * 0.9 + 0.4 * 0.85, 0.6 * 0.9 + 0.3 * 0.35 + 0.1 * 0.85]
    assert automation.mix([0, 0.3, 0.6, 0.9]).resolved == pytest.approx(by_hand)


def test_unit_08_switches_funnel_credit_and_accuracy():
    assert channels.repeats(3, retained=[0.5, 0.9]) == pytest.approx([1.5, 0.3])
    assert channels.no_repeat(3, retained=[0.5, 0.9]) == pytest.approx([0.125, 0.729])
    assert channels.performance([0.99, 0.95, 0.70]) == 0.70
    assert attribution.funnel([0.8, 0.6, 0.5, 0.9]) == pytest.approx(0.216)
    assert attribution.best_step([0.8, 0.6, 0.5, 0.9]) == (2, pytest.approx(0.2592))
    paths = [("social", "site", "shop")] * 3 + [("site", "shop"), ("shop",)]
    assert attribution.removal_effects(paths) == pytest.approx({"social": 0.6, "site": 0.8, "shop": 1.0})
    assert attribution.removal_shares(paths) == pytest.approx({"social": 0.25, "site": 1 / 3, "shop": 5 / 12})
    assert attribution.last_touch(paths) == {"social": 0, "site": 0, "shop": 1}
    assert personalisation.break_even_accuracy(benefit=2, error_cost=3, cost=0.5) == pytest.approx(0.70)
    assert channels.journey_score([8] * 6, switches=3, retained=0) == 5


def test_unit_09_experience_talk_wallet_engagement_loyalty():
    assert bonds.experience_weight([1, 4, 12], prior=4) == pytest.approx([0.20, 0.50, 0.75])
    up = bonds.heard(0.3, positive=True, d_positive=0.4) - 0.3
    down = bonds.heard(0.3, positive=False, d_negative=0.4) - 0.3
    assert (up, down) == pytest.approx((0.28, -0.12))
    assert bonds.heard(0.5, positive=True, d_positive=0.4) - 0.5 == pytest.approx(0.5 - bonds.heard(0.5, positive=False, d_negative=0.4))
    assert bonds.wallet([1, 2], 2) == pytest.approx([2 / 3, 1 / 3])
    assert bonds.wallet([1, 2, 3], 3) == pytest.approx([1 / 2, 1 / 3, 1 / 6])
    assert bonds.engagement_limit(1, persistence=0.8) == pytest.approx(5)
    four = [bonds.loyalty(9, 0.9), bonds.loyalty(9, 0.1), bonds.loyalty(4, 0.9), bonds.loyalty(4, 0.1)]
    assert four == ["loyal", "latent", "spurious", "none"]


def test_the_kano_table_is_the_one_of_the_literature():
    answers = asymmetry.KANO_ANSWERS
    table = np.array([[asymmetry.kano_cell(there, missing) for missing in answers] for there in answers])
    assert table.tolist() == [list("QAAAO"), list("RIIIM"), list("RIIIM"), list("RIIIM"), list("RRRRQ")]
