"""A student's record: answers, guesses and hints in one JSON file, kept in the course folder."""

from __future__ import annotations

import difflib
import hashlib
import json
import os
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

from cxlab.course.writing import hidden, only_writer, write_json

FORMAT = "cxlab progress 1"
FOLDER = "my-course"
_ASIDE = ".damaged-"
_NEAR, _SHORTEST = 0.85, 6  # how alike two names are when one may be a slip of the other, and from how many letters on that is asked
SECTIONS = ("answers", "guesses", "hints", "quizzes")


def home() -> Path:
    """The student's folder: `CXLAB_HOME`, else the my-course in or above the current folder, else a my-course here."""
    named = os.environ.get("CXLAB_HOME")
    if named:
        return Path(named).expanduser()
    here = Path.cwd()
    for place in (here, *here.parents):
        if place.name == FOLDER:
            return place
        if (place / FOLDER).is_dir():
            return place / FOLDER
    return here / FOLDER


def student_name(student: Any) -> str | None:
    """The student's name in one spelling; None for a course without names.

    Raises
    ------
    TypeError, ValueError
        When it is not text, is empty, is longer than 200 letters, or holds a character that cannot be seen.
    """
    if student is None:
        return None
    if not isinstance(student, str):
        raise TypeError(f'student={repr(student)[:60]} is not text. Pass a name in quotes, as in student="s123", or leave it out.')
    name = unicodedata.normalize("NFC", student).strip()
    if not name or len(name) > 200:
        fault = "too long" if name else "empty"
        raise ValueError(f"student={student[:40]!r} is {fault}. Pass a name of 1 to 200 letters, or leave it out.")
    if any(hidden(letter) for letter in name):
        raise ValueError(f"student={name[:40]!r} holds a character that cannot be seen. Write the name again, letter by letter.")
    return name


def file_name(student: str | None, stem: str = "progress") -> str:
    """File name of a student's record: readable, safe on every system, and never shared by two names.

    Examples
    --------
    >>> file_name(None)
    'progress.json'
    >>> file_name("Anna/7") == file_name("Anna 7")
    False
    """
    if student is None:
        return f"{stem}.json"
    readable = re.sub(r"[^a-z0-9]+", "-", unicodedata.normalize("NFKD", student).encode("ascii", "ignore").decode().lower()).strip("-")[:40]
    digest = hashlib.sha256(student.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    return "-".join(part for part in (stem, readable, digest) if part) + ".json"


def seed_for(unit: str, student: str | None) -> int:
    """The seed of a unit's data for one student: the same on every machine, and no two students share it.

    Examples
    --------
    >>> seed_for("nb13", "s1") == seed_for("nb13", "s1"), seed_for("nb13", "s1") == seed_for("nb13", "s2")
    (True, False)
    """
    digest = hashlib.sha256(f"cxlab {unit} {student or ''}".encode("utf-8", "surrogatepass")).digest()
    return int.from_bytes(digest[:6], "big")


def empty(student: str | None) -> dict[str, Any]:
    """A record with nothing in it."""
    return {"format": FORMAT, "student": student, **{section: {} for section in SECTIONS}}


class Damaged(ValueError):
    """The file is there and is not this student's record; its words say why."""


def read(file: Path, student: str | None) -> dict[str, Any]:
    """The record in `file`; an empty one when there is no file.

    Raises
    ------
    Damaged
        When the file holds something else.
    """
    try:
        record = json.loads(file.read_text(encoding="utf-8"))
        json.dumps(record, allow_nan=False)  # what cannot be written again is damaged too
    except FileNotFoundError:
        return empty(student)
    except (ValueError, RecursionError) as error:
        raise Damaged(f"{file.name} is cut short or was changed") from error
    if not isinstance(record, dict) or not all(isinstance(record.get(section, {}), dict) for section in SECTIONS):
        raise Damaged(f"{file.name} is not a progress file")
    if record.get("format") != FORMAT:
        raise Damaged(f"{file.name} is not a progress file of this version of cxlab")
    if record.get("student") != student:
        raise Damaged(f"{file.name} holds the answers of another student")
    return {**empty(student), **record}


def records(folder: Path) -> tuple[dict[str | None, dict[str, Any]], list[str]]:
    """The records in a folder by student, and what is wrong with files that should be one; those set aside are left out."""
    found: dict[str | None, dict[str, Any]] = {}
    faults = []
    for file in sorted(folder.glob("progress*.json")):
        try:
            student = _owner(file)
            found[student] = read(file, student)
        except Damaged as error:
            faults += [] if _ASIDE in file.name else [str(error)]
        except OSError as error:
            faults.append(f"{file.name} cannot be read ({error.strerror or error})")
    return found, faults


def _owner(file: Path) -> str | None:
    """The student named in a file, when the file bears that student's name; else None."""
    try:
        student = json.loads(file.read_text(encoding="utf-8"))["student"]
    except (ValueError, RecursionError, KeyError, TypeError, IndexError):
        return None
    return student if isinstance(student, str) and file.name == file_name(student) else None


def names_in(folder: Path) -> list[str]:
    """Students with a record in a folder."""
    return [name for name in records(folder)[0] if name is not None]


def like(name: str, others: Iterable[str]) -> str | None:
    """Another spelling of the same name: capitals, blanks, marks and a code after a colon do not count; else one that a slip would make.

    Examples
    --------
    >>> like("anna  rossi", ["Ugo", "Anna Rossi"]), like("Anna Rosi", ["Ugo", "Anna Rossi"])
    ('Anna Rossi', 'Anna Rossi')
    >>> like("Anna B", ["Anna A"]), like("student 1", ["student 2"])
    (None, None)
    """
    own, bare = _bare(name), {_bare(other): other for other in others if other != name}
    slips = difflib.get_close_matches(own, [other for other in bare if _by_letters(own, other)], 1, _NEAR)
    return bare.get(own) or (bare[slips[0]] if slips else None)


def _bare(name: str) -> str:
    return "".join(filter(str.isalnum, name.partition(":")[0].casefold())) or name


def _by_letters(*names: str) -> bool:
    """Whether two names are long enough for slips, and differ in more than digits: numbered names are other people."""
    letters = ["".join(filter(str.isalpha, name)) for name in names]
    return letters[0] != letters[1] and min(map(len, letters)) >= _SHORTEST


class Store:
    """The record of one student.

    Parameters
    ----------
    student : a name, or None.
    folder : where the file lies; the student's folder when left out.
    """

    def __init__(self, student: str | None = None, folder: Path | None = None):
        self.student = student
        self.folder = home() if folder is None else folder
        self.file = self.folder / file_name(student)

    def record(self) -> dict[str, Any]:
        """What is on file; an empty record where the file is missing, unreadable or damaged."""
        try:
            return read(self.file, self.student)
        except (Damaged, OSError):
            return empty(self.student)

    @contextmanager
    def _open(self) -> Iterator[dict[str, Any]]:
        self.folder.mkdir(parents=True, exist_ok=True)
        with only_writer(self.file):
            try:
                record = read(self.file, self.student)
            except Damaged as error:
                aside = _set_aside(self.file)
                record = empty(self.student) | {"set_aside": {"file": aside, "why": str(error)}}
            yield record
            write_json(self.file, record)

    def change(self, edit: Callable[[dict[str, Any]], None]) -> str:
        """Read, edit and write the record as the only writer; return what went wrong in words, or an empty string."""
        try:
            with self._open() as record:
                edit(record)
        except OSError as error:
            reason = error.strerror or str(error)
            return f"This could not be kept in {self.file.name} ({reason}). What was kept before is still there."
        return ""


def _set_aside(file: Path) -> str:
    """Keep a damaged file under another name instead of writing over it; return that name."""
    free = (file.with_name(f"{file.stem}{_ASIDE}{number}{file.suffix}") for number in count(1))
    aside = next(name for name in free if not name.exists())
    os.replace(file, aside)
    return aside.name
