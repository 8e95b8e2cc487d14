"""One run: a journey, its mechanisms and a seed in; columns of events and customers out."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from cxlab import _validate as check
from cxlab.journey import Journey
from cxlab.simulation.columns import Columns
from cxlab.simulation.experience import Experience, Outcome
from cxlab.simulation.plan import Plan, plan


@dataclass(frozen=True)
class Arrivals:
    """Customers arrive as a Poisson process; without one nobody waits.

    Parameters
    ----------
    rate : customers per minute, above 0.

    Examples
    --------
    >>> Arrivals(rate=0.5).rate
    0.5
    """

    rate: float

    def __post_init__(self) -> None:
        check.number("rate", self.rate, low=0, low_open=True, unit="customers per minute")


class Model(NamedTuple):
    """All that a run needs to know of a world."""

    journey: Journey
    experience: Experience
    outcomes: Mapping[str, Outcome]
    arrivals: Arrivals | None

    @property
    def queued(self) -> bool:
        """Whether anybody can have to wait: somebody arrives, and a touchpoint has servers, a bot or opening hours."""
        busy = any(p.servers or p.bot_share or p.leave_rate or p.closes for p in self.journey.touchpoints)
        return busy and self.arrivals is not None


@dataclass(frozen=True)
class Order:
    """How to run a model: size, seed and what to keep.

    `customers` in all, numbered from `first`; `cycles` journeys each; with queues, `replications` independent calendars share
    the customers. `latent` leaves ratings uncut, `record=False` keeps no events. `felt` and `delivered` are the levers.
    """

    customers: int
    seed: int
    first: int = 0
    cycles: int = 1
    replications: int = 1
    workers: int = 1
    chunk: int = 4096
    record: bool = True
    latent: bool = False
    felt: Mapping[str, float] = field(default_factory=dict)
    delivered: Mapping[str, float] = field(default_factory=dict)


def run(model: Model, order: Order) -> Columns:
    """Run the model; the same bits for any number of workers and any chunk size."""
    ready = plan(model.journey, model.experience, model.outcomes, order.felt, order.delivered)
    with np.errstate(over="ignore"):
        if model.queued:
            return _queued(model, order, ready)
        from cxlab.simulation.paths import walk

        columns = _columns(model, order, ready, order.customers)
        walk(ready, order.customers, order.seed, columns, first=order.first, cycles=order.cycles, workers=order.workers, chunk=order.chunk)
        columns.close()
        return columns


def _columns(model: Model, order: Order, ready: Plan, customers: int) -> Columns:
    per_journey = float(model.journey.visits().detail["total"])
    mean = per_journey * customers * order.cycles
    expected = int(mean * 1.005 + 6 * per_journey * (customers * order.cycles) ** 0.5) + 64
    names, cuts = list(model.outcomes), [outcome.thresholds for outcome in model.outcomes.values()]
    lines = customers * order.cycles
    queue = model.queued
    return Columns(ready, names, cuts, lines, expected, cycles=order.cycles, record=order.record, queue=queue, latent=order.latent)


def _queued(model: Model, order: Order, ready: Plan) -> Columns:
    from cxlab.simulation.calendar import serve

    assert model.arrivals is not None
    rate, parts = model.arrivals.rate, _shares(order.customers, order.replications)
    if len(parts) == 1:
        columns = _columns(model, order, ready, order.customers)
        serve(ready, order.customers, order.seed, columns, rate=rate, first=order.first)
        columns.close()
        return columns

    def one(part: tuple[int, int]) -> Columns:
        lo, hi = part
        own = _columns(model, order, ready, hi - lo)
        serve(ready, hi - lo, order.seed, own, rate=rate, first=order.first + lo)
        own.close()
        return own

    whole = _columns(model, order, ready, order.customers)
    with ThreadPoolExecutor(order.workers) as pool:
        for (lo, hi), own in zip(parts, pool.map(one, parts), strict=True):
            whole.append(own.events, own.used)
            for name, column in own.customers.items():
                whole.customers[name][lo:hi] = column
    whole.close()
    return whole


def _shares(customers: int, parts: int) -> list[tuple[int, int]]:
    cuts = [customers * r // parts for r in range(parts + 1)]
    return list(pairwise(cuts))
