"""Whether two simulators of one specification tell the same story: each comparison with its standard error."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

Tables = tuple[pd.DataFrame, pd.DataFrame]
ANSWERS = ["n_visits", "peak", "end", "satisfaction", "csat", "nps"]
LIMIT = 4.0  # standard errors


@dataclass(frozen=True)
class Check:
    """One comparison: two numbers and the standard error of their difference."""

    name: str
    found: float
    expected: float
    error: float

    @property
    def distance(self) -> float:
        """Return how many standard errors the two are apart."""
        gap = abs(self.found - self.expected)
        return gap / self.error if self.error > 0 else (0.0 if gap == 0 else math.inf)

    @property
    def holds(self) -> bool:
        """Say whether the two agree."""
        return self.distance <= LIMIT

    def __str__(self) -> str:
        """Return the comparison in words."""
        return f"{self.name}: {self.found:.5f} against {self.expected:.5f}, {self.distance:.1f} standard errors apart"


def places(events: pd.DataFrame, spec: dict[str, Any]) -> np.ndarray:
    """Return the touchpoints of the events as numbers in the order of the specification."""
    column = events["touchpoint"]
    if isinstance(column.dtype, pd.CategoricalDtype):
        return column.cat.set_categories(spec["touchpoints"]).cat.codes.to_numpy()
    return column.to_numpy()


def by_customer(tables: Tables, spec: dict[str, Any], values: np.ndarray | None = None) -> np.ndarray:
    """Return visits, or the sum of `values` over them, as customers x touchpoints."""
    events, customers = tables
    who = events["customer"].to_numpy().astype(np.int64)
    n, places_known = len(customers), len(spec["touchpoints"])
    cell = (who - who.min()) * places_known + places(events, spec)
    return np.bincount(cell, weights=values, minlength=n * places_known).reshape(n, places_known)


def visits_checks(engine: str, tables: Tables, spec: dict[str, Any]) -> list[Check]:
    """Compare the mean journey and the visits to each touchpoint with the closed form."""
    met = by_customer(tables, spec)
    visits, root = met.sum(axis=1), math.sqrt(len(met))
    checks = [Check(f"{engine}, visits, closed form", visits.mean(), spec["analytic"]["mean_visits"], visits.std(ddof=1) / root)]
    for name, column, expected in zip(spec["touchpoints"], met.T, spec["analytic"]["visits_per_touchpoint"], strict=True):
        checks.append(Check(f"{engine}, visits to {name}, closed form", column.mean(), expected, column.std(ddof=1) / root))
    return checks


def felt_means(tables: Tables, spec: dict[str, Any]) -> tuple[np.ndarray, np.ndarray]:
    """Return the mean felt at each touchpoint and its variance; a customer's visits hang together, so customers are the units."""
    met = by_customer(tables, spec)
    felt = by_customer(tables, spec, tables[0]["felt"].to_numpy().astype(float))
    mean = felt.sum(axis=0) / met.sum(axis=0)
    return mean, ((felt - mean * met) ** 2).mean(axis=0) / met.mean(axis=0) ** 2 / len(met)


def journey_checks(ours: tuple[str, Tables], theirs: tuple[str, Tables], spec: dict[str, Any]) -> list[Check]:
    """Compare what customers who never meet (W1) felt at each touchpoint and answered afterwards."""
    (name, mine), (other, others) = ours, theirs
    (mean, variance), (other_mean, other_variance) = felt_means(mine, spec), felt_means(others, spec)
    errors = np.sqrt(variance + other_variance)
    checks = [Check(f"{name}, felt at {t}, {other}", *row) for t, *row in zip(spec["touchpoints"], mean, other_mean, errors, strict=True)]
    for column in ANSWERS:
        a, b = mine[1][column].astype(float), others[1][column].astype(float)
        checks.append(Check(f"{name}, {column}, {other}", a.mean(), b.mean(), math.sqrt(a.var() / len(a) + b.var() / len(b))))
    return checks


def day(tables: Tables, spec: dict[str, Any]) -> dict[str, float]:
    """Return the means of one run of W2: waits where there are servers, felt everywhere, answers."""
    events, customers = tables
    at = places(events, spec)
    means = events[["felt", "wait"]].astype(float).fillna(0.0).groupby(at).mean().reindex(range(len(spec["touchpoints"])))
    found = {f"wait at {name}": means["wait"][t] for t, name in enumerate(spec["touchpoints"]) if spec["servers"][t]}
    found |= {f"felt at {name}": means["felt"][t] for t, name in enumerate(spec["touchpoints"])}
    return found | {column: float(customers[column].astype(float).mean()) for column in ANSWERS}


def days(run: Callable[[int], Tables], seeds: range, spec: dict[str, Any]) -> pd.DataFrame:
    """Return one row of means per replication."""
    return pd.DataFrame([day(run(seed), spec) for seed in seeds])


def queue_checks(ours: tuple[str, pd.DataFrame], theirs: tuple[str, pd.DataFrame]) -> list[Check]:
    """Compare replications of W2: the waits of one run hang together, so only the spread between runs is an honest error."""
    (name, mine), (other, others) = ours, theirs
    errors = np.sqrt(mine.var() / len(mine) + others.var() / len(others))
    return [Check(f"{name}, {what}, {other}", mine[what].mean(), others[what].mean(), errors[what]) for what in mine]
