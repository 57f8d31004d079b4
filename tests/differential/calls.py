"""Calls that both clients make: what is asked, and what the server answers.

The standard library alone: huggingface_hub's environment reads this too.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from tests.wire.streams import values, written
from tests.wire.task_cases import CASES, MEDIA, PICTURE

MODEL = "org/model"
SERVER = "<server>"  # in texts: the server's address
MEDIA_KINDS = ("path", "text", "url", "file")
STATUS = {"loaded": True, "state": "Loaded", "compute_type": "gpu", "framework": "x", "more": 1}
DETAILS = {
    "finish_reason": "stop_sequence",
    "generated_tokens": 1,
    "seed": 5,
    "prefill": [{"id": 1, "text": "Hi", "logprob": None}],
    "tokens": [{"id": 2, "text": "!", "logprob": -0.5, "special": False}],
    "best_of_sequences": None,
}
KWARGS_REFUSED = "The following `model_kwargs` are not used by the model: ['watermark', 'stop']"


@dataclass(frozen=True)
class Answer:
    """What the server answers to anything that is no download and no question to the Hub."""

    body: bytes
    kind: str = "application/json"
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Call:
    """A call of both clients.

    Attributes:
        name: Shown where they differ.
        method: Method, or `"InferenceApi"`.
        arguments: Positional ones; `MEDIA` becomes what `media` says.
        keywords: Named ones.
        client: Arguments of the client.
        answers: The server's answers, the last one for ever.
        media: `"bytes"` or one of `MEDIA_KINDS`.
        mode: `"sync"` or `"async"`.
    """

    name: str
    method: str
    arguments: tuple[Any, ...] = ()
    keywords: dict[str, Any] = field(default_factory=dict)
    client: dict[str, Any] = field(default_factory=lambda: {"model": MODEL})
    answers: tuple[Answer, ...] = ()
    media: str = "bytes"
    mode: str = "sync"


def in_json(value: Any, status: int = 200, **headers: str) -> Answer:
    """An answer in JSON, or a tuple of type and bytes as it is."""
    if isinstance(value, tuple):
        return Answer(value[1], value[0])
    return Answer(json.dumps(value).encode(), "application/json", status, headers)


def _tasks() -> Iterator[Call]:
    mine = {"model": MODEL, "token": "hf_x", "headers": {"X-Mine": "1"}, "cookies": {"a": "1"}}
    for number, case in enumerate(CASES):
        name = f"{case.method}-{number}"
        answers = (in_json(case.answer),)
        common = {"method": case.method, "arguments": case.arguments, "answers": answers}
        keywords = {key: value for key, value in case.keywords.items() if key != "model"}
        table = {"model": None} if "model" in case.keywords else {}
        yield Call(f"{name} of the client's model", **common, keywords=keywords | table)
        yield Call(f"{name} with settings", **common, keywords=keywords | table, client=mine)
        yield Call(f"{name} of a model", **common, keywords={**keywords, "model": "other"})
        yield Call(
            f"{name} at an address",
            **common,
            keywords={**keywords, "model": f"{SERVER}/deployed"},
        )
        yield Call(
            f"{name} of the recommended model", **common, keywords=keywords | table, client={}
        )
        for kind in MEDIA_KINDS if case.has_media else ():
            yield Call(f"{name} from {kind}", **common, keywords=keywords | table, media=kind)


def _generation() -> Iterator[Call]:
    whole = in_json([{"generated_text": "Hi!", "details": DETAILS}])
    plain = in_json([{"generated_text": "Hi!"}])
    events = values(["a", "b", " c"])
    stream = Answer(b"".join(written(events)), "text/event-stream")
    settings = {
        "do_sample": True,
        "max_new_tokens": 5,
        "best_of": 2,
        "repetition_penalty": 1.5,
        "return_full_text": True,
        "stop_sequences": ["."],
        "temperature": 0.5,
        "top_k": 3,
        "top_p": 0.5,
        "truncate": 7,
        "typical_p": 0.25,
        "watermark": True,
    }
    method = "text_generation"
    yield Call("text", method, ("Hi",), answers=(plain,))
    yield Call("text with parameters", method, ("Hi",), settings, answers=(plain,))
    yield Call("details", method, ("Hi",), {"details": True}, answers=(whole,))
    both = {"details": True, "decoder_input_details": True, "seed": 5}
    yield Call("details of the prompt", method, ("Hi",), both, answers=(whole,))
    yield Call("stream", method, ("Hi",), {"stream": True}, answers=(stream,))
    yield Call(
        "stream of details", method, ("Hi",), {"stream": True, "details": True}, answers=(stream,)
    )
    refused = in_json({"error": KWARGS_REFUSED, "warnings": []}, 400)
    # One model each: the reference remembers these for ever.
    for number, more in enumerate(({}, {"details": True})):
        keywords = {"model": f"{SERVER}/plain/{number}", **more}
        yield Call(f"no TGI {more}", method, ("Hi",), keywords, answers=(refused, plain))
    for number, wrong in enumerate(
        (
            {"temperature": 0},
            {"top_p": 1.0},
            {"top_k": 0},
            {"best_of": 2, "stream": True, "do_sample": True},
            {"best_of": 2},
            {"seed": -1},
            {"stop_sequences": "x"},
            {"max_new_tokens": 20.5},
        )
    ):
        yield Call(f"refused {number}", method, ("Hi",), wrong, answers=(plain,))
    for kind, status in (
        ("validation", 422),
        ("overloaded", 429),
        ("generation", 424),
        ("incomplete_generation", 500),
        ("other", 500),
    ):
        failed = in_json({"error": "said", "error_type": kind}, status)
        yield Call(f"fails: {kind}", method, ("Hi",), answers=(failed,))
        broken = Answer(
            b"".join(written(events[:1]))
            + b'data:{"error":"said","error_type":"%b"}\n\n' % kind.encode(),
            "text/event-stream",
        )
        yield Call(f"stream fails: {kind}", method, ("Hi",), {"stream": True}, answers=(broken,))


def _others() -> Iterator[Call]:
    raw = (Answer(b"\0\xff", "application/octet-stream"),)
    yield Call("post json", "post", (), {"json": {"x": [1, None, "é"]}}, answers=raw)
    yield Call("post bytes", "post", (), {"data": b"abc"}, answers=raw)
    yield Call("post nothing", "post", answers=raw)
    for task in ("text-to-image", "feature-extraction", "fill-mask"):
        yield Call(f"post {task}", "post", (), {"json": {}, "task": task}, answers=raw)
        yield Call(f"recommended {task}", "get_recommended_model", (task,))
    yield Call("recommended nothing", "get_recommended_model", ("nothing",))
    yield Call("nothing named", "post", (), {"json": {}}, client={}, answers=raw)
    yield Call("status", "get_model_status", answers=(in_json(STATUS),))
    yield Call("status of a model", "get_model_status", ("a/b",), answers=(in_json(STATUS),))
    yield Call("status says why", "get_model_status", answers=(in_json({"error": "too big"}),))
    yield Call("status of nothing", "get_model_status", client={})
    yield Call("status of an address", "get_model_status", ("https://x.invalid",))
    for frameworks in (None, "all", "timm", ["timm", "keras"], []):
        yield Call(f"list {frameworks}", "list_deployed_models", (frameworks,))
    labels = (in_json(CASES[0].answer),)
    for wrong in (["a"], []):
        yield Call(f"labels {wrong}", "zero_shot_classification", ("x", wrong), answers=labels)
    language = {"src_lang": "en"}
    yield Call("one language", "translation", ("x",), language, answers=labels)
    missing = "/no/such/file.png"
    yield Call("missing file", "image_classification", (missing,), answers=labels)
    yield Call("too many", "fill_mask", ("x", "y"), answers=labels)
    yield Call("none at all", "fill_mask", answers=labels)
    for status in (400, 401, 403, 404, 413, 422, 429, 500, 502, 504):
        said = in_json({"error": "said so"}, status, **{"X-Request-Id": "r-1"})
        yield Call(f"status {status}", "fill_mask", ("x",), answers=(said,))
    loading = in_json({"error": "loading", "estimated_time": 1.0}, 503)
    yield Call("loading", "fill_mask", ("x",), answers=(loading, in_json([])))


def _legacy() -> Iterator[Call]:
    for name, keywords, answer in (
        ("inputs", {"inputs": "Hi"}, in_json([1, {"x": None}])),
        ("params", {"inputs": {"a": 1}, "params": {"top_k": 3}}, in_json({})),
        ("nothing", {}, in_json([])),
        ("raw data", {"data": b"abc"}, in_json([])),
        ("picture", {"inputs": "Hi"}, Answer(PICTURE, "image/png")),
        ("failure", {"inputs": "Hi"}, in_json({"error": "said"}, 500)),
        ("text", {"inputs": "Hi"}, Answer(b"Hi", "text/plain")),
    ):
        yield Call(f"legacy {name}", "InferenceApi", (), keywords, {}, answers=(answer,))


def all_calls() -> list[Call]:
    """Every call, blocking and awaited; of failures the awaited ones differ on purpose."""
    found: list[Call] = []
    for call in (*_tasks(), *_generation(), *_others(), *_legacy()):
        found.append(call)
        awaited = call.method not in ("InferenceApi", "get_recommended_model")
        if awaited and call.answers and call.answers[0].status < 400:
            found.append(Call(**{**vars(call), "mode": "async", "name": f"{call.name}, awaited"}))
    return found


__all__ = ["MEDIA", "PICTURE", "Answer", "Call", "all_calls"]
