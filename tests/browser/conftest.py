"""Fixtures: one Chromium, one JupyterLab and one Notebook a session, and a page per test.

A session is one worker of pytest-xdist: two of them share nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import TYPE_CHECKING, TypeAlias

import pytest

from hfwidgets import InferenceClient, Sandbox
from tests.browser.jupyter_server import HOSTS, KERNEL, JupyterServer, RunningServer
from tests.browser.kernel_forks import KernelForks
from tests.browser.notebook_page import VIEWPORT, NotebookPage, write_notebook
from tests.browser.sandbox_log import SandboxLog
from tests.browser.scripted_server import silent_server
from tests.browser.widget_view import WidgetView

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

# The hosts' own complaints, which no widget causes.
HOST_ERRORS = re.compile(
    r"reading 'schema'"  # Notebook 7 throws this once on every load
)
FAILED = pytest.StashKey[bool]()

Host: TypeAlias = "tuple[JupyterServer, BrowserContext]"
OpenNotebook = Callable[..., NotebookPage]
OpenWidget = Callable[..., tuple[NotebookPage, WidgetView]]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]):
    report = yield
    if report.failed:
        item.stash[FAILED] = True
    return report


@pytest.fixture(scope="session")
def sandbox() -> Iterator[Sandbox]:
    """The model of most tests is loaded: what its log holds does not depend on their order."""
    with Sandbox() as running:
        client = InferenceClient(endpoint=running.url)
        client.text_generation("Once", model="sandbox/ngram-topics", max_new_tokens=1)
        yield running


@pytest.fixture(scope="session")
def silent() -> Iterator[str]:
    """The address of a server that takes requests and never answers."""
    with silent_server() as address:
        yield address


@pytest.fixture
def sandbox_log(sandbox: Sandbox) -> SandboxLog:
    return SandboxLog(sandbox)


@pytest.fixture(scope="session")
def kernel_forks(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KernelForks]:
    """What forks the kernels of the servers."""
    with KernelForks(tmp_path_factory.mktemp("kernels")) as running:
        yield running


@pytest.fixture(scope="session")
def hosts(
    tmp_path_factory: pytest.TempPathFactory,
    sandbox: Sandbox,
    browser: Browser,
    kernel_forks: KernelForks,
) -> Iterator[Callable[[str], Host]]:
    """Give a running server and a browser context for a host; each is started once."""
    started: dict[str, Host] = {}
    with ExitStack() as stack:

        def give(name: str) -> Host:
            if name not in started:
                folder = tmp_path_factory.mktemp(name)
                start = kernel_forks.command
                server = RunningServer(name, folder, sandbox.environment, start)
                # One context per server, so that its scripts are loaded into the cache once.
                context = browser.new_context(viewport=VIEWPORT)
                stack.callback(context.close)
                started[name] = stack.enter_context(server), context
            return started[name]

        yield give


@pytest.fixture(scope="session", params=sorted(HOSTS))
def server(request: pytest.FixtureRequest, hosts: Callable[[str], Host]) -> JupyterServer:
    return hosts(request.param)[0]


@pytest.fixture
def context(server: JupyterServer, hosts: Callable[[str], Host]) -> BrowserContext:
    return hosts(server.host)[1]


@pytest.fixture(scope="session")
def kept_pages() -> dict[int, Page]:
    """Pages without a notebook, by the port of their server."""
    return {}


@pytest.fixture
def open_notebook(
    server: JupyterServer,
    context: BrowserContext,
    request: pytest.FixtureRequest,
    kept_pages: dict[int, Page],
) -> Iterator[OpenNotebook]:
    """Open a notebook of the given cell sources; its page must end without errors.

    Loading a host takes longer than most tests: its page is kept for the next notebook, unless the
    test failed, loaded JupyterLab anew or is marked `own_page`.
    """
    own = request.node.get_closest_marker("own_page") is not None
    opened: list[NotebookPage] = []

    def open_one(sources: list[str], kernel: str = KERNEL) -> NotebookPage:
        stem = re.sub(r"\W+", "-", request.node.name).strip("-")
        name = f"{stem}-{len(opened)}.ipynb"
        write_notebook(server.folder / name, sources, kernel)
        kept = None if own else kept_pages.pop(server.port, None)
        notebook = NotebookPage(context, server, name, kept)
        opened.append(notebook)
        notebook.open()
        return notebook

    yield open_one
    failed = request.node.stash.get(FAILED, False)
    # Before the pages close: a host may complain that its kernel goes away.
    errors = [error for notebook in opened for error in unexpected_errors(notebook)]
    for notebook in opened:
        if failed:
            notebook.screenshot(f"failed-{notebook.path.stem}")
        keep = notebook.may_be_kept and not (own or failed or server.port in kept_pages)
        if keep:
            kept_pages[server.port] = notebook.leave()
        else:
            notebook.close()
    if not failed:
        assert errors == []
        assert [url for notebook in opened for url in notebook.traffic.outside] == []


def unexpected_errors(notebook: NotebookPage) -> list[str]:
    return [error for error in notebook.traffic.errors if not HOST_ERRORS.search(error)]


@pytest.fixture
def open_widget(open_notebook: OpenNotebook) -> OpenWidget:
    """Open a notebook whose first cell shows a text generation widget `w`, and run that cell."""

    def open_one(
        model: str,
        *more_cells: str,
        kernel: str = KERNEL,
        prompt: str = "Python is",
        **parameters: object,
    ) -> tuple[NotebookPage, WidgetView]:
        arguments = "".join(f", {name}={value!r}" for name, value in parameters.items())
        source = (
            "from hfwidgets import TextGeneration\n"
            f"w = TextGeneration({model!r}, prompt={prompt!r}{arguments})\n"
            "w"
        )
        notebook = open_notebook([source, *more_cells], kernel=kernel)
        notebook.run(0)
        return notebook, WidgetView(notebook.output(0)).wait()

    return open_one
