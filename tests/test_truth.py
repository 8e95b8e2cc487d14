"""T1, T2, T3: equal where theory says so, apart where it says so."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from workshops import line

import cxlab as cx

LINEAR = line(4, heterogeneity=1.5)


def slopes(simulated):
    """OLS by numpy on error-free data: another program than the kit's estimators."""
    x = simulated.felt_by_touchpoint().to_numpy()
    design = np.column_stack([np.ones(len(x)), x])
    y = simulated.customers["satisfaction"].to_numpy(dtype=float)
    b, *_ = np.linalg.lstsq(design, y, rcond=None)
    rest = y - design @ b
    cov = np.linalg.inv(design.T @ design) * rest.var(ddof=design.shape[1])
    return b[1:], np.sqrt(np.diag(cov))[1:]


def test_in_the_linear_world_the_weight_the_effect_and_the_slope_are_one_number():
    simulated = LINEAR.simulate(50_000, rng=1)
    t1 = [row.value for row in simulated.truth.weights.rows]
    assert t1 == pytest.approx(np.linspace(0.4, 0.1, 4))
    for lever_among in ({"among": "users"}, {"among": "everyone"}):
        t2 = simulated.truth.effects(lever="felt", **lever_among)
        assert [row.value for row in t2.rows] == pytest.approx(t1, abs=1e-5)  # satisfaction is stored with seven digits
    b, error = slopes(simulated)
    assert (np.abs(b - t1) < 4 * error).all()


@pytest.mark.parametrize("count", [1, 3])
def test_users_and_everyone_part_when_not_everybody_comes(count):
    world = LINEAR.change("all", transitions={f"t{i}": {f"t{i + 1}": 0.5, "EXIT": 0.5} if i < 3 else {"EXIT": 1.0} for i in range(4)})
    simulated = world.simulate(20_000, rng=2)
    users, everyone = (simulated.truth.effects(among=among)[f"t{count}"].value for among in ("users", "everyone"))
    assert users == pytest.approx(LINEAR.journey.segments[0].weights[f"t{count}"], abs=1e-5)
    assert everyone == pytest.approx(users * simulated.reach()[f"t{count}"].value, abs=1e-5)


def test_delivered_goes_through_the_gap_and_later_expectations():
    world = LINEAR.change(update_rate=0.5)
    simulated = world.simulate(2_000, rng=3)
    felt, delivered = simulated.truth.effects("felt"), simulated.truth.effects("delivered")
    w = [0.4, 0.3, 0.2, 0.1]
    # One point more at t0 raises the expectation by 0.5 at t1, 0.25 at t2, 0.125 at t3, each felt less by that.
    assert delivered["t0"].value == pytest.approx(w[0] - 0.5 * w[1] - 0.25 * w[2] - 0.125 * w[3], abs=1e-5)
    assert felt["t0"].value == pytest.approx(w[0], abs=1e-5)


def test_delivered_can_turn_negative():
    world = line(2, weights=[0.1, 0.9], experience=cx.Experience(loss_aversion=1.0, update_rate=0.9))
    assert world.simulate(1_000, rng=4).truth.effects("delivered")["t0"].value < 0


def test_up_and_down_part_under_asymmetry_and_weights_refuse():
    world = LINEAR.change("t0", reward=0.5, penalty=2.0)
    simulated = world.simulate(20_000, rng=5)
    effect = simulated.truth.effects()
    plus, minus = ({row.name: row.value for row in effect.detail[key]} for key in ("plus", "minus"))
    assert minus["t0"] > plus["t0"] > 0
    assert plus["t1"] == pytest.approx(minus["t1"], abs=1e-5)
    assert effect["t0"].value == pytest.approx((plus["t0"] + minus["t0"]) / 2)
    with pytest.raises(ValueError, match=r"T1 is not a slope at 't0': reward and penalty differ"):
        _ = simulated.truth.weights


def test_weights_refuse_where_memory_decides():
    world = replace(LINEAR, outcomes={"satisfaction": cx.Outcome(touchpoints=1.0, peak=0.3)})
    with pytest.raises(ValueError, match=r"T1 is not the slope of 'satisfaction': it also remembers by peak\. Use truth\.effects"):
        _ = world.simulate(10, rng=1).truth.weights


def test_the_three_part_as_soon_as_memory_asymmetry_or_updating_is_on():
    plain = LINEAR.simulate(30_000, rng=6)
    _, error = slopes(plain)
    remembered = replace(LINEAR, outcomes={"satisfaction": cx.Outcome(touchpoints=1.0, end=0.5)}).simulate(30_000, rng=6)
    assert remembered.truth.effects()["t3"].value == pytest.approx(0.1 + 0.5, abs=1e-4)
    moved = LINEAR.change(update_rate=0.5).simulate(30_000, rng=6)
    assert abs(moved.truth.effects("delivered")["t0"].value - moved.truth.weights["t0"].value) > 0.1
    bent = LINEAR.change("t0", reward=0.2, penalty=1.0).simulate(30_000, rng=6)
    up = {row.name: row.value for row in bent.truth.effects().detail["plus"]}
    slope, _ = slopes(bent)
    assert abs(slope[0] - up["t0"]) > 10 * error[0]


def test_shares_of_uncorrelated_touchpoints_go_with_the_squared_weights():
    weights = [0.35, 0.25, 0.20, 0.12, 0.08]
    shares = line(5, weights=weights, heterogeneity=1.5).simulate(10, rng=7).truth.shares
    exact = np.square(weights) / np.square(weights).sum()
    assert [row.value for row in shares.rows] == pytest.approx(exact, abs=0.003)  # 4 standard errors of a correlation at a million
    assert sum(row.value for row in shares.rows) == pytest.approx(1.0)
    assert np.round(exact, 2).tolist() == [0.5, 0.25, 0.16, 0.06, 0.03]


def test_intervals_of_effects_cover_the_population_effect():
    world = cx.world("officina")
    whole = (
        world.simulate(10, rng=99).truth.effects("delivered", touchpoints=["wait_and_repair"], customers=400_000)["wait_and_repair"].value
    )
    hits = 0
    for seed in range(60):
        row = world.simulate(400, rng=seed).truth.effects("delivered", touchpoints=["wait_and_repair"])["wait_and_repair"]
        hits += row.low <= whole <= row.high
    assert hits >= 51  # binomial(60, 0.95): 51 or fewer has probability 0.003


def test_pairs_run_through_joblib():
    from joblib import parallel_config

    simulated = cx.world("officina").simulate(500, rng=8)
    here = simulated.truth.effects(touchpoints=["book"])
    with parallel_config(backend="loky", n_jobs=2):
        there = simulated.truth.effects(touchpoints=["book"])
    assert here.rows == there.rows


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"lever": "fel"}, r"lever='fel' is not known\. Choose from \['felt', 'delivered'\]\. Did you mean 'felt'\?"),
        ({"among": "all"}, r"among='all' is not known\. Choose from \['users', 'everyone'\]"),
        ({"delta": 0.0}, r"delta=0\.0 is not allowed\. Pass a number above 0 \(points\)"),
        ({"touchpoints": ["boock"]}, r"touchpoint='boock' is not known\. Choose from .* Did you mean 'book'\?"),
        ({"outcome": "joy"}, r"outcome='joy' is not known\. Choose from \['satisfaction', 'recommendation', 'effort'\]"),
    ],
)  # fmt: skip
def test_effects_refuse_what_they_do_not_know(wrong, words):
    with pytest.raises(ValueError, match=words):
        cx.world("officina").simulate(10, rng=1).truth.effects(**wrong)


def test_runs_of_different_customers_are_not_compared():
    world = cx.world("officina")
    with pytest.raises(ValueError, match=r"The runs hold different customers \(seeds 2 and 1, 10 and 10 of them\)"):
        world.simulate(10, rng=1).change_from(world.simulate(10, rng=2))


def test_with_everybodys_answers_the_error_is_split_into_its_three_parts():
    run = cx.world("officina").simulate(4_000, rng=12)
    asked = {"items": ["overall", "touchpoints"], "halo": 0.6, "rng": 3}
    answers, everybody = run.ask(**asked, response=0.2), run.ask(**asked)
    fit = cx.drivers(answers, "overall", run.world.touchpoints, missing="not_used_indicator")
    table = fit.compare(run.truth.effects(population=everybody)).detail["table"]
    parts = [c for c in table.columns if c in ("sampling", "survey", "method")]
    assert parts == ["sampling", "survey", "method"]
    assert (table[parts].sum(axis=1) - table["error"]).abs().max() < 1e-9


def test_a_truth_about_another_outcome_is_refused():
    run = cx.world("officina").simulate(2_000, rng=13)
    fit = cx.drivers(run.ask(["recommend", "touchpoints"], rng=1), "recommend", run.world.touchpoints, missing="not_used_indicator")
    with pytest.raises(
        ValueError, match=r"asks for 'recommendation', and the truth is about 'satisfaction'\. Compare with the truth of 'recommendation'"
    ):
        fit.compare(run.truth.effects())


def test_a_truth_in_which_nothing_happens_is_refused():
    run = cx.world("officina").simulate(2_000, rng=13)
    fit = cx.drivers(run.ask(["effort", "touchpoints"], rng=1), "effort", run.world.touchpoints, missing="not_used_indicator")
    with pytest.raises(ValueError, match=r"The truth is 0 at every touchpoint: moving what is felt or delivered does not move 'effort'"):
        fit.compare(run.truth.effects(outcome="effort"))


def test_shares_of_some_touchpoints_are_not_held_against_shares_of_all():
    run = cx.world("officina").simulate(2_000, rng=13)
    fit = cx.drivers(run.ask(rng=1), "overall", run.world.touchpoints[:3], method="lmg", missing="not_used_indicator")
    assert fit.compare(run.truth.shares_of("satisfaction", 20_000)).detail["by"] == "rank"


@pytest.mark.parametrize(
    ("question", "kind", "words"),
    [
        (
            lambda truth: truth.effects(touchpoints=[]),
            ValueError,
            r"touchpoints=\[\] moves nothing\. Choose from \['t0'.*leave touchpoints out",
        ),
        (lambda truth: truth.effects(touchpoints=3), TypeError, r"touchpoints is 3, which is not a list of names"),
        (lambda truth: truth.effects(population=3), TypeError, r"population is a int, not a table"),
        (lambda truth: truth.shares_of("satisfaction", 3), ValueError, r"customers=3 is not allowed\. Pass a whole number from 100 up"),
    ],
)
def test_what_no_truth_can_answer_is_refused_with_the_mend(question, kind, words):
    with pytest.raises(kind, match=words):
        question(LINEAR.simulate(50, rng=1).truth)
