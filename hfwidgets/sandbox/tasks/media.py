"""Bodies that hold an image or a sound: the bytes themselves, or base64 in JSON."""

from __future__ import annotations

import base64
import binascii
import json
from dataclasses import dataclass
from typing import Any

from hfwidgets.sandbox.refusals import Refusal, refuse
from hfwidgets.sandbox.tasks.payload import bad_field, parse

# A 24 MB file in base64, and its parameters.
BODY_LIMIT = 33 * 1024 * 1024
_NAMES = ("inputs", "image", "audio", "data")


@dataclass(frozen=True, slots=True)
class MediaPayload:
    """A body taken apart.

    Args:
        raw: The file's bytes.
        parameters: The parameters as they came.
        fields: The body's other fields, those within `inputs` among them.
    """

    raw: bytes
    parameters: dict[str, Any]
    fields: dict[str, Any]


def read_media_payload(body: bytes, what: str) -> MediaPayload:
    """Take a body apart; `what` is "image" or "audio".

    Both services take bytes, or JSON with the file in `inputs`. Where there is a question too, the
    classic one has the file under its own name, today's has it in an object under `inputs`.

    Raises:
        Refusal: 400 or 422 for JSON that holds no file, or half of a character.
    """
    value = _json(body)
    if value is None:
        return MediaPayload(body, {}, {})
    parameters = value.get("parameters")
    if parameters is not None and not isinstance(parameters, dict):
        raise bad_field("parameters", "value is not a valid dict")
    fields = {name: one for name, one in value.items() if name != "parameters"}
    if isinstance(fields.get("inputs"), dict):
        fields |= fields.pop("inputs")
    for name in _NAMES:
        if name in fields:
            return MediaPayload(_decoded(fields[name], name, what), parameters or {}, fields)
    raise bad_field("inputs", "field required", status=422)


def _json(body: bytes) -> dict[str, Any] | None:
    """Return the body's JSON object, or None where it is no JSON."""
    if not body[:64].lstrip().startswith(b"{"):
        return None
    try:
        value = parse(body.decode(json.detect_encoding(body)))
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def _decoded(value: Any, name: str, what: str) -> bytes:
    if not isinstance(value, str):
        raise bad_field(name, f"the {what} in base64 is expected, as a text", status=422)
    if value.startswith(("http://", "https://")):
        raise refuse(
            400,
            f"The sandbox opens no connection, so it cannot fetch {value[:100]!r}; send the "
            f"{what} itself, as bytes or in base64.",
        )
    if value.startswith("data:"):
        value = value.partition(",")[2]
    try:
        return base64.b64decode("".join(value.split()), validate=True)
    except (binascii.Error, ValueError) as error:
        raise _wrong_source(value, what, error) from None


def _wrong_source(value: str, what: str, error: Exception) -> Refusal:
    """Return the refusal of what is no base64, as transformers' `load_image` words it."""
    return refuse(
        400,
        f"Incorrect {what} source. Must be a base64 encoded string. Got {value[:60]}. "
        f"Failed with {error}",
    )
