"""Conversations over tasks that are no chats: the calls, and their answers as a chat gives them.

The client's own flows make the calls: `text_generation` of the prompt that a template makes, and
`conversational`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, cast

from hfwidgets.conversations.message import text_of
from hfwidgets.conversations.stops import Stops
from hfwidgets.conversations.templates import DEFAULT, SYSTEM, template_of
from hfwidgets.tasks.chat_types import (
    ChatCompletionOutput,
    ChatCompletionStreamOutput,
    answer_of,
    piece_of,
)
from hfwidgets.tasks.fields import Flag, Messages, Model, Object
from hfwidgets.tasks.generation import text_generation
from hfwidgets.tasks.generation_types import (
    TextGenerationResponse,
    TextGenerationStreamResponse,
    Token,
)
from hfwidgets.tasks.recommended import address_of
from hfwidgets.tasks.text2text import conversational
from hfwidgets.wire.flow import Flow
from hfwidgets.wire.parameter_error import ParameterError
from hfwidgets.wire.stream import Decoder, Stream

if TYPE_CHECKING:
    from hfwidgets.wire.config import Config

LONG = 512  # tokens: the 20 of plain text generation end an answer in its first sentence
CHATS = {"eos_token": "stop", "stop_sequence": "stop"}  # why a text ended, as chats call it


def templated(
    config: Config,
    messages: Messages,
    *,
    template: Any = DEFAULT,
    model: Model = None,
    stream: Flag = False,
    **parameters: Any,
) -> Flow[ChatCompletionOutput | Stream[ChatCompletionStreamOutput]]:
    """Answer a conversation with plain text generation.

    Args:
        config: Settings of the client.
        messages: What was said: `{"role": ..., "content": text}` each.
        template: How messages become the text that is sent: it is to be the model's own.
        model: Model id, or address of a server. Empty: the recommended model.
        stream: Give the answer in pieces, as they are generated.
        **parameters: Those of `text_generation`.

    Returns:
        What a chat completion gives, streamed or whole. The texts that end an answer, and white
        space before it, are taken off.

    Raises:
        ParameterError: The template has no place for a message, or fails; else as
            `text_generation`.
    """
    chosen = template_of(template)
    prompt = chosen.prompt(messages)
    parameters = {"max_new_tokens": LONG, **with_stops(parameters, chosen.stop)}
    stops = Stops(parameters["stop_sequences"] or ())
    refused: Iterable[str] = ()
    if not stream and config.learnt.not_tgi:
        address = yield from address_of(config, "text-generation", model)
        refused = config.learnt.not_tgi.get(address, ())
    if "stop" in refused:  # it would be warned of; the answer is cut here in any case
        parameters["stop_sequences"] = None
    answer = yield from text_generation(
        config, prompt, model=model, details=not refused, stream=bool(stream), **parameters
    )
    if isinstance(answer, Stream):
        tokens = cast("Stream[TextGenerationStreamResponse]", answer)
        return tokens.through(lambda decoder: SpokenEvents(decoder, stops))
    return spoken(answer, stops)


def with_stops(parameters: Mapping[str, Any], stops: Iterable[str]) -> dict[str, Any]:
    """Return parameters of a text generation with further texts that end it."""
    given = parameters.get("stop_sequences") or ()
    return {**parameters, "stop_sequences": list(dict.fromkeys([*stops, *given])) or None}


def conversed(
    config: Config,
    messages: Messages,
    *,
    model: Model = None,
    stream: Flag = None,
    parameters: Object = None,
) -> Flow[ChatCompletionOutput]:
    """Answer a conversation with the task `conversational`.

    Args:
        config: Settings of the client.
        messages: What was said: `{"role": "user" or "assistant", "content": text}` each.
        model: Model id, or address of a server. Empty: the recommended model.
        stream: Makes no difference: the task has no streams.
        parameters: Further parameters of the model.

    Returns:
        What a chat completion gives.

    Raises:
        ParameterError: A message that the task has no place for; else as `conversational`.
    """
    *pairs, (text, _) = in_turn(messages)
    inputs, answers = [said for said, _ in pairs], [answer for _, answer in pairs]
    found = yield from conversational(
        config, text, answers or None, inputs or None, parameters=parameters, model=model
    )
    said = {"role": "assistant", "content": found["generated_text"]}
    return answer_of({"choices": [{"index": 0, "message": said, "finish_reason": None}]})


def in_turn(messages: Iterable[Mapping[str, Any]]) -> list[tuple[str, str]]:
    """Return what a person said, each with its answer; of the last the answer is `""`.

    Messages of one side that follow each other are one of several lines.

    Raises:
        ParameterError: Something that `conversational` has no place for.
    """
    turns: list[list[list[str]]] = []
    before = "assistant"
    for place, one in enumerate(messages):
        role, content = one.get("role"), one.get("content")
        if role in SYSTEM:
            raise _unfit("conversational takes no system prompt; unset it, or ask another task")
        if role not in ("user", "assistant") or one.get("tool_calls"):
            raise _unfit(f"message {place + 1} is of a tool; conversational has none")
        if isinstance(content, list) and any(part.get("type") != "text" for part in content):
            raise _unfit(f"message {place + 1} has a picture; conversational takes words alone")
        if role == "user" and before == "assistant":
            turns.append([[], []])
        if not turns:
            raise _unfit("the first message is the model's; a conversation begins with a person's")
        turns[-1][role == "assistant"].append(text_of(content))
        before = role
    if not turns or before == "assistant":
        raise _unfit("the last message is the model's; write one that it is to answer")
    return [("\n".join(asked), "\n".join(said)) for asked, said in turns]


def _unfit(told: str) -> ParameterError:
    return ParameterError({"messages": told})


class SpokenEvents:
    """Gives the tokens that another decoder gives as pieces of a chat's answer."""

    def __init__(self, decoder: Decoder[TextGenerationStreamResponse], stops: Stops) -> None:
        """Take over the decoder before its first block."""
        self.error: Exception | None = None
        self.finished = False
        self._decoder = decoder
        self._stops = stops
        self._blank = True  # nothing but white space has come

    def feed(self, block: bytes) -> list[ChatCompletionStreamOutput]:
        """Take a block and return the pieces that it completes."""
        return self._pieces(self._decoder.feed(block))

    def end(self) -> list[ChatCompletionStreamOutput]:
        """Return what is left; nothing where a text has ended the answer."""
        if self._stops.found:
            return []
        found = self._pieces(self._decoder.end())
        rest = self._shown(self._stops.end())
        return [*found, *([_piece(rest)] if rest else [])]

    def _pieces(
        self, events: Iterable[TextGenerationStreamResponse]
    ) -> list[ChatCompletionStreamOutput]:
        found = [self._piece(one) for one in events if not self._stops.found]
        self.error = None if self._stops.found else self._decoder.error
        self.finished = self._decoder.finished or self._stops.found
        if self.error is not None and (rest := self._shown(self._stops.end())):
            found.append(_piece(rest))
        return found

    def _piece(self, event: TextGenerationStreamResponse) -> ChatCompletionStreamOutput:
        token = event.token
        text = "" if token.special else self._stops.add(token.text)
        over = event.generated_text is not None
        if over:
            text += self._stops.end()
        return _piece(
            self._shown(text),
            None if token.special else entry_of(token, event.top_tokens),
            event.details,
            "stop" if self._stops.found else None,
        )

    def _shown(self, text: str) -> str:
        text = text.lstrip() if self._blank else text
        self._blank = self._blank and not text
        return text


def spoken(answer: TextGenerationResponse | str, stops: Stops) -> ChatCompletionOutput:
    """Return a generated text as a chat's answer."""
    generated = answer if isinstance(answer, str) else answer.generated_text
    details = None if isinstance(answer, str) else answer.details
    text = (stops.add(generated) + stops.end()).lstrip()
    choice: dict[str, Any] = {
        "index": 0,
        "message": {"role": "assistant", "content": text},
        "finish_reason": _reason(details) or ("stop" if stops.found else None),
    }
    if details is not None and details.tokens:
        tops = details.top_tokens or [[] for _ in details.tokens]
        entries = [entry_of(*pair) for pair in zip(details.tokens, tops, strict=False)]
        choice["logprobs"] = {"content": [one for one in entries if one]}
    return answer_of({"choices": [choice], **_usage(details)})


def entry_of(token: Token, tops: list[Token] | None) -> dict[str, Any] | None:
    """Return a token with its log-probability as chats tell it; None where it has none."""
    if token.logprob is None or token.special:
        return None
    found: dict[str, Any] = {"token": token.text, "logprob": token.logprob}
    if tops:
        found["top_logprobs"] = [{"token": one.text, "logprob": one.logprob} for one in tops]
    return found


def _piece(
    text: str, entry: dict[str, Any] | None = None, details: Any = None, reason: str | None = None
) -> ChatCompletionStreamOutput:
    choice: dict[str, Any] = {
        "index": 0,
        "delta": {"role": "assistant", "content": text},
        "finish_reason": _reason(details) or reason,
    }
    if entry is not None:
        choice["logprobs"] = {"content": [entry]}
    return piece_of({"choices": [choice], **_usage(details)})


def _reason(details: Any) -> str | None:
    reason = getattr(details, "finish_reason", None)
    word = str(getattr(reason, "value", reason)) if reason else None
    return None if word is None else CHATS.get(word, word)


def _usage(details: Any) -> dict[str, Any]:
    count = getattr(details, "generated_tokens", None)
    if not isinstance(count, int) or not count:
        return {}
    read = len(getattr(details, "prefill", None) or ())
    return {"usage": {"completion_tokens": count, **({"prompt_tokens": read} if read else {})}}
