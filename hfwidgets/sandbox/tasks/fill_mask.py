"""Fill-mask: a text with a mask in, words for it out; a list of lists for several masks."""

from __future__ import annotations

import time
from typing import Any

from aiohttp import web

from hfwidgets.sandbox.engines.fill_mask import MASK, masks
from hfwidgets.sandbox.inference import Call
from hfwidgets.sandbox.refusals import refuse
from hfwidgets.sandbox.replies import compute_headers, reply_json
from hfwidgets.sandbox.tasks import Handler
from hfwidgets.sandbox.tasks.payload import (
    COUNT,
    TEXTS,
    bad_field,
    read_parameters,
    read_text_payload,
    read_texts,
)

_RULES = {"targets": TEXTS, "top_k": COUNT}
_TOP_K = 5
_MOST_CHARACTERS = 4000
_MOST_MASKS = 8
_MOST_TARGETS = 40


async def answer(call: Call) -> web.StreamResponse:
    """Answer with the best words of each mask."""
    started = time.perf_counter()
    inputs, given = read_text_payload(call.body)
    texts = read_texts(inputs, _MOST_CHARACTERS)
    parameters = read_parameters(given, _RULES)
    targets = [target for target in parameters.get("targets", []) if target.strip()]
    if len(targets) > _MOST_TARGETS or ("targets" in parameters and not targets):
        raise bad_field("parameters.targets", f"from 1 to {_MOST_TARGETS} words are expected")
    for text in texts:
        _check_masks(text)
    engine = await call.host.engine()
    top_k = parameters.get("top_k", _TOP_K)
    answers = [_written(await call.host.call(engine.fill, text, targets), top_k) for text in texts]
    value = answers if isinstance(inputs, list) else answers[0]
    headers = compute_headers(started, sum(map(len, texts)), call.faults)
    return await reply_json(call.request, value, headers, call.faults, call.entry)


def _check_masks(text: str) -> None:
    count = masks(text)
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


HANDLER = Handler(answer, body_limit=2 * 1024 * 1024)
