"""Answers that are numbers, names, orders or matchings: how each is read, checked, compared and kept.

A kind goes in the order type -> invariants -> value. Every message says what kind of thing is wrong and what to do,
and none holds the answer.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cxlab.course.reading import Misfit, as_mapping, as_names, as_number, inside, known_names, one_choice
from cxlab.course.wording import close, direction

__all__ = ["Kind", "Matching", "Misfit", "Number", "Numbers", "Order", "Words"]


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
        names = known_names(as_names(answer, "a set of names, as in {'one', 'two'}"), self.choices)
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
        names = known_names(as_names(answer, "a list of names, as in ['first', 'second']"), self.items)
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
        return {item: one_choice(item, value, self.choices) for item, value in given.items()}

    def same(self, given: Mapping[str, Any], wanted: Mapping[str, Any], seed: Sequence[int]) -> bool:
        """Every item matched right."""
        return given == wanted

    def wrong(self, given: Mapping[str, Any], wanted: Mapping[str, Any], seed: Sequence[int]) -> str:
        """How many are right."""
        right = sum(given[item] == wanted[item] for item in self.items)
        return f"{right} of {len(self.items)} are matched right. Look again at those you were least sure of."
