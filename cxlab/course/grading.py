"""Marks for a folder of answer files: each student's expected answers are computed again, and compared. Answers, never code."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from cxlab.course import shelf
from cxlab.course.behaviour import Function, Text
from cxlab.course.classkey import ClassKey
from cxlab.course.judging import case_seed, named_mistake
from cxlab.course.kinds import Misfit
from cxlab.course.questions import Exercise
from cxlab.course.store import seed_for
from cxlab.course.submission import Submission, Unreadable, load

TO_READ = "to read"
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
        """The usual mistakes by exercise, commonest first: how many students made each."""
        rows = []
        for item in self.key.marks:
            for number, mistake in enumerate(shelf.exercise(item).mistakes, start=1):
                made = sum(number in one.mistakes.get(item, set()) for one in self.marked)
                if made:
                    rows.append({"exercise": item, "students": made, "mistake": mistake.message})
        table = pd.DataFrame(rows, columns=["exercise", "students", "mistake"])
        return table.sort_values(["exercise", "students"], ascending=[True, False], kind="stable", ignore_index=True)

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
    """
    submissions, problems = _collected(folder)
    names = [one.student for one in submissions]
    marked = tuple(_marked(one, key, [name for name in names if name != one.student]) for one in submissions)
    return Graded(marked, tuple(problems), key)


def _collected(folder: Path) -> tuple[list[Submission], list[str]]:
    """Readable files, one for each student, and what is wrong with the others."""
    found: dict[str | None, Submission] = {}
    problems = []
    for file in sorted(file for file in folder.iterdir() if file.is_file() and not file.name.startswith(".")):
        try:
            one = load(file)
        except Unreadable as error:
            problems.append(f"{file.name} {error}")
            continue
        if one.student in found:
            problems.append(f"{file.name} is a second file of {one.student!r}; {found[one.student].file} was marked")
            continue
        found[one.student] = one
    return list(found.values()), problems


def _marked(one: Submission, key: ClassKey, others: list[str | None]) -> Marked:
    marks: dict[str, float | str] = {}
    states, mistakes, texts = {}, {}, {}
    notes = [*one.notes, key.note_on(one.student)]
    for item, worth in key.marks.items():
        exercise = shelf.exercise(item)
        entry = one.answers.get(item, {})
        right, number, note = _compared(exercise, entry, one.student, others)
        states[item] = STATES[0 if right else 3 if entry.get("answer") is None else 1 if number else 2]
        mistakes[item] = _recorded(entry, exercise) | ({number} if number else set())
        marks[item] = worth if right else 0.0
        notes.append(note)
        if isinstance(exercise.kind, Text):
            marks[item] = TO_READ if isinstance(entry.get("answer"), str) else 0.0
            texts[item] = str(entry.get("answer") or "")
    return Marked(one.student or "(no name)", one.file, marks, states, mistakes, texts, tuple(note for note in notes if note))


def _compared(exercise: Exercise, entry: Mapping[str, Any], student: str | None, others: list[str | None]) -> tuple[bool, int, str]:
    """Whether the recorded answer is right, which usual mistake it makes, and what does not fit together."""
    if not entry:
        return False, 0, ""
    claimed = entry.get("passed") is True
    if "answer" not in entry or entry["answer"] is None:
        return False, 0, f"{exercise.id}: the file says passed, and holds no answer" if claimed else ""
    own, draws = _material(exercise, student)
    kept = entry["answer"]
    try:
        right = exercise.kind.right(kept, exercise.solved(own), draws)
        number = 0 if right or isinstance(exercise.kind, Function) else named_mistake(exercise, exercise.kind.recalled(kept), own, draws)
    except (Misfit, RecursionError) as error:
        return False, 0, f"{exercise.id}: the answer on file is malformed ({error})"
    if right:
        return True, 0, ""
    passed_on = _whose(exercise, kept, others) if exercise.own else ""
    return False, number, passed_on or (f"{exercise.id}: the file says passed, and the answer is wrong" if claimed else "")


def _whose(exercise: Exercise, kept: Any, others: list[str | None]) -> str:
    """The student on whose data a wrong answer would be right."""
    for other in others:
        own, draws = _material(exercise, other)
        if exercise.kind.right(kept, exercise.solved(own), draws):
            return f"{exercise.id}: wrong for this student's data, and right for those of {other!r}"
    return ""


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
