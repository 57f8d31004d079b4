"""What the tests of cassettes share."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import hfwidgets
from tests.wire.conftest import Blocking
from tests.wire.scripted import ScriptedServer

CANARY = "hf_canaryCANARY0123456789"
NGRAM = "sandbox/ngram-topics"


def event(text: str, last: str | None = None) -> bytes:
    token = {"id": 1, "text": text, "logprob": -0.5, "special": False}
    body = json.dumps({"token": token, "generated_text": last, "details": None}, ensure_ascii=False)
    return f"data:{body}\n\n".encode()


def recorded(either: Blocking, tape: Path, server: ScriptedServer, *calls: Any, **of: Any) -> list:
    """Make calls against a server, and record them; then hang up for good."""
    with hfwidgets.record(tape):
        client = either.client(f"{server.url}/m", token=CANARY, **of)
        found = [call(client) for call in calls]
    server.close()
    server.hang_up()
    return found


def hold_last_block(tape: Path, seconds: float) -> None:
    """Have the last piece of a recorded stream come so many seconds after its headers."""
    lines = tape.read_text(encoding="utf-8").splitlines()
    blocks = [at for at, line in enumerate(lines) if line.startswith("[")]
    lines[blocks[-1]] = f"[{seconds}, " + lines[blocks[-1]].partition(", ")[2]
    tape.write_text("\n".join(lines), encoding="utf-8")
