"""JupyterLab in headless Chromium beside a sandbox, for whatever is measured in a page."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any, TypeAlias

from playwright.sync_api import sync_playwright

from hfwidgets import Sandbox
from tests.browser.chromium import start_chromium
from tests.browser.jupyter_server import KERNEL, RunningServer
from tests.browser.notebook_page import NotebookPage, write_notebook

PROBE = Path(__file__).with_name("page_probe.js").read_text()
OpenNotebook: TypeAlias = Callable[..., AbstractContextManager[NotebookPage]]


@contextmanager
def lab(**sandbox_options: Any) -> Iterator[tuple[OpenNotebook, Sandbox]]:
    """Give a way to open notebooks of the given cells, one at a time, and the sandbox."""
    with (
        Sandbox(**sandbox_options) as sandbox,
        tempfile.TemporaryDirectory() as folder,
        RunningServer("lab", Path(folder) / "lab", sandbox.environment) as server,
        sync_playwright() as playwright,
    ):
        browser = start_chromium(playwright)
        context = browser.new_context(viewport={"width": 1280, "height": 900})

        @contextmanager
        def notebook(*sources: str) -> Iterator[NotebookPage]:
            name = f"bench-{time.monotonic_ns()}.ipynb"
            write_notebook(server.folder / name, list(sources), KERNEL)
            page = NotebookPage(context, server, name)
            page.page.add_init_script(PROBE)
            page.open()
            yield page
            page.close()

        yield notebook, sandbox
        browser.close()
