"""Paths without queues: one kernel walks one customer after another; chunks are appended in order to the final columns."""

from __future__ import annotations

import numpy as np

from cxlab import draws
from cxlab._compiling import inlined, kernel
from cxlab.simulation.columns import EXTRAS, Columns, Scratch, run_chunks, seed64
from cxlab.simulation.plan import EXPOSED, EXPOSURE, FAILS, NEUTRAL, PROMISED, SWITCHES, Plan
from cxlab.simulation.visit import (
    BRANCHED,
    BRANCHES,
    CELLS,
    ENGAGED,
    IMAGE_CELL,
    JOURNEY,
    PURPOSES,
    STAYS,
    E,
    N,
    chosen,
    exposed,
    incident,
    judged,
    newcomer,
    next_touchpoint,
    outcomes,
    quality,
    written,
)  # fmt: skip

CHUNK = 4096  # customers whose rows fit the processor's cache
ROOM = 1 << 22  # rows a chunk may need at most


@inlined
def _begin_again(m):  # type: ignore[no-untyped-def]
    """A further journey of the same customer: expectation, engagement, image and branch stay, the rest is forgotten."""
    e, n, engaged, imaged, branched = m[E], m[N], m[ENGAGED], m[IMAGE_CELL], m[BRANCHED]
    m[:] = 0.0
    m[E], m[N], m[ENGAGED], m[IMAGE_CELL], m[BRANCHED] = e, n, engaged, imaged, branched


@kernel
def _walk(p, seed, first, last, cycles, record, m, answers, customer, step, touchpoint, felt, points, code, cycle_of, latent, person):  # type: ignore[no-untyped-def]
    """Walk customers first..last-1 through `cycles` journeys; return the number of rows written.

    Event columns are scratch of one chunk; `latent` (outcomes, rows) and `person` (9, rows) hold one row per customer and journey.
    """
    on, par, tp, sg, mean, rows, leave = p.on, p.par, p.tp, p.sg, p.mean, p.onward, p.leave
    row, line, width, extras = 0, 0, tp.shape[0], points.size > 1
    for i in range(first, last):
        k, s, branch = newcomer(on, p.branches, par, sg, p.share, seed, np.uint64(i), m)
        branch_key = draws.key(seed, BRANCHES + np.uint64(max(branch, 0)))
        c, there = np.uint64(0), True
        for cycle in range(cycles):
            if cycle > 0:
                _begin_again(m)
            t = chosen(p.start[s], draws.uniform(k, JOURNEY + np.uint64(cycle))) if there else width
            before, steps = -1, 0
            while t < width and steps < p.cap:
                lived, shown = 0.0, np.nan
                if on & PROMISED:
                    exposed(tp, t, m)
                if not (on & EXPOSED and tp[t, EXPOSURE] > 0.0):
                    q, ease = quality(on, par, tp, sg, mean, k, c, s, t, m, branch_key, 0.0, False)
                    x, lived = judged(on, par, tp, t, m, q, ease)
                    shown = par[NEUTRAL] + x
                lost, what = 0.0, 0
                if on & (FAILS | SWITCHES):
                    lost, what = incident(on, par, tp, k, c, t, before, m)
                if record:
                    customer[row], step[row], touchpoint[row], felt[row] = i, steps, t, shown
                    if extras:
                        points[row], code[row], cycle_of[row] = lost, what, cycle
                    row += 1
                steps += 1
                before = t
                t = next_touchpoint(on, par, rows, p.guide, leave, k, c, s, t, lived)
                c += PURPOSES
            outcomes(on, par, tp, p.oc, p.beta, p.intercept, k, s, m, cycle, answers)
            written(par, m, s, branch, cycle, steps, answers, latent, person, line)
            line += 1
            if p.returning >= 0 and there:
                there = draws.uniform(k, STAYS + PURPOSES * np.uint64(cycle + 8)) < answers[p.returning]
    return row


def walk(
    plan: Plan, customers: int, seed: int, columns: Columns, *, first: int = 0, cycles: int = 1, workers: int = 1, chunk: int = CHUNK
) -> None:
    """Fill `columns` with the journeys of `customers` customers, numbered from `first`."""
    seed_bits, spare = seed64(seed), np.empty(1)

    def work(lo: int, hi: int, scratch: Scratch) -> int:
        e = scratch.events
        extras = [e[name] if columns.has_extras else spare for name in EXTRAS]
        return int(
            _walk(
                plan, seed_bits, first + lo, first + hi, cycles, columns.record, scratch.memory, scratch.answers,
                e["customer"], e["step"], e["touchpoint"], e["felt"], *extras, scratch.latent, scratch.person,
            )
        )  # fmt: skip

    chunk = max(1, min(chunk, ROOM // (plan.cap * cycles)))
    run_chunks(work, columns, customers, cycles, plan.cap, chunk, workers, CELLS + 2 * plan.width)
