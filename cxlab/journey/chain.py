"""Journey: the path of contacts as an absorbing Markov chain, with exact reach and expected visits."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

from cxlab import _validate as check
from cxlab.journey.segment import Segment
from cxlab.journey.touchpoint import EXIT, LEVELS, Touchpoint
from cxlab.results import Estimate, Result


@dataclass(frozen=True)
class Journey:
    """The ordered path of contacts around one need, as an absorbing Markov chain with one matrix per segment.

    Parameters
    ----------
    touchpoints : the touchpoints, in journey order.
    segments : the segments; their shares sum to 1.
    cap : longest journey, in visits, from 1 to 30,000.

    Raises
    ------
    ValueError
        For probabilities that do not sum to 1 (with the row and its sum), names that are not touchpoints, and a journey
        that cannot reach EXIT.

    Examples
    --------
    >>> book = Touchpoint("book")
    >>> half = Segment("all", start={"book": 1}, transitions={"book": {"book": 0.5, "EXIT": 0.5}})
    >>> round(Journey((book,), (half,)).visits()["book"].value, 6)
    2.0
    """

    touchpoints: tuple[Touchpoint, ...]
    segments: tuple[Segment, ...]
    cap: int = 50

    def __post_init__(self) -> None:
        object.__setattr__(self, "touchpoints", tuple(self.touchpoints))
        object.__setattr__(self, "segments", tuple(self.segments))
        check.count("cap", self.cap, low=1, high=30_000)
        _distinct("touchpoint", self.names)
        _distinct("segment", [segment.name for segment in self.segments])
        if len(self.names) > 127:
            raise ValueError(f"The journey has {len(self.names)} touchpoints. At most 127 are allowed; join some of them.")
        check.probabilities("segment shares", np.array([[s.share for s in self.segments]]), ["all segments"])
        for segment in self.segments:
            self._known(segment)
            check.probabilities(f"start of segment {segment.name!r}", self.start(segment)[None, :], ["start"])
            check.probabilities(f"transitions of segment {segment.name!r}", self.matrix(segment), self.names)
            self._must_end(segment)

    def _known(self, segment: Segment) -> None:
        for label in ("start", "transitions", "weights", "quality"):
            for name in getattr(segment, label):
                check.one_of(f"segment {segment.name!r}, {label}", name, self.names)
        for row in segment.transitions.values():
            for name in row:
                check.one_of(f"segment {segment.name!r}, transitions", name, [*self.names, EXIT])
        for shifts in segment.quality.values():
            for level in shifts:
                check.one_of(f"segment {segment.name!r}, quality", level, LEVELS)

    def _must_end(self, segment: Segment) -> None:
        matrix = self.matrix(segment) > 0
        ends = matrix[:, -1]
        for _ in self.names:
            ends = ends | (matrix[:, :-1] @ ends)
        met = self.start(segment) > 0
        for _ in self.names:
            met = met | (met @ matrix[:, :-1])
        if (met & ~ends).any():
            stuck = self.names[int(np.flatnonzero(met & ~ends)[0])]
            raise ValueError(
                f"A customer of segment {segment.name!r} who reaches {stuck!r} can never reach {EXIT}. "
                f"Give {stuck!r}, or a touchpoint it leads to, some probability of {EXIT!r}."
            )

    @property
    def names(self) -> list[str]:
        """Names of the touchpoints, in journey order."""
        return [touchpoint.name for touchpoint in self.touchpoints]

    def index(self, name: str) -> int:
        """Position of a touchpoint in the journey."""
        return self.names.index(check.one_of("touchpoint", name, self.names))

    def segment(self, name: str) -> Segment:
        """The segment of that name."""
        return next(s for s in self.segments if s.name == check.one_of("segment", name, [s.name for s in self.segments]))

    def start(self, segment: Segment) -> np.ndarray:
        """Start probabilities, shape (touchpoints,)."""
        return np.array([float(segment.start.get(name, 0.0)) for name in self.names])

    def matrix(self, segment: Segment) -> np.ndarray:
        """Transition probabilities, shape (touchpoints, touchpoints + 1); the last column is EXIT."""
        rows = np.zeros((len(self.names), len(self.names) + 1))
        for i, name in enumerate(self.names):
            for j, target in enumerate([*self.names, EXIT]):
                rows[i, j] = float(segment.transitions.get(name, {}).get(target, 0.0))
        unmet = self._unmet(segment)
        rows[unmet, -1] = np.where(rows[unmet].sum(axis=1) == 0, 1.0, rows[unmet, -1])
        return rows

    def _unmet(self, segment: Segment) -> np.ndarray:
        """Touchpoints no customer of the segment can meet: they need no row."""
        targets = {name for row in segment.transitions.values() for name, p in row.items() if p > 0}
        return np.array([segment.start.get(name, 0.0) == 0 and name not in targets for name in self.names])

    def visits(self, segment: str | None = None) -> Result:
        """Exact expected visits to each touchpoint per customer (absorbing Markov chain, Kemeny & Snell 1960), the cap included."""
        rows = self._average(segment, lambda s: _expected_visits(self.start(s), self.matrix(s)[:, :-1], self.cap))
        detail = {"sentence": f"A customer makes {sum(rows):.2f} visits on average.", "total": float(sum(rows))}
        return Result("Expected visits", "visits per customer", "exact, absorbing Markov chain", _exact(self.names, rows), detail)

    def reach(self, segment: str | None = None) -> Result:
        """Exact share of customers who ever meet each touchpoint (taboo chain, Kemeny & Snell 1960), the cap included."""
        rows = self._average(segment, lambda s: _reached(self.start(s), self.matrix(s)[:, :-1], self.cap))
        low = self.names[int(np.argmin(rows))]
        detail = {"sentence": f"Fewest customers meet {low}: {min(rows):.0%}."}
        return Result("Reach", "share of customers", "exact, absorbing Markov chain", _exact(self.names, rows), detail)

    def _average(self, segment: str | None, exact: Any) -> np.ndarray:
        chosen = self.segments if segment is None else (self.segment(segment),)
        total = sum(s.share for s in chosen)
        return np.asarray(sum(s.share / total * exact(s) for s in chosen))


def _distinct(what: str, names: Iterable[str]) -> None:
    names = list(names)
    if not names:
        raise ValueError(f"There is no {what}. Pass at least one.")
    twice = [name for i, name in enumerate(names) if name in names[:i]]
    if twice:
        raise ValueError(f"The {what} {twice[0]!r} is named twice. Give each {what} its own name; so far: {names}.")


def _exact(names: list[str], values: np.ndarray) -> tuple[Estimate, ...]:
    return tuple(Estimate(name, float(value)) for name, value in zip(names, values, strict=True))


def _expected_visits(start: np.ndarray, inner: np.ndarray, cap: int) -> np.ndarray:
    total, now = np.zeros_like(start), start
    for _ in range(cap):
        total, now = total + now, now @ inner
        if now.sum() < 1e-18:
            break
    return total


def _reached(start: np.ndarray, inner: np.ndarray, cap: int) -> np.ndarray:
    """For each touchpoint: walk with that touchpoint made absorbing and add up what arrives there."""
    result = np.empty_like(start)
    for t in range(start.size):
        now, arrived = start.copy(), 0.0
        for _ in range(cap):
            arrived += now[t]
            now[t] = 0.0
            now = now @ inner
        result[t] = min(arrived, 1.0)
    return result
