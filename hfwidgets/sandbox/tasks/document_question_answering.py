"""Document question answering: a page and a question in, words of the page with scores out."""

from __future__ import annotations

import time
from typing import Any

from aiohttp import web

from hfwidgets.sandbox.engines.glyphs import Reader
from hfwidgets.sandbox.engines.page import PageWord
from hfwidgets.sandbox.engines.page import answer as find_answers
from hfwidgets.sandbox.inference import Call
from hfwidgets.sandbox.replies import compute_headers, reply_json
from hfwidgets.sandbox.tasks import Handler
from hfwidgets.sandbox.tasks.images import open_image
from hfwidgets.sandbox.tasks.media import BODY_LIMIT, read_media_payload
from hfwidgets.sandbox.tasks.payload import (
    BOOLEAN,
    COUNT,
    INDEX,
    TEXT,
    Rule,
    bad_field,
    read_parameters,
    read_text,
)

_MOST_CHARACTERS = 1000


def _is_word_box(value: Any) -> bool:
    if not isinstance(value, list) or len(value) != 2 or not isinstance(value[0], str):
        return False
    box = value[1]
    return isinstance(box, list) and len(box) == 4 and all(map(_is_number, box))


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e6


_RULES = {
    # Of models that read a long page in pieces; accepted, and without effect here.
    "doc_stride": INDEX,
    "max_question_len": COUNT,
    "max_seq_len": COUNT,
    "lang": TEXT,
    "handle_impossible_answer": BOOLEAN,
    "max_answer_len": COUNT,
    "top_k": COUNT,
    "word_boxes": Rule(
        lambda value: isinstance(value, list) and all(map(_is_word_box, value)),
        "a list of [word, [left, top, right, bottom]] is expected, in thousandths of the page",
    ),
}


async def answer(call: Call) -> web.StreamResponse:
    """Answer a question about a page."""
    started = time.perf_counter()
    payload = read_media_payload(call.body, "image")
    if "question" not in payload.fields:
        raise bad_field("question", "field required")
    question = read_text(payload.fields["question"], _MOST_CHARACTERS, "question")
    parameters = read_parameters(payload.parameters, _RULES)
    engine = await call.host.engine()
    value = await call.host.call(_answered, engine, payload.raw, question, parameters)
    headers = compute_headers(started, len(question), call.faults)
    return await reply_json(call.request, value, headers, call.faults, call.entry)


def _answered(engine: Reader, raw: bytes, question: str, given: dict[str, Any]) -> object:
    image = open_image(raw)
    if "word_boxes" in given:
        words = [
            PageWord(text, (float(left), float(top), float(right), float(bottom)))
            for text, (left, top, right, bottom) in given["word_boxes"]
        ]
    else:
        words = engine.read(image)
    found = find_answers(words, question, given.get("max_answer_len", 15))
    answers: list[dict[str, object]] = [
        {"score": one.score, "answer": one.answer, "start": one.start, "end": one.end}
        for one in found
    ]
    if given.get("handle_impossible_answer"):
        sure = found[0].score if found else 0.0
        answers.append({"score": 1 - sure, "answer": "", "start": 0, "end": 0})
        answers.sort(key=lambda one: -float(str(one["score"])))
    return answers[: given.get("top_k", 1)]


HANDLER = Handler(answer, BODY_LIMIT)
