"""Unit 13, the Estimator Duel: methods against named truths, bent effects, a hidden common cause, and segments that are pooled."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from cxlab.demos import _driver_structure as structure
from cxlab.demos._parts import Part, Preset, Question, View, choice, panels, slider, switch, toggle, whole
from cxlab.plots import palette
from cxlab.plots.canvas import NOTE, frame_axes, write
from cxlab.worlds import Outcome, World, world

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

SEED = 13
REDRAWN = 200  # surveys drawn again from the answers, to see whether the order holds
SIZE, MARGINS = (7.8, 3.5), (0.165, 0.165, 0.985, 0.84)
METHODS = {"correlation": "correlation", "OLS slope": "ols", "LMG share": "lmg"}
TRUTHS = {"T1, weights": "T1", "T2, effect of moving it": "T2", "T3, share of variance": "T3"}
SPANS = {"correlation": (0.0, 1.0), "ols": (-0.1, 0.5), "lmg": (0.0, 0.5)}
UNITS = {"correlation": "correlation", "ols": "points per point", "lmg": "share of R2"}


@dataclass(frozen=True)
class Duel:
    """One survey of the panel, one method, one truth."""

    method: str = "ols"
    eye_reliability: float = 0.8
    halo: float = 0.0
    reveal: bool = False
    truth: str = "T2"
    reliability: float = 0.8
    luck: float = 0.4
    people: int = 800


@dataclass(frozen=True)
class Bend:
    """How unlike a point up and a point down are at two touchpoints."""

    bend: float = 0.0
    method: str = "ols"
    reveal: bool = False
    people: int = 1000


@dataclass(frozen=True)
class Image:
    """A brand image that nobody asked about."""

    load: float = 0.0
    direct: float = 0.0
    measured: bool = False
    method: str = "ols"
    people: int = 800


@dataclass(frozen=True)
class Pool:
    """Two segments in one table."""

    gap: float = 0.0
    drop: float = 0.0
    apart: bool = False
    share: float = 0.5
    weight: float = 0.25


def shares(fit: Any) -> pd.DataFrame:
    """Name, value, low, high; LMG as parts of the whole."""
    return fit.detail["normalised"] if fit.detail["kind"] == "lmg" else fit.to_frame()


def draw_duel(state: Duel, figure: Figure | None = None) -> View:
    """Left: estimates, with the truth where it has the same unit. Right: the order by estimate, beside the true order."""
    from cxlab.estimators import drivers

    chain = _panel(state.luck)
    sure = {"overall": state.reliability, "touchpoints": state.reliability, "eye_test": state.eye_reliability}
    answers = chain.simulate(state.people, rng=SEED).ask(reliability=sure, halo=state.halo, rng=SEED)
    fit = drivers(answers, "overall", chain.touchpoints, state.method)
    table, by, agreement = _held_against(fit, _truth(state.truth, state.luck))
    figure, (left, right) = panels(figure, 1, 2, size=SIZE, margins=MARGINS, gap=(0.5, 0.4), widths=(1.25, 1.0))
    known = table[["name", "truth"]].rename(columns={"truth": "value"}) if state.reveal and by == "value" else None
    _forest(left, table.rename(columns={"estimate": "value"}), UNITS[state.method], known, SPANS[state.method])
    _orders(right, table, state.truth if state.reveal else "")
    shown = pd.DataFrame({"estimate": table["estimate"].round(3), "place": _places(table["estimate"])})
    again = drivers(answers, "overall", chain.touchpoints, state.method, bootstrap=REDRAWN, rng=SEED).rank_stability()
    shown["keeps its place"] = [round(again[name].value, 2) for name in table["name"]]
    first = table.loc[table["estimate"].idxmax(), "name"].replace("_", " ")
    eye = int(_places(table["estimate"]).iloc[0])
    label = next(words for words, method in METHODS.items() if method == state.method)
    text = (
        f"By {label}, the eye test comes first of 5."
        if eye == 1
        else f"By {label}, {first} comes first and the eye test takes place {eye} of 5."
    )
    text += f" R2 is {fit.detail['r2']:.2f}."
    if state.reveal:
        shown["truth"], shown["true place"] = table["truth"].round(3), _places(table["truth"])
        unit = "Both are in the same unit." if by == "value" else "Their units differ, so only the order can be compared."
        text += f" Rank correlation with {state.truth}: {agreement:.2f}. {unit}"
    shown.index = pd.Index(table["name"].str.replace("_", " "))
    alt = f"Left, five estimates with intervals. Right, the order of the five{' beside the true order' if state.reveal else ''}. {text}"
    return View(figure, text, shown, alt)


@lru_cache(maxsize=16)
def _panel(luck: float) -> World:
    """The opticians, with so much luck that stays with the customer from touchpoint to touchpoint."""
    chain = world("panel")
    for name in chain.touchpoints:
        chain = chain.change(name, customer_share=luck)
    return chain


@lru_cache(maxsize=64)
def _truth(name: str, luck: float) -> Any:
    truth = _panel(luck).simulate(1000, rng=SEED).truth
    if name == "T1":
        return truth.weights
    return truth.effects() if name == "T2" else truth.shares_of("satisfaction", 20_000)


def _held_against(fit: Any, truth: Any) -> tuple[pd.DataFrame, str, float]:
    """Estimate and truth by touchpoint, how they can be compared, and the rank correlation."""
    found = fit.compare(truth)
    table = found.detail["table"].copy()
    if found.detail["by"] == "rank":
        mine = shares(fit).set_index("name").loc[table["name"]].reset_index()
        table[["estimate", "low", "high"]] = mine[["value", "low", "high"]]
    return table, found.detail["by"], found["rank correlation"].value


def _forest(ax: Axes, rows: pd.DataFrame, unit: str, truth: pd.DataFrame | None, span: tuple[float, float] = (-0.1, 0.5)) -> None:
    structure.forest(ax, rows, unit, truth, span)


def _places(values: pd.Series) -> pd.Series:
    return values.rank(ascending=False, method="first").astype(int)


def _orders(ax: Axes, table: pd.DataFrame, truth: str) -> None:
    """A line from each touchpoint's place by the estimate to its true place."""
    mine, true = _places(table["estimate"]), _places(table["truth"])
    for k, (name, place, right) in enumerate(zip(table["name"], mine, true, strict=True)):
        write(ax, name.replace("_", " "), (0, place), shift=(-9, 0), ha="right")
        style = {"color": palette.SERIES[k], "marker": palette.MARKERS[k], "markersize": 8, "linewidth": 2.2}
        ax.plot([0, 1] if truth else [0], [place, right] if truth else [place], linestyle=palette.DASHES[k], **style)
    frame_axes(ax, title="Order", y="")
    ax.set_xlim(-0.95, 1.15)
    ax.set_ylim(5.6, 0.5)
    ax.set_xticks([0, 1] if truth else [0], ["by the\nestimate", f"true\n({truth})"] if truth else ["by the\nestimate"])
    ax.set_yticks([])
    ax.spines["left"].set_visible(False)


def draw_bend(state: Bend, figure: Figure | None = None) -> View:
    """Left: straight slopes, or penalties and rewards. Right: mean satisfaction by rating of payment and of fitting."""
    from cxlab.estimators import drivers

    run = _bent(state.bend).simulate(state.people, rng=SEED)
    answers = run.ask(rng=SEED)
    fit = drivers(answers, "overall", run.world.touchpoints, state.method)
    figure, (left, right) = panels(figure, 1, 2, size=SIZE, margins=MARGINS, gap=(0.3, 0.4), widths=(1.1, 1.0))
    _means_by_rating(right, answers)
    effects = _bent_truth(state.bend)
    if state.method == "ols":
        _forest(left, fit.to_frame(), "points per point", effects[["name", "value"]] if state.reveal else None)
        shown = pd.DataFrame({"slope": fit.to_frame().set_index("name")["value"].round(2)})
        low, high = fit["payment"].value, fit["fitting"].value
        text = f"A straight line gives payment {low:.2f} and fitting {high:.2f} points per point."
    else:
        table = fit.detail["table"].set_index("name")
        _penalties(left, table)
        shown = table[["penalty", "reward", "asymmetry"]].round(2).assign(**{"class": table["class"]})
        text = (
            f"Penalty and reward put payment in the class {table.loc['payment', 'class']} and fitting in {table.loc['fitting', 'class']}."
        )
    if state.reveal:
        true = effects.set_index("name")
        shown["T2 down"], shown["T2 up"] = true["down"].round(2), true["up"].round(2)
        text += (
            f" The truth T2: a point down costs {true.loc['payment', 'down']:.2f} at payment and {true.loc['fitting', 'down']:.2f} at fitting, "
            f"a point up brings {true.loc['payment', 'up']:.2f} and {true.loc['fitting', 'up']:.2f}."
        )
    shown.index = pd.Index([name.replace("_", " ") for name in shown.index])
    return View(
        figure, text, shown, f"Left, what the method says of five touchpoints. Right, two lines of mean satisfaction by rating. {text}"
    )


@lru_cache(maxsize=16)
def _bent(bend: float) -> World:
    """Payment only punishes and fitting only rewards when bend is 1; both have one weight and one mean."""
    chain = world("panel").change(neutral=6.2)
    alike = {"needs": 6.3, "ease": 6.1, "enjoyment": 6.0}
    chain = chain.change("payment", penalty=1 + bend, reward=1 - bend, **alike)
    chain = chain.change("fitting", penalty=1 - bend, reward=1 + bend, **alike)
    weights = {"eye_test": 0.2, "frame_advice": 0.15, "fitting": 0.3, "payment": 0.3, "reminder": 0.05}
    for segment in ("renewals", "first_timers"):
        chain = chain.change(segment, weights=weights)
    return chain


@lru_cache(maxsize=16)
def _bent_truth(bend: float) -> pd.DataFrame:
    found = _bent(bend).simulate(1000, rng=SEED).truth.effects()
    up, down = ([row.value for row in found.detail[side]] for side in ("plus", "minus"))
    return pd.DataFrame({"name": found.names, "value": found.to_frame()["value"].to_numpy(), "up": up, "down": down})


def _penalties(ax: Axes, table: pd.DataFrame) -> None:
    at = np.arange(len(table))
    ax.barh(at, -table["penalty"], height=0.6, color=palette.VERMILLION, hatch="//", edgecolor=palette.PAPER, label="penalty")
    ax.barh(at, table["reward"], height=0.6, color=palette.BLUE, label="reward")
    ax.axvline(0, color=palette.QUIET, linewidth=1.2)
    ax.set_yticks(at, [name.replace("_", " ") for name in table.index], fontsize=11)
    ax.set_ylim(len(table) - 0.4, -0.6)
    ax.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=2, frameon=False, fontsize=NOTE, borderaxespad=0)
    frame_axes(ax, x="points against middling ratings")


def _means_by_rating(ax: Axes, answers: pd.DataFrame) -> None:
    for k, name in enumerate(("payment", "fitting")):
        means = answers.groupby(name)["overall"].agg(["mean", "size"])
        means = means[means["size"] >= 10]["mean"]
        style = {"color": palette.SERIES[k], "linestyle": palette.DASHES[k], "marker": palette.MARKERS[k], "linewidth": 2.2}
        ax.plot(means.index, means, label=name, **style)
    ax.set_xlim(1.5, 10.5)
    ax.set_ylim(4, 9.2)
    ax.legend(loc="lower right", frameon=False, fontsize=NOTE)
    frame_axes(ax, title="Mean satisfaction", x="rating of the touchpoint", lines="y")


def draw_image(state: Image, figure: Figure | None = None) -> View:
    """Left: slopes beside T2. Right: what five touchpoints, one point better, would bring: predicted and true."""
    from cxlab.estimators import drivers

    run = _coloured(state.load, state.direct).simulate(state.people, rng=SEED)
    answers = run.ask(rng=SEED)
    answers["image"] = run.customers["image"].to_numpy()[answers["customer"]]
    names, held = run.world.touchpoints, ("image",) if state.measured else ()
    if state.method == "mixed":
        fit = drivers(answers, "overall", names, "mixed", cluster="branch", covariates=held)
    else:
        fit = drivers(answers, "overall", names, state.method, covariates=held)
    found = fit.compare(_coloured_truth(state.load, state.direct))
    table = found.detail["table"]
    predicted, true = float(table["estimate"].sum()), float(table["truth"].sum())
    figure, (left, right) = panels(figure, 1, 2, size=SIZE, margins=MARGINS, gap=(0.3, 0.4), widths=(1.7, 1.0))
    _forest(
        left, table.rename(columns={"estimate": "value"}), "points per point", table[["name", "truth"]].rename(columns={"truth": "value"})
    )
    right.bar([0, 1], [predicted, true], width=0.6, color=[palette.BLUE, palette.PAPER], edgecolor=palette.INK, linewidth=1.4)
    for x, value in enumerate((predicted, true)):
        write(right, f"{value:.2f}", (x, value), shift=(0, 8))
    right.set_xticks([0, 1], ["predicted", "true (T2)"])
    right.set_xlim(-0.6, 1.6)
    right.set_ylim(0, 1.9)
    frame_axes(right, title="All five +1 point", y="points of satisfaction")
    shown = pd.DataFrame({"slope": table["estimate"].round(2), "T2": table["truth"].round(2), "error": table["error"].round(2)})
    shown.index = pd.Index([name.replace("_", " ") for name in table["name"]])
    shown.loc["all five together"] = [round(predicted, 2), round(true, 2), round(predicted - true, 2)]
    held_equal = "held equal" if state.measured else "not asked about"
    text = (
        f"With image {held_equal}, five touchpoints one point better are predicted to bring {predicted:.2f} points; "
        f"the truth T2 is {true:.2f}. R2 is {fit.detail['r2']:.2f}."
    )
    return View(figure, text, shown, f"Left, five slopes with intervals and their truths. Right, two bars: predicted and true. {text}")


@lru_cache(maxsize=128)
def _coloured(load: float, direct: float) -> World:
    """Brand image colours what is felt at every touchpoint, and satisfaction by itself; it is simulated as an outcome too."""
    chain = world("panel")
    for name in chain.touchpoints:
        chain = chain.change(name, image_load=load)
    chain = chain.change("satisfaction", image=direct)
    return replace(chain, outcomes={**chain.outcomes, "image": Outcome(image=1.0, intercept=0.0)})


@lru_cache(maxsize=64)
def _coloured_truth(load: float, direct: float) -> Any:
    return _coloured(load, direct).simulate(1000, rng=SEED).truth.effects()


def draw_pool(state: Pool, figure: Figure | None = None) -> View:
    """Left: ratings of frame advice and satisfaction. Right: the slope over all, and in each segment."""
    from cxlab.estimators import drivers

    answers = _pooled(state).simulate(800, rng=SEED).ask(rng=SEED)
    parts = {"all together": answers, **{name: answers[answers["segment"] == name] for name in ("renewals", "first_timers")}}
    slopes = {name: drivers(part, "overall", ["frame_advice"])["frame_advice"] for name, part in parts.items()}
    figure, (left, right) = panels(figure, 1, 2, size=SIZE, margins=(0.08, 0.165, 0.965, 0.88), gap=(0.55, 0.4), widths=(1.2, 1.0))
    _cloud(left, parts, state.apart)
    shown = pd.DataFrame({name: [row.value, row.low, row.high] for name, row in slopes.items()}, index=["slope", "low", "high"]).T.round(2)
    shown["mean rating"] = [round(float(part["frame_advice"].mean()), 1) for part in parts.values()]
    shown["mean satisfaction"] = [round(float(part["overall"].mean()), 1) for part in parts.values()]
    shown = shown if state.apart else shown.iloc[:1]
    shown.index = pd.Index([name.replace("_", "-") for name in shown.index])
    rows = shown.reset_index(names="name").rename(columns={"slope": "value"})
    _forest(right, rows, "points per point", None, (-0.5, 1.0))
    right.set_title("Slope of frame advice", loc="left", fontsize=13)
    text = f"Over all customers, a point more for frame advice goes with {slopes['all together'].value:+.2f} points of satisfaction."
    if state.apart:
        text += f" Among renewals it is {slopes['renewals'].value:+.2f}, among first-timers {slopes['first_timers'].value:+.2f}."
    return View(figure, text, shown, f"Left, a cloud of answers with lines through it. Right, the slopes. {text}")


def _pooled(state: Pool) -> World:
    """First-timers get better frame advice by `gap` and are less satisfied by `drop`, whatever they feel."""
    chain = world("panel")
    weights = {"eye_test": 0.3, "frame_advice": 0.25, "fitting": 0.2, "payment": 0.15, "reminder": 0.1}
    first, second = chain.journey.segments
    better = {"frame_advice": dict.fromkeys(("needs", "ease", "enjoyment"), state.gap)}
    own = {**weights, "frame_advice": state.weight}
    drop = (second.intercept or 5.0) - state.drop
    segments = (
        replace(first, share=1 - state.share, weights=weights),
        replace(second, share=state.share, weights=own, quality=better, intercept=drop),
    )
    return replace(chain, journey=replace(chain.journey, segments=segments))


def _cloud(ax: Axes, parts: dict[str, pd.DataFrame], apart: bool) -> None:
    shift = np.random.default_rng(SEED)
    for k, name in enumerate(("renewals", "first_timers")):
        part = parts[name]
        x, y = (part[column].to_numpy() + shift.uniform(-0.4, 0.4, len(part)) for column in ("frame_advice", "overall"))
        colour, marker = (palette.SERIES[k], palette.MARKERS[k]) if apart else (palette.QUIET, "o")
        ax.plot(x, y, marker, color=colour, markersize=2.6, alpha=0.55, linestyle="none")
        if apart:
            _line(ax, part, color=colour, linestyle=palette.DASHES[1], label=name.replace("_", "-"))
    _line(ax, parts["all together"], color=palette.INK, linestyle="-", label="all together")
    ax.set_xlim(-0.5, 10.5)
    ax.set_ylim(-0.5, 13.2)
    ax.set_yticks([0, 5, 10])
    ax.legend(loc="upper left", ncols=2, frameon=False, fontsize=NOTE, borderaxespad=0.1, columnspacing=1.0)
    frame_axes(ax, title="Satisfaction", x="rating of frame advice")


def _line(ax: Axes, part: pd.DataFrame, **style: Any) -> None:
    slope, start = np.polyfit(part["frame_advice"], part["overall"], 1)
    ends = np.percentile(part["frame_advice"], [2, 98])
    ax.plot(ends, start + slope * ends, linewidth=5.5, color=palette.PAPER)
    ax.plot(ends, start + slope * ends, linewidth=2.8, **style)


DUEL = Part(
    "duel",
    "Estimator Duel 1: three methods against three truths",
    Duel(),
    draw_duel,
    controls=(
        toggle("method", "Method", METHODS),
        slider("eye_reliability", "Reliability of the question on the eye test", low=0.3, high=1, step=0.1),
        slider("halo", "Halo: a mood that colours every answer", unit="points", low=0, high=2, step=0.5),
        switch("reveal", "Reveal the truth"),
    ),
    more=(
        choice("truth", "Which truth", TRUTHS),
        slider("reliability", "Reliability of the other questions", low=0.5, high=1, step=0.1),
        slider("luck", "Luck that stays with a customer (0: touchpoints apart)", low=0, high=0.8, step=0.2),
        whole("people", "Respondents", low=200, high=1000, step=200),
    ),
    presets=(
        Preset("a noisy question", {"method": "lmg", "eye_reliability": 0.4, "truth": "T3", "reveal": True}, "Where is the eye test now?"),
        Preset(
            "halo, shares", {"method": "lmg", "halo": 2.0, "truth": "T3", "reveal": True}, "How far apart are the largest and the smallest?"
        ),
        Preset(
            "halo, slopes",
            {"method": "ols", "halo": 2.0, "truth": "T2", "reveal": True},
            "Compare the spread of the slopes with that of the shares.",
        ),
    ),
    question=Question(
        "The eye test weighs most in truth. Its question is worded badly: answers to it are mostly noise. Where will it stand among five?",
        ("Still first", "Second or third", "Last"),
        after="Choose LMG share, move its reliability down to 0.4, and reveal the truth.",
    ),
)
BEND = Part(
    "asymmetry",
    "Estimator Duel 2: one that only punishes, one that only pleases",
    Bend(),
    draw_bend,
    controls=(
        slider("bend", "Payment only punishes, fitting only pleases (1: wholly)", low=0, high=1, step=0.25),
        toggle("method", "Method", {"straight line": "ols", "penalty and reward": "penalty_reward"}),
        switch("reveal", "Reveal the truth"),
        whole("people", "Respondents", low=200, high=1000, step=200),
    ),
    presets=(
        Preset("one straight line", {"bend": 1.0}, "Compare the two slopes with the two curves on the right."),
        Preset("penalties and rewards", {"bend": 1.0, "method": "penalty_reward", "reveal": True}, "Which side of zero is long?"),
    ),
    question=Question(
        "Payment can only annoy, fitting can only please; both weigh the same. What does a straight line through each say?",
        ("Payment matters more", "Fitting matters more", "About the same for both"),
        after="Move the first slider to 1, read both slopes, then change the method.",
    ),
)
IMAGE = Part(
    "image",
    "Estimator Duel 3: a brand image that nobody asked about",
    Image(),
    draw_image,
    controls=(
        slider("load", "Image colours what is felt", unit="points", low=0, high=1.6, step=0.2),
        slider("direct", "Image raises satisfaction by itself", unit="points", low=0, high=1.6, step=0.2),
        switch("measured", "Ask about the image, and hold it equal"),
        choice("method", "Method", {"OLS": "ols", "ordered logit": "ordered", "mixed model": "mixed"}),
    ),
    more=(whole("people", "Respondents", low=200, high=1000, step=200),),
    presets=(
        Preset("hidden image", {"load": 0.6, "direct": 0.8}, "Which slopes lie above their truth?"),
        Preset("another method", {"load": 0.6, "direct": 0.8, "method": "mixed"}, "Did the other method find the truth?"),
        Preset("image asked", {"load": 0.6, "direct": 0.8, "measured": True}, "What came back, and what is needed for it?"),
    ),
    question=Question(
        "People who like the brand feel everything as better, and are more satisfied anyway. Nobody asks about the image. What does it take?",
        ("More respondents", "A finer method", "Asking about the image, or an experiment"),
        after="Press 'hidden image'. Then try more respondents, another method, and the tick box.",
    ),
)
POOL = Part(
    "segments",
    "Estimator Duel 4: two segments in one table",
    Pool(),
    draw_pool,
    controls=(
        slider("gap", "First-timers get better frame advice", unit="points", low=0, high=3, step=0.5),
        slider("drop", "First-timers are less satisfied anyway", unit="points", low=0, high=4, step=0.5),
        switch("apart", "Show the segments apart"),
        slider("weight", "Weight of frame advice for first-timers (renewals: 0.25)", low=-0.25, high=0.5, step=0.25),
    ),
    more=(slider("share", "Share of first-timers", low=0.1, high=0.9, step=0.1),),
    presets=(
        Preset("pooled", {"gap": 2.0, "drop": 3.0}, "Would you cut the frame advice?"),
        Preset("segments apart", {"gap": 2.0, "drop": 3.0, "apart": True}, "Read the three slopes."),
        Preset("effects differ", {"weight": -0.25, "apart": True}, "One line rises and one lies flat: is there one effect at all?"),
    ),
    question=Question(
        "Advice raises satisfaction in both segments. The better-advised segment is less satisfied for other reasons. The slope over all is…",
        ("Positive: it is in both", "Perhaps negative", "Zero: they cancel"),
        after="Raise both sliders, read the slope, then show the segments apart.",
    ),
)
PARTS = (DUEL, BEND, IMAGE, POOL, *structure.PARTS)
