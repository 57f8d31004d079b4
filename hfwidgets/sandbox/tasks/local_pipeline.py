"""Any task by a local transformers pipeline: the payload goes in as the hosted service did it."""

from __future__ import annotations

import base64
import io
from typing import Any

from hfwidgets.sandbox.inference import Call
from hfwidgets.sandbox.refusals import Refusal, refuse
from hfwidgets.sandbox.tasks.handling import Asked
from hfwidgets.sandbox.tasks.images import open_image
from hfwidgets.sandbox.tasks.media import read_media_payload
from hfwidgets.sandbox.tasks.payload import read_text_payload
from hfwidgets.sandbox.tasks.sounds import open_sound

_SOUNDS = ("audio-classification", "automatic-speech-recognition")
_IMAGES = ("image-classification", "image-segmentation", "image-to-text", "object-detection")
# What the hosted service sets unless it is told otherwise.
_DEFAULTS: dict[str, dict[str, Any]] = {
    "text-classification": {"top_k": None},
    "token-classification": {"aggregation_strategy": "simple"},
}


def read_any(call: Call) -> Asked[tuple[str, Any]]:
    """Read a request of whatever task the model has."""
    task = call.model.task
    inputs: Any
    if task in _SOUNDS or task in _IMAGES:
        payload = read_media_payload(call.body, "audio" if task in _SOUNDS else "image")
        inputs, parameters = payload.raw, payload.parameters
    else:
        inputs, parameters = read_text_payload(call.body)
    return Asked([(task, inputs)], parameters, len(call.body))


def run_pipeline(pipeline: Any, asked: tuple[str, Any], parameters: dict[str, Any]) -> object:
    """Return what the pipeline returns."""
    try:
        return _run(pipeline, *asked, parameters)
    except Refusal:
        raise
    except Exception as error:  # whatever a person's own model raises is told, as hosted
        message = f"{type(error).__name__}: {error}"
        warnings = [f"There was an inference error: {message}"]
        raise refuse(400, message, warnings=warnings) from error


def _run(pipeline: Any, task: str, inputs: Any, parameters: dict[str, Any]) -> Any:
    parameters = _DEFAULTS.get(task, {}) | parameters
    if task in _IMAGES:
        inputs = open_image(inputs)
    elif task in _SOUNDS:
        # Decoded here: transformers would call ffmpeg, and torchaudio for another rate.
        sound, rate = open_sound(inputs), pipeline.feature_extractor.sampling_rate
        inputs = {"raw": sound.at(rate), "sampling_rate": rate}
    elif isinstance(inputs, dict):
        return plain(pipeline(**inputs, **parameters))
    return plain(pipeline(inputs, **parameters))


def plain(value: Any) -> Any:
    """Return a pipeline's result as JSON values; images become PNG in base64."""
    if isinstance(value, dict):
        return {str(key): plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [plain(one) for one in value]
    if value is None or isinstance(value, str | bool | int | float):
        return value
    if hasattr(value, "tolist"):
        return value.tolist()
    if hasattr(value, "save"):
        buffer = io.BytesIO()
        value.save(buffer, "PNG")
        return base64.b64encode(buffer.getvalue()).decode()
    return str(value)
