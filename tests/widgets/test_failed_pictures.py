"""What is left of an earlier answer when a later run about a picture fails or is stopped."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from hfwidgets import (
    ImageClassification,
    ImageSegmentation,
    ImageToImage,
    InferenceError,
    ObjectDetection,
    Sandbox,
)
from tests.waiting import PATIENCE
from tests.widgets.pictured import Page, photo, pictured
from tests.wire.scripted import Reply, ScriptedServer

Make = Callable[..., Page]


@pytest.fixture
def make(sandbox: Sandbox) -> Iterator[Make]:
    with pictured(sandbox) as make:
        yield make


READERS: dict[Any, list[Callable[[Any], Any]]] = {
    ImageSegmentation: [
        lambda w: w.masks,
        lambda w: w.segments,
        lambda w: w.label_map,
        lambda w: w.cutout(0),
        lambda w: w.to_frame(),
        lambda w: w.send_to(w, 0),
        lambda w: w.save("never.npz"),
    ],
    ObjectDetection: [
        lambda w: w.boxes,
        lambda w: w.detections,
        lambda w: w.crop_of(0),
        lambda w: w.to_frame(),
        lambda w: w.send_to(w, 0),
        lambda w: w.save("never.csv"),
    ],
    ImageClassification: [lambda w: w.to_frame(), lambda w: w.save("never.csv")],
    ImageToImage: [
        lambda w: w.use_result(),
        lambda w: w.send_to(w),
        lambda w: w.send_to(w, "result"),
        lambda w: w.save("never.png"),
    ],
}
FORMS = {"image-segmentation": "npz", "object-detection": "csv", "image-classification": "csv"}


@pytest.mark.parametrize("kind", READERS)
def test_a_failed_run_leaves_nothing_of_an_earlier_one_as_its_own(
    make: Make, kind: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    page = make(kind, image=photo())
    w = page.widget
    if kind is ImageToImage:
        w.prompt = "as a watercolour"
    result = w.run().wait(PATIENCE)
    good = w.model
    server = ScriptedServer()
    server.play(Reply.of_json({"error": "CUDA out of memory"}, 500))
    w.run(model=server.url)
    with pytest.raises(InferenceError):
        w.wait(PATIENCE)
    server.close()
    assert w.result is None
    for read in READERS[kind]:
        with pytest.raises(ValueError, match="the last run failed"):
            read(w)
    # The page goes on showing the earlier one, dimmed, and what it offers there works.
    assert "output" not in page.got("end")[-1][0]
    assert page.answer("snapshot", kind="snapshot", view="v")[0]["output"] is not None
    what = {"kind": "made" if kind is ImageToImage else "all"}
    file, buffers = page.answer(
        "file", kind="file", id="1", what=what, format=FORMS.get(w.task, "png")
    )
    assert file.get("error") is None
    assert buffers
    again = w.run(model=good).wait(PATIENCE)
    assert type(again) is type(result)
    for read in READERS[kind][:2]:
        read(w)


def test_a_stopped_run_leaves_the_result_of_the_one_before(make: Make) -> None:
    w = make(ImageSegmentation, image=photo()).widget
    result = w.run().wait(PATIENCE)
    w.run(model="sandbox/slic-cam@delay=3600")
    w.stop()
    assert w.wait(PATIENCE) is result
    assert w.masks.shape[0] == len(result)
