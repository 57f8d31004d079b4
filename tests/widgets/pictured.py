"""A widget with pictures, what its page was sent, and a page's messages."""

from __future__ import annotations

import io
import itertools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from PIL import Image

from hfwidgets import InferenceClient, Sandbox
from hfwidgets.widgets.pictures.task import PictureTask
from tests.sandbox.media_samples import photo_bytes
from tests.widgets.conftest import until


class Page:
    """A widget, what its page was sent, and a page's messages."""

    def __init__(self, widget: Any) -> None:
        self.widget = widget
        self.sent: list[tuple[dict[str, Any], list[bytes]]] = []
        self._serial = itertools.count()
        widget.send = lambda content, buffers=None: self.sent.append(
            (content, [bytes(one) for one in buffers or []])
        )

    def sends(self, *buffers: bytes, **content: Any) -> None:
        self.widget._handle_custom_msg(content, [memoryview(one) for one in buffers])

    def got(self, kind: str) -> list[tuple[dict[str, Any], list[bytes]]]:
        return [one for one in self.sent if one[0]["kind"] == kind]

    def answer(self, awaited: str, **content: Any) -> tuple[dict[str, Any], list[bytes]]:
        """Ask, and return what answers it: of the awaited kind, or a refusal."""
        by = "view" if "view" in content else "id"
        number = content.setdefault(by, f"asked-{next(self._serial)}")
        before = len(self.sent)
        self.sends(**content)

        def answers() -> list[tuple[dict[str, Any], list[bytes]]]:
            return [one for one in self.sent[before:] if one[0].get(by) == number]

        until(answers)
        told, *more = answers()
        assert not more
        assert told[0]["kind"] == ("ack" if "error" in told[0] else awaited)
        return told


@contextmanager
def pictured(sandbox: Sandbox) -> Iterator[Callable[..., Page]]:
    """Give a way to make such widgets, and close them at the end."""
    made: list[PictureTask] = []

    def one(kind: Any, **arguments: Any) -> Page:
        client = arguments.pop("client", None) or InferenceClient(endpoint=sandbox.url)
        made.append(kind(client=client, **arguments))
        return Page(made[-1])

    yield one
    for widget in made:
        widget.close()


def photo() -> bytes:
    return photo_bytes("chelsea")


def jpeg(size: tuple[int, int] = (64, 48), orientation: int = 1) -> bytes:
    file = io.BytesIO()
    exif = Image.Exif()
    exif[0x0112] = orientation
    Image.new("RGB", size, "navy").save(file, "JPEG", exif=exif)
    return file.getvalue()
