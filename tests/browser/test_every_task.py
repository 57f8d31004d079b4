"""Every task by keys alone: filled in, run, read in Python, stopped, failed; and seen twice.

All tasks share one notebook and its kernel; after a test that failed the next one opens a new one.
"""

from __future__ import annotations

import wave
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from hfwidgets.widgets.registry import WIDGETS
from tests.browser.accessibility import serious_violations
from tests.browser.by_hand import Hands, shown
from tests.browser.conftest import FAILED, unexpected_errors
from tests.browser.jupyter_server import KERNEL
from tests.browser.notebook_page import NotebookPage, write_notebook
from tests.browser.tasks import ENTRIES
from tests.browser.widget_view import WidgetView
from tests.waiting import PATIENCE
from tests.widgets.documents import invoice

if TYPE_CHECKING:
    from tests.browser.conftest import Host

pytestmark = pytest.mark.browser
SOUND = (
    "import numpy\nRATE = 8000\nBEEP = numpy.sin(numpy.arange(2 * RATE) * 0.5).astype('f4') * 0.5\n"
)
PHOTO = Path(__file__).resolve().parents[1] / "sandbox" / "media" / "chelsea.jpg"
CELLS = [
    f"import hfwidgets\nfrom IPython.display import display\nPHOTO, FORM = b'', b''\n{SOUND}"
    "w = None",
    "w and w.close()\nw = KIND(**GIVEN)\ndisplay(w)\ndisplay(w)",
]
MESSAGE = "Message"  # goes from its box into the conversation
HELD = f"""[str(w.messages if name == {MESSAGE!r} else getattr(w, w.trait_of[name]))
    for name in {{names}}]"""


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """What a reader can choose, by name."""
    folder = tmp_path_factory.mktemp("files")
    (folder / "invoice.pdf").write_bytes(invoice())
    with wave.open(str(folder / "beep.wav"), "wb") as sound:
        sound.setparams((1, 2, 8000, 0, "NONE", ""))
        beep = np.sin(np.arange(2 * 8000) * 0.5) * 2**14
        sound.writeframes(beep.astype("<i2").tobytes())
    return {
        "chelsea.jpg": PHOTO,
        "invoice.pdf": folder / "invoice.pdf",
        "beep.wav": folder / "beep.wav",
    }


@pytest.fixture(scope="module")
def opened() -> Iterator[list[NotebookPage]]:
    """The notebook that is open, if one is."""
    notebooks: list[NotebookPage] = []
    yield notebooks
    for notebook in notebooks:
        notebook.close()


@pytest.fixture
def notebook(
    hosts: Callable[[str], Host], opened: list[NotebookPage], request: pytest.FixtureRequest
) -> Iterator[NotebookPage]:
    """The notebook of all tasks, its first cell run; its page has complained of nothing."""
    server, context = hosts("lab")
    if not opened:
        name = f"{request.node.callspec.id}-and-others.ipynb"
        write_notebook(server.folder / name, CELLS, KERNEL)
        opened.append(NotebookPage(context, server, name))
        opened[0].open()
        # Listened for all the time: what is asked for when a key is pressed may come too late.
        opened[0].page.on("filechooser", lambda _: None)
        # What is out of sight is not drawn, and so says nothing.
        opened[0].page.set_viewport_size({"width": 1280, "height": 3000})
        opened[0].run(0)
    notebook = opened[0]
    notebook.traffic.errors.clear()
    yield notebook
    errors, outside = unexpected_errors(notebook), notebook.traffic.outside
    if request.node.stash.get(FAILED, False) or errors or outside:
        notebook.screenshot(f"failed-{request.node.callspec.id}")
        opened.pop().close()
    assert errors == []
    assert outside == []


def both_views(notebook: NotebookPage) -> tuple[WidgetView, WidgetView]:
    outputs = notebook.output(1).locator(".jp-OutputArea-output", has=notebook.page.locator(".hfw"))
    return WidgetView(outputs.nth(0)).wait(), WidgetView(outputs.nth(1)).wait()


def use_model(notebook: NotebookPage, view: WidgetView, model: str) -> None:
    """Set the model in Python; the page, which sends what stands in its field, has it too."""
    notebook.execute(f"w.model = {model!r}")
    notebook.page.wait_for_function(
        "([box, text]) => box.value === text", arg=[view.model.element_handle(), model]
    )


def see_the_same(view: WidgetView, other: WidgetView) -> None:
    """Wait until two views show the same."""
    for _ in range(int(PATIENCE * 10)):
        if shown(view) == shown(other):
            return
        view.root.page.wait_for_timeout(100)
    assert shown(view) == shown(other)


@pytest.mark.parametrize("task", sorted(WIDGETS))
def test_a_widget_is_filled_in_run_stopped_and_failed_by_keys_alone(
    notebook: NotebookPage, files: dict[str, Path], task: str
) -> None:
    arguments, so, by_hand = ENTRIES[task]
    kind = WIDGETS[task].partition(":")[2]
    instead = {*by_hand, "messages"} - {"table"}  # of a table that is there a cell is changed
    notebook.execute(
        f"KIND, GIVEN = hfwidgets.{kind}, dict({arguments})\n"
        f"GIVEN = {{name: GIVEN[name] for name in GIVEN if name not in {[*instead]}}}"
    )
    notebook.run(1)
    view, other = both_views(notebook)
    hands = Hands(view, files)
    for name, text in by_hand.items():
        hands.give(name, text)
    hands.press(view.run_button)
    view.wait_state("Done")
    assert notebook.python(so) is True
    for text, held in given(notebook, by_hand):
        assert all(line in held for line in text.splitlines())
    see_the_same(view, other)
    assert serious_violations(view.root) == []
    assert hands.missed() == [], "Tab comes to every control"
    model = str(notebook.python("w.stats['model']"))
    stop_a_run(notebook, hands, by_hand, f"{model}@delay=3600")
    fail_and_try_again(notebook, hands, by_hand, model)
    assert notebook.python(so) is True
    see_the_same(view, other)


def stop_a_run(notebook: NotebookPage, hands: Hands, by_hand: dict[str, str], model: str) -> None:
    """Run with Ctrl+Enter where the last thing is given, and stop with Escape."""
    last, text = list(by_hand.items())[-1]
    use_model(notebook, hands.view, model)
    if last == MESSAGE:
        hands.give(last, text)
    hands.control(last).focus()
    hands.keys.press("Control+Enter")
    hands.view.run_button.filter(has_text="Stop").wait_for()
    hands.keys.press("Escape")
    hands.view.wait_state("Stopped")
    assert notebook.python("w.status") == "stopped"


def fail_and_try_again(
    notebook: NotebookPage, hands: Hands, by_hand: dict[str, str], model: str
) -> None:
    """Run a model that fails: a card says why, and what was typed stays. Retry with another."""
    view, before = hands.view, given(notebook, by_hand)
    use_model(notebook, view, f"{model}@status=500,body=object")
    hands.press(view.run_button)
    view.problem_card.wait_for()
    view.wait_state("Failed")
    assert notebook.python("w.problem['cause']") in view.problem_card.inner_text()
    assert given(notebook, by_hand) == before
    assert serious_violations(view.root) == []
    use_model(notebook, view, model)
    hands.press(view.problem_card.get_by_role("button", name="Retry"))
    view.wait_state("Done")


def given(notebook: NotebookPage, by_hand: dict[str, str]) -> list[tuple[str, str]]:
    """Return each text that was typed, and what Python holds of it."""
    typed = {
        name: text for name, text in by_hand.items() if text and name not in {"audio", "image"}
    }
    held = notebook.python(HELD.format(names=list(typed)))
    return list(zip(typed.values(), held, strict=True))
