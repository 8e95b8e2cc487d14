"""What a unit declares of its demo: parts, controls, presets, the question asked before the controls open."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from cxlab import _validate
from cxlab.demos._view import View, panels

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["Part", "Preset", "Question", "View", "action", "choice", "grid", "panels", "slider", "switch", "toggle", "whole"]

ON_SHOW = 4
LONGEST_LABEL = 80  # letters with the unit: two lines beside a control


class Draw(Protocol):
    """A pure function of the settings; it may refill the figure it is handed."""

    def __call__(self, state: Any, figure: Figure | None = None) -> View: ...


@dataclass(frozen=True)
class Slider:
    """A number to slide; `whole` numbers only where said."""

    name: str
    label: str
    unit: str
    low: float
    high: float
    step: float
    whole: bool = False

    def __post_init__(self) -> None:
        steps = (self.high - self.low) / self.step if self.step > 0 else 0.0
        if steps < 1 or abs(steps - round(steps)) > 1e-6:
            span = f"{self.low} to {self.high} in steps of {self.step}"
            raise ValueError(f"Control {self.name!r}: {span} do not fit. Choose a step that divides the span.")

    def nearest(self, value: float) -> float:
        """The stop of the slider next to `value`, free of rounding dust."""
        stop = self.low + round((float(value) - self.low) / self.step) * self.step
        return round(stop) if self.whole else round(float(stop), 10)

    def holds(self, value: Any) -> bool:
        """Whether the slider can stand at `value`."""
        number = isinstance(value, (int, float)) and not isinstance(value, bool)
        return number and self.low <= value <= self.high and abs(self.nearest(value) - value) < 1e-9

    def stops(self) -> list[Any]:
        """Both ends and the middle."""
        return [self.nearest(v) for v in (self.low, (self.low + self.high) / 2, self.high)]


@dataclass(frozen=True)
class Choice:
    """One of several options: a drop-down, or buttons in a row."""

    name: str
    label: str
    options: tuple[tuple[str, Any], ...]
    buttons: bool = False

    def holds(self, value: Any) -> bool:
        """Whether `value` is one of the options."""
        return isinstance(value, Hashable) and any(value == option for _, option in self.options)

    def stops(self) -> list[Any]:
        """Every option."""
        return [option for _, option in self.options]


@dataclass(frozen=True)
class Switch:
    """A tick box."""

    name: str
    label: str

    def holds(self, value: Any) -> bool:
        """Whether `value` is yes or no."""
        return isinstance(value, bool)

    def stops(self) -> list[Any]:
        """Off and on."""
        return [False, True]


@dataclass(frozen=True)
class Action:
    """A button that turns one state into the next."""

    label: str
    change: Callable[[Any], Any]

    @property
    def name(self) -> str:
        """Buttons are found by their label."""
        return self.label

    def holds(self, value: Any) -> bool:
        """A button has no value."""
        return False

    def stops(self) -> list[Any]:
        """A button is pressed, not set."""
        return []


@dataclass(frozen=True)
class Grid:
    """An editable table; its value is a tuple of rows, each a tuple of cells."""

    name: str
    label: str
    rows: tuple[str, ...]
    columns: tuple[tuple[str, tuple[Any, ...] | Slider], ...]
    show: int = 8

    def cells(self, column: int) -> list[Any]:
        """What a cell of the column may be set to by the nets: each option, or ends and middle."""
        allowed = self.columns[column][1]
        return allowed.stops() if isinstance(allowed, Slider) else list(allowed)

    def holds(self, value: Any) -> bool:
        """Whether `value` has the right shape and every cell is allowed."""
        shape = isinstance(value, tuple) and len(value) == len(self.rows)
        return shape and all(isinstance(row, tuple) and len(row) == len(self.columns) and self._row(row) for row in value)

    def _row(self, row: tuple[Any, ...]) -> bool:
        pairs = zip(row, (allowed for _, allowed in self.columns), strict=True)
        return all(allowed.holds(cell) if isinstance(allowed, Slider) else cell in allowed for cell, allowed in pairs)

    def stops(self) -> list[Any]:
        """A table is swept by sampled cells (see `with_cell`)."""
        return []

    def sampled(self) -> list[tuple[int, int, Any]]:
        """Row, column and value of the cells the nets change: first, middle and last row, every column."""
        some = sorted({0, len(self.rows) // 2, len(self.rows) - 1})
        return [(row, column, value) for row in some for column in range(len(self.columns)) for value in self.cells(column)]


Control = Slider | Choice | Switch | Action | Grid


def labelled(control: Control) -> str:
    """What stands beside a control: its label, and its unit where it has one."""
    return f"{control.label} ({control.unit})" if isinstance(control, Slider) and control.unit else control.label


def allowed(control: Control) -> str:
    """What a control can be set to, in words.

    Examples
    --------
    >>> allowed(slider("promise", "Promise", low=0, high=10, step=0.5))
    '0 to 10 in steps of 0.5'
    """
    if isinstance(control, Slider):
        return f"{control.low:g} to {control.high:g} in steps of {control.step:g}"
    if isinstance(control, Choice):
        return "one of " + ", ".join(repr(value) for _, value in control.options)
    if isinstance(control, Grid):
        return f"a table of {len(control.rows)} rows and {len(control.columns)} columns, as a tuple of tuples"
    return "True or False" if isinstance(control, Switch) else "a button; press it with .set(None)"


def slider(name: str, label: str, *, low: float, high: float, step: float, unit: str = "") -> Slider:
    """A slider over numbers; `name` is the field it sets, `label` and `unit` are words for people."""
    return Slider(name, label, unit, float(low), float(high), float(step))


def whole(name: str, label: str, *, low: int, high: int, step: int = 1, unit: str = "") -> Slider:
    """A slider over whole numbers."""
    return Slider(name, label, unit, low, high, step, whole=True)


def choice(name: str, label: str, options: Sequence[str] | Mapping[str, Any]) -> Choice:
    """A drop-down; `options` are words, or words with the values they stand for."""
    return Choice(name, label, _pairs(options))


def toggle(name: str, label: str, options: Sequence[str] | Mapping[str, Any]) -> Choice:
    """The same as `choice`, as buttons in a row: for two to four short options."""
    return Choice(name, label, _pairs(options), buttons=True)


def switch(name: str, label: str) -> Switch:
    """A tick box."""
    return Switch(name, label)


def action(label: str, change: Callable[[Any], Any]) -> Action:
    """A button; `change` takes the state and returns the next one."""
    return Action(label, change)


def grid(
    name: str, label: str, *, rows: Sequence[str], columns: Mapping[str, Sequence[Any] | tuple[float, float, float]], show: int = 8
) -> Grid:
    """An editable table, `show` rows at a time; a column allows its options (words), or numbers as (low, high, step)."""
    return Grid(name, label, tuple(rows), tuple((head, _cell(head, allowed)) for head, allowed in columns.items()), show)


def _pairs(options: Sequence[str] | Mapping[str, Any]) -> tuple[tuple[str, Any], ...]:
    return tuple(options.items()) if isinstance(options, Mapping) else tuple((str(option), option) for option in options)


def _cell(head: str, allowed: Sequence[Any]) -> tuple[Any, ...] | Slider:
    numbers = len(allowed) == 3 and all(isinstance(v, (int, float)) and not isinstance(v, bool) for v in allowed)
    if not numbers:
        return tuple(allowed)
    low, high, step = allowed
    return Slider(head, head, "", low, high, step, whole=all(isinstance(v, int) for v in allowed))


@dataclass(frozen=True)
class Preset:
    """A setting with a name: what differs from the start, and what to look at."""

    name: str
    settings: Mapping[str, Any]
    look: str = ""


@dataclass(frozen=True)
class Question:
    """What is asked before the controls open; `after` says where to look, never the answer."""

    prompt: str
    options: tuple[str, ...]
    after: str = ""


@dataclass(frozen=True)
class Part:
    """One loop of a unit: settings, how they are drawn, and how people move them.

    Parameters
    ----------
    name : short name, as in cx.demo("nb05", part="promise").
    title : what it is, for people.
    start : the settings at the start: a frozen dataclass with a default for every field.
    draw : draw(state, figure=None) -> View.
    controls : one to four, on show.
    more : further controls in a panel that folds out.
    presets : settings with names.
    question : asked before the controls open.

    Raises
    ------
    ValueError
        When a control sets no field, cannot stand at its default, or has a label too long to show, or a preset asks for what no
        control allows.
    """

    name: str
    title: str
    start: Any
    draw: Draw
    controls: tuple[Control, ...]
    more: tuple[Control, ...] = ()
    presets: tuple[Preset, ...] = ()
    question: Question | None = None

    def __post_init__(self) -> None:
        self._check_state()
        self._check_controls()
        for preset in self.presets:
            self.state(preset.settings)

    @property
    def every(self) -> tuple[Control, ...]:
        """All controls, those that fold out included."""
        return self.controls + self.more

    def control(self, name: str) -> Control:
        """The control that sets the field `name` (a button: that bears it)."""
        known = {control.name: control for control in self.every}
        return known[_validate.one_of("control", name, list(known))]

    def preset(self, name: str) -> Preset:
        """The preset called `name`."""
        known = {preset.name: preset for preset in self.presets}
        return known[_validate.one_of("preset", name, list(known))]

    def state(self, settings: Mapping[str, Any] | None = None) -> Any:
        """The start with these settings changed, each one checked against its control."""
        settings = {name: _own(value) for name, value in dict(settings or {}).items()}
        for name, value in settings.items():
            control = self.control(name)
            if not control.holds(value):
                raise ValueError(f"{name}={value!r} cannot be set in part {self.name!r}. {_allowed(control)}")
        return replace(self.start, **settings)

    def _check_state(self) -> None:
        frozen = is_dataclass(self.start) and not isinstance(self.start, type) and self.start.__dataclass_params__.frozen  # type: ignore[attr-defined]
        if not frozen:
            raise ValueError(f"Part {self.name!r}: start={self.start!r} is not a frozen dataclass. Pass an instance, as in Promise().")

    def _check_controls(self) -> None:
        if not 1 <= len(self.controls) <= ON_SHOW:
            told = f"Show 1 to {ON_SHOW} and fold the others out with more=(...)."
            raise ValueError(f"Part {self.name!r} shows {len(self.controls)} controls. {told}")
        names = [control.name for control in self.every]
        if len(set(names)) < len(names):
            raise ValueError(f"Part {self.name!r} names a control twice: {names}.")
        known = [field.name for field in fields(self.start)]
        for control in self.every:
            self._check_label(control)
            if isinstance(control, Action):
                continue
            _validate.one_of(f"control of part {self.name!r}", control.name, known)
            default = getattr(self.start, control.name)
            if not control.holds(default):
                where = f"{control.name}={default!r}, where its control cannot stand"
                raise ValueError(f"Part {self.name!r} starts with {where}. {_allowed(control)}")

    def _check_label(self, control: Control) -> None:
        words = labelled(control)
        if len(words) > LONGEST_LABEL:
            said = f"Part {self.name!r}: the label {words!r} has {len(words)} letters, its unit included"
            raise ValueError(f"{said}. Write at most {LONGEST_LABEL}: more does not fit beside a control.")


def _own(value: Any) -> Any:
    """A numpy value, also in the cells of a table, as Python's own; a number of 32 bits as it is written."""
    if isinstance(value, tuple):
        return tuple(_own(cell) for cell in value)
    if isinstance(value, np.ndarray) and value.ndim == 0:
        return _own(value[()])
    if isinstance(value, np.floating):
        return float(str(value))
    return value.item() if isinstance(value, np.generic) else value


def _allowed(control: Control) -> str:
    if isinstance(control, Slider):
        return f"Pass a number from {control.low:g} to {control.high:g} in steps of {control.step:g}."
    if isinstance(control, Choice):
        return f"Choose from {control.stops()}."
    if isinstance(control, Switch):
        return "Pass True or False."
    if isinstance(control, Grid):
        return f"Pass a tuple of {len(control.rows)} rows, each a tuple of {len(control.columns)} allowed cells."
    return "It is a button: press it instead of setting it."
