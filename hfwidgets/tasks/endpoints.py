"""Calls that are no task."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Any, Literal, overload

from hfwidgets.tasks.placing import placed
from hfwidgets.wire.events import Lines
from hfwidgets.wire.exchange import exchange
from hfwidgets.wire.flow import Flow
from hfwidgets.wire.media import Binary, body_of
from hfwidgets.wire.stream import Stream

if TYPE_CHECKING:
    from hfwidgets.wire.config import Config

IMAGE_TASKS = frozenset({"text-to-image", "image-to-image"})


@overload
def post(
    config: Config,
    *,
    json: Any = None,
    data: Binary | None = None,
    model: str | None = None,
    task: str | None = None,
    stream: Literal[False] = ...,
) -> Flow[bytes]: ...
@overload
def post(
    config: Config,
    *,
    json: Any = None,
    data: Binary | None = None,
    model: str | None = None,
    task: str | None = None,
    stream: Literal[True],
) -> Flow[Stream[bytes]]: ...
@overload
def post(
    config: Config,
    *,
    json: Any = None,
    data: Binary | None = None,
    model: str | None = None,
    task: str | None = None,
    stream: bool = ...,
) -> Flow[bytes | Stream[bytes]]: ...
def post(
    config: Config,
    *,
    json: Any = None,
    data: Binary | None = None,
    model: str | None = None,
    task: str | None = None,
    stream: bool = False,
) -> Flow[bytes | Stream[bytes]]:
    """Send a request to a model and return the bytes of its answer.

    Args:
        json: Body, sent as JSON.
        data: Raw body: bytes, a path, an http address (downloaded once, without your token), or a
            file opened with mode 'rb'.
        model: Model id, or address of a server. None takes the client's, else the recommended one.
        task: Task name such as `"text-generation"`; needed where no model is named.
        stream: Return a `Stream` of the answer's lines, without their ends, as they arrive.

    Returns:
        Bytes, or a `Stream` of bytes.

    Raises:
        ValueError: Neither model nor task.
        InferenceTimeoutError: The model does not load, or the server keeps silent, for `timeout`
            seconds.
        InferenceHTTPError: A status of 400 or more.

    Example:
        >>> client.post(json={"inputs": "I like you"}, model="sandbox/vader")
        b'[[{"label": ...}]]'
    """
    if json is not None and data is not None:
        warnings.warn("post was given both json and data: it sends data", UserWarning, stacklevel=4)
        json = None
    config, url = yield from placed(config, task, model)
    body = yield from body_of(config, data)
    accept = "image/png" if task in IMAGE_TASKS else None
    request = config.post(url, json_body=json, data=body, accept=accept, stream=stream)
    response = yield from exchange(config, request, task)
    return Stream(response, Lines()) if stream else response.body
