"""DeepInfra: chats, texts, embeddings and speech, in OpenAI's format."""

from __future__ import annotations

from hfwidgets.wire import openai_routes as openai
from hfwidgets.wire.provider import Provider

BASE = "/v1/openai"
PROVIDER = Provider(
    "deepinfra",
    "https://api.deepinfra.com",
    {
        openai.CHAT_TASK: openai.chat(BASE),
        "text-generation": openai.completions(BASE),
        "feature-extraction": openai.embeddings(BASE),
        "text-to-speech": openai.speech(BASE),
        "automatic-speech-recognition": openai.transcriptions(BASE),
    },
)
