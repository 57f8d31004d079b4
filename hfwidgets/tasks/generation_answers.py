"""From a generation server's JSON to its types; fields that newer servers add are ignored."""

from __future__ import annotations

from typing import Any, TypeVar

from hfwidgets.tasks.completions import as_generated, as_token
from hfwidgets.tasks.generation_types import (
    BestOfSequence,
    Details,
    FinishReason,
    InputToken,
    StreamDetails,
    TextGenerationResponse,
    TextGenerationStreamResponse,
    Token,
)
from hfwidgets.wire.failure import error_in, generation_error, wrong_shape
from hfwidgets.wire.flow import Response
from hfwidgets.wire.json_events import JSONEvents, LastValue
from hfwidgets.wire.remedies import IN_A_STREAM

FINISH_REASONS: dict[object, FinishReason] = {reason.value: reason for reason in FinishReason}

EXPECTED = "token events"

T = TypeVar("T")

_new = object.__new__


def token_of(value: dict[str, Any]) -> Token:
    """Return a token; written out because it runs once for each token of a stream."""
    token = _new(Token)
    token.id = value["id"]
    token.text = value["text"]
    token.logprob = value.get("logprob")  # type: ignore[assignment]  # null at some servers
    token.special = value.get("special", False)
    return token


def finish_reason_of(value: Any) -> FinishReason | str:
    """Return the reason as an enum; one that is not in it stays a text."""
    reason: FinishReason | str = FINISH_REASONS.get(value, value)
    return reason


def input_tokens_of(values: Any) -> list[InputToken]:
    """Return the tokens of a prompt."""
    return [InputToken(one["id"], one["text"], one.get("logprob")) for one in values or []]


def top_tokens_of(values: Any) -> list[Token] | None:
    """Return the likeliest tokens at one place; None where the server tells of none."""
    return [token_of(one) for one in values] if values else None


def details_of(value: dict[str, Any]) -> Details:
    """Return the details of a whole answer."""
    others = value.get("best_of_sequences")
    tops = value.get("top_tokens")
    return Details(
        finish_reason_of(value.get("finish_reason")),
        value.get("generated_tokens", 0),
        value.get("seed"),
        input_tokens_of(value.get("prefill")),
        [token_of(one) for one in value.get("tokens") or []],
        None if others is None else [_sequence_of(one) for one in others],
        [top_tokens_of(one) or [] for one in tops] if tops and any(tops) else None,
    )


def _sequence_of(value: dict[str, Any]) -> BestOfSequence:
    details = details_of(value)
    return BestOfSequence(
        value["generated_text"],
        details.finish_reason,
        details.generated_tokens,
        details.seed,
        details.prefill,
        details.tokens,
        details.top_tokens,
    )


def answer_of(response: Response) -> TextGenerationResponse:
    """Return a whole answer: an object, or the first of a list, or one of OpenAI's format.

    Raises:
        InvalidResponseError: It has no generated text.
    """
    payload = as_generated(response.json())
    value = payload[0] if isinstance(payload, list) and payload else payload
    if isinstance(value, dict) and isinstance(value.get("generated_text"), str):
        details = value.get("details")
        try:
            return TextGenerationResponse(
                value["generated_text"], None if details is None else details_of(details)
            )
        except (KeyError, TypeError, AttributeError):
            pass
    raise wrong_shape('[{"generated_text": ...}]', response.body, response)


class TokenEvents(JSONEvents[T]):
    """Blocks of a generation server's stream to tokens.

    Args:
        response: The answer that they belong to.
    """

    def __init__(self, response: Response) -> None:
        """Start before the first byte."""
        super().__init__()
        self._response = response
        self._count = 0
        self._complete = False
        self._texts: list[str] = []  # of pieces in OpenAI's format

    def feed(self, block: bytes) -> list[T]:
        """Take a block and return the tokens that it completes."""
        tokens = super().feed(block)
        self._count += len(tokens)
        return tokens

    def end(self) -> list[T]:
        """Return what is left; a stream without its last event is an error."""
        tokens = super().end()
        self._count += len(tokens)
        if self.error is None and not self._complete and not self.finished:
            self.error = self._cut_short()
        return tokens

    def malformed(self, event: str) -> Exception:
        """Return the error that shows what came."""
        return wrong_shape(EXPECTED, event.encode("utf-8", "replace"), self._response)

    def error_event(self, value: Any) -> Exception:
        """Return the error of an event that is named so, or that holds one."""
        value = error_in(value) or {"error": value}
        error = value.get("error")
        if isinstance(error, dict):
            value = {"error_type": error.get("type"), **value}
        return generation_error(value, self._response)

    def whole(self, payload: Any) -> list[T]:
        """Return the tokens of a whole answer: some servers do not stream.

        Where it has no tokens, all of its text is one.
        """
        if (reported := error_in(payload)) is not None:
            raise self.error_event(reported)
        payload = as_generated(payload)
        value = payload[0] if isinstance(payload, list) and payload else payload
        if not isinstance(value, dict) or not isinstance(value.get("generated_text"), str):
            raise wrong_shape(EXPECTED, payload, self._response)
        details = value.get("details")
        tokens = details.get("tokens") if isinstance(details, dict) else None
        events = [{"token": one} for one in tokens or [{"id": -1, "text": value["generated_text"]}]]
        events[-1].update(generated_text=value["generated_text"], details=details)
        return [self.build(one) for one in events]

    def _piece(self, value: dict[str, Any]) -> dict[str, Any]:
        """Return the token event that a piece of OpenAI's format is; others as they are."""
        event = as_token(value, "".join(self._texts))
        if event is None:
            return value
        self._texts.append(event["token"]["text"])
        return event

    def _no_token(self, value: dict[str, Any]) -> Exception:
        """Return the error that the server put into the stream, or tell what came instead."""
        if error_in(value) is None:
            return wrong_shape(EXPECTED, value, self._response)
        return self.error_event(value)

    def _ended_in_error(self, value: dict[str, Any], token: T, text: str) -> Exception:
        """Return the error that stands beside a token, with the token where it says something."""
        error = self.error_event(value)
        return LastValue(token, error) if text else error

    def _cut_short(self) -> Exception:
        from hfwidgets.errors import StreamError

        if not self._count:
            return wrong_shape(EXPECTED, self.head, self._response)
        return StreamError(
            f"The stream of {self._response.url} ended early, after {self._count} tokens.",
            response=self._response,
            remedy=IN_A_STREAM,
        )


class TextEvents(TokenEvents[str]):
    """Gives the text of each token alone."""

    def build(self, value: dict[str, Any]) -> str:
        """Return the text of a token event."""
        if "choices" in value and "error" not in value:
            value = self._piece(value)
        try:
            text: str = value["token"]["text"]
        except (KeyError, TypeError):
            raise self._no_token(value) from None
        if "error" in value and error_in(value):
            raise self._ended_in_error(value, text, text)
        if value.get("generated_text") is not None:
            self._complete = True
        return text


class DetailEvents(TokenEvents[TextGenerationStreamResponse]):
    """Gives each token with all that is known of it."""

    def build(self, value: dict[str, Any]) -> TextGenerationStreamResponse:
        """Return a token event as its type."""
        if "choices" in value and "error" not in value:
            value = self._piece(value)
        event = _new(TextGenerationStreamResponse)
        try:
            event.token = token_of(value["token"])
            event.top_tokens = top_tokens_of(value.get("top_tokens"))
        except (KeyError, TypeError):
            raise self._no_token(value) from None
        event.generated_text = value.get("generated_text")
        event.details = None
        if "error" in value and error_in(value):
            raise self._ended_in_error(value, event, event.token.text)
        if event.generated_text is not None:
            self._complete = True
            details = value.get("details")
            if isinstance(details, dict):
                event.details = StreamDetails(
                    finish_reason_of(details.get("finish_reason")),
                    details.get("generated_tokens", self._count + 1),
                    details.get("seed"),
                )
        return event
