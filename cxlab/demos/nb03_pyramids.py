"""Unit 03, the Pyramid Allocator: tiers that add up or gate, the next point, levels of ambition, and how well a level is done."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cxlab.demos._parts import Part, Preset, Question, View, panels, slider, switch, toggle, whole
from cxlab.mechanisms.expectation import satisfaction
from cxlab.mechanisms.pyramid import PUBLISHED_NAMES, YARDSTICKS, compensatory, gated, level, marginal, published_level
from cxlab.plots import palette
from cxlab.plots.canvas import BODY, NOTE, frame_axes, write
from cxlab.plots.theory import pyramid as draw_pyramid
from cxlab.vocabulary import Model, pyramid

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

SEED, SERVICES = 3, 240
SIZE, MARGINS = (7.6, 3.3), (0.085, 0.165, 0.985, 0.89)
TIERS = ("needs", "ease", "enjoyment")
SHOWROOM = (4.5, 10.0, 8.0)
MODELS = {"add up": "adds", "needs are a gate": "gates"}
STAR = {"marker": "*", "markersize": 18, "color": palette.YELLOW, "markeredgecolor": palette.INK, "linestyle": "none"}


@dataclass(frozen=True)
class Firm:
    """Points on the three tiers of Marta's workshop, and how tiers work together."""

    needs: float = 7.0
    ease: float = 7.0
    enjoyment: float = 4.0
    together: str = "adds"
    threshold: float = 6.0
    kappa: float = 5.0


@dataclass(frozen=True)
class NextPoint:
    """A workshop with one more point to spend."""

    needs: float = 5.0
    ease: float = 7.0
    enjoyment: float = 8.0
    kappa: float = 2.0
    threshold: float = 6.0
    cost_needs: float = 3.0
    cost_ease: float = 2.0
    cost_enjoyment: float = 1.0


@dataclass(frozen=True)
class Service:
    """A service on the four yardsticks, and the pyramid it is shown on."""

    trigger: float = 2.0
    effort: float = 7.0
    completeness: float = 4.0
    emotion: float = 1.0
    view: int = 6


@dataclass(frozen=True)
class Ambition:
    """How high a service aims and how well it is done."""

    aim: int = 4
    execution: float = 3.0
    raises: float = 0.0
    climbers: bool = False


def draw_allocator(state: Firm, figure: Figure | None = None) -> View:
    """Two workshops. Left: their points on each tier. Right: their scores when tiers add up, or when needs are a gate."""
    own = (state.needs, state.ease, state.enjoyment)
    scores = [_score(tiers, state) for tiers in (own, SHOWROOM)]
    figure, (left, right) = panels(figure, 1, 2, size=SIZE, margins=MARGINS, widths=(1.35, 1.0))
    _tiers(left, own, state)
    _scores(right, scores)
    gates = state.together == "gates"
    rule = f"Needs and ease below {state.threshold:g} hold back what lies above them" if gates else "Tiers add up"
    gap = scores[0] - scores[1]
    winner = "both score the same" if abs(gap) < 0.005 else f"{'Marta' if gap > 0 else 'the showroom'} wins"
    spent = sum(own)
    text = f"{rule}: Marta scores {scores[0]:.2f}, the showroom {scores[1]:.2f}; {winner}. Marta spends {spent:g} points, the showroom {sum(SHOWROOM):g}."
    table = pd.DataFrame(
        {name: [mine, theirs] for name, mine, theirs in zip(TIERS, own, SHOWROOM, strict=True)} | {"experience": np.round(scores, 3)},
        index=["Marta's workshop", "the showroom"],
    )
    tiers = ", ".join(f"{name} {mine:g} against {theirs:g}" for name, mine, theirs in zip(TIERS, own, SHOWROOM, strict=True))
    return View(
        figure, text, table, f"Left, bars of Marta's workshop against the showroom: {tiers}. Right, one bar of experience each. {text}"
    )


def _score(tiers: tuple[float, float, float], state: Firm) -> float:
    if state.together == "adds":
        return float(compensatory(*tiers))
    return float(gated(*tiers, threshold=state.threshold, kappa=state.kappa))


def _tiers(ax: Axes, own: tuple[float, ...], state: Firm) -> None:
    at = np.arange(3)
    ax.bar(at - 0.2, own, 0.38, color=palette.BLUE, label="Marta")
    ax.bar(at + 0.2, SHOWROOM, 0.38, color=palette.ORANGE, hatch="//", edgecolor=palette.PAPER, label="showroom")
    if state.together == "gates":
        ax.plot([-0.45, 1.45], [state.threshold] * 2, color=palette.INK, linestyle=palette.DASHES[1], linewidth=1.6, label="gate")
    ax.set_xlim(-0.5, 2.5)
    ax.set_ylim(0, 13.4)
    ax.set_yticks([0, 2, 4, 6, 8, 10])
    ax.legend(loc="upper left", ncols=3, frameon=False, fontsize=NOTE, borderaxespad=0.1, handlelength=1.3, columnspacing=1.0)
    frame_axes(ax, title="Points on the three tiers", lines="y")
    ax.set_xticks(at, ["1 needs", "2 ease", "3 enjoyment"], fontsize=BODY)


def _scores(ax: Axes, scores: list[float]) -> None:
    ax.bar([0], scores[:1], 0.6, color=palette.BLUE)
    ax.bar([1], scores[1:], 0.6, color=palette.ORANGE, hatch="//", edgecolor=palette.PAPER)
    for place, score in enumerate(scores):
        write(ax, f"{score:.2f}", (place, score), shift=(0, 3), va="bottom", size=BODY)
    ax.set_xlim(-0.6, 1.6)
    ax.set_ylim(0, 11.5)
    ax.set_yticks([0, 2, 4, 6, 8, 10])
    frame_axes(ax, title="Experience, 0 to 10", lines="y")
    ax.set_xticks([0, 1], ["Marta's", "showroom"], fontsize=BODY)


def draw_next(state: NextPoint, figure: Figure | None = None) -> View:
    """One more point. Left: what it brings on each tier. Right: the experience as needs rise, both ways of joining tiers."""
    tiers = (state.needs, state.ease, state.enjoyment)
    adds = marginal(*tiers, kappa=0.0)
    gates = marginal(*tiers, kappa=state.kappa, threshold=state.threshold)
    costs = np.array([state.cost_needs, state.cost_ease, state.cost_enjoyment])
    figure, (left, right) = panels(figure, 1, 2, size=SIZE, margins=MARGINS)
    _gains(left, adds, gates)
    _by_needs(right, state)
    per_euro = gates / costs
    best, alike = TIERS[int(per_euro.argmax())], TIERS[int((adds / costs).argmax())]
    text = (
        f"One more point of needs brings {gates[0]:.2f}, of ease {gates[1]:.2f}, of enjoyment {gates[2]:.2f} with the gate. Per thousand euros the "
        f"best tier is {best}; if tiers add up it is {alike}."
    )
    table = pd.DataFrame(
        {
            "gain, tiers add up": adds.round(2),
            "gain, with the gate": gates.round(2),
            "cost of a point (1,000 euros)": costs,
            "gain per 1,000 euros, add up": (adds / costs).round(3),
            "gain per 1,000 euros, gate": per_euro.round(3),
        },
        index=list(TIERS),
    )
    alt = f"Left, gains of one more point on each tier, two bars each. Right, experience against needs, a straight line and one with a gate. {text}"
    return View(figure, text, table, alt)


def _gains(ax: Axes, adds: np.ndarray, gates: np.ndarray) -> None:
    at, top = np.arange(3), max(float(adds.max()), float(gates.max()))
    ax.bar(at - 0.2, adds, 0.38, color=palette.FAINT, edgecolor=palette.QUIET, label="tiers add up")
    ax.bar(at + 0.2, gates, 0.38, color=palette.BLUE, label="with the gate")
    for place, pair in enumerate(zip(adds, gates, strict=True)):
        for side, gain in zip((-0.2, 0.2), pair, strict=True):
            write(ax, f"{gain:.2f}", (place + side, gain), shift=(0, 2), va="bottom", size=NOTE)
    ax.set_xlim(-0.5, 2.5)
    ax.set_ylim(0, 1.5 * top)
    ax.legend(loc="upper right", frameon=False, fontsize=NOTE, borderaxespad=0.1, handlelength=1.4)
    frame_axes(ax, title="Gain of one more point", lines="y")
    ax.set_xticks(at, TIERS, fontsize=BODY)


def _by_needs(ax: Axes, state: NextPoint) -> None:
    needs = np.linspace(0, 10, 81)
    ease, enjoyment = np.full(81, state.ease), np.full(81, state.enjoyment)
    here = float(gated(state.needs, state.ease, state.enjoyment, threshold=state.threshold, kappa=state.kappa))
    ax.plot(needs, compensatory(needs, ease, enjoyment), color=palette.QUIET, linestyle=palette.DASHES[1], linewidth=2.2, label="add up")
    curve = gated(needs, ease, enjoyment, threshold=state.threshold, kappa=state.kappa)
    ax.plot(needs, curve, color=palette.BLUE, linewidth=2.4, label="gate")
    ax.plot(state.needs, here, "o", color=palette.YELLOW, markersize=10, markeredgecolor=palette.INK, label="today", linestyle="none")
    ax.set_xlim(-0.3, 10.3)
    ax.set_ylim(0, 14)
    ax.set_yticks([0, 2, 4, 6, 8, 10])
    ax.legend(loc="upper left", ncols=3, frameon=False, fontsize=NOTE, borderaxespad=0.1, handlelength=2.0, columnspacing=1.2)
    frame_axes(ax, title="Experience, as needs rise", x="needs (points)", lines="y")


def draw_levels(state: Service, figure: Figure | None = None) -> View:
    """Left: a pyramid and the level of the service. Right: its yardsticks, and what the next level asks for."""
    yards = (state.trigger, state.effort, state.completeness, state.emotion)
    six = level(*yards)
    five = published_level(six)
    figure, (left, right) = panels(figure, 1, 2, size=(7.6, 3.7), margins=(0.01, 0.15, 0.985, 0.9), gap=(0.2, 0.3), widths=(2.0, 1.0))
    _pyramid(left, state.view, {3: None, 5: five, 6: six}[state.view])
    _yardsticks(right, yards, six)
    if state.view == 3:
        text = "The three criteria are no ladder of ambition: every service can be scored on all three, so the yardsticks place it on none of them."
    elif state.view == 5:
        text = f"By the yardsticks this service is on level {five} of the five published ones: {PUBLISHED_NAMES[five]}."
    else:
        text = (
            f"By the yardsticks this service is on level {six} of the six that circulate. The names are the article's; not all of them fit."
        )
    asked = YARDSTICKS.get(six + 1)
    table = pd.DataFrame(
        {"this service": list(yards), "the next level asks for" if asked else "the top level asks for": list(asked or YARDSTICKS[6])},
        index=[
            "trigger: the firm starts it (at least)",
            "effort of the customer (at most)",
            "completeness (at least)",
            "emotion (at least)",
        ],
    )
    where = "no level marked" if state.view == 3 else f"a mark at level {five if state.view == 5 else six}"
    return View(
        figure, text, table, f"Left, a pyramid of {state.view} levels with {where}. Right, four yardsticks and the bars of a level. {text}"
    )


@lru_cache(maxsize=3)
def _shown(view: int) -> Model:
    """The pyramid as it was published, or, for six levels, under the headings of the article."""
    model = pyramid(view)
    if view != 6:
        return model
    return replace(model, members=tuple(replace(member, name=member.source_name, name_it="") for member in model))


def _pyramid(ax: Axes, view: int, marked: int | None) -> None:
    title = {
        3: "Three criteria (Manning & Bodine 2012)",
        5: "Five levels (Gartner, Ray 2018)",
        6: "Six phases, under the article's headings",
    }
    draw_pyramid(_shown(view), ax, title=title[view])
    ax.set_xlim(-0.3, 5.0)
    if marked is not None:
        ax.plot((marked - 1) / view - 0.13, marked - 0.53, ">", color=palette.VERMILLION, markersize=13, markeredgecolor=palette.INK)


def _yardsticks(ax: Axes, yards: tuple[float, ...], six: int) -> None:
    at, asked = np.arange(4)[::-1], YARDSTICKS.get(six + 1, YARDSTICKS[6])
    ax.barh(at, yards, 0.55, color=palette.SKY)
    ax.scatter(asked, at, marker="|", s=420, color=palette.INK, linewidths=2.6, label="next level asks" if six < 6 else "top level asks")
    ax.set_xlim(0, 10.4)
    ax.set_ylim(-0.5, 4.35)
    ax.legend(loc="upper right", frameon=False, fontsize=NOTE, borderaxespad=0.0, handletextpad=0.1, markerscale=0.5)
    frame_axes(ax, title="Four yardsticks", x="effort: less is better", lines="x")
    ax.set_xticks([0, 5, 10])
    ax.set_yticks(at, ["trigger", "effort ≤", "complete", "emotion"], fontsize=NOTE)


def draw_execution(state: Ambition, figure: Figure | None = None) -> View:
    """Left: satisfaction by level, shade is execution. Right: mean satisfaction by level, all services and equally well done ones."""
    aims, done = _services(state.climbers)
    felt = _satisfied(aims, done, state)
    own = float(_satisfied(np.array([state.aim]), np.array([state.execution]), state)[0])
    page = float(_satisfied(np.array([1]), np.array([8.5]), state)[0])
    means = [float(felt[aims == one].mean()) for one in range(1, 7)]
    alike = _satisfied(np.arange(1, 7), np.full(6, 6.0), state)
    figure, (left, right) = panels(figure, 1, 2, size=SIZE, margins=MARGINS)
    _cloud(left, state, aims, done, felt, own)
    _means(right, means, alike)
    gap, known = own - page, "the well-made page of answers on level 1"
    verdict = "as much as" if abs(gap) < 0.005 else "more than" if gap > 0 else "less than"
    text = f"Your service aims at level {state.aim} with execution {state.execution:g} and satisfies {own:.2f}: {verdict} {known} ({page:.2f})."
    table = pd.DataFrame(
        {"all services": np.round(means, 2), "execution 6 only": np.round(alike, 2)},
        index=[f"mean satisfaction, level {k}" for k in range(1, 7)],
    )
    alt = f"Left, {SERVICES} services by level and satisfaction, darker where execution is better, a star for yours. Right, two lines of means by level. "
    return View(figure, text, table, alt + text)


@lru_cache(maxsize=2)
def _services(climbers: bool) -> tuple[np.ndarray, np.ndarray]:
    """Levels and execution of some services; with `climbers` those that execute well also aim higher."""
    rng = np.random.default_rng(SEED)
    done = np.clip(rng.normal(6.0, 1.8, SERVICES), 1.0, 9.5)
    luck = rng.normal(0.0, 1.0, SERVICES)
    drive = (done - 6.0) / 1.8 + 0.5 * luck if climbers else luck
    aims = np.empty(SERVICES, dtype=int)
    aims[np.argsort(drive, kind="stable")] = np.arange(SERVICES) * 6 // SERVICES + 1
    return aims, done


def _satisfied(aims: np.ndarray, done: np.ndarray, state: Ambition) -> np.ndarray:
    """People compare what is done with what they expect; a higher aim may raise what they expect."""
    return np.asarray(satisfaction(6.0 + state.raises * (aims - 1), done, b_expectation=0.2, b_performance=0.8, b_disconfirmation=0.3))


def _cloud(ax: Axes, state: Ambition, aims: np.ndarray, done: np.ndarray, felt: np.ndarray, own: float) -> None:
    jitter = (np.arange(SERVICES) * 0.618 % 1.0 - 0.5) * 0.6
    ax.scatter(aims + jitter, felt, c=done, cmap=palette.SEQUENCE, vmin=-1, vmax=10, s=16, edgecolors=palette.QUIET, linewidths=0.4)
    ax.plot(state.aim, own, label="yours", **STAR)
    ax.set_xlim(0.5, 6.5)
    ax.set_ylim(-0.3, 13.0)
    ax.set_yticks([0, 2, 4, 6, 8, 10])
    ax.legend(loc="upper left", frameon=False, fontsize=NOTE, borderaxespad=0.1, handletextpad=0.2)
    write(ax, "darker: better done", (0.98, 0.965), ha="right", va="top", of_axes=True)
    frame_axes(ax, title="Satisfaction of each service", x="level of ambition")


def _means(ax: Axes, means: list[float], alike: np.ndarray) -> None:
    at = np.arange(1, 7)
    ax.plot(at, means, "-o", color=palette.VERMILLION, linewidth=2.4, label="all services")
    ax.plot(at, alike, "--s", color=palette.BLUE, linewidth=2.2, label="equally well done (6)")
    ax.set_xlim(0.5, 6.5)
    ax.set_ylim(-0.3, 13.0)
    ax.set_yticks([0, 2, 4, 6, 8, 10])
    ax.legend(loc="upper left", frameon=False, fontsize=NOTE, borderaxespad=0.1, handlelength=2.2, labelspacing=0.3)
    frame_axes(ax, title="Mean satisfaction by level", x="level of ambition", lines="y")


PARTS = (
    Part(
        "allocator",
        "Pyramid Allocator 1: two workshops, and tiers that add up or gate",
        Firm(),
        draw_allocator,
        controls=(
            slider("needs", "Marta: needs", unit="points", low=0, high=10, step=0.5),
            slider("ease", "Marta: ease", unit="points", low=0, high=10, step=0.5),
            slider("enjoyment", "Marta: enjoyment", unit="points", low=0, high=10, step=0.5),
            toggle("together", "How tiers work together", MODELS),
        ),
        more=(
            slider("threshold", "The gate opens at", unit="points", low=4, high=7, step=0.5),
            slider("kappa", "Hardness of the gate, kappa", low=0, high=5, step=0.5),
        ),
        presets=(
            Preset("the gate is real", {"together": "gates"}, "Nothing was spent or saved. Who wins now, and through which tier?"),
            Preset(
                "Marta copies the showroom",
                {"needs": 4.5, "ease": 10.0, "enjoyment": 8.0, "together": "gates"},
                "More points in all than she spends now. Was it money well spent?",
            ),
            Preset("a soft gate", {"together": "gates", "kappa": 0.5}, "Half of the hardness is not half of the effect. Who wins?"),
        ),
        question=Question(
            "Marta has needs 7, ease 7, enjoyment 4. The showroom has needs 4.5, ease 10, enjoyment 8. Which gives the better experience?",
            ("Marta's workshop", "The showroom", "It cannot be said from these numbers"),
            after="Read both bars on the right. Then press 'the gate is real' and read them again.",
        ),
    ),
    Part(
        "next",
        "Pyramid Allocator 2: one more point, and where it pays",
        NextPoint(),
        draw_next,
        controls=(
            slider("needs", "Needs", unit="points", low=0, high=10, step=0.5),
            slider("ease", "Ease", unit="points", low=0, high=10, step=0.5),
            slider("enjoyment", "Enjoyment", unit="points", low=0, high=10, step=0.5),
            slider("kappa", "Hardness of the gate, kappa (0: tiers add up)", low=0, high=5, step=0.5),
        ),
        more=(
            slider("threshold", "The gate opens at", unit="points", low=4, high=7, step=0.5),
            slider("cost_needs", "A point of needs costs", unit="1,000 euros", low=0.5, high=6, step=0.5),
            slider("cost_ease", "A point of ease costs", unit="1,000 euros", low=0.5, high=6, step=0.5),
            slider("cost_enjoyment", "A point of enjoyment costs", unit="1,000 euros", low=0.5, high=6, step=0.5),
        ),
        presets=(
            Preset("tiers add up", {"kappa": 0.0}, "The two bars of each tier are now alike. Which tier pays best per euro, and why?"),
            Preset(
                "needs are met",
                {"needs": 7.0},
                "The gate is on, and yet nothing is gated. What could a survey of this workshop's customers tell?",
            ),
            Preset(
                "stuck on level one",
                {"needs": 9.0, "ease": 5.0, "enjoyment": 2.0},
                "Needs are nearly perfect. Where is the next point best spent?",
            ),
        ),
        question=Question(
            "Needs 5, ease 7, enjoyment 8; a point of enjoyment is the cheapest. Where does the next thousand euros bring most?",
            ("Needs", "Ease", "Enjoyment", "It depends on whether there is a gate"),
            after="Compare the last two columns of the table. Then move kappa to 0.",
        ),
    ),
    Part(
        "levels",
        "Pyramid Allocator 3: four yardsticks, and the level they give",
        Service(),
        draw_levels,
        controls=(
            slider("trigger", "Trigger: 0 the customer asks, 10 the firm acts ahead of time", low=0, high=10, step=0.5),
            slider("effort", "Effort asked of the customer", low=0, high=10, step=0.5),
            slider("completeness", "Completeness of the solution", low=0, high=10, step=0.5),
            slider("emotion", "Emotion: how far it changes what people feel", low=0, high=10, step=0.5),
        ),
        more=(toggle("view", "Pyramid", {"3 criteria": 3, "5 levels": 5, "6 phases": 6}),),
        presets=(
            Preset(
                "a page of answers",
                {"trigger": 0.0, "effort": 9.0, "completeness": 2.0, "emotion": 0.0},
                "Opening hours, prices, what the warning light means. Name a page of this kind that you love.",
            ),
            Preset(
                "a call before the tyres wear out",
                {"trigger": 8.0, "effort": 2.0, "completeness": 8.0, "emotion": 4.0},
                "Nobody asked for it. Who bears the effort, and who agreed to the call?",
            ),
            Preset(
                "a driving course that takes away fear",
                {"trigger": 5.0, "effort": 2.0, "completeness": 9.0, "emotion": 9.0, "view": 5},
                "The customer goes home able to do something new. Should a tyre fitter aim at this?",
            ),
        ),
        question=Question(
            "A garage answers each customer's question by telephone, friendly and fast, when asked. Can it reach the top level by answering better?",
            ("Yes, quality is what counts", "No, it would have to do something else"),
            after="Raise completeness and emotion, and leave the trigger where it is.",
        ),
    ),
    Part(
        "execution",
        "Pyramid Allocator 4: how high it aims, and how well it is done",
        Ambition(),
        draw_execution,
        controls=(
            whole("aim", "Your service: level of ambition", low=1, high=6),
            slider("execution", "Your service: execution", unit="points", low=1, high=9.5, step=0.5),
            slider("raises", "Each level raises what people expect by", unit="points", low=0, high=1, step=0.25),
            switch("climbers", "Firms that execute well also aim higher"),
        ),
        presets=(
            Preset(
                "a page worth loving", {"aim": 1, "execution": 9.5}, "The lowest level of all. How many services of level 6 satisfy more?"
            ),
            Preset("the claim looks true", {"climbers": True}, "The red line climbs. What does the blue one say?"),
            Preset("ambition has a price", {"raises": 1.0}, "The same execution on each level. Why does the blue line fall?"),
        ),
        question=Question(
            "An article says that services on low levels satisfy little and those on the top level very much. 240 services of all levels: what do you expect?",
            ("Satisfaction rises with the level", "No rise at all", "It depends on who climbs"),
            after="Read the red line on the right, tick the box, and read it again beside the blue one.",
        ),
    ),
)
