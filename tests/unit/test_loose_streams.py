"""Streams that break the standard in ways that servers do: single line ends, no stream at all."""

from __future__ import annotations

import json
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hfwidgets import Token, errors
from hfwidgets.tasks.generation_answers import DetailEvents, TextEvents
from tests.unit.played import answered


def event(text: str, last: bool = False, **more: Any) -> str:
    token = {"id": 1, "text": text, "logprob": -0.5, "special": False}
    return "data: " + json.dumps({"token": token, "generated_text": "x" if last else None, **more})


TWO = event("a") + "\n" + event("b", last=True)


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize(
    "whole",
    [
        TWO + "\n",
        TWO + "\n\n",
        TWO,
        event("a") + "\n\n" + event("b") + "\ndata: [DONE]\n\n",
        event("a") + "\n" + event("b") + "\ndata: [DONE]\ndata: never read\n",
        ": hi\n" + event("a") + "\n: hi\n" + event("b") + "\ndata: [DONE]\n",
        "event: x\nid: 1\n" + event("a") + "\nevent: x\n" + event("b", last=True) + "\n",
    ],
)
def test_events_parted_by_one_line_end_are_read(whole: str, line_end: str) -> None:
    data = whole.replace("\n", line_end).encode()
    for size in (1, 2, 7, 64, len(data)):
        decoder = TextEvents(answered())
        blocks = [data[at : at + size] for at in range(0, len(data), size)]
        found = [text for block in blocks for text in decoder.feed(block)] + decoder.end()
        assert (found, decoder.error) == (["a", "b"], None)


@pytest.mark.parametrize("line_end", [b"\n", b"\r\n"])
def test_an_event_parted_by_one_line_end_comes_at_once(line_end: bytes) -> None:
    decoder = TextEvents(answered())
    assert decoder.feed(event("a").encode() + line_end) == ["a"]
    assert decoder.feed(event("b").encode()[:9]) == []
    assert decoder.feed(event("b").encode()[9:] + line_end) == ["b"]
    decoder.feed(b"data: [DONE]" + line_end)
    assert decoder.finished


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from(["\n", "\n\n", "\n: x\n", "\n\n\n"]), st.booleans())),
    st.lists(st.integers(0, 5000), max_size=9),
)
def test_any_mixture_of_line_ends_gives_the_same_however_cut(
    ends: list[tuple[str, bool]], places: list[int]
) -> None:
    whole, texts = "", []
    for number, (end, pretty) in enumerate(ends):
        value = event(str(number))
        if pretty:  # an object over several lines needs its empty line
            lines = json.dumps(json.loads(value[6:]), indent=0).split("\n")
            value, end = "\n".join(f"data: {line}" for line in lines), "\n\n"
            whole += "\n"
        whole += value + end
        texts.append(str(number))
    data = (whole + "\n" + event("!", last=True)).encode()
    edges = [0, *sorted({place % (len(data) + 1) for place in places}), len(data)]
    decoder = TextEvents(answered())
    blocks = [data[start:end] for start, end in pairwise(edges)]
    found = [text for block in blocks for text in decoder.feed(block)] + decoder.end()
    assert (found, decoder.error) == ([*texts, "!"], None)


@pytest.mark.parametrize("kind", [TextEvents, DetailEvents])
@pytest.mark.parametrize(
    ("more", "name"),
    [
        ({"error": "CUDA OOM", "error_type": "generation"}, "GenerationError"),
        ({"error": "CUDA OOM"}, "UnknownError"),
        ({"error": {"message": "CUDA OOM", "type": "overloaded"}}, "OverloadedError"),
    ],
)
def test_an_error_beside_a_token_raises_after_it(kind: Any, more: Any, name: str) -> None:
    decoder = kind(answered())
    assert len(decoder.feed(f"{event('a', **more)}\n\n{event('b')}\n\n".encode())) == 1
    assert type(decoder.error).__name__ == name
    assert str(decoder.error) == "CUDA OOM"
    empty = kind(answered())
    assert empty.feed(f"{event('', **more)}\n\n".encode()) == []
    assert str(empty.error) == "CUDA OOM"


def test_a_whole_answer_in_the_place_of_a_stream_gives_its_text() -> None:
    for body in ({"generated_text": "a b"}, [{"generated_text": "a b"}]):
        decoder = TextEvents(answered())
        assert decoder.feed(json.dumps(body).encode()) == []
        assert (decoder.end(), decoder.error) == (["a b"], None)


def test_a_whole_answer_with_details_gives_its_tokens() -> None:
    tokens = [{"id": n, "text": t, "logprob": -1.0, "special": False} for n, t in enumerate("ab")]
    details = {"finish_reason": "length", "generated_tokens": 2, "seed": 3, "tokens": tokens}
    decoder = DetailEvents(answered())
    decoder.feed(json.dumps([{"generated_text": "ab", "details": details}]).encode())
    first, last = decoder.end()
    assert (first.token, last.token) == (Token(0, "a", -1.0, False), Token(1, "b", -1.0, False))
    assert last.details is not None
    assert (last.generated_text, last.details.seed) == ("ab", 3)


@pytest.mark.parametrize(
    ("body", "kind", "words"),
    [
        (b'{"error": "context too long"}', errors.UnknownError, "context too long"),
        (b'[{"error": "context too long"}]', errors.UnknownError, "context too long"),
        (b"<html>Bad gateway", errors.InvalidResponseError, "Bad gateway"),
        (b'{"x": 1', errors.InvalidResponseError, "token events"),
        (b"Service busy", errors.InvalidResponseError, "Service busy"),
    ],
)
def test_what_came_in_the_place_of_a_stream_is_told(body: bytes, kind: Any, words: str) -> None:
    for size in (len(body), 3):
        decoder = TextEvents(answered())
        for at in range(0, len(body), size):
            assert decoder.feed(body[at : at + size]) == []
        decoder.end()
        assert isinstance(decoder.error, kind)
        assert words.split()[0][:3] in str(decoder.error)
