"""What a unit's key declares: exercises with their usual mistakes, quizzes, guesses, numbers quoted in the text."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from cxlab.course.behaviour import Form, Function, Holds, Text
from cxlab.course.kinds import Kind, Matching, Number, Numbers, Order, Words

__all__ = [
    "Exercise",
    "Form",
    "Function",
    "Guess",
    "Holds",
    "Matching",
    "Mistake",
    "Number",
    "Numbers",
    "Order",
    "Quiz",
    "Quote",
    "Text",
    "Words",
]

_ID = re.compile(r"nb\d\d\.[a-z]\d{1,2}")


@dataclass(frozen=True)
class Mistake:
    """A wrong answer as students give it, and what to tell them.

    Parameters
    ----------
    answer : the wrong answer, of the type of the solution; in exercises on own data a function of the data.
    message : what went wrong, in a sentence that does not hold the answer.
    when : where many answers make the same mistake: whether this one does. Left out, an answer makes the mistake when it equals `answer`.
    """

    answer: Any
    message: str
    when: Callable[[Any], bool] | None = None


@dataclass(frozen=True)
class Exercise:
    """One exercise.

    Parameters
    ----------
    id : unit and number, as in "nb05.e1".
    title : a few words.
    prompt : the task, in markdown.
    stub : code of the answer cell, with ... for what is to be filled in; it leaves the answer in `answer`.
    kind : what sort of answer it is, and how it is compared.
    solution : the right answer; with own=True a function of the student's own data.
    hints : three, each a step further, none the answer.
    mistakes : the usual wrong answers.
    own : whether it is about the student's own data.

    Raises
    ------
    ValueError
        When the id is none, the hints are not three, or the stub leaves no answer.
    """

    id: str
    title: str
    prompt: str
    stub: str
    kind: Kind
    solution: Any
    hints: tuple[str, str, str]
    mistakes: tuple[Mistake, ...] = ()
    own: bool = False

    def __post_init__(self) -> None:
        _check_id(self.id)
        if len(self.hints) != 3:
            raise ValueError(f"{self.id} has {len(self.hints)} hints. Give three, each a step further.")
        if not re.search(r"^answer = ", self.stub, re.MULTILINE):
            raise ValueError(f"{self.id}: the stub leaves no answer. Add a line that begins with 'answer = '.")

    def solved(self, own: Any) -> Any:
        """The right answer, for the student's own data where the exercise is about them."""
        return self.solution(own) if self.own else self.solution

    def mistaken(self, mistake: Mistake, own: Any) -> Any:
        """The wrong answer of a mistake, for the student's own data where the exercise is about them."""
        return mistake.answer(own) if self.own else mistake.answer


@dataclass(frozen=True)
class Quiz:
    """One question with options, one of them right.

    Parameters
    ----------
    id : unit, letter and number: r for retrieval, q for a quick check, x for the way out.
    question : one sentence.
    options : two to five.
    answer : the right option.
    why : shown with the right answer.
    not_yet : option -> what to tell those who chose it.
    """

    id: str
    question: str
    options: tuple[str, ...]
    answer: str
    why: str = ""
    not_yet: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        _check_options(self.id, self.options)
        if self.answer not in self.options:
            raise ValueError(f"{self.id}: the answer {self.answer!r} is none of the options {list(self.options)}.")
        unknown = [option for option in self.not_yet if option not in self.options or option == self.answer]
        if unknown:
            raise ValueError(f"{self.id}: not_yet names {unknown}. Name wrong options only.")


@dataclass(frozen=True)
class Guess:
    """A question asked before something is shown; no option is marked right.

    Parameters
    ----------
    id : unit, g and number, as in "nb05.g1".
    question : one sentence.
    options : two to five.
    after : where to look once the guess is made.
    """

    id: str
    question: str
    options: tuple[str, ...]
    after: str = ""

    def __post_init__(self) -> None:
        _check_options(self.id, self.options)


@dataclass(frozen=True)
class Quote:
    """A number in a unit's text that stands in no output.

    Parameters
    ----------
    number : as it is written in the text.
    source : where it is from, for a number out of a publication.
    computed : a function that gives it, for a number of ours.

    Raises
    ------
    ValueError
        When neither or both of source and computed are given.
    """

    number: str
    source: str = ""
    computed: Callable[[], float] | None = None

    def __post_init__(self) -> None:
        if bool(self.source) == (self.computed is not None):
            raise ValueError(f"Quote {self.number!r}: give either its source or a function that computes it.")


def _check_id(item: str) -> None:
    if not _ID.fullmatch(item):
        raise ValueError(f"{item!r} is not an id. Write the unit, a dot, a letter and a number, as in 'nb05.e1'.")


def _check_options(item: str, options: tuple[str, ...]) -> None:
    _check_id(item)
    if not 2 <= len(options) <= 6 or len(set(options)) < len(options):
        raise ValueError(f"{item} has the options {list(options)}. Give two to six different ones.")
