"""In a real browser: a slider moved by keyboard in JupyterLab changes the picture beside it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from lab_driver import Move, check_move, drive, ink, move_slider
from PIL import Image

TOUR = Path(__file__).resolve().parents[1] / "notebooks" / "00_tour.ipynb"

WIDGET = """
import io
import ipywidgets as widgets
from matplotlib.figure import Figure

picture = widgets.Image(format="png")
slider = widgets.IntSlider(3, 0, 10, description="Staff", continuous_update=False)

def draw(change=None):
    figure = Figure(figsize=(4, 2))
    figure.subplots().bar([0, 1], [slider.value, 5])
    held = io.BytesIO()
    figure.savefig(held, format="png")
    picture.value = held.getvalue()

slider.observe({observer}, "value")
draw()
widgets.VBox([slider, picture])
"""


def _write(folder: Path, name: str, source: str) -> str:
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source)])
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
    nbformat.write(notebook, folder / name)
    return name


@pytest.mark.skipif(not TOUR.is_file(), reason="notebooks/00_tour.ipynb is not written yet")
def test_the_tours_slider_moves_its_picture(page, lab, tmp_path):
    folder = tmp_path / "course"
    folder.mkdir()
    shutil.copy(TOUR, folder / TOUR.name)
    drive(page, lab(folder), TOUR.name)


def test_a_slider_that_moves_no_picture_is_caught(page, lab, tmp_path):
    folder = tmp_path / "course"
    folder.mkdir()
    _write(folder, "still.ipynb", WIDGET.format(observer="lambda change: None"))
    _write(folder, "moving.ipynb", WIDGET.format(observer="draw"))
    server = lab(folder)
    with pytest.raises(AssertionError, match=r"the picture did not change when 'Staff' went 3.0 -> 4.0"):
        drive(page, server, "still.ipynb", patience=2)
    assert drive(page, server, "moving.ipynb", "Staff").values == ("3.0", "4.0")
    again = move_slider(page, "Staff", cell=0)
    check_move(again)
    assert again.values == ("4.0", "5.0")


def test_a_blank_picture_is_caught(tmp_path):
    file = tmp_path / "blank.png"
    Image.new("RGB", (40, 20), "white").save(file)
    move = Move("Staff", ("3", "4"), (["a"], ["b"]), ink(file.read_bytes()), b"")
    with pytest.raises(AssertionError, match=r"the picture is blank \(ink 0.0000\) after 'Staff' went 3 -> 4"):
        check_move(move)


def _pytest_without_chromium(tmp_path: Path, **settings: str) -> subprocess.CompletedProcess[str]:
    root = Path(__file__).resolve().parents[1]
    environment = {name: value for name, value in os.environ.items() if name != "CI"} | {"CHROMIUM": str(tmp_path / "none")} | settings
    test = f"{__file__}::test_a_slider_that_moves_no_picture_is_caught"
    command = [sys.executable, "-m", "pytest", "-q", "-n0", "-p", "no:cacheprovider", test]
    return subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True)


def test_without_chromium_the_tests_are_skipped_and_say_so_in_one_line(tmp_path):
    done = _pytest_without_chromium(tmp_path)
    assert done.returncode == 0
    said = [line for line in done.stdout.splitlines() if line.startswith("The browser tests were skipped: no Chromium found")]
    assert len(said) == 1 and "1 skipped" in done.stdout


def test_in_ci_the_browser_tests_may_not_be_skipped(tmp_path):
    done = _pytest_without_chromium(tmp_path, CI="true")
    assert done.returncode != 0 and "in CI the browser tests may not be skipped" in done.stdout
