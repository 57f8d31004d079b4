"""What a recorder and a player share: a file, a lock, an end."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any

from typing_extensions import Self


class Cassette:
    """A file of exchanges in use, until it is closed.

    Args:
        path: The file.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.on_close: Callable[[], object] | None = None
        self._lock = threading.Lock()

    def close(self) -> None:
        """Use it no more: the next request goes to its server, and is not recorded."""
        if self.on_close is not None:
            self.on_close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def __reduce__(self) -> Any:
        raise TypeError(
            f"the cassette {str(self.path)!r} stays in its process; give none to a client that is "
            "to go to others (executor=...)"
        )
