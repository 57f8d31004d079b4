"""What the reader sees when a model loads, a server fails or a field is wrong."""

from __future__ import annotations

import re
from threading import Event

import pytest

from tests.browser.sandbox_log import tagged
from tests.browser.scripted_server import answering
from tests.browser.widget_view import WidgetView
from tests.waiting import PATIENCE, growing

pytestmark = pytest.mark.browser

MODEL = "sandbox/ngram-topics"


LOADING = (503, "application/json", b'{"error": "Model x is loading", "estimated_time": 60}')
ANSWER = (200, "application/json", b'[{"generated_text": "Here"}]')


def asking(open_notebook, address: str):
    """Open a widget that asks a server, and press its button."""
    source = f"from hfwidgets import TextGeneration\nw = TextGeneration({address!r}, prompt='x'"
    notebook = open_notebook([f"{source}, stream=False)\nw"])
    notebook.run(0)
    widget = WidgetView(notebook.output(0)).wait()
    widget.run_button.click()
    return notebook, widget


def test_loading_card_tells_how_long_and_gives_way_to_the_text(open_notebook):
    ready = Event()
    with answering(lambda: ANSWER if ready.is_set() else LOADING) as address:
        notebook, widget = asking(open_notebook, address)
        widget.loading_card.wait_for()
        bar = widget.loading_card.get_by_role("progressbar")
        assert bar.get_attribute("aria-valuetext")
        assert re.search(r"about \d", widget.loading_card.inner_text())
        assert re.search(r"attempt \d", widget.loading_card.inner_text())
        notebook.screenshot(f"loading-{notebook.server.host}")
        ready.set()
        widget.wait_state("Done")
    assert widget.loading_card.is_hidden()
    assert widget.text() == notebook.python("w.text") != ""


def test_loading_card_says_when_the_server_holds_the_next_attempt(open_notebook):
    """As the hosted service does: it answers "loading" once, and then when the model is there."""
    held = Event()
    answers = iter([lambda: LOADING, lambda: held.wait(PATIENCE) and ANSWER])
    with answering(lambda: next(answers)()) as address:
        _, widget = asking(open_notebook, address)
        widget.loading_card.get_by_text("attempt 2 waits for its answer").wait_for()
        assert "next in" not in widget.loading_card.inner_text()
        held.set()
        widget.wait_state("Done")


def test_cancel_ends_the_wait_for_a_model(open_widget):
    notebook, widget = open_widget(tagged(f"{MODEL}@loading=3600"), max_new_tokens=10)
    widget.run_button.click()
    widget.loading_card.wait_for()
    widget.loading_card.get_by_role("button", name="Cancel").click()
    widget.wait_state("Stopped")
    assert widget.loading_card.is_hidden()
    assert notebook.python("w.status") == "stopped"


def test_error_card_says_cause_and_way_out_and_retries(open_widget, sandbox_log):
    notebook, widget = open_widget(f"{MODEL}@status=500,body=object", max_new_tokens=10)
    widget.run_button.click()
    widget.problem_card.wait_for()
    widget.wait_state("Failed")
    problem = notebook.python("w.problem")
    for part in ("title", "cause", "remedy"):
        assert problem[part]
        assert problem[part] in widget.problem_card.inner_text()
    assert notebook.python("type(w.error).__name__") != "NoneType"
    widget.problem_card.get_by_text("Details", exact=True).click()
    assert "500" in widget.problem_card.inner_text()
    notebook.screenshot(f"error-{notebook.server.host}")
    failed = len(sandbox_log.runs())
    widget.model.fill(MODEL)
    widget.problem_card.get_by_role("button", name="Retry").click()
    widget.wait_state("Done")
    assert len(sandbox_log.runs()) == failed + 1
    assert widget.problem_card.count() == 0


def test_rate_limit_lets_the_reader_retry_when_it_is_over(open_widget):
    for seconds in growing(3):
        _, widget = open_widget(tagged(f"{MODEL}@rate-limited={seconds:g}"), max_new_tokens=10)
        widget.run_button.click()
        widget.problem_card.wait_for()
        retry = widget.problem_card.get_by_role("button", name="Retry")
        disabled, words = retry.get_attribute("aria-disabled"), retry.inner_text()
        if words != "Retry":  # else it was over before it was looked at
            break
    assert disabled == "true"
    assert re.search(r"Retry in \d", words)
    retry.and_(widget.root.locator("button:not([aria-disabled=true])")).wait_for()
    assert retry.inner_text() == "Retry"


def test_cut_stream_keeps_the_text_that_came(open_widget):
    notebook, widget = open_widget(f"{MODEL}@cut=10", max_new_tokens=60)
    widget.run_button.click()
    widget.problem_card.wait_for()
    assert len(widget.text()) > 10
    assert widget.text() == notebook.python("w.text")
    assert notebook.python("w.status") == "error"


def test_html_error_page_is_shown_as_an_error_and_not_as_a_page(open_widget):
    notebook, widget = open_widget(f"{MODEL}@status=502,body=html", max_new_tokens=10)
    widget.run_button.click()
    widget.problem_card.wait_for()
    assert "502" in widget.problem_card.evaluate("node => node.textContent")
    assert widget.problem_card.locator("h1, center, title").count() == 0
    assert notebook.python("w.status") == "error"


def test_field_at_fault_is_marked_and_nothing_is_sent(open_widget, sandbox_log):
    notebook, widget = open_widget(MODEL)
    widget.button("Parameters").click()
    temperature = widget.field("temperature")
    temperature.focus()
    told = widget.root.locator(".hfw-help").inner_text()
    assert told.startswith("temperature: ")
    assert told.endswith("It is a number above 0.")
    temperature.fill("-1")
    assert temperature.get_attribute("aria-invalid") == "true"
    described = temperature.get_attribute("aria-describedby").split()
    rule = notebook.page.locator(f"#{described[0]}").inner_text()
    assert "-1" in rule
    widget.run_button.click()
    notebook.page.wait_for_timeout(300)
    assert sandbox_log.runs() == []
    assert notebook.python("w.status") == "idle"
    notebook.screenshot(f"field-{notebook.server.host}")
    temperature.fill("")
    assert temperature.get_attribute("aria-invalid") != "true"
    notebook.wait_python("w.temperature is None")


def test_json_panel_is_offered_after_a_run_and_shows_the_request_of_each_at_once(open_widget):
    notebook, widget = open_widget(MODEL, prompt="A lake", max_new_tokens=3)
    tree = widget.root.locator(".hfw-tree")
    download = tree.locator("xpath=following-sibling::*").get_by_role("button", name="Download")
    assert widget.button("JSON").count() == 0  # there is nothing to show
    assert tree.is_hidden()
    widget.run_button.click()
    widget.wait_state("Done")
    widget.button("JSON").click()
    wait_in_body(tree, "A lake")
    assert download.is_visible()
    notebook.execute("w.model = 'sandbox/flood@tokens=900,slow=0.2'; w.max_new_tokens = 900")
    widget.prompt.fill("A river")
    widget.run_button.click()
    wait_in_body(tree, "A river")
    assert notebook.python("w.status") == "running"
    assert "A lake" not in tree.inner_text()
    widget.run_button.click()
    widget.wait_state("Stopped")


def wait_in_body(tree, text: str) -> None:
    """Wait for a text of the request's body; it is opened anew where it was drawn anew."""
    for _ in range(1200):
        if tree.get_by_text(text).count():
            return
        body = tree.locator("details:not([open]) > summary", has_text="body").first
        if body.count():
            body.click()
        tree.page.wait_for_timeout(100)
    raise AssertionError(f"{text!r} did not come")
