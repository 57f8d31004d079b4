"""Weights from a file that PyTorch wrote before version 1.6, read without PyTorch.

Such a file holds pickles. They are read with an unpickler that knows three names, so that a file
can describe arrays and nothing else. Only little-endian 32-bit floats and 64-bit integers are read.
"""

from __future__ import annotations

import collections
import pickle
from pathlib import Path
from typing import IO, Any

import numpy as np
import numpy.typing as npt

_MAGIC = 0x1950A86A20F9469CFC6C
_TYPES = {"FloatStorage": np.dtype("<f4"), "LongStorage": np.dtype("<i8")}


def read_weights(path: Path) -> dict[str, npt.NDArray[Any]]:
    """Return the arrays of a state dictionary by name.

    Raises:
        ValueError: The file is of another kind, or wants more than arrays.
    """
    with path.open("rb") as file:
        try:
            if pickle.load(file) != _MAGIC:
                raise ValueError(f"{path.name} is no file of torch.save's old format")
            pickle.load(file)
            pickle.load(file)
            reader = _Reader(file)
            state = reader.load()
            return reader.fill(state)
        except (pickle.UnpicklingError, EOFError, AttributeError, KeyError) as error:
            raise ValueError(f"{path.name} cannot be read: {error}") from error


class _Tensor:
    """A view of a storage that is read later."""

    def __init__(self, storage: str, offset: int, shape: tuple[int, ...], strides: Any) -> None:
        self.storage = storage
        self.offset = offset
        self.shape = shape
        self.strides = strides


def _tensor(storage: str, offset: int, shape: tuple[int, ...], strides: Any, *more: Any) -> _Tensor:
    return _Tensor(storage, offset, shape, strides)


class _Reader(pickle.Unpickler):
    """Unpickles a state dictionary; storages become their names."""

    def __init__(self, file: IO[bytes]) -> None:
        super().__init__(file)
        self._file = file
        self._types: dict[str, np.dtype[Any]] = {}

    def find_class(self, module: str, name: str) -> Any:
        """Return what a name of the three known ones stands for."""
        if (module, name) == ("collections", "OrderedDict"):
            return collections.OrderedDict
        if (module, name) == ("torch._utils", "_rebuild_tensor_v2"):
            return _tensor
        if module == "torch" and name in _TYPES:
            return _TYPES[name]
        raise pickle.UnpicklingError(f"it wants {module}.{name}")

    def persistent_load(self, pid: Any) -> str:
        """Note a storage's type; return its name."""
        _, kind, name, *_ = pid
        self._types[name] = kind
        return str(name)

    def fill(self, state: dict[str, _Tensor]) -> dict[str, npt.NDArray[Any]]:
        """Return the arrays, read from what follows the pickles."""
        storages = {}
        for name in pickle.load(self._file):
            count = int.from_bytes(self._file.read(8), "little")
            kind = self._types[name]
            storages[name] = np.frombuffer(self._file.read(count * kind.itemsize), kind)
        return {key: _view(storages[one.storage], one) for key, one in state.items()}


def _view(storage: npt.NDArray[Any], tensor: _Tensor) -> npt.NDArray[Any]:
    strides = tuple(step * storage.itemsize for step in tensor.strides)
    shown = np.lib.stride_tricks.as_strided(
        storage[tensor.offset :], tensor.shape, strides, writeable=False
    )
    return np.ascontiguousarray(shown).reshape(tensor.shape)
