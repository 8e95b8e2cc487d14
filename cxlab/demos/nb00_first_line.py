"""Warm-up: one number for everybody, two groups, and a line, on a small survey of the workshop's customers."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cxlab.demos._parts import Part, Preset, Question, View, panels, slider, switch, whole
from cxlab.plots import palette
from cxlab.plots.canvas import BODY, NOTE, frame_axes

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

SEED = 7
CUSTOMERS = 150
ITEMS = ("overall", "book", "wait_and_repair", "collect_and_pay")
OVERALL, WAIT = "overall rating", "rating of the wait"
SIZE, MARGINS = (7.2, 3.5), (0.085, 0.15, 0.985, 0.9)


@dataclass(frozen=True)
class Middle:
    """One guess for every customer."""

    guess: float = 5.0


@dataclass(frozen=True)
class Groups:
    """Where the customers are split: at this rating of the wait."""

    most: int = 3


@dataclass(frozen=True)
class Line:
    """A line drawn by hand."""

    intercept: float = 7.0
    slope: float = 0.0
    best: bool = False


@cache
def survey() -> pd.DataFrame:
    """The table of the lesson: customers who walked the whole way and answered."""
    from cxlab.worlds import world

    return world("officina").simulate(CUSTOMERS, rng=SEED).ask(list(ITEMS), rng=SEED).dropna()


@cache
def _ratings() -> tuple[np.ndarray, np.ndarray]:
    """The ratings of the wait and overall."""
    return survey()["wait_and_repair"].to_numpy(float), survey()["overall"].to_numpy(float)


@cache
def _heaps() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Pairs of ratings that occur, and how many customers gave each."""
    pairs, counts = np.unique(np.column_stack(_ratings()), axis=0, return_counts=True)
    return pairs[:, 0], pairs[:, 1], counts


def _squared(values: np.ndarray, guess: np.ndarray | float) -> float:
    return float(np.mean((values - guess) ** 2))


# One number for everybody


def draw_middle(state: Middle, figure: Figure | None = None) -> View:
    """Left: the overall ratings and the guess. Right: the mean squared error of every guess."""
    _, overall = _ratings()
    here, mean = _squared(overall, state.guess), float(overall.mean())
    figure, (left, right) = panels(figure, 1, 2, size=SIZE, margins=MARGINS)
    ratings, counts = np.unique(overall, return_counts=True)
    left.bar(ratings, counts, 0.8, color=palette.SKY, edgecolor=palette.INK, linewidth=0.5)
    left.axvline(state.guess, color=palette.VERMILLION, linewidth=2.6)
    side = (0.2, "left") if state.guess < 6.5 else (-0.2, "right")
    left.text(state.guess + side[0], 27.6, f"your guess {state.guess:g}", ha=side[1], va="top", fontsize=NOTE, color=palette.INK)
    left.set_ylim(0, 28)
    frame_axes(left, title="What they answered", x=OVERALL, y="customers")
    guesses = np.linspace(0, 10, 101)
    right.plot(guesses, [_squared(overall, g) for g in guesses], color=palette.BLUE, linewidth=2.4)
    right.plot(state.guess, here, "o", markersize=11, color=palette.VERMILLION, markeredgecolor=palette.INK)
    right.set_ylim(0, 55)
    frame_axes(right, title="How far off every guess is", x="one guess for all", y="mean squared error")
    for ax in (left, right):
        ax.set_xlim(-0.6, 10.6)
    text = f"You guess {state.guess:g} for each of {len(overall)} customers. The error, squared and averaged, is {here:.2f}."
    rows = {
        "guess too low (customers)": int((overall > state.guess).sum()),
        "guess too high (customers)": int((overall < state.guess).sum()),
        "mean error": round(mean - state.guess, 2),
        "mean squared error": round(here, 2),
    }
    alt = f"Left, bars of overall ratings, most at 6 and 7. Right, a curve that falls to a lowest point and rises again. {text}"
    return View(figure, text, pd.DataFrame({"value": list(rows.values())}, index=list(rows)), alt)


# Two groups


def draw_groups(state: Groups, figure: Figure | None = None) -> View:
    """Every customer by the two ratings, split in two groups, with the mean of each."""
    wait, overall = _ratings()
    low = wait <= state.most
    names = (f"wait {state.most} or less", f"wait {state.most + 1} or more")
    parts = dict(zip(names, (overall[low], overall[~low]), strict=True))
    figure, (ax,) = panels(figure, size=SIZE, margins=MARGINS)
    x, y, counts = _heaps()
    for number, inside in enumerate((x <= state.most, x > state.most)):
        look = {"color": (palette.ORANGE, palette.BLUE)[number], "marker": palette.MARKERS[1 - number]}
        ax.scatter(x[inside], y[inside], s=18 * counts[inside], alpha=0.85, edgecolors=palette.INK, linewidths=0.4, **look)  # type: ignore[arg-type]
    ends = ((-0.5, state.most + 0.5), (state.most + 0.5, 10.5))
    for (name, values), (start, stop) in zip(parts.items(), ends, strict=True):
        if len(values):
            ax.plot([start, stop], [values.mean()] * 2, color=palette.INK, linewidth=2.6)
            ax.text(
                (start + stop) / 2, 0.1, f"{name}:\nmean {values.mean():.2f}", ha="center", va="bottom", fontsize=NOTE, color=palette.INK
            )
    ax.axvline(state.most + 0.5, color=palette.QUIET, linewidth=1.2, linestyle=palette.DASHES[1])
    _frame(ax, "Two groups of customers, and the mean of each")
    table = pd.DataFrame(
        {"customers": [len(v) for v in parts.values()], "mean overall": [_mean(v) for v in parts.values()]}, index=list(parts)
    )
    return View(figure, _compared(parts), table, f"Dots of the two ratings, split at a wait of {state.most}. {_compared(parts)}")


def _mean(values: np.ndarray) -> float:
    return round(float(values.mean()), 2) if len(values) else float("nan")


def _compared(parts: dict[str, np.ndarray]) -> str:
    empty = [name for name, values in parts.items() if not len(values)]
    if empty:
        return f"Nobody is in the group “{empty[0]}”: there is nothing to compare."
    (one, first), (other, second) = parts.items()
    return (
        f"{len(first)} customers rate the {one}, their mean overall rating is {first.mean():.2f}; {len(second)} rate the {other}, "
        f"and theirs is {second.mean():.2f}: {second.mean() - first.mean():.2f} more."
    )


# A line


def draw_line(state: Line, figure: Figure | None = None) -> View:
    """Every customer by the two ratings, a line drawn by hand, and how far off it is."""
    wait, overall = _ratings()
    slope, intercept = np.polyfit(wait, overall, 1)
    yours = _squared(overall, state.intercept + state.slope * wait)
    best = _squared(overall, intercept + slope * wait)
    figure, (ax,) = panels(figure, size=SIZE, margins=MARGINS)
    x, y, counts = _heaps()
    ax.vlines(x, y, state.intercept + state.slope * x, color=palette.VERMILLION, linewidth=1.0)
    ax.scatter(x, y, s=18 * counts, color=palette.BLUE, alpha=0.85, edgecolors=palette.INK, linewidths=0.4)
    ends = np.array([-0.5, 10.5])
    ax.plot(ends, state.intercept + state.slope * ends, color=palette.VERMILLION, linewidth=2.6, label="your line")
    if state.best:
        ax.plot(ends, intercept + slope * ends, color=palette.INK, linewidth=2.2, linestyle=palette.DASHES[1], label="best line")
    _frame(ax, "Overall rating against the rating of the wait")
    ax.legend(loc="lower right", frameon=False, fontsize=BODY, handlelength=3)
    text = (
        f"Your line says: overall rating = {state.intercept:g} {'+' if state.slope >= 0 else '−'} {abs(state.slope):g} times the rating of "
        f"the wait. Its mean squared error is {yours:.2f}, that of the best line {best:.2f}."
    )
    names = ("your line", "one number for all: the mean", "best line")
    table = pd.DataFrame({"mean squared error": np.round([yours, _squared(overall, overall.mean()), best], 2)}, index=list(names))
    return View(figure, text, table, f"Dots that rise from left to right, with a line and the distances to it. {text}")


def _frame(ax: Axes, title: str) -> None:
    ax.set_xlim(-0.5, 10.5)
    ax.set_ylim(-0.3, 10.6)
    ax.set_xticks(range(11))
    frame_axes(ax, title=title, x=f"{WAIT} (larger dots: more customers)", y=OVERALL)


PARTS = (
    Part(
        "middle",
        "One number for everybody",
        Middle(),
        draw_middle,
        controls=(slider("guess", "Your guess for every customer", unit="points", low=0, high=10, step=0.1),),
        presets=(
            Preset("the commonest answer", {"guess": 6.0}, "Six is the answer most people gave. Is it the guess with the smallest error?"),
            Preset("the mean", {"guess": 6.9}, "The lowest point of the curve. What is the mean error there?"),
            Preset("hope for the best", {"guess": 10.0}, "Nobody is above it. Why is that a poor guess?"),
        ),
        question=Question(
            "You must guess the same overall rating for every customer. Which guess is least far off, when errors are squared?",
            ("The commonest answer", "The mean", "The middle of the scale, 5"),
            after="Move the guess until the dot lies at the lowest point of the curve, and read it.",
        ),
    ),
    Part(
        "groups",
        "Two groups",
        Groups(),
        draw_groups,
        controls=(whole("most", "First group: the wait rated at most", unit="points", low=0, high=7),),
        presets=(
            Preset("a strict split", {"most": 1}, "How many customers are left in the first group? How far would you trust their mean?"),
            Preset("a late split", {"most": 5}, "Both means have risen. How can that be, when no answer has changed?"),
            Preset("nobody on the right", {"most": 7}, "A question about a group without people has no answer."),
        ),
        question=Question(
            "Customers who rate the wait 3 or less, and customers who rate it better: how far apart are their mean overall ratings?",
            ("Less than one point", "One to two points", "More than two points"),
            after="Read the sentence under the picture, then move the split and read it again.",
        ),
    ),
    Part(
        "line",
        "A line by hand",
        Line(),
        draw_line,
        controls=(
            slider("intercept", "Intercept: the line at a wait of 0", unit="points", low=0, high=10, step=0.1),
            slider("slope", "Slope: points per point of the wait", low=-1, high=2, step=0.05),
            switch("best", "Show the best line"),
        ),
        presets=(
            Preset("flat", {"intercept": 6.9}, "One number for all is a line too. How large is its error?"),
            Preset("one for one", {"intercept": 3.0, "slope": 1.0}, "For whom is this line too low, for whom too high?"),
            Preset("upside down", {"intercept": 9.0, "slope": -0.5}, "What would this line say about waiting? Compare the errors."),
        ),
        question=Question(
            "One customer rates the wait one point better than another. How much higher do you expect the overall rating?",
            ("Not at all", "About a quarter of a point", "About two thirds of a point", "A full point or more"),
            after="Move intercept and slope until the error is as small as you can make it. Then show the best line.",
        ),
    ),
)
