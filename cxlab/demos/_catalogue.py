"""Which demos there are: one file per unit, found by its name (nb05_promise.py is the demo of nb05)."""

from __future__ import annotations

import importlib
import importlib.util
import re
from pathlib import Path
from types import ModuleType

from cxlab import _validate
from cxlab.demos._parts import Part

FOLDER = Path(__file__).resolve().parent
_FILE = re.compile(r"(nb\d\d|tour|airport|capstone)_[a-z0-9_]+\.py")


def catalogue(folder: Path = FOLDER) -> dict[str, Path]:
    """Unit -> file of its demo, in order."""
    files = sorted(file for file in folder.glob("*.py") if _FILE.fullmatch(file.name))
    return {file.stem.partition("_")[0]: file for file in files}


def parts_of(unit: str, folder: Path = FOLDER) -> dict[str, Part]:
    """The parts of a unit's demo by name, in order."""
    known = catalogue(folder)
    file = known[_validate.one_of("unit", unit, list(known))]
    module = importlib.import_module(f"cxlab.demos.{file.stem}") if folder == FOLDER else _loaded(file)
    return {part.name: part for part in module.PARTS}


def _loaded(file: Path) -> ModuleType:
    import sys

    name = f"cxlab_demo_{file.stem}"
    spec = importlib.util.spec_from_file_location(name, file)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module
