"""What many estimates say of an estimator: bias, RMSE, coverage and ranks, each with its Monte-Carlo standard error.

The measures and their standard errors are those of Morris, White & Crowther (2019) (not re-checked).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd


def gathered(replications: Iterator[list[dict[str, Any]]], labels: list[str]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Every estimate, one row each; and every fit, one row each."""
    rows = [row for replication in replications for row in replication]
    keep = ["replication", "method", "by"]
    each = pd.concat([row["table"].assign(**{k: row[k] for k in keep}) for row in rows], ignore_index=True)
    each = each[[*keep, "name", "estimate", "low", "high", "truth"]]
    each["error"] = np.where(each["by"] == "value", each["estimate"] - each["truth"], np.nan)
    known = each["low"].notna() & (each["by"] == "value")
    each["covered"] = ((each["low"] <= each["truth"]) & (each["truth"] <= each["high"])).astype(float).where(known)
    group = each.groupby(["replication", "method"], sort=False)
    each["rank"], each["true_rank"] = (group[column].rank(ascending=False) for column in ("estimate", "truth"))
    each["first"] = (each["estimate"] == group["estimate"].transform("max")).astype(float)
    runs = pd.DataFrame([{k: v for k, v in row.items() if k != "table"} for row in rows])
    runs["method"] = pd.Categorical(runs["method"], labels)
    return each, runs.sort_values(["replication", "method"]).astype({"method": object}).reset_index(drop=True)


def _mean(values: pd.Series) -> tuple[float, float]:
    """Mean and its Monte-Carlo standard error; NaN where there is nothing."""
    v = values.dropna().to_numpy(dtype=float)
    if not len(v):
        return np.nan, np.nan
    return float(v.mean()), float(v.std(ddof=1) / np.sqrt(len(v))) if len(v) > 1 else np.nan


def _root(squares: pd.Series) -> tuple[float, float]:
    """Root of the mean of squared errors, with its standard error by the delta method."""
    mean, error = _mean(squares)
    root = float(np.sqrt(mean))
    return root, error / (2 * root) if root > 0 else np.nan


def _measures(errors: pd.Series, squares: pd.Series, covered: pd.Series) -> dict[str, float]:
    (bias, bias_se), (rmse, rmse_se), (coverage, coverage_se) = _mean(errors), _root(squares), _mean(covered)
    return {"bias": bias, "bias_se": bias_se, "rmse": rmse, "rmse_se": rmse_se, "coverage": coverage, "coverage_se": coverage_se}


def measures_by_touchpoint(each: pd.DataFrame) -> pd.DataFrame:
    """One row per method and touchpoint."""
    rows = []
    for (method, name), part in each.groupby(["method", "name"], sort=False):
        (rank, rank_se), (first, first_se) = _mean(part["rank"]), _mean(part["first"])
        known = {"method": method, "name": name, "truth": float(part["truth"].iloc[0]), "estimate": float(part["estimate"].mean())}
        ranks = {"true_rank": float(part["true_rank"].iloc[0]), "rank": rank, "rank_se": rank_se, "first": first, "first_se": first_se}
        rows.append({**known, **_measures(part["error"], part["error"] ** 2, part["covered"]), **ranks, "n": len(part)})
    return pd.DataFrame(rows)


def measures_by_method(each: pd.DataFrame, runs: pd.DataFrame) -> pd.DataFrame:
    """One row per method. Errors are averaged over touchpoints within a replication first, for these go together."""
    rows = []
    for method, part in each.groupby("method", sort=False):
        mine = runs[runs["method"] == method]
        within = part.assign(square=part["error"] ** 2).groupby("replication")[["error", "square", "covered"]].mean()
        top = part[part["true_rank"] == part["true_rank"].min()].groupby("replication")["first"].max()
        row: dict[str, Any] = {
            "method": method,
            "by": mine["by"].iloc[0],
            **_measures(within["error"], within["square"], within["covered"]),
        }
        row["rank_correlation"], row["rank_correlation_se"] = _mean(mine["rank"])
        row["top_found"], row["top_found_se"] = _mean(top)
        row["sign_agreement"], row["class_agreement"] = _mean(mine["sign_agreement"])[0], _mean(mine["class_agreement"])[0]
        row["r2"], row["respondents"], row["n"] = mine["r2"].mean(), mine["respondents"].mean(), len(mine)
        rows.append(row)
    return pd.DataFrame(rows)
