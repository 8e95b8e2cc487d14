"""Every demo in a real JupyterLab: a control moved by keyboard changes the picture. One server and one browser for all."""

from __future__ import annotations

import pytest
from nets_browser import Desk, browser_faults
from nets_shelf import DEMOS, ROOT, parts


@pytest.fixture(scope="module")
def desk(chromium, tmp_path_factory):
    with Desk(chromium, tmp_path_factory.mktemp("desk"), ROOT) as opened:
        yield opened


@pytest.mark.parametrize("unit", DEMOS)
def test_a_demo_in_jupyterlab(unit, desk):
    assert browser_faults(desk, unit, list(parts(unit))) == []
