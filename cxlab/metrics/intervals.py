"""Intervals for shares, net shares and means. Shares in, shares out: -1 to 1 for a net share, 0 to 1 for a share."""

from __future__ import annotations

import math

import numpy as np

PSEUDO = (0.75, 1.5, 0.75)  # promoters, passives, detractors added by the adjusted Wald interval (Rocks 2016)


def normal_quantile(level: float) -> float:
    """The two-sided normal quantile of a confidence level: 1.96 for 0.95."""
    from scipy.special import ndtri

    return float(ndtri(0.5 + level / 2))


def effective_size(weights: np.ndarray | None, n: int) -> float:
    """Number of unweighted answers that would be as precise (Kish 1965)."""
    return float(n) if weights is None else float(weights.sum() ** 2 / (weights**2).sum())


def net_variance(p: float, d: float) -> float:
    """Variance of one answer scored 1, 0 or -1, when shares `p` and `d` score 1 and -1."""
    return max(p + d - (p - d) ** 2, 0.0)


def net_wald(p: float, d: float, n: float, level: float) -> tuple[float, float]:
    """Estimate plus and minus z standard errors, held to -1 and 1."""
    half = normal_quantile(level) * math.sqrt(net_variance(p, d) / n)
    return max(p - d - half, -1.0), min(p - d + half, 1.0)


def net_adjusted_wald(p: float, d: float, n: float, level: float) -> tuple[float, float]:
    """Wald after three made-up answers are added: 3/4 promoter, 3/2 passive, 3/4 detractor."""
    total = n + sum(PSEUDO)
    return net_wald((p * n + PSEUDO[0]) / total, (d * n + PSEUDO[2]) / total, total, level)


def constrained_variance(p: float, d: float, delta: float) -> float:
    """Variance of one answer under the maximum-likelihood shares among those whose net share is `delta` (Tango 1998)."""
    b = -p - d + (2.0 - p + d) * delta
    c = -d * delta * (1.0 - delta)
    q = (math.sqrt(max(b * b - 8.0 * c, 0.0)) - b) / 4.0
    return max(2.0 * q + delta * (1.0 - delta), 0.0)


def net_score(p: float, d: float, n: float, level: float) -> tuple[float, float]:
    """Every net share that the score test does not reject: the test is inverted numerically."""
    from scipy.optimize import brentq

    z, root, net = normal_quantile(level), math.sqrt(n), p - d

    def gap(delta: float) -> float:
        return root * abs(net - delta) - z * math.sqrt(constrained_variance(p, d, delta))

    step = 1e-12
    low = -1.0 if net <= -1.0 + step else brentq(gap, -1.0, net - step, xtol=1e-13)
    high = 1.0 if net >= 1.0 - step else brentq(gap, net + step, 1.0, xtol=1e-13)
    return float(low), float(high)


def bootstrap(
    values: np.ndarray, weights: np.ndarray | None, level: float, resamples: int, rng: np.random.Generator
) -> tuple[float, float]:
    """Percentiles of the mean over samples redrawn from the answers, each with its weight."""
    if weights is None:
        distinct, counts = np.unique(values, return_counts=True)
        means = rng.multinomial(len(values), counts / len(values), size=resamples) @ distinct / len(values)
    else:
        means = np.empty(resamples)
        for i in range(resamples):
            drawn = rng.integers(0, len(values), len(values))
            total = weights[drawn].sum()
            means[i] = values[drawn] @ weights[drawn] / total if total > 0 else np.nan
    low, high = np.nanquantile(means, [0.5 - level / 2, 0.5 + level / 2])
    return float(low), float(high)


def wilson(share: float, n: float, level: float) -> tuple[float, float]:
    """The score interval of one share (Wilson 1927)."""
    z2 = normal_quantile(level) ** 2
    centre = (share + z2 / (2 * n)) / (1 + z2 / n)
    half = math.sqrt(z2 * (share * (1 - share) / n + z2 / (4 * n * n))) / (1 + z2 / n)
    return max(centre - half, 0.0), min(centre + half, 1.0)


def mean_interval(values: np.ndarray, weights: np.ndarray | None, level: float) -> tuple[float, float, float]:
    """Mean and its t interval; weights enter the standard error by linearisation. One answer has no interval."""
    from scipy.special import stdtrit

    n = len(values)
    w = np.ones(n) if weights is None else weights
    mean = float(np.average(values, weights=w))
    if n < 2:
        return mean, math.nan, math.nan
    error = math.sqrt(float((w**2 * (values - mean) ** 2).sum()) * n / (n - 1)) / float(w.sum())
    half = float(stdtrit(n - 1, 0.5 + level / 2)) * error
    return mean, mean - half, mean + half


def difference(first: tuple[float, float, float], second: tuple[float, float, float]) -> tuple[float, float, float]:
    """First less second of two independent (value, low, high), from their own intervals (Zou & Donner 2008)."""
    (a, a_low, a_high), (b, b_low, b_high) = first, second
    gap = a - b
    return gap, gap - math.hypot(a - a_low, b_high - b), gap + math.hypot(a_high - a, b - b_low)
