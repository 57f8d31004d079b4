"""What a chat completion takes and gives (OpenAI's format); unknown fields are ignored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True)
class ChatCompletionFunctionCall:
    """The function that a model wants called; `arguments` is JSON text, maybe a fragment."""

    name: str | None = None
    arguments: str = ""


@dataclass(slots=True)
class ChatCompletionToolCall:
    """A call that a model wants made; the pieces of a stream belong together by `index`."""

    function: ChatCompletionFunctionCall
    id: str | None = None
    type: str = "function"
    index: int | None = None


@dataclass(slots=True)
class ChatCompletionMessage:
    """What was said; in a stream, what is added."""

    role: str | None = None
    content: str | None = None
    reasoning: str | None = None
    tool_calls: list[ChatCompletionToolCall] | None = None
    tool_call_id: str | None = None


@dataclass(slots=True)
class ChatCompletionUsage:
    """How many tokens it took."""

    prompt_tokens: int = 0
    completion_tokens: int = 0
    total_tokens: int = 0


@dataclass(slots=True)
class ChatCompletionChoice:
    """One whole answer. `finish_reason`: `stop`, `length`, `tool_calls` and others."""

    index: int
    message: ChatCompletionMessage
    finish_reason: str | None = None
    logprobs: dict[str, Any] | None = None


@dataclass(slots=True)
class ChatCompletionOutput:
    """A whole answer."""

    choices: list[ChatCompletionChoice]
    created: int | None = None
    id: str | None = None
    model: str | None = None
    system_fingerprint: str | None = None
    usage: ChatCompletionUsage | None = None


@dataclass(slots=True)
class ChatCompletionStreamChoice:
    """What a piece of a stream adds to one answer."""

    index: int
    delta: ChatCompletionMessage
    finish_reason: str | None = None
    logprobs: dict[str, Any] | None = None


@dataclass(slots=True)
class ChatCompletionStreamOutput:
    """One piece of a streamed answer; `choices` may be empty, for instance beside `usage`."""

    choices: list[ChatCompletionStreamChoice] = field(default_factory=list)
    created: int | None = None
    id: str | None = None
    model: str | None = None
    system_fingerprint: str | None = None
    usage: ChatCompletionUsage | None = None


def message_of(value: Any) -> ChatCompletionMessage:
    """Return a message or delta; reasoning has two names in the field."""
    value = value if isinstance(value, Mapping) else {}
    calls = value.get("tool_calls")
    return ChatCompletionMessage(
        value.get("role"),
        value.get("content"),
        value.get("reasoning") or value.get("reasoning_content"),
        [_call_of(one) for one in calls] if isinstance(calls, list) else None,
        value.get("tool_call_id"),
    )


def _call_of(value: Mapping[str, Any]) -> ChatCompletionToolCall:
    function = value.get("function") or {}
    called = ChatCompletionFunctionCall(function.get("name"), function.get("arguments") or "")
    return ChatCompletionToolCall(
        called, value.get("id"), value.get("type") or "function", value.get("index")
    )


def usage_of(value: Any) -> ChatCompletionUsage | None:
    """Return the token counts, if there are any."""
    if not isinstance(value, Mapping):
        return None
    names = ("prompt_tokens", "completion_tokens", "total_tokens")
    return ChatCompletionUsage(*(value.get(name) or 0 for name in names))


def answer_of(value: Mapping[str, Any]) -> ChatCompletionOutput:
    """Return a whole answer."""
    choices = [
        ChatCompletionChoice(
            one.get("index", position),
            message_of(one["message"]),
            one.get("finish_reason"),
            one.get("logprobs"),
        )
        for position, one in enumerate(value["choices"])
    ]
    return ChatCompletionOutput(choices, *_about(value))


def piece_of(value: Mapping[str, Any]) -> ChatCompletionStreamOutput:
    """Return one piece of a stream."""
    choices = [
        ChatCompletionStreamChoice(
            one.get("index", position),
            message_of(one.get("delta")),
            one.get("finish_reason"),
            one.get("logprobs"),
        )
        for position, one in enumerate(value["choices"] or [])
    ]
    return ChatCompletionStreamOutput(choices, *_about(value))


def _about(value: Mapping[str, Any]) -> tuple[Any, ...]:
    names = ("created", "id", "model", "system_fingerprint")
    return (*(value.get(name) for name in names), usage_of(value.get("usage")))
