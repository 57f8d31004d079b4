"""What is in the benchmark's photos and recordings, written down before the engines were built.

Outlines were drawn by hand on the photos: points in units of the photo's longer side / 406.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageDraw

MEDIA = Path(__file__).parent / "media"
SCALE = 406.3

Points = tuple[tuple[int, int], ...]

# A photo's subject; any of the words in one of the first five labels is right.
CLASSES: dict[str, tuple[str, ...]] = {
    "goldfish": ("goldfish",),
    "bucket": ("bucket", "pail"),
    "frying-pan": ("frying pan", "skillet"),
    "volleyball": ("volleyball",),
    "dam": ("dam",),
    "hammer": ("hammer",),
    "screwdriver": ("screwdriver",),
    "cup": ("cup",),
}

# What each photo is called among these eight names.
ZERO_SHOT: dict[str, str] = {
    "goldfish": "a fish",
    "bucket": "a bucket",
    "frying-pan": "a frying pan",
    "volleyball": "a ball",
    "dam": "a dam on a river",
    "hammer": "a hammer",
    "screwdriver": "a screwdriver",
    "moose": "an animal with antlers",
}

SENTENCES = (
    "The train to the city leaves at half past seven.",
    "Please put the red book on the kitchen table.",
    "My sister has two dogs and a small black cat.",
    "We walked along the river until the sun went down.",
    "The doctor told him to drink more water every day.",
    "It was raining hard when the children came home from school.",
    "She opened the window and looked out at the garden.",
    "There are twelve months in a year and seven days in a week.",
)


@dataclass(frozen=True)
class Outline:
    """A subject's outline, and the holes in it."""

    around: Points
    hole: Points = ()

    def mask(self, size: tuple[int, int]) -> Image.Image:
        """Return the subject in white on black."""
        mask = Image.new("1", size)
        draw = ImageDraw.Draw(mask)
        factor = max(size) / SCALE
        for points, white in ((self.around, 1), (self.hole, 0)):
            if points:
                draw.polygon([(x * factor, y * factor) for x, y in points], fill=white)
        return mask


def _points(text: str) -> Points:
    pairs = (pair.split(",") for pair in text.split())
    return tuple((int(x), int(y)) for x, y in pairs)


OUTLINES = {
    "bucket": Outline(
        _points(
            "28,190 35,130 48,127 60,90 85,55 120,36 155,32 190,36 220,50 245,80 262,110 270,135 "
            "285,132 289,165 281,175 278,230 275,330 255,355 220,372 160,382 100,375 60,357 42,330 "
            "38,280 32,230"
        ),
        _points(
            "52,127 64,95 90,60 125,42 155,39 188,43 215,56 240,87 256,115 262,150 200,145 130,142 "
            "70,147"
        ),
    ),
    "frying-pan": Outline(
        _points(
            "71,150 85,125 120,108 170,101 220,100 275,105 283,104 335,74 348,76 345,85 300,108 "
            "325,125 339,150 335,175 310,205 270,225 230,230 170,225 130,215 115,200 80,192 45,192 "
            "34,182 40,168 55,158 75,162"
        )
    ),
    "goldfish": Outline(
        _points(
            "30,15 45,15 70,60 85,95 130,122 175,135 190,128 205,105 235,90 290,82 355,78 362,90 "
            "345,160 370,195 385,245 400,290 398,300 390,325 370,330 320,325 280,300 255,278 "
            "235,285 205,310 170,320 140,315 135,295 165,260 205,240 225,228 200,215 175,218 "
            "140,240 80,265 45,255 45,230 70,205 95,175 80,165 40,145 20,120 5,75 20,68 60,80 "
            "62,75 35,45 28,25"
        )
    ),
    "angelfish": Outline(
        _points(
            "75,14 110,22 160,14 220,30 275,52 310,75 340,110 357,130 350,145 320,163 303,165 "
            "290,180 265,215 240,235 235,230 170,232 110,228 90,235 85,225 110,205 108,180 118,160 "
            "105,150 90,175 70,175 60,155 58,130 68,105 80,105 105,125 120,120 108,100 98,75 "
            "102,45 112,25"
        )
    ),
    "cup": Outline(
        _points(
            "67,192 75,180 100,173 135,170 127,135 126,125 150,121 200,119 250,121 275,125 278,135 "
            "270,172 310,180 333,192 330,205 300,245 270,258 210,264 160,263 120,255 90,235 72,208"
        )
    ),
    "moose": Outline(
        _points(
            "52,243 55,220 75,200 110,190 160,185 190,180 195,175 180,170 178,150 190,130 160,135 "
            "135,130 115,110 103,90 110,85 113,68 120,95 135,100 150,98 165,95 172,105 165,120 "
            "175,125 195,122 185,115 170,100 185,97 200,110 215,112 240,110 232,90 218,70 228,70 "
            "240,90 245,65 258,80 280,65 300,45 305,40 308,60 325,50 322,75 305,95 270,115 245,122 "
            "250,145 265,165 278,190 278,215 240,222 230,235 190,240 150,238 110,240 85,250"
        )
    ),
}
