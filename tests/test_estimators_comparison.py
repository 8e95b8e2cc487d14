"""An estimate beside a truth: what is compared with what, in which units, and in which words."""

from __future__ import annotations

import pickle

import numpy as np
import pandas as pd
import pytest

from cxlab.estimators import drivers, structural
from cxlab.results import Estimate, Result, number

ON = ["courier", "app", "desk"]
SLOPE = {"courier": 0.5, "app": 0.3, "desk": 0.1}


def felt(n: int, seed: int) -> pd.DataFrame:
    """What people felt at three touchpoints, in world points, and what they thought of it all."""
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(n, 3)) * [1.0, 1.5, 2.0]
    return pd.DataFrame(x, columns=ON).assign(S=1 + x @ list(SLOPE.values()) + 0.8 * rng.normal(size=n))


def rated(lived: pd.DataFrame, seed: int, *, error: float = 0.0) -> pd.DataFrame:
    """The same on other scales: a point of courier is half a world point, one of overall a quarter; nothing is rounded."""
    rng = np.random.default_rng(seed)
    answers = pd.DataFrame({name: 5 + 2 * (lived[name] + error * rng.normal(size=len(lived))) for name in ON})
    answers["overall"] = 5 + 4 * lived["S"]
    world = {name: (-2.5, 2.5) for name in ON} | {"overall": (-1.25, 1.25)}
    answers.attrs["codebook"] = {k: {"low": 0, "high": 10, "world_low": a, "world_high": b} for k, (a, b) in world.items()}
    answers.attrs["survey"] = {"cut": False}
    return answers


def rows(values: dict[str, float]) -> tuple[Estimate, ...]:
    return tuple(Estimate(k, v) for k, v in values.items())


def t1(values: dict[str, float] = SLOPE) -> Result:
    return Result("T1", "points", "exact", rows(values), {"truth": "T1"})


def t2(plus: dict[str, float] = SLOPE, minus: dict[str, float] | None = None, **detail) -> Result:
    minus = plus if minus is None else minus
    both = {k: (plus[k] + minus[k]) / 2 for k in plus}
    parts = {"truth": "T2", "lever": "felt", "among": "users", "direction": "mean", "plus": rows(plus), "minus": rows(minus)}
    return Result("T2", "points per point", "exact", rows(both), {**parts, **detail})


def t3(values: dict[str, float]) -> Result:
    return Result("T3", "share", "exact", rows(values), {"truth": "T3"})


LIVED = felt(2000, 1)
ANSWERS = rated(LIVED, 2)


def fit(method: str = "ols", answers: pd.DataFrame = ANSWERS, **options):
    if method == "ordered":
        answers = answers.assign(overall=np.digitize(answers["overall"], [2, 5, 8, 11, 14]) * 3.0)
        answers.attrs["codebook"] = ANSWERS.attrs["codebook"]
    if method == "mixed":
        answers = answers.assign(branch=np.arange(len(answers)) % 40)
        options["cluster"] = "branch"
    return drivers(answers, "overall", ON, method, **options)


# slopes against T2


def test_slopes_are_turned_into_world_points_by_the_codebook():
    found = fit().compare(t2())
    exact = np.linalg.lstsq(np.column_stack([np.ones(2000), LIVED[ON]]), LIVED["S"], rcond=None)[0][1:]
    table = found.detail["table"]
    assert found.detail["by"] == "value"
    assert table["estimate"].tolist() == pytest.approx(exact.tolist(), abs=1e-10)
    assert fit()["courier"].value == pytest.approx(2 * exact[0], abs=1e-10)  # 4 points of overall over 2 of courier


def test_bias_rmse_and_coverage_are_those_of_the_table():
    found = fit().compare(t2({"courier": 0.5, "app": 0.3, "desk": 0.9}))
    table = found.detail["table"]
    assert table["error"].tolist() == pytest.approx((table["estimate"] - table["truth"]).tolist())
    assert found["bias"].value == pytest.approx(table["error"].mean())
    assert found["RMSE"].value == pytest.approx(np.sqrt((table["error"] ** 2).mean()))
    assert table["covered"].tolist() == [True, True, False]
    assert found["coverage"].value == pytest.approx(2 / 3)
    assert found["rank correlation"].value == pytest.approx(-0.5)
    assert all(row.n == 3 for row in found.rows)


@pytest.mark.parametrize(
    ("found", "columns"),
    [
        (fit().compare(t2()), ["name", "estimate", "low", "high", "truth", "error", "covered"]),
        (fit().compare(t1()), ["name", "estimate", "low", "high", "truth"]),
    ],
    ids=["value", "rank"],
)
def test_the_table_is_the_one_that_is_printed_and_the_frame_sums_it_up(found, columns):
    assert found.table.columns.tolist() == columns and found.table["name"].tolist() == ON
    assert found.table.to_string(index=False, float_format=number, na_rep="") in found.summary()
    assert found.to_frame()["name"].tolist() == ["rank correlation", "bias", "RMSE", "coverage"]
    mine = found.table
    mine["truth"] = 0.0
    assert found.table["truth"].tolist() == list(SLOPE.values())


def test_the_truth_of_two_directions_is_their_mean():
    plus, minus = {k: v + 0.2 for k, v in SLOPE.items()}, {k: v - 0.1 for k, v in SLOPE.items()}
    table = fit().compare(t2(plus, minus)).detail["table"]
    assert table["truth"].tolist() == pytest.approx([0.55, 0.35, 0.15])
    as_dicts = t2(SLOPE, SLOPE)
    named = Result("T2", "", "", as_dicts.rows, {**as_dicts.detail, "plus": plus, "minus": minus})
    assert fit().compare(named).detail["table"]["truth"].tolist() == pytest.approx([0.55, 0.35, 0.15])


@pytest.mark.parametrize(("method", "tolerance"), [("ols", 0.06), ("mixed", 0.06), ("ordered", 0.12)])
def test_every_slope_method_is_held_against_t2_by_value(method, tolerance):
    found = fit(method).compare(t2())
    assert found.detail["by"] == "value"
    assert found["RMSE"].value < tolerance  # standard errors are 0.02; the ordered model sees six coarse categories
    assert found["rank correlation"].value == 1.0


def test_standardising_multiplies_both_sides_by_the_error_free_spread():
    truth = t2(sd_x={"courier": 1.0, "app": 1.5, "desk": 2.0}, sd_s=4.0)
    plain, standard = (fit().compare(truth, standardize=flag).detail["table"].set_index("name") for flag in (False, True))
    for column in ("estimate", "low", "high", "truth"):
        assert (standard[column] / plain[column]).tolist() == pytest.approx([0.25, 0.375, 0.5])
    assert standard["covered"].tolist() == plain["covered"].tolist()


def test_standardising_needs_the_spread_and_slopes():
    with pytest.raises(ValueError, match=r"needs the truth's error-free standard deviations"):
        fit().compare(t2(), standardize=True)
    with pytest.raises(ValueError, match=r"is for slopes; shares have no unit"):
        fit("lmg").compare(t3(SLOPE), standardize=True)
    with pytest.raises(ValueError, match=r"these are compared by rank"):
        fit().compare(t1(), standardize=True)


def test_without_a_codebook_only_ranks_are_compared():
    bare = ANSWERS.copy()
    bare.attrs = {}
    found = drivers(bare, "overall", ON).compare(t2())
    assert found.detail["by"] == "rank"
    assert "No codebook says how many world points a rating point is" in found.sentence
    told = t2(points_per_rating={**dict.fromkeys(ON, 0.5), "overall": 0.25})
    assert drivers(bare, "overall", ON).compare(told).detail["by"] == "value"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"lever": "delivered"}, "moves what is delivered and lets expectations react"),
        ({"among": "everyone"}, "an average over everyone"),
        ({"direction": "plus", "minus": None}, "one direction only"),
    ],
)
def test_another_t2_is_compared_by_rank_and_the_reason_is_said(change, words):
    both = t2()
    found = fit().compare(Result("T2", "points per point", "exact", both.rows, {**both.detail, **change}))
    assert found.detail["by"] == "rank" and words in found.detail["why"] and words in found.sentence
    assert found["rank correlation"].value == 1.0
    assert np.isnan([found["bias"].value, found["RMSE"].value, found["coverage"].value]).all()


# shares against T3


@pytest.mark.parametrize("method", ["lmg", "johnson", "dominance"])
def test_shares_are_held_against_t3_by_value(method):
    variance = np.array([0.25 * 1, 0.09 * 2.25, 0.01 * 4])
    truth = t3(dict(zip(ON, variance / variance.sum(), strict=True)))
    found = fit(method, bootstrap=200, rng=1).compare(truth)
    assert found.detail["by"] == "value" and found.detail["value_unit"] == "share"
    assert found.detail["table"]["estimate"].sum() == pytest.approx(1, abs=1e-12)
    assert found["RMSE"].value < 0.04
    assert found["bias"].value == pytest.approx(0, abs=1e-12)
    assert found["coverage"].value >= 2 / 3


def test_shares_without_bootstrap_have_no_coverage():
    found = fit("lmg").compare(t3(SLOPE))
    assert np.isnan(found["coverage"].value) and "no intervals" in found.sentence


@pytest.mark.parametrize(
    ("method", "truth", "words"),
    [
        ("lmg", t2(), "T2 is the effect of moving a driver, lmg estimates a share of variance"),
        ("ols", t3(SLOPE), "T3 is a share of variance, ols estimates a slope"),
        ("ols", t1(), "T1 is the weight in the world's equation, ols estimates a slope among answers"),
        ("correlation", t2(), "correlation estimates a correlation"),
        ("correlation", t3(SLOPE), "correlation estimates a correlation"),
    ],
)
def test_other_pairs_are_compared_by_rank_and_the_reason_is_said(method, truth, words):
    found = fit(method).compare(truth)
    assert found.detail["by"] == "rank" and words in found.sentence
    assert "so only the order can be compared" in found.sentence


# penalties and rewards


def bent(seed: int = 3, n: int = 3000) -> pd.DataFrame:
    """Courier only punishes, app only rewards, desk does both."""
    rng = np.random.default_rng(seed)
    x = rng.integers(1, 10, (n, 3)).astype(float)
    low, high = np.minimum(x - 5, 0), np.maximum(x - 5, 0)
    y = 5 + low @ [0.6, 0.0, 0.4] + high @ [0.0, 0.6, 0.4] + rng.normal(size=n)
    return pd.DataFrame(x, columns=ON).assign(overall=y)


def test_penalties_and_rewards_are_held_by_sign_class_and_rank():
    found = drivers(bent(), "overall", ON, "penalty_reward", cuts=dict.fromkeys(ON, (4, 6))).compare(
        t2({"courier": 0.01, "app": 0.6, "desk": 0.4}, {"courier": 0.6, "app": 0.01, "desk": 0.4})
    )
    table = found.detail["table"].set_index("name")
    assert found.detail["by"] == "shape"
    assert table["class"].tolist() == table["true class"].tolist() == ["basic", "excitement", "performance"]
    assert found["class agreement"].value == 1.0
    assert found["rank correlation of penalties"].value == found["rank correlation of rewards"].value == 1.0
    assert "Sign, class and rank can agree" in found.sentence


def test_penalties_against_a_truth_of_one_direction_go_by_rank():
    one = Result("T2", "", "exact", rows(SLOPE), {"truth": "T2", "lever": "felt", "among": "users", "direction": "plus"})
    found = drivers(bent(), "overall", ON, "penalty_reward", cuts=dict.fromkeys(ON, (4, 6))).compare(one)
    assert found.detail["by"] == "rank" and "one direction only" in found.sentence


# structural totals


def test_structural_totals_are_held_against_t2_by_value():
    blocks = {**{name: [name] for name in ON}, "Satisfaction": ["overall"]}
    model = structural(ANSWERS, {"Satisfaction": ON}, blocks, bootstrap=100, rng=1)
    found = model.compare(t2())
    assert found.detail["by"] == "value" and found.title.startswith("Structural totals against T2")
    assert found.detail["table"]["estimate"].tolist() == pytest.approx(fit().compare(t2()).detail["table"]["estimate"].tolist(), abs=1e-8)
    assert not np.isnan(found["coverage"].value)


# where the error comes from


def test_the_error_is_split_into_sampling_survey_and_method():
    everyone = felt(20_000, 5)
    population = rated(everyone, 6, error=1.0)
    truth = t2(population=population, error_free=everyone)
    table = drivers(population.iloc[:500], "overall", ON).compare(truth).detail["table"]
    parts = table[["sampling", "survey", "method"]]
    assert parts.sum(axis=1).tolist() == pytest.approx(table["error"].tolist(), abs=1e-12)
    attenuation = [-0.5 * (1 - 1 / 2), -0.3 * (1 - 2.25 / 3.25), -0.1 * (1 - 4 / 5)]  # slope * (1 - reliability)
    assert table["survey"].tolist() == pytest.approx(attenuation, abs=0.02)
    assert table["method"].abs().max() < 0.02  # least squares on error-free data recovers the truth: 4 standard errors
    assert table["sampling"].abs().max() > 0.001


def test_the_split_follows_shares_and_skipped_touchpoints():
    everyone = felt(5_000, 7)
    everyone.loc[everyone.index % 3 == 0, "desk"] = np.nan
    population = rated(everyone, 8, error=0.5)
    shares = dict(zip(ON, [0.5, 0.4, 0.1], strict=True))
    truth = Result("T3", "share", "exact", rows(shares), {"truth": "T3", "population": population, "error_free": everyone})
    sample = population.iloc[:300]
    found = drivers(sample, "overall", ON, "lmg", missing="not_used_indicator").compare(truth)
    table = found.detail["table"]
    assert table[["sampling", "survey", "method"]].sum(axis=1).tolist() == pytest.approx(table["error"].tolist(), abs=1e-12)
    assert found.detail["refits"].count("Not-used indicator: 5000 of 5000 rows") == 2


def test_error_free_data_need_an_outcome():
    truth = t2(population=ANSWERS, error_free=LIVED[ON])
    with pytest.raises(KeyError, match=r"error-free data have no column 'overall'"):
        fit().compare(truth)


# kind errors, the shape of the answer, the picture


@pytest.mark.parametrize("wrong", [SLOPE, None, Result("NPS", "points", "", rows({"all": 3.0}))])
def test_a_truth_must_say_which_truth_it_is(wrong):
    with pytest.raises(TypeError, match=r"not a named truth.*truth\.weights \(T1\).*truth\.effects.*\(T2\).*truth\.shares \(T3\)"):
        fit().compare(wrong)


def test_a_truth_of_other_touchpoints_shares_no_driver():
    with pytest.raises(ValueError, match=r"share no driver: the fit has \['courier', 'app', 'desk'\], the truth \['store'\]"):
        fit().compare(t1({"store": 1.0}))


def test_drivers_without_a_truth_are_left_out_and_named():
    found = fit().compare(t2({"courier": 0.5, "app": 0.3}))
    assert found.detail["table"]["name"].tolist() == ["courier", "app"]
    assert found.detail["advice"] == ["The truth holds nothing on desk; left out of the comparison."]


def test_a_single_driver_has_no_rank_correlation():
    assert np.isnan(fit().compare(t1({"courier": 0.5}))["rank correlation"].value)


@pytest.mark.parametrize("truth", [t2(), t1(), t2(lever="delivered")])
def test_the_rows_never_change_and_the_title_names_the_truth(truth):
    found = fit().compare(truth)
    assert found.names == ["rank correlation", "bias", "RMSE", "coverage"]
    assert found.detail["truth"] in found.title
    assert found.summary().startswith("OLS slopes against")
    header = found.summary().splitlines()[1].split()
    assert header[:5] == ["name", "estimate", "low", "high", "truth"]  # side by side, which is what one looks for first
    assert "<th>truth</th>" in found._repr_html_()
    assert type(pickle.loads(pickle.dumps(found))) is type(found)


def test_the_picture_sets_estimate_beside_truth():
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    bands = drivers(bent(), "overall", ON, "penalty_reward", cuts=dict.fromkeys(ON, (4, 6)))
    for found, unit in (
        (fit().compare(t2()), "world points per point"),
        (fit().compare(t1()), "rank (1 = largest)"),
        (bands.compare(t2()), "asymmetry"),
    ):
        ax = found.plot()
        assert unit in ax.get_xlabel()
        marks = {line.get_label(): np.asarray(line.get_xdata(), float) for line in ax.lines if line.get_label() in ("estimate", "truth")}
        table = found.detail["table"]
        if found.detail["by"] == "shape":
            truth = table["true asymmetry"]
        else:
            truth = table["truth"] if found.detail["by"] == "value" else table["truth"].rank(ascending=False)
        assert marks["truth"] == pytest.approx(truth.to_numpy(float))
        plt.close(ax.figure)
