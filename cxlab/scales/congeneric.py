"""Items that measure one factor unequally well: omega, and the loadings behind it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from cxlab import _validate
from cxlab.results import Estimate, Result
from cxlab.scales import factor
from cxlab.scales.answers import item_table, level_of
from cxlab.scales.reliability import KINDS
from cxlab.scales.resampling import percentiles, useless_advice

LOADING = "standardised loading"  # unit by which `ave` and `composite_reliability` know that a Result holds loadings


def omega(
    data: Any,
    items: Sequence[str] | None = None,
    *,
    kind: str = "raw",
    method: str = "ml",
    level: float = 0.95,
    bootstrap: int = 0,
    rng: Any = None,
    missing: str | None = None,
) -> Result:
    """McDonald's omega: share of the sum's variance made by one common factor; items may measure it unequally well.

    Parameters
    ----------
    data, items, missing : as in `alpha`; at least three items.
    kind : "raw" (the sum of the answers as given) or "standardised".
    method : "ml" (maximum likelihood) or "minres" (least squares on the correlations).
    level : confidence level.
    bootstrap : 0 for a delta-method interval under normality ("ml" only), or the number of redrawn samples (percentile interval).
    rng : seed of the bootstrap.

    Returns
    -------
    Result
        One row from 0 to 1; `detail["loadings"]` by item.

    Raises
    ------
    ValueError
        For fewer than three items (one factor is then not identified), too few respondents, tied items, or bad answers.

    Notes
    -----
    Source: McDonald 1999; fit: Joreskog 1967, Harman & Jones 1966; interval: Raykov 2002. One factor is assumed, not tested.

    Examples
    --------
    >>> from itertools import product
    >>> answers = [(f + a, f + b, f + c) for f, a, b, c in product([-1, 1], repeat=4)]  # every correlation is 1/2
    >>> round(omega(answers).value, 6)
    0.75
    """
    _validate.one_of("kind", kind, KINDS)
    _validate.one_of("method", method, ["ml", "minres"])
    level, number = level_of(level), _validate.resamples(bootstrap)
    table, note = _factor_items(data, items, missing)
    values = table.to_numpy()
    solution = factor.fit(np.corrcoef(values.T), method)
    value = _omega(values, solution, kind)
    low, high, how, advice = _omega_interval(values, solution, value, kind, method, level, number, rng)
    detail = {
        "sentence": _omega_sentence(value, low, high, level, table, solution.loadings),
        "advice": advice,
        "missing": note,
        "loadings": pd.Series(solution.loadings, index=table.columns, name="loading"),
    }
    row = Estimate("omega", value, low, high, len(table))
    return Result("McDonald's omega", "reliability", f"{kind} omega, one factor by {method}, {how}", (row,), detail)


def one_factor(data: Any, items: Sequence[str] | None = None, *, method: str = "ml", missing: str | None = None) -> Result:
    """Loadings of items on one common factor.

    Parameters
    ----------
    data, items, missing : as in `alpha`; at least three items.
    method : "ml" (maximum likelihood) or "minres" (least squares on the correlations).

    Returns
    -------
    Result
        One row per item: its correlation with the factor, from -1 to 1. `ave` and `composite_reliability` take it.

    Raises
    ------
    ValueError
        For fewer than three items, no more respondents than items, tied items, or bad answers.

    Notes
    -----
    Source: Joreskog 1967 (ml), Harman & Jones 1966 (minres).

    Examples
    --------
    >>> one_factor([[5, 4, 5], [4, 4, 4], [2, 3, 2], [3, 3, 4], [5, 5, 4]]).names
    ['item_1', 'item_2', 'item_3']
    """
    _validate.one_of("method", method, ["ml", "minres"])
    table, note = _factor_items(data, items, missing)
    solution = factor.fit(np.corrcoef(table.to_numpy().T), method)
    rows = tuple(Estimate(str(name), float(load), n=len(table)) for name, load in zip(table.columns, solution.loadings, strict=True))
    strong, weak = max(rows, key=lambda r: abs(r.value)), min(rows, key=lambda r: abs(r.value))
    detail = {
        "sentence": f"The factor shows most in {strong.name} ({strong.value:.2f}) and least in {weak.name} ({weak.value:.2f}).",
        "advice": _improper_advice(table, solution),
        "missing": note,
        "unique": pd.Series(solution.unique, index=table.columns, name="unique"),
    }
    return Result("Loadings on one factor", LOADING, f"one factor by {method}, no interval", rows, detail)


def _factor_items(data: Any, items: Sequence[str] | None, missing: str | None) -> tuple[pd.DataFrame, str]:
    """The items, when their correlations say enough: more respondents than items, and no item tied to others."""
    table, note = item_table(data, items, missing=missing, least=3)
    if len(table) <= table.shape[1]:
        raise ValueError(
            f"There are {len(table)} complete respondents for {table.shape[1]} items. One factor needs more respondents than items: name "
            "fewer with items=, or ask more people."
        )
    tied = table.columns[factor.tied(np.corrcoef(table.to_numpy().T))].tolist()
    if tied:
        raise ValueError(f"The items {tied} are tied exactly: one is a copy or a sum of the others. Leave one of them out with items=.")
    return table, note


def _redrawn(values: np.ndarray, method: str, kind: str) -> np.ndarray:
    """Omega of a redrawn sample; NaN where the draw left items tied."""
    correlations = np.corrcoef(values.T)
    return np.array([math.nan if factor.tied(correlations).any() else _omega(values, factor.fit(correlations, method), kind)])


def _omega(values: np.ndarray, solution: factor.OneFactor, kind: str) -> float:
    spread = values.std(axis=0, ddof=1) if kind == "raw" else np.ones(values.shape[1])
    return factor.omega_of(solution.loadings * spread, solution.unique * spread**2)


def _omega_interval(
    values: np.ndarray, solution: factor.OneFactor, value: float, kind: str, method: str, level: float, number: int, rng: Any
) -> tuple[float, float, str, list[str]]:
    from scipy.special import ndtri

    advice = _improper_advice(pd.DataFrame(values), solution)
    if number:
        low, high, useless = percentiles(values, lambda v: _redrawn(v, method, kind), number, level, rng)
        advice += useless_advice(useless, number)
        return min(float(low[0]), value), max(float(high[0]), value), f"bootstrap percentile {100 * level:g}% interval", advice
    if method == "minres" or solution.improper:
        return math.nan, math.nan, "no interval (ask for one with bootstrap=)", advice
    error = factor.omega_error(solution, len(values), values.std(axis=0, ddof=1) if kind == "raw" else None)
    half = float(ndtri(0.5 + level / 2)) * error
    return max(value - half, 0.0), min(value + half, 1.0), f"delta-method {100 * level:g}% interval", advice


def _improper_advice(table: pd.DataFrame, solution: factor.OneFactor) -> list[str]:
    if not solution.improper:
        return []
    return ["One item is explained completely (a Heywood case): one factor does not fit these items, or there are too few respondents."]


def _omega_sentence(value: float, low: float, high: float, level: float, table: pd.DataFrame, loadings: np.ndarray) -> str:
    interval = "" if math.isnan(low) else f" ({100 * level:g}% interval {low:.3f} to {high:.3f})"
    weak = int(np.abs(loadings).argmin())
    return (
        f"Omega is {value:.3f}{interval}, if one factor is behind the {len(loadings)} items; the weakest is {table.columns[weak]} (loading "
        f"{loadings[weak]:.2f})."
    )
