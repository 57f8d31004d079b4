"""What kind of answer a question wants, and which pieces of a sentence are of that kind."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from hfwidgets.sandbox.engines import prose

_MONTH = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December|"
    r"Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec)\.?"
)
_YEAR = r"(?:1\d{3}|20\d{2})"
_DAY = r"\d{1,2}(?:st|nd|rd|th)?"
DATE = re.compile(
    rf"\b(?:{_DAY} (?:of )?{_MONTH}(?:,? {_YEAR})?|{_MONTH} {_DAY}(?:,? {_YEAR})?|{_MONTH} {_YEAR}|"
    rf"(?:the )?(?:\d{{1,2}}(?:st|nd|rd|th)|[a-z]+(?:th|first|second|third)) century|"
    rf"(?:the )?{_YEAR}s|{_YEAR}(?:\s?(?:BC|AD))?|\d{{1,4}} (?:BC|AD)|"
    r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)days?|"
    rf"(?:spring|summer|autumn|winter)(?: of {_YEAR})?|(?:at )?(?:noon|midnight)|"
    rf"\d{{1,2}}(?::\d\d)? ?(?:am|pm|a\.m\.|p\.m\.|o'clock)|{_MONTH}\b|"
    r"(?:yesterday|today|tomorrow|last \w+|next \w+|in \w+ \d{4}))\b"
)
_DIGITS = r"\d+(?:[.,]\d+)*"
_NUMERAL = (
    "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|"
    "sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|"
    "hundred|thousand|million|billion|dozen|half"
)
_SCALE = r"(?: (?:hundred|thousand|million|billion|trillion|dozen))*"
NUMBER = re.compile(
    rf"\b(?:{_DIGITS}{_SCALE}|(?:{_NUMERAL})(?:[- ](?:{_NUMERAL}))*)\b", re.IGNORECASE
)
MONEY = re.compile(
    rf"[$€£¥] ?{_DIGITS}{_SCALE}|\b{_DIGITS}{_SCALE} (?:dollars?|euros?|pounds?|yen|francs?|cents?|"
    r"crowns?|USD|EUR)\b",
    re.IGNORECASE,
)
PERCENT = re.compile(rf"\b{_DIGITS} ?(?:%|per ?cent\b)|\b(?:half|a third|a quarter)\b")
_TIME = r"(?:seconds?|minutes?|hours?|days?|weeks?|months?|years?|decades?|centuries|century)"
_LENGTH = (
    r"(?:millimetres?|centimetres?|metres?|kilometres?|millimeters?|centimeters?|meters?|"
    r"kilometers?|miles?|feet|foot|inch(?:es)?|yards?|mm|cm|km|m|ft|light[- ]years?|storeys?)"
)
_WEIGHT = r"(?:grams?|kilograms?|kilos?|tonnes?|tons?|pounds?|ounces?|kg|g|lbs?|mg)"
_SPEED = rf"(?:{_LENGTH} (?:per|an?) (?:hour|second)|km/h|mph|knots?|m/s)"
_HEAT = r"(?:degrees?(?: Celsius| Fahrenheit)?|°\s?[CF]?)"
_UNITS = {
    "long": rf"(?:{_LENGTH}|{_TIME})",
    "tall": _LENGTH,
    "high": _LENGTH,
    "deep": _LENGTH,
    "wide": _LENGTH,
    "far": _LENGTH,
    "thick": _LENGTH,
    "big": rf"(?:square {_LENGTH}|{_LENGTH}|hectares|acres)",
    "large": rf"(?:square {_LENGTH}|{_LENGTH}|hectares|acres)",
    "old": _TIME,
    "often": r"(?:times|time)",
    "heavy": _WEIGHT,
    "fast": _SPEED,
    "hot": _HEAT,
    "cold": _HEAT,
    "warm": _HEAT,
}
_REASON = re.compile(
    r"\b(?:because(?: of)?|so that|in order to|due to|owing to|thanks to|since|as a result of)\b"
    r" ([^.;!?]+)"
)
_PURPOSE = re.compile(r"\bto (?!the\b|a\b|an\b|[A-Z])[a-z]+ [^.,;!?]+")
# A piece of a sentence without verbs of its own, as good as can be done without a grammar.
_CHUNK = re.compile(r"[^\W_]+(?:[-'’.&][^\W_]+)*(?: (?:of(?: the)?|[^\W_]+(?:[-'’.&][^\W_]+)*))*")
_NAMED = re.compile(
    r"\b[A-Z0-9][\w'’.&-]*(?: (?:of|the|de|la|van|von|der|du|da|[A-Z0-9][\w'’.&-]*))*"
    r"(?<! of)(?<! the)\b"
)
_NAMING = ("named", "called", "known", "titled")
_KINDS = (
    (r"\b(?:what|which) (?:year|decade|century)\b|\bin what year\b", "year"),
    (r"\bwhen\b|\b(?:what|which|on what|on which) (?:day|date|month|time|season)\b", "date"),
    (r"\bwho(?:m|se)?\b", "person"),
    (r"\bwhere\b|\b(?:which|what) (?:city|country|town|state|place|continent|region)\b", "place"),
    (r"\bwhat (?:percentage|percent|share|proportion)\b", "percent"),
    (r"\bhow much (?:does|did|do|is|was|were|money|has|had)\b|\bwhat (?:price|sum)\b", "money"),
    (r"\bhow (?:many|much)\b|\bwhat number\b", "count"),
    (rf"\bhow (?:{'|'.join(_UNITS)})\b", "measure"),
    (r"\bwhy\b|\bwhat (?:is|was) the (?:reason|cause)\b", "reason"),
)


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a sentence that could be an answer, and how well it fits the kind, of 1."""

    span: prose.Span
    fit: float


def kind_of(question: str) -> str:
    """Return the kind of answer that a question wants; "thing" if it does not say."""
    for pattern, kind in _KINDS:
        if re.search(pattern, question, re.IGNORECASE):
            return kind
    return "thing"


def pieces(kind: str, question: str, sentence: prose.Span) -> list[Piece]:
    """Return the pieces of a sentence that could answer a question of a kind."""
    found = list(_FINDERS[kind](question, sentence.text))
    return [
        Piece(prose.Span(text, sentence.start + at, sentence.start + at + len(text)), fit)
        for text, at, fit in found
        if text
    ]


_Found = Iterator[tuple[str, int, float]]


def _matches(pattern: re.Pattern[str], text: str, fit: float) -> _Found:
    for one in pattern.finditer(text):
        yield one.group(), one.start(), fit


def _dates(question: str, text: str) -> _Found:
    for found, at, fit in _matches(DATE, text, 1.0):
        bare = found.isdecimal() and re.search(r"\b(?:day|date|month)\b", question) is not None
        yield found, at, fit - 0.4 * bare


def _years(question: str, text: str) -> _Found:
    yield from _matches(re.compile(rf"\b{_YEAR}\b(?!s)"), text, 1.0)
    yield from _matches(DATE, text, 0.4)


def _names(question: str, text: str) -> _Found:
    for found, at, fit in _matches(_NAMED, text, 0.8):
        first, _, rest = found.partition(" ")
        if first.lower() in prose.COMMON:
            if rest:
                yield rest, at + len(first) + 1, fit
        elif not found[0].isdigit():
            yield found, at, fit


def _people(question: str, text: str) -> _Found:
    yield from _names(question, text)
    roles = re.compile(
        r"\b(?:the|a|an) (?:[a-z]+ ){0,2}[a-z]+(?:er|or|ist|ian|ant|eer|man|men|s)\b"
    )
    yield from _matches(roles, text, 0.3)


def _places(question: str, text: str) -> _Found:
    for found, at, fit in _names(question, text):
        before = re.findall(r"\w+", text[:at])[-2:]
        led = bool({"in", "at", "on", "near", "from", "to", "outside", "off"} & set(before))
        yield found, at, fit + 0.2 * led
    where = re.compile(
        r"\b(?:in|at|on|near|under|behind|inside|beside) (?:the|a|an) [a-z]+(?: [a-z]+)?"
    )
    yield from _matches(where, text, 0.45)


def _counts(question: str, text: str) -> _Found:
    counted = re.search(r"how (?:many|much) ((?:\w+[ ?]*){1,3})", question, re.IGNORECASE)
    wanted = prose.telling(counted.group(1)) if counted else set()
    dates = {at for found, at, _ in _matches(DATE, text, 1.0) for at in range(at, at + len(found))}
    for found, at, _ in _matches(NUMBER, text, 1.0):
        if at in dates:
            continue
        following = {prose.stem(word) for word in re.findall(r"\w+", text[at + len(found) :])[:4]}
        yield found, at, 1.0 if wanted & following else 0.55


def _measures(question: str, text: str) -> _Found:
    asked = re.search(r"how (\w+)", question, re.IGNORECASE)
    unit = _UNITS[asked.group(1).lower() if asked else "long"]
    pattern = re.compile(
        rf"\b(?:{_DIGITS}{_SCALE}|(?:{_NUMERAL})(?:[- ](?:{_NUMERAL}))*)[- ]?{unit}(?!\w)",
        re.IGNORECASE,
    )
    yield from _matches(pattern, text, 1.0)


def _reasons(question: str, text: str) -> _Found:
    for one in _REASON.finditer(text):
        yield one.group(1), one.start(1), 1.0
    yield from _matches(_PURPOSE, text, 0.5)


def _things(question: str, text: str) -> _Found:
    wants_name = re.search(r"\b(?:name|called|named|which)\b", question, re.IGNORECASE) is not None
    asked = prose.telling(question)
    for found, at, _ in _names(question, text):
        # Before a small word it describes that one, as in "Swiss watch".
        after = re.match(r" ([a-z]\w*)", text[at + len(found) :])
        describes = after is not None and not (
            after.group(1) in prose.COMMON
            or after.group(1).endswith(("s", "ed"))
            or prose.stem(after.group(1)) in asked
        )
        yield found, at, (0.9 if wants_name else 0.6) - 0.7 * describes
    for found, at in _chunks(text, asked):
        yield found, at, 0.35 if wants_name else 0.6


def _chunks(text: str, asked: set[str]) -> Iterator[tuple[str, int]]:
    """Return runs of words between common words, words of the question, and punctuation."""
    for run in _CHUNK.finditer(text):
        words = list(re.finditer(r"\S+", run.group()))
        start = 0
        for number in range(len(words) + 1):
            ends = number == len(words) or (_divides(words[number].group(), asked))
            if ends:
                piece = words[start:number]
                while piece and piece[0].group() == "of":
                    piece = piece[1:]
                while piece and piece[-1].group() == "of":
                    piece = piece[:-1]
                if piece:
                    at, to = piece[0].start(), piece[-1].end()
                    yield run.group()[at:to], run.start() + at
                start = number + 1


def _divides(word: str, asked: set[str]) -> bool:
    if word == "of":
        return False
    if word in _NAMING:
        return True
    return word.lower() in prose.COMMON or (word.islower() and prose.stem(word) in asked)


_FINDERS = {
    "organisation": _names,
    "year": _years,
    "date": _dates,
    "person": _people,
    "place": _places,
    "percent": lambda question, text: _matches(PERCENT, text, 1.0),
    "money": lambda question, text: _matches(MONEY, text, 1.0),
    "count": _counts,
    "measure": _measures,
    "reason": _reasons,
    "thing": _things,
}
