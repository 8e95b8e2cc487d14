"""Who answers: everybody, or those whom extremity and engagement move to."""

from __future__ import annotations

import numpy as np

from cxlab import _validate as check
from cxlab.survey.customers import Lived


def chances(lived: Lived, response: float | None, extremity: float, middle: float, engagement: float) -> np.ndarray | None:
    """Chance of answering for every customer, with mean `response`; None when everybody answers.

    `logit P = r0 + extremity * |S - middle| + engagement * G`: S and middle on a 0-10 scale, G the engagement stock.
    """
    extremity, engagement = check.number("response_extremity", extremity), check.number("response_engagement", engagement)
    middle = check.number("response_middle", middle, low=0, high=10, unit="satisfaction on a 0-10 scale")
    if response is None:
        for label, value in (("response_extremity", extremity), ("response_engagement", engagement)):
            if value:
                raise ValueError(
                    f"{label}={value:g} does nothing while everybody answers. Name the share who do, such as response=0.2, or leave it out."
                )
        return None
    response = check.number("response", response, low=0, high=1, unit="the share who answer; None is everybody")
    if response == 0:
        raise ValueError("response=0 means that nobody answers. Pass a share above 0, or None for everybody.")
    if engagement and lived.engagement is None:
        raise ValueError(
            f"response_engagement={engagement:g} needs an engagement stock, and this world keeps none. Pass 0, or give the world one."
        )
    if response == 1:
        return None
    return _with_mean(response, _leaning(lived, extremity, middle, engagement))


def _leaning(lived: Lived, extremity: float, middle: float, engagement: float) -> np.ndarray:
    satisfaction = (lived.outcomes["satisfaction"] - lived.low) * (10.0 / (lived.high - lived.low))
    leaning = extremity * np.abs(satisfaction - middle)
    return leaning + engagement * lived.engagement if engagement and lived.engagement is not None else leaning


def _with_mean(target: float, leaning: np.ndarray) -> np.ndarray:
    """Logistic chances of `leaning` plus the intercept that gives them the mean `target`."""
    from scipy.optimize import brentq
    from scipy.special import expit, logit

    low, high = logit(target) - leaning.max() - 1e-3, logit(target) - leaning.min() + 1e-3
    intercept = brentq(lambda r0: expit(r0 + leaning).mean() - target, low, high, xtol=1e-12)
    return np.asarray(expit(intercept + leaning))


def respondents(chance: np.ndarray | None, luck: np.ndarray) -> np.ndarray:
    """Rows of those who answer; nobody at all is an error."""
    if chance is None:
        return np.arange(len(luck))
    who = np.flatnonzero(luck < chance)
    if not len(who):
        raise ValueError(
            f"Nobody of the {len(luck)} customers answered at response={chance.mean():.3g}. "
            "Ask more customers, raise response, or pass another rng."
        )
    return who
