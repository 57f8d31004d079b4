"""Translation: texts in, texts out; languages by any of the codes that models use."""

from __future__ import annotations

import re
import time
from typing import Any

from aiohttp import web

from hfwidgets.sandbox.engines.lexicon import LANGUAGES
from hfwidgets.sandbox.inference import Call
from hfwidgets.sandbox.refusals import refuse
from hfwidgets.sandbox.replies import compute_headers, reply_json
from hfwidgets.sandbox.tasks import Handler
from hfwidgets.sandbox.tasks.payload import TEXT, read_text_payload, read_texts
from hfwidgets.sandbox.tasks.summarization import read_rewriting

_MOST_CHARACTERS = 20_000
# NLLB writes eng_Latn, mBART en_XX.
_LONG = {"eng": "en", "fra": "fr", "deu": "de", "spa": "es"}
_DEFAULT = ("en", "fr")


async def answer(call: Call) -> web.StreamResponse:
    """Answer with a translation of each text."""
    started = time.perf_counter()
    inputs, given = read_text_payload(call.body)
    texts = read_texts(inputs, _MOST_CHARACTERS)
    source, target = _languages(read_rewriting(given, src_lang=TEXT, tgt_lang=TEXT))
    engine = await call.host.engine()
    answers = [
        {"translation_text": await call.host.call(engine.translate, text, source, target)}
        for text in texts
    ]
    headers = compute_headers(started, sum(map(len, texts)), call.faults)
    return await reply_json(call.request, answers, headers, call.faults, call.entry)


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


HANDLER = Handler(answer, body_limit=2 * 1024 * 1024)
