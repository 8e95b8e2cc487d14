"""What a market is made of: brands, buyers, the ties between people, the bonds with brands, and events."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from types import MappingProxyType
from typing import Any

import numpy as np

from cxlab import _validate as check

NETWORKS = ("small_world", "random_regular", "mixing")
MOST_BRANDS = 16
OFFER = ("quality", "heterogeneity", "promise", "price")  # what a brand can change from one period to the next


@dataclass(frozen=True)
class Brand:
    """A firm that competes.

    Parameters
    ----------
    name : the name people type.
    quality : mean quality of what it delivers, points 0-10.
    heterogeneity : standard deviation of quality between purchases, points, from 0.
    image, promise : what is thought of it and what it promises to those who have not bought yet, points 0-10.
    price : index, points 0-10, 10 the dearest.
    trend : points of quality added each period; negative for a firm that lets things slide.

    Examples
    --------
    >>> Brand("ponte", quality=7.5).quality
    7.5
    """

    name: str
    quality: float = 7.0
    heterogeneity: float = 1.0
    image: float = 6.0
    promise: float = 7.0
    price: float = 5.0
    trend: float = 0.0

    def __post_init__(self) -> None:
        named("brand", self.name)
        for label in ("quality", "image", "promise", "price", "trend"):
            check.number(f"{self.name}.{label}", getattr(self, label))
        check.number(f"{self.name}.heterogeneity", self.heterogeneity, low=0)


@dataclass(frozen=True)
class Buyers:
    """A group of agents who weigh and buy in their own way.

    Parameters
    ----------
    name : the name people type.
    share : share of all agents, 0 to 1.
    b_image, b_promise, b_price : weights of image, promise and price in a first choice, logits per point, from 0.
    frequency : chance of needing a purchase in a period, above 0 to 1.
    inertia : factor on the switching cost, from 0.

    Examples
    --------
    >>> Buyers("families", b_price=0.6).b_price
    0.6
    """

    name: str
    share: float = 1.0
    b_image: float = 0.4
    b_promise: float = 0.3
    b_price: float = 0.3
    frequency: float = 1.0
    inertia: float = 1.0

    def __post_init__(self) -> None:
        named("buyers", self.name)
        check.number(f"{self.name}.share", self.share, low=0, high=1)
        check.number(f"{self.name}.frequency", self.frequency, low=0, high=1, low_open=True)
        for label in ("b_image", "b_promise", "b_price", "inertia"):
            check.number(f"{self.name}.{label}", getattr(self, label), low=0)


@dataclass(frozen=True)
class Ties:
    """Who hears whom. The number of ties stands for the module Relate.

    Parameters
    ----------
    network : "small_world" (a ring of neighbours, some ties rewired; Watts & Strogatz 1998), "random_regular" (everybody has
        the same number of friends, at random), or "mixing" (strangers met anew each period).
    degree : ties of each agent; an even number from 0 (nobody hears anybody) to 100.
    rewiring : share of a small world's ties that lead anywhere, 0 to 1.

    Examples
    --------
    >>> Ties(degree=8).degree
    8
    """

    network: str = "small_world"
    degree: int = 6
    rewiring: float = 0.1

    def __post_init__(self) -> None:
        check.one_of("network", self.network, NETWORKS)
        check.number("rewiring", self.rewiring, low=0, high=1)
        if check.count("degree", self.degree, low=0, high=100) % 2:
            raise ValueError(f"degree={self.degree!r} is odd. Pass an even number from 0 to 100: ties go to both sides of a ring.")


@dataclass(frozen=True)
class Bonds:
    """What ties customers to brands, and how they learn and talk. Equations: `cxlab.mechanisms` (bonds, expectation, rivalry).

    Parameters
    ----------
    prior : k, purchases the image is worth; own experience weighs n/(n+k). Talk weighs the rest: it moves a chance by
        d*(1 - n/(n+k)), so that own experience also shields from hearsay.
    constant, b_satisfaction, b_value, b_alternative, b_switching : logit of buying again. V_rel is the cheapest rival's price
        less the own one, max(S_alt) what is believed of the best rival.
    switching_cost, b_engagement : what holds a customer: points, and points per unit of the engagement stock. It comes last:
        talk moves the wish to stay, not the cost of leaving.
    persistence, engagement_gain, neutral : stock kept from period to period; what it gains per point of satisfaction above neutral.
    talk_floor, talk_curvature, talk_middle : chance of talking after a purchase, U-shaped in satisfaction; good above the middle.
    d_positive, d_negative : share of the room to move that a message moves, 0 to 1.
    b_expectation, b_performance, b_disconfirmation, loss_aversion : satisfaction with a purchase.
    learning_prior : k0, purchases the first expectation (the promise) is worth.
    recency : least weight of the newest purchase in satisfaction so far, 0 to 1.
    fit, image_spread : standard deviations between customers of how a brand's quality suits them and of its image, points.
    image_rate : share of the way that a brand's image moves each period towards what its buyers felt, 0 to 1.
    turnover : share of agents replaced by newcomers each period, 0 to 1.
    outside : attraction of buying nothing, logits; None when something is bought in any case.

    Examples
    --------
    >>> Bonds(prior=8).prior
    8
    """

    prior: float = 4.0
    constant: float = -1.5
    b_satisfaction: float = 0.8
    b_value: float = 0.3
    b_alternative: float = 0.4
    b_switching: float = 1.0
    switching_cost: float = 0.5
    b_engagement: float = 0.1
    persistence: float = 0.8
    engagement_gain: float = 0.3
    neutral: float = 5.0
    talk_floor: float = 0.05
    talk_curvature: float = 0.015
    talk_middle: float = 6.5
    d_positive: float = 0.3
    d_negative: float = 0.3
    b_expectation: float = 0.3
    b_performance: float = 0.7
    b_disconfirmation: float = 0.3
    loss_aversion: float = 2.0
    learning_prior: float = 4.0
    recency: float = 0.3
    fit: float = 0.6
    image_spread: float = 0.6
    image_rate: float = 0.0
    turnover: float = 0.0
    outside: float | None = None

    def __post_init__(self) -> None:
        for label in ("persistence", "talk_floor", "d_positive", "d_negative", "recency", "image_rate", "turnover"):
            check.number(label, getattr(self, label), low=0, high=1)
        for label in ("switching_cost", "talk_curvature", "fit", "image_spread", "loss_aversion"):
            check.number(label, getattr(self, label), low=0)
        check.number("prior", self.prior, low=0, low_open=True)
        check.number("learning_prior", self.learning_prior, low=1)
        for label in ("constant", "b_satisfaction", "b_value", "b_alternative", "b_switching", "b_engagement", "engagement_gain"):
            check.number(label, getattr(self, label))
        for label in ("neutral", "talk_middle", "b_expectation", "b_performance", "b_disconfirmation"):
            check.number(label, getattr(self, label))
        if self.outside is not None:
            check.number("outside", self.outside)


@dataclass(frozen=True)
class Event:
    """Something that changes at the beginning of a period and stays so.

    Parameters
    ----------
    period : from 1, the period it begins in.
    brand : the brand it happens to; None when it happens to the market.
    settings : setting = new value: quality, heterogeneity, promise or price of the brand (a trend goes on from there), or
        any of the bonds but `outside`.

    Examples
    --------
    >>> Event(13, settings={"switching_cost": 0.0}).period
    13
    """

    period: int
    brand: str | None = None
    settings: Mapping[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        check.count("period of an event", self.period)
        if not self.settings:
            raise ValueError(f"The event in period {self.period} changes nothing. Pass settings, for example {{'switching_cost': 0.0}}.")
        known = [f.name for f in fields(Bonds) if f.name != "outside"] if self.brand is None else list(OFFER)
        for name in self.settings:
            check.one_of(f"setting of the event in period {self.period}", name, known)
        Bonds(**self.settings) if self.brand is None else Brand(self.brand, **self.settings)
        object.__setattr__(self, "settings", MappingProxyType(dict(self.settings)))

    def __reduce__(self) -> tuple[Any, ...]:
        return (type(self), (self.period, self.brand, dict(self.settings)))


def named(what: str, name: Any) -> None:
    """Refuse a name that could not head a column of a table."""
    if not isinstance(name, str) or not name.isidentifier():
        raise ValueError(f"name={name!r} cannot name {what}. Pass a short name of letters, digits and underscores.")


def numeric(item: Any) -> list[str]:
    """Names of the settings of `item` that are numbers."""
    return [f.name for f in fields(item) if isinstance(getattr(item, f.name), (int, float, np.number)) and f.name != "name"]
