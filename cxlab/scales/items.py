"""Items of our own wording for two well-known structures: 22 items in five dimensions, 12 items in four factors.

Only the structure follows the literature; published wordings are copyrighted and none is used here.
"""

from __future__ import annotations

import pandas as pd

MODULES = {"sensory": "Sense", "affective": "Feel", "intellectual": "Think", "behavioural": "Act"}
WITHOUT_FACTOR = ("Relate",)

_SERVICE = {
    "reliability": (
        "The work is finished on the day that was named.",
        "What was agreed is what was done.",
        "A fault that was repaired does not come back.",
        "The bill matches the quote.",
        "My details are on file without mistakes.",
    ),
    "assurance": (
        "Staff can say in plain words what they did and why.",
        "I would hand over my keys without a second thought.",
        "Staff stay polite when the day is busy.",
        "Advice here does not sound like a sales talk.",
    ),
    "tangibles": (
        "The waiting room is clean and comfortable.",
        "Signs show me where to go.",
        "Tools and screens look up to date.",
        "Papers and messages are easy to read.",
    ),
    "empathy": (
        "Someone asks what matters to me before the work starts.",
        "They remember what I use my car for.",
        "I can come at hours that suit a working day.",
        "When I worry about something, it is taken seriously.",
        "I am offered a choice that suits my purse.",
    ),
    "responsiveness": (
        "Someone greets me within a minute or two.",
        "I hear at once when a date slips.",
        "A message in the morning has its answer by the evening.",
        "Room is made for an urgent case.",
    ),
}
_BRAND = {
    "sensory": (
        "I could describe how this place looks, sounds or smells.",
        "Its rooms, pages and packages are a pleasure to look at.",
        "I can recall nothing of how it looks, sounds or smells.",
    ),
    "affective": (
        "I leave in a warmer mood than I came.",
        "I would be sad if it closed.",
        "It leaves me cold.",
    ),
    "intellectual": (
        "It makes me curious about something new.",
        "I go on puzzling over what I met there.",
        "There is nothing to figure out or to learn with it.",
    ),
    "behavioural": (
        "It gets me up and moving.",
        "I do some things differently since I know it.",
        "All I do there is sit and look on.",
    ),
}


DIMENSIONS = tuple(_SERVICE)
FACTORS = tuple(_BRAND)


def service_quality_items() -> pd.DataFrame:
    """Twenty-two items in five dimensions, to be asked twice: what is expected, what was met.

    Returns
    -------
    pandas.DataFrame
        Indexed by item ("reliability_1" ...): dimension, text. Scale 1 (not at all) to 7 (fully).

    Notes
    -----
    Structure (items per dimension): Parasuraman, Zeithaml & Berry 1988. Wording: this kit, for the car workshop.

    Examples
    --------
    >>> service_quality_items().groupby("dimension", sort=False).size().to_dict()
    {'reliability': 5, 'assurance': 4, 'tangibles': 4, 'empathy': 5, 'responsiveness': 4}
    """
    rows = {f"{name}_{i}": (name, text) for name, texts in _SERVICE.items() for i, text in enumerate(texts, 1)}
    return pd.DataFrame.from_dict(rows, orient="index", columns=["dimension", "text"]).rename_axis("item")


def brand_experience_items() -> pd.DataFrame:
    """Twelve items in four factors; the third of each factor is turned round (a high answer means little experience).

    Returns
    -------
    pandas.DataFrame
        Indexed by item ("sensory_1" ...): factor, module, text, reversed. Scale 1 (not at all) to 7 (fully).

    Notes
    -----
    Structure (four factors of three items): Brakus, Schmitt & Zarantonello 2009. Wording: this kit. The module Relate has
    no factor: it did not survive in the measured scale.

    Examples
    --------
    >>> brand_experience_items()["reversed"].sum()
    np.int64(4)
    """
    rows = {f"{name}_{i}": (name, MODULES[name], text, i == 3) for name, texts in _BRAND.items() for i, text in enumerate(texts, 1)}
    return pd.DataFrame.from_dict(rows, orient="index", columns=["factor", "module", "text", "reversed"]).rename_axis("item")
