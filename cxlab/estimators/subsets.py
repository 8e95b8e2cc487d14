"""All subset regressions from one moment matrix: exact Shapley (LMG) contributions, the table of R2, permutations, resamples.

Every kernel works on a symmetric matrix whose last row belongs to the outcome. Pivoting on a variable takes it into the
regression: the outcome's last entry falls by its gain, and what remains are the partial moments of the others.
The sweep visits the 2^p subsets in the order of a binary counter, so that each step pivots once, on a matrix of only those
variables that come later (Furnival & Wilson 1974); the last four variables are written out as straight lines.
"""

from __future__ import annotations

import math

import numpy as np

from cxlab._compiling import inlined, kernel
from cxlab.draws import key, uniform

MOST_EXACT = 25  # drivers; beyond, permutations are drawn
MOST_TABLE = 20  # drivers for which the R2 of every subset is kept (8 MB)
_NOTHING_LEFT = 1e-11  # share of a variable's variance below which the others are taken to explain all of it
_LAST = 4  # variables written out at the end of the sweep


@inlined
def _inverse(left):  # type: ignore[no-untyped-def]
    return 1.0 / left if left > _NOTHING_LEFT else 0.0


@inlined
def _pair(f, cc, cd, dd, yc, yd):  # type: ignore[no-untyped-def]
    """R2 of the four subsets of two variables, starting from `f`."""
    ic = _inverse(cc)
    with_c = f + yc * yc * ic
    t = cd * ic
    rest, cov = dd - t * cd, yd - t * yc
    return f, f + yd * yd * _inverse(dd), with_c, with_c + cov * cov * _inverse(rest)


@inlined
def _triple(f, bb, bc, bd, cc, cd, dd, yb, yc, yd):  # type: ignore[no-untyped-def]
    """R2 of the eight subsets of three variables, starting from `f`."""
    ib = _inverse(bb)
    tc, td = bc * ib, bd * ib
    f0, f1, f2, f3 = _pair(f, cc, cd, dd, yc, yd)
    f4, f5, f6, f7 = _pair(f + yb * yb * ib, cc - tc * bc, cd - tc * bd, dd - td * bd, yc - tc * yb, yd - td * yb)
    return f0, f1, f2, f3, f4, f5, f6, f7


@inlined
def _last_four(m, f, v, size, into):  # type: ignore[no-untyped-def]
    """Weighted R2 of the sixteen subsets of the last four variables; adds to `into` what belongs to each of the four."""
    p = m.shape[0] - 1
    a, b, c, d = p - 4, p - 3, p - 2, p - 1
    ia = _inverse(m[a, a])
    tb, tc, td = m[a, b] * ia, m[a, c] * ia, m[a, d] * ia
    ya = m[a, p]
    o0, o1, o2, o3, o4, o5, o6, o7 = _triple(f, m[b, b], m[b, c], m[b, d], m[c, c], m[c, d], m[d, d], m[b, p], m[c, p], m[d, p])
    w0, w1, w2, w3, w4, w5, w6, w7 = _triple(
        f + ya * ya * ia,
        m[b, b] - tb * m[a, b], m[b, c] - tb * m[a, c], m[b, d] - tb * m[a, d],
        m[c, c] - tc * m[a, c], m[c, d] - tc * m[a, d], m[d, d] - td * m[a, d],
        m[b, p] - tb * ya, m[c, p] - tc * ya, m[d, p] - td * ya,
    )  # fmt: skip
    v0, v1, v2, v3, v4 = v[size], v[size + 1], v[size + 2], v[size + 3], v[size + 4]
    s0 = v0 * o0 + v1 * w0
    s1, s2, s4 = v1 * o1 + v2 * w1, v1 * o2 + v2 * w2, v1 * o4 + v2 * w4
    s3, s5, s6 = v2 * o3 + v3 * w3, v2 * o5 + v3 * w5, v2 * o6 + v3 * w6
    s7 = v3 * o7 + v4 * w7
    into[a] += v1 * w0 + v2 * (w1 + w2 + w4) + v3 * (w3 + w5 + w6) + v4 * w7
    into[b] += s4 + s5 + s6 + s7
    into[c] += s2 + s3 + s6 + s7
    into[d] += s1 + s3 + s5 + s7
    return s0 + s1 + s2 + s3 + s4 + s5 + s6 + s7, w7


@inlined
def _pivot(m, into, j):  # type: ignore[no-untyped-def]
    """Take variable `j` into the regression: partial moments of the later ones go `into`; returns the gain in R2."""
    last = m.shape[0] - 1
    inverse = _inverse(m[j, j])
    for a in range(j + 1, last):
        t = m[j, a] * inverse
        for b in range(a, last + 1):
            into[a, b] = m[a, b] - t * m[j, b]
    return m[j, last] * m[j, last] * inverse


@inlined
def _subset_weights(v, p):  # type: ignore[no-untyped-def]
    """v[k]: weight of a subset of size k in the sum over the subsets that hold a given driver."""
    v[:] = 0.0
    ways = 1.0
    for k in range(p):
        weight = 1.0 / (p * ways)
        v[k] += weight
        v[k + 1] += weight
        ways = ways * (p - 1 - k) / (k + 1)


@inlined
def _trailing_zeros(number):  # type: ignore[no-untyped-def]
    zeros = 0
    while number & 1 == 0:
        number >>= 1
        zeros += 1
    return zeros


@inlined
def _sweep(stack, room, into):  # type: ignore[no-untyped-def]
    """Shapley contributions of all variables of the scaled matrix stack[0] (outcome last); `room` is three lines of scratch."""
    p = stack.shape[1] - 1
    early = p - _LAST
    v, r2, since = room[0], room[1], room[2]
    _subset_weights(v, p)
    into[:] = 0.0
    r2[0] = 0.0
    total, full = _last_four(stack[0], 0.0, v, 0, into)
    depth = 0
    for step in range(1, 1 << early):
        zeros = _trailing_zeros(step)
        for j in range(early - zeros, early):  # these leave the regression: what was summed meanwhile was theirs
            into[j] += total - since[j]
        depth -= zeros
        j = early - 1 - zeros
        r2[depth + 1] = r2[depth] + _pivot(stack[depth], stack[depth + 1], j)
        since[j] = total
        depth += 1
        block, full = _last_four(stack[depth], r2[depth], v, depth, into)
        total += block
    for j in range(early):
        into[j] += total - since[j]
    common = -full / p  # and the sum over the subsets without the driver, the same for all
    for j in range(p):
        common += into[j] / p
    for j in range(p):
        into[j] -= common


@inlined
def _partial(m, given, variance, into):  # type: ignore[no-untyped-def]
    """Take the first `given` variables out of the moments `m` (which are changed); what is left, scaled, goes to `into`."""
    q = m.shape[0]
    variance[:] = 1.0
    for j in range(given):
        left = 1.0 / m[j, j] if m[j, j] > _NOTHING_LEFT * variance[j] else 0.0
        for a in range(j + 1, q):
            t = m[j, a] * left
            for b in range(a, q):
                m[a, b] -= t * m[j, b]
        if j == 0:
            for a in range(1, q):
                variance[a] = m[a, a]
    p, last = q - given - 1, into.shape[0] - 1
    into[:] = 0.0
    for a in range(p + 1):
        for b in range(a, p + 1):
            own, other = variance[given + a], variance[given + b]
            value = m[given + a, given + b] / np.sqrt(own * other) if own > 0.0 and other > 0.0 else 0.0
            row, column = a if a < p else last, b if b < p else last
            into[row, column] = into[column, row] = value
    return 1.0 - into[last, last]


@kernel
def _partial_of_each(moments, given, variance, into, before):  # type: ignore[no-untyped-def]
    for b in range(moments.shape[0]):
        before[b] = _partial(moments[b], given, variance, into[b])


@kernel
def _lmg(stack, room, share):  # type: ignore[no-untyped-def]
    _sweep(stack, room, share)


@kernel
def _lmg_of_each(moments, given, variance, stack, room, share, out):  # type: ignore[no-untyped-def]
    for b in range(moments.shape[0]):
        _partial(moments[b], given, variance, stack[0])
        _sweep(stack, room, share)
        for j in range(out.shape[1]):
            out[b, j] = share[j]


@kernel
def _permuted(m, seed, order, place, work, out):  # type: ignore[no-untyped-def]
    p = m.shape[0] - 1
    for pair in range(out.shape[0]):
        k = key(seed, np.uint64(pair))
        for i in range(p):
            order[i] = i
        for i in range(p - 1, 0, -1):
            other = int(uniform(k, np.uint64(i)) * (i + 1))
            order[i], order[other] = order[other], order[i]
        for i in range(p):
            place[0, i], place[1, i] = order[i], order[p - 1 - i]
        for turn in range(2):
            _enter_in_turn(m, place[turn], work, out[pair])


@inlined
def _enter_in_turn(m, order, work, into):  # type: ignore[no-untyped-def]
    p = m.shape[0] - 1
    for a in range(p):
        for b in range(a, p):
            work[a, b] = m[order[a], order[b]]
        work[a, p] = m[order[a], p]
    for j in range(p):
        into[order[j]] += 0.5 * _pivot(work, work, j)


@kernel
def _table(stack, r2, out):  # type: ignore[no-untyped-def]
    p = stack.shape[1] - 1
    depth = 0
    for step in range(1, 1 << p):
        zeros = _trailing_zeros(step)
        depth -= zeros
        r2[depth + 1] = r2[depth] + _pivot(stack[depth], stack[depth + 1], p - 1 - zeros)
        depth += 1
        out[step] = r2[depth]


@kernel
def _gains_by_size(r2, out):  # type: ignore[no-untyped-def]
    p = out.shape[0]
    for s in range(1 << p):
        size = 0
        for j in range(p):
            size += (s >> j) & 1
        for j in range(p):
            bit = 1 << (p - 1 - j)
            if s & bit == 0:
                out[j, size] += r2[s | bit] - r2[s]


@kernel
def _wins(r2, out):  # type: ignore[no-untyped-def]
    p = out.shape[0]
    for i in range(p):
        for j in range(p):
            own, other = 1 << (p - 1 - i), 1 << (p - 1 - j)
            if i != j:
                for s in range(1 << p):
                    if s & (own | other) == 0 and r2[s | own] > r2[s | other]:
                        out[i, j] += 1.0


def lmg(matrix: np.ndarray) -> np.ndarray:
    """LMG contributions from a scaled matrix of drivers and outcome (last); they sum to the R2 of all drivers.

    Examples
    --------
    >>> lmg(np.array([[1.0, 0.0, 0.6], [0.0, 1.0, 0.5], [0.6, 0.5, 1.0]])).round(2).tolist()
    [0.36, 0.25]
    """
    p = len(matrix) - 1
    size = max(p, _LAST)
    stack, share = np.zeros((size - _LAST + 1, size + 1, size + 1)), np.empty(size)
    stack[0, :p, :p] = matrix[:p, :p]
    stack[0, :p, size] = matrix[:p, p]  # a variable without variance adds nothing and changes no other's share
    _lmg(stack, np.empty((3, size + 1)), share)
    return share[:p].copy()


def lmg_of_each(moments: np.ndarray, given: int) -> np.ndarray:
    """LMG contributions for a stack of moment matrices, whose first `given` variables (the constant first) are held throughout."""
    count, q, _ = moments.shape
    size = max(q - given - 1, _LAST)
    out = np.empty((count, q - given - 1))
    stack = np.zeros((size - _LAST + 1, size + 1, size + 1))
    _lmg_of_each(moments.copy(), given, np.empty(q), stack, np.empty((3, size + 1)), np.empty(size), out)
    return out


def partial_of_each(moments: np.ndarray, given: int) -> tuple[np.ndarray, np.ndarray]:
    """Matrices of drivers and outcome with the first `given` variables taken out, and the R2 of those variables alone.

    Each variable is scaled by the variance it had when only the constant was out: gains are shares of the outcome's variance.
    """
    count, q, _ = moments.shape
    into, before = np.empty((count, q - given, q - given)), np.empty(count)
    _partial_of_each(moments.copy(), given, np.empty(q), into, before)
    return into, before


def permuted(matrix: np.ndarray, seed: int, pairs: int) -> np.ndarray:
    """Gains in R2 of each driver as drivers enter in a random order and in its reverse; one row per pair of orders."""
    p = len(matrix) - 1
    out = np.zeros((pairs, p))
    _permuted(matrix, np.uint64(seed), np.empty(p, np.int64), np.empty((2, p), np.int64), np.empty((p + 1, p + 1)), out)
    return out


def table(matrix: np.ndarray) -> np.ndarray:
    """R2 of every subset; driver j is in the subset at position s when bit p - 1 - j of s is set."""
    p = len(matrix) - 1
    stack, out = np.zeros((p + 1, p + 1, p + 1)), np.zeros(1 << p)
    stack[0] = matrix
    _table(stack, np.zeros(p + 1), out)
    return out


def gains_by_size(r2: np.ndarray, p: int) -> np.ndarray:
    """Mean gain of each driver (row) when it joins a subset of 0, 1, ... p - 1 others (column)."""
    out = np.zeros((p, p))
    _gains_by_size(r2, out)
    return out / [math.comb(p - 1, k) for k in range(p)]


def wins(r2: np.ndarray, p: int) -> np.ndarray:
    """Share of the subsets without i and j to which i (row) would add more than j (column)."""
    out = np.zeros((p, p))
    _wins(r2, out)
    return out / max(1 << max(p - 2, 0), 1)
