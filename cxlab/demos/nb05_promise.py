"""Unit 05, the Promise Slider: what a promise does to satisfaction, to the worth of a customer, and when delivery varies."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from statistics import NormalDist
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cxlab.demos._parts import Part, Preset, Question, View, panels, slider, switch, whole
from cxlab.mechanisms.expectation import satisfaction
from cxlab.mechanisms.promise import Outcome, outcome
from cxlab.plots import palette
from cxlab.plots.canvas import BODY, NOTE, frame_axes, write

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

SEED = 5
PEOPLE = 1000
PROMISES = tuple((np.arange(41) / 4).tolist())  # quarter points
STEADY, SPREADS = 0.5, (0.0, 0.5, 1.0, 1.5, 2.0, 2.5, 3.0)
MARGINS = (0.095, 0.165, 0.985, 0.89)
SIZE = (7.6, 3.3)
RING = {"markersize": 10, "markeredgecolor": palette.INK, "markeredgewidth": 1.6}
STAR = {"markersize": 17, "color": palette.YELLOW, "markeredgecolor": palette.INK}
PALE = STAR | {"markersize": 13, "color": palette.PAPER}


@dataclass(frozen=True)
class Gap:
    """One visit: what was promised, what is delivered, and how the two are weighed."""

    promise: float = 7.0
    b_expectation: float = 0.3
    b_disconfirmation: float = 0.8
    every: bool = False
    delivered: float = 7.0
    spread: float = 1.0
    differ: float = 0.75
    losses_hurt_more: bool = False


@dataclass(frozen=True)
class Firm:
    """A workshop over the years of its customers: a promise, a delivery, and the customers' memory of both."""

    promise: float = 7.0
    delivered: float = 7.0
    loss_aversion: float = 2.0
    every: bool = False
    cycles: int = 8
    spread: float = 1.0
    b_expectation: float = 0.3
    b_disconfirmation: float = 0.8
    prior: float = 4.0


@dataclass(frozen=True)
class Delivery:
    """How steady the delivery is, how good on average, and how much a shortfall hurts."""

    spread: float = 0.5
    delivered: float = 7.0
    loss_aversion: float = 2.0
    every: bool = False


def draw_gap(state: Gap, figure: Figure | None = None) -> View:
    """One visit. Left: what customers expect and get. Right: mean satisfaction at this promise, or at every one."""
    z_expected, z_delivered = _luck()
    short = float((state.delivered + state.spread * z_delivered < state.promise + state.differ * z_expected).mean())
    at = _mean_satisfaction(state, state.promise)
    curve = np.array([_mean_satisfaction(state, promise) for promise in PROMISES])
    figure, (left, right) = panels(figure, 1, 2, size=SIZE, margins=MARGINS)
    _humps(left, state)
    _satisfaction_by_promise(right, state, at, curve)
    text = (
        f"The promise is {state.promise:g}, delivery is {state.delivered:g} on average. {short:.0%} of customers get less than they expected, "
        f"and mean satisfaction is {at:.2f}."
    )
    rows = {
        "get less than expected (share)": short,
        "mean gap, delivered minus expected (points)": state.delivered - state.promise,
        "mean satisfaction (points)": at,
    }
    if state.every:
        slope = _mean_satisfaction(state, state.promise + 1.0) - at
        text += f" One point more of promise moves it by {slope:+.2f}."
        rows["change with one point more of promise"] = slope
    line = f" and its line, from {curve[0]:.1f} at promise 0 to {curve[-1]:.1f} at promise 10" if state.every else ""
    humps = f"Left, two humps: expectations around {state.promise:g}, delivery around {state.delivered:g}."
    alt = f"{humps} Right, the mean satisfaction of this promise{line}. {text}"
    return View(figure, text, _column(rows), alt)


@lru_cache(maxsize=1)
def _luck() -> tuple[np.ndarray, np.ndarray]:
    """The same customers at every move: two shuffles of evenly spaced normal quantiles, so that their means are exact."""
    z = np.array([NormalDist().inv_cdf((k + 0.5) / PEOPLE) for k in range(PEOPLE)])
    return z, np.random.default_rng(SEED).permutation(z)


def _mean_satisfaction(state: Gap, promise: float) -> float:
    """Mean over customers; b_P is 1 - b_E, so that a promise kept to the point gives a satisfaction equal to the quality."""
    z_expected, z_delivered = _luck()
    felt = satisfaction(
        promise + state.differ * z_expected,
        state.delivered + state.spread * z_delivered,
        b_expectation=state.b_expectation,
        b_performance=1.0 - state.b_expectation,
        b_disconfirmation=state.b_disconfirmation,
        loss_aversion=2.0 if state.losses_hurt_more else 1.0,
    )
    return float(np.mean(felt))


def _humps(ax: Axes, state: Gap) -> None:
    """Densities of delivery (filled) and of expectation (hatched)."""
    x = np.linspace(-1, 12, 200)
    humps = ((state.delivered, state.spread), (state.promise, state.differ))
    heights = [np.exp(-0.5 * ((x - mean) / sd) ** 2) / sd for mean, sd in humps]
    ax.fill_between(x, heights[0], color=palette.BLUE, alpha=0.35, linewidth=0, label="what customers get")
    ax.fill_between(x, heights[1], facecolor="none", edgecolor=palette.VERMILLION, hatch="///", label="what they expected: the promise")
    ax.set_xlim(-0.5, 11.5)
    ax.set_ylim(0, 1.5 * max(float(height.max()) for height in heights))
    ax.set_yticks([])
    ax.legend(loc="upper left", frameon=False, fontsize=NOTE, borderaxespad=0.1, handlelength=1.6, labelspacing=0.3)
    frame_axes(ax, title="Expected and delivered", x="quality (points)", y="customers")


def _satisfaction_by_promise(ax: Axes, state: Gap, at: float, curve: np.ndarray) -> None:
    """The point of this promise beside that of a promise kept to the point; the line through all promises when asked for."""
    kept = _mean_satisfaction(state, state.delivered)
    ax.axhspan(0, 10, color=palette.FAINT, alpha=0.4, linewidth=0)
    if state.every:
        ax.plot(PROMISES, curve, color=palette.BLUE, linewidth=2.4)
    ax.plot(state.delivered, kept, "o", color=palette.PAPER, label="promise = delivery", linestyle="none", **RING)
    ax.plot(state.promise, at, "o", color=palette.YELLOW, label="this promise", linestyle="none", **RING)
    ax.set_xlim(-0.4, 10.4)
    ax.set_ylim(min(-0.6, float(curve.min()) - 0.6), max(10.6, float(curve.max()) + 0.6))
    ax.legend(loc="lower left", frameon=False, fontsize=NOTE, borderaxespad=0.3, handletextpad=0.2, labelspacing=0.3)
    frame_axes(ax, title="Mean satisfaction", x="promise (points)", y="points (grey: scale 0 to 10)")


def draw_value(state: Firm, figure: Figure | None = None) -> View:
    """The years of a customer. Left: who comes, who comes back. Right: what that is worth, at this promise or at every one."""
    settings = _settings(state)
    here, lived = _lived(state.promise, settings), [_lived(promise, settings) for promise in PROMISES]
    worth = np.array([each.lifetime_value for each in lived])
    best = PROMISES[int(worth.argmax())]
    figure, (left, right) = panels(figure, 1, 2, size=SIZE, margins=MARGINS)
    _shares(left, state, [each.trial for each in lived], [each.repurchase[0] for each in lived])
    _worth(right, state, here.lifetime_value, worth)
    back = (
        "nobody can come twice (the dashed line shows who would have liked to)"
        if state.cycles == 1
        else f"{here.repurchase[0]:.0%} of these would come back"
    )
    text = (
        f"With the promise {state.promise:g}, {here.trial:.0%} of those who hear it try the workshop and {back}. "
        f"A person who hears it is worth {here.lifetime_value:.0f} euros."
    )
    rows = {
        "trial (share)": here.trial,
        "satisfaction, first visit (points)": here.satisfaction[0],
        "would come back after the first visit (share)": here.repurchase[0],
        "satisfaction, last visit (points)": here.satisfaction[-1],
        "lifetime value (euros)": here.lifetime_value,
    }
    if state.every:
        text += f" The best promise is {best:g}: {worth.max():.0f} euros."
        rows |= {"best promise (points)": best, "lifetime value at the best promise (euros)": worth.max()}
    alt = (
        f"Left, two lines against the promise: trial goes from {lived[0].trial:.0%} to {lived[-1].trial:.0%}, coming back from "
        f"{lived[0].repurchase[0]:.0%} to {lived[-1].repurchase[0]:.0%}. Right, the lifetime value of {'every' if state.every else 'this'} promise. {text}"
    )
    return View(figure, text, _column(rows), alt)


def _shares(ax: Axes, state: Firm, trial: list[float], back: list[float]) -> None:
    ax.plot(PROMISES, trial, color=palette.BLUE, linewidth=2.4, label="try it")
    ax.plot(PROMISES, back, color=palette.VERMILLION, linestyle=palette.DASHES[1], linewidth=2.4, label="would come back")
    ax.plot([state.promise] * 2, [0, 1.02], color=palette.QUIET, linewidth=1.2)
    for line in (trial, back):
        ax.plot(state.promise, np.interp(state.promise, PROMISES, line), "o", color=palette.PAPER, **RING)
    ax.set_xlim(-0.4, 10.4)
    ax.set_ylim(0, 1.22)
    ax.set_yticks([0, 0.25, 0.5, 0.75, 1.0], ["0%", "25%", "50%", "75%", "100%"])
    ax.legend(loc="upper left", ncols=2, frameon=False, fontsize=NOTE, borderaxespad=0.1, handlelength=2.6)
    frame_axes(ax, title="Who comes, who comes back", x="promise (points)")


def _worth(ax: Axes, state: Firm, value: float, worth: np.ndarray) -> None:
    best, top = PROMISES[int(worth.argmax())], float(worth.max())
    if state.every:
        ax.plot(PROMISES, worth, color=palette.BLUE, linewidth=2.4)
        ax.plot(best, top, "*", zorder=5, **STAR)
        write(ax, f"best promise {best:g}", (min(max(best, 2.0), 8.0), top), shift=(0, 12), va="bottom", size=BODY)
    else:
        write(ax, f"{value:.0f} euros", (min(max(state.promise, 1.5), 8.5), value), shift=(0, 9), va="bottom", size=BODY)
    ax.plot(state.promise, value, "o", color=palette.PAPER, **RING)
    ax.set_xlim(-0.4, 10.4)
    ax.set_ylim(0, 1.25 * top)
    ax.locator_params(axis="y", nbins=4)
    frame_axes(ax, title="Lifetime value, euros", x="promise (points)", lines="y")


def draw_spread(state: Delivery, figure: Figure | None = None) -> View:
    """A delivery that varies. Left: lifetime value, steady and not. Right: the best promise, at this spread or at every one."""
    steady, varied = _curve(STEADY, state), _curve(state.spread, state)
    best, before = _best(varied), _best(steady)
    figure, (left, right) = panels(figure, 1, 2, size=SIZE, margins=MARGINS)
    _two_curves(left, state, steady, varied)
    _path_of_the_best(right, state, before, best)
    delivery = f"Delivery is {state.delivered:g} on average with a spread of {state.spread:g}: the best promise is {best:g}"
    if state.spread == STEADY:
        text = f"{delivery}, and a person who hears it is worth {varied.max():.0f} euros. This is the steady workshop; move the spread."
    else:
        went = "as" if best == before else f"{abs(best - before):g} {'higher' if best > before else 'lower'} than"
        text = f"{delivery}, {went} in the steady workshop, and a person who hears it is worth {varied.max():.0f} euros instead of {steady.max():.0f}."
    table = pd.DataFrame(
        {
            "spread of delivery": [STEADY, state.spread],
            "best promise (points)": [before, best],
            "lifetime value there (euros)": [round(float(steady.max()), 1), round(float(varied.max()), 1)],
        },
        index=["steady workshop", "this workshop"],
    )
    alt = f"Left, two lines of lifetime value against the promise, a star on the top of each. Right, {_path(state)}. {text}"
    return View(figure, text, table, alt)


def _two_curves(ax: Axes, state: Delivery, steady: np.ndarray, varied: np.ndarray) -> None:
    ax.plot(PROMISES, steady, color=palette.QUIET, linestyle=palette.DASHES[1], linewidth=2.4, label="steady")
    ax.plot(PROMISES, varied, color=palette.BLUE, linewidth=2.4, label=f"spread {state.spread:g}")
    ax.plot(_best(steady), steady.max(), "*", **PALE)
    ax.plot(_best(varied), varied.max(), "*", **STAR)
    ax.set_xlim(-0.4, 10.4)
    ax.set_ylim(0, 1.3 * max(steady.max(), varied.max()))
    ax.locator_params(axis="y", nbins=4)
    ax.legend(loc="upper left", ncols=2, frameon=False, fontsize=NOTE, borderaxespad=0.1, handlelength=2.4)
    frame_axes(ax, title="Lifetime value, euros", x="promise (points)", lines="y")


def _path_of_the_best(ax: Axes, state: Delivery, before: float, best: float) -> None:
    ax.axhline(state.delivered, color=palette.QUIET, linewidth=1.2, label="mean of what is delivered")
    if state.every:
        ax.plot(SPREADS, [_best(_curve(spread, state)) for spread in SPREADS], "-o", color=palette.BLUE, linewidth=2.4, markersize=5)
    ax.plot(STEADY, before, "*", linestyle="none", label="steady", **PALE)
    ax.plot(state.spread, best, "*", linestyle="none", label=f"spread {state.spread:g}", **STAR)
    ax.set_xlim(-0.2, 3.2)
    ax.set_ylim(0, 10.8)
    ax.set_xticks([0, 1, 2, 3])
    ax.set_yticks([0, 2, 4, 6, 8, 10])
    ax.legend(loc="lower left", frameon=False, fontsize=NOTE, borderaxespad=0.1, handlelength=1.6, labelspacing=0.3)
    frame_axes(ax, title="The best promise", x="spread of delivery (points)", y="promise (points)")


def _path(state: Delivery) -> str:
    if not state.every:
        return "the two best promises against the spread"
    return "the best promise by spread: " + ", ".join(f"{_best(_curve(spread, state)):g} at {spread:g}" for spread in SPREADS)


Settings = tuple[tuple[str, float], ...]


def _settings(state: Firm) -> Settings:
    """What the model takes; b_P is 1 - b_E, as in part 1."""
    names = ("delivered", "loss_aversion", "cycles", "spread", "b_expectation", "b_disconfirmation", "prior")
    return (*((name, getattr(state, name)) for name in names), ("b_performance", 1.0 - state.b_expectation))


def _curve(spread: float, state: Delivery) -> np.ndarray:
    """Lifetime value at every promise."""
    settings = (("delivered", state.delivered), ("loss_aversion", state.loss_aversion), ("spread", spread))
    return np.array([_lived(promise, settings).lifetime_value for promise in PROMISES])


def _best(worth: np.ndarray) -> float:
    return PROMISES[int(worth.argmax())]


@lru_cache(maxsize=20_000)
def _lived(promise: float, settings: Settings) -> Outcome:
    return outcome(promise, **dict(settings))


def _column(rows: dict[str, float]) -> pd.DataFrame:
    return pd.DataFrame({"value": [round(float(value), 1 if "euros" in name else 3) for name, value in rows.items()]}, index=list(rows))


PARTS = (
    Part(
        "promise",
        "Promise Slider 1: one visit, one promise, and how satisfied people are",
        Gap(),
        draw_gap,
        controls=(
            slider("promise", "Promise", unit="points", low=0, high=10, step=0.5),
            slider("b_expectation", "Pull of the expectation, b_E", low=0, high=1, step=0.1),
            slider("b_disconfirmation", "Weight of the gap, b_D", low=0, high=1, step=0.1),
            switch("every", "Show the line through every promise"),
        ),
        more=(
            slider("delivered", "Delivered quality, mean", unit="points", low=5, high=9, step=0.5),
            slider("spread", "Delivered quality, spread", unit="points", low=0.25, high=3, step=0.25),
            slider("differ", "Expectations, spread", unit="points", low=0.25, high=3, step=0.25),
            switch("losses_hurt_more", "A shortfall hurts twice as much as a surplus pleases"),
        ),
        presets=(
            Preset(
                "bold promise",
                {"promise": 9.0},
                "The two humps part. Read the sentence below the picture: who got less, and how satisfied are they?",
            ),
            Preset("modest promise", {"promise": 5.0}, "Nearly everybody gets more than expected. The service is the same as before."),
            Preset(
                "people see what they were told",
                {"promise": 9.0, "b_expectation": 0.8, "b_disconfirmation": 0.3},
                "The promise and the delivery of 'bold promise', with other customers: where is the yellow dot now?",
            ),
        ),
        question=Question(
            "Delivery stays at 7. The promise rises from 7 to 9. What happens to mean satisfaction?",
            ("It rises", "It stays", "It falls", "It depends on the customers"),
            after="Press 'bold promise', then 'people see what they were told'. Then tick 'Show the line'.",
        ),
    ),
    Part(
        "value",
        "Promise Slider 2: who comes, who comes back, and what that is worth",
        Firm(),
        draw_value,
        controls=(
            slider("promise", "Promise", unit="points", low=0, high=10, step=0.5),
            slider("delivered", "Delivered quality, mean", unit="points", low=4, high=10, step=0.5),
            slider("loss_aversion", "Loss factor", unit="times", low=1, high=3, step=0.5),
            switch("every", "Show every promise, and the best"),
        ),
        more=(
            whole("cycles", "Visits at most", unit="visits", low=1, high=12),
            slider("spread", "Delivered quality, spread", unit="points", low=0, high=3, step=0.25),
            slider("b_expectation", "Pull of the expectation, b_E", low=0, high=1, step=0.1),
            slider("b_disconfirmation", "Weight of the gap, b_D", low=0, high=1, step=0.1),
            slider("prior", "Weight of the first belief", unit="visits", low=1, high=20, step=1),
        ),
        presets=(
            Preset("bold promise", {"promise": 9.0}, "Many come. Move the promise down: at which promise is the dot highest?"),
            Preset(
                "nobody returns",
                {"cycles": 1, "every": True},
                "A workshop beside the motorway: each customer comes once. Where is the star, and why?",
            ),
            Preset(
                "people see what they were told",
                {"b_expectation": 0.8, "b_disconfirmation": 0.3, "loss_aversion": 1.0, "every": True},
                "Expectation pulls harder than the gap, and a shortfall hurts no more than a surplus pleases. Where is the star?",
            ),
        ),
        question=Question(
            "Delivery is 7 on average. Which promise makes a person who hears it worth most, over eight visits?",
            ("Well below 7", "About 7", "The highest, 10"),
            after="Move the promise and watch the dot: where is it highest? Then tick 'Show every promise'.",
        ),
    ),
    Part(
        "spread",
        "Promise Slider 3: a delivery that varies, and where the best promise goes",
        Delivery(),
        draw_spread,
        controls=(
            slider("spread", "Delivered quality, spread", unit="points", low=0, high=3, step=0.25),
            slider("delivered", "Delivered quality, mean", unit="points", low=4, high=10, step=0.5),
            slider("loss_aversion", "Loss factor", unit="times", low=1, high=3, step=0.5),
            switch("every", "Show the best promise at every spread"),
        ),
        presets=(
            Preset(
                "a good day, a bad day", {"spread": 2.0}, "Same mean, less steady. Which way did the star go, and how many euros were lost?"
            ),
            Preset("an excellent workshop", {"spread": 2.0, "delivered": 9.0}, "Mean 9 instead of 7. Which way does the star go now?"),
            Preset(
                "no loss aversion",
                {"spread": 2.0, "loss_aversion": 1.0},
                "A shortfall hurts no more than a surplus pleases. Does the star still move?",
            ),
        ),
        question=Question(
            "Delivery keeps its mean of 7 and becomes less steady: spread 2 instead of 0.5. Where does the best promise go?",
            ("Up", "Down", "Nowhere"),
            after="Press 'a good day, a bad day', and after it 'an excellent workshop'. Was your reason the right one?",
        ),
    ),
)
