"""A streamed reply: read with `for` or `async for`, closed at any time, from any thread."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Generator, Iterator
from contextlib import suppress
from types import TracebackType
from typing import Any, Generic, Protocol, TypeVar, cast

from hfwidgets.wire.flow import Response

T = TypeVar("T")
Other = TypeVar("Other")


class Decoder(Protocol[T]):
    """Blocks of bytes to values.

    `error` is raised after the values that came before it; `finished` ends the reading.
    """

    error: Exception | None
    finished: bool

    def feed(self, block: bytes) -> list[T]:
        """Take a block and return the values that it completes."""

    def end(self) -> list[T]:
        """Return what is left; set `error` where the stream is not complete."""


class Stream(Generic[T]):
    """The values of a streamed reply, as they arrive.

    `for value in stream` with `InferenceClient`, `async for value in stream` with
    `AsyncInferenceClient`. `close()` (from any thread or task), `with`, and its end close the
    connection; so does a stream's collection where nothing refers to it any more. A loop that was
    left may be entered again, and goes on.

    Attributes:
        response: Status and headers of the reply.
    """

    def __init__(self, response: Response, decoder: Decoder[T]) -> None:
        """Take over the unread body of the response."""
        self.response = response
        self._source: Any = response.source
        self._decoder = decoder
        self._values: Any = None
        self._values_async: Any = None

    def __iter__(self) -> Iterator[T]:
        if self._values is None:
            if not hasattr(self._source, "blocks"):
                raise TypeError("this stream is of an AsyncInferenceClient: read it with async for")
            self._values = _read(self._source, self._decoder)
            # Run up to the first yield: from here on closing always closes the connection.
            next(self._values)
        return cast("Iterator[T]", self._values)

    def __next__(self) -> T:
        return next(iter(self))

    def __aiter__(self) -> AsyncIterator[T]:
        if self._values_async is None:
            if not hasattr(self._source, "blocks_async"):
                raise TypeError("this stream is of an InferenceClient: read it with for")
            self._values_async = _read_async(self._source, self._decoder)
        return cast("AsyncIterator[T]", self._values_async)

    async def __anext__(self) -> T:
        return await self.__aiter__().__anext__()

    def through(self, wrap: Callable[[Decoder[T]], Decoder[Other]]) -> Stream[Other]:
        """Return a stream of the same reply with other values; this one is not read any more.

        Args:
            wrap: Makes a decoder of that of this stream.
        """
        return Stream(self.response, wrap(self._decoder))

    def close(self) -> None:
        """Close the connection, also while another thread or task reads; twice is harmless."""
        self._source.abort()
        if self._values is not None:
            with suppress(ValueError):  # another thread is in it, and comes out by itself
                self._values.close()

    async def aclose(self) -> None:
        """Close the connection, also while another task reads; twice is harmless."""
        self._source.abort()
        if self._values_async is not None:
            with suppress(RuntimeError):  # another task is in it, and comes out by itself
                await self._values_async.aclose()

    def __enter__(self) -> Stream[T]:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    async def __aenter__(self) -> Stream[T]:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.aclose()

    def __repr__(self) -> str:
        return f"<Stream of {self.response.url}>"


def _read(source: Any, decoder: Decoder[T]) -> Generator[T, None, None]:
    try:
        yield cast("T", None)
        for block in source.blocks():
            yield from decoder.feed(block)
            if decoder.error is not None:
                del block  # a traceback may show it, and a server may have put a token into it
                raise decoder.error
            if decoder.finished:
                break
        if source.aborted:
            return
        yield from decoder.end()
        if decoder.error is not None:
            raise decoder.error
    finally:
        source.abort()


async def _read_async(source: Any, decoder: Decoder[T]) -> AsyncIterator[T]:
    try:
        async for block in source.blocks_async():
            for value in decoder.feed(block):
                yield value
            if decoder.error is not None:
                del block
                raise decoder.error
            if decoder.finished:
                break
        if source.aborted:
            return
        for value in decoder.end():
            yield value
        if decoder.error is not None:
            raise decoder.error
    finally:
        source.abort()
