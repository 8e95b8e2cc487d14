"""Drive a notebook in a real JupyterLab, as a student would: open it, run all, move a control by keyboard, look at the picture."""

from __future__ import annotations

import io
import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from PIL import Image

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome")
CHROMIUM_FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
LAB_SETTINGS = {
    "notebook-extension/tracker": {"windowingMode": "none"},  # keeps every cell on the page
    "apputils-extension/notification": {"fetchNews": "false", "checkForUpdates": False},
}
WAIT = 60_000  # ms
RUN_WAIT = 180_000

_KERNEL_IDLE = """() => {
  const panel = window.jupyterapp?.shell?.currentWidget;
  const session = panel?.context?.sessionContext;
  const kernel = session?.session?.kernel;
  return Boolean(session?.isReady && kernel?.connectionStatus === 'connected' && kernel?.status === 'idle');
}"""
_RUN_ALL = "() => window.jupyterapp.commands.execute('notebook:run-all-cells')"
_ERRORS = """() => window.jupyterapp.shell.currentWidget.content.widgets
  .filter(cell => cell.model.type === 'code')
  .flatMap(cell => cell.model.outputs.toJSON())
  .filter(output => output.output_type === 'error')
  .map(output => `${output.ename}: ${output.evalue}`)"""
_NEVER_RUN = """() => window.jupyterapp.shell.currentWidget.content.widgets
  .filter(cell => cell.model.type === 'code' && cell.model.sharedModel.getSource().trim() && !cell.model.executionCount)
  .map(cell => cell.model.sharedModel.getSource())"""
# What a reader would see of each picture: pixels of images and canvases (a new address of the same picture is no change), drawn paths.
_PICTURES = """area => {
  const wide = [...area.querySelectorAll('img, canvas, svg')].filter(e => e.getBoundingClientRect().width > 100);
  return wide.filter(e => e.tagName !== 'IMG' || (e.complete && e.naturalWidth)).map(e => {
    if (e.tagName === 'svg') return e.innerHTML;
    const small = Object.assign(document.createElement('canvas'), {width: 320, height: 200});
    small.getContext('2d').drawImage(e, 0, 0, 320, 200);
    return small.toDataURL();
  });
}"""
_LARGEST = """area => [...area.querySelectorAll('img, canvas, svg')]
  .map(e => [e.getBoundingClientRect(), e]).map(([box, e]) => [box.width * box.height, e])
  .sort((a, b) => b[0] - a[0])[0]?.[1] ?? null"""
_OWN_CELL = "xpath=ancestor::*[contains(concat(' ', @class, ' '), ' jp-CodeCell ')][1]"


def find_chromium() -> str | None:
    """Path of Chromium: the one named by `CHROMIUM`, else the first on the search path."""
    named = os.environ.get("CHROMIUM")
    return shutil.which(named) if named else next((path for name in CHROMIUM_NAMES if (path := shutil.which(name))), None)


class LabServer:
    """A JupyterLab of our own on 127.0.0.1, apart from the user's settings; ended by its own process id."""

    def __init__(self, root: Path, state: Path) -> None:
        self.token = secrets.token_hex(16)
        self.port = _free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = state / "lab.log"
        _write_settings(state / "settings")
        command = [sys.executable, "-m", "jupyterlab", "--no-browser", "--ip=127.0.0.1", f"--port={self.port}"]
        command += ["--ServerApp.port_retries=0", f"--ServerApp.root_dir={root}", "--allow-root"]
        command += ["--expose-app-in-browser", "--LabApp.extension_manager=readonly"]
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                command, cwd=root, env=self._environment(state), stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
            )
        self._wait_until_up()

    def _environment(self, state: Path) -> dict[str, str]:
        folders = {
            "JUPYTER_CONFIG_DIR": "config",
            "JUPYTER_DATA_DIR": "data",
            "JUPYTER_RUNTIME_DIR": "runtime",
            "IPYTHONDIR": "ipython",
            "JUPYTERLAB_SETTINGS_DIR": "settings",
            "JUPYTERLAB_WORKSPACES_DIR": "workspaces",
        }
        return os.environ | {name: str(state / folder) for name, folder in folders.items()} | {"JUPYTER_TOKEN": self.token}

    def _wait_until_up(self, seconds: float = 60) -> None:
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if self.process.poll() is not None:
                break
            try:
                with urllib.request.urlopen(f"{self.url}/api/status?token={self.token}", timeout=2):
                    return
            except (urllib.error.URLError, OSError):
                time.sleep(0.1)
        self.close()
        raise RuntimeError(f"JupyterLab did not start:\n{self.log.read_text(errors='replace')[-3000:]}")

    def close(self) -> None:
        """End the server and its kernels: the process group we started, and no other."""
        if self.process.poll() is not None:
            return
        os.killpg(self.process.pid, signal.SIGTERM)
        try:
            self.process.wait(15)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait(5)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _write_settings(folder: Path) -> None:
    for name, values in LAB_SETTINGS.items():
        file = folder / "@jupyterlab" / f"{name}.jupyterlab-settings"
        file.parent.mkdir(parents=True)
        file.write_text(json.dumps(values))


def open_notebook(page: Any, server: LabServer, path: str) -> None:
    """Open the notebook at `path` (under the server's root) and wait for its kernel."""
    page.goto(f"{server.url}/lab/workspaces/test/tree/{path}?reset&token={server.token}", wait_until="domcontentloaded")
    page.locator("#jupyterlab-splash").wait_for(state="detached", timeout=WAIT)
    page.locator(".jp-NotebookPanel:not(.lm-mod-hidden) .jp-Notebook").wait_for(timeout=WAIT)
    page.wait_for_function(_KERNEL_IDLE, timeout=WAIT)


def run_all(page: Any) -> None:
    """Run every cell; fail on the first error output and on a cell that did not run."""
    page.set_default_timeout(RUN_WAIT)
    page.evaluate(_RUN_ALL)
    page.wait_for_function(_KERNEL_IDLE, timeout=RUN_WAIT)
    errors = page.evaluate(_ERRORS)
    assert not errors, f"cells failed: {errors}"
    skipped = page.evaluate(_NEVER_RUN)
    assert not skipped, f"cells did not run: {skipped}"


@dataclass
class Move:
    """What a key press did: the control's value and the pictures before and after, and how much ink the picture has."""

    slider: str
    values: tuple[str, str]
    pictures: tuple[list[str], list[str]]
    ink: float
    seen: bytes = field(repr=False)


def move_slider(page: Any, label: str | None = None, *, key: str = "ArrowRight", cell: int | None = None, patience: float = 15) -> Move:
    """Press `key` on the slider with this label (the first one when left out) and wait for its cell's picture to change.

    Where a guess is asked for first, it is openly skipped, as a student may.
    `cell` narrows the search to the n-th cell of the notebook; `patience` is the longest wait in seconds.
    """
    place = page.locator(".jp-Notebook .jp-Cell").nth(cell) if cell is not None else page
    rows = place.locator(".widget-slider")
    row = rows.filter(has=page.locator(".widget-label", has_text=label)).first if label else rows.first
    row.scroll_into_view_if_needed()
    home = row.locator(_OWN_CELL)
    skip_guess(home)
    row.locator(".noUi-target:not([disabled])").first.wait_for(
        timeout=10_000
    )  # the words of the skipped guess may come before the key is heard
    handle = row.locator("[role=slider]").first
    area = home.locator(".jp-Cell-outputWrapper").first
    before, value = area.evaluate(_PICTURES), handle.get_attribute("aria-valuenow")
    handle.focus()
    handle.press(key)
    changed = _wait_for_change(page, area, before, patience)
    picture = area.evaluate_handle(_LARGEST).as_element()
    seen = picture.screenshot() if picture else b""
    name = row.locator(".widget-label").first.inner_text()
    return Move(name, (value, handle.get_attribute("aria-valuenow")), (before, changed), ink(seen) if seen else 0.0, seen)


def skip_guess(cell: Any) -> None:
    """Skip the guess that a demo asks for before its controls open; nothing happens where none is asked."""
    skip = cell.get_by_role("button", name="Skip the guess")
    if skip.count():
        skip.first.click()
        cell.get_by_text("You skipped the guess").wait_for(timeout=10_000)


def _wait_for_change(page: Any, area: Any, before: list[str], seconds: float) -> list[str]:
    end = time.monotonic() + seconds
    now = before
    while time.monotonic() < end:
        now = area.evaluate(_PICTURES)
        if now and now != before:
            return now
        page.wait_for_timeout(50)
    return now


def check_move(move: Move) -> None:
    """The control moved, the picture changed, and there is something on it."""
    assert move.values[0] != move.values[1], f"the slider {move.slider!r} did not move: {move.values}"
    assert move.pictures[0], f"there was no picture beside the slider {move.slider!r}"
    assert move.pictures[0] != move.pictures[1], f"the picture did not change when {move.slider!r} went {' -> '.join(move.values)}"
    assert move.ink > 0.005, f"the picture is blank (ink {move.ink:.4f}) after {move.slider!r} went {' -> '.join(move.values)}"


def ink(png: bytes) -> float:
    """Share of the pixels that differ from the commonest colour."""
    picture = Image.open(io.BytesIO(png)).convert("RGB")
    commonest = Counter(picture.get_flattened_data()).most_common(1)[0][1]
    return 1 - commonest / (picture.width * picture.height)


def drive(page: Any, server: LabServer, notebook: str, label: str | None = None, **how: Any) -> Move:
    """Open a notebook, run all of it, move one slider (`how`: see move_slider), check what happened; return what was seen."""
    open_notebook(page, server, notebook)
    run_all(page)
    move = move_slider(page, label, **how)
    check_move(move)
    return move
