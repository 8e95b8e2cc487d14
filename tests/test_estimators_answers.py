"""What estimators refuse, in which words, and what is done with missing answers, weights, clusters and advice."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from cxlab.estimators import METHODS, drivers, mediation, priority_map, structural

ON = ["courier", "app", "desk"]


@pytest.fixture
def answers() -> pd.DataFrame:
    rng = np.random.default_rng(1)
    x = np.clip(np.round(6 + 2 * rng.normal(size=(80, 3))), 0, 10)
    y = np.clip(np.round(2 + x @ [0.3, 0.2, 0.1] + rng.normal(size=80)), 0, 10)
    return pd.DataFrame(x, columns=ON, index=[f"r{i}" for i in range(80)]).assign(overall=y, branch=np.repeat(list("abcdefgh"), 10))


def refuse(error: type[Exception], data, *words: str, outcome="overall", on=ON, method="ols", **options) -> None:
    with pytest.raises(error) as caught:
        drivers(data, outcome, on, method, **options)
    said = str(caught.value)
    assert all(word in said for word in words), said


def test_an_unknown_method_lists_them_all_and_the_nearest(answers):
    refuse(ValueError, answers, *METHODS, "Did you mean 'lmg'?", method="lmgg")


def test_an_unknown_column_lists_the_columns_and_the_nearest(answers):
    refuse(
        KeyError,
        answers,
        "on='couriers' is not a column",
        "'courier', 'app', 'desk', 'overall', 'branch'",
        "Did you mean 'courier'?",
        on=["couriers"],
    )
    refuse(KeyError, answers, "outcome='overal' is not a column", "Did you mean 'overall'?", outcome="overal")
    refuse(KeyError, answers, "cluster='branche' is not a column", "Did you mean 'branch'?", cluster="branche")


def test_no_table_and_an_empty_table(answers):
    refuse(TypeError, [1, 2], "data is a list, not a table", "Pass a pandas DataFrame, one row per respondent")
    refuse(ValueError, answers.iloc[:0], "data has no rows", "at least one row")


def test_one_name_instead_of_a_list_and_no_name(answers):
    refuse(TypeError, answers, "on='courier' is not a list of drivers", on="courier")
    refuse(ValueError, answers, "on is empty", on=[])


def test_the_outcome_among_the_drivers(answers):
    refuse(ValueError, answers, "'overall' is the outcome and stands among the drivers too", "Take it out", on=[*ON, "overall"])
    refuse(ValueError, answers, "'overall' is the outcome", covariates=["overall"])


def test_a_driver_named_twice(answers):
    refuse(ValueError, answers, "'app' is named twice", "Name each column once", on=["app", "app"])
    refuse(ValueError, answers, "'app' is named twice", covariates=["app"])


@pytest.mark.parametrize("method", ["ols", "lmg", "ordered", "correlation"])
def test_a_constant_driver(answers, method):
    refuse(ValueError, answers.assign(app=7.0), "driver 'app' has the same value, 7, in every row", "Leave it out of `on`", method=method)


def test_a_constant_outcome(answers):
    refuse(ValueError, answers.assign(overall=8), "outcome 'overall' has the same value, 8", "nothing to explain")


def test_a_constant_covariate(answers):
    refuse(ValueError, answers.assign(year=2024), "covariate 'year' has the same value, 2024", "Leave it out", covariates=["year"])


@pytest.mark.parametrize("twin", [lambda x: x, lambda x: 10 - x, lambda x: 2 * x + 1])
def test_a_duplicate_driver(answers, twin):
    copy = answers.assign(twin=twin(answers["app"]))
    refuse(ValueError, copy, "'app' and 'twin' are duplicates", "Leave one of them out", on=[*ON, "twin"])


def test_a_driver_that_is_a_sum_of_others(answers):
    total = answers.assign(total=answers[ON].sum(axis=1))
    refuse(ValueError, total, "driver 'total' is a weighted sum of the other columns", on=[*ON, "total"])
    refuse(
        ValueError,
        total.assign(z=total["total"] * 2),
        "One covariate is a weighted sum of the others",
        on=["app"],
        covariates=["total", "z"],
    )


def test_more_drivers_than_rows(answers):
    refuse(
        ValueError,
        answers.iloc[:3],
        "3 drivers on 3 rows",
        "more rows than drivers (at least 5)",
        "Ask more people, or choose fewer drivers",
    )
    refuse(ValueError, answers.iloc[:4], "3 drivers on 4 rows")


def test_a_column_without_any_answer(answers):
    refuse(ValueError, answers.assign(app=np.nan), "'app' is missing in all 80 rows", "Leave that column out", missing="listwise")


def test_text_in_a_rating_column_names_row_and_value(answers):
    spoilt = answers.astype({"app": object})
    spoilt.loc["r3", "app"] = "very good"
    refuse(TypeError, spoilt, "app has 'very good' in row 'r3', which is not a number", "Turn words into ratings first")
    refuse(TypeError, answers.assign(app="7"), "app has '7' in row 'r0'")


def test_an_infinite_rating_names_its_row(answers):
    answers.loc["r5", "desk"] = np.inf
    refuse(ValueError, answers, "desk is infinite in row 'r5'", "Correct that row")


@pytest.mark.parametrize("method", ["ols", "mixed", "lmg"])
def test_one_group(answers, method):
    refuse(
        ValueError, answers.assign(branch="a"), "cluster='branch' has one group only", "at least 2 groups", method=method, cluster="branch"
    )


@pytest.mark.parametrize("bad", [0.0, -1.0])
def test_a_weight_that_is_not_above_zero(answers, bad):
    weighted = answers.assign(w=1.0)
    weighted.loc["r9", "w"] = bad
    refuse(ValueError, weighted, f"weights='w' is {bad:g} in row 'r9'", "Every weight must be above 0", weights="w")


def test_what_mixed_cannot_do(answers):
    refuse(ValueError, answers, "method='mixed' needs cluster=", method="mixed")
    refuse(
        ValueError, answers.assign(w=1.0), "method='mixed' takes no weights", "method='ols'", method="mixed", cluster="branch", weights="w"
    )
    refuse(ValueError, answers, "takes no bootstrap", method="mixed", cluster="branch", bootstrap=100)
    refuse(ValueError, answers, "slopes and within belong to method='mixed'", within=True)
    refuse(
        ValueError,
        answers,
        "slopes='appp' is not one of the drivers",
        "Did you mean 'app'?",
        method="mixed",
        cluster="branch",
        slopes=["appp"],
    )
    fixed = answers.assign(desk=answers["branch"].map({k: i for i, k in enumerate("abcdefgh")}))
    refuse(
        ValueError, fixed, "'desk' is the same for all in each 'branch'", "no part within", method="mixed", cluster="branch", within=True
    )


def test_settings_out_of_range(answers):
    refuse(ValueError, answers, "level=1.2", "above 0", level=1.2)
    refuse(ValueError, answers, "bootstrap=-1", bootstrap=-1)
    refuse(ValueError, answers, "link='cloglog' is not known", "'logit', 'probit'", method="ordered", link="cloglog")
    refuse(TypeError, answers, "rng='x' is not a seed", rng="x")


def test_an_ordered_model_of_many_values_or_of_a_perfect_sorting(answers):
    refuse(ValueError, answers.assign(overall=np.arange(80) / 7), "80 different values", "up to 21", "Use method='ols'", method="ordered")
    sorted_ = answers.assign(overall=np.digitize(answers["courier"], [5, 7]))
    refuse(ValueError, sorted_, "finds no summit", "Drop a driver, or join rating categories", method="ordered")


def test_cuts_that_leave_no_middle_or_no_low(answers):
    refuse(ValueError, answers, "cuts=(0.8, 0.2) is not allowed", "(0.2, 0.8)", method="penalty_reward", cuts=(0.8, 0.2))
    tied = answers.assign(app=np.where(np.arange(80) < 70, 7.0, 8.0))
    refuse(
        ValueError, tied, "'app': low ratings end at 7 and high ones begin at 7", "Pass cuts={'app': (low, high)", method="penalty_reward"
    )
    refuse(ValueError, answers, "cuts holds nothing for 'app'", method="penalty_reward", cuts={"courier": (4, 8)})
    refuse(ValueError, answers, "one of the three bands is empty", method="penalty_reward", cuts=dict.fromkeys(ON, (-3, 8)))


# missing answers


@pytest.fixture
def holes(answers) -> pd.DataFrame:
    answers.loc[["r1", "r2", "r3"], "courier"] = np.nan
    answers.loc[["r3", "r4"], "app"] = np.nan
    answers.loc["r5", "overall"] = np.nan
    return answers


def test_missing_answers_without_a_word_are_an_error_that_counts_them_and_lists_the_choices(holes):
    refuse(
        ValueError,
        holes,
        "overall 1, courier 3, app 2, of 80 rows",
        "'listwise' keeps the 75 complete rows",
        "'not_used_indicator' keeps every row",
    )
    refuse(ValueError, holes, "missing='mean' is not known", "'listwise', 'not_used_indicator'", missing="mean")


def test_listwise_keeps_complete_rows_and_says_so(holes):
    fit = drivers(holes, "overall", ON, missing="listwise")
    assert fit.detail["n"] == 75 and {row.n for row in fit.rows} == {75}
    assert fit.detail["missing"].startswith("Listwise: 75 of 80 rows")
    complete = drivers(holes.dropna(), "overall", ON)
    assert fit.to_frame().equals(complete.to_frame())
    assert complete.detail["missing"] == "No answer is missing; all 75 rows count."


def test_the_indicator_keeps_every_row_with_an_outcome(holes):
    from statsmodels.regression.linear_model import OLS

    fit = drivers(holes, "overall", ON, missing="not_used_indicator")
    kept = holes.dropna(subset="overall")
    gone = kept[["courier", "app"]].isna().to_numpy(float)
    wanted = OLS(kept["overall"], np.column_stack([np.ones(79), kept[ON].fillna(0.0), gone])).fit(cov_type="HC3")
    assert [row.value for row in fit.rows] == pytest.approx(list(wanted.params[1:4]), abs=1e-10)
    assert np.sqrt(np.diag(fit.detail["covariance"]))[1:4] == pytest.approx(list(wanted.bse[1:4]), abs=1e-10)
    assert [row.n for row in fit.rows] == [76, 77, 79]
    assert "79 of 80 rows count" in fit.detail["missing"] and "1 rows without outcome" in fit.detail["missing"]
    assert list(fit.detail["coefficients"])[4:] == ["not used: courier", "not used: app"]


def test_shares_with_indicators_are_those_of_the_ratings_alone(holes):
    fit = drivers(holes, "overall", ON, "lmg", missing="not_used_indicator")
    ols = drivers(holes, "overall", ON, missing="not_used_indicator")
    assert sum(row.value for row in fit.rows) + fit.detail["r2_given"] == pytest.approx(ols.detail["r2"], abs=1e-10)
    assert "beyond what covariates and indicators explain" in fit.sentence


def test_blank_and_never_used_have_indicators_of_their_own(holes):
    flagged = holes.assign(nu_courier=0)
    flagged.loc[["r1", "r2"], "nu_courier"] = 1
    fit = drivers(flagged, "overall", ON, missing="not_used_indicator", not_used="nu_")
    assert list(fit.detail["coefficients"])[4:] == ["not used: courier", "no answer: courier", "not used: app"]
    named = drivers(flagged, "overall", ON, missing="not_used_indicator", not_used={"courier": "nu_courier"})
    assert named.to_frame().equals(fit.to_frame())
    refuse(ValueError, flagged, "not_used='never_': no column is called never_courier", missing="not_used_indicator", not_used="never_")


def test_two_touchpoints_skipped_by_the_same_people_need_one_indicator(answers):
    answers.loc[["r1", "r2", "r7"], ["courier", "app"]] = np.nan
    fit = drivers(answers, "overall", ON, missing="not_used_indicator")
    assert "1 indicator repeated others and added nothing" in fit.detail["missing"]
    assert list(fit.detail["coefficients"])[4:] == ["not used: courier"]


def test_nobody_is_left(answers):
    answers["app"] = np.where(np.arange(80) % 2, answers["app"], np.nan)
    answers["desk"] = np.where(np.arange(80) % 2, np.nan, answers["desk"])
    refuse(ValueError, answers, "missing='listwise' keeps 0 of 80", missing="listwise")


def test_correlation_uses_those_who_rated(holes):
    fit = drivers(holes, "overall", ON, "correlation", missing="not_used_indicator")
    both = holes[["courier", "overall"]].dropna()
    assert fit["courier"].value == pytest.approx(np.corrcoef(both.T)[0, 1], abs=1e-12)
    assert fit["courier"].n == len(both)


def test_missing_clusters_and_weights_are_counted_too(answers):
    answers["w"] = 1.0
    answers.loc["r1", "w"], answers.loc["r2", "branch"] = np.nan, None
    refuse(ValueError, answers, "w 1, branch 1, of 80 rows", weights="w", cluster="branch")
    assert drivers(answers, "overall", ON, weights="w", cluster="branch", missing="listwise").detail["n"] == 78


# weights, clusters, advice


def test_weights_and_clusters_are_those_of_statsmodels(answers):
    from statsmodels.regression.linear_model import WLS

    weight = np.linspace(0.5, 2, 80)
    design = np.column_stack([np.ones(80), answers[ON]])
    for groups, options in ((None, {}), (answers["branch"], {"cluster": "branch"})):
        fit = drivers(answers.assign(w=weight), "overall", ON, weights="w", **options)
        model = WLS(answers["overall"], design, weights=weight)
        codes = pd.factorize(answers["branch"])[0]
        wanted = model.fit(cov_type="HC3") if groups is None else model.fit(cov_type="cluster", cov_kwds={"groups": codes})
        assert np.abs(fit.detail["covariance"] - np.asarray(wanted.cov_params())).max() < 1e-10
        assert fit.detail["r2"] == pytest.approx(wanted.rsquared, abs=1e-10)


@pytest.mark.parametrize("method", ["ordered", "correlation"])
def test_clusters_of_one_row_give_about_the_unclustered_interval(answers, method):
    alone = drivers(answers.assign(person=range(80)), "overall", ON, method, cluster="person")
    plain = drivers(answers, "overall", ON, method)
    for a, b in zip(alone.rows, plain.rows, strict=True):
        assert a.value == pytest.approx(b.value, abs=1e-10)
        assert 0.6 < (a.high - a.low) / (b.high - b.low) < 1.6


def test_collinear_drivers_are_advised_against_ranking(answers):
    rng = np.random.default_rng(2)
    fit = drivers(answers.assign(twin=answers["app"] + 0.3 * rng.normal(size=80)), "overall", [*ON, "twin"])
    line = next(a for a in fit.detail["advice"] if "Variance inflation above 5" in a)
    assert "app" in line and "twin" in line and "courier" not in line and "Do not rank them" in line
    close = drivers(answers.assign(twin=answers["app"] + 0.01 * rng.normal(size=80)), "overall", [*ON, "twin"])
    assert any("condition number" in a for a in close.detail["advice"])
    assert close.detail["condition"] > 30 > fit.detail["condition"]


def test_an_influential_row_is_named(answers):
    answers.loc["r7", [*ON, "overall"]] = [100.0, 0.0, 0.0, 0.0]
    fit = drivers(answers, "overall", ON)
    assert any("Cook's distance above 0.5: r7" in a for a in fit.detail["advice"])
    assert fit.detail["cook"] > 0.5


def test_few_and_small_clusters_are_said(answers):
    fit = drivers(answers.assign(pair=np.arange(80) // 2), "overall", ON, cluster="pair")
    assert any("clusters of 'pair' are small (2.0 rows on average)" in a for a in fit.detail["advice"])
    assert any("8 clusters of 'branch' are few" in a for a in drivers(answers, "overall", ON, cluster="branch").detail["advice"])
    assert drivers(answers, "overall", ON).detail["advice"] == []


def test_every_fit_says_what_it_estimates_and_from_how_many(answers):
    for method in METHODS:
        options = {"cluster": "branch"} if method == "mixed" else {}
        fit = drivers(answers, "overall", ON, method, **options)
        assert {"estimand", "r2", "advice", "missing", "n", "sentence", "vif"} <= set(fit.detail)
        assert all(row.n > 0 for row in fit.rows) and 0 < fit.detail["r2"] < 1
        assert "{" not in fit.summary()


# what if


def test_what_if_moves_a_linear_equation(answers):
    from statsmodels.regression.linear_model import OLS

    fit = drivers(answers, "overall", ON)
    found = fit.what_if({"courier": +1, "app": -0.5})
    test = OLS(answers["overall"], np.column_stack([np.ones(80), answers[ON]])).fit(cov_type="HC3", use_t=True).t_test([0, 1, -0.5, 0])
    assert found.value == pytest.approx(test.effect.item(), abs=1e-10)
    assert (found.rows[0].low, found.rows[0].high) == pytest.approx(tuple(test.conf_int()[0]), abs=1e-10)
    assert found.rows[0].name == "courier +1, app -0.5" and found.rows[0].n == 80


def test_what_if_among_everyone_is_less_where_some_do_not_use_it(holes):
    fit = drivers(holes, "overall", ON, missing="not_used_indicator")
    users, everyone = (fit.what_if({"courier": 1}, among=who) for who in ("users", "everyone"))
    assert users.value == pytest.approx(fit["courier"].value, abs=1e-12)
    assert everyone.value == pytest.approx(users.value * 76 / 79, abs=1e-12)
    assert (users.rows[0].n, everyone.rows[0].n) == (76, 79)


def test_what_if_in_an_ordered_model_is_the_difference_of_expected_ratings(answers):
    fit = drivers(answers, "overall", ON, "ordered")
    small = fit.what_if({"courier": 1e-4})
    assert small.value / 1e-4 == pytest.approx(fit["courier"].value, abs=1e-4)
    assert (small.rows[0].high - small.rows[0].low) / 1e-4 == pytest.approx(fit["courier"].high - fit["courier"].low, rel=1e-3)
    assert 0 < fit.what_if({"courier": 3}).value < 10


def test_what_if_moves_people_between_bands(answers):
    cuts = dict.fromkeys(ON, (4, 8))
    fit = drivers(answers, "overall", ON, "penalty_reward", cuts=cuts)
    move = ((answers["app"] + 2 >= 8).mean() - (answers["app"] >= 8).mean()) * fit["app high"].value
    move += ((answers["app"] + 2 <= 4).mean() - (answers["app"] <= 4).mean()) * fit["app low"].value
    assert fit.what_if({"app": 2}).value == pytest.approx(move, abs=1e-12)


@pytest.mark.parametrize("method", ["lmg", "johnson", "dominance", "correlation"])
def test_what_if_names_the_methods_that_can(answers, method):
    with pytest.raises(ValueError, match=r"no equation in which a driver could be moved.*'ols', 'ordered', 'mixed', 'penalty_reward'"):
        drivers(answers, "overall", ON, method).what_if({"courier": 1})


def test_what_if_with_an_unknown_driver_or_no_change(answers):
    fit = drivers(answers, "overall", ON)
    with pytest.raises(ValueError, match=r"'couriers' is not one of the drivers.*Did you mean 'courier'\?"):
        fit.what_if({"couriers": 1})
    with pytest.raises(TypeError, match=r"Pass rating points by driver, as in \{'courier': \+1\}"):
        fit.what_if({})
    with pytest.raises(ValueError, match=r"among='all' is not known"):
        fit.what_if({"courier": 1}, among="all")


def test_what_if_says_when_the_scale_ends(answers):
    book = {name: {"low": 0, "high": 10, "world_low": 0.0, "world_high": 10.0} for name in [*ON, "overall"]}
    answers.attrs["codebook"] = book
    advice = drivers(answers, "overall", ON).what_if({"courier": 6}).detail["advice"]
    assert len(advice) == 1 and "leaves its scale from 0 to 10" in advice[0]


# priority map, mediation, structural


def test_the_four_quadrants():
    table = pd.DataFrame({"name": list("abcd"), "importance": [4, 4, 1, 1], "performance": [1, 4, 1, 4]})
    found = priority_map(table)
    assert (found.improve_first, found.keep_up, found.low_priority, found.too_much) == (["a"], ["b"], ["c"], ["d"])
    assert priority_map(table, split=(0, 0)).keep_up == list("abcd")
    assert found.detail["split"] == {"importance": 2.5, "performance": 2.5}


def test_a_priority_map_of_a_fit_uses_mean_ratings(answers):
    fit = drivers(answers, "overall", ON, "lmg")
    table = priority_map(fit).detail["table"]
    assert table["performance"].tolist() == pytest.approx(answers[ON].mean().tolist(), abs=1e-12)
    assert priority_map(fit, performance={"courier": 1, "app": 9, "desk": 9}).detail["table"]["performance"].tolist() == [1, 9, 9]
    with pytest.raises(ValueError, match=r"performance holds nothing for 'app'"):
        priority_map(fit, performance={"courier": 1})
    with pytest.raises(ValueError, match=r"split='mode' is not known"):
        priority_map(fit, split="mode")
    with pytest.raises(TypeError, match=r"fit is a list"):
        priority_map([1])
    with pytest.raises(ValueError, match=r"two numbers per driver"):
        priority_map(drivers(answers, "overall", ON, "penalty_reward", cuts=dict.fromkeys(ON, (4, 8))))


def test_mean_ratings_stay_in_rating_points_with_indicators(holes):
    fit = drivers(holes, "overall", ON, missing="not_used_indicator")
    assert fit.detail["performance"]["courier"] == pytest.approx(holes.dropna(subset="overall")["courier"].mean(), abs=1e-12)


def test_mediation_is_the_algebra_of_the_course_exercise():
    rng = np.random.default_rng(3)
    x, e, f = np.linalg.qr(np.column_stack([np.ones(200), rng.normal(size=(200, 3))]))[0][:, 1:].T
    m = 0.6 * x + e
    table = pd.DataFrame({"x": x, "m": m, "y": 0.3 * x + 0.5 * m + f})
    found = mediation(table, "x", "m", "y", bootstrap=0)
    assert [row.value for row in found.rows] == pytest.approx([0.6, 0.5, 0.30, 0.3, 0.60, 0.5], abs=1e-10)


def test_mediation_with_covariates_is_two_regressions(answers):
    found = mediation(answers, "courier", "app", "overall", covariates=["desk"], bootstrap=100, rng=1)
    a = drivers(answers, "app", ["courier"], covariates=["desk"])["courier"].value
    both = drivers(answers, "overall", ["courier", "app"], covariates=["desk"])
    assert found["indirect"].value == pytest.approx(a * both["app"].value, abs=1e-10)
    assert found["direct"].value == pytest.approx(both["courier"].value, abs=1e-10)
    total = drivers(answers, "overall", ["courier"], covariates=["desk"])["courier"].value
    assert found["total"].value == pytest.approx(total, abs=1e-10)


def test_mediation_refuses_what_cannot_be_told_apart(answers):
    with pytest.raises(ValueError, match=r"one of them is a weighted sum of the others"):
        mediation(answers.assign(twin=answers["app"] * 2), "app", "twin", "overall")
    with pytest.raises(ValueError, match=r"'app' is named twice"):
        mediation(answers, "app", "app", "overall")
    answers.loc["r1", "app"] = np.nan
    with pytest.raises(ValueError, match=r"app 1, of 80 rows.*Choose from \['listwise'\]"):
        mediation(answers, "courier", "app", "overall")


BLOCKS = {"Quality": ["courier", "app"], "Satisfaction": ["overall"], "Value": ["desk"]}


def test_one_path_between_single_items_is_their_correlation(answers):
    fit = structural(answers, {"Satisfaction": ["Value"]}, {"Value": ["desk"], "Satisfaction": ["overall"]})
    assert fit.rows[0].value == pytest.approx(np.corrcoef(answers["desk"], answers["overall"])[0, 1], abs=1e-12)
    slope = drivers(answers, "overall", ["desk"])["desk"].value
    assert fit.what_if({"Value": 1}).value == pytest.approx(slope, abs=1e-12)


def test_models_that_cannot_be(answers):
    def refuse_model(words, paths, blocks=BLOCKS, error=ValueError, **options):
        with pytest.raises(error) as caught:
            structural(answers, paths, blocks, **options)
        assert words in str(caught.value)

    refuse_model("run in a ring", {"Satisfaction": ["Quality"], "Quality": ["Value"], "Value": ["Satisfaction"]})
    refuse_model("'Image' stands in the paths and has no items", {"Satisfaction": ["Image", "Quality"]})
    refuse_model("'Value' has items and no path", {"Satisfaction": ["Quality"]})
    refuse_model("'app' is named twice", {"Satisfaction": ["Quality", "Value"]}, {**BLOCKS, "Value": ["app"]})
    refuse_model("items is left out", {"Satisfaction": ["Quality"]}, None)
    refuse_model("model='ecs' is not known", "ecs", None)
    refuse_model("No column is called IMAG1 or IMAG", "ecsi", None)
    refuse_model("scheme='paths' is not known", {"Satisfaction": ["Quality", "Value"]}, scheme="paths")
    refuse_model("outcome='Loyalty' is not known", {"Satisfaction": ["Quality", "Value"]}, outcome="Loyalty")
    refuse_model("scale=(10, 1) is not allowed", {"Satisfaction": ["Quality", "Value"]}, scale=(10, 1))
    refuse_model("is not a model", 3, None, TypeError)


def test_structural_advice_names_weak_and_indistinct_constructs(answers):
    fit = structural(answers, {"Satisfaction": ["Quality", "Value"]}, BLOCKS)
    assert any("Composite reliability below 0.7: Quality" in a or "Average variance extracted" in a for a in fit.detail["advice"])
    assert fit.what_if({"Quality": 1}).detail["sentence"].endswith("if every arrow of the model is causal.")
    with pytest.raises(ValueError, match=r"'Loyalty' does not lead to Satisfaction"):
        fit.what_if({"Loyalty": 1})
