"""Bodies of the tasks that the hosted service answers with transformers: raw text or JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from hfwidgets.sandbox.refusals import Refusal, encode, refuse


def read_text_payload(body: bytes) -> tuple[Any, dict[str, Any]]:
    """Return `inputs` and `parameters` of a body.

    As on the hosted service, a body that is no JSON object with `inputs` is the input itself: it
    once took bare texts and still does (api_inference_community/validation.py,
    `normalize_payload_nlp`).

    Raises:
        Refusal: 400: the body is no UTF-8, or `parameters` is no object.
    """
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise refuse(400, f"The body is no UTF-8 text: {error}") from None
    try:
        payload = json.loads(text)
    except (ValueError, RecursionError):
        payload = text
    if isinstance(payload, int | float) and not isinstance(payload, bool):
        payload = str(payload)
    if not isinstance(payload, dict) or "inputs" not in payload:
        return payload, {}
    parameters = payload.get("parameters")
    if parameters is not None and not isinstance(parameters, dict):
        raise bad_field("parameters", "value is not a valid dict")
    return payload["inputs"], parameters or {}


def bad_field(where: str, rule: str, status: int = 400) -> Refusal:
    """Return the refusal of one field, as the hosted service words it."""
    return Refusal(status, encode({"error": [f"Error in `{where}`: {rule}"]}))


def check_known(parameters: Mapping[str, Any], known: tuple[str, ...]) -> None:
    """Refuse parameters that the task does not have, as transformers does.

    Raises:
        Refusal: 400 with `error` and `warnings`.
    """
    unknown = sorted(set(parameters) - set(known))
    if unknown:
        raise refuse(
            400,
            f"The parameters {unknown} are not used by the model; it has {list(known)}.",
            warnings=[f"There was an inference error: unknown parameters {unknown}"],
        )
