"""Checks of answers at the door, each with what to do about it; nothing is repaired quietly."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from cxlab._validate import columns, frame, label, mapping, numbers, off_scale, one_of

MISSING = ("listwise", "not_used_indicator")
LARGEST = 1e100  # beyond, squares leave the range of floats
ALIASED = 1e-9  # share of a column's variance that the columns before it must leave for it to count as a column of its own


def by_text(data: pd.DataFrame) -> pd.DataFrame:
    """The table with every column called by text, for results name their rows so: column 0 is "0"."""
    frame("data", data)
    plain = isinstance(data.columns, pd.MultiIndex) or all(isinstance(c, str) for c in data.columns)
    return data if plain else data.rename(columns=str)


def text(name: Any) -> Any:
    """A number that names a column, as text; anything else as it is."""
    return str(name) if isinstance(name, (int, float, np.number)) and not isinstance(name, bool) else name


def named(
    data: pd.DataFrame, outcome: str, on: Sequence[str], covariates: Sequence[str], weights: str | None, cluster: str | None
) -> tuple[list[str], list[str]]:
    columns(data, [outcome], what="outcome")
    if isinstance(on, str):
        raise TypeError(f"on={on!r} is not a list of drivers. Pass the names of their columns, as in on=['courier', 'app'].")
    names, others = columns(data, on, what="on"), columns(data, covariates, what="covariates")
    if not names:
        raise ValueError(f"on is empty. Pass the columns whose part in {outcome!r} you ask for.")
    if outcome in names or outcome in others:
        raise ValueError(f"{outcome!r} is the outcome and stands among the drivers too. Take it out of `on` and `covariates`.")
    twice = [c for i, c in enumerate([*names, *others]) if c in [*names, *others][:i]]
    if twice:
        raise ValueError(f"{twice[0]!r} is named twice in `on` and `covariates`. Name each column once.")
    apart(data, [outcome, *names], weights, cluster)
    return names, others


def apart(data: pd.DataFrame, used: Sequence[str], weights: str | None, cluster: str | None) -> None:
    """Refuse weights or clusters that are no column, or one whose slope or mean is asked for."""
    for word, column in (("weights", weights), ("cluster", cluster)):
        if column is not None and columns(data, [column], what=word)[0] in used:
            raise ValueError(
                f"{word}={column!r} is a column that the fit explains or explains with. Pass a column of its own, or leave {word} out."
            )


def numeric(data: pd.DataFrame, column: str, *, yes_no: bool = False) -> np.ndarray:
    """The column as floats of ordinary size, missing as NaN."""
    return matrix(data, () if yes_no else (column,), (column,) if yes_no else ())[:, 0]


def matrix(data: pd.DataFrame, rated: Sequence[str], others: Sequence[str] = ()) -> np.ndarray:
    """Columns of ratings, then others (which may be yes or no), as floats; an error names the first cell that is no ordinary number."""
    values = np.column_stack([numbers(data[c], str(c)) for c in rated] + [numbers(data[c], str(c), yes_no=True) for c in others])
    largest = np.fmax.reduce(np.abs(values), axis=0)
    strange = (largest > LARGEST) | ((largest > 0) & (largest < 1 / LARGEST))
    if not strange.any():
        return values
    j = int(np.argmax(strange))
    column, row = [*rated, *others][j], int(np.nanargmax(np.abs(values[:, j])))
    where = f"in row {label(data.index, row)!r}. "
    if np.isinf(largest[j]):
        raise ValueError(f"{column} is infinite {where}Correct that row, or leave the cell missing.")
    raise ValueError(f"{column} is {values[row, j]:g} {where}Numbers that large or small cannot be squared: count in another unit.")


def uncut(data: pd.DataFrame) -> bool:
    """Whether the survey says that its answers were neither rounded nor bounded."""
    return (data.attrs.get("survey") or {}).get("cut") is False


def on_scale(data: pd.DataFrame, names: Sequence[str], values: np.ndarray) -> None:
    """Refuse ratings outside the scale that the codebook of the table names; answers left uncut have no ends."""
    book = {} if uncut(data) else data.attrs.get("codebook") or {}
    for name, column in zip(names, values.T, strict=True):
        if {"low", "high"} <= set(book.get(name, {})):
            low, high = float(book[name]["low"]), float(book[name]["high"])
            outside = (column < low) | (column > high)
            if outside.any():
                raise off_scale(column, outside, data.index, str(name), low, high)


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


def no_empty_column(names: Sequence[str], values: np.ndarray) -> None:
    empty = np.isnan(values).all(axis=0)
    if empty.any():
        raise ValueError(f"{names[int(np.argmax(empty))]!r} is missing in all {len(values)} rows. Leave that column out.")


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
        pairs = {
            text(k): v
            for k, v in mapping(
                "not_used", not_used, f"{{{names[0]!r}: 'not_used_{names[0]}'}}, or pass the prefix of such columns"
            ).items()
        }
        for name in pairs:
            one_of("not_used", name, names)
        columns(data, pairs.values(), what="not_used")
    return {name: np.nan_to_num(numeric(data, column, yes_no=True)) > 0 for name, column in pairs.items()}


def kept(
    values: np.ndarray,
    columns: Sequence[str],
    needed: Sequence[bool],
    weight: np.ndarray,
    weights: str | None,
    code: np.ndarray | None,
    cluster: str | None,
    missing: str | None,
    choices: tuple[str, ...] = MISSING,
) -> tuple[np.ndarray, str]:
    """Which rows stay, and in words what was done with missing answers; rows without a `needed` column never do."""
    gaps = np.isnan(values)
    holes = {c: int(k) for c, k in zip(columns, gaps.sum(axis=0), strict=True) if k}
    absent = np.isnan(weight)
    if absent.any():
        holes[str(weights)] = int(absent.sum())
    if code is not None and (code < 0).any():
        absent = absent | (code < 0)
        holes[str(cluster)] = int((code < 0).sum())
    rows = len(values)
    if not holes:
        return np.ones(rows, bool), f"No answer is missing; all {rows} rows count."
    counts = ", ".join(f"{c} {k}" for c, k in holes.items())
    complete = ~gaps.any(axis=1) & ~absent
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
    there = ~gaps[:, np.asarray(needed)].any(axis=1) & ~absent
    left = f" {int((~there).sum())} rows without outcome, covariate, weight or cluster do not count." if not there.all() else ""
    words = (
        f"Not-used indicator: {int(there.sum())} of {rows} rows count; a missing rating is 0 after centring "
        f"and has an indicator (missing: {counts}).{left}"
    )
    return there, words


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
