"""Files that the page sends in pieces, put together again."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any

LARGEST = 100 * 1024 * 1024  # bytes
MOST_AT_ONCE = 4  # a page that went away leaves its half behind


@dataclasses.dataclass
class Upload:
    """A file of which a part has come.

    Attributes:
        field: The field it is for.
        name: Its name on the user's machine, without folders.
        size: Bytes that it will have.
        content: Bytes so far.
    """

    field: str
    name: str
    size: int
    content: bytearray = dataclasses.field(default_factory=bytearray)


class Uploads:
    """The uploads of one widget that have not come to an end."""

    def __init__(self) -> None:
        """None so far."""
        self._going: dict[str, Upload] = {}

    def add(self, content: Mapping[str, Any], buffers: Sequence[memoryview]) -> Upload:
        """Take a piece, and return what has come so far.

        Raises:
            ValueError: Too large, or a piece is missing; the upload is dropped.
        """
        name = str(content.get("file"))
        upload = self._going.get(name)
        if upload is None:
            upload = Upload(
                str(content.get("field")), str(content.get("name") or ""), _size(content)
            )
            self._going[name] = upload
            while len(self._going) > MOST_AT_ONCE:
                del self._going[next(iter(self._going))]
        try:
            _append(upload, content, buffers)
        except ValueError:
            self._going.pop(name, None)
            raise
        if content.get("last"):
            del self._going[name]
        return upload

    def drop(self, name: Any) -> None:
        """Forget an upload that was cancelled."""
        self._going.pop(str(name), None)


def _size(content: Mapping[str, Any]) -> int:
    size = content.get("size")
    if not isinstance(size, int) or size < 0:
        raise ValueError(f"the file's size is {size!r:.40}; send the file again")
    if size > LARGEST:
        raise ValueError(
            f"the file has {size:,} bytes; at most {LARGEST:,} come from the page: put it where "
            "the kernel can read it, and set its path from Python"
        )
    return size


def _append(upload: Upload, content: Mapping[str, Any], buffers: Sequence[memoryview]) -> None:
    came = len(upload.content)
    if content.get("offset") != came:
        raise ValueError(
            f"a piece of the file is missing: {content.get('offset')} came after {came}; send the "
            "file again"
        )
    for buffer in buffers:
        upload.content += buffer
    came = len(upload.content)
    if came > upload.size or (content.get("last") and came < upload.size):
        raise ValueError(f"{came:,} bytes came of {upload.size:,}; send the file again")
