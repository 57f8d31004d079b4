"""Messages of a conversation as the page shows them."""

from __future__ import annotations

from typing import Any

from hfwidgets.conversations.message import Message
from hfwidgets.conversations.pictures import pictures_in
from hfwidgets.widgets.chat.structure import structure_of
from hfwidgets.widgets.engine.plain import plain
from hfwidgets.widgets.engine.surrogates import displayable

# What is told of how an answer was measured.
MEASURED = (
    *("tokens", "prompt_tokens", "time_to_first_token", "tokens_per_second", "elapsed"),
    *("compute_time", "compute_type", "cached", "cost", "provider", "finish_reason"),
)
TEXTS = ("reasoning", "refusal", "error", "model", "tool_call_id", "name")


def page_message(message: Message) -> dict[str, Any]:
    """Return what the page is told of a message."""
    branches = message.branches
    told: dict[str, Any] = {
        "id": message.id,
        "role": message.role,
        "text": displayable(message.text),
        "status": message.status,
        "place": branches.index(message) if message in branches else 0,
        "places": len(branches),
    }
    for name in TEXTS:
        if value := getattr(message, name):
            told[name] = displayable(str(value))
    if message.left_out:
        told["left_out"] = message.left_out
    if message.tool_calls:
        told["tool_calls"] = plain(message.tool_calls)
    if message.made:
        told["calls"] = [one.told() for one in message.made]
    if message.status != "running" and (structure := structure_of(message)):
        told["structure"] = structure
    if pictures := pictures_in(message.content):
        told["pictures"] = [one.described(message.id, at) for at, one in enumerate(pictures)]
    if message.parameters or message.system:
        told["parameters"] = plain(asked_with(message))
    measured = {name: message.stats.get(name) for name in MEASURED}
    if counters := {name: one for name, one in measured.items() if one is not None}:
        told["counters"] = counters
    return told


def asked_with(message: Message) -> dict[str, Any]:
    """Return the system prompt and the parameters that an answer was asked with."""
    system = {"system": message.system} if message.system else {}
    return {**system, **message.parameters}


def totals_of(messages: Any) -> dict[str, Any]:
    """Return what all answers of a conversation took, as far as it is told.

    Args:
        messages: The messages of all branches.
    """
    answers = [one for one in messages if one.role == "assistant" and one.stats]
    found: dict[str, Any] = {"answers": len(answers)}
    for name in ("prompt_tokens", "tokens", "elapsed", "cost"):
        told = [one.stats[name] for one in answers if one.stats.get(name) is not None]
        if told:
            found[name] = sum(told)
    return found
