"""Mixed models: a random intercept for each cluster, random slopes, and drivers split within and between clusters (Mundlak 1978).

Restricted likelihood with the residual variance profiled out, from cross-products by cluster (Bates et al. 2015). Clusters that
do not differ are an ordinary answer of a survey, and here an ordinary end of the search; statsmodels' MixedLM often stops
there with a singular matrix, and is the witness elsewhere.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from cxlab.estimators.answers import Answers
from cxlab.estimators.fitted import Fitted, Settings, estimates, quantile
from cxlab.estimators.linear import Slopes, standardised

NO_VARIANCE = 1e-4  # share of the residual variance below which clusters are taken not to differ


@dataclass(frozen=True)
class Profile:
    """Cross-products of a mixed model, by cluster where the random part needs them."""

    xx: np.ndarray
    xy: np.ndarray
    yy: float
    zz: np.ndarray  # clusters by random by random
    zx: np.ndarray
    zy: np.ndarray
    n: int

    def at(self, factor: np.ndarray) -> tuple[float, np.ndarray, np.ndarray, float]:
        """Deviance, coefficients, their covariance and residual variance where the random part is sigma * factor * N(0, 1)."""
        q = len(factor)
        inner = np.eye(q) + factor.T @ self.zz @ factor
        left = factor @ np.linalg.solve(inner, np.broadcast_to(factor.T, inner.shape))
        xx = self.xx - np.einsum("gai,gab,gbj->ij", self.zx, left, self.zx)
        xy = self.xy - np.einsum("gai,gab,gb->i", self.zx, left, self.zy)
        yy = self.yy - np.einsum("ga,gab,gb->", self.zy, left, self.zy)
        inverse = np.linalg.inv(xx)
        coef, df = inverse @ xy, self.n - len(xy)
        variance = max(float(yy - coef @ xy), 1e-300) / df
        deviance = np.linalg.slogdet(inner)[1].sum() + np.linalg.slogdet(xx)[1] + df * (1 + np.log(2 * np.pi * variance))
        return float(deviance), coef, variance * inverse, variance


def profile_of(answers: Answers, design: np.ndarray, random: np.ndarray) -> Profile:
    """Cross-products of the fixed and the random columns."""
    y = answers.y

    def by_cluster(column: np.ndarray) -> np.ndarray:
        return np.bincount(answers.group, column, minlength=answers.groups)  # type: ignore[arg-type]

    zz = np.stack([[by_cluster(a * b) for b in random.T] for a in random.T]).transpose(2, 0, 1)
    zx = np.stack([[by_cluster(a * b) for b in design.T] for a in random.T]).transpose(2, 0, 1)
    zy = np.stack([by_cluster(a * y) for a in random.T], axis=1)
    return Profile(design.T @ design, design.T @ y, float(y @ y), zz, zx, zy, answers.n)


def _best_factor(profile: Profile, q: int) -> tuple[np.ndarray, bool]:
    """The random part's factor with the lowest deviance, and whether the search ended by itself."""
    from scipy.optimize import minimize, minimize_scalar

    if q == 1:
        grid = np.array([0.0, 0.05, 0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 6.4, 12.8])
        heights = [profile.at(np.array([[v]]))[0] for v in grid]
        k = int(np.argmin(heights))
        ends = (grid[max(k - 1, 0)], grid[k + 1] if k + 1 < len(grid) else 1e3)
        found = minimize_scalar(lambda v: profile.at(np.array([[v]]))[0], bounds=ends, method="bounded", options={"xatol": 1e-9})
        best = found.x if found.fun < heights[k] else grid[k]
        return np.array([[best]]), bool(found.success)
    lower = np.tril_indices(q)

    def factor(values: np.ndarray) -> np.ndarray:
        out = np.zeros((q, q))
        out[lower] = values
        return out

    start = (0.5 * np.eye(q))[lower]
    options = {"xatol": 1e-7, "fatol": 1e-10, "maxiter": 4000, "maxfev": 4000, "adaptive": True}
    found = minimize(lambda v: profile.at(factor(v))[0], start, method="Nelder-Mead", options=options)
    return factor(found.x), bool(found.success)


def mixed(answers: Answers, settings: Settings) -> Fitted:
    """Slopes of the outcome on all drivers, with what is particular to a cluster as a random part (REML)."""
    p = len(answers.on)
    drivers, means, constant = _parts(answers) if settings.within else (answers.x, np.empty((answers.n, 0)), [])
    _nested(answers)
    design, back = standardised(np.column_stack([np.ones(answers.n), drivers, means, answers.given]))
    chosen = [answers.on.index(name) for name in settings.slopes]
    centred = answers.x[:, chosen] - answers.x[:, chosen].mean(axis=0)  # so that the cluster variance is that at mean ratings
    spread = np.array([1.0, *centred.std(axis=0)])
    middle = answers.y.mean()
    profile = profile_of(replace(answers, y=answers.y - middle), design, np.column_stack([np.ones(answers.n), centred]) / spread)
    factor, settled = _best_factor(profile, len(spread))
    deviance, scaled, inverse, residual = profile.at(factor)
    deviance -= 2 * np.log(np.diag(back)).sum()  # of the columns as they were given
    fixed = float(np.var(design @ scaled))
    coef, covariance = back @ scaled, back @ inverse @ back.T
    coef[0] += middle
    value, reach = coef[1 : 1 + p], quantile(settings.level, np.inf) * np.sqrt(np.diag(covariance)[1 : 1 + p])
    random = residual * (factor @ factor.T) / np.outer(spread, spread)
    icc = random[0, 0] / (random[0, 0] + residual)
    how = "within clusters, " if settings.within else ""
    extra = f" and random slopes of {', '.join(settings.slopes)}" if settings.slopes else ""
    return Fitted(
        rows=estimates(answers.on, value, value - reach, value + reach, answers.raters),
        unit=f"points of {answers.outcome} per point of the driver",
        method=f"mixed model ({how}REML, random intercept{extra} by {answers.cluster!r}, {answers.groups} groups), "
        f"Wald {settings.percent} interval",
        estimand=_estimand(answers, settings),
        r2=fixed / (fixed + random[0, 0] + residual),
        equation=Slopes(value, covariance[1 : 1 + p, 1 : 1 + p], np.inf, answers.met, answers.weight),
        advice=_trouble(answers, settled, random[0, 0] / residual),
        detail={
            "r2_kind": "marginal: fixed part over fixed, cluster and residual variance",
            "icc": float(icc),
            "cluster_sd": float(np.sqrt(random[0, 0])),
            "slope_sd": dict(zip(settings.slopes, np.sqrt(np.diag(random)[1:]).tolist(), strict=True)),
            "residual_sd": float(np.sqrt(residual)),
            "intercept": float(coef[0]),
            "errors": dict(zip(answers.on, np.sqrt(np.diag(covariance)[1 : 1 + p]).tolist(), strict=True)),
            "loglik": -deviance / 2,
            "between": _between(answers, coef[1 + p : 1 + p + means.shape[1]], constant),
            "sentence": _sentence(answers, settings, value, icc),
        },
    )


def _nested(answers: Answers) -> None:
    """Refuse clusters of one row each, whose variance cannot be told from that of the rows."""
    if answers.groups == answers.n:
        raise ValueError(
            f"cluster={answers.cluster!r} puts each of the {answers.n} rows in a group of its own, so nothing tells groups from rows. "
            "Pass a column whose groups hold several rows, or use method='ols'."
        )


def _parts(answers: Answers) -> tuple[np.ndarray, np.ndarray, list[str]]:
    """Each driver as a deviation from its cluster's mean, the means, and the drivers that do not vary between clusters."""
    group, size = answers.group, np.bincount(answers.group)  # type: ignore[arg-type]
    means = np.stack([np.bincount(group, column) / size for column in answers.x.T], axis=1)[group]  # type: ignore[arg-type]
    within = answers.x - means
    for j, name in enumerate(answers.on):
        if np.ptp(within[:, j]) < 1e-12 * max(np.ptp(answers.x[:, j]), 1e-300):
            raise ValueError(
                f"{name!r} is the same for all in each {answers.cluster!r}, so it has no part within. Leave it out, or pass within=False."
            )
    varies = np.ptp(means, axis=0) > 1e-12
    return within, means[:, varies], [name for name, v in zip(answers.on, varies, strict=True) if not v]


def _trouble(answers: Answers, settled: bool, share: float) -> tuple[str, ...]:
    lines = []
    if not settled:
        lines.append("The search for the random part did not end. Use fewer random slopes, or method='ols' with cluster.")
    if share < NO_VARIANCE:
        lines.append(f"The variance between clusters of {answers.cluster!r} is estimated as about 0: the random part changes nothing.")
    return tuple(lines)


def _estimand(answers: Answers, settings: Settings) -> str:
    if settings.within:
        return (
            f"slope of {answers.outcome} on each driver within {answers.cluster!r}, at equal other drivers: "
            "whatever is constant in a cluster cannot bias it"
        )
    return (
        f"slope of {answers.outcome} on each driver at equal other drivers, if what is particular to each {answers.cluster!r} "
        "has nothing to do with the drivers"
    )


def _between(answers: Answers, coef: np.ndarray, constant: list[str]) -> pd.DataFrame:
    names = [name for name in answers.on if name not in constant][: len(coef)]
    return pd.DataFrame({"name": names, "value": coef})


def _sentence(answers: Answers, settings: Settings, value: np.ndarray, icc: float) -> str:
    first = int(np.argmax(value))
    return (
        f"{'Within clusters, one' if settings.within else 'One'} more point on {answers.on[first]} goes with "
        f"{value[first]:.2f} more points of {answers.outcome}, "
        f"the most of {len(value)} drivers; {100 * icc:.0f}% of what is left over lies between the {answers.groups} "
        f"groups of {answers.cluster!r}."
    )
