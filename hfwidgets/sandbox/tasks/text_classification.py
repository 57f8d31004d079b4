"""Text classification: `inputs` is a text or a list of texts; the answer is doubly nested."""

from __future__ import annotations

import math
import time
from typing import Any

from aiohttp import web

from hfwidgets.sandbox.inference import Call
from hfwidgets.sandbox.replies import compute_headers, reply_json
from hfwidgets.sandbox.tasks import Handler
from hfwidgets.sandbox.tasks.payload import bad_field, check_known, read_text_payload

_PARAMETERS = ("top_k", "function_to_apply")
_FUNCTIONS = ("sigmoid", "softmax", "none")
_MOST_TEXTS = 1000
# VADER looks for each word anew where a text says "but": 20,000 characters take it a second.
_MOST_CHARACTERS = 20_000


async def answer(call: Call) -> web.StreamResponse:
    """Answer a classification request."""
    started = time.perf_counter()
    inputs, parameters = read_text_payload(call.body)
    texts = _texts(inputs)
    top_k, function = _checked(parameters)
    engine = await call.host.engine()
    found = [await call.host.call(_scored, engine, text, function) for text in texts]
    labels = [[{"label": name, "score": score} for name, score in one[:top_k]] for one in found]
    headers = compute_headers(started, sum(map(len, texts)), call.faults)
    return await reply_json(call.request, labels, headers, call.faults, call.entry)


def _texts(inputs: Any) -> list[str]:
    if isinstance(inputs, str):
        inputs = [inputs]
    if not isinstance(inputs, list) or not all(isinstance(text, str) for text in inputs):
        raise bad_field("inputs", "a text or a list of texts is expected", status=422)
    if not inputs or len(inputs) > _MOST_TEXTS:
        raise bad_field("inputs", f"from 1 to {_MOST_TEXTS} texts are expected, not {len(inputs)}")
    if max(map(len, inputs)) > _MOST_CHARACTERS:
        raise bad_field("inputs", f"a text may have at most {_MOST_CHARACTERS} characters")
    return inputs


def _checked(parameters: dict[str, Any]) -> tuple[int | None, str | None]:
    check_known(parameters, _PARAMETERS)
    top_k, function = parameters.get("top_k"), parameters.get("function_to_apply")
    if top_k is not None and (isinstance(top_k, bool) or not isinstance(top_k, int) or top_k < 1):
        raise bad_field("parameters.top_k", "ensure this value is an integer greater than 0")
    if function is not None and function not in _FUNCTIONS:
        raise bad_field("parameters.function_to_apply", f"must be one of {', '.join(_FUNCTIONS)}")
    return top_k, function


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
