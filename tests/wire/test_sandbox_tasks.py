"""Every task of the sandbox, asked in both dialects by both clients: the same answers."""

from __future__ import annotations

import json
import urllib.request
from typing import Any

import pytest

from hfwidgets import Sandbox
from tests.differential.sandbox_caller import CALLS
from tests.waiting import PATIENCE
from tests.wire.conftest import Blocking
from tests.wire.task_cases import told

# The earlier client, which `CALLS` is for too, has no such calls, or another answer.
OF_TODAY = {"audio-to-audio", "image-to-video", "text-to-video"}
NEVER_THE_SAME = {"text-to-speech"}  # the sandbox breathes anew each time


@pytest.fixture(scope="module")
def offered(sandbox: Sandbox) -> set[str]:
    """The tasks that the sandbox has a model for, here."""
    with urllib.request.urlopen(f"{sandbox.url}/api/tasks") as answer:
        rows: dict[str, Any] = json.loads(answer.read())
    return {task for task, row in rows.items() if row["models"]}


def call(either: Blocking, sandbox: Sandbox, dialect: str, task: str) -> Any:
    url = sandbox.url if dialect == "classic" else sandbox.router_url
    client = either.client(None, endpoint=url, hub_endpoint=sandbox.url, timeout=PATIENCE)
    arguments, keywords = CALLS[task]
    return told(either.call(client, task.replace("-", "_"), *arguments, **keywords))


@pytest.mark.parametrize("task", sorted(CALLS))
def test_both_dialects_give_the_same_answer(
    either: Blocking, sandbox: Sandbox, offered: set[str], task: str
) -> None:
    if task not in offered:
        pytest.skip(f"no model of the sandbox does {task} here")
    classic = call(either, sandbox, "classic", task)
    today = call(either, sandbox, "router", task)
    if task == "conversational":  # a chat completion there
        assert set(today) == set(classic)
        assert today["generated_text"]
    elif task in NEVER_THE_SAME:
        assert today["bytes"][:8] == classic["bytes"][:8]
    else:
        assert today == classic


def test_every_task_is_known_to_the_sandbox(offered: set[str]) -> None:
    assert offered - OF_TODAY <= set(CALLS)
    assert len(CALLS) == 26
