"""Making pictures one by one: seeds, the gallery, what crosses to the page, bad answers."""

from __future__ import annotations

import asyncio
import io
import json
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageFile

from hfwidgets import ImageClassification, InferenceClient, InferenceError, Sandbox, TextToImage
from hfwidgets.widgets.gallery.gallery import Gallery
from tests.waiting import PATIENCE
from tests.widgets.painted import PAINTER, Painted, painters

Make = Callable[..., Painted]
PNG = b"\x89PNG\r\n\x1a\n"


@pytest.fixture
def make(sandbox: Sandbox) -> Iterator[Make]:
    with painters(sandbox) as make:
        yield make


def test_result_is_a_picture_and_the_gallery_knows_how_it_was_made(make: Make) -> None:
    w = make(guidance_scale=5).widget
    result = w.run().wait(PATIENCE)
    assert (result.size, result.mode) == ((64, 64), "RGB")
    (item,) = w.images
    assert np.array_equal(np.asarray(item.image), np.asarray(result))
    assert (item.width, item.height, item.type) == (64, 64, "image/png")
    assert (item.prompt, item.model, item.pinned) == ("a red fox in the snow", PAINTER, False)
    sizes = {"width": 64, "height": 64, "num_inference_steps": 1}
    assert item.parameters == {**sizes, "guidance_scale": 5.0, "seed": w.seed}
    assert item.file.startswith(PNG)


def test_a_seed_is_drawn_sent_and_shown_for_each_run(make: Make) -> None:
    w = make().widget
    seeds = []
    for _ in range(3):
        w.run().wait(PATIENCE)
        seeds.append(w.seed)
    assert len(set(seeds)) == 3
    assert all(0 <= seed < 2**31 for seed in seeds)
    assert [one.seed for one in w.images] == seeds
    assert w.control.run.exchange.request["body"]["parameters"]["seed"] == seeds[-1]
    assert w.randomize


def test_a_locked_seed_stays_and_makes_the_same_picture(make: Make) -> None:
    w = make(randomize=False).widget
    w.run().wait(PATIENCE)
    drawn = w.seed
    w.run().wait(PATIENCE)
    assert w.seed == drawn
    assert w.images[0].file == w.images[1].file


@pytest.mark.parametrize("how", ["constructor", "trait", "run", "the same as drawn"])
def test_a_seed_that_is_set_from_python_is_used_and_kept(make: Make, how: str) -> None:
    w = make(**({"seed": 7} if how == "constructor" else {})).widget
    expected = 7
    if how == "trait":
        w.seed = 7
    elif how == "the same as drawn":
        w.run().wait(PATIENCE)
        expected = w.seed = w.seed
    w.run(**({"seed": 7} if how == "run" else {})).wait(PATIENCE)
    assert (w.seed, w.images[-1].seed, w.randomize) == (expected, expected, False)
    w.run().wait(PATIENCE)
    assert w.images[-1].seed == expected


def test_the_page_locks_the_seed_in_its_own_way(make: Make) -> None:
    page = make()
    w = page.widget
    w.run().wait(PATIENCE)
    first = w.seed
    page.page_sends(kind="run", id="1", values={"seed": first, "prompt": "a blue fox"})
    w.wait(PATIENCE)
    assert w.randomize
    assert w.seed != first
    page.page_sends(kind="edit", values={"seed": 11}, randomize=False)
    page.page_sends(kind="run", id="2", values={"seed": 11})
    w.wait(PATIENCE)
    assert (w.seed, w.images[-1].seed, w.randomize) == (11, 11, False)
    page.page_sends(kind="edit", values={}, randomize=True)
    assert w.randomize


def test_bytes_cross_once_as_the_server_sent_them_and_before_traits_name_them(make: Make) -> None:
    page = make()
    page.widget.run().wait(PATIENCE)
    item = page.widget.images[-1]
    ((end, buffers),) = page.of("end")
    assert end["output"] == {"item": item.id, "type": "image/png"}
    assert buffers == [item.file]
    assert page.order.index("end") < page.order.index("items")
    assert page.widget.items[0]["id"] == item.id
    assert sum(len(buffers) for _, buffers in page.sent) == 1
    assert "file" not in page.widget.items[0]


def test_a_late_view_is_told_the_newest_and_asks_for_what_it_shows(make: Make) -> None:
    page = make(width=256, height=512)
    page.widget.run().wait(PATIENCE)
    item = page.widget.images[-1]
    snapshot, buffers = page.page_gets("snapshot", view="v")
    assert (snapshot["output"]["item"], buffers) == (item.id, [])
    whole, (data,) = page.page_gets("picture", picture=item.id)
    assert (whole["type"], data) == ("image/png", item.file)
    small, (data,) = page.page_gets("picture", picture=f"{item.id}/64")
    assert small["type"] == "image/webp"
    assert Image.open(io.BytesIO(data)).size == (64, 128)
    gone, buffers = page.page_gets("picture", picture="p0")
    assert "not kept" in gone["error"]


def test_pin_delete_and_undo_by_the_page(make: Make) -> None:
    page = make()
    w = page.widget
    for _ in range(3):
        w.run().wait(PATIENCE)
    first, second, third = (one.id for one in w.images)
    assert page.page_asks(kind="item-pin", item=first, pinned=True) is None
    assert [one["pinned"] for one in w.items] == [True, False, False]
    page.page_asks(kind="item-delete", item=second)
    page.page_asks(kind="item-delete", item=third)
    assert [one["id"] for one in w.items] == [first]
    page.page_asks(kind="item-restore", item=second)
    page.page_asks(kind="item-restore", item=third)
    assert [one.id for one in w.images] == [first, second, third]
    assert "no picture 'p0'" in str(page.page_asks(kind="item-delete", item="p0"))
    assert "can come back" in str(page.page_asks(kind="item-restore", item=first))


def test_parameters_of_a_picture_are_taken_over_with_its_seed(make: Make) -> None:
    page = make(guidance_scale=3)
    w = page.widget
    w.run().wait(PATIENCE)
    before = w.images[-1]
    w.run(prompt="a green tree", guidance_scale=None, num_inference_steps=2).wait(PATIENCE)
    assert page.page_asks(kind="item-parameters", item=before.id) is None
    assert (w.prompt, w.guidance_scale, w.num_inference_steps) == (before.prompt, 3.0, 1)
    assert (w.seed, w.randomize) == (before.seed, False)
    w.run().wait(PATIENCE)
    assert w.images[-1].file == before.file


@pytest.mark.parametrize(
    "fault", ["status=500", "cut=10", "not a picture", "200 megapixels", "cut picture"]
)
def test_a_bad_answer_leaves_what_was_there(
    make: Make, fault: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    w = make().widget
    good = w.run().wait(PATIENCE)
    if "=" in fault:
        w.model = f"{PAINTER}@{fault}"
    else:
        answers = {
            "not a picture": b"<html>Sorry</html>",
            "200 megapixels": _head_of_png(20_000, 10_000),
            "cut picture": w.images[0].file[:-900],
        }
        _answer_with(monkeypatch, answers[fault])
    with pytest.raises((InferenceError, ValueError)):
        w.run().wait(PATIENCE)
    assert w.status == "error"
    assert w.problem["title"]
    assert (w.result, len(w.images), len(w.items)) == (good, 1, 1)


def test_a_server_that_does_not_keep_to_the_seed_is_told_about(
    make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    w = make(seed=5).widget
    w.run().wait(PATIENCE)
    file = io.BytesIO()
    Image.new("RGB", (64, 64), "red").save(file, "PNG")
    _answer_with(monkeypatch, file.getvalue())
    w.run().wait(PATIENCE)
    assert "does not keep to the seed" in w.notice
    assert len(w.images) == 2


def test_history_holds_no_pixels(make: Make) -> None:
    w = make().widget
    w.run().wait(PATIENCE)
    record = w.history[-1]
    assert record.text == "a picture of 64 x 64"
    assert record.parameters["seed"] == w.seed
    assert not any(isinstance(one, bytes) for one in record.parameters.values())
    assert record.size < 200


def test_a_picture_is_sent_to_another_widget(make: Make, sandbox: Sandbox) -> None:
    page = make()
    page.widget.run().wait(PATIENCE)
    other = ImageClassification(client=InferenceClient(endpoint=sandbox.url))
    page.widget.send_to(other)
    assert other.pictures["image"]["width"] == 64
    page.widget.send_to(other, 0)
    with pytest.raises(ValueError, match="takes no picture"):
        other.send_to(page.widget)
    targets, _ = page.page_gets("targets")
    assert other.model_id in [one["target"] for one in targets["targets"]]
    what = {"kind": "item", "item": page.widget.images[-1].id}
    assert page.page_asks(kind="use", target=other.model_id, what=what) is None
    other.close()
    assert page.page_asks(kind="use", target="new:image-classification", what=what) is None
    assert page.widget.opened.pictures["image"]["height"] == 64
    with pytest.raises(ValueError, match="takes no picture"):
        page.widget.send_to(page.widget.opened, "input")


def test_an_upload_that_no_field_takes_is_refused(make: Make) -> None:
    page = make()
    page.page_sends(
        b"x",
        kind="upload",
        id="u1",
        file="u",
        field="image",
        name="x",
        type="",
        size=1,
        offset=0,
        last=True,
    )
    (answer,) = page.messages("ack")
    assert "takes no picture" in answer["error"]


def test_no_picture_is_decoded_on_its_way(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    decoded: list[object] = []
    monkeypatch.setattr(ImageFile.ImageFile, "load", decoded.append)
    page = make()
    page.widget.run().wait(PATIENCE)
    page.widget.run().wait(PATIENCE)
    assert len(page.messages("end")) == 2
    assert decoded == []


def test_awaiting_gives_the_picture(make: Make) -> None:
    async def made() -> Any:
        return await make().widget.run()

    assert asyncio.run(made()).size == (64, 64)


def test_an_unknown_argument_is_refused() -> None:
    with pytest.raises(TypeError, match="did you mean 'guidance_scale'"):
        TextToImage("m", guidance_scales=1)


def test_a_prompt_is_needed_and_no_seed_is_drawn_without(make: Make) -> None:
    w = make(prompt="").widget
    with pytest.raises(ValueError, match="prompt is empty"):
        w.run()
    assert w.seed is None


def test_the_model_that_was_asked_is_kept_without_secrets(make: Make, sandbox: Sandbox) -> None:
    w = make(f"{sandbox.url}/models/{PAINTER}?key=secret").widget
    w.run().wait(PATIENCE)
    assert w.images[-1].model == f"{sandbox.url}/models/{PAINTER}"
    assert "secret" not in json.dumps(w.items)
    assert "secret" not in repr(w.images[-1])


def test_the_recommended_model_is_kept_by_its_id(make: Make) -> None:
    w = make(None).widget
    w.run().wait(PATIENCE)
    assert w.model is None
    assert w.images[-1].model == PAINTER


def test_the_gallery_is_bounded_and_tells_what_had_to_go(make: Make) -> None:
    page = make()
    w = page.widget
    w._gallery.most = 4
    for place in range(4):
        w.run().wait(PATIENCE)
        if place == 0:
            w.pin(0)
    kept = w.images[0].id
    w.delete(1)
    w.run().wait(PATIENCE)  # the deleted one makes room
    assert w.notice is None
    w.run().wait(PATIENCE)
    assert "1 of the oldest had to go so far" in w.notice
    assert "save_all" in w.notice
    assert len(w.images) == len(w.items) == 4
    assert w.images[0].id == kept
    with pytest.raises(ValueError, match="can come back"):
        w.restore()


def test_bytes_are_bounded_too_and_the_newest_stays(make: Make) -> None:
    w = make().widget
    w._gallery.most_bytes = 10
    w.run().wait(PATIENCE)
    w.run().wait(PATIENCE)
    assert len(w.images) == 1
    assert w.images[-1].seed == w.seed


def test_not_all_can_be_pinned(make: Make) -> None:
    page = make()
    w = page.widget
    w._gallery.most = 4
    for _ in range(4):
        w.run().wait(PATIENCE)
    for place in range(3):
        w.pin(place)
    error = page.page_asks(kind="item-pin", item=w.images[3].id, pinned=True)
    assert "3 pictures are pinned" in str(error)
    w.pin(0, False)
    w.pin(3)


def test_an_item_is_found_by_place_id_or_itself(make: Make) -> None:
    w = make().widget
    with pytest.raises(ValueError, match="no picture yet"):
        w.images.find(-1)
    w.run().wait(PATIENCE)
    (item,) = w.images
    assert all(w.images.find(one) is item for one in (0, -1, item.id, item))
    with pytest.raises(ValueError, match="there are 1, from 0 to 0"):
        w.images.find(1)
    assert repr(w.images).startswith("<Gallery of 1 pictures")
    assert list(w.images[:1]) == [item]
    assert isinstance(w.images, Gallery)


def test_gallery_and_its_pictures_show_themselves_in_a_notebook(make: Make) -> None:
    w = make().widget
    assert w.images._repr_png_() is None
    w.run().wait(PATIENCE)
    assert w.images._repr_png_().startswith(PNG)
    assert w.images[0]._repr_png_() == w.images[0].png


def _head_of_png(width: int, height: int) -> bytes:
    """Return a small PNG file that says to have so many pixels."""
    import struct
    import zlib

    file = io.BytesIO()
    Image.new("L", (1, 1)).save(file, "PNG")
    head = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    data = file.getvalue()
    return data[:12] + head + struct.pack(">I", zlib.crc32(head)) + data[33:]


def _answer_with(monkeypatch: pytest.MonkeyPatch, body: bytes) -> None:
    """Have the server's pictures replaced on their way."""
    from dataclasses import replace

    from hfwidgets.client.async_transport import AsyncTransport

    send = AsyncTransport.send

    async def other(self: AsyncTransport, request: Any) -> Any:
        return replace(await send(self, request), body=body)

    monkeypatch.setattr(AsyncTransport, "send", other)


@pytest.mark.parametrize("first", [5, 0, 7])
def test_a_seed_that_is_unset_is_drawn_anew_for_each_run(make: Make, first: int) -> None:
    w = make().widget
    w.seed = first
    for _ in range(2):
        w.run().wait(PATIENCE)
    w.seed = None
    for _ in range(2):
        w.run().wait(PATIENCE)
    seeds = [one.seed for one in w.images]
    assert seeds[:2] == [first, first]
    assert w.randomize
    assert len({first, *seeds[2:]}) == 3


def test_a_seed_of_the_constructor_is_kept_until_it_is_unset(make: Make) -> None:
    w = make(seed=5).widget
    assert not w.randomize
    w.seed = None
    assert w.randomize
    w.seed = 6
    assert not w.randomize
