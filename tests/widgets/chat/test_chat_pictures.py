"""Pictures in a chat: attached, sent as parts of a message, shown, and kept where it fails."""

from __future__ import annotations

import base64
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from hfwidgets import Chat
from hfwidgets.conversations import pictures
from hfwidgets.wire.parameter_error import ParameterError
from tests.sandbox.media_samples import photo_bytes
from tests.widgets.chat.conftest import DONE, View, delta, stream
from tests.widgets.conftest import until
from tests.wire.scripted import Reply

Make = Callable[..., Chat]
HELLO = stream(delta("A cat.", "stop"), DONE)
PHOTO = photo_bytes("chelsea")


def upload(chat: Chat, view: View, data: bytes, name: str = "cat.jpg") -> None:
    half = len(data) // 2
    for offset, piece, last in ((0, data[:half], False), (half, data[half:], True)):
        view.calls += 1
        about = {"file": "f", "field": "attached", "name": name, "type": "", "size": len(data)}
        call = {"kind": "upload", "id": f"v-{view.calls}", **about, "offset": offset, "last": last}
        chat._handle_custom_msg(call, [memoryview(piece)])
    until(lambda: any(one.get("id") == f"v-{view.calls}" for one in view.told))


def test_a_picture_is_sent_as_a_part_in_front_of_the_words(played: Make, server: Any) -> None:
    chat = played(HELLO)
    chat.send("What is it?", images=[PHOTO]).wait()
    picture, text = server.asked[-1].json["messages"][0]["content"]
    head, _, body = picture["image_url"]["url"].partition(",")
    assert head == "data:image/jpeg;base64"
    assert base64.b64decode(body) == PHOTO
    assert text == {"type": "text", "text": "What is it?"}


@pytest.mark.parametrize(
    "image",
    [
        Image.new("RGB", (3, 2), "red"),
        np.zeros((2, 3, 3), "u1"),
        "https://example.org/a.png",
        "data:image/png;base64,AAAA",
        {"type": "image_url", "image_url": {"url": "https://example.org/a.png"}},
    ],
    ids=["PIL", "array", "address", "data address", "part"],
)
def test_pictures_come_in_many_ways(played: Make, server: Any, image: Any) -> None:
    chat = played(HELLO)
    chat.send("", images=[image]).wait()
    (part,) = server.asked[-1].json["messages"][0]["content"]
    assert part["image_url"]["url"].startswith(("data:image/png;base64,", "https://example.org"))


def test_a_path_is_read(played: Make, server: Any, tmp_path: Path) -> None:
    path = tmp_path / "cat.jpg"
    path.write_bytes(PHOTO)
    played(HELLO).send("", images=[path]).wait()
    assert base64.b64encode(PHOTO[:30])[:40].decode() in server.asked[-1].body.decode()


@pytest.mark.parametrize("image", ["/nowhere.png", b"no picture", 5, {"type": "image_url"}])
def test_what_is_no_picture_is_refused_and_nothing_is_sent(played: Make, image: Any) -> None:
    chat = played(HELLO)
    with pytest.raises(ParameterError, match="picture cannot be used"):
        chat.send("x", images=[image])
    assert chat.messages == []


def test_a_picture_that_is_too_large_says_so(played: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "MOST", 1000)
    with pytest.raises(ParameterError, match="at most 1,000 go into a message"):
        played(HELLO).attach(PHOTO)


def test_what_the_page_uploads_goes_with_the_next_message(
    played: Make, view: View, server: Any
) -> None:
    chat = played(HELLO)
    upload(chat, view, PHOTO)
    assert [(one["name"], one["url"]) for one in chat.attached] == [("cat.jpg", None)]
    view.send(chat, "chat-send", text="What is it?")
    until(lambda: chat.status == "done")
    assert server.asked[-1].json["messages"][0]["content"][0]["type"] == "image_url"
    assert chat.attached == []
    assert view.messages[0]["pictures"] == [{"id": "m1/0", "url": None}]


def test_a_file_that_is_no_picture_is_told(played: Make, view: View) -> None:
    chat = played(HELLO)
    upload(chat, view, b"plain text", "notes.txt")
    assert "cannot be used" in view.told[-1]["error"]
    assert chat.attached == []


def test_pictures_come_back_with_a_message_that_failed(played: Make, view: View) -> None:
    chat = played(Reply.of_json({"error": "no"}, 500))
    chat.attach(PHOTO)
    with pytest.raises(OSError, match="no"):
        chat.send("What is it?").wait()
    assert len(chat.attached) == 1
    assert chat.draft == "What is it?"
    view.send(chat, "chat-detach", picture=chat.attached[0]["id"])
    assert chat.attached == []


def test_a_message_that_is_sent_again_has_the_pictures_that_are_given_and_no_others(
    played: Make, server: Any
) -> None:
    chat = played(Reply.of_json({"error": "no"}, 500))
    chat.attach("https://example.org/attached.png")
    for address in ("a", "a", "b"):
        with pytest.raises(OSError, match="no"):
            chat.send("What is it?", images=[f"https://example.org/{address}.png"]).wait()
    sent = [
        [part["image_url"]["url"][-5:] for part in one.json["messages"][-1]["content"][:-1]]
        for one in server.asked
    ]
    assert sent == [["d.png", "a.png"], ["a.png"], ["b.png"]]
    assert len(chat.attached) == 1
    assert chat.draft == "What is it?"


def test_pictures_that_came_back_go_with_a_message_that_brings_none(
    played: Make, server: Any
) -> None:
    chat = played(Reply.of_json({"error": "no"}, 500), HELLO)
    with pytest.raises(OSError, match="no"):
        chat.send("What is it?", images=["https://example.org/a.png"]).wait()
    chat.attach("https://example.org/b.png")
    chat.send("What are they?").wait()
    assert len(server.asked[-1].json["messages"][-1]["content"]) == 3
    assert chat.attached == []


def test_a_message_that_is_undone_brings_its_pictures_back(played: Make) -> None:
    chat = played(HELLO)
    chat.send("What is it?", images=[PHOTO]).wait()
    chat.undo()
    assert len(chat.attached) == 1
    chat.redo()
    assert chat.attached == []


def test_the_page_is_given_the_bytes_of_a_picture(
    played: Make, view: View, monkeypatch: pytest.MonkeyPatch
) -> None:
    chat = played(HELLO)
    chat.send("", images=[PHOTO]).wait()
    chat._handle_custom_msg({"kind": "picture", "id": "p1", "picture": "m1/0"}, [])
    until(lambda: any(one.get("id") == "p1" for one in view.told))
    assert view.told[-1]["type"] == "image/jpeg"
    for wrong in ("m1/7", "m9/0", "x", "next/1"):
        chat._handle_custom_msg({"kind": "picture", "id": wrong, "picture": wrong}, [])
        until(lambda wrong=wrong: any(one.get("id") == wrong for one in view.told))
        assert "not there any more" in view.told[-1]["error"]


def test_an_edited_message_keeps_its_pictures(played: Make, server: Any) -> None:
    chat = played(HELLO)
    chat.send("What is it?", images=["https://example.org/a.png"]).wait()
    chat.edit(0, "Who is it?").wait()
    sent = server.asked[-1].json["messages"][0]["content"]
    assert [one["type"] for one in sent] == ["image_url", "text"]
    assert sent[1]["text"] == "Who is it?"


def test_a_message_has_no_more_pictures_than_a_server_may_take(played: Make) -> None:
    chat = played(HELLO)
    with pytest.raises(ValueError, match="at most 16"):
        chat.attach(*["https://example.org/a.png"] * 17)


def test_an_address_of_a_picture_is_told_without_what_may_be_secret(
    played: Make, view: View
) -> None:
    chat = played(HELLO)
    chat.send("", images=["https://example.org/a.png?sig=signature-canary"]).wait()
    chat.attach("https://example.org/b.png?sig=signature-canary")
    assert "signature-canary" not in repr(view.told) + repr(chat.attached)
