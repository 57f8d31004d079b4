"""Plots of pictures: the colours drawn, where the words stand, and what is left alone."""

from __future__ import annotations

import io
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import matplotlib as mpl
import numpy as np
import numpy.typing as npt
import pytest
from matplotlib import pyplot as plt
from matplotlib.figure import Figure
from PIL import Image

from hfwidgets import plot
from hfwidgets.pictures.detections import Detections
from hfwidgets.pictures.reading import PictureError
from hfwidgets.pictures.segments import Segments

PIXELS = np.full((60, 80, 3), 200, np.uint8)
LEFT, RIGHT = np.zeros((60, 80), bool), np.zeros((60, 80), bool)
LEFT[:, :50] = True
RIGHT[20:40, 30:] = True
ANSWER: list[dict[str, Any]] = [
    {"label": "sky", "score": 0.9, "mask": LEFT},
    {"label": "fox", "score": None, "mask": RIGHT},
]
FOUND = [
    {"label": "fox", "score": 0.9, "box": {"xmin": 10, "ymin": 20, "xmax": 40, "ymax": 50}},
    {"label": "fox", "score": 0.4, "box": {"xmin": 60, "ymin": 0, "xmax": 95, "ymax": 30}},
]


@pytest.fixture(autouse=True)
def _own_style() -> Iterator[None]:
    plt.switch_backend("agg")
    with mpl.rc_context():
        yield
    plt.close("all")


def rgb(color: str) -> list[int]:
    return list(bytes.fromhex(color[1:]))


def painted(ax: Any, x: float, y: float) -> list[int]:
    """Return the colour of what is drawn at a place of the picture."""
    pixels = ax.images[0].get_array()
    height, width = pixels.shape[:2]
    left, right, bottom, top = ax.images[0].get_extent()
    return list(
        map(int, pixels[int(height * (y - top) / (bottom - top)), int(width * x / (right - left))])
    )


def words(ax: Any) -> list[str]:
    return [text.get_text() for text in ax.texts]


def legend_of(ax: Any) -> list[str]:
    return [text.get_text() for text in ax.get_legend().get_texts()]


def drawn(figure: Figure) -> npt.NDArray[np.uint8]:
    file = io.BytesIO()
    figure.savefig(file, format="png", dpi=60)
    return np.asarray(Image.open(file).convert("RGB"))


def assert_nothing_is_cut(ax: Any) -> None:
    figure = ax.figure
    figure.canvas.draw()
    ticks = ax.get_yticklabels() if ax.axison else []
    texts = [text for text in [*ax.texts, ax.title, *ticks] if text.get_text()]
    parts = [*texts, *([ax.get_legend()] if ax.get_legend() else [])]
    for part in parts:
        box = part.get_window_extent()
        assert box.x0 >= -1, part
        assert box.y0 >= -1, part
        assert box.x1 <= figure.bbox.x1 + 1, part
        assert box.y1 <= figure.bbox.y1 + 1, part


@pytest.mark.parametrize("segments", [ANSWER, Segments.of(ANSWER, (80, 60))], ids=["list", "value"])
def test_masks_have_their_colours_the_smaller_one_on_top(segments: Any) -> None:
    ax = plot.masks(PIXELS, segments, opacity=0.5, outlines=False)
    sky, fox = Segments.of(ANSWER).colors
    assert painted(ax, 5, 5) == pytest.approx((np.array(rgb(sky)) + 200) / 2, abs=1)
    assert painted(ax, 40, 30) == pytest.approx((np.array(rgb(fox)) + 200) / 2, abs=1)
    assert painted(ax, 60, 30) == painted(ax, 40, 30)
    assert painted(ax, 70, 50) == [200, 200, 200]


def test_outlines_are_solid_also_where_another_mask_is_on_top() -> None:
    ax = plot.masks(PIXELS, ANSWER, opacity=0)
    sky, fox = Segments.of(ANSWER).colors
    assert painted(ax, 49.97, 30) == rgb(sky)
    assert painted(ax, 30.01, 30) == rgb(fox)
    assert painted(ax, 20, 30) == [200, 200, 200]


def test_soft_masks_are_as_strong_as_they_are_sure() -> None:
    soft = np.full((60, 80), 255, np.uint8)
    soft[:, 40:] = 128
    answer = [{"label": "sky", "mask": soft}]
    ax = plot.masks(PIXELS, answer, opacity=1, outlines=False)
    color = rgb(Segments.of(answer).colors[0])
    assert painted(ax, 10, 30) == color
    assert painted(ax, 70, 30) == pytest.approx((np.array(color) + 200) / 2, abs=2)


def test_numbers_stand_on_their_segments_and_in_the_legend() -> None:
    ring = np.ones((60, 80), bool)
    ring[5:55, 5:75] = False
    answer = [*ANSWER, {"label": "frame", "score": 0.123, "mask": ring}]
    ax = plot.masks(PIXELS, answer)
    masks = Segments.of(answer, (80, 60)).masks
    for text in ax.texts:
        x, y = text.get_position()
        number = int(text.get_text())
        middle = masks[number - 1][int(y), int(x)]
        assert middle or number == 3  # a plate on a thin frame is moved to be inside the picture
    assert legend_of(ax) == ["sky, 90.0 %", "fox", "frame, 12.3 %"]
    assert_nothing_is_cut(ax)


def test_labels_stand_on_the_segments_where_there_is_no_legend() -> None:
    ax = plot.masks(PIXELS, ANSWER, legend=False)
    assert ax.get_legend() is None
    assert sorted(words(ax)) == ["1 sky", "2 fox"]


def test_segments_below_the_threshold_or_too_small_are_left_out() -> None:
    assert legend_of(plot.masks(PIXELS, ANSWER, threshold=0.95)) == ["fox"]
    assert legend_of(plot.masks(PIXELS, ANSWER, min_area=0.3)) == ["sky, 90.0 %"]
    empty = plot.masks(PIXELS, [])
    assert empty.get_legend() is None
    assert painted(empty, 5, 5) == [200, 200, 200]


@pytest.mark.parametrize("orientation", range(1, 9))
def test_pictures_are_drawn_upright_with_their_masks(orientation: int, tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    stored = PIXELS.copy()
    stored[:10, :10] = 0
    Image.fromarray(stored).save(tmp_path / "turned.png", exif=exif)
    with Image.open(tmp_path / "turned.png") as image:
        from PIL import ImageOps

        upright = ImageOps.exif_transpose(image).convert("L")
    corner = np.asarray(upright) < 100
    for value in (tmp_path / "turned.png", (tmp_path / "turned.png").read_bytes()):
        ax = plot.masks(value, [{"label": "a", "mask": corner}], opacity=1, outlines=False)
        assert ax.get_xlim() == (0, upright.width)
        assert ax.get_ylim() == (upright.height, 0)
        ys, xs = np.nonzero(corner)
        color = rgb(Segments.of([{"label": "a", "mask": corner}]).colors[0])
        assert painted(ax, xs.mean() + 0.5, ys.mean() + 0.5) == color
        assert painted(ax, upright.width / 2, upright.height / 2) == [200, 200, 200]


@pytest.mark.filterwarnings("ignore:The masks have")
def test_a_legend_of_many_long_labels_fits_on_the_figure() -> None:
    masks = np.eye(30, dtype=bool).repeat(8, axis=0).repeat(8, axis=1)
    answer = [
        {"label": f"{number} of a kind that has a very long name", "score": 0.5, "mask": mask}
        for number, mask in enumerate(masks[:, None, :].repeat(20, axis=1)[::8])
    ]
    for size in ((2000, 400), (300, 900)):
        ax = plot.masks(Image.new("RGB", size, "gray"), answer)
        assert legend_of(ax)[-1] == "and 10 more"
        assert len(legend_of(ax)) == 21
        assert max(map(len, legend_of(ax))) <= 30
        assert_nothing_is_cut(ax)


def test_boxes_stand_where_the_model_says() -> None:
    ax = plot.boxes(PIXELS, FOUND)
    assert [patch.get_bbox().extents.tolist() for patch in ax.patches] == [
        [10, 20, 40, 50],
        [60, 0, 95, 30],
    ]
    assert words(ax) == ["fox 90.0 %", "fox 40.0 %"]
    colors = Detections.of(FOUND).colors
    assert [mpl.colors.to_hex(patch.get_edgecolor()) for patch in ax.patches] == colors
    # One is not told from the other by its colour alone.
    assert ax.patches[0].get_linestyle() != ax.patches[1].get_linestyle()
    assert words(plot.boxes(PIXELS, Detections.of(FOUND), threshold=0.5, scores=False)) == ["fox"]
    assert words(plot.boxes(PIXELS, FOUND, labels=False)) == []


def test_labels_of_boxes_hide_neither_each_other_nor_leave_the_picture() -> None:
    box = {"xmin": 300, "ymin": 0, "xmax": 400, "ymax": 90}
    same = [{"label": f"fox number {k}", "score": 0.5, "box": box} for k in range(4)]
    ax = plot.boxes(Image.new("RGB", (400, 300)), same)
    ax.figure.canvas.draw()
    plates = [text.get_bbox_patch().get_window_extent() for text in ax.texts]
    inside = ax.get_window_extent()
    for number, one in enumerate(plates):
        assert inside.x0 - 2 <= one.x0
        assert one.x1 <= inside.x1 + 2
        assert one.y1 <= inside.y1 + 2
        for other in plates[:number]:
            shared = mpl.transforms.Bbox.intersection(one, other)
            assert shared is None or min(shared.width, shared.height) < 2


@pytest.mark.parametrize("box", [[500, 10, 600, 90], [-90, -80, -5, -4], [10, 301, 50, 400]])
def test_a_box_outside_the_picture_has_no_label_as_in_the_widget(box: list[float]) -> None:
    ax = plot.boxes(Image.new("RGB", (400, 300)), [{"label": "fox", "box": box}, *FOUND[:1]])
    assert words(ax) == ["fox 90.0 %"]
    partly = [{"label": "cat", "box": [350, 250, 450, 350]}]
    assert words(plot.boxes(Image.new("RGB", (400, 300)), partly)) == ["cat"]


@pytest.mark.parametrize("count", [2, 3, 5])
def test_of_segments_in_one_place_the_first_is_on_top_as_in_the_widget(count: int) -> None:
    mask = np.zeros((60, 80), bool)
    mask[20:40, 20:60] = True
    twins = [{"label": f"cup {number}", "score": 0.5, "mask": mask} for number in range(count)]
    found = Segments.of(twins)
    ax = plot.masks(PIXELS[:60, :80], twins, opacity=1, outlines=False)
    assert painted(ax, 40, 30) == rgb(found.colors[0])
    assert [text.get_text() for text in ax.texts][-1] == "1"
    assert found.label_map[30, 40] == 1


def test_a_plot_warns_of_what_is_odd_about_an_answer() -> None:
    good = {"label": "fox", "score": 0.9, "box": [10, 20, 40, 50]}
    with pytest.warns(UserWarning, match="1 of 2 boxes is left out"):
        plot.boxes(PIXELS, [good, {"label": "cat", "box": None}])
    with pytest.warns(UserWarning, match="parts? of its width and height"):
        plot.boxes(PIXELS, [{"label": "cat", "box": [0.1, 0.1, 0.5, 0.5]}])
    with pytest.warns(UserWarning, match="The masks have 5 x 5 pixels"):
        plot.masks(Image.new("RGB", (90, 30)), [{"label": "cat", "mask": np.ones((5, 5), bool)}])


@pytest.mark.parametrize("nothing", [[], {}, np.zeros((0, 4, 4, 3), np.uint8)])
def test_no_pictures_are_refused_in_true_words(nothing: Any) -> None:
    with pytest.raises(ValueError, match="there are no pictures to draw; give at least one"):
        plot.images(nothing)


def test_words_are_read_on_their_plates() -> None:
    ax = plot.boxes(PIXELS, FOUND)
    for text in ax.texts:
        plate = np.array(mpl.colors.to_rgb(text.get_bbox_patch().get_facecolor()))
        ink = np.array(mpl.colors.to_rgb(text.get_color()))
        assert abs(plate.mean() - ink.mean()) > 0.35
        assert text.get_bbox_patch().get_alpha() in (None, 1)


@pytest.mark.parametrize("label", ["$\\frac{", "a\nb", "<b>x</b>", "100 % _x^"])
def test_labels_are_no_formulas(label: str) -> None:
    ax = plot.boxes(PIXELS, [{**FOUND[0], "label": label}])
    assert words(ax) == [" ".join(label.split()) + " 90.0 %"]
    for one in (ax, plot.masks(PIXELS, [{**ANSWER[0], "label": label}]), plot.scores({label: 0.5})):
        one.figure.canvas.draw()


def test_pictures_get_axes_each() -> None:
    axes = plot.images({"one": PIXELS, "two": Image.new("RGB", (30, 90), "red"), "three": PIXELS})
    assert axes.shape == (3,)
    assert [ax.get_title() for ax in axes] == ["one", "two", "three"]
    assert painted(axes[1], 10, 10) == [255, 0, 0]
    assert axes[1].get_xlim() == (0, 30)
    assert plot.images(PIXELS).shape == (1,)
    assert plot.images([PIXELS] * 4)[3].get_gridspec().get_geometry() == (2, 2)
    for ax in axes:
        assert_nothing_is_cut(ax)


def test_galleries_and_stacked_arrays_are_several_pictures(tmp_path: Path) -> None:
    Image.fromarray(PIXELS).save(tmp_path / "one.png")
    item = SimpleNamespace(image=Image.new("RGB", (5, 7), "red"), prompt="a fox")
    for pictures, count in (
        (np.stack([PIXELS] * 3), 3),
        ((one for one in (item, item)), 2),
        (tmp_path / "one.png", 1),
        (str(tmp_path / "one.png"), 1),
        ((tmp_path / "one.png").read_bytes(), 1),
    ):
        assert plot.images(pictures).shape == (count,)
    assert painted(plot.images([item])[0], 2, 2) == [255, 0, 0]


def test_pictures_are_drawn_in_given_axes() -> None:
    figure = Figure()
    given = figure.subplots(2, 2)
    axes = plot.images([PIXELS] * 3, ax=given)
    assert [ax is one for ax, one in zip(axes, given.flat, strict=False)] == [True] * 3
    [single] = plot.images(PIXELS, ax=given[1, 1])
    assert single is given[1, 1]
    divided = plot.images([PIXELS] * 3, ax=Figure().add_subplot(), titles=["a", "b", "c"])
    assert len({ax.get_position().bounds for ax in divided}) == 3
    with pytest.raises(ValueError, match="5 pictures and 4 Axes"):
        plot.images([PIXELS] * 5, ax=given)
    with pytest.raises(ValueError, match="2 pictures and 1 titles"):
        plot.images([PIXELS] * 2, titles=["a"])
    with pytest.raises(ValueError, match="there are no pictures to draw"):
        plot.images([])


@pytest.mark.filterwarnings("ignore:The masks have")
def test_large_pictures_are_drawn_no_larger_than_can_be_seen() -> None:
    large = Image.new("RGB", (2600, 1300), "red")
    for ax in (plot.images(large)[0], plot.masks(large, ANSWER), plot.boxes(large, FOUND)):
        assert max(ax.images[0].get_array().shape) == 2000
        assert ax.get_xlim() == (0, 2600)


def test_given_axes_are_used_and_pyplot_is_left_alone() -> None:
    code = (
        "import sys, numpy as np, matplotlib.figure as f, hfwidgets as h;"
        "p = np.zeros((9, 9)); a = f.Figure().subplots(5); m = np.eye(9) > 0;"
        "assert h.plot.masks(p, [{'label': 'a', 'mask': m}], ax=a[0]) is a[0];"
        "assert h.plot.boxes(p, [{'label': 'a', 'box': [1, 1, 5, 5]}], ax=a[1]) is a[1];"
        "assert h.plot.scores({'a': 0.5}, ax=a[2]) is a[2];"
        "assert h.plot.images(p, ax=a[3])[0] is a[3];"
        "assert h.plot.catalogue({'t': ['m']}, ax=a[4]) is a[4];"
        "a[0].figure.canvas.draw(); print('matplotlib.pyplot' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_no_figure_is_made_where_the_input_is_bad() -> None:
    for call in (
        lambda: plot.masks(b"<html>", ANSWER),
        lambda: plot.masks(PIXELS, {"error": "x"}),
        lambda: plot.boxes(PIXELS, [{"label": "fox"}]),
        lambda: plot.images([PIXELS, b""]),
    ):
        with pytest.raises(PictureError):
            call()
    assert plt.get_fignums() == []


@pytest.mark.parametrize("style", ["default", "dark_background"])
def test_words_and_grounds_follow_the_style(style: str) -> None:
    dark = style == "dark_background"
    with plt.style.context(style):
        axes = [
            plot.masks(PIXELS, ANSWER),
            plot.boxes(PIXELS, FOUND),
            plot.scores({"fox": 0.75, "cat": 0.1}),
            plot.catalogue({"fill-mask": ["a", "b"]}),
            plot.images({"a": PIXELS})[0],
        ]
    for ax in axes:
        pixels = drawn(ax.figure)
        ground = pixels[1, 1]
        assert (ground < 30).all() if dark else (ground > 225).all()
        assert np.abs(pixels.astype(int) - ground).max() > 150
    for one in (axes[0].get_legend().get_texts()[0], axes[2].texts[0], axes[3].title):
        assert mpl.colors.to_rgb(one.get_color()) == ((1, 1, 1) if dark else (0, 0, 0))


def test_a_transparent_picture_shows_the_ground() -> None:
    clear = Image.new("RGBA", (9, 9), (255, 0, 0, 0))
    with plt.style.context("dark_background"):
        assert painted(plot.images(clear)[0], 4, 4) == [0, 0, 0]
    assert painted(plot.images(clear)[0], 4, 4) == [255, 255, 255]
