"""Services: quality that varies, signals before the purchase, capacity that cannot be stored."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike

from cxlab._compiling import equation
from cxlab.mechanisms._numbers import KIT, Numbers, Parameter, answer, numbers

PARAMETERS = {
    "heterogeneity": Parameter(0.0, 2.0, "assumption", KIT),
    "intangibility": Parameter(0.0, 3.0, "assumption", KIT),
    "coproduction": Parameter(0.0, 1.5, "assumption", KIT),
    "perishability": Parameter(0.0, 1.0, "contested", f"{KIT}; as a mark of services see Lovelock & Gummesson (2004) (not re-checked)"),
}


@equation
def _delivered(mean, h, z1, s, competence, z2):  # type: ignore[no-untyped-def]
    return mean + h * z1 + s * competence * z2


@equation
def _spread(h, s, competence):  # type: ignore[no-untyped-def]
    return math.sqrt(h * h + s * s * competence * competence)


@equation
def _signal(q, i, z3):  # type: ignore[no-untyped-def]
    return q + i * z3


@equation
def _served(capacity, demand):  # type: ignore[no-untyped-def]
    return min(capacity, demand)


@equation
def _lost(capacity, demand, p):  # type: ignore[no-untyped-def]
    return p * (capacity - demand) if capacity > demand else 0.0


@equation
def _turned_away(capacity, demand):  # type: ignore[no-untyped-def]
    return demand - capacity if demand > capacity else 0.0


def delivered(
    mean: ArrayLike,
    luck: ArrayLike,
    *,
    heterogeneity: ArrayLike = 1.0,
    coproduction: ArrayLike = 0.0,
    competence: ArrayLike = 1.0,
    customer_luck: ArrayLike = 0.0,
) -> Numbers:
    """Quality as delivered: `q = qbar + h*z1 + s*c*z2`.

    Parameters
    ----------
    mean : qbar, points.
    luck, customer_luck : z1 of the firm and z2 of the customer's part, standard normal draws.
    heterogeneity : h, points, from 0; usual range 0-2.
    coproduction : s, how far the customer makes the outcome, points, from 0; usual range 0-1.5.
    competence : c of the customer, from 0, 1 is ordinary.

    Notes
    -----
    Source: heterogeneity and inseparability, Zeithaml, Parasuraman & Berry (1985) (not re-checked). Status: contested as
    marks of services; the form is an assumption of the kit.

    Examples
    --------
    >>> delivered(7, -1, heterogeneity=0.5)
    6.5
    """
    return answer(
        _delivered,
        numbers("mean", mean),
        numbers("heterogeneity", heterogeneity, low=0),
        numbers("luck", luck),
        numbers("coproduction", coproduction, low=0),
        numbers("competence", competence, low=0),
        numbers("customer_luck", customer_luck),
    )


def spread(*, heterogeneity: ArrayLike, coproduction: ArrayLike = 0.0, competence: ArrayLike = 1.0) -> Numbers:
    """Standard deviation of delivered quality: `sqrt(h^2 + (s*c)^2)`.

    Parameters
    ----------
    heterogeneity, coproduction, competence : h, s, c of `delivered`, from 0.

    Notes
    -----
    Source: variances of independent parts add up. Status: established as arithmetic.

    Examples
    --------
    >>> spread(heterogeneity=3, coproduction=4)
    5.0
    """
    return answer(
        _spread,
        numbers("heterogeneity", heterogeneity, low=0),
        numbers("coproduction", coproduction, low=0),
        numbers("competence", competence, low=0),
    )


def signal(quality: ArrayLike, noise: ArrayLike, *, intangibility: ArrayLike = 1.0) -> Numbers:
    """What can be told of the quality before buying: `y = q + i*z3`.

    Parameters
    ----------
    quality : q, points.
    noise : z3, standard normal draws.
    intangibility : i, points, from 0; usual range 0-3.

    Notes
    -----
    Source: intangibility, Shostack (1977) (not re-checked). Status: contested as a mark of services; an assumption of the kit in form.

    Examples
    --------
    >>> signal(7, 0.5, intangibility=2)
    8.0
    """
    return answer(_signal, numbers("quality", quality), numbers("intangibility", intangibility, low=0), numbers("noise", noise))


def served(capacity: ArrayLike, demand: ArrayLike) -> Numbers:
    """Customers served: `min(K, D)`.

    Parameters
    ----------
    capacity, demand : K and D, customers per period, from 0.

    Notes
    -----
    Source: Zeithaml, Parasuraman & Berry (1985) on perishability (not re-checked). Status: established as arithmetic.

    Examples
    --------
    >>> served([40, 40], [25, 55]).tolist()
    [25.0, 40.0]
    """
    return answer(_served, numbers("capacity", capacity, low=0), numbers("demand", demand, low=0))


def lost(capacity: ArrayLike, demand: ArrayLike, *, perishability: ArrayLike = 1.0) -> Numbers:
    """Capacity lost because it cannot be stored: `p*max(K - D, 0)`.

    Parameters
    ----------
    capacity, demand : K and D, customers per period, from 0.
    perishability : p, share of unused capacity that is lost, 0 (stored) to 1 (gone).

    Notes
    -----
    Source: Zeithaml, Parasuraman & Berry (1985) on perishability (not re-checked). Status: contested; digital services
    store what others cannot.

    Examples
    --------
    >>> lost(40, 25), lost(40, 25, perishability=0)
    (15.0, 0.0)
    """
    return answer(
        _lost,
        numbers("capacity", capacity, low=0),
        numbers("demand", demand, low=0),
        numbers("perishability", perishability, low=0, high=1),
    )


def turned_away(capacity: ArrayLike, demand: ArrayLike) -> Numbers:
    """Customers turned away: `max(D - K, 0)`.

    Parameters
    ----------
    capacity, demand : K and D, customers per period, from 0.

    Notes
    -----
    Source: Zeithaml, Parasuraman & Berry (1985) on perishability (not re-checked). Status: established as arithmetic.

    Examples
    --------
    >>> turned_away(40, 55)
    15.0
    """
    return answer(_turned_away, numbers("capacity", capacity, low=0), numbers("demand", demand, low=0))


def days(capacity: ArrayLike, demand: ArrayLike, *, perishability: float = 1.0) -> dict[str, float]:
    """Totals over days: served, idle, lost, turned away, and utilisation (served over capacity).

    Parameters
    ----------
    capacity, demand : customers a day; one number or one for each day, from 0.
    perishability : see `lost`.

    Notes
    -----
    Source: Zeithaml, Parasuraman & Berry (1985) on perishability (not re-checked). Status: established as arithmetic.

    Examples
    --------
    >>> days(40, [25, 40, 55, 30, 50])
    {'served': 175.0, 'idle': 25.0, 'lost': 25.0, 'turned_away': 25.0, 'utilisation': 0.875}
    """
    totals = {
        "served": float(np.sum(served(capacity, demand))),
        "idle": float(np.sum(lost(capacity, demand))),
        "lost": float(np.sum(lost(capacity, demand, perishability=perishability))),
        "turned_away": float(np.sum(turned_away(capacity, demand))),
    }
    room = totals["served"] + totals["idle"]
    return {**totals, "utilisation": totals["served"] / room if room else math.nan}
