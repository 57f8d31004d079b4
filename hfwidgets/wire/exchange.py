"""One request to its answer: redirects, waiting for a model that loads, errors by status."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from hfwidgets.wire.failure import http_error, payload_of, retry_after
from hfwidgets.wire.flow import Flow, Request, Response, Wait
from hfwidgets.wire.headers import SECRET

if TYPE_CHECKING:
    from hfwidgets.wire.config import Config

REDIRECTS = frozenset({301, 302, 303, 307, 308})
MOST_REDIRECTS = 10
FIRST_PAUSE = 0.1  # seconds; a pause is half as long again as the one before ...
LONGEST_PAUSE = 10.0  # ... up to a twentieth of what has passed, at least 1 s and at most this


def exchange(config: Config, request: Request, task: str | None = None) -> Flow[Response]:
    """Send a request and return its successful answer.

    Raises:
        ModelLoadingError: The model was still loading after `timeout` seconds.
        InferenceHTTPError: The status is 400 or more.
    """
    response = yield from follow(request)
    if response.status == 503 and is_loading(config, response):
        response = yield from _until_loaded(config, request, response)
    if response.status >= 400:
        raise http_error(response, task)
    return response


def is_loading(config: Config, response: Response) -> bool:
    """Whether a 503 says that the model loads: always in the classic API, by its body today."""
    if response.request.method != "POST":
        return False
    if not config.dialect.is_router or not response.url.startswith(config.dialect.endpoint):
        return True
    payload = payload_of(response.body)
    return isinstance(payload, dict) and "estimated_time" in payload


def _until_loaded(config: Config, request: Request, response: Response) -> Flow[Response]:
    """Ask again, in growing pauses, until the model answers or the deadline has come."""
    start = time.monotonic()
    patient = replace(request, headers=request.headers.copy())
    patient.headers["x-wait-for-model"] = "1"
    attempt = 0
    while response.status == 503 and is_loading(config, response):
        attempt += 1
        elapsed = time.monotonic() - start
        remaining = None if config.timeout is None else config.timeout - elapsed
        estimate = estimate_of(response)
        if remaining is not None and remaining <= 0:
            raise _still_loading(response, elapsed, attempt, estimate)
        seconds = pause(attempt, elapsed, estimate, retry_after(response))
        if remaining is not None:
            seconds = min(seconds, remaining)
        yield Wait(seconds, attempt, estimate, elapsed, response.url)
        if config.timeout is not None:
            left = config.timeout - (time.monotonic() - start)
            if left <= 0:
                raise _still_loading(response, config.timeout, attempt, estimate)
            patient = replace(patient, deadline=left)
        response = yield from follow(patient)
    return response


def pause(attempt: int, elapsed: float, estimate: float | None, asked: float | None) -> float:
    """Return how long to wait before the next try, in seconds.

    Args:
        attempt: Tries so far, from 1.
        elapsed: Seconds since the first of them.
        estimate: The server's estimate of the whole loading time: a try falls on it exactly.
        asked: What the server asked for in `Retry-After`.
    """
    if asked is not None:
        return max(asked, 0.05)
    longest = min(max(1.0, 0.05 * elapsed), LONGEST_PAUSE)
    seconds: float = min(FIRST_PAUSE * 1.5 ** min(attempt - 1, 20), longest)
    if estimate is not None and elapsed < estimate < elapsed + seconds:
        seconds = estimate - elapsed
    return max(seconds, 0.02)


def estimate_of(response: Response) -> float | None:
    """Return `estimated_time` of a loading answer, in seconds."""
    payload = payload_of(response.body)
    value = payload.get("estimated_time") if isinstance(payload, dict) else None
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    return float(value) if 0 <= value < 1e6 else None


def _still_loading(
    response: Response, elapsed: float, attempt: int, estimate: float | None
) -> Exception:
    from hfwidgets.errors import ModelLoadingError

    told = "" if estimate is None else f" (the server estimated {estimate:.0f} s)"
    error = ModelLoadingError(
        f"The model at {response.url} was still loading after {elapsed:.1f} s and {attempt} "
        f"{'try' if attempt == 1 else 'tries'}{told}.",
        response=response,
        remedy="Allow more time (timeout=...), or use another model.",
    )
    error.estimate = estimate
    return error


def follow(request: Request) -> Flow[Response]:
    """Send a request, and follow where the server points; secrets stay with their host."""
    for _ in range(MOST_REDIRECTS + 1):
        response: Response = yield request
        location = response.headers.get("Location")
        if response.status not in REDIRECTS or not location:
            return response
        if response.source is not None:
            response.source.abort()
        request = _redirected(request, response, urljoin(response.url, location))
    from hfwidgets.errors import InferenceConnectionError

    raise InferenceConnectionError(
        f"{response.url} redirects more than {MOST_REDIRECTS} times",
        response=response,
        remedy="Check the address.",
    )


def _redirected(request: Request, response: Response, url: str) -> Request:
    """Return the next request: RFC 9110 15.4; GET after 303, and after 301 and 302 to a POST."""
    if urlsplit(url).scheme not in ("http", "https"):
        from hfwidgets.errors import InferenceConnectionError

        raise InferenceConnectionError(
            f"{response.url} redirects to {url[:200]!r}, which is no http address",
            response=response,
        )
    headers = request.headers.copy()
    if _origin(url) != _origin(request.url):
        for name in [name for name in headers if name.lower() in SECRET]:
            del headers[name]
    if request.method == "POST" and response.status in (301, 302, 303):
        headers.pop("Content-Type", None)
        return replace(request, method="GET", url=url, headers=headers, body=None)
    return replace(request, url=url, headers=headers)


def _origin(url: str) -> tuple[str, str, int | None]:
    parts = urlsplit(url)
    return parts.scheme, parts.hostname or "", parts.port
