"""A cell that waits for a run, and a page that asks for no subshell (Voila, VS Code, Colab)."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jupyter_client.blocking.client import BlockingKernelClient
from jupyter_client.manager import KernelManager

from tests.waiting import PATIENCE

IPYKERNEL6 = Path(__file__).resolve().parents[2] / ".cache" / "ipykernel6"
SET_UP = """
from hfwidgets import InferenceClient, Sandbox, TextGeneration
sandbox = Sandbox().start()
client = InferenceClient(endpoint=sandbox.url)
w = TextGeneration("sandbox/ngram-topics@slow=0.1", prompt="A class is", client=client)
w.max_new_tokens = 4000
heard = []
w.observe(lambda change: heard.append(w.prompt), "prompt")
print(w.comm.comm_id)
"""
WAITS = "{how}\nheard.append(w.status)"


@pytest.fixture(params=["7", "6"])
def kernel(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[BlockingKernelClient]:
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path))
    if request.param == "6":
        monkeypatch.setenv("PYTHONPATH", str(IPYKERNEL6))
    manager = KernelManager()
    manager.kernel_cmd = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    manager.start_kernel()
    client = manager.blocking_client()
    client.start_channels()
    client.wait_for_ready(timeout=PATIENCE)
    yield client
    client.stop_channels()
    manager.shutdown_kernel(now=True)


def printed(kernel: BlockingKernelClient, code: str) -> str:
    """Run code and return what it prints."""
    texts: list[str] = []

    def hear(message: dict[str, Any]) -> None:
        texts.append(message["content"].get("text", ""))

    reply = kernel.execute_interactive(code, timeout=PATIENCE, output_hook=hear)
    assert reply["content"]["status"] == "ok", reply["content"]
    return "".join(texts).strip()


def send(kernel: BlockingKernelClient, comm: str, data: dict[str, Any]) -> str:
    message = kernel.session.msg("comm_msg", {"comm_id": comm, "data": data})
    kernel.shell_channel.send(message)
    identity: str = message["header"]["msg_id"]
    return identity


@pytest.mark.parametrize("how", ["w.run().wait()", "await w.run()"])
def test_stop_ends_a_cell_that_waits_and_everything_else_comes_in_its_turn(
    kernel: BlockingKernelClient, how: str
) -> None:
    comm = printed(kernel, SET_UP)
    first = kernel.execute(WAITS.format(how=how))
    begun(kernel, comm)
    later = [kernel.execute(f"heard.append({number})") for number in range(3)]
    send(kernel, comm, {"method": "custom", "content": {"kind": "stop"}})
    for message in (first, *later):
        assert replied(kernel, message)["status"] == "ok"
    assert printed(kernel, "print(heard)") == "['stopped', 0, 1, 2]"
    printed(kernel, "sandbox.close()")


def test_a_page_hears_that_its_message_was_taken_and_that_the_cell_goes_on(
    kernel: BlockingKernelClient,
) -> None:
    """Its widgets hold further changes back until the kernel is idle with the one before.

    In `await`, ipykernel 7.4 takes messages of widgets by itself, and tells no state.
    """
    comm = printed(kernel, SET_UP)
    cell = kernel.execute(WAITS.format(how="w.run().wait()"))
    begun(kernel, comm)
    state = {"method": "update", "state": {"prompt": "Another"}, "buffer_paths": []}
    told = send(kernel, comm, state)
    assert states(kernel, told, 2) == ["busy", "idle"]
    assert states(kernel, cell, 1) == ["busy"], "the kernel's state is that of the cell again"
    send(kernel, comm, {"method": "custom", "content": {"kind": "stop"}})
    assert replied(kernel, cell)["status"] == "ok"
    assert printed(kernel, "print(heard)") == "['Another', 'stopped']"
    printed(kernel, "sandbox.close()")


def states(kernel: BlockingKernelClient, parent: str, count: int) -> list[str]:
    """Return the next states that the kernel tells of a message."""
    found: list[str] = []
    deadline = time.monotonic() + PATIENCE
    while len(found) < count:
        assert time.monotonic() < deadline, f"{found} alone after {PATIENCE} s"
        message = kernel.get_iopub_msg(timeout=PATIENCE)
        if message["msg_type"] == "status" and message["parent_header"].get("msg_id") == parent:
            found.append(message["content"]["execution_state"])
    return found


def begun(kernel: BlockingKernelClient, comm: str) -> None:
    """Wait until text comes."""
    while True:
        content = kernel.get_iopub_msg(timeout=PATIENCE)["content"]
        if content.get("comm_id") == comm:
            told = content["data"].get("content", {})
            if told.get("kind") == "delta":
                return


def replied(kernel: BlockingKernelClient, message: str) -> dict[str, Any]:
    """Return the reply to a message; those before it are done with."""
    while True:
        reply = kernel.get_shell_msg(timeout=PATIENCE)
        if reply["parent_header"].get("msg_id") == message:
            content: dict[str, Any] = reply["content"]
            return content
