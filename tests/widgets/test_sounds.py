"""The widgets that listen and speak: what the page is told, what it asks, what a run returns."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from hfwidgets import (
    AudioClassification,
    AudioToAudio,
    AutomaticSpeechRecognition,
    InferenceClient,
    TextGeneration,
    TextToSpeech,
)
from hfwidgets.errors import InvalidResponseError
from hfwidgets.sounds.reading import Sound
from hfwidgets.widgets.sounds.outputs import chunks_of
from hfwidgets.wire.parameter_error import ParameterError
from tests.waiting import PATIENCE
from tests.widgets.conftest import until
from tests.widgets.pictured import Page
from tests.wire.scripted import Reply, ScriptedServer

TONE = (8000, (np.sin(np.arange(16_000) * 0.3) * 9000).astype(np.int16))
WAV = Sound.read(TONE).content()


@pytest.fixture
def make(server: ScriptedServer) -> Iterator[Callable[..., Page]]:
    """Make widgets that ask the scripted server."""
    made: list[Any] = []

    def one(kind: Any, *replies: Reply, **arguments: Any) -> Page:
        if replies:
            server.play(*replies)
        client = InferenceClient("m", endpoint=server.url, token=False, timeout=PATIENCE)
        made.append(kind(client=client, **arguments))
        return Page(made[-1])

    yield one
    for widget in made:
        widget.close()


def told(page: Page) -> dict[str, Any]:
    found: dict[str, Any] = page.widget.sounds["audio"]
    return found


def saved(page: Page) -> str:
    return json.dumps(page.widget.get_state(), default=repr)


def test_a_sound_of_python_is_told_but_not_sent_until_it_is_asked_for(make: Any) -> None:
    page = make(AudioClassification, audio=TONE)
    about = told(page)
    assert (about["seconds"], about["rate"], about["channels"]) == (2.0, 8000, 1)
    assert about["state"] == "ready"
    assert len(saved(page)) < 60_000
    [peaks] = page.answer("peaks", kind="peaks", sound=about["id"])[1]
    assert len(peaks) == 2 * 800
    content, [data] = page.answer("sound", kind="sound", sound=about["id"])
    assert (content["type"], data) == ("audio/wav", WAV)


def test_a_file_of_the_page_comes_in_pieces_and_is_held(make: Any) -> None:
    page = make(AudioClassification)
    half = len(WAV) // 2
    about = {"kind": "upload", "file": "f", "field": "audio", "name": "a.wav", "size": len(WAV)}
    page.sends(WAV[:half], id="1", offset=0, last=False, **about)
    page.sends(WAV[half:], id="2", offset=half, last=True, **about)
    until(lambda: page.got("uploaded")[1:])
    assert [one["received"] for one, _ in page.got("uploaded")] == [half, len(WAV)]
    assert told(page)["name"] == "a.wav"
    assert told(page)["upload"] == "f"
    assert page.widget.audio == WAV


@pytest.mark.parametrize("data", [b"<html>", b"\x89PNG\r\n\x1a\n" + bytes(60), WAV[:20]])
def test_a_file_that_is_no_sound_leaves_what_was_there(make: Any, data: bytes) -> None:
    page = make(AudioClassification, audio=TONE)
    before = told(page)
    about = {"kind": "upload", "file": "f", "field": "audio", "name": "a.wav", "size": len(data)}
    page.sends(data, id="1", offset=0, last=True, **about)
    until(lambda: page.got("ack"))
    assert "a.wav" in page.got("ack")[0][0]["error"]
    assert told(page) == before
    with pytest.raises(ParameterError):
        page.widget.audio = data
    assert told(page) == before


def test_a_sound_is_removed_and_comes_back(make: Any) -> None:
    page = make(AudioClassification, audio=TONE)
    before = told(page)
    page.answer("ack", kind="sound-clear", field="audio")
    assert told(page) is None
    assert page.widget.audio is None
    with pytest.raises(ParameterError, match="audio is empty; choose, drop, paste or record"):
        page.widget.run()
    page.answer("ack", kind="sound-restore", field="audio")
    assert told(page) == before
    assert page.widget.audio is TONE


def test_an_address_is_fetched_and_what_fails_says_why(make: Any, server: ScriptedServer) -> None:
    page = make(AudioClassification, Reply([WAV], headers={"Content-Type": "audio/wav"}))
    page.answer("ack", kind="sound-url", field="audio", url=f"{server.url}/a/tone.wav?key=s3cret")
    until(lambda: told(page)["state"] == "ready")
    assert (told(page)["name"], told(page)["seconds"]) == ("tone.wav", 2.0)
    assert "s3cret" not in saved(page)
    server.play(Reply([b"<html>no"], headers={"Content-Type": "text/html"}))
    page.answer("ack", kind="sound-url", field="audio", url=f"{server.url}/b?key=s3cret")
    until(lambda: told(page).get("fault"))
    assert (told(page)["name"], told(page)["state"]) == ("tone.wav", "ready")
    assert "s3cret" not in saved(page)
    refused, _ = page.answer("ack", kind="sound-url", field="audio", url="file:///etc/passwd")
    assert "is no web address" in refused["error"]


def test_what_was_asked_about_is_what_was_there_when_the_run_began(
    make: Any, server: ScriptedServer
) -> None:
    reply = Reply.of_json([{"label": "tone", "score": 0.5}, {"label": None, "score": "x"}, {}])
    page = make(AudioClassification, reply, audio=TONE)
    page.widget.run()
    page.widget.audio = (8000, np.zeros(800, np.int16))
    assert page.widget.wait(PATIENCE)[0]["label"] == "tone"
    assert server.asked[0].body == WAV
    [items] = page.got("end")[-1][0]["output"]["lists"]
    assert [one["label"] for one in items["items"]] == ["tone", "unnamed", "unnamed"]
    assert page.widget.words_of() == "tone"


def test_a_transcript_has_its_parts_with_their_times(
    make: Any, server: ScriptedServer, tmp_path: Path
) -> None:
    chunks = [
        {"text": " Hello <b>", "timestamp": [0, 1.5]},
        {"text": "world", "timestamp": [1.5, None]},
    ]
    reply = Reply.of_json({"text": "Hello <b> world", "chunks": chunks})
    page = make(AutomaticSpeechRecognition, reply, audio=TONE, return_timestamps=True)
    result = page.widget.run().wait(PATIENCE)
    assert (result, len(result.chunks)) == ("Hello <b> world", 2)
    assert server.asked[0].json["parameters"] == {"return_timestamps": True}
    assert base64.b64decode(server.asked[0].json["inputs"]) == WAV
    output = page.got("end")[-1][0]["output"]
    assert output["chunks"][1] == {"text": "world", "start": 1.5, "end": None}
    assert output["sound"]["id"] == told(page)["id"]
    assert page.widget.chunks == output["chunks"]
    for ending, begin in (("srt", "1\n00:00:00,000 --> 00:00:01,500"), ("vtt", "WEBVTT\n\n00:")):
        path = page.widget.save(tmp_path / f"talk.{ending}")
        assert path.read_text().startswith(begin)
    assert "&lt;b&gt;" in (tmp_path / "talk.vtt").read_text()
    assert page.widget.save(tmp_path / "talk.txt").read_text() == "Hello <b> world\n"
    name, [data] = page.answer("file", kind="file", what="", format="srt")
    assert name["name"] == "transcript.srt"
    assert b"00:00:01,500 --> 00:00:03,500\nworld" in data
    with pytest.raises(ValueError, match="no format"):
        page.widget.save(tmp_path / "talk.doc")


def test_a_transcript_without_times_says_so_where_they_are_needed(make: Any, tmp_path: Any) -> None:
    page = make(AutomaticSpeechRecognition, Reply.of_json({"text": "hello"}), audio=TONE)
    assert page.widget.run().wait(PATIENCE) == "hello"
    with pytest.raises(ValueError, match=r"told no times.*return_timestamps"):
        page.widget.save(tmp_path / "a.srt")
    other = make(TextGeneration)
    page.widget.send_to(other.widget)
    assert other.widget.prompt == "hello"


@pytest.mark.parametrize(
    ("chunks", "read"),
    [
        ([], []),
        ([None, 3, "x"], []),
        ([{}], [("", None, None)]),
        ([{"text": None, "timestamp": None}], [("", None, None)]),
        ([{"text": "a", "timestamp": [1]}], [("a", 1.0, None)]),
        ([{"text": "a", "timestamp": ["x", float("nan")]}], [("a", None, None)]),
        ([{"text": "a", "start": 1, "end": 2}], [("a", 1.0, 2.0)]),
        ([{"text": "\ud800", "timestamp": [-1, True]}], [("\ufffd", None, None)]),
    ],
)
def test_odd_parts_are_read_as_far_as_they_go(chunks: Any, read: list[Any]) -> None:
    found = chunks_of(chunks)
    json.dumps(found, allow_nan=False).encode()
    assert [(one["text"], one["start"], one["end"]) for one in found] == read


def test_what_was_spoken_is_played_saved_and_heard(make: Any, tmp_path: Path) -> None:
    page = make(TextToSpeech, Reply([WAV], headers={"Content-Type": "audio/x-odd"}), text="Hello")
    assert page.widget.run().wait(PATIENCE) == WAV
    [made] = page.got("end")[-1][0]["output"]["sounds"]
    assert (made["type"], made["ending"], made["seconds"]) == ("audio/wav", "wav", 2.0)
    assert page.answer("sound", kind="sound", sound=made["id"])[1] == [WAV]
    assert len(page.answer("peaks", kind="peaks", sound=made["id"])[1][0]) == 1600
    assert base64.b64encode(WAV[:3000]).decode() not in saved(page)
    assert page.widget.save(tmp_path / "hello").read_bytes() == WAV
    assert (tmp_path / "hello.wav").exists()
    with pytest.raises(ValueError, match="would hold WAV"):
        page.widget.save(tmp_path / "hello.mp3")
    other = make(AudioClassification)
    page.widget.send_to(other.widget)
    assert other.widget.audio == WAV
    targets = page.answer("targets", kind="targets")[0]["targets"]
    assert other.widget.model_id in [one["target"] for one in targets]
    assert "new:automatic-speech-recognition" in [one["target"] for one in targets]
    new = {"target": "new:automatic-speech-recognition", "what": {"kind": "sound", "index": 0}}
    page.answer("ack", kind="use", **new)
    assert page.widget.opened.sounds["audio"]["name"] == "sound.wav"
    with pytest.raises(ValueError, match="takes no sound"):
        page.widget.send_to(make(TextToSpeech).widget)


@pytest.mark.parametrize(
    "reply",
    [
        Reply([b"<html>oops</html>"], headers={"Content-Type": "audio/wav"}),
        Reply([b"\x89PNG\r\n\x1a\n" + bytes(60)], headers={"Content-Type": "audio/wav"}),
        Reply.of_json(None),
        Reply.of_json({"audio": []}),
        Reply([WAV[:20]], headers={"Content-Type": "audio/wav"}),
        Reply([Sound.read(TONE).content()[:44]], headers={"Content-Type": "audio/wav"}),
    ],
    ids=["page", "picture", "null", "json", "head", "no samples"],
)
def test_an_answer_that_is_no_sound_is_a_card(make: Any, reply: Reply) -> None:
    page = make(TextToSpeech, reply, text="Hello")
    with pytest.raises(InvalidResponseError):
        page.widget.run().wait(PATIENCE)
    assert page.widget.problem["title"]
    assert page.widget.text == "Hello"


def test_each_of_several_sounds_has_its_label_and_odd_ones_are_told(make: Any) -> None:
    blob = base64.b64encode(WAV).decode()
    sounds = [{"label": "voice<b>", "content-type": "audio/wav", "blob": blob}]
    sounds += [{"label": None, "blob": base64.b64encode(b"<html>").decode()}]
    page = make(AudioToAudio, Reply.of_json(sounds), audio=TONE)
    assert page.widget.run().wait(PATIENCE)[0]["blob"] == WAV
    made = page.got("end")[-1][0]["output"]["sounds"]
    assert [(one["label"], one["type"]) for one in made] == [
        ("voice<b>", "audio/wav"),
        ("unnamed", ""),
    ]
    assert page.widget.notice == "1 of 2 parts of the answer are no sounds."
    content, [data] = page.answer(
        "file", kind="file", what={"kind": "sound", "index": 0}, format=""
    )
    assert (content["name"], data) == ("voice_b_.wav", WAV)
    with pytest.raises(ValueError, match="no sound 1"):
        page.widget.send_to(make(AudioClassification).widget, 1)
