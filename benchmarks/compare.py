"""Eight streams beside each other in one `Compare`: what arrives, what it costs, how one stops.

Run it alone: `python -m benchmarks.compare`. Every figure is of this run; compare ratios.
"""

from __future__ import annotations

import statistics
from typing import Any

from benchmarks.lab import lab
from benchmarks.report import Figure, print_figures
from benchmarks.tasks_page import longest_task
from tests.browser.notebook_page import NotebookPage

SIZE = 5  # characters of a token
TOKENS = 1000
LANES = 8
RUNS = 3
PACED = f"sandbox/flood@tokens={TOKENS},size={SIZE},slow=0.005"  # 200 tokens a second
WIDGET = """
import time
from hfwidgets import Compare

def made(lanes):
    return Compare(
        ["{model}"] * lanes, "x", task="text-generation", max_new_tokens=100000
    )

c = made({lanes})
c
"""
# Milliseconds between two frames of the page, while it runs.
FRAMES = """() => {
  const probe = {gaps: [], on: true};
  let last = performance.now();
  const beat = now => {
    probe.gaps.push(now - last);
    last = now;
    if (probe.on) requestAnimationFrame(beat);
  };
  requestAnimationFrame(beat);
  return probe;
}"""
CLICK = "node => { const at = Date.now(); node.click(); return at / 1000; }"


def main() -> None:
    """Measure everything and print it."""
    with lab() as (notebook, _):
        alone = measured(notebook, 1)
        beside = measured(notebook, LANES)
        own = own_time(notebook)
        stops = stopped(notebook)
    cpu = statistics.median(one["cpu"] for one in beside)
    cpu_alone = statistics.median(one["cpu"] for one in alone)
    name = f"{LANES} streams of 200 tokens/s"
    figures = [
        Figure(f"{name}: lost or out of order", sum(one["lost"] for one in beside), "tokens", 0),
        Figure(f"{name}: frames", min(one["rate"] for one in beside), "frames/s", least=30),
        Figure(f"{name}: 95 % of frames within", max(one["gap"] for one in beside), "ms"),
        Figure(f"{name}: longest main-thread task", max(one["task"] for one in beside), "ms", 50),
        Figure(f"{name}: longest main-thread task, its own time", own, "ms", 50),
        Figure(f"{name}: messages", max(one["messages"] for one in beside), "1/s", 31),
        Figure("one stream: kernel CPU", cpu_alone, "s"),
        Figure(f"{name}: kernel CPU", cpu, "s"),
        Figure(f"{name}: kernel CPU beside that of one", cpu / cpu_alone, "x", LANES),
        Figure("Stop of one while 7 go on, longest of 6", max(stops), "ms", 300),
    ]
    print_figures("Compare: JupyterLab, headless Chromium", figures)


def measured(notebook: Any, lanes: int) -> list[dict[str, float]]:
    """Run so many lanes a few times, the first of which is not counted."""
    with notebook(WIDGET.format(model=PACED, lanes=lanes)) as page:
        page.run(0)
        page.output(0).locator(".hfw-lane").nth(lanes - 1).wait_for()
        page.execute(
            "sent = []; plain = c.send\n"
            "def counted(content, buffers=None):\n"
            "    sent.append(content['kind']); plain(content, buffers)\n"
            "c.send = counted"
        )
        return [one_run(page) for _ in range(RUNS + 1)][1:]


def own_time(notebook: Any) -> float:
    """The longest task of two runs, in time of the main thread, which others may keep waiting."""
    with notebook(WIDGET.format(model=PACED, lanes=LANES)) as page:
        page.run(0)
        page.output(0).locator(".hfw-lane").nth(LANES - 1).wait_for()

        def run() -> None:
            page.execute("c.run()")
            page.wait_python("c.status == 'done'", 60)

        return max(longest_task(page, run) for _ in range(2))


def one_run(page: NotebookPage) -> dict[str, float]:
    """Run all lanes, and compare what the page shows with what the server has sent."""
    page.long_tasks()
    probe = page.page.evaluate_handle(FRAMES)
    page.execute("sent.clear(); began, cpu = time.time(), time.process_time(); c.run()")
    page.wait_python("c.status == 'done'", 60)
    spent = page.python(
        "[time.process_time() - cpu, len(sent), max(lane.stats['elapsed'] for lane in c.lanes)]"
    )
    page.page.wait_for_timeout(300)
    gaps = probe.evaluate("probe => { probe.on = false; return probe.gaps; }")
    texts = page.output(0).locator(".hfw-output > .hfw-page > .hfw-answer").all_text_contents()
    expected = "".join(f"{number % 10 ** (SIZE - 1):0{SIZE - 1}d} " for number in range(TOKENS))
    return {
        "lost": sum(text != expected and max(1, TOKENS - len(text) // SIZE) for text in texts),
        "rate": 1000 * len(gaps) / sum(gaps),
        "gap": sorted(gaps)[int(0.95 * len(gaps))],
        "task": max(page.long_tasks(), default=0.0),
        "cpu": spent[0],
        "messages": spent[1] / spent[2],
    }


def stopped(notebook: Any) -> list[float]:
    """Stop six of eight lanes on the page, one after the other; milliseconds to the run's end."""
    found = []
    with notebook(WIDGET.format(model=PACED.replace("1000", "4000"), lanes=LANES)) as page:
        page.run(0)
        page.execute("ends = {}")
        page.execute(
            "def note(change):\n"
            "    for name in change.new:\n"
            "        ends.setdefault(name, time.time())\n"
            "c.observe(note, 'stats'); c.run()"
        )
        page.wait_python("all(lane.text for lane in c.lanes)", 20)
        for at in range(6):
            page.page.wait_for_timeout(300)
            button = page.output(0).locator(".hfw-lane").nth(at).locator(".hfw-act")
            clicked = button.evaluate(CLICK)
            page.wait_python(f"c.lanes[{at}].status == 'stopped'", 20)
            found.append(1000 * (page.python(f"ends[c.lanes[{at}].name]") - clicked))
        assert page.python("[one.status for one in c.lanes[6:]]") == ["running"] * 2
        page.execute("c.stop()")
    return found


if __name__ == "__main__":
    main()
