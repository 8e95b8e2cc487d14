"""Unit 07, the Service-Desk Simulator: waits by the clock and as perceived, repairs, bots, and six mistakes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from cxlab.demos._parts import Part, Preset, Question, View, panels, slider, switch, whole
from cxlab.mechanisms import automation, queues, waiting
from cxlab.plots import palette
from cxlab.plots.canvas import BODY, NOTE, frame_axes, write

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from cxlab.worlds import Simulated, World

SEED = 1
CUSTOMERS = 3000
HOURLY = tuple(range(30, 79, 6))
SHARES = tuple(round(k / 10, 1) for k in range(11))
STAFFED = ("chat", "phone")
CONTENT = 5.0
MARGINS = (0.085, 0.165, 0.985, 0.89)
SIZE = (7.6, 3.3)
RING = {"markersize": 11, "markeredgecolor": palette.INK, "markeredgewidth": 1.5, "linestyle": "none"}
REPAIRED, LEFT = 1, 2


@dataclass(frozen=True)
class Queue:
    """The telephone of the help desk: who comes, who answers, and what waiting callers are told."""

    hourly: int = 60
    people: int = 4
    informed: bool = False
    every: bool = False
    occupied: bool = False
    explained: bool = False
    fair: bool = True
    variation: float = 0.8


@dataclass(frozen=True)
class Repair:
    """Something goes wrong at the chat: how badly, and how fair the repair is."""

    severity: float = 0.5
    distributive: float = 0.5
    procedural: float = 0.5
    interactional: float = 0.5
    repaired: float = 0.8


@dataclass(frozen=True)
class Bot:
    """Bots at chat and telephone: how many contacts they meet first, how hard the tasks are, who gets through to a person."""

    share: float = 0.0
    hard: float = 0.4
    handover: float = 0.0
    every: bool = False
    hourly: int = 60


@dataclass(frozen=True)
class Mistakes:
    """Six mistakes, each made or not."""

    waits: bool = False
    needs_missed: bool = False
    unresolved: bool = False
    rudeness: bool = False
    automation: bool = False
    impersonal: bool = False


@lru_cache(maxsize=1)
def _desk() -> World:
    import cxlab as cx

    return cx.world("desk")


def _both(world: World, **settings: Any) -> World:
    """The same change at chat and telephone."""
    for name in STAFFED:
        world = world.change(name, **settings)
    return world


def _arriving(world: World, hourly: float) -> World:
    from cxlab.worlds import Arrivals

    return world.change(arrivals=Arrivals(hourly / 60))


def _lived(world: World) -> Simulated:
    return world.simulate(CUSTOMERS, rng=SEED)


def draw_queue(state: Queue, figure: Figure | None = None) -> View:
    """Left: the mean wait, by the clock and as perceived. Right: callers who end the call content. At these arrivals, or at all."""
    start, now = _calls(Queue()), _calls(state)
    through = [_calls(_at(state, hourly)) for hourly in HOURLY] if state.every else []
    figure, (left, right) = panels(figure, 1, 2, size=SIZE, margins=MARGINS)
    _waits(left, state, start, now, through)
    _contents(right, state, start, now, through)
    told = "" if now["busy"] < 1 else " More is asked than the staff can do: the line only grows."
    text = (
        f"{state.hourly} customers an hour, {state.people} people at the telephone: {now['busy']:.0%} of their time is asked for. Callers wait "
        f"{now['wait']:.1f} minutes by the clock, it seems {now['seems']:.1f}, and {now['content']:.0%} end the call content.{told}"
    )
    names = {
        "share of the staff's time asked for": "busy",
        "mean wait, clock (minutes)": "wait",
        "mean wait, as perceived (minutes)": "seems",
        "one caller in ten waits longer than (minutes)": "tenth",
        "give up (share of calls)": "gave_up",
        "felt, mean (points)": "felt",
        "end the call content (share)": "content",
    }
    rows = {"at the start": [start[k] for k in names.values()], "now": [now[k] for k in names.values()]}
    alt = f"Left, mean waits against arrivals, by the clock and as perceived. Right, the share of content callers. {text}"
    return View(figure, text, pd.DataFrame(rows, index=list(names)).round(3), alt)


def _at(state: Queue, hourly: int) -> Queue:
    return Queue(hourly, state.people, state.informed, False, state.occupied, state.explained, state.fair, state.variation)


def _calls(state: Queue) -> dict[str, float]:
    lacking = {
        "uncertain": not state.informed,
        "unoccupied": not state.occupied,
        "unexplained": not state.explained,
        "unfair": not state.fair,
    }
    factor = waiting.factor(**{name: float(missing) for name, missing in lacking.items()})
    return _telephone(state.hourly, state.people, state.variation, float(factor))


@lru_cache(maxsize=2000)
def _telephone(hourly: int, people: int, variation: float, factor: float) -> dict[str, float]:
    """One run of the desk, seen from the telephone."""
    world = _arriving(_desk().change("phone", servers=people, service_cv=variation), hourly).change(wait_perception=factor)
    events = _lived(world).events
    calls = events[events["touchpoint"] == "phone"]
    wait = calls["wait"].to_numpy(dtype=float)
    visits, minutes = world.journey.visits()["phone"].value, world.touchpoint("phone").service_mean
    return {
        "busy": float(queues.utilisation(visits * hourly / 60, 1 / minutes, servers=people)),
        "wait": float(wait.mean()),
        "seems": float(np.mean(waiting.perceived(wait, factor=factor))),
        "tenth": float(np.quantile(wait, 0.9)),
        "gave_up": float((calls["incident"] == 3).mean()),
        "felt": float(calls["felt"].mean()),
        "content": float((calls["felt"] >= CONTENT).mean()),
    }


def _waits(ax: Axes, state: Queue, start: dict[str, float], now: dict[str, float], through: list[dict[str, float]]) -> None:
    if through:
        ax.plot(HOURLY, [each["seems"] for each in through], color=palette.VERMILLION, linestyle=palette.DASHES[1], linewidth=2.2)
        ax.plot(HOURLY, [each["wait"] for each in through], color=palette.BLUE, linewidth=2.4)
    ax.plot(Queue.hourly, start["wait"], "o", color=palette.FAINT, label="clock, at the start", **RING)
    ax.plot(state.hourly, now["seems"], "D", color=palette.VERMILLION, label="as perceived", **RING)
    ax.plot(state.hourly, now["wait"], "o", color=palette.BLUE, label="by the clock", **RING)
    ax.set_xlim(27, 81)
    ax.set_ylim(0, 1.3 * max([12.0, now["seems"], *(each["seems"] for each in through)]))
    _key(ax, "upper left")
    frame_axes(ax, title="Mean wait on the telephone", x="customers per hour", y="minutes", lines="y")


def _contents(ax: Axes, state: Queue, start: dict[str, float], now: dict[str, float], through: list[dict[str, float]]) -> None:
    if through:
        ax.plot(HOURLY, [each["content"] for each in through], color=palette.GREEN, linewidth=2.4)
    ax.plot(Queue.hourly, start["content"], "o", color=palette.FAINT, label="at the start", **RING)
    ax.plot(state.hourly, now["content"], "s", color=palette.GREEN, label="now", **RING)
    ax.set_xlim(27, 81)
    ax.set_ylim(0, 1.05)
    ax.set_yticks([0, 0.25, 0.5, 0.75, 1.0], ["0%", "25%", "50%", "75%", "100%"])
    _key(ax, "lower left")
    frame_axes(ax, title="Callers who end content", x="customers per hour", lines="y")


def _key(ax: Axes, place: str) -> None:
    ax.legend(loc=place, frameon=False, fontsize=NOTE, borderaxespad=0.2, handletextpad=0.3, labelspacing=0.35)


def draw_repair(state: Repair, figure: Figure | None = None) -> View:
    """Left: what a failure leaves behind, by person. Right: who ends above where the same person would have been without it."""
    change, back, code = _failures(state)
    groups = {"repaired": code == REPAIRED, "left as it was": code == LEFT, "all failures": code > 0}
    rows = {name: _fate(change[at], back[at]) for name, at in groups.items()}
    figure, (left, right) = panels(figure, 1, 2, size=SIZE, margins=(0.085, 0.165, 0.985, 0.89), widths=(1.25, 1))
    _changes(left, change, groups)
    _above(right, rows["repaired"])
    fate = rows["repaired"]
    if fate[0]:
        text = (
            f"Of {fate[0]:.0f} customers whose failure was repaired, {fate[2]:.0%} end more satisfied than they would have been without it; "
            f"the mean change is {fate[1]:+.2f} points. Over all failures it is {rows['all failures'][1]:+.2f}."
        )
    else:
        text = f"Nobody's failure was repaired; the mean change is {rows['all failures'][1]:+.2f} points."
    columns = ["customers", "mean change (points)", "end above (share)", "come back more (share)"]
    table = pd.DataFrame(rows, index=columns).T.round(3)
    return View(figure, text, table, f"Left, a histogram of changes in satisfaction around zero. Right, two bars. {text}")


def _fate(change: np.ndarray, back: np.ndarray) -> list[float]:
    if not change.size:
        return [0, float("nan"), float("nan"), float("nan")]
    return [change.size, float(change.mean()), float((change > 1e-6).mean()), float((back > 1e-6).mean())]


@lru_cache(maxsize=500)
def _failures(state: Repair) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The same customers with and without failures at the chat: change in satisfaction, in coming back, and what happened."""
    sound = _both(_desk(), failure_rate=0.0)
    justice = (state.distributive, state.procedural, state.interactional)
    broken = sound.change("chat", failure_rate=0.4, severity=state.severity, recovery_rate=state.repaired, justice=justice)
    before, after = _untroubled(), _lived(broken)
    events, code = after.events, np.zeros(CUSTOMERS, dtype=int)
    np.maximum.at(code, events["customer"].to_numpy(), np.where(events["incident"] > LEFT, 0, events["incident"]).astype(int))
    moved = [(after.customers[name] - before[name]).to_numpy(dtype=float) for name in ("satisfaction", "repurchase")]
    return moved[0], moved[1], code


@lru_cache(maxsize=1)
def _untroubled() -> pd.DataFrame:
    return _lived(_both(_desk(), failure_rate=0.0)).customers


def _changes(ax: Axes, change: np.ndarray, groups: dict[str, np.ndarray]) -> None:
    edges = np.linspace(-9, 2.5, 47)
    for name, colour, hatch in (("left as it was", palette.VERMILLION, "////"), ("repaired", palette.BLUE, "")):
        heights, _ = np.histogram(np.clip(change[groups[name]], -9, 2.49), edges)
        face = "none" if hatch else colour
        ax.stairs(heights, edges, fill=True, facecolor=face, edgecolor=colour, hatch=hatch, linewidth=1.2, alpha=0.8, label=name)
    top = 1.3 * max(10.0, ax.get_ylim()[1])
    ax.plot([0, 0], [0, 0.78 * top], color=palette.INK, linewidth=1.4)
    write(ax, "worse off", (-0.25, 0.8 * top), ha="right", va="bottom")
    write(ax, "better off", (0.15, 0.8 * top), ha="left", va="bottom")
    ax.set_xlim(-9, 2.9)
    ax.set_ylim(0, top)
    _key(ax, "upper left")
    frame_axes(ax, title="What a failure leaves behind", x="change in satisfaction (points)", y="customers")


def _above(ax: Axes, fate: list[float]) -> None:
    shares = [0.0 if np.isnan(share) else share for share in fate[2:]]
    ax.barh([1, 0], shares, height=0.5, color=[palette.BLUE, palette.ORANGE], edgecolor=palette.INK)
    for y, share in zip((1, 0), shares, strict=True):
        write(ax, f"{share:.0%}", (share, y), shift=(5, 0), ha="left", size=BODY)
    for y, words in ((1, "in satisfaction"), (0, "in the chance of coming back")):
        write(ax, words, (0, y), shift=(2, 26), ha="left", va="bottom")
    ax.set_xlim(0, 1.15)
    ax.set_ylim(-0.5, 1.75)
    ax.set_yticks([])
    ax.set_xticks([0, 0.5, 1.0], ["0%", "50%", "100%"])
    frame_axes(ax, title="Repaired, and above the start", x="share of the repaired")


def draw_bot(state: Bot, figure: Figure | None = None) -> View:
    """Left: mean satisfaction by the share of contacts a bot meets first. Right: points lost by waiting and by tasks left unsolved."""
    now = _automated(state.hourly, state.hard, state.handover, state.share)
    through = np.array([_satisfied(state.hourly, state.hard, state.handover, share) for share in SHARES]) if state.every else None
    figure, (left, right) = panels(figure, 1, 2, size=SIZE, margins=MARGINS, widths=(1.35, 1))
    _by_share(left, state, now["satisfaction"], through)
    _lost(right, now)
    text = (
        f"A bot meets {state.share:.0%} of the contacts first: the mean wait is {now['wait']:.1f} minutes, {now['unsolved']:.0%} stay "
        f"unsolved, and mean satisfaction is {now['satisfaction']:.2f}."
    )
    rows = {
        "mean satisfaction (points)": now["satisfaction"],
        "mean wait at chat and telephone (minutes)": now["wait"],
        "contacts left unsolved (share)": now["unsolved"],
        "points lost by waiting": now["by_waiting"],
        "points lost by what stays unsolved": now["by_unsolved"],
        "cost per contact (euros; bot 0.50, person 6)": now["cost"],
    }
    if through is not None:
        best = SHARES[int(through.argmax())]
        text += f" The best share is {best:.0%}, with {through.max():.2f}."
        rows |= {"best share for the bot": best, "satisfaction at the best share (points)": float(through.max())}
    table = pd.DataFrame({"value": [round(float(value), 3) for value in rows.values()]}, index=list(rows))
    return View(
        figure, text, table, f"Left, satisfaction against the share met by bots. Right, points lost by waiting and by no solution. {text}"
    )


def _with_bots(hourly: int, hard: float, handover: float, share: float) -> World:
    """The desk with bots that meet a share of the contacts first."""
    return _arriving(_both(_desk(), bot_share=share, complex_share=hard, bot_handover=handover), hourly)


@lru_cache(maxsize=5000)
def _satisfied(hourly: int, hard: float, handover: float, share: float) -> float:
    return float(_lived(_with_bots(hourly, hard, handover, share)).customers["satisfaction"].mean())


@lru_cache(maxsize=1000)
def _automated(hourly: int, hard: float, handover: float, share: float) -> dict[str, float]:
    """What a share for the bots does: satisfaction, and how much of it waiting and unsolved tasks take away."""
    world = _with_bots(hourly, hard, handover, share)
    satisfied = _satisfied(hourly, hard, handover, share)
    calm, solved = (_lived(world.change(**off)).customers["satisfaction"].mean() for off in ({"wait_effect": 0.0}, {"unsolved_cost": 0.0}))
    frozen = world.change(update_rate=0.0)
    events = _lived(frozen).events
    staffed = events["touchpoint"].isin(STAFFED)
    marked = events["felt"] != _lived(frozen.change(unsolved_cost=0.0)).events["felt"]
    bots = 1 - (1 - hard) * automation.resolves(False, bot=True) - hard * automation.resolves(True, bot=True)
    return {
        "satisfaction": satisfied,
        "wait": float(events.loc[staffed, "wait"].mean()),
        "unsolved": float(marked[staffed].mean()),
        "by_waiting": float(calm - satisfied),
        "by_unsolved": float(solved - satisfied),
        "cost": float(automation.cost_per_contact(share * (1 - bots * handover))),
    }


def _by_share(ax: Axes, state: Bot, at: float, through: np.ndarray | None) -> None:
    low, high = at, at
    if through is not None:
        low, high = min(low, float(through.min())), max(high, float(through.max()))
        ax.plot(SHARES, through, color=palette.BLUE, linewidth=2.4)
        ax.plot(
            SHARES[int(through.argmax())], through.max(), "*", label="best share", **(RING | {"markersize": 17, "color": palette.YELLOW})
        )
    none = _satisfied(state.hourly, state.hard, state.handover, 0.0)
    ax.plot(0, none, "o", color=palette.FAINT, label="no bot", **RING)
    ax.plot(state.share, at, "o", color=palette.BLUE, label="this share", **RING)
    ax.set_xlim(-0.05, 1.05)
    ax.set_ylim(min(5.4, low - 0.2, none - 0.2), max(7.3, high + 0.2))
    ax.set_xticks([0, 0.25, 0.5, 0.75, 1.0], ["0%", "25%", "50%", "75%", "100%"])
    ax.legend(loc="upper right", ncols=3, frameon=False, fontsize=NOTE, borderaxespad=0.1, handletextpad=0.2, columnspacing=0.9)
    frame_axes(ax, title="Mean satisfaction", x="contacts met by a bot first", y="points", lines="y")


def _lost(ax: Axes, now: dict[str, float]) -> None:
    lost = [now["by_waiting"], now["by_unsolved"]]
    bars = ax.bar([0, 1], lost, width=0.6, color=[palette.ORANGE, palette.SKY], edgecolor=palette.INK)
    bars[1].set_hatch("//")
    for x, value in enumerate(lost):
        write(ax, f"{value:.2f}", (x, max(value, 0)), shift=(0, 4), va="bottom", size=BODY)
    ax.set_xticks([0, 1], ["by waiting", "by what stays\nunsolved"])
    ax.set_ylim(min(0.0, *lost), max(1.6, 1.2 * max(lost)))
    ax.set_xlim(-0.6, 1.6)
    frame_axes(ax, title="Points lost", lines="y")


MADE: dict[str, Any] = {
    "waits": lambda world: _arriving(world, 72),
    "needs_missed": lambda world: _both(world, needs=6.4),
    "unresolved": lambda world: world.change(staff_solves=(0.85, 0.7)),
    "automation": lambda world: _both(world, bot_share=0.9, bot_handover=0.0),
    "impersonal": lambda world: _both(world, enjoyment=5.2),
    "rudeness": lambda world: _both(world, failure_rate=0.2, justice=(0.5, 0.5, 0.0)),
}
HOW = {
    "waits": "a fifth more customers",
    "needs_missed": "needs met worse by about 1 point",
    "unresolved": "fewer tasks solved by staff",
    "automation": "bots first for 90%, nobody passed on",
    "impersonal": "enjoyment lower by about 1 point",
    "rudeness": "more failures, no courtesy in repairs",
}


def draw_mistakes(state: Mistakes, figure: Figure | None = None) -> View:
    """Left: points lost by each mistake alone. Right: all of those chosen together, beside the sum."""
    chosen = tuple(name for name in MADE if getattr(state, name))
    alone = {name: _made((name,)) for name in chosen}
    together = _made(chosen)
    figure, (left, right) = panels(figure, 1, 2, size=SIZE, margins=(0.255, 0.165, 0.985, 0.89), widths=(2, 1), gap=(0.3, 0.4))
    _each(left, alone)
    _joint(right, sum(loss for loss, _ in alone.values()), together[0])
    if chosen:
        worst = max(alone, key=lambda name: alone[name][0])
        text = f"Together they cost {together[0]:.2f} points of satisfaction and {together[1]:.2f} of recommendation; alone, the costliest is: {_names()[worst]}."
    else:
        text = f"No mistake is switched on: mean satisfaction is {_satisfaction_made(())[0]:.2f} points. Tick one to see what it costs."
    rows = {_names()[name]: [HOW[name], *(round(v, 2) for v in alone[name])] for name in chosen}
    rows["sum of each alone"] = ["", *(round(sum(loss[k] for loss in alone.values()), 2) for k in (0, 1))]
    rows["all together"] = ["", *(round(v, 2) for v in together)]
    table = pd.DataFrame(rows, index=["here it means", "satisfaction lost", "recommendation lost"]).T
    return View(figure, text, table, f"Left, a bar for each mistake made. Right, their sum and what they cost together. {text}")


def _names() -> dict[str, str]:
    from cxlab import vocabulary

    return {member.key: member.name for member in vocabulary.mistakes()}


@lru_cache(maxsize=100)
def _satisfaction_made(chosen: tuple[str, ...]) -> tuple[float, float]:
    world = _both(_desk(), complex_share=0.4, bot_share=0.1)
    for name in chosen:
        world = MADE[name](world)
    people = _lived(world).customers
    return float(people["satisfaction"].mean()), float(people["recommendation"].mean())


def _made(chosen: tuple[str, ...]) -> tuple[float, float]:
    """Points lost by these mistakes together."""
    none, some = _satisfaction_made(()), _satisfaction_made(chosen)
    return none[0] - some[0], none[1] - some[1]


def _each(ax: Axes, alone: dict[str, tuple[float, float]]) -> None:
    from cxlab.plots.canvas import wrapped

    places = {name: len(MADE) - 1 - k for k, name in enumerate(MADE)}
    for name, (loss, _) in alone.items():
        ax.barh(places[name], loss, height=0.62, color=palette.BLUE, edgecolor=palette.INK)
        write(ax, f"{loss:.2f}", (max(loss, 0), places[name]), shift=(4, 0), ha="left")
    ax.set_yticks(list(places.values()), [wrapped(_names()[name], 24) for name in places])
    ax.set_ylim(-0.6, len(MADE) - 0.4)
    ax.set_xlim(0, max(1.0, *(1.25 * loss for loss, _ in alone.values())) if alone else 1.0)
    frame_axes(ax, title="Each mistake alone", x="points of satisfaction lost")
    ax.tick_params(axis="y", labelsize=9)


def _joint(ax: Axes, total: float, together: float) -> None:
    bars = ax.bar([0, 1], [total, together], width=0.6, color=[palette.FAINT, palette.VERMILLION], edgecolor=palette.INK)
    bars[0].set_hatch("..")
    for x, value in enumerate((total, together)):
        write(ax, f"{value:.2f}", (x, value), shift=(0, 4), va="bottom", size=BODY)
    ax.set_xticks([0, 1], ["sum", "together"])
    ax.set_xlim(-0.6, 1.6)
    ax.set_ylim(0, max(1.0, 1.25 * max(total, together)))
    frame_axes(ax, title="All chosen")


PARTS = (
    Part(
        "queue",
        "Service-Desk Simulator 1: waits, by the clock and as they seem",
        Queue(),
        draw_queue,
        controls=(
            whole("hourly", "Customers arriving at the desk", unit="per hour", low=30, high=78, step=6),
            whole("people", "People at the telephone", low=3, high=6),
            switch("informed", "Callers hear how long it will take"),
            switch("every", "Show the line through all arrivals"),
        ),
        more=(
            switch("occupied", "Callers have something to do meanwhile"),
            switch("explained", "Callers hear why they wait"),
            switch("fair", "First come, first served"),
            slider("variation", "Spread of call lengths (coefficient of variation)", low=0.2, high=2.0, step=0.2),
        ),
        presets=(
            Preset("ten percent more", {"hourly": 66}, "A tenth more customers. How much longer is the wait? Then tick the line."),
            Preset("callers are told", {"informed": True}, "The blue dot and the red diamond: which of the two has moved?"),
            Preset("one more person", {"people": 5}, "Nobody is told anything, one more person answers. Compare with 'callers are told'."),
        ),
        question=Question(
            "83% of the staff's time is asked for. Ten per cent more customers come. What does the mean wait do?",
            ("It grows by about 10%", "It grows by about a quarter", "It grows by about half or more"),
            after="Press 'ten percent more' and read the table. Then tick the line.",
        ),
    ),
    Part(
        "repair",
        "Service-Desk Simulator 2: something goes wrong, and is put right",
        Repair(),
        draw_repair,
        controls=(
            slider("severity", "Severity of the failure (0.5 mild, 1.5 severe)", low=0.25, high=2.0, step=0.25),
            slider("distributive", "What is given back", unit="0 to 1", low=0, high=1, step=0.1),
            slider("procedural", "How fast and fair it is decided", unit="0 to 1", low=0, high=1, step=0.1),
            slider("interactional", "How people are treated", unit="0 to 1", low=0, high=1, step=0.1),
        ),
        more=(slider("repaired", "Failures that are repaired at all", unit="share", low=0, high=1, step=0.1),),
        presets=(
            Preset(
                "mild, handled very well",
                {"distributive": 0.9, "procedural": 0.9, "interactional": 0.9},
                "Look at the blue part right of zero, and at the two bars.",
            ),
            Preset(
                "severe, handled very well",
                {"severity": 1.5, "distributive": 0.9, "procedural": 0.9, "interactional": 0.9},
                "The same repair of a severe failure. Who is right of zero now?",
            ),
            Preset(
                "an apology and nothing else",
                {"distributive": 0.0, "procedural": 0.0, "interactional": 0.9},
                "Courtesy without compensation or speed: how far does it carry?",
            ),
        ),
        question=Question(
            "A failure is repaired very well. Do customers end more satisfied than if nothing had gone wrong?",
            ("Yes, nearly always", "On average yes, if the failure was mild", "On average yes, even if it was severe", "Never"),
            after="Press 'mild, handled very well', then 'severe, handled very well'. Read both bars on the right.",
        ),
    ),
    Part(
        "bot",
        "Service-Desk Simulator 3: a bot before the people",
        Bot(),
        draw_bot,
        controls=(
            slider("share", "Contacts met by a bot first", unit="share", low=0, high=1, step=0.1),
            slider("hard", "Complex tasks", unit="share", low=0, high=1, step=0.1),
            slider("handover", "Unsolved by the bot and passed on to a person", unit="share", low=0, high=1, step=0.1),
            switch("every", "Show every share, and the best"),
        ),
        more=(whole("hourly", "Customers arriving at the desk", unit="per hour", low=30, high=78, step=6),),
        presets=(
            Preset("some bot", {"share": 0.3}, "A bot for three contacts in ten. Which of the two bars has shrunk?"),
            Preset("bots everywhere", {"share": 0.9}, "Nobody waits. Who pays? Then tick the box."),
            Preset(
                "a way out to people",
                {"share": 0.9, "handover": 1.0, "every": True},
                "Whom the bot cannot help goes on to a person. Is there still a hump?",
            ),
        ),
        question=Question(
            "Four tasks in ten are complex, and whom the bot cannot help is stranded. The bot meets 0%, 30%, 90% of contacts. Satisfaction…",
            ("rises all the way", "falls all the way", "rises, then falls", "falls, then rises"),
            after="Press 'some bot', then 'bots everywhere', then tick the box.",
        ),
    ),
    Part(
        "mistakes",
        "Service-Desk Simulator 4: six mistakes on one switchboard",
        Mistakes(),
        draw_mistakes,
        controls=(
            switch("waits", "Long waits"),
            switch("needs_missed", "Staff do not grasp needs"),
            switch("unresolved", "Problems stay unresolved"),
            switch("rudeness", "Angry or disrespectful staff"),
        ),
        more=(switch("automation", "Too much automation"), switch("impersonal", "Impersonal service")),
        presets=(
            Preset(
                "waits and rudeness",
                {"waits": True, "rudeness": True},
                "Which of the two costs more here? Which would you hear about more?",
            ),
            Preset("waits and bots", {"waits": True, "automation": True}, "Two mistakes at once: do they cost their sum? Why not?"),
            Preset("all six", dict.fromkeys(MADE, True), "Everything goes wrong. Is it as bad as the sum?"),
        ),
        question=Question(
            "Each mistake is made alone, in the size given in the table. Which costs most satisfaction?",
            ("Long waits", "Staff do not grasp needs", "Problems stay unresolved", "Angry or disrespectful staff"),
            after="Switch them on one after another. Then open the panel with the other two.",
        ),
    ),
)
