"""The record of recent requests that tests and benchmarks read at /sandbox/log. No secrets."""

from __future__ import annotations

import hashlib
import itertools
import time
from array import array
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field

# What is recorded as it came. Every service has a name of its own for keys: all else is digested.
_SHOWN = frozenset(
    {"accept", "accept-encoding", "accept-language", "connection", "content-encoding"}
    | {"content-length", "content-type", "host", "transfer-encoding", "user-agent"}
    | {"x-compute-type", "x-hf-bill-to", "x-load-model", "x-request-id", "x-use-cache"}
    | {"x-use-gpu", "x-wait-for-model"}
)
_KEPT = 1000


@dataclass(slots=True, eq=False)
class Entry:
    """One request: what came, what was answered, how it ended. Times are `time.time()`."""

    id: int
    method: str
    path: str
    headers: dict[str, str]
    time: float = field(default_factory=time.time)
    body_size: int = 0
    status: int | None = None
    tokens_written: int = 0
    bytes_written: int = 0
    last_write_at: float | None = None
    ended: str = "running"
    ended_at: float | None = None
    token_times: array[float] | None = None

    def end(self, how: str) -> None:
        """Note the end, once."""
        if self.ended == "running":
            self.ended = how
            self.ended_at = time.time()

    def wrote(self, size: int, tokens: int = 0) -> None:
        """Note that body bytes went out, and how many tokens they held."""
        now = time.time()
        self.bytes_written += size
        self.tokens_written += tokens
        self.last_write_at = now
        if self.token_times is not None:
            self.token_times.extend([now] * tokens)

    def as_json(self) -> dict[str, object]:
        """Return the entry as JSON values."""
        names = ("id", "time", "method", "path", "headers", "body_size", "status", "tokens_written")
        more = ("bytes_written", "last_write_at", "ended", "ended_at")
        result = {name: getattr(self, name) for name in names + more}
        if self.token_times is not None:
            result["token_times"] = self.token_times.tolist()
        return result


class Journal:
    """The last thousand requests."""

    def __init__(self) -> None:
        self._entries: deque[Entry] = deque(maxlen=_KEPT)
        self._numbers = itertools.count(1)

    def open(self, method: str, path: str, headers: Iterable[tuple[str, str]]) -> Entry:
        """Begin an entry. Reading the journal is not recorded: polling would push out the rest."""
        entry = Entry(next(self._numbers), method, path, redacted(headers))
        if not path.startswith("/sandbox/"):
            self._entries.append(entry)
        return entry

    def clear(self) -> None:
        """Forget all entries."""
        self._entries.clear()

    def as_json(self) -> list[dict[str, object]]:
        """Return the entries as JSON values, oldest first."""
        return [entry.as_json() for entry in self._entries]


def redacted(headers: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return headers with lower-case names, those that may be secret by a digest of their value."""
    return {
        name.lower(): value if name.lower() in _SHOWN else digest(value) for name, value in headers
    }


def digest(value: str) -> str:
    """Return "sha256:" and the first twelve hexadecimal digits of a header value's digest."""
    return "sha256:" + hashlib.sha256(value.encode("utf-8", "surrogateescape")).hexdigest()[:12]
