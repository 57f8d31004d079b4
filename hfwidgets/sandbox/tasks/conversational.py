"""The conversational task of 2023: a text and what was said before in, the next answer out."""

from __future__ import annotations

import time
from typing import Any

from aiohttp import web

from hfwidgets.sandbox.engines.chat import Message, prompt_of
from hfwidgets.sandbox.inference import Call
from hfwidgets.sandbox.replies import compute_headers, reply_json
from hfwidgets.sandbox.tasks.generation_request import GenerateRequest, Parameters
from hfwidgets.sandbox.tasks.payload import (
    TEXTS,
    bad_field,
    read_parameters,
    read_text,
    read_text_payload,
)
from hfwidgets.sandbox.tasks.rewriting import GENERATION
from hfwidgets.sandbox.tasks.text_generation import Writing

_NEW_TOKENS = 60
_TEMPERATURE = 0.2
_REPETITION_PENALTY = 1.1


async def answer(call: Call) -> web.StreamResponse:
    """Answer with the text and the conversation that it ends."""
    started = time.perf_counter()
    inputs, given = read_text_payload(call.body)
    if isinstance(inputs, str):
        inputs = {"text": inputs}
    if not isinstance(inputs, dict):
        raise bad_field("inputs", "an object with text is expected", status=422)
    text = read_text(inputs.get("text"), where="inputs.text")
    said, answered = (
        _history(inputs, name) for name in ("past_user_inputs", "generated_responses")
    )
    if len(said) != len(answered):
        raise bad_field("inputs", "past_user_inputs and generated_responses must be of one length")
    parameters = read_parameters(given, GENERATION)
    model = await call.host.engine()
    messages = [
        message
        for pair in zip(said, answered, strict=True)
        for message in (Message("user", pair[0]), Message("assistant", pair[1]))
    ]
    prompt = prompt_of(model, [*messages, Message("user", text)])
    writing = await Writing.prepare(call, _generation(prompt, parameters, model))
    written = (await writing.whole()).text.strip()
    value = {
        "generated_text": written,
        "conversation": {
            "generated_responses": [*answered, written],
            "past_user_inputs": [*said, text],
        },
        "warnings": [],
    }
    headers = compute_headers(started, len(text), call.faults)
    return await reply_json(call.request, value, headers, call.faults, call.entry)


def _history(inputs: dict[str, Any], name: str) -> list[str]:
    value = inputs.get(name)
    if value is None:
        return []
    if not TEXTS.takes(value):
        raise bad_field(f"inputs.{name}", TEXTS.says, status=422)
    texts: list[str] = value
    return texts


def _generation(prompt: str, parameters: dict[str, Any], model: Any) -> GenerateRequest:
    """Return the generation request; what the conversation leaves no room for is cut off."""
    new = parameters.get("max_new_tokens", _NEW_TOKENS)
    new = min(new, parameters.get("max_length", new), model.max_total_tokens // 2)
    temperature = parameters.get("temperature", _TEMPERATURE)
    top_k, top_p = parameters.get("top_k"), parameters.get("top_p")
    return GenerateRequest(
        prompt,
        Parameters(
            temperature=temperature or None,
            top_k=top_k or None,
            top_p=top_p if top_p and top_p < 1 else None,
            repetition_penalty=parameters.get("repetition_penalty") or _REPETITION_PENALTY,
            max_new_tokens=new,
            truncate=min(model.max_total_tokens - new, model.max_input_tokens),
            seed=parameters.get("seed"),
        ),
        stream=False,
    )
