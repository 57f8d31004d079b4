"""Pictures in answers: as the body, inside JSON, and as base64 masks."""

from __future__ import annotations

import base64
import binascii
from typing import TYPE_CHECKING, Any

from hfwidgets.wire.failure import payload_of, wrong_shape
from hfwidgets.wire.flow import Flow, Response, elsewhere
from hfwidgets.wire.media import download
from hfwidgets.wire.pictures import opened

if TYPE_CHECKING:
    from PIL.Image import Image as Picture

    from hfwidgets.wire.config import Config


def picture_in(config: Config, response: Response) -> Flow[Picture]:
    """Return the picture that an answer is, or that its JSON holds or points to.

    Some deployments answer `{"data": [{"b64_json": ...}]}` or `{"output": [address]}`.

    Raises:
        InvalidResponseError: There is none.
    """
    body = response.body
    if body[:1] in (b"{", b"["):
        payload = payload_of(body)
        found = _deep(payload, "data", 0, "b64_json")
        address = _deep(payload, "output", 0) or _deep(payload, "data", 0, "url")
        if isinstance(found, str):
            body = _decoded(found, response)
        elif isinstance(address, str) and address.startswith(("http://", "https://")):
            body = yield from download(config, address)
    try:
        return opened(body)
    except ValueError as error:
        raise wrong_shape(f"a picture ({error})", response.body, response) from None


def with_masks(response: Response, segments: list[Any]) -> Flow[list[Any]]:
    """Replace the base64 masks of segments by pictures."""

    def decode() -> list[Any]:
        return [{**segment, "mask": _mask(segment["mask"], response)} for segment in segments]

    return (yield from elsewhere(decode))


def _mask(text: Any, response: Response) -> Picture:
    if not isinstance(text, str):
        raise wrong_shape("masks as base64 text", text, response)
    if text.startswith("data:"):
        text = text.partition(",")[2]
    try:
        return opened(_decoded(text, response))
    except ValueError as error:
        if hasattr(error, "response"):
            raise
        raise wrong_shape(f"masks that are pictures ({error})", text[:80], response) from None


def _decoded(text: str, response: Response) -> bytes:
    # Encoders break lines (RFC 2045), leave the padding out, or take the alphabet of addresses.
    letters = "".join(text.split()).rstrip("=").translate(str.maketrans("-_", "+/"))
    try:
        return base64.b64decode(letters + "=" * (-len(letters) % 4), validate=True)
    except (binascii.Error, ValueError) as error:
        raise wrong_shape(f"base64 ({error})", text[:80], response) from None


def _deep(value: Any, *path: str | int) -> Any:
    for step in path:
        try:
            value = value[step]
        except (KeyError, IndexError, TypeError):
            return None
    return value
