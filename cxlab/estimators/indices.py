"""Ready models of the index type, American (ACSI) and European (ECSI), and models of one's own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from cxlab._validate import listed, mapping, one_of
from cxlab.estimators.paths import Model, model_of
from cxlab.estimators.screening import text

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
    """The path model that was passed, ready or of one's own, with the columns of each construct."""
    if isinstance(model, str):
        paths = MODELS[one_of("model", model, tuple(MODELS))]
        used = {c for into, froms in paths.items() for c in (into, *froms)}
        items = {c: by_prefix(data, c) for c in PREFIXES if c in used} if items is None else items
    elif isinstance(model, Mapping):
        paths = {into: tuple(listed(f"model[{into!r}]", froms)) for into, froms in model.items()}
        if items is None:
            raise ValueError("items is left out. Pass {construct: its columns} with a model of your own.")
    else:
        raise TypeError(f"model={model!r} is not a model. Pass one of {list(MODELS)}, or {{construct: the constructs that lead to it}}.")
    blocks = mapping("items", items, "{'Quality': ['q1', 'q2'], 'Satisfaction': ['s1']}")
    return model_of(paths, {c: tuple(text(v) for v in listed(f"items[{c!r}]", block)) for c, block in blocks.items()})


def by_prefix(data: pd.DataFrame, construct: str) -> tuple[str, ...]:
    prefix = PREFIXES[construct]
    found = tuple(str(c) for c in data.columns if str(c).rstrip("0123456789") == prefix)
    if not found:
        raise ValueError(f"No column is called {prefix}1 or {prefix}. Pass items={{{construct!r}: [its columns], ...}}.")
    return found
