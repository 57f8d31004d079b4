"""Start JupyterLab or Notebook with throw-away folders, on a free loopback port."""

from __future__ import annotations

import json
import os
import secrets
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from tests.waiting import PATIENCE

ROOT = Path(__file__).resolve().parents[2]
IPYKERNEL6 = ROOT / ".cache" / "ipykernel6"
KERNEL = "python3"
START_KERNEL = (sys.executable, "-Xfrozen_modules=off", "-m", "ipykernel_launcher")
# The token of the kernel `canary`, which no file, log or page may show.
CANARY = "hf_CANARYdoNotTellAnyone0123456789ab"

# Every cell is in the page, nothing asks the outside, and a saved notebook holds its widgets.
SETTINGS = {
    "@jupyterlab/notebook-extension:tracker": {"windowingMode": "none"},
    "@jupyterlab/apputils-extension:notification": {
        "fetchNews": "false",
        "checkForUpdates": False,
        "doNotDisturbMode": True,
    },
    "@jupyterlab/docmanager-extension:plugin": {"autosave": False},
    "@jupyter-widgets/jupyterlab-manager:plugin": {"saveState": True},
}
HOSTS = {
    "lab": ("jupyterlab", "--LabApp.expose_app_in_browser=True", "lab/tree"),
    "notebook": ("notebook", "--JupyterNotebookApp.expose_app_in_browser=True", "notebooks"),
}


@dataclass(frozen=True, slots=True)
class JupyterServer:
    """A running server; notebooks live in `folder`."""

    host: str
    port: int
    folder: Path
    log: Path

    def url(self, notebook: str) -> str:
        """Where the notebook opens alone, without what was open before."""
        return f"http://127.0.0.1:{self.port}/{HOSTS[self.host][2]}/{notebook}?reset"


class RunningServer:
    """Context manager around the server's own process.

    Args:
        host: Which of `HOSTS`.
        folder: Where all that it reads and writes is.
        kernel_environment: Variables of its kernels.
        start_kernel: What starts a kernel; the kernel's arguments come after it.
    """

    def __init__(
        self,
        host: str,
        folder: Path,
        kernel_environment: dict[str, str],
        start_kernel: Sequence[str] = START_KERNEL,
    ) -> None:
        notebooks = folder / "notebooks"
        notebooks.mkdir(parents=True)
        self._folder = folder
        self._kernel_environment = kernel_environment
        self._start_kernel = start_kernel
        self._running: subprocess.Popen[bytes] | None = None
        self.server = JupyterServer(host, free_port(), notebooks, folder / "server.log")

    def __enter__(self) -> JupyterServer:
        _write_settings(self._folder / "config" / "labconfig")
        write_kernels(self._folder, self._start_kernel)
        with self.server.log.open("wb") as log:
            self._running = subprocess.Popen(
                self._command(),
                env=own_environment(self._folder, self._kernel_environment),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                cwd=self.server.folder,
            )
        self._wait_until_ready()
        return self.server

    def __exit__(self, *exception: object) -> None:
        assert self._running is not None
        self._running.terminate()
        try:
            self._running.wait(timeout=15)
        except subprocess.TimeoutExpired:
            self._running.kill()
            self._running.wait()

    def _command(self) -> list[str]:
        module, expose, _ = HOSTS[self.server.host]
        command = [sys.executable, "-m", module, expose, "--no-browser", "--ip=127.0.0.1"]
        command += [f"--port={self.server.port}", "--ServerApp.port_retries=0"]
        command += [
            "--IdentityProvider.token=",
            "--KernelManager.shutdown_wait_time=1",  # kernels that hang wait long enough
            f"--ServerApp.root_dir={self.server.folder}",
        ]
        if hasattr(os, "geteuid") and os.geteuid() == 0:
            command.append("--allow-root")
        return command

    def _wait_until_ready(self) -> None:
        deadline = time.monotonic() + 6 * PATIENCE
        while time.monotonic() < deadline:
            assert self._running is not None
            if self._running.poll() is not None:
                break
            if _answers(self.server.port):
                return
            time.sleep(0.1)
        self.__exit__()
        raise RuntimeError(f"{self.server.host} did not start:\n{self.server.log.read_text()}")


def free_port() -> int:
    """Return a port of this machine that nobody listens on.

    Below those that systems give to any socket that asks for one: one of these may be another's by
    the time that its server has started.
    """
    while True:
        port = 20_000 + secrets.randbelow(12_000)
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


def _answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/api/status", timeout=5):
            return True
    except OSError:
        return False


def _write_settings(folder: Path) -> None:
    folder.mkdir(parents=True)
    (folder / "default_setting_overrides.json").write_text(json.dumps(SETTINGS))
    disabled = {"@jupyterlab/apputils-extension:announcements": True}
    (folder / "page_config.json").write_text(json.dumps({"disabledExtensions": disabled}))


def own_environment(folder: Path, more: Mapping[str, str]) -> dict[str, str]:
    """Return the environment of a server whose settings and data are all in `folder`."""
    inherited = {k: v for k, v in os.environ.items() if not k.startswith(("HF_", "HUGGING"))}
    inherited.pop("PYTHONPATH", None)
    places = {
        "HOME": "home",
        "IPYTHONDIR": "ipython",
        "JUPYTER_CONFIG_DIR": "config",
        "JUPYTER_DATA_DIR": "data",
        "JUPYTER_RUNTIME_DIR": "runtime",
        "JUPYTERLAB_SETTINGS_DIR": "settings",
        "JUPYTERLAB_WORKSPACES_DIR": "workspaces",
    }
    for place in places.values():
        (folder / place).mkdir(exist_ok=True)
    folders = {name: str(folder / place) for name, place in places.items()}
    # The kernels of `data` come before those of the environment.
    return {**inherited, **folders, "JUPYTER_PREFER_ENV_PATH": "0", **more}


def write_kernels(home: Path, start: Sequence[str] = START_KERNEL) -> None:
    """Write the kernels of a server whose data is in `home`; `start` starts those of today."""
    folder = home / "data" / "kernels"
    _write_kernel(folder, KERNEL, start)
    _write_kernel(folder, "canary", start, {"HF_TOKEN": CANARY})
    if IPYKERNEL6.exists():
        _write_kernel(folder, "ipykernel6", START_KERNEL, {"PYTHONPATH": str(IPYKERNEL6)})


def add_kernel(server: JupyterServer, name: str, python: str, environment: dict[str, str]) -> None:
    """Let notebooks of a running server name a kernel that starts `python`."""
    start = [python, *START_KERNEL[1:]]
    _write_kernel(server.log.parent / "data" / "kernels", name, start, environment)


def _write_kernel(
    folder: Path, name: str, start: Sequence[str], environment: dict[str, str] | None = None
) -> None:
    command = [*start, "-f", "{connection_file}", "--HistoryManager.enabled=False"]
    spec = {
        "argv": command,
        "display_name": name,
        "language": "python",
        "env": environment or {},
        "metadata": {"debugger": False},
    }
    (folder / name).mkdir(parents=True)
    (folder / name / "kernel.json").write_text(json.dumps(spec))
