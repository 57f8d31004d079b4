"""Which tests ran in which host: as pytest names them, and as pages tell of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

HOSTS = ("lab", "notebook", "marimo", "voila", "vscode", "colab")
FILES = {"test_marimo.py": "marimo", "test_voila.py": "voila"}
# These two were never tried themselves: a host of our own that keeps their rules stands for them.
BY_RULES = ("vscode", "colab")
TEST = re.compile(r"<br>`(test_\w+)`")
ROW = re.compile(r"^\|([^|]*<br>`test_[^|]*)\|(.*)\|$", re.MULTILINE)
NAMED = re.compile(r"::(test_\w+)(?:\[(.*)\])?$")


def host_rows(page: str) -> Iterator[tuple[list[str], list[str]]]:
    """Yield the tests of each row of a page's table, and what it says of each host."""
    for first, cells in ROW.findall(page):
        yield TEST.findall(first), [cell.strip() for cell in cells.split("|")]


def words(tests: list[str], ran: dict[str, set[str]]) -> list[str]:
    """Return what a row may say of each host, by the tests that ran in it."""
    return [
        ("by rules" if host in BY_RULES else "ran") if ran[host] & {*tests} else "not tried"
        for host in HOSTS
    ]


def browser_tests(collected: Iterable[str]) -> dict[str, set[str]]:
    """Return the names of the browser tests by the hosts that they run in."""
    found: dict[str, set[str]] = {host: set() for host in HOSTS}
    for line in collected:
        named = NAMED.search(line)
        if named and line.startswith("tests/browser/"):
            found[host_of(line, named[2] or "")].add(named[1])
    return found


def host_of(line: str, parameters: str) -> str:
    """Return the host of a test: one that names none has a JupyterLab of its own."""
    file = line.partition("::")[0].rpartition("/")[2]
    if file in FILES:
        return FILES[file]
    return next((host for host in HOSTS if host in parameters.split("-")), "lab")


def defined_in(folder: Path) -> set[str]:
    """Return the names of the tests that the files of a folder define."""
    files = [path.read_text(encoding="utf-8") for path in folder.glob("test_*.py")]
    return {name for text in files for name in re.findall(r"^def (test_\w+)", text, re.MULTILINE)}
