"""featherless-ai: chats and texts."""

from __future__ import annotations

from hfwidgets.wire.openai_routes import CHAT_TASK, chat, completions
from hfwidgets.wire.provider import Provider

PROVIDER = Provider(
    "featherless-ai",
    "https://api.featherless.ai",
    {CHAT_TASK: chat(), "text-generation": completions()},
)
