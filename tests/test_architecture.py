"""The map of the house: who may import whom, how files are named, how long they are. Each check is shown a planted fault."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "cxlab"

# A room may import the rooms listed beside it, and no others. Direct rooms only: what they import is not inherited.
FOUNDATION = {"_validate", "_compiling", "draws"}
GROUND = FOUNDATION | {"vocabulary", "plots", "results", "mechanisms"}
MODEL = {"journey", "simulation", "market", "survey", "worlds"}
METHODS = {"metrics", "scales", "estimators", "decisions"}
MAP: dict[str, set[str]] = {
    "_validate": set(),
    "_compiling": {"_validate"},
    "draws": {"_validate", "_compiling"},
    "vocabulary": FOUNDATION,
    "plots": FOUNDATION | {"vocabulary"},
    "results": FOUNDATION | {"vocabulary", "plots"},
    "mechanisms": FOUNDATION,
    "journey": GROUND,
    "simulation": GROUND | {"journey"},
    "market": GROUND | {"journey"},
    "survey": GROUND | {"journey", "simulation", "market"},
    "worlds": GROUND | {"journey", "simulation", "market", "survey", "estimators"},  # T3 is a share that the estimators compute
    **{room: GROUND for room in METHODS},
    "study": GROUND | MODEL | METHODS,
    "data": GROUND | MODEL | METHODS | {"study"},
    "course": GROUND | MODEL | METHODS | {"study", "data"},
    "demos": GROUND | MODEL | METHODS | {"study", "data", "course"},
    "_commissioning": GROUND | MODEL | METHODS,
    "cli": GROUND | MODEL | METHODS | {"study", "data", "course", "demos", "_commissioning"},
}
SEE_THE_FRONT_DOOR = {"course", "demos", "cli"}  # may `import cxlab`, which reaches every room
FORBIDDEN_NAMES = {"utils", "util", "helpers", "helper", "core", "base", "common", "misc"}
WHAT_IF = {"change", "improve"}
LONGEST = 320
LONGEST_DEMO = 600  # one file per unit, with the pictures of its three or four parts
MACHINE = re.compile(r"(?<![\w.<>])/(?:work|tmp|root|farm|home|Users)/\w")
TEXT = {".py", ".pyi", ".md", ".csv", ".yaml", ".yml", ".json", ".toml", ".cfg", ".ipynb", ".cff", ""}


def files(package: Path) -> list[Path]:
    return sorted(file for file in package.rglob("*.py") if "_shipped" not in file.parts)


def room_of(file: Path, package: Path) -> str:
    first = file.relative_to(package).parts[0]
    return first.removesuffix(".py")


def imported_rooms(file: Path, package: Path) -> set[str]:
    """Rooms that a file imports, at its top or inside functions; "cxlab" for the front door."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {_room(alias.name.split(".")) for alias in node.names if alias.name.split(".")[0] == package.name}
        elif isinstance(node, ast.ImportFrom):
            parts = _absolute(node, file, package)
            if parts[:1] == [package.name]:
                found |= {_room([*parts, alias.name]) for alias in node.names}
    return found


def _absolute(node: ast.ImportFrom, file: Path, package: Path) -> list[str]:
    named = node.module.split(".") if node.module else []
    if not node.level:
        return named
    here = [package.name, *file.relative_to(package).parent.parts]
    return here[: len(here) - node.level + 1] + named


def _room(parts: list[str]) -> str:
    return parts[1] if len(parts) > 1 else parts[0]


def wrong_imports(package: Path) -> list[str]:
    faults = []
    for file in files(package):
        room, name = room_of(file, package), file.relative_to(package).as_posix()
        if name in ("__init__.py", "__main__.py"):
            continue
        if room not in MAP:
            faults.append(f"{name}: the room {room!r} is not on the map")
            continue
        for target in sorted(imported_rooms(file, package) - {room}):
            allowed = room in SEE_THE_FRONT_DOOR if target not in MAP else target in MAP[room]
            if not allowed:
                faults.append(f"{name} imports {target!r}; {room!r} may import {sorted(MAP[room])}")
    return faults


def public_definitions(file: Path) -> set[str]:
    tree = ast.parse(file.read_text(encoding="utf-8"))
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    return {node.name for node in tree.body if isinstance(node, kinds) and not node.name.startswith("_")}


def offered(init: Path) -> set[str]:
    """Names a package hands out: definitions and imports of its `__init__.py`, and every name in its tables of lazy names."""
    if not init.exists():
        return set()
    tree = ast.parse(init.read_text(encoding="utf-8"))
    names = public_definitions(init)
    for node in tree.body:
        if isinstance(node, ast.ImportFrom):
            names |= {alias.asname or alias.name for alias in node.names if not _is_module(init, node, alias)}
        elif isinstance(node, ast.Assign) and any(isinstance(t, ast.Name) and t.id == "_OFFERS" for t in node.targets):
            names |= {name for row in ast.literal_eval(node.value).values() for name in row}
    return names


def _is_module(init: Path, node: ast.ImportFrom, alias: ast.alias) -> bool:
    """Whether `from package import name` takes the module itself, which hides nothing."""
    package = init.parent.name
    return (node.module or package).split(".")[-1] == package and bool(_modules(init.parent) & {alias.name})


def _modules(package: Path) -> set[str]:
    return {p.stem for p in package.glob("*.py") if p.stem != "__init__"} | {p.name for p in package.iterdir() if any(p.glob("*.py"))}


def hidden_functions(package: Path) -> list[str]:
    """Modules that bear the name of something their package hands out: Python would put the module in its place."""
    folders = sorted({file.parent for file in files(package)})
    return [
        f"{folder.name}/{name} is a module and a public name of {folder.name}"
        for folder in folders
        for name in sorted(offered(folder / "__init__.py") & _modules(folder))
    ]


def bad_names(package: Path) -> list[str]:
    return [file.as_posix() for file in files(package) if FORBIDDEN_NAMES & {part.strip("_") for part in (file.stem, file.parent.name)}]


def star_imports(package: Path) -> list[str]:
    return [
        f"{file.name}:{node.lineno}"
        for file in files(package)
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom) and any(alias.name == "*" for alias in node.names)
    ]


def open_keywords(package: Path) -> list[str]:
    """Public functions that take any keyword at all; `change` and `improve` name settings of a world, and check each name."""
    faults = []
    for file in files(package):
        top = ast.parse(file.read_text(encoding="utf-8")).body
        inside = [node for owner in top if isinstance(owner, ast.ClassDef) for node in owner.body]
        public = [n for n in [*top, *inside] if isinstance(n, ast.FunctionDef) and not n.name.startswith("_") and n.name not in WHAT_IF]
        faults += [f"{file.name}: {node.name}(**{node.args.kwarg.arg})" for node in public if node.args.kwarg]
    return faults


def long_files(package: Path) -> list[str]:
    lengths = {file: len(file.read_text(encoding="utf-8").splitlines()) for file in files(package)}
    return [
        f"{file.name} has {n} lines: make it a folder"
        for file, n in lengths.items()
        if n > (LONGEST_DEMO if file.parent.name == "demos" else LONGEST)
    ]


def machine_paths(folder: Path) -> list[str]:
    return [
        f"{file.name}: {found.group()}"
        for file in sorted(folder.rglob("*"))
        if file.is_file() and file.suffix in TEXT and not {"__pycache__", ".ipynb_checkpoints"} & set(file.parts)
        for found in [MACHINE.search(file.read_text(encoding="utf-8", errors="ignore"))]
        if found
    ]


CHECKS = [wrong_imports, hidden_functions, bad_names, star_imports, open_keywords, long_files, machine_paths]


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_the_house_holds(check):
    assert check(PACKAGE) == []


@pytest.mark.parametrize("folder", ["notebooks", "exercises", "datasets", "tests", "benchmarks"])
def test_no_path_of_a_machine(folder):
    if not (ROOT / folder).is_dir():
        pytest.skip(f"{folder}/ is not there yet")
    assert machine_paths(ROOT / folder) == []


FAULTS = {
    "upward": ("wrong_imports", "metrics.py", "from cxlab.simulation import paths\n", "metrics.py imports 'simulation'"),
    "inside a function": ("wrong_imports", "journey.py", "def f():\n    import cxlab.worlds\n", "journey.py imports 'worlds'"),
    "relative": ("wrong_imports", "mechanisms/memory.py", "from ..journey import Journey\n", "mechanisms/memory.py imports 'journey'"),
    "front door": ("wrong_imports", "worlds.py", "import cxlab as cx\n", "worlds.py imports 'cxlab'"),
    "public name": ("wrong_imports", "survey.py", "from cxlab import nps\n", "survey.py imports 'nps'"),
    "not on the map": ("wrong_imports", "extras.py", "", "the room 'extras' is not on the map"),
    "lazy name": ("hidden_functions", "__init__.py", '_OFFERS = {"estimators": ("survey",)}\n', "survey is a module and a public name"),
    "re-export": ("hidden_functions", "plots/__init__.py", "from cxlab.plots.charts import forest\n", "plots/forest is a module"),
    "definition": ("hidden_functions", "__init__.py", "def survey(): ...\n", "survey is a module and a public name"),
    "magnet": ("bad_names", "plots/utils.py", "", "plots/utils.py"),
    "star": ("star_imports", "journey.py", "from math import *\n", "journey.py:1"),
    "any keyword": ("open_keywords", "journey.py", "def nps(**options): ...\n", "journey.py: nps(**options)"),
    "long": ("long_files", "journey.py", "x = 1\n" * (LONGEST + 1), "journey.py has 321 lines"),
    "machine": ("machine_paths", "journey.py", f"FOLDER = '/{'home'}/anna'\n", f"journey.py: /{'home'}/a"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_each_check_finds_its_planted_fault(fault, tmp_path):
    package = tmp_path / "cxlab"
    flat = ["__init__.py", "survey.py", "journey.py", "metrics.py", "worlds.py"]
    for name in [*flat, "mechanisms/memory.py", "plots/charts.py", "plots/forest.py"]:
        (package / name).parent.mkdir(parents=True, exist_ok=True)
        (package / name).write_text("")
    check, name, source, words = FAULTS[fault]
    checker = {c.__name__: c for c in CHECKS}[check]
    assert checker(package) == []
    (package / name).write_text(source)
    assert any(words in found for found in checker(package)), checker(package)


def test_sound_imports_pass(tmp_path):
    package = tmp_path / "cxlab"
    package.mkdir()
    (package / "journey.py").write_text("import numpy\nfrom cxlab import _validate\nfrom cxlab.results import Result\n")
    (package / "cli.py").write_text("import cxlab as cx\nfrom cxlab.demos import sweep\n")
    assert wrong_imports(package) == []
