"""A widget that starts while the page is busy is alive when the page is free again."""

from __future__ import annotations

import pytest

from tests.browser.widget_view import WidgetView

pytestmark = pytest.mark.browser

GIVEN_UP = "Failed to initialize model"
# The page has the widget, and is loading its module.
BUSY = """
from IPython.display import Javascript, display
busy = Javascript("const t = performance.now(); while (performance.now() - t < 3500);")
"""
MADE = """
from hfwidgets import TextGeneration
w = TextGeneration("sandbox/ngram-topics", prompt="Python is", max_new_tokens=20)
"""
SHOWN = "display(busy)\ndisplay(w)\n"
LISTED = "from hfwidgets import explore\ne = explore(frameworks='all')\ndisplay(busy)\ndisplay(e)"


def excuse(notebook) -> list[str]:
    """Take what the host says when it has given up out of the page's errors."""
    errors = notebook.traffic.errors
    found = [error for error in errors if GIVEN_UP in error]
    errors[:] = [error for error in errors if GIVEN_UP not in error]
    return found


def test_a_widget_that_starts_while_the_page_is_busy_runs(open_notebook):
    notebook = open_notebook([BUSY + MADE + SHOWN])
    notebook.run(0)
    widget = WidgetView(notebook.output(0)).wait()
    widget.run_button.click()
    widget.wait_state("Done")
    assert widget.text() == notebook.python("w.text") != ""
    excuse(notebook)


def test_what_changed_before_the_page_was_free_is_shown(open_notebook):
    changed = "w.run(prompt='A function is').wait()\nw.prompt = 'Later'\n"
    notebook = open_notebook([BUSY + MADE + SHOWN + changed])
    notebook.run(0)
    widget = WidgetView(notebook.output(0)).wait()
    widget.wait_state("Done")
    widget.wait_text(len(notebook.python("w.text")))
    assert widget.text() == notebook.python("w.text")
    assert widget.prompt.input_value() == "Later"
    excuse(notebook)


def test_an_explorer_that_starts_while_the_page_is_busy_lists(open_notebook):
    notebook = open_notebook([BUSY + LISTED])
    notebook.run(0)
    notebook.output(0).get_by_text("sandbox/ngram-topics").first.wait_for(timeout=30_000)
    excuse(notebook)
