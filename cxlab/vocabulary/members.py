"""What a model of the theory is made of: frozen objects with names in two languages."""

from __future__ import annotations

import html
from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Any

from cxlab import _validate


@dataclass(frozen=True)
class Element:
    """A part of a member: a lever of a module, a vehicle of a provider.

    Parameters
    ----------
    name, name_it : the name in English and in Italian (empty where the course gives none).
    note : one line about it.
    added_by_kit : True where the sources leave it out.

    Examples
    --------
    >>> Element("sponsorship", "sponsorizzazione", "", added_by_kit=False).name
    'sponsorship'
    """

    name: str
    name_it: str
    note: str
    added_by_kit: bool


@dataclass(frozen=True)
class Member:
    """One member of a model.

    Parameters
    ----------
    key : its name in code and in world files.
    name, name_it : its name in English and in Italian.
    note : one line about it.
    source_name : how the source puts it.
    concept : id of its row in `coverage()`.
    added_by_kit : True where the sources leave it out.
    elements : its parts, where it has any.

    Examples
    --------
    >>> from cxlab.vocabulary import providers
    >>> providers()["people"].elements[0].name
    'sales staff'
    """

    key: str
    name: str
    name_it: str
    note: str
    source_name: str
    concept: str
    added_by_kit: bool
    elements: tuple[Element, ...]


@dataclass(frozen=True)
class Owner(Member):
    """Who owns a touchpoint.

    Parameters
    ----------
    control : share of an improvement order that arrives, from 0 to 1; an assumption of this kit.

    Examples
    --------
    >>> from cxlab.vocabulary import touchpoint_owners
    >>> touchpoint_owners()["partner"].control
    0.5
    """

    control: float


@dataclass(frozen=True)
class Realm(Member):
    """A realm of experience.

    Parameters
    ----------
    participation : -1 passive, 1 active.
    absorption : -1 immersion, 1 absorption.

    Examples
    --------
    >>> from cxlab.vocabulary import realms
    >>> realms()["entertainment"].participation
    -1
    """

    participation: int
    absorption: int


@dataclass(frozen=True)
class Model:
    """A model of the theory: its members in order, its origin, and what is contested about it.

    Parameters
    ----------
    key : its name for `model(key)`.
    title, title_it : its title in English and in Italian.
    members : its members, in order; also `model["key"]` and iteration.
    origin : author and year, or that none was found.
    verified : whether the origin was read in a public copy.
    note : what is contested, added or assumed.
    concept : id of its row in `coverage()`.

    Examples
    --------
    >>> from cxlab.vocabulary import stages
    >>> stages().keys
    ('pre-purchase', 'purchase', 'post-purchase')
    >>> stages()["purchase"].name_it
    'acquisto'
    """

    key: str
    title: str
    title_it: str
    members: tuple[Any, ...]
    origin: str
    verified: bool
    note: str
    concept: str

    @property
    def keys(self) -> tuple[str, ...]:
        """Keys of the members, in order."""
        return tuple(member.key for member in self.members)

    @property
    def names(self) -> tuple[str, ...]:
        """English names of the members, in order."""
        return tuple(member.name for member in self.members)

    def __getitem__(self, key: str) -> Any:
        return self.members[self.keys.index(_validate.one_of("key", key, self.keys))]

    def __iter__(self) -> Iterator[Any]:
        return iter(self.members)

    def __len__(self) -> int:
        return len(self.members)

    def to_frame(self) -> Any:
        """The members as a table, one row each; elements joined by semicolons."""
        import pandas as pd

        names = [field.name for field in fields(self.members[0]) if field.name not in ("source_name", "concept")]
        frame = pd.DataFrame([{name: getattr(member, name) for name in names} for member in self.members])
        return frame.assign(elements=["; ".join(element.name for element in member.elements) for member in self.members])

    @property
    def checked(self) -> str:
        """Whether the origin was checked, in words."""
        return "checked against a public copy" if self.verified else "not checked against the original"

    def __str__(self) -> str:
        lines = [f"{self.title} ({self.title_it})"]
        for place, member in enumerate(self.members, 1):
            added = " [added by the kit]" if member.added_by_kit else ""
            parts = "; ".join(element.name + ("*" if element.added_by_kit else "") for element in member.elements)
            lines.append(
                f"{place}. {member.name} ({member.name_it}){added}"
                + (f": {member.note}" if member.note else "")
                + (f" [{parts}]" if parts else "")
            )
        if any(element.added_by_kit for member in self.members for element in member.elements):
            lines.append("* added by the kit")
        return "\n".join([*lines, f"Origin: {self.origin}; {self.checked}.", *([self.note] if self.note else [])])

    __repr__ = __str__

    def _repr_html_(self) -> str:
        rows = "".join(
            f"<tr><td>{html.escape(member.name)}</td><td><em>{html.escape(member.name_it)}</em></td><td>{html.escape(_remarks(member))}</td></tr>"
            for member in self.members
        )
        head = f"<p><strong>{html.escape(self.title)}</strong> <em>{html.escape(self.title_it)}</em></p>"
        return f"<div>{head}<table>{rows}</table><p>Origin: {html.escape(self.origin)}; {self.checked}. {html.escape(self.note)}</p></div>"


def _remarks(member: Member) -> str:
    parts = "; ".join(element.name + (" (added by the kit)" if element.added_by_kit else "") for element in member.elements)
    return ". ".join(part for part in (member.note, parts, "added by the kit" if member.added_by_kit else "") if part)
