"""cohere: chats."""

from __future__ import annotations

from hfwidgets.wire.openai_routes import CHAT_TASK, chat, flat_schema
from hfwidgets.wire.provider import Provider

PROVIDER = Provider(
    "cohere", "https://api.cohere.com", {CHAT_TASK: chat("/compatibility/v1", schema=flat_schema)}
)
