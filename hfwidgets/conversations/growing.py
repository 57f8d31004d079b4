"""An answer that grows with the pieces of a stream, or comes whole: what a message gets of it.

Servers speak several shapes of one format; whatever comes beside them is passed over.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hfwidgets.conversations.message import Message
from hfwidgets.conversations.thinking import Split, Thinking
from hfwidgets.tasks.chat_types import (
    ChatCompletionMessage,
    ChatCompletionOutput,
    ChatCompletionStreamOutput,
    ChatCompletionToolCall,
    answer_of,
)

WHOLE = "chat.completion"


class Growing:
    """Fills a message with what a server sends.

    Args:
        message: The answer, which is empty.

    Attributes:
        message: The same.
        pieces: Pieces that had words in them: about as many as there were tokens.
    """

    def __init__(self, message: Message) -> None:
        """Nothing has come yet."""
        self.message = message
        self.pieces = 0
        self._thinking = Thinking()
        self._told: dict[str, Any] = {}  # id, model and the like of the whole answer

    def add(self, event: ChatCompletionStreamOutput, index: int = 0) -> Split:
        """Take a piece of a stream; return what it adds to the words and the thoughts.

        Args:
            event: The piece.
            index: Which of several answers this one is.
        """
        self._note(event)
        text = reasoning = ""
        moved = False
        for choice in event.choices:
            if _index_of(choice.get("index")) != index:
                continue
            came = self._said(choice.delta)
            if came.moved:
                text, reasoning, moved = came.text, reasoning + text + came.reasoning, True
            else:
                text, reasoning = text + came.text, reasoning + came.reasoning
            self._close(choice)
        return Split(text, reasoning, moved)

    def read(self, answer: ChatCompletionOutput, index: int = 0) -> None:
        """Take a whole answer."""
        self._note(answer)
        for position, choice in enumerate(answer.choices):
            if _index_of(choice.get("index"), position) == index:
                self._said(choice.message)
                self._close(choice)
        self.end()

    def end(self) -> Split:
        """Take it that nothing comes any more; return what was held back."""
        return self._grow(self._thinking.end())

    def output(self) -> ChatCompletionOutput:
        """Return the answer as a call that is not streamed gives it."""
        message = self.message
        said: dict[str, Any] = {"role": "assistant", "content": message.content}
        for name in ("reasoning", "refusal", "tool_calls"):
            if value := getattr(message, name):
                said[name] = value
        choice: dict[str, Any] = {
            "index": 0,
            "message": said,
            "finish_reason": message.finish_reason,
        }
        if message.logprobs:
            choice["logprobs"] = {"content": message.logprobs}
        whole = {**self._told, "object": WHOLE, "choices": [choice]}
        if message.usage:
            whole["usage"] = dict(message.usage)
        return answer_of(whole)

    def _note(self, told: Mapping[str, Any]) -> None:
        """Keep what is told of the whole answer: the usage may come more than once, and grow."""
        for name in ("id", "created", "model", "system_fingerprint"):
            if told.get(name) is not None:
                self._told.setdefault(name, told[name])
        usage = told.get("usage")
        if isinstance(usage, Mapping):
            self.message.usage = dict(usage)

    def _said(self, delta: ChatCompletionMessage) -> Split:
        thought = delta.reasoning
        thought = thought if isinstance(thought, str) else ""
        came = self._thinking.add(delta.text) if delta.text else Split()
        if delta.text or thought:
            self.pieces += 1
        for call in delta.tool_calls or ():
            self._call(call)
        refusal = delta.get("refusal")
        if isinstance(refusal, str):
            self.message.refusal += refusal
        return self._grow(Split(came.text, thought + came.reasoning, came.moved))

    def _grow(self, came: Split) -> Split:
        message = self.message
        said = message.content if isinstance(message.content, str) else ""
        if came.moved:
            message.reasoning += said
            said = ""
        message.reasoning += came.reasoning
        message.content = said + came.text
        return came

    def _close(self, choice: Mapping[str, Any]) -> None:
        reason = choice.get("finish_reason")
        if reason:
            self.message.finish_reason = str(reason)
        logprobs = choice.get("logprobs")
        tokens = logprobs.get("content") if isinstance(logprobs, Mapping) else None
        if isinstance(tokens, list):
            self.message.logprobs.extend(tokens)

    def _call(self, fragment: ChatCompletionToolCall) -> None:
        """Add a fragment of a call: those of one have an index or an id in common, or follow."""
        calls = self.message.tool_calls
        index, named = fragment.index, fragment.id
        found = None
        if isinstance(index, int):
            found = next((one for one in calls if one.get("index") == index), None)
            # Some servers count every call as the first.
            if found is not None and named and found.get("id") not in (None, named):
                found = None
        elif named:
            found = next((one for one in calls if one.get("id") == named), None)
        elif calls and not fragment.function.name:
            found = calls[-1]
        if found is None:
            calls.append(found := {"type": "function", "function": {"name": "", "arguments": ""}})
        _extend(found, fragment)


def _extend(call: dict[str, Any], fragment: ChatCompletionToolCall) -> None:
    function = fragment.function
    own = ("function", "name", "arguments")
    call.update({k: v for k, v in fragment.items() if k not in own and v is not None})
    call["function"]["name"] = call["function"]["name"] or function.name or ""
    call["function"]["arguments"] += function.arguments


def _index_of(value: Any, otherwise: int = 0) -> int:
    return value if isinstance(value, int) else otherwise
