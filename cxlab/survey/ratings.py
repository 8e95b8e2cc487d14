"""From latent values to ratings: recall, judgement, style, and the cut at the thresholds of the scale."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from cxlab import draws
from cxlab._compiling import kernel
from cxlab.simulation.columns import ratings_of, seed64
from cxlab.survey.customers import Lived
from cxlab.survey.questionnaire import Question

GENERAL = ("overall", "recommend", "repurchase")  # judgements of the whole, which being asked before moves
_SURVEY = np.uint64(0x5AB1E5C0FFEE2D19)  # sets these draws apart from the simulator's under the same seed
_HALO, _YES, _STRETCH, _ANSWERS = (np.uint64(k) for k in range(1, 5))
_MEAN_ONE = math.sqrt(math.pi / 2)  # a half-normal times this has mean 1
_RECALL, _TOP_DOWN, _NEUTRAL, _SHIFT, _HALO_SIZE, _NOISE, _YES_SIZE, _STRETCH_SIZE, _MIDDLE = range(9)


@dataclass(frozen=True)
class Distortion:
    """How answers are bent, in points of a 0-10 scale (recall and stretch are shares); 0 is off."""

    halo: float = 0.0
    top_down: float = 0.0
    acquiescence: float = 0.0
    extreme: float = 0.0
    recall_lag: float = 0.0
    asked_before: float = 0.0


@dataclass(frozen=True, eq=False)
class Traits:
    """What stays with a respondent through the whole questionnaire: keys of the draws, halo, styles, and the luck of answering."""

    keys: np.ndarray
    halo: np.ndarray
    yes: np.ndarray
    stretch: np.ndarray
    answers: np.ndarray

    def of(self, who: np.ndarray) -> Traits:
        """The traits of some of them."""
        return Traits(self.keys[who], self.halo[who], self.yes[who], self.stretch[who], self.answers[who])


@kernel
def _traits(seed, customer, keys, halo, yes, stretch, answers):  # type: ignore[no-untyped-def]
    apart = draws.mix(seed ^ _SURVEY)
    for i in range(customer.size):
        k = draws.key(apart, customer[i])
        keys[i] = k
        halo[i] = draws.normal(k, _HALO)
        yes[i] = abs(draws.normal(k, _YES)) * _MEAN_ONE
        stretch[i] = abs(draws.normal(k, _STRETCH)) * _MEAN_ONE
        answers[i] = draws.uniform(k, _ANSWERS)


@kernel
def _judged(latent, overall, lag, keys, counter, halo, yes, stretch, par, out):  # type: ignore[no-untyped-def]
    """What each respondent would say on an endless scale, in world points; NaN stays NaN. `par` is ordered as the names above."""
    for i in range(latent.size):
        x = latent[i]
        if par[_RECALL] > 0.0:
            x += (1.0 - (1.0 - par[_RECALL]) ** lag[i]) * (overall[i] - x)
        x += par[_TOP_DOWN] * (overall[i] - par[_NEUTRAL]) + par[_SHIFT] + par[_HALO_SIZE] * halo[i]
        if par[_NOISE] > 0.0:
            x += par[_NOISE] * draws.normal(keys[i], counter)
        out[i] = x + par[_YES_SIZE] * yes[i] + par[_STRETCH_SIZE] * stretch[i] * (x - par[_MIDDLE])


def traits_of(customer: np.ndarray, seed: int) -> Traits:
    """The traits of every customer, each a function of (seed, customer) alone."""
    n = len(customer)
    keys, halo, yes, stretch, answers = np.empty(n, dtype=np.uint64), np.empty(n), np.empty(n), np.empty(n), np.empty(n)
    with np.errstate(over="ignore"):
        _traits(seed64(seed), customer.astype(np.uint64), keys, halo, yes, stretch, answers)
    return Traits(keys, halo, yes, stretch, answers)


def judged(lived: Lived, question: Question, distortion: Distortion, traits: Traits, who: np.ndarray) -> np.ndarray:
    """The answers of customers `who` to one question before any scale bounds them, in world points."""
    everyone = latent_of(lived, question)
    noise = noise_sd(question, everyone)
    if question.touchpoint is None:
        lag = np.zeros(1)
        recall = top_down = 0.0
    else:
        lag = lived.since[who, question.touchpoint]
        recall, top_down = distortion.recall_lag, distortion.top_down
    shift = distortion.asked_before if question.name in GENERAL else 0.0
    unit, middle = question.unit, (question.world_low + question.world_high) / 2
    sizes = [recall, top_down, lived.neutral, shift * unit, distortion.halo * unit, noise]
    par = np.array([*sizes, distortion.acquiescence * unit, distortion.extreme, middle])
    out = np.empty(len(who))
    with np.errstate(over="ignore"):
        _judged(
            everyone[who], lived.outcomes["satisfaction"][who], lag, traits.keys, question.counter,
            traits.halo, traits.yes, traits.stretch, par, out,
        )  # fmt: skip
    return out


def latent_of(lived: Lived, question: Question) -> np.ndarray:
    """What the question is about, for everybody: an outcome, or what was felt at a touchpoint (NaN where never met)."""
    if question.touchpoint is None:
        return lived.outcomes[question.source]
    return np.ascontiguousarray(lived.felt[:, question.touchpoint])


def noise_sd(question: Question, latent: np.ndarray) -> float:
    """Standard deviation of the item's own error, so that reliability is var(latent) / var(latent + error) among those who met it."""
    met = latent[~np.isnan(latent)]
    if question.reliability == 1.0 or len(met) < 2:
        return 0.0
    variance = float(met.var())
    if variance == 0.0:
        raise ValueError(
            f"Everybody has the same latent value for {question.name!r} (variance 0), so its reliability cannot be "
            f"{question.reliability:g}. Pass reliability={{{question.name!r}: 1.0}}."
        )
    return math.sqrt(variance * (1.0 - question.reliability) / question.reliability)


def rated(question: Question, values: np.ndarray, cut: bool) -> np.ndarray:
    """World points to ratings: cut at the thresholds, or mapped on a line without rounding or ends. NaN where not met."""
    if not cut:
        return question.low + (values - question.world_low) * ((question.points - 1) / (question.world_high - question.world_low))
    ratings = ratings_of(values, question.thresholds.tolist()).astype(float)
    ratings[np.isnan(values)] = np.nan
    return ratings
