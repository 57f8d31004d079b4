"""Conversations as JSON, which is read again, and as Markdown, which people read."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from hfwidgets.conversations.message import Message, own_fields
from hfwidgets.conversations.reading import EXAMPLE, content_of, fields_of
from hfwidgets.conversations.tree import Conversation
from hfwidgets.wire.parameter_error import ParameterError

FORMAT = "hfwidgets.conversation"
VERSION = 1
ROLES = {"user": "User", "assistant": "Assistant", "tool": "Tool", "system": "System"}
# Of a message's fields that are no texts: their kinds, and these in words.
KINDS: dict[str, tuple[tuple[type, ...], str]] = {
    "content": ((str, list), "a text or a list of parts"),
    "tool_calls": ((list,), "a list"),
    "logprobs": ((list,), "a list"),
    "parameters": ((dict,), "an object"),
    "usage": ((dict,), "an object"),
    "stats": ((dict,), "an object"),
    "created": ((int, float), "a number"),
    "seed": ((int, type(None)), "a whole number or null"),
    "left_out": ((int,), "a whole number"),
}
TEXT = ((str, type(None)), "a text or null")
MOST_LEFT_OUT = 1_000_000  # messages before an answer
STATES = ("done", "running", "stopped", "error")


def to_json(conversation: Conversation, *, indent: int | None = 2) -> str:
    """Return a conversation with all branches as JSON text.

    Args:
        conversation: What is written.
        indent: Spaces of each level; None writes one line.
    """
    told = {
        "format": FORMAT,
        "version": VERSION,
        "system": conversation.system,
        **({"leave_out_oldest": True} if conversation.leave_out_oldest else {}),
        "messages": [_told(one) for one in conversation],
    }
    return json.dumps(told, indent=indent, ensure_ascii=False, default=str)


def from_json(document: str | bytes | Mapping[str, Any] | list[Any]) -> Conversation:
    """Return a conversation that was written with `to_json`, or a list of messages.

    Args:
        document: JSON text, or what it holds: the list of messages that `chat_completion` takes,
            or an object that has it as `messages`, are read as well.

    Raises:
        ParameterError: It is neither; the place is named (a `ValueError`).
    """
    if isinstance(document, (str, bytes)):
        try:
            document = json.loads(document)
        except ValueError as error:
            raise _refused(f"the document is no JSON: {error}") from None
    if isinstance(document, list):
        return Conversation(document)
    messages = document.get("messages") if isinstance(document, Mapping) else None
    if not isinstance(document, Mapping) or not isinstance(messages, list):
        raise _refused(
            f"the document is {document!r:.80}; it is what to_json() writes, or a list such as "
            f"[{EXAMPLE}]"
        )
    system = document.get("system")
    system = system if isinstance(system, str) else ""
    if document.get("format") != FORMAT:
        return Conversation(messages, system=system)
    if document.get("version") != VERSION:
        raise _refused(
            f"the document has version {document.get('version')!r:.20}; this package reads "
            f"{VERSION}: update it"
        )
    leaves = _flag(document, "leave_out_oldest", False, "the document")
    conversation = _tree_of(messages, system)
    conversation.leave_out_oldest = leaves
    return conversation


def to_markdown(conversation: Conversation, *, reasoning: bool = False) -> str:
    """Return the path of a conversation as Markdown: each message below its heading, as it is.

    Args:
        conversation: What is written.
        reasoning: Whether the thoughts of answers are written, too.
    """
    parts = ["# Chat"]
    if conversation.system:
        parts += ["## System", conversation.system]
    for one in conversation.path:
        who = ROLES.get(one.role, one.role)
        parts.append(f"## {who} ({one.model})" if one.model else f"## {who}")
        if reasoning and one.reasoning:
            parts.append("\n".join(f"> {line}" for line in one.reasoning.splitlines()))
        parts += [text for text in (_markdown(one), _ending(one)) if text]
    return "\n\n".join(parts) + "\n"


def _markdown(message: Message) -> str:
    content = message.content if isinstance(message.content, list) else []
    pictures = sum(one.get("type") != "text" for one in content)
    words = [message.text or message.refusal]
    if pictures:
        words.append("*(a picture)*" if pictures == 1 else f"*({pictures} pictures)*")
    for call in message.tool_calls:
        function = call.get("function") or {}
        words.append(f"```json\n{json.dumps(function, ensure_ascii=False, default=str)}\n```")
    return "\n\n".join(word for word in words if word)


def _ending(message: Message) -> str:
    told = []
    if message.left_out:
        told.append(f"*({left_out(message.left_out)})*")
    if message.status == "stopped":
        told.append("*(stopped)*")
    if message.status == "error":
        told.append(f"*(failed: {message.error})*")
    return " ".join(told)


def left_out(count: int) -> str:
    """Return in words how many messages were not sent."""
    return (
        "the oldest message was not sent"
        if count == 1
        else f"the {count} oldest messages were not sent"
    )


def _told(message: Message) -> dict[str, Any]:
    """Return a message's fields that are not as they are by themselves."""
    empty = Message("", "")
    found = {name: getattr(message, name) for name in own_fields()}
    told = {
        name: dict(value) if isinstance(value, Mapping) else value
        for name, value in found.items()
        if value != getattr(empty, name) or name in ("id", "role", "content")
    }
    parent = message.parent
    if parent is not None:
        told["parent"] = parent.id or None
        if parent.next is not message:
            told["chosen"] = False
    return told


def _tree_of(messages: list[Any], system: str) -> Conversation:
    conversation = Conversation(system=system)
    known: dict[Any, Message] = {None: conversation.root}
    for place, told in enumerate(messages):
        message = _message(told, place)
        parent = known.get(told.get("parent"))
        if parent is None:
            raise _refused(
                f"message {place + 1} follows {told.get('parent')!r:.40}, which is not before it"
            )
        if message.id in known or not message.id:
            raise _refused(f"message {place + 1} has the id {message.id!r:.40}, which is another's")
        known[message.id] = message
        conversation.adopt(message, parent)
        if _flag(told, "chosen", True, f"message {place + 1}"):
            parent.chosen = len(parent.children) - 1
    return conversation


def _message(told: Any, place: int) -> Message:
    try:
        found = {name: told[name] for name in own_fields() if name in told}
        fields_of(told)
        found["content"] = content_of(told.get("content"))
    except (ParameterError, TypeError, KeyError, AttributeError) as error:
        raise _refused(f"message {place + 1}: {error}") from None
    for name, value in found.items():
        kinds, words = KINDS.get(name, TEXT)
        if isinstance(value, bool) or not isinstance(value, kinds):
            raise _refused(
                f"message {place + 1} has the {name} {value!r:.40}; it is {words}: correct it, or "
                "leave it out"
            )
    if not 0 <= found.get("left_out", 0) <= MOST_LEFT_OUT:
        raise _refused(
            f"message {place + 1} has the left_out {found['left_out']!r:.40}; it is a count of "
            f"messages, from 0 to {MOST_LEFT_OUT:,}: correct it, or leave it out"
        )
    if found.get("status", "done") not in STATES:
        raise _refused(f"message {place + 1} has the status {found['status']!r:.40}")
    if found.get("status") == "running":  # nobody goes on with it
        found["status"] = "stopped"
    return Message(**found)


def _flag(told: Mapping[str, Any], name: str, default: bool, whose: str) -> bool:
    value = told.get(name, default)
    if not isinstance(value, bool):
        raise _refused(
            f"{whose} has the {name} {value!r:.40}; it is true or false: correct it, or leave it "
            "out"
        )
    return value


def _refused(told: str) -> ParameterError:
    return ParameterError({"document": told})
