"""The tasks whose models write on, token by token: each has an answer of its own."""

from __future__ import annotations

from hfwidgets.sandbox.tasks import (
    WRITING,
    Handler,
    chat_completions,
    completions,
    conversational,
    text_generation,
)

_LIMIT = 2 * 1000 * 1000  # bytes of a body

TABLE = {
    WRITING["chat"]: Handler(chat_completions.answer, _LIMIT),
    WRITING["completions"]: Handler(completions.answer, _LIMIT),
    "conversational": Handler(conversational.answer, _LIMIT),
    "text-generation": Handler(text_generation.answer, _LIMIT),
}
