"""Ratings made ready for estimation: every check at the door, and what is done with missing answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
import pandas as pd

from cxlab._validate import columns, one_of
from cxlab.estimators.screening import (
    ALIASED,
    MISSING,
    apart,
    basis_of,
    flags_of,
    kept,
    left_over,
    matrix,
    named,
    no_empty_column,
    on_scale,
    variance_left,
    weights_of,
)

INDICATORS = ("not used: ", "no answer: ")  # how the columns begin that say why a rating is missing
ALONE = 1 - 1e-9  # leverage from which a row is taken to decide a coefficient by itself


@dataclass(frozen=True)
class Answers:
    """The outcome, the drivers and all that goes with them, as arrays of the same rows."""

    outcome: str
    on: tuple[str, ...]
    y: np.ndarray
    x: np.ndarray  # rows by drivers; 0 stands where `met` is False
    met: np.ndarray  # rows by drivers: was this driver rated
    given: np.ndarray  # rows by covariates and indicators, which every subset holds
    given_names: tuple[str, ...]
    weight: np.ndarray
    weighted: bool
    cluster: str | None
    group: np.ndarray | None  # cluster number of each row, from 0
    labels: pd.Index
    missing: str
    centre: np.ndarray  # taken off each driver's ratings before 0 was put where it was not rated
    codebook: Mapping[str, Mapping[str, float]] = field(default_factory=dict)

    @property
    def n(self) -> int:
        """Number of rows."""
        return len(self.y)

    @property
    def raters(self) -> np.ndarray:
        """Number of rows that rated each driver."""
        return self.met.sum(axis=0)

    @property
    def groups(self) -> int:
        """Number of clusters; 0 when none are named."""
        return 0 if self.group is None else int(self.group.max()) + 1

    @property
    def design(self) -> np.ndarray:
        """The constant, the drivers, then what is given."""
        return np.column_stack([np.ones(self.n), self.x, self.given])

    @cached_property
    def moments(self) -> np.ndarray:
        """Weighted moments of `stacked`."""
        return (self.stacked * (self.weight / self.weight.sum())[:, None]).T @ self.stacked

    @cached_property
    def stacked(self) -> np.ndarray:
        """What is given (the constant first), the drivers, the outcome, centred and scaled: the order of the subset kernels."""
        columns = np.column_stack([self.given, self.x, self.y])
        return np.column_stack([np.ones(self.n), (columns - columns.mean(axis=0)) / columns.std(axis=0)])

    @cached_property
    def precision(self) -> np.ndarray:
        """Inverse moments of `stacked` without the outcome."""
        return np.linalg.inv(self.moments[:-1, :-1])

    @cached_property
    def leverage(self) -> np.ndarray:
        """How far each row decides its own fitted outcome, from 0 to 1."""
        z = self.stacked[:, :-1]
        share = self.weight / self.weight.sum()
        return np.minimum(share * ((z @ self.precision) * z).sum(axis=1), 1.0)

    @property
    def performance(self) -> np.ndarray:
        """Mean rating of each driver among those who rated it."""
        return self.weight @ self.x / (self.weight @ self.met) + self.centre  # x is 0 where it was not rated

    @property
    def share_met(self) -> np.ndarray:
        """Weighted share of the rows that rated each driver."""
        return np.average(self.met, axis=0, weights=self.weight)


def read(
    data: pd.DataFrame,
    outcome: str,
    on: Sequence[str],
    *,
    weights: str | None = None,
    cluster: str | None = None,
    missing: str | None = None,
    not_used: str | Mapping[str, str] | None = None,
    covariates: Sequence[str] = (),
) -> Answers:
    """Check the table and return its arrays; nothing is dropped or filled unless `missing` says so."""
    names, others = named(data, outcome, on, covariates, weights, cluster)
    if missing is not None:
        one_of("missing", missing, MISSING)
    all_names = [outcome, *names, *others]
    values = matrix(data, [outcome, *names], others)
    on_scale(data, all_names, values)
    weight = np.ones(len(data)) if weights is None else weights_of(data, weights)
    code = None if cluster is None else pd.factorize(data[cluster])[0]
    no_empty_column(all_names, values)
    flags = flags_of(data, names, not_used)
    keep, words = kept(values, all_names, [c not in names for c in all_names], weight, weights, code, cluster, missing)
    if not keep.any():
        raise ValueError(
            f"No row is left: missing={missing!r} keeps 0 of {len(data)}. Leave out the columns with most missing answers, "
            "or pass missing='not_used_indicator'."
        )
    values, weight = values[keep], weight[keep]
    code = None if code is None else pd.factorize(code[keep])[0]
    rated = values[:, 1 : 1 + len(names)]
    met = ~np.isnan(rated)
    x, centre = _filled(rated, met, weight)
    given, given_names, dropped = _indicators(names, met, others, values[:, 1 + len(names) :], {k: v[keep] for k, v in flags.items()})
    if dropped:
        words += f" {dropped} indicator{'s' if dropped > 1 else ''} repeated others and added nothing."
    book = data.attrs.get("codebook") or {}
    answers = Answers(
        outcome=outcome, on=tuple(names), y=values[:, 0].copy(), x=x, met=met, given=given, given_names=tuple(given_names),
        weight=weight, weighted=weights is not None, cluster=cluster, group=code, labels=data.index if keep.all() else data.index[keep], missing=words,
        codebook={k: book[k] for k in [outcome, *names] if k in book}, centre=centre,
    )  # fmt: skip
    return _checked(answers)


def _filled(x: np.ndarray, met: np.ndarray, weight: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Ratings with 0 where they are missing; those columns are centred on their raters first."""
    centre = np.zeros(x.shape[1])
    filled = x.copy()
    for j in np.flatnonzero(~met.all(axis=0)):
        seen = met[:, j]
        centre[j] = np.average(x[seen, j], weights=weight[seen]) if seen.any() else 0.0
        filled[:, j] = np.where(seen, x[:, j] - centre[j], 0.0)
    return filled, centre


def _indicators(
    names: list[str], met: np.ndarray, others: list[str], base: np.ndarray, flags: dict[str, np.ndarray]
) -> tuple[np.ndarray, list[str], int]:
    """Covariates, then an indicator for each rating that can be missing (two where "never used" is told from a blank)."""
    found: list[tuple[str, np.ndarray]] = []
    for j, name in enumerate(names):
        hole = ~met[:, j]
        if not hole.any():
            continue
        if name in flags:
            found += [(f"{INDICATORS[0]}{name}", hole & flags[name]), (f"{INDICATORS[1]}{name}", hole & ~flags[name])]
        else:
            found += [(f"{INDICATORS[0]}{name}", hole)]
    for column, label in zip(base.T, others, strict=True):
        if np.ptp(column) == 0:
            raise ValueError(f"The covariate {label!r} has the same value, {column[0]:g}, in every row that counts. Leave it out.")
    columns_, labels, dropped = [np.ones(len(met))], [], 0
    columns_, labels = [*columns_, *base.T], list(others)
    basis = basis_of(columns_)
    for label, column in found:
        if not column.any():
            continue
        direction = left_over(column.astype(float), basis)
        if direction is None:
            dropped += 1
            continue
        basis.append(direction)
        columns_.append(column.astype(float))
        labels.append(label)
    return np.column_stack(columns_)[:, 1:], labels, dropped


@dataclass(frozen=True)
class Complete:
    """Columns without a missing answer, for estimators that need every cell."""

    names: tuple[str, ...]
    values: np.ndarray
    weight: np.ndarray
    group: np.ndarray | None
    missing: str

    @property
    def n(self) -> int:
        """Number of rows."""
        return len(self.values)


def complete(
    data: pd.DataFrame, names: Sequence[str], *, weights: str | None = None, cluster: str | None = None, missing: str | None = None
) -> Complete:
    """Check the columns and keep the rows that have them all; `missing="listwise"` must be said when some have not."""
    names = columns(data, names)
    twice = [c for i, c in enumerate(names) if c in names[:i]]
    if twice:
        raise ValueError(f"{twice[0]!r} is named twice. Name each column once.")
    apart(data, names, weights, cluster)
    if missing is not None:
        one_of("missing", missing, ("listwise",))
    values = matrix(data, names)
    on_scale(data, names, values)
    no_empty_column(names, values)
    weight = np.ones(len(data)) if weights is None else weights_of(data, weights)
    code = None if cluster is None else pd.factorize(data[cluster])[0]
    keep, words = kept(values, names, [True] * len(names), weight, weights, code, cluster, missing, choices=("listwise",))
    values, weight = values[keep], weight[keep]
    if len(values) < 3:
        raise ValueError(
            f"{len(values)} complete rows of {len(data)} are left; at least 3 are needed. Leave out the columns with most missing answers."
        )
    for name, column in zip(names, values.T, strict=True):
        if np.ptp(column) == 0:
            raise ValueError(f"{name!r} has the same value, {column[0]:g}, in every row that counts. Leave it out.")
    group = None if code is None else pd.factorize(code[keep])[0]
    if group is not None and group.max() < 1:
        raise ValueError(f"cluster={cluster!r} has one group only. Pass a column with at least 2 groups, or leave cluster out.")
    return Complete(tuple(names), values, weight, group, words)


def rows_of(answers: Answers, rows: np.ndarray) -> Answers:
    """The same answers for a choice of rows (a bootstrap resample)."""
    return replace(
        answers, y=answers.y[rows], x=answers.x[rows], met=answers.met[rows], given=answers.given[rows], weight=answers.weight[rows],
        group=None if answers.group is None else answers.group[rows], labels=answers.labels[rows],
    )  # fmt: skip


def _checked(answers: Answers) -> Answers:
    p, f, n = len(answers.on), answers.given.shape[1], answers.n
    if n <= p + f + 1:
        raise ValueError(
            f"{p} drivers{f' and {f} further columns' if f else ''} on {n} rows: there must be more rows than drivers "
            f"(at least {p + f + 2}). "
            "Ask more people, or choose fewer drivers."
        )
    if np.ptp(answers.y) == 0:
        raise ValueError(
            f"The outcome {answers.outcome!r} has the same value, {answers.y[0]:g}, in every row that counts. There is nothing to explain."
        )
    high = np.max(answers.x, axis=0, where=answers.met, initial=-np.inf)
    low = np.min(answers.x, axis=0, where=answers.met, initial=np.inf)
    for j in np.flatnonzero(high <= low):
        value = f", {high[j] + answers.centre[j]:g}," if np.isfinite(high[j]) else ""
        raise ValueError(f"The driver {answers.on[j]!r} has the same value{value} in every row that counts. Leave it out of `on`.")
    _distinct(answers)
    if answers.group is not None and answers.groups < 2:
        raise ValueError(f"cluster={answers.cluster!r} has one group only. Pass a column with at least 2 groups, or leave cluster out.")
    return answers


def _distinct(answers: Answers) -> None:
    """Refuse a driver that repeats another, or that is a weighted sum of the others."""
    z = answers.x - answers.x.mean(axis=0)
    z = z / np.sqrt((z * z).sum(axis=0))
    alike = np.abs(np.triu(z.T @ z, 1)) > 1 - 1e-12
    if alike.any():
        i, j = np.argwhere(alike)[0]
        raise ValueError(
            f"The drivers {answers.on[i]!r} and {answers.on[j]!r} are duplicates: one gives the other exactly. Leave one "
            "of them out of `on`."
        )
    given = 1 + answers.given.shape[1]
    for j, left in enumerate(variance_left(answers.moments)[given:-1]):
        if left < ALIASED:
            raise ValueError(f"The driver {answers.on[j]!r} is a weighted sum of the other columns. Leave one of them out of `on`.")
