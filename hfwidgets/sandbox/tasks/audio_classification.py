"""Audio classification: a sound in, kinds of sounds with scores out, best first."""

from __future__ import annotations

import time
from typing import Any

import numpy as np
from aiohttp import web

from hfwidgets.sandbox.engines.sound_classes import RATE, Floats, SoundClasses
from hfwidgets.sandbox.inference import Call
from hfwidgets.sandbox.replies import compute_headers, reply_json
from hfwidgets.sandbox.tasks import Handler
from hfwidgets.sandbox.tasks.media import BODY_LIMIT, read_media_payload
from hfwidgets.sandbox.tasks.payload import COUNT, one_of, read_parameters
from hfwidgets.sandbox.tasks.sounds import open_sound

_RULES = {"top_k": COUNT, "function_to_apply": one_of("sigmoid", "softmax", "none")}


async def answer(call: Call) -> web.StreamResponse:
    """Answer a request for the kind of a sound."""
    started = time.perf_counter()
    payload = read_media_payload(call.body, "audio")
    parameters = read_parameters(payload.parameters, _RULES)
    engine = await call.host.engine()
    found = await call.host.call(_classified, engine, payload.raw, parameters)
    headers = compute_headers(started, 0, call.faults)
    return await reply_json(call.request, found, headers, call.faults, call.entry)


def _classified(engine: SoundClasses, raw: bytes, given: dict[str, Any]) -> object:
    logits = engine.logits(open_sound(raw).at(RATE))
    match given.get("function_to_apply", "softmax"):
        case "sigmoid":
            scores: Floats = 1 / (1 + np.exp(-logits))
        case "none":
            scores = logits
        case _:
            raised = np.exp(logits - logits.max())
            scores = raised / raised.sum()
    order = np.argsort(-logits)[: given.get("top_k", 5)]
    return [{"score": float(scores[index]), "label": engine.labels[index]} for index in order]


HANDLER = Handler(answer, BODY_LIMIT)
