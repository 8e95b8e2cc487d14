"""The README is true: its sessions run, its commands and files exist."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
SESSIONS = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
FILE = r"(?:cxlab|notebooks|exercises|datasets|tests|benchmarks)/[\w./]+|[\w.]+\.(?:md|toml|yml|cff|lock|csv)"
DOCUMENTS = ["README.md", "CONTRIBUTING.md", "datasets/README.md"]


@pytest.mark.parametrize("session", SESSIONS, ids=range(len(SESSIONS)))
def test_each_session_runs(session, tmp_path):
    if 'fetch("' in session:
        from cxlab import data

        if absent := data.missing(re.search(r'fetch\("(\w+)"', session).group(1)):
            pytest.skip(f"the data {absent} is not on this machine")
    environment = os.environ | {"MPLBACKEND": "Agg", "CXLAB_HOME": str(tmp_path / "home")}
    done = subprocess.run([sys.executable, "-c", session], cwd=tmp_path, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "Warning" not in done.stderr, done.stderr


def test_there_are_sessions_to_run():
    assert len(SESSIONS) >= 3 and all(session.startswith("import cxlab as cx\n") for session in SESSIONS)


def test_the_two_commands_stand_on_top():
    first = README.split("```")[1].split("\n")
    assert [line.split("#")[0].strip() for line in first if line] == ["make lab", "make test"]


def test_help_is_the_first_target_and_shows_what_the_documents_name():
    shown = subprocess.run(["make"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert shown == subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    targets = set(re.findall(r"^  make (\w+) ", shown, re.MULTILINE))
    named = {target for name in DOCUMENTS for target in re.findall(r"[`\n]make (\w+)", (ROOT / name).read_text(encoding="utf-8"))}
    assert {"lab", "test", "tour"} <= named <= targets


@pytest.mark.parametrize("document", DOCUMENTS)
def test_the_files_that_a_document_names_exist(document):
    named = re.findall(rf"`({FILE})`", (ROOT / document).read_text(encoding="utf-8"))
    places = (ROOT, (ROOT / document).parent)
    assert named and [name for name in named if not any((place / name).exists() for place in places)] == []


def test_the_python_of_the_makefile_is_told_kindly_when_it_is_too_old(tmp_path):
    old = tmp_path / "oldpython"
    old.write_text('#!/bin/sh\ncase "$1" in --version) echo "Python 3.9.2";; *) exit 1;; esac\n')
    old.chmod(0o755)
    wanted = ["make", "env", f"PYTHON={old}", "STAMP=" + str(tmp_path / "never")]
    done = subprocess.run(wanted, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode != 0
    assert f"{old} is Python 3.9.2, and cxlab needs 3.11 or newer. Name a newer one: make env PYTHON=python3.12" in done.stdout
    done = subprocess.run(["make", "env", "PYTHON=nopython", wanted[-1]], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode != 0 and "There is no nopython here. Install Python 3.11 or newer" in done.stdout
