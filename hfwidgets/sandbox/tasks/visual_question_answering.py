"""Visual question answering: a photo and a question in, answers with scores out."""

from __future__ import annotations

import time
from typing import Any

from aiohttp import web

from hfwidgets.sandbox.engines.image_names import ImageNames
from hfwidgets.sandbox.engines.photo_notes import reply, take_notes
from hfwidgets.sandbox.inference import Call
from hfwidgets.sandbox.replies import compute_headers, reply_json
from hfwidgets.sandbox.tasks import Handler
from hfwidgets.sandbox.tasks.images import open_image
from hfwidgets.sandbox.tasks.media import BODY_LIMIT, read_media_payload
from hfwidgets.sandbox.tasks.payload import COUNT, bad_field, read_parameters, read_text

_RULES = {"top_k": COUNT}
_MOST_CHARACTERS = 1000


async def answer(call: Call) -> web.StreamResponse:
    """Answer a question about a photo."""
    started = time.perf_counter()
    payload = read_media_payload(call.body, "image")
    if "question" not in payload.fields:
        raise bad_field("question", "field required")
    question = read_text(payload.fields["question"], _MOST_CHARACTERS, "question")
    parameters = read_parameters(payload.parameters, _RULES)
    engine = await call.host.engine()
    found = await call.host.call(_answered, engine, payload.raw, question)
    value = [
        {"score": score, "answer": text} for text, score in found[: parameters.get("top_k", 5)]
    ]
    headers = compute_headers(started, len(question), call.faults)
    return await reply_json(call.request, value, headers, call.faults, call.entry)


def _answered(names: ImageNames, raw: bytes, question: str) -> list[tuple[str, Any]]:
    return reply(names, take_notes(names.network, open_image(raw)), question)


HANDLER = Handler(answer, BODY_LIMIT)
