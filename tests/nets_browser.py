"""Every demo in a real JupyterLab: skip the guess, move a control by keyboard, look whether the picture changes. One server, one browser."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import nbformat
from lab_driver import _LARGEST, _PICTURES, CHROMIUM_FLAGS, LabServer, _wait_for_change, ink, open_notebook, run_all, skip_guess
from playwright.sync_api import sync_playwright

KEYS = (
    (".widget-slider [role=slider]", ("ArrowRight", "ArrowLeft", "End", "Home")),
    (".widget-dropdown:not(.cxlab-pages) select", ("End", "Home")),  # JupyterLab itself takes the arrow keys
    (".widget-toggle-buttons button:not(.mod-active)", ("Enter",)),
    ("input[type=checkbox]", ("Space",)),
    ("input[type=number]", ("ArrowUp", "ArrowDown")),
    ("button.widget-button:not(.mod-info)", ("Enter",)),
)
PATIENCE = 5.0  # seconds for one key


class Desk:
    """A JupyterLab and a browser for a whole test file."""

    def __init__(self, chromium: str, folder: Path, root: Path, patience: float = PATIENCE):
        self.chromium, self.root, self.patience = chromium, root, patience
        self.course, self.state = folder / "course", folder / "state"
        self.errors: list[str] = []

    def __enter__(self) -> Desk:
        self.course.mkdir()
        self.state.mkdir()
        with contextlib.ExitStack() as open_things:
            self.server = LabServer(self.course, self.state)
            open_things.callback(self.server.close)
            player = open_things.enter_context(sync_playwright())
            context = player.chromium.launch_persistent_context(
                str(self.state / "profile"), executable_path=self.chromium, args=CHROMIUM_FLAGS, viewport={"width": 1400, "height": 1000}
            )
            open_things.callback(context.close)
            self.page = context.pages[0] if context.pages else context.new_page()
            self.page.on("pageerror", lambda error: self.errors.append(str(error)))
            self._open_things = open_things.pop_all()
        return self

    def __exit__(self, *what: Any) -> None:
        self._open_things.close()

    def show(self, name: str, sources: Sequence[str]) -> None:
        """Open a notebook with these cells and run it."""
        first = f"import sys\nsys.path.insert(0, {str(self.root)!r})\nimport cxlab as cx"
        cells = [nbformat.v4.new_code_cell(source) for source in (first, *sources)]
        notebook = nbformat.v4.new_notebook(cells=cells)
        notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
        nbformat.write(notebook, self.course / f"{name}.ipynb")
        self.errors.clear()
        open_notebook(self.page, self.server, f"{name}.ipynb")
        run_all(self.page)


def browser_faults(desk: Desk, unit: str, parts: Sequence[str], opened: Callable[[str], str] | None = None) -> list[str]:
    """What goes wrong with a unit's demo in the browser; `opened` is the line that shows a part."""
    line = opened or (lambda part: f'cx.demo("{unit}", part="{part}")')
    desk.show(unit, [line(part) for part in parts])
    faults = []
    for number, part in enumerate(parts, start=1):
        cell = desk.page.locator(".jp-Notebook .jp-CodeCell").nth(number)
        faults += [f"{unit} {part}: {words}" for words in _part_faults(desk, cell)]
    return faults + [f"{unit}: the page reports {error[:200]}" for error in desk.errors]


def _part_faults(desk: Desk, cell: Any) -> list[str]:
    area = cell.locator(".jp-Cell-outputWrapper").first
    skip_guess(cell)
    pictures = area.evaluate(_PICTURES)
    if not pictures:
        return ["no picture is shown"]
    for selector, keys in KEYS:
        control = cell.locator(selector)
        if control.count():
            return _moved(desk, area, control.first, keys, pictures)
    return ["it has no control that a key moves"]


def _moved(desk: Desk, area: Any, control: Any, keys: Sequence[str], before: list[str]) -> list[str]:
    control.scroll_into_view_if_needed()
    control.focus()
    for key in keys:
        control.press(key)
        after = _wait_for_change(desk.page, area, before, desk.patience)
        if after != before:
            return _look(area)
    return [f"the picture does not change when its control is moved by {', '.join(keys)}"]


def _look(area: Any) -> list[str]:
    picture = area.evaluate_handle(_LARGEST).as_element()
    share = ink(picture.screenshot()) if picture else 0.0
    return [] if share > 0.005 else [f"the picture is blank (ink {share:.4f})"]
