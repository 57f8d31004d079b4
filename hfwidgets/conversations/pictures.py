"""Pictures in messages: parts of a content that hold them, as servers take them."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from hfwidgets.conversations.message import MessageContent
from hfwidgets.pictures.reading import Picture
from hfwidgets.wire.addresses import shown_address
from hfwidgets.wire.parameter_error import ParameterError

KIND = "image_url"
MOST = 20 * 1024 * 1024  # bytes of a picture that is sent inside a message


@dataclass(frozen=True, slots=True)
class PicturePart:
    """A picture in a message.

    Attributes:
        url: Where it is: a data address that holds it, or one of the web.
    """

    url: str

    @property
    def is_held(self) -> bool:
        """Whether the message holds its bytes."""
        return self.url.startswith("data:")

    def described(self, message_id: str, place: int) -> dict[str, Any]:
        """Return what a page is told of it: never its bytes."""
        if self.is_held:
            return {"id": f"{message_id}/{place}", "url": None}
        return {"id": f"{message_id}/{place}", "url": shown_address(self.url)}

    def content(self) -> tuple[str, bytes]:
        """Return its MIME type and its bytes.

        Raises:
            ValueError: It is not held, or its address is no data address.
        """
        head, comma, body = self.url.partition(",")
        if not self.is_held or not comma:
            raise ValueError("the message does not hold this picture")
        try:
            data = base64.b64decode(body, validate=True)
        except binascii.Error as error:
            raise ValueError(f"the picture's address is no base64: {error}") from None
        return head.removeprefix("data:").partition(";")[0] or "image/png", data


def pictures_in(content: MessageContent) -> list[PicturePart]:
    """Return the pictures of a content, in their order."""
    if isinstance(content, str):
        return []
    return [PicturePart(url) for one in content if (url := _url_of(one)) is not None]


def with_pictures(text: str, pictures: Iterable[Any]) -> MessageContent:
    """Return a content of a text and pictures.

    Args:
        text: The words, behind the pictures.
        pictures: Paths, addresses of the web, bytes, PIL images or arrays.

    Raises:
        ParameterError: One is no picture, or has more than 20 MB.
    """
    parts = [part_of(one) for one in pictures]
    if not parts:
        return text
    return [*parts, {"type": "text", "text": text}] if text else parts


def part_of(value: Any) -> dict[str, Any]:
    """Return the part that holds a picture, or names its address.

    Raises:
        ParameterError: It is no picture, or has more than 20 MB.
    """
    if isinstance(value, Mapping) and _url_of(value) is not None:
        return dict(value)
    if isinstance(value, str) and value.startswith(("http://", "https://", "data:image/")):
        return {"type": KIND, KIND: {"url": value}}
    try:
        data, kind = Picture.read(value).display_file()
    except (ValueError, TypeError, OSError) as error:
        raise ParameterError({"images": f"a picture cannot be used: {error}"}) from error
    if len(data) > MOST:
        raise ParameterError(
            {
                "images": f"the picture has {len(data):,} bytes; at most {MOST:,} go into a "
                "message: make it smaller"
            }
        )
    address = f"data:{kind};base64,{base64.b64encode(data).decode()}"
    return {"type": KIND, KIND: {"url": address}}


def _url_of(part: Mapping[str, Any]) -> str | None:
    held = part.get(KIND) if part.get("type") == KIND else None
    url = held.get("url") if isinstance(held, Mapping) else held
    return url if isinstance(url, str) else None
