"""Keyed draws: every random number is a function of (seed, customer, visit, purpose) and of nothing else.

So two runs that differ in one lever share their luck, and the numbers do not depend on workers or chunks. Bits: the
finaliser of Steele, Lea & Flood 2014 (SplitMix64, constants "mix13" of Stafford 2011). Normals: the ziggurat of
Marsaglia & Tsang 2000 in the 256-layer form, fed by the same keyed bits.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from cxlab._compiling import called, inlined

_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_MIX_A = np.uint64(0xBF58476D1CE4E5B9)
_MIX_B = np.uint64(0x94D049BB133111EB)
_CUSTOMER = np.uint64(0xD1342543DE82EF95)
_S30, _S27, _S31, _S11 = (np.uint64(k) for k in (30, 27, 31, 11))
_RETRY = np.uint64(0xA0761D6478BD642F)
_LAYER = np.uint64(0xFF)
_SHIFT = np.int64(11)  # keeps 53 signed bits, apart from the eight that name the layer
_TO_UNIT = 1.0 / 9007199254740992.0  # 2**-53
_TAIL = 3.6541528853610088
_AREA = 0.00492867323399


def _layers() -> tuple[np.ndarray, np.ndarray]:
    """Widths and heights of the 256 ziggurat layers under exp(-x*x/2)."""
    x = np.empty(257)
    x[0] = _AREA / math.exp(-0.5 * _TAIL * _TAIL)
    x[1] = _TAIL
    for i in range(2, 256):
        x[i] = math.sqrt(-2.0 * math.log(_AREA / x[i - 1] + math.exp(-0.5 * x[i - 1] * x[i - 1])))
    x[256] = 0.0
    return x, np.exp(-0.5 * x * x)


_WIDTH, _HEIGHT = _layers()
_STEP = _WIDTH / 4503599627370496.0  # 2**52 steps across a layer


def seed_of(rng: Any) -> int:
    """One seed from what people pass as `rng`: a whole number (its last 64 bits), a Generator (one draw is taken) or None.

    Examples
    --------
    >>> seed_of(7)
    7
    """
    if rng is None:
        return int(np.random.SeedSequence().generate_state(1, np.uint64)[0] >> np.uint64(1))
    if isinstance(rng, np.random.Generator):
        return int(rng.integers(0, 2**63 - 1))
    if isinstance(rng, (int, np.integer)) and not isinstance(rng, bool):
        if rng < 0:
            raise ValueError(f"rng={rng!r} is negative. Pass a whole number from 0 up, a numpy Generator, or None.")
        return int(rng) % 2**64
    raise TypeError(f"rng={rng!r} is not a seed. Pass a whole number from 0 up, a numpy Generator, or None.")


@inlined
def mix(x):  # type: ignore[no-untyped-def]
    """Scramble 64 bits."""
    x = (x ^ (x >> _S30)) * _MIX_A
    x = (x ^ (x >> _S27)) * _MIX_B
    return x ^ (x >> _S31)


@inlined
def key(seed, customer):  # type: ignore[no-untyped-def]
    """The key of one customer (or agent, branch, period) under one seed; both np.uint64."""
    return mix(mix(seed + _GOLDEN) ^ (customer * _CUSTOMER + _GOLDEN))


@inlined
def bits(k, counter):  # type: ignore[no-untyped-def]
    """64 bits of the customer with key `k` at `counter` (np.uint64: visit and purpose in one number)."""
    return mix(k + _GOLDEN * counter)


@inlined
def uniform(k, counter):  # type: ignore[no-untyped-def]
    """A uniform in [0, 1) with 53 bits."""
    return np.float64(np.int64(bits(k, counter) >> _S11)) * _TO_UNIT


@called
def _edge(word, k, counter):  # type: ignore[no-untyped-def]
    """The one draw in eighty that leaves the ziggurat's core: wedge, tail, or another try with fresh keyed bits."""
    again = counter * _RETRY
    while True:
        layer = np.int64(word & _LAYER)
        x = np.float64(np.int64(word) >> _SHIFT) * _STEP[layer]
        if abs(x) < _WIDTH[layer + 1]:
            return x
        again = mix(again + k + _RETRY)
        u = np.float64(np.int64(again >> _S11)) * _TO_UNIT
        if layer == 0:
            while True:
                again = mix(again + k + _RETRY)
                v = np.float64(np.int64(again >> _S11)) * _TO_UNIT
                beyond = -math.log(1.0 - u) / _TAIL
                if -2.0 * math.log(1.0 - v) >= beyond * beyond:
                    return math.copysign(_TAIL + beyond, x)
                again = mix(again + k + _RETRY)
                u = np.float64(np.int64(again >> _S11)) * _TO_UNIT
        if _HEIGHT[layer] + u * (_HEIGHT[layer + 1] - _HEIGHT[layer]) < math.exp(-0.5 * x * x):
            return x
        again = mix(again + k + _RETRY)
        word = again


@inlined
def normal(k, counter):  # type: ignore[no-untyped-def]
    """A standard normal."""
    word = bits(k, counter)
    layer = np.int64(word & _LAYER)
    x = np.float64(np.int64(word) >> _SHIFT) * _STEP[layer]
    if abs(x) < _WIDTH[layer + 1]:
        return x
    return _edge(word, k, counter)


@inlined
def exponential(k, counter):  # type: ignore[no-untyped-def]
    """An exponential with mean 1."""
    return -math.log(1.0 - uniform(k, counter))
