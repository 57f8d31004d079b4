"""How a WAV or a FLAC file says what it holds: channels, rate, bits, and where its samples are."""

from __future__ import annotations

import os
import struct
from dataclasses import dataclass
from typing import BinaryIO

PCM, FLOAT, EXTENSIBLE = 1, 3, 0xFFFE
UNKNOWN_SIZE = (0, 0xFFFFFFFF)  # what wrote a stream could not go back to tell it


@dataclass(frozen=True, slots=True)
class Layout:
    """What a file holds.

    Attributes:
        rate: Samples a second, of each channel.
        channels: 1 for mono.
        seconds: How long it lasts.
        code: Format of a WAV's samples: `PCM`, `FLOAT` or another one; None of another file.
        bits: Of a sample.
        start: Bytes before the samples.
        size: Bytes of the samples.
    """

    rate: int
    channels: int
    seconds: float
    code: int | None = None
    bits: int = 0
    start: int = 0
    size: int = 0


def wav_layout(file: BinaryIO) -> Layout:
    """Read the head of a RIFF WAVE file (http://soundfile.sapp.org/doc/WaveFormat/).

    Raises:
        ValueError: It is none, or broken.
    """
    end = file.seek(0, os.SEEK_END)
    file.seek(12)
    found: tuple[int, ...] | None = None
    while len(head := file.read(8)) == 8:
        name, size = head[:4], struct.unpack("<I", head[4:])[0]
        begin = file.tell()
        if name == b"fmt ":
            found = _format(file.read(min(size, 40)))
        elif name == b"data":
            if found is None:
                break
            left = end - begin
            return _layout(found, begin, left if size in UNKNOWN_SIZE else min(size, left))
        file.seek(begin + size + size % 2)
    raise ValueError("a broken WAV file: it has no samples")


def _format(body: bytes) -> tuple[int, ...]:
    if len(body) < 16:
        raise ValueError("a broken WAV file: its head is cut off")
    found: tuple[int, ...] = struct.unpack_from("<HHIIHH", body)
    if found[0] == EXTENSIBLE and len(body) >= 26:
        found = (struct.unpack_from("<H", body, 24)[0], *found[1:])
    return found


def _layout(found: tuple[int, ...], start: int, size: int) -> Layout:
    code, channels, rate, speed, _, bits = found
    if not (channels and rate):
        raise ValueError(f"a broken WAV file: {channels} channels at {rate} Hz")
    width = channels * bits // 8
    each = width * rate if code in (PCM, FLOAT) else speed
    if code in (PCM, FLOAT) and width:
        size -= size % width
    return Layout(rate, channels, size / each if each else 0, code, bits, start, size)


def flac_layout(head: bytes) -> Layout | None:
    """Read the stream info of a FLAC file (RFC 9639, 8.2); None where it tells no length."""
    if len(head) < 26:
        raise ValueError("a broken FLAC file: its head is cut off")
    packed = int.from_bytes(head[18:26], "big")
    rate, channels = packed >> 44, (packed >> 41 & 7) + 1
    samples = packed & ((1 << 36) - 1)
    return Layout(rate, channels, samples / rate) if rate and samples else None
