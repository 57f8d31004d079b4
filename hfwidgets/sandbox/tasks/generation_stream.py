"""The event stream of text generation: its formats of then and now, and the faults of a stream."""

from __future__ import annotations

import asyncio
import json
import sys
import traceback
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass

from aiohttp import web

from hfwidgets.sandbox.engines.generation import Alternative, Ended, Written
from hfwidgets.sandbox.faults import STREAM_ERRORS, Faults
from hfwidgets.sandbox.journal import Entry
from hfwidgets.sandbox.refusals import encode
from hfwidgets.sandbox.replies import begin, break_off

_quoted = json.encoder.encode_basestring


@dataclass(frozen=True, slots=True)
class Ending:
    """What the last event tells besides its token."""

    prefix: str
    details: bool
    input_length: int


def token_json(step: Written | Alternative) -> dict[str, object]:
    """Return a token as generation servers write it."""
    return {
        "id": step.token,
        "text": step.text,
        "logprob": step.logprob,
        "special": step.special,
    }


def top_tokens_json(step: Written) -> list[dict[str, object]]:
    """Return the likeliest tokens at a token's place."""
    return [token_json(alternative) for alternative in step.top]


class EventStream:
    """Writes tokens as events.

    Args:
        request: The request that is answered.
        entry: Where it is recorded what was written.
        faults: What is to go wrong, and which format to write.
        ending: What the last event tells.
    """

    def __init__(self, request: web.Request, entry: Entry, faults: Faults, ending: Ending) -> None:
        self._request = request
        self._entry = entry
        self._faults = faults
        self._ending = ending
        self._field = "data:" if faults.old else "data: "
        self._waiting: list[bytes] = []
        self._waiting_tokens = 0
        self._count = 0
        self._texts: list[str] = []
        self._unsplit = b""

    async def run(
        self, steps: AsyncIterator[Written], headers: Mapping[str, str]
    ) -> web.StreamResponse:
        """Write the whole answer. The last of `steps` has the end."""
        all_headers = {**headers, "Content-Type": "text/event-stream", "Cache-Control": "no-cache"}
        self._response = begin(self._request, all_headers, self._faults)
        if not self._faults.unchunked:
            self._response.enable_chunked_encoding()
        await self._response.prepare(self._request)
        self._entry.status = self._response.status
        if self._faults.bom:
            await self._send(b"\xef\xbb\xbf")
        await self._write_steps(steps)
        return self._response

    async def _write_steps(self, steps: AsyncIterator[Written]) -> None:
        try:
            if await self._interrupted():
                return
            async for step in steps:
                await self._put(step)
                if await self._interrupted():
                    return
        except ConnectionError:
            raise
        except Exception as error:
            reason = f"Request failed during generation: {error}"
            traceback.print_exc(file=sys.stderr)
            await self._put_raw({"error": reason, "error_type": "generation"})
            await self._flush()
            return
        for line in self._closing():
            self._waiting.append(self._lines(self._field + line, ""))
        await self._flush()

    async def _put(self, step: Written) -> None:
        self._count += 1
        if not step.special:
            self._texts.append(step.text)
        comments = (
            [
                ": the sandbox was told to comment",
                "event: message",
                f"id: {self._count}",
                "retry: 3000",
            ]
            if self._faults.comments
            else []
        )
        for body in self._bodies(step):
            self._waiting.append(self._lines(*comments, self._field + body, ""))
        self._waiting_tokens += 1
        if step.ended is not None or self._waiting_tokens >= (self._faults.chunk or 1):
            await self._flush()

    def _bodies(self, step: Written) -> list[str]:
        """Return the events of a token; other formats say more or less here."""
        return [self._token_event(step, self._tail(step.ended))]

    def _closing(self) -> list[str]:
        """Return what comes behind the last token."""
        return ["[DONE]"] if self._faults.openai_end else []

    def _token_event(self, step: Written, tail: str) -> str:
        """Return an event's JSON; put together by hand, as it is most of a stream's cost."""
        special = "true" if step.special else "false"
        index = "" if self._faults.old else f'"index":{self._count},'
        top = f'"top_tokens":{encode(top_tokens_json(step)).decode()},' if step.top else ""
        return (
            f'{{{index}"token":{{"id":{step.token},"text":{_quoted(step.text)},'
            f'"logprob":{step.logprob!r},"special":{special}}},{top}{tail}}}'
        )

    def _tail(self, ended: Ended | None) -> str:
        if ended is None:
            return '"generated_text":null,"details":null'
        details: dict[str, object] | None = None
        if self._ending.details:
            details = {
                "finish_reason": ended.finish_reason,
                "generated_tokens": self._count,
                "seed": ended.seed,
            }
            if not self._faults.old:
                details["input_length"] = self._ending.input_length
        text = self._ending.prefix + "".join(self._texts)
        return f'"generated_text":{_quoted(text)},"details":{encode(details).decode()}'

    async def _interrupted(self) -> bool:
        """Break the stream off if a fault says so at this token; return whether it is over."""
        faults, count = self._faults, self._count
        if faults.broken_json == count:
            broken = self._lines(self._field + '{"token":{"id":1,"text":"', "")
            self._waiting.append(broken)
        if faults.error is not None and count == (3 if faults.at is None else faults.at):
            message = STREAM_ERRORS[faults.error][1]
            await self._put_raw(stream_error(message, faults))
            await self._flush()
            return True
        if count in (faults.cut, faults.reset, faults.hang):
            await self._flush()
            await break_off(self._request, faults)
            return True
        if faults.ends == count:
            await self._flush()
            return True
        return False

    async def _put_raw(self, value: object) -> None:
        self._waiting.append(self._lines(self._field + encode(value).decode(), ""))

    def _lines(self, *lines: str) -> bytes:
        ending = "\r\n" if self._faults.crlf else "\n"
        return "".join(line + ending for line in lines).encode("utf-8", "replace")

    async def _flush(self) -> None:
        if self._waiting:
            block, tokens = b"".join(self._waiting), self._waiting_tokens
            self._waiting, self._waiting_tokens = [], 0
            await self._send(block, tokens)

    async def _send(self, block: bytes, tokens: int = 0) -> None:
        """Write to the connection, in small pieces when so told."""
        size = self._faults.split or len(block)
        for start in range(0, len(block), size):
            await self._response.write(block[start : start + size])
            if self._faults.split:
                await asyncio.sleep(0)
        self._entry.wrote(len(block), tokens)


_ERROR_BODIES: dict[str, Callable[[str, str], object]] = {
    "object": lambda message, kind: {"error": {"message": message, "http_status_code": 500}},
    "openai": lambda message, kind: {"error": {"message": message, "type": kind, "code": None}},
    "error": lambda message, kind: {"error": message},
}


def stream_error(message: str, faults: Faults) -> object:
    """Return the JSON of an error inside a stream, in the shape that a fault asks for."""
    kind = faults.error or "generation"
    write = _ERROR_BODIES.get(faults.body or "")
    return write(message, kind) if write else {"error": message, "error_type": kind}
