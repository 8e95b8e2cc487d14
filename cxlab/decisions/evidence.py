"""What an allocation rests on: a weight for each touchpoint, and what its improvement costs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from cxlab import _validate
from cxlab.decisions.economics import standard_error
from cxlab.results import Estimate, Result

_COLUMNS = ("headroom", "scale")


@dataclass(frozen=True)
class Evidence:
    """Weight of each touchpoint, its standard error (0 where none is known), and whether it is in points per point."""

    name: str
    weights: np.ndarray
    errors: np.ndarray
    in_points: bool


@dataclass(frozen=True)
class CostTable:
    """Touchpoints with headroom (points), scale (money that wins 63% of it) and reach (share of customers who meet it)."""

    names: tuple[str, ...]
    headroom: np.ndarray
    scale: np.ndarray
    reach: np.ndarray

    def points(self, spend: np.ndarray) -> np.ndarray:
        """Points won at each touchpoint, averaged over all customers."""
        return -self.reach * self.headroom * np.expm1(-spend / self.scale)


def points_only(found: Evidence) -> Evidence:
    """The evidence, when it promises points; else say which evidence does."""
    if not found.in_points:
        raise ValueError(
            f"{found.name!r} is not in points of satisfaction per point, so it ranks touchpoints but promises no gain. "
            "Pass slopes (ols, mixed, ordered, structural) or a truth in points, such as truth.effects(...)."
        )
    return found


def promises(found: Evidence, table: CostTable) -> np.ndarray:
    """What the first euro brings at each touchpoint; at least one must bring something."""
    promise = table.reach * found.weights * table.headroom / table.scale
    if not (promise > 0).any():
        raise ValueError(
            "No touchpoint promises a gain: every weight, headroom or reach is 0 or less. Spend nothing, or look at the evidence again."
        )
    return promise


def cost_table(costs: Any) -> CostTable:
    """Check a table or a dictionary of costs; one that was checked before passes through."""
    if isinstance(costs, CostTable):
        return costs
    table = _as_table(costs)
    _validate.columns(table, list(_COLUMNS), what="cost column")
    names = [str(name) for name in table.index]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise ValueError(f"costs names {twice} twice. Give each touchpoint one row.")
    reach = table["reach"] if "reach" in table.columns else pd.Series(1.0, index=table.index)
    rows = []
    for name, headroom, scale, share in zip(names, table["headroom"], table["scale"], reach, strict=True):
        a = _validate.number(f"headroom of {name!r}", headroom, low=0.0, unit="points")
        x0 = _validate.number(f"scale of {name!r}", scale, low=0.0, low_open=True, unit="money")
        rows.append((a, x0, _validate.number(f"reach of {name!r}", share, low=0.0, high=1.0, unit="share of customers")))
    arrays = np.array(rows, dtype=float).T
    return CostTable(tuple(names), arrays[0], arrays[1], arrays[2])


def evidence_for(evidence: Any, table: CostTable) -> Evidence:
    """Weights of the named touchpoints from a Result (an estimate or a truth) or from {touchpoint: points per point}."""
    names = table.names
    if isinstance(evidence, Mapping):
        given = {str(name): _validate.number(f"evidence of {name!r}", value) for name, value in evidence.items()}
        return Evidence("weights as passed", _in_order(given, names), np.zeros(len(names)), True)
    if not isinstance(evidence, Result):
        raise TypeError(
            f"evidence is a {type(evidence).__name__}. Pass the Result of an estimator or of a truth, or {{touchpoint: points per point}}."
        )
    if evidence.detail.get("kind") == "penalty_reward":
        return _one_point_more(evidence, names)
    rows = {row.name: row for row in _rows(evidence)}
    values = _in_order({name: row.value for name, row in rows.items()}, names)
    level = float(evidence.detail.get("level", 0.95))
    errors = np.array([standard_error(rows[name], level) for name in names])
    factor = _world_points(evidence, names)
    if evidence.detail.get("among") == "everyone":  # reach is in the effect already
        factor = factor / np.where(table.reach > 0, table.reach, np.inf)
    return Evidence(evidence.title, values * factor, errors * factor, _points_unit(evidence))


def _rows(evidence: Result) -> Sequence[Estimate]:
    """One row per touchpoint: of a truth with both directions the upward one, of a structural model its total effects."""
    if evidence.detail.get("kind") == "structural":
        totals = evidence.detail["totals"].to_dict("records")
        return [Estimate(str(r["name"]), float(r["value"]), float(r["low"]), float(r["high"])) for r in totals]
    upward = evidence.detail.get("plus", evidence.rows)
    return [Estimate(str(k), float(v)) for k, v in upward.items()] if isinstance(upward, Mapping) else tuple(upward)


def _points_unit(evidence: Result) -> bool:
    return evidence.unit.startswith("points") or evidence.detail.get("kind") == "structural"


def _as_table(costs: Any) -> pd.DataFrame:
    if isinstance(costs, pd.DataFrame):
        table = _validate.frame("costs", costs)
        return table.set_index("touchpoint") if "touchpoint" in table.columns else table
    if not isinstance(costs, Mapping) or not costs:
        raise TypeError(
            f"costs is a {type(costs).__name__}. Pass a table with the columns headroom and scale, one row per touchpoint, "
            'or {"courier": (2.0, 50_000)} for (headroom, scale).'
        )
    rows = {}
    for name, pair in costs.items():
        if not isinstance(pair, (tuple, list)) or len(pair) != 2:
            raise ValueError(f"costs of {name!r} are {pair!r}. Pass (headroom in points, scale in money).")
        rows[str(name)] = list(pair)
    return pd.DataFrame.from_dict(rows, orient="index", columns=list(_COLUMNS))


def _in_order(values: Mapping[str, float], names: tuple[str, ...]) -> np.ndarray:
    absent = [name for name in names if name not in values]
    if absent:
        raise ValueError(
            f"The evidence says nothing about {absent}. It knows {list(values)}.{_validate.nearest(absent[0], values)} Rename, or leave "
            "them out of costs."
        )
    found = np.array([values[name] for name in names], dtype=float)
    if not np.isfinite(found).all():
        raise ValueError(f"The evidence has no number for {[n for n, v in zip(names, found, strict=True) if not np.isfinite(v)]}.")
    return found


def _world_points(evidence: Result, names: tuple[str, ...]) -> np.ndarray:
    """Slopes are in rating points; where the codebook is known they are turned into the units of headroom and satisfaction."""
    points = evidence.detail.get("points_per_rating", {})
    outcome = evidence.detail.get("outcome")
    known = _points_unit(evidence) and outcome in points and all(name in points for name in names)
    return np.array([points[outcome] / points[name] for name in names]) if known else np.ones(len(names))


def _one_point_more(evidence: Any, names: tuple[str, ...]) -> Evidence:
    """Penalties and rewards have no slope: what one point more would do, as the fit itself predicts it."""
    known = {str(name): 0.0 for name in evidence.detail.get("on", [])}
    _in_order(known, names)
    found = [evidence.what_if({name: 1.0}) for name in names]
    level = float(evidence.detail.get("level", 0.95))
    factor = _world_points(evidence, names)
    errors = np.array([standard_error(one.rows[0], level) for one in found])
    return Evidence(evidence.title, np.array([one.value for one in found]) * factor, errors * factor, True)
