"""Runs on pictures that change meanwhile, that cannot be fetched, and observers of both."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from hfwidgets import (
    ImageClassification,
    ImageSegmentation,
    InferenceError,
    ObjectDetection,
    Sandbox,
    TextToImage,
)
from hfwidgets.widgets.pictures.input import reason_of
from tests.waiting import PATIENCE
from tests.widgets.conftest import until
from tests.widgets.pictured import Page, photo, pictured
from tests.wire.scripted import Reply, ScriptedServer

Make = Callable[..., Page]
SECRET = "CANARY"


@pytest.fixture
def make(sandbox: Sandbox) -> Iterator[Make]:
    with pictured(sandbox) as make:
        yield make


def test_a_run_asks_about_the_picture_that_was_there_when_it_began(make: Make) -> None:
    page = make(ImageSegmentation, image=photo())
    w = page.widget
    number, size = w.pictures["image"]["id"], w.picture_inputs["image"].noted()
    w.run()
    w.image = np.zeros((30, 40, 3), np.uint8)
    assert w.wait(PATIENCE)[0]["mask"].size == (451, 300)
    assert w.masks.shape[1:] == (300, 451)
    assert page.got("end")[-1][0]["output"]["picture"] == number
    assert w.history[-1].inputs["image"] == size
    assert w.pictures["image"]["width"] == 40


def test_a_run_says_that_its_address_was_replaced(make: Make, server: ScriptedServer) -> None:
    server.play(Reply(framing="held"))
    w = make(ImageClassification, image=f"{server.url}/a.jpg").widget
    w.run()
    until(lambda: server.asked)
    w.image = photo()
    with pytest.raises(ValueError, match="Another picture was set"):
        w.wait(PATIENCE)
    assert w.run().wait(PATIENCE)


def test_an_address_after_one_that_was_still_fetched_is_bad_alone(
    make: Make, server: ScriptedServer
) -> None:
    page = make(ImageClassification)
    server.play(Reply(framing="held"))
    page.sends(kind="picture-url", id="1", field="image", url=f"{server.url}/slow.jpg")
    until(lambda: server.asked)
    server.play(Reply([b"no"], status=404))
    page.sends(kind="picture-url", id="2", field="image", url=f"{server.url}/gone.jpg")
    until(lambda: page.widget.pictures["image"].get("fault"))
    told = page.widget.pictures["image"]
    assert (told["state"], told["url"]) == ("bad", f"{server.url}/gone.jpg")


@pytest.mark.parametrize("kind", [ImageClassification, TextToImage])
def test_an_observer_of_the_result_begins_the_next_run(make: Make, kind: Any) -> None:
    given = {"prompt": "a house"} if kind is TextToImage else {"image": photo()}
    page = make(kind, **given)
    w, results = page.widget, []

    def again(change: Any) -> None:
        results.append(change.new)
        if len(results) < 3:
            w.run()
            statuses.append(w.status)

    statuses: list[str] = []
    w.observe(again, "result")
    w.run()
    until(lambda: len(results) == 3 and w.status == "done" and page.got("end"))
    until(lambda: page.got("end")[-1][0]["run"] == 3)  # it is told behind the status
    assert statuses == ["running", "running"]
    assert [one.status for one in w.history] == ["done"] * 3
    if kind is TextToImage:
        seeds = [one.seed for one in w.images]
        assert [one.parameters["seed"] for one in w.history] == seeds


def test_a_run_that_an_observer_began_is_told_as_going(make: Make) -> None:
    w = make(ImageClassification, image=photo()).widget
    told: list[str] = []

    def once(change: Any) -> None:
        told.append(change.new)
        if told.count("done") == 1 and change.new == "done":
            w.run(model="sandbox/efficientnet-lite0@delay=0.5")

    w.observe(once, "status")
    w.run()
    until(lambda: told.count("done") == 2)
    going = [one for one, _ in groupby(told) if one != "loading"]
    assert [one for one, _ in groupby(going)] == ["running", "done", "running", "done"]
    assert len(w.history) == 2


def test_an_observer_of_the_picture_that_fails_loses_no_picture(
    make: Make, server: ScriptedServer, caplog: pytest.LogCaptureFixture
) -> None:
    page = make(ObjectDetection)

    def fail(_: Any) -> None:
        raise RuntimeError("this observer fails")

    page.widget.observe(fail, "image")
    with caplog.at_level(logging.CRITICAL, "hfwidgets"):
        data = photo()
        about = {
            "kind": "upload",
            "id": "u1",
            "file": "u",
            "field": "image",
            "name": "a",
            "offset": 0,
        }
        page.sends(data, **about, size=len(data), last=True)
        assert page.got("uploaded")
        assert not page.got("ack")
        assert page.widget.pictures["image"]["upload"] == "u"
        assert "this observer fails" in page.widget.notice
        server.play(Reply([data], headers={"Content-Type": "image/jpeg"}))
        page.sends(kind="picture-url", id="1", field="image", url=f"{server.url}/a.jpg")
        until(lambda: page.widget.pictures["image"]["state"] == "ready")
        page.widget.image = data
    assert page.widget.pictures["image"]["source"] == "python"
    assert page.widget.run().wait(PATIENCE)


def test_what_is_secret_in_an_address_stays_secret(make: Make, server: ScriptedServer) -> None:
    elsewhere = f"http://127.0.0.1:1/a?signature={SECRET}"
    server.play(Reply([b""], status=302, headers={"Location": elsewhere}))
    page = make(ImageClassification)
    page.sends(kind="picture-url", id="1", field="image", url=f"{server.url}/x?s={SECRET}")
    until(lambda: page.widget.pictures["image"]["state"] == "bad")
    server.play(Reply([b""], status=302, headers={"Location": elsewhere}))
    with pytest.raises(ValueError, match="No answer") as caught:
        page.widget.run().wait(PATIENCE)
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__
    w = page.widget
    told = (w.pictures, w.problem, w.history, str(caught.value), page.sent, repr(w))
    assert SECRET not in repr(told)
    server.play(Reply([photo()], headers={"Content-Type": "image/jpeg"}))
    w.image = f"{server.url}/cat.jpg#{SECRET}"
    assert w.run().wait(PATIENCE)
    assert w.pictures["image"]["name"] == "cat.jpg"
    assert SECRET not in repr((w.pictures, w.history, repr(w)))


def test_a_reason_keeps_what_is_no_secret() -> None:
    told = "404 Not Found for https://a.example/b/c.png?key=1&b=2#x (or so)"
    assert reason_of(ValueError(told)).startswith("404 Not Found for https://a.example/b/c.png (or")


def test_what_is_pinned_is_of_the_answer_that_is_shown(make: Make) -> None:
    page = make(ImageSegmentation, image=photo())
    other = make(ImageClassification).widget
    w = page.widget
    w.run().wait(PATIENCE)
    page.sends(kind="select", index=1)
    assert w.selected == 1
    with pytest.raises(InferenceError):
        w.run(model="sandbox/slic-cam@status=500").wait(PATIENCE)
    assert w.selected == 1
    w.run(model=None).wait(PATIENCE)
    assert w.selected is None
    w.send_to(other, np.int64(1))
    assert other.image.size == w.cutout(1).size


def test_a_picture_that_is_not_there_is_told_with_those_that_are(make: Make) -> None:
    w = make(TextToImage, prompt="a house").widget
    with pytest.raises(IndexError, match="no picture yet"):
        w.images[0]
    w.run().wait(PATIENCE)
    with pytest.raises(IndexError, match="there is no picture 3; there are 1, from 0 to 0"):
        w.images[3]
    assert w.images.find(np.int64(0)) is w.images[-1]
    assert list(w.images) == w.images[:5]
    assert repr(make(ImageClassification).widget) == "<ImageClassification idle>"


def test_a_file_that_is_gone_is_told_and_the_widget_goes_on(make: Make, tmp_path: Path) -> None:
    path = tmp_path / "cat.jpg"
    path.write_bytes(photo())
    page = make(ImageClassification, image=path)
    w = page.widget
    path.unlink()
    with pytest.raises(FileNotFoundError, match=r"cat\.jpg"):
        w.run().wait(PATIENCE)
    assert w.problem["title"] == "The file is not there any more"
    assert repr(w) == "<ImageClassification error: image='cat.jpg (451 x 300)'>"
    number = w.pictures["image"]["id"]
    told, _ = page.answer("picture", kind="picture", picture=number)
    assert "is gone: there is no file at" in told["error"]
    with pytest.raises(ValueError, match="any more; choose it again"):
        w.crop((0, 0, 9, 9))
    path.write_bytes(photo())
    assert w.run().wait(PATIENCE)


def test_a_widget_that_is_closed_while_it_fetches_is_stopped(
    make: Make, server: ScriptedServer
) -> None:
    server.play(Reply(framing="held"))
    w = make(ImageClassification, image=f"{server.url}/a.jpg").widget
    w.run()
    until(lambda: server.asked)
    w.close()
    assert w.wait(PATIENCE) is None
    assert w.status == "stopped"
    until(lambda: server.open_connections == 0)
