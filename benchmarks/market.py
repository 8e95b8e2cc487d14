"""How long a market takes, warm: agents, periods and brands against milliseconds. Run by hand; nothing here is a timed test.

    python benchmarks/market.py            # a table, some seconds
    python benchmarks/market.py --json     # the numbers alone

The course's market (5,000 agents, 24 periods, two brands) is to take less than 0.2 s. `cpu_ms` is processor time, `ms` what the
clock says, both the median of several runs after a first one that compiles or loads the kernel; frames are built in `frames_ms`.
"""

from __future__ import annotations

import argparse
import json
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import replace

from cxlab import market
from cxlab.market import Brand, Market

LIMIT_MS = 200.0
SIZES = ((2_000, 24, 2), (5_000, 24, 2), (5_000, 24, 5), (50_000, 24, 2), (5_000, 240, 2))


def of_size(brands: int) -> Market:
    """The course's market with more rivals of the same kind."""
    m = market.read("mercato")
    return replace(m, brands=(*m.brands, *(Brand(f"rival_{i}", quality=7.0, image=6.0, price=5.5) for i in range(brands - 2))))


def median_ms(call: Callable[[], object], runs: int) -> tuple[float, float]:
    """Median milliseconds of the clock and of the processor."""
    clock, cpu = [], []
    for _ in range(runs):
        began, worked = time.perf_counter(), time.process_time()
        call()
        clock.append(1e3 * (time.perf_counter() - began))
        cpu.append(1e3 * (time.process_time() - worked))
    return statistics.median(clock), statistics.median(cpu)


def measured(agents: int, periods: int, brands: int, runs: int) -> dict[str, float]:
    """One row of the table."""
    m = of_size(brands)
    run = m.simulate(agents, periods=periods, rng=1)
    ms, cpu = median_ms(lambda: m.simulate(agents, periods=periods, rng=1), runs)
    frames, _ = median_ms(lambda: (type(run).periods.func(run), type(run).agents.func(run)), 3)
    return {
        "agents": agents, "periods": periods, "brands": brands, "ms": round(ms, 1), "cpu_ms": round(cpu, 1),
        "ns_per_agent_period": round(1e6 * cpu / agents / periods, 1), "frames_ms": round(frames, 1),
    }  # fmt: skip


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print; 1 when the course's market takes longer than it may."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", action="store_true", help="print the numbers alone")
    parser.add_argument("--runs", type=int, default=7, help="runs of each size (median)")
    options = parser.parse_args(arguments)
    began = time.perf_counter()
    market.read("mercato").simulate(64, periods=2, rng=1)
    first = time.perf_counter() - began
    rows = [measured(*size, options.runs) for size in SIZES]
    if options.json:
        print(json.dumps({"first_call_s": round(first, 2), "rows": rows}))
    else:
        print(f"first call (compiling, or loading what was compiled): {first:.1f} s")
        print("  ".join(f"{name:>19}" for name in rows[0]))
        for row in rows:
            print("  ".join(f"{value:>19,}" for value in row.values()))
    course = next(row for row in rows if (row["agents"], row["periods"], row["brands"]) == (5_000, 24, 2))
    print(f"the course's market: {course['ms']:.0f} ms, allowed {LIMIT_MS:.0f}") if not options.json else None
    return int(course["ms"] > LIMIT_MS)


if __name__ == "__main__":
    raise SystemExit(main())
