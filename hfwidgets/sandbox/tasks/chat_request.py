"""A chat completion request: its fields, checked, and what of them a model cannot do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from hfwidgets.sandbox.engines.chat import Message
from hfwidgets.sandbox.refusals import Refusal, encode
from hfwidgets.sandbox.tasks.generation_request import parse_json
from hfwidgets.sandbox.tasks.payload import (
    BOOLEAN,
    COUNT,
    INDEX,
    OBJECT,
    TEXT,
    TEXTS,
    Rule,
    between,
    one_of,
)

_TEXTS = Rule(
    lambda value: isinstance(value, str) or TEXTS.takes(value),
    "a string or a list of at most 4 strings is expected",
)
_LIST = Rule(lambda value: isinstance(value, list), "a list is expected")
_ANY = Rule(lambda value: True, "")
RULES = {
    "model": TEXT,
    "messages": _LIST,
    "add_generation_prompt": BOOLEAN,
    "continue_final_message": BOOLEAN,
    "frequency_penalty": between(-2, 2),
    "logit_bias": OBJECT,
    "logprobs": BOOLEAN,
    "top_logprobs": between(0, 5),
    "max_tokens": COUNT,
    "max_completion_tokens": COUNT,
    "n": between(1, 4),
    "presence_penalty": between(-2, 2),
    "response_format": OBJECT,
    "seed": INDEX,
    "stop": _TEXTS,
    "stream": BOOLEAN,
    "stream_options": OBJECT,
    "temperature": between(0, 2),
    "top_p": between(0, 1),
    "tools": _LIST,
    "tool_choice": _ANY,
    "tool_prompt": TEXT,
}
_ROLE = one_of("system", "developer", "user", "assistant", "tool")
_MOST_STOPS = 4
_DEFAULT_TOKENS = 256


@dataclass(frozen=True, slots=True)
class ChatRequest:
    """A request whose fields are right."""

    model: str
    messages: tuple[Message, ...]
    max_tokens: int
    stop: tuple[str, ...]
    stream: bool
    include_usage: bool
    logprobs: bool
    top_logprobs: int
    n: int
    seed: int | None
    temperature: float | None
    top_p: float | None
    frequency_penalty: float | None
    continues: bool = False  # the last message is the beginning of the answer


def wrong(message: str, param: str | None = None, *, by_openai: bool, status: int = 422) -> Refusal:
    """Return a refusal, in OpenAI's shape or in that of a generation server."""
    if by_openai:
        problem = {
            "message": message,
            "type": "invalid_request_error",
            "param": param,
            "code": None,
        }
        return Refusal(400 if status == 422 else status, encode({"error": problem}))
    body = {"error": f"Input validation error: {message}", "error_type": "validation"}
    return Refusal(status, encode(body))


def read_chat(body: bytes, *, by_openai: bool) -> ChatRequest:
    """Read and check a request. Fields that are not known are ignored, as servers do.

    Raises:
        Refusal: 400 for what is no JSON, 422 (400 in OpenAI's shape) for a wrong field.
    """
    value = parse_json(body)
    if not isinstance(value, dict):
        raise wrong("the body must be an object", by_openai=by_openai)
    given = {name: value[name] for name in RULES if value.get(name) is not None}
    for name, field in given.items():
        if not RULES[name].takes(field):
            raise wrong(f"`{name}`: {RULES[name].says}", name, by_openai=by_openai)
    refused = _cannot(given)
    if refused is not None:
        raise wrong(refused[1], refused[0], by_openai=by_openai)
    try:
        messages = tuple(_message(one) for one in given.get("messages", ()))
    except ValueError as error:
        raise wrong(str(error), "messages", by_openai=by_openai) from None
    if not messages:
        raise wrong("`messages` must have at least one message", "messages", by_openai=by_openai)
    return request_of(given, messages)


def _cannot(given: Mapping[str, Any]) -> tuple[str, str] | None:
    """Return what of a request the sandbox's models cannot do: the field, and why."""
    stops = given.get("stop", ())
    if isinstance(stops, list) and len(stops) > _MOST_STOPS:
        return "stop", f"`stop` supports up to {_MOST_STOPS} stop sequences. Given: {len(stops)}"
    if "top_logprobs" in given and not given.get("logprobs"):
        return "top_logprobs", "`top_logprobs` needs `logprobs` to be true"
    if given.get("continue_final_message") and given.get("add_generation_prompt", True):
        return "continue_final_message", (
            "Cannot set both `continue_final_message` and `add_generation_prompt` to True"
        )
    if given.get("n", 1) > 1 and given.get("stream"):
        return "n", "`n` > 1 is not supported when streaming tokens"
    if given.get("response_format", {}).get("type", "text") != "text":
        return "response_format", "grammar is not supported: `response_format` must be of type text"
    if given.get("tools") and given.get("tool_choice", "auto") not in ("auto", "none"):
        return "tool_choice", "the model cannot call tools: `tool_choice` must be auto or none"
    return None


def _message(value: Any) -> Message:
    if not isinstance(value, dict) or not _ROLE.takes(value.get("role")):
        raise ValueError(f"`messages`: each must be an object whose `role` {_ROLE.says}")
    role = "system" if value["role"] == "developer" else value["role"]
    content = value.get("content")
    if content is None and value.get("tool_calls"):
        content = ""
    if isinstance(content, list):
        content = "\n".join(_chunk(chunk) for chunk in content)
    if not isinstance(content, str):
        raise ValueError("`messages`: `content` must be a string or a list of chunks")
    return Message(role, content)


def _chunk(value: Any) -> str:
    kind = value.get("type") if isinstance(value, dict) else None
    if kind == "image_url":
        raise ValueError("`messages`: the model reads no images; leave `image_url` out")
    text = value.get("text") if kind == "text" else None
    if not isinstance(text, str):
        raise ValueError("`messages`: a chunk must be an object of type text, with a text")
    return text


def request_of(given: Mapping[str, Any], messages: tuple[Message, ...]) -> ChatRequest:
    """Return a request of fields that are right."""
    stop = given.get("stop", ())
    top_p = given.get("top_p")
    return ChatRequest(
        given.get("model", ""),
        messages,
        given.get("max_tokens", given.get("max_completion_tokens", _DEFAULT_TOKENS)),
        (stop,) if isinstance(stop, str) else tuple(stop),
        given.get("stream", False),
        given.get("stream_options", {}).get("include_usage") is True,
        given.get("logprobs", False),
        int(given.get("top_logprobs", 0)),
        int(given.get("n", 1)),
        given.get("seed"),
        given.get("temperature"),
        top_p if top_p is not None and 0 < top_p < 1 else None,
        given.get("frequency_penalty"),
        given.get("continue_final_message", False),
    )
