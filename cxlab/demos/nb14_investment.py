"""Unit 14, the Investment Desk: from a point of satisfaction to money, where to spend, and where to stop."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from cxlab.decisions import Allocation, Economics, invest, marginal_roi, regret, roi
from cxlab.demos._parts import Part, Preset, Question, View, choice, grid, panels, slider, switch, whole
from cxlab.plots import palette
from cxlab.plots.canvas import BODY, NOTE, frame_axes, write
from cxlab.results import Result

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

SEED = 14
ANSWERS = 600
THOUSAND = 1000.0
NAMES = ("eye_test", "frame_advice", "fitting", "payment", "reminder")
WORDS = tuple(name.replace("_", " ") for name in NAMES)
COSTS = {  # headroom in points, money that wins 63% of it: assumed by the kit
    "eye_test": (1.0, 130_000.0),
    "frame_advice": (1.6, 80_000.0),
    "fitting": (1.2, 80_000.0),
    "payment": (0.8, 40_000.0),
    "reminder": (1.5, 30_000.0),
}
CUSTOMERS = 12_000
OWN, OLS, LMG, PENALTY, MAP, NO_COSTS, TRUTH = (
    "your own split",
    "least squares (OLS)",
    "shares of R2 (LMG)",
    "penalty and reward",
    "priority map",
    "OLS, costs forgotten",
    "the truth",
)
METHODS = {LMG: "lmg", PENALTY: "penalty_reward"}
BUDGETS = tuple(range(0, 601, 25))
SIZE = (7.6, 3.3)
MARGINS = (0.095, 0.165, 0.985, 0.89)
DESK = (0.145, 0.165, 0.985, 0.89)


@dataclass(frozen=True)
class Chain:
    """One improvement: points of satisfaction won, what it costs, and how customers react."""

    gain: float = 0.6
    cost: int = 200
    per_point: float = 3.0
    unsure: bool = True
    margin: int = 110
    retention: int = 78
    discount: int = 10
    referral: int = 0
    zone: bool = False


@dataclass(frozen=True)
class Desk:
    """A budget, what it is shared out by, and whether the truth is shown."""

    evidence: str = OWN
    noisy: bool = True
    reveal: bool = False
    budget: int = 250
    split: tuple[tuple[int], ...] = ((50,), (50,), (50,), (50,), (50,))


@dataclass(frozen=True)
class Stop:
    """A budget that is always shared out in the best way, and the firm's numbers."""

    budget: int = 400
    per_point: float = 3.0
    margin: int = 110
    referral: int = 0
    retention: int = 78
    zone: bool = False


def draw_chain(state: Chain, figure: Figure | None = None) -> View:
    """Left: what it costs and what it brings. Right: every ROI that is possible by what is known."""
    firm, spread = _firm(state, unsure=state.unsure), 0.3 if state.unsure else 0.0
    found = roi((state.gain - spread, state.gain + spread), state.cost * THOUSAND, firm, level=0.9, rng=SEED)
    row, chain = found.rows[0], firm.chain(state.gain)["change"]
    low, high = (row.value, row.value) if np.isnan(row.low) else (row.low, row.high)
    figure, (left, right) = panels(figure, 1, 2, size=SIZE, margins=MARGINS)
    _cost_and_value(left, state.cost, [state.cost * (1 + end) for end in (low, row.value, high)])
    _returns(right, found.detail["draws"], row.value)
    chance = found.detail["probability"]
    text = (
        f"A gain of {state.gain:g} points for {state.cost} thousand euros: retention moves by {100 * chain['retention']:+.1f} points of a hundred, "
        f"the middle ROI is {row.value:.0%}"
    )
    text += (
        f", nine draws of ten lie between {low:.0%} and {high:.0%}, and the chance that it pays is {chance:.0%}." if state.unsure else "."
    )
    rows = {
        "retention, change (share)": chain["retention"],
        "lifetime value of a customer, change (euros)": chain["lifetime value of a customer"],
        "added value (thousand euros)": found.detail["added value"] / THOUSAND,
        "ROI, middle": row.value,
        "ROI, low end": low,
        "ROI, high end": high,
        "chance that it pays": chance,
    }
    alt = f"Left, two bars: cost and added value. Right, {'a histogram of ROI with a line at 0' if state.unsure else 'one ROI and a line at 0'}. {text}"
    return View(figure, text, _column(rows), alt)


def _firm(state: Chain | Stop, *, unsure: bool) -> Economics:
    """The opticians; where people are unsure, retention may be 5 points off and the reaction by half."""
    kept, slope = state.retention / 100, state.per_point / 100
    return Economics(
        customers=CUSTOMERS,
        margin=float(state.margin),
        retention=(kept - 0.05, kept + 0.05) if unsure else kept,
        per_point=(slope / 2, 1.5 * slope) if unsure else slope,
        discount=getattr(state, "discount", 10) / 100,
        referral=float(state.referral),
        satisfaction=7.0 if state.zone else None,
        zone=(6.5, 7.5) if state.zone else None,
    )


def _cost_and_value(ax: Axes, cost: float, ends: list[float]) -> None:
    ax.bar([0, 1], [cost, ends[1]], color=[palette.ORANGE, palette.BLUE], width=0.55)
    ax.plot([1, 1], [ends[0], ends[2]], color=palette.INK, linewidth=2)
    top = max(cost, *ends, 1.0)
    ax.set_ylim(min(0.0, 1.1 * min(ends)), 1.15 * top)
    ax.set_xlim(-0.6, 1.6)
    ax.set_xticks([0, 1], ["cost", "added value"])
    ax.locator_params(axis="y", nbins=5)
    frame_axes(ax, title="In and out", y="thousand euros", lines="y")


def _returns(ax: Axes, draws: np.ndarray, middle: float) -> None:
    shown = np.clip(100 * draws, -150, 400)
    if np.ptp(draws) > 0:
        counts, edges = np.histogram(shown, bins=np.arange(-150, 401, 10))
        ax.stairs(counts, edges, fill=True, color=palette.SKY)
    else:
        counts = np.array([1])
        ax.plot([shown[0]] * 2, [0, 1], color=palette.BLUE, linewidth=5)
    ax.axvline(0, ymax=0.84, color=palette.VERMILLION, linewidth=2, label="just pays")
    at = float(np.clip(100 * middle, -150, 400))
    ax.axvline(at, ymax=0.84, color=palette.INK, linewidth=1.6, linestyle=palette.DASHES[1], label="middle")
    ax.set_xlim(-155, 405)
    ax.set_ylim(0, 1.25 * counts.max())
    ax.set_xticks([-100, 0, 100, 200, 300, 400])
    ax.set_yticks([])
    ax.legend(loc="upper right", ncols=2, frameon=False, fontsize=NOTE, borderaxespad=0.1, handlelength=1.6)
    frame_axes(ax, title="What is possible", x="ROI (%)", y="draws")


def draw_desk(state: Desk, figure: Figure | None = None) -> View:
    """Left: how much each touchpoint matters by this evidence. Right: the money. Both against the truth when asked for."""
    weights, plan = _plan(state.evidence, state.noisy, state.budget, state.split)
    lost = regret(plan, _truth())
    oracle, gains = lost.detail["oracle"], lost.detail["gain"]
    figure, (left, right) = panels(figure, 1, 2, size=SIZE, margins=DESK)
    shares = [None if weights is None else _shares(weights), _shares(_weights(_truth())) if state.reveal else None]
    _bars(left, shares, "Weight", "share of all weights (%)", names=True)
    _bars(right, [plan.spend / THOUSAND, oracle.spend / THOUSAND if state.reveal else None], "Money", "thousand euros", names=False)
    most = WORDS[int(plan.spend.argmax())]
    text = f"{state.budget} thousand euros by {state.evidence}: most goes to {most}, {plan.spend.max() / THOUSAND:.0f} thousand."
    if np.ptp(plan.spend) < 1.0:
        text = f"{state.budget} thousand euros by {state.evidence}: every touchpoint gets the same."
    if plan.spend.sum() == 0:
        text = f"{state.evidence.capitalize()} spends nothing here."
    columns = {"money (thousand euros)": [*plan.spend / THOUSAND]}
    index = list(WORDS)
    if state.reveal:
        chance = roi(max(gains["chosen"], 0.0), state.budget * THOUSAND, _known_firm(True), rng=SEED).detail["probability"]
        text += (
            f" In truth it wins {gains['chosen']:.2f} points where {gains['oracle']:.2f} were to be had, and pays with a chance of {chance:.0%}. "
            f"The regret is {lost.detail['money'] / THOUSAND:.1f} thousand euros."
        )
        columns = {
            "money (thousand euros)": [*columns["money (thousand euros)"], gains["chosen"], chance, lost.detail["money"] / THOUSAND],
            "the oracle": [*oracle.spend / THOUSAND, gains["oracle"], np.nan, 0.0],
        }
        index += ["gain (points)", "chance that it pays", "regret (thousand euros)"]
    said = "bars" if weights is not None else "no bars, because no evidence was used"
    alt = f"Left, weights by touchpoint: {said}{' and rings for the truth' if state.reveal else ''}. Right, bars of money. {text}"
    return View(figure, text, pd.DataFrame(columns, index=index).round(2), alt)


@lru_cache(maxsize=512)
def _plan(evidence: str, noisy: bool, budget: int, split: tuple[tuple[int], ...]) -> tuple[np.ndarray | None, Allocation]:
    """What the evidence says of each touchpoint (None where none was used), and the spending it leads to."""
    money, firm = budget * THOUSAND, _known_firm(False)
    best = invest(money, _truth(), COSTS, firm)
    if evidence == TRUTH:
        return _weights(_truth()), best
    if evidence == OWN:
        own = np.array([row[0] for row in split], dtype=float)
        return None, _spent(best, own * money / own.sum() if own.sum() > 0 else own)
    if evidence == MAP:
        first = _survey_map(noisy)
        weights = np.array([row.value if row.name in first.improve_first else 0.0 for row in first.rows])
        return weights, _spent(best, money * weights / weights.sum() if weights.sum() > 0 else weights)
    fit = _fit(METHODS.get(evidence, "ols"), noisy)
    chosen = invest(money, fit, COSTS, firm)
    weights = np.array([fit.what_if({name: 1.0}).value for name in NAMES]) if evidence == PENALTY else _weights(fit)
    return weights, _spent(best, money * _shares(weights) / 100) if evidence == NO_COSTS else chosen


def _spent(plan: Allocation, spend: np.ndarray) -> Allocation:
    """The same budget, spent otherwise."""
    return replace(plan, rows=tuple(replace(row, value=float(x)) for row, x in zip(plan.rows, spend, strict=True)))


def _weights(found: Result) -> np.ndarray:
    return np.array([found[name].value for name in NAMES])


def _shares(weights: np.ndarray) -> np.ndarray:
    return 100 * weights / max(float(weights.sum()), 1e-9)


@cache
def _lived() -> Any:
    from cxlab.worlds import world

    return world("panel").simulate(ANSWERS, rng=SEED)


@cache
def _truth() -> Result:
    return _lived().truth.weights


@cache
def _fit(method: str, noisy: bool) -> Any:
    """Drivers from one survey; the noisy item on the eye test carries little but error."""
    from cxlab.estimators import drivers

    sure = {"touchpoints": 0.8, "eye_test": 0.3 if noisy else 0.8}
    answers = _lived().ask(["overall", "touchpoints"], reliability=sure, rng=SEED)
    return drivers(answers, "overall", list(NAMES), method=method)


@cache
def _survey_map(noisy: bool) -> Any:
    from cxlab.estimators import priority_map

    return priority_map(_fit("ols", noisy))


@cache
def _known_firm(unsure: bool) -> Economics:
    return _firm(Chain(), unsure=unsure)


def _bars(ax: Axes, values: list[np.ndarray | None], title: str, x: str, *, names: bool) -> None:
    """Bars for what was found or spent, rings for the truth or the oracle."""
    at = np.arange(len(NAMES))
    chosen, best = values
    if chosen is None:
        write(ax, "no evidence used", (20, 2.4 if best is None else -0.62), size=BODY)
    else:
        ax.barh(at, chosen, color=palette.BLUE, height=0.6, label="chosen" if best is not None else None)
    if best is not None:
        style = {"markersize": 10, "color": palette.YELLOW, "markeredgecolor": palette.INK, "linestyle": "none"}
        ax.plot(best, at, "o", label="by the truth", **style)
        ax.legend(loc="lower right", frameon=False, fontsize=NOTE, borderaxespad=0.1, handletextpad=0.2)
    ax.set_xlim(0, 1.15 * max(40.0, *(float(v.max()) for v in values if v is not None)) if chosen is not None or best is not None else 40)
    ax.set_ylim(len(NAMES) - 0.3 + (0.9 if best is not None else 0), -0.9)
    ax.set_yticks(at, [word.replace(" ", "\n") for word in WORDS] if names else [""] * len(NAMES))
    ax.locator_params(axis="x", nbins=5)
    frame_axes(ax, title=title, x=x, lines="x")


def draw_stop(state: Stop, figure: Figure | None = None) -> View:
    """Left: what the next euro brings at each budget. Right: what is left when the cost is paid."""
    firm = _firm(state, unsure=False)
    curve = marginal_roi([b * THOUSAND for b in BUDGETS], _truth(), COSTS, firm)
    best = curve.detail["best"] / THOUSAND
    gains = np.array([_best_gain(budget) for budget in (*BUDGETS, state.budget)])
    net = firm.added_value(gains) / THOUSAND - np.array([*BUDGETS, state.budget])
    next_euro = np.array([row.value for row in curve.rows])
    here = float(np.interp(state.budget, BUDGETS, next_euro))
    figure, (left, right) = panels(figure, 1, 2, size=SIZE, margins=MARGINS)
    _line(left, state.budget, best, next_euro, here, "The next euro", "gain of the next euro")
    _line(right, state.budget, best, net[:-1], float(net[-1]), "What is left after the cost", "thousand euros")
    text = f"At {state.budget} thousand euros the next euro earns {here:+.2f} after paying for itself; {net[-1]:+.0f} thousand remain when the cost is paid. "
    text += f"The budget that leaves most is {best:.0f} thousand." if best > 0 else "No budget pays: the best is to spend nothing."
    top = float(firm.added_value(_best_gain(round(best)))) / THOUSAND - round(best)
    rows = {
        "gain of the next euro here": here,
        "left here (thousand euros)": net[-1],
        "budget that leaves most (thousand euros)": best,
        "left there (thousand euros)": top,
    }
    alt = f"Two lines against the budget. Left, the gain of the next euro falls from {next_euro[0]:.2f} to {next_euro[-1]:.2f}. {text}"
    return View(figure, text, _column(rows), alt)


@lru_cache(maxsize=1024)
def _best_gain(budget: int) -> float:
    return invest(budget * THOUSAND, _truth(), COSTS).gain() if budget else 0.0


def _line(ax: Axes, budget: int, best: float, values: np.ndarray, here: float, title: str, y: str) -> None:
    low, high = min(0.0, float(values.min())), max(0.0, float(values.max()))
    room = max(high - low, 0.1)
    ax.plot(BUDGETS, values, color=palette.BLUE, linewidth=2.4)
    ax.axhline(0, color=palette.VERMILLION, linewidth=1.6)
    ax.axvline(best, ymax=0.84, color=palette.QUIET, linewidth=1.6, linestyle=palette.DASHES[1], label=f"best: {best:.0f}")
    ax.plot(budget, here, "o", markersize=10, color=palette.YELLOW, markeredgecolor=palette.INK, linestyle="none", label=f"yours: {budget}")
    ax.set_xlim(-15, 615)
    ax.set_ylim(low - 0.08 * room, high + 0.35 * room)
    ax.locator_params(axis="y", nbins=5)
    ax.legend(loc="upper right", ncols=2, frameon=False, fontsize=NOTE, borderaxespad=0.1, handlelength=1.6)
    frame_axes(ax, title=title, x="budget (thousand euros)", y=y)


def _column(rows: dict[str, float]) -> pd.DataFrame:
    return pd.DataFrame({"value": [round(float(value), 1 if "euros" in name else 3) for name, value in rows.items()]}, index=list(rows))


PARTS = (
    Part(
        "chain",
        "Investment Desk 1: from a point of satisfaction to money, and how sure that is",
        Chain(),
        draw_chain,
        controls=(
            slider("gain", "Satisfaction gained", unit="points", low=0, high=2, step=0.1),
            whole("cost", "Cost", unit="thousand euros", low=50, high=500, step=50),
            slider("per_point", "Retention gained per point", unit="points of a hundred", low=0, high=5, step=0.5),
            switch("unsure", "Nobody knows these numbers exactly"),
        ),
        more=(
            whole("margin", "Margin of a customer", unit="euros a year", low=50, high=200, step=10),
            whole("retention", "Customers who stay today", unit="%", low=60, high=90),
            whole("discount", "Discount rate", unit="%", low=0, high=20),
            whole("referral", "Referrals, per customer and point", unit="euros", low=0, high=20),
            switch("zone", "Customers do not react within half a point of today"),
        ),
        presets=(
            Preset("one number", {"unsure": False}, "One ROI, above zero. What does it hide?"),
            Preset("a faithful market", {"per_point": 1.0}, "Customers stay whatever happens. Does the same gain still pay?"),
            Preset("nobody notices", {"gain": 0.5, "zone": True, "unsure": False}, "Half a point better, and customers do not react."),
            Preset("friends bring friends", {"referral": 10}, "Advocacy counts: how far does the picture move?"),
        ),
        question=Question(
            "With the numbers taken as exact, an improvement returns 35 cents on each euro. Now admit that gain and reaction are uncertain. How "
            "sure is it that it pays?",
            ("Nearly sure, above 95 in 100", "Likely, but no more than 4 in 5", "A coin toss"),
            after="Look at the part of the histogram that lies left of the red line, and at the last row of the table.",
        ),
    ),
    Part(
        "desk",
        "Investment Desk 2: where the money should go, and what a wrong guess costs",
        Desk(),
        draw_desk,
        controls=(
            choice("evidence", "Money goes by", (OWN, OLS, LMG, PENALTY, MAP, NO_COSTS, TRUTH)),
            switch("noisy", "The question on the eye test is a noisy one"),
            switch("reveal", "Reveal the truth"),
            whole("budget", "Budget", unit="thousand euros", low=50, high=500, step=50),
        ),
        more=(grid("split", "Your own split (scaled to the budget)", rows=WORDS, columns={"thousand euros": (0, 250, 10)}),),
        presets=(
            Preset(
                "importance is priority",
                {"evidence": NO_COSTS, "noisy": False, "reveal": True},
                "Money by weight alone: compare the bars with the dots.",
            ),
            Preset("a noisy question", {"evidence": OLS, "reveal": True}, "Where is the eye test now, and what does that cost?"),
            Preset("the question mended", {"evidence": OLS, "noisy": False, "reveal": True}, "The same method with one better question."),
            Preset("the oracle", {"evidence": TRUTH, "reveal": True}, "Most weight and most money: the same touchpoint?"),
        ),
        question=Question(
            "The eye test weighs most. Somebody who knew the truth and all costs would put most money...",
            ("on the eye test, because it weighs most", "on another touchpoint", "on all five alike"),
            after="Choose 'the truth' and tick 'Reveal the truth'. Compare the longest bar on the left with the longest on the right.",
        ),
    ),
    Part(
        "stop",
        "Investment Desk 3: where the next euro stops paying",
        Stop(),
        draw_stop,
        controls=(
            whole("budget", "Budget", unit="thousand euros", low=0, high=600, step=25),
            slider("per_point", "Retention gained per point", unit="points of a hundred", low=0.5, high=5, step=0.5),
            whole("margin", "Margin of a customer", unit="euros a year", low=50, high=200, step=10),
            whole("referral", "Referrals, per customer and point", unit="euros", low=0, high=20),
        ),
        more=(
            whole("retention", "Customers who stay today", unit="%", low=60, high=90),
            switch("zone", "Customers do not react within half a point of today"),
        ),
        presets=(
            Preset("obsessed", {"budget": 600}, "Everything for the customer. What does the last euro bring?"),
            Preset("it never pays", {"per_point": 1.0, "margin": 70}, "Where is the best budget now?"),
            Preset("friends pay their share", {"referral": 20}, "Referrals push the stopping point. Which way?"),
        ),
        question=Question(
            "The budget grows and is always shared out in the best way. What does the next euro bring?",
            ("Always about the same", "More and more, as improvements add up", "Less and less, in the end less than it costs"),
            after="Follow the line on the left until it crosses the red one.",
        ),
    ),
)
