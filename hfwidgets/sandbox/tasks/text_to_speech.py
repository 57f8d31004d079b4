"""Text to speech: a text in, a WAV file out."""

from __future__ import annotations

import time
from typing import Any

from aiohttp import web

from hfwidgets.sandbox.engines.espeak import Espeak, Manner
from hfwidgets.sandbox.inference import Call
from hfwidgets.sandbox.refusals import refuse
from hfwidgets.sandbox.replies import compute_headers, reply_bytes
from hfwidgets.sandbox.tasks import Handler
from hfwidgets.sandbox.tasks.payload import (
    OBJECT,
    TEXT,
    Rule,
    between,
    read_parameters,
    read_text,
    read_text_payload,
)
from hfwidgets.sandbox.tasks.sounds import wav

_MOST_CHARACTERS = 5000
# Those of models that write sound token by token; accepted, and without effect here.
_GENERATION = (
    "do_sample",
    "early_stopping",
    "epsilon_cutoff",
    "eta_cutoff",
    "max_length",
    "max_new_tokens",
    "min_length",
    "min_new_tokens",
    "num_beam_groups",
    "num_beams",
    "penalty_alpha",
    "temperature",
    "top_k",
    "top_p",
    "typical_p",
    "use_cache",
)
_ANY = Rule(lambda value: isinstance(value, bool | int | float | str), "a value is expected")
_RULES = {
    "voice": TEXT,
    "speed": between(80, 450),
    "pitch": between(0, 99),
    "generation_parameters": OBJECT,
    "generate_kwargs": OBJECT,
    **dict.fromkeys(_GENERATION, _ANY),
}


async def answer(call: Call) -> web.StreamResponse:
    """Answer a request for speech."""
    started = time.perf_counter()
    inputs, given = read_text_payload(call.body)
    text = read_text(inputs, _MOST_CHARACTERS)
    parameters = read_parameters(given, _RULES)
    engine = await call.host.engine()
    body = await call.host.call(_spoken, engine, text, parameters)
    headers = compute_headers(started, len(text), call.faults)
    return await reply_bytes(call.request, body, "audio/wav", headers, call.faults, call.entry)


def _spoken(engine: Espeak, text: str, given: dict[str, Any]) -> bytes:
    usual = Manner()
    manner = Manner(
        given.get("voice", usual.voice),
        round(given.get("speed", usual.speed)),
        round(given.get("pitch", usual.pitch)),
    )
    try:
        samples = engine.speak(text, manner)
    except LookupError as error:
        raise refuse(400, str(error.args[0])) from error
    return wav(samples, engine.rate)


HANDLER = Handler(answer, body_limit=1024 * 1024)
