"""Pictures of the theory: pyramids, realms, the progression of value.

The models come from `cxlab.vocabulary`; these functions draw them and know no list of their own.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cxlab import _validate
from cxlab.plots import palette
from cxlab.plots.canvas import BODY, NOTE, Box, axes_for, bare_axes, fitted, in_points, label_points, settle, text_box, wrapped
from cxlab.plots.sentences import amount, listed, remember

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from cxlab.vocabulary import Model


def pyramid(model: Model, ax: Axes | None = None, *, title: str = "", scores: Sequence[float] | None = None) -> Axes:
    """Draw the levels of a pyramid, the first at the foot.

    Parameters
    ----------
    model : `cxlab.vocabulary.pyramid(levels=3)`, or 5, or 6.
    ax : where to draw; a new figure when left out.
    title : words for the head; the model's title when left out.
    scores : one number for each level, from the foot up, written beside its name.

    Returns
    -------
    Axes

    Raises
    ------
    ValueError
        When there are not as many scores as levels.

    Examples
    --------
    >>> from cxlab import vocabulary
    >>> ax = pyramid(vocabulary.pyramid(levels=3))
    >>> [text.get_text() for text in ax.texts if text.get_text().isdigit()]
    ['1', '2', '3']
    """
    levels = model.members
    if scores is not None and len(scores) != len(levels):
        raise ValueError(
            f"scores has {len(scores)} numbers and the pyramid {len(levels)} levels. Pass one number for each level, from the foot up."
        )
    ax = axes_for(ax, 9.0, 1.2 + 0.72 * len(levels))
    ax.set_xlim(0, 3.6)
    ax.set_ylim(0, len(levels))
    bare_axes(ax, title=title or model.title)
    size = fitted(ax, 46, 0.62, largest=BODY + 1)
    for row, level in enumerate(levels):
        colour = palette.LEVELS[round(row * (len(palette.LEVELS) - 1) / (len(levels) - 1))]
        left = [row / len(levels), (row + 0.94) / len(levels)]
        ax.fill([left[0], 2 - left[0], 2 - left[1], left[1]], [row, row, row + 0.94, row + 0.94], color=colour)
        ax.text(
            1,
            row + (0.47 if row < len(levels) - 1 else 0.32),
            f"{row + 1}",
            ha="center",
            va="center",
            fontsize=size + 2,
            color=palette.text_on(colour),
        )
        ax.plot([2.03 - (left[0] + left[1]) / 2, 2.08], [row + 0.47] * 2, color=palette.QUIET, linewidth=0.8)
        score = f"  {amount(float(scores[row]))}" if scores is not None else ""
        ax.text(2.12, row + 0.5, wrapped(level.name, 44) + score, va="bottom", fontsize=size, fontweight="bold", color=palette.INK)
        ax.text(2.12, row + 0.44, wrapped(level.name_it, 50), va="top", fontsize=size - 1, style="italic", color=palette.QUIET)
    words = (
        f"{row + 1} {level.name}" + (f" {amount(float(scores[row]))}" if scores is not None else "") for row, level in enumerate(levels)
    )
    return remember(ax, "Pyramid from the foot up", title or model.title, "; ".join(words), f"Origin: {model.origin}")


def realms(model: Model, ax: Axes | None = None, *, title: str = "", points: pd.DataFrame | None = None) -> Axes:
    """Draw the four realms of experience, with the sweet spot where they meet.

    Parameters
    ----------
    model : `cxlab.vocabulary.realms()`.
    ax : where to draw; a new figure when left out.
    title : words for the head; the model's title when left out.
    points : columns name, participation (-1 passive to 1 active) and absorption (-1 immersion to 1 absorption).

    Returns
    -------
    Axes

    Raises
    ------
    ValueError
        When a point lies outside the plane.

    Notes
    -----
    Pine and Gilmore (1998). Where an offering lies is a judgement.

    Examples
    --------
    >>> from cxlab import vocabulary
    >>> "sweet spot" in [text.get_text() for text in realms(vocabulary.realms()).texts]
    True
    """
    from matplotlib.patches import Circle

    ax = axes_for(ax, 7.5, 6.0)
    ax.set_aspect("equal")
    ax.set_xlim(-1.32, 1.32)
    ax.set_ylim(-1.15, 1.15)
    bare_axes(ax, title=title or model.title)
    size = fitted(ax, 46, largest=BODY + 1)
    for realm in model.members:
        across, up = realm.participation, realm.absorption
        ax.fill([0, across, across, 0], [0, 0, up, up], color=palette.LEVELS[-1] if across * up > 0 else "#F4F4F4")
        ax.text(
            across * 0.96,
            up * 0.95,
            realm.name,
            ha="right" if across > 0 else "left",
            va="top" if up > 0 else "bottom",
            fontsize=size + 2,
            fontweight="bold",
            color=palette.INK,
        )
        ax.text(
            across * 0.96,
            up * 0.83,
            realm.name_it,
            ha="right" if across > 0 else "left",
            va="top" if up > 0 else "bottom",
            fontsize=size,
            style="italic",
            color=palette.QUIET,
        )
    ax.plot([-1, 1], [0, 0], [0, 0], [-1, 1], color=palette.QUIET, linewidth=1.5)
    for x, y, word, ha, va in (
        (0, 1.03, "absorption", "center", "bottom"),
        (0, -1.03, "immersion", "center", "top"),
        (-1.03, 0, "passive", "right", "center"),
        (1.03, 0, "active", "left", "center"),
    ):
        ax.text(x, y, word, ha=ha, va=va, fontsize=size, color=palette.INK)
    ax.add_patch(Circle((0, 0), 0.22, facecolor=palette.YELLOW, edgecolor=palette.INK, zorder=3))
    ax.text(0, 0, "sweet spot", ha="center", va="center", fontsize=min(NOTE, size), color=palette.INK, zorder=4)
    facts = "; ".join(realm.source_name for realm in model.members)
    return remember(ax, "Four realms on participation and absorption", title or model.title, facts, _offerings(ax, points, size))


def progression(
    model: Model, ax: Axes | None = None, *, title: str = "", prices: Sequence[float] | None = None, unit: str = "price"
) -> Axes:
    """Draw the progression of economic value as a staircase, from commodities up.

    Parameters
    ----------
    model : `cxlab.vocabulary.progression()`.
    ax : where to draw; a new figure when left out.
    title : words for the head; the model's title when left out.
    prices : one number for each step; the stairs then rise by price. Even steps when left out.
    unit : words for the price.

    Returns
    -------
    Axes

    Raises
    ------
    ValueError
        When there are not as many prices as steps.

    Examples
    --------
    >>> from cxlab import vocabulary
    >>> progression(vocabulary.progression()).get_ylabel()
    'differentiation and price'
    """
    steps = model.members
    if prices is not None and len(prices) != len(steps):
        raise ValueError(f"prices has {len(prices)} numbers and the staircase {len(steps)} steps. Pass one number for each step.")
    heights = np.arange(1, len(steps) + 1, dtype=float) if prices is None else np.asarray(prices, dtype=float)
    ax = axes_for(ax, 9.0, 4.8)
    bare_axes(ax, title=title or model.title)
    ax.set_xlim(0, len(steps))
    ax.set_ylim(0, 1.34 * heights.max())
    size = fitted(ax, 16 * len(steps), largest=BODY + 1)
    for place, (step, height) in enumerate(zip(steps, heights, strict=True)):
        ax.bar(place + 0.5, height, width=0.97, color=palette.LEVELS[-1 - place])
        words = f"{wrapped(step.name, 15)}\n{wrapped(step.name_it, 16)}" + ("" if prices is None else f"\n{amount(height)}")
        ax.text(
            place + 0.5, height + 0.015 * heights.max(), words, ha="center", va="bottom", fontsize=size, color=palette.INK, linespacing=1.15
        )
    ax.set_xlabel("from the same for all to made for one", fontsize=BODY, color=palette.INK)
    ax.set_ylabel("differentiation and price" if prices is None else unit, fontsize=BODY, color=palette.INK)
    facts = "; ".join(step.name for step in steps) if prices is None else listed([step.name for step in steps], heights)
    return remember(ax, "Staircase", title or model.title, facts)


def _offerings(ax: Axes, points: pd.DataFrame | None, size: float) -> str:
    if points is None:
        return ""
    _validate.columns(_validate.frame("points", points), ["name", "participation", "absorption"])
    x = _validate.ratings(points["participation"], low=-1, high=1, column="participation")
    y = _validate.ratings(points["absorption"], low=-1, high=1, column="absorption")
    ax.plot(x, y, "o", color=palette.BLUE, markersize=9, zorder=4)
    label_points(ax, x, y, [wrapped(name, 18) for name in points["name"]], keep_clear=_taken(ax), size=min(NOTE, size))
    return "Offerings: " + "; ".join(
        f"{name} at participation {amount(px)}, absorption {amount(py)}" for name, px, py in zip(points["name"], x, y, strict=True)
    )


def _taken(ax: Axes) -> list[Box]:
    """Where words, axes and sweet spot stand, and the page beside the plane."""
    settle(ax)
    (left, bottom), (right, top) = in_points(ax, [(-1, -1), (1, 1)])
    ((x, y),) = in_points(ax, [(0, 0)])
    spot = 0.11 * (right - left)
    boxes: list[Box] = [(left - 200, bottom, left, top), (right, bottom, right + 200, top), (x - spot, y - spot, x + spot, y + spot)]
    boxes += [(left, y - 2, right, y + 2), (x - 2, bottom, x + 2, top)]
    for text in ax.texts:
        ((px, py),) = in_points(ax, [text.get_position()])
        sides = text.get_horizontalalignment(), text.get_verticalalignment()
        boxes.append(text_box(px, py, text.get_text(), 1.1 * float(text.get_fontsize()), *sides))
    return boxes
