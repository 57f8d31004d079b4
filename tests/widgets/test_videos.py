"""Widgets that make a video: its bytes, its format, what the page is sent, what is refused."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from hfwidgets import ImageToVideo, InferenceClient, Sandbox, TextToVideo
from hfwidgets.errors import InvalidResponseError
from hfwidgets.widgets.video.output import kind_of
from tests.waiting import PATIENCE
from tests.widgets.pictured import Page, photo, pictured
from tests.wire.scripted import Reply, ScriptedServer

Make = Callable[..., Page]
MP4 = b"\0\0\0\x20ftypisom" + bytes(50)
FILES = {
    ".mp4": MP4,
    ".mov": b"\0\0\0\x14ftypqt  " + bytes(9),
    ".webm": b"\x1aE\xdf\xa3" + bytes(9),
    ".ogv": b"OggS" + bytes(9),
    ".avi": b"RIFF\0\0\0\0AVI LIST",
    ".gif": b"GIF89a" + bytes(9),
    ".webp": b"RIFF\0\0\0\0WEBPVP8 ",
    ".bin": b"something else",
}


@pytest.fixture
def make(sandbox: Sandbox) -> Iterator[Make]:
    with pictured(sandbox) as make:
        yield make


@pytest.fixture
def played(make: Make, server: ScriptedServer) -> Callable[..., Page]:
    """Make a widget whose server answers with a file, and run it."""

    def run(file: bytes, kind: Any = TextToVideo, **reply: Any) -> Page:
        server.play(Reply([file], **reply))
        given = {"prompt": "a boat"} if kind is TextToVideo else {"image": photo()}
        page = make(kind, model=server.url, client=InferenceClient(), **given)
        page.widget.run()
        return page

    return run


@pytest.mark.parametrize("ending", FILES)
def test_a_file_is_told_by_its_first_bytes(ending: str) -> None:
    assert kind_of(FILES[ending]).ending == ending


@pytest.mark.parametrize("kind", [TextToVideo, ImageToVideo])
def test_the_page_is_sent_the_file_as_it_came(played: Callable[..., Page], kind: Any) -> None:
    page = played(MP4, kind)
    assert page.widget.wait(PATIENCE) == MP4
    told, buffers = page.got("end")[-1]
    assert told["output"]["video"] == {"type": "video/mp4", "ending": ".mp4", "size": len(MP4)}
    assert buffers == [MP4]
    view, again = page.answer("snapshot", kind="snapshot", view="a")
    assert (view["output"], again) == (told["output"], buffers)


def test_the_file_stays_out_of_what_a_notebook_saves(played: Callable[..., Page]) -> None:
    page = played(MP4 + bytes(100_000))
    before = len(str(page.widget.get_state()))
    page.widget.wait(PATIENCE)
    assert len(str(page.widget.get_state())) < before + 2_000


@pytest.mark.parametrize("ending", FILES)
def test_a_video_is_written_as_it_came(
    played: Callable[..., Page], ending: str, tmp_path: Path
) -> None:
    w = played(FILES[ending]).widget
    w.wait(PATIENCE)
    path = w.save(tmp_path / f"video{ending}")
    assert path.read_bytes() == FILES[ending]


def test_a_name_of_another_format_is_refused_with_the_right_one(
    played: Callable[..., Page], tmp_path: Path
) -> None:
    w = played(MP4).widget
    w.wait(PATIENCE)
    with pytest.raises(ValueError, match=r"video is MP4, and is not converted.*\.mp4"):
        w.save(tmp_path / "video.webm")
    with pytest.raises(ValueError, match="ends in no format of this"):
        w.save(tmp_path / "video.png")
    assert not list(tmp_path.iterdir())


def test_there_is_nothing_to_write_before_a_run(make: Make, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no result yet"):
        make(TextToVideo, prompt="a boat").widget.save(tmp_path / "a.mp4")


@pytest.mark.parametrize("answer", [b'{"a": 1}', b"", b"<html>busy</html>"])
def test_what_is_no_video_is_an_error_and_the_prompt_stays(
    played: Callable[..., Page], answer: bytes
) -> None:
    kind = "application/json" if answer.startswith(b"{") else "text/html"
    w = played(answer, headers={"Content-Type": kind}).widget
    with pytest.raises(InvalidResponseError):
        w.wait(PATIENCE)
    assert (w.status, w.prompt) == ("error", "a boat")
    assert w.problem["title"]


def test_a_failed_run_leaves_no_result_of_the_one_before(
    played: Callable[..., Page], server: ScriptedServer, tmp_path: Path
) -> None:
    w = played(MP4).widget
    w.wait(PATIENCE)
    server.play(Reply([b"{}"], status=400))
    w.run()
    with pytest.raises(Exception, match="400"):
        w.wait(PATIENCE)
    assert w.result is None
    with pytest.raises(ValueError, match="last run failed"):
        w.save(tmp_path / "a.mp4")


@pytest.mark.parametrize(
    ("kind", "given"),
    [(TextToVideo, {"prompt": "a house"}), (ImageToVideo, {"image": photo()})],
)
def test_the_sandbox_films(make: Make, kind: Any, given: dict[str, Any]) -> None:
    pytest.importorskip("av", reason="the extra `video` is not installed")
    w = make(kind, num_frames=3, seed=1, **given).widget
    assert kind_of(w.run().wait(PATIENCE)).ending == ".mp4"
