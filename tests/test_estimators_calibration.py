"""Intervals hold what the estimator says of the whole population about as often as they promise; a small run of benchmarks/calibration.py."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest

sys.path.append(str(Path(__file__).resolve().parents[1] / "benchmarks"))

import calibration

REPLICATIONS = 100


@pytest.fixture(scope="module")
def cases() -> dict[str, calibration.Case]:
    return calibration.cases(np.random.default_rng(5))


@pytest.mark.parametrize("name", ["ols", "cluster", "ordered", "mixed", "nps"])
def test_intervals_hold_the_population_value(cases, name):
    shares = calibration.coverage(cases[name], REPLICATIONS, np.random.default_rng(6))
    assert calibration.within(list(shares.values()), REPLICATIONS), shares


def test_intervals_of_shares_hold_the_population_value_and_never_a_zero_share(cases):
    case = cases["lmg, a zero share"]
    shares = calibration.coverage(case, REPLICATIONS, np.random.default_rng(7))
    assert shares.pop(case.exempt) == 0.0
    assert calibration.within(list(shares.values()), REPLICATIONS), shares


@pytest.mark.parametrize(
    ("shares", "verdict"), [([0.95] * 5, True), ([0.88] * 5, False), ([0.995] * 5, False), ([0.95] * 4 + [0.80], False)]
)
def test_the_verdict_notices_intervals_that_are_too_short_or_too_long(shares, verdict):
    assert calibration.within(shares, 1_000) is verdict
    assert calibration.within(shares, REPLICATIONS) is (verdict or shares[0] == 0.995)
