"""What unit 09 lets people discover in a market, and stylised fact 7 on talk."""

from __future__ import annotations

import numpy as np
import pytest
from test_market import plain

from cxlab import market
from cxlab.market import Brand, Buyers, Event, Ties
from cxlab.mechanisms import bonds

A = "chance_a"


def test_own_satisfaction_rises_while_the_share_falls():
    """Both brands get better, the rival by more: a survey of one firm would celebrate."""
    before = market.read("mercato").simulate(5_000, rng=1)
    after = market.read("mercato").improve("ponte", quality=0.4).improve("torre", quality=1.2).simulate(5_000, rng=1)
    assert after.change_from(before, "satisfaction")["ponte"].low > 0
    assert after.change_from(before, "share")["ponte"].high < 0
    assert after.churn()["ponte"].low > before.churn()["ponte"].high  # the reference has moved
    alone = market.read("mercato").improve("ponte", quality=0.4).simulate(5_000, rng=1)
    assert alone.change_from(before, "share")["ponte"].low > 0


def test_the_reference_is_the_best_rival():
    m = market.read("mercato").change(b_alternative=0.0)
    gain = [w.improve("torre", image=2.0, quality=1.0).simulate(3_000, rng=2).churn()["ponte"].value - w.simulate(3_000, rng=2).churn()["ponte"].value
            for w in (m, m.change(b_alternative=0.8))]  # fmt: skip
    assert gain[1] > gain[0] + 0.02


def spoken(quality, promise_gap=0.0, degree=8):
    """Brand a is spoken of, b is not; half of the people need nothing in the first period and hear before their first choice."""
    brands = Brand("a", quality=quality, promise=7.0 + promise_gap), Brand("b", quality=6.5)
    buyers = Buyers("all", b_promise=1.0, frequency=0.5)
    return plain(*brands, ties=Ties(degree=degree), buyers=buyers, talk_curvature=0.1, d_positive=0.4, d_negative=0.4, constant=0.0)


def first_choices(m, seed=3, n=4_000):
    """Choices of period 2 by people who had not bought before."""
    history = m.simulate(n, periods=2, rng=seed).history
    return history[history["period"].eq(2) & ~history["agent"].duplicated(keep=False)]


def test_good_and_bad_talk_weigh_the_same_at_one_half():
    """The same people speak, of 9 instead of 4: at p = 0.5 what talk gives and what it takes are mirror images, person by person."""
    good, bad = first_choices(spoken(9.0)), first_choices(spoken(4.0))
    assert (good["good_a"].to_numpy() == bad["bad_a"].to_numpy()).all() and good["good_a"].max() >= 3
    np.testing.assert_allclose(good[A].to_numpy() - 0.5, 0.5 - bad[A].to_numpy(), atol=1e-6)
    one = good["good_a"] == 1
    np.testing.assert_allclose(good.loc[one, A], 0.7, atol=1e-6)  # 0.5 + 0.4*0.5
    assert good[A].mean() > 0.6


@pytest.mark.parametrize(("p", "stronger"), [(0.3, "good"), (0.7, "bad")])
def test_below_one_half_good_talk_has_more_room_and_above_it_bad(p, stronger):
    gap = np.log(p / (1 - p))
    good, bad = first_choices(spoken(9.0, gap)), first_choices(spoken(4.0, gap))
    help_, harm = good[A].mean() - p, p - bad[A].mean()
    assert (help_ > 1.5 * harm) if stronger == "good" else (harm > 1.5 * help_)
    once = [rows.loc[rows[column] == 1, A].to_numpy(dtype=float) for rows, column in ((good, "good_a"), (bad, "bad_a"))]
    np.testing.assert_allclose(once[0], p + 0.4 * (1 - p), atol=1e-6)
    np.testing.assert_allclose(once[1], p - 0.4 * p, atol=1e-6)


def test_stylised_fact_7_talk_is_u_shaped():
    m = market.read("mercato").change("ponte", heterogeneity=2.5)
    history = m.simulate(5_000, rng=4).history.dropna(subset=["satisfaction"])
    expected = bonds.talk(history["satisfaction"].to_numpy(dtype=float), floor=0.05, curvature=0.015, middle=6.5)
    bands = history.assign(expected=expected, spoke=history["said"] != 0).groupby(np.floor(history["satisfaction"]))
    table = bands.agg(n=("spoke", "size"), spoke=("spoke", "mean"), expected=("expected", "mean")).query("n >= 200")
    assert len(table) >= 10
    error = np.sqrt(table["expected"] * (1 - table["expected"]) / table["n"])
    assert (np.abs(table["spoke"] - table["expected"]) < 4 * error).all()
    assert table["spoke"].idxmin() in (5.0, 6.0, 7.0)
    assert min(table["spoke"].iloc[[0, -1]]) > 2 * table["spoke"].min()
    assert (np.sign(history["satisfaction"] - 6.5)[history["said"] != 0] == history["said"][history["said"] != 0]).all()


def test_more_ties_carry_more_talk():
    heard = []
    for degree in (0, 4, 12):
        history = market.read("mercato").change(degree=degree).simulate(2_000, periods=12, rng=5).history
        heard.append(history[["good_ponte", "good_torre", "bad_ponte", "bad_torre"]].to_numpy().sum() / len(history))
    assert heard[0] == 0 and heard[2] > 2 * heard[1] > 0


def test_image_decides_the_first_purchase_and_fades_with_experience():
    """Image raised by a point: the log-odds of staying move by b_S*(1 - w_n), exactly, and the share drifts back to quality."""
    m = plain(Brand("a", quality=7.0, image=6.0), Brand("b", quality=7.0, image=6.0), b_alternative=0.0, constant=-4.0)
    runs = [w.simulate(8_000, periods=24, rng=6) for w in (m, m.improve("a", image=1.0))]
    first = [run.history.query("period == 1")[A].iloc[0] for run in runs]
    assert np.diff([np.log(p / (1 - p)) for p in first]) == pytest.approx(0.4, abs=1e-5)  # b_image times one point
    loyal = [run.agents.query("bought_a == 24").index for run in runs]
    who = loyal[0].intersection(loyal[1])[0]
    chances = [run.history.set_index("agent").loc[who, A].to_numpy(dtype=float)[1:] for run in runs]
    odds = [np.log(p / (1 - p)) for p in chances]
    weight = bonds.experience_weight(np.arange(1, 24), prior=4.0)
    np.testing.assert_allclose(odds[1] - odds[0], 0.8 * (1 - weight), rtol=2e-5, atol=2e-5)
    share = [run.periods.query("brand == 'a'")["share"].to_numpy() for run in runs]
    early, late = (float((share[1] - share[0])[part].mean()) for part in (slice(0, 3), slice(-3, None)))
    noise = 4 * np.sqrt(2 * 0.25 / 8_000)  # as if the two runs did not share their luck
    assert early > late + noise and late > 0


def test_a_high_switching_cost_hides_dissatisfaction_until_it_collapses():
    """Ponte lets things slide. While leaving is dear its customers stay and its churn says nothing; then leaving becomes free."""
    sliding = market.read("mercato").change("ponte", trend=-0.2)
    free, held = sliding.change(switching_cost=0.0), sliding.change(switching_cost=5.0)
    opened = held.change(events=(Event(19, settings={"switching_cost": 0.0}),))
    runs = {
        name: w.simulate(5_000, rng=7).periods.query("brand == 'ponte'").set_index("period")
        for name, w in (("free", free), ("opened", opened))
    }
    before = runs["opened"].loc[18]
    assert runs["opened"].loc[1, "satisfaction"] - before["satisfaction"] > 2.5  # people are unhappy
    assert runs["opened"].loc[2:18, "churn"].max() < 0.1 and before["churn"] < 0.08  # and nobody leaves
    assert before["share"] > runs["free"].loc[18, "share"] + 0.1  # while without the cost the share has long been gone
    after = runs["opened"].loc[19]
    assert after["churn"] > 5 * before["churn"] and after["churn"] > 0.3
    assert before["customers"] - runs["opened"].loc[24, "customers"] > 0.5 * before["customers"]
    steady = held.simulate(5_000, rng=7).periods.query("brand == 'ponte'").set_index("period")
    assert steady.loc[24, "share"] > runs["opened"].loc[24, "share"] + 0.15
