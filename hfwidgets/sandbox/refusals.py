"""Answers that are no results: statuses, and error bodies in every shape that servers use.

`Refusal` is raised anywhere below the routes and answered by `server.py`. The shapes are those of
the hosted service, of text-generation-inference, of FastAPI and of OpenAI-like servers.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus

JSON = "application/json"
PLAIN = "text/plain; charset=utf-8"
HTML = "text/html; charset=utf-8"


class Refusal(Exception):  # noqa: N818 - it is an answer, not a failure of the program
    """A request is answered with an error.

    Args:
        status: HTTP status.
        body: The body's bytes.
        content_type: Its type.
        headers: More headers.
    """

    def __init__(
        self,
        status: int,
        body: bytes,
        content_type: str = JSON,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(f"{status}: {body[:200].decode('utf-8', 'replace')}")
        self.status = status
        self.body = body
        self.content_type = content_type
        self.headers = dict(headers or {})

    @property
    def message(self) -> str:
        """What is wrong, where the body tells it under `error`; else the body."""
        try:
            said = json.loads(self.body)["error"]
        except (ValueError, KeyError, TypeError):
            said = self.body.decode("utf-8", "replace")
        return "; ".join(map(str, said)) if isinstance(said, list) else str(said)


def refuse(
    status: int, message: str, *, headers: Mapping[str, str] | None = None, **more: object
) -> Refusal:
    """Return a refusal as the hosted service words it: `error`, and what is in `more`."""
    return Refusal(status, encode({"error": message, **more}), JSON, headers)


def refuse_text(status: int, message: str) -> Refusal:
    """Return a refusal in plain text, as web frameworks write them."""
    return Refusal(status, message.encode("utf-8", "replace"), PLAIN)


def encode(value: object) -> bytes:
    """Return compact JSON in UTF-8."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


@dataclass(frozen=True, slots=True)
class _Status:
    """What the hosted service says with a status."""

    message: str
    error_type: str = "unknown"
    shape: str = "error"
    headers: tuple[tuple[str, str], ...] = ()


STATUSES = {
    400: _Status("The sandbox was told to find the request bad.", "validation"),
    401: _Status(
        "Invalid credentials in Authorization header",
        headers=(("X-Error-Message", "Invalid credentials in Authorization header"),),
    ),
    402: _Status(
        "You have depleted your monthly included credits. Purchase pre-paid credits to continue "
        "using Inference Providers with no interruption."
    ),
    403: _Status(
        "This authentication method does not have sufficient permissions to call Inference "
        "Providers on behalf of user sandbox"
    ),
    404: _Status("Not Found", shape="text"),
    408: _Status("The request took too long to arrive."),
    410: _Status(
        "https://api-inference.huggingface.co is no longer supported. Please use "
        "https://router.huggingface.co instead."
    ),
    413: _Status("Payload too large", shape="text"),
    422: _Status("Input validation error: `inputs` cannot be empty", "validation", "tgi"),
    424: _Status("Request failed during generation: the sandbox was told to", "generation", "tgi"),
    429: _Status("Model is overloaded", "overloaded", "tgi"),
    500: _Status("Incomplete generation", "incomplete_generation"),
    502: _Status("Bad Gateway", shape="html"),
    503: _Status("Service Unavailable", "healthcheck"),
    504: _Status("Gateway Timeout", shape="html"),
}


def status_text(status: int) -> _Status:
    """Return what is said with a status; statuses without a row say their name."""
    try:
        return STATUSES.get(status) or _Status(HTTPStatus(status).phrase)
    except ValueError:
        return _Status(f"Status {status}")


def _page(status: int, message: str) -> bytes:
    return (
        f"<!DOCTYPE html>\n<html><head><title>{status}</title></head>\n"
        f"<body><h1>{status}</h1><p>{message}</p><hr>sandbox</body></html>\n"
    ).encode()


@dataclass(frozen=True, slots=True)
class Shape:
    """A way to write an error: content type, and body from status, message and error type."""

    content_type: str
    write: Callable[[int, str, str], bytes]
    help: str


SHAPES: dict[str, Shape] = {
    "error": Shape(JSON, lambda s, m, t: encode({"error": m}), '{"error": "..."}'),
    "list": Shape(
        JSON, lambda s, m, t: encode({"error": [m, "A second line."]}), '{"error": ["...", "..."]}'
    ),
    "object": Shape(
        JSON,
        lambda s, m, t: encode({"error": {"message": m, "http_status_code": s}}),
        '{"error": {"message": "...", "http_status_code": 400}}',
    ),
    "openai": Shape(
        JSON,
        lambda s, m, t: encode(
            {"error": {"message": m, "type": "invalid_request_error", "param": None, "code": t}}
        ),
        '{"error": {"message", "type", "param", "code"}}',
    ),
    "tgi": Shape(
        JSON, lambda s, m, t: encode({"error": m, "error_type": t}), '{"error", "error_type"}'
    ),
    "warnings": Shape(
        JSON,
        lambda s, m, t: encode({"error": m, "warnings": ["The sandbox was told to warn."]}),
        '{"error", "warnings": ["..."]}',
    ),
    "description": Shape(
        JSON,
        lambda s, m, t: encode({"error": t, "error_description": m}),
        '{"error", "error_description"}',
    ),
    "detail": Shape(JSON, lambda s, m, t: encode({"detail": m}), '{"detail": "..."}'),
    "details": Shape(
        JSON,
        lambda s, m, t: encode({"detail": [{"loc": ["body", "inputs"], "msg": m, "type": t}]}),
        '{"detail": [{"loc", "msg", "type"}]}',
    ),
    "errors": Shape(
        JSON,
        lambda s, m, t: encode({"errors": [{"message": m}, {"message": "A second error."}]}),
        '{"errors": [{"message"}, ...]}',
    ),
    "message": Shape(JSON, lambda s, m, t: encode({"message": m}), '{"message": "..."}'),
    "array": Shape(JSON, lambda s, m, t: encode([m]), '["..."], no object'),
    "string": Shape(JSON, lambda s, m, t: encode(m), '"...", a JSON string'),
    "text": Shape(PLAIN, lambda s, m, t: m.encode(), "plain text"),
    "html": Shape(HTML, lambda s, m, t: _page(s, m), "an HTML page"),
    "empty": Shape(PLAIN, lambda s, m, t: b"", "no body"),
    "header": Shape(JSON, lambda s, m, t: b"", "no body, the message in X-Error-Message"),
    "lying": Shape(JSON, lambda s, m, t: _page(s, m), "an HTML page that claims to be JSON"),
    "bytes": Shape(PLAIN, lambda s, m, t: b"\xff\xfe\x00" + m.encode(), "bytes that are no UTF-8"),
}


def shaped(
    status: int, shape: str | None, message: str | None, headers: Mapping[str, str]
) -> Refusal:
    """Return a refusal as a fault asks for it; None means as the hosted service would."""
    text = status_text(status)
    message = message or text.message
    chosen = SHAPES[shape or text.shape]
    all_headers = dict(text.headers) | dict(headers)
    if shape == "header":
        all_headers["X-Error-Message"] = message
    return Refusal(
        status, chosen.write(status, message, text.error_type), chosen.content_type, all_headers
    )
