"""Channels: what is lost at a switch, and what caps a firm's systems."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from cxlab._compiling import equation
from cxlab._validate import number
from cxlab.mechanisms._numbers import KIT, Numbers, Parameter, answer, numbers

RETAINED = {"multichannel": 0.0, "cross": 0.5, "omni": 0.9}

PARAMETERS = {
    "retained": Parameter(0.0, 0.98, "contested", f"{KIT}: multichannel 0, cross 0.3-0.6, omni 0.85-0.98"),
    "complexity": Parameter(0.0, 2.0, "assumption", KIT),
    "loss": Parameter(0.0, 2.0, "assumption", f"{KIT}; direction after Kuehnl, Jozic & Homburg (2019) (not re-checked)"),
    "usability": Parameter(0.0, 1.0, "assumption", f"{KIT}; concept of Buttle (2009) (not re-checked)"),
    "saving": Parameter(0.1, 0.6, "assumption", KIT),
    "limit": Parameter(0.7, 0.95, "assumption", KIT),
}


@equation
def _switch_loss(rho, complexity, b_c):  # type: ignore[no-untyped-def]
    return b_c * (rho - 1.0) * complexity


@equation
def _repeats(switches, rho):  # type: ignore[no-untyped-def]
    return switches * (1.0 - rho)


@equation
def _no_repeat(switches, rho):  # type: ignore[no-untyped-def]
    return rho**switches


@equation
def _handling_time(plain, usability, saving):  # type: ignore[no-untyped-def]
    return plain * (1.0 - saving * usability)


@equation
def _saturation(servers, service_rate, limit):  # type: ignore[no-untyped-def]
    return servers * service_rate * limit


def switch_loss(*, retained: ArrayLike, complexity: ArrayLike = 1.0, loss: ArrayLike = 1.0) -> Numbers:
    """Points a journey loses at one channel switch: `-b_c*(1 - rho)*complexity`.

    Parameters
    ----------
    retained : rho, share of the customer's context that the firm carries over, 0 to 1; `RETAINED` names three modes.
    complexity : of the matter, 0 (nothing to explain) and up; 1 is ordinary.
    loss : b_c, points, from 0.

    Notes
    -----
    The loss falls on the journey, on no touchpoint: all may be green and the journey red. Source: Kuehnl, Jozic & Homburg
    (2019) on cohesion (not re-checked). Status: established in direction; every numeric rho is contested.

    Examples
    --------
    >>> switch_loss(retained=0.5), switch_loss(retained=1)
    (-0.5, 0.0)
    """
    return answer(
        _switch_loss,
        numbers("retained", retained, low=0, high=1),
        numbers("complexity", complexity, low=0),
        numbers("loss", loss, low=0),
    )


def repeats(switches: ArrayLike, *, retained: ArrayLike) -> Numbers:
    """Expected times a customer has to explain again: `k*(1 - rho)`.

    Parameters
    ----------
    switches : k, channel switches, from 0.
    retained : rho, 0 to 1.

    Notes
    -----
    Source: Verhoef, Kannan & Inman (2015) for the modes (not re-checked). Status: assumption of the kit.

    Examples
    --------
    >>> repeats(3, retained=0.5)
    1.5
    """
    return answer(_repeats, numbers("switches", switches, low=0), numbers("retained", retained, low=0, high=1))


def no_repeat(switches: ArrayLike, *, retained: ArrayLike) -> Numbers:
    """Chance of never having to explain again: `rho^k`.

    Parameters
    ----------
    switches : k, channel switches, from 0.
    retained : rho, chance that one switch keeps the context, 0 to 1.

    Notes
    -----
    Source: Verhoef, Kannan & Inman (2015) for the modes (not re-checked). Status: assumption of the kit (switches independent).

    Examples
    --------
    >>> no_repeat(3, retained=0.5)
    0.125
    """
    return answer(_no_repeat, numbers("switches", switches, low=0), numbers("retained", retained, low=0, high=1))


def journey_score(scores: ArrayLike, *, switches: float = 0, retained: float = 0.0, complexity: float = 1.0, loss: float = 1.0) -> float:
    """Satisfaction with a journey: mean of its touchpoints plus the loss at every switch.

    Parameters
    ----------
    scores : satisfaction with each touchpoint, points.
    switches : k, channel switches, from 0.
    retained, complexity, loss : see `switch_loss`.

    Notes
    -----
    Source: Rawson, Duncan & Jones (2013), journeys against touchpoints (not re-checked). Status: assumption of the kit.

    Examples
    --------
    >>> journey_score([8, 8, 8, 8], switches=3, retained=0)     # 8 - 3*1
    5.0
    """
    lost = switch_loss(retained=number("retained", retained, low=0, high=1), complexity=complexity, loss=loss)
    return float(np.mean(numbers("scores", scores))) + number("switches", switches, low=0) * float(lost)


def performance(components: ArrayLike) -> float:
    """Performance of a chain of systems: its slowest component, `min`.

    Parameters
    ----------
    components : performance of each, 0 to 1.

    Notes
    -----
    Source: performance as a lever of customer relationship systems, Buttle (2009) (not re-checked). Status: the minimum
    is an assumption of the kit.

    Examples
    --------
    >>> performance([0.99, 0.95, 0.70])
    0.7
    """
    return float(np.min(numbers("components", components, low=0, high=1)))


def handling_time(plain: ArrayLike, *, usability: ArrayLike, saving: ArrayLike = 0.4) -> Numbers:
    """Time to handle a contact with a system that is easy to use: `T*(1 - saving*usability)`.

    Parameters
    ----------
    plain : T, minutes with the hardest system, from 0.
    usability : 0 (hard) to 1 (easy).
    saving : share of the time that perfect usability saves, 0 to 1.

    Notes
    -----
    Source: usability as a lever, Buttle (2009) (not re-checked). Status: the form and size are an assumption of the kit.

    Examples
    --------
    >>> handling_time(10, usability=0.5)
    8.0
    """
    return answer(
        _handling_time,
        numbers("plain", plain, low=0),
        numbers("usability", usability, low=0, high=1),
        numbers("saving", saving, low=0, high=1),
    )


def saturation(servers: ArrayLike, service_rate: ArrayLike, *, limit: ArrayLike = 0.85) -> Numbers:
    """Arrivals a desk can take before it saturates: `c*mu*limit`.

    Parameters
    ----------
    servers, service_rate : c from 1, and mu, customers per unit of time and server.
    limit : utilisation not to be passed, 0 to 1.

    Notes
    -----
    Source: scalability as a lever, Buttle (2009) (not re-checked). Status: the limit is an assumption of the kit.

    Examples
    --------
    >>> saturation(5, 6, limit=0.8)
    24.0
    """
    return answer(
        _saturation,
        numbers("servers", servers, low=1),
        numbers("service_rate", service_rate, low=0),
        numbers("limit", limit, low=0, high=1),
    )
