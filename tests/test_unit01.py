"""Unit 01: the Contact Mapper finds what the plan says it does, on the contacts that the data card describes."""

from __future__ import annotations

from dataclasses import replace
from math import log

import pytest

import cxlab as cx
from cxlab.demos._catalogue import parts_of
from cxlab.demos._controls import with_cell

PARTS = parts_of("nb01")
K, SHARE = "owned by the workshop, K", "workshop's share"


def at(part: str, **settings):
    return PARTS[part].draw(PARTS[part].state(settings))


def edited(*changes: tuple[str, int, object]):
    """The map after changing cells: name of the contact, column, value."""
    part = PARTS["map"]
    table = part.start.table
    names = list(part.control("table").rows)
    for name, column, value in changes:
        table = with_cell(table, names.index(name), column, value)
    return part.draw(part.state({"table": table}))


@pytest.fixture(scope="module")
def contacts():
    return cx.load("officina_contacts")


def test_the_starter_set_is_the_one_of_its_card(contacts):
    assert len(contacts) == 30 and contacts["contact"].is_unique
    assert contacts.groupby("owner")["weight"].sum().to_dict() == {"brand": 18, "customer": 4, "partner": 5, "social": 13}
    assert contacts["stage"].value_counts().to_dict() == {"pre-purchase": 12, "post-purchase": 10, "purchase": 8}
    assert (contacts["owner"] == "brand").mean() == 0.5


@pytest.mark.parametrize(
    ("column", "known"),
    [
        ("stage", cx.stages().keys),
        ("owner", cx.touchpoint_owners().keys),
        ("contact_type", cx.model("contact_types").keys),
        ("mode", cx.model("contact_modes").keys),
        ("stimulus", cx.model("stimulus_classes").keys),
        ("medium", ("physical", "virtual")),
    ],
)
def test_every_label_is_one_of_the_theory_and_every_one_occurs(contacts, column, known):
    assert set(contacts[column]) == set(known)


def test_after_the_purchase_deletes_well_over_half_and_the_firm_owns_less_than_half():
    table = at("map", definition="after").table
    assert table.loc["contacts", "this definition"] <= 0.4 * table.loc["contacts", "all contacts"]
    assert table.loc["weight", "this definition"] <= 0.4 * table.loc["weight", "all contacts"]
    assert table.loc[K, "all contacts"] == 0.45


def test_definitions_go_from_wide_to_narrow_and_the_share_rises_without_any_work():
    tables = {key: at("map", definition=key).table["this definition"] for key in ("any", "outputs", "touchpoints", "after")}
    assert [tables[key]["contacts"] for key in tables] == [30, 23, 12, 10]
    assert [tables[key][K] for key in ("any", "outputs", "touchpoints")] == [0.45, 0.67, 0.75]


def test_the_share_of_an_order_weighs_owners_by_their_control():
    control = {owner.key: owner.control for owner in cx.touchpoint_owners()}
    weights = {"brand": 18, "partner": 5, "customer": 4, "social": 13}
    expected = sum(w * control[owner] for owner, w in weights.items()) / 40
    assert at("map").table.loc["share of an order that arrives", "all contacts"] == pytest.approx(expected, abs=0.006)


def test_an_edited_table_moves_the_share_by_what_was_edited():
    assert edited(("online reviews", 1, "brand")).table.loc[K, "all contacts"] == pytest.approx(21 / 40, abs=0.006)
    assert edited(("online reviews", 4, 0)).table.loc[K, "all contacts"] == pytest.approx(18 / 37, abs=0.006)


def test_diversity_is_that_of_shannon():
    p = [18 / 40, 5 / 40, 4 / 40, 13 / 40]
    assert at("map").table.loc["diversity of owners, H", "all contacts"] == round(-sum(x * log(x) for x in p), 2)


def test_a_map_without_weights_says_so_and_a_crowded_cell_says_how_many_more():
    part = PARTS["map"]
    nothing = part.draw(replace(part.start, table=tuple((*row[:4], 0) for row in part.start.table)))
    assert "no share to speak of" in nothing.text
    crowded = part.draw(replace(part.start, table=tuple(("purchase", "brand", *row[2:]) for row in part.start.table)))
    written = [text.get_text() for text in crowded.figure.axes[0].texts]
    assert "and 22 more" in written and crowded.table.loc[K, "all contacts"] == 1.0


def test_dropped_contacts_are_struck_and_named_for_those_who_cannot_see():
    view = at("map", definition="outputs")
    written = [text.get_text() for text in view.figure.axes[0].texts]
    assert "× online reviews" in written and "★ quote explained" in written
    assert "Dropped: advice of a colleague, online reviews" in view.alt


def test_less_than_a_third_of_the_indirect_contacts_is_the_firms():
    table = at("met").table
    assert table.loc["indirect", SHARE] < 1 / 3 < table.loc["direct", SHARE]
    assert table[["brand", "partner", "customer", "social"]].sum(axis=1).tolist() == table["together"].tolist()


def test_stages_add_up_to_the_whole():
    parts = [at("met", attribute="stimulus", stage=stage).table["together"] for stage in cx.stages().keys]
    assert sum(parts).tolist() == at("met", attribute="stimulus").table["together"].tolist()


def test_the_same_service_is_two_experiences_and_a_better_wait_does_not_change_that():
    before, after = at("two").table, at("two", wait=8.0).table
    assert before.loc["delivered, mean", "apart"] == 0
    assert before.loc["felt, mean", "apart"] == after.loc["felt, mean", "apart"] == 3
    assert after.loc["felt, mean", "Anna"] > before.loc["felt, mean", "Anna"]
    assert at("two", anna=6.0, bruno=6.0).table["apart"].max() == 0


def test_rules_of_memory_compete_and_a_sum_leaves_the_scale():
    kept = {rule: at("two", rule=rule).table.iloc[-1] for rule in ("mean", "peak_end", "recent", "sum")}
    assert kept["peak_end"]["apart"] == 4.5  # Anna: peak 1 and end 3.5; Bruno: peak 7 and end 6.5
    assert (kept["peak_end"]["Anna"], kept["peak_end"]["Bruno"]) == (2.25, 6.75)
    assert (kept["sum"]["Anna"], kept["sum"]["Bruno"]) == (-13, 8)
    assert len({rule["Anna"] for rule in kept.values()}) == 4
