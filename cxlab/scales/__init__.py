"""Measures of several items: reliability, validity, service gaps, brand experience."""

from __future__ import annotations

from cxlab.scales.brand import brand_experience
from cxlab.scales.congeneric import omega, one_factor
from cxlab.scales.items import brand_experience_items, service_quality_items
from cxlab.scales.reliability import alpha, difference_score_reliability, spearman_brown
from cxlab.scales.service import service_gaps
from cxlab.scales.validity import ave, composite_reliability, cross_loadings, htmt

__all__ = [
    "alpha",
    "ave",
    "brand_experience",
    "brand_experience_items",
    "composite_reliability",
    "cross_loadings",
    "difference_score_reliability",
    "htmt",
    "omega",
    "one_factor",
    "service_gaps",
    "service_quality_items",
    "spearman_brown",
]
