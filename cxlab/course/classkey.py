"""The instructor's key: which exercises count for how much, and a secret that signs students' names.

Practice keys are open: they stand in the course. This file is the instructor's own, and is not given to students.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from cxlab import _validate
from cxlab.course import shelf
from cxlab.course.store import student_name
from cxlab.course.writing import write_json

FORMAT = "cxlab key 1"


@dataclass(frozen=True)
class ClassKey:
    """What counts in a class, and who is in it.

    Parameters
    ----------
    marks : exercise -> marks.
    secret : hexadecimal; signs the students' names.
    students : names on the list; empty when there is no list.
    """

    marks: Mapping[str, float]
    secret: str
    students: tuple[str, ...] = ()

    def signed(self, student: str) -> str:
        """The name a student begins with: the name, a colon, and a code that only this key gives."""
        code = hmac.new(bytes.fromhex(self.secret), student.encode(), hashlib.sha256).hexdigest()[:8]
        return f"{student}:{code}"

    def note_on(self, name: str | None) -> str:
        """What is wrong with the name in an answer file; empty when nothing is, or when there is no list."""
        if not self.students:
            return ""
        if name is None:
            return "the file has no student's name"
        plain, _, code = name.rpartition(":")
        if plain not in self.students:
            return f"{name!r} is not a name on the list" if plain else "the name has no code"
        return "" if hmac.compare_digest(self.signed(plain).encode(), name.encode()) else f"the code {code!r} is not that of {plain!r}"


def new_key(file: Path, exercises: Sequence[str] = (), students: Sequence[str] = ()) -> ClassKey:
    """Make a class key and keep it in `file`.

    Parameters
    ----------
    file : where to; never written over.
    exercises : units or exercises that count, one mark each; all when left out.
    students : names on the list; without a list, any name is taken.

    Raises
    ------
    FileExistsError
        When the file is there already.
    ValueError
        When an exercise is not known, or a name stands twice or holds a colon.
    """
    if file.exists():
        raise FileExistsError(f"{file} is there already, and a class key is never written over. Name another file.")
    made = ClassKey(dict.fromkeys(_counted(exercises), 1.0), secrets.token_hex(32), _list(students))
    write_json(file, {"format": FORMAT, "marks": dict(made.marks), "secret": made.secret, "students": list(made.students)})
    return made


def read_key(file: Path) -> ClassKey:
    """Read a class key.

    Raises
    ------
    ValueError
        When the file is not one.
    """
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
        if content["format"] != FORMAT:
            raise ValueError("another format")
        marks = {_known(item): _validate.number(f"marks of {item}", value, low=0) for item, value in content["marks"].items()}
        bytes.fromhex(content["secret"])
        return ClassKey(marks, content["secret"], tuple(str(name) for name in content["students"]))
    except (KeyError, TypeError, AttributeError, UnicodeDecodeError, ValueError, RecursionError) as error:
        raise ValueError(f"{file.name} is not a class key ({error}). Make one with: cxlab new-key {file.name}") from error


def _counted(exercises: Sequence[str]) -> list[str]:
    found: dict[str, None] = {}
    for item in exercises or list(shelf.key_files()):
        items = [item] if "." in item else list(shelf.key(item).exercises)
        found.update(dict.fromkeys(_known(each) for each in items))
    return list(found)


def _known(item: str) -> str:
    return shelf.exercise(item).id


def _list(students: Sequence[str]) -> tuple[str, ...]:
    names = [name for name in (student_name(student) for student in students if student.strip()) if name is not None]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise ValueError(f"The name {twice!r} stands twice on the list. Give every student a name of their own.")
    colon = next((name for name in names if ":" in name), None)
    if colon is not None:
        raise ValueError(f"The name {colon!r} holds a colon, which parts the name from its code. Write it without.")
    return tuple(names)
