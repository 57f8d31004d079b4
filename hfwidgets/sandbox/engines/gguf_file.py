"""Metadata and tensors of a GGUF file, by the package gguf; import late, it is an extra."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from gguf import GGUFReader, GGUFValueType
from gguf.quants import dequantize
from numpy.typing import NDArray


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
        try:
            return dequantize(tensor.data, tensor.tensor_type)
        except NotImplementedError as error:
            raise ValueError(f"{self._name}, tensor {name!r}: {error}") from error


class _Reader(GGUFReader):
    """The package's reader, with a short way for lists of texts.

    A vocabulary is 100,000 texts: as slices of a memmap they take three seconds, here a quarter.
    """

    def __setattr__(self, name: str, value: Any) -> None:
        super().__setattr__(name, np.asarray(value) if name == "data" else value)

    def _get_field_parts(self, orig_offs: int, raw_type: int) -> tuple[int, Any, Any, Any]:
        if raw_type != GGUFValueType.ARRAY:
            return super()._get_field_parts(orig_offs, raw_type)
        kind, count = (int(self._get(orig_offs + at, t)[0]) for at, t in ((0, "u4"), (4, "u8")))
        if count > len(self.data):
            raise ValueError("a list goes beyond its end")
        if kind != GGUFValueType.STRING:
            return super()._get_field_parts(orig_offs, raw_type)
        at, parts, whole = orig_offs + 12, [], self.data.data
        for _ in range(count):
            end = at + 8 + int.from_bytes(whole[at : at + 8], "little")
            if end > len(whole):
                raise ValueError("a text goes beyond its end")
            parts.append(self.data[at + 8 : end])
            at = end
        return at - orig_offs, parts, range(count), [GGUFValueType.ARRAY, GGUFValueType.STRING]
