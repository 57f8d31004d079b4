"""Any task by a local transformers pipeline: the payload goes in as the hosted service did it."""

from __future__ import annotations

import base64
import binascii
import io
import json
import time
from typing import Any

from aiohttp import web

from hfwidgets.sandbox.inference import Call
from hfwidgets.sandbox.refusals import refuse
from hfwidgets.sandbox.replies import compute_headers, reply_json
from hfwidgets.sandbox.tasks import Handler
from hfwidgets.sandbox.tasks.payload import bad_field, read_text_payload

_FILES = ("image", "audio", "automatic-speech", "object")


async def answer(call: Call) -> web.StreamResponse:
    """Answer with what the pipeline returns."""
    started = time.perf_counter()
    if call.model.task.startswith(_FILES):
        inputs, parameters = _read_file(call.body, call.model.task)
    else:
        inputs, parameters = read_text_payload(call.body)
    pipeline = await call.host.engine()
    try:
        found = await call.host.call(_run, pipeline, inputs, parameters)
    except Exception as error:  # whatever a person's own model raises is told, as hosted
        message = f"{type(error).__name__}: {error}"
        warnings = [f"There was an inference error: {message}"]
        raise refuse(400, message, warnings=warnings) from error
    headers = compute_headers(started, len(call.body), call.faults)
    return await reply_json(call.request, found, headers, call.faults, call.entry)


def _read_file(body: bytes, task: str) -> tuple[Any, dict[str, Any]]:
    """Return an image or the bytes of a sound, sent as they are or in base64 inside JSON."""
    parameters: dict[str, Any] = {}
    if body[:1] == b"{":
        try:
            payload = json.loads(body)
            body = base64.b64decode(payload["inputs"], validate=True)
            parameters = payload.get("parameters") or {}
        except (ValueError, KeyError, TypeError, AttributeError, binascii.Error):
            raise bad_field("inputs", "a file in base64 is expected") from None
    if task.startswith(("image", "object")):
        from PIL import Image

        try:
            return Image.open(io.BytesIO(body)).convert("RGB"), parameters
        except (OSError, ValueError, Image.DecompressionBombError):
            raise bad_field("inputs", "cannot identify image file") from None
    return body, parameters


def _run(pipeline: Any, inputs: Any, parameters: dict[str, Any]) -> Any:
    if isinstance(inputs, dict):
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


HANDLER = Handler(answer, body_limit=32 * 1024 * 1024)
