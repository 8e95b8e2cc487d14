"""Ask customers: the one function that puts a questionnaire to those who lived through a journey."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from cxlab import _validate as check
from cxlab.draws import seed_of
from cxlab.mechanisms._numbers import KIT, Parameter
from cxlab.survey.customers import Lived
from cxlab.survey.questionnaire import Question, questions
from cxlab.survey.ratings import Distortion, judged, rated, traits_of
from cxlab.survey.respondents import chances, respondents

PARAMETERS = {
    "halo": Parameter(0.3, 1.0, "established", f"Wirtz & Bateson (1995) (not re-checked) for its existence; size {KIT}"),
    "top_down": Parameter(0.0, 0.5, "assumption", KIT),
    "reliability": Parameter(0.6, 0.9, "assumption", KIT),
    "acquiescence": Parameter(0.0, 1.0, "established", f"Baumgartner & Steenkamp (2001) (not re-checked) for its existence; size {KIT}"),
    "extreme": Parameter(0.0, 0.5, "established", f"Baumgartner & Steenkamp (2001) (not re-checked) for its existence; size {KIT}"),
    "recall_lag": Parameter(0.0, 0.3, "assumption", KIT),
    "asked_before": Parameter(0.0, 0.3, "contested", f"mere measurement, Dholakia & Morwitz (2002) (not re-checked); size {KIT}"),
    "response": Parameter(0.05, 0.3, "assumption", f"{KIT}; share of those asked"),
    "response_extremity": Parameter(0.2, 0.8, "assumption", f"{KIT}; log-odds per point"),
    "response_middle": Parameter(6.0, 8.0, "assumption", f"{KIT}; satisfaction at which people are least moved to answer"),
    "response_engagement": Parameter(0.0, 0.8, "assumption", f"{KIT}; log-odds per unit of the stock"),
}


def ask(
    lived: Lived,
    items: str | Sequence[str] = ("overall", "touchpoints"),
    *,
    halo: float = 0.0,
    top_down: float = 0.0,
    reliability: float | Mapping[str, float] = 1.0,
    acquiescence: float = 0.0,
    extreme: float = 0.0,
    points: int | Mapping[str, int] = 11,
    recall_lag: float = 0.0,
    asked_before: float = 0.0,
    response: float | None = None,
    response_extremity: float = 0.0,
    response_engagement: float = 0.0,
    response_middle: float = 7.0,
    cut: bool = True,
    rng: Any = None,
) -> pd.DataFrame:
    """Ask customers about what they lived through. "Points" are points of a 0-10 scale; every distortion is off by default.

    Parameters
    ----------
    lived : what they lived through.
    items : "overall", "recommend", "effort" (agreement that it was easy), "repurchase", "touchpoints" (one item each) or
        the name of one touchpoint.
    halo : standard deviation of a mood that colours all items of a respondent alike, in points, from 0.
    top_down : points a touchpoint item moves per point of overall satisfaction above neutral, from 0.
    reliability : share of an item's variance that is true, above 0 to 1; one number, or item -> number.
    acquiescence : mean upward shift, in points, from 0; it differs between people.
    extreme : mean stretch away from the middle of the scale, from 0 (0.3: answers lie 30 % further out); differs between people.
    points : 5, 7 or 11, or item -> points. "recommend" always has 11; "effort" has 7 unless it is named.
    recall_lag : share of the way to overall satisfaction that a touchpoint drifts with each later visit, from 0 to 1.
    asked_before : shift of overall, recommend and repurchase in people surveyed before, in points (contested).
    response : share who answer, above 0 to 1; None is everybody.
    response_extremity, response_engagement : log-odds of answering per point between satisfaction and `response_middle`, and
        per unit of the engagement stock.
    response_middle : satisfaction at which people are least moved to answer, from 0 to 10.
    cut : False leaves the answers uncut: rating units, but neither rounded nor bounded.
    rng : seed; None takes the seed of the simulation. The same seed gives a customer the same luck in every world.

    Returns
    -------
    DataFrame
        One row per respondent: customer, segment and branch where there are any, items; NaN where the touchpoint was not
        met. `attrs` holds "codebook", "survey" (the settings), "response_rate" and "missing".

    Raises
    ------
    ValueError
        For settings out of range, unknown items (with the nearest match), and when nobody answers.

    Notes
    -----
    Ranges, status and sources: `PARAMETERS`. Off means the latent value cut at equally spaced thresholds. Steps: recall,
    judgement, style, cut (Tourangeau, Rips & Rasinski 2000).

    Examples
    --------
    >>> from cxlab.survey import Lived, ask
    >>> lived = Lived([0], ("book",), [[8.4]], [[0]], {"satisfaction": [6.6]})
    >>> ask(lived)[["overall", "book"]].to_numpy().tolist()
    [[7.0, 8.0]]
    """
    asked = questions(lived, items, points, reliability)
    distortion = _distortion(halo, top_down, acquiescence, extreme, recall_lag, asked_before)
    check.one_of("cut", cut, (True, False))
    chance = chances(lived, response, response_extremity, response_middle, response_engagement)
    seed = lived.seed if rng is None else seed_of(rng)
    traits = traits_of(lived.customer, seed)
    who = respondents(chance, traits.answers)
    mine = traits.of(who)
    columns: dict[Any, Any] = {"customer": lived.customer[who]}
    columns |= {label: group[who] for label, group in (("segment", lived.segment), ("branch", lived.branch)) if group is not None}
    columns |= {q.name: rated(q, judged(lived, q, distortion, mine, who), cut) for q in asked}
    answers = pd.DataFrame(columns)
    settings = vars(distortion) | {
        "response": response, "response_extremity": float(response_extremity), "response_engagement": float(response_engagement),
        "response_middle": float(response_middle), "cut": cut, "seed": int(seed), "asked": lived.n, "answered": len(who),
    }  # fmt: skip
    answers.attrs = _attributes(asked, settings)
    return answers


def _distortion(halo: float, top_down: float, acquiescence: float, extreme: float, recall_lag: float, asked_before: float) -> Distortion:
    return Distortion(
        halo=check.number("halo", halo, low=0, unit="points of a 0-10 scale"),
        top_down=check.number("top_down", top_down, low=0, unit="points per point of overall satisfaction"),
        acquiescence=check.number("acquiescence", acquiescence, low=0, unit="points of a 0-10 scale"),
        extreme=check.number("extreme", extreme, low=0, unit="mean stretch, 0.3 is 30 %"),
        recall_lag=check.number("recall_lag", recall_lag, low=0, high=1, unit="share lost with each later visit"),
        asked_before=check.number("asked_before", asked_before, unit="points of a 0-10 scale"),
    )


def _attributes(asked: Sequence[Question], settings: dict[str, Any]) -> dict[Any, Any]:
    """What travels with the answers: plain values only, for pandas copies and compares them."""
    scales, sure = {q.name: q.points for q in asked}, {q.name: q.reliability for q in asked}
    per_item = {"items": [q.name for q in asked], "points": scales, "reliability": sure}
    return {
        "codebook": {q.name: q.entry() for q in asked},
        "survey": per_item | settings,
        "response_rate": settings["answered"] / settings["asked"],
        "missing": "NaN: the respondent never met that touchpoint",
    }
