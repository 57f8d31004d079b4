"""What draws answers comes after the widget: nothing jumps, nothing is lost where it is held up."""

from __future__ import annotations

import pytest

from tests.browser.accessibility import serious_violations
from tests.browser.widget_view import WidgetView

pytestmark = [
    pytest.mark.browser,
    pytest.mark.own_page,  # what a page has had it keeps, also for the next notebook
    pytest.mark.parametrize("server", ["lab"], indirect=True),
]
# Nothing is sent later until `give_back` is called.
HELD_BACK = """
import hfwidgets
from IPython.display import display
from hfwidgets.widgets.engine import desk
sends, asked, shown = desk.beside, [], []
def held_back(late, bundle):
    asked.append(f"{late} of {bundle}")
    raise OSError("the disk is <b>full</b>")
def give_back():
    def counted(late, bundle):
        asked.append(f"{late} of {bundle}")
        return sends(late, bundle)
    desk.beside = counted
    asked.clear()
desk.beside = held_back
"""
KINDS = (
    *("AudioClassification", "AudioToAudio", "AutomaticSpeechRecognition"),
    *("DocumentQuestionAnswering", "ImageClassification", "ImageSegmentation", "ImageToImage"),
    *("ObjectDetection", "TableQuestionAnswering", "TabularRegression", "TextToImage"),
    "TextToSpeech",
)
# Of a view: its height, and where each of its visible buttons is in it.
PLACES = """root => {
  const {top, left, height} = root.getBoundingClientRect();
  const buttons = [...root.querySelectorAll("button")].filter(one => one.checkVisibility());
  return [["", height, height], ...buttons.map(one => {
    const box = one.getBoundingClientRect();
    return [one.textContent, box.left - left, box.top - top];
  })];
}"""
NEAR = 8  # CSS pixels: the gap of a row


def test_what_stands_for_a_renderer_has_its_size_and_its_buttons(open_notebook):
    made = [f"shown.append(hfwidgets.{name}())\ndisplay(shown[-1])" for name in KINDS]
    again = [f"display(shown[{at}])" for at in range(len(KINDS))]
    notebook = open_notebook([HELD_BACK, *made, *again])
    notebook.run(0)

    def places(cell: int, asked: int) -> list[tuple[str, float, float]]:
        notebook.run(cell)
        view = notebook.output(cell).locator(".hfw").first
        view.wait_for()
        notebook.wait_python(f"len(asked) >= {asked}")
        notebook.wait_idle()
        if cell > len(KINDS):  # what was sent is drawn
            view.locator(".hfw-buttons:not(:has([aria-disabled]))").first.wait_for()
        found: list[tuple[str, float, float]] = view.evaluate(PLACES)
        return found

    before = [places(at + 1, at + 1) for at in range(len(KINDS))]  # each was refused
    notebook.execute("give_back()")
    after = [places(len(KINDS) + at + 1, at + 1) for at in range(len(KINDS))]
    for name, stands, comes in zip(KINDS, before, after, strict=True):
        assert [one[0] for one in stands] == [one[0] for one in comes], name
        moved = [
            abs(a - b)
            for one, other in zip(stands, comes, strict=True)
            for a, b in zip(one[1:], other[1:], strict=True)
        ]
        assert max(moved) <= NEAR, (name, stands, comes)
    asked = notebook.python("asked")
    assert len(asked) == len({*asked}) == len(KINDS)
    places(1 + len(KINDS), len(KINDS))  # one more view of the same page has it at once
    assert notebook.python("asked") == asked


def test_an_answer_waits_for_what_draws_it_says_why_and_is_drawn_by_retry(open_notebook):
    spoken = "w = hfwidgets.TextToSpeech(text='Hello world')\nw"
    notebook = open_notebook([HELD_BACK, spoken])
    notebook.run(0, 1)
    view = WidgetView(notebook.output(1)).wait()
    view.run_button.click()
    view.wait_state("Done")
    told = view.root.locator(".hfw-note[role=status]", has_text="has not come")
    told.wait_for()
    assert "the disk is <b>full</b>" in told.inner_text()
    assert view.root.locator(".hfw-sounds").count() == 0
    assert serious_violations(view.root) == []
    notebook.screenshot("late-parts-refused")
    notebook.execute("give_back()")
    told.get_by_role("button", name="Retry").click()
    view.root.locator(".hfw-sounds .hfw-player").wait_for()
    assert told.count() == 0
    assert notebook.python("asked") == ["made_sounds of speech"]
    assert serious_violations(view.root) == []
    notebook.screenshot("late-parts-drawn")
