"""Item answers at the door: a table of numbers, complete, none of them constant."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from cxlab import _validate


def item_table(
    data: Any, items: Sequence[str] | None, *, missing: str | None, least: int = 2, constant: bool = False
) -> tuple[pd.DataFrame, str]:
    """The items as a table of floats, and what was done with missing answers.

    `least` is the smallest number of items; `constant` allows items that never vary.
    """
    if missing is not None:
        _validate.one_of("missing", missing, ["drop"])
    table = data if isinstance(data, pd.DataFrame) else _as_table(data)
    _validate.frame("data", table)
    names = _validate.columns(table, table.columns if items is None else items, what="items")
    twice = [name for name in dict.fromkeys(names) if names.count(name) > 1]
    if twice:
        raise ValueError(f"The items {twice} are named twice. Name each item once.")
    if len(names) < least:
        raise ValueError(f"There are {len(names)} items: {names}. At least {least} are needed.")
    numbers = pd.DataFrame({name: finite(table[name], str(name)) for name in names}, index=table.index)
    gaps = numbers.isna().any(axis=1).to_numpy()
    note = "no answer is missing"
    if gaps.any():
        note = _gaps(numbers, gaps, missing)
        numbers = numbers[~gaps]
    if len(numbers) < 3:
        raise ValueError(f"There are {len(numbers)} complete respondents. At least 3 are needed.")
    flat = [name for name in names if numbers[name].nunique() == 1]
    if flat and not constant:
        raise ValueError(f"The items {flat} have the same answer from everyone, so they measure nothing. Leave them out with items=.")
    return numbers, note


def finite(column: pd.Series, name: str) -> np.ndarray:
    """A column of finite numbers, missing ones as NaN."""
    values = _validate.ratings(column, low=-np.inf, high=np.inf, column=name, allow_missing=True)
    endless = np.flatnonzero(np.isinf(values))
    if len(endless):
        raise ValueError(f"{name} has an infinite value in row {_validate.label(column.index, endless[0])!r}. Correct that row.")
    return values


def blocks(data: Any, constructs: Mapping[str, Sequence[str]], missing: str | None) -> tuple[pd.DataFrame, dict[str, list[str]], str]:
    """The items of several constructs in one table, and which construct each belongs to."""
    if not isinstance(constructs, Mapping) or len(constructs) < 2:
        raise TypeError('constructs must name at least two constructs. Pass {"quality": ["q1", "q2"], "value": ["v1", "v2"]}.')
    named = {str(name): _validate.listed(f"constructs[{name!r}]", items) for name, items in constructs.items()}
    empty = [name for name, items in named.items() if not items]
    if empty:
        raise ValueError(f"The constructs {empty} have no items. Name at least one each.")
    table, note = item_table(data, [item for items in named.values() for item in items], missing=missing)
    return table, named, note


def level_of(level: float) -> float:
    """A confidence level strictly between 0 and 1."""
    return _validate.number("level", level, low=0.0, high=1.0, low_open=True, high_open=True, unit="0.95 is 95%")


def _as_table(data: Any) -> pd.DataFrame:
    array = _validate.cells(data)
    if array.ndim != 2:
        raise TypeError(
            f"data is a {type(data).__name__} with {array.ndim} dimensions. Pass a table: one row per respondent, one column per item."
        )
    return pd.DataFrame(array, columns=[f"item_{i}" for i in range(1, array.shape[1] + 1)]).infer_objects()


def _gaps(numbers: pd.DataFrame, gaps: np.ndarray, missing: str | None) -> str:
    if missing is None:
        blank = numbers.columns[numbers.isna().any()].tolist()
        raise ValueError(
            f"{int(gaps.sum())} of {len(numbers)} respondents left out an item of {blank} (first in row "
            f"{_validate.label(numbers.index, np.flatnonzero(gaps)[0])!r}). "
            "Pass missing='drop' to keep the complete ones only; the Result will say so."
        )
    return f"{int(gaps.sum())} of {len(numbers)} respondents left out an item and are not used (missing='drop')"
