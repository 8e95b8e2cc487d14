"""The customers of unit 11, and its part on three numbers from one wave."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from cxlab.demos._parts import View, panels
from cxlab.plots import palette
from cxlab.plots.canvas import NOTE, frame_axes, write

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from cxlab.results import Result
    from cxlab.survey import Lived

SEED = 11
WAVE, FIRMS, EACH = 4_000, 150, 100
SIZE = (7.6, 3.3)
MARGINS = (0.09, 0.165, 0.985, 0.89)
POINT = {"markersize": 8, "markeredgecolor": palette.INK, "markeredgewidth": 1.2}


@dataclass(frozen=True)
class Scores:
    """One wave, three numbers, and the cut-offs of the first of them."""

    shift: float = 0.0
    answers: int = 200
    promoters: int = 9
    detractors: int = 6
    box: int = 3
    version: str = "2.0"


@lru_cache(maxsize=4)
def panel(customers: int) -> Lived:
    """What the first customers of the chain of opticians lived through."""
    from cxlab.worlds import world

    return world("panel").simulate(customers, rng=SEED).lived()


def moved(lived: Lived, points: Any) -> Lived:
    """The same customers, every judgement of the whole so many points higher."""
    return replace(lived, outcomes={name: values + points for name, values in lived.outcomes.items()})


def column(rows: dict[str, Any]) -> pd.DataFrame:
    """The numbers of a view as a table of one column."""
    return pd.DataFrame({"value": [round(float(value), 3) for value in rows.values()]}, index=list(rows))


def draw_scores(state: Scores, figure: Figure | None = None) -> View:
    """Left: one wave and its classes. Right: 150 firms, NPS against the mean."""
    from cxlab.metrics import ces, csat, reverse_coded

    wave = _one_wave(state.shift)[: state.answers]
    score = _cut(wave["recommend"].to_numpy(), state)
    top = csat(wave["overall"].to_numpy(), box=state.box, scale=(0, 10)).rows[0]
    effort = wave["effort"].to_numpy()
    ease = ces(effort if state.version == "2.0" else reverse_coded(effort, (1, 7)), version=state.version, scale=(1, 7))
    means, scores = _firms(state.promoters, state.detractors)
    alike = float(np.corrcoef(means, scores)[0, 1])
    figure, (left, right) = panels(figure, 1, 2, size=SIZE, margins=MARGINS)
    _classes(left, wave["recommend"].to_numpy(), state)
    _cloud(right, means, scores, alike)
    row, easy = score.rows[0], ease.rows[0]
    good = ease.detail["polarity"]
    text = (
        f"{state.answers:,} answers: NPS {row.value:.1f} ({row.low:.1f} to {row.high:.1f}), CSAT {top.value:.0%} in the top {state.box} points "
        f"({top.low:.0%} to {top.high:.0%}), CES {state.version} {easy.value:.2f} ({good}). Across {FIRMS} firms NPS and mean correlate {alike:.2f}."
    )
    rows = {
        "NPS": row,
        "CSAT, top share": top,
        f"CES {state.version}, {good}": easy,
        "mean would-recommend": _mean_of(wave["recommend"].to_numpy()),
    }
    table = pd.DataFrame([(r.value, r.low, r.high) for r in rows.values()], columns=["value", "low", "high"], index=list(rows)).round(3)
    table.loc["correlation of NPS and mean, firms"] = [round(alike, 3), np.nan, np.nan]
    alt = f"Left, bars of the ratings from 0 to 10 in three classes. Right, {FIRMS} dots that rise along a line. {text}"
    return View(figure, text, table, alt)


@lru_cache(maxsize=16)
def _one_wave(shift: float) -> pd.DataFrame:
    from cxlab.survey import ask

    return ask(moved(panel(WAVE), shift), ["overall", "recommend", "effort"], rng=SEED)


def _mean_of(ratings: np.ndarray) -> Any:
    from cxlab.metrics import csat

    return csat(ratings, box="mean", scale=(0, 10)).rows[0]


def _cut(ratings: np.ndarray, state: Scores) -> Result:
    from cxlab.metrics import nps

    high, low = int((ratings >= state.promoters).sum()), int((ratings <= state.detractors).sum())
    return nps({"promoters": high, "passives": len(ratings) - high - low, "detractors": low})


@lru_cache(maxsize=16)
def _firms(promoters: int, detractors: int) -> tuple[np.ndarray, np.ndarray]:
    """Mean and NPS of firms that differ in level; the same cut-offs for all."""
    from cxlab.survey import ask

    level = np.random.default_rng(SEED).normal(0.0, 0.5, FIRMS)
    ratings = ask(moved(panel(FIRMS * EACH), np.repeat(level, EACH)), "recommend", rng=SEED)["recommend"].to_numpy().reshape(FIRMS, EACH)
    scores = [_cut(firm, Scores(promoters=promoters, detractors=detractors)).value for firm in ratings]
    return ratings.mean(axis=1), np.array(scores)


def _classes(ax: Axes, ratings: np.ndarray, state: Scores) -> None:
    marks = np.arange(11)
    share = np.bincount(ratings.astype(int), minlength=11) / len(ratings)
    low, high = marks <= state.detractors, marks >= state.promoters
    for words, here, hatch in (("detractors", low, "//"), ("passives", ~low & ~high, ""), ("promoters", high, "")):
        ax.bar(
            marks[here],
            share[here],
            color=palette.CLASSES[words],
            hatch=hatch,
            edgecolor=palette.INK,
            linewidth=0.6,
            width=0.85,
            label=words,
        )
    ax.set_xticks(marks)
    ax.set_xlim(-0.6, 10.6)
    ax.set_ylim(0, 1.55 * float(share.max()))
    ax.legend(loc="upper left", frameon=False, fontsize=NOTE, borderaxespad=0.1, labelspacing=0.3)
    frame_axes(ax, title="Would recommend", x="rating", y="share")


def _cloud(ax: Axes, means: np.ndarray, scores: np.ndarray, alike: float) -> None:
    ax.plot(means, scores, "o", color=palette.SKY, markeredgecolor=palette.INK, markeredgewidth=0.6, markersize=5, linestyle="none")
    ax.set_xlim(5.2, 9.2)
    ax.set_ylim(-105, 105)
    write(ax, f"correlation {alike:.2f}", (5.4, 85), ha="left", va="center")
    frame_axes(ax, title="150 firms", x="mean of 100 answers", y="NPS", lines="y")
