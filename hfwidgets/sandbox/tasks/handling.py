"""How most tasks are answered: a request is read, an engine works, the answer is written."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from aiohttp import web

from hfwidgets.sandbox.inference import Call
from hfwidgets.sandbox.replies import compute_headers, reply_bytes, reply_json
from hfwidgets.sandbox.tasks import Handler
from hfwidgets.sandbox.tasks.media import read_media_payload
from hfwidgets.sandbox.tasks.payload import (
    MOST_CHARACTERS,
    Rule,
    bad_field,
    read_parameters,
    read_text,
    read_text_payload,
    read_texts,
)

T = TypeVar("T")

_MOST_QUESTION = 1000


@dataclass(frozen=True, slots=True)
class Asked(Generic[T]):
    """A request that was read.

    Args:
        items: What the engine gets, one by one: other requests have their turn in between.
        given: The parameters.
        characters: How long its texts are together.
        listed: Whether the answer is a list of what was made of each item.
    """

    items: Sequence[T]
    given: dict[str, Any] = field(default_factory=dict)
    characters: int = 0
    listed: bool = False


@dataclass(frozen=True, slots=True)
class File:
    """An answer that is a file, not JSON."""

    body: bytes
    content_type: str


def handler(
    read: Callable[[Call], Asked[T]],
    compute: Callable[[Any, T, dict[str, Any]], object],
    body_limit: int,
) -> Handler:
    """Return the handler of a task that is answered in one piece.

    Args:
        read: Reads a request, or refuses it.
        compute: Makes the answer of engine, item and parameters, on the model's thread.
        body_limit: Most bytes a request's body may have.
    """

    async def answer(call: Call) -> web.StreamResponse:
        started = time.perf_counter()
        asked = read(call)
        engine = await call.host.engine()
        made = [await call.host.call(compute, engine, one, asked.given) for one in asked.items]
        value = made if asked.listed else made[0]
        headers = compute_headers(started, asked.characters, call.faults)
        if not isinstance(value, File):
            return await reply_json(call.request, value, headers, call.faults, call.entry)
        return await reply_bytes(
            call.request, value.body, value.content_type, headers, call.faults, call.entry
        )

    return Handler(answer, body_limit)


def texts(
    rules: Mapping[str, Rule], most: int = MOST_CHARACTERS, *, always_listed: bool = False
) -> Callable[[Call], Asked[str]]:
    """Return what reads a text or a list of texts; of one alone there is one answer, or a list."""

    def read(call: Call) -> Asked[str]:
        inputs, given = read_text_payload(call.body)
        found = read_texts(inputs, most)
        listed = always_listed or isinstance(inputs, list)
        return Asked(found, read_parameters(given, rules), sum(map(len, found)), listed)

    return read


def text(rules: Mapping[str, Rule], most: int = MOST_CHARACTERS) -> Callable[[Call], Asked[str]]:
    """Return what reads one text."""

    def read(call: Call) -> Asked[str]:
        inputs, given = read_text_payload(call.body)
        found = read_text(inputs, most)
        return Asked([found], read_parameters(given, rules), len(found))

    return read


def media(what: str, rules: Mapping[str, Rule]) -> Callable[[Call], Asked[bytes]]:
    """Return what reads a file; `what` is "image" or "audio"."""

    def read(call: Call) -> Asked[bytes]:
        payload = read_media_payload(call.body, what)
        return Asked([payload.raw], read_parameters(payload.parameters, rules))

    return read


def image_question(rules: Mapping[str, Rule]) -> Callable[[Call], Asked[tuple[bytes, str]]]:
    """Return what reads an image and a question about it."""

    def read(call: Call) -> Asked[tuple[bytes, str]]:
        payload = read_media_payload(call.body, "image")
        if "question" not in payload.fields:
            raise bad_field("question", "field required")
        question = read_text(payload.fields["question"], _MOST_QUESTION, "question")
        parameters = read_parameters(payload.parameters, rules)
        return Asked([(payload.raw, question)], parameters, len(question))

    return read
