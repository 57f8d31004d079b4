"""Run as a script: what a host starts and watches in the stead of a kernel of `kernel_forks`.

It passes signals on, and ends as its kernel does. Little is imported: it is started for each.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import sys


def main(address: str, arguments: list[str]) -> None:
    """Ask at a socket's address for a kernel with arguments, and end as that does."""
    kernel = 0

    def pass_on(number: int, _frame: object) -> None:
        if kernel:
            with contextlib.suppress(ProcessLookupError):  # it has just ended
                os.killpg(kernel, number)

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, pass_on)
    with socket.socket(socket.AF_UNIX) as forks:
        forks.connect(address)
        request = {"arguments": arguments, "environment": dict(os.environ)}
        given = [0, 1, 2, os.open(".", os.O_RDONLY)]
        socket.send_fds(forks, [json.dumps(request).encode() + b"\n"], given)
        answers = forks.makefile()
        kernel = int(answers.readline())
        status = int(answers.readline() or -signal.SIGKILL)
    if status < 0:
        if status != -signal.SIGKILL:
            signal.signal(-status, signal.SIG_DFL)
        os.kill(os.getpid(), -status)
    sys.exit(status)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
