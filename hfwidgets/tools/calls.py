"""The calls that a model wants made: read from what servers send, made, and answered."""

from __future__ import annotations

import inspect
import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from hfwidgets.alone import awaited
from hfwidgets.tasks.chat_types import ChatCompletionMessage
from hfwidgets.tools.tool import ArgumentsError, Tool

PLAIN = "write the tool as a plain function (`def`, not `async def`)"
MOST = 50_000  # characters of a result that a model is sent


@dataclass(frozen=True, slots=True)
class Call:
    """One call.

    Attributes:
        id: What its result names; made up where the server tells none.
        name: The function.
        arguments: As the model wrote them: JSON text.
    """

    id: str
    name: str
    arguments: str


@dataclass(frozen=True, slots=True)
class Made:
    """What a call gave.

    Attributes:
        value: What the function returned; None where it failed.
        text: What the model is sent.
        error: What went wrong, or None.
    """

    value: Any
    text: str
    error: str | None = None


def calls_of(calls: Any, prefix: str = "call") -> list[Call]:
    """Return the calls of a message, whichever of the shapes in use they have.

    Args:
        calls: `tool_calls` of a message: a list, or one object.
        prefix: Begins the ids that are made up.
    """
    message = ChatCompletionMessage({"tool_calls": calls})
    found: list[Call] = []
    for at, one in enumerate(message.tool_calls or ()):
        if isinstance(one, Mapping):
            function = one.function
            known = {call.id for call in found}
            given = one.get("id")
            named = given if isinstance(given, str) and given not in ("", *known) else None
            name = function.name if isinstance(function.name, str) else ""
            found.append(Call(named or f"{prefix}_{at}", name, function.arguments))
    return found


def unknown(call: Call, tools: Mapping[str, Tool]) -> str | None:
    """Return why a call cannot be made at all, or None."""
    if call.name in tools:
        return None
    known = ", ".join(tools) or "none"
    wanted = repr(call.name) if call.name else "a function without a name"
    return f"The model asked for {wanted}, which this notebook did not hand over ({known})."


def make(call: Call, tools: Mapping[str, Tool]) -> Made:
    """Make a call in this thread, and return what it gave; it raises nothing.

    An async function runs in a loop of its own.

    Args:
        call: The call.
        tools: The functions that the notebook handed over, by their names; no others are called.
    """
    reason = unknown(call, tools)
    if reason is not None:
        return failed(reason)
    tool = tools[call.name]
    try:
        given = tool.read(call.arguments)
    except ArgumentsError as error:
        return failed(str(error))
    try:
        value = tool.function(**given)
        if inspect.isawaitable(value):
            value = awaited(value, PLAIN)
    except Exception as error:
        return failed(f"{type(error).__name__}: {error}" if str(error) else type(error).__name__)
    return Made(value, result_text(value))


def failed(reason: str) -> Made:
    """Return what a call that failed gives: the model is told why."""
    return Made(None, json.dumps({"error": reason}, ensure_ascii=False), reason)


def refused(reason: str = "The person did not allow this call.") -> Made:
    """Return what a call that was not allowed gives."""
    return failed(reason)


def result_text(value: Any) -> str:
    """Return what a function returned as a model reads it: JSON, a text as it is."""
    if isinstance(value, str):
        text = value
    else:
        try:
            text = json.dumps(_finite(value), ensure_ascii=False, default=_plain)
        except (TypeError, ValueError, RecursionError):
            text = str(value)
    left = len(text) - MOST
    return f"{text[:MOST]} ... ({left:,} more characters)" if left > 0 else text


def _finite(value: Any) -> Any:
    """Return a value without numbers that JSON does not have."""
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    if isinstance(value, Mapping):
        return {str(name): _finite(one) for name, one in value.items()}
    return [_finite(one) for one in value] if isinstance(value, (list, tuple)) else value


def _plain(value: Any) -> Any:
    for name in ("model_dump", "to_dict", "tolist", "isoformat"):
        method = getattr(value, name, None)
        if callable(method) and not isinstance(value, type):
            return _finite(method())
    if hasattr(value, "__dataclass_fields__"):
        return {name: getattr(value, name) for name in value.__dataclass_fields__}
    if isinstance(value, Iterable):
        return list(value)
    return str(value)
