"""Simulated: what customers lived through, and the questions one can ask of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from cxlab import _validate as check
from cxlab.results import Result
from cxlab.simulation.columns import Columns
from cxlab.simulation.runs import Order
from cxlab.worlds import queues, truths

if TYPE_CHECKING:
    from cxlab.worlds.firm import World


class Simulated:
    """A run of a world: what customers lived through. Made by `world.simulate(...)`.

    `events` has one row per visit and `customers` one per journey; which columns there are follows from the mechanisms
    that are on. `truth` knows what no survey knows. The tables are the run's own memory, so do not write into them.

    Parameters
    ----------
    world : the world that was simulated.
    order : how it was run: customers, seed, journeys each.
    columns : the tables as columns.

    Examples
    --------
    >>> import cxlab as cx
    >>> run = cx.world("officina").simulate(100, rng=7)
    >>> len(run), run.seed
    (100, 7)
    """

    def __init__(self, world: World, order: Order, columns: Columns) -> None:
        self.world, self._order, self._columns = world, order, columns

    def __len__(self) -> int:
        return self._order.customers

    def __repr__(self) -> str:
        return f"<Simulated {self.world.name}: {self._order.customers:,} customers, {self._columns.used:,} visits, seed {self._order.seed}>"

    @property
    def seed(self) -> int:
        """The seed of the run."""
        return self._order.seed

    @cached_property
    def events(self) -> pd.DataFrame:
        """One row per visit, by customer and step; with queues as they happened (a visit after a bot: when it joined the queue)."""
        columns: dict[str, Any] = dict(self._columns.events)
        columns["touchpoint"] = pd.Categorical.from_codes(
            columns["touchpoint"], dtype=pd.CategoricalDtype(self.world.journey.names), validate=False
        )
        return pd.DataFrame(columns, copy=False)

    @cached_property
    def customers(self) -> pd.DataFrame:
        """One row per journey: visits, peak and end as felt, and the outcomes; numbered as the customers of `events`.

        Outcomes such as satisfaction and recommendation are latent: not cut at the ends of the scale, here 0 and 10, before `ask` rounds
        them to an answer. (An outcome with `thresholds` is a rating already.)
        """
        columns: dict[str, Any] = dict(self._columns.customers)
        if "segment" in columns:
            kinds = pd.CategoricalDtype([s.name for s in self.world.journey.segments])
            columns["segment"] = pd.Categorical.from_codes(columns["segment"], dtype=kinds, validate=False)
        if self._order.cycles == 1:
            return pd.DataFrame(columns, copy=False, index=pd.RangeIndex(len(self), name="customer"))
        who = np.repeat(np.arange(len(self), dtype=np.int32), self._order.cycles)
        table = pd.DataFrame({"customer": who, **columns}, copy=False)
        return table[table["n_visits"] > 0] if self.world.experience.returns else table

    @cached_property
    def _lived(self) -> tuple[np.ndarray, np.ndarray]:
        """Mean felt and last step by journey and touchpoint."""
        from cxlab.simulation.lived import felt_by_touchpoint

        e, cycles = self._columns.events, self._order.cycles
        line = e["customer"] if cycles == 1 else e["customer"].astype(np.int64) * cycles + e["cycle"]
        return felt_by_touchpoint(line, e["step"], e["touchpoint"], e["felt"], len(self) * cycles, len(self.world.journey.names))

    @cached_property
    def truth(self) -> Truth:
        """What the simulator knows: weights (T1), effects (T2), shares (T3)."""
        return Truth(self)

    def felt_by_touchpoint(self) -> pd.DataFrame:
        """Mean felt at each touchpoint, one row per journey; missing where the customer never met it."""
        names = self.world.touchpoints
        return pd.DataFrame(self._lived[0][:, [self.world.journey.index(n) for n in names]], columns=names)

    def felt(self) -> Result:
        """Mean felt at each touchpoint in journey order, with a 95 % interval over visits; where customers share a queue, over days."""
        e = self._columns.events
        where = {name: e["touchpoint"] == self.world.journey.index(name) for name in self.world.touchpoints}
        rows = [self._days.mean(name, e["felt"][here], e["customer"][here]) for name, here in where.items()]
        met = [row for row in rows if row.n]
        low, high = min(met, key=lambda r: r.value), max(met, key=lambda r: r.value)
        scale = f"points, {self.world.scale[0]:g} to {self.world.scale[1]:g}"
        sentence = f"Customers feel best at {high.name} ({high.value:.2f}) and worst at {low.name} ({low.value:.2f})."
        moments = [p.name for p in self.world.journey.touchpoints if p.mot > 1]
        detail = {"sentence": sentence, "neutral": self.world.experience.neutral, "moments_of_truth": moments, **self._days.told}
        return Result("Felt along the journey", scale, self._days.method("mean over visits", "normal"), tuple(rows), detail)

    @cached_property
    def _days(self) -> queues.Days:
        return queues.days_of(self.world.model, self._order, self._columns.events["touchpoint"])

    def visits(self) -> Result:
        """Mean visits per customer to each touchpoint, with a 95 % interval."""
        return self._per_customer("Visits", "visits per customer", self._counts)

    def reach(self) -> Result:
        """Share of customers who meet each touchpoint, with a 95 % interval."""
        return self._per_customer("Reach", "share of customers", (self._counts > 0).astype(float))

    @cached_property
    def _counts(self) -> np.ndarray:
        names, e = self.world.journey.names, self._columns.events
        cell = e["customer"].astype(np.int64) * len(names) + e["touchpoint"]
        return np.bincount(cell, minlength=len(self) * len(names)).reshape(len(self), len(names)).astype(float)

    def _per_customer(self, title: str, unit: str, table: np.ndarray) -> Result:
        days = self._days if queues.turns_away(self.world.model) else queues.Days(busy=self._days.busy)  # else no path depends on a queue
        rows = tuple(days.mean(name, table[:, i]) for i, name in enumerate(self.world.journey.names))
        return Result(f"{title}, simulated", unit, days.method("mean over customers", "normal"), rows, days.told)

    def outcome(self, name: str = "satisfaction") -> Result:
        """Mean of an outcome over all journeys, with a 95 % interval over journeys; where customers share a queue, over days."""
        check.one_of("outcome", name, list(self.world.outcomes))
        row = self._days.mean(name, self.customers[name].to_numpy(dtype=float))
        return Result(f"Mean {name}", "points", self._days.method("", "normal"), (row,), self._days.told)

    def change_from(self, before: Simulated, outcome: str = "satisfaction") -> Result:
        """How much an outcome differs from another run of the same customers, with the interval of paired differences.

        Where customers share a queue the differences are paired by day: one day has no interval, so pass `replications` to `simulate`.

        Parameters
        ----------
        before : a run with the same seed and number of customers, and days.
        outcome : its name.

        Raises
        ------
        ValueError
            When the runs do not hold the same customers on the same days.
        """
        same = (before.seed, len(before), before._order.cycles) == (self.seed, len(self), self._order.cycles)
        if not same:
            raise ValueError(
                f"The runs hold different customers (seeds {before.seed} and {self.seed}, {len(before):,} and {len(self):,} of them). "
                "Simulate both with the same number of customers and the same rng."
            )
        days = queues.together(before._days, self._days)
        check.one_of("outcome", outcome, [n for n in self.world.outcomes if n in before.world.outcomes])
        change = self._columns.customers[outcome].astype(float) - before._columns.customers[outcome].astype(float)
        row = days.mean(f"change in {outcome}", change)
        share = float((change > 0).mean())
        sentence = f"{outcome.capitalize()} changes by {row.value:+.3f} points on average; {share:.0%} of customers are better off."
        detail = {"sentence": sentence, "share_better": share, **days.told}
        return Result(f"Change in {outcome}, same customers", "points", days.method("paired", "normal"), (row,), detail)

    def ask(
        self, items: Sequence[str] = ("overall", "touchpoints"), *, halo: float = 0.0, top_down: float = 0.0,
        reliability: float | Mapping[str, float] = 1.0, acquiescence: float = 0.0, extreme: float = 0.0, points: int | Mapping[str, int] = 11,
        recall_lag: float = 0.0, asked_before: float = 0.0, response: float | None = None, response_extremity: float = 0.0,
        response_engagement: float = 0.0, response_middle: float = 7.0, cut: bool = True, rng: Any = None,
    ) -> pd.DataFrame:  # fmt: skip
        """Survey the customers. Every distortion is off by default; `cxlab.survey.ask` explains each.

        Parameters
        ----------
        items : "overall", "recommend", "effort", "repurchase", "touchpoints" (all of them), or single touchpoints.
        halo, top_down, reliability : the three halos: common to all items, from the overall judgement down, noise of single items.
        acquiescence, extreme, points, recall_lag, asked_before, cut : styles, scale, memory, effect of asking, rounding.
        response, response_extremity, response_engagement, response_middle : who answers.
        rng : seed of the survey; the run's own seed by default.

        Returns
        -------
        DataFrame
            One row per respondent; the codebook stands in `answers.attrs["codebook"]`.

        Examples
        --------
        >>> import cxlab as cx
        >>> answers = cx.world("officina").simulate(50, rng=7).ask(["overall"], rng=7)
        >>> bool(answers["overall"].between(0, 10).all())
        True
        """
        from cxlab import survey

        return survey.ask(
            self.lived(), items, halo=halo, top_down=top_down, reliability=reliability, acquiescence=acquiescence, extreme=extreme,
            points=points, recall_lag=recall_lag, asked_before=asked_before, response=response, response_extremity=response_extremity,
            response_engagement=response_engagement, response_middle=response_middle, cut=cut, rng=rng,
        )  # fmt: skip

    def lived(self) -> Any:
        """What the survey reads: the last journey of each customer, before anybody asks."""
        from cxlab.survey import Lived

        world, cycles = self.world, self._order.cycles
        felt, last = self._lived
        visits = self._columns.customers["n_visits"].astype(int).reshape(-1, cycles)
        line = np.arange(len(self)) * cycles + (visits > 0).cumsum(axis=1).argmax(axis=1)
        at = [world.journey.index(name) for name in world.touchpoints]
        own = {k: v[line] for k, v in self._columns.customers.items()}
        neutral = world.experience.neutral
        low, high = world.scale
        names = [s.name for s in world.journey.segments]
        return Lived(
            customer=np.arange(len(self)) + self._order.first, touchpoints=tuple(world.touchpoints), felt=felt[line][:, at],
            since=(own["n_visits"][:, None] - 1 - last[line][:, at]).astype(float),
            outcomes={n: own[n].astype(float) for n, o in world.outcomes.items() if not o.thresholds},
            engagement=own["engagement"].astype(float) if "engagement" in own else None,
            segment=np.array(names, dtype=object)[own["segment"]] if "segment" in own else None, branch=own.get("branch"),
            low=float(low), high=float(high), neutral=float(neutral), seed=self.seed,
            ends={n: (0.0, 1.0) for n, o in world.outcomes.items() if o.link == "logistic"},
        )  # fmt: skip

    def to_event_log(self, path: str | Path | None = None, *, start: str = "2026-01-05 08:00:00") -> pd.DataFrame:
        """The events with the column names process-mining tools read; written as CSV when `path` is given.

        Parameters
        ----------
        path : file to write.
        start : the moment of minute 0; without queues, visits of a customer are set one minute apart.
        """
        from cxlab.simulation.eventlog import event_log

        return event_log(self.events, start, path)


class Truth:
    """What only a simulator knows of a run's world. There is no single true importance: name which one you mean."""

    def __init__(self, simulated: Simulated) -> None:
        self._simulated, self._model = simulated, simulated.world.model

    @property
    def weights(self) -> Result:
        """T1: points of satisfaction per point of what is felt at a touchpoint, for those who met it; refused where it is no slope."""
        return truths.weights(self._model, "satisfaction")

    def effects(
        self, lever: str = "felt", delta: float = 1.0, among: str = "users", *, outcome: str = "satisfaction",
        touchpoints: Sequence[str] | None = None, customers: int | None = None, population: pd.DataFrame | None = None,
    ) -> Result:  # fmt: skip
        """T2: what moving a touchpoint does, on the same draws: (E[S(do)] - E[S]) / delta, up and down apart.

        Parameters
        ----------
        lever : "felt" adds to the value at every visit, path and expectation held; "delivered" adds to quality and lets all react.
        delta : size of the move in points, above 0.
        among : "users" (those who meet the touchpoint) or "everyone".
        outcome : what is affected.
        touchpoints : which to move; all that are judged by default.
        customers : how many to simulate; as many as the run (at most 100,000) by default.
        population : everybody's answers to the same survey, `run.ask(...)` with response=None; with them, `fit.compare(truth)`
            splits the error into sampling, survey and method.

        Returns
        -------
        Result
            Means of up and down with paired 95 % intervals; `detail["plus"]` and `detail["minus"]` hold them apart.
        """
        order = self._simulated._order
        n = min(order.customers, 100_000) if customers is None else check.count("customers", customers)
        order = replace(order, customers=n, cycles=1, latent=True, record=True, replications=min(order.replications, n))
        every = list(self._simulated.world.touchpoints)
        chosen = every if touchpoints is None else check.listed("touchpoints", touchpoints)
        if not chosen:
            raise ValueError(
                f"touchpoints={touchpoints!r} moves nothing. Choose from {every}, or leave touchpoints out to move each of them."
            )
        if population is not None:
            check.frame("population", population)
        found = truths.effects(self._model, outcome, lever=lever, delta=delta, among=among, touchpoints=chosen, order=order)
        return found if population is None else replace(found, detail={**found.detail, "population": population})

    @cached_property
    def shares(self) -> Result:
        """T3: LMG shares of satisfaction on what was felt, given visits, among a million customers without measurement error."""
        return self.shares_of("satisfaction")

    def shares_of(self, outcome: str, customers: int = 1_000_000) -> Result:
        """T3 of any outcome, among so many customers."""
        order = replace(self._simulated._order, customers=check.count("customers", customers), cycles=1, latent=True, replications=1)
        return truths.shares(self._model, outcome, order)
