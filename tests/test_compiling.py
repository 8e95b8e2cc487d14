"""Compiled code is kept, and never outlives the sources it was made of."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from cxlab import _compiling

PACKAGE = Path(_compiling.__file__).parent
PRINT = """
import cxlab
from cxlab.simulation.runs import run, Order
print(cxlab.__file__)
print(repr(float(run(cxlab.world("officina").model, Order(50, 3)).events["felt"].sum())))
"""


def felt(root: Path, cache: Path) -> float:
    """What 50 customers of the copy at `root` feel in all, with compiled code kept in `cache`."""
    env = {**os.environ, "PYTHONPATH": str(root), "CXLAB_CACHE": str(cache), "PYTHONDONTWRITEBYTECODE": "1"}
    lines = subprocess.run(
        [sys.executable, "-P", "-c", PRINT], check=True, capture_output=True, text=True, env=env, cwd=root
    ).stdout.split()
    assert Path(lines[0]).is_relative_to(root), "the copy must be what is run"
    return float(lines[1])


def test_an_edited_equation_is_never_answered_from_an_old_cache(tmp_path):
    root, cache = tmp_path / "copy", tmp_path / "cache"
    shutil.copytree(PACKAGE, root / "cxlab", ignore=shutil.ignore_patterns("__pycache__"))
    first = felt(root, cache)
    assert felt(root, cache) == first
    equation = root / "cxlab" / "mechanisms" / "value.py"
    text = equation.read_text(encoding="utf-8")
    stamp = equation.stat()
    edited = text.replace("return b_e * e + b_p * q + b_d * g", "return b_e * e + b_p * q + b_d * g + 0.25", 1)
    assert edited != text
    equation.write_text(edited, encoding="utf-8")
    os.utime(equation, ns=(stamp.st_atime_ns, stamp.st_mtime_ns))  # not even when the file's date does not tell
    assert felt(root, cache) > first + 10
    equation.write_text(text, encoding="utf-8")
    assert felt(root, cache) == first


def test_every_room_that_holds_kernels_counts():
    for file in PACKAGE.rglob("*.py"):
        text = file.read_text(encoding="utf-8")
        if "@kernel" in text or "@equation" in text or "@inlined" in text:
            room = file.relative_to(PACKAGE).parts[0]
            assert room in _compiling.ROOMS, f"{room} holds compiled code and is not part of the name of the cache folder"


def test_the_hash_sees_names_and_contents(tmp_path):
    (tmp_path / "mechanisms").mkdir()
    one = tmp_path / "mechanisms" / "a.py"
    one.write_text("x = 1")
    before = _compiling.sources_hash(tmp_path)
    one.write_text("x = 2")
    assert _compiling.sources_hash(tmp_path) != before
    one.write_text("x = 1")
    one.rename(one.with_name("b.py"))
    assert _compiling.sources_hash(tmp_path) != before


def test_numbas_own_setting_is_left_as_it_was():
    import numba

    import cxlab.simulation.paths  # noqa: F401

    assert os.environ.get("NUMBA_CACHE_DIR", "") == numba.config.CACHE_DIR
