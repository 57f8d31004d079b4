"""A button that goes away under the keyboard leaves the focus in the widget, never to the host."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.browser.widget_view import WidgetView

if TYPE_CHECKING:
    from playwright.sync_api import Locator

pytestmark = [
    pytest.mark.browser,
    pytest.mark.parametrize("server", ["lab"], indirect=True),
]
PHOTO = Path(__file__).resolve().parents[1] / "sandbox" / "media" / "chelsea.jpg"
IS_IN_VIEW = """node => {
  const now = node.getRootNode().activeElement;
  return node.contains(now) && !now.closest("[hidden]") && now.getClientRects().length > 0;
}"""
FRAME = "() => new Promise(done => requestAnimationFrame(() => setTimeout(done)))"
HAS_FOCUS = "node => node === node.getRootNode().activeElement"


def opened(open_notebook, source: str):
    notebook = open_notebook([f"import hfwidgets\nw = {source}\nw"])
    notebook.run(0)
    return notebook, WidgetView(notebook.output(0)).wait()


def press_away(view: WidgetView, button: Locator) -> None:
    """Press a button by the keyboard, which is gone then; the focus is in the widget."""
    handle = button.element_handle()
    button.focus()
    view.root.page.keyboard.press("Enter")
    view.root.page.wait_for_function(
        "node => !node.isConnected || !node.getClientRects().length", arg=handle
    )
    # What the page draws next is what takes the focus from what is hidden.
    view.root.page.evaluate(
        "() => new Promise(done => requestAnimationFrame(() => setTimeout(done)))"
    )
    assert view.root.evaluate(IS_IN_VIEW)


def test_answers_are_deleted_one_by_one_and_all(open_notebook):
    notebook, view = opened(open_notebook, f"hfwidgets.ImageToText(image={str(PHOTO)!r})")
    notebook.execute("for _ in range(4): w.run().wait()")
    answers = view.root.get_by_role("list", name="Answers", exact=False).locator("li")
    answers.nth(3).wait_for()
    answers.nth(1).locator(".hfw-pick").click()
    press_away(view, view.root.get_by_role("button", name="Delete", exact=True))
    notebook.wait_python("len(w.answers) == 3")
    press_away(view, view.root.get_by_role("button", name="Delete all"))
    notebook.wait_python("len(w.answers) == 0")
    notebook.execute("w.run().wait()")
    answers.first.locator(".hfw-pick").click()
    press_away(view, view.root.get_by_role("button", name="Delete", exact=True))
    notebook.wait_python("len(w.answers) == 0")
    assert notebook.cell_count() == 1  # no key was the notebook's


def test_messages_and_pictures_of_a_chat_are_taken_away(open_notebook):
    notebook, view = opened(open_notebook, "hfwidgets.Chat('sandbox/ngram-topics', max_tokens=5)")
    notebook.execute("w.send('one').wait(); w.send('two').wait()")
    notebook.execute(f"w.attach({str(PHOTO)!r})")
    press_away(view, view.root.locator(".hfw-attached button"))
    notebook.wait_python("w.attached == []")
    messages = view.root.get_by_role("article")
    messages.nth(3).wait_for()
    messages.nth(3).get_by_role("button", name="Edit").focus()
    press_away(view, messages.nth(3).get_by_role("button", name="Delete"))
    notebook.wait_python("len(w.messages) == 3")
    press_away(view, messages.nth(0).get_by_role("button", name="Delete"))


def test_a_lane_of_a_comparison_is_removed(open_notebook):
    models = "'sandbox/ngram-topics', 'sandbox/ngram-reader', 'sandbox/ngram-topics@slow=0.01'"
    notebook, view = opened(open_notebook, f"hfwidgets.Compare([{models}], prompt='A cell')")
    press_away(view, view.root.get_by_role("button", name="Remove").last)
    notebook.wait_python("len(w.lanes) == 2")


def test_a_batch_is_stopped_tried_again_and_its_panel_closed(open_notebook):
    notebook, view = opened(
        open_notebook, "hfwidgets.TextClassification('sandbox/vader@delay=0.3', text='Fine')"
    )
    notebook.execute("texts = ['I like it', 'I do not'] * 2000")
    view.button("More").click()
    view.button("Run on a column").click()
    panel = view.root.get_by_role("group", name="Run on a column")
    panel.get_by_label("Rows").select_option(label="texts (4,000 rows)")
    press_away(view, panel.get_by_role("button", name="Start"))
    press_away(view, panel.get_by_role("button", name="Stop"))
    again = panel.get_by_role("button", name="Do ")
    assert again.evaluate(HAS_FOCUS)
    press_away(view, again)
    press_away(view, panel.get_by_role("button", name="Stop"))
    press_away(view, panel.get_by_role("button", name="Close"))
    assert view.button("More").evaluate(HAS_FOCUS)


def test_esc_leaves_the_whole_window_and_what_has_the_focus_keeps_it(open_notebook):
    notebook, view = opened(open_notebook, "hfwidgets.TextClassification(text='I like you')")
    keyboard = view.root.page.keyboard
    text = view.root.get_by_role("textbox", name="text", exact=True)
    for target, keeps in ((text, text), (None, view.button("More"))):
        view.button("More").click()
        view.button("Maximize").click()
        assert view.root.get_attribute("role") == "dialog"
        if target is not None:
            target.focus()
            keyboard.press("End")
            keyboard.type("!")
        keyboard.press("Escape")
        view.root.and_(view.root.page.get_by_role("group")).wait_for()
        assert keeps.evaluate(HAS_FOCUS)
    # The focus may be nowhere: the key is the widget's all the same.
    view.button("More").click()
    view.button("Maximize").click()
    view.root.page.evaluate("() => document.activeElement.blur()")
    keyboard.press("Escape")
    view.root.and_(view.root.page.get_by_role("group")).wait_for()
    assert view.button("More").evaluate(HAS_FOCUS)
    notebook.wait_python("w.text == 'I like you!'")
