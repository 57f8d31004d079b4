"""What can be said of a photo without a language model: its objects, their colours and places.

Captions and answers are put together from these notes by rules.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from PIL import Image

from hfwidgets.sandbox.engines import efficientnet, sentences
from hfwidgets.sandbox.engines.efficientnet import Network, softmax
from hfwidgets.sandbox.engines.image_names import ImageNames
from hfwidgets.sandbox.engines.scene import Region, look
from hfwidgets.sandbox.engines.superpixels import lab

# Several may share a name: the pure colours of drawings are far from those of photos.
_COLORS = (
    ("black", (25, 25, 25)),
    ("dark grey", (75, 75, 78)),
    ("grey", (130, 130, 130)),
    ("light grey", (190, 190, 190)),
    ("white", (240, 240, 240)),
    ("red", (190, 35, 35)),
    ("dark red", (100, 25, 25)),
    ("orange", (225, 120, 40)),
    ("brown", (115, 75, 45)),
    ("dark brown", (60, 40, 28)),
    ("beige", (205, 180, 145)),
    ("yellow", (230, 200, 60)),
    ("green", (75, 135, 60)),
    ("dark green", (40, 65, 35)),
    ("light green", (150, 190, 110)),
    ("turquoise", (70, 170, 170)),
    ("blue", (55, 95, 180)),
    ("dark blue", (30, 40, 85)),
    ("light blue", (150, 190, 225)),
    ("purple", (110, 60, 140)),
    ("pink", (230, 150, 180)),
    ("red", (250, 20, 20)),
    ("green", (20, 220, 30)),
    ("blue", (20, 20, 245)),
    ("yellow", (250, 245, 40)),
)
_SURE, _LIKELY = 0.5, 0.2
# How near a word must be to a class to stand for it.
_NEAR = 0.33
_FILLING = re.compile(r"\b(?:in|on|of|the|this|that|a|an|any|picture|image|photo)\b")


@dataclass(frozen=True, slots=True)
class Notes:
    """Notes on a photo.

    Args:
        shares: The classifier's share for each of its classes.
        regions: The objects, best first.
        colors: Each object's colours with their shares, best first.
        ground: The background's colours with their shares.
        brightness: Mean lightness, 0 to 100.
    """

    shares: npt.NDArray[Any]
    regions: tuple[Region, ...]
    colors: tuple[list[tuple[str, float]], ...]
    ground: list[tuple[str, float]]
    brightness: float


def take_notes(network: Network, image: Image.Image) -> Notes:
    """Look at a photo in RGB."""
    shares = softmax(network.classify(image))
    scene = look(network, image)
    rows, columns = scene.standing_out.shape
    small = lab(image.resize((columns, rows), Image.Resampling.BICUBIC, reducing_gap=2.0))
    rest = np.ones((rows, columns), bool)
    for region in scene.regions:
        rest &= ~region.mask
    return Notes(
        shares,
        scene.regions,
        tuple(_colors(small[region.mask]) for region in scene.regions),
        _colors(small[rest]),
        float(small[..., 0].mean()),
    )


def _colors(pixels: npt.NDArray[Any]) -> list[tuple[str, float]]:
    """Return the names of colours with their shares of the pixels, commonest first."""
    if not len(pixels):
        return []
    named = lab(Image.fromarray(np.array([[color for _, color in _COLORS]], np.uint8)))[0]
    pixels = pixels[:: max(len(pixels) // 4000, 1)]
    nearest = ((pixels[:, None] - named[None]) ** 2).sum(-1).argmin(1)
    counts = np.bincount(nearest, minlength=len(named)) / len(pixels)
    shares: dict[str, float] = {}
    for (name, _), share in zip(_COLORS, counts, strict=True):
        shares[name] = shares.get(name, 0.0) + float(share)
    return sorted((pair for pair in shares.items() if pair[1] > 0), key=lambda pair: -pair[1])


def with_article(words: str) -> str:
    """Return words with "a" or "an" before them."""
    return f"{'an' if words[:1].lower() in 'aeiou' else 'a'} {words}"


def subject(notes: Notes) -> tuple[str, float]:
    """Return what the photo seems to show, and how sure that is."""
    index = int(notes.shares.argmax())
    best = (efficientnet.labels()[index].partition(",")[0], float(notes.shares[index]))
    first = notes.regions[0] if notes.regions else None
    if first is not None and first.score > best[1]:
        return first.label, first.score
    return best


def caption(notes: Notes) -> str:
    """Return one sentence about the photo."""
    name, sure = subject(notes)
    color = notes.colors[0][0] if notes.colors and notes.colors[0] else None
    described = f"{color[0]} {name}" if color is not None and color[1] > 0.45 else name
    if sure >= _SURE:
        said = with_article(described)
    elif sure >= _LIKELY:
        said = f"what looks like {with_article(described)}"
    else:
        said = f"something, perhaps {with_article(name)},"
    others = [r.label for r in notes.regions[1:3] if r.score >= _SURE and r.label != name]
    if others:
        said += " and " + " and ".join(with_article(other) for other in others)
    ground = notes.ground[0][0] if notes.ground else None
    where = f" on {with_article(ground)} background" if ground is not None else ""
    return f"{said}{where}"


def load_names() -> ImageNames:
    """Load what questions need: network and encoder."""
    return ImageNames(efficientnet.load(), sentences.load())


ScoredAnswer = tuple[str, float]


def reply(names: ImageNames, notes: Notes, question: str) -> list[ScoredAnswer]:
    """Return answers to a question with their scores, best first; at least one."""
    text = question.lower().strip().rstrip("?! .")
    for pattern, rule in _RULES:
        found = re.search(pattern, text)
        if found is not None:
            return rule(names, notes, found)
    return _what(names, notes, None)


def _what(names: ImageNames, notes: Notes, found: re.Match[str] | None) -> list[ScoredAnswer]:
    best = np.argsort(-notes.shares)[:10]
    first = {efficientnet.labels()[i].partition(",")[0]: float(notes.shares[i]) for i in best}
    for region in notes.regions:
        first[region.label] = max(first.get(region.label, 0.0), region.score)
    return sorted(first.items(), key=lambda pair: -pair[1])


def _color(names: ImageNames, notes: Notes, found: re.Match[str]) -> list[ScoredAnswer]:
    if re.search(r"\b(background|sky|wall|ground|floor|grass|table|water)\b", found.string):
        return notes.ground or [("unknown", 0.0)]
    return (notes.colors[0] if notes.colors else notes.ground) or [("unknown", 0.0)]


def _count(names: ImageNames, notes: Notes, found: re.Match[str]) -> list[ScoredAnswer]:
    thing = found["thing"]
    fits = [names.fits(_one_hot(region.index), [thing])[0] for region in notes.regions]
    count = sum(fit > _NEAR for fit in fits)
    there = _chance(names, notes, thing)
    if not count and there < 0.5:
        return [("0", 1 - there), ("1", there)]
    count = max(count, 1)
    return [(str(count), there * 0.7), (str(count + 1), there * 0.3), ("0", 1 - there)]


def _one_hot(index: int) -> npt.NDArray[np.float64]:
    shares = np.full(1000, 1e-9)
    shares[index] = 1.0
    return shares


def _is_there(names: ImageNames, notes: Notes, found: re.Match[str]) -> list[ScoredAnswer]:
    thing = " ".join(_FILLING.sub(" ", found["thing"]).split()) or found["thing"]
    yes = _chance(names, notes, thing)
    return sorted([("yes", yes), ("no", 1 - yes)], key=lambda pair: -pair[1])


def _chance(names: ImageNames, notes: Notes, thing: str) -> float:
    """Return how likely it is that a thing is in the photo."""
    fit = float(names.fits(notes.shares, [thing])[0])
    for region in notes.regions:
        fit = max(fit, float(names.fits(_one_hot(region.index), [thing])[0]) * region.score)
    return float(1 / (1 + np.exp(-(fit - _NEAR) * 14)))


def _light(names: ImageNames, notes: Notes, found: re.Match[str]) -> list[ScoredAnswer]:
    day = float(1 / (1 + np.exp(-(notes.brightness - 32) / 6)))
    text = found.string
    if re.search(r"\bor\b|^what|\btime\b", text):
        words = ("day", "night") if re.search("day|night|time", text) else ("bright", "dark")
    else:
        words = ("no", "yes") if re.search(r"\b(?:night|nighttime|dark)\b", text) else ("yes", "no")
    return sorted([(words[0], day), (words[1], 1 - day)], key=lambda pair: -pair[1])


def _where(names: ImageNames, notes: Notes, found: re.Match[str]) -> list[ScoredAnswer]:
    if not notes.regions:
        return [("everywhere", 0.1)]
    region = notes.regions[0]
    down, right = (
        float(part.mean()) / side
        for part, side in zip(region.mask.nonzero(), region.mask.shape, strict=True)
    )
    across = "left" if right < 0.4 else "right" if right > 0.6 else ""
    height = "top" if down < 0.35 else "bottom" if down > 0.65 else ""
    return [(f"{height} {across}".strip() or "middle", region.score)]


_RULES = (
    (r"\bcolou?rs?\b", _color),
    (r"\bhow many (?P<thing>[\w ]+?)(?: are| is| do| can|$)", _count),
    (r"\b(?:day|night|daytime|nighttime|bright|dark)\b", _light),
    (r"\bwhere\b", _where),
    (
        r"^(?:is|are|does|do|can you see|has)\b(?: (?:there|this|that|it|you see))*(?P<thing> .+)$",
        _is_there,
    ),
)
