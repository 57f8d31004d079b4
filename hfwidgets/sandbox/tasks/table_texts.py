"""The tasks that turn texts into JSON: how a request is read, what an engine makes of it."""

from __future__ import annotations

from hfwidgets.sandbox.tasks.feature_extraction import embed, read_embedded
from hfwidgets.sandbox.tasks.fill_mask import fill_masks, read_masked
from hfwidgets.sandbox.tasks.handling import handler, texts
from hfwidgets.sandbox.tasks.payload import SCORING
from hfwidgets.sandbox.tasks.rewriting import (
    read_foreign_texts,
    read_long_texts,
    summarize,
    translate,
)
from hfwidgets.sandbox.tasks.tables import (
    find_cells,
    predict_rows,
    read_rows,
    read_table_question,
)
from hfwidgets.sandbox.tasks.texts import (
    classify,
    compare,
    find_answers,
    read_question,
    read_sentences,
)
from hfwidgets.sandbox.tasks.token_classification import RULES, find_names
from hfwidgets.sandbox.tasks.zero_shot_classification import read_labelled, score_labels

_SMALL, _LARGE = 2 * 1024 * 1024, 8 * 1024 * 1024  # bytes of a body

TABLE = {
    "feature-extraction": handler(read_embedded, embed, _LARGE),
    "fill-mask": handler(read_masked, fill_masks, _SMALL),
    "question-answering": handler(read_question, find_answers, _SMALL),
    "sentence-similarity": handler(read_sentences, compare, _LARGE),
    "summarization": handler(read_long_texts, summarize, _LARGE),
    "table-question-answering": handler(read_table_question, find_cells, _LARGE),
    "tabular-classification": handler(read_rows, predict_rows, _LARGE),
    "tabular-regression": handler(read_rows, predict_rows, _LARGE),
    # VADER looks for each word anew where a text says "but": 20,000 characters take it a second.
    "text-classification": handler(texts(SCORING, always_listed=True), classify, _LARGE),
    "token-classification": handler(texts(RULES), find_names, _LARGE),
    "translation": handler(read_foreign_texts, translate, _SMALL),
    "zero-shot-classification": handler(read_labelled, score_labels, _LARGE),
}
