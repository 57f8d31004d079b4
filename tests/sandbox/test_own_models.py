"""A person's own transformers models, the real package at work, where it is installed."""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from hfwidgets import InferenceClient
from hfwidgets.errors import InferenceHTTPError
from hfwidgets.sandbox import Sandbox
from tests.sandbox.media_samples import encoded
from tests.waiting import PATIENCE

pytestmark = pytest.mark.skipif(
    not all(map(importlib.util.find_spec, ("transformers", "torch"))),
    reason="transformers and torch are not installed",
)
MODELS = {
    "text-classification": "my feelings",
    "fill-mask": "my-words",
    "token-classification": "my-names",
    "image-classification": "my-photos",
    "text-generation": "my-story",
}


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("own")
    script = Path(__file__).with_name("own_models.py")
    told = subprocess.run(
        [sys.executable, str(script), str(folder)],
        env={**os.environ, "HF_HUB_OFFLINE": "1"},
        capture_output=True,
        text=True,
        timeout=110,
        check=False,
    )
    assert told.returncode == 0, told.stderr
    return folder


@pytest.fixture(scope="module")
def own(root: Path) -> Iterator[Sandbox]:
    with Sandbox(pipelines={task: root / name for task, name in MODELS.items()}) as running:
        yield running


@pytest.fixture(params=["classic", "router"])
def client(own: Sandbox, request: pytest.FixtureRequest) -> InferenceClient:
    url = own.url if request.param == "classic" else own.router_url
    return InferenceClient(endpoint=url, dialect=request.param, timeout=PATIENCE)


def test_all_classes_are_told(client: InferenceClient) -> None:
    found = client.text_classification("the cat is good", model="local/my-feelings")
    assert {one["label"] for one in found} == {"NEGATIVE", "POSITIVE"}
    assert sum(one["score"] for one in found) == pytest.approx(1)


def test_masks_are_filled(client: InferenceClient) -> None:
    found = client.fill_mask("the [MASK] sat", model="local/my-words")
    assert [one["score"] for one in found] == sorted((one["score"] for one in found), reverse=True)
    assert all("sat" in one["sequence"] for one in found)


def test_names_are_found_in_groups(client: InferenceClient) -> None:
    found = client.token_classification("anna lives in paris.", model="local/my-names")
    assert found
    for one in found:
        assert one["entity_group"] in ("LOC", "PER")
        assert "anna lives in paris."[one["start"] : one["end"]] == one["word"]


def test_photos_get_classes(client: InferenceClient) -> None:
    photo = encoded(Image.linear_gradient("L").convert("RGB"))
    found = client.image_classification(photo, model="local/my-photos")
    assert sum(one["score"] for one in found) == pytest.approx(1)


def _written(client: InferenceClient, model: str) -> tuple[list[int], list[int], str]:
    answer = client.text_generation(
        "the cat", model=model, max_new_tokens=12, details=True, decoder_input_details=True
    )
    details = answer.details
    assert details is not None
    return (
        [one.id for one in details.tokens],
        [one.id for one in details.prefill],
        answer.generated_text,
    )


def test_a_text_is_what_transformers_itself_writes(client: InferenceClient, root: Path) -> None:
    written, read, text = _written(client, "local/my-story")
    assert [written, read] == json.loads((root / "my-story" / "written.json").read_text())
    stream = client.text_generation(
        "the cat", model="local/my-story", max_new_tokens=12, stream=True
    )
    assert "".join(stream) == text


def test_pieces_are_spelled_with_their_spaces(root: Path) -> None:
    with Sandbox(pipelines={"text-generation": root / "my-tale"}) as sandbox:
        client = InferenceClient(endpoint=sandbox.url, timeout=PATIENCE)
        written, read, text = _written(client, "local/my-tale")
        assert [written, read] == json.loads((root / "my-tale" / "written.json").read_text())
        assert "\u2581" not in text


def test_a_conversation_takes_the_models_own_form(client: InferenceClient) -> None:
    said: list[dict[str, Any]] = [{"role": "user", "content": "the dog"}]
    more = {"model": "local/my-story", "max_tokens": 4, "temperature": 0.01, "seed": 1}
    answer = client.chat_completion(said, **more)
    form = "<user>the dog<assistant>"
    plain = client.text_generation(
        form, model="local/my-story", max_new_tokens=4, temperature=0.01, seed=1
    )
    assert answer.choices[0].message.content == plain


def test_what_the_model_refuses_is_told_in_its_words(client: InferenceClient) -> None:
    with pytest.raises(InferenceHTTPError, match="No mask_token") as told:
        client.fill_mask("no mask here", model="local/my-words")
    assert told.value.status == 400
