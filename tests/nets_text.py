"""What must hold of a unit's words: numbers quoted stand in the outputs, and the instructor's page has all it should."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from nets_lessons import output_text, tags

from cxlab.course.shelf import Key
from cxlab.demos._parts import Part

HEADINGS = (
    "At a glance",
    "Five minutes live",
    "Plan for 50 minutes",
    "Plan for 75 minutes",
    "Plan for 110 minutes",
    "Presets",
    "Poll questions",
    "Misconceptions",
    "Model answers and rubric",
)
_NUMBER = re.compile(r"(?<![\w.])\d[\d,]*(?:\.\d+)?(?![\w]|\.\d)")
_SMALL, _CONFIDENCE = 12, (95.0, 100.0)


def numbers_in(text: str) -> list[tuple[str, float, int]]:
    """Numbers of a text: as written, their size, their decimals."""
    found = []
    for match in _NUMBER.finditer(text):
        written = match.group().rstrip(",")
        value = written.replace(",", "")
        found.append((written, abs(float(value)), len(value.partition(".")[2])))
    return found


def quoted_numbers(markdown: str) -> list[tuple[str, float, int]]:
    """Numbers a text quotes as results: not those in code, formulas, links, nor years, minutes and small whole numbers."""
    for noise in (
        r"```.*?```",
        r"`[^`]*`",
        r"\$[^$]*\$",
        r"\]\([^)]*\)",
        r"https?://\S+",
        r"(?<![\d.,])\d+(?: to \d+|[-–]\d+)? (?:minutes|min)\b",
    ):
        markdown = re.sub(noise, " ", markdown, flags=re.DOTALL)
    return [number for number in numbers_in(markdown) if not _everyday(*number)]


def _everyday(written: str, value: float, decimals: int) -> bool:
    whole = decimals == 0
    return whole and (value <= _SMALL or value in _CONFIDENCE or (1900 <= value < 2100 and "," not in written))


def number_faults(markdown: Iterable[str], said: str, key: Key | None) -> list[str]:
    """Numbers of a text that stand neither in `said` (outputs and code) nor among the key's quotes."""
    known = [value for _, value, _ in numbers_in(said)]
    quotes = {quote.number for quote in key.quotes} if key is not None else set()
    faults = []
    for text in markdown:
        for written, value, decimals in quoted_numbers(text):
            if written not in quotes and not any(_rounds_to(other, value, decimals) for other in known):
                faults.append(f"the text says {written}, which stands in no output, no code and no quote of the key")
    return faults


def _rounds_to(other: float, value: float, decimals: int) -> bool:
    """Whether a number shown is the one quoted, to the digits quoted; a share may be quoted in per cent."""
    half = 0.5 * 10**-decimals + 1e-9
    return any(abs(other * scale - value) <= half and (other != 0 or value == 0) for scale in (1, 100))


def quote_faults(key: Key) -> list[str]:
    """Quotes with a function are what it gives, to the digits written."""
    faults = []
    for quote in key.quotes:
        if quote.computed is not None:
            (_, value, decimals), *_ = numbers_in(quote.number) or [("", float("nan"), 0)]
            got = float(quote.computed())
            if not _rounds_to(abs(got), value, decimals):
                faults.append(f"the quote {quote.number} is {got:g} when computed")
    return faults


def lesson_numbers(lesson: Any, key: Key | None) -> list[str]:
    """Numbers quoted in a lesson's text."""
    exempt = {"title", "references"}
    text = [cell.source for cell in lesson.cells if cell.cell_type == "markdown" and not exempt & set(tags(cell))]
    return number_faults(text, said_in(lesson), key)


def said_in(lesson: Any) -> str:
    """Everything that outputs and code of a lesson say."""
    return "\n".join(cell.source + "\n" + output_text(cell) for cell in lesson.cells if cell.cell_type == "code")


def teaching_faults(page: str, unit: str, key: Key | None, parts: dict[str, Part], said: str) -> list[str]:
    """Everything that is wrong with an instructor's page."""
    headings = re.findall(r"^## (.+?)\s*$", page, re.MULTILINE)
    faults = [f"the heading {wanted!r} is missing" for wanted in HEADINGS if wanted not in headings]
    if not page.startswith("# "):
        faults.append("the page does not begin with a title")
    shown, views = _preset_lines(page, unit, parts)
    faults += shown
    polls = re.findall(r"^\s*(?:[-*]|\d+\.) ", _section(page, "Poll questions"), re.MULTILINE)
    faults += [f"{len(polls)} poll questions: at least three are wanted"] if len(polls) < 3 else []
    rows = re.findall(r"^\|(?!\s*:?-)", _section(page, "Misconceptions"), re.MULTILINE)
    faults += ["the misconceptions are not a table with at least three rows"] if len(rows) < 4 else []
    if key is not None:
        texts = [item for item, exercise in key.exercises.items() if type(exercise.kind).__name__ == "Text"]
        faults += [f"{item} has no model answer" for item in texts if item not in _section(page, "Model answers and rubric")]
    body = page.partition("\n")[2]
    return faults + number_faults([body], "\n".join([said, *views]), key)


def _section(page: str, heading: str) -> str:
    match = re.search(rf"^## {re.escape(heading)}\s*$(.*?)(?=^## |\Z)", page, re.MULTILINE | re.DOTALL)
    return match.group(1) if match else ""


def _preset_lines(page: str, unit: str, parts: dict[str, Part]) -> tuple[list[str], list[str]]:
    """What is wrong with the presets the page shows, and what their views say."""
    faults, views = [], []
    names = re.findall(r"^### (.+?)\s*$", _section(page, "Presets"), re.MULTILINE)
    if len(names) < 3:
        faults.append(f"{len(names)} presets are described: at least three are wanted")
    calls = re.findall(rf'cx\.demo\("{unit}", part="(\w+)", preset="([^"]+)", present=True\)', page)
    for name in names:
        if name not in [preset for _, preset in calls]:
            faults.append(f"the preset {name!r} has no line that opens it for a class")
    for part, preset in calls:
        known = {p.name: p for p in parts[part].presets} if part in parts else {}
        if preset not in known:
            faults.append(f"the demo has no preset {preset!r} in a part {part!r}")
            continue
        view = parts[part].draw(parts[part].state(known[preset].settings))
        views.append(f"{known[preset].settings}\n{view!r}")
    starts = [f"{part.start}\n{part.draw(part.start)!r}" for part in parts.values()]
    return faults, views + starts
