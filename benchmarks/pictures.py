"""Pictures in a notebook: masks, hovering, large photos, a gallery; beside other ways to show them.

Run it alone: `python -m benchmarks.pictures [masks] [hover] ...`. Every figure is of this run;
compare ratios.
"""

from __future__ import annotations

import statistics
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.creation import COUNTER
from benchmarks.lab import OpenNotebook, lab
from benchmarks.report import Figure, print_figures
from tests.browser.notebook_page import NotebookPage

PROBE = Path(__file__).with_name("pictures_probe.js").read_text()
ROOT = Path(__file__).resolve().parents[1]
ROUNDS = 7
BASE, OVERLAY = (f".hfw-scene canvas:nth-of-type({number})" for number in (1, 2))
SETUP = f"""
import sys
sys.path.insert(0, {str(ROOT)!r})
import hfwidgets
from benchmarks.pictures_kernel import *
"""
MASKS = """
image = photo(1024, 1024, quality=94)
labels = label_map({count}, 1024, 1024)
arrays = segments(labels, files=False)
"""
SEGMENTS = "w = ReadySegmentation('m'); w"
SHOW = {
    "segments": f"ReadySegmentation.ready = as_client({{masks}}); {SEGMENTS}",
    "base64": "w = Base64Masks(); w",
    "matplotlib": "started = now(); show_matplotlib(image, {masks})",
}
GO = {
    "segments": "started = now(); w.image = image; w.run()",
    "base64": "started = now(); w.show(image, {masks})",
}
TASKS = {
    "TextGeneration": "prompt='x'",
    "ImageClassification": "",
    "ImageSegmentation": "",
    "ObjectDetection": "",
    "ImageToImage": "",
    "TextToImage": "prompt='x'",
}


def main(asked: Iterable[str] = ()) -> None:
    """Measure everything, or the parts that are named, and print it."""
    from benchmarks import pictures_frames, pictures_memory

    parts = {
        "masks": masks,
        "hover": hover,
        "large": pictures_frames.large,
        "made": made,
        "gallery": pictures_memory.gallery,
        "results": pictures_memory.results,
        "creation": creation,
    }
    with lab() as (notebook, _):
        figures = [one for name in asked or parts for one in parts[name](notebook)]
    print_figures("Pictures: JupyterLab, headless Chromium", figures)


@contextmanager
def probed(notebook: OpenNotebook, *cells: str) -> Iterator[NotebookPage]:
    """Open a notebook with the probe in its page, and run its first cell: what is set up."""
    with notebook(SETUP, *cells) as page:
        page.page.set_default_timeout(60_000)
        page.page.add_init_script(PROBE)
        page.reload()
        page.run(0)
        yield page


def masks(notebook: OpenNotebook) -> list[Figure]:
    """100 masks with their photo, from the kernel to the screen, in three ways."""
    kinds = [(way, start) for start in ("arrays", "files") for way in SHOW]
    times: dict[tuple[str, str], list[float]] = {kind: [] for kind in kinds}
    sizes: dict[tuple[str, str], list[int]] = {kind: [] for kind in kinds}
    cells = [SHOW[way].format(masks=start) for way, start in kinds] * ROUNDS
    with probed(notebook, MASKS.format(count=100), *cells) as page:
        page.run(1)
        page.execute("files = segments(labels, files=True)")
        image_size = page.python("len(image)")
        for index, kind in enumerate(kinds * ROUNDS, 2):
            took, size = drawn_after(page, index, *kind)
            times[kind].append(took)
            sizes[kind].append(size)
    return [
        Figure("the photo", image_size / 1000, "kB"),
        *mask_times({kind: median(found) for kind, found in times.items()}),
        *mask_sizes({way: median(sizes[way, "arrays"]) / 1000 for way in SHOW}, image_size / 1000),
    ]


def mask_times(middle: dict[tuple[str, str], float]) -> Iterator[Figure]:
    """Compare the ways, for masks that are arrays and for those that came as files."""
    for start in ("arrays", "files"):
        ours, encoded, plotted = (middle[way, start] for way in SHOW)
        where = f"100 masks as {start}"
        yield Figure(f"{where}: result to drawn", ours, "ms")
        yield Figure(f"{where}: base64 PNGs in a message", encoded, "ms")
        yield Figure(f"{where}: matplotlib, one PNG", plotted, "ms")
        yield Figure(f"{where}: of base64's time", ours / encoded, "x", most=0.2)
        yield Figure(f"{where}: of matplotlib's time", ours / plotted, "x", most=1)


def mask_sizes(sizes: dict[str, float], image: float) -> list[Figure]:
    """Compare what crosses beside the photo, in kB."""
    return [
        Figure("100 masks: what they add to the photo", sizes["segments"] - image, "kB", most=80),
        Figure("100 masks: base64 adds", sizes["base64"] - image * 4 / 3, "kB"),
        Figure("100 masks: matplotlib sends in all", sizes["matplotlib"], "kB"),
    ]


def drawn_after(page: NotebookPage, index: int, way: str, start: str) -> tuple[float, int]:
    """Show the masks in one way: milliseconds until they are on the screen, and bytes."""
    output = page.output(index)
    if way == "matplotlib":
        before = page.traffic.received_bytes()
        page.run(index)
        end = page.page.evaluate(
            "([node, selector]) => hfwDecoded(node, selector)", [output.element_handle(), "img"]
        )
        return end - page.python("started"), page.traffic.received_bytes() - before
    page.run(index)
    output.locator(".hfw, .base64-picture").first.wait_for(state="attached")
    page.wait_idle()
    before = page.traffic.received_bytes()
    took = drawn(page, index, GO[way].format(masks=start), way)
    size = page.traffic.received_bytes() - before
    page.execute("w.close()")
    return took, size


def drawn(page: NotebookPage, index: int, code: str, way: str = "segments") -> float:
    """Run code that notes `started`, and return the milliseconds until its masks are drawn."""
    selector = OVERLAY if way == "segments" else "canvas:nth-of-type(2)"
    wait = page.page.evaluate_handle(
        "([node, selector]) => ({done: hfwColored(node, selector)})",
        [page.output(index).element_handle(), selector],
    )
    page.execute(code)
    end = wait.evaluate("wait => wait.done")
    page.wait_idle()
    return float(end - page.python("started"))


def hover(notebook: OpenNotebook) -> list[Figure]:
    """From a move of the pointer to the end of the redraw, with more and more masks."""
    figures = []
    for count in (10, 100, 300):
        with probed(notebook, MASKS.format(count=count), SEGMENTS) as page:
            page.run(1, 2)
            page.execute("ReadySegmentation.ready = arrays")
            drawn(page, 2, GO["segments"])
            output = page.output(2)
            output.locator(".hfw-scene").scroll_into_view_if_needed()
            times = page.page.evaluate(
                "([node, overlay]) => hfwHover(node.querySelector('.hfw-scene'),"
                " node.querySelector(overlay), 60)",
                [output.element_handle(), OVERLAY],
            )
        name = f"hover, {count} masks"
        figures += [
            Figure(f"{name}: pointer to the end of the redraw", median(times), "ms", most=4),
            Figure(f"{name}: slowest 5 %", statistics.quantiles(times, n=20)[-1], "ms"),
        ]
    return figures


def made(notebook: OpenNotebook) -> list[Figure]:
    """A picture of 1024 x 1024 that a server made."""
    kinds = {
        "ImageToImage": ("ReadyChange", BASE),
        "TextToImage": ("ReadyPicture", "img.hfw-large"),
    }
    figures = []
    for task, (kind, selector) in kinds.items():
        with probed(notebook, *[f"w = {kind}('m'); w"] * ROUNDS) as page:
            rounds = [made_once(page, cell, selector) for cell in range(1, ROUNDS + 1)]
        delays, more = zip(*rounds, strict=True)
        figures += [
            Figure(f"{task}: from the bytes in the page to drawn", median(delays), "ms", most=150),
            Figure(
                f"{task}: its message has more than the picture", max(more) / 1000, "kB", most=1
            ),
            Figure(f"{task}: pictures that crossed as they were", len(rounds), "of 7", least=7),
        ]
    return figures


def made_once(page: NotebookPage, cell: int, selector: str) -> tuple[float, int]:
    """Make a first picture: milliseconds from its arrival to drawn, and bytes beside it."""
    page.run(cell)
    page.output(cell).locator(".hfw").wait_for()
    page.execute("type(w).ready = picture_file(); w.ready_for()")
    page.wait_idle()
    page.page.evaluate("() => { hfwArrivals.length = 0; }")
    frames = len(page.traffic.received)
    see = "hfwDecoded" if selector.startswith("img") else "hfwColored"
    wait = page.page.evaluate_handle(
        f"([node, selector]) => ({{done: {see}(node, selector)}})",
        [page.output(cell).element_handle(), selector],
    )
    page.execute("w.run()")
    end = wait.evaluate("wait => wait.done")
    page.wait_idle()
    expected = bytes.fromhex(page.python("w.ready.hex()"))
    page.execute("w.close()")
    received = page.traffic.received[frames:]
    whole = [frame for frame in received if expected in frame]
    assert len(whole) == 1, f"the picture crossed {len(whole)} times as it was"
    arrivals = page.page.evaluate("() => hfwArrivals")
    arrived = next(at for at, size in arrivals if size >= len(expected))
    return end - arrived, len(whole[0]) - len(expected)


def creation(notebook: OpenNotebook) -> list[Figure]:
    """What a widget of each task weighs on the wire, beyond a plain one."""
    cells = [COUNTER, *(f"hfwidgets.{name}('m', {more})" for name, more in TASKS.items())]
    with notebook(SETUP, *cells, *cells) as page:
        page.run(0)
        sizes = []
        for index in range(1, 2 * len(cells) + 1):
            page.wait_idle()
            before = page.traffic.received_bytes()
            page.run(index)
            page.output(index).locator(".hfw, .counter").first.wait_for()
            page.wait_idle()
            page.page.wait_for_timeout(300)
            sizes.append((page.traffic.received_bytes() - before) / 1000)
    counter, *ours = sizes[len(cells) :]  # the first time something is loaded besides
    figures = [Figure("creation of a bare anywidget counter", counter, "kB")]
    for name, size in zip(TASKS, ours, strict=True):
        figures.append(
            Figure(f"creation of {name}, beyond the counter's", size - counter, "kB", most=30)
        )
    return figures


def median(values: Iterable[float]) -> float:
    """Return the median of some numbers."""
    return statistics.median(list(values))


if __name__ == "__main__":
    main(sys.argv[1:])
