"""One notebook open in JupyterLab or Notebook: run its cells, ask its kernel, look at it."""

from __future__ import annotations

import ast
import json
import re
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.browser.traffic import Traffic
from tests.waiting import PATIENCE

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Locator, Page, ViewportSize

    from tests.browser.jupyter_server import JupyterServer

RESULTS = Path(__file__).resolve().parents[2] / "test-results"
VIEWPORT: ViewportSize = {"width": 1280, "height": 900}
ANSI = re.compile(r"\x1b\[[0-9;]*m")
LONG_TASKS = """
window.hfwLongTasks = [];
new PerformanceObserver(list => {
  for (const task of list.getEntries()) window.hfwLongTasks.push(task.duration);
}).observe({type: "longtask", buffered: true});
"""
# A notebook's panel is the current widget of both shells, once its document is loaded.
FIND_PANEL = """() => {
  const panel = window.jupyterapp?.shell?.currentWidget;
  if (!panel?.sessionContext || !panel.content?.widgets) return false;
  window.hfwPanel = panel;
  return true;
}"""
WAIT_FOR_KERNEL = """async () => {
  const panel = window.hfwPanel;
  await panel.context.ready;
  await panel.revealed;
  await panel.sessionContext.ready;
  await panel.sessionContext.session.kernel.info;
}"""
# `background` returns without waiting for the cell's end; else the cell's error is returned.
RUN_CELL = """async ([index, background]) => {
  const {content, sessionContext} = window.hfwPanel;
  content.activeCellIndex = index;
  content.deselectAll();
  const ran = window.jupyterapp.commands.execute("notebook:run-cell");
  if (background) return null;
  await ran;
  const outputs = content.widgets[index].model.outputs.toJSON();
  const failed = outputs.find(output => output.output_type === "error");
  return failed ? failed.traceback.join("\\n") : null;
}"""
# In a page that is open already: its documents come and go, as a reader's of JupyterLab do.
# Notebook opens each in a tab of its own if not told otherwise, and leaves the page's address.
OPEN_DOCUMENT = """async ([path, url]) => {
  await window.jupyterapp.commands.execute(
    "docmanager:open", {path, factory: "Notebook", options: {ref: "_noref"}});
  if (url) history.replaceState(null, "", url);
  window.hfwLongTasks = [];
}"""
CLOSE_DOCUMENT = """async () => {
  const panel = window.hfwPanel;
  await panel.sessionContext.shutdown();
  panel.context.model.dirty = false;
  panel.close();
  delete window.hfwPanel;
}"""
LIGHT = "JupyterLab Light"
THEME = "() => document.body.dataset.jpThemeName"
IS_IDLE = """() => {
  const {node, sessionContext} = window.hfwPanel;
  const prompts = [...node.querySelectorAll(".jp-InputPrompt")];
  return sessionContext.session?.kernel?.status === "idle"
    && !prompts.some(prompt => prompt.textContent.includes("*"));
}"""
ASK_KERNEL = """async ([code, expression]) => {
  const kernel = window.hfwPanel.sessionContext.session.kernel;
  const future = kernel.requestExecute({
    code, silent: true, store_history: false, allow_stdin: false,
    user_expressions: expression ? {value: expression} : {},
  });
  return (await future.done).content;
}"""


class MissingNameError(AssertionError):
    """The kernel has no variable of a name."""


class NotebookPage:
    """A browser page with one notebook; `close()` ends its kernel too.

    Args:
        context: Where the page is made.
        server: Which server it shows.
        name: The notebook's file, in the server's folder.
        kept: A page of the same host that another notebook has left (`leave()`), to open it there.
    """

    def __init__(
        self, context: BrowserContext, server: JupyterServer, name: str, kept: Page | None = None
    ) -> None:
        self.server = server
        self.path = server.folder / name
        self.traffic = Traffic()
        self.may_be_kept = True
        self._is_loaded = kept is not None
        self.page = kept or context.new_page()
        if kept is None:
            self.page.add_init_script(LONG_TASKS)
            self.page.on("dialog", lambda dialog: dialog.accept())
        self.page.set_default_timeout(PATIENCE * 1000)
        self.traffic.watch(self.page)

    def open(self) -> None:
        """Load the page, unless it is, and wait for the notebook and its kernel."""
        url = self.server.url(self.path.name)
        if self._is_loaded:
            self.page.set_viewport_size(VIEWPORT)
            self.page.mouse.move(0, 0)
            address = url if self.server.host == "notebook" else None
            self.page.evaluate(OPEN_DOCUMENT, [self.path.name, address])
        else:
            self.page.goto(url, wait_until="domcontentloaded")
        self._wait_for_kernel()
        if self.page.evaluate(THEME) != LIGHT:  # the server keeps what an earlier test has set
            self.set_theme(LIGHT)

    def reload(self) -> None:
        """Load the page again, as the reader would; the kernel goes on.

        JupyterLab may go on restoring its documents for longer than the test takes: its page is
        not for another notebook then.
        """
        self.may_be_kept = self.server.host != "lab"
        self.page.reload(wait_until="domcontentloaded")
        self._wait_for_kernel()

    def reload_for(self, saved: Locator) -> None:
        """Load the page again for something that is drawn from the notebook, without a kernel.

        A kernel that is connected in the wrong moment has the host's widget manager look for the
        kernel's models alone, and say of all saved ones that they are not found, for good: a race
        of its `restoreWidgets`, seen on a busy machine. Its reader loads the page once more.
        """
        for _ in range(5):
            self.reload()
            lost = self.page.get_by_text("Error displaying widget: model not found").first
            saved.or_(lost).first.wait_for()
            if saved.is_visible():
                return
        raise AssertionError("no saved model was found, five times")

    def run(self, *indexes: int) -> None:
        """Run cells one after the other, each to its end, which must not be an error."""
        for index in indexes:
            error = self.page.evaluate(RUN_CELL, [index, False])
            if error:
                raise AssertionError(f"cell {index} failed:\n{ANSI.sub('', error)}")

    def start(self, index: int) -> None:
        """Begin to run a cell and return at once."""
        self.page.evaluate(RUN_CELL, [index, True])

    def wait_idle(self, seconds: float = PATIENCE) -> None:
        """Wait until the kernel is idle and no cell waits to run."""
        self.page.wait_for_function(IS_IDLE, timeout=seconds * 1000)

    def execute(self, code: str) -> None:
        """Run Python in the kernel, outside every cell; a busy kernel answers later."""
        self._ask(code, "")

    def python(self, expression: str) -> Any:
        """Return the value of a Python expression of the kernel, through JSON."""
        reply = self._ask("", f"__import__('json').dumps({expression})")
        value = reply["user_expressions"]["value"]
        if value["status"] != "ok":
            kind = MissingNameError if value["ename"] == "NameError" else AssertionError
            raise kind(f"{expression}: {value['ename']}: {value['evalue']}")
        return json.loads(ast.literal_eval(value["data"]["text/plain"]))

    def wait_python(self, expression: str, seconds: float = PATIENCE) -> Any:
        """Return the expression's value as soon as it is true; names may be made meanwhile."""
        deadline = time.monotonic() + seconds
        while True:
            with suppress(MissingNameError):
                value = self.python(expression)
                if value:
                    return value
            assert time.monotonic() < deadline, f"not true after {seconds} s: {expression}"
            self.page.wait_for_timeout(50)

    def cell(self, index: int) -> Locator:
        return self.page.locator(".jp-Notebook .jp-Cell").nth(index)

    def output(self, index: int) -> Locator:
        """The output area of a cell."""
        return self.cell(index).locator(".jp-Cell-outputArea")

    def save(self) -> dict[str, Any]:
        """Save as the reader would and return the file's contents."""
        self.page.evaluate("() => window.hfwPanel.context.save()")
        saved: dict[str, Any] = json.loads(self.path.read_text(encoding="utf-8"))
        return saved

    def cell_count(self) -> int:
        count: int = self.page.evaluate("() => window.hfwPanel.content.widgets.length")
        return count

    def mode(self) -> str:
        """The notebook's mode: "edit" in a cell's editor, else "command"."""
        mode: str = self.page.evaluate("() => window.hfwPanel.content.mode")
        return mode

    def set_theme(self, name: str) -> None:
        """Change the theme, for example to `JupyterLab Dark`."""
        self.page.evaluate(
            "theme => window.jupyterapp.commands.execute('apputils:change-theme', {theme})", name
        )
        # JupyterLab hides the page behind a splash screen until the theme is there.
        self.page.wait_for_function(
            "theme => document.body.dataset.jpThemeName === theme"
            " && !document.getElementById('jupyterlab-splash')",
            arg=name,
        )

    def interrupt(self) -> None:
        """Interrupt the kernel, as the notebook's stop button does."""
        self.page.evaluate("() => window.hfwPanel.sessionContext.session.kernel.interrupt()")

    def long_tasks(self) -> list[float]:
        """Milliseconds of each main-thread task over 50 ms since the last call."""
        durations: list[float] = self.page.evaluate("() => window.hfwLongTasks.splice(0)")
        return durations

    def screenshot(self, name: str) -> Path:
        RESULTS.mkdir(exist_ok=True)
        path = RESULTS / f"{name}.png"
        self.page.screenshot(path=path)
        return path

    def picture(self, index: int, name: str) -> Path:
        """Take a screenshot of one cell with its output, for the README."""
        RESULTS.mkdir(exist_ok=True)
        path = RESULTS / f"{name}.png"
        self.page.evaluate("() => document.activeElement.blur()")
        self.cell(index).screenshot(path=path)
        return path

    def close(self) -> None:
        try:
            self.page.evaluate("() => window.hfwPanel?.sessionContext.shutdown()")
        finally:
            self.page.close()

    def leave(self) -> Page:
        """Close the notebook and return its page for another one."""
        if self.page.evaluate(THEME) != LIGHT:
            self.set_theme(LIGHT)
        self.page.evaluate(CLOSE_DOCUMENT)
        self.traffic.leave(self.page)
        return self.page

    def _wait_for_kernel(self) -> None:
        self.page.wait_for_function(FIND_PANEL)
        self.page.evaluate(WAIT_FOR_KERNEL)

    def _ask(self, code: str, expression: str) -> dict[str, Any]:
        reply: dict[str, Any] = self.page.evaluate(ASK_KERNEL, [code, expression])
        if reply["status"] != "ok":
            raise AssertionError(f"{reply.get('ename')}: {reply.get('evalue')} in {code}")
        return reply


def write_notebook(path: Path, sources: list[str], kernel: str) -> None:
    """Write a notebook file with one code cell per source."""
    cells = [
        {
            "cell_type": "code",
            "id": f"cell-{number}",
            "metadata": {},
            "execution_count": None,
            "outputs": [],
            "source": source,
        }
        for number, source in enumerate(sources)
    ]
    metadata = {"kernelspec": {"name": kernel, "display_name": kernel, "language": "python"}}
    notebook = {"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}
    path.write_text(json.dumps(notebook), encoding="utf-8")
