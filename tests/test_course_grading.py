"""Grading answers, not code: every student's own expected answers, and every kind of broken file."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest
import small_unit

import cxlab as cx
from cxlab.course import classkey, grading, marksheet, opening, shelf, submission

RIGHT = {
    "nb91.e1": 1.875,
    "nb91.e3": lambda a, b: a / (a + b),
    "nb91.e4": {"adverts", "prices"},
    "nb91.e5": {"first": "x", "second": "y"},
    "nb91.e6": "The wait grows when the staff are busy.",
}


@pytest.fixture
def course(monkeypatch, tmp_path):
    home = small_unit.install(monkeypatch, tmp_path)
    (tmp_path / "in").mkdir()
    yield tmp_path / "in"
    assert home
    opening.close()


def work(student, folder, **changed):
    """A student who answers everything, right but for what is changed, and hands it in."""
    unit = cx.begin("nb91", student=student)
    answers = {**RIGHT, "nb91.e2": unit.own["waits"].mean()} | {f"nb91.{name}": answer for name, answer in changed.items()}
    for exercise, answer in answers.items():
        cx.check(exercise, answer)
    return submission.pack(student or "", folder)


def edit(file, change):
    content = json.loads(file.read_text())
    change(content)
    file.write_text(json.dumps(content))


def key(tmp_path, **options):
    return classkey.new_key(tmp_path / "key.json", **options)


def test_marks_mistakes_texts_and_a_picture(course, tmp_path):
    for student in ("Anna", "Ugo"):
        work(student, course)
    work("Piero", course, e1=3.75, e3=lambda a, b: a / b, e4={"adverts", "weather"})
    work("Ida", course, e1=3.75, e5={"first": "z", "second": "z"})
    graded = grading.grade(course, key(tmp_path))
    marks = graded.marks().set_index("student")
    assert marks.loc["Anna", ["nb91.e1", "nb91.e2", "nb91.e3", "nb91.e4", "nb91.e5"]].tolist() == [1.0] * 5
    assert marks["total"].to_dict() == {"Anna": 5.0, "Ida": 3.0, "Piero": 2.0, "Ugo": 5.0} and set(marks["out_of"]) == {5.0}
    assert set(marks["nb91.e6"]) == {"to read"} and set(marks["notes"]) == {""} and graded.problems == ()
    assert graded.mistakes().iloc[0].to_dict() == {"exercise": "nb91.e1", "students": 2, "mistake": "That is the sum."}
    assert "That is a ratio of the two." in set(graded.mistakes()["mistake"])
    assert graded.texts()["text"].tolist() == [RIGHT["nb91.e6"]] * 4
    assert graded.states().loc["nb91.e5"].to_dict() == {"right": 3, "a usual mistake": 0, "another answer": 1, "no answer": 0}
    files = marksheet.keep(graded, tmp_path / "marks.csv")
    assert [file.name for file in files] == ["marks.csv", "mistakes.csv", "texts.csv", "mistakes.png"]
    assert pd.read_csv(files[0])["total"].tolist() == [5.0, 3.0, 2.0, 5.0]
    assert files[3].read_bytes().startswith(b"\x89PNG") and files[3].stat().st_size > 5000
    assert "4 students marked, 0 files left out." in marksheet.report(graded)
    assert "nb91.e1: 2 students. That is the sum." in marksheet.report(graded)


def test_an_answer_passed_on_is_found(course, tmp_path):
    anna = cx.begin("nb91", student="Anna").own["waits"].mean()
    work("Anna", course)
    work("Ugo", course, e2=anna)
    marks = grading.grade(course, key(tmp_path)).marks().set_index("student")
    assert marks.loc["Anna", "nb91.e2"] == 1.0 and marks.loc["Ugo", "nb91.e2"] == 0.0
    assert marks.loc["Ugo", "notes"] == "nb91.e2: wrong for this student's data, and right for those of 'Anna'"


def test_a_forged_pass_is_found(course, tmp_path):
    file = work("Anna", course, e1=3.75)
    edit(file, lambda content: content["answers"]["nb91.e1"].update(passed=True))
    marked = grading.grade(course, key(tmp_path)).marked[0]
    assert marked.marks["nb91.e1"] == 0.0
    assert marked.notes == ("the file was changed after it was packed", "nb91.e1: the file says passed, and the answer is wrong")


BROKEN = {
    "empty.json": (b"", "empty.json is not readable as JSON"),
    "cut.json": (b'{"format": "cxlab sub', "cut.json is not readable as JSON"),
    "picture.png": (b"\x89PNG\xff\xfe", "picture.png is not readable as JSON"),
    "deep.json": (b"[" * 200_000, "deep.json is not readable as JSON"),
    "list.json": (b"[1, 2]", "list.json is not an answer file of cxlab"),
    "other.json": (b'{"format": "other"}', "other.json is not an answer file of cxlab"),
    "name.json": (b'{"format": "cxlab submission 1", "student": 5, "answers": {}}', "name.json has a student's name that is not text"),
    "blank.json": (
        b'{"format": "cxlab submission 1", "student": " ", "answers": {}}',
        "blank.json has a student's name that cannot be used",
    ),
    "none.json": (b'{"format": "cxlab submission 1", "student": "x", "answers": 3}', "none.json has no answers"),
    "large.json": (b" " * 2_000_001, "large.json is larger than 2 MB and was not read"),
    "notebook.ipynb": (b'{"cells": []}', "notebook.ipynb is not an answer file of cxlab"),
    "code.py": (b"import os; os.abort()", "code.py is not readable as JSON"),
}


def test_broken_files_are_reported_and_the_run_goes_on(course, tmp_path):
    for name, (content, _) in BROKEN.items():
        (course / name).write_bytes(content)
    work("Anna", course)
    (course / "folder").mkdir()
    (course / ".hidden").write_text("x")
    graded = grading.grade(course, key(tmp_path))
    assert [one.student for one in graded.marked] == ["Anna"] and graded.marks()["total"].tolist() == [5.0]
    assert len(graded.problems) == len(BROKEN)
    for _, words in BROKEN.values():
        assert any(problem.startswith(words) for problem in graded.problems), words


ODD = {
    "a number for a record": {"nb91.e1": 5},
    "an answer of another type": {"nb91.e1": {"answer": {"x": 1}, "passed": True}},
    "a text for a function": {"nb91.e3": {"answer": "lambda a, b: a", "passed": True}},
    "too few values": {"nb91.e3": {"answer": {"returned": [1.0]}}},
    "no answer and a pass": {"nb91.e4": {"passed": True}},
    "not a number": {"nb91.e1": {"answer": None}},
    "unknown names": {"nb91.e4": {"answer": ["adverts", "x"]}},
    "a list of lists": {"nb91.e4": {"answer": [["adverts"]]}},
    "mistakes of no kind": {"nb91.e1": {"answer": 9, "mistakes": {"99": 1, "x": 2, "-1": 1}}},
    "an unknown exercise": {"nb44.e1": {"answer": 1}},
    "a text that is none": {"nb91.e6": {"answer": 7}},
}


@pytest.mark.parametrize("odd", ODD)
def test_odd_answers_get_no_mark_and_stop_nothing(odd, course, tmp_path):
    content = {"format": submission.FORMAT, "student": "Odd", "answers": ODD[odd]}
    (course / "odd.json").write_text(json.dumps(content))
    work("Anna", course)
    marks = grading.grade(course, key(tmp_path)).marks().set_index("student")
    assert marks.loc["Odd", "total"] == 0 and marks.loc["Anna", "total"] == 5
    if odd == "no answer and a pass":
        assert "nb91.e4: the file says passed, and holds no answer" in marks.loc["Odd", "notes"]
    if odd == "an answer of another type":
        assert "nb91.e1: the answer on file is malformed" in marks.loc["Odd", "notes"]


def test_nothing_in_a_file_is_executed(course, tmp_path, monkeypatch):
    trap = "__import__('os').system('touch ran')"
    answers = {item: {"answer": trap, "passed": True} for item in shelf.key("nb91").exercises}
    answers["nb91.e4"] = {"answer": [trap]}
    (course / "trap.json").write_text(json.dumps({"format": submission.FORMAT, "student": "=cmd|'/c calc'!A0", "answers": answers}))
    monkeypatch.chdir(tmp_path)
    graded = grading.grade(course, key(tmp_path))
    marksheet.keep(graded, tmp_path / "marks.csv")
    assert not (tmp_path / "ran").exists()
    assert "\n'=cmd|'/c calc'!A0," in (tmp_path / "marks.csv").read_text()
    assert not any(line.startswith(("=", "+", "@")) for line in (tmp_path / "texts.csv").read_text().splitlines())


def test_two_files_of_one_student(course, tmp_path):
    file = work("Anna", course)
    (course / "another.json").write_bytes(file.read_bytes())
    graded = grading.grade(course, key(tmp_path))
    assert len(graded.marked) == 1 and graded.problems == (f"{file.name} is a second file of 'Anna'; another.json was marked",)


def test_an_empty_folder_still_gives_a_marks_file(course, tmp_path):
    graded = grading.grade(course, key(tmp_path))
    files = marksheet.keep(graded, tmp_path / "marks.csv")
    assert pd.read_csv(files[0]).empty and marksheet.report(graded) == "0 students marked, 0 files left out."


def test_a_class_list_signs_names(course, tmp_path):
    made = key(tmp_path, exercises=["nb91.e1"], students=["Anna", "Ugo", ""])
    assert classkey.read_key(tmp_path / "key.json") == made and made.students == ("Anna", "Ugo")
    work(made.signed("Anna"), course)
    for name in ("Ugo", "Ugo:00000000", "Eva:12345678", None):
        work(name, course)
    notes = {one.student: one.notes for one in grading.grade(course, made).marked}
    assert notes[made.signed("Anna")] == ()
    assert notes["Ugo"] == ("the name has no code",) and notes["Ugo:00000000"] == ("the code '00000000' is not that of 'Ugo'",)
    assert notes["Eva:12345678"] == ("'Eva:12345678' is not a name on the list",) and notes["(no name)"] == (
        "the file has no student's name",
    )
    assert made.signed("Anna") != made.signed("Ugo") != classkey.new_key(tmp_path / "other.json", students=["Ugo"]).signed("Ugo")


def test_marks_are_what_the_key_says(course, tmp_path):
    key(tmp_path, exercises=["nb91.e1", "nb91.e4"])
    edit(tmp_path / "key.json", lambda content: content["marks"].update({"nb91.e1": 2.5}))
    work("Anna", course)
    assert grading.grade(course, classkey.read_key(tmp_path / "key.json")).marks()["total"].tolist() == [3.5]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("{", r"key\.json is not a class key .*Make one with: cxlab new-key key\.json"),
        ("[]", "is not a class key"),
        ('{"format": "x"}', "another format"),
        ('{"format": "cxlab key 1", "marks": {"nb91.e77": 1}, "secret": "00", "students": []}', "exercise='nb91.e77' is not known"),
        ('{"format": "cxlab key 1", "marks": {"nb91.e1": -1}, "secret": "00", "students": []}', "marks of nb91.e1=-1 is not allowed"),
        ('{"format": "cxlab key 1", "marks": {}, "secret": "xx", "students": []}', "is not a class key"),
        ('{"format": "cxlab key 1", "marks": {}}', "secret"),
    ],
)
def test_a_key_that_is_none(content, told, course, tmp_path):
    (tmp_path / "key.json").write_text(content)
    with pytest.raises(ValueError, match=told):
        classkey.read_key(tmp_path / "key.json")


def test_a_key_is_never_written_over_and_a_list_must_be_clear(course, tmp_path):
    key(tmp_path)
    with pytest.raises(FileExistsError, match=r"a class key is never written over\. Name another file\."):
        key(tmp_path)
    for names, told in ((["a", "a"], "'a' stands twice"), (["a:b"], "holds a colon")):
        with pytest.raises(ValueError, match=told):
            classkey.new_key(tmp_path / "new.json", students=names)
    with pytest.raises(ValueError, match="unit='nb1' is not known"):
        classkey.new_key(tmp_path / "new.json", exercises=["nb1"])
    assert not (tmp_path / "new.json").exists()


def test_packing_needs_answers_and_a_name_where_there_are_several(course):
    with pytest.raises(ValueError, match=r"There are no answers in my-course yet\. Work on an exercise and check it; then submit\."):
        submission.pack()
    work("Anna", course)
    assert submission.load(submission.pack()).student == "Anna"
    work(None, course)
    with pytest.raises(ValueError, match=r"Several students have answers here: \['Anna', ''\]\. Name one, as in: cxlab submit --student 'Anna'"):
        submission.pack()
    assert submission.load(submission.pack("Anna")).student == "Anna"


def test_a_submission_holds_answers_and_nothing_private(course):
    cx.begin("nb91", student="Anna")
    cx.predict("nb91.g1").choose("No")
    cx.quiz("nb91.r1").choose("The staff")
    file = work("Anna", course, e3=lambda a, b: a / b)
    content = json.loads(file.read_text())
    assert set(content) == {"format", "student", "answers", "digest"}
    returned = content["answers"]["nb91.e3"]["answer"]["returned"]
    assert len(returned) == 4 and np.isfinite(returned).all() and "lambda" not in file.read_text()
