"""Masks, the map of them all, and their measures, against a brute-force composition."""

from __future__ import annotations

import io
import zlib
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from hfwidgets.pictures.reading import PictureError
from hfwidgets.pictures.segments import Segments

Masks = npt.NDArray[np.bool_]


def answer(*masks: Any, labels: str = "abcdefghijkl", **more: Any) -> list[dict[str, Any]]:
    return [
        {"label": label, "score": 0.5, "mask": mask, **more}
        for label, mask in zip(labels, masks, strict=False)
    ]


def stretched(mask: npt.NDArray[Any], width: int, height: int) -> npt.NDArray[Any]:
    """Take for each pixel the one of the mask that its middle lies in."""
    rows = [int((y + 0.5) * mask.shape[0] / height) for y in range(height)]
    columns = [int((x + 0.5) * mask.shape[1] / width) for x in range(width)]
    return np.array([[mask[y, x] for x in columns] for y in rows])


def composed(masks: Masks) -> list[list[list[int]]]:
    """Return the segments at each pixel, the smallest first, by asking every mask."""
    areas = masks.sum(axis=(1, 2))
    order = sorted(range(len(masks)), key=lambda k: (areas[k], k))
    height, width = masks.shape[1:]
    return [[[k for k in order if masks[k, y, x]] for x in range(width)] for y in range(height)]


def stacks_at(segments: Segments) -> list[list[list[int]]]:
    lists = segments.stacks.lists()
    return [[lists[number] for number in row] for row in segments.index_map.tolist()]


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 7), st.integers(1, 12), st.integers(1, 12), st.integers(0, 2**32 - 1))
def test_the_map_is_what_every_mask_says_of_every_pixel(
    count: int, width: int, height: int, seed: int
) -> None:
    random = np.random.default_rng(seed)
    masks = random.random((count, height, width)) < random.random((count, 1, 1))
    segments = Segments.of(answer(*masks), (width, height))
    expected = composed(masks)
    assert stacks_at(segments) == expected
    assert (segments.masks == masks).all()
    tops = [[stack[0] + 1 if stack else 0 for stack in row] for row in expected]
    assert segments.label_map.tolist() == tops
    assert len(segments.stacks) == len({tuple(stack) for row in expected for stack in row} | {()})


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 5), st.integers(1, 25), st.integers(1, 25), st.integers(0, 2**32 - 1))
def test_measures_are_those_of_the_resized_masks(
    count: int, width: int, height: int, seed: int
) -> None:
    random = np.random.default_rng(seed)
    map_width, map_height = random.integers(1, width + 1), random.integers(1, height + 1)
    masks = random.random((count, map_height, map_width)) < random.random((count, 1, 1))
    segments = Segments.of(answer(*masks), (width, height))
    assert segments.index_map.shape == (map_height, map_width)
    for mask, row in zip(segments.masks, segments.table, strict=True):
        ys, xs = np.nonzero(mask)
        assert row["pixels"] == len(xs)
        assert row["share"] == len(xs) / (width * height)
        if not len(xs):
            assert row["box"] is None
            assert row["centroid"] is None
            continue
        assert row["box"] == [xs.min(), ys.min(), xs.max() + 1, ys.max() + 1]
        assert row["centroid"] == pytest.approx([xs.mean() + 0.5, ys.mean() + 0.5], abs=0.006)


def test_the_page_is_sent_the_map_and_what_its_numbers_mean() -> None:
    big, small = np.ones((4, 5), bool), np.zeros((4, 5), bool)
    small[1:3, 2] = True
    segments = Segments.of(answer(big, small), (10, 8))
    found, buffers = segments.to_page()
    pixels = np.frombuffer(zlib.decompress(buffers[0]), np.uint8).reshape(4, 5)
    assert [found["width"], found["height"], found["size"], found["soft"]] == [5, 4, 1, False]
    assert [found["stacks"][number] for number in (pixels[0, 0], pixels[1, 2])] == [[0], [1, 0]]
    assert found["segments"] == segments.table
    assert len(buffers) == 1
    assert found["segments"][1] == {
        "label": "b", "score": 0.5, "color": segments.colors[1], "pixels": 8, "share": 0.1,
        "centroid": [5.0, 4.0], "box": [4, 2, 6, 6], "instance": 0,
    }  # fmt: skip


def test_the_number_of_stacks_decides_the_bytes_of_a_pixel() -> None:
    bits = np.arange(1024)
    masks = [(bits >> k & 1).astype(bool).reshape(32, 32) for k in range(9)]
    segments = Segments.of(answer(*masks), (32, 32))
    assert len(segments.stacks) == 512
    found, buffers = segments.to_page()
    pixels = np.frombuffer(zlib.decompress(buffers[0]), "<u2").reshape(32, 32)
    assert found["size"] == 2
    assert {tuple(sorted(found["stacks"][n])) for n in pixels.reshape(-1).tolist()} == {
        tuple(k for k in range(9) if number >> k & 1) for number in range(512)
    }


def test_more_than_65536_stacks_are_kept_apart() -> None:
    bits = np.arange(2**17)
    masks = [(bits >> k & 1).astype(bool).reshape(256, 512) for k in range(17)]
    segments = Segments.of(answer(*masks, labels="abcdefghijklmnopq"), (512, 256))
    assert len(segments.stacks) == 2**17
    assert segments.index_map.dtype == np.uint32
    lists = segments.stacks.lists()
    assert (np.array([3 in one for one in lists])[segments.index_map] == masks[3]).all()
    # The page is told the upper ones, in fewer stacks.
    found, buffers = segments.to_page()
    assert len(found["stacks"]) <= 20_000
    pixels = np.frombuffer(zlib.decompress(buffers[0]), f"<u{found['size']}")
    for pixel, number in zip(pixels[::999], segments.index_map.reshape(-1)[::999], strict=True):
        told = found["stacks"][pixel]
        assert told == lists[number][: len(told)]
        assert len(told) >= min(len(lists[number]), 4)


def test_stacks_that_are_covered_all_over_are_not_sent() -> None:
    masks = np.zeros((3, 20, 20), bool)
    masks[0] = masks[1] = masks[2] = True
    segments = Segments.of(answer(*masks), (20, 20))
    assert segments.stacks.lists() == [[], [0, 1, 2]]


def test_soft_masks_keep_how_sure_they_are() -> None:
    soft = np.array([[0, 100, 128, 200, 255]], np.uint8)
    hard = np.array([[255, 255, 255, 255, 255]], np.uint8)
    segments = Segments.of(answer(Image.fromarray(soft), Image.fromarray(hard)), (5, 1))
    assert segments.masks.tolist() == [[[False, False, True, True, True]], [[True] * 5]]
    assert segments.softness is not None
    assert segments.softness.tolist() == [[255, 255, 128, 200, 255]]
    found, buffers = segments.to_page()
    assert found["soft"]
    assert list(zlib.decompress(buffers[1])) == [255, 255, 128, 200, 255]
    assert segments.strength(0).tolist() == soft.tolist()


SHAPE = np.array([[0, 1, 1], [0, 0, 1]], bool)
GRAY = SHAPE.astype(np.uint8) * 255
CUT = np.dstack([np.full((2, 3, 3), 90, np.uint8), GRAY])
WHITE = np.dstack([GRAY, GRAY, GRAY, np.full_like(GRAY, 255)])
PALETTE = Image.fromarray(SHAPE.astype(np.uint8) * 7, "L").convert("P")
PALETTE.putpalette([0] * 768)
CLASSES = Image.fromarray(SHAPE.astype(np.uint8), "L").convert("P")
CLASSES.putpalette([0, 0, 0, 200, 0, 30])


@pytest.mark.parametrize(
    "mask",
    [
        pytest.param(Image.fromarray(GRAY), id="L"),
        pytest.param(Image.fromarray(SHAPE), id="1"),
        pytest.param(Image.fromarray(SHAPE.astype(np.uint8)), id="L of 0 and 1"),
        pytest.param(PALETTE, id="P, all black"),
        pytest.param(CLASSES, id="P in colours"),
        pytest.param(Image.fromarray(GRAY).convert("P"), id="P in grey"),
        pytest.param(Image.fromarray(np.dstack([GRAY * 0 + 9, GRAY])), id="LA, alpha tells"),
        pytest.param(Image.fromarray(np.dstack([GRAY, GRAY * 0 + 255])), id="LA, grey tells"),
        pytest.param(Image.fromarray(CUT), id="RGBA, a cut-out"),
        pytest.param(Image.fromarray(WHITE), id="RGBA, opaque"),
        pytest.param(Image.fromarray(np.dstack([GRAY, GRAY * 0, GRAY * 0])), id="RGB, red"),
        pytest.param(Image.fromarray(SHAPE.astype(np.uint16) * 65535), id="I;16"),
        pytest.param(Image.fromarray(SHAPE.astype(np.uint16)), id="I;16 of 0 and 1"),
        pytest.param(Image.fromarray(SHAPE.astype(np.int32) * 255), id="I"),
        pytest.param(Image.fromarray(SHAPE.astype(np.float32)), id="F"),
        pytest.param(SHAPE, id="array of booleans"),
        pytest.param(SHAPE.astype(np.float64), id="array of shares"),
        pytest.param(SHAPE.astype(np.int64)[None], id="array with an axis more"),
        pytest.param(np.where(SHAPE, 1.0, np.nan), id="array with NaN"),
    ],
)
def test_masks_of_every_mode_say_the_same(mask: Any) -> None:
    assert Segments.of(answer(mask), (3, 2)).masks[0].tolist() == SHAPE.tolist()


def test_masks_in_files_are_decoded() -> None:
    files = []
    for _ in range(5):
        files.append(io.BytesIO())
        Image.fromarray(GRAY).save(files[-1], "PNG")
    segments = Segments.of(answer(*[Image.open(file) for file in files], files[0].getvalue()))
    assert (segments.masks == SHAPE).all()
    assert len(segments) == 6


def test_masks_of_several_sizes_are_brought_to_the_largest() -> None:
    random = np.random.default_rng(5)
    small, flat = random.random((6, 4)) < 0.5, random.random((3, 8)) < 0.5
    segments = Segments.of(answer(small, flat), (16, 12))
    assert segments.index_map.shape == (6, 8)
    for found, mask in zip(segments.masks, (small, flat), strict=True):
        assert (found == stretched(stretched(mask, 8, 6), 16, 12)).all()


def test_masks_larger_than_the_picture_are_brought_to_its_size() -> None:
    mask = np.random.default_rng(6).random((40, 60)) < 0.5
    segments = Segments.of(answer(mask), (20, 30))
    assert segments.index_map.shape == (30, 20)
    assert (segments.masks[0] == stretched(mask, 20, 30)).all()


def test_the_label_map_is_the_page_s_map_at_the_picture_s_size() -> None:
    masks = np.random.default_rng(7).random((6, 23, 31)) < 0.3
    segments = Segments.of(answer(*masks), (100, 77))
    tops = (segments.stacks.topmost + 1).astype(np.int32)[segments.index_map]
    assert (segments.label_map == stretched(tops, 100, 77)).all()


@pytest.mark.parametrize("orientation", range(1, 9))
def test_masks_of_the_stored_size_are_turned(orientation: int) -> None:
    stored = np.random.default_rng(8).random((20, 30)) < 0.4
    exif = Image.Exif()
    exif[0x0112] = orientation
    file = io.BytesIO()
    Image.fromarray(stored).convert("L").save(file, "PNG", exif=exif)
    from PIL import ImageOps

    upright = np.asarray(ImageOps.exif_transpose(Image.open(file))) > 0
    size = upright.shape[::-1]
    turned = Segments.of(answer(stored), size, orientation)
    assert (turned.width, turned.height) == size
    # Where both sizes are alike nothing tells them apart, and services turn pictures first.
    expected = upright if orientation >= 5 else stored
    assert (turned.masks[0] == expected).all()
    assert (Segments.of(answer(upright), size, orientation).masks[0] == upright).all()


def test_a_mask_of_the_stored_proportions_is_turned_too() -> None:
    stored = np.zeros((30, 40), bool)
    stored[:10] = True
    segments = Segments.of(answer(stored), (600, 800), 6)
    assert segments.index_map.shape == (40, 30)
    assert segments.masks[0][:, 400:].all()
    assert not segments.masks[0][:, :400].any()


def test_empty_masks_stay_in_the_answer() -> None:
    segments = Segments.of(answer(np.zeros((3, 4), bool), np.ones((3, 4), bool)), (4, 3))
    assert segments.stacks.lists() == [[], [1]]
    assert segments.masks.sum(axis=(1, 2)).tolist() == [0, 12]
    with pytest.raises(PictureError, match=r"segment 0 \('a'\) has no pixels"):
        segments.cutout(np.zeros((3, 4)), 0)


def test_no_segments_are_an_empty_map() -> None:
    segments = Segments.of([], (7, 5))
    assert segments.masks.shape == (0, 5, 7)
    assert segments.label_map.tolist() == [[0] * 7] * 5
    found, buffers = segments.to_page()
    assert found["stacks"] == [[]]
    assert len(zlib.decompress(buffers[0])) == found["width"] * found["height"]
    assert Segments.of([]).label_map.shape == (1, 1)


@pytest.mark.parametrize("score", [None, float("nan"), "high"])
def test_a_score_that_is_none_is_none(score: object) -> None:
    assert Segments.of(answer(SHAPE, score=score)).scores == [None]
    assert Segments.of([{"mask": SHAPE}]).table[0]["score"] is None


def test_segments_of_one_label_are_numbered_and_have_their_own_shades() -> None:
    segments = Segments.of(answer(SHAPE, SHAPE, SHAPE, labels="aba"))
    assert [row["instance"] for row in segments.table] == [0, 0, 1]
    assert len(set(segments.colors)) == 3


def test_a_frame_has_a_row_for_each_segment() -> None:
    frame = Segments.of(answer(SHAPE, np.zeros_like(SHAPE)), (3, 2)).to_frame()
    assert list(frame) == [
        *("label", "score", "pixels", "share", "x", "y", "xmin", "ymin", "xmax", "ymax"),
        "instance",
    ]
    assert list(frame["pixels"]) == [3, 0]
    assert frame["xmin"][0] == 1
    assert list(frame["label"]) == ["a", "b"]


def test_a_cutout_is_the_picture_where_the_segment_is() -> None:
    picture = np.random.default_rng(9).integers(0, 255, (8, 9, 3), np.uint8)
    mask = np.zeros((8, 9), bool)
    mask[2:5, 3:7] = True
    mask[2, 3] = False
    made = Segments.of(answer(mask), (9, 8)).cutout(picture, 0)
    assert (made.mode, made.size) == ("RGBA", (4, 3))
    pixels = np.asarray(made)
    assert (pixels[:, :, :3] == picture[2:5, 3:7]).all()
    assert (pixels[:, :, 3] == 255 * mask[2:5, 3:7]).all()


def test_a_soft_segment_is_cut_out_softly() -> None:
    soft = np.array([[0, 130, 255, 60]], np.uint8)
    made = Segments.of(answer(soft), (4, 1)).cutout(np.zeros((1, 4)), 0)
    assert np.asarray(made)[:, :, 3].tolist() == [[130, 255]]


@pytest.mark.parametrize("index", [2, -3])
def test_a_segment_that_is_not_there_is_named(index: int) -> None:
    segments = Segments.of(answer(SHAPE, SHAPE))
    with pytest.raises(IndexError, match=f"no segment {index}; there are 2"):
        segments.mask(index)


@pytest.mark.parametrize(
    ("result", "words"),
    [
        ({"error": "x"}, "a list of dicts with 'label', 'score' and 'mask', and this is of type d"),
        (["cat"], "a list of dicts"),
        (None, "NoneType"),
        ([{"label": "cat", "score": 1}], "segment 1 has no mask"),
        (answer("iVBORw0KGgo"), "the mask of segment 1 is of type str"),
        (answer(b"not a file"), "the mask of segment 1 is broken"),
        (answer(np.zeros((2, 3, 4, 5))), "the shape \\(2, 3, 4, 5\\)"),
        (answer(np.zeros((0, 3))), "3 x 0 pixels"),
    ],
)
def test_what_is_no_segmentation_is_refused_in_words(result: Any, words: str) -> None:
    with pytest.raises(PictureError, match=words):
        Segments.of(result)


def test_a_cut_mask_is_told_by_its_number() -> None:
    file = io.BytesIO()
    Image.fromarray(np.random.default_rng(1).integers(0, 255, (90, 90), np.uint8)).save(file, "PNG")
    cut = Image.open(io.BytesIO(file.getvalue()[:3000]))
    found = Segments.of(answer(SHAPE, cut))
    assert found.labels == ["a"]
    assert found.notices[0].startswith("1 of 2 segments is left out: the mask of segment 2 is brok")


@pytest.mark.parametrize("bad", [None, "no base64", b"no file", np.zeros((0, 3))])
def test_masks_that_cannot_be_read_keep_nothing_from_the_others(bad: Any) -> None:
    found = Segments.of(answer(bad, SHAPE, bad))
    assert found.labels == ["b"]
    assert (found.masks[0] == SHAPE).all()
    assert found.notices[0].startswith("2 of 3 segments are left out: ")
    with pytest.raises(PictureError, match="segment 1"):
        Segments.of(answer(bad, bad))


@pytest.mark.parametrize("size", [(600, 200), (200, 600), (256, 320)])
def test_masks_of_other_proportions_than_the_picture_are_told(size: tuple[int, int]) -> None:
    square = np.ones((256, 256), bool)
    told = Segments.of(answer(square), size).notices
    assert "256 x 256 pixels, and the picture {} x {}:".format(*size) in told[0]
    assert Segments.of(answer(square[:100, :50]), (201, 400)).notices == ()
    assert Segments.of(answer(square[:1, :2]), (300, 200)).notices == ()


def test_a_mask_that_is_sure_nowhere_is_still_a_segment() -> None:
    weak = np.full((4, 6), 140, np.uint8)
    found = Segments.of([{"label": "mist", "score": 0.5, "mask": weak}])
    assert found.stacks.lists()[found.index_map[0, 0]] == [0]
    assert found.masks.all()
