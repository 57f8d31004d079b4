"""Text classification: `inputs` is a text or a list of texts; the answer is doubly nested."""

from __future__ import annotations

import math
import time
from typing import Any

from aiohttp import web

from hfwidgets.sandbox.inference import Call
from hfwidgets.sandbox.replies import compute_headers, reply_json
from hfwidgets.sandbox.tasks import Handler
from hfwidgets.sandbox.tasks.payload import (
    COUNT,
    one_of,
    read_parameters,
    read_text_payload,
    read_texts,
)

_RULES = {"top_k": COUNT, "function_to_apply": one_of("sigmoid", "softmax", "none")}


async def answer(call: Call) -> web.StreamResponse:
    """Answer a classification request."""
    started = time.perf_counter()
    inputs, parameters = read_text_payload(call.body)
    # VADER looks for each word anew where a text says "but": 20,000 characters take it a second.
    texts = read_texts(inputs)
    parameters = read_parameters(parameters, _RULES)
    top_k, function = parameters.get("top_k"), parameters.get("function_to_apply")
    engine = await call.host.engine()
    found = [await call.host.call(_scored, engine, text, function) for text in texts]
    if top_k is None:
        top_k = getattr(engine, "most_labels", None)
    labels = [[{"label": name, "score": score} for name, score in one[:top_k]] for one in found]
    headers = compute_headers(started, sum(map(len, texts)), call.faults)
    return await reply_json(call.request, labels, headers, call.faults, call.entry)


def _scored(engine: Any, text: str, function: str | None) -> list[tuple[str, float]]:
    """Return labels with the scores that a function makes of the model's; softmax gives its own."""
    scored: list[tuple[str, float]] = engine.classify(text)
    if function in (None, "softmax"):
        return scored
    logits = [(label, math.log(max(score, 1e-12))) for label, score in scored]
    if function == "none":
        return logits
    return [(label, 1 / (1 + math.exp(-logit))) for label, logit in logits]


HANDLER = Handler(answer, body_limit=8 * 1024 * 1024)
