"""Markets: closed forms, the theory's own functions as witness, keyed draws, and planted faults."""

from __future__ import annotations

import json
import os
import pickle
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from cxlab import market
from cxlab.market import Bonds, Brand, Buyers, Event, Market, Ties
from cxlab.market.ties import links
from cxlab.mechanisms import bonds, diffusion, rivalry

ROOT = Path(__file__).resolve().parents[1]
SEED = np.uint64(3)
# Everybody alike, satisfaction equal to the quality delivered, no engagement: what is left can be written on paper.
PLAIN = {
    "fit": 0.0, "image_spread": 0.0, "b_expectation": 0.0, "b_performance": 1.0, "b_disconfirmation": 0.0, "engagement_gain": 0.0,
    "talk_floor": 0.0, "talk_curvature": 0.0,
}  # fmt: skip


def plain(*brands, ties=None, buyers=None, **more):
    """A market without luck in quality and without talk, unless said."""
    fixed = tuple(replace(brand, heterogeneity=0.0) for brand in brands)
    return Market("plain", fixed, (buyers or Buyers("all"),), ties or Ties(degree=0), Bonds(**(PLAIN | more)))


def stay_of(m, name, experience=1.0):
    """The chance that a customer of one of two brands stays, by the function people call."""
    own, rival = m.brand(name), next(b for b in m.brands if b.name != name)
    b = m.bonds
    return bonds.repurchase(
        own.quality, image=own.image, experience=experience, relative_value=rival.price - own.price, best_alternative=rival.image,
        switching_cost=b.switching_cost, constant=b.constant, b_satisfaction=b.b_satisfaction, b_value=b.b_value,
        b_alternative=b.b_alternative, b_switching=b.b_switching,
    )  # fmt: skip


def test_two_brands_without_talk_follow_the_chain_of_two_states():
    """Image equal to quality: beliefs never move, so staying has a fixed chance and agents are independent."""
    m = plain(Brand("a", quality=7.0, image=7.0, price=5.0), Brand("b", quality=5.0, image=5.0, price=4.0))
    n = 20_000
    found = m.simulate(n, periods=24, rng=1).periods.query("brand == 'a'")["share"].to_numpy()
    u = [rivalry.attraction(b.image, b.promise, b.price) for b in m.brands]
    exact = rivalry.share_after(np.arange(24), start=rivalry.choices(u)[0], stay=stay_of(m, "a"), rival_stay=stay_of(m, "b"))
    error = np.sqrt(exact * (1 - exact) / n)  # binomial; 24 tests at four standard errors: 0.15 % together
    assert abs(exact[0] - exact[-1]) > 20 * error[-1], "the share must move, or there is nothing to test"
    assert (np.abs(found - exact) < 4 * error).all()


def diffused(p, d, degree, talks, periods, n):
    """Mean and standard deviation of the share of adopters: the exact recursion of a well-mixed market, linear noise.

    Each of `degree` strangers has adopted and talks with chance x = talks*F, so nobody is moved with chance
    (1-p) * (1-d*x)^degree. Noise: adoptions are binomial, and so are the talkers.
    """
    share, variance, rows = 0.0, 0.0, []
    for _ in range(periods):
        x = talks * share
        still = (1 - p) * (1 - d * x) ** degree
        slope = (1 - p) * degree * d * (1 - d * x) ** (degree - 1)
        along = still + (1 - share) * slope * talks
        variance = (
            along**2 * variance + (1 - share) * (1 - still) * still / n + ((1 - share) * slope) ** 2 * share * talks * (1 - talks) / n
        )
        share += (1 - share) * (1 - still)
        rows.append((share, variance**0.5))
    return np.array(rows).T


def offered(p, d, degree, talks):
    """One brand and the choice to buy nothing; whoever has adopted stays and talks well with a fixed chance."""
    one = Brand("new", quality=9.0, image=6.0, promise=7.0, price=5.0)
    u = rivalry.attraction(one.image, one.promise, one.price)
    mixed = Ties("mixing", degree=degree)
    return plain(one, ties=mixed, outside=u + np.log((1 - p) / p), constant=50.0, talk_floor=talks, d_positive=d)


def test_diffusion_follows_the_recursion_of_a_well_mixed_market():
    p, d, degree, talks, n = 0.01, 0.1, 10, 0.25, 20_000
    run = offered(p, d, degree, talks).simulate(n, periods=24, rng=2)
    exact, error = diffused(p, d, degree, talks, 24, n)
    assert 0.5 < exact[-1] < 0.99
    assert (np.abs(run.periods["customers"].to_numpy() / n - exact) < 4 * error).all()


def test_the_recursion_becomes_the_curve_of_bass_as_periods_shrink():
    """p and q per unit of time, cut into finer periods: the difference to Bass halves with the period and vanishes."""
    p, q, degree, talks = 0.03, 0.38, 10, 1.0
    times, gaps = np.arange(1, 13), []
    for parts in (16, 32, 64):
        share, _ = diffused(p / parts, q / parts / degree, degree, talks, 12 * parts, 1)
        gaps.append(share[parts - 1 :: parts] - diffusion.adopted(times, innovation=p, imitation=q))
    assert np.abs(gaps[2]).max() < 0.006
    np.testing.assert_allclose(gaps[1] / gaps[2], 2.0, rtol=0.05)
    np.testing.assert_allclose(2 * gaps[2] - gaps[1], 0.0, atol=2e-4)  # Richardson: nothing is left but higher orders


def test_a_launch_agrees_with_bass():
    p, q, degree, parts, n = 0.03, 0.38, 10, 16, 4_000
    run = offered(p / parts, q / parts / degree, degree, 1.0).simulate(n, periods=12 * parts, rng=3, keep=False)
    found = run.periods["customers"].to_numpy()[parts - 1 :: parts] / n
    exact = diffusion.adopted(np.arange(1, 13), innovation=p, imitation=q)
    recursion, error = diffused(p / parts, q / parts / degree, degree, 1.0, 12 * parts, n)
    cut = np.abs(recursion[parts - 1 :: parts] - exact)  # what periods of a sixteenth cost, known exactly
    assert cut.max() < 0.02
    assert (np.abs(found - exact) < cut + 4 * error[parts - 1 :: parts]).all()


def test_every_chance_is_that_of_the_theory():
    """The public functions, fed with what an agent went through, give back the chances the kernel used."""
    trio = (Brand("a", 7.5, 1.5, 6.0, 7.0, 6.0), Brand("b", 6.5, 1.0, 7.0, 6.0, 5.0), Brand("c", 6.0, 0.8, 5.0, 8.0, 3.0))
    group = Buyers("all", b_image=0.5, b_promise=0.0, b_price=0.3, inertia=1.5)
    b = Bonds(engagement_gain=0.4, b_engagement=0.2, outside=0.5, image_spread=0.0, talk_floor=0.3, d_positive=0.4, d_negative=0.2)
    m = Market("three", trio, (group,), Ties("random_regular", degree=4), b)
    checked = 0
    for _, life in m.simulate(150, periods=10, rng=4).history.groupby("agent"):
        checked += replayed(m, life)
    assert checked > 1_000


def replayed(m, life):
    """Walk through one agent's history; return how many choices were compared."""
    b, names, group, own, period = m.bonds, m.names, m.buyers[0], None, 0
    known, bought, stock, compared = dict.fromkeys(names, 0.0), dict.fromkeys(names, 0), dict.fromkeys(names, 0.0), 0
    price, image = ({x.name: getattr(x, what) for x in m.brands} for what in ("price", "image"))
    for row in life.itertuples():
        assert row.period == (period := period + 1)
        weight = {x: bonds.experience_weight(bought[x], prior=b.prior) for x in names}
        belief = {x: rivalry.believed(known[x], image=image[x], experience=weight[x]) for x in names}
        pull = [rivalry.attraction(belief[x], 0.0, price[x], b_image=0.5, b_promise=0.0, b_price=0.3) for x in names]
        chance, hold = rivalry.choices(pull, outside=b.outside), 0.0
        if own is not None:
            others = [x for x in names if x != own]
            stay = bonds.repurchase(
                known[own], image=image[own], experience=weight[own], relative_value=min(price[x] for x in others) - price[own],
                best_alternative=max(belief[x] for x in others), constant=b.constant,
                b_satisfaction=b.b_satisfaction, b_value=b.b_value, b_alternative=b.b_alternative,
            )  # fmt: skip
            chance[names.index(own)] = 0.0
            chance *= (1 - stay) / chance.sum()
            chance[names.index(own)] = stay
            hold = b.b_switching * (group.inertia * b.switching_cost + b.b_engagement * stock[own])
        good, bad = ([getattr(row, f"{what}_{x}") for x in names] for what in ("good", "bad"))
        if all(g == 0 or w == 0 for g, w in zip(good, bad, strict=True)):  # else the order of the messages counts
            moved = chance.copy()
            for i, x in enumerate(names):
                for _ in range(good[i]):
                    moved[i] = bonds.heard(moved[i], positive=True, d_positive=b.d_positive * (1 - weight[x]))
                for _ in range(bad[i]):
                    moved[i] = bonds.heard(moved[i], positive=False, d_negative=b.d_negative * (1 - weight[x]))
            expected = rivalry.after_talk(chance, moved)
            if own is not None:
                p, stay = expected[names.index(own)], rivalry.held(expected[names.index(own)], hold=hold)
                expected *= (1 - stay) / (1 - p)
                expected[names.index(own)] = stay
            np.testing.assert_allclose([getattr(row, f"chance_{x}") for x in names], expected[:3], atol=2e-6)  # kept in single precision
            compared += 1
        own = row.brand if isinstance(row.brand, str) else None
        if own is not None:
            bought[own] += 1
            known[own] = rivalry.remembered(known[own], row.satisfaction, purchases=bought[own], recency=b.recency)
        for x in names:
            stock[x] = bonds.engagement(stock[x], b.engagement_gain * (row.satisfaction - b.neutral) if x == own else 0.0)
    return compared


def test_the_frames_agree_with_one_another():
    run = market.read("mercato").change(turnover=0.0).simulate(600, periods=8, rng=5)
    p, h, a = run.periods, run.history, run.agents
    by_period = p.groupby("period")[["share", "wallet"]].sum()
    np.testing.assert_allclose(by_period, 1.0, atol=1e-12)
    bought = h.groupby(["period", "brand"], observed=False)
    assert (bought.size().to_numpy() == p["purchases"].to_numpy()).all()
    np.testing.assert_allclose(bought["satisfaction"].mean().to_numpy(), p["satisfaction"], rtol=1e-5)
    for column, sign in (("good_talk", 1), ("bad_talk", -1)):
        assert (h["said"].eq(sign).groupby([h["period"], h["brand"]], observed=False).sum().to_numpy() == p[column].to_numpy()).all()
    assert a["purchases"].sum() == p["purchases"].sum() == len(h)
    assert (a[["bought_ponte", "bought_torre"]].sum(axis=1) == a["purchases"]).all()
    last = p[p["period"] == 8].set_index("brand")
    assert (a["brand"].value_counts()[last.index] == last["customers"]).all()
    np.testing.assert_allclose(a.groupby("brand", observed=True)["engagement"].mean()[last.index], last["engagement"])
    assert a["weight"].dropna().to_numpy() == pytest.approx((lambda n: n / (n + 4))(np.round(a["repeat"] * a["purchases"]).dropna()))
    assert p["trial"].sum() == (a[["bought_ponte", "bought_torre"]] > 0).to_numpy().sum()


def number(low, high):
    return some.floats(low, high, allow_nan=False).map(lambda x: round(x, 3))


@settings(max_examples=40, derandomize=True, deadline=None)
@given(
    offers=some.lists(some.tuples(number(0, 10), number(0, 3), number(0, 10), number(0, 10), number(0, 10)), min_size=2, max_size=5),
    bonds_=some.fixed_dictionaries(
        {
            "switching_cost": number(0, 50), "constant": number(-60, 60), "d_positive": number(0, 1), "d_negative": number(0, 1),
            "talk_floor": number(0, 1), "turnover": number(0, 0.5), "image_rate": number(0, 1), "prior": number(0.1, 20),
            "outside": some.none() | number(-30, 30),
        }
    ),
    ties=some.builds(Ties, some.sampled_from(["small_world", "random_regular", "mixing"]), degree=some.sampled_from([0, 2, 8]), rewiring=number(0, 1)),
)  # fmt: skip
def test_whatever_the_settings_chances_and_shares_are_whole(offers, bonds_, ties):
    m = Market("any", tuple(Brand(f"b{i}", *offer) for i, offer in enumerate(offers)), (Buyers("all"),), ties, Bonds(**bonds_))
    run = m.simulate(40, periods=5, rng=1)
    chances = run.history.filter(like="chance_").to_numpy(dtype=float)
    assert np.isfinite(chances).all() and (chances >= 0).all()
    total = chances.sum(axis=1)
    assert (total <= 1 + 1e-5).all() and (m.bonds.outside is not None or (total >= 1 - 1e-5).all())
    impossible = run.history["brand"].isna()
    assert m.bonds.outside is not None or not impossible.any()
    shares = run.periods.groupby("period")["share"].sum(min_count=1).dropna()
    assert np.allclose(shares, 1.0) and (run.periods["customers"].groupby(run.periods["period"]).sum() <= 40).all()


def test_wallets_are_shared_by_rank():
    run = market.read("mercato").simulate(300, periods=6, rng=6)
    both = run.agents[(run.agents["bought_ponte"] > 0) & (run.agents["bought_torre"] > 0)]
    only = run.agents.loc[run.agents["purchases"] > 0].drop(both.index)
    assert len(both) > 20 and len(only) > 20
    wallets = [bonds.wallet_shares(run._minds.known[i]) for i in both.index] + [
        (row > 0).astype(float) for row in run._minds.bought[only.index]
    ]
    assert run.periods["wallet"].to_numpy()[-2:] == pytest.approx(np.mean(wallets, axis=0))


def test_draws_are_keyed_by_agent_and_period():
    alone = market.read("mercato").change(degree=0)
    few, many = alone.simulate(100, periods=5, rng=7), alone.simulate(400, periods=9, rng=7)
    first = many.history.query("agent < 100 and period <= 5").reset_index(drop=True)
    assert few.history.equals(first)
    assert not few.history.equals(alone.simulate(100, periods=5, rng=8).history)
    assert few.history.equals(alone.simulate(100, periods=5, rng=7).history)
    assert few.periods.equals(alone.simulate(100, periods=5, rng=7, keep=False).periods)


def test_newcomers_take_the_places_of_those_who_leave():
    n, rate = 4_000, 0.1
    run = market.read("mercato").change(turnover=rate).simulate(n, periods=6, rng=8)
    stayed = (run.agents["joined"] == 1).mean()
    expected = (1 - rate) ** 5
    assert abs(stayed - expected) < 4 * np.sqrt(expected * (1 - expected) / n)
    assert (run.agents["purchases"] <= 7 - run.agents["joined"]).all()


def test_groups_trends_and_events():
    m = market.read("mercato").change(degree=0, **PLAIN).change("ponte", quality=8.0, heterogeneity=0.0, trend=-0.25)
    m = m.change(events=(Event(4, "ponte", {"quality": 5.0}), Event(6, settings={"constant": -60.0})))
    run = m.simulate(3_000, periods=7, rng=9)
    mean = run.periods.query("brand == 'ponte'")["satisfaction"].to_numpy()
    assert mean == pytest.approx([8.0, 7.75, 7.5, 4.25, 4.0, 3.75, 3.5], abs=1e-5)
    assert run.periods.query("period >= 6")["churn"].min() == 1.0
    share = (run.agents["group"] == "bargain_hunters").mean()
    assert abs(share - 0.4) < 4 * np.sqrt(0.24 / 3_000)
    with pytest.raises(ValueError, match=r"An event happens in period 6, and there are 5 periods\. Pass periods=6 or more"):
        m.simulate(100, periods=5)


def test_the_image_follows_what_buyers_felt():
    fast = plain(Brand("a", quality=9.0, image=5.0), Brand("b", quality=6.0, image=6.0), image_rate=0.5)
    image = fast.simulate(200, periods=4, rng=1).periods.query("brand == 'a'")["image"].to_numpy()
    assert image == pytest.approx([5.0, 7.0, 8.0, 8.5])


@pytest.mark.parametrize("network", ["small_world", "random_regular"])
def test_networks_have_the_ties_they_promise(network):
    n, degree = 1_000, 6
    found = links(Ties(network, degree=degree, rewiring=0.2), n, SEED)
    one, other = np.repeat(np.arange(n), np.diff(found.offsets)), found.targets
    assert (one != other).all()
    assert set(zip(one.tolist(), other.tolist(), strict=True)) == set(zip(other.tolist(), one.tolist(), strict=True))
    assert 0.99 * n * degree <= len(other) <= n * degree  # a tie drawn twice is one tie
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    assert connected_components(coo_array((np.ones(len(one)), (one, other)), shape=(n, n)))[0] == 1


def test_a_ring_is_a_ring_and_rewiring_shortens_it():
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import shortest_path

    ring, small = (links(Ties(degree=4, rewiring=r), 200, SEED) for r in (0.0, 0.1))
    assert ring.targets[:4].tolist() == [1, 2, 198, 199] and (np.diff(ring.offsets) == 4).all()
    lengths = [
        shortest_path(csr_array((np.ones(len(x.targets)), x.targets, x.offsets), shape=(200, 200)), unweighted=True).mean()
        for x in (ring, small)
    ]
    assert lengths[0] == pytest.approx(25.25, abs=0.01)  # ceil(distance/2) averaged over a ring of 200, oneself included
    assert lengths[1] < 0.5 * lengths[0]
    assert links(Ties("mixing", degree=4), 200, SEED).strangers == 4


TWIN = """
import json, numpy as np
from cxlab import market
run = market.read("mercato").change(image_rate=0.1, turnover=0.1).simulate(60, periods=6, rng=11)
h = run.history
print(json.dumps([run.periods.drop(columns="brand").fillna(-1).to_numpy().tolist(), h["brand"].cat.codes.tolist(), h["satisfaction"].fillna(-1).tolist()]))
"""


def test_without_the_compiler_the_market_is_the_same():
    env = {**os.environ, "NUMBA_DISABLE_JIT": "1"}
    slow = subprocess.run([sys.executable, "-c", TWIN], cwd=ROOT, env=env, check=True, capture_output=True, text=True)
    fast = subprocess.run([sys.executable, "-c", TWIN], cwd=ROOT, check=True, capture_output=True, text=True)
    (p0, brands0, s0), (p1, brands1, s1) = json.loads(slow.stdout), json.loads(fast.stdout)
    assert brands0 == brands1
    np.testing.assert_allclose(p0, p1, rtol=1e-12)
    np.testing.assert_allclose(s0, s1, rtol=1e-6)


def test_results_carry_their_intervals():
    run = market.read("mercato").change(turnover=0.0).simulate(800, periods=6, rng=12)
    last = run.periods.tail(2)
    shares = run.shares()
    assert [row.value for row in shares.rows] == pytest.approx(last["share"].tolist())
    from statsmodels.stats.proportion import proportion_confint

    low, high = proportion_confint(last["purchases"].iloc[0], last["purchases"].sum(), method="wilson")
    assert (shares["ponte"].low, shares["ponte"].high) == pytest.approx((low, high))
    assert run.shares(1)["ponte"].value == pytest.approx(run.periods["share"].iloc[0])
    churn = run.history.assign(before=lambda h: h.groupby("agent")["brand"].shift())
    torre = churn[churn["before"] == "torre"]
    assert run.churn()["torre"].value == pytest.approx((torre["brand"] != "torre").mean()) and run.churn()["torre"].n == len(torre)
    talk = run.talk()
    assert talk.names == ["ponte, good", "ponte, bad", "torre, good", "torre, bad"]
    assert talk["torre, bad"].value == pytest.approx(run.periods.query("brand == 'torre'")["bad_talk"].sum() / talk["torre, bad"].n)
    weights = run.weight_of_experience(12)
    assert [weights[n].value for n in ("1", "4", "12")] == pytest.approx([0.2, 0.5, 0.75])
    assert sum(row.n for row in run.weight_of_experience().rows) == run.agents["brand"].notna().sum()
    assert sum(row.value for row in run.loyalty().rows) == pytest.approx(1.0)
    assert repr(run) == "<MarketRun mercato: 800 agents, 6 periods, seed 12>"


def test_files_come_back_as_they_went(tmp_path):
    m = market.read("mercato").change(events=(Event(3, "ponte", {"price": 4.0}),), outside=1.0)
    assert m.to_yaml(tmp_path / "m.yaml") and Market.from_yaml(tmp_path / "m.yaml") == m == Market.from_yaml(m.to_yaml())
    assert pickle.loads(pickle.dumps(m)) == m
    table = m.describe()
    assert set(table["status"]) <= {"established", "contested", "assumption"} and table["source"].notna().all()
    inside = table.dropna(subset=["low", "high"])
    assert ((inside["value"] == 0) | inside["value"].between(inside["low"], inside["high"])).all(), inside


WRONG = {
    "name": (lambda: market.read("mercado"), r"name='mercado' is not known\. Choose from \['mercato'\]\. Did you mean 'mercato'\?"),
    "alone": (lambda: Market("m", (Brand("a"),)), r"'a' is alone and must be bought\. Add a rival, or pass bonds=Bonds\(outside=0\.0\)"),
    "twice": (lambda: Market("m", (Brand("a"), Brand("a"))), r"The name 'a' is used twice\. .*so far: \['a'\]"),
    "shares": (lambda: Market("m", (Brand("a"), Brand("b")), (Buyers("x", share=0.5),)), r"shares of buyers row 'all groups' sums to 0\.5"),
    "odd": (lambda: Ties(degree=5), r"degree=5 is odd\. Pass an even number from 0 to 100"),
    "network": (lambda: Ties("ring"), r"network='ring' is not known\. Choose from \['small_world', 'random_regular', 'mixing'\]"),
    "crowd": (lambda: market.read("mercato").simulate(6), r"agents=6 cannot have degree=6 ties each\. Pass more agents than ties"),
    "setting": (lambda: market.read("mercato").change(prise=1), r"setting='prise' is not known\. Choose from .*'prior'"),
    "of a brand": (lambda: market.read("mercato").improve("ponte", qualitty=1), r"Did you mean 'quality'\?"),
    "target": (lambda: market.read("mercato").change("ponti", price=3), r"target='ponti' is not known\. .*Did you mean 'ponte'\?"),
    "event": (lambda: Event(3, "ponte", {"image": 5}), r"setting of the event in period 3='image' is not known\. Choose from \['quality'"),
    "empty event": (lambda: Event(3), r"The event in period 3 changes nothing"),
    "event of whom": (lambda: market.read("mercato").change(events=(Event(1, "pontee", {"price": 4.0}),)), r"Did you mean 'ponte'\?"),
    "range": (lambda: Bonds(d_positive=1.5), r"d_positive=1\.5 is not allowed\. Pass a number from 0 to 1"),
    "spaces": (lambda: Brand("two words"), r"name='two words' cannot name brand\. Pass a short name of letters"),
    "no file": (lambda: Market.from_yaml("name: m\n"), r"text is not a market file: it lacks brands\. A market needs name and brands"),
    "no YAML": (lambda: Market.from_yaml("name: [\n"), r"is not a market file: it is not YAML"),
    "doubled": (lambda: Market.from_yaml("name: m\nname: n\n"), r"'name' is given twice"),
    "executed": (lambda: Market.from_yaml("name: !!python/name:os.system\n"), r"is not a market file: it is not YAML"),
    "a list": (lambda: Market.from_yaml("- name\n- m\n"), r"holds list, not settings by name\. Begin with 'name:'"),
    "part": (lambda: Market.from_yaml("name: m\nbrand: {}\n"), r"part of text='brand' is not known\. Choose from .*Did you mean 'brands'\?"),
    "bare brand": (lambda: Market.from_yaml("name: m\nbrands: {a: 7}\n"), r"'a' must give settings by name, as in 'quality: 7'\. It holds 7"),
    "period": (lambda: market.read("mercato").simulate(20, periods=2, rng=1).shares(3), r"period=3 is not allowed\. Pass a whole number from 1 to 2"),
    "history": (lambda: market.read("mercato").simulate(20, periods=2, rng=1, keep=False).history, r"kept no history\. Simulate with keep=True"),
}  # fmt: skip


@pytest.mark.parametrize("case", WRONG)
def test_each_error_says_what_was_passed_and_what_is_allowed(case):
    call, words = WRONG[case]
    with pytest.raises(ValueError, match=words):
        call()


def test_a_missing_file_is_named():
    with pytest.raises(FileNotFoundError, match=r"There is no market file 'nowhere\.yaml'\. Pass the path"):
        Market.from_yaml("nowhere.yaml")


def test_runs_of_different_agents_are_not_compared():
    m = market.read("mercato")
    one, two = m.simulate(50, periods=2, rng=1), m.simulate(50, periods=2, rng=2)
    with pytest.raises(ValueError, match=r"The runs hold different agents .*same number of agents, brands and periods and the same rng"):
        one.change_from(two)
    assert one.change_from(one)["ponte"].value == 0.0


def test_the_equations_of_rivalry_refuse_what_makes_no_sense():
    with pytest.raises(ValueError, match=r"chances=\[0\.3, 0\.3\] sum to 0\.6, not to 1"):
        rivalry.after_talk([0.3, 0.3], [0.3, 0.3])
    with pytest.raises(ValueError, match=r"moved=\[0\.0, 0\.0\] rules out everything that could be chosen"):
        rivalry.after_talk([0.5, 0.5], [0.0, 0.0])
    with pytest.raises(ValueError, match=r"periods=1\.5 holds parts of a period"):
        rivalry.share_after(1.5, start=0.5, stay=0.5, rival_stay=0.2)
    assert rivalry.share_after(9, start=0.3, stay=1.0, rival_stay=1.0) == 0.3
