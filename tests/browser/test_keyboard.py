"""Keys typed in the widget stay in the widget, and the keyboard alone is enough."""

from __future__ import annotations

import pytest

from tests.browser.widget_view import tab_to

pytestmark = pytest.mark.browser

MODEL = "sandbox/ngram-topics"


def test_typing_in_the_prompt_never_triggers_the_notebook(open_widget):
    notebook, widget = open_widget(MODEL, "1 + 1")
    before = notebook.python("len(In)"), notebook.cell_count()
    widget.prompt.click()
    widget.prompt.fill("")
    for key in ("a", "b", "d", "d", "m", "y", "x", "z", "i", "i", "0", "0", "Shift+L"):
        notebook.page.keyboard.press(key)
    notebook.page.keyboard.press("Shift+Enter")
    notebook.page.keyboard.press("Escape")
    for key in ("a", "b", "d", "d", "Enter", "x"):
        notebook.page.keyboard.press(key)
    assert widget.prompt.input_value() == "abddmyxzii00L\nabdd\nx"
    assert (notebook.python("len(In)"), notebook.cell_count()) == before
    types = notebook.page.evaluate("() => window.hfwPanel.content.widgets.map(c => c.model.type)")
    assert types == ["code", "code"]
    notebook.wait_python("w.prompt.endswith('x')")
    assert notebook.python("w.status") == "idle"
    assert notebook.page.locator(".jp-Dialog").count() == 0


def test_keyboard_alone_runs_stops_and_runs_again(open_widget):
    notebook, widget = open_widget(f"{MODEL}@slow=0.1", max_new_tokens=4000, prompt="")
    keyboard = notebook.page.keyboard
    tab_to(widget.prompt)
    keyboard.type("Python is")
    keyboard.press("Control+Enter")
    widget.wait_text(30)
    assert widget.prompt.evaluate("node => node === document.activeElement")
    keyboard.press("Escape")
    widget.wait_state("Stopped")
    assert notebook.python("w.prompt") == "Python is"
    tab_to(widget.run_button)
    keyboard.press("Enter")
    widget.wait_state("Generating")
    assert widget.run_button.evaluate("node => node === document.activeElement")
    assert widget.run_button.get_attribute("aria-disabled") != "true"
    keyboard.press("Space")
    widget.wait_state("Stopped")
    assert widget.run_button.evaluate("node => node === document.activeElement")
    tab_to(widget.button("Parameters"))
    keyboard.press("Enter")
    tab_to(widget.field("max_new_tokens"))
    keyboard.press("Control+A")
    keyboard.type("5")
    keyboard.press("Control+Enter")
    widget.wait_state("Done")
    assert notebook.python("w.stats['tokens']") == 5


def test_arrow_keys_bring_back_earlier_prompts_and_the_draft(open_widget):
    notebook, widget = open_widget(MODEL, max_new_tokens=3)
    keyboard = notebook.page.keyboard
    for number, prompt in enumerate(("first prompt", "second prompt"), 1):
        widget.prompt.fill(prompt)
        keyboard.press("Control+Enter")
        notebook.wait_python(f"len(w.history) == {number} and w.status == 'done'")
        widget.wait_state("Done")
    widget.prompt.fill("draft")
    for key, prompt in (
        ("ArrowUp", "second prompt"),
        ("ArrowUp", "first prompt"),
        ("ArrowDown", "second prompt"),
        ("ArrowDown", "draft"),
    ):
        keyboard.press(key)
        wait_in_box(widget, prompt)


@pytest.mark.parametrize("last", ["third prompt", "of\r\ntwo lines", "of\rtwo lines"])
def test_first_arrow_up_after_a_run_brings_the_prompt_before_it(open_widget, last):
    notebook, widget = open_widget(MODEL, max_new_tokens=3)
    keyboard = notebook.page.keyboard
    for number, prompt in enumerate(("first prompt", "second prompt", last), 1):
        notebook.execute(f"w.prompt = {prompt!r}")
        wait_in_box(widget, "\n".join(prompt.splitlines()))
        widget.prompt.focus()
        keyboard.press("Control+Enter")
        notebook.wait_python(f"len(w.history) == {number} and w.status == 'done'")
        widget.wait_state("Done")
    keyboard.press("Control+Home")
    for key, prompt in (
        ("ArrowUp", "second prompt"),
        ("ArrowUp", "first prompt"),
        ("ArrowDown", "second prompt"),
    ):
        keyboard.press(key)
        wait_in_box(widget, prompt)


def wait_in_box(widget, prompt: str) -> None:
    """Wait until a prompt stands in its box: a key is followed by the page's next turn."""
    widget.root.page.wait_for_function(
        "([box, text]) => box.value === text", arg=[widget.prompt.element_handle(), prompt]
    )
