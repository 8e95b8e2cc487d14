"""How sure the order of the drivers is: the places they take when the same survey is drawn again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cxlab.results import Estimate, Result

if TYPE_CHECKING:
    from cxlab.estimators.fits import Drivers


def places(names: Sequence[str], draws: np.ndarray) -> pd.DataFrame:
    """Share of resamples (rows of `draws`) in which each driver takes each place; place 1 is the largest estimate.

    Examples
    --------
    >>> places(["courier", "app"], np.array([[0.5, 0.2], [0.4, 0.1], [0.3, 0.6], [0.6, 0.2]]))
                1     2
    courier  0.75  0.25
    app      0.25  0.75
    """
    whole = draws[~np.isnan(draws).any(axis=1)]
    taken = (-whole).argsort(axis=1, kind="stable").argsort(axis=1, kind="stable")
    share = np.array([(taken == place).mean(axis=0) for place in range(len(names))]).T
    table = pd.DataFrame(share, index=pd.Index(list(names)), columns=range(1, len(names) + 1))
    table.attrs["resamples"] = len(whole)
    return table


def stability(fit: Drivers) -> Result:
    """For each driver, in which share of the resamples it keeps the place of its estimate."""
    table = fit.detail.get("places")
    if table is None:
        raise ValueError(
            f"This fit (method={fit.detail['kind']!r}) holds no resamples of one estimate a driver. Fit with bootstrap=1000 and one of "
            "'correlation', 'ols', 'ordered', 'lmg', 'johnson', 'dominance'."
        )
    value = np.array([row.value for row in fit.rows])
    place = (-value).argsort(kind="stable").argsort(kind="stable") + 1
    draws = table.attrs["resamples"]
    kept = [Estimate(name, float(table.loc[name, at]), n=draws) for name, at in zip(fit.names, place, strict=True)]
    first = fit.names[int(np.argmax(value))]
    return Result(
        f"How sure the order of the drivers of {fit.detail['outcome']} is",
        "share of resamples in which a driver keeps its place",
        f"{fit.detail['kind']}, {draws} resamples of the respondents",
        tuple(kept),
        {
            "places": table,
            "place": dict(zip(fit.names, (int(k) for k in place), strict=True)),
            "sentence": f"{first} comes first in {100 * float(table.loc[first, 1]):.0f}% of {draws} resamples.",
            "missing": fit.detail["missing"],
        },
    )
