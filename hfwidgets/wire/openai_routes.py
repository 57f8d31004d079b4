"""Routes of OpenAI's format, which most providers have below an address of their own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hfwidgets.wire.bodies import of, switched_on
from hfwidgets.wire.provider import Route
from hfwidgets.wire.results import rows

CHAT_TASK = "conversational"


def chat(base: str = "/v1", schema: Callable[[Any], dict[str, Any]] | None = None) -> Route:
    """Return the route of chats.

    Args:
        base: Path before `/chat/completions`.
        schema: What becomes of a JSON schema in `response_format`, where it is not sent as it is.
    """
    return Route(f"{base}/chat/completions", schema=schema)


def flat_schema(schema: Any) -> dict[str, Any]:
    """Return a JSON schema as some providers take it in `response_format`."""
    return {"type": "json_object", "schema": schema}


def completions(base: str = "/v1") -> Route:
    """Return the route of text generation; the task reads its answers and streams itself."""
    body = of("prompt", model="model", max_new_tokens="max_tokens", top_n_tokens="logprobs")
    return Route(f"{base}/completions", switched_on(body))


def embeddings(base: str = "/v1") -> Route:
    """Return the route of feature extraction: a row for each text."""
    return Route(f"{base}/embeddings", of("input", model="model"), rows("embedding"))


def speech(base: str = "/v1") -> Route:
    """Return the route of text to speech."""
    return Route(f"{base}/audio/speech", of("input", model="model"))


def transcriptions(base: str = "/v1") -> Route:
    """Return the route of speech recognition: a form with the sound as its file."""
    return Route(f"{base}/audio/transcriptions", of(model="model"), is_form=True)
