"""Plots in the output of a notebook's cell, on a page that may be light or dark."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib import pyplot as plt
from matplotlib_inline import backend_inline
from PIL import Image

from hfwidgets import plot
from tests.unit.test_plot import ANSWER, FOUND, PIXELS


@pytest.fixture(autouse=True)
def own_style() -> Iterator[None]:
    plt.switch_backend("agg")
    with mpl.rc_context():
        yield
    plt.close("all")


def luminance(color: Any) -> float:
    """Return the relative luminance: https://www.w3.org/TR/WCAG22/#dfn-relative-luminance."""
    parts = np.array(mpl.colors.to_rgb(color))
    linear = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
    return float(linear @ (0.2126, 0.7152, 0.0722))


def contrast(one: Any, other: Any) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


DRAWN_ALONE: dict[str, Any] = {
    "masks": lambda **more: plot.masks(PIXELS, ANSWER, **more),
    "boxes": lambda **more: plot.boxes(PIXELS, FOUND, **more),
    "scores": lambda **more: plot.scores({f"fox {n}": 0.07 for n in range(12)}, **more),
    "catalogue": lambda **more: plot.catalogue({"fill-mask": ["a", "b"]}, **more),
    "images": lambda **more: plot.images({"a": PIXELS}, **more)[0],
}


@pytest.fixture
def page(monkeypatch: pytest.MonkeyPatch) -> None:
    """Draw as in the cell of a notebook."""
    monkeypatch.setattr(mpl, "get_backend", lambda **_: "module://matplotlib_inline.backend_inline")


@pytest.mark.usefixtures("page")
@pytest.mark.parametrize("name", DRAWN_ALONE)
def test_a_plot_in_a_notebook_stands_on_a_light_and_on_a_dark_page(name: str) -> None:
    ax = DRAWN_ALONE[name]()
    figure = ax.figure
    file = io.BytesIO()
    # As the cell's output is made: https://github.com/ipython/ipython, core/pylabtools.py
    figure.savefig(file, facecolor=figure.get_facecolor(), edgecolor=figure.get_edgecolor())
    corner = Image.open(file).convert("RGBA").getpixel((1, 1))
    assert corner[3] == 0
    assert backend_inline._fetch_figure_metadata(figure) is None, (
        "JupyterLab lays a ground below it"
    )
    legend = ax.get_legend()
    words = [
        *(text for text in ax.texts if text.get_bbox_patch() is None),
        *(ax.get_xticklabels() + ax.get_yticklabels() if ax.axison else ()),
        *(legend.get_texts() if legend else ()),
        ax.xaxis.label,
        ax.title,
    ]
    for text in words:
        assert contrast(text.get_color(), "white") >= 4.5
        assert contrast(text.get_color(), "#111111") >= 4.1


@pytest.mark.usefixtures("page")
@pytest.mark.parametrize("name", DRAWN_ALONE)
def test_a_style_and_given_axes_keep_their_colours_in_a_notebook(name: str) -> None:
    with plt.style.context("dark_background"):
        chosen = DRAWN_ALONE[name]()
    _, own = plt.subplots()
    given = DRAWN_ALONE[name](ax=own)
    assert [ax.figure.patch.get_visible() for ax in (chosen, given)] == [True, True]
    colors = [mpl.colors.to_hex(ax.title.get_color()) for ax in (chosen, given)]
    assert colors == ["#ffffff", "#000000"]


@pytest.mark.usefixtures("page")
def test_words_on_plates_keep_their_ink_in_a_notebook() -> None:
    inks = {mpl.colors.to_hex(text.get_color()) for text in plot.masks(PIXELS, ANSWER).texts}
    assert inks <= {"#000000", "#ffffff"}
