"""The widget of every task: shown, run with its button, read in Python, without a serious fault."""

from __future__ import annotations

from pathlib import Path

import pytest

from hfwidgets.widgets.registry import WIDGETS
from tests.browser.accessibility import serious_violations
from tests.browser.tasks import ENTRIES
from tests.browser.widget_view import WidgetView

pytestmark = [
    pytest.mark.browser,
    pytest.mark.parametrize("server", ["lab"], indirect=True),
]
SOUND = (
    "import numpy\nRATE = 8000\nBEEP = numpy.sin(numpy.arange(2 * RATE) * 0.5).astype('f4') * 0.5\n"
)
PHOTO = Path(__file__).resolve().parents[1] / "sandbox" / "media" / "chelsea.jpg"


@pytest.mark.parametrize("task", sorted(WIDGETS))
def test_a_widget_is_shown_runs_and_is_read_in_python(open_notebook, task):
    arguments, so = ENTRIES[task]
    name = WIDGETS[task].partition(":")[2]
    notebook = open_notebook(
        [
            f"from pathlib import Path\nimport hfwidgets\n"
            f"PHOTO = Path({str(PHOTO)!r}).read_bytes()\n"
            f"{SOUND}"
            f"w = hfwidgets.{name}({arguments})\nw"
        ]
    )
    notebook.run(0)
    view = WidgetView(notebook.output(0)).wait()
    view.run_button.click()
    view.wait_state("Done", seconds=60)
    assert notebook.python(so) is True
    assert serious_violations(view.root) == []
    notebook.screenshot(f"task-{task}")
