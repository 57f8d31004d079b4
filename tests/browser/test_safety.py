"""Texts stay texts, and the token stays in the header of the request."""

from __future__ import annotations

import base64
import hashlib
import json

import pytest

from tests.browser.jupyter_server import CANARY
from tests.browser.scripted_server import scripted_server

pytestmark = pytest.mark.browser

MODEL = "sandbox/ngram-topics"
HACK = "window.hfwHacked = true"
HOSTILE = (
    f'<img src="x" onerror="{HACK}">',
    f"<script>{HACK}</script>",
    f'</textarea></span><svg onload="{HACK}"></svg>',
    f"[a](javascript:{HACK}) `$x$` {{{{7*7}}}}",
    "\x1b[31mred\x1b[0m \x07 \x00 \x08",
    "\u202eright to left\u202c \u05e9\u05dc\u05d5\u05dd \u0645\u0631\u062d\u0628\u0627",
    "e" + "\u0301" * 200 + " \U0001f469\u200d\U0001f469\u200d\U0001f467",
    "\r\n\ttabs and\x0bother\u2028lines\u2029",
)


def test_hostile_prompt_and_text_are_shown_as_text(open_widget):
    tokens = (*HOSTILE, "x" * 100_000, " end")
    with scripted_server(tokens) as url:
        notebook, widget = open_widget(url, prompt="".join(HOSTILE))
        widget.run_button.click()
        widget.wait_state("Done")
        assert widget.text() == "".join(tokens) == notebook.python("w.text")
    assert notebook.page.evaluate("() => window.hfwHacked") is None
    assert widget.root.locator("img, script, svg[onload]").count() == 0
    wide = widget.root.evaluate("node => node.scrollWidth - node.clientWidth")
    assert wide <= 0
    notebook.screenshot(f"hostile-{notebook.server.host}")


def test_lone_surrogate_harms_neither_the_page_nor_the_notebook(open_widget):
    with scripted_server(["before \ud83d", " after"]) as url:
        notebook, widget = open_widget(url)
        widget.run_button.click()
        widget.wait_state("Done")
    assert "after" in widget.text()
    assert notebook.python("w.status") == "done"
    notebook.save()


def test_token_is_nowhere_but_in_the_request(open_widget, sandbox_log):
    """Search all that the run leaves: page, frames, saved notebook, widget state, logs."""
    notebook, widget = open_widget(
        f"{MODEL}@status=500,body=object", "w.error", "w", kernel="canary", max_new_tokens=10
    )
    widget.run_button.click()
    widget.problem_card.wait_for()
    notebook.run(1, 2)
    widget.model.fill(MODEL)
    widget.run_button.click()
    widget.wait_state("Done")
    widget.button("More").click()
    widget.button("JSON").click()
    widget.root.locator(".hfw-tree").get_by_text("Request").first.wait_for()
    digest = hashlib.sha256(f"Bearer {CANARY}".encode()).hexdigest()[:12]
    assert [digest in json.dumps(entry) for entry in sandbox_log.runs()][-1:] == [True]
    state = "json.dumps([m.get_state() for m in W.widgets.values()], default=repr)"
    places = {
        "notebook": json.dumps(notebook.save()),
        "state": notebook.python(
            f"(lambda json, W: {state})(__import__('json'), __import__('ipywidgets').Widget)"
        ),
        "reprs": notebook.python("[repr(w), repr(w.error), repr(w.history), repr(vars(w))]"),
        "page": notebook.page.content(),
        "received": b"".join(notebook.traffic.received).decode("utf-8", "replace"),
        "sent": b"".join(notebook.traffic.sent).decode("utf-8", "replace"),
        "server log": notebook.server.log.read_text(),
        "sandbox log": sandbox_log.everything(),
    }
    assert "application/vnd.jupyter.widget-state+json" in places["notebook"]
    spellings = (CANARY, base64.b64encode(CANARY.encode()).decode().rstrip("=")[:-2])
    found = {name for name, text in places.items() for word in spellings if word in str(text)}
    assert found == set()
