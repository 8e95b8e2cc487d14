"""Do constructs measure themselves, and not each other? AVE, composite reliability, HTMT, cross-loadings."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd

from cxlab import _validate
from cxlab.results import Estimate, Result
from cxlab.scales.answers import blocks, finite, level_of
from cxlab.scales.congeneric import LOADING
from cxlab.scales.resampling import percentiles, useless_advice


def ave(loadings: Any) -> Result:
    """Average variance extracted: mean of the squared loadings, the share of an item that is the construct.

    Parameters
    ----------
    loadings : standardised loadings from -1 to 1: a list, {construct: list}, a table (items by construct, 0 or empty where an item
        does not belong), or the Result of `one_factor`.

    Returns
    -------
    Result
        One row per construct, from 0 to 1.

    Raises
    ------
    ValueError
        For a loading outside -1 to 1; TypeError for a Result that holds no loadings.

    Notes
    -----
    Source: Fornell & Larcker 1981. Their bound of 0.5 is a custom: half of an average item is the construct.

    Examples
    --------
    >>> round(ave([0.8, 0.7, 0.6]).value, 3)
    0.497
    """
    found = _by_construct(loadings)
    rows = tuple(Estimate(name, float((values**2).mean())) for name, values in found.items())
    return Result(
        "Average variance extracted", "share of variance", "mean squared loading, no interval", rows, {"sentence": _below("AVE", rows, 0.5)}
    )


def composite_reliability(loadings: Any) -> Result:
    """Composite reliability: share of the sum's variance that is the construct, from standardised loadings.

    Parameters
    ----------
    loadings : as in `ave`.

    Returns
    -------
    Result
        One row per construct, from 0 to 1.

    Raises
    ------
    ValueError
        For a loading outside -1 to 1; TypeError for a Result that holds no loadings.

    Notes
    -----
    Source: Fornell & Larcker 1981: (sum l)^2 / ((sum l)^2 + sum(1 - l^2)). The bound 0.7 is a custom.

    Examples
    --------
    >>> round(composite_reliability([0.8, 0.7, 0.6]).value, 3)
    0.745
    """
    found = _by_construct(loadings)
    rows = tuple(Estimate(name, _composite(values)) for name, values in found.items())
    detail = {"sentence": _below("Composite reliability", rows, 0.7)}
    return Result("Composite reliability", "reliability", "from standardised loadings, no interval", rows, detail)


def htmt(
    data: Any,
    constructs: Mapping[str, Sequence[str]],
    *,
    level: float = 0.95,
    bootstrap: int = 0,
    rng: Any = None,
    missing: str | None = None,
) -> Result:
    """Heterotrait-monotrait ratio: how much two constructs correlate once the unreliability of their items is taken out.

    Parameters
    ----------
    data : table, one row per respondent.
    constructs : {construct: its items}, at least two; a single item counts as perfectly reliable.
    level : confidence level.
    bootstrap : 0 for no interval, or the number of redrawn samples (percentile interval).
    rng : seed of the bootstrap.
    missing : None (missing answers are an error) or "drop".

    Returns
    -------
    Result
        One row per pair; `detail["matrix"]` as a table. Near 1, the two are one.

    Raises
    ------
    ValueError
        For a constant item, an item in two constructs, or items of one construct that do not correlate at all.

    Notes
    -----
    Source: Henseler, Ringle & Sarstedt 2015, with absolute correlations; their bounds 0.85 and 0.90 are customs.

    Examples
    --------
    >>> t = pd.DataFrame({"a1": [1, 2, 3, 4], "a2": [1, 2, 3, 4], "b1": [1, 3, 2, 4], "b2": [1, 3, 2, 4]})
    >>> round(htmt(t, {"a": ["a1", "a2"], "b": ["b1", "b2"]}).value, 10)
    0.8
    """
    level, number = level_of(level), _validate.resamples(bootstrap)
    table, named, note = blocks(data, constructs, missing)
    order = list(table.columns)
    places = {name: [order.index(item) for item in items] for name, items in named.items()}
    values = _ratios(table.to_numpy(), places)
    low = high = np.full(len(values), math.nan)
    useless = 0
    if number:
        low, high, useless = percentiles(table.to_numpy(), lambda v: _ratios(v, places), number, level, rng)
        low, high = np.minimum(low, values), np.maximum(high, values)
    pairs = list(combinations(named, 2))
    rows = tuple(Estimate(f"{a} ~ {b}", float(values[i]), float(low[i]), float(high[i]), len(table)) for i, (a, b) in enumerate(pairs))
    detail = {
        "sentence": _htmt_sentence(rows),
        "advice": useless_advice(useless, number),
        "missing": note,
        "matrix": _matrix(list(named), pairs, values),
    }
    how = f"bootstrap percentile {100 * level:g}% interval" if number else "no interval (ask for one with bootstrap=)"
    return Result("Heterotrait-monotrait ratio", "ratio", f"absolute correlations, {how}", rows, detail)


def cross_loadings(data: Any, constructs: Mapping[str, Sequence[str]], *, missing: str | None = None) -> pd.DataFrame:
    """Correlation of every item with every construct's mean; with its own, the item itself is left out.

    Parameters
    ----------
    data : table, one row per respondent.
    constructs : {construct: its items}.
    missing : None (missing answers are an error) or "drop".

    Returns
    -------
    pandas.DataFrame
        Items by constructs; NaN for a single item with its own construct. A sound item is highest in its own column.

    Raises
    ------
    ValueError
        For a constant item, or an item in two constructs.

    Examples
    --------
    >>> t = pd.DataFrame({"a1": [1, 2, 3, 4], "a2": [1, 2, 3, 4], "b1": [1, 3, 2, 4], "b2": [1, 3, 2, 4]})
    >>> cross_loadings(t, {"a": ["a1", "a2"], "b": ["b1", "b2"]}).loc["a1"].round(3).tolist()
    [1.0, 0.8]
    """
    table, named, _ = blocks(data, constructs, missing)
    found = pd.DataFrame(index=table.columns, columns=list(named), dtype=float)
    for name, items in named.items():
        for item in table.columns:
            rest = [other for other in items if other != item]
            if rest:
                found.loc[item, name] = _correlation(table[item].to_numpy(), table[rest].mean(axis=1).to_numpy())
    return found


def _by_construct(loadings: Any) -> dict[str, np.ndarray]:
    if isinstance(loadings, Result):
        if loadings.unit != LOADING:
            raise TypeError(
                f"loadings is the Result {loadings.title!r}, which holds no loadings. Pass that of one_factor, or the loadings."
            )
        return {"construct": _loads("construct", [row.value for row in loadings.rows])}
    if isinstance(loadings, (pd.DataFrame, Mapping)) and len(loadings) == 0:
        raise ValueError('loadings is empty. Pass at least one construct, as in {"quality": [0.8, 0.7, 0.6]}.')
    if isinstance(loadings, pd.DataFrame):
        names = _validate.columns(loadings, loadings.columns, what="construct")
        columns = {str(name): finite(loadings[name], str(name)) for name in names}
        return {name: _loads(name, values[~np.isnan(values) & (values != 0)]) for name, values in columns.items()}
    if isinstance(loadings, Mapping):
        return {str(name): _loads(str(name), values) for name, values in loadings.items()}
    return {"construct": _loads("construct", loadings)}


def _loads(name: str, values: Any) -> np.ndarray:
    array = _validate.ratings(values, low=-np.inf, high=np.inf, column=name, allow_missing=True)
    if len(array) == 0:
        raise ValueError(f"{name!r} has no loadings. Pass at least one.")
    bad = ~np.isfinite(array) | (np.abs(array) > 1 + 1e-12)
    if bad.any():
        raise ValueError(f"{name!r} has the loading {array[bad][0]:g}. Standardised loadings lie from -1 to 1.")
    return array


def _composite(values: np.ndarray) -> float:
    common = float(values.sum()) ** 2
    below = common + float((1 - values**2).sum())
    return common / below


def _below(title: str, rows: Sequence[Estimate], bound: float) -> str:
    low = [row.name for row in rows if row.value < bound]
    if len(rows) == 1:
        return f"{title} is {rows[0].value:.3f}, {'below' if low else 'at or above'} the customary {bound:g}."
    return f"{title} is below the customary {bound:g} in {low}." if low else f"{title} reaches the customary {bound:g} in every construct."


def _ratios(values: np.ndarray, places: Mapping[str, Sequence[int]]) -> np.ndarray:
    r = np.abs(np.corrcoef(values.T))
    inside = {name: 1.0 if len(at) == 1 else float(r[np.ix_(at, at)][np.triu_indices(len(at), 1)].mean()) for name, at in places.items()}
    dead = [name for name, mean in inside.items() if mean < 1e-12]
    if dead:
        raise ValueError(f"The items of {dead} do not correlate at all, so they are no scale. Look at their wording first.")
    return np.array([r[np.ix_(places[a], places[b])].mean() / math.sqrt(inside[a] * inside[b]) for a, b in combinations(places, 2)])


def _htmt_sentence(rows: Sequence[Estimate]) -> str:
    top = max(rows, key=lambda row: row.value)
    close = [row.name for row in rows if row.value >= 0.90]
    lead = f"The closest pair is {top.name} ({top.value:.2f})."
    if close:
        return f"{lead} At or above 0.90: {close}; by custom these are hardly two constructs each."
    return f"{lead} All are below 0.90, so by custom the constructs can be told apart."


def _matrix(names: list[str], pairs: Sequence[tuple[str, str]], values: np.ndarray) -> pd.DataFrame:
    table = pd.DataFrame(np.eye(len(names)), index=names, columns=names)
    for (a, b), value in zip(pairs, values, strict=True):
        table.loc[a, b] = table.loc[b, a] = value
    return table


def _correlation(x: np.ndarray, y: np.ndarray) -> float:
    return float(np.corrcoef(x, y)[0, 1]) if y.std() > 0 else math.nan
