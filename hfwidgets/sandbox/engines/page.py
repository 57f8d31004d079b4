"""Words on a page and answers found among them: what stands beside or below the words asked for."""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence
from dataclasses import dataclass

Box = tuple[float, float, float, float]

_FILLING = frozenset(
    [
        *("a", "an", "the", "of", "is", "are", "was", "what", "who", "when", "where", "which"),
        *("how", "much", "many", "does", "do", "did", "in", "on", "for", "to", "this", "and"),
        *("it", "there", "tell", "me", "please", "document", "page"),
    ]
)
# What a question's word wants of its answer.
_KINDS = (
    (r"\b(?:date|when|due|day)\b", re.compile(r"\d{1,4}[-./]\d{1,2}[-./]\d{1,4}|\b\d{4}\b")),
    (r"\b(?:total|amount|price|cost|how much|sum|pay)\b", re.compile(r"\d+[.,]\d{2}|[$€£]\s?\d")),
    (r"\b(?:e-?mail|address)\b", re.compile(r"\S+@\S+|\d")),
    (r"\b(?:number|no|how many|id|phone|telephone)\b", re.compile(r"\d")),
)


@dataclass(frozen=True, slots=True)
class PageWord:
    """A word and its box in pixels: left, top, right, bottom."""

    text: str
    box: Box


@dataclass(frozen=True, slots=True)
class Found:
    """An answer: its words' numbers, both included."""

    answer: str
    score: float
    start: int
    end: int


def lines_of(words: Sequence[PageWord]) -> list[list[int]]:
    """Return the words' numbers by line, from the top and from the left."""
    order = sorted(range(len(words)), key=lambda number: _middle(words[number]))
    lines: list[list[int]] = []
    for number in order:
        if lines:
            last = words[lines[-1][-1]].box
            if abs(_middle(words[number]) - (last[1] + last[3]) / 2) < 0.5 * (last[3] - last[1]):
                lines[-1].append(number)
                continue
        lines.append([number])
    return [sorted(line, key=lambda number: words[number].box[0]) for line in lines]


def answer(words: Sequence[PageWord], question: str, longest: int = 15) -> list[Found]:
    """Return answers, best first; none where the page has nothing that was asked for."""
    asked = [w for w in re.findall(r"[\w@#-]+", question.lower()) if w not in _FILLING]
    pattern = next((kind for named, kind in _KINDS if re.search(named, question.lower())), None)
    lines = lines_of(words)
    found = []
    for row, line in enumerate(lines):
        fit, last = _label(words, line, asked)
        if fit <= 0:
            continue
        spans = [(_beside(words, line[last + 1 :]), 1.0)]
        if row + 1 < len(lines):
            spans.append((_below(words, line[last], lines[row + 1]), 0.6))
        for span, weight in spans:
            if span:
                span = span[:longest]
                text = " ".join(words[number].text for number in span)
                right = 1.0 if pattern is None or pattern.search(text) else 0.4
                score = min(fit * weight * right, 0.99)
                found.append(Found(text.strip(" :"), score, span[0], span[-1]))
    if not found and pattern is not None:
        fitting = [n for line in lines for n in line if pattern.search(words[n].text)]
        found = [Found(words[number].text, 0.2, number, number) for number in fitting]
    return sorted(found, key=lambda one: -one.score)


def _middle(word: PageWord) -> float:
    return (word.box[1] + word.box[3]) / 2


def _label(words: Sequence[PageWord], line: list[int], asked: list[str]) -> tuple[float, int]:
    """Return how much of the question a line holds, and the place of its last such word."""
    if not asked:
        return 0.0, 0
    total, last = 0.0, -1
    for wanted in asked:
        likeness = [_alike(wanted, words[number].text.lower().strip(":,.")) for number in line]
        best = max(likeness, default=0.0)
        if best > 0.7:
            total += best
            last = max(last, likeness.index(best))
    if last < 0:
        return 0.0, 0
    # A label goes on to its colon: "Sold to:".
    colons = [place for place in range(last, min(last + 3, len(line))) if _ends(words[line[place]])]
    return total / len(asked), colons[0] if colons else last


def _ends(word: PageWord) -> bool:
    return word.text.endswith(":")


def _alike(one: str, other: str) -> float:
    return difflib.SequenceMatcher(None, one, other).ratio()


def _beside(words: Sequence[PageWord], rest: list[int]) -> list[int]:
    """Return what follows a label on its line, up to the next column or label."""
    span: list[int] = []
    for number in rest:
        if not re.search(r"\w", words[number].text):
            continue
        if span:
            before, here = words[span[-1]].box, words[number].box
            if here[0] - before[2] > 2.5 * (here[3] - here[1]):
                break
        span.append(number)
    return span


def _below(words: Sequence[PageWord], label: int, line: list[int]) -> list[int]:
    """Return what stands under a label, in its column."""
    left, _, right, bottom = words[label].box
    tall = bottom - words[label].box[1]
    near = [n for n in line if words[n].box[0] < right + 2 * tall and words[n].box[2] > left - tall]
    return near if near and words[near[0]].box[1] - bottom < 2.5 * tall else []
