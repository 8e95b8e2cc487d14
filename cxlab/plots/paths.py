"""A picture of the ways people take through a journey."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cxlab import _validate
from cxlab.plots import palette
from cxlab.plots.canvas import BODY, NOTE, axes_for, bare_axes, fitted, wrapped
from cxlab.plots.sentences import remember

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def path_map(frame: pd.DataFrame, ax: Axes | None = None, *, title: str = "", least: float = 0.02) -> Axes:
    """Draw which touchpoint follows which: forward moves above the line, returns below, width by probability.

    Parameters
    ----------
    frame : square table of probabilities; rows are touchpoints in journey order, columns the same and EXIT.
    ax : where to draw; a new figure when left out.
    title : words for the head.
    least : moves less likely than this are left out, from 0 to 1.

    Returns
    -------
    Axes

    Raises
    ------
    ValueError
        When a row is not a touchpoint among the columns.

    Examples
    --------
    >>> import pandas as pd
    >>> moves = pd.DataFrame([[0.0, 1.0, 0.0], [0.0, 0.0, 1.0]], index=["site", "shop"], columns=["site", "shop", "EXIT"])
    >>> ax = path_map(moves)
    >>> [text.get_text() for text in ax.texts if "%" in text.get_text()]
    ['100%', '100%']
    """
    least = _validate.number("least", least, low=0.0, high=1.0)
    stops = [str(name) for name in _validate.frame("frame", frame).columns]
    rows = [_validate.one_of("row of frame", str(name), stops) for name in frame.index]
    moves = [
        (start, stops[end], float(chance))
        for start, line in zip(rows, frame.to_numpy(float), strict=True)
        for end, chance in enumerate(line)
        if chance >= max(least, 1e-12)
    ]
    ax = axes_for(ax, max(8.0, 1.6 * len(stops)), 4.8)
    bare_axes(ax, title=title)
    ax.set_xlim(-0.6, len(stops) - 0.4)
    reach = max([1.0, *(abs(stops.index(end) - stops.index(start)) for start, end, _ in moves)])
    back = max([0.6, *(float(stops.index(start) - stops.index(end)) for start, end, _ in moves)])
    ax.set_ylim(-0.62 * (back + 0.1 * reach) - 0.3, 0.68 * reach + 0.3)
    for start, end, chance in moves:
        _arc(ax, stops.index(start), stops.index(end), chance, reach)
    size = fitted(ax, 12 * len(stops), largest=BODY, smallest=7.0)
    for position, name in enumerate(stops):
        fill = palette.INK if name == "EXIT" else palette.BLUE
        ax.text(
            position,
            0,
            wrapped(name, 11),
            ha="center",
            va="center",
            fontsize=size,
            color=palette.PAPER,
            zorder=4,
            bbox={"boxstyle": "round,pad=0.45", "facecolor": fill, "edgecolor": palette.PAPER},
        )
    strongest = sorted(moves, key=lambda move: -move[2])[:8]
    return remember(
        ax, "Path map", title, "Most likely moves: " + "; ".join(f"{start} to {end} {chance:.0%}" for start, end, chance in strongest)
    )


def _arc(ax: Axes, start: int, end: int, chance: float, reach: float) -> None:
    """One move as a half ellipse, above the line when it goes forward, below when it goes back or stays."""
    side = 1 if end > start else -1
    half = (end - start) / 2 if end != start else 0.16
    middle = (start + end) / 2
    angle = np.linspace(0, np.pi, 60)
    height = 0.6 * (max(abs(end - start), 0.6) + 0.1 * reach)
    x, y = middle - half * np.cos(angle), side * height * np.sin(angle)
    colour = palette.QUIET if side > 0 else palette.VERMILLION
    ax.plot(x, y, color=colour, linewidth=0.8 + 6 * chance, alpha=0.55, solid_capstyle="round", zorder=1)
    ax.annotate("", (x[34], y[34]), (x[28], y[28]), arrowprops={"arrowstyle": "-|>", "color": colour, "lw": 1.2}, zorder=2)
    ax.text(
        x[30],
        y[30],
        f"{chance:.0%}",
        ha="center",
        va="center",
        fontsize=NOTE - 1,
        color=palette.INK,
        zorder=3,
        bbox={"boxstyle": "round,pad=0.15", "facecolor": palette.PAPER, "edgecolor": "none"},
    )
