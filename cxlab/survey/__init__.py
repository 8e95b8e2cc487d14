"""The survey: from what customers lived through to the ratings they give, with every survey error a switch.

A rating is made in the order of the answering process (Tourangeau, Rips & Rasinski 2000): recall, judgement, style, and the
choice of a point on the scale. Who answers at all is drawn apart. Nothing is simulated here.
"""

from __future__ import annotations

from cxlab.survey.customers import Lived
from cxlab.survey.interview import PARAMETERS, ask
from cxlab.survey.questionnaire import codebook

__all__ = ["PARAMETERS", "Lived", "ask", "codebook"]
