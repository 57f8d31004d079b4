"""Voila: the widget of every task is drawn, run, read by an observer and stopped."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import pytest

from hfwidgets import Sandbox
from hfwidgets.widgets.registry import WIDGETS
from tests.browser.accessibility import serious_violations
from tests.browser.jupyter_server import KERNEL
from tests.browser.notebook_page import RESULTS, VIEWPORT, write_notebook
from tests.browser.sandbox_log import SandboxLog
from tests.browser.tasks import ENTRIES
from tests.browser.test_appearance import LUMINANCES
from tests.browser.test_every_task import PHOTO, SOUND
from tests.browser.traffic import Traffic
from tests.browser.voila_app import running
from tests.browser.widget_view import WidgetView
from tests.waiting import PATIENCE
from tests.widgets.documents import invoice

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page

pytest.importorskip("voila", reason="Voila is not installed: pip install voila")
pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("voila")]
TASKS = sorted(WIDGETS)
FONTS = "https://cdn.jsdelivr.net/npm/@fortawesome/"  # Voila's own page asks for them
HEAD = f"""
from pathlib import Path
import hfwidgets
from IPython.display import HTML, display
from ipywidgets import Button, Label
PHOTO = Path({str(PHOTO)!r}).read_bytes()
FORM = Path("invoice.pdf").read_bytes()
silent = hfwidgets.InferenceClient(endpoint="SILENT")
{SOUND}
def shown(name, w, so, *more):
    read = Label()
    def look(_=None):
        read.value = f"{{w.status}} {{w.status == 'done' and bool(so(w))}}"
    w.observe(look, "status")
    look()
    display(HTML(f"<h2 id='{{name}}'>{{name}}</h2>"), w, *more, read)
"""
# A widget, what is read of it, and one whose server never answers.
CELL = """
given = dict({arguments})
waiting = hfwidgets.{kind}(**given | dict(model="m", client=silent))
shown("{name}", hfwidgets.{kind}(**given), lambda w: {so}, waiting)
"""
ONE_BY_ONE = (
    """
text = hfwidgets.TextGeneration("sandbox/ngram-topics@slow=0.05", prompt="A class is")
text.max_new_tokens = 60
shown("text", text, lambda w: w.stats["tokens"] == 60)
""",
    """
blocked = hfwidgets.TextGeneration("sandbox/ngram-topics@slow=0.1", max_new_tokens=4000)
blocked.prompt = "A class is"
wait = Button(description="Run and wait")
wait.on_click(lambda _: blocked.run().wait())
shown("blocked", blocked, lambda w: w.text, wait)
""",
    'shown("segments", hfwidgets.ImageSegmentation(image=PHOTO), lambda w: w.masks.ndim == 3)',
)


@pytest.fixture(scope="module")
def voila(tmp_path_factory: pytest.TempPathFactory, sandbox: Sandbox, silent: str) -> Iterator[str]:
    """The address of a running Voila, with a notebook of all widgets and one of a few."""
    home = tmp_path_factory.mktemp("voila")
    folder = home / "notebooks"
    folder.mkdir()
    (folder / "invoice.pdf").write_bytes(invoice())
    head = HEAD.replace("SILENT", silent)
    cells = [
        CELL.format(
            name=task,
            kind=WIDGETS[task].partition(":")[2],
            arguments=ENTRIES[task][0],
            so=ENTRIES[task][1],
        )
        for task in TASKS
    ]
    write_notebook(folder / "all.ipynb", [head, *cells], KERNEL)
    write_notebook(folder / "few.ipynb", [head, *ONE_BY_ONE], KERNEL)
    with running(folder, sandbox.environment, home) as url:
        yield url


@pytest.fixture(scope="module")
def pages(browser: Browser, voila: str) -> Iterator[Callable[[str], tuple[Page, Traffic]]]:
    """Give the page at an address, opened once."""
    opened: dict[str, tuple[Page, Traffic]] = {}

    def give(address: str) -> tuple[Page, Traffic]:
        if address not in opened:
            page, traffic = browser.new_page(viewport=VIEWPORT), Traffic()
            page.set_default_timeout(PATIENCE * 1000)
            traffic.watch(page)
            opened[address] = page, traffic
            page.goto(f"{voila}/{address}", wait_until="domcontentloaded")
            page.locator("#rendered_cells .hfw").last.wait_for()
        return opened[address]

    yield give
    for page, _ in opened.values():
        page.close()


@pytest.fixture
def opened(pages: Callable[[str], tuple[Page, Traffic]]) -> Iterator[Callable[[str], Page]]:
    """Give the page at an address; at the end it has complained of nothing and asked nobody."""
    used: list[Traffic] = []

    def give(address: str) -> Page:
        page, traffic = pages(address)
        used.append(traffic)
        return page

    yield give
    for traffic in used:
        assert [error for error in traffic.errors if FONTS not in error] == []
        assert [url for url in traffic.outside if not url.startswith(FONTS)] == []


# What is told of the run, and how much of its text is there: each time that either changes.
WATCH = """root => {
  const [counters, text] = [".hfw-counters", ".hfw-text"].map(part => root.querySelector(part));
  const note = () => root.hfwSeen.push([counters.textContent, text.textContent.length]);
  root.hfwSeen = [];
  for (const part of [counters, text]) {
    new MutationObserver(note).observe(part, {childList: true, characterData: true, subtree: true});
  }
}"""


class Shown:
    """What a cell shows: a view, its saved result below it, and what Python reads of it."""

    def __init__(self, page: Page, name: str) -> None:
        self._cell = page.locator(".jp-Cell", has=page.locator(f"[id='{name}']"))
        self.outputs = self._cell.locator(".jp-OutputArea-child", has=page.locator(".hfw"))
        self.view = WidgetView(self.outputs.nth(0)).wait()
        self.still = self.outputs.nth(0).locator("xpath=following-sibling::*[1]")

    def wait_read(self, text: str) -> None:
        self._cell.locator(".widget-label").filter(has_text=text).wait_for()

    def hides_still(self) -> bool:
        """Whether there is a saved result, and nobody sees it."""
        hides: bool = self.still.evaluate("node => node.innerHTML && node.offsetHeight === 0")
        return hides

    def button(self, name: str) -> Locator:
        return self._cell.get_by_role("button", name=name)


@pytest.mark.parametrize("task", TASKS)
def test_a_widget_runs_is_read_by_an_observer_and_stops(
    opened: Callable[[str], Page], task: str
) -> None:
    shown = Shown(opened("all.ipynb"), task)
    waiting = WidgetView(shown.outputs.nth(1)).wait()
    shown.wait_read("idle False")
    waiting.run_button.click()
    shown.view.run_button.click()
    shown.view.wait_state("Done")
    shown.wait_read("done True")
    assert shown.hides_still()
    waiting.run_button.get_by_text("Stop").click()
    waiting.wait_state("Stopped")


def test_a_text_streams_and_its_saved_result_is_not_seen(
    opened: Callable[[str], Page], sandbox_log: SandboxLog
) -> None:
    shown = Shown(opened("few.ipynb"), "text")
    shown.view.root.evaluate(WATCH)
    shown.view.run_button.click()
    shown.view.wait_state("Done")
    seen = shown.view.root.evaluate("root => root.hfwSeen")
    growing = {length for state, length in seen if state.startswith("Generating")}
    assert any(10 <= length < seen[-1][1] for length in growing), seen
    shown.wait_read("done True")
    assert len(shown.view.text()) > 100
    assert "60 tokens" in shown.view.counters.inner_text()
    assert shown.hides_still()
    assert sandbox_log.wait_ended()["ended"] == "complete"
    assert serious_violations(shown.view.root) == []


def test_stop_frees_the_server_also_while_a_callback_waits(
    opened: Callable[[str], Page], sandbox_log: SandboxLog
) -> None:
    shown = Shown(opened("few.ipynb"), "blocked")
    for begin in (shown.view.run_button, shown.button("Run and wait")):
        before = len(sandbox_log.runs())
        begin.click()
        shown.wait_read("running False")
        shown.view.wait_state("Generating")
        shown.view.wait_text(40)
        shown.view.run_button.get_by_text("Stop").click()
        shown.view.wait_state("Stopped")
        assert sandbox_log.wait_ended(before + 1)["ended"] == "disconnected"
        shown.wait_read("stopped False")


def test_a_segment_opens_in_a_new_widget_below(opened: Callable[[str], Page]) -> None:
    view = Shown(opened("few.ipynb"), "segments").view
    view.run_button.click()
    view.wait_state("Done")
    view.button("Use in").first.click()
    view.root.get_by_role("menuitem", name="Image classification").first.click()
    child = WidgetView(view.root.locator(".hfw-child")).wait()
    child.run_button.click()
    child.wait_state("Done")


def test_the_light_and_the_dark_theme_are_followed(opened: Callable[[str], Page]) -> None:
    for address, name in (("few.ipynb", "light"), ("few.ipynb?theme=dark", "dark")):
        page = opened(address)
        view = Shown(page, "text").view
        for part in (view.prompt, view.page_of_text, view.run_button):
            ink, paper = part.evaluate(LUMINANCES)
            assert (max(ink, paper) + 0.05) / (min(ink, paper) + 0.05) >= 4.5, (ink, paper)
        ink, paper = view.page_of_text.evaluate(LUMINANCES)
        assert (ink > paper) == (name == "dark")
        page.screenshot(path=RESULTS / f"voila-{name}.png")
