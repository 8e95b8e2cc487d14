"""The promise: it brings people in, sets what they expect, and is paid for when they come back or do not."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from cxlab._compiling import equation
from cxlab._validate import count, number
from cxlab.mechanisms._numbers import KIT, Numbers, Parameter, answer, numbers
from cxlab.mechanisms.bonds import _logistic, _repurchase
from cxlab.mechanisms.expectation import _gain, _satisfaction, _updated

PARAMETERS = {
    "trial_slope": Parameter(0.2, 1.0, "assumption", KIT),
    "b_satisfaction": Parameter(0.2, 1.5, "contested", "form of the link disputed: Mittal & Kamakura (2001) (not re-checked)"),
    "spread": Parameter(0.0, 2.0, "assumption", KIT),
}


@equation
def _trial(promise, t0, t1):  # type: ignore[no-untyped-def]
    return _logistic(t0 + t1 * promise)


class Outcome(NamedTuple):
    """What a promise leads to: trial and value of a customer approached; expectation, satisfaction and repurchase by cycle."""

    trial: float
    expectation: np.ndarray
    satisfaction: np.ndarray
    repurchase: np.ndarray
    lifetime_value: float


def trial(promise: ArrayLike, *, constant: ArrayLike = -4.0, slope: ArrayLike = 0.6) -> Numbers:
    """Chance of a first purchase by what is promised: logit of `t0 + t1*promise`.

    Parameters
    ----------
    promise : points 0-10.
    constant, slope : t0 and t1, logits and logits per point.

    Notes
    -----
    Source: promises as a source of expectation, Zeithaml, Berry & Parasuraman (1993) (not re-checked). Status: the form and
    sizes are an assumption of the kit.

    Examples
    --------
    >>> trial(5, constant=-3, slope=0.6)     # -3 + 0.6*5 = 0
    0.5
    """
    return answer(
        _trial, numbers("promise", promise, low=0, high=10, unit="points"), numbers("constant", constant), numbers("slope", slope)
    )


def outcome(
    promise: float,
    *,
    delivered: float = 7.0,
    spread: float = 1.0,
    cycles: int = 8,
    prior: float = 4.0,
    b_expectation: float = 0.3,
    b_performance: float = 0.7,
    b_disconfirmation: float = 0.8,
    loss_aversion: float = 2.0,
    constant: float = -4.0,
    b_satisfaction: float = 0.8,
    trial_constant: float = -4.0,
    trial_slope: float = 0.6,
    margin: float = 100.0,
    discount: float = 0.1,
) -> Outcome:
    """What a promise brings over the cycles of a customer: trial, satisfaction, repurchase, lifetime value.

    `value = trial * sum_j margin * (r_1*...*r_(j-1)) / (1+d)^(j-1)`, with `r_j` the mean repurchase chance after cycle j.

    Parameters
    ----------
    promise : what is promised and at first expected, points 0-10.
    delivered, spread : mean and standard deviation of what is delivered, points.
    cycles : purchases at most, from 1.
    prior : k0 of the learning, see `expectation.gain`.
    b_expectation, b_performance, b_disconfirmation, loss_aversion : see `expectation.satisfaction`.
    constant, b_satisfaction : logit of repurchase; trial_constant, trial_slope : see `trial`.
    margin, discount : money a purchase, and rate a cycle.

    Notes
    -----
    Expectation follows its mean path. Source: Oliver (1980); Anderson & Sullivan (1993) (not re-checked). Status: assumption
    of the kit; the links are established in direction, their sizes are not.

    Examples
    --------
    >>> sure = outcome(7, delivered=7, spread=0, cycles=2, discount=0)
    >>> sure.satisfaction.round(2).tolist()     # 0.3*7 + 0.7*7, no gap
    [7.0, 7.0]
    """
    start, mean, sd = (
        number("promise", promise, low=0, high=10, unit="points"),
        number("delivered", delivered),
        number("spread", spread, low=0),
    )
    weights = [number("b_expectation", b_expectation), number("b_performance", b_performance)]
    weights += [number("b_disconfirmation", b_disconfirmation), number("loss_aversion", loss_aversion, low=0)]
    believed, worth = [start], number("prior", prior, low=1)
    for seen in range(count("cycles", cycles) - 1):
        believed.append(float(_updated(believed[-1], mean, _gain(float(seen), worth))))
    expected = np.array(believed)
    quality, chance = _delivery(mean, sd, expected)
    felt = _satisfaction(expected[:, None], quality, 0.0, *weights, 1.0)
    logit = number("constant", constant), number("b_satisfaction", b_satisfaction)
    again = _repurchase(felt, 0.0, 1.0, 0.0, 0.0, 0.0, *logit, 0.0, 0.0, 0.0)
    repurchase = (again * chance).sum(axis=1)
    stays = np.concatenate([[1.0], np.cumprod(repurchase[:-1])])
    factor = (1.0 + number("discount", discount, low=0)) ** -np.arange(len(expected))
    tried = float(trial(start, constant=trial_constant, slope=trial_slope))
    value = tried * number("margin", margin) * float(stays @ factor)
    return Outcome(tried, expected, (felt * chance).sum(axis=1), repurchase, value)


def _delivery(mean: float, sd: float, expected: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Nodes and weights of the delivered quality, cut at the expectation, where satisfaction has its kink."""
    if sd == 0:
        return np.full((len(expected), 1), mean), np.ones((len(expected), 1))
    x, w = _nodes()
    cut = np.clip((expected - mean) / sd, -8.0, 8.0)[:, None]
    low, high = (cut + 8.0) / 2.0, (8.0 - cut) / 2.0
    z = np.concatenate([-8.0 + low * (x + 1.0), cut + high * (x + 1.0)], axis=1)
    weight = np.concatenate([low * w, high * w], axis=1) * np.exp(-0.5 * z * z) / np.sqrt(2.0 * np.pi)
    return mean + sd * z, weight / weight.sum(axis=1, keepdims=True)


@cache
def _nodes() -> tuple[np.ndarray, np.ndarray]:
    """Nodes and weights from -1 to 1, worked out once."""
    x, w = np.polynomial.legendre.leggauss(24)
    x.flags.writeable = w.flags.writeable = False
    return x, w
