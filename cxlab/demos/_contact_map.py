"""The map of contacts of unit 01: stages by owners, and what a definition of experience drops from it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd

from cxlab import data, vocabulary
from cxlab.demos._view import View, panels
from cxlab.mechanisms import ownership
from cxlab.plots import palette
from cxlab.plots.canvas import BODY, HEAD, NOTE, bare_axes

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

Table = tuple[tuple[Any, ...], ...]

STAGES = vocabulary.stages().keys
OWNERS = vocabulary.touchpoint_owners().keys
FIRM = "brand"
RUN_BY_THE_FIRM = ("brand", "partner")
DEFINITIONS = {
    "any contact, direct or indirect": "any",
    "outputs of the firm": "outputs",
    "touchpoints only": "touchpoints",
    "after the purchase only": "after",
}
SIZE, MARGINS = (7.6, 4.6), (0.13, 0.015, 0.995, 0.865)
MOST_LINES = 9  # contacts named in one cell


@cache
def contacts() -> pd.DataFrame:
    """The thirty contacts of the workshop, as shipped."""
    return data.load("officina_contacts")


def cells(*columns: str) -> Table:
    """The named columns as the rows of an editable table."""
    frame = contacts()[list(columns)]
    if "mot" in columns:
        frame = frame.assign(mot=np.where(frame["mot"].astype(bool), "yes", "no"))
    return tuple(tuple(v.item() if isinstance(v, np.generic) else v for v in row) for row in frame.itertuples(index=False, name=None))


START = cells("stage", "owner", "mode", "mot", "weight")


@dataclass(frozen=True)
class Map:
    """Which definition of experience is applied to the map, and what each contact is."""

    definition: str = "any"
    owners: bool = True
    count: str = "weight"
    table: Table = START


class Contact(NamedTuple):
    """One line of the map."""

    name: str
    stage: str
    owner: str
    mode: str
    mot: str
    weight: int


def kept(contact: Contact, definition: str) -> bool:
    """Whether a definition of experience takes the contact in."""
    if definition == "outputs":
        return contact.owner != "social"
    if definition == "touchpoints":
        return contact.owner in RUN_BY_THE_FIRM and contact.mode == "interaction"
    return definition == "any" or contact.stage == "post-purchase"


def draw_map(state: Map, figure: Figure | None = None) -> View:
    """Stages by owners: each contact in its cell, those that the definition drops struck from it."""
    every = [Contact(name, *row) for name, row in zip(contacts()["contact"], state.table, strict=True)]
    stay = [contact for contact in every if kept(contact, state.definition)]
    figure, (ax,) = panels(figure, size=SIZE, margins=MARGINS)
    words = next(words for words, key in DEFINITIONS.items() if key == state.definition)
    title = f"{words[0].upper()}{words[1:]}"
    _draw_cells(ax, every, state)
    bare_axes(ax)
    ax.set_title(title, loc="left", fontsize=HEAD, color=palette.INK, pad=22)
    signs = f"★ moment of truth   × dropped   number: {'weight' if state.count == 'weight' else 'contacts'} left"
    ax.set_title(signs, loc="right", fontsize=8.5, color=palette.QUIET, pad=22)
    table = _shares(every, stay)
    dropped = len(every) - len(stay)
    text = f"The definition “{words}” keeps all {len(every)} contacts."
    if dropped:
        text = f"Of {len(every)} contacts the definition “{words}” drops {dropped}, which hold {_share(every, stay):.0%} of the weight."
    if state.owners:
        text += _owned(stay)
    else:
        table = table.loc[["contacts", "weight", "moments of truth"]]
    lost = ", ".join(contact.name for contact in every if contact not in stay) or "none"
    return View(figure, text, table, f"Map of contacts, stages by owners. {title}. {text} Dropped: {lost}.")


def _share(every: list[Contact], stay: list[Contact]) -> float:
    """Share of the weight that is dropped."""
    total = sum(contact.weight for contact in every)
    return 1 - sum(contact.weight for contact in stay) / total if total else 0.0


def _owned(stay: list[Contact]) -> str:
    if not any(contact.weight for contact in stay):
        return " Nothing with a weight is left, so there is no share to speak of."
    return f" Of the weight kept the workshop owns {ownership.control_share(_weights(stay)):.0%}."


def _weights(some: list[Contact]) -> dict[str, float]:
    return {owner: float(sum(contact.weight for contact in some if contact.owner == owner)) for owner in OWNERS}


def _shares(every: list[Contact], stay: list[Contact]) -> pd.DataFrame:
    columns = {"all contacts": every, "this definition": stay}
    return pd.DataFrame({name: _column(some) for name, some in columns.items()}).round(2)


def _column(some: list[Contact]) -> dict[str, float]:
    weights = _weights(some)
    total = sum(weights.values())
    arrives = sum(float(ownership.arrives(w, owner)) for owner, w in weights.items())
    return {
        "contacts": float(len(some)),
        "weight": total,
        "moments of truth": float(sum(contact.mot == "yes" for contact in some)),
        "owned by the workshop, K": ownership.control_share(weights) if total else np.nan,
        "owned by the workshop, each contact once": sum(c.owner == FIRM for c in some) / len(some) if some else np.nan,
        "diversity of owners, H": ownership.diversity(list(weights.values())) if total else np.nan,
        "share of an order that arrives": arrives / total if total else np.nan,
    }


def _draw_cells(ax: Axes, every: list[Contact], state: Map) -> None:
    """Rows as high as their fullest cell; shade by what is counted; names in the cells."""
    rows = [(owner, [c for c in every if c.owner == owner]) for owner in OWNERS] if state.owners else [("", every)]
    most = MOST_LINES if state.owners else 2 * MOST_LINES
    lines = [max(2, *(min(most, sum(c.stage == stage for c in inside)) for stage in STAGES)) for _, inside in rows]
    edges = np.concatenate([[0.0], np.cumsum([n + 0.45 for n in lines])])
    amounts = np.array([[_amount(inside, stage, state) for stage in STAGES] for _, inside in rows])
    ax.pcolormesh(
        np.arange(4), edges, amounts, cmap=_light(), vmin=0, vmax=max(10.0, float(amounts.max())), edgecolor=palette.PAPER, linewidth=3
    )
    ax.set_xlim(0, 3)
    ax.set_ylim(float(edges[-1]), 0)
    size = min(8.2, 0.82 * 72 * SIZE[1] * (MARGINS[3] - MARGINS[1]) / float(edges[-1]))
    for column, stage in enumerate(STAGES):
        ax.text(column + 0.02, -0.012 * edges[-1], stage, ha="left", va="bottom", fontsize=BODY, fontweight="bold", color=palette.INK)
    for row, (owner, inside) in enumerate(rows):
        if owner:
            _row_head(ax, owner, float(edges[row]), float(edges[row + 1]), amounts[row].sum())
        for column, stage in enumerate(STAGES):
            _names(ax, [c for c in inside if c.stage == stage], column, float(edges[row]), most, size, state.definition)
            ax.text(
                column + 0.97,
                edges[row + 1] - 0.15,
                f"{amounts[row, column]:.0f}",
                ha="right",
                va="bottom",
                fontsize=NOTE,
                fontweight="bold",
                color=palette.INK,
            )


def _amount(inside: list[Contact], stage: str, state: Map) -> float:
    left = [c for c in inside if c.stage == stage and kept(c, state.definition)]
    return float(sum(c.weight for c in left)) if state.count == "weight" else float(len(left))


def _row_head(ax: Axes, owner: str, top: float, bottom: float, total: float) -> None:
    ax.fill([-0.03, -0.012, -0.012, -0.03], [top + 0.1, top + 0.1, bottom - 0.1, bottom - 0.1], color=palette.OWNERS[owner], clip_on=False)
    ax.text(
        -0.05, (top + bottom) / 2, f"{owner}\n{total:.0f}", ha="right", va="center", fontsize=NOTE, fontweight="bold", color=palette.INK
    )


def _names(ax: Axes, inside: list[Contact], column: int, top: float, most: int, size: float, definition: str) -> None:
    """The names of a cell, kept ones first; where they are too many, the last line says how many more."""
    ordered = sorted(inside, key=lambda contact: not kept(contact, definition))
    shown = ordered if len(ordered) <= most else ordered[: most - 1]
    for line, contact in enumerate(shown):
        stays = kept(contact, definition)
        sign = "×" if not stays else "★" if contact.mot == "yes" else "·"
        look = {"color": palette.INK} if stays else {"color": palette.QUIET, "style": "italic"}
        ax.text(column + 0.03, top + line + 0.72, f"{sign} {contact.name}", ha="left", va="center", fontsize=size, **look)  # type: ignore[arg-type]
    if len(shown) < len(ordered):
        ax.text(column + 0.03, top + most - 0.28, f"and {len(ordered) - len(shown)} more", va="center", fontsize=size, color=palette.QUIET)


@cache
def _light() -> Any:
    """White to a light blue on which ink and grey can be read."""
    from matplotlib.colors import LinearSegmentedColormap

    return LinearSegmentedColormap.from_list("light blue", ["#F7F7F7", palette.LEVELS[-1], palette.LEVELS[-3]])
