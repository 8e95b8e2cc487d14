"""What the numbers say, in words: one sample, groups side by side, waves one after the other."""

from __future__ import annotations

import math
from collections.abc import Sequence

from cxlab.metrics.answers import Asked, percent
from cxlab.metrics.intervals import difference
from cxlab.results import Estimate

Triple = tuple[float, float, float]


def span(low: float, high: float, level: float, digits: int = 1) -> str:
    """The interval in words, or that there is none."""
    if math.isnan(low):
        return "no interval: too few answers"
    return f"{percent(level)} interval {low:.{digits}f} to {high:.{digits}f}"


def excludes(low: float, high: float, point: float = 0.0) -> bool:
    """Whether the interval leaves `point` out."""
    return not math.isnan(low) and (low > point or high < point)


def less(first: Estimate, second: Estimate) -> Triple:
    """First less second with its interval, for two independent groups."""
    return difference((first.value, first.low, first.high), (second.value, second.low, second.high))


def settled(low: float, high: float) -> str:
    """Whether a difference is more than luck."""
    if math.isnan(low):
        return "Without an interval nothing more can be said."
    if excludes(low, high):
        return "The interval excludes 0: luck of the sample alone hardly makes such a difference."
    return "The interval includes 0: these answers do not show a difference."


def groups_sentence(title: str, rows: Sequence[Estimate], level: float, digits: int = 1) -> str:
    """Highest, lowest, and the difference between them."""
    top, bottom = max(rows, key=lambda r: r.value), min(rows, key=lambda r: r.value)
    gap, low, high = less(top, bottom)
    return (
        f"{title} is highest in {top.name} ({top.value:.{digits}f}) and lowest in {bottom.name} ({bottom.value:.{digits}f}), "
        f"a difference of {gap:.{digits}f} ({span(low, high, level, digits)}). {settled(low, high)}"
    )


def waves_sentence(title: str, first: Estimate, last: Estimate, level: float, digits: int = 1) -> str:
    """From the first wave to the last."""
    gap, low, high = less(last, first)
    return (
        f"{title} went from {first.value:.{digits}f} in {first.name} to {last.value:.{digits}f} in {last.name}, "
        f"a change of {gap:+.{digits}f} ({span(low, high, level, digits)}). {settled(low, high)}"
    )


def changes(asked: Asked, rows: Sequence[Estimate]) -> dict[str, Triple]:
    """Last wave less first, by group."""
    if asked.wave is None:
        return {}
    found: dict[str, list[Estimate]] = {}
    for group, row in zip(asked.groups, rows, strict=True):
        found.setdefault("all" if group.by is None else str(group.by), []).append(row)
    return {name: less(ones[-1], ones[0]) for name, ones in found.items() if len(ones) > 1}


def several(title: str, asked: Asked, rows: Sequence[Estimate], level: float, digits: int = 1) -> str:
    """The sentence of a result with more than one row."""
    if asked.wave is None:
        return groups_sentence(title, rows, level, digits)
    if asked.by is None:
        return waves_sentence(title, rows[0], rows[-1], level, digits)
    moved = changes(asked, rows)
    if not moved:
        return groups_sentence(title, rows, level, digits)
    name = max(moved, key=lambda key: abs(moved[key][0]))
    gap, low, high = moved[name]
    return (
        f"{title} moved most in {name}, by {gap:+.{digits}f} from its first wave to its last ({span(low, high, level, digits)}). "
        f"{settled(low, high)}"
    )


def cautions(asked: Asked, rows: Sequence[Estimate]) -> list[str]:
    """Advice that holds for every metric."""
    advice = []
    if asked.wave is not None:
        advice.append("Waves are treated as different people. Where the same customers answered twice, pair their answers.")
        advice.append("A change over time has many causes: compare it with a group where nothing was changed.")
    by_luck = len({group.by for group in asked.groups}) if asked.by is not None else 0
    if by_luck > 2:
        advice.append(f"The ends were picked among {by_luck} groups after looking; such a difference is larger than it will be next time.")
    small = [row.name for row in rows if 0 < row.n < 20]
    if small:
        advice.append(f"Fewer than 20 answers in {small}: read the interval, not the value.")
    return advice
