"""Writes small GGUF files for tests, by the format's description, apart from the reader."""

from __future__ import annotations

import struct
from pathlib import Path
from typing import Any

import numpy as np


def write_gguf(
    path: Path, metadata: dict[str, Any], tensors: dict[str, tuple[int, tuple[int, ...], bytes]]
) -> None:
    """Write a file; `tensors` maps a name to its type, its GGUF shape and its bytes."""
    head = b"GGUF" + struct.pack("<IQQ", 3, len(tensors), len(metadata))
    for key, value in metadata.items():
        head += _string(key) + _value(value)
    offset, body = 0, b""
    for name, (kind, shape, raw) in tensors.items():
        head += _string(name) + struct.pack(f"<I{len(shape)}Q", len(shape), *shape)
        head += struct.pack("<IQ", kind, offset)
        padded = raw + bytes(-len(raw) % 32)
        body, offset = body + padded, offset + len(padded)
    path.write_bytes(head + bytes(-len(head) % 32) + body)


def f32(values: np.ndarray) -> tuple[int, tuple[int, ...], bytes]:
    """Return an array as a tensor of type F32."""
    return 0, values.shape[::-1], values.astype("<f4").tobytes()


def q4_1(values: np.ndarray) -> tuple[tuple[int, tuple[int, ...], bytes], np.ndarray]:
    """Return an array as a tensor of type Q4_1, and the values that this rounds it to."""
    raw, rounded = b"", []
    for block in values.reshape(-1, 32):
        low = np.float16(block.min())
        step = np.float16((block.max() - block.min()) / 15) or np.float16(1)
        codes = np.clip(np.round((block - np.float32(low)) / np.float32(step)), 0, 15).astype(int)
        raw += step.tobytes() + low.tobytes()
        raw += bytes(int(codes[i] | codes[i + 16] << 4) for i in range(16))
        rounded.append(codes * np.float32(step) + np.float32(low))
    return (3, values.shape[::-1], raw), np.array(rounded).reshape(values.shape)


def _string(text: str) -> bytes:
    encoded = text.encode()
    return struct.pack("<Q", len(encoded)) + encoded


def _value(value: Any) -> bytes:
    match value:
        case bool():
            return struct.pack("<I?", 7, value)
        case int():
            return struct.pack("<Ii", 5, value)
        case float():
            return struct.pack("<If", 6, value)
        case str():
            return struct.pack("<I", 8) + _string(value)
        case list() if value and isinstance(value[0], str):
            return struct.pack("<IIQ", 9, 8, len(value)) + b"".join(map(_string, value))
        case list():
            return struct.pack(f"<IIQ{len(value)}i", 9, 5, len(value), *value)
    raise TypeError(value)
