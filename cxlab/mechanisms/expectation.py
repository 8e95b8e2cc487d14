"""Expectation: what a promise sets, what experience moves, and satisfaction as the distance between the two."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from cxlab._compiling import equation
from cxlab._validate import count
from cxlab.mechanisms._numbers import KIT, Numbers, Parameter, answer, numbers
from cxlab.mechanisms.asymmetry import _felt_gap

_META = "Szymanski & Henard (2001) rank the drivers; the range is an assumption of the kit"

PARAMETERS = {
    "b_expectation": Parameter(0.0, 0.3, "contested", _META),
    "b_performance": Parameter(0.2, 0.5, "established", _META),
    "b_disconfirmation": Parameter(0.3, 0.6, "established", _META),
    "gain": Parameter(0.0, 0.5, "assumption", KIT),
    "prior": Parameter(2.0, 8.0, "assumption", f"{KIT}; form as in Boulding et al. (1993) (not re-checked)"),
    "pull": Parameter(0.0, 1.0, "assumption", KIT),
}


@equation
def _updated(e, q, k):  # type: ignore[no-untyped-def]
    return e + k * (q - e)


@equation
def _gain(n, k0):  # type: ignore[no-untyped-def]
    return 1.0 / (n + k0)


@equation
def _promised(e, promise, k_x):  # type: ignore[no-untyped-def]
    return e + k_x * (promise - e)


@equation
def _satisfaction(e, p, a, b_e, b_p, b_d, loss_aversion, alpha):  # type: ignore[no-untyped-def]
    return a + b_e * e + b_p * p + b_d * _felt_gap(p - e, loss_aversion, alpha)


def updated(expected: ArrayLike, quality: ArrayLike, *, gain: ArrayLike = 0.25) -> Numbers:
    """Expectation after an encounter: `E' = E + k*(Q - E)`.

    Parameters
    ----------
    expected, quality : E and Q, points (0-10 in the worlds).
    gain : k, share of the gap that is learnt, 0 to 1; see `gain()` for one that falls with experience.

    Notes
    -----
    Source: Boulding et al. (1993) (not re-checked). Status: established that experience moves expectation; the size of k
    is an assumption of the kit. What people *will* get and what they *should* get move differently.

    Examples
    --------
    >>> updated(8, 6, gain=0.5)
    7.0
    """
    return answer(_updated, numbers("expected", expected), numbers("quality", quality), numbers("gain", gain, low=0, high=1))


def gain(experiences: ArrayLike, *, prior: ArrayLike = 4.0) -> Numbers:
    """Share of the gap learnt from the next encounter: `k = 1/(n + k0)`.

    Parameters
    ----------
    experiences : n, encounters so far, from 0.
    prior : k0, how many encounters the first belief is worth, from 1; usual range 2-8.

    Notes
    -----
    Source: form of a Bayesian mean, Boulding et al. (1993) (not re-checked). Status: k0 is an assumption of the kit.

    Examples
    --------
    >>> gain(0, prior=4), gain(4, prior=4)
    (0.25, 0.125)
    """
    return answer(_gain, numbers("experiences", experiences, low=0), numbers("prior", prior, low=1))


def promised(expected: ArrayLike, promise: ArrayLike, *, pull: ArrayLike = 0.5) -> Numbers:
    """Expectation after an advert, a review or a promise: `E' = E + k_x*(promise - E)`.

    Parameters
    ----------
    expected, promise : points (0-10 in the worlds).
    pull : k_x, how far the promise is believed, 0 (not at all) to 1 (fully).

    Notes
    -----
    No disconfirmation is felt: nothing has been delivered yet. Source: Zeithaml, Berry & Parasuraman (1993)
    (not re-checked), promises as a source of expectation. Status: the linear form is an assumption of the kit.

    Examples
    --------
    >>> promised(6, 9, pull=0.5)
    7.5
    """
    return answer(_promised, numbers("expected", expected), numbers("promise", promise), numbers("pull", pull, low=0, high=1))


def path(expected: float, qualities: ArrayLike, *, gain: float | None = None, prior: float = 4.0, experiences: int = 0) -> np.ndarray:
    """Expectation before each encounter and after the last: `updated` folded over a journey.

    Parameters
    ----------
    expected : E before the first encounter, points.
    qualities : Q of each encounter, points, in order; length n.
    gain : fixed k, 0 to 1; when left out, k = 1/(experiences + prior), falling by itself.
    prior, experiences : k0 and the encounters already behind; see `gain()`.

    Returns
    -------
    array of n + 1 expectations.

    Notes
    -----
    Source: Boulding et al. (1993) (not re-checked). Status: assumption of the kit for the size of k.

    Examples
    --------
    >>> path(8, [6, 7], gain=0.5).tolist()
    [8.0, 7.0, 7.0]
    """
    steps = np.atleast_1d(numbers("qualities", qualities))
    fixed = None if gain is None else numbers("gain", gain, low=0, high=1)
    seen, worth = count("experiences", experiences, low=0), numbers("prior", prior, low=1)
    believed = [float(numbers("expected", expected))]
    for step, quality in enumerate(steps):
        k = _gain(float(seen + step), worth) if fixed is None else fixed
        believed.append(float(_updated(believed[-1], float(quality), k)))
    return np.array(believed)


def satisfaction(
    expected: ArrayLike,
    perceived: ArrayLike,
    *,
    constant: ArrayLike = 0.0,
    b_expectation: ArrayLike = 0.2,
    b_performance: ArrayLike = 0.3,
    b_disconfirmation: ArrayLike = 0.4,
    loss_aversion: ArrayLike = 1.0,
    alpha: ArrayLike = 1.0,
) -> Numbers:
    """Satisfaction by expectation and disconfirmation: `S = a + b_E*E + b_P*P + b_D*g(P - E)`.

    Parameters
    ----------
    expected, perceived : E and P, points.
    constant : a, points.
    b_expectation : b_E, points per point; above 0 expectation pulls satisfaction towards itself (assimilation).
    b_performance : b_P, points per point.
    b_disconfirmation : b_D, points per point; above 0 the gap is felt as a contrast.
    loss_aversion, alpha : of g, see `asymmetry.prospect`; 1 and 1 give the plain gap.

    Notes
    -----
    P - E is a linear combination: E, P and P - E cannot stand in one regression. Source: Oliver (1980) (not re-checked);
    Szymanski & Henard (2001). Status: established that P and the gap matter; contested which standard people compare
    with, and whether E has an effect of its own.

    Examples
    --------
    >>> weights = dict(constant=2, b_expectation=0.2, b_performance=0, b_disconfirmation=0.5)
    >>> round(satisfaction(9, 5, **weights), 2), round(satisfaction(4, 5, **weights), 2)
    (1.8, 3.3)
    """
    return answer(
        _satisfaction,
        numbers("expected", expected),
        numbers("perceived", perceived),
        numbers("constant", constant),
        numbers("b_expectation", b_expectation),
        numbers("b_performance", b_performance),
        numbers("b_disconfirmation", b_disconfirmation),
        numbers("loss_aversion", loss_aversion, low=0),
        numbers("alpha", alpha, low=0, high=1, low_open=True),
    )
