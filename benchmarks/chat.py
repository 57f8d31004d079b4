"""Conversations in the page: how soon a long one is there, and what a streamed answer costs.

Run it alone: `python -m benchmarks.chat`, or one part with `opening` or `streaming` behind it.
Every figure is of this run; compare ratios.
"""

from __future__ import annotations

import statistics
import sys
from typing import Any

from benchmarks.lab import lab
from benchmarks.report import Figure, print_figures
from benchmarks.tasks_page import longest_task
from tests.browser.notebook_page import NotebookPage
from tests.browser.widget_view import WidgetView

MESSAGES = 200
TOKENS = 100_000
SIZE = 5  # characters of a token
MODEL = "sandbox/flood"
# Answers as models write them: prose with emphasis, a list and a piece of code.
MADE = f"""
from hfwidgets import Chat
words = "a *word* in `code` and **more** of it goes on here "
code = "```python\\nfor one in range(3):\\n    print(one)\\n```"
block = words * 18 + "\\n\\n- one\\n- two\\n\\n" + code + "\\n\\n"
need = {TOKENS} * 4 // ({MESSAGES} // 2)
answer = (block * (need // len(block) + 1))[:need]
talk = [
    {{"role": role, "content": text}}
    for number in range({MESSAGES} // 2)
    for role, text in (("user", f"question {{number}}"), ("assistant", answer))
]
c = Chat("{MODEL}", messages=talk, max_tokens=100000)
characters = sum(len(one["content"]) for one in talk)
"""
EMPTY = f"""
from hfwidgets import Chat
c = Chat("{MODEL}", max_tokens=100000)
c
"""
LAST = ".hfw-message:last-child .hfw-prose p"
LENGTH = """node => node.querySelector(".hfw-message:last-child .hfw-says").textContent.length"""


# The output goes, so that each opening is of one view: a notebook makes those of its other cells
# anew when it scrolls to a new one.
CLEARED = """() => {
  const cell = window.hfwPanel.content.widgets[1];
  cell.model.clearExecution();
  cell.outputHidden = false;
}"""
GONE = """() => !document.querySelector(".hfw-chat")"""


def main(only: str = "") -> None:
    """Measure everything, or one part, and print it."""
    parts = [one for one in (opening, streaming) if only in ("", one.__name__)]
    with lab() as (notebook, _):
        figures = [figure for part in parts for figure in part(notebook)]
    print_figures("Conversations: JupyterLab, headless Chromium", figures)


def opening(notebook: Any) -> list[Figure]:
    """A long conversation, shown five times; then as often with a look at the main thread."""
    paints: list[float] = []
    threads: list[float] = []
    with notebook(MADE, "c") as page:
        page.run(0)
        page.wait_idle(30)
        characters = page.python("characters")
        first = shown(page)
        paints = [shown(page) for _ in range(5)]
        threads = [longest_task(page, lambda: shown(page) and None) for _ in range(3)]
    name = f"{MESSAGES} messages, {characters / 1000:.0f} kB"
    return [
        Figure(f"{name}: cell to last message painted, first", first, "ms"),
        Figure(f"{name}: the same again, median of 5", middle(paints), "ms", 300),
        Figure(f"{name}: longest main-thread task, its own time, worst of 3", max(threads), "ms"),
    ]


def shown(page: NotebookPage) -> float:
    """Show the conversation anew; milliseconds from the cell to its last message."""
    page.page.evaluate(CLEARED)
    page.page.wait_for_function(GONE)
    took: float = page.page.evaluate("([i, s]) => window.hfwFirstPaint(i, s)", [1, LAST])
    page.wait_idle()
    page.page.wait_for_timeout(1000)
    return took


def streaming(notebook: Any) -> list[Figure]:
    """An answer as fast as it can be sent, and one of 200 tokens a second."""
    with notebook(EMPTY) as page:
        page.run(0)
        view = WidgetView(page.output(0)).wait()
        fast = [stream(page, view, f"{MODEL}@tokens=10000,size={SIZE},chunk=50") for _ in range(3)]
        even = stream(page, view, f"{MODEL}@tokens=1000,size={SIZE},slow=0.005")
    own = max(first_stream(notebook) for _ in range(2))
    most = middle(run["bytes"] / 10000 for run in fast)
    return [
        Figure("10,000 tokens: lost, worst of 3", max(run["lost"] for run in fast), "tokens", 0),
        Figure("10,000 tokens: to the browser", most, "bytes/token", 12),
        Figure("10,000 tokens: longest task", max(run["longest"] for run in fast), "ms", 50),
        Figure("the first 10,000 of a page: longest task, its own time", own, "ms", 50),
        Figure("200 tokens/s: messages to the page", even["rate"], "1/s", 31),
        Figure("200 tokens/s: longest task", even["longest"], "ms", 50),
        Figure("200 tokens/s: lost", even["lost"], "tokens", 0),
    ]


def first_stream(notebook: Any) -> float:
    """The first answer of a page, for which it is sent what draws messages."""
    with notebook(EMPTY) as page:
        page.run(0)
        view = WidgetView(page.output(0)).wait()
        model = f"{MODEL}@tokens=10000,size={SIZE},chunk=50"
        return longest_task(page, lambda: stream(page, view, model) and None)


def stream(page: NotebookPage, view: WidgetView, model: str) -> dict[str, float]:
    """Have one message answered, and look at what the page got."""
    count = int(model.partition("tokens=")[2].partition(",")[0])
    page.execute("c.clear()")
    page.long_tasks()
    before = page.traffic.received_bytes()
    page.execute(f"c.send('x', model='{model}')")
    page.wait_python("c.status == 'done'", seconds=60)
    view.wait_state("Done", seconds=60)
    page.page.wait_for_timeout(300)
    received = page.traffic.received_bytes() - before
    elapsed = page.python("c.stats['elapsed']")
    length = view.root.evaluate(LENGTH)
    return {
        "bytes": received,
        "lost": max(0, count - (length + 1) // SIZE),
        "longest": max(page.long_tasks(), default=0.0),
        "rate": page.python("c.control._sequence") / elapsed,
    }


def middle(values: Any) -> float:
    """Return the median of some numbers."""
    return float(statistics.median(list(values)))


if __name__ == "__main__":
    main(*sys.argv[1:2])
