"""What students hand over, read as numbers, names, choices or mappings: a Misfit says in words what is of another kind."""

from __future__ import annotations

import difflib
import math
from collections.abc import Iterable, Mapping, Sequence
from numbers import Number
from typing import Any

import numpy as np
import pandas as pd

from cxlab.course.values import short
from cxlab.course.wording import NO_ANSWER, counted, dots_left, is_dots, thing
from cxlab.results import Result


class Misfit(Exception):
    """An answer that is not of the kind asked for; `stage` is "type" or "invariant"."""

    def __init__(self, words: str, stage: str = "type"):
        super().__init__(words)
        self.stage = stage


def filled(answer: Any) -> None:
    """Say so politely when there is no answer yet."""
    if is_dots(answer):
        raise Misfit(NO_ANSWER, "missing")


def as_number(answer: Any, what: str = "Your answer") -> float:
    """One finite number out of what students hand over for one."""
    filled(answer)
    if isinstance(answer, Result):
        answer = _one_row(answer, what)
    if isinstance(answer, (bool, np.bool_)):
        raise Misfit(f"{what} is {answer}, a yes or no. A number is asked for.")
    if isinstance(answer, str):
        raise Misfit(f"{what} is text. Leave out the quotes (and write a decimal point, not a comma).")
    if isinstance(answer, (np.ndarray, pd.Series)) and answer.size == 1:
        return as_number(np.asarray(answer).ravel()[0], what)
    if isinstance(answer, (np.ndarray, pd.Series, pd.DataFrame, list, tuple, set, dict)):
        size = int(np.size(answer)) if isinstance(answer, (np.ndarray, pd.Series, pd.DataFrame)) else len(answer)
        raise Misfit(f"{what} is {thing(answer)} with {counted(size, 'entry', 'entries')}. One number is asked for.{_mend(answer)}")
    if callable(answer):
        raise Misfit(f"{what} is a function. Call it, with parentheses and its inputs, and hand over what it returns.")
    try:
        number = float(answer)
    except (TypeError, ValueError, OverflowError):
        raise Misfit(f"{what} is {thing(answer)}. A number is asked for.") from None
    if math.isnan(number):
        raise Misfit(f"{what} is NaN, not a number. It comes from missing values or from 0/0: look at the step before.")
    if math.isinf(number):
        raise Misfit(f"{what} is infinite. It comes from a division by zero: look at the step before.")
    return number


def _mend(answer: Any) -> str:
    """How one number came to be a list or a tuple, where that can be seen."""
    if isinstance(answer, tuple) and len(answer) == 2 and all(type(part) is int for part in answer):
        return " If the comma is a decimal comma, write a decimal point."
    if isinstance(answer, (list, tuple, set)) and len(answer) == 1:
        return " Take off the comma at its end." if isinstance(answer, tuple) else " Take off the brackets."
    return ""


def _one_row(answer: Result, what: str) -> Any:
    try:
        return answer.value
    except ValueError:
        raise Misfit(f"{what} is a table with {len(answer.rows)} rows. Choose one, as in result[...].value.") from None


def as_names(answer: Any, what: str) -> list[str]:
    """A list of names out of a set, list, tuple, array or column."""
    filled(answer)
    if isinstance(answer, np.ndarray) and answer.ndim == 0:
        return as_names(answer.item(), what)
    if isinstance(answer, str):
        raise Misfit(f"Your answer is one text. Hand over {what}, with each name in its own quotes.")
    if not isinstance(answer, (set, frozenset, list, tuple, np.ndarray, pd.Series, pd.Index)):
        raise Misfit(f"Your answer is {thing(answer)}. Hand over {what}.")
    names = list(answer)
    if names and all(is_dots(name) for name in names):
        raise Misfit(NO_ANSWER, "missing")
    if any(is_dots(name) for name in names):
        raise Misfit("Some dots are left: fill in names in their place, or take them out if nothing is missing.", "missing")
    if not all(isinstance(name, str) for name in names):
        odd = next(name for name in names if not isinstance(name, str))
        raise Misfit(f"Your answer holds {thing(odd)}. Hand over {what}, all of them text.")
    return [name.strip() for name in names]


def as_mapping(answer: Any, names: Iterable[str]) -> dict[str, Any]:
    """A dict with exactly these names out of a dict, a Series or a Result."""
    filled(answer)
    if isinstance(answer, pd.Series):
        answer = {str(name): value for name, value in answer.items()}
    if isinstance(answer, Result):
        answer = {row.name: row.value for row in answer.rows}
    names = list(names)
    if not isinstance(answer, Mapping):
        form = ", ".join(f"{name!r}: ..." for name in names)
        raise Misfit(f"Your answer is {thing(answer)}. Keep the form of the cell: answer = {{{form}}}, a name, a colon, a value.")
    given = {str(name): value for name, value in answer.items()}
    unknown = [name for name in given if name not in names]
    if unknown:
        raise Misfit(f"{short(unknown[0])} was not asked for. The names are {names}.{meant(unknown[0], names)}", "invariant")
    missing = [name for name in names if name not in given]
    if missing:
        raise Misfit(f"{missing[0]!r} is missing ({len(missing)} of {len(names)} are). Keep every name of the cell as it was.", "invariant")
    empty = [name for name in names if is_dots(given[name])]
    if empty:
        raise Misfit(NO_ANSWER if len(empty) == len(names) else dots_left(empty), "missing")
    return {name: given[name] for name in names}


def known(value: Any, choices: Iterable[Any]) -> Any:
    """The choice that a value stands for, None for none; spaces around it and, where one choice alone fits, capitals do not count."""
    if isinstance(value, np.generic) or (isinstance(value, np.ndarray) and value.ndim == 0):
        value = value.item()
    if isinstance(value, str):
        alike = [choice for choice in choices if isinstance(choice, str) and choice.casefold() == value.strip().casefold()]
        return value.strip() if value.strip() in alike else alike[0] if len(alike) == 1 else None
    if not isinstance(value, Number):
        return None
    return next((choice for choice in choices if value == choice and isinstance(value, bool) == isinstance(choice, bool)), None)


def meant(value: Any, choices: Iterable[Any]) -> str:
    """`" Did you mean 'x'?"` for the choice most like a value, whatever its capitals; a number in quotes is told so."""
    choices = list(choices)
    if not isinstance(value, str):
        return ""
    if any(value.strip() == str(choice) for choice in choices if not isinstance(choice, str)):
        return " Leave out the quotes."
    folded = {str(choice).casefold(): choice for choice in choices}
    near = difflib.get_close_matches(value.strip().casefold(), folded, n=1, cutoff=0.6)
    return f" Did you mean {folded[near[0]]!r}?" if near else ""


def known_names(names: Sequence[str], choices: Sequence[str]) -> list[str]:
    """The names as the choices spell them; every one must be a choice."""
    for name in names:
        if known(name, choices) is None:
            raise Misfit(f"{short(name)} is not among the names to choose from: {list(choices)}.{meant(name, choices)}", "invariant")
    return [known(name, choices) for name in names]


def one_choice(name: str, value: Any, choices: Sequence[Any]) -> Any:
    """The choice that the value beside a name stands for."""
    choice = known(value, choices)
    if choice is None:
        shown = short(value) if isinstance(value, (str, int, float)) else thing(value)
        told = f"Choose from {list(choices)}.{meant(value, choices)}"
        raise Misfit(f"{name!r} has {shown}, which is not a choice. {told}", "invariant")
    return choice


def inside(number: float, low: float, high: float, what: str = "Your answer", *, whole: bool = False) -> None:
    """A number outside the range it can have at all; a count has no unit to check."""
    if not low <= number <= high:
        span = f"{low:g} or more" if math.isinf(high) else f"{high:g} or less" if math.isinf(low) else f"from {low:g} to {high:g}"
        advice = "" if whole else " Check the units and the sign."
        raise Misfit(f"{what} is {number:g}, which cannot be: it must be {span}.{advice}", "invariant")
