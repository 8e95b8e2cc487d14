"""CSAT: the share in the top boxes, or the mean."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

import numpy as np
import pandas as pd

from cxlab import _validate
from cxlab.metrics.answers import Asked, counts_of, read, scale_for
from cxlab.metrics.measures import Precision, mean_row, precision_of, share_row, weighted_words
from cxlab.metrics.sentences import cautions, changes, excludes, several, span
from cxlab.results import Estimate, Result

_LIKELY = ("satisfaction", "overall", "csat")


def csat(
    data: Any,
    column: str | None = None,
    *,
    by: str | None = None,
    wave: str | None = None,
    box: int | Literal["mean"] = 2,
    scale: tuple[float, float] | None = None,
    method: str | None = None,
    level: float = 0.95,
    weights: Any = None,
    missing: str | None = None,
    resamples: int = 10_000,
    rng: Any = None,
) -> Result:
    """Customer satisfaction: the share of answers in the top boxes, or their mean.

    Parameters
    ----------
    data : ratings (list, array, Series), a table with them, or counts {"satisfied": 132, "others": 28}.
    column : the column of a table; "satisfaction", "overall" or "csat", the first there is, when left out.
    by, wave : columns that split the answers; one row each.
    box : how many of the highest points count as satisfied (Wilson interval), or "mean" (t interval); intervals are held to the scale.
    scale : lowest and highest answer the item allows, such as (1, 7) or (0, 10); when left out, that of the table's codebook, else (1, 5).
    method : None for the interval named above, or "bootstrap".
    level : confidence level.
    weights : one weight per answer, or the name of a column.
    missing : None (missing answers are an error) or "drop".
    resamples, rng : number of bootstrap samples, and their seed.

    Returns
    -------
    Result
        A share from 0 to 1, or scale points. Item, scale and box rule differ between firms, so the Result names them.

    Raises
    ------
    ValueError
        For a rating outside the scale, with its row; for a box as wide as the scale; for a scale that contradicts the codebook.

    Notes
    -----
    Interval of a share: Wilson 1927; with weights, on the effective number of answers (Kish 1965).

    Examples
    --------
    >>> csat([5, 4, 3, 1]).value
    0.5
    >>> csat([5, 4, 3, 2], box="mean").value
    3.5
    """
    _validate.one_of("method", method, [None, "bootstrap"])
    precision = precision_of(level, method == "bootstrap", resamples, rng)
    low, high = scale_for(data, column, _LIKELY, scale, (1, 5))
    if isinstance(data, Mapping):
        data, low, high, box = _from_counts(data, box, scale), 0.0, 1.0, 1
    elif box != "mean":
        box = _box(box, low, high)
    asked = read(data, column, likely=_LIKELY, scale=(low, high), by=by, wave=wave, weights=weights, missing=missing, whole=box != "mean")
    rows = _rows(asked, box, (low, high), precision)
    one = len(rows) == 1
    sentence = _sentence(rows[0], box, low, high, level) if one else several("CSAT", asked, rows, level, 2 if box == "mean" else 3)
    detail = {
        "sentence": sentence,
        "advice": cautions(asked, rows),
        "missing": asked.missing,
        "scale": (low, high),
        "box": box,
        "change": changes(asked, rows),
        "level": level,
    }
    how = f"{_what(box, low, high)}, {precision.words('t' if box == 'mean' else 'Wilson')}{weighted_words(asked)}"
    return Result("CSAT", "scale points" if box == "mean" else "share of answers", how, tuple(rows), detail)


def _rows(asked: Asked, box: Any, scale: tuple[float, float], precision: Precision) -> list[Estimate]:
    if box == "mean":
        return [mean_row(group, precision, scale) for group in asked.groups]
    return [share_row(group, group.values > scale[1] - box, precision) for group in asked.groups]


def _box(box: Any, low: float, high: float) -> int:
    if not (low.is_integer() and high.is_integer()):
        raise ValueError(f"scale=({low:g}, {high:g}) has no whole points to count in boxes. Pass whole ends, or box='mean'.")
    if isinstance(box, str):
        raise ValueError(f"box={box!r} is not known. Pass how many of the highest points count as satisfied, such as 2, or 'mean'.")
    width = _validate.count("box", box)
    points = int(high - low) + 1
    if width >= points:
        raise ValueError(f"box={width} counts all {points} points of the scale from {low:g} to {high:g}. Pass fewer, such as 2, or 'mean'.")
    return width


def _what(box: Any, low: float, high: float) -> str:
    if box == "mean":
        return f"mean on a scale from {low:g} to {high:g}"
    return "satisfied, as counted" if high - low == 1 else f"top {box} of {high - low + 1:g} points ({high - box + 1:g} and above)"


def _from_counts(data: Mapping[str, Any], box: Any, scale: Any) -> pd.Series:
    if box != 2 or scale is not None:
        raise ValueError(
            f"box={box!r} and scale={scale!r} cannot be applied to counts, which say who was satisfied and not how they answered. "
            "Leave both out, or pass the ratings."
        )
    return pd.Series(np.repeat([1.0, 0.0], counts_of(data, ("satisfied", "others"))), name="satisfaction")


def _sentence(row: Estimate, box: Any, low: float, high: float, level: float) -> str:
    if box == "mean":
        return f"CSAT is {row.value:.2f} on a scale from {low:g} to {high:g} ({span(row.low, row.high, level, 2)}, n = {row.n})."
    lead = (
        f"{100 * row.value:.1f}% chose {high - box + 1:g} or more on a scale from {low:g} to {high:g} "
        f"({span(100 * row.low, 100 * row.high, level)}, n = {row.n})."
    )
    if high - low == 1:
        lead = f"{100 * row.value:.1f}% are satisfied ({span(100 * row.low, 100 * row.high, level)}, n = {row.n})."
    if not excludes(row.low, row.high, 0.5):
        return f"{lead} The interval includes one half: a majority is not settled either way."
    return f"{lead} The interval excludes one half: {'more' if row.value > 0.5 else 'fewer'} than half of the customers are satisfied."
