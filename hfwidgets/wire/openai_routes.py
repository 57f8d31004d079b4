"""Routes of OpenAI's format, which most providers have below an address of their own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hfwidgets.wire.provider import Route

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


def renamed(parameters: dict[str, Any], **names: str) -> dict[str, Any]:
    """Return parameters under a provider's names, in their order."""
    return {names.get(name, name): value for name, value in parameters.items()}
