"""Runs shell commands, several at once, and shows the output of each as a whole when it ends.

`python scripts/at_once.py COMMAND...`: as many at once as there are processors. All are run, though
one fails; then the exit status is 1 and the last lines name what failed.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor, as_completed


def main(commands: list[str]) -> int:
    """Run them; the longest should come first."""
    failed = []
    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        for one in as_completed([pool.submit(_ended, command) for command in commands]):
            command, status, output, seconds = one.result()
            sys.stdout.write(f"{command}  ({seconds:.0f} s)\n{output}")
            sys.stdout.flush()
            if status:
                failed.append(f"Failed with {status}: {command}\n")
    sys.stderr.writelines(failed)
    return 1 if failed else 0


def _ended(command: str) -> tuple[str, int, str, float]:
    start = time.monotonic()
    done = subprocess.run(
        command,
        shell=True,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    ends = "" if done.stdout.endswith("\n") or not done.stdout else "\n"
    return command, done.returncode, done.stdout + ends, time.monotonic() - start


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
