"""What every estimator is told and what it hands back."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np
import pandas as pd

from cxlab.results import Estimate

CUTS = (0.2, 0.8)  # quantiles up to which a rating is low, and from which it is high
PERMUTATIONS = 2000


@dataclass(frozen=True)
class Settings:
    """How to estimate: what `drivers` was asked, beside the answers."""

    level: float = 0.95
    bootstrap: int = 0
    seed: int = 0
    link: str = "logit"
    slopes: tuple[str, ...] = ()
    within: bool = False
    cuts: tuple[float, float] | Mapping[str, tuple[float, float]] = CUTS
    permutations: int = PERMUTATIONS

    @property
    def percent(self) -> str:
        """The level in words, for example "95%"."""
        return f"{100 * self.level:g}%"


class Equation(Protocol):
    """An estimated equation that can say what a change of its drivers would do."""

    def change(self, delta: np.ndarray, among: str) -> tuple[float, float, float, int]:
        """Change of the outcome, its standard error, degrees of freedom, and the number of rows it is an average of."""


@dataclass(frozen=True)
class Fitted:
    """The answer of one estimator."""

    rows: tuple[Estimate, ...]
    unit: str
    method: str
    estimand: str
    r2: float
    equation: Equation | None = None
    advice: tuple[str, ...] = ()
    draws: np.ndarray | None = None  # the estimates of each resample, where there is one for each driver
    detail: Mapping[str, Any] = field(default_factory=dict)


def estimates(
    names: Sequence[str], value: np.ndarray, low: np.ndarray | None, high: np.ndarray | None, n: np.ndarray
) -> tuple[Estimate, ...]:
    """Rows of a Result from arrays; without `low` and `high` there is no interval."""
    blank = np.full(len(names), np.nan)
    low, high = (blank, blank) if low is None or high is None else (low, high)
    return tuple(
        Estimate(str(a), float(v), float(lo), float(hi), int(k)) for a, v, lo, hi, k in zip(names, value, low, high, n, strict=True)
    )


def table_of(names: Sequence[str], value: np.ndarray, low: np.ndarray | None, high: np.ndarray | None, n: np.ndarray) -> pd.DataFrame:
    """The same as a table."""
    ends = {"low": np.nan if low is None else low, "high": np.nan if high is None else high}
    return pd.DataFrame({"name": list(names), "value": value, **ends, "n": n})


def quantile(level: float, df: float) -> float:
    """How many standard errors a two-sided interval reaches: Student's t with `df`, the normal when it is infinite."""
    from scipy.special import ndtri, stdtrit

    return float(ndtri(0.5 + level / 2) if np.isinf(df) else stdtrit(df, 0.5 + level / 2))


def percentiles(draws: np.ndarray, value: np.ndarray, level: float) -> tuple[np.ndarray, np.ndarray]:
    """Percentile interval of each column of `draws`, widened where it misses its own estimate."""
    low, high = np.nanquantile(draws, [0.5 - level / 2, 0.5 + level / 2], axis=0)
    return np.minimum(low, value), np.maximum(high, value)


Estimator = Callable[[Any, Settings], Fitted]
