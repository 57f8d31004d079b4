"""Results in the answers of providers: found by their path, fetched by their address."""

from __future__ import annotations

import base64
import json
import struct
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from hfwidgets.wire.addresses import check_address
from hfwidgets.wire.body import OCTETS
from hfwidgets.wire.exchange import follow
from hfwidgets.wire.failure import http_error, wrong_shape
from hfwidgets.wire.flow import Flow, Request, Response, elsewhere
from hfwidgets.wire.headers import Headers
from hfwidgets.wire.media import PAGES, decoded_link
from hfwidgets.wire.provider import Answer

Path = tuple["str | int", ...]

LARGEST = 1 << 30  # bytes of a result: a video of some minutes


def at(value: Any, *path: str | int) -> Any:
    """Return what JSON holds at a path, or None where there is nothing."""
    for step in path:
        inside = isinstance(value, dict) if isinstance(step, str) else isinstance(value, list)
        if not inside or (isinstance(step, int) and step >= len(value)):
            return None
        value = value.get(step) if isinstance(step, str) else value[step]
    return value


def linked(*paths: Path) -> Answer:
    """Return how a result is had whose address stands at one of some paths."""

    def answer(response: Response, base: str) -> Flow[Response]:
        address = text_at(response, *paths)
        return (yield from fetched(address, response))

    return answer


def text_at(response: Response, *paths: Path) -> str:
    """Return the first text that an answer holds at one of some paths; an empty one is the last.

    Raises:
        InvalidResponseError: There is none.
    """
    payload = response.json()
    texts = [text for path in paths if isinstance(text := at(payload, *path), str)]
    if texts:
        return next(filter(None, texts), "")
    wanted = " or ".join(".".join(map(str, path)) for path in paths)
    raise wrong_shape(f"a result as {wanted}", response.body, response)


def fetched(address: str, response: Response) -> Flow[Response]:
    """Fetch a result by its address: without any key, and only what says that it succeeded.

    Raises:
        InferenceHTTPError: It is gone, or may not be had.
        InvalidResponseError: It is a page, too large, or has no address.
    """
    if address.startswith("data:"):
        kind, data = yield from elsewhere(lambda: decoded_link(address))
        return replace(response, body=data, headers=Headers({"Content-Type": kind}))
    asked = response.request
    try:
        url = check_address(address, "the address of the result")
    except ValueError:
        raise wrong_shape("the address of a result", address.encode(), response) from None
    headers = Headers({"user-agent": asked.headers.get("user-agent", "")})
    request = Request("GET", url, headers, timeout=asked.timeout, limit=LARGEST, tape=asked.tape)
    found = yield from follow(replace(request, served=asked.served))
    if found.status != 200:
        raise http_error(found, about="result")
    kind = found.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if kind in PAGES or not found.body or len(found.body) > LARGEST:
        large = f", and of at most {LARGEST:,} bytes" if len(found.body) > LARGEST else ""
        raise wrong_shape(f"a result{large}", found.body, found)
    return found


def rewritten(response: Response, payload: Any) -> Response:
    """Return an answer with another payload: the one that the task reads."""
    headers = Headers({"Content-Type": "application/json"})
    return replace(response, body=json.dumps(payload).encode(), headers=headers)


def rows(*path: str | int) -> Answer:
    """Return how vectors are had that stand in a list of objects, each at a path."""

    def answer(response: Response, base: str) -> Flow[Response]:
        found = yield from elsewhere(lambda: list(_vectors(response, path)))
        return (yield from elsewhere(lambda: rewritten(response, found)))

    return answer


def _vectors(response: Response, path: Path) -> Iterable[Any]:
    payload = response.json()
    items = at(payload, "data")
    if not isinstance(items, list) or not items:
        raise wrong_shape("vectors as data", response.body, response)
    for item in items:
        vector = at(item, *path)
        if isinstance(vector, str):  # base64, which `encoding_format` asks for
            try:
                raw = base64.b64decode(vector, validate=True)
                vector = list(struct.unpack(f"<{len(raw) // 4}f", raw))
            except (ValueError, struct.error):
                vector = None
        if not isinstance(vector, list):
            raise wrong_shape("a vector in each of data", response.body, response)
        yield vector


def text_as(name: str, *paths: Path) -> Answer:
    """Return how a text is had that stands at one of some paths: under the task's own name."""

    def answer(response: Response, base: str) -> Flow[Response]:
        yield from ()
        return rewritten(response, {name: text_at(response, *paths)})

    return answer


def listed(path: Path, make: Callable[[str, str], dict[str, Any]]) -> Answer:
    """Return how a result is had whose address stands at a path: as a list of one object.

    Args:
        path: Where the address is.
        make: From the result in base64, and its type, to the object.
    """

    def answer(response: Response, base: str) -> Flow[Response]:
        found = yield from linked(path)(response, base)
        kind = found.headers.get("Content-Type", OCTETS)
        data = yield from elsewhere(lambda: base64.b64encode(found.body).decode())
        return rewritten(response, [make(data, kind)])

    return answer


def as_mask(*path: str | int) -> Answer:
    """Return how the one segment of a picture is had whose mask's address stands at a path."""
    return listed(path, lambda data, _: {"label": "mask", "score": None, "mask": data})


def as_sound(*path: str | int) -> Answer:
    """Return how the one sound is had that was made of another, and whose address is at a path."""
    return listed(path, lambda data, kind: {"label": "audio", "content-type": kind, "blob": data})
