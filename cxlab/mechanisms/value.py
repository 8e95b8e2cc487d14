"""Value: of one encounter, and of an offer beside its alternatives."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from cxlab._compiling import equation
from cxlab.mechanisms._numbers import KIT, Numbers, Parameter, answer, numbers
from cxlab.mechanisms.asymmetry import _felt_gap

PARAMETERS = {
    "b_expectation": Parameter(0.0, 0.3, "contested", f"{KIT}; direct effect of expectation in dispute"),
    "b_performance": Parameter(0.0, 1.0, "assumption", KIT),
    "b_disconfirmation": Parameter(0.0, 1.0, "assumption", KIT),
}


@equation
def _value(e, q, g, b_e, b_p, b_d):  # type: ignore[no-untyped-def]
    return b_e * e + b_p * q + b_d * g


@equation
def _net_value(benefit, cost, best_alternative):  # type: ignore[no-untyped-def]
    return benefit - cost - best_alternative


def encounter(
    expected: ArrayLike,
    quality: ArrayLike,
    *,
    b_expectation: ArrayLike = 0.0,
    b_performance: ArrayLike = 0.0,
    b_disconfirmation: ArrayLike = 1.0,
    loss_aversion: ArrayLike = 1.0,
    alpha: ArrayLike = 1.0,
    neutral: ArrayLike = 5.0,
) -> Numbers:
    """What one encounter is felt to be: `neutral + b_E*(E-neutral) + b_P*(Q-neutral) + b_D*g(Q-E)`.

    Parameters
    ----------
    expected, quality : E and Q, points (0-10 in the worlds).
    b_expectation, b_performance, b_disconfirmation : points per point; by default the gap alone counts.
    loss_aversion, alpha : of g, see `asymmetry.prospect`.
    neutral : the value that is neither good nor bad, points.

    Notes
    -----
    Source: after Oliver (1980) (not re-checked). Status: established that quality and the gap matter; the weights are an
    assumption of the kit. Nothing is clipped: the scale ends only in the survey.

    Examples
    --------
    >>> encounter(7, 6), encounter(7, 6, loss_aversion=2)
    (4.0, 3.0)
    """
    e, q, middle = numbers("expected", expected), numbers("quality", quality), numbers("neutral", neutral)
    gap = answer(_felt_gap, q - e, numbers("loss_aversion", loss_aversion, low=0), numbers("alpha", alpha, low=0, high=1, low_open=True))
    weights = (
        numbers("b_expectation", b_expectation),
        numbers("b_performance", b_performance),
        numbers("b_disconfirmation", b_disconfirmation),
    )
    return middle + answer(_value, e - middle, q - middle, gap, *weights)


def net_value(benefit: ArrayLike, cost: ArrayLike, *, alternatives: ArrayLike = ()) -> Numbers:
    """Perceived net value: `V = B - C - max_j(B_j - C_j)`, the offer against the best other one.

    Parameters
    ----------
    benefit, cost : B and C, in one unit (points or money).
    alternatives : the net worth B_j - C_j of each other offer, same unit; none counts as 0.

    Notes
    -----
    Source: Zeithaml (1988) for value as get against give (not re-checked). Status: assumption of the kit; the best
    alternative belongs to a practitioners' chain of four elements without a primary source.

    Examples
    --------
    >>> net_value(70, 40, alternatives=[25, 28])
    2.0
    """
    others = np.atleast_1d(numbers("alternatives", alternatives)) if np.size(alternatives) else np.zeros(1)
    return answer(_net_value, numbers("benefit", benefit), numbers("cost", cost), float(others.max()))


def chain_gaps(expected: ArrayLike, proposed: ArrayLike, perceived: ArrayLike, realised: ArrayLike) -> dict[str, Numbers]:
    """The three gaps of the value chain: communication, delivery and capture.

    Parameters
    ----------
    expected, proposed, perceived : what the customer expects, is promised and gets, points.
    realised : what the firm gets, on the same scale.

    Returns
    -------
    dict : communication = proposed - expected, delivery = perceived - proposed, capture = realised - perceived.

    Notes
    -----
    Source: none found before a practitioner's page of 2020. Status: assumption of the kit; a way to talk, not a measure:
    its last element is the firm's value, the others are the customer's.

    Examples
    --------
    >>> chain_gaps(6, 8, 7, 5)
    {'communication': 2.0, 'delivery': -1.0, 'capture': -2.0}
    """
    e, offer = numbers("expected", expected), numbers("proposed", proposed)
    got, firm = numbers("perceived", perceived), numbers("realised", realised)
    return {"communication": offer - e, "delivery": got - offer, "capture": firm - got}
