"""Return on an investment in experience, as a distribution; and the gain at which it breaks even."""

from __future__ import annotations

from typing import Any

import numpy as np

from cxlab import _validate
from cxlab.decisions.economics import Economics, between, drawn_gain, ends, stream_of
from cxlab.results import Estimate, Result


def roi(
    gain: Any,
    cost: float | tuple[float, float],
    economics: Economics | None = None,
    *,
    draws: int = 2000,
    level: float = 0.95,
    rng: Any = None,
) -> Result:
    """Return on investment of a gain in satisfaction: (added value - cost) / cost, with the uncertainty of what goes in.

    Parameters
    ----------
    gain : points of satisfaction: a number, (low, high), an Estimate or a Result with one row (normal from its interval), or draws.
    cost : money, above 0; a number or (low, high).
    economics : the firm's numbers; those of `Economics()` when left out.
    draws : how often the uncertain numbers are drawn.
    level : share of the draws inside the interval.
    rng : seed of the draws.

    Returns
    -------
    Result
        One row, the median of the draws (0.10 is 10%); `detail` has "probability" (of ROI above 0), "mean", "added value", "draws".
        Without uncertainty the row is exact and has no interval.

    Raises
    ------
    ValueError
        For a cost of 0 or less, or a level outside 0 to 1.

    Notes
    -----
    Source: Rust, Zahorik & Keiningham 1995; Rust, Lemon & Zeithaml 2004.

    Examples
    --------
    >>> found = roi(0.5, 250_000, Economics(customers=10_000, margin=100, retention=0.80, per_point=0.03, discount=0.10))
    >>> round(found.value, 3), round(found.detail["added value"])
    (-0.228, 192982)
    """
    from cxlab.draws import seed_of

    firm = economics if economics is not None else Economics()
    count = _validate.count("draws", draws, low=1)
    level = _validate.number("level", level, low=0.0, high=1.0, low_open=True, high_open=True)
    low, high = ends("cost", cost)
    _validate.number("cost", low, low=0.0, low_open=True, unit="money")
    seed = seed_of(rng)
    points = drawn_gain(gain, count, seed)
    costs = between(low, high, len(points), stream_of(seed, "cost"))
    added = firm.added_value(points, firm.drawn(len(points), seed))
    return _result((added - costs) / costs, added, costs, level)


def break_even_gain(cost: float, economics: Economics | None = None) -> Result:
    """Points of satisfaction that an investment must win to pay for itself.

    Parameters
    ----------
    cost : money, above 0.
    economics : the firm's numbers; pairs stand at their middle.

    Returns
    -------
    Result
        One row, in points.

    Raises
    ------
    ValueError
        When not even full retention would pay for it.

    Notes
    -----
    Solved numerically on the same chain as `roi`.

    Examples
    --------
    >>> round(break_even_gain(250_000).value, 3)
    0.638
    """
    from scipy.optimize import brentq

    firm = economics if economics is not None else Economics()
    money = _validate.number("cost", cost, low=0.0, low_open=True, unit="money")
    top = _largest_gain(firm, money)
    if float(firm.added_value(top)) < money:
        most = float(firm.added_value(top))
        raise ValueError(
            f"cost={money:,.0f} is never paid back: even full retention adds only {most:,.0f}. Lower the cost, or check margin, customers "
            "and per_point."
        )
    value = float(brentq(lambda gain: float(firm.added_value(gain)) - money, 0.0, top, xtol=1e-12))
    words = f"{money:,.0f} is paid back from a gain of {value:.3f} points of satisfaction on; below it every euro spent is partly lost."
    detail = {"sentence": words, "advice": ["Pairs stand at their middle."] if firm.uncertain else []}
    return Result("Break-even gain of satisfaction", "points", "numerical solution, exact", (Estimate("break-even", value),), detail)


def _largest_gain(firm: Economics, money: float) -> float:
    """A gain beyond which more satisfaction adds nothing, or which pays for certain."""
    middle = firm.middle()
    slope, left = float(middle.per_point), 1.0 - float(middle.retention)  # type: ignore[arg-type]
    width = 0.0 if firm.zone is None else firm.zone[1] - firm.zone[0]
    top = (left / slope if slope > 0 else 0.0) + width + 1e-9
    referral = float(middle.referral)  # type: ignore[arg-type]
    return max(top, 2 * money / (firm.customers * referral) if referral > 0 else top)


def _result(found: np.ndarray, added: np.ndarray, costs: np.ndarray, level: float) -> Result:
    value = float(np.median(found))
    sure = bool(np.ptp(found) == 0.0)
    low, high = (np.nan, np.nan) if sure else (float(x) for x in np.quantile(found, [0.5 - level / 2, 0.5 + level / 2]))
    chance = float((found > 0).mean())
    detail = {
        "sentence": _sure_sentence(value, added, costs) if sure else _sentence(value, low, high, chance, found, level),
        "probability": chance,
        "mean": float(found.mean()),
        "added value": float(np.median(added)),
        "draws": found,
        "level": level,
    }
    how = "exact, no uncertainty was passed" if sure else f"median of {len(found)} draws, {100 * level:g}% of the draws in the interval"
    return Result("Return on investment", "gain per unit of cost", how, (Estimate("ROI", value, low, high),), detail)


def _sure_sentence(value: float, added: np.ndarray, costs: np.ndarray) -> str:
    verb = "pays" if value > 0 else "does not pay"
    return f"ROI is {100 * value:.1f}%: an added value of {added[0]:,.0f} {verb} for a cost of {costs[0]:,.0f}."


def _sentence(value: float, low: float, high: float, chance: float, found: np.ndarray, level: float) -> str:
    lead = (
        f"Half of the draws give an ROI above {100 * value:.1f}%, their mean is {100 * found.mean():.1f}%, and {100 * level:g}% of them "
        "lie "
        f"between {100 * low:.1f}% and {100 * high:.1f}%. The chance of a positive ROI is {100 * chance:.0f}%."
    )
    if low > 0 or high < 0:
        return f"{lead} The interval excludes 0: it {'pays' if low > 0 else 'loses'} under nearly all that was thought possible."
    return f"{lead} The interval includes 0: by what is known it may pay or lose."
