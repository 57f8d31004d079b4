"""What the runs of other widgets bring, as tokens: of a text that grows, and of a chat's answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from hfwidgets.tasks.token_reading import tokens_of
from hfwidgets.tasks.token_records import TokenReader, TokenRecord
from hfwidgets.widgets.lens.sources import ChatSource, Source, TextSource

# What a lens decides itself.
OWN = ("prompt", "messages", "details", "logprobs", "stream")


class RunReader(Protocol):
    """Reads tokens off what a run of a widget has brought so far."""

    def source(self, asked: Mapping[str, Any], output: Any) -> Source:
        """Return what the run goes on from."""

    def fresh(self, output: Any, reader: TokenReader) -> list[TokenRecord]:
        """Return the tokens that have come since the last time."""

    def whole(self, output: Any) -> list[TokenRecord] | None:
        """Return all tokens at the end; None where those that came are all."""

    def seed(self, output: Any) -> int | None:
        """Return the seed that the server has told."""

    def finish_reason(self, output: Any) -> str | None:
        """Return why the text ended."""


class TextRuns:
    """Of text generation, whose output is a `StreamedText`."""

    def source(self, asked: Mapping[str, Any], output: Any) -> Source:
        """Return the prompt, with the text that the run continues."""
        return TextSource(str(asked.get("prompt") or "") + output.after, _parameters(asked))

    def fresh(self, output: Any, reader: TokenReader) -> list[TokenRecord]:
        """Return the tokens that have come since the last time."""
        tokens, tops = output.tokens, output.top_tokens
        return [
            reader.token(tokens[at], tops[at] if at < len(tops) else None)
            for at in range(reader.count, len(tokens))
        ]

    def whole(self, output: Any) -> list[TokenRecord] | None:
        """Return all tokens where those of the prompt are told of, or text came without any."""
        if output.details is not None and output.details.prefill:
            return tokens_of(output.details)
        text = output.text[len(output.after) :]
        return tokens_of(text) if text and not output.tokens else None

    def seed(self, output: Any) -> int | None:
        """Return the seed that the server has told."""
        return None if output.details is None else output.details.seed

    def finish_reason(self, output: Any) -> str | None:
        """Return why the text ended."""
        reason: str | None = output.finish_reason()
        return reason


class ChatRuns:
    """Of a chat, whose output keeps the log-probabilities that came with its message."""

    def source(self, asked: Mapping[str, Any], output: Any) -> Source:
        """Return the conversation that is answered, or the prompt that a template made of it."""
        called = output.as_called(asked)
        if "prompt" in called:
            return TextSource(str(called["prompt"]), _parameters(called))
        return ChatSource(list(asked.get("messages") or []), _parameters(asked))

    def fresh(self, output: Any, reader: TokenReader) -> list[TokenRecord]:
        """Return the tokens that have come since the last time."""
        entries = getattr(output.message, "logprobs", None) or []
        if reader.count >= len(entries):
            return []
        return list(reader.choice({"logprobs": {"content": entries[reader.count :]}}))

    def whole(self, output: Any) -> list[TokenRecord] | None:
        """Return the text where none of its log-probabilities were told."""
        message = output.message
        if message is None or message.logprobs:
            return None
        return tokens_of(output.text) or None

    def seed(self, output: Any) -> int | None:
        """Return none: chats do not tell."""
        return None

    def finish_reason(self, output: Any) -> str | None:
        """Return why the answer ended."""
        reason = getattr(output.message, "finish_reason", None)
        return None if reason is None else str(reason)


def _parameters(asked: Mapping[str, Any]) -> dict[str, Any]:
    return {name: one for name, one in asked.items() if name not in OWN and one is not None}


READERS: dict[str, RunReader] = {"text-generation": TextRuns(), "chat-completion": ChatRuns()}
