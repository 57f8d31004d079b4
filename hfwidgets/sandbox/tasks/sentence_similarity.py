"""Sentence similarity: how near each of some sentences is to one in meaning."""

from __future__ import annotations

import time

from aiohttp import web

from hfwidgets.sandbox.inference import Call
from hfwidgets.sandbox.replies import compute_headers, reply_json
from hfwidgets.sandbox.tasks import Handler
from hfwidgets.sandbox.tasks.payload import (
    bad_field,
    check_known,
    read_fields,
    read_text,
    read_texts,
)


async def answer(call: Call) -> web.StreamResponse:
    """Answer with a cosine for each sentence."""
    started = time.perf_counter()
    fields, parameters = read_fields(call.body, ("source_sentence", "sentences"))
    check_known(parameters, ())
    source = read_text(fields["source_sentence"], where="inputs.source_sentence")
    if not isinstance(fields["sentences"], list):
        raise bad_field("inputs.sentences", "value is not a valid list", status=422)
    others = read_texts(fields["sentences"])
    engine = await call.host.engine()
    scores = await call.host.call(engine.compare, source, others)
    headers = compute_headers(started, len(source) + sum(map(len, others)), call.faults)
    return await reply_json(call.request, scores, headers, call.faults, call.entry)


HANDLER = Handler(answer, body_limit=8 * 1024 * 1024)
