"""The package as it is installed: names loaded on first use, instant import, and one list of requirements everywhere."""

from __future__ import annotations

import ast
import importlib
import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

import cxlab as cx

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
HEAVY = ("numba", "scipy", "matplotlib", "statsmodels", "ipywidgets", "seaborn", "pandas", "pyarrow")


def python(code: str, **options) -> str:
    """What a fresh interpreter prints for `code`."""
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, **options).stdout.strip()


@pytest.mark.parametrize("name", sorted(cx._HOME))
def test_every_public_name_is_there(name):
    assert getattr(cx, name) is getattr(importlib.import_module(f"cxlab.{cx._HOME[name]}"), name)


def test_every_room_opens():
    rooms = {p.stem for p in (ROOT / "cxlab").iterdir() if p.suffix == ".py" or (p / "__init__.py").is_file()}
    assert set(cx._ROOMS) == {room for room in rooms if not room.startswith("_")} - {"cli"}
    assert [getattr(cx, room).__name__ for room in cx._ROOMS] == [f"cxlab.{room}" for room in cx._ROOMS]


def test_dir_lists_all_names():
    assert set(dir(cx)) == {*cx._HOME, *cx._ROOMS, "__version__"}


def test_an_unknown_name_gets_the_nearest():
    with pytest.raises(AttributeError, match=r"cxlab has no 'fecth'\. Did you mean 'fetch'\? See dir\(cxlab\) for all names\."):
        cx.fecth  # noqa: B018
    with pytest.raises(ImportError, match="cannot import name 'zzz'"):
        exec("from cxlab import zzz")


def test_the_typed_names_are_the_lazy_names():
    typed = {}
    for node in ast.parse((ROOT / "cxlab" / "__init__.pyi").read_text(encoding="utf-8")).body:
        if isinstance(node, ast.ImportFrom):
            typed |= {alias.asname: node.module for alias in node.names}
        elif isinstance(node, ast.AnnAssign):
            typed[node.target.id] = None
    expected = {name: f"cxlab.{room}" for name, room in cx._HOME.items()} | dict.fromkeys(cx._ROOMS, "cxlab") | {"__version__": None}
    assert typed.keys() == expected.keys()
    wrong = {name: module for name, module in typed.items() if module and not module.startswith(expected[name])}
    assert wrong == {}


def test_import_loads_nothing_heavy():
    loaded = python(f"import sys, cxlab; print([m for m in {HEAVY} if m in sys.modules])")
    assert loaded == "[]"


def test_import_costs_under_three_tenths_of_a_second():
    code = "import time, numpy, pandas; t = time.process_time(); import cxlab; dir(cxlab); print(time.process_time() - t)"
    assert min(float(python(code)) for _ in range(5)) < 0.3


def test_a_room_brings_only_what_it_uses():
    heavy = ("numba", "scipy", "matplotlib", "pooch")
    assert python(f"import sys; from cxlab import Result, datasets; print([m for m in {heavy} if m in sys.modules])") == "[]"


def requirements() -> dict[str, Requirement]:
    """Every requirement of pyproject.toml, its extras and its build, by name."""
    lists = [PROJECT["project"]["dependencies"], *PROJECT["project"]["optional-dependencies"].values(), PROJECT["build-system"]["requires"]]
    found = {canonicalize_name(r.name): r for r in (Requirement(line) for row in lists for line in row)}
    found.pop("cxlab")
    return found


def locked(text: str) -> dict[str, list[tuple[Version, int]]]:
    """Name -> its versions (one for each kind of machine), each with its number of hashes."""
    pattern = r"^([A-Za-z0-9._-]+)==([^ ;\\]+)[^\n]*\n((?:    --hash=sha256:[0-9a-f]{64}[^\n]*\n?)*)"
    found: dict[str, list[tuple[Version, int]]] = {}
    for name, version, hashes in re.findall(pattern, text, re.MULTILINE):
        found.setdefault(canonicalize_name(name), []).append((Version(version), hashes.count("--hash")))
    return found


LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", sorted(requirements()))
def test_the_lock_covers_every_requirement(name):
    assert all(version in requirements()[name].specifier for version, _ in locked(LOCK)[name])


def test_the_lock_has_hashes_and_no_address():
    lines = [line for line in LOCK.splitlines() if line and line[0] not in " #"]
    pins = [pin for pins in locked(LOCK).values() for pin in pins]
    assert len(lines) == len(pins) > 100
    assert min(hashes for _, hashes in pins) >= 1
    for unwanted in ("://", "--index", "--find-links", "-e ", "file:", " @ "):
        assert unwanted not in LOCK
    assert "cxlab" not in locked(LOCK)


def test_conda_is_in_step_with_pyproject():
    listed = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))["dependencies"]
    conda = {canonicalize_name(r.name): r.specifier for r in (Requirement(line) for line in listed if isinstance(line, str))}
    assert conda.pop("python") == PROJECT["project"]["requires-python"]
    conda.pop("pip")
    wanted = {canonicalize_name(r.name): r.specifier for r in map(Requirement, PROJECT["project"]["dependencies"])}
    assert conda == wanted
    assert listed[-1] == {"pip": ["-e ."]}


def test_one_version_everywhere():
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert cx.__version__ == PROJECT["project"]["version"] == citation["version"]


COURSE = [folder for folder in ("notebooks", "exercises", "datasets") if (ROOT / folder).is_dir()]


def test_every_course_folder_is_shipped():
    shipped = PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]
    assert shipped == {folder: f"cxlab/_shipped/{folder}" for folder in COURSE}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """The wheel, built as pip builds it without isolation, unpacked."""
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run([sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder], cwd=ROOT, check=True, capture_output=True)
    (file,) = folder.glob("cxlab-*.whl")
    with zipfile.ZipFile(file) as archive:
        archive.extractall(folder / "unpacked")
    return folder / "unpacked"


def test_the_wheel_carries_the_package_and_the_course(wheel):
    names = {file.relative_to(wheel).as_posix() for file in wheel.rglob("*") if file.is_file()}
    sources = [f for f in (ROOT / "cxlab").rglob("*") if f.is_file() and f.suffix in {".py", ".pyi", ".csv", ".yaml", ".typed"}]
    assert [f.name for f in sources if f.relative_to(ROOT).as_posix() not in names] == []
    for folder in COURSE:
        lessons = [f for f in (ROOT / folder).rglob("*") if f.suffix in {".ipynb", ".csv", ".json", ".md", ".gz"}]
        lessons = [f for f in lessons if ".ipynb_checkpoints" not in f.parts]
        assert [f.name for f in lessons if f"cxlab/_shipped/{f.relative_to(ROOT).as_posix()}" not in names] == []
    assert [n for n in names if "__pycache__" in n or "my-course" in n or n.startswith("tests/")] == []


def test_the_installed_package_finds_its_course(wheel, tmp_path):
    code = "import cxlab; from cxlab import data; print(data.shipped('datasets')); print(len(cxlab.datasets()) > 0)"
    where, found = python(code, cwd=tmp_path, env={"PYTHONPATH": str(wheel), "PATH": ""}).splitlines()
    assert Path(where) == wheel / "cxlab" / "_shipped" / "datasets" and found == "True"
