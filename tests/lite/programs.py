"""What programs in a browser's Python begin with."""

from __future__ import annotations

from textwrap import dedent, indent
from typing import Any

from hfwidgets import Sandbox
from tests.browser.sandbox_log import SandboxLog
from tests.lite.pyodide import Lite
from tests.waiting import soon

CLIENT = """
from hfwidgets import AsyncInferenceClient
client = AsyncInferenceClient(endpoint=address, token=False)
"""
CAUGHT = """
try:
{body}
except Exception as error:
    return [type(error).__name__, str(error), getattr(error, "remedy", "")]
"""


def asked(lite: Lite, sandbox: Sandbox, body: str, **values: Any) -> Any:
    """Return what a program returns that has an async `client` of a sandbox."""
    return lite.run(CLIENT + dedent(body), address=sandbox.url, **values)


def caught(lite: Lite, address: str, body: str, **values: Any) -> tuple[str, str, str]:
    """Return what a program raises that has an async `client`: class, words and way out."""
    tried = CAUGHT.format(body=indent(dedent(body).strip("\n"), "    "))
    kind, words, remedy = lite.run(CLIENT + tried, address=address, **values)
    return kind, words, remedy


def last_ended(log: SandboxLog) -> str:
    """Return how the last request to a model ended, as its server saw it."""
    soon(lambda: log.runs()[-1]["ended"] != "running", "the end of the last request")
    ended: str = log.runs()[-1]["ended"]
    return ended
