"""Ratings that are moved in thought: which, by how much, and whether that stays on the scale."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from cxlab._validate import nearest, number
from cxlab.results import Result


def change_of(change: Mapping[str, float], name: str, on: Sequence[str]) -> float:
    """The change asked for one driver; 0 when it is not named, an error when something else is."""
    if not isinstance(change, Mapping) or not change:
        raise TypeError(f"change={change!r} is not a dict. Pass rating points by driver, as in {{{on[0]!r}: +1}}.")
    for key in change:
        if key not in on:
            raise ValueError(f"{key!r} is not one of the drivers. Choose from {list(on)}.{nearest(key, on)}")
    return number(f"change[{name!r}]", change[name]) if name in change else 0.0


def beyond_scale(fit: Result, change: Mapping[str, float]) -> list[str]:
    """A line of advice for each driver whose mean would leave its scale."""
    book, mean = fit.detail["codebook"], fit.detail["performance"]
    lines = []
    for name, step in change.items():
        ends = book.get(name, {})
        if "high" in ends and not ends["low"] <= mean[name] + step <= ends["high"]:
            lines.append(f"Mean {name} is {mean[name]:.1f}; {step:+g} leaves its scale from {ends['low']:g} to {ends['high']:g}.")
    return lines
