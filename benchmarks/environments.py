"""Environments with packages that ours does not have, made once and kept in .cache."""

from __future__ import annotations

import fcntl
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path


def python_with(home: Path, packages: Sequence[str]) -> Path:
    """Return the Python of an environment that has some packages; make it if it is missing.

    Processes that want the same one wait for it.
    """
    python, ready, wanted = home / "bin" / "python", home / "ready", "\n".join(packages)
    with alone(home):
        if not ready.exists() or ready.read_text() != wanted:
            print(f"Installing {packages[0]} into {home} ...", flush=True)
            subprocess.run([sys.executable, "-m", "venv", "--clear", str(home)], check=True)
            pip = [str(python), "-m", "pip", "--disable-pip-version-check", "--quiet", "install"]
            subprocess.run([*pip, *packages], check=True)
            ready.write_text(wanted)
    return python


@contextmanager
def alone(home: Path) -> Iterator[None]:
    """Have a folder for oneself: other processes wait."""
    home.parent.mkdir(parents=True, exist_ok=True)
    with home.with_name(home.name + ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
