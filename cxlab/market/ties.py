"""Who hears whom: the network as arrays, made of keyed draws."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from cxlab import draws
from cxlab._compiling import kernel
from cxlab.market.brands import Ties

_APART = np.uint64(0x3C79AC492BA7B653)  # sets these draws apart from the market's under the same seed


class Links(NamedTuple):
    """Agent i hears `targets[offsets[i]:offsets[i + 1]]`, and `strangers` more who are drawn anew each period."""

    offsets: np.ndarray
    targets: np.ndarray
    strangers: int


@kernel
def _luck(seed, out):  # type: ignore[no-untyped-def]
    apart = draws.mix(seed ^ _APART)
    for i in range(out.shape[0]):
        k = draws.key(apart, np.uint64(i))
        for j in range(out.shape[1]):
            out[i, j] = draws.uniform(k, np.uint64(j))


def links(ties: Ties, agents: int, seed: np.uint64) -> Links:
    """The network of `agents` agents: the same for the same ties, number and seed."""
    if agents <= ties.degree:
        raise ValueError(f"agents={agents!r} cannot have degree={ties.degree} ties each. Pass more agents than ties.")
    if ties.network == "mixing" or ties.degree == 0:
        return Links(np.zeros(agents + 1, dtype=np.int64), np.zeros(0, dtype=np.int32), ties.degree if ties.network == "mixing" else 0)
    luck = np.empty((agents, ties.degree))
    with np.errstate(over="ignore"):
        _luck(seed, luck)
    ends = _small_world(luck, ties.rewiring) if ties.network == "small_world" else _cycles(luck[:, : ties.degree // 2])
    return _both_ways(*ends, agents)


def _small_world(luck: np.ndarray, rewiring: float) -> tuple[np.ndarray, np.ndarray]:
    """A ring in which each agent knows the next ones; some of these ties lead to anybody instead."""
    agents, half = luck.shape[0], luck.shape[1] // 2
    one = np.repeat(np.arange(agents), half)
    other = (one + np.tile(np.arange(1, half + 1), agents)) % agents
    anybody = (luck[:, half:].ravel() * (agents - 1)).astype(np.int64)
    anybody += anybody >= one
    return one, np.where(luck[:, :half].ravel() < rewiring, anybody, other)


def _cycles(luck: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Random circles through all agents, laid over one another."""
    orders = [np.argsort(column, kind="stable") for column in luck.T]
    return np.concatenate(orders), np.concatenate([np.roll(order, -1) for order in orders])


def _both_ways(one: np.ndarray, other: np.ndarray, agents: int) -> Links:
    """Ties are mutual, and two agents have at most one."""
    codes = np.unique(np.concatenate([one * agents + other, other * agents + one]))
    offsets = np.concatenate([[0], np.cumsum(np.bincount(codes // agents, minlength=agents))])
    return Links(offsets.astype(np.int64), (codes % agents).astype(np.int32), 0)
