"""ruff, mypy on the public API, and the docstrings of every public name."""

from __future__ import annotations

import inspect
import subprocess
import sys
import warnings
from pathlib import Path

import pytest

import cxlab as cx

ROOT = Path(__file__).resolve().parents[1]
WANTED = {
    "GL08": "has no docstring",
    "PR01": "leaves a parameter undocumented",
    "PR02": "documents a parameter that is not there",
    "EX01": "has no example",
}
CLIENT = """
import cxlab as cx
from cxlab import Estimate

right: Estimate = Estimate("all", 1.0)
wrong: int = Estimate("all", 1.0)
cx.datasets().columns
cx.no_such_name
"""


def tool(*command: str) -> str:
    done = subprocess.run([sys.executable, "-m", *command], cwd=ROOT, capture_output=True, text=True)
    return done.stdout + done.stderr


def test_ruff_finds_nothing():
    assert tool("ruff", "check", "--output-format=concise", ".").strip() == "All checks passed!"


def test_ruff_runs_with_the_rules_of_the_house(tmp_path):
    planted = tmp_path / "planted.py"
    planted.write_text("import os\nx = lambda: 1\n")
    found = tool("ruff", "check", "--config", str(ROOT / "pyproject.toml"), "--output-format=concise", str(planted))
    assert "F401" in found and "E731" in found


def test_mypy_accepts_the_package_and_sees_its_types(tmp_path):
    client = tmp_path / "client.py"
    client.write_text(CLIENT)
    found = tool("mypy", "--config-file", "pyproject.toml", "--no-error-summary", "cxlab", str(client)).strip().splitlines()
    inside = [line for line in found if "client.py" not in line]
    assert inside == []
    assert ["client.py:6:" in found[0], "client.py:8:" in found[1], len(found)] == [True, True, 2], found


def faults(name: str) -> list[str]:
    """What a public name's docstring lacks."""
    from numpydoc.validate import validate

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = validate(name)["errors"]
    return [f"{name} {WANTED[code]}: {words}" for code, words in found if code in WANTED]


def public_methods(name: str) -> list[str]:
    thing = getattr(cx, name)
    if not inspect.isclass(thing):
        return []
    return [f"{name}.{method}" for method, value in vars(thing).items() if not method.startswith("_") and callable(value)]


@pytest.mark.parametrize("name", sorted(cx._HOME))
def test_every_public_name_is_documented(name):
    assert faults(f"cxlab.{name}") == []
    undocumented = [method for method in public_methods(name) if not inspect.getdoc(getattr(getattr(cx, name), method.split(".")[1]))]
    assert undocumented == []
