"""Recording: what goes to a server and comes back is written down as it passes."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from hfwidgets.alone import threads
from hfwidgets.cassettes.asked import (
    asked_of,
    secrets_in,
    without_secrets,
    without_signatures,
    without_signatures_at,
    without_signatures_in,
)
from hfwidgets.cassettes.cassette import Cassette
from hfwidgets.cassettes.tape import Answered, Exchange, TapeWriter, headers_to_keep
from hfwidgets.wire.flow import Request, Response
from hfwidgets.wire.headers import HIDDEN

MOMENT = 0.001  # seconds


class Recorder(Cassette):
    """Writes exchanges into a cassette until it is closed; `record` makes one.

    Args:
        path: The file to make.
        overwrite: Replace a file that is there.

    Attributes:
        path: The file.
        exchanges: How many were recorded so far.
    """

    def __init__(self, path: Path, overwrite: bool) -> None:
        super().__init__(path)
        self.exchanges = 0
        self._tape = TapeWriter(path, overwrite)
        self._begun = time.monotonic()
        self._secrets: frozenset[str] = frozenset()
        self._process = os.getpid()
        # Disks may be slow, and large answers take time: not in the loop that streams.
        self._writer = threads(1, "hfwidgets-cassette")
        self._last: Future[None] | None = None
        self._open: set[_Taped] = set()

    def close(self) -> None:
        """Stop recording; what still streams is written as far as it came."""
        if self._process != os.getpid():
            return
        super().close()
        for taped in list(self._open):
            taped.finish("stopped")
        self._writer.shutdown()

    def __repr__(self) -> str:
        return f"<Recorder of {str(self.path)!r}: {self.exchanges} exchanges>"

    def through(self, by: Any) -> Recording:
        """Return a performer that does the same steps, and whose requests are recorded."""
        return RecordingAsync(by, self) if by.awaits else Recording(by, self)

    def begin(self, request: Request) -> _Taking:
        """Begin an exchange."""
        with self._lock:
            self._secrets |= secrets_in(request)
        return _Taking(self, request, time.monotonic())

    def drawn(self, number: int) -> int:
        """Write down a number that was drawn by chance, and return it."""
        self._tape.drawn(number)
        return number

    def keep(self, request: Request, began: float, answered: Answered) -> None:
        """Write an exchange that has ended, in the writer's thread."""
        if self._process != os.getpid():  # a forked child: the file is its parent's
            return
        self.exchanges += 1
        secrets = self._secrets

        def write() -> None:
            asked = asked_of(replace(request, headers=request.headers.copy()), secrets)
            self._tape.write(Exchange(began - self._begun, asked, cleaned(answered, secrets)))

        with suppress(RuntimeError):  # closed meanwhile
            self._last = self._writer.submit(write)

    def opened(self, taped: _Taped) -> None:
        """Know of a stream that is being read."""
        self._open.add(taped)

    def ended(self, taped: _Taped) -> None:
        """Forget a stream that has ended."""
        self._open.discard(taped)


class _Taking:
    """One exchange under way."""

    def __init__(self, recorder: Recorder, request: Request, began: float) -> None:
        self._recorder = recorder
        self._request = request
        self._began = began

    def answered(self, response: Response) -> Response:
        """Keep an answer, or have its stream kept as it is read."""
        now = time.monotonic()
        answered = Answered(
            now - self._began,
            response.status,
            response.reason,
            headers_to_keep(response.headers),
            response.body,
        )
        if response.source is None:
            self._recorder.keep(self._request, self._began, answered)
            return response
        kind = _TapedStream if hasattr(response.source, "blocks") else _TapedAsyncStream
        answered.blocks = []
        taped = kind(self._recorder, self._request, self._began, answered, response.source)
        return replace(response, source=taped)

    def failed(self, error: BaseException) -> None:
        """Keep how it failed; a call that was stopped before its answer is kept as such."""
        answered = Answered(time.monotonic() - self._began)
        if isinstance(error, OSError):
            answered.failure = (type(error).__name__, str(error))
        else:
            answered.failure = ("stopped", "")
        self._recorder.keep(self._request, self._began, answered)


class _Taped:
    """A stream that is written down as it is read."""

    def __init__(
        self, recorder: Recorder, request: Request, began: float, answered: Answered, source: Any
    ) -> None:
        self._recorder = recorder
        self._request = request
        self._began = began
        self._answered = answered
        self._source = source
        self._start = time.monotonic()
        self._is_finished = False
        self._pieces: list[tuple[float, list[bytes]]] = []
        self._take = _taker(self._pieces)
        recorder.opened(self)

    @property
    def aborted(self) -> bool:
        """Whether the reader has left."""
        aborted: bool = self._source.aborted
        return aborted

    def abort(self) -> None:
        """Close the connection."""
        self._source.abort()
        self.finish("stopped")

    def finish(self, end: str) -> None:
        """Write what came, once."""
        if self._is_finished:
            return
        self._is_finished = True
        self._recorder.ended(self)
        self._answered.end = end
        start = self._start
        self._answered.blocks = [(at - start, b"".join(blocks)) for at, blocks in self._pieces]
        self._recorder.keep(self._request, self._began, self._answered)

    def _failed(self, error: BaseException) -> None:
        if isinstance(error, OSError):
            self._answered.failure = None
            self.finish(f"{type(error).__name__}: {error}")
        else:
            self.finish("stopped")


def _taker(pieces: list[tuple[float, list[bytes]]]) -> Callable[[bytes], None]:
    """Return what keeps a block with its time; those of one moment are one piece."""
    until = 0.0
    now = time.monotonic
    first: list[bytes] = []
    add = first.append

    def take(block: bytes) -> None:
        nonlocal until, add
        at = now()
        if at < until:
            add(block)
            return
        until = at + MOMENT
        blocks = [block]
        add = blocks.append
        pieces.append((at, blocks))

    return take


class _TapedStream(_Taped):
    def blocks(self) -> Iterator[bytes]:
        try:
            for block in self._source.blocks():
                self._take(block)
                yield block
        except BaseException as error:
            self._failed(error)
            raise
        self.finish("complete")


class _TapedAsyncStream(_Taped):
    async def blocks_async(self) -> AsyncIterator[bytes]:
        try:
            async for block in self._source.blocks_async():
                self._take(block)
                yield block
        except BaseException as error:
            self._failed(error)
            raise
        self.finish("complete")


def cleaned(answered: Answered, secrets: frozenset[str]) -> Answered:
    """Return an answer without secrets: those of the requests, and the keys of signed addresses."""
    headers = answered.headers
    for secret in secrets:
        headers = {name: value.replace(secret, HIDDEN) for name, value in headers.items()}
    headers = {name: without_signatures(value) for name, value in headers.items()}
    body = without_signatures_in(without_secrets(answered.body, secrets))
    failure = answered.failure
    if failure is not None:
        failure = (failure[0], without_signatures(_without(failure[1], secrets)))
    blocks = answered.blocks
    if blocks:
        blocks = _cleaned_blocks(blocks, secrets)
    end = without_signatures(_without(answered.end, secrets))
    return replace(answered, headers=headers, body=body, failure=failure, blocks=blocks, end=end)


def _without(text: str, secrets: frozenset[str]) -> str:
    for secret in secrets:
        text = text.replace(secret, HIDDEN)
    return text


def _cleaned_blocks(
    blocks: list[tuple[float, bytes]], secrets: frozenset[str]
) -> list[tuple[float, bytes]]:
    """Return the pieces of a stream without secrets, also those that two pieces share."""
    whole = b"".join([block for _, block in blocks])
    clean = without_signatures_at(without_secrets(whole, secrets))
    if clean is whole or clean == whole:
        return blocks
    cut, at = [], 0
    for after, block in blocks:
        cut.append((after, clean[at : at + len(block)]))
        at += len(block)
    return cut


class Recording:
    """A performer in a thread whose requests are recorded.

    Args:
        by: Who does them.
        recorder: Who keeps them.
    """

    def __init__(self, by: Any, recorder: Recorder) -> None:
        self._by = by
        self._recorder = recorder
        self.pause, self.part = by.pause, by.part
        self.work, self.until = by.work, by.until

    def send(self, request: Request) -> Response:
        """Send a request, and keep how it went."""
        taking = self._recorder.begin(request)
        try:
            response: Response = self._by.send(request)
        except BaseException as error:
            taking.failed(error)
            raise
        return taking.answered(response)

    def send_all(self, requests: tuple[Request, ...]) -> list[Response | Exception]:
        """Send requests at once, and keep how each went."""
        takings = [self._recorder.begin(request) for request in requests]
        outcomes: list[Response | Exception] = self._by.send_all(requests)
        return [_kept(taking, one) for taking, one in zip(takings, outcomes, strict=True)]


class RecordingAsync(Recording):
    """A performer in an event loop whose requests are recorded."""

    async def send(self, request: Request) -> Response:  # type: ignore[override]
        """Send a request, and keep how it went."""
        taking = self._recorder.begin(request)
        try:
            response: Response = await self._by.send(request)
        except (Exception, asyncio.CancelledError) as error:
            taking.failed(error)
            raise
        return taking.answered(response)

    async def send_all(  # type: ignore[override]
        self, requests: tuple[Request, ...]
    ) -> list[Response | Exception]:
        """Send requests at once, and keep how each went."""
        takings = [self._recorder.begin(request) for request in requests]
        outcomes: list[Response | Exception] = await self._by.send_all(requests)
        return [_kept(taking, one) for taking, one in zip(takings, outcomes, strict=True)]


def _kept(taking: _Taking, outcome: Response | Exception) -> Response | Exception:
    if isinstance(outcome, Exception):
        taking.failed(outcome)
        return outcome
    return taking.answered(outcome)
