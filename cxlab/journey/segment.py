"""Segment: customers who walk, expect and weigh in their own way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from cxlab import _validate as check
from cxlab.journey.copying import plain, rebuilt
from cxlab.journey.touchpoint import LEVELS


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
        return (rebuilt, (type(self), plain(self)))
