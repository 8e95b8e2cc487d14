"""An answer file: packed on the student's machine, read on the instructor's. Nothing in it is ever executed."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from cxlab import _validate
from cxlab.course.answers import Said
from cxlab.course.inbox import brief, text_of
from cxlab.course.store import empty, file_name, home, records, student_name
from cxlab.course.writing import write_json

FORMAT = "cxlab submission 1"
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00")
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
    packed : when, as the student's machine had it; empty where that is not told.
    """

    file: str
    student: str | None
    answers: Mapping[str, Mapping[str, Any]]
    notes: tuple[str, ...] = ()
    packed: str = ""

    @property
    def who(self) -> str:
        """The student's name; a file without one is known by its own."""
        return self.student if self.student is not None else f"(no name) {self.file}"


def submit(student: str | None = None) -> Said:
    """Pack your answers, of all units, into one file to hand in.

    Parameters
    ----------
    student : whose; needed only where several students have answers in the folder.

    Returns
    -------
    Said
        Words to read: where the file is and what is not in it, or why there is none.

    Raises
    ------
    TypeError
        When the name is not text.

    Examples
    --------
    >>> submit().words[:20]  # before any exercise was checked
    'There are no answers'
    """
    try:
        return Said(handed_in(student), "right")
    except ValueError as error:
        return Said(str(error), "not yet")
    except OSError as error:
        return Said(f"The file could not be written ({error.strerror or error}). What was there before is still there.", "not yet")


def handed_in(student: str | None = None, to: Path | None = None) -> str:
    """Pack a student's answers; say where the file is, and what it lacks."""
    lines = [f"Hand in this file: {pack(student, to)}"]
    if record_of(student)["student"] is None:
        lines.append(
            "It holds no name. If your course wants one, put yours into the first cell of an exercises notebook,"
            " run it from the top, and submit again."
        )
    for unit in left_behind(student):
        lines.append(
            f"Answers of {unit} were given before your name was, and are not in it."
            f" Open {unit[2:]}_exercises, run it from the top, and submit again."
        )
    return "\n".join(lines)


def pack(student: str | None = None, to: Path | None = None) -> Path:
    """Pack a student's answers into one file to hand in, and return the file; the empty name is the record without a name.

    Raises
    ------
    ValueError
        When there are no answers, when several students have some and none was named, or a record is damaged.
    """
    folder, record = home(), record_of(student)
    answers = {item: entry for item, entry in record["answers"].items() if isinstance(entry, dict)}
    if not answers:
        raise ValueError(f"There are no answers in {folder.name} yet. Work on an exercise and check it; then submit.")
    packed = datetime.now(UTC).isoformat(timespec="seconds")
    content = {"format": FORMAT, "student": record["student"], "packed": packed, "answers": answers}
    file = (to or folder) / file_name(record["student"], "submission")
    write_json(file, content | {"digest": _digest(content)})
    return file


def record_of(student: str | None, command: str = "submit") -> dict[str, Any]:
    """The record that is meant: of the student named, else of the only one with answers; "" means the record without a name.

    Raises
    ------
    ValueError
        When there is no such student, several have answers, or a record is damaged.
    """
    found, faults = records(home())
    wanted = student_name(student or None)
    if student is not None and (wanted is None or wanted in found):
        return found.get(wanted, empty(None))
    if faults:
        raise ValueError(
            f"{faults[0]}. Open your exercises and run them from the top: the answers are kept anew, and the old file is set aside."
        )
    names = [name for name in found if name is not None]
    if wanted is not None and not names:
        raise ValueError(f"student={wanted!r} is not known: no answers are kept under a name in {home().name}. Leave out the name.")
    if wanted is not None:
        _validate.one_of("student", wanted, names)
    names = [name for name in names if found[name]["answers"]]
    if len(names) > 1:
        cell = f", or in a cell: cx.submit({names[0]!r})" if command == "submit" else ""
        raise ValueError(f"Several students have answers here: {names}. Name one, as in: cxlab {command} --student {names[0]!r}{cell}")
    return found[names[0]] if names else found.get(None, empty(None))


def left_behind(student: str | None) -> list[str]:
    """Units with answers that were kept before a name was given, and so stand in no file under a name."""
    record, unnamed = record_of(student), records(home())[0].get(None, empty(None))
    if record["student"] is None:
        return []
    return sorted({item.partition(".")[0] for item in unnamed["answers"] if item not in record["answers"]})


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
    notes = [f"{brief(item)}: the record is malformed and was left out" for item, entry in answers.items() if not isinstance(entry, dict)]
    if content.get("digest") != _digest({key: value for key, value in content.items() if key != "digest"}):
        notes.append("the file was changed after it was packed")
    packed = content.get("packed")
    time = packed if isinstance(packed, str) and _TIME.fullmatch(packed) else ""
    return Submission(file.name, name, {item: entry for item, entry in answers.items() if isinstance(entry, dict)}, tuple(notes), time)


def _json(file: Path) -> Any:
    try:
        content = json.loads(text_of(file, LARGEST, Unreadable))
        json.dumps(content)  # so deep that it cannot be written again is too deep
        return content
    except Unreadable:
        raise
    except (ValueError, RecursionError) as error:
        raise Unreadable("is damaged, or another kind of file; ask the student for the file that `cxlab submit` made") from error


def _digest(content: Mapping[str, Any]) -> str:
    """A check sum against damage and careless edits; whoever wants to forge a file can."""
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()[:32]
