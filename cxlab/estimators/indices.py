"""Ready models of the index type, American (ACSI) and European (ECSI), and models of one's own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from cxlab._validate import one_of
from cxlab.estimators.paths import Model, model_of

ACSI = {
    "Quality": ("Expectation",),
    "Value": ("Expectation", "Quality"),
    "Satisfaction": ("Expectation", "Quality", "Value"),
    "Complaints": ("Satisfaction",),
    "Loyalty": ("Satisfaction", "Complaints"),
}
ECSI = {
    **ACSI,
    "Expectation": ("Image",),
    "Satisfaction": ("Image", "Expectation", "Quality", "Value"),
    "Loyalty": ("Image", "Satisfaction", "Complaints"),
}
MODELS: dict[str, dict[str, tuple[str, ...]]] = {"acsi": ACSI, "ecsi": ECSI}
PREFIXES = {
    "Image": "IMAG",
    "Expectation": "CUEX",
    "Quality": "PERQ",
    "Value": "PERV",
    "Satisfaction": "CUSA",
    "Complaints": "CUSCO",
    "Loyalty": "CUSL",
}


def described(data: pd.DataFrame, model: Any, items: Mapping[str, Sequence[str]] | None) -> Model:
    if isinstance(model, str):
        paths: Mapping[str, Sequence[str]] = MODELS[one_of("model", model, tuple(MODELS))]
        used = {c for into, froms in paths.items() for c in (into, *froms)}
        items = items or {c: by_prefix(data, c) for c in PREFIXES if c in used}
    elif isinstance(model, Mapping):
        paths = model
        if items is None:
            raise ValueError("items is left out. Pass {construct: its columns} with a model of your own.")
    else:
        raise TypeError(f"model={model!r} is not a model. Pass one of {list(MODELS)}, or {{construct: the constructs that lead to it}}.")
    return model_of(paths, {c: (v,) if isinstance(v, str) else tuple(v) for c, v in items.items()})


def by_prefix(data: pd.DataFrame, construct: str) -> tuple[str, ...]:
    prefix = PREFIXES[construct]
    found = tuple(str(c) for c in data.columns if str(c).rstrip("0123456789") == prefix)
    if not found:
        raise ValueError(f"No column is called {prefix}1 or {prefix}. Pass items={{{construct!r}: [its columns], ...}}.")
    return found
