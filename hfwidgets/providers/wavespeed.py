"""wavespeed: pictures and videos, as jobs."""

from __future__ import annotations

from typing import Any

from hfwidgets.wire.bodies import PICTURES, of
from hfwidgets.wire.jobs import Job, below, queued
from hfwidgets.wire.provider import Asked, Body, Provider, Route
from hfwidgets.wire.results import linked

JOB = Job(
    below("data", "urls", "get"),
    state=("data", "status"),
    pending={"created", "processing"},
    done={"completed"},
)
RESULT = queued(JOB, linked(("data", "outputs", 0)))


def _adapted(body: Body) -> Body:
    def with_adapter(asked: Asked) -> dict[str, Any]:
        adapter = {} if asked.weights is None else {"loras": [{"path": asked.model, "scale": 1}]}
        return {**body(asked), **adapter}

    return with_adapter


MAKING = Route("/api/v3/{id}", _adapted(of("prompt")), RESULT)
CHANGING = Route("/api/v3/{id}", _adapted(of("image")), RESULT, kinds=PICTURES)

PROVIDER = Provider(
    "wavespeed",
    "https://api.wavespeed.ai",
    {
        "text-to-image": MAKING,
        "text-to-video": MAKING,
        "image-to-image": CHANGING,
        "image-to-video": CHANGING,
    },
)
