"""The words: everything the course plan lists is there, every card can be found, and nothing unverified is sold as verified."""

from __future__ import annotations

import csv
import dataclasses
import re
from pathlib import Path

import pytest

from cxlab import vocabulary as words

SHARED = Path(__file__).resolve().parents[1].parent / "shared" / "curriculum"
FIXED_PREFIX = (
    r"^(three ingredients|outcome types|two steps|virtual or concrete contact with|objectives|rows: 5 SEMs; columns: 7 ExPros; decisions): "
)


@pytest.fixture(scope="module")
def plan() -> dict[str, list[dict[str, str]]]:
    if not SHARED.exists():
        pytest.skip("the course plan is not beside this checkout")
    tables = {}
    for name in ("coverage", "glossary", "corrections"):
        with (SHARED / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            tables[name] = list(csv.DictReader(file))
    return tables


def split_list(text: str) -> list[str]:
    """Members of a list in the plan: parted by semicolons outside brackets, by commas for the grid decisions."""
    if text in ("-", "see the six rows below"):
        return []
    text = re.sub(FIXED_PREFIX, "", text)
    if text.startswith("intensity ("):
        return re.findall(r"\w+ \([^)]*\)", text)
    text = text.replace(
        "plus campaign ingredients surprise, intrigue, provocation", "campaign ingredients (surprise, intrigue, provocation)"
    )
    text = text.replace("plus VOC interviews, diaries, journey analytics as modern additions", "VOC interviews; diaries; journey analytics")
    text = text.replace(" - cut-offs absent from the article", "").replace("'among other things'", "among other things")
    return [part.strip() for part in re.split(r";(?![^(]*\))", text)]


def test_every_concept_of_the_plan_is_in_the_package_with_its_members(plan):
    ours = words.coverage().set_index("id")
    assert list(ours.index) == [row["id"] for row in plan["coverage"]]
    for row in plan["coverage"]:
        members = split_list(row["list_members"])
        mine = ours.loc[row["id"], "members"]
        assert mine == "; ".join(members), row["id"]


def test_units_of_every_concept_are_those_of_the_plan(plan):
    ours = words.coverage().set_index("id")["units"]
    for row in plan["coverage"]:
        expected = [f"{unit:02d}" for unit in range(1, 15)] if row["notebooks"] == "01 onward" else re.findall(r"\d\d", row["notebooks"])
        assert ours[row["id"]].split("; ") == expected, row["id"]


def test_every_pair_of_the_glossary_is_in_the_package(plan):
    ours = {(a.casefold(), b) for a, b in words.glossary()[["term_en", "term_it"]].itertuples(index=False)}
    assert ours == {(row["term_en"].casefold(), row["term_it"]) for row in plan["glossary"]}


def test_every_correction_is_in_the_package(plan):
    assert words.corrections()["id"].tolist() == [row["id"] for row in plan["corrections"]]


def test_claims_not_read_in_the_original_are_never_called_verified(plan):
    ours = words.coverage().set_index("id")
    for row in plan["coverage"]:
        if "[V" not in row["origin"] or "K]" in row["origin"] or "[K" in row["origin"]:
            assert not ours.loc[row["id"], "verified"], row["id"]
        assert "not checked" in words.define(row["id"]).checked or ours.loc[row["id"], "verified"] or ours.loc[row["id"], "checked"]


LISTS = {
    "pyramid3": "C047",
    "realms": "C040",
    "progression": "C039",
    "service_attributes": "C046",
    "modules": "C069",
    "providers": "C084",
    "value_elements": "C093",
    "mistakes": "C145",
    "touchpoint_owners": "C029",
    "stimulus_classes": "C006",
    "outcome_types": "C005",
    "contact_modes": "C007",
    "research_methods": "C114",
    "grid_decisions": "C092",
    "yardsticks": "C060",
    "nps_classes": "C185",
    "expectation_sources": "C094",
    "loyalty_sources": "C165",
    "first_choice": "C167",
}


@pytest.mark.parametrize(("key", "concept"), LISTS.items())
def test_every_list_of_the_models_equals_the_members_in_the_plan(plan, key, concept):
    row = next(row for row in plan["coverage"] if row["id"] == concept)
    members = [name for name in split_list(row["list_members"]) if name != "among other things"]
    assert [member.source_name for member in words.model(key)] == members


def test_elements_of_modules_and_providers_equal_the_members_in_the_plan(plan):
    lists = {row["id"]: split_list(row["list_members"]) for row in plan["coverage"]}
    for key, first in (("providers", 85), ("value_elements", 94)):
        for place, member in enumerate(words.model(key)):
            assert [element.name for element in member.elements] == lists[f"C{first + place:03d}"], member.key
    for key, concept in (("feel", "C074"), ("think", "C077"), ("act", "C080"), ("relate", "C081")):
        assert [element.name for element in words.modules()[key].elements] == lists[concept], key


def test_models_spread_over_several_rows_follow_the_plan(plan):
    names = {row["id"]: row["concept_en"] for row in plan["coverage"]}
    levers = [names[f"C{number}"].removeprefix("CRM influence: ") for number in range(129, 133)]
    assert [lever.source_name for lever in words.crm_levers()] == levers
    phases = [names[f"C{number:03d}"].split(": ", 1)[1].removesuffix(" (mislabelled)") for number in range(54, 60)]
    assert [level.source_name for level in words.pyramid(6)] == phases
    assert [question.concept for question in words.model("planning_questions")] == ["C110", "C111", "C112", "C113"]
    for name in words.stages().names:
        assert name in next(row["student_can"] for row in plan["coverage"] if row["id"] == "C002")


def test_models_hold_what_the_course_builds_on():
    assert words.stages().keys == ("pre-purchase", "purchase", "post-purchase")
    assert {owner.key: owner.control for owner in words.touchpoint_owners()} == {
        "brand": 1.0,
        "partner": 0.5,
        "customer": 0.2,
        "social": 0.1,
    }
    assert "assumption" in words.touchpoint_owners().note
    assert [len(words.pyramid(levels)) for levels in (3, 5, 6)] == [3, 5, 6]
    assert words.pyramid(5).names == ("communication", "responsive", "commitment", "proactive", "evolution")
    assert "verbal" in words.providers()["identity"].name and len(words.providers()) == 7
    assert {(realm.participation, realm.absorption) for realm in words.realms()} == {(1, 1), (1, -1), (-1, 1), (-1, -1)}
    assert [len(module.elements) for module in words.modules()] == [6, 2, 4, 5, 8]
    added = {module.key for module in words.modules() if all(element.added_by_kit for element in module.elements)}
    assert added == {"act", "relate"}


def test_the_mislabelled_phase_is_corrected_and_its_own_heading_kept():
    fifth = words.pyramid(6).members[4]
    assert "future" in fifth.name and "problems" in fifth.source_name
    assert not words.pyramid(6).verified and "Contested" in words.pyramid(6).note


def test_every_model_is_bilingual_has_an_origin_and_shows_itself():
    for key in words.models():
        model = words.model(key)
        assert model.origin and model.title_it
        assert all(member.key and member.name and member.name_it for member in model), key
        assert len(set(model.keys)) == len(model)
        assert model.origin in str(model) and model.members[-1].name in str(model)
        assert model.checked in model._repr_html_()
        assert len(model.to_frame()) == len(model)


def test_models_are_frozen_and_one_object():
    with pytest.raises(dataclasses.FrozenInstanceError):
        words.modules().origin = "someone else"
    assert words.modules() is words.modules()


def test_no_card_lacks_meaning_italian_word_origin_or_unit():
    names = [*words.coverage()["id"], *words.glossary()["term_en"], *(name for key in words.models() for name in words.model(key).names)]
    for name in names:
        card = words.define(name)
        assert card.word and card.word_it and card.meaning and card.origin not in ("", "-") and card.units, name
        assert card.verified or card.checked.startswith(("not checked", "checked in part")), name


def test_every_word_is_found_in_both_languages_with_and_without_accents():
    plain = str.maketrans("àèéìòù", "aeeiou")
    for column in ("term_en", "term_it"):
        for word in words.glossary()[column]:
            assert words.define(word.translate(plain).upper()).word == words.define(word).word
    for concept, term_it in words.coverage()[["concept", "term_it"]].itertuples(index=False):
        assert words.define(concept).meaning and words.define(term_it).meaning


@pytest.mark.parametrize(
    ("typed", "word"),
    [
        ("moment of truth", "Moment of truth"),
        ("Moments of Truth", "Moment of truth"),
        ("momento della verita", "Moment of truth"),
        ("momenti della verità", "Moment of truth"),
        ("MOT", "Moment of truth"),
        ("NPS", "NPS"),
        ("net promoter score", "NPS"),
        ("customer effort score", "Customer effort score (CES)"),
        ("ces", "Customer effort score (CES)"),
        ("punti di contatto", "Touchpoint"),
        ("touchpoints", "Touchpoint"),
        ("voice of the customer", "VOC"),
        ("SEM", "SEM (Strategic Experiential Modules)"),
        ("verbal identity", "Visual / verbal identity"),
        ("pain points", "Friction point / pain point"),
        ("deteriorabili", "Perishability"),
        ("brand communities", "Relate"),
        ("escapist", "escapist"),
        ("piramide", "Three-criteria CX pyramid"),
    ],
)
def test_a_word_is_found_as_people_type_it(typed, word):
    assert words.define(typed).word == word


def test_a_concept_has_its_own_meaning_and_touchpoints_lead_to_unit_05():
    assert "falls short of what was expected" in words.define("C032").meaning
    assert words.define("C032").meaning != words.define("assimilation").meaning
    card = words.define("touchpoint")
    assert card.units == ("01", "05", "08") and [item.units for item in card.corrections] == [("01", "05")]


def test_a_card_tells_what_the_sources_get_wrong_and_where_it_is_met():
    card = words.define("moment of truth")
    assert [item.id for item in card.corrections] == ["E20"]
    assert card.units == ("05", "06", "08")
    text, page = str(card), card._repr_html_()
    for part in ("momento della verità", "Normann 1984", "not checked against the original", "empties the concept", "05, 06, 08"):
        assert part in text and part in page.replace("&#x27;", "'"), part


def test_every_correction_is_reached_by_some_card():
    ids = {item.id for concept in words.coverage()["id"] for item in words.define(concept).corrections}
    assert ids == set(words.corrections()["id"])


def test_an_unknown_word_is_answered_with_the_nearest_ones():
    with pytest.raises(
        ValueError,
        match=r"word='moment of thruth' is not known. Did you mean 'Moment of truth'.*glossary\(\) and coverage\(\) list all words",
    ):
        words.define("moment of thruth")
    with pytest.raises(ValueError, match="is not known"):
        words.define("  ")
    with pytest.raises(TypeError, match=r"word=5 is not text\. Pass one word as text"):
        words.define(5)  # type: ignore[arg-type]


def test_wrong_arguments_list_the_choices():
    with pytest.raises(ValueError, match=re.escape("levels=4 is not known. Choose from [3, 5, 6].")):
        words.pyramid(4)
    with pytest.raises(ValueError, match=re.escape("lang='de' is not known. Choose from ['en', 'it'].")):
        words.glossary("de")
    with pytest.raises(ValueError, match=r"key='moduls' is not known.*'modules'.*Did you mean 'modules'\?"):
        words.model("moduls")
    with pytest.raises(ValueError, match=r"key='brands'.*'brand', 'partner', 'customer', 'social'.*Did you mean 'brand'\?"):
        words.touchpoint_owners()["brands"]


def test_the_frames_serve_a_reader():
    assert words.glossary("it").columns[:2].tolist() == ["term_it", "term_en"]
    assert words.glossary("it")["term_it"].str.casefold().iloc[0] < "b"
    coverage = words.coverage()
    assert coverage["verified"].dtype == bool and coverage["meaning"].str.len().min() > 20
    assert set(coverage["status"]) == {"sourced", "contested", "unsupported", "practitioner", "case", "editorial"}
    assert (words.corrections()[["problem", "better_reading", "concepts", "units"]] != "").all(axis=None)


def test_no_raw_tags_file_names_or_line_numbers_reach_a_reader():
    text = (
        words.coverage().to_csv()
        + words.glossary().to_csv()
        + words.corrections().to_csv()
        + "".join(str(words.model(key)) for key in words.models())
    )
    assert not re.search(r"\[[VKA][\] ]|00[0-4][_:]|\.txt|\bL\d+\b|`", text)


def test_no_eight_words_in_a_row_stand_in_a_source_document():
    folder = SHARED.parent / "sources"
    if not folder.exists():
        pytest.skip("the source documents are not beside this checkout")

    def runs(text: str) -> set[tuple[str, ...]]:
        parts = re.findall(r"\w+", text.lower())
        return {tuple(parts[start : start + 8]) for start in range(len(parts) - 7)}

    sources = set().union(*(runs(path.read_text(encoding="utf-8", errors="ignore")) for path in folder.glob("*.txt")))
    for path in Path(words.__file__).parent.glob("*.csv"):
        assert not runs(path.read_text(encoding="utf-8")) & sources, path.name
