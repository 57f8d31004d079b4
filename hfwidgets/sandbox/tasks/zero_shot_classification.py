"""Zero-shot classification: texts and labels in, the labels' scores out."""

from __future__ import annotations

import time
from typing import Any

from aiohttp import web

from hfwidgets.sandbox.inference import Call
from hfwidgets.sandbox.refusals import refuse
from hfwidgets.sandbox.replies import compute_headers, reply_json
from hfwidgets.sandbox.tasks import Handler
from hfwidgets.sandbox.tasks.payload import (
    BOOLEAN,
    TEXT,
    Rule,
    bad_field,
    read_parameters,
    read_text_payload,
    read_texts,
)

_MOST_LABELS = 200
_RULES = {
    "candidate_labels": Rule(
        lambda value: (
            isinstance(value, str)
            or (isinstance(value, list) and all(isinstance(label, str) for label in value))
        ),
        "a list of labels is expected, or labels with commas between them",
    ),
    "multi_label": BOOLEAN,
    "hypothesis_template": TEXT,
}
_TEMPLATE = "This text is about {}."


async def answer(call: Call) -> web.StreamResponse:
    """Answer a request; the router's dialect has a list of pairs, the classic one two lists."""
    started = time.perf_counter()
    inputs, given = read_text_payload(call.body)
    texts = read_texts(inputs)
    parameters = read_parameters(given, _RULES)
    labels = read_labels(parameters)
    template = read_template(parameters, labels)
    multi = parameters.get("multi_label", False)
    engine = await call.host.engine()
    answers: list[Any] = []
    for text in texts:
        pairs = await call.host.call(_classified, engine, text, labels, template, multi)
        if call.by_router:
            answers.append([{"label": label, "score": score} for label, score in pairs])
        else:
            names, scores = [label for label, _ in pairs], [score for _, score in pairs]
            answers.append({"sequence": text, "labels": names, "scores": scores})
    value = answers if isinstance(inputs, list) else answers[0]
    headers = compute_headers(started, sum(map(len, texts)), call.faults)
    return await reply_json(call.request, value, headers, call.faults, call.entry)


def read_labels(parameters: dict[str, Any]) -> list[str]:
    """Return the labels without blanks around them, each once.

    Raises:
        Refusal: 400: there are none, or too many.
    """
    if "candidate_labels" not in parameters:
        raise bad_field("parameters.candidate_labels", "field required")
    labels = parameters["candidate_labels"]
    parts = labels.split(",") if isinstance(labels, str) else labels
    labels = list(dict.fromkeys(label.strip() for label in parts if label.strip()))
    if not 1 <= len(labels) <= _MOST_LABELS:
        raise bad_field(
            "parameters.candidate_labels",
            f"from 1 to {_MOST_LABELS} labels are expected, not {len(labels)}",
        )
    return labels


def read_template(parameters: dict[str, Any], labels: list[str]) -> str:
    """Return the sentence that the labels are put into.

    Raises:
        Refusal: 400: a label cannot be put into it.
    """
    template = parameters.get("hypothesis_template", _TEMPLATE)
    try:
        fits = template.format(labels[0]) != template
    except (ValueError, LookupError, AttributeError):
        fits = False
    if not fits or len(template) > 1000:
        raise refuse(
            400,
            f'The provided hypothesis_template "{template[:200]}" was not able to be formatted '
            "with the target labels. Make sure the passed template includes formatting syntax such "
            "as {} where the label should go.",
        )
    return str(template)


def _classified(
    engine: Any, text: str, labels: list[str], template: str, multi_label: bool
) -> list[tuple[str, float]]:
    pairs: list[tuple[str, float]] = engine.classify(
        text, labels, template, multi_label=multi_label
    )
    return pairs


HANDLER = Handler(answer, body_limit=8 * 1024 * 1024)
