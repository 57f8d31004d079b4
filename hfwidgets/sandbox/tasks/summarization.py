"""Summarization, and the generation parameters that it shares with translation."""

from __future__ import annotations

import time
from typing import Any

from aiohttp import web

from hfwidgets.sandbox.inference import Call
from hfwidgets.sandbox.replies import compute_headers, reply_json
from hfwidgets.sandbox.tasks import Handler
from hfwidgets.sandbox.tasks.payload import (
    BOOLEAN,
    COUNT,
    INDEX,
    OBJECT,
    between,
    one_of,
    read_parameters,
    read_text_payload,
    read_texts,
)

_POSITIVE = between(0.0, 1e9)
GENERATION = {
    "max_length": COUNT,
    "max_new_tokens": COUNT,
    "min_length": INDEX,
    "min_new_tokens": INDEX,
    "do_sample": BOOLEAN,
    "early_stopping": BOOLEAN,
    "num_beams": COUNT,
    "length_penalty": between(-100.0, 100.0),
    "no_repeat_ngram_size": INDEX,
    "repetition_penalty": _POSITIVE,
    "temperature": _POSITIVE,
    "top_k": INDEX,
    "top_p": between(0.0, 1.0),
    "max_time": _POSITIVE,
    "seed": INDEX,
}
REWRITING = {
    **GENERATION,
    "clean_up_tokenization_spaces": BOOLEAN,
    "generate_parameters": OBJECT,
    "truncation": one_of("do_not_truncate", "longest_first", "only_first", "only_second"),
}
MOST_CHARACTERS = 50_000


async def answer(call: Call) -> web.StreamResponse:
    """Answer with a summary of each text; lengths count words."""
    started = time.perf_counter()
    inputs, given = read_text_payload(call.body)
    texts = read_texts(inputs, MOST_CHARACTERS)
    parameters = read_rewriting(given)
    most = parameters.get("max_new_tokens", parameters.get("max_length"))
    least = parameters.get("min_new_tokens", parameters.get("min_length", 0))
    engine = await call.host.engine()
    answers = [
        {"summary_text": await call.host.call(engine.summarize, text, most, least)}
        for text in texts
    ]
    headers = compute_headers(started, sum(map(len, texts)), call.faults)
    return await reply_json(call.request, answers, headers, call.faults, call.entry)


def read_rewriting(given: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Return checked parameters, those of `generate_parameters` among them.

    Raises:
        Refusal: 400: an unknown parameter or a wrong value.
    """
    parameters = read_parameters(given, {**REWRITING, **more})
    generation = read_parameters(parameters.pop("generate_parameters", {}), GENERATION)
    return {**parameters, **generation}


HANDLER = Handler(answer, body_limit=8 * 1024 * 1024)
