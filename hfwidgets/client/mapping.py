"""Many inputs through one task: in order, a bounded number at once, with progress and cancel."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from hfwidgets.client.awaiting import AsyncInferenceClient
    from hfwidgets.client.base import ClientBase
    from hfwidgets.client.blocking import InferenceClient

OnError = Literal["raise", "return"]


def imap(
    client: InferenceClient,
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
    client: InferenceClient,
    method: str,
    inputs: Iterable[Any],
    max_workers: int,
    on_error: OnError,
    executor: Executor | None,
    parameters: dict[str, Any],
) -> Iterator[Any]:
    pending: deque[Future[Any]] = deque()
    call: Callable[..., Any] = getattr(client, method)
    with ExitStack() as stack:
        if executor is None:
            executor = stack.enter_context(ThreadPoolExecutor(max_workers))
        else:
            call = _Elsewhere(client, method)
        stack.callback(_cancel, pending)
        source = iter(inputs)
        ended = False
        while pending or not ended:
            while not ended and len(pending) < max_workers:
                try:
                    one = next(source)
                except StopIteration:
                    ended = True
                    break
                pending.append(executor.submit(call, *_arguments(one), **parameters))
            if pending:
                yield _outcome(pending.popleft(), on_error)


async def imap_async(
    client: AsyncInferenceClient,
    task: str,
    inputs: Iterable[Any],
    max_workers: int,
    on_error: OnError,
    parameters: dict[str, Any],
) -> AsyncIterator[Any]:
    """Yield the result of each input, in order; leaving the loop cancels what is under way."""
    call: Callable[..., Any] = getattr(client, task)
    pending: deque[asyncio.Task[Any]] = deque()
    source = iter(inputs)
    ended = False
    try:
        while pending or not ended:
            while not ended and len(pending) < max_workers:
                try:
                    one = next(source)
                except StopIteration:
                    ended = True
                    break
                pending.append(asyncio.ensure_future(call(*_arguments(one), **parameters)))
            if pending:
                await asyncio.wait([pending[0]])
                yield _outcome(pending.popleft(), on_error)
    finally:
        for left in pending:
            left.cancel()
        await asyncio.gather(*pending, return_exceptions=True)


class _Elsewhere:
    """A call that another process or machine makes, with the same settings."""

    def __init__(self, client: InferenceClient, method: str) -> None:
        self._client = client
        self._method = method

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


def _cancel(pending: deque[Future[Any]]) -> None:
    for future in pending:
        future.cancel()


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
