"""What a flow asks for, done: one dispatch for both clients and the widgets."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any, Protocol

from hfwidgets.alone import aside, slept
from hfwidgets.client import network
from hfwidgets.wire.flow import Farewell, Pending, Request, Response, Step, Together, Until, Wait

if TYPE_CHECKING:
    from hfwidgets.client.async_transport import AsyncTransport
    from hfwidgets.wire.config import Config
    from hfwidgets.wire.flow import Tape


class Caller(Protocol):
    """Whose methods are flows: it has settings, and performs steps."""

    @property
    def _config(self) -> Config: ...

    def _perform(self, step: Step) -> Any: ...


class Performer(Protocol):
    """Does each kind of step; an async one returns what is to be awaited.

    Attributes:
        awaits: Whether it is an async one.
    """

    awaits: bool

    def send(self, request: Request) -> Any:
        """Send a request and return its answer."""

    def send_all(self, requests: tuple[Request, ...]) -> Any:
        """Send requests at once; one that fails leaves its error in its place."""

    def pause(self, wait: Wait) -> Any:
        """Wait as long as told."""

    def part(self, farewell: Farewell) -> Any:
        """Have a request sent, and go on at once."""

    def work(self, function: Callable[[], Any]) -> Any:
        """Call a function that takes long."""

    def until(self, pending: Pending) -> Any:
        """Wait for what another call is working out; tell whether that went well."""


class InUse:
    """The cassette that all requests of this process pass through, or None."""

    tape: Tape | None = None


in_use = InUse()


def drawn(number: int) -> int:
    """Return a number that was drawn by chance, or what was drawn when this was recorded."""
    return number if in_use.tape is None else in_use.tape.drawn(number)


def performed(step: Step, by: Performer) -> Any:
    """Do what a flow asks for."""
    tape = in_use.tape
    if isinstance(step, Request) and step.tape is not None:
        tape = step.tape
    if tape is not None:
        by = tape.through(by)
    if isinstance(step, Request):
        return by.send(step)
    if isinstance(step, Wait):
        return by.pause(step)
    if isinstance(step, Farewell):
        return by.part(step)
    if isinstance(step, Together):
        return by.send_all(step.requests)
    if isinstance(step, Until):
        return by.until(step.pending)
    return by.work(step.function)


class Blocking:
    """Does steps in this thread.

    Args:
        on_wait: Called before each pause while a model loads.
    """

    awaits = False

    def __init__(self, on_wait: Callable[[Wait], object] | None = None) -> None:
        self._on_wait = on_wait

    def send(self, request: Request) -> Response:
        """Send a request and return its answer."""
        found: Response = network.blocking().send(request)
        return found

    def send_all(self, requests: tuple[Request, ...]) -> list[Response | Exception]:
        """Send requests at once; one that fails leaves its error in its place."""
        found: list[Response | Exception] = network.blocking().send_all(requests)
        return found

    def pause(self, wait: Wait) -> None:
        """Sleep as long as told."""
        if self._on_wait is not None:
            self._on_wait(wait)
        slept(wait.seconds)

    def part(self, farewell: Farewell) -> None:
        """Have a request sent, and go on at once."""
        network.send_away(farewell.request)

    def work(self, function: Callable[[], Any]) -> Any:
        """Call a function that takes long."""
        return function()

    def until(self, pending: Pending) -> bool:
        """Wait for what another call is working out; tell whether that went well."""
        return pending.wait()


class Awaiting:
    """Does steps without blocking the event loop.

    Args:
        opened: Gives the connections.
        on_wait: Called before each pause while a model loads; what it returns is awaited.
    """

    awaits = True

    def __init__(
        self,
        opened: Callable[[], Awaitable[AsyncTransport]],
        on_wait: Callable[[Wait], object] | None = None,
    ) -> None:
        self._opened = opened
        self._on_wait = on_wait

    async def send(self, request: Request) -> Response:
        """Send a request and return its answer."""
        return await (await self._opened()).send(request)

    async def send_all(self, requests: tuple[Request, ...]) -> list[Response | Exception]:
        """Send requests at once; one that fails leaves its error in its place."""
        return await (await self._opened()).send_all(requests)

    async def pause(self, wait: Wait) -> None:
        """Sleep as long as told, while the loop goes on."""
        if self._on_wait is not None:
            answer = self._on_wait(wait)
            if isinstance(answer, Awaitable):
                await answer
        from asyncio import sleep  # the blocking client goes without

        await sleep(wait.seconds)

    async def part(self, farewell: Farewell) -> None:
        """Have a request sent, and go on at once: who is cancelled is not to wait."""
        network.send_away(farewell.request)

    async def work(self, function: Callable[[], Any]) -> Any:
        """Call a function that takes long, away from the loop."""
        return await aside(function)

    async def until(self, pending: Pending) -> bool:
        """Wait for what another call is working out; tell whether that went well."""
        return await pending.wait_async()
