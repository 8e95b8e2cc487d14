"""How well several items agree on one thing: alpha, longer scales, difference scores."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from cxlab import _validate
from cxlab.results import Estimate, Result
from cxlab.scales.answers import item_table, level_of

KINDS = ("raw", "standardised")


def alpha(data: Any, items: Sequence[str] | None = None, *, kind: str = "raw", level: float = 0.95, missing: str | None = None) -> Result:
    """Cronbach's alpha: how much of the sum's variance the items have in common, if each measures it equally well.

    Parameters
    ----------
    data : table or array, one row per respondent, one column per item; all items in the same direction.
    items : the columns to use; all when left out.
    kind : "raw" (from variances) or "standardised" (from correlations).
    level : confidence level of Feldt's F interval.
    missing : None (missing answers are an error) or "drop" (complete respondents only).

    Returns
    -------
    Result
        One row, at most 1; `detail["items"]` shows each item's mean, sd, correlation with the rest, and alpha without it.

    Raises
    ------
    ValueError
        For fewer than two items, a constant item or text among the answers.

    Notes
    -----
    Source: Cronbach 1951; interval: Feldt 1965. A high alpha does not show that there is one dimension.

    Examples
    --------
    >>> round(alpha([[5, 4, 5], [4, 4, 4], [2, 3, 2], [3, 3, 4], [5, 5, 4]]).value, 3)
    0.886
    """
    _validate.one_of("kind", kind, KINDS)
    level = level_of(level)
    table, note = item_table(data, items, missing=missing)
    values = table.to_numpy()
    value = _alpha(values, kind)
    if math.isnan(value):
        raise ValueError("The items cancel each other: their sum never varies. Turn the reversed items round first (reverse_coded).")
    low, high = _feldt(value, *values.shape, level)
    mean_r = _mean_correlation(values)
    each = _item_statistics(table, kind)
    row = Estimate("alpha", value, low, high, len(table))
    detail = {
        "sentence": (
            f"Alpha is {value:.3f} ({100 * level:g}% interval {low:.3f} to {high:.3f}): {len(table.columns)} items whose correlations "
            "average "
            f"{mean_r:.2f}. It rises with the number of items and does not prove that they measure one thing."
        ),
        "advice": _alpha_advice(each, value),
        "missing": note,
        "mean correlation": mean_r,
        "items": each,
    }
    return Result("Cronbach's alpha", "reliability", f"{kind} alpha, Feldt {100 * level:g}% interval", (row,), detail)


def spearman_brown(reliability: float, times_longer: float) -> Result:
    """Reliability of a scale made several times as long with items of the same kind.

    Parameters
    ----------
    reliability : of the scale as it is, from -1 to 1; for one item, the correlation between items.
    times_longer : new length over old, above 0.

    Returns
    -------
    Result
        One row, the reliability of the longer scale.

    Raises
    ------
    ValueError
        For a reliability so negative that no scale of that length exists.

    Notes
    -----
    Source: Spearman 1910, Brown 1910: k r / (1 + (k - 1) r).

    Examples
    --------
    >>> spearman_brown(0.5, 3).value
    0.75
    """
    r = _validate.number("reliability", reliability, low=-1.0, high=1.0)
    k = _validate.number("times_longer", times_longer, low=0.0, low_open=True)
    below = 1 + (k - 1) * r
    if below <= 0:
        raise ValueError(f"reliability={r:g} cannot hold for {k:g} such items. Pass one above {-1 / (k - 1):g}.")
    value = k * r / below
    sentence = f"A scale {k:g} times as long has reliability {value:.3f} instead of {r:.3f}, without a single better item."
    return Result(
        "Reliability of a longer scale",
        "reliability",
        "Spearman-Brown formula, exact",
        (Estimate("reliability", value),),
        {"sentence": sentence},
    )


def difference_score_reliability(first: float, second: float, correlation: float, *, spread: tuple[float, float] = (1.0, 1.0)) -> Result:
    """Reliability of a difference, such as perception less expectation.

    Parameters
    ----------
    first, second : reliabilities of the two scores, from 0 to 1.
    correlation : between the two scores, from -1 to 1.
    spread : their standard deviations, above 0; only their ratio matters.

    Returns
    -------
    Result
        One row; it falls as the two scores correlate more.

    Raises
    ------
    ValueError
        When the difference does not vary, or the correlation is higher than the two reliabilities allow.

    Notes
    -----
    With equal spread ((r1 + r2) / 2 - r12) / (1 - r12): Lord 1963; for gap scores, Peter, Churchill & Brown 1993.

    Examples
    --------
    >>> round(difference_score_reliability(0.8, 0.8, 0.5).value, 10)
    0.6
    """
    one = _validate.number("first", first, low=0.0, high=1.0)
    two = _validate.number("second", second, low=0.0, high=1.0)
    r = _validate.number("correlation", correlation, low=-1.0, high=1.0)
    s, t = _spreads(spread)
    if abs(r) > math.sqrt(one * two) + 1e-12:
        raise ValueError(
            f"correlation={r:g} is more than reliabilities {one:g} and {two:g} allow ({math.sqrt(one * two):.3f}). Check the three numbers."
        )
    total = s * s + t * t - 2 * r * s * t
    if total <= 1e-12:
        raise ValueError(f"correlation={r:g} with equal spread leaves no difference to be reliable. Pass a correlation below 1.")
    value = max((s * s * one + t * t * two - 2 * r * s * t) / total, 0.0)
    sentence = (
        f"The difference has reliability {value:.3f}; the two scores have {one:.2f} and {two:.2f}. The more they correlate, the less is "
        "left."
    )
    return Result(
        "Reliability of a difference score",
        "reliability",
        "classical test theory, exact",
        (Estimate("difference", value),),
        {"sentence": sentence},
    )


def _spreads(spread: Any) -> tuple[float, float]:
    if isinstance(spread, (str, bytes)) or not isinstance(spread, (Sequence, np.ndarray)) or len(spread) != 2:
        raise TypeError(f"spread={spread!r} is not two numbers. Pass both standard deviations, as in spread=(1.0, 1.5).")
    first, second = (_validate.number("spread", value, low=0.0, low_open=True) for value in spread)
    return first, second


def _alpha(values: np.ndarray, kind: str) -> float:
    """Alpha, or NaN where the items cancel each other."""
    k = values.shape[1]
    if kind == "standardised":
        r = _mean_correlation(values)
        below = 1 + (k - 1) * r
        return k * r / below if below > 1e-12 else math.nan
    total = values.sum(axis=1).var(ddof=1)
    if total <= 1e-12 * values.var(axis=0, ddof=1).sum():
        return math.nan
    return float(k / (k - 1) * (1 - values.var(axis=0, ddof=1).sum() / total))


def _mean_correlation(values: np.ndarray) -> float:
    return float(np.corrcoef(values.T)[np.triu_indices(values.shape[1], 1)].mean())


def _feldt(value: float, n: int, k: int, level: float) -> tuple[float, float]:
    from scipy.special import fdtri

    tail = (1 - level) / 2
    low = 1 - (1 - value) * float(fdtri(n - 1, (n - 1) * (k - 1), 1 - tail))
    high = 1 - (1 - value) * float(fdtri(n - 1, (n - 1) * (k - 1), tail))
    return min(low, value), max(high, value)


def _item_statistics(table: pd.DataFrame, kind: str) -> pd.DataFrame:
    values = table.to_numpy()
    rows = []
    for j in range(values.shape[1]):
        rest = np.delete(values, j, axis=1)
        left = rest.sum(axis=1)
        together = float(np.corrcoef(values[:, j], left)[0, 1]) if left.std() > 0 else math.nan
        without = _alpha(rest, kind) if rest.shape[1] > 1 else math.nan
        rows.append([values[:, j].mean(), values[:, j].std(ddof=1), together, without])
    return pd.DataFrame(rows, index=table.columns, columns=["mean", "sd", "correlation with rest", "alpha without"])


def _alpha_advice(each: pd.DataFrame, value: float) -> list[str]:
    advice = []
    against = [str(name) for name, r in each["correlation with rest"].items() if r < 0]
    if against:
        advice.append(f"{against} run against the other items. If they are worded the other way, turn them round with reverse_coded.")
    if value > 0.95:
        advice.append("Above 0.95 the items probably ask the same thing in the same words.")
    return advice
