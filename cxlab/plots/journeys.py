"""Pictures of a journey: what is felt, and where the contacts lie."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cxlab import _validate
from cxlab.plots import palette
from cxlab.plots.canvas import BODY, NOTE, axes_for, bare_axes, fitted, frame_axes, wrapped, write
from cxlab.plots.charts import heat
from cxlab.plots.sentences import amount, listed, remember

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def felt_curve(
    frame: pd.DataFrame,
    ax: Axes | None = None,
    *,
    title: str = "",
    unit: str = "felt, 0 to 10",
    neutral: float = 5.0,
    moments: Sequence[str] = (),
) -> Axes:
    """Draw what is felt at each touchpoint, in journey order, against the neutral line.

    Parameters
    ----------
    frame : columns touchpoint and value, in journey order; low and high for a band; mot (True or False) if known.
    ax : where to draw; a new figure when left out.
    title, unit : words for the head and the axis.
    neutral : the level that is neither good nor bad, in the unit of value.
    moments : touchpoints to mark as moments of truth, besides those of the column mot.

    Returns
    -------
    Axes

    Raises
    ------
    ValueError
        When a name in `moments` is not a touchpoint of the frame.

    Examples
    --------
    >>> import pandas as pd
    >>> ax = felt_curve(pd.DataFrame({"touchpoint": ["book", "collect"], "value": [6.0, 4.0]}), moments=["collect"])
    >>> ax.get_legend_handles_labels()[1]
    ['moment of truth']
    """
    _validate.columns(_validate.frame("frame", frame), ["touchpoint", "value"])
    names = [str(name) for name in frame["touchpoint"]]
    marked = {_validate.one_of("moments", str(name), names) for name in moments}
    truth = frame["mot"].to_numpy(bool) if "mot" in frame else np.zeros(len(frame), dtype=bool)
    truth = truth | np.isin(names, list(marked))
    value = frame["value"].to_numpy(float)
    at = np.arange(len(frame))
    ax = axes_for(ax, max(7.0, 1.05 * len(frame) + 1.5), 4.4)
    if {"low", "high"} <= set(frame):
        ax.fill_between(at, frame["low"].astype(float), frame["high"].astype(float), color=palette.FAINT, linewidth=0)
    _shade(ax, at, value, neutral)
    ax.axhline(neutral, color=palette.QUIET, linewidth=1.3, linestyle=palette.DASHES[1])
    ax.plot(at, value, "-o", color=palette.INK, linewidth=2.2, markersize=7)
    if truth.any():
        ax.plot(at[truth], value[truth], "*", color=palette.YELLOW, markeredgecolor=palette.INK, markersize=19, label="moment of truth")
        ax.legend(loc="lower right", bbox_to_anchor=(1, 1), frameon=False, fontsize=NOTE, borderaxespad=0)
    _value_labels(ax, at, frame, value >= neutral)
    ax.set_xlim(-0.5, len(frame) - 0.35)
    write(ax, "neutral", (len(frame) - 0.35, neutral), shift=(-2, 3), ha="right", va="bottom", colour=palette.QUIET)
    frame_axes(ax, title=title, y=unit)
    size = fitted(ax, 11 * len(names), largest=NOTE, smallest=7.0)
    ax.set_xticks(at, [wrapped(name, 11) for name in names], fontsize=size)
    moments_fact = "Moments of truth: " + ", ".join(np.array(names)[truth]) if truth.any() else ""
    return remember(ax, "Felt curve", title, listed(names, value), f"Neutral is {amount(neutral)}", moments_fact)


def journey_map(frame: pd.DataFrame, ax: Axes | None = None, *, title: str = "") -> Axes:
    """Draw contacts as cards: stages as columns, owners as rows, moments of truth with a star.

    Parameters
    ----------
    frame : columns touchpoint, stage, owner; channel and mot (True or False) if known. Stages and owners by the keys of
        `cxlab.vocabulary.stages()` and `touchpoint_owners()`.
    ax : where to draw; a new figure when left out.
    title : words for the head.

    Returns
    -------
    Axes

    Raises
    ------
    ValueError
        When a stage or an owner is not known.

    Notes
    -----
    Stages and owners: Lemon and Verhoef (2016).

    Examples
    --------
    >>> import pandas as pd
    >>> ax = journey_map(pd.DataFrame({"touchpoint": ["review"], "stage": ["pre-purchase"], "owner": ["social"]}))
    >>> "review" in [text.get_text() for text in ax.texts]
    True
    """
    contacts, stages, owners = _contacts(frame)
    depth = {owner: max(1, *(((contacts["owner"] == owner) & (contacts["stage"] == stage)).sum() for stage in stages)) for owner in owners}
    ax = axes_for(ax, 12.0, 1.0 + 0.46 * (sum(depth.values()) + 0.6 * len(owners)))
    ax.set_xlim(-0.42, len(stages))
    ax.set_ylim(sum(depth.values()) + 0.35 * len(owners) + 0.3, -0.75)
    bare_axes(ax, title=title)
    share = 1 / (len(stages) + 0.42)
    size = fitted(ax, 44, share, largest=BODY)
    letters = int(44 * fitted(ax, 44, share, largest=BODY, smallest=1.0) / size)
    for column, name in enumerate(stages.values()):
        ax.text(column + 0.5, -0.4, name, ha="center", va="center", fontsize=size + 1.5, fontweight="bold", color=palette.INK)
    top = 0.0
    for owner, name in owners.items():
        _lane(ax, top, depth[owner], len(stages), name, size)
        for column, stage in enumerate(stages):
            inside = contacts[(contacts["owner"] == owner) & (contacts["stage"] == stage)]
            _cards(ax, inside, column, top, palette.OWNERS[owner], size, letters)
        top += depth[owner] + 0.35
    if contacts["mot"].any():
        ax.text(len(stages), top + 0.05, "★ moment of truth", ha="right", va="center", fontsize=size, color=palette.INK)
    return remember(ax, "Journey map", title, f"{len(contacts)} contacts", *_map_facts(contacts, stages))


def stage_owner_map(frame: pd.DataFrame, ax: Axes | None = None, *, title: str = "", unit: str = "contacts") -> Axes:
    """Draw how many contacts lie at each stage with each owner, as a heat map.

    Parameters
    ----------
    frame : one row per contact, columns stage and owner; weight if contacts do not count alike.
    ax : where to draw; a new figure when left out.
    title, unit : words for the head and for what is counted.

    Returns
    -------
    Axes

    Raises
    ------
    ValueError
        When a stage or an owner is not known.

    Examples
    --------
    >>> import pandas as pd
    >>> contacts = pd.DataFrame({"stage": ["purchase", "purchase"], "owner": ["brand", "social"]})
    >>> [text.get_text() for text in stage_owner_map(contacts).texts if text.get_text() != "0"]
    ['1', '1']
    """
    contacts, stages, owners = _contacts(frame.assign(touchpoint="") if "touchpoint" not in frame else frame)
    contacts["weight"] = frame["weight"].to_numpy(float) if "weight" in frame else 1.0
    table = contacts.pivot_table(index="owner", columns="stage", values="weight", aggfunc="sum", fill_value=0.0, observed=False)
    table = table.reindex(index=list(owners), columns=list(stages), fill_value=0.0).rename(index=owners, columns=stages)
    ax = axes_for(ax, 7.5, 4.2)
    heat(table, ax, title=title, unit=unit)
    return remember(ax, "Heat map of owners by stages", title, *(f"{name}: {listed(row.index, row)}" for name, row in table.iterrows()))


def _shade(ax: Axes, at: np.ndarray, value: np.ndarray, neutral: float) -> None:
    ax.fill_between(at, value, neutral, where=value >= neutral, interpolate=True, color=palette.ABOVE, alpha=0.25, linewidth=0)
    ax.fill_between(
        at,
        value,
        neutral,
        where=value <= neutral,
        interpolate=True,
        facecolor=palette.BELOW,
        alpha=0.25,
        hatch="///",
        edgecolor=palette.BELOW,
        linewidth=0,
    )


def _value_labels(ax: Axes, at: np.ndarray, frame: pd.DataFrame, above: np.ndarray) -> None:
    """Each value outside the band: above it where it was good, below it where it was bad."""
    ax.margins(y=0.2)
    ends = frame.reindex(columns=["value", "low", "high"]).astype(float)
    for position, up, value, low, high in zip(at, above, ends["value"], ends.min(axis=1), ends.max(axis=1), strict=True):
        place, shift = (high, 12) if up else (low, -12)
        write(ax, f"{value:.1f}", (position, place), shift=(0, shift), va="bottom" if up else "top")


def _contacts(frame: pd.DataFrame) -> tuple[pd.DataFrame, dict[str, str], dict[str, str]]:
    from cxlab import vocabulary

    _validate.columns(_validate.frame("frame", frame), ["touchpoint", "stage", "owner"])
    stages = {stage.key: stage.name for stage in vocabulary.stages().members}
    owners = {owner.key: owner.name for owner in vocabulary.touchpoint_owners().members}
    for column, known in (("stage", stages), ("owner", owners)):
        for value in frame[column].unique():
            _validate.one_of(column, value, known)
    contacts = frame.reindex(columns=["touchpoint", "stage", "owner", "channel", "mot"])
    contacts["mot"] = frame["mot"].to_numpy(bool) if "mot" in frame else False
    contacts["channel"] = frame["channel"].fillna("").astype(str) if "channel" in frame else ""
    return contacts, stages, owners


def _lane(ax: Axes, top: float, depth: float, stages: int, name: str, size: float) -> None:
    from matplotlib.patches import Rectangle

    for column in range(stages):
        ax.add_patch(Rectangle((column + 0.01, top), 0.98, depth, facecolor="#F4F4F4", edgecolor="none", zorder=0))
    ax.text(-0.04, top + depth / 2, wrapped(name, 12), ha="right", va="center", fontsize=size, fontweight="bold", color=palette.INK)


def _cards(ax: Axes, inside: pd.DataFrame, column: int, top: float, colour: str, size: float, letters: int) -> None:
    from matplotlib.patches import FancyBboxPatch

    for row, (name, channel, moment) in enumerate(zip(inside["touchpoint"], inside["channel"], inside["mot"], strict=True)):
        words = ("★ " if moment else "") + str(name).replace("_", " ") + (f" · {channel}" if channel else "")
        card = FancyBboxPatch(
            (column + 0.05, top + row + 0.1),
            0.9,
            0.8,
            boxstyle="round,pad=0,rounding_size=0.04",
            mutation_aspect=3,
            facecolor=colour,
            edgecolor=palette.INK,
            linewidth=2.2 if moment else 0.6,
        )
        ax.add_patch(card)
        text = wrapped(words, round(1.15 * letters))
        shrink = 0.8 if "\n" in text else 1.0
        ax.text(
            column + 0.5,
            top + row + 0.5,
            text,
            ha="center",
            va="center",
            fontsize=size * shrink,
            color=palette.text_on(colour),
            fontweight="bold" if moment else "normal",
            linespacing=1.0,
        )


def _map_facts(contacts: pd.DataFrame, stages: dict[str, str]) -> list[str]:
    facts = []
    for stage, name in stages.items():
        inside = contacts[contacts["stage"] == stage]
        cards = (
            f"{touchpoint} ({owner}{', moment of truth' if moment else ''})"
            for touchpoint, owner, moment in zip(inside["touchpoint"], inside["owner"], inside["mot"], strict=True)
        )
        facts.append(f"{name}: {'; '.join(cards) or 'none'}")
    return facts
