"""What students type: check and hint."""

from __future__ import annotations

import html
import re
import sys
from dataclasses import dataclass
from typing import Any

from cxlab.course import opening, shelf
from cxlab.course.judging import judge
from cxlab.course.questions import Exercise
from cxlab.course.tallies import tally

UNKEPT = 'Nothing is kept yet: run the first cell, cx.begin("{unit}"), and check again.'

CRASHED = (
    "Not yet. The cell before this one stopped with an error, so the answer may still be an older one; nothing was checked. "
    "Read the last line of the red message. If the mistake was in the cell of your answer, mend it and run it first; then run this check again."
)


@dataclass(frozen=True)
class Said:
    """Some words to the student; in a notebook with a coloured edge.

    Parameters
    ----------
    words : what to read.
    tone : "right", "not yet" or "hint".
    """

    words: str
    tone: str

    def __repr__(self) -> str:
        return self.words

    def _repr_html_(self) -> str:
        colour = {"right": "#0072B2", "not yet": "#E69F00"}.get(self.tone, "#595959")
        lines = "<br>".join(html.escape(line) for line in self.words.splitlines())
        return f'<div role="status" style="border-left:4px solid {colour};padding:.2em .8em;line-height:1.4">{lines}</div>'


@dataclass(frozen=True, repr=False)
class Outcome(Said):
    """What came of a check. True when the answer is right.

    Parameters
    ----------
    exercise : its id.
    stage : "right", "missing", "type", "invariant" or "value".
    """

    exercise: str = ""
    stage: str = ""

    @property
    def passed(self) -> bool:
        """Whether the answer is right."""
        return self.stage == "right"

    def __bool__(self) -> bool:
        return self.passed


def check(exercise: str, answer: Any) -> Outcome:
    """Check an answer: it says what kind of thing is wrong, and keeps the answer.

    Parameters
    ----------
    exercise : its id, for example "nb05.e1".
    answer : your answer: an object, never source text.

    Returns
    -------
    Outcome
        Words to read; `if cx.check(...):` works too.

    Raises
    ------
    ValueError
        When there is no such exercise.

    Examples
    --------
    >>> check("nb05.e1", {"S(8,7)": 4.0, "S(6,7)": 4.0}).passed
    False
    >>> check("nb5.e1", 4.4)  # doctest: +IGNORE_EXCEPTION_DETAIL
    Traceback (most recent call last):
    ...
    ValueError: exercise='nb5.e1' is not known. Did you mean 'nb05.e1'?
    """
    asked = _known(exercise)
    if _crashed():
        return Outcome(CRASHED, "not yet", exercise=exercise, stage="missing")
    unit = opening.opened(shelf.unit_of(exercise, "exercise"))
    verdict = judge(asked, answer, unit.own if asked.own else None, unit.seed)
    lines = [verdict.words if verdict.right else f"Not yet. {verdict.words}"]
    if opening.begun():
        problem = opening.store().change(lambda record: _keep(record, exercise, verdict))
        record = opening.store().record()
        if not verdict.right and _passed(record, exercise):
            lines.append("You passed this one before, and that answer is kept.")
        lines.append(problem or tally(unit.unit, record))
    else:
        lines.append(UNKEPT.format(unit=unit.unit))
    return Outcome("\n".join(lines), "right" if verdict.right else "not yet", exercise=exercise, stage=verdict.stage)


def _crashed() -> bool:
    """Whether the notebook's last cell stopped with an error: the name `answer` then still holds what it held before."""
    shell = getattr(sys.modules.get("IPython"), "get_ipython", lambda: None)()
    return shell is not None and getattr(shell, "last_execution_succeeded", True) is False


def _passed(record: dict[str, Any], exercise: str) -> bool:
    entry = record["answers"].get(exercise)
    return isinstance(entry, dict) and entry.get("passed") is True


def hint(exercise: str) -> Said:
    """The next hint: three steps, each a step further; after the third, the third again, said to be the last.

    Parameters
    ----------
    exercise : its id, for example "nb05.e1".

    Raises
    ------
    ValueError
        When there is no such exercise.

    Examples
    --------
    >>> hint("nb05.e1").words[:4]
    'Hint'
    >>> hint("nb05")  # doctest: +IGNORE_EXCEPTION_DETAIL
    Traceback (most recent call last):
    ...
    ValueError: exercise='nb05' is not an id.
    """
    hints = _known(exercise).hints
    given = _given(exercise)
    number = min(given + 1, len(hints))
    _HINTS[_whose(), exercise] = number
    problem = opening.store().change(lambda record: record["hints"].update({exercise: number})) if opening.begun() else ""
    last = " This was the last hint." if given >= len(hints) else ""
    said = f"Hint {number} of {len(hints)}. {hints[number - 1]}{last}"
    return Said(f"{said}\n{problem}" if problem else said, "hint")


_HINTS: dict[tuple[str | None, str], int] = {}  # of this session, by student: it goes on where nothing can be kept


def _whose() -> str | None:
    return opening.store().student if opening.begun() else None


_LOOSE = re.compile(r"(?:(?:nb)?(\d{1,2})(?:\W+e?|e))?e?(\d{1,2})")  # nb5.e1, 05.1, e1


def _known(exercise: str) -> Exercise:
    """The exercise with this id; where there is none, the one that seems to be meant is named."""
    try:
        return shelf.exercise(exercise)
    except ValueError:
        meant = _meant(exercise)
        if meant is None:
            raise
    raise ValueError(f"exercise={exercise!r} is not known. Did you mean {meant!r}?")


def _meant(exercise: str) -> str | None:
    """An id written in capitals, without a zero, or without its unit."""
    match = _LOOSE.fullmatch(exercise.strip().lower())
    if match is None:
        return None
    unit = f"nb{int(match[1]):02d}" if match[1] else opening.latest()
    if unit not in shelf.key_files():
        return None
    name = f"{unit}.e{int(match[2])}"
    return name if name in shelf.key(unit).exercises else None


def _given(exercise: str) -> int:
    """How many hints were given so far."""
    kept = opening.store().record()["hints"].get(exercise) if opening.begun() else 0
    return max(_count(kept), _HINTS.get((_whose(), exercise), 0))


def _keep(record: dict[str, Any], exercise: str, verdict: Any) -> None:
    """Put a verdict into a record; a later wrong answer does not take a pass away."""
    before = record["answers"].get(exercise)
    before = before if isinstance(before, dict) else {}
    entry = {"tries": _count(before.get("tries")) + 1, "passed": verdict.right or before.get("passed") is True}
    mistakes = dict(before["mistakes"]) if isinstance(before.get("mistakes"), dict) else {}
    if verdict.mistake:
        mistakes[str(verdict.mistake)] = _count(mistakes.get(str(verdict.mistake))) + 1
    if verdict.right or (before.get("passed") is not True and verdict.kept is not None):
        entry["answer"] = verdict.kept
    elif "answer" in before:
        entry["answer"] = before["answer"]
    record["answers"][exercise] = entry | ({"mistakes": mistakes} if mistakes else {})


def _count(value: Any) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else 0
