"""CSAT and CES: reference intervals, boxes, weights, polarity, and the words of their errors."""

from __future__ import annotations

import json
import math
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from cxlab.metrics import ces, csat, reverse_coded

REFERENCE = Path(__file__).resolve().parents[1].parent / "shared" / "reference" / "nps_csat.json"
QUICK = settings(derandomize=True, deadline=None, max_examples=30)
RATINGS = st.lists(st.integers(1, 5), min_size=1, max_size=40)


def test_reference_wilson_intervals():
    """statsmodels 0.15 proportion_confint(method='wilson')."""
    if not REFERENCE.exists():
        pytest.skip("the reference values are not on this machine")
    for case in json.loads(REFERENCE.read_text())["csat"]:
        row = csat({"satisfied": case["x"], "others": case["n"] - case["x"]}).rows[0]
        assert row.value == pytest.approx(case["p"], abs=1e-12)
        assert (row.low, row.high) == pytest.approx(case["wilson"], abs=1e-8)


def test_exercise_numbers():
    row = csat({"satisfied": 132, "others": 28}).rows[0]
    assert (row.low, row.high) == pytest.approx((0.759, 0.876), abs=0.0005)
    assert [reverse_coded(x) for x in (1, 2, 3, 4, 5)] == [6 - x for x in (1, 2, 3, 4, 5)]


@pytest.mark.parametrize(("scale", "box", "share"), [((1, 5), 2, 2 / 6), ((1, 5), 1, 1 / 6), ((1, 7), 2, 0.0), ((0, 5), 3, 3 / 6)])
def test_top_boxes_by_hand(scale, box, share):
    assert csat([1, 2, 2, 3, 4, 5], box=box, scale=scale).value == pytest.approx(share)


def test_mean_has_the_t_interval():
    """scipy 1.17, Student's t; an answer scale cannot be left."""
    ratings = [3, 4, 4, 5, 2, 4, 3, 4]
    low, high = stats.t.interval(0.9, 7, np.mean(ratings), stats.sem(ratings))
    row = csat(ratings, box="mean", level=0.9).rows[0]
    assert (row.value, row.low, row.high) == pytest.approx((np.mean(ratings), low, high), abs=1e-10)
    assert csat([5, 5, 4], box="mean").rows[0].high == 5.0
    assert math.isnan(csat([5], box="mean").rows[0].low)


@pytest.mark.parametrize("box", [2, "mean"])
def test_bootstrap_interval_has_the_width_of_the_usual_one(box):
    """At n = 600 the two differ by their Monte Carlo error (2% at 10,000 samples, times four) and by one step of a share."""
    ratings = np.random.default_rng(3).integers(1, 6, 600)
    usual, redrawn = csat(ratings, box=box).rows[0], csat(ratings, box=box, method="bootstrap", rng=1).rows[0]
    step = 1 / 600
    assert redrawn.high - redrawn.low == pytest.approx(usual.high - usual.low, rel=0.08, abs=2 * step)
    assert csat(ratings, box=box, method="bootstrap", rng=1).rows[0] == redrawn
    easy = ces(ratings, version="1.0", box=box, method="bootstrap", rng=1)
    assert "bootstrap percentile 95% interval" in easy.method


def test_weighted_mean_has_the_linearised_error():
    """statsmodels 0.15, WLS on a constant with HC1 errors."""
    import statsmodels.api as sm

    rng = np.random.default_rng(1)
    y, w = rng.integers(1, 6, 60).astype(float), rng.uniform(0.2, 3, 60)
    fit = sm.WLS(y, np.ones(60), weights=w).fit(cov_type="HC1", use_t=True)
    row = csat(pd.DataFrame({"satisfaction": y, "w": w}), box="mean", weights="w").rows[0]
    assert (row.value, row.low, row.high) == pytest.approx((fit.params[0], *fit.conf_int()[0]), abs=1e-10)


def test_the_result_names_item_scale_and_box():
    found = csat(pd.DataFrame({"overall": [4, 5, 2]}))
    assert found.names == ["overall"]
    assert "top 2 of 5 points (4 and above)" in found.method
    assert found.detail["scale"] == (1, 5)
    assert "66.7% chose 4 or more on a scale from 1 to 5" in found.sentence
    assert "satisfied, as counted" in csat({"satisfied": 2, "others": 1}).method


def test_majority_in_words():
    assert "more than half" in csat({"satisfied": 132, "others": 28}).sentence
    assert "fewer than half" in csat({"satisfied": 28, "others": 132}).sentence
    assert "not settled" in csat({"satisfied": 3, "others": 3}).sentence


def test_the_codebook_names_the_scale():
    data = pd.DataFrame({"overall": [7, 6, 2]})
    data.attrs["codebook"] = {"overall": {"low": 1, "high": 7}}
    assert csat(data).value == pytest.approx(2 / 3)
    assert csat(data).detail["scale"] == (1, 7)


@QUICK
@given(RATINGS, st.sampled_from([1, 2, 3, 4, "mean"]), st.floats(0.5, 0.99))
def test_interval_holds_the_value_on_its_scale(ratings, box, level):
    row = csat(ratings, box=box, level=level).rows[0]
    low, high = (1, 5) if box == "mean" else (0, 1)
    assert low <= row.value <= high
    assert math.isnan(row.low) or low <= row.low <= row.value <= row.high <= high


@QUICK
@given(RATINGS)
def test_both_versions_say_the_same_of_recoded_answers(ratings):
    """Effort from 1 to 5, turned round, is ease: the mean mirrors and the easy share stays."""
    turned = reverse_coded(ratings)
    assert ces(ratings, version="1.0").value == pytest.approx(6 - ces(turned, version="2.0", scale=(1, 5)).value)
    assert ces(ratings, version="1.0", box=2).value == pytest.approx(ces(turned, version="2.0", scale=(1, 5), box=2).value)


def test_the_good_end_is_said():
    first, second = ces([1, 2, 2, 1, 2], version="1.0"), ces([1, 2, 2, 1, 2], version="2.0")
    assert (first.detail["polarity"], first.detail["good end"]) == ("low is good", 1)
    assert (second.detail["polarity"], second.detail["good end"]) == ("high is good", 7)
    assert "Low is good: 1 is the least effort." in first.sentence
    assert "on average it was easy" in first.sentence
    assert "High is good: 7 is the easiest." in second.sentence
    assert "on average it was hard" in second.sentence
    assert "includes the middle" in ces([1, 5, 3, 2, 4], version="1.0").sentence


def test_the_codebook_tells_the_polarity_and_may_not_be_contradicted():
    data = pd.DataFrame({"effort": [7, 6, 6]})
    data.attrs["codebook"] = {"effort": {"low": 1, "high": 7, "polarity": "high is good"}}
    assert ces(data).title == "CES 2.0"
    with pytest.raises(
        ValueError, match=r"version='1.0' says low is good, but the codebook of this item says high is good\. Pass version='2.0'"
    ):
        ces(data, version="1.0")


def test_a_share_of_easy_answers_is_good_when_high():
    found = ces([1, 2, 4, 5], version="1.0", box=2)
    assert found.value == 0.5
    assert found.detail["polarity"] == "high is good"
    assert found.detail["item polarity"] == "low is good"


def test_groups_of_effort_keep_the_polarity_sentence():
    data = pd.DataFrame({"effort": [1, 2, 1, 5, 4, 5], "channel": ["bot"] * 3 + ["phone"] * 3})
    found = ces(data, version="1.0", by="channel")
    assert found.names == ["bot", "phone"]
    assert found.sentence.endswith("Low is good: 1 is the least effort.")


def test_reverse_coding_keeps_form_and_gaps():
    turned = reverse_coded(pd.Series([1, np.nan, 4], index=["a", "b", "c"], name="effort"), scale=(1, 7))
    assert turned.name == "effort"
    assert turned.to_dict() == pytest.approx({"a": 7.0, "b": np.nan, "c": 4.0}, nan_ok=True)
    assert reverse_coded(reverse_coded([1, 2, 5])).tolist() == [1, 2, 5]


@pytest.mark.parametrize("measure", [lambda data, **o: csat(data, **o), lambda data, **o: ces(data, "overall", version="2.0", **o)])
def test_a_scale_may_not_contradict_the_codebook(measure):
    data = pd.DataFrame({"overall": [7, 6, 2]})
    data.attrs["codebook"] = {"overall": {"low": 0, "high": 10}}
    assert measure(data, scale=(0, 10)).value == measure(data).value
    with pytest.raises(ValueError, match=r"scale=\(0, 20\) contradicts the codebook of this item, which says 0 to 10\. Leave scale out"):
        measure(data, scale=(0, 20))


COUNTS = {"satisfied": 3, "others": 1}
BAD = [
    (lambda: csat([5, 6]), ValueError, ["6", "row 1", "1 to 5", "name the scale"]),
    (lambda: csat([5, 4], scale=(5, 1)), ValueError, ["does not rise"]),
    (lambda: csat([5, 4], scale=5), TypeError, ["scale=5", "(1, 5)"]),
    (lambda: csat([5, 4], box=5), ValueError, ["box=5", "all 5 points"]),
    (lambda: csat([5, 4], method="wald"), ValueError, ["method='wald'", "[None, 'bootstrap']"]),
    (lambda: csat([5, 4], box="top"), ValueError, ["box='top'", "'mean'"]),
    (lambda: csat([0.2, 0.4], scale=(0, 0.5)), ValueError, ["whole points"]),
    (lambda: csat([4.5, 4]), ValueError, ["4.5", "whole number"]),
    (lambda: csat([5, None]), ValueError, ["missing='drop'"]),
    (lambda: csat(["5", "4"]), TypeError, ["'5'", "pd.to_numeric"]),
    (lambda: csat([True, False]), TypeError, ["astype(int)"]),
    (lambda: csat([5, 4], scale=(1,)), TypeError, ["scale=(1,)", "(1, 5)"]),
    (lambda: csat(COUNTS, box="mean"), ValueError, ["box='mean'", "counts"]),
    (lambda: csat(COUNTS, scale=(1, 7)), ValueError, ["scale=(1, 7)", "pass the ratings"]),
    (lambda: ces([5], version=2), ValueError, ["version=2", "Did you mean '2.0'"]),
    (lambda: reverse_coded(["1", "2"]), TypeError, ["'1'", "pd.to_numeric"]),
    (lambda: reverse_coded([1, 2], scale="15"), TypeError, ["scale='15'"]),
    (lambda: csat({"satisfied": 3}), ValueError, ["['others']"]),
    (lambda: csat(pd.DataFrame({"rating": [4]})), ValueError, ["'satisfaction', 'overall', 'csat'", "['rating']"]),
    (lambda: ces([1, 2]), ValueError, ["version=None", "'1.0'", "low is good", "'2.0'", "high is good"]),
    (lambda: ces([1, 2], version="3.0"), ValueError, ["'3.0'", "['1.0', '2.0']"]),
    (lambda: ces([6], version="1.0"), ValueError, ["6", "1 to 5"]),
    (lambda: ces([1, 2], version="1.0", box=5), ValueError, ["box=5", "from 1 to 4"]),
    (lambda: reverse_coded([0, 3]), ValueError, ["0", "row 0", "1 to 5"]),
    (lambda: reverse_coded(np.ones((2, 2))), TypeError, ["2 dimensions"]),
]


@pytest.mark.parametrize("case", range(len(BAD)))
def test_errors_say_what_to_mend(case):
    call, kind, words = BAD[case]
    with pytest.raises(kind) as caught:
        call()
    for word in words:
        assert word in str(caught.value)
