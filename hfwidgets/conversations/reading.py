"""Messages of people and other libraries, checked: what they hold, as ours do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from hfwidgets.conversations.message import MessageContent
from hfwidgets.wire.parameter_error import ParameterError

ROLES = ("system", "developer", "user", "assistant", "tool")
EXAMPLE = '{"role": "user", "content": "Hello"}'


def fields_of(message: Any) -> dict[str, Any]:
    """Return the fields of a `Message` that a message in a server's format has.

    Args:
        message: A mapping, or an object of another library that has `model_dump`.

    Raises:
        ParameterError: It is no message.
    """
    dump = getattr(message, "model_dump", None)
    if callable(dump):
        message = dump(exclude_none=True)
    if not isinstance(message, Mapping):
        raise _refused(f"a message is {message!r:.80}; it is an object such as {EXAMPLE}")
    role = message.get("role")
    if role not in ROLES:
        known = ", ".join(map(repr, ROLES))
        raise _refused(f"a message has the role {role!r:.40}; it is one of {known}")
    found: dict[str, Any] = {"role": role, "content": content_of(message.get("content"))}
    reasoning = message.get("reasoning") or message.get("reasoning_content")
    if isinstance(reasoning, str):
        found["reasoning"] = reasoning
    for key in ("refusal", "tool_call_id", "name"):
        if isinstance(message.get(key), str):
            found[key] = message[key]
    calls = message.get("tool_calls")
    if isinstance(calls, Mapping):  # some servers send one without a list
        calls = [calls]
    if isinstance(calls, list):
        found["tool_calls"] = [dict(one) for one in calls if isinstance(one, Mapping)]
    return found


def content_of(content: Any) -> MessageContent:
    """Return a content: text, or a list of parts.

    Raises:
        ParameterError: It is neither.
    """
    if content is None:
        return ""
    if isinstance(content, str):
        return content
    if isinstance(content, Iterable) and not isinstance(content, (bytes, Mapping)):
        parts = [{"type": "text", "text": one} if isinstance(one, str) else one for one in content]
        if all(isinstance(one, Mapping) for one in parts):
            return [dict(one) for one in parts]
    raise _refused(f"content is {content!r:.80}; it is a text, or a list of parts")


def checked_messages(messages: Any) -> list[dict[str, Any]]:
    """Return the fields of each message of a list.

    Raises:
        ParameterError: It is no list of messages.
    """
    if not isinstance(messages, Iterable) or isinstance(messages, (str, bytes, Mapping)):
        raise _refused(f"messages is {messages!r:.80}; it is a list such as [{EXAMPLE}]")
    return [fields_of(one) for one in messages]


def _refused(told: str) -> ParameterError:
    return ParameterError({"messages": told})
