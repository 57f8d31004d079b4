"""Texts in OpenAI's format, whole and in pieces, in the form that generation servers answer in."""

from __future__ import annotations

from itertools import zip_longest
from typing import Any


def as_generated(payload: Any) -> Any:
    """Return a whole answer in the form of generation servers; one of another form as it is."""
    choice = _choice(payload)
    text = None if choice is None else _text(choice)
    if choice is None or text is None:
        return payload
    return {"generated_text": text, "details": _details(payload, choice)}


def as_token(value: dict[str, Any], before: str) -> dict[str, Any] | None:
    """Return a piece of an answer as the event of a token; None where it is of another form.

    Args:
        value: What an event holds.
        before: The text of the pieces before it: the last event has all of it.
    """
    choice = _choice(value)
    if choice is None:  # without choices it tells what was used
        return {"token": {"id": -1, "text": ""}} if value.get("choices") == [] else None
    text = _text(choice) or ""
    event: dict[str, Any] = {"token": {"id": -1, "text": text}, **_one_token(choice, text)}
    if choice.get("finish_reason"):
        event |= {"generated_text": before + text, "details": _details(value, choice)}
    return event


def _choice(value: Any) -> dict[str, Any] | None:
    choices = value.get("choices") if isinstance(value, dict) else None
    first = choices[0] if isinstance(choices, list) and choices else None
    return first if isinstance(first, dict) else None


def _text(choice: dict[str, Any]) -> str | None:
    """Return the text of a completion, or of a chat."""
    inside = (choice.get(name) for name in ("message", "delta"))
    found = [choice.get("text"), *(one.get("content") for one in inside if isinstance(one, dict))]
    return next((one for one in found if isinstance(one, str)), None)


def _details(value: dict[str, Any], choice: dict[str, Any]) -> dict[str, Any]:
    usage = value.get("usage")
    count = usage.get("completion_tokens") if isinstance(usage, dict) else None
    counted = {"generated_tokens": count} if isinstance(count, int) else {}
    details = {"finish_reason": choice.get("finish_reason"), "seed": choice.get("seed")}
    tokens = _tokens(choice)
    tops = [one.pop("top_tokens") for one in tokens]
    return {**details, **counted, **({"tokens": tokens, "top_tokens": tops} if tokens else {})}


def _tokens(choice: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the tokens of a completion, whose format has a list for each thing that is told."""
    told = choice.get("logprobs")
    names = ("tokens", "token_logprobs", "token_ids", "top_logprobs")
    columns = [told.get(name) if isinstance(told, dict) else None for name in names]
    texts, logprobs, ids, tops = (one if isinstance(one, list) else [] for one in columns)
    rows = zip_longest(texts, logprobs[: len(texts)], ids[: len(texts)], tops[: len(texts)])
    return [
        {
            "id": number if isinstance(number, int) else -1,
            "text": text if isinstance(text, str) else "",
            "logprob": logprob,
            "special": False,
            "top_tokens": [
                {"id": -1, "text": other, "logprob": one, "special": False}
                for other, one in _best_first(top)
            ],
        }
        for text, logprob, number, top in rows
    ]


def _best_first(top: Any) -> list[tuple[str, Any]]:
    """Return the likeliest texts at a place with their log-probabilities."""
    pairs = top.items() if isinstance(top, dict) else ()
    known = [one for one in pairs if isinstance(one[1], (int, float))]
    return sorted(known, key=lambda one: -one[1])


def _one_token(choice: dict[str, Any], text: str) -> dict[str, Any]:
    """Return what a piece tells of its token, where it is one."""
    tokens = _tokens(choice)
    if len(tokens) != 1:
        return {}
    top = tokens[0].pop("top_tokens")
    # What could begin a stop sequence waits for the next piece: the text is the piece's.
    return {"token": {**tokens[0], "text": text}, "top_tokens": top}
