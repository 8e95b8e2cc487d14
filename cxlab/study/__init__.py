"""Recovery: simulate, ask, estimate and compare with the truth, many times over.

Each method is held against the truth it can be held against: slopes and penalty-reward against T2 (what moving a touchpoint
does, felt, among users), shares of variance against T3, correlations against T2 by rank. See `fit.compare`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from cxlab import _validate as check
from cxlab.draws import seed_of
from cxlab.results import Estimate, Result
from cxlab.study.measures import gathered, measures_by_method, measures_by_touchpoint
from cxlab.study.replications import Study, asked_enough, begun, replicated, split_errors, truths_of
from cxlab.worlds import World

__all__ = ["recovery"]

Z95 = 1.959963984540054


def recovery(
    world: World,
    methods: Sequence[str] | Mapping[str, Mapping[str, Any]] = ("ols", "lmg"),
    *,
    replications: int = 100,
    customers: int = 500,
    ask: Mapping[str, Any] | None = None,
    outcome: str = "overall",
    on: Sequence[str] | None = None,
    missing: str | None = None,
    truth: Mapping[str, Any] | None = None,
    truths: Mapping[str, Result] | None = None,
    split: int = 0,
    rng: int | np.random.Generator | None = None,
    progress: bool = True,
) -> Result:
    """How well estimators recover the truth of a world: simulate, ask, estimate and compare, many times over.

    Parameters
    ----------
    world : whose truth is known.
    methods : names of estimators of `cxlab.drivers`; or label -> its settings, as in {"ols by branch": {"method": "ols",
        "cluster": "branch"}, "lmg": {"bootstrap": 200}}. Without "method" the label names it.
    replications, customers : how often, and how many customers each time; with response below 1 fewer of them answer.
    ask : settings of the survey by name, as in {"halo": 0.5, "points": 7}; see `cxlab.survey.ask`.
    outcome, on, missing : of `cxlab.drivers`; `on` is every touchpoint that is asked about by default. As there, `missing` must be
        named where touchpoints can be left out.
    truth : settings of the truths: "lever", "delta", "among" and "customers" of T2, "population" of T3 (customers).
    truths : truths of an earlier recovery of this world, `detail["truths"]`, to save their computation.
    split : customers (many: theirs is a sample too) among whom the errors of survey and method are told apart; 0 leaves that out.
    rng : seed, Generator or None. Each replication has a seed of its own, so the numbers do not depend on the number of jobs.
    progress : whether a bar is shown.

    Returns
    -------
    Result
        Per method the mean rank correlation with its truth and its Monte-Carlo interval. `detail["by_method"]` and
        `detail["by_touchpoint"]` hold bias, RMSE, coverage and ranks with their Monte-Carlo standard errors;
        `detail["each"]` every single estimate; `detail["truths"]` the truths.

    Raises
    ------
    ValueError
        For unknown methods and settings, and when a replication fails; the message names the replication.

    Notes
    -----
    Source: Morris, White & Crowther (2019) for the measures and their standard errors (not re-checked). The bias of shares
    averages to 0 by construction: look at `by_touchpoint`. Inside `with joblib.parallel_config(n_jobs=4)` four jobs share the
    work; with `backend="dask"` a cluster does.

    Examples
    --------
    >>> import cxlab as cx
    >>> fast = {"replications": 2, "customers": 300, "truth": {"customers": 100}, "progress": False}
    >>> found = recovery(cx.world("officina"), ["ols"], missing="not_used_indicator", rng=1, **fast)
    >>> found.names, found["ols"].n
    (['ols'], 2)
    """
    seed = seed_of(rng)
    count = check.count("replications", replications)
    study = begun(world, methods, check.count("customers", customers), ask, outcome, on, missing, seed)
    asked_enough(study)
    study = replace(study, truths=truths_of(study, truth, truths))
    each, runs = gathered(replicated(study, count, progress), list(study.fits))
    by_touchpoint, by_method = measures_by_touchpoint(each), measures_by_method(each, runs)
    if check.count("split", split, low=0):
        by_touchpoint = by_touchpoint.merge(split_errors(study, split), on=["method", "name"], how="left")
        by_touchpoint["sampling"] = by_touchpoint["bias"] - by_touchpoint["survey"] - by_touchpoint["of_method"]
    return _result(study, count, each, runs, by_method, by_touchpoint)


def _result(
    study: Study, count: int, each: pd.DataFrame, runs: pd.DataFrame, by_method: pd.DataFrame, by_touchpoint: pd.DataFrame
) -> Result:
    detail = {
        "by_method": by_method, "by_touchpoint": by_touchpoint, "each": each, "truths": dict(study.truths), "seed": study.seed,
        "why": dict(zip(runs["method"], runs["why"], strict=True)), "sentence": _sentence(study, count, by_method),
    }  # fmt: skip
    method = f"{count} replications of {study.customers} customers in {study.world.name}, normal 95% Monte-Carlo interval"
    rows = tuple(_row(row) for row in by_method.to_dict("records"))
    return Result("Recovery of the truth", "rank correlation with the truth, -1 to 1", method, rows, detail)


def _row(row: Mapping[Any, Any]) -> Estimate:
    value, reach = row["rank_correlation"], Z95 * row["rank_correlation_se"]
    if np.isnan(value) or np.isnan(reach):
        return Estimate(row["method"], value, n=row["n"])
    return Estimate(row["method"], value, max(value - reach, -1.0), min(value + reach, 1.0), row["n"])


def _sentence(study: Study, count: int, by_method: pd.DataFrame) -> str:
    parts = []
    for row in by_method.to_dict("records"):
        truth = study.truth_of(row["method"]).detail["truth"]
        words = f"{row['method']} against {truth}: rank correlation {row['rank_correlation']:.2f}, the top driver found in {row['top_found']:.0%}"
        if not np.isnan(row["rmse"]):
            words += f", RMSE {row['rmse']:.3f}"
        if not np.isnan(row["coverage"]):
            words += f", {row['coverage']:.1%} of the intervals hold the truth"
        parts.append(words)
    return f"Over {count} replications, {'; '.join(parts)}."
