"""What a summary says that its text does not: new words, sentences that it does not have."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

Kind = Literal[0, 1, 2]
Piece = tuple[Kind, str]
KNOWN: Kind = 0
REWORDED: Kind = 1
NEW: Kind = 2

# Scripts that write no spaces between words are compared by their characters.
_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
# Numbers keep their points: 3.5 is not in "3 of 5".
_WORD = re.compile(rf"[{_UNSPACED}]|\d+(?:[.,:]\d+)*|(?:(?![{_UNSPACED}])[^\W\d_])+(?:['’‑-]\w+)*")
_SENTENCE = re.compile(r".+?(?:[.!?…。！？؟۔।]+[\"'”’»)\]]*(?=\s|$|[^\x00-\u024f])|\n|$)\s*", re.S)


@dataclass(frozen=True, slots=True)
class Fresh:
    """How much of a summary is new.

    Attributes:
        pieces: The summary in pieces: 0 as the text has it, 1 in a sentence that the text does not
            have as it is, 2 a word that the text does not have.
        words: Words that are not in the text.
        sentences: Sentences that are not in the text word for word.
        all_sentences: Sentences of the summary.
    """

    pieces: tuple[Piece, ...]
    words: int
    sentences: int
    all_sentences: int


def fresh(source: str, summary: str) -> Fresh:
    """Compare a summary with its text; case, accents' encoding and white space do not matter."""
    folded = _folded(source)
    known = set(_WORD.findall(folded))
    flat = " ".join(folded.split())
    pieces: list[Piece] = []
    sentences = words = count = 0
    for sentence in _SENTENCE.findall(summary):
        if _WORD.search(sentence) is None:
            _add(pieces, KNOWN, sentence)
            continue
        count += 1
        if " ".join(_folded(sentence).split()) in flat:
            _add(pieces, KNOWN, sentence)
            continue
        sentences += 1
        for kind, text in _words(sentence, known):
            words += kind == NEW
            _add(pieces, kind, text)
    return Fresh(tuple(pieces), words, sentences, count)


def _words(sentence: str, known: set[str]) -> Iterator[Piece]:
    """Yield a sentence in words and what is between them."""
    end = 0
    for match in _WORD.finditer(sentence):
        yield REWORDED, sentence[end : match.start()]
        word = match[0]
        parts = _WORD.findall(_folded(word))
        yield (REWORDED if all(one in known for one in parts) else NEW), word
        end = match.end()
    yield REWORDED, sentence[end:]


def _add(pieces: list[Piece], kind: Kind, text: str) -> None:
    """Add a piece; known and reworded ones grow together, a new word stays by itself."""
    if not text:
        return
    if pieces and kind != NEW and pieces[-1][0] == kind:
        pieces[-1] = (kind, pieces[-1][1] + text)
    else:
        pieces.append((kind, text))


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()
