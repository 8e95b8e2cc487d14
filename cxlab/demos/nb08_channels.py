"""Unit 08, the Channel-Switch Lab: what is lost between touchpoints, who gets the credit for a sale, and when personalising pays."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from cxlab.demos._parts import Part, Preset, Question, View, panels, slider, switch, toggle, whole
from cxlab.mechanisms import attribution, channels, personalisation
from cxlab.plots import palette
from cxlab.plots.canvas import NOTE, frame_axes, wrapped, write

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from cxlab.worlds import Simulated, World

SEED = 3
CUSTOMERS = 3000
SWITCHES = tuple(range(7))
LEVELS = tuple(round(k / 10, 1) for k in range(11))
BEFORE_ORDER = ("social", "site", "app", "shop")
GREEN_FROM = 7.5
SIZE = (7.6, 3.4)
RING = {"markersize": 11, "markeredgecolor": palette.INK, "markeredgewidth": 1.5, "linestyle": "none"}


@dataclass(frozen=True)
class Passage:
    """What crosses the boundary between two channels, and how good the touchpoints themselves are."""

    kept: float = 0.9
    slowest: float = 1.0
    better: float = 0.0
    switch_cost: float = 1.1


@dataclass(frozen=True)
class Credit:
    """Which customers, how many journeys begin on social media, and how many carry on when a channel is closed."""

    who: str = "all"
    social: float = 0.3
    carry_on: float = 0.5
    closed: bool = False


@dataclass(frozen=True)
class Personal:
    """How far offers are personalised, how often they fit, and how openly data are used."""

    level: float = 0.2
    accuracy: float = 0.65
    transparency: float = 0.4
    every: bool = False
    gain: float = 1.5
    error: float = 1.5
    privacy: float = 1.0


@dataclass(frozen=True)
class Levers:
    """Four levers of a system for customer relations, pulled at the help desk."""

    usability: float = 0.0
    flexibility: float = 0.85
    slowest: float = 0.4
    people: int = 0


@lru_cache(maxsize=1)
def _omni() -> World:
    import cxlab as cx

    return cx.world("omni")


def _lived(world: World) -> Simulated:
    return world.simulate(CUSTOMERS, rng=SEED)


def draw_passage(state: Passage, figure: Figure | None = None) -> View:
    """Left: the score of every touchpoint, and of the journey. Right: both by the number of channel switches."""
    kept = channels.performance([state.kept, state.slowest])
    lived = _passage(kept, state.better, state.switch_cost)
    figure, (left, right) = panels(figure, 1, 2, size=SIZE, margins=(0.145, 0.16, 0.985, 0.89), widths=(1.1, 1), gap=(0.24, 0.4))
    _scores(left, lived)
    _by_switches(right, lived)
    green = sum(score >= GREEN_FROM for score in lived.scores.values())
    text = (
        f"{kept:.0%} of what a customer told is kept at a channel switch. {green} of {len(lived.scores)} touchpoints score {GREEN_FROM} or more; "
        f"their mean is {lived.touchpoints:.2f}, and the journey scores {lived.journey:.2f}."
    )
    rows = {
        "context kept at a switch (share)": kept,
        "mean of the touchpoints (points)": lived.touchpoints,
        "journey (points)": lived.journey,
        "switches per journey": lived.switches,
        "told again, per journey (times)": float(channels.repeats(lived.switches, retained=kept)),
        "journeys with nothing told again (share)": lived.smooth,
        "effort, CES 2.0 (1 to 7, high is easy)": lived.effort,
        "journeys that end in an order (share)": lived.ordered,
    }
    table = pd.DataFrame({"value": [round(float(value), 3) for value in rows.values()]}, index=list(rows))
    alt = f"Left, seven bars for the touchpoints and one for the journey. Right, two lines by the number of switches. {text}"
    return View(figure, text, table, alt)


class Lived(NamedTuple):
    """What a run says of touchpoints and of the journey."""

    scores: dict[str, float]
    touchpoints: float
    journey: float
    switches: float
    smooth: float
    effort: float
    ordered: float
    mean_by_switches: tuple[float, ...]
    journey_by_switches: tuple[float, ...]


@lru_cache(maxsize=500)
def _passage(kept: float, better: float, switch_cost: float) -> Lived:
    from cxlab.metrics import ces

    world = _omni().change(context_kept=kept, switch_cost=switch_cost)
    for name in world.journey.names if better else ():
        world = world.improve(name, needs=better, ease=better, enjoyment=better)
    run = _lived(world)
    who, touchpoint, felt = (run.events[name].to_numpy() for name in ("customer", "touchpoint", "felt"))
    codes = run.events["touchpoint"].cat.codes.to_numpy()
    channel = np.unique([point.channel for point in world.journey.touchpoints], return_inverse=True)[1][codes]
    switched = np.r_[False, (who[1:] == who[:-1]) & (channel[1:] != channel[:-1])]
    times = np.bincount(who, weights=switched, minlength=CUSTOMERS).astype(int)
    mean = np.bincount(who, weights=felt, minlength=CUSTOMERS) / np.bincount(who, minlength=CUSTOMERS)
    journey = run.customers["satisfaction"].to_numpy(dtype=float)
    groups = [times == k for k in SWITCHES]
    order = world.journey.index("order")
    return Lived(
        {name: float(felt[touchpoint == name].mean()) for name in world.journey.names},
        float(mean.mean()),
        float(journey.mean()),
        float(times.mean()),
        float(np.mean(channels.no_repeat(times, retained=kept))),
        float(ces(run.ask(["effort"], rng=SEED), "effort").value),
        float(len(np.unique(who[codes == order])) / CUSTOMERS),
        tuple(float(mean[group].mean()) for group in groups),
        tuple(float(journey[group].mean()) for group in groups),
    )


def _scores(ax: Axes, lived: Lived) -> None:
    names = list(lived.scores)
    values = [*lived.scores.values(), lived.journey]
    places = np.r_[np.arange(len(names), 0, -1) + 0.35, 0.0]
    colours = [*(palette.GREEN if value >= GREEN_FROM else palette.ORANGE for value in values[:-1]), palette.VERMILLION]
    bars = ax.barh(places, values, height=0.72, color=colours, edgecolor=palette.INK)
    bars[-1].set_hatch("//")
    for y, value in zip(places, values, strict=True):
        write(ax, f"{value:.1f}", (10.0, y), shift=(4, 0), ha="left")
    ax.axvline(GREEN_FROM, color=palette.INK, linestyle=palette.DASHES[1], linewidth=1.2)
    ax.set_yticks(places, [*(wrapped(name, 14) for name in names), "JOURNEY"])
    ax.set_xlim(min(0.0, *values), 11)
    ax.set_ylim(-0.6, len(names) + 0.9)
    frame_axes(ax, title="Every touchpoint, and the journey", x="points (dashed: green from here)")


def _by_switches(ax: Axes, lived: Lived) -> None:
    ax.plot(SWITCHES, lived.mean_by_switches, "s--", color=palette.GREEN, linewidth=2.2, markersize=6, label="mean of the touchpoints")
    ax.plot(SWITCHES, lived.journey_by_switches, "o-", color=palette.VERMILLION, linewidth=2.4, markersize=6, label="journey")
    ax.set_xlim(-0.3, 6.3)
    ax.set_ylim(min(0.0, *lived.journey_by_switches) - 0.3, max(10.5, max(lived.mean_by_switches) + 0.5))
    ax.legend(loc="lower left", frameon=False, fontsize=NOTE, borderaxespad=0.2, labelspacing=0.35)
    frame_axes(ax, title="By number of switches", x="channel switches on the journey", lines="y")


def draw_credit(state: Credit, figure: Figure | None = None) -> View:
    """Left: the credit for sales by two rules. Right: sales that are lost without a channel: by the rule, and when it is closed."""
    paths = _paths(state.who, state.social)
    last, shares, effects = (rule(paths) for rule in (attribution.last_touch, attribution.removal_shares, attribution.removal_effects))
    figure, (left, right) = panels(figure, 1, 2, size=SIZE, margins=(0.075, 0.13, 0.985, 0.89), gap=(0.2, 0.4))
    _pairs(left, "Credit for sales", {"last touch": _of(last), "removal share": _of(shares)}, (palette.ORANGE, palette.BLUE))
    lost = {"all its paths (removal effect)": _of(effects)}
    if state.closed:
        lost["when it is closed"] = [_lost(state, name) for name in BEFORE_ORDER]
    _pairs(right, "Sales lost without it", lost, (palette.SKY, palette.VERMILLION))
    top = max(BEFORE_ORDER, key=lambda name: shares.get(name, 0.0))
    text = (
        f"Last touch gives the shop {last.get('shop', 0):.0%} and social media {last.get('social', 0):.0%}; by removal, social media gets "
        f"{shares.get('social', 0):.0%} and {top} most, {shares.get(top, 0):.0%}."
    )
    columns = {"last touch": _of(last), "removal effect": _of(effects), "removal share": _of(shares)}
    if state.closed:
        columns["lost when closed"] = lost["when it is closed"]
        text += f" Closing {top} loses {dict(zip(BEFORE_ORDER, columns['lost when closed'], strict=True))[top]:.0%} of sales when {state.carry_on:.0%} carry on."
    table = pd.DataFrame(columns, index=list(BEFORE_ORDER)).round(3)
    return View(figure, text, table, f"Left, two bars for each of four channels. Right, sales lost without each. {text}")


def _of(credit: dict[str, float]) -> list[float]:
    return [float(credit.get(name, 0.0)) for name in BEFORE_ORDER]


def _visited(social: float, closed: str = "", carry_on: float = 1.0) -> World:
    """The retailer whose paths do not depend on feelings; at a closed channel only some carry on as they would have."""
    world = _omni().change(dropout=0.0)
    for segment in world.journey.segments:
        others = 1.0 - segment.start.get("social", 0.0)
        start = {name: (social if name == "social" else share * (1 - social) / others) for name, share in segment.start.items()}
        onward = {name: dict(row) for name, row in segment.transitions.items()}
        if closed:
            through = {to: share * carry_on for to, share in onward[closed].items() if to != "EXIT"}
            onward[closed] = {**through, "EXIT": 1.0 - sum(through.values())}
        world = world.change(segment.name, start=start, transitions=onward)
    return world


@lru_cache(maxsize=300)
def _sold(who: str, social: float, closed: str = "", carry_on: float = 1.0) -> dict[tuple[str, ...], float]:
    """Converting paths up to the first order, counted."""
    run = _lived(_visited(social, closed, carry_on))
    names, counted, path, done = run.world.journey.names, {}, [], False
    people = run.customers["segment"].astype(str).to_numpy()
    events = zip(run.events["customer"].tolist(), run.events["step"].tolist(), run.events["touchpoint"].cat.codes.tolist(), strict=True)
    for customer, step, code in events:
        if step == 0:
            path, done = [], who not in ("all", people[customer])
        if not done and names[code] == "order":
            done = True
            counted[tuple(path)] = counted.get(tuple(path), 0.0) + 1.0
        path.append(names[code])
    return counted


def _paths(who: str, social: float) -> dict[tuple[str, ...], float]:
    return _sold(who, social)


def _lost(state: Credit, name: str) -> float:
    """Share of the orders that go when one channel is closed, simulated with the same customers."""
    whole, rest = (sum(_sold(state.who, state.social, *how).values()) for how in ((), (name, state.carry_on)))
    return 1.0 - rest / whole


def _pairs(ax: Axes, title: str, groups: dict[str, list[float]], colours: tuple[str, ...]) -> None:
    places, width = np.arange(len(BEFORE_ORDER)), 0.38
    for k, ((label, values), colour, hatch) in enumerate(zip(groups.items(), colours, ("", "//"), strict=False)):
        x = places + (k - 0.5) * width
        for bar in ax.bar(x, values, width, color=colour, edgecolor=palette.INK, label=label):
            bar.set_hatch(hatch)
        for place, value in zip(x, values, strict=True):
            write(ax, f"{100 * value:.0f}", (place, max(value, 0.0)), shift=(0, 3), va="bottom", size=9)
    ax.set_xticks(places, BEFORE_ORDER)
    ax.set_xlim(-0.55, len(BEFORE_ORDER) - 0.45)
    ax.set_ylim(min(0.0, *(v for values in groups.values() for v in values)), 1.12)
    ax.set_yticks([0, 0.5, 1.0], ["0%", "50%", "100%"])
    ax.legend(loc="upper left", frameon=False, fontsize=NOTE, borderaxespad=0.1, labelspacing=0.3)
    frame_axes(ax, title=title)


def draw_personal(state: Personal, figure: Figure | None = None) -> View:
    """Left: what personalising adds to satisfaction, for two kinds of customer. Right: what it adds at each accuracy, at this level."""
    here = _added(state, state.level)
    through = {k: [_added(state, level)[k] for level in LEVELS] for k in here} if state.every else {}
    even = {k: _break_even(state, concern) for k, concern in _concerns().items()}
    figure, (left, right) = panels(figure, 1, 2, size=SIZE, margins=(0.09, 0.16, 0.985, 0.89))
    _levels(left, state, here, through)
    _accuracies(right, state, even)
    told = "; ".join(f"{k}: {value:+.2f} points" for k, value in here.items())
    bar = " and ".join(f"{value:.2f}" if value <= 1 else "never" for value in even.values())
    text = f"At level {state.level:g} and accuracy {state.accuracy:g}, {told} of journey satisfaction against no personalisation. It pays from an accuracy of {bar}."
    columns = {
        "added (points)": [round(v, 3) for v in here.values()],
        "break-even accuracy": [round(float(v), 3) for v in even.values()],
        "privacy concern": list(_concerns().values()),
    }
    if state.every:
        columns["best level"] = [LEVELS[int(np.argmax(line))] for line in through.values()]
        columns["added there"] = [round(max(line), 3) for line in through.values()]
    table = pd.DataFrame(columns, index=list(here))
    return View(figure, text, table, f"Left, points added by level for two segments. Right, two lines that cross zero by accuracy. {text}")


@lru_cache(maxsize=1)
def _concerns() -> dict[str, float]:
    return {segment.name: segment.privacy_concern for segment in _omni().journey.segments}


def _added(state: Personal, level: float) -> dict[str, float]:
    rest = (state.accuracy, state.transparency, state.gain, state.error, state.privacy)
    none, some = _satisfied(0.0, *rest), _satisfied(level, *rest)
    return {name: some[name] - none[name] for name in some}


@lru_cache(maxsize=3000)
def _satisfied(level: float, accuracy: float, transparency: float, gain: float, error: float, privacy: float) -> dict[str, float]:
    """Mean journey satisfaction by segment; paths do not depend on feelings here, so that the same journeys are compared."""
    settings = {"personalisation": level, "accuracy": accuracy, "transparency": transparency, "privacy_cost": privacy}
    world = _omni().change(dropout=0.0, personalisation_gain=gain, personalisation_error=error, **settings)
    people = _lived(world).customers
    codes, score = people["segment"].cat.codes.to_numpy(), people["satisfaction"].to_numpy(dtype=float)
    return {name: float(score[codes == k].mean()) for k, name in enumerate(people["segment"].cat.categories)}


def _break_even(state: Personal, concern: float) -> float:
    cost = state.privacy * state.level * concern * (1 - state.transparency)
    return float(personalisation.break_even_accuracy(benefit=state.gain, error_cost=state.error, cost=cost))


LOOKS = (("o", "-", palette.BLUE, 15), ("s", "--", palette.VERMILLION, 9))


def _levels(ax: Axes, state: Personal, here: dict[str, float], through: dict[str, list[float]]) -> None:
    seen = [*here.values(), *(v for line in through.values() for v in line)]
    ax.axhline(0, color=palette.INK, linewidth=1.0)
    for (name, value), (mark, dash, colour, size) in zip(here.items(), LOOKS, strict=True):
        if through:
            ax.plot(LEVELS, through[name], dash, color=colour, linewidth=2.2)
            best = int(np.argmax(through[name]))
            ax.plot(LEVELS[best], through[name][best], "*", **(RING | {"markersize": 16, "color": palette.YELLOW}))
        ax.plot(state.level, value, mark, color=colour, label=name, **(RING | {"markersize": size}))
    ax.set_xlim(-0.05, 1.05)
    ax.set_ylim(min(-0.3, *(v - 0.1 for v in seen)), max(0.45, *(v + 0.2 for v in seen)))
    ax.legend(loc="upper left", ncols=2, frameon=False, fontsize=NOTE, borderaxespad=0.1, handletextpad=0.2)
    frame_axes(ax, title="Added to satisfaction", x="level of personalisation", y="points", lines="y")


def _accuracies(ax: Axes, state: Personal, even: dict[str, float]) -> None:
    accuracy = np.linspace(0.3, 1.0, 36)
    settings = {"benefit": state.gain, "error_cost": state.error, "privacy_cost": state.privacy, "transparency": state.transparency}
    ax.axhline(0, color=palette.INK, linewidth=1.0)
    low, high = -0.3, 0.3
    for (name, concern), (mark, dash, colour, size) in zip(_concerns().items(), LOOKS, strict=True):
        line = np.asarray(personalisation.gain(state.level, accuracy=accuracy, concern=concern, **settings))
        low, high = min(low, line.min()), max(high, line.max())
        ax.plot(accuracy, line, dash, color=colour, linewidth=2.2)
        if state.level and even[name] <= 1:
            ax.plot(max(even[name], 0.3), 0, mark, color=palette.PAPER, **(RING | {"markersize": size}))
    ax.plot([state.accuracy] * 2, [low, high], color=palette.QUIET, linewidth=1.2, linestyle=palette.DASHES[2])
    write(ax, "accuracy now", (min(max(state.accuracy, 0.42), 0.88), high), shift=(0, 3), va="bottom")
    ax.set_xlim(0.28, 1.02)
    ax.set_ylim(low - 0.1, high + 0.25 * (high - low))
    frame_axes(ax, title="At this level, by accuracy", x="share of offers that fit", y="points at a contact", lines="y")


LOSSES = ("waiting", "no solution", "telling again")


def draw_levers(state: Levers, figure: Figure | None = None) -> View:
    """Left: mean satisfaction at the desk, at the start and now. Right: points lost by waiting, by no solution, by telling again."""
    start, now = _pulled(Levers()), _pulled(state)
    figure, (left, right) = panels(figure, 1, 2, size=SIZE, margins=(0.075, 0.13, 0.985, 0.89), widths=(1, 2))
    _two(left, [start["satisfaction"]], [now["satisfaction"]], ["satisfaction"], "Mean satisfaction", 8.5)
    _two(right, [start[k] for k in LOSSES], [now[k] for k in LOSSES], list(LOSSES), "Points lost by", 0.75)
    worst = max(LOSSES, key=now.__getitem__)
    against = "" if state == Levers() else f" instead of {start['satisfaction']:.2f}"
    text = f"A busy hour at the help desk: mean satisfaction is {now['satisfaction']:.2f}{against}; the largest loss is by {worst}: {now[worst]:.2f} points."
    rows = ("satisfaction", *LOSSES)
    table = pd.DataFrame(
        {"at the start": [start[k] for k in rows], "now": [now[k] for k in rows]},
        index=["mean satisfaction (points)", *(f"points lost by {k}" for k in LOSSES)],
    )
    return View(
        figure, text, table.round(3), f"Left, two bars of satisfaction. Right, points lost in three ways, at the start and now. {text}"
    )


@lru_cache(maxsize=1000)
def _pulled(state: Levers) -> dict[str, float]:
    """A busy hour at the desk with these levers; each loss is what would be won if that friction did not hurt."""
    import cxlab as cx

    world = cx.world("desk").change(arrivals=cx.Arrivals(1.1), switch_cost=1.0, staff_solves=(state.flexibility, state.flexibility))
    world = world.change(context_kept=channels.performance([0.95, state.slowest]))
    for name in world.journey.names:
        point = world.touchpoint(name)
        world = world.change(name, complexity=1.0)
        if point.servers:
            minutes = float(channels.handling_time(point.service_mean, usability=state.usability))
            world = world.change(name, service_mean=minutes, servers=point.servers + state.people)
    off = {"waiting": {"wait_effect": 0.0}, "no solution": {"unsolved_cost": 0.0}, "telling again": {"switch_cost": 0.0}}
    satisfied = {name: float(_lived(world.change(**change)).customers["satisfaction"].mean()) for name, change in off.items()}
    now = float(_lived(world).customers["satisfaction"].mean())
    return {"satisfaction": now, **{name: value - now for name, value in satisfied.items()}}


def _two(ax: Axes, before: list[float], after: list[float], names: list[str], title: str, top: float) -> None:
    places = np.arange(len(names))
    for shift, values, colour, label in ((-0.2, before, palette.FAINT, "at the start"), (0.2, after, palette.BLUE, "now")):
        ax.bar(places + shift, values, 0.38, color=colour, edgecolor=palette.INK, label=label)
        for place, value in zip(places, values, strict=True):
            write(ax, f"{value:.2f}", (place + shift, max(value, 0.0)), shift=(0, 3), va="bottom", size=9)
    ax.set_xticks(places, names)
    ax.set_xlim(-0.6, len(names) - 0.4)
    ax.set_ylim(min(0.0, *before, *after), max(top, 1.2 * max(before + after)))
    if len(names) > 1:
        ax.legend(loc="upper right", ncols=2, frameon=False, fontsize=NOTE, borderaxespad=0.1)
    frame_axes(ax, title=title, lines="y")


PARTS = (
    Part(
        "switch",
        "Channel-Switch Lab 1: what is lost between the touchpoints",
        Passage(),
        draw_passage,
        controls=(
            slider("kept", "Context that crosses the boundary", unit="share", low=0, high=1, step=0.05),
            slider("slowest", "Performance of the slowest system", unit="share", low=0, high=1, step=0.05),
            slider("better", "Improve every touchpoint by", unit="points", low=-1, high=1, step=0.25),
        ),
        more=(slider("switch_cost", "Points lost by telling an ordinary matter again", unit="points", low=0, high=2, step=0.1),),
        presets=(
            Preset("multichannel", {"kept": 0.0}, "Channels side by side, nothing crosses. Which bars have moved?"),
            Preset("cross-channel", {"kept": 0.5}, "Half of the context crosses. Look at the red line on the right."),
            Preset("one slow system", {"slowest": 0.3}, "The channels could keep 90%. Why does so little arrive?"),
            Preset(
                "polish every touchpoint",
                {"kept": 0.0, "better": 1.0},
                "Every touchpoint a point better, nothing crosses. Is the journey green?",
            ),
        ),
        question=Question(
            "All seven touchpoints score about 8 out of 10. Now nothing crosses the boundary between channels. What does the journey score?",
            ("About 8: all parts are good", "About 7", "About 5"),
            after="Press 'multichannel', and compare the green bars with the red one.",
        ),
    ),
    Part(
        "credit",
        "Channel-Switch Lab 2: who gets the credit for a sale",
        Credit(),
        draw_credit,
        controls=(
            toggle("who", "Customers", {"all": "all", "clickers": "clickers", "browsers": "browsers"}),
            slider("social", "Journeys that begin on social media", unit="share", low=0, high=0.8, step=0.1),
            slider("carry_on", "Carry on when a channel is closed", unit="share", low=0, high=1, step=0.1),
            switch("closed", "Close each channel, one at a time"),
        ),
        presets=(
            Preset(
                "the sale was in the shop",
                {"who": "browsers"},
                "Customers who like to sit on the sofa first. What does last touch say of social media?",
            ),
            Preset(
                "close the channels",
                {"closed": True},
                "Half of the customers find another way. How much is really lost, beside what the rule says?",
            ),
            Preset(
                "nobody finds another way",
                {"closed": True, "carry_on": 0.0},
                "Now rule and simulation agree. What would have to be true for that?",
            ),
        ),
        question=Question(
            "Three journeys in ten begin on social media, and nobody orders there. What does last touch give to social media?",
            ("About 30%", "About 15%", "Nothing"),
            after="Look at the first pair of bars. Then close the channels.",
        ),
    ),
    Part(
        "personal",
        "Channel-Switch Lab 3: when a personal offer pays",
        Personal(),
        draw_personal,
        controls=(
            slider("level", "Level of personalisation", low=0, high=1, step=0.1),
            slider("accuracy", "Offers that fit", unit="share", low=0.3, high=1, step=0.05),
            slider("transparency", "Openness about the use of data", unit="0 to 1", low=0, high=1, step=0.1),
            switch("every", "Show every level, and the best"),
        ),
        more=(
            slider("gain", "A fitting offer adds", unit="points", low=0.5, high=2, step=0.25),
            slider("error", "A wrong offer costs", unit="points", low=0.5, high=3, step=0.25),
            slider("privacy", "Privacy at full level costs", unit="points", low=0, high=2, step=0.25),
        ),
        presets=(
            Preset("as personal as possible", {"level": 1.0}, "The highest level. Who gains, who loses? Then tick the box."),
            Preset(
                "a coin's toss",
                {"level": 0.5, "accuracy": 0.5},
                "Every second offer fits. Is an imperfect personal approach better than none?",
            ),
            Preset(
                "say what you know",
                {"level": 0.5, "transparency": 1.0, "every": True},
                "The firm says openly what it knows and why. Where are the stars now?",
            ),
        ),
        question=Question(
            "Two offers in three fit. Which level of personalisation makes these customers most satisfied?",
            ("None", "A level in between", "The highest"),
            after="Press 'as personal as possible', then tick the box. Look for the two stars.",
        ),
    ),
    Part(
        "levers",
        "Channel-Switch Lab 4: four levers behind the counter",
        Levers(),
        draw_levers,
        controls=(
            slider("usability", "Usability: how easy the file is to use", unit="0 to 1", low=0, high=1, step=0.1),
            slider("flexibility", "Flexibility: requests with an answer prepared", unit="share", low=0.7, high=1, step=0.05),
            slider("slowest", "Performance of the slowest system", unit="share", low=0, high=1, step=0.1),
            whole("people", "Scalability: people who can join in, at each queue", low=0, high=3),
        ),
        presets=(
            Preset("easy to use", {"usability": 1.0}, "Each contact takes less time. Which loss has gone?"),
            Preset("all systems fast but one", {"slowest": 0.1}, "One component falls back. Which loss grows?"),
            Preset("all four", {"usability": 1.0, "flexibility": 1.0, "slowest": 1.0, "people": 2}, "Which lever would you have left out?"),
        ),
        question=Question(
            "The desk is busy. Which lever takes away most of what is lost by waiting?",
            ("Usability", "Flexibility", "Performance", "None of them"),
            after="Pull one lever at a time, and press Reset in between.",
        ),
    ),
)
