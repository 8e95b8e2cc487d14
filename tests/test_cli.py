"""The cxlab command, as it is typed."""

from __future__ import annotations

import errno
import os
import re
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import click
import pytest
import small_unit
from click.testing import CliRunner

import cxlab as cx
from cxlab import cli
from cxlab.course import opening, shelf, workbook, writing

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture
def home(monkeypatch, tmp_path):
    place = small_unit.install(monkeypatch, tmp_path)
    workbook.bind(shelf.key("nb91"), shelf.root() / "exercises" / "nb91")
    monkeypatch.chdir(tmp_path)
    yield place
    opening.close()


def run(*arguments, code=0):
    result = CliRunner().invoke(cli.main, [str(argument) for argument in arguments], catch_exceptions=code == 0)
    assert result.exit_code == code, result.output
    assert "Traceback" not in result.output
    return result.output


def test_help_tells_what_each_command_is_for():
    said = run("--help")
    for name, command in cli.main.commands.items():
        assert command.help, name
        if not command.hidden:
            assert re.search(rf"^  {name} +\w+", said, re.MULTILINE)
            assert "Options:" in run(name, "--help") and run(name, "-h") == run(name, "--help")
    assert re.fullmatch(r"cxlab \d+\.\d+\.\d+\n", run("--version"))


def test_a_student_starts_works_and_submits(home):
    said = run("start")
    assert "91_queue.ipynb: laid" in said and f"2 files laid, 0 already there. Your folder: {home}" in said
    assert run("start").endswith(f"0 files laid, 2 already there. Your folder: {home}\n")
    assert "91_queue.ipynb: already there, left as it is" in run("start", "91")
    cx.begin("nb91")
    cx.check("nb91.e1", 1.875)
    assert run("progress") == "  nb91  1/6\nPractice checks passed 1/6.\n"
    said = run("submit")
    assert said.startswith(
        f"Hand in this file: {home / 'submission.json'}\nIt holds no name. If your course wants one, put yours into the first"
    )
    assert (home / "submission.json").is_file()
    assert repr(cx.submit()) == said.rstrip() and cx.submit().tone == "right"


def test_a_cell_submits_with_the_lines_of_the_command(home, monkeypatch):
    def told(*student):
        shown = cx.submit(*student)
        assert run("submit", *(["--student", *student] if student else []), code=1) == f"Error: {shown}\n" and shown.tone == "not yet"
        return shown.words

    assert told() == "There are no answers in my-course yet. Work on an exercise and check it; then submit."
    for student in ("Anna", "Ugo"):
        cx.begin("nb91", student=student)
        cx.check("nb91.e1", 1.875)
    assert told().endswith("Name one, as in: cxlab submit --student 'Anna', or in a cell: cx.submit('Anna')")
    assert "Did you mean 'Ugo'?" in told("Ug")
    assert repr(cx.submit("Ugo")) == run("submit", "--student", "Ugo").rstrip()
    monkeypatch.setattr(writing.os, "fsync", _full)
    assert cx.submit("Ugo").words.startswith("The file could not be written (No space left on device). What was there before")


def _full(*_):
    raise OSError(errno.ENOSPC, "No space left on device")


def test_students_who_share_a_folder_are_named(home):
    assert "student='Bob' is not known: no answers are kept under a name in my-course. Leave" in run("progress", "--student", "Bob", code=1)
    cx.begin("nb91")
    cx.check("nb91.e4", {"adverts", "prices"})
    for student in ("Anna", "Ugo"):
        cx.begin("nb91", student=student)
        cx.check("nb91.e1", 1.875)
        if student == "Anna":
            left = "Answers of nb91 were given before your name was, and are not in it. Open 91_exercises, run it from the top, and submit"
            assert "1/6" in run("progress") and left in run("submit")
    assert "1/6" in run("progress", "--student", "Ugo")
    assert "Name one, as in: cxlab progress --student 'Anna'" in run("progress", code=1)
    assert "student='Ug' is not known. Choose from ['Anna', 'Ugo']. Did you mean 'Ugo'?" in run("progress", "--student", "Ug", code=1)
    assert "Several students have answers here: ['Anna', 'Ugo']" in run("submit", code=1)
    handed = home.parent / "in"
    handed.mkdir()
    assert str(handed) in run("submit", "--student", "Anna", "--to", handed) and len(list(handed.iterdir())) == 1


def test_an_instructor_makes_a_key_and_grades(home, tmp_path):
    (tmp_path / "class.txt").write_text("Anna\nUgo\n", encoding="utf-8-sig")
    said = run("new-key", "key.json", "--count", "nb91.e1", "--count", "nb91.e4", "--students", "class.txt")
    names = dict(re.findall(r"^  (\w+)\t(\S+)$", said, re.MULTILINE))
    assert (
        "key.json: 2 exercises count; texts among them" in said and "Keep this file to yourself." in said and set(names) == {"Anna", "Ugo"}
    )
    (tmp_path / "in").mkdir()
    cx.begin("nb91", student=names["Anna"])
    cx.check("nb91.e1", 1.875)
    run("submit", "--to", tmp_path / "in")
    (tmp_path / "in" / "holiday.jpg").write_bytes(b"\xff\xd8")
    said = run("grade", "in", "--key", "key.json")
    assert "1 student marked, 1 file left out." in said and "holiday.jpg is damaged, or another kind of file" in said
    assert "Written: marks.csv, marks-mistakes.csv, marks-texts.csv, marks-mistakes.png" in said
    assert (tmp_path / "marks.csv").read_text().splitlines()[1].startswith(f"{names['Anna']},submission-anna-")
    assert "is there already, and a class key is never written over" in run("new-key", "key.json", code=1)
    assert "`cxlab grade` marks other names too, and notes them." in " ".join(run("new-key", "--help").split())


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (["start", "nb5"], 1, "unit='nb5' is not known. Choose from ['nb91']"),
        (["start", "²"], 1, "unit='²' is not known"),
        (["bind", "nb99"], 1, "unit='nb99' is not known"),
        (["shots", "nb99"], 1, "nb99"),
        (["strat"], 2, "No such command 'strat'"),
        (["submit"], 1, "There are no answers in my-course yet"),
        (["grade", "nowhere", "--key", "course"], 2, "Directory 'nowhere' does not exist"),
        (["grade", ".", "--key", "key.json"], 2, "Path 'key.json' does not exist"),
        (["grade", "."], 2, "Missing option '--key'"),
        (["new-key", "key.json", "--count", "nb91.e77"], 1, "exercise='nb91.e77' is not known"),
        (["new-key", "nowhere/key.json"], 1, "No such file or directory (nowhere/key.json). Make the folder first, or name another."),
        (["submit", "--to", "nowhere"], 2, "Directory 'nowhere' does not exist"),
    ],
)
def test_what_goes_wrong_is_said_in_words(arguments, code, told, home):
    assert told in run(*arguments, code=code)
    assert not (home.parent / "shots").exists()


def test_a_full_disk_is_said_with_the_file_and_what_to_do(home, monkeypatch):
    monkeypatch.setattr(writing.os, "fsync", _full)
    assert f"No space left on device ({home / '91_queue.ipynb'}). Free some space and try again. Nothing" in run("start", code=1)


def test_a_folder_that_cannot_be_written_is_said(home, monkeypatch):
    home.parent.mkdir(exist_ok=True)
    home.write_text("a file in its place")
    assert "Nothing was left half written." in run("start", code=1)


@pytest.mark.parametrize(("user", "more"), [(1000, []), (0, ["--allow-root"]), (None, [])])
def test_lab_lays_the_course_and_opens_jupyterlab_there(home, monkeypatch, user, more):
    seen = {}

    def started(command, env, check):
        seen.update(command=command, env=env)
        return subprocess.CompletedProcess(command, 3)

    monkeypatch.setattr(cli.subprocess, "run", started)
    if user is None:
        monkeypatch.delattr(cli.os, "geteuid", raising=False)
    else:
        monkeypatch.setattr(cli.os, "geteuid", lambda: user, raising=False)
    said = run("lab", "--no-browser", code=3)
    assert f"Opening JupyterLab on {home.resolve()}. End it with Ctrl-C." in said
    assert seen["command"][1:] == ["-m", "jupyterlab", f"--ServerApp.root_dir={home.resolve()}", "--no-browser", *more]
    assert seen["env"]["PATH"].startswith(str(Path(sys.executable).parent)), "a cell finds the command that it names"
    assert seen["env"]["CXLAB_HOME"] == str(home.resolve()) and (home / "91_queue.ipynb").is_file()


def test_ctrl_c_leaves_nothing_half_written(home, monkeypatch):
    def cut(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(writing.os, "fsync", cut)
    assert "Aborted!" in run("start", code=1)
    assert [file.name for file in home.iterdir() if not file.name.startswith(".")] == []


@pytest.mark.skipif(os.name == "nt", reason="signals as they are on Linux and macOS")
def test_a_killed_writer_leaves_the_old_file(tmp_path):
    """A real process, killed in the middle of writing: the file is the old one, whole."""
    file = tmp_path / "progress.json"
    file.write_text("old")
    code = f"""
        import time
        from pathlib import Path
        from cxlab.course import writing
        writing.os.fsync = lambda handle: (print("writing", flush=True), time.sleep(60))
        writing.write_whole(Path({str(file)!r}), "new")
    """
    process = subprocess.Popen([sys.executable, "-c", textwrap.dedent(code)], stdout=subprocess.PIPE, text=True, cwd=ROOT)
    assert process.stdout is not None and process.stdout.readline() == "writing\n"
    process.send_signal(signal.SIGKILL)
    process.wait(20)
    assert file.read_text() == "old"


def test_authors_bind_and_look(home, monkeypatch, tmp_path):
    import cxlab.demos._catalogue as catalogue

    file = shelf.root() / "exercises" / "nb91" / "exercises.ipynb"
    file.unlink()
    assert run("bind", "nb91") == f"{file}\n" and file.is_file()
    known = catalogue.parts_of("nb91", tmp_path / "course" / "demos")
    monkeypatch.setattr(catalogue, "parts_of", lambda unit: known)
    said = run("shots", "nb91", "--out", tmp_path / "shots")
    assert len(list((tmp_path / "shots").iterdir())) == 6 and "The mean wait is" in said


def test_a_command_is_added_in_a_few_lines(home):
    @cli.main.command()
    @cli.kindly
    def greet() -> None:
        """Say hello."""
        raise ValueError("not today")

    try:
        assert run("greet", code=1) == "Error: not today\n"
    finally:
        del cli.main.commands["greet"]
    assert isinstance(greet, click.Command)
