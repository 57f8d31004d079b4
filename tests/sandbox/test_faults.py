"""Every fault does what its row in the table says, in both dialects, for both kinds of answer."""

from __future__ import annotations

import json
import re
import socket
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import requests

from hfwidgets.sandbox import Sandbox
from hfwidgets.sandbox.faults import FAULTS, STREAM_ERRORS, Faults
from hfwidgets.sandbox.refusals import SHAPES
from tests.sandbox.conftest import NGRAM, Get, Post, entry_of, events
from tests.sandbox.raw import asked, read_all, read_until
from tests.waiting import PATIENCE

VADER = "/models/sandbox/vader"
BODY = {"inputs": "A class is", "parameters": {"max_new_tokens": 6, "details": True}}
STREAM = {**BODY, "stream": True}
PREFIXES = pytest.mark.parametrize("prefix", ["", "/hf-inference"])


def raw_stream(sandbox: Sandbox, faults: str) -> bytes:
    with asked(f"{sandbox.url}{NGRAM}@{faults}", STREAM) as connection:
        return read_all(connection)


def texts(found: list[dict[str, Any]]) -> list[str]:
    return [event["token"]["text"] for event in found if "token" in event]


@pytest.fixture(scope="module")
def expected(sandbox: Sandbox, session: requests.Session) -> list[str]:
    """The tokens of a stream without faults."""
    return texts(events(session.post(sandbox.url + NGRAM, json=STREAM, timeout=PATIENCE).content))


def test_every_fault_has_a_field_and_every_field_a_fault() -> None:
    assert {name.replace("-", "_") for name in FAULTS} == set(Faults.__slots__)


def test_every_fault_is_tested() -> None:
    folder = Path(__file__).parent
    files = [*folder.glob("test_*faults.py"), *folder.glob("test_provider*.py")]
    source = "".join(file.read_text("utf-8") for file in files)
    assert [name for name in FAULTS if not re.search(rf"[@,\"]{name}\b", source)] == []


@PREFIXES
def test_loading_answers_503_with_an_estimate_and_then_the_result(
    sandbox: Sandbox, expected: list[str], prefix: str
) -> None:
    assert expected  # so the model is loaded indeed
    url = f"{sandbox.url}{prefix}{NGRAM}@loading=0.4,tag=a{prefix[1:3]}"
    begun, estimates = time.monotonic(), []
    while (answer := requests.post(url, json=BODY, timeout=PATIENCE)).status_code == 503:
        assert answer.json()["error"] == "Model sandbox/ngram-topics is currently loading"
        estimates.append(answer.json()["estimated_time"])
        time.sleep(0.05)
    assert answer.status_code == 200
    assert time.monotonic() - begun > 0.35  # a busy machine is later, never sooner
    assert 0 < estimates[0] <= 0.4
    assert estimates == sorted(estimates, reverse=True)
    assert requests.post(url, json=BODY, timeout=PATIENCE).status_code == 200


def test_loading_holds_a_request_that_asks_to_wait(post: Post, get: Get) -> None:
    name = "sandbox/ngram-topics@loading=0.3,tag=hold"
    assert get(f"/status/{name}").json()["state"] == "Loadable"
    begun = time.monotonic()
    assert post(f"/models/{name}", BODY).status_code == 200
    assert time.monotonic() - begun > 0.28
    assert get(f"/status/{name}").json()["state"] == "Loaded"


@pytest.mark.parametrize(("options", "status"), [({"wait_for_model": True}, 200), ({}, 503)])
def test_loading_holds_a_request_whose_options_ask_to_wait(
    sandbox: Sandbox, expected: list[str], options: Any, status: int
) -> None:
    assert expected  # so the model is loaded indeed
    url = f"{sandbox.url}{NGRAM}@loading=0.3,tag=options{status}"
    body = {**BODY, "options": options}
    assert requests.post(url, json=body, timeout=PATIENCE).status_code == status


def test_a_generation_server_is_unhealthy_while_it_loads(get: Get) -> None:
    response = get(f"{NGRAM}@loading=5,tag=health/health")
    assert response.status_code == 503
    assert response.json()["error_type"] == "healthcheck"


@PREFIXES
def test_rate_limited_answers_429_until_the_time_is_over(post: Post, prefix: str) -> None:
    path = f"{prefix}{NGRAM}@rate-limited=0.3,tag=r{prefix[1:3]}"
    refused = post(path, BODY)
    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "1")
    time.sleep(0.35)
    assert post(path, BODY).status_code == 200
    assert post(path, BODY).status_code == 200
    later = post(f"{NGRAM}@rate-limited=500", BODY).headers["Retry-After"]
    assert 100 < int(later) <= 500  # it counts down from the first request on


def test_rate_limited_takes_a_bodys_shape(post: Post) -> None:
    refused = post(f"{NGRAM}@rate-limited=60,body=tgi", BODY)
    assert refused.json() == {"error": "Rate limit reached", "error_type": "overloaded"}


@pytest.mark.parametrize("path", [NGRAM, VADER, f"/hf-inference{NGRAM}"])
def test_delay_holds_the_answer_back(post: Post, path: str) -> None:
    begun = time.monotonic()
    assert post(f"{path}@delay=0.2", BODY | {"parameters": {}}).status_code == 200
    assert time.monotonic() - begun > 0.19


@pytest.mark.parametrize("path", [NGRAM, VADER, f"/hf-inference{VADER}"])
@pytest.mark.parametrize(
    "status", [400, 401, 402, 403, 404, 408, 410, 413, 418, 422, 424, 429, 500, 502, 503, 504, 599]
)
def test_status_answers_with_that_status(post: Post, path: str, status: int) -> None:
    response = post(f"{path}@status={status}", BODY)
    assert response.status_code == status
    assert response.content
    assert ("Retry-After" in response.headers) == (status == 429)


ERRORS: dict[str, Callable[[requests.Response], object]] = {
    "error": lambda r: r.json()["error"],
    "list": lambda r: r.json()["error"][1],
    "object": lambda r: r.json()["error"]["message"],
    "openai": lambda r: r.json()["error"]["code"],
    "tgi": lambda r: r.json()["error_type"],
    "warnings": lambda r: r.json()["warnings"][0],
    "description": lambda r: r.json()["error_description"],
    "detail": lambda r: r.json()["detail"],
    "details": lambda r: r.json()["detail"][0]["msg"],
    "errors": lambda r: r.json()["errors"][1]["message"],
    "message": lambda r: r.json()["message"],
    "array": lambda r: r.json()[0],
    "string": lambda r: isinstance(r.json(), str),
    "text": lambda r: not r.text.startswith(("{", "<")),
    "html": lambda r: r.text.startswith("<!DOCTYPE html>"),
    "empty": lambda r: r.content == b"",
    "header": lambda r: r.headers["X-Error-Message"] and r.content == b"",
    "lying": lambda r: r.headers["Content-Type"] == "application/json" and r.text[0] == "<",
    "bytes": lambda r: r.content.startswith(b"\xff"),
}


@pytest.mark.parametrize("shape", sorted(SHAPES))
@pytest.mark.parametrize("status", [422, 500])
def test_body_gives_the_error_its_shape(post: Post, status: int, shape: str) -> None:
    response = post(f"{NGRAM}@status={status},body={shape}", BODY)
    assert response.status_code == status
    assert ERRORS[shape](response)


def test_body_alone_is_an_error_500(post: Post) -> None:
    assert post(f"{NGRAM}@body=html", BODY).status_code == 500


def test_a_wrong_body_can_come_with_status_200(post: Post) -> None:
    response = post(f"{NGRAM}@status=200,body=html", BODY)
    assert (response.status_code, response.text[0]) == (200, "<")


def test_headers_of_an_error_can_be_asked_for(post: Post) -> None:
    headers = post(f"{NGRAM}@status=403,code=GatedRepo,retry-after=7", BODY).headers
    assert (headers["X-Error-Code"], headers["Retry-After"]) == ("GatedRepo", "7")


def test_needs_token_refuses_those_without(post: Post) -> None:
    path = f"{VADER}@needs-token"
    refused = post(path, {"inputs": "a"})
    assert refused.status_code == 401
    assert "Invalid credentials" in refused.headers["X-Error-Message"]
    assert post(path, {"inputs": "a"}, headers={"Authorization": "Bearer "}).status_code == 401
    assert post(path, {"inputs": "a"}, headers={"Authorization": "Bearer hf_x"}).status_code == 200


@PREFIXES
def test_slow_sets_the_pace_of_the_tokens(sandbox: Sandbox, prefix: str) -> None:
    begun = time.monotonic()
    with asked(f"{sandbox.url}{prefix}{NGRAM}@slow=0.05", STREAM) as connection:
        read_until(connection, b'"generated_text":"')
    assert time.monotonic() - begun > 0.24  # a busy machine is later, never sooner
    with asked(f"{sandbox.url}{prefix}{NGRAM}@slow=3600", STREAM) as connection:
        found = read_until(connection, b"\n\n")
        connection.settimeout(0.1)
        with pytest.raises(socket.timeout):
            connection.recv(1)
    assert found.count(b"data:") == 1


def test_first_holds_the_first_token_back_but_not_the_headers(sandbox: Sandbox) -> None:
    begun = time.monotonic()
    with asked(f"{sandbox.url}{NGRAM}@first=0.3", STREAM) as connection:
        read_until(connection, b"data:")
    assert time.monotonic() - begun > 0.29
    with asked(f"{sandbox.url}{NGRAM}@first=3600", STREAM) as connection:
        assert read_until(connection, b"\r\n\r\n").startswith(b"HTTP/1.1 200")
        connection.settimeout(0.1)
        with pytest.raises(socket.timeout):
            connection.recv(1)


@pytest.mark.parametrize("count", [0, 1, 4])
def test_cut_closes_the_connection_after_so_many_tokens(
    sandbox: Sandbox, get: Get, expected: list[str], count: int
) -> None:
    found = raw_stream(sandbox, f"cut={count}")
    assert b"\r\n0\r\n" not in found
    assert texts(events(found)) == expected[:count]
    entry = entry_of(get, f"{NGRAM}@cut={count}")
    assert (entry["ended"], entry["tokens_written"]) == ("cut", count)


def test_cut_without_chunks_ends_as_if_all_were_well(sandbox: Sandbox, expected: list[str]) -> None:
    assert texts(events(raw_stream(sandbox, "cut=2,unchunked"))) == expected[:2]


@pytest.mark.parametrize("path", [NGRAM, VADER])
def test_cut_breaks_a_whole_answer_in_its_middle(post: Post, path: str) -> None:
    with pytest.raises(requests.RequestException):
        post(f"{path}@cut", {"inputs": "a"})


def test_reset_resets_the_connection_after_so_many_tokens(sandbox: Sandbox) -> None:
    with asked(f"{sandbox.url}{NGRAM}@reset=2", STREAM) as connection:
        found = read_until(connection, b"\n\n", 2)
        with pytest.raises(ConnectionResetError):
            connection.recv(65536)
    assert found.count(b"data:") == 2


def test_hang_sends_nothing_more_and_stays(sandbox: Sandbox) -> None:
    with asked(f"{sandbox.url}{NGRAM}@hang=2", STREAM) as connection:
        read_until(connection, b"\n\n", 2)
        connection.settimeout(0.3)
        with pytest.raises(socket.timeout):
            connection.recv(1)


@pytest.mark.parametrize("path", [NGRAM, VADER])
def test_hang_from_the_start_sends_no_headers(sandbox: Sandbox, path: str) -> None:
    with (
        asked(f"{sandbox.url}{path}@hang", BODY, timeout=0.3) as connection,
        pytest.raises(socket.timeout),
    ):
        connection.recv(1)


def test_ends_is_a_proper_end_too_early(sandbox: Sandbox, post: Post, expected: list[str]) -> None:
    found = events(post(f"{NGRAM}@ends=3", STREAM).content)
    assert texts(found) == expected[:3]
    assert found[-1]["generated_text"] is None


@PREFIXES
@pytest.mark.parametrize("kind", sorted(STREAM_ERRORS))
def test_error_comes_inside_a_stream_or_as_a_status(post: Post, prefix: str, kind: str) -> None:
    path = f"{prefix}{NGRAM}@error={kind},at=2"
    found = events(post(path, STREAM).content)
    assert len(found) == 3
    assert (found[-1]["error_type"], found[-1]["error"]) == (kind, STREAM_ERRORS[kind][1])
    whole = post(path, BODY)
    assert whole.status_code == STREAM_ERRORS[kind][0]
    assert whole.json() == found[-1]


def test_an_error_inside_a_stream_can_have_other_shapes(post: Post) -> None:
    for shape in ("object", "openai"):
        found = events(post(f"{NGRAM}@error,at=0,body={shape}", STREAM).content)
        assert found[0]["error"]["message"]


def test_broken_json_breaks_one_event_or_the_whole_answer(post: Post) -> None:
    lines = [x for x in post(f"{NGRAM}@broken-json=1", STREAM).text.splitlines() if x]
    with pytest.raises(ValueError, match="Unterminated string"):
        json.loads(lines[1].removeprefix("data: "))
    json.loads(lines[2].removeprefix("data: "))
    for path in (NGRAM, VADER, f"/hf-inference{VADER}"):
        response = post(f"{path}@broken-json", {"inputs": "a"})
        assert response.status_code == 200
        with pytest.raises(ValueError, match=r"Expecting|trailing comma"):
            response.json()


def test_plain_refuses_what_only_generation_servers_know(post: Post) -> None:
    parameters = {"watermark": False, "stop": [], "details": False, "decoder_input_details": False}
    path = f"{NGRAM}@plain"
    refused = post(path, {"inputs": "A", "parameters": {"max_new_tokens": 3, **parameters}})
    assert refused.status_code == 400
    said = refused.json()["error"]
    assert said.startswith("The following `model_kwargs` are not used by the model: ['watermark',")
    taken = post(path, {"inputs": "A", "stream": True, "parameters": {"max_new_tokens": 3}})
    assert list(taken.json()[0]) == ["generated_text"]


def test_old_and_new_are_the_formats_of_then_and_now(post: Post, expected: list[str]) -> None:
    old, new = post(f"{NGRAM}@old", STREAM), post(f"{NGRAM}@new", STREAM)
    assert b'data:{"token"' in old.content
    assert b'data: {"index":1,"token"' in new.content
    assert texts(events(old.content)) == texts(events(new.content)) == expected
    assert set(events(old.content)[-1]["details"]) == {"finish_reason", "generated_tokens", "seed"}
    assert events(new.content)[-1]["details"]["input_length"] == 3
    assert new.content == post(NGRAM, STREAM).content


def test_openai_end_comes_after_the_last_event(post: Post) -> None:
    assert post(f"{NGRAM}@openai-end", STREAM).content.endswith(b"\n\ndata: [DONE]\n\n")


@pytest.mark.parametrize("path", [NGRAM, VADER])
def test_unchunked_ends_with_the_connection(sandbox: Sandbox, path: str) -> None:
    body = STREAM if path == NGRAM else {"inputs": "a"}
    with asked(f"{sandbox.url}{path}@unchunked", body) as connection:
        head, _, found = read_all(connection).partition(b"\r\n\r\n")
    assert b"chunked" not in head
    assert b"Content-Length" not in head
    assert found.endswith(b"}\n\n" if path == NGRAM else b"]]")


def test_comments_and_other_fields_come_between_the_events(post: Post, expected: list[str]) -> None:
    found = post(f"{NGRAM}@comments", STREAM)
    for line in (": the sandbox", "event: message", "id: 1", "retry: 3000"):
        assert line in found.text
    assert texts(events(found.content)) == expected


def test_crlf_and_bom_change_the_bytes_but_not_the_events(post: Post, expected: list[str]) -> None:
    found = post(f"{NGRAM}@crlf,bom", STREAM).content
    assert found.startswith(b"\xef\xbb\xbfdata: ")
    assert found.count(b"\r\n") == found.count(b"\n") == 2 * len(expected)
    assert texts(events(found[3:])) == expected


def test_chunk_writes_so_many_events_at_once(sandbox: Sandbox, expected: list[str]) -> None:
    url = f"{sandbox.url}{NGRAM}@chunk=4"
    with requests.post(url, json=STREAM, stream=True, timeout=PATIENCE) as response:
        chunks = list(response.raw.read_chunked())
    assert [chunk.count(b"data:") for chunk in chunks] == [4, 2]
    assert texts(events(b"".join(chunks))) == expected


def test_split_writes_pieces_of_so_many_bytes(sandbox: Sandbox, expected: list[str]) -> None:
    url = f"{sandbox.url}{NGRAM}@split=7"
    with requests.post(url, json=STREAM, stream=True, timeout=PATIENCE) as response:
        chunks = list(response.raw.read_chunked())
    assert max(map(len, chunks)) == 7
    assert texts(events(b"".join(chunks))) == expected


def test_cached_says_so_in_the_headers(post: Post) -> None:
    for path, body in ((NGRAM, BODY), (NGRAM, STREAM), (VADER, {"inputs": "a"})):
        assert post(f"{path}@cached", body).headers["x-compute-type"] == "cache"


def test_times_lists_when_each_token_was_written(post: Post, get: Get) -> None:
    path = "/models/sandbox/flood@tokens=5,size=3,slow=0.02,times"
    post(path, STREAM)
    entry = entry_of(get, path)
    times = entry["token_times"]
    assert len(times) == 5
    assert times == sorted(times)
    # A busy machine is later, never sooner.
    assert times[-1] - entry["time"] > 0.07


@pytest.mark.parametrize(
    ("faults", "said"),
    [
        ("no-such", "knows no fault 'no-such'"),
        ("slow=x", "slow='x'"),
        ("slow=nan", "a number from 0 to 3600"),
        ("slow=-1", "a number from 0 to 3600"),
        ("status", "needs a value"),
        ("status=20", "an integer from 200 to 599"),
        ("body=pdf", "one of error, list"),
        ("plain=7", "no value"),
    ],
)
def test_a_fault_that_is_none_is_told(post: Post, faults: str, said: str) -> None:
    response = post(f"{NGRAM}@{faults}", BODY)
    assert response.status_code == 400
    assert said in response.json()["error"]
