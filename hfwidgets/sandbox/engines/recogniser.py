"""Speech recognition by PocketSphinx and the English models that ship with it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Samples = npt.NDArray[np.floating[Any]]

RATE = 16000
_FRAME = RATE // 100
_LONGEST = 20 * RATE
_SHORTEST = 2 * RATE
_PAUSE = 30
_LEVEL, _ROOM = 12000, 30


@dataclass(frozen=True, slots=True)
class Word:
    """A word that was heard, from `start` to `end` in seconds."""

    text: str
    start: float
    end: float


def load() -> Recogniser:
    """Load the models.

    Raises:
        ImportError: pocketsphinx is not installed.
    """
    return Recogniser()


class Recogniser:
    """Recognises English speech."""

    def __init__(self) -> None:
        from pocketsphinx import Decoder

        # Trust the sound a little more than the language model, which has read other texts.
        self._decoder = Decoder(samprate=RATE, loglevel="FATAL", lw=5.0, fwdflatlw=6.5)

    def listen(self, samples: Samples) -> list[list[Word]]:
        """Return the words of each stretch between pauses; samples at 16 kHz, in [-1, 1]."""
        level = float(np.abs(samples).max())
        if level < 1e-4:
            return []
        # A little noise: digital silence has no features, and the models learnt from real rooms.
        noise = np.random.default_rng(0).normal(0, _ROOM, len(samples))
        scaled = (samples * (_LEVEL / level) + noise).astype(np.int16)
        found = [self._decoded(scaled[start:end], start) for start, end in _stretches(samples)]
        return [words for words in found if words]

    def _decoded(self, scaled: npt.NDArray[np.int16], start: int) -> list[Word]:
        decoder = self._decoder
        decoder.start_utt()
        decoder.process_raw(scaled.tobytes(), no_search=False, full_utt=True)
        decoder.end_utt()
        if decoder.hyp() is None:
            return []
        begun = start / RATE
        return [
            Word(
                segment.word.partition("(")[0],
                round(begun + segment.start_frame / 100, 2),
                round(begun + (segment.end_frame + 1) / 100, 2),
            )
            for segment in decoder.seg()
            if segment.word[0] not in "<[+"
        ]


def _stretches(samples: Samples) -> Iterator[tuple[int, int]]:
    """Cut long sound at its pauses: spans of 2 to 20 seconds, in samples."""
    count = len(samples) // _FRAME
    if len(samples) <= _LONGEST:
        yield 0, len(samples)
        return
    loud = np.abs(samples[: count * _FRAME].reshape(count, _FRAME)).mean(1)
    calm = np.convolve(loud, np.ones(_PAUSE) / _PAUSE, "same")
    start = 0
    while len(samples) - start > _LONGEST:
        first, last = (start + _SHORTEST) // _FRAME, (start + _LONGEST) // _FRAME
        cut = (first + int(calm[first:last].argmin())) * _FRAME
        yield start, cut
        start = cut
    yield start, len(samples)
