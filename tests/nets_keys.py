"""What must hold of every key: solutions pass, stubs and odd answers fail politely, each mistake earns its own message, nothing leaks."""

from __future__ import annotations

import contextlib
import io
import json
import math
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import nbformat
import numpy as np
import pandas as pd

from cxlab.course.behaviour import Function, Text
from cxlab.course.judging import Verdict, case_seed, judge
from cxlab.course.kinds import Misfit
from cxlab.course.questions import Exercise
from cxlab.course.quizzes import Asked
from cxlab.course.shelf import Key
from cxlab.course.store import seed_for
from cxlab.course.workbook import FILE, as_text, workbook

STUDENTS = [f"student {number}" for number in range(20)]
HUGE = 10**400
ODD_ANSWERS = (None, ..., math.nan, math.inf, "abc", "", True, [], {}, (), {"x": 1}, [1, "a", None], object(), print, pd.DataFrame(), HUGE)
ITEMS, MISTAKES = 5, 3
_NUMBER = re.compile(r"(?<![\w.])[-−]?\d[\d,]*(?:\.\d+)?(?![\w])")


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


def _verdict(exercise: Exercise, answer: Any, own: Any, student: str) -> Verdict:
    return judge(exercise, answer, own, seed_for(exercise.id.partition(".")[0], student))


def _as_student(exercise: Exercise, own: Any, student: str) -> list[str]:
    """The solution passes, also from file; each mistake fails with its own message."""
    solution = exercise.solved(own)
    verdict = _verdict(exercise, solution, own, student)
    if not verdict.right:
        return [f"the solution does not pass for {student!r}: {verdict.stage}, {verdict.words}"]
    faults = []
    draws = case_seed(exercise, seed_for(exercise.id.partition(".")[0], student))
    if not exercise.kind.right(json.loads(json.dumps(verdict.kept)), solution, draws):
        faults.append("the solution, kept on file and read again, does not pass grading")
    for number, mistake in enumerate(exercise.mistakes, start=1):
        verdict = _verdict(exercise, exercise.mistaken(mistake, own), own, student)
        if verdict.right:
            faults.append(f"mistake {number} passes for {student!r}")
        elif verdict.mistake != number or verdict.words != mistake.message:
            faults.append(f"mistake {number} gets another message for {student!r}: {verdict.words!r}")
    return faults


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
        verdict = _verdict(exercise, stub_answer(exercise, own), own, STUDENTS[0])
        if verdict.right or not verdict.words.strip():
            faults.append(f"the stub as it is gets {verdict.stage!r} with the words {verdict.words!r}")
    except Exception as error:
        faults.append(f"the stub as it is fails: {type(error).__name__}: {error}")
    for answer in ODD_ANSWERS:
        try:
            verdict = _verdict(exercise, answer, own, STUDENTS[0])
        except Exception as error:
            faults.append(f"the answer {_brief(answer)} fails: {type(error).__name__}: {error}")
            continue
        if verdict.right or len(verdict.words) < 10:
            faults.append(f"the answer {_brief(answer)} gets {verdict.stage!r} with the words {verdict.words!r}")
    return faults


def _brief(answer: Any) -> str:
    return f"a {type(answer).__name__}" if answer is HUGE else repr(answer)[:40]


def _own_answers(exercise: Exercise, own: Mapping[str, Any]) -> list[str]:
    """Two students' right answers differ, and each check knows its own."""
    faults = []
    solutions = {student: exercise.solved(material) for student, material in own.items()}
    if not isinstance(exercise.kind, Function) and len({repr(solution) for solution in solutions.values()}) < 2:
        faults.append("twenty students have one and the same right answer")
    one = STUDENTS[0]
    for other in STUDENTS[1:]:
        verdict = _verdict(exercise, solutions[other], own[one], one)
        if verdict.right and not _equal(exercise, solutions[one], solutions[other]):
            faults.append(f"the answer of {other!r} passes for {one!r}")
    return faults


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


def leak_faults(key: Key, notebooks: Mapping[str, nbformat.NotebookNode]) -> list[str]:
    """Answers that stand in a hint, a message, a student's notebook, its metadata or an output."""
    faults = []
    own = key.own(seed_for(key.unit, None)) if key.own else None
    for exercise in key.exercises.values():
        try:
            solution = exercise.kind.read(exercise.solved(own))
        except Misfit:
            continue
        for where, text, ours in _words_to_students(exercise, own):
            faults += [f"{exercise.id}: {found} stands in {where}" for found in told(solution, text, strict=not ours)]
        for name, notebook in notebooks.items():
            for where, text in _everything_in(notebook):
                faults += [f"{exercise.id}: {found} stands in {name}, {where}" for found in told(solution, text, strict=False)]
    return list(dict.fromkeys(faults))


def _words_to_students(exercise: Exercise, own: Any) -> Iterator[tuple[str, str, bool]]:
    """Hints, messages and (last entry true) the machine's own words, less the numbers that the task itself gives."""
    given = {match.group() for match in _NUMBER.finditer(exercise.prompt + exercise.stub)}
    texts = [(f"hint {n}", hint, False) for n, hint in enumerate(exercise.hints, start=1)]
    texts += [(f"the message of mistake {n}", mistake.message, False) for n, mistake in enumerate(exercise.mistakes, start=1)]
    texts += [(f"the words to {_brief(odd)}", _verdict(exercise, odd, own, STUDENTS[0]).words, True) for odd in ODD_ANSWERS]
    for where, text, ours in texts:
        yield where, _NUMBER.sub(lambda match: " " if match.group() in given else match.group(), text), ours


def _everything_in(notebook: nbformat.NotebookNode) -> Iterator[tuple[str, str]]:
    """Sources, outputs and metadata of a notebook, pictures left out."""
    yield "its metadata", json.dumps(notebook.metadata)
    for number, cell in enumerate(notebook.cells):
        yield f"cell {number}", cell.source
        yield f"the metadata of cell {number}", json.dumps(cell.metadata)
        for output in cell.get("outputs", []):
            text = "\n".join(str(part) for part in [output.get("text", ""), output.get("evalue", ""), *output.get("data", {}).values()])
            yield f"an output of cell {number}", re.sub(r"data:image/png;base64,[\w+/=]+", "", text)


def told(solution: Any, text: str, *, strict: bool) -> list[str]:
    """Parts of the solution that a text gives away. Elsewhere than in hints and messages, only what cannot be there by chance."""
    if isinstance(solution, bool) or callable(solution):
        return []
    if isinstance(solution, (int, float)):
        return _told_number(float(solution), text, strict)
    if isinstance(solution, str):
        return ["the model answer"] if len(solution) > 40 and solution[:40] in text else []
    if isinstance(solution, Mapping):
        numbers = [value for value in solution.values() if isinstance(value, (int, float)) and not isinstance(value, bool)]
        found = [words for value in numbers for words in _told_number(float(value), text, strict)]
        return found + (["the whole mapping"] if not numbers and _in_one_line(_pairs(solution), text) else [])
    if isinstance(solution, (list, tuple)) and len(solution) > 1 and all(isinstance(part, str) for part in solution):
        return ["the whole list"] if _written_out(list(solution), text) else []
    return []


def _pairs(solution: Mapping[str, Any]) -> list[str]:
    return [f"{name!r}: {value!r}" for name, value in solution.items()]


def _in_one_line(pairs: list[str], text: str) -> bool:
    plain = text.replace('"', "'").replace("\\'", "'")
    return len(pairs) > 1 and all(pair in plain for pair in pairs)


def _written_out(names: list[str], text: str) -> bool:
    plain = text.replace('"', "'").replace("\\'", "'")
    ways = [", ".join(f"'{name}'" for name in names), ", ".join(f"'{name}'" for name in sorted(names)), ", ".join(names)]
    return any(way in plain for way in ways)


def _told_number(value: float, text: str, strict: bool) -> list[str]:
    """Numbers in the text that are the answer to the digits written; a number of one or two digits may be there by chance."""
    for match in _NUMBER.finditer(text):
        written = match.group().replace("−", "-").replace(",", "")
        digits = len(written.lstrip("-").replace(".", "").lstrip("0"))
        places = len(written.partition(".")[2])
        if (digits >= 3 or (strict and digits >= 1)) and math.isclose(float(written), round(value, places), abs_tol=1e-12):
            return [f"the answer {written}"]
    return []
