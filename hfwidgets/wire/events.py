"""Event streams (server-sent events) to their data, fed with blocks as they arrive.

The format is https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream.
The decoder knows no socket and no task.
"""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from typing import Any, Generic, TypeVar

T = TypeVar("T")

BYTE_ORDER_MARK = b"\xef\xbb\xbf"
DONE = "[DONE]"  # how OpenAI's event streams end; no JSON

_scan: Any = json.JSONDecoder().scan_once  # type: ignore[attr-defined]


class EventDecoder:
    """Blocks of bytes to the data of each event, as text; comments and other fields are skipped."""

    def __init__(self) -> None:
        """Start before the first byte."""
        self._pending: list[bytes] = []
        self._tail = b""
        self._started = False

    def feed(self, block: bytes) -> list[str]:
        """Take a block and return the data of the events that it completes."""
        text = self.complete(block)
        return events_in(text) if text else []

    def complete(self, block: bytes) -> str:
        """Take a block and return the text up to the last complete event so far."""
        if self._started and not self._pending and block.endswith(b"\n\n") and b"\r" not in block:
            return block.decode("utf-8", "replace")  # most blocks of most servers
        if not self._started:
            block = self._without_mark(block)
        # Only the last bytes of what is kept are looked at again, and all is joined once: a long
        # event in many blocks costs linear time.
        seen = self._tail + block
        end = _end_of_last_event(seen)
        if not end:
            self._pending.append(block)
            self._tail = seen[-2:]
            return ""
        end -= len(self._tail)
        rest = block[end:]
        self._pending.append(block[:end])
        whole = b"".join(self._pending)
        self._pending = [rest] if rest else []
        self._tail = rest[-2:]
        text = whole.decode("utf-8", "replace")
        return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text

    def end(self) -> list[str]:
        """Return the data of a last event that no empty line closed.

        The standard drops it; generation servers that close at once mean it.
        """
        rest = b"".join(self._pending).decode("utf-8", "replace")
        self._pending.clear()
        rest = rest.replace("\r\n", "\n").replace("\r", "\n")
        return events_in(rest + "\n\n") if rest else []

    def _without_mark(self, block: bytes) -> bytes:
        block = b"".join([*self._pending, block])
        self._pending.clear()
        if len(block) < 3 and BYTE_ORDER_MARK.startswith(block):
            self._pending.append(block)
            return b""
        self._started = True
        return block.removeprefix(BYTE_ORDER_MARK)


def _end_of_last_event(block: bytes) -> int:
    """Return where the last empty line ends, whichever way lines end."""
    if b"\r" not in block:
        at = block.rfind(b"\n\n")
        return at + 2 if at >= 0 else 0
    best = 0
    for mark in (b"\n\n", b"\r\r", b"\n\r\n", b"\r\r\n"):
        at = block.rfind(mark)
        if at >= 0:
            best = max(best, at + len(mark))
    return best


def events_in(text: str) -> list[str]:
    r"""Return the data of each event of a text that ends with an empty line, lines with `\n`."""
    found: list[str] = []
    lines: list[str] = []
    for line in text.split("\n"):
        if line.startswith("data:"):
            lines.append(line[6:] if line.startswith("data: ") else line[5:])
        elif line == "data":
            lines.append("")
        elif not line and lines:
            found.append("\n".join(lines))
            lines.clear()
    return found


class JSONEvents(ABC, Generic[T]):
    """Blocks of an event stream to one value per event.

    Attributes:
        error: What broke the stream, to be raised after the values before it.
        finished: Whether `[DONE]` was seen.
    """

    def __init__(self) -> None:
        """Start before the first byte."""
        self._events = EventDecoder()
        self.error: Exception | None = None
        self.finished = False

    @abstractmethod
    def build(self, value: dict[str, Any]) -> T:
        """Return the value of an event's JSON object, or raise what ends the stream."""

    @abstractmethod
    def malformed(self, event: str) -> Exception:
        """Return the error for an event that is no JSON object."""

    def feed(self, block: bytes) -> list[T]:
        """Take a block and return the values of the events that it completes."""
        text = self._events.complete(block)
        return self._values(text) if text else []

    def end(self) -> list[T]:
        """Return the values of what is left when the stream has ended."""
        values: list[T] = []
        for event in self._events.end():
            if self.error is None and not self.finished:
                self._add(event, values)
        return values

    def _values(self, text: str) -> list[T]:
        """Parse in place where an event is one line of JSON; by the book where it is not."""
        values: list[T] = []
        build, at, end = self.build, 0, len(text)
        if self.finished or self.error:
            return values
        try:
            while at < end:
                # "data:{" and "data: {": how every generation server writes its events
                if text.startswith("data:{", at):
                    start = at + 5
                elif text.startswith("data: {", at):
                    start = at + 6
                else:
                    break
                value, after = _scan(text, start)
                if not text.startswith("\n\n", after):
                    break
                values.append(build(value))
                at = after + 2
        except Exception:  # the slow way below meets it again, and tells what it is
            pass
        if at < end:
            for event in events_in(text[at:]):
                if self.error is None and not self.finished:
                    self._add(event, values)
        return values

    def _add(self, event: str, values: list[T]) -> None:
        stripped = event.strip()
        if stripped == DONE:
            self.finished = True
            return
        if not stripped:  # some servers keep the connection alive with it
            return
        try:
            value = json.loads(event)
        except (ValueError, RecursionError):
            value = None
        if not isinstance(value, dict):
            self.error = self.malformed(event)
            return
        try:
            values.append(self.build(value))
        except Exception as error:  # raised after the values before it
            self.error = error.with_traceback(None)


class Lines:
    """Blocks of bytes to lines without their ends, empty ones included."""

    error: Exception | None = None
    finished = False

    def __init__(self) -> None:
        """Start before the first byte."""
        self._pending: list[bytes] = []

    def feed(self, block: bytes) -> list[bytes]:
        r"""Take a block and return the lines that it completes; `\n` and `\r\n` end a line."""
        if b"\n" not in block:
            self._pending.append(block)
            return []
        self._pending.append(block)
        lines = b"".join(self._pending).split(b"\n")
        self._pending = [lines.pop()]
        return [line.removesuffix(b"\r") for line in lines]

    def end(self) -> list[bytes]:
        """Return a last line that nothing ended."""
        rest = b"".join(self._pending)
        self._pending.clear()
        return [rest] if rest else []
