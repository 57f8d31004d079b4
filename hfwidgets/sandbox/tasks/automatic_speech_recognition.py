"""Automatic speech recognition: a sound in, its words out, with their times when asked."""

from __future__ import annotations

import time
from typing import Any

from aiohttp import web

from hfwidgets.sandbox.engines.recogniser import RATE, Recogniser, Word
from hfwidgets.sandbox.inference import Call
from hfwidgets.sandbox.replies import compute_headers, reply_json
from hfwidgets.sandbox.tasks import Handler
from hfwidgets.sandbox.tasks.media import BODY_LIMIT, read_media_payload
from hfwidgets.sandbox.tasks.payload import OBJECT, Rule, read_parameters
from hfwidgets.sandbox.tasks.sounds import open_sound

_RULES = {
    "return_timestamps": Rule(
        lambda value: isinstance(value, bool) or value == "word",
        'must be true, false or "word"',
    ),
    # Of models that write their text token by token; accepted, and without effect here.
    "generation_parameters": OBJECT,
    "generate_kwargs": OBJECT,
}


async def answer(call: Call) -> web.StreamResponse:
    """Answer a request for the words of a sound."""
    started = time.perf_counter()
    payload = read_media_payload(call.body, "audio")
    parameters = read_parameters(payload.parameters, _RULES)
    engine = await call.host.engine()
    heard = await call.host.call(_heard, engine, payload.raw)
    words = [word for stretch in heard for word in stretch]
    value: dict[str, Any] = {"text": _text(words)}
    match parameters.get("return_timestamps"):
        case True:
            value["chunks"] = [_chunk(stretch) for stretch in heard]
        case "word":
            value["chunks"] = [_chunk([word]) for word in words]
    headers = compute_headers(started, 0, call.faults)
    return await reply_json(call.request, value, headers, call.faults, call.entry)


def _heard(engine: Recogniser, raw: bytes) -> list[list[Word]]:
    return engine.listen(open_sound(raw).at(RATE))


def _chunk(words: list[Word]) -> dict[str, object]:
    return {"text": _text(words), "timestamp": [words[0].start, words[-1].end]}


def _text(words: list[Word]) -> str:
    return " ".join(word.text for word in words)


HANDLER = Handler(answer, BODY_LIMIT)
