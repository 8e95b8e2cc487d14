"""One word, one card: looked up in English or Italian, as people type it."""

from __future__ import annotations

import difflib
import html
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from cxlab.vocabulary.members import Member, Model
from cxlab.vocabulary.records import Concept, Correction, Term, concepts, mistakes_of_sources, terms
from cxlab.vocabulary.theory import listed, model, models


@dataclass(frozen=True)
class Card:
    """What the course knows about one word; shows itself as text and as HTML.

    Parameters
    ----------
    word, word_it : the word in English and in Italian.
    meaning : what it means here, in the course's own words.
    members : what the list holds, where the word names one.
    origin : author and year, or that none was found.
    verified, checked : whether the origin was checked, as True or False and in words.
    status : "contested", "unsupported", "practitioner" and so on; empty where nothing is to be said.
    added_by_kit : True where the sources leave it out.
    units : units of the course that meet it.
    corrections : what the sources get wrong about it.
    concepts : ids of its rows in `coverage()`.

    Examples
    --------
    >>> define("moment of truth").checked
    'not checked against the original'
    """

    word: str
    word_it: str
    meaning: str
    members: tuple[str, ...]
    origin: str
    verified: bool
    checked: str
    status: str
    added_by_kit: bool
    units: tuple[str, ...]
    corrections: tuple[Correction, ...]
    concepts: tuple[str, ...]

    def __str__(self) -> str:
        wrong = [f"{item.id}, {_spoken(item.sources)}: {item.problem}. Better: {item.better_reading}." for item in self.corrections]
        lines = [f"{self.word} ({self.word_it})", self.meaning, *(f"{name}: {text}" for name, text in self._facts())]
        return "\n".join([*lines, *(["What the sources get wrong", *wrong] if wrong else [])])

    __repr__ = __str__

    def _facts(self) -> list[tuple[str, str]]:
        facts = [("Members", "; ".join(self.members)), ("Origin", f"{self.origin} ({self.checked})"), ("Standing", self._standing())]
        facts += [("In the course", f"unit {', '.join(self.units)}"), ("Concepts", ", ".join(self.concepts))]
        return [(name, text) for name, text in facts if text]

    def _standing(self) -> str:
        added = "added by the kit, the sources leave it out" if self.added_by_kit else ""
        return "; ".join(part for part in (_STANDING.get(self.status, ""), added) if part)

    def _repr_html_(self) -> str:
        names = f"<strong>{html.escape(self.word)}</strong> <em lang='it'>{html.escape(self.word_it)}</em>"
        head = f"<p>{names}</p><p>{html.escape(self.meaning)}</p>"
        facts = "".join(f"<li><strong>{name}:</strong> {html.escape(text)}</li>" for name, text in self._facts())
        wrong = "".join(
            f"<li>{html.escape(item.problem)} <small>({html.escape(_spoken(item.sources))})</small><br><strong>Better:</strong> "
            f"{html.escape(item.better_reading)} <small>{item.id}</small></li>"
            for item in self.corrections
        )
        errors = f"<p>What the sources get wrong</p><ul>{wrong}</ul>" if wrong else ""
        return f"<div>{head}<ul>{facts}</ul>{errors}</div>"


_STANDING = {
    "contested": "contested",
    "unsupported": "unsupported as stated",
    "practitioner": "practitioner wording, no research behind it",
    "case": "a case of this kit",
    "editorial": "left out of the course",
}


def define(word: str) -> Card:
    """The card of a word: Italian and English, meaning, members, origin, where it is met, what the sources get wrong.

    Parameters
    ----------
    word : a word of the course in English or Italian, with or without accents, in the singular or the plural, an
        abbreviation ("MOT"), or the id of a concept ("C030").

    Returns
    -------
    Card

    Raises
    ------
    ValueError
        When the word is not known; the nearest ones are named.
    TypeError
        When `word` is not text.

    Examples
    --------
    >>> define("momenti della verita").word
    'Moment of truth'
    >>> define("MOT").word_it
    'momento della verità'
    """
    if not isinstance(word, str):
        raise TypeError(f"word={word!r} is not text. Pass one word as text, for example define('moment of truth').")
    exact, rough = _index()
    entry = exact.get(_plain(word)) or rough.get(_stem(word))
    if entry is None or not _plain(word):
        raise ValueError(f"word={word!r} is not known.{_near(word, exact)} glossary() and coverage() list all words.")
    return _card(entry)


def _near(word: str, exact: dict[str, Entry]) -> str:
    names = {plain: _title(entry) for plain, entry in exact.items()}
    close = difflib.get_close_matches(_plain(word), names, n=3, cutoff=0.6)
    close += [plain for plain in names if len(_plain(word)) > 3 and _plain(word) in plain]
    near = list(dict.fromkeys(names[plain] for plain in close))[:4]
    return f" Did you mean {' or '.join(repr(name) for name in near)}?" if near else ""


Entry = Term | Concept | tuple[Model, Member]


@cache
def _index() -> tuple[dict[str, Entry], dict[str, Entry]]:
    """Words as typed and their stems, the glossary first, then the models, then the concepts."""
    exact: dict[str, Entry] = {}
    for names, entry in _entries():
        for name in names:
            exact.setdefault(_plain(name), entry)
    for key in models():
        for member in model(key):
            for element in member.elements:
                exact.setdefault(_plain(element.name), exact[_plain(member.name)])
    rough: dict[str, Entry] = {}
    for name, entry in exact.items():
        rough.setdefault(_stem(name), entry)
    return exact, rough


def _entries() -> Iterable[tuple[list[str], Entry]]:
    for term in terms():
        yield _variants(term.term_en, term.term_it), term
    for term in terms():
        yield list(term.aliases), term
    for key in models():
        for member in model(key):
            yield [member.name, member.source_name, member.name_it], (model(key), member)
    for concept in concepts().values():
        yield [concept.id, *concept.aliases, *_variants(concept.concept, concept.term_it)], concept


def _variants(*names: str) -> list[str]:
    """A name whole, without its brackets, and, when it is short, each of its alternatives."""
    found = list(names)
    for name in names:
        bare = re.sub(r"\s*\([^)]*\)", "", name)
        found += [bare, *re.findall(r"\(([^),]*)\)", name)]
        parts = re.split(r"\s+/\s+|,\s+", bare)
        found += parts if len(parts) > 1 and all(len(part.split()) <= 4 for part in parts) else []
    return [name for name in found if _plain(name)]


def _plain(word: str) -> str:
    """Small letters without accents or marks."""
    letters = unicodedata.normalize("NFKD", word.casefold())
    return " ".join(re.findall(r"[a-z0-9]+", "".join(letter for letter in letters if not unicodedata.combining(letter))))


def _stem(word: str) -> str:
    """The word without the endings that mark a plural, in English or Italian."""
    return " ".join(_root(part) for part in _plain(word).split())


def _root(part: str) -> str:
    if len(part) <= 3:
        return part
    for ending in ("ies", "es", "s", "che", "chi", "a", "e", "i", "o", "y"):
        if part.endswith(ending) and len(part) - len(ending) >= 3 and not part.endswith("ss"):
            return part[: -len(ending)] + ("c" if ending in ("che", "chi") else "")
    return part


def _title(entry: Entry) -> str:
    if isinstance(entry, Term):
        return entry.term_en
    return entry.concept if isinstance(entry, Concept) else entry[1].name


def _card(entry: Entry) -> Card:
    if isinstance(entry, Term):
        return _term_card(entry)
    if isinstance(entry, Concept):
        return _concept_card(entry)
    return _member_card(*entry)


def _term_card(term: Term) -> Card:
    known = [concepts()[key] for key in term.concepts]
    first = known[0] if known else None
    return Card(
        word=term.term_en,
        word_it=term.term_it,
        meaning=term.meaning,
        members=_members(term.concepts[:1]),
        origin=term.origin,
        verified=term.verified,
        checked=_checked(term.verified, ""),
        status=first.status if first and first.status == "contested" else "",
        added_by_kit=bool(first and first.added_by_kit),
        units=term.units,
        corrections=_corrections(term.concepts),
        concepts=term.concepts,
    )


def _concept_card(concept: Concept) -> Card:
    return Card(
        word=concept.concept,
        word_it=concept.term_it,
        meaning=concept.meaning,
        members=_members([concept.id]),
        origin=concept.origin,
        verified=concept.verified,
        checked=_checked(concept.verified, concept.checked),
        status=concept.status,
        added_by_kit=concept.added_by_kit,
        units=concept.units,
        corrections=_corrections([concept.id]),
        concepts=(concept.id,),
    )


def _member_card(whole: Model, member: Member) -> Card:
    concept = concepts()[member.concept]
    note = f": {member.note}" if member.note else ""
    return Card(
        word=member.name,
        word_it=member.name_it,
        meaning=f"One of {len(whole)} in the list '{whole.title}'{note}.",
        members=tuple(element.name for element in member.elements),
        origin=whole.origin,
        verified=whole.verified,
        checked=_checked(whole.verified, ""),
        status=concept.status if concept.status == "contested" else "",
        added_by_kit=member.added_by_kit,
        units=concept.units,
        corrections=_corrections([member.concept]),
        concepts=(member.concept,),
    )


def _members(keys: Iterable[str]) -> tuple[str, ...]:
    return tuple(name for key in keys for name in listed(key))


def _corrections(keys: Iterable[str]) -> tuple[Correction, ...]:
    wanted = set(keys)
    return tuple(item for item in mistakes_of_sources() if wanted & set(item.concepts))


def _checked(verified: bool, part: str) -> str:
    if verified:
        return "checked against a public copy"
    return f"checked in part: {part}" if part else "not checked against the original"


def _spoken(sources: tuple[str, ...]) -> str:
    return ", ".join(sources[:-1]) + (" and " if sources[1:] else "") + sources[-1]
