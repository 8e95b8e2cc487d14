"""Bonds: engagement, talk, repurchase, share of wallet, and the kinds of loyalty."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike

from cxlab._compiling import equation
from cxlab._validate import number
from cxlab.mechanisms._numbers import KIT, Numbers, Parameter, answer, flags, numbers

PARAMETERS = {
    "persistence": Parameter(0.6, 0.95, "assumption", f"{KIT}; engagement as a process after Brodie et al. (2011) (not re-checked)"),
    "prior": Parameter(1.0, 10.0, "assumption", KIT),
    "floor": Parameter(0.02, 0.10, "assumption", f"{KIT}; talk per period"),
    "curvature": Parameter(0.0, 0.03, "established", f"U-shape after Anderson (1998) (not re-checked); size {KIT}"),
    "d_positive": Parameter(0.1, 0.5, "assumption", KIT),
    "d_negative": Parameter(0.1, 0.5, "contested", f"{KIT}; which sign moves more: East, Hammond & Lomax (2008)"),
    "b_satisfaction": Parameter(0.2, 1.5, "contested", "form of the link disputed: Mittal & Kamakura (2001) (not re-checked)"),
    "b_value": Parameter(0.0, 1.0, "assumption", KIT),
    "b_alternative": Parameter(0.0, 1.0, "assumption", KIT),
    "b_switching": Parameter(0.0, 2.0, "assumption", KIT),
}

LOYALTY = {(True, True): "loyal", (True, False): "latent", (False, True): "spurious", (False, False): "none"}


@equation
def _engagement(g, input_, rho):  # type: ignore[no-untyped-def]
    return rho * g + input_


@equation
def _engagement_limit(input_, rho):  # type: ignore[no-untyped-def]
    return input_ / (1.0 - rho)


@equation
def _image_weight(n, k):  # type: ignore[no-untyped-def]
    return n / (n + k)


@equation
def _talk(s, t0, t1, middle):  # type: ignore[no-untyped-def]
    return min(t0 + t1 * (s - middle) * (s - middle), 1.0)


@equation
def _heard(p, positive, d_pos, d_neg):  # type: ignore[no-untyped-def]
    return p + d_pos * (1.0 - p) if positive > 0.0 else p - d_neg * p


@equation
def _logistic(utility):  # type: ignore[no-untyped-def]
    if utility >= 0.0:
        return 1.0 / (1.0 + math.exp(-utility))
    odds = math.exp(utility)
    return odds / (1.0 + odds)


@equation
def _repurchase(s, image, w_n, v_rel, s_alt, switch, b_0, b_s, b_v, b_alt, b_switch):  # type: ignore[no-untyped-def]
    return _logistic(b_0 + b_s * (w_n * s + (1.0 - w_n) * image) + b_v * v_rel - b_alt * s_alt + b_switch * switch)


@equation
def _wallet(rank, brands):  # type: ignore[no-untyped-def]
    return (1.0 - rank / (brands + 1.0)) * (2.0 / brands)


def engagement(stock: ArrayLike, added: ArrayLike, *, persistence: ArrayLike = 0.8) -> Numbers:
    """Engagement as a stock: `G' = rho*G + input`, the input being k times the value felt at moments of truth.

    Parameters
    ----------
    stock : G, points.
    added : input of the period, points, of either sign.
    persistence : rho, share kept from period to period, 0 to 1; usual range 0.6-0.95.

    Notes
    -----
    Source: engagement as a process, Brodie et al. (2011) (not re-checked). Status: assumption of the kit in form and size.

    Examples
    --------
    >>> engagement(5, 1, persistence=0.8)
    5.0
    """
    return answer(_engagement, numbers("stock", stock), numbers("added", added), numbers("persistence", persistence, low=0, high=1))


def engagement_limit(added: ArrayLike, *, persistence: ArrayLike = 0.8) -> Numbers:
    """Where engagement settles under a constant input: `input/(1 - rho)`.

    Parameters
    ----------
    added : input of each period, points.
    persistence : rho, from 0 to below 1.

    Notes
    -----
    Source: fixed point of `engagement`. Status: assumption of the kit, as the stock is.

    Examples
    --------
    >>> round(engagement_limit(1, persistence=0.8), 6)
    5.0
    """
    return answer(_engagement_limit, numbers("added", added), numbers("persistence", persistence, low=0, high=1, high_open=True))


def experience_weight(purchases: ArrayLike, *, prior: ArrayLike = 4.0) -> Numbers:
    """Weight of own experience against the brand's image: `w = n/(n + k)`.

    Parameters
    ----------
    purchases : n, from 0.
    prior : k, purchases the image is worth, above 0.

    Notes
    -----
    Source: form of a Bayesian mean; image and experience as sources of loyalty, Oliver (1999) (not re-checked). Status:
    assumption of the kit.

    Examples
    --------
    >>> experience_weight([1, 4, 12], prior=4).tolist()
    [0.2, 0.5, 0.75]
    """
    return answer(_image_weight, numbers("purchases", purchases, low=0), numbers("prior", prior, low=0, low_open=True))


def talk(satisfaction: ArrayLike, *, floor: ArrayLike = 0.05, curvature: ArrayLike = 0.01, middle: ArrayLike = 6.5) -> Numbers:
    """Chance of talking in a period, U-shaped in satisfaction: `t0 + t1*(S - middle)^2`, at most 1.

    Parameters
    ----------
    satisfaction : S, points 0-10.
    floor : t0, chance of the indifferent, 0 to 1; usual range 0.02-0.10.
    curvature : t1, per squared point, from 0.
    middle : S that is least talked about, points.

    Notes
    -----
    Source: Anderson (1998) (not re-checked). Status: established in shape; the sizes are an assumption of the kit.

    Examples
    --------
    >>> talk(6.5), round(talk(9.5, floor=0.05, curvature=0.01), 2)
    (0.05, 0.14)
    """
    return answer(
        _talk,
        numbers("satisfaction", satisfaction),
        numbers("floor", floor, low=0, high=1),
        numbers("curvature", curvature, low=0),
        numbers("middle", middle),
    )


def heard(chance: ArrayLike, *, positive: ArrayLike = True, d_positive: ArrayLike = 0.3, d_negative: ArrayLike = 0.3) -> Numbers:
    """Purchase chance after hearing talk: `p + d_pos*(1 - p)` if positive, `p - d_neg*p` if negative.

    Parameters
    ----------
    chance : p before, 0 to 1.
    positive : True or False.
    d_positive, d_negative : share of the room to move that is moved, 0 to 1; usual range 0.1-0.5.

    Notes
    -----
    Source: East, Hammond & Lomax (2008). Status: contested that negative talk weighs more: with p below one half, positive
    talk has more room.

    Examples
    --------
    >>> round(heard(0.3, positive=True, d_positive=0.4), 2), round(heard(0.3, positive=False, d_negative=0.4), 2)
    (0.58, 0.18)
    """
    return answer(
        _heard,
        numbers("chance", chance, low=0, high=1),
        flags("positive", positive),
        numbers("d_positive", d_positive, low=0, high=1),
        numbers("d_negative", d_negative, low=0, high=1),
    )


def repurchase(
    satisfaction: ArrayLike,
    *,
    image: ArrayLike = 5.0,
    experience: ArrayLike = 1.0,
    relative_value: ArrayLike = 0.0,
    best_alternative: ArrayLike = 0.0,
    switching_cost: ArrayLike = 0.0,
    constant: ArrayLike = -4.0,
    b_satisfaction: ArrayLike = 0.8,
    b_value: ArrayLike = 0.5,
    b_alternative: ArrayLike = 0.3,
    b_switching: ArrayLike = 1.0,
) -> Numbers:
    """Chance of buying again: logit of `b_0 + b_S*(w*S + (1-w)*Image) + b_V*V_rel - b_alt*max(S_alt) + b_switch*switch`.

    Parameters
    ----------
    satisfaction, image : S and Image, points 0-10.
    experience : w, weight of own experience, 0 to 1; see `experience_weight`.
    relative_value : V_rel, net value against the best alternative, points.
    best_alternative : max(S_alt), satisfaction with the best rival; 0 leaves rivals out.
    switching_cost : points, from 0.
    constant, b_satisfaction, b_value, b_alternative, b_switching : b_0 and the slopes, logits per point.

    Notes
    -----
    Source: Mittal & Kamakura (2001); Bolton (1998) (not re-checked). Status: established that satisfaction matters;
    contested how; the sizes are an assumption of the kit. High switching cost can hide dissatisfaction.

    Examples
    --------
    >>> repurchase(5)     # -4 + 0.8*5 = 0
    0.5
    """
    return answer(
        _repurchase,
        numbers("satisfaction", satisfaction),
        numbers("image", image),
        numbers("experience", experience, low=0, high=1),
        numbers("relative_value", relative_value),
        numbers("best_alternative", best_alternative),
        numbers("switching_cost", switching_cost, low=0),
        numbers("constant", constant),
        numbers("b_satisfaction", b_satisfaction),
        numbers("b_value", b_value),
        numbers("b_alternative", b_alternative),
        numbers("b_switching", b_switching),
    )


def wallet(rank: ArrayLike, brands: ArrayLike) -> Numbers:
    """Share of wallet by rank: `(1 - rank/(N + 1)) * (2/N)`.

    Parameters
    ----------
    rank : of the brand among those the customer uses, 1 the best; ties share the mean of their ranks.
    brands : N, brands the customer uses, from 1.

    Notes
    -----
    Source: Keiningham et al. (2015) (not re-checked). Status: contested; its superiority is claimed partly by its authors.

    Examples
    --------
    >>> wallet([1, 2, 3], 3).round(3).tolist()
    [0.5, 0.333, 0.167]
    """
    place, n = numbers("rank", rank, low=1), numbers("brands", brands, low=1)
    if np.any(np.asarray(place) > n):
        raise ValueError(f"rank={rank!r} is beyond the {brands!r} brands. Pass ranks from 1 to the number of brands.")
    return answer(_wallet, place, n)


def wallet_shares(satisfactions: ArrayLike) -> np.ndarray:
    """Shares of wallet of the brands one customer uses, from how satisfied he is with each; they sum to 1.

    Parameters
    ----------
    satisfactions : points, one for each brand; equal ones share the mean of their ranks.

    Notes
    -----
    Source: Keiningham et al. (2015) (not re-checked). Status: contested, see `wallet`.

    Examples
    --------
    >>> wallet_shares([6, 9]).round(3).tolist()
    [0.333, 0.667]
    """
    s = np.atleast_1d(numbers("satisfactions", satisfactions))
    better, equal = (s[None, :] > s[:, None]).sum(axis=1), (s[None, :] == s[:, None]).sum(axis=1)
    return np.asarray(wallet(better + (equal + 1) / 2.0, len(s)))


def loyalty(attitude: float, repeat: float, *, attitude_cut: float = 7.0, repeat_cut: float = 0.5) -> str:
    """Kind of loyalty by attitude and repeat purchase: loyal, latent, spurious or none.

    Parameters
    ----------
    attitude : relative attitude, points 0-10; "high" from `attitude_cut`.
    repeat : share of purchases that go to the brand, 0 to 1; "high" from `repeat_cut`.

    Notes
    -----
    Source: Dick & Basu (1994) (not re-checked). Status: established as a typology; the cuts are an assumption of the kit.

    Examples
    --------
    >>> loyalty(4, 0.9), loyalty(9, 0.1)
    ('spurious', 'latent')
    """
    likes = number("attitude", attitude) >= number("attitude_cut", attitude_cut)
    buys = number("repeat", repeat, low=0, high=1) >= number("repeat_cut", repeat_cut, low=0, high=1)
    return LOYALTY[likes, buys]
