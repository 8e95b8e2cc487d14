"""Chromium, a browser page and a JupyterLab of our own, for the tests that drive notebooks as a student would."""

from __future__ import annotations

import os

import pytest


@pytest.fixture(scope="session")
def chromium():
    """Path of Chromium; where there is none the test is skipped, in CI it fails."""
    from lab_driver import CHROMIUM_NAMES, find_chromium

    path = find_chromium()
    if path is None:
        words = f"no Chromium found, looked for {', '.join(CHROMIUM_NAMES)}"
        if os.environ.get("CI"):
            pytest.fail(f"{words}; in CI the browser tests may not be skipped", pytrace=False)
        pytest.skip(words)
    return path


@pytest.fixture
def browser(chromium, tmp_path):
    """A Chromium context with a new, empty profile."""
    from lab_driver import CHROMIUM_FLAGS
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        context = playwright.chromium.launch_persistent_context(
            str(tmp_path / "profile"),
            executable_path=chromium,
            args=CHROMIUM_FLAGS,
            viewport={"width": 1400, "height": 1000},
            locale="en-US",
        )
        yield context
        context.close()


@pytest.fixture
def page(browser):
    """The first page of the browser."""
    return browser.pages[0] if browser.pages else browser.new_page()


@pytest.fixture
def lab(tmp_path):
    """A function: `lab(root)` starts JupyterLab on the folder `root`; every server is ended after the test."""
    from lab_driver import LabServer

    servers = []

    def start(root):
        state = tmp_path / f"lab-{len(servers)}"
        state.mkdir()
        servers.append(LabServer(root, state))
        return servers[-1]

    yield start
    for server in servers:
        server.close()
