"""Why a model cannot run: seven reasons, known by a server's words or the Hub's record."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

_PLAIN_ID = re.compile(r"[\w.-]+(/[\w.-]+)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Reason:
    """A reason, and the way out.

    Attributes:
        title: In a few words.
        cause: In a sentence.
        remedy: What a person can do.
        words: What servers say of it, in lower case.
    """

    title: str
    cause: str
    remedy: str
    words: tuple[str, ...]


REASONS = {
    "gated": Reason(
        "Access must be asked for",
        "The authors of this model grant access to it one by one.",
        "Ask for access on the model's page, then set your token in HF_TOKEN.",
        ("gated", "restricted", "must be authenticated", "awaiting a review"),
    ),
    "custom_code": Reason(
        "It needs code of its own",
        "The model brings Python code that the service does not run.",
        "Run it on a machine of yours, or take another model of the task.",
        ("custom code", "trust_remote_code", "remote code"),
    ),
    "too_big": Reason(
        "It is too big for the service",
        "The model is larger than what the service loads on demand.",
        "Take a smaller model, or deploy this one on an endpoint of your own.",
        ("too big", "too large", "toobig", "automatically loaded"),
    ),
    "opt_out": Reason(
        "Its authors turned inference off",
        "The model's card says that no service should run it.",
        "Run it on a machine of yours, or take another model of the task.",
        ("turned off", "disabled", "opted out", "opt-out", "opt out"),
    ),
    "no_library": Reason(
        "Its library is not known",
        "Nothing tells which library loads the model.",
        "Name the library on the model's card (library_name), or take another model.",
        ("library",),
    ),
    "no_task": Reason(
        "Its task is not served",
        "The model names no task, or one that the service does not run with its library.",
        "Take a model of a task that the service lists.",
        ("pipeline type", "pipeline_tag", "task"),
    ),
    "error": Reason(
        "It did not start",
        "The service tried to load the model, and failed.",
        "Try again later, or take another model; its page may tell more.",
        (),
    ),
}


# Not why it cannot run, but why nothing is known of it.
UNTOLD = {
    "missing": Reason(
        "This server does not have it",
        "The server that was asked does not know the model.",
        "Refresh the list; or ask another endpoint.",
        (),
    ),
    "no_access": Reason(
        "The server tells nothing of it",
        "The model is private, or the token may not see it.",
        "Set a valid token in HF_TOKEN, or ask for access on the model's page.",
        (),
    ),
}


def card_of(kind: str, model: str, said: str | None = None) -> dict[str, Any] | None:
    """Return the card of a reason as the page shows it, or None for a reason there is not.

    Args:
        kind: Key in `REASONS` or `UNTOLD`.
        model: Model id.
        said: The server's own words, which tell more than the usual cause.
    """
    reason = REASONS.get(kind) or UNTOLD.get(kind)
    if reason is None:
        return None
    card: dict[str, Any] = {
        "title": reason.title,
        "cause": said or reason.cause,
        "remedy": reason.remedy,
    }
    if _PLAIN_ID.fullmatch(model) and not model.startswith("sandbox/"):
        card["link"] = {"text": "The model's page", "href": f"https://huggingface.co/{model}"}
    return card


def reason_in(said: str) -> str:
    """Return the key of the reason that a server's words tell of."""
    lower = said.lower()
    for key, reason in REASONS.items():
        if any(word in lower for word in reason.words):
            return key
    return "error"


def reason_of_record(record: dict[str, Any]) -> str | None:
    """Return the key of the reason that the Hub's record of a model tells of, if any."""
    tags = record.get("tags")
    card = record.get("cardData")
    found = {
        "opt_out": record.get("disabled") is True
        or (isinstance(card, dict) and card.get("inference") is False),
        "custom_code": isinstance(tags, list) and "custom_code" in tags,
        "no_library": not record.get("library_name"),
        "no_task": not record.get("pipeline_tag"),
        "gated": record.get("gated") not in (None, False),
    }
    return next((key for key, applies in found.items() if applies), None)
