"""Unit 12, the Scale Bench: what alpha rewards, what a difference costs, and when five dimensions look like one."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cxlab.demos._parts import Part, Preset, Question, View, choice, panels, slider, switch, toggle, whole
from cxlab.plots import palette
from cxlab.plots.canvas import BODY, NOTE, frame_axes, write
from cxlab.scales import (
    alpha,
    ave,
    brand_experience_items,
    composite_reliability,
    cross_loadings,
    difference_score_reliability,
    htmt,
    service_gaps,
    service_quality_items,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

SEED = 12
PEOPLE = 600
LONGEST = 20
SIZE, MARGINS = (7.8, 3.5), (0.085, 0.165, 0.985, 0.88)
ORDER = ("reliability", "responsiveness", "assurance", "empathy", "tangibles")
EXPECTED = dict(zip(ORDER, (6.4, 6.2, 6.0, 5.9, 5.3), strict=True))
PERCEIVED = dict(zip(ORDER, (5.5, 5.7, 6.0, 5.2, 5.8), strict=True))
WEIGHTS = {
    "all alike": dict.fromkeys(ORDER, 20.0),
    "reliability first": dict(zip(ORDER, (40.0, 20.0, 15.0, 15.0, 10.0), strict=True)),
    "empathy first": dict(zip(ORDER, (15.0, 20.0, 15.0, 40.0, 10.0), strict=True)),
}
INSTRUMENTS = {"22 items, five service dimensions": "service", "12 items, four brand factors": "brand"}
BOUND = 0.85


@dataclass(frozen=True)
class Length:
    """Items of one quality, more or fewer of them, about one thing or two."""

    items: int = 3
    loading: float = 0.5
    two: bool = False
    together: float = 0.3


@dataclass(frozen=True)
class Gap:
    """Perception and expectation: how reliable each, how much alike, and what satisfaction follows."""

    reliability: float = 0.8
    correlation: float = 0.3
    follows: str = "perception"
    importance: str = "all alike"


@dataclass(frozen=True)
class Apart:
    """Dimensions that correlate, items that load on them and beside them."""

    correlation: float = 0.5
    loading: float = 0.75
    crossing: float = 0.0
    instrument: str = "service"
    people: int = 600


def draw_length(state: Length, figure: Figure | None = None) -> View:
    """Left: alpha against the number of items. Right: who agrees with whom."""
    answers = _items(state.loading, state.together if state.two else 1.0)
    curve = _alphas(state.loading, state.together if state.two else 1.0)
    table, value = answers.iloc[:, : state.items], curve[state.items - 2]
    together = np.corrcoef(table.to_numpy().T)
    figure, (left, right) = panels(figure, 1, 2, size=SIZE, margins=MARGINS, gap=(0.3, 0.4), widths=(1.25, 1.0))
    left.plot(range(2, LONGEST + 1), curve, color=palette.BLUE, linewidth=2.4)
    left.plot(state.items, value, "o", color=palette.YELLOW, markersize=11, markeredgecolor=palette.INK, markeredgewidth=1.6)
    left.axhline(0.8, color=palette.QUIET, linewidth=1.2, linestyle=palette.DASHES[1])
    left.set_xlim(1.5, LONGEST + 0.5)
    left.set_ylim(0, 1.02)
    left.set_xticks([2, 5, 10, 15, 20])
    frame_axes(left, title="Alpha", x="number of items", y="dashed: the customary 0.8")
    order = np.argsort(np.arange(state.items) % 2, kind="stable") if state.two else np.arange(state.items)
    _heat(right, together[np.ix_(order, order)], "Correlations of items", "items" + (", sorted by what they ask" if state.two else ""))
    rows = {
        "items": state.items,
        "alpha": value,
        "mean correlation of two items": _mean_r(together),
        "AVE": ave([state.loading] * state.items).value,
    }
    text = f"{state.items} items that correlate by {_mean_r(together):.2f} on average have an alpha of {value:.2f}."
    if state.two:
        blocks = {"first": list(table.columns[::2]), "second": list(table.columns[1::2])}
        rows["correlation of the two things (true)"] = state.together
        if min(len(block) for block in blocks.values()) > 1:
            rows["HTMT of the two things"] = htmt(table, blocks).value
        text += f" Half of them ask about another thing, whose correlation with the first is {state.together:.1f}."
    return View(figure, text, _column(rows), f"Left, a rising line of alpha by number of items. Right, a map of correlations. {text}")


@lru_cache(maxsize=64)
def _items(loading: float, together: float) -> pd.DataFrame:
    """Twenty items; every second one measures the second factor."""
    z = _normal(2 + LONGEST)
    first = z[:, 0]
    second = together * z[:, 0] + (1 - together**2) ** 0.5 * z[:, 1]
    own = (1 - loading**2) ** 0.5 * z[:, 2:]
    factors = np.column_stack([first, second])[:, np.arange(LONGEST) % 2]
    return pd.DataFrame(loading * factors + own, columns=[f"item_{k}" for k in range(1, LONGEST + 1)])


@lru_cache(maxsize=128)
def _alphas(loading: float, together: float) -> tuple[float, ...]:
    """Alpha of the first two items, the first three, and so on."""
    answers = _items(loading, together)
    return tuple(alpha(answers.iloc[:, :k]).value for k in range(2, LONGEST + 1))


@lru_cache(maxsize=8)
def _normal(columns: int, people: int = PEOPLE) -> np.ndarray:
    """Standard normal columns with mean 0, variance 1 and no correlation in the sample, the same at every move."""
    z = np.random.default_rng(SEED).standard_normal((people, columns))
    q, _ = np.linalg.qr(z - z.mean(axis=0))
    return q * people**0.5


def _mean_r(together: np.ndarray) -> float:
    return float(together[np.triu_indices(len(together), 1)].mean())


def _heat(ax: Axes, values: np.ndarray, title: str, x: str) -> None:
    ax.imshow(values, cmap=palette.SEQUENCE, vmin=0, vmax=1, aspect="auto", interpolation="nearest")
    if len(values) <= 6:
        for i, j in np.ndindex(values.shape):
            write(ax, f"{values[i, j]:.2f}", (j, i), colour=palette.PAPER if values[i, j] > 0.55 else palette.INK, size=NOTE)
    frame_axes(ax, title=title, x=x)
    ax.set_xticks([])
    ax.set_yticks([])


def _column(rows: dict[str, float]) -> pd.DataFrame:
    return pd.DataFrame({"value": [round(float(value), 3) for value in rows.values()]}, index=list(rows))


def draw_gap(state: Gap, figure: Figure | None = None) -> View:
    """Left: gaps of five dimensions. Right: how reliable a difference is, by the correlation of its two parts."""
    gaps = service_gaps(EXPECTED, PERCEIVED, weights=WEIGHTS[state.importance])
    figure, (left, right) = panels(figure, 1, 2, size=SIZE, margins=(0.165, 0.165, 0.985, 0.88), gap=(0.28, 0.4))
    _gap_bars(left, gaps.detail["gaps"])
    steps = np.arange(0, state.reliability + 1e-9, 0.05)
    curve = [difference_score_reliability(state.reliability, state.reliability, float(min(r, state.reliability))).value for r in steps]
    right.plot(steps, curve, color=palette.BLUE, linewidth=2.4, label="the gap")
    right.axhline(state.reliability, color=palette.INK, linestyle=palette.DASHES[1], linewidth=1.6, label="each of its two parts")
    right.set_xlim(-0.03, 1.0)
    right.set_ylim(0, 1.25)
    right.set_yticks([0, 0.25, 0.5, 0.75, 1.0])
    right.legend(loc="upper right", ncols=2, frameon=False, fontsize=NOTE, borderaxespad=0.1)
    frame_axes(right, title="Reliability", x="correlation of its two parts")
    rows = {"mean gap (points)": gaps["mean gap"].value, "weighted gap (points)": gaps["weighted gap"].value}
    possible = state.correlation <= state.reliability + 1e-9
    if possible:
        value = difference_score_reliability(state.reliability, state.reliability, state.correlation).value
        right.plot(state.correlation, value, "o", color=palette.YELLOW, markersize=11, markeredgecolor=palette.INK, markeredgewidth=1.6)
        by_perception, by_gap = _predicts(state)
        rows |= {"reliability of each part": state.reliability, "reliability of the gap": value}
        rows |= {"satisfaction with perception (r)": by_perception, "satisfaction with the gap (r)": by_gap}
        better = "perception" if by_perception > by_gap else "the gap"
        text = (
            f"Two parts of reliability {state.reliability:.2f} leave a gap of reliability {value:.2f}. Satisfaction goes closer with "
            f"{better}: r = {max(by_perception, by_gap):.2f} against {min(by_perception, by_gap):.2f}."
        )
    else:
        text = (
            f"Two scores of reliability {state.reliability:.2f} cannot correlate by {state.correlation:.2f}: lower the correlation, "
            "or raise the reliability."
        )
    text += f" The weighted gap is {gaps['weighted gap'].value:+.2f} points."
    return View(figure, text, _column(rows), f"Left, five bars of gaps. Right, a falling line of reliability. {text}")


def _gap_bars(ax: Axes, table: pd.DataFrame) -> None:
    table = table.loc[list(ORDER)]
    at = np.arange(len(table))
    colours = np.where(table["gap"] < 0, palette.BELOW, palette.ABOVE)
    ax.barh(at, table["gap"], height=0.6, color=colours)
    for place, weight in zip(at, table["weight"], strict=True):
        write(ax, f"{100 * weight:.0f}%", (1.12, float(place)), ha="right", size=BODY)
    ax.axvline(0, color=palette.QUIET, linewidth=1.2)
    ax.set_xlim(-1.15, 1.15)
    ax.set_yticks(at, list(table.index), fontsize=BODY)
    ax.set_ylim(len(table) - 0.4, -0.6)
    frame_axes(ax, title="Gap, and its weight", x="perceived less expected (points)")


def _predicts(state: Gap) -> tuple[float, float]:
    """Correlation of satisfaction with what was perceived, and with the gap, both as answered."""
    z = _normal(5)
    rho = state.correlation / state.reliability
    true_p, true_e = z[:, 0], rho * z[:, 0] + max(1 - rho**2, 0.0) ** 0.5 * z[:, 1]
    sure, noise = state.reliability**0.5, (1 - state.reliability) ** 0.5
    perceived, expected = sure * true_p + noise * z[:, 2], sure * true_e + noise * z[:, 3]
    cause = true_p if state.follows == "perception" else true_p - true_e
    satisfied = cause + 0.8 * z[:, 4]
    gap = perceived - expected
    first, second = (round(float(np.corrcoef(score, satisfied)[0, 1]), 3) + 0.0 for score in (perceived, gap))
    return first, second


def draw_apart(state: Apart, figure: Figure | None = None) -> View:
    """Left: every item with every dimension. Right: HTMT of every pair, and the customary bound."""
    blocks = _blocks(state.instrument)
    loads, values = _found(state)
    margin = _margin(loads, blocks)
    over = int((values > BOUND).sum())
    figure, (left, right) = panels(figure, 1, 2, size=(7.8, 3.9), margins=(0.085, 0.2, 0.985, 0.89), gap=(0.3, 0.4), widths=(1.0, 1.15))
    left.imshow(loads.to_numpy(), cmap=palette.SEQUENCE, vmin=0, vmax=1, aspect="auto", interpolation="nearest")
    frame_axes(left, title="Item with dimension", y="items")
    left.set_xticks(range(len(blocks)), [name[:6] + "." for name in blocks], fontsize=NOTE)
    left.set_yticks([])
    right.plot(np.sort(values), np.arange(1, len(values) + 1), "o", color=palette.BLUE, markersize=8)
    right.axvline(BOUND, color=palette.VERMILLION, linestyle=palette.DASHES[1], linewidth=1.8)
    right.set_xlim(0, 1.3)
    right.set_ylim(0, len(values) + 1)
    right.set_yticks([])
    frame_axes(right, title=f"HTMT of {len(values)} pairs", x=f"dashed: the customary {BOUND}", y="pairs", lines="x")
    reliable = composite_reliability([state.loading] * min(len(items) for items in blocks.values())).value
    rows = {
        "correlation of dimensions (true)": state.correlation,
        "HTMT, mean of pairs": values.mean(),
        f"pairs above {BOUND}": over,
        "AVE, from the loadings": ave([state.loading]).value,
        "composite reliability, shortest dimension": reliable,
        "item with its own dimension less with the next best": margin,
    }
    text = (
        f"The dimensions correlate by {state.correlation:.2f} in truth. HTMT is {values.mean():.2f} on average, and {over} of {len(values)} pairs lie above "
        f"{BOUND}. An item goes with its own dimension by {margin:+.2f} more than with the next best."
    )
    return View(figure, text, _column(rows), f"Left, a map of items by dimensions. Right, one dot for each pair of dimensions. {text}")


@lru_cache(maxsize=4)
def _blocks(instrument: str) -> dict[str, list[str]]:
    table = service_quality_items() if instrument == "service" else brand_experience_items()
    groups = table.iloc[:, 0]
    return {name: list(groups.index[groups == name]) for name in dict.fromkeys(groups)}


@lru_cache(maxsize=64)
def _answers(instrument: str, correlation: float, loading: float, crossing: float, people: int) -> pd.DataFrame:
    """Items of known loadings; beside its own, each loads by `crossing` on the next dimension. Variance 1."""
    blocks = _blocks(instrument)
    of = np.concatenate([[k] * len(items) for k, items in enumerate(blocks.values())])
    z = np.random.default_rng(SEED).standard_normal((people, 1 + len(blocks) + len(of)))
    factors = correlation**0.5 * z[:, :1] + (1 - correlation) ** 0.5 * z[:, 1 : 1 + len(blocks)]
    common = loading * factors[:, of] + crossing * factors[:, (of + 1) % len(blocks)]
    explained = loading**2 + crossing**2 + 2 * loading * crossing * correlation
    own = max(1 - explained, 0.05) ** 0.5 * z[:, 1 + len(blocks) :]
    return pd.DataFrame(common + own, columns=[item for items in blocks.values() for item in items])


@lru_cache(maxsize=64)
def _found(state: Apart) -> tuple[pd.DataFrame, np.ndarray]:
    """Cross-loadings, and HTMT of every pair."""
    blocks = _blocks(state.instrument)
    answers = _answers(state.instrument, state.correlation, state.loading, state.crossing, state.people)
    return cross_loadings(answers, blocks), np.array([row.value for row in htmt(answers, blocks).rows])


def _margin(loads: pd.DataFrame, blocks: dict[str, list[str]]) -> float:
    """How much more an item goes with its own dimension than with the next best, on average."""
    own = {item: name for name, items in blocks.items() for item in items}
    return float(np.mean([row[own[item]] - row.drop(own[item]).max() for item, row in loads.iterrows()])) + 0.0


PARTS = (
    Part(
        "alpha",
        "Scale Bench 1: what alpha rewards",
        Length(),
        draw_length,
        controls=(
            whole("items", "Number of items", low=2, high=LONGEST),
            slider("loading", "How well each item measures (loading)", low=0.3, high=0.9, step=0.1),
            switch("two", "Half of the items ask about another thing"),
            slider("together", "Correlation of the two things", low=0, high=0.9, step=0.1),
        ),
        presets=(
            Preset("many mediocre items", {"items": 14, "loading": 0.5}, "Did any item become better?"),
            Preset("few good items", {"items": 3, "loading": 0.8}, "Compare alpha and AVE with the preset before."),
            Preset("two things, high alpha", {"items": 12, "loading": 0.8, "two": True}, "How many blocks do you see on the right?"),
        ),
        question=Question(
            "Items of loading 0.5 are mediocre: a quarter of each is the thing measured. Can 20 of them reach an alpha of 0.8?",
            ("Yes, by number alone", "Only if they get better", "Never"),
            after="Move the first slider and leave the second one alone.",
        ),
    ),
    Part(
        "gap",
        "Scale Bench 2: what a difference costs",
        Gap(),
        draw_gap,
        controls=(
            slider("correlation", "Correlation of expectation and perception", low=0, high=0.9, step=0.1),
            slider("reliability", "Reliability of each", low=0.5, high=0.9, step=0.1),
            toggle("follows", "In truth satisfaction follows", {"what is perceived": "perception", "the gap": "gap"}),
            choice("importance", "Weights of the dimensions", tuple(WEIGHTS)),
        ),
        presets=(
            Preset("alike", {"correlation": 0.6}, "How much of the gap is error now?"),
            Preset("too much alike", {"correlation": 0.8}, "What is left of the difference?"),
            Preset("the gap is the cause", {"correlation": 0.6, "follows": "gap"}, "Even then: by how much is it ahead?"),
        ),
        question=Question(
            "Expectation and perception are each measured with reliability 0.8, and correlate by 0.6. How reliable is their difference?",
            ("Above 0.8: two measures are better than one", "0.8, as its parts", "Far below 0.8"),
            after="Move the correlation and watch the dot on the line.",
        ),
    ),
    Part(
        "apart",
        "Scale Bench 3: five dimensions, or one?",
        Apart(),
        draw_apart,
        controls=(
            slider("correlation", "Correlation of the dimensions", low=0, high=0.95, step=0.05),
            slider("loading", "Loading of each item on its dimension", low=0.45, high=0.85, step=0.1),
            slider("crossing", "Loading on the next dimension as well", low=0, high=0.4, step=0.1),
            choice("instrument", "Instrument", INSTRUMENTS),
        ),
        more=(whole("people", "Respondents", low=200, high=1000, step=200),),
        presets=(
            Preset("clearly five", {"correlation": 0.4}, "Look for the staircase on the left."),
            Preset("nearly one", {"correlation": 0.9}, "Where is the staircase? How many dots lie right of the line?"),
            Preset(
                "items that look both ways", {"correlation": 0.5, "crossing": 0.4}, "The dimensions correlate by 0.5; what does HTMT say?"
            ),
        ),
        question=Question(
            "Five dimensions correlate by 0.9. Each has a good alpha. Will a survey of 600 show five?",
            ("Yes, alpha proves it", "No, they will look like one", "Only with more people"),
            after="Move the first slider up and watch dots and staircase.",
        ),
    ),
)
