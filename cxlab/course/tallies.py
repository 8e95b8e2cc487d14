"""How far a student has come."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cxlab.course import opening, shelf
from cxlab.course.store import home
from cxlab.results import Estimate, Result


class Progress(Result):
    """How far a student has come: a Result that reads as "passed, of"."""

    def summary(self) -> str:
        """One line for each unit, and the sentence."""
        return "\n".join([*(f"  {row.name}  {row.value:.0f}/{row.n}" for row in self.rows), self.sentence])

    def _repr_html_(self) -> str:
        cells = "".join(f"<tr><td>{row.name}</td><td>{row.value:.0f}</td><td>{row.n}</td></tr>" for row in self.rows)
        return f"<table><tr><th>unit</th><th>passed</th><th>of</th></tr>{cells}</table><p>{self.sentence}</p>"


def passed(unit: str, record: Mapping[str, Any]) -> tuple[int, int]:
    """Exercises of a unit passed, and how many there are."""
    exercises = shelf.key(unit).exercises
    answers = record["answers"]
    done = sum(isinstance(answers.get(e), dict) and answers[e].get("passed") is True for e in exercises)
    return done, len(exercises)


def tally(unit: str, record: Mapping[str, Any]) -> str:
    """One line on a unit, and under which name it is kept.

    It speaks of practice: these checks are open, and no mark.
    """
    done, total = passed(unit, record)
    name = f", kept under {record['student']!r}" if record.get("student") else ""
    return f"{unit}: practice checks passed {done}/{total}{name}.{_aside(record)}"


def _aside(record: Mapping[str, Any]) -> str:
    """What became of a damaged record, as long as it lies there."""
    told = record.get("set_aside")
    if not isinstance(told, dict) or not (home() / str(told.get("file"))).is_file():
        return ""
    return (
        f" {told.get('why')}, so a new record was begun; the old file is now {told['file']}."
        " Open your exercises and run them from the top to fill the new one; this line goes when you delete the old file."
    )


def progress() -> Progress:
    """How many practice checks you have passed, unit by unit.

    Returns
    -------
    Progress
        A Result with one row for each unit: `value` passed out of `n`.

    Examples
    --------
    >>> progress().unit
    'practice checks passed'
    """
    return progress_of(opening.store().record())


def progress_of(record: Mapping[str, Any]) -> Progress:
    """The same for any record."""
    counts = {unit: passed(unit, record) for unit in shelf.key_files()}
    rows = tuple(Estimate(unit, float(done), n=total) for unit, (done, total) in counts.items())
    done, total = (sum(column) for column in zip(*counts.values(), strict=True)) if counts else (0, 0)
    sentence = f"Practice checks passed {done}/{total}.{_aside(record)}"
    return Progress("Progress", "practice checks passed", "answers on file; practice, not a mark", rows, {"sentence": sentence})
