"""Half of a character, which JSON can carry and no model can spell, is refused by every task."""

from __future__ import annotations

import base64
import io
import json
from importlib import import_module
from typing import Any

import pytest
from PIL import Image

from hfwidgets.sandbox.models import MODELS, Model
from hfwidgets.sandbox.tasks import LOCAL, TABLES
from tests.sandbox.conftest import Post

HALVES = [r"\ud800 hi", r"hi \uDFFF", r"hi \ude00\ud83d there"]
WHOLE = [r"hi \ud83d\ude00 there", r"hi \\ud800"]


def picture() -> str:
    file = io.BytesIO()
    Image.new("RGB", (64, 64), "teal").save(file, "PNG")
    return base64.b64encode(file.getvalue()).decode()


SIZES = ("bill_length_mm", "bill_depth_mm", "flipper_length_mm", "body_mass_g", "sex", "island")
PENGUIN = {name: [""] for name in SIZES}
# What is sent with a text at @; every task that reads texts must be here.
BODIES: dict[str, Any] = {
    "chat-completion": {"messages": [{"role": "user", "content": "@"}], "max_tokens": 1},
    "completions": {"model": "sandbox/ngram-topics", "prompt": "@", "max_tokens": 1},
    "conversational": {"inputs": {"text": "@"}, "parameters": {"max_new_tokens": 1}},
    "document-question-answering": {"inputs": {"image": picture(), "question": "@"}},
    "feature-extraction": {"inputs": ["a", "@"]},
    "image-to-video": {"inputs": picture(), "parameters": {"prompt": "@"}},
    "text-to-video": {"inputs": "@", "parameters": {"num_frames": 2}},
    "fill-mask": {"inputs": "A [MASK].", "parameters": {"targets": ["@"]}},
    "image-to-image": {"inputs": picture(), "parameters": {"prompt": "@"}},
    "question-answering": {"inputs": {"question": "@?", "context": "@."}},
    "sentence-similarity": {"inputs": {"source_sentence": "a", "sentences": ["@"]}},
    "summarization": {"inputs": "@"},
    "table-question-answering": {"inputs": {"query": "@", "table": {"a": ["@"]}}},
    "tabular-classification": {"inputs": {"table": {**PENGUIN, "island": ["@"]}}},
    "tabular-regression": {"inputs": {"table": {**PENGUIN, "species": ["@"]}}},
    "text-classification": {"inputs": "@"},
    "text-generation": {"inputs": "@", "parameters": {"max_new_tokens": 1, "stop": ["@"]}},
    "text-to-image": {"inputs": "@", "parameters": {"width": 64, "height": 64}},
    "text-to-speech": {"inputs": "@"},
    "token-classification": {"inputs": "@"},
    "translation": {"inputs": "@"},
    "visual-question-answering": {"inputs": {"image": picture(), "question": "@"}},
    "zero-shot-classification": {"inputs": "a", "parameters": {"candidate_labels": ["@", "b"]}},
    "zero-shot-image-classification": {
        "inputs": picture(),
        "parameters": {"candidate_labels": ["@", "b"]},
    },
}
WITHOUT_TEXT = {
    *(
        "audio-classification",
        "audio-to-audio",
        "automatic-speech-recognition",
        "image-classification",
    ),
    *("image-segmentation", "image-to-text", "object-detection", LOCAL),
}
THERE = [model for model in MODELS.values() if model.engine and not model.missing()]
ASKED = [(model, model.task) for model in THERE if model.task in BODIES]
ASKED += [
    (model, "chat-completion")
    for model in THERE
    if model.task in ("conversational", "text-generation")
]
ASKED.append((MODELS["sandbox/ngram-topics"], "completions"))


def address(model: Model, task: str) -> str:
    if task == "completions":
        return "/featherless-ai/v1/completions"
    return f"/models/{model.id}" + "/v1/chat/completions" * (task == "chat-completion")


def body_of(task: str, text: str) -> bytes:
    return json.dumps(BODIES[task]).replace("@", text).encode()


def test_every_task_that_reads_texts_is_asked() -> None:
    rows = {name for module in TABLES for name in import_module(module).TABLE}
    assert rows - WITHOUT_TEXT == set(BODIES)


each = pytest.mark.parametrize(
    ("model", "task"), ASKED, ids=[f"{one.id} {task}" for one, task in ASKED]
)


@pytest.mark.parametrize("half", HALVES)
@each
def test_half_of_a_character_is_refused_with_its_reason(
    post: Post, model: Model, task: str, half: str
) -> None:
    response = post(address(model, task), data=body_of(task, half))
    assert response.status_code == 400, response.text
    assert "half of a character" in response.text or "lone surrogate" in response.text


@pytest.mark.parametrize("whole", WHOLE)
@each
def test_both_halves_are_a_character(post: Post, model: Model, task: str, whole: str) -> None:
    """And what is no escape is a text as any other."""
    response = post(address(model, task), data=body_of(task, whole))
    # Wine and fish are asked about penguins.
    assert response.status_code == 200 or "lacks the columns" in response.text
