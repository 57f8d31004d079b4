"""Examples in JupyterLab, by the keyboard alone: chosen, run, and what was typed put back."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.browser.accessibility import serious_violations
from tests.browser.widget_view import WidgetView, tab_to
from tests.waiting import soon

pytestmark = [
    pytest.mark.browser,
    pytest.mark.parametrize("server", ["lab"], indirect=True),
]
PHOTO = Path(__file__).resolve().parents[1] / "sandbox" / "media" / "chelsea.jpg"
HAS_FOCUS = "node => node === node.getRootNode().activeElement"
MARKUP = "<script>document.title = 'taken'</script><img src=x onerror=\"document.title='taken'\">"


def opened(open_notebook, source: str):
    notebook = open_notebook([f"import hfwidgets\nw = {source}\nw"])
    notebook.run(0)
    return notebook, WidgetView(notebook.output(0)).wait()


def open_examples(view: WidgetView):
    """Open the panel by the keyboard; its heading has the focus then."""
    keyboard = view.root.page.keyboard
    view.button("More").focus()
    keyboard.press("Enter")
    entry = view.root.get_by_role("button", name="Examples", exact=True)
    entry.wait_for()
    entry.focus()
    keyboard.press("Enter")
    panel = view.root.get_by_role("group", name="Examples", exact=True)
    panel.get_by_role("button", name="Use").first.wait_for()
    return panel


def test_an_example_is_chosen_run_and_what_was_typed_put_back(open_notebook):
    notebook, view = opened(open_notebook, "hfwidgets.TextClassification()")
    keyboard = notebook.page.keyboard
    text = view.root.get_by_role("textbox", name="text", exact=True)
    text.focus()
    keyboard.type("typed by me")
    panel = open_examples(view)
    panel.get_by_text("From the card of").wait_for()
    assert panel.get_by_text("Pleased", exact=True).count() == 1
    tab_to(panel.get_by_role("button", name="Use: Not pleased"))
    keyboard.press("Enter")
    notebook.wait_python("w.text == 'I would not go there again.'")
    back = panel.get_by_role("button", name="Put back")
    back.wait_for()
    soon(lambda: text.input_value() == "I would not go there again.", "the example in its field")
    assert serious_violations(view.root) == []
    keyboard.press("Control+Enter")
    view.wait_state("Done")
    assert notebook.python("w.result is not None") is True
    notebook.screenshot("examples-lab")
    tab_to(back)
    keyboard.press("Enter")
    notebook.wait_python("w.text == 'typed by me'")
    panel.get_by_text("What was in the form before is back.").wait_for()
    soon(lambda: text.input_value() == "typed by me", "what was typed in its field")
    assert panel.locator("b").first.evaluate(HAS_FOCUS)
    keyboard.press("Escape")
    assert not panel.is_visible()
    assert view.button("More").evaluate(HAS_FOCUS)
    assert notebook.cell_count() == 1


def test_markup_is_text_and_what_could_not_be_sent_comes_back(open_notebook):
    long = "word " * 300
    notebook, view = opened(
        open_notebook,
        f"hfwidgets.TextClassification(examples=[{MARKUP!r}, {{'text': {long!r}, 'top_k': 2}}])",
    )
    view.button("Parameters").click()
    view.field("top_k").fill("many")
    panel = open_examples(view)
    assert panel.get_by_text("<script>").count() >= 1
    assert panel.locator("script, img").count() == 0
    panel.get_by_role("button", name="Use").nth(1).click()
    notebook.wait_python("w.top_k == 2")
    view.root.evaluate("node => { node.parentElement.style.width = '320px'; }")
    assert view.root.evaluate("node => node.scrollWidth - node.clientWidth") <= 0
    notebook.screenshot("examples-narrow-lab")
    panel.get_by_role("button", name="Put back").click()
    notebook.wait_python("w.text == '' and w.top_k is None")
    view.root.page.wait_for_function(
        "box => box.value === 'many' && box.getAttribute('aria-invalid') === 'true'",
        arg=view.field("top_k").element_handle(),
    )
    assert notebook.page.title() != "taken"


def test_a_picture_is_shown_small_used_and_the_one_before_comes_back(open_notebook):
    notebook, view = opened(
        open_notebook, f"hfwidgets.ImageClassification(examples=[{str(PHOTO)!r}])"
    )
    notebook.execute("import numpy; w.image = numpy.zeros((20, 30, 3), 'uint8')")
    panel = open_examples(view)
    small = panel.locator("img")
    small.wait_for()
    notebook.page.wait_for_function("node => node.naturalWidth > 0", arg=small.element_handle())
    panel.get_by_role("button", name="Use: chelsea.jpg").click()
    notebook.wait_python("w.pictures['image']['name'] == 'chelsea.jpg'")
    panel.get_by_role("button", name="Put back").click()
    notebook.wait_python("w.pictures['image']['width'] == 30")
    assert serious_violations(view.root) == []
