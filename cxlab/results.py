"""Estimate and Result: the one shape every answer takes."""

from __future__ import annotations

import html
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import pandas as pd

from cxlab._validate import nearest

if TYPE_CHECKING:
    from matplotlib.axes import Axes

COLUMNS = ("name", "value", "low", "high", "n")


@dataclass(frozen=True)
class Estimate:
    """One number with its interval.

    Parameters
    ----------
    name : what the number belongs to, for example a touchpoint.
    value : the point estimate, in the unit of its Result.
    low, high : ends of the interval; both NaN when there is none.
    n : number of observations behind the value; 0 when it was computed exactly.

    Raises
    ------
    ValueError
        When the interval does not hold the value, or only one end is given.

    Examples
    --------
    >>> Estimate("collect", 0.4, 0.3, 0.5, n=100).value
    0.4
    """

    name: str
    value: float
    low: float = math.nan
    high: float = math.nan
    n: int = 0

    def __post_init__(self) -> None:
        both_missing = math.isnan(self.low) and math.isnan(self.high)
        if not both_missing and not self.low <= self.value <= self.high:
            raise ValueError(
                f"The interval of {self.name!r} runs from {self.low} to {self.high} and does not hold its value {self.value}. "
                "Pass low <= value <= high, or leave both ends out."
            )


@dataclass(frozen=True)
class Result:
    """An answer: a table and a sentence.

    Parameters
    ----------
    title : what was asked, in a few words.
    unit : unit of every value, for example "points" or "share of R2".
    method : how it was computed and which interval it is, for example "OLS, HC3 95% interval".
    rows : the estimates, in a fixed order.
    detail : everything else by name. Keys with a meaning everywhere: "sentence" (one sentence in words), "advice"
        (list of warnings worth acting on), "missing" (what was done with missing answers), "truth" (which truth this is).

    Examples
    --------
    >>> r = Result("NPS", "points", "Wald 95% interval", (Estimate("all", 30.0, 14.7, 45.3, 100),))
    >>> r.value
    30.0
    >>> list(r.to_frame().columns)
    ['name', 'value', 'low', 'high', 'n']
    """

    title: str
    unit: str
    method: str
    rows: tuple[Estimate, ...]
    detail: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "rows", tuple(self.rows))
        object.__setattr__(self, "detail", MappingProxyType(dict(self.detail)))

    def __reduce__(self) -> tuple[Any, ...]:
        values = (self.title, self.unit, self.method, self.rows, dict(self.detail))
        return (type(self), values)

    def __getitem__(self, name: str) -> Estimate:
        for row in self.rows:
            if row.name == name:
                return row
        raise KeyError(f"{name!r} is not a row of {self.title!r}. Choose from {self.names}.{nearest(name, self.names)}")

    @property
    def names(self) -> list[str]:
        """Names of the rows, in order."""
        return [row.name for row in self.rows]

    @property
    def value(self) -> float:
        """The value, where there is exactly one row; else name the row: `result["row"].value`."""
        if len(self.rows) != 1:
            raise ValueError(f"{self.title!r} has {len(self.rows)} rows: {self.names}. Name one, as in result[{self.names[0]!r}].value.")
        return self.rows[0].value

    def to_frame(self) -> pd.DataFrame:
        """The rows as a table; its columns are always name, value, low, high, n."""
        return pd.DataFrame([[getattr(row, c) for c in COLUMNS] for row in self.rows], columns=list(COLUMNS))

    @property
    def sentence(self) -> str:
        """The answer in one sentence."""
        if "sentence" in self.detail:
            return str(self.detail["sentence"])
        first = max(self.rows, key=lambda row: row.value) if len(self.rows) > 1 else self.rows[0]
        lead = f"{self.title}: " + ("highest for " if len(self.rows) > 1 else "")
        return f"{lead}{first.name}, {number(first.value)} {self.unit}{_interval(first)}."

    def _shown(self) -> tuple[str, pd.DataFrame, list[str]]:
        """What stands beside the title, the table, and the lines below it."""
        return f" ({self.unit}; {self.method})", self.to_frame(), [self.sentence]

    def summary(self) -> str:
        """A table and a sentence, with the advice where there is any. Text, never printed by itself."""
        beside, table, lines = self._shown()
        advice = (f"Advice: {line}" for line in self.detail.get("advice", ()))
        return "\n".join([self.title + beside, table.to_string(index=False, float_format=number, na_rep=""), *lines, *advice])

    def plot(self, ax: Axes | None = None) -> Axes:
        """Draw the rows with their intervals on `ax` (a new one when left out) and return it."""
        from cxlab import plots

        return plots.forest(self.to_frame(), ax=ax, title=self.title, unit=self.unit)

    def _repr_html_(self) -> str:
        beside, table, lines = self._shown()
        head = f"<p><strong>{html.escape(self.title)}</strong>{html.escape(beside)}</p>"
        body = table.to_html(index=False, float_format=number, na_rep="", border=0)
        below = "".join(f"<p>{html.escape(line)}</p>" for line in lines)
        advice = "".join(f"<p><em>Advice:</em> {html.escape(line)}</p>" for line in self.detail.get("advice", ()))
        return f"<div>{head}{body}{below}{advice}</div>"

    def __repr__(self) -> str:
        return self.summary()


def number(value: float) -> str:
    """A number as answers print it: three decimals, whole thousands apart, nothing for NaN."""
    if math.isnan(value):
        return ""
    return f"{round(value, 3) + 0.0:.3f}" if abs(value) < 100 else f"{value:,.1f}"  # + 0.0: no "-0.000"


def _interval(row: Estimate) -> str:
    return "" if math.isnan(row.low) else f" (interval {number(row.low)} to {number(row.high)})"
