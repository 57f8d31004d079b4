"""What code written for aiohttp catches around the async client's calls."""

from __future__ import annotations

import asyncio
import pickle
import subprocess
import sys
from typing import Any

import aiohttp
import pytest

from hfwidgets import AsyncInferenceClient, errors
from tests.wire.scripted import Reply, ScriptedServer

SECRET = "hf_canary_token_1234"


def error_of(server: ScriptedServer, method: str = "text_generation", **options: Any) -> Any:
    async def call() -> Any:
        async with AsyncInferenceClient("m", endpoint=server.url, token=SECRET) as client:
            try:
                await getattr(client, method)("Hi", **options)
            except errors.InferenceError as error:
                return error

    return asyncio.run(call())


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (400, errors.BadRequestError),
        (401, errors.AuthenticationError),
        (404, errors.NotFoundError),
        (418, errors.InferenceHTTPError),
        (429, errors.RateLimitError),
        (500, errors.ServerError),
    ],
)
@pytest.mark.parametrize("stream", [False, True])
def test_an_error_of_a_status_is_aiohttps_as_well(
    server: ScriptedServer, status: int, kind: type, stream: bool
) -> None:
    server.play(Reply.of_json({"error": "no"}, status, X_Request_Id="r1"))
    error = error_of(server, stream=stream)
    assert isinstance(error, kind)
    assert isinstance(error, aiohttp.ClientResponseError)
    assert type(error).__name__ == kind.__name__
    assert error.status == error.response.status_code == status
    assert error.headers["x-request-id"] == "r1"
    assert error.message == error.response.reason
    assert (error.request_info.method, error.history) == ("POST", ())
    assert str(error.request_info.real_url) == error.url
    assert error.server_message == "no"
    assert str(error).startswith(f"{status} ")
    assert repr(error) == f"{kind.__name__}({str(error)!r})"


def test_errors_of_a_generation_server_are_aiohttps_as_well(server: ScriptedServer) -> None:
    server.play(Reply.of_json({"error": "busy", "error_type": "overloaded"}, 429))
    error = error_of(server)
    assert isinstance(error, errors.OverloadedError)
    assert isinstance(error, aiohttp.ClientResponseError)


def test_errors_without_an_answer_are_as_they_were(server: ScriptedServer) -> None:
    server.play(Reply(framing="raw", pieces=[b""]))
    error = error_of(server)
    assert isinstance(error, errors.InferenceConnectionError)
    assert not isinstance(error, aiohttp.ClientResponseError)


def test_what_aiohttps_side_of_an_error_tells_holds_no_token(server: ScriptedServer) -> None:
    server.play(Reply.of_json({"error": f"bad {SECRET}"}, 401, X_Echo=SECRET))
    error = error_of(server)
    told = [str(error), repr(error), repr(error.headers), repr(error.request_info)]
    assert not [text for text in told if SECRET in text]
    assert "Authorization" in error.request_info.headers


def test_such_an_error_travels_between_processes(server: ScriptedServer) -> None:
    server.play(Reply.of_json({"error": "no"}, 500))
    error = error_of(server)
    again = pickle.loads(pickle.dumps(error))
    assert type(again) is type(error)
    assert (str(again), again.status, again.server_message) == (str(error), 500, "no")
    assert dict(again.headers) == dict(error.headers)


def test_the_blocking_client_loads_no_aiohttp_for_its_errors(server: ScriptedServer) -> None:
    server.play(Reply.of_json({"error": "no"}, 500))
    program = (
        "import sys\n"
        "from hfwidgets import InferenceClient, errors\n"
        "try:\n"
        f"    InferenceClient('m', endpoint={server.url!r}, token=False).text_generation('Hi')\n"
        "except errors.ServerError:\n"
        "    print('aiohttp' in sys.modules)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.stdout.strip() == "False", done.stderr
