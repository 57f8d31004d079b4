"""Tasks that take a picture and words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, overload

from hfwidgets.tasks.calls import ask, base64_of, checked_labels, given, objects
from hfwidgets.tasks.checking import checks
from hfwidgets.tasks.fields import (
    Best,
    Count,
    Flag,
    Image,
    Labels,
    LabelsToday,
    Model,
    Size,
    Text,
    WordBoxes,
)
from hfwidgets.tasks.outputs import (
    ClassificationOutput,
    DocumentQuestionAnsweringOutput,
    VisualQuestionAnsweringOutput,
)
from hfwidgets.wire.flow import Flow

if TYPE_CHECKING:
    from hfwidgets.wire.config import Config


@checks()
def document_question_answering(
    config: Config,
    image: Image,
    question: Text,
    *,
    model: Model = None,
    doc_stride: Count = None,
    handle_impossible_answer: Flag = None,
    lang: str | None = None,
    max_answer_len: Size = None,
    max_question_len: Size = None,
    max_seq_len: Size = None,
    top_k: Best = None,
    word_boxes: WordBoxes = None,
) -> Flow[list[DocumentQuestionAnsweringOutput]]:
    """Find the answer to a question on a picture of a document.

    Args:
        image: Bytes, path, http address, opened file, PIL image, or array of pixels.
        question: What to ask.
        model: Model id, or address of a server. Empty: the recommended model.
        doc_stride: Tokens that neighbouring parts of a long text share.
        handle_impossible_answer: Whether "no answer" is an answer.
        lang: Language of the document, for reading its words.
        max_answer_len: Most tokens of an answer.
        max_question_len: Most tokens of the question; the rest is cut.
        max_seq_len: Most tokens of a part with the question.
        top_k: How many of the best to return.
        word_boxes: Words of the document with their boxes, if they are known.

    Returns:
        Answers, best first: score in [0, 1] and word positions where the model gives them.

    Raises:
        InferenceTimeoutError: The model does not load, or the server keeps silent, for `timeout`
            seconds.
        InferenceHTTPError: A status of 400 or more.

    Example:
        >>> client.document_question_answering("invoice.png", "What is the invoice number?")
        [{'score': 0.42, 'answer': 'us-001', 'start': 16, 'end': 16}]
    """
    asked = {"question": question, "image": (yield from base64_of(config, image))}
    parameters = given(
        doc_stride=doc_stride,
        handle_impossible_answer=handle_impossible_answer,
        lang=lang,
        max_answer_len=max_answer_len,
        max_question_len=max_question_len,
        max_seq_len=max_seq_len,
        top_k=top_k,
        word_boxes=word_boxes,
    )
    response = yield from ask(config, "document-question-answering", model, asked, parameters)
    return objects(response, "answer")


@checks()
def visual_question_answering(
    config: Config,
    image: Image,
    question: Text,
    *,
    model: Model = None,
    top_k: Best = None,
) -> Flow[list[VisualQuestionAnsweringOutput]]:
    """Answer a question about a picture.

    Args:
        image: Bytes, path, http address, opened file, PIL image, or array of pixels.
        question: What to ask.
        model: Model id, or address of a server. Empty: the recommended model.
        top_k: How many of the best to return.

    Returns:
        Answers with scores in [0, 1], best first.

    Raises:
        InferenceTimeoutError: The model does not load, or the server keeps silent, for `timeout`
            seconds.
        InferenceHTTPError: A status of 400 or more.

    Example:
        >>> client.visual_question_answering("tiger.jpg", "What is the animal doing?")
        [{'score': 0.78, 'answer': 'laying down'}, ...]
    """
    asked = {"question": question, "image": (yield from base64_of(config, image))}
    parameters = given(top_k=top_k)
    response = yield from ask(config, "visual-question-answering", model, asked, parameters)
    return objects(response, "answer")


@overload
def zero_shot_image_classification(
    config: Config,
    image: Any,
    labels: list[str],
    *,
    model: str | None = None,
    hypothesis_template: str | None = None,
) -> Flow[list[ClassificationOutput]]: ...
@overload
def zero_shot_image_classification(
    config: Config,
    image: Any,
    *,
    model: str | None = None,
    hypothesis_template: str | None = None,
    candidate_labels: list[str],
) -> Flow[list[ClassificationOutput]]: ...
@checks()  # type: ignore[misc]  # one name for the other: it has either
def zero_shot_image_classification(
    config: Config,
    image: Image,
    labels: Labels,
    *,
    model: Model = None,
    hypothesis_template: str | None = None,
    candidate_labels: LabelsToday = None,
) -> Flow[list[ClassificationOutput]]:
    """Say which of your own labels fits a picture.

    Args:
        image: Bytes, path, http address, opened file, PIL image, or array of pixels.
        labels: At least two labels to choose from; they may hold commas.
        model: Model id, or address of a server. Empty: the recommended model.
        hypothesis_template: Sentence that each label is tried in, with {} in its place.
        candidate_labels: Another name of `labels`.

    Returns:
        Labels with scores in [0, 1], best first.

    Raises:
        ParameterError: Fewer than two labels (a `ValueError`; nothing was sent).
        InferenceTimeoutError: The model does not load, or the server keeps silent, for `timeout`
            seconds.
        InferenceHTTPError: A status of 400 or more.

    Example:
        >>> client.zero_shot_image_classification("cat.jpg", labels=["dog", "cat", "horse"])
        [{"label": "dog", "score": 0.956}, ...]
    """
    parameters = {
        "candidate_labels": checked_labels(labels),
        **(given(hypothesis_template=hypothesis_template) or {}),
    }
    picture = yield from base64_of(config, image)
    task = "zero-shot-image-classification"
    response = yield from ask(config, task, model, picture, parameters)
    return objects(response, "label", "score")
