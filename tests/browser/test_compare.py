"""Compare in a notebook: lanes stream at once, stop and fail alone; a difference; a pin."""

from __future__ import annotations

from functools import partial

import pytest

from tests.browser.accessibility import serious_violations
from tests.browser.widget_view import tab_to
from tests.waiting import soon

pytestmark = pytest.mark.browser
in_lab = pytest.mark.parametrize("server", ["lab"], indirect=True)
in_both = pytest.mark.parametrize("server", ["lab", "notebook"], indirect=True)
SOURCE = """import hfwidgets
c = hfwidgets.Compare(
    [
        ("calm", {"model": "sandbox/ngram-topics", "seed": 1}),
        ("slow", {"model": "sandbox/flood@slow=0.05", "max_new_tokens": 4000}),
        "sandbox/ngram-topics@status=424",
        {"model": "sandbox/ngram-topics", "temperature": 1.4, "seed": 2},
    ],
    "A function is",
    task="text-generation",
    max_new_tokens=60,
)
c"""
TWO = """import hfwidgets
c = hfwidgets.Compare(
    [
        ("one", {"model": "sandbox/ngram-topics", "seed": 1}),
        ("two", {"model": "sandbox/flood@slow=0.05", "max_new_tokens": 4000}),
    ],
    "A function is",
    task="text-generation",
    max_new_tokens=900,
)
c"""
HEARD = """node => {
  globalThis.heard = [];
  const tell = () => heard.push(node.textContent);
  new MutationObserver(tell).observe(node, {childList: true, characterData: true, subtree: true});
}"""


@in_lab
def test_lanes_run_stop_fail_differ_and_are_pinned(open_notebook):
    notebook = open_notebook([SOURCE])
    notebook.run(0)
    root = notebook.output(0).locator(".hfw-compare")
    root.wait_for()
    lanes = root.locator(".hfw-lane")
    root.locator(":scope > .hfw-hidden[role=status]").evaluate(HEARD)
    run_and_stop_one(notebook, root, lanes)
    see_what_differs(notebook, root, lanes)
    pin_and_run_again(notebook, root, lanes)
    change_add_and_remove(notebook, root)
    look(notebook, root)


@in_both
def test_two_lanes_stream_stop_and_are_there_after_a_reload(open_notebook):
    notebook = open_notebook([TWO])
    notebook.run(0)
    root = notebook.output(0).locator(".hfw-compare")
    root.get_by_role("button", name="Run", exact=True).click()
    notebook.wait_python("all(one.text for one in c.lanes)")
    root.get_by_role("button", name="Stop two").click()
    notebook.wait_python("c['two'].status == 'stopped' and c['one'].status == 'done'")
    told = notebook.python("[one.text for one in c.lanes]")
    root.get_by_role("button", name="Difference").click()
    root.get_by_role("group", name="Difference").first.locator("ins, del").first.wait_for()
    notebook.save()
    notebook.reload()
    root = notebook.output(0).locator(".hfw-compare")
    for at, text in enumerate(told):
        shown = root.locator(".hfw-lane").nth(at).locator(".hfw-answer").last
        shown.get_by_text(text[-20:].strip()).wait_for()
        assert shown.text_content() == text


def run_and_stop_one(notebook, root, lanes) -> None:
    """All begin at once; one is stopped by the keyboard and keeps its text, one fails alone."""
    keyboard = notebook.page.keyboard
    root.get_by_role("textbox", name="prompt").focus()
    keyboard.press("Control+Enter")
    notebook.wait_python("all(one.text for one in c.lanes if one.name != c.lanes[2].name)")
    assert notebook.python("c.status") == "running"
    notebook.wait_python("c['calm'].status == 'done'")
    notebook.screenshot("compare-running")
    stop = lanes.nth(1).get_by_role("button", name="Stop slow")
    tab_to(stop)
    keyboard.press("Enter")
    notebook.wait_python("c.status == 'done'")
    states = ["done", "stopped", "error", "done"]
    assert notebook.python("[one.status for one in c.lanes]") == states
    card = lanes.nth(2).get_by_role("alert")
    assert notebook.python("c.lanes[2].problem['cause']") in card.inner_text()
    for at in (0, 1, 3):
        shown = lanes.nth(at).locator(".hfw-output > .hfw-page > .hfw-answer")
        text = notebook.python(f"c.lanes[{at}].text")
        soon(partial(says, shown, text), f"the text of lane {at}")
    notebook.page.wait_for_function("() => heard.includes('2 done, 1 failed, 1 stopped')")
    assert notebook.page.evaluate("() => heard.filter(one => /done/.test(one)).length") == 1


def see_what_differs(notebook, root, lanes) -> None:
    """What stands in one answer alone is a deletion or an insertion, and counted in words."""
    root.get_by_role("button", name="Difference").click()
    panel = root.get_by_role("group", name="Difference").first
    panel.get_by_label("to", exact=True).select_option(index=3)
    panel.locator("ins").first.wait_for()
    diff = panel.locator(".hfw-diff")
    for at, other in ((0, "ins"), (3, "del")):
        # The difference to the lane that was chosen before stands there until the kernel answers.
        text = notebook.python(f"c.lanes[{at}].text")
        soon(partial(says_without, diff, other, text), f"the text of lane {at}, without {other}")
    assert "only in calm" in panel.get_by_role("status").inner_text()


def says(answer, text: str) -> bool:
    return answer.text_content() == text


def says_without(diff, other: str, text: str) -> bool:
    kept = diff.evaluate(
        "(node, other) => [...node.childNodes].filter(one => one.localName !== other)"
        ".map(one => one.textContent).join('')",
        other,
    )
    return kept == text


def pin_and_run_again(notebook, root, lanes) -> None:
    """A pinned answer stays beside the next one, and is compared with it."""
    first = notebook.python("c['calm'].text")
    root.get_by_role("button", name="Pin", exact=True).click()
    lanes.nth(0).locator(".hfw-kept").wait_for()
    notebook.execute(
        "c.change('calm', seed=7, temperature=1.1); c.change('slow', max_new_tokens=9)"
    )
    notebook.wait_python("c['calm'].entry.parameters['seed'] == 7")
    root.get_by_role("button", name="Run", exact=True).click()
    notebook.wait_python("len(c['calm'].history) == 2 and c.status == 'done'")
    assert lanes.nth(0).locator(".hfw-kept").text_content() == first
    panel = root.get_by_role("group", name="Difference").first
    panel.get_by_label("from", exact=True).select_option(label="calm (pinned)")
    panel.get_by_label("to", exact=True).select_option(label="calm")
    panel.get_by_text("only in calm (pinned)").wait_for()


def change_add_and_remove(notebook, root) -> None:
    """A lane is added, asks another model and with a parameter of its own, and goes."""
    root.get_by_role("button", name="Add a lane").click()
    fresh = root.locator(".hfw-lane").nth(4)
    model = fresh.get_by_role("combobox", name="model")
    model.fill("ngram-re")
    fresh.get_by_role("option").get_by_text("sandbox/ngram-reader").wait_for()
    assert serious_violations(root) == []
    notebook.screenshot("compare-models")
    model.press("ArrowDown")
    model.press("Enter")
    assert model.input_value() == "sandbox/ngram-reader"
    fresh.get_by_role("button", name="Parameters").click()
    fresh.get_by_label("temperature", exact=True).fill("0.2")
    notebook.wait_python(
        "c.lanes[4].model == 'sandbox/ngram-reader'"
        " and c.lanes[4].own_parameters['temperature'] == 0.2"
    )
    fresh.get_by_role("button", name="Remove").click()
    notebook.wait_python("len(c.lanes) == 4")


def look(notebook, root) -> None:
    """Nothing sticks out at any width, and axe finds nothing in either theme."""
    assert serious_violations(root) == []
    notebook.page.set_viewport_size({"width": 1280, "height": 1500})
    root.scroll_into_view_if_needed()
    notebook.screenshot("compare-light")
    notebook.set_theme("JupyterLab Dark")
    assert serious_violations(root) == []
    notebook.screenshot("compare-dark")
    root.evaluate("node => node.parentElement.style.width = '320px'")
    notebook.screenshot("compare-narrow")
    assert root.evaluate("node => node.scrollWidth <= node.clientWidth"), "something sticks out"
