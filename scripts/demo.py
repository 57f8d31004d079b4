"""Start the sandbox and a JupyterLab with the tour notebook open; ctrl-C ends both.

`make demo` runs this. It keeps JupyterLab's settings in .cache/demo, apart from the user's own.
"""

from __future__ import annotations

import argparse
import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
import webbrowser
from pathlib import Path
from typing import TextIO

from hfwidgets import Sandbox

ROOT = Path(__file__).resolve().parent.parent
NOTEBOOKS = ROOT / "notebooks"
TOUR = "01_text_generation.ipynb"
STATE = ROOT / ".cache" / "demo"
START_SECONDS = 60
WHAT_TO_EXPECT = """
JupyterLab is ready:

  {url}

What to see: the tour "{tour}" is open. Run its cells from the top (Shift+Enter). A text
generator streams tokens from a model server on this computer ({sandbox}): no account, no
token, no network. Press Stop in mid-stream, then Continue; change the parameters; make the server
slow, loading or broken as the tour shows. Then open 03_images (make, change and take apart
pictures), 04_explore_models (what is deployed, and what works now) and 05_todays_service
(inference providers: who serves what, for how much).

Ctrl-C here ends JupyterLab and the model server. JupyterLab's log: {log}
"""


def main() -> int:
    """Run the demo until ctrl-C, or until JupyterLab is shut down from its menu."""
    options = _parse_options()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    STATE.mkdir(parents=True, exist_ok=True)
    log_path = STATE / "jupyter.log"
    with Sandbox() as sandbox, log_path.open("w") as log:
        token = secrets.token_hex(16)
        port = _free_port(options.port)
        url = f"http://127.0.0.1:{port}/lab/tree/{TOUR}?token={token}"
        jupyter = _start_jupyter(port, token, sandbox.environment, log)
        try:
            _wait_until_ready(jupyter, port, log_path)
            shown_log = log_path.relative_to(ROOT)
            _tell(WHAT_TO_EXPECT.format(url=url, tour=TOUR, sandbox=sandbox.url, log=shown_log))
            if options.browser:
                webbrowser.open(url)
            return jupyter.wait()
        except KeyboardInterrupt:
            _tell("\nEnding JupyterLab and the model server.")
            return 0
        finally:
            _stop(jupyter)


def _parse_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make demo", description=__doc__)
    parser.add_argument("--port", type=int, default=8888, help="port to try first (default 8888)")
    parser.add_argument(
        "--browser",
        action=argparse.BooleanOptionalAction,
        default=_has_display(),
        help="open the notebook in the browser (default: where there is a screen)",
    )
    return parser.parse_args()


def _has_display() -> bool:
    """Whether a browser window could be seen here."""
    if sys.platform in ("darwin", "win32"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _free_port(wanted: int) -> int:
    """Return `wanted` if nothing listens there, else a port that the system chooses."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", wanted))
        except OSError:
            probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _start_jupyter(
    port: int, token: str, kernel_environment: dict[str, str], log: TextIO
) -> subprocess.Popen[str]:
    """Start JupyterLab on the notebooks folder, in a process group of its own.

    The token travels in the environment, so that it does not show in the list of processes.
    """
    config = STATE / "config" / "labconfig"
    config.mkdir(parents=True, exist_ok=True)
    settings = {
        "@jupyterlab/apputils-extension:notification": {
            "fetchNews": "false",
            "checkForUpdates": False,
        }
    }
    (config / "default_setting_overrides.json").write_text(json.dumps(settings))
    environment = {
        **os.environ,
        **kernel_environment,
        "JUPYTER_TOKEN": token,
        "JUPYTER_CONFIG_DIR": str(STATE / "config"),
        "JUPYTERLAB_SETTINGS_DIR": str(STATE / "settings"),
        "JUPYTERLAB_WORKSPACES_DIR": str(STATE / "workspaces"),
        "JUPYTER_PREFER_ENV_PATH": "1",
    }
    command = [sys.executable, "-m", "jupyterlab", "--no-browser", "--ip=127.0.0.1"]
    command += [f"--port={port}", "--ServerApp.port_retries=0", f"--notebook-dir={NOTEBOOKS}"]
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        command.append("--allow-root")
    return subprocess.Popen(
        command,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )


def _wait_until_ready(jupyter: subprocess.Popen[str], port: int, log: Path) -> None:
    """Return when JupyterLab answers; leave with the end of its log if it does not."""
    deadline = time.monotonic() + START_SECONDS
    while jupyter.poll() is None and time.monotonic() < deadline:
        if _answers(port):
            return
        time.sleep(0.2)
    last_lines = "\n".join(log.read_text().splitlines()[-20:])
    sys.exit(f"JupyterLab did not answer on port {port} within {START_SECONDS} s:\n{last_lines}")


def _answers(port: int) -> bool:
    try:
        urllib.request.urlopen(f"http://127.0.0.1:{port}/login", timeout=5).close()
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False
    return True


def _stop(jupyter: subprocess.Popen[str]) -> None:
    """End JupyterLab, which ends its kernels, and wait for it."""
    jupyter.terminate()
    try:
        jupyter.wait(timeout=10)
    except subprocess.TimeoutExpired:
        jupyter.kill()
        jupyter.wait()


def _tell(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
