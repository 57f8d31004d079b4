"""Frames of a large photo with segments: what the main thread does while one hovers and pans.

The browser's own trace tells: all tasks of the page's main thread (events, script, style, layout,
paint) between the ends of two frames, not just the script's.
"""

from __future__ import annotations

import bisect
import json
from collections import Counter
from collections.abc import Callable
from typing import Any

from benchmarks.lab import OpenNotebook
from benchmarks.pictures import GO, SEGMENTS, drawn, median, probed
from benchmarks.report import Figure
from tests.browser.notebook_page import NotebookPage

CATEGORIES = ["devtools.timeline", "disabled-by-default-devtools.timeline", "toplevel"]
LARGE = """
import numpy as np
image = photo(4000, 3000)
ReadySegmentation.ready = segments(label_map(100, 4000, 3000), files=False)
"""
MOST = 16.0
MOVES = 150


def large(notebook: OpenNotebook) -> list[Figure]:
    """A photo of 12 megapixels with 100 segments."""
    with probed(notebook, LARGE, SEGMENTS) as page:
        page.run(1, 2)
        took = drawn(page, 2, GO["segments"])
        stage = page.output(2).locator(".hfw-scene")
        stage.scroll_into_view_if_needed()
        frames = {
            "hovering": worked(page, lambda: wander(page, stage)),
            "panning": worked(page, lambda: pan(page, stage)),
        }
    figures = [Figure("12 MP, 100 segments: result to drawn", took, "ms")]
    for name, work in frames.items():
        where = f"12 MP, 100 segments, {name}"
        figures += [
            Figure(f"{where}: frames", len(work), ""),
            Figure(f"{where}: main thread a frame, median", median(work), "ms", most=MOST),
            Figure(f"{where}: longest frame", max(work), "ms", most=MOST),
        ]
    return figures


def wander(page: NotebookPage, stage: Any) -> None:
    """Move the mouse across the picture, from segment to segment."""
    box = stage.bounding_box()
    for move in range(MOVES):
        across, down = (move * 0.618034) % 1, (move * 0.381966 + 0.3) % 1
        page.page.mouse.move(
            box["x"] + box["width"] * (0.05 + 0.9 * across),
            box["y"] + box["height"] * (0.05 + 0.9 * down),
        )


def pan(page: NotebookPage, stage: Any) -> None:
    """Zoom in and drag the picture about."""
    box = stage.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    mouse = page.page.mouse
    mouse.move(x, y)
    for _ in range(4):
        stage.press("+")
    mouse.down()
    for move in range(MOVES):
        to = 60 - abs(move % 120 - 60)
        mouse.move(x + 3 * to - 90, y + 2 * to - 60)
    mouse.up()


def worked(page: NotebookPage, act: Callable[[], None]) -> list[float]:
    """Return the main thread's milliseconds in each frame while something was done."""
    browser = page.page.context.browser
    assert browser is not None
    act()  # once for the compiler
    browser.start_tracing(page=page.page, categories=CATEGORIES)
    act()
    events = json.loads(browser.stop_tracing())["traceEvents"]
    return frame_work(events)


def frame_work(events: list[dict[str, Any]]) -> list[float]:
    """Return the milliseconds of tasks of each frame that draws, on the busiest main thread."""
    main = {
        (one["pid"], one["tid"])
        for one in events
        if one["name"] == "thread_name" and one["args"]["name"] == "CrRendererMain"
    }
    busy = Counter[tuple[int, int]]()
    for one in events:
        if one["name"] == "RunTask" and (one["pid"], one["tid"]) in main:
            busy[one["pid"], one["tid"]] += one.get("dur", 0)
    (thread, _), *_ = busy.most_common(1)
    own = [one for one in events if (one["pid"], one["tid"]) == thread]
    # A frame is over on the main thread when it was handed to the compositor.
    ends = sorted(one["ts"] + one.get("dur", 0) for one in own if one["name"] == "Commit")
    work, draws = [0.0] * (len(ends) + 1), set()
    for one in own:
        frame = bisect.bisect_right(ends, one["ts"])
        if one["name"] == "RunTask":
            work[frame] += one.get("tdur", one.get("dur", 0)) / 1000
        elif one["name"] == "FireAnimationFrame":
            draws.add(frame)
    return [work[frame] for frame in sorted(draws) if frame < len(ends)]
