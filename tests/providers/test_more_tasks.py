"""What huggingface_hub 2.4.0 lacks or does wrong, done right."""

from __future__ import annotations

import base64
import io
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from hfwidgets.providers import names, provider_named
from tests.providers.world import (
    HUB,
    KEY,
    MODEL,
    ROUTER,
    TOKEN,
    World,
    call,
    entry,
    mapping,
    sent,
    stream,
)
from tests.unit.played import Reply
from tests.wire.task_cases import ANSWERED, PICTURE

CDN = "https://cdn.example/x"
PNG = Reply(200, ANSWERED, {"Content-Type": "image/png"})
WAV = b"RIFF\x24\0\0\0WAVEfmt " + bytes(28)


def client(provider: str, **more: Any) -> dict[str, Any]:
    return {"model": MODEL, "provider": provider, "api_key": TOKEN, **more}


def serve(world: World, provider: str, task: str, answer: Reply, **more: Any) -> str:
    base = f"{ROUTER}/{provider}"
    world.answers = {HUB: mapping(**{provider: entry(task, **more)}), base: answer}
    return base


@pytest.mark.parametrize("provider", ["ovhcloud", "scaleway", "featherless-ai", "deepinfra"])
def test_texts_of_openais_format(world: World, mode: str, provider: str) -> None:
    task = "text-generation"
    serve(world, provider, task, Reply.of({"choices": [{"text": "blue", "finish_reason": "stop"}]}))
    assert call(mode, "text_generation", "The sky is", client=client(provider)) == "blue"
    body = sent(world.asked[-1])
    assert body == {"prompt": "The sky is", "model": "the/id", "max_tokens": 20}
    found = call(mode, "text_generation", "The sky is", client=client(provider), details=True)
    assert (found.generated_text, found.details.finish_reason) == ("blue", "stop")


def test_texts_of_groq_are_chats(world: World, mode: str) -> None:
    chat = {"choices": [{"message": {"content": "blue"}, "finish_reason": "stop"}]}
    base = serve(world, "groq", "text-generation", Reply.of(chat))
    assert call(mode, "text_generation", "The sky is", client=client("groq")) == "blue"
    assert world.urls()[-1] == f"{base}/openai/v1/chat/completions"
    messages = [{"role": "user", "content": "The sky is"}]
    assert sent(world.asked[-1])["messages"] == messages


PIECES = [
    {"choices": [{"text": "bl", "finish_reason": None}]},
    {"choices": [{"text": "ue", "finish_reason": ""}]},
    {"choices": [{"text": "!", "finish_reason": "length", "seed": 3}]},
    {"choices": [], "usage": {"completion_tokens": 3}},
]
CHATTED = [
    {"choices": [{"delta": {"role": "assistant", "content": "bl"}}]},
    {"choices": [{"delta": {"content": "ue"}}]},
    {"choices": [{"delta": {"content": "!"}, "finish_reason": "length"}]},
]


def events(values: list[Any], done: bool = True) -> bytes:
    lines = [f"data: {json.dumps(one)}\n\n" for one in values]
    return "".join([*lines, *(["data: [DONE]\n\n"] if done else [])]).encode()


@pytest.mark.parametrize("done", [True, False])
@pytest.mark.parametrize("pieces", [PIECES, CHATTED, PIECES[:3]])
def test_a_stream_of_openais_format_gives_its_texts(
    world: World, mode: str, pieces: list[Any], done: bool
) -> None:
    serve(world, "together", "text-generation", Reply())
    stream(world, events(pieces, done))
    keywords: dict[str, Any] = {"client": client("together"), "stream": True}
    found = call(mode, "text_generation", "The sky is", **keywords)
    assert "".join(found) == "blue!"
    assert sent(world.asked[-1])["stream"] is True
    found = call(mode, "text_generation", "The sky is", details=True, **keywords)
    last = next(one for one in found if one.generated_text is not None)
    assert last.generated_text == "blue!"
    assert last.details.finish_reason == "length"


def test_a_stream_of_openais_format_that_breaks_is_told(world: World, mode: str) -> None:
    serve(world, "together", "text-generation", Reply())
    keywords: dict[str, Any] = {"client": client("together"), "stream": True}
    stream(world, events(PIECES[:2], done=False))
    with pytest.raises(OSError, match="ended early") as caught:
        call(mode, "text_generation", "The sky is", **keywords)
    assert getattr(caught.value, "provider", None) == "together"


def test_an_error_in_a_stream_names_its_provider(world: World, mode: str) -> None:
    serve(world, "together", "conversational", Reply())
    broken = {"error": {"message": "too busy", "code": 503}}
    stream(world, events([CHATTED[0], broken]))
    hello = [{"role": "user", "content": "Hello"}]
    with pytest.raises(OSError, match="too busy") as caught:
        call(mode, "chat_completion", hello, client=client("together"), stream=True)
    assert getattr(caught.value, "provider", None) == "together"


def test_the_text_of_a_picture_is_read_by_zai(world: World, mode: str) -> None:
    base = serve(world, "zai-org", "image-to-text", Reply.of({"md_results": "# Title"}))
    assert call(mode, "image_to_text", PICTURE, client=client("zai-org")) == "# Title"
    asked = world.asked[-1]
    assert asked.url == f"{base}/api/paas/v4/layout_parsing"
    assert sent(asked)["file"].startswith("data:image/png;base64,")
    assert asked.headers["x-source-channel"] == "hugging_face"


@pytest.mark.parametrize("provider", ["deepinfra", "together"])
def test_a_sound_is_the_file_of_a_form(world: World, mode: str, provider: str) -> None:
    serve(world, provider, "automatic-speech-recognition", Reply.of({"text": "hi"}))
    assert call(mode, "automatic_speech_recognition", WAV, client=client(provider)) == "hi"
    asked = world.asked[-1]
    assert asked.headers["content-type"].startswith("multipart/form-data; boundary=")
    assert isinstance(asked.body, bytes)
    assert b'name="file"; filename="audio.wav"\r\nContent-Type: audio/wav\r\n\r\nRIFF' in asked.body
    assert b'name="model"\r\n\r\nthe/id\r\n' in asked.body


@pytest.mark.parametrize(
    ("sound", "kind"),
    [
        (WAV, "audio/x-wav"),
        (b"ID3....", "audio/mpeg"),
        (b"\x1aE\xdf\xa3", "video/webm"),
        (b"fLaC", "audio/mpeg"),
        (np.zeros(100, dtype="float32"), "audio/x-wav"),
    ],
)
def test_fal_reads_sounds_by_its_own_names_of_types(
    world: World, mode: str, sound: Any, kind: str
) -> None:
    serve(world, "fal-ai", "automatic-speech-recognition", Reply.of({"output": "hi"}))
    assert call(mode, "automatic_speech_recognition", sound, client=client("fal-ai")) == "hi"
    assert sent(world.asked[-1])["audio_url"].startswith(f"data:{kind};base64,")


class Opened(io.BytesIO):
    name = "cat.png"


@pytest.mark.parametrize(
    "given", ["bytes", "bytearray", "view", "text", "path", "file", "memory", "pil", "array"]
)
@pytest.mark.parametrize("provider", ["fal-ai", "replicate", "wavespeed"])
def test_a_picture_may_be_given_in_any_way(
    world: World, provider: str, given: str, tmp_path: Path
) -> None:
    from PIL import Image

    path = tmp_path / "cat.png"
    path.write_bytes(PICTURE)
    with Image.open(path) as picture:
        picture.load()
    pictures: dict[str, Any] = {
        "bytes": PICTURE,
        "bytearray": bytearray(PICTURE),
        "view": memoryview(PICTURE),
        "text": str(path),
        "path": path,
        "file": Opened(PICTURE),
        "memory": io.BytesIO(PICTURE),
        "pil": picture,
        "array": np.zeros((4, 5), dtype="uint8"),
    }
    answer = Reply.of({"detail": "seen"}, 422)
    serve(world, provider, "image-to-image", answer)
    with pytest.raises(OSError, match="seen"):
        call("blocking", "image_to_image", pictures[given], client=client(provider))
    body = sent(world.asked[-1])
    body = body.get("input", body)
    link = body.get("image_url") or body["image"]
    assert link.startswith("data:image/png;base64,")
    if given not in ("array", "pil"):
        assert base64.b64decode(link.partition(",")[2]) == PICTURE


@pytest.mark.parametrize(
    "link", ["https://x.example/cat.png?sig=a%2Fb", "data:image/webp;base64,AA=="]
)
@pytest.mark.parametrize("provider", ["fal-ai", "together", "wavespeed"])
def test_an_address_is_handed_on_and_nothing_is_downloaded(
    world: World, mode: str, provider: str, link: str
) -> None:
    serve(world, provider, "image-to-image", Reply.of({"detail": "seen"}, 422))
    with pytest.raises(OSError, match="seen"):
        call(mode, "image_to_image", link, client=client(provider))
    assert link in json.dumps(sent(world.asked[-1]))
    assert len(world.asked) == 2


def test_an_empty_picture_is_refused(world: World, mode: str) -> None:
    serve(world, "fal-ai", "image-to-image", Reply())
    with pytest.raises(ValueError, match="image is b'', which holds 0 bytes"):
        call(mode, "image_to_image", b"", client=client("fal-ai"))
    assert len(world.asked) == 1


@pytest.mark.parametrize(
    "answer",
    [
        {"data": [{"embedding": [0.5, 1.5]}, {"embedding": [2.5, 3.5]}]},
        {"data": [{"embedding": "AAAAPwAAwD8="}, {"embedding": "AAAgQAAAYEA="}]},
    ],
)
def test_vectors_are_rows_also_in_base64(world: World, mode: str, answer: Any) -> None:
    serve(world, "scaleway", "feature-extraction", Reply.of(answer))
    found = call(mode, "feature_extraction", ["a", "b"], client=client("scaleway"))
    assert found.tolist() == [[0.5, 1.5], [2.5, 3.5]]


@pytest.mark.parametrize(
    "answer", [{}, [], {"data": []}, {"data": [{}]}, {"data": [{"embedding": "!"}]}]
)
def test_what_holds_no_vectors_is_an_error(world: World, mode: str, answer: Any) -> None:
    serve(world, "scaleway", "feature-extraction", Reply.of(answer))
    with pytest.raises(OSError, match="vector"):
        call(mode, "feature_extraction", "a", client=client("scaleway"))


def test_nulls_inside_messages_and_schemas_stay(world: World, mode: str) -> None:
    chat = {"choices": [{"index": 0, "message": {"role": "assistant", "content": "Hi"}}]}
    serve(world, "groq", "conversational", Reply.of(chat))
    messages = [{"role": "assistant", "content": None, "tool_calls": []}]
    tool = {"type": "function", "function": {"name": "f", "parameters": {"default": None}}}
    more: dict[str, Any] = {"tools": [tool], "extra_body": {"model": "no", "x": None}}
    call(mode, "chat_completion", messages, client=client("groq"), **more)
    body = sent(world.asked[-1])
    assert body["messages"] == messages
    assert body["tools"] == [tool]
    assert body["model"] == "the/id"
    assert next(iter(body)) == "model"


@pytest.mark.parametrize("named", [None, "image/webp"])
def test_a_callers_accept_wins(world: World, mode: str, named: str | None) -> None:
    serve(world, "nscale", "text-to-image", Reply(200, ANSWERED))
    headers = {"Accept": named} if named else None
    call(mode, "text_to_image", "a cat", client=client("nscale", headers=headers))
    assert world.asked[-1].headers["accept"] == (named or "image/png")


@pytest.mark.parametrize("form", ["address", "base64", "bare"])
@pytest.mark.parametrize("provider", ["nscale", "together"])
def test_a_picture_is_found_in_whatever_form_it_comes(
    world: World, mode: str, provider: str, form: str
) -> None:
    text = base64.b64encode(ANSWERED).decode()
    one = {
        "address": {"url": CDN},
        "base64": {"b64_json": text},
        "bare": {"url": f"data:image/png;base64,{text}"},
    }
    serve(world, provider, "text-to-image", Reply.of({"data": [one[form]]}))
    world.answers[CDN] = PNG
    assert call(mode, "text_to_image", "a cat", client=client(provider)).size == (6, 3)


def test_a_model_of_kokoro_has_a_voice(world: World, mode: str) -> None:
    task = "text-to-speech"
    for identifier, voice in (("hexgrad/Kokoro-82M", "af_alloy"), ("other", None)):
        answer = Reply(200, WAV, {"Content-Type": "audio/wav"})
        serve(world, "together", task, answer, identifier=identifier)
        key = {"api_key": f"{TOKEN}{identifier[0]}"}  # a look-up of its own
        assert call(mode, "text_to_speech", "Hi", client=client("together", **key)) == WAV
        assert sent(world.asked[-1]).get("voice") == voice


def test_declarations_agree_with_themselves() -> None:
    for name in names():
        provider = provider_named(name)
        if provider is None:
            assert name == "hf-inference"
            continue
        assert provider.name == name
        assert provider.host.startswith("https://")
        assert not provider.host.endswith("/")
        for route in provider.routes.values():
            assert route.path_of("a/b").startswith("/")


def test_an_own_key_of_fal_is_called_key(world: World, mode: str) -> None:
    world.answers = {
        HUB: mapping(fal_ai=entry("text-to-image")),
        "https://fal.run/the/id": Reply.of({"images": [{"url": CDN}]}),
        CDN: PNG,
    }
    call(mode, "text_to_image", "a cat", client=client("fal-ai", api_key=KEY))
    assert world.asked[1].headers["authorization"] == f"Key {KEY}"
    mine = {"headers": {"Authorization": f"Key {KEY}x"}, "api_key": KEY}
    call(mode, "text_to_image", "a cat", client=client("fal-ai", **mine))
    assert world.asked[3].headers["authorization"] == f"Key {KEY}x"
