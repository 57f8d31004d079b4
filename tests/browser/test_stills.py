"""A saved notebook keeps its results: seen once while the widgets live, and without any kernel."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest

from tests.browser.notebook_page import FIND_PANEL, RESULTS, NotebookPage
from tests.browser.widget_view import WidgetView
from tests.waiting import PATIENCE, soon

pytestmark = [
    pytest.mark.browser,
    pytest.mark.parametrize("server", ["lab", "notebook"], indirect=True),
]

SET_UP = """
from ipywidgets import VBox
from hfwidgets import InferenceClient, ObjectDetection, Sandbox, TextClassification, TextGeneration
sandbox = Sandbox().start()
client = InferenceClient(endpoint=sandbox.url)
"""
TEXT = """
w = TextGeneration("sandbox/ngram-topics", prompt="A class is", max_new_tokens=30, client=client)
w"""
PICTURE = """
import numpy as np
pixels = np.random.default_rng(1).integers(0, 255, (300, 400, 3), np.uint8)
d = ObjectDetection(image=pixels, client=client)
display(d)
d.run().wait();"""
LABELS = """
labels = TextClassification(text="I love this film.", client=client)
labels"""
INSIDE = """
display(VBox([w]))
print("after the box")"""
CELLS = (SET_UP, TEXT, PICTURE, LABELS, INSIDE)
HEIGHTS = "all => all.map(one => one.offsetHeight)"
NO_KERNEL = "No kernel has this widget: below is the saved result."
KILL = "() => window.hfwPanel.sessionContext.session.shutdown()"
MISSING = "a-kernel-that-is-not-installed"


def heights(notebook: NotebookPage, cell: int) -> list[int]:
    children = notebook.output(cell).locator(".jp-OutputArea-child")
    found: list[int] = children.evaluate_all(HEIGHTS)
    return found


def wait_still(notebook: NotebookPage, cell: int, words: str) -> None:
    """Wait until the saved result of a cell is there, seen or not."""
    still = notebook.output(cell).locator(".jp-OutputArea-child").last
    soon(lambda: words in (still.text_content() or ""), f"{words!r} in the saved result")


def ran(open_notebook: Any) -> NotebookPage:
    notebook: NotebookPage = open_notebook(list(CELLS))
    notebook.run(*range(len(CELLS)))
    for cell in (1, 2, 3):
        WidgetView(notebook.output(cell)).wait()
    return notebook


def test_results_are_seen_once_while_widgets_live_and_alone_without_a_kernel(open_notebook):
    notebook = ran(open_notebook)
    notebook.page.wait_for_function("document.querySelectorAll('.hfw-live').length === 3")
    view = WidgetView(notebook.output(1))
    view.root.evaluate("node => { node.mark = 1; node.querySelector('textarea').focus(); }")
    notebook.execute("w.run().wait(); labels.run().wait()")
    view.wait_state("Done")
    text = notebook.python("w.text")
    wait_still(notebook, 1, text[:40])
    wait_still(notebook, 3, "POSITIVE")
    for cell in (1, 2, 3):
        shown, hidden = heights(notebook, cell)
        assert shown > 100
        assert hidden == 0
    assert view.root.evaluate("node => node.mark === 1 && node.contains(document.activeElement)"), (
        "the view is the same, with its focus"
    )
    assert notebook.output(4).get_by_text("after the box").is_visible()
    notebook.screenshot(f"stills-live-{notebook.server.host}")
    saved = notebook.save()
    assert saved["metadata"]["widgets"]
    looked_at(notebook, saved, text, with_state=True)
    looked_at(notebook, saved, text, with_state=False)
    notebook.page.evaluate(KILL)
    notebook.reload_for(notebook.output(1).get_by_text(NO_KERNEL))
    for cell in (1, 2, 3):
        notebook.output(cell).get_by_text(NO_KERNEL).wait_for()
        soon(lambda cell=cell: heights(notebook, cell)[-1] > 40, "the saved result")
        view, _ = heights(notebook, cell)
        assert 0 < view < 40
    notebook.screenshot(f"stills-lost-{notebook.server.host}")


def looked_at(
    notebook: NotebookPage, saved: dict[str, Any], text: str, *, with_state: bool
) -> None:
    """Open what was saved where there is no kernel, and look at it."""
    kept = copy.deepcopy(saved)
    kept["metadata"]["kernelspec"] = {"name": MISSING, "display_name": MISSING}
    if not with_state:
        del kept["metadata"]["widgets"]
    name = f"kept-{with_state}-{notebook.path.name}"
    (notebook.server.folder / name).write_text(json.dumps(kept), encoding="utf-8")
    page = notebook.page.context.new_page()
    page.set_default_timeout(PATIENCE * 1000)
    page.goto(notebook.server.url(name), wait_until="domcontentloaded")
    page.wait_for_function(FIND_PANEL)
    page.locator(".jp-Dialog button").filter(has_text="No Kernel").click()
    areas = page.locator(".jp-Notebook .jp-Cell .jp-Cell-outputArea")
    areas.get_by_text(text[:40]).first.wait_for()
    picture = areas.nth(2).locator("img")
    picture.scroll_into_view_if_needed()
    page.wait_for_function("node => node.complete", arg=picture.element_handle())
    assert picture.evaluate("node => node.naturalWidth") == 416
    assert "POSITIVE" in areas.nth(3).locator("table").inner_text()
    for cell in (1, 2, 3):
        *views, still = areas.nth(cell).locator(".jp-OutputArea-child").evaluate_all(HEIGHTS)
        assert [view for view in views if view >= 5] == []
        assert still > 40
    areas.nth(1).scroll_into_view_if_needed()
    page.screenshot(path=RESULTS / f"stills-{with_state}-{notebook.server.host}.png")
    page.close()


def test_a_frozen_and_a_closed_widget_leave_their_result(open_notebook):
    notebook = open_notebook([SET_UP, TEXT, LABELS, "w.freeze()", "labels.close()"])
    notebook.run(0, 1, 2)
    for cell in (1, 2):
        WidgetView(notebook.output(cell)).wait()
    notebook.execute("w.run().wait(); labels.run().wait()")
    text = notebook.python("w.text")
    notebook.run(3, 4)
    notebook.page.wait_for_function("!document.querySelector('.hfw-live')")
    for cell in (1, 2):
        soon(lambda cell=cell: heights(notebook, cell)[-1] > 40, "the saved result")
        *views, _ = heights(notebook, cell)
        assert sum(views) < 40
    soon(lambda: text[:40] in notebook.output(1).inner_text(), "the text")
    soon(lambda: "POSITIVE" in notebook.output(2).inner_text(), "the labels")
    notebook.screenshot(f"stills-frozen-{notebook.server.host}")
    assert notebook.save()["cells"][1]["outputs"][0]["data"] == {}
