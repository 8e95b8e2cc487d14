"""Before and after, with a control: difference-in-differences."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from cxlab import _validate
from cxlab.metrics.answers import flags, kept_rows, level_of, percent, ratings_of
from cxlab.metrics.sentences import settled, span
from cxlab.results import Estimate, Result

_ASSUMPTION = "The effect is causal only if both groups would have moved alike without the action. Two periods cannot test that."
_FEW_CLUSTERS = 30
_FAR_APART = 0.25  # quarter of a standard deviation: Imbens & Rubin 2015


def difference_in_differences(
    data: Any,
    outcome: str | None = None,
    *,
    treated: str = "treated",
    after: str = "after",
    cluster: str | None = None,
    level: float = 0.95,
    missing: str | None = None,
) -> Result:
    """Change of the treated less change of the control: the effect, if both would have moved alike.

    Parameters
    ----------
    data : table with one row per answer, or four means {"treated": (before, after), "control": (before, after)}.
    outcome : the column of answers, when a table is passed.
    treated, after : columns of 0 and 1 (or False and True): belongs to the treated group, was asked afterwards.
    cluster : column whose units (branches, customers) were treated or asked together; the interval is then cluster-robust.
    level : confidence level of the t interval (HC3 without clusters).
    missing : None (missing answers are an error) or "drop".

    Returns
    -------
    Result
        One row, "effect"; `detail["means"]` has the four means, `detail["change"]` the two changes. Four means carry no interval.

    Raises
    ------
    ValueError
        When one of the four cells is empty, a column is not 0/1, or a cell has fewer than two clusters.

    Notes
    -----
    Source: Shadish, Cook & Campbell 2002; cluster-robust error: Liang & Zeger 1986.

    Examples
    --------
    >>> round(difference_in_differences({"treated": (6.8, 7.4), "control": (6.9, 7.2)}).value, 10)
    0.3
    """
    level = level_of(level)
    if isinstance(data, Mapping):
        means = _means(data)
        row, method, advice, note = Estimate("effect", _effect(means)), "four means, no interval", [], "means were passed"
    else:
        table, outcome, note = _table(data, outcome, treated, after, cluster, missing)
        means = _cell_means(table)
        row, method = _fit(table, level)
        advice = _advice(table, means)
    detail = {
        "sentence": _sentence(row, means, level),
        "advice": [_ASSUMPTION, *advice],
        "missing": note,
        "means": means,
        "change": _changes(means),
    }
    return Result("Difference-in-differences", "points of the answer", method, (row,), detail)


def _means(data: Mapping[str, Any]) -> pd.DataFrame:
    if set(data) != {"treated", "control"}:
        raise ValueError(f'The means are named {list(data)}. Pass {{"treated": (before, after), "control": (before, after)}}.')
    rows = {}
    for name in ("treated", "control"):
        pair = tuple(np.ravel(data[name]).tolist())
        if len(pair) != 2:
            raise ValueError(f"{name}={data[name]!r} is not a pair. Pass the mean before and the mean after.")
        rows[name] = [_validate.number(f"{name} mean", value) for value in pair]
    return pd.DataFrame.from_dict(rows, orient="index", columns=["before", "after"])


def _changes(means: pd.DataFrame) -> dict[str, float]:
    moved = means["after"].to_numpy(dtype=float) - means["before"].to_numpy(dtype=float)
    return {str(name): float(move) for name, move in zip(means.index, moved, strict=True)}


def _effect(means: pd.DataFrame) -> float:
    change = _changes(means)
    return change["treated"] - change["control"]


def _table(
    data: Any, outcome: str | None, treated: str, after: str, cluster: str | None, missing: str | None
) -> tuple[pd.DataFrame, str, str]:
    """The columns y, treated, after (and cluster), complete and checked."""
    frame = _validate.frame("data", data)
    if outcome is None:
        raise ValueError(f"outcome=None names no answers. Pass outcome= and choose from {[str(c) for c in frame.columns]}.")
    _validate.columns(frame, [outcome], what="outcome")
    _validate.columns(frame, [treated], what="treated")
    _validate.columns(frame, [after], what="after")
    y = ratings_of(frame[outcome], (-np.inf, np.inf))
    kept, note = kept_rows(y, frame[outcome], outcome, missing)
    table = pd.DataFrame({"y": y, "treated": flags(frame[treated], str(treated)), "after": flags(frame[after], str(after))})
    if cluster is not None:
        units = frame[_validate.columns(frame, [cluster], what="cluster")[0]]
        if units.isna().any():
            raise ValueError(f"cluster={cluster!r} is missing in {int(units.isna().sum())} rows. Fill it or drop those rows.")
        table["cluster"] = pd.factorize(units)[0]
    table = table[kept]
    _check_cells(table, treated, after)
    return table, outcome, note


def _check_cells(table: pd.DataFrame, treated: str, after: str) -> None:
    least = 1 if "cluster" in table else 2
    for t in (0.0, 1.0):
        for a in (0.0, 1.0):
            cell = table[(table["treated"] == t) & (table["after"] == a)]
            if len(cell) < least:
                raise ValueError(
                    f"There are {len(cell)} answers with {treated}={t:g} and {after}={a:g}. All four cells need at least {least}."
                )
            if "cluster" in table and cell["cluster"].nunique() < 2:
                raise ValueError(
                    f"The cell with {treated}={t:g} and {after}={a:g} has 1 cluster. A cluster-robust interval needs at least two in each "
                    "of the four cells: one alone shows no spread."
                )


def _cell_means(table: pd.DataFrame) -> pd.DataFrame:
    cells = table.groupby(["treated", "after"])["y"].mean().unstack()
    return (
        pd.DataFrame({"before": cells[0.0], "after": cells[1.0]}).rename(index={1.0: "treated", 0.0: "control"}).loc[["treated", "control"]]
    )


def _fit(table: pd.DataFrame, level: float) -> tuple[Estimate, str]:
    import statsmodels.api as sm

    x = np.column_stack([np.ones(len(table)), table["treated"], table["after"], table["treated"] * table["after"]])
    model = sm.OLS(table["y"].to_numpy(), x)
    if "cluster" in table:
        fit = model.fit(cov_type="cluster", cov_kwds={"groups": table["cluster"].to_numpy()}, use_t=True)
        how = f"OLS, cluster-robust {percent(level)} t interval ({table['cluster'].nunique()} clusters)"
    else:
        fit = model.fit(cov_type="HC3", use_t=True)
        how = f"OLS, HC3 {percent(level)} t interval"
    low, high = fit.conf_int(alpha=1 - level)[3]
    return Estimate("effect", float(fit.params[3]), float(low), float(high), len(table)), how


def _advice(table: pd.DataFrame, means: pd.DataFrame) -> list[str]:
    advice = []
    before = means["before"].to_numpy(dtype=float)
    gap = float(before[0] - before[1])
    spread = float(table.loc[table["after"] == 0, "y"].std())
    if spread > 0 and abs(gap) > _FAR_APART * spread:
        advice.append(
            f"The groups started {abs(gap):.2f} apart. If the treated were picked for being worst (or best), they drift back to their "
            "mean without any action."
        )
    if "cluster" in table and table["cluster"].nunique() < _FEW_CLUSTERS:
        advice.append(f"Only {table['cluster'].nunique()} clusters: with fewer than {_FEW_CLUSTERS} the interval tends to be too narrow.")
    if "cluster" not in table:
        advice.append("Answers are taken as independent. Where branches or customers were treated or asked together, name cluster=.")
    return advice


def _sentence(row: Estimate, means: pd.DataFrame, level: float) -> str:
    change = _changes(means)
    lead = f"The treated changed by {change['treated']:+.2f}, the control by {change['control']:+.2f}: an effect of {row.value:+.2f}"
    if math.isnan(row.low):
        return f"{lead}. Four means carry no interval."
    return f"{lead} ({span(row.low, row.high, level, 2)}). {settled(row.low, row.high)}"
