"""What was asked and answered, to be shown: without secrets, and bounded."""

from __future__ import annotations

import json
from typing import Any

from hfwidgets.wire.addresses import shown_address
from hfwidgets.wire.flow import Request, Response
from hfwidgets.wire.served import Automatic, Served, name_in

LARGEST = 200_000  # characters of a body that are kept to be shown


class Exchange:
    """The last request of a run and its answer, as JSON values.

    Attributes:
        request: Method, address, headers, body; None before anything was sent.
        response: Status, headers, body; None before anything came.
        headers: Headers of the answer.
        served: Who was asked, where that is a provider, or a service that chooses one.
        posted: The last request that asked a model itself, secrets included; for no page.
        followed: Whether others came behind it: for the state of a job, or to fetch a result.
    """

    def __init__(self) -> None:
        """Nothing was asked yet."""
        self.request: dict[str, Any] | None = None
        self.response: dict[str, Any] | None = None
        self.headers: dict[str, str] = {}
        self.served: Served | Automatic | None = None
        self.posted: Request | None = None
        self.followed = False

    @property
    def provider(self) -> str | None:
        """The provider that answered: the one that was asked, or that the service has chosen."""
        return (self.served and self.served.provider) or name_in(self.headers)

    def asked(self, request: Request) -> None:
        """Keep a request that is being sent."""
        self.served = request.served or self.served
        if request.method == "POST":
            self.posted, self.followed = request, False
        else:
            self.followed = self.posted is not None
        self.request = {
            "method": request.method,
            "url": shown_address(request.url),
            "headers": request.headers.redacted(),
            "body": recorded_body(request.body) if isinstance(request.body, bytes) else None,
        }
        self.response = None

    def answered(self, response: Response) -> None:
        """Keep an answer; a streamed body is added at its end."""
        self.headers = {name.lower(): value for name, value in response.headers.redacted().items()}
        self.response = {
            "status": response.status,
            "reason": response.reason,
            "headers": response.headers.redacted(),
            "body": None if response.source is not None else recorded_body(response.body),
        }

    def streamed(self, body: Any) -> None:
        """Add what a stream brought in all."""
        if self.response is not None and self.response["body"] is None:
            self.response["body"] = body


def recorded_body(body: bytes) -> Any:
    """Return a body as JSON, as text, or as its size."""
    if len(body) > LARGEST:
        return f"({len(body):,} bytes)"
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        pass
    try:
        return body.decode()
    except UnicodeDecodeError:
        return f"({len(body):,} bytes)"
