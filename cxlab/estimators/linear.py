"""Least squares with standard errors that hold under unequal spread (HC3) or within clusters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from cxlab.estimators.answers import ALONE, Answers
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


def standardised(design: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The design (the constant first) with its other columns centred and scaled, and the matrix that takes coefficients back."""
    middle, spread = design.mean(axis=0), design.std(axis=0)
    middle[0], spread[0] = 0.0, 1.0
    spread[spread == 0] = 1.0
    back = np.diag(1 / spread)
    back[0] -= middle / spread
    return (design - middle) / spread, back


def regression(answers: Answers, design: np.ndarray) -> Regression:
    """Weighted least squares of the outcome on `design` (the constant first)."""
    from statsmodels.regression.linear_model import WLS

    z, back = standardised(design)
    middle = answers.y.mean()
    model = WLS(answers.y - middle, z, weights=answers.weight)
    if answers.group is None:
        fit = model.fit()
        leverage = (model.wexog * model.pinv_wexog.T).sum(axis=1)
        covariance, df, errors = hc3(back @ model.pinv_wexog, leverage, fit.wresid), float(model.df_resid), "HC3"
    else:
        fit = model.fit(cov_type="cluster", cov_kwds={"groups": answers.group})
        covariance = back @ np.asarray(fit.cov_params()) @ back.T
        df, errors = float(answers.groups - 1), f"cluster-robust ({answers.groups} clusters of {answers.cluster!r})"
    coef = back @ np.asarray(fit.params)
    coef[0] += middle
    return Regression(coef, covariance, df, float(fit.rsquared), errors)


def hc3(influence: np.ndarray, leverage: np.ndarray, error: np.ndarray) -> np.ndarray:
    """Covariance of coefficients by HC3 (MacKinnon & White 1985); NaN where a coefficient hangs on one row alone (leverage 1).

    `influence` (coefficients by rows) is what a point more of a row's outcome adds to each coefficient.
    """
    alone = leverage > ALONE
    spread = influence * np.where(alone, 0.0, error / np.where(alone, 1.0, 1.0 - leverage))
    covariance = spread @ spread.T
    size = np.abs(influence)
    unknown = (size[:, alone] > 1e-8 * size.max(axis=1, keepdims=True)).any(axis=1)
    covariance[unknown, :] = covariance[:, unknown] = np.nan
    return covariance


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
        moved = step != 0  # the covariance of the others may be unknown
        variance = step[moved] @ self.covariance[np.ix_(moved, moved)] @ step[moved]
        return float(step @ self.coef), float(np.sqrt(variance)), self.df, rows


def ols(answers: Answers, settings: Settings) -> Fitted:
    """Slopes of the outcome on all drivers at once."""
    p = len(answers.on)
    fit = regression(answers, answers.design)
    value = fit.coef[1 : 1 + p]
    low, high = (end[1 : 1 + p] for end in fit.interval(settings.level))
    interval, draws = f"{fit.errors} {settings.percent} interval", None
    if settings.bootstrap:
        from cxlab.estimators.resampling import moments_of_each

        z, back = standardised(answers.design)
        draws = (slopes_of_each(moments_of_each(answers, z, settings)) @ back.T)[:, 1 : 1 + p]
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
        draws=draws,
    )


def _sentence(answers: Answers, value: np.ndarray, low: np.ndarray, high: np.ndarray, r2: float) -> str:
    first = int(np.argmax(value))
    interval = "no interval" if np.isnan(low[first]) else f"interval {low[first]:.2f} to {high[first]:.2f}"
    return (
        f"One more point on {answers.on[first]} goes with {value[first]:.2f} more points of {answers.outcome} ({interval}) "
        f"at equal other drivers, the most of {len(value)}; R2 is {r2:.2f} among {answers.n:,} respondents."
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
