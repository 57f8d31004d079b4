"""replicate: pictures, videos and speech. It holds an answer for a minute; then it is a job."""

from __future__ import annotations

from typing import Any

from hfwidgets.wire.bodies import PICTURES, SOUNDS, of
from hfwidgets.wire.flow import Flow, Response
from hfwidgets.wire.jobs import Job, below, queued
from hfwidgets.wire.provider import Asked, Body, Provider, Route
from hfwidgets.wire.results import at, fetched, linked, rewritten, text_at

JOB = Job(
    below("urls", "get"),
    state=("status",),
    pending={"starting", "processing"},
    done={"succeeded"},
    ready=("output",),
    cancel=("POST", below("urls", "cancel")),
)
RESULT = queued(JOB, linked(("output",), ("output", 0)))
NAMES = ("translation",), ("transcription",), ()
OUTPUTS = [("output", *first, *name) for name in NAMES for first in [(), (0,)]]


def _path(identifier: str) -> str:
    return "/v1/predictions" if ":" in identifier else f"/v1/models/{identifier}/predictions"


def _input(*names: str) -> Body:
    """Return how a call becomes a body: one input, whose names differ with the models."""

    def body(asked: Asked) -> dict[str, Any]:
        weights = {"lora_weights": f"https://huggingface.co/{asked.model}"}
        found = {"input": of(*names, more=weights if asked.weights else None)(asked)}
        version = asked.identifier.partition(":")[2]
        return {**found, "version": version} if version else found

    return body


def _heard(response: Response, base: str) -> Flow[Response]:
    """Return what was said: a text, or an object with it, or with the address of a file of it."""
    payload = response.json()
    file = at(payload, "output", "txt_file") or at(payload, "output", 0, "txt_file")
    if not isinstance(file, str):
        return rewritten(response, {"text": text_at(response, *OUTPUTS)})
    said = yield from fetched(file, response)
    return rewritten(response, {"text": said.body.decode("utf-8", "replace")})


IMAGE = _input("image", "images[]", "input_image", "input_images[]")
ROUTES = {
    "text-to-image": Route(_path, _input("prompt"), RESULT),
    "text-to-video": Route(_path, _input("prompt"), RESULT),
    "text-to-speech": Route(_path, _input("text"), RESULT),
    "image-to-image": Route(_path, IMAGE, RESULT, PICTURES),
    "automatic-speech-recognition": Route(_path, _input("audio"), queued(JOB, _heard), SOUNDS),
}
PROVIDER = Provider("replicate", "https://api.replicate.com", ROUTES, headers={"Prefer": "wait"})
