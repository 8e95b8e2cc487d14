"""From satisfaction to money: lifetime value, return on investment, where to invest, and what a wrong estimate costs."""

from __future__ import annotations

from cxlab.decisions.allocation import Allocation, invest
from cxlab.decisions.customer_value import lifetime_value
from cxlab.decisions.economics import Economics
from cxlab.decisions.oracle import regret
from cxlab.decisions.response import retention_rate, spend_response
from cxlab.decisions.returns import break_even_gain, roi
from cxlab.decisions.stopping import marginal_roi

__all__ = [
    "Allocation",
    "Economics",
    "break_even_gain",
    "invest",
    "lifetime_value",
    "marginal_roi",
    "regret",
    "retention_rate",
    "roi",
    "spend_response",
]
