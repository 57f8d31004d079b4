"""Masks, spans and answers in JupyterLab: what only a real browser does with a text."""

from __future__ import annotations

import pytest

from tests.browser.accessibility import serious_violations
from tests.browser.widget_view import WidgetView, tab_to
from tests.waiting import soon

pytestmark = [
    pytest.mark.browser,
    pytest.mark.parametrize("server", ["lab"], indirect=True),
]
MASKS = """
import hfwidgets
w = hfwidgets.FillMask(text="The capital of France is .")
w
"""
SPANS = """
text = "😀 Sarah Miller\\r\\nlives in London. " + "So it goes on. " * 400 + "Bob was in Paris."
s = hfwidgets.TokenClassification(text=text)
s
"""
ANSWERS = """
context = "The house stood by the river. " * 120 + "My name is Clara. " + "Nobody knew. " * 120
q = hfwidgets.QuestionAnswering(question="What is my name?", context=context)
q
"""
IN_VIEW = """node => {
  const inner = node.getBoundingClientRect();
  const outer = node.closest(".hfw-marked").getBoundingClientRect();
  return outer.top <= inner.top && inner.bottom <= outer.bottom;
}"""


def ran(notebook, index: int) -> WidgetView:
    notebook.run(index)
    view = WidgetView(notebook.output(index)).wait()
    view.root.scroll_into_view_if_needed()
    return view


def test_words_are_filled_marked_and_found(open_notebook):
    notebook = open_notebook([MASKS, SPANS, ANSWERS])
    fill_masks(notebook)
    mark_spans(notebook)
    find_answers(notebook)


def fill_masks(notebook) -> None:
    """By keyboard alone: insert the mask, run, fill it, take that back with the browser's Undo."""
    view, keyboard = ran(notebook, 0), notebook.page.keyboard
    text = view.root.get_by_role("textbox", name="text", exact=True)
    text.focus()
    keyboard.press("End")
    keyboard.press("ArrowLeft")
    tab_to(view.button("Insert"))
    keyboard.press("Enter")
    view.button("Insert [MASK]").wait_for()
    assert text.input_value() == "The capital of France is [MASK]."
    keyboard.press("Control+Enter")
    view.wait_state("Done")
    word = view.root.locator("tbody button").first
    tab_to(word)
    keyboard.press("Enter")
    filled = text.input_value()
    assert "[MASK]" not in filled
    assert word.evaluate("node => node === document.activeElement")
    assert view.root.locator(".hfw-filled").inner_text() == filled
    notebook.wait_python(f"w.text == {filled!r}")
    assert serious_violations(view.root) == []
    notebook.screenshot("words-masks")
    text.focus()
    keyboard.press("Control+z")
    assert text.input_value() == "The capital of France is [MASK]."
    assert view.root.locator("tbody [aria-pressed=true]").count() == 0


def mark_spans(notebook) -> None:
    """What is marked is what Python has: behind an emoji, a CRLF and much text."""
    view, keyboard = ran(notebook, 1), notebook.page.keyboard
    view.run_button.click()
    view.wait_state("Done")
    stops = view.root.locator("mark[role=button]")
    spans = notebook.python("[one.text for one in s.spans]")
    soon(lambda: stops.all_text_contents() == spans, "all spans")  # drawn part by part
    assert {"London", "Paris"} <= set(stops.all_text_contents())
    stops.first.focus()
    keyboard.press("End")
    last = stops.last
    assert last.evaluate("node => node === document.activeElement")
    notebook.page.wait_for_function(IN_VIEW, arg=last.element_handle())
    assert view.root.locator(".hfw-caption-line").inner_text().startswith(last.inner_text())
    assert serious_violations(view.root) == []
    notebook.screenshot("words-spans")


def find_answers(notebook) -> None:
    """The text is scrolled to its answer, and the page is not."""
    view = ran(notebook, 2)
    view.run_button.click()
    view.wait_state("Done")
    answer = view.root.locator("mark[role=button]").first
    answer.wait_for()
    assert answer.text_content() == notebook.python("q.result['answer']") == "Clara"
    # It was below the window's edge when it came.
    view.root.locator(".hfw-marked").scroll_into_view_if_needed()
    notebook.page.wait_for_function(IN_VIEW, arg=answer.element_handle())
    assert serious_violations(view.root) == []
    notebook.screenshot("words-answers")
