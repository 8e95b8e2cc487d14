"""Least squares with standard errors that hold under unequal spread (HC3) or within clusters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from cxlab.estimators.answers import Answers
from cxlab.estimators.fitted import Fitted, Settings, estimates, percentiles, quantile


@dataclass(frozen=True)
class Regression:
    """Coefficients of the constant, the drivers and what is given, with their robust covariance."""

    coef: np.ndarray
    covariance: np.ndarray
    df: float
    r2: float
    errors: str

    def interval(self, level: float) -> tuple[np.ndarray, np.ndarray]:
        """Ends of the intervals of all coefficients."""
        reach = quantile(level, self.df) * np.sqrt(np.diag(self.covariance))
        return self.coef - reach, self.coef + reach


def regression(answers: Answers, design: np.ndarray) -> Regression:
    """Weighted least squares of the outcome on `design` (the constant first)."""
    from statsmodels.regression.linear_model import WLS

    model = WLS(answers.y, design, weights=answers.weight)
    if answers.group is None:
        fit, df, errors = model.fit(cov_type="HC3"), float(model.df_resid), "HC3"
    else:
        fit = model.fit(cov_type="cluster", cov_kwds={"groups": answers.group})
        df, errors = float(answers.groups - 1), f"cluster-robust ({answers.groups} clusters of {answers.cluster!r})"
    return Regression(np.asarray(fit.params), np.asarray(fit.cov_params()), df, float(fit.rsquared), errors)


@dataclass(frozen=True)
class Slopes:
    """A linear equation: what moves is the sum of slope times change."""

    coef: np.ndarray
    covariance: np.ndarray
    df: float
    met: np.ndarray
    weight: np.ndarray

    def change(self, delta: np.ndarray, among: str) -> tuple[float, float, float, int]:
        moved = self.met[:, delta != 0]
        if among == "users":
            step, rows = delta, int(moved.all(axis=1).sum())
        else:
            step, rows = delta * np.average(self.met, axis=0, weights=self.weight), len(moved)
        return float(step @ self.coef), float(np.sqrt(step @ self.covariance @ step)), self.df, rows


def ols(answers: Answers, settings: Settings) -> Fitted:
    """Slopes of the outcome on all drivers at once."""
    p = len(answers.on)
    fit = regression(answers, answers.design)
    value = fit.coef[1 : 1 + p]
    low, high = (end[1 : 1 + p] for end in fit.interval(settings.level))
    interval = f"{fit.errors} {settings.percent} interval"
    if settings.bootstrap:
        from cxlab.estimators.resampling import moments_of_each

        draws = slopes_of_each(moments_of_each(answers, answers.design, settings))[:, 1 : 1 + p]
        low, high = percentiles(draws, value, settings.level)
        interval = f"percentile bootstrap {settings.percent} interval, {settings.bootstrap} resamples"
    within = (
        f", at equal {', '.join(answers.given_names[:3])}{' ...' if len(answers.given_names) > 3 else ''}" if answers.given_names else ""
    )
    return Fitted(
        rows=estimates(answers.on, value, low, high, answers.raters),
        unit=f"points of {answers.outcome} per point of the driver",
        method=f"{'weighted ' if answers.weighted else ''}least squares, {interval}",
        estimand=f"slope of {answers.outcome} on each driver at equal other drivers{within}: "
        "a difference between respondents, not yet an effect",
        r2=fit.r2,
        equation=Slopes(value, fit.covariance[1 : 1 + p, 1 : 1 + p], fit.df, answers.met, answers.weight),
        detail={
            "intercept": float(fit.coef[0]),
            "coefficients": coefficients_of(fit, [*answers.on, *answers.given_names]),
            "covariance": fit.covariance,
            "df": fit.df,
            "sentence": _sentence(answers, value, low, high, fit.r2),
        },
    )


def _sentence(answers: Answers, value: np.ndarray, low: np.ndarray, high: np.ndarray, r2: float) -> str:
    first = int(np.argmax(value))
    return (
        f"One more point on {answers.on[first]} goes with {value[first]:.2f} more points of {answers.outcome} (interval "
        f"{low[first]:.2f} to "
        f"{high[first]:.2f}) at equal other drivers, the most of {len(value)}; R2 is {r2:.2f} among {answers.n:,} respondents."
    )


def coefficients_of(fit: Regression, names: Sequence[str]) -> dict[str, float]:
    """All coefficients by name, covariates and indicators too."""
    return dict(zip(["constant", *names], (float(c) for c in fit.coef), strict=True))


def slopes_of_each(moments: np.ndarray) -> np.ndarray:
    """Least squares from each moment matrix (outcome last)."""
    left = np.einsum("bii->bi", moments[:, :-1, :-1]).copy()
    scale = np.sqrt(np.where(left > 0, left, 1.0))
    matrix = moments[:, :-1, :-1] / (scale[:, :, None] * scale[:, None, :])
    return (np.linalg.pinv(matrix, rcond=1e-12, hermitian=True) @ (moments[:, :-1, -1] / scale)[:, :, None])[:, :, 0] / scale
