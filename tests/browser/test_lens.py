"""The lens in JupyterLab: what only a real browser does with tokens, keys and much text."""

from __future__ import annotations

import pytest

from tests.browser.accessibility import serious_violations
from tests.browser.widget_view import WidgetView, tab_to
from tests.waiting import soon

pytestmark = [
    pytest.mark.browser,
    pytest.mark.parametrize("server", ["lab"], indirect=True),
]
OWN = """
from hfwidgets import TokenLens
lens = TokenLens("sandbox/ngram-topics", prompt="A function is", max_new_tokens=60,
                 temperature=1.0, seed=3)
lens
"""
FOLLOWING = """
from hfwidgets import TextGeneration
w = TextGeneration("sandbox/ngram-topics@slow=0.25", prompt="The module", max_new_tokens=4000,
                   top_n_tokens=3)
live = w.lens()
live
"""
# Lines, blanks, parts of an emoji, marks, and probabilities that are none.
MANY = """
words = [" the", " moon", ".\\n", " ", "", "😀", "\\t", "שלום", "\\u202ex", "<b>x", "a\\u200bb"]
logprobs = [-0.01, -0.4, -1.2, -2.5, -5.0, None, float("-inf"), -0.7]
tokens = [
    {"id": at, "text": words[at * 7 % 11] if at % 3 else " word", "special": at % 97 == 0,
     "logprob": logprobs[at % 8]}
    for at in range(20_000)
]
tops = [[{"id": at + n, "text": f" {n}", "logprob": -1.0 - n} for n in range(5)]
        for at in range(20_000)]
many = TokenLens({"tokens": tokens, "top_tokens": tops})
many
"""
FOCUSED = "node => node === document.activeElement"
IN_VIEW = """node => {
  const inner = node.getBoundingClientRect();
  const outer = node.closest(".hfw-lens-page").getBoundingClientRect();
  return outer.top <= inner.top + 1 && inner.bottom <= outer.bottom + 1;
}"""
# Whether all blocks in view have their tokens.
FILLED = """page => {
  const {top, bottom} = page.getBoundingClientRect();
  return [...page.querySelectorAll(".hfw-block")].every(block => {
    const box = block.getBoundingClientRect();
    return box.bottom <= top || box.top >= bottom || block.childElementCount > 0;
  });
}"""


def ran(notebook, index: int) -> WidgetView:
    notebook.run(index)
    view = WidgetView(notebook.output(index)).wait()
    view.root.scroll_into_view_if_needed()
    return view


def token(view: WidgetView, at: int):
    return view.root.locator(f".hfw-token[data-at='{at}']")


def test_tokens_are_looked_at_and_gone_on_from(open_notebook):
    notebook = open_notebook([OWN, FOLLOWING, MANY])
    look_and_go_on(notebook)
    follow(notebook)
    look_at_many(notebook)


def look_and_go_on(notebook) -> None:
    """By pointer the tip; by keyboard alone the least sure token, an alternative, and a cut."""
    view, keyboard = ran(notebook, 0), notebook.page.keyboard
    view.button("Generate").click()
    view.wait_state("Done")
    first = notebook.python("lens.text")
    assert "".join(view.root.locator("[role=option]").all_text_contents()).replace("↵", "") == first
    token(view, 5).hover()
    tip = view.root.get_by_role("tooltip")
    tip.wait_for()
    assert notebook.python("lens.tokens[5].text.strip()") in tip.inner_text()
    assert "rank" in tip.inner_text()
    notebook.screenshot("lens-tip")
    keyboard.press("Escape")
    assert not tip.is_visible()
    tab_to(view.button("Least sure"))
    keyboard.press("Enter")
    at = notebook.python("lens.unsure(1)[0].position")
    assert token(view, at).evaluate(FOCUSED)
    top = token(view, at).bounding_box()["y"]
    keyboard.press("ArrowUp")
    above = view.root.locator("[role=option][aria-selected=true]")
    assert above.evaluate(FOCUSED)
    assert above.bounding_box()["y"] < top - 10
    view.button("Least sure").press("Enter")
    keyboard.press("p")
    keyboard.press("n")
    assert token(view, at).evaluate(FOCUSED)
    assert serious_violations(view.root) == []
    keyboard.press("Enter")
    chosen = notebook.python(f"lens.tokens[{at}].alternatives[0].text")
    keyboard.press("Enter")
    notebook.wait_python("len(lens.branches) == 2 and lens.status == 'done'")
    assert notebook.python("lens.branches[1].chosen") == chosen
    kept = view.root.locator(".hfw-kept")
    soon(lambda: kept.count() == at + 1, "the second branch in the page")
    token(view, 4).click()
    view.button("Cut here and go on").click()
    notebook.wait_python("len(lens.branches) == 3 and lens.status == 'done'")
    taken_over = notebook.python("lens.branches[2].kept")
    soon(lambda: kept.count() == taken_over, "the third branch in the page")
    view.root.get_by_role("button", name="1", exact=True).click()
    notebook.wait_python("lens.branch == 1")
    kept.first.wait_for(state="detached")
    assert "".join(view.root.locator("[role=option]").all_text_contents()).replace("↵", "") == first
    token(view, 4).click()
    notebook.screenshot("lens-branches")
    notebook.page.emulate_media(forced_colors="active")
    notebook.screenshot("lens-forced")
    notebook.page.emulate_media(forced_colors="none")
    notebook.page.mouse.move(0, 0)
    notebook.picture(0, "token_lens")
    notebook.set_theme("JupyterLab Dark")
    assert serious_violations(view.root) == []
    notebook.screenshot("lens-dark")
    notebook.set_theme("JupyterLab Light")
    view.root.evaluate("node => { node.parentElement.style.width = '320px'; }")
    assert view.root.evaluate("node => node.scrollWidth <= node.clientWidth")
    notebook.screenshot("lens-320")
    view.root.evaluate("node => { node.parentElement.style.width = ''; }")


def follow(notebook) -> None:
    """Tokens of a widget's run come one by one, and what was looked at stays so."""
    view = ran(notebook, 1)
    notebook.execute("w.run()")
    token(view, 3).click()
    options = view.root.locator("[role=option]")
    options.nth(options.count() + 5).wait_for()
    notebook.execute("w.stop()")
    view.wait_state("Stopped")
    count = notebook.python("len(live.tokens)")
    assert 8 < count < 4000
    soon(lambda: options.count() == count, "the last token in the page")
    assert token(view, 3).get_attribute("aria-selected") == "true"
    assert token(view, 3).evaluate(FOCUSED)
    assert notebook.python("live.text == w.text")
    notebook.screenshot("lens-live")


def look_at_many(notebook) -> None:
    """Of 20,000 tokens only those near view are in the page, wherever one goes."""
    view, keyboard = ran(notebook, 2), notebook.page.keyboard
    token(view, 0).wait_for()
    token(view, 1).click()
    for key in ("End", "PageUp", "n", "ArrowUp", "Home", "ArrowDown", "p"):
        keyboard.press(key)
    page_of_tokens = view.root.locator(".hfw-lens-page")
    for share in (0.25, 0.5, 0.75, 0.9):
        page_of_tokens.evaluate(
            "(node, share) => { node.scrollTop = share * node.scrollHeight; }", share
        )
        notebook.page.wait_for_function(FILLED, arg=page_of_tokens.element_handle())
    assert view.root.locator("[role=option]").count() < 2000
    keyboard.press("End")
    assert token(view, 19_999).evaluate(FOCUSED)
    notebook.page.wait_for_function(IN_VIEW, arg=token(view, 19_999).element_handle())
    assert view.root.locator("b b, .hfw-tokens b").count() == 0
    assert serious_violations(view.root) == []
    notebook.screenshot("lens-many")
