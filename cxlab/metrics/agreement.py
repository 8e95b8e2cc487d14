"""Do two raters see the same thing? Cohen's kappa."""

from __future__ import annotations

import math
from collections.abc import Hashable, Iterable, Mapping, Sequence
from numbers import Real
from typing import Any

import numpy as np
import pandas as pd

from cxlab import _validate
from cxlab.metrics.answers import level_of, percent, same_rows
from cxlab.metrics.intervals import normal_quantile
from cxlab.metrics.sentences import excludes, span
from cxlab.results import Estimate, Result


def kappa(
    first: Any,
    second: Any = None,
    *,
    weights: str | None = None,
    categories: Sequence[Any] | None = None,
    level: float = 0.95,
    missing: str | None = None,
) -> Result:
    """Agreement of two raters beyond chance: 1 is full agreement, 0 is what chance alone gives.

    Parameters
    ----------
    first, second : the two raters' codes for the same cases in the same order; or one square table of counts (rows first rater,
        columns second).
    weights : None (agree or not), "linear" or "quadratic" (near misses count in part; categories must have an order).
    categories : all categories in their order; needed with weights when the codes are words, or numbers with a gap.
    level : confidence level of the large-sample interval.
    missing : None (a missing code is an error) or "drop" (cases without both codes are left out).

    Returns
    -------
    Result
        One row; `detail["agreement"]` and `detail["chance"]` are shares, `detail["table"]` the counts.

    Raises
    ------
    ValueError
        When both raters used one category only: chance agreement is then 1 and kappa is not defined.

    Notes
    -----
    Source: Cohen 1960, 1968; interval: Fleiss, Cohen & Everitt 1969. Kappa depends on how common the categories are, so
    verbal grades ("substantial") are not given.

    Examples
    --------
    >>> round(kappa([[40, 10], [20, 30]]).value, 10)
    0.4
    """
    if weights is not None:
        _validate.one_of("weights", weights, ["linear", "quadratic"])
    level = level_of(level)
    counts, note = _counts(first, second, categories, weights, missing)
    credit = _credit(len(counts), weights)
    value, error, agreement, chance = _estimate(counts.to_numpy(dtype=float), credit)
    n = int(counts.to_numpy().sum())
    half = normal_quantile(level) * error
    row = Estimate("kappa", value, max(value - half, -1.0), min(value + half, 1.0), n)
    how = "" if weights is None else f"{weights} weights, "
    detail = {
        "sentence": _sentence(row, agreement, chance, level),
        "advice": _advice(counts, n),
        "missing": note,
        "agreement": agreement,
        "chance": chance,
        "table": counts,
    }
    return Result("Agreement of two raters", "kappa", f"Cohen's kappa, {how}large-sample {percent(level)} interval", (row,), detail)


def _counts(
    first: Any, second: Any, categories: Sequence[Any] | None, weights: str | None, missing: str | None
) -> tuple[pd.DataFrame, str]:
    if missing is not None:
        _validate.one_of("missing", missing, ["drop"])
    if second is None:
        return _square(first), "counts were passed"
    a, b = _codes("first", first), _codes("second", second)
    if len(a) != len(b):
        raise ValueError(f"The raters coded {len(a)} and {len(b)} cases. Pass the same cases in the same order.")
    same_rows(("first", "second"), first, second)
    blank = (a.isna() | b.isna()).to_numpy()
    if blank.any() and missing is None:
        raise ValueError(
            f"{int(blank.sum())} of {len(a)} cases lack a code (first at position {int(np.flatnonzero(blank)[0])}). Pass missing='drop' "
            "to leave them out."
        )
    a, b = a[~blank], b[~blank]
    if len(a) == 0:
        raise ValueError("There is no case with both codes. Pass at least one.")
    order = _order(a, b, categories, weights)
    table = pd.crosstab(a, b).reindex(index=order, columns=order, fill_value=0)
    note = (
        f"{int(blank.sum())} of {len(blank)} cases lack a code and are left out (missing='drop')" if blank.any() else "no code is missing"
    )
    return table, note


def _codes(name: str, codes: Any) -> pd.Series:
    """One rater's codes; a table or a dict would be read as its names, a word as its letters."""
    if not isinstance(codes, Iterable) or isinstance(codes, (pd.DataFrame, Mapping, set, frozenset, str, bytes)):
        raise TypeError(f"{name} ({type(codes).__name__}) is not a list of codes. Pass one code for each case, as in {name}=table['anna'].")
    found = list(codes)
    for place, code in enumerate(found):
        if not isinstance(code, Hashable):
            raise TypeError(f"{name} has {code!r} at position {place}, which is not one code. Pass one code for each case.")
    return pd.Series(found, dtype=object)


def _square(table: Any) -> pd.DataFrame:
    if not isinstance(table, pd.DataFrame) and np.asarray(table, dtype=object).ndim != 2:
        raise TypeError(
            f"first ({type(table).__name__}) is not a table, and second is missing. Pass the codes of both raters, or a square table of "
            "counts such as [[40, 10], [20, 30]]."
        )
    counts = table if isinstance(table, pd.DataFrame) else pd.DataFrame(np.asarray(table, dtype=object)).infer_objects()
    if counts.shape[0] != counts.shape[1] or counts.shape[0] < 2:
        raise ValueError(f"The table of counts is {counts.shape[0]} by {counts.shape[1]}. Pass a square one, or the codes of both raters.")
    if isinstance(table, pd.DataFrame) and list(counts.index) != list(counts.columns):
        raise ValueError(
            f"The rows are {list(counts.index)} and the columns {list(counts.columns)}. Pass the same categories in the same order."
        )
    cells = counts.to_numpy(dtype=object).ravel().tolist()
    wrong = [c for c in cells if not isinstance(c, Real) or isinstance(c, bool) or not math.isfinite(c) or c < 0 or c % 1]
    if wrong or not sum(cells):
        raise ValueError(f"The table holds {repr(wrong[0]) if wrong else 'no case'}. Pass whole numbers of cases from 0 up, not shares.")
    return counts


def _order(a: pd.Series, b: pd.Series, categories: Sequence[Any] | None, weights: str | None) -> list[Any]:
    seen = list(dict.fromkeys([*a, *b]))
    if categories is not None:
        return _named_order(categories, seen)
    numbers = all(isinstance(code, (int, float, np.integer, np.floating)) for code in seen)
    if weights is not None and not numbers:
        raise ValueError(f"weights={weights!r} needs the order of the codes {seen}. Pass categories= from lowest to highest.")
    order = sorted(seen) if numbers else sorted(seen, key=str)
    steps = np.diff(order).astype(float) if weights is not None else np.ones(1)
    if not np.allclose(steps, steps[:1]):
        raise ValueError(
            f"The codes {order} have a gap, and weights={weights!r} depends on it. Pass categories= with every code that could be given, "
            "such as categories=range(1, 6), used or not."
        )
    return order


def _named_order(categories: Any, seen: list[Any]) -> list[Any]:
    if not isinstance(categories, Iterable) or isinstance(categories, (set, frozenset)):
        raise TypeError(f"categories={categories!r} is not a list in order. Pass all categories from lowest to highest.")
    order = list(categories)
    twice = [code for place, code in enumerate(order) if code in order[:place]]
    if twice:
        raise ValueError(f"categories={order} names {twice[0]!r} twice, and would count its cases twice. Name each category once.")
    unknown = [code for code in seen if code not in order]
    if unknown:
        _validate.one_of("code", unknown[0], order)
    return order


def _credit(k: int, weights: str | None) -> np.ndarray:
    """How much each pair of categories counts as agreement, from 0 to 1."""
    apart = np.abs(np.subtract.outer(np.arange(k), np.arange(k)))
    if weights is None:
        return (apart == 0).astype(float)
    share = apart / max(k - 1, 1)
    return 1.0 - (share if weights == "linear" else share**2)


def _estimate(counts: np.ndarray, credit: np.ndarray) -> tuple[float, float, float, float]:
    """Kappa, its standard error, observed and chance agreement."""
    n = counts.sum()
    p = counts / n
    rows, columns = p.sum(axis=1), p.sum(axis=0)
    agreement = float((credit * p).sum())
    chance = float(rows @ credit @ columns)
    if chance >= 1 - 1e-12:
        raise ValueError(
            "Both raters used one category only, so chance alone gives full agreement and kappa is not defined. Code cases that differ."
        )
    value = (agreement - chance) / (1 - chance)
    margins = (credit @ columns)[:, None] + (rows @ credit)[None, :]
    spread = (p * (credit - margins * (1 - value)) ** 2).sum() - (value - chance * (1 - value)) ** 2
    return value, math.sqrt(max(spread, 0.0) / n) / (1 - chance), agreement, chance


def _advice(counts: pd.DataFrame, n: int) -> list[str]:
    common = float((counts.sum(axis=0) + counts.sum(axis=1)).max()) / (2 * n)
    advice = []
    if common > 0.8:
        advice.append(f"One category takes {100 * common:.0f}% of the codes: kappa is then low even when raters mostly agree.")
    if n < 30:
        advice.append(f"Only {n} cases: the large-sample interval is rough.")
    return advice


def _sentence(row: Estimate, agreement: float, chance: float, level: float) -> str:
    lead = (
        f"The raters agree on {100 * agreement:.1f}%, where chance alone gives {100 * chance:.1f}%: kappa is {row.value:.2f} "
        f"({span(row.low, row.high, level, 2)}, n = {row.n})."
    )
    if not excludes(row.low, row.high):
        return f"{lead} The interval includes 0: agreement beyond chance is not shown."
    return f"{lead} The interval excludes 0: they agree {'more' if row.value > 0 else 'less'} than chance would have it."
