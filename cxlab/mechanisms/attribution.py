"""Attribution: where a funnel leaks, and which channel is credited with a sale."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import ArrayLike

from cxlab._validate import number
from cxlab.mechanisms._numbers import Parameter, numbers

PARAMETERS: dict[str, Parameter] = {}


def funnel(steps: ArrayLike) -> float:
    """Share of visitors who come through every step: the product of the steps.

    Parameters
    ----------
    steps : share that passes each step, 0 to 1.

    Notes
    -----
    Source: product rule. Status: established as arithmetic, for shares given the step before.

    Examples
    --------
    >>> round(funnel([0.8, 0.6, 0.5, 0.9]), 3)
    0.216
    """
    return float(np.prod(numbers("steps", steps, low=0, high=1)))


def best_step(steps: ArrayLike, *, gain: float = 0.1) -> tuple[int, float]:
    """The step of a funnel where the same gain brings most, and the share that then comes through.

    Parameters
    ----------
    steps : share that passes each step, 0 to 1.
    gain : added to one step, 0 to 1; no step rises above 1.

    Returns
    -------
    position of the step, from 0, and the new product.

    Notes
    -----
    Source: product rule. Status: established as arithmetic: the weakest step, unless the gain would carry it above 1.

    Examples
    --------
    >>> step, share = best_step([0.8, 0.6, 0.5, 0.9], gain=0.1)
    >>> step, round(share, 4)
    (2, 0.2592)
    """
    shares = np.atleast_1d(numbers("steps", steps, low=0, high=1))
    more = number("gain", gain, low=0, high=1)
    raised = np.minimum(shares + more * np.eye(len(shares)), 1.0)
    results = raised.prod(axis=1)
    best = int(np.argmax(results))
    return best, float(results[best])


Paths = Mapping[tuple[str, ...], float] | Iterable[Sequence[str]]


def removal_effects(paths: Paths) -> dict[str, float]:
    """Share of the conversions that are lost without a channel: those of all paths it stands in.

    Parameters
    ----------
    paths : converting paths as {("social", "site", "shop"): 3, ("shop",): 1}, or a list with one path for each conversion.

    Notes
    -----
    Source: Anderl et al. (2016) (not re-checked), here in its simplest form. Status: contested: a path without the channel
    is taken as lost, so it is a credit by convention, not an effect of doing.

    Examples
    --------
    >>> removal_effects({("social", "site", "shop"): 3, ("site", "shop"): 1, ("shop",): 1})
    {'social': 0.6, 'site': 0.8, 'shop': 1.0}
    """
    counted = _counted(paths)
    total = sum(counted.values())
    channels = dict.fromkeys(channel for path in counted for channel in path)
    return {channel: sum(n for path, n in counted.items() if channel in path) / total for channel in channels}


def removal_shares(paths: Paths) -> dict[str, float]:
    """Removal effects divided by their sum, so that the credit adds up to 1.

    Parameters
    ----------
    paths : see `removal_effects`.

    Notes
    -----
    Source: Anderl et al. (2016) (not re-checked). Status: contested, as every rule of credit is.

    Examples
    --------
    >>> shares = removal_shares({("social", "site", "shop"): 3, ("site", "shop"): 1, ("shop",): 1})
    >>> {channel: round(share, 3) for channel, share in shares.items()}
    {'social': 0.25, 'site': 0.333, 'shop': 0.417}
    """
    effects = removal_effects(paths)
    return {channel: effect / sum(effects.values()) for channel, effect in effects.items()}


def last_touch(paths: Paths) -> dict[str, float]:
    """Share of the conversions credited to the channel that came last.

    Parameters
    ----------
    paths : see `removal_effects`.

    Notes
    -----
    Source: common practice. Status: contested: what came before gets nothing.

    Examples
    --------
    >>> last_touch({("social", "site", "shop"): 3, ("site", "shop"): 1, ("shop",): 1})
    {'social': 0.0, 'site': 0.0, 'shop': 1.0}
    """
    counted = _counted(paths)
    total = sum(counted.values())
    channels = dict.fromkeys(channel for path in counted for channel in path)
    return {channel: sum(n for path, n in counted.items() if path[-1] == channel) / total for channel in channels}


def _counted(paths: Paths) -> dict[tuple[str, ...], float]:
    counted: dict[tuple[str, ...], float] = (
        dict(paths) if isinstance(paths, Mapping) else dict(Counter(tuple(path) for path in _no_text(paths)))
    )
    for path, n in counted.items():
        if isinstance(path, str) or not isinstance(path, tuple) or not path:
            raise ValueError(f"paths has the path {path!r}. Pass each path as a tuple of channels, such as ('site', 'shop').")
        number(f"paths[{path!r}]", n, low=0)
    if not sum(counted.values()):
        raise ValueError("paths holds no conversion. Pass at least one converting path.")
    return counted


def _no_text(paths: Iterable[Sequence[str]]) -> list[Sequence[str]]:
    listed = list(paths)
    for path in listed:
        if isinstance(path, str):
            raise ValueError(f"paths has the text {path!r}. Pass each path as a tuple of channels, such as ({path!r},).")
    return listed
