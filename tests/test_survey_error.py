"""Survey error: each distortion does what its formula says, within standard errors; stylised facts 10 and 11."""

from __future__ import annotations

from itertools import combinations
from math import factorial

import numpy as np
import pytest
import statsmodels.api as sm
from scipy.special import expit, logit
from test_survey import crowd

from cxlab.survey import Lived, ask
from cxlab.survey.ratings import traits_of

N = 100_000
NAMES = ("a", "b", "c", "d")
WEIGHTS = np.array([0.5, 0.3, 0.2, 0.1])
NOISE = 0.7


def linear(n=N, seed=2, spread=1.5):
    """Independent touchpoints, satisfaction linear in them; everything normal, so that every moment is known."""
    luck = np.random.default_rng(seed)
    felt = luck.normal(6.0, spread, (n, len(NAMES)))
    satisfaction = 5.0 + (felt - 5.0) @ WEIGHTS + luck.normal(0.0, NOISE, n)
    return Lived(np.arange(n), NAMES, felt, luck.integers(0, 4, (n, len(NAMES))), {"satisfaction": satisfaction}, seed=1)


LINEAR = linear()


def uncut(lived=LINEAR, **settings):
    return ask(lived, cut=False, rng=11, **settings)


def shares(table):
    """LMG shares of `overall`, from all subsets of drivers (Lindeman, Merenda & Gold 1980), and R2, from the correlations alone."""
    r = np.corrcoef(table.T)

    def fit(subset):
        return float(r[0, subset] @ np.linalg.solve(r[np.ix_(subset, subset)], r[0, subset])) if subset else 0.0

    p = len(r) - 1
    parts = np.zeros(p)
    for k in range(1, p + 1):
        rest = [j for j in range(1, p + 1) if j != k]
        for size in range(p):
            weight = factorial(size) * factorial(p - size - 1) / factorial(p)
            parts[k - 1] += weight * sum(fit([*s, k]) - fit(list(s)) for s in combinations(rest, size))
    return parts / parts.sum(), fit(list(range(1, p + 1)))


def items_of(answers):
    return answers[["overall", *NAMES]].to_numpy()


# --- halo ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("halo", [0.5, 1.0])
def test_common_halo_raises_correlations_by_its_formula(halo):
    off, on = uncut(), uncut(halo=halo)
    for one, two in [("a", "b"), ("overall", "a"), ("overall", "d")]:
        covariance = np.cov(off[one], off[two])
        expected = (covariance[0, 1] + halo**2) / np.sqrt((covariance[0, 0] + halo**2) * (covariance[1, 1] + halo**2))
        found = np.corrcoef(on[one], on[two])[0, 1]
        assert found == pytest.approx(expected, abs=4 * (1 - expected**2) / np.sqrt(N))
        assert found > np.corrcoef(off[one], off[two])[0, 1] + 4 * 2 / np.sqrt(N)


def test_halo_is_measured_in_points_of_a_ten_point_scale():
    tenth = {"satisfaction": LINEAR.outcomes["satisfaction"] / 10}
    small = Lived(LINEAR.customer, NAMES, LINEAR.felt / 10, LINEAR.since, tenth, low=0, high=1, neutral=0.5)
    np.testing.assert_allclose(items_of(uncut(small, halo=0.6)), items_of(uncut(halo=0.6)), rtol=1e-12)


@pytest.mark.parametrize("cut", [True, False])
def test_stylised_fact_10_halo_raises_r2_and_flattens_importance(cut):
    """Means over twenty blocks of respondents, with their standard errors."""
    found = {}
    for halo in (0.0, 1.0):
        blocks = np.array_split(items_of(ask(LINEAR, halo=halo, cut=cut, rng=11)), 20)
        per_block = np.array([[r2, split.max(), split.min()] for split, r2 in map(shares, blocks)])
        found[halo] = per_block.mean(axis=0), per_block.std(axis=0, ddof=1) / np.sqrt(20)
    change = found[1.0][0] - found[0.0][0]
    error = np.hypot(found[0.0][1], found[1.0][1])
    assert change[0] > 4 * error[0]  # fits better
    assert change[1] < -4 * error[1]  # the strongest looks weaker
    assert change[2] > 4 * error[2]  # the weakest looks stronger


def test_r2_under_halo_is_that_of_the_covariances():
    halo, variance = 1.0, 1.5**2
    inner = np.eye(4) * variance + halo**2
    outer = WEIGHTS * variance + halo**2
    total = (WEIGHTS**2).sum() * variance + NOISE**2 + halo**2
    expected = outer @ np.linalg.solve(inner, outer) / total
    answers = uncut(halo=halo)
    r2 = sm.OLS(answers["overall"], sm.add_constant(answers[list(NAMES)])).fit().rsquared
    assert r2 == pytest.approx(expected, abs=4 * 2 * np.sqrt(expected) * (1 - expected) / np.sqrt(N))
    assert r2 == pytest.approx(shares(items_of(answers))[1], abs=1e-10)


def test_top_down_halo_moves_touchpoints_toward_overall_and_shrinks_slopes():
    off, on = uncut(), uncut(top_down=0.4)
    satisfaction = LINEAR.outcomes["satisfaction"]
    np.testing.assert_array_equal(on["overall"], off["overall"])
    np.testing.assert_allclose(on["a"] - off["a"], 0.4 * (satisfaction - 5.0), atol=1e-12)
    slopes = [sm.OLS(t["overall"], sm.add_constant(t[list(NAMES)])).fit().params[list(NAMES)] for t in (off, on)]
    assert slopes[1].sum() < slopes[0].sum()


# --- unreliability ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("reliability", [0.6, 0.8, 0.9])
def test_a_noisy_item_loses_correlation_as_the_root_of_its_reliability(reliability):
    off, on = uncut(), uncut(reliability={"a": reliability})
    root = np.sqrt(reliability)
    assert np.corrcoef(LINEAR.felt[:, 0], on["a"])[0, 1] == pytest.approx(root, abs=4 * (1 - reliability) / np.sqrt(N))
    before, after = (np.corrcoef(t["overall"], t["a"])[0, 1] for t in (off, on))
    assert after == pytest.approx(root * before, abs=4 / np.sqrt(N))
    np.testing.assert_array_equal(on[["overall", "b", "c", "d"]], off[["overall", "b", "c", "d"]])


def test_reliability_counts_those_who_met_the_touchpoint():
    lived = crowd(N)
    on = uncut(lived, reliability=0.7)["courier"]
    met = ~np.isnan(lived.felt[:, 2])
    assert np.isnan(on[~met]).all() and 0.4 < met.mean() < 0.6
    assert np.corrcoef(lived.felt[met, 2], on[met])[0, 1] ** 2 == pytest.approx(0.7, abs=4 * 2 * np.sqrt(0.7) * 0.3 / np.sqrt(met.sum()))


def test_the_errors_of_two_items_are_unrelated():
    errors = items_of(uncut(reliability=0.7)) - items_of(uncut())
    found = np.corrcoef(errors.T)[np.triu_indices(5, 1)]
    assert np.abs(found).max() < 4 / np.sqrt(N)


def test_a_noisy_item_loses_its_rank():
    clean, noisy = (shares(items_of(ask(LINEAR, reliability=r, rng=11)))[0] for r in (1.0, {"a": 0.25}))
    assert clean.argmax() == 0
    assert noisy.argmax() == 1


# --- styles -------------------------------------------------------------------------------------------------------------


def test_acquiescence_shifts_everybody_up_by_its_size_on_average():
    shift = items_of(uncut(acquiescence=0.6)) - items_of(uncut())
    spread = 0.6 * np.sqrt(np.pi / 2 - 1)
    assert shift.min() >= 0
    assert shift[:, 0].mean() == pytest.approx(0.6, abs=4 * spread / np.sqrt(N))
    assert np.ptp(shift, axis=1).max() < 1e-12  # one and the same for every item of a respondent


def test_extreme_style_stretches_about_the_middle():
    off, on = items_of(uncut()), items_of(uncut(extreme=0.3))
    stretch = (on - off) / (off - 5.0)
    assert ((on - 5.0) * (off - 5.0) >= 0).all() and stretch.min() >= -1e-9
    assert stretch[:, 0].mean() == pytest.approx(0.3, abs=4 * 0.3 * np.sqrt(np.pi / 2 - 1) / np.sqrt(N))
    ends = [(ask(LINEAR, extreme=x, rng=11)["overall"].isin([0, 10])).mean() for x in (0.0, 0.3)]
    assert ends[1] > ends[0]


def test_halo_styles_and_the_luck_of_answering_are_unrelated():
    traits = traits_of(LINEAR.customer, 11)
    found = np.corrcoef([traits.halo, np.abs(traits.halo), traits.yes, traits.stretch, traits.answers])
    assert np.abs(found[np.triu_indices(5, 1)]).max() < 4 / np.sqrt(N)


# --- recall and measurement ---------------------------------------------------------------------------------------------


def test_a_touchpoint_drifts_toward_overall_with_every_later_visit():
    lived = Lived([0, 1, 2], ("book",), [[9.0]] * 3, [[0], [1], [2]], {"satisfaction": [5.0] * 3})
    assert ask(lived, recall_lag=0.5, cut=False)["book"].tolist() == [9.0, 7.0, 6.0]
    assert ask(lived, recall_lag=0.5, cut=False)["overall"].tolist() == [5.0] * 3
    assert ask(lived, recall_lag=1.0, cut=False)["book"].tolist() == [9.0, 5.0, 5.0]


def test_old_touchpoints_correlate_more_with_overall():
    answers = uncut(recall_lag=0.2)
    old, new = LINEAR.since[:, 3] == 3, LINEAR.since[:, 3] == 0
    found = [np.corrcoef(answers["overall"][rows], answers["d"][rows])[0, 1] for rows in (old, new)]
    assert found[0] - found[1] > 4 * np.sqrt(1 / old.sum() + 1 / new.sum())


def test_being_asked_before_moves_the_general_items_only():
    lived = Lived([0], ("book",), [[6.0]], [[0]], {"satisfaction": [6.0], "effort": [6.0], "repurchase": [6.0]})
    answers = ask(lived, ("overall", "recommend", "repurchase", "effort", "book"), asked_before=0.25, cut=False, points={"effort": 11})
    assert answers.iloc[0, 1:].tolist() == [6.25, 6.25, 6.25, 6.0, 6.0]


# --- who answers --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("target", [0.05, 0.2, 0.7])
@pytest.mark.parametrize(("extremity", "engagement"), [(0.0, 0.0), (0.6, 0.0), (0.4, 0.8)])
def test_the_response_rate_meets_its_target(target, extremity, engagement):
    answers = ask(crowd(N), "overall", response=target, response_extremity=extremity, response_engagement=engagement, rng=2)
    assert answers.attrs["response_rate"] == len(answers) / N == pytest.approx(target, abs=4 * np.sqrt(target * (1 - target) / N))


def test_without_leanings_those_who_answer_are_like_the_rest():
    answers, everybody = uncut(response=0.2), LINEAR.outcomes["satisfaction"]
    assert answers["overall"].mean() == pytest.approx(everybody.mean(), abs=4 * everybody.std() / np.sqrt(len(answers)))


def test_the_extreme_and_the_engaged_answer_more():
    lived = crowd(N)
    s, g = lived.outcomes["satisfaction"], lived.engagement
    answers = ask(lived, "overall", response=0.2, response_extremity=0.5, response_engagement=0.7, rng=2)
    design = sm.add_constant(np.column_stack([np.abs(s - 7.0), g]))
    fit = sm.Logit(np.isin(lived.customer, answers["customer"]).astype(float), design).fit(disp=0)
    assert (np.abs(fit.params[1:] - [0.5, 0.7]) < 4 * fit.bse[1:]).all()


def test_a_higher_target_adds_respondents_and_loses_none():
    few, many = (set(ask(crowd(5_000), "overall", response=r, response_extremity=0.5, rng=2)["customer"]) for r in (0.1, 0.4))
    assert few < many
    assert len(ask(crowd(500), "overall", response=1.0, response_extremity=0.5)) == 500


@pytest.mark.parametrize("n", [5_000, 400_000])
def test_stylised_fact_11_more_answers_do_not_mend_biased_response(n):
    """Engaged customers are happier and answer more. The mean of the answers goes to its biased value, at any n."""
    luck = np.random.default_rng(8)
    engagement = luck.normal(0.0, 1.0, n)
    satisfaction = 6.0 + 0.6 * engagement + luck.normal(0.0, 1.4, n)
    lived = Lived(np.arange(n), (), np.empty((n, 0)), np.empty((n, 0)), {"satisfaction": satisfaction}, engagement=engagement)
    answers = ask(lived, "overall", response=0.2, response_engagement=0.8, cut=False, rng=3)["overall"]
    error = answers.std() / np.sqrt(len(answers))
    z, weight = np.polynomial.hermite_e.hermegauss(80)
    weight = weight / weight.sum()
    grid = np.linspace(logit(0.2) - 3, logit(0.2) + 3, 20_001)
    intercept = grid[np.argmin(np.abs(expit(grid[:, None] + 0.8 * z) @ weight - 0.2))]
    chance = expit(intercept + 0.8 * z)
    biased = 6.0 + 0.6 * (chance * z) @ weight / (chance @ weight)
    assert answers.mean() == pytest.approx(biased, abs=4 * error)
    assert answers.mean() - 6.0 > 4 * error


def test_response_by_extremity_moves_nps_and_leaves_the_mean():
    luck = np.random.default_rng(5)
    lived = Lived(np.arange(N), (), np.empty((N, 0)), np.empty((N, 0)), {"satisfaction": luck.normal(7.18, 1.6, N)})
    everybody, some = (ask(lived, "recommend", rng=1, **s)["recommend"] for s in ({}, {"response": 0.16, "response_extremity": 0.8}))

    def nps(ratings):
        return 100 * ((ratings >= 9).mean() - (ratings <= 6).mean())

    assert nps(some) - nps(everybody) > 4 * 100 / np.sqrt(len(some))
    assert abs(some.mean() - everybody.mean()) < 0.2
