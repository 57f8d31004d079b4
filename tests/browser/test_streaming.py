"""Tokens arrive, go on arriving, stop, and are all there in every view."""

from __future__ import annotations

import pytest

from tests.browser.widget_view import WidgetView
from tests.waiting import soon

pytestmark = pytest.mark.browser

MODEL = "sandbox/ngram-topics"
SLEEP = "import time; time.sleep(600)"  # until the test interrupts it
# The widgets are watched by what does not hold them.
AGAIN = f"""
from weakref import proxy
from hfwidgets import TextGeneration
w = TextGeneration("{MODEL}@slow=0.1", prompt="A class is", max_new_tokens=4000)
seen = [*globals().get("seen", ()), proxy(w)]
display(w)
w.run()
"""


def test_stream_runs_to_its_end(open_widget):
    notebook, widget = open_widget(f"{MODEL}@slow=0.01", max_new_tokens=60)
    widget.run_button.click()
    widget.wait_state("Done")
    assert len(widget.text()) > 100
    assert widget.text() == notebook.python("w.text")
    assert notebook.python("w.status") == "done"
    assert notebook.python("w.stats['tokens']") == 60
    assert "60 tokens" in widget.counters.inner_text()
    assert "token limit reached" in widget.counters.inner_text()
    notebook.screenshot(f"done-{notebook.server.host}")


def test_same_seed_gives_the_same_text(open_widget):
    sampling = {"do_sample": True, "temperature": 0.7, "seed": 2}
    notebook, widget = open_widget(MODEL, max_new_tokens=60, **sampling)
    for count in (1, 2):
        widget.run_button.click()
        notebook.wait_python(f"w.status == 'done' and len(w.history) == {count}")
    assert notebook.python("w.history[0].text == w.history[1].text == w.text != ''")
    widget.wait_state("Done")
    notebook.picture(0, f"text_generation-{notebook.server.host}")


def test_stop_in_mid_stream_frees_the_server(open_widget, sandbox_log):
    notebook, widget = open_widget(f"{MODEL}@slow=0.1", max_new_tokens=4000)
    widget.run_button.click()
    widget.wait_text(40)
    widget.run_button.click()
    widget.wait_state("Stopped")
    entry = sandbox_log.wait_ended()
    assert entry["ended"] == "disconnected"
    assert entry["tokens_written"] < 4000
    assert widget.text() == notebook.python("w.text")
    assert len(widget.text()) >= 40
    assert notebook.python("w.status") == "stopped"


def test_busy_cell_does_not_hold_tokens_back(open_widget):
    notebook, widget = open_widget(f"{MODEL}@slow=0.05", SLEEP, max_new_tokens=8000)
    widget.run_button.click()
    widget.wait_text(10)
    notebook.start(1)
    notebook.cell(1).get_by_text("[*]:").wait_for()
    for _ in range(4):
        widget.wait_text(len(widget.text()) + 20)
        assert notebook.cell(1).get_by_text("[*]:").count() == 1
    widget.run_button.click()
    notebook.interrupt()
    notebook.wait_idle()


def test_stop_reaches_a_kernel_that_is_busy(open_widget, sandbox_log):
    """ipykernel 7.1 and later answer the page while a cell runs."""
    notebook, widget = open_widget(f"{MODEL}@slow=0.1", SLEEP, max_new_tokens=4000)
    widget.run_button.click()
    widget.wait_text(10)
    notebook.start(1)
    notebook.cell(1).get_by_text("[*]:").wait_for()
    widget.run_button.click()
    entry = sandbox_log.wait_ended()
    widget.wait_state("Stopped")
    assert notebook.cell(1).get_by_text("[*]:").count() == 1
    assert entry["ended"] == "disconnected"
    notebook.interrupt()
    notebook.wait_idle()


def test_stop_ends_a_cell_that_waits(open_widget, sandbox_log):
    notebook, widget = open_widget(f"{MODEL}@slow=0.1", "w.run()\nw.wait()", max_new_tokens=4000)
    stops_the_waiting_cell(notebook, widget, sandbox_log)


def test_stop_ends_a_cell_that_waits_on_an_older_kernel(open_widget, sandbox_log):
    """ipykernel 6 reads nothing while a cell runs; `wait` lets the stop in itself."""
    notebook, widget = open_widget(
        f"{MODEL}@slow=0.1", "w.run()\nw.wait()", kernel="ipykernel6", max_new_tokens=4000
    )
    stops_the_waiting_cell(notebook, widget, sandbox_log)


def stops_the_waiting_cell(notebook, widget, sandbox_log):
    notebook.start(1)
    widget.wait_text(40)
    assert notebook.cell(1).get_by_text("[*]:").count() == 1
    widget.run_button.click()
    entry = sandbox_log.wait_ended()
    assert entry["ended"] == "disconnected"
    widget.wait_state("Stopped")
    notebook.wait_idle()
    assert notebook.python("w.status") == "stopped"


def test_busy_older_kernel_is_said_to_hold_the_stop_back(open_widget):
    notebook, widget = open_widget(
        f"{MODEL}@slow=0.1",
        SLEEP,
        kernel="ipykernel6",
        max_new_tokens=4000,
    )
    widget.run_button.click()
    widget.wait_text(10)
    notebook.start(1)
    notebook.cell(1).get_by_text("[*]:").wait_for()
    widget.run_button.click()
    widget.root.get_by_text("The kernel is busy with a cell").first.wait_for()
    notebook.interrupt()
    widget.wait_state("Stopped")
    assert notebook.python("w.status") == "stopped"


def test_second_view_and_reload_show_the_whole_text(open_widget):
    notebook, first = open_widget(f"{MODEL}@slow=0.02", "w", max_new_tokens=120)
    first.run_button.click()
    first.wait_text(60)
    notebook.run(1)
    second = WidgetView(notebook.output(1)).wait()
    second.wait_text(60)
    one, other = first.text(), second.text()
    assert one.startswith(other) or other.startswith(one)
    notebook.save()
    notebook.reload()
    first.wait()
    first.wait_text(60)
    first.wait_state("Done")
    second.wait_state("Done")
    whole = notebook.python("w.text")
    assert notebook.python("w.stats['tokens']") == 120
    soon(lambda: [first.text(), second.text()] == [whole, whole], "the whole text in both views")


def test_text_grows_in_python_and_survives_as_a_variable(open_widget):
    notebook, widget = open_widget(MODEL, "w.text", max_new_tokens=20)
    notebook.execute("seen = []; w.observe(lambda change: seen.append(len(change.new)), 'text')")
    widget.run_button.click()
    widget.wait_state("Done")
    assert notebook.python("seen == sorted(seen) and seen[-1] == len(w.text)")
    notebook.run(1)
    notebook.output(1).get_by_text(notebook.python("w.text")[:8]).first.wait_for()


def test_continue_goes_on_from_the_text(open_widget, sandbox_log):
    notebook, widget = open_widget(MODEL, max_new_tokens=15)
    widget.run_button.click()
    widget.wait_state("Done")
    begun = widget.text()
    widget.button("Continue").click()
    sandbox_log.wait_ended(2)
    notebook.wait_python(f"w.status == 'done' and len(w.text) > {len(begun)}")
    whole = notebook.python("w.text")
    soon(lambda: widget.text() == whole, "the text that goes on")
    widget.wait_state("Done")
    assert whole.startswith(begun)
    widget.button("Undo").click()
    notebook.wait_python(f"len(w.text) == {len(begun)}")
    assert widget.text() == begun


@pytest.mark.parametrize("kernel", ["python3", "ipykernel6"])
def test_runs_of_a_cell_that_is_run_again_and_again_end_but_for_the_last(
    open_notebook, sandbox_log, kernel
):
    notebook = open_notebook([AGAIN], kernel=kernel)
    for _ in range(5):
        notebook.run(0)
    notebook.wait_python("[one.status for one in seen] == ['stopped'] * 4 + ['running']")
    WidgetView(notebook.output(0)).wait_text(40)
    # The server sees that nobody reads when it writes the next time.
    soon(
        lambda: [entry["ended"] for entry in sandbox_log.runs()].count("running") == 1,
        "the end of all streams but one",
    )
    notebook.execute("w.stop()")
