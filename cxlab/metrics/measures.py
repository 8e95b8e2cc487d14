"""A mean or a share of one group, with the interval asked for."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from cxlab import _validate
from cxlab.metrics import intervals
from cxlab.metrics.answers import Asked, Group, level_of, percent
from cxlab.results import Estimate


@dataclass(frozen=True)
class Precision:
    """Confidence level, and the redrawing of the answers where a bootstrap interval is asked for."""

    level: float
    resamples: int
    rng: np.random.Generator | None

    def words(self, usual: str) -> str:
        """Name of the interval, for the method line."""
        return f"{'bootstrap percentile' if self.rng is not None else usual} {percent(self.level)} interval"


def precision_of(level: float, bootstrap: bool, resamples: Any, rng: Any) -> Precision:
    """Check the level and the number of samples; one seed is taken from `rng` when it is needed."""
    number = _validate.count("resamples", resamples, low=100)
    return Precision(level_of(level), number, _generator(rng) if bootstrap else None)


def mean_row(group: Group, precision: Precision, scale: tuple[float, float]) -> Estimate:
    """The mean of one group, its interval held to the scale."""
    mean, low, high = intervals.mean_interval(group.values, group.weights, precision.level)
    if precision.rng is not None:
        low, high = intervals.bootstrap(group.values, group.weights, precision.level, precision.resamples, precision.rng)
    if math.isnan(low):
        return Estimate(group.name, mean, n=len(group.values))
    return Estimate(group.name, mean, min(max(low, scale[0]), mean), max(min(high, scale[1]), mean), len(group.values))


def share_row(group: Group, chosen: np.ndarray, precision: Precision) -> Estimate:
    """The share of one group that chose so."""
    share, n = float(np.average(chosen, weights=group.weights)), len(chosen)
    if precision.rng is not None:
        low, high = intervals.bootstrap(chosen.astype(float), group.weights, precision.level, precision.resamples, precision.rng)
    else:
        low, high = intervals.wilson(share, intervals.effective_size(group.weights, n), precision.level)
    return Estimate(group.name, share, min(low, share), max(high, share), n)


def weighted_words(asked: Asked) -> str:
    """What the method line says when answers carry weights."""
    return ", weighted" if asked.groups[0].weights is not None else ""


def _generator(rng: Any) -> np.random.Generator:
    from cxlab.draws import seed_of

    return np.random.default_rng(seed_of(rng))
