"""From an answer that is no success to the error that tells its cause and the way out."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from hfwidgets.wire.addresses import shown_address
from hfwidgets.wire.headers import HIDDEN, Headers, Secret
from hfwidgets.wire.raising import error_named
from hfwidgets.wire.remedies import (
    GATED,
    IN_A_STREAM,
    NO_REPOSITORY,
    REMEDIES,
    About,
    remedy_of,
)

if TYPE_CHECKING:
    from hfwidgets.errors import InferenceError, InferenceHTTPError
    from hfwidgets.wire.flow import Response

SHOWN = 200  # characters of a body that a message shows
LONGEST = 2000  # characters of a server's own words that are kept
DEEPEST = 20  # levels of an error's JSON that are looked into
_REDIRECTED = (
    "The request was sent to {}, which redirects in a way that drops its content: "
    "give the client the address that it redirects to."
)
LONGEST_WAIT = 366 * 86_400.0  # seconds; what a server asks for beyond that is no time to wait

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
DATA = re.compile(r"[\w+/-]{100,}=*", re.ASCII)  # base64, if its letters are of every kind
CONTROLS = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]|\r(?!\n)"
)  # all but tabs and lines' ends
HUB_PATH = re.compile(r"/api/(models|datasets|spaces)/.|/resolve/")
GENERATION_TYPES = {
    "validation": "ValidationError",
    "overloaded": "OverloadedError",
    "generation": "GenerationError",
    "incomplete_generation": "IncompleteGenerationError",
    "incomplete_generation_stream": "IncompleteGenerationError",
}
GENERATION_STATUSES = {"ValidationError": 422, "OverloadedError": 429, "GenerationError": 424}


def http_error(
    response: Response, task: str | None = None, about: About = "model"
) -> InferenceHTTPError:
    """Return the error of an answer with a status of 400 or more.

    Args:
        response: The answer.
        task: What the model was asked to do.
        about: What was asked: a model, the address of an input, or the Hub.
    """
    response = without_token(response)
    said = server_message(response)
    name = _class_of(response)
    remedy = _remedy(response, name, said, task, about)
    if posted_to := response.request.posted_to:
        remedy = f"{_REDIRECTED.format(shown_address(posted_to))} {remedy}"
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
    error.about = about
    return error


def _class_of(response: Response) -> str:
    if name := HUB_CODES.get(response.headers.get("X-Error-Code", "")):
        return name
    # To nobody in particular the Hub does not tell what is private from what there is not.
    is_anonymous = not response.request.headers.get("Authorization")
    if response.status == 401 and is_anonymous and HUB_PATH.search(urlsplit(response.url).path):
        return "RepositoryNotFoundError"
    other = "ServerError" if response.status >= 500 else "InferenceHTTPError"
    return NAMES.get(response.status, other)


def _remedy(response: Response, name: str, said: str | None, task: str | None, about: About) -> str:
    if name == "GatedRepoError":
        return GATED
    if name == "RepositoryNotFoundError":
        return NO_REPOSITORY
    remedy = remedy_of(response.status, said, about)
    if about in ("input", "result"):
        return remedy
    if response.status == 422 and task:
        return f"Make sure that '{task}' is supported by the model. {remedy}"
    if response.status == 429 and (seconds := retry_after(response)):
        return f"Try again in {seconds:.0f} s, and send fewer requests at once."
    return remedy


def error_in(payload: Any) -> dict[str, Any] | None:
    """Return the object in a decoded answer that is an error, whatever its status; else None."""
    if isinstance(payload, list) and payload:
        payload = payload[0]
    if not isinstance(payload, dict):
        return None
    if payload.get("error"):  # null, false and empty ones say that there is none
        return payload
    says_so = "error" in (payload.get("object"), payload.get("type"), payload.get("status"))
    if (says_so or _is_refusal(payload)) and payload.get("message"):
        return payload
    return payload if payload.get("success") is False and _words_in(payload) else None


# What stands beside the words of an error, and no answer in it.
BESIDE_WORDS = {"message", "code", "status", "type", "param", "id", "success", "timestamp"}
BESIDE_WORDS |= {"request_id", "requestId", "trace_id", "traceId", "status_code", "object"}


def _is_refusal(payload: dict[str, Any]) -> bool:
    """Whether an object holds words and a code that is none of success, and nothing else."""
    code = payload.get("code")
    if not isinstance(payload.get("message"), str) or not payload.keys() <= BESIDE_WORDS:
        return False
    if isinstance(code, int):
        return code >= 400
    return isinstance(code, str) and not re.fullmatch(r"(?i)[0-3]\d*|ok|success\w*|", code)


def reported_error(
    payload: dict[str, Any], response: Response, *, in_stream: bool = False
) -> InferenceError:
    """Return the error that a server tells in an answer whose status says success."""
    error = payload.get("error")
    kind = payload.get("error_type") or (error.get("type") if isinstance(error, dict) else None)
    if payload.get("error_type") or (isinstance(kind, str) and kind in GENERATION_TYPES):
        return generation_error({**payload, "error_type": kind}, response)
    said = redacted(("\n".join(_words_in(payload)) or "no message")[:LONGEST], response)
    code = _status_in(payload)
    remedy = remedy_of(code, said)
    url = shown_address(response.url)
    if in_stream:
        name, text = "StreamError", f"{url} broke its stream off: {said}"
    else:
        name = NAMES.get(code, "ServerError" if code >= 500 else "InferenceHTTPError")
        text = f"{url} answered {response.status}, but with an error:\n\n{said}\n\n{remedy}"
    found: InferenceError = error_named(name, text, response=without_token(response), remedy=remedy)
    found.server_message = said
    return found


def _status_in(payload: dict[str, Any]) -> int:
    """Return the status that an error names in its JSON, or 500."""
    for holder in (payload.get("error"), payload):
        if isinstance(holder, dict):
            for key in ("http_status_code", "status_code", "code", "status"):
                try:
                    code = int(holder.get(key, 0))
                except (TypeError, ValueError, OverflowError):
                    continue
                if 400 <= code < 600:
                    return code
    return 500


def generation_error(payload: dict[str, Any], response: Response) -> InferenceError:
    """Return the error that a generation server names by `error_type`."""
    kind = payload.get("error_type")
    name = GENERATION_TYPES.get(kind, "UnknownError") if isinstance(kind, str) else "UnknownError"
    said = text_of(payload.get("error")) or text_of(payload) or "no message"
    if response.status >= 400:
        remedy = remedy_of(response.status, said)
    else:  # inside an answer the status is that of its beginning
        remedy = remedy_of(GENERATION_STATUSES.get(name, 500), said)
        if remedy == REMEDIES[500]:
            remedy = IN_A_STREAM if response.request.stream else remedy
    error: InferenceError = error_named(
        name, redacted(said[:LONGEST], response), response=without_token(response), remedy=remedy
    )
    error.server_message = redacted(said[:LONGEST], response)
    return error


def server_message(response: Response) -> str | None:
    """Return the server's own words: from `X-Error-Message`, any JSON shape, or plain text."""
    parts: list[str] = []
    payload = payload_of(response.body)
    found = [response.headers.get("X-Error-Message")]
    if isinstance(payload, dict):
        found += _words_in(payload)
    elif payload is not None:
        found.append(text_of(payload))
    elif not _is_page(response) and b"\0" not in response.body:
        found.append(response.body[: 4 * LONGEST].decode("utf-8", "replace").strip())
    for text in found:
        if text and not any(text in part for part in parts):
            parts.append(without_data(text)[:LONGEST])
    return "\n".join(parts) or None


def _words_in(payload: dict[str, Any]) -> list[str]:
    keys = ("error", "errors", "message", "detail", "error_description")
    found = [text for key in keys if (text := text_of(payload.get(key)))]
    warning = text_of(payload.get("warnings"))
    return [*found, f"Warning: {warning}"] if warning else found


def in_one_line(error: BaseException) -> str:
    """Return the server's own words of an error, else the first line of its message."""
    return getattr(error, "server_message", None) or str(error).partition("\n")[0]


def payload_of(body: Any) -> Any:
    """Return the decoded JSON of a body, or None where it is none."""
    try:
        return json.loads(body)
    except (ValueError, RecursionError, TypeError):
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
    """Remove a token that a server gave back, and what nobody can read."""
    for secret in secrets_of(response):
        text = text.replace(secret, HIDDEN)
    return without_data(text)


def without_data(text: str) -> str:
    """Return a text with base64 in it cut: pictures that a server gave back are no words.

    Characters that would steer a terminal are shown by their numbers.
    """

    def cut(found: re.Match[str]) -> str:
        letters = found[0]
        is_data = not (letters.islower() or letters.isupper()) and re.search(r"\d", letters)
        return f"{letters[:24]}..." if is_data else letters

    return CONTROLS.sub(lambda found: f"\\x{ord(found[0]):02x}", DATA.sub(cut, text))


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
    sent = response.request.headers.secrets().values()
    found = {part for value in sent for part in value.split(" ") if len(part) > 6}
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
    return _bounded(float(match[1]) + 1) if match else None


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
    return _bounded(seconds)


def _bounded(seconds: float) -> float | None:
    """Return a time to wait, or None where it is none that anybody means."""
    return max(0.0, seconds) if seconds < LONGEST_WAIT else None


def wrong_shape(expected: str, came: Any, response: Response) -> InferenceError:
    """Return the error of an answer that is not what the task answers.

    Where the server tells an error in its place, that is the error.
    """
    payload = came if isinstance(came, (dict, list)) else payload_of(response.body or came)
    if (reported := error_in(payload)) is not None:
        return reported_error(reported, response, in_stream=response.request.stream)
    try:
        text = came[:LONGEST].decode("utf-8", "replace") if isinstance(came, bytes) else repr(came)
    except RecursionError:
        text = "something nested too deeply"
    text = redacted(text, response)
    shown = text[:SHOWN] + ("…" if len(text) > SHOWN else "")
    error: InferenceError = error_named(
        "InvalidResponseError",
        f"The server at {shown_address(response.url)} answered {response.status}, but not with "
        f"{expected}: {shown or '(nothing)'}",
        response=without_token(response),
        remedy="Check the address and that the model is made for this task.",
    )
    return error
