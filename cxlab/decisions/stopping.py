"""Where the next euro stops paying."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from cxlab import _validate
from cxlab.decisions.allocation import paying, water_filling
from cxlab.decisions.economics import Economics
from cxlab.decisions.evidence import CostTable, cost_table, evidence_for, points_only, promises
from cxlab.results import Estimate, Result


def marginal_roi(budgets: Iterable[float], evidence: Any, costs: Any, economics: Economics | None = None) -> Result:
    """Return on the next euro at each budget, when every budget is shared out in the best way.

    Parameters
    ----------
    budgets : amounts of money, from 0 up.
    evidence, costs, economics : as in `invest`; the evidence must be in points per point. Pairs stand at their middle.

    Returns
    -------
    Result
        One row per budget: 0.5 says the next euro earns 1.50. `detail["best"]` is the budget (up to the largest passed) with the
        largest added value less cost.

    Raises
    ------
    ValueError
        For a negative budget, evidence in shares, or evidence without any promise.

    Notes
    -----
    Diminishing returns: Rust, Zahorik & Keiningham 1995.

    Examples
    --------
    >>> curve = marginal_roi([0, 100_000, 400_000], {"courier": 0.5}, {"courier": (2.0, 100_000)})
    >>> [row.value > 0 for row in curve.rows]
    [True, True, False]
    """
    firm = economics if economics is not None else Economics()
    amounts = [_validate.number("budgets", b, low=0.0, unit="money") for b in budgets]
    if not amounts or max(amounts) <= 0:
        raise ValueError(f"budgets={amounts} has no amount above 0. Pass several, such as [0, 50_000, 100_000].")
    table = cost_table(costs)
    found = points_only(evidence_for(evidence, table))
    promise = promises(found, table)
    rows = tuple(Estimate(f"budget {b:,.0f}", _next_euro(b, promise, table, found.weights, firm)) for b in amounts)
    best, _ = paying(promise, table, found.weights, firm, max(amounts))
    detail = {"sentence": _sentence(rows, best, max(amounts)), "best": best, "budgets": amounts}
    return Result(
        "Marginal return on investment", "gain of the next euro", "best allocation at each budget, exact derivative", rows, detail
    )


def _next_euro(budget: float, promise: np.ndarray, table: CostTable, weights: np.ndarray, firm: Economics) -> float:
    """d(added value)/d(budget) - 1: points of the next euro times the worth of a point."""
    spend, points = water_filling(promise, table.scale, budget)
    gain, step = float(weights @ table.points(spend)), 1e-6
    worth = (float(firm.added_value(gain + step)) - float(firm.added_value(gain))) / step
    return worth * points - 1.0


def _sentence(rows: tuple[Estimate, ...], best: float, largest: float) -> str:
    if best <= 0:
        return "No budget up to the largest pays: the added value never exceeds the cost."
    if best >= largest * (1 - 1e-6):
        return f"Even at {largest:,.0f} the next euro still pays: the stopping point lies beyond."
    return f"Money pays up to {best:,.0f}; beyond that every further euro earns less than it costs."
