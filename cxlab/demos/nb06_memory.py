"""Unit 06, Draw-the-Journey: what is remembered of a journey, what a milder tail does, when rules agree, and losses and Kano."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cxlab.demos._parts import Part, Preset, Question, View, action, panels, slider, switch, whole
from cxlab.mechanisms.asymmetry import asymmetry_index, kano_class, kinked, offsetting_gain, prospect
from cxlab.mechanisms.memory import parts, remembered
from cxlab.plots import palette
from cxlab.plots.canvas import NOTE, frame_axes, write

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

SEED, JOURNEYS = 6, 400
SIZE, MARGINS = (7.6, 3.3), (0.075, 0.165, 0.985, 0.89)
STEPS = ("drop off", "quote", "repair", "pay", "call")
ANNA = (7.0, 8.0, 5.0, 6.0, 4.0)
START = (6.0, 7.0, 5.0)
RING = {"markersize": 11, "markeredgecolor": palette.INK, "markeredgewidth": 1.6, "linestyle": "none"}
RULES = {"mean": {"mean": 1.0, "peak": 0.0, "end": 0.0}, "mix": {}, "peak-end": {"mean": 0.0, "peak": 0.5, "end": 0.5}}


@dataclass(frozen=True)
class Journey:
    """Felt values of five steps and the weight of the mean; peak and end share the rest."""

    drop_off: float = 4.0
    quote: float = 6.0
    repair: float = 5.0
    pay: float = 8.0
    call: float = 7.0
    mean: float = 0.4
    moment: float = 1.0


@dataclass(frozen=True)
class Tail:
    """A bad ending, and milder steps after it."""

    ending: float = 1.0
    steps: int = 1
    milder: float = 3.0
    decay: float = 0.5


@dataclass(frozen=True)
class Variety:
    """How much felt values differ, and how many steps there are."""

    spread: float = 1.0
    steps: int = 6
    shared: float = 0.0
    smooth: bool = False


@dataclass(frozen=True)
class Attribute:
    """One attribute of the workshop: what it gives above and takes below what is expected."""

    reward: float = 0.25
    penalty: float = 1.5
    quality: float = 2.0
    loss_aversion: float = 2.0
    alpha: float = 0.88
    ceiling: bool = False


def draw_journey(state: Journey, figure: Figure | None = None) -> View:
    """Left: your journey and Anna's, with peak and end. Right: how much memory moves when one step is a point better."""
    own = (state.drop_off, state.quote, state.repair, state.pay, state.call)
    mot = (1.0, 1.0, 1.0, state.moment, 1.0)
    weights = {"mean": state.mean, "peak": (1.0 - state.mean) / 2, "end": (1.0 - state.mean) / 2, "mot": mot}
    scores = [float(remembered(values, **weights)) for values in (own, ANNA)]
    found = [parts(values, mot=mot) for values in (own, ANNA)]
    raised = np.asarray(remembered(np.array(own) + np.eye(len(own)), **weights)) - scores[0]
    figure, (left, right) = panels(figure, 1, 2, size=SIZE, margins=MARGINS, widths=(1.35, 1.0), gap=(0.3, 0.45))
    _two_journeys(left, own, found[0].peak)
    _sensitivity(right, raised)
    gap = scores[0] - scores[1]
    choice = "they would choose either" if abs(gap) < 0.005 else f"they would choose {'yours' if gap > 0 else 'hers'} again"
    text = f"Your journey has a mean of {found[0].mean:.2f} and is remembered as {scores[0]:.2f}, Anna's as {scores[1]:.2f}: {choice}."
    rows = [[part.mean, part.peak, part.end, score] for part, score in zip(found, scores, strict=True)]
    table = pd.DataFrame(np.round(rows, 2), index=["your journey", "Anna's journey"], columns=["mean", "peak", "end", "remembered"])
    told = ", ".join(f"{step} {value:g}" for step, value in zip(STEPS, own, strict=True))
    moves = ", ".join(f"{step} {move:+.2f}" for step, move in zip(STEPS, raised, strict=True))
    return View(
        figure, text, table, f"Left, two lines of felt values; yours: {told}. Right, change of memory by a point more: {moves}. {text}"
    )


def _two_journeys(ax: Axes, own: tuple[float, ...], peak: float) -> None:
    at = np.arange(len(STEPS))
    ax.axhline(5, color=palette.QUIET, linewidth=0.9)
    ax.plot(at, ANNA, "--s", color=palette.ORANGE, linewidth=2.0, markersize=5, label="Anna")
    ax.plot(at, own, "-o", color=palette.BLUE, linewidth=2.4, label="you")
    where = next(k for k, value in enumerate(own) if abs(value - peak) < 1e-9)
    ax.plot(where, own[where], "^", color=palette.YELLOW, label="peak", **RING)
    ax.plot(at[-1], own[-1], "D", color=palette.PAPER, label="end", **(RING | {"markersize": 7}))
    ax.set_xlim(-0.3, 4.3)
    ax.set_ylim(-0.6, 13)
    ax.set_yticks([0, 5, 10])
    ax.legend(loc="upper left", ncols=4, frameon=False, fontsize=NOTE, borderaxespad=0.1, handlelength=1.5, columnspacing=1.0)
    frame_axes(ax, title="Felt at each step, 0 to 10")
    ax.set_xticks(at, STEPS, fontsize=NOTE)


def _sensitivity(ax: Axes, raised: np.ndarray) -> None:
    at = np.arange(len(STEPS))
    ax.bar(at, raised, 0.6, color=palette.BLUE)
    for place, move in enumerate(raised):
        write(ax, f"{move:.2f}", (place, max(move, 0.0)), shift=(0, 2), va="bottom")
    ax.axhline(0, color=palette.QUIET, linewidth=0.9)
    ax.set_xlim(-0.5, 4.5)
    ax.set_ylim(min(-0.05, float(raised.min()) * 1.2), max(0.6, 1.25 * float(raised.max())))
    frame_axes(ax, title="One step a point better", y="change of memory", lines="y")
    ax.set_xticks(at, [step.replace(" ", "\n") for step in STEPS], fontsize=NOTE)


def _reversed(state: Journey) -> Journey:
    """The same values, last first."""
    return replace(state, drop_off=state.call, quote=state.pay, pay=state.quote, call=state.drop_off)


def draw_tail(state: Tail, figure: Figure | None = None) -> View:
    """Left: a visit that ends badly, without and with a milder tail. Right: what each rule makes of both."""
    short = (*START, state.ending)
    long = (*short, *([state.milder] * state.steps))
    scores = [_by_rule(values, state.decay) for values in (short, long)]
    sums = [float(parts(values).total) for values in (short, long)]
    figure, (left, right) = panels(figure, 1, 2, size=SIZE, margins=MARGINS)
    _short_and_long(left, short, long)
    _rules(right, scores)
    change = {rule: scores[1][rule] - scores[0][rule] for rule in scores[0]}
    text = (
        f"With {state.steps} more {'step' if state.steps == 1 else 'steps'} at {state.milder:g} after an ending at {state.ending:g}, memory by peak and "
        f"end changes by {change['peak-end']:+.2f}, the mean by {change['mean']:+.2f}."
    )
    frame = pd.DataFrame(scores, index=["without the tail", "with the tail"]).T
    table = pd.concat([frame, pd.DataFrame([sums], index=["sum of departures from 5"], columns=frame.columns)])
    table = table.assign(change=table["with the tail"] - table["without the tail"]).round(2)
    alt = f"Left, two lines of felt values, one going on after the bad ending. Right, pairs of bars for {', '.join(change)}. {text}"
    return View(figure, text, table, alt)


def _by_rule(values: Sequence[float], decay: float) -> dict[str, float]:
    recent = float(remembered(values, mean=0.0, peak=0.0, end=0.0, recent=1.0, decay=decay))
    return {name: float(remembered(values, **rule)) for name, rule in RULES.items()} | {"recency": recent}


def _short_and_long(ax: Axes, short: tuple[float, ...], long: tuple[float, ...]) -> None:
    ax.axhline(5, color=palette.QUIET, linewidth=0.9)
    ax.plot(np.arange(len(long)), long, "--D", color=palette.VERMILLION, linewidth=2.0, markersize=6, label="with the tail")
    ax.plot(np.arange(len(short)), short, "-o", color=palette.BLUE, linewidth=2.4, label="without")
    ax.set_xlim(-0.3, 7.3)
    ax.set_ylim(-0.6, 12)
    ax.set_yticks([0, 5, 10])
    ax.set_xticks(range(8), [str(k) for k in range(1, 9)])
    ax.legend(loc="upper left", ncols=2, frameon=False, fontsize=NOTE, borderaxespad=0.1, handlelength=2.2)
    frame_axes(ax, title="Felt at each step, 0 to 10", x="step")


def _rules(ax: Axes, scores: list[dict[str, float]]) -> None:
    at, names = np.arange(len(scores[0])), list(scores[0])
    ax.bar(at - 0.2, list(scores[0].values()), 0.38, color=palette.BLUE, label="without")
    ax.bar(at + 0.2, list(scores[1].values()), 0.38, color=palette.VERMILLION, hatch="//", edgecolor=palette.PAPER, label="with the tail")
    for shift, found in zip((-0.2, 0.2), scores, strict=True):
        for place, score in enumerate(found.values()):
            write(ax, f"{score:.1f}", (place + shift, score), shift=(0, 2), va="bottom")
    ax.set_xlim(-0.5, len(at) - 0.5)
    ax.set_ylim(0, 12)
    ax.set_yticks([0, 5, 10])
    ax.legend(loc="upper left", ncols=2, frameon=False, fontsize=NOTE, borderaxespad=0.1, handlelength=1.4)
    frame_axes(ax, title="What is remembered, by rule", lines="y")
    ax.set_xticks(at, names, fontsize=NOTE)


def draw_variety(state: Variety, figure: Figure | None = None) -> View:
    """Left: one journey, flat and with peaks, the mean held. Right: mean and peak-end of 400 journeys."""
    journeys = _lived(state)
    mean, rule = (np.asarray(remembered(journeys, **RULES[name])) for name in ("mean", "peak-end"))
    agree = float(np.corrcoef(mean, rule)[0, 1])
    apart = float((rule - mean).std())
    first = journeys[0]
    figure, (left, right) = panels(figure, 1, 2, size=SIZE, margins=MARGINS)
    _one_of_them(left, first)
    _cloud(right, mean, rule)
    text = (
        f"Over {JOURNEYS} journeys of {state.steps} steps, mean and peak-end score go together with a correlation of {agree:.2f}. Beyond "
        f"a common shift of {float((rule - mean).mean()):+.2f} they differ by {apart:.2f} points."
    )
    rows = {
        "correlation of the two scores": agree,
        "difference beyond the shift, standard deviation (points)": apart,
        "spread within a journey (points)": float(journeys.std(axis=1).mean()),
        "common shift, peak-end less mean (points)": float((rule - mean).mean()),
    }
    table = pd.DataFrame({"value": [round(value, 2) for value in rows.values()]}, index=list(rows))
    alt = f"Left, the felt values of one journey around its mean {first.mean():.1f}. Right, {JOURNEYS} points along a diagonal. {text}"
    return View(figure, text, table, alt)


@lru_cache(maxsize=16)
def _luck(steps: int) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng([SEED, steps])
    return rng.normal(size=(JOURNEYS, 1)), rng.normal(size=(JOURNEYS, steps))


def _lived(state: Variety) -> np.ndarray:
    """Values around 6.5: a part shared by all steps of a person, and a part of each step; smoothing draws each journey to its own mean."""
    person, step = _luck(state.steps)
    values = 6.5 + state.spread * (np.sqrt(state.shared) * person + np.sqrt(1.0 - state.shared) * step)
    values = np.clip(values, 0.0, 10.0)
    means = values.mean(axis=1, keepdims=True)
    return means + 0.3 * (values - means) if state.smooth else values


def _one_of_them(ax: Axes, values: np.ndarray) -> None:
    at = np.arange(1, len(values) + 1)
    ax.axhline(values.mean(), color=palette.QUIET, linestyle=palette.DASHES[1], linewidth=1.6, label="its mean")
    ax.plot(at, values, "-o", color=palette.BLUE, linewidth=2.4, label="one journey")
    ax.set_xlim(0.5, 12.5)
    ax.set_ylim(-0.6, 12.5)
    ax.set_yticks([0, 5, 10])
    ax.set_xticks([1, 4, 8, 12])
    ax.legend(loc="upper left", ncols=2, frameon=False, fontsize=NOTE, borderaxespad=0.1, handlelength=2.2)
    frame_axes(ax, title="The first journey, felt 0 to 10", x="step")


def _cloud(ax: Axes, mean: np.ndarray, rule: np.ndarray) -> None:
    ax.plot([0, 10], [0, 10], color=palette.QUIET, linewidth=1.0)
    ax.scatter(mean, rule, s=11, color=palette.BLUE, alpha=0.45, linewidths=0)
    ax.set_xlim(0, 10.3)
    ax.set_ylim(0, 12)
    ax.set_yticks([0, 2, 4, 6, 8, 10])
    write(ax, "grey line: both rules agree", (0.03, 0.97), ha="left", va="top", of_axes=True)
    frame_axes(ax, title="Two memories of each journey", x="mean", y="peak-end")


def draw_kano(state: Attribute, figure: Figure | None = None) -> View:
    """Left: satisfaction against the quality of one attribute. Right: how gains and losses are felt."""
    top = 3.0 if state.ceiling else np.inf
    gives = float(np.minimum(kinked(state.quality, reward=state.reward, penalty=state.penalty), top))
    kind = kano_class(state.reward, state.penalty)
    index = float(asymmetry_index(state.reward, state.penalty)) if state.reward + state.penalty > 0 else 0.0
    gain = float(offsetting_gain(1.0, loss_aversion=state.loss_aversion, alpha=state.alpha))
    figure, (left, right) = panels(figure, 1, 2, size=SIZE, margins=MARGINS)
    _attribute(left, state, gives, top)
    _losses(right, state, gain)
    article = "an" if kind[0] in "ai" else "a"
    text = (
        f"The attribute is {article} {kind} one: at {state.quality:+g} from what is expected it moves satisfaction by {gives:+.2f}. "
        f"A loss of one point is made good by a gain of {gain:.2f}."
    )
    rows = {
        "reward of a point above (points)": state.reward,
        "penalty of a point below (points)": state.penalty,
        "asymmetry index, -1 to 1": index,
        "effect on satisfaction now (points)": gives,
        "gain that makes good a loss of 1": gain,
    }
    table = pd.DataFrame({"value": [round(value, 2) for value in rows.values()]}, index=list(rows))
    alt = f"Left, a line with a bend at what is expected, slope {state.reward:g} above and {state.penalty:g} below. Right, the curve of gains and losses. "
    return View(figure, text, table, alt + text)


def _attribute(ax: Axes, state: Attribute, gives: float, top: float) -> None:
    quality = np.array([-5.0, 0.0, 5.0])
    for name, (reward, penalty), dash in (("must-be", (0.2, 1.0), 2), ("one-dimensional", (1.0, 1.0), 1), ("attractive", (1.0, 0.2), 3)):
        effect = kinked(quality, reward=reward, penalty=penalty)
        ax.plot(quality, effect, color=palette.QUIET, linestyle=palette.DASHES[dash], linewidth=1.5, label=name)
    fine = np.linspace(-5, 5, 101)
    effect = np.minimum(kinked(fine, reward=state.reward, penalty=state.penalty), top)
    ax.plot(fine, effect, color=palette.BLUE, linewidth=2.6, label="this one")
    ax.plot(state.quality, gives, "o", color=palette.YELLOW, **RING)
    ax.plot([-5.3, 5.3, np.nan, 0, 0], [0, 0, np.nan, -13, 9], color=palette.QUIET, linewidth=0.7)
    ax.set_xlim(-5.3, 5.3)
    ax.set_ylim(-13, 20.5)
    ax.set_yticks([-10, -5, 0, 5, 10])
    ax.legend(
        loc="upper left", ncols=2, frameon=False, fontsize=NOTE, borderaxespad=0.1, handlelength=2.6, labelspacing=0.3, columnspacing=1.0
    )
    frame_axes(ax, title="What one attribute does", x="quality, from what is expected")


def _losses(ax: Axes, state: Attribute, gain: float) -> None:
    gap = np.linspace(-4, 4, 81)
    ax.plot(gap, prospect(gap, loss_aversion=state.loss_aversion, alpha=state.alpha), color=palette.BLUE, linewidth=2.4, label="as felt")
    ax.plot(gap, gap, color=palette.QUIET, linestyle=palette.DASHES[1], linewidth=1.3, label="as it is")
    felt = float(prospect(-1.0, loss_aversion=state.loss_aversion, alpha=state.alpha))
    ax.plot(-1, felt, "v", color=palette.VERMILLION, label="loss of 1", **(RING | {"markersize": 9}))
    ax.plot(gain, -felt, "^", color=palette.YELLOW, label=f"gain of {gain:.2f}", **(RING | {"markersize": 9}))
    ax.plot([-4.2, 4.6, np.nan, 0, 0], [0, 0, np.nan, -12.5, 6], color=palette.QUIET, linewidth=0.7)
    ax.set_xlim(-4.2, 4.6)
    ax.set_ylim(-12.5, 12.5)
    ax.legend(
        loc="upper left", ncols=2, frameon=False, fontsize=NOTE, borderaxespad=0.1, handlelength=1.6, labelspacing=0.3, columnspacing=1.0
    )
    frame_axes(ax, title="Losses against gains", x="gap (points)")


PARTS = (
    Part(
        "draw",
        "Draw-the-Journey 1: five steps, two journeys, and what is remembered",
        Journey(),
        draw_journey,
        controls=(
            slider("repair", "Felt at the repair", unit="points", low=0, high=10, step=0.5),
            slider("pay", "Felt when paying", unit="points", low=0, high=10, step=0.5),
            slider("call", "Felt at the call afterwards", unit="points", low=0, high=10, step=0.5),
            action("Turn the journey round: last step first", _reversed),
        ),
        more=(
            slider("drop_off", "Felt at the drop-off", unit="points", low=0, high=10, step=0.5),
            slider("quote", "Felt at the quote", unit="points", low=0, high=10, step=0.5),
            slider("mean", "Weight of the mean (peak and end share the rest)", low=0, high=1, step=0.1),
            slider("moment", "Paying as a moment of truth: its weight", unit="times", low=0, high=3, step=0.5),
        ),
        presets=(
            Preset(
                "the same, good end last",
                {"drop_off": 4.0, "quote": 5.0, "repair": 6.0, "pay": 7.0, "call": 8.0},
                "Anna's five values in another order. Where does the difference come from?",
            ),
            Preset("only the mean counts", {"mean": 1.0}, "Both journeys have the same mean. What is left of the difference?"),
            Preset("one bad moment", {"pay": 0.0}, "A quarrel at the till. Which step would you improve by a point now?"),
        ),
        question=Question(
            "Two journeys have the same mean. Anna's begins well and ends badly, the other one the other way round. Which is remembered better?",
            ("Anna's", "The other", "Both alike"),
            after="Compare the four numbers of the two journeys in the table, then press the button that turns yours round.",
        ),
    ),
    Part(
        "tail",
        "Draw-the-Journey 2: a bad ending, and a milder tail",
        Tail(),
        draw_tail,
        controls=(
            slider("ending", "The bad ending", unit="points", low=0, high=5, step=0.5),
            whole("steps", "Steps added after it", unit="steps", low=0, high=4),
            slider("milder", "Felt in the added steps", unit="points", low=0, high=5, step=0.5),
        ),
        more=(slider("decay", "Recency rule: share kept at each step", low=0, high=0.9, step=0.1),),
        presets=(
            Preset("no tail", {"steps": 0}, "The ending is the end. Read the bars, then add one step."),
            Preset("a long mild tail", {"steps": 4}, "Four bad steps more. Which rules say that this is better, which that it is worse?"),
            Preset("a tail as bad as the ending", {"steps": 2, "milder": 1.0}, "The end is as before. Does any rule notice the length?"),
        ),
        question=Question(
            "A visit ends at 1. One more step is added, bad as well, at 3. How is the visit remembered by its peak and its end?",
            ("Worse: there is one bad step more", "Better", "The same"),
            after="Compare the bars of 'mean' and 'peak-end', and the row with the sum.",
        ),
    ),
    Part(
        "variety",
        "Draw-the-Journey 3: when two rules cannot be told apart",
        Variety(),
        draw_variety,
        controls=(
            slider("spread", "Spread of felt values", unit="points", low=0.25, high=3, step=0.25),
            whole("steps", "Steps of a journey", unit="steps", low=2, high=12),
            slider("shared", "Part that a person feels at every step alike", unit="share", low=0, high=0.9, step=0.1),
            switch("smooth", "Smooth each journey (its mean stays, highs and lows shrink)"),
        ),
        presets=(
            Preset(
                "people who like everything",
                {"shared": 0.5},
                "Half of the differences belong to persons. Could a survey tell the two rules apart?",
            ),
            Preset("wild journeys", {"spread": 3.0, "steps": 12}, "Long journeys with highs and lows. Now the rules part."),
            Preset(
                "seamless",
                {"spread": 3.0, "steps": 12, "smooth": True},
                "The same journeys with the same means, smoothed. What is gone, besides the lows?",
            ),
        ),
        question=Question(
            "400 customers, six steps each. How strongly do the mean and the peak-end score of a journey go together?",
            ("Hardly, they are two different things", "Clearly, but far from perfectly", "Almost perfectly"),
            after="Read the correlation under the picture. Then raise the shared part to a half.",
        ),
    ),
    Part(
        "kano",
        "Draw-the-Journey 4: what an attribute gives and takes, losses and gains",
        Attribute(),
        draw_kano,
        controls=(
            slider("reward", "A point above what is expected adds", unit="points", low=0, high=2, step=0.25),
            slider("penalty", "A point below takes away", unit="points", low=0, high=2.5, step=0.25),
            slider("quality", "Quality now, from what is expected", unit="points", low=-5, high=5, step=0.5),
            slider("loss_aversion", "Loss factor", unit="times", low=1, high=3, step=0.25),
        ),
        more=(
            slider("alpha", "Curvature of gains and losses", low=0.6, high=1, step=0.04),
            switch("ceiling", "The answer scale ends 3 points above what is expected"),
        ),
        presets=(
            Preset(
                "brakes that hold", {"reward": 0.0, "penalty": 2.0, "quality": 4.0}, "Far above what is expected. How much does it please?"
            ),
            Preset(
                "a free loan car",
                {"reward": 1.5, "penalty": 0.25, "quality": -1.0},
                "It is missing, and few mind. Will that be so in ten years?",
            ),
            Preset(
                "a scale that ends",
                {"reward": 1.0, "penalty": 1.0, "quality": 5.0, "ceiling": True},
                "Reward and penalty are alike, and the line bends all the same. Why?",
            ),
        ),
        question=Question(
            "Brakes that hold: failing them costs much. What do even better brakes add to satisfaction?",
            ("As much as failing costs", "Little", "More than failing costs"),
            after="Move the quality from -5 to 5 and follow the dot.",
        ),
    ),
)
