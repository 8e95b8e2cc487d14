"""Worlds that several tests share: small, plain, with known answers."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import cxlab as cx

SHARED = Path(__file__).resolve().parents[1].parent / "shared"
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "benchmarks"))


def shared(*parts: str) -> Path:
    """A file of the shared folder; the test is skipped, saying so, where it is not there."""
    path = SHARED.joinpath(*parts)
    if not path.exists():
        pytest.skip(f"../shared/{'/'.join(parts)} is not on this machine")
    return path


def workload(name: str) -> cx.World:
    """W1 or W2 as a world."""
    shared("workloads", f"{name}.json")
    import workloads

    return workloads.world(workloads.spec(name))


def specification(name: str) -> dict[str, Any]:
    """The specification of a workload."""
    return json.loads(shared("workloads", f"{name}.json").read_text(encoding="utf-8"))


def line(
    n: int = 4, *, outcome: cx.Outcome | None = None, experience: cx.Experience | None = None, weights: Any = None, **point: Any
) -> cx.World:
    """n touchpoints one after another; everybody meets all. Linear, symmetric and without updating unless said."""
    names = [f"t{i}" for i in range(n)]
    moves = {a: {b: 1.0} for a, b in zip(names, [*names[1:], "EXIT"], strict=True)}
    weights = dict(zip(names, weights if weights is not None else np.linspace(0.4, 0.1, n), strict=True))
    segment = cx.Segment("all", start={names[0]: 1.0}, transitions=moves, weights=weights, expectation=5.0, expectation_sd=0.0)
    journey = cx.Journey(tuple(cx.Touchpoint(name, **point) for name in names), (segment,), cap=n)
    plain = cx.Experience(loss_aversion=1.0, update_rate=0.0)
    return cx.World("line", journey, experience or plain, {"satisfaction": outcome or cx.Outcome(touchpoints=1.0, noise=0.5)})


def random_world(rng: np.random.Generator, n: int, segments: int = 1) -> cx.World:
    """A world with n touchpoints and random transitions, many of them impossible."""
    names = [f"t{i}" for i in range(n)]
    people = []
    for s in range(segments):
        rows = rng.dirichlet(np.full(n + 1, 0.4), size=n) * (rng.random((n, n + 1)) < 0.6)
        rows[:, -1] += 0.05
        rows /= rows.sum(axis=1, keepdims=True)
        start = rng.dirichlet(np.full(n, 0.5))
        moves = {a: dict(zip([*names, "EXIT"], map(float, row), strict=True)) for a, row in zip(names, rows, strict=True)}
        people.append(cx.Segment(f"s{s}", share=1 / segments, start=dict(zip(names, map(float, start), strict=True)), transitions=moves))
    return cx.World("random", cx.Journey(tuple(cx.Touchpoint(name) for name in names), tuple(people)))
