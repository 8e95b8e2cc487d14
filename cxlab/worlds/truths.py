"""The three truths of a model: weights (T1), do-effects (T2), population shares (T3)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from cxlab import _validate as check
from cxlab.journey import Journey
from cxlab.results import Estimate, Result
from cxlab.simulation.columns import Columns
from cxlab.simulation.lived import felt_by_touchpoint
from cxlab.simulation.runs import Model, Order, run
from cxlab.worlds import queues

LEVERS = ("felt", "delivered")
AMONG = ("users", "everyone")


def judged_names(journey: Journey) -> list[str]:
    """Touchpoints that customers judge, in journey order: all but mere exposures."""
    return [point.name for point in journey.touchpoints if point.mode != "exposure"]


def weights(model: Model, outcome: str) -> Result:
    """T1: the weight of each touchpoint in the outcome's equation, averaged over segments by their shares."""
    o = model.outcomes[check.one_of("outcome", outcome, list(model.outcomes))]
    memories = [m for m in ("mean", "peak", "end", "recent", "sum") if getattr(o, m)]
    if not o.touchpoints or memories:
        why = f"it also remembers by {', '.join(memories)}" if memories and o.touchpoints else "it has no touchpoint weights"
        raise ValueError(f"T1 is not the slope of {outcome!r}: {why}. Use truth.effects(...), the effect of moving a touchpoint (T2).")
    bent = [point.name for point in model.journey.touchpoints if point.reward != point.penalty]
    if bent:
        raise ValueError(
            f"T1 is not a slope at {bent[0]!r}: reward and penalty differ, so a point up and a point down are worth different amounts. "
            "Use truth.effects(...), which reports both (T2)."
        )
    names = judged_names(model.journey)
    points = {point.name: point.reward * o.touchpoints for point in model.journey.touchpoints}
    by_segment = {s.name: {n: float(s.weights.get(n, 0.0)) * points[n] for n in names} for s in model.journey.segments}
    total = {n: sum(s.share * by_segment[s.name][n] for s in model.journey.segments) for n in names}
    top = max(total, key=lambda n: total[n])
    detail = {
        "truth": "T1", "outcome": outcome, "by_segment": by_segment,
        "sentence": f"The world's own weight is largest for {top}: {total[top]:.3g} points of {outcome} per point felt there.",
    }  # fmt: skip
    return Result(
        "Truth T1: weights", "points per point felt", "exact, from the world file", tuple(Estimate(n, v) for n, v in total.items()), detail
    )


def lived_table(columns: Columns, width: int) -> tuple[np.ndarray, np.ndarray]:
    """Mean felt and last step by touchpoint for the first journey of each customer of a run without further cycles."""
    e = columns.events
    first = int(e["customer"].min()) if columns.used else 0
    lines = len(next(iter(columns.customers.values())))
    return felt_by_touchpoint(e["customer"] - first, e["step"], e["touchpoint"], e["felt"], lines, width)


def _answers(model: Model, order: Order, outcome: str) -> np.ndarray:
    return run(model, order).customers[outcome].astype(np.float64)


def _paired(
    model: Model, order: Order, outcome: str, before: np.ndarray, chosen: np.ndarray, day: np.ndarray | None
) -> tuple[float, float]:
    """Mean of the paired difference among the chosen customers, and half of its interval."""
    change = (_answers(model, order, outcome) - before)[chosen]
    mean = float(change.mean())
    return mean, queues.half_width(change, mean, None if day is None else day[chosen])


def _whatever_the_wait(model: Model, outcome: str, lever: str, among: str) -> bool:
    """Whether a customer's change is the segment's weight, so that sharing a queue leaves the changes independent."""
    o = model.outcomes[outcome]
    straight = o.link == "identity" and not (o.mean or o.peak or o.end or o.recent or o.sum)
    even = all(point.reward == point.penalty for point in model.journey.touchpoints)
    return lever == "felt" and among == "users" and straight and even and not model.experience.dropout


def _lever(order: Order, lever: str, name: str, points: float) -> Order:
    moved = {name: points}
    return replace(order, record=False, felt=moved) if lever == "felt" else replace(order, record=False, delivered=moved)


def effects(model: Model, outcome: str, *, lever: str, delta: float, among: str, touchpoints: list[str], order: Order) -> Result:
    """T2: (E[S(do)] - E[S]) / delta on the same draws, up and down apart; pairs run through joblib."""
    from joblib import Parallel, delayed

    check.one_of("outcome", outcome, list(model.outcomes))
    check.one_of("lever", lever, LEVERS)
    check.one_of("among", among, AMONG)
    check.number("delta", delta, low=0, low_open=True, unit="points")
    names = judged_names(model.journey)
    for name in touchpoints:
        check.one_of("touchpoint", name, names)
    base = run(model, order)
    before = base.customers[outcome].astype(np.float64)
    felt, _ = lived_table(base, len(model.journey.names))
    index = {name: model.journey.index(name) for name in touchpoints}
    chosen = {n: ~np.isnan(felt[:, index[n]]) if among == "users" else np.ones(len(before), dtype=bool) for n in touchpoints}
    jobs = [(n, sign) for n in touchpoints for sign in (1.0, -1.0) if chosen[n].any()]
    days = queues.Days() if _whatever_the_wait(model, outcome, lever, among) else queues.days_of(model, order, base.events["touchpoint"])
    pairs = Parallel()(
        delayed(_paired)(model, _lever(order, lever, n, sign * delta), outcome, before, chosen[n], days.day) for n, sign in jobs
    )
    found = {job: (mean / (job[1] * delta), half / delta) for job, (mean, half) in zip(jobs, pairs, strict=True)}
    result = _effects_result(found, chosen, felt, before, index, lever, delta, among, outcome)
    clean = pd.DataFrame(felt[:, [index[n] for n in touchpoints]], columns=touchpoints).assign(**{outcome: before})
    return replace(result, method=days.method(result.method, "paired"), detail={**result.detail, "error_free": clean, **days.told})


def _effects_result(
    found: Mapping[tuple[str, float], tuple[float, float]],
    chosen: Mapping[str, np.ndarray],
    felt: np.ndarray,
    before: np.ndarray,
    index: Mapping[str, int],
    lever: str,
    delta: float,
    among: str,
    outcome: str,
) -> Result:
    def one(name: str, value: float, half: float) -> Estimate:
        n = int(chosen[name].sum())
        return Estimate(name, value, n=n) if np.isnan(half) else Estimate(name, value, value - half, value + half, n)

    names = [n for n in chosen if (n, 1.0) in found]
    plus = {n: one(n, *found[n, 1.0]) for n in names}
    minus = {n: one(n, *found[n, -1.0]) for n in names}
    both = tuple(one(n, (plus[n].value + minus[n].value) / 2, max(found[n, 1.0][1], found[n, -1.0][1])) for n in names)
    top = max(both, key=lambda row: row.value)
    detail: dict[str, Any] = {
        "truth": "T2", "lever": lever, "among": among, "direction": "mean", "delta": delta, "outcome": outcome,
        "plus": tuple(plus.values()), "minus": tuple(minus.values()),
        "sd_x": {n: float(np.nanstd(felt[:, index[n]], ddof=1)) for n in names}, "sd_s": float(before.std(ddof=1)),
        "sentence": (
            f"One point more {'felt' if lever == 'felt' else 'delivered'} at {top.name} moves {outcome} most: {top.value:.3g} points on average "
            f"among {'those who meet it' if among == 'users' else 'everyone'} ({plus[top.name].value:.3g} up, {minus[top.name].value:.3g} down)."
        ),
    }  # fmt: skip
    method = f"same customers with and without, lever {lever!r}, among {among}, mean of +{delta:g} and -{delta:g}"
    return Result("Truth T2: effects", "points per point", method, both, detail)


def shares(model: Model, outcome: str, order: Order, block: int = 100_000) -> Result:
    """T3: LMG shares of the outcome on visited*x given visited, in the population and without measurement error."""
    from cxlab.estimators.subsets import lmg_of_each

    check.one_of("outcome", outcome, list(model.outcomes))
    names = judged_names(model.journey)
    at = [model.journey.index(name) for name in names]
    size = 2 * len(names) + 2
    check.count("customers", order.customers, low=10 * size)
    moments, met = np.zeros((size, size)), np.zeros(len(names))
    for first in range(0, order.customers, block):
        part = run(model, replace(order, first=order.first + first, customers=min(block, order.customers - first)))
        felt, _ = lived_table(part, len(model.journey.names))
        x = felt[:, at] - model.experience.neutral
        there = ~np.isnan(x)
        z = np.column_stack([np.ones(len(x)), there, np.where(there, x, 0.0), part.customers[outcome].astype(np.float64)])
        moments += z.T @ z
        met += there.sum(axis=0)
    raw = lmg_of_each((moments / order.customers)[None], 1 + len(names))[0]
    total = float(raw.sum())
    if total <= 0:
        raise ValueError(
            f"T3 does not exist: nothing felt at the touchpoints moves {outcome!r} in this world. Give it touchpoint or memory weights."
        )
    share = {n: float(v / total) for n, v in zip(names, raw, strict=True)}
    top = max(share, key=lambda n: share[n])
    detail = {
        "truth": "T3", "outcome": outcome, "r2": total,
        "sentence": f"In the population {top} accounts for {share[top]:.0%} of what touchpoints explain of {outcome}.",
    }  # fmt: skip
    method = f"LMG shares among {order.customers:,} customers without measurement error, visits held"
    rows = tuple(Estimate(n, v, n=int(m)) for (n, v), m in zip(share.items(), met, strict=True))
    return Result("Truth T3: shares", "share of explained variance", method, rows, detail)
