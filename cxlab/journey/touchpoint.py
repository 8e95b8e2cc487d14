"""Touchpoint: where customer and firm can meet, and what is delivered there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

import numpy as np

from cxlab import _validate as check
from cxlab.journey.copying import plain, rebuilt

EXIT = "EXIT"
LEVELS = ("needs", "ease", "enjoyment")
SERVICE_LAWS = ("lognormal", "exponential")


@dataclass(frozen=True)
class Touchpoint:
    """A place, medium or event where customer and firm can meet.

    Parameters
    ----------
    name : the name people type, for example "wait_and_repair".
    stage, channel, owner, contact, mode, stimulus : where it stands in the map of contacts. `mode="exposure"` sets an
        expectation and is not itself judged.
    mot : moment-of-truth weight in memory, from 0; above 1 it is a moment of truth, and moves engagement.
    needs, ease, enjoyment : mean delivered quality on the three levels of the pyramid, in points of the world's scale.
    heterogeneity : standard deviation of each level's quality, in points, from 0.
    customer_share, branch_share : share of that variance which stays with the customer and with the branch, from 0 to 1 together.
    image_load : points of quality per unit of brand image (a common cause of quality and satisfaction).
    promise, promise_rate : what is promised here, in points, and how far it pulls the expectation, from 0 to 1.
    servers : number of people serving. 0: no queue at all, nobody waits; any number starts one.
    service_mean, service_cv, service_law : minutes of service, their coefficient of variation, and their law.
    leave_rate : chance per minute of waiting that a customer gives up, from 0.
    opens, closes : minutes of the day between which service may start; both 0 means always.
    bot_share, bot_minutes, complex_share : share of arrivals met by a bot first, minutes it takes, share of complex tasks.
    bot_handover : share of what the bot cannot solve that reaches a person; the rest is left unsolved.
    reward, penalty : slopes of the contribution above and below neutral (1 and 1 is symmetric).
    failure_rate, severity, recovery_rate, justice : chance that something goes wrong at a visit, how bad (1 is average), the
        chance that it is repaired, and how fair the repair is (0 to 1: distributive, procedural, interactional).
    complexity : how much there is to tell again when the customer changes channel to get here, from 0.
    modules : spend on sense, feel, think, act, relate, which then make the enjoyment; `enjoyment` above or below 5 is added to it.

    Examples
    --------
    >>> Touchpoint("book", ease=6.5).ease
    6.5
    """

    name: str
    stage: str = "purchase"
    channel: str = "shop"
    owner: str = "brand"
    contact: str = "direct"
    mode: str = "interaction"
    stimulus: str = "services"
    mot: float = 1.0
    needs: float = 5.0
    ease: float = 5.0
    enjoyment: float = 5.0
    heterogeneity: float = 1.0
    customer_share: float = 0.0
    branch_share: float = 0.0
    image_load: float = 0.0
    promise: float | None = None
    promise_rate: float = 0.0
    servers: int = 0
    service_mean: float = 1.0
    service_cv: float = 0.8
    service_law: str = "lognormal"
    leave_rate: float = 0.0
    opens: float = 0.0
    closes: float = 0.0
    bot_share: float = 0.0
    bot_minutes: float = 1.0
    complex_share: float = 0.0
    bot_handover: float = 1.0
    reward: float = 1.0
    penalty: float = 1.0
    failure_rate: float = 0.0
    severity: float = 1.0
    recovery_rate: float = 0.0
    justice: tuple[float, float, float] = (0.5, 0.5, 0.5)
    complexity: float = 0.0
    modules: Mapping[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not isinstance(self.name, str) or not self.name or self.name == EXIT:
            raise ValueError(f"name={self.name!r} cannot name a touchpoint. Pass a short text other than {EXIT!r}.")
        _theory(self)
        for label, low, high in _TOUCHPOINT_RANGES:
            check.number(f"{self.name}.{label}", getattr(self, label), low=low, high=high)
        check.count(f"{self.name}.servers", self.servers, low=0)
        check.one_of(f"{self.name}.service_law", self.service_law, SERVICE_LAWS)
        if self.promise is not None:
            check.number(f"{self.name}.promise", self.promise)
        if self.customer_share + self.branch_share > 1:
            total = self.customer_share + self.branch_share
            raise ValueError(f"{self.name}: customer_share and branch_share sum to {total:g}. Together they may be at most 1.")
        if (self.opens or self.closes) and not 0 <= self.opens < self.closes <= 1440:
            raise ValueError(
                f"{self.name}: opens={self.opens!r} and closes={self.closes!r} do not fit. Pass minutes of the day, 0 <= opens < closes <= 1440."
            )
        object.__setattr__(self, "justice", tuple(check.number(f"{self.name}.justice", j, low=0, high=1) for j in _three(self.justice)))
        object.__setattr__(self, "modules", MappingProxyType(dict(self.modules)))

    def __reduce__(self) -> tuple[Any, ...]:
        return (rebuilt, (type(self), plain(self)))


_TOUCHPOINT_RANGES = (
    ("mot", 0, np.inf), ("needs", -np.inf, np.inf), ("ease", -np.inf, np.inf), ("enjoyment", -np.inf, np.inf),
    ("heterogeneity", 0, np.inf), ("customer_share", 0, 1), ("branch_share", 0, 1), ("image_load", -np.inf, np.inf),
    ("promise_rate", 0, 1), ("service_mean", 1e-9, np.inf), ("service_cv", 0, np.inf), ("leave_rate", 0, np.inf),
    ("opens", 0, 1440), ("closes", 0, 1440), ("bot_share", 0, 1), ("bot_minutes", 0, np.inf), ("complex_share", 0, 1),
    ("bot_handover", 0, 1),
    ("reward", -np.inf, np.inf), ("penalty", -np.inf, np.inf), ("failure_rate", 0, 1), ("severity", 0, np.inf),
    ("recovery_rate", 0, 1), ("complexity", 0, np.inf),
)  # fmt: skip


def _three(values: Any) -> tuple[float, ...]:
    values = tuple(values)
    if len(values) != 3:
        raise ValueError(f"justice={values!r} has {len(values)} entries. Pass three: distributive, procedural, interactional.")
    return values


def _theory(touchpoint: Touchpoint) -> None:
    from cxlab import vocabulary

    check.one_of(f"{touchpoint.name}.stage", touchpoint.stage, vocabulary.stages().keys)
    check.one_of(f"{touchpoint.name}.owner", touchpoint.owner, vocabulary.touchpoint_owners().keys)
    check.one_of(f"{touchpoint.name}.contact", touchpoint.contact, vocabulary.model("contact_types").keys)
    check.one_of(f"{touchpoint.name}.mode", touchpoint.mode, vocabulary.model("contact_modes").keys)
    for module in touchpoint.modules:
        check.one_of(f"{touchpoint.name}.modules", module, vocabulary.modules().keys)
        check.number(f"{touchpoint.name}.modules[{module!r}]", touchpoint.modules[module], low=0)
    check.one_of(f"{touchpoint.name}.stimulus", touchpoint.stimulus, vocabulary.model("stimulus_classes").keys)
