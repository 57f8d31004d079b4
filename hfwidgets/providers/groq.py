"""groq: chats, and texts as chats of one message: it has no other route for them."""

from __future__ import annotations

from typing import Any

from hfwidgets.wire.bodies import of, switched_on
from hfwidgets.wire.openai_routes import CHAT_TASK, chat
from hfwidgets.wire.provider import Asked, Provider, Route

BASE = "/openai/v1"
PARAMETERS = switched_on(of(model="model", max_new_tokens="max_tokens"))


def _as_chat(asked: Asked) -> dict[str, Any]:
    return {"messages": [{"role": "user", "content": asked.inputs}], **PARAMETERS(asked)}


PROVIDER = Provider(
    "groq",
    "https://api.groq.com",
    {CHAT_TASK: chat(BASE), "text-generation": Route(f"{BASE}/chat/completions", _as_chat)},
)
