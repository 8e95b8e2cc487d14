"""The benchmark's peers follow the specification, agree with theory and with each other, and its checks notice a fault."""

from __future__ import annotations

import json
import math
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

ROOT = Path(__file__).resolve().parents[1]
sys.path.append(str(ROOT / "benchmarks"))

for package in ("simpy", "ciw"):
    pytest.importorskip(package, reason=f"{package} is needed only to compare speeds; install the development packages to run this")

import agreement  # noqa: E402
import peers  # noqa: E402
import simulation  # noqa: E402
import workloads  # noqa: E402

QUEUED = [peers.simpy_w2, peers.ciw_w2, peers.heapq_w2]
EVERY = [("W1", peers.simpy_w1), *(("W2", engine) for engine in QUEUED)]
NAMED = [engine.__name__ for _, engine in EVERY]


@pytest.fixture(scope="module")
def specs() -> dict[str, dict[str, Any]]:
    if not workloads.SHARED.exists():
        pytest.skip(f"the workloads are not at {workloads.SHARED}")
    return {name: workloads.spec(name) for name in ("W1", "W2")}


def one_desk(mean_service: float, cv: float) -> dict[str, Any]:
    """One touchpoint with one server, visited once; customers come at rate 1."""
    return {
        "touchpoints": ["desk"], "exit_state": 1, "cap": 50, "start": [1.0], "P": [[0.0, 1.0]],
        "mu": [[0.3, 0.2, 0.1]], "w": [0.5, 0.3, 0.2], "quality_sd": 1.0,
        "expectation_sd": 0.5, "expectation_rate": 0.1, "loss_aversion": 2.0,
        "satisfaction_decay": 0.8, "satisfaction_start": 0.0,
        "rating_noise_sd": 0.7, "csat_thresholds": [-1.0, 0.0, 1.0], "nps_thresholds": [-1.0, 0.0, 1.0],
        "arrival_rate": 1.0, "servers": [1], "mean_service": [mean_service], "service_cv": cv, "wait_effect": 0.5,
    }  # fmt: skip


def mean_of_loss_averse_normal(mean: float, sd: float, aversion: float) -> float:
    """E[g(D)] for normal D, where g doubles (aversion=2) what falls below 0."""
    z = mean / sd
    density, above = math.exp(-z * z / 2) / math.sqrt(2 * math.pi), 0.5 * math.erfc(-z / math.sqrt(2))
    gain = mean * above + sd * density
    return gain + aversion * (mean - gain)


@pytest.mark.parametrize(("name", "engine"), EVERY, ids=NAMED)
def test_tables_have_the_columns_of_the_specification(specs, name, engine):
    events, customers = engine(specs[name], 20, 1)
    wanted = {"felt" if c == "perceived" else c: kind for c, kind in specs[name]["event_columns"].items()}
    assert {c: str(kind) for c, kind in events.dtypes.items()} == wanted
    assert {c: str(kind) for c, kind in customers.dtypes.items()} == specs[name]["customer_columns"]
    assert customers.index.tolist() == list(range(20))
    assert events.groupby("customer").size().tolist() == customers["n_visits"].tolist()
    assert (events.groupby("customer")["step"].max() + 1).tolist() == customers["n_visits"].tolist()


@pytest.mark.parametrize(("name", "engine"), EVERY, ids=NAMED)
def test_visits_follow_the_matrix_up_to_the_cap(specs, name, engine):
    spec = {**specs[name], "cap": 6}
    chances, at, met = np.array(spec["P"])[:, :8], np.array(spec["start"]), np.zeros(8)
    for _ in range(6):
        met, at = met + at, at @ chances
    spec["analytic"] = {"mean_visits": met.sum(), "visits_per_touchpoint": met.tolist()}
    tables = engine(spec, 1_500, 2)
    checks = agreement.visits_checks("peer", tables, spec)
    assert [str(check) for check in checks if not check.holds] == []
    assert tables[1]["n_visits"].max() == 6


def test_the_closed_form_of_the_workload_is_that_of_capped_journeys(specs):
    chances, at, met = np.array(specs["W1"]["P"])[:, :8], np.array(specs["W1"]["start"]), np.zeros(8)
    for _ in range(specs["W1"]["cap"]):
        met, at = met + at, at @ chances
    assert met == pytest.approx(specs["W1"]["analytic"]["visits_per_touchpoint"], abs=1e-12)


@pytest.mark.parametrize("engine", QUEUED)
def test_waits_at_one_server_are_those_of_pollaczek_and_khinchine(engine):
    load, cv = 0.5, 0.8
    expected = load * load * (1 + cv * cv) / 2 / (1 - load)
    means = [engine(one_desk(load, cv), 2_000, seed)[0]["wait"].astype(float).mean() for seed in range(8)]
    error = np.std(means, ddof=1) / math.sqrt(len(means))
    assert abs(np.mean(means) - expected) < 4 * error
    assert error < 0.1 * expected


@pytest.mark.parametrize("engine", [peers.simpy_w1, *QUEUED])
def test_a_first_visit_without_a_wait_feels_as_the_closed_form_says(engine):
    spec = {**one_desk(0.5, 0.8), "servers": [0]}
    felt = engine(spec, 4_000, 3)[0]["felt"].astype(float)
    mean, sd = 0.5 * 0.3 + 0.3 * 0.2 + 0.2 * 0.1, math.sqrt(0.25 + 0.09 + 0.04 + 0.25)
    assert abs(felt.mean() - mean_of_loss_averse_normal(mean, sd, 2.0)) < 4 * felt.std() / math.sqrt(len(felt))


def test_a_loss_averse_mean_done_by_hand():
    assert mean_of_loss_averse_normal(0.0, 1.0, 2.0) == pytest.approx(-1 / math.sqrt(2 * math.pi))
    assert mean_of_loss_averse_normal(0.7, 1.0, 1.0) == pytest.approx(0.7)


@pytest.mark.parametrize("engine", QUEUED)
def test_nobody_is_served_before_one_who_came_earlier(specs, engine):
    events = engine(specs["W2"], 400, 4)[0].sort_values("arrival", kind="stable")
    for touchpoint, servers in enumerate(specs["W2"]["servers"]):
        here = events[events["touchpoint"] == touchpoint]
        start = here["arrival"] + here["wait"].astype(float)
        if servers:
            assert (np.diff(start) >= -1e-5).all()
            assert (here["wait"] > 0).any()
        else:
            assert (here["wait"] == 0).all()


def test_the_queueing_peers_agree_with_each_other(specs):
    days = {e.__name__: agreement.days(lambda seed, e=e: e(specs["W2"], 250, seed), range(8), specs["W2"]) for e in QUEUED}
    for name in ("ciw_w2", "heapq_w2"):
        checks = agreement.queue_checks((name, days[name]), ("SimPy", days["simpy_w2"]))
        assert [str(check) for check in checks if not check.holds] == []


def test_the_checks_notice_another_loss_aversion(specs):
    right, wrong = (peers.simpy_w1({**specs["W1"], "loss_aversion": aversion}, 1_500, seed) for aversion, seed in ((2.0, 1), (2.5, 2)))
    failed = [check.name for check in agreement.journey_checks(("faulty", wrong), ("SimPy", right), specs["W1"]) if not check.holds]
    assert "faulty, satisfaction, SimPy" in failed
    assert "faulty, n_visits, SimPy" not in failed


def test_the_checks_notice_two_touchpoints_taken_for_each_other(specs):
    events, customers = peers.simpy_w1(specs["W1"], 1_500, 1)
    wrong = events.assign(touchpoint=events["touchpoint"].replace({6: 7, 7: 6}))
    failed = [check.name for check in agreement.visits_checks("faulty", (wrong, customers), specs["W1"]) if not check.holds]
    assert failed == ["faulty, visits to call_centre, closed form", "faulty, visits to app, closed form"]


def test_the_checks_notice_a_server_too_many(specs):
    wrong = {**specs["W2"], "servers": [0, 4, 2, 4, 0, 6, 5, 2]}
    right, faulty = (agreement.days(lambda seed, s=s: peers.heapq_w2(s, 500, seed), range(6), s) for s in (specs["W2"], wrong))
    failed = [check.name for check in agreement.queue_checks(("faulty", faulty), ("heapq", right)) if not check.holds]
    assert "faulty, wait at website, heapq" in failed


def test_an_error_of_nothing_is_no_agreement():
    assert agreement.Check("same", 1.0, 1.0, 0.0).holds
    assert not agreement.Check("apart", 1.0, 1.1, 0.0).holds
    assert str(agreement.Check("apart", 1.0, 3.0, 0.5)) == "apart: 1.00000 against 3.00000, 4.0 standard errors apart"


def test_workloads_that_are_not_there_are_named(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(workloads, "SHARED", tmp_path)
    with pytest.raises(SystemExit) as stop:
        simulation.main(["--quick"])
    assert stop.value.code == 2
    assert f"The workloads are not at {tmp_path}. Put W1.json and W2.json there." in capsys.readouterr().err


def test_json_prints_the_numbers_and_nothing_else(specs, capsys):
    small = simulation.Plan({"W1": 2_000, "W2": 400}, memory_sizes={"W1": 50_000, "W2": 10_000}, replications=6, replication_size=200)
    code = simulation.main(["--quick", "--json"], quick=small)
    shown = capsys.readouterr()
    assert (code, shown.err) == (0, "")
    found = json.loads(shown.out)
    keys = ["cxlab_ns", "simpy_ns", "memory_ratio", "slider_ms", "mean_visits"]
    assert {name: list(numbers) for name, numbers in found.items()} == {"W1": keys, "W2": [*keys, "ciw_ns", "mean_wait"]}
    assert all(isinstance(value, float) and value > 0 for numbers in found.values() for value in numbers.values())
    assert all(numbers["memory_ratio"] > 0.8 for numbers in found.values())
    assert found["W1"]["mean_visits"] == pytest.approx(7.49895, abs=4 * 6.6 / math.sqrt(2_000))
