"""Chat completions: messages in, an answer out, whole or streamed (OpenAI's format)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Literal, overload

from hfwidgets.tasks.charging import Charging, charging
from hfwidgets.tasks.chat_events import ChatEvents, error_in_choices
from hfwidgets.tasks.chat_types import (
    ChatCompletionOutput,
    ChatCompletionStreamOutput,
    answer_of,
)
from hfwidgets.tasks.checking import checks
from hfwidgets.tasks.fields import (
    Answers,
    ChatSeed,
    ChatStop,
    ChatTemperature,
    Flag,
    Logprobs,
    MaxTokens,
    Messages,
    Model,
    Object,
    Penalty,
    TopP,
)
from hfwidgets.tasks.placing import check_token, does, served
from hfwidgets.tasks.recommended import model_of
from hfwidgets.wire.addresses import is_address
from hfwidgets.wire.dialects import AUTO, HF_INFERENCE
from hfwidgets.wire.dialects.base import UNNAMED
from hfwidgets.wire.exchange import exchange
from hfwidgets.wire.failure import reported_error, wrong_shape
from hfwidgets.wire.flow import Flow, Request, Response
from hfwidgets.wire.mapping import known_mapping
from hfwidgets.wire.parameter_error import ParameterError
from hfwidgets.wire.served import Automatic
from hfwidgets.wire.stream import Stream

if TYPE_CHECKING:
    from hfwidgets.wire.config import Config

TASK = "conversational"
NAME_IT = (
    f"The request called the model {UNNAMED!r}, for none was named. Servers of several models want "
    "the name of one: chat_completion(messages, model='...')."
)


@overload
def chat_completion(
    config: Config,
    messages: list[dict[str, Any]],
    *,
    model: str | None = None,
    stream: Literal[False] | None = ...,
    frequency_penalty: float | None = None,
    logit_bias: dict[str, Any] | None = None,
    logprobs: bool | None = None,
    max_tokens: int | None = None,
    n: int | None = None,
    presence_penalty: float | None = None,
    response_format: dict[str, Any] | None = None,
    seed: int | None = None,
    stop: str | list[str] | None = None,
    stream_options: dict[str, Any] | None = None,
    temperature: float | None = None,
    tool_choice: Any = None,
    tool_prompt: str | None = None,
    tools: list[Any] | None = None,
    top_logprobs: int | None = None,
    top_p: float | None = None,
    extra_body: dict[str, Any] | None = None,
) -> Flow[ChatCompletionOutput]: ...
@overload
def chat_completion(
    config: Config,
    messages: list[dict[str, Any]],
    *,
    model: str | None = None,
    stream: Literal[True],
    frequency_penalty: float | None = None,
    logit_bias: dict[str, Any] | None = None,
    logprobs: bool | None = None,
    max_tokens: int | None = None,
    n: int | None = None,
    presence_penalty: float | None = None,
    response_format: dict[str, Any] | None = None,
    seed: int | None = None,
    stop: str | list[str] | None = None,
    stream_options: dict[str, Any] | None = None,
    temperature: float | None = None,
    tool_choice: Any = None,
    tool_prompt: str | None = None,
    tools: list[Any] | None = None,
    top_logprobs: int | None = None,
    top_p: float | None = None,
    extra_body: dict[str, Any] | None = None,
) -> Flow[Stream[ChatCompletionStreamOutput]]: ...
@overload
def chat_completion(
    config: Config,
    messages: list[dict[str, Any]],
    *,
    model: str | None = None,
    stream: bool | None = ...,
    frequency_penalty: float | None = None,
    logit_bias: dict[str, Any] | None = None,
    logprobs: bool | None = None,
    max_tokens: int | None = None,
    n: int | None = None,
    presence_penalty: float | None = None,
    response_format: dict[str, Any] | None = None,
    seed: int | None = None,
    stop: str | list[str] | None = None,
    stream_options: dict[str, Any] | None = None,
    temperature: float | None = None,
    tool_choice: Any = None,
    tool_prompt: str | None = None,
    tools: list[Any] | None = None,
    top_logprobs: int | None = None,
    top_p: float | None = None,
    extra_body: dict[str, Any] | None = None,
) -> Flow[ChatCompletionOutput | Stream[ChatCompletionStreamOutput]]: ...
@checks()
def chat_completion(
    config: Config,
    messages: Messages,
    *,
    model: Model = None,
    stream: Flag = False,
    frequency_penalty: Penalty = None,
    logit_bias: Object = None,
    logprobs: bool | None = None,
    max_tokens: MaxTokens = None,
    n: Answers = None,
    presence_penalty: Penalty = None,
    response_format: Object = None,
    seed: ChatSeed = None,
    stop: ChatStop = None,
    stream_options: Object = None,
    temperature: ChatTemperature = None,
    tool_choice: Any = None,
    tool_prompt: str | None = None,
    tools: list[Any] | None = None,
    top_logprobs: Logprobs = None,
    top_p: TopP = None,
    extra_body: Object = None,
) -> Flow[ChatCompletionOutput | Stream[ChatCompletionStreamOutput]]:
    """Answer in a chat.

    Args:
        messages: What was said: `{"role": "system", "user" or "assistant", "content": text}` each.
        model: Model id, or address of a server. Empty: the recommended model.
        stream: Give the answer in pieces, as they are generated.
        frequency_penalty: Mostly from -2 to 2; above 0, frequent tokens become less likely.
        logit_bias: Token ids to what is added to their scores.
        logprobs: Also give the log-probability of each token.
        max_tokens: Most tokens to generate; -1 is no limit at some servers.
        n: How many answers to give.
        presence_penalty: Mostly from -2 to 2; above 0, tokens that occurred become less likely.
        response_format: Shape of the answer, such as `{"type": "json_object"}`.
        seed: Start of the random numbers: the same seed gives the same answer.
        stop: One text or several (many servers take four) that end the answer when they occur.
        stream_options: Options of a stream, such as `{"include_usage": True}`.
        temperature: From 0, mostly to 2; below 1 likelier tokens gain, above 1 rarer ones do.
        tool_choice: Which is called: `"auto"`, `"none"`, `"required"`, or a function.
        tool_prompt: Text before the description of the tools.
        tools: Functions that the model may want called.
        top_logprobs: Alternatives for each token, at many servers at most 5; needs logprobs.
        top_p: Draw from the likeliest tokens that together have this probability.
        extra_body: Further keys of the request.

    Returns:
        `ChatCompletionOutput`, or with `stream=True` a `Stream` of `ChatCompletionStreamOutput`.

    Raises:
        ParameterError: A parameter breaks its rule (a `ValueError`; nothing was sent).
        InferenceTimeoutError: The model does not load, or the server keeps silent, for `timeout`
            seconds.
        InferenceHTTPError: A status of 400 or more, or an error told beside a status of success.
        StreamError: A stream was cut, ended early, or told an error; from the iteration.

    Example:
        >>> answer = client.chat_completion([{"role": "user", "content": "What is a moon?"}])
        >>> answer.choices[0].message.content
        'A moon is a body that orbits a planet.'
    """
    given = {
        "frequency_penalty": frequency_penalty,
        "logit_bias": logit_bias,
        "logprobs": logprobs,
        "max_tokens": max_tokens,
        "n": n,
        "presence_penalty": presence_penalty,
        "response_format": response_format,
        "seed": seed,
        "stop": [stop] if isinstance(stop, str) else stop,  # some servers take a list alone
        "stream_options": stream_options,
        "temperature": temperature,
        "tool_choice": tool_choice,
        "tool_prompt": tool_prompt,
        "tools": tools,
        "top_logprobs": top_logprobs,
        "top_p": top_p,
    }
    values = {name: value for name, value in given.items() if value is not None}
    own = config
    config, url, name = yield from _place(config, model)
    # The model first: routers read the beginning of a body only. It is that of the address.
    body: dict[str, Any] = {"model": name, "messages": _checked_messages(messages)}
    if stream is not None:
        body["stream"] = bool(stream)
    body = config.dialect.chat_body({**body, **values, **(extra_body or {}), "model": name})
    request = config.post(url, json_body=body, stream=bool(stream))
    counted = yield from charging(own, name if config.served is None else config.served.model)
    response = yield from _answer(config, request, name)
    charge = None if counted is None else counted(response)
    if stream:
        events = ChatEvents(response)
        return Stream(response, events if charge is None else Charging(events, charge))
    found = _whole(response)
    if charge is not None:
        charge(found.usage)
    return found


def _place(config: Config, model: str | None) -> Flow[tuple[Config, str, str]]:
    """Return who answers a chat, where, and what the body calls the model.

    A client made for the address of a server asks no other one: a model that is named besides is
    one of that server's. Where no provider is named, the service chooses one by itself.
    """
    dialect, server = config.dialect, config.model
    if model and server and is_address(server) and not is_address(model):
        return config, dialect.chat_url(server)[0], model
    if not (model or server) and dialect.has_one_model:
        return config, *dialect.chat_url(UNNAMED)
    if config.provider == AUTO and not is_address(model or server or ""):
        check_token(config)
    if config.provider in (None, AUTO, HF_INFERENCE):  # others have no recommended model
        model = yield from model_of(config, "text-generation", model)
    if config.provider not in (None, AUTO):
        config = yield from served(config, TASK, model)
    name = yield from model_of(config, "text-generation", model)
    if config.provider == AUTO and name != UNNAMED and not is_address(name):
        entries = known_mapping(config, name.partition(":")[0])
        known = tuple(one.provider for one in entries if does(one, TASK))
        config = replace(config, served=Automatic(TASK, name, known))
    return config, *config.dialect.chat_url(name)


def _answer(config: Config, request: Request, name: str) -> Flow[Response]:
    try:
        return (yield from exchange(config, request, TASK))
    except OSError as error:  # what every InferenceError is
        if name == UNNAMED and getattr(error, "status", None) in (400, 404, 422):
            said, old = str(error), getattr(error, "remedy", "")
            error.args = (said.replace(old, NAME_IT) if old else f"{said}\n\n{NAME_IT}",)
            error.remedy = NAME_IT  # type: ignore[attr-defined]
        raise


def _checked_messages(messages: Any) -> list[Any]:
    """Return messages as a list of objects; those of an answer are sent back as they came."""
    is_list = isinstance(messages, Iterable) and not isinstance(messages, (str, bytes, Mapping))
    found = [_object(one) for one in messages] if is_list else []
    if not found or not all(isinstance(one, Mapping) for one in found):
        raise ParameterError(
            {
                "messages": f"messages is {messages!r:.80}; it is a list of at least one "
                '{"role": ..., "content": ...}'
            }
        )
    return found


def _object(message: Any) -> Any:
    """Return a message of another library as an object."""
    dump = getattr(message, "model_dump", None)
    return dump(exclude_none=True) if callable(dump) else message


def _whole(response: Response) -> ChatCompletionOutput:
    payload = response.json()
    try:
        found = answer_of(payload)
    except (KeyError, TypeError, ValueError, AttributeError):
        raise wrong_shape("a chat completion", response.body, response) from None
    if (reported := error_in_choices(payload)) is not None:
        raise reported_error(reported, response)
    return found
