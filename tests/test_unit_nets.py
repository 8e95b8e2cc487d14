"""The nets themselves: a sound small unit passes all of them, and each planted fault turns its net red."""

from __future__ import annotations

import nbformat
import pytest
import small_unit
from nets_browser import Desk, browser_faults
from nets_demos import all_pairs, demo_faults
from nets_keys import key_faults, workbook_faults
from nets_leaks import leak_faults
from nets_lessons import coverage_faults, lesson_faults, run_faults, twice_faults, with_tag
from nets_shelf import ROOT
from nets_text import lesson_numbers, quote_faults, said_in, teaching_faults

from cxlab.course import shelf
from cxlab.demos._catalogue import parts_of

UNIT = small_unit.UNIT
HOLD = "    # planted: draw\n"


def demo_of(root, planted="", demo=small_unit.DEMO):
    folder = small_unit.write(root, demo=demo.replace(HOLD, planted))
    return parts_of(UNIT, folder)


def key_of(root, *swaps):
    source = small_unit.KEY
    for old, new in swaps:
        assert old in source
        source = source.replace(old, new)
    small_unit.write(root, key=source)
    return shelf.read_key(root / "exercises" / UNIT / "key.py")


def test_the_small_unit_passes_every_net(tmp_path):
    parts, key, lesson = demo_of(tmp_path), key_of(tmp_path), small_unit.lesson()
    assert [fault for part in parts.values() for fault in demo_faults(UNIT, part)] == []
    assert key_faults(key) == [] and quote_faults(key) == []
    assert leak_faults(key, {"the lesson": lesson}) == []
    assert lesson_faults(lesson, UNIT, key, list(parts)) == []
    assert run_faults(lesson) == [] and lesson_numbers(lesson, key) == []
    assert coverage_faults([lesson], UNIT, small_unit.CONCEPTS) == []
    assert teaching_faults(small_unit.PAGE, UNIT, key, parts, said_in(lesson)) == []


DRAWN = {
    "only at a slider's end": (
        "    if state.staff == 4:\n        raise ValueError('no bar left')\n",
        "staff at 4 fails: ValueError: no bar left",
    ),
    "only at an option": ("    if state.shape == 'reversed':\n        1 / 0\n", "shape at 'reversed' fails: ZeroDivisionError"),
    "only at a pair of corners": (
        "    if state.arrivals == 10 and not state.patient:\n        raise KeyError('both')\n",
        "draw fails at Queue(staff=1, arrivals=10.0, patient=False",
    ),
    "blank": ("    ax.clear(); ax.axis('off')\n", "the picture is blank"),
    "one panel blank": ("    figure.subplots_adjust(right=0.4); figure.add_axes((0.6, 0.2, 0.3, 0.6))\n", "the picture is blank"),
    "one panel blank but for its categories": (
        "    figure.subplots_adjust(right=0.4); figure.add_axes((0.6, 0.2, 0.3, 0.6)).set_xticks([0.5], [' '])\n",
        "panel 2 is empty at the start and at every preset",
    ),
    "blank at an end": (
        "    if state.arrivals == 2:\n        figure.clear(); figure.subplots()\n",
        "arrivals at 2.0: the picture is blank",
    ),
    "luck": ("    waits = waits + np.random.default_rng().normal(0, 0.1, 10)\n", "two draws of the same settings differ"),
    "leftovers": (
        "    figure.suptitle(f'{len(figure.axes)}' * (1 + 9 * hasattr(figure, 'used'))); figure.used = True\n",
        "a refilled figure differs",
    ),
    "not a number": ("    waits = waits * float('nan')\n", "the sentence says 'nan'"),
    "a warning": ("    np.float64(1) / np.float64(0)\n", "RuntimeWarning"),
    "printing": ("    print('here')\n", "it printed"),
    "words outside": ("    ax.text(30, 0, 'far away')\n", "'far away' runs out of the picture"),
    "words over words": (
        "    ax.text(3, 0.5, 'one thing'); ax.text(3, 0.5, 'other thing')\n",
        "'one thing' and 'other thing' lie over each other",
    ),
    "a control that does nothing": (
        "    state = replace(state, patient=True)\n    waits = np.sort(waits); ax.clear(); ax.bar(range(10), waits)\n",
        "",
    ),
    "another object": ("    return figure\n", "draw returned Figure, not a View"),
    "a long table": ("    return View(figure, 'Long.', pd.DataFrame({'x': range(30)}))\n", "the table has 30 rows"),
}


@pytest.mark.parametrize("fault", [name for name, (_, words) in DRAWN.items() if words])
def test_a_fault_in_a_picture_is_found(fault, tmp_path):
    planted, words = DRAWN[fault]
    found = demo_faults(UNIT, demo_of(tmp_path, planted)["queue"])
    assert any(words in one for one in found), found


def test_a_control_that_moves_nothing_is_found(tmp_path):
    idle = small_unit.DEMO.replace("(6 if state.patient else 5)", "6")
    found = demo_faults(UNIT, demo_of(tmp_path, HOLD, idle)["queue"])
    assert f"{UNIT} queue: patient changes nothing: neither the picture nor a number" in found


def test_an_error_swallowed_by_a_button_is_found(tmp_path):
    broken = small_unit.DEMO.replace("extra=state.extra + 1", "extra=state.extra + None")
    found = demo_faults(UNIT, demo_of(tmp_path, HOLD, broken)["counter"])
    assert any("One more pressed fails: TypeError" in one for one in found), found


def test_a_fault_in_one_cell_of_a_table_is_found(tmp_path):
    broken = small_unit.DEMO.replace("    tickets = [", "    1 / (state.cells[2][0] - 5)\n    tickets = [")
    found = demo_faults(UNIT, demo_of(tmp_path, HOLD, broken)["counter"])
    assert any("cells row 2 column 0 at 5 fails: ZeroDivisionError" in one for one in found), found


def test_every_pair_of_levels_occurs():
    rows = all_pairs([2, 3, 2, 4, 2])
    for i, a in enumerate([2, 3, 2, 4, 2]):
        for j, b in enumerate([2, 3, 2, 4, 2]):
            if i < j:
                assert {(row[i], row[j]) for row in rows} == {(x, y) for x in range(a) for y in range(b)}
    assert len(rows) <= 16 and all_pairs([3]) == [(0,), (1,), (2,)]


KEYS = {
    "a wrong solution": (("1.875, HINTS", "-2.0, HINTS"), "nb91.e1: the solution does not pass"),
    "a mistake without its message": (
        ('Mistake(3.75, "That is the sum.")', 'Mistake(1.2501, "That is the sum.")'),
        "nb91.e1: mistake 2 gets another message",
    ),
    "a mistake that passes": (("Mistake(1.25,", "Mistake(1.8751,"), "nb91.e1: mistake 2 passes"),
    "two mistakes": ((', Mistake(-1.875, "A wait cannot be negative.")', ""), "nb91.e1: 2 usual mistakes"),
    "the same message twice": (("That is the shorter wait.", "That is the sum."), "nb91.e1: two mistakes share a message"),
    "a stub that stops": (
        ('"answer = ...", Number(0.0005', '"answer = unit.own[1]", Number(0.0005'),
        "nb91.e2: the stub as it is fails: KeyError",
    ),
    "a stub that solves": (('"answer = ...", Number(0.005', '"answer = 15 / 8", Number(0.005'), "nb91.e1: the stub as it is gets 'right'"),
    "a tolerance for all": (("Number(0.0005, low=0)", "Number(50.0, low=0)"), "passes for 'student 0'"),
    "few answers": (("uniform(1, 9, 40)", "integers(1, 3, 1)"), "of all pairs of students can pass their answers on"),
    "one seed for all": (("default_rng(seed)", "default_rng(1)"), "nb91.e2: twenty students have one and the same right answer"),
    "a mistake of some students": (('own["waits"].max()', 'own["waits"][0]'), ""),
    "a quiz with two answers": (("why=", 'not_yet={"The staff": "It is the wait."}, why='), ""),
    "a quiz that names its answer": (("Count them again.", "No, the wait."), "the words to a wrong option name the answer"),
}


@pytest.mark.parametrize("fault", [name for name, (_, words) in KEYS.items() if words])
def test_a_fault_in_a_key_is_found(fault, tmp_path):
    swap, words = KEYS[fault]
    found = key_faults(key_of(tmp_path, swap))
    assert any(words in one for one in found), found


def test_a_wrong_quote_and_an_old_workbook_are_found(tmp_path):
    key = key_of(tmp_path, ("2 / 3", "3 / 4"))
    assert quote_faults(key) == ["the quote 0.67 is 0.75 when computed"]
    folder = tmp_path / "exercises" / UNIT
    assert workbook_faults(key, folder) == ["exercises.ipynb is missing: run cxlab bind nb91"]
    (folder / "exercises.ipynb").write_text("{}")
    assert workbook_faults(key, folder) == ["exercises.ipynb is not what key.py makes now: run cxlab bind nb91"]


LEAKS = {
    "in a hint": ("Divide the first by the second.", "It is a bit under 1.88."),
    "in a message": ("That is the sum.", "The answer is 1.875."),
}
NAMED = {
    "a number in letters": (("What is their mean?", "?"), ("1.875, HINTS", "7.0, HINTS"), ("That is the sum.", "It is seven.")),
    "half of the set": (("One more can be moved.", "What of prices and adverts?"),),
    "half of the matching": (("You swapped them.", "The first is 'x', and the second is 'y'."),),
}


@pytest.mark.parametrize("where", LEAKS)
def test_a_leak_in_words_to_students_is_found(where, tmp_path):
    found = leak_faults(key_of(tmp_path, LEAKS[where]), {})
    assert any("nb91.e1: the answer 1.8" in one for one in found), found


@pytest.mark.parametrize("what", NAMED)
def test_a_leak_without_digits_and_commas_is_found(what, tmp_path):
    found = leak_faults(key_of(tmp_path, *NAMED[what]), {})
    assert any((what if "half" in what else "nb91.e1: the answer 7") in one for one in found), found


def test_a_leak_in_a_notebook_is_found(tmp_path):
    key = key_of(tmp_path)
    for place, words in {
        "outputs": "the answer 1.875 stands in the lesson, an output of cell 8",
        "metadata": "the answer 1.875 stands in the lesson, the metadata of cell 8",
        "source": "the whole mapping stands in the lesson, cell 8",
        "notebook": "the whole list stands in the lesson, its metadata",
    }.items():
        lesson = small_unit.lesson()
        cell = with_tag(lesson, "twin")[0]
        lesson.cells[3].outputs = []
        lesson.cells[3].source = ""
        if place == "outputs":
            cell.outputs = [nbformat.v4.new_output("stream", text="S = 1.875\n")]
        elif place == "metadata":
            cell.metadata["note"] = 1.875
        elif place == "source":
            cell.source = "answer = {'first': 'x', 'second': 'y'}"
        else:
            lesson.metadata["widgets"] = {"state": {"options": ["adverts, prices"]}}
        found = leak_faults(key, {"the lesson": lesson})
        assert any(words in one for one in found), (place, found)


def _without(tag):
    def change(lesson):
        lesson.cells = [cell for cell in lesson.cells if tag not in cell.metadata["tags"]]

    return change


def _set(tag, source):
    def change(lesson):
        with_tag(lesson, tag)[0].source = source

    return change


def _outputs(tag, **output):
    def change(lesson):
        with_tag(lesson, tag, "code")[0].outputs = [nbformat.v4.new_output(**output)]

    return change


ANATOMY = {
    "no limits": (_without("limits"), "there is no cell tagged 'limits'"),
    "no second loop": (_without("twin"), "there is no cell tagged 'twin'"),
    "too long an explanation": (_set("explain", "## Long\n" + "word " * 200), "an explain cell has 201 words"),
    "too much code": (_set("research", "## R"), ""),
    "a long cell": (_set("lines", "x = 1\n" * 21), "a code cell has 21 lines"),
    "plotting in sight": (_set("lines", "import matplotlib.pyplot as plt"), "it imports 'matplotlib'"),
    "begin elsewhere": (_set("begin", 'import cxlab as cx\ncx.begin("nb01")'), "does not open the unit"),
    "begin that shows": (_outputs("begin", output_type="stream", text="cxlab 0.1"), "the cell with cx.begin shows something"),
    "an outcome untested": (_set("outcomes", "- know it all"), "the outcome '- know it all' names no exercise"),
    "an unknown quiz": (_set("recall", 'cx.quiz("nb91.r1", "nb91.r7")'), "nb91.r7 is not in the key"),
    "one question": (_set("exit", 'cx.quiz("nb91.x1")'), "a exit cell asks ['nb91.x1']"),
    "an unknown part": (_set("demo", 'cx.demo("nb91", part="nothing")'), "there is no part 'nothing'"),
    "no assertion": (_set("twin", "queue.at({})"), "does not move a control (.at) and assert"),
    "a picture without alt": (
        _outputs("lines", output_type="display_data", data={"text/html": '<img src="x">'}),
        "a picture in cell 10 has no alt text",
    ),
    "a raw picture": (_outputs("lines", output_type="display_data", data={"image/png": "aGk="}), "the picture of cell 10 has no alt text"),
    "few words": (_set("limits", "## L"), ""),
}


@pytest.mark.parametrize("fault", [name for name, (_, words) in ANATOMY.items() if words])
def test_a_fault_in_the_anatomy_is_found(fault, tmp_path):
    change, words = ANATOMY[fault]
    lesson = small_unit.lesson()
    change(lesson)
    found = lesson_faults(lesson, UNIT, key_of(tmp_path), ["queue", "counter", "order"])
    assert any(words in one for one in found), found


@pytest.mark.parametrize("loop", [0, 1, 2])
@pytest.mark.parametrize("borne", ["twin,lines", "twin,reading,lines"])
def test_one_cell_of_a_loop_may_bear_two_roles(loop, borne, tmp_path):
    """The lines may stand in the twin's cell, before the reading, in any loop."""
    lesson = small_unit.lesson()
    places = [i for i, cell in enumerate(lesson.cells) if "demo" in cell.metadata["tags"]] + [len(lesson.cells)]
    cells = lesson.cells[places[loop] : places[loop + 1]]
    for cell in cells:
        if set(cell.metadata["tags"]) & {"twin", "reading", "lines"}:
            spare = "text" if cell.cell_type == "markdown" else "code"
            twin = "twin" in cell.metadata["tags"]
            kept = [tag for tag in cell.metadata["tags"] if tag not in borne.split(",")]
            cell.metadata["tags"] = borne.split(",") if twin else kept or [spare]
    assert lesson_faults(lesson, UNIT, key_of(tmp_path), ["queue", "counter", "order"]) == []


def test_a_lesson_too_short_is_found(tmp_path):
    lesson = small_unit.lesson()
    lesson.cells = lesson.cells[:12]
    found = lesson_faults(lesson, UNIT, key_of(tmp_path), ["queue", "counter", "order"])
    assert found[:2] == ["12 cells: 30 to 38 are wanted", "7 code cells: 12 to 16 are wanted"] and "words: 900 to 1400" in found[2]


def test_a_lesson_that_was_not_run_is_found():
    lesson = small_unit.lesson()
    for cell in with_tag(lesson, "lines"):
        cell.execution_count = None
    assert run_faults(lesson) == ["it was not run from top to bottom"]


@pytest.mark.parametrize(
    ("wrong", "found"),
    [("3.46 minutes, and", "3.47"), ("44.5 euro", "44.6"), ("0.67 of it", "0.68")],
)
def test_a_wrong_number_in_the_text_is_found(wrong, found, tmp_path):
    lesson = small_unit.lesson()
    cell = with_tag(lesson, "reading")[0]
    right = wrong.split()[0]
    cell.source = cell.source.replace(right, found)
    assert lesson_numbers(lesson, key_of(tmp_path)) == [
        f"the text says {found}, which stands in no output, no code and no quote of the key"
    ]


def test_a_concept_not_met_is_found():
    lesson = small_unit.lesson()
    lesson.cells[2].source = "Nothing of the sort."
    assert coverage_faults([lesson], UNIT, small_unit.CONCEPTS) == ["the cell that meets C900 (Counter service) has none of its words"]
    lesson.cells[2].metadata["meets"] = ["C901"]
    assert coverage_faults([lesson], UNIT, small_unit.CONCEPTS) == [
        "C900 (Counter service) is met nowhere: name it in a cell's metadata meets",
        "C901 is not a concept of the vocabulary",
    ]


PAGES = {
    "a heading gone": ("## Poll questions", "## Polls", "the heading 'Poll questions' is missing"),
    "an unknown preset": ('preset="all hands", present', 'preset="no hands", present', "the demo has no preset 'no hands'"),
    "a preset without its line": ("### rush hour", "### hush hour", "the preset 'hush hour' has no line"),
    "a wrong number": ("arrivals are 10.0", "arrivals are 10.5", "the text says 10.5"),
    "no model answer": ("nb91.e6: names", "It names", "nb91.e6 has no model answer"),
}


@pytest.mark.parametrize("fault", PAGES)
def test_a_fault_on_the_instructors_page_is_found(fault, tmp_path):
    old, new, words = PAGES[fault]
    assert old in small_unit.PAGE
    found = teaching_faults(small_unit.PAGE.replace(old, new), UNIT, key_of(tmp_path), demo_of(tmp_path), said_in(small_unit.lesson()))
    assert any(words in one for one in found), found


def test_a_lesson_that_differs_when_run_again_is_found(tmp_path):
    v4 = nbformat.v4
    sources = ["try:\n    seen += 1\nexcept NameError:\n    seen = 1\nseen", "2 + 2", "3 + 3"]
    lesson = v4.new_notebook(cells=[v4.new_code_cell(source) for source in sources])
    for number, (cell, shown) in enumerate(zip(lesson.cells, ("1", "4", "7"), strict=True), start=1):
        cell.execution_count = number
        cell.outputs = [v4.new_output("execute_result", data={"text/plain": shown}, execution_count=number)]
    nbformat.write(lesson, tmp_path / "again.ipynb")
    assert twice_faults(tmp_path / "again.ipynb", tmp_path) == [
        "cell 0 shows something else when the lesson is run twice in a row",
        "cell 2 does not show what the committed lesson shows: run make notebooks",
    ]


def test_faults_that_only_a_browser_shows(chromium, tmp_path):
    small_unit.write(tmp_path)
    still = small_unit.DEMO.replace("ax.bar(range(1, 11), waits)", "ax.bar(range(1, 11), range(10))")
    small_unit.write(tmp_path / "still", demo=still)

    def opened(folder):
        return lambda part: (
            f"from pathlib import Path\nfrom cxlab.demos._demo import opened\nopened('nb91', {part!r}, None, False, Path({str(folder)!r}))"
        )

    (tmp_path / "desk").mkdir()
    with Desk(chromium, tmp_path / "desk", ROOT) as desk:
        assert browser_faults(desk, UNIT, ["queue", "counter", "order"], opened(tmp_path / "demos")) == []
        desk.patience = 1.0
        assert browser_faults(desk, UNIT, ["queue"], opened(tmp_path / "still" / "demos")) == [
            "nb91 queue: the picture does not change when its control is moved by ArrowRight, ArrowLeft, End, Home"
        ]
