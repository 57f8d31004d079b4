"""Generated text that a person edits is exactly what was typed, to its last newline."""

from __future__ import annotations

import pytest

pytestmark = [
    pytest.mark.browser,
    pytest.mark.parametrize("server", ["lab", "notebook"], indirect=True),
]

MODEL = "sandbox/ngram-topics"
START = "Once upon a time"
CASES = {
    "Enter at the end, then typing": (["Enter", "there"], f"{START}\nthere"),
    "Enter twice": (["Enter", "Enter"], f"{START}\n\n"),
    "Shift+Enter": (["Shift+Enter", "there", "Shift+Enter"], f"{START}\nthere\n"),
    "Enter before the last letter": (["ArrowLeft", "Enter"], "Once upon a tim\ne"),
    "Enter at the start": (["Home", "Enter"], f"\n{START}"),
    "Enter taken back": (["Enter", "Backspace", "s"], f"{START}s"),
    "a last line taken away": (["Enter", "x", "Backspace"], f"{START}\n"),
    "to the end by keys": (["Enter", "Enter", "Control+Home", "Control+End", "x"], f"{START}\n\nx"),
    "up from the last line and back": (["Enter", "ArrowUp", "ArrowDown", "x"], f"{START}\nx"),
    "all deleted": (["Control+A", "Delete"], ""),
    "lines deleted": (["Enter", "x", "Enter", "Control+A", "Backspace"], ""),
    "all deleted, then typing": (["Control+A", "Delete", "x", "Enter"], "x\n"),
    "all deleted, then Enter": (["Control+A", "Delete", "Enter", "x"], "\nx"),
    "lines pasted": (["paste:a\nb"], f"{START}a\nb"),
    "lines with an end pasted": (["paste:a\nb\n", "x"], f"{START}a\nb\nx"),
    "lines with two ends pasted": (["paste:a\r\nb\n\n"], f"{START}a\nb\n\n"),
    "lines pasted over all": (["Control+A", "paste:a\n\nb\n"], "a\n\nb\n"),
    "lines pasted inside": (["ArrowLeft", "paste:a\n", "x"], "Once upon a tima\nxe"),
    "a newline pasted": (["paste:\n", "x"], f"{START}\nx"),
    "an input method": (["ime:にほん", "ime:日本", "Enter"], f"{START}にほん日本\n"),
}
LINES = """node => new Set(
  [...node.getClientRects()].filter(({height}) => height).map(({top}) => Math.round(top))
).size"""


class Editing:
    """The text of a widget under somebody's hands."""

    def __init__(self, notebook, widget):
        self.notebook, self.page = notebook, notebook.page
        self.text = widget.root.locator(".hfw-text")
        self.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        self.devtools = self.page.context.new_cdp_session(self.page)

    def press(self, *keys):
        for key in keys:
            what, _, text = key.partition(":")
            if what == "paste":
                self.page.evaluate("text => navigator.clipboard.writeText(text)", text)
                self.page.keyboard.press("Control+V")
            elif what == "ime":
                self.compose(text)
                self.devtools.send("Input.insertText", {"text": text})
            elif what == "type":
                self.page.keyboard.type(text)
            elif key[0].isupper():
                self.page.keyboard.press(key)
            else:
                self.page.keyboard.type(key)

    def compose(self, text):
        """Type with an input method, which has settled nothing yet."""
        for end in range(1, len(text) + 1):
            at = {"selectionStart": end, "selectionEnd": end}
            self.devtools.send("Input.imeSetComposition", {"text": text[:end], **at})

    def told(self, text):
        """Wait until Python has the text."""
        self.notebook.wait_python(f"w.text == {text!r}")

    def begin(self, text=START):
        self.text.focus()
        self.press("Control+A", f"type:{text}")
        self.told(text)


@pytest.fixture
def editing(open_widget):
    notebook, widget = open_widget(MODEL, max_new_tokens=5)
    widget.run_button.click()
    widget.wait_state("Done")
    return Editing(notebook, widget)


def test_text_is_what_was_typed_and_every_newline_is_seen(editing):
    for name, (keys, expected) in CASES.items():
        editing.begin()
        editing.press(*keys)
        editing.told(expected)
        assert editing.text.evaluate(LINES) == expected.count("\n") + 1, name


def test_what_an_input_method_has_not_settled_is_not_told(editing):
    editing.begin()
    editing.notebook.execute("told = []; w.observe(lambda change: told.append(change.new), 'text')")
    editing.compose("にほん")
    editing.page.wait_for_timeout(600)
    assert editing.notebook.python("told") == []
    editing.devtools.send("Input.insertText", {"text": "日本"})
    editing.told(f"{START}日本")
    assert editing.notebook.python("told") == [f"{START}日本"]


def test_undo_leaves_the_caret_where_the_change_was(editing):
    editing.begin("one three")
    editing.press("Control+ArrowLeft", "2")
    editing.told("one 2three")
    editing.press("Control+z")
    editing.told("one three")
    editing.press("two ")
    editing.told("one two three")
    editing.press("Control+A", "Delete")
    editing.told("")
    editing.press("Control+z")
    editing.told("one two three")
    editing.press("Enter")
    editing.told("one two three\n")
