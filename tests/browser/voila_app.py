"""Voila on a free loopback port, with throw-away folders."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from tests.browser.app_server import serving
from tests.browser.jupyter_server import free_port, own_environment, write_kernels

# Made for Notebook 7 alone; here it throws.
FOREIGN = "--VoilaConfiguration.extension_denylist=['@jupyter-notebook/lab-extension']"


@contextmanager
def running(notebooks: Path, environment: Mapping[str, str], home: Path) -> Iterator[str]:
    """Serve a folder of notebooks; give the address below which each has its page, by its name.

    A page has a kernel of its own, which has run all cells before there is anything to see.
    """
    port = free_port()
    given = own_environment(home, environment)
    write_kernels(home)
    url = f"http://127.0.0.1:{port}/voila"
    command = ["voila", "--no-browser", f"--port={port}", "--Voila.ip=127.0.0.1", FOREIGN]
    ready = f"{url}/static/voila.js"
    with serving([*command, str(notebooks)], ready, given, home / "voila.log"):
        yield f"{url}/render"
