"""Automation: bots beside people, what they resolve, what they strand, and the hump between."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from cxlab._compiling import equation
from cxlab._validate import number
from cxlab.mechanisms._numbers import KIT, Numbers, Parameter, answer, flags, numbers
from cxlab.mechanisms.queues import day_wait
from cxlab.mechanisms.waiting import tolerance_loss

PARAMETERS = {
    "simple_bot": Parameter(0.8, 0.95, "assumption", KIT),
    "complex_bot": Parameter(0.2, 0.5, "assumption", KIT),
    "simple_human": Parameter(0.9, 0.99, "assumption", KIT),
    "complex_human": Parameter(0.75, 0.95, "assumption", KIT),
    "simple": Parameter(0.4, 0.8, "assumption", KIT),
    "unresolved_loss": Parameter(2.0, 6.0, "assumption", KIT),
    "disclosure_loss": Parameter(0.0, 1.0, "contested", f"{KIT}; Luo et al. (2019) is one firm's sales calls, not service"),
}


@equation
def _resolves(complex_, bot, p_simple_bot, p_complex_bot, p_simple_human, p_complex_human):  # type: ignore[no-untyped-def]
    if bot > 0.0:
        return p_complex_bot if complex_ > 0.0 else p_simple_bot
    return p_complex_human if complex_ > 0.0 else p_simple_human


@equation
def _bot_complex(share, simple):  # type: ignore[no-untyped-def]
    return share - simple if share > simple else 0.0


@equation
def _cost(share, bot, person):  # type: ignore[no-untyped-def]
    return share * bot + (1.0 - share) * person


class Mix(NamedTuple):
    """Shares of all contacts: who meets which task, what comes back to people, what is resolved at last."""

    bot_simple: Numbers
    bot_complex: Numbers
    human_simple: Numbers
    human_complex: Numbers
    returned: Numbers
    resolved: Numbers
    human_load: Numbers


def resolves(
    complex_task: Any,
    bot: Any,
    *,
    simple_bot: ArrayLike = 0.9,
    complex_bot: ArrayLike = 0.35,
    simple_human: ArrayLike = 0.95,
    complex_human: ArrayLike = 0.85,
) -> Numbers:
    """Chance that a contact is resolved, by task and by who takes it.

    Parameters
    ----------
    complex_task, bot : True or False.
    simple_bot, complex_bot, simple_human, complex_human : the four chances, 0 to 1.

    Notes
    -----
    Source: aversion and success depend on the task, Castelo, Bos & Lehmann (2019) (not re-checked). Status: the chances are an
    assumption of the kit.

    Examples
    --------
    >>> resolves(True, bot=True), resolves(True, bot=False)
    (0.35, 0.85)
    """
    return answer(
        _resolves,
        flags("complex_task", complex_task),
        flags("bot", bot),
        numbers("simple_bot", simple_bot, low=0, high=1),
        numbers("complex_bot", complex_bot, low=0, high=1),
        numbers("simple_human", simple_human, low=0, high=1),
        numbers("complex_human", complex_human, low=0, high=1),
    )


def mix(
    share: ArrayLike,
    *,
    simple: ArrayLike = 0.6,
    handed_over: ArrayLike = 0.0,
    simple_bot: ArrayLike = 0.9,
    complex_bot: ArrayLike = 0.35,
    simple_human: ArrayLike = 0.95,
    complex_human: ArrayLike = 0.85,
) -> Mix:
    """Who meets which task when a share is automated, simple tasks first; and what is resolved.

    Parameters
    ----------
    share : share of contacts that bots take, 0 to 1.
    simple : share of simple tasks, 0 to 1.
    handed_over : share of the bots' unresolved contacts that goes on to people, 0 (stranded) to 1.
    simple_bot, complex_bot, simple_human, complex_human : chances of resolving, 0 to 1.

    Returns
    -------
    Mix : shares of all contacts; `human_load` = people's own contacts plus those handed over.

    Notes
    -----
    Source: service by machines, Meuter et al. (2000) (not re-checked). Status: assumption of the kit (large numbers, perfect triage).

    Examples
    --------
    >>> m = mix(0.3)     # 0.3*0.9 + 0.3*0.95 + 0.4*0.85
    >>> round(m.resolved, 3), round(m.human_load, 3)
    (0.895, 0.7)
    """
    a, s = numbers("share", share, low=0, high=1), numbers("simple", simple, low=0, high=1)
    chances = {"simple_bot": simple_bot, "complex_bot": complex_bot, "simple_human": simple_human, "complex_human": complex_human}
    p = {name: numbers(name, chance, low=0, high=1) for name, chance in chances.items()}
    bot_complex = answer(_bot_complex, a, s)
    bot_simple = a - bot_complex
    human_simple, human_complex = s - bot_simple, 1.0 - s - bot_complex
    back_simple, back_complex = (
        numbers("handed_over", handed_over, low=0, high=1) * bots * (1.0 - p[f"{task}_bot"])
        for bots, task in ((bot_simple, "simple"), (bot_complex, "complex"))
    )
    resolved = bot_simple * p["simple_bot"] + bot_complex * p["complex_bot"]
    resolved = resolved + (human_simple + back_simple) * p["simple_human"] + (human_complex + back_complex) * p["complex_human"]
    returned = back_simple + back_complex
    return Mix(bot_simple, bot_complex, human_simple, human_complex, returned, resolved, 1.0 - a + returned)


def satisfaction(
    share: ArrayLike,
    *,
    arrivals: float = 32.0,
    service_rate: float = 6.0,
    servers: int = 5,
    hours: float = 8.0,
    simple: float = 0.6,
    handed_over: float = 0.0,
    best: float = 8.0,
    unresolved_loss: float = 5.0,
    tolerance: float = 5.0,
    loss_per_minute: float = 0.1,
    factor: float = 1.0,
    disclosure_loss: float = 0.0,
) -> Numbers:
    """Mean satisfaction with a desk that automates a share: fewer wait, more are stranded.

    `S = best - unresolved_loss*(1 - resolved) - load*b_w*max(factor*W - tolerance, 0) - disclosure_loss*share`.

    Parameters
    ----------
    share : share of contacts that bots take, 0 to 1.
    arrivals, service_rate, servers, hours : of a day that starts empty, per hour; see `queues.day_wait`. It may be overloaded.
    simple, handed_over : see `mix`.
    best : points when all is resolved and nobody waits.
    unresolved_loss, disclosure_loss : points lost when unresolved, and by knowing it is a bot.
    tolerance, loss_per_minute, factor : of the wait, minutes; see `waiting`.

    Notes
    -----
    By default the best share lies inside, near the share of simple tasks. The wait enters by its mean. Source: none for the
    whole; Luo et al. (2019) on disclosure. Status: assumption of the kit; undisclosed bots are a counterfactual only.

    Examples
    --------
    >>> s = satisfaction([0, 0.3, 0.9])
    >>> bool(s[1] > s[0]), bool(s[1] > s[2])
    (True, True)
    """
    shares = numbers("share", share, low=0, high=1)
    mixed = mix(shares, simple=number("simple", simple, low=0, high=1), handed_over=handed_over)
    load, resolved = np.atleast_1d(mixed.human_load), np.atleast_1d(mixed.resolved)
    hourly = number("arrivals", arrivals, low=0)
    minutes = np.array([60.0 * day_wait(hourly * part, service_rate, servers=servers, hours=hours) for part in load])
    seen = minutes * number("factor", factor, low=0)
    waiting = load * tolerance_loss(seen, tolerance=tolerance, loss_per_minute=loss_per_minute)
    stranded = number("unresolved_loss", unresolved_loss, low=0) * (1.0 - resolved)
    points = number("best", best) - stranded - waiting - number("disclosure_loss", disclosure_loss, low=0) * np.atleast_1d(shares)
    return float(points[0]) if np.ndim(share) == 0 else points


def cost_per_contact(share: ArrayLike, *, bot: ArrayLike = 0.5, person: ArrayLike = 6.0) -> Numbers:
    """Cost of a contact: `a*c_bot + (1-a)*c_person`.

    Parameters
    ----------
    share : a, share of contacts that bots take, 0 to 1.
    bot, person : cost of one contact, money, from 0.

    Notes
    -----
    Source: arithmetic. Status: the two costs are an assumption of the kit.

    Examples
    --------
    >>> cost_per_contact(0.5, bot=1, person=5)
    3.0
    """
    return answer(_cost, numbers("share", share, low=0, high=1), numbers("bot", bot, low=0), numbers("person", person, low=0))
