"""Tasks that read a text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypedDict

from hfwidgets.tasks.fields import Model, Text
from hfwidgets.tasks.recommended import address_of
from hfwidgets.wire.exchange import exchange
from hfwidgets.wire.failure import wrong_shape
from hfwidgets.wire.flow import Flow

if TYPE_CHECKING:
    from hfwidgets.wire.config import Config


class ClassificationOutput(TypedDict):
    """One class with its score in [0, 1]."""

    label: str
    score: float


def text_classification(
    config: Config, text: Text, *, model: Model = None
) -> Flow[list[ClassificationOutput]]:
    """Say which class a text belongs to: a sentiment, a topic, a language.

    Args:
        text: Text to classify.
        model: Model id, or address of a server. Empty: the recommended model.

    Returns:
        Labels with scores in [0, 1], best first where the server sorts them.

    Raises:
        InferenceTimeoutError: The model does not load, or the server keeps silent, for `timeout`
            seconds.
        InferenceHTTPError: A status of 400 or more.

    Example:
        >>> client.text_classification("I like you")
        [{'label': 'POSITIVE', 'score': 0.9998}, {'label': 'NEGATIVE', 'score': 0.0002}]
    """
    task = "text-classification"
    url = yield from address_of(config, task, model)
    body = config.dialect.body(text, None)
    response = yield from exchange(config, config.post(url, json_body=body), task)
    payload: Any = response.json()
    if isinstance(payload, list) and payload and isinstance(payload[0], list):
        payload = payload[0]
    if not isinstance(payload, list) or not all(isinstance(one, dict) for one in payload):
        raise wrong_shape("a list of labels", payload, response)
    return payload
