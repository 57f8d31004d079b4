"""What is used of other libraries though it is private or undocumented there, and why.

Each test fails with a version that lacks it; the reason tells what then has to be found anew.
"""

from __future__ import annotations

import asyncio
import inspect
import io
import json
import json.decoder
import queue
import re
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import requests
import urllib3
from requests.adapters import HTTPAdapter

import hfwidgets

SOURCES = Path(hfwidgets.__file__).parent
CLIENT = "\n".join(path.read_text() for path in sorted((SOURCES / "client").glob("*.py")))

# What the client's modules use, as they write it: why there is no public way.
USED = {
    "asyncio._get_running_loop": "asks for the loop without an error where there is none, in a "
    "finaliser, where an exception in flight would be lost",
    'getattr(content, "_read_nowait"': "gives what had arrived before a connection broke; public "
    "calls raise the break first",
    "raw._fp": "tells an answer at its end from one that has nothing to give yet",
}


@pytest.mark.parametrize("used", sorted(USED))
def test_what_is_named_here_is_used(used: str) -> None:
    assert used in CLIENT


def test_nothing_private_is_used_that_is_not_named_here() -> None:
    """Attributes of other objects than our own, read by a name with an underscore."""
    ours = {"_config", "_transport", "_opened", "_perform", "_adapter", "_client", "_described"}
    found = set(re.findall(r"(?<!self)(?<!cls)\.(_[a-z]\w*)", CLIENT)) - ours
    named = {match[0] for name in USED if (match := re.search(r"_[a-z]\w*", name))}
    assert found <= named


def test_asyncio_tells_the_running_loop_without_an_error() -> None:
    assert asyncio._get_running_loop() is None

    async def inside() -> bool:
        return asyncio._get_running_loop() is asyncio.get_running_loop()

    assert asyncio.run(inside())


def test_aiohttp_gives_what_had_arrived_before_a_break() -> None:
    async def broken() -> bytes:
        protocol: Any = aiohttp.base_protocol.BaseProtocol(asyncio.get_running_loop())
        reader = aiohttp.StreamReader(protocol, 2**16, loop=asyncio.get_running_loop())
        reader.feed_data(b"arrived")
        reader.set_exception(aiohttp.ClientPayloadError())
        with pytest.raises(aiohttp.ClientPayloadError):
            await reader.read()
        return reader._read_nowait(-1)

    assert asyncio.run(broken()) == b"arrived"


def test_urllib3_answers_hold_their_file_and_their_connection() -> None:
    answer = urllib3.HTTPResponse(io.BytesIO(b"xy"), preload_content=False)
    assert answer._fp is not None
    for name in ("length_remaining", "connection", "chunked"):
        assert hasattr(answer, name), name
    for name in ("read1", "read_chunked", "supports_chunked_reads", "release_conn", "shutdown"):
        assert callable(getattr(answer, name)), name


def test_urllib3_pools_keep_their_idle_connections_in_a_queue() -> None:
    """`close_idle` empties it: closing a pool would break those who are using it."""
    pool = urllib3.HTTPConnectionPool("127.0.0.1", maxsize=2)
    assert isinstance(pool.pool, queue.Queue)
    assert pool.pool.get(block=False) is None  # room for a connection that is not open yet
    pool.close()
    assert pool.pool is None


def test_urllib3_connections_have_a_socket_whose_timeout_can_be_set() -> None:
    assert urllib3.connection.HTTPConnection("127.0.0.1").sock is None


@pytest.mark.parametrize(
    ("name", "parameters"),
    [
        ("get_connection_with_tls_context", ["request", "verify", "proxies", "cert"]),
        ("cert_verify", ["conn", "url", "verify", "cert"]),
        ("request_url", ["request", "proxies"]),
        ("build_response", ["req", "resp"]),
        ("init_poolmanager", ["connections", "maxsize", "block", "pool_kwargs"]),
    ],
)
def test_the_adapter_of_requests_has_the_steps_that_are_overridden(
    name: str, parameters: list[str]
) -> None:
    """They are documented as for subclasses, with signatures that have changed before."""
    found = list(inspect.signature(getattr(HTTPAdapter, name)).parameters)
    assert found == ["self", *parameters]
    assert name in inspect.getsource(HTTPAdapter.send) or name == "init_poolmanager"


def test_an_answer_of_requests_can_be_given_its_content() -> None:
    answer = requests.Response()
    answer._content = b'{"a": 1}'
    assert answer.json() == {"a": 1}
    assert "answer._content" in (SOURCES / "errors.py").read_text()


def test_the_json_decoder_scans_from_a_place_in_a_text() -> None:
    """Events are parsed in place: cutting them out costs a third of reading a stream."""
    value, end = json.JSONDecoder().scan_once('xx{"a": [1]}yy', 2)  # type: ignore[attr-defined]
    assert (value, end) == ({"a": [1]}, 12)
    assert "scan_once" in (SOURCES / "wire" / "events.py").read_text()
