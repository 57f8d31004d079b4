"""openai: chats, with a key of its own and its own names of models."""

from __future__ import annotations

from hfwidgets.wire.openai_routes import CHAT_TASK, chat
from hfwidgets.wire.provider import Provider

PROVIDER = Provider(
    "openai", "https://api.openai.com", {CHAT_TASK: chat()}, routed=False, listed=False
)
