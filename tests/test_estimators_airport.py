"""A real survey of an airport: 12,398 passengers, many of whom did not use, or did not rate, many of the touchpoints."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from cxlab.estimators import drivers, priority_map

FILE = Path(__file__).resolve().parents[1].parent / "shared" / "data" / "sfo_airport" / "sfo_2013_2016.csv.gz"
pytestmark = pytest.mark.skipif(not FILE.exists(), reason=f"the airport survey is not at {FILE}")

TEN = ["food", "store", "sign", "walkway", "screens", "clean_boarding", "clean_restroom", "find_way", "security", "safe"]
ALL = [
    "art", "food", "store", "sign", "walkway", "screens", "info_down", "info_up", "wifi", "roads", "park", "airtrain", "lt_parking", "rental",
    "clean_boarding", "clean_airtrain", "clean_rental", "clean_food", "clean_restroom", "safe", "getting_to", "find_way", "security",
]  # fmt: skip


@pytest.fixture(scope="module")
def airport() -> pd.DataFrame:
    return pd.read_csv(FILE)


def test_ten_touchpoints_agree_with_statsmodels(airport):
    from statsmodels.regression.linear_model import OLS

    fit = drivers(airport, "overall", TEN, missing="listwise")
    rows = airport[["overall", *TEN]].dropna()
    design = np.column_stack([np.ones(len(rows)), rows[TEN]])
    wanted = OLS(rows["overall"].to_numpy(), design).fit(cov_type="HC3", use_t=True)
    assert fit.detail["n"] == len(rows) == 6987
    assert [row.value for row in fit.rows] == pytest.approx(list(wanted.params[1:]), abs=1e-10)
    assert [row.low for row in fit.rows] == pytest.approx(list(wanted.conf_int()[1:, 0]), abs=1e-10)
    assert fit.detail["r2"] == pytest.approx(wanted.rsquared, abs=1e-10)
    assert fit.detail["missing"].startswith("Listwise: 6987 of 12398 rows are complete")


@pytest.mark.parametrize("method", ["lmg", "johnson", "dominance"])
def test_shares_of_ten_touchpoints_sum_to_r2(airport, method):
    share, ols = drivers(airport, "overall", TEN, method, missing="listwise"), drivers(airport, "overall", TEN, missing="listwise")
    assert sum(row.value for row in share.rows) == pytest.approx(ols.detail["r2"], abs=1e-10)


def test_nothing_is_dropped_without_a_word(airport):
    with pytest.raises(ValueError, match=r"overall 658, food 2089, .* of 12398 rows.*'listwise' keeps the 6987 complete rows"):
        drivers(airport, "overall", TEN)


def test_all_touchpoints_with_weights_clusters_and_two_kinds_of_blank(airport):
    from statsmodels.regression.linear_model import WLS

    assert len(ALL) == 23
    options = {"missing": "not_used_indicator", "not_used": "nu_", "weights": "weight", "cluster": "run_id"}
    fit = drivers(airport, "overall", ALL, **options)
    rows = airport.dropna(subset=["overall", "run_id", "weight"])
    flags = [((rows[t].isna()) & (rows.get(f"nu_{t}", 0) == 1)).astype(float) for t in ALL]
    blanks = [((rows[t].isna()) & (rows.get(f"nu_{t}", 0) == 0)).astype(float) for t in ALL]
    columns = [c for c in (*flags, *blanks) if c.any()]
    design = np.column_stack([np.ones(len(rows)), rows[ALL].fillna(0.0), *columns])
    wanted = WLS(rows["overall"].to_numpy(), design, weights=rows["weight"]).fit(
        cov_type="cluster", cov_kwds={"groups": pd.factorize(rows["run_id"])[0]}
    )
    assert fit.detail["n"] == len(rows) == 11_716 and fit.detail["clusters"] == 805
    assert [row.value for row in fit.rows] == pytest.approx(list(wanted.params[1:24]), abs=1e-8)
    errors = np.sqrt(np.diag(fit.detail["covariance"]))[1:24]
    assert errors.tolist() == pytest.approx(list(wanted.bse[1:24]), abs=1e-8)
    assert [row.n for row in fit.rows] == rows[ALL].notna().sum().tolist()
    share = drivers(airport, "overall", ALL, "lmg", **options)
    assert sum(row.value for row in share.rows) + share.detail["r2_given"] == pytest.approx(fit.detail["r2"], abs=1e-10)
    assert "run_id 24" in share.detail["missing"]


def test_flights_hardly_differ_once_the_ratings_are_known(airport):
    fit = drivers(airport, "overall", TEN, "mixed", cluster="run_id", missing="listwise")
    ols = drivers(airport, "overall", TEN, cluster="run_id", missing="listwise")
    assert 0 < fit.detail["icc"] < 0.05
    assert [row.value for row in fit.rows] == pytest.approx([row.value for row in ols.rows], abs=0.01)


def test_the_ordered_model_says_about_what_least_squares_says(airport):
    ordered = drivers(airport, "overall", TEN, "ordered", missing="listwise")
    ols = drivers(airport, "overall", TEN, missing="listwise")
    assert [row.value for row in ordered.rows] == pytest.approx([row.value for row in ols.rows], abs=0.02)


def test_importance_and_performance_of_the_airport(airport):
    chart = priority_map(drivers(airport, "overall", TEN, "lmg", missing="listwise"))
    groups = [chart.improve_first, chart.keep_up, chart.low_priority, chart.too_much]
    assert sorted(name for group in groups for name in group) == sorted(TEN)
    assert {"food", "store"} <= set(chart.improve_first)
