"""World files, what-if as a copy, cards."""

from __future__ import annotations

import pickle

import numpy as np
import pytest

import cxlab as cx
from cxlab.worlds import parameters

SMALL = """
name: small
touchpoints:
  book: {ease: 6.0}
segments:
  all: {start: {book: 1.0}, transitions: {book: {EXIT: 1.0}}, weights: {book: 0.5}}
outcomes:
  satisfaction: {touchpoints: 1.0}
"""


@pytest.mark.parametrize("name", cx.world_names())
def test_every_world_of_the_kit_is_read_written_and_read_again(name):
    world = cx.world(name)
    assert cx.World.from_yaml(world.to_yaml()) == world
    assert pickle.loads(pickle.dumps(world)) == world
    assert len(world.simulate(200, rng=1).customers) == 200
    assert world.name == name and world.title and world.teaches


@pytest.mark.parametrize("name", cx.world_names())
def test_every_setting_of_a_world_lies_in_its_stated_range(name):
    table = cx.world(name).describe().table
    for row in table.itertuples():
        for value in str(row.value).split(" / "):
            number = float(value)
            assert not (row.low is not None and row.low == row.low and number < row.low - 1e-12), (row.where, row.setting, number)
            assert not (row.high is not None and row.high == row.high and number > row.high + 1e-12), (row.where, row.setting, number)
    assert set(table["status"]) <= {"established", "contested", "assumption"}
    assert table["source"].str.len().gt(0).all()


def test_change_replaces_improve_adds_and_both_are_copies():
    world = cx.World.from_yaml(SMALL)
    assert world.change("book", ease=9.0).touchpoint("book").ease == 9.0
    assert world.improve("book", ease=0.5, needs=1.0).touchpoint("book").ease == 6.5
    assert world.touchpoint("book").ease == 6.0
    assert world.change("all", expectation=7.0).journey.segments[0].expectation == 7.0
    assert world.change("satisfaction", noise=0.2).outcomes["satisfaction"].noise == 0.2
    assert world.change(loss_aversion=1.0).experience.loss_aversion == 1.0


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda w: w.change("boook", ease=1.0), r"target='boook' is not known\. Choose from \['book', 'all', 'satisfaction'\]\. Did you mean 'book'\?"),
        (lambda w: w.change("book", eas=1.0), r"setting of 'book'='eas' is not known\. Choose from .*Did you mean 'ease'\?"),
        (lambda w: w.change(loss_adversion=1.0), r"setting='loss_adversion' is not known\. .*Did you mean 'loss_aversion'\?"),
        (lambda w: w.improve("book", owner=1.0), r"number of 'book'='owner' is not known"),
        (lambda w: w.change("book", ease=float("inf")), r"book\.ease=inf is not allowed"),
        (lambda w: w.change("book", servers=2), r"'book' has servers, bots or a queue to leave, and nobody arrives\. Pass arrivals=Arrivals"),
        (lambda w: w.change("satisfaction", noise=-1.0), r"noise=-1\.0 is not allowed\. Pass a number from 0"),
        (lambda w: w.change("satisfaction", thresholds=(1, 1)), r"do not rise"),
        (lambda w: w.change(returns=True), r"needs an outcome named 'repurchase'"),
        (lambda w: cx.Arrivals(0.0), r"rate=0\.0 is not allowed\. Pass a number above 0 \(customers per minute\)"),
        (lambda w: cx.world("oficina"), r"name='oficina' is not known\. Choose from .*Did you mean 'officina'\?"),
        (lambda w: cx.world("mine.yaml"), r"name='mine\.yaml' is not known\..* A world file of your own is read by cx\.World\.from_yaml\(path\)\."),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_with_the_mend(call, words):
    with pytest.raises(ValueError, match=words):
        call(cx.World.from_yaml(SMALL))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("- 1\n- 2\n", r"text is not a world file: it holds list, not settings by name"),
        ("a: [1\nb: 2\n", r"text is not a world file: it is not YAML"),
        ("name: x\ntouchpoints: {}\n", r"it lacks segments, outcomes"),
        (SMALL + "jurney: 1\n", r"part of text='jurney' is not known"),
        (SMALL.replace("ease: 6.0", "easy: 6.0"), r"setting of touchpoint 'book'='easy' is not known\. Choose from .*Did you mean 'ease'\?"),
        (SMALL.replace("EXIT: 1.0", "EXIT: 0.5"), r"row 'book' sums to 0\.5"),
        (SMALL.replace("start: {book: 1.0}, ", ""), r"segment 'all' cannot be read: .*start"),
        (SMALL.replace("book: {ease: 6.0}", "book: {ease: 6.0}\n  book: {ease: 5.0}"), r"'book' is given twice"),
        (SMALL + "status: {loss_aversion: established}\n", r"must give low, high, status and source, as in 'loss_aversion: \{low: 1, .* It holds 'established'\."),
        (SMALL + "status: {noise: {low: 2, high: 1, status: contested, source: me}}\n", r"status of 'noise': low=2 and high=1 are no range"),
        (SMALL + "status: {noise: {low: a, high: 1, status: contested, source: me}}\n", r"low and high must be numbers, .* One is 'a'\."),
        (SMALL + "status: {noise: {low: 0, high: 1, status: sure, source: me}}\n", r"'sure' is not known\. .*'established', 'contested', 'assumption'"),
        (SMALL + "status: {noise: {low: 0, high: 1, source: me}}\n", r"status of 'noise' cannot be read: .*status"),
        ("name: !!python/object/apply:os.system ['true']\n", r"text is not a world file: it is not YAML"),
    ],
)  # fmt: skip
def test_a_file_that_is_no_world_says_why(text, words):
    with pytest.raises(ValueError, match=words):
        cx.World.from_yaml(text)


def test_a_missing_file_is_named():
    with pytest.raises(FileNotFoundError, match=r"There is no world file 'nowhere\.yaml'"):
        cx.World.from_yaml("nowhere.yaml")


def test_the_card_reads():
    card = cx.world("officina").describe()
    assert "assumptions of the kit" in card.text
    assert "wait_and_repair" in str(card) and "<table" in card._repr_html_()
    loss = card.table.set_index("setting").loc["loss_aversion"]
    assert loss["status"] == "contested" and "Tversky" in loss["source"]


def sources(world):
    return world.describe().table.set_index(["where", "setting"])["source"]


def test_a_changed_value_does_not_carry_the_source_of_the_default():
    officina = cx.world("officina")
    changed = sources(officina.change(loss_aversion=2.25).change("wait_and_repair", ease=9.0).change("regulars", weights={"book": 0.3}))
    assert changed["experience", "loss_aversion"].startswith("changed from 1.5; source of the default: Tversky & Kahneman")
    # 5.0 is also what a touchpoint has by default
    assert changed["wait_and_repair", "ease"] == "changed from 5.0; source of the default: assumption of the kit"
    assert changed["regulars", "weight of book"] == "changed from 0.2; source of the default: assumption of the kit"
    assert not sources(officina).str.contains("changed").any()
    mine = officina.to_yaml().replace("loss_aversion: 1.5", "loss_aversion: 2.25")
    mine += "status:\n  loss_aversion: {low: 1.4, high: 3.1, status: contested, source: mine}\n"
    assert sources(cx.World.from_yaml(mine))["experience", "loss_aversion"] == "mine"


def test_a_family_is_drawn_over_the_ranges():
    family = cx.world("officina").family(20, rng=3)
    known = parameters.of("loss_aversion")
    values = [sister.experience.loss_aversion for sister in family]
    assert len(set(values)) == 20 and known.low <= min(values) and max(values) <= known.high
    assert np.ptp([sister.journey.segments[0].weights["book"] for sister in family]) > 0.1
    assert {bool(sister.outcomes["satisfaction"].touchpoints) for sister in family} == {True, False}
    assert cx.world("officina").family(2, rng=3) == family[:2]
    assert all(len(sister.simulate(20, rng=1).customers) == 20 for sister in family[:3])


def test_nothing_of_a_world_can_be_changed_in_place():
    world = cx.world("officina")
    with pytest.raises(AttributeError):
        world.name = "other"
    with pytest.raises(TypeError):
        world.outcomes["satisfaction"] = None
    with pytest.raises(TypeError):
        world.journey.segments[0].weights["book"] = 9.0
