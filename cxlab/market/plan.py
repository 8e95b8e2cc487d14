"""A market as arrays: the only thing the kernel reads."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cxlab.market.brands import OFFER
from cxlab.market.minds import Diary, Ground, Minds
from cxlab.market.rounds import live
from cxlab.market.ties import Links, links

if TYPE_CHECKING:
    from cxlab.market.marketplace import Market

NEVER = 2.0  # above every uniform: the last group catches what rounding left over
# In the order of the kernel's columns.
BONDS = (
    "prior", "constant", "b_satisfaction", "b_value", "b_alternative", "b_switching", "switching_cost", "b_engagement", "persistence",
    "engagement_gain", "neutral", "talk_floor", "talk_curvature", "talk_middle", "d_positive", "d_negative", "b_expectation",
    "b_performance", "b_disconfirmation", "loss_aversion", "learning_prior", "recency", "fit", "image_spread", "image_rate", "turnover",
    "outside",
)  # fmt: skip
GROUP = ("b_image", "b_promise", "b_price", "frequency", "inertia")


def run(market: Market, agents: int, periods: int, seed: int, keep: bool) -> tuple[Minds, Diary, Links]:
    """Simulate: minds at the end, the diary, and the network."""
    bits = np.uint64(seed & 0xFFFFFFFFFFFFFFFF)
    ground = Ground(*_schedule(market, periods), *_groups(market), links(market.ties, agents, bits))
    image = np.array([brand.image for brand in market.brands], dtype=float)
    minds, diary = live(ground, image, agents, bits, keep)
    return minds, diary, ground.links


def _schedule(market: Market, periods: int) -> tuple[np.ndarray, np.ndarray]:
    """Settings of the bonds by period, and of the offers by period and brand: trends and events included."""
    bonds = [np.nan if value is None else float(value) for value in (getattr(market.bonds, name) for name in BONDS)]
    par = np.tile(bonds, (periods, 1))
    offer = np.tile([[float(getattr(brand, name)) for name in OFFER] for brand in market.brands], (periods, 1, 1))
    for event in sorted(market.events, key=lambda e: e.period):
        for name, value in event.settings.items():
            if event.brand is None:
                par[event.period - 1 :, BONDS.index(name)] = value
            else:
                offer[event.period - 1 :, market.names.index(event.brand), OFFER.index(name)] = value
    trends = np.array([brand.trend for brand in market.brands])
    offer[:, :, OFFER.index("quality")] += np.arange(periods)[:, None] * trends
    return par, offer


def _groups(market: Market) -> tuple[np.ndarray, np.ndarray]:
    sizes = [group.share for group in market.buyers]
    share = np.cumsum(sizes)
    share[max(i for i, size in enumerate(sizes) if size > 0) :] = NEVER
    return np.array([[float(getattr(group, name)) for name in GROUP] for group in market.buyers]), share
