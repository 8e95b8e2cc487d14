"""Every control of every demo is moved: ends, middle, options, buttons, sampled cells, pairs of corners."""

from __future__ import annotations

import pytest
from nets_demos import demo_faults
from nets_shelf import DEMOS, parts


@pytest.mark.parametrize("unit", DEMOS)
def test_every_control_of_a_demo(unit):
    assert [fault for part in parts(unit).values() for fault in demo_faults(unit, part)] == []
