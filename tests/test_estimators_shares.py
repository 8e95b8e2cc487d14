"""Shares of R2: against all orders written out, by their properties, and in the ways they are computed."""

from __future__ import annotations

import itertools
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cxlab.estimators import drivers
from cxlab.estimators import subsets as kernels
from cxlab.estimators.importance import ZERO_SHARE, relative_weights

ROOT = Path(__file__).resolve().parents[1]
EXACT = 1e-10
SHARES = ["lmg", "johnson", "dominance"]


def correlations(p: int, seed: int) -> np.ndarray:
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(80, p)) + rng.normal(size=(80, 1))
    return np.corrcoef(np.column_stack([x, x @ rng.normal(size=p) + rng.normal(size=80)]), rowvar=False)


def survey(p: int, seed: int, n: int = 60) -> pd.DataFrame:
    """Whole ratings from 0 to 10 with an overall rating."""
    rng = np.random.default_rng(seed)
    x = 6 + 1.5 * rng.normal(size=(n, p)) + rng.normal(size=(n, 1))
    y = 6 + (x - 6) @ rng.uniform(0, 0.6, p) + rng.normal(size=n)
    table = pd.DataFrame(np.clip(np.round(x), 0, 10), columns=[f"t{j}" for j in range(p)])
    return table.assign(overall=np.clip(np.round(y), 0, 10))


def names(table: pd.DataFrame) -> list[str]:
    return [c for c in table.columns if c.startswith("t")]


def values(fit) -> np.ndarray:
    return np.array([row.value for row in fit.rows])


def r2_of(r: np.ndarray, chosen: tuple[int, ...]) -> float:
    s = list(chosen)
    return float(r[-1, s] @ np.linalg.solve(r[np.ix_(s, s)], r[s, -1])) if s else 0.0


def by_all_orders(r: np.ndarray) -> np.ndarray:
    """LMG by its definition: the gain of each driver, averaged over every order of entering."""
    p = len(r) - 1
    total, orders = np.zeros(p), list(itertools.permutations(range(p)))
    for order in orders:
        for k, j in enumerate(order):
            total[j] += r2_of(r, order[: k + 1]) - r2_of(r, order[:k])
    return total / len(orders)


@pytest.mark.parametrize("p", [1, 2, 3, 4, 5, 6])
def test_lmg_is_the_mean_gain_over_all_orders(p):
    r = correlations(p, seed=p)
    assert np.abs(kernels.lmg(r) - by_all_orders(r)).max() < 1e-13


@pytest.mark.parametrize("p", [2, 4, 7])
def test_the_table_holds_the_r2_of_every_subset(p):
    r = correlations(p, seed=p)
    table = kernels.table(r)
    for position in range(2**p):
        chosen = tuple(j for j in range(p) if position >> (p - 1 - j) & 1)
        assert table[position] == pytest.approx(r2_of(r, chosen), abs=1e-12)


def test_uncorrelated_drivers_have_their_squared_correlations():
    r = np.eye(4)
    r[3, :3] = r[:3, 3] = [0.5, 0.3, 0.1]
    assert kernels.lmg(r) == pytest.approx([0.25, 0.09, 0.01], abs=1e-15)


def test_with_25_drivers_shares_still_sum_to_r2():
    r = np.corrcoef(np.random.default_rng(25).normal(size=(400, 26)) + 0.3 * np.random.default_rng(1).normal(size=(400, 1)), rowvar=False)
    assert kernels.lmg(r).sum() == pytest.approx(r2_of(r, tuple(range(25))), abs=1e-12)


def test_a_driver_that_adds_no_variance_of_its_own_takes_nothing_and_breaks_nothing():
    r = correlations(4, seed=1)
    wide = np.zeros((6, 6))
    place = [0, 1, 2, 3, 5]
    wide[np.ix_(place, place)] = r
    assert np.insert(kernels.lmg(r), 4, 0.0) == pytest.approx(kernels.lmg(wide), abs=1e-14)


def test_random_orders_agree_with_all_subsets_within_their_own_error():
    r = correlations(8, seed=3)
    gains = kernels.permuted(r, seed=1, pairs=4000)
    error = gains.std(axis=0, ddof=1) / np.sqrt(4000)
    assert (np.abs(gains.mean(axis=0) - kernels.lmg(r)) < 4 * error).all()
    assert gains.sum(axis=1) == pytest.approx(np.full(4000, r2_of(r, tuple(range(8)))), abs=1e-12)


def test_beyond_25_drivers_orders_are_drawn_and_their_error_is_said():
    table = survey(27, seed=2, n=400)
    fit = drivers(table, "overall", names(table), "lmg", rng=1, permutations=200)
    assert "400 random orders, largest standard error" in fit.method
    assert set(fit.detail["permutation_error"]) == set(names(table))
    assert max(fit.detail["permutation_error"].values()) < 0.01
    assert values(fit).sum() == pytest.approx(fit.detail["r2"], abs=EXACT)
    again = drivers(table, "overall", names(table), "lmg", rng=1, permutations=200)
    assert (values(again) == values(fit)).all()


@pytest.mark.parametrize("method", SHARES)
@settings(derandomize=True, deadline=None, max_examples=15)
@given(p=st.integers(1, 6), seed=st.integers(0, 10**6))
def test_shares_sum_to_r2(method, p, seed):
    table = survey(p, seed)
    fit = drivers(table, "overall", names(table), method)
    ols = drivers(table, "overall", names(table))
    assert values(fit).sum() == pytest.approx(ols.detail["r2"], abs=EXACT)
    assert fit.detail["r2"] == pytest.approx(ols.detail["r2"], abs=EXACT)
    assert fit.detail["normalised"]["value"].sum() == pytest.approx(1, abs=EXACT)
    assert (values(fit) >= -EXACT).all()


@pytest.mark.parametrize("method", [*SHARES, "ols", "correlation", "ordered"])
@settings(derandomize=True, deadline=None, max_examples=8)
@given(seed=st.integers(0, 10**6))
def test_the_order_of_rows_and_columns_does_not_matter(method, seed):
    table = survey(4, seed)
    order = np.random.default_rng(seed).permutation(names(table)).tolist()
    fit = drivers(table, "overall", names(table), method)
    other = drivers(table.sample(frac=1, random_state=seed % 1000), "overall", order, method)
    for name in names(table):
        assert (fit[name].value, fit[name].low, fit[name].high) == pytest.approx(
            (other[name].value, other[name].low, other[name].high), abs=1e-8, nan_ok=True
        )


@pytest.mark.parametrize("method", [*SHARES, "ols", "correlation", "ordered", "penalty_reward"])
@settings(derandomize=True, deadline=None, max_examples=8)
@given(seed=st.integers(0, 10**6))
def test_a_sample_asked_twice_says_the_same(method, seed):
    table = survey(3, seed)
    cuts = {name: (5, 8) for name in names(table)}
    options = {"cuts": cuts} if method == "penalty_reward" else {}
    once = drivers(table, "overall", names(table), method, **options)
    twice = drivers(pd.concat([table, table], ignore_index=True), "overall", names(table), method, **options)
    weighted = drivers(table.assign(w=2.0), "overall", names(table), method, weights="w", **options)
    assert values(once) == pytest.approx(values(twice), abs=1e-8)
    assert values(once) == pytest.approx(values(weighted), abs=1e-8)


@pytest.mark.parametrize("method", [*SHARES, "correlation"])
@settings(derandomize=True, deadline=None, max_examples=8)
@given(seed=st.integers(0, 10**6), factor=st.sampled_from([0.01, 3.0, 100.0]), shift=st.sampled_from([-5.0, 0.0, 1000.0]))
def test_the_scale_of_a_driver_does_not_matter(method, seed, factor, shift):
    table = survey(4, seed)
    other = table.assign(t1=table["t1"] * factor + shift)
    assert values(drivers(table, "overall", names(table), method)) == pytest.approx(
        values(drivers(other, "overall", names(table), method)), abs=1e-9
    )


def test_ols_slopes_go_down_as_a_driver_is_scaled_up():
    table = survey(3, seed=1)
    assert drivers(table.assign(t1=table["t1"] * 10), "overall", names(table))["t1"].value == pytest.approx(
        drivers(table, "overall", names(table))["t1"].value / 10, abs=EXACT
    )


def test_covariates_are_held_in_every_subset():
    table = survey(4, seed=5)
    fit = drivers(table, "overall", ["t0", "t1"], "lmg", covariates=["t2", "t3"])

    def r2(on: list[str]) -> float:
        return drivers(table, "overall", on).detail["r2"]

    base = r2(["t2", "t3"])
    first = ((r2(["t0", "t2", "t3"]) - base) + (r2(["t0", "t1", "t2", "t3"]) - r2(["t1", "t2", "t3"]))) / 2
    assert fit["t0"].value == pytest.approx(first, abs=EXACT)
    assert values(fit).sum() + fit.detail["r2_given"] == pytest.approx(r2(names(table)), abs=EXACT)
    assert fit.detail["r2_given"] == pytest.approx(base, abs=EXACT)


def test_two_drivers_share_by_johnson_as_by_lmg():
    r = correlations(2, seed=4)
    assert relative_weights(r[None])[0] == pytest.approx(kernels.lmg(r), abs=1e-13)


def test_the_bootstrap_is_that_of_numpy_on_the_same_resamples():
    from cxlab.draws import key, uniform
    from cxlab.estimators.resampling import resampled_moments

    table = survey(3, seed=6, n=40).to_numpy()
    z = np.column_stack([np.ones(40), table])
    found = resampled_moments(z, np.ones(40), None, 9, 3)
    for b in range(3):
        drawn = [int(uniform(key(np.uint64(9), np.uint64(b)), np.uint64(i)) * 40) for i in range(40)]
        assert np.abs(found[b] - z[drawn].T @ z[drawn] / 40).max() < 1e-12


def test_the_bootstrap_draws_whole_clusters():
    from cxlab.estimators.resampling import resampled_moments

    group = np.repeat([0, 1, 2, 3], 5)
    z = np.column_stack([np.ones(20), np.eye(4)[group]])
    shares = resampled_moments(z, np.ones(20), group, 1, 200)[:, 0, 1:]
    assert np.allclose(shares * 4, np.round(shares * 4), atol=1e-12)
    assert shares.mean(axis=0) == pytest.approx([0.25] * 4, abs=4 * np.sqrt(0.25 * 0.75 / 4 / 200))


def test_bootstrap_intervals_are_percentiles_and_the_same_for_one_seed():
    table = survey(3, seed=7, n=200)
    one, two, three = (drivers(table, "overall", names(table), "lmg", bootstrap=300, rng=seed) for seed in (1, 1, 2))
    assert one.to_frame().equals(two.to_frame())
    assert not one.to_frame().equals(three.to_frame())
    assert ZERO_SHARE in one.detail["advice"]
    assert "percentile bootstrap 95% interval, 300 resamples" in one.method
    wide = drivers(table, "overall", names(table), "lmg", bootstrap=300, rng=1, level=0.5)
    assert all(a.low <= b.low <= b.high <= a.high for a, b in zip(one.rows, wide.rows, strict=True))


@pytest.mark.parametrize("method", ["ols", "correlation", "johnson", "dominance", "ordered", "penalty_reward"])
def test_every_bootstrap_centres_near_the_methods_own_interval(method):
    table = survey(2, seed=8, n=300)
    options = {"cuts": {name: (4, 8) for name in names(table)}} if method == "penalty_reward" else {}
    resampled = drivers(table, "overall", names(table), method, bootstrap=200, rng=1, **options)
    own = drivers(table, "overall", names(table), method, **options)
    assert values(resampled) == pytest.approx(values(own), abs=EXACT)
    for a, b in zip(resampled.rows, own.rows, strict=True):
        if not np.isnan(b.low):  # an end has an error of about a seventh of the half width with 200 resamples
            assert (a.low, a.high) == pytest.approx((b.low, b.high), abs=0.35 * (b.high - b.low))
        assert a.high > a.low


def test_dominance_refuses_more_than_its_table_holds():
    table = survey(21, seed=1, n=100)
    with pytest.raises(ValueError, match=r"takes up to 20 drivers; 21 were passed\. Choose fewer, or use method='lmg'"):
        drivers(table, "overall", names(table), "dominance")


def test_the_kernels_give_the_same_without_compiling():
    code = (
        "import numpy as np; from cxlab.estimators import subsets as s\n"
        "r = np.corrcoef(np.random.default_rng(3).normal(size=(40, 7)) + np.random.default_rng(4).normal(size=(40, 1)), rowvar=False)\n"
        "np.set_printoptions(precision=17); print(s.lmg(r).tolist(), s.table(r).tolist(), s.permuted(r, 5, 3).tolist())"
    )
    printed = []
    for off in ("0", "1"):
        paths = {**os.environ, "NUMBA_DISABLE_JIT": off, "PYTHONPATH": str(ROOT)}
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=paths, cwd=ROOT, check=True)
        printed.append(np.array([float(v) for v in done.stdout.replace("[", "").replace("]", " ").replace(",", " ").split()]))
    assert len(printed[0]) == len(printed[1]) == 6 + 64 + 18
    assert np.abs(printed[0] - printed[1]).max() < 1e-12
