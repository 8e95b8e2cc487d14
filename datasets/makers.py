"""One function for each data set: from a world and a seed to a table, and the truth behind it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
from scales import scale_answers

import cxlab as cx
from cxlab import market

TRUTH = ("truth", "name", "value", "low", "high", "n")


class Made(NamedTuple):
    """A data set: its table, the truth beside it (None where there is none), and how it was made."""

    table: pd.DataFrame
    truth: pd.DataFrame | None
    world: str
    seed: int
    call: str


def officina_contacts() -> Made:
    """Thirty contacts: the file is written by hand, so it is its own source."""
    table = pd.read_csv(Path(__file__).with_name("officina_contacts.csv"))
    return Made(table, None, "officina", 0, "written by hand: the file is its own source")


def officina() -> Made:
    """Six hundred customers asked at booking and after the visit."""
    world, seed, n = cx.world("officina"), 11, 600
    run = world.simulate(n, rng=seed)
    answers = run.ask(["overall", "recommend", "effort", "touchpoints"], halo=0.3, reliability={"touchpoints": 0.85}, rng=seed)
    before = world.change(update_rate=0.0).simulate(n, rng=seed).customers["expectation"]
    table = answers[["customer", "segment"]].assign(expected=_points(before.to_numpy()))
    for place, level in enumerate(("needs", "ease", "enjoyment")):
        table[level] = _points(_level(world, place).simulate(n, rng=seed).events.groupby("customer")["felt"].mean().to_numpy())
    table = table.join(answers.drop(columns=["customer", "segment"]))
    call = 'world.simulate(600, rng=11).ask([...], halo=0.3, reliability={"touchpoints": 0.85}, rng=11); expectation and levels from the same run'
    return Made(_whole(table), _truth(run, weights=True), "officina", seed, call)


def _level(world: cx.World, place: int) -> cx.World:
    """The same customers, for whom quality is one level of the pyramid and nothing else."""
    only = tuple(float(place == i) for i in range(3))
    for segment in world.journey.segments:
        world = world.change(segment.name, levels=only)
    return world.change(b_expectation=0.0, b_performance=1.0, b_disconfirmation=0.0)


def officina_tiers() -> Made:
    """Two sister workshops: in one the levels of the pyramid add up, in the other low levels shut the gate on the higher ones."""
    seed, n, tables, rows = 12, 400, [], []
    same = {"needs": 6.5, "ease": 6.2, "enjoyment": 6.0, "heterogeneity": 1.9, "customer_share": 1.0}
    plain = cx.world("officina").change(b_performance=1.0, b_disconfirmation=0.0, gate_threshold=6.0)
    plain = plain.change("satisfaction", touchpoints=0.0, mean=1.0, intercept=5.0, noise=0.4)
    for name in plain.touchpoints:
        plain = plain.change(name, **same)
    for shift, (workshop, strength) in enumerate((("north", 0.0), ("south", 2.0))):
        world = plain.change(gate_strength=strength)
        runs = [_level(plain, place).simulate(n, rng=seed + shift).events.groupby("customer")["felt"].mean() for place in range(3)]
        score = world.simulate(n, rng=seed + shift).customers["satisfaction"].to_numpy(dtype=float)
        own = dict(zip(("needs", "ease", "enjoyment"), runs, strict=True))
        tables.append(pd.DataFrame({"workshop": workshop, "customer": np.arange(n) + shift * n, **own, "overall": score}))
        rows += [(workshop, what, value) for what, value in (("gate_strength", strength), ("gate_threshold", 6.0))]
        rows += [(workshop, f"weight of {level}", w) for level, w in zip(own, plain.journey.segments[0].levels, strict=True)]
    table = pd.concat(tables, ignore_index=True)
    columns = ["needs", "ease", "enjoyment", "overall"]
    table[columns] = table[columns].clip(0, 10).round(1)
    call = "two runs of 400, one with gate_strength=0 and one with 2; every difference between customers lasts (customer_share=1)"
    return Made(table, _exact(rows), "officina", seed, call)


def soggiorno() -> Made:
    """Five hundred guests asked about the seven touchpoints."""
    world, seed, n = cx.world("soggiorno"), 13, 500
    run = world.simulate(n, rng=seed)
    answers = run.ask(["overall", "recommend", "effort", "touchpoints"], halo=0.3, reliability={"touchpoints": 0.85}, rng=seed)
    before = world.change(update_rate=0.0).simulate(n, rng=seed).customers["expectation"]
    answers.insert(2, "expected", _points(before.to_numpy()))
    table = answers.rename(columns={"customer": "guest"})
    call = 'world.simulate(500, rng=13).ask([...], halo=0.3, reliability={"touchpoints": 0.85}, rng=13)'
    return Made(_whole(table), _truth(run, weights=True), "soggiorno", seed, call)


def soggiorno_scales() -> Made:
    """The same guests' answers to two scales, from factors whose loadings are known."""
    world, seed, n = cx.world("soggiorno"), 13, 500
    satisfied = world.simulate(n, rng=seed).customers["satisfaction"].to_numpy(dtype=float)
    table, loadings = scale_answers((satisfied - satisfied.mean()) / satisfied.std(), seed)
    return Made(
        table, loadings, "soggiorno", seed, "factors tied to the satisfaction of the guests of `soggiorno`, items by datasets/scales.py"
    )


def desk() -> Made:
    """A day and a bit at the help desk: every contact with its wait."""
    seed, n = 14, 1_500
    run = cx.world("desk").simulate(n, rng=seed)
    asked = run.ask(["overall", "effort"], rng=seed).set_index("customer")
    e = run.events.sort_values(["arrival", "customer"], kind="stable", ignore_index=True)
    table = pd.DataFrame(
        {
            "customer": e["customer"], "segment": asked["segment"].loc[e["customer"]].to_numpy(), "step": e["step"] + 1, "channel": e["touchpoint"],
            "arrives": e["arrival"].round(1), "wait": e["wait"].astype(float).round(1),
            "incident": np.array(["none", "repaired", "not repaired", "gave up"])[e["incident"]], "felt": e["felt"].astype(float).clip(0, 10).round(1),
            "overall": asked["overall"].loc[e["customer"]].to_numpy(), "effort": asked["effort"].loc[e["customer"]].to_numpy(),
        }
    )  # fmt: skip
    return Made(_whole(table), _truth(run), "desk", seed, "world.simulate(1500, rng=14): events, and ask(['overall', 'effort'], rng=14)")


def omni() -> Made:
    """Paths through six channels, and whether they reached an order."""
    seed, n = 15, 1_200
    run = cx.world("omni").simulate(n, rng=seed)
    asked = run.ask(["overall", "effort"], rng=seed).set_index("customer")
    e = run.events
    ordered = e["touchpoint"].eq("order").groupby(e["customer"]).any()
    who = e["customer"]
    table = pd.DataFrame(
        {
            "customer": who, "segment": asked["segment"].loc[who].to_numpy(), "step": e["step"] + 1, "touchpoint": e["touchpoint"],
            "felt": e["felt"].astype(float).clip(0, 10).round(1), "ordered": ordered.loc[who].astype(int).to_numpy(),
            "overall": asked["overall"].loc[who].to_numpy(), "effort": asked["effort"].loc[who].to_numpy(),
        }
    )  # fmt: skip
    return Made(_whole(table), _truth(run), "omni", seed, "world.simulate(1200, rng=15): events, and ask(['overall', 'effort'], rng=15)")


def mercato() -> Made:
    """What 400 of 5,000 agents bought, heard and said in 24 months; the truth is the market of all of them."""
    seed, n = 16, 5_000
    run = market.read("mercato").simulate(n, periods=24, rng=seed)
    chosen = np.sort(np.random.default_rng(seed).choice(np.flatnonzero(run.agents["purchases"] > 0), 400, replace=False))
    h = run.history[run.history["agent"].isin(chosen)]
    people = run.agents.loc[h["agent"]]
    table = pd.DataFrame(
        {"agent": h["agent"], "group": people["group"].to_numpy(), "ties": people["ties"].to_numpy(), "period": h["period"]}
    )
    table["joined"] = people["joined"].to_numpy()
    table = table.assign(brand=h["brand"].astype(object), satisfaction=_points(h["satisfaction"].to_numpy()), said=h["said"].astype(int))
    table = table.join(h[[f"{what}_{brand}" for brand in run.market.names for what in ("good", "bad")]].astype(int))
    table = table[table["period"] >= table["joined"]].drop(columns="joined")
    call = "market.read('mercato').simulate(5000, periods=24, rng=16).history, 400 drawn among those who bought; lines of agents who were replaced are left out"
    return Made(table.reset_index(drop=True), run.periods.round(4), "mercato", seed, call)


def panel() -> Made:
    """Two thousand customers of forty branches; who answers is known, and so is what the silent ones would have said."""
    seed, n = 17, 2_000
    run = cx.world("panel").simulate(n, rng=seed)
    items = ["overall", "recommend", "effort", "touchpoints"]
    sure = {"touchpoints": 0.8, "eye_test": 0.6}
    everybody = run.ask(items, halo=0.4, reliability=sure, rng=seed)
    answered = run.ask(["overall"], response=0.3, response_extremity=0.6, response_middle=7.0, rng=seed)["customer"]
    table = everybody.assign(branch=everybody["branch"] + 1, answered=everybody["customer"].isin(answered).astype(int))
    call = 'world.simulate(2000, rng=17).ask([...], halo=0.4, reliability={"touchpoints": 0.8, "eye_test": 0.6}, rng=17)'
    return Made(_whole(table), _truth(run, weights=True), "panel", seed, call)


def panel_waves() -> Made:
    """The same customers before and after an action in twenty branches: the ten worst, and ten drawn by lot."""
    seed, n = 18, 800
    before = cx.world("panel").change(update_rate=0.0)
    after = before
    for segment in before.journey.segments:
        after = after.change(segment.name, intercept=float(segment.intercept or 0.0) + 0.2)
    acted = after.improve("fitting", needs=1.2, ease=1.2, enjoyment=1.2)
    first = before.simulate(n, rng=seed).ask(["overall"], rng=seed).assign(wave=1)
    second, helped = (w.simulate(n, rng=seed, cycles=2) for w in (after, acted))
    means = first.groupby("branch")["overall"].mean().sort_values(kind="stable")
    worst = set(means.index[:10])
    drawn = set(np.random.default_rng(seed).choice(sorted(set(means.index) - worst), 10, replace=False).tolist())
    treated = first["branch"].isin(worst | drawn)
    asked = [run.ask(["overall"], rng=seed + 1)["overall"] for run in (second, helped)]
    last = first.assign(wave=2, overall=asked[1].where(treated, asked[0]))
    table = pd.concat([first, last], ignore_index=True)
    table["chosen"] = np.select([table["branch"].isin(worst), table["branch"].isin(drawn)], ["worst", "drawn"], "no")
    gain = (helped.lived().outcomes["satisfaction"] - second.lived().outcomes["satisfaction"])[treated]
    table = table.assign(branch=table["branch"] + 1)[["customer", "segment", "branch", "chosen", "wave", "overall"]]
    truth = [("effect of the action", "treated customers", float(gain.mean())), ("rise of everybody", "all customers", 0.2)]
    call = 'world.change(update_rate=0.0), journeys 1 and 2 of 800 customers, rng=18; then improve("fitting", ...=1.2) where treated, +0.2 everywhere'
    return Made(_whole(table), _exact(truth), "panel", seed, call)


def panel_costs() -> Made:
    """What it costs to move the touchpoints of the panel: written down."""
    rows = (
        ("eye_test", 0.4, 120_000, 1.0), ("frame_advice", 0.9, 60_000, 1.0), ("fitting", 1.0, 50_000, 1.0),
        ("payment", 0.8, 20_000, 1.0), ("reminder", 1.0, 15_000, 1.0),
    )  # fmt: skip
    return Made(
        pd.DataFrame(list(rows), columns=["touchpoint", "headroom", "scale", "reach"]),
        None,
        "panel",
        0,
        "written by hand in datasets/makers.py",
    )


def b2b() -> Made:
    """One user, one buyer and one sponsor in each of 120 accounts; an account is a branch of the world."""
    seed, n = 19, 6_000
    run = cx.world("b2b").simulate(n, rng=seed)
    answers = run.ask(["overall", "recommend", "repurchase", "touchpoints"], reliability={"touchpoints": 0.85}, rng=seed)
    first = answers.drop_duplicates(["branch", "segment"]).sort_values(["branch", "segment"], key=_in_order)
    table = (
        first.rename(columns={"branch": "account", "segment": "role"}).assign(account=lambda t: t["account"] + 1).drop(columns="customer")
    )
    if len(table) != 360:
        raise ValueError(f"There are {len(table)} raters, not 120 x 3. Simulate more customers.")
    table.insert(0, "rater", np.arange(1, 361))
    call = "world.simulate(6000, rng=19).ask([...]); of each account (branch) the first customer of each role (segment)"
    return Made(_whole(table.reset_index(drop=True)), _truth(run, weights=True), "b2b", seed, call)


def _in_order(column: pd.Series) -> pd.Series:
    return column.map({"user": 0, "buyer": 1, "sponsor": 2}) if column.name == "segment" else column


def _points(values: np.ndarray) -> pd.Series:
    """Whole points from 0 to 10; missing stays missing."""
    return pd.Series(np.clip(np.rint(values.astype(float)), 0, 10)).astype("Int64").to_numpy()  # type: ignore[return-value]


def _whole(table: pd.DataFrame) -> pd.DataFrame:
    """Columns that hold whole numbers and gaps as such, so that the file says 7 and not 7.0."""
    floats = [name for name in table if table[name].dtype.kind == "f" and table[name].dropna().mod(1).eq(0).all()]
    return table.astype(dict.fromkeys(floats, "Int64"))


def _truth(run: cx.Simulated, weights: bool = False) -> pd.DataFrame:
    """T1 where it is a slope, T2 (what a point felt does among those who meet it) and T3 (shares)."""
    parts = []
    if weights:
        w = run.truth.weights
        parts += [_named("T1", w.to_frame())]
        for segment, own in w.detail["by_segment"].items():
            parts += [_exact([(f"T1 of {segment}", name, value) for name, value in own.items()])]
    effects = run.truth.effects(lever="felt", among="users", customers=20_000)
    parts += [_named("T2", effects.to_frame())]
    parts += [
        _named(f"T2 {way}", pd.DataFrame([vars(row) for row in effects.detail[sign]])) for way, sign in (("up", "plus"), ("down", "minus"))
    ]
    parts += [_named("T3", run.truth.shares_of("satisfaction", customers=50_000).to_frame())]
    return pd.concat(parts, ignore_index=True)


def _named(kind: str, frame: pd.DataFrame) -> pd.DataFrame:
    return frame.assign(truth=kind).round(3)[list(TRUTH)]


def _exact(rows: list[tuple[str, str, float]]) -> pd.DataFrame:
    """Truths that are settings: exact, so without an interval."""
    table = pd.DataFrame(rows, columns=["truth", "name", "value"]).round(3)
    return table.assign(low=np.nan, high=np.nan, n=0)[list(TRUTH)]


MAKERS: dict[str, Callable[[], Made]] = {
    f.__name__: f
    for f in (
        officina,
        officina_contacts,
        officina_tiers,
        soggiorno,
        soggiorno_scales,
        desk,
        omni,
        mercato,
        panel,
        panel_waves,
        panel_costs,
        b2b,
    )
}
