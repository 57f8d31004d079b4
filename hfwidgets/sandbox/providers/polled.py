"""wavespeed and zai-org: an answer names the job, and the result is asked for until it is there."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from hfwidgets.sandbox.providers.exchange import Asked, Exchange, size_of, taken
from hfwidgets.sandbox.providers.jobs import Job
from hfwidgets.sandbox.refusals import encode
from hfwidgets.sandbox.tasks.payload import bad_field

_STATES = {"waiting": "created", "working": "processing", "done": "completed"}


async def wavespeed(x: Exchange) -> web.StreamResponse:
    """Answer a request for a picture with its job."""
    fields = await x.fields()
    asked = await x.find(x.parts["model"])
    if asked.model.task == "image-to-image":
        inputs = taken(fields, "image", "images")
    else:
        inputs = taken(fields, "prompt")
    return await x.reply(_prediction(x, _job(x, asked, inputs, fields)))


def _job(x: Exchange, asked: Asked, inputs: object, parameters: dict[str, Any]) -> Job:
    async def work() -> str:
        return x.put(asked, await x.make(asked, inputs, parameters))

    return x.house.jobs.submit(x.provider, asked.name, asked.faults, work)


def _prediction(x: Exchange, job: Job) -> dict[str, Any]:
    refusal = job.refusal
    address = f"http://{x.request.host}/api/v3/predictions/{job.id}/result"
    data = {
        "id": job.id,
        "model": job.name,
        "status": job.faults.state or _STATES.get(job.state, "failed"),
        "outputs": [job.told] if job.told else [],
        "urls": {"get": address},
        "error": "" if refusal is None else refusal.message,
        "timings": {"inference": round(1000 * job.took)},
    }
    return {"code": 200, "message": "success", "data": data}


async def wavespeed_result(x: Exchange) -> web.StreamResponse:
    """Answer where a job stands."""
    return await x.reply(_prediction(x, x.house.jobs.find(x.provider, x.parts["id"])))


async def zai(x: Exchange) -> web.StreamResponse:
    """Answer a request for a picture with its job."""
    fields = await x.fields()
    asked = await x.find(fields.pop("model", None))
    if asked.model.task != "text-to-image":
        raise bad_field("model", "it makes no pictures", status=422)
    prompt = taken(fields, "prompt")
    if "size" in fields:
        fields |= size_of(fields.pop("size"))
    job = _job(x, asked, prompt, fields)
    return await x.reply({"id": job.id, "model": asked.name, "task_status": "PROCESSING"})


async def zai_result(x: Exchange) -> web.StreamResponse:
    """Answer where a job stands."""
    job = x.house.jobs.find(x.provider, x.parts["id"])
    ended = {"done": "SUCCESS", "failed": "FAIL"}
    told: dict[str, Any] = {
        "id": job.id,
        "model": job.name,
        "task_status": job.faults.state or ended.get(job.state, "PROCESSING"),
    }
    if job.told:
        told["image_result"] = [{"url": job.told}]
    if job.refusal is not None:
        told["error"] = {"code": "1234", "message": job.refusal.message}
    return await x.reply(told)


def worded(status: int, message: str) -> tuple[int, bytes]:
    """Return an error as wavespeed writes it."""
    return status, encode({"code": status, "message": message, "data": None})
