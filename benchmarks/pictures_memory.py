"""What the kernel and the browser hold after 200 results in one widget, beside the first 100."""

from __future__ import annotations

import os
from typing import Any

import psutil

from benchmarks.lab import OpenNotebook
from benchmarks.pictures import SEGMENTS, probed
from benchmarks.report import Figure
from tests.browser.notebook_page import NotebookPage

MEGABYTE = 2**20
# The kernel keeps 256 MiB of files, the page 128 MiB, of which Chromium holds each once more where
# it has been shown; and either some of what it works with.
KERNEL_BOUND, PAGE_BOUND = 256 + 100, 2 * 128 + 100
HALF = 100
READY = """
image = photo(1024, 1024)
ReadySegmentation.ready = segments(label_map(20, 1024, 1024), files=False)
"""


def gallery(notebook: OpenNotebook) -> list[Figure]:
    """200 generated pictures of 1024 x 1024 pixels in one gallery."""
    with probed(notebook, "w = ReadyPicture('m', prompt='x'); w") as page:
        page.run(1)
        step = "ReadyPicture.ready = picture_file(); w.run().wait()"
        held = [memory(page), *(grown(page, step, "img.hfw-large") for _ in range(2))]
        size = page.python("sum(len(one.file) for one in w.images)") / MEGABYTE
        count = page.python("len(w.images)")
        blobs = page.page.evaluate("() => hfwBlobs.size")
    (kernel, browser, heap), half, (kernel_after, browser_after, heap_after) = held
    return [
        Figure("200 pictures in a gallery: those that are kept", count, ""),
        Figure("200 pictures in a gallery: their files", size, "MiB"),
        Figure("200 pictures: kernel grows", kernel_after - kernel, "MiB", most=KERNEL_BOUND),
        Figure("200 pictures: browser grows", browser_after - browser, "MiB", most=PAGE_BOUND),
        Figure("200 pictures: the last 100 of it", browser_after - half[1], "MiB", most=40),
        Figure("200 pictures: JavaScript heap grows", heap_after - heap, "MiB", most=20),
        Figure("200 pictures: addresses of blobs that are open", blobs, "", most=8),
    ]


def results(notebook: OpenNotebook) -> list[Figure]:
    """200 segmentations of 1024 x 1024 pixels in one widget: memory levels off."""
    with probed(notebook, READY, SEGMENTS) as page:
        page.run(1, 2)
        # What follows a JPEG does no harm: so large that the page keeps less than the first 100.
        step = "w.image = image + bytes(1_400_000) + bytes([number % 256]); w.run().wait()"
        grown(page, step, ".hfw-region", 10)
        held = [memory(page), *(grown(page, step, ".hfw-region") for _ in range(2))]
        blobs = page.page.evaluate("() => hfwBlobs.size")
    figures = [Figure("200 segmentations: addresses of blobs that are open", blobs, "", most=4)]
    for name, column in zip(
        ("kernel", "browser", "JavaScript heap"), zip(*held, strict=True), strict=True
    ):
        first, last = column[1] - column[0], column[2] - column[1]
        figures += [
            Figure(f"200 segmentations: {name} grows in the first 100", first, "MiB"),
            Figure(f"200 segmentations: {name} grows in the last 100", last, "MiB", most=40),
        ]
    return figures


def grown(page: NotebookPage, step: str, shown: str, count: int = HALF) -> tuple[float, ...]:
    """Make results one after the other, each drawn before the next, and return what is held."""
    for number in range(count):
        page.execute(f"number = {number}\n{step}")
        page.output(page.cell_count() - 1).locator(shown).first.wait_for()
        page.page.evaluate("() => new Promise(requestAnimationFrame)")
    return memory(page)


def memory(page: NotebookPage) -> tuple[float, float, float]:
    """Return the MiB of the kernel, of the browser's own processes, and of the page's heap.

    Decoded pictures that a browser keeps for as long as nothing else needs the room (Chromium: half
    a gigabyte) do not count: it is told that memory is short.
    """
    page.wait_idle()
    page.execute("import gc; gc.collect()")
    devtools = page.page.context.new_cdp_session(page.page)
    devtools.send("HeapProfiler.collectGarbage")
    devtools.send("Memory.simulatePressureNotification", {"level": "critical"})
    page.page.wait_for_timeout(2000)
    devtools.send("HeapProfiler.collectGarbage")
    devtools.send("Performance.enable")
    metrics: list[dict[str, Any]] = devtools.send("Performance.getMetrics")["metrics"]
    heap = next(one["value"] for one in metrics if one["name"] == "JSHeapUsedSize")
    devtools.detach()
    return page.python("resident()") / MEGABYTE, browser_memory() / MEGABYTE, heap / MEGABYTE


def browser_memory() -> int:
    """Return the bytes that only the browser's processes hold, without what they share."""
    held = 0
    for one in psutil.Process(os.getpid()).children(recursive=True):
        try:
            if "chrom" in one.name():
                held += one.memory_full_info().uss
        except psutil.Error:  # it has just ended
            continue
    return held
