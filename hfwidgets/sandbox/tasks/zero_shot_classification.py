"""Zero-shot classification: texts and labels in, the labels' scores out."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hfwidgets.sandbox.inference import Call
from hfwidgets.sandbox.refusals import refuse
from hfwidgets.sandbox.tasks.handling import Asked, texts
from hfwidgets.sandbox.tasks.payload import BOOLEAN, TEXT, TEXTS, Rule, bad_field

_MOST_LABELS = 200
LABELS = Rule(
    lambda value: isinstance(value, str) or TEXTS.takes(value),
    "a list of labels is expected, or labels with commas between them",
)
_TEMPLATE = "This text is about {}."
_read = texts({"candidate_labels": LABELS, "multi_label": BOOLEAN, "hypothesis_template": TEXT})


def read_labelled(call: Call) -> Asked[str]:
    """Read texts, labels and the sentence for them."""
    asked = _read(call)
    labels = read_labels(asked.given)
    settled = {
        "labels": labels,
        "template": read_template(asked.given, labels),
        "multi_label": asked.given.get("multi_label", False),
        "by_router": call.by_router,
    }
    return replace(asked, given=settled)


def score_labels(engine: Any, text: str, given: dict[str, Any]) -> object:
    """Return a list of pairs in the router's dialect, two lists in the classic one."""
    pairs = engine.classify(
        text, given["labels"], given["template"], multi_label=given["multi_label"]
    )
    if given["by_router"]:
        return [{"label": label, "score": score} for label, score in pairs]
    labels, scores = [label for label, _ in pairs], [score for _, score in pairs]
    return {"sequence": text, "labels": labels, "scores": scores}


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
