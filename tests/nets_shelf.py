"""Which units there are, for the tests that hold each of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import nbformat

from cxlab.course import shelf
from cxlab.demos._catalogue import catalogue, parts_of

ROOT = Path(__file__).resolve().parents[1]
UNITS = shelf.units(ROOT)
KEYS = sorted(shelf.key_files(ROOT))
LESSONS = [(unit, file) for unit, files in shelf.lessons(ROOT).items() for file in files]
LESSON_NAMES = [f"{unit}-{file.stem}" for unit, file in LESSONS]
DEMOS = sorted(catalogue())


def key(unit: str) -> Any:
    """The key of a unit, or None."""
    return shelf.key(unit, ROOT) if unit in KEYS else None


def parts(unit: str) -> dict[str, Any]:
    """The parts of a unit's demo; none where it has no demo."""
    return parts_of(unit) if unit in DEMOS else {}


def lesson(file: Path) -> Any:
    """A lesson as it is committed."""
    return nbformat.read(file, as_version=4)
