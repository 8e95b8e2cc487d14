"""Personalisation: relevance when it is right, annoyance when it is wrong, and the price of privacy."""

from __future__ import annotations

from numpy.typing import ArrayLike

from cxlab._compiling import equation
from cxlab.mechanisms._numbers import KIT, Numbers, Parameter, answer, numbers

PARAMETERS = {
    "accuracy": Parameter(0.4, 0.95, "assumption", KIT),
    "benefit": Parameter(0.5, 2.0, "assumption", KIT),
    "error_cost": Parameter(0.5, 3.0, "assumption", KIT),
    "privacy_cost": Parameter(0.5, 2.0, "assumption", f"{KIT}; direction after Aguirre et al. (2015) (not re-checked)"),
    "concern": Parameter(0.0, 1.0, "contested", "stated concern predicts behaviour poorly (not re-checked)"),
    "transparency": Parameter(0.0, 1.0, "assumption", f"{KIT}; direction after Tucker (2014) (not re-checked)"),
}


@equation
def _gain(x, accuracy, b, c, v, concern, transparency):  # type: ignore[no-untyped-def]
    return b * x * accuracy - c * x * (1.0 - accuracy) - v * x * x * concern * (1.0 - transparency)


@equation
def _best_level(accuracy, b, c, v, concern, transparency):  # type: ignore[no-untyped-def]
    slope = b * accuracy - c * (1.0 - accuracy)
    bend = 2.0 * v * concern * (1.0 - transparency)
    return slope / max(bend, slope) if slope > 0.0 else 0.0


@equation
def _break_even_accuracy(b, c, cost):  # type: ignore[no-untyped-def]
    return (c + cost) / (b + c)


def gain(
    level: ArrayLike,
    *,
    accuracy: ArrayLike = 0.8,
    benefit: ArrayLike = 1.0,
    error_cost: ArrayLike = 1.0,
    privacy_cost: ArrayLike = 1.0,
    concern: ArrayLike = 0.5,
    transparency: ArrayLike = 0.2,
) -> Numbers:
    """Satisfaction gained by personalising: `dS = b*x*acc - c*x*(1-acc) - v*x^2*concern*(1-transparency)`.

    Parameters
    ----------
    level : x, how far the offer is personalised, 0 to 1.
    accuracy : acc, chance that the personal offer fits, 0 to 1.
    benefit, error_cost, privacy_cost : b, c, v, points; usual ranges 0.5-2, 0.5-3, 0.5-2.
    concern, transparency : of the customer and of the firm, 0 to 1.

    Notes
    -----
    Source: Aguirre et al. (2015), covert collection lowers response; Tucker (2014), control mitigates (not re-checked).
    Status: established in direction, contested in size; the form is an assumption of the kit.

    Examples
    --------
    >>> gain(1, accuracy=0.5, benefit=2, error_cost=3, privacy_cost=1, concern=0.5, transparency=0)     # 1 - 1.5 - 0.5
    -1.0
    """
    return answer(
        _gain,
        numbers("level", level, low=0, high=1),
        *_settings(accuracy, benefit, error_cost, privacy_cost, concern, transparency),
    )


def best_level(
    *,
    accuracy: ArrayLike = 0.8,
    benefit: ArrayLike = 1.0,
    error_cost: ArrayLike = 1.0,
    privacy_cost: ArrayLike = 1.0,
    concern: ArrayLike = 0.5,
    transparency: ArrayLike = 0.2,
) -> Numbers:
    """The level that gains most: `x* = (b*acc - c*(1-acc)) / (2*v*concern*(1-transparency))`, kept within 0 and 1.

    Parameters
    ----------
    accuracy, benefit, error_cost, privacy_cost, concern, transparency : see `gain`.

    Notes
    -----
    Source: maximum of `gain`, Aguirre et al. (2015) for its parts (not re-checked). Status: assumption of the kit.

    Examples
    --------
    >>> round(best_level(), 2)     # 0.6 / 0.8
    0.75
    >>> best_level(accuracy=0.4)     # wrong more often than it pays
    0.0
    """
    return answer(_best_level, *_settings(accuracy, benefit, error_cost, privacy_cost, concern, transparency))


def break_even_accuracy(*, benefit: ArrayLike = 1.0, error_cost: ArrayLike = 1.0, cost: ArrayLike = 0.0) -> Numbers:
    """Accuracy above which a personal offer beats none: `(c + cost)/(b + c)`.

    Parameters
    ----------
    benefit, error_cost : b and c, points, from 0, not both 0.
    cost : privacy lost per unit of level, points, from 0: `v*x*concern*(1-transparency)`.

    Returns
    -------
    an accuracy; above 1 no accuracy is enough.

    Notes
    -----
    Source: zero of `gain`, Aguirre et al. (2015) for its parts (not re-checked). Status: assumption of the kit.

    Examples
    --------
    >>> break_even_accuracy(benefit=2, error_cost=3, cost=0.5)
    0.7
    """
    b, c = numbers("benefit", benefit, low=0), numbers("error_cost", error_cost, low=0)
    numbers("benefit + error_cost", b + c, low=0, low_open=True)
    return answer(_break_even_accuracy, b, c, numbers("cost", cost, low=0))


def _settings(
    accuracy: ArrayLike, benefit: ArrayLike, error_cost: ArrayLike, privacy_cost: ArrayLike, concern: ArrayLike, transparency: ArrayLike
) -> tuple[Numbers, ...]:
    return (
        numbers("accuracy", accuracy, low=0, high=1),
        numbers("benefit", benefit, low=0),
        numbers("error_cost", error_cost, low=0),
        numbers("privacy_cost", privacy_cost, low=0),
        numbers("concern", concern, low=0, high=1),
        numbers("transparency", transparency, low=0, high=1),
    )
