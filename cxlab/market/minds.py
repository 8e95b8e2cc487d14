"""What agents find, carry and leave behind: the arrays of a market."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from cxlab.market.ties import Links


class Ground(NamedTuple):
    """What agents find: settings by period, groups of buyers, ties."""

    par: np.ndarray  # (t, 27)
    offer: np.ndarray  # (t, b, 4)
    group: np.ndarray  # (g, 5)
    share: np.ndarray  # (g,) cumulative
    links: Links


class Minds(NamedTuple):
    """What agents carry from period to period: by agent i, or by agent and brand."""

    kind: np.ndarray  # (i,) group
    joined: np.ndarray  # (i,) period
    brand: np.ndarray  # (i,) brand they are with, -1 for none
    bought: np.ndarray  # (i, b)
    known: np.ndarray  # (i, b) satisfaction so far
    expected: np.ndarray  # (i, b)
    stock: np.ndarray  # (i, b) engagement
    suits: np.ndarray  # (i, b) points by which quality suits the agent
    seen: np.ndarray  # (i, b) points by which the image differs for the agent
    at_zero: np.ndarray  # (i, b) what talk heard since the last choice makes of a chance of 0,
    at_one: np.ndarray  # (i, b) and of a chance of 1: in between it is a straight line
    heard: np.ndarray  # (i, b, 2) messages heard since the last choice, good and bad
    said: np.ndarray  # (2, i) sign of the talk of this period and the one before
    told: np.ndarray  # (2, i) brand it is about
    image: np.ndarray  # (b,)
    chance: np.ndarray  # (b + 1,) scratch; the last entry is buying nothing
    pull: np.ndarray  # (b + 1,) scratch


class Diary(NamedTuple):
    """What is written down: sums by period and brand, and, when `keep` is on, a line for each agent and period."""

    sums: np.ndarray  # (t, b, 12)
    keep: bool
    chosen: np.ndarray  # (t, i) brand, -1 when nothing was bought, -2 when there was no need
    satisfaction: np.ndarray  # (t, i)
    said: np.ndarray  # (t, i)
    chance: np.ndarray  # (t, i, b)
    good: np.ndarray  # (t, i, b)
    bad: np.ndarray  # (t, i, b)


def blank_minds(agents: int, brands: int, image: np.ndarray) -> Minds:
    """Minds before the first period."""
    both = (agents, brands)
    return Minds(
        kind=np.zeros(agents, np.int8), joined=np.zeros(agents, np.int16), brand=np.zeros(agents, np.int8), bought=np.zeros(both, np.int32),
        known=np.zeros(both), expected=np.zeros(both), stock=np.zeros(both), suits=np.zeros(both), seen=np.zeros(both),
        at_zero=np.zeros(both), at_one=np.ones(both), heard=np.zeros((*both, 2), np.int16), said=np.zeros((2, agents), np.int8),
        told=np.zeros((2, agents), np.int8), image=image.astype(float), chance=np.zeros(brands + 1), pull=np.zeros(brands + 1),
    )  # fmt: skip


def blank_diary(periods: int, agents: int, brands: int, keep: bool) -> Diary:
    """A diary with nothing written yet; without `keep` it has no room for single agents."""
    lines = (periods, agents) if keep else (1, 1)
    cells = (*lines, brands if keep else 1)
    return Diary(
        sums=np.zeros((periods, brands, 12)), keep=keep, chosen=np.zeros(lines, np.int8), satisfaction=np.zeros(lines, np.float32),
        said=np.zeros(lines, np.int8), chance=np.full(cells, np.nan, np.float32), good=np.zeros(cells, np.int16), bad=np.zeros(cells, np.int16),
    )  # fmt: skip
