"""What acting on an estimate costs against acting on the truth."""

from __future__ import annotations

from typing import Any

import numpy as np

from cxlab.decisions.allocation import Allocation, invest
from cxlab.results import Estimate, Result


def regret(chosen: Allocation, truth: Any) -> Result:
    """ROI of the best allocation under the truth less ROI of the chosen one, at the same budget.

    Parameters
    ----------
    chosen : what `invest` returned.
    truth : a Result in points per point, such as truth.effects(...), or {touchpoint: points per point}.

    Returns
    -------
    Result
        One row, never negative; `detail["oracle"]` is the best allocation, `detail["money"]` the regret in money.

    Raises
    ------
    TypeError, ValueError
        When `chosen` is no allocation, or the truth is in shares.

    Notes
    -----
    Both are judged on the budget, spent or kept. Pairs in the economics stand at their middle.

    Examples
    --------
    >>> costs = {"courier": (2, 50_000), "app": (2, 50_000)}
    >>> chosen = invest(50_000, {"courier": 1, "app": 0}, costs)
    >>> regret(chosen, {"courier": 1, "app": 0}).value
    0.0
    """
    if not isinstance(chosen, Allocation):
        raise TypeError(f"chosen is a {type(chosen).__name__}. Pass what invest(...) returned.")
    firm, budget = chosen.detail["economics"], chosen.detail["budget"]
    oracle = _best(chosen, truth)
    gains = [one.gain(truth) for one in (oracle, chosen)]
    nets = [float(firm.added_value(gain)) - float(one.spend.sum()) for gain, one in zip(gains, (oracle, chosen), strict=True)]
    lost = max(nets[0] - nets[1], 0.0)
    value = lost / budget
    detail = {
        "sentence": _sentence(value, lost, gains),
        "oracle": oracle,
        "money": lost,
        "gain": {"oracle": gains[0], "chosen": gains[1]},
        "roi": {"oracle": nets[0] / budget, "chosen": nets[1] / budget},
    }
    return Result("Regret against the oracle", "ROI lost", "same budget, judged by the truth, exact", (Estimate("regret", value),), detail)


def _best(chosen: Allocation, truth: Any) -> Allocation:
    """The best of: the oracle's own budget, and the amount that was chosen."""
    table, firm, budget = chosen.detail["costs"], chosen.detail["economics"], chosen.detail["budget"]
    found = [invest(budget, truth, table, firm, while_it_pays=chosen.detail["while_it_pays"])]
    spent = float(chosen.spend.sum())
    if 0 < spent < budget * (1 - 1e-9):
        found.append(invest(spent, truth, table, firm))
    return max(found, key=lambda one: float(firm.added_value(one.gain(truth))) - float(one.spend.sum()))


def _sentence(value: float, lost: float, gains: list[float]) -> str:
    if np.isclose(value, 0.0, atol=1e-9):
        return f"No regret: the chosen allocation gains {gains[1]:.2f} points, as much as the best one could."
    return (
        f"The chosen allocation gains {gains[1]:.2f} points where {gains[0]:.2f} were to be had: {lost:,.0f} lost, {100 * value:.1f} "
        "points of ROI. "
        "That is the price of not knowing the truth."
    )
