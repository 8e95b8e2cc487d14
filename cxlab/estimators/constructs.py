"""Constructs of a path model as weighted means of their items: effects in rating points, performance, and their resamples."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from cxlab.estimators.answers import Complete
from cxlab.estimators.paths import Model, Solution, solve

MOST_FAILED = 0.05  # share of resamples that may go without a fit


def correlations_of(moments: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Correlations and standard deviations from moments about zero (the constant first)."""
    covariance = moments[1:, 1:] - np.outer(moments[0, 1:], moments[0, 1:])
    spread = np.sqrt(np.diag(covariance))
    return covariance / np.outer(spread, spread), spread


def moments_of(rows: Complete) -> np.ndarray:
    z = np.column_stack([np.ones(rows.n), rows.values])
    return (z * (rows.weight / rows.weight.sum())[:, None]).T @ z


def in_points(model: Model, solution: Solution, spread: np.ndarray) -> np.ndarray:
    """Total effects in rating points per rating point: each construct as the weighted mean of its items."""
    per_sd = (solution.weights / spread[:, None]).sum(axis=0)
    return solution.totals * per_sd[:, None] / per_sd[None, :]


def resampled_effects(model: Model, rows: Complete, scheme: str, rng: Any, draws: int) -> dict[str, np.ndarray]:
    """Paths and total effects in each resample; one that cannot be fitted counts as missing."""
    from cxlab.draws import seed_of
    from cxlab.estimators.resampling import resampled_moments

    middle = rows.values.mean(axis=0)
    z = np.column_stack([np.ones(rows.n), rows.values - middle])
    size = len(model.constructs)
    found = {name: np.full((draws, size, size), np.nan) for name in ("paths", "totals", "points")}
    for b, moments in enumerate(resampled_moments(z, rows.weight, rows.group, seed_of(rng), draws)):
        r, spread = correlations_of(moments)
        if not np.isfinite(r).all():
            continue
        try:
            solution = solve(model, r, scheme)
        except ValueError:
            continue
        found["paths"][b], found["totals"][b], found["points"][b] = solution.paths, solution.totals, in_points(model, solution, spread)
    failed = int(np.isnan(found["paths"][:, 0, 0]).sum())
    if failed > MOST_FAILED * draws:
        raise ValueError(
            f"{failed} of {draws} resamples have no path model. Leave bootstrap at 0, or leave out constructs that can hardly be told apart."
        )
    return found


def performance_of(model: Model, solution: Solution, rows: Complete, spread: np.ndarray, ends: tuple[float, float] | None) -> np.ndarray:
    """Mean of each construct as the weighted mean of its items; from 0 to 100 where the ends of the scale are known.

    NaN for a construct with a weight below 0, which makes no mean.
    """
    share = solution.weights / spread[:, None]
    share = share / share.sum(axis=0)
    mean = np.average(rows.values, axis=0, weights=rows.weight) @ np.where((share < 0).any(axis=0), np.nan, share)
    return mean if ends is None else 100 * (mean - ends[0]) / (ends[1] - ends[0])


def construct_points(model: Model, points: Mapping[str, float]) -> dict[str, float]:
    """World points per rating point of each construct whose items share one scale."""
    found = {}
    for name, block in zip(model.constructs, model.items, strict=True):
        values = {points.get(item) for item in block}
        if len(values) == 1 and None not in values:
            found[name] = float(values.pop())  # type: ignore[arg-type]
    return found
