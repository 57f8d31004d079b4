"""One view of a `ModelExplorer` in the page: the only place that knows its selectors."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tests.waiting import PATIENCE

if TYPE_CHECKING:
    from playwright.sync_api import Locator

# What a reader sees of each row, from top to bottom, without those that are drawn out of sight.
READ_ROWS = """node => {
  const box = node.getBoundingClientRect();
  const head = node.querySelector(".hfw-head").getBoundingClientRect();
  return [...node.querySelectorAll(".hfw-line")].filter(row => {
    const {top, bottom} = row.getBoundingClientRect();
    return top >= head.bottom - 1 && bottom <= box.bottom + 1;
  }).map(row => row.querySelector(".hfw-id").title);
}"""
# Types a text and times each key.
TYPE_AND_TIME = """async ([box, keys]) => {
  const times = [];
  box.focus();
  for (const key of keys) {
    await new Promise(resolve => setTimeout(resolve, 60));
    await new Promise(resolve => requestAnimationFrame(resolve));
    const start = performance.now();
    box.value = key === "<" ? box.value.slice(0, -1) : box.value + key;
    box.dispatchEvent(new Event("input", {bubbles: true}));
    const filtered = performance.now() - start;
    box.getBoundingClientRect();
    const laidOut = performance.now() - start;
    await new Promise(resolve => requestAnimationFrame(resolve));
    times.push([filtered, laidOut, performance.now() - start]);
  }
  return times;
}"""
# Scrolls a little further in every frame: milliseconds of each script and of each frame.
SCROLL = """async ([node, frames, step]) => {
  const times = [];
  const frame = () => new Promise(resolve => requestAnimationFrame(resolve));
  node.scrollTop = 0;
  await frame();
  let last = await frame();
  for (let at = 0; at < frames; at += 1) {
    node.scrollTop += step;
    const start = performance.now();
    if (step) node.dispatchEvent(new Event("scroll"));
    const script = performance.now() - start;
    const now = await frame();
    times.push([script, now - last]);
    last = now;
  }
  return times;
}"""


class ExplorerView:
    """What a reader can see and press."""

    def __init__(self, output: Locator) -> None:
        self.root = output.locator(".hfw-explorer").first
        self.search = self.root.get_by_role("searchbox", name="Search models")
        self.count = self.root.locator(".hfw-count")
        self.grid = self.root.get_by_role("grid", name="Models")
        self.rows = self.root.locator(".hfw-line")
        self.here = self.root.locator(".hfw-here")
        self.details = self.root.get_by_role("region", name="Details")
        self.origin = self.root.locator(".hfw-origin")
        self.problems = self.root.locator(".hfw-problems")
        self.watching = self.root.locator(".hfw-watching")
        self.blank = self.root.locator(".hfw-blank")

    def button(self, name: str) -> Locator:
        return self.root.get_by_role("button", name=name)

    def filter(self, name: str) -> Locator:
        """The box of a filter, by its name: Task, Framework, Status, or Order."""
        return self.root.get_by_label(name, exact=True)

    def head(self, name: str) -> Locator:
        return self.root.get_by_role("columnheader", name=name)

    def ids(self) -> list[str]:
        """The ids in view."""
        ids: list[str] = self.grid.evaluate(READ_ROWS)
        return ids

    def wait_count(self, text: str | re.Pattern[str], seconds: float = PATIENCE) -> None:
        """Wait for the words that tell how many models were found."""
        self.count.filter(has_text=text).wait_for(timeout=seconds * 1000)

    def key_times(self, keys: str) -> list[tuple[float, float, float]]:
        """Type, `<` for Backspace, and return milliseconds for each key.

        They are those of the script, of script and layout, and until the next frame begins.
        """
        times: list[tuple[float, float, float]] = self.root.page.evaluate(
            TYPE_AND_TIME, [self.search.element_handle(), list(keys)]
        )
        return times

    def scroll_times(self, frames: int, step: int) -> list[tuple[float, float]]:
        """Scroll by `step` pixels a frame, 0 for an idle page.

        Returns:
            Milliseconds of the script and of the whole frame, for each frame.
        """
        times: list[tuple[float, float]] = self.root.page.evaluate(
            SCROLL, [self.grid.element_handle(), frames, step]
        )
        return times
