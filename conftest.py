"""What holds for every test, doctest and notebook: an empty student's folder, the data at hand, and what could not be run."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent
AIRPORT = ROOT.parent / "shared" / "data" / "sfo_airport" / "raw"
sys.path.insert(0, str(ROOT / "tests"))


def pytest_configure(config):
    if hasattr(config, "workerinput"):
        return
    config.student_home = tempfile.mkdtemp(prefix="cxlab-home-")
    os.environ["CXLAB_HOME"] = config.student_home
    os.environ.setdefault("CX_STRICT", "1")  # an error inside a widget is raised, not shown
    if "CXLAB_DATA" not in os.environ and AIRPORT.is_dir():
        os.environ["CXLAB_DATA"] = str(AIRPORT)


def pytest_unconfigure(config):
    if hasattr(config, "student_home"):
        shutil.rmtree(config.student_home, ignore_errors=True)


def pytest_ignore_collect(collection_path, config):
    if collection_path.suffix != ".ipynb":
        return None
    from lessons import absent_data

    return True if absent_data(collection_path) else None


def pytest_terminal_summary(terminalreporter):
    from lessons import absent_data

    for notebook in sorted((ROOT / "notebooks").glob("*.ipynb")):
        if absent := absent_data(notebook):
            terminalreporter.write_line(f"{notebook.name} was not run: its data {absent} is not here (see CXLAB_DATA in the README).")
    skipped = [str(report.longrepr) for report in terminalreporter.stats.get("skipped", [])]
    if any("Chromium" in words for words in skipped):
        terminalreporter.write_line("The browser tests were skipped: no Chromium found (Debian: apt-get install chromium).")
