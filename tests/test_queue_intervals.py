"""Customers who share a queue are not independent: intervals over days, none for one day, and warnings of overload."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import binom
from scipy.stats import t as student

import cxlab as cx
from cxlab.mechanisms import queues as theory
from cxlab.worlds import queues

OFFICINA = cx.world("officina")
QUEUE = OFFICINA.change("wait_and_repair", servers=2)
DAYS, SIZE, SEEDS = 20, 60, 60
# Skewed days (skewness 1.5 for a change) cost a t interval over 20 of them up to three points: 0.92 over 400 runs. One test in a thousand falls below.
LEAST = int(binom.ppf(0.001, SEEDS, 0.92))


def answers(run, before):
    """One row of every answer that has an interval over days."""
    effect = run.truth.effects("delivered", touchpoints=["book"], among="everyone")
    return {"outcome": run.outcome(), "felt": run.felt(), "change": run.change_from(before), "effect": effect}


def rows(run, before):
    at = {"felt": "wait_and_repair"}
    return {name: result[at.get(name, result.names[0])] for name, result in answers(run, before).items()}


def pair(seed, days):
    """The workshop with a queue, and with a third mechanic."""
    better = QUEUE.change("wait_and_repair", servers=3)
    return [world.simulate(SIZE * days, rng=seed, replications=days) for world in (better, QUEUE)]


def test_intervals_over_days_cover_what_they_claim_and_those_over_customers_do_not():
    truth = {name: row.value for name, row in rows(*pair(10_000, 1_000)).items()}
    inside = dict.fromkeys([*truth, "as if independent"], 0)
    for seed in range(SEEDS):
        run, before = pair(seed, DAYS)
        for name, row in rows(run, before).items():
            inside[name] += row.low <= truth[name] <= row.high
        change = (run.customers["satisfaction"] - before.customers["satisfaction"]).to_numpy(dtype=float)
        row = queues.Days().mean("change", change)
        inside["as if independent"] += row.low <= truth["change"] <= row.high
    assert inside.pop("as if independent") < LEAST  # the fault: each customer counted as one observation
    assert all(count >= LEAST for count in inside.values()), inside


def test_with_days_of_one_size_the_interval_is_students_over_their_means():
    run = pair(3, DAYS)[1]
    daily = run.customers["satisfaction"].to_numpy(dtype=float).reshape(DAYS, SIZE).mean(axis=1)
    half = student.ppf(0.975, DAYS - 1) * daily.std(ddof=1) / DAYS**0.5
    row = run.outcome().rows[0]
    assert (row.low, row.high) == pytest.approx((daily.mean() - half, daily.mean() + half), abs=1e-6)
    assert run.outcome().method == "t 95% interval over 20 days" and row.n == DAYS * SIZE


@pytest.mark.parametrize(("customers", "days"), [(7, 3), (100, 7), (20, 20)])
def test_customers_belong_to_the_day_on_which_they_arrived(customers, days):
    run = QUEUE.simulate(customers, rng=1, replications=days)
    first = np.flatnonzero(np.diff(run._days.day, prepend=-1))
    assert len(first) == days and np.bincount(run._days.day).min() >= customers // days
    waits = run.events.loc[run.events["touchpoint"] == "wait_and_repair"].drop_duplicates("customer").set_index("customer")["wait"]
    assert (waits.reindex(first).dropna() == 0).all()  # the day's first customer finds nobody before them


def test_one_day_of_queues_has_no_interval_and_says_what_to_do():
    run, before = (world.simulate(500, rng=1) for world in (QUEUE, OFFICINA))
    for name, result in answers(run, before).items():
        assert all(np.isnan(row.low) and np.isnan(row.high) and row.n > 0 for row in result.rows), name
        assert any(
            "customers share its waits, so there is no interval. Pass replications=20" in line for line in result.detail["advice"]
        ), name
        assert "no interval: one day of queues" in result.method and "Pass replications=20" in result.summary()
    assert before.change_from(run).rows[0].n == 500 and np.isnan(before.change_from(run).rows[0].low)
    assert run.change_from(before).value == pytest.approx(run.outcome().value - before.outcome().value, abs=1e-6)


def test_without_a_queue_nothing_changes():
    run = OFFICINA.simulate(500, rng=1)
    values = run.customers["satisfaction"].to_numpy(dtype=float)
    row = run.outcome().rows[0]
    assert row.high - row.value == pytest.approx(queues.Z95 * values.std(ddof=1) / 500**0.5)
    for result in (run.outcome(), run.felt(), run.visits(), run.reach()):
        assert "advice" not in result.detail and "utilisation" not in result.detail and "normal 95% interval" in result.method


def test_paths_that_no_queue_touches_keep_their_interval_and_others_lose_it():
    calm, leaving = (QUEUE.change("wait_and_repair", leave_rate=rate).simulate(500, rng=1) for rate in (0.0, 0.05))
    for kept, lost in ((calm.visits(), leaving.visits()), (calm.reach(), leaving.reach())):
        assert all(row.low < row.high for row in kept.rows if row.name != "discover") and "normal" in kept.method
        assert all(np.isnan(row.low) for row in lost.rows) and "one day" in lost.method


def test_the_effect_of_what_is_felt_keeps_its_interval_where_no_wait_enters_it():
    linear = QUEUE.simulate(500, rng=1).truth
    weight = linear.weights["book"].value
    row = linear.effects("felt", touchpoints=["book"])["book"]
    assert row.low < row.high and abs(row.value - weight) < 0.01
    peaked = QUEUE.change("satisfaction", peak=0.5).simulate(500, rng=1).truth
    for effect in (linear.effects("delivered", touchpoints=["book"]), peaked.effects("felt", touchpoints=["book"])):
        assert np.isnan(effect["book"].low) and effect["book"].n > 400 and "one day" in effect.method


def test_runs_with_other_days_are_not_compared():
    one, two = (QUEUE.simulate(400, rng=1, replications=days) for days in (10, 20))
    with pytest.raises(ValueError, match=r"different days \(replications=10 and 20\)\. Simulate both with the same replications"):
        two.change_from(one)


@pytest.mark.parametrize("hours", [{}, {"opens": 480, "closes": 1080}])
def test_the_utilisation_is_what_is_asked_for_over_what_can_be_done(hours):
    world = QUEUE.change("wait_and_repair", **hours)
    visits = world.visits()["wait_and_repair"].value
    exact = float(theory.utilisation(0.02 * visits, 1 / 90, servers=2)) * (2.4 if hours else 1)
    found = world.simulate(50_000, rng=2).outcome().detail["utilisation"]
    assert found == {"wait_and_repair": pytest.approx(exact, rel=0.01)}


def test_a_bot_takes_its_share_off_the_utilisation():
    desk = cx.world("desk")
    busy = [desk.change("chat", bot_share=share).simulate(20_000, rng=1).outcome().detail["utilisation"]["chat"] for share in (0.0, 0.1)]
    solved = 0.6 * 0.9 + 0.4 * 0.35
    assert busy[1] / busy[0] == pytest.approx(1 - 0.1 * (1 - (1 - solved) * 0.2), rel=0.02)


def test_an_overloaded_queue_is_warned_of():
    words = "Demand exceeds capacity at wait_and_repair (utilisation 1."
    full = OFFICINA.change("wait_and_repair", servers=1)
    run, enough = (world.simulate(2_000, rng=1, replications=4) for world in (full, OFFICINA.change("wait_and_repair", servers=3)))
    for result in (run.outcome(), run.felt(), run.change_from(enough)):
        (line,) = result.detail["advice"]
        assert line.startswith(words) and line.endswith("no steady state, the numbers grow with the number of customers.")
    (line,) = enough.change_from(run).detail["advice"]
    assert line.startswith(f"In the run before: {words}")
    assert "advice" not in enough.outcome().detail
    (line,) = full.change("wait_and_repair", leave_rate=0.001).simulate(2_000, rng=1, replications=4).outcome().detail["advice"]
    assert line.endswith("only those who give up keep the line from growing.")
    assert not any("Demand" in line for line in run.reach().detail.get("advice", ()))  # who comes by does not depend on the queue
