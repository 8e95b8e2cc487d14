"""Answers that are functions, forms, texts, or anything with stated properties: judged by what they do, never by their source."""

from __future__ import annotations

import contextlib
import copy
import inspect
import io
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from cxlab.course.kinds import Kind
from cxlab.course.reading import Misfit, as_mapping, as_number, filled, one_choice
from cxlab.course.values import STOPS, Stopped, agree, listed, plain, rounded, shape, short
from cxlab.course.wording import NO_ANSWER, counted, dots_left, is_dots, sort_of, speaks_of, thing

TRIES = 3  # fresh data sets a function is tried on
_LONGEST = 20_000  # letters of a text that are read
_DISTINCT = 0.35  # least share of different words; ordinary texts of 60 to 200 words have 0.5 to 0.75


@dataclass(frozen=True)
class Function(Kind):
    """A function, tried on fresh seeded data beside ours.

    Parameters
    ----------
    cases : cases(rng) -> list of argument tuples; fresh ones at each try.
    tolerance : absolute, for numbers in what it returns.
    properties : words -> holds(returned, *arguments), true of every right function whatever its values.
    """

    cases: Callable[[np.random.Generator], Sequence[tuple[Any, ...]]]
    tolerance: float = 1e-9
    properties: Mapping[str, Callable[..., bool]] = field(default_factory=dict)

    def read(self, answer: Any) -> Any:
        """A function."""
        filled(answer)
        if isinstance(answer, type) or not callable(answer):
            raise Misfit(f"Your answer is {thing(answer)}. Hand over the function itself: its name, without parentheses.")
        return answer

    def same(self, given: Any, wanted: Any, seed: Sequence[int]) -> bool:
        """The same values on every fresh case."""
        return self._first_miss(given, wanted, seed) is None

    def wrong(self, given: Any, wanted: Any, seed: Sequence[int]) -> str:
        """Stopped, returned nothing, another kind of thing, broke a property, or another value: with the case it happened on."""
        arguments = self._first_miss(given, wanted, seed)
        return "It behaves as asked." if arguments is None else self._told(given, wanted, arguments)

    def kept(self, given: Any, seed: Sequence[int]) -> Any:
        """What the function returns on cases that depend on the student only: code is never kept."""
        return {"returned": [plain(_called(given, arguments)) for arguments in self._drawn(seed)]}

    def recalled(self, kept: Any) -> Any:
        """The list of returned values."""
        if not isinstance(kept, Mapping) or not isinstance(kept.get("returned"), list):
            raise Misfit("what the function returned was not recorded")
        return kept["returned"]

    def right(self, kept: Any, wanted: Any, seed: Sequence[int]) -> bool:
        """Whether the recorded values are those of our function on the same cases."""
        returned = self.recalled(kept)
        expected = [plain(_called(wanted, arguments)) for arguments in self._drawn(seed)]
        return len(returned) == len(expected) and all(agree(a, b, self.tolerance + 1e-9) for a, b in zip(returned, expected, strict=True))

    def _drawn(self, seed: Sequence[int]) -> list[tuple[Any, ...]]:
        return [tuple(arguments) for arguments in self.cases(np.random.default_rng([*seed, 0]))]

    def _fresh(self, seed: Sequence[int]) -> list[tuple[Any, ...]]:
        return [tuple(case) for number in range(TRIES) for case in self.cases(np.random.default_rng([*seed, number]))]

    def _first_miss(self, given: Any, wanted: Any, seed: Sequence[int]) -> tuple[Any, ...] | None:
        for arguments in self._fresh(seed):
            if not agree(_called(given, arguments), _called(wanted, arguments), self.tolerance):
                return arguments
        return None

    def _told(self, given: Any, wanted: Any, arguments: tuple[Any, ...]) -> str:
        returned = _called(given, arguments)
        tried = f"Tried with {_call(given, arguments)}: "
        if isinstance(returned, Stopped):
            dots = " Replace the three dots." if "ellipsis" in returned.words else ""
            return f"{tried}your function stopped with {returned.words}.{dots}"
        if returned is None:
            return f"{tried}your function returned nothing. Replace the three dots if they are still there, and end with a return."
        if returned is ... or _unfilled(returned):
            return f"{tried}your function returned three dots. Replace them in the function with your own answer."
        if isinstance(returned, float) and not math.isfinite(returned):
            return f"{tried}your function returned {returned}, which is no number. Look for a division by zero."
        if shape(returned) != shape(_called(wanted, arguments)):
            return f"{tried}your function returned {thing(returned)}, which is not the kind of thing asked for."
        for words, holds in self.properties.items():
            if not _holds(holds, (returned, *arguments)):
                return f"{tried}this must hold and does not: {words}."
        advice = " Do not round inside the function." if rounded(returned, _called(wanted, arguments)) else ""
        return f"{tried}your function returned {short(returned)}, which is not right.{advice}"


@dataclass(frozen=True)
class Holds(Kind):
    """Any answer of a type with the stated properties: for tasks with several right answers."""

    properties: Mapping[str, Callable[[Any], bool]]
    type: type | tuple[type, ...] = list

    def read(self, answer: Any) -> Any:
        """An answer of the type, in the plain values that the record keeps."""
        filled(answer)
        if self.type is list or isinstance(answer, Mapping):
            answer = listed(answer)
        if not isinstance(answer, self.type):
            names = " or ".join(sort_of(t) for t in (self.type if isinstance(self.type, tuple) else (self.type,)))
            raise Misfit(f"Your answer is {thing(answer)}. What is asked for is {names}.")
        values = dict(answer) if isinstance(answer, Mapping) else {}
        empty = [name for name, value in values.items() if is_dots(value)]
        if empty:
            raise Misfit(NO_ANSWER if len(empty) == len(values) else dots_left(empty), "missing")
        if _unfilled(answer):
            raise Misfit("There are three dots left in your answer. Put something in their place.", "missing")
        return answer if callable(answer) else plain(answer)

    def same(self, given: Any, wanted: Any, seed: Sequence[int]) -> bool:
        """Every property holds; the solution is one answer of many."""
        return self.broken(given) is None

    def alike(self, given: Any, mistake: Any, seed: Sequence[int]) -> bool:
        """The very answer of the mistake; many others may be as wrong."""
        return agree(given, mistake, 1e-9)

    def wrong(self, given: Any, wanted: Any, seed: Sequence[int]) -> str:
        """A name of the solution that is missing (the stub gives them all), or the first property that does not hold."""
        missing = [name for name in wanted if name not in given] if isinstance(wanted, Mapping) else []
        if missing:
            return f"{missing[0]!r} is missing. Keep every name of the cell as it was."
        return f"This must hold and does not: {self.broken(given)}."

    def kept(self, given: Any, seed: Sequence[int]) -> Any:
        """The answer in plain values."""
        return plain(given)

    def broken(self, given: Any) -> str | None:
        """Words of the first property that does not hold."""
        return next((words for words, holds in self.properties.items() if not _holds(holds, (given,))), None)


@dataclass(frozen=True)
class Form(Kind):
    """A form: every field filled in and of its type.

    Parameters
    ----------
    fields : name -> str (some words), float (a number), (low, high) (a number in the range) or a tuple of words (one of these).
    rules : words -> holds(form), for what must hold between fields.
    """

    fields: Mapping[str, Any]
    rules: Mapping[str, Callable[[dict[str, Any]], bool]] = field(default_factory=dict)

    def read(self, answer: Any) -> dict[str, Any]:
        """A dict with every field, each of its type."""
        given = as_mapping(answer, self.fields)
        return {name: self._field(name, value) for name, value in given.items()}

    def _field(self, name: str, value: Any) -> Any:
        wanted = self.fields[name]
        if wanted is str:
            if not isinstance(value, str) or len(value.strip()) < 3:
                raise Misfit(f"{name!r} needs some words, in quotes.", "invariant")
            return value.strip()
        if wanted is float:
            return as_number(value, f"{name!r}")
        if all(isinstance(end, (int, float)) for end in wanted):
            number = as_number(value, f"{name!r}")
            if not wanted[0] <= number <= wanted[1]:
                raise Misfit(f"{name!r} is {number:g}. It must lie from {wanted[0]:g} to {wanted[1]:g}.", "invariant")
            return number
        return one_choice(name, value, wanted)

    def same(self, given: Any, wanted: Any, seed: Sequence[int]) -> bool:
        """Every rule holds."""
        return all(_holds(holds, (given,)) for holds in self.rules.values())

    def alike(self, given: Any, mistake: Any, seed: Sequence[int]) -> bool:
        """The very answer of the mistake; many others may be as wrong."""
        return agree(given, mistake, 1e-9)

    def wrong(self, given: Any, wanted: Any, seed: Sequence[int]) -> str:
        """The first rule that does not hold."""
        broken = next(words for words, holds in self.rules.items() if not _holds(holds, (given,)))
        return f"The fields do not fit together yet: {broken}."


@dataclass(frozen=True)
class Text(Kind):
    """A short text for people to read; only its form is checked here.

    Parameters
    ----------
    words : fewest and most words.
    mention : what it must speak of: a word, or several of which one will do.
    avoid : words it must do without, for example symbols a manager does not know.
    """

    words: tuple[int, int]
    mention: tuple[str | tuple[str, ...], ...] = ()
    avoid: tuple[str, ...] = ()

    def read(self, answer: Any) -> str:
        """Some text of about the right length."""
        filled(answer)
        if not isinstance(answer, str):
            raise Misfit(f"Your answer is {thing(answer)}. Write your text between three quotes on each side.")
        text = answer.strip()[:_LONGEST]
        count = len(text.split())
        if text in ("", "..."):
            raise Misfit(NO_ANSWER, "missing")
        if not self.words[0] <= count <= self.words[1]:
            raise Misfit(f"Your text has {counted(count, 'word', 'words')}. Write {self.words[0]} to {self.words[1]}.", "invariant")
        if len(set(text.lower().split())) < _DISTINCT * count:
            raise Misfit("Your text repeats the same few words. Write sentences that your reader can follow.", "invariant")
        return text

    def same(self, given: str, wanted: str, seed: Sequence[int]) -> bool:
        """It speaks of what it must, in words its reader knows."""
        return self._lack(given) is None and self._jargon(given) is None

    def praise(self, given: str) -> str:
        """The form only: what a text says is not judged here."""
        topics = " and every topic is named" if self.mention else ""
        return f"The form is right: {counted(len(given.split()), 'word', 'words')}{topics}. What the text says is read by a person."

    def alike(self, given: Any, mistake: Any, seed: Sequence[int]) -> bool:
        """The very answer of the mistake; many others may be as wrong."""
        return agree(given, mistake, 1e-9)

    def wrong(self, given: str, wanted: str, seed: Sequence[int]) -> str:
        """What it does not speak of yet, or what its reader would not understand."""
        lack = self._lack(given)
        if lack:
            return f"Your text does not speak of {lack} yet."
        return f"Your reader does not know {self._jargon(given)!r}. Say it in everyday words."

    def _lack(self, text: str) -> str | None:
        for entry in self.mention:
            ways = (entry,) if isinstance(entry, str) else entry
            if not any(speaks_of(text, way) for way in ways):
                return " or ".join(repr(way) for way in ways)
        return None

    def _jargon(self, text: str) -> str | None:
        return next((word for word in self.avoid if speaks_of(text, word)), None)


def _called(function: Any, arguments: tuple[Any, ...]) -> Any:
    """What the function returns on its own copy of the arguments, or that it stopped; what it prints is not shown."""
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            return function(*(a.item() if isinstance(a, np.generic) else copy.deepcopy(a) for a in arguments))
    except STOPS as error:
        return Stopped(f"{type(error).__name__}: {str(error)[:200]}".rstrip(": "))


def _call(function: Any, arguments: tuple[Any, ...]) -> str:
    """The call as the student would write it, with the names of the arguments where they can be known."""
    name = getattr(function, "__name__", "")
    values = [short(a) for a in arguments]
    try:
        bound = inspect.signature(function).bind(*arguments)
    except (TypeError, ValueError):
        bound = None
    if bound is not None and not bound.kwargs and len(bound.arguments) == len(values) and not _gathers(function):
        values = [f"{argument}={value}" for argument, value in zip(bound.arguments, values, strict=True)]
    return f"{name if name.isidentifier() else ''}({', '.join(values)})"


def _gathers(function: Any) -> bool:
    return any(p.kind is p.VAR_POSITIONAL for p in inspect.signature(function).parameters.values())


def _holds(holds: Callable[..., bool], values: tuple[Any, ...]) -> bool:
    try:
        with contextlib.redirect_stdout(io.StringIO()):  # the answer may be a function that the property calls
            return bool(holds(*values))
    except STOPS:
        return False


def _unfilled(answer: Any) -> bool:
    entries = list(answer.values()) if isinstance(answer, Mapping) else list(answer) if isinstance(answer, (list, tuple, set)) else []
    return any(entry is ... or (isinstance(entry, (list, tuple, dict)) and _unfilled(entry)) for entry in entries)
