"""Values as students return them, made plain: numbers, texts, lists and dicts that JSON can keep and that can be compared."""

from __future__ import annotations

import math
import reprlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from cxlab.course.wording import close
from cxlab.results import Result

_MOST = 10_000  # entries of a list that are looked at
_BITS = 1_000
STOPS = (Exception, SystemExit)  # what a student's function may stop with: exit() too
_SHORT = reprlib.Repr()
_SHORT.maxlevel, _SHORT.maxlist, _SHORT.maxtuple, _SHORT.maxdict, _SHORT.maxset = 4, 20, 20, 20, 20
_SHORT.maxstring = _SHORT.maxlong = _SHORT.maxother = 60


@dataclass(frozen=True)
class Stopped:
    """A function that raised."""

    words: str


def agree(given: Any, wanted: Any, tolerance: float) -> bool:
    """Whether two returned values are the same: numbers within the tolerance, containers entry by entry."""
    given, wanted = plain(given), plain(wanted)
    if isinstance(wanted, bool) or isinstance(given, bool):
        return given is wanted
    if isinstance(wanted, (int, float)):
        return isinstance(given, (int, float)) and (given == wanted or (math.isfinite(given) and close(given, wanted, tolerance)))
    if isinstance(wanted, dict):
        return isinstance(given, dict) and given.keys() == wanted.keys() and all(agree(given[k], wanted[k], tolerance) for k in wanted)
    if isinstance(wanted, list):
        return (
            isinstance(given, list)
            and len(given) == len(wanted)
            and all(agree(a, b, tolerance) for a, b in zip(given, wanted, strict=True))
        )
    return type(given) is type(wanted) and given == wanted


def rounded(given: Any, wanted: Any) -> bool:
    """Whether values that differ are the same but for rounding within two per cent."""
    given, wanted = plain(given), plain(wanted)
    if isinstance(wanted, dict) and isinstance(given, dict):
        return given.keys() == wanted.keys() and all(rounded(given[name], wanted[name]) for name in wanted)
    if isinstance(wanted, list) and isinstance(given, list):
        return len(given) == len(wanted) and all(rounded(a, b) for a, b in zip(given, wanted, strict=True))
    if not isinstance(wanted, float) or isinstance(given, bool) or not isinstance(given, (int, float)):
        return agree(given, wanted, 1e-9)
    near = abs(given - wanted) <= 0.02 * abs(wanted)
    return near and any(close(round(wanted, places), given, 1e-12) for places in range(7))


def listed(value: Any) -> Any:
    """The value with lists in place of columns, arrays and tuples, wherever they stand."""
    if isinstance(value, (np.ndarray, pd.Series, pd.Index)):
        return listed(value.tolist())
    if isinstance(value, Mapping):
        return {name: listed(entry) for name, entry in value.items()}
    return [listed(entry) for entry in value] if isinstance(value, (list, tuple)) else value


def plain(value: Any) -> Any:
    """The value in plain numbers, texts, lists and dicts."""
    if isinstance(value, np.generic) or (isinstance(value, np.ndarray) and value.ndim == 0):
        return plain(value.item())
    if isinstance(value, (np.ndarray, pd.Index)):
        return [plain(v) for v in value[:_MOST].tolist()]
    if isinstance(value, pd.Series):
        return {str(k): plain(v) for k, v in value.items()}
    if isinstance(value, pd.DataFrame):
        return {str(k): plain(value[k]) for k in value}
    if isinstance(value, Result):
        return {row.name: plain(row.value) for row in value.rows}
    if isinstance(value, Mapping):
        return {str(k): plain(v) for k, v in value.items()}
    if isinstance(value, (set, frozenset)):
        return sorted((plain(v) for v in value), key=repr)
    if isinstance(value, (list, tuple)):
        return [plain(v) for v in value[:_MOST]]
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    if isinstance(value, int) and value.bit_length() > _BITS:
        return "<huge int>"
    if isinstance(value, Stopped):
        return {"stopped": value.words}
    if isinstance(value, str):
        return value[:_MOST]
    return value if isinstance(value, (int, float, bool)) or value is None else f"<{type(value).__name__}>"


def shape(value: Any) -> str:
    """What sort of value it is, in a word."""
    simple = plain(value)
    return "number" if isinstance(simple, (int, float)) and not isinstance(simple, bool) else type(simple).__name__


def short(value: Any) -> str:
    """The value in at most sixty letters."""
    try:
        text = f"{value:.4g}" if isinstance(value, (float, np.floating)) else _SHORT.repr(value)
    except Exception:  # an int of thousands of digits, an object whose repr stops
        text = f"<{type(value).__name__}>"
    return text if len(text) <= 60 else text[:57] + "..."
