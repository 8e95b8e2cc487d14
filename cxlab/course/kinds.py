"""Answers that are numbers, names, orders or matchings: how each is read, checked, compared and kept.

A kind goes in the order type -> invariants -> value. Every message says what kind of thing is wrong and what to do,
and none holds the answer.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from cxlab._validate import nearest
from cxlab.course.wording import NO_ANSWER, close, counted, direction, dots_left, is_dots, thing
from cxlab.results import Result


class Misfit(Exception):
    """An answer that is not of the kind asked for; `stage` is "type" or "invariant"."""

    def __init__(self, words: str, stage: str = "type"):
        super().__init__(words)
        self.stage = stage


class Kind:
    """What sort of answer an exercise wants."""

    def read(self, answer: Any) -> Any:
        """The answer in one shape; a Misfit where it is of another type or breaks an invariant."""
        raise NotImplementedError

    def same(self, given: Any, wanted: Any, seed: Sequence[int]) -> bool:
        """Whether two answers, as read, are the same; `seed` is for kinds that try them on fresh data."""
        raise NotImplementedError

    def alike(self, given: Any, mistake: Any, seed: Sequence[int]) -> bool:
        """Whether an answer makes the same mistake as `mistake`, both as read."""
        return self.same(given, mistake, seed)

    def wrong(self, given: Any, wanted: Any, seed: Sequence[int]) -> str:
        """What kind of thing is wrong with a readable answer, without the answer."""
        raise NotImplementedError

    def praise(self, given: Any) -> str:
        """What to say to a right answer."""
        return "Right."

    def kept(self, given: Any, seed: Sequence[int]) -> Any:
        """The answer as JSON, for the record and for grading."""
        return given

    def recalled(self, kept: Any) -> Any:
        """The answer as read, from its JSON; a Misfit where it is malformed. Nothing in it is executed."""
        return self.read(kept)

    def right(self, kept: Any, wanted: Any, seed: Sequence[int]) -> bool:
        """Whether an answer from a record is right."""
        return self.same(self.recalled(kept), self.read(wanted), seed)


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
    if isinstance(answer, (np.ndarray, pd.Series, pd.DataFrame, list, tuple, set, dict)):
        size = int(np.size(answer)) if isinstance(answer, (np.ndarray, pd.Series, pd.DataFrame)) else len(answer)
        if not isinstance(answer, (np.ndarray, pd.Series)) or size != 1:
            raise Misfit(f"{what} is {thing(answer)} with {counted(size, 'entry', 'entries')}. One number is asked for.")
        answer = np.asarray(answer).ravel()[0]
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


def _one_row(answer: Result, what: str) -> Any:
    try:
        return answer.value
    except ValueError:
        raise Misfit(f"{what} is a table with {len(answer.rows)} rows. Choose one, as in result[...].value.") from None


def as_names(answer: Any, what: str) -> list[str]:
    """A list of names out of a set, list, tuple, array or column."""
    filled(answer)
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
        raise Misfit(f"Your answer is {thing(answer)}. Hand over a dict with a value for each of {names}.")
    given = {str(name): value for name, value in answer.items()}
    unknown = [name for name in given if name not in names]
    if unknown:
        raise Misfit(f"{unknown[0]!r} was not asked for. The names are {names}.{nearest(unknown[0], names)}", "invariant")
    missing = [name for name in names if name not in given]
    if missing:
        raise Misfit(f"{missing[0]!r} is missing ({len(missing)} of {len(names)} are). Keep every name of the stub.", "invariant")
    empty = [name for name in names if is_dots(given[name])]
    if empty:
        raise Misfit(NO_ANSWER if len(empty) == len(names) else dots_left(empty), "missing")
    return {name: given[name] for name in names}


def known_names(names: Sequence[str], choices: Sequence[str]) -> None:
    """Every name must be one of the choices."""
    for name in names:
        if name not in choices:
            raise Misfit(f"{name!r} is not among the names to choose from: {list(choices)}.{nearest(name, choices)}", "invariant")


def inside(number: float, low: float, high: float, what: str = "Your answer", *, whole: bool = False) -> None:
    """A number outside the range it can have at all; a count has no unit to check."""
    if not low <= number <= high:
        span = f"{low:g} or more" if math.isinf(high) else f"{high:g} or less" if math.isinf(low) else f"from {low:g} to {high:g}"
        advice = "" if whole else " Check the units and the sign."
        raise Misfit(f"{what} is {number:g}, which cannot be: it must be {span}.{advice}", "invariant")


@dataclass(frozen=True)
class Number(Kind):
    """One number, right within an absolute tolerance; `low` and `high` are what it could be at all."""

    tolerance: float
    low: float = -math.inf
    high: float = math.inf
    whole: bool = False

    def read(self, answer: Any) -> float:
        """A finite number in the range."""
        number = as_number(answer)
        inside(number, self.low, self.high, whole=self.whole)
        if self.whole and number != round(number):
            raise Misfit(f"Your answer is {number:g}. A whole number is asked for.", "invariant")
        return number

    def same(self, given: float, wanted: float, seed: Sequence[int]) -> bool:
        """Within the tolerance."""
        return close(given, wanted, self.tolerance)

    def wrong(self, given: float, wanted: float, seed: Sequence[int]) -> str:
        """Sign, size or neither."""
        return f"A number of the right kind, but not the one asked for. {direction(given, wanted)}"


@dataclass(frozen=True)
class Numbers(Kind):
    """Several numbers by name; `tolerance` is one for all, or one by name."""

    names: tuple[str, ...]
    tolerance: float | Mapping[str, float]
    low: float = -math.inf
    high: float = math.inf

    def read(self, answer: Any) -> dict[str, float]:
        """A finite number in the range for every name."""
        given = as_mapping(answer, self.names)
        numbers = {name: as_number(value, f"{name!r}") for name, value in given.items()}
        for name, number in numbers.items():
            inside(number, self.low, self.high, f"{name!r}")
        return numbers

    def same(self, given: Mapping[str, float], wanted: Mapping[str, float], seed: Sequence[int]) -> bool:
        """Every number within its tolerance."""
        return not self._off(given, wanted)

    def wrong(self, given: Mapping[str, float], wanted: Mapping[str, float], seed: Sequence[int]) -> str:
        """Which are off, and how, for the first of them."""
        off = self._off(given, wanted)
        first = off[0]
        right = len(self.names) - len(off)
        return f"{right} of {len(self.names)} numbers are right; {first!r} is not yet. {direction(given[first], wanted[first])}"

    def _off(self, given: Mapping[str, float], wanted: Mapping[str, float]) -> list[str]:
        return [name for name in self.names if not close(given[name], wanted[name], self._tolerance(name))]

    def _tolerance(self, name: str) -> float:
        return self.tolerance[name] if isinstance(self.tolerance, Mapping) else self.tolerance


@dataclass(frozen=True)
class Words(Kind):
    """A set of names out of `choices`; those in `optional` are accepted with or without."""

    choices: tuple[str, ...]
    optional: tuple[str, ...] = ()

    def read(self, answer: Any) -> list[str]:
        """Known names, each once."""
        names = as_names(answer, "a set of names, as in {'one', 'two'}")
        known_names(names, self.choices)
        return sorted(set(names))

    def same(self, given: Sequence[str], wanted: Sequence[str], seed: Sequence[int]) -> bool:
        """The same set, but for the optional ones."""
        return set(given) - set(self.optional) == set(wanted) - set(self.optional)

    def wrong(self, given: Sequence[str], wanted: Sequence[str], seed: Sequence[int]) -> str:
        """None, too many, too few, or both."""
        if not given:
            return "The set is empty. Put in the names that belong."
        extra = set(given) - set(wanted) - set(self.optional)
        short = set(wanted) - set(given) - set(self.optional)
        if extra and short:
            return "Some names that belong are missing, and some that do not belong are in. Go through the choices one by one."
        if short:
            return "All of yours belong, but the set is not complete."
        return "Everything that belongs is in, but not all of yours do. Ask of each one: would I bet on it?"


@dataclass(frozen=True)
class Order(Kind):
    """All of `items`, in the right order."""

    items: tuple[str, ...]

    def read(self, answer: Any) -> list[str]:
        """Every item once, as a list."""
        if isinstance(answer, (set, frozenset)):
            raise Misfit("Your answer is a set, and sets have no order. Use a list, with square brackets.")
        names = as_names(answer, "a list of names, as in ['first', 'second']")
        known_names(names, self.items)
        if sorted(names) != sorted(self.items):
            twice = next((name for name in names if names.count(name) > 1), None)
            said = f"{twice!r} stands twice" if twice else f"there are {len(names)} names, and {len(self.items)} to put in order"
            raise Misfit(f"Use every name once: {said}.", "invariant")
        return names

    def same(self, given: Sequence[str], wanted: Sequence[str], seed: Sequence[int]) -> bool:
        """The same order."""
        return list(given) == list(wanted)

    def wrong(self, given: Sequence[str], wanted: Sequence[str], seed: Sequence[int]) -> str:
        """Backwards, or how many stand where they should."""
        if list(given) == list(reversed(wanted)):
            return "The order is exactly backwards."
        right = sum(a == b for a, b in zip(given, wanted, strict=True))
        return f"Not in order yet: {right} of {len(self.items)} stand in their place."


@dataclass(frozen=True)
class Matching(Kind):
    """Each of `items` with one of `choices`."""

    items: tuple[str, ...]
    choices: tuple[Any, ...]

    def read(self, answer: Any) -> dict[str, Any]:
        """A known choice for every item."""
        given = as_mapping(answer, self.items)
        return {item: self._choice(item, value) for item, value in given.items()}

    def _choice(self, item: str, value: Any) -> Any:
        value = value.strip() if isinstance(value, str) else value.item() if isinstance(value, np.generic) else value
        for choice in self.choices:
            if value == choice and isinstance(value, bool) == isinstance(choice, bool):
                return choice
        shown = repr(value) if isinstance(value, (str, int, float)) else thing(value)
        told = f"Choose from {list(self.choices)}.{nearest(value, self.choices)}"
        raise Misfit(f"{item!r} has {shown}, which is not a choice. {told}", "invariant")

    def same(self, given: Mapping[str, Any], wanted: Mapping[str, Any], seed: Sequence[int]) -> bool:
        """Every item matched right."""
        return given == wanted

    def wrong(self, given: Mapping[str, Any], wanted: Mapping[str, Any], seed: Sequence[int]) -> str:
        """How many are right."""
        right = sum(given[item] == wanted[item] for item in self.items)
        return f"{right} of {len(self.items)} are matched right. Look again at those you were least sure of."
