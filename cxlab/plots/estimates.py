"""Pictures of estimates: a forest, bars, the priority map."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cxlab import _validate
from cxlab.plots import palette
from cxlab.plots.canvas import BODY, NOTE, Box, axes_for, frame_axes, in_points, label_points, settle, text_box, wrapped, write
from cxlab.plots.sentences import amount, listed, remember

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def forest(
    frame: pd.DataFrame,
    ax: Axes | None = None,
    *,
    title: str = "",
    unit: str = "",
    reference: pd.DataFrame | None = None,
    sort: bool = False,
) -> Axes:
    """Draw estimates with their intervals, one line each.

    Parameters
    ----------
    frame : columns name and value; low and high where there is an interval.
    ax : where to draw; a new figure when left out.
    title, unit : words for the head and the axis.
    reference : columns name and value; drawn as open diamonds named "truth".
    sort : largest value on top; otherwise the order of the frame.

    Returns
    -------
    Axes

    Raises
    ------
    KeyError
        When a column is missing.
    ValueError
        When no name of `reference` is a name of `frame`.

    Examples
    --------
    >>> import pandas as pd
    >>> rows = pd.DataFrame({"name": ["wait", "staff"], "value": [0.4, 0.2], "low": [0.3, 0.1], "high": [0.5, 0.3]})
    >>> ax = forest(rows, unit="points")
    >>> [label.get_text() for label in ax.get_yticklabels()]
    ['wait', 'staff']
    """
    rows = _rows(frame, sort)
    truth = _matched(reference, rows) if reference is not None else None
    ax = axes_for(ax, 8.0, 1.5 + 0.42 * len(rows))
    at = np.arange(len(rows))
    ax.hlines(at, rows["low"], rows["high"], color=palette.BLUE, linewidth=2.2)
    for end in ("low", "high"):
        ax.plot(rows[end], at, "|", color=palette.BLUE, markersize=9, markeredgewidth=2)
    ax.plot(rows["value"], at, "o", color=palette.BLUE, markersize=8, label="estimate")
    _draw_truth(ax, truth, at)
    _zero_line(ax, [rows["value"], rows["low"], rows["high"], truth])
    frame_axes(ax, x=unit, lines="x")
    _head(ax, title, above_legend=truth is not None)
    _name_rows(ax, rows["name"])
    return remember(ax, "Forest plot", title, _unit(unit), *_facts(rows), _truth_fact(rows["name"], truth))


def bars(
    frame: pd.DataFrame,
    ax: Axes | None = None,
    *,
    title: str = "",
    unit: str = "",
    reference: pd.DataFrame | None = None,
    sort: bool = False,
) -> Axes:
    """Draw values as horizontal bars from zero, with the number beside each.

    Parameters
    ----------
    frame : columns name and value; low and high where there is an interval.
    ax : where to draw; a new figure when left out.
    title, unit : words for the head and the axis.
    reference : columns name and value; drawn as open diamonds named "truth".
    sort : largest value on top; otherwise the order of the frame.

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
    >>> ax = bars(pd.DataFrame({"name": ["book", "collect"], "value": [3.0, 7.0]}), sort=True)
    >>> [label.get_text() for label in ax.get_yticklabels()]
    ['collect', 'book']
    """
    rows = _rows(frame, sort)
    truth = _matched(reference, rows) if reference is not None else None
    ax = axes_for(ax, 8.0, 1.5 + 0.42 * len(rows))
    at = np.arange(len(rows))
    colours = np.where(rows["value"] < 0, palette.VERMILLION, palette.BLUE)
    ax.barh(at, rows["value"], height=0.62, color=colours, label="estimate")
    for colour, width in ((palette.PAPER, 5.0), (palette.INK, 2.0)):
        ax.hlines(at, rows["low"], rows["high"], color=colour, linewidth=width)
    reach = rows[["value", "low", "high"]].assign(truth=truth if truth is not None else np.nan, zero=0.0)
    for position, value, low, high in zip(at, rows["value"], reach.min(axis=1), reach.max(axis=1), strict=True):
        end, side, step = (high, "left", 7) if value >= 0 else (low, "right", -7)
        write(ax, amount(value), (end, float(position)), shift=(step, 0), ha=side)
    _draw_truth(ax, truth, at)
    ax.margins(x=0.14)
    if not (reach < 0).any(axis=None):
        ax.set_xlim(left=0)
    ax.axvline(0, color=palette.QUIET, linewidth=1)
    frame_axes(ax, x=unit)
    _head(ax, title, above_legend=truth is not None)
    _name_rows(ax, rows["name"])
    return remember(ax, "Bar chart", title, _unit(unit), *_facts(rows), _truth_fact(rows["name"], truth))


def priority_map(
    frame: pd.DataFrame, ax: Axes | None = None, *, title: str = "", split: tuple[float, float] | None = None, unit: str = ""
) -> Axes:
    """Draw importance against performance, with the four corners named in words.

    Parameters
    ----------
    frame : columns name, importance, performance.
    ax : where to draw; a new figure when left out.
    split : performance and importance at which the corners meet; the means of the drawn values when left out.
    title : words for the head.
    unit : words for the importance axis, for example "share of R2".

    Returns
    -------
    Axes

    Raises
    ------
    KeyError
        When a column is missing.

    Notes
    -----
    Importance-performance analysis: Martilla and James (1977). Where the lines are drawn is a choice, not a finding.

    Examples
    --------
    >>> import pandas as pd
    >>> rows = pd.DataFrame({"name": ["wait", "coffee"], "importance": [0.5, 0.1], "performance": [4.0, 8.0]})
    >>> [text.get_text() for text in priority_map(rows).texts][:2]
    ['improve first', 'keep it up']
    """
    _validate.columns(_validate.frame("frame", frame), ["name", "importance", "performance"])
    x, y = frame["performance"].to_numpy(float), frame["importance"].to_numpy(float)
    across, up = split if split is not None else (float(x.mean()), float(y.mean()))
    ax = axes_for(ax, 7.5, 5.5)
    ax.set_xlim(*_room(x, across))
    ax.set_ylim(*_room(y, up))
    ax.axvline(across, color=palette.QUIET, linewidth=1.2, linestyle=palette.DASHES[1])
    ax.axhline(up, color=palette.QUIET, linewidth=1.2, linestyle=palette.DASHES[1])
    ax.plot(x, y, "o", color=palette.BLUE, markersize=9)
    frame_axes(ax, title=title, x="performance", y=f"importance ({unit})" if unit else "importance")
    settle(ax)
    reserved = [*_corners(ax), *_cross(ax, across, up)]
    names = [wrapped(name, 20) for name in frame["name"]]
    label_points(ax, x, y, names, keep_clear=reserved)
    first = [str(name) for name, px, py in zip(frame["name"], x, y, strict=True) if px < across and py >= up]
    fact = f"Improve first: {', '.join(first)}" if first else "Nothing lies in the corner to improve first"
    return remember(ax, "Priority map", title, fact, "Importance: " + listed(frame["name"], y), "Performance: " + listed(frame["name"], x))


def _rows(frame: pd.DataFrame, sort: bool) -> pd.DataFrame:
    _validate.columns(_validate.frame("frame", frame), ["name", "value"])
    rows = frame.reindex(columns=["name", "value", "low", "high"]).astype({"value": float, "low": float, "high": float})
    return rows.sort_values("value", ascending=False, kind="stable") if sort else rows


def _matched(reference: pd.DataFrame, rows: pd.DataFrame) -> np.ndarray:
    _validate.columns(_validate.frame("reference", reference), ["name", "value"])
    known = dict(zip(reference["name"], reference["value"], strict=True))
    truth = np.array([known.get(name, np.nan) for name in rows["name"]], dtype=float)
    if np.isnan(truth).all():
        raise ValueError(
            f"reference has the names {list(known)}, and none of them is drawn. Use the names of the frame: {list(rows['name'])}."
        )
    return truth


def _draw_truth(ax: Axes, truth: np.ndarray | None, at: np.ndarray) -> None:
    if truth is None:
        return
    ax.plot(truth, at, "D", markersize=11, markerfacecolor="none", markeredgecolor=palette.PAPER, markeredgewidth=4)
    ax.plot(truth, at, "D", markersize=11, markerfacecolor="none", markeredgecolor=palette.INK, markeredgewidth=1.8, label="truth")
    handles, labels = ax.get_legend_handles_labels()
    order = sorted(range(len(labels)), key=lambda place: labels[place])
    ax.legend(
        [handles[place] for place in order],
        [labels[place] for place in order],
        loc="lower left",
        bbox_to_anchor=(0, 1),
        ncols=2,
        frameon=False,
        fontsize=NOTE,
        borderaxespad=0,
    )


def _zero_line(ax: Axes, columns: Sequence[object]) -> None:
    values = np.concatenate([np.asarray(column, dtype=float) for column in columns if column is not None])
    if np.nanmin(values) <= 0 <= np.nanmax(values):
        ax.axvline(0, color=palette.QUIET, linewidth=1.2)


def _head(ax: Axes, title: str, *, above_legend: bool) -> None:
    if title:
        ax.set_title(wrapped(title, 70), loc="left", fontsize=13, color=palette.INK, pad=26 if above_legend else 8)


def _name_rows(ax: Axes, names: pd.Series) -> None:
    ax.set_yticks(range(len(names)), [wrapped(name, 26) for name in names], fontsize=BODY)
    ax.set_ylim(len(names) - 0.4, -0.6)
    ax.tick_params(axis="y", length=0)


def _unit(unit: str) -> str:
    return f"Unit: {unit}" if unit else ""


def _facts(rows: pd.DataFrame) -> tuple[str, ...]:
    if len(rows) > 12 or rows["low"].isna().all():
        return (listed(rows["name"], rows["value"]),)
    pairs = zip(rows["name"], rows["value"], rows["low"], rows["high"], strict=True)
    words = (
        f"{name} {amount(value)}" + ("" if np.isnan(low) else f" ({amount(low)} to {amount(high)})") for name, value, low, high in pairs
    )
    return ("; ".join(words),)


def _truth_fact(names: pd.Series, truth: np.ndarray | None) -> str:
    return "" if truth is None else "Truth: " + listed(names, truth)


def _room(values: np.ndarray, split: float) -> tuple[float, float]:
    low, high = min(values.min(), split), max(values.max(), split)
    pad = 0.22 * ((high - low) or max(abs(high), 1.0))
    return low - pad, high + pad


def _corners(ax: Axes) -> list[Box]:
    """Name the four corners; return the boxes their names take."""
    words = (("improve first", 0, 1), ("keep it up", 1, 1), ("low priority", 0, 0), ("perhaps too much", 1, 0))
    (left, bottom), (right, top) = in_points(ax, [(0, 0), (1, 1)], of_axes=True)
    boxes = []
    for word, across, up in words:
        side, level = ("right" if across else "left"), ("top" if up else "bottom")
        shift = (-6 if across else 6, -4 if up else 4)
        write(ax, word, (across, up), shift=shift, ha=side, va=level, size=BODY, colour=palette.QUIET, of_axes=True, style="italic")
        boxes.append(text_box(right if across else left, top if up else bottom, f"{word}  ", BODY + 2, side, level))
    return boxes


def _cross(ax: Axes, across: float, up: float) -> list[Box]:
    """The two dividing lines, as boxes no label should touch."""
    (left, bottom), (right, top) = in_points(ax, [(0, 0), (1, 1)], of_axes=True)
    ((px, py),) = in_points(ax, [(across, up)])
    return [(px - 3, bottom, px + 3, top), (left, py - 3, right, py + 3)]
