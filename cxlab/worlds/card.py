"""The card of a world: what it is and what is known of each of its numbers; and worlds drawn over those ranges."""

from __future__ import annotations

import html
from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from cxlab.mechanisms._numbers import Parameter
from cxlab.worlds import parameters

if TYPE_CHECKING:
    from cxlab.worlds.firm import World

ALWAYS = ("neutral", "b_disconfirmation", "loss_aversion", "curvature", "update_rate")  # in use in every world, whatever their value
COLUMNS = ("where", "setting", "value", "low", "high", "status", "source")


@dataclass(frozen=True)
class Card:
    """A readable description of a world; `table` has one row per setting in use."""

    title: str
    text: str
    touchpoints: pd.DataFrame
    table: pd.DataFrame

    def __str__(self) -> str:
        return f"{self.title}\n{self.text}\n\n{self.touchpoints.to_string(index=False)}\n\n{self.table.to_string(index=False)}"

    __repr__ = __str__

    def _repr_html_(self) -> str:
        tables = "".join(t.to_html(index=False, border=0) for t in (self.touchpoints, self.table))
        return f"<div><h4>{html.escape(self.title)}</h4><p>{html.escape(self.text)}</p>{tables}</div>"


def card(world: World) -> Card:
    """The card of a world."""
    points = [
        {"touchpoint": p.name, "stage": p.stage, "channel": p.channel, "owner": p.owner, "needs": p.needs, "ease": p.ease, "enjoyment": p.enjoyment,
         "moment of truth": "yes" if p.mot > 1 else ""} for p in world.journey.touchpoints
    ]  # fmt: skip
    table = pd.DataFrame(list(_settings(world)), columns=list(COLUMNS))
    n_assumed = int((table["status"] == "assumption").sum())
    text = f"{world.teaches} {len(table)} settings are in use; {n_assumed} of them are assumptions of the kit, so what comes out is not evidence about customers."
    return Card(world.title or world.name, text.strip(), pd.DataFrame(points), table)


def _parts(world: World) -> list[tuple[str, Any]]:
    parts: list[tuple[str, Any]] = [("experience", world.experience), *((f"outcome {n}", o) for n, o in world.outcomes.items())]
    return parts + [(s.name, s) for s in world.journey.segments] + [(p.name, p) for p in world.journey.touchpoints]


def _of_the_kit(world: World) -> World | None:
    """The world of the kit by that name, of which this one may be a changed copy."""
    from cxlab.worlds import shelf

    return shelf.world(world.name) if world.name in shelf.world_names() else None


def _settings(world: World) -> Iterator[tuple[Any, ...]]:
    """A row for each setting in use; what is no longer the kit's value does not carry the kit's source as if it were."""
    kit = _of_the_kit(world)
    before = {(where, name): value for where, name, value, *_ in _rows(kit, every=True)} if kit else {}
    for where, name, value, low, high, status, source in _rows(world):
        key = "weights" if name.startswith("weight of ") else name
        if kit and (where, name) in before and before[where, name] != value and world.status.get(key) == kit.status.get(key):
            source = f"changed from {before[where, name]}; source of the default: {source}"
        yield where, name, value, low, high, status, source


def _rows(world: World, every: bool = False) -> Iterator[tuple[Any, ...]]:
    for where, item in _parts(world):
        for f in fields(item):
            value = getattr(item, f.name)
            if _numeric(value) and (every or f.name in ALWAYS or value != f.default):
                yield (where, f.name, _shown(value), *_known(world, f.name))
        for name, weight in getattr(item, "weights", {}).items():
            yield (where, f"weight of {name}", weight, *_known(world, "weights"))


def _numeric(value: Any) -> bool:
    if isinstance(value, tuple):
        return bool(value) and all(isinstance(v, (int, float)) for v in value)
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _shown(value: Any) -> Any:
    return " / ".join(f"{v:g}" for v in value) if isinstance(value, tuple) else value


def _known(world: World, setting: str) -> tuple[Any, ...]:
    known: Parameter = world.status.get(setting) or parameters.of(setting)
    low, high = (None if np.isinf(end) else end for end in (known.low, known.high))
    return low, high, known.status, known.source


def drawn(world: World, source: np.random.Generator, keep: tuple[str, ...]) -> World:
    """A sister of `world`: mechanisms that are on are drawn over their ranges, and touchpoint weights over theirs."""
    off = type(world.experience)()
    moved: dict[str, Any] = {}
    for f in fields(world.experience):
        value, known = getattr(world.experience, f.name), world.status.get(f.name) or parameters.of(f.name)
        in_use = value != getattr(off, f.name) or f.name in ("loss_aversion", "update_rate")
        if f.name not in keep and in_use and isinstance(value, float) and np.isfinite([known.low, known.high]).all():
            moved[f.name] = float(source.uniform(known.low, known.high))
    return replace(
        world,
        experience=replace(world.experience, **moved),
        journey=replace(world.journey, segments=tuple(_reweighted(world, s, source) for s in world.journey.segments)),
        outcomes={n: _rival(o, source) for n, o in world.outcomes.items()},
    )


def _reweighted(world: World, segment: Any, source: np.random.Generator) -> Any:
    known = world.status.get("weights") or parameters.of("weights")
    return replace(segment, weights={n: float(source.uniform(known.low, known.high)) for n in segment.weights})


def _rival(outcome: Any, source: np.random.Generator) -> Any:
    """Memory by touchpoint weights, or one of its rivals: the mean, or peak and end."""
    if not outcome.touchpoints:
        return outcome
    kind = int(source.integers(3))
    return outcome if kind == 0 else replace(outcome, touchpoints=0.0, **({"mean": 1.0} if kind == 1 else {"peak": 0.5, "end": 0.5}))
