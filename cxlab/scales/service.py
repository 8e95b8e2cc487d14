"""Service gaps: what was met less what was expected, in five dimensions, weighted and unweighted."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from cxlab import _validate
from cxlab.results import Estimate, Result
from cxlab.scales.answers import finite, level_of
from cxlab.scales.items import DIMENSIONS, service_quality_items

_CONTESTED = (
    "Contested: gaps may add little to perceptions alone (see Cronin & Taylor 1992), and a difference is less reliable than its two parts."
)


def service_gaps(expectations: Any, perceptions: Any, *, weights: Any = None, level: float = 0.95, missing: str | None = None) -> Result:
    """Perception less expectation in the five RATER dimensions; negative where the service falls short.

    Parameters
    ----------
    expectations, perceptions : five scores each, named ({dimension: score} or a Series); or two tables of the same respondents,
        one column per dimension or per item ("reliability_1" ...).
    weights : importance of the dimensions, in the same forms, from 0 up (shares or 100 points); None for no weighted gap.
    level : confidence level of the paired t intervals (tables only).
    missing : None (missing answers are an error) or "drop" (respondents who answered everything).

    Returns
    -------
    Result
        One row per dimension, then "mean gap", and "weighted gap" where there are weights.

    Raises
    ------
    ValueError
        For other dimensions, tables of different respondents, or weights that are negative or all 0.

    Notes
    -----
    Source: Parasuraman, Zeithaml & Berry 1985, 1988; weights: Zeithaml, Parasuraman & Berry 1990.

    Examples
    --------
    >>> scores = pd.DataFrame(
    ...     {"expected": [6.5, 6.3, 6.2, 6.0, 5.5], "met": [5.6, 5.9, 6.1, 5.8, 5.9], "weight": [32, 22, 19, 16, 11]},
    ...     index=["reliability", "responsiveness", "assurance", "empathy", "tangibles"],
    ... )
    >>> found = service_gaps(scores["expected"], scores["met"], weights=scores["weight"])
    >>> round(found["mean gap"].value, 2), round(found["weighted gap"].value, 3)
    (-0.24, -0.383)
    """
    level = level_of(level)
    importance = None if weights is None else _weights(weights)
    if isinstance(expectations, pd.DataFrame) or isinstance(perceptions, pd.DataFrame):
        before, after, note = _tables(expectations, perceptions, missing)
        rows = _rows_of_respondents(after - before, importance, level)
        method = f"perception less expectation, paired t {100 * level:g}% intervals"
        together = {name: _correlation(before[name], after[name]) for name in DIMENSIONS}
        means = (before.mean(), after.mean())
    else:
        means = (_five("expectations", expectations), _five("perceptions", perceptions))
        rows = _rows_of_means(means[1] - means[0], importance)
        note, method, together = "means were passed", "perception less expectation, no interval from means alone", {}
    table = pd.DataFrame({"expectation": means[0], "perception": means[1], "gap": means[1] - means[0]})
    if importance is not None:
        table["weight"] = importance
    detail = {"sentence": _sentence(rows), "advice": [_CONTESTED], "missing": note, "gaps": table, "correlation": together}
    return Result("Service gaps", "scale points", method, tuple(rows), detail)


def _five(name: str, scores: Any) -> pd.Series:
    """Five numbers by dimension. Unnamed ones are refused: the dimensions have no order that everyone uses."""
    if isinstance(scores, pd.Series):
        twice = scores.index[scores.index.duplicated()].tolist()
        if twice:
            raise ValueError(f"{name} holds {twice[0]!r} more than once. Pass one number for each of {list(DIMENSIONS)}.")
        scores = scores.to_dict()
    if not isinstance(scores, Mapping):
        raise TypeError(
            f"{name}={scores!r} does not name its dimensions. Pass {{dimension: number}} or a Series, one for each of {list(DIMENSIONS)}."
        )
    for key in scores:
        _validate.one_of(f"dimension of {name}", key, DIMENSIONS)
    absent = [d for d in DIMENSIONS if d not in scores]
    if absent:
        raise ValueError(f"{name} leaves out {absent}. Pass one number for each of {list(DIMENSIONS)}.")
    return pd.Series([_validate.number(f"{name} of {d}", scores[d]) for d in DIMENSIONS], index=list(DIMENSIONS))


def _weights(weights: Any) -> pd.Series:
    importance = _five("weights", weights)
    if (importance < 0).any() or importance.sum() <= 0:
        raise ValueError(f"weights={importance.to_dict()} must be numbers from 0 up, not all 0.")
    return importance / importance.sum()


def _tables(expectations: Any, perceptions: Any, missing: str | None) -> tuple[pd.DataFrame, pd.DataFrame, str]:
    if missing is not None:
        _validate.one_of("missing", missing, ["drop"])
    before = _dimensions("expectations", expectations)
    after = _dimensions("perceptions", perceptions)
    if not before.index.equals(after.index):
        raise ValueError(
            f"expectations has {len(before)} rows and perceptions {len(after)}, or their row labels differ. Pass the same respondents, in "
            "the same order."
        )
    gaps = (before.isna().any(axis=1) | after.isna().any(axis=1)).to_numpy()
    if gaps.any() and missing is None:
        raise ValueError(
            f"{int(gaps.sum())} of {len(before)} respondents left out an item. Pass missing='drop' to keep the complete ones only."
        )
    if (~gaps).sum() < 2:
        raise ValueError(f"There are {int((~gaps).sum())} complete respondents. At least 2 are needed.")
    note = (
        f"{int(gaps.sum())} of {len(before)} respondents left out an item and are not used (missing='drop')"
        if gaps.any()
        else "no answer is missing"
    )
    return before[~gaps], after[~gaps], note


def _dimensions(name: str, data: Any) -> pd.DataFrame:
    """One column per dimension; items are averaged."""
    table = _validate.frame(name, data)
    if all(d in table.columns for d in DIMENSIONS):
        _validate.columns(table, DIMENSIONS, what=name)
        return pd.DataFrame({d: finite(table[d], d) for d in DIMENSIONS}, index=table.index)
    items = service_quality_items()
    absent = [item for item in items.index if item not in table.columns]
    if absent:
        raise ValueError(
            f"{name} lacks columns. Pass the five {list(DIMENSIONS)}, or the 22 items; of these it lacks {absent[:3]} and "
            f"{max(len(absent) - 3, 0)} more."
        )
    _validate.columns(table, items.index, what=name)
    numbers = pd.DataFrame({item: finite(table[item], item) for item in items.index}, index=table.index)
    found = {d: numbers[items.index[items["dimension"] == d]].mean(axis=1, skipna=False) for d in DIMENSIONS}
    return pd.DataFrame(found)


def _rows_of_means(gaps: pd.Series, importance: pd.Series | None) -> list[Estimate]:
    rows = [Estimate(d, float(gaps[d])) for d in DIMENSIONS]
    rows.append(Estimate("mean gap", float(gaps.mean())))
    if importance is not None:
        rows.append(Estimate("weighted gap", float((importance * gaps).sum())))
    return rows


def _rows_of_respondents(gaps: pd.DataFrame, importance: pd.Series | None, level: float) -> list[Estimate]:
    columns = {d: gaps[d].to_numpy() for d in DIMENSIONS}
    columns["mean gap"] = gaps.to_numpy().mean(axis=1)
    if importance is not None:
        columns["weighted gap"] = gaps[list(DIMENSIONS)].to_numpy() @ importance.to_numpy()
    return [mean_estimate(name, values, level) for name, values in columns.items()]


def mean_estimate(name: str, values: np.ndarray, level: float) -> Estimate:
    """A mean with its t interval."""
    from scipy.special import stdtrit

    mean, n = float(values.mean()), len(values)
    half = float(stdtrit(n - 1, 0.5 + level / 2)) * float(values.std(ddof=1)) / math.sqrt(n)
    return Estimate(name, mean, mean - half, mean + half, n)


def _correlation(x: pd.Series, y: pd.Series) -> float:
    return float(np.corrcoef(x, y)[0, 1]) if x.std() > 0 and y.std() > 0 else math.nan


def _sentence(rows: Sequence[Estimate]) -> str:
    dimensions = rows[: len(DIMENSIONS)]
    worst = min(dimensions, key=lambda row: row.value)
    lead = f"No dimension falls short; the smallest margin is in {worst.name} ({worst.value:+.2f})."
    if worst.value < 0:
        sure = "" if math.isnan(worst.high) else (", and the interval excludes 0" if worst.high < 0 else ", though the interval includes 0")
        lead = f"The service falls short most in {worst.name} ({worst.value:+.2f}{sure})."
    overall = ", ".join(f"{row.name} {row.value:+.3f}" for row in rows[len(DIMENSIONS) :])
    return f"{lead} Over all five: {overall}."
