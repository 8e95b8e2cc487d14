"""Market files: YAML in, a validated Market out, and back. Nothing in a file is executed."""

from __future__ import annotations

import importlib
from collections.abc import Iterator, Mapping
from dataclasses import fields
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd

from cxlab import _validate as check
from cxlab.market.brands import Bonds, Brand, Buyers, Event, Ties
from cxlab.market.marketplace import Market
from cxlab.mechanisms._numbers import KIT, Parameter

_SHELF = Path(__file__).parent
PARTS = ("name", "title", "teaches", "brands", "buyers", "ties", "bonds", "events", "status")
_WHERE = {
    "prior": ("bonds", "prior"), "b_satisfaction": ("bonds", "b_satisfaction"), "b_value": ("bonds", "b_value"),
    "b_alternative": ("bonds", "b_alternative"), "b_switching": ("bonds", "b_switching"), "persistence": ("bonds", "persistence"),
    "talk_floor": ("bonds", "floor"), "talk_curvature": ("bonds", "curvature"), "d_positive": ("bonds", "d_positive"),
    "d_negative": ("bonds", "d_negative"), "learning_prior": ("expectation", "prior"), "loss_aversion": ("asymmetry", "loss_aversion"),
    "b_image": ("rivalry", "b_image"), "b_promise": ("rivalry", "b_promise"),
    "b_price": ("rivalry", "b_price"), "recency": ("rivalry", "recency"), "heterogeneity": ("services", "heterogeneity"),
}  # fmt: skip
_SCALE = f"{KIT}; expectation and performance weigh 1 together, so that satisfaction stays on the scale of quality"
_OWN = {
    "b_expectation": Parameter(0.0, 0.4, "contested", _SCALE),
    "b_performance": Parameter(0.6, 1.0, "assumption", _SCALE),
    "b_disconfirmation": Parameter(0.0, 0.6, "assumption", KIT),
}
UNKNOWN = Parameter(float("-inf"), float("inf"), "assumption", KIT)


def names() -> list[str]:
    """Names of the markets that come with the kit.

    Examples
    --------
    >>> "mercato" in names()
    True
    """
    return sorted(path.stem for path in _SHELF.glob("*.yaml"))


def read(name: str) -> Market:
    """A market of the kit by its name.

    Parameters
    ----------
    name : for example "mercato", two workshops in one town; `names()` lists all.

    Raises
    ------
    ValueError
        For an unknown name; the message lists the known ones.

    Examples
    --------
    >>> read("mercato").names
    ['ponte', 'torre']
    """
    return opened(_SHELF / f"{check.one_of('name', name, names())}.yaml")


def opened(path: str | Path) -> Market:
    """The market in a YAML file."""
    path = Path(path)
    if not path.is_file():
        raise FileNotFoundError(
            f"There is no market file {str(path)!r}. Pass the path of a .yaml file, or use read(name) for a market of the kit."
        )
    return parse(path.read_text(encoding="utf-8"), origin=path.name)


def parse(text: str, origin: str = "text") -> Market:
    """The market in a YAML text."""
    import yaml

    try:
        content = yaml.load(text, Loader=_loader())
    except yaml.YAMLError as error:
        raise ValueError(f"{origin} is not a market file: it is not YAML ({' '.join(str(error).split())[:200]}).") from None
    if not isinstance(content, Mapping):
        raise ValueError(f"{origin} is not a market file: it holds {type(content).__name__}, not settings by name. Begin with 'name:'.")
    for part in content:
        check.one_of(f"part of {origin}", part, list(PARTS))
    lacking = [part for part in ("name", "brands") if part not in content]
    if lacking:
        raise ValueError(f"{origin} is not a market file: it lacks {' and '.join(lacking)}. A market needs name and brands.")
    return _built(content)


def _loader() -> Any:
    """PyYAML's safe loader, except that a name given twice is an error and not a silent overwriting."""
    import yaml

    class Strict(yaml.SafeLoader):
        def construct_mapping(self, node: Any, deep: bool = False) -> dict[Any, Any]:
            keys = [self.construct_object(key, deep=True) for key, _ in node.value]
            twice = [key for i, key in enumerate(keys) if key in keys[:i]]
            if twice:
                raise yaml.constructor.ConstructorError(None, None, f"{twice[0]!r} is given twice", node.start_mark)
            return dict(super().construct_mapping(node, deep=deep))

    return Strict


def _built(content: Mapping[str, Any]) -> Market:
    parts: dict[str, Any] = {k: content[k] for k in ("title", "teaches") if k in content}
    parts["brands"] = [
        _made(Brand, f"brand {n!r}", {"name": n, **_settings(s, n)}) for n, s in _settings(content["brands"], "brands").items()
    ]
    if "buyers" in content:
        parts["buyers"] = [
            _made(Buyers, f"buyers {n!r}", {"name": n, **_settings(s, n)}) for n, s in _settings(content["buyers"], "buyers").items()
        ]
    for label, kind in (("ties", Ties), ("bonds", Bonds)):
        if label in content:
            parts[label] = _made(kind, label, _settings(content[label], label))
    if "events" in content:
        parts["events"] = [_made(Event, "event", _settings(event, "events")) for event in content["events"] or ()]
    if "status" in content:
        parts["status"] = {
            n: _made(Parameter, f"status of {n!r}", _settings(s, n)) for n, s in _settings(content["status"], "status").items()
        }
    return Market(content["name"], **parts)


def _settings(value: Any, name: str) -> dict[str, Any]:
    if value is None:
        return {}
    if not isinstance(value, Mapping):
        raise ValueError(f"{name!r} must give settings by name, as in 'quality: 7'. It holds {value!r}.")
    return dict(value)


def _made(kind: Any, what: str, settings: dict[str, Any]) -> Any:
    known = list(kind._fields) if hasattr(kind, "_fields") else [f.name for f in fields(kind)]
    for setting in settings:
        check.one_of(f"setting of {what}", setting, known)
    try:
        return kind(**settings)
    except TypeError as error:
        raise ValueError(f"{what} cannot be read: {error}. Known settings: {known}.") from None


def written(market: Market) -> str:
    """The market as YAML: what differs from the defaults."""
    import yaml

    content: dict[str, Any] = {"name": market.name, "title": market.title, "teaches": market.teaches}
    content["brands"] = {brand.name: _differing(brand) for brand in market.brands}
    content["buyers"] = {group.name: _differing(group) for group in market.buyers}
    content["ties"], content["bonds"] = _differing(market.ties), _differing(market.bonds)
    if market.events:
        content["events"] = [{"period": e.period, "brand": e.brand, "settings": dict(e.settings)} for e in market.events]
    if market.status:
        content["status"] = {name: dict(p._asdict()) for name, p in market.status.items()}
    return str(yaml.safe_dump(content, sort_keys=False, allow_unicode=True, width=120))


def _differing(item: Any) -> dict[str, Any]:
    return {f.name: getattr(item, f.name) for f in fields(item) if f.name != "name" and getattr(item, f.name) != f.default}


def described(market: Market) -> pd.DataFrame:
    """One row per number of the market."""
    return pd.DataFrame(list(_numbers(market)), columns=["where", "setting", "value", "low", "high", "status", "source"])


def _numbers(market: Market) -> Iterator[tuple[Any, ...]]:
    places: list[tuple[str, Any]] = [
        *((b.name, b) for b in market.brands),
        *((g.name, g) for g in market.buyers),
        ("ties", market.ties),
        ("bonds", market.bonds),
    ]
    for where, item in places:
        for f in fields(item):
            value = getattr(item, f.name)
            if isinstance(value, (int, float)):
                known = market.status.get(f.name) or _known().get(f.name, UNKNOWN)
                low, high = (None if abs(end) == float("inf") else end for end in (known.low, known.high))
                yield (where, f.name, value, low, high, known.status, known.source)


@cache
def _known() -> dict[str, Parameter]:
    found = {setting: importlib.import_module(f"cxlab.mechanisms.{room}").PARAMETERS[name] for setting, (room, name) in _WHERE.items()}
    return found | _OWN
