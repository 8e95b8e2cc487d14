"""Queues: how long people wait before they are served, in the steady state and in a day that starts empty."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike

from cxlab._compiling import equation, kernel
from cxlab._validate import count, number
from cxlab.mechanisms._numbers import KIT, Numbers, Parameter, answer, numbers

PARAMETERS = {
    "automated": Parameter(0.0, 0.9, "assumption", KIT),
}


@equation
def _utilisation(arrivals, service_rate, servers, automated):  # type: ignore[no-untyped-def]
    return arrivals * (1.0 - automated) / (servers * service_rate)


@equation
def _erlang_c(servers, load):  # type: ignore[no-untyped-def]
    blocked = 1.0
    for k in range(1, int(servers) + 1):
        blocked = load * blocked / (k + load * blocked)
    return servers * blocked / (servers - load * (1.0 - blocked))


@kernel
def _mean_delay(arrivals, service_rate, servers, weights, here, after):  # type: ignore[no-untyped-def]
    """Delay an arrival would meet, averaged over the day: the chain of customers present, one beat after another."""
    clock, states = arrivals + servers * service_rate, len(here)
    here[0] = 1.0
    up, total = arrivals / clock, 0.0
    for beat in range(len(weights)):
        top = min(beat + 1, states - 1)
        after[: top + 1] = 0.0
        for n in range(min(beat, states - 1) + 1):
            down = min(float(n), servers) * service_rate / clock
            rise = up if n < states - 1 else 0.0
            total += weights[beat] * here[n] * max(n - servers + 1.0, 0.0)
            after[n] += here[n] * (1.0 - rise - down)
            if n > 0:
                after[n - 1] += here[n] * down
            if rise > 0.0:
                after[n + 1] += here[n] * rise
        here, after = after, here
    return total / (servers * service_rate)


@equation
def _wait(arrivals, service_rate, servers):  # type: ignore[no-untyped-def]
    return _erlang_c(servers, arrivals / service_rate) / (servers * service_rate - arrivals)


def utilisation(arrivals: ArrayLike, service_rate: ArrayLike, *, servers: ArrayLike = 1, automated: ArrayLike = 0.0) -> Numbers:
    """Share of the servers' time that is asked for: `lambda*(1-a)/(c*mu)`; 1 or more is an overload.

    Parameters
    ----------
    arrivals, service_rate : lambda and mu, customers per unit of time; mu is one server's.
    servers : c, whole number from 1.
    automated : a, share of arrivals that never reach the servers, 0 to 1.

    Notes
    -----
    Source: Erlang (1917) (not re-checked). Status: established as arithmetic.

    Examples
    --------
    >>> [round(utilisation(30, 6, servers=5, automated=a), 2) for a in (0, 0.3, 0.6)]
    [1.0, 0.7, 0.4]
    """
    rates = numbers("arrivals", arrivals, low=0), numbers("service_rate", service_rate, low=0, low_open=True)
    return answer(_utilisation, *rates, _servers(servers), numbers("automated", automated, low=0, high=1))


def erlang_c(servers: ArrayLike, load: ArrayLike) -> Numbers:
    """Chance that an arrival has to wait, Erlang's C(c, a), in a queue with random arrivals and exponential service.

    Parameters
    ----------
    servers : c, whole number from 1.
    load : a = lambda/mu, from 0 to below c.

    Raises
    ------
    ValueError
        When the load reaches the servers: there is no steady state.

    Notes
    -----
    Source: Erlang (1917) (not re-checked). Status: established as mathematics; real arrivals and services differ.

    Examples
    --------
    >>> round(erlang_c(1, 0.5), 3), round(erlang_c(2, 1), 3)     # 1/2 and 1/3
    (0.5, 0.333)
    """
    c, a = _servers(servers), numbers("load", load, low=0)
    _steady(np.asarray(a) / c, None)
    return answer(_erlang_c, c, a)


def wait(arrivals: ArrayLike, service_rate: ArrayLike, *, servers: ArrayLike = 1, touchpoint: str | None = None) -> Numbers:
    """Mean wait before service in the steady state: `C(c,a)/(c*mu - lambda)`; one server: `rho/(mu - lambda)`.

    Parameters
    ----------
    arrivals, service_rate : lambda and mu, customers per unit of time; mu is one server's.
    servers : c, whole number from 1.
    touchpoint : name to use in an error.

    Returns
    -------
    mean wait in the unit of time of the rates: customers per hour give hours, so times 60 for minutes.

    Raises
    ------
    ValueError
        At a utilisation of 1 or more: there is no steady state. `day_wait` answers for a finite day.

    Notes
    -----
    Source: Erlang (1917) (not re-checked). Status: established as mathematics, for exponential service.

    Examples
    --------
    >>> round(60 * wait(10, 12), 1), round(60 * wait(20, 12, servers=2), 2)     # minutes
    (25.0, 11.36)
    """
    rates = numbers("arrivals", arrivals, low=0), numbers("service_rate", service_rate, low=0, low_open=True)
    c = _servers(servers)
    _steady(np.asarray(answer(_utilisation, *rates, c, 0.0)), touchpoint)
    return answer(_wait, *rates, c)


def day_wait(arrivals: float, service_rate: float, *, servers: int = 1, hours: float = 8.0) -> float:
    """Mean wait before service of those who come in a day that starts empty; the day may be overloaded.

    Parameters
    ----------
    arrivals, service_rate : lambda and mu, customers per hour; mu is one server's, above 0.
    servers : c, whole number from 1.
    hours : length of the day, above 0; those still waiting at its end are served.

    Returns
    -------
    hours of waiting, a mean over all arrivals of the day.

    Notes
    -----
    `(1/T) * sum_n max(n-c+1, 0)/(c*mu) * integral of P(n customers at t) dt`, by uniformisation. Source: Jensen (1953)
    (not re-checked). Status: established as mathematics, for exponential service.

    Examples
    --------
    >>> round(60 * day_wait(10, 12)), round(60 * day_wait(11, 12))     # minutes; the steady state has 25 and 55
    (18, 25)
    """
    from scipy.special import pdtrc

    rate, mu = number("arrivals", arrivals, low=0), number("service_rate", service_rate, low=0, low_open=True)
    c, length = count("servers", servers), number("hours", hours, low=0, low_open=True)
    expected, beats = rate * length, (rate + c * mu) * length
    states = c + 20 + math.ceil(expected + 8.0 * math.sqrt(expected))
    weights = pdtrc(np.arange(math.ceil(beats + 8.0 * math.sqrt(beats) + 20.0)), beats) / beats
    return float(_mean_delay(rate, mu, float(c), weights, np.zeros(states), np.zeros(states)))


def _servers(servers: ArrayLike) -> Numbers:
    c = numbers("servers", servers, low=1)
    if np.any(c != np.floor(c)):
        raise ValueError(f"servers={servers!r} is not a whole number. Pass a whole number from 1 up.")
    return c


def _steady(busy: np.ndarray, touchpoint: str | None) -> None:
    if (busy >= 1.0).any():
        where = f"Touchpoint {touchpoint!r}" if touchpoint else "The queue"
        raise ValueError(
            f"{where} has a utilisation of {busy.max():.3g}, and at 1 or more a steady state does not exist: the line only grows. "
            "Lower the arrivals, raise the servers or their rate, or ask for a finite day, which may be overloaded: day_wait(...)."
        )
