"""Where the course lies: which units there are, their files and their keys."""

from __future__ import annotations

import functools
import importlib.util
import re
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

from cxlab import _validate, data
from cxlab.course.questions import Exercise, Guess, Quiz, Quote

_LESSON = re.compile(r"(\d\d)[ab]?_[a-z0-9_]+\.ipynb")
NO_LESSONS = ("00_tour", "15_airport", "capstone")  # notebooks of the course that are not units


@dataclass(frozen=True)
class Key:
    """What a unit's key.py declares."""

    unit: str
    exercises: dict[str, Exercise]
    quizzes: dict[str, Quiz]
    guesses: dict[str, Guess]
    quotes: tuple[Quote, ...]
    own: Callable[[int], Any] | None

    def own_material(self, seed: int) -> Any:
        """The student's own data for this seed."""
        if self.own is None:
            raise AttributeError(f"Unit {self.unit} has no data of your own: its exercises are the same for everybody.")
        return self.own(seed)


def root() -> Path:
    """The folder that holds notebooks/ and exercises/: inside the installed package, else the checkout."""
    return data.shipped("datasets").parent


def lessons(folder: Path | None = None) -> dict[str, list[Path]]:
    """Unit -> its lessons, in order."""
    found: dict[str, list[Path]] = {}
    for file in sorted(((folder or root()) / "notebooks").glob("*.ipynb")):
        match = _LESSON.fullmatch(file.name)
        if match and file.stem not in NO_LESSONS:
            found.setdefault(f"nb{match.group(1)}", []).append(file)
    return found


def key_files(folder: Path | None = None) -> dict[str, Path]:
    """Unit -> its key file, in order."""
    return {file.parent.name: file for file in sorted(((folder or root()) / "exercises").glob("nb*/key.py"))}


def units(folder: Path | None = None) -> list[str]:
    """All units that have a lesson or a key."""
    return sorted({*lessons(folder), *key_files(folder)})


def known_unit(unit: str) -> str:
    """The unit's name, if there is such a unit."""
    return _one_unit(unit, units())


def key(unit: str, folder: Path | None = None) -> Key:
    """What the unit's key declares.

    Raises
    ------
    ValueError
        When there is no such unit, or it has no exercises.
    """
    known = key_files(folder)
    return read_key(known[_validate.one_of("unit", unit, list(known))])


@functools.cache
def read_key(file: Path) -> Key:
    """Load a key file of ours."""
    module = _loaded(file)
    unit = file.parent.name
    return Key(
        unit,
        _by_id(unit, module.EXERCISES),
        _by_id(unit, getattr(module, "QUIZZES", ())),
        _by_id(unit, getattr(module, "GUESSES", ())),
        tuple(getattr(module, "QUOTES", ())),
        getattr(module, "own", None),
    )


def unit_of(item: str, what: str) -> str:
    """The unit that an id such as nb05.e1 belongs to.

    Raises
    ------
    TypeError, ValueError
        When it is no such id, or there is no such unit.
    """
    if not isinstance(item, str):
        raise TypeError(f'{what}={item!r} is not text. Pass an id in quotes, as in "nb05.e1".')
    unit, dot, _ = item.partition(".")
    if not dot:
        raise ValueError(f"{what}={item!r} is not an id. Pass a unit and a number with a dot between, as in 'nb05.e1'.")
    known = list(key_files())
    meant = item.strip().lower()
    if unit not in known and meant.partition(".")[0] in known:
        raise ValueError(f"{what}={item!r} is not known. Did you mean {meant!r}?")
    return _one_unit(unit, known)


def _one_unit(unit: str, known: list[str]) -> str:
    """The unit, if it is one; where only spaces or capitals are wrong, it is named."""
    meant = unit.strip().lower() if isinstance(unit, str) else unit
    if unit not in known and meant in known:
        raise ValueError(f"unit={unit!r} is not known. Did you mean {meant!r}?")
    return _validate.one_of("unit", unit, known)


def exercise(item: str) -> Exercise:
    """The exercise with this id."""
    return _declared("exercise", item, key(unit_of(item, "exercise")).exercises)


def quiz(item: str) -> Quiz:
    """The quiz question with this id."""
    return _declared("quiz", item, key(unit_of(item, "quiz")).quizzes)


def guess(item: str) -> Guess:
    """The prediction question with this id."""
    return _declared("guess", item, key(unit_of(item, "guess")).guesses)


def _declared(what: str, item: str, known: dict[str, Any]) -> Any:
    """What the unit declares under this id."""
    if not known:
        raise ValueError(f"{what}={item!r} is not known: the unit {item.partition('.')[0]} has none. Look up the id in the lesson.")
    return known[_validate.one_of(what, item, list(known))]


def _by_id(unit: str, items: Any) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for item in items:
        if not item.id.startswith(f"{unit}."):
            raise ValueError(f"The key of {unit} declares {item.id!r}. Begin its ids with {unit + '.'!r}.")
        if item.id in found:
            raise ValueError(f"The key of {unit} declares {item.id!r} twice.")
        found[item.id] = item
    return found


def _loaded(file: Path) -> ModuleType:
    name = f"cxlab_key_{file.parent.name}"
    spec = importlib.util.spec_from_file_location(name, file)
    if spec is None or spec.loader is None:
        raise ImportError(f"{file} cannot be loaded.")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    keep, sys.dont_write_bytecode = sys.dont_write_bytecode, True
    try:
        spec.loader.exec_module(module)
    finally:
        sys.dont_write_bytecode = keep
    return module
