"""Touchpoint, Segment, Journey: names outside; exact reach and expected visits."""

from __future__ import annotations

from cxlab.journey.chain import Journey
from cxlab.journey.copying import changed, plain
from cxlab.journey.segment import Segment
from cxlab.journey.touchpoint import EXIT, LEVELS, Touchpoint

__all__ = ["EXIT", "LEVELS", "Journey", "Segment", "Touchpoint", "changed", "plain"]
