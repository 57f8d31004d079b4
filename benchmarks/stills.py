"""What keeping results costs the page at the end of a run: widgets with a still, and without.

Run it alone: `python -m benchmarks.stills`. Compare the pairs: all figures are of this run.
"""

from __future__ import annotations

import statistics
from typing import Any

from benchmarks.lab import lab
from benchmarks.report import Figure, print_figures

RUNS = 15
REST = 0.7  # seconds between runs: quicker ones would share a renewal
SET_UP = """
import numpy as np, time
import hfwidgets
from hfwidgets import InferenceClient, ObjectDetection, TextGeneration
pixels = np.random.default_rng(1).integers(0, 255, (40, 60, 3), np.uint8)
pixels = pixels.repeat(10, 0).repeat(10, 1)
hfwidgets.options.still = {still}
"""
TEXT = """w = TextGeneration("sandbox/ngram-topics", prompt="A class is", max_new_tokens=100)
w"""
PICTURE = """w = ObjectDetection(image=pixels)
w"""


def main() -> None:
    """Measure everything and print it."""
    figures = []
    with lab() as (notebook, _sandbox):
        for name, cell in (("text", TEXT), ("boxes", PICTURE)):
            spent = {still: page_time(notebook, cell, still) for still in (False, True)}
            figures += [
                Figure(f"{name}: page's main thread for a run, no still", spent[False], "ms"),
                Figure(f"{name}: the same with a still", spent[True], "ms"),
                Figure(f"{name}: what the still costs", spent[True] - spent[False], "ms", most=5),
            ]
    print_figures("The end of a run: JupyterLab, headless Chromium", figures)


def page_time(notebook: Any, cell: str, still: bool) -> float:
    """Return the median of what a run takes of the page's main thread, in milliseconds."""
    with notebook(SET_UP.format(still=still), cell) as page:
        page.run(0, 1)
        page.page.locator(".hfw").first.wait_for()
        page.execute("w.run().wait()")
        page.page.wait_for_timeout(1500)
        session = page.page.context.new_cdp_session(page.page)
        session.send("Performance.enable")

        def spent() -> float:
            metrics = session.send("Performance.getMetrics")["metrics"]
            return next(one["value"] for one in metrics if one["name"] == "TaskDuration")

        each = []
        for _ in range(RUNS):
            before = spent()
            page.execute(f"w.run().wait(); time.sleep({REST})")
            each.append(1000 * (spent() - before))
    return statistics.median(each)


if __name__ == "__main__":
    main()
