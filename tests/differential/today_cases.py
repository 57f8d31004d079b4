"""Calls of every provider's tasks, and what today's hosts answer to them.

The standard library alone: the newest huggingface_hub's environment reads this too.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from tests.wire.task_cases import ANSWERED, MASK, PICTURE

MODEL = "org/model"
HUB, ROUTER = "https://huggingface.co", "https://router.huggingface.co"
TOKEN, KEY = "hf_token0123456789", "own-key-0123456789"
MEDIA = "<picture>"  # in arguments: the path of a file
SOUND = b"RIFF\x24\0\0\0WAVEfmt " + bytes(28)
VIDEO = b"\0\0\0\x18ftypmp42" + bytes(20)
HELLO = [{"role": "user", "content": "Hello"}]
MESSAGE = {"role": "assistant", "content": "Hi"}
CHOICE = {"index": 0, "finish_reason": "stop", "message": MESSAGE}
CHAT = {"id": "1", "created": 1, "model": "m", "system_fingerprint": "", "choices": [CHOICE]}
PIECES = [{"role": "assistant", "content": "H"}, {"content": "i"}]
SCHEMA = {"type": "json_schema", "json_schema": {"name": "x", "schema": {"type": "object"}}}
TOOL = {"type": "function", "function": {"name": "f", "parameters": {"type": "object"}}}


@dataclass(frozen=True)
class Case:
    """A call of both clients.

    Attributes:
        name: Shown where they differ.
        provider: Of the client.
        method: Of the client.
        task: As the mapping has it.
        arguments: Positional ones; `MEDIA` is the path of a picture or a sound.
        keywords: Named ones.
        answers: What hosts answer, in order: a part of the address, and the answer to it; the last
            one of a part is given again.
        identifier: What the provider calls the model.
        media: What `MEDIA` is, by the ending of its file.
        more: Members of the mapping's entry.
        client: Further arguments of the client.
    """

    name: str
    provider: str | None
    method: str
    task: str
    arguments: tuple[Any, ...] = ()
    keywords: dict[str, Any] = field(default_factory=dict)
    answers: tuple[tuple[str, Any], ...] = ()
    identifier: str = "the/id"
    media: str = "png"
    more: dict[str, Any] = field(default_factory=dict)
    client: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Reply:
    """An answer of a host."""

    body: bytes
    kind: str
    status: int = 200


def reply_of(answer: Any) -> Reply:
    """Return an answer as bytes: JSON, or a tuple of type and bytes."""
    if isinstance(answer, tuple):
        return Reply(answer[1], answer[0])
    return Reply(json.dumps(answer).encode(), "application/json")


def stream(*values: Any) -> tuple[str, bytes]:
    """Return an answer in pieces."""
    lines = [f"data: {json.dumps(one)}\n\n" for one in values]
    return "text/event-stream", "".join([*lines, "data: [DONE]\n\n"]).encode()


def media_of(kind: str) -> bytes:
    """Return the bytes of a file by its ending."""
    return PICTURE if kind == "png" else SOUND


PNG, MP4, WAV = ("image/png", ANSWERED), ("video/mp4", VIDEO), ("audio/wav", SOUND)
SIZES = {"width": 640, "height": 480, "num_inference_steps": 4, "guidance_scale": 3.5}
CHATS = (
    *("baseten", "cerebras", "cohere", "deepinfra", "featherless-ai", "fireworks-ai", "groq"),
    *("novita", "nscale", "openai", "ovhcloud", "publicai", "scaleway", "together", "zai-org"),
    "hf-inference",
    None,
)


def _chats() -> Iterator[Case]:
    pieces = stream(*({**CHAT, "choices": [{"index": 0, "delta": one}]} for one in PIECES))
    for provider in CHATS:
        common: dict[str, Any] = {"provider": provider, "method": "chat_completion"}
        common |= {"task": "conversational", "arguments": (HELLO,)}
        whole = (("completions", CHAT),)
        yield Case("chat", **common, answers=whole)
        yield Case(
            "chat with parameters",
            **common,
            keywords={"max_tokens": 5, "temperature": 0.5, "stop": ["."], "seed": 3, "top_p": 0.5},
            answers=whole,
        )
        yield Case("chat of a form", **common, keywords={"response_format": SCHEMA}, answers=whole)
        yield Case(
            "chat with tools",
            **common,
            keywords={"tools": [TOOL], "tool_choice": "auto", "extra_body": {"x": {"y": 1}}},
            answers=whole,
        )
        streamed = {"stream": True, "stream_options": {"include_usage": True}}
        yield Case(
            "chat in pieces", **common, keywords=streamed, answers=(("completions", pieces),)
        )


def _texts() -> Iterator[Case]:
    answer = {"choices": [{"text": "blue", "finish_reason": "length", "seed": 3}]}
    for provider in ("deepinfra", "featherless-ai", "novita", "together"):
        common: dict[str, Any] = {"provider": provider, "method": "text_generation"}
        common |= {"task": "text-generation", "arguments": ("The sky is",)}
        common["answers"] = (("completions", answer),)
        yield Case("text", **common, keywords={"max_new_tokens": 5, "temperature": 0.5})
        yield Case("text, sampled", **common, keywords={"do_sample": True, "max_new_tokens": 5})
    for provider in ("deepinfra", "scaleway", "together"):
        vectors = {"data": [{"embedding": [0.5, 1.5], "index": 0}]}
        yield Case(
            "vector",
            provider,
            "feature_extraction",
            "feature-extraction",
            ("a text",),
            answers=(("embeddings", vectors),),
        )


def _pictures() -> Iterator[Case]:
    method, task = "text_to_image", "text-to-image"
    in_base64 = {"data": [{"b64_json": base64.b64encode(ANSWERED).decode()}]}
    answers: dict[str, tuple[tuple[str, Any], ...]] = {
        "fal-ai": (("the/id", {"images": [{"url": "https://v3.fal.media/x.png"}]}), ("media", PNG)),
        "nscale": (("generations", in_base64),),
        "together": (("generations", in_base64),),
        "replicate": (
            ("predictions", {"output": ["https://replicate.delivery/x.png"]}),
            ("delivery", PNG),
        ),
        "wavespeed": _waves(PNG),
        "zai-org": (
            ("generations", {"id": "j1", "task_status": "PROCESSING"}),
            ("async-result/j1", {"id": "j1", "task_status": "PROCESSING"}),
            ("async-result/j1", {"task_status": "SUCCESS", "image_result": [{"url": CDN}]}),
            ("cdn.example", PNG),
        ),
        "hf-inference": (("models/", PNG),),
    }
    for provider, answer in answers.items():
        common: dict[str, Any] = {"provider": provider, "method": method, "task": task}
        common |= {"arguments": ("a cat",), "answers": answer}
        yield Case("picture", **common)
        yield Case("picture with parameters", **common, keywords=SIZES | {"seed": 3})
        yield Case("picture, one side", **common, keywords={"width": 640})
    lora: dict[str, Any] = {"adapter": "lora", "adapterWeightsPath": "my lora.safetensors"}
    for identifier in ("the/id", "fal-ai/lora"):
        shown = answers["fal-ai"][0][1]
        more = (("/fal", shown), ("media", PNG)) if "lora" in identifier else answers["fal-ai"]
        yield Case(
            "adapter", "fal-ai", method, task, ("a",), {}, more, identifier=identifier, more=lora
        )
    for identifier, more_of in (("the/id", lora), ("the/id:v1", {})):
        yield Case(
            "version or adapter",
            "replicate",
            method,
            task,
            ("a",),
            {},
            answers["replicate"],
            identifier=identifier,
            more=more_of,
        )


CDN = "https://cdn.example/x"


def _waves(result: Any) -> tuple[tuple[str, Any], ...]:
    get = {"get": "https://api.wavespeed.ai/api/v3/predictions/j1/result"}
    done = {"status": "completed", "outputs": [CDN]}
    return (
        ("the/id", {"data": {"urls": get, "status": "created"}}),
        ("j1/result", {"data": {"status": "processing"}}),
        ("j1/result", {"data": done}),
        ("cdn.example", result),
    )


def _fal(result: Any, answer: Any) -> tuple[tuple[str, Any], ...]:
    address = "https://queue.fal.run/fal-ai/app/requests/r1"
    begun = {"request_id": "r1", "status": "IN_QUEUE", "response_url": address}
    return (
        ("the/id", begun),
        ("r1/status", {"status": "IN_PROGRESS", "queue_position": 2}),
        ("r1/status", {"status": "COMPLETED"}),
        ("requests/r1", answer),
        ("cdn.example", result),
    )


def _jobs(result: Any) -> tuple[tuple[str, Any], ...]:
    return (
        ("videos/j1", {"status": "in_progress"}),
        ("videos/j1", {"status": "completed", "outputs": {"video_url": CDN}}),
        ("v2/videos", {"id": "j1", "status": "queued"}),
        ("cdn.example", result),
    )


def _changed() -> Iterator[Case]:
    common: dict[str, Any] = {"method": "image_to_image", "task": "image-to-image"}
    in_base64 = {"data": [{"b64_json": base64.b64encode(ANSWERED).decode()}]}
    size = {"target_size": {"width": 64, "height": 32}}
    for inputs in ((MEDIA,), ("https://images.example/cat.png",)):
        change = {"arguments": inputs, "keywords": {"prompt": "a tiger", "num_inference_steps": 4}}
        fal = _fal(PNG, {"images": [{"url": CDN}]})
        yield Case("changed", "fal-ai", **common, **change, answers=fal)
        shown = (("predictions", {"output": CDN}), ("cdn", PNG))
        yield Case("changed", "replicate", **common, **change, answers=shown)
        yield Case("changed", "wavespeed", **common, **change, answers=_waves(PNG))
        for identifier in ("the/id", "black-forest-labs/FLUX.1-Kontext-pro"):
            yield Case(
                "changed",
                "together",
                **common,
                **change,
                answers=(("generations", in_base64),),
                identifier=identifier,
            )
        fal_sized = {"arguments": inputs, "keywords": size}
        yield Case("changed in size", "fal-ai", **common, **fal_sized, answers=fal)
    plain: dict[str, Any] = {"arguments": (MEDIA,), "keywords": {}}
    yield Case("changed", "hf-inference", **common, **plain, answers=(("models/", PNG),))
    yield Case("changed", "together", **common, **plain, answers=(("generations", in_base64),))
    mask = {"image": {"url": f"data:image/png;base64,{MASK}"}}
    yield Case(
        "masked",
        "fal-ai",
        "image_segmentation",
        "image-segmentation",
        (MEDIA,),
        answers=_fal(PNG, mask),
    )


def _videos() -> Iterator[Case]:
    made = {"num_frames": 16, "num_inference_steps": 4, "seed": 3, "guidance_scale": 2.5}
    size = {"target_size": {"width": 64, "height": 32}}
    novita = (("v3/hf", {"video": {"video_url": CDN}}), ("cdn", MP4))
    answers = {
        "fal-ai": _fal(MP4, {"video": {"url": CDN}}),
        "novita": novita,
        "replicate": (("predictions", {"output": [CDN]}), ("cdn", MP4)),
        "together": _jobs(MP4),
        "wavespeed": _waves(MP4),
    }
    for provider, answer in answers.items():
        common: dict[str, Any] = {"method": "text_to_video", "task": "text-to-video"}
        common |= {"arguments": ("a cat",), "answers": answer}
        yield Case("video", provider, **common)
        more = {"negative_prompt": ["dogs"], "extra_body": {"fps": 8}}
        yield Case("video with parameters", provider, **common, keywords=made | more)
    for provider in ("fal-ai", "together", "wavespeed"):
        common = {"method": "image_to_video", "task": "image-to-video"}
        common |= {"arguments": (MEDIA,), "answers": answers[provider]}
        yield Case("animated", provider, **common)
        more = {"prompt": "it runs", "negative_prompt": "dogs", **size, "fps": 8}
        yield Case("animated with parameters", provider, **common, keywords=made | more)


def _sounds() -> Iterator[Case]:
    common: dict[str, Any] = {"method": "text_to_speech", "task": "text-to-speech"}
    common["arguments"] = ("Hello",)
    for provider in ("deepinfra", "together"):
        yield Case("spoken", provider, **common, answers=(("speech", WAV),))
    fal = (("the/id", {"audio": {"url": CDN}}), ("cdn", WAV))
    yield Case("spoken", "fal-ai", **common, answers=fal)
    for output in (CDN, [CDN]):
        answers = (("predictions", {"output": output}), ("cdn", WAV))
        yield Case("spoken", "replicate", **common, answers=answers)
    yield Case("spoken", "hf-inference", **common, answers=(("models/", WAV),))
    common = {"method": "automatic_speech_recognition", "task": "automatic-speech-recognition"}
    heard = {"text": "hi", "segments": [{"start": 0, "end": 1, "text": "hi"}]}
    common |= {"arguments": (MEDIA,), "media": "wav"}
    yield Case("heard", "deepinfra", **common, answers=(("transcriptions", heard),))
    yield Case("heard", "fal-ai", **common, answers=(("the/id", {"text": "hi"}),))
    yield Case("heard", "hf-inference", **common, answers=(("models/", {"text": "hi"}),))
    for output in ("hi", ["hi"], {"transcription": "hi"}, [{"translation": "ho"}]):
        answers = (("predictions", {"output": output}),)
        yield Case("heard", "replicate", **common, answers=answers)
    answers = (("predictions", {"output": {"txt_file": CDN}}), ("cdn", ("text/plain", b"hi")))
    yield Case("heard", "replicate", **common, answers=answers)


def _others() -> Iterator[Case]:
    groq: dict[str, Any] = {"provider": "groq", "method": "chat_completion"}
    groq |= {"task": "conversational", "arguments": (HELLO,), "answers": (("completions", CHAT),)}
    yield Case("headers", **groq, client={"headers": {"X-Mine": "1"}, "cookies": {"a": "b"}})
    yield Case("bill", **groq, client={"bill_to": "us"})
    jobs: dict[str, Any] = {"method": "text_to_image", "task": "text-to-image", "arguments": ("a",)}
    given = {"headers": {"X-Mine": "1"}, "cookies": {"a": "b"}, "bill_to": "us"}
    yield Case("polled with headers", "wavespeed", **jobs, answers=_waves(PNG), client=given)
    labels = [{"label": "a", "score": 0.5}]
    common: dict[str, Any] = {"method": "text_classification", "task": "text-classification"}
    common["arguments"] = ("I like it",)
    yield Case("labels", "hf-inference", **common, answers=(("models/", [labels]),))


def task_cases() -> list[Case]:
    """Every provider's tasks."""
    return [*_chats(), *_texts(), *_pictures(), *_changed(), *_videos(), *_sounds(), *_others()]


def key_names(case: Case) -> tuple[str, ...]:
    """Return the kinds of key that a case is called with."""
    if case.provider in (None, "hf-inference"):
        return (TOKEN,)
    return (KEY,) if case.provider == "openai" else (TOKEN, KEY)


class Hosts:
    """Today's hosts, in one call."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self.left = list(case.answers)
        self.asked: list[dict[str, Any]] = []

    def answer(self, method: str, url: str, headers: dict[str, str], body: bytes) -> Reply:
        """Answer a request, and keep it."""
        if url.startswith(f"{HUB}/api/models/"):
            case = self.case
            entry = {"status": "live", "providerId": case.identifier, "task": case.task}
            mapping = {case.provider: {**entry, **case.more}}
            info = {
                "id": MODEL,
                "pipeline_tag": _tag(case.task),
                "inferenceProviderMapping": mapping,
            }
            found = reply_of(info)
        else:
            found = reply_of(self._next(url))
        self.asked.append(written(method, url, headers, body))
        return found

    def _next(self, url: str) -> Any:
        for place, (part, answer) in enumerate(self.left):
            if part in url:
                if any(part == other for other, _ in self.left[place + 1 :]):
                    del self.left[place]
                return answer
        raise AssertionError(f"nobody is asked at {url}")


def _tag(task: str) -> str:
    return "text-generation" if task == "conversational" else task


def written(method: str, url: str, headers: dict[str, str], body: bytes) -> dict[str, Any]:
    """Write a request as JSON can hold it."""
    kind = headers.get("content-type", "")
    if body and kind.startswith("application/json"):
        content: Any = json.loads(body)
    elif kind.startswith("multipart/"):
        boundary = kind.partition("boundary=")[2]
        parts = body.split(f"--{boundary}".encode())
        content = [part.decode("latin-1") for part in parts]
        headers = {**headers, "content-type": "multipart/form-data"}
    else:
        content = body.decode("latin-1")
    return {"method": method, "url": url, "headers": headers, "body": content}
