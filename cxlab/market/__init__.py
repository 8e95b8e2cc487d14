"""Markets: brands that compete over periods for agents who talk to one another.

A market is not a journey: it has brands instead of touchpoints and periods instead of visits, so its files are small YAML
files of their own (`market.read("mercato")`), and `Market` stands beside `World`. The world `b2b`, whose customers are raters
in firms that buy, is a journey and lives with the worlds: `cx.world("b2b")`.
"""

from __future__ import annotations

from cxlab.market.brands import Bonds, Brand, Buyers, Event, Ties
from cxlab.market.files import names, read
from cxlab.market.history import MarketRun
from cxlab.market.marketplace import Market

__all__ = ["Bonds", "Brand", "Buyers", "Event", "Market", "MarketRun", "Ties", "names", "read"]
