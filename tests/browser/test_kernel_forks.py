"""A forked kernel is, for its notebook and its host, what a started one is."""

from __future__ import annotations

import ast
import os
import shutil
import signal
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest
from jupyter_client.blocking.client import BlockingKernelClient
from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.manager import KernelManager

from tests.browser.jupyter_server import KERNEL, START_KERNEL, write_kernels
from tests.browser.kernel_forks import IMPORTED, KernelForks
from tests.waiting import PATIENCE, soon

FOUND = """{
    "folder": os.getcwd(),
    "environment": {name: value for name, value in os.environ.items() if name not in OWN},
    "path": sys.path,
    "arguments": sys.argv[1:2],
    "options": sys.warnoptions,
    "filters": sorted({str(one) for one in warnings.filters}),
    "leads its group": os.getpgid(0) == os.getpid(),
    "imported": [name for name in ("ipywidgets", "anywidget", "hfwidgets") if name in sys.modules],
    "threads": sorted(one.name for one in threading.enumerate() if "Thread-" not in one.name),
}"""
OWN = {"JPY_PARENT_PID", "JPY_SESSION_NAME", "LINES", "COLUMNS"}


@contextmanager
def running(
    start: Sequence[str], home: Path
) -> Iterator[tuple[KernelManager, BlockingKernelClient]]:
    folder = home / "data" / "kernels"
    if not folder.exists():
        write_kernels(home, start)
    specs = KernelSpecManager(kernel_dirs=[str(folder)], ensure_native_kernel=False)
    manager = KernelManager(kernel_name=KERNEL, kernel_spec_manager=specs, shutdown_wait_time=1)
    manager.start_kernel(cwd=str(home), env={**os.environ, "OF_ITS_OWN": "é"})
    client = manager.client()
    client.start_channels()
    try:
        client.wait_for_ready(timeout=PATIENCE)
        yield manager, client
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)


def asked(client: BlockingKernelClient, expression: str) -> object:
    """Return the value of an expression of the kernel."""
    reply = client.execute(
        # What is imported here warns, too.
        f"import os, sys, threading, warnings, {', '.join(IMPORTED)}",
        user_expressions={"value": expression},
        reply=True,
        timeout=PATIENCE,
    )
    return ast.literal_eval(reply["content"]["user_expressions"]["value"]["data"]["text/plain"])


def test_a_forked_kernel_has_what_a_started_one_has(kernel_forks: KernelForks, tmp_path: Path):
    found = []
    for start in (START_KERNEL, kernel_forks.command):
        shutil.rmtree(tmp_path / "data", ignore_errors=True)
        with running(start, tmp_path) as (manager, client):
            found.append(asked(client, FOUND.replace("OWN", repr(OWN))))
            forked = asked(client, "os.getpid()") != manager.provisioner.process.pid
            assert forked == (start is not START_KERNEL)
    assert found[1] == found[0]


def test_a_forked_kernel_is_interrupted(kernel_forks: KernelForks, tmp_path: Path):
    with running(kernel_forks.command, tmp_path) as (manager, client):
        begun = tmp_path / "begun"
        client.execute(f"open({str(begun)!r}, 'w').close()\nimport time\ntime.sleep(10_000)")
        soon(begun.exists, "the cell's begin")
        manager.interrupt_kernel()
        while (content := client.get_shell_msg(timeout=PATIENCE)["content"]).get("ename") is None:
            pass  # what was asked before
        assert content["ename"] == "KeyboardInterrupt"
        assert asked(client, "1 + 1") == 2


@pytest.mark.parametrize(
    ("code", "status"),
    [("os._exit(7)", 7), ("os.kill(os.getpid(), 9)", -9), ("os.kill(os.getpid(), 15)", -15)],
)
def test_its_host_learns_how_a_forked_kernel_ended(
    kernel_forks: KernelForks, tmp_path: Path, code: str, status: int
):
    with running(kernel_forks.command, tmp_path) as (manager, client):
        process = manager.provisioner.process
        client.execute(f"import os\n{code}")
        assert process.wait(PATIENCE) == status


def test_a_forked_kernel_ends_with_its_host(kernel_forks: KernelForks, tmp_path: Path):
    with running(kernel_forks.command, tmp_path) as (manager, client):
        pid = asked(client, "os.getpid()")
        manager.provisioner.process.send_signal(signal.SIGKILL)
        soon(lambda: not Path(f"/proc/{pid}").exists(), "the kernel's end")


def test_forked_kernels_end_with_what_forks_them(tmp_path: Path):
    with KernelForks(tmp_path) as forks, running(forks.command, tmp_path) as (_, client):
        pid = asked(client, "os.getpid()")
        forks.__exit__()
        soon(lambda: not Path(f"/proc/{pid}").exists(), "the kernel's end")
