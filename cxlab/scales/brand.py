"""Brand experience in four factors, and the modules they stand for."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from cxlab import _validate
from cxlab.results import Result
from cxlab.scales.answers import level_of
from cxlab.scales.items import FACTORS, MODULES, WITHOUT_FACTOR, brand_experience_items
from cxlab.scales.service import mean_estimate


def brand_experience(data: Any, *, scale: tuple[float, float] = (1, 7), level: float = 0.95, missing: str | None = None) -> Result:
    """Score the twelve items in four factors: sensory, affective, intellectual, behavioural.

    Parameters
    ----------
    data : table, one row per respondent, with the twelve columns of `brand_experience_items` as they were answered.
    scale : lowest and highest answer; the reversed items are turned round on it.
    level : confidence level of the t intervals.
    missing : None (missing answers are an error) or "drop" (respondents who answered everything).

    Returns
    -------
    Result
        One row per factor; `detail["modules"]` names each factor's module (Relate has none), `detail["scores"]` each respondent's scores.

    Raises
    ------
    ValueError
        For an answer outside the scale, with its row; KeyError for an absent item.

    Notes
    -----
    Structure: Brakus, Schmitt & Zarantonello 2009. It measures experience, not liking: a strong bad experience scores high.

    Examples
    --------
    >>> answers = pd.DataFrame({item: [7, 6] for item in brand_experience_items().index})
    >>> round(brand_experience(answers)["sensory"].value, 3)
    4.833
    """
    if missing is not None:
        _validate.one_of("missing", missing, ["drop"])
    level = level_of(level)
    low, high = _validate.pair("scale", scale, "scale=(1, 7)")
    table, note = _answers(_validate.frame("data", data), low, high, missing)
    items = brand_experience_items()
    scores = pd.DataFrame({f: table[items.index[items["factor"] == f]].mean(axis=1) for f in FACTORS})
    rows = tuple(mean_estimate(f, scores[f].to_numpy(), level) for f in FACTORS)
    top = max(rows, key=lambda row: row.value)
    detail = {
        "sentence": (
            f"The experience is strongest in the {top.name} factor ({top.value:.2f} of {high:g}), the module {MODULES[top.name]}. "
            f"{WITHOUT_FACTOR[0]} has no factor and is not measured."
        ),
        "advice": ["Four factor means are not one score: an average hides which module is at work."],
        "missing": note,
        "modules": dict(MODULES),
        "without factor": list(WITHOUT_FACTOR),
        "scores": scores,
    }
    return Result("Brand experience", "scale points", f"factor means of three items, t {100 * level:g}% intervals", rows, detail)


def _answers(data: pd.DataFrame, low: float, high: float, missing: str | None) -> tuple[pd.DataFrame, str]:
    """The twelve items with the reversed ones turned round, complete respondents only."""
    items = brand_experience_items()
    _validate.columns(data, list(items.index), what="item")
    columns = {}
    for item in items.index:
        given = _validate.ratings(data[item], low=low, high=high, column=str(item), allow_missing=True)
        columns[item] = low + high - given if items.loc[item, "reversed"] else given
    table = pd.DataFrame(columns, index=data.index)
    gaps = np.asarray(table.isna().any(axis=1))
    if gaps.any() and missing is None:
        raise ValueError(
            f"{int(gaps.sum())} of {len(table)} respondents left out an item. Pass missing='drop' to keep the complete ones only."
        )
    if (~gaps).sum() < 2:
        raise ValueError(f"There are {int((~gaps).sum())} complete respondents. At least 2 are needed.")
    note = (
        f"{int(gaps.sum())} of {len(table)} respondents left out an item and are not used (missing='drop')"
        if gaps.any()
        else "no answer is missing"
    )
    return table[~gaps], note
