"""replicate: predictions that are waited for up to a minute, with addresses as their output."""

from __future__ import annotations

import time
from typing import Any

from aiohttp import web

from hfwidgets.sandbox.providers.exchange import Asked, Exchange, read_json, taken
from hfwidgets.sandbox.providers.jobs import Job
from hfwidgets.sandbox.providers.offers import name_of_version
from hfwidgets.sandbox.refusals import encode
from hfwidgets.sandbox.tasks.payload import bad_field

_LONGEST = 60.0
# Under which of these names a model takes its picture differs from model to model.
_PICTURES = ("image", "images", "input_image", "input_images")
_STATES = {
    "waiting": "starting",
    "working": "processing",
    "done": "succeeded",
    "canceled": "canceled",
}
_TITLES = {404: "Not found", 422: "Input validation failed", 429: "Too many requests"}


async def predict(x: Exchange) -> web.StreamResponse:
    """Answer a request for a prediction; a version stands for the model where none is named."""
    fields = await x.fields()
    given = fields.get("input")
    if not isinstance(given, dict):
        raise bad_field("input", "field required", status=422)
    if x.parts.get("model"):
        asked = await x.find(x.parts["model"])
    else:
        asked = await x.use(name_of_version(str(fields.get("version", ""))))
    inputs, parameters = _order(asked, dict(given))

    async def work() -> Any:
        made = await x.make(asked, inputs, parameters)
        if asked.model.task == "automatic-speech-recognition":
            value = read_json(made)
            return {"transcription": value["text"], "segments": value["chunks"]}
        url = x.put(asked, made)
        return [url] if asked.model.task == "text-to-image" else url

    job = x.house.jobs.submit(x.provider, asked.name, asked.faults, work)
    await x.house.jobs.wait(job, _patience(x.request.headers.get("Prefer", "")))
    return await x.reply(_told(x, job), 201)


def _order(asked: Asked, given: dict[str, Any]) -> tuple[object, dict[str, Any]]:
    match asked.model.task:
        case "text-to-speech":
            return taken(given, "text"), given
        case "automatic-speech-recognition":
            return taken(given, "audio"), {"return_timestamps": True, **given}
        case "image-to-image":
            return taken(given, *_PICTURES), given
    return taken(given, "prompt"), given


def _patience(prefer: str) -> float:
    """Return how long a client waits for the output: `Prefer: wait`, or `wait=5`."""
    name, _, seconds = prefer.replace(" ", "").partition("=")
    if name != "wait":
        return 0.0
    return min(float(seconds), _LONGEST) if seconds.isdecimal() else _LONGEST


def _told(x: Exchange, job: Job) -> dict[str, Any]:
    refusal = job.refusal
    base = f"http://{x.request.host}/v1/predictions/{job.id}"
    return {
        "id": job.id,
        "model": job.name,
        "version": "hidden",
        "status": job.faults.state or _STATES.get(job.state, "failed"),
        "output": job.told,
        "error": None if refusal is None else refusal.message,
        "metrics": {"predict_time": round(job.took, 3)} if job.ended else {},
        "created_at": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(x.entry.time)),
        "urls": {"get": base, "cancel": f"{base}/cancel"},
    }


async def prediction(x: Exchange) -> web.StreamResponse:
    """Answer where a prediction stands."""
    return await x.reply(_told(x, x.house.jobs.find(x.provider, x.parts["id"])))


async def cancel(x: Exchange) -> web.StreamResponse:
    """End a prediction."""
    job = x.house.jobs.find(x.provider, x.parts["id"])
    x.house.jobs.cancel(job)
    return await x.reply(_told(x, job))


def worded(status: int, message: str) -> tuple[int, bytes]:
    """Return an error as this provider writes it."""
    status = 422 if status == 400 else status
    title = _TITLES.get(status, "Error")
    return status, encode({"title": title, "detail": message, "status": status})
