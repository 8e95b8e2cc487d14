"""Ownership: who runs a touchpoint, what of an order arrives there, and how much of the journey a firm controls."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from cxlab._compiling import equation
from cxlab._validate import one_of
from cxlab.mechanisms._numbers import Numbers, Parameter, answer, numbers

ARRIVING = {"brand": 1.0, "partner": 0.5, "customer": 0.2, "social": 0.1}

PARAMETERS: dict[str, Parameter] = {}


@equation
def _arrives(order, control):  # type: ignore[no-untyped-def]
    return order * control


def arrives(order: ArrayLike, owner: str) -> Numbers:
    """What of an ordered improvement arrives at the customer: `order * control(owner)`.

    Parameters
    ----------
    order : points of improvement ordered.
    owner : "brand" (1.0), "partner" (0.5), "customer" (0.2) or "social" (0.1).

    Notes
    -----
    Source: the four owners are those of Lemon & Verhoef (2016). Status: the shares are an assumption of the kit.

    Examples
    --------
    >>> arrives(2, "partner")
    1.0
    """
    return answer(_arrives, numbers("order", order), ARRIVING[one_of("owner", owner, ARRIVING)])


def control_share(weights: dict[str, float]) -> float:
    """Share of the weighted contacts the brand owns: `K = sum(w of the brand)/sum(w)`.

    Parameters
    ----------
    weights : sum of weights, or number of contacts, by owner, from 0.

    Notes
    -----
    Source: owners of Lemon & Verhoef (2016). Status: the index is an assumption of the kit.

    Examples
    --------
    >>> control_share({"brand": 18, "partner": 5, "customer": 4, "social": 13})
    0.45
    """
    given = {one_of("owner", owner, ARRIVING): float(numbers(f"weights[{owner!r}]", w, low=0)) for owner, w in weights.items()}
    total = sum(given.values())
    if not total:
        raise ValueError(f"weights={weights!r} sum to 0. Pass at least one weight above 0.")
    return given.get("brand", 0.0) / total


def diversity(counts: ArrayLike) -> float:
    """Shannon's diversity: `H = -sum p*ln(p)`, from 0 (all in one class) to ln of the number of classes.

    Parameters
    ----------
    counts : number in each class, from 0, not all 0.

    Notes
    -----
    Source: Shannon (1948) (not re-checked). Status: established as mathematics.

    Examples
    --------
    >>> round(diversity([6, 6, 6, 6]), 3), round(diversity([15, 3, 3, 3]), 3)     # the first is ln 4
    (1.386, 1.074)
    """
    n = np.atleast_1d(numbers("counts", counts, low=0))
    if not n.any():
        raise ValueError("counts are all 0. Pass at least one count above 0.")
    p = n[n > 0] / n.sum()
    return abs(float(p @ np.log(p)))
