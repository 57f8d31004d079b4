"""Pictures that go with the next message: the kernel holds them, and its pages show them."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Iterable
from typing import Any

from hfwidgets.conversations.message import MessageContent
from hfwidgets.conversations.pictures import PicturePart, part_of, pictures_in
from hfwidgets.pictures.entries import label_of
from hfwidgets.widgets.engine.desk import Buffers, Content, PageAnswer, acknowledged, apart, reply
from hfwidgets.widgets.pictures.uploads import Uploads
from hfwidgets.wire.addresses import shown_address

MOST = 16  # pictures of one message


class Attachments:
    """The pictures of the next message of one chat.

    Args:
        widget: Its `Chat`, whose trait `attached` tells the pages of them.
    """

    def __init__(self, widget: Any) -> None:
        """None so far."""
        self._widget = widget
        self._uploads = Uploads()
        self._parts: dict[str, tuple[str, dict[str, Any]]] = {}
        self._numbers = itertools.count(1)
        self._lock = threading.Lock()
        self.answers: dict[str, PageAnswer] = {
            "upload": self._upload,
            "upload-cancel": lambda content, _: self._uploads.drop(content.get("file")),
            "picture": apart(widget, self._picture),
            "chat-detach": acknowledged(widget, self._detach),
        }

    @property
    def parts(self) -> list[dict[str, Any]]:
        """The parts of the next message that hold or name them."""
        return [part for _, part in self._parts.values()]

    def add(self, pictures: Iterable[Any], name: str = "") -> None:
        """Attach pictures.

        Raises:
            ParameterError: One is no picture, or cannot be sent; none is attached.
            ValueError: They would be more than 16.
        """
        made = [part_of(one) for one in pictures]
        with self._lock:
            if len(self._parts) + len(made) > MOST:
                raise ValueError(f"a message has at most {MOST} pictures; send these first")
            for part in made:
                self._parts[f"next/{next(self._numbers)}"] = (name, part)
        self._tell()

    def put_back(self, content: MessageContent) -> None:
        """Attach the pictures of a message that was not sent."""
        parts = content if isinstance(content, list) else []
        self.add([one for one in parts if one.get("type") != "text"][:MOST])

    def take(self) -> list[dict[str, Any]]:
        """Return the parts, and hold none any more."""
        with self._lock:
            parts, self._parts = self.parts, {}
        if parts:
            self._tell()
        return parts

    def _tell(self) -> None:
        told = []
        for picture_id, (name, part) in list(self._parts.items()):
            (picture,) = pictures_in([part])
            url = None if picture.is_held else shown_address(picture.url)
            told.append({"id": picture_id, "url": url, "name": label_of(name) if name else ""})
        self._widget.tell(attached=told)

    def _upload(self, content: Content, buffers: Buffers) -> None:
        upload = self._uploads.add(content, buffers)
        received = len(upload.content)
        if not content.get("last"):
            reply(self._widget, "uploaded", content, received=received)
            return

        def attach(told: Content, _: Buffers) -> None:
            self.add([bytes(upload.content)], upload.name)
            reply(self._widget, "uploaded", told, received=received)

        apart(self._widget, attach)(content, ())  # reading it may take a while

    def _detach(self, content: Content) -> None:
        with self._lock:
            self._parts.pop(str(content.get("picture")), None)
        self._tell()

    def _picture(self, content: Content, _: Buffers) -> None:
        kind, data = self._named(str(content.get("picture"))).content()
        reply(self._widget, "picture", content, [data], type=kind)

    def _named(self, picture_id: str) -> PicturePart:
        """Return a picture of the next message, or of one that was sent.

        Raises:
            ValueError: There is none.
        """
        try:
            if picture_id in self._parts:
                return pictures_in([self._parts[picture_id][1]])[0]
            message_id, _, place = picture_id.partition("/")
            return pictures_in(self._widget.tree[message_id].content)[int(place)]
        except (LookupError, ValueError):
            raise ValueError("that picture is not there any more") from None
