"""Metadata and tensors of a GGUF file, by the package gguf; import late, it is an extra."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from gguf import GGUFReader, GGUFValueType
from gguf.quants import dequantize
from numpy.typing import NDArray

LONG_ROW = 1 << 13  # bytes


class GgufFile:
    """A GGUF file.

    Args:
        path: Where it is.

    Raises:
        ValueError: It is damaged, of another version, or no GGUF file.
        OSError: It cannot be opened.
    """

    def __init__(self, path: Path) -> None:
        self._name = path.name
        with path.open("rb") as file:
            start = file.read(4)
        if start != b"GGUF":
            raise ValueError(f"{self._name} is no GGUF file: it starts with {start!r}")
        try:
            reader = _Reader(path)
            self.metadata = {name: field.contents() for name, field in reader.fields.items()}
        except (ValueError, LookupError, OverflowError) as error:
            raise ValueError(f"{self._name} is damaged, or too new: {error}") from error
        self._tensors = {tensor.name: tensor for tensor in reader.tensors}

    def __contains__(self, name: str) -> bool:
        return name in self._tensors

    def tensor(self, name: str) -> NDArray[np.float32]:
        """Return a tensor as float32, last dimension fastest (rows of a matrix are outputs).

        Raises:
            ValueError: There is none, or it is stored in a form that gguf does not know.
        """
        if name not in self._tensors:
            raise ValueError(f"{self._name} has no tensor {name!r}")
        tensor = self._tensors[name]
        data = tensor.data
        try:
            if data.dtype != np.uint8 or data.ndim != 2:
                return dequantize(data, tensor.tensor_type)
            # The package takes 16 rows at a time: of longer ones there are fewer, to the same end.
            together = _rows_together(*data.shape)
            long = dequantize(data.reshape(len(data) // together, -1), tensor.tensor_type)
            return long.reshape(len(data), -1)
        except NotImplementedError as error:
            raise ValueError(f"{self._name}, tensor {name!r}: {error}") from error


def _rows_together(rows: int, size: int) -> int:
    """Return how many rows are taken as one: a power of two that divides them."""
    together = 1
    while rows % (2 * together) == 0 and 2 * together * size <= LONG_ROW:
        together *= 2
    return together


class _Reader(GGUFReader):
    """The package's reader, with short ways for lists.

    A vocabulary is 100,000 texts and 50,000 numbers: one by one they take three seconds and half
    a second, here a tenth.
    """

    def __setattr__(self, name: str, value: Any) -> None:
        super().__setattr__(name, np.asarray(value) if name == "data" else value)

    def _get_field_parts(self, orig_offs: int, raw_type: int) -> tuple[int, Any, Any, Any]:
        if raw_type != GGUFValueType.ARRAY:
            return super()._get_field_parts(orig_offs, raw_type)
        kind, count = (int(self._get(orig_offs + at, t)[0]) for at, t in ((0, "u4"), (4, "u8")))
        if count > len(self.data):
            raise ValueError("a list goes beyond its end")
        at, parts, whole = orig_offs + 12, [], self.data.data
        types = [GGUFValueType.ARRAY, GGUFValueType(kind)]
        if (number := self.gguf_scalar_to_np.get(types[1])) is not None:
            numbers = self._get(at, number, count)
            if len(numbers) < count:
                raise ValueError("a list of numbers goes beyond its end")
            return 12 + numbers.nbytes, [numbers], [0], types
        if kind != GGUFValueType.STRING:
            return super()._get_field_parts(orig_offs, raw_type)
        for _ in range(count):
            end = at + 8 + int.from_bytes(whole[at : at + 8], "little")
            if end > len(whole):
                raise ValueError("a text goes beyond its end")
            parts.append(whole[at + 8 : end])
            at = end
        return at - orig_offs, parts, range(count), types
