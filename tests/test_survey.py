"""Asking without error, and the questionnaire: cuts by hand, codebook, luck that stays with the customer, errors in words."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cxlab import draws
from cxlab.survey import PARAMETERS, Lived, ask, codebook
from cxlab.survey import ratings as making

NAN = np.nan


def workshop(**changes):
    """Four customers of a car workshop on the 0-10 scale; the third never met the courier."""
    parts = {
        "customer": [10, 11, 12, 13],
        "touchpoints": ("book", "courier"),
        "felt": [[8.4, 2.0], [5.0, 5.5], [-1.0, NAN], [11.0, 9.51]],
        "since": [[1, 0], [1, 0], [0, 0], [3, 2]],
        "outcomes": {"satisfaction": [6.6, 5.0, 2.49, 12.0]},
    }
    return Lived(**(parts | changes))


def crowd(n=2_000, seed=3, **changes):
    """Many customers with three touchpoints, of which the last is met by half."""
    luck = np.random.default_rng(seed)
    felt = luck.normal(6.0, 1.5, (n, 3))
    satisfaction = 5.0 + (felt - 5.0) @ [0.5, 0.3, 0.2] + luck.normal(0.0, 0.8, n)
    felt[luck.random(n) < 0.5, 2] = NAN
    parts = {
        "customer": np.arange(n), "touchpoints": ("book", "repair", "courier"), "felt": felt, "since": np.full((n, 3), 2),
        "outcomes": {"satisfaction": satisfaction}, "engagement": luck.normal(0.0, 1.0, n), "seed": 5,
    }  # fmt: skip
    return Lived(**(parts | changes))


ALL_ON = {"halo": 0.5, "top_down": 0.2, "reliability": 0.8, "acquiescence": 0.3, "extreme": 0.2, "recall_lag": 0.1, "asked_before": 0.2}


# --- off means the latent value, cut ------------------------------------------------------------------------------------


def test_without_error_a_rating_is_the_latent_value_cut_at_equal_steps():
    answers = ask(workshop())
    assert answers["overall"].tolist() == [7, 5, 2, 10]
    assert answers["book"].tolist() == [8, 5, 0, 10]  # values beyond the ends land in the end categories
    assert answers["courier"].tolist()[:2] == [2, 5]  # 5.5 lies on a cut and belongs below it
    assert np.isnan(answers["courier"][2]) and answers["courier"][3] == 10
    assert answers.columns.tolist() == ["customer", "overall", "book", "courier"]
    assert answers["customer"].tolist() == [10, 11, 12, 13]


@pytest.mark.parametrize(("points", "cuts"), [(5, [1.25, 3.75, 6.25, 8.75]), (7, [0.5 * 10 / 6 + k * 10 / 6 for k in range(6)])])
def test_five_and_seven_points_by_hand(points, cuts):
    values = np.array([-3.0, *np.repeat(cuts, 2), 14.0])
    values[1:-1:2] -= 1e-6
    values[2:-1:2] += 1e-6
    lived = Lived(np.arange(len(values)), (), np.empty((len(values), 0)), np.empty((len(values), 0)), {"satisfaction": values})
    expected = [1, *[rating for k in range(1, points) for rating in (k, k + 1)], points]
    assert ask(lived, "overall", points=points)["overall"].tolist() == expected


def test_a_world_around_zero_is_asked_on_the_same_points():
    felt = [[-5.0, 0.0], [5.0, 0.4], [0.6, NAN], [-4.4, 9.0]]
    answers = ask(workshop(felt=felt, outcomes={"satisfaction": [0, 1, -1, 2]}, low=-5, high=5, neutral=0))
    assert answers["book"].tolist() == [0, 10, 6, 1]
    assert answers["overall"].tolist() == [5, 6, 4, 7]


def test_uncut_answers_are_the_latent_values_in_rating_units():
    answers = ask(workshop(), cut=False)
    np.testing.assert_array_equal(answers[["book", "courier"]], workshop().felt)
    np.testing.assert_array_equal(answers["overall"], [6.6, 5.0, 2.49, 12.0])
    on_five = ask(workshop(), "overall", points=5, cut=False)["overall"]
    np.testing.assert_allclose(on_five, 1 + 0.4 * np.array([6.6, 5.0, 2.49, 12.0]), rtol=1e-15)


@settings(derandomize=True, deadline=None, max_examples=40)
@given(st.lists(st.floats(-20, 20), min_size=2, max_size=30), st.sampled_from([5, 7, 11]))
def test_cuts_are_monotone_and_stay_on_the_scale(values, points):
    lived = Lived(np.arange(len(values)), (), np.empty((len(values), 0)), np.empty((len(values), 0)), {"satisfaction": np.sort(values)})
    ratings = ask(lived, "overall", points=points)["overall"].to_numpy()
    uncut = ask(lived, "overall", points=points, cut=False)["overall"].to_numpy()
    low, high = codebook(ask(lived, "overall", points=points)).loc["overall", ["low", "high"]]
    assert (np.diff(ratings) >= 0).all()
    assert set(ratings) <= set(range(low, high + 1))
    assert (np.abs(ratings - np.clip(uncut, low, high)) <= 0.5 + 1e-9).all()


# --- the questionnaire --------------------------------------------------------------------------------------------------


def test_each_item_takes_its_outcome_and_its_scale():
    outcomes = {
        name: [value] * 4 for name, value in {"satisfaction": 6.6, "recommendation": 9.0, "effort": 10.0, "repurchase": 0.84}.items()
    }
    items = ["overall", "recommend", "effort", "repurchase", "courier"]
    answers = ask(workshop(outcomes=outcomes, ends={"repurchase": (0, 1)}), items, points=5)
    assert answers.loc[0, items].tolist() == [4, 9, 7, 4, 2]
    book = codebook(answers)
    assert book["points"].to_dict() == {"overall": 5, "recommend": 11, "effort": 7, "repurchase": 5, "courier": 5}
    assert book["source"].to_dict()["recommend"] == "recommendation" and book["source"].to_dict()["courier"] == "courier"
    assert (book["polarity"] == "high is good").all()
    assert book.loc["repurchase", ["world_low", "world_high", "neutral", "world_per_point"]].tolist() == [0, 1, 0.5, 0.25]


def test_recommend_comes_from_satisfaction_where_the_world_knows_no_other():
    answers = ask(workshop(), ["recommend", "overall"])
    assert answers["recommend"].tolist() == answers["overall"].tolist()
    assert codebook(answers).loc["recommend", "source"] == "satisfaction"


def test_points_and_reliability_by_item_and_for_all_touchpoints():
    lived = workshop(outcomes={"satisfaction": [6.0] * 4, "effort": [10.0] * 4})
    answers = ask(lived, ("overall", "effort", "touchpoints"), points={"touchpoints": 5, "effort": 5})
    assert codebook(answers)["points"].to_dict() == {"overall": 11, "effort": 5, "book": 5, "courier": 5}
    assert ask(crowd(50), reliability={"touchpoints": 0.5, "book": 0.9}).attrs["survey"]["reliability"] == {
        "overall": 1.0, "book": 0.9, "repair": 0.5, "courier": 0.5,
    }  # fmt: skip


def test_the_codebook_turns_rating_points_into_world_points():
    book = codebook(ask(workshop(low=-5, high=5, neutral=0), points=7))
    assert book.loc["overall", ["low", "high", "world_low", "world_high", "neutral"]].tolist() == [1, 7, -5, 5, 0]
    assert book["world_per_point"].tolist() == pytest.approx([10 / 6] * 3)
    assert "courier" in book.loc["courier", "question"] and book.loc["courier", "low_means"] == "very bad"


def test_the_codebook_travels_with_the_answers_as_plain_values():
    answers = ask(workshop(segment=np.array(["a", "a", "b", "b"])), rng=1)
    assert json.loads(json.dumps(answers.attrs)) == answers.attrs
    for taken in (answers.copy(), answers[["overall"]], answers.dropna(), answers.query("overall > 3"), pd.concat([answers, answers])):
        assert taken.attrs["codebook"] == answers.attrs["codebook"]
    assert codebook(answers[["customer", "overall"]]).index.tolist() == ["overall"]
    with pytest.raises(ValueError, match=r"carries no codebook .*a merge loses it"):
        codebook(pd.DataFrame({"overall": [1.0]}))


def test_segment_and_branch_stand_beside_the_answers():
    answers = ask(workshop(segment=np.array(["young", "old", "old", "young"]), branch=np.array([3, 1, 1, 2])), "overall")
    assert answers.columns.tolist() == ["customer", "segment", "branch", "overall"]
    assert answers["segment"].tolist() == ["young", "old", "old", "young"] and answers["branch"].tolist() == [3, 1, 1, 2]


def test_settings_are_kept():
    kept = ask(crowd(300), response=0.5, halo=0.4, rng=9).attrs
    assert kept["survey"]["halo"] == 0.4 and kept["survey"]["seed"] == 9 and kept["survey"]["asked"] == 300
    assert kept["response_rate"] == kept["survey"]["answered"] / 300


def test_every_distortion_has_a_range_a_status_and_a_source():
    keywords = set(ask.__kwdefaults__) - {"points", "cut", "rng"}
    assert set(PARAMETERS) == keywords
    assert {parameter.status for parameter in PARAMETERS.values()} == {"established", "contested", "assumption"}
    for parameter in PARAMETERS.values():
        assert parameter.low < parameter.high and parameter.source


# --- luck ---------------------------------------------------------------------------------------------------------------


def test_the_same_seed_gives_the_same_answers_and_another_seed_others():
    lived = crowd()
    first, again, other = (ask(lived, response=0.4, rng=rng, **ALL_ON) for rng in (7, 7, 8))
    pd.testing.assert_frame_equal(first, again)
    assert not first["customer"].equals(other["customer"])
    pd.testing.assert_frame_equal(ask(lived, rng=None, **ALL_ON), ask(lived, rng=5, **ALL_ON))  # None is the seed of the simulation
    pd.testing.assert_frame_equal(ask(lived, rng=np.random.default_rng(1), **ALL_ON), ask(lived, rng=np.random.default_rng(1), **ALL_ON))


def test_answers_do_not_depend_on_the_order_of_rows_nor_on_what_else_is_asked():
    lived = crowd()
    order = np.random.default_rng(0).permutation(lived.n)
    mixed = replace(
        lived, customer=lived.customer[order], felt=lived.felt[order], since=lived.since[order], engagement=lived.engagement[order],
        outcomes={"satisfaction": lived.outcomes["satisfaction"][order]},
    )  # fmt: skip
    straight = ask(lived, response=0.4, rng=7, **ALL_ON)
    shuffled = ask(mixed, response=0.4, rng=7, **ALL_ON).sort_values("customer", ignore_index=True)
    pd.testing.assert_frame_equal(straight, shuffled)
    alone = ask(lived, ["courier"], response=0.4, rng=7, **ALL_ON)
    pd.testing.assert_series_equal(alone["courier"], straight["courier"])


def test_two_paired_worlds_share_their_luck():
    before = crowd()
    after = replace(before, felt=before.felt + 0.3, outcomes={"satisfaction": before.outcomes["satisfaction"] + 0.3})
    given_to = {"halo": 0.7, "reliability": 0.7, "acquiescence": 0.4, "cut": False, "response": 0.3, "rng": 4}
    moved = ask(after, **given_to) - ask(before, **given_to)
    assert (moved["customer"] == 0).all()
    np.testing.assert_allclose(moved[["overall", "book", "repair"]], 0.3, atol=1e-9)


def test_the_survey_has_keys_of_its_own():
    customers = np.arange(1_000, dtype=np.uint64)
    with np.errstate(over="ignore"):
        simulator = {int(draws.key(np.uint64(7), customer)) for customer in customers}
    assert simulator.isdisjoint(making.traits_of(customers, 7).keys.tolist())


def test_the_compiled_kernel_and_its_twin_agree():
    twin = getattr(making._judged, "py_func", making._judged)
    traits = making.traits_of(np.arange(200), 3)
    latent, overall, lag = np.linspace(-2, 12, 200), np.linspace(3, 8, 200), np.arange(200) % 5 * 1.0
    par = np.array([0.1, 0.2, 5.0, 0.1, 0.5, 0.6, 0.3, 0.2, 5.0])
    fast, slow = np.empty(200), np.empty(200)
    with np.errstate(over="ignore"):
        for function, out in ((making._judged, fast), (twin, slow)):
            function(latent, overall, lag, traits.keys, np.uint64(99), traits.halo, traits.yes, traits.stretch, par, out)
    np.testing.assert_allclose(fast, slow, rtol=1e-12)


# --- errors in words ----------------------------------------------------------------------------------------------------

CHOICES = r"\['overall', 'recommend', 'touchpoints', 'book', 'courier'\]"
WRONG = [
    ({"items": ["courrier"]}, ValueError, rf"item='courrier' is not known\. Choose from {CHOICES}\. Did you mean 'courier'\?"),
    ({"items": ["effort"]}, ValueError, r"item='effort' cannot be asked: this world has no outcome 'effort'\. Choose from \['overall'"),
    ({"items": None}, TypeError, r"items is None, which is not a list of names"),
    ({"items": 3}, TypeError, r"items is 3, which is not a list of names"),
    ({"items": []}, ValueError, r"items is empty: nothing would be asked\. Choose from"),
    ({"items": ["book", "touchpoints"]}, ValueError, r"item='book' is asked twice .*'touchpoints' names them all"),
    ({"points": 6}, ValueError, r"points=6 is not known\. Choose from \[5, 7, 11\]"),
    ({"points": {"bok": 7}}, ValueError, r"item of points='bok' is not known\. Choose from .*Did you mean 'book'\?"),
    ({"items": ["recommend"], "points": {"recommend": 7}}, ValueError, r"always asked from 0 to 10"),
    ({"reliability": 0}, ValueError, r"reliability of 'overall'=0 is not allowed\. Pass a number above 0 to 1"),
    ({"reliability": {"book": 1.2}}, ValueError, r"reliability of 'book'=1\.2 is not allowed"),
    ({"reliability": {"repair": 0.8}}, ValueError, r"item of reliability='repair' is not known"),
    ({"halo": -0.1}, ValueError, r"halo=-0\.1 is not allowed\. Pass a number from 0 \(points of a 0-10 scale\)"),
    ({"top_down": -1}, ValueError, r"top_down=-1 is not allowed"),
    ({"extreme": "much"}, TypeError, r"extreme='much' is not a number"),
    ({"acquiescence": NAN}, ValueError, r"acquiescence=nan is not allowed"),
    ({"recall_lag": 1.5}, ValueError, r"recall_lag=1\.5 is not allowed\. Pass a number from 0 to 1"),
    ({"asked_before": np.inf}, ValueError, r"asked_before=inf is not allowed"),
    ({"response": 20}, ValueError, r"response=20 is not allowed\. Pass a number from 0 to 1"),
    ({"response": -0.2}, ValueError, r"response=-0\.2 is not allowed"),
    ({"response": 0}, ValueError, r"response=0 means that nobody answers\. Pass a share above 0, or None for everybody"),
    ({"response": 1e-12}, ValueError, r"Nobody of the 4 customers answered at response=1e-12\. Ask more customers, raise response"),
    ({"response_extremity": 0.5}, ValueError, r"response_extremity=0\.5 does nothing while everybody answers\. .*such as response=0\.2"),
    ({"response": 0.5, "response_middle": 11}, ValueError, r"response_middle=11 is not allowed\. Pass a number from 0 to 10"),
    ({"response": 0.5, "response_engagement": 1}, ValueError, r"needs an engagement stock, and this world keeps none"),
    ({"cut": "no"}, ValueError, r"cut='no' is not known\. Choose from \[True, False\]"),
    ({"rng": -1}, ValueError, r"rng=-1 is negative"),
]  # fmt: skip


@pytest.mark.parametrize(("settings", "kind", "words"), WRONG, ids=[f"{next(reversed(s))}={s[next(reversed(s))]}" for s, _, _ in WRONG])
def test_wrong_settings_are_said_in_words(settings, kind, words):
    with pytest.raises(kind, match=words):
        ask(workshop(), **settings)


def test_answers_are_no_customers():
    with pytest.raises(TypeError, match=r"lived is a DataFrame, and answers can only be asked of customers\. Pass sim\.lived\(\)"):
        ask(ask(workshop()))


def test_no_reliability_where_everybody_felt_the_same():
    with pytest.raises(ValueError, match=r"same latent value for 'overall' \(variance 0\).*Pass reliability=\{'overall': 1\.0\}"):
        ask(workshop(outcomes={"satisfaction": [6.0] * 4}), "overall", reliability=0.8)


UNFIT = [
    ({"customer": [1, 2, 2, 3]}, ValueError, r"customer 2 stands there twice"),
    ({"customer": [1.5, 2, 3, 4]}, TypeError, r"not whole numbers from 0 up"),
    ({"customer": []}, ValueError, r"at least one"),
    ({"touchpoints": ("book", "book")}, ValueError, r"'book' is named twice"),
    ({"touchpoints": ("book", "overall")}, ValueError, r"named 'overall', which is a column of every survey"),
    ({"felt": [[1.0, 2.0]] * 3}, ValueError, r"felt has the shape \(3, 2\), not \(4, 2\)"),
    ({"felt": [[np.inf, 2.0]] * 4}, ValueError, r"felt holds infinite values"),
    ({"since": [[-1, 0]] * 4}, ValueError, r"since is missing or below 0 where a touchpoint was met"),
    ({"outcomes": {"recommendation": [1.0] * 4}}, ValueError, r"no 'satisfaction', only \['recommendation'\]"),
    ({"outcomes": {"satisfaction": [1.0, NAN, 1.0, 1.0]}}, ValueError, r"missing or infinite in row 1"),
    ({"neutral": 10}, ValueError, r"Pass low < neutral < high"),
    ({"segment": np.array(["a"])}, ValueError, r"segment has 1 entries for 4 customers"),
    ({"ends": {"satisfaction": (0, 1)}}, ValueError, r"ends='satisfaction' is not known"),
    ({"outcomes": {"satisfaction": [1.0] * 4, "repurchase": [0.5] * 4}, "ends": {"repurchase": (1, 0)}}, ValueError, r"does not rise"),
    (
        {"outcomes": {"satisfaction": [1.0] * 4, "repurchase": [0.5] * 4}, "ends": {"repurchase": 1}},
        TypeError,
        r"ends\['repurchase'\]=1 is not two",
    ),
    ({"low": -np.inf}, ValueError, r"low=-inf is not allowed\. Pass a number \(world points\)"),
    ({"high": "10"}, TypeError, r"high='10' is not a number"),
    ({"outcomes": None}, TypeError, r"outcomes=None is not a dict\. Pass one, as in \{'satisfaction'"),
    ({"outcomes": {"satisfaction": ["7"] * 4}}, TypeError, r"outcomes\['satisfaction'\] holds something that is not a number"),
    ({"felt": [["a", 2.0]] * 4}, TypeError, r"felt holds something that is not a number"),
    ({"felt": [[1.0, 2.0], [1.0]] * 2}, TypeError, r"felt holds something .*rows of unlike length"),
    ({"touchpoints": 3}, TypeError, r"touchpoints is 3, which is not a list of names"),
]


@pytest.mark.parametrize(("changes", "kind", "words"), UNFIT, ids=[f"{next(reversed(c))}-{i}" for i, (c, _, _) in enumerate(UNFIT)])
def test_what_was_lived_is_checked(changes, kind, words):
    with pytest.raises(kind, match=words):
        workshop(**changes)
