"""The questionnaire: which questions are put, on which scale, and the codebook that says so."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from cxlab import _validate as check
from cxlab.survey.customers import Lived

POINTS = (5, 7, 11)
SOURCES = {
    "overall": ("satisfaction",),
    "recommend": ("recommendation", "satisfaction"),
    "effort": ("effort",),
    "repurchase": ("repurchase",),
}
WORDS = {
    "overall": ("All in all, how satisfied are you with your experience with us?", "not at all", "completely"),
    "recommend": ("Would you tell a friend or a colleague to come to us?", "surely not", "surely"),
    "effort": ("It was easy to get done what I came for. How far do you agree?", "not at all", "completely"),
    "repurchase": ("When you need this again, will you come back to us?", "surely not", "surely"),
}
TOUCHPOINT_WORDS = ("Thinking only of {}: how good was it for you?", "very bad", "very good")


@dataclass(frozen=True)
class Question:
    """One item: where its latent value comes from and the scale it is answered on."""

    name: str
    source: str
    touchpoint: int | None
    points: int
    reliability: float
    world_low: float
    world_high: float
    neutral: float

    @property
    def low(self) -> int:
        """Lowest rating: 0 on eleven points, else 1."""
        return 0 if self.points == 11 else 1

    @property
    def unit(self) -> float:
        """World points in one point of a 0-10 scale: the unit of every distortion."""
        return (self.world_high - self.world_low) / 10.0

    @property
    def thresholds(self) -> np.ndarray:
        """The equally spaced cut points, in world points; a value on a cut belongs below it."""
        steps = np.arange(1, self.points) - 0.5
        return self.world_low + steps * (self.world_high - self.world_low) / (self.points - 1)

    @property
    def counter(self) -> np.uint64:
        """The counter of the item's draws: a hash of its name, so that its luck does not depend on what else is asked."""
        return np.uint64(int.from_bytes(hashlib.blake2b(self.name.encode(), digest_size=8).digest(), "big"))

    def entry(self) -> dict[str, Any]:
        """The item's line of the codebook, plain values only."""
        text, low_means, high_means = WORDS.get(self.name, TOUCHPOINT_WORDS)
        return {
            "question": text.format(f"“{self.name.replace('_', ' ')}”"), "low": self.low, "high": self.low + self.points - 1,
            "points": self.points, "low_means": low_means, "high_means": high_means, "polarity": "high is good",
            "world_low": self.world_low, "world_high": self.world_high, "neutral": self.neutral, "source": self.source,
        }  # fmt: skip


def questions(
    lived: Lived, items: str | Sequence[str], points: int | Mapping[str, int], reliability: float | Mapping[str, float]
) -> tuple[Question, ...]:
    """The questions that `items` names, in order."""
    if not isinstance(lived, Lived):
        raise TypeError(
            f"lived is a {type(lived).__name__}, and answers can only be asked of customers. "
            "Pass sim.lived() of a simulation, or a cxlab.survey.Lived."
        )
    names = _named(lived, check.listed("items", items))
    scales = _per_item("points", points, names, lived.touchpoints, 11)
    sure = _per_item("reliability", reliability, names, lived.touchpoints, 1.0)
    asked = []
    for name in names:
        met = lived.touchpoints.index(name) if name in lived.touchpoints else None
        source = name if met is not None else _source(lived, name)
        low, high = (lived.low, lived.high) if met is not None else lived.ends_of(source)
        neutral = (low + high) / 2 if source in lived.ends else lived.neutral
        share = check.number(f"reliability of {name!r}", sure[name], low=0, high=1, low_open=True, unit="1 is without error")
        scale = _points(name, scales[name], isinstance(points, Mapping) and name in points)
        asked.append(Question(name, source, met, scale, share, float(low), float(high), float(neutral)))
    return tuple(asked)


def _named(lived: Lived, items: Sequence[str]) -> list[str]:
    general = [name for name, sources in SOURCES.items() if any(source in lived.outcomes for source in sources)]
    choices = [*general, "touchpoints", *lived.touchpoints]
    if not items:
        raise ValueError(f"items is empty: nothing would be asked. Choose from {choices}.")
    names: list[str] = []
    for item in items:
        if item in SOURCES and item not in general:
            raise ValueError(f"item={item!r} cannot be asked: this world has no outcome {SOURCES[item][0]!r}. Choose from {choices}.")
        for name in lived.touchpoints if check.one_of("item", item, choices) == "touchpoints" else (item,):
            if name in names:
                raise ValueError(f"item={name!r} is asked twice in items={list(items)}. Name it once; 'touchpoints' names them all.")
            names.append(name)
    if not names:
        raise ValueError("items=['touchpoints'] asks nothing: there are no touchpoints. Ask 'overall'.")
    return names


def _source(lived: Lived, item: str) -> str:
    return next(source for source in SOURCES[item] if source in lived.outcomes)


def _per_item(label: str, given: Any, names: Sequence[str], touchpoints: Sequence[str], default: Any) -> dict[str, Any]:
    """One value for each item: the same for all, or by name, where "touchpoints" stands for all of them."""
    if not isinstance(given, Mapping):
        return dict.fromkeys(names, given)
    for item in given:
        check.one_of(f"item of {label}", item, [*names, "touchpoints"])
    return {name: given.get(name, given.get("touchpoints", default) if name in touchpoints else default) for name in names}


def _points(item: str, value: Any, named: bool) -> int:
    points = int(check.one_of("points", int(value) if isinstance(value, np.integer) else value, POINTS))
    if item == "recommend":
        if named and points != 11:
            raise ValueError(f"points={{'recommend': {points}}} is not allowed: it is always asked from 0 to 10. Leave it out, or pass 11.")
        return 11
    return points if named or item != "effort" else 7


def codebook(answers: pd.DataFrame) -> pd.DataFrame:
    """The codebook of survey answers: what each column asked, and on which scale.

    Parameters
    ----------
    answers : what `ask` returned, or columns or rows taken from it.

    Returns
    -------
    DataFrame
        One row per item: question, low, high, points, low_means, high_means, polarity, world_low, world_high, neutral, source
        (latent outcome or touchpoint) and world_per_point, the world points in one rating point.

    Raises
    ------
    ValueError
        When the table carries no codebook, as after a merge.

    Examples
    --------
    >>> from cxlab.survey import Lived, ask, codebook
    >>> lived = Lived([0], ("book",), [[8.0]], [[0]], {"satisfaction": [7.0]})
    >>> codebook(ask(lived, points=5))["world_per_point"].tolist()
    [2.5, 2.5]
    """
    book = check.frame("answers", answers).attrs.get("codebook")
    if not book:
        raise ValueError(
            "The table carries no codebook (answers.attrs['codebook']). Pass what ask returned; a merge loses it, so copy attrs over."
        )
    table = pd.DataFrame.from_dict({item: entry for item, entry in book.items() if item in answers.columns}, orient="index")
    table["world_per_point"] = (table["world_high"] - table["world_low"]) / (table["high"] - table["low"])
    return table.rename_axis("item")
