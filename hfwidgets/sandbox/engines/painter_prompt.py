"""What a prompt asks the painter for: time, weather, places, things with colours and numbers."""

from __future__ import annotations

import re
from dataclasses import dataclass

from hfwidgets.sandbox.engines.darkroom import COLORS

TIMES = {
    "night": "night|midnight|moonlight|moonlit|starry|dark",
    "sunset": "sunset|dusk|evening|golden hour",
    "dawn": "dawn|sunrise|morning",
}
WEATHER = {
    "rain": "rain|rainy|raining|storm|stormy|thunderstorm",
    "snowfall": "snowing|snowfall|blizzard|snowy|snow",
    "fog": "fog|foggy|mist|misty|haze|hazy",
    "clouds": "cloud|clouds|cloudy|overcast",
}
PLACES = {
    "space": "space|galaxy|nebula|universe|cosmos|planet|planets|orbit|moon surface",
    "underwater": "underwater|coral|reef|deep sea|seabed|aquarium",
    "beach": "beach|coast|island|shore|tropical",
    "sea": "sea|ocean|waves|harbou?r|bay",
    "lake": "lake|pond|river|water|reflection",
    "desert": "desert|dune|dunes|sahara|sand|mars|martian",
    "city": "city|skyline|street|town|downtown|skyscrapers?|urban",
    "forest": "forest|woods|jungle|woodland",
    "snow": "snow|snowy|winter|arctic|ice|frozen",
    "mountains": "mountains?|alps|hills?|peaks?|cliffs?|volcano|valley",
    "meadow": "field|fields|meadow|grass|garden|farm|village|park|countryside",
}
THINGS = {
    "house": "house|houses|cottage|cottages|cabin|cabins|home|hut|barn",
    "castle": "castle|castles|palace|fortress",
    "lighthouse": "lighthouse|lighthouses",
    "windmill": "windmill|windmills",
    "pine": "pine trees?|christmas trees?|pine|pines|fir|firs|spruce",
    "palm": "palm trees?|coconut trees?|palm|palms",
    "tree": "tree|trees|oak|oaks",
    "boat": "boat|boats|ship|ships|sailboat|sailboats|yacht",
    "car": "car|cars|truck|taxi|bus",
    "rocket": "rocket|rockets|spaceship|spaceships|spacecraft",
    "robot": "robot|robots|android|androids",
    "person": "person|people|man|men|woman|women|boy|boys|girl|girls|child|children|astronaut"
    "|astronauts|king|queen|knight|wizard",
    "cat": "cat|cats|kitten|kittens",
    "dog": "dog|dogs|puppy|puppies|wolf|fox",
    "bird": "bird|birds|seagulls?|eagles?|crows?|parrots?|ducks?|owls?",
    "fish": "fish|fishes|shark|sharks|whales?|dolphins?",
    "butterfly": "butterfly|butterflies",
    "flower": "flower|flowers|rose|roses|tulips?|sunflowers?|daisy|daisies|poppy|poppies",
    "mushroom": "mushroom|mushrooms|toadstools?",
    "balloon": "balloon|balloons|hot[- ]air balloons?",
    "ball": "ball|balls|sphere|spheres|circle|circles|apple|apples|orange fruit",
    "cube": "cube|cubes|box|boxes|square|squares",
    "sun": "sun",
    "moon": "moon|moonlight|moonlit",
    "rainbow": "rainbow",
}
_NUMBERS = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6}
_NUMBERS |= {"seven": 7, "eight": 8, "nine": 9, "ten": 10, "several": 4, "many": 8, "some": 3}
_NUMBERS |= {str(number): number for number in range(1, 13)}
_SIZES = {"big": 1.5, "large": 1.5, "huge": 2.0, "giant": 2.2, "small": 0.6, "little": 0.6}
_SIZES |= {"tiny": 0.4, "tall": 1.4}
_AFTER_NO = r"\b(?:without|no)(?: an?| any)? (\w+)"


@dataclass(frozen=True, slots=True)
class Thing:
    """A thing to paint: how many, in what colour, how large (1 is usual)."""

    name: str
    count: int
    color: tuple[int, int, int] | None
    size: float


@dataclass(frozen=True, slots=True)
class Wish:
    """What a prompt asks for. `known` is false where no word of it was understood."""

    time: str
    weather: frozenset[str]
    places: frozenset[str]
    things: tuple[Thing, ...]
    colors: tuple[tuple[int, int, int], ...]
    known: bool


def understand(prompt: str, negative: str = "") -> Wish:
    """Return what a prompt asks for, without what the negative prompt or "without ..." names."""
    text = prompt.lower()
    unwanted = " ".join([negative.lower(), *re.findall(_AFTER_NO, text)])
    text = re.sub(_AFTER_NO, " ", text)
    avoided = _named(unwanted, {**WEATHER, **PLACES, **THINGS, **TIMES})
    time = next(iter(_named(text, TIMES) - avoided), "day")
    weather, places = _named(text, WEATHER) - avoided, _named(text, PLACES) - avoided
    things = tuple(thing for thing in _things(text) if thing.name not in avoided)
    words = re.findall(r"[a-z]+", text)
    colors = tuple(COLORS[word] for word in words if word in COLORS and word not in unwanted)
    known = bool(time != "day" or weather or places or things or colors)
    return Wish(time, frozenset(weather), frozenset(places), things, colors, known)


def _named(text: str, table: dict[str, str]) -> set[str]:
    return {name for name, words in table.items() if re.search(rf"\b(?:{words})\b", text)}


def _things(text: str) -> list[Thing]:
    found = []
    for name, words in THINGS.items():
        match = re.search(rf"((?:[\w-]+ ){{0,3}})\b({words})\b", text)
        if match is None:
            continue
        text = text[: match.start(2)] + text[match.end(2) :]
        before = match[1].split()
        plural = match[2].endswith("s") or match[2] in ("people", "men", "women", "children")
        least = 2 if plural else 1
        numbers = [_NUMBERS[word] for word in before if _NUMBERS.get(word, 0) >= least]
        colors = [COLORS[word] for word in before if word in COLORS]
        sizes = [_SIZES[word] for word in before if word in _SIZES]
        found.append(
            Thing(
                name,
                numbers[-1] if numbers else (3 if plural else 1),
                colors[-1] if colors else None,
                sizes[-1] if sizes else 1.0,
            )
        )
    return found
