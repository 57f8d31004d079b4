"""What widgets weigh: as messages when they are made, in a saved notebook, and in time to be seen.

Run it alone: `python -m benchmarks.weights`. The page is JupyterLab in headless Chromium.
"""

from __future__ import annotations

import statistics
from collections.abc import Iterator

from benchmarks.creation import COUNTER, creation
from benchmarks.lab import OpenNotebook, lab
from benchmarks.report import Figure, print_figures
from hfwidgets.widgets.registry import task_widgets

KINDS = ("TextGeneration", "ImageSegmentation", "TextToImage")
AGAIN = 8


def main() -> None:
    """Measure everything and print it."""
    made = list(creation())
    with lab() as (notebook, _):
        shown = [*paints(notebook), *all_in_one(notebook)]
    print_figures("Weights: made, saved and seen", [*made, *shown])


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
