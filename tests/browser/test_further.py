"""What the menu offers beside a run, in JupyterLab: a column, code, the whole window."""

from __future__ import annotations

import pytest

from tests.browser.accessibility import serious_violations
from tests.browser.widget_view import WidgetView

pytestmark = [
    pytest.mark.browser,
    pytest.mark.parametrize("server", ["lab"], indirect=True),
]
CELLS = [
    "import hfwidgets, numpy as np, pandas as pd\n"
    "df = pd.DataFrame({'review': ['I like it', None, 'I do not like it'] * 20})\n"
    "w = hfwidgets.TextClassification(text='I like you')\nw",
]
# Words of code, of those that have room in a line, which stand in two.
BROKEN = """node => {
  const text = node.firstChild;
  const range = document.createRange();
  const top = at => {
    range.setStart(text, at);
    range.setEnd(text, at + 1);
    return range.getBoundingClientRect().top;
  };
  const pieces = [...text.data.matchAll(/(?<!\\S)\\S{2,30}(?!\\S)/g)];
  const words = pieces.flatMap(({0: piece, index}) =>
    [...piece.matchAll(/\\w+/g)].map(one => [one[0], index + one.index]));
  return words.filter(([word, at]) => top(at) !== top(at + word.length - 1)).map(([word]) => word);
}"""
FILLED = """node => { const box = node.getBoundingClientRect();
return [box.x, box.y, box.width - innerWidth, box.height - innerHeight].map(Math.round) }"""


def opened(notebook) -> WidgetView:
    notebook.run(0)
    return WidgetView(notebook.output(0)).wait()


def from_menu(view: WidgetView, name: str) -> None:
    view.button("More").click()
    view.button(name).click()


def test_a_column_is_run_read_tried_again_and_kept(open_notebook):
    notebook = open_notebook(CELLS)
    view = opened(notebook)
    assert not view.button("Copy").is_visible()
    from_menu(view, "Run on a column")
    panel = view.root.get_by_role("group", name="Run on a column")
    panel.get_by_label("Rows").select_option(label='df["review"] (60 rows)')
    panel.get_by_role("button", name="Start").click()
    panel.get_by_text("40 of 60 done, 20 failed").wait_for()
    assert notebook.python("list(w.batch.to_frame().index) == list(df.index)") is True
    assert "text is empty" in panel.get_by_role("region", name="Errors").inner_text()
    assert serious_violations(view.root) == []
    notebook.screenshot("batch-lab")
    panel.get_by_role("button", name="Retry 20 failed").click()
    panel.get_by_text("40 of 60 done, 20 failed").wait_for()
    panel.get_by_label("Variable name").fill("found")
    panel.get_by_role("button", name="Assign").click()
    notebook.wait_python(
        "int(globals().get('found', df).get('label', df.review[:0]).notna().sum()) == 40"
    )
    view.root.evaluate("node => { node.parentElement.style.width = '320px'; }")
    assert view.root.evaluate("node => node.scrollWidth - node.clientWidth") <= 0
    notebook.screenshot("batch-narrow-lab")
    notebook.save()
    notebook.reload()
    again = WidgetView(notebook.output(0)).wait()
    panel = again.root.get_by_role("group", name="Run on a column")
    panel.get_by_text("40 of 60 done, 20 failed").wait_for()


def test_a_long_batch_is_stopped_while_a_cell_runs(open_notebook):
    notebook = open_notebook(CELLS)
    view = opened(notebook)
    notebook.execute("b = w.map(['a text'] * 100_000); import time; time.sleep(0.5)")
    panel = view.root.get_by_role("group", name="Run on a column")
    panel.get_by_role("button", name="Stop").click()
    notebook.wait_python("b.status == 'stopped' and b.left > 0")
    panel.get_by_text("Stopped: 100,000 rows").wait_for()
    assert panel.get_by_role("button", name="Do").is_visible()


def test_code_is_shown_and_the_widget_fills_the_window_and_comes_back(open_notebook):
    notebook = open_notebook(CELLS)
    view = opened(notebook)
    view.run_button.click()
    view.wait_state("Done")
    from_menu(view, "Copy as code")
    panel = view.root.get_by_role("group", name="Copy as code")
    code = panel.get_by_role("region", name="Copy as code")
    code.get_by_text("client.text_classification('I like you')").wait_for()
    panel.get_by_label("Language").select_option("curl")
    assert "curl -s" in code.inner_text()
    assert serious_violations(view.root) == []
    notebook.screenshot("code-lab")
    view.root.evaluate("node => { node.parentElement.style.width = '320px'; }")
    assert code.evaluate(BROKEN) == []
    notebook.screenshot("code-narrow-lab")
    view.root.evaluate("node => { node.parentElement.style.width = ''; }")
    view.root.page.keyboard.press("Escape")
    before = view.root.bounding_box()
    from_menu(view, "Maximize")
    assert view.root.evaluate(FILLED) == [0, 0, 0, 0]
    notebook.screenshot("maximized-lab")
    for _ in range(30):
        view.root.page.keyboard.press("Tab")
        assert view.root.evaluate("node => node.contains(node.getRootNode().activeElement)")
    focused = view.root.evaluate_handle("node => node.getRootNode().activeElement")
    view.root.page.keyboard.press("Escape")
    assert view.root.bounding_box() == before
    assert focused.evaluate("node => node === node.getRootNode().activeElement")
