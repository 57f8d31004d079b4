"""Lawful and broken streams of a generation server, each with what a client must make of it.

The standard library alone: the benchmarks play them to other clients too.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

TEXTS = ["The", " sky", " is", " blé", "日本", "🤗", "."]
WHOLE = "".join(TEXTS)


@dataclass(frozen=True)
class Case:
    """A stream, its framing, the tokens it holds, and whether it ends in an error."""

    name: str
    pieces: list[bytes]
    framing: str = "chunked"
    headers: dict[str, str] = field(default_factory=dict)
    texts: list[str] = field(default_factory=lambda: list(TEXTS))
    reason: str = "length"
    fails: str = ""


def value(text: str, number: int, texts: list[str], **more: Any) -> dict[str, Any]:
    """Return the JSON of one token event; the last one has the whole text and the details."""
    last = number == len(texts)
    details = {"finish_reason": "length", "generated_tokens": number, "seed": None}
    return {
        "token": {"id": number, "text": text, "logprob": -0.5, "special": False},
        "generated_text": "".join(texts) if last else None,
        "details": details if last else None,
        **more,
    }


def values(texts: list[str] | None = None, **more: Any) -> list[dict[str, Any]]:
    """Return the JSON of a whole stream."""
    texts = TEXTS if texts is None else texts
    return [value(text, number, texts, **more) for number, text in enumerate(texts, 1)]


def written(
    values: Iterable[Any], start: str = "data:", end: str = "\n", indent: int | None = None
) -> list[bytes]:
    """Write events as a server does: raw UTF-8, one event a piece."""
    events = []
    for one in values:
        lines = json.dumps(one, ensure_ascii=False, indent=indent).split("\n")
        events.append("".join(f"{start}{line}{end}" for line in lines) + end)
    return [event.encode() for event in events]


def _cut(whole: bytes, size: int) -> list[bytes]:
    return [whole[at : at + size] for at in range(0, len(whole), size)]


def _zipped(pieces: list[bytes]) -> list[bytes]:
    packer = zlib.compressobj(wbits=31)
    zipped = [packer.compress(piece) + packer.flush(zlib.Z_SYNC_FLUSH) for piece in pieces]
    return [*zipped, packer.flush()]


def _ending(**changes: Any) -> list[dict[str, Any]]:
    *before, last = values()
    details = {**last["details"], **changes.pop("details", {})}
    return [*before, {**last, "details": details, **changes}]


def _without_logprobs() -> list[dict[str, Any]]:
    return [{**one, "token": {**one["token"], "logprob": None}} for one in values()]


PLAIN = written(values())
GZIP = {"Content-Encoding": "gzip"}
SEPARATORS = ["a\u2028b", "c\u2029d", "e\x85f", "g\x1ch", "i"]
LONG = "x" * 1_000_000
NEW_FIELDS = [{**one, "index": number} for number, one in enumerate(values(top_tokens=[]), 1)]
DONE = b"data: [DONE]\n\n"
FAULT = b'data:{"error":"Request failed during generation: x","error_type":"generation"}\n\n'

LAWFUL = [
    Case("one event a chunk", PLAIN),
    Case("many events a chunk", [b"".join(PLAIN)]),
    Case("one byte a chunk", _cut(b"".join(PLAIN), 1)),
    Case("cut inside characters", _cut(b"".join(PLAIN), 7)),
    Case("a space after the colon", written(values(), start="data: ")),
    Case("lines end in CR LF", written(values(), end="\r\n")),
    Case("lines end in CR", written(values(), end="\r")),
    Case("byte order mark", [b"\xef\xbb\xbf" + PLAIN[0], *PLAIN[1:]]),
    Case("comments", [b": hello\n\n", *(piece + b":\n\n" for piece in PLAIN)]),
    Case("other fields", [b"event: message\nid: 7\nretry: 5\n" + piece for piece in PLAIN]),
    Case("several data lines", written(values(), indent=1)),
    Case("end mark", [*PLAIN, DONE]),
    Case("fields of newer servers", written(NEW_FIELDS)),
    Case("unknown finish reason", written(_ending(details={"finish_reason": "x"})), reason="x"),
    Case("no log-probabilities", written(_without_logprobs())),
    Case("line separators in texts", written(values(SEPARATORS)), texts=SEPARATORS),
    Case("no chunks", PLAIN, "close"),
    Case("a length", PLAIN, "length"),
    Case("compressed chunks", _zipped(PLAIN), headers=GZIP),
    Case("compressed, no chunks", _zipped(PLAIN), "close", GZIP),
    Case("last event of 1 MB", written(_ending(generated_text=LONG))),
    Case("last event not closed", [*PLAIN[:-1], PLAIN[-1].removesuffix(b"\n\n")], "close"),
    Case("empty events", [piece + b"data:\n\n" for piece in PLAIN]),
]
BROKEN = [
    Case("cut in an event", [*PLAIN[:3], PLAIN[3][:30]], "cut", texts=TEXTS[:3], fails="cut"),
    Case("cut between events", PLAIN[:3], "cut", texts=TEXTS[:3], fails="cut"),
    Case("ends early, no chunks", PLAIN[:3], "close", texts=TEXTS[:3], fails="early"),
    Case("error event", [*PLAIN[:3], FAULT], texts=TEXTS[:3], fails="generation"),
    Case("no JSON", [*PLAIN[:3], b"data:{oops\n\n"], texts=TEXTS[:3], fails="malformed"),
]
CASES = [*LAWFUL, *BROKEN]
