"""Guesses for masked words: shares, targets, several masks; SmolLM2's where it is installed."""

from __future__ import annotations

from typing import Any

import pytest

from hfwidgets.sandbox.engines.weights import find_smollm2
from tests.sandbox.conftest import Get, Post

NGRAM_MASK = "/models/sandbox/ngram-fill-mask"
SMOLLM2_MASK = "/models/sandbox/smollm2-fill-mask"
TEXT = "An exception is [MASK] when the file does not exist."


def fill(post: Post, text: str = TEXT, path: str = NGRAM_MASK, **parameters: Any) -> Any:
    response = post(path, {"inputs": text, "parameters": parameters})
    assert response.status_code == 200, response.text
    return response.json()


def test_guesses_are_words_best_first_with_shares(post: Post) -> None:
    guesses = fill(post, top_k=100)
    scores = [guess["score"] for guess in guesses]
    assert scores == sorted(scores, reverse=True)
    assert sum(scores) == pytest.approx(1)
    assert guesses[0]["token_str"].strip() == "raised"
    for guess in guesses:
        assert guess["sequence"] == TEXT.replace("[MASK]", guess["token_str"].strip())
    assert len(fill(post)) == 5


def test_the_words_behind_the_mask_count_too(post: Post) -> None:
    def best(text: str) -> str:
        return str(fill(post, text)[0]["token_str"])

    assert best("The module [MASK] a class.") != best("The module [MASK] raised.")


def test_several_masks_get_several_lists(post: Post) -> None:
    first, second = fill(post, "A [MASK] is an <mask>.")
    assert first[0]["sequence"].endswith("is an [MASK].")
    assert "[MASK]" not in second[0]["sequence"]
    assert len(fill(post, "[MASK] [MASK] [MASK]")) == 3


def test_only_the_targets_are_weighed(post: Post) -> None:
    guesses = fill(post, targets=["raised", "eaten", "quixotic"])
    assert guesses[0]["token_str"].strip() == "raised"
    assert {guess["token_str"].strip() for guess in guesses} == {"raised", "eaten", "quixotic"}
    assert sum(guess["score"] for guess in guesses) == pytest.approx(1)


def test_the_hub_tells_the_mask(get: Get) -> None:
    assert get("/api/models/sandbox/ngram-fill-mask").json()["mask_token"] == "[MASK]"


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"inputs": "no mask"}, 400),
        ({"inputs": ""}, 400),
        ({"inputs": 5}, 422),
        ({"inputs": "[MASK] " * 9}, 400),
        ({"inputs": "[MASK]" + "a" * 4000}, 400),
        ({"inputs": TEXT, "parameters": {"targets": []}}, 400),
        ({"inputs": TEXT, "parameters": {"targets": "a"}}, 400),
        ({"inputs": TEXT, "parameters": {"targets": ["a"] * 41}}, 400),
        ({"inputs": TEXT, "parameters": {"top_k": 0}}, 400),
        ({"inputs": TEXT, "parameters": {"x": 0}}, 400),
    ],
)
def test_wrong_inputs_are_refused(post: Post, body: Any, status: int) -> None:
    response = post(NGRAM_MASK, body)
    assert response.status_code == status
    assert response.json()["error"]


def test_the_error_without_a_mask_is_that_of_transformers(post: Post) -> None:
    told = post(NGRAM_MASK, {"inputs": "none"}).json()["error"]
    assert told == "No mask_token ([MASK]) found on the input"


@pytest.mark.skipif(find_smollm2() is None, reason="SmolLM2's weights are not installed")
@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("Rome is the [MASK] of Italy.", "capital"),
        ("He brushed his [MASK] before going to bed.", "teeth"),
        ("The cow gives us [MASK].", "milk"),
    ],
)
def test_smollm2_knows_common_words(post: Post, text: str, word: str) -> None:
    guesses = fill(post, text, SMOLLM2_MASK)
    assert word in [guess["token_str"].strip() for guess in guesses[:3]]


@pytest.mark.skipif(find_smollm2() is None, reason="SmolLM2's weights are not installed")
def test_continuations_side_by_side_score_as_one_by_one() -> None:
    from hfwidgets.sandbox.engines.llama import load

    model = load()
    session = model.open()
    session.read(model.encode("The cat sat on"))
    ways = [model.encode(text) for text in (" the mat today", " a chair", " purple")]
    side_by_side = session.compare(ways)
    for way, found in zip(ways, side_by_side, strict=True):
        alone = model.open()
        alone.read([*model.encode("The cat sat on"), way[0]])
        judged = alone.judge(way[1:]) if way[1:] else []
        assert found == pytest.approx(sum(one or 0.0 for one in judged), abs=2e-3)
