"""The models of the theory by name; every list stands once, in members.csv."""

from __future__ import annotations

from functools import cache
from typing import Any

from cxlab import _validate
from cxlab.vocabulary.members import Element, Member, Model, Owner, Realm
from cxlab.vocabulary.records import table


@cache
def model(key: str) -> Model:
    """A model of the theory by its key.

    Parameters
    ----------
    key : for example "modules", "pyramid5" or "justices"; see `models()`.

    Returns
    -------
    Model

    Raises
    ------
    ValueError
        When there is no such model; the message lists all keys.

    Examples
    --------
    >>> model("justices").names
    ('distributive', 'procedural', 'interactional')
    """
    known = {row["key"]: row for row in table("models")}
    row = known[_validate.one_of("key", key, known)]
    parts = _lists()
    members = tuple(_member(line, parts) for line in parts[row["list"]] if line["key"])
    about = {name: row[name] for name in ("key", "title", "title_it", "origin", "note", "concept")}
    return Model(members=members, verified=row["verified"] == "yes", **about)


def models() -> tuple[str, ...]:
    """Keys of all models, for `model(key)`.

    Examples
    --------
    >>> "justices" in models()
    True
    """
    return tuple(row["key"] for row in table("models"))


def pyramid(levels: int = 3) -> Model:
    """The pyramid of customer experience with 3, 5 or 6 levels, from the foot up.

    Parameters
    ----------
    levels : 3 (Manning and Bodine 2012), 5 (Gartner 2018) or 6 (circulates without an author).

    Returns
    -------
    Model

    Raises
    ------
    ValueError
        When `levels` is another number.

    Notes
    -----
    Consultancy devices: that levels must be climbed in order is an untested claim.

    Examples
    --------
    >>> pyramid(3).names
    ('meets needs', 'easy to buy and use', 'enjoyable')
    """
    return model(f"pyramid{_validate.one_of('levels', levels, (3, 5, 6))}")


def realms() -> Model:
    """The four realms of experience (Pine and Gilmore 1998).

    Examples
    --------
    >>> realms()["escape"].participation, realms()["escape"].absorption
    (1, -1)
    """
    return model("realms")


def progression() -> Model:
    """The progression of economic value, from commodities to transformations (Pine and Gilmore 1998, 1999).

    Examples
    --------
    >>> progression().keys
    ('commodities', 'goods', 'services', 'experiences', 'transformations')
    """
    return model("progression")


def service_attributes() -> Model:
    """The four attributes said to set services apart (Zeithaml, Parasuraman and Berry 1985); contested.

    Examples
    --------
    >>> service_attributes().keys
    ('heterogeneity', 'intangibility', 'perishability', 'inseparability')
    """
    return model("service_attributes")


def modules() -> Model:
    """The five Strategic Experiential Modules with their elements (Schmitt 1999).

    Elements missing in the slides are marked `added_by_kit`.

    Examples
    --------
    >>> modules().names
    ('Sense', 'Feel', 'Think', 'Act', 'Relate')
    >>> len(modules()["relate"].elements), modules()["relate"].elements[0].added_by_kit
    (8, True)
    """
    return model("modules")


def providers() -> Model:
    """The seven experience providers, identity both visual and verbal (Schmitt 1999).

    Examples
    --------
    >>> providers()["identity"].name
    'visual and verbal identity'
    """
    return model("providers")


def value_elements() -> Model:
    """The four elements of value, a practitioner scheme without a known author.

    Examples
    --------
    >>> value_elements().names
    ('expectation', 'proposition', 'perception', 'realization')
    """
    return model("value_elements")


def crm_levers() -> Model:
    """What a CRM system adds to the experience (Buttle 2009).

    Examples
    --------
    >>> crm_levers().keys
    ('usability', 'flexibility', 'performance', 'scalability')
    """
    return model("crm_levers")


def mistakes(further: bool = False) -> Model:
    """The six mistakes along a journey; with `further`, also the one named later in the same source.

    Parameters
    ----------
    further : add "one contact only"; the other later one, mass treatment, repeats impersonal service.

    Returns
    -------
    Model

    Examples
    --------
    >>> len(mistakes()), mistakes(further=True).keys[-1]
    (6, 'single_contact')
    """
    return model("seven_mistakes" if further else "mistakes")


def touchpoint_owners() -> Model:
    """Who owns a touchpoint, and the share of control that goes with it (Lemon and Verhoef 2016).

    The control shares are an assumption of this kit.

    Examples
    --------
    >>> {owner.key: owner.control for owner in touchpoint_owners()}
    {'brand': 1.0, 'partner': 0.5, 'customer': 0.2, 'social': 0.1}
    """
    return model("touchpoint_owners")


def stages() -> Model:
    """The three stages of a journey (Lemon and Verhoef 2016).

    Examples
    --------
    >>> stages().names
    ('pre-purchase', 'purchase', 'post-purchase')
    """
    return model("stages")


@cache
def _lists() -> dict[str, list[dict[str, str]]]:
    lists: dict[str, list[dict[str, str]]] = {}
    for row in table("members"):
        lists.setdefault(row["list"], []).append(row)
    lists["seven_mistakes"] = [*lists["C145"], *lists["further_mistakes"]]
    return lists


def listed(key: str) -> tuple[str, ...]:
    """The members of one list as the source has them: of a concept ("C040") or of a model's own list ("stages")."""
    return tuple(_source_name(row) for row in _lists().get(key, ()))


def _member(row: dict[str, str], lists: dict[str, list[dict[str, str]]]) -> Member:
    elements = tuple(_element(part) for name in row["elements"].split() for part in lists.get(name, ()))
    about: dict[str, Any] = {
        "key": row["key"],
        "name": row["label"] or row["name"],
        "name_it": row["name_it"],
        "note": row["note"],
        "source_name": _source_name(row),
        "concept": row["concept"],
        "added_by_kit": row["added_by_kit"] == "yes",
        "elements": elements,
    }
    if row["control"]:
        return Owner(**about, control=float(row["control"]))
    if row["concept"] == "C040":
        return Realm(**about, participation=1 if "active" in row["detail"] else -1, absorption=1 if "absorption" in row["detail"] else -1)
    return Member(**about)


def _element(row: dict[str, str]) -> Element:
    return Element(row["label"] or row["name"], row["name_it"], row["note"] or row["detail"], row["added_by_kit"] == "yes")


def _source_name(row: dict[str, str]) -> str:
    return f"{row['name']} ({row['detail']})" if row["detail"] else row["name"]
