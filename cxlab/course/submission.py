"""An answer file: packed on the student's machine, read on the instructor's. Nothing in it is ever executed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cxlab import _validate
from cxlab.course.store import Damaged, Store, empty, file_name, home, read, student_name
from cxlab.course.writing import write_json

FORMAT = "cxlab submission 1"
LARGEST = 2_000_000  # bytes of a file that is read at all


class Unreadable(ValueError):
    """A file that is no answer file; its words say why."""


@dataclass(frozen=True)
class Submission:
    """One student's answers, as read.

    Parameters
    ----------
    file : name of the file.
    student : the name in it, or None.
    answers : exercise -> what is on record for it; not trusted.
    notes : what is odd about the file itself.
    """

    file: str
    student: str | None
    answers: Mapping[str, Mapping[str, Any]]
    notes: tuple[str, ...] = ()


def pack(student: str | None = None, to: Path | None = None) -> Path:
    """Pack a student's answers into one file to hand in, and return the file; the empty name is the record without a name.

    Raises
    ------
    ValueError
        When there are no answers, or several students have some and none was named.
    """
    folder = home()
    record = Store(None, folder).record() if student == "" else _chosen(folder, student_name(student))
    answers = {item: entry for item, entry in record["answers"].items() if isinstance(entry, dict)}
    if not answers:
        raise ValueError(f"There are no answers in {folder.name} yet. Work on an exercise and check it; then submit.")
    content = {"format": FORMAT, "student": record["student"], "answers": answers}
    file = (to or folder) / file_name(record["student"], "submission")
    write_json(file, content | {"digest": _digest(content)})
    return file


def _chosen(folder: Path, student: str | None) -> dict[str, Any]:
    """The record of the named student, else the only one with answers."""
    if student is not None:
        return Store(student, folder).record()
    found = {}
    for file in sorted(folder.glob("progress*.json")):
        try:
            record = read(file, None)
        except (Damaged, OSError):
            continue
        if record["answers"]:
            found[record.get("student")] = record
    if len(found) > 1:
        names = [name or "" for name in found]
        raise ValueError(f"Several students have answers here: {names}. Name one, as in: cxlab submit --student {names[0]!r}")
    return next(iter(found.values()), empty(None))


def load(file: Path) -> Submission:
    """Read one answer file.

    Raises
    ------
    Unreadable
        When it is not one.
    """
    content = _json(file)
    if not isinstance(content, dict) or content.get("format") != FORMAT:
        raise Unreadable("is not an answer file of cxlab; ask the student for the file that `cxlab submit` made")
    student, answers = content.get("student"), content.get("answers")
    if student is not None and not isinstance(student, str):
        raise Unreadable("has a student's name that is not text")
    if not isinstance(answers, dict):
        raise Unreadable("has no answers")
    try:
        name = student_name(student)
    except ValueError as error:
        raise Unreadable(f"has a student's name that cannot be used: {error}") from error
    notes = [f"{item}: the record is malformed and was left out" for item, entry in answers.items() if not isinstance(entry, dict)]
    packed = {key: value for key, value in content.items() if key != "digest"}
    if content.get("digest") != _digest(packed):
        notes.append("the file was changed after it was packed")
    return Submission(file.name, name, {item: entry for item, entry in answers.items() if isinstance(entry, dict)}, tuple(notes))


def _json(file: Path) -> Any:
    try:
        if file.stat().st_size > LARGEST:
            raise Unreadable(f"is larger than {LARGEST // 1_000_000} MB and was not read")
        return json.loads(file.read_bytes().decode("utf-8"))
    except OSError as error:
        raise Unreadable(f"cannot be read ({error.strerror})") from error
    except Unreadable:
        raise
    except (ValueError, RecursionError) as error:
        raise Unreadable("is not readable as JSON") from error


def _digest(content: Mapping[str, Any]) -> str:
    """A check sum against damage and careless edits; whoever wants to forge a file can."""
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()[:32]


def students_here() -> list[str]:
    """Names of the students with a record in the student's folder."""
    names = []
    for file in sorted(home().glob("progress*.json")):
        try:
            names.append(read(file, None).get("student"))
        except (Damaged, OSError):
            continue
    return [name for name in names if isinstance(name, str)]


def named(student: str | None) -> str | None:
    """The name as given, when there is such a record (or no name is given)."""
    return None if not student else _validate.one_of("student", student, students_here())
