"""Every task once: what is called, what must travel, what comes back.

The standard library alone: huggingface_hub's environment reads this table too.
"""

from __future__ import annotations

import base64
import struct
import zlib
from dataclasses import dataclass, field
from typing import Any

RAW = "<the bytes as they are>"
MEDIA = "<picture or sound>"
BASE64 = "<base64 of it>"


def png(width: int, height: int, seed: int = 1) -> bytes:
    """A small picture in shades of grey."""
    rows = b"".join(
        b"\0" + bytes((x * 7 + y * 3 + seed) % 256 for x in range(width)) for y in range(height)
    )

    def chunk(kind: bytes, content: bytes) -> bytes:
        check = zlib.crc32(kind + content)
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", check)

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )


PICTURE = png(5, 4)
ANSWERED = png(6, 3, seed=9)
MASK = base64.b64encode(ANSWERED).decode()
LABELS = [{"score": 0.75, "label": "cat"}, {"score": 0.25, "label": "dog"}]
BOX = {"xmin": 1, "ymin": 2, "xmax": 3, "ymax": 4}
SPAN = {"entity_group": "PER", "score": 0.5, "word": "Sarah", "start": 11, "end": 16}
FILLED = {"score": 0.5, "token": 7, "token_str": "life", "sequence": "life is life"}
FOUND = {"score": 0.5, "start": 11, "end": 16, "answer": "Clara"}
CELL = {"answer": "36542", "coordinates": [[0, 1]], "cells": ["36542"], "aggregator": "NONE"}
TABLE = {"name": ["a", "b"], "stars": ["1", "2"]}
TALK = {
    "generated_text": "I knock.",
    "conversation": {"generated_responses": ["I knock."], "past_user_inputs": ["Who?"]},
    "warnings": ["short"],
}
# As test libraries compare them: mode, size, pixels.
PIXELS = ("L", (6, 3), bytes((x * 7 + y * 3 + 9) % 256 for y in range(3) for x in range(6)).hex())
THE_PICTURE = {"picture": list(PIXELS)}
SPACE = {"sequence": "x", "labels": ["b", "a"], "scores": [0.75, 0.25]}
RANKED = [{"label": "b", "score": 0.75}, {"label": "a", "score": 0.25}]


@dataclass(frozen=True)
class Case:
    """One call of a task.

    Attributes:
        method: Name of the method.
        arguments: Positional arguments; `MEDIA` stands for a picture or a sound.
        body: JSON body of the classic API, or `RAW`.
        answer: What the server answers: a JSON value, or a type and bytes.
        result: What is returned, as `told` writes it.
        keywords: Named arguments.
        today: JSON body at a router; None where it is the classic one with `parameters`.
        also: Other answers with the same result.
        wrong: Answers of another shape.
    """

    method: str
    arguments: tuple[Any, ...]
    body: Any
    answer: Any
    result: Any
    keywords: dict[str, Any] = field(default_factory=dict)
    today: Any = None
    also: tuple[Any, ...] = ()
    wrong: tuple[Any, ...] = ({}, "x", 5, None, [5], {"error": "x"})

    @property
    def task(self) -> str:
        return self.method.replace("_", "-")

    @property
    def has_media(self) -> bool:
        return MEDIA in self.arguments

    @property
    def is_raw(self) -> bool:
        return self.body == RAW

    @property
    def path(self) -> str:
        """Where a classic server answers the model `m`."""
        if self.task in ("feature-extraction", "sentence-similarity"):
            return f"/pipeline/{self.task}/m"
        return "/models/m"

    @property
    def path_today(self) -> str:
        """Where a router answers the model `m`."""
        if self.task in ("feature-extraction", "sentence-similarity"):
            return f"/models/m/pipeline/{self.task}"
        return "/models/m"

    @property
    def body_today(self) -> Any:
        """What a router gets."""
        if self.today is not None or self.is_raw:
            return self.today or self.body
        return {"parameters": {}, **self.body}


def _text(method: str, key: str, **more: Any) -> Case:
    more.setdefault("arguments", ("Hi",))
    more.setdefault("body", {"inputs": "Hi"})
    also = ({key: "Ho"}, [{key: "Ho", "more": 1}])
    return Case(method, answer=[{key: "Ho"}], result="Ho", also=also, **more)


def _picture(method: str, **more: Any) -> Case:
    also = ({"data": [{"b64_json": MASK}]},)
    wrong = ({}, "x", [], ("image/png", b""), ("image/png", b"no picture"), {"output": ["x"]})
    answer = ("image/png", ANSWERED)
    return Case(method, answer=answer, result=THE_PICTURE, also=also, wrong=wrong, **more)


CASES = (
    Case("audio_classification", (MEDIA,), RAW, LABELS, LABELS, also=([LABELS],)),
    Case(
        "automatic_speech_recognition",
        (MEDIA,),
        RAW,
        {"text": "hello"},
        "hello",
        also=({"text": "hello", "chunks": []}, [{"text": "hello"}]),
    ),
    Case("conversational", ("Who?",), {"inputs": {"text": "Who?"}}, TALK, TALK),
    Case(
        "conversational",
        ("Why?", ["a"], ["b"]),
        {
            "inputs": {"text": "Why?", "generated_responses": ["a"], "past_user_inputs": ["b"]},
            "parameters": {"top_k": 3},
        },
        TALK,
        TALK,
        {"parameters": {"top_k": 3}},
    ),
    Case(
        "document_question_answering",
        (MEDIA, "What?"),
        {"question": "What?", "image": BASE64},
        [{"score": 0.5, "answer": "us-001", "start": 16, "end": 16}],
        [{"score": 0.5, "answer": "us-001", "start": 16, "end": 16}],
        today={"inputs": {"question": "What?", "image": BASE64}, "parameters": {}},
    ),
    Case(
        "document_question_answering",
        (MEDIA, "What?"),
        {"question": "What?", "image": BASE64},
        [{"answer": "us-001"}],
        [{"answer": "us-001"}],
        today={"inputs": {"question": "What?", "image": BASE64}, "parameters": {}},
    ),
    *(
        Case(
            "feature_extraction",
            ("Hi",),
            {"inputs": "Hi"},
            nested,
            {"array": "float32", "shape": shape, "values": nested},
            today={"inputs": "Hi"},
            wrong=({}, "x", 5, None, ["x"], [[1], [2, 3]], [None, {}]),
        )
        for nested, shape in (
            ([0.5, -1, 2.25], [3]),
            ([[0.5, 1], [2, 3]], [2, 2]),
            ([[[1, 2], [3, 4], [5, 6]]], [1, 3, 2]),
        )
    ),
    Case("fill_mask", ("[MASK]",), {"inputs": "[MASK]"}, [FILLED], [FILLED]),
    Case("fill_mask", ("[MASK]",), {"inputs": "[MASK]"}, [[FILLED]] * 2, [[FILLED]] * 2),
    Case("image_classification", (MEDIA,), RAW, LABELS, LABELS),
    Case(
        "image_segmentation",
        (MEDIA,),
        RAW,
        [{"score": 0.5, "label": "cat", "mask": MASK}, {"score": None, "label": "-", "mask": MASK}],
        [
            {"score": 0.5, "label": "cat", "mask": THE_PICTURE},
            {"score": None, "label": "-", "mask": THE_PICTURE},
        ],
        wrong=({}, "x", [5], LABELS, [{"label": "x", "mask": "*"}], [{"label": "x", "mask": 5}]),
    ),
    _picture("image_to_image", arguments=(MEDIA,), body=RAW),
    _picture(
        "image_to_image",
        arguments=(MEDIA, "a tiger"),
        body={
            "inputs": BASE64,
            "parameters": {
                "prompt": "a tiger",
                "negative_prompt": "",
                "height": 64,
                "width": 32,
                "guidance_scale": 0,
                "strength": 0.5,
            },
        },
        keywords={
            "negative_prompt": "",
            "height": 64,
            "width": 32,
            "guidance_scale": 0,
            "strength": 0.5,
            "seed": None,
        },
        today={
            "inputs": BASE64,
            "parameters": {
                "prompt": "a tiger",
                "negative_prompt": "",
                "target_size": {"width": 32, "height": 64},
                "guidance_scale": 0,
                "strength": 0.5,
            },
        },
    ),
    _text("image_to_text", "generated_text", arguments=(MEDIA,), body=RAW),
    Case(
        "object_detection",
        (MEDIA,),
        RAW,
        [{"score": 0.5, "label": "cat", "box": BOX}],
        [{"score": 0.5, "label": "cat", "box": BOX}],
    ),
    Case(
        "question_answering",
        ("Who?", "My name is Clara."),
        {"question": "Who?", "context": "My name is Clara."},
        FOUND,
        FOUND,
        today={
            "inputs": {"question": "Who?", "context": "My name is Clara."},
            "parameters": {},
        },
        also=([FOUND],),
    ),
    Case(
        "sentence_similarity",
        ("a", ["b", "c"]),
        {"inputs": {"source_sentence": "a", "sentences": ["b", "c"]}},
        [0.5, -1],
        [0.5, -1],
        wrong=({}, "x", 5, None, ["x"], [[1]]),
    ),
    _text("summarization", "summary_text"),
    _text(
        "summarization",
        "summary_text",
        body={"inputs": "Hi", "parameters": {"max_length": 5}},
        keywords={"parameters": {"max_length": 5}},
    ),
    _text(
        "summarization",
        "summary_text",
        body={"inputs": "Hi", "parameters": {}},
        keywords={"parameters": {}},
    ),
    Case(
        "table_question_answering",
        (TABLE, "How many?"),
        {"query": "How many?", "table": TABLE},
        CELL,
        CELL,
        today={"inputs": {"query": "How many?", "table": TABLE}, "parameters": {}},
        also=([CELL],),
    ),
    *(
        Case(
            method,
            (TABLE,),
            {"table": TABLE},
            answer,
            answer,
            {"model": "m"},
            wrong=({}, "x", 5, None, {"error": "x"}),
        )
        for method, answer in (
            ("tabular_classification", ["5", "5"]),
            ("tabular_regression", [110, 1.5]),
        )
    ),
    Case("text_classification", ("Hi",), {"inputs": "Hi"}, [LABELS], LABELS, also=(LABELS,)),
    _picture("text_to_image", arguments=("a tiger",), body={"inputs": "a tiger"}),
    _picture(
        "text_to_image",
        arguments=("a tiger",),
        body={
            "inputs": "a tiger",
            "parameters": {
                "negative_prompt": "stripes",
                "height": 64,
                "num_inference_steps": 5,
                "seed": 0,
            },
        },
        keywords={
            "negative_prompt": "stripes",
            "height": 64,
            "num_inference_steps": 5,
            "seed": 0,
            "scheduler": None,
        },
    ),
    Case(
        "text_to_speech",
        ("Hi",),
        {"inputs": "Hi"},
        ("audio/flac", b"fLaC\0\xff"),
        {"bytes": b"fLaC\0\xff".hex()},
        wrong=({}, ("audio/flac", b""), ("text/html", b"<html>")),
    ),
    Case("token_classification", ("Hi",), {"inputs": "Hi"}, [SPAN], [SPAN]),
    _text("translation", "translation_text"),
    _text(
        "translation",
        "translation_text",
        body={"inputs": "Hi", "parameters": {"src_lang": "en", "tgt_lang": "fr"}},
        keywords={"src_lang": "en", "tgt_lang": "fr"},
    ),
    Case(
        "visual_question_answering",
        (MEDIA, "What?"),
        {"question": "What?", "image": BASE64},
        [{"score": 0.5, "answer": "lying"}],
        [{"score": 0.5, "answer": "lying"}],
        today={"inputs": BASE64, "parameters": {}, "question": "What?", "image": BASE64},
    ),
    Case(
        "zero_shot_classification",
        ("x", ["a", "b"]),
        {"inputs": "x", "parameters": {"candidate_labels": "a,b", "multi_label": False}},
        SPACE,
        RANKED,
        today={
            "inputs": "x",
            "parameters": {"candidate_labels": ["a", "b"], "multi_label": False},
        },
        also=(RANKED, [SPACE]),
        wrong=({}, "x", 5, [5], {"labels": 5, "scores": [1]}, {"labels": ["a"], "scores": []}),
    ),
    Case(
        "zero_shot_image_classification",
        (MEDIA, ["a", "b"]),
        {"image": BASE64, "parameters": {"candidate_labels": "a,b"}},
        RANKED,
        RANKED,
        today={"inputs": BASE64, "parameters": {"candidate_labels": ["a", "b"]}},
    ),
)
# Fields that the reference's types lack; None unless they are asked for.
ADDED = ("top_tokens",)
NAMES = [f"{one.method}-{number}" for number, one in enumerate(CASES)]


def told(value: Any) -> Any:
    """Write a result as JSON can hold it, so that two processes can compare theirs."""
    if isinstance(value, bytes):
        return {"bytes": value.hex()}
    if hasattr(value, "getbands"):
        return {"picture": [value.mode, value.size, value.tobytes().hex()]}
    if hasattr(value, "dtype"):
        return {"array": str(value.dtype), "shape": list(value.shape), "values": value.tolist()}
    if hasattr(value, "__dataclass_fields__"):
        fields = {name: told(getattr(value, name)) for name in value.__dataclass_fields__}
        added = [name for name in ADDED if fields.get(name, "") is None]
        return {type(value).__name__: {key: fields[key] for key in fields if key not in added}}
    if isinstance(value, dict):
        return {key: told(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [told(one) for one in value]
    return getattr(value, "value", value)
