"""Take the README's sheet of all tasks anew, from the notebook that has them: `make picture`."""

from __future__ import annotations

import io
import json
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from hfwidgets import Sandbox  # noqa: E402 - the tests' tools are beside, not installed
from tests.browser.chromium import start_chromium  # noqa: E402
from tests.browser.jupyter_server import KERNEL, RunningServer  # noqa: E402
from tests.browser.notebook_page import NotebookPage  # noqa: E402

NOTEBOOK = ROOT / "notebooks" / "06_all_tasks.ipynb"
SHEET = ROOT / "docs" / "all_tasks.webp"
WIDTH = 1080  # of the page; the widget is what the notebook leaves of it
TALLEST = 2600  # of the page: what is taller than it is taken with what lies over it
COLUMNS, COLUMN, GAP = 4, 312, 10  # pixels of the sheet
PAPER = "#d0d7de"
QUALITY = 72
LONGEST = 120  # seconds of a cell's answer
DONE = "Done"


def main() -> None:
    """Run the notebook, take every widget, and lay them out in columns."""
    with running() as notebook:
        shots = [Image.open(io.BytesIO(shot)) for _, shot in taken(notebook)]
    laid_out(shots).save(SHEET, quality=QUALITY, method=6)
    told = f"{SHEET.relative_to(ROOT)}: {len(shots)} widgets, {SHEET.stat().st_size:,} bytes\n"
    sys.stdout.write(told)


@contextmanager
def running(width: int = WIDTH) -> Iterator[NotebookPage]:
    """Give the notebook in JupyterLab, run from top to bottom against the sandbox."""
    with (
        Sandbox() as sandbox,
        tempfile.TemporaryDirectory() as folder,
        RunningServer("lab", Path(folder) / "lab", sandbox.environment) as server,
        sync_playwright() as playwright,
    ):
        browser = start_chromium(playwright)
        context = browser.new_context(viewport={"width": width, "height": TALLEST})
        media = server.folder.parent / "tests" / "sandbox" / "media"
        shutil.copytree(ROOT / "tests" / "sandbox" / "media", media)
        written = json.loads(NOTEBOOK.read_text(encoding="utf-8"))
        written["metadata"]["kernelspec"] = {"name": KERNEL, "display_name": KERNEL}
        (server.folder / NOTEBOOK.name).write_text(json.dumps(written), encoding="utf-8")
        notebook = NotebookPage(context, server, NOTEBOOK.name)
        notebook.open()
        for index, cell in enumerate(written["cells"]):
            if cell["cell_type"] == "code":
                notebook.run(index)
        yield notebook
        notebook.close()
        browser.close()


def taken(notebook: NotebookPage) -> Iterator[tuple[str, bytes]]:
    """Yield the title and the picture of each task's first widget that has its answer."""
    seen = set()
    for index in range(notebook.cell_count()):
        widget = notebook.output(index).locator(".hfw").first
        title = widget.get_attribute("aria-label") if widget.count() else None
        if title is None or title in seen:
            continue
        seen.add(title)
        widget.scroll_into_view_if_needed()
        widget.locator(".hfw-state").first.filter(has_text=DONE).wait_for(timeout=LONGEST * 1000)
        notebook.page.mouse.move(0, 0)
        notebook.page.wait_for_timeout(700)  # the last frames of thumbnails and states
        yield title, widget.screenshot()


def laid_out(shots: list[Image.Image]) -> Image.Image:
    """Return pictures in columns, each put where there is most room."""
    ends = [GAP] * COLUMNS
    places = []
    for shot in shots:
        small = shot.convert("RGB").resize(
            (COLUMN, round(shot.height * COLUMN / shot.width)), Image.Resampling.LANCZOS
        )
        column = ends.index(min(ends))
        places.append((small, (GAP + column * (COLUMN + GAP), ends[column])))
        ends[column] += small.height + GAP
    sheet = Image.new("RGB", (GAP + COLUMNS * (COLUMN + GAP), max(ends)), PAPER)
    for small, place in places:
        sheet.paste(small, place)
    return sheet


if __name__ == "__main__":
    main()
