"""What each customer felt at each touchpoint, from the events of a run."""

from __future__ import annotations

import numpy as np

from cxlab._compiling import kernel


@kernel
def _by_touchpoint(line, step, touchpoint, felt, total, count, last):  # type: ignore[no-untyped-def]
    for row in range(line.size):
        i, t = line[row], touchpoint[row]
        if felt[row] == felt[row]:
            total[i, t] += felt[row]
            count[i, t] += 1
            last[i, t] = step[row]


def felt_by_touchpoint(
    line: np.ndarray, step: np.ndarray, touchpoint: np.ndarray, felt: np.ndarray, lines: int, width: int
) -> tuple[np.ndarray, np.ndarray]:
    """Mean felt (NaN where never judged) and last step at each touchpoint, shape (lines, width); `line` numbers the journeys."""
    total, count = np.zeros((lines, width)), np.zeros((lines, width), dtype=np.int32)
    last = np.full((lines, width), -1, dtype=np.int32)
    _by_touchpoint(line, step, touchpoint, felt, total, count, last)
    with np.errstate(invalid="ignore", divide="ignore"):
        return total / np.where(count > 0, count, np.nan), last
