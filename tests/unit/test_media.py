"""Raw inputs: what may be given, and that each try sends all of it."""

from __future__ import annotations

import io
import tempfile
from pathlib import Path
from typing import Any

import pytest

from hfwidgets import errors
from hfwidgets.wire import media
from hfwidgets.wire.body import FileBody
from hfwidgets.wire.media import body_of
from tests.unit.played import Played, Reply, config, play


def given(value: Any, *replies: Reply) -> Any:
    return play(body_of(config(token="hf_x"), value), *replies).result


def content(body: FileBody) -> bytes:
    with body.opened() as file:
        return file.read()


@pytest.mark.parametrize("value", [b"abc", bytearray(b"abc"), memoryview(b"abc")])
def test_bytes_are_sent_as_they_are(value: Any) -> None:
    assert given(value) == b"abc"


def test_nothing_is_nothing() -> None:
    assert given(None) is None


@pytest.mark.parametrize("kind", [Path, str])
def test_a_path_is_opened_for_each_try(tmp_path: Path, kind: Any) -> None:
    path = tmp_path / "cat.png"
    path.write_bytes(b"abc")
    body = given(kind(path))
    assert (body.size, body.start, body.content_type) == (3, 0, "image/png")
    assert content(body) == content(body) == b"abc"


def test_an_open_file_is_rewound_to_where_it_stood(tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_bytes(b"abcdef")
    with path.open("rb") as file:
        file.seek(2)
        body = given(file)
        assert (body.size, body.start) == (4, 2)
        assert file.tell() == 2
        assert content(body) == content(body) == b"cdef"
        assert not file.closed


def test_a_file_in_memory_is_a_file() -> None:
    body = given(io.BytesIO(b"abc"))
    assert content(body) == content(body) == b"abc"
    assert body.content_type == "application/octet-stream"


def test_what_cannot_be_rewound_is_read_once_for_all_tries() -> None:
    class Pipe(io.RawIOBase):
        left = b"abc"

        def readinto(self, buffer: Any) -> int:
            count = min(len(buffer), len(self.left))
            buffer[:count], self.left = self.left[:count], self.left[count:]
            return count

        def readable(self) -> bool:
            return True

    assert given(Pipe()) == b"abc"


def test_an_address_is_fetched_without_the_token() -> None:
    played: Played = play(body_of(config(token="hf_x"), "https://a.org/cat.png"), Reply(200, b"x"))
    assert played.result == b"x"
    assert list(played.requests[0].headers) == ["user-agent"]
    assert played.requests[0].limit == media.LARGEST_DOWNLOAD


def test_a_page_that_is_no_answer_is_not_sent_on() -> None:
    with pytest.raises(errors.NotFoundError, match="404 Scripted for"):
        given("https://a.org/x", Reply(404, b"<html>"))


def test_an_input_that_is_too_large_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(media, "LARGEST_DOWNLOAD", 3)
    with pytest.raises(ValueError, match="holds more than 3 bytes"):
        given("https://a.org/x", Reply(200, b"abcd"))


@pytest.mark.parametrize("value", ["no/such/file", Path("no/such/file")])
def test_a_missing_path_says_how_to_send_content(value: Any) -> None:
    with pytest.raises(FileNotFoundError, match="To send raw content pass it as bytes"):
        given(value)


@pytest.mark.parametrize("value", ["x" * 5000, "a\0b"], ids=["long", "nul"])
def test_content_given_as_text_is_no_path(value: str) -> None:
    with pytest.raises(FileNotFoundError, match="pass it as bytes") as caught:
        given(value)
    assert len(str(caught.value)) < 400


def test_a_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(IsADirectoryError, match="is a folder"):
        given(tmp_path)


def test_a_file_opened_as_text_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.txt"
    path.write_text("abc")
    with path.open() as file, pytest.raises(TypeError, match=r"x.txt.*mode 'rb'"):
        given(file)
    with pytest.raises(TypeError, match="mode 'rb'"):
        given(io.StringIO("abc"))
    with tempfile.NamedTemporaryFile("w+") as file, pytest.raises(TypeError, match="mode 'rb'"):
        given(file)


@pytest.mark.parametrize("value", [5, 1.5, ["x"], {"a": 1}, object()])
def test_another_type_is_refused(value: Any) -> None:
    with pytest.raises(TypeError, match=f"the input is of type {type(value).__name__}"):
        given(value)
