"""Axes to draw on, sizes of type, and labels that keep out of each other's way."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from cxlab.plots.palette import FAINT, INK, QUIET

if TYPE_CHECKING:
    from matplotlib.axes import Axes

NOTE, BODY, HEAD = 10.0, 11.0, 13.0


def axes_for(ax: Axes | None, width: float = 8.0, height: float = 4.5) -> Axes:
    """`ax` itself, or the Axes of a new figure of `width` x `height` inches."""
    if ax is None:
        import matplotlib.pyplot as plt

        return plt.subplots(figsize=(width, height), layout="constrained")[1]
    from matplotlib.axes import Axes as Known

    if not isinstance(ax, Known):
        raise TypeError(f"ax is a {type(ax).__name__}, not Axes. Pass the Axes to draw on, for example figure.subplots(), or leave ax out.")
    return ax


def frame_axes(ax: Axes, *, title: str = "", x: str = "", y: str = "", lines: str = "") -> None:
    """Title and labels in readable type, a light grid along `lines` ('x', 'y' or ''), no box."""
    if title:
        ax.set_title(wrapped(title, 70), loc="left", fontsize=HEAD, color=INK)
    ax.set_xlabel(x, fontsize=BODY, color=INK)
    ax.set_ylabel(y, fontsize=BODY, color=INK)
    ax.tick_params(labelsize=NOTE, colors=INK)
    for side in ("top", "right"):
        ax.spines[side].set_visible(False)
    for side in ("left", "bottom"):
        ax.spines[side].set_color(QUIET)
    ax.set_axisbelow(True)
    if lines:
        ax.grid(axis=lines, color=FAINT, linewidth=0.8)  # type: ignore[arg-type]


def bare_axes(ax: Axes, *, title: str = "") -> None:
    """Axes that hold a drawing: no ticks, no box."""
    ax.set_xticks([])
    ax.set_yticks([])
    for spine in ax.spines.values():
        spine.set_visible(False)
    if title:
        ax.set_title(wrapped(title, 70), loc="left", fontsize=HEAD, color=INK)


def wrapped(name: object, width: int = 24) -> str:
    """A label in lines of at most `width` letters, with spaces for underscores.

    Examples
    --------
    >>> wrapped("wait_and_repair", 10)
    'wait and\\nrepair'
    """
    return "\n".join(textwrap.wrap(str(name).replace("_", " "), width, break_long_words=False)) or str(name)


def fitted(ax: Axes, letters: int, share: float = 1.0, *, largest: float = BODY, smallest: float = 6.5) -> float:
    """Font size at which `letters` letters fill at most `share` of the width of `ax`."""
    box = ax.get_position()
    points = 72 * box.width * ax.figure.get_figwidth() * share  # type: ignore[union-attr]
    return float(np.clip(points / (0.56 * max(letters, 1)), smallest, largest))


def spread(values: Iterable[float], gap: float) -> np.ndarray:
    """The values moved as little as needed, in order, so that neighbours are `gap` apart.

    Examples
    --------
    >>> spread([1.0, 1.0, 5.0], 2.0).tolist()
    [0.0, 2.0, 5.0]
    """
    given = np.asarray(list(values), dtype=float)
    order = np.argsort(given, kind="stable")
    placed = given[order]
    for _ in range(100):
        short = gap - np.diff(placed)
        if not (short > 1e-9 * max(gap, 1e-300)).any():
            break
        push = np.maximum(short, 0) / 2
        placed[:-1] -= push
        placed[1:] += push
    result = np.empty_like(placed)
    result[order] = placed
    return result


Box = tuple[float, float, float, float]
_PLACES: tuple[tuple[str, str, float, float], ...] = (
    ("left", "center", 1, 0),
    ("right", "center", -1, 0),
    ("center", "bottom", 0, 1),
    ("center", "top", 0, -1),
    ("left", "bottom", 0.7, 0.6),
    ("left", "top", 0.7, -0.6),
    ("right", "bottom", -0.7, 0.6),
    ("right", "top", -0.7, -0.6),
)


def label_points(
    ax: Axes,
    x: Iterable[float],
    y: Iterable[float],
    names: Sequence[str],
    *,
    keep_clear: Sequence[Box] = (),
    size: float = NOTE,
    gap: float = 8.0,
) -> None:
    """Write each name `gap` points from its point, where it covers least of other labels, points and the boxes to `keep_clear`."""
    settle(ax)
    places = np.column_stack([np.asarray(list(x), dtype=float), np.asarray(list(y), dtype=float)])
    spots = in_points(ax, places)
    (left, bottom), (right, top) = in_points(ax, [(0, 0), (1, 1)], of_axes=True)
    near = 0.6 * gap
    taken: list[Box] = [*((px - near, py - near, px + near, py + near) for px, py in spots), *keep_clear]
    for place, spot, name in zip(places, spots, names, strict=True):
        boxes = [text_box(spot[0] + gap * dx, spot[1] + gap * dy, name, size, ha, va) for ha, va, dx, dy in _PLACES]
        costs = [sum(_overlap(box, other) for other in taken) + _beyond(box, (left, bottom, right, top)) for box in boxes]
        best = int(np.argmin(costs))
        taken.append(boxes[best])
        ha, va, dx, dy = _PLACES[best]
        write(ax, name, (place[0], place[1]), shift=(gap * dx, gap * dy), ha=ha, va=va, size=size)


def write(
    ax: Axes,
    words: str,
    place: tuple[float, float],
    *,
    shift: tuple[float, float] = (0, 0),
    ha: str = "center",
    va: str = "center",
    size: float = NOTE,
    colour: str = INK,
    of_axes: bool = False,
    style: str = "normal",
) -> None:
    """Words at a place in data (or in fractions of the axes), moved by `shift` points."""
    where = "axes fraction" if of_axes else "data"
    font = {"fontsize": size, "color": colour, "style": style, "ha": ha, "va": va}
    ax.annotate(words, place, xytext=shift, xycoords=where, textcoords="offset points", annotation_clip=False, **font)  # type: ignore[arg-type]


def in_points(ax: Axes, places: Any, *, of_axes: bool = False) -> np.ndarray:
    """Places on the page in points of type (1/72 inch), from data or from axes fractions."""
    transform = ax.transAxes if of_axes else ax.transData
    return np.asarray(transform.transform(places)) * 72 / ax.figure.dpi  # type: ignore[union-attr]


def settle(ax: Axes) -> None:
    """Lay the figure out now, so that places on the page are where they will be drawn."""
    figure = ax.get_figure(root=True)
    engine = figure.get_layout_engine() if figure is not None else None
    if engine is not None:
        engine.execute(figure)  # type: ignore[arg-type]
    ax.apply_aspect()


def text_box(px: float, py: float, name: str, size: float, ha: str, va: str) -> Box:
    """About where a text anchored at (px, py) lies, in points."""
    lines = name.split("\n")
    wide, tall = 0.58 * size * max(map(len, lines)), 1.25 * size * len(lines)
    left = px - wide * {"left": 0.0, "center": 0.5, "right": 1.0}[ha]
    bottom = py - tall * {"bottom": 0.0, "center": 0.5, "top": 1.0}[va]
    return left, bottom, left + wide, bottom + tall


def _overlap(a: Box, b: Box) -> float:
    return max(0.0, min(a[2], b[2]) - max(a[0], b[0])) * max(0.0, min(a[3], b[3]) - max(a[1], b[1]))


def _beyond(box: Box, page: Box) -> float:
    return 3.0 * ((box[2] - box[0]) * (box[3] - box[1]) - _overlap(box, page))
