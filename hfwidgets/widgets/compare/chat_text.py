"""The answer of a chat as text that grows, with the thoughts before it apart."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from hfwidgets.catalogue.terms import Usage, usage_in
from hfwidgets.conversations.growing import Growing
from hfwidgets.conversations.message import Message
from hfwidgets.errors import InferenceHTTPError
from hfwidgets.tasks.chat_types import ChatCompletionOutput, ChatCompletionStreamOutput
from hfwidgets.widgets.engine.output import NOTHING, Content
from hfwidgets.widgets.engine.still import Still
from hfwidgets.widgets.engine.surrogates import displayable
from hfwidgets.widgets.text.streamed_text import StreamedText
from hfwidgets.wire.config import Config
from hfwidgets.wire.flow import Flow

USAGE = {"include_usage": True}


class ChatText(StreamedText):
    """What one chat completion has brought."""

    def __init__(self, after: str = "") -> None:
        """Nothing has come yet."""
        super().__init__(after)
        self._growing = Growing(Message("", "assistant"))
        self._whole: ChatCompletionOutput | None = None

    @property
    def reasoning(self) -> str:
        """What the model thought, where that is told apart."""
        return self._growing.message.reasoning

    def call(
        self, flow: Callable[..., Flow[Any]], config: Config, values: Mapping[str, Any]
    ) -> Flow[Any]:
        """Return the flow of the run: streamed, with the usage where that can be had."""
        arguments = {name: one for name, one in values.items() if name != "stream"}
        return self._chat(flow, config, arguments)

    def _chat(
        self, flow: Callable[..., Flow[Any]], config: Config, arguments: dict[str, Any]
    ) -> Flow[Any]:
        messages = arguments.pop("messages")
        own = arguments.get("stream_options") is None
        counted = {**arguments, "stream_options": USAGE} if own else arguments
        try:
            return (yield from flow(config, messages, stream=True, **counted))
        except InferenceHTTPError as error:
            # Servers that do not count what they stream refuse to be asked for it.
            if not own or error.status not in (400, 422) or "stream_options" not in str(error):
                raise
        arguments.pop("stream_options", None)
        return (yield from flow(config, messages, stream=True, **arguments))

    def as_called(self, asked: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return the messages as they were; not streamed."""
        return {name: one for name, one in asked.items() if name != "stream"}

    def add(self, events: Iterable[ChatCompletionStreamOutput]) -> Content:  # type: ignore[override]
        """Take pieces, and return what they add."""
        text = thought = ""
        moved = False
        for event in events:
            came = self._growing.add(event)
            if came.moved:
                text, thought, moved = came.text, thought + text + came.reasoning, True
            else:
                text, thought = text + came.text, thought + came.reasoning
        if moved:  # all that had come as the answer was thoughts
            self.parts, self._half = [""], ""
        self._take_text()
        told: dict[str, Any] = {"parts": self._kept([text]), "tokens": self._tokens()}
        if thought:
            told["reasoning"] = displayable(thought)
        return ({**told, "moved": True} if moved else told), ()

    def read(self, answer: Any) -> None:
        """Take a whole answer, None after a stream."""
        if isinstance(answer, ChatCompletionOutput):
            self._whole = answer
            self._growing.read(answer)

    def settle(self) -> None:
        """Take what was held back, and refusals, which do not stream."""
        self._growing.end()
        self._take_text()
        shown = displayable(self.text)
        if shown != "".join(self.parts):
            self.parts, self._correction = [shown], shown

    def _take_text(self) -> None:
        message = self._growing.message
        self.text = message.text or message.refusal

    def ended(self) -> Content:
        """Return the answer, if it came in one piece."""
        if self._correction is None:
            return NOTHING
        return {"text": self._correction, "reasoning": displayable(self.reasoning)}, ()

    def snapshot(self) -> Content:
        """Return the whole answer so far."""
        parts = [displayable(one) for one in self.parts]
        told = {"parts": parts, "tokens": self._tokens()}
        return {**told, "reasoning": displayable(self.reasoning)}, ()

    def result(self, asked: Mapping[str, Any]) -> ChatCompletionOutput:  # type: ignore[override]
        """Return what the call gives where it is not streamed."""
        return self._whole or self._growing.output()

    def usage(self) -> Usage | None:
        """Return the tokens that the server counted."""
        return usage_in({"usage": self._growing.message.usage})

    def stats(self) -> dict[str, Any]:
        """Return how many tokens there are, and why no more."""
        return {"tokens": self._tokens(), "finish_reason": self.finish_reason()}

    def finish_reason(self) -> str | None:
        """Return why the answer ended, if the server said it."""
        return self._growing.message.finish_reason

    def still(self) -> Still:
        """Return the answer."""
        return Still(self.text)

    def answer_json(self) -> dict[str, Any]:
        """Return what came in all."""
        return dict(self.result({}))

    def _tokens(self) -> int:
        usage = self.usage()
        return self._growing.pieces if usage is None else usage.written
