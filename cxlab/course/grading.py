"""Marks for a folder of answer files: each student's expected answers are computed again, and compared. Answers, never code."""

from __future__ import annotations

import functools
import itertools
import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd

from cxlab.course import shelf
from cxlab.course.behaviour import Function, Text
from cxlab.course.classkey import ClassKey
from cxlab.course.inbox import brief, files_in
from cxlab.course.judging import case_seed, named_mistake
from cxlab.course.kinds import Misfit
from cxlab.course.questions import Exercise
from cxlab.course.store import seed_for
from cxlab.course.submission import Submission, Unreadable, load
from cxlab.course.writing import printable

TO_READ = "to read"
_CHANCES, _MANY = 100, 5  # students that do not exist, to see how often an answer fits by chance
_RARE = 0.05
UNUSUAL = "not right, no usual mistake"
STATES = ("right", "a usual mistake", "another answer", "no answer")


@dataclass(frozen=True)
class Marked:
    """One student's marks.

    Parameters
    ----------
    student, file : whose, and where from.
    marks : exercise -> marks, or "to read" for texts, which people mark.
    states : exercise -> one of STATES.
    mistakes : exercise -> numbers of the usual mistakes made.
    texts : exercise -> text to read.
    notes : what is odd or does not fit together.
    """

    student: str
    file: str
    marks: Mapping[str, float | str]
    states: Mapping[str, str]
    mistakes: Mapping[str, set[int]]
    texts: Mapping[str, str]
    notes: tuple[str, ...]


@dataclass(frozen=True)
class Graded:
    """A graded class.

    Parameters
    ----------
    marked : one entry for each student.
    problems : files that could not be marked, in words.
    key : what counted.
    """

    marked: tuple[Marked, ...]
    problems: tuple[str, ...]
    key: ClassKey

    def compared(self) -> list[str]:
        """Exercises marked by comparing answers; the others are for people to read."""
        return [item for item in self.key.marks if not isinstance(shelf.exercise(item).kind, Text)]

    def marks(self) -> pd.DataFrame:
        """One row for each student: marks by exercise, total, what it is out of, notes."""
        auto = self.compared()
        rows = []
        for one in self.marked:
            total = sum(float(one.marks[item]) for item in auto)
            rows.append({"student": one.student, "file": one.file, **one.marks, "total": total, "notes": "; ".join(one.notes)})
        table = pd.DataFrame(rows, columns=["student", "file", *self.key.marks, "total", "notes"])
        notes = table.pop("notes")
        return table.assign(out_of=sum(self.key.marks[item] for item in auto), notes=notes)

    def mistakes(self) -> pd.DataFrame:
        """How many students made each usual mistake, commonest first by exercise; then how many erred in no usual way."""
        rows, auto = [], self.compared()
        for item in self.key.marks:
            made = {
                mistake.message: sum(number in one.mistakes.get(item, set()) for one in self.marked)
                for number, mistake in enumerate(shelf.exercise(item).mistakes, start=1)
            }
            rows += [(item, made[words], words) for words in sorted(made, key=made.__getitem__, reverse=True) if made[words]]
            others = sum(one.states[item] == "another answer" and not one.mistakes[item] for one in self.marked)
            if others and item in auto:
                rows.append((item, others, UNUSUAL))
        return pd.DataFrame(rows, columns=["exercise", "students", "mistake"])

    def states(self) -> pd.DataFrame:
        """For each exercise that is compared, how many students stand where."""
        found = {item: pd.Series([one.states[item] for one in self.marked], dtype=object).value_counts() for item in self.compared()}
        return pd.DataFrame(found).T.reindex(columns=list(STATES)).fillna(0).astype(int)

    def texts(self) -> pd.DataFrame:
        """What people have to read."""
        rows = [(one.student, item, text) for one in self.marked for item, text in one.texts.items() if text]
        return pd.DataFrame(rows, columns=["student", "exercise", "text"])


def grade(folder: Path, key: ClassKey) -> Graded:
    """Mark every answer file in a folder.

    Parameters
    ----------
    folder : holds the files that `cxlab submit` made; other files are reported.
    key : what counts.

    Returns
    -------
    Graded
        A file that is malformed or does not fit together is reported there, and does not stop the run.

    Raises
    ------
    ValueError
        When nothing counts in the key.
    """
    if not key.marks:
        raise ValueError("Nothing counts in this key: its marks are empty. Make a key for the exercises: cxlab new-key NAME --count nb05")
    submissions, problems = _collected(folder)
    names = [one.student for one in submissions]
    marked = tuple(_marked(one, key, [name for name in names if name != one.student]) for one in submissions)
    return Graded(marked, tuple(problems), key)


def _collected(folder: Path) -> tuple[list[Submission], list[str]]:
    """Readable files, the newest of each student, and what is wrong with the others; a file without a name is known by its own."""
    found: dict[str, tuple[tuple[str, float], Submission]] = {}
    problems = []
    for label, file in files_in(folder):
        try:
            one = replace(load(file), file=label)
        except Unreadable as error:
            problems.append(f"{label} {brief(error)}")
            continue
        age, earlier = (one.packed, file.stat().st_mtime), found.get(one.who)
        if earlier is None or age > earlier[0]:
            found[one.who] = age, one
        if earlier is not None:
            old = earlier[1] if found[one.who][1] is one else one
            problems.append(f"{old.file} is another file of {one.who!r}; {found[one.who][1].file}, the newest, was marked")
    return [one for _, one in found.values()], problems


def _marked(one: Submission, key: ClassKey, others: list[str | None]) -> Marked:
    marks: dict[str, float | str] = {}
    states, mistakes, texts, wrong = {}, {}, {}, {}
    notes = [*one.notes, key.note_on(one.student)]
    for item, worth in key.marks.items():
        exercise = shelf.exercise(item)
        entry = one.answers.get(item, {})
        right, number, note = _compared(exercise, entry, one.student)
        mistakes[item] = _recorded(entry, exercise) | ({number} if number else set())
        states[item] = "right" if right else _state(exercise, entry, number, mistakes[item])
        marks[item] = worth if right else 0.0
        notes.append(note)
        if exercise.own and not right and entry.get("answer") is not None:
            wrong[item] = entry["answer"]
        if isinstance(exercise.kind, Text):
            marks[item] = TO_READ if isinstance(entry.get("answer"), str) else 0.0
            texts[item] = printable(str(entry.get("answer") or ""))
    notes.append(_whose(wrong, others))
    return Marked(one.who, one.file, marks, states, mistakes, texts, tuple(note for note in notes if note))


def _state(exercise: Exercise, entry: Mapping[str, Any], number: int, recorded: set[int]) -> str:
    """Where an answer that is not right stands; a function, or an answer of another type or out of range, is known by its record."""
    if entry.get("answer") is not None:
        return "a usual mistake" if number or (recorded and isinstance(exercise.kind, Function)) else "another answer"
    tries = entry.get("tries")
    if not isinstance(tries, int) or tries < 1:
        return "no answer"
    return "a usual mistake" if recorded else "another answer"


def _compared(exercise: Exercise, entry: Mapping[str, Any], student: str | None) -> tuple[bool, int, str]:
    """Whether the recorded answer is right, which usual mistake it makes, and what does not fit together."""
    if not entry:
        return False, 0, ""
    claimed = entry.get("passed") is True
    if "answer" not in entry or entry["answer"] is None:
        return False, 0, f"{exercise.id}: the file says passed, and holds no answer" if claimed else ""
    own, draws = _material(exercise, student)
    kept, solved = entry["answer"], exercise.solved(own)
    try:
        right = exercise.kind.right(kept, solved, draws)
        number = 0 if right or isinstance(exercise.kind, Function) else named_mistake(exercise, exercise.kind.recalled(kept), own, draws)
    except Exception as error:  # whatever a file holds, the class is marked
        words = brief(error) if isinstance(error, Misfit) else type(error).__name__
        return False, 0, f"{exercise.id}: the answer on file is malformed ({words})"
    if right:
        return True, 0, ""
    return False, number, f"{exercise.id}: the file says passed, and the answer is wrong" if claimed else ""


def _whose(wrong: Mapping[str, Any], others: list[str | None]) -> str:
    """The student whose data the wrong answers fit, where that would rarely happen by chance in a class of this size."""
    for other in others:
        fitting = {item: kept for item, kept in wrong.items() if _fits(item, kept, other)}
        if fitting and len(others) * math.prod(_by_chance(item, kept) for item, kept in fitting.items()) < _RARE:
            whose = "a file without a name" if other is None else repr(other)
            told = f"{', '.join(fitting)}: wrong for this student's data, and what the data of {whose} give"
            return f"{told}; by chance that happens in fewer than {_RARE:.0%} of cases, so ask both"
    return ""


def _fits(item: str, kept: Any, student: str | None) -> bool:
    exercise = shelf.exercise(item)
    own, draws = _material(exercise, student)
    try:
        return exercise.kind.right(kept, exercise.solved(own), draws)
    except Exception:  # malformed, as was noted
        return False


def _by_chance(item: str, kept: Any) -> float:
    """The chance, put high rather than low, that an answer fits a student's data; an answer that fits many says nothing."""
    matches = (number for number in range(_CHANCES) if _fits(item, kept, f"nobody {number}"))
    fitted = len(list(itertools.islice(matches, _MANY)))
    return 1.0 if fitted == _MANY else (fitted + 1) / (_CHANCES + 1)


def _material(exercise: Exercise, student: str | None) -> tuple[Any, tuple[int, int]]:
    unit = exercise.id.partition(".")[0]
    seed = seed_for(unit, student)
    return (_own(unit, seed) if exercise.own else None), case_seed(exercise, seed)


@functools.lru_cache(maxsize=2_000)
def _own(unit: str, seed: int) -> Any:
    return shelf.key(unit).own_material(seed)


def _recorded(entry: Mapping[str, Any], exercise: Exercise) -> set[int]:
    """Numbers of the mistakes on record; what is no such number is left out."""
    recorded = entry.get("mistakes")
    numbers = recorded if isinstance(recorded, Mapping) else {}
    known = range(1, len(exercise.mistakes) + 1)
    return {
        int(number) for number in numbers if isinstance(number, str) and number.isdecimal() and len(number) < 4 and int(number) in known
    }
