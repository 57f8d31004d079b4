"""Token classification: the names in a text, word by word or put together."""

from __future__ import annotations

from typing import Any

from hfwidgets.sandbox.engines.prose import words
from hfwidgets.sandbox.tasks.payload import INDEX, TEXTS, one_of

RULES = {
    "aggregation_strategy": one_of("none", "simple", "first", "average", "max"),
    "ignore_labels": TEXTS,
    "stride": INDEX,
}
_OUTSIDE = "O"


def find_names(engine: Any, text: str, given: dict[str, Any]) -> list[dict[str, object]]:
    """Return the names of a text."""
    write = _by_word if given.get("aggregation_strategy") == "none" else _by_group
    return write(text, engine.find(text), given.get("ignore_labels", [_OUTSIDE]))


def _by_group(text: str, entities: list[Any], ignored: list[str]) -> list[dict[str, object]]:
    """Return whole names; what lies between them is a group too unless `O` is ignored."""
    found = [
        {
            "entity_group": entity.label,
            "score": entity.score,
            "word": entity.text,
            "start": entity.start,
            "end": entity.end,
        }
        for entity in entities
    ]
    if _OUTSIDE not in ignored:
        found += [
            {"entity_group": _OUTSIDE, "score": 1.0, "word": word, "start": start, "end": end}
            for start, end in _gaps(text, entities)
            if (word := text[start:end])
        ]
    found = [one for one in found if one["entity_group"] not in ignored]
    return sorted(found, key=lambda one: one["start"])


def _gaps(text: str, entities: list[Any]) -> list[tuple[int, int]]:
    """Return the pieces between entities, without the blanks around them."""
    ends = [0, *(entity.end for entity in entities)]
    starts = [*(entity.start for entity in entities), len(text)]
    pieces = []
    for start, end in zip(ends, starts, strict=True):
        piece = text[start:end]
        start += len(piece) - len(piece.lstrip())
        pieces.append((start, start + len(piece.strip())))
    return pieces


def _by_word(text: str, entities: list[Any], ignored: list[str]) -> list[dict[str, object]]:
    """Return single words with B- and I- labels; `index` counts the text's words from 1."""
    found = []
    for index, word in enumerate(words(text), 1):
        inside = next((e for e in entities if e.start <= word.start < e.end), None)
        label, score = _OUTSIDE, 1.0
        if inside is not None:
            label = f"{'B' if word.start == inside.start else 'I'}-{inside.label}"
            score = inside.score
        if label in ignored or label[2:] in ignored:
            continue
        found.append(
            {
                "entity": label,
                "score": score,
                "index": index,
                "word": word.text,
                "start": word.start,
                "end": word.end,
            }
        )
    return found
