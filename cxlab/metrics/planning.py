"""How many answers, and what they can show: sample size and power for a difference of two NPS."""

from __future__ import annotations

import math
from collections.abc import Iterable

import numpy as np

from cxlab import _validate
from cxlab.metrics.answers import level_of, percent
from cxlab.metrics.intervals import net_variance, normal_quantile
from cxlab.results import Estimate, Result


def nps_sample_size(difference: float, *, promoters: float, detractors: float, power: float = 0.80, level: float = 0.95) -> Result:
    """Answers needed in each of two groups to find a difference of NPS.

    Parameters
    ----------
    difference : the difference to be found, in points, from 0.001 to 200.
    promoters, detractors : expected shares, from 0 to 1, the same variance in both groups.
    power : chance of finding it when it is there, between 0 and 1.
    level : confidence level of the two-sided test.

    Returns
    -------
    Result
        Answers per group, rounded up.

    Raises
    ------
    ValueError
        When the shares exceed 1 together, or all answers would be alike.

    Notes
    -----
    n = 2 (z_level + z_power)^2 (p + d - (p - d)^2) / difference^2, the two-sample normal formula.

    Examples
    --------
    >>> nps_sample_size(10, promoters=0.45, detractors=0.25).value
    1037.0
    """
    gap = _validate.number("difference", difference, low=0.001, high=200.0, unit="points")
    power = _validate.number("power", power, low=0.0, high=1.0, low_open=True, high_open=True)
    level = level_of(level)
    variance = _variance(promoters, detractors)
    reach = normal_quantile(level) + _quantile(power)
    if reach <= 0:
        raise ValueError(f"power={power:g} is reached by chance alone at level={level:g}. Ask for more power.")
    n = math.ceil(2 * reach**2 * variance / (gap / 100) ** 2)
    detail = {
        "sentence": f"{n:,} answers in each group find a difference of {gap:g} NPS points in {percent(power)} of studies, at a "
        f"{percent(level)} interval.",
        "advice": ["These are answers, not invitations: divide by the response rate. More answers do not mend a biased sample."],
        "variance": variance,
    }
    return Result(
        "Sample size for a difference of two NPS",
        "answers per group",
        "two-sample normal formula",
        (Estimate("per group", float(n)),),
        detail,
    )


def nps_power(difference: float, n: int | Iterable[int], *, promoters: float, detractors: float, level: float = 0.95) -> Result:
    """Chance that two groups of n answers each show a true difference of NPS.

    Parameters
    ----------
    difference : the true difference, in points, from -200 to 200.
    n : answers per group; several give a power curve.
    promoters, detractors : expected shares, from 0 to 1, the same variance in both groups.
    level : confidence level of the two-sided test.

    Returns
    -------
    Result
        One row for each n, a share from 0 to 1.

    Raises
    ------
    ValueError
        When the shares exceed 1 together, or all answers would be alike.

    Examples
    --------
    >>> nps_power(0, 200, promoters=0.45, detractors=0.25).value.__round__(3)
    0.05
    """
    gap = _validate.number("difference", difference, low=-200.0, high=200.0, unit="points")
    level = level_of(level)
    sizes = [_validate.count("n", one) for one in (n if isinstance(n, Iterable) else [n])]
    if not sizes:
        raise ValueError("n is empty. Pass one number of answers per group, or several.")
    variance = _variance(promoters, detractors)
    z = normal_quantile(level)
    rows = []
    for size in sizes:
        signal = abs(gap) / 100 / math.sqrt(2 * variance / size)
        rows.append(Estimate(f"n = {size}", _tail(z - signal) + _tail(z + signal), n=size))
    last = rows[-1]
    sentence = f"With {last.n:,} answers in each group, a true difference of {gap:g} points is found in {100 * last.value:.0f}% of studies."
    return Result(
        "Power for a difference of two NPS",
        "share of studies",
        f"two-sided normal test at {percent(level)}",
        tuple(rows),
        {"sentence": sentence},
    )


def _variance(promoters: float, detractors: float) -> float:
    p = _validate.number("promoters", promoters, low=0.0, high=1.0, unit="share")
    d = _validate.number("detractors", detractors, low=0.0, high=1.0, unit="share")
    if p + d > 1 + 1e-12:
        raise ValueError(f"promoters={p:g} and detractors={d:g} add up to {p + d:g}. Pass shares that add up to at most 1.")
    variance = net_variance(p, d)
    if variance <= 1e-12:
        raise ValueError(
            f"promoters={p:g} and detractors={d:g} leave all answers alike, so there is no variance. Pass shares of at least two classes."
        )
    return variance


def _quantile(share: float) -> float:
    from scipy.special import ndtri

    return float(ndtri(share))


def _tail(z: float) -> float:
    """Share of a standard normal above z."""
    from scipy.special import ndtr

    return float(ndtr(-np.float64(z)))
