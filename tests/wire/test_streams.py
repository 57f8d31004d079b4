"""The 28 lawful and broken streams, each as documented, in both clients."""

from __future__ import annotations

from typing import Any

import pytest

from hfwidgets import errors
from tests.waiting import PATIENCE
from tests.wire.conftest import Blocking
from tests.wire.scripted import Reply, ScriptedServer
from tests.wire.streams import BROKEN, CASES, LAWFUL, Case

ERRORS: dict[str, Any] = {
    "cut": (errors.StreamError, "broke in the middle"),
    "early": (errors.StreamError, "ended early, after 3 tokens"),
    "generation": (errors.GenerationError, "Request failed"),
    "malformed": (errors.InvalidResponseError, "oops"),
}


def play(server: ScriptedServer, case: Case) -> None:
    headers = {"Content-Type": "text/event-stream", **case.headers}
    server.play(Reply(case.pieces, 200, headers, case.framing))


def test_there_are_28_of_them() -> None:
    assert len({case.name for case in CASES}) == 28


@pytest.mark.parametrize("case", LAWFUL, ids=lambda case: case.name)
def test_a_lawful_stream_gives_its_tokens(
    either: Blocking, server: ScriptedServer, case: Case
) -> None:
    play(server, case)
    client = either.client(endpoint=server.url, timeout=PATIENCE)
    values = either.read(either.call(client, "text_generation", "Hi", stream=True, details=True))
    assert [one.token.text for one in values] == case.texts
    assert values[-1].details.finish_reason == case.reason
    assert values[-1].generated_text
    assert not [one for one in values[:-1] if one.generated_text or one.details]


@pytest.mark.parametrize("details", [True, False])
@pytest.mark.parametrize("case", BROKEN, ids=lambda case: case.name)
def test_a_broken_stream_is_an_error_after_its_tokens(
    either: Blocking, server: ScriptedServer, case: Case, details: bool
) -> None:
    play(server, case)
    client = either.client(endpoint=server.url, timeout=PATIENCE)
    stream = either.call(client, "text_generation", "Hi", stream=True, details=details)
    values = either.take(stream, len(case.texts))
    assert [one.token.text if details else one for one in values] == case.texts
    kind, words = ERRORS[case.fails]
    with pytest.raises(kind, match=words):
        either.take(stream, 1)
    with pytest.raises((StopIteration, StopAsyncIteration)):
        either.take(stream, 1)
