"""Ordered logit and probit by Newton steps, with average marginal effects on the expected rating.

The log-likelihood is concave in slopes and thresholds (Pratt 1981), so Newton's steps end at its one summit. The scores of the
single rows are kept, so that weights and clusters are possible; statsmodels' OrderedModel takes neither, and is the witness.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from cxlab.estimators.answers import Answers, rows_of
from cxlab.estimators.fitted import Fitted, Settings, estimates, percentiles, quantile

MOST_CATEGORIES = 21
_STEPS = 100
Curve = Callable[[np.ndarray], np.ndarray]


def _curves(link: str) -> tuple[Curve, Curve, Curve]:
    """Distribution function, density and its derivative."""
    from scipy.special import expit, ndtr

    if link == "probit":

        def density(z: np.ndarray) -> np.ndarray:
            return np.exp(-0.5 * z * z) / np.sqrt(2 * np.pi)

        return ndtr, density, lambda z: -np.clip(z, -1e3, 1e3) * density(z)

    def logistic(z: np.ndarray) -> np.ndarray:
        p = expit(z)
        return p * (1 - p)

    return expit, logistic, lambda z: logistic(z) * (1 - 2 * expit(z))


@dataclass(frozen=True)
class Thresholds:
    """A fitted ordered model: slopes on the latent scale, thresholds between neighbouring ratings, their covariance."""

    slopes: np.ndarray  # drivers, then what is given
    cuts: np.ndarray
    levels: np.ndarray  # the ratings that occur, lowest first
    covariance: np.ndarray  # slopes first, then thresholds
    widen: float  # n / (n - parameters), as least squares does; without it 95 % intervals at n = 100 hold 93 % (benchmarks/calibration.py)
    df: float
    loglik: float
    link: str
    columns: np.ndarray  # drivers, then what is given
    drivers: int
    met: np.ndarray
    weight: np.ndarray

    def expected(self, columns: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Expected rating of each row, and its gradient by slopes and thresholds."""
        distribution, density, _ = _curves(self.link)
        z = self.cuts - (columns @ self.slopes)[:, None]
        steps = np.diff(self.levels)
        by_cut = -density(z) * steps
        return self.levels[-1] - distribution(z) @ steps, np.column_stack([-by_cut.sum(axis=1)[:, None] * columns, by_cut])

    def marginal(self) -> tuple[np.ndarray, np.ndarray]:
        """Average marginal effect of each driver on the expected rating, among its raters, and the covariance of all."""
        _, density, bend = _curves(self.link)
        z = self.cuts - (self.columns @ self.slopes)[:, None]
        steps = np.diff(self.levels)
        height, curvature = density(z) @ steps, bend(z) * steps
        k = len(self.slopes)
        value, gradient = np.empty(self.drivers), np.zeros((self.drivers, len(self.covariance)))
        for j in range(self.drivers):
            w = self.weight * self.met[:, j]
            w = w / w.sum()
            value[j] = self.slopes[j] * (w @ height)
            gradient[j, :k] = -self.slopes[j] * ((w * curvature.sum(axis=1)) @ self.columns)
            gradient[j, k:] = self.slopes[j] * (w @ curvature)
            gradient[j, j] += w @ height
        return value, self.widen * gradient @ self.covariance @ gradient.T

    def change(self, delta: np.ndarray, among: str) -> tuple[float, float, float, int]:
        rows = self.met[:, delta != 0].all(axis=1) if among == "users" else np.ones(len(self.columns), bool)
        if not rows.any():
            return np.nan, np.nan, self.df, 0
        moved = self.columns.copy()
        moved[:, : self.drivers] += delta * self.met
        (after, up), (before, down) = (self.expected(c[rows]) for c in (moved, self.columns))
        w = self.weight[rows] / self.weight[rows].sum()
        gradient = w @ (up - down)
        return float(w @ (after - before)), float(np.sqrt(self.widen * gradient @ self.covariance @ gradient)), self.df, int(rows.sum())


def _state(theta: np.ndarray, k: int, columns: np.ndarray, code: np.ndarray, link: str) -> tuple[np.ndarray, ...]:
    """Ends of each row's interval on the latent scale, its probability, and densities there."""
    distribution, density, bend = _curves(link)
    cuts = np.concatenate([[-np.inf], theta[k:], [np.inf]])
    shift = columns @ theta[:k]
    upper, lower = cuts[code + 1] - shift, cuts[code] - shift
    far = lower > 0  # above the middle, differences of upper tails keep more digits
    p = np.where(far, distribution(-lower) - distribution(-upper), distribution(upper) - distribution(lower))
    p = np.maximum(p, 1e-300)
    return p, density(upper) / p, density(lower) / p, bend(upper) / p, bend(lower) / p


def _scores(columns: np.ndarray, code: np.ndarray, k: int, m: int, a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Gradient of each row's log-likelihood by slopes and thresholds."""
    out = np.zeros((len(code), k + m))
    out[:, :k] = -(a - b)[:, None] * columns
    inside = code < m
    out[np.flatnonzero(inside), k + code[inside]] += a[inside]
    above = code > 0
    out[np.flatnonzero(above), k + code[above] - 1] -= b[above]
    return out


def _hessian(columns: np.ndarray, code: np.ndarray, k: int, m: int, state: tuple[np.ndarray, ...], weight: np.ndarray) -> np.ndarray:
    _, a, b, bend_a, bend_b = state
    upper, lower = np.zeros((len(code), k + m)), np.zeros((len(code), k + m))
    upper[:, :k] = lower[:, :k] = -columns
    inside, above = code < m, code > 0
    upper[np.flatnonzero(inside), k + code[inside]] = 1.0
    lower[np.flatnonzero(above), k + code[above] - 1] = 1.0
    uu, ll, ul = weight * (bend_a - a * a), weight * (-bend_b - b * b), weight * a * b
    cross = (upper * ul[:, None]).T @ lower
    return (upper * uu[:, None]).T @ upper + (lower * ll[:, None]).T @ lower + cross + cross.T


def _summit(columns: np.ndarray, code: np.ndarray, weight: np.ndarray, link: str) -> tuple[np.ndarray, float]:
    """Slopes and thresholds at the highest log-likelihood, by Newton steps that are halved until they climb."""
    k, m = columns.shape[1], int(code.max())
    theta = np.zeros(k + m)
    share = np.cumsum(np.bincount(code, weight))[:-1] / weight.sum()
    theta[k:] = _start(share, link)
    state = _state(theta, k, columns, code, link)
    height = float(weight @ np.log(state[0]))
    for _ in range(_STEPS):
        gradient = weight @ _scores(columns, code, k, m, state[1], state[2])
        try:
            step = np.linalg.solve(_hessian(columns, code, k, m, state, weight), -gradient)
        except np.linalg.LinAlgError:
            break
        size, gain = 1.0, gradient @ step
        while size > 1e-10:
            trial = theta + size * step
            new = _state(trial, k, columns, code, link)
            higher = float(weight @ np.log(new[0]))
            if (np.diff(trial[k:]) > 0).all() and higher >= height - 1e-12 * abs(height):
                break
            size /= 2
        theta, state, height = trial, new, higher
        if np.abs(theta[:k]).max() > 1e4:
            break
        if gain < 1e-20 * max(abs(height), 1.0):
            return theta, height
    raise ValueError(
        "The ordered model finds no summit: a mix of drivers sorts the ratings without a mistake. Drop a driver, or join rating categories."
    )


def _start(share: np.ndarray, link: str) -> np.ndarray:
    from scipy.special import logit, ndtri

    return logit(share) if link == "logit" else ndtri(share)


def thresholds(answers: Answers, settings: Settings) -> Thresholds:
    """Fit the ordered model to the answers."""
    levels, code = np.unique(answers.y, return_inverse=True)
    raw = np.column_stack([answers.x, answers.given])
    k, m, n = raw.shape[1], len(levels) - 1, answers.n
    _enough(answers, len(levels), k + m)
    middle, scale = raw.mean(axis=0), raw.std(axis=0)
    if not scale.all():
        raise ValueError("A driver is the same in all rows.")
    columns = (raw - middle) / scale
    weight = answers.weight * (n / answers.weight.sum())
    theta, height = _summit(columns, code, weight, settings.link)
    covariance = _covariance(answers, columns, code, theta, weight, settings.link)
    back = np.zeros((k + m, k + m))  # from the scaled columns back to the ratings
    back[:k, :k] = np.diag(1 / scale)
    back[k:, :k], back[k:, k:] = middle / scale, np.eye(m)
    theta, covariance = back @ theta, back @ covariance @ back.T
    df = float(n - k - m if answers.group is None else answers.groups - 1)
    return Thresholds(
        theta[:k],
        theta[k:],
        levels,
        covariance,
        n / (n - k - m),
        df,
        height,
        settings.link,
        raw,
        len(answers.on),
        answers.met,
        answers.weight,
    )


def _enough(answers: Answers, levels: int, parameters: int) -> None:
    if levels > MOST_CATEGORIES:
        raise ValueError(
            f"{answers.outcome!r} has {levels} different values; method='ordered' is for rating scales of up to {MOST_CATEGORIES}. "
            "Use method='ols'."
        )
    if answers.n <= parameters:
        raise ValueError(f"{answers.n} rows are too few for {parameters} slopes and thresholds. Ask more people, or choose fewer drivers.")


def _covariance(answers: Answers, columns: np.ndarray, code: np.ndarray, theta: np.ndarray, weight: np.ndarray, link: str) -> np.ndarray:
    """Inverse of the curvature; between two of them the spread of the scores, where weights or clusters are named."""
    k, m = columns.shape[1], int(code.max())
    state = _state(theta, k, columns, code, link)
    inverse = np.linalg.inv(-_hessian(columns, code, k, m, state, weight))
    if not answers.weighted and answers.group is None:
        return inverse
    scores, correction = weight[:, None] * _scores(columns, code, k, m, state[1], state[2]), 1.0
    if answers.group is not None:
        scores = np.stack([np.bincount(answers.group, column) for column in scores.T], axis=1)
        correction = answers.groups / (answers.groups - 1)
    return inverse @ (scores.T @ scores) @ inverse * correction


def ordered(answers: Answers, settings: Settings) -> Fitted:
    """Average marginal effects of an ordered model: points of the expected rating per point of each driver."""
    fit = thresholds(answers, settings)
    value, covariance = fit.marginal()
    reach = quantile(settings.level, fit.df) * _errors_of(covariance)
    low, high, how = value - reach, value + reach, f"{_errors(answers)} delta method {settings.percent} interval"
    draws = None
    if settings.bootstrap:
        draws = _refits(answers, settings, len(value))
        low, high = percentiles(draws, value, settings.level)
        how = f"percentile bootstrap {settings.percent} interval, {settings.bootstrap} resamples"
    names = [*answers.on, *answers.given_names]
    errors = _errors_of(fit.covariance)
    empty = _null_loglik(answers)
    fall = 1 - fit.loglik / empty
    return Fitted(
        rows=estimates(answers.on, value, low, high, answers.raters),
        unit=f"points of expected {answers.outcome} per point of the driver",
        method=f"ordered {settings.link}, average marginal effects, {how}",
        estimand=f"change of the expected rating of {answers.outcome} per point of each driver at equal other drivers, "
        "averaged over its raters",
        r2=fall,
        equation=fit,
        detail={
            "slopes": dict(zip(names, fit.slopes.tolist(), strict=True)),
            "slope_errors": dict(zip(names, errors[: len(names)].tolist(), strict=True)),
            "thresholds": dict(zip(fit.levels[:-1].tolist(), fit.cuts.tolist(), strict=True)),
            "threshold_errors": dict(zip(fit.levels[:-1].tolist(), errors[len(names) :].tolist(), strict=True)),
            "loglik": fit.loglik,
            "r2_kind": "McFadden",
            "sentence": _sentence(answers, value, low, high),
        },
        draws=draws,
    )


def _errors(answers: Answers) -> str:
    if answers.group is not None:
        return f"cluster-robust ({answers.groups} clusters of {answers.cluster!r})"
    return "weighted, robust" if answers.weighted else "likelihood"


def _errors_of(covariance: np.ndarray) -> np.ndarray:
    """Standard errors; NaN where a slope runs off without end and its variance is rounding noise below 0."""
    variance = np.diag(covariance)
    return np.sqrt(np.where(variance > 0, variance, np.nan))


def _null_loglik(answers: Answers) -> float:
    weight = answers.weight * (answers.n / answers.weight.sum())
    count = np.bincount(np.unique(answers.y, return_inverse=True)[1], weight)
    return float(count @ np.log(count / count.sum()))


def _refits(answers: Answers, settings: Settings, drivers: int) -> np.ndarray:
    """Marginal effects in each resample; a resample without a summit counts as missing."""
    from cxlab.estimators.resampling import resampled_rows

    draws = np.full((settings.bootstrap, drivers), np.nan)
    for b, rows in enumerate(resampled_rows(answers, settings)):
        try:
            draws[b] = thresholds(rows_of(answers, rows), settings).marginal()[0]
        except (ValueError, np.linalg.LinAlgError):
            continue
    if np.isnan(draws[:, 0]).mean() > 0.05:
        raise ValueError(
            f"{int(np.isnan(draws[:, 0]).sum())} of {settings.bootstrap} resamples have no ordered fit. Leave bootstrap "
            "at 0, or drop drivers."
        )
    return draws


def _sentence(answers: Answers, value: np.ndarray, low: np.ndarray, high: np.ndarray) -> str:
    first = int(np.argmax(value))
    return (
        f"One more point on {answers.on[first]} goes with {value[first]:.2f} more points of expected {answers.outcome} "
        f"(interval {low[first]:.2f} to {high[first]:.2f}), the most of {len(value)} drivers, among {answers.n:,} respondents."
    )
