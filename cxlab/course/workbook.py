"""Notebooks for students: the exercises made from a unit's key, and lessons with their outputs cleared."""

from __future__ import annotations

import copy
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cxlab.course.questions import Exercise
from cxlab.course.shelf import Key

if TYPE_CHECKING:
    from nbformat import NotebookNode

KERNEL = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
FILE = "exercises.ipynb"
_HEAD = """# Exercises of unit {number}

Fill in what the three dots leave open, run the cell, then run the check below it. A check says what kind of thing is wrong;
the cell below that holds three hints, for when you are stuck. These are practice checks: try as often as you like.

Does your course collect answers? Then put your name into the first cell before you run it: in quotes, in place of `None`, as in
`student="Anna Rossi"`; with its code, if your instructor gave you one. From your first answer on the name holds for this whole folder."""
_OWN = " Some exercises here use data of your own, which are made from the name."

_STUCK = "# Stuck? Take away the # of the next line and run this cell; run it again for the next hint."
_BEGIN = 'unit = cx.begin("{unit}", student=None)  # your name instead of None, in quotes, as in student="Anna Rossi"'
_HANDING_IN = """## How far you are, and handing in

The first cell below counts your practice checks. Where your course collects answers, run the last cell when you are done: `cx.submit()`
packs your answers, of this unit and all others, into one file of this folder and names it. Hand in that file."""
_SUBMIT = "# Handing in? Take away the # of the next line and run this cell.\n# cx.submit()"


def workbook(key: Key) -> NotebookNode:
    """The exercises of a unit as a notebook: prompt, stub, check and hint for each, and no outputs."""
    from nbformat import v4

    own = any(exercise.own for exercise in key.exercises.values())
    cells = [v4.new_markdown_cell(_HEAD.format(number=int(key.unit[2:])) + (_OWN if own else "")), v4.new_code_cell(_first(key))]
    for exercise in key.exercises.values():
        cells += _cells(exercise)
    cells += [v4.new_markdown_cell(_HANDING_IN), v4.new_code_cell("cx.progress()"), v4.new_code_cell(_SUBMIT)]
    for number, cell in enumerate(cells):
        cell["id"] = f"{key.unit}-e-{number:02d}"
    return v4.new_notebook(cells=cells, metadata=copy.deepcopy(KERNEL))


def _first(key: Key) -> str:
    stubs = "\n".join(exercise.stub for exercise in key.exercises.values())
    imports = [line for name, line in (("np", "import numpy as np"), ("pd", "import pandas as pd")) if re.search(rf"\b{name}\.", stubs)]
    return "\n".join([*imports, "import cxlab as cx", "", _BEGIN.format(unit=key.unit)])


def _cells(exercise: Exercise) -> list[Any]:
    from nbformat import v4

    number = exercise.id.partition(".")[2]
    return [
        v4.new_markdown_cell(f"## {number} · {exercise.title}\n\n{exercise.prompt.strip()}"),
        v4.new_code_cell(exercise.stub.strip()),
        v4.new_code_cell(f'cx.check("{exercise.id}", answer)'),
        v4.new_code_cell(f'{_STUCK}\n# cx.hint("{exercise.id}")'),
    ]


def cleared(notebook: NotebookNode) -> NotebookNode:
    """A clean copy: no outputs, no counts, no widget state, and no notes of ours in the metadata."""
    clean = copy.deepcopy(notebook)
    clean.metadata = type(clean.metadata)(copy.deepcopy(KERNEL))
    for cell in clean.cells:
        tags = cell.metadata.get("tags")
        cell.metadata = type(cell.metadata)({"tags": tags} if tags else {})
        if cell.cell_type == "code":
            cell.outputs = []
            cell.execution_count = None
    return clean


def as_text(notebook: NotebookNode) -> str:
    """A notebook as it is written to a file."""
    import nbformat

    return nbformat.writes(notebook, version=nbformat.NO_CONVERT) + "\n"


def bind(key: Key, folder: Path) -> Path:
    """Write the exercises of a unit into its folder, whole or not at all."""
    from cxlab.course.writing import write_whole

    file = folder / FILE
    write_whole(file, as_text(workbook(key)))
    return file
