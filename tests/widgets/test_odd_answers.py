"""Answers about pictures that are odd or broken: what can be shown is, the rest is explained."""

from __future__ import annotations

import base64
import csv
import io
import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from PIL import Image

from hfwidgets import (
    ImageClassification,
    ImageSegmentation,
    ImageToImage,
    InferenceClient,
    InferenceError,
    ObjectDetection,
    TextToImage,
)
from hfwidgets.widgets.pictures.task import PictureTask
from tests.waiting import PATIENCE
from tests.widgets.pictured import Page, jpeg
from tests.wire.scripted import Reply, ScriptedServer

Ask = Callable[..., Page]
BOX = {"xmin": 1, "ymin": 2, "xmax": 30, "ymax": 40}


@pytest.fixture
def ask() -> Iterator[Ask]:
    server = ScriptedServer()
    made: list[PictureTask] = []

    def one(kind: Any, answer: Any, **given: Any) -> Page:
        server.play(answer if isinstance(answer, Reply) else Reply.of_json(answer))
        given = given or {"image": jpeg()}
        made.append(kind("m", client=InferenceClient(endpoint=server.url), **given))
        page = Page(made[-1])
        page.widget.run().wait(PATIENCE)
        return page

    one.last = lambda: made[-1]  # type: ignore[attr-defined]
    yield one
    for widget in made:
        widget.close()
    server.close()


def mask() -> str:
    file = io.BytesIO()
    Image.new("L", (64, 48), 255).save(file, "PNG")
    return base64.b64encode(file.getvalue()).decode()


@pytest.mark.parametrize("kind", [ImageClassification, ObjectDetection, ImageSegmentation])
@pytest.mark.parametrize("score", ["high", float("nan"), float("inf"), None, [1]])
def test_a_score_that_is_no_number_is_none(ask: Ask, kind: Any, score: Any) -> None:
    more = {"box": BOX, "mask": mask()}
    answer = [{"label": label, "score": one, **more} for label, one in (("a", score), ("b", 0.5))]
    page = ask(kind, answer)
    output = page.got("end")[-1][0]["output"]
    json.dumps(output, allow_nan=False)
    told = output.get("items") or output["segments"]
    assert [one["score"] for one in told] == [None, 0.5]
    rows = list(csv.DictReader(io.StringIO(page.widget.export({}, "csv")[2].decode())))
    assert [row["score"] for row in rows] == ["", "0.5"]
    assert page.widget.to_frame() is not None


@pytest.mark.parametrize("kind", [ImageClassification, ObjectDetection, ImageSegmentation])
def test_a_label_of_half_a_character_reaches_the_page(ask: Ask, kind: Any) -> None:
    page = ask(kind, [{"label": "<i>\ud800</i>", "score": 1, "box": BOX, "mask": mask()}])
    output = page.got("end")[-1][0]["output"]
    json.dumps(output, ensure_ascii=False).encode()
    told = output.get("items") or output["segments"]
    assert told[0]["label"] == "<i>\ufffd</i>"
    page.widget.history[-1].text.encode()


@pytest.mark.parametrize(
    ("kind", "answer"),
    [
        (ObjectDetection, [{"label": "a", "score": 1, "box": {"xmin": 1}}]),
        (ImageToImage, Reply([jpeg((640, 480))[:900]], headers={"Content-Type": "image/jpeg"})),
        (TextToImage, Reply([jpeg((640, 480))[:900]], headers={"Content-Type": "image/jpeg"})),
    ],
)
def test_a_broken_answer_is_the_servers_fault(ask: Ask, kind: Any, answer: Any) -> None:
    given = {"prompt": "a house"} if kind is TextToImage else {"image": jpeg()}
    with pytest.raises(InferenceError, match="The server answered, but not with"):
        ask(kind, answer, **given)
    w = ask.last()  # type: ignore[attr-defined]
    assert w.problem["title"] == "The server answered something else"
    assert "upload" not in w.problem["details"]
    assert w.result is None
    with pytest.raises(ValueError, match=r"no result yet|no picture yet"):
        w.save_all("a.zip") if kind is TextToImage else w._shown()


@pytest.mark.parametrize(
    "label", ["=1+1", "+cmd|' /C calc'!A0", "-2", "@sum(1)", "\t=1", "\uff1d1+1"]
)
def test_a_label_is_not_computed_by_a_spreadsheet(ask: Ask, label: str) -> None:
    w = ask(ImageClassification, [{"label": label, "score": -0.5}]).widget
    (row,) = csv.DictReader(io.StringIO(w.export({}, "csv")[2].decode(), newline=""))
    assert row == {"label": f"'{label}", "score": "-0.5"}
