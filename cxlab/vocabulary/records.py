"""The words as records, read once from the files beside this one."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Concept:
    """One idea of the sources, with what is known of its origin."""

    id: str
    concept: str
    term_it: str
    meaning: str
    origin: str
    verified: bool
    checked: str
    status: str
    added_by_kit: bool
    sources: tuple[str, ...]
    units: tuple[str, ...]
    able_to: str
    aliases: tuple[str, ...]


@dataclass(frozen=True)
class Term:
    """One pair of the glossary: English, Italian, meaning, origin."""

    term_en: str
    term_it: str
    meaning: str
    origin: str
    verified: bool
    concepts: tuple[str, ...]
    units: tuple[str, ...]
    aliases: tuple[str, ...]


@dataclass(frozen=True)
class Correction:
    """One place where the sources are wrong, contradictory or unclear, and the better reading."""

    id: str
    sources: tuple[str, ...]
    problem: str
    better_reading: str
    concepts: tuple[str, ...]
    units: tuple[str, ...]


def table(name: str) -> list[dict[str, str]]:
    """Rows of one of the files, as text by column."""
    with (Path(__file__).parent / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def concepts() -> dict[str, Concept]:
    """Every concept by its id; a meaning left out is the definition of the term that names it."""
    named = {key: term.meaning for term in reversed(terms()) for key in term.concepts}
    return {row["id"]: Concept(**_typed({**row, "meaning": row["meaning"] or named[row["id"]]})) for row in table("concepts")}


@cache
def terms() -> tuple[Term, ...]:
    """Every pair of the glossary, in English order."""
    return tuple(Term(**_typed(row)) for row in table("glossary"))


@cache
def mistakes_of_sources() -> tuple[Correction, ...]:
    """Every correction."""
    return tuple(Correction(**_typed(row)) for row in table("corrections"))


def _typed(row: dict[str, str]) -> dict[str, Any]:
    typed: dict[str, Any] = dict(row)
    for column in ("verified", "added_by_kit"):
        if column in row:
            typed[column] = row[column] == "yes"
    for column in ("sources", "units", "aliases"):
        if column in row:
            typed[column] = tuple(part for part in row[column].split("; ") if part)
    if "concepts" in row:
        typed["concepts"] = tuple(row["concepts"].split())
    return typed
