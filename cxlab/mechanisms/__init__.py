"""The theory, one equation one function: the same object serves notebooks, widgets and kernels.

Submodules load on first use: `cx.mechanisms.memory.peak_end(...)`. Their functions take numbers and arrays alike. Each
says its equation, its source and its status: *established*, *contested*, or *an assumption of the kit* (a value no study
claims). "(not re-checked)" marks a source quoted from general knowledge of the field: look it up before printing it.
`PARAMETERS` of a submodule gives the usual range, status and source of what its functions take by keyword.
"""

from __future__ import annotations

import importlib
from types import ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cxlab.mechanisms import asymmetry as asymmetry
    from cxlab.mechanisms import attribution as attribution
    from cxlab.mechanisms import automation as automation
    from cxlab.mechanisms import bonds as bonds
    from cxlab.mechanisms import channels as channels
    from cxlab.mechanisms import diffusion as diffusion
    from cxlab.mechanisms import expectation as expectation
    from cxlab.mechanisms import memory as memory
    from cxlab.mechanisms import modules as modules
    from cxlab.mechanisms import ownership as ownership
    from cxlab.mechanisms import personalisation as personalisation
    from cxlab.mechanisms import promise as promise
    from cxlab.mechanisms import pyramid as pyramid
    from cxlab.mechanisms import queues as queues
    from cxlab.mechanisms import recovery as recovery
    from cxlab.mechanisms import rivalry as rivalry
    from cxlab.mechanisms import services as services
    from cxlab.mechanisms import value as value
    from cxlab.mechanisms import waiting as waiting

_MODULES = (
    "asymmetry",
    "attribution",
    "automation",
    "bonds",
    "channels",
    "diffusion",
    "expectation",
    "memory",
    "modules",
    "ownership",
    "personalisation",
    "promise",
    "pyramid",
    "queues",
    "recovery",
    "rivalry",
    "services",
    "value",
    "waiting",
)


def __getattr__(name: str) -> ModuleType:
    if name in _MODULES:
        return importlib.import_module(f"cxlab.mechanisms.{name}")
    if name.startswith("__"):
        raise AttributeError(f"module 'cxlab.mechanisms' has no attribute {name!r}")
    from cxlab._validate import nearest

    raise AttributeError(f"cxlab.mechanisms has no {name!r}. Choose from {list(_MODULES)}.{nearest(name, _MODULES)}")


def __dir__() -> list[str]:
    return sorted(_MODULES)
