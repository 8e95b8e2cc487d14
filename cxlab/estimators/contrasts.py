"""Penalty-reward contrasts: what a low rating costs and what a high one brings, against the ratings between (Brandt 1987)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from cxlab._validate import one_of, pair
from cxlab.estimators.answers import Answers
from cxlab.estimators.fitted import Fitted, Settings, estimates, percentiles
from cxlab.estimators.linear import coefficients_of, regression, slopes_of_each, standardised
from cxlab.estimators.screening import text

BASIC_BELOW = -1 / 3  # a reward under half the penalty; the cut-offs are a choice of this kit
EXCITEMENT_ABOVE = 1 / 3  # a reward over twice the penalty
CONTESTED = (
    "Where low ends and high begins is a choice, and so are the class limits (index -1/3 and +1/3, of this kit); other "
    "methods sort the same "
    "attributes otherwise. A scale that ends can look like a missing reward."
)


def asymmetry(penalty: float, reward: float) -> float:
    """Asymmetry index (reward - penalty) / (reward + penalty), both given as positive numbers; -1 to 1.

    A part of the wrong sign counts as 0; NaN when neither is positive.

    Examples
    --------
    >>> round(asymmetry(penalty=1.11, reward=0.28), 2)
    -0.6
    """
    p, r = max(float(penalty), 0.0), max(float(reward), 0.0)
    return (r - p) / (r + p) if r + p > 0 else float("nan")


def kano_class(index: float) -> str:
    """ "basic", "performance" or "excitement" by the asymmetry index; "unclear" when there is none.

    Examples
    --------
    >>> [kano_class(a) for a in (-0.60, -0.02, 0.60)]
    ['basic', 'performance', 'excitement']
    """
    if np.isnan(index):
        return "unclear"
    return "basic" if index < BASIC_BELOW else "excitement" if index > EXCITEMENT_ABOVE else "performance"


@dataclass(frozen=True)
class Bands:
    """Ratings in three bands; a change moves people from one band to another."""

    coef: np.ndarray  # low of each driver, then high of each
    covariance: np.ndarray
    df: float
    x: np.ndarray
    met: np.ndarray
    weight: np.ndarray
    cuts: np.ndarray  # drivers by (low, high), on the scale of x

    def change(self, delta: np.ndarray, among: str) -> tuple[float, float, float, int]:
        rows = self.met[:, delta != 0].all(axis=1) if among == "users" else np.ones(len(self.x), bool)
        if not rows.any():
            return np.nan, np.nan, self.df, 0
        before, after = (_bands(self.x + d, self.met, self.cuts)[rows] for d in (0.0, delta))
        step = np.average(after - before, axis=0, weights=self.weight[rows])
        moved = step != 0  # the covariance of the others may be unknown
        variance = step[moved] @ self.covariance[np.ix_(moved, moved)] @ step[moved]
        return float(step @ self.coef), float(np.sqrt(variance)), self.df, int(rows.sum())


def _bands(x: np.ndarray, met: np.ndarray, cuts: np.ndarray) -> np.ndarray:
    return np.column_stack([met & (x <= cuts[:, 0]), met & (x >= cuts[:, 1])]).astype(float)


def _cut_points(answers: Answers, cuts: tuple[float, float] | Mapping[str, tuple[float, float]]) -> np.ndarray:
    """Highest low rating and lowest high rating of each driver, on the scale of `answers.x`."""
    points = np.empty((len(answers.on), 2))
    for j, name in enumerate(answers.on):
        seen = answers.x[answers.met[:, j], j]
        if isinstance(cuts, Mapping):
            if name not in cuts:
                raise ValueError(f"cuts holds nothing for {name!r}. Give (low, high) in rating points for each of {list(answers.on)}.")
            low, high = np.array(pair(f"cuts[{name!r}]", cuts[name], "(4, 8)")) - answers.centre[j]
        else:
            low, high = np.quantile(seen, cuts)
        if low >= high:
            raise ValueError(
                f"{name!r}: low ratings end at {low + answers.centre[j]:g} and high ones begin at "
                f"{high + answers.centre[j]:g}, so nothing lies between. "
                f"Pass cuts={{{name!r}: (low, high), ...}} in rating points."
            )
        if not (seen <= low).any() or not (seen >= high).any() or not ((seen > low) & (seen < high)).any():
            raise ValueError(
                f"{name!r}: with cuts {low + answers.centre[j]:g} and {high + answers.centre[j]:g} one of the three "
                "bands is empty. Choose others."
            )
        points[j] = low, high
    return points


def penalty_reward(answers: Answers, settings: Settings) -> Fitted:
    """Two slopes per driver: low against middling ratings, and high against middling."""
    p, names = len(answers.on), list(answers.on)
    cuts = _cut_points(answers, _checked_cuts(settings.cuts, answers.on))
    bands = _bands(answers.x, answers.met, cuts)
    design = np.column_stack([np.ones(answers.n), bands, answers.given])
    if np.linalg.matrix_rank(design) < design.shape[1]:
        raise ValueError("Two of the low or high bands hold the same people. Choose other cuts, or leave one of the drivers out.")
    fit = regression(answers, design)
    value, (low, high) = fit.coef[1 : 1 + 2 * p], (end[1 : 1 + 2 * p] for end in fit.interval(settings.level))
    how = f"{fit.errors} {settings.percent} interval"
    index = np.array([asymmetry(-value[j], value[p + j]) for j in range(p)])
    index_low = index_high = np.full(p, np.nan)
    if settings.bootstrap:
        from cxlab.estimators.resampling import moments_of_each

        z, back = standardised(design)
        draws = (slopes_of_each(moments_of_each(answers, z, settings)) @ back.T)[:, 1 : 1 + 2 * p]
        low, high = percentiles(draws, value, settings.level)
        indices = np.array([[asymmetry(-d[j], d[p + j]) for j in range(p)] for d in draws])
        index_low, index_high = percentiles(indices, index, settings.level)
        how = f"percentile bootstrap {settings.percent} interval, {settings.bootstrap} resamples"
    table = pd.DataFrame(
        {
            "name": names,
            "penalty": -value[:p],
            "reward": value[p:],
            "asymmetry": index,
            "asymmetry low": index_low,
            "asymmetry high": index_high,
            "class": [kano_class(a) for a in index],
            "low up to": cuts[:, 0] + answers.centre,
            "high from": cuts[:, 1] + answers.centre,
        }
    )
    order = [k for j in range(p) for k in (j, p + j)]
    labels = [f"{name} {part}" for name in names for part in ("low", "high")]
    members = bands.sum(axis=0)
    return Fitted(
        rows=estimates(labels, value[order], np.asarray(low)[order], np.asarray(high)[order], members[order]),
        unit=f"points of {answers.outcome} against middling ratings",
        method=f"penalty-reward contrasts, {how}",
        estimand=f"difference in {answers.outcome} between low (or high) and middling ratings of each driver, at equal other drivers",
        r2=fit.r2,
        equation=Bands(value, fit.covariance[1 : 1 + 2 * p, 1 : 1 + 2 * p], fit.df, answers.x, answers.met, answers.weight, cuts),
        advice=(CONTESTED,),
        detail={"table": table, "sentence": _sentence(table, answers), "intercept": float(fit.coef[0]),
                "coefficients": coefficients_of(fit, [*(f"{k} low" for k in names), *(f"{k} high" for k in names), *answers.given_names])},
    )  # fmt: skip


def _checked_cuts(cuts: Any, on: Sequence[str]) -> tuple[float, float] | dict[str, Any]:
    """Two quantiles, or what is given for each driver."""
    if isinstance(cuts, Mapping):
        found = {text(name): ends for name, ends in cuts.items()}
        for name in found:
            one_of("cuts", name, on)
        return found
    low, high = pair("cuts", cuts, "(0.2, 0.8), or {driver: (low, high)} in rating points")
    if not 0 < low < high < 1:
        raise ValueError(
            f"cuts={cuts!r} is not allowed. Pass two quantiles, as in (0.2, 0.8), or {{driver: (low, high)}} in rating points."
        )
    return low, high


def _sentence(table: pd.DataFrame, answers: Answers) -> str:
    parts = []
    for word in ("basic", "performance", "excitement"):
        members = table.loc[table["class"] == word, "name"].tolist()
        if members:
            parts.append(f"{word}: {', '.join(members)}")
    return f"By the asymmetry of penalty and reward on {answers.outcome}, {'; '.join(parts) or 'no driver has a clear class'}."
