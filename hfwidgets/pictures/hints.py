"""Sentences about an answer that can be shown, but is not what it seems."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from hfwidgets.pictures.mask_values import HALF

if TYPE_CHECKING:
    from hfwidgets.pictures.patches import Patch

_STRETCHED = 1.05  # ratio of two proportions from which on it is seen
_LARGE = 16  # pixels: boxes within one pixel of such a picture are none of pixels
_NAMED = 3


def told_of_left_out(what: str, faults: Sequence[str], count: int) -> list[str]:
    """Count the entries of an answer that cannot be shown, and say what is wrong with the first.

    Args:
        what: What they are, such as `segment`.
        faults: What is wrong with each.
        count: How many entries there are in all.
    """
    if not faults:
        return []
    first = faults[0].partition("; ")[0]
    several = "boxes" if what == "box" else f"{what}s"
    were = f"{several} is" if len(faults) == 1 else f"{several} are"
    return [f"{len(faults)} of {count} {were} left out: {first}."]


def told_of_faint(patches: Sequence[Patch], labels: Sequence[str]) -> list[str]:
    """Name the masks that have values, of which none is large enough."""
    found = [
        number
        for number, patch in enumerate(patches)
        if patch.values.size and patch.values.max() < HALF
    ]
    named = [f"segment {number + 1} ({labels[number]:.40})" for number in found[:_NAMED]]
    more = [f"{len(found) - _NAMED} more"] if len(found) > _NAMED else []
    if not found:
        return []
    *but_last, last = [*named, *more]
    of = f"{', '.join(but_last)} and {last}" if but_last else last
    mask = "mask" if len(found) == 1 else "masks"
    return [f"No value of the {mask} of {of} reaches a half: nothing of it is shown."]


def told_of_proportions(patches: Sequence[Patch], width: int, height: int) -> list[str]:
    """Say that masks have other proportions than the picture, and so may lie beside things."""
    for patch in patches:
        ratio = patch.width * height / (patch.height * width)
        # One pixel may have been lost to rounding.
        lost = max(1 / patch.width, 1 / patch.height, 1 / width, 1 / height)
        if max(ratio, 1 / ratio) > _STRETCHED + lost:
            return [
                f"The masks have {patch.width} x {patch.height} pixels, and the picture {width} x "
                f"{height}: they are stretched over it, and lie beside things if the model looked "
                "at a cut or padded picture."
            ]
    return []


def told_of_fractions(boxes: npt.NDArray[np.float64], width: int, height: int) -> list[str]:
    """Say that boxes seem to be parts of the picture's sides, not pixels."""
    if not len(boxes) or min(width, height) < _LARGE:
        return []
    if boxes.min() < 0 or boxes.max() > 1 or boxes.max() == 0:
        return []
    return [
        f"All boxes lie between 0 and 1 in a picture of {width} x {height} pixels: the model seems "
        "to give parts of its width and height. Multiply them by these to have pixels."
    ]
