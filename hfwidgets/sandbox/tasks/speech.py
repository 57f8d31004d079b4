"""Speech: a sound in, its words or a cleaner sound out; and a text in, a sound out."""

from __future__ import annotations

import base64
from typing import Any

from hfwidgets.sandbox.engines.espeak import Espeak, Manner
from hfwidgets.sandbox.engines.recogniser import RATE, Recogniser, Word
from hfwidgets.sandbox.engines.spectral_gate import RATE as CLEANED_RATE
from hfwidgets.sandbox.engines.spectral_gate import SpectralGate
from hfwidgets.sandbox.refusals import refuse
from hfwidgets.sandbox.tasks.handling import File
from hfwidgets.sandbox.tasks.payload import OBJECT, TEXT, Rule, between
from hfwidgets.sandbox.tasks.sounds import Sound, wav

MOST_SPOKEN = 5000  # characters
# Those of models that write sound token by token; accepted, and without effect here.
_GENERATION = (
    "do_sample",
    "early_stopping",
    "epsilon_cutoff",
    "eta_cutoff",
    "max_length",
    "max_new_tokens",
    "min_length",
    "min_new_tokens",
    "num_beam_groups",
    "num_beams",
    "penalty_alpha",
    "temperature",
    "top_k",
    "top_p",
    "typical_p",
    "use_cache",
)
_ANY = Rule(lambda value: isinstance(value, bool | int | float | str), "a value is expected")
# Of models that write token by token; accepted, and without effect here.
_WRITING = {"generation_parameters": OBJECT, "generate_kwargs": OBJECT}
HEARING_RULES = {
    "return_timestamps": Rule(
        lambda value: isinstance(value, bool) or value == "word",
        'must be true, false or "word"',
    ),
    **_WRITING,
}
SPEAKING_RULES = {
    "voice": TEXT,
    "speed": between(80, 450),
    "pitch": between(0, 99),
    **_WRITING,
    **dict.fromkeys(_GENERATION, _ANY),
}


def hear(engine: Recogniser, sound: Sound, given: dict[str, Any]) -> object:
    """Return the words of a sound."""
    heard = engine.listen(sound.at(RATE))
    words = [word for stretch in heard for word in stretch]
    match given.get("return_timestamps"):
        case True:
            return {"text": _text(words), "chunks": [_chunk(stretch) for stretch in heard]}
        case "word":
            return {"text": _text(words), "chunks": [_chunk([word]) for word in words]}
    return {"text": _text(words)}


def enhance(engine: SpectralGate, sound: Sound, _: dict[str, Any]) -> object:
    """Return a sound without its steady noise, as a WAV file in base64."""
    made = wav(engine.clean(sound.at(CLEANED_RATE)), CLEANED_RATE)
    blob = base64.b64encode(made).decode()
    return [{"label": "enhanced", "content-type": "audio/wav", "blob": blob}]


def _chunk(words: list[Word]) -> dict[str, object]:
    return {"text": _text(words), "timestamp": [words[0].start, words[-1].end]}


def _text(words: list[Word]) -> str:
    return " ".join(word.text for word in words)


def speak(engine: Espeak, text: str, given: dict[str, Any]) -> File:
    """Return a text's sound as a WAV file."""
    usual = Manner()
    manner = Manner(
        given.get("voice", usual.voice),
        round(given.get("speed", usual.speed)),
        round(given.get("pitch", usual.pitch)),
    )
    try:
        samples = engine.speak(text, manner)
    except LookupError as error:
        raise refuse(400, str(error.args[0])) from error
    return File(wav(samples, engine.rate), "audio/wav")
