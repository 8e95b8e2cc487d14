"""What customers lived through, before anybody asks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from cxlab import _validate as check

RESERVED = ("customer", "segment", "branch", "touchpoints", "overall", "recommend", "effort", "repurchase")


@dataclass(frozen=True, eq=False)
class Lived:
    """What customers lived through, on the world's own scale, before anybody asks.

    Parameters
    ----------
    customer : ids, shape (n,), distinct whole numbers from 0; they key the draws.
    touchpoints : names of the T touchpoints.
    felt : mean felt over the visits to each touchpoint, shape (n, T), world points; NaN where it was never met.
    since : visits between the last meeting with the touchpoint and the end of the journey, shape (n, T), from 0.
    outcomes : name -> latent value, shape (n,). "satisfaction" always; "recommendation", "effort" (ease: high is easy) and
        "repurchase" where the world has them.
    engagement : engagement stock, shape (n,), or None.
    segment, branch : what each customer belongs to, shape (n,), or None; columns of the answers.
    low, high, neutral : ends and neutral point of the world's scale (0, 10, 5; or -5, 5, 0).
    seed : seed of the simulation, used when `ask` is given none.
    ends : outcome -> (low, high) for outcomes on a scale of their own, such as a chance from 0 to 1 (never satisfaction).

    Raises
    ------
    ValueError
        For shapes that do not fit, missing outcomes, and names that answers need for themselves.

    Examples
    --------
    >>> Lived([0, 1], ("book",), [[8.0], [np.nan]], [[0], [0]], {"satisfaction": [7.0, 5.0]}).n
    2
    """

    customer: np.ndarray
    touchpoints: tuple[str, ...]
    felt: np.ndarray
    since: np.ndarray
    outcomes: Mapping[str, np.ndarray]
    engagement: np.ndarray | None = None
    segment: np.ndarray | None = None
    branch: np.ndarray | None = None
    low: float = 0.0
    high: float = 10.0
    neutral: float = 5.0
    seed: int = 0
    ends: Mapping[str, tuple[float, float]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        ids = _ids(self.customer)
        names = _names(self.touchpoints)
        shape = (len(ids), len(names))
        felt, since = _shaped("felt", self.felt, shape), _shaped("since", self.since, shape)
        if np.isinf(felt).any():
            raise ValueError("felt holds infinite values. Pass finite numbers, and NaN where a touchpoint was never met.")
        if not (np.isnan(felt) | (since >= 0)).all():
            raise ValueError("since is missing or below 0 where a touchpoint was met. Pass the visits since then, from 0.")
        for label in ("low", "neutral", "high"):
            check.number(label, getattr(self, label), unit="world points")
        if not self.low < self.neutral < self.high:
            raise ValueError(f"low={self.low!r}, neutral={self.neutral!r}, high={self.high!r} do not rise. Pass low < neutral < high.")
        if "satisfaction" not in check.mapping("outcomes", self.outcomes, "{'satisfaction': [7.0, 5.0]}"):
            raise ValueError(f"outcomes has no 'satisfaction', only {list(self.outcomes)}. Pass the latent satisfaction of every customer.")
        outcomes = {name: _finite(f"outcomes[{name!r}]", values, shape[:1]) for name, values in self.outcomes.items()}
        stock = None if self.engagement is None else _finite("engagement", self.engagement, shape[:1])
        for label in ("segment", "branch"):
            group = getattr(self, label)
            if group is not None and len(group) != len(ids):
                raise ValueError(f"{label} has {len(group)} entries for {len(ids)} customers. Pass one for each customer.")
        ready = {"customer": ids, "touchpoints": names, "felt": felt, "since": since, "outcomes": outcomes, "engagement": stock}
        for label, value in (ready | {"ends": _ends(self.ends, outcomes)}).items():
            object.__setattr__(self, label, value)

    @property
    def n(self) -> int:
        """Number of customers."""
        return len(self.customer)

    def ends_of(self, outcome: str) -> tuple[float, float]:
        """The lowest and highest value of an outcome's scale."""
        return self.ends.get(outcome, (self.low, self.high))


def _ids(values: Any) -> np.ndarray:
    ids = np.asarray(values)
    if ids.ndim != 1 or not len(ids):
        raise ValueError(f"customer has the shape {ids.shape}. Pass a list of ids, one for each customer, at least one.")
    if ids.dtype.kind not in "iu" or ids.min() < 0:
        raise TypeError("customer holds ids that are not whole numbers from 0 up. Number the customers.")
    rising = (np.diff(ids) > 0).all()
    if not rising:
        found, times = np.unique(ids, return_counts=True)
        if (times > 1).any():
            twice = int(found[times > 1][0])
            raise ValueError(f"customer {twice} stands there twice. Pass one row per customer, such as the last journey of each.")
    return ids


def _names(touchpoints: Any) -> tuple[str, ...]:
    names = tuple(check.listed("touchpoints", touchpoints))
    for i, name in enumerate(names):
        if name in RESERVED:
            raise ValueError(f"A touchpoint is named {name!r}, which is a column of every survey. Rename it; taken are {list(RESERVED)}.")
        if name in names[:i]:
            raise ValueError(f"The touchpoint {name!r} is named twice. Give each its own name; so far: {list(names)}.")
    return names


def _shaped(label: str, values: Any, shape: tuple[int, ...]) -> np.ndarray:
    array = _floats(label, values)
    if array.shape != shape:
        rows = "one row per customer, one column per touchpoint" if len(shape) == 2 else "one number per customer"
        raise ValueError(f"{label} has the shape {array.shape}, not {shape}. Pass {rows}.")
    return array


def _floats(label: str, values: Any) -> np.ndarray:
    try:
        given = np.asarray(values)
        if given.dtype.kind in "iufO" and not any(isinstance(v, (str, bool)) for v in given.ravel() if given.dtype.kind == "O"):
            return given.astype(np.float64, copy=False)
    except (TypeError, ValueError):
        pass
    raise TypeError(f"{label} holds something that is not a number, or rows of unlike length. Pass numbers only, as an array.")


def _finite(label: str, values: Any, shape: tuple[int, ...]) -> np.ndarray:
    array = np.ascontiguousarray(_shaped(label, values, shape))
    if not np.isfinite(array).all():
        row = int(np.flatnonzero(~np.isfinite(array))[0])
        raise ValueError(f"{label} is missing or infinite in row {row}. Pass a finite number for everybody.")
    return array


def _ends(ends: Mapping[str, tuple[float, float]], outcomes: Mapping[str, Any]) -> dict[str, tuple[float, float]]:
    result = {}
    for name, both in check.mapping("ends", ends, "{'repurchase': (0, 1)}").items():
        check.one_of("ends", name, [outcome for outcome in outcomes if outcome != "satisfaction"])
        result[name] = check.pair(f"ends[{name!r}]", both, "(0, 1)")
    return result
