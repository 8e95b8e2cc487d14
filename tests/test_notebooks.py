"""Every committed lesson was run, from top to bottom, without an error. (nbval compares the outputs.)"""

from __future__ import annotations

from pathlib import Path

import lessons
import nbformat
import pytest

ROOT = Path(__file__).resolve().parents[1]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))


def faults(lesson) -> list[str]:
    """What shows that a notebook was not run in one go, or not without errors."""
    cells = [cell for cell in lesson.cells if cell.cell_type == "code" and cell.source.strip()]
    found = []
    if [cell.execution_count for cell in cells] != list(range(1, len(cells) + 1)):
        found.append(f"execution counts are {[cell.execution_count for cell in cells]}: run `make notebooks`")
    for cell in cells:
        found += [f"error output {o.ename}: {o.evalue}" for o in cell.outputs if o.output_type == "error"]
        found += ["a warning stands in an output" for o in cell.outputs if "Warning" in str(o.get("text", ""))]
    if not any(cell.outputs for cell in cells):
        found.append("no cell shows anything")
    return found


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda file: file.stem)
def test_every_lesson_was_run(notebook):
    assert faults(nbformat.read(notebook, as_version=4)) == []


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda file: file.stem)
def test_every_lesson_is_valid_and_tidy(notebook):
    lesson = nbformat.read(notebook, as_version=4)
    nbformat.validate(lesson)
    assert lesson == lessons.tidied(nbformat.read(notebook, as_version=4)), "run `make notebooks`"


@pytest.mark.parametrize("name", ["00_tour", "15_airport"])
def test_the_main_table_can_be_printed(name):
    file = ROOT / "notebooks" / f"{name}.ipynb"
    if not file.is_file():
        pytest.skip(f"{file.name} is not written yet")
    table = lessons.main_table(nbformat.read(file, as_version=4))
    assert len(table.splitlines()) > 3


@pytest.fixture
def small(tmp_path):
    v4 = nbformat.v4
    cells = [v4.new_markdown_cell("# A small lesson"), v4.new_code_cell("x = 2"), v4.new_code_cell("print(x + 1)")]
    cells[2].metadata["tags"] = [lessons.MAIN_TABLE]
    file = tmp_path / "small.ipynb"
    nbformat.write(v4.new_notebook(cells=cells), file)
    return file


def test_running_keeps_outputs_and_prints_the_main_table(small, capsys):
    assert faults(nbformat.read(small, as_version=4))[0].startswith("execution counts are [None, None]")
    lessons.main(["--keep", str(small)])
    kept = small.read_text(encoding="utf-8")
    assert faults(nbformat.read(small, as_version=4)) == []
    lessons.main(["--keep", str(small)])
    assert small.read_text(encoding="utf-8") == kept
    capsys.readouterr()
    lessons.main([str(small)])
    assert capsys.readouterr().out == "A small lesson\n\n3\n\n"


def test_planted_faults_are_found(small):
    lessons.main(["--keep", str(small)])
    lesson = nbformat.read(small, as_version=4)
    lesson.cells[2].outputs = [nbformat.v4.new_output("error", ename="ValueError", evalue="no", traceback=[])]
    lesson.cells[2].execution_count = 7
    assert faults(lesson) == ["execution counts are [1, 7]: run `make notebooks`", "error output ValueError: no"]
    lesson.cells[2].outputs = [nbformat.v4.new_output("stream", name="stderr", text="FutureWarning: soon")]
    assert "a warning stands in an output" in faults(lesson)
    lesson.cells[2].metadata["tags"] = []
    with pytest.raises(ValueError, match=r"0 cells of 'A small lesson' bear the tag 'main-table'. Give it to exactly one."):
        lessons.main_table(lesson)


def test_a_lesson_without_its_data_is_left_out_and_says_so(small, monkeypatch, capsys):
    lesson = nbformat.read(small, as_version=4)
    lesson.cells[1].source = 'cx.fetch("sfo_airport")'
    nbformat.write(lesson, small)
    monkeypatch.setattr("cxlab.data.missing", lambda name: ["a file"])
    lessons.main([str(small)])
    assert "small.ipynb was left out: its data ['sfo_airport'] is not here" in capsys.readouterr().out


def test_a_widget_leaves_its_static_twin(small):
    lesson = nbformat.read(small, as_version=4)
    twin = {"text/plain": "slider", "image/png": "aGk="}
    lesson.cells[2].outputs = [nbformat.v4.new_output("display_data", data=twin | {lessons.WIDGET: {"model_id": "1"}})]
    assert dict(lessons.tidied(lesson).cells[2].outputs[0].data) == twin
