"""Checks at the door, and their wording: what was passed, what is allowed, how to mend it."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import pandas as pd


def nearest(value: object, choices: Iterable[object]) -> str:
    """Return `" Did you mean 'x'?"` for the choice most like `value`, or an empty string."""
    names = [str(choice) for choice in choices]
    near = difflib.get_close_matches(str(value), names, n=1, cutoff=0.6)
    return f" Did you mean {near[0]!r}?" if near else ""


def one_of(name: str, value: Any, choices: Iterable[Any]) -> Any:
    """Return `value` when it is one of `choices`; else a ValueError that lists them all."""
    choices = list(choices)
    if any(value is choice or (type(value) is type(choice) and value == choice) for choice in choices):
        return value
    raise ValueError(f"{name}={value!r} is not known. Choose from {choices}.{nearest(value, choices)}")


def number(
    name: str,
    value: Any,
    *,
    low: float = -np.inf,
    high: float = np.inf,
    low_open: bool = False,
    high_open: bool = False,
    unit: str = "",
) -> float:
    """Return `value` as a finite float between `low` and `high`; else say the range."""
    if isinstance(value, (bool, str, bytes)) or not np.isscalar(value) or isinstance(value, complex):
        raise TypeError(f"{name}={value!r} is not a number. Pass one number{_range_words(low, high, unit)}.")
    result = float(value)  # type: ignore[arg-type]
    inside = (result > low if low_open else result >= low) and (result < high if high_open else result <= high)
    if not np.isfinite(result) or not inside:
        raise ValueError(f"{name}={value!r} is not allowed. Pass a number{_range_words(low, high, unit, low_open, high_open)}.")
    return result


def _range_words(low: float, high: float, unit: str, low_open: bool = False, high_open: bool = False) -> str:
    words = []
    if np.isfinite(low):
        words.append(f"{'above' if low_open else 'from'} {low:g}")
    if np.isfinite(high):
        words.append(f"{'below' if high_open else 'to' if words else 'up to'} {high:g}")
    return (" " + " ".join(words) if words else "") + (f" ({unit})" if unit else "")


def count(name: str, value: Any, *, low: int = 1, high: int | None = None) -> int:
    """Return `value` as a whole number from `low` (to `high`); else say which numbers are allowed."""
    span = f"from {low}" + (f" to {high}" if high is not None else " up")
    whole = isinstance(value, (int, np.integer)) and not isinstance(value, bool)
    if not whole and isinstance(value, (float, np.floating)) and float(value).is_integer():
        whole = True
    if not whole:
        raise TypeError(f"{name}={value!r} is not a whole number. Pass a whole number {span}.")
    result = int(value)
    if result < low or (high is not None and result > high):
        raise ValueError(f"{name}={value!r} is not allowed. Pass a whole number {span}.")
    return result


def frame(name: str, data: Any) -> pd.DataFrame:
    """Return `data` when it is a table with at least one row."""
    if not isinstance(data, pd.DataFrame):
        raise TypeError(f"{name} is a {type(data).__name__}, not a table. Pass a pandas DataFrame, one row per respondent.")
    if len(data) == 0:
        raise ValueError(f"{name} has no rows. Pass a table with at least one row.")
    return data


def columns(data: pd.DataFrame, names: Sequence[str], *, what: str = "column") -> list[str]:
    """Return `names` as a list when every one is a column of `data`; else name the first that is not."""
    if isinstance(names, str):
        names = [names]
    known = [str(c) for c in data.columns]
    for name in names:
        if name not in data.columns:
            raise KeyError(f"{what}={name!r} is not a column of the table. Choose from {known}.{nearest(name, known)}")
    return list(names)


def ratings(values: Any, *, low: float, high: float, column: str = "ratings", allow_missing: bool = False) -> np.ndarray:
    """Return the ratings as floats when all lie on the scale; else name the row and the column of the first that does not."""
    series = values if isinstance(values, pd.Series) else pd.Series(np.asarray(values).ravel(), name=column)
    labels = list(series.index)
    given = pd.to_numeric(series, errors="coerce")
    array = given.to_numpy(dtype=float, na_value=np.nan)
    text = series.notna().to_numpy() & np.isnan(array)
    if text.any():
        row = int(np.flatnonzero(text)[0])
        raise TypeError(
            f"{column} has {series.iloc[row]!r} in row {labels[row]!r}, which is not a number. Use numbers from {low:g} to {high:g}."
        )
    missing = np.isnan(array)
    if missing.any() and not allow_missing:
        row = int(np.flatnonzero(missing)[0])
        raise ValueError(
            f"{column} is missing in {int(missing.sum())} of {len(array)} rows (first in row {labels[row]!r}). "
            "Drop those rows first, for example with .dropna(), and say so in your report."
        )
    outside = ~missing & ((array < low) | (array > high))
    if outside.any():
        rows = [labels[i] for i in np.flatnonzero(outside)[:5]]
        first = array[np.flatnonzero(outside)[0]]
        raise ValueError(
            f"{column} has {first:g} in row {rows[0]!r}, outside its scale from {low:g} to {high:g} "
            f"({int(outside.sum())} such rows: {rows}{' ...' if outside.sum() > 5 else ''}). Correct those rows or name the scale they were asked on."
        )
    return array


def probabilities(name: str, rows: np.ndarray, labels: Sequence[str], *, tolerance: float = 1e-6) -> np.ndarray:
    """Return `rows` as floats when each is non-negative and sums to 1; else name the row and its sum."""
    table = np.atleast_2d(np.asarray(rows, dtype=float))
    for label, row in zip(labels, table, strict=True):
        if not np.isfinite(row).all() or (row < 0).any():
            bad = row[~np.isfinite(row) | (row < 0)][0]
            raise ValueError(f"{name} row {label!r} has the entry {bad:g}. Every probability must lie from 0 to 1.")
        total = float(row.sum())
        if abs(total - 1.0) > tolerance:
            raise ValueError(
                f"{name} row {label!r} sums to {total:.6g}, not to 1. Change its entries (EXIT included) so that they sum to 1."
            )
    return table
