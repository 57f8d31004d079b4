"""From an answer that is no success to the error that tells its cause and the way out."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from hfwidgets.wire.addresses import shown_address
from hfwidgets.wire.headers import HIDDEN, SECRET, Headers, Secret
from hfwidgets.wire.raising import error_named

if TYPE_CHECKING:
    from hfwidgets.errors import InferenceError, InferenceHTTPError, InvalidResponseError
    from hfwidgets.wire.flow import Response

SHOWN = 200  # characters of a body that a message shows
LONGEST = 2000  # characters of a server's own words that are kept
DEEPEST = 20  # levels of an error's JSON that are looked into

# What a person can do, by status. The causes are those of the hosted service.
REMEDIES: dict[int, str] = {
    400: "Check the parameters against what this model takes.",
    401: "Set a valid token (HF_TOKEN, or token=...), made at "
    "https://huggingface.co/settings/tokens.",
    402: "Wait for the next month's credits, add some at "
    "https://huggingface.co/settings/billing, or use another endpoint.",
    403: "Give the token the permission 'Make calls to Inference Providers' at "
    "https://huggingface.co/settings/tokens, or ask for access to the model.",
    404: "Check the model's id, and that this endpoint serves it.",
    410: "Use today's service (leave endpoint unset) or another server.",
    413: "Send a smaller input: a shorter text, a smaller or compressed file.",
    422: "Check that the model is made for this task, and the input against it.",
    424: "Try again, with other parameters if it fails again.",
    429: "Wait a little, and send fewer requests at once.",
    500: "Try again later; report the request id if it stays.",
    502: "Try again later.",
    503: "The model is not available now: try again later or use another one.",
    504: "The answer took too long: stream it, or ask for fewer tokens.",
}
NAMES = {
    400: "BadRequestError",
    401: "AuthenticationError",
    402: "PaymentRequiredError",
    403: "ForbiddenError",
    404: "NotFoundError",
    410: "GoneError",
    413: "PayloadTooLargeError",
    422: "UnprocessableError",
    429: "RateLimitError",
}
HUB_CODES = {
    "GatedRepo": "GatedRepoError",
    "RepoNotFound": "RepositoryNotFoundError",
}
GENERATION_TYPES = {
    "validation": "ValidationError",
    "overloaded": "OverloadedError",
    "generation": "GenerationError",
    "incomplete_generation": "IncompleteGenerationError",
    "incomplete_generation_stream": "IncompleteGenerationError",
}
GENERATION_STATUSES = {"ValidationError": 422, "OverloadedError": 429, "GenerationError": 424}


def http_error(response: Response, task: str | None = None) -> InferenceHTTPError:
    """Return the error of an answer with a status of 400 or more."""
    response = without_token(response)
    name = HUB_CODES.get(response.headers.get("X-Error-Code", ""))
    name = (
        name
        or NAMES.get(response.status)
        or ("ServerError" if response.status >= 500 else "InferenceHTTPError")
    )
    said = server_message(response)
    remedy = _remedy(response, task)
    request_id = response.headers.get("X-Request-Id")
    first = (
        f"{response.status} {response.reason or ''}".strip() + f" for {shown_address(response.url)}"
    )
    if request_id:
        first += f" (Request ID: {request_id})"
    error: InferenceHTTPError = error_named(
        name,
        "\n\n".join(part for part in (first, said, remedy) if part),
        response=response,
        remedy=remedy,
    )
    error.server_message = said
    error.retry_after = retry_after(response)
    return error


def _remedy(response: Response, task: str | None) -> str:
    if response.headers.get("X-Error-Code") == "GatedRepo":
        return "Ask for access on the model's page at https://huggingface.co, then use your token."
    remedy = REMEDIES.get(response.status, "")
    if response.status == 422 and task:
        return f"Make sure that '{task}' is supported by the model. {remedy}"
    if response.status == 429 and (seconds := retry_after(response)):
        return f"Try again in {seconds:.0f} s, and send fewer requests at once."
    return remedy


def generation_error(payload: dict[str, Any], response: Response) -> InferenceError:
    """Return the error that a generation server names by `error_type`."""
    kind = payload.get("error_type")
    name = GENERATION_TYPES.get(kind, "UnknownError") if isinstance(kind, str) else "UnknownError"
    # Inside a stream the status is that of its beginning: 200.
    status = response.status if response.status in REMEDIES else GENERATION_STATUSES.get(name, 500)
    said = text_of(payload.get("error")) or text_of(payload) or "no message"
    error: InferenceError = error_named(
        name,
        redacted(said[:LONGEST], response),
        response=without_token(response),
        remedy=REMEDIES[status],
    )
    return error


def server_message(response: Response) -> str | None:
    """Return the server's own words: from `X-Error-Message`, any JSON shape, or plain text."""
    parts: list[str] = []
    payload = payload_of(response.body)
    found = [response.headers.get("X-Error-Message")]
    if isinstance(payload, dict):
        found += [
            text_of(payload.get(key))
            for key in ("error", "errors", "message", "detail", "error_description")
        ]
        found += [f"Warning: {text}" for text in [text_of(payload.get("warnings"))] if text]
    elif payload is not None:
        found.append(text_of(payload))
    elif not _is_page(response) and b"\0" not in response.body:
        found.append(response.body[: 4 * LONGEST].decode("utf-8", "replace").strip())
    for text in found:
        if text and not any(text in part for part in parts):
            parts.append(text[:LONGEST])
    return "\n".join(parts) or None


def in_one_line(error: BaseException) -> str:
    """Return the server's own words of an error, else the first line of its message."""
    return getattr(error, "server_message", None) or str(error).partition("\n")[0]


def payload_of(body: bytes) -> Any:
    """Return the decoded JSON of a body, or None where it is none."""
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None


def text_of(value: Any, depth: int = 0) -> str:
    """Return the words in an error value of any shape (text, list, object)."""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, list):
        if depth >= DEEPEST:
            return ""
        return "\n".join(text for item in value[:20] if (text := text_of(item, depth + 1)))
    if isinstance(value, dict):
        if depth >= DEEPEST:
            return ""
        for key in ("message", "msg", "error", "detail"):
            if text := text_of(value.get(key), depth + 1):
                return text
        return _as_json(value) if value else ""
    return "" if value is None else str(value)


def _as_json(value: Any) -> str:
    try:
        return json.dumps(value, ensure_ascii=False)[:LONGEST]
    except RecursionError:
        return ""


def redacted(text: str, response: Response) -> str:
    """Remove a token that a server gave back."""
    for secret in secrets_of(response):
        text = text.replace(secret, HIDDEN)
    return text


def without_token(response: Response) -> Response:
    """Return an answer as an error may keep it: without a token that the server gave back."""
    body, headers = response.body, response.headers
    for secret in secrets_of(response):
        body = body.replace(secret.encode("latin-1"), HIDDEN.encode())
        if any(secret in value for value in headers.values()):
            headers = Headers.received(
                (name, value.replace(secret, HIDDEN)) for name, value in headers.items()
            )
    if body is response.body and headers is response.headers:
        return response
    return replace(response, body=body, headers=headers)


def secrets_of(response: Response) -> list[str]:
    """Return what the request carried and nobody may read: longest first, too short ones not."""
    sent = response.request.headers
    found = {part for name in SECRET for part in sent.get(name, "").split(" ") if len(part) > 6}
    return sorted((Secret(part) for part in found), key=len, reverse=True)


def _is_page(response: Response) -> bool:
    kind = response.headers.get("Content-Type", "").lower()
    return "html" in kind or response.body[:200].lstrip().lower().startswith(
        (b"<!doctype", b"<html")
    )


def retry_after(response: Response) -> float | None:
    """Return the seconds after which the server allows another try, from either header.

    `Retry-After` (seconds or a date, RFC 9110 10.2.3) or the Hub's `RateLimit: "api";r=0;t=55`.
    """
    value = response.headers.get("Retry-After", "").strip()
    if value:
        return _seconds(value)
    match = re.search(r"r=0;\s*t=(\d+)", response.headers.get("RateLimit", ""))
    return float(match[1]) + 1 if match else None


def _seconds(value: str) -> float | None:
    try:
        seconds = float(value)
    except ValueError:
        import time
        from email.utils import parsedate_to_datetime

        try:
            seconds = parsedate_to_datetime(value).timestamp() - time.time()
        except (ValueError, TypeError, OverflowError):
            return None
    return max(0.0, seconds) if seconds < float("inf") else None


def wrong_shape(expected: str, came: Any, response: Response) -> InvalidResponseError:
    """Return the error of an answer that is not what the task answers."""
    try:
        text = came[:LONGEST].decode("utf-8", "replace") if isinstance(came, bytes) else repr(came)
    except RecursionError:
        text = "something nested too deeply"
    text = redacted(text, response)
    shown = text[:SHOWN] + ("…" if len(text) > SHOWN else "")
    error: InvalidResponseError = error_named(
        "InvalidResponseError",
        f"The server at {shown_address(response.url)} answered {response.status}, but not with "
        f"{expected}: {shown or '(nothing)'}",
        response=without_token(response),
        remedy="Check the address and that the model is made for this task.",
    )
    return error
