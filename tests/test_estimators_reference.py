"""Estimators against other programs, by program and version; the numbers lie in ../shared/reference."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from cxlab.estimators import drivers, mediation, priority_map, structural
from cxlab.estimators.contrasts import asymmetry, kano_class

SHARED = Path(__file__).resolve().parents[1].parent / "shared"
pytestmark = pytest.mark.skipif(not SHARED.exists(), reason=f"the reference values are not at {SHARED}")
EXACT = 1e-8


def reference(name: str) -> dict:
    return json.loads((SHARED / "reference" / name).read_text(encoding="utf-8"))


def near(found: dict, wanted: dict, tolerance: float = EXACT) -> None:
    assert set(found) >= set(wanted)
    assert max(abs(found[k] - wanted[k]) for k in wanted) < tolerance


def values(fit) -> dict:
    return {row.name: row.value for row in fit.rows}


# attitude: R 4.2.2 with relaimpo 2.2-7, domir 1.2.0, dominanceanalysis 2.1.0, sandwich 3.0-2, car 3.1-1; statsmodels 0.15.0, pingouin 0.7.0


@pytest.fixture(scope="module")
def attitude() -> tuple[pd.DataFrame, list[str], dict]:
    table = pd.read_csv(SHARED / "reference" / "attitude.csv")
    return table, [c for c in table.columns if c != "rating"], reference("attitude.json")


def test_ols_is_that_of_r_lm_with_hc3_of_sandwich(attitude):
    table, on, ref = attitude
    fit = drivers(table, "rating", on)
    near(values(fit), {k: ref["ols"]["coef"][k] for k in on})
    assert fit.detail["intercept"] == pytest.approx(ref["ols"]["coef"]["(Intercept)"], abs=EXACT)
    assert fit.detail["r2"] == pytest.approx(ref["ols"]["r2"], abs=EXACT)
    errors = dict(zip(["(Intercept)", *on], np.sqrt(np.diag(fit.detail["covariance"])), strict=True))
    near(errors, ref["ols"]["hc_se"]["HC3"])


def test_the_interval_is_students_with_23_degrees_of_freedom(attitude):
    from scipy.stats import t

    table, on, ref = attitude
    row = drivers(table, "rating", on)["complaints"]
    reach = t.ppf(0.975, ref["ols"]["df_resid"]) * ref["ols"]["hc_se"]["HC3"]["complaints"]
    assert (row.low, row.high) == pytest.approx((row.value - reach, row.value + reach), abs=EXACT)


def test_vif_is_that_of_car(attitude):
    table, on, ref = attitude
    near(drivers(table, "rating", on).detail["vif"], ref["ols"]["vif"])


@pytest.mark.parametrize("method", ["lmg", "dominance"])
def test_lmg_is_that_of_relaimpo_domir_and_pingouin(attitude, method):
    table, on, ref = attitude
    near(values(drivers(table, "rating", on, method)), ref["lmg_equals_general_dominance"])


def test_johnson_is_genizi_of_relaimpo_and_the_weights_of_yhat_and_rwa(attitude):
    table, on, ref = attitude
    near(values(drivers(table, "rating", on, "johnson")), ref["johnson_relative_weights_equals_genizi"])


def test_conditional_dominance_is_that_of_domir(attitude):
    table, on, ref = attitude
    found = drivers(table, "rating", on, "dominance").detail["conditional"]
    wanted = pd.DataFrame(ref["conditional_dominance"]).T.loc[on]
    assert np.abs(found.to_numpy() - wanted.to_numpy()).max() < EXACT


def test_complete_dominance_is_that_of_domir_for_every_pair(attitude):
    table, on, ref = attitude
    detail = drivers(table, "rating", on, "dominance").detail
    assert all(
        detail["complete"].loc[tuple(pair.split(">"))] == share for pair, share in ref["complete_dominance_fraction_R2_i_gt_j"].items()
    )
    level = {(r["more"], r["less"]): r["dominance"] for _, r in detail["pairs"].iterrows()}
    assert len(level) == 15
    assert level["privileges", "critical"] == level["raises", "critical"] == "complete"  # which dominance-analysis 1.1.9 misses
    assert level["raises", "privileges"] == "general"


def test_first_and_last_gains_are_those_of_relaimpo(attitude):
    table, on, ref = attitude
    found = drivers(table, "rating", on, "dominance").detail["conditional"]
    near(found["with 0 others"].to_dict(), ref["other_metrics"]["first"])
    near(found["with 5 others"].to_dict(), ref["other_metrics"]["last"])


def test_correlations_are_the_roots_of_relaimpos_first(attitude):
    from scipy.stats import pearsonr

    table, on, ref = attitude
    fit = drivers(table, "rating", on, "correlation")
    near({k: v**2 for k, v in values(fit).items()}, ref["other_metrics"]["first"])
    wanted = pearsonr(table["complaints"], table["rating"]).confidence_interval()
    assert (fit["complaints"].low, fit["complaints"].high) == pytest.approx((wanted.low, wanted.high), abs=1e-6)


def test_cooks_distance_is_that_of_statsmodels(attitude):
    from statsmodels.regression.linear_model import OLS

    from cxlab.estimators.advice import cooks_distance
    from cxlab.estimators.answers import read

    table, on, _ = attitude
    answers = read(table, "rating", on)
    wanted = OLS(answers.y, answers.design).fit().get_influence().cooks_distance[0]
    assert np.abs(cooks_distance(answers) - wanted).max() < EXACT


# wine: R ordinal 2022.11-16 clm, MASS 7.3-58.2 polr, lme4, sandwich; statsmodels 0.15.0


@pytest.fixture(scope="module")
def wine() -> pd.DataFrame:
    table = pd.read_csv(SHARED / "reference" / "wine.csv")
    return table.assign(tempwarm=(table["temp"] == "warm") * 1, contactyes=(table["contact"] == "yes") * 1)


@pytest.mark.parametrize("link", ["logit", "probit"])
def test_the_ordered_model_is_that_of_clm(wine, link):
    fit = drivers(wine, "rating", ["tempwarm", "contactyes"], "ordered", link=link).detail
    ref = reference("ordinal_mixed.json")["r"]["wine_temp_contact"][link]["clm"]
    near(fit["slopes"], ref["beta"])
    assert list(fit["thresholds"].values()) == pytest.approx(list(ref["alpha"].values()), abs=EXACT)
    near(fit["slope_errors"], {k: ref["se"][k] for k in fit["slopes"]})
    assert list(fit["threshold_errors"].values()) == pytest.approx([ref["se"][k] for k in ref["alpha"]], abs=EXACT)
    assert fit["loglik"] == pytest.approx(ref["logLik"], abs=EXACT)


@pytest.mark.parametrize("link", ["logit", "probit"])
def test_the_ordered_model_is_that_of_statsmodels_and_polr_to_the_digits_they_share(wine, link):
    fit = drivers(wine, "rating", ["tempwarm", "contactyes"], "ordered", link=link).detail
    ref = reference("ordinal_mixed.json")
    near(fit["slopes"], ref["py"]["wine_temp_contact"][link]["beta"], 1e-7)
    near(fit["slopes"], ref["r"]["wine_temp_contact"][link]["polr"]["beta"], 1e-4)


@pytest.mark.parametrize("link", ["logit", "probit"])
def test_the_ordered_model_on_ten_point_ratings_is_that_of_clm(link):
    mobi = pd.read_csv(SHARED / "data" / "mobi" / "mobi.csv")
    means = block_means(mobi).assign(CUSA1=mobi["CUSA1"])
    fit = drivers(means, "CUSA1", ["QUAL", "VAL", "IMG", "EXP"], "ordered", link=link).detail
    ref = reference("ordinal_mixed.json")["r"]["mobi_CUSA1_on_means"][link]["clm"]
    near(fit["slopes"], ref["beta"])
    # clm stops where its gradient is 6e-7 (ours 1e-12), so the probit thresholds share seven digits
    assert list(fit["thresholds"].values()) == pytest.approx(list(ref["alpha"].values()), abs=EXACT if link == "logit" else 1e-7)
    assert fit["loglik"] == pytest.approx(ref["logLik"], abs=EXACT)


def test_marginal_effects_are_the_slope_of_the_expected_rating(wine):
    from statsmodels.miscmodels.ordinal_model import OrderedModel

    table = wine.assign(tempwarm=wine["tempwarm"] + np.linspace(0, 0.5, len(wine)))
    x = table[["tempwarm", "contactyes"]].to_numpy(float)
    model = OrderedModel(table["rating"], x, distr="logit").fit(method="bfgs", disp=False, gtol=1e-7)
    step = np.array([1e-5, 0.0])
    expected = [model.predict(x + s) @ np.arange(1, 6) for s in (step, -step)]
    slope = float(np.mean(expected[0] - expected[1]) / 2e-5)
    assert drivers(table, "rating", ["tempwarm", "contactyes"], "ordered")["tempwarm"].value == pytest.approx(slope, abs=1e-6)


def test_the_mixed_model_is_that_of_lme4_and_of_statsmodels_to_the_digits_they_share(wine):
    fit = drivers(wine, "response", ["tempwarm", "contactyes"], "mixed", cluster="judge")
    ref = reference("ordinal_mixed.json")["mixed"]
    near(values(fit), {k: ref["lme4"]["fixef"][k] for k in ("tempwarm", "contactyes")})
    near(fit.detail["errors"], {k: ref["lme4"]["se"][k] for k in ("tempwarm", "contactyes")}, 1e-7)
    assert fit.detail["cluster_sd"] == pytest.approx(ref["lme4"]["sd_judge"], abs=1e-6)
    assert fit.detail["residual_sd"] == pytest.approx(ref["lme4"]["sigma"], abs=1e-6)
    assert fit.detail["loglik"] == pytest.approx(ref["lme4"]["logLik"], abs=1e-8)
    assert fit.detail["cluster_sd"] == pytest.approx(ref["statsmodels"]["sd_judge"], abs=1e-3)


def panel(seed: int, intercept: float, slope: float) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    branch = np.repeat(np.arange(40), 12)
    own = rng.normal(size=(40, 2)) * [intercept, slope]
    x = 7 + rng.normal(size=(480, 2))
    y = x @ [0.3, 0.2] + own[branch, 0] + own[branch, 1] * (x[:, 0] - 7) + rng.normal(size=480)
    return pd.DataFrame(x, columns=["desk", "app"]).assign(overall=y, branch=branch)


def test_random_slopes_are_those_of_statsmodels():
    from statsmodels.regression.mixed_linear_model import MixedLM

    table = panel(1, 0.6, 0.4)
    fit = drivers(table, "overall", ["desk", "app"], "mixed", cluster="branch", slopes=["desk"])
    random = np.column_stack([np.ones(480), table["desk"] - table["desk"].mean()])
    design = np.column_stack([np.ones(480), table[["desk", "app"]]])
    wanted = MixedLM(table["overall"].to_numpy(), design, groups=table["branch"], exog_re=random).fit()
    assert [row.value for row in fit.rows] == pytest.approx(list(wanted.fe_params[1:]), abs=1e-4)
    assert fit.detail["loglik"] == pytest.approx(wanted.llf, abs=1e-6)
    assert fit.detail["cluster_sd"] ** 2 == pytest.approx(wanted.cov_re[0, 0], abs=1e-4)
    assert fit.detail["slope_sd"]["desk"] ** 2 == pytest.approx(wanted.cov_re[1, 1], abs=1e-4)


def test_clusters_that_do_not_differ_leave_ordinary_least_squares():
    table = panel(2, 0.0, 0.0)
    middle = table.groupby("branch")["overall"].transform("mean")
    level = table.assign(overall=table["overall"] - middle)  # less variance between branches than chance would bring
    fit = drivers(level, "overall", ["desk", "app"], "mixed", cluster="branch")
    ols = drivers(level, "overall", ["desk", "app"])
    assert values(fit) == pytest.approx(values(ols), abs=1e-8)
    assert fit.detail["icc"] < 1e-6
    assert any("is estimated as about 0" in line for line in fit.detail["advice"])


def test_the_within_slope_is_that_of_dummies_for_every_cluster():
    table = panel(3, 0.8, 0.0)
    fit = drivers(table, "overall", ["desk", "app"], "mixed", cluster="branch", within=True)
    dummies = pd.get_dummies(table["branch"], drop_first=True, prefix="b", dtype=float)
    fixed = drivers(table.join(dummies), "overall", ["desk", "app"], covariates=list(dummies))
    assert values(fit) == pytest.approx(values(fixed), abs=1e-8)
    assert fit.detail["between"]["name"].tolist() == ["desk", "app"]


def test_cluster_errors_are_those_of_sandwich_hc1(wine):
    fit = drivers(wine, "response", ["tempwarm", "contactyes"], cluster="judge")
    errors = dict(zip(["(Intercept)", "tempwarm", "contactyes"], np.sqrt(np.diag(fit.detail["covariance"])), strict=True))
    near(errors, reference("ordinal_mixed.json")["mixed"]["cluster_HC1"]["CR_HC1"])


# mobi: R seminr 2.3.4, semPLS 1.0-10, plspm 0.5.1, semTools 0.5-6, relaimpo; lavaan 0.6-14; pingouin 0.7.0


@pytest.fixture(scope="module")
def mobi() -> pd.DataFrame:
    return pd.read_csv(SHARED / "data" / "mobi" / "mobi.csv")


def block_means(mobi: pd.DataFrame) -> pd.DataFrame:
    blocks = {"QUAL": "PERQ", "VAL": "PERV", "IMG": "IMAG", "EXP": "CUEX", "SAT": "CUSA"}
    return pd.DataFrame({name: mobi[[c for c in mobi if c.rstrip("0123456789") == block]].mean(axis=1) for name, block in blocks.items()})


def square(rows: list[dict], like: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(rows).set_index("_row").reindex(index=like.index, columns=like.columns)


@pytest.mark.parametrize(("scheme", "key"), [("path", "path_weighting"), ("factorial", "factorial"), ("centroid", "centroid_semPLS")])
def test_ecsi_paths_are_those_of_seminr_and_sempls(mobi, scheme, key):
    found = structural(mobi, "ecsi", scheme=scheme).detail["paths"]
    assert np.abs(found - square(reference("mobi_ecsi.json")[key]["path_coef"], found)).max(axis=None) < 1e-6


def test_ecsi_measurement_is_that_of_seminr(mobi):
    detail, ref = structural(mobi, "ecsi").detail, reference("mobi_ecsi.json")["path_weighting"]
    for ours, theirs in (("loadings", "loadings"), ("weights", "weights"), ("standardised_totals", "total_effects")):
        assert np.abs(detail[ours] - square(ref[theirs], detail[ours])).max(axis=None) < 1e-6, ours
    trust = pd.DataFrame(ref["reliability"]).set_index("_row").reindex(detail["quality"].index)
    for ours, theirs in (("alpha", "alpha"), ("composite", "rhoC"), ("rho_A", "rhoA"), ("AVE", "AVE")):
        assert np.abs(detail["quality"][ours] - trust[theirs]).max() < 1e-6, ours
    near(detail["quality"]["R2"].dropna().to_dict(), {k: v for k, v in ref["rSquared"][0].items() if k != "_row"}, 1e-6)


def test_htmt_is_that_of_seminr_and_semtools(mobi):
    found = structural(mobi, "ecsi").detail["htmt"]
    wanted = square(reference("mobi_ecsi.json")["path_weighting"]["htmt"], found).to_numpy(dtype=float)
    known = ~np.isnan(wanted)
    assert known.sum() == 21
    assert np.abs(found.to_numpy() - wanted)[known].max() < 1e-10


def test_importance_and_performance_with_unstandardised_weights(mobi):
    fit = structural(mobi, "ecsi", scale=(1, 10))
    table = fit.detail["importance_performance"].set_index("name")
    ref = reference("mobi_ecsi.json")["ipma"]["own"]
    for ours, theirs in (("importance", "unstd_total"), ("standardised", "std_total"), ("performance", "performance")):
        near(table[ours].to_dict(), {k: v[theirs] for k, v in ref.items()}, 1e-6)
    chart = priority_map(fit)
    assert chart.keep_up == ["Image", "Expectation", "Quality"] and chart.low_priority == ["Value"]


def test_the_bootstrap_of_paths_agrees_with_seminr(mobi):
    fit = structural(mobi, "ecsi", bootstrap=1000, rng=1)
    for line in reference("mobi_ecsi.json")["bootstrap_R_seed123"]:
        row = fit[line["_row"].replace("  ", " ")]
        slack = 6 * line["Bootstrap SD"] / np.sqrt(1000) * 2.1  # an end of a 95 % percentile interval has 2.1 times the error of a mean
        assert (row.low, row.high) == pytest.approx((line["2.5% CI"], line["97.5% CI"]), abs=slack)


def test_mediation_is_that_of_lavaan_and_pingouin(mobi):
    fit = mediation(block_means(mobi), "QUAL", "VAL", "SAT", bootstrap=2000, rng=1)
    ref = {line["label"]: line["est"] for line in reference("mobi_ecsi.json")["mediation_lavaan_obs_means"]}
    found = values(fit)
    assert [found[k] for k in ("x to m", "m to y", "direct", "indirect", "total")] == pytest.approx(
        [ref[k] for k in ("a", "b", "c", "ind", "tot")], abs=1e-6
    )
    theirs = next(line for line in reference("mobi_ecsi.json")["mediation_pingouin"] if line["path"] == "Indirect")
    assert (fit["indirect"].low, fit["indirect"].high) == pytest.approx((theirs["CI2.5"], theirs["CI97.5"]), abs=0.01)
    assert found["share mediated"] == pytest.approx(ref["ind"] / ref["tot"], abs=1e-6)


@pytest.mark.parametrize(("method", "key"), [("lmg", "lmg"), ("johnson", "genizi")])
def test_shares_of_block_means_are_those_of_relaimpo(mobi, method, key):
    ref = reference("mobi_ecsi.json")["lmg_meanscores_upstream"]
    fit = drivers(block_means(mobi), "SAT", ["IMG", "EXP", "QUAL", "VAL"], method)
    names = {"Image": "IMG", "Expectation": "EXP", "Quality": "QUAL", "Value": "VAL"}
    near(values(fit), {names[k]: v for k, v in ref[key].items()})
    assert fit.detail["r2"] == pytest.approx(ref["R2"], abs=EXACT)


def test_penalties_and_rewards_are_those_of_r_lm_with_hc3(mobi):
    fit = drivers(block_means(mobi), "SAT", ["QUAL", "VAL", "IMG", "EXP"], "penalty_reward")
    ref = reference("mobi_ecsi.json")["prca"]
    wanted = {k.replace("_pen", " low").replace("_rew", " high"): v for k, v in ref["coef"].items() if k != "(Intercept)"}
    near(values(fit), wanted)
    assert fit.detail["r2"] == pytest.approx(ref["r2"], abs=EXACT)
    from scipy.stats import t

    row, reach = fit["QUAL low"], t.ppf(0.975, 250 - 9)
    assert (row.high - row.low) / 2 / reach == pytest.approx(ref["hc3"]["QUAL_pen"], abs=EXACT)


def test_asymmetry_and_class_of_the_course_exercise():
    found = [asymmetry(p, r) for p, r in ((1.11, 0.28), (0.64, 0.62), (0.28, 1.12))]
    assert found == pytest.approx([-0.597, -0.016, 0.600], abs=5e-4)
    assert [kano_class(a) for a in found] == ["basic", "performance", "excitement"]
    assert kano_class(asymmetry(-0.1, -0.2)) == "unclear"
