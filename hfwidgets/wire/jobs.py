"""Jobs that a provider queues: asked for, in pauses, until they are done."""

from __future__ import annotations

import time
from collections.abc import Callable, Set
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote, urlsplit

from hfwidgets.wire.addresses import shown_address
from hfwidgets.wire.exchange import follow, good
from hfwidgets.wire.failure import reported_error, retry_after, text_of, wrong_shape
from hfwidgets.wire.flow import Farewell, Flow, Request, Response, Wait
from hfwidgets.wire.provider import Answer
from hfwidgets.wire.raising import error_named
from hfwidgets.wire.results import Path, at

LONGEST = 3600.0  # seconds in all for a job, where the client has no timeout
LONGEST_PAUSE = 5.0  # seconds; pauses grow to a fiftieth of what has passed
TRANSIENT = frozenset({429, 502, 503, 504})
FAREWELL = 5.0  # seconds in which a provider may take that its job is to end
MOST_FAILURES = 5  # questions in a row that fail in passing: the job goes on meanwhile

# From a first answer's JSON, the request and the address below which the provider's paths are, to
# where the job is asked for.
Where = Callable[[Any, Request, str], "str | None"]


@dataclass(frozen=True, slots=True)
class Job:
    """How a provider tells of its jobs.

    Attributes:
        where: Finds where a job is asked for; it returns None where the first answer names none.
        state: Path of the state.
        pending: States in which it goes on; `""` is a state that is left out.
        done: States in which it is done.
        pause: Seconds between two questions.
        at_once: Whether the first question comes without a pause.
        result: Finds where the result of a done job is asked for; None where the last state has it.
        ready: Path of a result: a first answer that has it is done, whatever its state.
        cancel: Method, and where a job is ended that nobody waits for any more; None where the
            provider has no such address.
    """

    where: Where
    state: Path
    pending: Set[str]
    done: Set[str]
    pause: float = 0.5
    at_once: bool = False
    result: Where | None = None
    ready: Path | None = None
    cancel: tuple[str, Where] | None = None


def queued(job: Job, then: Answer) -> Answer:
    """Return how the result of a job is had: when it is done, as another answer is."""

    def answer(response: Response, base: str) -> Flow[Response]:
        last = yield from _done(job, response, base)
        return (yield from then(last, base))

    return answer


def below(*path: str | int, end: str = "") -> Where:
    """Return how a job is found by the address at a path: below the provider's, by its path alone.

    The provider may name its own host, which a token of the Hub must not go to.
    """

    def where(payload: Any, request: Request, base: str) -> str | None:
        address = at(payload, *path)
        if not isinstance(address, str):
            return None
        try:
            found = urlsplit(address).path
        except ValueError:  # no address, such as http://[
            return None
        query = urlsplit(request.url).query
        return f"{base}{found}{end}{f'?{query}' if query else ''}" if found[:1] == "/" else None

    return where


def numbered(address: str, *path: str | int) -> Where:
    """Return how a job is found by its number at a path.

    Args:
        address: Where it is asked for: `{base}` is where the provider's paths begin, `{url}` where
            the job was sent to, `{id}` its number.
        path: Where the first answer has that.
    """

    def where(payload: Any, request: Request, base: str) -> str | None:
        found = at(payload, *path)
        if isinstance(found, bool) or not isinstance(found, (str, int)) or found == "":
            return None
        return address.format(base=base, url=request.url, id=quote(str(found), safe=""))

    return where


def _done(job: Job, first: Response, base: str) -> Flow[Response]:
    """Return the answer that holds the result."""
    payload = first.json()
    asked = first.request
    if job.ready is not None and at(payload, *job.ready) is not None:
        return first
    state = _state_of(job, payload, first, is_first=True)
    url = job.where(payload, asked, base)
    if state not in job.done:
        if url is None:
            raise wrong_shape("a job that can be asked for", first.body, first)
        ending = _ending(job, payload, asked, base)
        first = yield from _asked_until_done(job, _question(asked, url), payload, ending)
    if job.result is None:
        return first
    result = job.result(payload, asked, base)
    if result is None:
        raise wrong_shape("a job with a result", first.body, first)
    return good((yield from follow(_question(asked, result))))


def _question(asked: Request, url: str) -> Request:
    """Return the request for a job: with the key of the one that began it."""
    headers = asked.headers.copy()
    for name in ("Content-Type", "Cookie"):
        headers.pop(name, None)
    return replace(asked, method="GET", url=url, headers=headers, body=None)


def _ending(job: Job, payload: Any, asked: Request, base: str) -> Request | None:
    """Return the request that ends a job, to the host and with the key of the one that began it."""
    if job.cancel is None:
        return None
    method, where = job.cancel
    url = where(payload, asked, base)
    if url is None:
        return None
    return replace(_question(asked, url), method=method, timeout=FAREWELL)


def _asked_until_done(
    job: Job, question: Request, payload: Any, ending: Request | None
) -> Flow[Response]:
    """Return the answer that tells the end; a job that is given up before is ended there too."""
    try:
        return (yield from _asked_for(job, question, payload, ending is not None))
    except GeneratorExit:
        raise
    except BaseException as error:
        if ending is not None and _goes_on(error):
            with suppress(Exception):  # what ended the call is what is told
                yield Farewell(ending)
        raise


def _goes_on(error: BaseException) -> bool:
    """Whether a job goes on though its call ends: the provider has not said that it is over."""
    response = getattr(error, "response", None)
    return response is None or getattr(error, "status", None) in TRANSIENT


def _asked_for(job: Job, question: Request, payload: Any, can_end: bool) -> Flow[Response]:
    start = time.monotonic()
    longest = question.timeout or LONGEST
    attempt = failures = 0
    state = at(payload, *job.state)
    asked: float | None = None
    while True:
        elapsed = time.monotonic() - start
        if elapsed >= longest:
            raise _not_done(question, state, elapsed)
        if attempt or not job.at_once:
            seconds = max(job.pause, min(elapsed / 50, LONGEST_PAUSE), asked or 0.0)
            seconds = max(min(seconds, longest - elapsed), 0.0)
            position = at(payload, "queue_position")
            told = position if isinstance(position, int) else None
            named = state if isinstance(state, str) else ""
            yield Wait(seconds, attempt + 1, None, elapsed, question.url, named, told, can_end)
        attempt += 1
        response = yield from follow(question)
        if response.status in TRANSIENT and failures < MOST_FAILURES:
            failures, asked = failures + 1, retry_after(response)
            continue
        failures, asked = 0, None
        payload = good(response).json()
        state = _state_of(job, payload, response)
        if state in job.done:
            return response


def _state_of(job: Job, payload: Any, response: Response, is_first: bool = False) -> str:
    """Return the state of a job that is done or goes on; raise what another one tells."""
    state = at(payload, *job.state)
    if state is None and (is_first or "" in job.pending):
        return ""
    if isinstance(state, str) and (state in job.done or state in job.pending):
        return state
    holder = at(payload, *job.state[:-1]) if isinstance(payload, dict) else None
    words = ""
    for name in ("error", "message", "detail", "logs"):
        words = words or text_of(at(holder, name))
    if isinstance(state, str):
        said = f"the job ended as {state!r}" + (f": {words}" if words else "")
        raise reported_error({"error": words or said}, response)
    raise wrong_shape(f"a state as {'.'.join(map(str, job.state))}", response.body, response)


def _not_done(question: Request, state: Any, elapsed: float) -> Exception:
    found: Exception = error_named(
        "InferenceTimeoutError",
        f"The job at {shown_address(question.url)} was not done after {elapsed:.0f} s; its last "
        f"state is {state!r}.",
        url=question.url,
        remedy="Allow more time (timeout=...), or ask for less.",
    )
    return found
