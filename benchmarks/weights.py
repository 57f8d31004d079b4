"""What widgets weigh: as messages when they are made, in a saved notebook, and in time to be seen.

Run it alone: `python -m benchmarks.weights`. The page is JupyterLab in headless Chromium.
"""

from __future__ import annotations

import statistics
from collections.abc import Iterator
from typing import Any

import anywidget
import comm
import traitlets
from comm.base_comm import BaseComm
from ipykernel.jsonutil import json_clean
from jupyter_client.session import json_packer

from benchmarks.lab import OpenNotebook, lab
from benchmarks.page import COUNTER
from benchmarks.report import Figure, print_figures
from hfwidgets import ModelExplorer
from hfwidgets.widgets.engine import bundles
from hfwidgets.widgets.registry import task_widgets

KINDS = ("TextGeneration", "ImageSegmentation", "TextToImage")
AGAIN = 8


class Counter(anywidget.AnyWidget):
    """A bare counter, as in benchmarks.page."""

    _esm = COUNTER.split("'''")[1]
    value = traitlets.Int(0).tag(sync=True)


class CountedComm(BaseComm):
    """Counts the bytes of what is opened: content, metadata and buffers of its messages."""

    opened = 0

    def publish_msg(
        self,
        msg_type: str,
        data: Any = None,
        metadata: Any = None,
        buffers: Any = None,
        **keys: Any,
    ) -> None:
        """Count a message in place of sending it."""
        if msg_type == "comm_open":
            content = json_clean({"data": data, "comm_id": self.comm_id, **keys})
            CountedComm.opened += len(json_packer(content)) + len(json_packer(metadata or {}))
            CountedComm.opened += sum(len(memoryview(one).cast("B")) for one in buffers or ())


def main() -> None:
    """Measure everything and print it."""
    made = list(creation())
    with lab() as (notebook, _):
        shown = [*paints(notebook), *all_in_one(notebook)]
    print_figures("Weights: made, saved and seen", [*made, *shown])


def creation() -> Iterator[Figure]:
    """Bytes of each widget's messages beyond a counter's: the first of a kernel, and the next."""
    before, comm.create_comm = comm.create_comm, CountedComm
    try:
        counter = bytes_of(Counter)
        for kind in [*task_widgets(), ModelExplorer]:
            bundles.STORE = bundles.Store()
            first, later = (bytes_of(kind) - counter for _ in range(2))
            name = f"{kind.__name__}: made first in a kernel"
            yield Figure(name, first / 1000, "kB", most=30)
            yield Figure(f"{kind.__name__}: made again", later / 1000, "kB", most=30)
    finally:
        comm.create_comm = before


def bytes_of(kind: Any) -> int:
    """Return the bytes of the messages that make a widget of a kind."""
    before = CountedComm.opened
    kind()
    return CountedComm.opened - before


def paints(notebook: OpenNotebook) -> Iterator[Figure]:
    """From the cell to the first paint, beside a counter's in the same page: first, and next."""
    for kind in KINDS:
        made = f"import hfwidgets\nhfwidgets.{kind}()"
        firsts, laters = [], []
        for _ in range(3):
            with notebook("import hfwidgets", COUNTER, *[made, COUNTER] * AGAIN) as page:
                page.run(0, 1)
                page.wait_idle()
                times: dict[str, list[float]] = {".hfw": [], ".counter": []}
                for index in range(2, 2 + 2 * AGAIN):
                    selector = ".counter" if index % 2 else ".hfw"
                    paint = "([i, s]) => window.hfwFirstPaint(i, s)"
                    times[selector].append(page.page.evaluate(paint, [index, selector]))
                    page.wait_idle()
            counter = statistics.median(times[".counter"])
            firsts.append(times[".hfw"][0] / counter)
            laters.append(statistics.median(times[".hfw"][1:]) / counter)
        name = f"{kind}: cell to first paint, of a counter's"
        yield Figure(f"{name}, first of its notebook", statistics.median(firsts), "x", most=1.5)
        yield Figure(f"{name}, after that", statistics.median(laters), "x", most=1.5)


def all_in_one(notebook: OpenNotebook) -> Iterator[Figure]:
    """All task widgets in one notebook: how soon they are there, and what is saved of them."""
    names = [kind.__name__ for kind in task_widgets()]
    with notebook("import hfwidgets", *(f"hfwidgets.{name}()" for name in names)) as page:
        page.run(0)
        page.wait_idle()
        milliseconds = page.page.evaluate(
            """async count => {
              const started = performance.now();
              window.jupyterapp.commands.execute("notebook:run-all-cells");
              while (document.querySelectorAll(".hfw").length < count) {
                await new Promise(requestAnimationFrame);
              }
              return performance.now() - started;
            }""",
            len(names),
        )
        page.wait_idle()
        saved = page.save()
        size = page.path.stat().st_size
    states = saved["metadata"]["widgets"]["application/vnd.jupyter.widget-state+json"]["state"]
    yield Figure(f"{len(names)} task widgets: all displayed", milliseconds / 1000, "s", most=3)
    yield Figure("the notebook with all of them, saved with its state", size / 1000, "kB", most=800)
    parcels = [one for one in states.values() if "buffers" in one]
    held = sum(len(one["buffers"][0]["data"]) for one in parcels)
    yield Figure("of it what draws them, base64", held / 1000, "kB")


if __name__ == "__main__":
    main()
