"""Answers at the door: which column, on which scale, in which groups, and what is done with missing ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from cxlab import _validate


@dataclass(frozen=True)
class Group:
    """The ratings of one group in one wave, with their weights where there are any."""

    name: str
    by: Any
    wave: Any
    values: np.ndarray
    weights: np.ndarray | None


@dataclass(frozen=True)
class Asked:
    """What was read: the groups in order, and what was done with missing answers."""

    column: str
    groups: tuple[Group, ...]
    missing: str
    by: str | None = None
    wave: str | None = None


def pick_column(table: pd.DataFrame, column: str | None, likely: Sequence[str]) -> str:
    """The named column, else the first of the `likely` ones that the table has."""
    if column is not None:
        return _validate.columns(table, [column])[0]
    for name in likely:
        if name in table.columns:
            return _validate.columns(table, [name])[0]
    known = [str(c) for c in table.columns]
    raise ValueError(f"No column was named, and the table has none of {list(likely)}. Pass column= and choose from {known}.")


def codebook_of(data: Any, column: str | None, likely: Sequence[str]) -> Mapping[str, Any]:
    """What the codebook of a table says of its column; empty where there is none."""
    if not isinstance(data, pd.DataFrame):
        return {}
    entry: Mapping[str, Any] = (data.attrs.get("codebook") or {}).get(pick_column(data, column, likely), {})
    return entry


def asked_scale(data: Any, column: str | None, likely: Sequence[str]) -> tuple[float, float] | None:
    """The scale that the codebook of a table names for its column; None where there is none."""
    entry = codebook_of(data, column, likely)
    return (float(entry["low"]), float(entry["high"])) if {"low", "high"} <= set(entry) else None


def scale_for(data: Any, column: str | None, likely: Sequence[str], scale: Any, usual: tuple[float, float]) -> tuple[float, float]:
    """The scale as named, else that of the codebook, else the usual one; the first two may not contradict each other."""
    told = asked_scale(data, column, likely)
    found = _validate.pair("scale", told or usual if scale is None else scale, "scale=(1, 5)")
    if told not in (None, found):
        raise ValueError(
            f"scale={scale!r} contradicts the codebook of this item, which says {told[0]:g} to {told[1]:g}. Leave scale out, or correct "
            "data.attrs['codebook']."
        )
    return found


def level_of(level: float) -> float:
    """A confidence level strictly between 0 and 1."""
    return _validate.number("level", level, low=0.0, high=1.0, low_open=True, high_open=True, unit="0.95 is 95%")


def percent(level: float) -> str:
    """`0.95` as `95%`."""
    return f"{100 * level:g}%"


def counts_of(data: Mapping[str, Any], names: Sequence[str]) -> list[int]:
    """Whole numbers of answers by class, when every class is named and someone answered."""
    unknown = [name for name in data if name not in names]
    if unknown:
        _validate.one_of("class", unknown[0], names)
    absent = [name for name in names if name not in data]
    if absent:
        raise ValueError(f"The counts leave out {absent}. Pass all of {list(names)}, with 0 where nobody answered so.")
    counts = [_validate.count(name, data[name], low=0) for name in names]
    if sum(counts) == 0:
        raise ValueError(f"The counts {dict(data)} hold no answer. Pass at least one.")
    return counts


def same_rows(names: tuple[str, str], first: Any, second: Any) -> None:
    """An error where both carry row labels that differ, or the same in another order; rows numbered 0, 1, 2, ... carry none."""
    if not (isinstance(first, (pd.Series, pd.DataFrame)) and isinstance(second, (pd.Series, pd.DataFrame))):
        return
    a, b = first.index, second.index
    numbered = a.equals(pd.RangeIndex(len(a))) or b.equals(pd.RangeIndex(len(b)))
    if a.equals(b) or (numbered and set(a) != set(b)):
        return
    raise ValueError(
        f"The rows of {names[0]} ({len(a)}) and of {names[1]} ({len(b)}) do not carry the same labels in the same order. Line them up, as in "
        f"{names[1]}.reindex({names[0]}.index); or, to pair them by position, give both .reset_index(drop=True)."
    )


def ratings_of(series: pd.Series, scale: tuple[float, float]) -> np.ndarray:
    """Finite ratings on the scale, missing ones as NaN."""
    values = _validate.ratings(series, low=scale[0], high=scale[1], column=str(series.name), allow_missing=True)
    endless = np.flatnonzero(np.isinf(values))
    if len(endless):
        raise ValueError(f"{series.name} has an infinite value in row {_validate.label(series.index, endless[0])!r}. Correct that row.")
    return values


def flags(column: pd.Series, name: str) -> np.ndarray:
    """A column of 0 and 1 (or False and True) as floats."""
    hint = "Use 0 and 1, or False and True."
    values = _validate.numbers(column, name, yes_no=True, hint=f" {hint}")
    bad = np.flatnonzero(~np.isin(values, (0.0, 1.0)))
    if len(bad):
        raise ValueError(f"{name} has {column.tolist()[bad[0]]!r} in row {_validate.label(column.index, bad[0])!r}. {hint}")
    return values


def read(
    data: Any,
    column: str | None,
    *,
    likely: Sequence[str],
    scale: tuple[float, float],
    by: str | None = None,
    wave: str | None = None,
    weights: Any = None,
    missing: str | None = None,
    whole: bool = False,
) -> Asked:
    """Check the answers and split them by group and wave."""
    series, labels, weight = _series(data, column, likely, by, wave, weights)
    name = str(series.name)
    values = ratings_of(series, scale)
    if whole:
        _whole(values, series, name)
    kept, note = kept_rows(values, series, name, missing)
    keys = _keys(labels[kept])
    groups = []
    for key, rows in keys or [((None, None), np.arange(int(kept.sum())))]:
        chosen = np.flatnonzero(kept)[rows]
        title = ", ".join(_label(part, of) for part, of in zip(key, (by, wave), strict=True) if part is not None) or name
        counted = None if weight is None else weight[chosen]
        if counted is not None and counted.sum() == 0:
            raise ValueError(f"weights are all 0 in {title!r}. At least one answer must count in every group.")
        groups.append(Group(title, key[0], key[1], values[chosen], counted))
    return Asked(name, tuple(groups), note, by, wave)


def _label(value: Any, column: str | None) -> str:
    """`wave 2` for a number, the value itself for a name."""
    return f"{column} {value}" if isinstance(value, (int, float, np.number)) and not isinstance(value, bool) else str(value)


def _series(
    data: Any, column: str | None, likely: Sequence[str], by: str | None, wave: str | None, weights: Any
) -> tuple[pd.Series, pd.DataFrame, np.ndarray | None]:
    if isinstance(data, pd.DataFrame):
        table = _validate.frame("data", data)
        series = table[pick_column(table, column, likely)]
        named = {
            part: table[_validate.columns(table, [key], what=part)[0]].array
            for part, key in (("by", by), ("wave", wave))
            if key is not None
        }
        given = table[_validate.columns(table, [weights], what="weights")[0]] if isinstance(weights, str) else weights
        return series, pd.DataFrame(named, index=table.index), _weights(given, table)
    for key, value in (("column", column), ("by", by), ("wave", wave)):
        if value is not None:
            raise TypeError(
                f"{key}={value!r} names a column, but the data are a {type(data).__name__}. Pass a pandas DataFrame that has it."
            )
    series = data if isinstance(data, pd.Series) else _flat(data)
    if len(series) == 0:
        raise ValueError("The ratings are empty. Pass at least one.")
    series = series.rename(str(series.name) if series.name is not None else "ratings")
    return series, pd.DataFrame(index=series.index), _weights(weights, series if isinstance(data, pd.Series) else data)


def _flat(data: Any) -> pd.Series:
    """Loose ratings as a column."""
    array = _validate.cells(data)
    if array.ndim != 1:
        raise TypeError(
            f"The ratings are a {type(data).__name__} with {array.ndim} dimensions. Pass one list of ratings, or a DataFrame and column=."
        )
    return _validate.series_of(array, "ratings")


def _weights(weights: Any, data: Any) -> np.ndarray | None:
    if weights is None:
        return None
    array = _validate.ratings(weights, low=-np.inf, high=np.inf, column="weights", allow_missing=True)
    if len(array) != len(data):
        raise ValueError(f"weights has {len(array)} entries for {len(data)} answers. Pass one weight for each answer.")
    same_rows(("data", "weights"), data, weights)
    bad = ~np.isfinite(array) | (array < 0)
    if bad.any():
        row = int(np.flatnonzero(bad)[0])
        raise ValueError(f"weights has {array[row]} at position {row}. Every weight must be a number from 0 up.")
    if array.max() == 0:
        raise ValueError("weights are all 0. At least one answer must count.")
    if not 1e-100 < array.max() < 1e100:
        raise ValueError(f"weights go up to {array.max():g}: their squares leave the range of numbers. Divide them all by {array.max():g}.")
    return array


def _whole(values: np.ndarray, series: pd.Series, name: str) -> None:
    broken = np.flatnonzero(~np.isnan(values) & (values != np.round(values)))
    if len(broken):
        row = broken[0]
        raise ValueError(
            f"{name} has {values[row]:g} in row {_validate.label(series.index, row)!r}, which is not a whole number. Pass the answers as they "
            "were given."
        )


def kept_rows(values: np.ndarray, series: pd.Series, name: str, missing: str | None) -> tuple[np.ndarray, str]:
    """Which rows have an answer, and a note on those that have none; they are an error unless missing='drop'."""
    if missing is not None:
        _validate.one_of("missing", missing, ["drop"])
    blank = np.isnan(values)
    if not blank.any():
        return ~blank, "no answer is missing"
    first = _validate.label(series.index, np.flatnonzero(blank)[0])
    if missing is None:
        raise ValueError(
            f"{name} is missing in {int(blank.sum())} of {len(values)} rows (first in row {first!r}). "
            "Pass missing='drop' to leave those rows out; the Result will say so."
        )
    if blank.all():
        raise ValueError(f"{name} is missing in all {len(values)} rows. There is nothing to measure.")
    return ~blank, f"{int(blank.sum())} of {len(values)} answers are missing and left out (missing='drop')"


def _keys(labels: pd.DataFrame) -> list[tuple[tuple[Any, Any], np.ndarray]]:
    """Rows of each group and wave, sorted by group, then wave; categories keep their order."""
    if not len(labels.columns):
        return []
    for part in labels.columns:
        blank = labels[part].isna().to_numpy()
        if blank.any():
            row = _validate.label(labels.index, np.flatnonzero(blank)[0])
            raise ValueError(
                f"{part}= names a column that is missing in {int(blank.sum())} rows (first in row {row!r}). Fill it or drop those rows."
            )
    rows = labels.groupby(list(labels.columns), sort=True, observed=True).indices
    found: list[tuple[tuple[Any, Any], np.ndarray]] = []
    for key, index in rows.items():
        parts = dict(zip(labels.columns, key if isinstance(key, tuple) else (key,), strict=True))
        group, wave = (part.item() if isinstance(part, np.generic) else part for part in (parts.get("by"), parts.get("wave")))
        found.append(((group, wave), np.asarray(index)))
    return found
