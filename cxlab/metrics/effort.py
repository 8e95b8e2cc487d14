"""Customer effort: two versions of the score, with opposite polarity."""

from __future__ import annotations

import math
from typing import Any, Literal

import numpy as np
import pandas as pd

from cxlab import _validate
from cxlab.metrics.answers import Asked, codebook_of, read, scale_for
from cxlab.metrics.measures import Precision, mean_row, precision_of, share_row, weighted_words
from cxlab.metrics.sentences import cautions, changes, several, span
from cxlab.results import Estimate, Result

_LIKELY = ("effort", "ces", "ease")
_SCALES = {"1.0": (1.0, 5.0), "2.0": (1.0, 7.0)}
_POLARITIES = {"1.0": "low is good", "2.0": "high is good"}
_ASKS = {"1.0": "how much effort it took", "2.0": "agreement that it was easy"}


def ces(
    data: Any,
    column: str | None = None,
    *,
    version: str | None = None,
    by: str | None = None,
    wave: str | None = None,
    box: int | Literal["mean"] = "mean",
    scale: tuple[float, float] | None = None,
    method: str | None = None,
    level: float = 0.95,
    weights: Any = None,
    missing: str | None = None,
    resamples: int = 10_000,
    rng: Any = None,
) -> Result:
    """Customer Effort Score, with the good end of its scale said.

    Parameters
    ----------
    data : ratings (list, array, Series) or a table with them.
    column : the column of a table; "effort", "ces" or "ease", the first there is, when left out.
    version : "1.0" (how much effort: low is good) or "2.0" (agreement that it was easy: high is good). It must be named
        unless the table's codebook tells the polarity.
    by, wave : columns that split the answers; one row each.
    box : "mean" (t interval, held to the scale), or how many points at the good end count as easy (Wilson interval).
    scale : lowest and highest answer; when left out, that of the table's codebook, else (1, 5) for version 1.0 and (1, 7) for 2.0.
    method, level, weights, missing, resamples, rng : as in `csat`.

    Returns
    -------
    Result
        Scale points or a share; `detail["polarity"]` is "low is good" or "high is good".

    Raises
    ------
    ValueError
        When the version is not named, or a rating is outside the scale, with its row.

    Notes
    -----
    Version 1.0: Dixon, Freeman & Toman 2010. Its claim to predict best is contested (de Haan, Verhoef & Wiesel 2015).

    Examples
    --------
    >>> ces([1, 2, 2, 3], version="1.0").detail["polarity"]
    'low is good'
    >>> ces([7, 6, 6, 5], version="2.0").value
    6.0
    """
    version = _version(version, codebook_of(data, column, _LIKELY).get("polarity"))
    _validate.one_of("method", method, [None, "bootstrap"])
    precision = precision_of(level, method == "bootstrap", resamples, rng)
    low, high = scale_for(data, column, _LIKELY, scale, _SCALES[version])
    asked = read(data, column, likely=_LIKELY, scale=(low, high), by=by, wave=wave, weights=weights, missing=missing, whole=box != "mean")
    rows = _rows(asked, version, box, (low, high), precision)
    good, polarity = low if version == "1.0" else high, _POLARITIES[version]
    detail = {
        "sentence": _sentence(asked, rows, version, good, box, (low, high), level),
        "advice": cautions(asked, rows),
        "missing": asked.missing,
        "polarity": polarity if box == "mean" else "high is good",
        "item polarity": polarity,
        "good end": good,
        "scale": (low, high),
        "change": changes(asked, rows),
        "level": level,
    }
    what = "mean" if box == "mean" else f"share in the {box} points at the good end"
    interval = precision.words("t" if box == "mean" else "Wilson")
    how = f"version {version} ({_ASKS[version]}), {what} on {low:g} to {high:g}, {interval}{weighted_words(asked)}"
    return Result(f"CES {version}", "scale points" if box == "mean" else "share of answers", how, tuple(rows), detail)


def reverse_coded(ratings: Any, scale: tuple[float, float] = (1, 5)) -> Any:
    """Turn a rating scale round: low + high - rating, so that 1 and 5 change places.

    Parameters
    ----------
    ratings : number, list, array or Series on the scale; missing answers stay missing.
    scale : lowest and highest answer.

    Returns
    -------
    number, array or Series
        What was passed, turned round.

    Raises
    ------
    ValueError
        For a rating outside the scale, with its row.

    Examples
    --------
    >>> reverse_coded([1, 2, 5])
    array([5., 4., 1.])
    """
    low, high = _validate.pair("scale", scale, "scale=(1, 5)")
    if np.ndim(ratings) == 0:
        return low + high - _validate.number("ratings", ratings, low=low, high=high)
    if np.ndim(ratings) > 1:
        raise TypeError(f"ratings is a {type(ratings).__name__} with {np.ndim(ratings)} dimensions. Pass one column at a time.")
    name = str(ratings.name) if isinstance(ratings, pd.Series) and ratings.name is not None else "ratings"
    turned = low + high - _validate.ratings(ratings, low=low, high=high, column=name, allow_missing=True)
    return pd.Series(turned, index=ratings.index, name=ratings.name) if isinstance(ratings, pd.Series) else turned


def _version(version: Any, polarity: str | None) -> str:
    """The version as named, or as the codebook's polarity tells; the two may not contradict each other."""
    told = {words: name for name, words in _POLARITIES.items()}.get(polarity or "")
    if version is None and told is None:
        raise ValueError(
            "version=None hides which end is good. Name it: version='1.0' (how much effort it took; low is good) "
            "or version='2.0' (agreement that it was easy; high is good)."
        )
    if version is None:
        return str(told)
    if not isinstance(version, str) and version in [1, 2]:
        raise ValueError(f"version={version!r} is a number; versions are called {list(_SCALES)}. Did you mean '{float(version)}'?")
    _validate.one_of("version", version, list(_SCALES))
    if told not in (None, version):
        raise ValueError(
            f"version={version!r} says {_POLARITIES[version]}, but the codebook of this item says {polarity}. "
            f"Pass version={told!r}, or correct the codebook."
        )
    return str(version)


def _rows(asked: Asked, version: str, box: Any, scale: tuple[float, float], precision: Precision) -> list[Estimate]:
    if box == "mean":
        return [mean_row(group, precision, scale) for group in asked.groups]
    low, high = scale
    width = _validate.count("box", box, high=int(high - low))
    return [share_row(g, g.values < low + width if version == "1.0" else g.values > high - width, precision) for g in asked.groups]


def _polarity_words(version: str, good: float, box: Any) -> str:
    if box != "mean":
        return "A higher share is good: it counts the easy answers."
    return f"Low is good: {good:g} is the least effort." if version == "1.0" else f"High is good: {good:g} is the easiest."


def _sentence(asked: Asked, rows: list[Estimate], version: str, good: float, box: Any, scale: tuple[float, float], level: float) -> str:
    words, row = _polarity_words(version, good, box), rows[0]
    if len(rows) > 1:
        return f"{several(f'CES {version}', asked, rows, level, 2 if box == 'mean' else 3)} {words}"
    if box != "mean":
        return f"CES {version}: {100 * row.value:.1f}% found it easy ({span(100 * row.low, 100 * row.high, level)}, n = {row.n}). {words}"
    ends = f"a scale from {scale[0]:g} to {scale[1]:g}"
    lead = f"CES {version} is {row.value:.2f} on {ends} ({span(row.low, row.high, level, 2)}, n = {row.n}). {words}"
    return lead if math.isnan(row.low) else f"{lead} {_side(row, good, sum(scale) / 2)}"


def _side(row: Estimate, good: float, middle: float) -> str:
    if row.low <= middle <= row.high:
        return f"The interval includes the middle, {middle:g}: easy or hard is not settled."
    side = "easy" if (row.value > middle) == (good > middle) else "hard"
    return f"The interval excludes the middle, {middle:g}: on average it was {side}."
