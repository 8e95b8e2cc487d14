"""Checks at the door, and their wording: what was passed, what is allowed, how to mend it."""

from __future__ import annotations

import difflib
from collections.abc import Hashable, Iterable, Mapping, Sequence
from decimal import Decimal
from numbers import Real
from typing import Any

import numpy as np
import pandas as pd

FEWEST_RESAMPLES = 100


def nearest(value: object, choices: Iterable[object]) -> str:
    """Return `" Did you mean 'x'?"` for the choice most like `value`, or an empty string."""
    names = {str(choice): choice for choice in choices}
    near = difflib.get_close_matches(str(value), names, n=1, cutoff=0.6)
    return f" Did you mean {names[near[0]]!r}?" if near else ""


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
    if isinstance(value, (bool, str, bytes)) or not np.isscalar(value) or not isinstance(value, (Real, Decimal)):
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


def pair(name: str, value: Any, example: str) -> tuple[float, float]:
    """Return `value` as two finite numbers, the first below the second; else show `example`."""
    if isinstance(value, (str, bytes)) or not isinstance(value, (Sequence, np.ndarray)) or len(value) != 2:
        raise TypeError(f"{name}={value!r} is not two numbers. Pass the lower and the higher one, as in {example}.")
    low, high = (number(name, end) for end in value)
    if not low < high:
        raise ValueError(f"{name}={value!r} is not allowed: it does not rise. Pass the lower number first, as in {example}.")
    return low, high


def mapping(name: str, value: Any, example: str) -> dict[Any, Any]:
    """Return `value` as a dict when it is one; else show `example`."""
    if not isinstance(value, Mapping):
        raise TypeError(f"{name}={value!r} is not a dict. Pass one, as in {example}.")
    return dict(value)


def listed(name: str, value: Any) -> list[Any]:
    """Return the names in `value` as a list, a single one as a list of one; a set has no order and is refused."""
    if isinstance(value, str):
        return [value]
    if not isinstance(value, Iterable) or isinstance(value, (bytes, set, frozenset)):
        kind = "a set, which has no order" if isinstance(value, (set, frozenset)) else f"{value!r}, which is not a list of names"
        raise TypeError(f"{name} is {kind}. Pass a list of names, as in {name}=['staff', 'wait'].")
    return list(value)


def resamples(value: Any) -> int:
    """Return a number of bootstrap resamples: none, or enough of them for the ends of an interval."""
    number_of = count("bootstrap", value, low=0)
    if 0 < number_of < FEWEST_RESAMPLES:
        raise ValueError(
            f"bootstrap={value!r} is too few resamples for an interval. Pass at least {FEWEST_RESAMPLES}, better 1000, or 0 for none."
        )
    return number_of


def frame(name: str, data: Any) -> pd.DataFrame:
    """Return `data` when it is a table with at least one row."""
    if not isinstance(data, pd.DataFrame):
        raise TypeError(f"{name} is a {type(data).__name__}, not a table. Pass a pandas DataFrame, one row per respondent.")
    if len(data) == 0:
        raise ValueError(f"{name} has no rows. Pass a table with at least one row.")
    return data


def columns(data: pd.DataFrame, names: Any, *, what: str = "column") -> list[str]:
    """Return `names` as a list when each names exactly one column of `data`; else say what is wrong with the first that does not."""
    names = listed(what, names)
    if isinstance(data.columns, pd.MultiIndex):
        raise ValueError(
            f"The table has columns in {data.columns.nlevels} levels. Give each one name first, as in "
            "data.columns = ['_'.join(map(str, c)) for c in data.columns]."
        )
    known: list[Any] = data.columns.tolist()
    for name in names:
        if not isinstance(name, Hashable):
            raise TypeError(
                f"{what} holds a {type(name).__name__}, not the name of a column. Pass a name out of {known}; "
                "put values of your own into a column of the table first."
            )
        if name not in known:
            raise KeyError(f"{what}={name!r} is not a column of the table. Choose from {known}.{nearest(name, known)}")
        if known.count(name) > 1:
            raise ValueError(f"The table has {known.count(name)} columns called {name!r}. Rename them so that each name stands once.")
    return names


def label(index: pd.Index, row: Any) -> Any:
    """The label of a row as people write it, without its numpy type."""
    found = index[[int(row)]].tolist()[0]
    return tuple(getattr(part, "item", lambda part=part: part)() for part in found) if isinstance(found, tuple) else found


def numbers(series: pd.Series, name: str, *, yes_no: bool = False, hint: str = "") -> np.ndarray:
    """The column as floats, missing as NaN; text, complex numbers and, without `yes_no`, False and True are errors with a row."""
    kind = getattr(series.dtype, "kind", "O")
    if kind in "iuf" or (kind == "b" and yes_no):
        return series.to_numpy(dtype=float, na_value=np.nan)
    if pd.api.types.is_complex_dtype(series.dtype):
        raise TypeError(f"{name} holds complex numbers, which are no ratings. Pass real numbers, as in data[{name!r}].to_numpy().real.")
    wrong = [row for row, value in enumerate(series) if not _is_number(value, yes_no)]
    if wrong:
        row = next((r for r in wrong if not str(series.iloc[r]).strip().isdigit()), wrong[0])  # a word says more than digits in quotes
        value = series.iloc[row].item() if isinstance(series.iloc[row], np.generic) else series.iloc[row]
        raise TypeError(
            f"{name} has {value!r} in row {label(series.index, row)!r}, which is not a number. {_as_numbers(name, value, hint)}"
        )
    return series.astype(object).where(series.notna(), np.nan).to_numpy(dtype=float)


def _is_number(value: Any, yes_no: bool) -> bool:
    """Whether a cell is a real number, missing or, with `yes_no`, a truth value."""
    if isinstance(value, (bool, np.bool_)):
        return yes_no
    return isinstance(value, (Real, Decimal)) or bool(pd.api.types.is_scalar(value) and pd.isna(value))


def _as_numbers(name: str, value: Any, hint: str) -> str:
    """How to turn such a cell into a rating."""
    if isinstance(value, (bool, np.bool_)):
        return f"If False and True mean 0 and 1, say so: data[{name!r}].astype(int)."
    if isinstance(value, str):
        return f"Turn words into ratings first; digits kept as text become numbers by pd.to_numeric(data[{name!r}]).{hint}"
    return f"Use numbers, or leave the cell missing.{hint}"


def ratings(values: Any, *, low: float, high: float, column: str = "ratings", allow_missing: bool = False) -> np.ndarray:
    """Return the ratings as floats when all lie on the scale; else name the row and the column of the first that does not."""
    series = values if isinstance(values, pd.Series) else series_of(values, column)
    scale = _range_words(low, high, "")
    array = numbers(series, column, hint=f" Ratings run{scale}." if scale else "")
    missing = np.isnan(array)
    if missing.any() and not allow_missing:
        row = label(series.index, np.flatnonzero(missing)[0])
        raise ValueError(
            f"{column} is missing in {int(missing.sum())} of {len(array)} rows (first in row {row!r}). "
            "Drop those rows first, for example with .dropna(), and say so in your report."
        )
    outside = ~missing & ((array < low) | (array > high))
    if outside.any():
        raise off_scale(array, outside, series.index, column, low, high)
    return array


def cells(values: Any) -> np.ndarray:
    """Loose values as an array; a list keeps the kind of each cell, so that text and truth values are seen."""
    return values if isinstance(values, np.ndarray) else np.asarray(values, dtype=object)


def series_of(values: Any, name: str) -> pd.Series:
    """Loose values as a column."""
    return pd.Series(cells(values).ravel(), name=name).infer_objects()


def off_scale(array: np.ndarray, outside: np.ndarray, index: pd.Index, column: str, low: float, high: float) -> ValueError:
    """The error of ratings outside their scale: the first rating, and up to five rows."""
    at = np.flatnonzero(outside)
    rows = [label(index, i) for i in at[:5]]
    return ValueError(
        f"{column} has {array[at[0]]:g} in row {rows[0]!r}, outside its scale from {low:g} to {high:g} "
        f"({len(at)} such rows: {rows}{' ...' if len(at) > 5 else ''}). Correct those rows or name the scale they were asked on."
    )


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
