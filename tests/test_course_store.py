"""The student's record: written whole or not at all, by one notebook at a time, under any name, on any disk."""

from __future__ import annotations

import errno
import json
import math
import os
import resource
import subprocess
import sys
import textwrap
import threading
from pathlib import Path

import pytest
import small_unit

import cxlab as cx
from cxlab.course import opening, writing
from cxlab.course.store import FORMAT, Store, file_name, home, like, names_in, read, seed_for, student_name
from cxlab.course.writing import only_writer, write_json, write_whole

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture
def folder(monkeypatch, tmp_path):
    yield small_unit.install(monkeypatch, tmp_path)
    opening.close()


def test_where_the_students_folder_is(monkeypatch, tmp_path):
    monkeypatch.setenv("CXLAB_HOME", str(tmp_path / "named"))
    assert home() == tmp_path / "named"
    monkeypatch.delenv("CXLAB_HOME")
    deep = tmp_path / "my-course" / "notes"
    deep.mkdir(parents=True)
    for place, wanted in ((deep, "my-course"), (tmp_path, "my-course"), (tmp_path / "my-course", "my-course")):
        monkeypatch.chdir(place)
        assert home() == tmp_path / wanted
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    assert home() == tmp_path / "my-course"


NAMES = [
    "s123",
    "a/b",
    "../../etc/passwd",
    "Anna 🦊",
    "🦊",
    "anna",
    "Anna",
    "ANNA",
    "a\\b",
    "con",
    "x" * 200,
    ".",
    "l'Aquila: 2",
    "-rf",
]


def test_every_name_has_a_safe_file_of_its_own(folder):
    files = {file_name(name) for name in NAMES}
    assert len({file.lower() for file in files}) == len(NAMES)
    for name in NAMES:
        cx.begin("nb91", student=name)
        assert cx.check("nb91.e1", 1.875)
        assert "passed 1/6" in repr(cx.check("nb91.e1", 1.875))
    kept = sorted(p.name for p in folder.iterdir() if not p.name.startswith("."))
    assert kept == sorted(files) and all(file.isascii() and len(file) < 80 for file in kept)
    assert not (folder.parent / "etc").exists()


def test_one_name_in_two_spellings_is_one_student():
    assert student_name("  José ") == student_name("José") == "José"
    assert student_name(None) is None and file_name(None) == "progress.json"


@pytest.mark.parametrize("name", ["a\nb", "a\x1b[2J", "a\x00b", "\ud800", "\u202eevil", "An\u200bna", "a\u2028b"])
def test_a_name_of_characters_that_cannot_be_seen_is_refused(name):
    with pytest.raises(ValueError, match=r"holds a character that cannot be seen\. Write the name again") as told:
        student_name(name)
    assert str(told.value).isprintable()


def test_what_is_no_name_is_cut_in_the_message():
    with pytest.raises(TypeError, match=r"student=\[0, 1, 2") as told:
        student_name(list(range(100_000)))
    assert len(str(told.value)) < 200


def test_a_name_once_given_holds_for_the_folder_and_begin_stays_silent(folder, capsys):
    """As the workbooks of two units: the name in the first of them, None in the second and in every lesson."""
    assert cx.begin("nb91").student is None
    cx.begin("nb91", student="Anna Rossi")
    assert repr(cx.check("nb91.e1", 1.875)) == "Right.\nnb91: practice checks passed 1/6, kept under 'Anna Rossi'."
    opening.close()
    for begun in (cx.begin("nb91"), cx.begin("nb91", student=None)):
        assert begun.student == "Anna Rossi" and begun.seed == seed_for("nb91", "Anna Rossi")
    assert cx.progress().rows[0].value == 1 and capsys.readouterr().out == ""
    cx.begin("nb91", student="Ugo")
    cx.check("nb91.e1", 1.875)
    assert capsys.readouterr().out == "" and cx.begin("nb91").student is None, "of two students none is guessed"
    told = "Answers of several names are here: ['Anna Rossi', 'Ugo']. Write yours in this cell, as in student='Anna Rossi'; until then"
    assert capsys.readouterr().out == f"{told} answers are kept without a name.\n"
    assert names_in(folder) == ["Anna Rossi", "Ugo"]


@pytest.mark.parametrize("spelled", ["anna rossi", "Anna  Rossi", "ANNA-ROSSI", "Anna Rossi:ab12cd34", "Anna Rosi", "Ana Rossi:7"])
def test_another_spelling_of_a_name_on_file_is_told(spelled, folder, capsys):
    cx.begin("nb91", student="Anna Rossi")
    cx.check("nb91.e1", 1.875)
    assert cx.begin("nb91", student=spelled).student == spelled
    said = capsys.readouterr().out
    assert said.startswith("This folder holds answers of 'Anna Rossi'. If that is you, write that name in this cell and run it again:")
    assert f" answers are kept by name, and with {spelled!r} you get other data" in said
    cx.begin("nb91", student="Ugo")
    cx.begin("nb91", student="Anna Rossi")
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(
    ("name", "other"), [("student 1", "student 2"), ("s1", "s2"), ("🦊", "🐻"), ("Marco", "Marko"), ("Anna Rossi", "Anna Bruni")]
)
def test_names_that_are_no_slips_of_each_other(name, other):
    assert like(name, [other]) is None and like(other, [name]) is None


def test_seeds_differ_between_students_and_units():
    seeds = {seed_for(unit, student) for unit in ("nb05", "nb13") for student in (None, "a", "b", "c")}
    assert len(seeds) == 8 and all(0 <= seed < 2**48 for seed in seeds)


def test_a_record_is_replaced_whole(tmp_path):
    file = tmp_path / "progress.json"
    write_json(file, {"old": 1})
    with pytest.raises(ValueError):
        write_json(file, {"new": float("nan")})
    with pytest.raises(TypeError):
        write_json(file, {"new": object()})
    assert json.loads(file.read_text()) == {"old": 1} and os.listdir(tmp_path) == ["progress.json"]


@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_on_a_full_disk_the_old_record_survives(step, folder, monkeypatch):
    cx.begin("nb91")
    cx.check("nb91.e1", 1.875)
    before = (folder / "progress.json").read_bytes()

    def full(*_):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(writing.os, step, full)
    outcome = cx.check("nb91.e4", {"adverts", "prices"})
    assert outcome.passed
    assert "This could not be kept in progress.json (No space left on device). What was kept before is still there." in repr(outcome)
    assert (folder / "progress.json").read_bytes() == before
    assert not [name for name in os.listdir(folder) if name.endswith(".part")]


def test_a_file_that_may_not_grow_leaves_the_old_one(tmp_path):
    file = tmp_path / "progress.json"
    write_whole(file, "old")
    code = f"""
        import resource, signal, sys
        from pathlib import Path
        from cxlab.course.writing import write_whole
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
        try:
            write_whole(Path({str(file)!r}), "x" * 5000)
        except OSError as error:
            print(error.errno)
    """
    run = subprocess.run([sys.executable, "-c", textwrap.dedent(code)], capture_output=True, text=True, cwd=ROOT, check=True)
    assert run.stdout.strip() == str(errno.EFBIG) and resource.RLIM_INFINITY
    assert file.read_text() == "old" and os.listdir(tmp_path) == ["progress.json"]


def test_a_write_cut_short_leaves_the_old_one(tmp_path, monkeypatch):
    file = tmp_path / "progress.json"
    write_whole(file, "old")
    monkeypatch.setattr(writing.os, "fsync", lambda _: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        write_whole(file, "new")
    assert file.read_text() == "old" and os.listdir(tmp_path) == ["progress.json"]


def test_a_folder_that_cannot_be_written(folder, monkeypatch):
    folder.parent.mkdir(exist_ok=True)
    folder.write_text("a file where the folder should be")
    cx.begin("nb91")
    outcome = cx.check("nb91.e1", 1.875)
    assert outcome.passed and "This could not be kept in progress.json" in repr(outcome)
    assert repr(cx.hint("nb91.e1")).startswith("Hint 1 of 3") and cx.progress().sentence == "Practice checks passed 0/6."


def test_a_read_only_folder(folder, monkeypatch):
    folder.mkdir(parents=True)
    cx.begin("nb91")

    def refused(*_, **__):
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(writing.tempfile, "mkstemp", refused)
    outcome = cx.check("nb91.e1", 1.875)
    assert outcome.passed and "(Permission denied)" in repr(outcome)
    assert repr(cx.quiz("nb91.r1").choose("The wait")).startswith("Right.")


CUT, NONE = "is cut short or was changed", "is not a progress file"
SPOILT = {
    "": CUT,
    "{": CUT,
    "[1]": NONE,
    "\x00\xff": CUT,
    '{"answers": 3}': NONE,
    "[" * 100_000: CUT,
    '{"hello": 1}': NONE + " of this version of cxlab",
    json.dumps({"format": FORMAT, "student": None, "answers": {"nb91.e2": {"answer": math.nan}}}): CUT,
    f'{{"format": "{FORMAT}", "student": null, "answers": {{"nb91.e2": {{"answer": 1e999}}}}}}': CUT,
    '{"format": "cxlab progress 9", "student": null}': NONE + " of this version of cxlab",
    f'{{"format": "{FORMAT}", "student": "Bob"}}': "holds the answers of another student",
    f'{{"format": "{FORMAT}", "student": ["Bob"]}}': "holds the answers of another student",
}


@pytest.mark.parametrize("spoilt", SPOILT, ids=[text[:60].replace("\x00", "0") for text in SPOILT])
def test_a_damaged_record_is_set_aside_and_never_lost(spoilt, folder):
    folder.mkdir(parents=True)
    (folder / "progress.json").write_text(spoilt, encoding="latin-1")
    cx.begin("nb91")
    cx.quiz("nb91.r1").choose("The wait")
    said = repr(cx.check("nb91.e1", 1.875))
    assert f"passed 1/6. progress.json {SPOILT[spoilt]}, so a new record was begun; the old file is now progress.damaged-1.json." in said
    assert "Open your exercises and run them from the top to fill the new one" in said
    aside = folder / "progress.damaged-1.json"
    assert aside.read_text(encoding="latin-1") == spoilt and names_in(folder) == []
    assert aside.name in cx.progress().sentence
    aside.unlink()
    assert repr(cx.check("nb91.e1", 1.875)) == "Right.\nnb91: practice checks passed 1/6."


def test_odd_entries_in_a_record_do_no_harm(folder):
    folder.mkdir(parents=True)
    odd = {
        "format": FORMAT,
        "answers": {"nb91.e1": 5, "nb91.e3": {"tries": "x", "mistakes": []}},
        "hints": {"nb91.e1": "two"},
        "quizzes": {"nb91.r1": 1},
        "guesses": {"nb91.queue": 4},
    }
    (folder / "progress.json").write_text(json.dumps(odd))
    cx.begin("nb91")
    assert cx.progress().rows[0].value == 0 and repr(cx.hint("nb91.e1")).startswith("Hint 1")
    assert "0/6" in repr(cx.check("nb91.e1", 3.75)) and "0/6" in repr(cx.check("nb91.e3", 1))
    assert opening.earlier_guess("nb91.queue") is None and cx.quiz("nb91.r1").choose("The wait")


def test_two_notebooks_of_one_student_lose_nothing(folder):
    """Sixty answers from three threads and two processes, all there at the end."""
    store = Store("Anna", folder)
    code = f"""
        from pathlib import Path
        from cxlab.course.store import Store
        import sys
        for i in range(15):
            assert not Store("Anna", Path({str(folder)!r})).change(lambda r: r["answers"].update({{f"p{{sys.argv[1]}}.{{i}}": {{}}}}))
    """
    processes = [subprocess.Popen([sys.executable, "-c", textwrap.dedent(code), str(n)], cwd=ROOT) for n in range(2)]

    def many(name):
        for i in range(10):
            assert store.change(lambda record, i=i: record["answers"].update({f"{name}.{i}": {}})) == ""

    threads = [threading.Thread(target=many, args=(f"t{n}",)) for n in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [process.wait(60) for process in processes] == [0, 0]
    assert len(read(store.file, "Anna")["answers"]) == 60


def test_a_lock_held_too_long_is_said(tmp_path):
    file = tmp_path / "progress.json"
    with (
        only_writer(file),
        pytest.raises(TimeoutError, match="another notebook has held the progress file for too long"),
        only_writer(file, patience=0.05),
    ):
        pass


def test_the_whole_notebook_twice_and_out_of_order(folder):
    """What a student does with cells: run all again, check before begin, begin again as somebody else."""
    assert cx.check("nb91.e1", 1.875)
    for _ in range(2):
        cx.begin("nb91", student="Anna")
        for exercise, answer in (("nb91.e4", {"adverts", "prices"}), ("nb91.e1", 1.875)):
            assert cx.check(exercise, answer)
    assert cx.progress().rows[0].value == 2
    cx.begin("nb91", student="Ugo")
    assert cx.progress().rows[0].value == 0
    assert json.loads((folder / file_name("Anna")).read_text())["answers"]["nb91.e1"]["tries"] == 2
