"""Playing: requests are answered from a cassette, as fast as they were, and nothing is sent."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from hfwidgets.alone import slept
from hfwidgets.cassettes.asked import asked_of, secrets_in
from hfwidgets.cassettes.cassette import Cassette
from hfwidgets.cassettes.nearest import not_recorded
from hfwidgets.cassettes.tape import Answered, Exchange, read_tape
from hfwidgets.wire.flow import Farewell, Request, Response, Wait
from hfwidgets.wire.headers import Headers
from hfwidgets.wire.raising import error_named


class Player(Cassette):
    """Answers requests from a cassette until it is closed; `replay` makes one.

    Args:
        path: The file.
        speed: How many times as fast as it was recorded; None does not wait at all.

    Attributes:
        path: The file.
        speed: How many times as fast, or None. It can be set at any time.
        exchanges: How many the cassette holds.
        played: How many requests were answered so far.
    """

    def __init__(self, path: Path, speed: float | None) -> None:
        super().__init__(path)
        self.speed = speed
        self.played = 0
        found, self._drawn = read_tape(path)
        self.exchanges = len(found)
        self._all = found
        self._by_key: dict[tuple[str, str, str], list[Exchange]] = {}
        for exchange in found:
            self._by_key.setdefault(exchange.asked.key, []).append(exchange)

    @property
    def has_token(self) -> bool:
        """Whether what was recorded was asked with a token."""
        return any(
            name.lower() == "authorization" for one in self._all for name in one.asked.headers
        )

    def __repr__(self) -> str:
        return f"<Player of {str(self.path)!r}: {self.exchanges} exchanges, {self.played} played>"

    def drawn(self, number: int) -> int:
        """Return the number that was drawn at this place, or the one given where none is left."""
        with self._lock:
            return self._drawn.pop(0) if self._drawn else number

    def through(self, by: Any) -> Playing | PlayingAsync:
        """Return a performer that does the same steps, and sends nothing."""
        return PlayingAsync(by, self) if by.awaits else Playing(by, self)

    def find(self, request: Request) -> Answered:
        """Return how a request was answered: each time the next answer, the last one again.

        Raises:
            CassetteError: It is not in the cassette; the error tells what is nearest.
        """
        asked = asked_of(request, secrets_in(request))
        with self._lock:
            found = self._by_key.get(asked.key)
            if found:
                self.played += 1
                return (found.pop(0) if len(found) > 1 else found[0]).answered
        raise error_named(
            "CassetteError",
            f"{asked.method} {asked.url} is not in the cassette {str(self.path)!r}.\n"
            f"{not_recorded(asked, (one.asked for one in self._all))}",
            url=asked.url,
            remedy="Ask as it was recorded, or record it again: "
            "hfwidgets.record(path, overwrite=True).",
        )

    def seconds(self, recorded: float) -> float:
        """Return how long a pause of the recording takes now."""
        return 0.0 if self.speed is None else recorded / self.speed


def _answer(answered: Answered, request: Request, source: Any) -> Response:
    """Return an answer, or raise what was raised."""
    if answered.failure is not None:
        name, message = answered.failure
        raise _failure(name, message, request)
    headers = Headers.received(answered.headers.items())
    return Response(
        answered.status or 200,
        answered.reason,
        headers,
        request.url,
        request,
        answered.body if source is None else b"",
        source,
    )


def _failure(name: str, message: str, request: Request) -> Exception:
    if name == "stopped":
        message = "When this was recorded, the call was stopped before its answer came."
        name = "CassetteError"
    known = {"InferenceTimeoutError", "InferenceConnectionError", "StreamError", "CassetteError"}
    made: Exception = error_named(
        name if name in known else "InferenceConnectionError", message, url=request.url
    )
    return made


def _is_streamed(answered: Answered, request: Request) -> bool:
    return request.stream and answered.status is not None and 200 <= answered.status < 300


class _Played:
    """A stream of a cassette. A pause ends at once when it is closed."""

    def __init__(self, answered: Answered, request: Request, player: Player) -> None:
        blocks = answered.blocks
        self._blocks = blocks if blocks is not None else [(0.0, answered.body)]
        self._end = answered.end if blocks is not None else "complete"
        self._request = request
        self._player = player
        self._start = time.monotonic()
        self.aborted = False

    def _left(self, after: float) -> float:
        """Return the seconds until a piece is due, counted from the start: no error adds up."""
        return self._start + self._player.seconds(after) - time.monotonic()

    def _check_end(self) -> None:
        if self._end == "complete" or self.aborted:
            return
        if self._end == "stopped":
            said = "When this was recorded, its reader stopped here; there is no more."
            raise _failure("StreamError", said, self._request)
        name, _, message = self._end.partition(": ")
        raise _failure(name, message, self._request)


class PlayedStream(_Played):
    """A stream that is read in a thread."""

    def __init__(self, answered: Answered, request: Request, player: Player) -> None:
        super().__init__(answered, request, player)
        self._closed = threading.Event()

    def blocks(self) -> Iterator[bytes]:
        """Yield what came, when it came."""
        for after, block in self._blocks:
            left = self._left(after)
            if left > 0:
                self._closed.wait(left)
            if self.aborted:
                return
            yield block
        self._check_end()

    def abort(self) -> None:
        """End the reading, from any thread."""
        self.aborted = True
        self._closed.set()


class PlayedAsyncStream(_Played):
    """A stream that is read in an event loop."""

    def __init__(self, answered: Answered, request: Request, player: Player) -> None:
        super().__init__(answered, request, player)
        self._loop = asyncio.get_running_loop()
        self._closed = asyncio.Event()

    async def blocks_async(self) -> AsyncIterator[bytes]:
        """Yield what came, when it came."""
        for after, block in self._blocks:
            left = self._left(after)
            if left > 0:
                await _pause(self._closed, left)
            if self.aborted:
                return
            yield block
        self._check_end()

    def abort(self) -> None:
        """End the reading, from any thread."""
        self.aborted = True
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._closed.set)


async def _pause(closed: asyncio.Event, seconds: float) -> None:
    """Wait, but not once it is closed."""
    try:
        await asyncio.wait_for(closed.wait(), seconds)
    except asyncio.TimeoutError:
        return


class Playing:
    """A performer in a thread that sends nothing.

    Args:
        by: Who does all else.
        player: Who answers.
    """

    def __init__(self, by: Any, player: Player) -> None:
        self._by = by
        self._player = player
        self.work, self.until = by.work, by.until

    def send(self, request: Request) -> Response:
        """Answer a request from the cassette, as long after it as it was."""
        answered = self._player.find(request)
        slept(self._player.seconds(answered.after))
        streamed = _is_streamed(answered, request)
        source = PlayedStream(answered, request, self._player) if streamed else None
        return _answer(answered, request, source)

    def send_all(self, requests: tuple[Request, ...]) -> list[Response | Exception]:
        """Answer requests that were sent at once."""
        outcomes, longest = _all_of(self._player, requests)
        slept(self._player.seconds(longest))
        return outcomes

    def part(self, farewell: Farewell) -> None:
        """Send nothing: no job goes on anywhere."""

    def pause(self, wait: Wait) -> None:
        """Wait as long as it was waited."""
        self._by.pause(replace(wait, seconds=self._player.seconds(wait.seconds)))


class PlayingAsync:
    """A performer in an event loop that sends nothing.

    Args:
        by: Who does all else.
        player: Who answers.
    """

    def __init__(self, by: Any, player: Player) -> None:
        self._by = by
        self._player = player
        self.work, self.until = by.work, by.until

    async def send(self, request: Request) -> Response:
        """Answer a request from the cassette, as long after it as it was."""
        answered = self._player.find(request)
        await asyncio.sleep(self._player.seconds(answered.after))
        streamed = _is_streamed(answered, request)
        source = PlayedAsyncStream(answered, request, self._player) if streamed else None
        return _answer(answered, request, source)

    async def send_all(self, requests: tuple[Request, ...]) -> list[Response | Exception]:
        """Answer requests that were sent at once."""
        outcomes, longest = _all_of(self._player, requests)
        await asyncio.sleep(self._player.seconds(longest))
        return outcomes

    async def part(self, farewell: Farewell) -> None:
        """Send nothing: no job goes on anywhere."""

    async def pause(self, wait: Wait) -> None:
        """Wait as long as it was waited."""
        await self._by.pause(replace(wait, seconds=self._player.seconds(wait.seconds)))


def _all_of(
    player: Player, requests: tuple[Request, ...]
) -> tuple[list[Response | Exception], float]:
    """Return the outcomes of requests that were sent at once, and how long the longest took."""
    outcomes: list[Response | Exception] = []
    longest = 0.0
    for request in requests:
        try:
            answered = player.find(request)
            longest = max(longest, answered.after)
            outcomes.append(_answer(answered, request, None))
        except Exception as error:
            outcomes.append(error)
    return outcomes, longest
