"""Event streams (server-sent events) to their data, fed with blocks as they arrive.

The format is https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream.
The decoder knows no socket and no task.
"""

from __future__ import annotations

import json
from typing import Any

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
        self._goes_on = False  # what is pending was looked at: no event of one line

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
        self._goes_on = False
        text = whole.decode("utf-8", "replace")
        return _lines(text) if "\r" in text else text

    def end(self) -> list[str]:
        """Return the data of a last event that no empty line closed.

        The standard drops it; generation servers that close at once mean it.
        """
        rest = self.rest()
        return events_in(rest) if rest else []

    def rest(self) -> str:
        """Return the text of a last event, closed by an empty line."""
        rest = _text(b"".join(self._pending))
        self._pending.clear()
        return rest + "\n\n" if rest else ""

    def whole_lines(self) -> str:
        """Return the text of pending events that are one line of JSON each, closed.

        Some servers part events by a single line end. An object that its line completes cannot go
        on in the next one, so nothing has to be waited for.
        """
        if self._goes_on:
            return ""
        pending = b"".join(self._pending)
        end = max(pending.rfind(b"\n"), pending.rfind(b"\r", 0, -1)) + 1
        lines = _text(pending[:end]).split("\n")[:-1]
        taken, found, goes_on = 0, [], False
        for number, line in enumerate(lines, 1):
            if line.startswith("data"):
                if not _is_whole(line[5:].strip(" ")):
                    goes_on = True
                    break
                taken = number
                line += "\n"
            found.append(line)
        if taken:
            left = "".join(f"{line}\n" for line in lines[taken:]).encode() + pending[end:]
            self._pending, self._tail = [left] if left else [], left[-2:]
        self._goes_on = goes_on
        return "".join(f"{line}\n" for line in found[:taken])

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


def _text(block: bytes) -> str:
    return _lines(block.decode("utf-8", "replace"))


def _lines(text: str) -> str:
    r"""Return a text whose lines end in `\n`."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _is_whole(data: str) -> bool:
    """Whether a line of data is an event by itself."""
    if not data.startswith("{") or not data.endswith("}"):
        return data == DONE
    try:
        return bool(_scan(data, 0)[1] == len(data))
    except (ValueError, RecursionError, StopIteration):
        return False


def events_in(text: str) -> list[str]:
    r"""Return the data of each event of a text that ends with an empty line, lines with `\n`."""
    return [data for _, data in named_events_in(text)]


def named_events_in(text: str) -> list[tuple[str, str]]:
    """Return the same with the name of each event, which is mostly empty."""
    found: list[tuple[str, str]] = []
    lines: list[str] = []
    name = ""
    for line in text.split("\n"):
        if line.startswith("data:"):
            lines.append(line[6:] if line.startswith("data: ") else line[5:])
        elif line == "data":
            lines.append("")
        elif line.startswith("event:"):
            name = line[6:].strip()
        elif not line:
            if lines:
                found.append((name, "\n".join(lines)))
                lines.clear()
            name = ""
    return found


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
