"""The tour's demo: improve one step of the car workshop and see what the same customers feel."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

import pandas as pd

from cxlab.demos._parts import Part, Preset, Question, View, choice, panels, slider

if TYPE_CHECKING:
    from matplotlib.figure import Figure

SEED = 7
CUSTOMERS = 2_000
STEPS = {
    "discover": "discover", "book": "book", "drop off": "drop_off", "diagnose and quote": "diagnose_and_quote",
    "wait and repair": "wait_and_repair", "collect and pay": "collect_and_pay", "follow-up": "follow_up",
}  # fmt: skip


@dataclass(frozen=True)
class Workshop:
    """What is improved, where, and by how much."""

    step: str = "wait_and_repair"
    points: float = 1.0
    level: str = "ease"


@cache
def _before() -> Any:
    from cxlab.worlds import world

    return world("officina").simulate(CUSTOMERS, rng=SEED)


def draw(state: Workshop, figure: Figure | None = None) -> View:
    """Felt along the journey, before and after, for the same customers."""
    from cxlab import plots
    from cxlab.metrics import nps

    before = _before()
    after = before.world.improve(state.step, **{state.level: state.points}).simulate(CUSTOMERS, rng=SEED)
    figure, (ax,) = panels(figure, size=(7.2, 3.4), margins=(0.09, 0.2, 0.91, 0.88))
    rows = {name: run.felt().to_frame().set_index("name")["value"] for name, run in (("before", before), ("after", after))}
    lines = pd.DataFrame(rows).rename(index={key: words for words, key in STEPS.items()})
    for (name, values), colour, dash, marker in zip(
        lines.items(), plots.palette.SERIES, plots.palette.DASHES, plots.palette.MARKERS, strict=False
    ):
        ax.plot(range(len(values)), values, color=colour, linestyle=dash, marker=marker, label=str(name))
    ax.axhline(5.0, color=plots.palette.QUIET, linewidth=0.8)
    ax.text(1.01, 5.0, "neutral", transform=ax.get_yaxis_transform(), ha="left", va="center", fontsize=9, color=plots.palette.QUIET)
    ax.set_xticks(
        range(len(lines)), [words.replace(" and ", "\nand ").replace("drop off", "drop\noff") for words in lines.index], fontsize=9
    )
    ax.set(ylim=(2.0, 7.0), ylabel="felt, 0 to 10", title="Felt along the journey, the same customers twice")
    ax.legend(loc="upper left", ncols=2, frameon=False)
    change = after.change_from(before).value
    scores = [nps(run.ask(["recommend"])["recommend"]).value for run in (before, after)]
    words = next(words for words, key in STEPS.items() if key == state.step)
    unit, verb = ("point", "moves") if abs(state.points) == 1 else ("points", "move")
    text = (
        f"{state.points:+g} {unit} of {state.level} at '{words}' {verb} satisfaction by {change:+.2f} points "
        f"and the NPS from {scores[0]:.0f} to {scores[1]:.0f}."
    )
    table = pd.DataFrame(
        {"before": [before.outcome().value, scores[0]], "after": [after.outcome().value, scores[1]]},
        index=["satisfaction (0-10)", "NPS (points)"],
    ).round(2)
    return View(figure, text, table)


PARTS = (
    Part(
        "improve",
        "Improve one step of the workshop",
        Workshop(),
        draw,
        controls=(
            choice("step", "Step", STEPS),
            choice(
                "level",
                "What is improved",
                {"needs: the job is done": "needs", "ease: little effort": "ease", "enjoyment: pleasant": "enjoyment"},
            ),
            slider("points", "By how much", unit="points", low=-2, high=2, step=0.5),
        ),
        presets=(
            Preset("shorter wait", {"step": "wait_and_repair", "points": 2.0}, "Look at the step itself, and at the one after it."),
            Preset("friendlier call", {"step": "follow_up", "level": "enjoyment", "points": 2.0}, "The line moves; what does the NPS do?"),
            Preset("worse quote", {"step": "diagnose_and_quote", "level": "needs", "points": -2.0}, "Losses weigh more than gains."),
        ),
        question=Question(
            "Two points more at one step: where do they lift satisfaction most?",
            ("Where customers feel worst", "At the last step, which they remember", "It cannot be known without asking or trying"),
            after="Try three steps with the same two points, and compare the numbers in the sentence.",
        ),
    ),
)
