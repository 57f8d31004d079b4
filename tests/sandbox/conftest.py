"""One sandbox for all tests here, spoken to over plain HTTP and not by this package's client."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import requests

from hfwidgets.sandbox import Sandbox
from hfwidgets.sandbox.engines.ngram import NgramModel, load
from tests.waiting import PATIENCE

NGRAM = "/models/sandbox/ngram-topics"

Post = Callable[..., requests.Response]
Get = Callable[..., requests.Response]
Put = Callable[..., requests.Response]


@pytest.fixture(scope="session")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox() as running:
        yield running


@pytest.fixture(scope="session")
def session() -> Iterator[requests.Session]:
    with requests.Session() as opened:
        opened.trust_env = False
        opened.headers["x-wait-for-model"] = "1"
        yield opened


@pytest.fixture
def post(sandbox: Sandbox, session: requests.Session) -> Post:
    def send(path: str, body: Any = None, **more: Any) -> requests.Response:
        if body is not None:
            more["json"] = body
        return session.post(sandbox.url + path, timeout=PATIENCE, **more)

    return send


@pytest.fixture
def get(sandbox: Sandbox, session: requests.Session) -> Get:
    def send(path: str, **more: Any) -> requests.Response:
        return session.get(sandbox.url + path, timeout=PATIENCE, **more)

    return send


@pytest.fixture
def put(sandbox: Sandbox, session: requests.Session) -> Put:
    def send(path: str, **more: Any) -> requests.Response:
        return session.put(sandbox.url + path, timeout=PATIENCE, **more)

    return send


@pytest.fixture
def generate(post: Post) -> Callable[..., Any]:
    """Write a text; returns the first element of the answer, or the stream's events."""

    def write(
        prompt: str = "When an exception occurs,",
        *,
        stream: bool = False,
        path: str = NGRAM,
        **parameters: Any,
    ) -> Any:
        body = {"inputs": prompt, "stream": stream, "parameters": {"details": True, **parameters}}
        response = post(path, body)
        assert response.status_code == 200, response.text
        return events(response.content) if stream else response.json()[0]

    return write


@pytest.fixture(scope="session")
def ngram() -> NgramModel:
    return load()


def events(body: bytes) -> list[dict[str, Any]]:
    """Return the JSON of a stream of single-line events."""
    return [
        json.loads(line.removeprefix(b"data:"))
        for line in body.splitlines()
        if line.startswith(b"data:") and line.removeprefix(b"data:").strip() != b"[DONE]"
    ]


def entry_of(get: Get, path: str, *, ended: bool = True) -> dict[str, Any]:
    """Return the newest record of a request to `path`, once it has ended."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        found = [entry for entry in get("/sandbox/log").json() if entry["path"] == path]
        if found and (not ended or found[-1]["ended"] != "running"):
            return found[-1]
        time.sleep(0.01)
    raise AssertionError(f"no request to {path} ended")
