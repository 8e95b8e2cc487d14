"""World: a journey, its mechanisms and its outcomes. What-if is a copy."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np

from cxlab import _validate as check
from cxlab.draws import seed_of
from cxlab.journey import EXIT, Journey, Touchpoint, changed
from cxlab.mechanisms._numbers import Parameter
from cxlab.results import Result
from cxlab.simulation.experience import Experience, Outcome
from cxlab.simulation.runs import Arrivals, Model, Order, run
from cxlab.worlds.card import Card, card
from cxlab.worlds.simulated import Simulated
from cxlab.worlds.truths import judged_names


@dataclass(frozen=True)
class World:
    """A firm, its customers, and the rules by which they experience it: everything a simulation needs and knows.

    Parameters
    ----------
    name : short name.
    journey : touchpoints, segments and their transitions.
    experience : the mechanisms of a visit.
    outcomes : name -> what a journey leaves behind; "satisfaction" is the one the truths speak of by default.
    arrivals : Poisson arrivals; needed where touchpoints have servers.
    title, teaches : what it is, and what it is for.
    scale : ends of the scale on which things are felt.
    status : setting -> range, status and source, where they differ from what the kit says of that setting.

    Examples
    --------
    >>> import cxlab as cx
    >>> officina = cx.world("officina")
    >>> better = officina.improve("wait_and_repair", ease=1.0)
    >>> round(better.touchpoint("wait_and_repair").ease - officina.touchpoint("wait_and_repair").ease, 6)
    1.0
    """

    name: str
    journey: Journey
    experience: Experience = field(default_factory=Experience)
    outcomes: Mapping[str, Outcome] = field(default_factory=lambda: {"satisfaction": Outcome(touchpoints=1.0)})
    arrivals: Arrivals | None = None
    title: str = ""
    teaches: str = ""
    scale: tuple[float, float] = (0.0, 10.0)
    status: Mapping[str, Parameter] = field(default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "outcomes", MappingProxyType(dict(self.outcomes)))
        object.__setattr__(self, "status", MappingProxyType(dict(self.status)))
        low, high = self.scale
        if not low <= self.experience.neutral <= high:
            raise ValueError(
                f"neutral={self.experience.neutral:g} lies outside the scale from {low:g} to {high:g}. Pass scale=(low, high) around it."
            )
        if not self.outcomes:
            raise ValueError("A world needs at least one outcome, for example {'satisfaction': Outcome(touchpoints=1.0)}.")
        if self.experience.returns and "repurchase" not in self.outcomes:
            raise ValueError("returns=True needs an outcome named 'repurchase' that gives the chance of coming back (link='logistic').")
        queued = [p.name for p in self.journey.touchpoints if p.servers or p.bot_share or p.leave_rate]
        if queued and self.arrivals is None:
            raise ValueError(
                f"{queued[0]!r} has servers, bots or a queue to leave, and nobody arrives. Pass arrivals=Arrivals(rate=…) in customers per minute."
            )

    def __reduce__(self) -> tuple[Any, ...]:
        values = {f.name: getattr(self, f.name) for f in fields(self)}
        return (_rebuilt, ({**values, "outcomes": dict(self.outcomes), "status": dict(self.status)},))

    @property
    def touchpoints(self) -> list[str]:
        """Names of the touchpoints that customers judge, in journey order."""
        return judged_names(self.journey)

    @property
    def model(self) -> Model:
        """What the simulator needs."""
        return Model(self.journey, self.experience, dict(self.outcomes), self.arrivals)

    def touchpoint(self, name: str) -> Touchpoint:
        """One touchpoint with its settings."""
        return self.journey.touchpoints[self.journey.index(name)]

    def change(self, target: str | None = None, **settings: Any) -> World:
        """A copy with other settings of a touchpoint, a segment, an outcome, or (without a target) of the experience.

        Parameters
        ----------
        target : name of a touchpoint, a segment or an outcome; None changes mechanisms, `arrivals` or `cap`.
        settings : setting = new value.

        Raises
        ------
        ValueError
            For an unknown target or setting; the message lists the known ones.

        Examples
        --------
        >>> import cxlab as cx
        >>> cx.world("officina").change(loss_aversion=1.0).experience.loss_aversion
        1.0
        """
        if target is None:
            return self._mechanisms(settings)
        segments = [s.name for s in self.journey.segments]
        check.one_of("target", target, [*self.journey.names, *segments, *self.outcomes])
        if target in self.outcomes:
            for name in settings:
                check.one_of(f"setting of {target!r}", name, [f.name for f in fields(Outcome)])
            return replace(self, outcomes={**self.outcomes, target: replace(self.outcomes[target], **settings)})
        if target in segments:
            swapped = tuple(changed(s, settings) if s.name == target else s for s in self.journey.segments)
            return replace(self, journey=replace(self.journey, segments=swapped))
        points = tuple(changed(p, settings) if p.name == target else p for p in self.journey.touchpoints)
        return replace(self, journey=replace(self.journey, touchpoints=points))

    def _mechanisms(self, settings: Mapping[str, Any]) -> World:
        known = [*(f.name for f in fields(Experience)), "arrivals", "cap"]
        for name in settings:
            check.one_of("setting", name, known)
        own = dict(settings)
        arrivals = own.pop("arrivals", self.arrivals)
        journey = replace(self.journey, cap=own.pop("cap")) if "cap" in own else self.journey
        return replace(self, journey=journey, experience=replace(self.experience, **own), arrivals=arrivals)

    def improve(self, touchpoint: str, **points: float) -> World:
        """A copy in which numbers of a touchpoint are higher by so many points; negative points make it worse.

        Parameters
        ----------
        touchpoint : its name.
        points : setting = points to add, for example ease=1.0.

        Examples
        --------
        >>> import cxlab as cx
        >>> w = cx.world("officina").change("book", ease=6.0)
        >>> w.improve("book", ease=0.5).touchpoint("book").ease
        6.5
        """
        now = self.touchpoint(touchpoint)
        numeric = [
            f.name for f in fields(now) if isinstance(getattr(now, f.name), (int, float)) and not isinstance(getattr(now, f.name), bool)
        ]
        for name, value in points.items():
            check.one_of(f"number of {touchpoint!r}", name, numeric)
            check.number(name, value)
        return self.change(touchpoint, **{name: getattr(now, name) + value for name, value in points.items()})

    def visits(self, segment: str | None = None) -> Result:
        """Exact expected visits per customer to each touchpoint."""
        self._exactly("visits")
        return self.journey.visits(segment)

    def reach(self, segment: str | None = None) -> Result:
        """Exact share of customers who ever meet each touchpoint."""
        self._exactly("reach")
        return self.journey.reach(segment)

    def _exactly(self, what: str) -> None:
        leaving = [p.name for p in self.journey.touchpoints if p.leave_rate]
        if self.experience.dropout or leaving:
            cause = f"dropout={self.experience.dropout:g}" if self.experience.dropout else f"leave_rate at {leaving[0]!r}"
            raise ValueError(
                f"Exact {what} exists only when nothing felt changes the path; here {cause} does. "
                f"Set it to 0, or simulate: world.simulate(100_000, rng=1).{what}()."
            )

    def simulate(
        self, customers: int = 10_000, *, rng: Any = None, cycles: int = 1, replications: int = 1, workers: int = 1, chunk: int = 4096
    ) -> Simulated:
        """Let customers live through the journey.

        Parameters
        ----------
        customers : how many, from 1.
        rng : seed (whole number), numpy Generator, or None for a fresh one. The same seed gives the same customers, so two
            worlds simulated with one seed differ only by what was changed.
        cycles : journeys of each customer, one after another; expectations and engagement carry over (not with queues).
        replications : with queues, the number of independent days among which the customers are divided; one day gives no intervals.
        workers : threads; the numbers do not depend on it.
        chunk : customers worked on at a time; the numbers do not depend on it.

        Returns
        -------
        Simulated

        Examples
        --------
        >>> import cxlab as cx
        >>> len(cx.world("officina").simulate(100, rng=7).customers)
        100
        """
        order = Order(
            check.count("customers", customers, high=2**31 - 1), seed_of(rng), cycles=check.count("cycles", cycles, high=1000),
            replications=check.count("replications", replications, high=max(int(customers), 1)),
            workers=check.count("workers", workers, high=256), chunk=check.count("chunk", chunk),
        )  # fmt: skip
        if self.model.queued and order.cycles > 1:
            raise ValueError(
                "cycles above 1 are not available with queues: a customer's next journey would need its own date. Use cycles=1."
            )
        if not self.model.queued and order.replications > 1:
            raise ValueError(f"replications={replications} divides customers among queues, and this world has none. Use replications=1.")
        return Simulated(self, order, run(self.model, order))

    def simulate_to(
        self, folder: str | Path, *, customers: int, rng: Any = None, cycles: int = 1, block: int = 200_000, progress: bool = True
    ) -> Path:
        """Simulate into a folder of Parquet files, block by block, at constant memory; start again to resume after a stop.

        Parameters
        ----------
        folder : made when missing; a folder begun with other settings is refused.
        customers : how many in all.
        rng : seed; needed again, the same, to resume.
        cycles : journeys of each customer.
        block : customers in one file.
        progress : whether a bar is shown.

        Returns
        -------
        Path
            The folder, with one sub-folder for events and one for customers.
        """
        from cxlab.simulation.storage import store

        order = Order(check.count("customers", customers, high=2**31 - 1), seed_of(rng), cycles=check.count("cycles", cycles))
        text = self.to_yaml()
        return store(self.model, text, order, Path(folder), check.count("block", block), progress)

    def family(self, count: int, *, rng: Any = None, keep: tuple[str, ...] = ("neutral",)) -> list[World]:
        """Sister worlds: each contested or assumed mechanism in use drawn anew over its range, touchpoint weights shuffled within theirs.

        Parameters
        ----------
        count : how many, from 1.
        rng : seed, Generator or None.
        keep : settings of the experience that stay as they are.
        """
        from cxlab.worlds.card import drawn

        source = np.random.default_rng(seed_of(rng))
        return [drawn(self, source, keep) for _ in range(check.count("count", count))]

    def describe(self) -> Card:
        """A readable card: what the world is, its touchpoints, and every setting with its range, status and source."""
        return card(self)

    def to_yaml(self, path: str | Path | None = None) -> str:
        """The world as YAML text; written to `path` when one is given.

        Numbers you change keep the kit's source until a `status:` block names yours:
        `status: {loss_aversion: {low: 1.4, high: 3.1, status: contested, source: my study}}`; see `from_yaml`.

        Examples
        --------
        >>> import cxlab as cx
        >>> cx.world("officina").to_yaml().splitlines()[0]
        'name: officina'
        """
        from cxlab.worlds.files import written

        text = written(self)
        if path is not None:
            Path(path).write_text(text, encoding="utf-8")
        return text

    @staticmethod
    def from_yaml(source: str | Path) -> World:
        """The world in a YAML file, or in a YAML text (several lines).

        `status` says of a setting what its range, status ("established", "contested" or "assumption") and source are, in place of
        what the kit says. Give it for what you change: the card shows it.

        Examples
        --------
        >>> import cxlab as cx
        >>> mine = cx.world("officina").to_yaml().replace("loss_aversion: 1.5", "loss_aversion: 2.25") + '''
        ... status:
        ...   loss_aversion: {low: 1.4, high: 3.1, status: contested, source: my study of 2026}
        ... '''
        >>> cx.World.from_yaml(mine).describe().table.set_index("setting").loc["loss_aversion", "source"]
        'my study of 2026'
        """
        from cxlab.worlds.files import parse, read

        if isinstance(source, str) and "\n" in source:
            return parse(source)
        return read(source)


def _rebuilt(values: dict[str, Any]) -> World:
    return World(**values)


__all__ = ["EXIT", "World"]
