"""Unit 10, the Survey Distorter: who answers, what the answers have in common, and what mystery shoppers see."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from cxlab.demos._parts import Part, Preset, Question, View, choice, panels, slider, switch, toggle
from cxlab.plots import palette
from cxlab.plots.canvas import NOTE, frame_axes
from cxlab.results import Estimate

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from cxlab.survey import Lived

SEED = 10
LADDER = (625, 2_500, 10_000, 62_500)  # customers asked
DRAWN, WATCHED = 3_000, 4_000
BRANCHES, YES = 40, 6.5
SIZE = (7.6, 3.3)
EVERYBODY = "among all customers"
POINT = {"markersize": 8, "markeredgecolor": palette.INK, "markeredgewidth": 1.2}
TRUTH = {"color": palette.YELLOW, "marker": "D", "linestyle": "none", "markersize": 8, "markeredgecolor": palette.INK}


@dataclass(frozen=True)
class Answers:
    """How many are asked, and who of them answers."""

    asked: int = 625
    extremity: float = 0.6
    response: float = 0.16
    measure: str = "NPS"
    middle: float = 7.0
    engagement: float = 0.0
    asked_before: float = 0.0


@dataclass(frozen=True)
class Together:
    """What the answers of one person have in common, and what single questions add."""

    halo: float = 0.0
    top_down: float = 0.0
    reliability: float = 1.0
    double: bool = False
    points: int = 11
    acquiescence: float = 0.0
    extreme: float = 0.0
    recall_lag: float = 0.0


@dataclass(frozen=True)
class Shoppers:
    """Two mystery shoppers who watch the same visits, and the customers they know nothing of."""

    visits: int = 5
    error: float = 0.5
    reactivity: float = 0.0
    expectation: float = 0.0


@lru_cache(maxsize=8)
def _lived(customers: int) -> Lived:
    """The first customers of the chain of opticians; a longer run begins with the same ones."""
    from cxlab.worlds import world

    return world("panel").simulate(customers, rng=SEED).lived()


def draw_answers(state: Answers, figure: Figure | None = None) -> View:
    """Left: ratings of everybody and of those who answer. Right: the estimate with its interval, rung by rung, and the truth."""
    truth, everyone = _everybody(state.measure)
    rungs = [_rung(replace(state, asked=asked)) for asked in LADDER if asked <= state.asked]
    estimate, ratings = rungs[-1]
    figure, (left, right) = panels(figure, 1, 2, size=SIZE, margins=(0.085, 0.165, 0.985, 0.89))
    _two_histograms(left, everyone, ratings, state.measure)
    _rungs(right, [row for row, _ in rungs], truth, state.measure)
    inside = estimate.low <= truth <= estimate.high
    digits = _digits(state.measure)
    text = (
        f"{estimate.n:,} of {state.asked:,} customers answer. Their {_word(state.measure)} is {estimate.value:.{digits}f} (95% interval "
        f"{estimate.low:.{digits}f} to {estimate.high:.{digits}f}); {EVERYBODY} it is {truth:.{digits}f}. "
        f"The interval {'holds' if inside else 'misses'} the truth."
    )
    rows = {
        "customers asked": state.asked,
        "answers": estimate.n,
        "estimate": estimate.value,
        "interval, low": estimate.low,
        "interval, high": estimate.high,
        EVERYBODY: truth,
        "error": estimate.value - truth,
    }
    alt = f"Left, two sets of bars from 0 to 10. Right, {len(rungs)} estimates with intervals and a line at the truth. {text}"
    return View(figure, text, _column(rows), alt)


def _word(measure: str) -> str:
    return "NPS" if measure == "NPS" else "mean satisfaction"


def _digits(measure: str) -> int:
    return 1 if measure == "NPS" else 2


@lru_cache(maxsize=4)
def _everybody(measure: str) -> tuple[float, np.ndarray]:
    """The truth: everybody asked, everybody answering, nothing in the way."""
    from cxlab.survey import ask

    item = "recommend" if measure == "NPS" else "overall"
    ratings = ask(_lived(LADDER[-1]), item, rng=SEED)[item].to_numpy()
    return _measured(ratings, measure).value, ratings


@lru_cache(maxsize=400)
def _rung(state: Answers) -> tuple[Estimate, np.ndarray]:
    from cxlab.survey import ask

    item = "recommend" if state.measure == "NPS" else "overall"
    answers = ask(
        _lived(state.asked), item, response=state.response, response_extremity=state.extremity, response_middle=state.middle,
        response_engagement=state.engagement, asked_before=state.asked_before, rng=SEED,
    )  # fmt: skip
    ratings = answers[item].to_numpy()
    return _measured(ratings, state.measure), ratings


def _measured(ratings: np.ndarray, measure: str) -> Estimate:
    from cxlab.metrics import csat, nps

    return nps(ratings).rows[0] if measure == "NPS" else csat(ratings, box="mean", scale=(0, 10)).rows[0]


def _two_histograms(ax: Axes, everyone: np.ndarray, ratings: np.ndarray, measure: str) -> None:
    marks = np.arange(11)
    shares = [np.bincount(values.astype(int), minlength=11) / len(values) for values in (everyone, ratings)]
    ax.bar(marks, shares[0], width=0.9, color=palette.FAINT, label="all customers")
    ax.bar(marks, shares[1], width=0.5, color=palette.BLUE, label="those who answer")
    ax.set_xticks(marks)
    ax.set_xlim(-0.6, 10.6)
    ax.set_ylim(0, 1.35 * max(float(s.max()) for s in shares))
    ax.legend(loc="upper left", frameon=False, fontsize=NOTE, borderaxespad=0.1, labelspacing=0.3)
    frame_axes(ax, title="Ratings", x="would recommend" if measure == "NPS" else "satisfaction", y="share")


def _rungs(ax: Axes, rows: list[Estimate], truth: float, measure: str) -> None:
    at, values = np.arange(len(rows)), np.array([row.value for row in rows])
    reach = np.array([[row.value - row.low for row in rows], [row.high - row.value for row in rows]])
    ax.axhline(truth, color=palette.VERMILLION, linewidth=2, linestyle=palette.DASHES[1], label="truth: all customers")
    ax.errorbar(at, values, yerr=reach, fmt="o", color=palette.BLUE, elinewidth=2.2, capsize=5, label="answers, 95% interval", **POINT)
    room = 45.0 if measure == "NPS" else 1.2
    low, high = min(truth - 0.6 * room, float((values - reach[0]).min())), max(truth + 0.6 * room, float((values + reach[1]).max()))
    ax.set_ylim(low - 0.02 * room, high + 0.4 * (high - low))
    ax.set_xlim(-0.5, len(LADDER) - 0.5)
    ax.set_xticks(range(len(LADDER)), [f"{rows[k].n:,}" if k < len(rows) else "" for k in range(len(LADDER))])
    ax.legend(loc="upper left", frameon=False, fontsize=NOTE, borderaxespad=0.1, labelspacing=0.3)
    frame_axes(ax, title=f"{'NPS' if measure == 'NPS' else 'Mean'}, estimate and truth", x="answers", lines="y")


def draw_together(state: Together, figure: Figure | None = None) -> View:
    """Left: how closely the answers go together. Right: importance as the survey shows it, and the truth T3."""
    from cxlab.estimators import drivers

    answers = _questionnaire(state)
    items = [name for name in answers.columns if name != "overall"]
    fit = drivers(answers, "overall", items, method="lmg")
    r2 = float(fit.detail["r2"])
    share = {row.name: row.value / r2 for row in fit.rows}
    truth = _true_shares()
    true = {item: sum(truth[part] for part in item.split(" and ")) for item in items}
    together = np.corrcoef(answers.to_numpy(dtype=float).T)
    mean = float(together[np.triu_indices(len(together), 1)].mean())
    figure, (left, right) = panels(figure, 1, 2, size=SIZE, margins=(0.185, 0.165, 0.985, 0.89), gap=(0.62, 0.4))
    _matrix(left, together, list(answers.columns))
    _shares(right, share, true)
    top, last = max(share.values()), min(share.values())
    most, least = (pick(share, key=share.__getitem__).replace("_", " ") for pick in (max, min))
    text = (
        f"The touchpoints explain {r2:.0%} of overall satisfaction (R squared {r2:.2f}). Of what is explained, {most} gets most, {top:.0%}, and "
        f"{least} least, {last:.0%}; in the population (truth T3) the ends are {max(true.values()):.0%} and {min(true.values()):.0%}."
    )
    if state.double:
        text += " Nobody can say which half of the double question was meant."
    rows = {"R squared": r2, "mean correlation of two items": mean, "mean of overall (points)": float(answers["overall"].mean())}
    rows |= {f"share, {name.replace('_', ' ')}": value for name, value in share.items()}
    alt = (
        f"Left, a square of correlations, {mean:.2f} on average. Right, a bar of importance for each item, with the truth beside it. {text}"
    )
    return View(figure, text, _column(rows), alt)


def _questionnaire(state: Together) -> pd.DataFrame:
    """Answers of everybody to overall and the touchpoints; two of them in one question where `double` is on."""
    from cxlab.survey import ask

    lived = _lived(DRAWN)
    answers = ask(
        lived, halo=state.halo, top_down=state.top_down, reliability={"eye_test": state.reliability}, points=state.points,
        acquiescence=state.acquiescence, extreme=state.extreme, recall_lag=state.recall_lag, rng=SEED,
    )[["overall", *lived.touchpoints]]  # fmt: skip
    if not state.double:
        return answers
    both = np.floor((answers["eye_test"] + answers["frame_advice"]) / 2 + 0.5)
    rest = answers.drop(columns=["eye_test", "frame_advice"])
    rest.insert(1, "eye_test and frame_advice", both)
    return rest


@lru_cache(maxsize=1)
def _true_shares() -> dict[str, float]:
    from cxlab.worlds import world

    shares = world("panel").simulate(100, rng=SEED).truth.shares_of("satisfaction", 100_000)
    return {row.name: row.value for row in shares.rows}


def _matrix(ax: Axes, together: np.ndarray, names: list[str]) -> None:
    size = len(names)
    ax.imshow(together, cmap=palette.SEQUENCE, vmin=0, vmax=1, aspect="auto")
    for i in range(size):
        for j in range(i):
            ax.text(
                j,
                i,
                f"{together[i, j]:.2f}",
                ha="center",
                va="center",
                fontsize=8.5,
                color=palette.PAPER if together[i, j] > 0.6 else palette.INK,
            )
    ax.set_xticks(range(size), [str(k + 1) for k in range(size)])
    ax.set_yticks(range(size), [f"{_short(name)} {k + 1}" for k, name in enumerate(names)])
    frame_axes(ax, title="Correlations", x="item")


def _short(name: str) -> str:
    return "test + advice" if " and " in name else name.replace("_", " ")


def _shares(ax: Axes, share: dict[str, float], true: dict[str, float]) -> None:
    at = np.arange(len(share))
    ax.barh(at, list(share.values()), color=palette.BLUE, height=0.6, label="in the answers")
    ax.plot([true[name] for name in share], at, label="truth T3", **TRUTH)
    ax.set_yticks(at, [_short(name) for name in share])
    ax.set_ylim(len(share) - 0.4, -0.6)
    ax.set_xlim(0, 0.7)
    ax.set_xticks([0, 0.2, 0.4, 0.6], ["0%", "20%", "40%", "60%"])
    ax.legend(loc="lower right", frameon=False, fontsize=NOTE, borderaxespad=0.1, handletextpad=0.5)
    frame_axes(ax, title="Importance", x="share of what is explained (LMG)", lines="x")


def draw_shoppers(state: Shoppers, figure: Figure | None = None) -> View:
    """Left: the branches as delivered and as seen. Right: the mean that is seen, the mean delivered, the mean felt."""
    from cxlab.metrics import csat

    delivered, _ = _branches(0.0)
    _, felt = _branches(state.expectation)
    seen = _seen(state, delivered)
    agreement = _agreement(seen)
    row = csat(np.clip(seen.mean(axis=0).mean(axis=1), 0, 10), box="mean", scale=(0, 10)).rows[0]
    true, felt_mean = float(delivered.mean()), float(felt.mean())
    figure, (left, right) = panels(figure, 1, 2, size=SIZE, margins=(0.085, 0.165, 0.985, 0.89), gap=(0.5, 0.4))
    order = float(np.corrcoef(delivered.mean(axis=1), seen.mean(axis=(0, 2)))[0, 1])
    _dots(left, delivered.mean(axis=1), seen.mean(axis=(0, 2)))
    _three_means(right, row, true, felt_mean)
    told = f"kappa {agreement:.2f}" if np.isfinite(agreement) else "and tick the same everywhere, so that kappa says nothing"
    text = (
        f"Two shoppers watch {state.visits} eye tests in each of {BRANCHES} branches ({told}). They see {row.value:.2f} on average (95% interval "
        f"{row.low:.2f} to {row.high:.2f}); delivered is {true:.2f}, and customers feel {felt_mean:.2f}."
    )
    rows = {
        "kappa of the two shoppers": agreement if np.isfinite(agreement) else 0.0,
        "seen by shoppers (points)": row.value,
        "interval, low": row.low,
        "interval, high": row.high,
        "delivered (points)": true,
        "felt by customers (points)": felt_mean,
        "correlation of branches, seen and delivered": order,
    }
    alt = f"Left, {BRANCHES} dots, delivered against seen, around a diagonal. Right, three means one above the other. {text}"
    return View(figure, text, _column(rows), alt)


@lru_cache(maxsize=16)
def _branches(expectation: float) -> tuple[np.ndarray, np.ndarray]:
    """Delivered and felt at the eye test, branch x visit; who expects more gets the same and feels less."""
    from cxlab.worlds import world

    panel = world("panel")
    for segment in panel.journey.segments:
        panel = panel.change(segment.name, expectation=segment.expectation + expectation)
    quality = panel.change(b_expectation=0.0, b_performance=1.0, b_disconfirmation=0.0)  # felt is then what was delivered
    return _by_branch(quality.simulate(WATCHED, rng=SEED)), _by_branch(panel.simulate(WATCHED, rng=SEED))


def _by_branch(run: Any) -> np.ndarray:
    lived = run.lived()
    values = pd.Series(lived.felt[:, lived.touchpoints.index("eye_test")])
    groups = [group.to_numpy() for _, group in values.groupby(np.asarray(lived.branch))]
    shortest = min(len(group) for group in groups)
    return np.array([group[:shortest] for group in groups])


def _seen(state: Shoppers, delivered: np.ndarray) -> np.ndarray:
    """What each of the two sees at the same visits: shopper x branch x visit. Staff who notice them do better by `reactivity`."""
    luck = np.random.default_rng(SEED).normal(0.0, 1.0, (2, *delivered.shape))[:, :, : state.visits]
    return np.asarray(delivered[None, :, : state.visits] + state.reactivity + state.error * luck)


def _agreement(seen: np.ndarray) -> float:
    from cxlab.metrics import kappa

    ticks = (seen >= YES).reshape(2, -1)
    if ticks.all() or not ticks.any():
        return float("nan")
    return float(kappa(*ticks.astype(int)).value)


def _dots(ax: Axes, delivered: np.ndarray, seen: np.ndarray) -> None:
    ax.plot([3, 10.5], [3, 10.5], color=palette.QUIET, linewidth=1.2, label="seen as it is")
    ax.plot(
        delivered,
        seen,
        "o",
        color=palette.SKY,
        markersize=6,
        markeredgecolor=palette.INK,
        markeredgewidth=0.7,
        label="a branch",
        linestyle="none",
    )
    ax.set_xlim(float(delivered.min()) - 0.3, float(delivered.max()) + 0.3)
    ax.set_ylim(3, 10.5)
    ax.legend(loc="upper left", frameon=False, fontsize=NOTE, borderaxespad=0.1, labelspacing=0.3)
    frame_axes(ax, title="40 branches", x="delivered, all visits (points)", y="seen by shoppers")


def _three_means(ax: Axes, row: Estimate, delivered: float, felt: float) -> None:
    reach = [[max(row.value - row.low, 0.0)], [max(row.high - row.value, 0.0)]]
    ax.errorbar([row.value], [2], xerr=reach, fmt="o", color=palette.SKY, elinewidth=2.2, capsize=5, **POINT)
    ax.plot([delivered], [1], color=palette.VERMILLION, marker="s", linestyle="none", **POINT)
    ax.plot([felt], [0], color=palette.YELLOW, marker="D", linestyle="none", **POINT)
    ax.set_yticks([2, 1, 0], ["seen", "delivered", "felt"])
    ax.set_ylim(-0.6, 2.6)
    ax.set_xlim(3.5, 9.5)
    frame_axes(ax, title="Three means", x="points", lines="x")


def _column(rows: dict[str, Any]) -> pd.DataFrame:
    return pd.DataFrame({"value": [round(float(value), 3) for value in rows.values()]}, index=list(rows))


PARTS = (
    Part(
        "answers",
        "Survey Distorter 1: who answers, and what more answers do",
        Answers(),
        draw_answers,
        controls=(
            choice("asked", "Customers asked", {f"{asked:,}": asked for asked in LADDER}),
            slider("extremity", "Pull of strong feelings to answer", unit="log-odds per point", low=0, high=0.8, step=0.1),
            slider("response", "Response rate", unit="share", low=0.04, high=0.6, step=0.02),
            toggle("measure", "Measure", ("NPS", "mean")),
        ),
        more=(
            slider("middle", "Satisfaction that moves nobody to answer", unit="points", low=6, high=8, step=0.5),
            slider("engagement", "Pull of engagement to answer", unit="log-odds per unit", low=0, high=0.8, step=0.2),
            slider("asked_before", "What being asked before adds", unit="points", low=0, high=0.3, step=0.1),
        ),
        presets=(
            Preset("many answers", {"asked": 62_500}, "Four intervals, the last one very short. What does it close in on?"),
            Preset(
                "everyone equally likely",
                {"asked": 62_500, "extremity": 0.0},
                "Nobody's feelings decide about answering. Where do the intervals go?",
            ),
            Preset(
                "the contented stay silent",
                {"asked": 62_500, "middle": 8.0},
                "Those who feel 8 answer least. On which side is the error now?",
            ),
        ),
        question=Question(
            "Strong feelings make people answer. A hundred times as many customers are asked. What happens to the interval around the NPS?",
            ("It shrinks around the truth", "It shrinks around a wrong number", "It stays as it is"),
            after="Ask more customers, step by step, and watch the dashed line.",
        ),
    ),
    Part(
        "together",
        "Survey Distorter 2: a good fit, and what it is made of",
        Together(),
        draw_together,
        controls=(
            slider("halo", "Halo: a mood that colours every answer", unit="points", low=0, high=1.5, step=0.25),
            slider("top_down", "Halo from the overall judgement down", unit="points per point", low=0, high=0.5, step=0.1),
            slider("reliability", "Reliability of the eye-test question", unit="share", low=0.3, high=1.0, step=0.1),
            switch("double", "Ask about eye test and advice in one question"),
        ),
        more=(
            choice("points", "Points of the scale", {"5": 5, "7": 7, "11": 11}),
            slider("acquiescence", "Saying yes to everything, mean shift", unit="points", low=0, high=1, step=0.25),
            slider("extreme", "Extreme style, mean stretch", unit="share", low=0, high=0.5, step=0.1),
            slider("recall_lag", "Memory drifting to the overall judgement", unit="share per later visit", low=0, high=0.3, step=0.1),
        ),
        presets=(
            Preset("a strong halo", {"halo": 1.0}, "R squared goes up. What happens to the longest and the shortest bar?"),
            Preset("one noisy question", {"reliability": 0.3}, "The eye test matters as before. What does the survey say?"),
            Preset("two questions in one", {"double": True}, "One bar for two touchpoints. Which of the two would you mend?"),
        ),
        question=Question(
            "A mood now colours all answers of a person. R squared of the driver model…",
            ("rises, and importance gets clearer", "rises, and importance gets flatter", "falls"),
            after="Move the halo to 1 and compare the two numbers in the sentence with the truth.",
        ),
    ),
    Part(
        "shoppers",
        "Survey Distorter 3: mystery shoppers, what they see and what they cannot know",
        Shoppers(),
        draw_shoppers,
        controls=(
            choice("visits", "Visits to each branch", {str(visits): visits for visits in (1, 2, 5, 20, 80)}),
            slider("error", "Shoppers' own error", unit="points", low=0, high=2, step=0.25),
            slider("reactivity", "Staff do better when they notice", unit="points", low=0, high=2, step=0.25),
            slider("expectation", "Customers expect more", unit="points", low=-1, high=2, step=0.5),
        ),
        presets=(
            Preset(
                "sharp eyes", {"visits": 80, "error": 0.0}, "Perfect agreement, many visits. What do these shoppers know of the customers?"
            ),
            Preset("noticed", {"visits": 80, "reactivity": 1.0}, "Many visits, a short interval. Around what?"),
            Preset(
                "spoilt customers", {"visits": 80, "expectation": 2.0}, "The work has not changed and the shoppers see no change. Who does?"
            ),
        ),
        question=Question(
            "Customers begin to expect more; the work stays as it is. What do mystery shoppers report?",
            ("A fall, as customers feel it", "No change", "A rise"),
            after="Press 'spoilt customers' and compare the three means.",
        ),
    ),
)
