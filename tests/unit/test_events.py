"""Event streams, whole or cut anywhere, to their tokens."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from hfwidgets import Stream, TextGenerationStreamResponse, Token
from hfwidgets.tasks.generation_answers import DetailEvents, TextEvents
from hfwidgets.wire import events as module
from hfwidgets.wire.events import EventDecoder, Lines
from hfwidgets.wire.json_events import JSONEvents
from tests.unit.played import answered

ODD_TEXTS = [
    "",
    " ",
    "a\nb",
    "\r\n",
    "é",
    "日本",
    "🤗",
    "\u2028",
    "\u2029",
    "\x85",
    "\ufeff",
    "data:",
]
BESIDE = [": comment", "event: message", "id: 7", "retry: 5", "dataset: x", " data: y"]
ODD_TEXTS += ["[DONE]", "\\", '"', "\x00", "\x0b\x0c\x1c\x1d\x1e", "{", "}\n\n{", ": x"]


def value_of(text: str, number: int, last: bool) -> dict[str, Any]:
    return {
        "index": number,
        "token": {"id": number, "text": text, "logprob": -0.25, "special": False, "new": [1]},
        "top_tokens": [],
        "generated_text": "all" if last else None,
        "details": None,
    }


@st.composite
def streams(draw: st.DrawFn) -> tuple[list[str], bytes]:
    """Texts, and a lawful stream of them: any line ends, comments, fields, spaces, marks."""
    texts = draw(st.lists(st.text(max_size=4) | st.sampled_from(ODD_TEXTS), min_size=1, max_size=6))
    texts = [text.encode("utf-8", "ignore").decode() for text in texts]
    line_end = draw(st.sampled_from(["\n", "\r\n", "\r"]))
    lines = [draw(st.sampled_from(["", "\ufeff"]))]
    for number, text in enumerate(texts, 1):
        value = value_of(text, number, number == len(texts))
        ascii_only = draw(st.booleans())
        pretty = draw(st.sampled_from([None, None, 1]))
        body = json.dumps(value, ensure_ascii=ascii_only, indent=pretty)
        lines += draw(st.lists(st.sampled_from(BESIDE), max_size=2))
        space = draw(st.sampled_from(["", " "]))
        lines += [f"data:{space}{line}" for line in body.split("\n")]
        lines.append("")
        if draw(st.booleans()):
            lines += draw(st.sampled_from([[""], [": alive", ""], ["data:", ""], ["id", ""]]))
    if draw(st.booleans()):
        lines += ["data: [DONE]", "", "data: {never read", ""]
    mark = lines.pop(0)
    return texts, (mark + "".join(line + line_end for line in lines)).encode()


def cut(whole: bytes, places: list[int]) -> list[bytes]:
    edges = [0, *sorted({place % (len(whole) + 1) for place in places}), len(whole)]
    return [whole[start:end] for start, end in pairwise(edges)]


class Blocks:
    """A source that gives blocks, in both ways."""

    def __init__(self, blocks: list[bytes]) -> None:
        self._blocks = blocks
        self.aborted = False

    def blocks(self) -> Iterator[bytes]:
        yield from self._blocks

    async def blocks_async(self) -> AsyncIterator[bytes]:
        for block in self._blocks:
            yield block

    def abort(self) -> None:
        self.aborted = True


def read(blocks: list[bytes], details: bool = False) -> list[Any]:
    """Read a stream in both ways, and see that they agree."""

    def stream() -> Stream[Any]:
        answer = replace(answered(), source=Blocks(blocks))
        return Stream[Any](answer, (DetailEvents if details else TextEvents)(answer))

    async def collect() -> list[Any]:
        return [value async for value in stream()]

    values = list(stream())
    assert asyncio.run(collect()) == values
    return values


@settings(max_examples=300, deadline=None)
@given(streams(), st.lists(st.integers(0, 10_000), max_size=12))
def test_any_cutting_of_any_lawful_stream_gives_its_tokens(
    stream: tuple[list[str], bytes], places: list[int]
) -> None:
    texts, whole = stream
    assert read(cut(whole, places)) == texts


@settings(max_examples=60, deadline=None)
@given(streams())
def test_byte_by_byte_gives_the_tokens(stream: tuple[list[str], bytes]) -> None:
    texts, whole = stream
    blocks = [whole[at : at + 1] for at in range(len(whole))]
    decoder = TextEvents(answered())
    assert [text for block in blocks for text in decoder.feed(block)] + decoder.end() == texts


@settings(max_examples=60, deadline=None)
@given(streams(), st.lists(st.integers(0, 10_000), max_size=12))
def test_details_are_the_same_however_cut(
    stream: tuple[list[str], bytes], places: list[int]
) -> None:
    texts, whole = stream
    values = read(cut(whole, places), details=True)
    assert values == [
        TextGenerationStreamResponse(
            Token(number, text, -0.25, False), "all" if number == len(texts) else None
        )
        for number, text in enumerate(texts, 1)
    ]


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=300), st.lists(st.integers(0, 300), max_size=8))
@example(b"data: x\n\r\ndata: y\r\r\n", [9])
@example(b"\xef\xbb", [1])
def test_any_bytes_give_the_same_events_however_cut(whole: bytes, places: list[int]) -> None:
    def events(blocks: list[bytes]) -> list[str]:
        decoder = EventDecoder()
        return [event for block in blocks for event in decoder.feed(block)] + decoder.end()

    assert events(cut(whole, places)) == events([whole])


# The examples of https://html.spec.whatwg.org/multipage/server-sent-events.html
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("data: YHOO\ndata: +2\ndata: 10\n\n", ["YHOO\n+2\n10"]),
        (": test stream\n\ndata: first event\nid: 1\n\ndata:second event\nid\n\n", None),
        ("data\n\ndata\ndata\n\n", ["", "\n"]),
        ("data:test\n\ndata: test\n\n", ["test", "test"]),
        ("data:  two spaces\n\n", [" two spaces"]),
        ("data: unfinished", ["unfinished"]),
        ("event: only\n\n", []),
    ],
)
def test_reads_the_standards_examples(text: str, expected: list[str] | None) -> None:
    decoder = EventDecoder()
    found = decoder.feed(text.encode()) + decoder.end()
    assert found == (["first event", "second event"] if expected is None else expected)


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("pretty", [False, True], ids=["one line", "many lines"])
def test_a_long_event_costs_linear_work(
    monkeypatch: pytest.MonkeyPatch, line_end: str, pretty: bool
) -> None:
    text = line_end.join(["x" * 60] * 16_000) if pretty else "x" * 1_000_000
    lines = text.split(line_end)
    whole = ("".join(f"data: {line}{line_end}" for line in lines) + line_end).encode()
    looked_at: list[int] = []
    find = module._end_of_last_event

    def counting(block: bytes) -> int:
        looked_at.append(len(block))
        return find(block)

    joins = 0

    def count_joins(frame: Any, event: str, argument: Any) -> None:
        nonlocal joins
        joins += event == "c_call" and argument.__name__ == "join"

    monkeypatch.setattr(module, "_end_of_last_event", counting)
    decoder = EventDecoder()
    blocks = [whole[at : at + 512] for at in range(0, len(whole), 512)]
    sys.setprofile(count_joins)
    try:
        found = [text for block in blocks for text in decoder.complete(block)]
    finally:
        sys.setprofile(None)
    assert "".join(found).startswith("data: xxx")
    assert sum(looked_at) <= len(whole) + 2 * len(blocks)
    assert joins <= 3


class Numbers(JSONEvents[int]):
    """Takes `x` of each event."""

    def build(self, value: dict[str, Any]) -> int:
        number: int = value["x"]
        return number

    def malformed(self, event: str) -> Exception:
        return ValueError(event)

    def error_event(self, value: Any) -> Exception:
        return RuntimeError(value)

    def whole(self, payload: Any) -> list[int]:
        return [self.build(payload)]


def values_of(decoder: Numbers, *blocks: bytes) -> list[int]:
    return [value for block in blocks for value in decoder.feed(block)] + decoder.end()


@pytest.mark.parametrize(
    "event",
    [b"{oops", b"[1]", b"7", b"null", b'"text"', b"{} {}", b'{"x": 1', b"\xff", b"[" * 100_000],
    ids=lambda event: repr(event)[:12],
)
def test_an_event_that_is_no_object_ends_the_stream_after_the_values_before_it(
    event: bytes,
) -> None:
    good = b'data: {"x": 1}\n\n'
    decoder = Numbers()
    assert values_of(decoder, good + good + b"data:" + event + b"\n\n" + good, good) == [1, 1]
    assert isinstance(decoder.error, ValueError)


def test_what_the_values_maker_raises_comes_after_the_values_before_it() -> None:
    decoder = Numbers()
    assert values_of(decoder, b'data: {"x": 1}\n\ndata: {"y": 1}\n\ndata: {"x": 2}\n\n') == [1]
    assert isinstance(decoder.error, KeyError)


def test_nothing_is_read_after_the_end_mark() -> None:
    decoder = Numbers()
    good = b'data: {"x": 1}\n\n'
    assert values_of(decoder, good + b"data:[DONE]\n\n" + good, b"data: oops\n\n") == [1]
    assert decoder.finished
    assert decoder.error is None


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=100), st.lists(st.integers(0, 100), max_size=8))
def test_lines_are_the_same_however_cut(whole: bytes, places: list[int]) -> None:
    lines = Lines()
    found = [line for block in cut(whole, places) for line in lines.feed(block)] + lines.end()
    expected = [line.removesuffix(b"\r") for line in whole.split(b"\n")]
    if whole.endswith(b"\n") or not whole:
        expected.pop()
    else:
        expected[-1] = whole.split(b"\n")[-1]
    assert found == expected


@pytest.mark.parametrize(
    "error",
    [
        {"error": "why", "error_type": "generation"},
        {"error": {"message": "why", "type": "overloaded", "http_status_code": 429}},
        {"error": "why"},
    ],
)
def test_an_error_event_is_the_servers_error(error: dict[str, Any]) -> None:
    decoder = DetailEvents(answered())
    assert decoder.feed(b"event: error\ndata: " + json.dumps(error).encode() + b"\n\n") == []
    assert str(decoder.error) == "why"


@pytest.mark.parametrize(
    "value", [{}, {"token": None}, {"token": {}}, {"token": "x"}, {"token": []}]
)
@pytest.mark.parametrize("details", [True, False])
def test_an_event_without_a_token_shows_what_came(value: Any, details: bool) -> None:
    decoder = (DetailEvents if details else TextEvents)(answered())
    decoder.feed(b"data:" + json.dumps(value).encode() + b"\n\n")
    assert "but not with token events" in str(decoder.error)


def test_a_long_error_object_instead_of_a_stream_is_read() -> None:
    decoder = TextEvents(answered())
    decoder.feed(json.dumps({"error": "w" * 500, "error_type": "overloaded"}).encode())
    decoder.end()
    assert type(decoder.error).__name__ == "OverloadedError"
