"""Paths and queues: against exact chains, queueing theory, the specification of the workloads, and themselves run otherwise."""

from __future__ import annotations

import os
import subprocess
import sys

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from workshops import line, random_world, shared, specification, workload

import cxlab as cx
from cxlab import draws
from cxlab._compiling import kernel
from cxlab.simulation.calendar import service_time
from cxlab.simulation.plan import plan
from cxlab.simulation.runs import Order, run


def within(result, exact, errors=4.0):
    """Every simulated row within so many of its own standard errors of the exact one."""
    for row in result.rows:
        error = (row.high - row.low) / (2 * 1.959963984540054)
        assert abs(row.value - exact[row.name].value) <= errors * error + 1e-12, row.name


def same(a, b):
    pd.testing.assert_frame_equal(a.events, b.events, check_exact=True)
    pd.testing.assert_frame_equal(a.customers, b.customers, check_exact=True)


@pytest.mark.parametrize("name", ["officina", "W1"])
def test_reach_and_visits_agree_with_the_exact_ones_within_four_standard_errors(name):
    world = cx.world(name) if name == "officina" else workload(name)
    simulated = world.simulate(200_000, rng=20)
    within(simulated.reach(), world.reach())
    within(simulated.visits(), world.visits())


@settings(max_examples=20, deadline=None, derandomize=True)
@given(st.integers(0, 10_000), st.integers(1, 6), st.integers(1, 3))
def test_nobody_is_ever_in_an_impossible_place(seed, n, segments):
    world = random_world(np.random.default_rng(seed), n, segments)
    simulated = world.simulate(300, rng=seed)
    events, kinds = simulated.events, simulated.customers
    segment_of = kinds["segment"].cat.codes.to_numpy() if "segment" in kinds else np.zeros(300, dtype=int)
    codes, who = events["touchpoint"].cat.codes.to_numpy(), events["customer"].to_numpy()
    matrices = [world.journey.matrix(s) for s in world.journey.segments]
    starts = [world.journey.start(s) for s in world.journey.segments]
    first = events["step"].to_numpy() == 0
    assert all(starts[segment_of[i]][t] > 0 for i, t in zip(who[first], codes[first], strict=True))
    moves = ~first[1:]
    for i, a, b in zip(who[1:][moves], codes[:-1][moves], codes[1:][moves], strict=True):
        assert matrices[segment_of[i]][a, b] > 0


def test_rows_that_round_below_1_never_lead_to_an_impossible_place():
    names = [f"t{i}" for i in range(10)]
    row = {name: 0.1 for name in names[:-1]} | {"EXIT": 0.1}  # ten times 0.1 is 0.9999999999999999
    segment = cx.Segment("all", start={"t0": 1.0}, transitions={name: row for name in names})
    world = cx.World("rounded", cx.Journey(tuple(cx.Touchpoint(name) for name in names), (segment,)))
    events = world.simulate(50_000, rng=2).events
    assert "t9" not in set(events["touchpoint"])


@pytest.mark.parametrize("name", ["officina", "W1", "W2"])
def test_workers_and_chunks_change_no_bit(name):
    world = cx.world(name) if name == "officina" else workload(name)
    extra = {"replications": 3} if name == "W2" else {}
    reference = world.simulate(10_000, rng=7, **extra)
    for workers, chunk in ((2, 4096), (4, 333), (1, 777)):
        same(reference, world.simulate(10_000, rng=7, workers=workers, chunk=chunk, **extra))


def test_another_seed_is_another_run():
    world = cx.world("officina")
    assert not world.simulate(100, rng=1).events["felt"].equals(world.simulate(100, rng=2).events["felt"])


def test_customers_do_not_depend_on_how_many_there_are():
    world = cx.world("officina")
    few, many = world.simulate(1_000, rng=3), world.simulate(5_000, rng=3)
    pd.testing.assert_frame_equal(few.customers, many.customers.iloc[:1_000], check_exact=True)


def test_processes_give_the_same_bits_as_threads():
    from joblib import Parallel, delayed, parallel_config

    model = cx.world("officina").model
    orders = [Order(500, 7, first=first) for first in (0, 500)]
    with parallel_config(backend="loky", n_jobs=2):
        apart = Parallel()(delayed(run)(model, order) for order in orders)
    for order, other in zip(orders, apart, strict=True):
        here = run(model, order)
        assert all(np.array_equal(here.events[k], other.events[k], equal_nan=True) for k in here.events)
        assert all(np.array_equal(here.customers[k], other.customers[k]) for k in here.customers)


TWIN = """
import sys, numpy as np
sys.path[:0] = [{tests!r}, {benchmarks!r}]
import cxlab as cx, workloads
out = {{}}
for name, n in (("officina", 40), ("W1", 40), ("W2", 40)):
    world = cx.world(name) if name == "officina" else workloads.world(workloads.spec(name))
    s = world.simulate(n, rng=5)
    for table, frame in (("e", s.events), ("c", s.customers)):
        for column in frame:
            values = frame[column].cat.codes if isinstance(frame[column].dtype, __import__("pandas").CategoricalDtype) else frame[column]
            out[f"{{name}}.{{table}}.{{column}}"] = values.to_numpy()
np.savez({path!r}, **out)
"""


def test_with_the_compiler_off_everywhere_paths_and_ratings_are_the_same(tmp_path):
    shared("workloads", "W1.json")
    here = os.path.dirname(__file__)
    found = []
    for off in ("0", "1"):
        path = str(tmp_path / f"{off}.npz")
        code = TWIN.format(tests=here, benchmarks=os.path.join(os.path.dirname(here), "benchmarks"), path=path)
        subprocess.run([sys.executable, "-c", code], check=True, env={**os.environ, "NUMBA_DISABLE_JIT": off})
        found.append(dict(np.load(path)))
    compiled, twin = found
    assert set(compiled) == set(twin)
    for name, values in compiled.items():
        if values.dtype.kind == "f":
            np.testing.assert_allclose(
                values.astype(float), twin[name].astype(float), rtol=2e-7 if values.dtype == np.float32 else 1e-12, err_msg=name
            )
        else:
            np.testing.assert_array_equal(values, twin[name], err_msg=name)


def by_hand(spec, n, seed):
    """W1 as its specification reads, in plain NumPy, with numpy's own random numbers: another program for the same law."""
    rng = np.random.default_rng(seed)
    start, P, mu, w = (np.array(spec[k]) for k in ("start", "P", "mu", "w"))
    x = np.searchsorted(np.cumsum(start), rng.random(n), side="right").clip(0, 7)
    e, s = rng.normal(0, spec["expectation_sd"], n), np.full(n, spec["satisfaction_start"])
    peak, end, visits = np.zeros(n), np.zeros(n), np.zeros(n, dtype=int)
    there = np.arange(n)
    for _ in range(spec["cap"]):
        q = (mu[x[there]] + spec["quality_sd"] * rng.normal(size=(there.size, 3))) @ w
        p = q - e[there]
        p = np.where(p < 0, p * spec["loss_aversion"], p)
        s[there] = spec["satisfaction_decay"] * s[there] + (1 - spec["satisfaction_decay"]) * p
        bigger = np.abs(p) > np.abs(peak[there])
        peak[there[bigger]] = p[bigger]
        end[there] = p
        visits[there] += 1
        e[there] += spec["expectation_rate"] * (q - e[there])
        x[there] = (rng.random(there.size)[:, None] >= np.cumsum(P[x[there]], axis=1)[:, :-1]).sum(axis=1)
        there = there[x[there] < 8]
        if not there.size:
            break
    noisy = 0.5 * (peak + end)[:, None] + rng.normal(0, spec["rating_noise_sd"], (n, 2))
    return pd.DataFrame(
        {
            "n_visits": visits, "peak": peak, "end": end, "satisfaction": s,
            "csat": 1 + (np.array(spec["csat_thresholds"]) < noisy[:, :1]).sum(axis=1),
            "nps": (np.array(spec["nps_thresholds"]) < noisy[:, 1:]).sum(axis=1),
        }
    )  # fmt: skip


def test_w1_has_the_law_of_its_specification():
    n = 60_000
    ours, other = workload("W1").simulate(n, rng=31).customers, by_hand(specification("W1"), n, 32)
    for column in other:
        a, b = ours[column].astype(float), other[column].astype(float)
        error = ((a.var() + b.var()) / n) ** 0.5
        assert abs(a.mean() - b.mean()) < 4 * error, column
        fourth = (((a - a.mean()) ** 4).mean() + ((b - b.mean()) ** 4).mean() - a.var() ** 2 - b.var() ** 2) / n
        assert abs(a.var() - b.var()) < 4 * fourth**0.5, column


def queue(servers, utilisation, law="exponential", mean=1.0, **point):
    desk = cx.Touchpoint("desk", servers=servers, service_mean=mean, service_law=law, **point)
    segment = cx.Segment("all", start={"desk": 1.0}, transitions={"desk": {"EXIT": 1.0}})
    return cx.World("desk", cx.Journey((desk,), (segment,)), arrivals=cx.Arrivals(utilisation * servers / mean))


@pytest.mark.parametrize(("servers", "utilisation"), [(1, 0.5), (2, 0.7), (5, 0.8), (3, 0.9), (10, 0.95)])
def test_waits_are_those_of_erlang_c(servers, utilisation):
    from cxlab.mechanisms import queues

    n, parts, skip = 2_400_000, 20, 0.1
    waits = queue(servers, utilisation).simulate(n, rng=4).events["wait"].to_numpy(dtype=float)[int(n * skip) :]
    batches = np.array([part.mean() for part in np.array_split(waits, parts)])  # batches long against the correlation of waits
    exact = float(queues.wait(utilisation * servers, 1.0, servers=servers))
    error = batches.std(ddof=1) / parts**0.5
    assert abs(batches.mean() - exact) < 4 * error
    assert error < 0.05 * exact  # the test has power: it would see a wait that is off by a fifth


def test_littles_law_at_every_station():
    simulated = workload("W2").simulate(30_000, rng=6)
    events = simulated.events
    span = events["arrival"].max() - events["arrival"].min()
    for name, own in events.groupby("touchpoint", observed=True):
        arrival, leave = own["arrival"].to_numpy(), (own["arrival"] + own["wait"]).to_numpy()
        moments = np.sort(np.concatenate([arrival, leave]))
        waiting = np.searchsorted(np.sort(arrival), moments, side="right") - np.searchsorted(np.sort(leave), moments, side="right")
        average = float((waiting[:-1] * np.diff(moments)).sum() / span)
        assert average == pytest.approx(len(own) / span * own["wait"].mean(), rel=1e-3, abs=1e-6), name


def test_first_come_first_served():
    events = queue(2, 0.9, law="lognormal").simulate(20_000, rng=8).events
    starts = (events["arrival"] + events["wait"]).to_numpy()
    assert (np.diff(events["arrival"]) >= 0).all()
    assert (np.diff(starts) >= -1e-3).all()  # waits are stored with seven digits


@kernel
def _service_times(seed, tp, out):
    for i in range(out.size):
        out[i] = service_time(tp, draws.key(seed, np.uint64(i)), np.uint64(0), 0)


def test_no_more_customers_are_served_at_once_than_there_are_servers():
    world = queue(3, 0.95, law="lognormal")
    events = world.simulate(5_000, rng=9).events
    minutes = np.empty(5_000)
    _service_times(np.uint64(9), plan(world.journey, world.experience, world.outcomes).tp, minutes)
    assert minutes.mean() == pytest.approx(1.0, abs=4 * 0.8 / 5_000**0.5)
    start = (events["arrival"] + events["wait"]).to_numpy()
    end = start + minutes[events["customer"]]
    # Waits are stored with seven digits: shrink each service by more than that error.
    moments = np.concatenate([start + 1e-3, end - 1e-3])
    step = np.concatenate([np.ones(5_000), -np.ones(5_000)])
    assert np.cumsum(step[np.argsort(moments)]).max() == 3


def test_impatient_customers_leave_as_often_as_the_law_of_their_patience_says():
    theta = 0.5
    world = queue(1, 1.4, leave_rate=theta).change("desk", failure_rate=1e-12)
    events = world.simulate(200_000, rng=10).events
    gone = events["incident"].to_numpy() == 3
    # M/M/1+M in balance: theta * E[number waiting] = rate of giving up.
    span = events["arrival"].max()
    waiting = (events["wait"].sum()) / span
    assert gone.sum() / span == pytest.approx(theta * waiting, rel=0.03)
    assert 0.2 < gone.mean() < 0.6


def test_service_starts_only_while_open():
    world = queue(1, 0.01, mean=10.0, opens=540.0, closes=1020.0)
    events = world.simulate(5_000, rng=11).events
    start = (events["arrival"] + events["wait"]).to_numpy() % 1440
    assert ((start > 539.99) & (start < 1020.01)).all()
    at_night = (events["arrival"] % 1440 < 540) | (events["arrival"] % 1440 > 1020)
    assert events.loc[at_night, "wait"].min() > 0


def test_bots_take_load_off_the_queue_and_hand_back_what_they_cannot_solve():
    alone = queue(2, 0.95).simulate(60_000, rng=12).events["wait"].mean()
    helped = queue(2, 0.95, bot_share=0.5, bot_minutes=0.1, complex_share=0.0).simulate(60_000, rng=12).events["wait"].mean()
    strained = queue(2, 0.95, bot_share=0.5, bot_minutes=0.1, complex_share=1.0).simulate(60_000, rng=12).events["wait"].mean()
    assert helped < strained < alone


@pytest.mark.parametrize("name", ["W1", "W2"])
def test_paired_runs_share_their_luck(name):
    world = workload(name)
    if name == "W1":
        first = world.journey.segments[0]
        row = dict(first.transitions["website"])
        row["checkout"], row["chat"] = row["checkout"] + 0.05, row["chat"] - 0.05
        other = world.change("everyone", transitions={**first.transitions, "website": row})
    else:
        other = world.change("delivery", servers=7)
    n, outcome = 2_000, "satisfaction"
    paired, apart = [], []
    for seed in range(24):
        base = world.simulate(n, rng=seed).customers[outcome].mean()
        paired.append(other.simulate(n, rng=seed).customers[outcome].mean() - base)
        apart.append(other.simulate(n, rng=seed + 1000).customers[outcome].mean() - base)
    # The ratio of two variances from 24 runs each scatters by a factor of about 2.3 at most (F quantile 0.975).
    assert np.var(apart) / np.var(paired) > 20


def test_cycles_carry_expectation_over():
    world = line(1, experience=cx.Experience(loss_aversion=1.0, update_rate=0.5), heterogeneity=0.0, needs=9.0, ease=9.0, enjoyment=9.0)
    table = world.simulate(3, rng=1, cycles=3).customers
    # quality 9, expectation 5, 7, 8: felt 5 + (9 - e) = 9, 7, 6
    assert table.groupby("customer")["end"].apply(list).iloc[0] == pytest.approx([9.0, 7.0, 6.0])


def test_who_does_not_come_back_has_no_further_journey():
    never = cx.Outcome(intercept=-50.0, link="logistic")
    base = line(2, experience=cx.Experience(returns=False))
    world = cx.World("r", base.journey, cx.Experience(returns=True), {"satisfaction": cx.Outcome(touchpoints=1.0), "repurchase": never})
    assert len(world.simulate(50, rng=1, cycles=4).customers) == 50


def test_exact_numbers_are_refused_when_feeling_changes_the_path():
    with pytest.raises(
        ValueError, match=r"here dropout=0\.3 does\. Set it to 0, or simulate: world\.simulate\(100_000, rng=1\)\.reach\(\)"
    ):
        cx.world("officina").change(dropout=0.3).reach()
    with pytest.raises(ValueError, match=r"leave_rate at 'desk' does"):
        queue(1, 0.5, leave_rate=0.1).visits()


def test_dropout_shortens_the_journeys_of_the_disappointed():
    plain = cx.world("officina")
    leaving = plain.change(dropout=0.5)
    low = plain.improve("book", needs=-3).change(dropout=0.5)
    assert low.simulate(20_000, rng=3).customers["n_visits"].mean() < leaving.simulate(20_000, rng=3).customers["n_visits"].mean()


def test_queues_refuse_cycles_and_paths_refuse_replications():
    with pytest.raises(ValueError, match="cycles above 1 are not available with queues"):
        queue(1, 0.5).simulate(10, rng=1, cycles=2)
    with pytest.raises(ValueError, match="this world has none"):
        cx.world("officina").simulate(10, rng=1, replications=2)


@pytest.mark.parametrize(
    ("customers", "words"), [(0, "Pass a whole number from 1"), (2.5, "not a whole number"), ("many", "not a whole number")]
)
def test_customers_must_be_a_count(customers, words):
    with pytest.raises((ValueError, TypeError), match=words):
        cx.world("officina").simulate(customers)


def test_nobody_waits_until_somebody_is_given_servers():
    world = cx.world("officina")
    assert "wait" not in world.simulate(50, rng=1).events
    busy = world.change("wait_and_repair", servers=2).simulate(3_000, rng=1)
    waits = busy.events.groupby("touchpoint", observed=True)["wait"].mean()
    assert waits["wait_and_repair"] > 0 and waits.drop("wait_and_repair").max() == 0
    assert busy.customers["n_visits"].tolist() == world.simulate(3_000, rng=1).customers["n_visits"].tolist()  # the same paths


def test_staff_leave_tasks_unsolved_whether_or_not_there_is_a_bot():
    world = queue(2, 0.5, complex_share=1.0).change(unsolved_cost=4.0, loss_aversion=1.0)
    unhurt = world.change(unsolved_cost=0.0)
    lost = (unhurt.simulate(20_000, rng=3).events["felt"] - world.simulate(20_000, rng=3).events["felt"]).to_numpy(dtype=float)
    share = (lost > 1e-3).mean()
    assert abs(share - 0.15) < 4 * (0.15 * 0.85 / 20_000) ** 0.5  # staff solve 0.85 of complex tasks


def test_modules_make_the_enjoyment_and_enjoyment_adds_to_it():
    plain = cx.Touchpoint("room", modules={"sense": 4.0})
    assert plain.modules["sense"] == 4.0
    world = line(1, weights=[1.0], heterogeneity=0.0, modules={"sense": 4.0, "feel": 4.0})
    better = world.improve("t0", enjoyment=2.0)
    gain = better.simulate(2, rng=1).outcome().value - world.simulate(2, rng=1).outcome().value
    assert gain == pytest.approx(0.4, abs=1e-5)
    with pytest.raises(ValueError, match=r"x\.modules='sens' is not known\. Choose from .*Did you mean 'sense'\?"):
        cx.Touchpoint("x", modules={"sens": 1.0})
