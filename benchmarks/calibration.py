"""How often the 95 % intervals hold what the estimator would say of the whole population.

    python benchmarks/calibration.py            1,000 replications of each estimator (a few minutes)
    python benchmarks/calibration.py --quick    100 replications, within a minute
    python benchmarks/calibration.py --json     the numbers alone
    python benchmarks/calibration.py --only ols --only lmg

A population answers a survey once; the estimator is applied to all of it, which gives the value to be held. Then samples are
drawn from it, and it is counted how often the interval of a sample holds that value. 93 to 97 % is asked for. A driver with
a truly zero LMG share is shown and exempt: its percentile interval cannot hold 0. The exit code is 1 when an estimator's mean
coverage lies outside, or that of one driver by more than chance allows (two standard errors).
"""

from __future__ import annotations

import argparse
import json
import math
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from cxlab.estimators import drivers

Rows = list[tuple[str, float, float, float]]  # name, value, low, high

LOW, HIGH, LEVEL = 0.93, 0.97, 0.95
TOUCHPOINTS = ["discover", "book", "drop_off", "repair", "collect"]
SLOPES = [0.10, 0.15, 0.20, 0.35, 0.25]
BRANCHES, PER_BRANCH = 2_000, 20


@dataclass(frozen=True)
class Case:
    """One estimator: whom it asks, how many of them, and how it answers."""

    population: pd.DataFrame
    sample: Callable[[pd.DataFrame, np.random.Generator], pd.DataFrame]
    estimate: Callable[[pd.DataFrame, int], Rows]
    size: str
    exempt: str = ""  # the row whose coverage is shown and not judged


def people(rng: np.random.Generator, *, slopes: list[float] = SLOPES, branches: bool = False, loner: bool = False) -> pd.DataFrame:
    """Ratings from 0 to 10 of a whole population, touchpoints correlated, spread unequal; by branch where asked.

    With `loner` the first touchpoint hangs together with nothing, so that with slope 0 its share is truly zero.
    """
    n = BRANCHES * PER_BRANCH if branches else 100_000
    shared = np.full(len(slopes), 0.3)
    shared[0] = 0.0 if loner else 0.3
    felt = 6.5 + 1.6 * (np.sqrt(shared) * rng.normal(size=(n, 1)) + np.sqrt(1 - shared) * rng.normal(size=(n, len(slopes))))
    spread = 0.8 * np.sqrt(0.5 + 0.5 * rng.chisquare(4, n) / 4) * (1.5 - 0.1 * felt[:, 0]).clip(0.4)
    overall = 6.5 + (felt - 6.5) @ np.array(slopes) + spread * rng.normal(size=n)
    table = pd.DataFrame(np.clip(np.round(felt), 0, 10), columns=TOUCHPOINTS[: len(slopes)])
    if branches:
        table["branch"] = np.repeat(np.arange(BRANCHES), PER_BRANCH)
        overall = overall + 0.5 * rng.normal(size=BRANCHES)[table["branch"]]
    table["overall"] = np.clip(np.round(overall), 0, 10)
    table["recommend"] = np.clip(np.round(overall + 0.8 * rng.normal(size=n) + 0.8), 0, 10)
    return table


def of_people(n: int) -> Callable[[pd.DataFrame, np.random.Generator], pd.DataFrame]:
    """A simple random sample of so many people."""
    return lambda all_, rng: all_.iloc[rng.choice(len(all_), n, replace=False)]


def of_branches(n: int) -> Callable[[pd.DataFrame, np.random.Generator], pd.DataFrame]:
    """All people of so many branches."""

    def draw(all_: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
        first = rng.choice(BRANCHES, n, replace=False) * PER_BRANCH
        return all_.iloc[(first[:, None] + np.arange(PER_BRANCH)).ravel()]

    return draw


def fitted(method: str, on: list[str] = TOUCHPOINTS, **options: Any) -> Callable[[pd.DataFrame, int], Rows]:
    """Rows of `drivers` as (name, value, low, high)."""

    def estimate(table: pd.DataFrame, seed: int) -> Rows:
        asked = {**options, "bootstrap": 0} if seed < 0 else options  # the population needs no interval
        fit = drivers(table, "overall", on, method, rng=abs(seed), level=LEVEL, **asked)
        return [(row.name, row.value, row.low, row.high) for row in fit.rows]

    return estimate


def recommended(table: pd.DataFrame, seed: int) -> Rows:
    """The NPS with its default interval."""
    from cxlab.metrics import nps

    row = nps(table["recommend"]).rows[0]
    return [("NPS", row.value, row.low, row.high)]


def cases(rng: np.random.Generator) -> dict[str, Case]:
    """Every estimator with its population."""
    crowd, by_branch = people(rng), people(rng, branches=True)
    unmoved = people(rng, slopes=[0.0, 0.15, 0.20, 0.35, 0.25], loner=True)
    return {
        "ols": Case(crowd, of_people(100), fitted("ols"), "n = 100"),
        "cluster": Case(by_branch, of_branches(50), fitted("ols", cluster="branch"), "50 branches of 20"),
        "ordered": Case(crowd, of_people(100), fitted("ordered"), "n = 100"),
        "mixed": Case(by_branch, of_branches(50), fitted("mixed", cluster="branch"), "50 branches of 20"),
        "lmg": Case(crowd, of_people(250), fitted("lmg", bootstrap=1_000), "n = 250, 1,000 resamples"),
        "lmg, a zero share": Case(unmoved, of_people(250), fitted("lmg", bootstrap=1_000), "n = 250, 1,000 resamples", TOUCHPOINTS[0]),
        "nps": Case(crowd, of_people(100), recommended, "n = 100"),
    }


def coverage(case: Case, replications: int, rng: np.random.Generator) -> dict[str, float]:
    """Share of the intervals that hold the population's value, by row."""
    target = {name: value for name, value, _, _ in case.estimate(case.population, -1)}
    held = dict.fromkeys(target, 0)
    for replication in range(replications):
        for name, _, low, high in case.estimate(case.sample(case.population, rng), replication):
            held[name] += low <= target[name] <= high
    return {name: count / replications for name, count in held.items()}


def within(shares: list[float], replications: int) -> bool:
    """Whether the mean coverage lies in 93 to 97 %, and each by more than two standard errors of chance not outside."""
    low, high = (2 * math.sqrt(edge * (1 - edge) / replications) for edge in (LOW, HIGH))
    slack = max(0.0, 3 * math.sqrt(LEVEL * (1 - LEVEL) / replications) - (HIGH - LEVEL))
    return LOW - slack <= float(np.mean(shares)) <= HIGH + slack and all(LOW - low <= share <= HIGH + high for share in shares)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="100 replications instead of 1,000")
    parser.add_argument("--json", action="store_true", help="print the numbers alone")
    parser.add_argument("--only", action="append", help="run this case only (may be repeated)")
    asked = parser.parse_args()
    rng = np.random.default_rng(20_240_607)
    replications = 100 if asked.quick else 1_000
    chosen = {name: case for name, case in cases(rng).items() if not asked.only or name in asked.only}
    if not chosen:
        parser.error(f"--only {asked.only}: choose from {list(cases(rng))}")
    found: dict[str, Any] = {}
    for name, case in chosen.items():
        begun = time.process_time()
        shares = coverage(case, replications, rng)
        judged = {row: share for row, share in shares.items() if row != case.exempt}
        found[name] = {
            "size": case.size,
            "replications": replications,
            "coverage": shares,
            "mean": float(np.mean(list(judged.values()))),
            "within": within(list(judged.values()), replications),
            "seconds": round(time.process_time() - begun, 1),
        }
        if not asked.json:
            rows = ", ".join(f"{row} {100 * share:.1f}" for row, share in shares.items())
            verdict = "ok " if found[name]["within"] else "OUT"
            print(f"{name:18} {case.size:26} {verdict} {rows} (% held; {found[name]['seconds']} s)", flush=True)
    if asked.json:
        print(json.dumps(found, indent=1))
    return 0 if all(case["within"] for case in found.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
