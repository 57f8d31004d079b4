"""Fill-mask: a text with a mask in, words for it out; a list of lists for several masks."""

from __future__ import annotations

from typing import Any

from hfwidgets.sandbox.engines.prose import MASK, at_masks
from hfwidgets.sandbox.inference import Call
from hfwidgets.sandbox.refusals import refuse
from hfwidgets.sandbox.tasks.handling import Asked, texts
from hfwidgets.sandbox.tasks.payload import COUNT, TEXTS, bad_field

_TOP_K = 5
_MOST_MASKS = 8
_MOST_TARGETS = 40
_read = texts({"targets": TEXTS, "top_k": COUNT}, most=4000)


def read_masked(call: Call) -> Asked[str]:
    """Read texts with masks, and the words to choose from."""
    asked = _read(call)
    given = asked.given
    if "targets" in given:
        given["targets"] = [target for target in given["targets"] if target.strip()]
        if not 1 <= len(given["targets"]) <= _MOST_TARGETS:
            raise bad_field("parameters.targets", f"from 1 to {_MOST_TARGETS} words are expected")
    for text in asked.items:
        _check_masks(text)
    return asked


def fill_masks(engine: Any, text: str, given: dict[str, Any]) -> list[Any]:
    """Return the best words of each mask."""
    guesses = engine.fill(text, given.get("targets", []))
    return _written(guesses, given.get("top_k", _TOP_K))


def _check_masks(text: str) -> None:
    count = len(at_masks(text)) - 1
    if count == 0:
        message = f"No mask_token ({MASK}) found on the input"
        raise refuse(400, message, warnings=[f"There was an inference error: {message}"])
    if count > _MOST_MASKS:
        raise bad_field("inputs", f"a text may have at most {_MOST_MASKS} masks, not {count}")


def _written(found: list[list[Any]], top_k: int) -> list[Any]:
    lists = [
        [
            {
                "score": guess.score,
                "token": guess.token,
                "token_str": guess.token_str,
                "sequence": guess.sequence,
            }
            for guess in guesses[:top_k]
        ]
        for guesses in found
    ]
    return lists[0] if len(lists) == 1 else lists
