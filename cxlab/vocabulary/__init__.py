"""The words of the course as data: cards, glossary, coverage, corrections, and the models of the theory.

Claims whose origin was not checked against the original carry `verified=False` and say so.
"""

from cxlab.vocabulary.cards import Card, define
from cxlab.vocabulary.frames import corrections, coverage, glossary
from cxlab.vocabulary.members import Element, Member, Model, Owner, Realm
from cxlab.vocabulary.theory import (
    crm_levers,
    mistakes,
    model,
    models,
    modules,
    progression,
    providers,
    pyramid,
    realms,
    service_attributes,
    stages,
    touchpoint_owners,
    value_elements,
)

__all__ = [
    "Card",
    "Element",
    "Member",
    "Model",
    "Owner",
    "Realm",
    "corrections",
    "coverage",
    "crm_levers",
    "define",
    "glossary",
    "mistakes",
    "model",
    "models",
    "modules",
    "progression",
    "providers",
    "pyramid",
    "realms",
    "service_attributes",
    "stages",
    "touchpoint_owners",
    "value_elements",
]
