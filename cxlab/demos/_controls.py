"""Controls as ipywidgets: each knob shows one declared control, reads it, sets it, and says when it was moved."""

from __future__ import annotations

import html
from collections.abc import Callable, Iterable
from typing import Any

import ipywidgets as widgets

from cxlab.demos._parts import Action, Choice, Control, Grid, Slider, Switch, allowed, labelled

_CONTROL = 20.0  # em of a control beside its label
_LETTER = 0.56  # em of a letter of a label


def label_width(controls: Iterable[Control]) -> float:
    """Width in em of the column of labels: the longest in one line, up to about 45 letters; longer ones take two (see `_page.looks`)."""
    longest = max((len(labelled(control)) for control in controls if isinstance(control, (Slider, Choice, Grid))), default=0)
    return min(26.0, max(6.0, _LETTER * longest + 1))


class Knob:
    """One control on the page; `on_move` is called after people (or `set`) changed it."""

    def __init__(self, control: Control, value: Any, on_move: Callable[[Control], None], label: float):
        self.control = control
        self.on_move = on_move
        self.style = {"description_width": f"{label:g}em"}
        self.wide = f"{label + _CONTROL:g}em"
        self.indent = f"0 0 0 {label + 0.5:g}em"
        self.beside = f"calc(100% - {label + 0.5:g}em)"  # what a narrow page leaves beside the labels; a longer label takes two lines
        self.box = self._made(value)

    def __repr__(self) -> str:
        stands = "" if isinstance(self.control, (Action, Grid)) else f", now {self.value!r}"
        return f"<{labelled(self.control)}: {allowed(self.control)}{stands}>"

    def _made(self, value: Any) -> widgets.Widget:
        raise NotImplementedError

    @property
    def value(self) -> Any:
        """What the control stands at."""
        return self.box.value

    def set(self, value: Any) -> None:
        """Move the control from code, as a person would."""
        self.box.value = value

    def enable(self, on: bool) -> None:
        """Open or lock the control."""
        self.box.disabled = not on

    def _moved(self, _: Any) -> None:
        self.on_move(self.control)


class SliderKnob(Knob):
    """A slider that reports when it is let go, or at each key."""

    control: Slider

    def _made(self, value: Any) -> widgets.Widget:
        kind = widgets.IntSlider if self.control.whole else widgets.FloatSlider
        digits = max(0, len(f"{self.control.step:.6f}".rstrip("0").partition(".")[2]))
        box = kind(
            value=value,
            min=self.control.low,
            max=self.control.high,
            step=self.control.step,
            description=labelled(self.control),
            continuous_update=False,
            readout_format="d" if self.control.whole else f".{digits}f",
            style=self.style,
            layout=widgets.Layout(width=self.wide),
        )
        box.observe(self._moved, names="value")
        return box

    @property
    def value(self) -> Any:
        """The stop the slider stands at."""
        return self.control.nearest(self.box.value)


class ChoiceKnob(Knob):
    """A drop-down, or buttons in a row."""

    control: Choice

    def _made(self, value: Any) -> widgets.Widget:
        kind = widgets.ToggleButtons if self.control.buttons else widgets.Dropdown
        layout = widgets.Layout(width="max-content") if self.control.buttons else widgets.Layout(width=self.wide)
        box = kind(options=list(self.control.options), value=value, description=self.control.label, style=self.style, layout=layout)
        if self.control.buttons:
            box.style.button_width = "auto"
            box.tooltip = self.control.label  # else the label is explained as "null"
        box.observe(self._moved, names="value")
        return box


class SwitchKnob(Knob):
    """A tick box."""

    control: Switch

    def _made(self, value: Any) -> widgets.Widget:
        box = widgets.Checkbox(
            value=value,
            description=self.control.label,
            indent=False,
            layout=widgets.Layout(width="max-content", max_width=self.beside, margin=self.indent),
        )
        box.observe(self._moved, names="value")
        return box


class ActionKnob(Knob):
    """A button; it holds no value."""

    control: Action

    def _made(self, value: Any) -> widgets.Widget:
        box = widgets.Button(description=self.control.label, layout=widgets.Layout(width="max-content", margin=self.indent))
        box.on_click(self._moved)
        return box

    @property
    def value(self) -> Any:
        """Buttons have none."""
        return None

    def set(self, value: Any) -> None:
        """Press the button, whatever the value."""
        self.box.click()


class GridKnob(Knob):
    """An editable table, a page of rows at a time."""

    control: Grid

    def _made(self, value: Any) -> widgets.Widget:
        self._value = value
        self._first = 0
        self._filling = False
        shown = min(self.control.show, len(self.control.rows))
        self._names = [widgets.HTML() for _ in range(shown)]
        self._cells = [[self._cell(row, column) for column in range(len(self.control.columns))] for row in range(shown)]
        self._pages = widgets.Dropdown(
            options=[(f"rows {i + 1} to {min(i + shown, len(self.control.rows))}", i) for i in range(0, len(self.control.rows), shown)],
            value=0,
            description=self.control.label,
            style=self.style,
            layout=widgets.Layout(width=self.wide),
        )
        self._pages.add_class("cxlab-pages")
        self._pages.observe(self._turned, names="value")
        heads = [widgets.HTML(f"<b>{html.escape(head)}</b>") for head, _ in self.control.columns]
        items = [widgets.HTML(""), *heads]
        for name, cells in zip(self._names, self._cells, strict=True):
            items += [name, *cells]
        columns = f"max-content repeat({len(heads)}, minmax(5em, 9em))"
        table = widgets.GridBox(items, layout=widgets.Layout(grid_template_columns=columns, grid_gap="0 .8em", overflow="auto"))
        top = self._pages if len(self._pages.options) > 1 else widgets.HTML(f"<b>{html.escape(self.control.label)}</b>")
        self._fill()
        return widgets.VBox([top, table])

    def _cell(self, row: int, column: int) -> widgets.Widget:
        entry = self.control.columns[column][1]
        layout = widgets.Layout(width="auto")
        if isinstance(entry, Slider):
            kind = widgets.BoundedIntText if entry.whole else widgets.BoundedFloatText
            cell = kind(value=entry.low, min=entry.low, max=entry.high, step=entry.step, layout=layout)
        else:
            cell = widgets.Dropdown(options=list(entry), layout=layout)
        cell.tooltip = self.control.columns[column][0]
        cell.observe(lambda change: self._edited(row, column, change["new"]), names="value")
        return cell

    def _fill(self) -> None:
        """Show the rows of the page."""
        self._filling = True
        try:
            for i, (name, cells) in enumerate(zip(self._names, self._cells, strict=True)):
                row = self._first + i
                inside = row < len(self.control.rows)
                name.value = html.escape(self.control.rows[row]) if inside else ""
                for column, cell in enumerate(cells):
                    cell.layout.visibility = "visible" if inside else "hidden"
                    if inside:
                        cell.value = self._value[row][column]
        finally:
            self._filling = False

    def _turned(self, change: Any) -> None:
        self._first = change["new"]
        self._fill()

    def _edited(self, row: int, column: int, cell: Any) -> None:
        if self._filling or self._first + row >= len(self.control.rows):
            return
        entry = self.control.columns[column][1]
        if isinstance(entry, Slider):
            cell = entry.nearest(cell)
        self._value = with_cell(self._value, self._first + row, column, cell)
        self.on_move(self.control)

    @property
    def value(self) -> Any:
        """All rows, those on other pages included."""
        return self._value

    def set(self, value: Any) -> None:
        """Put a whole table in."""
        self._value = value
        self._fill()
        self.on_move(self.control)

    def edit(self, row: int, column: int, cell: Any) -> None:
        """Turn to the row and change one cell, as a person would."""
        self._pages.value = row - row % len(self._names)
        self._cells[row - self._first][column].value = cell

    def enable(self, on: bool) -> None:
        """Open or lock every cell."""
        for cells in self._cells:
            for cell in cells:
                cell.disabled = not on


def with_cell(value: tuple[tuple[Any, ...], ...], row: int, column: int, cell: Any) -> tuple[tuple[Any, ...], ...]:
    """The table with one cell changed.

    Examples
    --------
    >>> with_cell(((1, 2), (3, 4)), 1, 0, 9)
    ((1, 2), (9, 4))
    """
    changed = (*value[row][:column], cell, *value[row][column + 1 :])
    return (*value[:row], changed, *value[row + 1 :])


def below(*tops: widgets.Widget) -> list[widgets.Widget]:
    """Widgets and all that hangs on them: children, layouts, styles."""
    found: dict[str, widgets.Widget] = {}
    waiting = list(tops)
    while waiting:
        each = waiting.pop()
        if each.model_id not in found:
            found[each.model_id] = each
            values = (getattr(each, key) for key in each.keys)
            parts = (part for value in values for part in (value if isinstance(value, (tuple, list)) else (value,)))
            waiting += [part for part in parts if isinstance(part, widgets.Widget)]
    return list(found.values())


_KINDS: dict[type, type[Knob]] = {Slider: SliderKnob, Choice: ChoiceKnob, Switch: SwitchKnob, Action: ActionKnob, Grid: GridKnob}


def knob(control: Control, value: Any, on_move: Callable[[Control], None], label: float) -> Knob:
    """The knob for a declared control, standing at `value`, with its label `label` em wide."""
    return _KINDS[type(control)](control, value, on_move, label)
