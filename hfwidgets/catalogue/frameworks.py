"""The libraries that classic servers list models by."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from hfwidgets.wire.parameter_error import ParameterError

MAIN_FRAMEWORKS = (
    "diffusers",
    "sentence-transformers",
    "text-generation-inference",
    "transformers",
)
ALL_FRAMEWORKS = (
    *MAIN_FRAMEWORKS,
    "adapter-transformers",
    "allennlp",
    "asteroid",
    "bertopic",
    "doctr",
    "espnet",
    "fairseq",
    "fastai",
    "fasttext",
    "flair",
    "generic",
    "k2",
    "keras",
    "mindspore",
    "nemo",
    "open_clip",
    "paddlenlp",
    "peft",
    "pyannote-audio",
    "sklearn",
    "spacy",
    "span-marker",
    "speechbrain",
    "stanza",
    "timm",
)


def framework_names(frameworks: Any) -> list[str]:
    """Return the frameworks that an argument of lists means, each once.

    Raises:
        ParameterError: It is neither a name nor a list of names (a `ValueError`).
    """
    if frameworks is None:
        return list(MAIN_FRAMEWORKS)
    if frameworks == "all":
        return list(ALL_FRAMEWORKS)
    if isinstance(frameworks, str):
        return [frameworks]
    if not isinstance(frameworks, Iterable) or not all(isinstance(one, str) for one in frameworks):
        raise ParameterError(
            {
                "frameworks": f"frameworks is {frameworks!r:.80}; it is a name, a list of names, "
                "'all' or None"
            }
        )
    return list(dict.fromkeys(frameworks))
