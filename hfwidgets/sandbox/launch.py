"""Running the sandbox as a process of its own, that ends with this one."""

from __future__ import annotations

import atexit
import contextlib
import errno
import os
import queue
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import TracebackType
from typing import IO

from hfwidgets.sandbox.origins import checked_origin

_READY = "sandbox ready at "
_START_SECONDS = 120.0
_CLOSE_SECONDS = 3.0
_ELSEWHERE = (  # a browser's Python has no processes
    "Start it where processes can be, with `hfwidgets sandbox` (for a page in a browser with "
    "`hfwidgets sandbox --allow-origin SITE`), and name its address: "
    "AsyncInferenceClient(endpoint=...)."
)
_PACKAGES = Path(__file__).resolve().parents[2]


class SandboxError(RuntimeError):
    """The sandbox could not be started."""


class Sandbox:
    """A local inference server on 127.0.0.1, for tests, demos and first steps.

    It is a process of its own: it ends with `close()`, with the `with` block, and with this process
    whatever way that ends.

    Args:
        port: The port; 0 for any free one.
        models: Ids of the models to serve; None for all.
        pipelines: Local folders of transformers pipelines to serve, by task.
        synthetic: How many made-up models to list besides, to try lists at the Hub's scale.
        listing: Faults of the Hub's list of models, such as `"page=5,rate-limited=1,after=2"`.
        allow_origins: Sites whose pages may ask it from a browser, such as
            `"http://localhost:8000"`: a notebook that runs in the page itself (Pyodide) is one.
        log: A file that gets a line per request and the server's errors; None for no log.
    """

    def __init__(
        self,
        *,
        port: int = 0,
        models: Iterable[str] | None = None,
        pipelines: Mapping[str, str | Path] | None = None,
        synthetic: int = 0,
        listing: str = "",
        allow_origins: Iterable[str] = (),
        log: str | Path | None = None,
    ) -> None:
        if isinstance(port, bool) or not isinstance(port, int) or not 0 <= port <= 65535:
            raise ValueError(f"port={port!r} is no port; needed: an integer from 0 to 65535")
        if isinstance(models, str):
            models = (models,)
        self._port = port
        self._models = None if models is None else tuple(models)
        self._pipelines = {
            task: Path(folder).expanduser().resolve() for task, folder in (pipelines or {}).items()
        }
        self._synthetic = synthetic
        self._listing = listing
        origins = (allow_origins,) if isinstance(allow_origins, str) else allow_origins
        self._origins = tuple(map(checked_origin, origins))
        self._log = None if log is None else Path(log)
        self._process: subprocess.Popen[str] | None = None
        self._owner = 0
        self._url = ""

    @property
    def url(self) -> str:
        """Base URL: a classic endpoint, the Hub's routes, and a generation server's routes."""
        if not self.running:
            raise SandboxError(
                "The sandbox is not running; use `with Sandbox() as s:` or s.start()."
            )
        return self._url

    @property
    def router_url(self) -> str:
        """Base URL in the dialect of today's router."""
        return f"{self.url}/hf-inference"

    @property
    def environment(self) -> dict[str, str]:
        """Environment variables that point the client of a new process at this sandbox."""
        return {"HF_INFERENCE_ENDPOINT": self.url, "HF_ENDPOINT": self.url}

    @property
    def running(self) -> bool:
        """Whether the server's process is alive."""
        return self._process is not None and self._process.poll() is None

    @property
    def pid(self) -> int | None:
        """Process id of the server, or None."""
        return self._process.pid if self._process is not None and self.running else None

    def start(self) -> Sandbox:
        """Start the server and wait until it listens; returns itself. Nothing if it runs already.

        Raises:
            SandboxError: It could not start; the message says why.
        """
        if self.running:
            return self
        with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as errors:
            with self._open_log(errors) as stderr:
                self._process = self._spawned(stderr)
            line = self._first_line(self._process)
            if not line.startswith(_READY):
                self._fail(errors)
        self._url = line[len(_READY) :].strip()
        self._owner = os.getpid()
        atexit.register(self.close)
        return self

    def close(self) -> None:
        """Stop the server and wait for its end. Nothing if it does not run."""
        process, self._process = self._process, None
        atexit.unregister(self.close)
        if process is None or self._owner not in (0, os.getpid()):
            return
        for stream in (process.stdin, process.stdout):
            if stream is not None:
                with contextlib.suppress(OSError):
                    stream.close()
        try:
            process.wait(_CLOSE_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def __enter__(self) -> Sandbox:
        return self.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<Sandbox at {self._url}>" if self.running else "<Sandbox, not running>"

    def _open_log(self, errors: IO[str]) -> contextlib.AbstractContextManager[IO[str]]:
        if self._log is None:
            return contextlib.nullcontext(errors)
        return self._log.open("a", encoding="utf-8")

    def _spawned(self, stderr: IO[str]) -> subprocess.Popen[str]:
        try:
            return self._spawn(stderr)
        except OSError as error:
            elsewhere = f" {_ELSEWHERE}" if error.errno == errno.ENOTSUP else ""
            raise SandboxError(f"The sandbox did not start: {error}.{elsewhere}") from error

    def _spawn(self, stderr: IO[str]) -> subprocess.Popen[str]:
        command = [sys.executable, "-m", "hfwidgets.sandbox", "--with-parent"]
        command += ["--port", str(self._port)]
        for name in self._models or ():
            command += ["--model", name]
        for task, folder in self._pipelines.items():
            command += ["--pipeline", f"{task}={folder}"]
        if self._synthetic:
            command += ["--synthetic", str(self._synthetic)]
        if self._listing:
            command += ["--listing", self._listing]
        for origin in self._origins:
            command += ["--allow-origin", origin]
        if self._log is not None:
            command.append("--log")
        return subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=stderr,
            encoding="utf-8",
            env=_environment(),
            # Python puts the working directory first in its path: from here the process finds this
            # very package, and no file of the user's that is named like a module.
            cwd=_PACKAGES,
            # Ctrl+C in a terminal is for the parent; the server ends with it.
            start_new_session=os.name == "posix",
        )

    def _first_line(self, process: subprocess.Popen[str]) -> str:
        lines: queue.Queue[str] = queue.Queue()
        output = process.stdout
        assert output is not None
        reader = threading.Thread(target=lambda: lines.put(output.readline()), daemon=True)
        reader.start()
        try:
            return lines.get(timeout=_START_SECONDS)
        except queue.Empty:
            process.kill()
            return ""

    def _fail(self, errors: IO[str]) -> None:
        process, self._process = self._process, None
        assert process is not None
        status = process.wait()
        for stream in (process.stdin, process.stdout):
            if stream is not None:
                stream.close()
        errors.seek(0)
        said = errors.read().strip()
        if self._log is not None:
            said = self._log.read_text("utf-8", "replace").strip()
        reason = said.splitlines()[-1] if said else f"it ended with status {status}"
        raise SandboxError(
            f"The sandbox did not start: {reason.removeprefix('hfwidgets sandbox: ')}"
        )


def _environment() -> dict[str, str]:
    """Return this process's environment, fit for another working directory."""
    environment = dict(os.environ)
    weights = environment.get("HFWIDGETS_GGUF")
    if weights:
        environment["HFWIDGETS_GGUF"] = str(Path(weights).expanduser().resolve())
    paths = [path for path in environment.get("PYTHONPATH", "").split(os.pathsep) if path]
    if paths:
        environment["PYTHONPATH"] = os.pathsep.join(str(Path(path).resolve()) for path in paths)
    return environment
