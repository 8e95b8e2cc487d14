"""Asymmetry: losses against gains, penalties against rewards, and the classes of Kano."""

from __future__ import annotations

import math
from collections.abc import Mapping

from numpy.typing import ArrayLike

from cxlab._compiling import equation
from cxlab._validate import count, number, one_of
from cxlab.mechanisms._numbers import KIT, Numbers, Parameter, answer, numbers

PARAMETERS = {
    "loss_aversion": Parameter(1.0, 2.5, "contested", "Tversky & Kahneman (1992); Gal & Rucker (2018) (not re-checked)"),
    "alpha": Parameter(0.8, 1.0, "contested", "Tversky & Kahneman (1992) (not re-checked)"),
    "reward": Parameter(0.0, 2.0, "assumption", KIT),
    "penalty": Parameter(0.0, 2.5, "assumption", f"{KIT}; penalties 1.2 to 2.5 times rewards after Mittal, Ross & Baldasare (1998)"),
}

MUST_BE, ATTRACTIVE = 0.5, 2.0

KANO_ANSWERS = ("like", "expect", "neutral", "live with", "dislike")
KANO_TABLE = {
    "like": "QAAAO",
    "expect": "RIIIM",
    "neutral": "RIIIM",
    "live with": "RIIIM",
    "dislike": "RRRRQ",
}
KANO_LETTERS = {
    "A": "attractive",
    "O": "one-dimensional",
    "M": "must-be",
    "I": "indifferent",
    "R": "reverse",
    "Q": "questionable",
}


@equation
def _felt_gap(d, loss_aversion, alpha):  # type: ignore[no-untyped-def]
    if alpha == 1.0:
        return d if d >= 0.0 else loss_aversion * d
    return d**alpha if d >= 0.0 else -loss_aversion * (-d) ** alpha


@equation
def _kinked(x, reward, penalty):  # type: ignore[no-untyped-def]
    return reward * x if x >= 0.0 else penalty * x


@equation
def _offsetting_gain(loss, loss_aversion, alpha):  # type: ignore[no-untyped-def]
    return loss * loss_aversion ** (1.0 / alpha)


@equation
def _expected_gap(mean, sd, loss_aversion):  # type: ignore[no-untyped-def]
    if sd == 0.0:
        return mean if mean >= 0.0 else loss_aversion * mean
    z = mean / sd
    below = 0.5 * math.erfc(z / math.sqrt(2.0))
    density = math.exp(-0.5 * z * z) / math.sqrt(2.0 * math.pi)
    return mean + (loss_aversion - 1.0) * (mean * below - sd * density)


@equation
def _asymmetry_index(reward, penalty):  # type: ignore[no-untyped-def]
    return (reward - penalty) / (reward + penalty)


def prospect(gap: ArrayLike, *, loss_aversion: ArrayLike = 2.25, alpha: ArrayLike = 0.88) -> Numbers:
    """A gap as it is felt: `g(d) = d^alpha` for gains, `-lambda*(-d)^alpha` for losses.

    Parameters
    ----------
    gap : d, points above (+) or below (-) the reference.
    loss_aversion : lambda, how many times a loss outweighs a gain, from 0; usual range 1-2.5.
    alpha : curvature, above 0 to 1; 1 is a straight line on each side.

    Notes
    -----
    Source: Tversky & Kahneman (1992), whose 0.88 and 2.25 are the defaults (not re-checked). Status: contested, both the
    size and the reach of loss aversion (Gal & Rucker 2018, not re-checked).

    Examples
    --------
    >>> prospect(4, loss_aversion=2, alpha=0.5), prospect(-4, loss_aversion=2, alpha=0.5)
    (2.0, -4.0)
    """
    return answer(
        _felt_gap,
        numbers("gap", gap),
        numbers("loss_aversion", loss_aversion, low=0),
        numbers("alpha", alpha, low=0, high=1, low_open=True),
    )


def kinked(quality: ArrayLike, *, reward: ArrayLike = 1.0, penalty: ArrayLike = 1.0, reference: ArrayLike = 0.0) -> Numbers:
    """Effect of one attribute: `f(q) = r*max(q - q0, 0) - p*max(q0 - q, 0)`.

    Parameters
    ----------
    quality, reference : q and q0, points.
    reward, penalty : r and p, points of satisfaction per point above and below the reference, from 0.

    Notes
    -----
    Source: Mittal, Ross & Baldasare (1998), negative performance weighs more; Brandt (1987) for the two slopes
    (not re-checked). Status: established that slopes differ; a ceiling of the scale can feign it.

    Examples
    --------
    >>> kinked(3, reward=1, penalty=2, reference=5), kinked(6, reward=1, penalty=2, reference=5)
    (-4.0, 1.0)
    """
    distance = numbers("quality", quality) - numbers("reference", reference)
    return answer(_kinked, distance, numbers("reward", reward, low=0), numbers("penalty", penalty, low=0))


def offsetting_gain(loss: ArrayLike = 1.0, *, loss_aversion: ArrayLike = 2.25, alpha: ArrayLike = 0.88) -> Numbers:
    """The gain that makes good a loss: `lambda^(1/alpha) * loss`.

    Parameters
    ----------
    loss : size of the loss, points, from 0.
    loss_aversion, alpha : see `prospect`.

    Notes
    -----
    Source: follows from the curve of Tversky & Kahneman (1992) (not re-checked). Status: contested, as that curve is.

    Examples
    --------
    >>> offsetting_gain(1, loss_aversion=2, alpha=0.5)
    4.0
    """
    return answer(
        _offsetting_gain,
        numbers("loss", loss, low=0),
        numbers("loss_aversion", loss_aversion, low=0),
        numbers("alpha", alpha, low=0, high=1, low_open=True),
    )


def expected_gap(mean: ArrayLike = 0.0, sd: ArrayLike = 1.0, *, loss_aversion: ArrayLike = 2.0) -> Numbers:
    """Mean of g(D) when the gap varies: `m + (lambda-1)*(m*Phi(-m/s) - s*phi(m/s))`, and `s*(1-lambda)/sqrt(2*pi)` at m = 0.

    Parameters
    ----------
    mean, sd : m and s of the normal gap D, points; sd from 0.
    loss_aversion : lambda, from 0. The curve is straight on each side (alpha = 1).

    Notes
    -----
    Variation alone costs satisfaction as soon as lambda > 1. Source: mean of a truncated normal (Johnson, Kotz &
    Balakrishnan 1994) (not re-checked). Status: established as arithmetic; contested as far as lambda is.

    Examples
    --------
    >>> expected_gap(0, 1, loss_aversion=1)
    0.0
    >>> round(expected_gap(0, 1, loss_aversion=2), 3)     # -1/sqrt(2*pi)
    -0.399
    """
    return answer(_expected_gap, numbers("mean", mean), numbers("sd", sd, low=0), numbers("loss_aversion", loss_aversion, low=0))


def asymmetry_index(reward: ArrayLike, penalty: ArrayLike) -> Numbers:
    """Which side weighs more: `(r - p)/(r + p)`, from -1 (only a penalty) to 1 (only a reward).

    Parameters
    ----------
    reward, penalty : r and p as sizes, points per point, from 0; not both 0.

    Notes
    -----
    Source: Mikulic & Prebezac (2011) (not re-checked). Status: contested, methods of classing attributes disagree.

    Examples
    --------
    >>> asymmetry_index(1, 3)
    -0.5
    """
    r, p = numbers("reward", reward, low=0), numbers("penalty", penalty, low=0)
    numbers("reward + penalty", r + p, low=0, low_open=True)
    return answer(_asymmetry_index, r, p)


def kano_class(reward: float, penalty: float) -> str:
    """Class of an attribute by the ratio r/p: below 0.5 must-be, above 2 attractive, between them one-dimensional.

    Parameters
    ----------
    reward, penalty : r and p as sizes, points per point, from 0; both 0 is "indifferent".

    Notes
    -----
    Source: classes of Kano et al. (1984) (not re-checked). Status: the cut-offs are an assumption of the kit.

    Examples
    --------
    >>> kano_class(0.2, 1.0), kano_class(1, 1), kano_class(1.0, 0.2)
    ('must-be', 'one-dimensional', 'attractive')
    """
    r, p = number("reward", reward, low=0), number("penalty", penalty, low=0)
    if r == p == 0:
        return "indifferent"
    return "must-be" if r < MUST_BE * p else "attractive" if r > ATTRACTIVE * p else "one-dimensional"


def kano_cell(functional: str, dysfunctional: str) -> str:
    """Letter of the 5 x 5 evaluation table: A, O, M, I, R (reverse) or Q (questionable).

    Parameters
    ----------
    functional : the answer when the attribute is there: "like", "expect", "neutral", "live with" or "dislike".
    dysfunctional : the answer when it is missing, from the same list.

    Notes
    -----
    Source: Kano et al. (1984) (not re-checked). Status: established as a procedure; contested as a measure, since other
    methods class the same attributes differently. Classes drift with time.

    Examples
    --------
    >>> kano_cell("like", "dislike"), kano_cell("expect", "dislike"), kano_cell("like", "neutral")
    ('O', 'M', 'A')
    """
    row = KANO_TABLE[one_of("functional", functional, KANO_ANSWERS)]
    return row[KANO_ANSWERS.index(one_of("dysfunctional", dysfunctional, KANO_ANSWERS))]


def berger(counts: Mapping[str, int]) -> tuple[float, float]:
    """Berger's coefficients: `(A + O)/n` if the attribute is there and `-(O + M)/n` if it is missing, n = A + O + M + I.

    Parameters
    ----------
    counts : respondents by letter, for example {"A": 30, "O": 25, "M": 35, "I": 10}; R and Q may be given and are left out.

    Notes
    -----
    Source: Berger et al. (1993) (not re-checked). Status: established as a summary; it hides the split between segments.

    Examples
    --------
    >>> berger({"A": 30, "O": 25, "M": 35, "I": 10})
    (0.55, -0.6)
    """
    given = {one_of("letter", letter, KANO_LETTERS): count(f"counts[{letter!r}]", n, low=0) for letter, n in counts.items()}
    a, o, m, i = (given.get(letter, 0) for letter in "AOMI")
    n = a + o + m + i
    if n == 0:
        raise ValueError(f"counts={dict(counts)!r} holds nobody in A, O, M or I. Pass at least one respondent in one of them.")
    return (a + o) / n, -(o + m) / n
