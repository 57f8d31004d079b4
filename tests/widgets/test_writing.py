"""Texts that become other texts: what is new, what was cut, odd answers, and who is handed them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from hfwidgets import InferenceClient, InferenceError, Summarization, TextToImage, Translation
from hfwidgets.widgets.text import rewritten
from hfwidgets.widgets.text.fresh import Fresh, fresh
from hfwidgets.widgets.text.rewritten import remarks_in
from tests.waiting import PATIENCE
from tests.wire.scripted import Reply, ScriptedServer

Made = tuple[Any, list[dict[str, Any]]]
Make = Callable[..., Made]


@pytest.fixture
def make() -> Iterator[Make]:
    server = ScriptedServer()
    made: list[Any] = []

    def one(kind: Any, answer: Any = None, **given: Any) -> Made:
        server.play(answer if isinstance(answer, Reply) else Reply.of_json(answer))
        made.append(kind("m", client=InferenceClient(endpoint=server.url), **given))
        sent: list[dict[str, Any]] = []
        made[-1].send = lambda content, buffers=None: sent.append(content)
        if answer is not None:
            made[-1].run().wait(PATIENCE)
        return made[-1], sent

    one.last = lambda: made[-1]  # type: ignore[attr-defined]
    yield one
    for widget in made:
        widget.close()
    server.close()


def told(sent: list[dict[str, Any]]) -> Any:
    output = [one for one in sent if one["kind"] == "end"][-1]["output"]
    json.dumps(output, allow_nan=False, ensure_ascii=False).encode()
    return output


def marked(found: Fresh) -> str:
    """Write new words in brackets."""
    return "".join(f"[{text}]" if kind == 2 else text for kind, text in found.pieces)


@pytest.mark.parametrize(
    ("source", "summary", "marks", "counts"),
    [
        ("The cat sat. It slept.", "The cat sat.", "The cat sat.", (0, 0, 1)),
        ("The cat sat. It slept.", "the  CAT\nsat.", "the  CAT\nsat.", (0, 0, 2)),
        ("The cat sat.", "A cat sat.", "[A] cat sat.", (1, 1, 1)),
        ("The cat sat. It slept.", "The cat slept. It sat.", "The cat slept. It sat.", (0, 2, 2)),
        ("It is 324 m.", "It is 330 m.", "It is [330] m.", (1, 1, 1)),
        ("3 of 5 rose", "It rose by 3.5 %.", "[It] rose [by] [3.5] %.", (3, 1, 1)),
        ("don't", "Don\u2019t", "[Don\u2019t]", (1, 1, 1)),
        ("塔高三百米。", "塔高四百米。", "塔高[四]百米。", (1, 1, 1)),
        ("القط نام هنا.", "القط أكل.", "القط [أكل].", (1, 1, 1)),
        ("cafe\u0301", "café", "café", (0, 0, 1)),
        ("", "New.", "[New].", (1, 1, 1)),
        ("a", "", "", (0, 0, 0)),
        ("a", " \n ... ", " \n ... ", (0, 0, 0)),
        ("a", "😀 a", "😀 a", (0, 1, 1)),
    ],
)
def test_new_words_and_sentences_are_found(
    source: str, summary: str, marks: str, counts: tuple[int, int, int]
) -> None:
    found = fresh(source, summary)
    assert marked(found) == marks
    assert "".join(text for _kind, text in found.pieces) == summary
    assert (found.words, found.sentences, found.all_sentences) == counts


def test_a_summary_is_told_in_pieces_with_its_text(make: Make) -> None:
    text = "The cat sat. It slept."
    widget, sent = make(Summarization, [{"summary_text": "A cat sat."}], text=text)
    assert widget.result == "A cat sat."
    output = told(sent)
    assert output["pieces"] == [(2, "A"), (1, " cat sat.")]
    assert output["fresh"] == {"words": 1, "sentences": 1, "all_sentences": 1}
    assert output["source"] == {"length": 22, "start": text[:20], "end": text[-20:], "words": 5}
    assert (output["left"], output["words"], widget.notice) == (0, 3, None)
    widget._handle_custom_msg({"kind": "snapshot", "view": "v"}, [])
    assert sent[-1]["output"] == output


def test_a_translation_is_not_compared_with_its_text(make: Make) -> None:
    widget, sent = make(Translation, [{"translation_text": "le chat \ud800"}], text="the cat 😀")
    output = told(sent)
    assert output["pieces"] == [(0, "le chat \ufffd")]
    assert output["fresh"] is None
    assert output["source"]["length"] == 10
    assert widget.result == "le chat \ud800"


@pytest.mark.parametrize("answer", [[], None, [{}], [{"summary_text": None}], "text", [["a"]], 7])
def test_an_answer_without_a_text_is_a_card(make: Make, answer: Any) -> None:
    body = Reply([json.dumps(answer).encode()], headers={"Content-Type": "application/json"})
    with pytest.raises(InferenceError, match="answered 200, but not with"):
        make(Summarization, body, text="a")
    widget = make.last()  # type: ignore[attr-defined]
    assert widget.problem["title"] == "The server answered something else"


def test_nothing_but_white_space_is_told_as_it_is(make: Make) -> None:
    widget, sent = make(Summarization, [{"summary_text": ""}], text="a")
    assert (told(sent)["pieces"], widget.result) == ([], "")
    with pytest.raises(ValueError, match="the answer has no part"):
        widget.send_to(widget)


def test_a_result_of_any_length_is_whole_in_python_and_cut_with_a_word_on_the_page(
    make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rewritten, "MOST_SHOWN", 10)
    widget, sent = make(Translation, [{"translation_text": "word " * 50}], text="a")
    output = told(sent)
    assert (output["pieces"], output["left"], output["words"]) == ([(0, "word word ")], 240, 50)
    assert len(widget.result) == 250


def test_many_new_words_are_counted_and_not_marked(
    make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rewritten, "MOST_PIECES", 3)
    _widget, sent = make(Summarization, [{"summary_text": "new words are here"}], text="a")
    output = told(sent)
    assert output["pieces"] == [(0, "new words are here")]
    assert output["fresh"]["words"] == 4


@pytest.mark.parametrize(
    ("answer", "given", "notice"),
    [
        ({"warnings": ["input_length 1200 > 1024"]}, {}, "The server says: input_length 1200"),
        ({"warning": "it\nwas cut"}, {}, "The server says: it was cut"),
        ({"truncated": True}, {}, "the text was cut"),
        ({}, {"truncation": "only_first"}, "truncation='only_first': if the text is longer"),
        ({}, {"truncation": "do_not_truncate"}, None),
        ({}, {"text": "word " * 1000}, "The text has 1,000 words, and models read a limited"),
        ({"warnings": [7, None, ""], "warning": {}}, {}, None),
    ],
)
def test_what_was_cut_or_may_have_been_is_told(
    make: Make, answer: dict[str, Any], given: dict[str, Any], notice: str | None
) -> None:
    entry = {"summary_text": "short", **answer}
    widget, _sent = make(Summarization, [entry], **{"text": "a b", **given})
    assert widget.notice is None if notice is None else notice in widget.notice


@pytest.mark.parametrize("payload", [None, [], [7], "x", {"warnings": 7}, [[{"warning": "x"}]]])
def test_odd_answers_hold_no_remarks(payload: Any) -> None:
    assert list(remarks_in(payload)) == []


def test_one_language_without_the_other_is_refused_at_its_field(make: Make) -> None:
    widget, sent = make(Translation, text="a", src_lang="en")
    widget._handle_custom_msg({"kind": "run", "id": "1", "values": {}}, [])
    assert "give both or neither" in sent[-1]["errors"]["tgt_lang"]


def test_all_of_a_text_is_handed_on_also_where_the_page_has_its_beginning(
    make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rewritten, "MOST_SHOWN", 10)
    widget, sent = make(Summarization, [{"summary_text": "a house " * 9}], text="a")
    other, _ = make(Translation)
    target = f"{other.model_id}/text"
    ask = widget._handle_custom_msg
    ask({"kind": "use", "id": "1", "target": target, "what": {"kind": "text", "text": "a h"}}, [])
    assert sent[-1] == {"kind": "ack", "id": "1"}
    assert other.text == widget.result == "a house " * 9
    assert widget.send_to(TextToImage(client=widget._client), seed=3).prompt == widget.result
    with pytest.raises(ValueError, match="the answer has no part 1"):
        widget.words_of(1)
