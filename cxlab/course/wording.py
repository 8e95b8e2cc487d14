"""Everyday words for what students hand over and for how a number misses, and words found in their texts."""

from __future__ import annotations

import re
import types
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

NO_ANSWER = "There is no answer here yet. Put yours in place of the three dots."

_SORTS: tuple[tuple[tuple[type, ...], str], ...] = (
    ((bool, np.bool_), "a yes or no"),
    ((int, np.integer), "a whole number"),
    ((float, np.floating), "a number"),
    ((complex, np.complexfloating), "a complex number"),
    ((str,), "text"),
    ((list,), "a list"),
    ((tuple,), "a row of values in round brackets (a tuple)"),
    ((set, frozenset), "a set"),
    ((Mapping,), "a list of names with values in curly brackets (a dict)"),
    ((np.ndarray,), "an array"),
    ((pd.Series,), "a column of a table"),
    ((pd.DataFrame,), "a table"),
    ((types.FunctionType, types.BuiltinFunctionType, types.MethodType, np.ufunc), "a function"),
    ((type,), "a type of value"),
)
_NEAR = 0.01  # an answer rounded on its way still misses by its sign or its unit
_WHOLE = 5  # words of at most so many letters are matched whole; longer ones may be stems
_BEFORE = "(?:un|dis|non)?"
_ENDINGS = "(?:'?s|es|e?d|r|n|y|ly|ty|ment|(?:ing|er)(?:s|ly)?)?"


def sort_of(kind: type) -> str:
    """The sort of thing that values of a type are, with its article."""
    words = next((words for types_, words in _SORTS if issubclass(kind, types_)), None)
    return words or f"{'an' if kind.__name__[0].lower() in 'aeiou' else 'a'} {kind.__name__}"


def thing(value: Any) -> str:
    """What a value is, with its article."""
    return "an empty pair of curly brackets" if isinstance(value, dict) and not value else sort_of(type(value))


def counted(number: int, one: str, many: str) -> str:
    """A number and its noun."""
    return f"{number} {one if number == 1 else many}"


def is_dots(value: Any) -> bool:
    """Whether nothing was put in place of the three dots."""
    return value is ... or value is None


def dots_left(names: Sequence[Any]) -> str:
    """Some of an answer is there; these are not."""
    return f"Some dots are left: fill in {', '.join(repr(name) for name in names)}."


def close(given: float, wanted: float, tolerance: float) -> bool:
    """Within the tolerance, and a hair more for rounding."""
    return abs(given - wanted) <= tolerance + 1e-9 * max(1.0, abs(wanted))


def direction(given: float, wanted: float) -> str:
    """What kind of miss it is, where that can be said without the number."""
    if wanted and close(given, -wanted, _NEAR * abs(wanted)):
        return "Look at the sign."
    if wanted and any(close(given, wanted * factor, _NEAR * abs(wanted * factor)) for factor in (100.0, 0.01)):
        return "Look at the unit: a share, or a percentage?"
    if wanted and abs(given - wanted) <= 0.02 * abs(wanted):
        return "You are close: look at rounding on the way."
    return "Go back to the formula and put the numbers in one at a time."


def speaks_of(text: str, word: str) -> bool:
    """Whether a word stands in a text, in any form: short words whole or with an ending, longer ones from their first letter."""
    return re.search(_pattern(word.lower().strip()), " ".join(text.lower().split())) is not None


def _pattern(word: str) -> str:
    before = rf"(?<![^\W\d_]){_BEFORE}" if word[0].isalpha() else ""
    if len(word) > _WHOLE or not word[-1].isalpha():
        return before + re.escape(word)
    return rf"{before}(?:{'|'.join(_forms(word))})(?![^\W\d_])"


def _forms(word: str) -> list[str]:
    """A word with its endings; its last letter may be doubled, dropped or changed before them."""
    plain = re.escape(word)
    more = {"e": rf"{plain[:-1]}(?:ing|y)s?", "y": rf"{plain[:-1]}i(?:es|ed|er|ly)"}
    return [plain + _ENDINGS, more.get(word[-1], rf"{plain}{plain[-1]}(?:ed|ing)")]
