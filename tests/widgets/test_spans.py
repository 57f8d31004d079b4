"""Spans and answers in a text: where they stand, whatever a server says of their places."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from hfwidgets import InferenceClient, QuestionAnswering, Sandbox, TokenClassification
from hfwidgets.widgets.text.marked import MOST_SPANS, MOST_TEXT, Answers, MarkedSpans
from hfwidgets.widgets.text.spans import Spans
from tests.waiting import PATIENCE
from tests.wire.scripted import Reply, ScriptedServer


def entity(word: Any, start: Any = None, end: Any = None, **more: Any) -> dict[str, Any]:
    return {"entity_group": "PER", "score": 0.5, "word": word, "start": start, "end": end, **more}


def placed(text: str, *entities: Any) -> list[tuple[str, Any, Any]]:
    return [(one.text, one.start, one.end) for one in Spans.of(text, list(entities))]


@pytest.mark.parametrize(
    ("text", "start", "end", "said"),
    [
        ("I am Sarah", 5, 10, "Sarah"),
        ("😀 Sarah 👨‍👩‍👧", 2, 7, "Sarah"),
        ("a\r\nSarah", 3, 8, "Sarah"),
        ("e\u0301 Sarah", 3, 8, "Sarah"),
        ("مرحبا سارة", 6, 10, "سارة"),
        ("I am Sarah", 5.0, 10.0, "Sarah"),
    ],
)
def test_offsets_count_code_points(text: str, start: Any, end: Any, said: str) -> None:
    assert placed(text, entity("?", start, end)) == [(said, start, end)]


@pytest.mark.parametrize(
    ("start", "end"),
    [
        (None, None),
        (5, None),
        (-1, 4),
        (7, 7),
        (9, 5),
        (5, 11),
        (10**9, 10**10),
        ("5", "10"),
        (True, 10),
        (float("nan"), 10),
        (5.5, 10),
        ([5], 10),
    ],
)
def test_offsets_that_are_none_of_the_text_are_looked_for_by_the_word(start: Any, end: Any) -> None:
    (span,) = Spans.of("I am Sarah", [entity("Sarah", start, end)])
    assert (span.text, span.start, span.end, span.found) == ("Sarah", 5, 10, True)


def test_words_are_found_in_order() -> None:
    text = "Paris met Paris in paris"
    words = [entity("Paris"), entity("met"), entity("paris"), entity("##ris"), entity("Paris")]
    assert placed(text, *words) == [
        ("Paris", 0, 5),
        ("met", 6, 9),
        ("paris", 19, 24),
        ("ris", 2, 5),
        ("Paris", 0, 5),
    ]


@pytest.mark.parametrize("word", ["##ahra", "\u2581Sarah", "\u0120Sarah", " SARAH ", "sarah"])
def test_pieces_of_words_are_found(word: str) -> None:
    text = "I am Sarah or Sahra"
    assert placed(text, entity(word))[0][1] is not None


@pytest.mark.parametrize("word", ["Atlantis", "", None, 7, "##", "\ud800"])
def test_what_is_not_in_the_text_is_kept_without_a_place(word: Any) -> None:
    (span,) = Spans.of("I am Sarah", [entity(word)])
    assert (span.start, span.end) == (None, None)


@pytest.mark.parametrize("answer", [None, [], {}, "x", [None, 7, "x"], 5])
def test_an_answer_without_spans_has_none(answer: Any) -> None:
    assert len(Spans.of("text", answer)) == 0


def test_labels_are_those_of_any_strategy_and_their_kinds_are_without_the_place_in_a_name() -> None:
    spans = Spans.of(
        "ab cd",
        [
            {"entity": "B-PER", "word": "ab", "score": None},
            {"entity": "I-PER", "word": "cd", "score": "high"},
            {"label": "X-RAY", "word": "cd", "score": float("nan")},
            {"word": "ab", "extra": [1]},
        ],
    )
    assert [(one.label, one.group, one.score) for one in spans] == [
        ("B-PER", "PER", None),
        ("I-PER", "PER", None),
        ("X-RAY", "X-RAY", None),
        ("unnamed", "unnamed", None),
    ]
    assert len(spans.of_group("PER")) == 2
    assert repr(spans.of_group("PER")) == "<2 spans: 'ab' B-PER, 'cd' I-PER>"
    frame = spans.to_frame()
    assert list(frame) == ["label", "text", "score", "start", "end"]
    assert list(frame["start"])[:2] == [0, 3]


def told(output: Any, answer: Any) -> dict[str, Any]:
    output.read(answer)
    content, buffers = output.ended()
    assert not buffers
    assert output.snapshot() == (content, buffers)
    found: dict[str, Any] = json.loads(json.dumps(content, allow_nan=False))["output"]
    found["text"].encode()
    return found


def test_a_page_gets_offsets_in_its_own_units_and_text_that_it_can_hold() -> None:
    output = MarkedSpans()
    output.about = "😀 a\ud800 Sarah"
    answer = [entity("Sarah", 5, 10, score=float("inf")), entity("lost\ud800", 99, 100)]
    shown = told(output, answer)
    assert shown["text"] == "😀 a\ufffd Sarah"
    (span,) = shown["spans"]
    units = shown["text"].encode("utf-16-le")
    assert units[2 * span["start"] : 2 * span["end"]].decode("utf-16-le") == "Sarah"
    assert span["score"] is None
    assert shown["unplaced"] == [{"label": "PER", "word": "lost\ufffd", "score": 0.5}]
    assert "1 of 2 spans are not in the text" in str(output.notice)
    assert output.text == "2 PER"
    assert output.result({}) is answer


def test_too_many_spans_and_too_long_a_text_are_cut_and_told() -> None:
    output = MarkedSpans()
    output.about = "ab " * (MOST_TEXT // 3 + 10)
    count = MOST_SPANS + 5
    shown = told(output, [entity("ab", 0, 2)] * count)
    assert len(shown["text"]) == MOST_TEXT
    assert len(shown["spans"]) == MOST_SPANS
    assert f"{MOST_SPANS:,} of {count:,}" in str(output.notice)
    assert f"{MOST_TEXT:,} of {len(output.about):,} characters" in str(output.notice)
    assert len(output.spans) == count


@pytest.mark.parametrize(
    ("answer", "shown", "text"),
    [
        ({"answer": "Clara", "score": 0.9, "start": 13, "end": 18}, [("Clara", 0.9, 14)], "Clara"),
        ({"answer": "Clara"}, [("Clara", None, 14)], "Clara"),
        ({"answer": "clara", "start": 99, "end": 100}, [("clara", None, 14)], "clara"),
        ({"answer": "Bob", "score": None}, [("Bob", None, None)], "Bob"),
        ({"answer": "", "score": 0.8, "start": 0, "end": 0}, [("", 0.8, None)], "no answer"),
        ({"answer": " ", "score": float("nan")}, [("", None, None)], "no answer"),
        ({"answer": None}, [("", None, None)], "no answer"),
        ({"answer": 7}, [("7", None, None)], "7"),
        (
            [{"answer": "Clara", "score": 0.6}, {"answer": "name", "score": 0.1, "more": []}, None],
            [("Clara", 0.6, 14), ("name", 0.1, 6)],
            "Clara",
        ),
        ([], [], "no answer"),
    ],
)
def test_answers_are_texts_with_places_in_the_context(answer: Any, shown: Any, text: str) -> None:
    output = Answers()
    output.about = "😀 My name is Clara."
    found = told(output, answer)["answers"]
    assert [(one["answer"], one["score"], one["start"]) for one in found] == shown
    assert output.text == text


@pytest.mark.parametrize("kind", [MarkedSpans, Answers])
def test_what_never_came_is_nothing(kind: Any) -> None:
    output = kind.of(None, "")
    output.read(None)
    assert (output.ended(), output.snapshot()) == (({}, ()), ({"output": None}, ()))


@pytest.fixture
def run(server: ScriptedServer) -> Iterator[Callable[..., Any]]:
    made: list[Any] = []

    def one(kind: Any, answer: Any, **given: Any) -> Any:
        server.play(Reply.of_json(answer))
        made.append(kind("m", client=InferenceClient(endpoint=server.url), **given))
        made[-1].run().wait(PATIENCE)
        return made[-1]

    yield one
    for widget in made:
        widget.close()


def test_a_widget_has_its_spans_and_a_frame_and_hands_a_word_on(run: Callable[..., Any]) -> None:
    widget = run(
        TokenClassification,
        [[entity("sarah"), entity("London", 12, 18)]],
        text="Sarah is in London",
    )
    assert [one.text for one in widget.spans] == ["Sarah", "London"]
    assert list(widget.to_frame()["start"]) == [0, 12]
    other = TokenClassification(client=InferenceClient())
    assert widget.send_to(other, 1).text == "London"
    other.close()
    fresh = TokenClassification(client=InferenceClient())
    with pytest.raises(ValueError, match="no result yet"):
        fresh.spans  # noqa: B018
    fresh.close()


def test_the_text_of_a_run_is_kept_while_the_next_is_typed(run: Callable[..., Any]) -> None:
    widget = run(TokenClassification, [entity("Sarah", 0, 5)], text="Sarah")
    widget.text = "Another text"
    assert [one.text for one in widget.spans] == ["Sarah"]


def test_an_answer_is_handed_on(run: Callable[..., Any]) -> None:
    answer = {"answer": "Clara", "score": 0.9, "start": 11, "end": 16}
    widget = run(QuestionAnswering, answer, question="Who?", context="My name is Clara.")
    other = QuestionAnswering(client=InferenceClient())
    assert widget.send_to(other, field="context").context == "Clara"
    other.close()


def test_several_answers_are_a_list_that_the_page_shows_whole(sandbox: Sandbox) -> None:
    client = InferenceClient(endpoint=sandbox.url)
    given = {"question": "What is my name?", "context": "My name is Clara. I live in Berkeley."}
    widget = QuestionAnswering(client=client, top_k=3, **given)
    found = widget.run().wait(PATIENCE)
    assert found == client.question_answering(**given, top_k=3)
    assert len(found) == 3
    shown = widget.control.shown.ended()[0]["output"]["answers"]
    assert [one["answer"] for one in shown] == [one["answer"] for one in found]
    assert client.question_answering(**given) == found[0]
    widget.close()
