"""Sounds as they come: decoded to mono, float32 in [-1, 1].

WAV is read here; FLAC, Ogg and MP3 by the package soundfile, where it is installed.
"""

from __future__ import annotations

import importlib
import importlib.util
import io
import struct
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from hfwidgets.sandbox.refusals import Refusal, refuse

Samples = npt.NDArray[np.floating[Any]]

MOST_SECONDS = 300
_PCM, _FLOAT, _EXTENSIBLE = 1, 3, 0xFFFE
_MALFORMED = (
    "Soundfile is either not in the correct format or is malformed. Ensure that the soundfile has "
    "a valid audio file extension (e.g. wav, flac or mp3) and is not corrupted."
)


@dataclass(frozen=True, slots=True)
class Sound:
    """A sound: mono samples in [-1, 1] and how many there are in a second."""

    samples: Samples
    rate: int

    @property
    def seconds(self) -> float:
        """How long it lasts."""
        return len(self.samples) / self.rate

    def at(self, rate: int) -> Samples:
        """Return the samples at another rate; what it cannot hold is filtered out."""
        if rate == self.rate:
            return self.samples
        count = max(round(len(self.samples) * rate / self.rate), 1)
        spectrum = np.fft.rfft(self.samples)
        kept = np.zeros(count // 2 + 1, spectrum.dtype)
        shared = min(len(kept), len(spectrum))
        kept[:shared] = spectrum[:shared]
        # A sharp edge would ring for long at the highest pitch.
        soft = max(shared // 8, 1)
        kept[shared - soft : shared] *= np.cos(np.linspace(0, np.pi / 2, soft)) ** 2
        scaled = np.fft.irfft(kept, count) * (count / len(self.samples))
        return scaled.astype(np.float32)


def on_sound(
    compute: Callable[[Any, Sound, dict[str, Any]], object],
) -> Callable[[Any, bytes, dict[str, Any]], object]:
    """Return what has `compute` work on the sound of a file."""
    return lambda engine, raw, given: compute(engine, open_sound(raw), given)


def open_sound(raw: bytes) -> Sound:
    """Return the sound of a file.

    Raises:
        Refusal: 400 for what is no sound, has no samples, or lasts too long.
    """
    try:
        sound = _read_wav(raw) if raw[:4] == b"RIFF" else _read_other(raw)
    except (struct.error, ValueError, RuntimeError, ArithmeticError) as error:
        raise _malformed(str(error)) from error
    if not len(sound.samples):
        raise _malformed("it holds no samples")
    if sound.seconds > MOST_SECONDS:
        raise refuse(
            400, f"The sandbox listens to at most {MOST_SECONDS} s, not {sound.seconds:.0f} s."
        )
    return sound


def _malformed(reason: str) -> Refusal:
    return refuse(400, f"{_MALFORMED} ({reason})")


def _read_wav(raw: bytes) -> Sound:
    """Read RIFF WAVE (http://soundfile.sapp.org/doc/WaveFormat/)."""
    if raw[8:12] != b"WAVE":
        raise ValueError("a RIFF file that is no WAVE")
    position, layout = 12, None
    while position + 8 <= len(raw):
        name, size = struct.unpack_from("<4sI", raw, position)
        body = raw[position + 8 : position + 8 + size]
        if name == b"fmt ":
            layout = struct.unpack_from("<HHIIHH", body)
            if layout[0] == _EXTENSIBLE:
                layout = (*struct.unpack_from("<H", body, 24), *layout[1:])
        elif name == b"data" and layout is not None:
            return _from_pcm(body, layout)
        position += 8 + size + size % 2
    raise ValueError("a WAVE without samples")


def _from_pcm(body: bytes, layout: tuple[Any, ...]) -> Sound:
    kind, channels, rate, _, _, bits = layout
    if not (1 <= channels <= 64 and 1000 <= rate <= 400_000):
        raise ValueError(f"{channels} channels at {rate} Hz")
    width = bits // 8
    whole = body[: len(body) // max(width * channels, 1) * width * channels]
    if (kind, bits) in ((_FLOAT, 32), (_FLOAT, 64)):
        values: Samples = np.frombuffer(whole, f"<f{width}").astype(np.float32)
        values = np.clip(np.nan_to_num(values), -1, 1)
    elif (kind, bits) == (_PCM, 8):
        values = (np.frombuffer(whole, np.uint8).astype(np.float32) - 128) / 128
    elif kind == _PCM and bits in (16, 24, 32):
        # The bytes of a sample at the upper end of 32 bits.
        padded = np.zeros((len(whole) // width, 4), np.uint8)
        padded[:, 4 - width :] = np.frombuffer(whole, np.uint8).reshape(-1, width)
        values = padded.view("<i4")[:, 0].astype(np.float32) / 2**31
    else:
        raise ValueError(f"a WAVE of format {kind} with {bits} bits")
    return Sound(values.reshape(-1, channels).mean(1), rate)


def _read_other(raw: bytes) -> Sound:
    if importlib.util.find_spec("soundfile") is None:
        raise ValueError(
            "no WAV file; the sandbox reads FLAC, Ogg and MP3 where the package soundfile is "
            "installed"
        )
    soundfile = importlib.import_module("soundfile")
    samples, rate = soundfile.read(io.BytesIO(raw), dtype="float32", always_2d=True)
    return Sound(np.asarray(samples.mean(1), np.float32), int(rate))


def wav(samples: Samples, rate: int) -> bytes:
    """Return mono samples in [-1, 1] as a 16-bit WAV file."""
    body = (np.clip(samples, -1, 1) * 32767).astype("<i2").tobytes()
    layout = struct.pack("<HHIIHH", _PCM, 1, rate, rate * 2, 2, 16)
    head = struct.pack("<4sI4s", b"RIFF", 36 + len(body), b"WAVE")
    return (
        head
        + struct.pack("<4sI", b"fmt ", 16)
        + layout
        + struct.pack("<4sI", b"data", len(body))
        + body
    )
