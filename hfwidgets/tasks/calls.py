"""The steps that most tasks share: ask a model, and take its answer in the documented shape."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from hfwidgets.tasks.placing import placed
from hfwidgets.wire.body import FileBody
from hfwidgets.wire.exchange import exchange
from hfwidgets.wire.failure import wrong_shape
from hfwidgets.wire.flow import Flow, Response, elsewhere
from hfwidgets.wire.media import body_of, content_of, form_of, kind_in, link_of, not_empty
from hfwidgets.wire.parameter_error import ParameterError

if TYPE_CHECKING:
    from hfwidgets.wire.config import Config

FEWEST_LABELS = 2


def ask(
    config: Config,
    task: str,
    model: str | None,
    inputs: Any,
    parameters: dict[str, Any] | None = None,
    *,
    accept: str | None = None,
) -> Flow[Response]:
    """Ask the model of a call, in JSON as its server wants it; several inputs are a dict."""
    config, url = yield from placed(config, task, model)
    body = config.dialect.body(task, inputs, parameters)
    name = "prompt" if task == "text-to-image" else "text"
    request = config.post(url, json_body=body, accept=accept, inputs=name)
    return (yield from exchange(config, request, task))


def ask_raw(
    config: Config,
    task: str,
    model: str | None,
    raw: Any,
    parameters: dict[str, Any] | None = None,
    accept: str | None = None,
) -> Flow[Response]:
    """Ask about an image or a sound, given as the server or the provider of the model wants it.

    With parameters it is in their JSON as base64 where it is else sent as it is.
    """
    config, url = yield from placed(config, task, model)
    name = "audio" if "audio" in task or "speech" in task else "image"
    how, dialect = config.dialect.media, config.dialect
    if how == "link":
        link = yield from link_of(config, name, raw, dialect.kind_of)
        body = dialect.body(task, link, parameters)
        return (yield from exchange(config, config.post(url, json_body=body, accept=accept), task))
    data = not_empty(name, raw, (yield from body_of(config, raw)))
    if how == "form":
        fields, kind = dialect.body(task, None, parameters), dialect.kind_of(kind_in(data))
        data = yield from elsewhere(lambda: form_of(data, fields, kind))
    elif parameters:
        body = dialect.body(task, (yield from _in_base64(data)), parameters)
        return (yield from exchange(config, config.post(url, json_body=body, accept=accept), task))
    return (yield from exchange(config, config.post(url, data=data, accept=accept), task))


def base64_of(config: Config, raw: Any) -> Flow[str]:
    """Return an image or a sound as base64 text: standard alphabet, no line breaks."""
    body = not_empty("image", raw, (yield from body_of(config, raw)))
    return (yield from _in_base64(body))


def _in_base64(body: bytes | FileBody) -> Flow[str]:
    import base64

    return (yield from elsewhere(lambda: base64.b64encode(content_of(body)).decode()))


def objects(response: Response, *keys: str) -> list[Any]:
    """Return an answer that is a list of objects, which have one of some keys at least.

    Models leave out what they do not know: a label, a score. An object that has none of the keys
    among others that do keeps nothing from these.

    Raises:
        InvalidResponseError: It is something else.
    """
    payload = response.json()
    if isinstance(payload, list) and payload and isinstance(payload[0], list):
        payload = payload[0]
    if isinstance(payload, list) and _are_objects(payload, keys):
        return payload
    raise wrong_shape(f"a list of objects with {_listed(keys)}", response.body, response)


def an_object(response: Response, *keys: str) -> Any:
    """Return an answer that is an object with some keys, or a list whose first item is one."""
    payload = response.json()
    if isinstance(payload, list) and payload:
        payload = payload[0]
    if has(payload, keys):
        return payload
    raise wrong_shape(f"an object with {_listed(keys)}", response.body, response)


def text_in(response: Response, key: str) -> str:
    """Return a text that an answer holds under a key."""
    text = an_object(response, key)[key]
    if not isinstance(text, str):
        raise wrong_shape(f"a text as {key!r}", response.body, response)
    return text


def file_in(response: Response, what: str) -> bytes:
    """Return an answer that is a file, such as a sound.

    Raises:
        InvalidResponseError: It is JSON, a page or nothing.
    """
    kind, body = response.headers.get("Content-Type", ""), response.body
    if not body or body[:1] in (b"{", b"[", b"<") or "json" in kind or "html" in kind:
        raise wrong_shape(what, body, response)
    return body


def given(extra_body: Any = None, /, **parameters: Any) -> dict[str, Any] | None:
    """Return the parameters that are set, or None where none is; those of `extra_body` win.

    Raises:
        ParameterError: `extra_body` is no object.
    """
    if extra_body is not None and not isinstance(extra_body, Mapping):
        rule = f"extra_body is {extra_body!r:.80}; it is an object, or leave it unset"
        raise ParameterError({"extra_body": rule})
    found = {**parameters, **(extra_body or {})}
    return {name: value for name, value in found.items() if value is not None} or None


def has(value: Any, keys: Sequence[str]) -> bool:
    """Whether a value is an object with some keys."""
    return isinstance(value, dict) and all(key in value for key in keys)


def _are_objects(values: list[Any], keys: Sequence[str]) -> bool:
    """Whether all are objects, one of which at least has one of some keys."""
    if not all(isinstance(one, dict) for one in values):
        return False
    return not (keys and values) or any(key in one for one in values for key in keys)


def _listed(keys: Sequence[str]) -> str:
    return ", ".join(map(repr, keys))


def checked_labels(labels: Any) -> list[str]:
    """Return candidate labels as a list.

    Raises:
        ParameterError: Fewer than two, or not a list of texts.
    """
    if isinstance(labels, (str, bytes)) or not isinstance(labels, Sequence):
        raise ParameterError({"labels": f"labels is {labels!r:.80}; it is a list of texts"})
    if not all(isinstance(label, str) for label in labels):
        raise ParameterError({"labels": f"labels is {labels!r:.80}; each of them is a text"})
    if len(labels) < FEWEST_LABELS:
        raise ParameterError(
            {"labels": f"labels has {len(labels)} of them; give at least {FEWEST_LABELS}"}
        )
    return list(labels)
