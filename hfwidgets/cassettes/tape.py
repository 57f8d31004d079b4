"""The file of a cassette: lines of JSON to read and to compare, large bodies beside it."""

from __future__ import annotations

import base64
import json
import os
import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from json.encoder import encode_basestring
from pathlib import Path
from typing import Any, TextIO

from hfwidgets.cassettes.asked import Asked, digest_of
from hfwidgets.wire.headers import Headers
from hfwidgets.wire.pictures import type_of
from hfwidgets.wire.raising import error_named

VERSION = 1
LARGE = 16384  # bytes; a larger body, and one that is no text, goes into a file of its own
PART = 65536  # bytes
SUFFIXES = {
    "image/png": ".png",
    "image/jpeg": ".jpg",
    "image/webp": ".webp",
    "image/gif": ".gif",
    "audio/flac": ".flac",
    "audio/wav": ".wav",
    "audio/mpeg": ".mp3",
    "audio/ogg": ".ogg",
    "video/mp4": ".mp4",
}
NAME = re.compile(r"[0-9a-f]{32}\.[a-z0-9]{1,5}")


@dataclass
class Answered:
    """How a request ended.

    Attributes:
        after: Seconds until the headers, or the failure, were there.
        status: HTTP status; None where there was no answer.
        headers: Headers of the answer that tell something.
        body: Its body, where it came in one piece.
        blocks: Seconds after the headers and bytes, for each piece of a stream; None for none.
        end: How a stream ended: `"complete"`, `"stopped"` (its reader left), or the failure.
        failure: Class and message of what was raised, where that was it.
    """

    after: float
    status: int | None = None
    reason: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    blocks: list[tuple[float, bytes]] | None = None
    end: str = "complete"
    failure: tuple[str, str] | None = None


@dataclass
class Exchange:
    """A request, when it was made (seconds since the recording began), and how it ended."""

    at: float
    asked: Asked
    answered: Answered


class TapeWriter:
    """Writes a cassette, exchange by exchange: what was recorded stays if the process ends."""

    def __init__(self, path: Path, overwrite: bool) -> None:
        """Make the file.

        Raises:
            FileExistsError: There is one already, and it is not to be overwritten.
        """
        try:
            path.open("w" if overwrite else "x", encoding="utf-8").close()
        except FileExistsError:
            raise FileExistsError(
                f"{str(path)!r} exists; record to another path, or replace it with overwrite=True"
            ) from None
        self.path = path
        self._lock = threading.Lock()
        self._append([_dumped({"cassette": VERSION})])

    def write(self, exchange: Exchange) -> None:
        """Append an exchange."""
        asked, answered = exchange.asked, exchange.answered
        about: dict[str, Any] = {"at": round(exchange.at, 4), "method": asked.method}
        about |= {"url": asked.url, "headers": asked.headers, **self._body(asked.body)}
        ends: dict[str, Any] = {"after": round(answered.after, 4)}
        if answered.failure is not None:
            ends["failure"] = answered.failure
        else:
            ends |= {"status": answered.status, "reason": answered.reason}
            ends["headers"] = answered.headers
            ends |= self._body(answered.body or None)
        lines = [_dumped({"request": about}), _dumped({"answer": ends})]
        if answered.blocks is not None:
            lines += self._stream(answered.blocks)
            lines.append(_dumped({"end": answered.end}))
        self._append(lines)

    def _stream(self, blocks: list[tuple[float, bytes]]) -> list[str]:
        """Return the lines of a stream: each piece, or when each came and the file of them all."""
        whole = b"".join([block for _, block in blocks])
        if len(whole) <= LARGE:
            return [_block_line(*block) for block in blocks]
        pieces = [(round(after, 4), len(block)) for after, block in blocks]
        return [_dumped({"pieces": pieces, **self._body(whole)})]

    def drawn(self, number: int) -> None:
        """Append a number that was drawn by chance."""
        self._append([_dumped({"drawn": number})])

    def _append(self, lines: list[str]) -> None:
        """Write lines, and leave no open file: nobody may ever close it."""
        with self._lock, self.path.open("a", encoding="utf-8") as file:
            file.write("\n".join(lines) + "\n")

    def _body(self, body: bytes | None) -> dict[str, Any]:
        """Return a body as it stands in the file: JSON, text, or the name of its own file."""
        if body is None:
            return {}
        if len(body) <= LARGE:
            if (payload := _readable_json(body)) is not None:
                return {"json": payload}
            if (text := _text(body)) is not None:
                return {"text": text}
        suffix = SUFFIXES.get(type_of(body[:64]) or "", ".bin")
        if suffix == ".bin" and _looks_like_text(body):
            suffix = ".json" if body[:1] in (b"{", b"[") else ".txt"
        name = sha256(body).hexdigest()[:32] + suffix
        folder = beside(self.path)
        folder.mkdir(exist_ok=True)
        file = folder / name
        if not file.exists():
            _write(file, body)
        return {"file": name}


def beside(path: Path) -> Path:
    """Return the folder of a cassette's large bodies."""
    return path.with_name(f"{path.name}.files")


def _readable_json(body: bytes) -> Any:
    """Return a body's value, if it is the same once it was written as JSON and read."""
    if body[:1] not in (b"{", b"["):
        return None
    try:
        payload = json.loads(body)
        json.dumps(payload, allow_nan=False).encode()
        return payload if digest_of(_dumped(payload).encode()) == digest_of(body) else None
    except (ValueError, RecursionError):
        return None


def _write(file: Path, body: bytes) -> None:
    """Write a file, whole or not at all.

    In parts that stay in the processor's cache, it takes a fifth of the time of one call.
    """
    view = memoryview(body)
    new = file.with_suffix(f"{file.suffix}.{os.getpid()}.new")
    with new.open("wb", buffering=0) as to:
        for at in range(0, len(body), PART):
            part = view[at : at + PART]
            while part:
                part = part[to.write(part) :]
    new.replace(file)


def _looks_like_text(body: bytes) -> bool:
    """Whether the beginning of a body is text: its file's name tells, nothing else."""
    start = body[:PART]
    try:
        start.decode()
    except UnicodeDecodeError as error:
        if len(start) - error.start > 3:  # not a letter that was cut
            return False
    return b"\0" not in start


def _text(body: bytes) -> str | None:
    try:
        text = body.decode()
    except UnicodeError:
        return None
    return None if "\0" in text else text


def _dumped(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _block_line(after: float, block: bytes) -> str:
    text = _text(block)
    if text is None:
        return f'[{after:.4f}, "base64", "{base64.b64encode(block).decode()}"]'
    return f"[{after:.4f}, {encode_basestring(text)}]"


def read_tape(path: Path) -> tuple[list[Exchange], list[int]]:
    """Return the exchanges of a cassette in the order in which they began, and its drawn numbers.

    Raises:
        FileNotFoundError: There is no such file.
        CassetteError: It is no cassette, or broken; the error names the line.
    """
    exchanges: list[Exchange] = []
    drawn: list[int] = []
    try:
        with path.open(encoding="utf-8") as file:
            for number, value in _values(file, path):
                try:
                    _take(value, exchanges, drawn, beside(path))
                except (KeyError, TypeError, ValueError, IndexError) as error:
                    raise broken_tape(path, number, error) from None
    except UnicodeError as error:
        raise broken_tape(path, 1, error) from None
    exchanges.sort(key=lambda one: one.at)
    return exchanges, drawn


def _values(file: TextIO, path: Path) -> Iterator[tuple[int, Any]]:
    for number, line in enumerate(file, 1):
        if not line.strip():
            continue
        try:
            value = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise broken_tape(path, number, error) from None
        if number == 1:
            version = value.get("cassette") if isinstance(value, dict) else None
            if version != VERSION:
                raise broken_tape(path, 1, f"it begins with {{'cassette': {VERSION}}}")
            continue
        yield number, value


def _take(value: Any, exchanges: list[Exchange], drawn: list[int], folder: Path) -> None:
    """Add what a line tells to what is there."""
    if isinstance(value, list):
        block = base64.b64decode(value[2]) if len(value) == 3 else value[1].encode()
        blocks = exchanges[-1].answered.blocks
        if blocks is None:
            blocks = exchanges[-1].answered.blocks = []
        blocks.append((float(value[0]), block))
    elif "request" in value:
        told = value["request"]
        body = _body_of(told, folder)
        asked = Asked(told["method"], told["url"], told["headers"], body, digest_of(body))
        exchanges.append(Exchange(float(told["at"]), asked, Answered(0.0, end="stopped")))
    elif "answer" in value:
        exchanges[-1].answered = _answered(value["answer"], folder)
    elif "pieces" in value:
        exchanges[-1].answered.blocks = list(_cut(_body_of(value, folder) or b"", value["pieces"]))
    elif "end" in value:
        answered = exchanges[-1].answered
        answered.end = str(value["end"])
        answered.blocks = answered.blocks or []
    elif "drawn" in value:
        drawn.append(int(value["drawn"]))


def _cut(whole: bytes, pieces: list[tuple[float, int]]) -> Iterator[tuple[float, bytes]]:
    """Yield the pieces of a stream that stands in a file of its own."""
    if sum(size for _, size in pieces) != len(whole):
        raise ValueError(f"its pieces are not the {len(whole)} bytes of its file")
    at = 0
    for after, size in pieces:
        yield float(after), whole[at : at + size]
        at += size


def _answered(told: dict[str, Any], folder: Path) -> Answered:
    if "failure" in told:
        name, message = told["failure"]
        return Answered(float(told["after"]), failure=(str(name), str(message)))
    headers = {str(name): str(value) for name, value in told["headers"].items()}
    body = _body_of(told, folder) or b""
    return Answered(float(told["after"]), int(told["status"]), told["reason"], headers, body)


def _body_of(told: dict[str, Any], folder: Path) -> bytes | None:
    if "json" in told:
        return _dumped(told["json"]).encode()
    if "text" in told:
        return str(told["text"]).encode()
    if "file" not in told:
        return None
    if not NAME.fullmatch(told["file"]):
        raise ValueError(f"{told['file']!r} is no name of a body's file")
    file = folder / told["file"]
    if not file.exists():
        raise ValueError(f"its file {str(file)!r} is missing; keep the folder beside the cassette")
    body: bytes = file.read_bytes()
    return body


def broken_tape(path: Path, line: int, what: object) -> Exception:
    """Return the error of a cassette that cannot be read."""
    error: Exception = error_named(
        "CassetteError",
        f"{str(path)!r} is no cassette that can be read: line {line}: {what}",
        remedy="Record it again with hfwidgets.record(path, overwrite=True).",
    )
    return error


def headers_to_keep(headers: Headers) -> dict[str, str]:
    """Return the headers of an answer that tell something when it is played again."""
    return {name: value for name, value in headers.redacted().items() if name.lower() not in NOISE}


# The body is kept unpacked and whole; the rest is about the connection, or of the day.
NOISE = frozenset(
    {"connection", "content-encoding", "content-length", "date", "keep-alive", "server"}
    | {"set-cookie", "transfer-encoding", "vary", "via", "alt-svc", "strict-transport-security"}
    | {"authorization", "proxy-authorization", "cookie", "content-security-policy", "etag"}
)
