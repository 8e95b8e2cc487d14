"""Share a budget over touchpoints so that satisfaction gains most, by what some evidence says."""

from __future__ import annotations

from typing import Any

import numpy as np

from cxlab import _validate
from cxlab.decisions.economics import Economics, stream_of
from cxlab.decisions.evidence import CostTable, cost_table, evidence_for, points_only, promises
from cxlab.decisions.returns import roi
from cxlab.results import Estimate, Result


class Allocation(Result):
    """Money per touchpoint, and what it is expected to bring under this or another evidence.

    Parameters
    ----------
    title, unit, method, rows, detail : as in `Result`; made by `invest`.

    Examples
    --------
    >>> plan = invest(100, {"courier": 0.5}, {"courier": (2, 50)})
    >>> plan.spend.round(6).tolist()
    [100.0]
    """

    @property
    def spend(self) -> np.ndarray:
        """Money per touchpoint, in the order of the rows."""
        return np.array([row.value for row in self.rows])

    def gain(self, evidence: Any = None) -> float:
        """Points of satisfaction won, averaged over all customers.

        Parameters
        ----------
        evidence : a truth or another Result in points; the evidence it was made with when left out.

        Raises
        ------
        ValueError
            For evidence in shares or correlations, which says nothing about points.

        Examples
        --------
        >>> round(invest(50, {"courier": 0.5}, {"courier": (2, 50)}).gain(), 3)
        0.632
        """
        table: CostTable = self.detail["costs"]
        found = points_only(evidence_for(evidence if evidence is not None else self.detail["evidence"], table))
        return float(found.weights @ table.points(self.spend))

    def roi(self, evidence: Any = None, *, draws: int = 2000, level: float = 0.95, rng: Any = None) -> Result:
        """Return on the money spent; the intervals of the evidence are drawn too, each touchpoint on its own (an assumption of this kit).

        Parameters
        ----------
        evidence : as in `gain`.
        draws, level, rng : as in `roi`.

        Raises
        ------
        ValueError
            For evidence in shares or correlations, and when nothing was spent.

        Examples
        --------
        >>> invest(50_000, {"courier": 0.5}, {"courier": (2, 50_000)}).roi().value > 0
        True
        """
        from cxlab.draws import seed_of

        table: CostTable = self.detail["costs"]
        found = points_only(evidence_for(evidence if evidence is not None else self.detail["evidence"], table))
        total, seed = float(self.spend.sum()), seed_of(rng)
        if total <= 0:
            raise ValueError("Nothing was spent, so there is no return on it. Allocate a budget above 0.")
        luck = stream_of(seed, "evidence").standard_normal((_validate.count("draws", draws), len(table.names)))
        return roi((found.weights + luck * found.errors) @ table.points(self.spend), total, self.detail["economics"], level=level, rng=seed)


def invest(budget: float, evidence: Any, costs: Any, economics: Economics | None = None, *, while_it_pays: bool = False) -> Allocation:
    """Share a budget over touchpoints, most where the evidence promises most satisfaction for the money.

    Parameters
    ----------
    budget : money, above 0.
    evidence : the Result of an estimator or of a truth (of a truth with +1 and -1, the +1 counts), or {touchpoint: points per point}.
    costs : table indexed by touchpoint with "headroom" (points that can be won), "scale" (money that wins 63% of them) and, if known,
        "reach" (share of customers who meet it); or {touchpoint: (headroom, scale)}.
    economics : the firm's numbers, for ROI and for `while_it_pays`.
    while_it_pays : True to stop where the next euro earns less than it costs; needs evidence in points.

    Returns
    -------
    Allocation
        One row per touchpoint, in money; its methods `gain` and `roi` judge it by its own evidence or by a truth.

    Raises
    ------
    ValueError
        When the evidence lacks a touchpoint, or no touchpoint promises a gain.

    Notes
    -----
    Gain: sum of reach * weight * headroom * (1 - exp(-spend / scale)). At the optimum the last euro brings the same everywhere.
    Acting on shares as if they were effects is what many firms do; the regret shows what it costs.

    Examples
    --------
    >>> plan = invest(100, {"courier": 0.5, "app": 0.5}, {"courier": (2, 50), "app": (2, 50)})
    >>> round(plan["courier"].value, 6)
    50.0
    """
    money = _validate.number("budget", budget, low=0.0, low_open=True, unit="money")
    firm = economics if economics is not None else Economics()
    table = cost_table(costs)
    found = evidence_for(evidence, table)
    promise = promises(found, table)
    if while_it_pays:
        money, spend = paying(promise, table, points_only(found).weights, firm, money)
    else:
        spend, _ = water_filling(promise, table.scale, money)
    rows = tuple(Estimate(name, float(x)) for name, x in zip(table.names, spend, strict=True))
    gain = float(found.weights @ table.points(spend)) if found.in_points else None
    detail = {
        "sentence": _sentence(rows, found.name, gain),
        "advice": _advice(rows, found.weights, found.in_points, while_it_pays, budget, money),
        "evidence": evidence,
        "costs": table,
        "economics": firm,
        "budget": float(budget),
        "while_it_pays": while_it_pays,
        "gain": gain,
    }
    return Allocation("Investment by touchpoint", "money", f"largest gain for the budget, by {found.name}", rows, detail)


def water_filling(promise: np.ndarray, scale: np.ndarray, budget: float) -> tuple[np.ndarray, float]:
    """Spending that equalises what the last euro brings, and what it brings; exact.

    `promise` is what the first euro brings at each place; it falls by exp(-spend / scale).
    """
    order = np.argsort(-promise, kind="stable")
    order = order[promise[order] > 0]
    logs, widths = np.log(promise[order]), scale[order]
    level = -np.inf
    for k in range(1, len(order) + 1):
        level = float((widths[:k] @ logs[:k] - budget) / widths[:k].sum())
        if k == len(order) or level >= logs[k]:
            break
    spend = np.zeros(len(promise))
    spend[order] = widths * np.maximum(logs - level, 0.0)
    return spend, float(np.exp(level))


def paying(promise: np.ndarray, table: CostTable, weights: np.ndarray, firm: Economics, most: float) -> tuple[float, np.ndarray]:
    """The budget up to `most` with the largest added value less cost, and its spending."""
    from scipy.optimize import minimize_scalar

    def loss(budget: float) -> float:
        spend, _ = water_filling(promise, table.scale, budget)
        return budget - float(firm.added_value(float(weights @ table.points(spend))))

    grid = np.linspace(0.0, most, 201)[1:]
    best = int(np.argmin([loss(b) for b in grid]))
    low, high = grid[max(best - 1, 0)] if best else 0.0, grid[min(best + 1, len(grid) - 1)]
    fine = minimize_scalar(loss, bounds=(low, high), method="bounded", options={"xatol": most * 1e-9})
    chosen = float(min((grid[best], float(fine.x)), key=loss))
    if loss(chosen) >= 0.0:
        return 0.0, np.zeros(len(promise))
    return chosen, water_filling(promise, table.scale, chosen)[0]


def _sentence(rows: tuple[Estimate, ...], name: str, gain: float | None) -> str:
    paid = sorted((row for row in rows if row.value > 0), key=lambda row: -row.value)
    parts = ", ".join(f"{row.value:,.0f} to {row.name}" for row in paid) or "nothing"
    lead = f"By {name}: {parts}."
    return lead if gain is None else f"{lead} If that evidence is right, satisfaction gains {gain:.2f} points."


def _advice(rows: tuple[Estimate, ...], weights: np.ndarray, in_points: bool, stopping: bool, budget: float, money: float) -> list[str]:
    advice = []
    top, most = rows[int(np.argmax(weights))], max(rows, key=lambda row: row.value)
    if top.name != most.name and most.value > 0:
        advice.append(f"{top.name} weighs most, yet most money goes to {most.name}: cost and headroom count too.")
    harmful = [row.name for row, weight in zip(rows, weights, strict=True) if weight < 0]
    if harmful:
        advice.append(f"{harmful} have a negative weight and get nothing. A negative estimate is often noise or a shared cause.")
    if not in_points:
        advice.append("This evidence is relative (shares or correlations): it says how to share the money, not what it brings.")
    if stopping and money < budget:
        advice.append(f"{budget - money:,.0f} of {budget:,.0f} is kept: there the next euro earns less than it costs.")
    return advice
