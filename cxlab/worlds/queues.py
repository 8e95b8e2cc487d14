"""Customers who share a queue: an answer's interval over days, how busy each queue is, and what to be warned of."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from cxlab.mechanisms.queues import utilisation
from cxlab.results import Estimate
from cxlab.simulation.runs import Model, Order

Z95 = 1.959963984540054
ONE_DAY = (
    "One day of queues: customers share its waits, so there is no interval. "
    "Pass replications=20, which divides the customers among 20 independent days."
)


@dataclass(frozen=True)
class Days:
    """The days of a run: the day of each customer (None: they share no queue), how busy its queues were, and what to be warned of."""

    day: np.ndarray | None = None
    count: int = 0
    busy: dict[str, float] = field(default_factory=dict)
    overloads: tuple[str, ...] = ()

    def mean(self, name: str, values: np.ndarray, customer: np.ndarray | None = None) -> Estimate:
        """Mean and 95 % interval: normal over the values, or t over days; `customer` says whose they are, when not one of each."""
        day = self.day if self.day is None or customer is None else self.day[customer]
        there = ~np.isnan(values)
        values = values[there]
        n = len(values)
        if n == 0:
            return Estimate(name, float("nan"))
        value = float(values.mean(dtype=np.float64))
        half = half_width(values, value, None if day is None else day[there])
        return Estimate(name, value, n=n) if np.isnan(half) else Estimate(name, value, value - half, value + half, n)

    def method(self, over: str, interval: str) -> str:
        """What an answer says of its interval."""
        words = {0: f"{interval} 95% interval", 1: "no interval: one day of queues"}
        return ", ".join(part for part in (over, words.get(self.count, f"t 95% interval over {self.count} days")) if part)

    @property
    def told(self) -> dict[str, Any]:
        """Entries for an answer's detail: utilisation and advice, where there is any."""
        advice = [ONE_DAY] * (self.count == 1) + list(self.overloads)
        return {**({"utilisation": self.busy} if self.busy else {}), **({"advice": advice} if advice else {})}


def days_of(model: Model, order: Order, touchpoint: np.ndarray) -> Days:
    """The days of a run, from the touchpoint of each visit."""
    day = day_of_each(model, order)
    if day is None:
        return Days()
    busy = load(model, np.bincount(touchpoint, minlength=len(model.journey.names)) / order.customers)
    return Days(day, order.replications, busy, overloads(model, busy))


def together(before: Days, after: Days) -> Days:
    """The days on which two runs of the same customers are compared."""
    if before.count and after.count and before.count != after.count:
        raise ValueError(
            f"The runs divide the customers among different days (replications={before.count} and {after.count}). "
            "Simulate both with the same replications."
        )
    shared = after if after.count else before
    return Days(shared.day, shared.count, after.busy, (*after.overloads, *(f"In the run before: {line}" for line in before.overloads)))


def turns_away(model: Model) -> bool:
    """Whether what is felt or waited changes the path: customers drop out or give up waiting."""
    return bool(model.experience.dropout) or any(p.leave_rate for p in model.journey.touchpoints)


def day_of_each(model: Model, order: Order) -> np.ndarray | None:
    """The day of each customer, cut as the run cuts them; None where nobody's wait depends on others: no servers, no opening hours."""
    if model.arrivals is None or not any(p.servers or p.closes for p in model.journey.touchpoints):
        return None
    cuts = order.customers * np.arange(order.replications + 1) // order.replications
    return np.repeat(np.arange(order.replications), np.diff(cuts))


def half_width(values: np.ndarray, value: float, day: np.ndarray | None = None) -> float:
    """Half of the 95 % interval of the mean `value` of `values`; NaN with one value, or with one day.

    Over days it is that of a ratio: what a day adds up to over what is expected of so many values. With days of one size this is
    the standard deviation of the days' means over the root of their number.
    """
    n = len(values)
    if day is None:
        return Z95 * float(values.std(dtype=np.float64, ddof=1)) / n**0.5 if n > 1 else np.nan
    from scipy.special import stdtrit

    count = np.bincount(day)
    rest = np.bincount(day, values) - value * count
    k = int((count > 0).sum())
    return float(stdtrit(k - 1, 0.975) * (k / (k - 1) * rest @ rest) ** 0.5 / n) if k > 1 else np.nan


def load(model: Model, visits: np.ndarray) -> dict[str, float]:
    """Utilisation by touchpoint with servers: work asked for over what the staff can do, at so many visits per customer."""
    assert model.arrivals is not None
    simple, hard = model.experience.bot_solves
    found = {}
    for p, each in zip(model.journey.touchpoints, visits, strict=True):
        if p.servers:
            solved = (1 - p.complex_share) * simple + p.complex_share * hard
            kept_off = p.bot_share * (1 - (1 - solved) * p.bot_handover)
            hours = (p.closes - p.opens) / 1440 if p.closes else 1.0
            asked = model.arrivals.rate * float(each)
            found[p.name] = float(utilisation(asked, 1 / p.service_mean, servers=p.servers, automated=kept_off)) / hours
    return found


def overloads(model: Model, busy: dict[str, float]) -> tuple[str, ...]:
    """A warning for each queue of which at least all is asked that it can do."""
    leave = {p.name: p.leave_rate for p in model.journey.touchpoints}
    ends = {
        True: "only those who give up keep the line from growing.",
        False: "no steady state, the numbers grow with the number of customers.",
    }
    return tuple(f"Demand exceeds capacity at {n} (utilisation {u:.2f}): {ends[leave[n] > 0]}" for n, u in busy.items() if u >= 1)
