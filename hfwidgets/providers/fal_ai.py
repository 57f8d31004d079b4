"""fal-ai: pictures, videos, speech, and sounds under names of its own; what takes long is a job."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from hfwidgets.wire.bodies import PICTURES, of, sized
from hfwidgets.wire.jobs import Job, below, queued
from hfwidgets.wire.provider import Answer, Asked, Body, Provider, Route
from hfwidgets.wire.results import as_mask, as_sound, linked, text_as

JOB = Job(
    below("response_url", end="/status"),
    state=("status",),
    pending={"IN_QUEUE", "IN_PROGRESS"},
    done={"COMPLETED"},
    result=below("response_url"),
    cancel=("PUT", below("cancel_url")),
)
WAV, WEBM = ("audio/wav", "audio/x-wav", "audio/wave"), ("audio/webm", "video/webm")
KINDS = {**dict.fromkeys(WAV, WAV[1]), **dict.fromkeys(WEBM, WEBM[1]), "*": "audio/mpeg"}
SDXL = {"model_name": "stabilityai/stable-diffusion-xl-base-1.0"}


def _adapted(body: Body) -> Body:
    def with_adapter(asked: Asked) -> dict[str, Any]:
        if asked.weights is None:
            return body(asked)
        path = f"https://huggingface.co/{asked.model}/resolve/main/{quote(asked.weights)}"
        base = SDXL if asked.identifier == "fal-ai/lora" else {}
        return {**body(asked), "loras": [{"path": path, "scale": 1}], **base}

    return with_adapter


def _job(body: Body, answer: Answer, kinds: dict[str, str] | None = None) -> Route:
    host, query = "https://queue.fal.run", "?_subdomain=queue"
    return Route("/{id}", _adapted(body), queued(JOB, answer), kinds, host=host, query=query)


def _sized(body: Body) -> Body:
    return sized(body, "image_size", lambda width, height: {"width": width, "height": height})


PICTURE, VIDEO = linked(("images", 0, "url")), linked(("video", "url"))
TEXT = text_as("text", ("text",), ("output",))
CHANGED = of("image_url", "image_urls[]", target_size="image_size")
MASKED = of("image_url", more={"sync_mode": True})
ROUTES = {
    "text-to-image": Route("/{id}", _adapted(_sized(of("prompt"))), PICTURE),
    "text-to-speech": Route("/{id}", of("text"), linked(("audio", "url"))),
    "automatic-speech-recognition": Route("/{id}", of("audio_url"), TEXT, KINDS),
    "image-to-image": _job(_sized(CHANGED), PICTURE, PICTURES),
    "text-to-video": _job(of("prompt"), VIDEO),
    "image-to-video": _job(of("image_url"), VIDEO, PICTURES),
    "image-segmentation": _job(MASKED, as_mask("image", "url"), PICTURES),
    "audio-to-audio": _job(of("audio_url"), as_sound("audio", "url"), KINDS),
}
PROVIDER = Provider("fal-ai", "https://fal.run", ROUTES, scheme="Key")
