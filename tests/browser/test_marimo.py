"""marimo: every task's widget is drawn, run, stopped, and read by a cell that depends on it."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from hfwidgets import Sandbox
from hfwidgets.widgets.registry import WIDGETS
from tests.browser.marimo_app import running
from tests.browser.notebook_page import RESULTS, VIEWPORT
from tests.browser.tasks import ENTRIES
from tests.browser.test_every_task import PHOTO, SOUND
from tests.browser.widget_view import WidgetView
from tests.waiting import PATIENCE
from tests.widgets.documents import invoice

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page

pytest.importorskip("marimo", reason="marimo is not installed: pip install marimo")
pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("marimo"), pytest.mark.timeout(600)]
TOUR = Path(__file__).resolve().parents[2] / "notebooks" / "marimo_tour.py"
TASKS = sorted(WIDGETS)
COLORS = "node => getComputedStyle(node).backgroundColor"
EXPECTED = """node => {
  const probe = document.createElement("i");
  probe.style.color = "var(--link)";
  node.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}"""
HEAD = f"""
import marimo
app = marimo.App()
with app.setup:
    from pathlib import Path
    import marimo as mo
    import hfwidgets
    PHOTO = Path({str(PHOTO)!r}).read_bytes()
    FORM = Path("INVOICE").read_bytes()
    silent = hfwidgets.InferenceClient(endpoint="SILENT")
    {SOUND.replace(chr(10), chr(10) + "    ")}
"""
# A widget, one whose server never answers, and a cell that reads the first.
CELLS = """
@app.cell
def _():
    _given = dict({arguments})
    {name} = mo.ui.anywidget(hfwidgets.{kind}(**_given))
    _waiting = hfwidgets.{kind}(**(_given | dict(model="m", client=silent)))
    mo.vstack([mo.Html("<h2 id='{name}'>{name}</h2>"), {name}, _waiting])
    return ({name},)

@app.cell
def _({name}):
    _w, _value = {name}.widget, {name}.value
    _so = _w.status == "done" and (lambda w: {so})(_w) and _value["result"] is _w.result
    _so = _so and "_packed" not in repr(_value) and "_parcels" not in _value
    mo.Html(f"<p id='read-{name}'>{{_w.status}} {{_so}} {{sorted(_value)}}</p>")
"""


def name_of(task: str) -> str:
    return task.replace("-", "_")


@pytest.fixture(scope="module")
def page(
    tmp_path_factory: pytest.TempPathFactory, sandbox: Sandbox, browser: Browser, silent: str
) -> Iterator[Page]:
    """The page of all widgets; at the end it has complained of nothing."""
    cells = [
        CELLS.format(
            name=name_of(task),
            kind=WIDGETS[task].partition(":")[2],
            arguments=ENTRIES[task][0],
            so=ENTRIES[task][1],
        )
        for task in TASKS
    ]
    notebook = tmp_path_factory.mktemp("marimo") / "all.py"
    form = notebook.with_name("invoice.pdf")
    form.write_bytes(invoice())
    head = HEAD.replace("SILENT", silent).replace("INVOICE", str(form))
    notebook.write_text(head + "".join(cells), encoding="utf-8")
    with running(notebook, sandbox.environment) as url:
        for page in opened(browser, url):
            # marimo runs one cell after the other: the last is there when all are.
            last = page.locator(f"#read-{name_of(TASKS[-1])}")
            last.wait_for(state="attached", timeout=4 * PATIENCE * 1000)
            yield page


def opened(browser: Browser, url: str) -> Iterator[Page]:
    page = browser.new_page(viewport=VIEWPORT)
    page.set_default_timeout(PATIENCE * 1000)
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(url)
    yield page
    page.close()
    assert errors == []


def cell_with(page: Page, selector: str) -> Locator:
    return page.locator(".marimo-cell", has=page.locator(selector))


@pytest.mark.parametrize("task", TASKS)
def test_a_widget_runs_is_read_by_a_dependent_cell_and_stops(page: Page, task: str) -> None:
    widgets = cell_with(page, f"#{name_of(task)}").locator("marimo-anywidget")
    read = page.locator(f"#read-{name_of(task)}")
    read.get_by_text("idle False").wait_for()
    view, waiting = WidgetView(widgets.nth(0)).wait(), WidgetView(widgets.nth(1)).wait()
    waiting.run_button.click()
    view.run_button.click()
    view.wait_state("Done")
    read.get_by_text("done True").wait_for()
    assert "'form'" not in read.inner_text()
    assert view.button("To variable").count() == 0
    waiting.run_button.get_by_text("Stop").click()
    waiting.wait_state("Stopped")


def test_the_tour_runs(tmp_path: Path, browser: Browser) -> None:
    """The notebook that ships: a cell that reads, a state that a run sets, a widget in a widget."""
    notebook = Path(shutil.copy(TOUR, tmp_path))
    with running(notebook, {}) as url:
        for page in opened(browser, url):
            story, mood, picture = (
                WidgetView(page.locator("marimo-anywidget").nth(at)).wait() for at in range(3)
            )
            page.get_by_text("0 words").wait_for()
            story.run_button.click()
            page.get_by_text(re.compile("^[1-9][0-9]* words")).wait_for()
            mood.run_button.click()
            page.locator("marimo-table").get_by_text("POSITIVE").first.wait_for()
            picture.run_button.click()
            picture.wait_state("Done")
            picture.button("Use in").first.click()
            picture.root.get_by_text("Image classification").first.click()
            picture.root.locator(".hfw-child .hfw").first.wait_for()
            button = story.run_button.evaluate(COLORS)
            assert button == page.locator("body").evaluate(EXPECTED), "the host's colour of links"
            page.screenshot(path=RESULTS / "marimo-tour.png", full_page=True)
