"""Captions and answers about pictures: kept in a list, with their places, handed on."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from hfwidgets import (
    DocumentQuestionAnswering,
    ImageToText,
    InferenceClient,
    InferenceError,
    Sandbox,
    TextToImage,
    Translation,
    VisualQuestionAnswering,
    ZeroShotImageClassification,
)
from hfwidgets.wire.parameter_error import ParameterError
from tests.waiting import PATIENCE
from tests.widgets.conftest import until
from tests.widgets.documents import invoice, scan
from tests.widgets.pictured import Page, photo, pictured
from tests.wire.scripted import Reply, ScriptedServer

Make = Callable[..., Page]
NUMBER = "What is the invoice number?"


@pytest.fixture
def make(sandbox: Sandbox) -> Iterator[Make]:
    with pictured(sandbox) as one:
        yield one


@pytest.fixture
def scripted() -> Iterator[ScriptedServer]:
    server = ScriptedServer()
    yield server
    server.close()


def said(page: Page) -> list[str]:
    return [one["question"] for one in page.widget.asked["answers"]]


def test_one_picture_is_asked_many_things_and_all_answers_stay(make: Make) -> None:
    w = make(VisualQuestionAnswering, image=photo()).widget
    for question in ("What animal is it?", "Is there a dog?"):
        w.run(question=question).wait(PATIENCE)
    first, second = w.answers
    assert "cat" in first.answer
    assert (second.question, second.answer) == ("Is there a dog?", "no")
    assert first.score > 0.5
    assert first.seconds > 0
    assert first.started > 1_700_000_000
    assert first.picture_id == second.picture_id
    assert first.model == "sandbox/photo-questions"
    assert w.result[0]["answer"] == "no"
    assert [one.text for one in w.history][-1] == "no"


def test_a_caption_goes_on_to_widgets_that_take_words_or_pictures(make: Make) -> None:
    w = make(ImageToText, image=photo()).widget
    caption = w.run().wait(PATIENCE)
    drawn, translated = make(TextToImage).widget, make(Translation).widget
    other = make(VisualQuestionAnswering).widget
    w.send_to(drawn)
    w.send_to(translated, 0)
    w.send_to(other, question="What animal is it?")
    w.send_to(other, "result")
    assert drawn.prompt == translated.text == other.question == caption
    assert other.pictures["image"]["width"] == w.pictures["image"]["width"]
    with pytest.raises(ValueError, match="no answer 4"):
        w.send_to(drawn, 4)


def test_nothing_that_was_not_said_is_handed_on(make: Make) -> None:
    with pytest.raises(ValueError, match="nothing was said yet"):
        make(ImageToText).widget.send_to(make(TextToImage).widget)


def test_the_page_of_a_document_is_asked_with_its_own_words(make: Make) -> None:
    page = make(DocumentQuestionAnswering, image=invoice(), question=NUMBER)
    w = page.widget
    w.run().wait(PATIENCE)
    (answer,) = w.answers
    assert (answer.answer, answer.page, w.pages) == ("INV-2041", 1, 2)
    ((left, top, right, bottom),) = answer.boxes
    assert 380 < left < right < 520
    assert 160 < top < bottom < 210
    assert "own 17 words were sent" in w.notice
    w.page = 2
    w.ask_again(answer).wait(PATIENCE)
    assert [(one.answer, one.page) for one in w.answers] == [("INV-2041", 1), ("INV-2042", 2)]
    assert w.word_boxes is None


def test_start_and_end_of_given_words_are_a_place(sandbox: Sandbox, make: Make) -> None:
    words = [["Total:", [100, 100, 200, 150]], ["7.50", [300, 100, 400, 150]]]
    w = make(
        DocumentQuestionAnswering,
        image=Image.new("RGB", (500, 1000)),
        question="What is the total?",
        word_boxes=words,
    ).widget
    w.run().wait(PATIENCE)
    assert w.answers[0].answer == "7.50"
    assert w.answers[0].boxes == ((150.0, 100.0, 200.0, 150.0),)


def test_a_page_of_a_document_is_chosen_on_the_page(make: Make) -> None:
    page = make(DocumentQuestionAnswering, image=invoice())
    page.answer("ack", kind="picture-page", field="image", page=2)
    assert page.widget.page == 2
    assert page.widget.pictures["image"]["page"] == 2
    assert page.widget.pictures["image"]["pages"] == 2
    told, _ = page.answer("ack", kind="picture-page", field="image", page=3)
    assert "no page 3; it has 1 to 2" in told["error"]
    told, _ = page.answer("ack", kind="picture-page", field="image", page="2")
    assert "it is a number from 1 on" in told["error"]
    assert page.widget.page == 2


def test_an_upload_is_drawn_beside_the_kernel(make: Make) -> None:
    page = make(DocumentQuestionAnswering)
    data = invoice()
    upload = {"file": "f1", "field": "image", "name": "in.pdf", "type": "application/pdf"}
    more = {**upload, "size": len(data), "offset": 0, "last": True}
    page.sends(data, kind="upload", id="u1", **more)
    until(lambda: page.got("uploaded"))
    held = page.widget.pictures["image"]
    assert (held["name"], held["page"], held["pages"]) == ("in.pdf", 1, 2)
    ((_, (data,)),) = [page.answer("picture", kind="picture", picture=held["id"])]
    assert data.startswith(b"\x89PNG")


def test_documents_come_as_paths_and_files_and_go_back_to_whole_pages(
    make: Make, tmp_path: Path
) -> None:
    path = tmp_path / "invoice.pdf"
    path.write_bytes(invoice())
    w = make(DocumentQuestionAnswering, image=str(path), page=2).widget
    assert (w.page, w.pages) == (2, 2)
    w.image = io.BytesIO(invoice())
    assert w.page == 1
    w.crop((0, 0, 200, 200))
    assert w.page is None
    w.uncrop()
    assert w.page == 1
    w.image = photo()
    assert (w.page, w.pages) == (None, None)
    with pytest.raises(ParameterError, match="has no pages; set a PDF file first"):
        w.page = 1


@pytest.mark.parametrize(
    ("data", "told"),
    [(b"%PDF-1.7 broken", "cut or damaged"), (b"just words", "not a picture")],
)
def test_what_is_neither_is_refused(make: Make, data: bytes, told: str) -> None:
    with pytest.raises(ParameterError, match=told):
        make(DocumentQuestionAnswering, image=data)


def test_a_scan_is_asked_without_words(make: Make) -> None:
    w = make(DocumentQuestionAnswering, image=scan(), question=NUMBER).widget
    assert w.run().wait(PATIENCE) == []
    (answer,) = w.answers
    assert (answer.answer, answer.score, answer.boxes) == ("", None, ())
    assert w.notice is None
    assert "no answer" in w.to_markdown()


def test_answers_are_deleted_brought_back_and_asked_again_on_the_page(make: Make) -> None:
    page = make(VisualQuestionAnswering, image=photo())
    w = page.widget
    for question in ("What animal is it?", "Is there a dog?"):
        w.run(question=question).wait(PATIENCE)
    assert said(page) == ["Is there a dog?", "What animal is it?"]
    first = w.asked["answers"][1]["id"]
    page.answer("ack", kind="answer-delete", answer=first)
    assert said(page) == ["Is there a dog?"]
    page.answer("ack", kind="answer-restore")
    assert len(said(page)) == 2
    page.answer("ack", kind="answer-again", answer=first)
    until(lambda: len(w.answers) == 3)
    assert w.question == said(page)[0] == "What animal is it?"
    page.answer("ack", kind="answer-delete", answer=None)
    assert w.answers == ()
    told, _ = page.answer("ack", kind="answer-again", answer=first)
    assert "not kept any more" in told["error"]


def test_asking_again_without_a_picture_says_what_is_missing(make: Make) -> None:
    page = make(ImageToText, image=photo())
    page.widget.run().wait(PATIENCE)
    page.widget.image = None
    told, _ = page.answer("ack", kind="answer-again", answer=page.widget.asked["answers"][0]["id"])
    assert "image is empty" in told["error"]


def test_the_picture_of_an_answer_can_still_be_shown_when_the_input_is_another(make: Make) -> None:
    page = make(ImageToText, image=photo())
    page.widget.run().wait(PATIENCE)
    about = page.widget.asked["answers"][0]["picture"]
    page.widget.image = Image.new("RGB", (8, 8))
    page.widget.run().wait(PATIENCE)
    _, (data,) = page.answer("picture", kind="picture", picture=about)
    assert data == photo()


def test_words_and_pictures_have_targets_of_their_own(make: Make) -> None:
    page = make(ImageToText, image=photo())
    told, _ = page.answer("targets", kind="targets", of="picture")
    pictures = {one["target"] for one in told["targets"]}
    told, _ = page.answer("targets", kind="targets")
    texts = {one["target"] for one in told["targets"]}
    assert "new:object-detection" in pictures
    assert "new:translation/text" in texts
    assert not pictures & texts
    text = {"kind": "text", "text": "a cat"}
    page.answer("ack", kind="use", target="new:text-to-image/prompt", what=text)
    assert page.widget.opened.prompt == "a cat"
    page.answer("ack", kind="use", target="new:object-detection", what={"kind": "input"})
    assert page.widget.opened.pictures["image"]["width"] > 0


ODD: list[tuple[Any, str]] = [
    ([], ""),
    ([{"answer": "x", "score": None}], "x"),
    ([{"answer": None, "score": 0.1}], ""),
    ([{"answer": "<b>x</b>", "score": "high", "start": 9, "end": 12}], "<b>x</b>"),
    ([[{"answer": "nested", "score": 1}]], "nested"),
    ([{"answer": "\ud83d", "score": 0.5, "more": {"a": 1}}], "\ufffd"),
    ([{"answer": 42, "box": [0, 0, float("inf"), 1]}], "42"),
    ([{"answer": "low", "score": 0.1}, {"answer": "high", "score": 0.9}], "high"),
    ([{"answer": "none", "score": float("nan")}, {"answer": "some", "score": 0.1}], "some"),
]


@pytest.mark.parametrize(("answer", "best"), ODD)
def test_odd_answers_are_kept_as_what_they_are(
    scripted: ScriptedServer, make: Make, answer: Any, best: str
) -> None:
    scripted.play(Reply.of_json(answer))
    client = InferenceClient("m", endpoint=scripted.url)
    w = make(DocumentQuestionAnswering, client=client, image=photo(), question="?").widget
    w.run().wait(PATIENCE)
    assert w.answers[0].answer == best
    json.dumps(w.asked, allow_nan=False, ensure_ascii=False).encode()
    assert "hfw-still" in w.to_html()


def test_a_failed_run_keeps_what_was_said_and_adds_nothing(
    scripted: ScriptedServer, make: Make
) -> None:
    scripted.play(Reply.of_json([{"answer": "yes"}]))
    client = InferenceClient("m", endpoint=scripted.url)
    w = make(VisualQuestionAnswering, client=client, image=photo(), question="one?").widget
    w.run().wait(PATIENCE)
    scripted.play(Reply.of_json({"error": "no"}, status=400))
    with pytest.raises(InferenceError):
        w.run(question="two?").wait(PATIENCE)
    assert [one.question for one in w.answers] == ["one?"]
    assert w.question == "two?"


def test_all_answers_are_written_as_a_table(make: Make, tmp_path: Path) -> None:
    w = make(VisualQuestionAnswering, image=photo()).widget
    w.run(question="Is there a dog?").wait(PATIENCE)
    head, row = w.save(tmp_path / "answers.csv").read_text().splitlines()
    assert head == "question,answer,score,picture,page,model,seconds"
    assert row.startswith("Is there a dog?,no,0.")
    frame = w.to_frame()
    assert list(frame["answer"]) == ["no"]


def test_a_saved_notebook_shows_the_picture_with_all_that_was_said(make: Make) -> None:
    w = make(DocumentQuestionAnswering, image=invoice()).widget
    for question in ("What is the total?", NUMBER):
        w.run(question=question).wait(PATIENCE)
    text = w.to_markdown()
    assert "INV\\-2041" in text or "INV-2041" in text
    assert "128" in text
    assert "What is the total?" in text.replace("\\", "")


def test_labels_may_hold_commas(make: Make) -> None:
    labels = ["a cat, indoors", "a motorbike"]
    w = make(ZeroShotImageClassification, image=photo(), labels=labels).widget
    found = w.run().wait(PATIENCE)
    assert found[0]["label"] == "a cat, indoors"
    assert [one["label"] for one in w.to_frame().to_dict("records")] == labels


def test_one_label_is_refused_before_anything_is_sent(make: Make) -> None:
    w = make(ZeroShotImageClassification, image=photo(), labels=["cat"]).widget
    with pytest.raises(ParameterError, match="labels"):
        w.run().wait(PATIENCE)


def test_a_client_of_ones_own_is_used(sandbox: Sandbox, make: Make) -> None:
    client = InferenceClient("sandbox/photo-notes", endpoint=sandbox.url)
    w = make(ImageToText, client=client, image=photo()).widget
    w.run().wait(PATIENCE)
    assert w.answers[0].model == "sandbox/photo-notes"
