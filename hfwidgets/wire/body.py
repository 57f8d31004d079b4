"""What a request sends: a file that is read while it is sent, and what its bytes are."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from hfwidgets.wire.pictures import LONGEST_SIGNATURE, type_of

OCTETS = "application/octet-stream"


@dataclass(frozen=True, slots=True)
class FileBody:
    """A file that is read while it is sent, from the same place at each try.

    Attributes:
        source: Its path, or the opened file.
        size: Bytes from the start to the end.
        start: Where an opened file stood.
        kind: Its type, where it was found out already: that reads the file, which may take long.
    """

    source: Path | BinaryIO
    size: int
    start: int = 0
    kind: str | None = field(default=None, compare=False)

    @contextmanager
    def opened(self) -> Iterator[BinaryIO]:
        """Open the file, or rewind it; an opened file is left open."""
        if isinstance(self.source, Path):
            with self.source.open("rb") as file:
                yield file
        else:
            self.source.seek(self.start)
            yield self.source

    @property
    def content_type(self) -> str:
        """The type that the file's name or its first bytes tell, such as `image/png`."""
        if self.kind:
            return self.kind
        from mimetypes import guess_type  # reads the system's tables

        name = self.source if isinstance(self.source, Path) else getattr(self.source, "name", None)
        guessed = guess_type(os.fspath(name))[0] if isinstance(name, (str, Path)) else None
        if guessed:
            return guessed
        with self.opened() as file:
            return type_of(file.read(LONGEST_SIGNATURE)) or OCTETS
