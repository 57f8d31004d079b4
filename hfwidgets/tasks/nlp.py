"""Tasks that find something in a text: classes, spans, missing words, answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, overload

from hfwidgets.tasks.calls import an_object, ask, checked_labels, given, has, objects
from hfwidgets.tasks.checking import checks
from hfwidgets.tasks.fields import (
    Best,
    Count,
    Flag,
    Labels,
    LabelsToday,
    Model,
    OptionalTexts,
    Size,
    Text,
    Texts,
)
from hfwidgets.tasks.outputs import (
    ClassificationOutput,
    FillMaskOutput,
    QuestionAnsweringOutput,
    TokenClassificationOutput,
)
from hfwidgets.wire.failure import wrong_shape
from hfwidgets.wire.flow import Flow

if TYPE_CHECKING:
    from hfwidgets.wire.config import Config


@checks()
def text_classification(
    config: Config,
    text: Text,
    *,
    model: Model = None,
    top_k: Best = None,
    function_to_apply: str | None = None,
) -> Flow[list[ClassificationOutput]]:
    """Say which class a text belongs to: a sentiment, a topic, a language.

    Args:
        text: Text to classify.
        model: Model id, or address of a server. Empty: the recommended model.
        top_k: How many of the best to return.
        function_to_apply: What turns scores into probabilities: "softmax", "sigmoid" or "none".

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
    parameters = given(top_k=top_k, function_to_apply=function_to_apply)
    response = yield from ask(config, "text-classification", model, text, parameters)
    return objects(response, "label", "score")


@checks()
def token_classification(
    config: Config,
    text: Text,
    *,
    model: Model = None,
    aggregation_strategy: str | None = None,
    ignore_labels: Texts = None,
    stride: Count = None,
) -> Flow[list[TokenClassificationOutput]]:
    """Find names and other spans in a text, or the kind of each word.

    Args:
        text: Text to look through.
        model: Model id, or address of a server. Empty: the recommended model.
        aggregation_strategy: How tokens become spans: "none", "simple", "first", "average" or
            "max".
        ignore_labels: Labels to leave out.
        stride: Tokens that neighbouring parts of a long text share.

    Returns:
        Spans in the order of the text: class, score in [0, 1], the words, and character offsets
        (end excluded).

    Raises:
        InferenceTimeoutError: The model does not load, or the server keeps silent, for `timeout`
            seconds.
        InferenceHTTPError: A status of 400 or more.

    Example:
        >>> client.token_classification("My name is Sarah, I live in London")
        [{'entity_group': 'PER', 'score': 0.99, 'word': 'Sarah', 'start': 11, 'end': 16}, ...]
    """
    parameters = given(
        aggregation_strategy=aggregation_strategy, ignore_labels=ignore_labels, stride=stride
    )
    response = yield from ask(config, "token-classification", model, text, parameters)
    return objects(response)


@overload
def zero_shot_classification(
    config: Config,
    text: str,
    labels: list[str],
    *,
    multi_label: bool | None = False,
    model: str | None = None,
    hypothesis_template: str | None = None,
) -> Flow[list[ClassificationOutput]]: ...
@overload
def zero_shot_classification(
    config: Config,
    text: str,
    *,
    multi_label: bool | None = False,
    model: str | None = None,
    hypothesis_template: str | None = None,
    candidate_labels: list[str],
) -> Flow[list[ClassificationOutput]]: ...
@checks()  # type: ignore[misc]  # one name for the other: it has either
def zero_shot_classification(
    config: Config,
    text: Text,
    labels: Labels,
    *,
    multi_label: Flag = False,
    model: Model = None,
    hypothesis_template: str | None = None,
    candidate_labels: LabelsToday = None,
) -> Flow[list[ClassificationOutput]]:
    """Say which of your own labels fits a text.

    Args:
        text: Text to classify.
        labels: At least two labels to choose from; they may hold commas.
        multi_label: Score each label on its own, so that several can be likely.
        model: Model id, or address of a server. Empty: the recommended model.
        hypothesis_template: Sentence that each label is tried in, with {} in its place.
        candidate_labels: Another name of `labels`.

    Returns:
        Labels with scores in [0, 1], best first; they sum to 1 unless `multi_label`.

    Raises:
        ParameterError: Fewer than two labels (a `ValueError`; nothing was sent).
        InferenceTimeoutError: The model does not load, or the server keeps silent, for `timeout`
            seconds.
        InferenceHTTPError: A status of 400 or more.

    Example:
        >>> client.zero_shot_classification("A new moon was found", ["space", "cooking"])
        [{'label': 'space', 'score': 0.98}, {'label': 'cooking', 'score': 0.02}]
    """
    parameters = {
        "candidate_labels": checked_labels(labels),
        **(given(multi_label=multi_label, hypothesis_template=hypothesis_template) or {}),
    }
    response = yield from ask(config, "zero-shot-classification", model, text, parameters)
    payload: Any = response.json()
    if isinstance(payload, list) and payload and has(payload[0], ("labels", "scores")):
        payload = payload[0]
    if not has(payload, ("labels", "scores")):
        return objects(response, "label", "score")
    names, scores = payload["labels"], payload["scores"]
    if not isinstance(names, list) or not isinstance(scores, list) or len(names) != len(scores):
        raise wrong_shape("as many labels as scores", response.body, response)
    return [{"label": name, "score": score} for name, score in zip(names, scores, strict=True)]


@checks()
def fill_mask(
    config: Config,
    text: Text,
    *,
    model: Model = None,
    targets: OptionalTexts = None,
    top_k: Best = None,
) -> Flow[list[FillMaskOutput]]:
    """Guess the masked word of a text.

    Args:
        text: Text that holds the model's mask token, such as `[MASK]` or `<mask>`.
        model: Model id, or address of a server. Empty: the recommended model.
        targets: Words to choose from; others are not considered.
        top_k: How many of the best to return.

    Returns:
        Ways to fill the mask, likeliest first: score in [0, 1], token and whole text; for several
        masks a list of such lists.

    Raises:
        InferenceTimeoutError: The model does not load, or the server keeps silent, for `timeout`
            seconds.
        InferenceHTTPError: A status of 400 or more.

    Example:
        >>> client.fill_mask("The goal of life is [MASK].")[0]
        {'score': 0.11, 'token': 2166, 'token_str': 'life', 'sequence': 'the goal of life is life.'}
    """
    wanted = [targets] if isinstance(targets, str) else targets
    parameters = given(targets=wanted, top_k=top_k)
    response = yield from ask(config, "fill-mask", model, text, parameters)
    payload: Any = response.json()
    masks = payload if isinstance(payload, list) else [None]
    flat = [one for mask in masks for one in (mask if isinstance(mask, list) else [mask])]
    if not all(has(one, ("token_str",)) for one in flat):
        raise wrong_shape("a list of objects with 'token_str'", response.body, response)
    found: list[FillMaskOutput] = payload
    return found


@overload
def question_answering(
    config: Config,
    question: str,
    context: str,
    *,
    model: str | None = None,
    align_to_words: bool | None = None,
    doc_stride: int | None = None,
    handle_impossible_answer: bool | None = None,
    max_answer_len: int | None = None,
    max_question_len: int | None = None,
    max_seq_len: int | None = None,
    top_k: None = None,
) -> Flow[QuestionAnsweringOutput]: ...
@overload
def question_answering(
    config: Config,
    question: str,
    context: str,
    *,
    model: str | None = None,
    align_to_words: bool | None = None,
    doc_stride: int | None = None,
    handle_impossible_answer: bool | None = None,
    max_answer_len: int | None = None,
    max_question_len: int | None = None,
    max_seq_len: int | None = None,
    top_k: int,
) -> Flow[QuestionAnsweringOutput | list[QuestionAnsweringOutput]]: ...
@overload
def question_answering(
    config: Config,
    question: str,
    context: str,
    *,
    model: str | None = None,
    align_to_words: bool | None = None,
    doc_stride: int | None = None,
    handle_impossible_answer: bool | None = None,
    max_answer_len: int | None = None,
    max_question_len: int | None = None,
    max_seq_len: int | None = None,
    top_k: int | None = None,
) -> Flow[QuestionAnsweringOutput | list[QuestionAnsweringOutput]]: ...
@checks()
def question_answering(
    config: Config,
    question: Text,
    context: Text,
    *,
    model: Model = None,
    align_to_words: Flag = None,
    doc_stride: Count = None,
    handle_impossible_answer: Flag = None,
    max_answer_len: Size = None,
    max_question_len: Size = None,
    max_seq_len: Size = None,
    top_k: Best = None,
) -> Flow[QuestionAnsweringOutput | list[QuestionAnsweringOutput]]:
    """Find the answer to a question in a text.

    Args:
        question: What to ask.
        context: Text that holds the answer.
        model: Model id, or address of a server. Empty: the recommended model.
        align_to_words: Whether answers begin and end with words.
        doc_stride: Tokens that neighbouring parts of a long text share.
        handle_impossible_answer: Whether "no answer" is an answer.
        max_answer_len: Most tokens of an answer.
        max_question_len: Most tokens of the question; the rest is cut.
        max_seq_len: Most tokens of a part with the question.
        top_k: How many of the best to return.

    Returns:
        The answer, its score in [0, 1], and its character offsets in the context (end excluded).
        With `top_k` above 1 a list of such answers, best first; with 1 as the server gives it.

    Raises:
        InferenceTimeoutError: The model does not load, or the server keeps silent, for `timeout`
            seconds.
        InferenceHTTPError: A status of 400 or more.

    Example:
        >>> client.question_answering("What's my name?", "My name is Clara.")
        {'score': 0.93, 'start': 11, 'end': 16, 'answer': 'Clara'}
    """
    asked = {"question": question, "context": context}
    parameters = given(
        align_to_words=align_to_words,
        doc_stride=doc_stride,
        handle_impossible_answer=handle_impossible_answer,
        max_answer_len=max_answer_len,
        max_question_len=max_question_len,
        max_seq_len=max_seq_len,
        top_k=top_k,
    )
    response = yield from ask(config, "question-answering", model, asked, parameters)
    if top_k is None or (top_k == 1 and isinstance(response.json(), dict)):
        found: QuestionAnsweringOutput = an_object(response, "answer")
        return found
    if isinstance(response.json(), dict):
        return [an_object(response, "answer")]
    return objects(response, "answer")
