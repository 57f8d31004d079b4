"""The installed wheel shows its widget in a notebook, from an environment of its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.browser.jupyter_server import add_kernel

# A page that is open already knows no kernel that was added later.
pytestmark = [pytest.mark.browser, pytest.mark.own_page, pytest.mark.timeout(400)]


@pytest.mark.parametrize("server", ["lab"], indirect=True)
def test_wheel_streams_in_a_notebook(server, clean_python: Path, open_widget):
    add_kernel(server, "wheel", str(clean_python), {"PATH": str(clean_python.parent)})
    notebook, widget = open_widget("sandbox/ngram-topics", kernel="wheel", max_new_tokens=30)
    widget.run_button.click()
    widget.wait_state("Done")
    assert widget.text() == notebook.python("w.text") != ""
    assert notebook.python("__import__('hfwidgets').__file__").startswith(
        str(clean_python.parent.parent)
    )
    assert notebook.python("__import__('shutil').which('npm')") is None
