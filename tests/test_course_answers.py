"""Checks, hints, quizzes and guesses, as a student meets them."""

from __future__ import annotations

import json
import sys
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
import small_unit

import cxlab as cx
from cxlab.course import opening
from cxlab.course.behaviour import Form, Function, Holds, Text
from cxlab.course.judging import judge
from cxlab.course.kinds import Matching, Misfit, Number, Numbers, Order, Words
from cxlab.course.questions import Exercise, Mistake, Quiz, Quote
from cxlab.course.values import agree
from cxlab.course.wording import speaks_of
from cxlab.results import Estimate, Result

KNOT: dict = {}
KNOT["knot"] = KNOT
HINTS = ("One step further.", "Two steps further.", "Three steps further.")


@pytest.fixture(autouse=True)
def home(monkeypatch, tmp_path):
    yield small_unit.install(monkeypatch, tmp_path)
    opening.close()


def exercise(kind, solution, *mistakes):
    return Exercise("nb91.e9", "Try", "Try it.", "answer = ...", kind, solution, HINTS, mistakes)


def words(kind, answer, solution, *mistakes):
    verdict = judge(exercise(kind, solution, *mistakes), answer, None, 7)
    return verdict.stage, verdict.words


def test_begin_shows_nothing_whatever_the_student(capsys):
    for student in (None, "s1"):
        opened = cx.begin("nb91", student=student)
        assert opened._ipython_display_() is None
    assert capsys.readouterr() == ("", "")


def test_a_check_says_what_is_wrong_keeps_the_answer_and_counts(home):
    cx.begin("nb91")
    outcome = cx.check("nb91.e1", 3.75)
    assert not outcome and outcome.stage == "value"
    assert repr(outcome) == "Not yet. That is the sum.\nnb91: practice checks passed 0/6."
    outcome = cx.check("nb91.e1", 1.876)
    assert outcome and outcome.passed and repr(outcome) == "Right.\nnb91: practice checks passed 1/6."
    assert json.loads((home / "progress.json").read_text())["answers"]["nb91.e1"] == {
        "answer": 1.876,
        "mistakes": {"1": 1},
        "passed": True,
        "tries": 2,
    }
    assert 'role="status"' in outcome._repr_html_()


def test_a_later_wrong_answer_does_not_take_a_pass_away(home):
    cx.begin("nb91")
    cx.check("nb91.e1", 1.875)
    assert "passed 1/6" in repr(cx.check("nb91.e1", 5))
    assert json.loads((home / "progress.json").read_text())["answers"]["nb91.e1"]["answer"] == 1.875
    assert cx.progress().rows[0] == Estimate("nb91", 1.0, n=6) and cx.progress().sentence == "Practice checks passed 1/6."


def test_without_begin_a_check_works_and_keeps_nothing(home):
    outcome = cx.check("nb91.e1", 1.875)
    assert outcome.passed and 'Nothing is kept yet: run the first cell, cx.begin("nb91"), and check again.' in repr(outcome)
    assert not home.exists()


def test_hints_come_in_three_steps():
    for begun in (False, True):
        if begun:
            cx.begin("nb91", student="Anna")
        said = [repr(cx.hint("nb91.e1")) for _ in range(4)]
        assert said == [
            "Hint 1 of 3. Look at the table first.",
            "Hint 2 of 3. Divide the first by the second.",
            "Hint 3 of 3. Put the numbers of the task in.",
            "Hint 3 of 3. Put the numbers of the task in. This was the last hint.",
        ]


def test_hints_go_on_where_nothing_can_be_kept(monkeypatch):
    cx.begin("nb91")
    monkeypatch.setattr(opening.Store, "change", lambda self, edit: "This could not be kept in progress.json (Permission denied).")
    said = [repr(cx.hint("nb91.e1")) for _ in range(3)]
    assert [words[:9] for words in said] == ["Hint 1 of", "Hint 2 of", "Hint 3 of"]
    assert all(words.endswith("\nThis could not be kept in progress.json (Permission denied).") for words in said)


def test_a_unit_without_guesses_says_so(monkeypatch, tmp_path):
    small_unit.install(monkeypatch, tmp_path / "other", key=small_unit.KEY.replace("GUESSES = ", "NONE = "))
    with pytest.raises(ValueError, match=r"guess='nb91\.g1' is not known: the unit nb91 has none"):
        cx.predict("nb91.g1")


@pytest.mark.parametrize(
    ("call", "error", "told"),
    [
        (lambda: cx.begin("nb19"), ValueError, r"unit='nb19' is not known\. Choose from \['nb91'\]\. Did you mean 'nb91'\?"),
        (lambda: cx.begin(91), ValueError, r"unit=91 is not known\. Choose from \['nb91'\]"),
        (lambda: cx.begin("nb91", student=7), TypeError, r'student=7 is not text\. Pass a name in quotes, as in student="s123"'),
        (lambda: cx.begin("nb91", student="  "), ValueError, "is empty. Pass a name of 1 to 200 letters"),
        (lambda: cx.begin("nb91", student="x" * 201), ValueError, "is too long"),
        (lambda: cx.begin(" NB91"), ValueError, r"unit=' NB91' is not known\. Did you mean 'nb91'\?"),
        (lambda: cx.quiz("NB91.R1"), ValueError, r"quiz='NB91\.R1' is not known\. Did you mean 'nb91\.r1'\?"),
        (lambda: cx.predict("NB91.G1"), ValueError, r"guess='NB91\.G1' is not known\. Did you mean 'nb91\.g1'\?"),
        (lambda: cx.check("nb91.e11", 1), ValueError, r"exercise='nb91\.e11' is not known\. .*Did you mean 'nb91\.e1'\?"),
        (lambda: cx.check("nb91", 1), ValueError, r"exercise='nb91' is not an id\. Pass a unit and a number with a dot between"),
        (lambda: cx.check("nb55.e1", 1), ValueError, r"unit='nb55' is not known"),
        (lambda: cx.check(1, 1), TypeError, "exercise=1 is not text"),
        (lambda: cx.hint("nb91.e9"), ValueError, "is not known"),
        (lambda: cx.quiz("nb91.r9"), ValueError, r"quiz='nb91\.r9' is not known\. Choose from \['nb91\.r1'"),
        (lambda: cx.predict("nb91.g2"), ValueError, r"guess='nb91\.g2' is not known\. Choose from \['nb91\.g1'\]"),
        (
            lambda: cx.quiz("nb91.r1").choose("The cat"),
            ValueError,
            r"option='The cat' is not known\. Choose from \['The wait', 'The staff'\]",
        ),
    ],
)
def test_what_is_not_known_gets_the_nearest(call, error, told):
    with pytest.raises(error, match=told):
        call()


NUMBER = Number(0.01, low=0, high=10)


@pytest.mark.parametrize(
    ("answer", "stage", "told"),
    [
        (..., "missing", "There is no answer here yet. Put yours in place of the three dots."),
        (None, "missing", "There is no answer here yet"),
        ("2.5", "type", "Your answer is text. Leave out the quotes (and write a decimal point, not a comma)."),
        (True, "type", "Your answer is True, a yes or no"),
        (float("nan"), "type", "Your answer is NaN, not a number. It comes from missing values or from 0/0"),
        (np.float64("inf"), "type", "Your answer is infinite. It comes from a division by zero"),
        ([2.5, 3], "type", "Your answer is a list with 2 entries. One number is asked for."),
        ((0, 45), "type", "2 entries. One number is asked for. If the comma is a decimal comma, write a decimal point."),
        (
            (2.5,),
            "type",
            "Your answer is a row of values in round brackets (a tuple) with 1 entry. One number is asked for. Take off the comma at its end.",
        ),
        ([2.5], "type", "1 entry. One number is asked for. Take off the brackets."),
        (np.array("2.5"), "type", "Your answer is text. Leave out the quotes"),
        (print, "type", "Your answer is a function. Call it"),
        (1j, "type", "Your answer is a complex number. A number is asked for."),
        (10**400, "type", "A number is asked for."),
        (pd.NA, "type", "A number is asked for."),
        (11, "invariant", "Your answer is 11, which cannot be: it must be from 0 to 10. Check the units and the sign."),
        (3.1, "value", "A number of the right kind, but not the one asked for. Go back to the formula"),
        (2.53, "value", "You are close: look at rounding on the way."),
        (0.025, "value", "Look at the unit: a share, or a percentage?"),
        (0.0249, "value", "Look at the unit: a share, or a percentage?"),
        (2.505, "right", "Right."),
        (np.array([2.5]), "right", "Right."),
        (np.array(2.5), "right", "Right."),
        (Result("R", "points", "m", (Estimate("one", 2.5),)), "right", "Right."),
    ],
)
def test_a_number(answer, stage, told):
    found = words(NUMBER, answer, 2.5)
    assert found[0] == stage and told in found[1]


def test_the_sign_of_a_number_and_a_whole_number():
    assert "Look at the sign." in words(Number(0.01), -2.5, 2.5)[1]
    assert words(Number(0.5, whole=True), 2.5, 2.0) == ("invariant", "Your answer is 2.5. A whole number is asked for.")
    said = words(Number(0, low=1, high=4, whole=True), 5, 2)[1]
    assert said == "Your answer is 5, which cannot be: it must be from 1 to 4."
    assert "it must be 0 or more" in words(Number(0.1, low=0), -1, 2)[1] and "it must be 9 or less" in words(Number(0.1, high=9), 10, 2)[1]


@pytest.mark.parametrize(
    ("answer", "stage", "told"),
    [
        (2.0, "type", "Your answer is a number. Keep the form of the cell: answer = {'a': ..., 'b': ...}, a name, a colon, a value."),
        ({"a": 1.0}, "invariant", "'b' is missing (1 of 2 are). Keep every name of the cell as it was."),
        ({"a": 1, "b": 2, "bb": 3}, "invariant", "'bb' was not asked for. The names are ['a', 'b']. Did you mean 'b'?"),
        ({"a": ..., "b": ...}, "missing", "There is no answer here yet"),
        ({"a": ..., "b": 2}, "missing", "Some dots are left: fill in 'a'."),
        ({"a": 1, "b": "2"}, "type", "'b' is text"),
        ({"a": 1, "b": -4}, "invariant", "'b' is -4, which cannot be"),
        ({"a": 1, "b": 3}, "value", "1 of 2 numbers are right; 'b' is not yet."),
        ({"a": 1, "b": 2}, "right", "Right."),
        (pd.Series({"b": 2.0, "a": 1.0}), "right", "Right."),
    ],
)
def test_numbers_by_name(answer, stage, told):
    found = words(Numbers(("a", "b"), {"a": 0.01, "b": 0.1}, low=0), answer, {"a": 1.0, "b": 2.0})
    assert found[0] == stage and told in found[1]


@pytest.mark.parametrize(
    ("answer", "stage", "told"),
    [
        ("x", "type", "Your answer is one text. Hand over a set of names"),
        (3, "type", "Your answer is a whole number. Hand over a set of names"),
        ({1, 2}, "type", "Your answer holds a whole number"),
        ({}, "type", "Your answer is an empty pair of curly brackets. Hand over a set of names"),
        ({...}, "missing", "There is no answer here yet"),
        ({"x", ...}, "missing", "Some dots are left: fill in names in their place"),
        (set(), "value", "The set is empty. Put in the names that belong."),
        ({"x", "yy"}, "invariant", "'yy' is not among the names to choose from: ['x', 'y', 'z', 'w']."),
        ({"x"}, "value", "All of yours belong, but the set is not complete."),
        ({"x", "y", "w"}, "value", "Everything that belongs is in, but not all of yours do."),
        ({"x", "w"}, "value", "Some names that belong are missing, and some that do not belong are in."),
        ({"x", "y", "z"}, "right", "Right."),
        (["y", "x", "x"], "right", "Right."),
        ({"X", " y"}, "right", "Right."),
        (np.array("x"), "type", "Your answer is one text."),
    ],
)
def test_a_set_of_names(answer, stage, told):
    found = words(Words(("x", "y", "z", "w"), ("z",)), answer, {"x", "y"})
    assert found[0] == stage and told in found[1]


@pytest.mark.parametrize(
    ("answer", "stage", "told"),
    [
        ({"a", "b", "c"}, "type", "Your answer is a set, and sets have no order. Use a list"),
        (["a", "b"], "invariant", "Use every name once: there are 2 names, and 3 to put in order."),
        (["a", "b", "b"], "invariant", "Use every name once: 'b' stands twice."),
        (["c", "b", "a"], "value", "The order is exactly backwards."),
        (["a", "c", "b"], "value", "Not in order yet: 1 of 3 stand in their place."),
        (("a", "b", "c"), "right", "Right."),
        (["A", "b ", "C"], "right", "Right."),
    ],
)
def test_an_order(answer, stage, told):
    found = words(Order(("a", "b", "c")), answer, ["a", "b", "c"])
    assert found[0] == stage and told in found[1]


def test_a_matching():
    kind, solution = Matching(("p", "q"), (1, 2, True)), {"p": 1, "q": 2}
    assert words(kind, {"p": 1, "q": ...}, solution) == ("missing", "Some dots are left: fill in 'q'.")
    assert words(kind, {"p": 1, "q": 3}, solution)[1].startswith("'q' has 3, which is not a choice. Choose from [1, 2, True].")
    assert words(kind, {"p": np.int64(1), "q": True}, solution)[1].startswith("1 of 2 are matched right.")
    assert words(kind, solution, solution)[0] == "right"
    assert words(kind, {"p": np.array(1), "q": 2}, solution)[0] == "right"
    assert (
        words(kind, {"p": "1", "q": 2}, solution)[1]
        == "'p' has '1', which is not a choice. Choose from [1, 2, True]. Leave out the quotes."
    )
    assert words(kind, {"P": 1, "q": 2}, solution)[1] == "'P' was not asked for. The names are ['p', 'q']. Did you mean 'p'?"


def test_capitals_and_spaces_do_not_count_where_one_choice_alone_fits():
    kind, right = Matching(("p",), ("Direct", "indirect", "t2", "T2")), {"p": "Direct"}
    for written in ("direct", "DIRECT ", np.str_("Direct")):
        assert words(kind, {"p": written}, right)[0] == "right"
    assert words(kind, {"p": "t2 "}, {"p": "t2"})[0] == "right" and words(kind, {"p": "T2"}, {"p": "t2"})[0] == "value"
    assert words(kind, {"p": "dirct"}, right)[1].endswith("Did you mean 'Direct'?")


ODD = (pd.NA, np.array(["a", "b"]), pd.Series([1.0, 2.0]), pd.DataFrame({"p": [1, 2]}), 10**5000, KNOT, sys.exit)


@pytest.mark.parametrize("odd", ODD, ids=lambda odd: type(odd).__name__)
def test_no_object_stops_a_check(odd):
    for kind, solution, answer in (
        (NUMBER, 1.0, odd),
        (Matching(("p",), (1, "a")), {"p": 1}, {"p": odd}),
        (Numbers(("p",), 0.1), {"p": 1.0}, {"p": odd}),
        (Holds({"p is 1": lambda v: v["p"] == 1}, type=dict), {"p": 1}, {"p": odd}),
        (Words(("a", "b", "c")), {"c"}, [odd]),
        (Form({"p": ("yes", "no")}), {"p": "yes"}, {"p": odd}),
        (Function(lambda rng: [(1.0,)]), lambda x: x, lambda x: odd),
    ):
        stage, said = words(kind, answer, solution, Mistake(solution, "The same."))
        assert stage != "right" and len(said) > 10


def test_a_function_that_leaves_python_is_told_so_and_one_that_returns_an_array_of_one_number_is_right():
    kind = Function(lambda rng: [(2.0,)])
    assert "your function stopped with SystemExit." in words(kind, lambda x: sys.exit(), lambda x: x)[1]
    assert words(kind, np.vectorize(lambda x: x), lambda x: x)[0] == "right"


def test_a_function_that_rounds_inside_is_told_so():
    kind = Function(lambda rng: [(36.3636,)])
    assert "returned 36.36, which is not right. Do not round inside the function." in words(kind, lambda x: round(x, 2), lambda x: x)[1]
    assert "round" not in words(kind, lambda x: 1.1 * x, lambda x: x)[1]
    pair = words(kind, lambda x: {"a": round(x), "b": x}, lambda x: {"a": x, "b": x})[1]
    assert pair.endswith("Do not round inside the function.")


SHARE = Function(
    lambda rng: [tuple(rng.uniform(1, 5, 2)) for _ in range(3)], properties={"a share is at most 1": lambda r, a, b: r <= 1}, tolerance=1e-9
)


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (2.0, "Your answer is a number. Hand over the function itself: its name, without parentheses."),
        (float, "Your answer is a type of value."),
        (lambda a, b: None, "your function returned nothing. Replace the three dots if they are still there"),
        (lambda a, b: ..., "your function returned three dots. Replace them in the function"),
        (lambda a, b: (a, ...), "your function returned three dots."),
        (lambda a, b: a / ..., "Replace the three dots."),
        (lambda a: a, "your function stopped with TypeError"),
        (lambda a, b: a / 0, "your function stopped with ZeroDivisionError"),
        (lambda a, b: str(a / (a + b)), "your function returned text, which is not the kind of thing asked for."),
        (lambda a, b: 1 + a / b, "this must hold and does not: a share is at most 1."),
        (lambda a, b: float("nan"), "your function returned nan, which is no number."),
        (lambda a, b: b / (a + b), "That is the share of b."),
        (lambda a, b: 0.5, "your function returned 0.5, which is not right."),
        (lambda a, b: True, "your function returned a yes or no"),
    ],
)
def test_a_function_is_judged_by_what_it_does(answer, told):
    found = words(SHARE, answer, lambda a, b: a / (a + b), Mistake(lambda a, b: b / (a + b), "That is the share of b."))
    assert found[0] != "right" and told in found[1]


def test_the_words_to_a_function_name_its_arguments():
    def share(a, b):
        return 0.5

    kind = Function(lambda rng: [(0.83, 0.85)])
    told = {function: words(kind, function, lambda a, b: a - b)[1] for function in (share, lambda *both: 1.0, lambda a: a)}
    assert [text.split(":")[0] for text in told.values()] == [
        "Tried with share(a=0.83, b=0.85)",
        "Tried with (0.83, 0.85)",
        "Tried with (0.83, 0.85)",
    ]


@pytest.mark.parametrize(
    ("word", "text", "stands"),
    [
        ("try", "The industry of this country.", False),
        ("try", "She tried it.", True),
        ("try", "(Try!)", True),
        ("satisf", "Many are dissatisfied", True),
        ("sure", "We insure cars.", False),
        ("coin", "A coincidence.", False),
        ("judge", "In her judgement.", True),
        ("leave", "They are leaving.", True),
        ("stop", "He stopped.", True),
        ("again", "against her", False),
        ("come back", "They come\nback.", True),
        ("if ", "Only if", True),
        ("OLS", "our tools", False),
        ("exp(", "with exp(2)", True),
        ("K =", "the risk = 3", False),
        ("rho", "at rho=0.9", True),
        ("ρ", "at ρ 0.9", True),
    ],
)
def test_words_are_found_whole(word, text, stands):
    assert speaks_of(text, word) is stands


@pytest.mark.parametrize("written", ["NB91.E1", " nb91.e1", "91.1", "e1", "E1"])
def test_an_id_written_loosely_is_recognised(written):
    cx.begin("nb91")
    for call in (lambda: cx.check(written, 1), lambda: cx.hint(written)):
        with pytest.raises(ValueError, match=r"is not known\. Did you mean 'nb91\.e1'\?"):
            call()


def test_a_number_alone_is_no_id_before_a_unit_is_begun():
    with pytest.raises(ValueError, match="exercise='e1' is not an id"):
        cx.check("e1", 1)


def test_what_a_function_prints_while_it_is_tried_is_not_shown(capsys):
    def chatty(a, b):
        print("trying", a)
        return a / (a + b)

    for function in (chatty, print):
        words(SHARE, function, lambda a, b: a / (a + b))
    assert words(SHARE, chatty, lambda a, b: a / (a + b))[0] == "right"
    assert words(Holds({"it doubles": lambda f: f(2) == 4}, type=type(chatty)), lambda x: print(x) or 2 * x, lambda x: x + x)[0] == "right"
    assert capsys.readouterr().out == ""


def test_a_function_gets_copies_and_fresh_data_for_each_student():
    seen = []

    def spoils(rows):
        seen.append(list(rows))
        total = sum(rows)
        rows.clear()
        return total

    kind = Function(lambda rng: [(rng.integers(0, 9, 4).tolist(),)])
    right = exercise(kind, lambda rows: sum(rows))
    assert judge(right, spoils, None, 1).right and judge(right, spoils, None, 2).right
    assert all(seen) and seen[0] != seen[-1]
    assert judge(right, np.sum, None, 1).right


def test_any_answer_with_the_properties():
    kind = Holds({"the mean is 8": lambda v: np.mean(v) == 8, "there are ten": lambda v: len(v) == 10})
    solution = [8] * 10
    assert words(kind, "8", solution) == ("type", "Your answer is text. What is asked for is a list.")
    assert words(kind, [8, ...], solution)[0] == "missing"
    named = Holds({"a is 1": lambda v: v["a"] == 1}, type=dict)
    assert words(named, {"a": ..., "b": 2}, {"a": 1, "b": 2}) == ("missing", "Some dots are left: fill in 'a'.")
    assert words(kind, [7] * 10, solution) == ("value", "This must hold and does not: the mean is 8.")
    assert words(kind, ["a"], solution)[0] == "value"
    assert words(kind, [7] * 10, solution, Mistake([7] * 10, "You took seven."))[1] == "You took seven."
    assert words(kind, np.array([6, 10] * 5), solution)[0] == "right"
    assert words(named, {"b": 2}, {"a": 1, "b": 2}) == ("value", "'a' is missing. Keep every name of the cell as it was.")


@pytest.mark.parametrize("made", [list, tuple, np.array, pd.Series])
def test_what_a_check_passes_passes_grading_from_file(made):
    kind = Holds({"the sum of A is 5": lambda v: sum(v["A"]) == 5, "A has two": lambda v: len(v["A"]) == 2 and v["A"][0] == 2}, type=dict)
    right = exercise(kind, {"A": [2, 3]})
    verdict = judge(right, {"A": made([2, 3])}, None, 7)
    assert verdict.right and kind.right(json.loads(json.dumps(verdict.kept)), {"A": [2, 3]}, (7, 7))


def test_a_form():
    fields = {"outcome": str, "gain": float, "weeks": (1, 52), "control": ("yes", "no")}
    kind = Form(fields, rules={"a gain needs a control": lambda form: form["gain"] == 0 or form["control"] == "yes"})
    full = {"outcome": "fewer calls", "gain": 0.5, "weeks": 8, "control": "yes"}
    assert words(kind, full, full)[0] == words(kind, full | {"control": "Yes "}, full)[0] == "right"
    for change, told in [
        ({"outcome": "x"}, "'outcome' needs some words"),
        ({"outcome": ...}, "Some dots are left: fill in 'outcome'."),
        ({"weeks": 90}, "'weeks' is 90. It must lie from 1 to 52."),
        ({"control": "maybe"}, "'control' has 'maybe', which is not a choice. Choose from ['yes', 'no']."),
        ({"control": "yess"}, "Did you mean 'yes'?"),
        ({"gain": "much"}, "'gain' is text"),
        ({"control": "no"}, "The fields do not fit together yet: a gain needs a control."),
    ]:
        assert told in words(kind, full | change, full)[1]


def test_a_text_is_checked_for_form_only():
    kind = Text((4, 20), mention=(("wait", "queue"), "staff"), avoid=("rho",))
    model = "The queue is long when staff are few."
    assert words(kind, model, model) == (
        "right",
        "The form is right: 8 words and every topic is named. What the text says is read by a person.",
    )
    for text, told in [
        ("...", "There is no answer here yet"),
        (5, "Write your text between three quotes on each side."),
        ("Too short.", "Your text has 2 words. Write 4 to 20."),
        ("Short.", "Your text has 1 word. Write 4 to 20."),
        ("Nothing of the sort is said.", "Your text does not speak of 'wait' or 'queue' yet."),
        ("wait staff wait staff wait staff wait staff", "Your text repeats the same few words. Write sentences"),
        ("The wait grows when rho of the staff is high.", "Your reader does not know 'rho'. Say it in everyday words."),
    ]:
        assert told in words(kind, text, model)[1]


def test_a_mistake_that_cannot_be_is_named_all_the_same():
    kind = Number(0.005, low=0, high=1)
    assert words(kind, 45, 0.45, Mistake(45.0, "That is a percentage.")) == ("invariant", "That is a percentage.")
    assert words(kind, 44, 0.45, Mistake(45.0, "Other.", when=lambda v: v > 1)) == ("invariant", "Other.")


def test_an_answer_that_holds_itself_is_no_trouble():
    knot = []
    knot.append(knot)
    for kind, solution in ((Holds({"empty": lambda v: not v}), []), (NUMBER, 1.0), (Order(("a",)), ["a"])):
        assert words(kind, knot, solution)[0] != "right"


def test_two_students_have_their_own_answers():
    anna, ugo = (cx.begin("nb91", student=name) for name in ("Anna", "Ugo"))
    assert anna.own["waits"].mean() != ugo.own["waits"].mean()
    assert not cx.check("nb91.e2", anna.own["waits"].mean()) and cx.check("nb91.e2", ugo.own["waits"].mean())
    assert np.array_equal(cx.begin("nb91", student="Anna").own["waits"], anna.own["waits"])


def test_a_unit_without_own_data_says_so(monkeypatch, tmp_path):
    small_unit.install(monkeypatch, tmp_path / "other", key=small_unit.KEY.replace("def own(", "def other("))
    with pytest.raises(AttributeError, match="Unit nb91 has no data of your own: its exercises are the same for everybody"):
        cx.begin("nb91").own  # noqa: B018


def test_a_quiz_answers_at_once_and_holds_no_answer(home):
    cx.begin("nb91")
    asked = cx.quiz("nb91.r1", "nb91.r2")
    bundle = asked._repr_mimebundle_()
    assert {"text/html", "text/plain"} < set(bundle) and "It is what customers feel" not in str(bundle)
    assert repr(asked.choose("The staff")) == "Not yet. Count them again."
    assert repr(asked.choose("The wait")) == "Right. It is what customers feel."
    radio = asked._page.children[1].children[1]
    radio.value = "The staff"
    assert "Not yet. Read the question again" in asked._page.children[1].children[2].value
    kept = json.loads((home / "progress.json").read_text())["quizzes"]
    assert kept["nb91.r1"] == {"first": "The staff", "last": "The wait", "right": True} and not kept["nb91.r2"]["right"]


def test_a_guess_is_kept_and_never_marked(home):
    cx.begin("nb91")
    asked = cx.predict("nb91.g1")
    assert repr(asked.choose("No")) == "Your guess: No. Compare the two numbers."
    assert json.loads((home / "progress.json").read_text())["guesses"] == {"nb91.g1": "No"}


@pytest.mark.parametrize(
    ("given", "wanted", "same"),
    [
        (np.array([1.0, 2.0]), [1, 2], True),
        ({"a": np.float64(1)}, {"a": 1.0}, True),
        ([1, 2], [1, 2, 3], False),
        (True, 1, False),
        ("1", 1, False),
        (float("nan"), float("nan"), True),
        ({1, 2}, {2, 1}, True),
        (pd.Series([1.0], index=["x"]), {"x": 1.0}, True),
        (float("inf"), 1e300, False),
    ],
)
def test_values_agree_whatever_their_container(given, wanted, same):
    assert agree(given, wanted, 1e-9) is same


@pytest.mark.parametrize(
    ("declare", "told"),
    [
        (lambda: exercise(NUMBER, 1.0).__class__("e1", "t", "p", "answer = 1", NUMBER, 1.0, HINTS), "'e1' is not an id"),
        (lambda: Exercise("nb91.e1", "t", "p", "answer = 1", NUMBER, 1.0, HINTS[:2]), "nb91.e1 has 2 hints. Give three"),
        (lambda: Exercise("nb91.e1", "t", "p", "x = 1", NUMBER, 1.0, HINTS), "the stub leaves no answer"),
        (lambda: Quiz("nb91.q1", "?", ("a", "b"), "c"), "the answer 'c' is none of the options"),
        (lambda: Quiz("nb91.q1", "?", ("a",), "a"), "Give two to six different ones"),
        (lambda: Quiz("nb91.q1", "?", ("a", "b"), "a", not_yet={"a": "no"}), r"not_yet names \['a'\]"),
        (lambda: Quote("1.5"), "give either its source or a function"),
    ],
)
def test_a_key_that_cannot_be_is_refused(declare, told):
    with pytest.raises(ValueError, match=told):
        declare()


def test_a_misfit_knows_its_stage():
    assert Misfit("x").stage == "type"


def test_progress_reads_as_passed_of():
    cx.begin("nb91")
    cx.check("nb91.e1", 1.875)
    assert repr(cx.progress()) == "  nb91  1/6\nPractice checks passed 1/6."
    assert "<td>nb91</td><td>1</td><td>6</td>" in cx.progress()._repr_html_()
    assert list(cx.progress().to_frame()["value"]) == [1.0]


def test_after_a_cell_that_stopped_the_old_answer_is_not_checked(monkeypatch):
    """`answer` still holds what an earlier cell gave it; a check of that is about nothing on the page."""
    cx.begin("nb91", student="Anna")
    shell = SimpleNamespace(last_execution_succeeded=False)
    monkeypatch.setitem(sys.modules, "IPython", SimpleNamespace(get_ipython=lambda: shell))
    found = cx.check("nb91.e1", 1.875)
    assert not found and found.stage == "missing"
    assert "stopped with an error" in found.words and "nothing was checked" in found.words and "run this check again" in found.words
    shell.last_execution_succeeded = True
    assert cx.check("nb91.e1", 1.875)
    again = cx.check("nb91.e1", 3.75)
    assert "You passed this one before, and that answer is kept." in again.words
