"""One request to its answer: redirects, waiting for a model that loads, errors by status."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from hfwidgets.wire.addresses import check_address, is_address, may_see_secrets, shown_address
from hfwidgets.wire.budget import within
from hfwidgets.wire.failure import http_error, payload_of, retry_after, server_message
from hfwidgets.wire.flow import Flow, Request, Response, Wait
from hfwidgets.wire.raising import error_named

if TYPE_CHECKING:
    from hfwidgets.wire.config import Config

REDIRECTS = frozenset({301, 302, 303, 307, 308})
MOST_REDIRECTS = 10
FIRST_PAUSE = 0.1  # seconds; a pause is half as long again as the one before ...
LONGEST_ASKED = 60.0  # seconds; a server that asks for more is asked again in between
LONGEST_PAUSE = 10.0  # ... up to a twentieth of what has passed, at least 1 s and at most this


def exchange(config: Config, request: Request, task: str | None = None) -> Flow[Response]:
    """Send a request and return its successful answer; for a task, the one that it reads.

    Raises:
        ModelLoadingError: The model was still loading after `timeout` seconds.
        InferenceHTTPError: The status is 400 or more.
    """
    try:
        return (yield from _answered(config, request, task))
    except OSError as error:  # what every InferenceError is
        if config.served is not None:
            config.served.tell(error)  # where no answer came; the others have told it
        raise


def _answered(config: Config, request: Request, task: str | None) -> Flow[Response]:
    start = time.monotonic()
    budget = config.budget if request.method == "POST" else None  # lists and states are free
    return (yield from within(budget, request, lambda: _asked(config, request, start, task)))


def _asked(config: Config, request: Request, start: float, task: str | None) -> Flow[Response]:
    response = yield from follow(request)
    if response.status == 503 and is_loading(config, response):
        response = yield from _until_loaded(config, request, response, start)
    response = good(response, task)
    later = None if task is None else config.dialect.answered(task, response)
    return response if later is None else (yield from later)


def good(outcome: Response | Exception, task: str | None = None) -> Response:
    """Return an answer whose status is a success's; raise everything else."""
    if isinstance(outcome, Exception):
        raise outcome
    if not 200 <= outcome.status < 300:
        raise http_error(outcome, task)
    return outcome


def is_loading(config: Config, response: Response) -> bool:
    """Whether a 503 means that the model loads."""
    if response.request.method != "POST":
        return False
    return config.dialect.is_loading(response)


def _until_loaded(
    config: Config, request: Request, response: Response, start: float
) -> Flow[Response]:
    """Ask again, in growing pauses, until the model answers or the deadline has come."""
    deadline = None if config.timeout is None else start + config.timeout
    patient = replace(request, headers=request.headers.copy(), deadline=deadline)
    patient.headers["x-wait-for-model"] = "1"
    attempt = 0
    while response.status == 503 and is_loading(config, response):
        attempt += 1
        elapsed = time.monotonic() - start
        estimate = estimate_of(response)
        seconds = pause(attempt, elapsed, estimate, retry_after(response))
        if deadline is not None:
            seconds = min(seconds, max(deadline - start - elapsed, 0))
        yield Wait(seconds, attempt, estimate, elapsed, response.url)
        if _is_over(deadline):
            raise _still_loading(response, start, attempt, estimate)
        try:
            response = yield from follow(patient)
        except TimeoutError as error:
            if _is_over(deadline):
                raise _still_loading(response, start, attempt, estimate) from error
            raise
    return response


def _is_over(deadline: float | None) -> bool:
    return deadline is not None and time.monotonic() >= deadline - 0.005


def pause(attempt: int, elapsed: float, estimate: float | None, asked: float | None) -> float:
    """Return how long to wait before the next try, in seconds.

    Args:
        attempt: Tries so far, from 1.
        elapsed: Seconds since the first of them.
        estimate: The server's estimate of the whole loading time: a try falls on it exactly.
        asked: What the server asked for in `Retry-After`.
    """
    if asked is not None:
        return min(max(asked, 0.05), LONGEST_ASKED)
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
    response: Response, start: float, attempt: int, estimate: float | None
) -> Exception:
    elapsed = time.monotonic() - start
    estimated = "" if estimate is None else f" (the server estimated {estimate:.0f} s)"
    said = server_message(response)
    error = error_named(
        "ModelLoadingError",
        f"The model at {response.url} was still loading after {elapsed:.1f} s and {attempt} "
        f"{'try' if attempt == 1 else 'tries'}{estimated}." + (f"\n\n{said}" if said else ""),
        response=response,
        remedy="Allow more time (timeout=...), or use another model.",
    )
    error.estimate = estimate
    error.server_message = said
    found: Exception = error
    return found


def follow(request: Request) -> Flow[Response]:
    """Send a request, and follow where the server points; secrets stay with their host."""
    for _ in range(MOST_REDIRECTS + 1):
        response: Response = yield request
        location = response.headers.get("Location")
        if response.status not in REDIRECTS or not location:
            return response
        request = _redirected(request, response, location)
    raise error_named(
        "InferenceConnectionError",
        f"{shown_address(response.url)} redirects more than {MOST_REDIRECTS} times",
        response=response,
        remedy="Check the address.",
    )


def _redirected(request: Request, response: Response, location: str) -> Request:
    """Return the next request: RFC 9110 15.4; GET after 303, and after 301 and 302 to a POST."""
    location = _decoded(location)
    if not is_address(location):
        location = urljoin(response.url, location)
    try:
        url = check_address(location, "the address of a redirect")
    except ValueError as error:
        raise error_named(
            "InferenceConnectionError",
            f"{shown_address(response.url)} redirects to nowhere: {error}",
            response=response,
            remedy="Check the address.",
        ) from None
    headers = request.headers.copy()
    if not may_see_secrets(request.url, url):
        for name in headers.secrets():
            del headers[name]
    if request.method == "POST" and response.status in (301, 302, 303):
        headers.pop("Content-Type", None)
        return replace(
            request, method="GET", url=url, headers=headers, body=None, posted_to=request.url
        )
    return replace(request, url=url, headers=headers)


def _decoded(location: str) -> str:
    """Return a header of UTF-8 bytes as its text: one transport reads it as Latin-1."""
    try:
        return location.encode("latin-1").decode()
    except UnicodeError:
        return location
