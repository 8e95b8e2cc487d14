"""Difference-in-differences, kappa and weights for non-response: closed forms, outside programs, and the words of their errors."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from cxlab.metrics import difference_in_differences, kappa, propensity_weights, response_weights, weighted_mean

QUICK = settings(derandomize=True, deadline=None, max_examples=25)


def panel(effect: float = 0.0, seed: int = 4) -> pd.DataFrame:
    """Twenty branches, half of them treated, before and after."""
    rng = np.random.default_rng(seed)
    data = pd.DataFrame({"branch": np.repeat(np.arange(20), 30), "after": np.tile([0, 1], 300)})
    data["treated"] = (data["branch"] < 10).astype(int)
    luck = rng.normal(0, 0.5, 20)[data["branch"]]
    data["overall"] = 6 + luck + 0.3 * data["after"] + effect * data["treated"] * data["after"] + rng.normal(0, 1, 600)
    return data


def test_exercise_numbers():
    found = difference_in_differences({"treated": (6.8, 7.4), "control": (6.9, 7.2)})
    assert found.value == pytest.approx(0.3)
    assert found.detail["change"] == pytest.approx({"treated": 0.6, "control": 0.3})
    assert math.isnan(found.rows[0].low)
    assert kappa([[40, 10], [20, 30]]).value == pytest.approx(0.40)
    means = {"a": (40, 3), "b": (60, 7), "c": (80, 9.5)}
    found = weighted_mean(means, population={"a": 200, "b": 600, "c": 200})
    assert (found["raw"].value, found["weighted"].value) == pytest.approx((7.22, 6.70), abs=0.005)


def test_effect_is_the_difference_of_cell_means_with_hc3():
    """Closed form: in a table of four cells HC3 adds up (n - 1) s^2 / (n - 1)^2 over the cells; degrees of freedom n - 4."""
    data = panel(0.5)
    cells = data.groupby(["treated", "after"])["overall"]
    mean = cells.mean()
    value = (mean[1, 1] - mean[1, 0]) - (mean[0, 1] - mean[0, 0])
    error = math.sqrt((cells.var() / (cells.size() - 1)).sum())
    row = difference_in_differences(data, "overall").rows[0]
    reach = stats.t.ppf(0.975, len(data) - 4) * error
    assert (row.value, row.low, row.high) == pytest.approx((value, value - reach, value + reach), abs=1e-9)


def test_clustered_interval_is_that_of_statsmodels():
    """statsmodels 0.15, formula interface, clusters by branch."""
    import statsmodels.formula.api as smf

    data = panel(0.5)
    fit = smf.ols("overall ~ treated * after", data).fit(cov_type="cluster", cov_kwds={"groups": data["branch"]}, use_t=True)
    row = difference_in_differences(data, "overall", cluster="branch").rows[0]
    known = fit.conf_int().loc["treated:after"]
    assert (row.low, row.high) == pytest.approx((known[0], known[1]), abs=1e-9)
    assert "20 clusters" in difference_in_differences(data, "overall", cluster="branch").method


def test_choosing_the_worst_decile_improves_it_without_any_action():
    """The recipe of unit 11: the worst tenth goes from 4.50 to 5.77 untouched; a control drawn from it takes the gain away."""
    rng = np.random.default_rng(7)
    true = rng.normal(7, 1, 20_000)
    before, after = true + rng.normal(0, 1, 20_000), true + rng.normal(0, 1, 20_000)
    worst = before < np.quantile(before, 0.1)
    assert (before[worst].mean(), after[worst].mean()) == pytest.approx((4.50, 5.77), abs=0.005)
    everyone = pd.DataFrame({"y": np.r_[before, after], "after": np.repeat([0, 1], 20_000), "treated": np.tile(worst, 2)})
    biased = difference_in_differences(everyone, "y")
    assert biased.rows[0].low > 1
    assert any("drift back" in line for line in biased.detail["advice"])
    within = everyone[everyone["treated"]].assign(treated=np.tile(rng.random(worst.sum()) < 0.5, 2))
    fair = difference_in_differences(within, "y").rows[0]
    assert fair.low < 0 < fair.high


def test_clusters_matter_for_the_interval():
    """The action reaches whole branches and days differ by branch: taken as independent, answers seem surer than they are."""
    rng = np.random.default_rng(3)
    data = panel()
    data["overall"] += rng.normal(0, 0.7, (20, 2))[data["branch"], data["after"]]
    alone, together = (difference_in_differences(data, "overall", cluster=c).rows[0] for c in (None, "branch"))
    assert together.value == pytest.approx(alone.value)
    assert together.high - together.low > 1.5 * (alone.high - alone.low)


def test_dropped_answers_are_stated_and_the_assumption_always():
    data = panel()
    data.loc[3, "overall"] = np.nan
    found = difference_in_differences(data, "overall", missing="drop")
    assert "1 of 600 answers are missing" in found.detail["missing"]
    assert any("moved alike" in line for line in found.detail["advice"])


@pytest.mark.parametrize("weights", [None, "linear", "quadratic"])
def test_kappa_and_its_error_are_those_of_statsmodels(weights):
    """statsmodels 0.15 cohens_kappa."""
    from statsmodels.stats.inter_rater import cohens_kappa

    rng = np.random.default_rng(8)
    table = rng.integers(1, 30, (4, 4)) + 25 * np.eye(4, dtype=int)
    known = cohens_kappa(table, wt={None: None, "linear": "linear", "quadratic": "quadratic"}[weights])
    found = kappa(table, weights=weights)
    row = found.rows[0]
    assert row.value == pytest.approx(known.kappa, abs=1e-10)
    assert (row.high - row.low) / 2 / stats.norm.ppf(0.975) == pytest.approx(known.std_kappa, abs=1e-10)


CODES = st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("abc")), min_size=4, max_size=40).filter(
    lambda pairs: len({code for pair in pairs for code in pair}) > 1
)


@QUICK
@given(CODES, st.sampled_from([None, "linear", "quadratic"]), st.randoms(use_true_random=False))
def test_kappa_is_symmetric_and_ignores_the_order_of_cases(pairs, weights, random):
    first, second = zip(*pairs, strict=True)
    found = kappa(first, second, weights=weights, categories="abc").rows[0]
    swapped = kappa(second, first, weights=weights, categories="abc").rows[0]
    random.shuffle(pairs)
    mixed = kappa(*zip(*pairs, strict=True), weights=weights, categories="abc").rows[0]
    for other in (swapped, mixed):
        assert (other.value, other.low, other.high) == pytest.approx((found.value, found.low, found.high), abs=1e-12)
    assert -1 <= found.low <= found.value <= found.high <= 1


def test_kappa_from_codes_equals_kappa_from_the_table():
    first = ["yes"] * 50 + ["no"] * 50
    second = ["yes"] * 40 + ["no"] * 10 + ["yes"] * 20 + ["no"] * 30
    found = kappa(first, second)
    assert found.value == pytest.approx(0.4)
    assert found.detail["table"].loc["yes", "no"] == 10
    assert (found.detail["agreement"], found.detail["chance"]) == pytest.approx((0.7, 0.5))
    assert "more than chance" in found.sentence
    assert kappa([1, 2, 3, 1], [1, 2, 3, 1]).value == 1.0


@pytest.mark.parametrize("weights", ["linear", "quadratic"])
def test_kappa_counts_the_steps_between_numbers(weights):
    """statsmodels 0.15 on the full table of the scale 1 to 5, where nobody used 3."""
    from statsmodels.stats.inter_rater import cohens_kappa

    first, second = [1, 2, 4, 5, 4, 2, 1, 5], [1, 4, 4, 5, 2, 2, 2, 5]
    found = kappa(first, second, weights=weights, categories=range(1, 6))
    assert found.value == pytest.approx(cohens_kappa(found.detail["table"].to_numpy(), wt=weights).kappa)
    evenly = [2 * np.array(codes) for codes in (first, second)]
    assert kappa(*evenly, weights=weights, categories=range(2, 11, 2)).value == pytest.approx(found.value)


def test_kappa_warns_where_one_category_prevails():
    assert any("One category takes" in line for line in kappa([[90, 4], [4, 2]]).detail["advice"])


def test_response_weights_bring_the_groups_to_their_shares():
    rng = np.random.default_rng(1)
    data = pd.DataFrame({"segment": rng.choice(["new", "old", "vip"], 200, p=[0.2, 0.3, 0.5]), "y": rng.normal(7, 1, 200)})
    population = {"new": 500, "old": 300, "vip": 200}
    weight = response_weights(data, "segment", population)
    assert weight.mean() == pytest.approx(1.0)
    assert (weight.groupby(data["segment"]).sum() / 200).to_dict() == pytest.approx({"new": 0.5, "old": 0.3, "vip": 0.2})
    by_group = weighted_mean(data, "y", group="segment", population=population)
    by_weight = weighted_mean(data, "y", weights=weight)
    assert by_group["weighted"].value == pytest.approx(by_weight["weighted"].value)
    assert by_group.detail["design_effect"] == pytest.approx(by_weight.detail["design_effect"])


def test_post_stratified_interval_by_hand():
    data = pd.DataFrame({"g": ["a"] * 4 + ["b"] * 6, "y": [1, 2, 3, 4, 5, 5, 6, 7, 7, 9]})
    a, b = data.y[:4], data.y[4:]
    value = 0.7 * a.mean() + 0.3 * b.mean()
    reach = stats.t.ppf(0.975, 8) * math.sqrt(0.7**2 * a.var() / 4 + 0.3**2 * b.var() / 6)
    row = weighted_mean(data, "y", group="g", population={"a": 70, "b": 30})["weighted"]
    assert (row.value, row.low, row.high) == pytest.approx((value, value - reach, value + reach))


def test_weighting_mends_response_that_depends_on_what_is_known():
    """Heavy users answer more and rate higher: both ways of weighting come back to the mean of all, within four standard errors."""
    rng = np.random.default_rng(12)
    heavy = rng.random(20_000) < 0.3
    y = 6 + 2 * heavy + rng.normal(0, 1, 20_000)
    answered = rng.random(20_000) < np.where(heavy, 0.4, 0.1)
    asked = pd.DataFrame({"y": y, "heavy": heavy, "answered": answered.astype(int)})
    replies = asked[answered]
    found = [
        weighted_mean(replies, "y", group="heavy", population={True: 0.3, False: 0.7}),
        weighted_mean(replies, "y", weights=propensity_weights(asked, "answered", ["heavy"])),
    ]
    for result in found:
        error = (result["weighted"].high - result["weighted"].low) / 2 / 1.96
        assert result["raw"].low > 6.6 + 4 * error
        assert result["weighted"].value == pytest.approx(6.6, abs=4 * error)
        assert "higher than the customers they stand for" in result.sentence
        assert any("within a group" in line for line in result.detail["advice"])


def test_propensity_weights_are_inverse_shares_in_a_table():
    asked = pd.DataFrame({"answered": [1] * 2 + [0] * 8 + [1] * 6 + [0] * 4, "kind": ["new"] * 10 + ["old"] * 10})
    weight = propensity_weights(asked, "answered", ["kind"])
    assert weight.mean() == pytest.approx(1.0)
    assert weight.iloc[0] / weight.iloc[-1] == pytest.approx(3.0)
    assert list(weight.index) == [0, 1, 10, 11, 12, 13, 14, 15]


@pytest.mark.parametrize("shift", [0.0, 1e9, 1.7e18])
def test_propensity_weights_ignore_offset_and_unit(shift):
    """statsmodels 0.15 on the column as 0 to 59; an offset of nanosecond timestamps included."""
    import statsmodels.api as sm

    day = np.arange(60.0)
    answered = (np.random.default_rng(1).random(60) < 1 / (1 + np.exp((30 - day) / 20))).astype(int)
    known = 1 / sm.GLM(answered, sm.add_constant(day), family=sm.families.Binomial()).fit().fittedvalues[answered == 1]
    unit = 86_400e9 if shift > 1e10 else 1.0
    found = propensity_weights(pd.DataFrame({"r": answered, "day": shift + unit * day}), "r", ["day"])
    assert found.to_numpy() == pytest.approx(known / known.mean(), rel=1e-6)
    assert found.std() > 0.2  # lost in the offset, the column made all weights 1.000


def asked(**columns) -> pd.DataFrame:
    return pd.DataFrame({"r": [1, 0, 1, 0], **columns})


DATA = panel()
CELLS = pd.DataFrame({"y": [1.0, 2, 3, 4], "treated": [0, 0, 1, 1], "after": [0, 1, 0, 1], "c": [1, 2, 3, 4]})
GAP = ([1, 2, 4, 5], [1, 2, 5, 4])
FRAMES = [pd.DataFrame({"anna": [1, 2, 1], "ben": [2, 2, 1]})] * 2
DATES = pd.date_range("2026-01-01", periods=4)
TWICE = pd.concat([DATA, DATA[["overall"]]], axis=1)
BAD = [
    (lambda: difference_in_differences(CELLS, "y", cluster="c"), ValueError, ["has 1 cluster", "at least two in each"]),
    (lambda: difference_in_differences(pd.concat([CELLS] * 9), "y", cluster="c"), ValueError, ["has 1 cluster", "no spread"]),
    (lambda: difference_in_differences(CELLS.assign(treated=["0", "0", "1", "1"]), "y"), TypeError, ["'0' in row 0", "Use 0 and 1"]),
    (lambda: difference_in_differences(CELLS.assign(y=list("1234")), "y"), TypeError, ["y has '1'", "pd.to_numeric"]),
    (lambda: difference_in_differences(CELLS, "y", cluster=np.arange(4)), TypeError, ["cluster holds", "['y', 'treated', 'after', 'c']"]),
    (lambda: difference_in_differences(TWICE, "overall"), ValueError, ["2 columns called 'overall'"]),
    (lambda: kappa(*FRAMES), TypeError, ["first (DataFrame)", "table['anna']"]),
    (lambda: kappa({1: "a", 2: "b"}, {1: "a", 2: "c"}), TypeError, ["first (dict)"]),
    (lambda: kappa(1, 2), TypeError, ["first (int)"]),
    (lambda: kappa(None), TypeError, ["NoneType", "[[40, 10], [20, 30]]"]),
    (lambda: kappa(np.eye(2), np.eye(2)), TypeError, ["position 0", "not one code"]),
    (lambda: kappa(FRAMES[0]["anna"], FRAMES[1]["ben"].sample(frac=1, random_state=1)), ValueError, ["same labels", "second.reindex"]),
    (lambda: kappa(["a", "b"], ["a", "b"], categories=["a", "b", "a"]), ValueError, ["'a' twice"]),
    (lambda: kappa(["a", "b"], ["a", "b"], categories={"a", "b"}), TypeError, ["not a list in order"]),
    (lambda: kappa(*GAP, weights="quadratic"), ValueError, ["[1, 2, 4, 5] have a gap", "range(1, 6)"]),
    (lambda: kappa([[0.4, 0.1], [0.2, 0.3]]), ValueError, ["0.4", "not shares"]),
    (lambda: kappa([["a", "b"], ["c", "d"]]), ValueError, ["'a'", "whole numbers"]),
    (lambda: kappa([[0, 0], [0, 0]]), ValueError, ["no case"]),
    (lambda: response_weights(DATA, ["branch"], {0: 1}), TypeError, ["group holds a list"]),
    (lambda: response_weights(TWICE, "overall", {0: 1}), ValueError, ["2 columns called 'overall'"]),
    (lambda: propensity_weights(asked(x=[1, 2, np.inf, 3]), "r", ["x"]), ValueError, ["x has an infinite value in row 2"]),
    (lambda: propensity_weights(asked(x=DATES), "r", ["x"]), TypeError, ["datetime64", "dt.days"]),
    (lambda: propensity_weights(asked(x=[[1], [2], [3], [4]]), "r", ["x"]), TypeError, ["x holds mixed values"]),
    (lambda: propensity_weights(asked(x=[1, 2, 3, 4j]), "r", ["x"]), TypeError, ["complex"]),
    (lambda: propensity_weights(asked(x=1), "r", []), ValueError, ["on=[]", "['r', 'x']"]),
    (lambda: propensity_weights(asked(x=[1, 2, 1, 1]), "r", ["x", "x"]), ValueError, ["none twice"]),
    (lambda: propensity_weights(asked(x=1), "r", None), TypeError, ["on is None", "list of names"]),
    (lambda: propensity_weights(asked(x=1).assign(r=list("1010")), "r", ["x"]), TypeError, ["r has '1'", "Use 0 and 1"]),
    (lambda: difference_in_differences({"treated": (1, 2)}), ValueError, ["['treated']", '"control": (before, after)']),
    (lambda: difference_in_differences({"treated": (1, 2, 3), "control": (1, 2)}), ValueError, ["not a pair"]),
    (lambda: difference_in_differences(DATA), ValueError, ["outcome=None", "'overall'"]),
    (lambda: difference_in_differences(DATA, "overal"), KeyError, ["Did you mean 'overall'"]),
    (lambda: difference_in_differences(DATA.assign(treated=2), "overall"), ValueError, ["treated has 2", "0 and 1"]),
    (lambda: difference_in_differences(DATA[DATA.after == 0], "overall"), ValueError, ["0 answers with treated=0 and after=1"]),
    (lambda: difference_in_differences(DATA.assign(c=DATA.treated), "overall", cluster="c"), ValueError, ["has 1 cluster", "at least two"]),
    (lambda: difference_in_differences(DATA.assign(overall=np.nan), "overall"), ValueError, ["600 of 600", "missing='drop'"]),
    (lambda: difference_in_differences(DATA.assign(overall=np.inf), "overall"), ValueError, ["infinite"]),
    (lambda: kappa(["a", "a"], ["a", "a"]), ValueError, ["one category only"]),
    (lambda: kappa(["a", "b"], ["a"]), ValueError, ["2 and 1 cases"]),
    (lambda: kappa(["a", None], ["a", "b"]), ValueError, ["1 of 2 cases", "missing='drop'"]),
    (lambda: kappa([[1, 2, 3], [1, 2, 3]]), ValueError, ["2 by 3", "square"]),
    (lambda: kappa([[1, -2], [1, 2]]), ValueError, ["0 up"]),
    (lambda: kappa(["low", "high"], ["low", "high"], weights="linear"), ValueError, ["needs the order", "categories="]),
    (lambda: kappa(["a", "x"], ["a", "b"], categories=["a", "b"]), ValueError, ["'x'", "['a', 'b']"]),
    (lambda: response_weights(DATA, "branch", {0: 1}), ValueError, ["answered but is not in population"]),
    (lambda: response_weights(pd.DataFrame({"g": ["a"]}), "g", {"a": 1, "b": 2}), ValueError, ["Nobody answered in ['b']"]),
    (lambda: response_weights(pd.DataFrame({"g": ["a"]}), "g", {"a": 0}), ValueError, ["population['a']", "above 0"]),
    (lambda: response_weights(pd.DataFrame({"g": ["a", None]}), "g", {"a": 1}), ValueError, ["missing in 1 rows"]),
    (lambda: propensity_weights(pd.DataFrame({"r": [1, 1], "x": [0, 1]}), "r", ["x"]), ValueError, ["both 0 and 1"]),
    (lambda: propensity_weights(pd.DataFrame({"r": [1, 0], "x": [0, None]}), "r", ["x"]), ValueError, ["['x'] have missing values"]),
    (lambda: propensity_weights(pd.DataFrame({"r": [1, 1, 0, 0], "x": [1, 1, 0, 0]}), "r", ["x"]), ValueError, ["separate"]),
    (lambda: weighted_mean(DATA, "overall"), ValueError, ["Name one way of weighting"]),
    (lambda: weighted_mean(DATA, "overall", population={1: 1}), ValueError, ["without group="]),
    (lambda: weighted_mean({"a": 3}, population={"a": 1}), ValueError, ["(number of answers, their mean)"]),
    (lambda: weighted_mean({"a": (3, 5)}), TypeError, ["population=None"]),
]


@pytest.mark.parametrize("case", range(len(BAD)))
def test_errors_say_what_to_mend(case):
    call, kind, words = BAD[case]
    with pytest.raises(kind) as caught:
        call()
    for word in words:
        assert word in str(caught.value)
