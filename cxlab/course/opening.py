"""The first line of a lesson: which unit, which student, whose data."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from cxlab.course import shelf
from cxlab.course.store import Store, home, like, names_in, seed_for, student_name


@dataclass(frozen=True)
class Opened:
    """An opened unit. It shows nothing, so that a lesson's output depends on no student.

    Parameters
    ----------
    unit : for example "nb13".
    student : the name given, or None.
    seed : seed of the student's own data.
    """

    unit: str
    student: str | None
    seed: int

    @cached_property
    def own(self) -> Any:
        """The student's own data in this unit: made from the seed, the same in every session."""
        return shelf.key(self.unit).own_material(self.seed)

    def _ipython_display_(self) -> None:
        """Show nothing."""


@dataclass
class _Desk:
    """What is open in this session: one student, and the units begun."""

    student: str | None = None
    units: dict[str, Opened] = field(default_factory=dict)


_DESK = _Desk()


def begin(unit: str, student: str | None = None) -> Opened:
    """Open a unit: whose answers are kept from here on, and whose data are used.

    Parameters
    ----------
    unit : for example "nb05".
    student : a name; with it, exercises on data use the student's own data. Left out, it is the name under which answers
        are kept in this folder, where there is just one.

    Returns
    -------
    Opened
        Shows nothing (a name much like one on file is told, and several names where none is given). Its `own` holds the student's own
        data, in units that have them.

    Raises
    ------
    ValueError
        When the unit is not known, or the name is empty or holds a character that cannot be seen.
    TypeError
        When the name is not text.

    Examples
    --------
    >>> begin("nb5")  # doctest: +IGNORE_EXCEPTION_DETAIL
    Traceback (most recent call last):
    ...
    ValueError: unit='nb5' is not known. ...
    """
    shelf.known_unit(unit)
    name = _name(student_name(student))
    if name != _DESK.student:
        _DESK.units.clear()
    _DESK.student = name
    _DESK.units.pop(unit, None)  # the unit begun last stands last
    _DESK.units[unit] = Opened(unit, name, seed_for(unit, name))
    return _DESK.units[unit]


def _name(given: str | None) -> str | None:
    """The name given; else the only one on file, so that one first cell names the student for the whole folder."""
    known = names_in(home())
    if given is None:
        if len(known) > 1:
            print(
                f"Answers of several names are here: {known}. Write yours in this cell, as in student={known[0]!r};"
                " until then answers are kept without a name."
            )
        return known[0] if len(known) == 1 else None
    meant = None if given in known else like(given, known)
    if meant is not None:
        print(
            f"This folder holds answers of {meant!r}. If that is you, write that name in this cell and run it again:"
            f" answers are kept by name, and with {given!r} you get other data and a new record."
        )
    return given


def opened(unit: str) -> Opened:
    """The unit as it was begun, or as it would be for this session's student."""
    return _DESK.units.get(unit) or Opened(unit, _DESK.student, seed_for(unit, _DESK.student))


def begun() -> bool:
    """Whether anything was begun in this session: only then is anything kept."""
    return bool(_DESK.units)


def latest() -> str | None:
    """The unit begun last, if any."""
    return next(reversed(_DESK.units), None)


def store() -> Store:
    """The record of this session's student."""
    return Store(_DESK.student)


def close() -> None:
    """Forget what was begun, as a new session does."""
    _DESK.student = None
    _DESK.units.clear()


def keep_guess(question: str, option: str) -> str:
    """Keep a guess, where a unit was begun; return what went wrong in words."""
    if not begun():
        return ""
    return store().change(lambda record: record["guesses"].update({question: option}))


def earlier_guess(question: str) -> str | None:
    """The guess kept for this question, if there is one."""
    guess = store().record()["guesses"].get(question) if begun() else None
    return guess if isinstance(guess, str) else None
