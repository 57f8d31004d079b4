"""The model box: its list opens and filters while one types, and goes away by itself."""

from __future__ import annotations

import pytest

from tests.waiting import soon

pytestmark = pytest.mark.browser

MODEL = "sandbox/ngram-topics"


@pytest.mark.parametrize("typed", ["n", "ngram", "sandbox/ngram-t"])
def test_list_opens_and_filters_while_a_model_is_typed(open_widget, typed):
    notebook, widget = open_widget(None, max_new_tokens=3)
    options = widget.root.get_by_role("option")
    widget.model.click()
    assert options.count() == 0
    notebook.page.keyboard.type(typed)
    options.filter(has_text=MODEL).first.wait_for()
    soon(lambda: all(typed in text for text in options.all_inner_texts()), "the filtered list")
    assert widget.model.input_value() == typed
    notebook.screenshot(f"picker-{notebook.server.host}")
    options.filter(has_text=MODEL).first.click()
    options.first.wait_for(state="hidden")
    assert widget.model.input_value() == MODEL
    notebook.wait_python(f"w.model == {MODEL!r}")


def test_run_is_pressed_with_the_list_open_by_mouse_and_by_key(open_widget):
    """The list stands above the button: it may not go away in mid-click, and move it."""
    notebook, widget = open_widget("nothing", max_new_tokens=3)
    options = widget.root.get_by_role("option")
    keyboard = notebook.page.keyboard
    for number, press in enumerate((widget.run_button.click, keyboard_run(keyboard)), 1):
        widget.model.click()
        keyboard.press("Control+A")
        keyboard.type(MODEL)
        options.first.wait_for()
        press()
        options.first.wait_for(state="hidden")
        notebook.wait_python(f"len(w.history) == {number} and w.status == 'done'")
        assert notebook.python("w.stats['model']") == MODEL


def keyboard_run(keyboard):
    return lambda: keyboard.press("Control+Enter")


def test_list_goes_with_the_focus_and_with_an_address(open_widget):
    notebook, widget = open_widget(None, max_new_tokens=3)
    options = widget.root.get_by_role("option")
    keyboard = notebook.page.keyboard
    widget.model.click()
    keyboard.type("sandbox")
    options.first.wait_for()
    keyboard.press("Tab")
    options.first.wait_for(state="hidden")
    widget.model.click()
    keyboard.press("End")
    keyboard.type("/n")
    options.first.wait_for()
    widget.model.fill("http://127.0.0.1:9/x")
    options.first.wait_for(state="hidden")
    assert widget.model.get_attribute("aria-expanded") == "false"
