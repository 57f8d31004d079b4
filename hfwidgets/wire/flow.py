"""The values a flow yields and is sent: requests, answers, pauses, and work to do elsewhere.

A flow is a generator that makes one call of the client. It opens no socket and never sleeps: it
yields what it needs (a `Request`, a `Wait`, a `Work` ...), is sent the outcome, and returns the
parsed answer. `drive` and `drive_async` carry a flow; everything between the two is shared.
"""

from __future__ import annotations

import json
import time
from collections.abc import Awaitable, Callable, Generator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias, TypeVar

if TYPE_CHECKING:
    from hfwidgets.wire.body import FileBody
    from hfwidgets.wire.headers import Headers
    from hfwidgets.wire.served import Automatic, Served

T = TypeVar("T")
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Request:
    """One HTTP request.

    Attributes:
        method: `"GET"` or `"POST"`; `"PUT"` ends jobs of one provider.
        url: Absolute address.
        headers: All headers that this request adds to those of the transport; its repr hides
            secrets.
        body: Bytes, a file read when the request is sent, or None.
        timeout: Seconds to connect and to wait for each piece of the answer; None waits for ever.
        deadline: When the answer's headers must be there (`time.monotonic()`), or None.
        limit: Most bytes of the answer's body that are worth having: reading stops soon after.
        stream: Leave the body of a successful answer unread, as `Response.source`.
        posted_to: Address to which this was a POST, before a redirect made it a GET; else None.
        served: Who answers, where that is a provider or chooses one: its errors tell it.
        tape: The cassette of the client that asks, where it has one of its own.
    """

    method: str
    url: str
    headers: Headers
    body: bytes | FileBody | None = field(default=None, repr=False)
    timeout: float | None = None
    deadline: float | None = None
    limit: int | None = None
    stream: bool = False
    posted_to: str | None = None
    served: Served | Automatic | None = None
    tape: Tape | None = field(default=None, repr=False, compare=False)

    def patience(self) -> float | None:
        """Return the seconds to wait for the answer's headers from now on."""
        if self.deadline is None:
            return self.timeout
        left = max(self.deadline - time.monotonic(), 0.001)
        return left if self.timeout is None else min(left, self.timeout)


class Tape(Protocol):
    """A cassette: records what passes, or answers in a server's stead."""

    def through(self, by: Any) -> Any:
        """Return a performer that does the same steps by way of the cassette."""

    def drawn(self, number: int) -> int:
        """Return a number that was drawn by chance, or what was drawn when this was recorded."""


class Source(Protocol):
    """The unread body of a streamed answer.

    It gives blocks of bytes as they arrive: by `blocks()` in the blocking client, by
    `blocks_async()` in the async one.
    """

    def abort(self) -> None:
        """Close the connection, also while another thread reads from it."""


@dataclass(frozen=True, slots=True)
class Response:
    """One HTTP answer. `body` is empty, and `source` set, where the body is still to be read."""

    status: int
    reason: str
    headers: Headers
    url: str
    request: Request
    body: bytes = field(default=b"", repr=False)
    source: Source | None = field(default=None, repr=False)

    def json(self) -> Any:
        """Decode the body.

        Raises:
            InvalidResponseError: It is no JSON; the error shows what came.
            InferenceError: It tells an error, though its status says success.
        """
        from hfwidgets.wire.failure import error_in, reported_error, wrong_shape

        try:
            payload = json.loads(self.body)
        except (ValueError, RecursionError):
            payload = None  # the decoder's error holds the whole body: not to be shown with ours
        else:
            reported = error_in(payload)
            if reported is None:
                return payload
            raise reported_error(reported, self)
        raise wrong_shape("JSON", self.body, self)


@dataclass(frozen=True, slots=True)
class Wait:
    """A pause while a model loads, a job is not done, or a budget says so, as `on_wait` sees it.

    Attributes:
        seconds: How long the client sleeps now.
        attempt: How many tries were answered "loading", or "not done", so far, from 1.
        estimate: The server's estimate of the whole loading time in seconds, if it gave one.
        elapsed: Seconds since the first try.
        url: What is being asked.
        state: What a provider calls the state of its job, such as `"IN_QUEUE"`; empty where it says
            nothing, None where a model loads.
        position: How many jobs are before this one, if the provider tells it.
        is_turn: Whether it is the client's own budget that makes the call wait for its turn.
        can_end: Whether the provider is asked to end its job, should the call be given up now.
    """

    seconds: float
    attempt: int
    estimate: float | None
    elapsed: float
    url: str
    state: str | None = None
    position: int | None = None
    can_end: bool = False
    is_turn: bool = False


@dataclass(frozen=True, slots=True)
class Farewell:
    """A request that is sent as a call is given up: it goes out on its own, and nobody waits."""

    request: Request


@dataclass(frozen=True, slots=True)
class Work:
    """A function that takes long (files, big answers): async clients call it in a thread."""

    function: Callable[[], Any]


@dataclass(frozen=True, slots=True)
class Together:
    """Requests to send at once; the outcome is a list of answers and of errors, in their order."""

    requests: tuple[Request, ...]


class Pending(Protocol):
    """What another call is working out."""

    def wait(self) -> bool:
        """Wait in this thread; False where it failed, or where this thread is its own."""

    async def wait_async(self) -> bool:
        """Wait while the event loop goes on; False where it failed."""


@dataclass(frozen=True, slots=True)
class Until:
    """Wait for what another call is working out; the outcome is whether that went well."""

    pending: Pending


Step: TypeAlias = "Request | Wait | Farewell | Work | Together | Until"
Flow: TypeAlias = Generator[Step, Any, T]


def elsewhere(function: Callable[[], R]) -> Flow[R]:
    """Call a function that takes long, away from any event loop."""
    result: R = yield Work(function)
    return result


def together(requests: tuple[Request, ...]) -> Flow[list[Response | Exception]]:
    """Send requests at once; one that fails leaves its error in its place."""
    outcomes: list[Response | Exception] = yield Together(requests)
    return outcomes


def drive(flow: Flow[T], perform: Callable[[Step], Any]) -> T:
    """Run a flow to its end, performing each step in this thread."""
    try:
        step = next(flow)
        while True:
            try:
                outcome = perform(step)
            except BaseException as error:
                step = flow.throw(error)
            else:
                step = flow.send(outcome)
    except StopIteration as end:
        result: T = end.value
        return result
    finally:
        flow.close()


async def drive_async(flow: Flow[T], perform: Callable[[Step], Awaitable[Any]]) -> T:
    """Run a flow to its end, awaiting each step."""
    try:
        step = next(flow)
        while True:
            try:
                outcome = await perform(step)
            except BaseException as error:
                step = flow.throw(error)
            else:
                step = flow.send(outcome)
    except StopIteration as end:
        result: T = end.value
        return result
    finally:
        flow.close()
