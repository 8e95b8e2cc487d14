"""Plain pictures the demos share: lines with a marked point, heat map, scatter, stacked bars."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cxlab import _validate
from cxlab.plots import palette
from cxlab.plots.canvas import BODY, NOTE, axes_for, frame_axes, label_points, spread, wrapped, write
from cxlab.plots.sentences import amount, listed, remember, span

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def curve(
    frame: pd.DataFrame,
    ax: Axes | None = None,
    *,
    title: str = "",
    x: str = "",
    unit: str = "",
    mark: tuple[float, float] | None = None,
    mark_label: str = "",
) -> Axes:
    """Draw one line for each column against the first column, with one point marked.

    Parameters
    ----------
    frame : first column the horizontal axis, each further column one line.
    ax : where to draw; a new figure when left out.
    title, x, unit : words for the head and the two axes; x is the name of the first column when left out.
    mark : a point (x, y) to mark with a star.
    mark_label : words beside the marked point.

    Returns
    -------
    Axes

    Raises
    ------
    ValueError
        When the frame has one column only, or more lines than can be told apart (six).

    Examples
    --------
    >>> import pandas as pd
    >>> from cxlab import plots
    >>> ax = curve(pd.DataFrame({"promise": [0, 5, 10], "value": [0, 8, 3]}), mark=(5, 8), mark_label="best promise")
    >>> plots.alt_text(ax)
    'Line chart. value against promise: 0 at 0, highest 8 at 5, 3 at 10. best promise: 5, 8.'
    """
    _validate.frame("frame", frame)
    lines = frame.columns[1:]
    if not 1 <= len(lines) <= len(palette.SERIES):
        raise ValueError(f"frame has {len(lines)} columns after the first. Pass from 1 to {len(palette.SERIES)} lines in one picture.")
    ax = axes_for(ax, 8.0, 4.5)
    across = frame.iloc[:, 0].to_numpy(float)
    for number, name in enumerate(lines):
        ax.plot(across, frame[name].to_numpy(float), color=palette.SERIES[number], linestyle=palette.DASHES[number], linewidth=2.4)
    if mark is not None:
        ax.plot(*mark, "*", markersize=19, color=palette.YELLOW, markeredgecolor=palette.INK, zorder=5)
    frame_axes(ax, title=title, x=x or str(frame.columns[0]).replace("_", " "), y=unit, lines="y")
    if len(lines) > 1:
        _end_labels(ax, across[-1], frame[lines].iloc[-1].to_numpy(float), [str(name) for name in lines])
    if mark is not None and mark_label:
        _mark_label(ax, mark, wrapped(mark_label, 26))
    marked = f"{mark_label or 'marked point'}: {amount(mark[0])}, {amount(mark[1])}" if mark is not None else ""
    return remember(
        ax,
        "Line chart",
        title,
        *(_line_fact(across, frame[name].to_numpy(float), str(name), str(frame.columns[0])) for name in lines),
        marked,
    )


def heat(table: pd.DataFrame, ax: Axes | None = None, *, title: str = "", unit: str = "", blank_zero: bool = False) -> Axes:
    """Draw a table of numbers as shaded cells with the number in each.

    Parameters
    ----------
    table : numbers, with names for rows and columns.
    ax : where to draw; a new figure when left out.
    title, unit : words for the head and for what the numbers are.
    blank_zero : leave cells that hold 0 empty.

    Returns
    -------
    Axes

    Examples
    --------
    >>> import pandas as pd
    >>> ax = heat(pd.DataFrame([[1, 2]], index=["sense"], columns=["people", "product"]))
    >>> [text.get_text() for text in ax.texts]
    ['1', '2']
    """
    import seaborn as sns

    values = _validate.frame("table", table).astype(float)
    ax = axes_for(ax, 1.6 + 1.15 * values.shape[1], 1.5 + 0.6 * values.shape[0])
    words = values.map(lambda value: "" if np.isnan(value) or (blank_zero and value == 0) else amount(value))
    sns.heatmap(
        values,
        ax=ax,
        cmap=palette.SEQUENCE,
        vmin=min(0.0, np.nanmin(values)),
        annot=words,
        fmt="",
        annot_kws={"fontsize": BODY},
        linewidths=1.5,
        linecolor=palette.PAPER,
        cbar=False,
    )
    frame_axes(ax, title=f"{title} ({unit})" if title and unit else title or unit)
    for side in ("left", "bottom"):
        ax.spines[side].set_visible(False)
    ax.tick_params(length=0)
    ax.set_xticklabels([wrapped(name, 13) for name in values.columns], rotation=0, fontsize=NOTE)
    ax.set_yticklabels([wrapped(name, 20) for name in values.index], rotation=0, fontsize=NOTE)
    return remember(ax, "Heat map", title, *(f"{name}: {listed(row.index, row)}" for name, row in values.iterrows()))


def scatter(
    frame: pd.DataFrame, ax: Axes | None = None, *, x: str, y: str, group: str = "", name: str = "", title: str = "", diagonal: bool = False
) -> Axes:
    """Draw one column against another; groups differ in colour and in marker.

    Parameters
    ----------
    frame : the table.
    x, y : columns for the two axes.
    ax : where to draw; a new figure when left out.
    group : column that names up to six groups.
    name : column with a label for each point (few points only).
    title : words for the head.
    diagonal : draw the line on which both are equal.

    Returns
    -------
    Axes

    Raises
    ------
    KeyError
        When a column is missing.

    Examples
    --------
    >>> import pandas as pd
    >>> from cxlab import plots
    >>> ax = scatter(pd.DataFrame({"expected": [5, 6], "felt": [6, 4]}), x="expected", y="felt", diagonal=True)
    >>> plots.alt_text(ax)
    'Scatter plot. expected: 2 values from 5 to 6; felt: 2 values from 4 to 6.'
    """
    _validate.columns(_validate.frame("frame", frame), [c for c in (x, y, group, name) if c])
    ax = axes_for(ax, 7.0, 5.0)
    size = 9.0 if len(frame) <= 60 else 4.0
    parts = list(frame.groupby(group, sort=False, observed=True)) if group else [("", frame)]
    for number, (label, part) in enumerate(parts[: len(palette.SERIES)]):
        ax.plot(
            part[x],
            part[y],
            palette.MARKERS[number],
            color=palette.SERIES[number],
            markersize=size,
            alpha=0.9 if len(frame) <= 60 else 0.5,
            label=str(label),
            linestyle="none",
        )
    if diagonal:
        ends = [max(frame[x].min(), frame[y].min()), min(frame[x].max(), frame[y].max())]
        ax.axline((ends[0], ends[0]), slope=1, color=palette.QUIET, linestyle=palette.DASHES[1], linewidth=1.3)
    if group:
        ax.legend(loc="lower right", bbox_to_anchor=(1, 1), ncols=3, frameon=False, fontsize=NOTE, borderaxespad=0)
    frame_axes(ax, title=title, x=wrapped(x, 60), y=wrapped(y, 40), lines="both")
    if name:
        ax.margins(0.15)
        label_points(ax, frame[x].to_numpy(float), frame[y].to_numpy(float), [wrapped(label, 20) for label in frame[name]])
    facts = f"{x}: {span(frame[x])}; {y}: {span(frame[y])}"
    return remember(ax, "Scatter plot", title, facts, f"Groups: {', '.join(str(label) for label, _ in parts)}" if group else "")


def stacked(frame: pd.DataFrame, ax: Axes | None = None, *, title: str = "", x: str = "", unit: str = "") -> Axes:
    """Draw one bar for each row, its columns stacked: parts differ in colour and in hatching.

    Parameters
    ----------
    frame : numbers from 0 up, counts or amounts; the index names the bars, the columns the parts (six at most).
    ax : where to draw; a new figure when left out.
    title, x, unit : words for the head and the two axes.

    Returns
    -------
    Axes

    Raises
    ------
    ValueError
        When a number is negative or there are more than six parts.

    Examples
    --------
    >>> import pandas as pd
    >>> ax = stacked(pd.DataFrame({"served": [25, 40], "idle": [15, 0]}, index=["Mon", "Tue"]))
    >>> ax.get_legend_handles_labels()[1]
    ['served', 'idle']
    """
    from matplotlib.ticker import MaxNLocator

    values = _validate.frame("frame", frame).astype(float)
    if (values < 0).any(axis=None) or values.shape[1] > len(palette.SERIES):
        raise ValueError(
            f"frame has {values.shape[1]} parts and its lowest number is {float(values.to_numpy().min()):g}. "
            f"Pass up to {len(palette.SERIES)} parts, none below 0."
        )
    ax = axes_for(ax, 8.0, 4.4)
    at, base = np.arange(len(values)), np.zeros(len(values))
    for number, part in enumerate(values):
        ax.bar(
            at,
            values[part],
            0.78,
            bottom=base,
            color=palette.SERIES[number],
            hatch=palette.HATCHES[number],
            edgecolor=palette.PAPER,
            linewidth=0.6,
            label=str(part).replace("_", " "),
        )
        base = base + values[part].to_numpy()
    every = max(1, int(np.ceil(len(values) / 16)))
    ax.set_xticks(at[::every], [wrapped(name, 12) for name in values.index[::every]])
    frame_axes(ax, title=title, x=x, y=unit, lines="y")
    if (values % 1 == 0).all(axis=None):
        ax.yaxis.set_major_locator(MaxNLocator("auto", steps=[1, 2, 5, 10], integer=True))  # nobody counts half a student
    ax.legend(loc="upper left", bbox_to_anchor=(1.01, 1), reverse=True, frameon=False, fontsize=NOTE, borderaxespad=0)
    return remember(ax, "Stacked bars", title, f"{len(values)} bars", "Totals: " + listed(values.columns, values.sum()))


def _mark_label(ax: Axes, mark: tuple[float, float], words: str) -> None:
    """Words above the marked point, turned inwards near the sides."""
    low, high = ax.get_xlim()
    across = (mark[0] - low) / (high - low)
    side = "left" if across < 0.2 else "right" if across > 0.8 else "center"
    ax.margins(y=0.14)
    write(ax, words, mark, shift=(0, 12), ha=side, va="bottom", size=BODY)


def _end_labels(ax: Axes, x: float, ends: np.ndarray, names: Sequence[str]) -> None:
    """Name each line at its right end, moved apart where two would touch."""
    low, high = ax.get_ylim()
    points = 72 * ax.get_position().height * ax.figure.get_figheight()  # type: ignore[union-attr]
    places = spread(ends, 1.3 * NOTE * (high - low) / points)
    for number, (place, name) in enumerate(zip(places, names, strict=True)):
        colour = palette.SERIES[number] if palette.lightness(palette.SERIES[number]) < 60 else palette.INK
        write(ax, wrapped(name, 40), (x, place), shift=(8, 0), ha="left", colour=colour)


def _line_fact(x: np.ndarray, y: np.ndarray, name: str, against: str) -> str:
    known = ~np.isnan(y)
    if not known.any():
        return f"{name} against {against}: no values"
    x, y = x[known], y[known]
    top = int(np.argmax(y))
    peak = f", highest {amount(y[top])} at {amount(x[top])}" if 0 < top < len(y) - 1 else ""
    return f"{name} against {against}: {amount(y[0])} at {amount(x[0])}{peak}, {amount(y[-1])} at {amount(x[-1])}"
