"""Memory: what of a journey remains when it is over."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from cxlab._compiling import equation
from cxlab._validate import number
from cxlab.mechanisms._numbers import KIT, Numbers, Parameter, numbers

_META = "Alaybek et al. (2022): peak and end about as strong as the mean; the size is an assumption of the kit"

PARAMETERS = {
    "mean": Parameter(0.0, 1.0, "established", _META),
    "peak": Parameter(0.0, 0.5, "contested", _META),
    "end": Parameter(0.0, 0.5, "contested", _META),
    "recent": Parameter(0.0, 1.0, "assumption", KIT),
    "total": Parameter(0.0, 0.2, "contested", "Alaybek et al. (2022): duration about nil"),
    "trend": Parameter(0.0, 0.3, "contested", "Alaybek et al. (2022): weaker than peak and end"),
    "decay": Parameter(0.0, 0.95, "assumption", KIT),
}


@equation
def _remembered(mean, peak, end, recent, total, w_mean, w_peak, w_end, w_recent, w_sum):  # type: ignore[no-untyped-def]
    return w_mean * mean + w_peak * peak + w_end * end + w_recent * recent + w_sum * total


@equation
def _recent(s, x, decay):  # type: ignore[no-untyped-def]
    return decay * s + (1.0 - decay) * x


@equation
def _is_peak(x, peak, weight, peak_weight):  # type: ignore[no-untyped-def]
    size, old = weight * abs(x), peak_weight * abs(peak)
    return 1.0 if size > old or (size == old and x < 0.0 < peak) else 0.0


class Parts(NamedTuple):
    """What memory can draw on, each on the scale of the values but `total` and `trend`, which are departures."""

    mean: Numbers
    peak: Numbers
    end: Numbers
    recent: Numbers
    total: Numbers
    trend: Numbers


def _journeys(values: ArrayLike, mot: ArrayLike | None, neutral: float) -> tuple[np.ndarray, np.ndarray, bool]:
    """Centred values as journeys x visits, the weight of each visit, and whether one journey was passed."""
    given = np.asarray(numbers("values", values))
    if given.ndim not in (1, 2) or given.shape[-1] == 0:
        raise ValueError(f"values has the shape {given.shape}. Pass one journey (a list of values) or a table, one journey a row.")
    weights = np.ones(given.shape[-1]) if mot is None else np.asarray(numbers("mot", mot, low=0))
    if weights.shape != (given.shape[-1],):
        raise ValueError(f"mot has the shape {weights.shape}, the journey {given.shape[-1]} visits. Pass one weight for each visit.")
    if not weights.any():
        raise ValueError("mot is 0 at every visit, so nothing is remembered. Pass a weight above 0 for at least one visit.")
    return np.atleast_2d(given) - neutral, weights, given.ndim == 1


def _peak_of(x: np.ndarray, weights: np.ndarray) -> np.ndarray:
    peak, held = np.zeros(len(x)), np.zeros(len(x))
    for visit, weight in enumerate(weights):
        higher = _is_peak(x[:, visit], peak, weight, held) > 0.0
        peak, held = np.where(higher, x[:, visit], peak), np.where(higher, weight, held)
    return peak


def parts(values: ArrayLike, *, mot: ArrayLike | None = None, decay: float = 0.5, neutral: float = 5.0) -> Parts:
    """Mean, peak, end, recency-weighted mean, sum and trend of a journey.

    Parameters
    ----------
    values : felt values, points: one journey, or a table with one journey a row.
    mot : weight of each visit as a moment of truth, from 0 (1 when left out); mean and peak use it.
    decay : share of the running value kept at each visit, 0 to 1.
    neutral : value that is neither good nor bad, points.

    Returns
    -------
    Parts : the peak is the value farthest from neutral (weighed by `mot`), a tie goes to the negative side; `total` is
        the sum of departures from neutral; `trend` is the least-squares slope, points a visit.

    Notes
    -----
    Source: Kahneman et al. (1993) (not re-checked); Alaybek et al. (2022). Status: established as descriptions.

    Examples
    --------
    >>> p = parts([6, 7, 3, 6, 8])
    >>> p.mean, p.peak, p.end, p.total
    (6.0, 8.0, 8.0, 5.0)
    """
    middle, kept = number("neutral", neutral), number("decay", decay, low=0, high=1)
    x, weights, single = _journeys(values, mot, middle)
    recent = np.zeros(len(x))
    for visit in range(x.shape[1]):
        recent = _recent(recent, x[:, visit], kept)
    steps = np.arange(x.shape[1]) - (x.shape[1] - 1) / 2.0
    trend = x @ steps / max(float(steps @ steps), 1.0)
    found = (x @ weights / weights.sum() + middle, _peak_of(x, weights) + middle, x[:, -1] + middle, recent + middle, x.sum(axis=1), trend)
    return Parts(*(float(part[0]) if single else part for part in found))


def remembered(
    values: ArrayLike,
    *,
    mean: float = 0.4,
    peak: float = 0.3,
    end: float = 0.3,
    recent: float = 0.0,
    total: float = 0.0,
    trend: float = 0.0,
    mot: ArrayLike | None = None,
    decay: float = 0.5,
    neutral: float = 5.0,
) -> Numbers:
    """Remembered score: `M = w_m*mean + w_p*peak + w_e*end + w_r*recent + w_s*sum + w_t*trend`, from neutral.

    Parameters
    ----------
    values, mot, decay, neutral : see `parts`.
    mean, peak, end, recent, total, trend : weights, usually from 0; with mean + peak + end + recent = 1 the score is on
        the scale of the values.

    Notes
    -----
    Source: Alaybek et al. (2022); Kahneman et al. (1993) (not re-checked). Status: contested for long journeys of many
    parts (Kemp et al. 2008; Strijbosch et al. 2019, not re-checked); the weights are an assumption of the kit. Peak and
    end go with the mean by construction, so field data rarely tell them apart.

    Examples
    --------
    >>> remembered([6, 7, 3, 6, 8], mean=1, peak=0, end=0), remembered([6, 8, 3, 7, 6], mean=0, peak=0.5, end=0.5)
    (6.0, 7.0)
    """
    middle = number("neutral", neutral)
    part = parts(values, mot=mot, decay=decay, neutral=middle)
    weights = [number(name, w) for name, w in (("mean", mean), ("peak", peak), ("end", end), ("recent", recent), ("total", total))]
    levels = [np.asarray(level) - middle for level in part[:4]]
    score = middle + _remembered(*levels, np.asarray(part.total), *weights) + number("trend", trend) * np.asarray(part.trend)
    return float(score) if np.ndim(score) == 0 else score


def peak_end(
    values: ArrayLike, *, weights: tuple[float, float, float] = (0.4, 0.3, 0.3), mot: ArrayLike | None = None, neutral: float = 5.0
) -> Numbers:
    """Remembered score of mean, peak and end: `M = w_m*mean + w_p*peak + w_e*end`.

    Parameters
    ----------
    values, mot, neutral : see `parts`.
    weights : w_m, w_p, w_e; (0, 0.5, 0.5) is the pure peak-end rule.

    Notes
    -----
    Source: Kahneman et al. (1993) (not re-checked); Alaybek et al. (2022). Status: established for short episodes of
    pleasure or pain; contested for long, goal-directed ones. Not a law of customer experience.

    Examples
    --------
    >>> peak_end([6, 7, 8, 6, 3], weights=(0, 0.5, 0.5))     # peak 8, end 3
    5.5
    """
    if np.shape(weights) != (3,):
        raise ValueError(f"weights={weights!r} is not three numbers. Pass the weights of mean, peak and end, such as (0.4, 0.3, 0.3).")
    return remembered(values, mean=weights[0], peak=weights[1], end=weights[2], mot=mot, neutral=neutral)


def order_range(values: ArrayLike, *, weights: tuple[float, float, float] = (0.4, 0.3, 0.3), neutral: float = 5.0) -> tuple[float, float]:
    """Lowest and highest remembered score over all orders of the same events.

    Parameters
    ----------
    values : felt values of one journey, points.
    weights, neutral : see `peak_end`. Order moves only the end: mean and peak belong to the set.

    Notes
    -----
    Source: follows from the rule of Kahneman et al. (1993) (not re-checked). Status: contested, as that rule is.

    Examples
    --------
    >>> order_range([6, 7, 3, 6, 8], weights=(0, 0.5, 0.5))
    (5.5, 8.0)
    """
    events = [float(x) for x in np.atleast_1d(numbers("values", values))]
    orders = [[*events[:last], *events[last + 1 :], events[last]] for last in range(len(events))]
    scores = np.asarray(peak_end(orders, weights=weights, neutral=neutral))
    return float(scores.min()), float(scores.max())
