"""Numbers or arrays at the door of an equation, and the shape of its answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from cxlab._validate import _range_words, number

Numbers = float | np.ndarray


class Parameter(NamedTuple):
    """What is known of one parameter: the range worlds may draw it from, its status and its source.

    `status` is "established", "contested" or "assumption" (a value chosen by the kit, claimed by no study). A source
    marked "(not re-checked)" is quoted from general knowledge of the field: look it up before printing it.
    """

    low: float
    high: float
    status: str
    source: str


KIT = "assumption of the kit"


def numbers(
    name: str,
    value: ArrayLike,
    *,
    low: float = -np.inf,
    high: float = np.inf,
    low_open: bool = False,
    high_open: bool = False,
    unit: str = "",
    infinite: bool = False,
) -> Numbers:
    """Return one number as a float and many as a float array, all between `low` and `high`; else say which is not."""
    if np.ndim(value) == 0:
        single = value.item() if isinstance(value, np.ndarray) else value
        if infinite and isinstance(single, float) and single == np.inf:
            return np.inf
        return number(name, single, low=low, high=high, low_open=low_open, high_open=high_open, unit=unit)
    words = _range_words(low, high, unit, low_open, high_open)
    array = np.asarray(value)
    if array.dtype.kind not in "iuf":
        raise TypeError(f"{name} holds {array.dtype.name} values, not numbers. Pass numbers{words}.")
    array = array.astype(float)
    inside = (array > low if low_open else array >= low) & (array < high if high_open else array <= high)
    inside &= ~np.isnan(array) if infinite else np.isfinite(array)
    if not inside.all():
        at = tuple(int(i) for i in np.argwhere(~inside)[0])
        where = at[0] if len(at) == 1 else at
        raise ValueError(f"{name} has {array[at]:g} at position {where}, which is not allowed. Pass numbers{words}.")
    return array


def flags(name: str, value: Any) -> Numbers:
    """Return yes/no answers as 1.0 and 0.0; else say that only True, False, 1 and 0 are allowed."""
    array = np.asarray(value)
    if array.dtype.kind not in "biuf" or not np.isin(array, (0, 1)).all():
        raise ValueError(f"{name}={value!r} is not yes or no. Pass True or False (or 1 or 0).")
    return float(array) if array.ndim == 0 else array.astype(float)


def answer(equation: Callable[..., Any], *values: Numbers) -> Numbers:
    """Return what the equation gives: a plain float for numbers, an array for arrays."""
    shapes = [np.shape(value) for value in values if np.ndim(value)]
    if not shapes:
        return float(equation(*values))
    try:
        np.broadcast_shapes(*shapes)
    except ValueError:
        raise ValueError(f"The arrays do not line up: their shapes are {shapes}. Pass arrays of one shape, or single numbers.") from None
    return np.asarray(equation(*values), dtype=float)
