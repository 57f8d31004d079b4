"""The harness itself, shown with a widget that is not ours."""

from __future__ import annotations

import pytest

COUNTER = """
import anywidget, traitlets
class Counter(anywidget.AnyWidget):
    _esm = '''
    export default {
      render({model, el}) {
        const button = document.createElement("button");
        button.className = "counter";
        const show = () => { button.textContent = `count ${model.get("value")}`; };
        button.addEventListener("click", () => {
          model.set("value", model.get("value") + 1);
          model.save_changes();
        });
        model.on("change:value", show);
        show();
        el.append(button);
      },
    };
    '''
    value = traitlets.Int(0).tag(sync=True)
counter = Counter()
counter
"""

pytestmark = pytest.mark.browser


def test_counter_goes_round_from_page_to_kernel_and_back(open_notebook):
    notebook = open_notebook([COUNTER])
    notebook.run(0)
    button = notebook.output(0).locator("button.counter")
    button.click()
    notebook.wait_python("counter.value == 1")
    notebook.execute("counter.value = 41")
    button.get_by_text("count 41").wait_for()
    button.click()
    notebook.wait_python("counter.value == 42")
    notebook.screenshot(f"counter-{notebook.server.host}")


def test_older_kernel_is_ipykernel_6(open_notebook):
    notebook = open_notebook(["import ipykernel"], kernel="ipykernel6")
    notebook.run(0)
    assert notebook.python("ipykernel.__version__") == "6.31.0"


def test_page_reaches_nothing_outside_loopback(open_notebook):
    notebook = open_notebook([])
    reached = notebook.page.evaluate(
        """urls => Promise.all(urls.map(url =>
             fetch(url, {mode: "no-cors"}).then(() => true, () => false)))""",
        ["https://example.org/", "http://192.0.2.1/"],
    )
    assert reached == [False, False]
    assert notebook.traffic.outside == ["https://example.org/", "http://192.0.2.1/"]
    notebook.traffic.outside.clear()
    notebook.traffic.errors.clear()
