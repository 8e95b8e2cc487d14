"""Recovery: what a failure costs and what three kinds of justice give back."""

from __future__ import annotations

from typing import Any

from numpy.typing import ArrayLike

from cxlab._compiling import equation
from cxlab.mechanisms._numbers import KIT, Numbers, Parameter, answer, flags, numbers

_JUSTICE = f"{KIT}; direction after Smith, Bolton & Wagner (1999) and Tax et al. (1998) (not re-checked)"

PARAMETERS = {
    "loss": Parameter(1.0, 2.5, "assumption", KIT),
    "w_distributive": Parameter(0.3, 0.8, "assumption", _JUSTICE),
    "w_procedural": Parameter(0.3, 0.8, "assumption", _JUSTICE),
    "w_interactional": Parameter(0.3, 0.8, "assumption", _JUSTICE),
    "w_joint": Parameter(0.0, 0.3, "assumption", KIT),
    "double_deviation": Parameter(1.0, 3.0, "assumption", f"{KIT}; direction after Maxham & Netemeyer (2002) (not re-checked)"),
}


@equation
def _after_failure(severity, f, distributive, procedural, interactional, j_d, j_p, j_i, j_x, unrecovered, dd):  # type: ignore[no-untyped-def]
    justice = j_d * distributive + j_p * procedural + j_i * interactional + j_x * distributive * interactional
    return -f * severity + justice - dd * unrecovered


@equation
def _break_even_severity(distributive, procedural, interactional, f, j_d, j_p, j_i, j_x):  # type: ignore[no-untyped-def]
    return (j_d * distributive + j_p * procedural + j_i * interactional + j_x * distributive * interactional) / f


@equation
def _for_repurchase(change):  # type: ignore[no-untyped-def]
    return change if change < 0.0 else 0.0


def after_failure(
    severity: ArrayLike,
    *,
    distributive: ArrayLike = 0.0,
    procedural: ArrayLike = 0.0,
    interactional: ArrayLike = 0.0,
    recovered: Any = True,
    loss: ArrayLike = 2.0,
    w_distributive: ArrayLike = 0.7,
    w_procedural: ArrayLike = 0.5,
    w_interactional: ArrayLike = 0.6,
    w_joint: ArrayLike = 0.2,
    double_deviation: ArrayLike = 1.5,
) -> Numbers:
    """Change of satisfaction after a failure: `-f*severity + j_D*D + j_P*P + j_I*I + j_x*D*I - dd*1[unrecovered]`.

    Parameters
    ----------
    severity : from 0; 0.5 is mild, 3 severe.
    distributive, procedural, interactional : D, P, I: what is given back, how fast and fairly, with what courtesy; each
        0 (nothing) to 1 (excellent).
    recovered : True or False; False adds the loss of a second failure.
    loss : f, points per unit of severity.
    w_distributive, w_procedural, w_interactional, w_joint : j_D, j_P, j_I, j_x, points.
    double_deviation : dd, points.

    Notes
    -----
    By default the mean change is negative, and only a mild failure handled excellently ends above the start. Source: de
    Matos et al. (2007): that paradox shows on satisfaction, not on repurchase; Tax et al. (1998), Smith et al. (1999) for
    the justices (not re-checked). Status: contested; the sizes are an assumption of the kit.

    Examples
    --------
    >>> after_failure(1), after_failure(1, recovered=False)
    (-2.0, -3.5)
    >>> round(after_failure(0.5, distributive=1, procedural=1, interactional=1), 2)     # -1 + 0.7 + 0.5 + 0.6 + 0.2
    1.0
    """
    return answer(
        _after_failure,
        numbers("severity", severity, low=0),
        numbers("loss", loss, low=0),
        numbers("distributive", distributive, low=0, high=1),
        numbers("procedural", procedural, low=0, high=1),
        numbers("interactional", interactional, low=0, high=1),
        numbers("w_distributive", w_distributive),
        numbers("w_procedural", w_procedural),
        numbers("w_interactional", w_interactional),
        numbers("w_joint", w_joint),
        1.0 - flags("recovered", recovered),
        numbers("double_deviation", double_deviation, low=0),
    )


def break_even_severity(
    *,
    distributive: ArrayLike = 1.0,
    procedural: ArrayLike = 1.0,
    interactional: ArrayLike = 1.0,
    loss: ArrayLike = 2.0,
    w_distributive: ArrayLike = 0.7,
    w_procedural: ArrayLike = 0.5,
    w_interactional: ArrayLike = 0.6,
    w_joint: ArrayLike = 0.2,
) -> Numbers:
    """Severity below which a recovery ends above the start: `(j_D*D + j_P*P + j_I*I + j_x*D*I)/f`.

    Parameters
    ----------
    distributive, procedural, interactional, w_distributive, w_procedural, w_interactional, w_joint : see `after_failure`.
    loss : f, points per unit of severity, above 0.

    Notes
    -----
    Source: follows from `after_failure`; Magnini et al. (2007) on mild failures (not re-checked). Status: contested, as the
    paradox is.

    Examples
    --------
    >>> round(break_even_severity(), 2), break_even_severity(distributive=0, procedural=0, interactional=0)
    (1.0, 0.0)
    """
    return answer(
        _break_even_severity,
        numbers("distributive", distributive, low=0, high=1),
        numbers("procedural", procedural, low=0, high=1),
        numbers("interactional", interactional, low=0, high=1),
        numbers("loss", loss, low=0, low_open=True),
        numbers("w_distributive", w_distributive),
        numbers("w_procedural", w_procedural),
        numbers("w_interactional", w_interactional),
        numbers("w_joint", w_joint),
    )


def for_repurchase(change: ArrayLike) -> Numbers:
    """The part of a recovery's change that may move repurchase: `min(change, 0)`.

    Parameters
    ----------
    change : points of satisfaction, from `after_failure`.

    Notes
    -----
    Source: de Matos et al. (2007), no significant paradox on repurchase intention. Status: contested; the cut at 0 is an
    assumption of the kit.

    Examples
    --------
    >>> for_repurchase(1.0), for_repurchase(-2.0)
    (0.0, -2.0)
    """
    return answer(_for_repurchase, numbers("change", change))
