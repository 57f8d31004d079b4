"""Completions in OpenAI's old format: a prompt goes on, whole or as a stream of chunks."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from itertools import accumulate
from typing import Any

from aiohttp import web

from hfwidgets.sandbox.engines.generation import Written
from hfwidgets.sandbox.inference import Call
from hfwidgets.sandbox.replies import reply_json
from hfwidgets.sandbox.tasks.chat_completions import ChatStream, Names, Shown, reason, totals
from hfwidgets.sandbox.tasks.chat_request import RULES, request_of, wrong
from hfwidgets.sandbox.tasks.generation_request import GenerateRequest, Parameters, parse_json
from hfwidgets.sandbox.tasks.payload import COUNT, INDEX, TEXT, between
from hfwidgets.sandbox.tasks.text_generation import Writing, only_written

_SHARED = ("model", "frequency_penalty", "max_tokens", "seed", "stop", "stream", "stream_options")
_RULES = {
    **{name: RULES[name] for name in (*_SHARED, "temperature", "top_p")},
    "prompt": TEXT,
    "top_k": INDEX,
    "repetition_penalty": between(0.01, 10),
    "best_of": COUNT,
    "logprobs": between(0, 5),
}
_KIND = "text_completion"
_DEFAULT_TOKENS = 16


async def answer(call: Call) -> web.StreamResponse:
    """Answer a completion request."""
    value = parse_json(call.body)
    if not isinstance(value, dict):
        raise wrong("the body must be an object", by_openai=False)
    given = {name: value[name] for name in _RULES if value.get(name) is not None}
    for name, field in given.items():
        if not _RULES[name].takes(field):
            raise wrong(f"`{name}`: {_RULES[name].says}", name, by_openai=False)
    if not given.get("prompt"):
        raise wrong("`prompt` is missing or empty", "prompt", by_openai=False)
    request = request_of({"max_tokens": _DEFAULT_TOKENS, **given}, ())
    writing = await Writing.prepare(call, _generation(given, request.stream))
    named = Names(request.model or call.name, f"cmpl-{uuid.uuid4().hex}")
    if request.stream and not call.faults.plain:
        stream = CompletionStream(call, request, named, len(writing.plan.tokens))
        stream.tells = "logprobs" in given
        return await stream.run(only_written(writing.steps()), {"X-Accel-Buffering": "no"})
    text = await writing.whole()
    ended = text.written[-1].ended
    choice: dict[str, object] = {
        "index": 0,
        "text": Shown(request.stop).add(text.text, last=True),
        "logprobs": _columns(text.written) if "logprobs" in given else None,
        "finish_reason": reason(ended.finish_reason if ended else "length"),
        "seed": ended.seed if ended else None,
    }
    usage = totals(len(writing.plan.tokens), len(text.written))
    call.entry.tokens_written = len(text.written)
    body = named.completion(_KIND, [choice], usage=usage)
    return await reply_json(call.request, body, {}, call.faults, call.entry)


def _generation(given: dict[str, Any], stream: bool) -> GenerateRequest:
    temperature = given.get("temperature", 1.0)
    stop = given.get("stop", ())
    top_p = given.get("top_p", 1.0)
    parameters = Parameters(
        temperature=temperature or None,
        do_sample=temperature > 0,
        top_p=top_p if 0 < top_p < 1 and temperature > 0 else None,
        top_k=(given.get("top_k") or None) if temperature > 0 else None,
        repetition_penalty=given.get("repetition_penalty"),
        frequency_penalty=given.get("frequency_penalty"),
        max_new_tokens=given.get("max_tokens", _DEFAULT_TOKENS),
        stop=(stop,) if isinstance(stop, str) else tuple(stop),
        seed=given.get("seed"),
        top_n_tokens=int(given.get("logprobs", 0)) or None,
    )
    return GenerateRequest(given["prompt"], parameters, stream)


def _columns(steps: Sequence[Written], offset: int = 0) -> dict[str, object]:
    """Return log-probabilities as the old format has them: a list for each thing that is told."""
    told = [step for step in steps if not step.special]
    starts = accumulate((len(step.text) for step in told), initial=offset)
    return {
        "tokens": [step.text for step in told],
        "token_ids": [step.token for step in told],
        "token_logprobs": [step.logprob for step in told],
        "top_logprobs": [{one.text: one.logprob for one in step.top} or None for step in told],
        "text_offset": list(starts)[: len(told)],
    }


class CompletionStream(ChatStream):
    """Writes tokens as chunks of a completion.

    Attributes:
        tells: Whether log-probabilities are wanted.
    """

    kind = _KIND
    tells = False
    _offset = 0

    def _choice(self, step: Written, ended: str | None) -> dict[str, object]:
        text = "" if step.special else step.text
        last = ended in ("length", "eos_token")
        told = _columns([step], self._offset) if self.tells else None
        self._offset += len(text)
        return {"index": 0, "text": self._shown.add(text, last=last), "logprobs": told}
