"""Weights for those who did not answer, and the mean they give."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from cxlab import _validate
from cxlab.metrics import intervals
from cxlab.metrics.answers import flags, level_of, percent, ratings_of, read
from cxlab.metrics.sentences import span
from cxlab.results import Estimate, Result

_LIMIT = "Weights mend only what differs between the groups: within a group, those who answered must resemble those who did not."


def response_weights(data: pd.DataFrame, group: str, population: Mapping[Any, float]) -> pd.Series:
    """One weight for each answer, so that the groups count as they do among all customers.

    Parameters
    ----------
    data : table of the answers, one row each.
    group : column of the group (segment, branch, age class).
    population : size or share of each group among all customers, above 0.

    Returns
    -------
    pandas.Series
        Population share over answer share; the mean weight is 1.

    Raises
    ------
    ValueError
        When a group answered that the population lacks, or a group of the population has no answer.

    Notes
    -----
    Post-stratification: Holt & Smith 1979; what weights cannot mend: Groves 2006.

    Examples
    --------
    >>> asked = pd.DataFrame({"segment": ["old", "old", "old", "new"]})
    >>> response_weights(asked, "segment", {"old": 50, "new": 50}).round(3).tolist()
    [0.667, 0.667, 0.667, 2.0]
    """
    table = _validate.frame("data", data)
    labels = table[_validate.columns(table, [group], what="group")[0]]
    if labels.isna().any():
        raise ValueError(f"group={group!r} is missing in {int(labels.isna().sum())} rows. Fill it or drop those rows.")
    answered = labels.value_counts()
    shares = _population_shares(population, list(answered.index))
    weight = labels.map({name: shares[name] * len(table) / int(answered[name]) for name in shares}).astype(float)
    return weight.rename("weight")


def propensity_weights(data: pd.DataFrame, responded: str, on: Sequence[str]) -> pd.Series:
    """One weight for each answer: 1 over the chance that such a customer answers, from a logistic regression.

    Parameters
    ----------
    data : table of everyone who was asked, one row each, answered or not.
    responded : column of 0 and 1 (or False and True).
    on : columns known of everyone (numbers or classes) on which answering depends.

    Returns
    -------
    pandas.Series
        Weights of those who answered, with mean 1.

    Raises
    ------
    ValueError
        When all or none answered, a column has gaps, or the columns separate answer from silence completely.

    Notes
    -----
    Source: Little & Rubin 2002. It repairs only what the columns in `on` explain.

    Examples
    --------
    >>> asked = pd.DataFrame({"answered": [1, 1, 0, 1, 0, 0], "heavy": [1, 1, 1, 0, 0, 0]})
    >>> propensity_weights(asked, "answered", ["heavy"]).round(3).tolist()
    [0.75, 0.75, 1.5]
    """
    import warnings

    import statsmodels.api as sm

    table = _validate.frame("data", data)
    _validate.columns(table, [responded], what="responded")
    names = _validate.columns(table, on, what="on")
    x = _regressors(table, names)
    answered = flags(table[responded], str(responded))
    if answered.min() == answered.max():
        raise ValueError(f"responded={responded!r} must hold both 0 and 1, one for each customer asked, and nothing else.")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        fit = sm.GLM(answered, x, family=sm.families.Binomial()).fit()
    chance = np.asarray(fit.predict(x))[answered == 1]
    if chance.min() < 1e-6 or chance.max() > 1 - 1e-9:
        raise ValueError(f"The columns {names} separate those who answered from those who did not. Use broader classes or fewer columns.")
    weight = 1.0 / chance
    return pd.Series(weight / weight.mean(), index=table.index[answered == 1], name="weight")


def weighted_mean(
    data: Any,
    outcome: str | None = None,
    *,
    group: str | None = None,
    population: Mapping[Any, float] | None = None,
    weights: Any = None,
    level: float = 0.95,
    missing: str | None = None,
) -> Result:
    """The mean as answered, and the mean with every group counted as among all customers.

    Parameters
    ----------
    data : table of answers; or {group: (number of answers, their mean)}.
    outcome : column of the answers, when a table is passed.
    group, population : column of the group and {group: size or share}, for weighting by group; or
    weights : a weight per answer (column name or values), for example from `propensity_weights`.
    level : confidence level.
    missing : None (missing answers are an error) or "drop".

    Returns
    -------
    Result
        Rows "raw" and "weighted"; `detail["design_effect"]` is the price of unequal weights, `detail["groups"]` a table.

    Raises
    ------
    ValueError
        When neither or both ways of weighting are named, or groups and population do not match.

    Notes
    -----
    Interval of the weighted mean: by group, the post-stratified variance (Holt & Smith 1979); by weight, linearisation.

    Examples
    --------
    >>> answers = {"low": (40, 3), "middle": (60, 7), "high": (80, 9.5)}
    >>> found = weighted_mean(answers, population={"low": 200, "middle": 600, "high": 200})
    >>> round(found["raw"].value, 2), round(found["weighted"].value, 2)
    (7.22, 6.7)
    """
    level = level_of(level)
    if isinstance(data, Mapping):
        rows, detail = _from_summary(data, population)
        method = "weighted by group, no interval from means alone"
    elif (population is None) == (weights is None):
        raise ValueError("Name one way of weighting: group= with population=, or weights=.")
    elif population is not None:
        rows, detail = _by_group(data, outcome, group, population, level, missing)
        method = f"weighted by group, post-stratified t {percent(level)} interval"
    else:
        rows, detail = _by_weight(data, outcome, weights, level, missing)
        method = f"weights as given, linearised t {percent(level)} interval"
    detail = {"sentence": _sentence(rows, level), "advice": [_LIMIT, *detail.pop("warnings", [])], **detail}
    return Result("Mean, raw and weighted for non-response", "points of the answer", method, tuple(rows), detail)


def _regressors(table: pd.DataFrame, names: list[str]) -> np.ndarray:
    """A constant and what is known of everyone, centred and scaled: neither an offset nor a unit may change the weights."""
    if not names or len(set(names)) < len(names):
        raise ValueError(f"on={names} must name at least one column, and none twice. Choose from {table.columns.tolist()}.")
    known = table[names]
    gaps = [name for name in names if known[name].isna().any()]
    if gaps:
        raise ValueError(f"{gaps} have missing values. Weights need columns known of everyone who was asked.")
    for name in names:
        _check_known(known[name])
    x = pd.get_dummies(known, drop_first=True).to_numpy(dtype=float)
    x = x - x.mean(axis=0)
    return np.column_stack([np.ones(len(x)), x / np.where(np.ptp(x, axis=0) > 0, x.std(axis=0), 1.0)])


def _check_known(column: pd.Series) -> None:
    """Numbers and classes are taken; a date or a mixture is neither until its owner says which."""
    if pd.api.types.is_numeric_dtype(column.dtype):
        if not pd.api.types.is_bool_dtype(column.dtype):
            ratings_of(column, (-np.inf, np.inf))
        return
    kind = pd.api.types.infer_dtype(column)
    if kind not in ("string", "boolean", "categorical"):
        raise TypeError(
            f"{column.name} holds {kind} values. Pass numbers or classes: a date as days since a start, as in "
            f"(data[{column.name!r}] - data[{column.name!r}].min()).dt.days; digits by pd.to_numeric; classes by .astype(str)."
        )


def _population_shares(population: Any, answered: Sequence[Any]) -> dict[Any, float]:
    if not isinstance(population, Mapping) or not population:
        raise TypeError(
            f"population={population!r} is not a dictionary. Pass the size or share of each group, such as {{'new': 200, 'old': 600}}."
        )
    sizes = {name: _validate.number(f"population[{name!r}]", size, low=0.0, low_open=True) for name, size in population.items()}
    for name in answered:
        if name not in sizes:
            raise ValueError(
                f"The group {name!r} answered but is not in population. Choose from {list(sizes)}.{_validate.nearest(name, sizes)}"
            )
    silent = [name for name in sizes if name not in list(answered)]
    if silent:
        raise ValueError(f"Nobody answered in {silent}. No weight can stand for them: merge such groups with similar ones.")
    total = sum(sizes.values())
    return {name: size / total for name, size in sizes.items()}


def _groups_table(shares: Mapping[Any, float], n: Mapping[Any, int], means: Mapping[Any, float]) -> pd.DataFrame:
    total = sum(n.values())
    rows = [[share, n[name] / total, share * total / n[name], n[name], means[name]] for name, share in shares.items()]
    return pd.DataFrame(
        rows, index=pd.Index(list(shares), name="group"), columns=["population share", "answer share", "weight", "n", "mean"]
    )


def _design_effect(table: pd.DataFrame) -> float:
    return float((table["n"] * table["weight"] ** 2).sum() * table["n"].sum() / (table["n"] * table["weight"]).sum() ** 2)


def _from_summary(data: Mapping[Any, Any], population: Any) -> tuple[list[Estimate], dict[str, Any]]:
    n, means = {}, {}
    for name, pair in data.items():
        if not isinstance(pair, Sequence) or len(pair) != 2:
            raise ValueError(f"{name!r} has {pair!r}. Pass (number of answers, their mean) for each group.")
        n[name] = _validate.count(f"answers of {name!r}", pair[0])
        means[name] = _validate.number(f"mean of {name!r}", pair[1])
    table = _groups_table(_population_shares(population, list(n)), n, means)
    total = int(table["n"].sum())
    raw, weighted = ((table[part] * table["mean"]).sum() for part in ("answer share", "population share"))
    rows = [Estimate("raw", float(raw), n=total), Estimate("weighted", float(weighted), n=total)]
    return rows, {"missing": "means were passed", "groups": table, "design_effect": _design_effect(table)}


def _by_group(
    data: Any, outcome: str | None, group: str | None, population: Any, level: float, missing: str | None
) -> tuple[list[Estimate], dict[str, Any]]:
    if group is None:
        raise ValueError("population= was passed without group=. Name the column that holds the groups.")
    asked = read(_table(data), _outcome(data, outcome), likely=(), scale=(-np.inf, np.inf), by=group, missing=missing)
    cells = {g.by: g.values for g in asked.groups}
    shares = _population_shares(population, list(cells))
    table = _groups_table(shares, {k: len(v) for k, v in cells.items()}, {k: float(v.mean()) for k, v in cells.items()})
    everyone = np.concatenate(list(cells.values()))
    raw = Estimate("raw", *intervals.mean_interval(everyone, None, level), n=len(everyone))
    value = float((table["population share"] * table["mean"]).sum())
    weighted, warnings = _poststratified(value, cells, shares, level, len(everyone))
    return [raw, weighted], {"missing": asked.missing, "groups": table, "design_effect": _design_effect(table), "warnings": warnings}


def _poststratified(
    value: float, cells: Mapping[Any, np.ndarray], shares: Mapping[Any, float], level: float, n: int
) -> tuple[Estimate, list[str]]:
    from scipy.special import stdtrit

    single = [name for name, values in cells.items() if len(values) < 2]
    if single:
        return Estimate("weighted", value, n=n), [f"One answer only in {single}: no interval for the weighted mean."]
    variance = sum(shares[name] ** 2 * values.var(ddof=1) / len(values) for name, values in cells.items())
    half = float(stdtrit(n - len(cells), 0.5 + level / 2)) * math.sqrt(variance)
    return Estimate("weighted", value, value - half, value + half, n), []


def _by_weight(data: Any, outcome: str | None, weights: Any, level: float, missing: str | None) -> tuple[list[Estimate], dict[str, Any]]:
    column = _outcome(data, outcome) if isinstance(data, pd.DataFrame) else None
    asked = read(data, column, likely=(), scale=(-np.inf, np.inf), weights=weights, missing=missing)
    values, w = asked.groups[0].values, asked.groups[0].weights
    effect = len(values) / intervals.effective_size(w, len(values))
    rows = [
        Estimate(name, *intervals.mean_interval(values, weight, level), n=len(values)) for name, weight in (("raw", None), ("weighted", w))
    ]
    return rows, {"missing": asked.missing, "design_effect": effect}


def _table(data: Any) -> pd.DataFrame:
    return _validate.frame("data", data)


def _outcome(data: pd.DataFrame, outcome: str | None) -> str:
    if outcome is None:
        raise ValueError(f"outcome=None names no answers. Pass outcome= and choose from {[str(c) for c in data.columns]}.")
    return outcome


def _sentence(rows: Sequence[Estimate], level: float) -> str:
    raw, weighted = rows
    gap = raw.value - weighted.value
    interval = "" if math.isnan(weighted.low) else f" ({span(weighted.low, weighted.high, level, 2)})"
    side = (
        "as the customers they stand for"
        if abs(gap) < 0.005
        else f"{abs(gap):.2f} {'higher' if gap > 0 else 'lower'} than the customers they stand for"
    )
    return (
        f"The mean is {raw.value:.2f} as answered and {weighted.value:.2f} weighted{interval}: those who answered rate {side}, as far as "
        "the groups tell."
    )
