"""Compile the theory ahead, so that no first call has to wait."""

from __future__ import annotations

import importlib

import numpy as np

from cxlab._compiling import JIT
from cxlab.mechanisms import _MODULES


def make_ready() -> int:
    """Compile every equation as its first call would, and return how many there are; 0 where the compiler is off."""
    if not JIT:
        return 0
    from numba.np.ufunc.dufunc import DUFunc

    found: dict[int, DUFunc] = {}
    for name in _MODULES:
        module = importlib.import_module(f"cxlab.mechanisms.{name}")
        found |= {id(thing): thing for thing in vars(module).values() if isinstance(thing, DUFunc)}
    with np.errstate(all="ignore"):
        for equation in found.values():
            equation(*np.full(equation.nin, 0.5))
    importlib.import_module("cxlab.mechanisms.queues").day_wait(1.0, 2.0, hours=1.0)
    return len(found)
