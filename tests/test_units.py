"""Every unit that is here, under all nets. A new unit is under them the moment its files appear."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest
from nets_browser import Desk, browser_faults
from nets_demos import demo_faults
from nets_keys import key_faults, leak_faults, workbook_faults
from nets_lessons import coverage_faults, lesson_faults, run_faults, twice_faults
from nets_text import lesson_numbers, quote_faults, said_in, teaching_faults

from cxlab.course import shelf
from cxlab.course.workbook import cleared
from cxlab.demos._catalogue import catalogue, parts_of

ROOT = Path(__file__).resolve().parents[1]
UNITS = shelf.units(ROOT)
KEYS = sorted(shelf.key_files(ROOT))
LESSONS = [(unit, file) for unit, files in shelf.lessons(ROOT).items() for file in files]
DEMOS = sorted(catalogue())
NAMED = {"argvalues": LESSONS, "ids": [file.stem for _, file in LESSONS]}
WITHOUT_DEMO = ("nb00",)


def _key(unit: str):
    return shelf.key(unit, ROOT) if unit in KEYS else None


def _parts(unit: str):
    return parts_of(unit) if unit in DEMOS else {}


def _lesson(file: Path):
    return nbformat.read(file, as_version=4)


@pytest.mark.parametrize("unit", UNITS)
def test_a_unit_is_whole(unit):
    files = shelf.lessons(ROOT).get(unit, [])
    missing = [] if files else ["its lesson in notebooks/"]
    missing += [
        f"notebooks/teaching/{file.stem}.md" for file in files if not (ROOT / "notebooks" / "teaching" / f"{file.stem}.md").is_file()
    ]
    missing += [] if unit in KEYS else [f"exercises/{unit}/key.py"]
    missing += [] if unit in DEMOS or unit in WITHOUT_DEMO else [f"cxlab/demos/{unit}_*.py"]
    assert not missing, f"{unit} lacks {missing}"


@pytest.mark.parametrize("unit", DEMOS)
def test_every_control_of_its_demo(unit):
    assert [fault for part in parts_of(unit).values() for fault in demo_faults(unit, part)] == []


@pytest.mark.parametrize("unit", KEYS)
def test_its_key(unit):
    assert key_faults(_key(unit)) == []
    assert quote_faults(_key(unit)) == []


@pytest.mark.parametrize("unit", KEYS)
def test_its_exercises_are_made_from_the_key(unit):
    assert workbook_faults(_key(unit), shelf.key_files(ROOT)[unit].parent) == []


@pytest.mark.parametrize("unit", KEYS)
def test_no_answer_leaks(unit):
    notebooks = {file.name: _lesson(file) for file in shelf.lessons(ROOT).get(unit, [])}
    notebooks |= {f"the student's {name}": cleared(lesson) for name, lesson in notebooks.items()}
    exercises = shelf.key_files(ROOT)[unit].with_name("exercises.ipynb")
    if exercises.is_file():
        notebooks["exercises.ipynb"] = _lesson(exercises)
    assert leak_faults(_key(unit), notebooks) == []


@pytest.mark.parametrize(("unit", "file"), **NAMED)
def test_the_anatomy_of_a_lesson(unit, file):
    assert lesson_faults(_lesson(file), unit, _key(unit), list(_parts(unit))) == []


@pytest.mark.parametrize(("unit", "file"), **NAMED)
def test_the_numbers_in_its_text(unit, file):
    assert lesson_numbers(_lesson(file), _key(unit)) == []


@pytest.mark.parametrize("unit", sorted(shelf.lessons(ROOT)))
def test_its_concepts_are_met(unit):
    from cxlab.vocabulary import coverage

    lessons = [_lesson(file) for file in shelf.lessons(ROOT)[unit]]
    assert coverage_faults(lessons, unit, list(coverage().itertuples())) == []


@pytest.mark.parametrize(("unit", "file"), **NAMED)
def test_the_instructors_page(unit, file):
    page = ROOT / "notebooks" / "teaching" / f"{file.stem}.md"
    assert page.is_file(), f"notebooks/teaching/{page.name} is missing"
    assert teaching_faults(page.read_text(encoding="utf-8"), unit, _key(unit), _parts(unit), said_in(_lesson(file))) == []


@pytest.mark.parametrize(("unit", "file"), **NAMED)
def test_run_twice_it_shows_the_same(unit, file, monkeypatch, tmp_path):
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    monkeypatch.setenv("CXLAB_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("CX_STRICT", "1")
    lesson = _lesson(file)
    assert run_faults(lesson) == []
    assert twice_faults(file, file.parent) == []


@pytest.fixture(scope="module")
def desk(chromium, tmp_path_factory):
    with Desk(chromium, tmp_path_factory.mktemp("desk"), ROOT) as opened:
        yield opened


@pytest.mark.parametrize("unit", DEMOS)
def test_its_demo_in_jupyterlab(unit, desk):
    assert browser_faults(desk, unit, list(_parts(unit))) == []
