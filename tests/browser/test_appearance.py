"""The widget follows the theme and has no serious accessibility fault in any state."""

from __future__ import annotations

import pytest

from tests.browser.accessibility import serious_violations
from tests.browser.sandbox_log import tagged

pytestmark = pytest.mark.browser

MODEL = "sandbox/ngram-topics"
# Relative luminance of the text and of the first opaque background behind it.
LUMINANCES = """node => {
  const parse = color => (color.match(/[\\d.]+/g) ?? []).map(Number);
  const luminance = color => {
    const [r, g, b] = parse(color).map(value => {
      const part = value / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  let behind = node;
  while (behind) {
    const [, , , alpha = 1] = parse(getComputedStyle(behind).backgroundColor);
    if (alpha === 1) break;
    behind = behind.parentElement;
  }
  const back = behind ? getComputedStyle(behind).backgroundColor : "rgb(255, 255, 255)";
  return [luminance(getComputedStyle(node).color), luminance(back)];
}"""


@pytest.fixture
def light_again(open_widget):
    """The theme is a setting of the server: put it back for the tests to come."""
    opened = []

    def opener(*arguments, **keywords):
        opened.append(open_widget(*arguments, **keywords))
        return opened[-1]

    yield opener
    for notebook, _ in opened:
        notebook.set_theme("JupyterLab Light")


def test_dark_theme_turns_the_widget_dark_and_back(light_again):
    notebook, widget = light_again(MODEL, max_new_tokens=40)
    widget.run_button.click()
    widget.wait_state("Done")
    notebook.set_theme("JupyterLab Dark")
    for part in (widget.prompt, widget.page_of_text, widget.run_button):
        ink, paper = part.evaluate(LUMINANCES)
        contrast = (max(ink, paper) + 0.05) / (min(ink, paper) + 0.05)
        assert contrast >= 4.5, (ink, paper)
    ink, paper = widget.page_of_text.evaluate(LUMINANCES)
    assert paper < 0.1 < ink
    notebook.screenshot(f"dark-{notebook.server.host}")
    assert serious_violations(widget.root) == []
    notebook.set_theme("JupyterLab Light")
    ink, paper = widget.page_of_text.evaluate(LUMINANCES)
    assert ink < 0.1 < paper


def test_no_serious_accessibility_fault_from_idle_to_done(open_widget):
    _, widget = open_widget(f"{MODEL}@slow=0.02", max_new_tokens=60)
    found = {"idle": serious_violations(widget.root)}
    widget.run_button.click()
    widget.wait_text(10)
    found["running"] = serious_violations(widget.root)
    widget.wait_state("Done")
    widget.button("Parameters").click()
    found["parameters"] = serious_violations(widget.root)
    assert found == {"idle": [], "running": [], "parameters": []}


def test_no_serious_accessibility_fault_in_the_cards(open_widget):
    _, widget = open_widget(tagged(f"{MODEL}@loading=3600"), max_new_tokens=10)
    widget.run_button.click()
    widget.loading_card.wait_for()
    found = {"loading": serious_violations(widget.root)}
    widget.loading_card.get_by_role("button", name="Cancel").click()
    widget.wait_state("Stopped")
    widget.model.fill(f"{MODEL}@status=500,body=text")
    widget.run_button.click()
    widget.problem_card.wait_for()
    found["error"] = serious_violations(widget.root)
    assert found == {"loading": [], "error": []}


def test_narrow_page_holds_the_widget_without_sideways_scrolling(open_widget):
    notebook, widget = open_widget(MODEL, max_new_tokens=30)
    widget.run_button.click()
    widget.wait_state("Done")
    widget.button("Parameters").click()
    widget.root.evaluate("node => { node.parentElement.style.width = '320px'; }")
    overflow = widget.root.evaluate("node => node.scrollWidth - node.clientWidth")
    assert overflow <= 0
    notebook.screenshot(f"narrow-{notebook.server.host}")


# The words of names and headings in the panel that are drawn on more than one line.
BROKEN = """node => [...node.querySelectorAll("label, legend")].flatMap(label => {
  const texts = document.createTreeWalker(label, NodeFilter.SHOW_TEXT);
  const broken = [];
  while (texts.nextNode()) {
    for (const {0: word, index} of texts.currentNode.data.matchAll(/[^ _]+/g)) {
      const range = document.createRange();
      range.setStart(texts.currentNode, index);
      range.setEnd(texts.currentNode, index + word.length);
      if (new Set([...range.getClientRects()].map(({top}) => top)).size > 1) broken.push(word);
    }
  }
  return broken;
})"""


@pytest.mark.parametrize("server", ["lab"], indirect=True)
def test_names_of_parameters_stay_whole_in_a_narrow_page_and_at_200_percent(open_widget):
    notebook, widget = open_widget(MODEL)
    widget.button("Parameters").click()
    panel = widget.root.locator(".hfw-panel").first
    for width in (640, 320, 200, 160):  # the last two are 400 and 320 pixels at 200 %
        widget.root.evaluate("(node, to) => { node.parentElement.style.width = to; }", f"{width}px")
        assert (width, panel.evaluate(BROKEN)) == (width, [])
        assert widget.root.evaluate("node => node.scrollWidth - node.clientWidth") <= 0
    notebook.screenshot(f"names-{notebook.server.host}")


@pytest.mark.parametrize("server", ["lab"], indirect=True)
def test_parameters_that_belong_together_are_named_groups_without_fault(open_widget):
    _, widget = open_widget(MODEL)
    widget.button("Parameters").click()
    for name, count in {"Sampling": 7, "Length and stopping": 3, "Answer": 5}.items():
        group = widget.root.get_by_role("group", name=name, exact=True)
        assert group.locator("label").count() == count
    assert serious_violations(widget.root) == []
