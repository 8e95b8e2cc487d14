"""How money moves quality, and how satisfaction moves retention."""

from __future__ import annotations

from typing import Any

import numpy as np

from cxlab import _validate


def retention_rate(
    satisfaction: Any, *, satisfaction_now: float, retention_now: float, per_point: float, zone: tuple[float, float] | None = None
) -> Any:
    """Retention at a satisfaction: a line through today's point, flat inside a zone of indifference, held to 0 and 1.

    Parameters
    ----------
    satisfaction : number or array, in scale points.
    satisfaction_now, retention_now : today's mean satisfaction, and retention from 0 to 1.
    per_point : retention gained per point outside the zone, from 0 up; 0.01 to 0.05 is an assumption of this kit.
    zone : satisfaction between which customers do not react, such as (6, 8); None for none.

    Returns
    -------
    float or array
        Retention from 0 to 1.

    Raises
    ------
    ValueError
        For a retention outside 0 to 1, or a zone that does not rise.

    Notes
    -----
    Zone of indifference (or tolerance): Zeithaml, Berry & Parasuraman 1993. The shape of this link is contested; a straight line
    outside the zone is an assumption of this kit.

    Examples
    --------
    >>> round(retention_rate(8.0, satisfaction_now=7.0, retention_now=0.80, per_point=0.03), 2)
    0.83
    >>> retention_rate(8.0, satisfaction_now=7.0, retention_now=0.80, per_point=0.03, zone=(6.0, 8.0))
    0.8
    """
    now = _validate.number("satisfaction_now", satisfaction_now)
    rate = _validate.number("retention_now", retention_now, low=0.0, high=1.0)
    slope = _validate.number("per_point", per_point, low=0.0, unit="retention per point")
    ends = zone_of(zone)
    moved = reaction(np.asarray(satisfaction, dtype=float), ends) - reaction(np.asarray(now), ends)
    value = np.clip(rate + slope * moved, 0.0, 1.0)
    return float(value) if np.ndim(satisfaction) == 0 else value


def spend_response(spend: Any, *, headroom: float, scale: float) -> Any:
    """Points of quality that money buys: fast at first, then ever less.

    Parameters
    ----------
    spend : money, from 0 up; number or array.
    headroom : most points that can be won, from 0 up.
    scale : money that wins 63% of the headroom, above 0.

    Returns
    -------
    float or array
        headroom * (1 - exp(-spend / scale)), in points.

    Raises
    ------
    ValueError
        For negative spending, negative headroom or a scale of 0.

    Notes
    -----
    A saturating form is an assumption of this kit; diminishing returns: Rust, Zahorik & Keiningham 1995.

    Examples
    --------
    >>> round(spend_response(50_000, headroom=2.0, scale=50_000), 3)
    1.264
    """
    top = _validate.number("headroom", headroom, low=0.0, unit="points")
    x0 = _validate.number("scale", scale, low=0.0, low_open=True, unit="money")
    money = np.asarray(spend, dtype=float)
    if not np.isfinite(money).all() or (money < 0).any():
        raise ValueError(f"spend={spend!r} is not allowed. Pass money from 0 up.")
    value = -top * np.expm1(-money / x0)
    return float(value) if np.ndim(spend) == 0 else value


def zone_of(zone: Any) -> tuple[float, float] | None:
    """The two ends of a zone of indifference, or None."""
    if zone is None:
        return None
    if not isinstance(zone, (tuple, list)) or len(zone) != 2:
        raise TypeError(f"zone={zone!r} is not a pair. Pass the satisfaction where customers stop and start to react, such as (6, 8).")
    low, high = (_validate.number("zone", end) for end in zone)
    if not low < high:
        raise ValueError(f"zone={zone!r} does not rise. Pass the lower end first, such as (6, 8).")
    return low, high


def reaction(satisfaction: np.ndarray, zone: tuple[float, float] | None) -> np.ndarray:
    """Satisfaction as customers react to it: itself, or with the zone cut out."""
    if zone is None:
        return satisfaction
    return np.minimum(satisfaction - zone[0], 0.0) + np.maximum(satisfaction - zone[1], 0.0)
