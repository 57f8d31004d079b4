"""Examples of each task: small inputs that are really there, whatever the model.

Tables of numbers, pictures and sounds are none of them: which columns a model takes its card says,
and a package of widgets brings no pictures.
"""

from __future__ import annotations

from typing import Any

from hfwidgets.widgets.examples.example import Example

MASK = "{mask}"  # in a text, for the token that the model has

LIGHTHOUSE = (
    "The old lighthouse on the island was built in 1874 and is 31 metres tall. For ninety years a "
    "keeper lived there with his family and lit the lamp each evening. In 1964 the light was made "
    "automatic, and the last keeper moved to the mainland. Today the house is a museum: every "
    "summer ten thousand people come by boat and climb its 142 steps."
)
CITIES = {
    "City": ["Rome", "Oslo", "Cairo"],
    "Country": ["Italy", "Norway", "Egypt"],
    "People": ["2800000", "700000", "9500000"],
}

EXAMPLES: dict[str, tuple[dict[str, Any], ...]] = {
    "chat-completion": (
        {"messages": "What is the difference between a list and a tuple in Python?"},
        {"messages": "Write three names for a small bakery by the sea."},
    ),
    "conversational": ({"text": "Which book would you take to an island?"},),
    "feature-extraction": (
        {"text": ["a happy person", "a glad human", "interest rates", "stock prices"]},
    ),
    "fill-mask": (
        {"text": f"The capital of France is {MASK}."},
        {"text": f"If the key is not found, an {MASK} is raised."},
    ),
    "question-answering": (
        {"question": "How many steps are there?", "context": LIGHTHOUSE},
        {"question": "Who lit the lamp?", "context": LIGHTHOUSE},
    ),
    "sentence-similarity": (
        {
            "sentence": "A dog runs on the beach",
            "other_sentences": [
                "Un chien court sur la plage",
                "A cat sleeps on the sofa",
                "Stock prices fell today",
            ],
        },
    ),
    "summarization": ({"text": LIGHTHOUSE},),
    "table-question-answering": (
        {"table": CITIES, "query": "Which city has the most people?"},
        {"table": CITIES, "query": "How many people live in Oslo?"},
    ),
    "text-classification": (
        {"text": "The room was bright and quiet, and the breakfast was wonderful."},
        {"text": "It broke after two days, and nobody answered my letters."},
    ),
    "text-generation": (
        {"prompt": "An exception is"},
        {"prompt": "The ship left the harbour at dawn, and"},
    ),
    "text-to-image": (
        {"prompt": "a red house by the sea at sunset"},
        {"prompt": "a green boat on a lake, at night, in watercolour"},
    ),
    "text-to-speech": ({"text": "The train to the coast leaves at a quarter past nine."},),
    "text-to-video": ({"prompt": "zoom into a house by a lake"},),
    "token-classification": (
        {"text": "Sarah Miller moved from London to Toronto and works for Siemens."},
    ),
    "translation": ({"text": "the black cat sleeps in the house"},),
    "zero-shot-classification": (
        {
            "text": "The rover sent pictures of a red desert on Mars.",
            "labels": ["space", "cooking", "football"],
        },
        {
            "text": "Stir the onions until they are golden, then add the rice.",
            "labels": ["space", "cooking", "football"],
        },
    ),
}


def examples_of_task(task: str, mask: str | None = None) -> tuple[Example, ...]:
    """Return the examples of a task.

    Args:
        task: Its name.
        mask: The token that stands for a word to guess; without, examples with one are left out.
    """
    return tuple(
        Example({name: _with_mask(value, mask) for name, value in one.items()})
        for one in EXAMPLES.get(task, ())
        if mask is not None or not any(MASK in str(value) for value in one.values())
    )


def _with_mask(value: Any, mask: str | None) -> Any:
    return value.replace(MASK, mask) if mask and isinstance(value, str) else value
