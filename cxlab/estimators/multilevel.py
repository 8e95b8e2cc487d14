"""Mixed models: a random intercept for each cluster, random slopes, and drivers split within and between clusters (Mundlak 1978)."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
import pandas as pd

from cxlab.estimators.answers import Answers
from cxlab.estimators.fitted import Fitted, Settings, estimates, quantile
from cxlab.estimators.linear import Slopes

NO_VARIANCE = 1e-4  # share of the residual variance below which clusters are taken not to differ


def mixed(answers: Answers, settings: Settings) -> Fitted:
    """Slopes of the outcome on all drivers, with what is particular to a cluster as a random part (REML)."""
    p = len(answers.on)
    drivers, means, constant = _parts(answers) if settings.within else (answers.x, np.empty((answers.n, 0)), [])
    design = np.column_stack([np.ones(answers.n), drivers, means, answers.given])
    chosen = [answers.on.index(name) for name in settings.slopes]
    centred = answers.x[:, chosen] - answers.x[:, chosen].mean(axis=0)  # so that the cluster variance is that at mean ratings
    fit, trouble = _fitted_model(answers, design, np.column_stack([np.ones(answers.n), centred]))
    coef, covariance = np.asarray(fit.fe_params), np.asarray(fit.cov_params())[: design.shape[1], : design.shape[1]]
    value, reach = coef[1 : 1 + p], quantile(settings.level, np.inf) * np.sqrt(np.diag(covariance)[1 : 1 + p])
    random, residual = np.asarray(fit.cov_re), float(fit.scale)
    fixed = float(np.var(design @ coef))
    icc = random[0, 0] / (random[0, 0] + residual)
    how = "within clusters, " if settings.within else ""
    extra = f" and random slopes of {', '.join(settings.slopes)}" if settings.slopes else ""
    return Fitted(
        rows=estimates(answers.on, value, value - reach, value + reach, answers.raters),
        unit=f"points of {answers.outcome} per point of the driver",
        method=f"mixed model ({how}REML, random intercept{extra} by {answers.cluster!r}, {answers.groups} groups), "
        f"Wald {settings.percent} interval",
        estimand=_estimand(answers, settings),
        r2=fixed / (fixed + random[0, 0] + residual),
        equation=Slopes(value, covariance[1 : 1 + p, 1 : 1 + p], np.inf, answers.met, answers.weight),
        advice=tuple(trouble),
        detail={
            "r2_kind": "marginal: fixed part over fixed, cluster and residual variance",
            "icc": float(icc),
            "cluster_sd": float(np.sqrt(random[0, 0])),
            "slope_sd": dict(zip(settings.slopes, np.sqrt(np.diag(random)[1:]).tolist(), strict=True)),
            "residual_sd": float(np.sqrt(residual)),
            "intercept": float(coef[0]),
            "errors": dict(zip(answers.on, np.sqrt(np.diag(covariance)[1 : 1 + p]).tolist(), strict=True)),
            "loglik": float(fit.llf),
            "between": _between(answers, coef[1 + p : 1 + p + means.shape[1]], constant),
            "sentence": _sentence(answers, settings, value, icc),
        },
    )


def _parts(answers: Answers) -> tuple[np.ndarray, np.ndarray, list[str]]:
    """Each driver as a deviation from its cluster's mean, the means, and the drivers that do not vary between clusters."""
    group, size = answers.group, np.bincount(answers.group)  # type: ignore[arg-type]
    means = np.stack([np.bincount(group, column) / size for column in answers.x.T], axis=1)[group]  # type: ignore[arg-type]
    within = answers.x - means
    for j, name in enumerate(answers.on):
        if np.ptp(within[:, j]) < 1e-12 * max(np.ptp(answers.x[:, j]), 1e-300):
            raise ValueError(
                f"{name!r} is the same for all in each {answers.cluster!r}, so it has no part within. Leave it out, or pass within=False."
            )
    varies = np.ptp(means, axis=0) > 1e-12
    return within, means[:, varies], [name for name, v in zip(answers.on, varies, strict=True) if not v]


def _fitted_model(answers: Answers, design: np.ndarray, random: np.ndarray) -> tuple[Any, list[str]]:
    from statsmodels.regression.mixed_linear_model import MixedLM

    model = MixedLM(answers.y, design, groups=answers.group, exog_re=random)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what they warn of is judged below, and said in the Result
        try:
            fit = model.fit(reml=True)
        except np.linalg.LinAlgError as reason:
            raise ValueError(
                f"The mixed model of {answers.outcome!r} by {answers.cluster!r} could not be fitted ({reason}). "
                "Use fewer random slopes, or method='ols' with cluster."
            ) from reason
    trouble = []
    if not fit.converged:
        trouble.append("The mixed model did not converge. Use fewer random slopes, or method='ols' with cluster.")
    if np.asarray(fit.cov_re)[0, 0] < NO_VARIANCE * float(fit.scale):
        trouble.append(f"The variance between clusters of {answers.cluster!r} is estimated as about 0: the random part changes nothing.")
    return fit, trouble


def _estimand(answers: Answers, settings: Settings) -> str:
    if settings.within:
        return (
            f"slope of {answers.outcome} on each driver within {answers.cluster!r}, at equal other drivers: "
            "whatever is constant in a cluster cannot bias it"
        )
    return (
        f"slope of {answers.outcome} on each driver at equal other drivers, if what is particular to each {answers.cluster!r} "
        "has nothing to do with the drivers"
    )


def _between(answers: Answers, coef: np.ndarray, constant: list[str]) -> pd.DataFrame:
    names = [name for name in answers.on if name not in constant][: len(coef)]
    return pd.DataFrame({"name": names, "value": coef})


def _sentence(answers: Answers, settings: Settings, value: np.ndarray, icc: float) -> str:
    first = int(np.argmax(value))
    return (
        f"{'Within clusters, one' if settings.within else 'One'} more point on {answers.on[first]} goes with "
        f"{value[first]:.2f} more points of {answers.outcome}, "
        f"the most of {len(value)} drivers; {100 * icc:.0f}% of what is left over lies between the {answers.groups} "
        f"groups of {answers.cluster!r}."
    )
