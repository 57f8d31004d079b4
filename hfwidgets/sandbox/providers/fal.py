"""fal-ai: at once, or queued; a queued job is asked after at the path of its application."""

from __future__ import annotations

import base64
import io
from typing import Any

from aiohttp import web

from hfwidgets.sandbox.providers.exchange import Asked, Exchange, data_url, read_json, taken
from hfwidgets.sandbox.providers.jobs import Job
from hfwidgets.sandbox.providers.results import Made
from hfwidgets.sandbox.refusals import encode, refuse, refuse_text
from hfwidgets.sandbox.tasks.payload import bad_field

# The sounds it decodes when they come in a data URL.
_SOUNDS = ("audio/mpeg", "audio/x-wav", "video/webm")
_SIZES = {
    "square_hd": (1024, 1024),
    "square": (512, 512),
    "portrait_4_3": (768, 1024),
    "portrait_16_9": (576, 1024),
    "landscape_4_3": (1024, 768),
    "landscape_16_9": (1024, 576),
}
_STATES = {"waiting": "IN_QUEUE", "working": "IN_PROGRESS"}


async def run(x: Exchange) -> web.StreamResponse:
    """Answer a request to a model: with what it made, or with the job's addresses."""
    fields = await x.fields()
    asked = await x.find(x.parts["model"])
    embedded = fields.pop("sync_mode", None) is True
    inputs, parameters = _order(asked, fields)

    async def work() -> Any:
        return _told(x, asked, await x.make(asked, inputs, parameters), embedded=embedded)

    job = x.house.jobs.submit(x.provider, asked.name, asked.faults, work)
    if x.request.query.get("_subdomain") != "queue":
        await x.house.jobs.wait(job)
        return await _made(x, job)
    return await x.reply({**_addresses(x, job), "status": "IN_QUEUE"})


def _order(asked: Asked, fields: dict[str, Any]) -> tuple[object, dict[str, Any]]:
    """Return a model's input and parameters."""
    match asked.model.task:
        case "text-to-speech":
            return taken(fields, "text"), fields
        case "automatic-speech-recognition":
            sound = taken(fields, "audio_url")
            kind = str(sound).partition(";")[0].removeprefix("data:")
            if str(sound).startswith("data:") and kind not in _SOUNDS:
                raise bad_field("audio_url", "Unsupported data URL", status=422)
            return sound, {"return_timestamps": True, **fields}
        case "image-segmentation" | "image-to-video":
            return taken(fields, "image_url"), fields
        case "text-to-video":
            return taken(fields, "prompt"), fields
    size = fields.pop("image_size", None)
    if isinstance(size, str) and size in _SIZES:
        size = dict(zip(("width", "height"), _SIZES[size], strict=True))
    if size is not None and not isinstance(size, dict):
        raise bad_field("image_size", f"an object or one of {', '.join(_SIZES)}", status=422)
    if asked.model.task == "text-to-image":
        return taken(fields, "prompt"), {**fields, **(size or {})}
    sized = {"target_size": size} if size else {}
    return taken(fields, "image_url", "image_urls"), {**fields, **sized}


def _told(x: Exchange, asked: Asked, made: Made, *, embedded: bool) -> dict[str, Any]:
    """Return a result as the models of this provider tell it."""
    task = asked.model.task
    if task == "automatic-speech-recognition":
        value = read_json(made)
        return {"text": value["text"], "chunks": value["chunks"]}
    if task == "image-segmentation":
        made = _mask(made)
    url = data_url(made) if embedded else x.put(asked, made)
    file = {"url": url, "content_type": made.content_type, "file_size": len(made.body)}
    match task:
        case "text-to-speech":
            return {"audio": file}
        case "image-segmentation":
            return {"image": file}
        case "text-to-video" | "image-to-video":
            return {"video": file}
    return {"images": [file], "has_nsfw_concepts": [False]}


def _mask(made: Made) -> Made:
    """Return one picture that is white wherever an object was found."""
    from PIL import Image, ImageChops

    whole: Image.Image | None = None
    for one in read_json(made):
        if one["label"] != "background":
            mask = Image.open(io.BytesIO(base64.b64decode(one["mask"]))).convert("L")
            whole = mask if whole is None else ImageChops.lighter(whole, mask)
    if whole is None:
        raise refuse(422, "No object was found in the image.")
    buffer = io.BytesIO()
    whole.save(buffer, "PNG")
    return Made(buffer.getvalue(), "image/png")


def _addresses(x: Exchange, job: Job) -> dict[str, Any]:
    # Of an id with three parts, the first two are the application. Only the path counts for who
    # asks through the router: the host is that of the provider's own queue.
    application = "/".join(x.parts["model"].split("/")[:2])
    base = f"http://{x.request.host}/{application}/requests/{job.id}"
    return {
        "request_id": job.id,
        "response_url": base,
        "status_url": f"{base}/status",
        "cancel_url": f"{base}/cancel",
    }


def _found(x: Exchange) -> Job:
    """Return the job that is asked after, which its queue alone knows."""
    if x.request.query.get("_subdomain") != "queue":
        raise refuse_text(404, "Not Found")
    return x.house.jobs.find(x.provider, x.parts["id"])


async def status(x: Exchange) -> web.StreamResponse:
    """Answer where a job stands: 202 while it is under way."""
    job = _found(x)
    told = {**_addresses(x, job), "status": job.faults.state or _STATES.get(job.state, "COMPLETED")}
    if job.state == "waiting":
        told["queue_position"] = x.house.jobs.before(job)
    if job.ended:
        told["metrics"] = {"inference_time": round(job.took, 3)}
    return await x.reply(told, 200 if job.ended else 202)


async def result(x: Exchange) -> web.StreamResponse:
    """Answer with what a job made, or why it failed."""
    return await _made(x, _found(x))


async def cancel(x: Exchange) -> web.StreamResponse:
    """End a job."""
    if x.house.jobs.cancel(_found(x)):
        return await x.reply({"status": "CANCELLATION_REQUESTED"}, 202)
    return await x.reply({"status": "ALREADY_COMPLETED"}, 400)


async def _made(x: Exchange, job: Job) -> web.StreamResponse:
    if job.refusal is not None:
        raise job.refusal
    if not job.ended or job.faults.state:
        raise refuse(400, "Request is still in progress")
    return await x.reply(job.value)


def worded(status: int, message: str) -> tuple[int, bytes]:
    """Return an error as this provider writes it."""
    if status in (400, 422):
        row = {"loc": ["body"], "msg": message, "type": "value_error"}
        return 422, encode({"detail": [row]})
    return status, encode({"detail": message})
