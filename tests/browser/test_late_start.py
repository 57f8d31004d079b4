"""A widget whose messages the host has given up, since the page was busy, is alive all the same."""

from __future__ import annotations

import pytest

from tests.browser.widget_view import WidgetView
from tests.waiting import soon

pytestmark = [pytest.mark.browser, pytest.mark.own_page]

# anywidget waits 2 s for a widget's module. A page that was busy finds these over before it looks
# for the module, as here at once.
BUSY = """
from IPython.display import Javascript
Javascript('''
  const wait = AbortSignal.timeout;
  AbortSignal.timeout = time => time === 2000 ? AbortSignal.abort() : wait.call(AbortSignal, time);
  EventTarget.prototype.addEventListener = (add => function (kind, listener, ...more) {
    const over = this instanceof AbortSignal && this.aborted && kind === "abort";
    if (!over) return add.call(this, kind, listener, ...more);
    window.givenUp = (window.givenUp ?? 0) + 1;
    listener.call(this);
  })(EventTarget.prototype.addEventListener);
''')
"""
MADE = """
from hfwidgets import TextGeneration
w = TextGeneration("sandbox/ngram-topics", prompt="Python is", max_new_tokens=20)
display(w)
"""
CHANGED = "w.run(prompt='A function is').wait()\nw.prompt = 'Later'\n"
GIVEN_UP = "Failed to initialize model"


@pytest.fixture
def open_late(open_notebook):
    """Open a notebook whose host gives up all widgets, which is no other error."""
    opened = []

    def open_one(source: str):
        notebook = open_notebook([BUSY, source])
        notebook.run(0)
        notebook.run(1)
        opened.append(notebook)
        notebook.output(1).locator(".hfw").first.wait_for()
        assert notebook.page.evaluate("window.givenUp") > 0
        return notebook, notebook.output(1)

    yield open_one
    for notebook in opened:
        errors = notebook.traffic.errors
        errors[:] = [error for error in errors if GIVEN_UP not in error]


def test_a_widget_that_started_late_runs(open_late):
    notebook, output = open_late(MADE)
    widget = WidgetView(output).wait()
    widget.run_button.click()
    widget.wait_state("Done")
    widget.wait_text(len(notebook.python("w.text")))
    assert widget.text() == notebook.python("w.text") != ""


def test_what_changed_before_a_widget_started_is_shown(open_late):
    notebook, output = open_late(MADE + CHANGED)
    widget = WidgetView(output).wait()
    widget.wait_state("Done")
    widget.wait_text(len(notebook.python("w.text")))
    assert widget.text() == notebook.python("w.text")
    soon(lambda: widget.prompt.input_value() == "Later", "what was set last")


def test_an_explorer_that_started_late_lists(open_late):
    _, output = open_late("from hfwidgets import explore\nexplore(frameworks='all')")
    output.get_by_text("sandbox/ngram-topics").first.wait_for()
