"""What must hold of every demo: each control moved to its ends, its middle and each option, pairs of corners, buttons, presets, words."""

from __future__ import annotations

import contextlib
import hashlib
import io
import itertools
import re
import warnings
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from matplotlib.ticker import ScalarFormatter

from cxlab.demos import _page
from cxlab.demos._demo import Demo
from cxlab.demos._parts import Action, Choice, Grid, Part, View

ROWS, COLUMNS = 8, 6  # a table that is read at a glance
_NOT_A_NUMBER = re.compile(r"\b(nan|inf|None|NaN)\b")
_OVERLAP = 0.25  # of the smaller of two texts


def demo_faults(unit: str, part: Part) -> list[str]:
    """Everything that is wrong with one part of a demo, each in a sentence; empty when nothing is."""
    faults: list[str] = []
    with _quiet(faults, part):
        for check in (_start, _pure, _wired, _corners, _presets, _always_empty, _question, _twin):
            faults += [f"{unit} {part.name}: {words}" for words in _tried(check, unit, part)]
            if faults and check is _start:
                break
    return faults


def _tried(check: Callable[[str, Part], list[str]], unit: str, part: Part) -> list[str]:
    try:
        return check(unit, part)
    except Exception as error:
        return [f"{check.__name__.strip('_')}: {type(error).__name__}: {error}"]


@contextlib.contextmanager
def _quiet(faults: list[str], part: Part) -> Iterator[None]:
    """A demo prints nothing and warns of nothing."""
    said = io.StringIO()
    with warnings.catch_warnings(), contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
        for kind in (RuntimeWarning, UserWarning, FutureWarning):
            warnings.simplefilter("error", kind)
        yield
    if said.getvalue().strip():
        faults.append(f"{part.name}: it printed {said.getvalue().strip()[:200]!r}")


def _attempt(part: Part, state: Any, figure: Any = None) -> tuple[View | None, list[str]]:
    """The view of a state, and what is wrong with it."""
    try:
        view = part.draw(state, figure=figure)
    except Exception as error:
        return None, [f"draw fails at {state}: {type(error).__name__}: {error}"]
    return view, [f"at {state}: {words}" for words in view_faults(view)]


def _start(unit: str, part: Part) -> list[str]:
    view, faults = _attempt(part, part.start)
    return faults + (layout_faults(view) if view is not None else [])


def _always_empty(unit: str, part: Part) -> list[str]:
    """A panel may wait for a choice at the start, but not at every preset too."""
    bare = []
    for state in (part.start, *(part.state(preset.settings) for preset in part.presets)):
        figure = part.draw(state).figure
        bare.append({number for number, ax in enumerate(figure.axes, start=1) if ax in _unmarked(figure)})
    return [f"panel {number} is empty at the start and at every preset" for number in sorted(set.intersection(*bare))]


def render(view: View) -> np.ndarray:
    """Draw a view and return its pixels."""
    canvas = view.figure.canvas
    canvas.draw()
    return np.asarray(canvas.buffer_rgba())


def view_faults(view: Any, *, drawn: bool = False) -> list[str]:
    """What is wrong with a view: blank, wordless, not a number, or too much to read; `drawn` where it was just drawn."""
    if not isinstance(view, View):
        return [f"draw returned {type(view).__name__}, not a View"]
    if not drawn:
        render(view)
    faults = ["the picture is blank"] if blank(view.figure) else []
    said = {"the sentence": view.text, "the alt text": view.alt}
    faults += [f"{what} is empty" for what, words in said.items() if not str(words or "").strip()]
    faults += [f"the sentence says {found.group()!r}: {view.text!r}" for found in [_NOT_A_NUMBER.search(view.text)] if found]
    if view.table is not None:
        rows, columns = view.table.shape
        if rows > ROWS or columns > COLUMNS:
            faults.append(f"the table has {rows} rows and {columns} columns: at most {ROWS} and {COLUMNS} are read at a glance")
        numbers = view.table.select_dtypes("number").to_numpy(dtype=float)
        if np.isinf(numbers).any() or (numbers.size and np.isnan(numbers).all()):
            faults.append("the table holds infinities, or no number at all")
    return faults


def blank(figure: Any) -> bool:
    """Whether nothing was drawn on a figure that was rendered: a panel without marks or categories, or one colour everywhere."""
    empty = [ax for ax in _unmarked(figure) if all(isinstance(a.get_major_formatter(), ScalarFormatter) for a in (ax.xaxis, ax.yaxis))]
    marks = any(ax.has_data() or ax.texts for ax in figure.axes) or bool(figure.texts)
    pixels = np.asarray(figure.canvas.buffer_rgba())
    return bool(empty) or not marks or bool((pixels == pixels[0, 0]).all())


def _unmarked(figure: Any) -> list[Any]:
    """Panels with axes and no marks on them."""
    return [ax for ax in figure.axes if ax.get_visible() and ax.axison and not (ax.has_data() or ax.texts)]


def layout_faults(view: View) -> list[str]:
    """Words that run out of a rendered picture or over each other."""
    figure = view.figure
    boxes = list(_text_boxes(figure))
    page = figure.bbox
    faults = [
        f"{words!r} runs out of the picture"
        for words, box in boxes
        if box.x0 < page.x0 - 2 or box.x1 > page.x1 + 2 or box.y0 < page.y0 - 2 or box.y1 > page.y1 + 2
    ]
    for (one, a), (other, b) in itertools.combinations(boxes, 2):
        wide, tall = min(a.x1, b.x1) - max(a.x0, b.x0), min(a.y1, b.y1) - max(a.y0, b.y0)
        if wide > 0 and tall > 0 and wide * tall > _OVERLAP * min(a.width * a.height, b.width * b.height):
            faults.append(f"{one!r} and {other!r} lie over each other")
    return faults


def _text_boxes(figure: Any) -> Iterator[tuple[str, Any]]:
    renderer = figure.canvas.get_renderer()
    shown = [text for text in figure.texts if text.get_visible()]
    for ax in figure.axes:
        if ax.get_visible():
            shown += [text for text in (ax.title, ax._left_title, ax._right_title, *ax.texts) if text.get_visible()]
            shown += _axis_texts(ax) if ax.axison else []
            shown += list(ax.get_legend().get_texts()) if ax.get_legend() is not None else []
    for text in shown:
        if text.get_text().strip() and text.get_rotation() % 90 == 0:
            yield text.get_text(), text.get_window_extent(renderer)


def _axis_texts(ax: Any) -> list[Any]:
    texts = []
    for axis in (ax.xaxis, ax.yaxis):
        if axis.get_visible():
            texts += [label for tick in axis._update_ticks() for label in (tick.label1, tick.label2) if label.get_visible()]
            texts += [axis.label] if axis.label.get_visible() else []
    return texts


def _pure(unit: str, part: Part) -> list[str]:
    """The same settings give the same picture and numbers: again, and on a figure that was used."""
    other = part.state(part.presets[-1].settings) if part.presets else next(_corner_states(part), part.start)
    first = part.draw(part.start)
    again = part.draw(part.start)
    refilled = part.draw(part.start, figure=part.draw(other).figure)
    seen = [_seen(view) for view in (first, again, refilled)]
    faults = ["two draws of the same settings differ: is there luck that is not seeded?"] if seen[0] != seen[1] else []
    return faults + (["a refilled figure differs from a new one: something of the last picture stays"] if seen[1] != seen[2] else [])


def _seen(view: View, *, drawn: bool = False) -> tuple[str, str, str, str]:
    """All that people see of a view, for comparing."""
    if not drawn:
        render(view)
    pixels = hashlib.sha256(np.ascontiguousarray(view.figure.canvas.buffer_rgba())).hexdigest()
    return view.text, str(view.alt), "" if view.table is None else view.table.to_csv(), pixels


def _wired(unit: str, part: Part) -> list[str]:
    """Every control, wired, to its ends, its middle and each option; every button; a table's sampled cells."""
    demo = _opened(unit, part)
    faults, start = [], _seen(demo.view)
    for control in part.every:
        changed, known = False, len(faults)
        for what, move in _moves(demo, control):
            before = len(demo.errors)
            with contextlib.suppress(Exception):
                move()
            if len(demo.errors) > before:
                faults.append(f"{control.name} {what} fails: {type(demo.errors[-1]).__name__}: {demo.errors[-1]}")
                continue
            view = demo.view
            changed = changed or _seen(view, drawn=True) != start
            faults += [f"{control.name} {what}: {words}" for words in view_faults(view, drawn=True) + layout_faults(view)]
        demo.reset()
        if not changed and len(faults) == known and not _matters_elsewhere(part, control):
            faults.append(f"{control.name} changes nothing: neither the picture nor a number")
    if _seen(demo.view) != start:
        faults.append("Reset does not bring the start back")
    return faults


def _opened(unit: str, part: Part) -> Demo:
    """A wired demo with its controls open."""
    demo = Demo(unit, part)
    demo.guess(None)
    return demo


def _moves(demo: Demo, control: Any) -> Iterator[tuple[str, Any]]:
    knob = demo.controls[control.name]
    if isinstance(control, Action):
        yield "pressed", lambda: knob.set(None)
        yield "pressed again", lambda: knob.set(None)
    elif isinstance(control, Grid):
        for row, column, value in control.sampled():
            yield f"row {row} column {column} at {value!r}", lambda row=row, column=column, value=value: knob.edit(row, column, value)
    else:
        for value in control.stops():
            yield f"at {value!r}", lambda value=value: knob.set(value)


def _matters_elsewhere(part: Part, control: Any) -> bool:
    """A control may matter only where another is switched on."""
    if isinstance(control, (Action, Grid)):
        return False
    for state in _corner_states(part):
        seen = {_seen(part.draw(replace(state, **{control.name: value}))) for value in control.stops()}
        if len(seen) > 1:
            return True
    return False


def _corners(unit: str, part: Part) -> list[str]:
    """Every pair of corners of two controls occurs in at least one of these states."""
    faults: list[str] = []
    for state in _corner_states(part):
        faults += _attempt(part, state)[1]
    return faults


def _corner_states(part: Part) -> Iterator[Any]:
    controls = [control for control in part.every if control.stops()]
    levels = [control.stops() if isinstance(control, Choice) else [control.stops()[0], control.stops()[-1]] for control in controls]
    for row in all_pairs([len(values) for values in levels]):
        yield replace(part.start, **{c.name: values[i] for c, values, i in zip(controls, levels, row, strict=True)})


def all_pairs(sizes: Sequence[int]) -> list[tuple[int, ...]]:
    """Few rows of levels in which every pair of levels of any two factors occurs."""
    open_pairs = {(i, a, j, b) for i, j in itertools.combinations(range(len(sizes)), 2) for a in range(sizes[i]) for b in range(sizes[j])}
    rows = [] if open_pairs else [(level,) for level in range(sizes[0])] if sizes else []
    while open_pairs:
        i, a, j, b = min(open_pairs)
        row: dict[int, int] = {i: a, j: b}
        for k in range(len(sizes)):
            if k not in row:
                row[k] = max(range(sizes[k]), key=lambda level, k=k: sum(_pair(k, level, m, v) in open_pairs for m, v in row.items()))
        full = tuple(row[k] for k in range(len(sizes)))
        open_pairs -= {(x, full[x], y, full[y]) for x, y in itertools.combinations(range(len(sizes)), 2)}
        rows.append(full)
    return rows


def _pair(i: int, a: int, j: int, b: int) -> tuple[int, int, int, int]:
    return (i, a, j, b) if i < j else (j, b, i, a)


def _presets(unit: str, part: Part) -> list[str]:
    """Every preset is reached by its button, shows what draw shows, and its line of code gives it back."""
    demo = _opened(unit, part)
    faults = []
    for preset in part.presets:
        demo._presets[preset.name].click()
        state = part.state(preset.settings)
        if demo.errors or demo.state != state:
            faults.append(f"preset {preset.name!r} fails: {demo.errors[-1:] or demo.state}")
            continue
        view = demo.view
        faults += [f"preset {preset.name!r}: {words}" for words in view_faults(view, drawn=True) + layout_faults(view)]
        if _seen(view, drawn=True) != _seen(part.draw(state)):
            faults.append(f"preset {preset.name!r} shows something else than draw does")
        if not preset.look.strip():
            faults.append(f"preset {preset.name!r} does not say what to look at")
        faults += _line_faults(unit, part, demo, view)
    return faults


def _line_faults(unit: str, part: Part, demo: Demo, view: View) -> list[str]:
    line = _page.state_as_code(unit, part, demo.state)
    settings = re.search(r"\.at\((.*)\)$", line)
    again = Demo(unit, part).at(eval(settings.group(1)) if settings else {})
    return [] if (again.text, str(again.table)) == (view.text, str(view.table)) else [f"the line {line} gives another view"]


def _question(unit: str, part: Part) -> list[str]:
    """The controls are shut until a guess is committed or openly skipped."""
    if part.question is None:
        return ["there is no question to guess at first"]
    faults = []
    for option in (None, part.question.options[0]):
        demo = Demo(unit, part)
        knobs = [knob for knob in demo.controls.values() if not isinstance(knob.control, Grid)]
        if not all(knob.box.disabled for knob in knobs):
            faults.append("a control is open before the guess")
        demo.guess(option)
        if any(knob.box.disabled for knob in knobs):
            faults.append("a control stays shut after the guess")
    if not part.question.after.strip():
        faults.append("the question does not say where to look after the guess")
    return faults


def _twin(unit: str, part: Part) -> list[str]:
    """Places with no widgets get the picture with its alt text, the sentence and the table."""
    bundle = Demo(unit, part)._repr_mimebundle_()
    html, text = bundle.get("text/html", ""), bundle.get("text/plain", "")
    faults = [] if any("widget-view" in kind for kind in bundle) else ["no widget is shown"]
    if not re.search(r'<img [^>]*src="data:image/png;base64,[^"]{500,}"[^>]* alt="[^"]+"', html):
        faults.append("the static twin has no picture with alt text")
    whole = part.title in text and part.draw(part.start).text in text
    return faults if whole else [*faults, "the static twin lacks the title or the sentence"]
