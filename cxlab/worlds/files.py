"""World files: YAML in, a validated World out, and back. Nothing in a file is executed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, Field, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cxlab import _validate as check
from cxlab.journey import Journey, Segment, Touchpoint
from cxlab.mechanisms._numbers import Parameter
from cxlab.simulation.experience import Experience, Outcome
from cxlab.simulation.runs import Arrivals

if TYPE_CHECKING:
    from cxlab.worlds.firm import World

PARTS = ("name", "title", "teaches", "scale", "cap", "arrivals", "experience", "touchpoints", "segments", "outcomes", "status")
NEEDED = ("name", "touchpoints", "segments", "outcomes")


def read(path: str | Path) -> World:
    """The world in a YAML file."""
    path = Path(path)
    if not path.is_file():
        raise FileNotFoundError(
            f"There is no world file {str(path)!r}. Pass the path of a .yaml file, or use cx.world(name) for a world of the kit."
        )
    return parse(path.read_text(encoding="utf-8"), origin=path.name)


def parse(text: str, origin: str = "text") -> World:
    """The world in a YAML text."""
    import yaml

    try:
        content = yaml.load(text, Loader=_loader())
    except yaml.YAMLError as error:
        raise ValueError(f"{origin} is not a world file: it is not YAML ({' '.join(str(error).split())[:200]}).") from None
    if not isinstance(content, Mapping):
        raise ValueError(f"{origin} is not a world file: it holds {type(content).__name__}, not settings by name. Begin with 'name:'.")
    for part in content:
        check.one_of(f"part of {origin}", part, list(PARTS))
    lacking = [part for part in NEEDED if part not in content]
    if lacking:
        raise ValueError(f"{origin} is not a world file: it lacks {', '.join(lacking)}. A world needs {', '.join(NEEDED)}.")
    return _built(content, origin)


def _loader() -> Any:
    """PyYAML's safe loader, except that a name given twice is an error and not a silent overwriting."""
    import yaml

    class Strict(yaml.SafeLoader):
        pass

    def mapping(loader: Any, node: Any, deep: bool = False) -> dict[Any, Any]:
        seen: list[Any] = []
        for key_node, _ in node.value:
            key = loader.construct_object(key_node, deep=True)
            if key in seen:
                raise yaml.constructor.ConstructorError(None, None, f"{key!r} is given twice", key_node.start_mark)
            seen.append(key)
        return dict(yaml.SafeLoader.construct_mapping(loader, node, deep))

    Strict.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, lambda loader, node: mapping(loader, node, True))
    return Strict


def _built(content: Mapping[str, Any], origin: str) -> World:
    from cxlab.worlds.firm import World

    points = [_made(Touchpoint, f"touchpoint {n!r}", {"name": n, **_settings(s, n)}) for n, s in _named(content, "touchpoints").items()]
    segments = [_made(Segment, f"segment {n!r}", {"name": n, **_settings(s, n)}) for n, s in _named(content, "segments").items()]
    outcomes = {n: _made(Outcome, f"outcome {n!r}", _settings(s, n)) for n, s in _named(content, "outcomes").items()}
    arrivals = content.get("arrivals")
    extra = {k: content[k] for k in ("title", "teaches") if k in content}
    if "scale" in content:
        extra["scale"] = tuple(content["scale"])
    if "status" in content:
        extra["status"] = {k: _known(k, v) for k, v in _named(content, "status").items()}
    return World(
        check_text(content["name"], origin),
        Journey(tuple(points), tuple(segments), **({"cap": content["cap"]} if "cap" in content else {})),
        _made(Experience, "experience", _settings(content.get("experience") or {}, "experience")),
        outcomes,
        arrivals=None if arrivals is None else _made(Arrivals, "arrivals", _settings(arrivals, "arrivals")),
        **extra,
    )


def _known(setting: str, value: Any) -> Parameter:
    example = f"as in '{setting}: {{low: 1, high: 3, status: contested, source: Author (year)}}'"
    if not isinstance(value, Mapping):
        raise ValueError(f"status of {setting!r} must give low, high, status and source, {example}. It holds {value!r}.")
    known: Parameter = _made(Parameter, f"status of {setting!r}", dict(value))
    for end in (known.low, known.high):
        if isinstance(end, bool) or not isinstance(end, (int, float)):
            raise ValueError(f"status of {setting!r}: low and high must be numbers, {example}. One is {end!r}.")
    if not known.low <= known.high:
        raise ValueError(f"status of {setting!r}: low={known.low:g} and high={known.high:g} are no range. Pass low <= high.")
    check.one_of(f"status of {setting!r}", known.status, ["established", "contested", "assumption"])
    return known


def check_text(name: Any, origin: str) -> str:
    """The name of a world."""
    if not isinstance(name, str) or not name.strip():
        raise ValueError(f"{origin}: name={name!r} cannot name a world. Pass a short text.")
    return name


def _named(content: Mapping[str, Any], part: str) -> Mapping[str, Any]:
    value = content[part]
    if not isinstance(value, Mapping) or not value:
        raise ValueError(f"{part} must give settings by name, as in '{part}: {{book: {{ease: 6}}}}'. It holds {value!r}.")
    return value


def _settings(value: Any, name: str) -> dict[str, Any]:
    if value is None:
        return {}
    if not isinstance(value, Mapping):
        raise ValueError(f"{name!r} must give settings by name, as in 'ease: 6'. It holds {value!r}.")
    return dict(value)


def _made(kind: Any, what: str, settings: dict[str, Any]) -> Any:
    known = list(kind._fields) if hasattr(kind, "_fields") else [f.name for f in fields(kind)]
    for setting in settings:
        check.one_of(f"setting of {what}", setting, known)
    lists = {k: tuple(v) if isinstance(v, list) else v for k, v in settings.items()}
    try:
        return kind(**lists)
    except TypeError as error:
        raise ValueError(f"{what} cannot be read: {error}. Known settings: {known}.") from None


def written(world: World) -> str:
    """The world as YAML: what differs from the defaults."""
    import yaml

    content: dict[str, Any] = {
        "name": world.name,
        "title": world.title,
        "teaches": world.teaches,
        "scale": list(world.scale),
        "cap": world.journey.cap,
    }
    if world.arrivals is not None:
        content["arrivals"] = {"rate": world.arrivals.rate}
    content["experience"] = _differing(world.experience)
    content["touchpoints"] = {p.name: _differing(p, skip=("name",)) for p in world.journey.touchpoints}
    content["segments"] = {s.name: _differing(s, skip=("name",)) for s in world.journey.segments}
    content["outcomes"] = {n: _differing(o) for n, o in world.outcomes.items()}
    if world.status:
        content["status"] = {n: dict(p._asdict()) for n, p in world.status.items()}
    return str(yaml.safe_dump(content, sort_keys=False, allow_unicode=True, width=120))


def _differing(item: Any, skip: tuple[str, ...] = ()) -> dict[str, Any]:
    from cxlab.journey import plain

    values = plain(item)
    return {f.name: values[f.name] for f in fields(item) if f.name not in skip and getattr(item, f.name) != _default(f)}


def _default(item: Field[Any]) -> Any:
    if item.default is not MISSING:
        return item.default
    return item.default_factory() if item.default_factory is not MISSING else MISSING
