"""Worlds: the objects people hold. They only delegate downward."""

from __future__ import annotations

from cxlab.simulation.experience import Experience, Outcome
from cxlab.simulation.runs import Arrivals
from cxlab.worlds.firm import World
from cxlab.worlds.shelf import world, world_names
from cxlab.worlds.simulated import Simulated, Truth

__all__ = ["Arrivals", "Experience", "Outcome", "Simulated", "Truth", "World", "world", "world_names"]
