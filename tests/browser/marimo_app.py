"""marimo on a free loopback port, as whoever is given an app meets it: `marimo run`."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from tests.browser.app_server import serving
from tests.browser.jupyter_server import free_port


@contextmanager
def running(notebook: Path, environment: Mapping[str, str]) -> Iterator[str]:
    """Serve a notebook; give the address of its page."""
    port = free_port()
    command = ["marimo", "--quiet", "run", "--headless", "--no-token", "--port", str(port)]
    url = f"http://127.0.0.1:{port}"
    given = {**os.environ, **environment, "MARIMO_SKIP_UPDATE_CHECK": "1"}
    log = notebook.with_suffix(".log")
    with serving([*command, str(notebook)], f"{url}/health", given, log):
        yield url
