"""From an answer that is no success to its error: words, way out, ids, seconds, no token."""

from __future__ import annotations

import base64
import json
import time
from email.utils import formatdate
from typing import Any

import pytest

from hfwidgets import errors
from hfwidgets.wire.failure import (
    NAMES,
    generation_error,
    http_error,
    reported_error,
    retry_after,
    server_message,
    wrong_shape,
)
from hfwidgets.wire.remedies import REMEDIES
from tests.unit.played import answered

TOKEN = "hf_canary0123"
DEEP = b"[" * 900 + b"]" * 900
DEEPER = b"[" * 100_000 + b"]" * 100_000


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({"error": "why"}, "why"),
        ({"error": ["one", "two"]}, "one\ntwo"),
        ({"error": {"message": "why", "type": "t"}}, "why"),
        ({"error": {"code": 7}}, '{"code": 7}'),
        ({"error": "why", "warnings": ["w1", "w2"]}, "why\nWarning: w1\nw2"),
        ({"errors": [{"message": "a"}, {"message": "b"}]}, "a\nb"),
        ({"detail": [{"loc": ["body"], "msg": "field required"}]}, "field required"),
        ({"detail": "why"}, "why"),
        ({"message": "why"}, "why"),
        ({"error": "invalid_token", "error_description": "expired"}, "invalid_token\nexpired"),
        ({"error": "why", "message": "why"}, "why"),
        ({}, None),
        ([], None),
        (["why"], "why"),
        ("why", "why"),
        (7, "7"),
        (None, "null"),
        ({"error": None}, None),
        ({"error": 0}, "0"),
    ],
)
def test_finds_the_servers_words_in_json_of_any_shape(body: Any, words: str | None) -> None:
    assert server_message(answered(400, json.dumps(body).encode())) == words


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"", None),
        (b"  Not Found\n", "Not Found"),
        (b"<html><h1>Bad gateway", None),
        (b"\n<!DOCTYPE html>x", None),
        (b"\xff\xfe", "\ufffd\ufffd"),
        (b"\x89PNG\0\0", None),
        (b'{"error": "cut of', '{"error": "cut of'),
        (DEEP, None),
        (DEEPER, None),
    ],
    ids=lambda value: repr(value)[:20],
)
def test_finds_the_servers_words_in_what_is_no_json(body: bytes, words: str | None) -> None:
    message = server_message(answered(500, body))
    assert message == words or (body == DEEPER and set(message or "[]") <= set("[]"))


def test_a_page_by_its_type_is_not_quoted() -> None:
    assert server_message(answered(502, b"oops", Content_Type="text/html")) is None


def test_words_of_a_header_come_first() -> None:
    said = server_message(answered(401, b'{"error": "no"}', X_Error_Message="Invalid credentials"))
    assert said == "Invalid credentials\nno"


@pytest.mark.parametrize("around", ["bad image {}", "data:image/png;base64,{} is none", "{}"])
@pytest.mark.parametrize("shape", ["error", "message", "detail", None])
def test_words_of_a_server_show_no_base64(around: str, shape: str | None) -> None:
    text = base64.b64encode(bytes(range(256)) * 3).decode()
    said = around.format(text)
    body = json.dumps({shape: said}) if shape else said
    error = http_error(answered(400, body.encode()))
    assert around.format(f"{text[:24]}...") in str(error)
    assert text[:40] not in str(error) + str(error.server_message)


STEERING = [chr(code) for code in (*range(32), *range(127, 160)) if chr(code) not in "\t\n"]


@pytest.mark.parametrize("mark", STEERING)
@pytest.mark.parametrize("shape", ["json", "text", "header", "another answer"])
def test_what_would_steer_a_terminal_is_shown_by_its_number(mark: str, shape: str) -> None:
    words = f"a{mark}[2Jb"
    if shape == "json":
        error: Any = http_error(answered(400, json.dumps({"error": words}).encode()))
    elif shape == "text":
        error = http_error(answered(400, f"x{words}".encode()))
    elif shape == "header":
        carried = words if mark not in "\0\r" else "none"  # no header has these
        error = http_error(answered(400, b"{}", X_Error_Message=carried))
    else:
        error = wrong_shape("a picture", words.encode(), answered(200, words.encode()))
    assert mark not in str(error)
    assert mark not in (error.server_message or "")


def test_tabs_and_ends_of_lines_stay_in_a_servers_words() -> None:
    error = http_error(answered(400, b"a\tb\r\nc\nd"))
    assert error.server_message == "a\tb\r\nc\nd"


def test_long_words_are_cut() -> None:
    said = server_message(answered(400, json.dumps({"error": "x" * 10_000}).encode()))
    assert said == "x" * 2000


@pytest.mark.parametrize("status", [400, 401, 402, 403, 404, 410, 413, 422, 424, 429, 500, 503])
def test_each_status_has_its_class_and_its_way_out(status: int) -> None:
    error = http_error(answered(status, b'{"error": "why"}', X_Request_Id="r1"))
    default = "ServerError" if status >= 500 else "InferenceHTTPError"
    assert type(error).__name__ == NAMES.get(status, default)
    assert error.remedy == REMEDIES[status]
    assert str(error).startswith(f"{status} Scripted for http://127.0.0.1:1/models/m")
    assert "(Request ID: r1)" in str(error).partition("\n")[0]
    assert "why" in str(error)
    assert error.remedy in str(error)
    assert (error.status, error.request_id, error.server_message) == (status, "r1", "why")
    assert error.response is not None
    assert error.response.json() == {"error": "why"}


@pytest.mark.parametrize("status", [405, 409, 418, 451, 505, 599, 304])
def test_any_other_status_is_an_error_too(status: int) -> None:
    error = http_error(answered(status))
    assert isinstance(error, errors.ServerError if status >= 500 else errors.InferenceHTTPError)


@pytest.mark.parametrize(
    ("code", "status", "name"),
    [("GatedRepo", 403, "GatedRepoError"), ("RepoNotFound", 404, "RepositoryNotFoundError")],
)
def test_the_hubs_own_codes_have_their_classes(code: str, status: int, name: str) -> None:
    assert type(http_error(answered(status, X_Error_Code=code))).__name__ == name


@pytest.mark.parametrize("name", ["X-Request-Id", "X-Amzn-Trace-Id", "X-Amz-Cf-Id"])
def test_the_request_id_has_several_homes(name: str) -> None:
    assert http_error(answered(500, **{name.replace("-", "_"): "id1"})).request_id == "id1"


def test_an_error_is_what_callers_of_requests_expect() -> None:
    import requests

    error = http_error(answered(404, b"no", {"Authorization": f"Bearer {TOKEN}"}))
    assert isinstance(error, requests.HTTPError)
    assert isinstance(error, OSError)
    assert error.response is not None
    assert error.response.text == "no"
    assert error.request is not None
    assert error.request.headers["authorization"] == "***"
    assert isinstance(http_error(answered(400)), ValueError)


def test_a_422_asks_whether_the_model_does_the_task() -> None:
    error = http_error(answered(422), "text-classification")
    assert "'text-classification' is supported by the model" in str(error)


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"Retry_After": "7"}, 7.0),
        ({"Retry_After": "0.5"}, 0.5),
        ({"Retry_After": "-3"}, 0.0),
        ({"Retry_After": "soon"}, None),
        ({"Retry_After": "inf"}, None),
        ({"Retry_After": "nan"}, None),
        ({"Retry_After": "Wed, 21 Oct 2015 07:28:00 GMT"}, 0.0),
        ({"Retry_After": "Wed, 99 Oct 2015 07:28:00 GMT"}, None),
        ({"Retry_After": "Fri, 31 Dec 99999 23:59:59 GMT"}, None),
        ({"RateLimit": '"api";r=0;t=55'}, 56.0),
        ({"RateLimit": '"api"; r=0; t=5'}, 6.0),
        ({"RateLimit": '"api";r=3;t=55'}, None),
        ({"RateLimit": "100"}, None),
        ({}, None),
    ],
)
def test_reads_when_to_try_again(headers: dict[str, str], seconds: float | None) -> None:
    assert retry_after(answered(429, **headers)) == seconds


def test_reads_a_date_to_try_again_at() -> None:
    date = time.time() + 3600
    seconds = retry_after(answered(429, Retry_After=formatdate(date, usegmt=True)))
    assert seconds is not None
    assert date - time.time() - 1 <= seconds <= 3600  # a date has whole seconds


def test_a_429_says_when_to_try_again() -> None:
    error = http_error(answered(429, Retry_After="7"))
    assert error.retry_after == 7.0
    assert "Try again in 7 s" in error.remedy


@pytest.mark.parametrize("status", [200, 400, 401, 500])
def test_a_token_that_the_server_gives_back_is_hidden_everywhere(status: int) -> None:
    sent = {"Authorization": f"Bearer {TOKEN}", "Cookie": "session=cookie-canary"}
    echo = f'{{"error": "no {TOKEN} and cookie-canary session=cookie-canary", "x": "{TOKEN}"}}'
    answer = answered(status, echo.encode(), sent, X_Error_Message=f"bad {TOKEN}")
    for error in (
        http_error(answer),
        generation_error(json.loads(answer.body), answer),
        wrong_shape("x", answer.body, answer),
        reported_error(json.loads(answer.body), answer),
        reported_error(json.loads(answer.body), answer, in_stream=True),
        wrong_shape("x", json.loads(answer.body), answer),
    ):
        assert error.answer is not None
        assert error.response is not None
        shown = [str(error), repr(error), repr(vars(error)), error.response.text]
        shown += [error.answer.body.decode(), str(error.answer.headers), error.remedy]
        shown += [str(error.response.headers), str(error.request.headers if error.request else "")]
        assert not [one for one in shown if TOKEN in one]


def test_a_token_cut_by_the_end_of_what_is_shown_is_hidden() -> None:
    body = b"x" * 195 + TOKEN.encode()
    error = wrong_shape("JSON", body, answered(200, body, {"Authorization": f"Bearer {TOKEN}"}))
    assert "hf_c" not in str(error)


def test_an_unreadable_answer_shows_what_came() -> None:
    assert "(nothing)" in str(wrong_shape("JSON", b"", answered()))
    deep: list[Any] = []
    for _ in range(100_000):
        deep = [deep]
    assert "nested too deeply" in str(wrong_shape("a list of labels", deep, answered()))


@pytest.mark.parametrize(
    "body", [b"", b"{", b"\xff", DEEPER], ids=["empty", "cut", "bytes", "deep"]
)
def test_an_answer_that_is_no_json_is_an_error_of_its_own(body: bytes) -> None:
    with pytest.raises(errors.InvalidResponseError, match="but not with JSON") as caught:
        answered(200, body).json()
    assert isinstance(caught.value, ValueError)
