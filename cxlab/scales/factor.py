"""One common factor behind a set of items: maximum likelihood or least squares, and the error of what is made of it."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

Derivatives = tuple[float, np.ndarray, np.ndarray]  # value, slope, bend of a misfit
FLOOR = 0.005  # smallest unique share of an item; at the floor the solution is improper (Heywood)


@dataclass(frozen=True)
class OneFactor:
    """Loadings and unique shares in standard-deviation units, and whether one of the latter hit the floor."""

    loadings: np.ndarray
    unique: np.ndarray
    improper: bool


def tied(correlations: np.ndarray) -> np.ndarray:
    """Which items a linear tie holds together, so that the correlations are singular; none where they are not."""
    values, vectors = np.linalg.eigh(correlations)
    return (values[0] < 1e-10) & (np.abs(vectors[:, 0]) > 1e-6)


def fit(correlations: np.ndarray, method: str) -> OneFactor:
    """One-factor solution of a correlation matrix; `method` is "ml" or "minres"."""
    loadings, unique = _likelihood(correlations) if method == "ml" else _residuals(correlations)
    sign = 1.0 if loadings.sum() >= 0 else -1.0
    return OneFactor(sign * loadings, unique, bool((unique <= FLOOR * 1.001).any()))


def _likelihood(correlations: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Joreskog 1967: the likelihood concentrated on the logarithms of the unique variances, with his second derivatives."""
    size = np.diag(correlations)

    def split(logs: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
        root = np.exp(logs / 2)
        values, vectors = np.linalg.eigh(correlations / np.outer(root, root))
        return root, values, vectors, root * vectors[:, -1] * math.sqrt(max(values[-1] - 1.0, 0.0))

    def misfit(logs: np.ndarray) -> Derivatives:
        root, values, vectors, loadings = split(logs)
        rest = np.maximum(values[:-1], 1e-300)
        slope = (loadings**2 + root**2 - size) / root**2
        bend = (vectors[:, :-1] @ vectors[:, :-1].T) ** 2
        return float((rest - np.log(rest)).sum()), slope, bend

    logs = _descend(misfit, np.log(_start(correlations)), math.log(FLOOR), 0.0)
    return split(logs)[3], np.exp(logs)


def _residuals(correlations: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Harman & Jones 1966: least squares on the correlations off the diagonal."""

    def misfit(loadings: np.ndarray) -> Derivatives:
        left = correlations - np.outer(loadings, loadings)
        np.fill_diagonal(left, 0.0)
        bend = 2.0 * (np.outer(loadings, loadings) - left)
        np.fill_diagonal(bend, 2.0 * ((loadings**2).sum() - loadings**2))
        return float((left**2).sum() / 2), -2.0 * left @ loadings, bend

    most = math.sqrt(1.0 - FLOOR)
    first = np.linalg.eigh(correlations)[1][:, -1]
    starts = (np.sign(first) * np.sqrt(1.0 - _start(correlations)), _likelihood(correlations)[0])
    loadings = min((_descend(misfit, start, -most, most) for start in starts), key=lambda found: misfit(found)[0])
    return loadings, 1.0 - loadings**2


def _descend(misfit: Callable[[np.ndarray], Derivatives], start: np.ndarray, low: float, high: float) -> np.ndarray:
    """Newton's method between bounds, with halved steps where a full one does not help.

    Written out because scipy's L-BFGS-B hands matrices of four rows to threaded BLAS and takes twenty times as long on a busy machine.
    """
    x = np.clip(start, low, high)
    value, slope, bend = misfit(x)
    for _ in range(200):
        free = ~(((x <= low) & (slope > 0)) | ((x >= high) & (slope < 0)))
        if not free.any() or np.abs(slope[free]).max() < 1e-11:
            break
        values, vectors = np.linalg.eigh(bend[np.ix_(free, free)])
        step = np.zeros(len(x))
        step[free] = -vectors @ ((vectors.T @ slope[free]) / np.maximum(np.abs(values), 1e-8))
        length = 1.0
        while length > 1e-8:
            trial = np.clip(x + length * step, low, high)
            found = misfit(trial)
            if found[0] <= value + 1e-14 * (1.0 + abs(value)):
                break
            length /= 2
        if length <= 1e-8 or np.array_equal(trial, x):
            break
        x, (value, slope, bend) = trial, found
    return x


def _start(correlations: np.ndarray) -> np.ndarray:
    """Unique shares to start from: what the other items do not explain."""
    inverse = np.diag(np.linalg.pinv(correlations))
    return np.clip((1.0 - 0.5 / len(correlations)) / np.maximum(inverse, 1.0), 2 * FLOOR, 0.95)


def omega_of(loadings: np.ndarray, unique: np.ndarray) -> float:
    """Share of the sum's variance that the factor makes."""
    common = float(loadings.sum()) ** 2
    return common / (common + float(unique.sum()))


def omega_error(solution: OneFactor, n: int, spread: np.ndarray | None) -> float:
    """Standard error of omega by the delta method under normality (Raykov 2002); `spread` are the items' standard deviations, None for
    the standardised omega."""
    k = len(solution.loadings)
    scale = np.ones(k) if spread is None else spread
    load, unique = solution.loadings * scale, solution.unique * scale**2
    inverse = np.linalg.inv(np.outer(load, load) + np.diag(unique))
    slopes = [np.outer(e, load) + np.outer(load, e) for e in np.eye(k)] + [np.outer(e, e) for e in np.eye(k)]
    turned = [inverse @ slope for slope in slopes]
    information = n / 2 * np.array([[float((a * b.T).sum()) for b in turned] for a in turned])
    gradient = _raw_gradient(load, unique) if spread is not None else _standard_gradient(load, unique)
    return math.sqrt(max(float(gradient @ np.linalg.pinv(information) @ gradient), 0.0))


def _raw_gradient(load: np.ndarray, unique: np.ndarray) -> np.ndarray:
    a, b = load.sum(), unique.sum()
    total = (a * a + b) ** 2
    return np.concatenate([np.full(len(load), 2 * a * b / total), np.full(len(load), -a * a / total)])


def _standard_gradient(load: np.ndarray, unique: np.ndarray) -> np.ndarray:
    size = load**2 + unique
    u = load / np.sqrt(size)
    a, b = u.sum(), (1 - u**2).sum()
    by_u = (2 * a * b + 2 * a * a * u) / (a * a + b) ** 2
    return np.concatenate([by_u * unique / size**1.5, -by_u * load / (2 * size**1.5)])
