"""Every lesson, run twice in a row in one session, shows the same twice, and what was committed."""

from __future__ import annotations

import pytest
from nets_lessons import twice_faults
from nets_shelf import LESSON_NAMES, LESSONS, ROOT


@pytest.mark.parametrize(("unit", "file"), LESSONS, ids=LESSON_NAMES)
def test_run_twice_it_shows_the_same(unit, file, monkeypatch, tmp_path):
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    monkeypatch.setenv("CXLAB_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("CX_STRICT", "1")
    assert twice_faults(file, file.parent) == []
