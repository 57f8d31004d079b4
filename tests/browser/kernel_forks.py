"""Kernels that are forks of one process, which has imported what every kernel imports.

So a kernel is there for a fraction of the processor time. Nothing else differs: it has the
environment, folder, output and signals that its host gives, and ends with it. What looks for a
running kernel when it is imported (ipywidgets, anywidget), and what the tests are about, is not
imported before.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import json
import os
import select
import signal
import socket
import subprocess
import sys
import warnings
from dataclasses import dataclass
from pathlib import Path

IMPORTED = (
    "ipykernel.kernelapp",
    "ipykernel.debugger",
    "IPython.display",
    "numpy",
    "PIL.Image",
    "psygnal",
    "requests",
)
GIVEN = 4  # descriptors: the standard streams and the folder
MESSAGE = 1 << 20  # bytes that are read at once


class KernelForks:
    """Context manager around the process that forks; `command` starts one kernel.

    Args:
        folder: Where the socket is made on which kernels are asked for.
    """

    def __init__(self, folder: Path) -> None:
        self._address = folder / "forks"
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> KernelForks:
        command = [sys.executable, "-Xfrozen_modules=off", __file__, str(self._address)]
        ends = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
        self._process = subprocess.Popen(command, **ends)
        assert self._process.stdout is not None
        if not self._process.stdout.readline():  # it listens from its first line on
            raise RuntimeError(f"what forks kernels ended with {self._process.wait()}")
        return self

    def __exit__(self, *exception: object) -> None:
        """End the process, which ends its kernels."""
        assert self._process is not None
        self._process.communicate()

    @property
    def command(self) -> list[str]:
        """How a host starts a kernel; the kernel's arguments come after it."""
        script = Path(__file__).with_name("forked_kernel.py")
        return [sys.executable, "-I", "-S", str(script), str(self._address)]


@dataclass(frozen=True, slots=True)
class _Request:
    """What a kernel is started with."""

    arguments: list[str]
    environment: dict[str, str]


class _Forks:
    """Fork when asked to, tell of each kernel's end, and end each with its host."""

    def __init__(self, address: str) -> None:
        self._kernels: dict[socket.socket, int] = {}
        self._server = socket.socket(socket.AF_UNIX)
        self._server.bind(address)
        self._server.listen()
        self._woken, self._waker = socket.socketpair()
        self._waker.setblocking(False)

    def run(self) -> _Request | None:
        """Return None when standard input ends, and in a fork what it is asked to be."""
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(self._waker.fileno())
        while True:
            ends = [sys.stdin, self._server, self._woken, *self._kernels]
            ready, _, _ = select.select(ends, [], [])
            if sys.stdin in ready:
                break
            if self._woken in ready:
                self._woken.recv(MESSAGE)
                self._tell_ends()
            for host in [host for host in self._kernels if host in ready]:
                self._kill(host)  # it has nothing to say: it is gone
            if self._server in ready and (request := self._start(self._server.accept()[0])):
                return request
        for host in list(self._kernels):
            self._kill(host)
        return None

    def _start(self, host: socket.socket) -> _Request | None:
        message, given, _, _ = socket.recv_fds(host, MESSAGE, GIVEN)
        while message and not message.endswith(b"\n"):
            more = host.recv(MESSAGE)
            message = message + more if more else b""
        kernel = _fork() if message else None
        if kernel == 0:
            self._become(given, host)
            return _Request(**json.loads(message))
        for descriptor in given:
            os.close(descriptor)
        if kernel is None:
            host.close()
        else:
            self._kernels[host] = kernel
            _tell(host, kernel)
        return None

    def _become(self, given: list[int], host: socket.socket) -> None:
        """In a fork: let go of all that is the others'."""
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        os.setsid()
        *standard, folder = given
        for number, stream in enumerate(standard):
            os.dup2(stream, number)
        os.fchdir(folder)
        for descriptor in given:
            os.close(descriptor)
        for inherited in (host, self._server, self._woken, self._waker, *self._kernels):
            inherited.close()

    def _tell_ends(self) -> None:
        hosts = {kernel: host for host, kernel in self._kernels.items()}
        with contextlib.suppress(ChildProcessError):
            while (ended := os.waitpid(-1, os.WNOHANG))[0]:
                if host := hosts.get(ended[0]):
                    _tell(host, os.waitstatus_to_exitcode(ended[1]))
                    host.close()
                    del self._kernels[host]

    def _kill(self, host: socket.socket) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._kernels.pop(host), signal.SIGKILL)
        host.close()


def _fork() -> int:
    """Fork; numpy's threads, of which Python warns, do nothing yet."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        return os.fork()


def _tell(host: socket.socket, number: int) -> None:
    with contextlib.suppress(OSError):  # it is gone, and its kernel is ended
        host.sendall(b"%d\n" % number)


def _main() -> None:
    del sys.path[0]  # this script's folder, which no kernel has
    before = dict(os.environ)
    for name in IMPORTED:
        importlib.import_module(name)
    set_there = dict(os.environ.items() - before.items())
    gc.freeze()  # so that a fork's collections leave the shared memory shared
    forks = _Forks(sys.argv[1])
    sys.stdout.write("listening\n")
    sys.stdout.flush()
    request = forks.run()
    if request is not None:
        os.environ.clear()
        os.environ.update(request.environment | set_there)
        sys.argv[1:] = request.arguments
        importlib.import_module("ipykernel.kernelapp").launch_new_instance()


if __name__ == "__main__":
    _main()
