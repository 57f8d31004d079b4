"""Event streams of JSON objects to values, and what comes in the place of one."""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from typing import Any, Generic, TypeVar

from hfwidgets.wire.events import BYTE_ORDER_MARK, DONE, EventDecoder, named_events_in

T = TypeVar("T")

NO_STREAM = b'{["<'  # how JSON and pages begin; no line of an event stream does
HEAD = 2000  # bytes of the beginning that are kept, for an error to show
BLANK = b" \t\r\n"

_scan: Any = json.JSONDecoder().scan_once  # type: ignore[attr-defined]


class LastValue(Exception):  # noqa: N818 - no error: it carries one
    """An event that holds both a value and the error that ends the stream."""

    def __init__(self, value: Any, error: Exception) -> None:
        """Keep the two."""
        super().__init__(value, error)
        self.value = value
        self.error = error


class JSONEvents(ABC, Generic[T]):
    """Blocks of an event stream to one value per event.

    Attributes:
        error: What broke the stream, to be raised after the values before it.
        finished: Whether `[DONE]` was seen.
        head: The first bytes that came.
    """

    def __init__(self) -> None:
        """Start before the first byte."""
        self._events = EventDecoder()
        self._is_stream = False  # until it is known what comes
        self._opening = b""
        self._body: list[bytes] | None = None  # of an answer that is no stream
        self.error: Exception | None = None
        self.finished = False
        self.head = b""

    @abstractmethod
    def build(self, value: dict[str, Any]) -> T:
        """Return the value of an event's JSON object, or raise what ends the stream."""

    @abstractmethod
    def malformed(self, event: str) -> Exception:
        """Return the error for an event that is no JSON object."""

    @abstractmethod
    def error_event(self, value: Any) -> Exception:
        """Return the error for an event that is named `error`."""

    @abstractmethod
    def whole(self, payload: Any) -> list[T]:
        """Return the values of an answer that is no stream, or raise what it tells."""

    def feed(self, block: bytes) -> list[T]:
        """Take a block and return the values of the events that it completes."""
        if not self._is_stream:
            return self._open(block)
        text = self._events.complete(block)
        if text:
            return self._values(text)
        if block.endswith((b"\n", b"\r")):
            text = self._events.whole_lines()
        return self._values(text) if text else []

    def end(self) -> list[T]:
        """Return the values of what is left when the stream has ended."""
        values: list[T] = []
        if self._body is not None:
            self._end_of_body(b"".join(self._body), values)
        elif rest := self._events.rest():
            self._add_all(rest, values)
        return values

    def _open(self, block: bytes) -> list[T]:
        """Find out whether a stream comes, or an answer in one piece."""
        if self._body is not None:
            self._body.append(block)
            return []
        opening = self._opening + block
        first = opening.removeprefix(BYTE_ORDER_MARK).lstrip(BLANK)[:1]
        if not first:
            self._opening = opening
            return []
        self.head = opening[:HEAD]
        if first in NO_STREAM:
            self._body = [opening]
            return []
        self._is_stream = True
        return JSONEvents.feed(self, opening)

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
                elif text.startswith("\n", at):
                    at += 1
                    continue
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
            self._add_all(text[at:], values)
        return values

    def _add_all(self, text: str, values: list[T]) -> None:
        for name, event in named_events_in(text):
            if self.error is None and not self.finished:
                self._add(name, event, values)

    def _add(self, name: str, event: str, values: list[T]) -> None:
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
        if name == "error":
            self.error = self.error_event(event if value is None else value)
        elif isinstance(value, dict):
            self._build(value, values)
        elif value is None and "\n" in stripped:
            self._add_lines(stripped, values)
        else:
            self.error = self.malformed(event)

    def _add_lines(self, event: str, values: list[T]) -> None:
        """Read events that single line ends part, as if each had its own empty line."""
        at = 0
        while at < len(event) and self.error is None:
            if event.startswith(f"{DONE}\n", at) or event[at:] == DONE:
                self.finished = True
                return
            try:
                value, after = _scan(event, at)
            except (ValueError, RecursionError, StopIteration):
                value, after = None, at
            if not isinstance(value, dict) or event[after : after + 1] not in ("", "\n"):
                self.error = self.malformed(event[at:])
                return
            self._build(value, values)
            at = after + 1
            while event.startswith("\n", at):
                at += 1

    def _build(self, value: dict[str, Any], values: list[T]) -> None:
        try:
            values.append(self.build(value))
        except LastValue as last:
            values.append(last.value)
            self.error = last.error
        except Exception as error:  # raised after the values before it
            self.error = error.with_traceback(None)

    def _end_of_body(self, body: bytes, values: list[T]) -> None:
        text = body.decode("utf-8-sig", "replace").strip()
        try:
            payload = json.loads(text)
        except (ValueError, RecursionError):
            if text.startswith("{") and "\n" in text:  # an object a line
                self._add_lines(text, values)
            else:
                self.error = self.malformed(text)
            return
        try:
            values += self.whole(payload)
            self.finished = True
        except Exception as error:
            self.error = error.with_traceback(None)
