"""The nine traps of driver analysis, by their recipes: what the naive estimate says, and what repairs it.

Recipes, truths and the mean and spread over replications lie in ../shared/reference/traps.json. Here each is run a few times;
the mean may differ from the one recorded by four standard errors of a mean over these few replications, at this sample size.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from cxlab.estimators import drivers

SHARED = Path(__file__).resolve().parents[1].parent / "shared"
pytestmark = pytest.mark.skipif(not SHARED.exists(), reason=f"the recorded traps are not at {SHARED}")
Estimates = dict[str, float]


@pytest.fixture(scope="module")
def traps() -> dict:
    return json.loads((SHARED / "reference" / "traps.json").read_text(encoding="utf-8"))


def slopes(data: pd.DataFrame, outcome: str, on: list[str], method: str = "ols", **options) -> Estimates:
    return {row.name: row.value for row in drivers(data, outcome, on, method, **options).rows}


def agrees(recorded: dict, run: Callable[[np.random.Generator], Estimates], replications: int, seed: int = 1) -> Estimates:
    """Means over the replications, each held to the recorded mean by four standard errors."""
    rng = np.random.default_rng(seed)
    table = pd.DataFrame([run(rng) for _ in range(replications)])
    error = table.std(ddof=1) / np.sqrt(replications)
    for name in table:
        mean, spread = recorded["mean_sd"][name]
        assert abs(table[name].mean() - mean) < 4 * np.hypot(error[name], spread / np.sqrt(150)), (name, table[name].mean(), mean)
    return table.mean().to_dict()


def test_halo_lends_a_dead_driver_a_slope_and_markers_take_it_back(traps):
    def run(rng: np.random.Generator) -> Estimates:
        x, halo = rng.normal(size=(1500, 3)), rng.normal(size=1500)
        rated = x + 0.8 * halo[:, None] + 0.4 * rng.normal(size=(1500, 3))
        y = x @ [0.5, 0.2, 0.0] + 0.8 * rng.normal(size=1500) + 0.8 * halo + 0.3 * rng.normal(size=1500)
        marker = (0.8 * halo[:, None] + 0.4 * rng.normal(size=(1500, 3))).mean(axis=1)
        table = pd.DataFrame(rated, columns=["x1", "x2", "x3"]).assign(y=y, marker=marker)
        naive = drivers(table, "y", ["x1", "x2", "x3"])
        repaired = slopes(table, "y", ["x1", "x2", "x3"], covariates=["marker"])
        found = {f"naive_{row.name}": row.value for row in naive.rows}
        return {**found, "naive_R2": naive.detail["r2"], "marker_x1": repaired["x1"], "marker_x3": repaired["x3"]}

    found = agrees(traps["halo_common_method"], run, 20)
    assert found["naive_x3"] > 0.06 and abs(found["marker_x3"]) < 0.04


def test_collinear_slopes_are_a_lottery_and_shares_are_not(traps):
    on = ["x1", "x2", "x3", "x4"]

    def run(rng: np.random.Generator) -> Estimates:
        x = np.sqrt(0.92) * rng.normal(size=(150, 1)) + np.sqrt(0.08) * rng.normal(size=(150, 4))
        table = pd.DataFrame(x, columns=on).assign(y=0.25 * x.sum(axis=1) + 0.8 * rng.normal(size=150))
        fit, share = drivers(table, "y", on), drivers(table, "y", on, "lmg")
        beta = np.array([row.value for row in fit.rows])
        part = share.detail["normalised"]["value"]
        assert any("Variance inflation above 5" in line for line in fit.detail["advice"])
        return {
            "b1": beta[0], "frac_neg_any": float((beta < 0).any()), "top_share_abs_beta": float(np.abs(beta).max() / np.abs(beta).sum()),
            "R2": fit.detail["r2"], "lmg_share1": part[0], "lmg_top_share": part.max(),
            "johnson_top": drivers(table, "y", on, "johnson").detail["normalised"]["value"].max(),
            "sum_beta": fit.what_if(dict.fromkeys(on, 1)).value,
        }  # fmt: skip

    found = agrees(traps["collinearity"], run, 60)
    assert found["top_share_abs_beta"] > 0.4 and found["lmg_top_share"] < 0.29


def test_what_is_left_out_is_credited_to_what_is_there(traps):
    def run(rng: np.random.Generator) -> Estimates:
        loyal = rng.normal(size=1000)
        x = 0.7 * loyal[:, None] + 0.7 * rng.normal(size=(1000, 2))
        y = 0.3 * x[:, 0] + 0.6 * loyal + 0.6 * rng.normal(size=1000)
        table = pd.DataFrame(x, columns=["x1", "x2"]).assign(y=y, loyal=loyal)
        naive, adjusted = slopes(table, "y", ["x1", "x2"]), slopes(table, "y", ["x1", "x2"], covariates=["loyal"])
        return {"naive_x1": naive["x1"], "naive_x2": naive["x2"], "adj_x1": adjusted["x1"], "adj_x2": adjusted["x2"]}

    found = agrees(traps["omitted_loyalty"], run, 20)
    assert found["naive_x2"] > 0.25 and abs(found["adj_x2"]) < 0.03


def test_a_panel_sees_within_customers_what_a_random_intercept_does_not(traps):
    def run(rng: np.random.Generator) -> Estimates:
        customer = np.repeat(np.arange(300), 5)
        loyal = rng.normal(size=300)[customer]
        x = 0.7 * loyal[:, None] + 0.7 * rng.normal(size=(1500, 2))
        y = 0.3 * x[:, 0] + 0.6 * loyal + 0.6 * rng.normal(size=1500)
        table = pd.DataFrame(x, columns=["x1", "x2"]).assign(y=y, customer=customer)
        pooled = slopes(table, "y", ["x1", "x2"], cluster="customer")
        random = slopes(table, "y", ["x1", "x2"], "mixed", cluster="customer")
        within = slopes(table, "y", ["x1", "x2"], "mixed", cluster="customer", within=True)
        return {f"{label}_{k}": fit[k] for label, fit in (("pooled", pooled), ("RE", random), ("Mundlak", within)) for k in ("x1", "x2")}

    found = agrees(traps["omitted_loyalty_panel"], run, 15)
    assert found["RE_x2"] > 0.2 and abs(found["Mundlak_x2"]) < 0.03


def test_satisfaction_that_colours_the_rating_is_undone_by_a_shock_from_outside(traps):
    def run(rng: np.random.Generator) -> Estimates:
        z, u, e = rng.normal(size=(3, 2000))
        x = (0.8 * z + 0.7 * u + 0.6 * 0.7 * e) / (1 - 0.6 * 0.2)
        table = pd.DataFrame({"x": x, "z": z, "y": 0.2 * x + 0.7 * e})
        first, reduced = slopes(table, "x", ["z"])["z"], slopes(table, "y", ["z"])["z"]
        return {"naive": slopes(table, "y", ["x"])["x"], "iv2sls": reduced / first}  # with one instrument, 2SLS is this ratio

    found = agrees(traps["reverse_causality"], run, 20)
    assert found["naive"] > 0.37 and abs(found["iv2sls"] - 0.2) < 0.03


def test_who_rates_depends_on_what_happened_and_severity_repairs_it(traps):
    def run(rng: np.random.Generator) -> Estimates:
        q, s, w, v, e = rng.normal(size=(5, 4000))
        table = pd.DataFrame({"q": q, "s": s, "y": 0.4 * q - 0.6 * s + 0.5 * e})
        rated = 0.9 * s - 0.9 * q + 0.5 * w + 0.6 * v > 0.3
        full = slopes(table, "y", ["q"])["q"]
        table["q"] = table["q"].where(rated)
        naive = slopes(table, "y", ["q"], missing="listwise")["q"]
        adjusted = slopes(table, "y", ["q"], covariates=["s"], missing="listwise")["q"]
        return {"full": full, "selected_naive": naive, "selected_adj_severity": adjusted, "rate": float(rated.mean())}

    agrees(traps["selection_touchpoint_mnar"], run, 12)


def test_filling_skipped_touchpoints_biases_the_others(traps):
    """Where use depends on loyalty, mean imputation and the indicator lean the other driver upward; complete cases given loyalty do not.

    The recorded recipe leaves open how the drivers hang together, so only the truth and the directions are compared.
    """

    def run(rng: np.random.Generator) -> Estimates:
        loyal = rng.normal(size=1500)
        x = 0.7 * loyal[:, None] + 0.7 * rng.normal(size=(1500, 2))
        y = x @ [0.3, 0.4] + 0.6 * rng.normal(size=1500)
        used = rng.random(1500) < 1 / (1 + np.exp(-(0.3 - loyal)))
        table = pd.DataFrame(x, columns=["x1", "x2"]).assign(y=y, loyal=loyal)
        table["x2"] = table["x2"].where(used)
        cases = slopes(table, "y", ["x1", "x2"], covariates=["loyal"], missing="listwise")
        filled = slopes(table.fillna({"x2": table["x2"].mean()}), "y", ["x1", "x2"])
        flagged = slopes(table, "y", ["x1", "x2"], missing="not_used_indicator")
        labels = (("cc", cases), ("mean", filled), ("flag", flagged))
        return {f"{label}_{k}": fit[k] for label, fit in labels for k in ("x1", "x2")}

    rng = np.random.default_rng(1)
    table = pd.DataFrame([run(rng) for _ in range(20)])
    truth, error = traps["skipped_touchpoint_imputation"]["truth"], table.std(ddof=1) / np.sqrt(20)
    assert abs(table["cc_x1"].mean() - truth["b1"]) < 4 * error["cc_x1"]
    assert abs(table["cc_x2"].mean() - truth["b2"]) < 4 * error["cc_x2"]
    recorded = traps["skipped_touchpoint_imputation"]["mean_sd"]
    assert recorded["meanimp_x1"][0] - truth["b1"] > 0.09 and recorded["indicator_x1"][0] - truth["b1"] > 0.09
    assert table["mean_x2"].mean() < truth["b2"] - 8 * error["mean_x2"]
    assert table["mean_x1"].mean() - truth["b1"] > 8 * error["mean_x1"]
    assert table["flag_x1"].mean() - truth["b1"] > 8 * error["flag_x1"]


def test_who_answers_depends_on_the_answer_and_a_reminder_repairs_it(traps):
    from scipy.stats import norm
    from statsmodels.discrete.discrete_model import Probit

    def run(rng: np.random.Generator) -> Estimates:
        n = 3000
        x, z, e, other = rng.normal(size=(4, n))
        v = 0.7 * e + np.sqrt(1 - 0.49) * other
        answered = 0.2 + 0.8 * x + 0.8 * z + v > 0
        table = pd.DataFrame({"x": x, "y": 1 + 0.5 * x + e})
        design = np.column_stack([np.ones(n), x, z])
        index = design @ Probit(answered.astype(float), design).fit(disp=False).params
        table["mills"] = norm.pdf(index) / norm.cdf(index)
        naive = drivers(table[answered], "y", ["x"])
        repaired = drivers(table[answered], "y", ["x"], covariates=["mills"])
        return {
            "naive_slope": naive["x"].value, "naive_mean_y": table["y"][answered].mean(), "heckman_slope": repaired["x"].value,
            "heckman_int": repaired.detail["intercept"], "rate": float(answered.mean()),
        }  # fmt: skip

    found = agrees(traps["nonresponse_mnar_heckman"], run, 12)
    assert found["naive_slope"] < 0.35 and abs(found["heckman_slope"] - 0.5) < 0.05


def test_a_ceiling_invents_a_segment_that_cares_less(traps):
    def run(rng: np.random.Generator) -> Estimates:
        n = 1000
        x, segment = rng.normal(size=(n, 2)), np.arange(n) % 2
        latent = 0.5 * x.sum(axis=1) + 1.6 * segment + rng.logistic(size=n)
        y = np.digitize(latent, [-2.2, -1.4, -0.6, 0.4]) + 1
        table = pd.DataFrame(x, columns=["x1", "x2"]).assign(y=y, segment=segment, both=x[:, 0] * segment)
        by = [slopes(table[segment == s], "y", ["x1", "x2"])["x1"] for s in (0, 1)]
        on = ["x1", "x2", "segment", "both"]
        latent_slopes = drivers(table, "y", on, "ordered").detail["slopes"]
        return {
            "ols_slope_seg0": by[0], "ols_slope_seg1": by[1], "ols_interaction": slopes(table, "y", on)["both"],
            "ologit_interaction": latent_slopes["both"], "ologit_x1": latent_slopes["x1"],
        }  # fmt: skip

    found = agrees(traps["ordinal_as_interval_ceiling"], run, 20)
    assert found["ols_interaction"] < -0.1 and abs(found["ologit_interaction"]) < 0.1


def test_only_survivors_are_asked_and_an_exit_survey_repairs_it(traps):
    def run(rng: np.random.Generator) -> Estimates:
        n = 5000
        x, (e, v) = rng.normal(size=(n, 2)), rng.normal(size=(2, n))
        table = pd.DataFrame(x, columns=["price", "svc"]).assign(y=x @ [0.5, 0.3] + 0.7 * e)
        stays = table["y"] + 0.3 * v > -0.3
        leavers_asked = ~stays & (rng.random(n) < 0.3)
        weighted = table.assign(w=np.where(stays, 1.0, 1 / 0.3))[stays | leavers_asked]
        full, survivors = slopes(table, "y", ["price", "svc"]), slopes(table[stays], "y", ["price", "svc"])
        repaired = slopes(weighted, "y", ["price", "svc"], weights="w")
        labels = (("full", full), ("survivor", survivors), ("ipw_exit", repaired))
        return {f"{label}_{k}": fit[k] for label, fit in labels for k in ("price", "svc")}

    found = agrees(traps["survivorship"], run, 12)
    assert found["survivor_price"] < 0.35 and abs(found["ipw_exit_price"] - 0.5) < 0.02
