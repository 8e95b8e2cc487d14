"""A demo on the page: a unit's part wired to controls, picture and words."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache, wraps
from typing import TYPE_CHECKING, Any

from cxlab import _validate
from cxlab.demos import _page
from cxlab.demos._catalogue import FOLDER, parts_of
from cxlab.demos._parts import Action, Control, Part
from cxlab.demos._view import View, image, sentence, table

if TYPE_CHECKING:
    from pathlib import Path

    from cxlab.demos._controls import Knob


def demo(unit: str, part: str | None = None, preset: str | None = None, present: bool = False) -> Demo:
    """Open the demo of a unit: guess, move a control, read what it does.

    Parameters
    ----------
    unit : for example "nb05".
    part : one of the unit's parts; the first when left out.
    preset : a named setting to start from.
    present : large type, no guess and no code: for showing to a class.

    Returns
    -------
    Demo
        Shown by a notebook with its controls; where there are no widgets, as a still picture with its numbers.

    Raises
    ------
    ValueError
        When the unit, the part or the preset is not known.

    Examples
    --------
    >>> demo("nb05", part="value").at({"promise": 9.0}).table.shape[0] > 0
    True
    >>> demo("nb0")  # doctest: +IGNORE_EXCEPTION_DETAIL
    Traceback (most recent call last):
    ...
    ValueError: unit='nb0' is not known. ...
    """
    return opened(unit, part, preset, present)


def opened(unit: str, part: str | None, preset: str | None, present: bool, folder: Path = FOLDER) -> Demo:
    """The demo of a unit whose file lies in `folder`."""
    known = parts_of(unit, folder)
    chosen = known[_validate.one_of("part", part, list(known))] if part is not None else next(iter(known.values()))
    return Demo(unit, chosen, preset=preset, present=present)


def _in_a_dict(at: Callable[[Demo, Mapping[str, Any]], View]) -> Callable[[Demo, Mapping[str, Any]], View]:
    """Settings written as at(promise=7) are told how to write them."""

    @wraps(at)
    def asked(self: Demo, *settings: Any, **named: Any) -> View:
        if named and "settings" not in named:
            raise TypeError(f"at({', '.join(named)}=...) is not known. Pass the settings in a dict, as in at({named!r}).")
        return at(self, *settings, **named)

    return asked


class Demo:
    """One part of a unit's demo. Show it as the last line of a cell; `at` gives a still view of any setting.

    Parameters
    ----------
    unit, part : whose demo it is.
    preset, present : as in `demo`.
    """

    def __init__(self, unit: str, part: Part, *, preset: str | None = None, present: bool = False):
        self.unit = unit
        self.part = part
        self.present = present
        self.preset = part.preset(preset) if preset is not None else None
        self.state = part.state(self.preset.settings if self.preset else None)
        self.errors: list[Exception] = []
        self.pictures = 0
        self._figure: Any = None
        self._view: View | None = None
        self._knobs: dict[str, Knob] = {}
        self._page: Any = None
        self._setting = False

    @property
    def view(self) -> View:
        """What the demo shows now."""
        if self._view is None:
            self._draw(None)
        if self._view is None:
            raise self.errors[-1]
        return self._view

    @property
    def controls(self) -> dict[str, Knob]:
        """The wired controls by name."""
        self._wire()
        return self._knobs

    @_in_a_dict
    def at(self, settings: Mapping[str, Any]) -> View:
        """The view at other settings, by moving the controls of a copy; the demo on the page stays as it is.

        Parameters
        ----------
        settings : control name -> value; the others stay where this demo's start or preset has them.

        Raises
        ------
        ValueError
            When a name is not a control, or a control cannot stand at the value.
        """
        settings = _validate.mapping("settings", settings, '{"promise": 7}')
        state = self.part.state(settings)
        copy = Demo(self.unit, self.part, preset=self.preset.name if self.preset else None, present=True)
        try:
            for name in settings:
                copy.controls[name].set(getattr(state, name))
            if copy.errors:
                raise copy.errors[-1]
            return copy.view
        finally:
            copy._close()

    def reset(self) -> None:
        """Back to the start, or to the preset the demo was opened with."""
        self._put(self.part.state(self.preset.settings if self.preset else None), "")

    def use(self, preset: str) -> None:
        """Move the controls to a preset."""
        chosen = self.part.preset(preset)
        self._put(self.part.state(chosen.settings), chosen.look)

    def guess(self, option: str | None) -> None:
        """Commit a guess (None: skip it openly) and open the controls."""
        question = self.part.question
        self._wire()
        if question is None:
            return
        if option is not None:
            _validate.one_of("guess", option, question.options)
            _keep_guess(f"{self.unit}.{self.part.name}", option)
        self._open(option)

    def __repr__(self) -> str:
        return f"{self.part.title}\n{self.view!r}"

    def _close(self) -> None:
        """Take the controls off the page and out of the browser's memory; the view stays."""
        if self._page is not None:
            from cxlab.demos._controls import below

            for widget in below(self._page, self._line):
                widget.close()

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        self._wire()
        bundle: dict[str, Any] = dict(_page.static_twin(self.part, self.view, self.unit, self.state)) if self._view else {}
        live = self._page._repr_mimebundle_()
        _settled(self.unit, self.part.name)
        return {**{kind: data for kind, data in live.items() if "widget" in kind}, **bundle}

    def _wire(self) -> None:
        """Build the controls and the page around them, once."""
        if self._page is not None:
            return
        import ipywidgets as widgets

        from cxlab.demos._controls import knob, label_width

        width = label_width(self.part.every)
        values = {c.name: None if isinstance(c, Action) else getattr(self.state, c.name) for c in self.part.every}
        self._knobs = {c.name: knob(c, values[c.name], self._moved, width) for c in self.part.every}
        self._picture, self._words, self._numbers, self._line, self._note = (widgets.HTML() for _ in range(5))
        self._page = widgets.VBox([part for part in self._sections(widgets) if part is not None])
        self._page.add_class("cxlab-demo")
        self._picture.add_class("cxlab-picture")
        self._lock()
        self._draw(None)

    def _sections(self, widgets: Any) -> list[Any]:
        show = widgets.VBox([self._knobs[c.name].box for c in self.part.controls])
        folded = None
        if self.part.more:
            folded = widgets.Accordion([widgets.VBox([self._knobs[c.name].box for c in self.part.more])], titles=("More controls",))
        heading = widgets.HTML(_page.looks(self.present) + _page.heading(self.part.title, self.present))
        buttons = self._buttons(widgets)
        for box in (buttons, show, *([folded] if folded is not None else [])):
            box.add_class("cxlab-controls")
            if self.present:
                box.add_class("cxlab-large")
        if self.present:  # controls, sentence and picture on one screen of a projector; what can wait stands below
            self._picture.add_class("cxlab-fits")
            return [heading, self._question(widgets), buttons, show, self._words, self._picture, self._note, self._numbers, folded]
        top = [heading, self._question(widgets), buttons, self._note, show, folded]
        return [*top, self._picture, self._words, self._numbers, self._line]

    def _buttons(self, widgets: Any) -> Any:
        self._presets = {
            p.name: widgets.Button(description=p.name, tooltip=p.look, layout=widgets.Layout(width="auto")) for p in self.part.presets
        }
        for name, button in self._presets.items():
            button.on_click(lambda _, name=name: self.use(name))
        self._reset = widgets.Button(
            description="Reset", tooltip="Back to the start", layout=widgets.Layout(width="auto"), button_style="info"
        )
        self._reset.on_click(lambda _: self.reset())
        return widgets.HBox([self._reset, *self._presets.values()], layout=widgets.Layout(flex_flow="row wrap"))

    def _question(self, widgets: Any) -> Any:
        question = self.part.question
        if question is None or self.present:
            self._asked = None
            return None
        prompt = widgets.HTML(_page.asked(question))
        options = widgets.RadioButtons(options=list(question.options), value=None, layout=widgets.Layout(width="max-content"))
        commit = widgets.Button(description="This is my guess", button_style="primary", disabled=True)
        skip = widgets.Button(description="Skip the guess")
        options.observe(lambda change: setattr(commit, "disabled", change["new"] is None), names="value")
        commit.on_click(lambda _: self.guess(options.value))
        skip.on_click(lambda _: self.guess(None))
        self._asked = widgets.VBox([prompt, options, widgets.HBox([commit, skip])])
        return self._asked

    def _lock(self) -> None:
        """Keep the controls shut until the guess, unless it was made before."""
        question = self.part.question
        if self._asked is None or question is None:
            return
        earlier = _earlier_guess(f"{self.unit}.{self.part.name}")
        if earlier in question.options:
            self._open(earlier)
            return
        self._enable(False)

    def _open(self, option: str | None) -> None:
        if self._asked is not None and self.part.question is not None:
            import ipywidgets as widgets

            self._asked.children = (widgets.HTML(_page.guessed(self.part.question, option)),)
        self._enable(True)

    def _enable(self, on: bool) -> None:
        for each in self._knobs.values():
            each.enable(on)
        for button in (self._reset, *self._presets.values()):
            button.disabled = not on

    def _put(self, state: Any, look: str) -> None:
        """Set every control to `state` without drawing in between, then draw once."""
        self._wire()
        self._setting = True
        try:
            for control in self.part.every:
                if not isinstance(control, Action):
                    self._knobs[control.name].set(getattr(state, control.name))
        finally:
            self._setting = False
        self.state = state
        self._note.value = _page.sized(_page.note(look), self.present)
        self._draw(None)

    def _moved(self, control: Control) -> None:
        if self._setting:
            return
        if isinstance(control, Action):
            self._press(control)
            return
        self.state = replace(self.state, **{control.name: self._knobs[control.name].value})
        self._draw(control)

    def _press(self, control: Action) -> None:
        try:
            state = control.change(self.state)
        except Exception as error:
            self._fail(error, control)
            return
        look = self._note.value
        self._put(state, "")
        self._note.value = look

    def _draw(self, control: Control | None) -> None:
        try:
            self._view = self.part.draw(self.state, figure=self._figure)
            if not isinstance(self._view, View):
                raise TypeError(f"draw of part {self.part.name!r} returned {type(self._view).__name__}, not a View.")
            self._figure = self._view.figure
            if self._page is not None:
                self._show(self._view)
        except Exception as error:
            self._figure = None
            self._fail(error, control)

    def _show(self, view: View) -> None:
        scale = _page.LARGE if self.present else 1.0
        self._picture.value = image(view.figure, str(view.alt), scale)
        self._words.value = _page.sized(sentence(view), self.present)
        self._numbers.value = "" if view.table is None else _page.sized(table(view.table), self.present)
        self._line.value = _page.code(_page.state_as_code(self.unit, self.part, self.state))
        self.pictures += 1

    def _fail(self, error: Exception, control: Control | None) -> None:
        """Keep the error, show a kind message; with CX_STRICT=1 raise it."""
        self.errors.append(error)
        if self._page is not None:
            self._words.value = _page.sized(_page.kind_error(error, control), self.present)
        if os.environ.get("CX_STRICT") == "1" or self._page is None:
            raise error


@cache
def _settled(unit: str, part: str) -> None:
    """Collect garbage now, and leave all that is loaded out of later rounds: such a round would hold up a control by a quarter of a second."""
    gc.collect()
    gc.freeze()


def _keep_guess(question: str, option: str) -> None:
    from cxlab.course import opening

    opening.keep_guess(question, option)


def _earlier_guess(question: str) -> str | None:
    from cxlab.course import opening

    return opening.earlier_guess(question)
