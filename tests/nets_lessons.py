"""What must hold of every lesson and teaching page: anatomy, words, numbers that stand in the outputs, concepts met, run and run again."""

from __future__ import annotations

import ast
import html
import re
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from typing import Any

import nbformat
from lessons import joined

from cxlab.course.shelf import Key

CELLS, CODE_CELLS, WORDS = (30, 38), (12, 16), (900, 1400)
EXPLAIN, MEDIAN_LINES, LONGEST = 150, 4, 20
WARM_UP = "nb00"
HEAD = ["title", "begin", "case", "outcomes", "recall"]
LOOP = ["explain", "demo", ("twin", "reading", "lines"), "quick"]  # those in brackets in any order, one cell may be two
TAIL = ["limits", "research", "mistakes", "summary", "words", "references", "exit"]
LOOPS = 3
UNCOUNTED = ("references", "words")  # lists, not prose
IGNORED = "nbval-ignore-output"
IMPORTS = {"cxlab", "numpy", "pandas"}


def tags(cell: Any) -> list[str]:
    """Tags of a cell."""
    return list(cell.metadata.get("tags", []))


def with_tag(lesson: Any, tag: str, kind: str | None = None) -> list[Any]:
    """Cells with a tag (and of a kind), in order."""
    return [cell for cell in lesson.cells if tag in tags(cell) and kind in (None, cell.cell_type)]


def lesson_faults(lesson: Any, unit: str, key: Key | None, parts: Sequence[str]) -> list[str]:
    """Everything that is wrong with a lesson's anatomy, each in a sentence."""
    faults = _counts(lesson) + _code(lesson) + _opening(lesson, unit) + _pictures(lesson)
    if unit == WARM_UP:
        return faults
    faults += _order(lesson) + _loops(lesson, unit, parts)
    return faults + (_asked(lesson, unit, key) + _outcomes(lesson, key) if key is not None else ["there is no key.py"])


def _counts(lesson: Any) -> list[str]:
    cells, code = len(lesson.cells), sum(cell.cell_type == "code" for cell in lesson.cells)
    counted = [cell.source for cell in lesson.cells if cell.cell_type == "markdown" and not set(tags(cell)) & set(UNCOUNTED)]
    words = sum(word_count(text) for text in counted)
    found = {"cells": (cells, CELLS), "code cells": (code, CODE_CELLS), "words": (words, WORDS)}
    return [f"{n} {what}: {low} to {high} are wanted" for what, (n, (low, high)) in found.items() if not low <= n <= high]


def word_count(text: str) -> int:
    """Words of a markdown text, as a reader counts them."""
    return len(re.findall(r"[^\W_]+(?:['’.-][^\W_]+)*", re.sub(r"```.*?```", " ", text, flags=re.DOTALL)))


def _lines(cell: Any) -> int:
    return sum(bool(line.strip()) for line in cell.source.splitlines())


def _code(lesson: Any) -> list[str]:
    code = [cell for cell in lesson.cells if cell.cell_type == "code"]
    lines = [_lines(cell) for cell in code]
    faults = [f"the median code cell has {median(lines):g} lines: at most {MEDIAN_LINES}"] if lines and median(lines) > MEDIAN_LINES else []
    faults += [f"a code cell has {n} lines: at most {LONGEST}" for n in lines if n > LONGEST]
    for cell in code:
        tree = ast.parse(cell.source)
        roots = {name.split(".")[0] for node in ast.walk(tree) for name in _imported(node)}
        faults += [f"it imports {name!r}: only {sorted(IMPORTS)} are shown to students" for name in sorted(roots - IMPORTS)]
    return faults


def _imported(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    return [node.module or ""] if isinstance(node, ast.ImportFrom) else []


def _opening(lesson: Any, unit: str) -> list[str]:
    faults = []
    title = with_tag(lesson, "title", "markdown")
    if not title or title[0] is not lesson.cells[0] or not title[0].source.startswith("# ") or "minutes" not in title[0].source:
        faults.append("the first cell is not a title (tag title) with level and minutes")
    begin = with_tag(lesson, "begin", "code")
    first = next((cell for cell in lesson.cells if cell.cell_type == "code"), None)
    if not begin or begin[0] is not first or f'cx.begin("{unit}"' not in begin[0].source:
        faults.append(f'the first code cell (tag begin) does not open the unit: cx.begin("{unit}")')
    elif begin[0].outputs:
        faults.append("the cell with cx.begin shows something, which would depend on student or version")
    return faults


def _pictures(lesson: Any) -> list[str]:
    faults = []
    for number, cell in enumerate(lesson.cells):
        shown = [str(data) for output in cell.get("outputs", []) for data in output.get("data", {}).get("text/html", "").splitlines()]
        sources = [*shown, cell.source if cell.cell_type == "markdown" else ""]
        images = [image for text in sources for image in re.findall(r"<img\b[^>]*>", text)]
        if any(not re.search(r'\balt="[^"]+"', image) for image in images) or re.search(r"!\[\s*\]\(", sources[-1]):
            faults.append(f"a picture in cell {number} has no alt text")
        raw = any(kind.startswith("image/") for output in cell.get("outputs", []) for kind in output.get("data", {}))
        if raw and not str(cell.metadata.get("alt", "")).strip():
            faults.append(f"the picture of cell {number} has no alt text: show a View, or give the cell the metadata alt")
    return faults


def _order(lesson: Any) -> list[str]:
    """Roles in their order; a cell may bear two."""
    place, faults, known = 0, [], set()
    for step in HEAD + LOOP * LOOPS + TAIL:
        ends = [place]
        for role in (step,) if isinstance(step, str) else step:
            known.add(role)
            found = next((i for i in range(place, len(lesson.cells)) if role in tags(lesson.cells[i])), None)
            if found is None:
                faults.append(f"there is no cell tagged {role!r} after cell {place}, where its turn is")
            else:
                ends.append(found)
        place = max(ends)
    known |= {"predict", "next", "text", "code", "main-table", IGNORED}
    unknown = {tag for cell in lesson.cells for tag in tags(cell)} - known
    return faults + [f"the tag {tag!r} is not known: choose from {sorted(known)}" for tag in sorted(unknown)]


def _loops(lesson: Any, unit: str, parts: Sequence[str]) -> list[str]:
    faults = [
        f"an explain cell has {word_count(cell.source)} words: at most {EXPLAIN}"
        for cell in with_tag(lesson, "explain")
        if word_count(cell.source) > EXPLAIN
    ]
    faults += ["an explain cell does not begin with a heading" for cell in with_tag(lesson, "explain") if not cell.source.startswith("##")]
    demos = with_tag(lesson, "demo", "code")
    shown = [name for cell in demos for name in re.findall(rf'cx\.demo\("{unit}", part="(\w+)"', cell.source)]
    if len(set(shown)) < LOOPS:
        faults.append(f"the demo cells show the parts {shown}: {LOOPS} different ones are wanted, each named with part=")
    faults += [f"there is no part {name!r} in the demo" for name in shown if name not in parts]
    faults += ["a demo cell lacks the tag nbval-ignore-output" for cell in demos if IGNORED not in tags(cell)]
    twins = with_tag(lesson, "twin", "code")
    return faults + [
        "a twin cell does not move a control (.at) and assert on what it does"
        for cell in twins
        if ".at(" not in cell.source or "assert " not in cell.source
    ]


def _asked(lesson: Any, unit: str, key: Key) -> list[str]:
    faults = []
    for tag, letter, count in (("recall", "r", 2), ("quick", "q", 1), ("exit", "x", 3)):
        for cell in with_tag(lesson, tag, "code"):
            ids = re.findall(r'"(nb\d\d\.\w+)"', cell.source)
            if len(ids) != count or any(not item.startswith(f"{unit}.{letter}") for item in ids):
                faults.append(f"a {tag} cell asks {ids}: {count} of {unit}.{letter}1, … are wanted")
            faults += [f"{item} is not in the key" for item in ids if item not in key.quizzes]
            faults += [f"a {tag} cell lacks the tag {IGNORED}"] if IGNORED not in tags(cell) else []
    return faults


def _outcomes(lesson: Any, key: Key) -> list[str]:
    """Each outcome names an exercise that tests it."""
    faults = []
    for cell in with_tag(lesson, "outcomes", "markdown"):
        items = [line for line in re.split(r"\n(?=\s*(?:[-*]|\d+\.) )", cell.source) if re.match(r"\s*(?:[-*]|\d+\.) ", line)]
        if not items:
            faults.append("the outcomes are not a list")
        for item in items:
            named = re.findall(r"nb\d\d\.e\d+", item)
            if not named or any(name not in key.exercises for name in named):
                faults.append(f"the outcome {item.strip()[:60]!r} names no exercise of the key")
    return faults


def meets(lesson: Any) -> dict[str, str]:
    """Concept -> everything a reader sees in the cells that say they meet it."""
    found: dict[str, str] = {}
    for cell in lesson.cells:
        for concept in cell.metadata.get("meets", []):
            found[concept] = found.get(concept, "") + " " + cell.source + " " + output_text(cell)
    return found


def coverage_faults(lessons: Sequence[Any], unit: str, concepts: Sequence[Any]) -> list[str]:
    """Every concept that the vocabulary gives to the unit is met by a cell that speaks of it."""
    seen: dict[str, str] = {}
    for lesson in lessons:
        for concept, text in meets(lesson).items():
            seen[concept] = seen.get(concept, "") + text
    faults = []
    for row in concepts:
        if unit[2:] in [place.split()[0] for place in row.units.split("; ")]:
            if row.id not in seen:
                faults.append(f"{row.id} ({row.concept}) is met nowhere: name it in a cell's metadata meets")
            elif not _speaks_of(seen[row.id], row):
                faults.append(f"the cell that meets {row.id} ({row.concept}) has none of its words")
    known = {row.id for row in concepts}
    return faults + [f"{concept} is not a concept of the vocabulary" for concept in seen if concept not in known]


def _speaks_of(text: str, row: Any) -> bool:
    words = re.findall(r"[^\W\d_]{4,}", f"{row.concept} {row.term_it} {row.members}".lower())
    return any(word[:6] in text.lower() for word in words)


def output_text(cell: Any) -> str:
    """What a cell's outputs say, pictures and markup left out."""
    texts = []
    for output in cell.get("outputs", []):
        texts.append(str(output.get("text", "")))
        for kind, data in output.get("data", {}).items():
            if kind in ("text/plain", "text/html", "text/markdown"):
                texts.append(plain_text(str(data)))
    return "\n".join(texts)


def plain_text(markup: str) -> str:
    """Text of some HTML: alt texts stay, tags go."""
    markup = re.sub(r'<img\b[^>]*?\balt="([^"]*)"[^>]*>', r" \1 ", markup)
    return html.unescape(re.sub(r"<[^>]+>", " ", markup))


def run_faults(lesson: Any) -> list[str]:
    """What shows that a lesson was not run in one go: nbval leaves such a notebook unchecked."""
    cells = [cell for cell in lesson.cells if cell.cell_type == "code"]
    faults = [] if [cell.execution_count for cell in cells] == list(range(1, len(cells) + 1)) else ["it was not run from top to bottom"]
    return faults + [f"error output {o.ename}" for cell in cells for o in cell.outputs if o.output_type == "error"]


def outputs_of(cells: Sequence[Any]) -> list[list[Any]]:
    """Outputs as a reader sees them, without what belongs to one session only."""
    return [[_seen(output) for output in joined(cell.outputs)] for cell in cells]


def _seen(output: Any) -> Any:
    data = {kind: value for kind, value in output.get("data", {}).items() if "widget-view" not in kind}
    return (output.output_type, output.get("text", ""), output.get("ename", ""), tuple(sorted((k, str(v)) for k, v in data.items())))


def twice_faults(notebook: Path, folder: Path) -> list[str]:
    """Run a lesson from top to bottom, and once more in the same session: both show the same, and the same as the file."""
    committed = nbformat.read(notebook, as_version=4)
    lesson = nbformat.read(notebook, as_version=4)
    count = len(lesson.cells)
    lesson.cells += nbformat.read(notebook, as_version=4).cells
    for number, cell in enumerate(lesson.cells):
        cell["id"] = f"run-{number}"
    _execute(lesson, folder)
    first, second = lesson.cells[:count], lesson.cells[count:]
    faults = []
    for number, (kept, one, two) in enumerate(zip(committed.cells, first, second, strict=True)):
        if kept.cell_type == "code":
            (seen,), (once,), (again,) = outputs_of([kept]), outputs_of([one]), outputs_of([two])
            faults += [f"cell {number} shows something else when the lesson is run twice in a row"] if once != again else []
            faults += (
                [f"cell {number} does not show what the committed lesson shows: run make notebooks"]
                if _wordings(seen) != _wordings(once)
                else []
            )
    return faults


def _wordings(outputs: list[Any]) -> str:
    return re.sub(r"data:image/png;base64,[\w+/=]+|'iVBOR[\w+/=\\]+'", "IMAGE", repr(outputs))


def _execute(lesson: Any, folder: Path) -> None:
    from nbclient import NotebookClient

    place = {"metadata": {"path": str(folder)}}
    NotebookClient(lesson, timeout=120, kernel_name="python3", record_timing=False, store_widget_state=False, resources=place).execute()
