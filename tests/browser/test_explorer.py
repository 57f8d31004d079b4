"""The model explorer on 200,000 models: found, sorted, selected, watched, opened and run."""

from __future__ import annotations

import re
from contextlib import ExitStack

import pytest

from hfwidgets import Sandbox
from tests.browser.accessibility import serious_violations
from tests.browser.explorer_view import ExplorerView
from tests.browser.widget_view import WidgetView, tab_to

pytestmark = pytest.mark.browser

EXPLORER = """
import os
os.environ.update({environment!r})
from hfwidgets import ModelExplorer
w = ModelExplorer(frameworks={frameworks!r})
w
"""


@pytest.fixture
def open_explorer(open_notebook):
    """Open a notebook whose first cell shows an explorer `w`, and run that cell.

    Each has a sandbox of its own: which of its models are loaded is part of what is shown.
    """
    with ExitStack() as stack:

        def open_one(frameworks, synthetic):
            sandbox = stack.enter_context(Sandbox(synthetic=synthetic))
            source = EXPLORER.format(environment=sandbox.environment, frameworks=frameworks)
            notebook = open_notebook([source])
            notebook.run(0)
            return notebook, ExplorerView(notebook.output(0))

        yield open_one


def test_finds_sorts_selects_watches_and_runs_one_of_200000_models(open_explorer):
    notebook, explorer = open_explorer("all", 200_000)
    explorer.rows.first.wait_for()
    total = notebook.wait_python("w.status == 'done' and w.total", 60)
    assert total > 200_000
    explorer.wait_count(f"{total:,} models")
    assert explorer.rows.count() < 60
    assert "29 of 29 frameworks" in explorer.origin.inner_text()
    notebook.screenshot(f"explorer-{notebook.server.host}")

    # Type; the page and the kernel find the same.
    explorer.search.press_sequentially("aurora bert")
    found = notebook.python("[m.model_id for m in w.filter('aurora bert')]")
    assert explorer.ids() == found[: len(explorer.ids())]
    explorer.wait_count(f"{len(found):,} of {total:,} models")

    # Filter by task, and sort.
    explorer.filter("Task").select_option("=fill-mask")
    notebook.wait_python("w.view['task'] == 'fill-mask' and w.view['query'] == 'aurora bert'")
    found = notebook.python("[m.model_id for m in w.filter('aurora bert', task='fill-mask')]")
    found.sort(key=str.lower)
    explorer.head("Model").click()
    assert explorer.ids() == found[: len(explorer.ids())]
    explorer.head("Model").click()
    assert explorer.ids()[0] == found[-1]
    assert explorer.head("Model").get_attribute("aria-sort") == "descending"

    # The keyboard alone: into the list, to the third row and on, and its details.
    tab_to(explorer.grid)
    keyboard = notebook.page.keyboard
    for key in ("ArrowDown", "ArrowDown", "Space", "ArrowDown", "Enter"):
        keyboard.press(key)
    notebook.wait_python(f"w.selected is not None and w.selected.model_id == {found[-4]!r}")
    assert notebook.python("[m.model_id for m in w.selection]") == [found[-3]]
    explorer.details.get_by_text("from hfwidgets import InferenceClient").wait_for()
    assert explorer.details.evaluate("node => node === document.activeElement")
    assert serious_violations(explorer.root) == []
    keyboard.press("Escape")
    assert explorer.grid.evaluate("node => node === document.activeElement")
    explorer.button("Clear selection").click()
    explorer.button("Clear filters").click()
    assert explorer.search.evaluate("node => node === document.activeElement")

    # Watch a model that is not loaded, open it, and run it: then it is ready.
    explorer.search.fill("sandbox/ngram-topics")
    explorer.wait_count(re.compile("^1 of "))
    explorer.rows.first.click()
    explorer.button("Watch until ready").click()
    explorer.watching.get_by_text("Loadable").wait_for()
    explorer.button("Open in").click()
    opened = WidgetView(explorer.root.locator(".hfw-child"))
    opened.wait().prompt.fill("Python is")
    opened.run_button.click()
    opened.wait_state("Done")
    explorer.watching.get_by_text("is ready").wait_for()
    notebook.screenshot(f"explorer-opened-{notebook.server.host}")
    explorer.rows.first.get_by_text("Loaded").wait_for()


def test_lists_that_fail_or_hang_leave_the_rest_usable(open_explorer, request):
    frameworks = ["sklearn", "diffusers@status=500", "transformers@delay=40"]
    notebook, explorer = open_explorer(frameworks, 20_000)
    explorer.rows.first.wait_for()
    explorer.problems.get_by_text("could not be read").wait_for()
    explorer.search.fill("aurora")
    explorer.wait_count(re.compile(r"^\d+ of "))
    explorer.button("Stop").click()
    notebook.wait_python("w.status == 'stopped'", 3)
    assert "stopped before the end" in explorer.origin.inner_text()
    explorer.button("Retry").click()
    notebook.wait_python("w.sources[1]['state'] == 'failed' and w.status != 'listing'")

    explorer.search.fill("no such model")
    explorer.blank.get_by_text("No model matches").wait_for()
    explorer.blank.get_by_role("button", name="Clear filters").click()
    explorer.button("Check").first.click()
    explorer.rows.first.get_by_text("cpu").wait_for()

    # Dark and narrow.
    request.addfinalizer(lambda: notebook.set_theme("JupyterLab Light"))
    notebook.set_theme("JupyterLab Dark")
    explorer.rows.nth(1).click()
    explorer.details.get_by_text("from hfwidgets import").wait_for()
    assert serious_violations(explorer.root) == []
    notebook.screenshot(f"explorer-dark-{notebook.server.host}")
    explorer.root.evaluate("node => { node.parentElement.style.width = '320px'; }")
    assert explorer.root.evaluate("node => node.scrollWidth - node.clientWidth") <= 0
    notebook.screenshot(f"explorer-narrow-{notebook.server.host}")
    notebook.set_theme("JupyterLab Light")
