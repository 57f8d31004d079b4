"""Every task with both clients: what travels in both dialects, and what comes back."""

from __future__ import annotations

import base64
import io
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from hfwidgets import errors
from tests.wire.conftest import Blocking
from tests.wire.scripted import Asked, Reply, ScriptedServer
from tests.wire.task_cases import BASE64, CASES, MEDIA, NAMES, PICTURE, RAW, Case, told

every_case = pytest.mark.parametrize("case", CASES, ids=NAMES)
with_media = pytest.mark.parametrize(
    "case",
    [case for case in CASES if case.has_media],
    ids=[name for name, case in zip(NAMES, CASES, strict=True) if case.has_media],
)
KINDS = ["bytes", "bytearray", "memoryview", "path", "text", "file", "io", "url", "pil", "array"]


def reply_of(answer: Any) -> Reply:
    if isinstance(answer, tuple):
        return Reply([answer[1]], 200, {"Content-Type": answer[0]}, "length")
    return Reply.of_json(answer)


@contextmanager
def media_of(kind: str, folder: Path, server: ScriptedServer) -> Iterator[Any]:
    path = folder / "cat.png"
    path.write_bytes(PICTURE)
    if kind == "file":
        with path.open("rb") as file:
            yield file
            assert not file.closed
        return
    if kind in ("pil", "array"):
        from PIL import Image

        with Image.open(path) as picture:
            picture.load()
        if kind == "array":
            import numpy as np

            yield np.asarray(picture)
        else:
            yield picture
        return
    yield {
        "bytes": PICTURE,
        "bytearray": bytearray(PICTURE),
        "memoryview": memoryview(PICTURE),
        "path": path,
        "text": str(path),
        "io": io.BytesIO(PICTURE),
        "url": f"{server.url}/cat.png",
    }[kind]


def call(either: Blocking, client: Any, case: Case, media: Any = PICTURE, **more: Any) -> Any:
    arguments = [media if one == MEDIA else one for one in case.arguments]
    return either.call(client, case.method, *arguments, **{**case.keywords, **more})


def body_in(asked: Asked, expected: Any, content: bytes = PICTURE) -> Any:
    """Read a body as the table writes it."""
    if expected == RAW:
        return RAW if asked.body == content else asked.body

    def named(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: named(one) for key, one in value.items()}
        return BASE64 if value == base64.b64encode(content).decode() else value

    return named(asked.json)


@every_case
def test_a_classic_server_is_asked_as_the_reference_does(
    either: Blocking, server: ScriptedServer, case: Case
) -> None:
    server.play(reply_of(case.answer))
    client = either.client(endpoint=server.url, token="hf_x", headers={"X-Mine": "1"})
    assert told(call(either, client, case)) == case.result
    (asked,) = server.asked
    assert (asked.method, asked.path) == ("POST", case.path)
    assert body_in(asked, case.body) == case.body
    assert asked.headers["authorization"] == "Bearer hf_x"
    assert asked.headers["x-mine"] == "1"
    kind = "image/png" if case.is_raw else "application/json"
    assert asked.headers["content-type"] == kind
    pictures = case.task in ("text-to-image", "image-to-image")
    assert asked.headers.get("accept", "*/*") == ("image/png" if pictures else "*/*")


@pytest.mark.parametrize(
    "case",
    [case for case in CASES if case.method != "conversational"],
    ids=[name for name in NAMES if not name.startswith("conversational")],
)
def test_a_router_is_asked_as_today(either: Blocking, server: ScriptedServer, case: Case) -> None:
    server.play(reply_of(case.answer))
    client = either.client(endpoint=server.url + "/hf-inference", token="hf_x", bill_to="us")
    assert told(call(either, client, case)) == case.result
    (asked,) = server.asked
    assert asked.path == f"/hf-inference{case.path_today}"
    assert body_in(asked, case.body_today) == case.body_today
    assert asked.headers["x-hf-bill-to"] == "us"


@every_case
def test_both_shapes_of_an_answer_are_taken(
    either: Blocking, server: ScriptedServer, case: Case
) -> None:
    for answer in (case.answer, *case.also):
        server.play(reply_of(answer))
        client = either.client(endpoint=server.url)
        assert told(call(either, client, case)) == case.result


@every_case
def test_an_answer_of_another_shape_shows_what_came(
    either: Blocking, server: ScriptedServer, case: Case
) -> None:
    client = either.client(endpoint=server.url, token="hf_secret_token")
    for answer in (*case.wrong, ("application/json", b"{cut"), ("text/plain", b"")):
        server.play(reply_of(answer))
        with pytest.raises(errors.InferenceError, match=r"answered 200, but (not )?with") as caught:
            call(either, client, case)
        came = answer[1] if isinstance(answer, tuple) else json.dumps(answer).encode()
        assert caught.value.response is not None
        assert caught.value.response.content == came
        tells_an_error = isinstance(answer, dict) and "error" in answer
        assert isinstance(caught.value, ValueError) is not tells_an_error
        assert "hf_secret_token" not in str(caught.value)


@pytest.mark.parametrize("kind", KINDS)
@with_media
def test_media_of_every_kind_is_the_same_on_the_wire(
    either: Blocking, server: ScriptedServer, tmp_path: Path, case: Case, kind: str
) -> None:
    def reply(asked: Asked) -> Reply:
        if asked.method == "GET":
            return Reply([PICTURE], 200, {"Content-Type": "image/png"}, "length")
        return reply_of(case.answer)

    server.play(reply)
    client = either.client(endpoint=server.url, token="hf_x")
    with media_of(kind, tmp_path, server) as media:
        assert told(call(either, client, case, media)) == case.result
    *downloads, asked = server.asked
    assert [one.path for one in downloads] == (["/cat.png"] if kind == "url" else [])
    assert all("authorization" not in one.headers for one in downloads)
    if case.is_raw:
        assert asked.headers["content-type"] == "image/png"
        assert asked.headers["content-length"] == str(len(asked.body))
    content = PICTURE
    if kind in ("pil", "array"):  # written anew: the same picture in another file
        content = asked.body if case.is_raw else _decoded(asked.json)
        assert _pixels(content) == _pixels(PICTURE)
    assert body_in(asked, case.body, content) == case.body


def _decoded(body: dict[str, Any]) -> bytes:
    return base64.b64decode(body.get("image") or body["inputs"])


def _pixels(content: bytes) -> Any:
    from PIL import Image

    with Image.open(io.BytesIO(content)) as picture:
        return picture.mode, picture.size, picture.tobytes()


@every_case
def test_a_model_may_be_an_address(either: Blocking, server: ScriptedServer, case: Case) -> None:
    server.play(reply_of(case.answer))
    client = either.client("ignored", endpoint="http://127.0.0.1:9", token="hf_x")
    found = call(either, client, case, model=f"{server.url}/deployed?x=1")
    assert told(found) == case.result
    (asked,) = server.asked
    assert asked.path == "/deployed?x=1"
    assert body_in(asked, case.body) == case.body
    assert asked.headers["authorization"] == "Bearer hf_x"


@every_case
def test_without_a_model_the_recommended_one_answers(
    either: Blocking, server: ScriptedServer, case: Case
) -> None:
    def reply(asked: Asked) -> Reply:
        if asked.path == "/api/tasks":
            return Reply.of_json({case.task: {"widgetModels": ["m", "other"]}})
        return reply_of(case.answer)

    server.play(reply)
    client = either.client(None, endpoint=server.url)
    assert told(call(either, client, case, model=None)) == case.result
    assert [one.path for one in server.asked] == ["/api/tasks", case.path]


@every_case
def test_no_recommended_model_is_a_value_error(
    either: Blocking, server: ScriptedServer, case: Case
) -> None:
    server.play(Reply.of_json({case.task: {"widgetModels": []}, "x": {"widgetModels": [""]}}))
    client = either.client(None, endpoint=server.url)
    with pytest.raises(ValueError, match=f"no model for the task '{case.task}'"):
        call(either, client, case, model=None)


def test_no_task_is_forgotten_here() -> None:
    from hfwidgets import InferenceClient
    from tests.unit.test_contract import methods_of

    elsewhere = {
        *("post", "text_generation", "chat_completion", "map", "imap", "preview"),
        "close",
        *("get_endpoint_info", "health_check"),
        *("get_model_status", "get_recommended_model", "list_deployed_models"),
        "list_served_models",
        *("audio_to_audio", "image_to_video", "text_to_video"),  # in tests/providers: not of 0.20.3
    }
    methods = methods_of(InferenceClient) - {"describe"}
    assert {case.method for case in CASES} == methods - elsewhere
