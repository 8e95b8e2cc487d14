"""cxlab: design a journey, simulate customers, ask them, measure, estimate the drivers, compare with the truth, decide."""

from __future__ import annotations

import importlib
from typing import Any

__version__ = "0.1.0"

# Where each public name lives; it is loaded when it is first used, so that `import cxlab` is instant.
_OFFERS = {
    "results": ("Estimate", "Result"),
    "journey": ("Journey", "Segment", "Touchpoint"),
    "worlds": ("Arrivals", "Experience", "Outcome", "Simulated", "World", "world", "world_names"),
    "survey": ("codebook",),
    "metrics": (
        "ces",
        "csat",
        "difference_in_differences",
        "kappa",
        "nps",
        "nps_difference",
        "nps_power",
        "nps_sample_size",
        "response_weights",
        "reverse_coded",
        "weighted_mean",
    ),
    "scales": (
        "alpha",
        "ave",
        "brand_experience",
        "composite_reliability",
        "difference_score_reliability",
        "htmt",
        "omega",
        "service_gaps",
        "spearman_brown",
    ),
    "estimators": ("Drivers", "drivers", "mediation", "priority_map", "structural"),
    "decisions": (
        "Economics",
        "break_even_gain",
        "invest",
        "lifetime_value",
        "marginal_roi",
        "regret",
        "retention_rate",
        "roi",
        "spend_response",
    ),
    "vocabulary": (
        "corrections",
        "coverage",
        "crm_levers",
        "define",
        "glossary",
        "mistakes",
        "model",
        "models",
        "modules",
        "progression",
        "providers",
        "pyramid",
        "realms",
        "service_attributes",
        "stages",
        "touchpoint_owners",
        "value_elements",
    ),
    "data": ("datasets", "fetch", "load"),
    "course": ("begin", "check", "hint", "predict", "progress", "quiz", "submit"),
    "demos": ("View", "demo"),
    "market": ("Market",),
}
_ROOMS = (
    "course",
    "data",
    "decisions",
    "demos",
    "draws",
    "estimators",
    "journey",
    "market",
    "mechanisms",
    "metrics",
    "plots",
    "results",
    "scales",
    "simulation",
    "study",
    "survey",
    "vocabulary",
    "worlds",
)
_HOME = {name: room for room, names in _OFFERS.items() for name in names}


def __getattr__(name: str) -> Any:
    if name in _HOME:
        value = getattr(importlib.import_module(f"cxlab.{_HOME[name]}"), name)
        globals()[name] = value
        return value
    if name in _ROOMS:
        return importlib.import_module(f"cxlab.{name}")
    if name.startswith("__"):
        raise AttributeError(f"module 'cxlab' has no attribute {name!r}")
    from cxlab._validate import nearest

    raise AttributeError(f"cxlab has no {name!r}.{nearest(name, [*_HOME, *_ROOMS])} See dir(cxlab) for all names.")


def __dir__() -> list[str]:
    return sorted([*_HOME, *_ROOMS, "__version__"])
