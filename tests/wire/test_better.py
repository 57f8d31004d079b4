"""What huggingface_hub 0.20.3 gets wrong and its users ran into: one test for each.

Streams, loading, closing and secrets have theirs in `test_text_generation`, `test_faults`,
`test_closing` and `tests/unit/test_canary`; lists and states in `test_models`.
"""

from __future__ import annotations

import asyncio
import io
import os
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from hfwidgets import AsyncInferenceClient, errors
from hfwidgets.client.async_transport import AsyncTransport
from tests.waiting import PATIENCE
from tests.wire.conftest import Blocking
from tests.wire.scripted import Asked, Reply, ScriptedServer
from tests.wire.task_cases import ANSWERED, CASES, LABELS, MASK, PICTURE, Case
from tests.wire.test_tasks import call, reply_of

BLOCKED = PATIENCE / 2  # seconds that a server waits for a loop which it blocks itself


@pytest.mark.parametrize("method", ["zero_shot_classification", "zero_shot_image_classification"])
def test_labels_with_commas_survive(either: Blocking, server: ScriptedServer, method: str) -> None:
    server.play(Reply.of_json(LABELS))
    client = either.client(endpoint=server.url)
    labels = ["red, or green", "blue"]
    either.call(client, method, PICTURE if "image" in method else "x", labels)
    assert server.asked[0].json["parameters"]["candidate_labels"] == labels


@pytest.mark.parametrize("method", ["zero_shot_classification", "zero_shot_image_classification"])
@pytest.mark.parametrize("labels", [[], ["one"], "a,b", b"ab", 5, None, ["a", 5]])
def test_labels_that_are_none_are_refused_before_any_request(
    either: Blocking, server: ScriptedServer, method: str, labels: Any
) -> None:
    client = either.client(endpoint=server.url)
    with pytest.raises(ValueError, match="labels"):
        either.call(client, method, PICTURE if "image" in method else "x", labels)
    assert not server.asked


@pytest.mark.parametrize("languages", [{"src_lang": "en"}, {"tgt_lang": "fr"}])
def test_one_language_without_the_other_names_the_missing_one(
    either: Blocking, server: ScriptedServer, languages: dict[str, str]
) -> None:
    client = either.client(endpoint=server.url)
    missing = "tgt_lang" if "src_lang" in languages else "src_lang"
    with pytest.raises(ValueError, match=f"{missing} is not given"):
        either.call(client, "translation", "x", **languages)
    assert not server.asked


def test_a_page_is_not_sent_on_as_a_picture(either: Blocking, server: ScriptedServer) -> None:
    page = Reply([b"<html>Please log in"], 200, {"Content-Type": "text/html; charset=utf-8"})
    server.play(page)
    client = either.client(endpoint=server.url)
    with pytest.raises(errors.InvalidResponseError, match="a picture or a sound: <html>Please"):
        either.call(client, "image_classification", f"{server.url}/cat.png")
    assert [one.method for one in server.asked] == ["GET"]


@pytest.mark.parametrize("status", [404, 204, 302, 500])
def test_an_address_must_answer_200(either: Blocking, server: ScriptedServer, status: int) -> None:
    server.play(Reply([b"x"] if status != 204 else [], status, framing="length"))
    client = either.client(endpoint=server.url, token="hf_secret")
    with pytest.raises(errors.InferenceHTTPError) as caught:
        either.call(client, "image_classification", f"{server.url}/cat.png")
    assert caught.value.status == status
    assert len(server.asked) == 1


def test_an_address_that_keeps_silent_is_a_timeout(
    either: Blocking, server: ScriptedServer
) -> None:
    server.play(Reply(framing="held"))
    client = either.client(endpoint=server.url, timeout=0.3)
    with pytest.raises(errors.InferenceTimeoutError):
        either.call(client, "visual_question_answering", f"{server.url}/cat.png", "x")


def test_what_an_address_calls_its_content_travels_with_it(
    either: Blocking, server: ScriptedServer
) -> None:
    def reply(asked: Asked) -> Reply:
        if asked.method == "GET":
            return Reply([b"no known signature"], 200, {"Content-Type": "audio/x-new; a=b"})
        return Reply.of_json({"text": "hello"})

    server.play(reply)
    client = either.client(endpoint=server.url)
    either.call(client, "automatic_speech_recognition", f"{server.url}/sound")
    assert server.asked[1].headers["content-type"] == "audio/x-new"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.method)
def test_raw_and_json_bodies_always_name_their_type(
    either: Blocking, server: ScriptedServer, case: Case
) -> None:
    server.play(reply_of(case.answer))
    client = either.client(endpoint=server.url)
    call(either, client, case, b"unknown")
    expected = "application/octet-stream" if case.is_raw else "application/json"
    assert server.asked[0].headers["content-type"] == expected


def test_several_texts_are_embedded_in_one_call(either: Blocking, server: ScriptedServer) -> None:
    server.play(Reply.of_json([[1, 2], [3, 4]]))
    client = either.client(endpoint=server.url)
    found = either.call(client, "feature_extraction", ["a", "b"])
    assert found.tolist() == [[1, 2], [3, 4]]
    assert server.asked[0].json["inputs"] == ["a", "b"]


def test_the_cache_can_be_switched_off(either: Blocking, server: ScriptedServer) -> None:
    server.play(Reply.of_json([LABELS]))
    client = either.client(endpoint=server.url, headers={"x-use-cache": "false"})
    either.call(client, "text_classification", "x")
    assert server.asked[0].headers["x-use-cache"] == "false"


@pytest.mark.parametrize("token", [False, "hf_given"])
def test_a_token_holds_for_every_request(
    either: Blocking, server: ScriptedServer, monkeypatch: pytest.MonkeyPatch, token: Any
) -> None:
    monkeypatch.setenv("HF_TOKEN", "hf_of_the_environment")

    def reply(asked: Asked) -> Reply:
        if asked.path == "/api/tasks":
            return Reply.of_json({"image-classification": {"widgetModels": ["x"]}})
        if asked.path == "/cat.png":
            return Reply([PICTURE], 200, {"Content-Type": "image/png"})
        if asked.path.startswith("/status/"):
            return Reply.of_json(
                {"loaded": True, "state": "x", "compute_type": "x", "framework": "x"}
            )
        return Reply.of_json([])

    server.play(reply)
    client = either.client(None, endpoint=server.url, token=token)
    either.call(client, "image_classification", f"{server.url}/cat.png")
    either.call(client, "get_model_status", "x")
    either.call(client, "list_deployed_models", "timm")
    sent = {one.path: one.headers.get("authorization") for one in server.asked}
    mine = f"Bearer {token}" if token else None
    assert sent == {
        "/api/tasks": None,  # public, and asked once for all clients
        "/cat.png": None,
        "/models/x": mine,
        "/status/x": mine,
        "/framework/timm": mine,
    }


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.method)
def test_a_422_names_the_task_the_servers_words_and_the_request(
    either: Blocking, server: ScriptedServer, case: Case
) -> None:
    server.play(Reply.of_json({"error": ["no such", "thing"]}, 422, X_Request_Id="r-17"))
    client = either.client(endpoint=server.url)
    with pytest.raises(errors.UnprocessableError) as caught:
        call(either, client, case)
    text = str(caught.value)
    assert f"'{case.task}' is supported by the model" in text
    assert "no such\nthing" in text
    assert "r-17" in text
    assert caught.value.request_id == "r-17"


class Heartbeat:
    """Counts how often an event loop runs, so that others can see that it does."""

    def __init__(self) -> None:
        self.beats = 0

    async def __aenter__(self) -> Heartbeat:
        self._task = asyncio.ensure_future(self._beat())
        await asyncio.sleep(0.02)
        return self

    async def __aexit__(self, *_: object) -> None:
        self._task.cancel()

    async def _beat(self) -> None:
        while True:
            self.beats += 1
            await asyncio.sleep(0.001)

    def goes_on(self) -> bool:
        """Wait, in another thread, until the loop has run; a loop that is blocked never does."""
        before = self.beats
        end = time.monotonic() + BLOCKED
        while self.beats < before + 3:
            if time.monotonic() > end:
                return False
            time.sleep(0.001)
        return True


def noting_blocked_pauses(
    monkeypatch: pytest.MonkeyPatch, heart: Heartbeat
) -> tuple[list[int], list[str]]:
    """Return where the beats at a pause's begin go, and where pauses in which nothing ran do."""
    at_pause: list[int] = []
    blocked: list[str] = []
    send = AsyncTransport.send

    async def watched(self: AsyncTransport, request: Any) -> Any:
        if at_pause and heart.beats == at_pause.pop():
            blocked.append(f"waiting for {request.url}")
        return await send(self, request)

    monkeypatch.setattr(AsyncTransport, "send", watched)
    return at_pause, blocked


def test_nothing_blocks_the_event_loop(
    server: ScriptedServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[str] = []
    heart = Heartbeat()
    at_pause, blocked = noting_blocked_pauses(monkeypatch, heart)

    def reply(asked: Asked) -> Reply:
        seen.append(asked.path)
        if asked.path == "/models/warm":
            return Reply.of_json([{"generated_text": "a cat"}])
        if not heart.goes_on():
            blocked.append(asked.path)
        if asked.path == "/api/tasks":
            return Reply.of_json({"image-to-text": {"widgetModels": ["x"]}})
        if asked.path == "/cat.png":
            return Reply([PICTURE], 200, {"Content-Type": "image/png"})
        if asked.path.startswith("/framework/"):
            return Reply.of_json([])
        if seen.count(asked.path) == 1:
            return Reply.of_json({"error": "loading", "estimated_time": 0.4}, 503)
        return Reply.of_json([{"generated_text": "a cat", "answer": "a cat"}])

    server.play(reply)
    path = tmp_path / "large"
    path.write_bytes(os.urandom(4_000_000))

    async def main() -> None:
        def note(_: object) -> None:
            at_pause.append(heart.beats)

        async with AsyncInferenceClient(endpoint=server.url, on_wait=note) as client:
            await client.image_to_text(PICTURE, model="warm")  # loads aiohttp
            async with heart:
                assert await client.image_to_text(f"{server.url}/cat.png") == "a cat"
                await client.list_deployed_models()
                await client.image_to_text(path)
                await client.document_question_answering(path, "x", model="y")

    asyncio.run(main())
    assert blocked == []
    assert {"/api/tasks", "/cat.png", "/framework/transformers", "/models/x"} < set(seen)


def test_masks_are_not_decoded_before_they_are_used(
    either: Blocking, server: ScriptedServer
) -> None:
    server.play(Reply.of_json([{"score": 1, "label": "x", "mask": MASK}]))
    client = either.client(endpoint=server.url)
    (segment,) = either.call(client, "image_segmentation", PICTURE)
    mask = segment["mask"]
    assert getattr(mask, "fp", None) is not None  # Pillow lets go of the file once it has decoded
    assert mask.getpixel((0, 0)) == 9


def test_pictures_are_asked_for_as_png(either: Blocking, server: ScriptedServer) -> None:
    server.play(Reply([ANSWERED], 200, {"Content-Type": "image/png"}, "length"))
    client = either.client(endpoint=server.url, headers={"accept": "image/webp"})
    either.call(client, "text_to_image", "x")
    assert server.asked[0].headers["accept"] == "image/webp"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.method)
def test_waiting_for_a_model_sends_the_same_again(
    either: Blocking, server: ScriptedServer, case: Case, tmp_path: Path
) -> None:
    path = tmp_path / "cat.png"
    path.write_bytes(PICTURE)
    loading = Reply.of_json({"error": "loading", "estimated_time": 0.02}, 503)
    server.play(loading, reply_of(case.answer))
    client = either.client(endpoint=server.url)
    with path.open("rb") as file:
        call(either, client, case, file)
    first, second = server.asked
    assert first.body == second.body
    assert "x-wait-for-model" not in first.headers
    assert second.headers["x-wait-for-model"] == "1"


class SlowFile(io.BytesIO):
    """A file on a disk that is far away; notes which threads read it."""

    def __init__(self, content: bytes) -> None:
        super().__init__(content)
        self.readers: list[int] = []

    def read(self, size: int | None = -1, /) -> bytes:
        if size:
            self.readers.append(threading.get_ident())
        time.sleep(0.05 if size else 0)
        return super().read(size)


def test_a_slow_disk_blocks_the_event_loop_no_more_than_once(server: ScriptedServer) -> None:
    content = os.urandom(4 << 20)
    file = SlowFile(content)
    server.play(Reply([b"ok"]))

    async def main() -> int:
        async with AsyncInferenceClient("m", endpoint=server.url) as client:
            await client.post(json={})
            await client.post(data=file)
            return threading.get_ident()

    loops = asyncio.run(main())
    assert file.readers.count(loops) <= 1 < len(file.readers)
    assert server.asked[1].body == content


def test_the_first_error_loads_its_classes_away_from_the_loop(server: ScriptedServer) -> None:
    server.play(Reply.of_json({"error": "x"}, 400))
    code = (
        "import asyncio, sys, threading\n"
        "from hfwidgets import AsyncInferenceClient\n"
        "from importlib.machinery import SourceFileLoader as Loader\n"
        "loaded, before = {}, Loader.exec_module\n"
        "def exec_module(self, module):\n"
        "    loaded[module.__name__] = threading.current_thread() is threading.main_thread()\n"
        "    return before(self, module)\n"
        "Loader.exec_module = exec_module\n"
        "async def main():\n"
        f"    client = AsyncInferenceClient('m', token=False, endpoint={server.url!r})\n"
        "    try:\n"
        "        await client.fill_mask('x')\n"
        "    except ValueError:\n"
        "        print(loaded['hfwidgets.errors'], loaded['aiohttp'])\n"
        "    await client.close()\n"
        "asyncio.run(main())\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.stdout.strip() == "False False", done.stderr
