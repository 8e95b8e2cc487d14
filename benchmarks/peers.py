"""The two workloads as users of SimPy, of Ciw and of plain Python write them, and the same numbers collected from each.

A workload is the dictionary of its JSON file. Each function `engine_workload(spec, customers, seed)` returns `(events, customers)`,
two tables with the columns that the specification names (`perceived` is called `felt`, as everywhere in cxlab).
"""

from __future__ import annotations

import heapq
import itertools
import math
from array import array
from bisect import bisect_left, bisect_right
from collections import deque
from collections.abc import Callable, Iterator
from typing import Any

import ciw
import numpy as np
import pandas as pd
import simpy
from agreement import Tables

BATCH = 10_000


class Draws:
    """Random numbers drawn by numpy in batches and handed out one by one, the fastest way a Python process can have them."""

    def __init__(self, seed: int) -> None:
        rng = np.random.default_rng(seed)
        self.uniform = _one_by_one(rng.random)
        self.normal = _one_by_one(rng.standard_normal)
        self.exponential = _one_by_one(rng.standard_exponential)


def _one_by_one(draw: Callable[[int], np.ndarray]) -> Callable[[], float]:
    batches: Iterator[list[float]] = iter(lambda: draw(BATCH).tolist(), None)
    return itertools.chain.from_iterable(batches).__next__


class Shop:
    """What every customer of a workload meets: chances as cumulative rows, means, and (W2) service times."""

    def __init__(self, spec: dict[str, Any], draws: Draws) -> None:
        self.spec, self.draws = spec, draws
        self.exit, self.cap = spec["exit_state"], spec["cap"]
        self.start = _cumulative(spec["start"])
        self.rows = [_cumulative(row) for row in spec["P"]]
        self.mu, self.w = spec["mu"], spec["w"]
        if "servers" in spec:
            self.servers, self.mean_service = spec["servers"], spec["mean_service"]
            self.spread = math.sqrt(math.log1p(spec["service_cv"] ** 2))
            self.location = [math.log(mean) - self.spread**2 / 2 for mean in self.mean_service]

    def first(self) -> int:
        """Return the touchpoint at which a journey starts."""
        return bisect_right(self.start, self.draws.uniform())

    def after(self, touchpoint: int) -> int:
        """Return the touchpoint that follows, or EXIT."""
        return bisect_right(self.rows[touchpoint], self.draws.uniform())

    def service(self, touchpoint: int) -> float:
        """Return a lognormal service time."""
        return math.exp(self.location[touchpoint] + self.spread * self.draws.normal())

    def lost_ease(self, touchpoint: int, wait: float) -> float:
        """Return what a wait takes from ease."""
        return self.spec["wait_effect"] * math.log1p(wait / self.mean_service[touchpoint])


def _cumulative(chances: list[float]) -> list[float]:
    rising = list(itertools.accumulate(chances))
    rising[-1] = 1.0
    return rising


class Customer:
    """One customer's expectation and memory."""

    __slots__ = ("end", "expectation", "peak", "satisfaction", "shop", "visits")

    def __init__(self, shop: Shop) -> None:
        self.shop = shop
        self.expectation = shop.spec["expectation_sd"] * shop.draws.normal()
        self.satisfaction = shop.spec["satisfaction_start"]
        self.peak = self.end = 0.0
        self.visits = 0

    def visit(self, touchpoint: int, lost_ease: float = 0.0) -> float:
        """Live one visit and return what was felt."""
        shop = self.shop
        spec, normal = shop.spec, shop.draws.normal
        needs, ease, enjoyment = shop.mu[touchpoint]
        w_needs, w_ease, w_enjoyment = shop.w
        sd = spec["quality_sd"]
        quality = (
            w_needs * (needs + sd * normal()) + w_ease * (ease - lost_ease + sd * normal()) + w_enjoyment * (enjoyment + sd * normal())
        )
        surprise = quality - self.expectation
        felt = surprise if surprise >= 0.0 else spec["loss_aversion"] * surprise
        decay = spec["satisfaction_decay"]
        self.satisfaction = decay * self.satisfaction + (1.0 - decay) * felt
        if abs(felt) > abs(self.peak):
            self.peak = felt
        self.end = felt
        self.expectation += spec["expectation_rate"] * surprise
        self.visits += 1
        return felt

    def answers(self) -> tuple[int, int]:
        """Return the CSAT and the NPS rating given after the journey."""
        spec, normal = self.shop.spec, self.shop.draws.normal
        memory = 0.5 * (self.peak + self.end)
        noise = spec["rating_noise_sd"]
        return (
            1 + bisect_left(spec["csat_thresholds"], memory + noise * normal()),
            bisect_left(spec["nps_thresholds"], memory + noise * normal()),
        )


EVENTS = {"customer": "int32", "step": "int16", "touchpoint": "int8", "felt": "float32"}
QUEUED = {"arrival": "float64", "wait": "float32"}
CUSTOMERS = {"customer": "int32", "n_visits": "int16"}
CUSTOMERS |= {"peak": "float32", "end": "float32", "satisfaction": "float32", "csat": "int8", "nps": "int8"}


class Log:
    """The two tables while they grow, row after row of plain numbers."""

    def __init__(self, queued: bool) -> None:
        self.columns = {**EVENTS, **(QUEUED if queued else {})}
        self.events, self.customers = array("d"), array("d")
        self.event = self.events.extend

    def left(self, number: int, customer: Customer) -> None:
        """Add the row of a customer who has left."""
        self.customers.extend((number, customer.visits, customer.peak, customer.end, customer.satisfaction, *customer.answers()))

    def tables(self) -> Tables:
        """Return events, in the order they happened, and customers, in the order of their numbers."""
        events, customers = _table(self.events, self.columns), _table(self.customers, CUSTOMERS)
        return events, customers.set_index("customer").sort_index()


def _table(rows: array[float], columns: dict[str, str]) -> pd.DataFrame:
    wide = np.frombuffer(rows).reshape(-1, len(columns))
    return pd.DataFrame({name: wide[:, j].astype(kind) for j, (name, kind) in enumerate(columns.items())}, copy=False)


def simpy_w1(spec: dict[str, Any], customers: int, seed: int) -> Tables:
    """W1 in SimPy: one process per customer; a visit takes one unit of time, and a customer starts in each unit."""
    shop, log, env = Shop(spec, Draws(seed)), Log(queued=False), simpy.Environment()

    def journey(number: int) -> Iterator[simpy.Event]:
        customer, touchpoint = Customer(shop), shop.first()
        for step in range(shop.cap):
            yield env.timeout(1.0)
            log.event((number, step, touchpoint, customer.visit(touchpoint)))
            touchpoint = shop.after(touchpoint)
            if touchpoint == shop.exit:
                break
        log.left(number, customer)

    def door() -> Iterator[simpy.Event]:
        for number in range(customers):
            env.process(journey(number))
            yield env.timeout(1.0)

    env.process(door())
    env.run()
    return log.tables()


def simpy_w2(spec: dict[str, Any], customers: int, seed: int) -> Tables:
    """W2 in SimPy: one process per customer, one Resource per touchpoint with servers."""
    shop, log, env = Shop(spec, Draws(seed)), Log(queued=True), simpy.Environment()
    desks = [simpy.Resource(env, capacity=servers) if servers else None for servers in shop.servers]
    gap = 1.0 / spec["arrival_rate"]

    def journey(number: int) -> Iterator[simpy.Event]:
        customer, touchpoint = Customer(shop), shop.first()
        for step in range(shop.cap):
            arrival, desk = env.now, desks[touchpoint]
            if desk is None:
                log.event((number, step, touchpoint, customer.visit(touchpoint), arrival, 0.0))
                yield env.timeout(shop.service(touchpoint))
            else:
                with desk.request() as turn:
                    yield turn
                    wait = env.now - arrival
                    felt = customer.visit(touchpoint, shop.lost_ease(touchpoint, wait))
                    log.event((number, step, touchpoint, felt, arrival, wait))
                    yield env.timeout(shop.service(touchpoint))
            touchpoint = shop.after(touchpoint)
            if touchpoint == shop.exit:
                break
        log.left(number, customer)

    def door() -> Iterator[simpy.Event]:
        for number in range(customers):
            yield env.timeout(gap * shop.draws.exponential())
            env.process(journey(number))

    env.process(door())
    env.run()
    return log.tables()


def heapq_w2(spec: dict[str, Any], customers: int, seed: int) -> Tables:
    """W2 in plain Python: a heap of coming events and a deque for each line."""
    shop, log = Shop(spec, Draws(seed)), Log(queued=True)
    free = [servers or math.inf for servers in shop.servers]
    lines: list[deque[tuple[int, Customer, float]]] = [deque() for _ in free]
    order, gap = itertools.count(), 1.0 / spec["arrival_rate"]
    agenda: list[tuple[float, int, int, int, Customer | None]] = [(gap * shop.draws.exponential(), next(order), 0, -1, None)]

    def serve(now: float, touchpoint: int, number: int, customer: Customer, arrival: float) -> None:
        free[touchpoint] -= 1
        wait = now - arrival
        felt = customer.visit(touchpoint, shop.lost_ease(touchpoint, wait))
        log.event((number, customer.visits - 1, touchpoint, felt, arrival, wait))
        heapq.heappush(agenda, (now + shop.service(touchpoint), next(order), number, touchpoint, customer))

    def reach(now: float, touchpoint: int, number: int, customer: Customer) -> None:
        if free[touchpoint] > 0:
            serve(now, touchpoint, number, customer, now)
        else:
            lines[touchpoint].append((number, customer, now))

    while agenda:
        now, _, number, touchpoint, customer = heapq.heappop(agenda)
        if customer is None:
            if number + 1 < customers:
                heapq.heappush(agenda, (now + gap * shop.draws.exponential(), next(order), number + 1, -1, None))
            reach(now, shop.first(), number, Customer(shop))
            continue
        free[touchpoint] += 1
        if lines[touchpoint]:
            serve(now, touchpoint, *lines[touchpoint].popleft())
        following = shop.after(touchpoint) if customer.visits < shop.cap else shop.exit
        if following == shop.exit:
            log.left(number, customer)
        else:
            reach(now, following, number, customer)
    return log.tables()


class CappedChoice(ciw.routing.Probabilistic):
    """Ciw's own random routing, with a way out after the longest journey the workload allows."""

    def __init__(self, destinations: list[int], probs: list[float], cap: int) -> None:
        super().__init__(destinations, probs)
        self.cap = cap

    def next_node(self, ind: ciw.Individual) -> Any:
        """Return the node that follows; the visit that just ended is not among the records yet."""
        return super().next_node(ind) if len(ind.data_records) + 1 < self.cap else self.simulation.nodes[-1]


def ciw_w2(spec: dict[str, Any], customers: int, seed: int) -> Tables:
    """W2 in Ciw: a network with a routing matrix; what was felt is computed from its records afterwards.

    Ciw has no "stop after N arrivals", so the Poisson arrivals of the N customers are drawn before and given to its nodes.
    """
    ciw.seed(seed)
    shop, log = Shop(spec, Draws(seed)), Log(queued=True)
    places = range(len(shop.servers))
    network = ciw.create_network(
        arrival_distributions=_arrivals(spec, customers, np.random.default_rng([seed, 1])),
        service_distributions=[ciw.dists.Lognormal(mean, shop.spread) for mean in shop.location],
        number_of_servers=[servers or math.inf for servers in shop.servers],
        routing=ciw.routing.NetworkRouting(
            [CappedChoice([place + 1 for place in places], [float(p) for p in spec["P"][t][:-1]], shop.cap) for t in places]
        ),
    )
    run = ciw.Simulation(network)
    run.simulate_until_max_customers(customers, method="Complete")
    for individual in run.nodes[-1].all_individuals:
        customer, number = Customer(shop), individual.id_number - 1
        for step, record in enumerate(individual.data_records):
            touchpoint, wait = record.node - 1, record.waiting_time
            felt = customer.visit(touchpoint, shop.lost_ease(touchpoint, wait))
            log.event((number, step, touchpoint, felt, record.arrival_date, wait))
        log.left(number, customer)
    return log.tables()


def _arrivals(spec: dict[str, Any], customers: int, rng: np.random.Generator) -> list[Any]:
    """Each touchpoint's share of one Poisson stream of `customers` arrivals, as gaps; then none."""
    times = np.cumsum(rng.exponential(1.0 / spec["arrival_rate"], customers))
    first = rng.choice(len(spec["start"]), size=customers, p=np.array(spec["start"]) / sum(spec["start"]))
    gaps = [np.diff(times[first == place], prepend=0.0).tolist() for place in range(len(spec["start"]))]
    return [ciw.dists.Sequential([*gap, math.inf]) if gap else None for gap in gaps]
