"""The doctor on a page: what the kernel and the browser found, in both hosts, both themes."""

from __future__ import annotations

import pytest

from tests.browser.accessibility import serious_violations

pytestmark = pytest.mark.browser

SOURCE = """import hfwidgets
d = hfwidgets.doctor(hfwidgets.InferenceClient(token="hf_canary" + "CANARY0123456789"))
d"""


def test_the_doctor_tells_of_kernel_servers_and_page(open_notebook):
    notebook = open_notebook([SOURCE])
    notebook.run(0)
    root = notebook.output(0).locator(".hfw-doctor")
    root.get_by_text("Messages").wait_for()
    notebook.wait_python("all(one.verdict != 'waiting' for one in d.findings)")
    assert notebook.python("d.ok") is True
    root.get_by_text("reach the kernel and come back").wait_for()
    told = root.inner_text()
    host = {"lab": "JupyterLab", "notebook": "Notebook 7"}[notebook.server.host]
    assert f"Chrome {told.split('Chrome ')[1].split()[0]} in {host}" in told
    assert "canaryCANARY" not in notebook.page.content()
    root.get_by_role("button", name="Look again").focus()
    notebook.page.keyboard.press("Enter")
    notebook.wait_python("d.summary != 'still looking'")
    assert serious_violations(root) == []
    notebook.screenshot(f"doctor-{notebook.server.host}")
    root.evaluate("node => node.parentElement.style.width = '320px'")
    notebook.set_theme("JupyterLab Dark")
    assert root.evaluate("node => node.scrollWidth <= node.clientWidth"), "something sticks out"
    assert serious_violations(root) == []
    notebook.screenshot(f"doctor-{notebook.server.host}-narrow-dark")
