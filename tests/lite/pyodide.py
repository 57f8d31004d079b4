"""Pyodide to run programs in: in node, and in a page of Chromium."""

from __future__ import annotations

import functools
import json
import shutil
import subprocess
import sys
import textwrap
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from http.server import SimpleHTTPRequestHandler
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import pytest

from tests.browser.scripted_server import serving

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

HERE = Path(__file__).parent
PYODIDE = HERE.parents[1] / "js" / "node_modules" / "pyodide"
PROGRAM = """
import json
for _name, _value in json.loads({values!r}).items():
    globals()[_name] = _value
async def _program():
{body}
json.dumps(await _program())
"""


class Lite(Protocol):
    """A browser's Python.

    Attributes:
        name: `"node"` or `"page"`.
        origin: How a browser calls its site, or None in node, which has none.
    """

    name: str
    origin: str | None

    def run(self, body: str, **values: Any) -> Any:
        """Run the body of an async function whose globals are given; what it returns is JSON."""


def program_of(body: str, values: dict[str, Any]) -> str:
    lines = textwrap.indent(textwrap.dedent(body).strip("\n"), "    ")
    return PROGRAM.format(values=json.dumps(values), body=lines)


def value_of(outcome: dict[str, Any]) -> Any:
    assert "error" not in outcome, f"the program failed:\n{outcome['error']}"
    return None if outcome["value"] is None else json.loads(outcome["value"])


class InNode:
    """Pyodide in a process of node."""

    name = "node"
    origin = None

    def __init__(self, archives: list[Path]) -> None:
        node = shutil.which("node")
        if node is None or not PYODIDE.exists():
            pytest.fail("These tests need node and js/node_modules/pyodide: npm --prefix js ci")
        command = [node, str(HERE / "in_node.mjs"), str(PYODIDE / "pyodide.mjs")]
        self._process = subprocess.Popen(
            [*command, *map(str, archives)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=sys.stderr if sys.stderr.isatty() else subprocess.DEVNULL,
            encoding="utf-8",
        )
        assert self._answer() is None

    def run(self, body: str, **values: Any) -> Any:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(program_of(body, values)) + "\n")
        self._process.stdin.flush()
        return self._answer()

    def close(self) -> None:
        self._process.communicate()

    def _answer(self) -> Any:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        assert line, f"node ended with status {self._process.wait()}"
        return value_of(json.loads(line))


class InPage:
    """Pyodide in a page."""

    name = "page"

    def __init__(self, page: Page, origin: str) -> None:
        self.origin = origin
        self.page = page
        page.goto(f"{origin}/in_page.html")
        page.wait_for_function("globalThis.run")

    def run(self, body: str, **values: Any) -> Any:
        program = program_of(body, values)
        return value_of(self.page.evaluate("program => globalThis.run(program)", program))


@contextmanager
def in_node(archives: Sequence[Path]) -> Iterator[InNode]:
    """Give Pyodide in node, with the package."""
    running = InNode(list(archives))
    try:
        yield running
    finally:
        running.close()


@contextmanager
def in_page(browser: Browser, folder: Path, archives: Sequence[Path]) -> Iterator[InPage]:
    """Give Pyodide in a page, with the package."""
    for archive in archives:
        (folder / archive.name).symlink_to(archive)
    for name in ("begin.mjs", "in_page.html"):
        shutil.copy(HERE / name, folder / name)
    (folder / "pyodide").symlink_to(PYODIDE)
    with served(folder) as origin:
        page = browser.new_page()
        yield InPage(page, origin)
        page.close()


class _Quiet(SimpleHTTPRequestHandler):
    extensions_map = {  # noqa: RUF012 - as its class has it
        **SimpleHTTPRequestHandler.extensions_map,
        ".mjs": "text/javascript",
        ".wasm": "application/wasm",
    }

    def log_message(self, *arguments: object) -> None:
        """Say nothing."""


def served(folder: Path) -> AbstractContextManager[str]:
    return serving(functools.partial(_Quiet, directory=str(folder)))
