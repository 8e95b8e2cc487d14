"""Warnings worth acting on: collinearity, influence, clusters that are few or small, scales that end."""

from __future__ import annotations

import numpy as np

from cxlab._validate import label
from cxlab.estimators.answers import ALONE, INDICATORS, Answers

VIF_HIGH = 5.0
CONDITION_HIGH = 30.0
COOK_HIGH = 0.5
FEW_CLUSTERS = 30
SMALL_CLUSTER = 5
MOST_NAMED = 5  # rows named one by one
EXACT = 1e-20  # residual variance, of an outcome with variance 1, below which a fit is exact


def diagnostics(answers: Answers) -> tuple[dict[str, object], list[str]]:
    """Variance inflation, condition number and Cook's distances, and what they advise."""
    vif, condition, cook = inflation(answers), condition_number(answers), cooks_distance(answers)
    advice = [
        *_on_collinearity(answers, vif, condition), *_on_lone_rows(answers), *_on_influence(answers, cook), *_on_clusters(answers),
    ]  # fmt: skip
    found = {"vif": dict(zip(answers.on, vif.tolist(), strict=True)), "condition": condition, "cook": float(cook.max())}
    return found, advice


def inflation(answers: Answers) -> np.ndarray:
    """Variance inflation factor of each driver: 1 / (1 - its R2 on the other columns)."""
    covariance = _covariance(answers)
    return (np.diag(np.linalg.inv(covariance)) * np.diag(covariance))[answers.given.shape[1] :]


def condition_number(answers: Answers) -> float:
    """Largest over smallest singular value of the drivers, each scaled to variance 1."""
    covariance = _covariance(answers)[answers.given.shape[1] :, answers.given.shape[1] :]
    spread = np.sqrt(np.diag(covariance))
    value = np.linalg.eigvalsh(covariance / np.outer(spread, spread))
    return float(np.sqrt(value[-1] / max(value[0], 1e-300)))


def _covariance(answers: Answers) -> np.ndarray:
    """Weighted covariance of what is given and the drivers."""
    m = answers.moments
    return m[1:-1, 1:-1] - np.outer(m[0, 1:-1], m[0, 1:-1])


def cooks_distance(answers: Answers) -> np.ndarray:
    """How far all coefficients would move, in their own errors, without each row (Cook 1977)."""
    z, y, m = answers.stacked[:, :-1], answers.stacked[:, -1], answers.moments
    share = answers.weight / answers.weight.sum()
    error = y - z @ (answers.precision @ m[:-1, -1])
    k = z.shape[1]
    spread = float(share @ error**2) / (len(y) - k)
    if spread * len(y) < EXACT:  # no row pulls an exact fit anywhere
        return np.zeros(len(y))
    leverage = np.where(answers.leverage > ALONE, 0.0, answers.leverage)  # of a row alone there is no fit without it: see _on_lone_rows
    return share * error**2 / (k * spread) * leverage / (1 - leverage) ** 2


def _on_collinearity(answers: Answers, vif: np.ndarray, condition: float) -> list[str]:
    high = [f"{name} {v:.1f}" for name, v in zip(answers.on, vif, strict=True) if v > VIF_HIGH]
    lines = []
    if high:
        lines.append(
            f"Variance inflation above {VIF_HIGH:g} for {', '.join(high)}: these drivers move together, so their single "
            "slopes are uncertain. "
            "Do not rank them by slope; report their shares with an interval, or their sum."
        )
    if condition > CONDITION_HIGH:
        lines.append(
            f"The condition number is {condition:.0f} (above {CONDITION_HIGH:g}): some mix of drivers hardly varies. "
            "Drop or combine drivers."
        )
    return lines


def _on_lone_rows(answers: Answers) -> list[str]:
    """Rows of leverage 1, each with the drivers and covariates whose coefficients it decides by itself."""
    names, lines = np.array(["", *answers.given_names, *answers.on]), []
    for i in np.flatnonzero(answers.leverage > ALONE)[:MOST_NAMED]:
        own = np.abs(answers.precision @ answers.stacked[i, :-1])
        hang = [name for name in names[own > 1e-6 * own.max()] if name and not name.startswith(INDICATORS)]
        if hang:
            lines.append(
                f"Row {label(answers.labels, i)!r} alone decides {', '.join(hang)}: without it there is no such estimate, so it has "
                "no interval that holds. Leave it out, or ask more people like that."
            )
    return lines


def _on_influence(answers: Answers, cook: np.ndarray) -> list[str]:
    rows = np.flatnonzero(cook > COOK_HIGH)
    if not len(rows):
        return []
    worst = rows[np.argsort(-cook[rows])][:MOST_NAMED]
    named = ", ".join(f"{label(answers.labels, i)} ({cook[i]:.2f})" for i in worst)
    return [f"{len(rows)} row(s) with Cook's distance above {COOK_HIGH:g}: {named}. Look at them, and report the fit with and without."]


def _on_clusters(answers: Answers) -> list[str]:
    if answers.group is None:
        return []
    lines, size = [], answers.n / answers.groups
    if answers.groups < FEW_CLUSTERS:
        lines.append(
            f"{answers.groups} clusters of {answers.cluster!r} are few (under {FEW_CLUSTERS}): their intervals tend to be too short."
        )
    if size < SMALL_CLUSTER:
        lines.append(
            f"The clusters of {answers.cluster!r} are small ({size:.1f} rows on average): what is particular to a cluster is hardly seen."
        )
    return lines
