"""The tasks that the sandbox answers: tables with a row each, read when one of theirs is asked for.

A row says how a request is read, what an engine makes of it, and how large its body may be. A new
task is a row and, where no function of another one fits, a small function.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from aiohttp import web

    from hfwidgets.sandbox.inference import Call


@dataclass(frozen=True, slots=True)
class Handler:
    """How a task is answered.

    Args:
        answer: Answers a call whose model is loaded.
        body_limit: Most bytes a request's body may have; beyond it is 413.
    """

    answer: Callable[[Call], Awaitable[web.StreamResponse]]
    body_limit: int


# The first brings nothing large, the second numpy, the last Pillow too.
TABLES = (
    "hfwidgets.sandbox.tasks.table_texts",
    "hfwidgets.sandbox.tasks.table_writing",
    "hfwidgets.sandbox.tasks.table_media",
)
# The rows that answer the routes of OpenAI's formats, at any model that writes.
WRITING = {"chat": "chat-completion", "completions": "completions"}
# Whatever task a person's own model has.
LOCAL = "local-pipeline"
# The tasks whose models also answer chat completions.
CHATTING = ("text-generation", "conversational")
# A model of one of these answers the other too, when its route names it.
EMBEDDING = frozenset({"feature-extraction", "sentence-similarity"})


def find_handler(name: str) -> Handler:
    """Return a task's row.

    Raises:
        LookupError: No table has one.
    """
    for module in TABLES:
        table: dict[str, Handler] = import_module(module).TABLE
        if name in table:
            return table[name]
    raise LookupError(f"no table of the sandbox's tasks has a row {name!r}")
