"""Summarization and translation: texts in, texts out; the parameters that they share."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from hfwidgets.sandbox.engines.lexicon import LANGUAGES
from hfwidgets.sandbox.inference import Call
from hfwidgets.sandbox.refusals import refuse
from hfwidgets.sandbox.tasks.handling import Asked, texts
from hfwidgets.sandbox.tasks.payload import (
    BOOLEAN,
    COUNT,
    INDEX,
    OBJECT,
    TEXT,
    Rule,
    between,
    one_of,
    read_parameters,
)

_POSITIVE = between(0.0, 1e9)
GENERATION = {
    "max_length": COUNT,
    "max_new_tokens": COUNT,
    "min_length": INDEX,
    "min_new_tokens": INDEX,
    "do_sample": BOOLEAN,
    "early_stopping": BOOLEAN,
    "num_beams": COUNT,
    "length_penalty": between(-100.0, 100.0),
    "no_repeat_ngram_size": INDEX,
    "repetition_penalty": _POSITIVE,
    "temperature": _POSITIVE,
    "top_k": INDEX,
    "top_p": between(0.0, 1.0),
    "max_time": _POSITIVE,
    "seed": INDEX,
}
_RULES = {
    **GENERATION,
    "clean_up_tokenization_spaces": BOOLEAN,
    "generate_parameters": OBJECT,
    "truncation": one_of("do_not_truncate", "longest_first", "only_first", "only_second"),
}
# NLLB writes eng_Latn, mBART en_XX.
_LONG = {"eng": "en", "fra": "fr", "deu": "de", "spa": "es"}
_DEFAULT = ("en", "fr")


def _rewriting(most: int, **more: Rule) -> Callable[[Call], Asked[str]]:
    """Return what reads texts and parameters, those of `generate_parameters` among them."""
    read_given = texts({**_RULES, **more}, most, always_listed=True)

    def read(call: Call) -> Asked[str]:
        asked = read_given(call)
        inner = read_parameters(asked.given.pop("generate_parameters", {}), GENERATION)
        return replace(asked, given={**asked.given, **inner})

    return read


read_long_texts = _rewriting(50_000)
_read_foreign = _rewriting(20_000, src_lang=TEXT, tgt_lang=TEXT)


def summarize(engine: Any, text: str, given: dict[str, Any]) -> object:
    """Return a summary; lengths count words."""
    most = given.get("max_new_tokens", given.get("max_length"))
    least = given.get("min_new_tokens", given.get("min_length", 0))
    return {"summary_text": engine.summarize(text, most, least)}


def read_foreign_texts(call: Call) -> Asked[str]:
    """Read texts and two languages, by any of the codes that models use."""
    asked = _read_foreign(call)
    return replace(asked, given={"languages": _languages(asked.given)})


def translate(engine: Any, text: str, given: dict[str, Any]) -> object:
    """Return a translation."""
    return {"translation_text": engine.translate(text, *given["languages"])}


def _languages(parameters: dict[str, Any]) -> tuple[str, str]:
    given = [parameters.get(name) for name in ("src_lang", "tgt_lang")]
    if given == [None, None]:
        return _DEFAULT
    if None in given:
        raise refuse(400, "Translation requires a `src_lang` and a `tgt_lang` for this model")
    source, target = (_code(str(language)) for language in given)
    return source, target


def _code(language: str) -> str:
    short = re.split(r"[_-]", language.strip().lower())[0]
    short = _LONG.get(short, short)
    if short not in LANGUAGES:
        raise refuse(
            400, f"Unsupported language {language[:50]!r}; the model has {', '.join(LANGUAGES)}"
        )
    return short
