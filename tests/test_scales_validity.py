"""AVE, composite reliability, HTMT, cross-loadings, service gaps, brand experience: reference values, closed forms, lists, errors."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from cxlab.scales import (
    alpha,
    ave,
    brand_experience,
    brand_experience_items,
    composite_reliability,
    cross_loadings,
    htmt,
    one_factor,
    service_gaps,
    service_quality_items,
)
from cxlab.vocabulary import model

SHARED = Path(__file__).resolve().parents[1].parent / "shared"
PREFIXES = {
    "Image": "IMAG",
    "Expectation": "CUEX",
    "Quality": "PERQ",
    "Value": "PERV",
    "Satisfaction": "CUSA",
    "Complaints": "CUSCO",
    "Loyalty": "CUSL",
}
QUICK = settings(derandomize=True, deadline=None, max_examples=25)
RATER = ["reliability", "responsiveness", "assurance", "empathy", "tangibles"]
EXPECTED = pd.Series([6.5, 6.3, 6.2, 6.0, 5.5], index=RATER)
MET = pd.Series([5.6, 5.9, 6.1, 5.8, 5.9], index=RATER)
WEIGHTS = pd.Series([32, 22, 19, 16, 11], index=RATER)


@pytest.fixture(scope="module")
def known() -> dict:
    file = SHARED / "reference" / "mobi_ecsi.json"
    if not file.exists():
        pytest.skip("the reference values are not on this machine")
    return json.loads(file.read_text())["path_weighting"]


@pytest.fixture(scope="module")
def mobi(known) -> pd.DataFrame:
    return pd.read_csv(SHARED / "data" / "mobi" / "mobi.csv")


def test_ave_and_composite_reliability_of_mobi(known):
    """R seminr 2.3.4, from its own loadings."""
    loadings = pd.DataFrame(known["loadings"]).set_index("_row")
    extracted, reliable = ave(loadings), composite_reliability(loadings)
    for row in known["reliability"]:
        assert extracted[row["_row"]].value == pytest.approx(row["AVE"], abs=1e-8)
        assert reliable[row["_row"]].value == pytest.approx(row["rhoC"], abs=1e-8)
    assert "['Image', 'Expectation']" in extracted.sentence


def test_htmt_of_mobi(known, mobi):
    """R seminr 2.3.4 (equal to semTools 0.5-6), Complaints with its single item."""
    found = htmt(mobi, {name: [c for c in mobi if c.startswith(prefix)] for name, prefix in PREFIXES.items()})
    for row in known["htmt"]:
        for name, value in row.items():
            if name != "_row":
                assert found.detail["matrix"].loc[row["_row"], name] == pytest.approx(value, abs=1e-8)
    assert len(found.rows) == 21
    assert "Satisfaction ~ Loyalty" in found.sentence


def test_exercise_numbers():
    assert ave([0.8, 0.7, 0.6]).value == pytest.approx(0.497, abs=5e-4)
    assert composite_reliability([0.8, 0.7, 0.6]).value == pytest.approx(0.745, abs=5e-4)
    found = service_gaps(EXPECTED, MET, weights=WEIGHTS)
    assert found["mean gap"].value == pytest.approx(-0.24)
    assert found["weighted gap"].value == pytest.approx(-0.383)
    experience = model("bes_factors")
    modules = brand_experience_items().groupby("factor")["module"].first()
    assert modules.to_dict() == {"sensory": "Sense", "affective": "Feel", "intellectual": "Think", "behavioural": "Act"}
    assert set(experience.keys) == set(modules.index)


def test_loadings_are_taken_in_every_form():
    forms = [[0.8, 0.7], {"construct": (0.8, 0.7)}, pd.DataFrame({"construct": [0.8, 0.7, 0.0, np.nan]})]
    assert {round(ave(form)["construct"].value, 12) for form in forms} == {0.565}
    data = pd.DataFrame(np.random.default_rng(1).normal(size=(50, 1)) + np.random.default_rng(2).normal(size=(50, 3)))
    loads = one_factor(data)
    assert ave(loads).value == pytest.approx(np.mean([row.value**2 for row in loads.rows]))


@QUICK
@given(st.lists(st.floats(0.05, 1.0), min_size=1, max_size=6), st.randoms(use_true_random=False))
def test_ave_and_composite_reliability_stay_inside_and_ignore_order(loadings, random):
    mixed = list(loadings)
    random.shuffle(mixed)
    for measure in (ave, composite_reliability):
        assert 0 <= measure(loadings).value <= 1 + 1e-12
        assert measure(mixed).value == pytest.approx(measure(loadings).value)
    if len(loadings) > 1:
        assert composite_reliability(loadings).value >= ave(loadings).value - 1e-12


def two_constructs(between: float, n: int, seed: int) -> pd.DataFrame:
    """Six items, loadings 0.8, two constructs correlated as asked."""
    rng = np.random.default_rng(seed)
    factors = rng.multivariate_normal([0, 0], [[1, between], [between, 1]], n)
    items = 0.8 * np.repeat(factors, 3, axis=1) + 0.6 * rng.normal(size=(n, 6))
    return pd.DataFrame(items, columns=["a1", "a2", "a3", "b1", "b2", "b3"])


CONSTRUCTS = {"a": ["a1", "a2", "a3"], "b": ["b1", "b2", "b3"]}


@pytest.mark.parametrize("between", [0.3, 0.85])
def test_htmt_finds_the_correlation_of_the_constructs(between):
    """The ratio estimates the correlation behind the items; its bootstrap error is the yardstick."""
    found = htmt(two_constructs(between, 3000, 1), CONSTRUCTS, bootstrap=200, rng=1).rows[0]
    assert found.value == pytest.approx(between, abs=2 * (found.high - found.low))
    assert found.low <= found.value <= found.high


def test_htmt_ignores_sign_and_order():
    data = two_constructs(0.5, 200, 3)
    turned = data.assign(b1=-data.b1, b2=-data.b2, b3=-data.b3)[["b3", "a2", "a1", "b1", "b2", "a3"]]
    assert htmt(turned, CONSTRUCTS).value == pytest.approx(htmt(data, CONSTRUCTS).value, abs=1e-12)


def test_cross_loadings_are_highest_at_home():
    found = cross_loadings(two_constructs(0.3, 500, 2), CONSTRUCTS)
    assert (found.loc[["a1", "a2", "a3"], "a"] > found.loc[["a1", "a2", "a3"], "b"]).all()
    assert (found.loc[["b1", "b2", "b3"], "b"] > found.loc[["b1", "b2", "b3"], "a"]).all()
    single = cross_loadings(two_constructs(0.3, 500, 2), {"a": ["a1", "a2"], "b": "b1"})
    assert np.isnan(single.loc["b1", "b"])


def test_lists_are_those_of_the_vocabulary():
    """Twenty-two items in five dimensions, twelve in four factors; the modules are Schmitt's and Relate has no factor."""
    service, brand = service_quality_items(), brand_experience_items()
    assert list(dict.fromkeys(service["dimension"])) == list(model("rater").keys)
    assert service.groupby("dimension").size().to_dict() == {
        "reliability": 5, "assurance": 4, "tangibles": 4, "empathy": 5, "responsiveness": 4,
    }  # fmt: skip
    assert list(dict.fromkeys(brand["factor"])) == list(model("bes_factors").keys)
    assert (brand.groupby("factor").size() == 3).all()
    assert brand.groupby("factor")["reversed"].sum().eq(1).all()
    names = [member.name for member in model("modules").members]
    assert [name for name in names if name not in set(brand["module"])] == ["Relate"]
    assert service["text"].is_unique
    assert brand["text"].is_unique


def respondents(seed: int = 1, n: int = 60) -> tuple[pd.DataFrame, pd.DataFrame]:
    rng = np.random.default_rng(seed)
    before = pd.DataFrame({d: rng.normal(6, 0.5, n) for d in RATER})
    return before, before + pd.DataFrame({d: rng.normal(g, 0.7, n) for d, g in zip(RATER, (-0.9, -0.4, -0.1, 0.0, 0.4), strict=True)})


def test_gaps_of_respondents_have_paired_t_intervals():
    """scipy 1.17 ttest_rel."""
    before, after = respondents()
    found = service_gaps(before, after, weights=WEIGHTS)
    for d in RATER:
        interval = stats.ttest_rel(after[d], before[d]).confidence_interval(0.95)
        assert (found[d].low, found[d].high) == pytest.approx((interval.low, interval.high), abs=1e-10)
    gaps = (after - before)[RATER]
    assert found["mean gap"].value == pytest.approx(gaps.to_numpy().mean())
    assert found["weighted gap"].value == pytest.approx((gaps @ (WEIGHTS / 100)).mean())
    assert "falls short most in reliability" in found.sentence
    assert "excludes 0" in found.sentence
    assert found.detail["correlation"]["reliability"] == pytest.approx(np.corrcoef(before["reliability"], after["reliability"])[0, 1])


def test_items_are_averaged_into_dimensions():
    items = service_quality_items()
    rng = np.random.default_rng(3)
    before, after = (pd.DataFrame(rng.integers(1, 8, (30, 22)), columns=items.index) for _ in range(2))
    by_item = service_gaps(before, after)
    means = [t.T.groupby(items["dimension"]).mean().T for t in (before, after)]
    by_dimension = service_gaps(*means)
    assert [r.value for r in by_item.rows] == pytest.approx([r.value for r in by_dimension.rows])


def test_weights_need_not_sum_to_one():
    assert service_gaps(EXPECTED, MET, weights=WEIGHTS * 7)["weighted gap"].value == pytest.approx(-0.383)
    equal = service_gaps(EXPECTED, MET, weights=dict.fromkeys(RATER, 20))
    assert equal["weighted gap"].value == pytest.approx(equal["mean gap"].value)


def test_brand_experience_by_hand():
    items = brand_experience_items()
    answers = pd.DataFrame({item: [7, 5] for item in items.index})
    answers[items.index[items["reversed"]]] = [[1] * 4, [3] * 4]
    found = brand_experience(answers)
    assert found.names == ["sensory", "affective", "intellectual", "behavioural"]
    assert [row.value for row in found.rows] == [6.0] * 4
    assert found.detail["scores"].to_numpy().tolist() == [[7.0] * 4, [5.0] * 4]
    assert found.detail["without factor"] == ["Relate"]
    assert "Relate has no factor" in found.sentence


def test_dropped_respondents_are_stated():
    answers = pd.DataFrame({item: [7.0, 5.0, np.nan] for item in brand_experience_items().index})
    assert "1 of 3 respondents" in brand_experience(answers, missing="drop").detail["missing"]


BEFORE, AFTER = respondents()
BRAND = pd.DataFrame({item: [7, 5, 4] for item in brand_experience_items().index})
BAD = [
    (lambda: ave([0.8, 1.2]), ValueError, ["loading 1.2", "-1 to 1"]),
    (lambda: ave([]), ValueError, ["no loadings"]),
    (lambda: ave({}), ValueError, ["loadings is empty"]),
    (lambda: composite_reliability(pd.DataFrame()), ValueError, ["loadings is empty"]),
    (lambda: ave("x"), TypeError, ["'x'", "not a number"]),
    (lambda: ave(pd.DataFrame({"item": ["q1"], "quality": [0.8]})), TypeError, ["item has 'q1'"]),
    (lambda: ave(alpha(two_constructs(0.3, 20, 1))), TypeError, ['"Cronbach\'s alpha"', "one_factor"]),
    (lambda: composite_reliability(service_gaps(EXPECTED, MET)), TypeError, ["'Service gaps'", "one_factor"]),
    (lambda: htmt(two_constructs(0.3, 20, 1), {"a": None, "b": ["b1"]}), TypeError, ["constructs['a'] is None"]),
    (lambda: htmt(two_constructs(0.3, 20, 1), {"a": [["a1"]], "b": ["b1"]}), TypeError, ["items holds a list", "'b1', 'b2', 'b3'"]),
    (lambda: service_gaps(pd.concat([EXPECTED, EXPECTED[:1]]), MET), ValueError, ["expectations holds 'reliability' more than once"]),
    (lambda: service_gaps(BEFORE[[*RATER, "empathy"]], AFTER), ValueError, ["2 columns called 'empathy'"]),
    (lambda: service_gaps(BEFORE.round().astype(str), AFTER), TypeError, ["reliability has '", "pd.to_numeric"]),
    (lambda: brand_experience(pd.concat([BRAND, BRAND[["sensory_1"]]], axis=1)), ValueError, ["2 columns called 'sensory_1'"]),
    (lambda: brand_experience(BRAND.astype(str)), TypeError, ["sensory_1 has '7' in row 0"]),
    (lambda: brand_experience(BRAND, scale=None), TypeError, ["scale=None", "(1, 7)"]),
    (lambda: brand_experience(BRAND, scale=(1, 4, 7)), TypeError, ["scale=(1, 4, 7)"]),
    (lambda: htmt(two_constructs(0.3, 20, 1), {"a": ["a1"]}), TypeError, ["at least two constructs"]),
    (lambda: htmt(two_constructs(0.3, 20, 1), {"a": ["a1"], "b": []}), ValueError, ["['b'] have no items"]),
    (lambda: htmt(two_constructs(0.3, 20, 1), {"a": ["a1"], "b": ["a1"]}), ValueError, ["['a1'] are named twice"]),
    (lambda: htmt(two_constructs(0.3, 20, 1), {"a": ["a1"], "b": ["b9"]}), KeyError, ["'b9'", "'b1', 'b2', 'b3'"]),
    (lambda: htmt(two_constructs(0.3, 20, 1).assign(a1=1), CONSTRUCTS), ValueError, ["['a1']", "measure nothing"]),
    (lambda: service_gaps([6, 6, 6, 6, 6], MET), TypeError, ["does not name its dimensions", "'reliability', 'assurance'"]),
    (lambda: service_gaps(EXPECTED.rename({"empathy": "sympathy"}), MET), ValueError, ["'sympathy'", "Did you mean 'empathy'"]),
    (lambda: service_gaps(EXPECTED.drop("empathy"), MET), ValueError, ["leaves out ['empathy']"]),
    (lambda: service_gaps(EXPECTED, MET, weights=-WEIGHTS), ValueError, ["0 up"]),
    (lambda: service_gaps(BEFORE, AFTER[:10]), ValueError, ["60 rows and perceptions 10", "same respondents"]),
    (lambda: service_gaps(BEFORE.drop(columns="empathy"), AFTER), ValueError, ["lacks columns", "22 items"]),
    (lambda: service_gaps(BEFORE, AFTER.where(AFTER < 7)), ValueError, ["respondents left out an item", "missing='drop'"]),
    (lambda: brand_experience(BRAND.assign(sensory_1=8)), ValueError, ["sensory_1", "8", "row 0", "1 to 7"]),
    (lambda: brand_experience(BRAND.drop(columns="sensory_1")), KeyError, ["'sensory_1'"]),
    (lambda: brand_experience(BRAND.assign(sensory_1=[1, None, 2])), ValueError, ["1 of 3 respondents", "missing='drop'"]),
    (lambda: brand_experience(BRAND, scale=(7, 1)), ValueError, ["does not rise"]),
]


@pytest.mark.parametrize("case", range(len(BAD)))
def test_errors_say_what_to_mend(case):
    call, kind, words = BAD[case]
    with pytest.raises(kind) as caught:
        call()
    for word in words:
        assert word in str(caught.value)
