"""Pyramids of experience: tiers that add up, tiers that gate, and levels by four yardsticks."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike

from cxlab._compiling import equation
from cxlab._validate import count, number
from cxlab.mechanisms._numbers import KIT, Numbers, Parameter, answer, numbers

PARAMETERS = {
    "threshold": Parameter(4.0, 7.0, "assumption", KIT),
    "kappa": Parameter(0.0, 5.0, "contested", f"{KIT}; strict order untested, Maslow's own weakly supported (not re-checked)"),
}

LEVELS = {
    1: "information I can use",
    2: "my problem solved when I ask",
    3: "my needs met when I ask",
    4: "what I need, without asking",
    5: "what I will need, without asking",
    6: "better, safer or more able than before",
}
PUBLISHED = {1: 1, 2: 2, 3: 3, 4: 4, 5: 4, 6: 5}
PUBLISHED_NAMES = {1: "communication", 2: "responsive", 3: "commitment", 4: "proactive", 5: "evolution"}

YARDSTICKS = {  # level: trigger at least, effort at most, completeness at least, emotion at least
    6: (5.0, 2.0, 9.0, 8.0),
    5: (8.0, 2.0, 7.0, 4.0),
    4: (5.0, 4.0, 6.0, 3.0),
    3: (0.0, 6.0, 6.0, 2.0),
    2: (0.0, 8.0, 3.0, 0.0),
}


@equation
def _gate(x, tau, kappa):  # type: ignore[no-untyped-def]
    return 1.0 if x >= tau or kappa == 0.0 else math.exp(-kappa * (tau - x))


@equation
def _compensatory(x1, x2, x3, w1, w2, w3):  # type: ignore[no-untyped-def]
    return w1 * x1 + w2 * x2 + w3 * x3


@equation
def _gated(x1, x2, x3, w1, w2, w3, tau, kappa):  # type: ignore[no-untyped-def]
    first = 1.0 if x1 >= tau or kappa == 0.0 else math.exp(-kappa * (tau - x1))
    second = 1.0 if x2 >= tau or kappa == 0.0 else math.exp(-kappa * (tau - x2))
    return w1 * x1 + first * (w2 * x2 + second * w3 * x3)


def gate(tier: ArrayLike, *, threshold: ArrayLike = 6.0, kappa: ArrayLike = 1.0) -> Numbers:
    """How far a tier lets the next ones count: `G(x) = exp(-kappa*max(tau - x, 0))`.

    Parameters
    ----------
    tier : x, points 0-10.
    threshold : tau, points; at and above it the gate is open (1). Usual range 4-7.
    kappa : from 0 (no gate) to infinity (a hard gate); usual range 0-5.

    Notes
    -----
    Source: none; a form that makes the claim of an order testable. Status: assumption of the kit.

    Examples
    --------
    >>> gate(7, threshold=6), gate(4, threshold=6, kappa=0), gate(4, threshold=6, kappa=float("inf"))
    (1.0, 1.0, 0.0)
    """
    return answer(_gate, numbers("tier", tier), numbers("threshold", threshold), numbers("kappa", kappa, low=0, infinite=True))


def compensatory(
    needs: ArrayLike, ease: ArrayLike, enjoyment: ArrayLike, *, weights: tuple[float, float, float] = (0.5, 0.3, 0.2)
) -> Numbers:
    """Experience when tiers make up for each other: `X = w_1*x_1 + w_2*x_2 + w_3*x_3`.

    Parameters
    ----------
    needs, ease, enjoyment : the three tiers, points 0-10.
    weights : w_1, w_2, w_3.

    Notes
    -----
    Source: criteria of Manning & Bodine (2012). Status: contested; a consultancy's device, the weights are an assumption of the kit.

    Examples
    --------
    >>> round(compensatory(4, 9, 9), 2), round(compensatory(7, 6, 5), 2)
    (6.5, 6.3)
    """
    return answer(_compensatory, *_tiers(needs, ease, enjoyment), *_weights(weights))


def gated(
    needs: ArrayLike,
    ease: ArrayLike,
    enjoyment: ArrayLike,
    *,
    weights: tuple[float, float, float] = (0.5, 0.3, 0.2),
    threshold: ArrayLike = 6.0,
    kappa: ArrayLike = 1.0,
) -> Numbers:
    """Experience when low tiers hold back high ones: `X = w_1*x_1 + G(x_1)*w_2*x_2 + G(x_1)*G(x_2)*w_3*x_3`.

    Parameters
    ----------
    needs, ease, enjoyment : the three tiers, points 0-10.
    weights : w_1, w_2, w_3.
    threshold, kappa : of the gate, see `gate`; kappa 0 is compensatory, infinity a hard gate.

    Notes
    -----
    Source: criteria of Manning & Bodine (2012). Status: contested; no reviewed test of a strict order is known to the kit, and
    Maslow's own is weakly supported (Wahba & Bridwell 1976, not re-checked). To test it, someone must fail a low tier.

    Examples
    --------
    >>> hard = float("inf")
    >>> gated(4, 9, 9, kappa=hard), round(gated(7, 6, 5, kappa=hard), 2)
    (2.0, 6.3)
    """
    gate_at = numbers("threshold", threshold), numbers("kappa", kappa, low=0, infinite=True)
    return answer(_gated, *_tiers(needs, ease, enjoyment), *_weights(weights), *gate_at)


def marginal(
    needs: float,
    ease: float,
    enjoyment: float,
    *,
    points: float = 1.0,
    weights: tuple[float, float, float] = (0.5, 0.3, 0.2),
    threshold: float = 6.0,
    kappa: float = 1.0,
) -> np.ndarray:
    """What more points on each tier would bring, one tier at a time.

    Parameters
    ----------
    needs, ease, enjoyment, weights, threshold, kappa : see `gated`.
    points : added to one tier at a time.

    Returns
    -------
    array of three gains: on needs, on ease, on enjoyment.

    Notes
    -----
    Source: criteria of Manning & Bodine (2012). Status: contested, as the gate is.

    Examples
    --------
    >>> marginal(5, 5, 8, kappa=0).round(2).tolist()
    [0.5, 0.3, 0.2]
    >>> marginal(5, 5, 8, kappa=float("inf")).round(2).tolist()     # needs reach 6 and let ease count
    [2.0, 0.0, 0.0]
    """
    tiers = np.array([needs, ease, enjoyment], dtype=float)
    raised = tiers + number("points", points) * np.eye(3)
    after = gated(raised[:, 0], raised[:, 1], raised[:, 2], weights=weights, threshold=threshold, kappa=kappa)
    return np.asarray(after) - float(gated(needs, ease, enjoyment, weights=weights, threshold=threshold, kappa=kappa))


def level(trigger: float, effort: float, completeness: float, emotion: float) -> int:
    """Level of ambition of a service, 1 to 6: the highest whose four bars (`YARDSTICKS`) it meets.

    Parameters
    ----------
    trigger : who starts it: 0 the customer, 10 the firm, ahead of time.
    effort : asked of the customer, 0 none to 10 all of it.
    completeness : of the solution, 0 a hint to 10 the whole aim.
    emotion : how far it changes what the customer feels, 0 to 10.

    Notes
    -----
    Ambition is not quality: an excellent level 1 can please more than a poor level 4. Source: the yardsticks are Gartner's
    (2018), who published five levels (`PUBLISHED`); six circulate. Status: the bars are an assumption of the kit.

    Examples
    --------
    >>> level(trigger=0, effort=9, completeness=2, emotion=0)     # a page of questions and answers
    1
    >>> level(trigger=9, effort=1, completeness=8, emotion=5)     # the worn brake pad is ordered before it squeals
    5
    """
    given = {"trigger": trigger, "effort": effort, "completeness": completeness, "emotion": emotion}
    starts, asked, whole, moved = (number(name, value, low=0, high=10) for name, value in given.items())
    met = (n for n, (t, e, c, m) in YARDSTICKS.items() if starts >= t and asked <= e and whole >= c and moved >= m)
    return max(met, default=1)


def published_level(six: int) -> int:
    """Level of the published pyramid of five for a level of the circulated six.

    Parameters
    ----------
    six : 1 to 6.

    Notes
    -----
    Source: Gartner (2018). Status: contested; the two middle levels on acting unasked share one published level.

    Examples
    --------
    >>> [published_level(six) for six in range(1, 7)]
    [1, 2, 3, 4, 4, 5]
    """
    return PUBLISHED[count("six", six, low=1, high=6)]


def _tiers(needs: ArrayLike, ease: ArrayLike, enjoyment: ArrayLike) -> tuple[Numbers, Numbers, Numbers]:
    return numbers("needs", needs), numbers("ease", ease), numbers("enjoyment", enjoyment)


def _weights(weights: tuple[float, float, float]) -> tuple[float, ...]:
    if np.shape(weights) != (3,):
        raise ValueError(f"weights={weights!r} is not three numbers. Pass the weights of needs, ease and enjoyment.")
    return tuple(number("weights", weight) for weight in weights)
