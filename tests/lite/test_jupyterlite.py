"""A widget in JupyterLite's own page: everything between Run and Stop is in the browser."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from hfwidgets import Sandbox
from tests.browser.sandbox_log import SandboxLog
from tests.lite.jupyterlite import write_site
from tests.lite.programs import last_ended
from tests.lite.pyodide import served
from tests.waiting import PATIENCE

MILLISECONDS = PATIENCE * 1000
CELL = """
from hfwidgets import AsyncInferenceClient, TextGeneration
client = AsyncInferenceClient(endpoint={address!r}, token=False)
w = TextGeneration(prompt="Once", client=client, model="sandbox/flood@slow=0.05")
w.max_new_tokens = 4000
w
"""
AFTER = "print('kept', w.status, len(w.text) > 3, w.problem)"


@pytest.fixture
def page(
    browser: Browser,
    tmp_path: Path,
    sandboxes: Callable[[str | None], Sandbox],
    archives: list[Path],
) -> Iterator[tuple[Page, SandboxLog]]:
    """A notebook in JupyterLite, and the log of the sandbox that it asks."""
    with served(tmp_path / "site") as origin:
        sandbox = sandboxes(origin)
        write_site(tmp_path, origin, [CELL.format(address=sandbox.url), AFTER], archives)
        shown = browser.new_page()
        shown.set_default_timeout(MILLISECONDS)
        shown.goto(f"{origin}/lab/index.html?path=lite.ipynb")
        yield shown, SandboxLog(sandbox)
        shown.close()


def test_a_text_streams_in_jupyterlite_and_is_stopped(page: tuple[Page, SandboxLog]):
    notebook, log = page
    kernel = notebook.locator(".jp-Notebook-ExecutionIndicator[data-status='idle']")
    kernel.wait_for()  # a cell that is run while there is no kernel yet may never run
    cells = notebook.locator(".jp-Notebook .jp-CodeCell")
    cells.first.click()
    for number in (1, 2):
        notebook.keyboard.press("Shift+Enter")
        prompt = cells.nth(number - 1).locator(".jp-InputPrompt")
        expect(prompt).to_have_text(f"[{number}]:", timeout=MILLISECONDS)
    # What stands there instead is in the failure.
    expect(cells.nth(1)).to_contain_text("Run", timeout=MILLISECONDS)
    widget = notebook.locator(".jp-OutputArea .hfw").first
    widget.get_by_role("button", name="Run").first.click()
    state = widget.locator(".hfw-state")
    expect(state).to_have_text("Generating", timeout=MILLISECONDS)
    expect(widget.get_by_text("The model is loading")).to_be_hidden(timeout=MILLISECONDS)
    expect(widget.get_by_text("tokens/s").first).to_be_visible(timeout=MILLISECONDS)
    widget.get_by_role("button", name="Stop").first.click()
    expect(state).to_have_text("Stopped", timeout=MILLISECONDS)
    assert last_ended(log) == "disconnected"
    cells.nth(2).click()
    notebook.keyboard.press("Shift+Enter")
    expect(notebook.get_by_text("kept stopped True None", exact=True)).to_be_visible(
        timeout=MILLISECONDS
    )
