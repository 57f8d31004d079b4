"""scaleway: chats, texts and embeddings."""

from __future__ import annotations

from hfwidgets.wire.openai_routes import CHAT_TASK, chat, completions, embeddings
from hfwidgets.wire.provider import Provider

PROVIDER = Provider(
    "scaleway",
    "https://api.scaleway.ai",
    {
        CHAT_TASK: chat(),
        "text-generation": completions(),
        "feature-extraction": embeddings(),
    },
)
