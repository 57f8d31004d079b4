"""Vectors and similarities: what is reduced for the page, what stays whole, and odd answers."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest

from hfwidgets import FeatureExtraction, InferenceClient, InferenceError, SentenceSimilarity
from hfwidgets.widgets.text.reducing import (
    COLUMNS,
    COSINE,
    MOST_COMPARED,
    MOST_DRAWN,
    UNKNOWN,
    components,
    cosines,
    histogram,
    norms,
    rows_of,
    strips,
)
from hfwidgets.widgets.text.similarities import UNIT
from tests.waiting import PATIENCE, Gate
from tests.widgets.conftest import until
from tests.wire.scripted import Asked, Reply, ScriptedServer

Sent = list[tuple[dict[str, Any], list[bytes]]]
Make = Callable[..., tuple[Any, Sent]]
OTHERS = ["a", "b", "c"]


@pytest.fixture
def make() -> Iterator[Make]:
    server = ScriptedServer()
    made: list[Any] = []

    def one(kind: Any, *answers: Any, **given: Any) -> tuple[Any, Sent]:
        raw = [
            one if isinstance(one, Reply) or callable(one) else Reply.of_json(one)
            for one in answers
        ]
        server.play(*raw)
        made.append(kind("m", client=InferenceClient(endpoint=server.url), **given))
        sent: Sent = []
        made[-1].send = lambda content, buffers=None: sent.append((content, list(buffers or [])))
        return made[-1], sent

    one.server = server  # type: ignore[attr-defined]
    yield one
    for widget in made:
        widget.close()
    server.close()


def body(text: str) -> Reply:
    return Reply([text.encode()], headers={"Content-Type": "application/json"})


def told(sent: Sent) -> tuple[Any, list[bytes]]:
    content, buffers = [one for one in sent if one[0]["kind"] == "end"][-1]
    json.dumps(content, allow_nan=False, ensure_ascii=False).encode()
    return content["output"], buffers


@pytest.mark.parametrize(
    ("shape", "rows"),
    [((4,), (1, 4)), ((3, 4), (3, 4)), ((1, 3, 4), (3, 4)), ((2, 3, 4), (6, 4)), ((0,), (0, 0))],
)
def test_any_array_is_rows_of_vectors(shape: tuple[int, ...], rows: tuple[int, int]) -> None:
    assert rows_of(np.ones(shape)).shape == rows


def test_a_row_has_its_norm_and_none_where_a_number_is_missing() -> None:
    found = norms(np.array([[3, 4], [0, 0], [1, np.nan], [np.inf, 1]], np.float32))
    assert found[:2].tolist() == [5, 0]
    assert np.isnan(found[2:]).all()


@pytest.mark.parametrize("count", [1, 255, 256, 257, 1000, 1_000_000])
def test_a_strip_has_every_number_or_the_means_of_neighbours(count: int) -> None:
    row = np.arange(count, dtype=np.float32)[None]
    found = strips(row)
    assert found.shape == (1, min(count, COLUMNS))
    if count <= COLUMNS:
        assert np.array_equal(found, row)
    assert np.all(np.diff(found[0]) > 0)
    assert found.mean() == pytest.approx((count - 1) / 2, rel=0.01)


def test_no_more_strips_are_made_than_are_drawn() -> None:
    assert strips(np.ones((1000, 3), np.float32)).shape == (MOST_DRAWN, 3)


def test_cosines_are_those_of_numpy_and_unknown_where_there_is_no_direction() -> None:
    rows = np.random.default_rng(1).normal(size=(4, 8)).astype(np.float32)
    rows[2] = 0
    rows[3, 1] = np.nan
    found = cosines(rows)
    expected = rows[0] @ rows[1] / np.linalg.norm(rows[0]) / np.linalg.norm(rows[1])
    assert found[0, 1] / COSINE == pytest.approx(expected, abs=1e-4)
    assert found[0, 0] == COSINE
    assert (found[2:] == UNKNOWN).all()
    assert (found[:, 2:] == UNKNOWN).all()


def test_places_keep_distances_in_a_plane_and_tell_their_share() -> None:
    flat = np.random.default_rng(2).normal(size=(6, 2)) * [3, 1]
    basis = np.linalg.qr(np.random.default_rng(3).normal(size=(50, 2)))[0]
    places, shares = components((flat @ basis.T).astype(np.float32))
    between = np.linalg.norm(flat[0] - flat[1])
    assert np.linalg.norm(places[0] - places[1]) == pytest.approx(between, rel=1e-4)
    assert sum(shares) == pytest.approx(1)
    assert shares[0] > shares[1]


def test_rows_with_missing_numbers_have_no_place_and_alike_ones_no_share() -> None:
    rows = np.ones((3, 4), np.float32)
    rows[1, 0] = np.nan
    places, shares = components(rows)
    assert np.isnan(places[1]).all()
    assert np.allclose(places[[0, 2]], 0)
    assert shares == [0, 0]


def test_a_histogram_counts_every_finite_number() -> None:
    rows = np.array([[1, 2, np.nan, np.inf, 2]], np.float32)
    found = histogram(rows)
    assert found is not None
    assert (sum(found["counts"]), found["low"], found["high"]) == (3, 1, 2)
    alike = histogram(np.full((1, 5), 7, np.float32))
    assert alike is not None
    assert (alike["from"], alike["to"], sum(alike["counts"])) == (6.5, 7.5, 5)
    assert histogram(np.array([[np.nan]], np.float32)) is None


def test_texts_name_their_vectors_and_the_numbers_stay_in_the_kernel(make: Make) -> None:
    answer = [[1.0, 0.0], [0.0, 1.0], [1.0, 1.0]]
    widget, sent = make(
        FeatureExtraction, answer, text=["a\n b", "<i>\u202ex", "\ud800" + "y" * 500]
    )
    assert widget.run().wait(PATIENCE).tolist() == answer
    assert widget.vectors.shape == (3, 2)
    output, buffers = told(sent)
    assert output["names"][:2] == ["a b", "<i>\\u202ex"]
    assert len(output["names"][2]) < 210
    assert (output["shape"], output["rows"], output["are_texts"]) == ([3, 2], 3, True)
    assert [len(one) for one in buffers] == [3 * 2 * 4, 3 * 4, 9 * 2, 6 * 4]
    widget._handle_custom_msg({"kind": "snapshot", "view": "v"}, [])
    assert sent[-1][0]["output"] == output
    assert sent[-1][1] == buffers


def test_one_text_is_sent_as_one_and_tokens_are_named_by_their_places(make: Make) -> None:
    widget, sent = make(FeatureExtraction, [[[1, 2], [3, 4]]], text="Hi\nthere")
    widget.run().wait(PATIENCE)
    assert make.server.asked[-1].json["inputs"] == "Hi\nthere"  # type: ignore[attr-defined]
    output, _ = told(sent)
    assert output["names"] == ["vector 1", "vector 2"]
    assert output["shape"] == [1, 2, 2]


@pytest.mark.filterwarnings("ignore:.*null or not finite")
def test_numbers_that_are_none_are_told_and_drawn_as_none(make: Make) -> None:
    widget, sent = make(FeatureExtraction, body("[[1,null],[NaN,2],[3,4]]"), text=OTHERS)
    widget.run().wait(PATIENCE)
    assert "2 of 6 numbers are null or not finite" in widget.notice
    output, buffers = told(sent)
    drawn = np.frombuffer(buffers[0], np.float32).reshape(output["drawn"])
    assert np.isnan(drawn).sum() == 2


@pytest.mark.parametrize(
    "answer", ["[[1,2],[3]]", "null", '"x"', '{"a":1}', '[["a"]]', "[[[1],2]]"]
)
def test_an_answer_that_is_no_rectangle_of_numbers_is_a_card(make: Make, answer: str) -> None:
    widget, _sent = make(FeatureExtraction, body(answer), text=OTHERS)
    with pytest.raises(InferenceError, match="but not with nested lists of numbers"):
        widget.run().wait(PATIENCE)
    assert widget.problem["title"] == "The server answered something else"
    assert widget.vectors is None


@pytest.mark.parametrize("answer", ["[]", "[[],[]]"])
def test_an_empty_answer_is_told_as_one(make: Make, answer: str) -> None:
    widget, sent = make(FeatureExtraction, body(answer), text=OTHERS)
    widget.run().wait(PATIENCE)
    output, _ = told(sent)
    assert (output["rows"], output["histogram"], output["compared"]) == (0, None, 0)


def test_a_million_numbers_reach_the_page_reduced(make: Make) -> None:
    rows = np.random.default_rng(4).normal(size=(1000, 1000)).round(3)
    answer = body(json.dumps(rows.tolist()))
    widget, sent = make(FeatureExtraction, answer, text=[f"text {n}" for n in range(1000)])
    widget.run().wait(PATIENCE)
    output, buffers = told(sent)
    assert sum(map(len, buffers)) < 800_000
    assert len(json.dumps(output)) < 50_000
    assert output["compared"] == len(output["names"]) == MOST_COMPARED
    assert "Of 1,000 vectors the first 200 are drawn and the first 500 compared" in widget.notice
    assert widget.vectors.shape == (1000, 1000)


@pytest.mark.parametrize(
    ("value", "why"),
    [
        ([1], "text has 1 at place 0; each is a text"),
        (["a", ""], "text has '' at place 1"),
        (7, "text has 7; it is a text or a list"),
        (["a"] * 10_001, "text has 10,001 texts"),
    ],
)
def test_a_list_of_anything_else_is_refused(make: Make, value: Any, why: str) -> None:
    widget, _sent = make(FeatureExtraction)
    with pytest.raises(ValueError, match=why):
        widget.text = value
    assert widget.text == ""


def test_texts_come_in_any_list_and_from_the_page(make: Make) -> None:
    widget, _sent = make(FeatureExtraction)
    widget.text = ("a", "b")
    assert widget.text == ["a", "b"]
    widget.text = []
    assert widget.text == ""
    widget._handle_custom_msg({"kind": "edit", "values": {"text": ["x", "y"]}}, [])
    assert widget.text == ["x", "y"]
    other, _sent = make(SentenceSimilarity)
    with pytest.raises(ValueError, match="it is a list of texts"):
        other.other_sentences = "a"


def test_sentences_are_ranked_with_those_without_a_number_last(make: Make) -> None:
    widget, sent = make(
        SentenceSimilarity, body("[0.2, NaN, -0.5]"), sentence="s", other_sentences=OTHERS
    )
    widget.run().wait(PATIENCE)
    output, buffers = told(sent)
    items = [(one["label"], one["score"]) for one in output["items"]]
    assert items == [("a", 0.2), ("c", -0.5), ("b", None)]
    assert (output["names"], buffers, widget.matrix) == ([], [], None)
    assert list(widget.to_frame()["sentence"]) == ["a", "c", "b"]
    assert widget.history[-1].text == "closest: a"


@pytest.mark.parametrize(
    "answer", ["[]", "null", "[0.1, 0.2]", '[0.1, "x", 0.3]', "[0.1, null, 1]"]
)
def test_an_answer_of_another_length_or_kind_is_a_card(make: Make, answer: str) -> None:
    widget, _sent = make(SentenceSimilarity, body(answer), sentence="s", other_sentences=OTHERS)
    with pytest.raises(InferenceError, match="but not with a list of 3 numbers"):
        widget.run().wait(PATIENCE)
    assert widget.problem is not None
    with pytest.raises(ValueError, match="no result yet"):
        widget.to_frame()


def places(asked: Asked) -> Reply:
    """Answer how far apart the letters are."""
    given = asked.json["inputs"]
    source = ord(given["source_sentence"])
    return Reply.of_json([1 - abs(ord(one) - source) / 10 for one in given["sentences"]])


def test_all_are_compared_with_a_call_for_each_but_the_last(make: Make) -> None:
    widget, sent = make(SentenceSimilarity, places, sentence="s", other_sentences=["p", "q", "z"])
    result = widget.compare_all().wait(PATIENCE)
    assert result == pytest.approx([0.7, 0.8, 0.3])
    asked = [one.json["inputs"] for one in make.server.asked]  # type: ignore[attr-defined]
    assert [len(one["sentences"]) for one in asked] == [3, 2, 1]
    letters = np.array([ord(one) for one in "spqz"])
    expected = 1 - abs(letters[:, None] - letters) / 10
    assert np.allclose(widget.matrix, expected)
    output, (codes,) = told(sent)
    assert output["names"] == ["s", "p", "q", "z"]
    matrix = np.frombuffer(codes, "<i2").reshape(4, 4) / output["unit"]
    assert np.allclose(matrix, expected, atol=1 / UNIT)
    assert "taken to hold both ways" in widget.notice
    widget.run().wait(PATIENCE)
    assert widget.matrix is None


def test_a_comparison_that_is_stopped_keeps_what_came(make: Make) -> None:
    gate = Gate()

    def slow(asked: Asked) -> Reply:
        if len(asked.json["inputs"]["sentences"]) == 1:
            gate.wait()
        return places(asked)

    widget, sent = make(SentenceSimilarity, slow, sentence="s", other_sentences=["p", "q", "z"])
    widget.compare_all()
    until(lambda: len(make.server.asked) == 3)  # type: ignore[attr-defined]
    widget.stop()
    widget.wait(PATIENCE)
    assert widget.status == "stopped"
    assert np.isnan(widget.matrix).sum() == 2
    output, (codes,) = told(sent)
    assert (np.frombuffer(codes, "<i2") == UNKNOWN).sum() == 2
    assert "Stopped after 2 of 3 calls" in widget.notice
    assert [one["label"] for one in output["items"]] == ["q", "p", "z"]


def test_too_many_to_compare_are_refused_with_a_way_out(make: Make) -> None:
    widget, sent = make(SentenceSimilarity, sentence="s", other_sentences=["x"] * 500)
    with pytest.raises(ValueError, match=r"501 sentences would take 500 calls.*FeatureExtraction"):
        widget.compare_all()
    widget._handle_custom_msg({"kind": "compare", "id": "1"}, [])
    assert "501 sentences" in sent[-1][0]["error"]
    assert widget.status == "idle"


def test_a_saved_notebook_has_a_table_of_vectors(make: Make) -> None:
    widget, _sent = make(FeatureExtraction, [[3.0, 4.0, 0, 0, 0, 0]] * 50, text=["a"] * 50)
    widget.run().wait(PATIENCE)
    still = widget.control.shown.still()
    assert still.text == "50 x 6 numbers"
    assert still.table.rows[0] == ("a", "5", "3, 4, 0, 0, 0, …")
    assert len(still.table.rows) + still.table.left == 50


def test_a_saved_notebook_has_the_ranking_of_sentences(make: Make) -> None:
    widget, _sent = make(
        SentenceSimilarity, body("[0.2, NaN, 0.5]"), sentence="s", other_sentences=OTHERS
    )
    widget.run().wait(PATIENCE)
    rows = widget.control.shown.still().table.rows
    assert rows == [("c", "0.500"), ("a", "0.200"), ("b", "no number")]
