"""The capstone: a firm of its own for each team, whose truth stays on the instructor's machine, and how decisions are scored."""

from __future__ import annotations

import hashlib
import hmac
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from cxlab.course.classkey import ClassKey
from cxlab.decisions import Economics, invest, regret

if TYPE_CHECKING:
    from cxlab.decisions import Allocation
    from cxlab.results import Result
    from cxlab.worlds import Simulated, World

SURVEY_BUDGET = 5_000.0
INVESTMENT_BUDGET = 300_000.0
LEVEL = 0.90
POPULATION = 20_000
WORTH = {"ranking": 25.0, "intervals": 15.0, "regret": 30.0, "plan": 10.0}
BY_PEOPLE = 20.0
WIDTHS = {  # an interval score of this size earns nothing
    "mean_satisfaction": 2.0,
    "mean_recommendation": 2.0,
    "largest_effect": 0.5,
    "gain_of_plan": 1.0,
    "value_of_plan": 300_000.0,
}
METHODS = ("correlation", "ols", "lmg", "penalty_reward", "mixed", "ordered")
METRICS = ("overall", "recommend", "effort")
ESTIMANDS = ("T1", "T2", "T3")
PLAN: dict[str, Any] = {  # field -> str, a range, or the words to choose from
    "desired_outcome": str,
    "metric": METRICS,
    "as_is_guess": (0.0, 10.0),
    "estimand": ESTIMANDS,
    "method": METHODS,
    "second_method": METHODS,
    "people": (1.0, 100_000.0),
    "horizon_months": (1.0, 60.0),
    "control": str,
    "invest_if_chance_above": (0.0, 1.0),
}
PRICES = {  # euros for each person invited
    "invitation": 1.0,
    "item": 0.25,
    "careful item": 0.5,
    "separate": 1.5,  # touchpoints on another day than the whole: less of one mood in all answers
    "reminders": 1.5,  # everybody answers in the end
}
_WEIGHTS = (0.36, 0.26, 0.18, 0.11, 0.05)


@dataclass(frozen=True)
class Firm:
    """A team's firm: what the team is told, and what only the instructor's machine knows.

    Parameters
    ----------
    team : whose.
    seed : from the class key and the team's name.
    world : its customers.
    costs : touchpoint -> (headroom in points, money that wins 63% of it).
    economics : the firm's numbers, taken as known.
    halo : mood that colours a respondent's answers, in points.
    reliability : by item, when it is asked the quick way.
    """

    team: str
    seed: int
    world: World
    costs: Mapping[str, tuple[float, float]]
    economics: Economics
    halo: float
    reliability: Mapping[str, float]

    @property
    def touchpoints(self) -> list[str]:
        """What money can be spent on."""
        return self.world.touchpoints

    def sheet(self) -> dict[str, Any]:
        """What the team is told; nothing in it depends on the weights."""
        firm = self.economics
        return {
            "team": self.team,
            "touchpoints": self.touchpoints,
            "costs": {name: {"headroom": a, "scale": x0} for name, (a, x0) in self.costs.items()},
            "economics": {name: getattr(firm, name) for name in ("customers", "margin", "retention", "per_point", "discount", "variant")},
            "survey_budget": SURVEY_BUDGET,
            "investment_budget": INVESTMENT_BUDGET,
        }

    @cached_property
    def effects(self) -> Result:
        """T2: what one point more felt at a touchpoint does to satisfaction."""
        return self.world.simulate(4_000, rng=self.seed).truth.effects()

    @cached_property
    def population(self) -> Simulated:
        """The firm's customers, of whom every survey invites some."""
        return self.world.simulate(POPULATION, rng=self.seed)

    @cached_property
    def means(self) -> dict[str, float]:
        """Mean satisfaction and recommendation of the firm's customers."""
        customers = self.population.customers
        return {f"mean_{name}": float(customers[name].mean()) for name in ("satisfaction", "recommendation")}

    def upward(self) -> dict[str, float]:
        """The truth by touchpoint, upward: a point more, not a point less."""
        return {row.name: row.value for row in self.effects.detail["plus"]}

    def spending(self, spend: Mapping[str, float]) -> Allocation:
        """A team's spending as a plan that can be judged."""
        best = invest(INVESTMENT_BUDGET, self.effects, self.costs, self.economics, while_it_pays=True)
        return replace(best, rows=tuple(replace(row, value=float(spend.get(row.name, 0.0))) for row in best.rows))


def firm_of(key: ClassKey, team: str) -> Firm:
    """The firm of a team under a class key: the same key and name give the same firm, another name gives another.

    Parameters
    ----------
    key : the instructor's class key.
    team : the team's name.

    Returns
    -------
    Firm
    """
    code = hmac.new(bytes.fromhex(key.secret), f"capstone:{team}".encode(), hashlib.sha256).hexdigest()
    return _firm(team, int(code[:12], 16))


def rehearsal() -> Firm:
    """An open firm to practise on: its truth may be looked at, and no team is given it.

    Examples
    --------
    >>> rehearsal().team
    'rehearsal'
    """
    return firm_of(ClassKey({}, "00" * 32), "rehearsal")


@lru_cache(maxsize=200)
def _firm(team: str, seed: int) -> Firm:
    from cxlab.worlds import world

    source, plain = np.random.default_rng(seed), world("panel")
    names = plain.touchpoints
    weights = dict(zip(names, source.permutation(_WEIGHTS) + source.uniform(-0.02, 0.02, len(names)), strict=True))
    drawn = plain
    for segment in plain.journey.segments:
        drawn = drawn.change(segment.name, weights={name: float(w) for name, w in weights.items()})
    for name in names:
        drawn = drawn.improve(name, needs=float(source.uniform(-0.8, 0.8)))
    noisy = names[int(source.integers(len(names)))]
    sure = {name: 0.3 if name == noisy else float(source.uniform(0.6, 0.8)) for name in names}
    costs = {name: (round(float(source.uniform(0.6, 2.0)), 1), round(float(source.uniform(25_000, 130_000)), -3)) for name in names}
    economics = Economics(
        customers=int(source.integers(10, 21)) * 1000,
        margin=round(float(source.uniform(90, 130)), 0),
        retention=round(float(source.uniform(0.72, 0.82)), 2),
        per_point=round(float(source.uniform(0.025, 0.04)), 3),
    )
    return Firm(team, seed, drawn, costs, economics, float(source.uniform(0.3, 0.8)), {**sure, "overall": 0.85})


def survey_price(survey: Mapping[str, Any]) -> float:
    """Euros that a checked survey costs.

    Parameters
    ----------
    survey : items, n, careful (items worded with care), separate, reminders.

    Examples
    --------
    >>> survey_price({"items": ["overall", "fitting"], "n": 100, "careful": ["fitting"], "separate": False, "reminders": True})
    350.0
    """
    each = PRICES["invitation"] + PRICES["item"] * len(survey["items"]) + PRICES["careful item"] * len(survey["careful"])
    each += sum(PRICES[extra] for extra in ("separate", "reminders") if survey[extra])
    return round(survey["n"] * each, 2)


def interval_score(low: float, high: float, truth: float, level: float = LEVEL) -> float:
    """Width of an interval, and a fine for missing the truth (Gneiting & Raftery 2007); lower is better.

    Parameters
    ----------
    low, high : ends of the interval.
    truth : what it should hold.
    level : its stated chance of holding it.

    Raises
    ------
    ValueError
        When `low` exceeds `high`, or an end is no number.

    Examples
    --------
    >>> round(interval_score(1.0, 2.0, 1.5), 6), round(interval_score(1.0, 2.0, 2.5), 6)
    (1.0, 11.0)
    """
    if math.isnan(low) or math.isnan(high) or low > high:
        raise ValueError(f"[{low:g}, {high:g}] is no interval. Give the lower end first, both as numbers.")
    fine = 2.0 / (1.0 - level)
    return (high - low) + fine * max(low - truth, 0.0) + fine * max(truth - high, 0.0)


def ranking_share(firm: Firm, weights: Mapping[str, float]) -> float:
    """Rank correlation of a team's weights with T2; 0 where it is negative or all weights are alike.

    Parameters
    ----------
    firm : the team's firm.
    weights : touchpoint -> what the team says a point more does.
    """
    from scipy.stats import rankdata

    truth = firm.upward()
    ranks = [rankdata([table[name] for name in truth]) for table in (truth, weights)]
    if np.ptp(ranks[1]) == 0:
        return 0.0
    return max(0.0, float(np.corrcoef(ranks[0], ranks[1])[0, 1]))


def interval_share(firm: Firm, intervals: Mapping[str, Sequence[float]], spend: Mapping[str, float]) -> float:
    """Mean over five quantities of 1 - score / width, never below 0; a missing or infinite interval earns 0.

    Parameters
    ----------
    firm : the team's firm.
    intervals : quantity -> (low, high), at 90%.
    spend : the team's spending, of which two of the quantities speak.
    """
    truth = quantities(firm, spend)
    found = []
    for name, width in WIDTHS.items():
        pair = intervals.get(name)
        finite = pair is not None and all(math.isfinite(end) for end in pair)
        found.append(max(0.0, 1.0 - interval_score(pair[0], pair[1], truth[name]) / width) if pair is not None and finite else 0.0)
    return float(np.mean(found))


def quantities(firm: Firm, spend: Mapping[str, float]) -> dict[str, float]:
    """The five true numbers that a team puts intervals around."""
    plan = firm.spending(spend)
    gain = plan.gain(firm.effects)
    value = float(firm.economics.added_value(gain)) - float(plan.spend.sum())
    return {**firm.means, "largest_effect": max(firm.upward().values()), "gain_of_plan": gain, "value_of_plan": value}


def regret_share(firm: Firm, spend: Mapping[str, float]) -> tuple[float, float]:
    """How much of what knowledge can win was won, and the money lost against the oracle.

    1 for the oracle; 0 for whoever does no better than without any knowledge: the better of spending nothing and splitting alike.

    Parameters
    ----------
    firm : the team's firm.
    spend : touchpoint -> money, within the budget.
    """
    alike = dict.fromkeys(firm.touchpoints, INVESTMENT_BUDGET / len(firm.touchpoints))
    lost, split, nothing = (float(regret(firm.spending(one), firm.effects).detail["money"]) for one in (spend, alike, {}))
    ignorant = min(split, nothing)
    return (max(0.0, 1.0 - lost / ignorant) if ignorant > 0 else float(lost == 0.0)), lost


def plan_share(plan: Mapping[str, Any], decision: Mapping[str, Any], people: int) -> tuple[float, list[str]]:
    """Half for a complete plan, half for keeping it; and what was not kept.

    Parameters
    ----------
    plan : as it was fixed when the first survey was fielded.
    decision : what the team handed in.
    people : how many were asked in all.
    """
    lacking = [name for name in PLAN if not filled(name, plan.get(name))]
    spent = sum(decision["spend"].values()) > 0
    bar, chance = plan.get("invest_if_chance_above"), decision.get("chance")
    known = filled("invest_if_chance_above", bar) and isinstance(chance, (int, float))
    kept = {
        "method": filled("method", plan.get("method")) and decision.get("method") == plan["method"],
        "metric": filled("metric", plan.get("metric")) and decision.get("metric") == plan["metric"],
        "people": filled("people", plan.get("people")) and abs(people - plan["people"]) <= 0.1 * plan["people"],
        "invest_if_chance_above": known and (float(chance) > float(bar)) == spent,  # type: ignore[arg-type]
    }
    notes = [f"the plan lacks {', '.join(lacking)}"] if lacking else []
    broken = [name for name, held in kept.items() if not held]
    notes += [f"not kept: {', '.join(broken)}"] if broken else []
    return 0.5 * (1 - len(lacking) / len(PLAN)) + 0.5 * sum(kept.values()) / len(kept), notes


def filled(field: str, value: Any) -> bool:
    """Whether a field of the plan holds what it should."""
    wanted = PLAN[field]
    if wanted is str:
        return isinstance(value, str) and len(value.split()) >= 3
    if isinstance(wanted[0], str):
        return isinstance(value, str) and value in wanted
    number = isinstance(value, (int, float)) and not isinstance(value, bool)
    return number and wanted[0] <= value <= wanted[1]
