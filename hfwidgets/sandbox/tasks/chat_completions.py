"""Chat completions in OpenAI's format: the answer whole or as a stream of chunks."""

from __future__ import annotations

import json
import time
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from hfwidgets.sandbox.engines.chat import prompt_of
from hfwidgets.sandbox.engines.generation import Alternative, Written
from hfwidgets.sandbox.faults import STREAM_ERRORS
from hfwidgets.sandbox.inference import Call
from hfwidgets.sandbox.refusals import Refusal, encode
from hfwidgets.sandbox.replies import compute_headers, reply_json
from hfwidgets.sandbox.tasks.chat_request import ChatRequest, read_chat, wrong
from hfwidgets.sandbox.tasks.generation_request import GenerateRequest, Parameters
from hfwidgets.sandbox.tasks.generation_stream import Ending, EventStream, stream_error
from hfwidgets.sandbox.tasks.text_generation import Writing, only_written

_REASONS = {"length": "length"}
# What SmolLM2's authors advise; likelier words only, and no loops.
_TEMPERATURE = 0.2
_REPETITION_PENALTY = 1.1


async def answer(call: Call) -> web.StreamResponse:
    """Answer a chat completion request."""
    started = time.perf_counter()
    by_openai = call.request.path.startswith("/v1/")
    request = read_chat(call.body, by_openai=by_openai)
    engine = await call.host.engine() if call.model.engine else None
    prompt = prompt_of(engine, request.messages, continues=request.continues)
    if not prompt:
        raise wrong("`messages`: the last content is empty", "messages", by_openai=by_openai)
    try:
        writing = await Writing.prepare(call, generation(prompt, request, engine))
    except Refusal as refusal:
        if not by_openai or refusal.status != 422:
            raise
        problem = json.loads(refusal.body)["error"]
        raise wrong(problem, by_openai=True) from None
    named = Names(request.model or call.name)
    if request.stream and not call.faults.plain:
        stream = ChatStream(call, request, named, len(writing.plan.tokens))
        headers = {"x-compute-type": "cpu", "X-Accel-Buffering": "no"}
        return await stream.run(only_written(writing.steps()), headers)
    return await _answer_whole(call, request, writing, named, started)


def generation(prompt: str, request: ChatRequest, engine: Any) -> GenerateRequest:
    """Return the generation request that writes the assistant's answer."""
    temperature = _TEMPERATURE if request.temperature is None else request.temperature
    room = getattr(engine, "max_total_tokens", 2**31) - len(engine.encode(prompt)) if engine else 0
    limit = min(request.max_tokens, room) if room > 0 else request.max_tokens
    parameters = Parameters(
        temperature=temperature or None,
        do_sample=temperature > 0,
        top_p=request.top_p if temperature > 0 else None,
        repetition_penalty=_REPETITION_PENALTY,
        frequency_penalty=request.frequency_penalty,
        max_new_tokens=limit,
        stop=request.stop,
        seed=request.seed,
        top_n_tokens=request.top_logprobs or None,
    )
    return GenerateRequest(prompt, parameters, request.stream)


@dataclass(frozen=True, slots=True)
class Names:
    """What is the same in all parts of an answer."""

    model: str
    id: str = field(default_factory=lambda: f"chatcmpl-{uuid.uuid4().hex}")
    created: int = field(default_factory=lambda: int(time.time()))

    def completion(self, kind: str, choices: list[Any], **more: object) -> dict[str, object]:
        """Return an answer or a part of it."""
        return {
            "id": self.id,
            "object": kind,
            "created": self.created,
            "model": self.model,
            "system_fingerprint": "hfwidgets-sandbox",
            "choices": choices,
            **more,
        }


class Shown:
    """Text on its way out: what could begin a stop sequence waits; the sequence never comes."""

    def __init__(self, stop: Sequence[str]) -> None:
        self._stop = [one for one in stop if one]
        self._kept = ""

    def add(self, text: str, *, last: bool) -> str:
        """Add a piece of text and return what may be shown now."""
        self._kept += text
        ends = [at for one in self._stop if (at := self._kept.find(one)) >= 0]
        if ends:
            shown, self._kept = self._kept[: min(ends)], ""
            return shown
        waits = 0 if last else max((self._begun(one) for one in self._stop), default=0)
        cut = len(self._kept) - waits
        shown, self._kept = self._kept[:cut], self._kept[cut:]
        return shown

    def _begun(self, stop: str) -> int:
        """Return how many characters at the end could be the beginning of a stop sequence."""
        sizes = range(min(len(stop) - 1, len(self._kept)), 0, -1)
        return next((size for size in sizes if self._kept.endswith(stop[:size])), 0)


async def _answer_whole(
    call: Call, request: ChatRequest, writing: Writing, named: Names, started: float
) -> web.StreamResponse:
    if call.faults.error is not None:
        status, message = STREAM_ERRORS[call.faults.error]
        raise Refusal(status, encode(stream_error(message, call.faults)))
    choices: list[dict[str, object]] = []
    count = 0
    for index in range(request.n):
        text = await writing.whole()
        count += len(text.written)
        content = Shown(request.stop).add(text.text, last=True)
        ended = text.written[-1].ended
        choices.append(
            {
                "index": index,
                "message": {"role": "assistant", "content": content},
                "logprobs": _logprobs(text.written, request),
                "finish_reason": reason(ended.finish_reason if ended else "length"),
            }
        )
    value = named.completion("chat.completion", choices, usage=_usage(writing, count))
    call.entry.tokens_written = count
    characters = sum(len(message.content) for message in request.messages)
    headers = compute_headers(started, characters, call.faults)
    return await reply_json(call.request, value, headers, call.faults, call.entry)


def _usage(writing: Writing, written: int) -> dict[str, int]:
    return totals(len(writing.plan.tokens), written)


def totals(prompt: int, written: int) -> dict[str, int]:
    """Return the usage, in tokens of the model's own."""
    return {
        "prompt_tokens": prompt,
        "completion_tokens": written,
        "total_tokens": prompt + written,
    }


def reason(ended: str) -> str:
    """Return why a text ended, in OpenAI's words."""
    return _REASONS.get(ended, "stop")


def _logprobs(steps: Sequence[Written], request: ChatRequest) -> dict[str, object] | None:
    if not request.logprobs:
        return None
    return {
        "content": [
            {**_logprob(step), "top_logprobs": [_logprob(one) for one in step.top]}
            for step in steps
            if not step.special
        ]
    }


def _logprob(step: Written | Alternative) -> dict[str, object]:
    return {"token": step.text, "logprob": step.logprob}


class ChatStream(EventStream):
    """Writes tokens as chunks, then the usage if it is wanted, then `[DONE]`.

    Args:
        call: The call that is answered.
        request: What was asked for.
        named: What is the same in all chunks.
        prompt: How many tokens the prompt has.
    """

    kind = "chat.completion.chunk"

    def __init__(self, call: Call, request: ChatRequest, named: Names, prompt: int) -> None:
        super().__init__(call.request, call.entry, call.faults, Ending("", False, prompt))
        self._asked = request
        self._named = named
        self._shown = Shown(request.stop)

    def _bodies(self, step: Written) -> list[str]:
        ended = step.ended.finish_reason if step.ended else None
        finish = reason(ended) if ended else None
        return [self._chunk([{**self._choice(step, ended), "finish_reason": finish}])]

    def _choice(self, step: Written, ended: str | None) -> dict[str, object]:
        """Return what a chunk says of a token, without the reason of the end."""
        text = "" if step.special else step.text
        delta: dict[str, str] = {"role": "assistant"} if self._count == 1 else {}
        delta["content"] = self._shown.add(text, last=ended == "length" or ended == "eos_token")
        return {"index": 0, "delta": delta, "logprobs": _logprobs([step], self._asked)}

    def _closing(self) -> list[str]:
        usage = totals(self._ending.input_length, self._count)
        events = [self._chunk([], usage)] if self._asked.include_usage else []
        return [*events, "[DONE]"]

    def _chunk(self, choices: list[Any], usage: dict[str, int] | None = None) -> str:
        more = {"usage": usage} if self._asked.include_usage else {}
        return encode(self._named.completion(self.kind, choices, **more)).decode()
