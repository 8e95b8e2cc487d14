"""Diffusion: how a new offer spreads by itself and by talk."""

from __future__ import annotations

import math

from numpy.typing import ArrayLike

from cxlab._compiling import equation
from cxlab.mechanisms._numbers import Numbers, Parameter, answer, numbers

_AVERAGES = "averages of Sultan, Farley & Lehmann (1990) (not re-checked)"

PARAMETERS = {
    "innovation": Parameter(0.005, 0.06, "established", _AVERAGES),
    "imitation": Parameter(0.2, 0.6, "established", _AVERAGES),
}


@equation
def _adopted(t, p, q):  # type: ignore[no-untyped-def]
    fall = math.exp(-(p + q) * t)
    return (1.0 - fall) / (1.0 + q / p * fall)


@equation
def _adopting(adopted, p, q):  # type: ignore[no-untyped-def]
    return (p + q * adopted) * (1.0 - adopted)


@equation
def _peak_time(p, q):  # type: ignore[no-untyped-def]
    return math.log(q / p) / (p + q) if q > p else 0.0


def adopted(time: ArrayLike, *, innovation: ArrayLike = 0.03, imitation: ArrayLike = 0.38) -> Numbers:
    """Share that has adopted by time t: `F = (1 - e^(-(p+q)t)) / (1 + (q/p)*e^(-(p+q)t))`.

    Parameters
    ----------
    time : t, periods, from 0.
    innovation : p, chance per period of adopting alone, above 0.
    imitation : q, chance per period through those who have adopted, from 0.

    Notes
    -----
    Source: Bass (1969) (not re-checked). Status: established as a description of many product launches.

    Examples
    --------
    >>> adopted(0), round(adopted(1, innovation=0.5, imitation=0), 3)     # 1 - exp(-0.5)
    (0.0, 0.393)
    """
    return answer(_adopted, numbers("time", time, low=0), *_rates(innovation, imitation))


def adopting(adopted: ArrayLike, *, innovation: ArrayLike = 0.03, imitation: ArrayLike = 0.38) -> Numbers:
    """Share that adopts now, per period: `dF/dt = (p + q*F)*(1 - F)`.

    Parameters
    ----------
    adopted : F, share that has adopted, 0 to 1.
    innovation, imitation : p and q, see `adopted()`.

    Notes
    -----
    Source: Bass (1969) (not re-checked). Status: established as a description of many product launches.

    Examples
    --------
    >>> round(adopting(0.5, innovation=0.1, imitation=0.4), 2)     # 0.3 * 0.5
    0.15
    """
    return answer(_adopting, numbers("adopted", adopted, low=0, high=1), *_rates(innovation, imitation))


def peak_time(*, innovation: ArrayLike = 0.03, imitation: ArrayLike = 0.38) -> Numbers:
    """Time at which most adopt: `ln(q/p)/(p + q)`, and 0 when q is not above p.

    Parameters
    ----------
    innovation, imitation : p and q, see `adopted()`.

    Notes
    -----
    Source: Bass (1969) (not re-checked). Status: established as mathematics of that model.

    Examples
    --------
    >>> peak_time(innovation=0.3, imitation=0.1), round(peak_time(), 1)     # ln(12.67)/0.41
    (0.0, 6.2)
    """
    return answer(_peak_time, *_rates(innovation, imitation))


def _rates(innovation: ArrayLike, imitation: ArrayLike) -> tuple[Numbers, Numbers]:
    return numbers("innovation", innovation, low=0, low_open=True), numbers("imitation", imitation, low=0)
