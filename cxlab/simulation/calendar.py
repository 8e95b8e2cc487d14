"""Queues: one event calendar per replication, exact FIFO with c servers each.

When a customer joins a queue its service start is known: no later arrival can pass. So a visit needs one calendar entry,
its end. (With bots, a customer they cannot help needs a second one, the moment of joining the queue of people.)
"""

from __future__ import annotations

import math

import numpy as np

from cxlab import draws
from cxlab._compiling import called, inlined, kernel
from cxlab.simulation.columns import EXTRAS, Columns, Scratch, seed64
from cxlab.simulation.plan import (
    BOT_HANDOVER,
    BOT_MINUTES,
    BOT_SHARE,
    BOTS,
    CLOSES,
    EXPOSED,
    EXPOSURE,
    FAILS,
    LEAVE_RATE,
    NEUTRAL,
    OPENS,
    PROMISED,
    SERVERS,
    SERVICE_LOCATION,
    SERVICE_MEAN,
    SERVICE_SCALE,
    SHARED,
    SWITCHES,
    UNSOLVED,
    Plan,
)  # fmt: skip
from cxlab.simulation.visit import (
    ARRIVAL,
    BOT,
    BOT_SERVICE,
    BRANCHES,
    CELLS,
    HANDOVER,
    JOURNEY,
    PATIENCE,
    PURPOSES,
    SERVICE,
    chosen,
    exposed,
    incident,
    judged,
    newcomer,
    next_touchpoint,
    outcomes,
    quality,
    unsolved_task,
    written,
)  # fmt: skip

BLOCK = 8192  # rows, and customers, written before the kernel hands them over
DAY = 1440.0
GAVE_UP = 3  # incident code of a customer who left the queue
# Integers of a slot, which holds one customer who is in the house.
WHO, SEGMENT_OF, BRANCH_OF, NOW, BEFORE, STEPS, STAGE, AFTER = range(8)
SERVED, JOINING = 0, 1  # stages: service ends, or the bot hands over
# Cells of the counters.
ARRIVED, WAITING, HIGH, FREE, ROWS, LINES = range(6)


@inlined
def push(times, slots, size, time, slot):  # type: ignore[no-untyped-def]
    """Add an entry to the calendar of `size` entries."""
    i = size
    while i > 0:
        up = (i - 1) >> 1
        if times[up] <= time:
            break
        times[i], slots[i] = times[up], slots[up]
        i = up
    times[i], slots[i] = time, slot


@inlined
def sink(times, slots, size, time, slot):  # type: ignore[no-untyped-def]
    """Put an entry in the place of the first one: let the hole sink to the bottom without looking, then rise (Floyd 1964)."""
    times[size] = math.inf  # so that the last entry always has a later neighbour
    i, down = 0, 1
    while down < size:
        down += np.int64(times[down + 1] < times[down])
        times[i], slots[i] = times[down], slots[down]
        i, down = down, 2 * down + 1
    push(times, slots, i, time, slot)


@called
def opening(tp, t, time):  # type: ignore[no-untyped-def]
    """The first moment from `time` on at which service may start at t."""
    if tp[t, CLOSES] <= 0.0:
        return time
    day = math.floor(time / DAY) * DAY
    if time - day < tp[t, OPENS]:
        return day + tp[t, OPENS]
    return time if time - day < tp[t, CLOSES] else day + DAY + tp[t, OPENS]


@inlined
def service_time(tp, k, c, t):  # type: ignore[no-untyped-def]
    """Minutes of service."""
    if tp[t, SERVICE_SCALE] < 0.0:
        return tp[t, SERVICE_MEAN] * draws.exponential(k, c + SERVICE)
    return math.exp(tp[t, SERVICE_LOCATION] + tp[t, SERVICE_SCALE] * draws.normal(k, c + SERVICE))


@inlined
def freest(free, first, servers):  # type: ignore[no-untyped-def]
    """The server of a touchpoint who is free first."""
    best = first
    for j in range(first + 1, first + servers):
        if free[j] < free[best]:
            best = j
    return best


@inlined
def served(tp, free, first_server, k, c, t, time):  # type: ignore[no-untyped-def]
    """Join the queue of t at `time`: returns when service starts, when the customer is done, and whether they gave up."""
    servers = np.int64(tp[t, SERVERS])
    if servers == 0:
        start = opening(tp, t, time)
        return start, start + service_time(tp, k, c, t), False
    j = freest(free, first_server[t], servers)
    start = opening(tp, t, max(time, free[j]))
    if tp[t, LEAVE_RATE] > 0.0:
        patience = draws.exponential(k, c + PATIENCE) / tp[t, LEAVE_RATE]
        if start - time > patience:
            return time + patience, time + patience, True
    free[j] = start + service_time(tp, k, c, t)
    return start, free[j], False


@kernel
def _serve(  # type: ignore[no-untyped-def]
    p,
    seed,
    first,
    customers,
    rate,
    record,
    clock,
    count,
    times,
    queue,
    free,
    first_server,
    arrivals,
    keys,
    slot,
    memories,
    stack,
    answers,
    customer,
    step,
    touchpoint,
    felt,
    points,
    code,
    cycle_of,
    arrival,
    waited,
    latent,
    person,
    who,
):
    """Run the calendar until a block of rows or of customers is full, or all have left; everything it needs next is in the arrays."""
    on, par, tp, sg, mean, rows, leave, width = p.on, p.par, p.tp, p.sg, p.mean, p.onward, p.leave, p.tp.shape[0]
    count[ROWS] = count[LINES] = 0
    extras, block = points.size > 1, latent.shape[1]
    while count[ROWS] < block - 1 and count[LINES] < block - 1:
        fresh = False
        if count[ARRIVED] < customers and (count[WAITING] == 0 or clock[0] <= times[0]):
            i = first + count[ARRIVED]
            if count[FREE] > 0:
                count[FREE] -= 1
                a = stack[count[FREE]]
            else:
                a = count[HIGH]
                count[HIGH] += 1
            k, s, branch = newcomer(on, p.branches, par, sg, p.share, seed, np.uint64(i), memories[a])
            keys[a] = k
            slot[a, WHO], slot[a, SEGMENT_OF], slot[a, BRANCH_OF], slot[a, BEFORE], slot[a, STEPS], slot[a, STAGE] = (
                i,
                s,
                branch,
                -1,
                0,
                SERVED,
            )
            slot[a, AFTER] = chosen(p.start[s], draws.uniform(k, JOURNEY))
            time, fresh = clock[0], True
            count[ARRIVED] += 1
            if count[ARRIVED] < customers:
                clock[0] += draws.exponential(draws.key(seed, np.uint64(i + 1)), ARRIVAL) / rate
        elif count[WAITING] > 0:
            time, a = times[0], queue[0]
        else:
            break
        k, s, m = keys[a], slot[a, SEGMENT_OF], memories[a]
        t = slot[a, AFTER]
        if slot[a, STAGE] == SERVED and (t == width or slot[a, STEPS] >= p.cap):
            outcomes(on, par, tp, p.oc, p.beta, p.intercept, k, s, m, 0, answers)
            line = count[LINES]
            written(par, m, s, slot[a, BRANCH_OF], 0, slot[a, STEPS], answers, latent, person, line)
            who[line] = slot[a, WHO] - first
            count[LINES] += 1
            stack[count[FREE]] = a
            count[FREE] += 1
            count[WAITING] -= 1
            if count[WAITING] > 0:
                sink(times, queue, count[WAITING], times[count[WAITING]], queue[count[WAITING]])
            continue
        c = np.uint64(slot[a, STEPS]) * PURPOSES
        by_bot, unsolved = False, False
        if slot[a, STAGE] == SERVED:
            arrivals[a] = time
            if on & BOTS and draws.uniform(k, c + BOT) < tp[t, BOT_SHARE]:
                by_bot = True
                done = time + tp[t, BOT_MINUTES] * draws.exponential(k, c + BOT_SERVICE)
                unsolved = unsolved_task(par, tp, k, c, t, 1.0)
                if unsolved and draws.uniform(k, c + HANDOVER) < tp[t, BOT_HANDOVER]:
                    slot[a, STAGE] = JOINING
                    if fresh:
                        push(times, queue, count[WAITING], done, a)
                        count[WAITING] += 1
                    else:
                        sink(times, queue, count[WAITING], done, a)
                    continue
        slot[a, STAGE] = SERVED
        wait, gave_up = 0.0, False
        if not by_bot:
            start, done, gave_up = served(tp, free, first_server, k, c, t, time)
            wait = start - arrivals[a]
            unsolved = gave_up or (par[UNSOLVED] > 0.0 and tp[t, SERVERS] > 0.0 and unsolved_task(par, tp, k, c, t, 0.0))
        lived, shown = 0.0, np.nan
        if on & PROMISED:
            exposed(tp, t, m)
        if not (on & EXPOSED and tp[t, EXPOSURE] > 0.0):
            branch_key = draws.key(seed, BRANCHES + np.uint64(max(slot[a, BRANCH_OF], 0))) if on & SHARED else k
            q, ease = quality(on, par, tp, sg, mean, k, c, s, t, m, branch_key, wait, unsolved)
            x, lived = judged(on, par, tp, t, m, q, ease)
            shown = par[NEUTRAL] + x
        lost, what = 0.0, 0
        if on & (FAILS | SWITCHES):
            lost, what = incident(on, par, tp, k, c, t, slot[a, BEFORE], m)
        if record:
            row = count[ROWS]
            customer[row], step[row], touchpoint[row], felt[row] = slot[a, WHO], slot[a, STEPS], t, shown
            arrival[row], waited[row] = arrivals[a], wait
            if extras:
                points[row], code[row], cycle_of[row] = lost, GAVE_UP if gave_up else what, 0
        count[ROWS] += 1
        slot[a, STEPS] += 1
        slot[a, BEFORE] = t
        slot[a, AFTER] = width if gave_up else next_touchpoint(on, par, rows, p.guide, leave, k, c, s, t, lived)
        if fresh:
            push(times, queue, count[WAITING], done, a)
            count[WAITING] += 1
        else:
            sink(times, queue, count[WAITING], done, a)
    return count[ARRIVED] < customers or count[WAITING] > 0


def serve(plan: Plan, customers: int, seed: int, columns: Columns, *, rate: float, first: int = 0, line: int = 0) -> None:
    """Run one replication of `customers` customers, numbered from `first`, into `columns` from customer line `line` on."""
    seed_bits, spare, cells = seed64(seed), np.empty(1), CELLS + 2 * plan.width
    block = max(2, min(BLOCK, 4 * customers))
    scratch = Scratch(columns, block, block, cells)
    e, who = scratch.events, np.empty(block, dtype=np.int64)
    extras = [e[name] if columns.has_extras else spare for name in EXTRAS]
    servers = plan.tp[:, SERVERS].astype(np.int64)
    first_server = np.concatenate([[0], np.cumsum(servers)])[:-1]
    clock, count = np.array([_first_arrival(seed_bits, first, rate)]), np.zeros(6, dtype=np.int64)
    # Zeroed memory is only mapped where customers come to stand: the slots in use, not one for everybody.
    state = (
        np.zeros(customers + 2), np.zeros(customers + 2, dtype=np.int64), np.zeros(int(servers.sum()) or 1), first_server, np.zeros(customers),
        np.zeros(customers, dtype=np.uint64), np.zeros((customers, 8), dtype=np.int64), np.zeros((customers, cells)),
        np.zeros(customers, dtype=np.int64),
    )  # fmt: skip
    more = True
    while more:
        more = _serve(
            plan, seed_bits, first, customers, rate, columns.record, clock, count, *state, scratch.answers,
            e["customer"], e["step"], e["touchpoint"], e["felt"], *extras, e["arrival"], e["wait"], scratch.latent, scratch.person, who,
        )  # fmt: skip
        columns.append(e, int(count[ROWS]))
        lines = int(count[LINES])
        columns.put_customers(scratch.latent, scratch.person, line + who[:lines], lines)


def _first_arrival(seed: np.uint64, first: int, rate: float) -> float:
    with np.errstate(over="ignore"):
        return float(_arrival(seed, np.uint64(first)) / rate)


@kernel
def _arrival(seed, customer):  # type: ignore[no-untyped-def]
    return draws.exponential(draws.key(seed, customer), ARRIVAL)
