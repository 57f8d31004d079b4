"""Embeddings. Parameters stand beside `inputs`, as text-embeddings-inference has them."""

from __future__ import annotations

import base64
import json
import time
from typing import Any

import numpy as np
from aiohttp import web
from numpy.typing import NDArray

from hfwidgets.sandbox.engines.sentences import MOST_CHARACTERS
from hfwidgets.sandbox.inference import Call
from hfwidgets.sandbox.refusals import refuse
from hfwidgets.sandbox.replies import compute_headers, reply_json
from hfwidgets.sandbox.tasks import Handler
from hfwidgets.sandbox.tasks.payload import (
    BOOLEAN,
    COUNT,
    TEXT,
    one_of,
    read_parameters,
    read_text_payload,
    read_texts,
)

_RULES = {
    "normalize": BOOLEAN,
    "prompt_name": TEXT,
    "truncate": BOOLEAN,
    "truncation_direction": one_of("left", "right", "Left", "Right"),
    "dimensions": COUNT,
    "encoding_format": one_of("float", "base64"),
}


async def answer(call: Call) -> web.StreamResponse:
    """Answer with one vector for a text, a list of them for a list of texts."""
    started = time.perf_counter()
    inputs, given = read_text_payload(call.body)
    parameters = read_parameters({**given, **_beside_inputs(call.body)}, _RULES)
    if "prompt_name" in parameters:
        name = parameters["prompt_name"]
        raise _invalid(422, f"the model has no prompts: `prompt_name` {name!r} is not known")
    texts = [_fitting(text, parameters) for text in read_texts(inputs)]
    engine = await call.host.engine()
    if parameters.get("dimensions", 1) > engine.dimensions:
        raise _invalid(422, f"`dimensions` must be at most {engine.dimensions}")
    vectors = await call.host.call(engine.encode, texts)
    encoded = [_written(vector, parameters) for vector in vectors]
    value = encoded if isinstance(inputs, list) else encoded[0]
    headers = compute_headers(started, sum(map(len, texts)), call.faults)
    return await reply_json(call.request, value, headers, call.faults, call.entry)


def _beside_inputs(body: bytes) -> dict[str, Any]:
    try:
        payload = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    others = ("inputs", "parameters", "options")
    if not isinstance(payload, dict) or "inputs" not in payload:
        return {}
    return {name: value for name, value in payload.items() if name not in others}


def _fitting(text: str, parameters: dict[str, Any]) -> str:
    if len(text) <= MOST_CHARACTERS:
        return text
    if parameters.get("truncate") is False:
        raise _invalid(
            413, f"`inputs` must have at most {MOST_CHARACTERS} characters. Given: {len(text)}"
        )
    left = parameters.get("truncation_direction", "right").lower() == "left"
    return text[-MOST_CHARACTERS:] if left else text[:MOST_CHARACTERS]


def _written(vector: NDArray[np.float32], parameters: dict[str, Any]) -> list[float] | str:
    vector = vector[: parameters.get("dimensions")]
    if parameters.get("normalize"):
        vector = vector / max(float(np.linalg.norm(vector)), 1e-12)
    if parameters.get("encoding_format") == "base64":
        return base64.b64encode(vector.astype("<f4").tobytes()).decode()
    # Seven significant digits are all that a float32 has.
    return [float(f"{figure:.7g}") for figure in vector.tolist()]


def _invalid(status: int, message: str) -> Exception:
    return refuse(status, f"Input validation error: {message}", error_type="Validation")


HANDLER = Handler(answer, body_limit=8 * 1024 * 1024)
