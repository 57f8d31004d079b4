"""Examples of the models' cards, as the Hub tells them: `widgetData`."""

from __future__ import annotations

from typing import Any

PENGUINS = {
    "bill_length_mm": [39.1, 46.5, 50.0],
    "bill_depth_mm": [18.7, 17.9, 15.2],
    "flipper_length_mm": [181, 192, 218],
}
MASS = {"body_mass_g": [3750, 3500, 5700]}
SEX = {"sex": ["female", "male", "male"]}

EXAMPLES: dict[str, tuple[dict[str, Any], ...]] = {
    "fill-mask": ({"text": "The server answers with a {mask}."},),
    "question-answering": (
        {
            "text": "Who built the bridge?",
            "context": "The stone bridge was built by two brothers from Trento in 1902.",
        },
    ),
    "sentence-similarity": (
        {
            "source_sentence": "The shop opens at nine",
            "sentences": ["We start selling at 9 am", "The moon is full tonight"],
        },
    ),
    "summarization": (
        {
            "text": "The river rose for three days. On the fourth it came over the wall and filled "
            "the lower streets. Nobody was hurt, as the town had been warned in time."
        },
    ),
    "table-question-answering": (
        {
            "text": "Which mountain is the highest?",
            "table": {"Mountain": ["Elbrus", "Denali"], "Metres": ["5642", "6190"]},
        },
    ),
    "tabular-classification": ({"structured_data": {**PENGUINS, **MASS}},),
    "tabular-regression": ({"structured_data": {**PENGUINS, **SEX}},),
    "text-classification": (
        {"text": "What a lovely evening!", "example_title": "Pleased"},
        {"text": "I would not go there again.", "example_title": "Not pleased"},
    ),
    "text-generation": ({"text": "A loop ends when"},),
    "text-to-image": ({"text": "a white ship under a yellow moon"},),
    "text-to-speech": ({"text": "Mind the gap between the train and the platform."},),
    "token-classification": ({"text": "Ada Lovelace wrote to Charles Babbage in London."},),
    "translation": ({"text": "the small dog drinks water"},),
    "zero-shot-classification": (
        {"text": "The striker scored twice.", "candidate_labels": "sport, politics, weather"},
    ),
}


def examples_of(task: str, mask: str | None) -> list[dict[str, Any]]:
    """Return what the card of a model of a task has; `mask` is its token for a word to guess."""
    return [
        {
            name: value.replace("{mask}", mask or "") if isinstance(value, str) else value
            for name, value in one.items()
        }
        for one in EXAMPLES.get(task, ())
    ]
