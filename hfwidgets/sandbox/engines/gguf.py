"""Reading GGUF model files: metadata and tensors, dequantised to float32.

Format: https://github.com/ggml-org/ggml/blob/master/docs/gguf.md. The file is mapped, not read;
every count is checked against the file's size before it is believed.
"""

from __future__ import annotations

import mmap
import struct
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

_SCALARS = {
    0: "B",
    1: "b",
    2: "H",
    3: "h",
    4: "I",
    5: "i",
    6: "f",
    7: "?",
    10: "Q",
    11: "q",
    12: "d",
}
_STRING, _ARRAY = 8, 9
_VERSIONS = (2, 3)


class GgufError(ValueError):
    """The file is not a GGUF file that can be read here."""


@dataclass(frozen=True, slots=True)
class _Tensor:
    shape: tuple[int, ...]
    kind: int
    offset: int


class GgufFile:
    """A GGUF file.

    Args:
        path: Where it is.

    Raises:
        GgufError: It is damaged, of another version, or no GGUF file.
        OSError: It cannot be opened.
    """

    def __init__(self, path: Path) -> None:
        with path.open("rb") as file:
            if path.stat().st_size < 24:
                raise GgufError(f"{path.name} is too short for a GGUF file")
            self._bytes = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        self._at = 0
        self._name = path.name
        try:
            self._read_head()
        except (struct.error, UnicodeDecodeError, KeyError) as error:
            raise GgufError(f"{path.name} is damaged: {error}") from error

    def _read_head(self) -> None:
        if self._bytes[:4] != b"GGUF":
            raise GgufError(f"{self._name} is no GGUF file: it starts with {self._bytes[:4]!r}")
        self._at = 4
        version = self._scalar("I")
        if version not in _VERSIONS:
            raise GgufError(f"{self._name} is GGUF version {version}; readable are 2 and 3")
        tensors, pairs = self._scalar("Q"), self._scalar("Q")
        self.metadata: dict[str, Any] = {}
        for _ in range(pairs):
            key = self._string()
            self.metadata[key] = self._value(self._scalar("I"))
        self._tensors: dict[str, _Tensor] = {}
        for _ in range(tensors):
            name = self._string()
            shape = tuple(self._scalar("Q") for _ in range(self._scalar("I")))
            self._tensors[name] = _Tensor(shape, self._scalar("I"), self._scalar("Q"))
        alignment = int(self.metadata.get("general.alignment", 32))
        self._start = -(-self._at // alignment) * alignment

    def _scalar(self, code: str) -> Any:
        value = struct.unpack_from("<" + code, self._bytes, self._at)[0]
        self._at += struct.calcsize("<" + code)
        return value

    def _string(self) -> str:
        length = self._scalar("Q")
        if self._at + length > len(self._bytes):
            raise GgufError(f"{self._name} is damaged: a text goes beyond its end")
        self._at += length
        return self._bytes[self._at - length : self._at].decode("utf-8")

    def _value(self, kind: int) -> Any:
        if kind == _STRING:
            return self._string()
        if kind == _ARRAY:
            item, count = self._scalar("I"), self._scalar("Q")
            if count > len(self._bytes):
                raise GgufError(f"{self._name} is damaged: a list goes beyond its end")
            if item in _SCALARS:
                values = struct.unpack_from(f"<{count}{_SCALARS[item]}", self._bytes, self._at)
                self._at += struct.calcsize(f"<{count}{_SCALARS[item]}")
                return list(values)
            return [self._value(item) for _ in range(count)]
        return self._scalar(_SCALARS[kind])

    def __contains__(self, name: str) -> bool:
        return name in self._tensors

    def tensor(self, name: str) -> Floats:
        """Return a tensor as float32, last dimension fastest (rows of a matrix are outputs).

        Raises:
            GgufError: There is none, or it is stored in a form that is not known here.
        """
        if name not in self._tensors:
            raise GgufError(f"{self._name} has no tensor {name!r}")
        tensor = self._tensors[name]
        if tensor.kind not in _FORMS:
            known = ", ".join(form.name for form in _FORMS.values())
            raise GgufError(f"{name!r} is stored as type {tensor.kind}; readable are {known}")
        form = _FORMS[tensor.kind]
        count = int(np.prod(tensor.shape))
        size = count // form.values * form.size
        start = self._start + tensor.offset
        if start + size > len(self._bytes) or count % form.values:
            raise GgufError(f"{self._name} is damaged: {name!r} goes beyond its end")
        raw = np.frombuffer(self._bytes, np.uint8, size, start).reshape(-1, form.size)
        return form.decode(raw).reshape(tensor.shape[::-1])


def _halves(raw: NDArray[np.uint8]) -> Floats:
    """Return 16-bit floats as a column."""
    halves: NDArray[np.float16] = np.ascontiguousarray(raw).view(np.float16)
    return halves.astype(np.float32)


def _nibbles(raw: NDArray[np.uint8]) -> Floats:
    """Return 4-bit numbers: the low halves of all bytes, then the high ones."""
    return np.concatenate([raw & 15, raw >> 4], axis=1).astype(np.float32)


def _high_bits(raw: NDArray[np.uint8]) -> Floats:
    return np.unpackbits(raw, axis=1, bitorder="little").astype(np.float32) * 16


def _f32(raw: NDArray[np.uint8]) -> Floats:
    return np.array(np.ascontiguousarray(raw).view(np.float32))


def _bf16(raw: NDArray[np.uint8]) -> Floats:
    wide = np.left_shift(np.ascontiguousarray(raw).view(np.uint16), 16, dtype=np.uint32)
    singles: Floats = wide.view(np.float32)
    return singles


def _q4_0(raw: NDArray[np.uint8]) -> Floats:
    return _halves(raw[:, :2]) * (_nibbles(raw[:, 2:]) - 8)


def _q4_1(raw: NDArray[np.uint8]) -> Floats:
    return _halves(raw[:, :2]) * _nibbles(raw[:, 4:]) + _halves(raw[:, 2:4])


def _q5_0(raw: NDArray[np.uint8]) -> Floats:
    return _halves(raw[:, :2]) * (_nibbles(raw[:, 6:]) + _high_bits(raw[:, 2:6]) - 16)


def _q5_1(raw: NDArray[np.uint8]) -> Floats:
    values = _nibbles(raw[:, 8:]) + _high_bits(raw[:, 4:8])
    return _halves(raw[:, :2]) * values + _halves(raw[:, 2:4])


def _q8_0(raw: NDArray[np.uint8]) -> Floats:
    return _halves(raw[:, :2]) * np.ascontiguousarray(raw[:, 2:]).view(np.int8).astype(np.float32)


@dataclass(frozen=True, slots=True)
class _Form:
    """How a tensor is stored: blocks of `values` numbers in `size` bytes."""

    name: str
    values: int
    size: int
    decode: Callable[[NDArray[np.uint8]], Floats]


_FORMS = {
    0: _Form("F32", 1, 4, _f32),
    1: _Form("F16", 1, 2, _halves),
    2: _Form("Q4_0", 32, 18, _q4_0),
    3: _Form("Q4_1", 32, 20, _q4_1),
    6: _Form("Q5_0", 32, 22, _q5_0),
    7: _Form("Q5_1", 32, 24, _q5_1),
    8: _Form("Q8_0", 32, 34, _q8_0),
    30: _Form("BF16", 1, 2, _bf16),
}
