"""Exact LMG shares and their bootstrap, cxlab beside pingouin in one run.

    python benchmarks/drivers.py              p up to 25; pingouin up to 15 drivers (under a minute)
    python benchmarks/drivers.py --quick      p up to 20; pingouin up to 10 drivers
    python benchmarks/drivers.py --patient    pingouin with 20 drivers too (some minutes)
    python benchmarks/drivers.py --json       the numbers alone

Both get the same table of n = 1,000 answers. "sweep" is the exact LMG from the table (its correlations and all 2^p regressions), "call"
the whole `drivers(...)`: checks, advice and Result included. CPU time on one core, warm; cxlab's median of several runs, a peer runs once.
The exit code is 1 when the two disagree by more than 1e-10, or a share does not sum to R2.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import sys
import time
from collections.abc import Callable
from typing import Any

for pool in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(pool, "1")  # one core for both: a waiting thread of the matrix library counts as CPU time

import numpy as np  # noqa: E402
import pandas as pd  # noqa: E402

from cxlab.estimators import drivers  # noqa: E402
from cxlab.estimators.subsets import lmg  # noqa: E402

N, SEED, RESAMPLES = 1_000, 1, 1_000
TARGETS = {10: (0.001, None), 15: (0.020, None), 20: (0.5, 0.02), 25: (None, 1.0)}  # seconds: must, stretch
BOOTSTRAP_TARGET = (1.0, 0.2)


def answers(p: int) -> pd.DataFrame:
    """A survey with p correlated drivers and an overall rating."""
    rng = np.random.default_rng(SEED)
    drivers_ = rng.normal(size=(N, p)) + 0.7 * rng.normal(size=(N, 1))
    table = pd.DataFrame(drivers_, columns=[f"t{j}" for j in range(p)])
    table["overall"] = drivers_ @ rng.uniform(0.0, 0.5, p) + rng.normal(size=N)
    return table


def seconds(task: Callable[[], Any], runs: int) -> float:
    """Median CPU time of a task, after one run to warm up."""
    task()
    taken = []
    for _ in range(runs):
        begun = time.process_time()
        task()
        taken.append(time.process_time() - begun)
    return statistics.median(taken)


def by_pingouin(table: pd.DataFrame) -> tuple[np.ndarray, float]:
    """Shares and seconds of pingouin's `relimp`."""
    import pingouin

    begun = time.process_time()
    found = pingouin.linear_regression(table.drop(columns="overall"), table["overall"], relimp=True)
    taken = time.process_time() - begun
    return found["relimp"].to_numpy(dtype=float)[1:], taken


def exact(p: int, *, peer: bool) -> dict[str, Any]:
    """One size: cxlab's sweep and whole call, and pingouin where asked."""
    table = answers(p)
    names = list(table.columns[:-1])
    values = table.to_numpy()
    runs = 20 if p <= 15 else 5
    share = lmg(np.corrcoef(values, rowvar=False))
    fit = drivers(table, "overall", names, "lmg")
    must, stretch = TARGETS[p]
    line: dict[str, Any] = {
        "p": p,
        "sweep_s": seconds(lambda: lmg(np.corrcoef(values, rowvar=False)), runs),
        "call_s": seconds(lambda: drivers(table, "overall", names, "lmg"), runs),
        "must_s": must,
        "stretch_s": stretch,
        "sum_less_r2": float(share.sum() - fit.detail["r2"]),
    }
    if peer:
        theirs, line["pingouin_s"] = by_pingouin(table)
        line["pingouin_over_sweep"] = line["pingouin_s"] / line["sweep_s"]
        line["largest_difference"] = float(np.abs(theirs - share).max())
    return line


def bootstrap() -> dict[str, Any]:
    """1,000 resamples with ten drivers."""
    table = answers(10)
    names = list(table.columns[:-1])
    taken = seconds(lambda: drivers(table, "overall", names, "lmg", bootstrap=RESAMPLES, rng=SEED), 5)
    return {"p": 10, "resamples": RESAMPLES, "call_s": taken, "must_s": BOOTSTRAP_TARGET[0], "stretch_s": BOOTSTRAP_TARGET[1]}


def agrees(found: dict[str, Any]) -> bool:
    """Whether shares sum to R2 and equal pingouin's."""
    return all(abs(line["sum_less_r2"]) < 1e-10 and line.get("largest_difference", 0.0) < 1e-10 for line in found["exact"])


def _duration(value: float | None) -> str:
    return "-" if value is None else f"{1e3 * value:,.2f}" if value < 10 else f"{1e3 * value:,.0f}"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="up to 20 drivers, pingouin up to 10")
    parser.add_argument("--patient", action="store_true", help="pingouin with 20 drivers too")
    parser.add_argument("--json", action="store_true", help="print the numbers alone")
    asked = parser.parse_args()
    sizes = [10, 15, 20] if asked.quick else [10, 15, 20, 25]
    most = 10 if asked.quick else 20 if asked.patient else 15
    found = {"n": N, "exact": [exact(p, peer=p <= most) for p in sizes], "bootstrap": bootstrap()}
    found["agree"] = agrees(found)
    if asked.json:
        print(json.dumps(found, indent=1))
        return 0 if found["agree"] else 1
    print(
        f"exact LMG, n = {N:,}; milliseconds of CPU\n{'p':>4}{'sweep':>10}{'call':>10}{'must':>8}{'stretch':>9}{'pingouin':>12}{'times':>9}"
    )
    for line in found["exact"]:
        times = f"{line['pingouin_over_sweep']:,.0f}" if "pingouin_s" in line else "-"
        widths = {"sweep_s": 10, "call_s": 10, "must_s": 8, "stretch_s": 9}
        own = "".join(_duration(line[key]).rjust(width) for key, width in widths.items())
        print(f"{line['p']:>4}{own}{_duration(line.get('pingouin_s')):>12}{times:>9}")
    boot = found["bootstrap"]
    print(f"bootstrap, p = 10, {RESAMPLES:,} resamples: {_duration(boot['call_s'])} (must 1,000, stretch 200)")
    print("agreement with pingouin and with R2: " + ("yes" if found["agree"] else "NO"))
    return 0 if found["agree"] else 1


if __name__ == "__main__":
    sys.exit(main())
