"""Compile everything once: each kernel with the types it will be called with."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import pandas as pd


def compile_all() -> Iterator[str]:
    """Compile room by room; yields the name of each room when it is ready."""
    steps: tuple[tuple[str, Callable[[], object]], ...] = (
        ("equations", _equations),
        ("paths", _paths),
        ("queues", _queues),
        ("survey", _survey),
        ("estimators", _estimators),
        ("market", _market),
    )
    for name, step in steps:
        step()
        yield name


def _equations() -> None:
    from cxlab.mechanisms._ready import make_ready

    make_ready()


def _paths() -> None:
    from cxlab.worlds import world

    run = world("officina").simulate(64, rng=1)
    run.truth.effects(touchpoints=["book"])


def _queues() -> None:
    from cxlab.worlds import world

    world("desk").simulate(64, rng=1)


def _survey() -> None:
    from cxlab.worlds import world

    world("officina").simulate(64, rng=1).ask(["overall", "touchpoints"], halo=0.5, reliability=0.8, response=0.5, rng=1)


def _estimators() -> None:
    from cxlab.estimators import drivers

    rng = np.random.default_rng(1)
    answers = pd.DataFrame(rng.normal(size=(60, 4)), columns=["overall", "a", "b", "c"])
    for method, bootstrap in (("ols", 0), ("lmg", 100), ("dominance", 0)):
        drivers(answers, "overall", ["a", "b", "c"], method=method, bootstrap=bootstrap, rng=1)


def _market() -> None:
    from cxlab.market import read

    read("mercato").simulate(200, periods=2, rng=1)
