"""A sound as it is given: a file in bytes or at a path, or an array of samples with its rate."""

from __future__ import annotations

import functools
import io
import os
import struct
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import Any, BinaryIO

import numpy as np
import numpy.typing as npt

from hfwidgets.sounds.kinds import READABLE, ending_of, kind_of, told
from hfwidgets.sounds.layout import Layout, flac_layout, wav_layout
from hfwidgets.sounds.peaks import Peaks, peaks_of, samples_in
from hfwidgets.wire.media import file_at
from hfwidgets.wire.pictures import LONGEST_SIGNATURE, SAMPLE_RATE

MOST_CHANNELS = 8
LOWEST_RATE, HIGHEST_RATE = 1_000, 768_000
WAV = "audio/wav"


class SoundError(ValueError):
    """What was given is no sound."""


@dataclass(frozen=True)
class Sound:
    """A sound that can be sent, played and drawn.

    Attributes:
        name: What it is called, or "".
        type: MIME type of its file.
        size: Bytes of its file.
        layout: Rate, channels and length, where its head tells them.
        source: Its file, where it is, or its samples: whole numbers of 16 bits, shape
            `(samples, channels)`.
    """

    name: str
    type: str
    size: int
    layout: Layout | None
    source: bytes | Path | npt.NDArray[np.int16]

    @classmethod
    def read(cls, value: Any, name: str | None = None) -> Sound:
        """Take a path, bytes, an opened file, or an array.

        Args:
            value: An array `(samples,)`, `(samples, channels)` or `(channels, samples)`, floats in
                [-1, 1] or whole numbers, is at 16,000 Hz; `(rate, array)`, as `scipy.io.wavfile`
                returns it, and `(array, rate)` are at `rate` Hz.
            name: What it is called.

        Raises:
            SoundError: It is no sound, or it has no samples.
            TypeError: Another type.
            OSError: There is no such file.
        """
        if isinstance(value, (bytes, bytearray, memoryview)):
            return _of_file(io.BytesIO(value), bytes(value), name or "")
        if isinstance(value, (str, os.PathLike)):
            path = Path(str(file_at(value).source))
            with path.open("rb") as file:
                return _of_file(file, path, name or path.name)
        if hasattr(value, "read"):
            return cls.read(_content(value), name or _name_of(value))
        rate, samples = _with_rate(value)
        return _of_samples(samples, rate, name or "")

    @property
    def seconds(self) -> float | None:
        """How long it lasts; None where only a player finds out."""
        return None if self.layout is None else self.layout.seconds

    @functools.cached_property
    def body(self) -> bytes | Path:
        """Its file, or where it is."""
        if isinstance(self.source, np.ndarray):
            layout = self.layout
            return wav_of(self.source, layout.rate if layout else SAMPLE_RATE)
        return self.source

    def content(self) -> bytes:
        """Return the bytes of its file."""
        return self.body.read_bytes() if isinstance(self.body, Path) else self.body

    @functools.cached_property
    def peaks(self) -> Peaks | None:
        """Its outline, int8, shape `(parts, 2)`; None where only a player can read the file."""
        if isinstance(self.source, np.ndarray):
            return peaks_of(self.source.reshape(-1), self.source.shape[1])
        if self.type != WAV or self.layout is None:
            return None
        data: Any = self.source
        if isinstance(data, Path):
            data = np.memmap(data, np.uint8, "r")
        samples = samples_in(data, self.layout)
        return None if samples is None else peaks_of(samples, self.layout.channels)

    @property
    def ending(self) -> str:
        """How the name of its file ends, without the dot: `wav`."""
        return ending_of(self.type)


def wav_of(samples: npt.NDArray[np.int16], rate: int) -> bytes:
    """Return samples, shape `(samples, channels)`, as a WAV file of 16 bits."""
    channels = samples.shape[1]
    body = samples.astype("<i2", copy=False).tobytes()
    layout = struct.pack("<HHIIHH", 1, channels, rate, rate * channels * 2, channels * 2, 16)
    head = struct.pack("<4sI4s", b"RIFF", 36 + len(body), b"WAVE")
    parts = (
        head,
        struct.pack("<4sI", b"fmt ", 16),
        layout,
        struct.pack("<4sI", b"data", len(body)),
    )
    return b"".join((*parts, body))


def _of_file(file: BinaryIO, source: bytes | Path, name: str) -> Sound:
    head = file.read(LONGEST_SIGNATURE)
    if not head:
        raise SoundError(f"{name or 'the sound'} is empty: 0 bytes; give {READABLE}")
    kind = kind_of(head)
    if kind is None:
        raise SoundError(f"{name or 'it'} is no sound but {told(head)}; give {READABLE}")
    try:
        layout = _layout_in(file, head, kind)
    except (ValueError, struct.error) as error:
        raise SoundError(f"{name or 'it'} is {error}; save it anew, or give another one") from None
    if layout is not None and layout.seconds <= 0:
        raise SoundError(f"{name or 'the sound'} lasts 0 seconds; give one that has samples")
    return Sound(name, kind, file.seek(0, os.SEEK_END), layout, source)


def _layout_in(file: BinaryIO, head: bytes, kind: str) -> Layout | None:
    if kind == WAV:
        return wav_layout(file)
    return flac_layout(head) if kind == "audio/flac" else None


def _with_rate(value: Any) -> tuple[int, Any]:
    if isinstance(value, (tuple, list)) and len(value) == 2:
        for rate, samples in (value, value[::-1]):
            if hasattr(rate, "__index__") and not hasattr(rate, "__len__"):
                return _checked_rate(rate.__index__()), samples
            if isinstance(rate, float) and hasattr(samples, "shape"):
                return _checked_rate(round(rate)), samples
    if hasattr(value, "__array__") and hasattr(value, "shape"):
        return SAMPLE_RATE, value
    raise TypeError(
        f"the sound is of type {type(value).__name__}; give a path, an http address, bytes, an "
        "opened file, an array of samples, or (rate, array)"
    )


def _checked_rate(rate: int) -> int:
    if not LOWEST_RATE <= rate <= HIGHEST_RATE:
        raise SoundError(
            f"the rate is {rate:,} Hz; it is from {LOWEST_RATE:,} to {HIGHEST_RATE:,} samples a "
            "second"
        )
    return rate


def _of_samples(value: Any, rate: int, name: str) -> Sound:
    array = np.asarray(value)
    if array.ndim == 2 and array.shape[0] <= MOST_CHANNELS < array.shape[1]:
        array = array.T  # channels first, as torchaudio has them
    if array.ndim == 1:
        array = array[:, None]
    if array.ndim != 2 or (array.size and not 1 <= array.shape[1] <= MOST_CHANNELS):
        raise SoundError(
            f"the array has the shape {np.shape(value)}; a sound is (samples,) or (samples, "
            f"channels) with at most {MOST_CHANNELS} channels"
        )
    if not array.size:
        raise SoundError("the array holds no samples: the sound lasts 0 seconds")
    samples = _in_16_bits(array)
    layout = Layout(rate, samples.shape[1], samples.shape[0] / rate)
    return Sound(name, WAV, 44 + samples.nbytes, layout, samples)


def _in_16_bits(array: npt.NDArray[Any]) -> npt.NDArray[np.int16]:
    scaled: npt.NDArray[np.int16]
    if array.dtype.kind == "f":
        low, high = float(array.min()), float(array.max())
        if not (np.isfinite(low) and np.isfinite(high)):
            raise SoundError(
                "the array holds NaN or infinity; replace them: numpy.nan_to_num(array)"
            )
        if low < -1 or high > 1:
            raise SoundError(
                f"the array holds floats outside [-1, 1], from {low:.6g} to {high:.6g}; scale it: "
                "array / abs(array).max()"
            )
        scaled = np.round(array * 32767).astype(np.int16)
        return scaled
    if array.dtype == np.int16:
        scaled = array.copy()
        return scaled
    if array.dtype == np.int32:  # as scipy reads 24 and 32 bits
        scaled = (array >> 16).astype(np.int16)
        return scaled
    if array.dtype == np.uint8:
        scaled = (array.astype(np.int16) - 128) << 8
        return scaled
    raise SoundError(
        f"the array holds {array.dtype}; a sound's samples are floats in [-1, 1], int16, int32 or "
        "uint8"
    )


def _content(file: Any) -> bytes:
    found = file.read()
    if not isinstance(found, (bytes, bytearray)):
        raise TypeError("the sound is a file opened as text; open it with mode 'rb'")
    return bytes(found)


def _name_of(file: Any) -> str:
    name = getattr(file, "name", None)
    return PurePath(name).name if isinstance(name, str) else ""
