"""The periods of a market: one kernel in which agents hear, choose, buy, judge and talk.

Everything an agent hears in a period was said in the period before, so the order of the agents does not matter.
"""

from __future__ import annotations

import numpy as np

from cxlab import draws
from cxlab._compiling import inlined, kernel
from cxlab.market.minds import Diary, Ground, Minds, blank_diary, blank_minds
from cxlab.mechanisms.bonds import _engagement, _heard, _image_weight, _repurchase, _talk, _wallet
from cxlab.mechanisms.expectation import _gain, _satisfaction, _updated
from cxlab.mechanisms.rivalry import _attraction, _believed, _held, _odds, _remembered, _weighed

# Columns of the bonds by period, of the offers by period and brand, of the buyers by group.
(
    PRIOR, CONSTANT, B_S, B_V, B_ALT, B_SWITCH, SWITCHING, B_ENGAGED, RHO, ENGAGES, NEUTRAL, FLOOR, CURVE, MIDDLE, D_POS, D_NEG,
    B_E, B_P, B_D, LOSSES, K_LEARN, RECENCY, FIT, SPREAD, IMAGE_RATE, TURNOVER, OUTSIDE,
) = range(27)  # fmt: skip
QUALITY, HETEROGENEITY, PROMISE, PRICE = range(4)
W_IMAGE, W_PROMISE, W_PRICE, FREQUENCY, INERTIA = range(5)
# What is counted by period and brand.
PURCHASES, TRIALS, SATISFACTION, AT_RISK, LEFT, GOOD, BAD, CUSTOMERS, ENGAGED, WALLET, WALLETS, IMAGE = range(12)
# Purposes of an agent's draws within a period; those of brand b (16 at most) and of the j-th stranger are counted on from here.
GROUP, LEAVES, NEED, CHOICE, LUCK, SPEAKS, FITS, IMAGES, STRANGERS, PURPOSES = (np.uint64(k) for k in (1, 2, 3, 4, 5, 6, 16, 32, 64, 256))
ALMOST = 1.0 - 1e-9  # talk finds no chance that is quite 1, and leaves none that is quite 0


@inlined
def _arrives(g, m, par, offer, k, c, t, i):  # type: ignore[no-untyped-def]
    """A new agent takes place i: nothing bought, nothing heard."""
    u, s = draws.uniform(k, c + GROUP), 0
    while u >= g.share[s]:
        s += 1
    m.kind[i], m.joined[i], m.brand[i] = s, t, -1
    for b in range(m.bought.shape[1]):
        m.bought[i, b], m.known[i, b], m.stock[i, b] = 0, 0.0, 0.0
        m.expected[i, b] = offer[b, PROMISE]
        m.suits[i, b] = par[FIT] * draws.normal(k, c + FITS + np.uint64(b))
        m.seen[i, b] = par[SPREAD] * draws.normal(k, c + IMAGES + np.uint64(b))
        _forgets(m, i, b)


@inlined
def _forgets(m, i, b):  # type: ignore[no-untyped-def]
    """What was heard of a brand has done its work at a choice."""
    m.at_zero[i, b], m.at_one[i, b], m.heard[i, b, 0], m.heard[i, b, 1] = 0.0, 1.0, 0, 0


@inlined
def _hears(m, par, i, other, before):  # type: ignore[no-untyped-def]
    """Agent i hears what `other` said in the period before; own experience shields."""
    sign = m.said[before, other]
    if sign != 0:
        b = m.told[before, other]
        open_ = 1.0 - _image_weight(m.bought[i, b], par[PRIOR])
        good, bad = par[D_POS] * open_, par[D_NEG] * open_
        m.at_zero[i, b] = _heard(m.at_zero[i, b], sign, good, bad)
        m.at_one[i, b] = _heard(m.at_one[i, b], sign, good, bad)
        m.heard[i, b, 0 if sign > 0 else 1] += 1


@inlined
def _listens(g, m, par, k, c, i, before):  # type: ignore[no-untyped-def]
    """Agent i hears friends, or strangers met by chance."""
    for j in range(g.links.offsets[i], g.links.offsets[i + 1]):
        _hears(m, par, i, g.links.targets[j], before)
    for j in range(g.links.strangers):
        other = np.int64(draws.uniform(k, c + STRANGERS + np.uint64(j)) * (m.brand.size - 1))
        _hears(m, par, i, other + 1 if other >= i else other, before)


@inlined
def _stays(g, m, par, offer, i, own):  # type: ignore[no-untyped-def]
    """Chance that agent i wishes to buy the own brand again, before any talk."""
    best, cheapest = -np.inf, np.inf
    for b in range(m.bought.shape[1]):
        if b != own:
            weight = _image_weight(m.bought[i, b], par[PRIOR])
            best = max(best, _believed(m.known[i, b], m.image[b] + m.seen[i, b], weight))
            cheapest = min(cheapest, offer[b, PRICE])
    saving = cheapest - offer[own, PRICE] if best > -np.inf else 0.0
    return _repurchase(
        m.known[i, own], m.image[own] + m.seen[i, own], _image_weight(m.bought[i, own], par[PRIOR]), saving,
        best if best > -np.inf else 0.0, 0.0, par[CONSTANT], par[B_S], par[B_V], par[B_ALT], par[B_SWITCH],
    )  # fmt: skip


@inlined
def _draws_apart(g, m, par, offer, i, own):  # type: ignore[no-untyped-def]
    """Fill `chance`: staying with the own brand, and a logit choice among all else."""
    brands, s = m.bought.shape[1], m.kind[i]
    highest = par[OUTSIDE] if par[OUTSIDE] == par[OUTSIDE] else -np.inf
    m.pull[brands] = highest
    for b in range(brands):
        n = m.bought[i, b]
        belief = _believed(m.known[i, b], m.image[b] + m.seen[i, b], _image_weight(n, par[PRIOR]))
        promise = m.expected[i, b] if n > 0 else offer[b, PROMISE]
        u = _attraction(belief, promise, offer[b, PRICE], g.group[s, W_IMAGE], g.group[s, W_PROMISE], g.group[s, W_PRICE])
        m.pull[b] = u if b != own else -np.inf
        highest = max(highest, m.pull[b])
    stay = 0.0
    if own >= 0:
        stay = min(_stays(g, m, par, offer, i, own), ALMOST) if highest > -np.inf else 1.0
    total = 0.0
    for b in range(brands + 1):
        m.chance[b] = _odds(m.pull[b], highest) if m.pull[b] > -np.inf else 0.0
        total += m.chance[b]
    for b in range(brands + 1):
        m.chance[b] *= (1.0 - stay) / total if total > 0.0 else 0.0
    if own >= 0:
        m.chance[own] = stay


@inlined
def _weighs_talk(m, i):  # type: ignore[no-untyped-def]
    """Move the chances by what was heard; brands nobody spoke of give way in proportion."""
    brands, total = m.bought.shape[1], 0.0
    for b in range(brands):
        p = min(m.chance[b], ALMOST)
        moved = m.at_zero[i, b] + (m.at_one[i, b] - m.at_zero[i, b]) * p
        moved = min(max(moved, p * (1.0 - ALMOST)), ALMOST)
        m.chance[b] = _weighed(p, moved)
        total += m.chance[b]
    total += m.chance[brands]
    for b in range(brands + 1):
        m.chance[b] /= total


@inlined
def _holds(g, m, par, i, own):  # type: ignore[no-untyped-def]
    """What leaving costs comes last: talk moves the wish to stay, not the cost."""
    hold = par[SWITCHING] * g.group[m.kind[i], INERTIA] + par[B_ENGAGED] * m.stock[i, own]
    p = m.chance[own]
    stay = _held(p, par[B_SWITCH] * hold)
    for b in range(m.chance.size):
        m.chance[b] *= (1.0 - stay) / (1.0 - p) if p < 1.0 else 0.0
    m.chance[own] = stay


@inlined
def _picks(m, u):  # type: ignore[no-untyped-def]
    """The brand whose stretch of the cumulative chances holds u; -1 for buying nothing."""
    passed, last = 0.0, -1
    for b in range(m.chance.size):
        if m.chance[b] > 0.0:
            passed += m.chance[b]
            last = b
            if u < passed:
                break
    return last if last < m.chance.size - 1 else -1


@inlined
def _buys(m, par, offer, sums, k, c, i, b):  # type: ignore[no-untyped-def]
    """Agent i buys brand b, is satisfied or not, learns; returns the satisfaction."""
    if m.bought[i, b] == 0:
        m.expected[i, b] = offer[b, PROMISE]
        sums[b, TRIALS] += 1.0
    quality = offer[b, QUALITY] + m.suits[i, b] + offer[b, HETEROGENEITY] * draws.normal(k, c + LUCK)
    s = _satisfaction(m.expected[i, b], quality, 0.0, par[B_E], par[B_P], par[B_D], par[LOSSES], 1.0)
    m.expected[i, b] = _updated(m.expected[i, b], quality, _gain(m.bought[i, b], par[K_LEARN]))
    m.bought[i, b] += 1
    m.known[i, b] = _remembered(m.known[i, b], s, m.bought[i, b], par[RECENCY])
    sums[b, PURCHASES] += 1.0
    sums[b, SATISFACTION] += s
    return s


@inlined
def _speaks(m, par, sums, k, c, i, b, s, now):  # type: ignore[no-untyped-def]
    """After a purchase agent i may talk of it."""
    if draws.uniform(k, c + SPEAKS) < _talk(s, par[FLOOR], par[CURVE], par[MIDDLE]):
        m.said[now, i] = 1 if s >= par[MIDDLE] else -1
        m.told[now, i] = b
        sums[b, GOOD if s >= par[MIDDLE] else BAD] += 1.0


@inlined
def _counts(m, par, sums, i, chosen, s):  # type: ignore[no-untyped-def]
    """End of the period for agent i: engagement moves; whose customer, and shares of wallet by rank."""
    used = 0
    for b in range(m.bought.shape[1]):
        m.stock[i, b] = _engagement(m.stock[i, b], par[ENGAGES] * (s - par[NEUTRAL]) if b == chosen else 0.0, par[RHO])
        used += 1 if m.bought[i, b] > 0 else 0
    own = m.brand[i]
    if own >= 0:
        sums[own, CUSTOMERS] += 1.0
        sums[own, ENGAGED] += m.stock[i, own]
    for b in range(m.bought.shape[1]):
        if used > 0:
            sums[b, WALLETS] += 1.0
        if m.bought[i, b] > 0:
            rank = 1.0
            for rival in range(m.bought.shape[1]):
                if rival != b and m.bought[i, rival] > 0:
                    rank += 1.0 if m.known[i, rival] > m.known[i, b] else 0.5 if m.known[i, rival] == m.known[i, b] else 0.0
            sums[b, WALLET] += _wallet(rank, used)


@inlined
def _chooses(g, m, d, par, offer, k, c, t, i):  # type: ignore[no-untyped-def]
    """Agent i needs something: returns the brand bought, or -1."""
    own = m.brand[i]
    _draws_apart(g, m, par, offer, i, own)
    _weighs_talk(m, i)
    if own >= 0:
        _holds(g, m, par, i, own)
    chosen = _picks(m, draws.uniform(k, c + CHOICE))
    if own >= 0:
        d.sums[t, own, AT_RISK] += 1.0
        if chosen != own:
            d.sums[t, own, LEFT] += 1.0
    m.brand[i] = chosen
    for b in range(m.bought.shape[1]):
        if d.keep:
            d.chance[t, i, b], d.good[t, i, b], d.bad[t, i, b] = m.chance[b], m.heard[i, b, 0], m.heard[i, b, 1]
        _forgets(m, i, b)
    return chosen


@kernel
def _live(g, seed, m, d):  # type: ignore[no-untyped-def]
    """Let the agents live through all periods."""
    for t in range(g.par.shape[0]):
        par, offer, sums, c = g.par[t], g.offer[t], d.sums[t], np.uint64(t) * PURPOSES
        now, before = t & 1, (t + 1) & 1
        for i in range(m.brand.size):
            k = draws.key(seed, np.uint64(i))
            if t == 0 or draws.uniform(k, c + LEAVES) < par[TURNOVER]:
                _arrives(g, m, par, offer, k, c, t, i)
            if t > 0:
                _listens(g, m, par, k, c, i, before)
            m.said[now, i] = 0
            chosen, s = -2, np.nan
            if draws.uniform(k, c + NEED) < g.group[m.kind[i], FREQUENCY]:
                chosen = _chooses(g, m, d, par, offer, k, c, t, i)
                if chosen >= 0:
                    s = _buys(m, par, offer, sums, k, c, i, chosen)
                    _speaks(m, par, sums, k, c, i, chosen, s, now)
            _counts(m, par, sums, i, chosen, s)
            if d.keep:
                d.chosen[t, i], d.satisfaction[t, i], d.said[t, i] = chosen, s, m.said[now, i]
        for b in range(m.image.size):
            sums[b, IMAGE] = m.image[b]
            if sums[b, PURCHASES] > 0.0:
                m.image[b] = _updated(m.image[b], sums[b, SATISFACTION] / sums[b, PURCHASES], par[IMAGE_RATE])


def live(ground: Ground, image: np.ndarray, agents: int, seed: np.uint64, keep: bool) -> tuple[Minds, Diary]:
    """Run the kernel on fresh minds; return them as they are at the end, and the diary."""
    periods, brands = ground.offer.shape[:2]
    minds, diary = blank_minds(agents, brands, image), blank_diary(periods, agents, brands, keep)
    with np.errstate(over="ignore"):
        _live(ground, seed, minds, diary)
    return minds, diary
