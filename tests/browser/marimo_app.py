"""marimo on a free loopback port, as whoever is given an app meets it: `marimo run`."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from tests.waiting import PATIENCE


@contextmanager
def running(notebook: Path, environment: Mapping[str, str]) -> Iterator[str]:
    """Serve a notebook; give the address of its page."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "marimo", "--quiet", "run", "--headless", "--no-token"]
    log = notebook.with_suffix(".log")
    with log.open("wb") as written:
        server = subprocess.Popen(
            [*command, "--port", str(port), str(notebook)],
            env={**os.environ, **environment, "MARIMO_SKIP_UPDATE_CHECK": "1"},
            stdin=subprocess.DEVNULL,
            stdout=written,
            stderr=subprocess.STDOUT,
        )
    try:
        yield _once_ready(server, f"http://127.0.0.1:{port}", log)
    finally:
        server.terminate()
        server.wait(60)


def _once_ready(server: subprocess.Popen[bytes], url: str, log: Path) -> str:
    deadline = time.monotonic() + 6 * PATIENCE
    while time.monotonic() < deadline and server.poll() is None:
        try:
            with urllib.request.urlopen(f"{url}/health", timeout=5):
                return url
        except OSError:
            time.sleep(0.1)
    raise AssertionError(f"marimo did not start:\n{log.read_text(errors='replace')[-2000:]}")
