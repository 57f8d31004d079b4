"""Calls as the reference of 0.20.3 shows them, with its model ids, against the sandbox.

The reference itself is no part of this repository. Where its file lies beside the checkout, its
own examples are run too; they are read from it, with files and pictures of the web put in place.
"""

from __future__ import annotations

import ast
import asyncio
import os
import re
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from hfwidgets import InferenceApi, Sandbox
from tests.differential.sandbox_caller import SOUND
from tests.sandbox.media_samples import photo
from tests.wire.conftest import Blocking

NAME = "My name is Sarah Jessica Parker but you can call me Jessica"
SPOKEN = "My name is Wolfgang and I live in Berlin"
STARS = {
    "Repository": ["Transformers", "Datasets", "Tokenizers"],
    "Stars": ["36542", "4512", "3934"],
}
WINE = {
    "fixed_acidity": ["7.4", "7.8", "10.3"],
    "volatile_acidity": ["0.7", "0.88", "0.32"],
    "citric_acid": ["0", "0", "0.45"],
    "residual_sugar": ["1.9", "2.6", "6.4"],
    "chlorides": ["0.076", "0.098", "0.073"],
    "free_sulfur_dioxide": ["11", "25", "5"],
    "total_sulfur_dioxide": ["34", "67", "13"],
    "density": ["0.9978", "0.9968", "0.9976"],
    "pH": ["3.51", "3.2", "3.23"],
    "sulphates": ["0.56", "0.68", "0.82"],
    "alcohol": ["9.4", "9.8", "12.6"],
}
FISH = {
    "Height": ["11.52", "12.48", "12.3778"],
    "Length1": ["23.2", "24", "23.9"],
    "Length2": ["25.4", "26.3", "26.5"],
    "Length3": ["30", "31.2", "31.1"],
    "Species": ["Bream", "Bream", "Bream"],
    "Width": ["4.02", "4.3056", "4.6961"],
}
TOPICS = ["space & cosmos", "scientific discovery", "microbiology", "robots", "archeology"]
MOONS = "The moons of Jupiter were formed of dust and gas, as a new study of the planet explains."
WRITING = "The huggingface_hub library is "


@pytest.fixture
def here(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A folder with the files that the examples name; clients ask the sandbox by default."""
    monkeypatch.setenv("HF_INFERENCE_ENDPOINT", sandbox.url)
    monkeypatch.setenv("HF_ENDPOINT", sandbox.url)
    for name in ("audio.flac", "hello_world.flac"):
        (tmp_path / name).write_bytes(SOUND)
    for name in ("cat.jpg", "people.jpg"):
        photo("chelsea").save(tmp_path / name)
    page = Image.new("RGB", (600, 200), "white")
    drawn, font = ImageDraw.Draw(page), ImageFont.load_default(28)
    drawn.text((20, 20), "Invoice number: us-001", "black", font)
    drawn.text((20, 80), "Date: 11.02.2019", "black", font)
    page.save(tmp_path / "invoice.png")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def labelled(found: list[Any]) -> bool:
    return bool(found) and all(one["label"] for one in found)


def answered(found: list[Any]) -> bool:
    return bool(found[0]["answer"])


CALLS: list[tuple[str, tuple[Any, ...], dict[str, Any], Any]] = [
    ("audio_classification", ("audio.flac",), {}, labelled),
    ("automatic_speech_recognition", ("hello_world.flac",), {}, lambda text: isinstance(text, str)),
    (
        "document_question_answering",
        (),
        {"image": "invoice.png", "question": "What is the invoice number?"},
        lambda found: found[0]["answer"] == "us-001",
    ),
    ("feature_extraction", ("Hi, who are you?",), {}, lambda a: a.dtype == np.float32),
    (
        "fill_mask",
        ("The goal of life is <mask>.",),
        {},
        lambda found: {"score", "token", "token_str", "sequence"} <= set(found[0]),
    ),
    ("get_model_status", ("bigcode/starcoder",), {}, lambda told: told.state),
    ("image_classification", ("cat.jpg",), {}, labelled),
    ("image_segmentation", ("cat.jpg",), {}, lambda found: found[0]["mask"].mode == "L"),
    ("image_to_image", ("cat.jpg",), {"prompt": "a tiger"}, lambda image: image.width > 1),
    ("image_to_text", ("cat.jpg",), {}, bool),
    ("list_deployed_models", (), {}, lambda found: found["zero-shot-classification"]),
    (
        "list_deployed_models",
        ("text-generation-inference",),
        {},
        lambda found: found["text-generation"],
    ),
    ("object_detection", ("people.jpg",), {}, labelled),
    (
        "question_answering",
        (),
        {"question": "What's my name?", "context": "My name is Clara and I live in Berkeley."},
        lambda found: found["answer"] == "Clara",
    ),
    (
        "sentence_similarity",
        ("Machine learning is so easy.",),
        {"other_sentences": ["Deep learning is so simple.", "This is as hard as rocket science."]},
        lambda found: found[0] > found[1],
    ),
    ("summarization", ("The Eiffel tower is in Paris. It is high.",), {}, bool),
    (
        "table_question_answering",
        (STARS, "How many stars does the transformers repository have?"),
        {"model": "google/tapas-base-finetuned-wtq"},
        lambda found: found["cells"] == ["36542"],
    ),
    (
        "tabular_classification",
        (),
        {"table": WINE, "model": "julien-c/wine-quality"},
        lambda found: found[:2] == ["5", "5"] and len(found) == 3,
    ),
    (
        "tabular_regression",
        (FISH,),
        {"model": "scikit-learn/Fish-Weight"},
        lambda found: len(found) == 3 and all(200 < grams < 400 for grams in found),
    ),
    ("text_classification", ("I like you",), {}, lambda found: found[0]["label"] == "POSITIVE"),
    ("text_generation", (WRITING,), {"max_new_tokens": 12}, bool),
    (
        "text_generation",
        (WRITING,),
        {"max_new_tokens": 12, "details": True},
        lambda found: len(found.details.tokens) == 12,
    ),
    (
        "text_to_image",
        ("An astronaut riding a horse on the moon.",),
        {"negative_prompt": "low resolution", "model": "stabilityai/stable-diffusion-2-1"},
        lambda image: image.width > 1,
    ),
    ("text_to_speech", ("Hello world",), {}, lambda sound: sound[:4] == b"RIFF"),
    ("token_classification", (NAME,), {}, lambda found: found[0]["entity_group"] == "PER"),
    ("translation", (SPOKEN,), {}, bool),
    ("translation", (SPOKEN,), {"model": "Helsinki-NLP/opus-mt-en-fr"}, lambda t: "Berlin" in t),
    (
        "translation",
        (NAME,),
        {
            "model": "facebook/mbart-large-50-many-to-many-mmt",
            "src_lang": "en_XX",
            "tgt_lang": "fr_XX",
        },
        lambda text: "mais vous" in text,
    ),
    ("visual_question_answering", (), {"image": "cat.jpg", "question": "What is it?"}, answered),
    ("zero_shot_classification", (MOONS, TOPICS), {}, lambda f: f[0]["label"] == TOPICS[0]),
    ("zero_shot_classification", (MOONS, TOPICS), {"multi_label": True}, labelled),
    (
        "zero_shot_image_classification",
        ("cat.jpg",),
        {"labels": ["dog", "cat", "horse"]},
        lambda found: found[0]["label"] == "cat",
    ),
]


@pytest.mark.parametrize(
    ("method", "arguments", "keywords", "right"),
    CALLS,
    ids=[f"{number}-{call[0]}" for number, call in enumerate(CALLS)],
)
def test_a_call_of_the_reference_is_answered(
    either: Blocking,
    here: Path,
    method: str,
    arguments: tuple[Any, ...],
    keywords: dict[str, Any],
    right: Any,
) -> None:
    assert right(either.call(either.client(None), method, *arguments, **keywords))


def test_a_conversation_goes_on_from_what_was_said(either: Blocking, here: Path) -> None:
    client = either.client(None)
    first = either.call(client, "conversational", "Hi, who are you?")
    said = first["conversation"]
    then = either.call(
        client,
        "conversational",
        "Wow, that's scary!",
        generated_responses=said["generated_responses"],
        past_user_inputs=said["past_user_inputs"],
    )
    assert len(then["conversation"]["past_user_inputs"]) == 2


@pytest.mark.parametrize("details", [False, True])
def test_a_text_is_streamed_as_the_reference_does(
    either: Blocking, here: Path, details: bool
) -> None:
    options = {"max_new_tokens": 12, "stream": True, "details": details}
    stream = either.call(either.client(None), "text_generation", WRITING, **options)
    assert len(either.read(stream)) == 12


@pytest.mark.parametrize(
    ("model", "inputs", "params", "right"),
    [
        ("bert-base-uncased", "The goal of life is [MASK].", None, lambda f: f[0]["sequence"]),
        (
            "deepset/roberta-base-squad2",
            {"question": "What's my name?", "context": "My name is Clara and I live in Berkeley."},
            None,
            lambda found: found["answer"] == "Clara",
        ),
        (
            "typeform/distilbert-base-uncased-mnli",
            "I want my money back for this device!",
            {"candidate_labels": ["refund", "legal", "faq"]},
            lambda found: set(found["labels"]) == {"refund", "legal", "faq"},
        ),
        ("stabilityai/stable-diffusion-2-1", "cat", None, lambda image: image.width > 1),
    ],
)
@pytest.mark.filterwarnings("ignore:InferenceApi is deprecated")
def test_the_legacy_class_reaches_the_models_of_its_examples(
    here: Path, model: str, inputs: Any, params: Any, right: Any
) -> None:
    assert right(InferenceApi(model)(inputs, params))


@pytest.mark.filterwarnings("ignore:InferenceApi is deprecated")
def test_the_legacy_class_takes_another_task_and_gives_raw_answers(here: Path) -> None:
    numbers = InferenceApi("bert-base-uncased", task="feature-extraction")("Hi")
    assert np.ndim(numbers) >= 1
    sound = InferenceApi("mio/amadeus")("hello world", raw_response=True)
    assert sound.headers["Content-Type"].startswith("audio/")
    assert sound.content


def test_faults_and_the_router_know_the_ids_too(sandbox: Sandbox, either: Blocking) -> None:
    client = either.client(None, endpoint=sandbox.router_url, hub_endpoint=sandbox.url)
    model = "julien-c/wine-quality"
    assert len(either.call(client, "tabular_classification", WINE, model=model)) == 3
    classic = either.client(None, endpoint=sandbox.url, hub_endpoint=sandbox.url)
    with pytest.raises(Exception, match="depleted"):
        either.call(classic, "tabular_classification", WINE, model=f"{model}@status=402")
    with pytest.raises(Exception, match="no-such/model"):
        either.call(classic, "tabular_classification", WINE, model="no-such/model")


def _reference() -> Path | None:
    """Return the reference's file, if it lies beside the repository or its clone."""
    name = "shared/reference/inference-client-0.20.3.zh.md"
    top = Path(__file__).resolve().parents[2]
    return next((top.parents[n] / name for n in (0, 1) if (top.parents[n] / name).is_file()), None)


def _examples() -> list[str]:
    """Return the code of the reference's examples, without the answers shown."""
    file = _reference()
    if file is None:
        return []
    found = re.findall(r"```\w*\n(.*?)```", file.read_text("utf-8"), re.DOTALL)
    codes = []
    for text in found:
        lines = re.findall(r"^(?:>>>|\.\.\.) ?(.*)$", text, re.MULTILINE)
        code = "\n".join(line for line in lines if line.strip() != ",")
        code = re.sub(r'https?://[^"]+\.(?:png|jpg)', "cat.jpg", code)
        code = code.replace("huggingface_hub.inference_api", "hfwidgets")
        code = code.replace("from huggingface_hub", "from hfwidgets")
        code = re.sub(r'(\("\w+\.jpg"\)):$', r"\1", code, flags=re.MULTILINE)
        codes.append(code)
    return [code for code in codes if code]


EXAMPLES = _examples()


@pytest.mark.skipif(not EXAMPLES, reason="the reference's file is not beside the repository")
@pytest.mark.parametrize("number", range(len(EXAMPLES) or 1))
def test_an_example_of_the_reference_runs_as_it_is_printed(here: Path, number: int) -> None:
    from hfwidgets import InferenceClient

    code = EXAMPLES[number]
    names: dict[str, Any] = {} if "import" in code else {"client": InferenceClient()}
    compiled = compile(code, "example", "exec", flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)
        waiting = eval(compiled, names)
        if waiting is not None:
            asyncio.run(waiting)
    assert names.get("client") or names.get("inference")


@pytest.mark.skipif(not EXAMPLES, reason="the reference's file is not beside the repository")
def test_all_examples_of_the_reference_were_found() -> None:
    assert len(EXAMPLES) == 59
    assert not os.environ.get("HF_INFERENCE_ENDPOINT", "").startswith("https")
