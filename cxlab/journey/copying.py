"""Frozen settings as plain dictionaries, and copies of them with other values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any

from cxlab import _validate as check


def plain(item: Any) -> dict[str, Any]:
    """A touchpoint, segment or outcome as plain dictionaries and lists."""

    def simple(value: Any) -> Any:
        if isinstance(value, Mapping):
            return {k: simple(v) for k, v in value.items()}
        return list(value) if isinstance(value, tuple) else value

    return {f.name: simple(getattr(item, f.name)) for f in fields(item)}


def rebuilt(kind: type, values: dict[str, Any]) -> Any:
    """The item again, from its plain values: how frozen settings are unpickled."""
    return kind(**values)


def changed(item: Any, settings: Mapping[str, Any]) -> Any:
    """A copy of a touchpoint or segment with other settings; unknown names are an error that lists the known ones."""
    known = [f.name for f in fields(item) if f.name != "name"]
    for name in settings:
        check.one_of(f"setting of {item.name!r}", name, known)
    return replace(item, **settings)
