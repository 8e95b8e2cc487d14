"""Structural models of the index type: constructs behind items, and paths between them (Fornell et al. 1996; Tenenhaus et al. 2005)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cxlab._validate import columns, nearest, number, one_of, pair, ratings, resamples
from cxlab.estimators.answers import Complete, complete
from cxlab.estimators.constructs import construct_points, correlations_of, in_points, moments_of, performance_of, resampled_effects
from cxlab.estimators.fits import points_per_rating
from cxlab.estimators.fitted import estimates, percentiles, table_of
from cxlab.estimators.indices import described
from cxlab.estimators.moves import change_of
from cxlab.estimators.paths import SCHEMES, Model, Solution, htmt, reliability, solve
from cxlab.estimators.screening import by_text, text, uncut
from cxlab.results import Estimate, Result

if TYPE_CHECKING:
    from cxlab.estimators.comparison import Comparison

HTMT_HIGH, AVE_LOW, RELIABILITY_LOW = 0.90, 0.50, 0.70
CONTESTED = (
    "The direction of every arrow is assumed; other arrows can fit as well. "
    "PLS has no accepted test of overall fit and can make much of chance."
)


def structural(
    data: pd.DataFrame,
    model: str | Mapping[str, Sequence[str]] = "ecsi",
    items: Mapping[str, Sequence[str]] | None = None,
    *,
    outcome: str = "Satisfaction",
    scheme: str = "path",
    scale: tuple[float, float] | None = None,
    weights: str | None = None,
    cluster: str | None = None,
    missing: str | None = None,
    bootstrap: int = 0,
    rng: int | np.random.Generator | None = None,
    level: float = 0.95,
) -> Structural:
    """Fit a path model among constructs by partial least squares (mode A).

    Parameters
    ----------
    data : one row per respondent.
    model : "ecsi", "acsi", or {construct: the constructs that lead to it}.
    items : {construct: its columns}; for the ready models, columns named as in the European index (IMAG1, CUEX1, ...) are found.
    outcome : the construct whose drivers are asked for.
    scheme : inner weights, "path", "factorial" or "centroid".
    scale : ends of the rating scale, to give performance from 0 to 100.
    weights, cluster, missing, bootstrap, rng, level : as in `drivers`; "listwise" is the only choice for missing.

    Returns
    -------
    Structural
        One row per path (standardised). `detail` holds totals, r2, loadings, reliability, htmt, importance_performance.

    Raises
    ------
    ValueError, TypeError, KeyError
        For a ring of paths, a construct without items, and answers that cannot be used.

    References
    ----------
    Lohmoeller 1989; Henseler, Ringle & Sarstedt 2015 (HTMT); Ringle & Sarstedt 2016 (importance-performance).

    Examples
    --------
    >>> answers = pd.DataFrame({"q1": [1, 2, 3, 4], "s1": [2, 1, 4, 3]})
    >>> fit = structural(answers, {"Satisfaction": ["Quality"]}, {"Quality": ["q1"], "Satisfaction": ["s1"]})
    >>> round(fit["Quality -> Satisfaction"].value, 3)
    0.6
    """
    data, weights, cluster = by_text(data), text(weights), text(cluster)
    built = described(data, model, items)
    one_of("scheme", scheme, SCHEMES)
    one_of("outcome", outcome, [c for c, arrows in zip(built.constructs, built.leads.T, strict=True) if arrows.any()])
    level = number("level", level, low=0, high=1, low_open=True, high_open=True)
    book = {k: v for k, v in (data.attrs.get("codebook") or {}).items() if k in built.columns}
    ends = _ends(data, built, scale, book)
    rows = complete(data, built.columns, weights=weights, cluster=cluster, missing=missing)
    if rows.n <= len(built.columns):
        raise ValueError(
            f"{len(built.columns)} items on {rows.n} rows: there must be more rows than items. Ask more people, or leave out constructs."
        )
    draws = resamples(bootstrap)
    resampled = resampled_effects(built, rows, scheme, rng, draws) if draws else None
    return _result(built, rows, scheme, outcome, level, resampled, ends, points_per_rating(book))


def _ends(
    data: pd.DataFrame, model: Model, scale: tuple[float, float] | None, book: Mapping[str, Mapping[str, float]]
) -> tuple[float, float] | None:
    """The ends of the scale, as passed or as all items share them in the codebook; ratings must lie on a scale that is passed."""
    if scale is not None:
        low, high = pair("scale", scale, "(1, 10)")
        for item in () if uncut(data) else columns(data, model.columns, what="items"):
            ratings(data[item], low=low, high=high, column=item, allow_missing=True)
        return low, high
    ends = {(float(k["low"]), float(k["high"])) for k in book.values()}
    return ends.pop() if len(ends) == 1 and len(book) == len(model.columns) else None


def _result(
    model: Model, rows: Complete, scheme: str, outcome: str, level: float, resampled: dict[str, np.ndarray] | None,
    ends: tuple[float, float] | None, points: Mapping[str, float],
) -> Structural:  # fmt: skip
    r, spread = correlations_of(moments_of(rows))
    solution = solve(model, r, scheme)
    names, target = model.constructs, model.constructs.index(outcome)
    upstream = [j for j in range(len(names)) if solution.totals[j, target] != 0.0]
    on = [names[j] for j in upstream]
    points_matrix = in_points(model, solution, spread)
    path_rows = _path_rows(model, solution, rows.n, level, resampled)
    performance = performance_of(model, solution, rows, spread, ends)
    trust = reliability(model, solution, r)
    ratio = pd.DataFrame(htmt(model, r), names, names)
    low, high = _interval(resampled, "points", points_matrix, upstream, target, level)
    totals = table_of(on, points_matrix[upstream, target], low, high, np.full(len(on), rows.n))
    quality = pd.DataFrame({"R2": solution.r2, **trust}, index=list(names))
    interval = f"percentile bootstrap {100 * level:g}% interval" if resampled else "no interval (pass bootstrap=1000)"
    first = max(upstream, key=lambda j: solution.totals[j, target])
    detail = {
        "kind": "structural",
        "outcome": outcome,
        "on": tuple(on),
        "estimand": f"total effect on {outcome}, direct and through other constructs, if every arrow runs as drawn",
        "n": rows.n,
        "missing": rows.missing,
        "r2": float(solution.r2[target]),
        "totals": totals,
        "standardised_totals": pd.DataFrame(solution.totals, names, names),
        "paths": pd.DataFrame(solution.paths, names, names),
        "quality": quality,
        "loadings": pd.DataFrame(solution.loadings, model.columns, names),
        "weights": pd.DataFrame(solution.weights, model.columns, names),
        "htmt": ratio,
        "performance": {names[j]: float(performance[j]) for j in range(len(names))},
        "importance_performance": pd.DataFrame(
            {
                "name": on,
                "importance": points_matrix[upstream, target],
                "standardised": solution.totals[upstream, target],
                "performance": performance[upstream],
            }
        ),
        "performance_unit": "0 to 100" if ends else "rating points",
        "codebook": {},
        "points_per_rating": construct_points(model, points),
        "level": level,
        "draws": None if resampled is None else resampled["points"][:, upstream, target],
        "advice": [*_on_turned(model, solution), *_on_measurement(model, quality, ratio), CONTESTED],
        "sentence": f"{names[first]} has the largest total effect on {outcome}, {points_matrix[first, target]:.2f} points per point; "
        f"R2 of {outcome} is {solution.r2[target]:.2f} among {rows.n:,} respondents.",
    }
    return Structural(
        f"Structural model of {outcome}", "standardised path coefficient", f"PLS path model, {scheme} scheme, {interval}", path_rows, detail
    )


def _path_rows(model: Model, solution: Solution, n: int, level: float, resampled: dict[str, np.ndarray] | None) -> tuple[Estimate, ...]:
    a, b = (np.array(ends) for ends in zip(*model.pairs, strict=True))
    value = solution.paths[a, b]
    low, high = percentiles(resampled["paths"][:, a, b], value, level) if resampled else (None, None)
    names = [f"{model.constructs[i]} -> {model.constructs[j]}" for i, j in model.pairs]
    return estimates(names, value, low, high, np.full(len(names), n))


def _interval(
    resampled: dict[str, np.ndarray] | None, what: str, value: np.ndarray, upstream: list[int], target: int, level: float
) -> tuple[np.ndarray | None, np.ndarray | None]:
    if resampled is None:
        return None, None
    return percentiles(resampled[what][:, upstream, target], value[upstream, target], level)


def _on_turned(model: Model, solution: Solution) -> list[str]:
    """Items that run against their own construct."""
    lines = []
    for j, name in enumerate(model.constructs):
        own = np.flatnonzero(model.member[:, j])
        turned = [
            f"{model.columns[i]} {solution.loadings[i, j]:.2f}" for i in own if min(solution.loadings[i, j], solution.weights[i, j]) < 0
        ]
        if turned:
            lines.append(
                f"{name} has items that run against it (loading {', '.join(turned)}): its effects in points mean nothing, and its "
                "performance is left out where a weight is below 0. Turn such ratings round (low + high - rating), or leave the items out."
            )
    return lines


def _on_measurement(model: Model, quality: pd.DataFrame, ratio: pd.DataFrame) -> list[str]:
    lines = []
    several = [c for c, block in zip(model.constructs, model.items, strict=True) if len(block) > 1]
    ave, composite = quality["AVE"].to_dict(), quality["composite"].to_dict()
    weak = [f"{c} {ave[c]:.2f}" for c in several if ave[c] < AVE_LOW]
    frail = [f"{c} {composite[c]:.2f}" for c in several if composite[c] < RELIABILITY_LOW]
    names, size = model.constructs, ratio.to_numpy()
    pairs = zip(*np.triu_indices(len(names), 1), strict=True)
    alike = [f"{names[i]} and {names[j]} {size[i, j]:.2f}" for i, j in pairs if size[i, j] > HTMT_HIGH]
    if weak:
        lines.append(
            f"Average variance extracted below {AVE_LOW:g}: {', '.join(weak)}. Less than half of what these items say is the construct."
        )
    if frail:
        lines.append(f"Composite reliability below {RELIABILITY_LOW:g}: {', '.join(frail)}.")
    if alike:
        lines.append(
            f"HTMT above {HTMT_HIGH:g}: {', '.join(alike)}. Respondents hardly tell these constructs apart; do not read "
            "their paths apart either."
        )
    return lines


class Structural(Result):
    """A fitted path model, made by `structural`: a Result that can be held against a truth and asked what-if.

    Parameters
    ----------
    title, unit, method, rows, detail : as in `Result`.

    Examples
    --------
    >>> answers = pd.DataFrame({"q1": [1, 2, 3, 4], "s1": [2, 1, 4, 3]})
    >>> structural(answers, {"Satisfaction": ["Quality"]}, {"Quality": ["q1"], "Satisfaction": ["s1"]}).names
    ['Quality -> Satisfaction']
    """

    def compare(self, truth: Result, *, standardize: bool = False) -> Comparison:
        """Hold the total effects on the outcome, in points, against a named truth.

        Parameters
        ----------
        truth : a Result whose detail names it: detail["truth"] is "T1", "T2" or "T3".
        standardize : multiply effects on both sides by the error-free sd(construct) / sd(outcome).

        Returns
        -------
        Comparison
            As `Drivers.compare` returns it.

        Raises
        ------
        TypeError, ValueError
            When `truth` is not a truth, or names no construct of the model.

        Examples
        --------
        >>> answers = pd.DataFrame({"q1": [1, 2, 3, 4], "v1": [1, 1, 2, 3], "s1": [2, 1, 4, 3]})
        >>> blocks = {"Quality": ["q1"], "Value": ["v1"], "Satisfaction": ["s1"]}
        >>> fit = structural(answers, {"Satisfaction": ["Quality", "Value"]}, blocks)
        >>> truth = Result("T1", "points", "exact", (Estimate("Quality", 0.1), Estimate("Value", 0.3)), {"truth": "T1"})
        >>> fit.compare(truth).names
        ['rank correlation', 'bias', 'RMSE', 'coverage']
        """
        from cxlab.estimators.comparison import compared

        return compared(self, truth, standardize=standardize)

    def what_if(self, change: Mapping[str, float]) -> Result:
        """Change of the mean outcome construct if others moved, were every arrow causal; with a bootstrap interval.

        Parameters
        ----------
        change : rating points by construct, as in {"Quality": +1}. Effects of several are added.

        Returns
        -------
        Result
            One row; without an interval when the model was fitted without bootstrap.

        Raises
        ------
        ValueError
            For a construct that does not lead to the outcome.

        Examples
        --------
        >>> answers = pd.DataFrame({"q1": [1, 2, 3, 4], "s1": [2, 1, 4, 3]})
        >>> fit = structural(answers, {"Satisfaction": ["Quality"]}, {"Quality": ["q1"], "Satisfaction": ["s1"]})
        >>> round(fit.what_if({"Quality": 2}).value, 3)
        1.2
        """
        on = list(self.detail["on"])
        for name in change if isinstance(change, Mapping) else ():
            if name not in on:
                raise ValueError(f"{name!r} does not lead to {self.detail['outcome']}. Choose from {on}.{nearest(name, on)}")
        delta = np.array([change_of(change, name, on) for name in on])
        value = float(self.detail["totals"]["value"].to_numpy() @ delta)
        low = high = np.nan
        if self.detail["draws"] is not None:
            ends = percentiles(self.detail["draws"] @ delta[:, None], np.array([value]), self.detail["level"])
            low, high = float(ends[0][0]), float(ends[1][0])
        name = ", ".join(f"{k} {change[k]:+g}" for k in on if k in change)
        outcome = self.detail["outcome"]
        detail = {
            "sentence": f"With {name}, mean {outcome} would move by {value:+.2f} points, if every arrow of the model is causal.",
            "missing": self.detail["missing"],
        }
        how = "structural, percentile bootstrap interval" if self.detail["draws"] is not None else "structural, no interval"
        return Result(f"What if {name}", f"points of {outcome}", how, (Estimate(name, value, low, high, self.detail["n"]),), detail)
