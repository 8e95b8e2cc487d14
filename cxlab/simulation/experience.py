"""Experience and Outcome: how customers turn quality into value, memory and answers."""

from __future__ import annotations

from dataclasses import dataclass, fields
from itertools import pairwise

import numpy as np

from cxlab import _validate as check

WAIT_SHAPES = ("log", "tolerance")
LINKS = ("identity", "logistic")


@dataclass(frozen=True)
class Experience:
    """The mechanisms of a visit and their parameters; every one has a value that switches it off.

    Parameters
    ----------
    neutral : the point of the world's scale that is neither good nor bad (5 on 0 to 10).
    b_expectation, b_performance, b_disconfirmation : weights of expectation, quality and their gap in the value of a visit.
    loss_aversion, curvature : how much more a shortfall weighs, and the exponent of both branches (1 and 1: no asymmetry).
    update_rate, update_prior : the expectation moves by `update_rate` of the gap, or, where `update_prior` is given, by
        1 / (experiences so far + update_prior).
    recent_decay : what stays of the running judgement at each visit, from 0 to 1.
    gate_threshold, gate_strength : pyramid gate, in points, and its hardness; strength 0 is compensatory.
    wait_shape, wait_effect, wait_tolerance, wait_perception : how a wait lowers ease: effect * log(1 + wait / service), or
        effect * minutes perceived beyond the tolerance; perception is the factor from clock time to perceived time.
    dropout : the odds of leaving are multiplied by exp(-dropout * value); 0 is off.
    context_kept, switch_cost : share of the context that survives a channel switch, points lost per unit of complexity.
    failure_cost, justice_weights, justice_interaction, double_deviation : points lost per unit of severity, points won back
        by distributive, procedural and interactional justice, by the first and the last together, and points lost when nothing is repaired.
    branches, branch_sd : number of branches, standard deviation of what a branch adds to every outcome, in points.
    engagement_persistence, engagement_gain : persistence of the engagement stock and what a point felt at a moment of truth adds.
    personalisation, accuracy, personalisation_gain, personalisation_error, privacy_cost, transparency : see
        `cxlab.mechanisms.personalisation`; the sum is added to ease and to enjoyment.
    module_rate : saturation rate of spend on the experiential modules.
    bot_solves, staff_solves : chance that a simple and a complex task is solved by the bot, by the staff; unsolved by the staff costs ease.
    unsolved_cost : points of needs lost when a task stays unsolved.
    returns : whether a customer comes back for the next journey only with the chance given by the outcome "repurchase".

    Examples
    --------
    >>> Experience(loss_aversion=1.0).loss_aversion
    1.0
    """

    neutral: float = 5.0
    b_expectation: float = 0.0
    b_performance: float = 0.0
    b_disconfirmation: float = 1.0
    loss_aversion: float = 2.0
    curvature: float = 1.0
    update_rate: float = 0.1
    update_prior: float | None = None
    recent_decay: float = 0.8
    gate_threshold: float = 5.0
    gate_strength: float = 0.0
    wait_shape: str = "log"
    wait_effect: float = 0.0
    wait_tolerance: float = 5.0
    wait_perception: float = 1.0
    dropout: float = 0.0
    context_kept: float = 1.0
    switch_cost: float = 0.0
    failure_cost: float = 1.5
    justice_weights: tuple[float, float, float] = (0.7, 0.4, 0.6)
    justice_interaction: float = 0.1
    double_deviation: float = 1.5
    branches: int = 0
    branch_sd: float = 0.0
    engagement_persistence: float = 0.8
    engagement_gain: float = 0.0
    personalisation: float = 0.0
    accuracy: float = 0.6
    personalisation_gain: float = 1.5
    personalisation_error: float = 1.5
    privacy_cost: float = 1.0
    transparency: float = 0.5
    module_rate: float = 0.15
    bot_solves: tuple[float, float] = (0.9, 0.35)
    staff_solves: tuple[float, float] = (0.95, 0.85)
    unsolved_cost: float = 0.0
    returns: bool = False

    def __post_init__(self) -> None:
        check.one_of("wait_shape", self.wait_shape, WAIT_SHAPES)
        check.count("branches", self.branches, low=0, high=30_000)
        if self.update_prior is not None:
            check.number("update_prior", self.update_prior, low=0, low_open=True)
        for label in ("justice_weights", "bot_solves", "staff_solves"):
            object.__setattr__(self, label, tuple(check.number(label, v, low=0) for v in getattr(self, label)))
        for label, low, high in _RANGES:
            check.number(label, getattr(self, label), low=low, high=high)


_FREE = ("neutral", "b_expectation", "b_performance", "b_disconfirmation", "dropout", "engagement_gain", "wait_effect", "switch_cost")
_SHARES = ("update_rate", "recent_decay", "context_kept", "personalisation", "accuracy", "transparency")
_POSITIVE = (
    "loss_aversion", "curvature", "gate_strength", "wait_tolerance", "wait_perception", "failure_cost", "double_deviation", "branch_sd",
    "personalisation_gain", "personalisation_error", "privacy_cost", "module_rate", "unsolved_cost",
)  # fmt: skip
_RANGES = (
    *((label, -np.inf, np.inf) for label in (*_FREE, "gate_threshold", "justice_interaction")),
    *((label, 0.0, 1.0) for label in (*_SHARES, "engagement_persistence")),
    *((label, 0.0, np.inf) for label in _POSITIVE),
)


@dataclass(frozen=True)
class Outcome:
    """What a journey leaves behind: a weighted sum of what was felt, remembered and suffered.

    Parameters
    ----------
    touchpoints : factor on the segment's touchpoint weights (1 uses them, 0 leaves them out).
    mean, peak, end, recent, sum : weights of the memories of the journey.
    ease, repeats, engagement : weights of the mean ease, of the times something had to be told again, of the engagement stock.
    events : weight of the points lost and won by failures, repairs and channel switches.
    image, branch : points per unit of brand image, factor on what the branch adds.
    intercept : value when all else is 0, in points; None means the segment's own.
    noise : standard deviation of what nothing here explains, in points.
    thresholds : cut points; where given, the outcome is the rating 1 (0 with eleven points) plus the number of thresholds passed.
    link : "identity", or "logistic" for a chance. Events never raise a chance: no recovery paradox in repurchase is assumed
        (de Matos, Henrique & Rossi 2007 found none).

    Examples
    --------
    >>> Outcome(peak=0.5, end=0.5).noise
    0.0
    """

    touchpoints: float = 0.0
    mean: float = 0.0
    peak: float = 0.0
    end: float = 0.0
    recent: float = 0.0
    sum: float = 0.0
    ease: float = 0.0
    repeats: float = 0.0
    engagement: float = 0.0
    events: float = 0.0
    image: float = 0.0
    branch: float = 0.0
    intercept: float | None = None
    noise: float = 0.0
    thresholds: tuple[float, ...] = ()
    link: str = "identity"

    def __post_init__(self) -> None:
        check.one_of("link", self.link, LINKS)
        for item in fields(self):
            if item.name not in ("thresholds", "link", "intercept"):
                check.number(item.name, getattr(self, item.name), low=0 if item.name == "noise" else -np.inf)
        if self.intercept is not None:
            check.number("intercept", self.intercept)
        cuts = tuple(float(cut) for cut in self.thresholds)
        if any(a >= b for a, b in pairwise(cuts)) or len(cuts) > 100:
            raise ValueError(f"thresholds={cuts} do not rise. Pass at most 100 cut points, each above the one before.")
        object.__setattr__(self, "thresholds", cuts)


MEMORIES = ("mean", "peak", "end", "recent", "sum")
EXTRAS = ("ease", "repeats", "engagement", "events", "image", "branch")
