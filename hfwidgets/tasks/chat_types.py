"""What a chat completion takes and gives (OpenAI's format): objects that keep every field.

The JSON is kept as it came, so that a message can be sent back; attributes read it in one shape,
whichever of the shapes in use a server speaks.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from hfwidgets.tasks.json_object import JSONObject, Key


class ChatCompletionFunctionCall(JSONObject):
    """The function that a model wants called."""

    __slots__ = ()

    name = Key[str | None](None)

    @property
    def arguments(self) -> str:
        """JSON text; in a stream maybe a fragment. Servers that send an object mean its text.

        Some models call them `parameters`, as the description of a function does.
        """
        value = self.get("arguments", self.get("parameters"))
        if value is None or isinstance(value, str):
            return value or ""
        return json.dumps(value, ensure_ascii=False)


class ChatCompletionToolCall(JSONObject):
    """A call that a model wants made; the pieces of a stream belong together by `index`."""

    __slots__ = ()

    id = Key[str | None](None)
    type = Key[str]("function")
    index = Key[int | None](None)

    @property
    def function(self) -> ChatCompletionFunctionCall:
        """The function; some servers leave this level out."""
        value = self.get("function")
        if isinstance(value, ChatCompletionFunctionCall):
            return value
        return ChatCompletionFunctionCall(value if isinstance(value, Mapping) else self)


class ChatCompletionMessage(JSONObject):
    """What was said; in a stream, what is added."""

    __slots__ = ()

    role = Key[str | None](None)
    content = Key[str | None](None)
    tool_call_id = Key[str | None](None)

    @property
    def text(self) -> str:
        """The words of `content`, which may be a list of parts (texts, pictures)."""
        content = self.get("content")
        if not isinstance(content, list):
            return content if isinstance(content, str) else ""
        parts = [one.get("text") if isinstance(one, Mapping) else one for one in content]
        return "".join(part for part in parts if isinstance(part, str))

    @property
    def reasoning(self) -> str | None:
        """What the model thought; the field has two names for it."""
        found: str | None = self.get("reasoning") or self.get("reasoning_content")
        return found

    @property
    def tool_calls(self) -> list[ChatCompletionToolCall] | None:
        """Calls that the model wants made: a list, also where the server sends one object."""
        calls = self.get("tool_calls")
        if isinstance(calls, Mapping):
            return [ChatCompletionToolCall(calls)]
        if isinstance(calls, list) and (calls or "function_call" not in self):
            return [ChatCompletionToolCall(one) if type(one) is dict else one for one in calls]
        legacy = self.get("function_call")
        if isinstance(legacy, Mapping):
            return [ChatCompletionToolCall(function=dict(legacy), index=0)]
        return None


class ChatCompletionUsage(JSONObject):
    """How many tokens it took; servers add details such as `prompt_tokens_details`."""

    __slots__ = ()

    prompt_tokens = Key[int](0)
    completion_tokens = Key[int](0)
    total_tokens = Key[int](0)


class ChatCompletionChoice(JSONObject):
    """One whole answer. `finish_reason`: `stop`, `length`, `tool_calls` and others."""

    __slots__ = ()

    index = Key[int](0)
    finish_reason = Key[str | None](None)
    logprobs = Key[dict[str, Any] | None](None)

    @property
    def message(self) -> ChatCompletionMessage:
        """What was said."""
        return _message_in(self, "message")


class _Completion(JSONObject):
    """What a whole answer and the pieces of one have in common."""

    __slots__ = ()

    created = Key[int | None](None)
    id = Key[str | None](None)
    model = Key[str | None](None)
    system_fingerprint = Key[str | None](None)

    @property
    def usage(self) -> ChatCompletionUsage | None:
        """How many tokens it took, where the server counts them."""
        value = self.get("usage")
        if not isinstance(value, Mapping):
            return None
        if not isinstance(value, ChatCompletionUsage):
            value = self["usage"] = ChatCompletionUsage(value)
        return value


class ChatCompletionOutput(_Completion):
    """A whole answer."""

    __slots__ = ()

    @property
    def choices(self) -> list[ChatCompletionChoice]:
        """What the model said."""
        found: list[ChatCompletionChoice] = self.get("choices") or []
        return found


class ChatCompletionStreamChoice(JSONObject):
    """What a piece of a stream adds to one answer."""

    __slots__ = ()

    index = Key[int](0)
    finish_reason = Key[str | None](None)
    logprobs = Key[dict[str, Any] | None](None)

    @property
    def delta(self) -> ChatCompletionMessage:
        """What is added."""
        return _message_in(self, "delta")


class ChatCompletionStreamOutput(_Completion):
    """One piece of a streamed answer; `choices` may be empty, for instance beside `usage`."""

    __slots__ = ()

    @property
    def choices(self) -> list[ChatCompletionStreamChoice]:
        """What the model said."""
        found: list[ChatCompletionStreamChoice] = self.get("choices") or []
        return found


def _message_in(choice: JSONObject, name: str) -> ChatCompletionMessage:
    value = choice.get(name)
    if not isinstance(value, ChatCompletionMessage):
        value = choice[name] = ChatCompletionMessage(value or {})
    return value


def message_of(value: Mapping[str, Any]) -> ChatCompletionMessage:
    """Return a message or delta.

    Raises:
        TypeError, ValueError: A call in it is no object.
    """
    message = ChatCompletionMessage(value)
    calls = message.get("tool_calls")
    if isinstance(calls, list):
        message["tool_calls"] = [_call_of(one) for one in calls]
    return message


def _call_of(value: Mapping[str, Any]) -> ChatCompletionToolCall:
    call = ChatCompletionToolCall(value)
    function = call.get("function")
    if isinstance(function, Mapping):
        call["function"] = ChatCompletionFunctionCall(function)
    return call


def answer_of(value: Mapping[str, Any]) -> ChatCompletionOutput:
    """Return a whole answer.

    Raises:
        KeyError, TypeError, ValueError: It is none.
    """
    answer = ChatCompletionOutput(value)
    answer["choices"] = choices = []
    for position, one in enumerate(value["choices"]):
        choice = ChatCompletionChoice(one)
        choice.setdefault("index", position)
        choice["message"] = message_of(choice["message"])
        choices.append(choice)
    return answer


def piece_of(value: Mapping[str, Any]) -> ChatCompletionStreamOutput:
    """Return one piece of a stream; servers send some without choices, beside what they tell.

    Raises:
        TypeError, ValueError: It is none.
    """
    piece = ChatCompletionStreamOutput(value)
    if found := value.get("choices"):
        piece["choices"] = choices = []
        for position, one in enumerate(found):
            choice = ChatCompletionStreamChoice(one)
            choice.setdefault("index", position)
            if delta := choice.get("delta") or choice.pop("message", None):  # a whole answer
                choice["delta"] = message_of(delta)
            choices.append(choice)
    return piece


def whole_as_piece(value: Mapping[str, Any]) -> ChatCompletionStreamOutput:
    """Return a whole answer as the one piece of a stream.

    Raises:
        KeyError, TypeError, ValueError: It is none.
    """
    choices = [{**one} for one in value["choices"]]
    for one in choices:
        one["delta"] = one.pop("message")
    return piece_of({**value, "choices": choices})
