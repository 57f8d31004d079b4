"""Speech by eSpeak NG's library, as the package espeakng-loader brings it (speak_lib.h).

The library keeps its state for the whole process: one model uses it, on one thread.
"""

from __future__ import annotations

import ctypes
import importlib
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

_SYNCHRONOUS = 2
_CHARACTERS = 1
_UTF8 = 1
_RATE, _PITCH, _GAP = 1, 3, 7
# Hundredths of a second between words: easier to follow, for people and for the recogniser.
_CLEARLY = 4
_Callback = ctypes.CFUNCTYPE(
    ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p
)


@dataclass(frozen=True, slots=True)
class Manner:
    """How to speak: voice such as "en-us" or "de", words a minute, pitch from 0 to 99."""

    voice: str = "en-us"
    speed: int = 160
    pitch: int = 50


def load() -> Espeak:
    """Load the library.

    Raises:
        ImportError: espeakng-loader is not installed.
        OSError: The library cannot be loaded or finds no voices.
    """
    return Espeak()


class Espeak:
    """Speaks texts."""

    def __init__(self) -> None:
        loader = importlib.import_module("espeakng_loader")
        self._library = ctypes.CDLL(loader.get_library_path())
        folder = str(loader.get_data_path()).encode()
        self.rate: int = self._library.espeak_Initialize(_SYNCHRONOUS, 0, folder, 0)
        if self.rate <= 0:
            raise OSError("eSpeak NG finds no voices")
        self._heard: list[bytes] = []
        # The library calls this as long as it lives.
        self._callback = _Callback(self._take)
        self._library.espeak_SetSynthCallback(self._callback)

    def speak(self, text: str, manner: Manner) -> npt.NDArray[np.floating[Any]]:
        """Return the spoken text, mono in [-1, 1], `rate` samples a second.

        Raises:
            LookupError: There is no such voice.
        """
        if self._library.espeak_SetVoiceByName(manner.voice.encode()) != 0:
            raise LookupError(f"eSpeak NG has no voice {manner.voice!r}; it has en-us, de, fr, ...")
        self._library.espeak_SetParameter(_RATE, manner.speed, 0)
        self._library.espeak_SetParameter(_PITCH, manner.pitch, 0)
        self._library.espeak_SetParameter(_GAP, _CLEARLY, 0)
        self._heard.clear()
        raw = text.replace("\0", " ").encode() + b"\0"
        size = ctypes.c_size_t(len(raw))
        self._library.espeak_Synth(raw, size, 0, _CHARACTERS, 0, _UTF8, None, None)
        self._library.espeak_Synchronize()
        samples = np.frombuffer(b"".join(self._heard), np.int16)
        return samples.astype(np.float32) / 32768

    def _take(self, samples: Any, count: int, events: Any) -> int:
        if samples and count > 0:
            self._heard.append(ctypes.string_at(samples, 2 * count))
        return 0
