"""Rivalry: what draws people to one brand rather than another, and what talk does to a choice among several."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike

from cxlab._compiling import equation
from cxlab._validate import number
from cxlab.mechanisms._numbers import KIT, Numbers, Parameter, answer, numbers

PARAMETERS = {
    "b_image": Parameter(0.0, 1.0, "assumption", f"{KIT}; logits per point"),
    "b_promise": Parameter(0.0, 1.0, "assumption", f"{KIT}; logits per point"),
    "b_price": Parameter(0.0, 1.5, "assumption", f"{KIT}; logits per point"),
    "recency": Parameter(0.0, 0.5, "assumption", f"{KIT}; share the newest experience has at least"),
}


@equation
def _attraction(image, promise, price, b_image, b_promise, b_price):  # type: ignore[no-untyped-def]
    return b_image * image + b_promise * promise - b_price * price


@equation
def _odds(attraction, reference):  # type: ignore[no-untyped-def]
    return math.exp(attraction - reference)


@equation
def _believed(s, image, w):  # type: ignore[no-untyped-def]
    return w * s + (1.0 - w) * image


@equation
def _remembered(before, s, n, recency):  # type: ignore[no-untyped-def]
    return before + max(1.0 / n, recency) * (s - before)


@equation
def _weighed(p, moved):  # type: ignore[no-untyped-def]
    return moved / (1.0 - moved) * (1.0 - p)


@equation
def _held(p, hold):  # type: ignore[no-untyped-def]
    if hold >= 0.0:
        return p / (p + (1.0 - p) * math.exp(-hold))
    weight = p * math.exp(hold)
    return weight / (weight + 1.0 - p)


@equation
def _share_after(t, start, stay, rival_stay):  # type: ignore[no-untyped-def]
    flow = 2.0 - stay - rival_stay
    if flow == 0.0:
        return start
    limit = (1.0 - rival_stay) / flow
    return limit + (start - limit) * (1.0 - flow) ** t


def attraction(
    image: ArrayLike,
    promise: ArrayLike,
    price: ArrayLike,
    *,
    b_image: ArrayLike = 0.4,
    b_promise: ArrayLike = 0.3,
    b_price: ArrayLike = 0.3,
) -> Numbers:
    """What draws a first buyer to a brand: `b_i*Image + b_p*Promise - b_c*Price`, in logits.

    Parameters
    ----------
    image, promise, price : points 0-10; price as an index, 10 the dearest.
    b_image, b_promise, b_price : weights, logits per point, from 0.

    Notes
    -----
    Source: image, promise and price decide before there is any experience (Bonacina 2005, an opinion without data). Status:
    assumption of the kit, form and sizes.

    Examples
    --------
    >>> round(attraction(6, 7, 5, b_image=0.5, b_promise=0.2, b_price=0.4), 6)     # 3 + 1.4 - 2
    2.4
    """
    return answer(
        _attraction,
        numbers("image", image),
        numbers("promise", promise),
        numbers("price", price),
        numbers("b_image", b_image, low=0),
        numbers("b_promise", b_promise, low=0),
        numbers("b_price", b_price, low=0),
    )


def choices(attractions: ArrayLike, *, outside: float | None = None) -> np.ndarray:
    """Chance of choosing each brand: `exp(u_b) / sum exp(u)`, the multinomial logit.

    Parameters
    ----------
    attractions : u, logits, one for each brand.
    outside : attraction of buying nothing, logits; None when something is bought in any case.

    Returns
    -------
    array, one chance for each brand, and a last one for buying nothing where `outside` is given; they sum to 1.

    Notes
    -----
    Source: McFadden (1974) (not re-checked). Status: established as a model of choice; brands that resemble one another
    break its assumption.

    Examples
    --------
    >>> choices([1.0, 1.0]).tolist()
    [0.5, 0.5]
    """
    u = np.atleast_1d(numbers("attractions", attractions))
    if outside is not None:
        u = np.append(u, number("outside", outside))
    odds = np.asarray(_odds(u, u.max()), dtype=float)
    return np.asarray(odds / odds.sum())


def believed(satisfaction: ArrayLike, *, image: ArrayLike, experience: ArrayLike) -> Numbers:
    """What a customer believes of a brand: `w*S + (1-w)*Image`.

    Parameters
    ----------
    satisfaction : S, own satisfaction so far, points.
    image : Image, points.
    experience : w, weight of own experience, 0 to 1; see `bonds.experience_weight`.

    Notes
    -----
    Source: form of a Bayesian mean; loyalty from experience and from image, Oliver (1999) (not re-checked). Status:
    assumption of the kit.

    Examples
    --------
    >>> believed(8, image=6, experience=0.25)
    6.5
    """
    return answer(
        _believed, numbers("satisfaction", satisfaction), numbers("image", image), numbers("experience", experience, low=0, high=1)
    )


def remembered(before: ArrayLike, satisfaction: ArrayLike, *, purchases: ArrayLike, recency: ArrayLike = 0.3) -> Numbers:
    """Satisfaction with a brand after one more purchase: a mean in which the newest counts at least `recency`.

    Parameters
    ----------
    before : S so far, points; of no account at the first purchase.
    satisfaction : with the newest purchase, points.
    purchases : n, the newest included, from 1.
    recency : least weight of the newest, 0 (a plain mean) to 1 (only the newest).

    Notes
    -----
    Source: Bolton (1998) for satisfaction that cumulates (not re-checked). Status: assumption of the kit.

    Examples
    --------
    >>> remembered(0, 8, purchases=1), remembered(8, 6, purchases=10, recency=0.5)
    (8.0, 7.0)
    """
    return answer(
        _remembered,
        numbers("before", before),
        numbers("satisfaction", satisfaction),
        numbers("purchases", purchases, low=1),
        numbers("recency", recency, low=0, high=1),
    )


def after_talk(chances: ArrayLike, moved: ArrayLike) -> np.ndarray:
    """Chances of several brands once talk has moved each of them; those nobody spoke of give way in proportion.

    Parameters
    ----------
    chances : of all that can be chosen, sum 1, each below 1.
    moved : the chances that `bonds.heard` makes of them, one by one, each below 1.

    Notes
    -----
    Each brand weighs `moved/(1-moved) * (1-p)`; the weights are then brought to sum 1. If talk is about one brand only, its
    chance becomes exactly `moved`. Source: talk by East, Hammond & Lomax (2008) is about one brand; this extension to
    several is an assumption. Status: assumption of the kit.

    Examples
    --------
    >>> after_talk([0.3, 0.7], [0.58, 0.7]).round(2).tolist()
    [0.58, 0.42]
    """
    p, q = numbers("chances", chances, low=0, high=1, high_open=True), numbers("moved", moved, low=0, high=1, high_open=True)
    weights = np.atleast_1d(answer(_weighed, p, q))
    if abs(np.sum(p) - 1) > 1e-6:
        raise ValueError(f"chances={chances!r} sum to {np.sum(p):.6g}, not to 1. Pass the chance of everything that can be chosen.")
    if weights.sum() == 0:
        raise ValueError(f"moved={moved!r} rules out everything that could be chosen. Leave at least one chance above 0.")
    return np.asarray(weights / weights.sum())


def held(chance: ArrayLike, *, hold: ArrayLike) -> Numbers:
    """Chance of staying once leaving has a cost: the odds of staying are multiplied by `exp(hold)`.

    Parameters
    ----------
    chance : p, of wishing to stay, above 0 to 1.
    hold : logits; the slope `b_switching` of `bonds.repurchase` times what holds the customer.

    Notes
    -----
    The same as `switching_cost` in `bonds.repurchase`, applied last: talk moves the wish to stay, not the cost of leaving.
    Source: exit and voice, Hirschman (1970) (not re-checked). Status: assumption of the kit in form and order.

    Examples
    --------
    >>> round(held(0.5, hold=1.0), 3)     # 1/(1 + exp(-1))
    0.731
    """
    return answer(_held, numbers("chance", chance, low=0, high=1, low_open=True), numbers("hold", hold))


def share_after(periods: ArrayLike, *, start: ArrayLike, stay: ArrayLike, rival_stay: ArrayLike) -> Numbers:
    """Share of one of two brands when customers stay or change with fixed chances: a chain of two states.

    `limit = (1-r_rival)/(2-r-r_rival)`; share after t periods is `limit + (start-limit)*(r+r_rival-1)^t`.

    Parameters
    ----------
    periods : t, whole numbers from 0.
    start : share at t = 0, 0 to 1.
    stay, rival_stay : r, chance that a customer of the brand and of its rival stays, 0 to 1.

    Notes
    -----
    Source: Markov chain of two states, Kemeny & Snell (1960). Status: established as mathematics; that the chances stay
    fixed is the assumption.

    Examples
    --------
    >>> share_after([0, 1], start=1.0, stay=0.9, rival_stay=0.7).round(3).tolist()
    [1.0, 0.9]
    """
    t = numbers("periods", periods, low=0)
    if not np.all(np.mod(t, 1) == 0):
        raise ValueError(f"periods={periods!r} holds parts of a period. Pass whole numbers from 0.")
    return answer(
        _share_after,
        t,
        numbers("start", start, low=0, high=1),
        numbers("stay", stay, low=0, high=1),
        numbers("rival_stay", rival_stay, low=0, high=1),
    )
