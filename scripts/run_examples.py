"""A part of Sphinx: the Python of the pages runs while they are built, and what it gives is shown.

Every block runs in a shell like a notebook's, against a sandbox; the blocks of a page share their
variables, and a folder with a few photos. A block that fails is a warning with its file and line,
which `make docs` takes as an error. One that cannot run stands behind a comment that says why:
`% skip: next "it needs an account"`, in HTML's `<!-- -->` where others read the page too.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from fnmatch import fnmatch
from pathlib import Path
from unittest import SkipTest

from docutils import nodes
from example_shell import ExampleError, Shell
from sphinx.application import Sphinx
from sphinx.util import logging
from sybil import Document, Example
from sybil.parsers.myst import CodeBlockParser, SkipParser

from hfwidgets import Sandbox

logger = logging.getLogger(__name__)
HOME = Path(__file__).resolve().parents[1]
PHOTOS = HOME / "tests" / "sandbox" / "media"
LENT = ("coffee.jpg", "chelsea.jpg", "rocket.jpg")
Given = dict[int, list[nodes.Node]]


class Examples:
    """The examples of all pages, and the server that answers them."""

    def __init__(self) -> None:
        """Nothing runs yet."""
        self._sandbox: Sandbox | None = None
        self._folder = Path(tempfile.mkdtemp(prefix="examples-"))
        self._given: dict[str, Given] = {}

    def run(self, app: Sphinx, page: str, _source: list[str]) -> None:
        """Run the Python of a page that is about to be read."""
        if app.config.examples_run and any(fnmatch(page, one) for one in app.config.examples_of):
            self._given[page] = self._run_file(Path(app.env.doc2path(page)))

    def show(self, app: Sphinx, doctree: nodes.document) -> None:
        """Put what the blocks of a page gave below them."""
        found = self._given.pop(app.env.docname, {})
        for block in list(doctree.findall(nodes.literal_block)):
            if block.get("language") == "python" and found.get(block.line or 0):
                below = nodes.container(classes=["given"])
                below += found.pop(block.line)
                block.parent.insert(block.parent.index(block) + 1, below)

    def close(self, _app: Sphinx, _error: Exception | None) -> None:
        """End the server, and remove what the examples wrote."""
        if self._sandbox is not None:
            self._sandbox.close()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _run_file(self, path: Path) -> Given:
        """Run the Python of a file; return what each block gave, by its line."""
        if self._sandbox is None:
            self._sandbox = Sandbox().start()
            os.environ.update(self._sandbox.environment)
        shell, found = Shell(), {}

        def run(example: Example) -> None:
            found[example.line] = shell.run(str(example.parsed))

        with _at(self._desk()):
            for example in _examples(path, run):
                _evaluate(example)
        return found

    def _desk(self) -> Path:
        """Return a folder for the examples of one page, with photos in it."""
        desk = Path(tempfile.mkdtemp(dir=self._folder))
        for name in LENT:
            shutil.copy(PHOTOS / name, desk)
        return desk


@contextmanager
def _at(folder: Path) -> Iterator[None]:
    """Work in a folder; what is changed of the environment is put back."""
    home, before = Path.cwd(), dict(os.environ)
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(home)
        os.environ.clear()
        os.environ.update(before)


def _examples(path: Path, run: object) -> Iterator[Example]:
    parsers = SkipParser(), CodeBlockParser("python", run)
    yield from Document.parse(str(path), *parsers).examples()


def _evaluate(example: Example) -> None:
    where = f"{example.path}:{example.line}"
    if isinstance(example.parsed, tuple) and not (example.parsed[1] or example.parsed[0] == "end"):
        logger.warning('say why this block is not run: % skip: next "reason"', location=where)
    try:
        example.evaluate()
    except SkipTest:
        return
    except ExampleError as error:
        at = f"{example.path}:{example.line + error.line}"
        logger.warning("the example fails: %s", error, location=at)


def setup(app: Sphinx) -> dict[str, bool]:
    """Add the examples to Sphinx."""
    examples = Examples()
    app.add_config_value("examples_of", [], "env", [list])
    app.add_config_value("examples_run", True, "env", [bool])
    app.connect("source-read", examples.run)
    app.connect("doctree-read", examples.show)
    app.connect("build-finished", examples.close)
    return {"parallel_read_safe": False, "parallel_write_safe": True}
