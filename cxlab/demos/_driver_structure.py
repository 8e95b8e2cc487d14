"""Unit 13, second sitting: answers on a ladder, customers in branches, effects that travel through a middle."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from cxlab import plots
from cxlab.demos._parts import Part, Preset, Question, View, choice, panels, slider, switch, toggle, whole
from cxlab.plots import palette
from cxlab.plots.canvas import BODY, NOTE, bare_axes, frame_axes, write
from cxlab.worlds import Outcome, World, world

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

SEED = 13
SIZE, MARGINS = (7.8, 3.5), (0.08, 0.165, 0.985, 0.84)
Z95 = 1.96


@dataclass(frozen=True)
class Ladder:
    """A rating scale with a top step, and a firm that may stand near it."""

    points: int = 7
    lift: float = 0.0
    method: str = "ols"
    reveal: bool = False
    people: int = 800


@dataclass(frozen=True)
class Branches:
    """How unlike the branches are, and how many there are."""

    spread: float = 0.4
    branches: int = 20
    what: str = "mean"
    people: int = 800


@dataclass(frozen=True)
class Middle:
    """Image moves the eye test, the eye test moves satisfaction, image moves satisfaction as well."""

    load: float = 0.6
    direct: float = 0.3
    luck: float = 0.4
    held: bool = False


def forest(ax: Axes, rows: pd.DataFrame, unit: str, truth: pd.DataFrame | None, span: tuple[float, float]) -> None:
    """A forest whose axis keeps its ends from move to move, unless something lies beyond them."""
    plots.forest(rows[["name", "value", "low", "high"]], ax=ax, unit=unit, reference=truth)
    low, high = ax.get_xlim()
    ends = rows[["value", "low", "high"]].to_numpy(dtype=float)
    inside = span[0] <= np.nanmin(ends) and np.nanmax(ends) <= span[1]
    ax.set_xlim(span if inside else (min(low, span[0]), max(high, span[1])))


def draw_ladder(state: Ladder, figure: Figure | None = None) -> View:
    """Left: who answers what. Right: effect of one point, by a straight line or along an ordered ladder."""
    from cxlab.estimators import drivers

    run = _lifted(state.lift).simulate(state.people, rng=SEED)
    answers = run.ask(points=state.points, rng=SEED)
    fit = drivers(answers, "overall", run.world.touchpoints, state.method)
    table = fit.compare(_lifted_truth(state.lift)).detail["table"]
    top = float((answers["overall"] == answers["overall"].max()).mean())
    figure, (left, right) = panels(figure, 1, 2, size=SIZE, margins=MARGINS, gap=(0.55, 0.4), widths=(1.0, 1.3))
    _answers_given(left, answers, state.points)
    known = table[["name", "truth"]].rename(columns={"truth": "value"}) if state.reveal else None
    forest(right, table.rename(columns={"estimate": "value"}), "points per point", known, (-0.1, 0.5))
    shown = pd.DataFrame({"estimate": table["estimate"].round(2)})
    shown.index = pd.Index(table["name"].str.replace("_", " "))
    if state.method == "ordered":
        shown["slope in log-odds"] = [round(fit.detail["slopes"][name], 2) for name in table["name"]]
    text = f"{top:.0%} choose the top step. One point more at the eye test goes with {table['estimate'].iloc[0]:.2f} points of the answer."
    if state.reveal:
        shown["T2"], shown["error"] = table["truth"].round(2).to_numpy(), table["error"].round(2).to_numpy()
        text += f" T2, on what is felt, is {table['truth'].iloc[0]:.2f}."
    return View(figure, text, shown, f"Left, bars of the answers given. Right, five effects with intervals. {text}")


@lru_cache(maxsize=16)
def _lifted(lift: float) -> World:
    chain = world("panel")
    for name in chain.touchpoints:
        chain = chain.improve(name, needs=lift, ease=lift, enjoyment=lift)
    return chain


@lru_cache(maxsize=16)
def _lifted_truth(lift: float) -> Any:
    return _lifted(lift).simulate(1000, rng=SEED).truth.effects()


def _answers_given(ax: Axes, answers: pd.DataFrame, points: int) -> None:
    low = 0 if points == 11 else 1
    steps = np.arange(low, low + points)
    part = np.array([(answers["overall"] == step).mean() for step in steps])
    ax.bar(steps, 100 * part, color=palette.BLUE)
    ax.set_ylim(0, 100)
    ax.set_xticks(steps[:: 2 if points == 11 else 1])
    frame_axes(ax, title="Answers, %", x="overall satisfaction", lines="y")


def draw_branches(state: Branches, figure: Figure | None = None) -> View:
    """Left: mean satisfaction of each branch. Right: the interval when branches are forgotten, and when they are not."""
    from cxlab.estimators import drivers

    run = world("panel").change(branches=state.branches, branch_sd=state.spread).simulate(state.people, rng=SEED)
    answers, names = run.ask(rng=SEED), run.world.touchpoints
    fit = drivers(answers, "overall", names, "mixed", cluster="branch")
    means = answers.groupby("branch")["overall"].mean().sort_values()
    if state.what == "mean":
        rows, truth, unit = _intervals_of_mean(answers["overall"], means), _mean_truth(), "mean satisfaction (points)"
    else:
        plain = drivers(answers, "overall", names)["eye_test"]
        robust = drivers(answers, "overall", names, cluster="branch")["eye_test"]
        found = {"branches forgotten": plain, "errors by branch": robust, "mixed model": fit["eye_test"]}
        rows = pd.DataFrame([{"name": k, "value": row.value, "low": row.low, "high": row.high} for k, row in found.items()])
        truth, unit = _slope_truth(), "slope of the eye test"
    figure, (left, right) = panels(figure, 1, 2, size=SIZE, margins=MARGINS, gap=(0.62, 0.4), widths=(1.0, 1.1))
    left.plot(np.arange(1, len(means) + 1), means, "o", color=palette.BLUE, markersize=6)
    left.axhline(answers["overall"].mean(), color=palette.QUIET, linewidth=1.2)
    left.set_ylim(2, 11)
    frame_axes(left, title="Mean of each branch", x="branches, from low to high", lines="y")
    span = (6.0, 8.6) if state.what == "mean" else (0.15, 0.55)
    forest(right, rows, unit, pd.DataFrame({"name": rows["name"], "value": truth}), span)
    width = (rows["high"] - rows["low"]).to_numpy()
    shown = pd.DataFrame({"estimate": rows["value"].round(2), "width of the interval": width.round(2), "truth": round(truth, 2)})
    shown.index = pd.Index(rows["name"])
    icc, effect = fit.detail["icc"], float((width[1] / width[0]) ** 2)
    text = f"{100 * icc:.0f}% of what is left over lies between branches (ICC {icc:.2f}). "
    if state.what == "mean":
        text += f"The honest interval is {width[1] / width[0]:.1f} times as wide: {len(answers)} answers are worth {len(answers) / max(effect, 1.0):.0f}."
    else:
        text += f"The interval of the slope is {width[0]:.2f} wide when branches are forgotten and {width[2]:.2f} in the mixed model."
    return View(figure, text, shown, f"Left, one dot for each branch. Right, intervals with and without branches. {text}")


def _intervals_of_mean(answers: pd.Series, means: pd.Series) -> pd.DataFrame:
    """The interval of a mean from single answers, and from the means of branches (Kish 1965)."""
    halves = (Z95 * answers.std() / math.sqrt(len(answers)), Z95 * means.std() / math.sqrt(len(means)))
    centres = (float(answers.mean()), float(means.mean()))
    return pd.DataFrame(
        [
            {"name": n, "value": c, "low": c - h, "high": c + h}
            for n, c, h in zip(("branches forgotten", "branches counted"), centres, halves, strict=True)
        ]
    )


@lru_cache(maxsize=1)
def _mean_truth() -> float:
    """Mean answer where branches do not differ: what the branches scatter around."""
    return float(world("panel").change(branch_sd=0.0).simulate(20_000, rng=SEED).ask(["overall"], rng=SEED)["overall"].mean())


@lru_cache(maxsize=1)
def _slope_truth() -> float:
    return float(world("panel").simulate(1000, rng=SEED).truth.effects()["eye_test"].value)


def draw_middle(state: Middle, figure: Figure | None = None) -> View:
    """Left: the three arrows with their estimates. Right: indirect, direct and total, beside the truth."""
    from cxlab.estimators import mediation

    run = _through(state, 0.0).simulate(1000, rng=SEED)
    felt, own = run.felt_by_touchpoint(), run.customers
    data = felt.assign(image=own["image"].to_numpy(dtype=float), satisfaction=own["satisfaction"].to_numpy(dtype=float))
    others = [name for name in felt.columns if name != "eye_test"]
    fit = mediation(data, "image", "eye_test", "satisfaction", covariates=others if state.held else (), bootstrap=0)
    truth = middle_truth(state)
    figure, (left, right) = panels(figure, 1, 2, size=SIZE, margins=(0.02, 0.165, 0.985, 0.84), gap=(0.4, 0.4), widths=(1.15, 1.0))
    _arrows(left, fit)
    kept = fit.to_frame().set_index("name").loc[["indirect", "direct", "total"]].reset_index()
    beside = pd.DataFrame({"name": list(truth), "value": list(truth.values())})
    forest(right, kept, "points per unit of image", beside, (-0.4, 1.6))
    shown = pd.DataFrame(
        {"estimate": kept["value"].round(2).to_numpy(), "truth (T2)": [round(truth[n], 2) for n in kept["name"]]}, index=kept["name"]
    )
    shown.index.name = None
    text = (
        f"Of {fit['total'].value:.2f} points in all, {fit['indirect'].value:.2f} are said to travel through the eye test; "
        f"the truth T2 is {truth['indirect']:.2f} of {truth['total']:.2f}."
    )
    return View(
        figure, text, shown, f"Left, three arrows between image, eye test and satisfaction. Right, three estimates and their truths. {text}"
    )


@lru_cache(maxsize=256)
def _through(state: Middle, image: float) -> World:
    """Image raises what is felt at the eye test by `load`, and satisfaction by `direct`; mean image is `image`."""
    chain = world("panel").change("satisfaction", image=state.direct)
    for name in chain.touchpoints:
        chain = chain.change(name, customer_share=state.luck)
    chain = chain.change("eye_test", image_load=state.load)
    for segment in ("renewals", "first_timers"):
        chain = chain.change(segment, image=image)
    return replace(chain, outcomes={**chain.outcomes, "image": Outcome(image=1.0, intercept=0.0)})


@lru_cache(maxsize=256)
def middle_truth(state: Middle) -> dict[str, float]:
    """T2 of one unit of image for everybody, on the same draws: all of it, and what is left with the eye test as it was."""
    before, after = (
        _through(state, image).simulate(1000, rng=SEED).customers["satisfaction"].to_numpy(dtype=float) for image in (0.0, 1.0)
    )
    total = float((after - before).mean())
    return {"indirect": total - state.direct, "direct": state.direct, "total": total}


def _arrows(ax: Axes, fit: Any) -> None:
    places = {"image": (0.14, 0.22), "eye test": (0.5, 0.8), "satisfaction": (0.83, 0.22)}
    ways = (("image", "eye test", "x to m"), ("eye test", "satisfaction", "m to y"), ("image", "satisfaction", "direct"))
    for start, end, row in ways:
        (x0, y0), (x1, y1) = places[start], places[end]
        style = {"arrowstyle": "-|>", "color": palette.BLUE, "linewidth": 2.2, "shrinkA": 30, "shrinkB": 34}
        ax.annotate("", (x1, y1), (x0, y0), arrowprops=style)
        side = {"x to m": (-24, 8), "m to y": (24, 8), "direct": (0, -12)}[row]
        write(ax, f"{fit[row].value:.2f}", ((x0 + x1) / 2, (y0 + y1) / 2), shift=side, size=BODY)
    for name, (x, y) in places.items():
        ax.text(
            x,
            y,
            name,
            ha="center",
            va="center",
            fontsize=BODY,
            bbox={"boxstyle": "round,pad=0.35", "facecolor": palette.PAPER, "edgecolor": palette.INK},
        )
    bare_axes(ax, title="Estimated arrows")
    ax.set_xlim(0, 1)
    ax.set_ylim(0, 1)
    ax.plot([0.5], [0.22], linestyle="none")
    write(ax, "points per unit", (0.5, 0.02), size=NOTE, colour=palette.QUIET)


LADDER = Part(
    "ladder",
    "Structure 1: an answer is a step on a ladder",
    Ladder(),
    draw_ladder,
    controls=(
        toggle("points", "Steps of the scale", {"5": 5, "7": 7, "11": 11}),
        slider("lift", "How much better the firm already is", unit="points", low=0, high=2.5, step=0.5),
        toggle("method", "Method", {"straight line": "ols", "ordered logit": "ordered"}),
        switch("reveal", "Reveal the truth"),
    ),
    more=(whole("people", "Respondents", low=400, high=1000, step=200),),
    presets=(
        Preset("room above", {"reveal": True}, "How far are the estimates from the diamonds?"),
        Preset("at the ceiling", {"lift": 2.0, "reveal": True}, "Look at the bars first, then at the estimates."),
        Preset("ordered, at the ceiling", {"lift": 2.0, "method": "ordered", "reveal": True}, "Read both columns of the table."),
    ),
    question=Question(
        "A very good firm: most customers choose the top step. What happens to the slopes of a straight line?",
        ("They stay", "They shrink", "They grow"),
        after="Move the second slider to 2 and reveal the truth; then change the method.",
    ),
)
BRANCHES = Part(
    "branches",
    "Structure 2: customers come in branches",
    Branches(),
    draw_branches,
    controls=(
        slider("spread", "How unlike the branches are (standard deviation)", unit="points", low=0, high=1.4, step=0.2),
        choice("branches", "Number of branches", {"10": 10, "20": 20, "40": 40}),
        toggle("what", "What is estimated", {"mean satisfaction": "mean", "slope of the eye test": "slope"}),
        whole("people", "Respondents", low=400, high=1000, step=200),
    ),
    presets=(
        Preset("few unlike branches", {"spread": 1.0, "branches": 10}, "Which of the two intervals holds the diamond?"),
        Preset("the slope", {"spread": 1.0, "branches": 10, "what": "slope"}, "Is the slope hurt as much as the mean?"),
    ),
    question=Question(
        "Answers of one branch are alike. You forget it and treat 800 answers as 800 strangers. Whose interval becomes far too short?",
        ("That of the mean", "That of the slope", "Both alike"),
        after="Press both presets and compare the widths in the tables.",
    ),
)
MIDDLE = Part(
    "middle",
    "Structure 3: what travels through a middle variable",
    Middle(),
    draw_middle,
    controls=(
        slider("load", "Image raises what is felt at the eye test", unit="points", low=0, high=1, step=0.2),
        slider("direct", "Image raises satisfaction by itself", unit="points", low=0, high=1, step=0.1),
        slider("luck", "Luck shared by all touchpoints: a hidden cause", low=0, high=0.8, step=0.2),
        switch("held", "Hold the other touchpoints equal"),
    ),
    presets=(
        Preset("no hidden cause", {"luck": 0.0}, "Do the dots sit on the diamonds?"),
        Preset("a hidden cause", {"luck": 0.8}, "How much is said to travel through the middle?"),
        Preset("held equal", {"luck": 0.8, "held": True}, "What had to be known for this?"),
    ),
    question=Question(
        "A good day lifts the eye test and all the other touchpoints too. What will an analysis with the eye test as the middle say?",
        ("Too little travels through it", "The right amount", "Too much travels through it"),
        after="Press 'no hidden cause', then 'a hidden cause'.",
    ),
)
PARTS = (LADDER, BRANCHES, MIDDLE)
