"""Colours of labels and of their instances, the same in every session, page and plot."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from math import dist
from zlib import crc32

# The seven of Okabe and Ito, then each time the colour that is farthest from all before it, in
# OKLab (https://bottosson.github.io/posts/oklab/), as seen with full, red-, green- and blue-weak
# sight (Machado, Oliveira, Fernandes 2009): any two differ by 0.04 or more in all four.
COLORS = (
    *("#e69f00", "#56b4e9", "#009e73", "#f0e442", "#0072b2", "#d55e00", "#cc79a7", "#60f8f8"),
    *("#982810", "#b0c8a8", "#704860", "#9870f8", "#b0f0a8", "#3840c0", "#b04838", "#90d0f8"),
    *("#886078", "#f0c068", "#a0b080", "#882088", "#8858e0", "#d0a0b8", "#e87838", "#b078d0"),
    *("#984090", "#9090f8", "#507050", "#48e8d0", "#b040b0", "#987098", "#6040a0", "#80a050"),
    *("#a0e098", "#f878d8", "#d0c800", "#608060", "#b8b860", "#c84810", "#d0e880", "#7870d0"),
    *("#5050d0", "#68d0d8", "#d86880", "#984800", "#804840", "#e890f8", "#a81870", "#8878b8"),
)
GREY = "#808080"  # of what means background; it is none of the colours
BACKGROUNDS = frozenset(
    ("background", "bg", "void", "unlabeled", "unlabelled", "unlabeledarea", "ignore", "nothing")
)
_APART = (0.12, 0.08, 0.0)  # wished between labels of one picture, in OKLab; less if all are taken
_STEP = 7  # to the next slot when a label's own is taken; it shares no factor with 48
_LIGHTNESS = 0.3  # how far apart the lightest and the darkest instance of a label are, in OKLab
_DARKEST, _LIGHTEST = 0.42, 0.93

Triple = tuple[float, float, float]


def color_of(label: str, instance: int = 0) -> str:
    """Return a label's own colour: a grey where it means background.

    Args:
        label: Any text; its colour depends on nothing else.
        instance: Which of several things of the same label: 0 has the colour itself, the others
            lighter and darker shades of it.

    Returns:
        `#rrggbb`.
    """
    return _shade(GREY if is_background(label) else COLORS[_slot(label)], instance)


def colors_of(labels: Sequence[str]) -> list[str]:
    """Return the colours of things that are shown together.

    A label keeps its own colour unless another label here that is earlier in the alphabet has
    that or a similar one: then it takes the next that differs. The things of one label get shades
    of one colour.

    Args:
        labels: One for each thing, with repetitions.

    Returns:
        `#rrggbb` for each thing.
    """
    slots = _slots({label for label in labels if not is_background(label)})
    return [
        _shade(COLORS[slots[label]] if label in slots else GREY, instance)
        for label, instance in zip(labels, instances_of(labels), strict=True)
    ]


def is_background(label: str) -> bool:
    """Return whether a label says that nothing is there: "background", "__bg__", "Void"."""
    return "".join(filter(str.isalpha, label)).lower() in BACKGROUNDS


def instances_of(labels: Iterable[str]) -> list[int]:
    """Return for each thing how many before it have its label."""
    seen: dict[str, int] = {}
    numbers = []
    for label in labels:
        numbers.append(seen.get(label, 0))
        seen[label] = numbers[-1] + 1
    return numbers


def ink_on(color: str) -> str:
    """Return black or white: what is read better on a colour (`#rrggbb`)."""
    red, green, blue = (_linear(value) for value in _channels(color))
    luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    # https://www.w3.org/TR/WCAG21/#dfn-contrast-ratio: both contrasts are alike at 0.179.
    return "#000000" if luminance > 0.179 else "#ffffff"


def _slot(label: str) -> int:
    return crc32(label.encode("utf-8", "surrogatepass")) % len(COLORS)


def _slots(labels: set[str]) -> dict[str, int]:
    slots: dict[str, int] = {}
    for label in sorted(labels):
        order = [(_slot(label) + step * _STEP) % len(COLORS) for step in range(len(COLORS))]
        taken = set(slots.values())
        distances = ((slot, _least_distance(slot, taken)) for slot in order)
        near = [(slot, distance) for slot, distance in distances if distance > 0]
        found = next(
            (slot for least in _APART for slot, distance in near if distance >= least), order[0]
        )
        slots[label] = found
    return slots


def _least_distance(slot: int, taken: set[int]) -> float:
    """Return how far a colour is from those in use, in OKLab; 0 where it is one of them."""
    places = _places()
    return min((dist(places[slot], places[other]) for other in taken), default=1.0)


@lru_cache(maxsize=1)
def _places() -> list[Triple]:
    return [_oklab(_channels(color)) for color in COLORS]


@lru_cache(maxsize=4096)
def _shade(color: str, instance: int) -> str:
    if instance == 0:
        return color
    light, green_red, blue_yellow = _oklab(_channels(color))
    # Halving steps: neighbours differ much, and no number is ever repeated.
    middle = min(max(light, _DARKEST + _LIGHTNESS / 2), _LIGHTEST - _LIGHTNESS / 2)
    light = middle + _LIGHTNESS * (_halved(instance) - 0.5)
    faded = 1 - 0.35 * (_halved(instance // 3) if instance > 3 else 0)
    shade = _rgb((light, green_red * faded, blue_yellow * faded))
    return "#" + "".join(f"{round(255 * value):02x}" for value in shade)


def _halved(number: int) -> float:
    """Return a number of the van der Corput sequence: 1/2, 1/4, 3/4, 1/8, 5/8, 3/8, ..."""
    number += 1
    value, step = 0.0, 0.5
    while number:
        value += step * (number & 1)
        number >>= 1
        step /= 2
    return value


def _channels(color: str) -> Triple:
    return int(color[1:3], 16) / 255, int(color[3:5], 16) / 255, int(color[5:7], 16) / 255


def _linear(value: float) -> float:
    return value / 12.92 if value <= 0.04045 else float(((value + 0.055) / 1.055) ** 2.4)


def _encoded(value: float) -> float:
    value = min(max(value, 0.0), 1.0)
    return 12.92 * value if value <= 0.0031308 else float(1.055 * value ** (1 / 2.4) - 0.055)


def _oklab(color: Triple) -> Triple:
    r, g, b = (_linear(value) for value in color)
    long = (0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b) ** (1 / 3)
    middle = (0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b) ** (1 / 3)
    short = (0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b) ** (1 / 3)
    return (
        0.2104542553 * long + 0.7936177850 * middle - 0.0040720468 * short,
        1.9779984951 * long - 2.4285922050 * middle + 0.4505937099 * short,
        0.0259040371 * long + 0.7827717662 * middle - 0.8086757660 * short,
    )


def _rgb(color: Triple) -> Triple:
    light, a, b = color
    long = (light + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (light - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (light - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        _encoded(4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short),
        _encoded(-1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short),
        _encoded(-0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short),
    )
