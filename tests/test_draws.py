"""Keyed draws: uniform, normal, and unrelated between neighbours of every kind."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from cxlab import draws
from cxlab._compiling import kernel

N = 200_000


@kernel
def _fill(seed, n, m, out_u, out_z):
    for i in range(n):
        k = draws.key(seed, np.uint64(i))
        for j in range(m):
            out_u[i, j] = draws.uniform(k, np.uint64(j))
            out_z[i, j] = draws.normal(k, np.uint64(j))


def filled(seed: int, n: int, m: int) -> tuple[np.ndarray, np.ndarray]:
    u, z = np.empty((n, m)), np.empty((n, m))
    _fill(np.uint64(seed), n, m, u, z)
    return u, z


@pytest.mark.parametrize(("n", "m"), [(N, 1), (1, N), (500, 400)], ids=["across customers", "along one customer", "both"])
def test_uniforms_are_uniform_and_normals_normal(n, m):
    u, z = (values.ravel() for values in filled(11, n, m))
    # Smallest of six tests at this seed; under the hypothesis the chance of any below 1e-4 is 6e-4.
    assert stats.kstest(u, "uniform").pvalue > 1e-4
    assert stats.kstest(z, "norm").pvalue > 1e-4


def test_moments_of_the_normals():
    z = filled(5, 2000, 1000)[1].ravel()
    n = z.size
    for power, expected, variance in [(1, 0, 1), (2, 1, 2), (3, 0, 15), (4, 3, 96)]:
        assert abs((z**power).mean() - expected) < 4.5 * (variance / n) ** 0.5


def test_tails_of_the_normals():
    z = np.abs(filled(6, 4000, 1000)[1].ravel())
    for x in (1.0, 2.0, 3.0, 3.6541528853610088, 4.0, 4.5):
        p = 2 * stats.norm.sf(x)
        assert abs((z > x).mean() - p) < 4.5 * (p * (1 - p) / z.size) ** 0.5, x


def test_neighbouring_customers_and_purposes_are_unrelated():
    u, z = filled(7, N, 4)
    bound = 4.5 / N**0.5
    for values in (u, z):
        assert abs(np.corrcoef(values[:-1, 0], values[1:, 0])[0, 1]) < bound
        correlations = np.corrcoef(values.T)
        assert np.abs(correlations[np.triu_indices(4, 1)]).max() < bound
        assert abs(np.corrcoef(values[:-1, 0] ** 2, values[1:, 1] ** 2)[0, 1]) < bound


def test_neighbouring_seeds_are_unrelated():
    a, b = filled(100, N, 1)[0].ravel(), filled(101, N, 1)[0].ravel()
    assert abs(np.corrcoef(a, b)[0, 1]) < 4.5 / N**0.5


def test_pairs_fill_the_square_evenly():
    u = filled(8, N, 2)[0]
    counts, *_ = np.histogram2d(u[:, 0], u[:, 1], bins=20)
    assert stats.chisquare(counts.ravel()).pvalue > 1e-4


def test_low_bits_are_fair():
    u = filled(9, N, 1)[0].ravel()
    low = (np.floor(u * 2**53).astype(np.uint64) & np.uint64(1)).astype(float)
    assert abs(low.mean() - 0.5) < 4.5 * 0.5 / N**0.5


def test_seed_of_takes_numbers_generators_and_none():
    assert draws.seed_of(np.int64(3)) == 3
    assert draws.seed_of(np.random.default_rng(1)) == draws.seed_of(np.random.default_rng(1))
    assert draws.seed_of(None) != draws.seed_of(None)


def test_a_generator_gives_one_seed_per_call():
    generator = np.random.default_rng(1)
    assert draws.seed_of(generator) != draws.seed_of(generator)


@pytest.mark.parametrize("bad", ["7", 1.5, True])
def test_what_is_no_seed_is_named(bad):
    with pytest.raises(TypeError, match=r"is not a seed\. Pass a whole number from 0 up, a numpy Generator, or None\."):
        draws.seed_of(bad)


def test_negative_seed():
    with pytest.raises(ValueError, match=r"rng=-1 is negative"):
        draws.seed_of(-1)
