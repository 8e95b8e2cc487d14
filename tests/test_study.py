"""Recovery: estimators held against the truth of a world, many times over."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from joblib import parallel_config
from scipy.stats import binom

import cxlab as cx
from cxlab.study import recovery

PANEL = cx.world("panel")
QUIET = {"progress": False}


@pytest.fixture(scope="module")
def clean():
    """Slopes and shares without survey error: every latent value is told as it is."""
    return recovery(
        PANEL, ["ols", "lmg"], replications=60, customers=500, ask={"cut": False}, truth={"population": 100_000}, rng=1, **QUIET
    )


def of(found, method):
    return found.detail["by_touchpoint"].query("method == @method").set_index("name")


def method(found, name):
    return found.detail["by_method"].set_index("method").loc[name]


# --- what it must find --------------------------------------------------------------------------------------------------------


def test_ols_is_unbiased_without_survey_error(clean):
    table = of(clean, "ols")
    assert (table["bias"].abs() < 4 * table["bias_se"]).all()
    # Both the study and its Monte-Carlo errors: the sd of a slope over replications is its standard error times their root.
    each = clean.detail["each"].query("method == 'ols' and name == 'eye_test'")
    assert table.loc["eye_test", "bias_se"] == pytest.approx(each["estimate"].std(ddof=1) / np.sqrt(60))
    assert table.loc["eye_test", "rmse"] == pytest.approx(np.sqrt(((each["estimate"] - each["truth"]) ** 2).mean()))


def test_its_intervals_hold_the_truth_as_often_as_they_say(clean):
    table = of(clean, "ols")
    assert (table["n"] == 60).all()
    for share in table["coverage"]:
        held = round(share * 60)
        assert binom.cdf(held, 60, 0.97) > 1e-4 and binom.sf(held - 1, 60, 0.93) > 1e-4
    pooled = round(table["coverage"].mean() * 300)
    assert binom.cdf(pooled, 300, 0.97) > 1e-4 and binom.sf(pooled - 1, 300, 0.93) > 1e-4
    assert method(clean, "ols")["coverage"] == pytest.approx(table["coverage"].mean())


def test_each_method_is_held_against_its_own_truth(clean):
    assert set(clean.detail["truths"]) == {"T2", "T3"}
    assert of(clean, "ols")["truth"].to_list() == pytest.approx([0.35, 0.25, 0.20, 0.12, 0.08], abs=0.002)
    assert of(clean, "lmg")["truth"].sum() == pytest.approx(1.0)
    found = recovery(
        PANEL, ["correlation", "penalty_reward", "johnson"], replications=3, customers=400, rng=2, truths=clean.detail["truths"], **QUIET
    )
    assert found.detail["by_method"]["by"].to_list() == ["rank", "shape", "value"]
    assert np.isnan(method(found, "correlation")["bias"]) and np.isnan(method(found, "penalty_reward")["rmse"])
    assert 0.5 < method(found, "penalty_reward")["sign_agreement"] <= 1.0
    assert "only the order can be compared" in found.detail["why"]["correlation"]


def test_halo_raises_the_fit_and_flattens_importance(clean):
    halo = recovery(
        PANEL, ["lmg"], replications=60, customers=500, ask={"cut": False, "halo": 1.0}, rng=1, truths=clean.detail["truths"], **QUIET
    )
    before, after = of(clean, "lmg"), of(halo, "lmg")
    assert method(halo, "lmg")["r2"] > method(clean, "lmg")["r2"] + 0.1
    for name, sign in (("eye_test", -1), ("reminder", 1)):  # the strongest looks weaker, the weakest stronger
        step = sign * (after.loc[name, "estimate"] - before.loc[name, "estimate"])
        assert step > 4 * np.hypot(after.loc[name, "bias_se"], before.loc[name, "bias_se"])


def test_a_noisy_item_costs_the_strongest_touchpoint_its_rank(clean):
    """First to fourth, while its true weight is still the first: prototype of the course."""
    noisy = recovery(
        PANEL,
        ["ols", "lmg"],
        replications=20,
        customers=2_000,
        ask={"reliability": {"eye_test": 0.4}},
        rng=3,
        truths=clean.detail["truths"],
        **QUIET,
    )
    for name in ("ols", "lmg"):
        row = of(noisy, name).loc["eye_test"]
        assert row["true_rank"] == 1 and row["rank"] - 4 * row["rank_se"] > 3 and row["first"] == 0
        assert of(clean, name).loc["eye_test", "first"] > 0.8
        assert method(noisy, name)["top_found"] == 0


def test_the_error_of_the_survey_is_told_from_that_of_the_method(clean):
    noisy = recovery(
        PANEL, ["ols", "correlation"], replications=20, customers=1_000, ask={"reliability": {"eye_test": 0.5}, "cut": False}, rng=4,
        truths=clean.detail["truths"], split=10_000, **QUIET,
    )  # fmt: skip
    table = of(noisy, "ols")
    np.testing.assert_allclose(table["bias"], table["survey"] + table["of_method"] + table["sampling"], atol=1e-12)
    row = table.loc["eye_test"]
    assert row["survey"] < -0.1 and abs(row["of_method"]) < 0.04  # the question is at fault, not least squares
    assert of(noisy, "correlation")["survey"].isna().all()


# --- reproducible -------------------------------------------------------------------------------------------------------------


def test_the_number_of_jobs_changes_no_number(clean):
    settings = {"replications": 4, "customers": 200, "rng": 5, "truths": clean.detail["truths"], "progress": False}
    methods = {"ols": {}, "lmg": {"bootstrap": 100}}
    here = recovery(PANEL, methods, ask={"response": 0.5}, **settings)
    with parallel_config(backend="loky", n_jobs=2):
        there = recovery(PANEL, methods, ask={"response": 0.5}, **settings)
    assert here.rows == there.rows
    pd.testing.assert_frame_equal(here.detail["each"], there.detail["each"], check_exact=True)
    more = recovery(PANEL, methods, ask={"response": 0.5}, **settings | {"replications": 6})
    first = more.detail["each"].query("replication < 4").reset_index(drop=True)
    pd.testing.assert_frame_equal(here.detail["each"], first, check_exact=True)  # more replications leave the first ones as they were


def test_one_replication_can_be_done_again_by_hand(clean):
    each = clean.detail["each"].query("method == 'ols' and replication == 7")
    from cxlab.study.replications import seeds

    run, survey, _ = seeds(1, 7)
    answers = PANEL.simulate(500, rng=run).ask(cut=False, rng=survey)
    fit = cx.drivers(answers, "overall", PANEL.touchpoints)
    assert each["estimate"].to_list() == pytest.approx([row.value for row in fit.rows], abs=1e-12)


def test_the_same_seed_gives_the_same_truths_and_another_seed_others():
    one, again, other = (
        recovery(PANEL, ["ols"], replications=2, customers=100, truth={"customers": 2_000}, rng=rng, **QUIET) for rng in (6, 6, 7)
    )
    assert one.rows == again.rows and one.detail["truths"]["T2"].rows == again.detail["truths"]["T2"].rows
    assert not one.detail["each"]["estimate"].equals(other.detail["each"]["estimate"])


# --- other worlds, other outcomes ---------------------------------------------------------------------------------------------


def test_touchpoints_that_not_everybody_meets_and_another_outcome():
    found = recovery(
        cx.world("officina"), {"ols": {}, "by list": {"method": "ols", "missing": "listwise"}}, outcome="recommend", on=["book", "wait_and_repair"],
        replications=3, customers=500, missing="not_used_indicator", truth={"customers": 2_000}, rng=8, **QUIET,
    )  # fmt: skip
    assert found.detail["truths"]["T2"].detail["outcome"] == "recommendation"
    assert found.detail["truths"]["T2"].names == ["book", "wait_and_repair"]
    assert found.names == ["ols", "by list"]
    respondents = found.detail["by_method"].set_index("method")["respondents"]
    assert respondents["by list"] < respondents["ols"] == 500


def test_queues_too():
    settings = {"replications": 2, "customers": 600, "missing": "not_used_indicator", "truth": {"customers": 2_000}}
    found = recovery(cx.world("desk"), ["ols"], rng=9, **settings, **QUIET)
    assert of(found, "ols").loc["chat", "true_rank"] == 1


def test_the_answer_reads(clean, capsys):
    assert clean.names == ["ols", "lmg"] and all(-1 <= row.low <= row.value <= row.high <= 1 and row.n == 60 for row in clean.rows)
    assert (
        "Over 60 replications, ols against T2: rank correlation" in clean.sentence and "of the intervals hold the truth" in clean.sentence
    )
    assert "60 replications of 500 customers in panel" in clean.summary()
    assert capsys.readouterr().out == ""
    ax = clean.plot()
    assert ax.get_title() or ax.get_xlabel()


# --- what cannot be -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"methods": ["olss"]}, r"method='olss' is not known\. Choose from .*Did you mean 'ols'\?"),
        ({"methods": []}, r"methods=\[\] names no estimator\. Choose from \['correlation', 'ols'"),
        ({"methods": {"ols": {"clusters": "branch"}}}, r"setting of method 'ols'='clusters' is not known\. .*Did you mean 'cluster'\?"),
        ({"ask": {"hallo": 0.5}}, r"setting of ask='hallo' is not known\. Choose from .*Did you mean 'halo'\?"),
        ({"ask": {"rng": 1}}, r"setting of ask='rng' is not known"),
        ({"ask": {"items": ["touchpoints"]}}, r"outcome='overall' is not known\. Choose from \['touchpoints'\]"),
        ({"truth": {"leever": "felt"}}, r"setting of truth='leever' is not known\. .*Did you mean 'lever'\?"),
        ({"on": ["eye_tests"]}, r"on='eye_tests' is not known\. .*Did you mean 'eye_test'\?"),
        ({"methods": ["lmg"], "on": ["eye_test", "fitting"]}, r"and frame_advice, payment, reminder would be left out\. .*leave out lmg\."),
        ({"replications": 0}, r"replications=0 is not allowed\. Pass a whole number from 1 up"),
        ({"customers": 0}, r"customers=0 is not allowed"),
        ({"on": []}, r"on=\[\] names no touchpoint\. Choose from \['eye_test'.*leave on out"),
        ({"world": cx.world("officina")}, r"^Answers are missing \(.*Choose from \['listwise', 'not_used_indicator'\]"),
        ({"customers": 5}, r"Replication 0 failed at 'ols': .*Its survey is world\.simulate\(5, rng=\d+\)\.ask"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_with_the_mend(wrong, words, clean):
    settings = {
        "methods": ["ols"],
        "replications": 2,
        "customers": 50,
        "truths": clean.detail["truths"],
        "rng": 1,
        "progress": False,
    } | wrong
    with pytest.raises(ValueError, match=words):
        recovery(settings.pop("world", PANEL), settings.pop("methods"), **settings)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"world": "officina"}, r"world is 'officina', not a world\. Pass cx\.world\('officina'\)"),
        ({"methods": None}, r"methods is None, which is not a list of names"),
        ({"methods": {"a": None}}, r"methods\['a'\]=None is not a dict\. .*\{\} for none"),
        ({"ask": 3}, r"ask=3 is not a dict\. Pass one, as in \{'halo': 0\.5"),
        ({"truth": 3}, r"truth=3 is not a dict\. Pass one, as in \{'lever'"),
        ({"truths": 3}, r"truths=3 is not a dict\. Pass one, as in earlier\.detail\['truths'\]"),
        ({"truths": {"T2": 3}}, r"truths\['T2'\]=3 is not a truth"),
        ({"on": {"eye_test"}}, r"on is a set, which has no order"),
    ],
)  # fmt: skip
def test_what_is_of_another_kind_is_refused_with_the_mend(wrong, words):
    settings = {"world": PANEL, "methods": ["ols"], "replications": 1, "customers": 50, "rng": 1, "progress": False} | wrong
    with pytest.raises(TypeError, match=words):
        recovery(**settings)


def test_a_truth_of_another_outcome_is_refused(clean):
    with pytest.raises(ValueError, match=r"truths\['T2'\] is 'Truth T2: effects' of 'satisfaction', and T2 of 'recommendation' is needed"):
        recovery(PANEL, ["ols"], outcome="recommend", truths=clean.detail["truths"], replications=1, customers=50, rng=1, **QUIET)
