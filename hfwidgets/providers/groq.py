"""groq: chats."""

from __future__ import annotations

from hfwidgets.wire.openai_routes import CHAT_TASK, chat
from hfwidgets.wire.provider import Provider

PROVIDER = Provider("groq", "https://api.groq.com", {CHAT_TASK: chat("/openai/v1")})
