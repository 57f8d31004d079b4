"""A server that shows a notebook as an app, for as long as a test needs it."""

from __future__ import annotations

import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from tests.waiting import PATIENCE


@contextmanager
def serving(
    command: list[str], ready: str, environment: Mapping[str, str], log: Path
) -> Iterator[None]:
    """Run a module of this Python until the block ends; begin when the address `ready` answers."""
    with log.open("wb") as written:
        server = subprocess.Popen(
            [sys.executable, "-m", *command],
            env=dict(environment),
            stdin=subprocess.DEVNULL,
            stdout=written,
            stderr=subprocess.STDOUT,
        )
    try:
        _wait(server, ready, log)
        yield
    finally:
        server.terminate()
        server.wait(60)


def _wait(server: subprocess.Popen[bytes], ready: str, log: Path) -> None:
    deadline = time.monotonic() + 6 * PATIENCE
    while time.monotonic() < deadline and server.poll() is None:
        try:
            with urllib.request.urlopen(ready, timeout=5):
                return
        except OSError:
            time.sleep(0.1)
    raise AssertionError(f"it did not start:\n{log.read_text(errors='replace')[-2000:]}")
