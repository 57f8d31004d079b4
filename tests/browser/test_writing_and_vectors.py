"""Texts and vectors in JupyterLab: beside each other, handed on, swapped, read by the keyboard."""

from __future__ import annotations

import pytest

from tests.browser.accessibility import serious_violations
from tests.browser.widget_view import WidgetView

pytestmark = [
    pytest.mark.browser,
    pytest.mark.parametrize("server", ["lab"], indirect=True),
]
TEXT = "Owls hunt at night. They see well. Cats hunt at night, too. Dogs sleep all day."
CELLS = [
    "import hfwidgets\ns = hfwidgets.Summarization()\ns",
    "t = hfwidgets.Translation(text='the cat', src_lang='en', tgt_lang='fr')\nt",
    "v = hfwidgets.SentenceSimilarity()\nv",
]


def test_a_summary_is_typed_for_marked_and_handed_on_and_a_translation_swapped(open_notebook):
    notebook = open_notebook(CELLS)
    notebook.run(0)
    view = WidgetView(notebook.output(0)).wait()
    view.root.get_by_label("text", exact=True).fill(TEXT)
    view.root.get_by_label("text", exact=True).press("Control+Enter")
    view.wait_state("Done")
    assert notebook.python("s.text == " + repr(TEXT)) is True
    beside = view.root.evaluate(
        """node => [".hfw-writing", ".hfw-writing :is(.hfw-area, .hfw-page)"].every(part => {
          const [a, b] = [...node.querySelectorAll(part)].map(one => one.getBoundingClientRect());
          return a.top === b.top && a.bottom === b.bottom;
        })"""
    )
    assert beside is True
    view.button("Mark what is new").click()
    assert "Every word is in the text." in view.root.inner_text()
    view.button("Use in").click()
    view.root.get_by_role("menuitem", name="Translation").last.click()
    notebook.wait_python("s.opened is not None and s.opened.text == s.result")
    assert serious_violations(view.root) == []
    notebook.run(1)
    other = WidgetView(notebook.output(1)).wait()
    other.run_button.click()
    other.root.get_by_text("le chat", exact=True).first.wait_for()
    other.wait_state("Done")
    other.button("Swap").click()
    notebook.wait_python("(t.text, t.src_lang, t.tgt_lang) == ('le chat', 'fr', 'en')")
    other.run_button.click()
    notebook.wait_python("t.result == 'The cat'")
    other.root.evaluate("node => { node.parentElement.style.width = '320px'; }")
    assert other.root.evaluate("node => node.scrollWidth - node.clientWidth") <= 0
    notebook.screenshot("writing-lab")


def test_sentences_are_pasted_compared_and_read_by_the_keyboard(open_notebook):
    notebook = open_notebook(CELLS)
    notebook.run(0, 2)
    view = WidgetView(notebook.output(2)).wait()
    view.root.get_by_label("sentence", exact=True).fill("A happy person")
    view.root.get_by_label("other_sentences", exact=True).fill("A glad human\n\nA sad dog\n")
    view.button("Compare all").click()
    notebook.wait_python("v.matrix is not None and v.status == 'done'")
    assert notebook.python("v.other_sentences == ['A glad human', 'A sad dog']") is True
    plot = view.root.locator(".hfw-square")
    plot.wait_for()
    plot.focus()
    plot.press("ArrowRight")
    reading = view.root.locator(".hfw-reading").inner_text()
    assert reading.endswith(": A happy person – A glad human")
    assert serious_violations(view.root) == []
    view.root.evaluate("node => { node.parentElement.style.width = '320px'; }")
    assert view.root.evaluate("node => node.scrollWidth - node.clientWidth") <= 0
    notebook.screenshot("vectors-lab")
