"""What grading leaves behind: marks.csv, mistakes.csv, texts.csv and a picture, each written whole."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pandas as pd

from cxlab.course.grading import Graded
from cxlab.course.writing import write_whole


def keep(graded: Graded, marks: Path) -> list[Path]:
    """Write the marks to `marks`, and beside it the mistakes, the texts to read and a picture.

    Raises
    ------
    OSError
        When the folder cannot be written.
    """
    tables = {marks: graded.marks(), marks.with_name("mistakes.csv"): graded.mistakes(), marks.with_name("texts.csv"): graded.texts()}
    for file, table in tables.items():
        write_whole(file, _csv(table))
    picture = marks.with_name("mistakes.png")
    write_whole(picture, _picture(graded))
    return [*tables, picture]


def _csv(table: pd.DataFrame) -> str:
    return table.map(harmless).to_csv(index=False, lineterminator="\n")


def harmless(cell: Any) -> Any:
    """A text that a spreadsheet will not take for a formula.

    Examples
    --------
    >>> harmless("=1+1"), harmless("Anna"), harmless(-1.5)
    ("'=1+1", 'Anna', -1.5)
    """
    return f"'{cell}" if isinstance(cell, str) and cell.lstrip()[:1] in ("=", "+", "-", "@", "\t", "\r") and cell.strip() else cell


def _picture(graded: Graded) -> bytes:
    """For each exercise, how many have it right, made a usual mistake, gave another answer, or none."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    from cxlab import plots

    states = graded.states()
    figure = Figure(figsize=(max(6.0, 1.5 + 0.7 * len(states)), 4.5), layout="constrained")
    FigureCanvasAgg(figure)
    ax = figure.subplots()
    if len(states) and len(graded.marked):
        plots.stacked(states, ax=ax, title=f"What {len(graded.marked)} students answered", unit="students")
        ax.tick_params(axis="x", labelrotation=45)
    else:
        ax.set_axis_off()
        ax.text(0.5, 0.5, "No answer file could be marked", ha="center")
    stream = io.BytesIO()
    figure.savefig(stream, format="png", dpi=110)
    return stream.getvalue()


def report(graded: Graded) -> str:
    """What the instructor reads first."""
    table = graded.marks()
    lines = [f"{len(table)} students marked, {len(graded.problems)} files left out."]
    if len(table):
        lines.append(f"Marks: median {table['total'].median():g} of {table['out_of'].iloc[0]:g}.")
    lines += [f"  {problem}" for problem in graded.problems]
    noted = table[table["notes"] != ""]
    lines += [f"  {row.student}: {row.notes}" for row in noted.itertuples()]
    common = graded.mistakes().groupby("exercise", sort=True).head(1)
    if len(common):
        lines.append("Commonest mistake by exercise:")
        lines += [f"  {row.exercise}: {row.students} students. {row.mistake}" for row in common.itertuples()]
    return "\n".join(lines)
