"""Calls that are no task."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Any, Literal, overload
from urllib.parse import urlsplit

from hfwidgets.tasks.placing import placed
from hfwidgets.wire.addresses import is_address
from hfwidgets.wire.dialects import AUTO, HF_INFERENCE
from hfwidgets.wire.dialects.base import CHAT
from hfwidgets.wire.events import Lines
from hfwidgets.wire.exchange import exchange, follow
from hfwidgets.wire.failure import wrong_shape
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


def get_endpoint_info(config: Config, *, model: str | None = None) -> Flow[dict[str, Any]]:
    """Ask a server of text generation or embeddings what it serves, and within which limits.

    Args:
        model: Address of a server, or id of a model that the client's server has. None takes the
            client's.

    Returns:
        What the server tells of itself: `model_id`, `max_total_tokens`, `version` and more.

    Raises:
        ValueError: No model, or a provider's, which has no endpoint to tell of.
        InferenceHTTPError: A status of 400 or more: not every server tells it.
        InvalidResponseError: No object.

    Example:
        >>> InferenceClient("http://localhost:8080").get_endpoint_info()
        {'model_id': 'HuggingFaceTB/SmolLM2-135M', 'max_total_tokens': 8192, ...}
    """
    response = yield from exchange(config, config.get(_endpoint(config, model, "/info")))
    payload = response.json()
    if not isinstance(payload, dict):
        raise wrong_shape("an object", response.body, response)
    return payload


def health_check(config: Config, model: str | None = None) -> Flow[bool]:
    """Ask a server whether it is ready.

    Args:
        model: Address of the server. None takes the client's.

    Returns:
        Whether it answers that it is. A server that does not answer at all is an error.

    Raises:
        ValueError: No address.
        InferenceConnectionError: Nobody answers there.
        InferenceTimeoutError: The server keeps silent for `timeout` seconds.

    Example:
        >>> InferenceClient("http://localhost:8080").health_check()
        True
    """
    address = _endpoint(config, model, "/health")
    if not config.dialect.has_one_model and not is_address(model or config.model or ""):
        raise ValueError(
            f"model is {model or config.model!r}; health is told by a server of one model: give "
            "its address"
        )
    response = yield from follow(config.get(address))
    return response.status == 200


def _endpoint(config: Config, model: str | None, path: str) -> str:
    """Return the address at which a server tells of itself."""
    chosen = model or config.model
    if not is_address(chosen or "") and config.provider not in (None, AUTO, HF_INFERENCE):
        raise ValueError(
            f"provider is {config.provider!r}, which has no endpoint that tells of itself: give "
            "the address of one as model"
        )
    if not chosen:
        if not config.dialect.has_one_model:
            raise ValueError("no model is given: name the address of a server (model=...)")
        chosen = config.dialect.endpoint
    parts = urlsplit(config.dialect.task_url(None, chosen))
    base = parts.path.rstrip("/").removesuffix(CHAT).removesuffix("/v1")
    return parts._replace(path=f"{base}{path}").geturl()
