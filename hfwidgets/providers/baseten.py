"""baseten: chats."""

from __future__ import annotations

from hfwidgets.wire.openai_routes import CHAT_TASK, chat
from hfwidgets.wire.provider import Provider

PROVIDER = Provider("baseten", "https://inference.baseten.co", {CHAT_TASK: chat()})
