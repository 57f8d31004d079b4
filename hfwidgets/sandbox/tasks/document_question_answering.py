"""Document question answering: a page and a question in, words of the page with scores out."""

from __future__ import annotations

from typing import Any

from hfwidgets.sandbox.engines.glyphs import Reader
from hfwidgets.sandbox.engines.page import PageWord, answer
from hfwidgets.sandbox.tasks.images import open_image
from hfwidgets.sandbox.tasks.payload import BOOLEAN, COUNT, INDEX, TEXT, Rule


def _is_word_box(value: Any) -> bool:
    if not isinstance(value, list) or len(value) != 2 or not isinstance(value[0], str):
        return False
    box = value[1]
    return isinstance(box, list) and len(box) == 4 and all(map(_is_number, box))


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e6


def _around(words: list[PageWord], page: tuple[int, int], of: tuple[int, int]) -> dict[str, float]:
    """Return the box of words in pixels, which few servers tell: the words' own measure is `of`."""
    lefts, tops, rights, bottoms = zip(*(word.box for word in words), strict=True)
    across, down = page[0] / of[0], page[1] / of[1]
    edges = min(lefts) * across, min(tops) * down, max(rights) * across, max(bottoms) * down
    names = ("xmin", "ymin", "xmax", "ymax")
    return {name: round(edge, 1) for name, edge in zip(names, edges, strict=True)}


PAGE_RULES = {
    # Of models that read a long page in pieces; accepted, and without effect here.
    "doc_stride": INDEX,
    "max_question_len": COUNT,
    "max_seq_len": COUNT,
    "lang": TEXT,
    "handle_impossible_answer": BOOLEAN,
    "max_answer_len": COUNT,
    "top_k": COUNT,
    "word_boxes": Rule(
        lambda value: isinstance(value, list) and all(map(_is_word_box, value)),
        "a list of [word, [left, top, right, bottom]] is expected, in thousandths of the page",
    ),
}


def answer_from_page(engine: Reader, asked: tuple[bytes, str], given: dict[str, Any]) -> object:
    """Return words of a page that answer a question."""
    image, question = open_image(asked[0]), asked[1]
    if "word_boxes" in given:
        words = [
            PageWord(text, (float(left), float(top), float(right), float(bottom)))
            for text, (left, top, right, bottom) in given["word_boxes"]
        ]
    else:
        words = engine.read(image)
    found = answer(words, question, given.get("max_answer_len", 15))
    size = (1000, 1000) if "word_boxes" in given else None
    answers: list[dict[str, object]] = [
        {
            "score": one.score,
            "answer": one.answer,
            "start": one.start,
            "end": one.end,
            "box": _around(words[one.start : one.end + 1], image.size, size or image.size),
        }
        for one in found
    ]
    if given.get("handle_impossible_answer"):
        sure = found[0].score if found else 0.0
        answers.append({"score": 1 - sure, "answer": "", "start": 0, "end": 0})
        answers.sort(key=lambda one: -float(str(one["score"])))
    return answers[: given.get("top_k", 1)]
