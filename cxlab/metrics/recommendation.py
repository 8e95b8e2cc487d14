"""Net Promoter Score: promoters less detractors, its intervals, and the difference of two scores."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from cxlab import _validate
from cxlab.metrics import intervals
from cxlab.metrics.answers import Asked, Group, asked_scale, counts_of, level_of, percent, read, same_rows
from cxlab.metrics.measures import Precision, precision_of
from cxlab.metrics.sentences import cautions, changes, excludes, settled, several, span
from cxlab.results import Estimate, Result

METHODS = ("adjusted_wald", "wald", "score", "bootstrap")
CLASSES = ("promoters", "passives", "detractors")
_WORDS = {"adjusted_wald": "adjusted Wald", "wald": "Wald", "score": "score", "bootstrap": "bootstrap percentile"}
_RATING_OF = {"promoters": 10.0, "passives": 8.0, "detractors": 0.0}


def nps(
    data: Any,
    column: str | None = None,
    *,
    by: str | None = None,
    wave: str | None = None,
    method: str = "adjusted_wald",
    level: float = 0.95,
    weights: Any = None,
    missing: str | None = None,
    resamples: int = 10_000,
    rng: Any = None,
) -> Result:
    """Net Promoter Score: % promoters (9, 10) less % detractors (0 to 6), from -100 to 100.

    Parameters
    ----------
    data : ratings from 0 to 10 (list, array, Series), a table with them, or counts {"promoters": 90, "passives": 60, "detractors": 50}.
    column : the column of a table; "recommend" when left out.
    by, wave : columns that split the answers; one row each, waves in rising order.
    method : "adjusted_wald", "wald", "score" or "bootstrap" interval.
    level : confidence level, above 0 and below 1.
    weights : one weight per answer (row by row), or the name of a column; the intervals then use the effective number of answers (Kish 1965).
    missing : None (missing answers are an error) or "drop".
    resamples, rng : number of bootstrap samples, and their seed.

    Returns
    -------
    Result
        In points; `detail["shares"]` has the three classes, `detail["change"]` last wave less first.

    Raises
    ------
    ValueError
        For a rating that is missing, not whole or outside 0 to 10, with its row.

    Notes
    -----
    Score and cut-offs: Reichheld 2003; intervals: Rocks 2016, score test after Tango 1998. At n = 20 the adjusted Wald
    interval covers at least 93% where every class has at least 2.5%, and down to 89% where a class is empty.

    Examples
    --------
    >>> nps([10, 9, 8, 3]).value
    25.0
    """
    _validate.one_of("method", method, METHODS)
    precision = precision_of(level, method == "bootstrap", resamples, rng)
    asked = _asked(data, column, by, wave, weights, missing)
    rows, stretched = [], []
    for group in asked.groups:
        row, wide = _row(group, method, precision)
        rows.append(row)
        stretched += [group.name] if wide else []
    detail = {
        "sentence": _sentence(asked, rows, level),
        "advice": cautions(asked, rows) + _stretch_advice(stretched) + _empty_advice(asked, method),
        "missing": asked.missing,
        "shares": _shares_table(asked),
        "change": changes(asked, rows),
        "level": level,
    }
    return Result("NPS", "points", _method_words(method, level, asked), tuple(rows), detail)


def nps_difference(
    first: Any,
    second: Any,
    column: str | None = None,
    *,
    paired: bool = False,
    method: str = "score",
    level: float = 0.95,
    missing: str | None = None,
) -> Result:
    """First NPS less second, with an interval that says whether the two differ.

    Parameters
    ----------
    first, second : what `nps` takes, one of each (ratings, table or counts).
    column : the rating column, when tables are passed.
    paired : True when row i of both is the same customer (with the same row label, where there are any); then each customer's own
        move is analysed. Counts cannot be paired.
    method : for independent samples "score" (the two score intervals combined), "adjusted_wald" (the two adjusted Wald intervals
        combined) or "wald" (z = difference over the root of the summed variances).
    level : confidence level.
    missing : None or "drop"; paired ratings must be complete.

    Returns
    -------
    Result
        One row in points; `detail["first"]` and `detail["second"]` hold the two Results, `detail["z"]` the Wald statistic.

    Raises
    ------
    ValueError
        For bad ratings, or paired samples of different length or row labels.

    Notes
    -----
    Combination of intervals: Zou & Donner 2008.

    Examples
    --------
    >>> nps_difference([10, 10, 8, 3], [9, 8, 3, 3]).value
    50.0
    """
    _validate.one_of("method", method, ["score", "adjusted_wald", "wald"])
    level = level_of(level)
    if _validate.one_of("paired", paired, [True, False]):
        _check_pairs(first, second, missing)
    ones = [nps(data, column, method=method, level=level, missing=missing) for data in (first, second)]
    asked = [_asked(data, column, None, None, None, missing) for data in (first, second)]
    scores = [_scores(a.groups[0].values) for a in asked]
    if paired:
        value, low, high = _paired(scores, level)
        how = f"paired t {percent(level)} interval"
    elif method == "wald":
        value, low, high = _wald_difference(scores, level)
        how = f"Wald {percent(level)} interval, independent samples"
    else:
        value, low, high = (100 * x for x in intervals.difference(*[_shares_triple(one) for one in ones]))
        how = f"{_WORDS[method]} {percent(level)} intervals combined, independent samples"
    row = Estimate("difference", value, max(low, -200.0), min(high, 200.0), n=len(scores[0]) if paired else len(scores[0]) + len(scores[1]))
    detail = {
        "sentence": f"NPS {ones[0].value:.1f} against {ones[1].value:.1f}: a difference of {value:+.1f} points "
        f"({span(low, high, level)}). {settled(low, high)}",
        "missing": f"first: {asked[0].missing}; second: {asked[1].missing}",
        "first": ones[0],
        "second": ones[1],
        "z": math.nan if paired else _z(scores),
    }
    return Result("Difference of two NPS", "points", how, (row,), detail)


def _asked(data: Any, column: str | None, by: str | None, wave: str | None, weights: Any, missing: str | None) -> Asked:
    if isinstance(data, Mapping):
        counts = counts_of(data, CLASSES)
        data = pd.Series(np.repeat([_RATING_OF[name] for name in CLASSES], counts), name="recommend")
    scale = asked_scale(data, column, ("recommend",))
    if scale not in (None, (0.0, 10.0)):
        raise ValueError(
            f"The codebook says the answers were given from {scale[0]:g} to {scale[1]:g}. NPS is defined for 0 to 10 only: use csat, or "
            "ask again."
        )
    return read(data, column, likely=("recommend",), scale=(0.0, 10.0), by=by, wave=wave, weights=weights, missing=missing, whole=True)


def _scores(ratings: np.ndarray) -> np.ndarray:
    """1 for a promoter, -1 for a detractor, 0 between."""
    return np.where(ratings >= 9, 1, np.where(ratings <= 6, -1, 0))


def _shares(group: Group) -> tuple[float, float, float]:
    scores = _scores(group.values)
    p, m, d = (float(np.average(scores == k, weights=group.weights)) for k in (1, 0, -1))
    return p, m, d


def _row(group: Group, method: str, precision: Precision) -> tuple[Estimate, bool]:
    """The score of one group, and whether its interval had to be stretched to hold it."""
    p, _, d = _shares(group)
    n = len(group.values)
    if precision.rng is not None:
        low, high = intervals.bootstrap(_scores(group.values), group.weights, precision.level, precision.resamples, precision.rng)
    else:
        rule = {"adjusted_wald": intervals.net_adjusted_wald, "wald": intervals.net_wald, "score": intervals.net_score}[method]
        low, high = rule(p, d, intervals.effective_size(group.weights, n), precision.level)
    value = p - d
    outside = not low - 1e-12 <= value <= high + 1e-12
    return Estimate(group.name, 100 * value, 100 * min(low, value), 100 * max(high, value), n), outside


def _stretch_advice(names: list[str]) -> list[str]:
    if not names:
        return []
    return [
        f"In {names} the interval leaned so far to the middle that it missed the score; it was stretched to reach it. Use method='score' "
        "there."
    ]


def _empty_advice(asked: Asked, method: str) -> list[str]:
    """Where the adjusted Wald interval promises too much; its exact coverage is enumerated in tests/test_metrics_nps.py."""
    names = [group.name for group in asked.groups if len(group.values) < 50 and min(_shares(group)) == 0]
    if method != "adjusted_wald" or not names:
        return []
    return [
        f"In {names} fewer than 50 answers leave a class empty. Where it is empty among all customers too, a 95% adjusted Wald interval "
        "covers as little as 89% from 20 answers on, 86% from 10, and less below. method='score' is better: it covers 91% or more from 12 "
        "answers on, as long as no class holds over 95% of the customers."
    ]


def _sentence(asked: Asked, rows: list[Estimate], level: float) -> str:
    if len(rows) > 1:
        return several("NPS", asked, rows, level)
    row, (p, _, d) = rows[0], _shares(asked.groups[0])
    lead = (
        f"NPS is {row.value:.1f}: {100 * p:.1f}% promoters less {100 * d:.1f}% detractors ({span(row.low, row.high, level)}, n = {row.n})."
    )
    if not excludes(row.low, row.high):
        return f"{lead} The interval includes 0: these answers do not settle whether promoters or detractors are more."
    more, fewer = ("promoters", "detractors") if row.value > 0 else ("detractors", "promoters")
    return f"{lead} The interval excludes 0: there are more {more} than {fewer}, beyond the luck of the sample."


def _method_words(method: str, level: float, asked: Asked) -> str:
    added = " (3/4 promoter, 3/2 passive, 3/4 detractor added)" if method == "adjusted_wald" else ""
    weighted = ", weighted, effective n by Kish" if asked.groups[0].weights is not None else ""
    return f"{_WORDS[method]} {percent(level)} interval{added}{weighted}"


def _shares_table(asked: Asked) -> pd.DataFrame:
    return pd.DataFrame(
        [_shares(g) for g in asked.groups], columns=list(CLASSES), index=pd.Index([g.name for g in asked.groups], name="name")
    )


def _shares_triple(result: Result) -> tuple[float, float, float]:
    row = result.rows[0]
    return row.value / 100, row.low / 100, row.high / 100


def _variances(scores: list[np.ndarray]) -> float:
    return sum(intervals.net_variance(float((s == 1).mean()), float((s == -1).mean())) / len(s) for s in scores)


def _wald_difference(scores: list[np.ndarray], level: float) -> tuple[float, float, float]:
    gap = float(scores[0].mean() - scores[1].mean())
    half = intervals.normal_quantile(level) * math.sqrt(_variances(scores))
    return 100 * gap, 100 * (gap - half), 100 * (gap + half)


def _z(scores: list[np.ndarray]) -> float:
    spread = math.sqrt(_variances(scores))
    return float((scores[0].mean() - scores[1].mean()) / spread) if spread > 0 else math.nan


def _check_pairs(first: Any, second: Any, missing: str | None) -> None:
    """Refuse what does not tell which rating belongs to which customer."""
    if isinstance(first, Mapping) or isinstance(second, Mapping):
        raise TypeError(
            "paired=True needs each customer's two ratings; counts do not say who answered what. Pass the ratings, or paired=False for "
            "different customers."
        )
    same_rows(("first", "second"), first, second)
    if missing is not None:
        raise ValueError(
            "paired=True cannot drop ratings from one side only. Keep the customers with both ratings, then pass missing=None."
        )


def _paired(scores: list[np.ndarray], level: float) -> tuple[float, float, float]:
    if len(scores[0]) != len(scores[1]):
        raise ValueError(
            f"paired=True needs the same customers twice, but there are {len(scores[0])} and {len(scores[1])} ratings. Pass matching rows."
        )
    mean, low, high = intervals.mean_interval((scores[0] - scores[1]).astype(float), None, level)
    return 100 * mean, 100 * low, 100 * high
