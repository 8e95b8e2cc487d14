"""`drivers`: one question, many estimators, one shape of answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pandas as pd

from cxlab._validate import count, listed, nearest, number, one_of, resamples
from cxlab.estimators.advice import diagnostics
from cxlab.estimators.answers import Answers, read
from cxlab.estimators.fitted import CUTS, PERMUTATIONS, Fitted, Settings, quantile
from cxlab.estimators.moves import beyond_scale, change_of
from cxlab.estimators.screening import by_text, text
from cxlab.estimators.stability import places, stability
from cxlab.results import Estimate, Result

if TYPE_CHECKING:
    from cxlab.estimators.comparison import Comparison

_PLACES = {
    "correlation": "importance",
    "ols": "linear",
    "ordered": "ordinal",
    "mixed": "multilevel",
    "lmg": "importance",
    "johnson": "importance",
    "dominance": "importance",
    "penalty_reward": "contrasts",
}
METHODS = tuple(_PLACES)
MOVABLE = ("ols", "ordered", "mixed", "penalty_reward")  # methods that estimate an equation, so that a driver can be moved in it
Among = Literal["users", "everyone"]


def drivers(
    data: pd.DataFrame,
    outcome: str,
    on: Sequence[str],
    method: str = "ols",
    *,
    weights: str | None = None,
    cluster: str | None = None,
    missing: str | None = None,
    not_used: str | Mapping[str, str] | None = None,
    covariates: Sequence[str] = (),
    bootstrap: int = 0,
    rng: int | np.random.Generator | None = None,
    level: float = 0.95,
    link: str = "logit",
    slopes: Sequence[str] = (),
    within: bool = False,
    cuts: tuple[float, float] | Mapping[str, tuple[float, float]] = CUTS,
    permutations: int = PERMUTATIONS,
) -> Drivers:
    """Estimate what each driver has to do with the outcome.

    Parameters
    ----------
    data : one row per respondent.
    outcome, on : column of the outcome; columns of the drivers (ratings).
    method : "correlation", "ols", "ordered", "mixed", "lmg", "johnson", "dominance" or "penalty_reward".
    weights, cluster : columns of survey weights (above 0) and of the clusters within which rows are alike.
    missing : "listwise" or "not_used_indicator"; must be named when answers are missing.
    not_used : columns that say "never used", by prefix or by driver, to tell it from a blank.
    covariates : columns held equal in every fit, and not rated as drivers.
    bootstrap : number of resamples for the interval, at least 100; 0 for the method's own interval.
    rng : seed, Generator or None, for resamples and random orders.
    level : of the interval, between 0 and 1.
    link : "logit" or "probit" (ordered).
    slopes, within : drivers whose slope varies by cluster; split drivers into within and between clusters (mixed).
    cuts : quantiles up to which a rating is low and from which it is high, or {driver: (low, high)} in points (penalty_reward).
    permutations : pairs of random orders (lmg with more than 25 drivers).

    Returns
    -------
    Drivers
        One row per driver (penalty_reward: two). `detail` holds estimand, r2, advice, missing, n.

    Raises
    ------
    ValueError, TypeError, KeyError
        For answers that cannot be used as they are; the message says how to mend them.

    References
    ----------
    Groemping 2007 (LMG); Johnson 2000 (relative weights); Brandt 1987 (penalty-reward).

    Examples
    --------
    >>> answers = pd.DataFrame({"overall": [2, 4, 4, 6, 6, 8], "courier": [1, 2, 3, 4, 5, 6], "app": [1, 2, 1, 2, 1, 2]})
    >>> round(drivers(answers, "overall", ["courier", "app"])["app"].value, 6)
    1.0
    """
    one_of("method", method, METHODS)
    data, outcome, weights, cluster = by_text(data), text(outcome), text(weights), text(cluster)
    on = on if isinstance(on, str) else [text(name) for name in listed("on", on)]
    held = tuple(text(name) for name in listed("covariates", covariates))
    settings = _settings(method, bootstrap, rng, level, link, slopes, within, cuts, permutations)
    _fits_method(method, settings, weights, cluster, on)
    answers = read(data, outcome, on, weights=weights, cluster=cluster, missing=missing, not_used=not_used, covariates=held)
    fitted: Fitted = getattr(import_module(f"cxlab.estimators.{_PLACES[method]}"), method)(answers, settings)
    spec = dict(
        outcome=outcome, on=list(on), method=method, weights=weights, cluster=cluster, missing=missing, not_used=not_used,
        covariates=held, level=level, link=link, slopes=settings.slopes, within=within, cuts=cuts,
        permutations=permutations, rng=settings.seed,
    )  # fmt: skip
    return _answer(answers, fitted, settings, spec)


def _settings(
    method: str, bootstrap: int, rng: Any, level: float, link: str, slopes: Sequence[str], within: bool, cuts: Any, permutations: int
) -> Settings:
    return Settings(
        level=number("level", level, low=0, high=1, low_open=True, high_open=True),
        bootstrap=resamples(bootstrap),
        seed=_seed(rng, draws=bool(bootstrap) or method == "lmg"),
        link=one_of("link", link, ("logit", "probit")),
        slopes=tuple(text(name) for name in listed("slopes", slopes)),
        within=one_of("within", within, (True, False)),
        cuts=cuts,
        permutations=count("permutations", permutations, low=2),
    )


def _seed(rng: Any, *, draws: bool) -> int:
    """The seed, where anything is drawn; the compiler that draws come from is not loaded for nothing."""
    if rng is None and not draws:
        return 0
    from cxlab.draws import seed_of

    return seed_of(rng)


def _fits_method(method: str, settings: Settings, weights: str | None, cluster: str | None, on: Sequence[str]) -> None:
    """Refuse what a method cannot do, and say which can."""
    if method == "mixed":
        if cluster is None:
            raise ValueError("method='mixed' needs cluster=, the column of the groups that share an intercept, for example the branch.")
        if weights is not None:
            raise ValueError("method='mixed' takes no weights. Leave weights out, or use method='ols' with weights and cluster.")
        if settings.bootstrap:
            raise ValueError("method='mixed' has an interval of its own and takes no bootstrap. Leave bootstrap at 0.")
    elif settings.slopes or settings.within:
        raise ValueError(f"slopes and within belong to method='mixed'; method={method!r} has neither. Leave them out.")
    for i, name in enumerate(settings.slopes):
        if name not in on:
            raise ValueError(f"slopes={name!r} is not one of the drivers. Choose from {list(on)}.{nearest(name, on)}")
        if name in settings.slopes[:i]:
            raise ValueError(f"slopes names {name!r} twice. Name each driver once.")
    for name, owner, default in (("link", "ordered", "logit"), ("cuts", "penalty_reward", CUTS), ("permutations", "lmg", PERMUTATIONS)):
        value = getattr(settings, name)
        if method != owner and (type(value) is not type(default) or value != default):
            raise ValueError(f"{name} belongs to method={owner!r}; method={method!r} does not use it. Leave it out.")


def _answer(answers: Answers, fitted: Fitted, settings: Settings, spec: dict[str, Any]) -> Drivers:
    found, advice = diagnostics(answers)
    detail = {
        "kind": spec["method"],
        "outcome": answers.outcome,
        "on": answers.on,
        "estimand": fitted.estimand,
        "r2": fitted.r2,
        "n": answers.n,
        "clusters": answers.groups,
        "missing": answers.missing,
        "advice": [*advice, *fitted.advice],
        "performance": dict(zip(answers.on, answers.performance.tolist(), strict=True)),
        "codebook": dict(answers.codebook),
        "points_per_rating": points_per_rating(answers.codebook),
        "level": settings.level,
        "equation": fitted.equation,
        "spec": spec,
        **found,
        **fitted.detail,
        **({} if fitted.draws is None else {"places": places(answers.on, fitted.draws)}),
    }
    return Drivers(f"Drivers of {answers.outcome}", fitted.unit, fitted.method, fitted.rows, detail)


def points_per_rating(codebook: Mapping[str, Mapping[str, float]]) -> dict[str, float]:
    """World points per rating point of each item of a codebook."""
    return {
        item: float((k["world_high"] - k["world_low"]) / (k["high"] - k["low"]))
        for item, k in codebook.items()
        if {"low", "high", "world_low", "world_high"} <= set(k)
    }


class Drivers(Result):
    """Estimated drivers of an outcome, made by `drivers`: a Result that can be held against a truth and asked what-if.

    Parameters
    ----------
    title, unit, method, rows, detail : as in `Result`.

    Examples
    --------
    >>> answers = pd.DataFrame({"overall": [2, 4, 4, 6, 6, 8], "courier": [1, 2, 3, 4, 5, 6], "app": [1, 2, 1, 2, 1, 2]})
    >>> drivers(answers, "overall", ["courier", "app"]).names
    ['courier', 'app']
    """

    def compare(self, truth: Result, *, standardize: bool = False) -> Comparison:
        """Hold the estimates against a named truth, in the same units where they have them, else by rank.

        Parameters
        ----------
        truth : a Result whose detail names it: detail["truth"] is "T1", "T2" or "T3".
        standardize : multiply slopes on both sides by the error-free sd(driver) / sd(outcome).

        Returns
        -------
        Comparison
            Rank correlation, bias, RMSE and interval coverage; detail["table"] has one line per driver.

        Raises
        ------
        TypeError, ValueError
            When `truth` is not a truth, or shares no driver with the fit.

        Examples
        --------
        >>> answers = pd.DataFrame({"overall": [2, 4, 4, 6, 6, 8], "courier": [1, 2, 3, 4, 5, 6], "app": [1, 2, 1, 2, 1, 2]})
        >>> truth = Result("T3", "share", "exact", (Estimate("courier", 0.8), Estimate("app", 0.2)), {"truth": "T3"})
        >>> drivers(answers, "overall", ["courier", "app"], "lmg").compare(truth)["rank correlation"].value
        1.0
        """
        from cxlab.estimators.comparison import compared

        return compared(self, truth, standardize=standardize)

    def rank_stability(self) -> Result:
        """How sure the order is: the share of resamples in which each driver keeps its place; detail["places"] has all places.

        Raises
        ------
        ValueError
            When the fit was made without `bootstrap`, or by a method with more than one estimate a driver.

        Examples
        --------
        >>> answers = pd.DataFrame({"overall": [2, 4, 4, 6, 6, 8], "courier": [1, 2, 3, 4, 5, 6], "app": [1, 2, 1, 2, 1, 2]})
        >>> drivers(answers, "overall", ["courier", "app"], "lmg", bootstrap=100, rng=1).rank_stability().names
        ['courier', 'app']
        """
        return stability(self)

    def what_if(self, change: Mapping[str, float], *, among: Among = "users") -> Result:
        """Change of the mean outcome if ratings moved, were the estimated equation causal.

        Parameters
        ----------
        change : rating points by driver, as in {"courier": +1}.
        among : "users", those who rated every driver that moves; or "everyone", where the others stay as they are.

        Returns
        -------
        Result
            One row, with an interval by the delta method.

        Raises
        ------
        ValueError
            For a method without an equation, and for an unknown driver.

        Examples
        --------
        >>> answers = pd.DataFrame({"overall": [2, 4, 4, 6, 6, 8], "courier": [1, 2, 3, 4, 5, 6], "app": [1, 2, 1, 2, 1, 2]})
        >>> round(drivers(answers, "overall", ["courier", "app"]).what_if({"app": -2}).value, 6)
        -2.0
        """
        equation, on = self.detail["equation"], list(self.detail["on"])
        if equation is None:
            raise ValueError(
                f"method={self.detail['kind']!r} estimates no equation in which a driver could be moved. "
                f"Fit with one of {list(MOVABLE)} to ask what-if."
            )
        one_of("among", among, ("users", "everyone"))
        delta = np.array([change_of(change, name, on) for name in on])
        value, error, df, n = equation.change(delta, among)
        if n == 0:
            raise ValueError(
                f"Nobody rated all of {[k for k, d in zip(on, delta, strict=True) if d]}. Move one driver at a time, or "
                "pass among='everyone'."
            )
        reach = quantile(self.detail["level"], df) * error
        name = ", ".join(f"{k} {change[k]:+g}" for k in on if k in change)
        outcome = self.detail["outcome"]
        detail = {
            "sentence": f"With {name}, mean {outcome} among {among} would move by {value:+.2f} (interval "
            f"{value - reach:.2f} to {value + reach:.2f}), "
            "if the equation holds when ratings are moved and not only observed.",
            "advice": beyond_scale(self, change),
            "among": among,
            "standard_error": error,
            "missing": self.detail["missing"],
        }
        rows = (Estimate(name, value, value - reach, value + reach, n),)
        return Result(
            f"What if {name}",
            f"points of {outcome}",
            f"{self.detail['kind']}, delta method {100 * self.detail['level']:g}% interval",
            rows,
            detail,
        )
