"""together: chats, texts, pictures, videos, speech and embeddings."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hfwidgets.wire import openai_routes as openai
from hfwidgets.wire.bodies import PICTURES, of
from hfwidgets.wire.jobs import Job, numbered, queued
from hfwidgets.wire.provider import Asked, Provider, Route
from hfwidgets.wire.results import linked

AS_BASE64 = {"response_format": "base64"}
MADE = of("prompt", model="model", more=AS_BASE64, num_inference_steps="steps")


def _changed(asked: Asked) -> dict[str, Any]:
    """Return the body for a picture: FLUX.1 Kontext names it otherwise than all others."""
    name = asked.identifier.lower()
    field = "image_url" if "kontext" in name and "flux.1" in name else "reference_images[]"
    return of(field, model="model", more={"prompt": "", **AS_BASE64}, num_inference_steps="steps")(
        asked
    )


def _filmed(asked: Asked, name: str = "prompt") -> dict[str, Any]:
    found = of(name, model="model", num_inference_steps="steps")(asked)
    size = found.pop("target_size", None) or {}
    return {**found, **size}


def _animated(asked: Asked) -> dict[str, Any]:
    frames = [{"input_image": asked.inputs, "frame": "first"}]
    return _filmed(replace(asked, inputs=frames), "frame_images")


def _spoken(asked: Asked) -> dict[str, Any]:
    """Return the body for a text: the service wants a voice, and each model has its own."""
    voice = {"voice": "af_alloy"} if "kokoro" in asked.identifier.lower() else {}
    return of("input", model="model", more=voice)(asked)


PENDING = {"", "queued", "in_progress"}
JOB = Job(numbered("{url}/{id}", "id"), ("status",), PENDING, {"completed"}, pause=2.0)
IMAGES, VIDEOS = "/v1/images/generations", "/v2/videos"
VIDEO = queued(JOB, linked(("outputs", "video_url")))
ROUTES = {
    openai.CHAT_TASK: openai.chat(schema=lambda one: {"type": "json_schema", "schema": one}),
    "text-generation": openai.completions(),
    "text-to-image": Route(IMAGES, MADE),
    "image-to-image": Route(IMAGES, _changed, None, PICTURES),
    "text-to-video": Route(VIDEOS, _filmed, VIDEO),
    "image-to-video": Route(VIDEOS, _animated, VIDEO, PICTURES),
    "text-to-speech": Route("/v1/audio/speech", _spoken),
    "automatic-speech-recognition": openai.transcriptions(),
    "feature-extraction": openai.embeddings(),
}
PROVIDER = Provider("together", "https://api.together.xyz", ROUTES)
