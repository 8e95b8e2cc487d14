"""Every unit that is here: its key, its lesson, its words, its instructor's page. A new unit is held the moment its files appear.

Beside this: test_units_demos.py (every control), test_units_run.py (run twice), test_units_browser.py (in JupyterLab).
"""

from __future__ import annotations

import pytest
from nets_keys import key_faults, workbook_faults
from nets_leaks import leak_faults
from nets_lessons import coverage_faults, lesson_faults, run_faults
from nets_shelf import DEMOS, KEYS, LESSON_NAMES, LESSONS, ROOT, UNITS, key, lesson, parts
from nets_text import lesson_numbers, quote_faults, said_in, teaching_faults

from cxlab.course import opening, shelf
from cxlab.course.workbook import cleared

WITHOUT_DEMO = ("nb00",)
each_lesson = pytest.mark.parametrize(("unit", "file"), LESSONS, ids=LESSON_NAMES)
each_key = pytest.mark.parametrize("unit", KEYS)


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


@each_key
def test_its_key(unit):
    assert key_faults(key(unit)) == []
    assert quote_faults(key(unit)) == []


@each_key
def test_its_exercises_are_made_from_the_key(unit):
    assert workbook_faults(key(unit), shelf.key_files(ROOT)[unit].parent) == []


@each_key
def test_its_exercises_run_as_they_are(unit, monkeypatch, tmp_path):
    monkeypatch.setenv("CXLAB_HOME", str(tmp_path / "home"))
    space: dict = {}
    try:
        for cell in lesson(shelf.key_files(ROOT)[unit].with_name("exercises.ipynb")).cells:
            if cell.cell_type == "code":
                exec(compile(cell.source, f"<exercises of {unit}>", "exec"), space)
    finally:
        opening.close()


@each_key
def test_no_answer_leaks(unit):
    notebooks = {file.name: lesson(file) for file in shelf.lessons(ROOT).get(unit, [])}
    notebooks |= {f"the student's {name}": cleared(notebook) for name, notebook in notebooks.items()}
    exercises = shelf.key_files(ROOT)[unit].with_name("exercises.ipynb")
    if exercises.is_file():
        notebooks["exercises.ipynb"] = lesson(exercises)
    assert leak_faults(key(unit), notebooks) == []


@each_lesson
def test_the_anatomy_of_a_lesson(unit, file):
    assert run_faults(lesson(file)) == []
    assert lesson_faults(lesson(file), unit, key(unit), list(parts(unit))) == []


@each_lesson
def test_the_numbers_in_its_text(unit, file):
    assert lesson_numbers(lesson(file), key(unit)) == []


@pytest.mark.parametrize("unit", sorted(shelf.lessons(ROOT)))
def test_its_concepts_are_met(unit):
    from cxlab.vocabulary import coverage

    lessons = [lesson(file) for file in shelf.lessons(ROOT)[unit]]
    assert coverage_faults(lessons, unit, list(coverage().itertuples())) == []


@each_lesson
def test_the_instructors_page(unit, file):
    page = ROOT / "notebooks" / "teaching" / f"{file.stem}.md"
    assert page.is_file(), f"notebooks/teaching/{page.name} is missing"
    assert teaching_faults(page.read_text(encoding="utf-8"), unit, key(unit), parts(unit), said_in(lesson(file))) == []
