"""Waiting: by the clock, as perceived, and what it costs."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike

from cxlab._compiling import equation
from cxlab._validate import number
from cxlab.mechanisms._numbers import KIT, Numbers, Parameter, answer, numbers

CONDITIONS = {
    "unoccupied": 0.30,
    "uncertain": 0.25,
    "unexplained": 0.20,
    "unfair": 0.30,
    "before_service": 0.15,
    "anxious": 0.20,
    "alone": 0.10,
}
_MAISTER = f"Maister (1985), propositions with thin or mixed tests (not re-checked); size {KIT}"

PARAMETERS = {
    "weights": Parameter(0.05, 0.4, "contested", _MAISTER),
    "wait_effect": Parameter(0.0, 1.0, "assumption", KIT),
    "tolerance": Parameter(1.0, 10.0, "assumption", f"{KIT}; minutes, by channel"),
    "loss_per_minute": Parameter(0.0, 0.5, "assumption", f"{KIT}; direction after Taylor (1994) (not re-checked)"),
    "hazard": Parameter(0.0, 0.2, "assumption", KIT),
}


@equation
def _ease_loss(wait, mean_service, wait_effect):  # type: ignore[no-untyped-def]
    return wait_effect * math.log1p(wait / mean_service)


@equation
def _factor(unoccupied, uncertain, unexplained, unfair, before_service, anxious, alone, u1, u2, u3, u4, u5, u6, u7):  # type: ignore[no-untyped-def]
    mood = u1 * unoccupied + u6 * anxious + u7 * alone
    return 1.0 + mood + u2 * uncertain + u3 * unexplained + u4 * unfair + u5 * before_service


@equation
def _perceived(wait, factor):  # type: ignore[no-untyped-def]
    return wait * factor


@equation
def _tolerance_loss(perceived, tolerance, b_w):  # type: ignore[no-untyped-def]
    return b_w * (perceived - tolerance) if perceived > tolerance else 0.0


@equation
def _leaves(wait, theta):  # type: ignore[no-untyped-def]
    return -math.expm1(-theta * wait)


@equation
def _maister(perceived, expected):  # type: ignore[no-untyped-def]
    return perceived - expected


def ease_loss(wait: ArrayLike, *, mean_service: ArrayLike, wait_effect: ArrayLike = 0.5) -> Numbers:
    """Ease lost to a wait that is judged against the service itself: `w*ln(1 + W/m)`.

    Parameters
    ----------
    wait : W, from 0, in any unit of time.
    mean_service : m, mean service time, above 0, same unit.
    wait_effect : w, points of ease, from 0.

    Notes
    -----
    Source: longer delays lower evaluations, Taylor (1994) (not re-checked). Status: the logarithm is an assumption of the kit.

    Examples
    --------
    >>> ease_loss(0, mean_service=6), round(ease_loss(6, mean_service=6, wait_effect=1), 3)     # ln 2
    (0.0, 0.693)
    """
    return answer(
        _ease_loss,
        numbers("wait", wait, low=0),
        numbers("mean_service", mean_service, low=0, low_open=True),
        numbers("wait_effect", wait_effect, low=0),
    )


def factor(
    *,
    unoccupied: ArrayLike = 0.0,
    uncertain: ArrayLike = 0.0,
    unexplained: ArrayLike = 0.0,
    unfair: ArrayLike = 0.0,
    before_service: ArrayLike = 0.0,
    anxious: ArrayLike = 0.0,
    alone: ArrayLike = 0.0,
    weights: tuple[float, ...] = tuple(CONDITIONS.values()),
) -> Numbers:
    """How much longer a wait seems: `1 + u1*unoccupied + u2*uncertain + ... + u7*alone`.

    Parameters
    ----------
    unoccupied, uncertain, unexplained, unfair, before_service, anxious, alone : degree of each condition, 0 (absent) to 1.
    weights : u1 to u7 in that order, each from 0; usual range 0.05-0.4 (the defaults are `CONDITIONS`).

    Notes
    -----
    Source: Maister (1985) (not re-checked). Status: contested, seven propositions of which few are well tested; the sizes
    are an assumption of the kit. Information and occupation are the conditions with most support.

    Examples
    --------
    >>> factor(unoccupied=1, weights=(0.25, 0, 0, 0, 0, 0, 0))
    1.25
    """
    if np.shape(weights) != (7,):
        raise ValueError(f"weights={weights!r} is not seven numbers. Pass u1 to u7 for {list(CONDITIONS)}.")
    given = dict(zip(CONDITIONS, (unoccupied, uncertain, unexplained, unfair, before_service, anxious, alone), strict=True))
    degrees = [numbers(name, degree, low=0, high=1) for name, degree in given.items()]
    return answer(_factor, *degrees, *(number("weights", u, low=0) for u in weights))


def perceived(wait: ArrayLike, *, factor: ArrayLike = 1.0) -> Numbers:
    """Perceived wait: `T_p = T*factor`, with the factor of `factor()`.

    Parameters
    ----------
    wait : T by the clock, from 0, in any unit of time.
    factor : from 0; 1 is the clock, above 1 the wait seems longer.

    Notes
    -----
    Source: Maister (1985) (not re-checked). Status: established that the perceived wait predicts evaluations better than
    the clock; the product form is an assumption of the kit. Informing people changes the perception, not the queue.

    Examples
    --------
    >>> perceived(8, factor=1.25)
    10.0
    """
    return answer(_perceived, numbers("wait", wait, low=0), numbers("factor", factor, low=0))


def tolerance_loss(perceived: ArrayLike, *, tolerance: ArrayLike = 5.0, loss_per_minute: ArrayLike = 0.1) -> Numbers:
    """Points lost beyond the wait people tolerate: `b_w*max(T_p - T_tol, 0)`.

    Parameters
    ----------
    perceived : T_p, minutes, from 0.
    tolerance : T_tol, minutes, from 0; usual range 1-10 by channel.
    loss_per_minute : b_w, points a minute, from 0.

    Notes
    -----
    Source: Taylor (1994) for the direction (not re-checked). Status: the threshold form and its sizes are an assumption of the kit.

    Examples
    --------
    >>> tolerance_loss(4), tolerance_loss(25, tolerance=5, loss_per_minute=0.1)
    (0.0, 2.0)
    """
    return answer(
        _tolerance_loss,
        numbers("perceived", perceived, low=0),
        numbers("tolerance", tolerance, low=0),
        numbers("loss_per_minute", loss_per_minute, low=0),
    )


def maister(perceived: ArrayLike, expected: ArrayLike) -> Numbers:
    """Maister's law of service: `S = perception - expectation`.

    Parameters
    ----------
    perceived, expected : points on one scale.

    Notes
    -----
    Source: Maister (1985) (not re-checked). Status: contested as the whole of satisfaction; see `expectation.satisfaction`.

    Examples
    --------
    >>> maister(6, 8)
    -2.0
    """
    return answer(_maister, numbers("perceived", perceived), numbers("expected", expected))


def leaves(wait: ArrayLike, *, hazard: ArrayLike = 0.05) -> Numbers:
    """Chance of having left the queue by time t: `P = 1 - exp(-theta*t)`.

    Parameters
    ----------
    wait : t, from 0, in any unit of time.
    hazard : theta, leavings per unit of time, from 0; 0 is endless patience.

    Notes
    -----
    Source: exponential patience, Palm (1957) (not re-checked). Status: the constant hazard is an assumption of the kit.

    Examples
    --------
    >>> leaves(10, hazard=0), round(leaves(10, hazard=0.1), 3)     # 1 - 1/e
    (0.0, 0.632)
    """
    return answer(_leaves, numbers("wait", wait, low=0), numbers("hazard", hazard, low=0))
