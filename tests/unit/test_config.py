"""A client's settings: from arguments and environment to requests."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from hfwidgets import InferenceClient, errors
from hfwidgets.wire.config import LONGEST_TIMEOUT
from hfwidgets.wire.media import file_at
from tests.unit.played import config


@pytest.mark.parametrize("timeout", [0, -1, float("nan"), float("inf"), LONGEST_TIMEOUT * 10])
def test_refuses_a_timeout_that_no_clock_can_keep(timeout: float) -> None:
    with pytest.raises(ValueError, match=r"timeout is .*; it is above 0"):
        config(timeout=timeout)


@pytest.mark.parametrize("timeout", ["5", True, (1, 2)])
def test_refuses_a_timeout_that_is_no_number(timeout: Any) -> None:
    with pytest.raises(TypeError, match="number of seconds"):
        config(timeout=timeout)


def test_refuses_a_model_that_is_no_text() -> None:
    with pytest.raises(TypeError, match=r"model is 5; it is a model id"):
        config(5)  # type: ignore[arg-type]
    client = InferenceClient(token=False)
    with pytest.raises(TypeError, match="it is a model id"):
        client.model = 5  # type: ignore[assignment]
    with pytest.raises(ValueError, match="timeout is 0"):
        client.timeout = 0


def test_model_and_timeout_can_change() -> None:
    client = InferenceClient("a", token=False)
    client.model, client.timeout = "b", 3
    assert (client.model, client.timeout) == ("b", 3)


@pytest.mark.parametrize("value", ["a\r\nX-Evil: 1", "a\nb", "a\0", "\u20ac", b"a\r\n"])
@pytest.mark.parametrize("name", ["X-Mine", "Authorization"])
def test_refuses_a_header_that_smuggles_another(name: str, value: Any) -> None:
    with pytest.raises(ValueError, match="one line of plain text") as caught:
        config(headers={name: value})
    assert repr(value)[1:-1] not in str(caught.value)
    client = InferenceClient(token=False)
    with pytest.raises(ValueError, match="one line of plain text"):
        client.headers[name] = value


@pytest.mark.parametrize("name", ["", "a b", "a:b", "a\r\nb", "é", "X-\u212a", 5])
def test_refuses_a_header_name_that_is_none(name: Any) -> None:
    with pytest.raises(ValueError, match="header name"):
        config(headers={name: "x"})


def test_headers_of_the_caller_override_in_any_case() -> None:
    headers = config(token="hf_x", headers={"AUTHORIZATION": "Basic y", "User-Agent": None}).headers
    assert headers["authorization"] == "Basic y"
    assert "user-agent" not in headers


def test_bill_to_is_a_header() -> None:
    assert config(bill_to="us").headers["x-hf-bill-to"] == "us"
    assert "x-hf-bill-to" not in config().headers


@pytest.mark.parametrize("name", ["X-HF-Bill-To", "x-hf-bill-to"])
def test_bill_to_wins_over_another_header_of_its_meaning_and_says_so(name: str) -> None:
    with pytest.warns(UserWarning, match="bill_to is 'us'.* 'them': bill_to is sent"):
        merged = config(bill_to="us", headers={name: "them"}).headers
    assert merged["x-hf-bill-to"] == "us"


@pytest.mark.parametrize("headers", [{"X-HF-Bill-To": "us"}, {"X-HF-Bill-To": None}, {}])
def test_bill_to_and_a_header_that_agrees_are_silent(headers: dict[str, str]) -> None:
    assert config(bill_to="us", headers=headers).headers["x-hf-bill-to"] == "us"
    assert config(headers={"X-HF-Bill-To": "them"}).headers["x-hf-bill-to"] == "them"


def test_user_agent_names_package_and_python() -> None:
    assert re.fullmatch(r"hfwidgets/\S+; python/3\.\d+\.\d+", config().headers["user-agent"])


def test_a_json_post() -> None:
    request = config(cookies={"a": "1", "b": "2"}).post("http://127.0.0.1:1/", json_body={"x": "é"})
    assert request.method == "POST"
    assert isinstance(request.body, bytes)
    assert json.loads(request.body) == {"x": "é"}
    assert request.headers["content-type"] == "application/json"
    assert request.headers["cookie"] == "a=1; b=2"


def test_a_lone_surrogate_can_travel() -> None:
    request = config().post("http://127.0.0.1:1/", json_body={"inputs": "\ud800"})
    assert request.body == b'{"inputs": "\\ud800"}'


def test_a_number_that_json_lacks_is_refused() -> None:
    with pytest.raises(ValueError, match="inputs is nan"):
        config().post("http://127.0.0.1:1/", json_body=float("nan"))


def test_raw_data_names_its_type(tmp_path: Path) -> None:
    image = tmp_path / "cat.png"
    image.write_bytes(b"x")
    settings = config()
    url = "http://127.0.0.1:1/"
    assert settings.post(url, data=b"x").headers["content-type"] == "application/octet-stream"
    assert settings.post(url, data=file_at(image)).headers["content-type"] == "image/png"
    typed = config(headers={"content-TYPE": "audio/flac"})
    assert typed.post(url, data=b"x").headers["Content-Type"] == "audio/flac"
    assert "content-type" not in settings.post(url).headers


def test_a_request_is_not_changed_by_its_client_later() -> None:
    settings = config(headers={"X-Mine": "1"})
    request = settings.post("http://127.0.0.1:1/")
    settings.headers["X-Mine"] = "2"
    assert request.headers["x-mine"] == "1"


def test_a_stream_is_not_compressed() -> None:
    settings = config()
    url = "http://127.0.0.1:1/"
    assert settings.post(url, stream=True).headers["accept-encoding"] == "identity"
    assert settings.post(url).headers["accept-encoding"] == "gzip, deflate"


def test_a_public_address_gets_no_token_and_no_cookies() -> None:
    settings = config(token="hf_x", cookies={"a": "1"}, headers={"X-Mine": "1"})
    assert list(settings.get_public("http://127.0.0.1:1/").headers) == ["user-agent"]


MINE = "https://models.example"
COOKIES: dict[str, Any] = {"cookies": {"a": "1", "b": "2"}}
COOKIE: dict[str, Any] = {"headers": {"cookie": "a=1; b=2"}}


@pytest.mark.parametrize("given", [COOKIES, COOKIE])
@pytest.mark.parametrize(
    ("endpoint", "asked"),
    [
        (MINE, f"{MINE}/status/m"),
        (MINE, "https://MODELS.example:443/framework/diffusers"),
        ("http://models.example", f"{MINE}/status/m"),
        ("http://127.0.0.1:8000/v1", "http://127.0.0.1:8000/status/m"),
    ],
)
def test_questions_to_the_endpoint_carry_its_cookies(
    endpoint: str, asked: str, given: dict[str, Any]
) -> None:
    settings = config(endpoint=endpoint, **given)
    assert settings.get(asked).headers["cookie"] == "a=1; b=2"
    assert set(settings.headers) - {"cookie"} == {"user-agent"}, "the client's own stay the same"


@pytest.mark.parametrize("given", [COOKIES, COOKIE])
@pytest.mark.parametrize(
    ("endpoint", "asked"),
    [
        (MINE, "https://huggingface.co/api/models/m"),
        (MINE, "http://models.example/status/m"),
        (MINE, f"{MINE}:8443/status/m"),
        (MINE, f"{MINE}.evil.org/status/m"),
        ("http://127.0.0.1:8000", "http://127.0.0.1:8001/api/models/m"),
    ],
)
def test_a_hub_elsewhere_sees_the_token_and_no_cookies_of_the_endpoint(
    endpoint: str, asked: str, given: dict[str, Any]
) -> None:
    request = config(endpoint=endpoint, token="hf_x", **given).get(asked)
    assert "cookie" not in request.headers
    assert request.headers["authorization"] == "Bearer hf_x"


@pytest.mark.parametrize("name", ["HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE"])
def test_offline_mode_keeps_to_this_machine(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv(name, "yes")
    settings = config()
    settings.post("http://127.0.0.1:1/")
    settings.post("http://localhost:1/")
    settings.post("http://[::1]:1/")
    for send in (settings.post, settings.get_public):
        with pytest.raises(errors.OfflineModeIsEnabled, match="Cannot reach https"):
            send("https://a.org/")
    assert issubclass(errors.OfflineModeIsEnabled, ConnectionError)
    monkeypatch.setenv(name, "0")
    settings.post("https://a.org/")
