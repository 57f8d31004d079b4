"""Translation by the word list: agreement, unknown words, languages."""

from __future__ import annotations

from typing import Any

import pytest

from tests.sandbox.conftest import Post

LEXICON = "/models/sandbox/lexicon"


def translate(post: Post, text: str, source: str = "en", target: str = "fr") -> str:
    parameters = {"src_lang": source, "tgt_lang": target}
    response = post(LEXICON, {"inputs": text, "parameters": parameters})
    assert response.status_code == 200, response.text
    return str(response.json()[0]["translation_text"])


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ("fr", "La vieille femme vend trois chevaux blancs."),
        ("de", "Die alte Frau verkauft drei weiße Pferde."),
        ("es", "La mujer vieja vende tres caballos blancos."),
    ],
)
def test_articles_adjectives_and_numbers_agree(post: Post, target: str, expected: str) -> None:
    assert translate(post, "The old woman sells three white horses.", target=target) == expected


@pytest.mark.parametrize(
    ("text", "target", "expected"),
    [
        ("The bird is in the tree.", "fr", "L'oiseau est dans l'arbre."),
        ("He sees the dog.", "de", "Er sieht den Hund."),
        ("We live in the city.", "de", "Wir wohnen in der Stadt."),
        ("The door of the garden is open.", "es", "La puerta del jardín es abierta."),
        ("You eat an apple.", "fr", "Vous mangez une pomme."),
    ],
)
def test_articles_join_and_decline(post: Post, text: str, target: str, expected: str) -> None:
    assert translate(post, text, target=target) == expected


def test_unknown_words_and_marks_stay_as_they_are(post: Post) -> None:
    told = translate(post, "Qwertz, the cat, and 42 zorbs! (No?)\nYes.")
    for word in ("Qwertz,", "zorbs!", "42", "le chat", "(non?)", "Oui."):
        assert word in told
    assert translate(post, "") == ""


def test_it_reads_other_languages_word_by_word(post: Post) -> None:
    assert translate(post, "La maison est grande.", "fr", "en") == "The house is big."
    assert translate(post, "Der Hund trinkt Wasser.", "de", "en") == "The dog drinks water."
    assert translate(post, "the house", "en", "en") == "the house"


def test_codes_of_other_models_are_understood(post: Post) -> None:
    assert translate(post, "the house", "eng_Latn", "deu_Latn") == "das Haus"
    assert translate(post, "the house", "en_XX", "es_XX") == "la casa"
    assert post(LEXICON, {"inputs": "the house"}).json() == [{"translation_text": "la maison"}]


def test_the_engine_says_that_it_is_a_word_list(post: Post) -> None:
    assert "word list" in post(LEXICON, {"inputs": "a"}).headers["x-compute-engine"]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"inputs": 5}, 422),
        ({"inputs": "a" * 30_000}, 400),
        ({"inputs": "a", "parameters": {"src_lang": "en"}}, 400),
        ({"inputs": "a", "parameters": {"src_lang": "en", "tgt_lang": "tlh"}}, 400),
        ({"inputs": "a", "parameters": {"src_lang": 1, "tgt_lang": "fr"}}, 400),
        ({"inputs": "a", "parameters": {"truncation": "maybe"}}, 400),
        ({"inputs": "a", "parameters": {"x": 1}}, 400),
    ],
)
def test_wrong_inputs_are_refused(post: Post, body: Any, status: int) -> None:
    response = post(LEXICON, body)
    assert response.status_code == status
    assert response.json()["error"]
