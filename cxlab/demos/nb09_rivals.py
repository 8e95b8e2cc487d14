"""Unit 09, the Two-Brand Market: talk of both signs, image and experience, a rival as reference, and what leaving costs."""

from __future__ import annotations

from dataclasses import astuple, dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cxlab.demos._parts import Part, Preset, Question, View, panels, slider, switch, toggle, whole
from cxlab.mechanisms import bonds
from cxlab.plots import palette
from cxlab.plots.canvas import NOTE, frame_axes

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from cxlab.market import Market

SEED = 9
AGENTS, NEWCOMERS = 1500, 1000
MONTHS = 24
LATE = slice(MONTHS - 6, MONTHS)  # the last half year
MARGINS = (0.085, 0.165, 0.985, 0.89)
SIZE = (7.6, 3.3)
PONTE = {"color": palette.BLUE, "linewidth": 2.4}
TORRE = {"color": palette.ORANGE, "linewidth": 2.4, "linestyle": palette.DASHES[1]}
BEFORE = {"color": palette.QUIET, "linewidth": 1.6, "linestyle": palette.DASHES[2]}
RING = {"markersize": 10, "markeredgecolor": palette.INK, "markeredgewidth": 1.5, "linestyle": "none"}
WEIGHT, STOCK = "weight of experience", "engagement stock"


@dataclass(frozen=True)
class Talk:
    """A workshop that newcomers hear of: their chance of choosing it, what a message moves, who hears whom."""

    chance: float = 0.2
    d_positive: float = 0.3
    d_negative: float = 0.3
    degree: int = 10
    curvature: float = 0.03


@dataclass(frozen=True)
class Bond:
    """Ponte's image and work, how long the image counts, and the engagement that its customers build up."""

    image: float = 7.2
    prior: int = 4
    quality: float = 6.8
    right: str = WEIGHT
    persistence: float = 0.8
    gain: float = 0.3


@dataclass(frozen=True)
class Rivals:
    """What Ponte and Torre deliver and ask, and whether the survey looks at the rival too."""

    own: float = 6.8
    rival: float = 7.4
    dearer: float = 1.0
    benchmark: bool = False
    b_alternative: float = 0.4
    image: float = 7.2


@dataclass(frozen=True)
class Lock:
    """A workshop that lets things slide while leaving it has a cost."""

    cost: float = 4.0
    slide: float = 0.2
    frees: bool = False
    month: int = 19


@dataclass(frozen=True)
class Lived:
    """24 months of a market, a row per month, Ponte in column 0 and Torre in column 1."""

    share: np.ndarray
    satisfaction: np.ndarray
    churn: np.ndarray
    engagement: np.ndarray
    wallet: np.ndarray


def draw_talk(state: Talk, figure: Figure | None = None) -> View:
    """Left: the chance after one good and one bad message, by the chance before. Right: what talk does to newcomers of a market."""
    p = state.chance
    good, bad = _moved(state, p)
    runs = {sign: _newcomers(sign, *astuple(state)) for sign in ("good", "bad")}
    figure, (left, right) = panels(figure, 1, 2, size=SIZE, margins=MARGINS)
    _room(left, state, good, bad)
    _market_talk(right, p, runs)
    move = {sign: after - p for sign, (after, _) in runs.items()}
    text = (
        f"From a chance of {p:.0%}, one good message gives {good - p:+.3f} and one bad message {bad - p:+.3f}. "
        f"In the market, talk of work rated 10 moves newcomers by {move['good']:+.3f} on average, talk of work rated 3 by {move['bad']:+.3f}."
    )
    table = pd.DataFrame(
        {
            "of good work": [good - p, _spoken(10.0, state), runs["good"][1], move["good"]],
            "of bad work": [bad - p, _spoken(3.0, state), runs["bad"][1], move["bad"]],
        },
        index=["one message moves the chance by", "buyers who talk (share)", "messages heard, mean", "talk moves the mean chance by"],
    ).round(3)
    alt = f"Left, two lines against the chance before talk: what a good message adds falls to zero at 1, what a bad one takes grows from zero. {text}"
    return View(figure, text, table, alt)


def _moved(state: Talk, p: float | np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The chance after one good message, and after one bad one."""
    weights = {"d_positive": state.d_positive, "d_negative": state.d_negative}
    return tuple(np.asarray(bonds.heard(p, positive=sign, **weights)) for sign in (True, False))  # type: ignore[return-value]


def _spoken(satisfaction: float, state: Talk) -> float:
    return float(bonds.talk(satisfaction, floor=0.0, curvature=state.curvature))


def _room(ax: Axes, state: Talk, good: np.ndarray, bad: np.ndarray) -> None:
    x = np.linspace(0, 1, 51)
    after = _moved(state, x)
    ax.plot(x, after[0] - x, label="good message adds", **PONTE)
    ax.plot(x, x - after[1], color=palette.VERMILLION, linestyle=palette.DASHES[1], linewidth=2.4, label="bad message takes")
    ax.plot([state.chance] * 2, [good - state.chance, state.chance - bad], "o", color=palette.YELLOW, **RING)
    ax.set_xlim(0, 1)
    ax.set_ylim(0, 0.76)
    ax.set_xticks([0, 0.25, 0.5, 0.75, 1.0])
    ax.legend(loc="upper center", frameon=False, fontsize=NOTE, borderaxespad=0.1, labelspacing=0.3, handlelength=2.6)
    frame_axes(ax, title="One message: room to move", x="chance of choosing it, before", y="change of the chance")


def _market_talk(ax: Axes, p: float, runs: dict[str, tuple[float, float]]) -> None:
    after = [runs["bad"][0], p, runs["good"][0]]
    colours = [palette.VERMILLION, palette.FAINT, palette.BLUE]
    ax.bar([0, 1, 2], after, width=0.6, color=colours, edgecolor=palette.INK, linewidth=0.8)
    ax.axhline(p, color=palette.INK, linewidth=1.0, linestyle=palette.DASHES[2])
    ax.set_xticks([0, 1, 2], ["talk of\nbad work", "no talk", "talk of\ngood work"])
    ax.set_xlim(-0.5, 2.5)
    ax.set_ylim(0, 1)
    ax.set_yticks([0, 0.25, 0.5, 0.75, 1.0], ["0%", "25%", "50%", "75%", "100%"])
    frame_axes(ax, title="Newcomers in the market", y="mean chance of choosing it")


@lru_cache(maxsize=500)
def _newcomers(sign: str, chance: float, d_positive: float, d_negative: float, degree: int, curvature: float) -> tuple[float, float]:
    """Mean chance of those who choose for the first time in month 2, and the messages they had heard.

    Of two workshops one is spoken of, because the other works at the point that is least talked about. Work does not vary,
    and the promise sets the chance before any talk.
    """
    from cxlab.market import Bonds, Brand, Buyers, Market, Ties

    gap = float(np.log(chance / (1.0 - chance)))
    brands = (
        Brand("a", quality=10.0 if sign == "good" else 3.0, heterogeneity=0.0, promise=7.0 + gap),
        Brand("b", quality=6.5, heterogeneity=0.0),
    )
    even = {"fit": 0.0, "image_spread": 0.0, "b_expectation": 0.0, "b_performance": 1.0, "b_disconfirmation": 0.0}
    talks = Bonds(d_positive=d_positive, d_negative=d_negative, talk_floor=0.0, talk_curvature=curvature, **even)
    market = Market("spoken", brands, (Buyers("all", b_promise=1.0, frequency=0.5),), Ties(degree=degree), talks)
    history = market.simulate(NEWCOMERS, periods=2, rng=SEED).history
    first = history[(history["period"] == 2) & ~history["agent"].duplicated(keep=False)]
    return float(first["chance_a"].mean()), float(first[f"{sign}_a"].mean())


def draw_bond(state: Bond, figure: Figure | None = None) -> View:
    """Left: Ponte's share with this image, and as it was. Right: the weight of experience, or the engagement stock."""
    now, start = _bond(*_without_view(state)), _bond(*_without_view(Bond()))
    figure, (left, right) = panels(figure, 1, 2, size=SIZE, margins=MARGINS)
    _shares(left, now.share[:, 0], start.share[:, 0])
    (_weights if state.right == WEIGHT else _stocks)(right, state, now, start)
    early, late = (100 * float((now.share - start.share)[part, 0].mean()) for part in (slice(0, 1), LATE))
    text = (
        f"Ponte has {now.share[0, 0]:.0%} of the purchases in the first month and {now.share[LATE, 0].mean():.0%} in the last half year. "
        f"Against the start of the demo that is {early:+.1f} and {late:+.1f} points of share."
    )
    table = pd.DataFrame(
        {
            "now": [now.share[0, 0], now.share[LATE, 0].mean(), *_weight(state), now.engagement[-1, 0], now.satisfaction[LATE, 0].mean()],
            "at the start": [start.share[0, 0], start.share[LATE, 0].mean(), *_weight(Bond()), start.engagement[-1, 0], start.satisfaction[LATE, 0].mean()],
        },
        index=[
            "share, first month", "share, last half year", "weight of experience after 3 purchases", "weight of experience after 10 purchases",
            "engagement of customers, month 24", "satisfaction, last half year (points)",
        ],
    ).round(3)  # fmt: skip
    shown = (
        "the weight of own experience rising with every purchase"
        if state.right == WEIGHT
        else "the engagement of Ponte's customers by month"
    )
    return View(figure, text, table, f"Left, Ponte's share over 24 months, now and at the start. Right, {shown}. {text}")


def _without_view(state: Bond) -> tuple[float, int, float, float, float]:
    return state.image, state.prior, state.quality, state.persistence, state.gain


def _weight(state: Bond) -> list[float]:
    return [float(bonds.experience_weight(n, prior=state.prior)) for n in (3, 10)]


def _weights(ax: Axes, state: Bond, now: Lived, start: Lived) -> None:
    n = np.arange(0, 21)
    weight = np.asarray(bonds.experience_weight(n, prior=state.prior))
    ax.fill_between(n, weight, 1, facecolor="none", edgecolor=palette.VERMILLION, hatch="///", linewidth=0, label="image")
    ax.fill_between(n, 0, weight, color=palette.BLUE, alpha=0.35, linewidth=0, label="own experience")
    ax.plot(n, weight, "-o", markersize=4, **PONTE)
    ax.set_xlim(0, 20)
    ax.set_ylim(0, 1.24)
    ax.set_yticks([0, 0.25, 0.5, 0.75, 1.0], ["0%", "25%", "50%", "75%", "100%"])
    ax.legend(loc="upper left", ncols=2, frameon=False, fontsize=NOTE, borderaxespad=0.1)
    frame_axes(ax, title="What a customer's belief rests on", x="purchases so far")


def _stocks(ax: Axes, state: Bond, now: Lived, start: Lived) -> None:
    stock, before = now.engagement[:, 0], start.engagement[:, 0]
    months = np.arange(1, MONTHS + 1)
    ax.axhline(0, color=palette.INK, linewidth=1.0)
    ax.plot(months, before, label="at the start", **BEFORE)
    ax.plot(months, stock, label="now", **PONTE)
    low, high = min(0.0, float(stock.min())), max(1.5, float(stock.max()))
    ax.set_ylim(low - 0.1 * (high - low), high + 0.25 * (high - low))
    ax.set_xlim(0, 25)
    ax.legend(loc="upper left", ncols=2, frameon=False, fontsize=NOTE, borderaxespad=0.1, handlelength=2.6)
    frame_axes(ax, title="Engagement of Ponte's customers", x="month", y="mean stock (below 0: negative)")


def _shares(ax: Axes, now: np.ndarray, start: np.ndarray, label: str = "at the start") -> None:
    months = np.arange(1, MONTHS + 1)
    ax.plot(months, start, label=label, **BEFORE)
    ax.plot(months, now, label="now", **PONTE)
    ax.set_xlim(0, 25)
    ax.set_ylim(0, 1.22)
    ax.set_yticks([0, 0.25, 0.5, 0.75, 1.0], ["0%", "25%", "50%", "75%", "100%"])
    ax.legend(loc="upper left", ncols=2, frameon=False, fontsize=NOTE, borderaxespad=0.1, handlelength=2.6)
    frame_axes(ax, title="Ponte's share of purchases", x="month")


def draw_rivals(state: Rivals, figure: Figure | None = None) -> View:
    """Left: how satisfied Ponte's buyers are (and Torre's, with the benchmark). Right: Ponte's share of purchases."""
    now, start = _rivals(*_without_benchmark(state)), _rivals(*_without_benchmark(Rivals()))
    figure, (left, right) = panels(figure, 1, 2, size=SIZE, margins=MARGINS)
    _satisfactions(left, state, now, start)
    _shares(right, now.share[:, 0], start.share[:, 0])
    change = float((now.satisfaction - start.satisfaction)[LATE, 0].mean())
    text = (
        f"In the last half year Ponte's buyers rate it {now.satisfaction[LATE, 0].mean():.2f}, {change:+.2f} against the start; "
        f"its share of purchases is {now.share[LATE, 0].mean():.1%}, {100 * float((now.share - start.share)[LATE, 0].mean()):+.1f} points."
    )
    if state.benchmark:
        text += f" Torre's buyers rate Torre {now.satisfaction[LATE, 1].mean():.2f}."
    gap = "satisfaction, Ponte less Torre (points)"
    table = pd.DataFrame(
        {"now": _late(now), "at the start": _late(start)}, index=["share", "satisfaction (points)", gap, "churn", "share of wallet by rank"]
    )
    table = table.round(3) if state.benchmark else table.drop(index=gap).round(3)
    alt = (
        f"Left, satisfaction of Ponte's buyers by month{', and of Torre' if state.benchmark else ''}. Right, Ponte's share by month. {text}"
    )
    return View(figure, text, table, alt)


def _without_benchmark(state: Rivals) -> tuple[float, float, float, float, float]:
    return state.own, state.rival, state.dearer, state.b_alternative, state.image


def _late(lived: Lived) -> list[float]:
    means = {name: getattr(lived, name)[LATE].mean(axis=0) for name in ("share", "satisfaction", "churn", "wallet")}
    gap = means["satisfaction"][0] - means["satisfaction"][1]
    return [means["share"][0], means["satisfaction"][0], gap, means["churn"][0], means["wallet"][0]]


def _satisfactions(ax: Axes, state: Rivals, now: Lived, start: Lived) -> None:
    months = np.arange(1, MONTHS + 1)
    ax.plot(months, start.satisfaction[:, 0], label="Ponte at the start", **BEFORE)
    ax.plot(months, now.satisfaction[:, 0], label="Ponte now", **PONTE)
    if state.benchmark:
        ax.plot(months, now.satisfaction[:, 1], label="Torre now", **TORRE)
    ax.set_xlim(0, 25)
    ax.set_ylim(0, 13.5)
    ax.set_yticks([0, 2, 4, 6, 8, 10])
    ax.legend(
        loc="upper left", ncols=2, frameon=False, fontsize=NOTE, borderaxespad=0.1, handlelength=2.6, labelspacing=0.3, columnspacing=1.2
    )
    frame_axes(ax, title="Satisfaction of the buyers", x="month", y="points, 0 to 10")


def draw_lock(state: Lock, figure: Figure | None = None) -> View:
    """Left: satisfaction of Ponte's buyers while things slide. Right: its share, here and where leaving costs nothing."""
    here, free = _lock(state.cost, state.slide, state.month if state.frees else 0), _lock(0.0, state.slide, 0)
    figure, (left, right) = panels(figure, 1, 2, size=SIZE, margins=MARGINS)
    months = np.arange(1, MONTHS + 1)
    left.plot(months, here.satisfaction[:, 0], **PONTE)
    left.set_xlim(0, 25)
    left.set_ylim(0, 10)
    frame_axes(left, title="Satisfaction of Ponte's buyers", x="month", y="points, 0 to 10")
    _shares(right, here.share[:, 0], free.share[:, 0], label="free to leave")
    if state.frees:
        for ax in (left, right):
            ax.plot([state.month] * 2, [0, 9.5 if ax is left else 1.02], color=palette.VERMILLION, linewidth=1.4)
    last = state.month - 1 if state.frees else MONTHS
    before, fell = slice(last - 6, last), here.satisfaction[0, 0] - here.satisfaction[last - 6 : last, 0].mean()
    text = (
        f"In months {last - 5} to {last} satisfaction is {abs(fell):.1f} points {'lower' if fell >= 0 else 'higher'} than in month 1, "
        f"and {here.churn[before, 0].mean():.0%} of customers in need leave in a month."
    )
    columns = {"here": _state_at(here, before), "leaving costs nothing": _state_at(free, before)}
    if state.frees:
        text += f" In month {state.month} leaving becomes free: {here.churn[last, 0]:.0%} leave at once."
        columns["here, once it is free"] = [float(here.satisfaction[last, 0]), float(here.churn[last, 0]), float(here.share[last, 0])]
    table = pd.DataFrame(columns, index=["satisfaction (points)", "churn (share of customers in need)", "share of purchases"]).round(3)
    return View(
        figure, text, table, f"Left, satisfaction by month. Right, Ponte's share by month, here and where leaving costs nothing. {text}"
    )


def _state_at(lived: Lived, months: slice) -> list[float]:
    return [float(getattr(lived, name)[months, 0].mean()) for name in ("satisfaction", "churn", "share")]


def _town() -> Market:
    from cxlab import market

    return market.read("mercato")


@lru_cache(maxsize=500)
def _bond(image: float, prior: int, quality: float, persistence: float, gain: float) -> Lived:
    town = _town().change("ponte", image=image, quality=quality)
    return _lived(town.change(prior=float(prior), persistence=persistence, engagement_gain=gain))


@lru_cache(maxsize=500)
def _rivals(own: float, rival: float, dearer: float, b_alternative: float, image: float) -> Lived:
    town = _town().change("ponte", quality=own, image=image, price=5.0 + dearer).change("torre", quality=rival)
    return _lived(town.change(b_alternative=b_alternative))


@lru_cache(maxsize=500)
def _lock(cost: float, slide: float, month: int) -> Lived:
    from cxlab.market import Event

    events = (Event(month, settings={"switching_cost": 0.0}),) if month else ()
    return _lived(_town().change("ponte", trend=-slide).change(switching_cost=cost, events=events))


def _lived(market: Market) -> Lived:
    table = market.simulate(AGENTS, periods=MONTHS, rng=SEED, keep=False).periods
    return Lived(*(np.nan_to_num(table[name].to_numpy(dtype=float).reshape(MONTHS, 2)) for name in Lived.__dataclass_fields__))


PARTS = (
    Part(
        "talk",
        "Two-Brand Market 1: what good and bad talk move",
        Talk(),
        draw_talk,
        controls=(
            slider("chance", "Chance of choosing it, before talk", low=0.05, high=0.95, step=0.05),
            slider("d_positive", "Part of the way that a good message moves", low=0, high=0.6, step=0.1),
            slider("d_negative", "Part of the way that a bad message moves", low=0, high=0.6, step=0.1),
            whole("degree", "Friends one hears (Relate)", unit="people", low=0, high=20, step=2),
        ),
        more=(slider("curvature", "Talk per squared point away from 6.5", low=0, high=0.05, step=0.01),),
        presets=(
            Preset(
                "hardly anybody's first choice",
                {"chance": 0.1},
                "Which of the two yellow dots is higher, and which bar is further from the grey one?",
            ),
            Preset("everybody's favourite", {"chance": 0.9}, "The same messages, the same weights. What has changed sides?"),
            Preset("the middle", {"chance": 0.5}, "Where do the two lines meet? Then give the bad message more weight than the good one."),
        ),
        question=Question(
            "A workshop that two people in ten would choose. A good and a bad message move the same part of the way. Which moves the chance more?",
            ("The good one", "The bad one", "Both the same"),
            after="Read the two yellow dots. Then move the chance from 0.2 to 0.8 and watch them.",
        ),
    ),
    Part(
        "bond",
        "Two-Brand Market 2: image, experience, engagement",
        Bond(),
        draw_bond,
        controls=(
            slider("image", "Image of Ponte", unit="points", low=5.2, high=9.2, step=0.5),
            whole("prior", "Image counts like so many purchases, k", unit="purchases", low=1, high=10),
            slider("quality", "Work of Ponte", unit="points", low=3.8, high=8.8, step=0.5),
            toggle("right", "Picture on the right", (WEIGHT, STOCK)),
        ),
        more=(
            slider("persistence", "Engagement kept from month to month", low=0.6, high=0.95, step=0.05),
            slider("gain", "Engagement gained per point above 5", low=0, high=0.6, step=0.1),
        ),
        presets=(
            Preset("all name, no work", {"image": 9.2, "quality": 5.3}, "Where do the two lines cross? Read both changes in the sentence."),
            Preset(
                "all work, no name",
                {"image": 5.2, "quality": 8.3},
                "The other way round: what does the first month show, and what the end?",
            ),
            Preset(
                "a tie that turns sour",
                {"quality": 3.8, "right": STOCK},
                "On which side of zero does the engagement of these customers end?",
            ),
        ),
        question=Question(
            "Ponte's image rises by two points, and its work gets worse by one and a half. Its share of purchases…",
            ("is higher all along", "is higher at first, lower later", "is lower all along"),
            after="Press 'all name, no work' and compare the two changes in the sentence. Then try the other preset.",
        ),
    ),
    Part(
        "rivals",
        "Two-Brand Market 3: a rival as the reference",
        Rivals(),
        draw_rivals,
        controls=(
            slider("own", "Work of Ponte", unit="points", low=4.8, high=9.2, step=0.2),
            slider("rival", "Work of Torre", unit="points", low=5.4, high=9.4, step=0.2),
            slider("dearer", "Ponte is dearer by", unit="points of price", low=-2, high=3, step=0.5),
            switch("benchmark", "Show Torre in the survey: the benchmark"),
        ),
        more=(
            slider("b_alternative", "Weight of the best rival", low=0, high=1, step=0.2),
            slider("image", "Image of Ponte", unit="points", low=5.2, high=9.2, step=0.5),
        ),
        presets=(
            Preset("both improve", {"own": 7.4, "rival": 8.8}, "Read the survey on the left, then the share on the right."),
            Preset("only Ponte improves", {"own": 7.4}, "The same work of Ponte as before. Where does the share go now?"),
            Preset(
                "two alike",
                {"own": 7.4, "image": 5.7},
                "Work and name are now alike, so little but price sets them apart. Move the price and watch the share.",
            ),
        ),
        question=Question(
            "Ponte improves its work by 0.6 points, Torre by 1.4. What does Ponte see after two years?",
            ("Satisfaction and share both rise", "Satisfaction rises, share falls", "Both fall"),
            after="Press 'both improve'. Then tick the benchmark: what would the survey have had to ask?",
        ),
    ),
    Part(
        "lock",
        "Two-Brand Market 4: customers who cannot leave",
        Lock(),
        draw_lock,
        controls=(
            slider("cost", "Cost of leaving", unit="points", low=0, high=5, step=0.5),
            slider("slide", "Ponte's work gets worse each month by", unit="points", low=0, high=0.3, step=0.05),
            switch("frees", "Leaving becomes free"),
            whole("month", "in month", unit="month", low=8, high=24),
        ),
        presets=(
            Preset("quiet customers", {"cost": 5.0}, "Which of the two pictures would a manager who counts customers look at?"),
            Preset("the door opens", {"cost": 5.0, "frees": True}, "Find the red line. How long did the warning last, and where was it?"),
            Preset("free to go", {"cost": 0.0}, "The same work as in 'quiet customers'. What does the share tell now?"),
        ),
        question=Question(
            "Work gets worse month by month and leaving is dear. What does a manager see who looks at churn only?",
            ("Little, for a long time", "A slow, steady rise", "A flood in the first months"),
            after="Press 'quiet customers', then 'the door opens'.",
        ),
    ),
)
