"""Unit 01, the Contact Mapper: who owns the contacts, what is met there, and whose the experience is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from cxlab import vocabulary
from cxlab.demos._contact_map import DEFINITIONS, FIRM, OWNERS, STAGES, Map, Table, cells, contacts, draw_map
from cxlab.demos._parts import Part, Preset, Question, View, choice, grid, panels, slider, switch, toggle
from cxlab.mechanisms import expectation, memory
from cxlab.plots import palette
from cxlab.plots.canvas import HEAD, NOTE, frame_axes
from cxlab.vocabulary.theory import listed

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

COUNTS = {"weight": "weight", "number of contacts": "number"}
ATTRIBUTES = {
    "kind of stimulus": "stimulus",
    "direct or indirect": "contact_type",
    "exposure or interaction": "mode",
    "physical or virtual": "medium",
}
CLASSES: dict[str, tuple[str, ...]] = {
    "stimulus": vocabulary.model("stimulus_classes").keys,
    "contact_type": vocabulary.model("contact_types").keys,
    "mode": vocabulary.model("contact_modes").keys,
    "medium": listed("C026"),
}
EVERY_STAGE = "every stage"
STEPS = ("discover", "book", "drop off", "quote", "wait and\nrepair", "collect", "follow-up")
DELIVERED = (6.0, 6.5, 7.0, 6.0, None, 7.0, 6.5)  # one visit; the wait is the slider's
NEUTRAL = 5.0
RULES = {"mean": "mean", "peak and end": "peak_end", "latest counts most": "recent", "sum": "sum"}
PEOPLE = ("Anna", "Bruno")
MET = cells("contact_type", "mode", "medium", "stimulus")


@dataclass(frozen=True)
class Met:
    """By which attribute the contacts are sorted, and what each contact is."""

    attribute: str = "contact_type"
    stage: str = EVERY_STAGE
    count: str = "weight"
    table: Table = MET


@dataclass(frozen=True)
class Two:
    """Two customers of one visit: what each expected, how good the wait was, how a visit is summed up."""

    anna: float = 8.0
    bruno: float = 5.0
    wait: float = 4.0
    rule: str = "mean"


# What is met


def draw_met(state: Met, figure: Figure | None = None) -> View:
    """One bar for each class of the chosen attribute, its contacts by owner."""
    known = contacts()
    frame = pd.DataFrame(list(state.table), columns=["contact_type", "mode", "medium", "stimulus"])
    units = known["weight"].astype(float) if state.count == "weight" else pd.Series(1.0, index=known.index)
    counted = units.where((known["stage"] == state.stage) | (state.stage == EVERY_STAGE), 0.0)
    classes = CLASSES[state.attribute]
    amounts = {
        owner: [float(counted[(frame[state.attribute] == c) & (known["owner"] == owner)].sum()) for c in classes] for owner in OWNERS
    }
    table = pd.DataFrame({"together": np.sum(list(amounts.values()), axis=0), **amounts}, index=list(classes))
    table["workshop's share"] = (table[FIRM] / table["together"].where(table["together"] > 0)).round(2)
    height = 1.35 + 0.36 * max(3, len(classes))
    figure, (ax,) = panels(figure, size=(7.4, height), margins=(0.16, 0.52 / height, 0.98, 1 - 0.68 / height))
    words = next(words for words, key in ATTRIBUTES.items() if key == state.attribute)
    _bars(
        ax,
        classes,
        amounts,
        f"{words[0].upper()}{words[1:]}, {state.stage}",
        "weight of contacts" if state.count == "weight" else "contacts",
    )
    return View(figure, _told(table, state.stage), table)


def _told(table: pd.DataFrame, stage: str) -> str:
    together = table["together"]
    where = "over all stages" if stage == EVERY_STAGE else f"in the stage {stage}"
    if not together.sum():
        return f"There is no contact {where}."
    most = " and ".join(str(name) for name in together.index[together == together.max()])
    shares = table["workshop's share"].dropna()
    low, high = str(shares.idxmin()), str(shares.idxmax())
    owns = (
        f"between {shares[low]:.0%} ({low}) and {shares[high]:.0%} ({high}) of a class"
        if low != high
        else f"{shares[low]:.0%} of what is {low}"
    )
    each = f"with {together.max():.0f} of {together.sum():.0f}"
    return f"Largest {where}: {most}, {each}. The workshop owns {owns}."


def _bars(ax: Axes, classes: tuple[str, ...], amounts: dict[str, list[float]], title: str, unit: str) -> None:
    at, base = np.arange(len(classes)), np.zeros(len(classes))
    for number, (owner, widths) in enumerate(amounts.items()):
        hatch = palette.HATCHES[number]
        ax.barh(at, widths, 0.66, left=base, color=palette.OWNERS[owner], hatch=hatch, edgecolor=palette.INK, linewidth=0.5, label=owner)
        base = base + np.array(widths)
    for place, total in zip(at, base, strict=True):
        ax.text(total, place, f" {total:.0f}", va="center", fontsize=NOTE, color=palette.INK)
    ax.set_yticks(at, classes)
    ax.set_ylim(len(classes) - 0.5, -0.5)
    ax.set_xlim(0, 1.08 * max(5.0, float(base.max())))
    ax.legend(loc="lower left", bbox_to_anchor=(0, 1.0), ncols=4, frameon=False, fontsize=NOTE, borderaxespad=0.2, handlelength=1.6)
    frame_axes(ax, x=unit)
    ax.set_title(title, loc="left", fontsize=HEAD, color=palette.INK, pad=26)


# One visit, two customers


def draw_two(state: Two, figure: Figure | None = None) -> View:
    """Above: what happened and what each expected. Below: what each felt, and what remains of it."""
    happened = np.array([state.wait if x is None else x for x in DELIVERED])
    hopes = dict(zip(PEOPLE, (state.anna, state.bruno), strict=True))
    felt = {name: np.asarray(_felt(hope, happened)) for name, hope in hopes.items()}
    remains = {name: _remains(values, state.rule) for name, values in felt.items()}
    figure, (above, below) = panels(figure, 2, 1, size=(7.4, 4.6), margins=(0.09, 0.115, 0.99, 0.93), gap=(0.3, 0.42))
    _draw_happened(above, happened, hopes)
    _draw_felt(below, felt, remains, on_scale=state.rule != "sum")
    worst = {name: STEPS[int(np.argmin(values))].replace("\n", " ") for name, values in felt.items()}
    rule = next(words for words, key in RULES.items() if key == state.rule)
    unit = "points from neutral, added up" if state.rule == "sum" else "points"
    text = (
        f"The same seven deliveries. Summed up by the rule “{rule}”, Anna remembers {remains['Anna']:.1f} and Bruno {remains['Bruno']:.1f} "
        f"({unit}): {abs(remains['Bruno'] - remains['Anna']):.1f} apart."
    )
    rows = {
        "expected": list(hopes.values()),
        "delivered, mean": [float(happened.mean())] * 2,
        "felt, mean": [float(values.mean()) for values in felt.values()],
        "felt, lowest": [float(values.min()) for values in felt.values()],
        f"remembered, {rule}": list(remains.values()),
    }
    table = pd.DataFrame(rows, index=list(PEOPLE)).T
    table = table.assign(apart=(table["Anna"] - table["Bruno"]).abs()).round(2)
    alt = f"Above, deliveries at seven steps and two levels of expectation; below, two lines of feeling, lowest at {worst['Anna']}. {text}"
    return View(figure, text, table, alt)


def _felt(hope: float, happened: np.ndarray) -> Any:
    """Neutral, and as far above or below it as the delivery lies above or below the expectation."""
    return expectation.satisfaction(hope, happened, constant=NEUTRAL, b_expectation=0, b_performance=0, b_disconfirmation=1)


def _remains(values: np.ndarray, rule: str) -> float:
    if rule == "sum":
        return float(memory.parts(values, neutral=NEUTRAL).total)
    if rule == "peak_end":
        return float(memory.peak_end(values, weights=(0, 0.5, 0.5), neutral=NEUTRAL))
    parts = memory.parts(values, neutral=NEUTRAL)
    return float(parts.mean if rule == "mean" else parts.recent)


def _draw_happened(ax: Axes, happened: np.ndarray, hopes: dict[str, float]) -> None:
    at = np.arange(len(happened))
    ax.bar(at, happened, 0.62, color=palette.FAINT, edgecolor=palette.QUIET, linewidth=0.6)
    for number, (name, hope) in enumerate(hopes.items()):
        ax.axhline(hope, color=palette.SERIES[number], linestyle=palette.DASHES[number], linewidth=2.4, label=f"{name} expects {hope:g}")
    ax.set_xticks([])
    ax.set_xlim(-0.5, 7.9)
    ax.set_ylim(0, 10.4)
    ax.set_yticks([0, 5, 10])
    frame_axes(ax, title="What happened to both", y="delivered (points)")
    ax.legend(loc="lower right", bbox_to_anchor=(1, 1), ncols=2, frameon=False, fontsize=NOTE, borderaxespad=0, handlelength=3)


def _draw_felt(ax: Axes, felt: dict[str, np.ndarray], remains: dict[str, float], on_scale: bool) -> None:
    at = np.arange(len(STEPS))
    ax.axhline(NEUTRAL, color=palette.QUIET, linewidth=0.9)
    for number, (name, values) in enumerate(felt.items()):
        look = {"color": palette.SERIES[number], "linestyle": palette.DASHES[number], "marker": palette.MARKERS[number]}
        ax.plot(at, values, linewidth=2.2, label=name, **look)  # type: ignore[arg-type]
        if on_scale:
            ax.plot(
                7.1, remains[name], marker=palette.MARKERS[number], markersize=12, color=palette.SERIES[number], markeredgecolor=palette.INK
            )
    if not on_scale:
        words = "\n".join(f"{name} {total:+.0f}" for name, total in remains.items())
        ax.text(
            7.1,
            NEUTRAL,
            f"{words}\nnot on\nthis scale",
            ha="center",
            va="center",
            fontsize=9,
            color=palette.INK,
            backgroundcolor=palette.PAPER,
        )
    ax.set_xticks([*at, 7.1], [*STEPS, "what\nremains"], fontsize=9)
    ax.set_xlim(-0.5, 7.9)
    ax.set_ylim(-3, 12)
    ax.set_yticks([0, 5, 10])
    frame_axes(ax, title="What each of them felt", y="felt (5 is neutral)")
    ax.legend(loc="lower right", bbox_to_anchor=(1, 1), ncols=2, frameon=False, fontsize=NOTE, borderaxespad=0, handlelength=3)


PARTS = (
    Part(
        "map",
        "Contact Mapper 1: who owns the contacts, and what a definition drops",
        Map(),
        draw_map,
        controls=(
            choice("definition", "Experience is a response to", DEFINITIONS),
            switch("owners", "Split the map by owner"),
            toggle("count", "Shade by", COUNTS),
        ),
        more=(
            grid(
                "table",
                "Contacts",
                rows=tuple(contacts()["contact"]),
                columns={"stage": STAGES, "owner": OWNERS, "mode": CLASSES["mode"], "moment of truth": ("no", "yes"), "weight": (0, 5, 1)},
                show=6,
            ),
        ),
        presets=(
            Preset("before owners are shown", {"owners": False}, "Only the stages. What share does the workshop own? Ask for hands."),
            Preset("after the purchase", {"definition": "after"}, "Look at the first two columns, then at the share the workshop owns."),
            Preset(
                "outputs of the firm",
                {"definition": "outputs"},
                "One row empties. What happens to the share the workshop owns, and has the workshop done anything?",
            ),
            Preset(
                "touchpoints",
                {"definition": "touchpoints"},
                "What is run by the firm or a partner and goes both ways. Which moments of truth are gone?",
            ),
        ),
        question=Question(
            "An article for managers says: experience is what people feel after the purchase. How much of the thirty contacts does that sentence drop?",
            ("Less than a third", "About half", "Well over half"),
            after="Choose 'after the purchase only' and read the sentence under the picture.",
        ),
    ),
    Part(
        "met",
        "Contact Mapper 2: what people meet there",
        Met(),
        draw_met,
        controls=(
            choice("attribute", "Sort the contacts by", ATTRIBUTES),
            choice("stage", "Stage", (EVERY_STAGE, *STAGES)),
            toggle("count", "Count by", COUNTS),
        ),
        more=(
            grid(
                "table",
                "Contacts",
                rows=tuple(contacts()["contact"]),
                columns={
                    "kind of contact": CLASSES["contact_type"],
                    "mode": CLASSES["mode"],
                    "medium": CLASSES["medium"],
                    "stimulus": CLASSES["stimulus"],
                },
                show=6,
            ),
        ),
        presets=(
            Preset("kind of stimulus", {"attribute": "stimulus"}, "Which two of the six kinds hold the most, and who owns them?"),
            Preset("before the purchase", {"stage": STAGES[0]}, "Who speaks to people before they come, directly and indirectly?"),
            Preset("one way or two", {"attribute": "mode"}, "In an exposure nobody can ask back. Who owns the exposures?"),
        ),
        question=Question(
            "Indirect contacts are met without being sought: adverts, reviews, talk. What part of their weight is in the hands of the workshop?",
            ("Under a third", "About half", "Nearly all: it pays for the adverts"),
            after="Look at the bar 'indirect' and at the column of the workshop's share in the table.",
        ),
    ),
    Part(
        "two",
        "One visit, two customers: path, response, and what remains",
        Two(),
        draw_two,
        controls=(
            slider("anna", "Anna expects", unit="points", low=4, high=9, step=0.5),
            slider("bruno", "Bruno expects", unit="points", low=4, high=9, step=0.5),
            slider("wait", "Delivered at the wait", unit="points", low=2, high=9, step=0.5),
            toggle("rule", "A visit is summed up by its", RULES),
        ),
        presets=(
            Preset("same hopes", {"anna": 6.0, "bruno": 6.0}, "Two people, one line: what made the difference before?"),
            Preset("a good wait", {"wait": 8.0}, "Both lines rise at the wait. Do the two customers come closer to each other?"),
            Preset(
                "add it all up",
                {"rule": "sum"},
                "The numbers are no longer on a scale from 0 to 10. What would three more steps do to them?",
            ),
        ),
        question=Question(
            "Anna expects 8, Bruno 5; everything delivered is the same. The wait becomes much better for both. What happens to the distance between the two?",
            ("It shrinks", "It stays", "It grows"),
            after="Press 'a good wait' and compare the last number of the sentence before and after.",
        ),
    ),
)
