"""Unit 02, the Service-Attribute Lab: uneven quality, places that cannot be stored, the four realms, and the price of being alike."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from statistics import NormalDist
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cxlab import vocabulary
from cxlab.demos._parts import Part, Preset, Question, View, choice, panels, slider, switch, whole
from cxlab.mechanisms import asymmetry, bonds, expectation, services, value
from cxlab.plots import palette, realms
from cxlab.plots.canvas import NOTE, frame_axes, write

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

SEED = 2
GUESTS, SHOWN, DAYS = 1000, 300, 30
SIZE = (7.4, 3.3)
MARGINS = (0.085, 0.165, 0.985, 0.88)
SPOT = 0.22  # radius of the sweet spot in the picture
PRICES = (0.1, 0.4, 1.5, 6.0, 20.0)  # invented: a cup of coffee at each step
LIKENESS = (0.9, 0.75, 0.5, 0.25, 0.1)  # assumed: how alike buyers find the offers of two firms at each step
EXCESSES = tuple(np.arange(-12, 13) / 4)


@dataclass(frozen=True)
class Service:
    """How uneven, how hard to judge beforehand, how much the guest's own part matters, and how losses are felt."""

    heterogeneity: float = 0.5
    intangibility: float = 0.5
    coproduction: float = 0.5
    losses_hurt_more: bool = True
    mean: float = 7.0
    competence: float = 1.0


@dataclass(frozen=True)
class Tour:
    """The guided tour of the museum: places a day, visitors a day and how they vary, and whether an empty place can be kept."""

    capacity: int = 40
    demand: int = 40
    swing: float = 10.0
    perishability: float = 1.0


@dataclass(frozen=True)
class Offering:
    """Where an offering lies on the two axes of the four realms."""

    participation: float = -0.4
    absorption: float = -0.4


@dataclass(frozen=True)
class Rivalry:
    """Two firms on the same step: how much better ours is, and how much dearer."""

    step: str = "services"
    excess: float = 0.5
    better: float = 0.0


# Part 1: quality that varies


def draw_quality(state: Service, figure: Figure | None = None) -> View:
    """Left: what guests get. Right: what they expected against what they got."""
    z_firm, z_guest, z_cue = _luck(GUESTS)
    got = services.delivered(
        state.mean,
        z_firm,
        heterogeneity=state.heterogeneity,
        coproduction=state.coproduction,
        competence=state.competence,
        customer_luck=z_guest,
    )
    expected = services.signal(np.full(GUESTS, state.mean), z_cue, intangibility=state.intangibility)
    factor = 2.0 if state.losses_hurt_more else 1.0
    weights = {"b_expectation": 0.0, "b_performance": 1.0, "b_disconfirmation": 1.0}
    felt = expectation.satisfaction(expected, got, loss_aversion=factor, **weights)
    moved = float(np.mean(asymmetry.prospect(got - expected, loss_aversion=factor, alpha=1.0)))
    rows = {
        "mean quality delivered (points)": float(np.mean(got)),
        "spread of quality delivered (points)": float(np.std(got)),
        "get less than expected (share)": float(np.mean(got < expected)),
        "mean satisfaction (points)": float(np.mean(felt)),
        "spread of satisfaction (points)": float(np.std(felt)),
        "satisfaction moved by surprises (points)": moved,
    }
    figure, (left, right) = panels(figure, 1, 2, size=SIZE, margins=(0.105, 0.165, 0.985, 0.88))
    _histogram(left, got, float(np.mean(felt)))
    _expected_and_got(right, np.asarray(expected)[:SHOWN], np.asarray(got)[:SHOWN])
    text = (
        f"Guests get {rows['mean quality delivered (points)']:.2f} on average, with a spread of {rows['spread of quality delivered (points)']:.2f}; "
        f"{rows['get less than expected (share)']:.0%} get less than they expected. Mean satisfaction is {rows['mean satisfaction (points)']:.2f}: "
        f"surprises moved it by {moved + 0.0:+.2f}."
    )
    alt = (
        "Left, a histogram of quality delivered, with the mean of quality and of satisfaction marked. Right, dots of quality "
        f"delivered against quality expected, with the line on which both are equal. {text}"
    )
    return View(figure, text, _column(rows), alt)


@cache
def _luck(count: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The same guests (or days) at every move: evenly spaced normal quantiles in three orders, so that means are exact."""
    z = np.array([NormalDist().inv_cdf((k + 0.5) / count) for k in range(count)])
    rng = np.random.default_rng(SEED)
    return rng.permutation(z), rng.permutation(z), rng.permutation(z)


def _histogram(ax: Axes, got: np.ndarray, felt: float) -> None:
    edges = np.arange(-1.25, 16, 0.5)
    counts, _ = np.histogram(got, edges)
    ax.stairs(counts, edges, fill=True, color=palette.SKY)
    ax.stairs(counts, edges, color=palette.BLUE, linewidth=1.4)
    top = 1.35 * counts.max()
    mean = float(np.mean(got))
    ax.plot([mean, mean], [0, 1.04 * counts.max()], color=palette.INK, linewidth=2)
    ax.plot([felt, felt], [0, 1.04 * counts.max()], color=palette.VERMILLION, linewidth=2.4, linestyle=palette.DASHES[1])
    write(ax, "- - mean satisfaction", (0.01, 0.96), ha="left", va="top", colour=palette.VERMILLION, of_axes=True)
    write(ax, "mean quality", (0.99, 0.96), ha="right", va="top", of_axes=True)
    ax.set_xlim(-1, 15)
    ax.set_xticks([0, 5, 10])
    ax.set_ylim(0, top)
    frame_axes(ax, title="What guests get", x="quality (points)", y="guests")


def _expected_and_got(ax: Axes, expected: np.ndarray, got: np.ndarray) -> None:
    short = got < expected
    ax.plot([-5, 20], [-5, 20], color=palette.QUIET, linewidth=1.2)
    ax.plot(expected[~short], got[~short], "o", color=palette.BLUE, markersize=3.4, alpha=0.7, markeredgewidth=0)
    ax.plot(expected[short], got[short], "v", color=palette.VERMILLION, markersize=4.4, alpha=0.7, markeredgewidth=0)
    write(ax, "more than expected", (0.02, 0.96), ha="left", va="top", colour=palette.BLUE, of_axes=True)
    write(ax, "less than expected", (0.98, 0.05), ha="right", va="bottom", colour=palette.VERMILLION, of_axes=True)
    ax.set_xlim(-1, 15)
    ax.set_ylim(-1, 15)
    ax.set_xticks([0, 5, 10])
    ax.set_yticks([0, 5, 10])
    frame_axes(ax, title="Expected and delivered", x="quality expected (points)", y="quality delivered (points)")


# Part 2: places that cannot be stored


def draw_capacity(state: Tour, figure: Figure | None = None) -> View:
    """Left: thirty days. Right: their totals."""
    demand = _demand(state.demand, state.swing)
    served = np.asarray(services.served(np.full(DAYS, state.capacity), demand))
    idle = state.capacity - served
    away = np.asarray(services.turned_away(np.full(DAYS, state.capacity), demand))
    totals = services.days(state.capacity, demand, perishability=state.perishability)
    both = idle.sum() > 0 and away.sum() > 0
    figure, (left, right) = panels(figure, 1, 2, size=SIZE, margins=MARGINS, widths=(1.5, 1.0), gap=(0.46, 0.45))
    _month(left, served, idle, away, state.capacity)
    _totals(right, totals)
    text = (
        f"In 30 days {totals['served']:.0f} visitors are guided, {totals['idle']:.0f} places stay empty and {totals['turned_away']:.0f} visitors are "
        f"turned away; {totals['utilisation']:.0%} of the places are used. "
        + ("Empty places and people at the door occur in one and the same month." if both else "")
    ).strip()
    rows = {
        "guided (visitors)": totals["served"],
        "empty places": totals["idle"],
        "empty places, lost for good": totals["lost"],
        "turned away (visitors)": totals["turned_away"],
        "places used (share)": totals["utilisation"],
    }
    alt = (
        f"Left, thirty days: visitors guided, empty places up to the capacity of {state.capacity}, and visitors turned away above it. "
        f"Right, the totals as bars. {text}"
    )
    return View(figure, text, _column(rows), alt)


def _demand(mean: int, swing: float) -> np.ndarray:
    return np.maximum(np.round(mean + swing * _luck(DAYS)[0]), 0.0)


def _month(ax: Axes, served: np.ndarray, idle: np.ndarray, away: np.ndarray, capacity: int) -> None:
    edges = np.arange(DAYS + 1) + 0.5
    ax.stairs(served, edges, fill=True, color=palette.BLUE)
    ax.stairs(served + idle, edges, baseline=served, fill=True, facecolor=palette.FAINT, hatch="///", edgecolor=palette.QUIET, linewidth=0)
    ax.stairs(served + away, edges, baseline=served, fill=True, color=palette.ORANGE)
    ax.axhline(capacity, color=palette.INK, linewidth=1.4)
    ax.set_xlim(0.5, DAYS + 0.5)
    ax.set_ylim(0, 112)
    for number, (name, colour) in enumerate((("guided", palette.BLUE), ("empty, hatched", palette.FAINT), ("turned away", palette.ORANGE))):
        left = (0.02, 0.25, 0.68)[number]
        ax.plot([left, left + 0.04], [0.95, 0.95], color=colour, linewidth=7, transform=ax.transAxes, solid_capstyle="butt")
        write(ax, name, (left + 0.055, 0.95), ha="left", of_axes=True)
    frame_axes(ax, title="Thirty days", x="day", y="visitors and places")


def _totals(ax: Axes, totals: dict[str, float]) -> None:
    kept = totals["idle"] - totals["lost"]
    values = [totals["turned_away"], kept, totals["lost"], totals["served"]]
    names = ["turned away", "empty, kept", "empty, lost", "guided"]
    bars = ax.barh(names, values, color=[palette.ORANGE, palette.PAPER, palette.FAINT, palette.BLUE], edgecolor=palette.QUIET)
    for bar, hatch in zip(bars, ("", "", "///", ""), strict=True):
        bar.set_hatch(hatch)
    for place, number in enumerate(values):
        write(ax, f"{number:.0f}", (number, place), shift=(4, 0), ha="left")
    ax.set_xlim(0, 1.3 * max(*values, 1.0))
    frame_axes(ax, title="In all", x="visitors or places")


# Part 3: the four realms


def draw_realms(state: Offering, figure: Figure | None = None) -> View:
    """The plane of the four realms with one offering on it."""
    figure, (ax,) = panels(figure, 1, 1, size=(6.4, 4.5), margins=(0.03, 0.03, 0.97, 0.91))
    realms(vocabulary.realms(), ax)
    ax.plot(state.participation, state.absorption, "D", markersize=13, color=palette.VERMILLION, markeredgecolor=palette.INK, zorder=5)
    where, share = _place(state)
    text = f"Participation is {state.participation:+g} (passive -1, active +1), absorption {state.absorption:+g} (immersion -1, absorption +1): {where}."
    table = pd.DataFrame({"value": share}, index=["participation", "absorption", "distance from the middle"])
    alt = f"The four realms on two axes, passive to active and immersion to absorption, with the sweet spot in the middle and one offering as a diamond. {text}"
    return View(figure, text, table, alt)


def _place(state: Offering) -> tuple[str, list[float]]:
    """The realm in words, and the numbers behind it."""
    distance = float(np.hypot(state.participation, state.absorption))
    numbers = [state.participation, state.absorption, round(distance, 2)]
    if distance <= SPOT:
        return "in the sweet spot, where the four meet", numbers
    if state.participation == 0 or state.absorption == 0:
        return "on the line between two realms", numbers
    side = (np.sign(state.participation), np.sign(state.absorption))
    realm = next(r for r in vocabulary.realms() if (r.participation, r.absorption) == side)
    return f"{realm.name} ({realm.name_it}), {realm.note}", numbers


# Part 4: the price of being alike


def draw_price(state: Rivalry, figure: Figure | None = None) -> View:
    """Left: the progression of value, with invented prices. Right: who chooses us at each price difference."""
    model = vocabulary.progression()
    at = model.keys.index(state.step)
    share, commodity = _chosen(state, at, state.excess), _chosen(state, 0, state.excess)
    lost = share - _chosen(state, at, state.excess + 0.25)
    figure, (left, right) = panels(figure, 1, 2, size=SIZE, margins=MARGINS)
    _stairs(left, [member.key for member in model], at)
    if at:
        right.plot(
            EXCESSES,
            [_chosen(state, 0, e) for e in EXCESSES],
            color=palette.QUIET,
            linestyle=palette.DASHES[1],
            linewidth=2,
            label="commodities",
        )
    right.plot(EXCESSES, [_chosen(state, at, e) for e in EXCESSES], color=palette.BLUE, linewidth=2.4, label=state.step)
    right.plot(state.excess, share, "o", markersize=10, color=palette.YELLOW, markeredgecolor=palette.INK)
    right.set_ylim(0, 1.28)
    right.set_yticks([0, 0.25, 0.5, 0.75, 1.0], ["0%", "25%", "50%", "75%", "100%"])
    right.legend(loc="upper center", ncols=2, frameon=False, fontsize=NOTE, borderaxespad=0.1, columnspacing=1.2)
    frame_axes(right, title="Who chooses us", x="our price above the rival's (euros)", y="share of buyers")
    merit = f"is worth {state.better:g} more to a buyer" if state.better else "is as good as the other"
    beside = f" (among commodities {commodity:.0%})" if at else ""
    text = (
        f"Our price is {state.excess:+g} euros against the rival's, and our offer {merit}. Among {state.step} "
        f"{share:.0%} of buyers choose us{beside}; a quarter of a euro more would cost {100 * lost:.0f} points of share."
    )
    rows = {
        "likeness of the two offers (0 to 1, assumed)": LIKENESS[at],
        "choose us (share)": share,
        "choose us, were it a commodity (share)": commodity,
        "lost with 0.25 euros more (share)": lost,
    }
    alt = (
        f"Left, a staircase of five steps from commodities to transformations with invented prices, the step {state.step} marked. "
        f"Right, the share that chooses us against the price difference. {text}"
    )
    return View(figure, text, _column(rows), alt)


def _chosen(state: Rivalry, step: int, excess: float) -> float:
    """Share that chooses us: the logit of the kit, steeper the more alike the two offers are."""
    ours = value.net_value(state.better, excess, alternatives=[0.0])
    return float(bonds.repurchase(0.0, image=0.0, constant=0.0, relative_value=ours, b_value=0.5 / (1.0 - LIKENESS[step])))


def _stairs(ax: Axes, names: list[str], at: int) -> None:
    colours = [palette.BLUE if place == at else palette.LEVELS[-2] for place in range(len(names))]
    heights = [4.0 + place for place in range(len(names))]
    ax.bar(range(len(names)), heights, width=0.97, color=colours)
    for place, (name, height) in enumerate(zip(names, heights, strict=True)):
        write(ax, f"{PRICES[place]:.2f} €", (place, height), shift=(0, 4), va="bottom")
        ax.text(place, 0.12, name, rotation=90, ha="center", va="bottom", fontsize=NOTE, color=palette.text_on(colours[place]))
    ax.set_xticks([])
    ax.set_yticks([])
    ax.set_ylim(0, 9.0)
    frame_axes(ax, title="A cup of coffee, prices invented", x="from the same for all to made for one", y="differentiation")


def _column(rows: dict[str, float]) -> pd.DataFrame:
    return pd.DataFrame({"value": [round(float(number), 3) + 0.0 for number in rows.values()]}, index=list(rows))


PARTS = (
    Part(
        "quality",
        "Service-Attribute Lab 1: quality that varies, and what it does to satisfaction",
        Service(),
        draw_quality,
        controls=(
            slider("heterogeneity", "Heterogeneity h: the house's spread", unit="points", low=0, high=2, step=0.25),
            slider("intangibility", "Intangibility i: error of the guess", unit="points", low=0, high=3, step=0.25),
            slider("coproduction", "Inseparability s: the guest's part", unit="points", low=0, high=1.5, step=0.25),
            switch("losses_hurt_more", "A shortfall hurts twice as much as a surplus pleases"),
        ),
        more=(
            slider("mean", "Mean quality delivered", unit="points", low=5, high=9, step=0.5),
            slider("competence", "Weight of the guest's part, c", low=0, high=2, step=0.5),
        ),
        presets=(
            Preset("every visit another", {"heterogeneity": 2.0}, "The black line stays. Where does the dashed line go?"),
            Preset(
                "no loss aversion",
                {"heterogeneity": 2.0, "losses_hurt_more": False},
                "The same histogram as 'every visit another'. Where is the dashed line now?",
            ),
            Preset("nothing to inspect", {"intangibility": 2.0}, "The work is as steady as at the start. What is uneven now?"),
            Preset(
                "a recorded guide",
                {"heterogeneity": 0.0, "coproduction": 0.0, "intangibility": 0.25},
                "Everybody hears the same recording. Which attributes of a service are left?",
            ),
        ),
        question=Question(
            "Mean quality stays at 7. The work becomes less even: h rises from 0.5 to 2. What happens to mean satisfaction?",
            ("It stays, for the mean stays", "It falls", "It rises, thanks to the lucky ones"),
            after="Press 'every visit another', then 'no loss aversion', and compare the dashed lines.",
        ),
    ),
    Part(
        "capacity",
        "Service-Attribute Lab 2: places that cannot be stored",
        Tour(),
        draw_capacity,
        controls=(
            whole("capacity", "Places on the tour", unit="a day", low=20, high=60, step=5),
            whole("demand", "Visitors who want one, mean", unit="a day", low=20, high=60, step=5),
            slider("swing", "Spread of demand by day", unit="visitors", low=0, high=20, step=2),
            slider("perishability", "Perishability p: share lost", low=0, high=1, step=0.1),
        ),
        presets=(
            Preset("the same every day", {"swing": 0.0}, "Places equal visitors, and no day differs. What is left of the two problems?"),
            Preset("sun and rain", {"swing": 20.0}, "The mean still fits. Count the empty places and the people turned away."),
            Preset("more places", {"swing": 20.0, "capacity": 55}, "Fewer people are turned away. Who pays for that?"),
            Preset("an audio guide", {"swing": 20.0, "perishability": 0.0}, "Nothing is lost with an unused file. What has not gone away?"),
        ),
        question=Question(
            "40 places a day, and 40 visitors a day on average. Will places stay empty, or will visitors be turned away?",
            ("Neither: the means fit", "Empty places only", "People turned away only", "Both"),
            after="Read the two numbers in the sentence, then press 'the same every day'.",
        ),
    ),
    Part(
        "realms",
        "Four realms of experience: where does an offering lie?",
        Offering(),
        draw_realms,
        controls=(
            slider("participation", "Passive (-1) to active (+1)", low=-1, high=1, step=0.1),
            slider("absorption", "Immersion (-1) to absorption (+1)", low=-1, high=1, step=0.1),
        ),
        presets=(
            Preset("a talk in the courtyard", {"participation": -0.6, "absorption": 0.5}, "Guests listen and take it in. Which realm?"),
            Preset("pasta with the cook", {"participation": 0.7, "absorption": 0.5}, "What changed: the subject, or what guests do?"),
            Preset("a night in the maze", {"participation": 0.6, "absorption": -0.5}, "Guests are inside it and act."),
            Preset("an hour in the cloister", {"participation": -0.8, "absorption": -0.4}, "Nothing to do, and nobody wants to leave."),
            Preset(
                "a day as apprentice",
                {"participation": 0.0, "absorption": 0.1},
                "A bit of each: what would a guest see, learn, do, and enjoy?",
            ),
        ),
        question=Question(
            "The hotel's cooking class: guests make pasta with the cook. Which realm is it?",
            ("Entertainment", "Educational", "Escapist", "Esthetic"),
            after="Move the diamond until it is where guests act and take something in.",
        ),
    ),
    Part(
        "price",
        "Being alike: what a step of the staircase does to price competition",
        Rivalry(),
        draw_price,
        controls=(
            choice("step", "Both firms sell", vocabulary.progression().keys),
            slider("excess", "Our price above the rival's", unit="euros", low=-3, high=3, step=0.25),
            slider("better", "What ours is worth more to a buyer", unit="euros", low=0, high=2, step=0.25),
        ),
        presets=(
            Preset("alike as flour", {"step": "commodities"}, "The two offers are nearly the same. How steep is the line?"),
            Preset("an evening staged", {"step": "experiences"}, "The same price difference. How many buyers leave now?"),
            Preset("one euro too dear", {"step": "commodities", "excess": 1.5}, "Change the step and leave the price: who comes back?"),
        ),
        question=Question(
            "Two firms, the same offer at the same price. Ours goes up by half a euro. On which step do we lose most buyers?",
            ("Commodities", "Services", "Experiences", "The same on each"),
            after="Leave the two sliders alone and walk up the steps.",
        ),
    ),
)
