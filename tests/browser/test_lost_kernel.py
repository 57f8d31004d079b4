"""A kernel that ends, or no longer has a widget: said at once, with what came kept."""

from __future__ import annotations

import pytest

from tests.browser.widget_view import WidgetView

pytestmark = [
    pytest.mark.browser,
    pytest.mark.parametrize("server", ["lab", "notebook"], indirect=True),
]

CODE = """
from hfwidgets import InferenceClient, Sandbox, TextGeneration
sandbox = Sandbox().start()
client = InferenceClient(endpoint=sandbox.url)
w = TextGeneration(
    "sandbox/ngram-topics@slow=0.1", prompt="A class is", max_new_tokens=4000, client=client)
w
"""
GONE = "has lost this widget"
RESTART = "() => window.hfwPanel.sessionContext.session.kernel.restart()"
KILL = "() => window.hfwPanel.sessionContext.session.shutdown()"


@pytest.mark.parametrize("ending", [RESTART, KILL], ids=["restarted", "shut down"])
def test_run_ends_with_its_kernel_and_keeps_what_came(open_notebook, ending):
    notebook = open_notebook([CODE])
    notebook.run(0)
    view = WidgetView(notebook.output(0)).wait()
    view.run_button.click()
    view.wait_text(20)
    notebook.page.evaluate(ending)
    view.root.get_by_text(GONE).first.wait_for()
    view.run_button.filter(has_text="Run").wait_for()
    kept = view.text()
    assert len(kept) >= 20
    seen = view.root.inner_text()
    notebook.page.wait_for_timeout(1500)
    assert view.root.inner_text() == seen, "neither text nor clock goes on"


def test_restored_widget_without_its_kernel_says_so_and_can_be_run_again(open_notebook):
    # By itself it would give way to its saved result.
    notebook = open_notebook([CODE.strip() + ";\nfrom ipywidgets import VBox; VBox([w])"])
    notebook.run(0)
    WidgetView(notebook.output(0)).wait()
    notebook.execute("w.run(max_new_tokens=10).wait()")
    notebook.save()
    notebook.page.evaluate(KILL)
    view = WidgetView(notebook.output(0))
    notebook.reload_for(view.root)
    view.wait().run_button.click()
    view.root.get_by_text(GONE).first.wait_for()
    view.run_button.filter(has_text="Run").wait_for()


def test_idle_kernel_that_never_answers_has_lost_the_widget(open_notebook):
    notebook = open_notebook([CODE])
    notebook.run(0)
    view = WidgetView(notebook.output(0)).wait()
    notebook.execute("w.run(max_new_tokens=10).wait()")
    view.wait_state("Done")
    kept = view.text()
    notebook.execute("w._msg_callbacks.callbacks.clear()")  # its line is open, and nobody listens
    view.run_button.click()
    view.run_button.filter(has_text="Stop").wait_for()
    view.root.get_by_text(GONE).first.wait_for()
    view.run_button.filter(has_text="Run").wait_for()
    assert view.text() == kept
