"""Which estimate is held against which truth, and whether both can be brought into one unit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from cxlab.results import Result

SLOPES = ("ols", "mixed", "ordered", "structural")
SHARES = ("lmg", "johnson", "dominance")


def truth_name(truth: Any) -> str:
    name = truth.detail.get("truth") if isinstance(truth, Result) else None
    if name not in ("T1", "T2", "T3"):
        got = f"detail['truth']={name!r}" if isinstance(truth, Result) else f"a {type(truth).__name__}"
        raise TypeError(
            f"truth is {got}, not a named truth. Pass one that says which truth it is: sim.truth.weights (T1), "
            "sim.truth.effects(lever='felt', among='users') (T2) or sim.truth.shares (T3)."
        )
    return str(name)


def pairing(fit: Result, truth: Result, name: str) -> tuple[str, str]:
    """By "value", "shape" or "rank", and the reason in words."""
    kind, detail = fit.detail["kind"], truth.detail
    _same_outcome(fit, truth)
    if kind in SHARES and name == "T3":
        left_out = [row for row in truth.names if row not in values_of(estimated(fit))]
        if left_out:
            return (
                "rank",
                f"The truth shares satisfaction among more touchpoints ({', '.join(left_out)} too), so the shares do not divide the same whole.",
            )
        more = [row.name for row in estimated(fit) if row.name not in values_of(truth.rows)]
        more += [f"{name}, held equal" for name in fit.detail.get("spec", {}).get("covariates", ())]
        if more:
            return (
                "rank",
                f"The fit knows of more than the truth shares among ({', '.join(more)}), so the shares do not divide the same whole.",
            )
        return "value", "Both are shares that sum to 1."
    if kind in (*SLOPES, "penalty_reward") and name == "T2":
        reason = _unlike_slope(detail, kind)
        if reason:
            return "rank", reason
        if kind == "penalty_reward":
            return (
                "shape",
                "A penalty and a reward are contrasts between groups; T2 of -1 and of +1 are effects of one point. "
                "Sign, class and rank can agree.",
            )
        if conversion(fit, truth) is None:
            return "rank", "No codebook says how many world points a rating point is, so the units cannot be made equal."
        size = detail.get("delta", 1.0)
        far = "" if size == 1.0 else f" The truth moved it by {size:g} points, not by one: in a bent world that is another average."
        return "value", f"Both are points of the outcome per point of the driver, felt, among those who met it.{far}"
    asks = _asks(kind)
    if name == "T1":
        return "rank", (
            f"T1 is the weight in the world's equation, {kind} estimates {asks} among answers: "
            "the two meet only in a linear world without survey error, so only the order can be compared."
        )
    meaning = "the effect of moving a driver" if name == "T2" else "a share of variance"
    return (
        "rank",
        f"{name} is {meaning}, {kind} estimates {asks}: different quantities in different units, so only the order can be compared.",
    )


def estimated(fit: Result) -> tuple[Any, ...]:
    """The rows of a fit that are drivers."""
    return tuple(row for row in fit.rows if row.name in fit.detail.get("on", fit.names))


def _same_outcome(fit: Result, truth: Result) -> None:
    """Refuse a truth about another outcome than the one that was asked, and a truth in which nothing happens."""
    about, asked = truth.detail.get("outcome"), fit.detail.get("outcome")
    source = fit.detail.get("codebook", {}).get(asked, {}).get("source")
    if about is not None and source is not None and about != source:
        raise ValueError(
            f"The estimate is of {asked!r}, which asks for {source!r}, and the truth is about {about!r}. "
            f"Compare with the truth of {source!r}: sim.truth.effects(outcome={source!r})."
        )
    if truth.detail["truth"] == "T2" and not any(truths_of(truth).values()):
        raise ValueError(
            f"The truth is 0 at every touchpoint: moving what is felt or delivered does not move {about!r} in this world. "
            "Compare an outcome that touchpoints move, for example 'satisfaction'."
        )


def _asks(kind: str) -> str:
    """What a method estimates, in two words."""
    if kind in SHARES:
        return "a share of variance"
    return {"correlation": "a correlation", "penalty_reward": "a contrast"}.get(kind, "a slope")


def _unlike_slope(detail: Mapping[str, Any], kind: str) -> str:
    """Why this T2 is not what a slope among users estimates; empty when it is."""
    if detail.get("lever", "felt") != "felt":
        return "The truth moves what is delivered and lets expectations react; answers hold only what was felt."
    if detail.get("among", "users") != "users":
        return "The truth is an average over everyone; a slope is per point among those who met the touchpoint."
    both = detail.get("plus") is not None and detail.get("minus") is not None
    if not both and (kind == "penalty_reward" or detail.get("direction", "mean") != "mean"):
        return "The truth holds one direction only; this comparison needs both +1 and -1."
    return ""


def values_of(part: Any) -> dict[str, float]:
    return {k: float(v) for k, v in part.items()} if isinstance(part, Mapping) else {row.name: float(row.value) for row in part}


def truths_of(truth: Result) -> dict[str, float]:
    """One value per driver; of a T2 given in both directions, their mean."""
    plus, minus = truth.detail.get("plus"), truth.detail.get("minus")
    if truth.detail["truth"] == "T2" and plus is not None and minus is not None:
        up, down = values_of(plus), values_of(minus)
        return {k: (up[k] + down[k]) / 2 for k in up if k in down}
    return values_of(truth.rows)


def estimates_of(fit: Result) -> pd.DataFrame:
    """One line per driver: name, value, low, high; shares sum to 1, structural totals are in points."""
    if fit.detail["kind"] in SHARES:
        return fit.detail["normalised"]
    if fit.detail["kind"] == "structural":
        return fit.detail["totals"]
    if fit.detail["kind"] == "penalty_reward":
        table = fit.detail["table"]
        mean = (table["penalty"] + table["reward"]) / 2
        return pd.DataFrame({"name": table["name"], "value": mean, "low": np.nan, "high": np.nan})
    return fit.to_frame()


def shared_names(fit: Result, truth: Mapping[str, float]) -> list[str]:
    names = [name for name in estimates_of(fit)["name"] if name in truth]
    if not names:
        raise ValueError(
            f"The fit and the truth share no driver: the fit has {list(estimates_of(fit)['name'])}, the truth "
            f"{list(truth)}. Use the same names."
        )
    return names


def conversion(fit: Result, truth: Result) -> dict[str, float] | None:
    """World points per rating point of the outcome and of each driver; None when any is unknown."""
    points = {**truth.detail.get("points_per_rating", {}), **fit.detail.get("points_per_rating", {})}
    needed = [fit.detail["outcome"], *shared_names(fit, truths_of(truth))]
    return {k: float(points[k]) for k in needed} if all(k in points for k in needed) else None
