"""Unit 04, the Grid Composer: thirty units over five modules and seven providers, where the next unit goes, mood and emotion."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cxlab import vocabulary
from cxlab.demos._parts import Part, Preset, Question, View, choice, grid, panels, slider, whole
from cxlab.mechanisms import modules
from cxlab.plots import palette, radar
from cxlab.plots.canvas import BODY, NOTE, frame_axes, wrapped, write

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

MODULES = vocabulary.modules().names
PROVIDERS = vocabulary.providers().names
BUDGET = 30
ENCOUNTERS, EVENT = 24, 6
FELT = 0.5  # an emotion below half a point is taken to be over
SIZE = (7.4, 3.6)

Cells = tuple[tuple[int, ...], ...]
DESIRED = {
    "all-round": (6.0, 6.0, 6.0, 6.0, 6.0),
    "a quiet house": (8.0, 8.0, 3.0, 2.0, 3.0),
    "a school of taste": (7.0, 4.0, 8.0, 8.0, 4.0),
    "a club of regulars": (4.0, 6.0, 3.0, 5.0, 9.0),
}


def _rows(**spent: tuple[int, ...]) -> Cells:
    """A grid with one row for each provider; those not named get nothing."""
    return tuple(spent.get(key, (0,) * len(MODULES)) for key in _SHORT)


_SHORT = ("communications", "identity", "product", "co_branding", "spaces", "web", "people")
START = _rows(
    communications=(0, 0, 2, 0, 0),
    identity=(2, 0, 0, 0, 1),
    product=(3, 1, 0, 0, 0),
    co_branding=(0, 0, 3, 0, 1),
    spaces=(4, 2, 0, 0, 1),
    web=(0, 0, 0, 5, 0),
    people=(0, 3, 0, 0, 2),
)


@dataclass(frozen=True)
class Composition:
    """The grid (a row for each provider, a column for each module), the profile wanted, and how returns fall."""

    cells: Cells = START
    desired: str = "a school of taste"
    saturation: float = 0.2
    hybrid: float = 0.05


@dataclass(frozen=True)
class Split:
    """Thirty units between Sense and the other four modules, which share alike."""

    first: int = 14
    saturation: float = 0.2
    hybrid: float = 0.05
    weight: float = 0.2


@dataclass(frozen=True)
class Affect:
    """One strong event, small cues all along, and how mood and emotion fade."""

    event: float = 4.0
    cue: float = 0.0
    persistence: float = 0.9
    half_life: float = 1.0


# Part 1: the grid


def draw_grid(state: Composition, figure: Figure | None = None) -> View:
    """Left: the grid. Right: the profile it makes, and the one wanted."""
    cells = np.array(state.cells, dtype=float).T  # five modules by seven providers, as the equations want it
    scores = modules.scores(cells, saturation=state.saturation)
    wanted = np.array(DESIRED[state.desired])
    gaps = wanted - scores
    total, far = int(cells.sum()), int(gaps.argmax())
    rows = {
        f"units spent (of {BUDGET})": total,
        "modules at work": int((cells > 0).any(axis=1).sum()),
        "intensity (units in a cell in use)": modules.intensity(cells),
        "breadth (providers of a module, of 7)": modules.breadth(cells),
        "depth (modules at work, of 5)": modules.depth(cells),
        "linkage (providers with two modules or more)": modules.linkage(cells),
        "utility, with the bonus for hybrids": float(modules.utility(*scores, hybrid=state.hybrid)),
        "largest gap to the profile wanted (points)": max(float(gaps.max()), 0.0),
    }
    figure, (left, right) = panels(figure, 1, 2, size=SIZE, margins=(0.19, 0.03, 0.985, 0.84), widths=(1.0, 1.15), gap=(0.06, 0.45))
    _sheet(left, cells.T)
    radar(
        {name: float(score) for name, score in zip(MODULES, scores, strict=True)},
        right,
        desired={name: float(want) for name, want in zip(MODULES, wanted, strict=True)},
    )
    listed = ", ".join(f"{name} {score:.1f}" for name, score in zip(MODULES, scores, strict=True))
    budget = "" if total == BUDGET else f" ({abs(total - BUDGET)} {'over' if total > BUDGET else 'left of'} the budget)"
    gap = (
        f"Furthest below the profile wanted: {MODULES[far]}, by {gaps[far]:.1f}."
        if gaps[far] > 0.05
        else "No module is below the profile wanted."
    )
    text = f"{total} units spent{budget}. Scores: {listed}. {gap}"
    alt = (
        "Left, the grid of seven providers by five modules with the units in each cell. Right, a radar of the five scores and of the "
        f"profile wanted, {state.desired}. {text}"
    )
    return View(figure, text, _column(rows), alt)


def _sheet(ax: Axes, cells: np.ndarray) -> None:
    ax.imshow(cells, cmap=palette.SEQUENCE, vmin=0, vmax=8, aspect="auto")
    for (row, column), units in np.ndenumerate(cells):
        if units:
            colour = palette.PAPER if units >= 5 else palette.INK
            write(ax, f"{units:.0f}", (column, row), size=BODY, colour=colour)
    ax.set_xticks(range(len(MODULES)), MODULES, fontsize=NOTE)
    ax.set_yticks(range(len(PROVIDERS)), [wrapped(name, 19) for name in PROVIDERS], fontsize=NOTE)
    ax.xaxis.tick_top()
    ax.tick_params(length=0)
    ax.hlines(np.arange(len(PROVIDERS)) + 0.5, -0.5, len(MODULES) - 0.5, color=palette.FAINT, linewidth=1)
    ax.vlines(np.arange(len(MODULES)) + 0.5, -0.5, len(PROVIDERS) - 0.5, color=palette.FAINT, linewidth=1)
    for spine in ax.spines.values():
        spine.set_color(palette.FAINT)


# Part 2: where the next unit goes


def draw_next(state: Split, figure: Figure | None = None) -> View:
    """Left: score against units in a module. Right: utility of every split."""
    units = np.arange(BUDGET + 1)
    others = (BUDGET - units) / (len(MODULES) - 1)
    worth = _utility(state, units, others)
    here, rest = state.first, float(others[state.first])
    curve = np.asarray(modules.score(units, saturation=state.saturation))
    mine, theirs = (float(modules.score(x, saturation=state.saturation)) for x in (here, rest))
    gain_mine, gain_theirs = (float(modules.score(x + 1.0, saturation=state.saturation)) - y for x, y in ((here, mine), (rest, theirs)))
    best = int(worth.argmax())
    figure, (left, right) = panels(figure, 1, 2, size=(7.4, 3.3), margins=(0.085, 0.165, 0.985, 0.88))
    left.plot(units, curve, color=palette.BLUE, linewidth=2.4)
    left.plot(here, mine, "o", markersize=10, color=palette.YELLOW, markeredgecolor=palette.INK)
    left.plot(rest, theirs, "s", markersize=9, color=palette.ORANGE, markeredgecolor=palette.INK)
    left.plot([11.5], [2.6], "o", markersize=10, color=palette.YELLOW, markeredgecolor=palette.INK)
    left.plot([11.5], [1.0], "s", markersize=9, color=palette.ORANGE, markeredgecolor=palette.INK)
    write(left, "Sense", (12.7, 2.6), ha="left")
    write(left, "each of the other four", (12.7, 1.0), ha="left")
    left.set_xlim(-1, 31)
    left.set_ylim(-0.4, 10.6)
    frame_axes(left, title="Each further unit brings less", x="units in a module", y="score (points)")
    right.plot(units, worth, color=palette.BLUE, linewidth=2.4)
    right.plot(here, worth[here], "o", markersize=10, color=palette.YELLOW, markeredgecolor=palette.INK)
    right.plot(best, worth[best], "*", markersize=17, color=palette.YELLOW, markeredgecolor=palette.INK)
    write(right, f"best: {best}", (min(max(best, 3), 27), float(worth[best])), shift=(0, 11), va="bottom")
    right.set_xlim(-1, 31)
    right.set_ylim(0, 1.25 * float(worth.max()))
    frame_axes(right, title=f"Utility of {BUDGET} units", x="units in Sense", y="utility (points)")
    text = (
        f"{here} units in Sense and {rest:g} in each other module: one more would add {gain_mine:.2f} to the score of Sense, {gain_theirs:.2f} to that "
        f"of another. Utility is {worth[here]:.2f}; the best split has {best} in Sense ({worth[best]:.2f})."
    )
    rows = {
        "score of Sense (points)": mine,
        "score of each other module (points)": theirs,
        "one more unit in Sense adds (points)": gain_mine,
        "one more unit in another adds (points)": gain_theirs,
        "utility (points)": float(worth[here]),
        "best number of units in Sense": best,
        "utility there (points)": float(worth[best]),
    }
    alt = f"Left, the score of a module against the units in it, steep at first and flat later. Right, utility against the units in Sense, highest at {best}. {text}"
    return View(figure, text, _column(rows), alt)


def _utility(state: Split, units: np.ndarray, others: np.ndarray) -> np.ndarray:
    sense, other = (modules.score(x, saturation=state.saturation) for x in (units, others))
    shared = (1.0 - state.weight) / (len(MODULES) - 1)
    weights = (state.weight, *[shared] * (len(MODULES) - 1))
    return np.asarray(modules.utility(sense, *[other] * (len(MODULES) - 1), weights=weights, hybrid=state.hybrid))


# Part 3: mood and emotion


def draw_affect(state: Affect, figure: Figure | None = None) -> View:
    """Mood and emotion over a stay, with one strong event and small cues all along."""
    mood, emotion = _stay(state)
    strongest = int(np.abs(emotion).argmax())
    after = np.abs(emotion[EVENT:])
    over = int((after >= FELT).sum())
    figure, (ax,) = panels(figure, 1, 1, size=(7.2, 3.4), margins=(0.09, 0.16, 0.985, 0.88))
    at = np.arange(1, ENCOUNTERS + 1)
    ax.axhline(0, color=palette.QUIET, linewidth=1)
    ax.plot(at, emotion, "-o", color=palette.VERMILLION, linewidth=2, markersize=4.5, label="emotion")
    ax.plot(at, mood, color=palette.BLUE, linewidth=3, linestyle=palette.DASHES[1], label="mood")
    ax.axvline(EVENT + 1, color=palette.FAINT, linewidth=6, zorder=0)
    ax.set_ylim(-5.6, 6.8)
    ax.set_xlim(0.5, ENCOUNTERS + 0.5)
    ax.legend(loc="upper right", ncols=2, frameon=False, fontsize=BODY)
    write(ax, "the event", (EVENT + 1, 6.2), shift=(-6, 0), ha="right")
    frame_axes(ax, title="One stay, encounter by encounter", x="encounter", y="feeling (0 is neutral)")
    text = (
        f"The event moves emotion by {emotion[strongest]:+.1f}; {over} encounters later it is below half a point. "
        f"Mood was at most {np.abs(mood).max():.2f} away from neutral, and ends at {mood[-1] + 0.0:+.2f}."
    )
    rows = {
        "emotion at the event (points)": float(emotion[EVENT]),
        "encounters until emotion is below half a point": over,
        "mood, furthest from neutral (points)": float(np.abs(mood).max()),
        "mood right after the event (points)": float(mood[EVENT]),
        "mood at the end of the stay (points)": float(mood[-1]),
    }
    alt = f"Two lines over {ENCOUNTERS} encounters: emotion jumps at the event and falls back, mood moves slowly. {text}"
    return View(figure, text, _column(rows), alt)


def _stay(state: Affect) -> tuple[np.ndarray, np.ndarray]:
    """Mood, which takes in events and cues, and emotion, which only the event calls up."""
    mood, emotion = [], []
    m = e = 0.0
    for step in range(ENCOUNTERS):
        event = state.event if step == EVENT else 0.0
        m = float(modules.mood(m, event + state.cue, persistence=state.persistence))
        e = float(modules.emotion(e, event, half_life=state.half_life))
        mood.append(m)
        emotion.append(e)
    return np.array(mood), np.array(emotion)


def _column(rows: dict[str, float]) -> pd.DataFrame:
    return pd.DataFrame({"value": [round(float(number), 3) + 0.0 for number in rows.values()]}, index=list(rows))


_UNITS = (0, 6, 1)
ALL_SENSE = _rows(**{name: (4 + (name in ("spaces", "product")), 0, 0, 0, 0) for name in _SHORT})
ONE_PROVIDER = _rows(web=(6, 6, 6, 6, 6))
PEOPLE_AND_SPACES = _rows(people=(3, 3, 3, 3, 3), spaces=(3, 3, 3, 3, 3))
EACH_ITS_OWN = _rows(
    spaces=(6, 0, 0, 0, 0), people=(0, 6, 0, 0, 0), communications=(0, 0, 6, 0, 0), web=(0, 0, 0, 6, 0), co_branding=(0, 0, 0, 0, 6)
)

PARTS = (
    Part(
        "grid",
        "Grid Composer: thirty units over five modules and seven providers",
        Composition(),
        draw_grid,
        controls=(
            grid("cells", "Units in each cell", rows=PROVIDERS, columns=dict.fromkeys(MODULES, _UNITS), show=7),
            choice("desired", "Profile wanted", tuple(DESIRED)),
            slider("saturation", "Saturation k: how fast returns fall", low=0.05, high=0.5, step=0.05),
            slider("hybrid", "Bonus for modules that come together", low=0, high=0.1, step=0.01),
        ),
        presets=(
            Preset(
                "all in Sense",
                {"cells": ALL_SENSE},
                "Thirty units in one column. What does the radar look like, and what did the last units bring?",
            ),
            Preset(
                "one provider", {"cells": ONE_PROVIDER}, "Thirty units in one row. All five modules, one carrier: would guests believe it?"
            ),
            Preset(
                "people and spaces", {"cells": PEOPLE_AND_SPACES}, "The same scores as 'one provider'. Which of the four indices moved?"
            ),
            Preset("each its own", {"cells": EACH_ITS_OWN}, "The same radar once more. Which index fell to nothing?"),
        ),
        question=Question(
            "Thirty units: all in Sense, or six in each of the five modules. Which hotel reaches the higher sum of scores?",
            ("All in Sense", "Six in each", "The same: thirty units are thirty units"),
            after="Press 'all in Sense' and then 'one provider', and compare the scores in the sentence.",
        ),
    ),
    Part(
        "next",
        "The next unit: a rich module or an empty one?",
        Split(),
        draw_next,
        controls=(
            whole("first", "Units in Sense, of thirty", low=0, high=30),
            slider("saturation", "Saturation k: how fast returns fall", low=0.05, high=0.5, step=0.05),
            slider("hybrid", "Bonus for modules that come together", low=0, high=0.1, step=0.01),
            slider("weight", "Weight of Sense for these guests", low=0, high=0.8, step=0.1),
        ),
        presets=(
            Preset(
                "all in Sense", {"first": 30}, "Read the two gains in the sentence: the thirty-first unit, and the first of another module."
            ),
            Preset("guests come for Sense", {"weight": 0.8}, "Most of the weight is on one module. Does the star go to thirty?"),
            Preset("no bonus", {"weight": 0.8, "hybrid": 0.0}, "Without the bonus for coming together: how far does the star move?"),
            Preset(
                "returns fall late",
                {"weight": 0.8, "hybrid": 0.0, "saturation": 0.05},
                "Each unit brings nearly as much as the last. What follows for a specialist?",
            ),
        ),
        question=Question(
            "Sense has 14 units, each other module 4. Where does one more unit add most to a score?",
            ("In Sense, our strength", "In another module", "The same in both"),
            after="Compare the slopes at the two marks, then move the units.",
        ),
    ),
    Part(
        "affect",
        "Feel: one strong event, many small cues",
        Affect(),
        draw_affect,
        controls=(
            slider("event", "Strength of the event", unit="points", low=-5, high=5, step=0.5),
            slider("cue", "Small cue at every encounter", unit="points", low=-1, high=1, step=0.25),
            slider("persistence", "Persistence of mood", low=0.8, high=0.95, step=0.05),
            slider("half_life", "Half-life of emotion", unit="encounters", low=1, high=2, step=0.25),
        ),
        presets=(
            Preset("a lost suitcase", {"event": -4.0}, "Strong, and about something. How long does it last?"),
            Preset("lavender everywhere", {"event": 0.0, "cue": 1.0}, "No event at all. Which of the two lines moves?"),
            Preset("both", {"event": -4.0, "cue": 1.0}, "Where is the guest at the end of the stay?"),
        ),
        question=Question(
            "One wonderful event, or a faint pleasant cue at every encounter: which leaves the better mood at the end?",
            ("The event", "The cues", "Neither"),
            after="Press 'lavender everywhere' and compare the mood at the end with that of the start.",
        ),
    ),
)
