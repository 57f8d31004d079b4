"""A list of 200,000 models: what it costs in the kernel, when it is on screen, how fast it filters.

And one of the 20,000 of them that providers serve, with prices. Run it alone:
`python -m benchmarks.explorer [kernel] [page] [live] [served]`. Every figure is of this run;
compare ratios. The page is compared with ipydatagrid and quak, which are put into a folder of
.cache.
"""

from __future__ import annotations

import gc
import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from statistics import median
from typing import Any

import requests

from benchmarks.lab import OpenNotebook, lab
from benchmarks.report import Figure, print_figures

COUNT = 200_000
LATE = 25.0  # milliseconds of a frame after which the next one was missed, at 60 a second
ROUNDS = 3
ROOT = Path(__file__).resolve().parent.parent
PEERS = ROOT / ".cache" / "benchmarks-lists"
# The widgets, and what they need and the environment lacks: without dependencies, or Jupyter
# would come twice.
PACKAGES = [
    *("ipydatagrid==1.4.0", "quak==0.3.5", "bqplot", "bqscales", "duckdb", "gast", "pandas"),
    *("py2vega", "pyarrow", "python-dateutil", "pytz", "six", "traittypes", "tzdata"),
]
KEYS = "aurora<<<<<<bert-bas<<<<<<<<zzz<<<"
LIST = f"""
import sys
sys.path.insert(0, {str(ROOT)!r})
sys.path.append({str(PEERS)!r})
from hfwidgets import ModelExplorer
listed = ModelExplorer()
models = listed.refresh().wait()
len(models)
"""
FRAME = """
import ipydatagrid, quak, pandas, pyarrow
columns = {"id": models.ids, "task": [one.task for one in models],
           "framework": [one.framework for one in models], "state": [one.state for one in models]}
frame = pandas.DataFrame(columns)
table = pyarrow.table(columns)
"""
SHOW = {
    "explorer": ("ModelExplorer()", "node => node.querySelectorAll('.hfw-line').length > 10"),
    "ipydatagrid": (
        "ipydatagrid.DataGrid(frame)",
        # A grid of canvases: rows are there when the ink of their texts is.
        """node => [...node.querySelectorAll("canvas")].some(canvas => {
          if (canvas.width < 200 || canvas.height < 100) return false;
          const {data} = canvas.getContext("2d").getImageData(0, 60, 200, canvas.height - 60);
          let ink = 0;
          for (let at = 0; at < data.length; at += 4) {
            if (data[at + 3] > 200 && data[at] + data[at + 1] + data[at + 2] < 300) ink += 1;
          }
          return ink > 200;
        })""",
    ),
    "quak": (
        "quak.Widget(table)",
        """node => [...node.querySelectorAll("*")].some(
          one => one.shadowRoot && one.shadowRoot.querySelectorAll("tbody tr").length > 5)""",
    ),
}
# From the command that runs a cell to the frame in which its rows are there.
UNTIL_ROWS = """async ([index, there]) => {
  const {content} = window.hfwPanel;
  content.activeCellIndex = index;
  content.deselectAll();
  const cell = content.widgets[index].node;
  const isThere = eval(there);
  const start = performance.now();
  const seen = new Promise(resolve => {
    const look = () => isThere(cell)
      ? resolve(performance.now() - start) : requestAnimationFrame(look);
    requestAnimationFrame(look);
  });
  window.jupyterapp.commands.execute("notebook:run-cell");
  return Promise.race([seen, new Promise(resolve => setTimeout(() => resolve(null), 30000))]);
}"""

SERVED_IMPORTS = "from hfwidgets import InferenceClient, ModelExplorer"
SERVED = 'w = ModelExplorer(client=InferenceClient(provider="auto"))\nw'
SERVED_PATH = "/api/models?inference_provider=all"
# Chooses one order after another: milliseconds of each script.
ORDER_TIMES = """async box => {
  const times = [];
  for (const order of ["output_price", "throughput-", "context_length-", "first_token_latency"]) {
    await new Promise(resolve => setTimeout(resolve, 300));
    await new Promise(resolve => requestAnimationFrame(resolve));
    box.value = order;
    const start = performance.now();
    box.dispatchEvent(new Event("change", {bubbles: true}));
    times.push(performance.now() - start);
  }
  return times;
}"""

LIVE = 'ModelExplorer(frameworks=["diffusers@delay=1", "transformers@delay=8"])'
# The same, as Unix milliseconds: the kernel's and the sandbox's clock.
SEEN_AT = UNTIL_ROWS.replace("performance.now() - start", "Date.now()")


def main(asked: Iterable[str] = ()) -> None:
    """Measure everything, or the parts that are named, and print it."""
    parts: dict[str, Callable[[], list[Figure]]] = {
        "kernel": kernel,
        "page": page,
        "live": live,
        "served": served,
    }
    for name in asked or parts:
        print_figures(f"{COUNT:,} models: {name}", parts[name]())


def kernel() -> list[Figure]:
    """Measure the kernel's CPU in a process of its own, from an answer to what is sent."""
    command = [sys.executable, "-m", "benchmarks.explorer_kernel", str(COUNT)]
    done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    found = json.loads(done.stdout)
    sent = found["columns"] + found["first"] + found["packed"]
    return [
        Figure("an answer of a framework", found["answer bytes"] / 1e6, "MB"),
        Figure("CPU: reading it (orjson)", found["read"], "ms"),
        Figure("CPU: reading it (json)", found["read by json"], "ms"),
        Figure("CPU: keeping it as columns", found["columns"], "ms"),
        Figure("CPU: first rows and counts", found["first"], "ms"),
        Figure("CPU: packing it for a page", found["packed"], "ms"),
        Figure("CPU: from models to what is sent", sent, "ms", most=200),
        Figure(
            "CPU: from the answer's bytes to what is sent", found["read"] + sent, "ms", most=200
        ),
        Figure("to the page", found["sent bytes"] / 1e6, "MB", most=3.5),
        Figure("memory that is kept", found["memory"], "MB"),
        Figure("a search in Python", found["search"], "ms", most=50),
    ]


def page() -> list[Figure]:
    """Measure how soon rows are on screen, and a key, beside other widgets."""
    peers()
    os.environ["JUPYTER_PATH"] = str(PEERS / "share" / "jupyter")
    shown: dict[str, list[float]] = {name: [] for name in SHOW}
    sizes: dict[str, float] = {}
    keys: list[list[float]] = []
    frames: dict[str, list[list[float]]] = {"idle": [], "scrolling": []}
    with lab(synthetic=COUNT) as (open_notebook, _):
        for number in range(ROUNDS):
            for name in SHOW:
                took, size = first_rows(open_notebook, name, keys, frames)
                shown[name].append(took)
                sizes[name] = size
            if number == 0:
                shown = {name: [] for name in SHOW}  # files are cold
    medians = {name: median(times) for name, times in shown.items()}
    ours = medians["explorer"]
    scripts, seen = [one[0] for one in keys], [one[2] for one in keys]
    late = {
        name: sum(one[1] > LATE for one in times) / len(times) for name, times in frames.items()
    }
    drawn = [one[0] for one in frames["scrolling"]]
    return [
        *(Figure(f"first rows on screen: {name}", took, "ms") for name, took in medians.items()),
        Figure("first rows, of ipydatagrid's", ours / medians["ipydatagrid"], "x", most=0.2),
        Figure("first rows, of quak's", ours / medians["quak"], "x", most=0.7),
        *(Figure(f"to the page: {name}", size / 1e6, "MB") for name, size in sizes.items()),
        Figure("a key: script, median", median(scripts), "ms", most=16),
        Figure("a key: script, worst", max(scripts), "ms", most=33),
        Figure("a key: to the next frame, median", median(seen), "ms"),
        Figure("a key: to the next frame, worst", max(seen), "ms"),
        Figure("scrolling: script of a frame, median", median(drawn), "ms", most=8),
        Figure("scrolling: frames that come late", late["scrolling"] * 100, "%"),
        Figure("frames of an idle page that come late", late["idle"] * 100, "%"),
    ]


def live() -> list[Figure]:
    """Measure how soon rows are seen while other frameworks are still read."""
    waited = []
    with lab(synthetic=COUNT) as (open_notebook, sandbox):
        requests.get(f"{sandbox.url}/framework/diffusers", timeout=60)  # its list is made once
        for _ in range(5):
            with open_notebook("from hfwidgets import ModelExplorer", LIVE) as notebook:
                notebook.run(0)
                notebook.wait_idle()
                seen = notebook.page.evaluate(SEEN_AT, [1, SHOW["explorer"][1]])
                log = requests.get(f"{sandbox.url}/sandbox/log", timeout=10).json()
                ends = [one["ended_at"] for one in log if one["path"].endswith("diffusers@delay=1")]
                waited.append(seen - ends[-1] * 1000)
    return [
        Figure("first rows seen after the first answer, median of 5", median(waited), "ms", 300),
        Figure("first rows seen after the first answer, worst of 5", max(waited), "ms"),
    ]


def served() -> list[Figure]:
    """Measure how soon models of all providers are seen, and what a key and an order cost then."""
    from tests.browser.explorer_view import ExplorerView

    waited, whole, keys, orders = [], [], [], []
    # Later pages come when a far server would send them, and not from this machine's two cores.
    with lab(synthetic=COUNT, listing="after=1,delay=0.5") as (open_notebook, sandbox):
        for _ in range(5):
            with open_notebook(SERVED_IMPORTS, SERVED) as notebook:
                notebook.run(0)
                notebook.wait_idle()
                seen = notebook.page.evaluate(SEEN_AT, [1, SHOW["explorer"][1]])
                notebook.wait_python("w.status == 'done'", 60)
                log = requests.get(f"{sandbox.url}/sandbox/log", timeout=10).json()
                ends = [one["ended_at"] for one in log if one["path"].startswith(SERVED_PATH)]
                pages = -(-notebook.python("w.total") // 1000)
                waited.append(seen - ends[-pages] * 1000)
                whole.append(notebook.python("w.total"))
                view = ExplorerView(notebook.output(1))
                view.wait_count(re.compile(r"\d\d,\d{3}"))
                keys += [one[0] for one in view.key_times(KEYS)]
                view.search.fill("")
                orders += notebook.page.evaluate(ORDER_TIMES, view.filter("Order").element_handle())
    return [
        Figure("models", float(whole[-1]), ""),
        Figure("first rows seen after the first answer, median of 5", median(waited), "ms", 150),
        Figure("first rows seen after the first answer, worst of 5", max(waited), "ms"),
        Figure("a key: script, median", median(keys), "ms", most=16),
        Figure("a key: script, worst", max(keys), "ms", most=50),
        Figure("an order by a term: script, median", median(orders), "ms", most=16),
        Figure("an order by a term: script, worst", max(orders), "ms", most=50),
    ]


def first_rows(
    open_notebook: OpenNotebook,
    name: str,
    keys: list[list[float]],
    frames: dict[str, list[list[float]]],
) -> tuple[float, float]:
    """Show a widget once in a notebook of its own; return milliseconds and bytes."""
    from tests.browser.explorer_view import ExplorerView

    source, there = SHOW[name]
    with open_notebook(LIST, FRAME if name != "explorer" else "0", source) as notebook:
        notebook.run(0, 1)
        notebook.wait_idle()
        before = notebook.traffic.received_bytes()
        took = notebook.page.evaluate(UNTIL_ROWS, [2, there])
        notebook.page.wait_for_timeout(1500)
        size = notebook.traffic.received_bytes() - before
        if name == "explorer":
            view = ExplorerView(notebook.output(2))
            view.wait_count(re.compile(r"\d{3},\d{3}"))
            keys += [list(one) for one in view.key_times(KEYS)]
            view.search.fill("")
            frames["idle"] += [list(one) for one in view.scroll_times(120, 0)]
            frames["scrolling"] += [list(one) for one in view.scroll_times(120, 400)]
    return (float("inf") if took is None else took), size


def peers() -> None:
    """Put the widgets to compare with into a folder of their own."""
    ready = PEERS / "ready"
    if ready.exists() and ready.read_text() == "\n".join(PACKAGES):
        return
    print("Installing ipydatagrid and quak into .cache/benchmarks-lists ...", flush=True)
    shutil.rmtree(PEERS, ignore_errors=True)
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet", "install"]
    subprocess.run([*pip, "--no-deps", "--target", str(PEERS), *PACKAGES], check=True)
    ready.write_text("\n".join(PACKAGES))


def best(measured: Callable[[], Any], rounds: int = ROUNDS) -> tuple[float, Any]:
    """Return the least CPU milliseconds of this thread, and what came of it."""
    least, came = float("inf"), None
    for _ in range(rounds):
        came = None
        gc.collect()
        start = time.thread_time()
        came = measured()
        least = min(least, time.thread_time() - start)
    return least * 1000, came


if __name__ == "__main__":
    main(sys.argv[1:])
