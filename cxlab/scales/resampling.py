"""Percentile intervals over samples redrawn from the respondents."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np


def percentiles(
    values: np.ndarray, statistic: Callable[[np.ndarray], np.ndarray], number: int, level: float, rng: Any
) -> tuple[np.ndarray, np.ndarray, int]:
    """Lower and upper percentile of each statistic, and how many samples were useless: an item came out constant, or the
    statistic is NaN."""
    from cxlab.draws import seed_of

    generator = np.random.default_rng(seed_of(rng))
    found, useless = [], 0
    for _ in range(number):
        drawn = values[generator.integers(0, len(values), len(values))]
        value = None if (drawn.max(axis=0) == drawn.min(axis=0)).any() else statistic(drawn)
        if value is None or np.isnan(value).any():
            useless += 1
        else:
            found.append(value)
    if len(found) < 50:
        raise ValueError(
            f"Only {len(found)} of {number} redrawn samples could be used; in the others an item was constant, or tied to others. There "
            "are too few respondents for a bootstrap."
        )
    low, high = np.quantile(np.array(found), [0.5 - level / 2, 0.5 + level / 2], axis=0)
    return low, high, useless


def useless_advice(useless: int, number: int) -> list[str]:
    """What to say when samples were left out."""
    return (
        [f"{useless} of {number} redrawn samples had a constant item, or items tied to each other, and were left out."] if useless else []
    )
