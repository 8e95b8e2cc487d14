"""Measures of one answer: NPS, CSAT, CES, their intervals and differences, agreement of raters, weights for non-response."""

from __future__ import annotations

from cxlab.metrics.agreement import kappa
from cxlab.metrics.change import difference_in_differences
from cxlab.metrics.effort import ces, reverse_coded
from cxlab.metrics.planning import nps_power, nps_sample_size
from cxlab.metrics.recommendation import nps, nps_difference
from cxlab.metrics.satisfaction import csat
from cxlab.metrics.weighting import propensity_weights, response_weights, weighted_mean

__all__ = [
    "ces",
    "csat",
    "difference_in_differences",
    "kappa",
    "nps",
    "nps_difference",
    "nps_power",
    "nps_sample_size",
    "propensity_weights",
    "response_weights",
    "reverse_coded",
    "weighted_mean",
]
