"""How sure the order of drivers is: places in resamples, against the normal law of a difference of two slopes."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.stats import norm

from cxlab.estimators import drivers

ON = ["courier", "app", "desk"]
METHODS = ["correlation", "ols", "ordered", "lmg", "johnson", "dominance"]


def answers(slopes: tuple[float, float, float], n: int = 400, seed: int = 1) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    table = pd.DataFrame(rng.normal(size=(n, 3)), columns=ON)
    return table.assign(overall=table[ON] @ slopes + rng.normal(size=n))


@pytest.mark.parametrize("method", METHODS)
def test_places_are_shared_out(method):
    table = answers((0.5, 0.4, 0.1))
    table["overall"] = table["overall"].round().clip(-2, 2)
    found = drivers(table, "overall", ON, method, bootstrap=100, rng=2).rank_stability()
    places = found.detail["places"]
    assert places.sum(axis=0).to_numpy() == pytest.approx(np.ones(3))
    assert places.sum(axis=1).to_numpy() == pytest.approx(np.ones(3))
    assert found["desk"].value == places.loc["desk", 3] > 0.95  # far behind the others
    assert found.names == ON and {row.n for row in found.rows} == {100}


def test_the_chance_of_coming_first_is_that_of_the_difference_of_two_slopes():
    table = answers((0.42, 0.40, 0.0), seed=4)
    fit = drivers(table, "overall", ON, bootstrap=4000, rng=3)
    spread = fit.detail["covariance"][1:3, 1:3]  # after the constant
    gap = fit["courier"].value - fit["app"].value
    error = np.sqrt(spread[0, 0] + spread[1, 1] - 2 * spread[0, 1])
    expected = norm.cdf(gap / error)
    found = fit.rank_stability().detail["places"].loc["courier", 1]
    assert 0.1 < expected < 0.9
    # 4 standard errors of 4,000 resamples, and the difference between bootstrap and HC3 errors, some percent of the quantile
    assert found == pytest.approx(
        expected, abs=4 * np.sqrt(expected * (1 - expected) / 4000) + 0.05 * abs(gap / error) * norm.pdf(gap / error)
    )


def test_the_sentence_names_the_first():
    found = drivers(answers((0.9, 0.1, 0.0)), "overall", ON, bootstrap=100, rng=1).rank_stability()
    assert found.sentence == "courier comes first in 100% of 100 resamples."


def test_without_resamples_it_says_how_to_get_them():
    with pytest.raises(ValueError, match=r"method='ols'.*holds no resamples.*Fit with bootstrap=1000 and one of 'correlation', 'ols'"):
        drivers(answers((0.5, 0.4, 0.1)), "overall", ON).rank_stability()
    contrasts = drivers(answers((0.5, 0.4, 0.1)), "overall", ON, "penalty_reward", bootstrap=100, rng=1)
    with pytest.raises(ValueError, match=r"method='penalty_reward'"):
        contrasts.rank_stability()
