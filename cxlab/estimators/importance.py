"""How the variance of the outcome is shared among correlated drivers: correlation, LMG, Johnson, dominance."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from cxlab.estimators.answers import Answers
from cxlab.estimators.fitted import Fitted, Settings, estimates, percentiles, quantile, table_of

ZERO_SHARE = (
    "A share is never below 0, so its percentile interval almost never holds a truly zero share: "
    "read a small share as 'at most this much', not as 'more than nothing'."
)
UNEVEN = 1.25  # times the plain error of a correlation at which unequal spread is worth a word
NOT_AN_EFFECT = "A share of variance is not an effect: it says what varies together, not what a better touchpoint would bring."


def correlation(answers: Answers, settings: Settings) -> Fitted:
    """Pearson correlation of the outcome with each driver on its own, among those who rated it."""
    value = _correlations(answers.x, answers.y, answers.met, answers.weight)
    error = np.array([_error_of_z(answers, j) for j in range(len(answers.on))])
    df = np.inf if answers.group is None else float(answers.groups - 1)
    reach = quantile(settings.level, df) * error
    z = np.arctanh(np.clip(value, -1 + 1e-15, 1 - 1e-15))
    low, high, how = np.tanh(z - reach), np.tanh(z + reach), _words_of_error(answers)
    draws = None
    if settings.bootstrap:
        from cxlab.estimators.resampling import resampled_rows

        draws = np.array(
            [
                _correlations(answers.x[rows], answers.y[rows], answers.met[rows], answers.weight[rows])
                for rows in resampled_rows(answers, settings)
            ]
        )
        low, high = percentiles(draws, value, settings.level)
        how = f"percentile bootstrap, {settings.bootstrap} resamples,"
    first = int(np.argmax(value))
    return Fitted(
        rows=estimates(answers.on, value, np.minimum(low, value), np.maximum(high, value), answers.raters),
        unit="correlation",
        method=f"Pearson correlation, {how} {settings.percent} interval",
        estimand=f"how closely {answers.outcome} and each driver move together, other drivers left as they fall",
        r2=regression_r2(answers),
        detail={
            "sentence": f"{answers.outcome} moves most closely with {answers.on[first]} (correlation "
            f"{value[first]:.2f}), of {len(value)} drivers on their own."
        },
        draws=draws,
        advice=(
            "A correlation counts what a driver shares with the others and with any common cause as its own.",
            *(() if settings.bootstrap else _on_spread(answers, error)),
        ),
    )


def _correlations(x: np.ndarray, y: np.ndarray, met: np.ndarray, weight: np.ndarray) -> np.ndarray:
    w = met * weight[:, None]
    total = w.sum(axis=0)
    total = np.where(total > 0, total, np.nan)  # a resample may hold no rater of a driver
    dx = np.where(met, x - (w * x).sum(axis=0) / total, 0.0)
    dy = np.where(met, y[:, None] - (w * y[:, None]).sum(axis=0) / total, 0.0)
    spread = np.sqrt((w * dx * dx).sum(axis=0) * (w * dy * dy).sum(axis=0))
    return np.divide((w * dx * dy).sum(axis=0), spread, out=np.full(x.shape[1], np.nan), where=spread > 0)


def _error_of_z(answers: Answers, j: int) -> float:
    """Standard error of Fisher's z: 1/sqrt(n - 3), or by the influence of each row where weights or clusters are named."""
    if answers.weighted or answers.group is not None:
        return _influence_error(answers, j)
    return 1.0 / np.sqrt(max(answers.met[:, j].sum() - 3, 1))


def _influence_error(answers: Answers, j: int) -> float:
    """Standard error of Fisher's z by what each row, or each cluster, adds to it."""
    met = answers.met[:, j]
    w = answers.weight[met] / answers.weight[met].sum()
    a, b = answers.x[met, j], answers.y[met]
    a, b = a - w @ a, b - w @ b
    a, b = a / np.sqrt(w @ (a * a)), b / np.sqrt(w @ (b * b))
    r = w @ (a * b)
    influence = w * (a * b - r / 2 * (a * a + b * b))
    if answers.group is not None:
        influence = np.bincount(answers.group[met], influence)
    left = 1 - r * r
    return float(np.sqrt(influence @ influence) / left) if left > 1e-12 else 0.0


def _on_spread(answers: Answers, error: np.ndarray) -> list[str]:
    """Drivers whose interval is too short because the outcome is more spread at some ratings than at others."""
    if answers.weighted or answers.group is not None:
        return []
    ratio = {name: _influence_error(answers, j) / error[j] for j, name in enumerate(answers.on) if answers.raters[j] > 3}
    wide = [f"{name} {r:.1f} times" for name, r in ratio.items() if r > UNEVEN]
    if not wide:
        return []
    return [
        f"The interval takes {answers.outcome} to be equally spread at every rating; it is not, and should be wider for {', '.join(wide)}. "
        "Pass bootstrap=1000, which takes no such thing."
    ]


def _words_of_error(answers: Answers) -> str:
    if answers.group is not None:
        return f"Fisher z, cluster-robust ({answers.groups} clusters of {answers.cluster!r}),"
    return "Fisher z, robust to weights," if answers.weighted else "Fisher z"


def scaled(answers: Answers) -> tuple[np.ndarray, float]:
    """Matrix of drivers and outcome with what is given taken out, and the R2 of what is given."""
    from cxlab.estimators.subsets import partial_of_each

    matrix, before = partial_of_each(answers.moments[None], 1 + answers.given.shape[1])
    return matrix[0], float(before[0])


def regression_r2(answers: Answers) -> float:
    """R2 of all drivers and what is given."""
    matrix, before = scaled(answers)
    return before + float(matrix[-1, :-1] @ np.linalg.solve(matrix[:-1, :-1], matrix[:-1, -1]))


def lmg(answers: Answers, settings: Settings) -> Fitted:
    """Each driver's gain in R2, averaged over all orders in which drivers can enter."""
    from cxlab.estimators import subsets

    matrix, before = scaled(answers)
    if len(answers.on) <= subsets.MOST_EXACT:
        value, how, detail = subsets.lmg(matrix), "all subsets", {}
    else:
        value, error = _by_permutation(matrix, settings)
        how = f"{2 * settings.permutations} random orders, largest standard error {error.max():.2g}"
        detail = {"permutation_error": dict(zip(answers.on, error.tolist(), strict=True))}
    return _shared(answers, settings, value, before, f"LMG (Shapley), {how}", _lmg_draws, detail)


def _by_permutation(matrix: np.ndarray, settings: Settings) -> tuple[np.ndarray, np.ndarray]:
    from cxlab.estimators import subsets

    gains = subsets.permuted(matrix, settings.seed, settings.permutations)
    return gains.mean(axis=0), gains.std(axis=0, ddof=1) / np.sqrt(settings.permutations)


def _lmg_draws(moments: np.ndarray, given: int, settings: Settings) -> np.ndarray:
    from cxlab.estimators import subsets

    if moments.shape[1] - given - 1 <= subsets.MOST_EXACT:
        return subsets.lmg_of_each(moments, given)
    fewer = max(settings.permutations // 10, 1)
    return np.array([subsets.permuted(m, settings.seed, fewer).mean(axis=0) for m in subsets.partial_of_each(moments, given)[0]])


def johnson(answers: Answers, settings: Settings) -> Fitted:
    """Relative weights: the outcome is regressed on uncorrelated stand-ins of the drivers, and their parts handed back."""
    matrix, before = scaled(answers)
    value = relative_weights(matrix[None])[0]
    return _shared(answers, settings, value, before, "Johnson's relative weights", _johnson_draws, {})


def relative_weights(matrices: np.ndarray) -> np.ndarray:
    """Relative weights of each matrix in a stack (drivers, then the outcome); each row sums to its R2."""
    spread = np.sqrt(np.einsum("bii->bi", matrices[:, :-1, :-1]))
    spread = np.where(spread > 0, spread, 1.0)
    r = matrices[:, :-1, :-1] / (spread[:, :, None] * spread[:, None, :])
    value, vector = np.linalg.eigh(r)
    root = (vector * np.sqrt(np.maximum(value, 0.0))[:, None, :]) @ vector.transpose(0, 2, 1)
    slope = np.linalg.pinv(root, rcond=1e-9, hermitian=True) @ (matrices[:, :-1, -1] / spread)[:, :, None]
    return ((root * root) @ (slope * slope))[:, :, 0]


def _johnson_draws(moments: np.ndarray, given: int, settings: Settings) -> np.ndarray:
    from cxlab.estimators.subsets import partial_of_each

    return relative_weights(partial_of_each(moments, given)[0])


def dominance(answers: Answers, settings: Settings) -> Fitted:
    """Which driver adds more than which: on average, at every size, or to every subset of the others."""
    from cxlab.estimators import subsets

    p = len(answers.on)
    if p > subsets.MOST_TABLE:
        raise ValueError(
            f"method='dominance' keeps the R2 of every subset and takes up to {subsets.MOST_TABLE} drivers; {p} were passed. "
            "Choose fewer, or use method='lmg', whose values are the general dominance."
        )
    matrix, before = scaled(answers)
    r2 = subsets.table(matrix)
    by_size, share = subsets.gains_by_size(r2, p), subsets.wins(r2, p)
    names = list(answers.on)
    sizes = pd.DataFrame(by_size, index=names, columns=[f"with {k} others" for k in range(p)])
    detail = {"conditional": sizes, "complete": pd.DataFrame(share, index=names, columns=names), "pairs": _pairs(names, by_size, share)}
    return _shared(answers, settings, by_size.mean(axis=1), before, "general dominance, all subsets", _lmg_draws, detail)


def _pairs(names: list[str], by_size: np.ndarray, share: np.ndarray) -> pd.DataFrame:
    """For every pair the driver that adds more, and how far that holds: completely, conditionally or only generally."""
    rows = []
    for i in range(len(names)):
        for j in range(i + 1, len(names)):
            over, under = (i, j) if by_size[i].mean() >= by_size[j].mean() else (j, i)
            complete, conditional = share[over, under] == 1.0, bool((by_size[over] > by_size[under]).all())
            rows.append(
                (names[over], names[under], "complete" if complete else "conditional" if conditional else "general", share[over, under])
            )
    return pd.DataFrame(rows, columns=["more", "less", "dominance", "share of subsets"])


def _shared(answers: Answers, settings: Settings, value: np.ndarray, before: float, how: str, draw: Any, extra: dict) -> Fitted:
    """What LMG, Johnson and dominance have in common: contributions that sum to the R2 the drivers add."""
    low = high = share_low = share_high = draws = None
    share = value / value.sum()
    advice = [NOT_AN_EFFECT]
    if settings.bootstrap:
        from cxlab.estimators.resampling import moments_of_each

        inputs = answers.stacked
        moments = moments_of_each(answers, inputs[:, :-1], settings)
        draws = draw(moments, 1 + answers.given.shape[1], settings)
        low, high = percentiles(draws, value, settings.level)
        share_low, share_high = percentiles(draws / draws.sum(axis=1, keepdims=True), share, settings.level)
        how += f", percentile bootstrap {settings.percent} interval, {settings.bootstrap} resamples"
        advice.append(ZERO_SHARE)
    else:
        how += ", no interval (pass bootstrap=1000)"
    normalised = table_of(answers.on, share, share_low, share_high, answers.raters)
    held = " beyond what covariates and indicators explain" if answers.given_names else ""
    return Fitted(
        rows=estimates(answers.on, value, low, high, answers.raters),
        unit=f"part of the R2 of {answers.outcome}",
        method=how,
        estimand=f"share of the variance of {answers.outcome} that goes with each driver{held}, averaged over the company it keeps",
        r2=before + float(value.sum()),
        advice=tuple(advice),
        draws=draws,
        detail={
            "normalised": normalised,
            "r2_given": before,
            "sentence": _sentence(answers, share, before + float(value.sum()), held),
            **extra,
        },
    )


def _sentence(answers: Answers, share: np.ndarray, r2: float, held: str) -> str:
    first = int(np.argmax(share))
    return (
        f"{answers.on[first]} accounts for {100 * share[first]:.0f}% of what the {len(share)} drivers explain of {answers.outcome}{held}; "
        f"R2 is {r2:.2f} among {answers.n:,} respondents."
    )
