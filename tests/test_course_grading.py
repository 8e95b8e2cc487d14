"""Grading answers, not code: every student's own expected answers, and every kind of broken file."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest
import small_unit

import cxlab as cx
from cxlab.course import classkey, grading, marksheet, opening, shelf, store, submission

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
    assert [file.name for file in files] == ["marks.csv", "marks-mistakes.csv", "marks-texts.csv", "marks-mistakes.png"]
    assert pd.read_csv(files[0])["total"].tolist() == [5.0, 3.0, 2.0, 5.0]
    assert files[3].read_bytes().startswith(b"\x89PNG") and files[3].stat().st_size > 5000
    assert "4 students marked, 0 files left out." in marksheet.report(graded)
    assert "nb91.e1: 2 students. That is the sum." in marksheet.report(graded)


def test_terminal_table_and_picture_tell_one_story(course, tmp_path):
    """A function is not kept, so its usual mistake is known by the record; an exercise with unusual errors only is not silent."""
    work("Anna", course)
    work("Ugo", course, e1=1.5, e3=lambda a, b: a / b)
    work("Ida", course, e1=2.25, e3=lambda a, b: 7 * a / b)
    graded = grading.grade(course, key(tmp_path))
    assert graded.states().loc["nb91.e3"].to_dict() == {"right": 1, "a usual mistake": 1, "another answer": 1, "no answer": 0}
    assert graded.states().loc["nb91.e1", "another answer"] == 2
    assert graded.mistakes().to_numpy().tolist() == [
        ["nb91.e1", 2, "not right, no usual mistake"],
        ["nb91.e3", 1, "That is a ratio of the two."],
        ["nb91.e3", 1, "not right, no usual mistake"],
    ]
    marksheet.keep(graded, tmp_path / "marks.csv")
    assert pd.read_csv(tmp_path / "marks-mistakes.csv")["mistake"].tolist() == graded.mistakes()["mistake"].tolist()
    assert marksheet.report(graded).splitlines() == [
        "3 students marked, 0 files left out.",
        "Marks: median 3 of 5.",
        "Texts (nb91.e6) are not in the total: a person reads them.",
        "Commonest mistake by exercise:",
        "  nb91.e1: 2 of 3 not right, no usual mistake",
        "  nb91.e3: 1 student. That is a ratio of the two.",
        "  nb91.e3: 1 of 3 not right, no usual mistake",
    ]


def test_an_answer_passed_on_is_found(course, tmp_path):
    anna = cx.begin("nb91", student="Anna").own["waits"].mean()
    work("Anna", course)
    work("Ugo", course, e2=anna)
    marks = grading.grade(course, key(tmp_path)).marks().set_index("student")
    assert marks.loc["Anna", "nb91.e2"] == 1.0 and marks.loc["Ugo", "nb91.e2"] == 0.0
    assert marks.loc["Ugo", "notes"] == (
        "nb91.e2: wrong for this student's data, and what the data of 'Anna' give; by chance that happens in fewer than 5% of cases, so ask both"
    )


def test_an_answer_that_fits_many_accuses_nobody(monkeypatch, tmp_path):
    """With few answers to choose from, a wrong one is right for some classmate: that says nothing."""
    small_unit.install(monkeypatch, tmp_path, key=small_unit.KEY.replace("Number(0.0005, low=0)", "Number(0.4, low=0)"))
    (tmp_path / "in").mkdir()
    for number in range(12):
        work(f"student {number}", tmp_path / "in", e2=4.0 if number % 2 else 6.0)
    graded = grading.grade(tmp_path / "in", key(tmp_path))
    assert 0 < graded.marks()["nb91.e2"].sum() < 12 and {one.notes for one in graded.marked} == {()}
    opening.close()


def test_files_without_a_name_are_known_by_their_own_and_all_marked(course, tmp_path):
    packed = work(None, tmp_path)
    for name in ("bob.json", "carla.json"):
        (course / name).write_bytes(packed.read_bytes())
    marks = grading.grade(course, key(tmp_path)).marks().set_index("student")
    assert marks["total"].to_dict() == {"(no name) bob.json": 5.0, "(no name) carla.json": 5.0} and set(marks["notes"]) == {""}


def test_what_no_file_or_screen_can_take_stops_nothing(course, tmp_path):
    texts = {"nb91.e6": {"answer": "a\ud800b\x1b[2J\x00"}, "\ud800" * 900: 3}
    for name in ("\ud800", "Ugo"):
        (course / f"{len(name)}.json").write_text(json.dumps({"format": submission.FORMAT, "student": name, "answers": texts}))
    graded = grading.grade(course, key(tmp_path))
    files = marksheet.keep(graded, tmp_path / "marks.csv")
    assert [one.student for one in graded.marked] == ["Ugo"] and "holds a character that cannot be seen" in graded.problems[0]
    assert pd.read_csv(files[2])["text"].tolist() == ["a\ufffdb\ufffd[2J\ufffd"]
    assert len(marksheet.report(graded)) < 2000


def test_two_classes_do_not_share_a_file(course, tmp_path):
    graded = grading.grade(course, key(tmp_path))
    written = [file.name for name in ("a.csv", "b.csv", "mistakes.csv") for file in marksheet.keep(graded, tmp_path / name)]
    assert len(set(written)) == len(written) == 12


def test_a_long_course_is_drawn_in_rows_and_in_order(course, tmp_path, monkeypatch):
    from matplotlib.figure import Figure

    made = classkey.new_key(tmp_path / "key.json")
    items = [f"nb91.e{number}" for number in (1, 2, 10, 11, 12)]
    monkeypatch.setattr(classkey, "_known", lambda item: item)
    monkeypatch.setattr(classkey.shelf, "key", lambda unit: type("Key", (), {"exercises": dict.fromkeys(items)}))
    edit(tmp_path / "key.json", lambda content: content.update(marks=dict.fromkeys(sorted(items), 1)))
    assert list(classkey.read_key(tmp_path / "key.json").marks) == items
    drawn = []
    monkeypatch.setattr(Figure, "savefig", lambda figure, *_, **__: drawn.append(figure))
    names = [f"nb{unit:02d}.e{number}" for unit in range(12) for number in range(1, 11)]
    states = pd.DataFrame(1, index=names, columns=list(grading.STATES))
    monkeypatch.setattr(grading.Graded, "states", lambda _: states)
    marksheet._picture(grading.Graded((grading.Marked("a", "a", {}, {}, {}, {}, ()),), (), made))
    width, height = drawn[0].get_size_inches() * 110
    assert width < 1600 and height < 2200 and len(drawn[0].axes) == 5
    assert [label.get_text() for ax in drawn[0].axes for label in ax.get_xticklabels()] == names


def test_an_answer_out_of_range_was_tried(course, tmp_path):
    work("Anna", course, e1=-1.875, e4=["no such name"], e2=...)
    (one,) = grading.grade(course, key(tmp_path)).marked
    assert [one.states[f"nb91.e{number}"] for number in (1, 4, 5)] == ["a usual mistake", "another answer", "right"]


def test_a_forged_pass_is_found(course, tmp_path):
    file = work("Anna", course, e1=3.75)
    edit(file, lambda content: content["answers"]["nb91.e1"].update(passed=True))
    marked = grading.grade(course, key(tmp_path)).marked[0]
    assert marked.marks["nb91.e1"] == 0.0
    assert marked.notes == ("the file was changed after it was packed", "nb91.e1: the file says passed, and the answer is wrong")


BROKEN = {
    "empty.json": (b"", "empty.json is damaged, or another kind of file; ask the student"),
    "cut.json": (b'{"format": "cxlab sub', "cut.json is damaged, or another kind of file; ask the student"),
    "picture.png": (b"\x89PNG\xff\xfe", "picture.png is damaged, or another kind of file; ask the student"),
    "deep.json": (b"[" * 200_000, "deep.json is damaged, or another kind of file; ask the student"),
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
    "code.py": (b"import os; os.abort()", "code.py is damaged, or another kind of file; ask the student"),
}


def test_broken_files_are_reported_and_the_run_goes_on(course, tmp_path):
    for name, (content, _) in BROKEN.items():
        (course / name).write_bytes(content)
    work("Anna", course)
    (course / "folder").mkdir()
    (course / ".hidden").write_text("x")
    (course / "dead.json").symlink_to(course / "nowhere.json")
    (course / "around").symlink_to(course)
    graded = grading.grade(course, key(tmp_path))
    assert [one.student for one in graded.marked] == ["Anna"] and graded.marks()["total"].tolist() == [5.0]
    assert len(graded.problems) == len(BROKEN) + 2
    assert {"dead.json is a broken link, or no file", "around is a broken link, or no file"} <= set(graded.problems)
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
    assert not any(line.startswith(("=", "+", "@")) for line in (tmp_path / "marks-texts.csv").read_text().splitlines())


def test_two_files_of_one_student(course, tmp_path):
    """The newest counts, wherever it lies; by the time it was packed, else by the time of the file."""
    file = work("Anna", tmp_path)
    for name, packed in (("a.json", "2026-01-01T10:00:00+00:00"), ("z.json", "2026-01-01T09:00:00+00:00")):
        place = course / f"Anna Rossi_{name[0]}_file"
        place.mkdir()
        (place / name).write_bytes(file.read_bytes())
        edit(place / name, lambda content, packed=packed: content.update(packed=packed))
    graded = grading.grade(course, key(tmp_path))
    assert [one.file for one in graded.marked] == ["Anna Rossi_a_file/a.json"]
    told = "Anna Rossi_z_file/z.json is another file of 'Anna'; Anna Rossi_a_file/a.json, the newest, was marked"
    assert graded.problems == (told,)
    (course / "late.json").write_bytes(file.read_bytes())
    assert [one.file for one in grading.grade(course, classkey.read_key(tmp_path / "key.json")).marked] == ["late.json"]


def test_an_empty_folder_still_gives_a_marks_file(course, tmp_path):
    graded = grading.grade(course, key(tmp_path))
    files = marksheet.keep(graded, tmp_path / "marks.csv")
    assert pd.read_csv(files[0]).empty and marksheet.report(graded) == "0 students marked, 0 files left out."


def test_a_class_list_signs_names(course, tmp_path):
    made = key(tmp_path, exercises=["nb91.e1"], students=["Anna", "Ugo", ""])
    assert classkey.read_key(tmp_path / "key.json") == made and made.students == ("Anna", "Ugo")
    for name in (None, made.signed("Anna"), "Ugo", "Ugo:00000000", "Eva:12345678"):
        work(name, course)
    graded = grading.grade(course, made)
    notes = {one.student: one.notes for one in graded.marked}
    told = marksheet.report(graded).splitlines()
    assert told[:2] == [
        "5 students marked, 4 of them with a name to look at, 0 files left out.",
        "Marks: median 1 of 1, these names included.",
    ]
    assert "Texts" not in told[2]  # none counts in this key
    assert notes[made.signed("Anna")] == ()
    assert notes["Ugo"] == ("the name has no code",) and notes["Ugo:00000000"] == ("the code '00000000' is not that of 'Ugo'",)
    assert notes["Eva:12345678"] == ("'Eva:12345678' is not a name on the list",) and notes["(no name) submission.json"] == (
        "the file has no student's name",
    )
    assert made.signed("Anna") != made.signed("Ugo") != classkey.new_key(tmp_path / "other.json", students=["Ugo"]).signed("Ugo")


def test_marks_are_what_the_key_says(course, tmp_path):
    key(tmp_path, exercises=["nb91.e1", "nb91.e4"])
    edit(tmp_path / "key.json", lambda content: content["marks"].update({"nb91.e1": 2.5}))
    work("Anna", course)
    assert grading.grade(course, classkey.read_key(tmp_path / "key.json")).marks()["total"].tolist() == [3.5]


BEGUN = '{"format": "cxlab key 1", "secret": "' + "5c" * 32 + '", '


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("{", r"key\.json is not a class key\. Make one under another name: cxlab new-key NAME"),
        ("[]", "is not a class key"),
        ('{"format": "x"}', "is not a class key"),
        (
            '{"format": "cxlab key 1",\n "marks": {}\n "secret": ""}',
            r"there is a slip in line 3 or just before it .* Mend it there; a new key would change",
        ),
        ('["cxlab key 1"]', "it is no table"),
        (BEGUN + '"marks": {"nb91.e77": 1}, "students": []}', "exercise='nb91.e77' is not known"),
        (BEGUN + '"marks": {"nb91.e1": -1}, "students": []}', "marks of nb91.e1=-1 is not allowed"),
        (BEGUN + '"marks": {"nb91.e1": "two"}, "students": []}', "marks of nb91.e1='two' is not a number"),
        (BEGUN + '"marks": 3, "students": []}', "marks is no table"),
        (BEGUN + '"marks": {}, "students": "Anna"}', r"students is no list of names, each in quotes, as in \[\"Anna\", \"Ugo\"\]"),
        (BEGUN + '"marks": {}, "students": ["Anna", "Anna"]}', "'Anna' stands twice"),
        (BEGUN + '"marks": {}}', "students is no list"),
        ('{"format": "cxlab key 1", "marks": {}, "secret": "xx", "students": []}', "secret was changed; put back what stood there"),
        ('{"format": "cxlab key 1", "marks": {}, "secret": "", "students": []}', "secret was changed"),
    ],
)
def test_a_key_that_is_none(content, told, course, tmp_path):
    (tmp_path / "key.json").write_text(content)
    with pytest.raises(ValueError, match=told):
        classkey.read_key(tmp_path / "key.json")


def test_a_key_in_which_nothing_counts_marks_nobody(course, tmp_path):
    (tmp_path / "key.json").write_text("\ufeff" + BEGUN + '"marks": {}, "students": []}')  # saved by an editor that signs its files
    with pytest.raises(ValueError, match=r"Nothing counts in this key: its marks are empty\. Make a key"):
        grading.grade(course, classkey.read_key(tmp_path / "key.json"))


def test_a_class_list_as_spreadsheets_save_it(tmp_path):
    (tmp_path / "class.txt").write_text("Anna\nUgo\n", encoding="utf-8-sig")
    assert classkey.names_in(tmp_path / "class.txt") == ["Anna", "Ugo"]
    (tmp_path / "class.txt").write_text("Niccolò\n", encoding="latin-1")
    with pytest.raises(ValueError, match=r'class\.txt is not saved as UTF-8\. Save it again as text, choosing "UTF-8"'):
        classkey.names_in(tmp_path / "class.txt")


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
    cx.begin("nb91")
    cx.check("nb91.e1", 1.875)
    work("Anna", course, e1=...)
    assert submission.load(submission.pack()).student == "Anna" and submission.left_behind(None) == []
    edit(store.home() / "progress.json", lambda content: content["answers"].update({"nb91.e9": {"tries": 1}}))
    assert submission.left_behind(None) == submission.left_behind("Anna") == ["nb91"] and submission.left_behind("") == []
    assert submission.load(submission.pack("")).student is None
    work("Ugo", course)
    with pytest.raises(
        ValueError,
        match=r"Several students have answers here: \['Anna', 'Ugo'\]\. Name one, as in: cxlab submit --student 'Anna', or in a cell: cx\.submit\('Anna'\)",
    ):
        submission.pack()
    assert submission.load(submission.pack("Anna")).student == "Anna"
    with pytest.raises(ValueError, match=r"student='Ann' is not known.*Did you mean 'Anna'"):
        submission.pack("Ann")


@pytest.mark.parametrize("content", [b"{", b'{"format": "cxlab progress 1", "student": 7}'])
def test_a_damaged_record_is_not_called_empty(content, course):
    store.home().mkdir()
    (store.home() / "progress.json").write_bytes(content)
    with pytest.raises(
        ValueError, match=r"progress\.json (is cut short|holds the answers of another).* Open your exercises and run them from the top"
    ):
        submission.pack()


def test_a_submission_holds_answers_and_nothing_private(course):
    cx.begin("nb91", student="Anna")
    cx.predict("nb91.g1").choose("No")
    cx.quiz("nb91.r1").choose("The staff")
    file = work("Anna", course, e3=lambda a, b: a / b)
    content = json.loads(file.read_text())
    assert set(content) == {"format", "student", "packed", "answers", "digest"}
    returned = content["answers"]["nb91.e3"]["answer"]["returned"]
    assert len(returned) == 4 and np.isfinite(returned).all() and "lambda" not in file.read_text()
