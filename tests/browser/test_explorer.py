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


OFFERED = """
import os
os.environ.update({environment!r})
from hfwidgets import InferenceClient, explore
w = explore(client=InferenceClient(provider="auto"))
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
    total = notebook.wait_python("w.status == 'done' and w.total")
    assert total > 200_000
    explorer.wait_count(f"{total:,} models")
    assert explorer.rows.count() < 60
    explorer.origin.filter(has_text="29 of 29 frameworks").wait_for()
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
    frameworks = ["sklearn", "diffusers@status=500", "transformers@delay=3600"]
    notebook, explorer = open_explorer(frameworks, 20_000)
    explorer.rows.first.wait_for()
    explorer.problems.get_by_text("could not be read").wait_for()
    explorer.search.fill("aurora")
    explorer.wait_count(re.compile(r"^\d+ of "))
    explorer.button("Stop").click()
    notebook.wait_python("w.status == 'stopped'")
    explorer.origin.filter(has_text="stopped before the end").wait_for()
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


def test_models_of_all_providers_are_compared_and_opened_at_one(open_notebook, request):
    sandbox = Sandbox(synthetic=20_000).start()
    request.addfinalizer(sandbox.close)
    notebook = open_notebook([OFFERED.format(environment=sandbox.environment)])
    notebook.run(0)
    explorer = ExplorerView(notebook.output(0))
    total = notebook.wait_python("w.status == 'done' and w.total")
    assert total > 1500
    explorer.wait_count(f"{total:,} models")
    explorer.rows.first.get_by_text("hf-inference").wait_for()
    notebook.screenshot(f"explorer-offers-{notebook.server.host}")

    # The page and the kernel mean the same by a provider, a need, a limit and an order.
    explorer.filter("Provider").select_option("=groq")
    explorer.button("Terms").click()
    explorer.button("Tools").click()
    explorer.filter("Price of answers").select_option("1")
    explorer.filter("Order").select_option("throughput-")
    looked_for = "provider='groq', needs=['tools'], max_output_price=1, sort='throughput'"
    notebook.wait_python("w.view['sort'] == 'throughput' and w.view['limits']")
    found = notebook.python(f"w.filter({looked_for}, descending=True).ids")
    assert 10 < len(found) < total
    explorer.wait_count(f"{len(found):,} of {total:,} models")
    assert explorer.ids() == found[: len(explorer.ids())]
    explorer.button("Clear filters").click()
    explorer.button("Terms").click()

    # Two side by side, by the keyboard.
    explorer.search.fill("sandbox/ngram")
    tab_to(explorer.grid)
    keyboard = notebook.page.keyboard
    for key in ("Home", "Space", "ArrowDown", "Space", "Enter"):
        keyboard.press(key)
    explorer.button("Compare 2").click()
    compared = explorer.root.get_by_role("region", name="Side by side").last
    compared.get_by_role("row", name="$ per million tokens out").wait_for()
    explorer.details.get_by_role("row", name="groq").get_by_text("180").wait_for()
    assert serious_violations(explorer.root) == []
    notebook.screenshot(f"explorer-compared-{notebook.server.host}")
    explorer.root.get_by_role("region", name="Side by side").first.get_by_title("Close").click()

    # Open a model at a provider, and run it there.
    explorer.search.fill("sandbox/painter")
    explorer.rows.first.click()
    explorer.button("Open with replicate").click()
    opened = WidgetView(explorer.root.locator(".hfw-child"))
    opened.wait().prompt.fill("a red house")
    opened.run_button.click()
    opened.wait_state("Done")
    assert notebook.python("w.opened_widgets[-1]._client.provider") == "replicate"

    # Dark and narrow.
    request.addfinalizer(lambda: notebook.set_theme("JupyterLab Light"))
    notebook.set_theme("JupyterLab Dark")
    assert serious_violations(explorer.root) == []
    notebook.screenshot(f"explorer-offers-dark-{notebook.server.host}")
    explorer.root.evaluate("node => { node.parentElement.style.width = '320px'; }")
    assert explorer.root.evaluate("node => node.scrollWidth - node.clientWidth") <= 0
    notebook.screenshot(f"explorer-offers-narrow-{notebook.server.host}")
    notebook.set_theme("JupyterLab Light")
