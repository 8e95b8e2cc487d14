"""Demos: one file per unit, a pure draw(state) -> View, wired to controls by `demo`."""

from cxlab.demos._demo import Demo, demo
from cxlab.demos._parts import Part, Preset, Question, action, choice, grid, slider, switch, toggle, whole
from cxlab.demos._view import View, panels

__all__ = [
    "Demo",
    "Part",
    "Preset",
    "Question",
    "View",
    "action",
    "choice",
    "demo",
    "grid",
    "panels",
    "slider",
    "switch",
    "toggle",
    "whole",
]
