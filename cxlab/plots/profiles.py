"""Pictures of an experience profile: the experiential grid and the radar."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cxlab import _validate
from cxlab.plots import palette
from cxlab.plots.canvas import BODY, NOTE, axes_for, bare_axes, wrapped
from cxlab.plots.charts import heat
from cxlab.plots.sentences import amount, listed, remember

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def grid(frame: pd.DataFrame, ax: Axes | None = None, *, title: str = "Experiential grid", unit: str = "spend") -> Axes:
    """Draw the experiential grid: five modules as rows, seven providers as columns.

    Parameters
    ----------
    frame : spend in each cell, from 0; index the keys of `cxlab.vocabulary.modules()`, columns those of `providers()`.
    ax : where to draw; a new figure when left out.
    title, unit : words for the head and for what the cells hold.

    Returns
    -------
    Axes

    Raises
    ------
    ValueError
        When a row is not a module, a column not a provider, or a cell is negative.

    Notes
    -----
    Schmitt (1999): a typology for planning, not a measured model.

    Examples
    --------
    >>> import pandas as pd
    >>> ax = grid(pd.DataFrame([[2.0]], index=["sense"], columns=["people"]))
    >>> len(ax.get_yticklabels()), len(ax.get_xticklabels())
    (5, 7)
    """
    from cxlab import vocabulary

    modules, providers = vocabulary.modules(), vocabulary.providers()
    for name in _validate.frame("frame", frame).index:
        _validate.one_of("row of frame", name, modules.keys)
    for name in frame.columns:
        _validate.one_of("column of frame", name, providers.keys)
    if (frame.to_numpy(float) < 0).any():
        raise ValueError(f"frame has a cell of {frame.to_numpy(float).min():g}. Spend is 0 or more in every cell.")
    full = frame.astype(float).reindex(index=list(modules.keys), columns=list(providers.keys), fill_value=0.0)
    named = full.set_axis([member.name for member in modules.members], axis=0).set_axis(
        [member.name for member in providers.members], axis=1
    )
    ax = heat(named, axes_for(ax, 10.5, 4.4), title=title, unit=unit, blank_zero=True)
    cells = [(row, column, value) for row, line in named.iterrows() for column, value in line.items() if value > 0]
    facts = "; ".join(f"{row} by {column} {amount(value)}" for row, column, value in cells) or "every cell is empty"
    return remember(ax, "Modules by providers", title, facts)


def radar(
    values: Mapping[str, float], ax: Axes | None = None, *, desired: Mapping[str, float] | None = None, title: str = "", high: float = 10.0
) -> Axes:
    """Draw a profile on spokes, and the desired profile as a dashed outline.

    Parameters
    ----------
    values : a number for each name, from 0 to `high`; at least three names.
    ax : where to draw (ordinary Axes, no polar ones needed); a new figure when left out.
    desired : a number for each of the same names.
    title : words for the head.
    high : the number at the rim.

    Returns
    -------
    Axes

    Raises
    ------
    ValueError
        When there are fewer than three names, or `desired` has others.

    Examples
    --------
    >>> from cxlab import plots
    >>> ax = radar({"sense": 8, "feel": 5, "think": 2}, desired={"sense": 6, "feel": 6, "think": 6})
    >>> plots.alt_text(ax)
    'Radar, from 0 to 10. sense 8; feel 5; think 2. Desired: sense 6; feel 6; think 6.'
    """
    names, present = [str(name) for name in values], _profile("values", values, high)
    wanted = None
    if desired is not None:
        if set(map(str, desired)) != set(names):
            raise ValueError(f"desired has the names {list(desired)} and values {names}. Pass the same names in both.")
        wanted = _profile("desired", {name: desired[name] for name in values}, high)
    ax = axes_for(ax, 6.0, 5.6)
    bare_axes(ax, title=title)
    ax.set_aspect("equal")
    ax.set_xlim(-1.6, 1.6)
    ax.set_ylim(-1.3, 1.3)
    angle = np.pi / 2 - 2 * np.pi * np.arange(len(names)) / len(names)
    spokes = np.column_stack([np.cos(angle), np.sin(angle)])
    _web(ax, spokes, high)
    _outline(ax, spokes * (present / high)[:, None], palette.BLUE, "-", "present", fill=True)
    if wanted is not None:
        _outline(ax, spokes * (wanted / high)[:, None], palette.INK, palette.DASHES[1], "desired", fill=False)
        ax.legend(loc="upper right", bbox_to_anchor=(1.0, 1.04), frameon=False, fontsize=NOTE)
    for (across, up), name in zip(spokes, names, strict=True):
        side = "center" if abs(across) < 0.2 else "left" if across > 0 else "right"
        ax.text(
            1.07 * across,
            1.07 * up,
            wrapped(name, 14),
            ha=side,
            va="bottom" if up > 0.9 else "top" if up < -0.9 else "center",
            fontsize=BODY,
            color=palette.INK,
        )
    return remember(
        ax,
        "Radar",
        f"{title}, from 0 to {high:g}" if title else f"from 0 to {high:g}",
        listed(names, present),
        "Desired: " + listed(names, wanted) if wanted is not None else "",
    )


def _profile(name: str, values: Mapping[str, float], high: float) -> np.ndarray:
    if len(values) < 3:
        raise ValueError(f"{name} has {len(values)} names. A radar needs at least 3; draw fewer as bars.")
    return _validate.ratings(pd.Series(dict(values)), low=0, high=high, column=name)


def _web(ax: Axes, spokes: np.ndarray, high: float) -> None:
    closed = np.vstack([spokes, spokes[:1]])
    between = (spokes[0] + spokes[1]) / 2  # numbers stand between two spokes, where no outline has a corner
    for ring in (0.25, 0.5, 0.75, 1.0):
        ax.plot(*(ring * closed).T, color=palette.FAINT, linewidth=1, zorder=0)
    paper = {"facecolor": palette.PAPER, "edgecolor": "none", "alpha": 0.85, "pad": 0.6}
    for ring in (0.5, 1.0):
        x, y = ring * between
        ax.text(x, y, amount(ring * high), fontsize=NOTE - 1, color=palette.QUIET, ha="center", va="center", bbox=paper, zorder=4)
    for across, up in spokes:
        ax.plot([0, across], [0, up], color=palette.FAINT, linewidth=1, zorder=0)


def _outline(ax: Axes, corners: np.ndarray, colour: str, dash: object, label: str, *, fill: bool) -> None:
    closed = np.vstack([corners, corners[:1]])
    ax.plot(
        *closed.T,
        color=colour,
        linestyle=dash,
        linewidth=2.4,
        marker="o" if fill else "D",
        markersize=6,
        markerfacecolor=colour if fill else palette.PAPER,
        label=label,
        zorder=3,
    )  # type: ignore[arg-type]
    if fill:
        ax.fill(*corners.T, color=colour, alpha=0.22, zorder=2)
