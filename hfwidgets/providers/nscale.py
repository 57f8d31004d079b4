"""nscale: chats."""

from __future__ import annotations

from hfwidgets.wire.openai_routes import CHAT_TASK, chat
from hfwidgets.wire.provider import Provider

PROVIDER = Provider("nscale", "https://inference.api.nscale.com", {CHAT_TASK: chat()})
