"""Tasks that turn texts into numbers."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Any

from hfwidgets.tasks.calls import ask, given
from hfwidgets.tasks.checking import checks
from hfwidgets.tasks.fields import Flag, Model, Size, Text, TextList, TextOrTexts
from hfwidgets.tasks.numbers import array_of, count_missing
from hfwidgets.wire.addresses import shown_address
from hfwidgets.wire.failure import wrong_shape
from hfwidgets.wire.flow import Flow, elsewhere

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from hfwidgets.wire.config import Config


@checks()
def feature_extraction(
    config: Config,
    text: TextOrTexts,
    *,
    model: Model = None,
    normalize: Flag = None,
    prompt_name: str | None = None,
    truncate: Flag = None,
    truncation_direction: str | None = None,
    dimensions: Size = None,
    encoding_format: str | None = None,
) -> Flow[NDArray[np.float32]]:
    """Turn a text into its vector.

    Args:
        text: Text to embed; a list of texts where the server takes one.
        model: Model id, or address of a server. Empty: the recommended model.
        normalize: Whether vectors have the length 1.
        prompt_name: Name of a prompt of the model that goes before each text.
        truncate: Whether a text that is too long is cut.
        truncation_direction: Which end of it is cut: "left" or "right".
        dimensions: Length of the vectors, where the model can shorten them.
        encoding_format: How vectors travel: "float", or "base64", which is shorter; either way
            they are returned as numbers.

    Returns:
        `float32` array as the server nests it: `(dimensions,)`, `(texts or tokens, dimensions)`, or
        `(1, tokens, dimensions)`.

    Raises:
        InferenceTimeoutError: The model does not load, or the server keeps silent, for `timeout`
            seconds.
        InferenceHTTPError: A status of 400 or more.

    Example:
        >>> client.feature_extraction("Hi, who are you?").shape
        (384,)
    """
    parameters = given(
        normalize=normalize,
        prompt_name=prompt_name,
        truncate=truncate,
        truncation_direction=truncation_direction,
        dimensions=dimensions,
        encoding_format=encoding_format,
    )
    response = yield from ask(config, "feature-extraction", model, text, parameters)
    array = yield from elsewhere(lambda: array_of(response.body))
    if array is None:
        raise wrong_shape("nested lists of numbers", response.body, response)
    missing = count_missing(array)  # fast beside reading the numbers
    if missing:
        warnings.warn(
            f"{missing:,} of the {array.size:,} numbers in the answer of "
            f"{shown_address(response.url)} are null or not finite: the array has NaN or "
            "infinity there",
            UserWarning,
            stacklevel=5,
        )
    return array


@checks()
def sentence_similarity(
    config: Config, sentence: Text, other_sentences: TextList, *, model: Model = None
) -> Flow[list[float]]:
    """Say how close other sentences are to one.

    Args:
        sentence: Sentence to compare with.
        other_sentences: Sentences to compare.
        model: Model id, or address of a server. Empty: the recommended model.

    Returns:
        One similarity per other sentence, in their order; 1 is the same meaning.

    Raises:
        InferenceTimeoutError: The model does not load, or the server keeps silent, for `timeout`
            seconds.
        InferenceHTTPError: A status of 400 or more.

    Example:
        >>> client.sentence_similarity("A happy person", ["A glad human", "A sad dog"])
        [0.88, 0.21]
    """
    others = list(other_sentences)
    inputs = {"source_sentence": sentence, "sentences": others}
    response = yield from ask(config, "sentence-similarity", model, inputs)
    payload: Any = response.json()
    is_list = isinstance(payload, list) and len(payload) == len(others)
    if is_list and all(isinstance(one, (int, float)) for one in payload):
        found: list[float] = payload
        return found
    raise wrong_shape(f"a list of {len(others)} numbers", response.body, response)
