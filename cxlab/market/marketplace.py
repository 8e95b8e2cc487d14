"""Market: brands that compete for agents who talk to one another. What-if is a copy."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from cxlab import _validate as check
from cxlab.draws import seed_of
from cxlab.market.brands import MOST_BRANDS, Bonds, Brand, Buyers, Event, Ties, named, numeric
from cxlab.mechanisms._numbers import Parameter

if TYPE_CHECKING:
    from cxlab.market.history import MarketRun


@dataclass(frozen=True)
class Market:
    """Brands, groups of buyers, the ties between them, and the bonds: everything a run needs and knows.

    Parameters
    ----------
    name : short name.
    brands : one to sixteen; a single one needs `outside`, so that one can also buy nothing.
    buyers : groups whose shares sum to 1.
    ties : the network.
    bonds : how people learn, choose, stay and talk.
    events : what changes on the way.
    title, teaches : what it is, and what it is for.
    status : setting -> range, status and source, where they differ from what the kit says.

    Examples
    --------
    >>> from cxlab import market
    >>> two = market.read("mercato")
    >>> better = two.improve("ponte", quality=0.5)
    >>> round(better.brand("ponte").quality - two.brand("ponte").quality, 6)
    0.5
    """

    name: str
    brands: tuple[Brand, ...]
    buyers: tuple[Buyers, ...] = (Buyers("everybody"),)
    ties: Ties = field(default_factory=Ties)
    bonds: Bonds = field(default_factory=Bonds)
    events: tuple[Event, ...] = ()
    title: str = ""
    teaches: str = ""
    status: Mapping[str, Parameter] = field(default_factory=dict)

    def __post_init__(self) -> None:
        named("a market", self.name)
        for label in ("brands", "buyers", "events"):
            object.__setattr__(self, label, tuple(getattr(self, label)))
        object.__setattr__(self, "status", MappingProxyType(dict(self.status)))
        check.count("number of brands", len(self.brands), low=1, high=MOST_BRANDS)
        check.count("number of groups of buyers", len(self.buyers), low=1, high=127)
        names = [*self.names, *(group.name for group in self.buyers)]
        for i, name in enumerate(names):
            if name in names[:i]:
                raise ValueError(f"The name {name!r} is used twice. Give each brand and group its own name; so far: {names[:i]}.")
        check.probabilities("shares of buyers", np.array([[group.share for group in self.buyers]]), ["all groups"])
        if len(self.brands) == 1 and self.bonds.outside is None:
            raise ValueError(f"{self.names[0]!r} is alone and must be bought. Add a rival, or pass bonds=Bonds(outside=0.0).")
        for event in self.events:
            if event.brand is not None:
                check.one_of(f"brand of the event in period {event.period}", event.brand, self.names)

    def __reduce__(self) -> tuple[Any, ...]:
        return (_rebuilt, ({f.name: getattr(self, f.name) for f in fields(self)} | {"status": dict(self.status)},))

    @property
    def names(self) -> list[str]:
        """Names of the brands."""
        return [brand.name for brand in self.brands]

    def brand(self, name: str) -> Brand:
        """One brand with its settings."""
        return self.brands[self.names.index(check.one_of("brand", name, self.names))]

    def change(self, target: str | None = None, **settings: Any) -> Market:
        """A copy with other settings of a brand, a group of buyers, or (without a target) of ties, bonds, `brands`, `buyers` or `events`.

        Parameters
        ----------
        target : name of a brand or of a group; None for all else.
        settings : setting = new value.

        Raises
        ------
        ValueError
            For an unknown target or setting; the message lists the known ones.

        Examples
        --------
        >>> from cxlab import market
        >>> market.read("mercato").change(degree=12, switching_cost=2.0).ties.degree
        12
        """
        if target is None:
            return self._whole(settings)
        check.one_of("target", target, [*self.names, *(group.name for group in self.buyers)])
        label = "brands" if target in self.names else "buyers"
        items = getattr(self, label)
        for name in settings:
            check.one_of(f"setting of {target!r}", name, [f.name for f in fields(items[0]) if f.name != "name"])
        swapped: dict[str, Any] = {label: tuple(replace(item, **settings) if item.name == target else item for item in items)}
        return replace(self, **swapped)

    def _whole(self, settings: Mapping[str, Any]) -> Market:
        ties, bonds = [f.name for f in fields(Ties)], [f.name for f in fields(Bonds)]
        lists = ["brands", "buyers", "events"]
        for name in settings:
            check.one_of("setting", name, [*ties, *bonds, *lists])
        return replace(
            self,
            ties=replace(self.ties, **{k: v for k, v in settings.items() if k in ties}),
            bonds=replace(self.bonds, **{k: v for k, v in settings.items() if k in bonds}),
            **{k: v for k, v in settings.items() if k in lists},
        )

    def improve(self, target: str, **points: float) -> Market:
        """A copy in which numbers of a brand or a group of buyers are higher by so much; negative numbers lower them.

        Parameters
        ----------
        target : name of a brand or of a group.
        points : setting = what to add, for example quality=0.5.

        Examples
        --------
        >>> from cxlab import market
        >>> cheaper = market.read("mercato").change("torre", price=5.0).improve("torre", price=-1.0)
        >>> cheaper.brand("torre").price
        4.0
        """
        groups: dict[str, Brand | Buyers] = {brand.name: brand for brand in self.brands}
        groups |= {group.name: group for group in self.buyers}
        item = groups[check.one_of("target", target, list(groups))]
        for name, value in points.items():
            check.one_of(f"number of {target!r}", name, numeric(item))
            check.number(name, value)
        return self.change(target, **{name: getattr(item, name) + value for name, value in points.items()})

    def simulate(self, agents: int = 5_000, *, periods: int = 24, rng: Any = None, keep: bool = True) -> MarketRun:
        """Let agents hear, choose, buy, judge and talk.

        Parameters
        ----------
        agents : how many, from 2 and more than there are ties.
        periods : how many, from 1.
        rng : seed (whole number), numpy Generator, or None for a fresh one. The same seed gives the same agents, so two
            markets simulated with one seed differ only by what was changed.
        keep : whether a line for each agent and period is kept (`history`); the frames by period and by agent are always there.

        Returns
        -------
        MarketRun

        Examples
        --------
        >>> from cxlab import market
        >>> len(market.read("mercato").simulate(200, periods=3, rng=7).periods)
        6
        """
        from cxlab.market.history import MarketRun
        from cxlab.market.plan import run

        n, length = check.count("agents", agents, low=2, high=2**31 - 1), check.count("periods", periods, high=10_000)
        check.one_of("keep", keep, [True, False])
        late = [event.period for event in self.events if event.period > length]
        if late:
            raise ValueError(f"An event happens in period {late[0]}, and there are {length} periods. Pass periods={max(late)} or more.")
        seed = seed_of(rng)
        return MarketRun(self, n, seed, *run(self, n, length, seed, keep))

    def describe(self) -> pd.DataFrame:
        """Every setting with its value, range, status and source; what no study speaks of is an assumption of the kit."""
        from cxlab.market.files import described

        return described(self)

    def to_yaml(self, path: str | Path | None = None) -> str:
        """The market as YAML text; written to `path` when one is given."""
        from cxlab.market.files import written

        text = written(self)
        if path is not None:
            Path(path).write_text(text, encoding="utf-8")
        return text

    @staticmethod
    def from_yaml(source: str | Path) -> Market:
        """The market in a YAML file, or in a YAML text (several lines)."""
        from cxlab.market.files import opened, parse

        return parse(source) if isinstance(source, str) and "\n" in source else opened(source)


def _rebuilt(values: dict[str, Any]) -> Market:
    return Market(**values)
