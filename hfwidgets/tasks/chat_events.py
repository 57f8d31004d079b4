"""Blocks of a chat stream to its pieces, and what servers send instead of them."""

from __future__ import annotations

from typing import Any

from hfwidgets.tasks.chat_types import ChatCompletionStreamOutput, piece_of, whole_as_piece
from hfwidgets.wire.failure import error_in, reported_error, text_of, wrong_shape
from hfwidgets.wire.flow import Response
from hfwidgets.wire.json_events import JSONEvents, LastValue

EXPECTED = "pieces of a chat completion"
BROKEN = (KeyError, TypeError, ValueError, AttributeError)


class ChatEvents(JSONEvents[ChatCompletionStreamOutput]):
    """Blocks of a chat stream to its pieces.

    Args:
        response: The answer that they belong to.
    """

    def __init__(self, response: Response) -> None:
        """Start before the first byte."""
        super().__init__()
        self._response = response
        self._begun = False
        self._ended = False
        self._odd = False  # whether something came that is no piece of an answer

    def end(self) -> list[ChatCompletionStreamOutput]:
        """Return what is left; a stream that neither finished nor said so is an error."""
        pieces = super().end()
        is_whole = self._ended or (self.finished and (self._begun or not self._odd))
        if self.error is None and not is_whole:
            self.error = self._cut_short()
        return pieces

    def build(self, value: dict[str, Any]) -> ChatCompletionStreamOutput:
        """Return the piece that an event holds."""
        try:
            piece = piece_of(value)
            choices = piece.get("choices")
            if choices:
                self._begun = True
                for choice in choices:
                    if choice.get("finish_reason") or "error" in choice:
                        self._ended = True
        except BROKEN:
            raise wrong_shape(EXPECTED, value, self._response) from None
        reported = error_in(value)
        if reported is None and self._ended:
            reported = error_in_choices(value)
        elif reported is None and "choices" not in value:
            self._odd = True
            reported = error_beside_choices(value)
        if reported is None:
            return piece
        error = reported_error(reported, self._response, in_stream=True)
        if any(choice.delta.get("content") for choice in choices or ()):
            raise LastValue(piece, error)
        raise error

    def whole(self, payload: Any) -> list[ChatCompletionStreamOutput]:
        """Return a whole completion as one piece: some servers do not stream."""
        reported = error_in(payload) or error_in_choices(payload)
        if reported is not None:
            raise reported_error(reported, self._response)
        try:
            return [whole_as_piece(payload)]
        except BROKEN:
            raise wrong_shape("a chat completion", payload, self._response) from None

    def malformed(self, event: str) -> Exception:
        """Return the error of an event that is no JSON object."""
        return wrong_shape(EXPECTED, event.encode("utf-8", "replace"), self._response)

    def error_event(self, value: Any) -> Exception:
        """Return the error of an event that is named so."""
        reported = error_in(value) or {"error": value}
        return reported_error(reported, self._response, in_stream=True)

    def _cut_short(self) -> Exception:
        from hfwidgets.errors import StreamError

        if not self._begun:
            return wrong_shape(EXPECTED, self.head, self._response)
        return StreamError(
            f"The stream of {self._response.url} ended early.",
            response=self._response,
            remedy="What had come is kept. Try again.",
        )


def error_beside_choices(payload: dict[str, Any]) -> dict[str, Any] | None:
    """Return the error that frameworks for servers tell in the place of a piece, if it is one."""
    return payload if text_of(payload.get("detail")) or text_of(payload.get("errors")) else None


def error_in_choices(payload: Any) -> dict[str, Any] | None:
    """Return the error that one of the choices is, if one is."""
    choices = payload.get("choices") if isinstance(payload, dict) else None
    for choice in choices if isinstance(choices, list) else ():
        if not isinstance(choice, dict):
            continue
        if choice.get("error"):
            return {"error": choice["error"]}
        if choice.get("finish_reason") == "error":
            said = choice.get("native_finish_reason") or "the model failed (finish_reason 'error')"
            return {"error": said}
    return None
