"""Text generation as text-generation-inference does it: the checks, the answer, the stream."""

from __future__ import annotations

import asyncio
import json
import time
from array import array
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from typing import Any

from aiohttp import web

from hfwidgets.sandbox.engines.generation import (
    Plan,
    PromptToken,
    Step,
    Work,
    Written,
    generate,
)
from hfwidgets.sandbox.engines.sampling import Sampling
from hfwidgets.sandbox.faults import STREAM_ERRORS
from hfwidgets.sandbox.inference import Call
from hfwidgets.sandbox.refusals import Refusal, encode, refuse, refuse_text
from hfwidgets.sandbox.replies import compute_headers, reply_json
from hfwidgets.sandbox.tasks.generation_request import GenerateRequest, Parameters, read_request
from hfwidgets.sandbox.tasks.generation_rules import check_request, fit_tokens, invalid
from hfwidgets.sandbox.tasks.generation_stream import (
    Ending,
    EventStream,
    stream_error,
    token_json,
    top_tokens_json,
)

# How long a model may write before another text has its turn, and the loop is told what came.
_TURN = 0.004
_TGI_ONLY = ("watermark", "stop", "details", "decoder_input_details")
_NO_LIMIT = 2**31


async def answer(call: Call) -> web.StreamResponse:
    """Answer a generation request."""
    started = time.perf_counter()
    if call.strict and call.request.content_type != "application/json":
        raise refuse_text(415, "Expected request with `Content-Type: application/json`")
    request = read_request(call.body, stream_allowed=call.route == "run")
    if call.route == "generate_stream":
        request = replace(request, stream=True)
    if call.faults.plain:
        return await _answer_plainly(call, started)
    writing = await Writing.prepare(call, request)
    if request.stream:
        return await _answer_stream(call, request, writing)
    return await _answer_whole(call, request, writing, started)


class Writing:
    """A checked request on its way to be written: the model, the prompt's tokens, the plan."""

    def __init__(self, call: Call, request: GenerateRequest, model: Any, plan: Plan) -> None:
        self._call = call
        self._request = request
        self._model = model
        self.plan = plan

    @classmethod
    async def prepare(cls, call: Call, request: GenerateRequest) -> Writing:
        """Check a request's values and turn its prompt into tokens."""
        parameters = request.parameters
        if not call.model.engine:
            check_request(request, _NO_LIMIT)
            count = call.faults.tokens or parameters.max_new_tokens or 100
            return cls(call, request, None, Plan([], count))
        model = await call.host.engine()
        check_request(request, model.max_input_tokens)
        tokens = await call.host.call(model.encode, request.inputs)
        tokens, count = fit_tokens(
            tokens, parameters, model.max_input_tokens, model.max_total_tokens
        )
        if not tokens:
            raise invalid("`inputs` cannot be empty")
        plan = Plan(
            tokens,
            count,
            _sampling(parameters),
            parameters.stop,
            parameters.top_n_tokens or 0,
            parameters.decoder_input_details,
        )
        return cls(call, request, model, plan)

    def _begin(self) -> Work:
        if self._model is None:
            from hfwidgets.sandbox.engines.flood import flood

            return flood(self.plan.max_new_tokens, self._call.faults.size or 5)
        return generate(self._model, self.plan)

    async def steps(self) -> AsyncIterator[Written | PromptToken]:
        """Write the text; a stream at the pace that a fault or else the model sets.

        The model works between two awaits only: when the client goes away, this is cancelled and
        nothing more is written.
        """
        first = self._call.faults.first
        if first is not None:
            await asyncio.sleep(first)
        pause = self._pause()
        work = self._begin()
        begun, count = 0.0, 0
        try:
            while block := await self._turn(work, 1000 if pause is None else 1):
                for step in block:
                    if step is None:
                        continue
                    if pause is not None and isinstance(step, Written):
                        begun = begun or time.monotonic()
                        due = begun + count * pause
                        count += 1
                        await asyncio.sleep(max(due - time.monotonic(), 0))
                    yield step
        finally:
            self._call.host.post(work.close)

    def _pause(self) -> float | None:
        """Return the seconds from token to token, or None for as fast as it can."""
        pace = self._call.model.pace if self._request.stream else 0.0
        slow = self._call.faults.slow
        return slow if slow is not None or not pace else 1 / pace

    async def _turn(self, work: Work, most: int) -> list[Step]:
        """Have the model write for a moment, `most` tokens at most."""
        if self._model is None:
            await asyncio.sleep(0)
            return _take(work, most)
        return await self._call.host.call(_take, work, most)

    async def whole(self) -> Text:
        """Write the text to its end."""
        prompt: list[PromptToken] = []
        written: list[Written] = []
        async for step in self.steps():
            if isinstance(step, PromptToken):
                prompt.append(step)
            else:
                written.append(step)
        return Text(prompt, written)


@dataclass(frozen=True, slots=True)
class Text:
    """A finished text: the prompt's tokens, when they were judged, and those written."""

    prompt: list[PromptToken]
    written: list[Written]

    @property
    def text(self) -> str:
        """The text itself, without special tokens."""
        return "".join(step.text for step in self.written if not step.special)

    @property
    def mean_logprob(self) -> float:
        """How likely the model found its own text, per token."""
        return sum(step.logprob for step in self.written) / len(self.written)

    def details(self) -> dict[str, object]:
        """Return what `details` tells, without the text."""
        ended = self.written[-1].ended
        if ended is None:
            raise RuntimeError("the text has no end")
        details: dict[str, object] = {
            "finish_reason": ended.finish_reason,
            "generated_tokens": len(self.written),
            "seed": ended.seed,
            "prefill": [{"id": p.token, "text": p.text, "logprob": p.logprob} for p in self.prompt],
            "tokens": [token_json(step) for step in self.written],
        }
        if self.written[0].top:
            details["top_tokens"] = [top_tokens_json(step) for step in self.written]
        return details


def _take(work: Work, most: int) -> list[Step]:
    """Return the next steps: `most`, or as many as fit a turn; an empty list at the end."""
    until = time.perf_counter() + _TURN
    taken: list[Step] = []
    for step in work:
        taken.append(step)
        if len(taken) >= most or time.perf_counter() >= until:
            break
    return taken


def _sampling(parameters: Parameters) -> Sampling:
    return Sampling(
        sample=parameters.samples,
        temperature=parameters.temperature,
        top_k=parameters.top_k,
        top_p=parameters.top_p,
        typical_p=parameters.typical_p,
        repetition_penalty=parameters.repetition_penalty,
        frequency_penalty=parameters.frequency_penalty,
        watermark=parameters.watermark,
        seed=parameters.seed,
    )


async def _answer_stream(
    call: Call, request: GenerateRequest, writing: Writing
) -> web.StreamResponse:
    parameters = request.parameters
    prefix = request.inputs if parameters.return_full_text else ""
    ending = Ending(prefix, parameters.details, len(writing.plan.tokens))
    if call.faults.times:
        call.entry.token_times = array("d")
    headers = {
        "x-compute-type": "cache" if call.faults.cached else "cpu",
        "x-compute-characters": str(len(request.inputs)),
        "X-Accel-Buffering": "no",
    }
    stream = EventStream(call.request, call.entry, call.faults, ending)
    return await stream.run(only_written(writing.steps()), headers)


async def only_written(
    steps: AsyncIterator[Written | PromptToken],
) -> AsyncIterator[Written]:
    """Leave the prompt's tokens out."""
    async for step in steps:
        if not isinstance(step, PromptToken):
            yield step


async def _answer_whole(
    call: Call, request: GenerateRequest, writing: Writing, started: float
) -> web.StreamResponse:
    if call.faults.error is not None:
        status, message = STREAM_ERRORS[call.faults.error]
        raise Refusal(status, encode(stream_error(message, call.faults)))
    checked = time.perf_counter()
    try:
        texts = [await writing.whole() for _ in range(request.parameters.best_of or 1)]
    except (ArithmeticError, ValueError, MemoryError) as error:
        raise refuse(
            424, f"Request failed during generation: {error}", error_type="generation"
        ) from error
    best, *others = sorted(texts, key=lambda text: -text.mean_logprob)
    prefix = request.inputs if request.parameters.return_full_text else ""
    result: dict[str, object] = {"generated_text": prefix + best.text}
    if request.parameters.details:
        result["details"] = details = best.details()
        if others:
            details["best_of_sequences"] = [
                {"generated_text": prefix + other.text, **other.details()} for other in others
            ]
    headers = compute_headers(started, len(request.inputs), call.faults)
    headers |= _timings(started, checked, len(best.written), len(writing.plan.tokens))
    call.entry.tokens_written = len(best.written)
    value = result if call.route == "generate" else [result]
    return await reply_json(call.request, value, headers, call.faults, call.entry)


def _timings(started: float, checked: float, written: int, prompt: int) -> dict[str, str]:
    """Return a generation server's headers; milliseconds."""
    now = time.perf_counter()
    spans = {
        "x-total-time": now - started,
        "x-validation-time": checked - started,
        "x-queue-time": 0.0,
        "x-inference-time": now - checked,
        "x-time-per-token": (now - checked) / max(written, 1),
    }
    headers = {name: str(round(1000 * span)) for name, span in spans.items()}
    return headers | {"x-prompt-tokens": str(prompt), "x-generated-tokens": str(written)}


async def _answer_plainly(call: Call, started: float) -> web.StreamResponse:
    """Answer as a plain transformers deployment: it refuses what only generation servers know."""
    value = read_request(call.body, stream_allowed=False)
    asked = json.loads(call.body).get("parameters") or {}
    unused = [name for name in _TGI_ONLY if name in asked]
    if unused:
        raise refuse(
            400,
            "The following `model_kwargs` are not used by the model: "
            f"{unused} (note: typos in the generate arguments will also show up in this list)",
            warnings=["There was an inference error: unused `model_kwargs`"],
        )
    writing = await Writing.prepare(call, value)
    written = await writing.whole()
    full = value.parameters.return_full_text is not False
    text = (value.inputs if full else "") + written.text
    headers = compute_headers(started, len(value.inputs), call.faults)
    return await reply_json(
        call.request, [{"generated_text": text}], headers, call.faults, call.entry
    )
