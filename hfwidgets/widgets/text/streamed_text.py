"""A text that grows token by token: what the call is, what the page is sent, what comes of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, ClassVar

from hfwidgets.tasks.generation_refusals import TGI_ONLY
from hfwidgets.tasks.generation_types import (
    Details,
    TextGenerationResponse,
    TextGenerationStreamResponse,
    Token,
)
from hfwidgets.tasks.recommended import address_of
from hfwidgets.widgets.engine.output import NOTHING, Content, Output
from hfwidgets.widgets.engine.still import Still
from hfwidgets.widgets.engine.surrogates import displayable
from hfwidgets.wire.config import Config
from hfwidgets.wire.flow import Flow
from hfwidgets.wire.parameter_error import ParameterError

NOT_STREAMED = "This server cannot stream: the text came in one piece."
IGNORED = "This server is not text-generation-inference and ignores: {names}."
ONE_PIECE = "With {name} a server does not stream: the text comes in one piece."


class StreamedText(Output):
    """What one run of a text generation has brought.

    Args:
        after: Text that the run continues; it stands before what comes.

    Attributes:
        text: Everything so far, without special tokens.
        parts: The same, alternating normal text and special tokens.
        tokens: The generated tokens.
        top_tokens: The likeliest at the place of each, where the server tells of them.
        details: How it was generated, at the end.
        notice: What a person should know about this run, or None.
        edited: Whether a person has changed the text since.
    """

    stays: ClassVar[bool] = False

    @classmethod
    def of(cls, widget: Any, continue_from: str) -> StreamedText:
        """Return an empty text, or the one that goes on."""
        return cls(continue_from)

    def __init__(self, after: str = "") -> None:
        """Nothing has come yet."""
        self.after = after
        self.text = after
        self.parts: list[str] = [after]
        self.tokens: list[Token] = []
        self.top_tokens: list[list[Token]] = []
        self.details: Details | None = None
        self.notice: str | None = None
        self.edited = False
        self._generated: str | None = None
        self._half = ""  # first half of a surrogate pair, held back until the second comes
        self._correction: str | None = None  # the text, where it is not what was added so far

    def call(
        self, flow: Callable[..., Flow[Any]], config: Config, values: Mapping[str, Any]
    ) -> Flow[Any]:
        """Return the flow of the run: streamed where the server can, whole where it cannot."""
        arguments = {**values, "details": True}
        stream = arguments.pop("stream", None)
        if stream is None:
            unstreamed = _unstreamed(arguments)
            stream = unstreamed is None
            self.notice = None if stream else ONE_PIECE.format(name=unstreamed)
        return self._asked(flow, config, arguments, stream)

    def as_called(self, asked: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return the prompt with the text that the run went on from; not streamed."""
        values = {name: one for name, one in asked.items() if name != "stream"}
        return {**values, "prompt": asked["prompt"] + self.after}

    def _asked(
        self,
        flow: Callable[..., Flow[Any]],
        config: Config,
        arguments: dict[str, Any],
        stream: bool,
    ) -> Flow[Any]:
        prompt = arguments.pop("prompt") + self.after
        answer, notice = yield from asked_as_it_can(flow, config, prompt, stream, arguments)
        self.notice = notice or self.notice
        return answer

    def begun(self) -> dict[str, Any]:
        """Return the text that the run continues."""
        return {"text": self.parts[0]}

    def add(self, events: Iterable[TextGenerationStreamResponse]) -> Content:
        """Take events and return what they add, alternating normal text and special tokens."""
        segments: list[list[str]] = [[]]
        for event in events:
            token = event.token
            self.tokens.append(token)
            self.top_tokens.append(event.top_tokens or [])
            if bool(token.special) == (len(segments) % 2 == 1):
                segments.append([])
            segments[-1].append(token.text)
            if event.generated_text is not None:
                self._generated = event.generated_text
                self.details = self._details_of(event)
        delta = ["".join(segment) for segment in segments]
        self.text += "".join(delta[::2])
        return {"parts": self._kept(delta), "tokens": len(self.tokens)}, ()

    def read(self, answer: Any) -> None:
        """Take the end of the run.

        Args:
            answer: A whole answer, or None after a stream.
        """
        if isinstance(answer, TextGenerationResponse):
            self._generated, self.details = answer.generated_text, answer.details
            self.tokens = list(answer.details.tokens) if answer.details else []
            self.top_tokens = (answer.details.top_tokens or []) if answer.details else []
        elif isinstance(answer, str):
            self._generated = answer
        if self._generated is None:
            return
        whole = self.after + self._generated
        if whole == self.text or (answer is None and self._generated.endswith(self._new_text)):
            return  # the same, or with the prompt before it: return_full_text
        self.text = whole
        self.parts = [whole]
        self._correction = displayable(whole)

    def ended(self) -> Content:
        """Return the text, if it is not what was added so far."""
        return NOTHING if self._correction is None else ({"text": self._correction}, ())

    def snapshot(self) -> Content:
        """Return the whole text so far."""
        return {"parts": list(self.parts), "tokens": len(self.tokens)}, ()

    def edit(self, text: str) -> bool:
        """Take the text as a person changed it."""
        self.text, self.parts, self.edited = text, [text], True
        return True

    @property
    def _new_text(self) -> str:
        return self.text[len(self.after) :]

    def result(self, asked: Mapping[str, Any]) -> str | TextGenerationResponse:
        """Return what the call gives: the text, or the text with its details."""
        generated = self._generated if self._generated is not None else self._new_text
        if asked.get("details"):
            return TextGenerationResponse(generated, self.details)
        return self.after + generated

    def still(self) -> Still:
        """Return the text, which goes on from the prompt."""
        return Still(self.text, follows=True)

    def stats(self) -> dict[str, Any]:
        """Return how many tokens there are, and why no more."""
        return {"tokens": len(self.tokens), "finish_reason": self.finish_reason()}

    def finish_reason(self) -> str | None:
        """Return why the generation ended, if the server said it."""
        reason = self.details.finish_reason if self.details else None
        return str(getattr(reason, "value", reason)) if reason else None

    def answer_json(self) -> dict[str, Any]:
        """Return what came in all, to be shown as JSON."""
        return {
            "generated_text": self._generated if self._generated is not None else self._new_text,
            "finish_reason": self.finish_reason(),
            "tokens": [
                [token.id, token.text, token.logprob, token.special] for token in self.tokens[-200:]
            ],
            "tokens_shown": f"last {min(200, len(self.tokens))} of {len(self.tokens)}",
        }

    def _details_of(self, event: TextGenerationStreamResponse) -> Details:
        end = event.details
        return Details(
            end.finish_reason if end else "",
            end.generated_tokens if end else len(self.tokens),
            end.seed if end else None,
            [],
            self.tokens,
            top_tokens=self.top_tokens if any(self.top_tokens) else None,
        )

    def _kept(self, delta: list[str]) -> list[str]:
        """Keep a delta in `parts` and return it as the page can show it."""
        delta[0] = self._half + delta[0]
        self._half = ""
        if "\ud800" <= delta[-1][-1:] <= "\udbff":
            self._half, delta[-1] = delta[-1][-1], delta[-1][:-1]
        shown = [displayable(part) for part in delta]
        for position, part in enumerate(shown):
            if position % 2 == (len(self.parts) - 1) % 2:
                self.parts[-1] += part
            else:
                self.parts.append(part)
        return shown


def asked_as_it_can(
    flow: Callable[..., Flow[Any]],
    config: Config,
    said: Any,
    stream: bool,
    arguments: Mapping[str, Any],
) -> Flow[tuple[Any, str | None]]:
    """Return what a text generation gives: streamed, or whole where the server cannot stream.

    Args:
        flow: The call, over `text_generation`.
        config: Settings of the client.
        said: What it works on.
        stream: Whether it is to be streamed.
        arguments: What else it is given.

    Returns:
        The answer, and what a person should know, or None.
    """
    try:
        return (yield from flow(config, said, stream=stream, **arguments)), None
    except ParameterError:
        address = yield from address_of(config, "text-generation", arguments.get("model"))
        if not stream or address not in config.learnt.not_tgi:
            raise
    names = {"stop": "stop_sequences"}
    refused = {names.get(name, name) for name in (*TGI_ONLY, *config.learnt.not_tgi[address])}
    ignored = sorted(refused & arguments.keys() - {"details"})
    notice = NOT_STREAMED
    if ignored:
        notice += " " + IGNORED.format(names=", ".join(ignored))
    kept = {name: value for name, value in arguments.items() if name not in refused}
    return (yield from flow(config, said, stream=False, **kept)), notice


def _unstreamed(arguments: Mapping[str, Any]) -> str | None:
    """Return the parameter with which generation servers refuse to stream."""
    if (arguments.get("best_of") or 1) > 1:
        return "best_of"
    return "decoder_input_details" if arguments.get("decoder_input_details") else None
