"""Let a widget's own messages in while a cell holds the kernel in `wait()` or `await`.

ipykernel 7 handles them in a subshell where the page asks for one (JupyterLab, Notebook 7).
ipykernel 6 has one thread for all: there the waiting cell takes its widget's messages out of the
queue itself, and leaves every other message where it was.
"""

from __future__ import annotations

import sys
import threading
from typing import Any


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
    queue = getattr(kernel, "msg_queue", None)
    stream = getattr(kernel, "shell_stream", None)
    if comm is None or queue is None or stream is None or not hasattr(queue, "get_nowait"):
        return  # the widget was closed, or ipykernel 7: it has no such queue
    stream.flush()
    kept = []
    while not queue.empty():
        entry = queue.get_nowait()
        if not _handled(kernel, comm, entry):
            kept.append(entry)
    for entry in kept:
        queue.put_nowait(entry)


def _handled(kernel: Any, comm: Any, entry: Any) -> bool:
    """Handle a queued entry if it is a message to the comm."""
    arguments = entry[-1]
    frames = arguments[0] if arguments else None
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
    kernel.comm_manager.comm_msg(kernel.shell_stream, identities, message)
    return True


def _bytes(frame: Any) -> bytes:
    return bytes(frame.buffer) if hasattr(frame, "buffer") else bytes(frame)
