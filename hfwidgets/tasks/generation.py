"""Text generation: whole or streamed, plain or with details, from servers old and new."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal, overload

from hfwidgets.tasks.checking import checks
from hfwidgets.tasks.fields import (
    BestOf,
    Flag,
    MaxNewTokens,
    Model,
    Object,
    Penalty,
    Probability,
    Prompt,
    RepetitionPenalty,
    Seed,
    StopSequences,
    StopToday,
    Temperature,
    TokenAlternatives,
    TopK,
    Truncate,
)
from hfwidgets.tasks.generation_answers import DetailEvents, TextEvents, answer_of
from hfwidgets.tasks.generation_refusals import NOT_STREAMED, refused_by, warn_of_ignored
from hfwidgets.tasks.generation_types import TextGenerationResponse, TextGenerationStreamResponse
from hfwidgets.tasks.placing import placed
from hfwidgets.wire.exchange import exchange
from hfwidgets.wire.failure import generation_error, payload_of
from hfwidgets.wire.flow import Flow, Request, Response
from hfwidgets.wire.parameter_error import ParameterError
from hfwidgets.wire.stream import Stream

if TYPE_CHECKING:
    from hfwidgets.wire.config import Config

TASK = "text-generation"
# What servers of 2023 do not know: it is sent where it is set.
TODAY = frozenset({"adapter_id", "frequency_penalty", "grammar", "top_n_tokens"})


def _best_of_problems(values: Mapping[str, Any]) -> dict[str, str]:
    """Return what is wrong with several texts: the rules are text-generation-inference's own."""
    best_of = values.get("best_of")
    if best_of is None or best_of <= 1:
        return {}
    problems = {}
    samples = values.get("do_sample") or any(
        values.get(name) is not None for name in ("temperature", "top_k", "top_p", "typical_p")
    )
    if values.get("seed") is not None:
        problems["seed"] = (
            f"seed is {values['seed']!r}; with best_of {best_of} it must be unset, or all texts "
            "would be the same"
        )
    if not samples:
        problems["best_of"] = (
            f"best_of is {best_of}; it needs sampling: set do_sample, temperature, top_k, top_p or "
            "typical_p"
        )
    if values.get("stream"):
        problems["stream"] = f"stream is True; with best_of {best_of} it must be False"
    return problems


@overload
def text_generation(
    config: Config,
    prompt: str,
    *,
    details: Literal[False] | None = ...,
    stream: Literal[False] | None = ...,
    model: str | None = None,
    do_sample: bool | None = False,
    max_new_tokens: int | None = 20,
    best_of: int | None = None,
    repetition_penalty: float | None = None,
    return_full_text: bool | None = False,
    seed: int | None = None,
    stop_sequences: list[str] | None = None,
    temperature: float | None = None,
    top_k: int | None = None,
    top_p: float | None = None,
    truncate: int | None = None,
    typical_p: float | None = None,
    watermark: bool | None = False,
    decoder_input_details: bool | None = False,
    adapter_id: str | None = None,
    frequency_penalty: float | None = None,
    grammar: dict[str, Any] | None = None,
    stop: list[str] | None = None,
    top_n_tokens: int | None = None,
) -> Flow[str]: ...
@overload
def text_generation(
    config: Config,
    prompt: str,
    *,
    details: Literal[True],
    stream: Literal[False] | None = ...,
    model: str | None = None,
    do_sample: bool | None = False,
    max_new_tokens: int | None = 20,
    best_of: int | None = None,
    repetition_penalty: float | None = None,
    return_full_text: bool | None = False,
    seed: int | None = None,
    stop_sequences: list[str] | None = None,
    temperature: float | None = None,
    top_k: int | None = None,
    top_p: float | None = None,
    truncate: int | None = None,
    typical_p: float | None = None,
    watermark: bool | None = False,
    decoder_input_details: bool | None = False,
    adapter_id: str | None = None,
    frequency_penalty: float | None = None,
    grammar: dict[str, Any] | None = None,
    stop: list[str] | None = None,
    top_n_tokens: int | None = None,
) -> Flow[TextGenerationResponse]: ...
@overload
def text_generation(
    config: Config,
    prompt: str,
    *,
    details: Literal[False] | None = ...,
    stream: Literal[True],
    model: str | None = None,
    do_sample: bool | None = False,
    max_new_tokens: int | None = 20,
    best_of: int | None = None,
    repetition_penalty: float | None = None,
    return_full_text: bool | None = False,
    seed: int | None = None,
    stop_sequences: list[str] | None = None,
    temperature: float | None = None,
    top_k: int | None = None,
    top_p: float | None = None,
    truncate: int | None = None,
    typical_p: float | None = None,
    watermark: bool | None = False,
    decoder_input_details: bool | None = False,
    adapter_id: str | None = None,
    frequency_penalty: float | None = None,
    grammar: dict[str, Any] | None = None,
    stop: list[str] | None = None,
    top_n_tokens: int | None = None,
) -> Flow[Stream[str]]: ...
@overload
def text_generation(
    config: Config,
    prompt: str,
    *,
    details: Literal[True],
    stream: Literal[True],
    model: str | None = None,
    do_sample: bool | None = False,
    max_new_tokens: int | None = 20,
    best_of: int | None = None,
    repetition_penalty: float | None = None,
    return_full_text: bool | None = False,
    seed: int | None = None,
    stop_sequences: list[str] | None = None,
    temperature: float | None = None,
    top_k: int | None = None,
    top_p: float | None = None,
    truncate: int | None = None,
    typical_p: float | None = None,
    watermark: bool | None = False,
    decoder_input_details: bool | None = False,
    adapter_id: str | None = None,
    frequency_penalty: float | None = None,
    grammar: dict[str, Any] | None = None,
    stop: list[str] | None = None,
    top_n_tokens: int | None = None,
) -> Flow[Stream[TextGenerationStreamResponse]]: ...
@overload
def text_generation(
    config: Config,
    prompt: str,
    *,
    details: bool | None = ...,
    stream: bool | None = ...,
    model: str | None = None,
    do_sample: bool | None = False,
    max_new_tokens: int | None = 20,
    best_of: int | None = None,
    repetition_penalty: float | None = None,
    return_full_text: bool | None = False,
    seed: int | None = None,
    stop_sequences: list[str] | None = None,
    temperature: float | None = None,
    top_k: int | None = None,
    top_p: float | None = None,
    truncate: int | None = None,
    typical_p: float | None = None,
    watermark: bool | None = False,
    decoder_input_details: bool | None = False,
    adapter_id: str | None = None,
    frequency_penalty: float | None = None,
    grammar: dict[str, Any] | None = None,
    stop: list[str] | None = None,
    top_n_tokens: int | None = None,
) -> Flow[str | TextGenerationResponse | Stream[str] | Stream[TextGenerationStreamResponse]]: ...
@checks(_best_of_problems)
def text_generation(
    config: Config,
    prompt: Prompt,
    *,
    details: Flag = False,
    stream: Flag = False,
    model: Model = None,
    do_sample: Flag = False,
    max_new_tokens: MaxNewTokens = 20,
    best_of: BestOf = None,
    repetition_penalty: RepetitionPenalty = None,
    return_full_text: Flag = False,
    seed: Seed = None,
    stop_sequences: StopSequences = None,
    temperature: Temperature = None,
    top_k: TopK = None,
    top_p: Probability = None,
    truncate: Truncate = None,
    typical_p: Probability = None,
    watermark: Flag = False,
    decoder_input_details: Flag = False,
    adapter_id: str | None = None,
    frequency_penalty: Penalty = None,
    grammar: Object = None,
    stop: StopToday = None,
    top_n_tokens: TokenAlternatives = None,
) -> Flow[str | TextGenerationResponse | Stream[str] | Stream[TextGenerationStreamResponse]]:
    r"""Continue a text.

    Args:
        prompt: Text to continue.
        details: Also give tokens, log-probabilities, seed and finish reason.
        stream: Give the tokens one by one, as they are generated.
        model: Model id, or address of a server. Empty: the recommended model.
        do_sample: Draw tokens at random instead of always taking the likeliest.
        max_new_tokens: Most tokens to generate.
        best_of: Generate this many texts, keep the likeliest. Needs sampling, no seed, no stream.
        repetition_penalty: Above 1, tokens that occurred already become less likely.
        return_full_text: Put the prompt before the generated text.
        seed: Start of the random numbers: the same seed gives the same text.
        stop_sequences: Texts that end the generation when they occur.
        temperature: Below 1 likelier tokens gain, above 1 rarer ones do.
        top_k: Draw from this many of the likeliest tokens.
        top_p: Draw from the likeliest tokens that together have this probability.
        truncate: Use only this many of the prompt's last tokens.
        typical_p: Draw from the most typical tokens that together have this probability.
        watermark: Mark the text as generated, where the server can.
        decoder_input_details: Also give the prompt's tokens with log-probabilities. Needs details.
        adapter_id: Id of an adapter (LoRA) that the server has loaded.
        frequency_penalty: Above 0, tokens become less likely with each time that they occurred.
        grammar: What the text must match, such as `{"type": "json", "value": {"type": "object"}}`.
        stop: Another name of `stop_sequences`.
        top_n_tokens: Give this many of the likeliest tokens at each place. Needs details.

    Returns:
        `str`; with `details=True` a `TextGenerationResponse`; with `stream=True` a `Stream` of
        token texts (special tokens included); with both, of `TextGenerationStreamResponse`, the
        last of which has the whole text and the details. Log-probabilities are natural logarithms.

    Raises:
        ParameterError: A parameter breaks its rule (a `ValueError`; nothing was sent).
        ValidationError, OverloadedError, GenerationError, IncompleteGenerationError: As the
            generation server says.
        InferenceTimeoutError: The model does not load, or the server keeps silent, for `timeout`
            seconds.
        StreamError: A stream was cut or ended early, from the iteration.
        InferenceHTTPError: Any other status of 400 or more.

    Example:
        >>> client.text_generation("The sky is", max_new_tokens=3)
        ' blue today'
        >>> for text in client.text_generation("The sky is", stream=True):
        ...     print(text, end="")
    """
    values = {
        "prompt": prompt,
        "details": bool(details),
        "stream": bool(stream),
        "do_sample": bool(do_sample),
        "max_new_tokens": max_new_tokens,
        "best_of": best_of,
        "repetition_penalty": repetition_penalty,
        "return_full_text": bool(return_full_text),
        "seed": seed,
        "stop_sequences": stop_sequences,
        "temperature": temperature,
        "top_k": top_k,
        "top_p": top_p,
        "truncate": truncate,
        "typical_p": typical_p,
        "watermark": bool(watermark),
        "decoder_input_details": bool(decoder_input_details),
        "adapter_id": adapter_id,
        "frequency_penalty": frequency_penalty,
        "grammar": grammar,
        "top_n_tokens": top_n_tokens,
    }
    values = _without_prefill(values)
    config, url = yield from placed(config, TASK, model)
    refused = config.learnt.not_tgi.get(url)
    if refused is None:
        try:
            return (yield from _generate(config, url, values, ()))
        except ValueError as error:
            refused = refused_by(error)
            if refused is None:
                raise
            config.learnt.not_tgi[url] = refused
    if values["stream"]:
        raise ParameterError({"stream": NOT_STREAMED.format(url=url)})
    warn_of_ignored(text_generation, values, refused)
    return (yield from _generate(config, url, {**values, "details": False}, refused))


def _without_prefill(values: dict[str, Any]) -> dict[str, Any]:
    """Return arguments that ask for no details of the prompt where none of the answer are."""
    if not values["decoder_input_details"] or values["details"]:
        return values
    warnings.warn(
        "decoder_input_details=True needs details=True: it is sent as False",
        UserWarning,
        stacklevel=5,
    )
    return {**values, "decoder_input_details": False}


def _generate(
    config: Config, url: str, values: dict[str, Any], refused: tuple[str, ...]
) -> Flow[str | TextGenerationResponse | Stream[str] | Stream[TextGenerationStreamResponse]]:
    request = _request(config, url, values, refused)
    try:
        response: Response = yield from exchange(config, request, TASK)
    except OSError as error:  # what every InferenceError is
        named = _named_by_server(error)
        if named is None:
            raise
        raise named from error
    if values["stream"]:
        if values["details"]:
            return Stream(response, DetailEvents(response))
        return Stream(response, TextEvents(response))
    answer = answer_of(response)
    return answer if values["details"] else answer.generated_text


def _request(config: Config, url: str, values: dict[str, Any], refused: tuple[str, ...]) -> Request:
    own = ("prompt", "stream", "stop_sequences")
    parameters = {
        name: value
        for name, value in values.items()
        if name not in own and not (value is None and name in TODAY)
    }
    parameters["stop"] = values["stop_sequences"] or []
    for name in refused:
        parameters.pop(name, None)
    body = config.dialect.body(TASK, values["prompt"], parameters, stream=values["stream"])
    return config.post(url, json_body=body, stream=values["stream"])


def _named_by_server(error: OSError) -> Exception | None:
    """Return the generation server's own error where the answer names one."""
    from hfwidgets.errors import InferenceHTTPError

    if isinstance(error, InferenceHTTPError) and error.answer is not None:
        payload = payload_of(error.answer.body)
        if isinstance(payload, dict) and payload.get("error_type"):
            return generation_error(payload, error.answer)
    return None
