"""Colours: stable, many, and apart for every kind of sight."""

from __future__ import annotations

import subprocess
import sys
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import pytest

from hfwidgets.pictures.palette import COLORS, color_of, colors_of, ink_on, instances_of

# Machado, Oliveira, Fernandes (2009), severity 1: https://www.inf.ufrgs.br/~oliveira/pubs_files/CVD_Simulation/CVD_Simulation.html
SIGHTS = {
    "full": np.eye(3),
    "protan": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216],
               [-0.003882, -0.048116, 1.051998]],
    "deutan": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413],
               [-0.011820, 0.042940, 0.968881]],
    "tritan": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602],
               [0.004733, 0.691367, 0.303900]],
}  # fmt: skip
TO_LMS = [
    [0.4122214708, 0.5363325363, 0.0514459929],
    [0.2119034982, 0.6806995451, 0.1073969566],
    [0.0883024619, 0.2817188376, 0.6299787005],
]
TO_LAB = [
    [0.2104542553, 0.7936177850, -0.0040720468],
    [1.9779984951, -2.4285922050, 0.4505937099],
    [0.0259040371, 0.7827717662, -0.8086757660],
]


def linear(colors: list[str]) -> npt.NDArray[np.float64]:
    values = np.array([list(bytes.fromhex(color[1:])) for color in colors]) / 255
    made = np.where(values <= 0.04045, values / 12.92, ((values + 0.055) / 1.055) ** 2.4)
    return np.asarray(made, np.float64)


def contrast(one: str, other: str) -> float:
    luminances = linear([one, other]) @ [0.2126, 0.7152, 0.0722]
    return float((max(luminances) + 0.05) / (min(luminances) + 0.05))


def least_distance(colors: list[str], sight: str = "full") -> float:
    """Return how far the two most similar colours are apart, in OKLab."""
    seen = np.clip(linear(colors) @ np.array(SIGHTS[sight]).T, 0, 1)
    lab = np.cbrt(seen @ np.array(TO_LMS).T) @ np.array(TO_LAB).T
    distances = np.linalg.norm(lab[:, None] - lab, axis=2)
    return float(distances[np.triu_indices(len(colors), 1)].min())


@pytest.mark.parametrize("sight", SIGHTS)
def test_forty_eight_colours_differ_for_every_sight(sight: str) -> None:
    assert len(COLORS) == 48
    # A just noticeable difference is about 0.02.
    assert least_distance(list(COLORS), sight) >= 0.04


def test_a_colour_is_the_same_in_every_session() -> None:
    code = "from hfwidgets.pictures.palette import color_of; print(color_of('cat', 2))"
    for seed in "12":
        done = subprocess.run(
            [sys.executable, "-c", code],
            capture_output=True, text=True, check=True, env={"PYTHONHASHSEED": seed},
        )  # fmt: skip
        assert done.stdout.strip() == color_of("cat", 2)


def test_a_hundred_things_of_one_label_have_shades_of_their_own() -> None:
    shades = [color_of("person", instance) for instance in range(40)]
    assert len(set(shades)) == 40
    for one, other in pairwise(shades):
        assert least_distance([one, other]) >= 0.02


@pytest.mark.parametrize("count", [2, 5, 12, 24])
def test_labels_of_one_picture_are_told_apart(count: int) -> None:
    labels = [f"thing {number}" for number in range(count)]
    assert least_distance(colors_of(labels)) >= (0.12 if count <= 5 else 0.04)


def test_labels_beyond_the_palette_share_colours() -> None:
    colors = colors_of([str(number) for number in range(200)])
    assert set(colors) == set(COLORS)


def test_a_label_alone_has_its_own_colour_whatever_the_order() -> None:
    assert colors_of(["cat"]) == [color_of("cat")]
    assert colors_of(["b", "a", "b"]) == [colors_of(["a", "b", "b"])[i] for i in (1, 0, 2)]
    assert instances_of(["b", "a", "b"]) == [0, 0, 1]


@pytest.mark.parametrize("label", ["background", "Background", "__bg__", "void", "Unlabeled area"])
def test_what_means_background_is_grey_and_takes_no_colour(label: str) -> None:
    shades = colors_of([label, "cat", label, label])
    for color in (color_of(label), *shades[::2], shades[3]):
        assert len({color[1:3], color[3:5], color[5:]}) == 1
    assert shades[1] == color_of("cat")


@pytest.mark.parametrize("label", ["cat", "", "backgrounds of a desk", "grey", "sky"])
def test_what_is_something_is_never_grey(label: str) -> None:
    assert colors_of([label, "background"])[0] == color_of(label) in COLORS


@pytest.mark.parametrize("color", [*COLORS, "#000000", "#ffffff", "#777777"])
def test_ink_is_read_on_every_colour(color: str) -> None:
    assert contrast(color, ink_on(color)) >= 4.5


def test_any_text_is_a_label() -> None:
    assert len(colors_of(["", "猫", "\ud800", "<b>"])) == 4
