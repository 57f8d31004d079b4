"""A camera that moves over a picture: its film is an MP4 file. No video model."""

from __future__ import annotations

import io
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

import av
import numpy as np
from PIL import Image

from hfwidgets.sandbox.engines.painter import Painter

if TYPE_CHECKING:
    from hfwidgets.sandbox.engines.painter import Order

RATE = 12  # pictures a second
LONGEST_SIDE, SHORTEST_SIDE = 768, 16
# Where the view begins and ends: left and top as parts of what is left over, and its width.
View = tuple[float, float, float]
_MOVES: dict[str, tuple[View, View]] = {
    "zoom in": ((0.5, 0.5, 1.0), (0.5, 0.5, 0.6)),
    "zoom out": ((0.5, 0.5, 0.6), (0.5, 0.5, 1.0)),
    "left": ((1.0, 0.5, 0.75), (0.0, 0.5, 0.75)),
    "right": ((0.0, 0.5, 0.75), (1.0, 0.5, 0.75)),
    "up": ((0.5, 1.0, 0.75), (0.5, 0.0, 0.75)),
    "down": ((0.5, 0.0, 0.75), (0.5, 1.0, 0.75)),
}
_WORDS = {
    "zoom in": ("zoom in", "closer", "approach"),
    "zoom out": ("zoom out", "away", "back"),
    "left": ("left",),
    "right": ("right",),
    "up": ("up", "rise", "rises"),
    "down": ("down", "fall", "falls", "sink", "sinks"),
}


@dataclass(frozen=True, slots=True)
class Take:
    """How to film: words that may name a move, how many pictures, random numbers."""

    prompt: str
    frames: int
    random: np.random.Generator


def load() -> Camera:
    """Return the engine; it has nothing to load."""
    return Camera()


class Camera:
    """Films what is painted, or a picture that is given."""

    def paint(self, order: Order, random: np.random.Generator) -> Image.Image:
        """Return the picture of a prompt."""
        return Painter().paint(order, random)

    def film(self, picture: Image.Image, take: Take) -> bytes:
        """Return an MP4 file (H.264) in which the view moves over a picture."""
        start, end = _MOVES[_move(take)]
        size = _even(picture.size)
        file = io.BytesIO()
        with av.open(file, "w", format="mp4") as movie:
            stream = movie.add_stream("libx264", rate=RATE, options={"crf": "23"})
            stream.width, stream.height = size
            stream.pix_fmt = "yuv420p"
            stream.time_base = Fraction(1, RATE)
            for at in np.linspace(0, 1, take.frames):
                share = float(at * at * (3 - 2 * at))  # begins and ends softly
                view = [a + (b - a) * share for a, b in zip(start, end, strict=True)]
                pixels = np.asarray(_seen(picture, view, size))
                frame = av.VideoFrame.from_ndarray(pixels, format="rgb24")
                movie.mux(stream.encode(frame))
            movie.mux(stream.encode())
        return file.getvalue()


def _move(take: Take) -> str:
    """Return the move that the words name, else one by chance."""
    words = f" {' '.join(take.prompt.lower().replace(',', ' ').replace('.', ' ').split())} "
    for name, signs in _WORDS.items():
        if any(f" {sign} " in words for sign in signs):
            return name
    return list(_MOVES)[int(take.random.integers(len(_MOVES)))]


def _even(size: tuple[int, int]) -> tuple[int, int]:
    """Return the film's size: even sides, as its format wants them, and none too long."""
    share = min(1.0, LONGEST_SIDE / max(size))
    width, height = (max(int(side * share) // 2 * 2, SHORTEST_SIDE) for side in size)
    return width, height


def _seen(picture: Image.Image, view: list[float], size: tuple[int, int]) -> Image.Image:
    left, top, part = view
    width, height = picture.width * part, picture.height * part
    x, y = (picture.width - width) * left, (picture.height - height) * top
    return picture.resize(size, Image.Resampling.BILINEAR, (x, y, x + width, y + height))
