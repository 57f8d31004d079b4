"""Question answering: a question and a text in, the place of the answer in the text out."""

from __future__ import annotations

import time
from typing import Any

from aiohttp import web

from hfwidgets.sandbox.inference import Call
from hfwidgets.sandbox.replies import compute_headers, reply_json
from hfwidgets.sandbox.tasks import Handler
from hfwidgets.sandbox.tasks.payload import (
    BOOLEAN,
    COUNT,
    read_fields,
    read_parameters,
    read_text,
)

_RULES = {
    "align_to_words": BOOLEAN,
    "doc_stride": COUNT,
    "handle_impossible_answer": BOOLEAN,
    "max_answer_len": COUNT,
    "max_question_len": COUNT,
    "max_seq_len": COUNT,
    "top_k": COUNT,
}
_MOST_QUESTION = 2000
_MOST_CONTEXT = 100_000
_ANSWER_WORDS = 15


async def answer(call: Call) -> web.StreamResponse:
    """Answer with the best piece, or with a list of them when more are asked for."""
    started = time.perf_counter()
    fields, given = read_fields(call.body, ("question", "context"))
    question = read_text(fields["question"], _MOST_QUESTION, "question")
    context = read_text(fields["context"], _MOST_CONTEXT, "context")
    parameters = read_parameters(given, _RULES)
    engine = await call.host.engine()
    found = await call.host.call(_found, engine, question, context, parameters)
    answers = [
        {"score": one.score, "start": one.start, "end": one.end, "answer": one.answer}
        for one in found[: parameters.get("top_k", 1)]
    ]
    value = answers if parameters.get("top_k", 1) > 1 else answers[0]
    headers = compute_headers(started, len(question) + len(context), call.faults)
    return await reply_json(call.request, value, headers, call.faults, call.entry)


def _found(engine: Any, question: str, context: str, parameters: dict[str, Any]) -> list[Any]:
    answers: list[Any] = engine.find(
        question,
        context,
        most_words=parameters.get("max_answer_len", _ANSWER_WORDS),
        impossible=parameters.get("handle_impossible_answer", False),
    )
    return answers


HANDLER = Handler(answer, body_limit=2 * 1024 * 1024)
