"""What must hold of every word a student sees: no answer stands in a hint, a message, a notebook, its metadata or an output."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import nbformat
from nets_keys import ODD_ANSWERS, STUDENTS, brief, verdict_on

from cxlab.course.questions import Exercise, Matching, Order, Words
from cxlab.course.reading import Misfit
from cxlab.course.shelf import Key
from cxlab.course.store import seed_for

_SPELLED = {
    word: str(number)
    for number, word in enumerate(["three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"], start=3)
}
_NUMBER = re.compile(r"(?<![\w.])[-−]?\d[\d,]*(?:\.\d+)?(?![\w])")


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
            faults += [f"{exercise.id}: {found} stands in {where}" for found in named(exercise, solution, text) if not ours]
        for name, notebook in notebooks.items():
            for where, text in _everything_in(notebook):
                faults += [f"{exercise.id}: {found} stands in {name}, {where}" for found in told(solution, text, strict=False)]
    return list(dict.fromkeys(faults))


def _words_to_students(exercise: Exercise, own: Any) -> Iterator[tuple[str, str, bool]]:
    """Hints, messages and (last entry true) the machine's own words, less the numbers and the lists of choices that the task itself gives."""
    given = {match.group() for match in _NUMBER.finditer(_digits(exercise.prompt + exercise.stub))}
    texts = [(f"hint {n}", hint, False) for n, hint in enumerate(exercise.hints, start=1)]
    texts += [(f"the message of mistake {n}", mistake.message, False) for n, mistake in enumerate(exercise.mistakes, start=1)]
    texts += [(f"the words to {brief(odd)}", verdict_on(exercise, odd, own, STUDENTS[0]).words, True) for odd in ODD_ANSWERS]
    listed = str(list(getattr(exercise.kind, "choices", getattr(exercise.kind, "items", ()))))
    for where, text, ours in texts:
        text = text.replace(listed, "")
        yield where, _NUMBER.sub(lambda match: " " if match.group() in given else match.group(), _digits(text)), ours


def _digits(text: str) -> str:
    """A text with its number words in digits."""
    return re.sub(rf"\b({'|'.join(_SPELLED)})\b", lambda match: _SPELLED[match.group().lower()], text, flags=re.IGNORECASE)


def _everything_in(notebook: nbformat.NotebookNode) -> Iterator[tuple[str, str]]:
    """Sources, outputs and metadata of a notebook, pictures left out."""
    yield "its metadata", json.dumps(notebook.metadata)
    for number, cell in enumerate(notebook.cells):
        yield f"cell {number}", cell.source
        yield f"the metadata of cell {number}", json.dumps(cell.metadata)
        for output in cell.get("outputs", []):
            text = "\n".join(str(part) for part in [output.get("text", ""), output.get("evalue", ""), *output.get("data", {}).values()])
            yield f"an output of cell {number}", re.sub(r"data:image/png;base64,[\w+/=]+", "", text)


def named(exercise: Exercise, solution: Any, text: str) -> list[str]:
    """Names of the solution that a hint or a message gives away: half of a set, of an order, or of the pairs of a matching."""
    kind = exercise.kind
    if isinstance(kind, Words):
        said, right = {name for _, name in _mentions(kind.choices, text)}, set(solution) - set(kind.optional)
        return ["half of the set"] if len(said & right) >= _half(right, 2) and not said - set(solution) - set(kind.optional) else []
    if isinstance(kind, Order):
        said = list(dict.fromkeys(name for _, name in _mentions(kind.items, text)))
        return ["half of the order"] if len(said) >= _half(solution, 3) and said == [name for name in solution if name in said] else []
    if isinstance(kind, Matching):
        return ["half of the matching"] if max(_pairs_right(kind, solution, text)) >= _half(solution, 2) else []
    return []


def _half(names: Any, least: int) -> int:
    return min(len(names), max(least, math.ceil(len(names) / 2)))


def _mentions(names: Iterable[Any], text: str) -> list[tuple[int, Any]]:
    """Where each name stands in a text, in order; names of one letter in quotes only."""
    found = []
    for name in names:
        word = re.escape(str(name))
        pattern = rf"(?<!\w){word}(?!\w)" if len(str(name)) > 1 else rf"(?<=['\"`]){word}(?=['\"`])"
        found += [(match.start(), name) for match in re.finditer(pattern, text, re.IGNORECASE)]
    return sorted(found, key=lambda mention: mention[0])


def _pairs_right(kind: Matching, solution: Mapping[str, Any], text: str) -> tuple[int, int]:
    """How many items stand before their choice with none between, and how many after it."""
    before, after = set(), set()
    choices = _mentions(kind.choices, text)
    for place, item in _mentions(kind.items, text):
        behind = [choice for where, choice in choices if where > place][:1]
        ahead = [choice for where, choice in choices if where < place][-1:]
        before |= {item} if behind == [solution[item]] else set()
        after |= {item} if ahead == [solution[item]] else set()
    return len(before), len(after)


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
