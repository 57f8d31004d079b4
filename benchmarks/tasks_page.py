"""Large answers in the page: how long its main thread is held, when they come and when used.

A case is a widget, what its server answers, and what a person does then. The server is in the
notebook's kernel, so that nothing but the page is measured; a task's time is that of its thread, so
that whatever else the machine does is none of it. Run it alone: `python -m benchmarks.tasks_page`.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass

from benchmarks.lab import OpenNotebook, lab
from benchmarks.report import Figure, print_figures
from tests.browser.notebook_page import NotebookPage
from tests.browser.widget_view import WidgetView

RUNS = 2
SETTLED = 1200  # ms after which nothing is drawn any more
CATEGORIES = ["devtools.timeline", "disabled-by-default-devtools.timeline", "toplevel"]
SERVER = """
import json, threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
import hfwidgets
{given}
class Answering(BaseHTTPRequestHandler):
    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        body = json.dumps({answer}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
    def log_message(self, *words):
        pass
server = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
threading.Thread(target=server.serve_forever, daemon=True).start()
client = hfwidgets.InferenceClient("m", endpoint=f"http://127.0.0.1:{{server.server_port}}")
w = hfwidgets.{widget}
w
"""


@dataclass(frozen=True)
class Case:
    """What is measured.

    Attributes:
        name: What there is much of.
        given: Python that makes what the others need.
        widget: The widget, as it is made in a cell; `client` asks the server.
        answer: What the server answers, as a Python expression.
        use: What a person does with it.
    """

    name: str
    given: str
    widget: str
    answer: str
    use: Callable[[WidgetView], None]


# Found by selectors: to look for roles and names among thousands holds the main thread itself.
def sort_and_find(view: WidgetView) -> None:
    """Show all labels, turn their order, look for some, reach up to the best."""
    view.root.locator(".hfw-ranked select").select_option("all")
    view.root.locator("thead button").first.click()
    search = view.root.locator("input[type=search]")
    search.press_sequentially("label 4", delay=30)
    search.fill("")
    view.root.locator(".hfw-use > button").last.click()
    view.root.locator(".hfw-menu select").first.select_option("relative")


def filter_and_read(view: WidgetView) -> None:
    """Scroll through the text, hide a kind, hide and show all, go to the last span."""
    text, kinds = view.root.locator(".hfw-marked"), view.root.locator(".hfw-legend button")
    for part in (0.3, 0.6, 1):
        text.evaluate("(node, part) => { node.scrollTop = part * node.scrollHeight; }", part)
        view.root.page.wait_for_timeout(100)
    for button in (kinds.first, kinds.last, kinds.last, kinds.last):
        button.click()
        view.root.page.wait_for_timeout(300)
    text.locator("mark").first.evaluate("node => node.focus()")
    view.root.page.keyboard.press("End")
    view.root.page.keyboard.press("ArrowLeft")


def read_all(view: WidgetView) -> None:
    """Choose the last answer."""
    view.root.locator(".hfw-ranked select").select_option("all")
    view.root.locator("tbody button").last.click()


def step_and_scroll(view: WidgetView) -> None:
    """Look at tokens at the ends and between, go to unsure ones, scroll through all."""
    view.root.locator("[data-at='1']").click()
    for key in ("End", "PageUp", "n", "ArrowUp", "Home", "ArrowDown", "p"):
        view.root.page.keyboard.press(key)
    page = view.root.locator(".hfw-lens-page")
    for share in (0.25, 0.5, 0.75, 0.9):
        page.evaluate("(node, share) => { node.scrollTop = share * node.scrollHeight; }", share)
        view.root.page.wait_for_timeout(100)


def walk(view: WidgetView) -> None:
    """Read every field of numbers by keys, from end to end."""
    fields = view.root.locator("[role=application]").all()
    assert len(fields) > 1, "a heat map and a plane are drawn"
    for field in fields:
        field.evaluate("node => node.focus()")
        for key in ("ArrowRight", "ArrowDown", "End", "ArrowUp", "Home"):
            view.root.page.keyboard.press(key)


def go_and_write(view: WidgetView) -> None:
    """Go to the last cell, up by pages, write a cell, take it back, scroll through all."""
    view.root.locator("[role=grid]").first.evaluate("node => node.focus()")
    for key in ("Control+End", "PageUp", "PageUp", "7", "Enter", "Control+z", "Control+Home"):
        view.root.page.keyboard.press(key)
    for _ in range(5):
        view.root.page.keyboard.press("PageDown")


def seek(view: WidgetView) -> None:
    """Seek in a sound, to its end and back."""
    view.root.locator("[role=slider]").first.evaluate("node => node.focus()")
    for key in ("ArrowRight", "PageUp", "End", "PageDown", "Home"):
        view.root.page.keyboard.press(key)


VECTORS = """
import numpy as np
rows = np.random.default_rng(7).normal(size=(500, 2000)).round(4).tolist()
"""
TABLE = """
table = {f"column {n}": [f"{row * n}" for row in range(1000)] for n in range(10)}
cell = {"answer": "1500", "coordinates": [[500, 3]], "cells": ["1500"], "aggregator": "NONE"}
"""
SOUND = """
import numpy as np
seconds = np.linspace(0, 1800, 1800 * 44_100, dtype=np.float32)
wave = np.sin(seconds * 900) * np.abs(np.sin(seconds / 9))
labels = [{"label": f"label {n}", "score": 1 / (n + 2)} for n in range(3)]
"""
TOKENS = """
words = [" the", " moon", ".\\n", " ", "", "😀", "\\t", " שלום", " rises", "<b>", " again"]
chances = [-0.01, -0.4, -1.2, -2.5, -5.0, None, -9.0, -0.7]
tokens = [{"id": at, "text": words[at * 7 % 11], "logprob": chances[at % 8],
           "special": at % 97 == 0} for at in range(20_000)]
tops = [[{"id": at + n, "text": f" {n}", "logprob": -1.0 - n, "special": False}
         for n in range(5)] for at in range(20_000)]
details = {"finish_reason": "length", "generated_tokens": 20_000, "seed": None, "prefill": [],
           "tokens": tokens, "top_tokens": tops}
text = "".join(one["text"] for one in tokens if not one["special"])
"""
SPANS = """
import random
random.seed(7)
text = "\\n".join("lorem ipsum dolor sit amet " * 8 for _ in range(500))
spans = [
    {"entity_group": random.choice(["PER", "ORG", "LOC", "MISC"]), "score": random.random(),
     "word": "?", "start": at, "end": at + random.randint(4, 60)}
    for at in range(0, 2000 * 50, 50)
]
"""
CONTEXT = """
context = "The house stood by the river for a hundred years. " * 1800
answers = [{"answer": "the river", "score": 1 / (n + 2), "start": 50 * n + 19, "end": 50 * n + 28}
           for n in range(50)]
"""
CASES = (
    Case(
        "3 labels, to compare with",
        "labels = [{'label': f'label {n}', 'score': 1 / (n + 2)} for n in range(3)]",
        "TextClassification(client=client, text='x')",
        "labels",
        lambda view: view.button("Copy").click(),
    ),
    Case(
        "500 labels",
        "labels = [{'label': f'label {n}', 'score': 1 / (n + 2)} for n in range(500)]",
        "TextClassification(client=client, text='x')",
        "labels",
        sort_and_find,
    ),
    Case(
        "2,000 spans in 108,000 letters",
        SPANS,
        "TokenClassification(client=client, text=text)",
        "spans",
        filter_and_read,
    ),
    Case(
        "2,000 spans in one line",
        SPANS + "text = text.replace('\\n', ' ')",
        "TokenClassification(client=client, text=text)",
        "spans",
        filter_and_read,
    ),
    Case(
        "50 answers in 90,000 letters",
        CONTEXT,
        "QuestionAnswering(client=client, question='Where?', context=context, top_k=50)",
        "answers",
        read_all,
    ),
    Case(
        "20,000 tokens with 100,000 alternatives",
        TOKENS,
        "TokenLens(client, prompt='x', stream=False)",
        "[{'generated_text': text, 'details': details}]",
        step_and_scroll,
    ),
    Case(
        "1,000,000 numbers, 500 x 500 similarities",
        VECTORS,
        "FeatureExtraction(client=client, text=[f'text {n}' for n in range(500)])",
        "rows",
        walk,
    ),
    Case(
        "10,000 cells",
        TABLE,
        "TableQuestionAnswering(client=client, table=table, query='Which?')",
        "cell",
        go_and_write,
    ),
    Case(
        "30 minutes of sound, 44.1 kHz",
        SOUND,
        "AudioClassification(client=client, audio=(44_100, wave))",
        "labels",
        seek,
    ),
)


def main() -> None:
    """Measure every case and print the longest tasks."""
    with lab() as (notebook, _):
        figures = [figure for case in CASES for figure in measured(notebook, case)]
    print_figures("Large answers: longest task of the page's main thread", figures)


def measured(notebook: OpenNotebook, case: Case) -> list[Figure]:
    """Run a case several times; the longest task of all runs, when it comes and when it is used."""
    source = SERVER.format(given=case.given, answer=case.answer, widget=case.widget)
    with notebook(source) as page:
        page.run(0)
        view = WidgetView(page.output(0)).wait()
        page.page.wait_for_timeout(SETTLED)
        # After the first paint: an answer has been there.
        once(page, view, case)
        runs = [once(page, view, case) for _ in range(RUNS)]
    shown, used = (max(times) for times in zip(*runs, strict=True))
    return [
        Figure(f"{case.name}: shown", shown, "ms", most=50),
        Figure(f"{case.name}: used", used, "ms", most=50),
    ]


def once(page: NotebookPage, view: WidgetView, case: Case) -> tuple[float, float]:
    """Run the widget, then use what came; milliseconds of the longest task of each."""

    def run() -> None:
        view.root.locator(".hfw-run").first.click()  # a batch has one of its own below
        page.wait_python("w.status == 'done'", seconds=30)

    return longest_task(page, run), longest_task(page, lambda: case.use(view))


def longest_task(page: NotebookPage, act: Callable[[], None]) -> float:
    """Return the milliseconds of the main thread in the longest of its tasks while one acts."""
    browser = page.page.context.browser
    assert browser is not None
    browser.start_tracing(page=page.page, categories=CATEGORIES)
    act()
    page.page.wait_for_timeout(SETTLED)
    events = json.loads(browser.stop_tracing())["traceEvents"]
    main = {
        (one["pid"], one["tid"])
        for one in events
        if one["name"] == "thread_name" and one["args"]["name"] == "CrRendererMain"
    }
    tasks = (
        one.get("tdur", one.get("dur", 0)) / 1000
        for one in events
        if one["name"] == "RunTask" and (one["pid"], one["tid"]) in main
    )
    return max(tasks, default=0.0)


if __name__ == "__main__":
    main()
