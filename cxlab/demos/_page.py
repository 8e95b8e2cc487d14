"""The words around a demo's picture, as HTML: heading, state as code, notes, errors, the static twin."""

from __future__ import annotations

import html
from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from cxlab.demos._parts import Action, Control, Part, Question
from cxlab.demos._view import View

LARGE = 1.5

_LABELS = ".cxlab-demo .cxlab-controls .widget-label,.cxlab-demo .cxlab-controls .widget-label-basic"
_ROWS = ",".join(f".cxlab-demo .cxlab-controls .widget-{kind}" for kind in ("hslider", "dropdown", "checkbox"))
_WRAP = (
    f"{_LABELS}{{white-space:normal;overflow:visible;height:auto;line-height:1.25;align-self:center}}"
    f"{_ROWS}{{height:auto;min-height:var(--jp-widgets-inline-height);max-width:100%}}"
    ".cxlab-demo .cxlab-controls .widget-dropdown select{height:var(--jp-widgets-inline-height)}"
    ".cxlab-demo .cxlab-controls .widget-toggle-buttons{display:flex;align-items:center;max-width:100%}"
    ".cxlab-demo .cxlab-controls .widget-toggle-buttons>.widget-label{flex:0 0 auto;text-align:right;margin-right:.6em}"
)
_LARGE = (
    ".cxlab-large,.cxlab-large .jupyter-widgets,.cxlab-large .jupyter-button,.cxlab-large .jp-Collapse-header"
    "{font-size:var(--jp-widgets-font-size)}"
    ".cxlab-large input[type=checkbox]{transform:scale(1.4);margin-right:.6em}"
    ".cxlab-fits img{max-height:46vh;width:auto}"
)


def heading(title: str, large: bool = False) -> str:
    """The title of a part."""
    size = "1.4em" if large else "1.15em"
    return f'<div style="font-weight:bold;font-size:{size};line-height:1.3;margin:.2em 0">{html.escape(title)}</div>'


def looks(large: bool) -> str:
    """Style of the controls: long labels wrap instead of being cut, and for a class everything on them is large.

    JupyterLab has a size for all its controls; it is set anew inside the demo, and nowhere else.
    """
    sizes = f"--jp-widgets-font-size:{LARGE * 13:g}px;--jp-widgets-inline-height:34px;" if large else ""
    return f"<style>{_WRAP}" + (f".cxlab-large{{{sizes}}}{_LARGE}" if large else "") + "</style>"


def sized(content: str, large: bool) -> str:
    """The words at the size of the occasion."""
    return f'<div style="font-size:{LARGE:g}em;line-height:1.35">{content}</div>' if large else content


def note(text: str) -> str:
    """A line of advice under the presets."""
    return f'<p style="margin:.2em 0;font-style:italic;line-height:1.4">{html.escape(text)}</p>' if text else ""


def state_as_code(unit: str, part: Part, state: Any) -> str:
    """The line that gives this view again.

    Only what differs from the start is named.
    """
    changed = {f.name: getattr(state, f.name) for f in fields(state) if getattr(state, f.name) != getattr(part.start, f.name)}
    settable = {control.name for control in part.every if not isinstance(control, Action)}
    call = f'cx.demo("{unit}", part="{part.name}")'
    if not changed:
        return call
    if not set(changed) <= settable:
        return f"{call}  # after a button: no line sets {', '.join(sorted(set(changed) - settable))}"
    return f"{call}.at({_literal(changed)})"


def code(line: str) -> str:
    """A line of code to copy."""
    return f'<code style="white-space:pre-wrap;font-size:.85em;color:#595959">{html.escape(line)}</code>'


def kind_error(error: Exception, control: Control | None) -> str:
    """What is shown in place of the words when a picture cannot be drawn."""
    where = f" after “{control.label}” was moved" if control is not None else ""
    says = html.escape(f"{type(error).__name__}: {error}")
    return (
        f'<div role="alert" style="border-left:4px solid #D55E00;padding:.3em .8em;margin:.4em 0">'
        f"<b>This picture could not be drawn{html.escape(where)}.</b> "
        f"The picture above is the last one that could. Press Reset, or move the control back.<br><small>{says}</small></div>"
    )


def asked(question: Question) -> str:
    """The question before the controls open."""
    return f'<p style="margin:.3em 0;line-height:1.4"><b>First a guess.</b> {html.escape(question.prompt)}</p>'


def guessed(question: Question, option: str | None) -> str:
    """What stands there once the guess is made or skipped."""
    told = f"Your guess: <b>{html.escape(option)}</b>." if option else "You skipped the guess."
    return f'<p style="margin:.3em 0;line-height:1.4">{html.escape(question.prompt)} {told} {html.escape(question.after)}</p>'


def static_twin(part: Part, view: View, unit: str, state: Any) -> Mapping[str, str]:
    """The demo for places with no widgets: the same picture, sentence and table, standing still."""
    question = part.question
    guess = f"{question.prompt} ({' / '.join(question.options)})" if question else ""
    options = f"<p>First a guess: {html.escape(guess)}</p>" if guess else ""
    still = "<p><small>The controls need a running notebook: open this lesson in JupyterLab and run its cells.</small></p>"
    return {
        "text/html": heading(part.title) + options + view.to_html() + code(state_as_code(unit, part, state)) + still,
        "text/plain": f"{part.title}\n{view!r}",
    }


def _literal(settings: Mapping[str, Any]) -> str:
    return "{" + ", ".join(f'"{name}": {value!r}' for name, value in settings.items()) + "}"
