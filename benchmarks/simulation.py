"""cxlab beside SimPy, Ciw and plain Python on the two workloads: speed, memory, the time of a slider, and whether they agree.

    python benchmarks/simulation.py            a table to read (a few minutes)
    python benchmarks/simulation.py --quick    smaller runs, within a minute
    python benchmarks/simulation.py --json     the numbers alone

The exit code is 1 when an engine does not agree with the closed forms or with SimPy.
"""

from __future__ import annotations

import argparse
import contextlib
import ctypes
import gc
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import peers
import workloads
from agreement import LIMIT, Check, Tables, days, journey_checks, queue_checks, visits_checks

Engine = Callable[[int, int], Tables]

SLIDER_SIZE, SLIDER_RUNS = 2_000, 30
ENGINES: dict[str, dict[str, Callable[..., Tables]]] = {
    "W1": {"SimPy": peers.simpy_w1},
    "W2": {"SimPy": peers.simpy_w2, "Ciw": peers.ciw_w2, "heapq": peers.heapq_w2},
}


@dataclass(frozen=True)
class Plan:
    """How many customers each part of a run has; every engine gets the same number."""

    sizes: dict[str, int]
    memory_sizes: dict[str, int]
    replications: int
    replication_size: int


LARGE = {"W1": 1_000_000, "W2": 100_000}
FULL = Plan(LARGE, memory_sizes=LARGE, replications=10, replication_size=10_000)
QUICK = Plan({"W1": 100_000, "W2": 20_000}, memory_sizes=LARGE, replications=8, replication_size=4_000)


@dataclass
class Findings:
    """What one workload showed."""

    customers: int
    ns: dict[str, float]
    memory: dict[str, float]
    slider: dict[str, float]
    mean_visits: float
    mean_wait: float | None
    checks: list[Check] = field(default_factory=list)

    def numbers(self) -> dict[str, float]:
        """Return the numbers that `--json` prints."""
        found = {
            "cxlab_ns": round(self.ns["cxlab"], 2),
            "simpy_ns": round(self.ns["SimPy"], 1),
            "memory_ratio": round(self.memory["ratio"], 3),
            "slider_ms": round(self.slider["cpu_ms"], 3),
            "mean_visits": round(self.mean_visits, 5),
        }
        if self.mean_wait is not None:
            found |= {"ciw_ns": round(self.ns["Ciw"], 1), "mean_wait": round(self.mean_wait, 5)}
        return found


def cxlab_engine(spec: dict[str, Any]) -> Engine:
    """Return cxlab as a function of customers and seed, like the peers."""
    built = workloads.world(spec)

    def run(customers: int, seed: int) -> Tables:
        simulated = built.simulate(customers, rng=seed, workers=1)
        return simulated.events, simulated.customers

    return run


def cpu(run: Callable[..., Tables], *arguments: Any) -> tuple[float, Tables]:
    """Run once and return ns of CPU per event, and the tables."""
    start = time.process_time_ns()
    tables = run(*arguments)
    spent = time.process_time_ns() - start
    return spent / len(tables[0]), tables


def race(name: str, spec: dict[str, Any], engine: Engine, customers: int) -> tuple[dict[str, float], dict[str, Tables]]:
    """Time every engine on the same number of customers, cxlab twice before each peer and twice at the end."""
    ours: list[float] = []
    ns: dict[str, float] = {}
    tables: dict[str, Tables] = {}
    for peer, run in ENGINES[name].items():
        ours += [cpu(engine, customers, seed)[0] for seed in (1, 2)]
        ns[peer], tables[peer] = cpu(run, spec, customers, 1)
        gc.collect()  # nobody pays for what another leaves behind
    for seed in (1, 2):
        spent, tables["cxlab"] = cpu(engine, customers, seed)
        ours.append(spent)
    return {"cxlab": statistics.median(ours), **ns}, tables


def slider(engine: Engine) -> dict[str, float]:
    """Return the median time of 2,000 customers, warm: of CPU and by the clock."""
    spent: list[tuple[float, float]] = []
    for seed in range(SLIDER_RUNS):
        start = time.process_time_ns(), time.perf_counter_ns()
        engine(SLIDER_SIZE, seed)
        spent.append(((time.process_time_ns() - start[0]) / 1e6, (time.perf_counter_ns() - start[1]) / 1e6))
    return {"cpu_ms": statistics.median(s[0] for s in spent), "wall_ms": statistics.median(s[1] for s in spent)}


def memory(engine: Engine, customers: int) -> dict[str, float]:
    """Return the growth of this process over its warm size while it simulates, and what the tables hold, in bytes."""
    engine(SLIDER_SIZE, 1)
    gc.collect()
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).malloc_trim(0)  # what the warm run left behind is given back, else it would be used again unseen
        Path("/proc/self/clear_refs").write_text("5")  # the high-water mark starts anew
    before = _status("VmRSS")
    tables = engine(customers, 1)
    grown = _status("VmHWM") - before
    held = float(sum(int(table.memory_usage(deep=True).sum()) for table in tables))
    return {"grown": grown, "tables": held, "ratio": grown / held}


def _status(name: str) -> float:
    """Return a line of the process's own account, in bytes; where there is none, the most it has held so far."""
    account = Path("/proc/self/status")
    if not account.exists():
        import resource

        return float(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
    line = next(line for line in account.read_text().splitlines() if line.startswith(f"{name}:"))
    return float(line.split()[1]) * 1024


def memory_apart(name: str, customers: int) -> dict[str, float]:
    """Measure memory in a process of its own, so that no other run's memory is reused."""
    command = [sys.executable, __file__, "--memory", name, "--customers", str(customers)]
    paths = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    answer = subprocess.run(command, capture_output=True, text=True, check=False, env=paths)
    if answer.returncode:
        raise RuntimeError(f"The memory run of {name} ended with code {answer.returncode}. It said: {answer.stderr.strip()[-2000:]}")
    found: dict[str, float] = json.loads(answer.stdout)
    return found


def agreement(name: str, tables: dict[str, Tables], engine: Engine, plan: Plan, spec: dict[str, Any]) -> list[Check]:
    """Compare every engine's visits with the closed form, and cxlab's journeys and waits with SimPy's."""
    checks = visits_checks("cxlab", tables["cxlab"], spec)
    checks += [visits_checks(peer, tables[peer], spec)[0] for peer in ENGINES[name]]
    if name == "W1":
        return checks + journey_checks(("cxlab", tables["cxlab"]), ("SimPy", tables["SimPy"]), spec)
    seeds = range(100, 100 + plan.replications)
    ours = days(lambda seed: engine(plan.replication_size, seed), seeds, spec)
    theirs = days(lambda seed: peers.simpy_w2(spec, plan.replication_size, seed), seeds, spec)
    return checks + queue_checks(("cxlab", ours), ("SimPy", theirs))


def examine(name: str, plan: Plan) -> Findings:
    """Run one workload through everything."""
    spec = workloads.spec(name)
    engine = cxlab_engine(spec)
    engine(SLIDER_SIZE, 1)
    quick = slider(engine)
    ns, tables = race(name, spec, engine, plan.sizes[name])
    events, customers = tables["cxlab"]
    return Findings(
        customers=plan.sizes[name],
        ns=ns,
        memory=memory_apart(name, plan.memory_sizes[name]),
        slider=quick,
        mean_visits=len(events) / len(customers),
        mean_wait=float(events["wait"].astype(float).fillna(0.0).mean()) if name == "W2" else None,
        checks=agreement(name, tables, engine, plan, spec),
    )


def report(name: str, found: Findings) -> str:
    """Return the findings as lines to read."""
    wait = "" if found.mean_wait is None else f", mean wait {found.mean_wait:.4f}"
    held, quick = found.memory["tables"] / 1e6, found.slider
    far = max(found.checks, key=lambda check: check.distance)
    good = sum(check.holds for check in found.checks)
    lines = [
        f"{name}, {found.customers:,} customers, {found.mean_visits:.4f} visits each{wait}",
        f"  {'engine':<8}{'ns of CPU per event':>22}{'times cxlab':>14}",
        *(f"  {engine:<8}{ns:>22,.1f}{ns / found.ns['cxlab']:>14,.1f}" for engine, ns in found.ns.items()),
        f"  peak memory: {found.memory['ratio']:.2f} times the tables, which hold {held:,.1f} MB",
        f"  {SLIDER_SIZE:,} customers, warm: {quick['cpu_ms']:.2f} ms of CPU, {quick['wall_ms']:.2f} ms by the clock",
        f"  agreement: {good} of {len(found.checks)} comparisons within {LIMIT:g} standard errors",
        f"  farthest: {far}",
    ]
    return "\n".join(lines + [f"  DISAGREES {check}" for check in found.checks if not check.holds])


def main(arguments: list[str] | None = None, *, quick: Plan = QUICK, full: Plan = FULL) -> int:
    """Run the benchmark as the command line says."""
    options = _options(arguments)
    if options.memory:
        engine = cxlab_engine(workloads.spec(options.memory))
        print(json.dumps(memory(engine, options.customers)))
        return 0
    found = {name: examine(name, quick if options.quick else full) for name in ENGINES}
    failed = [check for one in found.values() for check in one.checks if not check.holds]
    if options.json:
        print(json.dumps({name: one.numbers() for name, one in found.items()}))
        print("\n".join(f"DISAGREES {check}" for check in failed), end="", file=sys.stderr)
    else:
        print("\n\n".join(report(name, one) for name, one in found.items()))
    return 1 if failed else 0


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="cxlab beside SimPy, Ciw and plain Python")
    parser.add_argument("--quick", action="store_true", help="smaller runs, within a minute")
    parser.add_argument("--json", action="store_true", help="print the numbers alone")
    parser.add_argument("--memory", choices=list(ENGINES), help="only measure the memory of one workload, in this process")
    parser.add_argument("--customers", type=int, default=100_000, help="customers of the memory run")
    if not (workloads.SHARED / "W1.json").exists():
        parser.error(f"The workloads are not at {workloads.SHARED}. Put W1.json and W2.json there.")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    raise SystemExit(main())
