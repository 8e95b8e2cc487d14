"""What grading leaves behind: marks.csv, marks-mistakes.csv, marks-texts.csv and a picture, each written whole."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pandas as pd

from cxlab.course.grading import UNUSUAL, Graded
from cxlab.course.wording import counted
from cxlab.course.writing import printable, write_whole

_BARS = 24  # in a row of the picture


def keep(graded: Graded, marks: Path) -> list[Path]:
    """Write the marks to `marks`, and beside it, under its name and a word more, the mistakes, the texts to read and a picture.

    Raises
    ------
    OSError
        When the folder cannot be written.
    """
    mistakes, texts, picture = (marks.with_name(f"{marks.stem}-{what}") for what in ("mistakes.csv", "texts.csv", "mistakes.png"))
    tables = {marks: graded.marks(), mistakes: graded.mistakes(), texts: graded.texts()}
    for file, table in tables.items():
        write_whole(file, _csv(table))
    write_whole(picture, _picture(graded))
    return [*tables, picture]


def _csv(table: pd.DataFrame) -> str:
    return table.map(harmless).to_csv(index=False, lineterminator="\n")


def harmless(cell: Any) -> Any:
    """A text that any file can take, and that a spreadsheet will not take for a formula.

    Examples
    --------
    >>> harmless("=1+1"), harmless("Anna"), harmless(-1.5)
    ("'=1+1", 'Anna', -1.5)
    """
    if not isinstance(cell, str):
        return cell
    cell = printable(cell)
    return f"'{cell}" if cell.lstrip()[:1] in ("=", "+", "-", "@") else cell


def _picture(graded: Graded) -> bytes:
    """For each exercise, how many have it right, made a usual mistake, gave another answer, or none."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    from cxlab import plots

    states = graded.states()
    rows = [states.iloc[start : start + _BARS] for start in range(0, len(states), _BARS)] if graded.marked else []
    figure = Figure(figsize=(max(6.0, 3.0 + 0.46 * min(len(states), _BARS)), 1.2 + 3.3 * max(1, len(rows))), layout="constrained")
    FigureCanvasAgg(figure)
    axes = figure.subplots(max(1, len(rows)), squeeze=False)[:, 0]
    title = f"What {counted(len(graded.marked), 'student', 'students')} answered"
    for ax, row in zip(axes, rows, strict=False):
        plots.stacked(row, ax=ax, title=title if ax is axes[0] else "", unit="students")
        ax.set_xticks(range(len(row)), row.index, rotation=90)
        ax.set_xlim(-0.6, min(len(states), _BARS) - 0.4)
    if not rows:
        axes[0].set_axis_off()
        axes[0].text(0.5, 0.5, "No answer file could be marked", ha="center")
    stream = io.BytesIO()
    figure.savefig(stream, format="png", dpi=110)
    return stream.getvalue()


def report(graded: Graded) -> str:
    """What the instructor reads first."""
    table = graded.marks()
    odd = sum(bool(graded.key.note_on(name)) for name in table["student"])
    named = f", {odd} of them with a name to look at" if odd else ""
    lines = [f"{counted(len(table), 'student', 'students')} marked{named}, {counted(len(graded.problems), 'file', 'files')} left out."]
    if len(table):
        lines.append(f"Marks: median {table['total'].median():g} of {table['out_of'].iloc[0]:g}{', these names included' if odd else ''}.")
        lines += _unmarked(graded)
    lines += [f"  {problem}" for problem in graded.problems]
    noted = table[table["notes"] != ""]
    lines += [f"  {row.student}: {row.notes}" for row in noted.itertuples()]
    found = graded.mistakes()
    common = found[~found.duplicated("exercise") | (found["mistake"] == UNUSUAL)]
    if len(common):
        lines.append("Commonest mistake by exercise:")
        lines += [f"  {item}: {_told(int(students), mistake, len(table))}" for item, students, mistake in common.to_numpy().tolist()]
    return "\n".join(lines)


def _unmarked(graded: Graded) -> list[str]:
    """A line on the texts, where any count."""
    auto = graded.compared()
    texts = ", ".join(item for item in graded.key.marks if item not in auto)
    return [f"Texts ({texts}) are not in the total: a person reads them."] if texts else []


def _told(students: int, mistake: str, of: int) -> str:
    return f"{students} of {of} {mistake}" if mistake == UNUSUAL else f"{counted(students, 'student', 'students')}. {mistake}"
