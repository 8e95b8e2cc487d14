"""The student's folder: clean copies of lessons and exercises, laid there and never over anything."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from cxlab import _validate
from cxlab.course import shelf
from cxlab.course.store import home
from cxlab.course.workbook import FILE, as_text, cleared
from cxlab.course.writing import only_writer, write_json, write_whole

LIST = ".laid.json"


@dataclass(frozen=True)
class Laid:
    """What was done about one file.

    Parameters
    ----------
    name : file name in the student's folder.
    what : "new", "kept" (it was there) or "newer version" (laid beside the student's file).
    beside : the student's file, where a newer version was laid beside it.
    """

    name: str
    what: str
    beside: str = ""

    def __str__(self) -> str:
        if self.what == "newer version":
            return f"{self.name}: a newer version, laid beside your {self.beside}, which is as you left it"
        return f"{self.name}: {'laid' if self.what == 'new' else 'already there, left as it is'}"


def start(units: Sequence[str] = (), folder: Path | None = None) -> list[Laid]:
    """Lay clean copies of lessons and exercises into the student's folder.

    Parameters
    ----------
    units : which units, for example ["nb05"]; all, with the tour, when left out.
    folder : where to; the student's folder when left out.

    Returns
    -------
    list of Laid
        What was done about each file. A file that is there is never changed.

    Raises
    ------
    ValueError
        When a unit is not known.
    OSError
        When the folder cannot be written.
    """
    wanted = [shelf.known_unit(unit) for unit in units]
    place = home() if folder is None else folder
    place.mkdir(parents=True, exist_ok=True)
    with only_writer(place / LIST):
        laid = _listed(place)
        done = [_lay(place, name, source, laid) for name, source in _sources(wanted)]
        write_json(place / LIST, laid)
    return done


def _sources(units: Sequence[str]) -> Iterator[tuple[str, Path]]:
    """Names in the student's folder and the files of ours they are copies of."""
    lessons, keys = shelf.lessons(), shelf.key_files()
    if not units:
        others = (shelf.root() / "notebooks" / f"{stem}.ipynb" for stem in shelf.NO_LESSONS)
        yield from ((file.name, file) for file in others if file.is_file())
    for unit in units or shelf.units():
        yield from ((file.name, file) for file in lessons.get(unit, []))
        exercises = keys[unit].with_name(FILE) if unit in keys else None
        if exercises is not None and exercises.is_file():
            yield f"{unit[2:]}_exercises.ipynb", exercises


def _lay(place: Path, name: str, source: Path, laid: dict[str, list[str]]) -> Laid:
    """Lay one file: under its own name if that is free, beside it if ours has changed since, else not at all."""
    text = _clean_text(source)
    mark = hashlib.sha256(text.encode()).hexdigest()[:16]
    known = laid.setdefault(name, [])
    file = place / name
    if not file.exists():
        write_whole(file, text)
        known.append(mark)
        return Laid(name, "new")
    if mark in known or file.read_bytes() == text.encode():
        if mark not in known:
            known.append(mark)
        return Laid(name, "kept")
    free = _free_name(file)
    write_whole(free, text)
    known.append(mark)
    return Laid(free.name, "newer version", name)


def _clean_text(source: Path) -> str:
    import nbformat

    return as_text(cleared(nbformat.read(source, as_version=4)))


def _free_name(file: Path) -> Path:
    numbers = (file.with_name(f"{file.stem}_version_{number}{file.suffix}") for number in range(2, 10_000))
    return next(name for name in numbers if not name.exists())


def _listed(place: Path) -> dict[str, list[str]]:
    """What was laid before; nothing, where the list is missing or spoilt."""
    try:
        listed = json.loads((place / LIST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    if not isinstance(listed, dict):
        return {}
    return {str(name): [str(mark) for mark in marks] for name, marks in listed.items() if isinstance(marks, list)}


def known_units(units: Sequence[str]) -> list[str]:
    """Units as typed in the shell: nb05, 05 or 5."""
    known = shelf.units()
    named = [f"nb{int(unit):02d}" if unit.isdecimal() else unit for unit in units]
    return [_validate.one_of("unit", unit, known) for unit in named]
