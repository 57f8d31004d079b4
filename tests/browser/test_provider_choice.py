"""A provider is chosen beside the model; where it fails, another one answers with one click."""

from __future__ import annotations

import re

import pytest

from tests.browser.widget_view import WidgetView, tab_to

pytestmark = pytest.mark.browser

SOURCE = """from hfwidgets import InferenceClient, TextGeneration
w = TextGeneration(
    "sandbox/ngram-topics@status=402,only=featherless-ai",
    client=InferenceClient(provider="auto"), prompt="A function is", max_new_tokens=4,
)
w"""


def test_a_provider_is_picked_fails_and_another_one_answers(open_notebook):
    notebook = open_notebook([SOURCE])
    notebook.run(0)
    widget = WidgetView(notebook.output(0)).wait()
    chosen = widget.root.get_by_role("button", name=re.compile("^Provider: "))
    assert chosen.inner_text() == "auto"
    # By keyboard alone.
    tab_to(chosen)
    notebook.page.keyboard.press("Enter")
    row = widget.root.get_by_role("button", name=re.compile("^featherless-ai"))
    row.wait_for()
    notebook.screenshot(f"provider-choice-{notebook.server.host}")
    tab_to(row)
    notebook.page.keyboard.press("Enter")
    notebook.wait_python("w.provider == 'featherless-ai'")
    chosen.filter(has_text="featherless-ai").wait_for()
    notebook.page.keyboard.press("Control+Enter")
    widget.problem_card.wait_for()
    assert "Provider: featherless-ai" in widget.problem_card.inner_text()
    notebook.screenshot(f"provider-error-{notebook.server.host}")
    widget.problem_card.get_by_role("button", name="Run with deepinfra").click()
    widget.wait_state("Done")
    chosen.filter(has_text="deepinfra").wait_for()
    assert "deepinfra" in widget.counters.inner_text()
    assert notebook.python("[w.stats['provider'], w._client.provider]") == ["deepinfra", "auto"]
