"""Many inputs through one task: in order, a bounded number at once, with progress and cancel."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import (
    AsyncGenerator,
    AsyncIterable,
    AsyncIterator,
    Awaitable,
    Callable,
    Iterable,
    Iterator,
)
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from contextlib import aclosing, contextmanager
from typing import TYPE_CHECKING, Any, Literal

from hfwidgets.alone import threads

if TYPE_CHECKING:
    from hfwidgets.client.base import ClientBase

OnError = Literal["raise", "return"]
WAITING = 8  # results that wait for a slow first one, at most, in multiples of max_workers
END = object()


def imap(
    client: ClientBase,
    task: str,
    inputs: Iterable[Any],
    *,
    max_workers: int = 8,
    on_error: OnError = "raise",
    executor: Executor | None = None,
    **parameters: Any,
) -> Iterator[Any]:
    """Yield the result of each input, in order, as they come.

    Leaving the loop cancels what has not begun; what has begun ends on its own.
    """
    method = method_of(client, task)
    checked(max_workers, on_error)
    return _results(client, method, inputs, max_workers, on_error, executor, parameters)


def _results(
    client: ClientBase,
    method: str,
    inputs: Iterable[Any],
    max_workers: int,
    on_error: OnError,
    executor: Executor | None,
    parameters: dict[str, Any],
) -> Iterator[Any]:
    own = threads(max_workers, "hfwidgets-map") if executor is None else None
    pool: Any = executor if own is None else own
    pending: deque[Future[Any]] = deque()
    source = enumerate(inputs)
    ended = False
    try:
        while pending or not ended:
            while not ended and _has_room(pending, max_workers):
                number, one = next(source, (None, None))
                ended = number is None
                if not ended:
                    call = _Call(client, method, number)
                    pending.append(pool.submit(call, *_arguments(one), **parameters))
            if pending and (pending[0].done() or ended or len(pending) == 1):
                yield _outcome(pending.popleft(), on_error)
            elif pending:
                wait([one for one in pending if not one.done()], return_when=FIRST_COMPLETED)
    finally:
        for future in pending:
            future.cancel()
        if own is not None:
            own.shutdown(wait=False, cancel_futures=True)


def _has_room(pending: deque[Any], max_workers: int) -> bool:
    """Whether one more may begin: so many are under way, and results wait for a slow first."""
    if len(pending) < max_workers:
        return True
    under_way = sum(not one.done() for one in pending)
    return under_way < max_workers and len(pending) < max_workers * WAITING


async def imap_async(
    client: ClientBase,
    method: str,
    inputs: Iterable[Any] | AsyncIterable[Any],
    max_workers: int,
    on_error: OnError,
    parameters: dict[str, Any],
) -> AsyncIterator[Any]:
    """Yield the result of each input, in order; leaving the loop cancels what is under way."""
    method_called: Callable[..., Any] = getattr(client, method)
    early: dict[int, asyncio.Task[Any]] = {}  # results that wait for a slow first one
    due = 0

    def call(one: Any) -> Awaitable[Any]:
        found: Awaitable[Any] = method_called(*_arguments(one), **parameters)
        return found

    def has_room() -> bool:
        return len(early) < max_workers * (WAITING - 1)

    async with aclosing(settled(call, inputs, max_workers, has_room)) as calls:
        async for number, task in calls:
            early[number] = task
            while due in early:
                yield _outcome(early.pop(due), on_error)
                due += 1


async def settled(
    call: Callable[[Any], Awaitable[Any]],
    inputs: Iterable[Any] | AsyncIterable[Any],
    max_workers: int,
    has_room: Callable[[], bool] = lambda: True,
) -> AsyncGenerator[tuple[int, asyncio.Task[Any]], None]:
    """Yield calls that have ended, each with its number, as they end: the engine of all batches.

    Closing it cancels what is under way.

    Args:
        call: Makes the call of an input.
        inputs: Read as far as needed.
        max_workers: How many calls are under way at once, at most.
        has_room: Whether another one may begin; asked while some are under way.
    """
    pending: dict[asyncio.Task[Any], int] = {}
    source = _each(inputs)
    count, ended = 0, False
    try:
        while pending or not ended:
            while not ended and len(pending) < max_workers and (not pending or has_room()):
                one = await anext(source, END)
                ended = one is END
                if not ended:
                    pending[asyncio.ensure_future(call(one))] = count
                    count += 1
            if pending:
                done, _ = await asyncio.wait(pending, return_when=asyncio.FIRST_COMPLETED)
                for task in done:
                    yield pending.pop(task), task
    finally:
        for left_over in pending:
            left_over.cancel()
        await asyncio.gather(*pending, return_exceptions=True)
        await source.aclose()


async def _each(inputs: Iterable[Any] | AsyncIterable[Any]) -> AsyncGenerator[Any, None]:
    if isinstance(inputs, AsyncIterable):
        async for one in inputs:
            yield one
    else:
        for one in inputs:
            yield one


class _Call:
    """A call that may be made in another thread, process or machine, with the same settings.

    Its number tells it from a call of the same input: Dask computes equal ones only once.
    """

    def __init__(self, client: ClientBase, method: str, number: int | None) -> None:
        self._client = client
        self._method = method
        self._number = number

    def __call__(self, *arguments: Any, **parameters: Any) -> Any:
        return getattr(self._client, self._method)(*arguments, **parameters)


def _arguments(one: Any) -> tuple[Any, ...]:
    """Return what a task is called with: a tuple is several arguments, for instance a question."""
    return one if isinstance(one, tuple) else (one,)


def _outcome(future: Future[Any] | asyncio.Task[Any], on_error: OnError) -> Any:
    try:
        return future.result()
    except Exception as error:
        if on_error == "return":
            return error
        raise


def method_of(client: ClientBase, task: str) -> str:
    """Return the name of the method of a task.

    Raises:
        ValueError: There is no such task.
    """
    method = str(task).replace("-", "_")
    if method.startswith("_") or not callable(getattr(client, method, None)):
        raise ValueError(f"task is {task!r}; it is the name of a method, such as 'fill-mask'")
    return method


def checked(max_workers: int, on_error: str) -> None:
    """Refuse numbers and words that mean nothing.

    Raises:
        ValueError: Another value.
    """
    if isinstance(max_workers, bool) or not isinstance(max_workers, int) or max_workers < 1:
        raise ValueError(f"max_workers is {max_workers!r}; it is a whole number of at least 1")
    if on_error not in ("raise", "return"):
        raise ValueError(f"on_error is {on_error!r}; it is 'raise' or 'return'")


@contextmanager
def progress_bar(total: int | None, shown: bool) -> Iterator[Callable[[], object]]:
    """Show a progress bar, if tqdm is installed; yields what advances it by one."""
    try:
        from tqdm.auto import tqdm
    except ImportError:
        shown = False
    if not shown:
        yield lambda: None
        return
    with tqdm(total=total) as bar:
        yield bar.update
