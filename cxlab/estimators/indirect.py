"""Mediation: how much of a difference travels through a middle variable (Baron & Kenny 1986; Zhao, Lynch & Chen 2010)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from cxlab._validate import listed, number, resamples
from cxlab.estimators.answers import complete
from cxlab.estimators.fitted import estimates, percentiles
from cxlab.estimators.linear import slopes_of_each
from cxlab.estimators.screening import by_text, text
from cxlab.results import Result

ROWS = ("x to m", "m to y", "indirect", "direct", "total", "share mediated")
CONTESTED = "Nothing here shows that the middle variable carries the effect: a cause shared by it and the outcome looks the same."


def mediation(
    data: pd.DataFrame,
    x: str,
    m: str,
    y: str,
    *,
    covariates: Sequence[str] = (),
    weights: str | None = None,
    cluster: str | None = None,
    missing: str | None = None,
    bootstrap: int = 2000,
    rng: int | np.random.Generator | None = None,
    level: float = 0.95,
) -> Result:
    """Split the slope of `y` on `x` into what travels through `m` and what does not.

    Parameters
    ----------
    data : one row per respondent.
    x, m, y : columns of the driver, the middle variable, the outcome.
    covariates : columns held equal in both regressions.
    weights, cluster, missing, rng, level : as in `drivers`; "listwise" is the only choice for missing.
    bootstrap : number of resamples, at least 100; 0 for no interval.

    Returns
    -------
    Result
        Rows "x to m" (a), "m to y" (b), "indirect" (a*b), "direct", "total", "share mediated" (indirect / total).

    Raises
    ------
    ValueError, TypeError, KeyError
        For columns that cannot be used.

    References
    ----------
    Zhao, Lynch & Chen 2010.

    Examples
    --------
    >>> steps = pd.DataFrame({"x": [0, 0, 1, 1], "m": [0, 1, 1, 2], "y": [0, 2, 3, 5]})
    >>> round(mediation(steps, "x", "m", "y", bootstrap=0)["indirect"].value, 6)
    2.0
    """
    level = number("level", level, low=0, high=1, low_open=True, high_open=True)
    draws = resamples(bootstrap)
    data, x, m, y, weights, cluster = by_text(data), text(x), text(m), text(y), text(weights), text(cluster)
    covariates = [text(name) for name in listed("covariates", covariates)]
    rows = complete(data, [x, m, y, *covariates], weights=weights, cluster=cluster, missing=missing)
    if rows.n <= 3 + len(covariates):
        raise ValueError(f"{rows.n} rows are too few for {2 + len(covariates)} slopes. Ask more people.")
    scaled = rows.values - rows.values.mean(axis=0)
    _apart(scaled, (x, m, *covariates))
    z = np.column_stack([np.ones(rows.n), scaled])
    moments = (z * (rows.weight / rows.weight.sum())[:, None]).T @ z
    value = _parts(moments[None])[0]
    low = high = None
    if draws:
        from cxlab.draws import seed_of
        from cxlab.estimators.resampling import resampled_moments

        low, high = percentiles(_parts(resampled_moments(z, rows.weight, rows.group, seed_of(rng), draws)), value, level)
    how = f"percentile bootstrap {100 * level:g}% interval, {draws} resamples" if draws else "no interval"
    share = f", {100 * value[5]:.0f}% of it" if 0 <= value[5] <= 1 else ""
    detail = {
        "sentence": f"Of a total slope of {value[4]:.2f} of {y} on {x}, {value[2]:.2f} travels through {m}{share} and "
        f"{value[3]:.2f} does not.",
        "estimand": f"product of the slopes {x} on {m} and {m} on {y} at equal {x}, if neither shares a cause that is not held equal",
        "advice": [CONTESTED],
        "missing": rows.missing,
        "n": rows.n,
    }
    unit = f"slope, points of {y} or of {m} per point; share mediated is a part of the total"
    found = estimates(ROWS, value, low, high, np.full(len(ROWS), rows.n))
    return Result(f"Mediation of {x} on {y} through {m}", unit, f"two regressions, {how}", found, detail)


def _apart(columns: np.ndarray, names: Sequence[str]) -> None:
    used = columns[:, [0, 1, *range(3, columns.shape[1])]]
    if np.linalg.matrix_rank(used / used.std(axis=0), tol=1e-6) < used.shape[1]:
        raise ValueError(
            f"{', '.join(repr(n) for n in names)}: one of them is a weighted sum of the others, so their slopes cannot "
            "be told apart. Leave one out."
        )


def _parts(moments: np.ndarray) -> np.ndarray:
    """The six rows from each moment matrix of (1, x, m, y, covariates)."""
    held = [0, 1, *range(4, moments.shape[1])]
    a = slopes_of_each(moments[:, [*held, 2]][:, :, [*held, 2]])[:, 1]
    both = slopes_of_each(moments[:, [0, 1, 2, *held[2:], 3]][:, :, [0, 1, 2, *held[2:], 3]])
    direct, b = both[:, 1], both[:, 2]
    indirect, total = a * b, a * b + direct
    share = np.divide(indirect, total, out=np.full(len(a), np.nan), where=total != 0)
    return np.column_stack([a, b, indirect, direct, total, share])
