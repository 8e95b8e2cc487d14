"""A whole unit in miniature, nb91, written into a folder: the nets pass it, and tests plant one fault at a time in it."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import nbformat

UNIT = "nb91"

DEMO = '''"""A queue at the counter."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from cxlab.demos._parts import Part, Preset, Question, View, action, choice, grid, panels, slider, switch, toggle, whole

SEED = 91
QUESTION = Question("One more customer comes. What happens to the wait?", ("It grows", "It stays"), after="Look at the last bar.")


@dataclass(frozen=True)
class Queue:
    """Settings of the queue."""

    staff: int = 2
    arrivals: float = 6.0
    patient: bool = True
    shape: str = "even"


def draw(state, figure=None):
    """Waits of ten customers."""
    rng = np.random.default_rng(SEED)
    waits = np.cumsum(rng.exponential(1.0, 10)) * state.arrivals / state.staff / (6 if state.patient else 5)
    waits = waits if state.shape == "even" else waits[::-1]
    figure, (ax,) = panels(figure)
    ax.bar(range(1, 11), waits)
    ax.set_xlabel("customer")
    ax.set_ylabel("wait (minutes)")
    # planted: draw
    table = pd.DataFrame({"minutes": [waits.mean(), waits.max()]}, index=["mean wait", "longest wait"]).round(2)
    return View(figure, f"The mean wait is {waits.mean():.2f} minutes.", table)


@dataclass(frozen=True)
class Counter:
    """Settings of the counter."""

    cells: tuple = ((1, "fast"), (2, "slow"), (3, "slow"))
    extra: int = 0


def draw_counter(state, figure=None):
    """Tickets at three windows."""
    tickets = [count * (1 if speed == "fast" else 2) + state.extra for count, speed in state.cells]
    figure, (ax,) = panels(figure)
    ax.bar(["one", "two", "three"], tickets)
    return View(figure, f"There are {sum(tickets)} tickets.", None)


START = Queue()
PARTS = (
    Part("queue", "A queue", START, draw,
         controls=(whole("staff", "Staff", low=1, high=4), slider("arrivals", "Arrivals", unit="per hour", low=2, high=10, step=0.5),
                   switch("patient", "Patient customers")),
         more=(toggle("shape", "Order", ("even", "reversed")),),
         presets=(Preset("rush hour", {"arrivals": 10.0}, "Look at the longest wait."), Preset("all hands", {"staff": 4}, "Look at the mean.")),
         question=QUESTION),
    Part("counter", "Three windows", Counter(), draw_counter,
         controls=(grid("cells", "Windows", rows=("one", "two", "three"), columns={"tickets": (0, 5, 1), "speed": ("fast", "slow")}, show=2),
                   action("One more", lambda state: replace(state, extra=state.extra + 1))),
         question=QUESTION),
    Part("order", "The order", START, draw, controls=(choice("shape", "Order", {"as they come": "even", "last first": "reversed"}),),
         presets=(Preset("last first", {"shape": "reversed"}, "Look at the first bar."),), question=QUESTION),
)
'''

KEY = '''"""Exercises of the small unit."""

import numpy as np

from cxlab.course.questions import Exercise, Function, Guess, Holds, Matching, Mistake, Number, Numbers, Order, Quiz, Quote, Text, Words

HINTS = ("Look at the table first.", "Divide the first by the second.", "Put the numbers of the task in.")


def own(seed):
    return {"waits": np.random.default_rng(seed).uniform(1, 9, 40)}


EXERCISES = (
    Exercise("nb91.e1", "A mean", "Waits are 1.25 and 2.5 minutes. What is their mean?", "answer = ...", Number(0.005, low=0), 1.875, HINTS,
             (Mistake(3.75, "That is the sum."), Mistake(1.25, "That is the shorter wait."), Mistake(-1.875, "A wait cannot be negative."))),
    Exercise("nb91.e2", "Your own data", "What is the mean of `unit.own['waits']`?", "answer = ...", Number(0.0005, low=0),
             lambda own: own["waits"].mean(), HINTS,
             (Mistake(lambda own: own["waits"].max(), "That is the longest."), Mistake(lambda own: own["waits"].sum(), "That is the sum."),
              Mistake(lambda own: float(np.median(own["waits"])), "That is the median.")), own=True),
    Exercise("nb91.e3", "A function", "Write `share(a, b)`, the share of a in both.", "def share(a, b):\\n    ...\\n\\nanswer = share",
             Function(lambda rng: [tuple(rng.uniform(1, 5, 2)) for _ in range(4)], properties={"a share is at most 1": lambda r, a, b: r <= 1}),
             lambda a, b: a / (a + b), HINTS,
             (Mistake(lambda a, b: a / b, "That is a ratio of the two."), Mistake(lambda a, b: b / (a + b), "That is the share of b."),
              Mistake(lambda a, b: 100 * a / (a + b), "That is a percentage."))),
    Exercise("nb91.e4", "Which belong", "Which can the firm move?", "answer = {...}", Words(("adverts", "prices", "weather", "rumours"), ("rumours",)),
             {"adverts", "prices"}, HINTS,
             (Mistake({"adverts"}, "One more can be moved."), Mistake({"weather", "prices"}, "Nobody moves the weather."),
              Mistake({"adverts", "prices", "weather"}, "Look again at what falls from the sky."))),
    Exercise("nb91.e5", "Match", "Match each with its kind.", 'answer = {"first": ..., "second": ...}', Matching(("first", "second"), ("x", "y", "z")),
             {"first": "x", "second": "y"}, HINTS,
             (Mistake({"first": "y", "second": "x"}, "You swapped them."), Mistake({"first": "z", "second": "y"}, "The first is no z."),
              Mistake({"first": "x", "second": "z"}, "The second is no z."))),
    Exercise("nb91.e6", "Explain it", "Explain the wait to a manager.", 'answer = """..."""', Text((5, 60), mention=(("wait", "queue"),)),
             "The wait grows fast when nearly all of our staff are busy.", HINTS),
)
QUIZZES = (
    Quiz("nb91.r1", "What grows?", ("The wait", "The staff"), "The wait", why="It is what customers feel.", not_yet={"The staff": "Count them again."}),
    Quiz("nb91.r2", "Who waits?", ("The staff", "The customers"), "The customers", why="So it is."),
    Quiz("nb91.q1", "More staff, and then?", ("Longer waits", "Shorter waits"), "Shorter waits", why="So it is."),
    Quiz("nb91.q2", "More arrivals, and then?", ("Longer waits", "Shorter waits"), "Longer waits", why="So it is."),
    Quiz("nb91.q3", "Last first?", ("Same mean", "Another mean"), "Same mean", why="So it is."),
    Quiz("nb91.x1", "Which is short?", ("A line", "A queue"), "A line", why="So it is."),
    Quiz("nb91.x2", "Which is long?", ("A line", "A queue"), "A queue", why="So it is."),
    Quiz("nb91.x3", "Which is fair?", ("First come", "Last come"), "First come", why="So it is."),
)
GUESSES = (Guess("nb91.g1", "Will it be found again?", ("Yes", "No"), after="Compare the two numbers."),)
QUOTES = (Quote("44.5", source="A made-up source"), Quote("0.67", computed=lambda: 2 / 3))
# planted: key
'''

PAGE = """# 91. A queue: notes for the instructor

## At a glance
What a queue is. Forty minutes.

## Five minutes live
Open the first preset and ask.

## Plan for 50 minutes
10 minutes of case, 20 minutes of demo, 20 minutes of exercises.

## Plan for 75 minutes
The same and the research corner.

## Plan for 110 minutes
The same and all exercises.

## Presets
### rush hour
```python
cx.demo("nb91", part="queue", preset="rush hour", present=True)
```
Say that arrivals are 10.0 now; ask who waits longest.
### all hands
```python
cx.demo("nb91", part="queue", preset="all hands", present=True)
```
Ask what four people cost.
### last first
```python
cx.demo("nb91", part="order", preset="last first", present=True)
```
Ask whether it is fair.

## Poll questions
1. Who waits?
2. How long?
3. Why?

## Misconceptions
| belief | the move that exposes it | the question |
|---|---|---|
| Waits add up | more arrivals | by how much? |
| Staff idle is waste | all hands | who gains? |
| Order matters to the mean | last first | did it move? |

## Model answers and rubric
nb91.e6: names the wait, names the load, uses no symbol.
"""

_PLAIN = "The workshop has a counter, and people come to it with a car and a question about a repair they did not plan for. "


def lesson() -> Any:
    """The lesson with the outputs a run would leave."""
    v4 = nbformat.v4
    cells = []

    def add(kind: str, roles: str, source: str, **more: Any) -> None:
        cell = (v4.new_markdown_cell if kind == "md" else v4.new_code_cell)(source)
        cell["id"] = f"{UNIT}-{len(cells):02d}"
        cell.metadata["tags"] = roles.split(",")
        cell.metadata.update({name: value for name, value in more.items() if name != "shows"})
        if kind == "code":
            cell.execution_count = 1 + sum(c.cell_type == "code" for c in cells)
            if "shows" in more:
                cell.outputs = [v4.new_output("execute_result", data={"text/plain": more["shows"]}, execution_count=cell.execution_count)]
        cells.append(cell)

    add("md", "title", "# 91. A queue\n\nLevel: first. 50 minutes.")
    add("code", "begin", f'import cxlab as cx\n\nunit = cx.begin("{UNIT}")')
    add("md", "case", "## The counter\n\n" + _PLAIN * 3, meets=["C900"])
    add("code", "case", "waits = [1.25, 2.75]\nsum(waits) / 2", shows="2.0")
    add("md", "outcomes", "You can:\n\n- take a mean (nb91.e1)\n- write a share (nb91.e3)\n- explain a wait (nb91.e6)")
    add("code", "recall,nbval-ignore-output", f'cx.quiz("{UNIT}.r1", "{UNIT}.r2")', shows="What grows?")
    for number, part in enumerate(("queue", "counter", "order"), start=1):
        add("md", "explain", f"## Loop {number}\n\n" + _PLAIN * 4)
        add("code", "demo,nbval-ignore-output", f'{part} = cx.demo("{UNIT}", part="{part}")\n{part}', shows="A queue")
        add(
            "code",
            "twin" if number < 3 else "twin,lines",
            f"moved = {part}.at({{}})\nassert moved.text\nmoved",
            shows="The mean wait is 3.46 minutes.",
        )
        add("md", "reading", "What it says: the mean wait is 3.46 minutes, and 0.67 of it is felt; 44.5 euro are lost. " + _PLAIN * 2)
        if number < 3:
            add("code", "lines", "round(2 / 3, 3)", shows="0.667")
        add("code", "quick,nbval-ignore-output", f'cx.quiz("{UNIT}.q{number}")', shows="More staff, and then?")
        add("md", "text", "Go on. " + _PLAIN)
    add("md", "limits", "## Limits\n\n" + _PLAIN * 3)
    add("md", "research", "## Research\n\n" + _PLAIN * 3)
    add("code", "research", "truth, found = 0.5, 0.48\nround(truth - found, 2)", shows="0.02")
    add("md", "mistakes", "## Common mistakes\n\n" + _PLAIN * 3)
    add("md", "summary", "## Summary\n\n" + _PLAIN * 3)
    add("md", "words", "## Words\n\n| English | Italiano | meaning |\n|---|---|---|\n| queue | coda | people who wait |")
    add("md", "references", "## References\n\nA. Author 1999, pages 123 to 145.")
    add("code", "exit,nbval-ignore-output", f'cx.quiz("{UNIT}.x1", "{UNIT}.x2", "{UNIT}.x3")', shows="Which is short?")
    add("md", "next", "Go on with the exercises.")
    return v4.new_notebook(cells=cells, metadata={"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}})


CONCEPTS = [SimpleNamespace(id="C900", concept="Counter service", term_it="servizio allo sportello", members="", units="91; 92")]


def install(monkeypatch: Any, folder: Path, key: str = KEY) -> Path:
    """Put the unit in the place of the course, with an empty student's folder and a new session; return that folder."""
    from cxlab.course import answers, opening, shelf

    root, home = folder / "course", folder / "my-course"
    write(root, key=key)
    monkeypatch.setattr(shelf, "root", lambda: root)
    monkeypatch.setenv("CXLAB_HOME", str(home))
    answers._HINTS.clear()
    opening.close()
    return home


def write(root: Path, demo: str = DEMO, key: str = KEY) -> Path:
    """Write the unit under `root` as the course lies in a checkout; return the folder of the demo."""
    for folder in ("demos", f"exercises/{UNIT}", "notebooks/teaching", "datasets"):
        (root / folder).mkdir(parents=True, exist_ok=True)
    (root / "demos" / f"{UNIT}_queue.py").write_text(demo)
    (root / "exercises" / UNIT / "key.py").write_text(key)
    (root / "notebooks" / "teaching" / "91_queue.md").write_text(PAGE)
    nbformat.write(lesson(), root / "notebooks" / "91_queue.ipynb")
    return root / "demos"
