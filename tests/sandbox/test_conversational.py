"""The conversational task: the history grows by what was said and answered."""

from __future__ import annotations

from typing import Any

import pytest

from tests.sandbox.conftest import Post

PATH = "/models/sandbox/ngram-chat"


def talk(post: Post, inputs: Any, **parameters: Any) -> dict[str, Any]:
    response = post(PATH, {"inputs": inputs, "parameters": parameters})
    assert response.status_code == 200, response.text
    found: dict[str, Any] = response.json()
    return found


def test_the_conversation_grows_by_text_and_answer(post: Post) -> None:
    first = talk(post, {"text": "A class is"})
    assert first["conversation"] == {
        "past_user_inputs": ["A class is"],
        "generated_responses": [first["generated_text"]],
    }
    second = talk(post, {"text": "The module", **first["conversation"]})
    assert second["conversation"]["past_user_inputs"] == ["A class is", "The module"]
    assert second["conversation"]["generated_responses"][0] == first["generated_text"]
    assert second["conversation"]["generated_responses"][1] == second["generated_text"]


def test_the_parameters_of_generation_count(post: Post) -> None:
    hot = {"temperature": 5.0, "max_new_tokens": 15}
    once, again, other = (talk(post, {"text": "A class is"}, seed=s, **hot) for s in (1, 1, 2))
    assert once == again != other
    assert len(talk(post, {"text": "A class is"}, max_length=3)["generated_text"].split()) <= 3


def test_a_long_conversation_is_cut_at_its_beginning(post: Post) -> None:
    inputs = {
        "text": "A class is",
        "past_user_inputs": ["word " * 3000] * 20,
        "generated_responses": ["word " * 3000] * 20,
    }
    assert talk(post, inputs)["generated_text"]


@pytest.mark.parametrize(
    ("inputs", "status"),
    [
        (["a"], 422),
        ({}, 422),
        ({"text": 5}, 422),
        ({"text": ""}, 400),
        ({"text": "a", "past_user_inputs": "b"}, 422),
        ({"text": "a", "past_user_inputs": ["b"]}, 400),
    ],
)
def test_wrong_inputs_are_refused(post: Post, inputs: Any, status: int) -> None:
    response = post(PATH, {"inputs": inputs})
    assert response.status_code == status
    assert response.json()["error"]
