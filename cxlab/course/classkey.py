"""The instructor's key: which exercises count for how much, and a secret that signs students' names.

Practice keys are open: they stand in the course. This file is the instructor's own, and is not given to students.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cxlab import _validate
from cxlab.course import shelf
from cxlab.course.store import student_name
from cxlab.course.writing import write_json

FORMAT = "cxlab key 1"
_SECRET = re.compile(r"(?:[0-9a-f]{2}){16,}")


@dataclass(frozen=True)
class ClassKey:
    """What counts in a class, and who is in it.

    Parameters
    ----------
    marks : exercise -> marks.
    secret : hexadecimal; signs the students' names.
    students : names on the list, empty when there is no list; grading marks other names too, and notes them.
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
        When the file is not one, or was changed by hand so that it cannot be used.
    """
    text = file.read_bytes().decode("utf-8-sig", errors="replace")
    if f'"{FORMAT}"' not in text:
        raise ValueError(f"{file.name} is not a class key. Make one under another name: cxlab new-key NAME")
    try:
        return _read(json.loads(text))
    except json.JSONDecodeError as error:
        slip = f"there is a slip in line {error.lineno} or just before it ({error.msg})"
    except (TypeError, ValueError, RecursionError) as error:
        slip = str(error)
    raise ValueError(
        f"{file.name} cannot be used: {slip}. Mend it there; a new key would change every student's code and every team's firm."
    )


def names_in(file: Path) -> list[str]:
    """The lines of a class list, as editors and spreadsheets save it.

    Raises
    ------
    ValueError
        When it is not saved as UTF-8.
    """
    try:
        return file.read_text(encoding="utf-8-sig").splitlines()
    except UnicodeDecodeError as error:
        raise ValueError(f'{file.name} is not saved as UTF-8. Save it again as text, choosing "UTF-8", with one name a line.') from error


def _read(content: Any) -> ClassKey:
    """What a key holds, each part checked."""
    if not isinstance(content, dict):
        raise ValueError("it is no table")
    marks, secret, students = (content.get(part) for part in ("marks", "secret", "students"))
    if not isinstance(marks, dict):
        raise ValueError("marks is no table of exercises and their marks")
    if not isinstance(secret, str) or not _SECRET.fullmatch(secret):
        raise ValueError("secret was changed; put back what stood there")
    if not isinstance(students, list) or not all(isinstance(name, str) for name in students):
        raise ValueError('students is no list of names, each in quotes, as in ["Anna", "Ugo"]')
    worth = {_known(item): _validate.number(f"marks of {item}", value, low=0) for item, value in marks.items()}
    return ClassKey({item: worth[item] for item in sorted(worth, key=_place)}, secret, _list(students))


def _place(item: str) -> tuple[str, int]:
    """Where an exercise stands in the course: e2 before e10."""
    unit = item.partition(".")[0]
    return unit, list(shelf.key(unit).exercises).index(item)


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
