"""SmolLM2-135M-Instruct, where its weights are installed."""

from __future__ import annotations

import hashlib
import math
from typing import Any

import numpy as np
import pytest

from hfwidgets.sandbox.engines.generation import Plan, Written, generate
from hfwidgets.sandbox.engines.gguf_file import GgufFile
from hfwidgets.sandbox.engines.llama import LlamaModel, load
from hfwidgets.sandbox.engines.sampling import Sampling
from hfwidgets.sandbox.engines.weights import find_smollm2
from tests.sandbox.conftest import Post, events

pytestmark = pytest.mark.skipif(
    find_smollm2() is None, reason="SmolLM2's weights are not installed"
)

CHAT = "<|im_start|>user\n{}<|im_end|>\n<|im_start|>assistant\n"


@pytest.fixture(scope="module")
def model() -> LlamaModel:
    return load()


def write(model: LlamaModel, prompt: str, count: int, **rules: Any) -> tuple[str, str]:
    steps = generate(model, Plan(model.encode(prompt), count, Sampling(**rules)))
    written = [step for step in steps if isinstance(step, Written)]
    assert written[-1].ended is not None
    text = "".join(step.text for step in written if not step.special)
    return text, written[-1].ended.finish_reason


def test_it_knows_the_capital_of_france_and_ends_its_answer(model: LlamaModel) -> None:
    text, reason = write(model, CHAT.format("What is the capital of France?"), 30)
    assert text == "The capital of France is Paris."
    assert reason == "eos_token"


def test_its_probabilities_sum_to_one_and_are_sensible(model: LlamaModel) -> None:
    session = model.open()
    session.read(model.encode("The capital of France is"))
    logprobs = session.logprobs()
    assert np.exp(logprobs).sum() == pytest.approx(1.0)
    assert model.spell(int(np.argmax(logprobs))) == b" Paris"
    (paris,) = model.encode(" Paris")
    assert logprobs[paris] > math.log(0.3)


def test_tokens_are_those_of_the_published_tokenizer(model: LlamaModel) -> None:
    assert model.encode("<|im_start|>user\nhi<|im_end|>\n") == [1, 4093, 198, 6004, 2, 198]
    text = "Grüße,  12 naïve 世界 🙂\n\n\tdef f(x): return x**2"
    assert b"".join(map(model.spell, model.encode(text))).decode() == text


def test_a_seed_gives_the_same_text_and_another_seed_another(model: LlamaModel) -> None:
    def text(seed: int) -> str:
        return write(model, "Once upon a time", 12, sample=True, temperature=1.0, seed=seed)[0]

    assert text(1) == text(1) != text(2)


def test_it_streams_over_http(post: Post) -> None:
    body = {
        "inputs": CHAT.format("What is the capital of France?"),
        "stream": True,
        "parameters": {"max_new_tokens": 30, "details": True},
    }
    found = events(post("/models/sandbox/smollm2-135m", body).content)
    assert found[-1]["generated_text"] == "The capital of France is Paris."
    assert found[-1]["token"] | {"logprob": 0} == {
        "id": 2,
        "text": "<|im_end|>",
        "logprob": 0,
        "special": True,
    }
    assert found[-1]["details"]["finish_reason"] == "eos_token"


@pytest.mark.parametrize(
    ("name", "shape", "digest"),
    [
        ("token_embd", (49152, 576), "3fd491c8066dd9dc"),
        ("blk.0.attn_q", (576, 576), "aa74111ad24c3624"),
        ("blk.7.ffn_down", (576, 1536), "9d3af8b67d13c727"),
        ("blk.29.ffn_norm", (576,), "fe2935ae9e74dde2"),
    ],
)
def test_weights_are_to_the_bit_those_of_the_reader_we_once_had(
    name: str, shape: tuple[int, ...], digest: str
) -> None:
    path = find_smollm2()
    assert path is not None
    if "Q4_1" not in path.name:
        pytest.skip("recorded of the package's file")
    weight = GgufFile(path).tensor(f"{name}.weight")
    assert weight.shape == shape
    assert hashlib.sha256(weight.tobytes()).hexdigest().startswith(digest)


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        (
            "  two  spaces 2024 don't I'LL we've\r\n",
            [216, 827, 216, 5600, 216, 34, 32, 34, 36, 1326, 982, 339, 23, 16421, 392, 3543, 2738],
        ),
        (
            "Gr\u00fc\u00dfe,  12 na\u00efve",
            [27302, 7170, 34878, 85, 28, 256, 33, 34, 15486, 46494],
        ),
        ("\n\n  a", [8866, 253]),
        ("a<|im_end|>b <|endoftext|>", [81, 2, 82, 216, 0]),
        ("", []),
    ],
)
def test_tokens_are_those_of_the_splitter_we_once_had(
    model: LlamaModel, text: str, tokens: list[int]
) -> None:
    assert model.encode(text) == tokens
