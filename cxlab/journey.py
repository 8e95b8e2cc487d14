"""Touchpoint, Segment, Journey: names outside; exact reach and expected visits."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from types import MappingProxyType
from typing import Any

import numpy as np

from cxlab import _validate as check
from cxlab.results import Estimate, Result

EXIT = "EXIT"
LEVELS = ("needs", "ease", "enjoyment")
CONTACTS = ("direct", "indirect")
MODES = ("interaction", "exposure")
SERVICE_LAWS = ("lognormal", "exponential")


@dataclass(frozen=True)
class Touchpoint:
    """A place, medium or event where customer and firm can meet.

    Parameters
    ----------
    name : the name people type, for example "wait_and_repair".
    stage, channel, owner, contact, mode, stimulus : where it stands in the map of contacts. `mode="exposure"` sets an
        expectation and is not itself judged.
    mot : moment-of-truth weight in memory, from 0; above 1 it is a moment of truth, and moves engagement.
    needs, ease, enjoyment : mean delivered quality on the three levels of the pyramid, in points of the world's scale.
    heterogeneity : standard deviation of each level's quality, in points, from 0.
    customer_share, branch_share : share of that variance which stays with the customer and with the branch, from 0 to 1 together.
    image_load : points of quality per unit of brand image (a common cause of quality and satisfaction).
    promise, promise_rate : what is promised here, in points, and how far it pulls the expectation, from 0 to 1.
    servers : number of people serving; 0 means nobody waits.
    service_mean, service_cv, service_law : minutes of service, their coefficient of variation, and their law.
    leave_rate : chance per minute of waiting that a customer gives up, from 0.
    opens, closes : minutes of the day between which service may start; both 0 means always.
    bot_share, bot_minutes, complex_share : share of arrivals met by a bot first, minutes it takes, share of complex tasks.
    bot_handover : share of what the bot cannot solve that reaches a person; the rest is left unsolved.
    reward, penalty : slopes of the contribution above and below neutral (1 and 1 is symmetric).
    failure_rate, severity, recovery_rate, justice : chance that something goes wrong at a visit, how bad (1 is average), the
        chance that it is repaired, and how fair the repair is (0 to 1: distributive, procedural, interactional).
    complexity : how much there is to tell again when the customer changes channel to get here, from 0.
    modules : spend on Sense, Feel, Think, Act, Relate, which then make the enjoyment.

    Examples
    --------
    >>> Touchpoint("book", ease=6.5).ease
    6.5
    """

    name: str
    stage: str = "purchase"
    channel: str = "shop"
    owner: str = "brand"
    contact: str = "direct"
    mode: str = "interaction"
    stimulus: str = "services"
    mot: float = 1.0
    needs: float = 5.0
    ease: float = 5.0
    enjoyment: float = 5.0
    heterogeneity: float = 1.0
    customer_share: float = 0.0
    branch_share: float = 0.0
    image_load: float = 0.0
    promise: float | None = None
    promise_rate: float = 0.0
    servers: int = 0
    service_mean: float = 1.0
    service_cv: float = 0.8
    service_law: str = "lognormal"
    leave_rate: float = 0.0
    opens: float = 0.0
    closes: float = 0.0
    bot_share: float = 0.0
    bot_minutes: float = 1.0
    complex_share: float = 0.0
    bot_handover: float = 1.0
    reward: float = 1.0
    penalty: float = 1.0
    failure_rate: float = 0.0
    severity: float = 1.0
    recovery_rate: float = 0.0
    justice: tuple[float, float, float] = (0.5, 0.5, 0.5)
    complexity: float = 0.0
    modules: Mapping[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not isinstance(self.name, str) or not self.name or self.name == EXIT:
            raise ValueError(f"name={self.name!r} cannot name a touchpoint. Pass a short text other than {EXIT!r}.")
        _theory(self)
        for label, low, high in _TOUCHPOINT_RANGES:
            check.number(f"{self.name}.{label}", getattr(self, label), low=low, high=high)
        check.count(f"{self.name}.servers", self.servers, low=0)
        check.one_of(f"{self.name}.service_law", self.service_law, SERVICE_LAWS)
        if self.promise is not None:
            check.number(f"{self.name}.promise", self.promise)
        if self.customer_share + self.branch_share > 1:
            total = self.customer_share + self.branch_share
            raise ValueError(f"{self.name}: customer_share and branch_share sum to {total:g}. Together they may be at most 1.")
        if (self.opens or self.closes) and not 0 <= self.opens < self.closes <= 1440:
            raise ValueError(f"{self.name}: opens={self.opens!r} and closes={self.closes!r} do not fit. Pass minutes of the day, 0 <= opens < closes <= 1440.")
        object.__setattr__(self, "justice", tuple(check.number(f"{self.name}.justice", j, low=0, high=1) for j in _three(self.justice)))
        object.__setattr__(self, "modules", MappingProxyType(dict(self.modules)))

    def __reduce__(self) -> tuple[Any, ...]:
        return (_rebuilt, (type(self), plain(self)))


_TOUCHPOINT_RANGES = (
    ("mot", 0, np.inf), ("needs", -np.inf, np.inf), ("ease", -np.inf, np.inf), ("enjoyment", -np.inf, np.inf),
    ("heterogeneity", 0, np.inf), ("customer_share", 0, 1), ("branch_share", 0, 1), ("image_load", -np.inf, np.inf),
    ("promise_rate", 0, 1), ("service_mean", 1e-9, np.inf), ("service_cv", 0, np.inf), ("leave_rate", 0, np.inf),
    ("opens", 0, 1440), ("closes", 0, 1440), ("bot_share", 0, 1), ("bot_minutes", 0, np.inf), ("complex_share", 0, 1),
    ("bot_handover", 0, 1),
    ("reward", -np.inf, np.inf), ("penalty", -np.inf, np.inf), ("failure_rate", 0, 1), ("severity", 0, np.inf),
    ("recovery_rate", 0, 1), ("complexity", 0, np.inf),
)  # fmt: skip


def _three(values: Any) -> tuple[float, ...]:
    values = tuple(values)
    if len(values) != 3:
        raise ValueError(f"justice={values!r} has {len(values)} entries. Pass three: distributive, procedural, interactional.")
    return values


def _theory(touchpoint: Touchpoint) -> None:
    from cxlab import vocabulary

    check.one_of(f"{touchpoint.name}.stage", touchpoint.stage, [stage.key for stage in vocabulary.stages()])
    check.one_of(f"{touchpoint.name}.owner", touchpoint.owner, [owner.key for owner in vocabulary.touchpoint_owners()])
    check.one_of(f"{touchpoint.name}.contact", touchpoint.contact, CONTACTS)
    check.one_of(f"{touchpoint.name}.mode", touchpoint.mode, MODES)


@dataclass(frozen=True)
class Segment:
    """A group of customers who walk, expect and weigh in their own way.

    Parameters
    ----------
    name : the name people type.
    share : share of all customers, from 0 to 1.
    start : touchpoint -> probability of starting there; sums to 1.
    transitions : touchpoint -> (touchpoint or EXIT -> probability); each row sums to 1.
    levels : weights of needs, ease and enjoyment in quality.
    expectation, expectation_sd : mean and standard deviation of the expectation at the start, in points.
    weights : touchpoint -> satisfaction points per point felt there (the truth T1).
    intercept : satisfaction when everything is neutral, in points; None means the world's neutral point.
    quality : touchpoint -> (level -> points added to that level for this segment).
    image : mean brand image, in standard deviations.
    patience : factor on tolerated waits, above 0.
    privacy_concern : how much covert personalisation disturbs, from 0 to 1.

    Examples
    --------
    >>> Segment("all", start={"book": 1}, transitions={"book": {"EXIT": 1}}).share
    1.0
    """

    name: str
    start: Mapping[str, float]
    transitions: Mapping[str, Mapping[str, float]]
    share: float = 1.0
    levels: tuple[float, float, float] = (0.5, 0.3, 0.2)
    expectation: float = 5.0
    expectation_sd: float = 0.5
    weights: Mapping[str, float] = field(default_factory=dict)
    intercept: float | None = None
    quality: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    image: float = 0.0
    patience: float = 1.0
    privacy_concern: float = 0.5

    def __post_init__(self) -> None:
        check.number(f"{self.name}.share", self.share, low=0, high=1)
        check.number(f"{self.name}.expectation", self.expectation)
        check.number(f"{self.name}.expectation_sd", self.expectation_sd, low=0)
        check.number(f"{self.name}.image", self.image)
        check.number(f"{self.name}.patience", self.patience, low=0, low_open=True)
        check.number(f"{self.name}.privacy_concern", self.privacy_concern, low=0, high=1)
        if len(self.levels) != 3:
            raise ValueError(f"{self.name}.levels={self.levels!r} has {len(self.levels)} weights. Pass three: {', '.join(LEVELS)}.")
        object.__setattr__(self, "levels", tuple(check.number(f"{self.name}.levels", w, low=0) for w in self.levels))
        for label in ("start", "weights"):
            object.__setattr__(self, label, MappingProxyType(dict(getattr(self, label))))
        for label in ("transitions", "quality"):
            rows = {name: MappingProxyType(dict(row)) for name, row in dict(getattr(self, label)).items()}
            object.__setattr__(self, label, MappingProxyType(rows))

    def __reduce__(self) -> tuple[Any, ...]:
        return (_rebuilt, (type(self), plain(self)))


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


def plain(item: Any) -> dict[str, Any]:
    """A dataclass of this module as plain dictionaries and lists."""

    def simple(value: Any) -> Any:
        if isinstance(value, Mapping):
            return {k: simple(v) for k, v in value.items()}
        return list(value) if isinstance(value, tuple) else value

    return {f.name: simple(getattr(item, f.name)) for f in fields(item)}


def _rebuilt(kind: type, values: dict[str, Any]) -> Any:
    return kind(**values)


def changed(item: Any, settings: Mapping[str, Any]) -> Any:
    """A copy of a touchpoint or segment with other settings; unknown names are an error that lists the known ones."""
    known = [f.name for f in fields(item) if f.name != "name"]
    for name in settings:
        check.one_of(f"setting of {item.name!r}", name, known)
    return replace(item, **settings)
