"""Fixtures: Pyodide in node and in a page of Chromium, each once a session, and a sandbox."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from hfwidgets import Sandbox
from tests.browser.sandbox_log import SandboxLog
from tests.lite import packages, pyodide
from tests.lite.pyodide import Lite


@pytest.fixture(scope="session")
def archives(shared_folder: Path) -> list[Path]:
    """The package and what it needs, packed once for all workers."""
    return packages.archives(shared_folder / "archives")


@pytest.fixture(scope="session")
def pyodides(
    tmp_path_factory: pytest.TempPathFactory, browser: Browser, archives: list[Path]
) -> Iterator[Callable[[str], Lite]]:
    """Give Pyodide by the name of where it runs."""
    started: dict[str, Lite] = {}
    with ExitStack() as stack:

        def give(name: str) -> Lite:
            if name not in started:
                if name == "node":
                    running: AbstractContextManager[Lite] = pyodide.in_node(archives)
                else:
                    running = pyodide.in_page(browser, tmp_path_factory.mktemp(name), archives)
                started[name] = stack.enter_context(running)
            return started[name]

        yield give


@pytest.fixture(params=["node", "page"])
def lite(request: pytest.FixtureRequest, pyodides: Callable[[str], Lite]) -> Lite:
    """Pyodide in node, and in a page."""
    return pyodides(request.param)


@pytest.fixture
def in_node(pyodides: Callable[[str], Lite]) -> Lite:
    """Pyodide in node, whose stacks are not switched."""
    return pyodides("node")


@pytest.fixture
def in_chromium(pyodides: Callable[[str], Lite]) -> Lite:
    """Pyodide in a page, which has an origin and is kept from much."""
    return pyodides("page")


@pytest.fixture(scope="session")
def sandboxes() -> Iterator[Callable[[str | None], Sandbox]]:
    """Give the sandbox that lets pages of a site ask it."""
    started: dict[str | None, Sandbox] = {}
    with ExitStack() as stack:

        def give(origin: str | None) -> Sandbox:
            if origin not in started:
                allowed = () if origin is None else (origin,)
                started[origin] = stack.enter_context(Sandbox(allow_origins=allowed))
            return started[origin]

        yield give


@pytest.fixture
def sandbox(lite: Lite, sandboxes: Callable[[str | None], Sandbox]) -> Sandbox:
    """A sandbox that may be asked from there."""
    return sandboxes(lite.origin)


@pytest.fixture
def sandbox_log(sandbox: Sandbox) -> SandboxLog:
    return SandboxLog(sandbox)
