"""`post` and `text_classification` over the wire."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest

from hfwidgets import errors
from tests.wire.conftest import Blocking
from tests.wire.scripted import Asked, Reply, ScriptedServer

LABELS = [{"label": "POSITIVE", "score": 0.75}, {"label": "NEGATIVE", "score": 0.25}]
MEGABYTES = bytes(range(256)) * 12_000  # sent in pieces
FRAMINGS = ["chunked", "length", "close"]


@pytest.mark.parametrize("answer", [[LABELS], LABELS, []])
def test_classifies_a_text(either: Blocking, server: ScriptedServer, answer: Any) -> None:
    server.play(Reply.of_json(answer))
    client = either.client(endpoint=server.url)
    found = either.call(client, "text_classification", "I like you", model="other/one")
    assert found == (LABELS if answer else [])
    assert server.asked[0].path == "/models/other/one"
    assert server.asked[0].json == {"inputs": "I like you"}


def test_classifies_at_a_router(either: Blocking, server: ScriptedServer) -> None:
    server.play(Reply.of_json([LABELS]))
    client = either.client(endpoint=server.url + "/hf-inference")
    assert either.call(client, "text_classification", "x") == LABELS
    assert server.asked[0].json == {"inputs": "x", "parameters": {}}


@pytest.mark.parametrize("answer", [{}, "x", 5, None, [5], [[5]]])
def test_labels_of_another_shape_show_what_came(
    either: Blocking, server: ScriptedServer, answer: Any
) -> None:
    server.play(Reply.of_json(answer))
    client = either.client(endpoint=server.url)
    with pytest.raises(errors.InvalidResponseError, match="but not with a list of"):
        either.call(client, "text_classification", "x")


def test_asks_for_the_recommended_model_once(either: Blocking, server: ScriptedServer) -> None:
    def reply(asked: Asked) -> Reply:
        if asked.path == "/api/tasks":
            return Reply.of_json({"text-classification": {"widgetModels": ["best/one"]}})
        return Reply.of_json([LABELS])

    server.play(reply)
    client = either.client(None, endpoint=server.url, token="hf_x")
    either.call(client, "text_classification", "x")
    either.call(client, "text_classification", "x")
    assert [one.path for one in server.asked] == ["/api/tasks", *["/models/best/one"] * 2]
    assert "authorization" not in server.asked[0].headers


@pytest.mark.parametrize("framing", FRAMINGS)
def test_posts_json_and_gives_the_bytes(
    either: Blocking, server: ScriptedServer, framing: str
) -> None:
    server.play(Reply([b"\x00\x01", b"\xff"], framing=framing))
    client = either.client(endpoint=server.url, cookies={"a": "1"}, headers={"X-Mine": "2"})
    assert either.call(client, "post", json={"x": [1, None]}) == b"\x00\x01\xff"
    asked = server.asked[0]
    assert asked.json == {"x": [1, None]}
    assert (asked.headers["cookie"], asked.headers["x-mine"]) == ("a=1", "2")
    assert asked.headers["user-agent"].startswith("hfwidgets/")


def test_posts_nothing(either: Blocking, server: ScriptedServer) -> None:
    server.play(Reply([b"x"]))
    client = either.client(endpoint=server.url)
    assert either.call(client, "post") == b"x"
    assert (server.asked[0].body, server.asked[0].headers["content-length"]) == (b"", "0")


@pytest.mark.parametrize("content", [b"", b"abc", MEGABYTES], ids=["empty", "small", "large"])
@pytest.mark.parametrize("kind", ["bytes", "bytearray", "memoryview", "path", "text", "file", "io"])
def test_posts_raw_data_of_any_kind(
    either: Blocking, server: ScriptedServer, tmp_path: Path, kind: str, content: bytes
) -> None:
    server.play(Reply([b"ok"]))
    client = either.client(endpoint=server.url)
    path = tmp_path / "sound.flac"
    skipped = b"--" if kind == "file" and content else b""
    path.write_bytes(skipped + content)
    with path.open("rb") as file:
        file.seek(len(skipped))
        made: dict[str, Any] = {
            "bytes": content,
            "bytearray": bytearray(content),
            "memoryview": memoryview(content),
            "path": path,
            "text": str(path),
            "file": file,
            "io": io.BytesIO(content),
        }
        assert either.call(client, "post", data=made[kind]) == b"ok"
        assert not file.closed
    asked = server.asked[0]
    assert asked.body == content
    assert asked.headers["content-length"] == str(len(content))
    kinds = {"path": "audio/flac", "text": "audio/flac", "file": "audio/flac"}
    expected = kinds.get(kind, "application/octet-stream")
    assert asked.headers["content-type"] in (expected, "audio/x-flac")


@pytest.mark.parametrize("size", [3, len(MEGABYTES)])
@pytest.mark.parametrize("kind", ["file", "path"])
def test_a_file_is_sent_whole_at_each_try(
    either: Blocking, server: ScriptedServer, tmp_path: Path, kind: str, size: int
) -> None:
    path = tmp_path / "x"
    path.write_bytes(MEGABYTES[:size])
    server.play(*[Reply.of_json({"error": "loading"}, 503)] * 2, Reply([b"ok"]))
    client = either.client(endpoint=server.url)
    with path.open("rb") as file:
        data = file if kind == "file" else path
        assert either.call(client, "post", data=data) == b"ok"
    assert [len(asked.body) for asked in server.asked] == [size] * 3


def test_an_address_is_downloaded_once_without_the_token(
    either: Blocking, server: ScriptedServer
) -> None:
    def reply(asked: Asked) -> Reply:
        if asked.path == "/moved.png":
            return Reply(status=302, headers={"Location": "/cat.png"}, framing="length")
        if asked.method == "GET":
            return Reply([b"PNG"], headers={"Content-Type": "image/png"})
        if len(server.asked) == 3:
            return Reply.of_json({"error": "loading"}, 503)
        return Reply([asked.body])

    server.play(reply)
    client = either.client(endpoint=server.url, token="hf_x", headers={"X-Mine": "1"})
    assert either.call(client, "post", data=server.url + "/moved.png") == b"PNG"
    assert [one.method for one in server.asked] == ["GET", "GET", "POST", "POST"]
    for asked in server.asked[:2]:
        assert "authorization" not in asked.headers
        assert "x-mine" not in asked.headers


def test_a_download_stops_where_it_is_too_large(
    either: Blocking, server: ScriptedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hfwidgets.wire.media.LARGEST_DOWNLOAD", 1000)
    server.play(Reply((b"x" * 600 for _ in range(1_000_000)), framing="chunked"))
    client = either.client(endpoint=server.url)
    with pytest.raises(ValueError, match="holds more than 1,000 bytes"):
        either.call(client, "post", data=server.url + "/endless")


def test_a_text_file_is_refused(either: Blocking, server: ScriptedServer, tmp_path: Path) -> None:
    path = tmp_path / "x.txt"
    path.write_text("abc")
    client = either.client(endpoint=server.url)
    with path.open() as file, pytest.raises(TypeError, match="mode 'rb'"):
        either.call(client, "post", data=file)
    assert not server.asked


def test_json_and_data_warn_where_they_are_given(either: Blocking, server: ScriptedServer) -> None:
    server.play(Reply([b"ok"]))
    client = either.client(endpoint=server.url)
    with pytest.warns(UserWarning, match="it sends data"):
        either.call(client, "post", json={}, data=b"x")
    assert server.asked[0].body == b"x"


@pytest.mark.parametrize("framing", FRAMINGS)
def test_a_stream_of_lines(either: Blocking, server: ScriptedServer, framing: str) -> None:
    server.play(Reply([b"a\r", b"\n\nb", b"c\nlast"], framing=framing))
    client = either.client(endpoint=server.url)
    stream = either.call(client, "post", json={}, stream=True)
    assert either.read(stream) == [b"a", b"", b"bc", b"last"]


@pytest.mark.parametrize(
    ("task", "accept"), [("text-to-image", "image/png"), ("fill-mask", "*/*"), (None, "*/*")]
)
def test_asks_image_tasks_for_png(
    either: Blocking, server: ScriptedServer, task: str | None, accept: str
) -> None:
    server.play(Reply([b"x"]))
    client = either.client(endpoint=server.url)
    either.call(client, "post", json={}, task=task)
    assert server.asked[0].headers.get("accept", "*/*") == accept


def test_the_warning_of_a_parameter_points_at_the_caller(
    either: Blocking, server: ScriptedServer
) -> None:
    server.play(Reply.of_json([{"generated_text": "ok"}]))
    client = either.client(endpoint=server.url)
    with pytest.warns(UserWarning, match="needs details") as caught:
        either.call(client, "text_generation", "Hi", decoder_input_details=True)
    if either.name == "blocking":
        assert caught[0].filename.endswith("conftest.py")
