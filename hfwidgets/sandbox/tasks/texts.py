"""Text classification, question answering and sentence similarity: a few lines each."""

from __future__ import annotations

import math
from typing import Any

from hfwidgets.sandbox.inference import Call
from hfwidgets.sandbox.tasks.handling import Asked
from hfwidgets.sandbox.tasks.payload import (
    BOOLEAN,
    COUNT,
    INDEX,
    bad_field,
    check_known,
    read_fields,
    read_parameters,
    read_text,
    read_texts,
)

_QUESTION_RULES = {
    "align_to_words": BOOLEAN,
    "doc_stride": INDEX,
    "handle_impossible_answer": BOOLEAN,
    "max_answer_len": COUNT,
    "max_question_len": COUNT,
    "max_seq_len": COUNT,
    "top_k": COUNT,
}
_MOST_QUESTION = 2000
_MOST_CONTEXT = 100_000
_ANSWER_WORDS = 15


def classify(engine: Any, text: str, given: dict[str, Any]) -> object:
    """Return a text's labels with scores, best first."""
    scored = _scored(engine.classify(text), given.get("function_to_apply", "softmax"))
    most = given.get("top_k", getattr(engine, "most_labels", None))
    return [{"label": label, "score": score} for label, score in scored[:most]]


def _scored(pairs: list[tuple[str, float]], function: str) -> list[tuple[str, float]]:
    """Return what a function makes of the model's scores; those of softmax are its own."""
    if function == "softmax":
        return pairs
    logits = [(label, math.log(max(score, 1e-12))) for label, score in pairs]
    if function == "none":
        return logits
    return [(label, 1 / (1 + math.exp(-logit))) for label, logit in logits]


def read_question(call: Call) -> Asked[tuple[str, str]]:
    """Read a question and the text that answers it."""
    fields, given = read_fields(call.body, ("question", "context"))
    question = read_text(fields["question"], _MOST_QUESTION, "question")
    context = read_text(fields["context"], _MOST_CONTEXT, "context")
    parameters = read_parameters(given, _QUESTION_RULES)
    return Asked([(question, context)], parameters, len(question) + len(context))


def find_answers(engine: Any, asked: tuple[str, str], given: dict[str, Any]) -> object:
    """Return the best piece of the text, or a list of them when more are asked for."""
    found = engine.find(
        *asked,
        most_words=given.get("max_answer_len", _ANSWER_WORDS),
        impossible=given.get("handle_impossible_answer", False),
    )
    most = given.get("top_k", 1)
    answers = [
        {"score": one.score, "start": one.start, "end": one.end, "answer": one.answer}
        for one in found[:most]
    ]
    return answers if most > 1 else answers[0]


def read_sentences(call: Call) -> Asked[tuple[str, list[str]]]:
    """Read a sentence and those it is compared with."""
    fields, parameters = read_fields(call.body, ("source_sentence", "sentences"))
    check_known(parameters, ())
    source = read_text(fields["source_sentence"], where="inputs.source_sentence")
    if not isinstance(fields["sentences"], list):
        raise bad_field("inputs.sentences", "value is not a valid list", status=422)
    others = read_texts(fields["sentences"])
    return Asked([(source, others)], characters=len(source) + sum(map(len, others)))


def compare(engine: Any, asked: tuple[str, list[str]], given: dict[str, Any]) -> object:
    """Return a cosine for each sentence."""
    return engine.compare(*asked)
