"""Strategic Experiential Modules (SEM) and the experience providers that carry them: a grid of 5 by 7."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike

from cxlab._compiling import equation
from cxlab.mechanisms._numbers import KIT, Numbers, Parameter, answer, numbers

MODULES = ("sense", "feel", "think", "act", "relate")
PROVIDERS = (
    "communications",
    "visual and verbal identity",
    "product presence",
    "co-branding",
    "spatial environments",
    "websites and electronic media",
    "people",
)

PARAMETERS = {
    "saturation": Parameter(0.05, 0.5, "assumption", KIT),
    "hybrid": Parameter(0.0, 0.1, "assumption", f"{KIT}; idea of hybrids after Schmitt (1999)"),
    "persistence": Parameter(0.8, 0.95, "assumption", KIT),
    "half_life": Parameter(1.0, 2.0, "assumption", f"{KIT}; encounters"),
}


@equation
def _score(total_spend, k):  # type: ignore[no-untyped-def]
    return -10.0 * math.expm1(-k * total_spend)


@equation
def _utility(m1, m2, m3, m4, m5, w1, w2, w3, w4, w5, hybrid):  # type: ignore[no-untyped-def]
    plain = w1 * m1 + w2 * m2 + w3 * m3 + w4 * m4 + w5 * m5
    if hybrid == 0.0:
        return plain
    roots = math.sqrt(m1) + math.sqrt(m2) + math.sqrt(m3) + math.sqrt(m4) + math.sqrt(m5)
    return plain + 0.5 * hybrid * (roots * roots - (m1 + m2 + m3 + m4 + m5))


@equation
def _mood(mood, event, persistence):  # type: ignore[no-untyped-def]
    return persistence * mood + (1.0 - persistence) * event


@equation
def _emotion(emotion, event, half_life):  # type: ignore[no-untyped-def]
    return emotion * 0.5 ** (1.0 / half_life) + event


def score(spend: ArrayLike, *, saturation: ArrayLike = 0.2) -> Numbers:
    """Score of one module: `m = 10*(1 - exp(-k*spend))`, so each further unit brings less.

    Parameters
    ----------
    spend : units put into the module over all providers, from 0.
    saturation : k, from 0; usual range 0.05-0.5.

    Notes
    -----
    Source: modules of Schmitt (1999), a planning typology without numbers. Status: assumption of the kit.

    Examples
    --------
    >>> score(0), round(score(5, saturation=0.2), 2)     # 10*(1 - 1/e)
    (0.0, 6.32)
    """
    return answer(_score, numbers("spend", spend, low=0), numbers("saturation", saturation, low=0))


def scores(grid: ArrayLike, *, saturation: float = 0.2) -> np.ndarray:
    """Scores of the five modules of a grid.

    Parameters
    ----------
    grid : spend by module (5 rows: `MODULES`) and provider (7 columns: `PROVIDERS`), from 0.
    saturation : k, see `score`.

    Notes
    -----
    Source: experiential grid of Schmitt (1999) (not re-checked). Status: assumption of the kit.

    Examples
    --------
    >>> spread = [[5, 0, 0, 0, 0, 0, 0]] + [[0] * 7] * 4
    >>> scores(spread, saturation=0.2).round(2).tolist()
    [6.32, 0.0, 0.0, 0.0, 0.0]
    """
    return np.asarray(score(_grid(grid).sum(axis=1), saturation=saturation))


def utility(
    sense: ArrayLike,
    feel: ArrayLike,
    think: ArrayLike,
    act: ArrayLike,
    relate: ArrayLike,
    *,
    weights: tuple[float, ...] = (0.2, 0.2, 0.2, 0.2, 0.2),
    hybrid: ArrayLike = 0.05,
) -> Numbers:
    """Utility of an experience: `U = sum_j w_j*m_j + h*sum_(j<l) sqrt(m_j*m_l)`.

    Parameters
    ----------
    sense, feel, think, act, relate : module scores m, from 0 to 10.
    weights : w of the five modules, in that order.
    hybrid : h, bonus for modules that come together, from 0; usual range 0-0.1.

    Notes
    -----
    Source: hybrids and holistic experiences, Schmitt (1999). Status: the formula is an assumption of the kit. The measured
    form, Brakus et al. (2009), has four factors and none for relate.

    Examples
    --------
    >>> utility(5, 0, 0, 0, 0), utility(4, 4, 0, 0, 0, hybrid=0.1)     # 1.6 + 0.1*4
    (1.0, 2.0)
    """
    if np.shape(weights) != (5,):
        raise ValueError(f"weights={weights!r} is not five numbers. Pass one weight for each of {list(MODULES)}.")
    given = dict(zip(MODULES, (sense, feel, think, act, relate), strict=True))
    levels = [numbers(name, m, low=0, high=10) for name, m in given.items()]
    return answer(_utility, *levels, *np.asarray(numbers("weights", weights)).tolist(), numbers("hybrid", hybrid, low=0))


def mood(current: ArrayLike, event: ArrayLike, *, persistence: ArrayLike = 0.9) -> Numbers:
    """Mood after an event, slow to move: `rho*mood + (1-rho)*event`.

    Parameters
    ----------
    current, event : points, 0 is neutral.
    persistence : rho, 0 to 1; usual range 0.8-0.95.

    Notes
    -----
    Source: Schmitt (1999), moods are weak and have no clear cause. Status: assumption of the kit.

    Examples
    --------
    >>> round(mood(1, 0, persistence=0.9), 2)
    0.9
    """
    return answer(_mood, numbers("current", current), numbers("event", event), numbers("persistence", persistence, low=0, high=1))


def emotion(current: ArrayLike, event: ArrayLike, *, half_life: ArrayLike = 1.0) -> Numbers:
    """Emotion after an event, a pulse that halves: `emotion*0.5^(1/half_life) + event`.

    Parameters
    ----------
    current, event : points, 0 is none.
    half_life : encounters until half of it is left, above 0; usual range 1-2.

    Notes
    -----
    Source: Schmitt (1999), emotions are strong and caused by something. Status: assumption of the kit.

    Examples
    --------
    >>> emotion(4, 0, half_life=1), emotion(0, 3)
    (2.0, 3.0)
    """
    return answer(_emotion, numbers("current", current), numbers("event", event), numbers("half_life", half_life, low=0, low_open=True))


def intensity(grid: ArrayLike) -> float:
    """Mean spend in the cells that are used; 0 for an empty grid.

    Parameters
    ----------
    grid : spend, 5 modules by 7 providers, from 0.

    Notes
    -----
    Source: grid decision "intensify or diffuse", Schmitt (1999) (not re-checked). Status: the index is an assumption of the kit.

    Examples
    --------
    >>> intensity([[2, 4, 0, 0, 0, 0, 0]] + [[0] * 7] * 4)
    3.0
    """
    cells = _grid(grid)
    return float(cells[cells > 0].mean()) if cells.any() else 0.0


def breadth(grid: ArrayLike) -> float:
    """Providers used by a module in use, on average, out of 7; 0 for an empty grid.

    Parameters
    ----------
    grid : spend, 5 modules by 7 providers, from 0.

    Notes
    -----
    Source: grid decision "enrich or simplify", Schmitt (1999) (not re-checked). Status: the index is an assumption of the kit.

    Examples
    --------
    >>> round(breadth([[2, 4, 0, 0, 0, 0, 0]] + [[0] * 7] * 4), 3)     # 2/7
    0.286
    """
    used = _grid(grid) > 0
    active = used.any(axis=1)
    return float(used[active].sum(axis=1).mean() / len(PROVIDERS)) if active.any() else 0.0


def depth(grid: ArrayLike) -> float:
    """Modules in use, out of 5.

    Parameters
    ----------
    grid : spend, 5 modules by 7 providers, from 0.

    Notes
    -----
    Source: grid decision "broaden or shrink", Schmitt (1999) (not re-checked). Status: the index is an assumption of the kit.

    Examples
    --------
    >>> depth([[2, 4, 0, 0, 0, 0, 0]] + [[0] * 7] * 4)
    0.2
    """
    return float((_grid(grid) > 0).any(axis=1).mean())


def linkage(grid: ArrayLike) -> float:
    """Share of the providers in use that carry two modules or more; 0 for an empty grid.

    Parameters
    ----------
    grid : spend, 5 modules by 7 providers, from 0.

    Notes
    -----
    Source: grid decision "connect or separate", Schmitt (1999) (not re-checked). Status: the index is an assumption of the kit.

    Examples
    --------
    >>> linkage([[2, 4, 0, 0, 0, 0, 0], [1, 0, 0, 0, 0, 0, 0]] + [[0] * 7] * 3)
    0.5
    """
    carried = (_grid(grid) > 0).sum(axis=0)
    return float((carried >= 2).sum() / (carried > 0).sum()) if carried.any() else 0.0


def _grid(grid: ArrayLike) -> np.ndarray:
    cells = np.asarray(numbers("grid", grid, low=0))
    if cells.shape != (len(MODULES), len(PROVIDERS)):
        raise ValueError(f"grid has the shape {cells.shape}. Pass 5 rows (the modules) of 7 numbers (the providers).")
    return cells
