"""fireworks-ai: chats."""

from __future__ import annotations

from hfwidgets.wire.openai_routes import CHAT_TASK, chat, flat_schema
from hfwidgets.wire.provider import Provider

PROVIDER = Provider(
    "fireworks-ai",
    "https://api.fireworks.ai",
    {CHAT_TASK: chat("/inference/v1", schema=flat_schema)},
)
