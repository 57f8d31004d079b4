"""Words without end and labels of either direction: nothing sticks out of a widget."""

from __future__ import annotations

import json
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.browser.scripted_server import answering
from tests.browser.widget_view import WidgetView
from tests.waiting import soon

pytestmark = [
    pytest.mark.browser,
    pytest.mark.parametrize("server", ["lab"], indirect=True),
]
MEDIA = Path(__file__).resolve().parents[1] / "sandbox" / "media"
WORD = "LABEL_17_" + "of_" * 30
RIGHT_TO_LEFT = "كلمة"
LABELS = [
    {"label": WORD, "score": 0.6},
    {"label": RIGHT_TO_LEFT, "score": 0.3},
    {"label": "Wort" * 20, "score": -0.1},
]
BOX = {"xmin": 9, "ymin": 9, "xmax": 90, "ymax": 90}
CHUNKS = [
    {"text": text, "timestamp": [at, at + 0.5]}
    for at, text in enumerate((WORD, RIGHT_TO_LEFT, "and on"))
]
SETUP = f"""
import hfwidgets, numpy
WORD, PHOTO = {WORD!r}, {str(MEDIA / "chelsea.jpg")!r}
BEEP = (8000, numpy.sin(numpy.arange(16000) * 0.5).astype("f4"))
"""
# A widget as it is made in a cell, and what its server answers.
WIDGETS: dict[str, tuple[str, object]] = {
    "text-classification": ("TextClassification(URL, text=WORD)", LABELS),
    "zero-shot": (
        "ZeroShotClassification(URL, text=WORD, labels=[WORD, 'b'])",
        {"sequence": WORD, "labels": [WORD, "b"], "scores": [0.9, 0.1]},
    ),
    "fill-mask": (
        "FillMask(URL, text='[MASK] ' + WORD)",
        [
            {"score": 0.9, "token": at, "token_str": word, "sequence": word}
            for at, word in enumerate((WORD, RIGHT_TO_LEFT))
        ],
    ),
    "token-classification": (
        "TokenClassification(URL, text=WORD)",
        [{"entity_group": WORD, "score": 0.9, "word": "o", "start": 3, "end": 60}],
    ),
    "question-answering": (
        "QuestionAnswering(URL, question=WORD, context=WORD, top_k=2)",
        [
            {"answer": WORD[:end], "score": 0.5, "start": 0, "end": end}
            for end in (len(WORD), len(WORD) - 1)
        ],
    ),
    "summarization": ("Summarization(URL, text=WORD)", [{"summary_text": WORD}]),
    "translation": ("Translation(URL, text=WORD)", [{"translation_text": WORD}]),
    "similarity": (
        "SentenceSimilarity(URL, sentence=WORD, other_sentences=[WORD, 'b'])",
        [0.9, -0.1],
    ),
    "generation": (
        "TextGeneration(URL, prompt=WORD, stream=False)",
        [{"generated_text": WORD}],
    ),
    "table": (
        "TableQuestionAnswering(URL, table={WORD: [WORD, 'b']}, query=WORD)",
        {"answer": WORD, "coordinates": [[0, 0]], "cells": [WORD], "aggregator": "NONE"},
    ),
    "tabular": ("TabularClassification(URL, table={WORD: [1, 2]})", [WORD, "b"]),
    "image-classification": ("ImageClassification(URL, image=PHOTO)", LABELS[:2]),
    "detection": (
        "ObjectDetection(URL, image=PHOTO)",
        [{"label": WORD, "score": 0.9, "box": BOX}],
    ),
    "image-to-text": ("ImageToText(URL, image=PHOTO)", [{"generated_text": WORD}]),
    "visual": (
        "VisualQuestionAnswering(URL, image=PHOTO, question=WORD)",
        [{"answer": WORD, "score": 0.9}, {"answer": RIGHT_TO_LEFT, "score": 0.1}],
    ),
    "speech": (
        "AutomaticSpeechRecognition(URL, audio=BEEP, return_timestamps=True)",
        {"text": WORD, "chunks": CHUNKS},
    ),
    "sound": ("AudioClassification(URL, audio=BEEP)", LABELS[:2]),
    "text-to-image": ("TextToImage(URL, prompt=WORD)", {"error": WORD}),
}
# What goes beyond the widget, or scrolls to the side. Tables and lines do that by their nature.
BEYOND = """node => {
  const home = node.getBoundingClientRect();
  const style = one => getComputedStyle(one);
  const cut = one => {
    const parent = one.parentElement;
    return parent !== node && (style(parent).overflowX !== "visible" || cut(parent));
  };
  return [...node.querySelectorAll("*")].filter(one => {
    const {left, right, width} = one.getBoundingClientRect();
    if (!width || one.closest(".hfw-sheet, .hfw-lines, .hfw-hidden, svg")) return false;
    const scrolls = ["auto", "scroll"].includes(style(one).overflowX)
      && one.scrollWidth > one.clientWidth + 1;
    return scrolls || (!cut(one) && (left < home.left - 1 || right > home.right + 1));
  }).map(one => `${one.localName} ${one.className}`);
}"""
# How far each line of the buttons below ends before the widget does.
ENDS = """node => {
  const lines = new Map();
  for (const one of node.querySelectorAll(":scope > .hfw-bar > .hfw-buttons button")) {
    const {top, right, width} = one.getBoundingClientRect();
    if (width) lines.set(top, Math.max(lines.get(top) ?? 0, right));
  }
  return [...lines.values()].map(right => node.getBoundingClientRect().right - right);
}"""
SIDES = """node => [...node.querySelectorAll("tbody th")].map(one =>
  [getComputedStyle(one).direction, getComputedStyle(one.querySelector(".hfw-score")).direction])"""


def test_nothing_sticks_out_of_a_narrow_widget_however_long_its_words_are(open_notebook):
    with ExitStack() as stack:
        cells = []
        for made, answer in WIDGETS.values():
            reply = (200, "application/json", json.dumps(answer).encode())
            url = stack.enter_context(answering(lambda reply=reply: reply))
            cells.append(f"w = hfwidgets.{made.replace('URL', repr(url))}\nw.run()\nw")
        notebook = open_notebook([SETUP, *cells])
        notebook.run(*range(len(cells) + 1))
        views = [WidgetView(notebook.output(1 + at)).wait() for at in range(len(cells))]
        beyond, ends = {}, {}
        for name, view in zip(WIDGETS, views, strict=True):
            view.root.scroll_into_view_if_needed()
            view.wait_state("Failed" if name == "text-to-image" else "Done")
            # An error says but the beginning.
            soon(lambda view=view: WORD[:20] in view.root.inner_text(), f"the answer of {name}")
            view.root.evaluate("node => { node.parentElement.style.width = '320px'; }")
            beyond[name] = view.root.evaluate(BEYOND)
            ends[name] = view.root.evaluate(ENDS)
        notebook.page.set_viewport_size({"width": 770, "height": 2000})
        notebook.screenshot("long-words")
    assert beyond == {name: [] for name in WIDGETS}
    assert {round(end) for lines in ends.values() for end in lines} == {13}
    directions = views[list(WIDGETS).index("text-classification")].root.evaluate(SIDES)
    assert sorted(directions) == [["ltr", "ltr"], ["ltr", "ltr"], ["rtl", "ltr"]]


def test_columns_are_as_wide_as_their_texts_in_the_letters_that_they_have(open_notebook):
    texts = [
        "2800000",
        "WWWWWWWWW",
        "iiiiiiiiiiiii",
        "数据表格的列名",
        "12345678.5",
        "ﷺﷺﷺ",
        "a_b_c_d_e_f",
    ]
    table = {text: [text, "x"] for text in texts}
    notebook = open_notebook(
        [f"import hfwidgets\nhfwidgets.TabularClassification(table={table!r})"]
    )
    notebook.run(0)
    view = WidgetView(notebook.output(0)).wait()
    view.root.locator(".hfw-rows .hfw-cell").first.wait_for()
    cut = """node => [...node.querySelectorAll(".hfw-cell, .hfw-heads b")]
      .filter(one => one.scrollWidth > one.clientWidth).map(one => one.textContent)"""
    view.root.evaluate("node => { node.parentElement.style.width = '1100px'; }")
    view.root.locator(".hfw-cell", has_text=texts[-1]).nth(1).wait_for()
    assert view.root.evaluate(cut) == []
