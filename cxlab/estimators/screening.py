"""Checks of answers at the door, each with what to do about it; nothing is repaired quietly."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import pandas as pd

from cxlab._validate import columns

MISSING = ("listwise", "not_used_indicator")
ALIASED = 1e-9  # share of a column's variance that the columns before it must leave for it to count as a column of its own


def named(
    data: pd.DataFrame, outcome: str, on: Sequence[str], covariates: Sequence[str], weights: str | None, cluster: str | None
) -> tuple[list[str], list[str]]:
    columns(data, [outcome], what="outcome")
    if isinstance(on, str) or not isinstance(on, Iterable):
        raise TypeError(f"on={on!r} is not a list of drivers. Pass the names of their columns, as in on=['courier', 'app'].")
    names, others = columns(data, list(on), what="on"), columns(data, list(covariates), what="covariates")
    if not names:
        raise ValueError(f"on is empty. Pass the columns whose part in {outcome!r} you ask for.")
    if outcome in names or outcome in others:
        raise ValueError(f"{outcome!r} is the outcome and stands among the drivers too. Take it out of `on` and `covariates`.")
    twice = [c for i, c in enumerate([*names, *others]) if c in [*names, *others][:i]]
    if twice:
        raise ValueError(f"{twice[0]!r} is named twice in `on` and `covariates`. Name each column once.")
    for word, column in (("weights", weights), ("cluster", cluster)):
        if column is not None:
            columns(data, [column], what=word)
    return names, others


def numeric(data: pd.DataFrame, column: str) -> np.ndarray:
    """The column as floats, missing as NaN; text and infinite values are errors that name the row."""
    series = data[column]
    if isinstance(series, pd.DataFrame):
        raise ValueError(f"The table has {series.shape[1]} columns called {column!r}. Rename them so that each name stands once.")
    if series.dtype == bool or pd.api.types.is_numeric_dtype(series):
        values = series.to_numpy(dtype=float, na_value=np.nan)
    else:
        text = [not isinstance(v, (int, float, np.number)) and not pd.isna(v) for v in series]
        if any(text):
            row = text.index(True)
            raise TypeError(
                f"{column} has {series.iloc[row]!r} in row {series.index[row]!r}, which is not a number. "
                "Turn words into ratings first, or leave the cell missing."
            )
        values = series.astype(object).where(series.notna(), np.nan).to_numpy(dtype=float)
    if np.isinf(values).any():
        row = int(np.flatnonzero(np.isinf(values))[0])
        raise ValueError(f"{column} is infinite in row {series.index[row]!r}. Correct that row, or leave the cell missing.")
    return values


def weights_of(data: pd.DataFrame, column: str) -> np.ndarray:
    weight = numeric(data, column)
    bad = ~np.isnan(weight) & (weight <= 0)
    if bad.any():
        row = int(np.flatnonzero(bad)[0])
        raise ValueError(
            f"weights={column!r} is {weight[row]:g} in row {data.index[row]!r}. Every weight must be above 0; drop rows "
            "that should not count."
        )
    return weight


def no_empty_column(numbers: pd.DataFrame) -> None:
    empty = [c for c in numbers.columns if numbers[c].isna().all()]
    if empty:
        raise ValueError(f"{empty[0]!r} is missing in all {len(numbers)} rows. Leave that column out.")


def flags_of(data: pd.DataFrame, names: list[str], not_used: str | Mapping[str, str] | None) -> dict[str, np.ndarray]:
    """Columns that say "never used": by a prefix (those that exist) or by name."""
    if not_used is None:
        return {}
    if isinstance(not_used, str):
        pairs = {name: f"{not_used}{name}" for name in names if f"{not_used}{name}" in data.columns}
        if not pairs:
            raise ValueError(
                f"not_used={not_used!r}: no column is called {not_used}{names[0]} or like it. Pass the prefix of such columns, or a dict."
            )
    else:
        pairs = {name: not_used[name] for name in names if name in not_used}
        columns(data, list(pairs.values()), what="not_used")
    return {name: np.nan_to_num(numeric(data, column)) > 0 for name, column in pairs.items()}


def kept(
    numbers: pd.DataFrame,
    names: list[str],
    weight: np.ndarray,
    weights: str | None,
    code: np.ndarray | None,
    cluster: str | None,
    missing: str | None,
    choices: tuple[str, ...] = MISSING,
) -> tuple[np.ndarray, str]:
    """Which rows stay, and in words what was done with missing answers."""
    holes = {c: int(k) for c, k in numbers.isna().sum().items() if k}
    absent = np.isnan(weight)
    if absent.any():
        holes[str(weights)] = int(absent.sum())
    if code is not None and (code < 0).any():
        absent = absent | (code < 0)
        holes[str(cluster)] = int((code < 0).sum())
    rows = len(numbers)
    if not holes:
        return np.ones(rows, bool), f"No answer is missing; all {rows} rows count."
    counts = ", ".join(f"{c} {k}" for c, k in holes.items())
    complete = numbers.notna().all(axis=1).to_numpy() & ~absent
    if missing is None:
        indicator = (
            "; 'not_used_indicator' keeps every row with an outcome and gives each rating that can be missing a column of its own saying so"
            if "not_used_indicator" in choices
            else ""
        )
        raise ValueError(
            f"Answers are missing ({counts}, of {rows} rows), and missing= does not say what to do. Choose from {list(choices)}: "
            f"'listwise' keeps the {int(complete.sum())} complete rows{indicator}."
        )
    if missing == "listwise":
        return complete, f"Listwise: {int(complete.sum())} of {rows} rows are complete and count (missing: {counts})."
    needed = numbers.drop(columns=names).notna().all(axis=1).to_numpy() & ~absent
    left = f" {int((~needed).sum())} rows without outcome, covariate, weight or cluster do not count." if not needed.all() else ""
    words = (
        f"Not-used indicator: {int(needed.sum())} of {rows} rows count; a missing rating is 0 after centring "
        f"and has an indicator (missing: {counts}).{left}"
    )
    return needed, words


def basis_of(columns_: list[np.ndarray]) -> list[np.ndarray]:
    basis: list[np.ndarray] = []
    for column in columns_:
        direction = left_over(column, basis)
        if direction is None:
            raise ValueError("One covariate is a weighted sum of the others. Leave one of them out.")
        basis.append(direction)
    return basis


def left_over(column: np.ndarray, basis: list[np.ndarray]) -> np.ndarray | None:
    """The part of `column` that `basis` does not hold, of length 1; None when nothing is left."""
    rest = column.copy()
    for _ in range(2):
        for direction in basis:
            rest -= (direction @ rest) * direction
    length = float(np.sqrt(rest @ rest))
    return rest / length if length > np.sqrt(ALIASED) * np.sqrt(column @ column) else None


def variance_left(moments: np.ndarray) -> np.ndarray:
    """Share of each column's own moment that the columns before it do not explain."""
    m, own = moments.copy(), np.diag(moments).copy()
    left = np.ones(len(m))
    for j in range(len(m)):
        left[j] = m[j, j] / own[j]
        if left[j] > ALIASED:
            m[j + 1 :, j + 1 :] -= np.outer(m[j + 1 :, j], m[j, j + 1 :] / m[j, j])
    return left
