"""What must hold of every key: solutions pass, stubs and odd answers fail politely, each mistake earns its own message, nothing leaks."""

from __future__ import annotations

import contextlib
import io
import itertools
import json
import math
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from cxlab.course.behaviour import Function, Text
from cxlab.course.judging import Verdict, case_seed, judge
from cxlab.course.questions import Exercise
from cxlab.course.quizzes import Asked
from cxlab.course.shelf import Key
from cxlab.course.store import seed_for
from cxlab.course.workbook import FILE, as_text, workbook

STUDENTS = [f"student {number}" for number in range(20)]
HUGE, KNOT = 10**5000, {}  # more digits than Python writes, a dict that holds itself
KNOT["knot"] = KNOT
_COLUMN = pd.Series([1.0, 2.0])
ODD_PARTS = (pd.NA, np.array(math.nan), np.array(["a", "b"]), _COLUMN, _COLUMN.to_frame(), HUGE, 10**400, KNOT, object(), print, ...)
ODD_ANSWERS = (None, math.nan, math.inf, "abc", "", True, [], {}, (), {"x": 1}, [1, "a", None], pd.DataFrame(), sys.exit, *ODD_PARTS)
CHANCE = 0.1  # most pairs of students, of all, who may have the same right answer
FEW_ANSWERS = ("nb03.e5", "nb13.e1")  # still held to two answers among twenty students only
ITEMS, MISTAKES = 5, 3


def key_faults(key: Key) -> list[str]:
    """Everything that is wrong with a unit's key, each in a sentence."""
    faults = _shape(key)
    own = {student: key.own(seed_for(key.unit, student)) if key.own else None for student in STUDENTS}
    for exercise in key.exercises.values():
        faults += [f"{exercise.id}: {words}" for words in exercise_faults(exercise, own)]
    return faults + _quiz_faults(key)


def exercise_faults(exercise: Exercise, own: Mapping[str, Any]) -> list[str]:
    """What is wrong with one exercise, tried as twenty students."""
    faults = _declared(exercise)
    for student in own if exercise.own or isinstance(exercise.kind, Function) else STUDENTS[:1]:
        faults += _as_student(exercise, own[student], student)
    faults += _politeness(exercise, own[STUDENTS[0]])
    if exercise.own:
        faults += _own_answers(exercise, own)
    return list(dict.fromkeys(faults))


def _shape(key: Key) -> list[str]:
    faults = [] if len(key.exercises) >= ITEMS else [f"{len(key.exercises)} exercises: at least {ITEMS} are wanted"]
    if not any(isinstance(exercise.kind, Text) for exercise in key.exercises.values()):
        faults.append("no item explains something to a manager (Text)")
    if list(key.exercises) != [f"{key.unit}.e{number}" for number in range(1, len(key.exercises) + 1)]:
        faults.append(f"exercises are numbered {list(key.exercises)}")
    return faults


def _declared(exercise: Exercise) -> list[str]:
    messages = [mistake.message for mistake in exercise.mistakes]
    faults = []
    if not isinstance(exercise.kind, Text) and len(messages) < MISTAKES:
        faults.append(f"{len(messages)} usual mistakes: at least {MISTAKES} are wanted")
    if len(set(messages)) < len(messages) or not all(message.strip() for message in messages):
        faults.append("two mistakes share a message, or one has none")
    if len(set(exercise.hints)) < 3 or not all(len(hint.split()) >= 3 for hint in exercise.hints):
        faults.append("the three hints are not three")
    return faults


def verdict_on(exercise: Exercise, answer: Any, own: Any, student: str) -> Verdict:
    return judge(exercise, answer, own, seed_for(exercise.id.partition(".")[0], student))


def _as_student(exercise: Exercise, own: Any, student: str) -> list[str]:
    """The solution passes, also from file; each mistake fails with its own message."""
    solution = exercise.solved(own)
    verdict = verdict_on(exercise, solution, own, student)
    if not verdict.right:
        return [f"the solution does not pass for {student!r}: {verdict.stage}, {verdict.words}"]
    faults = _regraded(exercise, solution, own, student)
    for number, mistake in enumerate(exercise.mistakes, start=1):
        verdict = verdict_on(exercise, exercise.mistaken(mistake, own), own, student)
        if verdict.right:
            faults.append(f"mistake {number} passes for {student!r}")
        elif verdict.mistake != number or verdict.words != mistake.message:
            faults.append(f"mistake {number} gets another message for {student!r}: {verdict.words!r}")
    return faults


def _regraded(exercise: Exercise, solution: Any, own: Any, student: str) -> list[str]:
    """What a check passes, grading passes too, from file: the solution as it is, and as students also hand it over."""
    draws = case_seed(exercise, seed_for(exercise.id.partition(".")[0], student))
    faults = []
    for made in (None, pd.Series, np.array, tuple, list):
        verdict = verdict_on(exercise, _guise(solution, made), own, student)
        if verdict.right and not exercise.kind.right(json.loads(json.dumps(verdict.kept)), solution, draws):
            faults.append(
                f"the solution{f' with each list as {made.__name__}' if made else ''} passes, and from file it does not pass grading"
            )
    return faults


def _guise(answer: Any, made: Callable[[Any], Any] | None) -> Any:
    """The same answer, a function's too, with columns, arrays or tuples in place of lists, and numpy's numbers."""
    if made is None:
        return answer
    if callable(answer):
        return lambda *arguments: _guise(answer(*arguments), made)
    if isinstance(answer, Mapping):
        return {name: _guise(value, made) for name, value in answer.items()}
    if isinstance(answer, (list, tuple)):
        return made([_guise(value, made) for value in answer])
    return np.float64(answer) if isinstance(answer, float) else answer


def stub_answer(exercise: Exercise, own: Any) -> Any:
    """What the stub leaves in `answer` when it is run as it is."""
    import cxlab as cx

    unit = type("Unit", (), {"own": own})()
    space = {"np": np, "pd": pd, "cx": cx, "unit": unit}
    with contextlib.redirect_stdout(io.StringIO()):
        exec(compile(exercise.stub, f"<stub of {exercise.id}>", "exec"), space)
    return space["answer"]


def _politeness(exercise: Exercise, own: Any) -> list[str]:
    """The stub as it is, and answers of all sorts, get words and never an exception."""
    faults = []
    try:
        verdict = verdict_on(exercise, stub_answer(exercise, own), own, STUDENTS[0])
        if verdict.right or not verdict.words.strip():
            faults.append(f"the stub as it is gets {verdict.stage!r} with the words {verdict.words!r}")
    except Exception as error:
        faults.append(f"the stub as it is fails: {type(error).__name__}: {error}")
    for answer in [*ODD_ANSWERS, *_odd_inside(exercise.solved(own))]:
        try:
            verdict = verdict_on(exercise, answer, own, STUDENTS[0])
        except Exception as error:
            faults.append(f"the answer {brief(answer)} fails: {type(error).__name__}: {error}")
            continue
        if verdict.right or len(verdict.words) < 10:
            faults.append(f"the answer {brief(answer)} gets {verdict.stage!r} with the words {verdict.words!r}")
    return faults


def _odd_inside(solution: Any) -> list[Any]:
    """The solution with one odd value in it, or a function that returns one or stops."""
    if isinstance(solution, Mapping):
        return [{**solution, next(iter(solution)): odd} for odd in ODD_PARTS]
    if isinstance(solution, (list, tuple, set)):
        return [[odd, *list(solution)[1:]] for odd in ODD_PARTS]
    return [*(lambda *_, odd=odd: odd for odd in ODD_PARTS), lambda *_: sys.exit()] if callable(solution) else []


def brief(answer: Any) -> str:
    """An odd answer in a few letters."""
    try:
        return repr(answer)[:40]
    except ValueError:
        return f"a {type(answer).__name__}, or one with it inside,"


def _own_answers(exercise: Exercise, own: Mapping[str, Any]) -> list[str]:
    """Two students' right answers differ, and each check knows its own."""
    solutions = {student: exercise.solved(material) for student, material in own.items()}
    faults = [] if isinstance(exercise.kind, Function) else _told_apart(exercise, list(solutions.values()))
    one = STUDENTS[0]
    for other in STUDENTS[1:]:
        verdict = verdict_on(exercise, solutions[other], own[one], one)
        if verdict.right and not _equal(exercise, solutions[one], solutions[other]):
            faults.append(f"the answer of {other!r} passes for {one!r}")
    return faults


def _told_apart(exercise: Exercise, solutions: list[Any]) -> list[str]:
    """Answers that cannot be passed on: of all pairs of students, few have answers that pass for each other."""
    if len({repr(solution) for solution in solutions}) < 2:
        return ["twenty students have one and the same right answer"]
    share = np.mean([_equal(exercise, one, other) for one, other in itertools.combinations(solutions, 2)])
    many = share > CHANCE and exercise.id not in FEW_ANSWERS
    return [f"{share:.0%} of all pairs of students can pass their answers on: at most {CHANCE:.0%} is wanted"] if many else []


def _equal(exercise: Exercise, one: Any, other: Any) -> bool:
    return exercise.kind.same(exercise.kind.read(one), exercise.kind.read(other), (0, 0))


def _quiz_faults(key: Key) -> list[str]:
    """Every option gets words; only the answer is right; the page is the same whichever is."""
    faults = []
    for quiz in key.quizzes.values():
        said = {option: Asked([quiz]).choose(option) for option in quiz.options}
        right = [option for option, words in said.items() if words.tone == "right"]
        if right != [quiz.answer]:
            faults.append(f"{quiz.id}: right are {right}")
        faults += [f"{quiz.id}: {option!r} gets no words" for option, words in said.items() if len(words.words.split()) < 2]
        told = [quiz.why, *quiz.not_yet.values()]
        shown = "".join(str(part) for part in Asked([quiz])._repr_mimebundle_().values())
        faults += [f"{quiz.id}: the page holds {words!r} before a choice" for words in told if words and words in shown]
        naming = [words for words in quiz.not_yet.values() if quiz.answer.lower() in words.lower()]
        faults += [f"{quiz.id}: the words to a wrong option name the answer: {words!r}" for words in naming]
    places = [quiz.options.index(quiz.answer) for quiz in key.quizzes.values()]
    if len(places) > 3 and len(set(places)) == 1:
        faults.append(f"the right answer always stands in place {places[0] + 1}")
    return faults


def workbook_faults(key: Key, folder: Path) -> list[str]:
    """The exercises notebook is the one its key makes, without outputs."""
    file = folder / FILE
    if not file.is_file():
        return [f"{FILE} is missing: run cxlab bind {key.unit}"]
    same = file.read_text(encoding="utf-8") == as_text(workbook(key))
    return [] if same else [f"{FILE} is not what key.py makes now: run cxlab bind {key.unit}"]
