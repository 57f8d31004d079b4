"""Take the README's pictures anew, in JupyterLab against the sandbox: `make picture`.

SmolLM2 writes the text, whose weights `make demo` fetches.
"""

from __future__ import annotations

import io
import sys
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from hfwidgets import Sandbox  # noqa: E402 - the tests' tools are beside, not installed
from tests.browser.chromium import start_chromium  # noqa: E402
from tests.browser.jupyter_server import KERNEL, RunningServer  # noqa: E402
from tests.browser.notebook_page import NotebookPage, write_notebook  # noqa: E402

DOCS = ROOT / "docs"
MEDIA = ROOT / "tests" / "sandbox" / "media"
QUALITY = 90
WIDTH = 1180  # of the page; the widget is what the notebook leaves of it

CELLS = {
    "text_generation": """
from hfwidgets import TextGeneration
w = TextGeneration(prompt="Once upon a time, a little robot", max_new_tokens=60)
w.run()""",
    "image_segmentation": f"""
from hfwidgets import ImageSegmentation
w = ImageSegmentation(image="{MEDIA / "coffee.jpg"}")
w.run()""",
    "text_to_image": """
from hfwidgets import TextToImage
w = TextToImage(prompt="a red house by the sea at sunset", width=384, height=256)
w.sweep(guidance_scale=[1, 4, 7, 15], seed=[1, 2])""",
    "model_explorer": """
from hfwidgets import InferenceClient, Sandbox, explore
many = Sandbox(synthetic=200_000).start()
w = explore(client=InferenceClient(endpoint=many.url))
w""",
    "model_providers": """
from hfwidgets import InferenceClient, Sandbox, explore
many = Sandbox(synthetic=20_000).start()
client = InferenceClient(endpoint=many.url, hub_endpoint=many.url, provider="auto")
w = explore(client=client)
w""",
}
AFTER = {
    "text_generation": "w.wait()",
    "image_segmentation": "w.wait()",
    "text_to_image": "w.wait()",
    "model_explorer": "w.wait(); w.filter('sandbox'); w.verify().wait()",
    "model_providers": "w.wait(); w.filter(needs='tools', sort='context_length', descending=True)",
}

DARK = ["model_providers"]  # taken in the dark theme too


def main() -> None:
    """Take all pictures, or those that are named."""
    names = sys.argv[1:] or list(CELLS)
    DOCS.mkdir(exist_ok=True)
    with (
        Sandbox() as sandbox,
        tempfile.TemporaryDirectory() as folder,
        RunningServer("lab", Path(folder) / "lab", sandbox.environment) as server,
        sync_playwright() as playwright,
    ):
        browser = start_chromium(playwright)
        context = browser.new_context(
            viewport={"width": WIDTH, "height": 1400}, device_scale_factor=1.5
        )
        for name in names:
            write_notebook(server.folder / f"{name}.ipynb", [CELLS[name].strip()], KERNEL)
            notebook = NotebookPage(context, server, f"{name}.ipynb")
            notebook.open()
            notebook.run(0)
            notebook.execute(AFTER[name])
            notebook.page.wait_for_timeout(1500)  # the last frames of thumbnails and states
            take(notebook.page, DOCS / f"{name}.webp")
            if name in DARK:
                notebook.set_theme("JupyterLab Dark")
                notebook.page.wait_for_timeout(1500)
                take(notebook.page, DOCS / f"{name}_dark.webp")
                notebook.set_theme("JupyterLab Light")
            notebook.close()
        browser.close()


def take(page: Page, path: Path) -> None:
    """Take the widget alone, as WebP: the repository keeps every version of a picture."""
    page.evaluate("() => document.activeElement.blur()")
    page.mouse.move(0, 0)
    shot = page.locator(".hfw").first.screenshot()
    with Image.open(io.BytesIO(shot)) as picture:
        picture.convert("RGB").save(path, quality=QUALITY, method=6)


if __name__ == "__main__":
    main()
