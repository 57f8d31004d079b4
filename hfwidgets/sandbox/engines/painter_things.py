"""How the painter draws things: a few shapes each, standing at a point, of a height in pixels."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from PIL import ImageDraw

Color = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Brush:
    """Draws shapes in units of a thing's height: right and up from where it stands."""

    draw: ImageDraw.ImageDraw
    x: float
    y: float
    height: float
    color: Color
    random: np.random.Generator

    def shape(self, color: Color, *points: tuple[float, float]) -> None:
        """Fill a polygon."""
        self.draw.polygon([self._at(*point) for point in points], fill=color)

    def oval(self, color: Color, x: float, y: float, across: float, up: float) -> None:
        """Fill an oval around a point; half widths."""
        left, top = self._at(x - across, y + up)
        right, bottom = self._at(x + across, y - up)
        self.draw.ellipse([left, top, right, bottom], fill=color)

    def box(self, color: Color, left: float, low: float, right: float, high: float) -> None:
        """Fill a rectangle."""
        self.shape(color, (left, low), (right, low), (right, high), (left, high))

    def line(self, color: Color, width: float, *points: tuple[float, float]) -> None:
        """Draw a line."""
        thick = max(round(width * self.height), 1)
        self.draw.line([self._at(*point) for point in points], fill=color, width=thick)

    def shade(self, factor: float) -> Color:
        """Return the thing's colour, darker below 1, lighter above."""
        return shaded(self.color, factor)

    def _at(self, x: float, y: float) -> tuple[float, float]:
        return self.x + x * self.height, self.y - y * self.height


def shaded(color: Color, factor: float) -> Color:
    """Return a colour, darker below 1, lighter above."""
    red, green, blue = (max(0, min(255, round(part * factor))) for part in color)
    return red, green, blue


def _house(brush: Brush) -> None:
    brush.box(brush.color, -0.5, 0, 0.5, 0.55)
    brush.shape((125, 50, 40), (-0.6, 0.55), (0.6, 0.55), (0, 1))
    brush.box((90, 60, 40), -0.1, 0, 0.1, 0.32)
    for x in (-0.33, 0.33):
        brush.box((250, 225, 140), x - 0.1, 0.22, x + 0.1, 0.42)


def _castle(brush: Brush) -> None:
    brush.box(brush.shade(0.9), -0.5, 0, 0.5, 0.5)
    for x, high in ((-0.5, 0.75), (0.5, 0.75), (0.0, 0.85)):
        brush.box(brush.color, x - 0.13, 0, x + 0.13, high)
        brush.shape((140, 45, 55), (x - 0.16, high), (x + 0.16, high), (x, high + 0.25))
        brush.box((50, 45, 50), x - 0.03, high - 0.2, x + 0.03, high - 0.08)
    brush.oval((60, 45, 40), 0, 0.15, 0.1, 0.12)
    brush.box((60, 45, 40), -0.1, 0, 0.1, 0.15)


def _lighthouse(brush: Brush) -> None:
    brush.shape((240, 240, 235), (-0.16, 0), (0.16, 0), (0.1, 0.8), (-0.1, 0.8))
    for low in (0.1, 0.4, 0.65):
        brush.shape(brush.color, (-0.15, low), (0.15, low), (0.13, low + 0.13), (-0.13, low + 0.13))
    brush.box((255, 240, 150), -0.08, 0.8, 0.08, 0.92)
    brush.shape((90, 30, 30), (-0.12, 0.92), (0.12, 0.92), (0, 1.02))


def _windmill(brush: Brush) -> None:
    brush.shape(brush.color, (-0.2, 0), (0.2, 0), (0.12, 0.65), (-0.12, 0.65))
    brush.shape((100, 60, 45), (-0.15, 0.65), (0.15, 0.65), (0, 0.8))
    turn = brush.random.uniform(0, math.pi / 2)
    for quarter in range(4):
        angle = turn + quarter * math.pi / 2
        tip = (0.42 * math.cos(angle), 0.68 + 0.42 * math.sin(angle))
        brush.line((245, 240, 230), 0.05, (0, 0.68), tip)


def _tree(brush: Brush) -> None:
    brush.box((95, 65, 40), -0.05, 0, 0.05, 0.45)
    for _ in range(14):
        x, y = brush.random.normal(0, 0.16), 0.65 + brush.random.normal(0, 0.12)
        brush.oval(brush.shade(brush.random.uniform(0.7, 1.25)), x, y, 0.15, 0.13)


def _pine(brush: Brush) -> None:
    brush.box((85, 60, 40), -0.03, 0, 0.03, 0.2)
    for low, wide in ((0.12, 0.28), (0.36, 0.22), (0.6, 0.16)):
        color = brush.shade(0.8 + 0.4 * low)
        brush.shape(color, (-wide, low), (wide, low), (0, low + 0.4))


def _palm(brush: Brush) -> None:
    brush.line((135, 100, 60), 0.05, (0, 0), (0.05, 0.4), (0.15, 0.78))
    for angle in np.linspace(-0.5, 3.6, 8):
        x, y = math.cos(angle), math.sin(angle)
        brush.line(
            brush.color,
            0.045,
            (0.15, 0.78),
            (0.15 + 0.2 * x, 0.82 + 0.16 * y),
            (0.15 + 0.36 * x, 0.7 + 0.16 * y),
        )


def _boat(brush: Brush) -> None:
    brush.shape((110, 65, 40), (-0.5, 0.22), (0.5, 0.22), (0.36, 0), (-0.38, 0))
    brush.line((70, 50, 40), 0.03, (0, 0.2), (0, 1))
    brush.shape(brush.color, (0.03, 0.3), (0.42, 0.3), (0.03, 0.98))
    brush.shape(brush.shade(0.85), (-0.03, 0.3), (-0.3, 0.3), (-0.03, 0.85))


def _car(brush: Brush) -> None:
    brush.box(brush.color, -1, 0.2, 1, 0.6)
    brush.shape(brush.shade(0.9), (-0.65, 0.6), (0.6, 0.6), (0.35, 1), (-0.4, 1))
    brush.shape((200, 225, 240), (-0.52, 0.62), (-0.03, 0.62), (-0.03, 0.92), (-0.36, 0.92))
    brush.shape((200, 225, 240), (0.05, 0.62), (0.48, 0.62), (0.3, 0.92), (0.05, 0.92))
    for x in (-0.55, 0.55):
        brush.oval((30, 30, 32), x, 0.2, 0.22, 0.22)
        brush.oval((170, 170, 175), x, 0.2, 0.1, 0.1)


def _rocket(brush: Brush) -> None:
    brush.shape((255, 170, 40), (-0.1, 0.14), (0.1, 0.14), (0, -0.2))
    brush.shape((190, 40, 40), (-0.28, 0.1), (0.28, 0.1), (0.1, 0.42), (-0.1, 0.42))
    brush.oval(brush.color, 0, 0.5, 0.15, 0.42)
    brush.shape((190, 40, 40), (-0.1, 0.8), (0.1, 0.8), (0, 1))
    brush.oval((120, 190, 230), 0, 0.6, 0.07, 0.07)


def _robot(brush: Brush) -> None:
    for x in (-0.13, 0.13):
        brush.box(brush.shade(0.7), x - 0.06, 0, x + 0.06, 0.3)
    for x in (-0.32, 0.32):
        brush.box(brush.shade(0.75), x - 0.05, 0.3, x + 0.05, 0.62)
    brush.box(brush.color, -0.25, 0.25, 0.25, 0.66)
    brush.box(brush.shade(1.1), -0.18, 0.7, 0.18, 0.95)
    for x in (-0.08, 0.08):
        brush.oval((90, 230, 250), x, 0.84, 0.04, 0.04)
    brush.line(brush.shade(0.6), 0.02, (0, 0.95), (0, 1.05))
    brush.oval((230, 60, 50), 0, 1.06, 0.03, 0.03)


def _person(brush: Brush) -> None:
    for x in (-0.06, 0.06):
        brush.box((50, 50, 75), x - 0.045, 0, x + 0.045, 0.45)
    brush.shape(brush.color, (-0.14, 0.4), (0.14, 0.4), (0.12, 0.78), (-0.12, 0.78))
    brush.line(brush.shade(0.85), 0.06, (-0.12, 0.74), (-0.2, 0.45))
    brush.line(brush.shade(0.85), 0.06, (0.12, 0.74), (0.2, 0.45))
    brush.oval((225, 180, 150), 0, 0.89, 0.09, 0.11)
    brush.oval((70, 45, 30), 0, 0.95, 0.09, 0.06)


def _cat(brush: Brush) -> None:
    brush.line(brush.shade(0.85), 0.1, (0.3, 0.1), (0.55, 0.25), (0.5, 0.6))
    brush.oval(brush.color, 0, 0.3, 0.34, 0.3)
    brush.oval(brush.shade(1.08), 0, 0.7, 0.25, 0.22)
    for x in (-0.16, 0.16):
        brush.shape(brush.shade(0.9), (x - 0.09, 0.82), (x + 0.09, 0.82), (x * 1.2, 1.04))
        brush.oval((110, 180, 70), x * 0.65, 0.74, 0.055, 0.06)
        brush.oval((15, 15, 15), x * 0.65, 0.74, 0.02, 0.055)
        for rise in (-0.03, 0.03):
            brush.line((235, 235, 235), 0.01, (x * 0.5, 0.62), (x * 2.6, 0.62 + rise))
        brush.oval(brush.shade(1.15), x, 0.05, 0.1, 0.06)
    brush.shape((220, 130, 130), (-0.04, 0.66), (0.04, 0.66), (0, 0.61))


def _dog(brush: Brush) -> None:
    for x in (-0.38, -0.25, 0.22, 0.36):
        brush.box(brush.shade(0.85), x - 0.05, 0, x + 0.05, 0.4)
    brush.line(brush.color, 0.07, (-0.4, 0.55), (-0.62, 0.85))
    brush.oval(brush.color, 0, 0.5, 0.46, 0.2)
    brush.oval(brush.shade(1.05), 0.47, 0.8, 0.19, 0.17)
    brush.oval(brush.shade(1.12), 0.66, 0.74, 0.12, 0.08)
    brush.oval((25, 20, 20), 0.76, 0.76, 0.04, 0.035)
    brush.oval((25, 20, 20), 0.5, 0.85, 0.025, 0.03)
    brush.oval(brush.shade(0.7), 0.36, 0.8, 0.06, 0.16)


def _bird(brush: Brush) -> None:
    flap = brush.random.uniform(0.2, 0.6)
    brush.oval(brush.color, 0, 0.5, 0.3, 0.13)
    brush.oval(brush.shade(1.1), 0.3, 0.6, 0.12, 0.11)
    brush.shape((235, 170, 50), (0.4, 0.63), (0.4, 0.55), (0.55, 0.58))
    brush.shape(brush.shade(0.8), (-0.15, 0.52), (0.12, 0.52), (-0.25, 0.5 + flap))
    brush.shape(brush.shade(0.7), (-0.25, 0.55), (-0.25, 0.45), (-0.52, 0.46))
    brush.oval((10, 10, 10), 0.33, 0.63, 0.02, 0.02)


def _fish(brush: Brush) -> None:
    brush.shape(brush.shade(0.8), (-0.4, 0.5), (-0.85, 0.85), (-0.85, 0.15))
    brush.oval(brush.color, 0, 0.5, 0.6, 0.32)
    brush.shape(brush.shade(0.85), (-0.1, 0.8), (0.2, 0.8), (-0.1, 1.0))
    brush.oval((250, 250, 250), 0.36, 0.58, 0.08, 0.08)
    brush.oval((10, 10, 10), 0.38, 0.58, 0.04, 0.04)


def _butterfly(brush: Brush) -> None:
    for side in (-1, 1):
        brush.oval(brush.color, side * 0.3, 0.68, 0.28, 0.26)
        brush.oval(brush.shade(0.8), side * 0.24, 0.3, 0.2, 0.2)
        brush.oval(brush.shade(1.3), side * 0.32, 0.7, 0.1, 0.1)
    brush.oval((40, 30, 30), 0, 0.5, 0.05, 0.36)


def _flower(brush: Brush) -> None:
    brush.line((60, 130, 60), 0.05, (0, 0), (0.03, 0.7))
    brush.oval((70, 145, 65), 0.12, 0.3, 0.12, 0.05)
    for angle in np.linspace(0, 2 * math.pi, 8)[:-1]:
        x, y = 0.03 + 0.17 * math.cos(angle), 0.75 + 0.17 * math.sin(angle)
        brush.oval(brush.color, x, y, 0.11, 0.11)
    brush.oval((245, 200, 70), 0.03, 0.75, 0.09, 0.09)


def _mushroom(brush: Brush) -> None:
    brush.shape((240, 230, 210), (-0.14, 0), (0.14, 0), (0.1, 0.5), (-0.1, 0.5))
    brush.draw.pieslice(
        [
            brush.x - 0.5 * brush.height,
            brush.y - brush.height,
            brush.x + 0.5 * brush.height,
            brush.y,
        ],
        180,
        360,
        fill=brush.color,
    )
    for x, y in ((-0.25, 0.65), (0.05, 0.8), (0.28, 0.62)):
        brush.oval((250, 245, 235), x, y, 0.07, 0.06)


def _balloon(brush: Brush) -> None:
    for x in (-0.14, 0.14):
        brush.line((90, 70, 50), 0.012, (x, 0.16), (x * 2, 0.42))
    brush.shape(brush.color, (-0.3, 0.5), (0.3, 0.5), (0.13, 0.26), (-0.13, 0.26))
    brush.oval(brush.color, 0, 0.66, 0.34, 0.34)
    brush.oval(brush.shade(1.25), 0, 0.66, 0.15, 0.34)
    brush.box((130, 90, 55), -0.1, 0, 0.1, 0.16)


def _ball(brush: Brush) -> None:
    for step in np.linspace(0, 1, 12):
        brush.oval(
            brush.shade(0.6 + 0.7 * step),
            -0.12 * step,
            0.5 + 0.14 * step,
            0.5 * (1 - 0.9 * step),
            0.5 * (1 - 0.9 * step),
        )


def _cube(brush: Brush) -> None:
    brush.box(brush.color, -0.45, 0, 0.3, 0.72)
    brush.shape(brush.shade(1.25), (-0.45, 0.72), (0.3, 0.72), (0.55, 0.95), (-0.2, 0.95))
    brush.shape(brush.shade(0.7), (0.3, 0), (0.55, 0.25), (0.55, 0.95), (0.3, 0.72))


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of thing: how it is drawn, its colour, its height as a share of the picture's.

    `where` says where it stands: "ground", "water", "sky" or "front".
    """

    draw: Callable[[Brush], None]
    color: Color
    height: float
    where: str = "ground"


KINDS = {
    "house": Kind(_house, (225, 205, 175), 0.26),
    "castle": Kind(_castle, (165, 160, 160), 0.42),
    "lighthouse": Kind(_lighthouse, (200, 50, 45), 0.42),
    "windmill": Kind(_windmill, (205, 190, 170), 0.4),
    "tree": Kind(_tree, (75, 135, 60), 0.34),
    "pine": Kind(_pine, (40, 95, 65), 0.34),
    "palm": Kind(_palm, (60, 140, 70), 0.42),
    "boat": Kind(_boat, (245, 240, 230), 0.24, "water"),
    "car": Kind(_car, (200, 45, 45), 0.14, "front"),
    "rocket": Kind(_rocket, (235, 235, 240), 0.42, "sky"),
    "robot": Kind(_robot, (160, 170, 185), 0.4, "front"),
    "person": Kind(_person, (60, 100, 180), 0.34, "front"),
    "cat": Kind(_cat, (215, 140, 70), 0.36, "front"),
    "dog": Kind(_dog, (165, 115, 70), 0.3, "front"),
    "bird": Kind(_bird, (60, 65, 80), 0.11, "sky"),
    "fish": Kind(_fish, (240, 135, 50), 0.16, "water"),
    "butterfly": Kind(_butterfly, (230, 120, 40), 0.12, "sky"),
    "flower": Kind(_flower, (225, 70, 90), 0.2, "front"),
    "mushroom": Kind(_mushroom, (205, 45, 40), 0.2, "front"),
    "balloon": Kind(_balloon, (215, 70, 60), 0.3, "sky"),
    "ball": Kind(_ball, (200, 60, 50), 0.3, "front"),
    "cube": Kind(_cube, (90, 130, 200), 0.3, "front"),
}
