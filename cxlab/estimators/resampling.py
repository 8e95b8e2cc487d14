"""Bootstrap resamples of rows, or of whole clusters, as moment matrices: the data are read once per resample."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from cxlab._compiling import kernel
from cxlab.draws import key, uniform
from cxlab.estimators.answers import Answers
from cxlab.estimators.fitted import Settings


@kernel
def _resampled_moments(z, start, weight, seed, times, out):  # type: ignore[no-untyped-def]
    """Fill `out` (zeros) with the moments of one resample each; unit g holds the rows start[g] to start[g + 1] of `z`."""
    q, units = z.shape[1], times.shape[0]
    for b in range(out.shape[0]):
        k = key(seed, np.uint64(b))
        times[:] = 0
        for g in range(units):
            times[int(uniform(k, np.uint64(g)) * units)] += 1
        m = out[b]
        total = 0.0
        for g in range(units):
            if times[g] > 0:
                for i in range(start[g], start[g + 1]):
                    w = times[g] * weight[i]
                    total += w
                    for a in range(q):
                        t = w * z[i, a]
                        for c in range(a, q):
                            m[a, c] += t * z[i, c]
        for a in range(q):
            for c in range(a, q):
                m[a, c] /= total
                m[c, a] = m[a, c]


def units_of(n: int, group: np.ndarray | None) -> tuple[np.ndarray, np.ndarray]:
    """Order of the rows that puts each resampled unit together, and where each unit starts."""
    if group is None:
        return np.arange(n), np.arange(n + 1)
    return np.argsort(group, kind="stable"), np.concatenate([[0], np.cumsum(np.bincount(group))])


def resampled_moments(z: np.ndarray, weight: np.ndarray, group: np.ndarray | None, seed: int, count: int) -> np.ndarray:
    """Moment matrices of the columns of `z` in `count` resamples of rows, or of whole clusters where `group` numbers them."""
    order, start = units_of(len(z), group)
    out = np.zeros((count, z.shape[1], z.shape[1]))
    _resampled_moments(np.ascontiguousarray(z[order]), start, weight[order], np.uint64(seed), np.empty(len(start) - 1, np.int64), out)
    return out


def moments_of_each(answers: Answers, columns: np.ndarray, settings: Settings) -> np.ndarray:
    """Moments of `columns` and the outcome (last) in each resample of the answers."""
    return resampled_moments(np.column_stack([columns, answers.y]), answers.weight, answers.group, settings.seed, settings.bootstrap)


def resampled_rows(answers: Answers, settings: Settings) -> Iterator[np.ndarray]:
    """Row numbers of each resample, for estimators that need the rows themselves."""
    order, start = units_of(answers.n, answers.group)
    rng = np.random.default_rng(settings.seed)
    units = len(start) - 1
    for _ in range(settings.bootstrap):
        drawn = rng.integers(0, units, units)
        yield order[drawn] if answers.group is None else np.concatenate([order[start[g] : start[g + 1]] for g in drawn])
