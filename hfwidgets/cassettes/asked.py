"""A request as a cassette keeps it, and as it is found again: without secrets, ports and order."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from hfwidgets.wire.addresses import is_loopback
from hfwidgets.wire.flow import Request
from hfwidgets.wire.headers import HIDDEN

# Queries of signed addresses: who has one of these may read what is there.
SIGNED = re.compile(
    r"(?i)^(x-(amz|goog|oss|bz|ms)-.*|.*(signature|token|secret|credential|password|api[-_]?key)"
    r"|sig|key|hmac|policy|auth|awsaccesskeyid|key-pair-id|googleaccessid|expires)$"
)
# The same names in addresses within an answer's text, plain or in JSON.
SIGNED_IN_TEXT = re.compile(
    r"(?i)([?&](?:x-(?:amz|goog|oss|bz|ms)-[\w-]*|[\w-]*(?:signature|token|secret|credential|password"
    r"|api[-_]?key)|sig|key|hmac|policy|auth|awsaccesskeyid|key-pair-id|googleaccessid|expires)=)"
    r"([^&\s\"'<>\\]+)"
)
SIGNED_IN_BYTES = re.compile(SIGNED_IN_TEXT.pattern.encode())


@dataclass(frozen=True)
class Asked:
    """What was asked for.

    Attributes:
        method: `"GET"` or `"POST"`.
        url: Address without what is secret in its query.
        headers: Headers to show; secrets are `***`.
        body: Bytes that were sent; None for none.
        digest: The body's, in a form that does not depend on the order of names in JSON.
    """

    method: str
    url: str
    headers: dict[str, str]
    body: bytes | None
    digest: str

    @property
    def key(self) -> tuple[str, str, str]:
        """What two requests of the same meaning share."""
        return self.method, self.place, self.digest

    @cached_property
    def place(self) -> str:
        """The address without the port of this machine: servers on it get another each time."""
        parts = urlsplit(self.url)
        if parts.hostname is None or not is_loopback(self.url):
            return self.url
        return urlunsplit((parts.scheme, "127.0.0.1", parts.path, parts.query, ""))

    @cached_property
    def payload(self) -> Any:
        """The body as JSON, or None where it is none."""
        return as_json(self.body)


def asked_of(request: Request, secrets: frozenset[str] = frozenset()) -> Asked:
    """Return a request as a cassette keeps it. Reads a file that is to be sent."""
    body = request.body
    if body is not None and not isinstance(body, bytes):
        with body.opened() as file:
            body = file.read()
    if body is not None:
        body = without_signatures_in(without_secrets(body, secrets))
    shown = without_signature(request.url)
    for secret in secrets:
        shown = shown.replace(secret, HIDDEN)
    return Asked(
        request.method, shown, request.headers.redacted(), body or None, digest_of(body or None)
    )


def digest_of(body: bytes | None) -> str:
    """Return what tells a body from others; the order of names in JSON does not count."""
    if body is None:
        return ""
    payload = as_json(body)
    if payload is not None:
        # Loopback addresses are of servers that get another port each time.
        text = json.dumps(payload, sort_keys=True, ensure_ascii=True)
        body = LOCAL_PORT.sub(r"\1", text).encode()
    return sha256(body).hexdigest()


LOCAL_PORT = re.compile(r"(https?://(?:127\.0\.0\.1|localhost|\[::1\])):\d+")


def as_json(body: bytes | None) -> Any:
    """Return a body's value where it is an object or a list in JSON, else None."""
    if body is None or body[:1] not in (b"{", b"["):
        return None
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None


def without_signature(url: str) -> str:
    """Return an address with the secret values of its query hidden."""
    parts = urlsplit(url)
    if not parts.query:
        return url
    pairs = parse_qsl(parts.query, keep_blank_values=True)
    if not any(SIGNED.match(name) and value != HIDDEN for name, value in pairs):
        return url
    query = urlencode(
        [(name, HIDDEN if SIGNED.match(name) else value) for name, value in pairs], safe="*"
    )
    return urlunsplit((parts.scheme, parts.netloc, parts.path, query, ""))


def without_signatures(text: str) -> str:
    """Return a text with the secret values of signed addresses in it hidden."""
    return SIGNED_IN_TEXT.sub(lambda found: found[1] + HIDDEN, text)


def without_signatures_in(body: bytes) -> bytes:
    """Return a body with the secret values of signed addresses hidden, where it is JSON."""
    if body[:1] not in (b"{", b"[") or b"?" not in body:
        return body
    return without_signatures(body.decode("latin-1")).encode("latin-1")


def without_signatures_at(body: bytes) -> bytes:
    """Overwrite the secret values of signed addresses, as long as before: cuts still fit."""
    if b"://" not in body or b"?" not in body:
        return body
    return SIGNED_IN_BYTES.sub(lambda found: found[1] + b"*" * len(found[2]), body)


def without_secrets(body: bytes, secrets: frozenset[str]) -> bytes:
    """Return bytes with secrets overwritten, as long as before: cuts of a stream still fit."""
    for secret in secrets:
        needle = secret.encode("latin-1")
        body = body.replace(needle, b"*" * len(needle))
    return body


def secrets_in(request: Request) -> frozenset[str]:
    """Return the secrets that a request carries; those of six letters and less are words."""
    values = request.headers.secrets().values()
    return frozenset(part for value in values for part in str(value).split(" ") if len(part) > 6)
