"""What estimators refuse, in words that say how to mend it; and numbers that must not depend on the unit of a column."""

from __future__ import annotations

import warnings

import numpy as np
import pandas as pd
import pytest

import cxlab as cx
from cxlab.draws import seed_of
from cxlab.estimators import drivers, mediation, priority_map, structural
from cxlab.results import Estimate, Result


def table(n: int = 60) -> pd.DataFrame:
    rng = np.random.default_rng(5)
    d = pd.DataFrame(rng.integers(1, 10, size=(n, 2)).astype(float), columns=["a", "b"])
    d["y"] = (0.5 * d["a"] + 0.2 * d["b"] + rng.normal(size=n)).round(3)
    return d.assign(g=np.arange(n) % 12, w=rng.uniform(0.5, 2.0, n), id=np.arange(n), t=np.arange(n) * 86_400e9 + 1.7e18)


D = table()
ITEMS = {"Quality": ["a", "b"], "Satisfaction": ["y"]}
PATHS = {"Satisfaction": ["Quality"]}
FIT = structural(D, PATHS, ITEMS)
MAP = pd.DataFrame({"name": ["a", "b"], "importance": [0.5, 0.2], "performance": [5.0, 7.0]})
TWICE = pd.concat([D, D[["g"]]], axis=1)
FLAGS = D.assign(b=D["b"].where(D["id"] > 5), nu_b=D["id"] < 3)


def fit(method: str = "ols", data: pd.DataFrame = D, on=("a", "b"), **options):
    return drivers(data, options.pop("outcome", "y"), on, method, **options)


def coded(book: dict, **attrs) -> pd.DataFrame:
    data = D.copy()
    data.attrs.update(codebook=book, **attrs)
    return data


# --- the unit of a column changes no finding ----------------------------------------------------------------------------------


@pytest.mark.parametrize("method", ["ols", "mixed", "penalty_reward"])
@pytest.mark.parametrize("bootstrap", [0, 100])
@pytest.mark.parametrize("change", [{"b": lambda d: d["b"] + 1e9}, {"b": lambda d: d["b"] * 1e14}, {"y": lambda d: d["y"] + 1e9}])
def test_slopes_do_not_depend_on_where_a_column_begins(method, bootstrap, change):
    options = {"mixed": {"cluster": "g"}, "penalty_reward": {"bootstrap": bootstrap, "rng": 1}, "ols": {"bootstrap": bootstrap, "rng": 1}}[
        method
    ]
    factor = 1e14 if "b" in change and change["b"](D).max() > 1e12 and method != "penalty_reward" else 1.0
    before, after = fit(method, **options), fit(method, D.assign(**change), **options)
    for one, other in zip(before.rows, after.rows, strict=True):
        scale = factor if one.name == "b" else 1.0
        assert [other.value * scale, other.low * scale, other.high * scale] == pytest.approx([one.value, one.low, one.high], abs=2e-6)


def test_a_time_in_nanoseconds_is_a_covariate_like_any_other():
    days = D.assign(t=(D["t"] - 1.7e18) / 86_400e9)
    for method in ("ols", "mixed", "lmg"):
        options = {"covariates": ["t"], **({"cluster": "g"} if method == "mixed" else {})}
        one, other = fit(method, D, **options), fit(method, days, **options)
        assert [r.value for r in one.rows] == pytest.approx([r.value for r in other.rows], abs=1e-9)
        assert one.detail["r2"] == pytest.approx(other.detail["r2"], abs=1e-9)
    assert fit("mixed", D, covariates=["t"], cluster="g").detail["loglik"] == pytest.approx(
        fit("mixed", days, covariates=["t"], cluster="g").detail["loglik"] - np.log(86_400e9), abs=1e-6
    )


def test_a_row_that_decides_a_slope_alone_has_no_interval_whatever_the_order():
    alone = D.assign(k=(D["id"] == 57) * 1.0)
    for seed in (1, 2, 3):
        found = fit(data=alone.sample(frac=1, random_state=seed), on=["a", "b", "k"])
        assert np.isnan([found["k"].low, found["k"].high]).all()
        without = fit(data=alone[alone["id"] != 57])
        assert found["a"].value == pytest.approx(without["a"].value, abs=1e-10)
        assert 0 < found["a"].high - found["a"].low < 1 and found["k"].value == pytest.approx(
            fit(data=alone, on=["a", "b", "k"])["k"].value
        )
        assert "Row 57 alone decides k" in " ".join(found.detail["advice"]) and found.detail["cook"] < 1
        assert np.isfinite(found.what_if({"a": 1}).rows[0].low) and np.isnan(found.what_if({"k": 1}).rows[0].low)


def test_columns_called_by_numbers_are_found_and_their_rows_are_called_by_text():
    numbered = D[["a", "b", "y", "g"]].set_axis([0, 1, 2, 3], axis=1)
    for method, options in (
        ("ols", {}),
        ("mixed", {"cluster": 3, "slopes": [0]}),
        ("penalty_reward", {"cuts": {0: (3, 6), 1: (3, 6)}}),
        ("lmg", {}),
    ):
        named = (
            {"cluster": "g", "slopes": ["a"]} if method == "mixed" else {"cuts": {"a": (3, 6), "b": (3, 6)}} if "cuts" in options else {}
        )
        found = drivers(numbered, 2, [0, 1], method, **options)
        assert [r.value for r in found.rows] == [r.value for r in fit(method, **named).rows]
    truth = Result("T3", "share", "exact", (Estimate("0", 0.7), Estimate("1", 0.3)), {"truth": "T3"})
    assert found.compare(truth).detail["by"] == "value"
    assert priority_map(found, performance={0: 5, 1: 6}).names == ["0", "1"]
    assert mediation(numbered, 0, 1, 2, bootstrap=0)["total"].value == mediation(D, "a", "b", "y", bootstrap=0)["total"].value


def test_a_generator_of_names_is_read_once():
    assert fit("mixed", on=(c for c in "ab"), slopes=(c for c in "a"), cluster="g").names == ["a", "b"]


# --- refusals of `drivers` ----------------------------------------------------------------------------------------------------

REFUSED = {
    "outcome in a list": ({"outcome": ["y"]}, TypeError, "outcome holds a list, not the name of a column. Pass a name out of ['a', 'b', 'y'"),
    "weights as values": ({"weights": D["w"]}, TypeError, "weights holds a Series, not the name of a column"),
    "cluster as values": ({"cluster": D["g"].to_numpy()}, TypeError, "cluster holds a ndarray, not the name of a column"),
    "no covariates": ({"covariates": None}, TypeError, "covariates is None, which is not a list of names"),
    "a covariate's number": ({"covariates": 3.5}, TypeError, "covariates is 3.5, which is not a list"),
    "slopes": ({"method": "mixed", "cluster": "g", "slopes": None}, TypeError, "slopes is None, which is not a list"),
    "slopes twice": ({"method": "mixed", "cluster": "g", "slopes": ["a", "a"]}, ValueError, "slopes names 'a' twice"),
    "a set": ({"on": {"a", "b"}}, TypeError, "on is a set, which has no order. Pass a list of names"),
    "cluster twice in the table": ({"data": TWICE, "cluster": "g"}, ValueError, "2 columns called 'g'. Rename them"),
    "levels of columns": (
        {"data": pd.DataFrame([[1]], columns=pd.MultiIndex.from_tuples([("y", "o")]))}, ValueError, "columns in 2 levels. Give each one name",
    ),
    "complex": ({"data": D.assign(a=D["a"] + 1j)}, TypeError, "a holds complex numbers"),
    "text digits": ({"data": D.assign(a=D["a"].astype(str))}, TypeError, "pd.to_numeric(data['a'])"),
    "booleans": ({"data": D.assign(a=D["a"] > 4)}, TypeError, "If False and True mean 0 and 1, say so: data['a'].astype(int)"),
    "cells that are lists": ({"data": D.assign(a=[[1]] * 60)}, TypeError, "a has [1] in row 0, which is not a number"),
    "huge": ({"data": D.assign(y=D["y"] * 1e200)}, ValueError, "count in another unit"),
    "tiny": ({"data": D.assign(y=D["y"] * 1e-200)}, ValueError, "count in another unit"),
    "huge weights": ({"data": D.assign(w=1e308), "weights": "w"}, ValueError, "w is 1e+308 in row 0"),
    "weights are the outcome": ({"weights": "y"}, ValueError, "weights='y' is a column that the fit explains"),
    "clusters are a driver": ({"cluster": "a"}, ValueError, "cluster='a' is a column that the fit explains or explains with"),
    "one row per cluster": ({"method": "mixed", "cluster": "id"}, ValueError, "each of the 60 rows in a group of its own"),
    "few resamples": ({"bootstrap": 2}, ValueError, "bootstrap=2 is too few resamples for an interval. Pass at least 100"),
    "within": ({"method": "mixed", "cluster": "g", "within": "no"}, ValueError, "within='no' is not known. Choose from [True, False]"),
    "cuts of another method": ({"cuts": "nonsense"}, ValueError, "cuts belongs to method='penalty_reward'; method='ols' does not use it"),
    "link of another method": ({"link": "probit"}, ValueError, "link belongs to method='ordered'"),
    "permutations of another method": ({"method": "johnson", "permutations": 9}, ValueError, "permutations belongs to method='lmg'"),
    "no cuts": ({"method": "penalty_reward", "cuts": None}, TypeError, "cuts=None is not two numbers"),
    "one cut": ({"method": "penalty_reward", "cuts": 0.5}, TypeError, "cuts=0.5 is not two numbers. Pass the lower and the higher one"),
    "cuts in words": ({"method": "penalty_reward", "cuts": ("a", "b")}, TypeError, "cuts='a' is not a number"),
    "a cut of a driver": ({"method": "penalty_reward", "cuts": {"a": 2, "b": 3}}, TypeError, "cuts['a']=2 is not two numbers"),
    "three cuts": ({"method": "penalty_reward", "cuts": {"a": (2, 8, 9), "b": (2, 8)}}, TypeError, "cuts['a']=(2, 8, 9) is not two"),
    "cuts of a stranger": ({"method": "penalty_reward", "cuts": {"a": (3, 6), "b": (3, 6), "bb": (3, 6)}}, ValueError, "Did you mean 'b'?"),
    "not_used a list": ({"data": FLAGS, "not_used": ["nu_b"]}, TypeError, "not_used=['nu_b'] is not a dict. Pass one, as in {'a': 'not_used_a'}"),
    "not_used a number": ({"data": FLAGS, "not_used": 3}, TypeError, "or pass the prefix of such columns"),
    "not_used misspelt": ({"data": FLAGS, "not_used": {"bb": "nu_b"}}, ValueError, "not_used='bb' is not known. Choose from ['a', 'b']"),
    "off the scale": ({"data": coded({"a": {"low": 1, "high": 5}})}, ValueError, "outside its scale from 1 to 5"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_drivers_refuses_with_the_mend(name):
    options, kind, words = REFUSED[name]
    with pytest.raises(kind) as caught:
        fit(**options)
    assert words in str(caught.value)


def test_what_is_no_rating_may_be_yes_or_no_and_uncut_answers_have_no_ends():
    found = fit(data=FLAGS, not_used={"b": "nu_b"}, missing="not_used_indicator")
    assert {"not used: b", "no answer: b"} < set(found.detail["coefficients"])
    yes, one = fit(data=D.assign(f=D["id"] > 30), covariates=["f"]), fit(data=D.assign(f=(D["id"] > 30) * 1), covariates=["f"])
    assert yes.rows == one.rows
    assert fit(data=coded({"a": {"low": 1, "high": 5}}, survey={"cut": False})).rows == fit().rows


def test_a_survey_keeps_its_scale():
    answers = cx.world("officina").simulate(400, rng=3).ask(rng=3)
    answers.loc[5, "overall"] = 99
    with pytest.raises(ValueError, match=r"overall has 99 in row 5, outside its scale from 0 to 10"):
        drivers(answers, "overall", ["book"], missing="listwise")
    with pytest.raises(ValueError, match=r"overall has 99 in row 5"):
        mediation(answers, "book", "wait_and_repair", "overall", missing="listwise")


def test_unequal_spread_is_said_where_the_interval_of_a_correlation_ignores_it():
    rng = np.random.default_rng(2)
    a = rng.normal(size=400)
    uneven = pd.DataFrame({"a": a, "y": 0.4 * a + rng.normal(size=400) * (0.4 + abs(a))})
    even = uneven.assign(y=0.4 * a + rng.normal(size=400))
    words = [" ".join(fit("correlation", data, ["a"]).detail["advice"]) for data in (uneven, even)]
    assert "should be wider for a 1." in words[0] and "bootstrap=1000" in words[0] and "wider" not in words[1]


def test_few_raters_warn_of_nothing_under_a_bootstrap():
    few = D.assign(b=D["b"].where(D["id"] < 3))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        fit("correlation", few, missing="not_used_indicator", bootstrap=100, rng=1)


def test_an_indicator_of_one_row_at_the_lowest_rating_warns_of_nothing():
    one = D.assign(b=D["b"].where(D["id"] != 7), y=D["y"].round().clip(1, 7).where(D["id"] != 7, 0))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = fit("ordered", one, missing="not_used_indicator")
    assert np.isnan(found.detail["slope_errors"]["not used: b"]) and found["a"].low > 0
    assert "alone decides" not in " ".join(found.detail["advice"])


# --- against a truth ----------------------------------------------------------------------------------------------------------


def truth_of(kind: str, **detail) -> Result:
    rows = (Estimate("a", 0.6), Estimate("b", 0.4))
    return Result(kind, "points", "exact", rows, {"truth": kind, "lever": "felt", "among": "users", "plus": rows, "minus": rows, **detail})


@pytest.mark.parametrize(("options", "words"), [({"on": ["a", "b", "w"]}, "(w)"), ({"covariates": ["w"]}, "(w, held equal)")])
def test_shares_of_another_whole_are_compared_by_rank(options, words):
    found = fit("lmg", **options).compare(truth_of("T3"))
    assert found.detail["by"] == "rank" and words in found.detail["why"] and np.isnan(found["bias"].value)
    assert fit("lmg").compare(truth_of("T3")).detail["by"] == "value"


def test_a_truth_of_larger_moves_says_so():
    world = {k: {"low": 0, "high": 10, "world_low": 0, "world_high": 10} for k in "aby"}
    one, four = (fit(data=coded(world)).compare(truth_of("T2", delta=delta)) for delta in (1.0, 4.0))
    assert "of moves of 4 felt" in four.sentence and "moved it by 4 points" in four.detail["why"]
    assert "moves" not in one.sentence and one.rows == four.rows


# --- path models --------------------------------------------------------------------------------------------------------------

PATHS_REFUSED = {
    "no table": (lambda: structural(None), TypeError, "data is a NoneType, not a table"),
    "items a list": (lambda: structural(D, PATHS, ["a"]), TypeError, "items=['a'] is not a dict. Pass one, as in {'Quality'"),
    "items a number": (lambda: structural(D, PATHS, {"Quality": 3.5, "Satisfaction": "y"}), TypeError, "items['Quality'] is 3.5"),
    "one end": (lambda: structural(D, PATHS, ITEMS, scale=(1,)), TypeError, "scale=(1,) is not two numbers"),
    "ends in words": (lambda: structural(D, PATHS, ITEMS, scale="110"), TypeError, "scale='110' is not two numbers"),
    "another scale": (lambda: structural(D, PATHS, ITEMS, scale=(-5, 5)), ValueError, "outside its scale from -5 to 5"),
    "few resamples": (lambda: structural(D, PATHS, ITEMS, bootstrap=1), ValueError, "bootstrap=1 is too few"),
    "no change": (lambda: FIT.what_if(None), TypeError, "change=None is not a dict. Pass rating points by driver"),
    "the same construct": (
        lambda: structural(D.assign(a2=D["a"]), {"Satisfaction": ["One", "Two"]}, {"One": "a", "Two": "a2", "Satisfaction": "y"}),
        ValueError, "One, Two lead to 'Satisfaction' and cannot be told apart",
    ),
    "mediation by lists": (lambda: mediation(D, ["a"], "b", "y"), TypeError, "column holds a list, not the name of a column"),
    "few resamples of mediation": (lambda: mediation(D, "a", "b", "y", bootstrap=2), ValueError, "bootstrap=2 is too few"),
    "seed": (lambda: fit(bootstrap=100, rng=-1), ValueError, "rng=-1 is negative"),
}  # fmt: skip


@pytest.mark.parametrize("name", PATHS_REFUSED)
def test_path_models_refuse_with_the_mend(name):
    call, kind, words = PATHS_REFUSED[name]
    with pytest.raises(kind) as caught:
        call()
    assert words in str(caught.value)


def test_a_path_may_be_one_name():
    assert structural(D, {"Satisfaction": "Quality"}, ITEMS).value == FIT.value


def test_an_item_that_was_asked_the_other_way_round_is_named():
    rng = np.random.default_rng(4)
    f = rng.normal(size=200)
    items = pd.DataFrame({f"q{i}": np.clip(np.round(5 + 2 * f + rng.normal(size=200)), 1, 10) for i in (1, 2, 3)})
    items["s"] = np.clip(np.round(6 + 2 * f + rng.normal(size=200)), 1, 10)
    model = (PATHS, {"Quality": ["q1", "q2", "q3"], "Satisfaction": ["s"]})
    right, wrong = structural(items, *model, scale=(1, 10)), structural(items.assign(q2=11 - items["q2"]), *model, scale=(1, 10))
    assert 0 < right.detail["performance"]["Quality"] < 100 and not any("run against" in line for line in right.detail["advice"])
    assert "Quality has items that run against it (loading q2 -0." in wrong.detail["advice"][0]
    assert np.isnan(wrong.detail["performance"]["Quality"])
    with pytest.raises(ValueError, match="performance of 'Quality' is nan, so it has no place on the map"):
        priority_map(wrong)


def test_a_resample_without_a_path_model_counts_as_missing():
    near = pd.DataFrame({"a": [1.0, 2, 3, 4, 5, 6, 7, 8, 9, 9] * 4, "y": [2.0, 1, 4, 3, 6, 5, 8, 7, 9, 9] * 4})
    near["a2"] = near["a"] + (np.arange(40) == 7) * 3.0  # the same in every resample without row 7
    with pytest.raises(ValueError, match=r"\d+ of 100 resamples have no path model"):
        structural(near, {"Satisfaction": ["One", "Two"]}, {"One": "a", "Two": "a2", "Satisfaction": "y"}, bootstrap=100, rng=1)


# --- the map ------------------------------------------------------------------------------------------------------------------

MAPS = {
    "importance": ({"fit": MAP.assign(importance=[np.nan, 1])}, ValueError, "importance of 'a' is nan, so it has no place on the map"),
    "endless": ({"fit": MAP.assign(importance=[1, np.inf])}, ValueError, "importance of 'b' is inf"),
    "twice": ({"fit": MAP.assign(name="a")}, ValueError, "'a' stands in the table twice"),
    "split in words": ({"split": ("a", "b")}, TypeError, "split[0]='a' is not a number"),
    "one split": ({"split": 1}, TypeError, "split=1 is not a place on the map. Pass 'mean', 'median' or"),
    "no split": ({"split": None}, TypeError, "split=None is not a place on the map"),
    "split unknown": ({"split": (np.nan, 1)}, ValueError, "split[0]=nan is not allowed"),
    "performance": ({"performance": 3}, TypeError, "performance=3 is not a dict. Pass one, as in {'a': 7.5}"),
    "performance in words": ({"performance": {"a": "x", "b": 1}}, TypeError, "performance['a']='x' is not a number"),
}  # fmt: skip


@pytest.mark.parametrize("name", MAPS)
def test_the_map_refuses_what_has_no_place(name):
    options, kind, words = MAPS[name]
    with pytest.raises(kind) as caught:
        priority_map(**{"fit": MAP} | options)
    assert words in str(caught.value)


def test_a_seed_may_be_as_long_as_it_likes():
    assert seed_of(2**70 + 5) == 5
    assert fit(bootstrap=100, rng=2**70 + 5).rows == fit(bootstrap=100, rng=5).rows
