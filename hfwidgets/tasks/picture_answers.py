"""Pictures in answers: as the body, inside JSON, and as base64 masks."""

from __future__ import annotations

import base64
import binascii
import io
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from hfwidgets.wire.failure import payload_of, wrong_shape
from hfwidgets.wire.flow import Flow, Response, elsewhere
from hfwidgets.wire.media import download
from hfwidgets.wire.orientation import orientation_of, png_may_turn, upright
from hfwidgets.wire.pictures import file_of, opened

if TYPE_CHECKING:
    from PIL.Image import Image as Picture

    from hfwidgets.wire.config import Config

# Where servers put a picture, the likeliest first.
_NAMES = (
    *("b64_json", "image", "images", "image_base64", "base64", "data", "output", "outputs"),
    *("generated_image", "artifacts", "result", "url", "image_url"),
)
_STARTS = ("http://", "https://", "data:image/")
MOST_DEPTH = 6
LEAST_BASE64 = 64  # characters
SHOWN = 24  # characters of what is no words in an error


def picture_in(config: Config, response: Response) -> Flow[Picture]:
    """Return the picture that an answer is, or that its JSON holds or points to, upright.

    Deployments answer `{"data": [{"b64_json": ...}]}`, `{"output": [address]}`, `{"image": ...}`,
    `{"images": [{"url": ...}]}` or a list of such; each is base64 text or an address, which may be
    one with data in it (https://www.rfc-editor.org/rfc/rfc2397).

    Raises:
        InvalidResponseError: There is none.
    """
    body, held = response.body, None
    if body.lstrip()[:1] in (b"{", b"[", b'"'):
        payload = payload_of(body)
        held = _held(payload)
        if held is None:
            raise wrong_shape("a picture", _without_data(payload), response)
        if held.startswith(("http://", "https://")):
            body = yield from download(config, held)
        else:
            body = _decoded(held, response)
    try:
        picture = opened(body)
    except ValueError as error:
        said = response.body if held is None else held[:SHOWN]
        raise wrong_shape(f"a picture ({error})", said, response) from None
    if _is_upright(picture):
        return picture
    return (yield from elsewhere(lambda: _upright(picture, response)))


def _held(payload: Any, depth: int = 0) -> str | None:
    """Return the text of the first picture that JSON holds."""
    if isinstance(payload, str):
        return payload if payload.startswith(_STARTS) or _is_long(payload) else None
    if depth > MOST_DEPTH:
        return None
    inside: Iterable[Any] = ()
    if isinstance(payload, dict):
        inside = [payload[name] for name in _NAMES if name in payload]
    elif isinstance(payload, list):
        inside = payload
    return next((found for one in inside if (found := _held(one, depth + 1)) is not None), None)


def _is_long(text: str) -> bool:
    # What a picture of one pixel takes as base64; anything shorter are words.
    return len(text) >= LEAST_BASE64 and " " not in text[:LEAST_BASE64].strip()


def _without_data(payload: Any, depth: int = 0) -> Any:
    """Return JSON to be shown: long texts without spaces are cut, for they are no words."""
    if isinstance(payload, str):
        return f"{payload[:SHOWN]}..." if _is_long(payload) else payload
    if depth > MOST_DEPTH:
        return "..."
    if isinstance(payload, dict):
        return {name: _without_data(value, depth + 1) for name, value in payload.items()}
    if isinstance(payload, list):
        return [_without_data(value, depth + 1) for value in payload]
    return payload


def _is_upright(picture: Picture) -> bool:
    file = file_of(picture)
    if picture.format == "PNG" and file is not None and not png_may_turn(io.BytesIO(file)):
        return True  # else Pillow decodes it to find out
    return orientation_of(picture) == 1


def _upright(picture: Picture, response: Response) -> Picture:
    """Return a picture as people see it, decoded."""
    try:
        return upright(picture)
    except Exception as error:  # broken files end Pillow's readers in many ways
        raise wrong_shape(f"a picture ({error})", response.body, response) from None


def with_masks(response: Response, segments: list[Any]) -> Flow[list[Any]]:
    """Replace the base64 masks of segments by pictures; by None where one cannot be read.

    Raises:
        InvalidResponseError: None can.
    """

    def decode() -> list[Any]:
        masks: list[Picture | None] = []
        error = None
        for segment in segments:
            try:
                masks.append(_mask(segment.get("mask"), response))
            except ValueError as fault:  # an InvalidResponseError, whose class costs 0.2 s to load
                error = error or fault
                masks.append(None)
        if error is not None and all(mask is None for mask in masks):
            raise error
        return [{**one, "mask": mask} for one, mask in zip(segments, masks, strict=True)]

    return (yield from elsewhere(decode))


def _mask(text: Any, response: Response) -> Picture:
    if not isinstance(text, str):
        raise wrong_shape("masks as base64 text", text, response)
    try:
        return opened(_decoded(text, response))
    except ValueError as error:
        if hasattr(error, "response"):
            raise
        raise wrong_shape(f"masks that are pictures ({error})", text[:SHOWN], response) from None


def _decoded(text: str, response: Response) -> bytes:
    """Return the bytes of base64 text, with or without `data:` before it."""
    if text.startswith("data:"):
        text = unquote(text.partition(",")[2])
    # Encoders break lines (RFC 2045), leave the padding out, or take the alphabet of addresses.
    letters = "".join(text.split()).rstrip("=").translate(str.maketrans("-_", "+/"))
    try:
        return base64.b64decode(letters + "=" * (-len(letters) % 4), validate=True)
    except (binascii.Error, ValueError) as error:
        raise wrong_shape(f"base64 ({error})", text[:SHOWN], response) from None
