"""Let a widget's own messages in while a cell holds the kernel in `wait()` or `await`.

ipykernel 7 handles them in a subshell where the page asks for one (JupyterLab, Notebook 7). Other
pages ask for none (Voila, VS Code, Colab), and ipykernel 6 has one thread for all: there the
waiting cell takes its widget's messages out of the queue itself, and leaves every other message to
be handled in its turn.
"""

from __future__ import annotations

import asyncio
import sys
import threading
import time
from collections.abc import Callable
from typing import Any

from hfwidgets.alone import ALONE, LOOK, looked, suspended

AWAIT = "use `await w` in the place of `w.wait()`, or an observer of its traits"


def waited(is_over: Callable[[float], bool], comm: Any, timeout: float | None) -> bool:
    """Block until something is over, and let a widget's messages in; False where time runs out.

    Args:
        is_over: Waits for it, so many seconds at most, and returns whether it is over.
        comm: The widget's.
        timeout: Most seconds in all; None for no limit.
    """
    kernel = current_kernel()
    deadline = None if timeout is None else time.monotonic() + timeout
    while not (_looked_alone(is_over) if ALONE else is_over(_step(kernel, deadline))):
        if kernel is not None:
            take_messages(kernel, comm)
        if deadline is not None and time.monotonic() >= deadline:
            return False
    return True


async def awaited(is_over: Callable[[float], bool], comm: Any) -> None:
    """Wait in a coroutine until something is over, and let a widget's messages in.

    Args:
        is_over: Waits for it, so many seconds at most, and returns whether it is over.
        comm: The widget's.
    """
    kernel = current_kernel()
    while not await looked(is_over, 0.1):
        if kernel is not None:
            take_messages(kernel, comm)


async def awaited_by_some(
    waiting: list[object], is_over: Callable[[float], bool], comm: Any, stop: Callable[[], None]
) -> None:
    """Wait in one of several coroutines; where the last that waits is cancelled, stop it.

    Args:
        waiting: Who waits; this one is put there meanwhile.
        is_over: As for `awaited`.
        comm: The widget's.
        stop: Stops what they wait for.
    """
    this = object()
    waiting.append(this)
    try:
        await awaited(is_over, comm)
    except asyncio.CancelledError:
        if waiting == [this]:
            stop()
        raise
    finally:
        waiting.remove(this)


def polled(is_over: Callable[[], bool]) -> Callable[[float], bool]:
    """Return how `waited` waits for what can only be looked at."""

    def look(seconds: float) -> bool:
        until = time.monotonic() + seconds
        while not is_over():
            left = until - time.monotonic()
            if left <= 0:
                return False
            time.sleep(min(left, LOOK))
        return True

    return look


def current_kernel() -> Any:
    """Return the kernel this code runs in, if it is ipykernel's and this is its main thread."""
    module = sys.modules.get("ipykernel.kernelbase")
    kernel_class = getattr(module, "Kernel", None)
    if kernel_class is None or not kernel_class.initialized():
        return None
    if threading.current_thread() is not threading.main_thread():
        return None
    return kernel_class.instance()


def take_messages(kernel: Any, comm: Any) -> None:
    """Handle the messages of one comm that came since the cell began. Harmless elsewhere."""
    if comm is None:
        return  # the widget was closed
    queue = getattr(kernel, "msg_queue", None)
    stream = getattr(kernel, "shell_stream", None)
    if queue is None or stream is None or not hasattr(queue, "get_nowait"):
        _take_from_channel(kernel, comm)  # ipykernel 7 has no such queue
        return
    stream.flush()
    kept = []
    while not queue.empty():
        entry = queue.get_nowait()
        arguments = entry[-1]
        if not (arguments and _handled(kernel, comm, arguments[0])):
            kept.append(entry)
    for entry in kept:
        queue.put_nowait(entry)


def _take_from_channel(kernel: Any, comm: Any) -> None:
    """Do the same with ipykernel 7, where a thread of its own reads the socket and hands on."""
    try:
        manager = kernel.shell_channel_thread.manager
        stream = manager.get_shell_channel_to_subshell_pair(None).to_stream
        hand_on, run = stream._recv_callback, stream._run_callback
    except AttributeError:
        return  # made in another way: what comes waits for the end of the cell
    kept: list[Any] = []

    def take(frames: Any) -> None:
        if not _handled(kernel, comm, frames):
            kept.append(frames)

    stream.on_recv(take, copy=False)
    try:
        stream.flush(1)  # zmq.POLLIN: nothing is sent
    finally:
        stream.on_recv(hand_on, copy=False)
        for frames in kept:
            run(hand_on, frames)  # a task, which begins when the cell gives way


def _looked_alone(is_over: Callable[[float], bool]) -> bool:
    """Look, and give the page's loop its turn, where the browser can have a cell wait.

    Raises:
        RuntimeError: It cannot.
    """
    if not is_over(0.0):
        suspended(lambda: looked(is_over, LOOK), AWAIT)
    return is_over(0.0)


def _step(kernel: Any, deadline: float | None) -> float:
    """Return how long to wait at once: a kernel's messages are looked at 50 times a second."""
    step = 0.1 if kernel is None else 0.02
    return step if deadline is None else max(0.0, min(step, deadline - time.monotonic()))


def _handled(kernel: Any, comm: Any, frames: Any) -> bool:
    """Handle a message that came if it is for the comm."""
    if not isinstance(frames, list):
        return False
    session = kernel.session
    try:
        identities, parts = session.feed_identities(frames, copy=False)
        # Read without the signature's check, which counts a message as seen.
        header = session.unpack(_bytes(parts[1]))
        content = session.unpack(_bytes(parts[4]))
    except Exception:
        return False  # the kernel itself tells what is wrong with it
    if header.get("msg_type") != "comm_msg" or content.get("comm_id") != comm.comm_id:
        return False
    message = session.deserialize(parts, content=True, copy=False)
    _publish(kernel, "busy", message)
    try:
        kernel.comm_manager.comm_msg(kernel.shell_stream, identities, message)
    finally:
        # A page holds further changes of the widget's traits back until it hears this.
        _publish(kernel, "idle", message)
        _publish(kernel, "busy", kernel.get_parent("shell"))  # the cell goes on
    return True


def _publish(kernel: Any, state: str, parent: Any) -> None:
    """Tell pages the state of the kernel, as it does itself before and after each message."""
    topic = f"kernel.{kernel.ident}.status".encode()
    content = {"execution_state": state}
    kernel.session.send(kernel.iopub_socket, "status", content, parent=parent, ident=topic)


def _bytes(frame: Any) -> bytes:
    return bytes(frame.buffer) if hasattr(frame, "buffer") else bytes(frame)
