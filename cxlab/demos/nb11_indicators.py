"""Unit 11, the KPI Cockpit: waves that move by luck, the worst tenth that improves by itself, green touchpoints on a red journey."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cxlab.demos._one_wave import MARGINS, POINT, SEED, SIZE, Scores, column, draw_scores, moved, panel
from cxlab.demos._parts import Part, Preset, Question, View, choice, panels, slider, switch, toggle, whole
from cxlab.plots import palette
from cxlab.plots.canvas import NOTE, frame_axes, write

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from cxlab.results import Result

CUSTOMERS, ASKED, LIVED = 40_000, 4_000, 2_000
WAVES, SIZES = 10, (100, 200, 500, 1_000, 2_000, 4_000)
SLOPE = 40.0  # NPS points per point of judgement, roughly: the step of the search for a true change
LOOKS = {"calls": "effect of the calls", "none": "nobody", "others": "everybody else", "lot": "half of those chosen, by lot"}


@dataclass(frozen=True)
class Waves:
    """Ten waves of an NPS survey; from the sixth on the true score is `change` higher."""

    answers: int = 200
    change: int = 0
    roll: int = 1
    intervals: bool = False


@dataclass(frozen=True)
class Calls:
    """Customers are rated, some are called, and rated again."""

    chosen: str = "worst"
    control: str = "none"
    effect: float = 0.0
    reliability: float = 0.5
    roll: int = 1


@dataclass(frozen=True)
class Levels:
    """A furniture retailer with six channels, of which the firm keeps what customers told it, or does not."""

    kept: float = 0.9
    green: float = 7.0
    version: str = "2.0"
    points: int = 11


@lru_cache(maxsize=24)
def _ratings(change: int) -> np.ndarray:
    """Would-recommend ratings of 40,000 customers whose NPS is `change` above that of the chain as it is."""
    from cxlab.survey import ask

    lived, shift = panel(CUSTOMERS), 0.0
    ratings = ask(lived, "recommend", rng=SEED)["recommend"].to_numpy()
    target = _score(ratings) + change
    for _ in range(5 if change else 0):
        shift += (target - _score(ratings)) / SLOPE
        ratings = ask(moved(lived, shift), "recommend", rng=SEED)["recommend"].to_numpy()
    return np.asarray(ratings)


def _score(ratings: np.ndarray) -> float:
    from cxlab.metrics import nps

    return nps(ratings).value


def draw_waves(state: Waves, figure: Figure | None = None) -> View:
    """Left: the NPS of ten waves. Right: the chance of finding a true difference, by answers."""
    from cxlab.metrics import nps_difference

    waves = _waves(state.answers, state.change, state.roll)
    values = np.array([wave.value for wave in waves])
    true = _score(_ratings(0))
    steps = np.abs(np.diff(values))
    width = float(np.mean([wave.rows[0].high - wave.rows[0].low for wave in waves])) / 2
    gap = nps_difference(*_samples(state.answers, state.change, state.roll)[[5, 4]]).rows[0]
    chance = _power(max(state.change, 1)) if state.change else None
    figure, (left, right) = panels(figure, 1, 2, size=SIZE, margins=MARGINS)
    _path(left, state, waves, true)
    _power_curves(right, state)
    found = "leaves 0 out" if gap.low > 0 or gap.high < 0 else "includes 0"
    really = "Nothing changes" if not state.change else f"From wave 6 on the true NPS is {state.change} higher"
    text = (
        f"{really}. With {state.answers:,} answers a wave, the largest move from wave to wave is {steps.max():.1f} points. "
        f"Wave 6 less wave 5: {gap.value:+.1f} (95% interval {gap.low:.1f} to {gap.high:.1f}); the interval {found}."
    )
    rows = {
        "lowest wave (NPS)": values.min(),
        "highest wave (NPS)": values.max(),
        "largest move between waves (points)": steps.max(),
        "interval of one wave, plus or minus (points)": width,
        "wave 6 less wave 5 (points)": gap.value,
        "interval, low": gap.low,
        "interval, high": gap.high,
    }
    if chance is not None:
        rows["power for this change (share of studies)"] = chance[SIZES.index(state.answers)]
    alt = f"Left, ten dots, one for each wave, and the true score as a line. Right, two rising curves of power against answers. {text}"
    return View(figure, text, column(rows), alt)


@lru_cache(maxsize=64)
def _samples(answers: int, change: int, roll: int) -> np.ndarray:
    """Ratings, wave x answer; the same customers are drawn whatever the change."""
    rows = np.random.default_rng([SEED, roll]).integers(0, CUSTOMERS, (WAVES, max(SIZES)))[:, :answers]
    return np.vstack([_ratings(0)[rows[:5]], _ratings(change)[rows[5:]]])


@lru_cache(maxsize=64)
def _waves(answers: int, change: int, roll: int) -> tuple[Result, ...]:
    from cxlab.metrics import nps

    return tuple(nps(wave) for wave in _samples(answers, change, roll))


@lru_cache(maxsize=24)
def _power(change: int) -> tuple[float, ...]:
    from cxlab.metrics import nps, nps_power

    shares = nps(_ratings(0)).detail["shares"].iloc[0]
    power = nps_power(change, n=SIZES, promoters=shares["promoters"], detractors=shares["detractors"])
    return tuple(row.value for row in power.rows)


def _path(ax: Axes, state: Waves, waves: tuple[Result, ...], true: float) -> None:
    at, values = np.arange(1, WAVES + 1), np.array([wave.value for wave in waves])
    ax.step(
        [0.5, 5.5, 10.5],
        [true, true, true + state.change],
        where="pre",
        color=palette.VERMILLION,
        linestyle=palette.DASHES[1],
        linewidth=2,
        label="true NPS",
    )
    if state.intervals:
        rows = [wave.rows[0] for wave in waves]
        reach = [[row.value - row.low for row in rows], [row.high - row.value for row in rows]]
        ax.errorbar(at, values, yerr=reach, fmt="none", ecolor=palette.QUIET, elinewidth=1.4, capsize=3)
    ax.plot(at, values, "-o", color=palette.BLUE, linewidth=1.6, label="measured", **POINT)
    ax.set_xticks(at)
    ax.set_xlim(0.4, 10.6)
    ax.set_ylim(-45, 38)
    ax.legend(loc="upper left", ncols=2, frameon=False, fontsize=NOTE, borderaxespad=0.1)
    frame_axes(ax, title="NPS, wave by wave", x="wave", y="NPS", lines="y")


def _power_curves(ax: Axes, state: Waves) -> None:
    for change, colour, dash in ((10, palette.INK, palette.DASHES[1]), (5, palette.BLUE, "-")):
        power = _power(change)
        ax.plot(
            range(len(SIZES)), power, color=colour, linestyle=dash, linewidth=2.2, marker="o", markersize=4, label=f"{change} points more"
        )
        ax.plot(SIZES.index(state.answers), power[SIZES.index(state.answers)], "o", color=palette.YELLOW, **POINT)
    ax.axhline(0.8, color=palette.QUIET, linewidth=1.2)
    ax.set_xticks(range(len(SIZES)), [f"{size:,}" for size in SIZES])
    ax.set_ylim(0, 1.32)
    ax.set_yticks([0, 0.2, 0.4, 0.6, 0.8, 1.0], ["0%", "20%", "40%", "60%", "80%", "100%"])
    ax.legend(
        loc="upper left", frameon=False, fontsize=NOTE, borderaxespad=0.1, labelspacing=0.3, ncols=2, handlelength=1.6, columnspacing=1.0
    )
    frame_axes(ax, title="Chance of finding it", x="answers in each wave")


def draw_calls(state: Calls, figure: Figure | None = None) -> View:
    """Left: before and after, for the called and those they are compared with. Right: what one would report, and the truth."""
    table = _two_waves(state)
    called = table[table["treated"] == 1]
    before, after = float(called["before"].mean()), float(called["after"].mean())
    rise = _paired(called)
    effect = _with_control(state, table)
    figure, (left, right) = panels(figure, 1, 2, size=SIZE, margins=MARGINS, widths=(1.0, 1.1), gap=(0.42, 0.4))
    _slopes(left, table, state)
    _reports(right, state, rise, effect)
    who = "the worst tenth" if state.chosen == "worst" else "a tenth drawn by lot"
    text = (
        f"Called are {who}: from {before:.2f} before to {after:.2f} after, a rise of {rise[0]:.2f} (95% interval {rise[1]:.2f} to {rise[2]:.2f}). "
        f"The calls really bring {state.effect:g}."
    )
    rows = {
        "before (points)": before,
        "after (points)": after,
        "rise (points)": rise[0],
        "rise, interval low": rise[1],
        "true effect (points)": state.effect,
    }
    if effect is not None:
        text += f" Against {LOOKS[state.control]}, difference-in-differences says {effect[0]:.2f} ({effect[1]:.2f} to {effect[2]:.2f})."
        rows |= {"difference-in-differences (points)": effect[0], "interval, low": effect[1], "interval, high": effect[2]}
    alt = f"Left, lines from before to after. Right, the reported effect with its interval beside the true one. {text}"
    return View(figure, text, column(rows), alt)


@lru_cache(maxsize=128)
def _two_waves(state: Calls) -> pd.DataFrame:
    """Satisfaction before and after, one row per customer who is called or belongs to the control."""
    from cxlab.survey import ask

    lived = panel(ASKED)
    before = ask(lived, "overall", reliability=state.reliability, rng=2 * state.roll)["overall"].to_numpy()
    luck = np.random.default_rng([SEED, state.roll]).permutation(ASKED)
    order = np.lexsort((luck, before)) if state.chosen == "worst" else luck
    chosen = np.zeros(ASKED, dtype=bool)
    chosen[order[: ASKED // 10]] = True
    treated = chosen & (luck % 2 == 0) if state.control == "lot" else chosen
    again = moved(lived, state.effect * treated)
    after = ask(again, "overall", reliability=state.reliability, rng=2 * state.roll + 1)["overall"].to_numpy()
    among = chosen if state.control in ("lot", "none") else np.ones(ASKED, dtype=bool)
    return pd.DataFrame({"before": before, "after": after, "treated": treated.astype(int)})[among]


def _paired(called: pd.DataFrame) -> tuple[float, float, float]:
    from cxlab.metrics.intervals import mean_interval

    return mean_interval((called["after"] - called["before"]).to_numpy(dtype=float), None, 0.95)


@lru_cache(maxsize=128)
def _estimated(state: Calls) -> tuple[float, float, float]:
    from cxlab.metrics import difference_in_differences

    table = _two_waves(state).reset_index(names="customer")
    long = table.melt(["customer", "treated"], ["before", "after"], var_name="when", value_name="overall")
    long["after"] = (long["when"] == "after").astype(int)
    row = difference_in_differences(long, "overall", cluster="customer").rows[0]
    return row.value, row.low, row.high


def _with_control(state: Calls, table: pd.DataFrame) -> tuple[float, float, float] | None:
    return None if state.control == "none" else _estimated(state)


def _slopes(ax: Axes, table: pd.DataFrame, state: Calls) -> None:
    looks = {1: (palette.BLUE, "-", "o", "called"), 0: (palette.ORANGE, palette.DASHES[1], "s", LOOKS[state.control])}
    for treated, group in table.groupby("treated"):
        colour, dash, mark, words = looks[int(treated)]
        ax.plot([0, 1], group[["before", "after"]].mean(), color=colour, linestyle=dash, marker=mark, linewidth=2.4, label=words, **POINT)
    ax.set_xticks([0, 1], ["before", "after"])
    ax.set_xlim(-0.25, 1.25)
    ax.set_ylim(3, 10.4)
    ax.legend(loc="upper left", frameon=False, fontsize=NOTE, borderaxespad=0.1, labelspacing=0.3)
    frame_axes(ax, title="Mean satisfaction", y="points", lines="y")


def _reports(ax: Axes, state: Calls, rise: tuple[float, float, float], effect: tuple[float, float, float] | None) -> None:
    lines = [(1, rise, palette.BLUE)] + ([(0, effect, palette.GREEN)] if effect is not None else [])
    for at, (value, low, high), colour in lines:
        ax.errorbar([value], [at], xerr=[[value - low], [high - value]], fmt="o", color=colour, elinewidth=2.2, capsize=5, **POINT)
    ax.axvline(state.effect, color=palette.VERMILLION, linestyle=palette.DASHES[1], linewidth=2, label="true effect")
    ax.set_yticks([1, 0], ["after less\nbefore", "difference-in-\ndifferences"])
    ax.set_ylim(-0.6, 1.9)
    ax.set_xlim(-0.8, 3.4)
    ax.legend(loc="upper right", frameon=False, fontsize=NOTE, borderaxespad=0.1)
    frame_axes(ax, title="What one would report", x="points", lines="x")


def draw_levels(state: Levels, figure: Figure | None = None) -> View:
    """Left: what is felt at each touchpoint, and the journey. Right: satisfaction with the journey by changes of channel."""
    felt, answers, switches = _omni(state.kept, state.points)
    journey = float(felt["journey"])
    touch = felt.drop("journey")
    number = int((touch >= state.green).sum())
    effort = _effort(answers, state.version)
    figure, (left, right) = panels(figure, 1, 2, size=SIZE, margins=(0.14, 0.165, 0.985, 0.89), gap=(0.3, 0.4))
    _lights(left, felt, state.green)
    by = _by_switches(right, answers, switches)
    good = "low is good" if state.version == "1.0" else "high is good"
    text = (
        f"{number} of {len(touch)} touchpoints are green (mean {state.green:g} or more); the journey as a whole is at {journey:.2f}, "
        f"{'green' if journey >= state.green else 'red'}. CES {state.version} is {effort:.2f} on 1 to 7 ({good})."
    )
    rows = {
        "lowest touchpoint (points)": float(touch.min()),
        "highest touchpoint (points)": float(touch.max()),
        "touchpoints that are green": number,
        "journey as a whole (points)": journey,
        "NPS": _score(answers["recommend"].to_numpy()),
        f"CES {state.version} ({good})": effort,
        "journeys without a change of channel (points)": by[0],
        "journeys with three or more (points)": by[3],
    }
    alt = f"Left, a bar for each touchpoint from {touch.min():.1f} to {touch.max():.1f} and one for the journey. Right, a line that "
    return View(
        figure, text, column(rows), alt + f"goes from {by[0]:.1f} without a change of channel to {by[3]:.1f} with three or more. {text}"
    )


@lru_cache(maxsize=64)
def _omni(kept: float, points: int) -> tuple[pd.Series, pd.DataFrame, np.ndarray]:
    """Mean felt at each touchpoint and overall (both as rated on 0 to 10), the answers, and the changes of channel of each customer."""
    from cxlab.worlds import world

    firm = world("omni").change(context_kept=kept)
    run = firm.simulate(LIVED, rng=SEED)
    answers = run.ask(["overall", "recommend", "effort", "touchpoints"], points={"overall": points, "touchpoints": points}, rng=SEED)
    low, width = (0, 10) if points == 11 else (1, points - 1)
    felt = (answers[[*firm.touchpoints, "overall"]].mean() - low) * 10 / width
    channel = pd.Series({p.name: p.channel for p in firm.journey.touchpoints})
    path = run.events.assign(channel=run.events["touchpoint"].astype(object).map(channel))
    other = (path["channel"] != path["channel"].shift()) & (path["customer"] == path["customer"].shift())
    switches = other.groupby(path["customer"]).sum().reindex(answers["customer"]).to_numpy(dtype=int)
    answers["overall"] = (answers["overall"] - low) * 10 / width
    return felt.rename({"overall": "journey"}), answers, switches


def _effort(answers: pd.DataFrame, version: str) -> float:
    from cxlab.metrics import ces, reverse_coded

    ratings = answers["effort"].to_numpy()
    return ces(ratings if version == "2.0" else reverse_coded(ratings, (1, 7)), version=version, scale=(1, 7)).value


def _lights(ax: Axes, felt: pd.Series, green: float) -> None:
    at = np.arange(len(felt)) + np.append(np.zeros(len(felt) - 1), 0.5)
    good = felt.to_numpy() >= green
    for is_good, colour, hatch, words in ((True, palette.GREEN, "", "green"), (False, palette.VERMILLION, "//", "red")):
        ax.barh(
            at[good == is_good],
            felt.to_numpy()[good == is_good],
            color=colour,
            hatch=hatch,
            edgecolor=palette.INK,
            linewidth=0.6,
            height=0.7,
            label=words,
        )
    ax.axvline(green, color=palette.INK, linewidth=1.4)
    for y, value in zip(at, felt, strict=True):
        write(ax, f"{value:.1f}", (value, y), shift=(4, 0), ha="left", va="center", size=NOTE)
    ax.set_yticks(at, [name.replace("_", " ") for name in felt.index])
    ax.set_ylim(len(felt) + 0.1, -0.6)
    ax.set_xlim(0, 11)
    frame_axes(ax, title="Touchpoints, and the journey", x="mean, 0 to 10")


def _by_switches(ax: Axes, answers: pd.DataFrame, switches: np.ndarray) -> list[float]:
    groups = np.minimum(switches, 3)
    means = [float(answers["overall"][groups == k].mean()) for k in range(4)]
    felt = answers.drop(columns=["customer", "overall", "recommend", "effort", "segment", "branch"], errors="ignore").mean(axis=1)
    touch = [float(felt[groups == k].mean()) for k in range(4)]
    ax.plot(
        range(4),
        touch,
        color=palette.QUIET,
        linestyle=palette.DASHES[1],
        marker="s",
        markersize=6,
        linewidth=2,
        label="mean of the touchpoints",
    )
    ax.plot(range(4), means, color=palette.BLUE, marker="o", linewidth=2.4, label="the journey as a whole", **POINT)
    ax.set_xticks(range(4), ["0", "1", "2", "3+"])
    ax.set_ylim(0, 12.4)
    ax.set_yticks([0, 2, 4, 6, 8, 10])
    ax.legend(loc="upper left", frameon=False, fontsize=NOTE, borderaxespad=0.1, labelspacing=0.3)
    frame_axes(ax, title="By changes of channel", x="changes of channel", lines="y")
    return means


PARTS = (
    Part(
        "waves",
        "KPI Cockpit 1: ten waves, and what luck does",
        Waves(),
        draw_waves,
        controls=(
            choice("answers", "Answers in each wave", {f"{size:,}": size for size in SIZES}),
            whole("change", "True change after wave 5", unit="NPS points", low=0, high=10),
            whole("roll", "Roll of the dice", low=1, high=20),
            switch("intervals", "Show the interval of each wave"),
        ),
        presets=(
            Preset(
                "read the headlines", {"roll": 14}, "Nothing has changed. Write the headline for the largest move, then tick the intervals."
            ),
            Preset("five points better", {"change": 5}, "The truth rises by five. Would you have seen it? Roll the dice."),
            Preset(
                "many answers",
                {"change": 5, "answers": 4_000, "intervals": True},
                "The same five points with twenty times as many answers.",
            ),
        ),
        question=Question(
            "Nothing changes at the firm, and each wave has 200 answers. The largest move of the NPS from one wave to the next, in ten waves, is about…",
            ("1 point", "5 points", "10 points or more"),
            after="Read the sentence under the picture, then roll the dice several times.",
        ),
    ),
    Part(
        "calls",
        "KPI Cockpit 2: the worst tenth improves by itself",
        Calls(),
        draw_calls,
        controls=(
            toggle("chosen", "Who is called", {"the worst tenth": "worst", "a tenth by lot": "lot"}),
            choice("control", "Compared with", {words: key for key, words in LOOKS.items() if key != "calls"}),
            slider("effect", "True effect of a call", unit="points", low=0, high=1.5, step=0.25),
            slider("reliability", "Reliability of the question", unit="share", low=0.3, high=0.9, step=0.1),
        ),
        more=(whole("roll", "Roll of the dice", low=1, high=20),),
        presets=(
            Preset("useless calls, fine report", {}, "The calls bring nothing. What does the report say?"),
            Preset("a control that does not help", {"control": "others"}, "There is a control now. Is it like those who were called?"),
            Preset(
                "a control by lot",
                {"control": "lot", "effect": 0.5},
                "Half of the worst tenth, by lot, is not called. Which estimate holds the truth?",
            ),
        ),
        question=Question(
            "The worst tenth of the customers are called. The calls have no effect at all. Asked again, their mean satisfaction…",
            ("stays the same", "rises clearly", "falls"),
            after="Look at the two dots on the left and at the dashed line on the right.",
        ),
    ),
    Part(
        "levels",
        "KPI Cockpit 3: green touchpoints, red journey",
        Levels(),
        draw_levels,
        controls=(
            slider("kept", "Share of what was told that is kept when the channel changes", unit="share", low=0, high=1, step=0.1),
            slider("green", "Green from", unit="points", low=6, high=9, step=0.5),
            toggle("version", "Effort question", {"1.0: how much effort": "1.0", "2.0: it was easy": "2.0"}),
            choice("points", "Points of the satisfaction scale", {"5": 5, "7": 7, "11": 11}),
        ),
        presets=(
            Preset("tell it again", {"kept": 0.0}, "Every touchpoint is as good as before. Which light is red?"),
            Preset("all is kept", {"kept": 1.0}, "Nothing has to be told twice. What did the touchpoints feel of that?"),
            Preset(
                "the other question",
                {"kept": 0.0, "version": "1.0"},
                "The same journeys, the older effort question. Is the number good or bad?",
            ),
        ),
        question=Question(
            "The retailer forgets everything at each change of channel. Which lights turn red?",
            ("The touchpoints with most changes", "All of them", "Only that of the journey", "None"),
            after="Press 'tell it again' and compare the bars.",
        ),
    ),
    Part(
        "scores",
        "KPI Cockpit 4: three numbers from one wave",
        Scores(),
        draw_scores,
        controls=(
            slider("shift", "All customers more satisfied by", unit="points", low=-1, high=1, step=0.25),
            choice("answers", "Answers", {f"{size:,}": size for size in SIZES[:-1]}),
            whole("promoters", "Promoters from", unit="rating", low=8, high=10),
            whole("detractors", "Detractors up to", unit="rating", low=4, high=7),
        ),
        more=(
            whole("box", "CSAT counts the top", unit="points", low=1, high=4),
            toggle("version", "Effort question", {"1.0: how much effort": "1.0", "2.0: it was easy": "2.0"}),
        ),
        presets=(
            Preset("kinder cut-offs", {"promoters": 8, "detractors": 5}, "Nobody changed an answer. What happened to the NPS?"),
            Preset("the older effort question", {"version": "1.0"}, "The same people. Does a lower CES now mean worse?"),
            Preset("better by half a point", {"shift": 0.5}, "All three numbers move. Which intervals still overlap the old value?"),
        ),
        question=Question(
            "150 firms are ranked by NPS, and once more by the plain mean. The two rankings are…",
            ("hardly related", "related, with many swaps", "nearly the same"),
            after="Look at the dots on the right.",
        ),
    ),
)
