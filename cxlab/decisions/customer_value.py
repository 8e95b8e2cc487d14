"""What a customer is worth: lifetime value, with its variants named."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from cxlab import _validate
from cxlab.results import Estimate, Result

VARIANTS = {
    "retained": "a margin at the end of each period the customer stays: m r / (1 + d - r)",
    "first_now": "a first margin today, then one for each period the customer stays: m (1 + d) / (1 + d - r)",
    "first_at_end": "a first margin for certain at the end of the first period: m / (1 + d - r)",
}


def lifetime_value(
    margin: float, retention: float | Iterable[float], discount: float = 0.10, *, variant: str = "retained", horizon: int | None = None
) -> Result:
    """Present value of one customer's margins; which margins count is the variant.

    Parameters
    ----------
    margin : money per period.
    retention : chance of staying from one period to the next, from 0 to 1; several give one row each.
    discount : rate per period, from 0 up.
    variant : "retained" (margin at the end of each period the customer stays), "first_now" (a first margin today besides) or
        "first_at_end" (a first margin for certain, at the end of the first period).
    horizon : number of margins that count; None for no end.

    Returns
    -------
    Result
        In the money of the margin; the method names the variant.

    Raises
    ------
    ValueError
        For a retention outside 0 to 1, or when retention 1 and discount 0 without a horizon give an endless sum.

    Notes
    -----
    Variant "retained": Gupta & Lehmann 2003. Values of different variants must not be compared.

    Examples
    --------
    >>> round(lifetime_value(100, 0.80, 0.10).value, 2)
    266.67
    >>> lifetime_value(100, 0.5, 0.0, variant="first_now", horizon=2).value
    150.0
    """
    m = _validate.number("margin", margin)
    d = _validate.number("discount", discount, low=0.0, unit="rate per period")
    check_variant(variant, horizon)
    given = [float(r) for r in retention] if isinstance(retention, Iterable) else [retention]
    rates = [_validate.number("retention", r, low=0.0, high=1.0, unit="chance of staying") for r in given]
    if not rates:
        raise ValueError("retention is empty. Pass one chance of staying, or several.")
    rows = tuple(Estimate(f"retention {r:g}", float(present_value(m, r, d, variant, horizon))) for r in rates)
    last = rows[-1]
    period = "without end" if horizon is None else f"over {horizon} margins"
    sentence = f"With margin {m:g} and discount {100 * d:g}%, a customer with {last.name} is worth {last.value:,.2f} {period}."
    if len(rows) > 1:
        sentence += f" From {rows[0].name} to {last.name} the value changes by {last.value - rows[0].value:+,.2f}."
    return Result(
        "Lifetime value of a customer", "money", f"variant {variant!r}: {VARIANTS[variant]}, {period}", rows, {"sentence": sentence}
    )


def check_variant(variant: str, horizon: int | None) -> None:
    """A known variant and a horizon of at least one margin."""
    _validate.one_of("variant", variant, list(VARIANTS))
    if horizon is not None:
        _validate.count("horizon", horizon)


def present_value(margin: Any, retention: Any, discount: Any, variant: str, horizon: int | None) -> np.ndarray:
    """The sum of a geometric series, for numbers and arrays alike."""
    q = np.asarray(retention, dtype=float) / (1.0 + np.asarray(discount, dtype=float))
    if horizon is None and (q >= 1.0).any():
        raise ValueError("retention=1 with discount=0 gives an endless sum. Pass a discount above 0, or a horizon.")
    left = 1.0 if horizon is None else 1.0 - q**horizon
    with np.errstate(divide="ignore", invalid="ignore"):
        terms = np.where(q < 1.0, left / (1.0 - q), float(horizon or 0))
    value = np.asarray(margin, dtype=float) * terms
    if variant == "retained":
        return value * q
    return value if variant == "first_now" else value / (1.0 + np.asarray(discount, dtype=float))
