"""What only a page has: an origin, redirects that it may not see, and stacks that are switched."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from textwrap import dedent

import pytest

from hfwidgets import Sandbox
from tests.lite.open_server import OpenServer
from tests.lite.programs import asked, caught
from tests.lite.pyodide import Lite
from tests.wire.scripted import Reply

TOKEN = "hf_canary_of_this_test"
GUESS = [{"score": 1.0, "token": 1, "token_str": "x", "sequence": "x"}]


@pytest.fixture
def elsewhere() -> Iterator[OpenServer]:
    """A server that answers."""
    with closing(OpenServer(Reply.of_json(GUESS))) as found:
        yield found


@pytest.fixture
def redirecting(elsewhere: OpenServer) -> Iterator[OpenServer]:
    """A server that says 307, and points to another host."""
    there = {"Location": f"{elsewhere.url}/there"}
    with closing(OpenServer(Reply([], 307, there, "length"))) as found:
        yield found


@pytest.fixture
def address(redirecting: OpenServer) -> str:
    """An address of a model that is elsewhere by now."""
    return f"{redirecting.url}/models/one"


def test_a_token_is_never_sent_on_where_a_page_cannot_see_to(
    in_chromium: Lite, redirecting: OpenServer, elsewhere: OpenServer, address: str
):
    body = """
    known = AsyncInferenceClient(model=address, token=token)
    await known.fill_mask("a [MASK]")
    """
    kind, words, remedy = caught(in_chromium, address, body, token=TOKEN)
    assert kind == "InferenceConnectionError"
    assert "redirects, and a browser hides where to" in words
    assert "Give the address that it leads to" in remedy
    assert TOKEN not in words
    assert [one.headers["authorization"] for one in redirecting.asked] == [f"Bearer {TOKEN}"]
    assert elsewhere.asked == []


def test_a_redirect_is_followed_where_there_is_no_secret(
    in_chromium: Lite, elsewhere: OpenServer, address: str
):
    body = """
    open = AsyncInferenceClient(model=address, token=False)
    return await open.fill_mask("a [MASK]")
    """
    program = f"from hfwidgets import AsyncInferenceClient\n{dedent(body)}"
    found = in_chromium.run(program, address=address)
    assert found == GUESS
    assert [one.path for one in elsewhere.asked] == ["/there"]


def test_a_server_that_does_not_let_the_page_ask_is_one_of_the_causes(
    in_chromium: Lite, sandboxes: Callable[[str | None], Sandbox]
):
    address = sandboxes(None).url
    kind, words, _ = caught(in_chromium, address, "await client.fill_mask('a [MASK]')")
    assert kind == "InferenceConnectionError"
    assert f"lets pages of {in_chromium.origin} ask it (CORS)" in words
    assert f"`hfwidgets sandbox --allow-origin {in_chromium.origin}`" in words


def test_blocking_calls_wait_where_the_browser_switches_stacks(
    in_chromium: Lite, sandboxes: Callable[[str | None], Sandbox]
):
    guess, tokens, several, turns, result, kind = asked(
        in_chromium,
        sandboxes(in_chromium.origin),
        """
        import asyncio, hfwidgets
        from hfwidgets import InferenceClient, TextGeneration
        turns = 0
        async def turning():
            nonlocal turns
            while True:
                turns += 1
                await asyncio.sleep(0.01)
        task = asyncio.ensure_future(turning())
        blocking = InferenceClient(endpoint=address, token=False)
        guess = blocking.fill_mask("a [MASK]")[0]
        tokens = list(blocking.text_generation("Once", stream=True, max_new_tokens=5))
        several = blocking.map("fill-mask", ["a [MASK]", "b [MASK]"], progress=False)
        widget = TextGeneration(prompt="Once", client=blocking, max_new_tokens=5)
        result = widget.run().wait()
        kind = type(hfwidgets.widget("sandbox/ngram-fill-mask", client=blocking)).__name__
        task.cancel()
        return guess, tokens, len(several), turns, result, kind
        """,
    )
    assert set(guess) >= {"score", "token_str"}
    assert len(tokens) == 5
    assert several == 2
    assert turns > 5, "the page's loop goes on while a call waits"
    assert result
    assert kind == "FillMask"


def test_a_wait_that_takes_too_long_says_so_and_goes_on(
    in_chromium: Lite, sandboxes: Callable[[str | None], Sandbox]
):
    words, status = asked(
        in_chromium,
        sandboxes(in_chromium.origin),
        """
        from hfwidgets import TextGeneration
        widget = TextGeneration(prompt="Once", client=client, model=model, max_new_tokens=4000)
        try:
            widget.run().wait(0.3)
        except TimeoutError as error:
            return str(error), widget.status
        finally:
            widget.stop()
        """,
        model="sandbox/flood@slow=0.05",
    )
    assert words == "the run has not ended after 0.3 s; it goes on"
    assert status in ("running", "loading")
