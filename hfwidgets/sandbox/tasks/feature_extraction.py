"""Embeddings. Parameters stand beside `inputs`, as text-embeddings-inference has them."""

from __future__ import annotations

import base64
import json
import math
from typing import TYPE_CHECKING, Any

from hfwidgets.sandbox.engines.prose import MOST_EMBEDDED
from hfwidgets.sandbox.inference import Call
from hfwidgets.sandbox.refusals import refuse
from hfwidgets.sandbox.tasks.handling import Asked
from hfwidgets.sandbox.tasks.payload import (
    BOOLEAN,
    COUNT,
    TEXT,
    one_of,
    read_parameters,
    read_text_payload,
    read_texts,
)

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_RULES = {
    "normalize": BOOLEAN,
    "prompt_name": TEXT,
    "truncate": BOOLEAN,
    "truncation_direction": one_of("left", "right", "Left", "Right"),
    "dimensions": COUNT,
    "encoding_format": one_of("float", "base64"),
}


def read_embedded(call: Call) -> Asked[list[str]]:
    """Read texts, which the engine gets all at once."""
    inputs, given = read_text_payload(call.body)
    parameters = read_parameters({**given, **_beside_inputs(call.body)}, _RULES)
    if "prompt_name" in parameters:
        name = parameters["prompt_name"]
        raise _invalid(422, f"the model has no prompts: `prompt_name` {name!r} is not known")
    texts = [_fitting(text, parameters) for text in read_texts(inputs)]
    parameters["alone"] = not isinstance(inputs, list)
    return Asked([texts], parameters, sum(map(len, texts)))


def embed(engine: Any, texts: list[str], given: dict[str, Any]) -> object:
    """Return one vector for a text alone, a list of them for a list of texts."""
    if given.get("dimensions", 1) > engine.dimensions:
        raise _invalid(422, f"`dimensions` must be at most {engine.dimensions}")
    vectors = [_written(vector, given) for vector in engine.encode(texts)]
    return vectors[0] if given["alone"] else vectors


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
    if len(text) <= MOST_EMBEDDED:
        return text
    if parameters.get("truncate") is False:
        raise _invalid(
            413, f"`inputs` must have at most {MOST_EMBEDDED} characters. Given: {len(text)}"
        )
    left = parameters.get("truncation_direction", "right").lower() == "left"
    return text[-MOST_EMBEDDED:] if left else text[:MOST_EMBEDDED]


def _written(vector: NDArray[np.float32], parameters: dict[str, Any]) -> list[float] | str:
    vector = vector[: parameters.get("dimensions")]
    if parameters.get("normalize"):
        vector = vector / max(math.sqrt(vector @ vector), 1e-12)
    if parameters.get("encoding_format") == "base64":
        return base64.b64encode(vector.astype("<f4").tobytes()).decode()
    # Seven significant digits are all that a float32 has.
    return [float(f"{figure:.7g}") for figure in vector.tolist()]


def _invalid(status: int, message: str) -> Exception:
    return refuse(status, f"Input validation error: {message}", error_type="Validation")
