"""Importance against performance: which touchpoints matter and do badly (Martilla & James 1977)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cxlab._validate import columns, frame, mapping, number, numbers
from cxlab.estimators.screening import text
from cxlab.results import Estimate, Result

if TYPE_CHECKING:
    from matplotlib.axes import Axes

QUADRANTS = ("improve first", "keep it up", "low priority", "perhaps too much")
ADVICE = (
    "A place on the map is no effect: it leaves out what an improvement costs, how much room it has, "
    "and that some touchpoints only punish (see penalty_reward)."
)


class PriorityMap(Result):
    """Importance and performance of each driver, and its quadrant; made by `priority_map`.

    Parameters
    ----------
    title, unit, method, rows, detail : as in `Result`.

    Examples
    --------
    >>> table = pd.DataFrame({"name": ["wait", "staff"], "importance": [0.6, 0.2], "performance": [4.0, 8.0]})
    >>> priority_map(table).too_much
    ['staff']
    """

    def _in(self, quadrant: str) -> list[str]:
        table = self.detail["table"]
        return table.loc[table["quadrant"] == quadrant, "name"].tolist()

    @property
    def improve_first(self) -> list[str]:
        """Important, and below the split in performance."""
        return self._in(QUADRANTS[0])

    @property
    def keep_up(self) -> list[str]:
        """Important, and doing well."""
        return self._in(QUADRANTS[1])

    @property
    def low_priority(self) -> list[str]:
        """Less important, and below the split in performance."""
        return self._in(QUADRANTS[2])

    @property
    def too_much(self) -> list[str]:
        """Less important, and doing well."""
        return self._in(QUADRANTS[3])

    def plot(self, ax: Axes | None = None) -> Axes:
        """Draw the map with its four quadrants."""
        from cxlab import plots

        split = self.detail["split"]
        return plots.priority_map(
            self.detail["table"], ax=ax, title=self.title, split=(split["performance"], split["importance"]), unit=self.unit
        )


def priority_map(
    fit: Result | pd.DataFrame, *, performance: Mapping[str, float] | None = None, split: str | tuple[float, float] = "mean"
) -> PriorityMap:
    """Sort drivers by importance and by performance into four quadrants.

    Parameters
    ----------
    fit : what `drivers` or `structural` returned; or a table with columns name, importance, performance.
    performance : mean rating by driver; that of the answers when left out.
    split : "mean" or "median" of both, or (importance, performance) at which the quadrants meet.

    Returns
    -------
    PriorityMap
        Rows are the importances; `improve_first`, `keep_up`, `low_priority`, `too_much` name the drivers in each quadrant.

    Raises
    ------
    ValueError, TypeError
        For a driver without performance, and for an unknown split.

    References
    ----------
    Martilla & James 1977.

    Examples
    --------
    >>> table = pd.DataFrame({"name": ["wait", "staff"], "importance": [0.6, 0.2], "performance": [4.0, 8.0]})
    >>> priority_map(table).improve_first
    ['wait']
    """
    table, rows, unit, method = _inputs(fit)
    if performance is not None:
        table["performance"] = _named(performance, table["name"].tolist())
    _complete(table)
    importance_at, performance_at = _split(table, split)
    important, well = table["importance"] >= importance_at, table["performance"] >= performance_at
    table["quadrant"] = np.select([important & ~well, important & well, ~important & ~well], QUADRANTS[:3], QUADRANTS[3])
    urgent = table.loc[table["quadrant"] == QUADRANTS[0], "name"].tolist()
    detail = {
        "table": table,
        "split": {"importance": importance_at, "performance": performance_at},
        "advice": [ADVICE],
        "sentence": f"Important and below the split: {', '.join(urgent)}."
        if urgent
        else "No driver is both important and below the split in performance.",
    }
    words = split if isinstance(split, str) else "a chosen point"
    return PriorityMap("Priority map", unit, f"importance by {method}; quadrants meet at {words} of both", rows, detail)


def _inputs(fit: Result | pd.DataFrame) -> tuple[pd.DataFrame, tuple[Estimate, ...], str, str]:
    if isinstance(fit, pd.DataFrame):
        columns(frame("fit", fit), ["name", "importance", "performance"])
        table = fit[["name", "importance", "performance"]].reset_index(drop=True)
        table[["importance", "performance"]] = np.column_stack([numbers(table[c], c) for c in ("importance", "performance")])
        return (
            table,
            tuple(Estimate(str(n), float(v)) for n, v in zip(table["name"], table["importance"], strict=True)),
            "importance",
            "the table",
        )
    if not isinstance(fit, Result) or "performance" not in fit.detail:
        raise TypeError(
            f"fit is a {type(fit).__name__}. Pass what drivers or structural returned, or a table with columns name, "
            "importance, performance."
        )
    if fit.detail["kind"] == "penalty_reward":
        raise ValueError("Penalties and rewards are two numbers per driver, so there is no one importance. Use another method for the map.")
    shown = fit.detail["totals"] if fit.detail["kind"] == "structural" else fit.to_frame()
    rows = tuple(Estimate(str(r["name"]), float(r["value"]), float(r["low"]), float(r["high"]), int(r["n"])) for _, r in shown.iterrows())
    table = pd.DataFrame({"name": shown["name"], "importance": shown["value"], "performance": shown["name"].map(fit.detail["performance"])})
    unit = f"points of {fit.detail['outcome']} per point" if fit.detail["kind"] == "structural" else fit.unit
    return table, rows, unit, fit.method


def _complete(table: pd.DataFrame) -> None:
    """Refuse a driver that stands there twice, and one whose place on the map is not known."""
    for i, name in enumerate(table["name"]):
        if name in table["name"].tolist()[:i]:
            raise ValueError(f"{name!r} stands in the table twice. Give each driver one row.")
        for part in ("importance", "performance"):
            value = table[part].iloc[i]
            if not np.isfinite(value):
                raise ValueError(
                    f"The {part} of {name!r} is {value}, so it has no place on the map. Give a finite number, or leave it out."
                )


def _named(performance: Mapping[str, float], names: list[str]) -> list[float]:
    values = {text(name): value for name, value in mapping("performance", performance, f"{{{names[0]!r}: 7.5}}").items()}
    names = [text(name) for name in names]
    absent = [name for name in names if name not in values]
    if absent:
        raise ValueError(f"performance holds nothing for {absent[0]!r}. Give a mean rating for each of {names}.")
    return [number(f"performance[{name!r}]", values[name]) for name in names]


def _split(table: pd.DataFrame, split: str | tuple[float, float]) -> tuple[float, float]:
    if isinstance(split, str):
        if split not in ("mean", "median"):
            raise ValueError(f"split={split!r} is not known. Choose from ['mean', 'median'], or pass (importance, performance).")
        both = table[["importance", "performance"]].agg(split)
        return float(both["importance"]), float(both["performance"])
    if not isinstance(split, Sequence) or len(split) != 2:
        raise TypeError(f"split={split!r} is not a place on the map. Pass 'mean', 'median' or (importance, performance), as in (0.2, 7.0).")
    return number("split[0]", split[0], unit="importance"), number("split[1]", split[1], unit="performance")
