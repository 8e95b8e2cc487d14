"""How one answer is judged: type, invariants, value or behaviour, named mistakes, in this order. Pure: nothing is kept here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from cxlab.course.questions import Exercise, Mistake
from cxlab.course.reading import Misfit
from cxlab.course.values import STOPS, agree


@dataclass(frozen=True)
class Verdict:
    """What came of it.

    Parameters
    ----------
    stage : "right", or where it failed: "missing", "type", "invariant", "value".
    words : what to tell the student.
    mistake : number of the named mistake, from 1; 0 for none.
    kept : the answer as JSON; None where it is not of the kind asked for.
    """

    stage: str
    words: str
    mistake: int = 0
    kept: Any = None

    @property
    def right(self) -> bool:
        """Whether the answer is right."""
        return self.stage == "right"


def judge(exercise: Exercise, answer: Any, own: Any, seed: int) -> Verdict:
    """Judge an answer to an exercise.

    Parameters
    ----------
    exercise : as declared in the key.
    answer : what the student handed over; it is never changed.
    own : the student's own data, or None.
    seed : the student's seed in this unit: fresh cases are drawn from it.
    """
    draws = case_seed(exercise, seed)
    kind = exercise.kind
    try:
        given = kind.read(answer)
    except Misfit as misfit:
        number = _raw_mistake(exercise, answer, own) if misfit.stage == "invariant" else 0
        return Verdict(misfit.stage, exercise.mistakes[number - 1].message if number else str(misfit), number)
    except Exception as error:  # students hand over objects of any make
        return _unreadable(error)
    wanted = kind.read(exercise.solved(own))
    try:
        return _compared(exercise, given, wanted, own, draws)
    except Exception as error:
        return _unreadable(error)


def _unreadable(error: Exception) -> Verdict:
    if isinstance(error, RecursionError):
        return Verdict("type", "Your answer holds itself. Hand over plain values.")
    reason = f"it stopped with {type(error).__name__}"
    return Verdict("type", f"Your answer could not be read ({reason}). Hand over plain numbers, texts, lists or dicts.")


def _compared(exercise: Exercise, given: Any, wanted: Any, own: Any, draws: tuple[int, int]) -> Verdict:
    """Value or behaviour of a readable answer, and the mistake it makes."""
    kind = exercise.kind
    if kind.same(given, wanted, draws):
        return Verdict("right", kind.praise(given), kept=kind.kept(given, draws))
    number = named_mistake(exercise, given, own, draws)
    words = exercise.mistakes[number - 1].message if number else kind.wrong(given, wanted, draws)
    return Verdict("value", words, number, kind.kept(given, draws))


def named_mistake(exercise: Exercise, given: Any, own: Any, draws: tuple[int, int]) -> int:
    """Number of the usual mistake that a readable answer makes, from 1; 0 for none."""
    for number, mistake in enumerate(exercise.mistakes, start=1):
        if _makes(exercise, mistake, given, own, draws):
            return number
    return 0


def case_seed(exercise: Exercise, seed: int) -> tuple[int, int]:
    """Seed of the fresh cases: the student's, and one for each exercise."""
    return (seed, int.from_bytes(exercise.id.encode(), "big") % 2**32)


def _makes(exercise: Exercise, mistake: Mistake, given: Any, own: Any, draws: tuple[int, int]) -> bool:
    if mistake.when is not None:
        return _true(mistake, given)
    try:
        wrong = exercise.kind.read(exercise.mistaken(mistake, own))
    except Misfit:
        return False
    return exercise.kind.alike(given, wrong, draws)


def _true(mistake: Mistake, given: Any) -> bool:
    try:
        return bool(mistake.when is not None and mistake.when(given))
    except STOPS:
        return False


def _raw_mistake(exercise: Exercise, answer: Any, own: Any) -> int:
    """A usual mistake may itself break an invariant (a percentage for a share): its message says more."""
    width = getattr(exercise.kind, "tolerance", 0.0)
    for number, mistake in enumerate(exercise.mistakes, start=1):
        wrong = exercise.mistaken(mistake, own)
        if _agrees(answer, wrong, width if isinstance(width, float) else 1e-9) or _true(mistake, answer):
            return number
    return 0


def _agrees(answer: Any, wrong: Any, width: float) -> bool:
    try:
        return agree(answer, wrong, width)
    except Exception:
        return False
