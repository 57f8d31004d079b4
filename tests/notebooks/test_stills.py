"""A notebook that was run by a program keeps its results, in every form it is exported to."""

from __future__ import annotations

import copy
import os
import re
import subprocess
import sys
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import bleach
import nbformat
import nh3
import pytest
from nbclient import NotebookClient
from nbconvert import HTMLExporter, MarkdownExporter, SlidesExporter

from hfwidgets import Sandbox
from tests.waiting import PATIENCE

MOST_KEPT = 60_000
VIEW = "application/vnd.jupyter.widget-view+json"
PICTURE = "image/jpeg"
JS = Path(__file__).parents[2] / "js"
TAGS_OF_A_CODE_HOST = (
    "h1 h2 h3 h4 h5 h6 br b i strong em a pre code img tt div ins del sup sub p picture ol ul table"
    " thead tbody tfoot blockquote dl dt dd kbd q samp var hr ruby rt rp li tr td th s strike"
    " summary details caption figure figcaption abbr bdo cite dfn mark small source span time wbr"
)
ATTRIBUTES_OF_A_CODE_HOST = (
    "abbr align alt border cellpadding cellspacing colspan cols dir headers height lang"
    " rows rowspan scope summary title valign width"
)
CODE_HOST_TAGS = set(TAGS_OF_A_CODE_HOST.split())
CODE_HOST_ATTRIBUTES = {
    "*": ATTRIBUTES_OF_A_CODE_HOST.split(),
    "a": ["href"],
    "img": ["src"],
}
CELLS = [
    "import numpy as np\n"
    "from hfwidgets import ObjectDetection, TextClassification, TextGeneration, explore\n"
    "w = TextGeneration('sandbox/ngram-topics', prompt='A <b>class</b> is', max_new_tokens=20)\n"
    "w",
    "w.run()\nprint('it goes on')",
    "import time\nfor _ in range(1000):\n    if w.status == 'done': break\n    time.sleep(0.1)",
    "pixels = np.random.default_rng(1).integers(0, 255, (300, 400, 3), np.uint8)\n"
    "d = ObjectDetection(image=pixels)\ndisplay(d)\nd.run().wait();",
    "labels = TextClassification(text='I love this film.')\ndisplay(labels)\nawait labels.run();",
    "models = explore()\ndisplay(models)\nmodels.wait();",
    "print('TEXT', w.text)",
]


@pytest.fixture(scope="module")
def notebook() -> Iterator[Any]:
    cells = [nbformat.v4.new_code_cell(source) for source in CELLS]
    made = nbformat.v4.new_notebook(cells=cells)
    with Sandbox() as sandbox:
        client = NotebookClient(made, timeout=int(PATIENCE), kernel_name="python3")
        client.execute(env={**os.environ, **sandbox.environment})
    return made


@pytest.fixture(scope="module")
def text(notebook: Any) -> str:
    printed: str = notebook.cells[-1].outputs[0].text
    return printed.removeprefix("TEXT ").strip()


def stills(notebook: Any) -> list[Any]:
    """The data of the second output of each widget."""
    pairs = [cell.outputs for cell in notebook.cells if any(map(is_view, cell.outputs))]
    return [outputs[1].data for outputs in pairs]


def is_view(output: Any) -> bool:
    return VIEW in output.get("data", {})


def exported(notebook: Any, exporter: Callable[[], Any], *, with_state: bool) -> tuple[str, Any]:
    shown = copy.deepcopy(notebook)
    if not with_state:
        shown.metadata.pop("widgets")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of views, which these forms cannot show
        return exporter().from_notebook_node(shown)


def words(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub("<[^>]*>", "", html))


def test_each_widget_has_one_view_and_one_still_that_says_what_came(
    notebook: Any, text: str
) -> None:
    kept = stills(notebook)
    assert [PICTURE in one for one in kept] == [False, True, False, False]
    assert text[:30] in kept[0]["text/plain"]
    assert "20 tokens" in kept[0]["text/plain"]
    assert "objects" in kept[1]["text/plain"]
    assert "POSITIVE" in kept[2]["text/plain"]
    assert "sandbox/painter" in kept[3]["text/plain"]
    assert [set(one) & {VIEW} for one in kept] == [set()] * 4
    assert max(sum(map(len, one.values())) for one in kept) <= MOST_KEPT
    metadata = [one.metadata for cell in notebook.cells for one in cell.outputs if "data" in one]
    assert [one for one in metadata if one] == []
    nbformat.validate(notebook)


@pytest.mark.parametrize("with_state", [True, False])
@pytest.mark.parametrize("exporter", [HTMLExporter, SlidesExporter])
def test_pages_show_text_picture_and_labels(
    notebook: Any, text: str, exporter: Any, with_state: bool
) -> None:
    page, _ = exported(notebook, exporter, with_state=with_state)
    assert text[:30].replace("'", "&#x27;") in page
    assert "data:image/jpeg;base64," in page
    assert "POSITIVE" in page
    assert "<b>A &lt;b&gt;class&lt;/b&gt; is</b>" in page


def test_markdown_shows_text_and_labels_and_has_the_picture_as_a_file(
    notebook: Any, text: str
) -> None:
    page, resources = exported(notebook, MarkdownExporter, with_state=True)
    assert text[:30].replace("'", "&#x27;") in page
    assert "POSITIVE" in page
    [(name, data)] = resources["outputs"].items()
    assert f"]({name})" in page
    assert data[:3] == b"\xff\xd8\xff"


def by_sanitize_html(html: str) -> str:
    """What JupyterLab's own sanitiser is made of, with its defaults."""
    script = "process.stdout.write(require('sanitize-html')(require('fs').readFileSync(0, 'utf8')))"
    command = ["node", "-e", script]
    done = subprocess.run(command, cwd=JS, input=html, capture_output=True, text=True, check=True)
    return done.stdout


def by_dompurify(html: str) -> str:
    """The sanitiser of many pages, in a browser of a process of its own.

    Playwright holds the loop of its thread, in which other tests run theirs.
    """
    command = [sys.executable, "-m", "tests.notebooks.by_dompurify"]
    done = subprocess.run(
        command, cwd=JS.parent, input=html, capture_output=True, text=True, check=True
    )
    return done.stdout


def by_a_code_host(html: str) -> str:
    """The lists of tags and attributes of html-pipeline, which GitHub publishes."""
    return bleach.clean(html, CODE_HOST_TAGS, CODE_HOST_ATTRIBUTES, protocols={"http", "https"})


@pytest.mark.parametrize(
    "clean",
    [
        nh3.clean,
        lambda html: bleach.clean(html, strip=True),
        by_a_code_host,
        by_sanitize_html,
        by_dompurify,
        lambda html: bleach.clean(html, {"p", "b", "pre", "table", "tr", "td", "th", "div"}, {}),
    ],
    ids=["nh3", "bleach", "code host", "sanitize-html", "DOMPurify", "tables without attributes"],
)
def test_sanitisers_keep_the_words(notebook: Any, text: str, clean: Any) -> None:
    kept = stills(notebook)
    generated, labels = (clean(one["text/html"]) for one in (kept[0], kept[2]))
    assert text[:30].replace("'", "&#x27;") in generated.replace("&#39;", "&#x27;").replace(
        "'", "&#x27;"
    )
    assert "&lt;b&gt;class" in generated
    assert "20 tokens" in words(generated)
    assert "POSITIVE" in words(labels)
    assert set(kept[1]) == {PICTURE, "text/plain"}, "no sanitiser looks at pictures"
