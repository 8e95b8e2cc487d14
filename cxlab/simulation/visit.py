"""One visit and one memory: the steps that the path kernel and the queue calendar share."""

from __future__ import annotations

import math

import numpy as np

from cxlab import draws
from cxlab._compiling import called, inlined
from cxlab.mechanisms.asymmetry import _felt_gap, _kinked
from cxlab.mechanisms.automation import _resolves
from cxlab.mechanisms.bonds import _engagement
from cxlab.mechanisms.channels import _switch_loss
from cxlab.mechanisms.expectation import _gain, _promised, _updated
from cxlab.mechanisms.memory import _is_peak, _recent, _remembered
from cxlab.mechanisms.pyramid import _compensatory, _gated
from cxlab.mechanisms.recovery import _after_failure
from cxlab.mechanisms.value import _value
from cxlab.mechanisms.waiting import _ease_loss, _perceived, _tolerance_loss
from cxlab.simulation.plan import (
    ADD_FELT,
    ADD_QUALITY,
    AVERAGES,
    B_D,
    B_E,
    B_P,
    BOT_COMPLEX,
    BOT_SIMPLE,
    BRANCH_SD,
    BRANCH_SHARE,
    CHANNEL,
    COMPLEX_SHARE,
    COMPLEXITY,
    CURVATURE,
    CUSTOMER_SHARE,
    DECAY,
    DISTRIBUTIVE,
    DOUBLE,
    DROPOUT,
    DROPS,
    EASE_WEIGHT,
    EASED,
    ENGAGES,
    ENJOYMENT_WEIGHT,
    EXPECTED,
    EXPECTED_SD,
    FAILS,
    FAILURE_COST,
    FAILURE_RATE,
    GAIN,
    GATED,
    GUIDES,
    IMAGE_LOAD,
    IMAGE_MEAN,
    IMAGED,
    INTERACTIONAL,
    J_D,
    J_I,
    J_P,
    J_X,
    KAPPA,
    KEPT,
    LOGISTIC,
    LOSS_AVERSION,
    MOT,
    NEEDS_WEIGHT,
    NEUTRAL,
    NOISE,
    PATIENCE_FACTOR,
    PENALTY,
    PERCEPTION,
    PERSISTENCE,
    PRIOR,
    PROCEDURAL,
    PROMISE,
    PROMISE_RATE,
    RECOVERY_RATE,
    REWARD,
    SEGMENTED,
    SERVICE_MEAN,
    SHARED,
    SPREAD,
    STAFF_COMPLEX,
    STAFF_SIMPLE,
    SWITCH_COST,
    SWITCHES,
    TAU,
    TOLERANCE,
    TOLERANT,
    UNSOLVED,
    UPDATE_PRIOR,
    UPDATE_RATE,
    VISIT_SHARE,
    W_BRANCH,
    W_EASE,
    W_END,
    W_ENGAGEMENT,
    W_EVENTS,
    W_IMAGE,
    W_MEAN,
    W_PEAK,
    W_RECENT,
    W_REPEATS,
    W_SUM,
    W_TOUCHPOINTS,
    WAIT_EFFECT,
    WEIGHS,
)  # fmt: skip
from cxlab.simulation.plan import (
    SEVERITY as SEVERITY_MEAN,
)

# Purposes of the draws of one visit; a visit owns PURPOSES counters.
PURPOSES = np.uint64(32)
NEEDS, EASE, ENJOYMENT, NEXT, SERVICE, FAILURE, SEVERITY, REPAIR = (np.uint64(k) for k in range(8))
JUSTICE, BOT, COMPLEX, SOLVED, PATIENCE, BOT_SERVICE, BOT_SOLVED, HANDOVER = (np.uint64(k) for k in (8, 11, 12, 13, 14, 15, 16, 17))
# Draws of the customer, of a journey of the customer, and of its outcomes stand behind every visit.
CUSTOMER = np.uint64(1 << 40)
SEGMENT, FIRST, IMAGE, BRANCH, ARRIVAL, STAYS = (CUSTOMER + np.uint64(k) for k in range(6))
JOURNEY = np.uint64(1 << 41)
ANSWERS = np.uint64(1 << 42)
BRANCHES = np.uint64(1 << 62)  # customers live below, branches above

# The memory of one customer: these cells, then sums and counts by touchpoint.
E, N, RECENT, PEAK, PEAK_WEIGHT, END, SUM, WEIGHTED, WEIGHT, POINTS, ENGAGED, EASES, REPEATS, JUDGED, IMAGE_CELL, BRANCHED = range(16)
CELLS = 16


@inlined
def chosen(cumulative, u):  # type: ignore[no-untyped-def]
    """Index of the entry of a cumulative row that holds u."""
    j = 0
    while u >= cumulative[j]:
        j += 1
    return j


@inlined
def newcomer(on, branches, par, sg, share, seed, customer, m):  # type: ignore[no-untyped-def]
    """Clear the memory `m`, draw segment, expectation, image and branch; return key, segment and branch."""
    k = draws.key(seed, customer)
    s = chosen(share, draws.uniform(k, SEGMENT)) if on & SEGMENTED else 0
    m[:] = 0.0
    m[E] = sg[s, EXPECTED] + sg[s, EXPECTED_SD] * draws.normal(k, FIRST)
    branch = -1
    if on & IMAGED:
        m[IMAGE_CELL] = sg[s, IMAGE_MEAN] + draws.normal(k, IMAGE)
    if branches > 0:
        branch = np.int64(draws.uniform(k, BRANCH) * branches)
        m[BRANCHED] = par[BRANCH_SD] * draws.normal(draws.key(seed, BRANCHES + np.uint64(branch)), BRANCH)
    return k, s, branch


@called
def kept_part(tp, t, k, branch_key, z, purpose):  # type: ignore[no-untyped-def]
    """A visit's normal, mixed with those of the customer and of the branch."""
    own = tp[t, CUSTOMER_SHARE] * draws.normal(k, CUSTOMER + PURPOSES + purpose)
    return tp[t, VISIT_SHARE] * z + own + tp[t, BRANCH_SHARE] * draws.normal(branch_key, purpose)


@inlined
def quality(on, par, tp, sg, mean, k, c, s, t, m, branch_key, wait, unsolved):  # type: ignore[no-untyped-def]
    """Delivered quality of one visit and its ease, both centred."""
    z0, z1, z2 = draws.normal(k, c + NEEDS), draws.normal(k, c + EASE), draws.normal(k, c + ENJOYMENT)
    if on & SHARED:
        z0 = kept_part(tp, t, k, branch_key, z0, NEEDS)
        z1 = kept_part(tp, t, k, branch_key, z1, EASE)
        z2 = kept_part(tp, t, k, branch_key, z2, ENJOYMENT)
    spread = tp[t, SPREAD]
    q0, q1, q2 = mean[s, t, 0] + spread * z0, mean[s, t, 1] + spread * z1, mean[s, t, 2] + spread * z2
    if on & IMAGED:
        common = tp[t, IMAGE_LOAD] * m[IMAGE_CELL]
        q0, q1, q2 = q0 + common, q1 + common, q2 + common
    if wait > 0.0:
        if on & TOLERANT:
            q1 -= _tolerance_loss(_perceived(wait, par[PERCEPTION]), par[TOLERANCE] * sg[s, PATIENCE_FACTOR], par[WAIT_EFFECT])
        else:
            q1 -= _ease_loss(wait, tp[t, SERVICE_MEAN], par[WAIT_EFFECT])
    if unsolved:
        q0 -= par[UNSOLVED]
    w0, w1, w2 = sg[s, NEEDS_WEIGHT], sg[s, EASE_WEIGHT], sg[s, ENJOYMENT_WEIGHT]
    if on & GATED:
        n = par[NEUTRAL]
        q = _gated(q0 + n, q1 + n, q2 + n, w0, w1, w2, par[TAU], par[KAPPA]) - n
    else:
        q = _compensatory(q0, q1, q2, w0, w1, w2)
    return q + tp[t, ADD_QUALITY], q1


@inlined
def judged(on, par, tp, t, m, q, ease):  # type: ignore[no-untyped-def]
    """Value of the visit; expectation and memory move. Returns the value that is remembered and the one that was lived."""
    e = m[E]
    lived = _value(e, q, _felt_gap(q - e, par[LOSS_AVERSION], par[CURVATURE]), par[B_E], par[B_P], par[B_D])
    x = lived + tp[t, ADD_FELT]
    m[E] = _updated(e, q, _gain(m[N], par[UPDATE_PRIOR]) if on & PRIOR else par[UPDATE_RATE])
    if on & PRIOR:
        m[N] += 1.0
    m[RECENT] = _recent(m[RECENT], x, par[DECAY])
    if _is_peak(x, m[PEAK], tp[t, MOT], m[PEAK_WEIGHT]) > 0.0:
        m[PEAK], m[PEAK_WEIGHT] = x, tp[t, MOT]
    m[END] = x
    if on & AVERAGES:
        m[SUM] += x
        m[WEIGHTED] += tp[t, MOT] * x
        m[WEIGHT] += tp[t, MOT]
    if on & EASED:
        m[EASES] += ease
        m[JUDGED] += 1.0
    if on & ENGAGES:
        m[ENGAGED] = _engagement(m[ENGAGED], par[GAIN] * x if tp[t, MOT] > 1.0 else 0.0, par[PERSISTENCE])
    if on & WEIGHS:
        m[CELLS + t] += x
        m[CELLS + tp.shape[0] + t] += 1.0
    return x, lived


@called
def incident(on, par, tp, k, c, t, before, m):  # type: ignore[no-untyped-def]
    """Failure, repair and channel switch at this visit. Returns points and a code: 0 nothing, 1 repaired, 2 left as it was."""
    points, code = 0.0, 0
    if on & FAILS and draws.uniform(k, c + FAILURE) < tp[t, FAILURE_RATE]:
        severity = tp[t, SEVERITY_MEAN] * (0.5 + draws.uniform(k, c + SEVERITY))
        repaired = draws.uniform(k, c + REPAIR) < tp[t, RECOVERY_RATE]
        d, j, i = 0.0, 0.0, 0.0
        if repaired:
            d = min(2.0 * tp[t, DISTRIBUTIVE] * draws.uniform(k, c + JUSTICE), 1.0)
            j = min(2.0 * tp[t, PROCEDURAL] * draws.uniform(k, c + JUSTICE + np.uint64(1)), 1.0)
            i = min(2.0 * tp[t, INTERACTIONAL] * draws.uniform(k, c + JUSTICE + np.uint64(2)), 1.0)
        left = 0.0 if repaired else 1.0
        points += _after_failure(severity, par[FAILURE_COST], d, j, i, par[J_D], par[J_P], par[J_I], par[J_X], left, par[DOUBLE])
        code = 1 if repaired else 2
    if on & SWITCHES and before >= 0 and tp[t, CHANNEL] != tp[before, CHANNEL]:
        points += _switch_loss(par[KEPT], tp[t, COMPLEXITY], par[SWITCH_COST])
        m[REPEATS] += 1.0 - par[KEPT]
    m[POINTS] += points
    return points, code


@called
def unsolved_task(par, tp, k, c, t, bot):  # type: ignore[no-untyped-def]
    """Whether the task of this visit stays unsolved by the bot (bot=1.0) or by the staff (bot=0.0)."""
    difficult = 1.0 if draws.uniform(k, c + COMPLEX) < tp[t, COMPLEX_SHARE] else 0.0
    solves = _resolves(difficult, bot, par[BOT_SIMPLE], par[BOT_COMPLEX], par[STAFF_SIMPLE], par[STAFF_COMPLEX])
    return draws.uniform(k, c + (BOT_SOLVED if bot > 0.0 else SOLVED)) >= solves


@inlined
def next_touchpoint(on, par, rows, guide, leave, k, c, s, t, lived):  # type: ignore[no-untyped-def]
    """The next touchpoint, or the number of touchpoints for EXIT."""
    u = draws.uniform(k, c + NEXT)
    if on & DROPS:
        p_exit = leave[s, t]
        if 0.0 < p_exit < 1.0:
            odds = p_exit * math.exp(-par[DROPOUT] * lived)
            stay = (1.0 - p_exit) / (1.0 - p_exit + odds)
            if u >= stay:
                return rows.shape[1]
            u = u / stay * (1.0 - p_exit)
    j = np.int64(guide[s, t, np.int64(u * GUIDES)])
    while u >= rows[s, t, j]:
        j += 1
    return j


@called
def outcomes(on, par, tp, oc, beta, intercept, k, s, m, cycle, answers):  # type: ignore[no-untyped-def]
    """Write every outcome of the journey that is now in memory `m` into `answers`."""
    met, width = 0.0, tp.shape[0]
    if on & WEIGHS:
        for t in range(width):
            visits = m[CELLS + width + t]
            if visits > 0.0:
                met += beta[s, t] * _kinked(m[CELLS + t] / visits, tp[t, REWARD], tp[t, PENALTY])
    mean = m[WEIGHTED] / m[WEIGHT] if m[WEIGHT] > 0.0 else 0.0
    ease = m[EASES] / m[JUDGED] if m[JUDGED] > 0.0 else 0.0
    base = ANSWERS + np.uint64(cycle) * PURPOSES
    for o in range(oc.shape[0]):
        y = intercept[s, o] + _remembered(
            mean, m[PEAK], m[END], m[RECENT], m[SUM], oc[o, W_MEAN], oc[o, W_PEAK], oc[o, W_END], oc[o, W_RECENT], oc[o, W_SUM]
        )
        y += oc[o, W_TOUCHPOINTS] * met + oc[o, W_EASE] * ease + oc[o, W_REPEATS] * m[REPEATS] + oc[o, W_ENGAGEMENT] * m[ENGAGED]
        points = min(m[POINTS], 0.0) if oc[o, LOGISTIC] > 0.0 else m[POINTS]
        y += oc[o, W_EVENTS] * points + oc[o, W_IMAGE] * m[IMAGE_CELL] + oc[o, W_BRANCH] * m[BRANCHED]
        if oc[o, NOISE] > 0.0:
            y += oc[o, NOISE] * draws.normal(k, base + np.uint64(o))
        if oc[o, LOGISTIC] > 0.0:
            y = 1.0 / (1.0 + math.exp(-y))
        answers[o] = y


@inlined
def written(par, m, s, branch, cycle, steps, answers, latent, person, line):  # type: ignore[no-untyped-def]
    """Write what a journey leaves behind into line `line` of the scratch: its outcomes, and the columns of `PERSON`."""
    for o in range(answers.size):
        latent[o, line] = answers[o]
    person[0, line], person[1, line], person[2, line] = steps, par[NEUTRAL] + m[PEAK], par[NEUTRAL] + m[END]
    person[3, line], person[4, line], person[5, line], person[6, line] = s, branch, par[NEUTRAL] + m[E], m[ENGAGED]
    person[7, line], person[8, line] = m[IMAGE_CELL], cycle


@inlined
def exposed(tp, t, m):  # type: ignore[no-untyped-def]
    """What a promise made at t does to the expectation."""
    if tp[t, PROMISE_RATE] > 0.0:
        m[E] = _promised(m[E], tp[t, PROMISE], tp[t, PROMISE_RATE])
