"""Tasks that huggingface_hub 0.20.3 does not have: videos, and sounds of sounds."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Any

import pytest

from hfwidgets import InferenceClient
from tests.providers.world import World, call, sent
from tests.unit.played import Reply
from tests.wire.task_cases import PICTURE

SERVER = "http://127.0.0.1:1"
VIDEO = Reply(200, b"\0\0\0\x18ftypmp42", {"Content-Type": "video/mp4"})
CLIENT = {"model": "m", "endpoint": SERVER}


def test_a_video_is_made_of_a_text(world: World, mode: str) -> None:
    world.answers[SERVER] = VIDEO
    found = call(
        mode, "text_to_video", "a cat", client=CLIENT, negative_prompt="dogs", num_frames=8
    )
    assert found == VIDEO.body
    parameters = {"negative_prompt": ["dogs"], "num_frames": 8.0}
    assert sent(world.asked[0]) == {"inputs": "a cat", "parameters": parameters}


@pytest.mark.parametrize("given", ["bytes", "path", "link"])
def test_a_video_is_made_of_a_picture(world: World, mode: str, given: str, tmp_path: Path) -> None:
    world.answers[SERVER] = VIDEO
    path = tmp_path / "cat.png"
    path.write_bytes(PICTURE)
    text = base64.b64encode(PICTURE).decode()
    image: Any = {"bytes": PICTURE, "path": path, "link": f"data:image/png;base64,{text}"}[given]
    assert call(mode, "image_to_video", image, client=CLIENT) == VIDEO.body
    call(mode, "image_to_video", image, client=CLIENT, prompt="it runs", fps=8)
    first, second = world.asked
    assert first.headers["content-type"] == "image/png"
    assert sent(second) == {"inputs": text, "parameters": {"prompt": "it runs", "fps": 8}}


def test_sounds_are_made_of_a_sound(world: World, mode: str) -> None:
    blob = base64.b64encode(b"sound").decode()
    one = {"label": "voice", "content-type": "audio/flac", "blob": blob}
    world.answers[SERVER] = Reply.of([one, {**one, "label": "noise"}])
    found = call(mode, "audio_to_audio", b"RIFF", client=CLIENT)
    assert [(one["label"], one["blob"]) for one in found] == [
        ("voice", b"sound"),
        ("noise", b"sound"),
    ]


@pytest.mark.parametrize(
    "reply",
    [
        Reply.of({"x": 1}),
        Reply.of({"error": "no"}),
        Reply(200, b""),
        Reply(200, b"<html>", {"Content-Type": "text/html"}),
        Reply.of([{"blob": "no base64!"}]),
        Reply.of([{"blob": 3}]),
        Reply.of([5]),
    ],
)
@pytest.mark.parametrize("method", ["text_to_video", "image_to_video", "audio_to_audio"])
def test_what_is_no_video_and_no_sound_is_an_error(
    world: World, mode: str, method: str, reply: Reply
) -> None:
    world.answers[SERVER] = Reply(
        reply.status, reply.body, {"Content-Type": "application/json"} | reply.headers
    )
    with pytest.raises(OSError, match="but") as caught:
        call(mode, method, PICTURE if "image" in method else "data:,x", client=CLIENT)
    assert SERVER in str(caught.value)


def test_a_video_of_no_known_parameter_is_refused() -> None:
    client = InferenceClient(**CLIENT)
    for wrong in ({"num_frames": 0}, {"seed": -1}, {"guidance_scale": -1}, {"negative_prompt": 3}):
        with pytest.raises(ValueError, match=next(iter(wrong))):
            client.text_to_video("x", **wrong)  # type: ignore[arg-type]


@pytest.mark.parametrize("client", [CLIENT, {"base_url": f"{SERVER}/v1"}])
def test_chats_have_the_names_of_openais_client(world: World, mode: str, client: Any) -> None:
    import asyncio

    from hfwidgets import AsyncInferenceClient

    answer = {"choices": [{"index": 0, "message": {"role": "assistant", "content": "Hi"}}]}
    world.answers[SERVER] = Reply.of(answer)
    keywords: dict[str, Any] = {
        "model": "other",
        "messages": [{"role": "user", "content": "Hello"}],
        "max_tokens": 5,
    }
    if mode == "blocking":
        found = InferenceClient(**client).chat.completions.create(**keywords)
    else:
        found = asyncio.run(AsyncInferenceClient(**client).chat.completions.create(**keywords))
    assert found.choices[0].message.content == "Hi"
    assert sent(world.asked[0])["model"] == "other"
    assert sent(world.asked[0])["max_tokens"] == 5
