"""Which touchpoints drive the outcome: estimators for anybody's answers, and the comparison with a known truth."""

from __future__ import annotations

from cxlab.estimators.comparison import Comparison
from cxlab.estimators.fits import METHODS, Drivers, drivers
from cxlab.estimators.indirect import mediation
from cxlab.estimators.latent import Structural, structural
from cxlab.estimators.priorities import PriorityMap, priority_map

__all__ = ["METHODS", "Comparison", "Drivers", "PriorityMap", "Structural", "drivers", "mediation", "priority_map", "structural"]
