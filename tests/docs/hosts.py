"""Which tests ran in which host: as pytest names them, and as pages tell of them."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

HOSTS = ("lab", "notebook", "marimo")
ROW = re.compile(r"^\|.*<br>`(test_\w+)`[^|]*\|([^|]+)\|([^|]+)\|([^|]+)\|$", re.MULTILINE)
NAMED = re.compile(r"::(test_\w+)(?:\[(.*)\])?$")


def host_rows(page: str) -> Iterator[tuple[str, list[str]]]:
    """Yield the test of each row of a page's table, and what it says of each host."""
    for test, *cells in ROW.findall(page):
        yield test, [cell.strip() for cell in cells]


def browser_tests(root: Path) -> dict[str, set[str]]:
    """Return the names of the browser tests by the hosts that they run in."""
    quiet = {name: value for name, value in os.environ.items() if name != "PYTEST_ADDOPTS"}
    command = [sys.executable, "-m", "pytest", "--collect-only", "-q", "tests/browser"]
    done = subprocess.run(command, cwd=root, env=quiet, capture_output=True, text=True, check=True)
    found: dict[str, set[str]] = {host: set() for host in HOSTS}
    for line in done.stdout.splitlines():
        named = NAMED.search(line)
        if named:
            found[host_of(line, named[2] or "")].add(named[1])
    return found


def host_of(line: str, parameters: str) -> str:
    """Return the host of a test: one that names none has a JupyterLab of its own."""
    if "/test_marimo.py::" in line:
        return "marimo"
    return next((host for host in HOSTS if host in parameters.split("-")), "lab")


def defined_in(folder: Path) -> set[str]:
    """Return the names of the tests that the files of a folder define."""
    files = [path.read_text(encoding="utf-8") for path in folder.glob("test_*.py")]
    return {name for text in files for name in re.findall(r"^def (test_\w+)", text, re.MULTILINE)}
