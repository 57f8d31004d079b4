"""What the sandbox saw: its own log of requests, read over HTTP."""

from __future__ import annotations

import itertools
import json
import time
import urllib.request
from typing import TYPE_CHECKING, Any

from tests.waiting import PATIENCE

if TYPE_CHECKING:
    from hfwidgets import Sandbox

Entry = dict[str, Any]
_serial = itertools.count()


def tagged(model: str) -> str:
    """Return the model under an id of its own: the sandbox loads and limits each id once."""
    return f"{model},tag={next(_serial)}"


class SandboxLog:
    """The requests for a model since this object was made."""

    def __init__(self, sandbox: Sandbox) -> None:
        self.url = sandbox.url
        self._since = time.time()

    def everything(self) -> str:
        with urllib.request.urlopen(f"{self.url}/sandbox/log", timeout=PATIENCE) as answer:
            body: bytes = answer.read()
        return body.decode()

    def runs(self) -> list[Entry]:
        """The POST requests, oldest first."""
        entries: list[Entry] = json.loads(self.everything())
        return [e for e in entries if e["method"] == "POST" and e["time"] >= self._since]

    def wait_ended(self, count: int = 1, seconds: float = PATIENCE) -> Entry:
        """Return the last of `count` requests, when the server has done with it."""
        deadline = time.monotonic() + seconds
        while True:
            runs = self.runs()
            if len(runs) >= count and runs[count - 1]["ended"] != "running":
                return runs[count - 1]
            assert time.monotonic() < deadline, f"not ended after {seconds} s: {runs}"
            time.sleep(0.02)
