"""The worlds that come with the kit: one YAML file each, beside this module."""

from __future__ import annotations

from pathlib import Path

from cxlab._validate import one_of
from cxlab.worlds.files import read
from cxlab.worlds.firm import World

_SHELF = Path(__file__).parent


def world_names() -> list[str]:
    """Names of the worlds that come with the kit.

    Examples
    --------
    >>> "officina" in world_names()
    True
    """
    return sorted(path.stem for path in _SHELF.glob("*.yaml"))


def world(name: str) -> World:
    """A world of the kit by its name.

    Parameters
    ----------
    name : for example "officina", the car workshop; `cx.world_names()` lists all.

    Raises
    ------
    ValueError
        For an unknown name; the message lists the known ones. A world file of your own is read by `World.from_yaml(path)`.

    Examples
    --------
    >>> world("officina").touchpoints[0]
    'discover'
    """
    try:
        return read(_SHELF / f"{one_of('name', name, world_names())}.yaml")
    except ValueError as error:
        if name in world_names():
            raise
        raise ValueError(f"{error} A world file of your own is read by cx.World.from_yaml(path).") from None
