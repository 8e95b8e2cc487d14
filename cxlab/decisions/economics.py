"""The firm's numbers behind a decision, some of them uncertain."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from cxlab import _validate
from cxlab.decisions.customer_value import check_variant, present_value
from cxlab.decisions.response import reaction, zone_of
from cxlab.results import Estimate, Result

if TYPE_CHECKING:
    import pandas as pd

Uncertain = float | tuple[float, float]
UNCERTAIN = ("margin", "retention", "per_point", "referral")
_PURPOSES = (*UNCERTAIN, "gain", "cost", "evidence")
_RANGES = {"margin": (-np.inf, np.inf), "retention": (0.0, 1.0), "per_point": (0.0, np.inf), "referral": (-np.inf, np.inf)}


@dataclass(frozen=True)
class Economics:
    """What turns points of satisfaction into money. A pair (low, high) says: anywhere between, all alike likely.

    Parameters
    ----------
    customers : how many, from 1 up.
    margin : money per customer and period.
    retention : chance of staying today, from 0 to 1.
    per_point : retention gained per point of satisfaction; 0.01 to 0.05 is an assumption of this kit.
    discount : rate per period.
    satisfaction, zone : today's mean, and the zone of indifference where retention does not react; both or neither.
    referral : money that referrals bring per customer and point of satisfaction gained.
    variant, horizon : which margins count, as in `lifetime_value`.

    Notes
    -----
    Chain from satisfaction over retention to money: Rust, Zahorik & Keiningham 1995.

    Examples
    --------
    >>> Economics(customers=10_000, retention=(0.75, 0.85)).middle().retention
    0.8
    """

    customers: int = 10_000
    margin: Uncertain = 100.0
    retention: Uncertain = 0.80
    per_point: Uncertain = 0.03
    discount: float = 0.10
    satisfaction: float | None = None
    zone: tuple[float, float] | None = None
    referral: Uncertain = 0.0
    variant: str = "retained"
    horizon: int | None = None

    def __post_init__(self) -> None:
        _validate.count("customers", self.customers)
        _validate.number("discount", self.discount, low=0.0, unit="rate per period")
        for name in UNCERTAIN:
            low, high = ends(name, getattr(self, name))
            for end in (low, high):
                _validate.number(name, end, low=_RANGES[name][0], high=_RANGES[name][1])
        check_variant(self.variant, self.horizon)
        zone_of(self.zone)
        if (self.zone is None) != (self.satisfaction is None):
            raise ValueError(
                f"satisfaction={self.satisfaction!r} and zone={self.zone!r}: a zone of indifference needs today's mean satisfaction. Pass "
                "both or neither."
            )

    @property
    def uncertain(self) -> bool:
        """Whether any number is a pair."""
        return any(isinstance(getattr(self, name), (tuple, list)) for name in UNCERTAIN)

    def middle(self) -> Economics:
        """The same firm with every pair at its middle.

        Examples
        --------
        >>> Economics(margin=(80, 120)).middle().margin
        100.0
        """
        from dataclasses import replace

        margin, retention, per_point, referral = (sum(ends(name, getattr(self, name))) / 2 for name in UNCERTAIN)
        return replace(self, margin=margin, retention=retention, per_point=per_point, referral=referral)

    def drawn(self, draws: int, rng: Any) -> dict[str, np.ndarray]:
        """Draws of the uncertain numbers; each has a stream of its own, so that fixing one leaves the others' draws alone.

        Parameters
        ----------
        draws : how many, from 1 up.
        rng : their seed.

        Returns
        -------
        dict
            One array for each of margin, retention, per_point and referral; numbers that are sure repeat.

        Examples
        --------
        >>> Economics().drawn(2, rng=1)["margin"].tolist()
        [100.0, 100.0]
        """
        from cxlab.draws import seed_of

        seed = seed_of(rng)
        return {name: between(*ends(name, getattr(self, name)), draws, stream_of(seed, name)) for name in UNCERTAIN}

    def added_value(self, gain: Any, numbers: dict[str, np.ndarray] | None = None) -> np.ndarray:
        """Money that a gain of satisfaction brings over all customers: change of lifetime value, and referrals.

        Parameters
        ----------
        gain : points of satisfaction, a number or an array.
        numbers : from `drawn`; with every pair at its middle when left out.

        Examples
        --------
        >>> round(float(Economics().added_value(0.5)))
        192982
        """
        numbers = self._point() if numbers is None else numbers
        points = np.asarray(gain, dtype=float)
        values = [self._worth(numbers, r) for r in (numbers["retention"], self._retention_after(points, numbers))]
        return self.customers * (values[1] - values[0] + numbers["referral"] * points)

    def chain(self, gain: float) -> pd.DataFrame:
        """Every link from a gain of satisfaction to money: before, after, change. Pairs stand at their middle.

        Parameters
        ----------
        gain : points of satisfaction.

        Examples
        --------
        >>> Economics().chain(0.5).loc["retention", "change"].round(3)
        np.float64(0.015)
        """
        import pandas as pd

        points = _validate.number("gain", gain, unit="points")
        numbers, now = self._point(), np.nan if self.satisfaction is None else self.satisfaction
        after = self._retention_after(np.asarray(points), numbers)
        rows = {"satisfaction": (now, now + points), "retention": (float(numbers["retention"]), float(after))}
        worth = [float(self._worth(numbers, r)) for r in (numbers["retention"], after)]
        rows["lifetime value of a customer"] = (worth[0], worth[1])
        whole = self.customers * worth[0]
        rows["all customers, with referrals"] = (whole, whole + float(self.added_value(points)))
        table = pd.DataFrame.from_dict(rows, orient="index", columns=["before", "after"])
        table["change"] = table["after"] - table["before"]
        table.loc["satisfaction", "change"] = points
        return table

    def _point(self) -> dict[str, np.ndarray]:
        firm = self.middle()
        return {name: np.asarray(getattr(firm, name), dtype=float) for name in UNCERTAIN}

    def _retention_after(self, points: np.ndarray, numbers: dict[str, np.ndarray]) -> np.ndarray:
        now, zone = np.asarray(self.satisfaction if self.satisfaction is not None else 0.0), zone_of(self.zone)
        moved = reaction(now + points, zone) - reaction(now, zone)
        return np.clip(numbers["retention"] + numbers["per_point"] * moved, 0.0, 1.0)

    def _worth(self, numbers: dict[str, np.ndarray], retention: np.ndarray) -> np.ndarray:
        return present_value(numbers["margin"], retention, self.discount, self.variant, self.horizon)


def ends(name: str, value: Any) -> tuple[float, float]:
    """Low and high of a number or a pair."""
    if isinstance(value, (tuple, list)):
        if len(value) != 2:
            raise ValueError(f"{name}={value!r} is not a pair. Pass one number, or (low, high).")
        low, high = (_validate.number(name, end) for end in value)
        if low > high:
            raise ValueError(f"{name}={value!r} does not rise. Pass (low, high).")
        return low, high
    number = _validate.number(name, value)
    return number, number


def stream_of(seed: int, purpose: str) -> np.random.Generator:
    """Draws for one purpose, apart from those for any other."""
    return np.random.default_rng([seed, _PURPOSES.index(purpose)])


def between(low: float, high: float, draws: int, stream: np.random.Generator) -> np.ndarray:
    """Numbers between two ends, all alike likely."""
    return low + (high - low) * stream.random(draws)


def drawn_gain(gain: Any, draws: int, seed: int) -> np.ndarray:
    """Draws of a gain given as a number, a pair, an Estimate or a Result with one row (normal), or as draws."""
    stream = stream_of(seed, "gain")
    if isinstance(gain, Result):
        if len(gain.rows) != 1:
            raise ValueError(f"gain is a Result with the rows {gain.names}. Pass one of them, as in result[{gain.names[0]!r}].")
        return _normal(gain.rows[0], float(gain.detail.get("level", 0.95)), draws, stream)
    if isinstance(gain, Estimate):
        return _normal(gain, 0.95, draws, stream)
    if isinstance(gain, (tuple, list)) and len(gain) == 2:
        return between(*ends("gain", gain), draws, stream)
    if isinstance(gain, (Sequence, np.ndarray)) and not isinstance(gain, str):
        array = np.asarray(gain, dtype=float).ravel()
        if len(array) == 0 or not np.isfinite(array).all():
            raise ValueError(f"gain has {len(array)} draws, not all of them numbers. Pass finite draws.")
        return array
    return np.full(draws, _validate.number("gain", gain, unit="points"))


def _normal(row: Estimate, level: float, draws: int, stream: np.random.Generator) -> np.ndarray:
    return row.value + standard_error(row, level) * stream.standard_normal(draws)


def standard_error(row: Estimate, level: float) -> float:
    """What an interval says of its standard error, were it normal; 0 without an interval."""
    from scipy.special import ndtri

    return 0.0 if np.isnan(row.low) else (row.high - row.low) / (2 * float(ndtri(0.5 + level / 2)))
