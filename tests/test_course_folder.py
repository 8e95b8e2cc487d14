"""The student's folder: clean copies, laid there and never over anything."""

from __future__ import annotations

import json
import threading
from dataclasses import replace

import nbformat
import pytest
import small_unit

from cxlab.course import folder as student_folder
from cxlab.course import opening, shelf, workbook, writing
from cxlab.course.workbook import cleared


@pytest.fixture
def place(monkeypatch, tmp_path):
    home = small_unit.install(monkeypatch, tmp_path)
    workbook.bind(shelf.key("nb91"), shelf.root() / "exercises" / "nb91")
    yield home
    opening.close()


def names(folder):
    return sorted(file.name for file in folder.iterdir() if not file.name.startswith("."))


def change_ours(word):
    file = shelf.root() / "notebooks" / "91_queue.ipynb"
    lesson = nbformat.read(file, as_version=4)
    lesson.cells[2].source += word
    nbformat.write(lesson, file)


def test_clean_copies_are_laid(place):
    said = [str(laid) for laid in student_folder.start()]
    assert said == ["91_queue.ipynb: laid", "91_exercises.ipynb: laid"]
    assert names(place) == ["91_exercises.ipynb", "91_queue.ipynb"]
    lesson = nbformat.read(place / "91_queue.ipynb", as_version=4)
    assert all(not cell.get("outputs") and cell.get("execution_count") is None for cell in lesson.cells)
    assert all("meets" not in cell.metadata for cell in lesson.cells) and lesson.cells[0].source.startswith("# 91")
    assert "key.py" not in "".join(names(place))


def test_what_a_student_changed_is_never_touched(place):
    student_folder.start(["nb91"])
    mine = place / "91_queue.ipynb"
    mine.write_text("my own work")
    assert [laid.what for laid in student_folder.start()] == ["kept", "kept"]
    assert mine.read_text() == "my own work" and names(place) == ["91_exercises.ipynb", "91_queue.ipynb"]


def test_a_newer_version_lands_beside_and_says_so_once(place):
    student_folder.start()
    (place / "91_queue.ipynb").write_text("my own work")
    change_ours(" Newer.")
    laid = student_folder.start()[0]
    assert str(laid) == "91_queue_version_2.ipynb: a newer version, laid beside your 91_queue.ipynb, which is as you left it"
    assert [laid.what for laid in student_folder.start()] == ["kept", "kept"]
    change_ours(" Newest.")
    assert student_folder.start()[0].name == "91_queue_version_3.ipynb"
    assert (place / "91_queue.ipynb").read_text() == "my own work" and len(names(place)) == 4


def test_a_copy_whose_list_was_lost_is_not_laid_twice(place):
    student_folder.start()
    for spoilt in ("", "[]", '{"91_queue.ipynb": 3}'):
        (place / student_folder.LIST).write_text(spoilt)
        assert [laid.what for laid in student_folder.start()] == ["kept", "kept"]
    (place / student_folder.LIST).unlink()
    (place / "91_queue.ipynb").write_text("my own work")
    assert student_folder.start()[0].what == "newer version"


def test_a_removed_copy_is_laid_again(place):
    student_folder.start()
    (place / "91_queue.ipynb").unlink()
    assert [laid.what for laid in student_folder.start()] == ["new", "kept"]


def test_an_interruption_leaves_no_half_written_file(place, monkeypatch):
    def cut(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(writing.os, "replace", cut)
    with pytest.raises(KeyboardInterrupt):
        student_folder.start()
    assert names(place) == [] and not [f for f in place.iterdir() if f.suffix == ".part"]


def test_two_at_once(place):
    threads = [threading.Thread(target=student_folder.start) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert names(place) == ["91_exercises.ipynb", "91_queue.ipynb"]
    assert set(json.loads((place / student_folder.LIST).read_text())) == set(names(place))


@pytest.mark.parametrize("units", [["nb9"], ["nb91", "x"]])
def test_an_unknown_unit_lays_nothing(units, place):
    with pytest.raises(ValueError, match=r"is not known\. Choose from \['nb91'\]"):
        student_folder.start(units)
    assert not place.exists()


def test_units_as_they_are_typed(place):
    assert student_folder.known_units(["91", "nb91"]) == ["nb91", "nb91"]
    with pytest.raises(ValueError, match="unit='²' is not known"):
        student_folder.known_units(["²"])
    with pytest.raises(ValueError, match=r"unit='nb05' is not known"):
        student_folder.known_units(["5"])


def test_the_exercises_are_a_runnable_notebook(place):
    """Run as it is, every stub gets a polite answer and nothing fails."""
    book = workbook.workbook(shelf.key("nb91"))
    nbformat.validate(book)
    plain = workbook.workbook(replace(shelf.key("nb91"), exercises={"nb91.e1": shelf.exercise("nb91.e1")}))
    for each in (book, plain):  # with and without data of one's own: answers of every unit are handed in
        assert 'cx.begin("nb91", student=None)  # your name instead of None' in each.cells[1].source
        assert each.cells[-1].source.endswith("\n# cx.submit()") and "Hand in that file" in each.cells[-3].source
    space: dict = {}
    for cell in book.cells:
        if cell.cell_type == "code":
            exec(cell.source, space)
    assert opening.store().record()["hints"] == {}, "running every cell spends a hint"
    hints = [cell.source for cell in book.cells if "cx.hint(" in cell.source]
    assert len(hints) == 6 and all(line.startswith("# ") for source in hints for line in source.splitlines())
    exec(hints[5].splitlines()[1].removeprefix("# "), space)
    assert opening.store().record()["hints"] == {"nb91.e6": 1}
    tags = nbformat.v4.new_code_cell("1", metadata={"tags": ["demo"], "meets": ["C001"], "execution": {}})
    assert cleared(nbformat.v4.new_notebook(cells=[tags])).cells[0].metadata == {"tags": ["demo"]}
