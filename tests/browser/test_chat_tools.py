"""Messages of a chat in a notebook: prose without markup, code, formulas, tools, shapes."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.browser.accessibility import serious_violations
from tests.browser.scripted_server import answering
from tests.browser.widget_view import WidgetView
from tests.waiting import soon

pytestmark = pytest.mark.browser
in_lab = pytest.mark.parametrize("server", ["lab"], indirect=True)
in_both = pytest.mark.parametrize("server", ["lab", "notebook"], indirect=True)
INJECTIONS = Path(__file__).parents[2] / "js" / "test" / "fixtures" / "injections.json"
PROSE = r"""## Moons

A **moon** orbits a *planet*; its mass is $m = \rho V$.

$$E = \frac{1}{2} m v^2$$

- [x] near
- [ ] far

```python
moon = "Luna"
```

| Name | Radius (km) |
|:--|--:|
| Moon | 1737 |

See [NASA](https://science.nasa.gov/moon), and ![the Moon](http://pictures.test/moon.png).
"""
FOREIGN = """node => {
  const shared = ["class", "dir", "tabindex", "role", "aria-label", "title", "type"];
  const own = { A: ["href", "target", "rel"], OL: ["start"], TH: ["scope"] };
  const names = "A BLOCKQUOTE BR BUTTON CODE DEL DIV EM H3 H4 H5 H6 HR LI OL P PRE SPAN STRONG " +
    "TABLE TBODY TD TH THEAD TR UL";
  return [...node.querySelectorAll(".hfw-prose *")].flatMap((one) => [
    ...(names.split(" ").includes(one.tagName) ? [] : [one.outerHTML]),
    ...one.getAttributeNames()
      .filter((name) => ![...shared, ...(own[one.tagName] ?? [])].includes(name))
      .map((name) => `${one.tagName} ${name}`),
    ...(one.matches('a:not([href^="http"], [href^="mailto:"])') ? [one.outerHTML] : []),
  ]);
}"""


def event(delta: dict[str, Any], reason: str | None = None) -> str:
    choice = {"index": 0, "delta": delta, "finish_reason": reason}
    return f"data: {json.dumps({'choices': [choice]})}\n\n"


def saying(text: str, length: int = 7) -> str:
    pieces = [text[at : at + length] for at in range(0, len(text), length)]
    return "".join(event({"content": one}) for one in pieces) + event({}, "stop")


def calling(name: str, arguments: str) -> str:
    """A call whose arguments come in two pieces."""
    half = len(arguments) // 2
    first = {"index": 0, "id": "c1", "function": {"name": name, "arguments": arguments[:half]}}
    rest = {"index": 0, "function": {"arguments": arguments[half:]}}
    pieces = event({"tool_calls": [first]}) + event({"tool_calls": [rest]})
    return pieces + event({}, "tool_calls")


def played(*bodies: str) -> Callable[[], tuple[int, str, bytes]]:
    left = list(bodies)

    def answer() -> tuple[int, str, bytes]:
        body = left.pop(0) + "data: [DONE]\n\n"
        return 200, "text/event-stream", body.encode("utf-8", "surrogatepass")

    return answer


def cells(url: str, more: str = "") -> list[str]:
    made = (
        f"client = hfwidgets.InferenceClient('{url}/v1')\nc = hfwidgets.Chat(client=client{more})"
    )
    return [f"import hfwidgets\n{made}\nc"]


@in_lab
def test_prose_has_code_formulas_and_tables_and_injections_do_nothing(open_notebook):
    injections = "\n\n".join(json.loads(INJECTIONS.read_text("utf-8")))
    with answering(played(saying(PROSE), saying(injections))) as url:
        notebook = open_notebook(cells(url))
        notebook.run(0)
        view = WidgetView(notebook.output(0)).wait()
        notebook.execute("c.send('Tell me about moons.').wait(120)")
        prose = view.root.locator(".hfw-prose").last
        prose.locator("mjx-container").nth(1).wait_for()
        notebook.screenshot("chat-prose-lab")
        prose.get_by_role("button", name="To a variable").click()
        notebook.wait_python("snippet == 'moon = \"Luna\"'")
        count = notebook.cell_count()
        prose.get_by_role("button", name="To a new cell").click()
        notebook.page.wait_for_function(
            f"document.querySelectorAll('.jp-Notebook .jp-CodeCell').length === {count + 1}"
        )
        written = notebook.cell(1).locator(".cm-content")
        soon(lambda: written.inner_text().strip() == 'moon = "Luna"', "the code of the new cell")
        assert serious_violations(view.root) == []
        view.root.evaluate("node => { node.parentElement.style.width = '320px'; }")
        assert view.root.evaluate("node => node.scrollWidth - node.clientWidth") <= 0
        notebook.screenshot("chat-prose-narrow-lab")
        asked: list[str] = []
        notebook.page.on("request", lambda one: asked.append(one.url))
        notebook.page.on("dialog", lambda one: asked.append(one.message))
        notebook.execute("c.send('Attack me.').wait(120)")
        last = view.root.get_by_role("article").last
        last.scroll_into_view_if_needed()
        last.get_by_text("foreignObject").last.wait_for()
        assert last.evaluate(FOREIGN) == []
        assert [one for one in asked if "evil.test" in one or one == "1"] == []


@in_both
def test_a_call_runs_when_it_is_allowed_and_an_answer_in_a_shape_is_a_tree(open_notebook):
    city = '{"name": "Bonn", "people": 330000}'
    bodies = (calling("add", '{"a": 2, "b": 3}'), saying("It is **5**."), saying(city), saying("{"))
    with answering(played(*bodies)) as url:
        made = "def add(a: int, b: int = 1) -> int:\n    'Add two numbers.'\n    return a + b\n"
        first, *_ = cells(url, ", tools=[add]")
        notebook = open_notebook([made + first])
        notebook.run(0)
        view = WidgetView(notebook.output(0)).wait()
        notebook.execute("c.send('2 + 3?').wait(120)")
        card = view.root.get_by_role("group", name="add: The model wants this called")
        card.wait_for()
        card.filter(has_text='"b": 3').wait_for()
        assert notebook.python("len(c.messages)") == 2
        notebook.screenshot(f"chat-call-{notebook.server.host}")
        card.get_by_role("button", name="Run it").press("Enter")
        notebook.wait_python("c.text == 'It is **5**.'")
        view.root.get_by_role("group", name="add: Done").wait_for()
        notebook.set_theme("JupyterLab Dark")
        notebook.screenshot(f"chat-call-dark-{notebook.server.host}")
        notebook.execute("c.response_format = {'type': 'json_object'}\nc.send('Where?').wait(120)")
        view.root.locator(".hfw-structure").get_by_text("people: 330000").wait_for()
        assert notebook.python("c.answer['people']") == 330_000
        notebook.execute("c.send('Again?').wait(120)")
        view.root.get_by_role("note").get_by_text("line 1, column 2").wait_for()
        assert serious_violations(view.root) == []
        view.root.evaluate("node => { node.parentElement.style.width = '320px'; }")
        assert view.root.evaluate("node => node.scrollWidth - node.clientWidth") <= 0
        notebook.screenshot(f"chat-structure-narrow-{notebook.server.host}")
