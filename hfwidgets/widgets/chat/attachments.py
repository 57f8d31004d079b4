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
        self._returned: set[str] = set()  # which of them are of a message that came back
        self._numbers = itertools.count(1)
        self._lock = threading.Lock()
        self.answers: dict[str, PageAnswer] = {
            "upload": self._upload,
            "upload-cancel": lambda content, _: self._uploads.drop(content.get("file")),
            "picture": apart(widget, self._picture),
            "chat-detach": acknowledged(widget, self._detach),
        }

    def held(self, *, returned: bool = True) -> dict[str, dict[str, Any]]:
        """Return the parts of the next message that hold or name them, by their ids.

        Args:
            returned: Whether those of a message that came back are among them.
        """
        with self._lock:
            held = {one: part for one, (_, part) in self._parts.items()}
            return {one: held[one] for one in held if returned or one not in self._returned}

    def add(self, pictures: Iterable[Any], name: str = "", *, returned: bool = False) -> None:
        """Attach pictures.

        Args:
            pictures: Paths, addresses of the web, bytes, PIL images, arrays or parts.
            name: What the page calls them.
            returned: Whether they are of a message that came back.

        Raises:
            ParameterError: One is no picture, or cannot be sent; none is attached.
            ValueError: They would be more than 16.
        """
        made = [part_of(one) for one in pictures]
        with self._lock:
            if len(self._parts) + len(made) > MOST:
                raise ValueError(f"a message has at most {MOST} pictures; send these first")
            for part in made:
                picture_id = f"next/{next(self._numbers)}"
                self._parts[picture_id] = (name, part)
                if returned:
                    self._returned.add(picture_id)
        self._tell()

    def put_back(self, content: MessageContent) -> None:
        """Attach the pictures of a message that was not sent."""
        parts = content if isinstance(content, list) else []
        self.add([one for one in parts if one.get("type") != "text"][:MOST], returned=True)

    def take(self, picture_ids: Iterable[str] | None = None) -> None:
        """Hold some of them no more; None: all."""
        with self._lock:
            gone = list(self._parts) if picture_ids is None else list(picture_ids)
            for one in gone:
                self._parts.pop(one, None)
                self._returned.discard(one)
        if gone:
            self._tell()

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
        self.take([str(content.get("picture"))])

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
