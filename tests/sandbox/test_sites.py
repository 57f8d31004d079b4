"""Pages of other sites: none may ask but those that are named, which may read the answers too."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import requests

from hfwidgets.sandbox import Sandbox
from hfwidgets.sandbox.cli import main
from hfwidgets.sandbox.origins import checked_origin
from tests.waiting import PATIENCE

HERE = "https://notebooks.example"
OTHER = "http://localhost:8000"
MODEL = "sandbox/vader"


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with Sandbox(models=[MODEL, "sandbox/painter"], allow_origins=[f"{HERE}/", OTHER]) as sandbox:
        yield sandbox.url


def ask(method: str, url: str, origin: str | None, **more: Any) -> requests.Response:
    headers = {**more.pop("headers", {}), **({"Origin": origin} if origin else {})}
    headers.setdefault("Sec-Fetch-Site", "cross-site" if origin else "none")
    return requests.request(method, url, headers=headers, timeout=PATIENCE, **more)


@pytest.mark.parametrize("origin", [HERE, OTHER])
def test_an_allowed_page_asks_and_reads_the_answer(url: str, origin: str) -> None:
    asked = {
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "authorization,content-type,x-use-cache",
        "Access-Control-Request-Private-Network": "true",
    }
    address = f"{url}/models/{MODEL}"
    before = ask("OPTIONS", address, origin, headers=asked)
    assert before.status_code == 204
    assert before.headers["Access-Control-Allow-Headers"] == asked["Access-Control-Request-Headers"]
    assert "POST" in before.headers["Access-Control-Allow-Methods"]
    assert before.headers["Access-Control-Allow-Private-Network"] == "true"
    body = {"inputs": "I like it", "options": {"wait_for_model": True}}
    answer = ask("POST", address, origin, json=body)
    assert answer.json()[0][0]["label"]
    for one in (before, answer):
        assert one.headers["Access-Control-Allow-Origin"] == origin
        assert one.headers["Vary"] == "Origin"
        assert "Access-Control-Allow-Credentials" not in one.headers


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/models/no/such", 404),
        (f"/models/{MODEL}@status=500", 500),
        ("/nothing", 404),
        (f"/models/{MODEL}@loading=3", 503),
    ],
)
def test_an_allowed_page_reads_errors_too(url: str, path: str, status: int) -> None:
    answer = ask("POST", url + path, HERE, json={"inputs": "x"})
    assert answer.status_code == status
    assert answer.headers["Access-Control-Allow-Origin"] == HERE


def test_an_allowed_page_reads_a_result_elsewhere_too(url: str) -> None:
    body = {"prompt": "a hill", "image_size": {"width": 32, "height": 32}}
    answer = ask("POST", f"{url}/fal-ai/fal-ai/sandbox/painter", HERE, json=body)
    address = answer.json()["images"][0]["url"]
    assert not address.startswith(url)
    found = ask("GET", address, HERE)
    assert found.headers["Access-Control-Allow-Origin"] == HERE
    assert found.headers["Content-Type"].startswith("image/")
    assert ask("GET", address, "https://evil.example").status_code == 403


@pytest.mark.parametrize(
    "origin",
    [
        "https://evil.example",
        "null",
        "http://notebooks.example",
        "https://notebooks.example:444",
        "https://notebooks.example.evil.example",
        "https://notebooks.example/",
        "*",
    ],
)
@pytest.mark.parametrize("method", ["GET", "OPTIONS"])
def test_a_page_of_any_other_site_is_refused(url: str, origin: str, method: str) -> None:
    asked = {"Access-Control-Request-Method": "POST"}
    answer = ask(method, f"{url}/api/tasks", origin, headers=asked)
    assert answer.status_code == 403
    assert "Access-Control-Allow-Origin" not in answer.headers
    assert "--allow-origin" in answer.text


def test_a_foreign_name_of_this_machine_is_refused_even_to_an_allowed_page(url: str) -> None:
    headers = {"Host": "evil.example"}
    assert ask("GET", f"{url}/api/tasks", HERE, headers=headers).status_code == 403


def test_a_program_asks_as_before(url: str) -> None:
    answer = ask("GET", f"{url}/api/tasks", None)
    assert answer.status_code == 200
    assert "Access-Control-Allow-Origin" not in answer.headers
    assert ask("OPTIONS", f"{url}/api/tasks", None).status_code == 405
    assert ask("OPTIONS", f"{url}/api/tasks", HERE).status_code == 405, "no browser asks so"


@pytest.mark.parametrize(
    ("given", "origin"),
    [
        ("https://a.example", "https://a.example"),
        ("HTTPS://A.example/", "https://a.example"),
        ("https://a.example:443", "https://a.example"),
        ("http://a.example:80", "http://a.example"),
        ("http://[::1]:8000", "http://[::1]:8000"),
    ],
)
def test_an_origin_is_what_browsers_send(given: str, origin: str) -> None:
    assert checked_origin(given) == origin


@pytest.mark.parametrize(
    "given",
    [
        "*",
        "",
        "null",
        "a.example",
        "ftp://a.example",
        "https://",
        "https://a.example/lab",
        "https://a.example?x=1",
        "https://me@a.example",
        "https://a.example:port",
        "https://[a.example",
    ],
)
def test_what_is_no_origin_is_refused_with_an_example(
    given: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(ValueError, match=r"is no origin; needed: .* such as https://"):
        Sandbox(allow_origins=given)
    with pytest.raises(SystemExit):
        main(["sandbox", "--allow-origin", given])
    assert "is no origin" in capsys.readouterr().err
