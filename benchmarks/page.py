"""What a reader of the notebook gets: JupyterLab in headless Chromium, beside other ways to do it.

Run it alone: `python -m benchmarks.page`. Every figure is of this run; compare ratios.
"""

from __future__ import annotations

import statistics
from typing import Any

import requests

from benchmarks.creation import COUNTER
from benchmarks.lab import lab
from benchmarks.report import Figure, print_figures
from tests.browser.notebook_page import NotebookPage
from tests.browser.widget_view import WidgetView

SIZE = 5  # characters of a token
MODEL = "sandbox/flood"
WIDGET = f"""
import time
from hfwidgets import TextGeneration
from hfwidgets.tasks.generation_answers import TokenEvents

if not hasattr(TokenEvents, "arrivals"):
    TokenEvents.arrivals, TokenEvents.plain_feed = [], TokenEvents.feed
    def feed(self, block):
        now, tokens = time.time(), self.plain_feed(block)
        TokenEvents.arrivals += [now] * len(tokens)
        return tokens
    TokenEvents.feed = feed
w = TextGeneration("{MODEL}", prompt="x", max_new_tokens=100000)
w
"""
HTML_WIDGET = """
import ipywidgets
html = ipywidgets.HTML("")
html
"""
# Every way to show tokens gets them from the same server, by the same client.
STREAM = """
import time
from hfwidgets import InferenceClient
started = time.time()
model = "{model}@tokens=2000,size={size},chunk=50"
for token in InferenceClient(model).text_generation("x", max_new_tokens=100000, stream=True):
    {show}
"""
HTML_STREAM = STREAM.format(model=MODEL, size=SIZE, show="html.value += token")
MESSAGES = """
import anywidget
class EachToken(anywidget.AnyWidget):
    _esm = '''export default {render({model, el}) {
      const out = document.createElement("div"); out.className = "each"; el.append(out);
      model.on("msg:custom", (m) => out.append(m));
    }}'''
each = EachToken()
each
"""
MESSAGES_STREAM = STREAM.format(model=MODEL, size=SIZE, show="each.send(token)")


def main() -> None:
    """Measure everything and print it."""
    with lab() as (notebook, sandbox):
        figures = [*flood(notebook), *paced(notebook), *weight(notebook)]
        figures += stops(notebook, sandbox.url)
    print_figures("The page: JupyterLab, headless Chromium", figures)


def flood(notebook: Any) -> list[Figure]:
    """Tokens as fast as they can be sent, and two other ways to show them."""
    with notebook(WIDGET) as page:
        page.run(0)
        runs = {count: [stream_widget(page, count) for _ in range(5)] for count in (2000, 10000)}
    html = [
        stream_cell(notebook, HTML_WIDGET, HTML_STREAM, ".widget-html-content") for _ in range(5)
    ]
    each = [stream_cell(notebook, MESSAGES, MESSAGES_STREAM, ".each") for _ in range(3)]
    whole = runs[10000]
    delay = median(run["last_delay"] for run in whole)
    wall = median(run["wall"] for run in runs[2000])
    html_wall = median(run["wall"] for run in html if run["wall"] < float("inf"))
    fewer = median(run["bytes"] for run in each) / median(run["bytes"] for run in runs[2000])
    lost = sum(run["lost"] for run in whole)
    longest = max(run["longest_task"] for run in whole)
    size = median(run["bytes"] / 10000 for run in whole)
    return [
        Figure("10,000 tokens: lost or out of order, 5 runs", lost, "tokens", most=0),
        Figure("10,000 tokens: last one visible after its arrival", delay, "ms", most=100),
        Figure("10,000 tokens: to the browser", size, "bytes/token", most=12),
        Figure("10,000 tokens: longest main-thread task (0: none over 50)", longest, "ms", most=50),
        Figure("2,000 tokens: from the call to the last one visible", wall, "ms"),
        Figure("2,000 tokens: the same into ipywidgets.HTML.value +=", html_wall, "ms"),
        Figure(
            "2,000 tokens: HTML arrived whole, of 5", sum(not run["lost"] for run in html), "runs"
        ),
        Figure("2,000 tokens: faster than HTML.value +=", html_wall / wall, "x", least=20),
        Figure("2,000 tokens: fewer bytes than a message a token", fewer, "x", least=10),
    ]


def stream_widget(page: NotebookPage, count: int) -> dict[str, float]:
    """Run the widget against the flood and time what the page shows."""
    view = WidgetView(page.output(0)).wait()
    page.execute("TokenEvents.arrivals.clear(); w.prompt = 'x'; w.stop()")
    page.long_tasks()
    before = page.traffic.received_bytes()
    probe = page.page.evaluate_handle(
        "node => window.hfwProbe(node)", view.root.locator(".hfw-text").element_handle()
    )
    model = f"{MODEL}@tokens={count},size={SIZE},chunk=50"
    page.execute(f"started = time.time(); w.run(model='{model}')")
    view.wait_state("Done", seconds=60)
    page.page.wait_for_timeout(200)
    received = page.traffic.received_bytes() - before
    records = probe.evaluate("probe => { probe.stop(); return probe.records; }")
    text = view.text()
    expected = "".join(f"{number % 10 ** (SIZE - 1):0{SIZE - 1}d} " for number in range(count))
    arrivals = page.python("TokenEvents.arrivals")
    visible = next((at for at, length in records if length >= count * SIZE), float("inf"))
    return {
        "wall": visible - page.python("started") * 1000,
        "last_delay": visible - arrivals[-1] * 1000,
        "bytes": received,
        "lost": 0 if text == expected else max(1, count - len(text) // SIZE),
        "longest_task": max(page.long_tasks(), default=0.0),
        "delays": delays(arrivals, records),
    }


def delays(arrivals: list[float], records: list[list[float]]) -> Any:
    """Return each token's milliseconds from the kernel to the page."""
    found, position = [], 0
    for number, arrived in enumerate(arrivals, 1):
        while position < len(records) and records[position][1] < number * SIZE:
            position += 1
        if position < len(records):
            found.append(records[position][0] - arrived * 1000)
    return found


def stream_cell(notebook: Any, widget: str, stream: str, selector: str) -> dict[str, float]:
    """Run a cell that streams 2,000 tokens into another kind of widget, in a notebook of its own.

    The end of the cell is not waited for: with a flood of messages its own end can be lost too.
    """
    count = 2000
    with notebook(widget, stream) as page:
        page.run(0)
        page.wait_idle()
        node = page.output(0).locator(selector)
        before = page.traffic.received_bytes()
        probe = page.page.evaluate_handle("node => window.hfwProbe(node)", node.element_handle())
        page.start(1)
        seen = -1
        while seen != (seen := probe.evaluate("probe => probe.records.length")) or not seen:
            page.page.wait_for_timeout(1500)
        records = probe.evaluate("probe => { probe.stop(); return probe.records; }")
        start = page.python("started") * 1000
    done = [at for at, length in records if length >= count * SIZE]
    return {
        "wall": done[0] - start if done else float("inf"),
        "bytes": page.traffic.received_bytes() - before,
        "lost": 0 if done else count - max(length for _, length in records) // SIZE,
    }


def paced(notebook: Any) -> list[Figure]:
    """A token every 5 ms, in a free kernel and beside cells that are busy."""
    kinds = {
        "kernel free": "",
        "a cell sleeps": "import time; time.sleep(6)",
        "a cell computes": "until = time.time() + 6\nwhile time.time() < until: pass",
    }
    figures = []
    with notebook(WIDGET, *kinds.values()) as page:
        page.run(0)
        stream_widget(page, 100)
        for index, name in enumerate(kinds, 1):
            page.execute("TokenEvents.arrivals.clear()")
            view = WidgetView(page.output(0))
            probe = page.page.evaluate_handle(
                "node => window.hfwProbe(node)", view.root.locator(".hfw-text").element_handle()
            )
            page.execute(f"w.run(model='{MODEL}@tokens=800,size={SIZE},slow=0.005')")
            page.start(index)
            page.page.wait_for_timeout(4500)
            records = probe.evaluate("probe => { probe.stop(); return probe.records; }")
            page.wait_idle(20)
            found = delays(page.python("TokenEvents.arrivals"), records)[1:]
            middle = statistics.median(found)
            late = statistics.quantiles(found, n=20)[-1]
            most = 40 if name != "a cell computes" else None
            figures.append(
                Figure(f"a token every 5 ms, {name}: median delay", middle, "ms", most=most)
            )
            figures.append(Figure(f"a token every 5 ms, {name}: p95", late, "ms"))
    return figures


def weight(notebook: Any) -> list[Figure]:
    """What an instance weighs on the wire, and how soon it is seen."""
    again = "TextGeneration('m', prompt='x')"
    sizes: dict[str, int] = {}
    paints: dict[str, list[float]] = {"widget": [], "counter": []}
    with notebook(WIDGET, COUNTER, "1", *[again, COUNTER] * 9) as page:
        page.run(0, 1)
        page.wait_idle()
        for name, index in (("cell", 2), ("widget", 3), ("counter", 4)):
            before = page.traffic.received_bytes()
            page.run(index)
            page.page.wait_for_timeout(700)
            sizes[name] = page.traffic.received_bytes() - before
        for index in range(5, 21):
            name, selector = ("widget", ".hfw") if index % 2 else ("counter", ".counter")
            paints[name].append(
                page.page.evaluate("([i, s]) => window.hfwFirstPaint(i, s)", [index, selector])
            )
            page.wait_idle()
    ours, theirs = median(paints["widget"]), median(paints["counter"])
    return [
        Figure("creation of one TextGeneration, whole cell", sizes["widget"] / 1000, "kB", most=30),
        Figure("creation of a bare anywidget counter, whole cell", sizes["counter"] / 1000, "kB"),
        Figure("a cell that shows the number 1", sizes["cell"] / 1000, "kB"),
        Figure("cell to first paint", ours, "ms"),
        Figure("cell to first paint: counter", theirs, "ms"),
        Figure("cell to first paint, of the counter's", ours / theirs, "x", most=1.5),
    ]


def stops(notebook: Any, url: str) -> list[Figure]:
    """From the click on Stop to the server's notice."""
    kinds = {
        "kernel free": "",
        "a cell sleeps": "import time; time.sleep(3)",
        "w.wait()": "w.wait()",
    }
    figures = []
    with notebook(WIDGET, *kinds.values()) as page:
        page.run(0)
        view = WidgetView(page.output(0))
        for index, name in enumerate(kinds, 1):
            times = [stop_once(page, view, index, name, url) for _ in range(5)]
            figures.append(
                Figure(f"Stop, {name}: server notices, worst of 5", max(times), "ms", most=300)
            )
    return figures


def stop_once(page: NotebookPage, view: WidgetView, index: int, name: str, url: str) -> float:
    """Start a stream, click Stop in the middle, and ask the server when it noticed."""
    page.execute(f"w.run(model='{MODEL}@tokens=5000,size={SIZE},slow=0.01')")
    view.wait_state("Generating")
    if name != "kernel free":
        page.start(index)
    page.page.wait_for_timeout(400)
    clicked = view.run_button.evaluate("button => { button.click(); return Date.now(); }")
    view.wait_state("Stopped")
    page.wait_idle(20)
    entries = requests.get(f"{url}/sandbox/log", timeout=10).json()
    stopped = [entry for entry in entries if entry["ended"] == "disconnected"]
    return float(stopped[-1]["ended_at"] * 1000 - clicked)


def median(values: Any) -> float:
    """Return the median of some numbers."""
    return statistics.median(list(values))


if __name__ == "__main__":
    main()
